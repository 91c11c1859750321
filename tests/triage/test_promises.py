"""Promises that hold for the whole rule table, not for examples."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from triage import Facts, assess, next_question, shipped

K = shipped()
IDS = sorted(K.findings)
RANDOM_FACTS = st.dictionaries(st.sampled_from(IDS), st.sampled_from(["yes", "no", "unknown"]), max_size=14)
MANY = settings(max_examples=400, deadline=None)


def rank(values: dict[str, str], closed: bool = True) -> int:
    level = assess(K, Facts.of(values), closed=closed).level
    return level.rank if level else 0


def test_every_rule_can_fire() -> None:
    """No dead rule: with its own findings yes and what it excludes no, each rule fires."""
    for rule in K.rules:
        when = rule.when
        yes = set().union(*when.all, *(terms[0] for terms in (when.any, when.with_any) if terms))
        view = assess(K, Facts(frozenset(yes), frozenset(when.none) - yes))
        assert rule.id in [f.rule.id for f in view.fired], rule.id


def test_every_finding_is_used() -> None:
    """Each finding is looked at by a rule or a movement type, steers the interview, or is said to be context only."""
    used = {i for r in K.rules for i in r.when.order} | {i for m in K.movements for i in (
        *m.speaks_for, *m.speaks_against, *(i for c in m.needs for i in c.order))}
    used |= set(K.parents.values()) | {K.policy.third_party, *K.policy.ask_after_gate}
    assert set(K.findings) - used == {"feels_weak_but_strong"}  # never lowers a level (brief, section 2)


def test_each_red_flag_alone_reaches_its_level() -> None:
    """P3: a single red flag, nothing else known, is at least soon_days."""
    for finding in K.findings.values():
        if finding.tier in K.policy.red_flag_tiers:
            level = assess(K, Facts(frozenset({finding.id}))).level
            assert level is not None and level.rank >= K.policy.red_flag_level.rank, finding.id


@MANY
@given(RANDOM_FACTS, st.sampled_from(IDS))
def test_more_never_means_less(values: dict[str, str], added: str) -> None:
    """P5: one more danger or baclofen finding never lowers the level, whatever it was before."""
    if K.findings[added].tier == "T3":
        return  # context may make a reassuring rule applicable, which is no danger
    assert rank({**values, added: "yes"}) >= rank({**values, added: "no"})
    if rank(values, closed=False):
        assert rank({**values, added: "yes"}, closed=False) >= rank({**values, added: "no"}, closed=False)


@MANY
@given(RANDOM_FACTS, st.sampled_from(IDS))
def test_missing_is_not_safe(values: dict[str, str], about: str) -> None:
    """P4: an unknown answer is never treated as safer than a no."""
    assert rank({**values, about: "unknown"}) >= rank({**values, about: "no"})


@MANY
@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(["yes", "no"])), max_size=10, unique_by=lambda p: p[0]),
       st.randoms())
def test_order_of_telling_does_not_matter(told: list[tuple[str, str]], random: object) -> None:
    shuffled = list(told)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert assess(K, Facts.of(dict(told)), closed=True) == assess(K, Facts.of(dict(shuffled)), closed=True)


@MANY
@given(RANDOM_FACTS, st.data())
def test_the_interview_ends_within_its_budget_and_only_when_it_may(values: dict[str, str], data: st.DataObject) -> None:
    """P6: random answers; at the end no pending rule could raise the level, unless the budget is used up."""
    asked: list[str] = []
    values = {**values}
    while (question := next_question(K, Facts.of(values), asked)) is not None:
        asked.append(question.id)
        for item in question.items:
            assert item not in values or values[item] == "unknown"
            values[item] = data.draw(st.sampled_from(["no", "no", "no", "yes", "unknown"]))
    screens = {s.id for s in K.screens}
    lists, singles = [a for a in asked if a in screens], [a for a in asked if a not in screens]
    assert len(asked) == len(set(asked))
    assert len(lists) <= K.policy.most_lists and len(singles) <= K.policy.most_singles
    view = assess(K, Facts.of(values))
    if view.level == K.policy.stop_asking_at or len(singles) == K.policy.most_singles:
        return
    current = view.level.rank if view.level else 0
    asked_about = {i for s in K.screens if s.id in asked for i in s.items} | set(singles)
    for rule in view.pending:
        if rule.level.rank > current:
            left = {i for i in rule.when.missing(view.facts) if i not in asked_about
                    and (K.findings[i].follows is None or K.findings[i].follows in view.facts.yes)}
            assert not left or len(lists) == K.policy.most_lists, (rule.id, left)


@MANY
@given(RANDOM_FACTS)
def test_nothing_reassures_while_a_gate_answer_is_missing(values: dict[str, str]) -> None:
    """P7: without every gate answer a closed check never ends below same-day."""
    gate = K.macros[K.policy.gate]
    settled = Facts.of(values).settled(K.parents)
    if any(not settled.knows(i) for i in gate):
        assert rank(values) >= K.policy.unknown_floors[K.policy.gate].rank
