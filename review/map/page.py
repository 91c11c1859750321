"""The page that a clinician reads, prints and signs. All wording that is not data stands in the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment

from review.map.cases import Case, naming
from review.map.draw import drawn
from review.map.figure import COLOURS, pips
from review.map.links import linked
from review.map.opens_picture import opens_picture
from review.map.overview import overview
from review.map.question_order import opens, steps
from review.map.question_picture import question_pages
from review.map.rule_graph import areas
from review.map.rule_picture import rule_pictures
from review.map.unknown import missing_of
from review.map.words import group_name, group_titles, parts_of
from triage import Knowledge


def page(templates: Environment, knowledge: Knowledge, cases: Sequence[Case], version: str, folder: Path) -> str:
    """The whole page as text; ``folder`` is where the knowledge was read from."""
    def picture(figure: Any) -> Any:
        return drawn(templates, figure, version)

    return templates.get_template("review.html.j2").render(
        knowledge=knowledge, policy=knowledge.policy, version=version, colours=COLOURS, cases=cases,
        areas=_areas(knowledge, picture), levels=sorted(knowledge.levels.values(), key=lambda lv: -lv.rank),
        overview=picture(overview(knowledge)), opens_picture=picture(opens_picture(knowledge)),
        question_pages=[picture(figure) for figure in question_pages(knowledge)], steps=steps(knowledge),
        groups=group_titles(folder), used=_used(knowledge), nameless=[c for c in cases if not (c.fires or c.spares)],
        movements=sorted(knowledge.movements, key=lambda m: (m.order is None, m.order)),
        tiers=sorted({f.tier for f in knowledge.findings.values()}),
        parts=lambda condition: parts_of(knowledge, condition), missing=lambda rule: missing_of(knowledge, rule),
        naming=lambda rule: naming(cases, rule), opens=lambda finding: opens(knowledge, finding),
        group_name=group_name, linked=linked, pips=lambda level: pips(level.rank, _most(knowledge)))


def _areas(knowledge: Knowledge, picture: Any) -> list[SimpleNamespace]:
    """Each area with its rules, most urgent first, and its pictures."""
    return [SimpleNamespace(
        id=area, title=area.replace("_", " ").capitalize(),
        rules=sorted((r for r in knowledge.rules if r.area == area), key=lambda r: (-r.level.rank, r.number)),
        pictures=[picture(figure) for figure in rule_pictures(knowledge, area)]) for area in areas(knowledge)]


def _most(knowledge: Knowledge) -> int:
    return max(level.rank for level in knowledge.levels.values())


def _used(knowledge: Knowledge) -> Mapping[str, SimpleNamespace]:
    """Where each finding and each source is named: in groups, by rules themselves, and by movement types."""
    used = {i: SimpleNamespace(groups=[m for m, items in knowledge.macros.items() if i in items], rules=[],
                               movements=[]) for i in (*knowledge.findings, *knowledge.sources)}
    for rule in knowledge.rules:
        pieces = [piece for part in parts_of(knowledge, rule.when) for piece in part.pieces if not piece.group]
        for i in dict.fromkeys((*(i for piece in pieces for i in piece.findings), *rule.sources)):
            used[i].rules.append(rule)
    for movement in knowledge.movements:
        ids = (*(i for c in movement.needs for i in c.order), *movement.speaks_for, *movement.speaks_against)
        for i in dict.fromkeys((*ids, *movement.sources)):
            used[i].movements.append(movement)
    return used
