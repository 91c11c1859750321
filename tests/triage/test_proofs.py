"""What is proven about the rule table and the engine: for every finding, whatever else was told.

The claims are about formulas (``encoding.py``) that say what ``assess`` does; that they do is the first test here.
A claim that fails names the findings and the plainest person for whom it does.
"""

from __future__ import annotations

import itertools
from functools import cache
from random import Random

import pytest
import z3

from tests.triage.encoding import NO, UNSURE, UNTOLD, YES, Encoding, Outcome, Prover, some, values_for
from triage import Facts, Knowledge, assess

# A T3 yes may move a result between routine and self-care. Only these take it from further up: the level from which
# they can take it, and why that is right.
LOWERING = {
    "cns_condition_known": ("urgent_same_day", "that a child walks worse is then no new sign, and soon_days is enough"),
    "jerk_only_falling_asleep": ("urgent_same_day", "jerks while falling asleep are not put down to the medicine"),
    "age_child": ("soon_days", "who is a child is not over 65, which else stays open"),
    "age_infant": ("soon_days", "as age_child"),
    "age_65_plus": ("soon_days", "who is over 65 is no child, which else stays open"),
}
# Rules that never set a level which no other rule sets as well: they are there for what they say.
ONLY_EXPLAIN = {
    "e_suicidal_unsafe": "a yes; e_suicidal_plan_check is the same with the question left open",
    "s_mnd_pattern": "names the pattern where s_progressive_weak already fired",
    "s_child_slow": "speaks of children where s_walking_slow or s_progressive_weak already fired",
}
# (rule, the rule that fires whenever it does and says the same)
PAIRS = {("e_suicidal_unsafe", "e_suicidal_plan_check")}


@pytest.fixture(scope="module")
def encoding(knowledge: Knowledge) -> Encoding:
    return Encoding(knowledge)


@pytest.fixture(scope="module")
def prover(encoding: Encoding) -> Prover:
    return Prover(encoding)


@pytest.fixture(scope="module")
def people(knowledge: Knowledge) -> list[Facts]:
    """All kinds of people: a few things are yes, often what some rule asks for; the rest is mostly one answer."""
    random, ids = Random(7), list(knowledge.findings)

    def one() -> Facts:
        rest = random.choice(["no", "no", "untold", "any"])
        told = {f: random.choice(["no", "unknown", "untold"]) if rest == "any" else rest for f in ids}
        for f in random.sample(ids, random.choice([0, 2, 9])):
            told[f] = random.choice(["no", "unknown", "untold"])
        told.update(dict.fromkeys(random.sample(ids, random.choice([0, 0, 1, 2, 3, 15])), "yes"))
        when = random.choice(knowledge.rules).when
        for term in (*when.all, *(random.choice(terms) for terms in (when.any, when.with_any) if terms)):
            told.update((f, "yes") for f in term if random.random() < 0.8)
        return Facts.of({f: value for f, value in told.items() if value != "untold"})

    return [one() for _ in range(1200)]


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_the_encoding_says_what_assess_does(knowledge: Knowledge, encoding: Encoding, people: list[Facts],
                                            closed: bool) -> None:
    outcome = encoding.closed if closed else encoding.open
    value = values_for(people, encoding)
    at_least = {k: value(f) for k, f in outcome.at_least.items()}
    fired = {at: value(when) for at, when in outcome.fired.items()}
    for n, facts in enumerate(people):
        view = assess(knowledge, facts, closed=closed)
        rank = view.level.rank if view.level else 0
        assert {k for k, bits in at_least.items() if bits >> n & 1} == set(range(1, rank + 1)), facts
        assert {at for at, bits in fired.items() if bits >> n & 1} == {(f.rule.id, f.level.rank) for f in view.fired}


def test_no_dead_rule_each_can_set_the_level(knowledge: Knowledge, encoding: Encoding, prover: Prover) -> None:
    """Each rule decides somewhere on clear answers, and all but a few are the only one to do so."""
    dead, never_alone = set(), set()
    for rule in knowledge.rules:
        true, _ = encoding.truths[rule.id]
        if not all(prover.can_be(z3.And(true, o.is_level(rule.level.rank))) for o in (encoding.open, encoding.closed)):
            dead.add(rule.id)
        if not any(prover.can_be(z3.And(when, encoding.closed.is_level(rank), z3.Not(some(
                also for (other, k), also in encoding.closed.fired.items() if other != rule.id and k == rank))))
                for (this, rank), when in encoding.closed.fired.items() if this == rule.id):
            never_alone.add(rule.id)
    assert not dead
    assert never_alone == set(ONLY_EXPLAIN)


def test_no_two_rules_say_the_same(knowledge: Knowledge, encoding: Encoding, prover: Prover,
                                   people: list[Facts]) -> None:
    """No two rules always count at the same levels; none fires only when another one says the same, as urgent."""
    value = values_for(people, encoding)
    fired = {r.id: {k: when for (i, k), when in encoding.closed.fired.items() if i == r.id} for r in knowledge.rules}
    seen = {i: {k: value(when) for k, when in at.items()} for i, at in fired.items()}
    same = [(a.id, b.id) for a, b in itertools.combinations(knowledge.rules, 2) if seen[a.id] == seen[b.id]
            and not prover.can_be(some(z3.Xor(when, fired[b.id][k]) for k, when in fired[a.id].items()))]
    assert not same
    implied = {(a.id, b.id) for a, b in itertools.permutations(knowledge.rules, 2)
               if a.because == b.because or a.do == b.do
               if not any(prover.can_be(z3.And(when, z3.Not(some(also for j, also in fired[b.id].items() if j >= k))))
                          for k, when in fired[a.id].items())}
    assert implied == PAIRS


