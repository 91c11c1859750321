"""``make compare``: intent classifiers trained and measured one after the other; the table is printed and written.

With ``--only`` the others keep what an earlier run found, as long as nothing it was made from has changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from review.classifiers import scores, table
from review.classifiers.candidates import Candidate, UnknownCandidate, candidates
from review.classifiers.table import Row
from server.launch.settings import ROOT, STATE, environment
from server.launch.training import model_path

MESSAGES = ROOT / "tests" / "messages" / "first"
# Two for everything that shares work out: TensorFlow through Rasa, and linear algebra.
_THREADS = dict.fromkeys(("TF_INTRA_OP_PARALLELISM_THREADS", "TF_INTER_OP_PARALLELISM_THREADS", "OMP_NUM_THREADS",
                          "OPENBLAS_NUM_THREADS"), "2")


def main() -> int:
    """Command line; the exit code is 1 when a candidate failed."""
    parser = argparse.ArgumentParser(prog="python -m review.classifiers", description=__doc__)
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME", help="some candidates of candidates.yml")
    parser.add_argument("--epochs", type=int, help="instead of those of candidates.yml")
    parser.add_argument("--sample", type=int, help="train on about so many phrases, for trying out")
    parser.add_argument("--messages", type=Path, default=MESSAGES, help="folder of evaluation messages")
    parser.add_argument("--out", type=Path, default=STATE / "compare", help="folder for the table")
    options = parser.parse_args()
    try:
        chosen = candidates(options.only, options.epochs)
    except UnknownCandidate as error:
        parser.error(str(error))
    if missing := [name for name in scores.FILES if not (options.messages / name).is_file()]:
        parser.error(f"{options.messages} has no {' and no '.join(missing)}; name another folder with --messages")
    options.out.mkdir(parents=True, exist_ok=True)
    order = [candidate.name for candidate in candidates()]
    earlier = [table.kept(name, _made_from(options), options.out) for name in order
               if name not in [candidate.name for candidate in chosen]]
    rows = [row for row in earlier if row]
    for number, candidate in enumerate(chosen, 1):
        print(f"{number} of {len(chosen)}: {candidate.title} ...", flush=True)
        made_from = _made_from(options)
        rows.append(Row(candidate.name, candidate.title, made_from, _found(candidate, options)))
        rows.sort(key=lambda row: order.index(row.name))
        written = table.write(rows, options.out)  # at once: the next may take long
    print(f"\n{table.as_text(rows)}")
    print("Written:", *written)
    return 1 if any(row.failed for row in rows) else 0


def _made_from(options: argparse.Namespace) -> dict[str, Any]:
    """What a result depends on: the project's content, this code, the messages, the share trained on."""
    digest = hashlib.sha256()
    own = sorted(file for file in Path(__file__).parent.iterdir() if file.suffix in (".py", ".yml"))
    for file in (*own, *(options.messages / name for name in scores.FILES)):
        digest.update(file.read_bytes())
    return {"content": model_path().name, "comparison": digest.hexdigest()[:16], "sample": options.sample}


def _found(candidate: Candidate, options: argparse.Namespace) -> dict[str, Any]:
    """What the process of one candidate found; its words are kept beside the table."""
    log = options.out / f"{candidate.name}.log"
    with tempfile.TemporaryDirectory() as folder, log.open("wb") as out:
        result = Path(folder) / "found.json"
        command = [sys.executable, "-m", "review.classifiers.measure", candidate.name, "--out", str(result),
                   "--messages", str(options.messages.absolute())]
        for name in ("epochs", "sample"):
            if value := getattr(options, name):
                command += [f"--{name}", str(value)]
        # A cache of its own: the project's keeps what its next training can use.
        done = subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT,
                              env={**environment(), **_THREADS, "RASA_CACHE_DIRECTORY": folder})
        if result.exists():
            found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
            return found
    why = f"ended by signal {-done.returncode}" if done.returncode < 0 else f"ended with code {done.returncode}"
    return {"failed": f"{why}; see {log}"}


if __name__ == "__main__":
    sys.exit(main())
