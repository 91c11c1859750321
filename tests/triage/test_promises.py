"""Promises about what happens in time: the interview, and the order of telling. ``test_proofs.py`` has those about the
rule table."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from actions.state import Check
from triage import Facts, assess, next_question, shipped

K = shipped()
IDS = sorted(K.findings)
SCREENS = {s.id: s for s in K.screens}
# Mostly what does not end a check at once.
SAID_FIRST = st.dictionaries(st.sampled_from([i for i in IDS if K.findings[i].tier in ("T1", "T3")]),
                             st.sampled_from(["yes", "yes", "no", "unknown"]), max_size=6)
# How a person answers: what all answers are drawn from.
HABITS = st.sampled_from([["no"], ["unknown"], ["no"] * 5 + ["unknown"], ["no"] * 15 + ["yes"],
                          ["no"] * 10 + ["yes", "unknown", "unknown"], ["no", "yes", "unknown"]])
VAGUE = st.lists(st.sampled_from([s.id for s in K.screens if s.clarifies]), max_size=2, unique=True)


def test_every_finding_is_used() -> None:
    """Each finding is looked at by a rule or a movement type, steers the interview, or is said to be context only."""
    used = {i for r in K.rules for i in r.when.order} | {i for m in K.movements for i in (
        *m.speaks_for, *m.speaks_against, *(i for c in m.needs for i in c.order))}
    used |= set(K.parents.values()) | {K.policy.third_party, *K.policy.ask_after_gate}
    assert set(K.findings) - used == {"feels_weak_but_strong"}  # never lowers a level (brief, section 2)


@settings(max_examples=250, deadline=None)
@given(SAID_FIRST, HABITS, VAGUE, st.randoms(use_true_random=False))
def test_p6_the_interview_ends_within_its_budget_and_only_when_it_may(
        said: dict[str, str], habit: list[str], vague: list[str], random: object) -> None:
    """At the end of a check below emergency, each missing answer of a pending rule above the level was asked for in
    vain, or follows a question that was, or the budget of single questions is used up."""
    asked: list[str] = []
    values = {**said}
    while (question := next_question(K, Facts.of(values), asked, vague)) is not None:
        asked.append(question.id)
        for item in question.items:
            assert values.get(item, "unknown") == "unknown"
            values[item] = random.choice(habit)  # type: ignore[attr-defined]
    singles = [a for a in asked if a not in SCREENS]
    assert len(asked) == len(set(asked))
    assert len(asked) - len(singles) <= K.policy.most_lists and len(singles) <= K.policy.most_singles
    view = assess(K, Facts.of(values))
    if view.level == K.policy.stop_asking_at or len(singles) == K.policy.most_singles:
        return
    for rule in view.pending:
        if view.level is None or rule.level.rank > view.level.rank:
            left = [i for i in rule.when.missing(view.facts) if _first_open(i, view.facts) not in view.facts.unsure]
            assert not left, (rule.id, left, asked)


def _first_open(finding: str, facts: Facts) -> str:
    """The question that must be answered before this one makes sense, or itself."""
    parent = K.parents.get(finding)
    return finding if parent is None or parent in facts.yes else _first_open(parent, facts)


TOLD = st.lists(st.tuples(st.sampled_from(IDS[:6]), st.sampled_from(["yes", "no"])), max_size=12)


@settings(max_examples=200, deadline=None)
@given(TOLD, st.data())
def test_p5_the_order_of_telling_does_not_matter(told: list[tuple[str, str]], data: st.DataObject) -> None:
    """Not even for a no against a yes: whichever came first, the yes stays."""
    assert _learnt(told) == _learnt(data.draw(st.permutations(told)))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(IDS[:4]), st.sampled_from(["yes", "no", "unknown"])), max_size=12))
def test_p5_a_yes_stays_and_else_the_last_word_counts(told: list[tuple[str, str]]) -> None:
    words = {finding: [value for f, value in told if f == finding] for finding, _ in told}
    assert _learnt(told) == Facts.of({f: "yes" if "yes" in said else said[-1] for f, said in words.items()})


def _learnt(told: list[tuple[str, str]]) -> Facts:
    check = Check()
    for finding, value in told:
        check.learn({finding: value})
    return Facts.of(check.findings)