def test_p3_a_red_flag_reaches_its_level_whatever_else_was_told(knowledge: Knowledge, encoding: Encoding,
                                                                prover: Prover) -> None:
    enough = knowledge.policy.red_flag_level.rank
    failing = prover.exceptions({
        f"{f.id}, {name}": z3.And(encoding.told[YES][f.id], z3.Not(outcome.at_least[enough]))
        for name, outcome in (("open", encoding.open), ("closed", encoding.closed))
        for f in knowledge.findings.values() if f.tier in knowledge.policy.red_flag_tiers})
    assert not failing, failing


@cache
def answers(encoding: Encoding, state: str, finding: str) -> dict[str, Outcome]:
    return {answer: encoding.having(getattr(encoding, state), finding, answer) for answer in (YES, NO, UNTOLD)}


def test_p4_not_knowing_is_never_lower_than_a_no(knowledge: Knowledge, encoding: Encoding, prover: Prover) -> None:
    """Closed. Being unsure and never having been asked are then the same."""
    assert not any(told.endswith(UNSURE) for when in encoding.closed.fired.values()
                   for told in encoding.behind[when.decl().name()])
    never = {}
    for finding in knowledge.findings:
        level = answers(encoding, "closed", finding)
        never[finding] = level[NO].above(level[UNTOLD])
    failing = prover.exceptions(never)
    assert not failing, failing


def test_p4_what_reassures_must_be_told(knowledge: Knowledge, encoding: Encoding, prover: Prover) -> None:
    """Where a yes lowers a level that is soon_days or above, not knowing keeps it up."""
    never = {}
    for finding in LOWERING:
        level = answers(encoding, "closed", finding)
        never[finding] = some(z3.And(level[NO].at_least[k], z3.Not(level[YES].at_least[k]),
                                     z3.Not(level[UNTOLD].at_least[k])) for k in level[NO].at_least)
    failing = prover.exceptions(never)
    assert not failing, failing


def test_p4_an_open_warning_sign_keeps_a_closed_result_up(knowledge: Knowledge, encoding: Encoding,
                                                          prover: Prover) -> None:
    least = {"@GATE0": "urgent_same_day", "@NEURO": "soon_days"}
    failing = prover.exceptions({
        item: z3.And(encoding.unknown[item], z3.Not(encoding.closed.at_least[knowledge.levels[level].rank]))
        for macro, level in least.items() for item in knowledge.macros[macro]})
    assert not failing, failing


def test_p5_a_danger_told_never_lowers_a_closed_result(knowledge: Knowledge, encoding: Encoding,
                                                       prover: Prover) -> None:
    """Compared with a no, and with not knowing."""
    never = {}
    for finding in (f.id for f in knowledge.findings.values() if f.tier != "T3"):
        level = answers(encoding, "closed", finding)
        never[finding] = z3.Or(level[NO].above(level[YES]), level[UNTOLD].above(level[YES]))
    failing = prover.exceptions(never)
    assert not failing, failing


def test_p5_context_told_lowers_nothing_but_routine(knowledge: Knowledge, encoding: Encoding, prover: Prover) -> None:
    """A T3 yes never lowers a closed soon_days or above; the exceptions and how far up they reach are as listed."""
    soon, reach = knowledge.levels["soon_days"].rank, {}
    names = {level.rank: level.id for level in knowledge.levels.values()}
    for finding in (f.id for f in knowledge.findings.values() if f.tier == "T3"):
        level = answers(encoding, "closed", finding)
        lost = [k for k in level[YES].at_least if prover.can_be(z3.And(
            z3.Or(level[NO].at_least[k], level[UNTOLD].at_least[k]), z3.Not(level[YES].at_least[k])))]
        if lost and max(lost) >= soon:
            reach[finding] = names[max(lost)]
    assert reach == {finding: level for finding, (level, _) in LOWERING.items()}


def test_p5_a_danger_told_never_lowers_an_open_result(knowledge: Knowledge, encoding: Encoding,
                                                      prover: Prover) -> None:
    """While nobody is "not sure". What a yes takes from a result below soon_days is at most the result itself, and
    then it is still open."""
    soon = knowledge.levels["soon_days"].rank
    all_sure = z3.And(*(z3.Not(v) for v in encoding.told[UNSURE].values()))
    never = {}
    for finding in (f.id for f in knowledge.findings.values() if f.tier != "T3" or f.id not in LOWERING):
        level = answers(encoding, "open", finding)
        down_to = soon if knowledge.findings[finding].tier == "T3" else 1
        lower = z3.Or(level[NO].above(level[YES], down_to), level[UNTOLD].above(level[YES], down_to))
        either = z3.Or(level[NO].at_least[soon], level[UNTOLD].at_least[soon], level[YES].at_least[1])
        never[finding] = z3.And(all_sure, lower, either)
    failing = prover.exceptions(never)
    assert not failing, failing


def test_p5_closing_never_lowers(encoding: Encoding, prover: Prover) -> None:
    """So what a new question takes from an open result, because a rule waits for its answer again, comes back."""
    failing = prover.exceptions({"closing": encoding.open.above(encoding.closed)})
    assert not failing, failing


def test_p7_nothing_reassures_while_a_warning_sign_is_yes_or_unknown(knowledge: Knowledge, encoding: Encoding,
                                                                     prover: Prover) -> None:
    lowest = min(level.rank for level in knowledge.levels.values() if level.rank)
    failing = prover.exceptions({item: z3.And(encoding.closed.is_level(lowest), z3.Not(encoding.no[item]))
                                 for item in sorted(knowledge.in_macros)})
    assert not failing, failing
