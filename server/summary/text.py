"""The summary as plain text to copy. Single line breaks only: a blank line would split a chat message."""

from __future__ import annotations

from server.summary.content import Reason, Summary
from server.summary.told import Question, clipped
from server.summary.wording import listed, unsure_of, wording, written

# How many labels a list may have when the text must be short, tried in this order.
_SHORTER = (20, 10, 5, 2)
_SHORT_WORDS = 300


def as_text(summary: Summary, longest: int | None = None) -> str:
    """The text, without a closing line. With ``longest``, lists are cut until it is no longer than that."""
    text = _lines(summary, None)
    for most in _SHORTER if longest else ():
        if len(text) <= (longest or 0):
            break
        text = _lines(summary, most)
    return text


def _lines(summary: Summary, most: int | None) -> str:
    words = wording()
    level = f"{summary.level.opening} ({summary.level.id})" if summary.level else words["no_level"]
    quotes = [f'"{w}"' for w in summary.words]
    complaint = " ".join(quotes) if most is None else clipped(" ".join(quotes), _SHORT_WORDS)
    medicines = [f"{name} ({listed([f.label for f in facts])})" for name, facts in summary.medicines.items()]
    lines = [
        words["title"],
        words["made_by"],
        f"{words['made_at']}: {written(summary.made_at)}. {words['version']}: {summary.version}.",
        f"{words['about']}: {words['about_other' if summary.somebody_else else 'about_self']}.",
        f"{words['how_soon']}: {level} {words[summary.state]}",
        _section("advice", summary.advice),
        _section("words", f"{complaint} {words['words_cut']}" if summary.words_cut else complaint),
        *([_section("present", listed([a.label for a in summary.present]) or words["none"]),
           _section("medicines", listed(medicines) or words["none"]),
           _section("absent", listed([a.label for a in summary.absent], most) or words["none"]),
           _section("not_known", listed([a.label for a in summary.not_known], most))] if summary.answers else []),
        *_headed("why", [_reason(r) for r in summary.reasons[:most]]),
        _movement(summary),
        *_headed("questions", [_question(q) for q in summary.questions[:most]])]
    return "\n".join(line for line in lines if line)


def _section(heading: str, text: str) -> str:
    return f"{wording()[heading]}: {text}" if text else ""


def _headed(heading: str, items: list[str]) -> list[str]:
    return [f"{wording()[heading]}:", *(f"- {item}" for item in items)] if items else []


def _reason(reason: Reason) -> str:
    words = wording()
    because = f"{reason.rule.because} {unsure_of(reason)}".rstrip()
    return f"{because} ({words['rule']} {reason.rule.id}; {words['source']}: {reason.sources[0].title})"


def _movement(summary: Summary) -> str:
    if summary.movement is None:
        return ""
    words, movement = wording(), summary.movement
    sides = [f"{words[key]}: {listed(labels)}." for key, labels in (
        ("movement_for", movement.speaks_for), ("movement_against", movement.speaks_against)) if labels]
    return " ".join([f"{words['movement']}: {movement.name}.", *sides, words["only_examination"]])


def _question(question: Question) -> str:
    quoted = f'"{question.words}"' if question.words else ""
    return ": ".join(part for part in (question.label, quoted) if part)
