"""The decision as formulas: what ``assess`` does with a loaded ``Knowledge``, for all that can be told at once.

``Encoding`` mirrors ``triage/facts.py``, ``condition.py`` and ``assess.py`` step by step; ``test_proofs.py`` compares
the two on thousands of assessments before it proves anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import z3

from triage import Facts, Knowledge
from triage.condition import Condition, Term
from triage.knowledge import Rule

YES, NO, UNSURE, UNTOLD = "yes", "no", "unsure", "untold"
ANSWERS = (YES, NO, UNSURE)  # with none of them the person was never asked
SHOWN = 3

def every(parts: Iterable[z3.BoolRef]) -> z3.BoolRef:
    """All of them; true when there are none."""
    return z3.And(*parts)


def some(parts: Iterable[z3.BoolRef]) -> z3.BoolRef:
    """At least one of them; false when there are none."""
    return z3.Or(*parts)


@dataclass(frozen=True)
class Outcome:
    """``at_least[rank]``: the level is of this rank or above; no level at all is below every rank.
    ``fired[rule, rank]``: the rule counts, at the level of this rank. ``names`` of all that plays a part."""

    at_least: dict[int, z3.BoolRef]
    fired: dict[tuple[str, int], z3.BoolRef] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    def is_level(self, rank: int) -> z3.BoolRef:
        """The level is the one of this rank."""
        return z3.And(self.at_least[rank], *(z3.Not(f) for k, f in self.at_least.items() if k == rank + 1))

    def above(self, other: Outcome, down_to: int = 1) -> z3.BoolRef:
        """This outcome is more urgent than the other; differences below the rank ``down_to`` do not count."""
        return some(z3.And(f, z3.Not(other.at_least[k])) for k, f in self.at_least.items() if k >= down_to)


class Encoding:
    """What a person told as variables, and what follows from it as formulas over them.

    What a rule or floor does has a name, a variable; ``meaning`` says which formula that is, ``behind`` on which
    findings it depends. So claims stay small, and to change one answer is to change only what depends on it.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.told = {a: {f: z3.Bool(f"{f} {a}") for f in knowledge.findings} for a in ANSWERS}
        # One finding has one answer.
        self.possible = every(z3.Or(z3.Not(self.told[a][f]), z3.Not(self.told[b][f])) for f in knowledge.findings
                              for a, b in ((YES, NO), (YES, UNSURE), (NO, UNSURE)))
        self.meaning: dict[str, z3.BoolRef] = {}
        self.behind: dict[str, frozenset[str]] = {}
        self._told_in = {v.get_id(): frozenset((v.decl().name(),)) for vs in self.told.values() for v in vs.values()}
        self._settle()
        self.truths = {r.id: self._truth(r.when) for r in knowledge.rules}

    @cached_property
    def open(self) -> Outcome:
        """The outcome while questions are still asked."""
        return self._outcome(closed=False)

    @cached_property
    def closed(self) -> Outcome:
        """The outcome when no more questions will be asked."""
        return self._outcome(closed=True)

    def having(self, outcome: Outcome, finding: str, answer: str) -> Outcome:
        """The levels of an outcome if one finding is answered like this, whatever the rest."""
        told = [(self.told[a][finding], z3.BoolVal(a == answer)) for a in ANSWERS]
        names = {v.decl().name() for v, _ in told}
        touched = [name for name in outcome.names if not names.isdisjoint(self.behind[name])]
        changed = _substituted([self.meaning[name] for name in touched], told)
        levels = _substituted(list(outcome.at_least.values()), list(zip(map(z3.Bool, touched), changed, strict=True)))
        return Outcome(dict(zip(outcome.at_least, levels, strict=True)))

    def _named(self, name: str, formula: z3.BoolRef) -> z3.BoolRef:
        self.meaning[name] = z3.simplify(formula)
        self.behind[name] = self._behind(self.meaning[name])
        return z3.Bool(name)

    def _behind(self, formula: z3.BoolRef) -> frozenset[str]:
        ident = formula.get_id()
        if ident not in self._told_in:
            self._told_in[ident] = frozenset().union(*map(self._behind, formula.children()))
        return self._told_in[ident]

    # facts.py

    def _settle(self) -> None:
        told, parents = self.told, self.knowledge.parents
        line = {f: tuple(_ancestors(f, parents)) for f in self.knowledge.findings}
        self.yes = {f: some([told[YES][f], *(told[YES][child] for child in line if f in line[child])]) for f in line}
        denied = {f: z3.And(z3.Not(self.yes[f]), some([told[NO][f], *(
            self.yes[by] for by, ruled_out in self.knowledge.exclusions.items() if f in ruled_out)])) for f in line}
        self.no = {f: z3.And(z3.Not(self.yes[f]), some([denied[f], *(denied[a] for a in line[f])])) for f in line}
        self.unknown = {f: z3.Not(z3.Or(self.yes[f], self.no[f])) for f in line}

    # condition.py

    def _is(self, term: Term, yes: Mapping[str, z3.BoolRef] | None = None) -> z3.BoolRef:
        return every((yes or self.yes)[i] for i in sorted(term))

    def _is_not(self, term: Term) -> z3.BoolRef:
        return some(self.no[i] for i in sorted(term))

    def _wanted(self, when: Condition, yes: Mapping[str, z3.BoolRef] | None = None) -> z3.BoolRef:
        return every([*(self._is(term, yes) for term in when.all),
                      *(some(self._is(term, yes) for term in terms) for terms in _choices(when))])

    def _exempt(self, when: Condition) -> z3.BoolRef:
        return some(map(self._is, when.unless))

    def _truth(self, when: Condition) -> tuple[z3.BoolRef, z3.BoolRef]:
        """Whether the condition is true, and whether it is false; it is open when neither."""
        false = some([*(self.yes[i] for i in sorted(when.none)), self._exempt(when), *map(self._is_not, when.all),
                      *(every(map(self._is_not, terms)) for terms in _choices(when))])
        true = every([z3.Not(false), self._wanted(when), *(self.no[i] for i in sorted(when.none))])
        return true, false

    def _blocked(self, when: Condition) -> z3.BoolRef:
        not_denied = some(z3.Not(self.no[i]) for i in sorted(when.none))
        return every([not_denied, self._wanted(when), z3.Not(self._exempt(when))])

    def _pursued(self, rule: Rule) -> z3.BoolRef:
        triggered = some(self.yes[i] for i in sorted(rule.when.triggers))
        return every([*map(z3.Not, self.truths[rule.id]), triggered])

    def _missing(self, when: Condition) -> dict[str, z3.BoolRef]:
        wanted = {i: [z3.BoolVal(True)] for i in {*when.none, *(i for term in when.all for i in term)}}
        for terms in _choices(when):
            unmet = z3.Not(some(map(self._is, terms)))
            for term in terms:
                for i in term:
                    wanted.setdefault(i, []).append(z3.And(unmet, z3.Not(self._is_not(term))))
        return {i: z3.And(self.unknown[i], some(wanted[i])) for i in when.order if i in wanted}

    # assess.py

    def _unanswered(self, rule: Rule) -> dict[int, z3.BoolRef]:
        """At which level an open rule counts, and when."""
        policy, level = self.knowledge.policy, rule.level
        if rule.if_unknown == "silent":
            return {}
        lower = self.knowledge.one_lower(level)
        if level == policy.stop_asking_at:
            lower = max(lower, policy.lowered_emergency_not_below, key=lambda lv: lv.rank)
        imagined = {i: z3.Or(self.yes[i], z3.And(z3.BoolVal(i not in self.knowledge.context_items), is_missing))
                    for i, is_missing in self._missing(rule.when).items()}
        only_context = z3.And(z3.BoolVal(level == policy.stop_asking_at), z3.Not(self._wanted(rule.when, imagined)))
        lowered = z3.BoolVal(True) if rule.if_unknown == "one_lower" else only_context
        return {lower.rank: lowered, level.rank: z3.Not(lowered)} if lower != level else {level.rank: z3.BoolVal(True)}

    def _fired(self, rule: Rule, closed: bool) -> dict[int, z3.BoolRef]:
        asked_in_vain = every(z3.Or(z3.Not(is_missing), self.told[UNSURE][i])
                              for i, is_missing in self._missing(rule.when).items())
        counts = z3.And(self._pursued(rule), z3.Or(z3.BoolVal(closed), asked_in_vain))
        fired = {rank: z3.And(counts, when) for rank, when in self._unanswered(rule).items()}
        true, _ = self.truths[rule.id]
        return {**fired, rule.level.rank: z3.Or(true, fired.get(rule.level.rank, z3.BoolVal(False)))}

    def _floors(self, closed: bool) -> Iterator[tuple[str, int, z3.BoolRef]]:
        policy = self.knowledge.policy
        for rule in self.knowledge.rules:
            if rule.level == policy.blocked_floor:
                yield f"{rule.id} blocked", policy.blocked_floor.rank, self._blocked(rule.when)
        if closed:
            for macro, level in policy.unknown_floors.items():
                yield macro, level.rank, some(self.unknown[i] for i in self.knowledge.macros[macro])

    def _outcome(self, closed: bool) -> Outcome:
        policy, state, before = self.knowledge.policy, "closed" if closed else "open", len(self.meaning)
        ranks = sorted((level.rank for level in self.knowledge.levels.values() if level.rank), reverse=True)
        fired = {(r.id, rank): self._named(f"{r.id} at {rank}, {state}", when) for r in self.knowledge.rules
                 for rank, when in self._fired(r, closed).items()}
        floors = [(rank, self._named(f"{name}, {state}", holds)) for name, rank, holds in self._floors(closed)]
        any_fired, any_floor = some(fired.values()), some(holds for _, holds in floors)
        if closed:
            nothing = z3.Not(z3.Or(any_fired, any_floor))
            floors += [(policy.nothing_fired.rank, nothing)]
        else:  # floors alone make no level while questions are still asked
            floors = [(rank, z3.And(holds, any_fired)) for rank, holds in floors]
        return Outcome({k: some([*(when for (_, rank), when in fired.items() if rank >= k),
                                 *(holds for rank, holds in floors if rank >= k)]) for k in ranks},
                       fired, tuple(self.meaning)[before:])


def _substituted(formulas: list[z3.BoolRef], new: list[tuple[z3.BoolRef, z3.BoolRef]]) -> list[z3.BoolRef]:
    """Several at once, which is a lot faster."""
    return z3.substitute(z3.And(*formulas, z3.BoolVal(True)), *new).children()[:-1]


def _choices(when: Condition) -> list[tuple[Term, ...]]:
    return [terms for terms in (when.any, when.with_any) if terms]


def _ancestors(finding: str, parents: Mapping[str, str]) -> Iterator[str]:
    while parent := parents.get(finding):
        yield parent
        finding = parent


class Prover:
    """Proves claims about every possible person, or finds a plain person for whom a claim fails."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.solver = z3.SolverFor("QF_FD")
        self.solver.add(encoding.possible)
        assert encoding.open and encoding.closed
        self.solver.add(*(z3.Bool(name) == formula for name, formula in encoding.meaning.items()))

    def can_be(self, wanted: z3.BoolRef) -> bool:
        """Whether it is true for some possible person."""
        self.solver.push()
        self.solver.add(wanted)
        found = self.solver.check()
        self.solver.pop()
        assert found != z3.unknown
        return found == z3.sat

    def example(self, wanted: z3.BoolRef) -> str:
        """A person for whom it is true, with a no wherever that is possible."""
        told, solver = self.encoding.told, self.solver
        solver.push()
        solver.add(wanted)
        for variable in (*told[NO].values(), *told[UNSURE].values()):
            if solver.check(variable) == z3.sat:
                solver.add(variable)
        assert solver.check() == z3.sat
        model = solver.model()
        solver.pop()
        chosen = {a: [f for f, v in told[a].items() if z3.is_true(model.eval(v))] for a in ANSWERS}
        untold = [f for f in self.encoding.knowledge.findings if not any(f in chosen[a] for a in ANSWERS)]
        return (f"yes {', '.join(chosen[YES]) or '-'}; not sure {', '.join(chosen[UNSURE]) or '-'}; "
                f"not asked {', '.join(untold) or '-'}; no to the rest")

    def exceptions(self, never: Mapping[str, z3.BoolRef]) -> str:
        """Those of the named cases that can happen after all, one a line, the first few with an example."""
        found = [name for name, case in never.items() if self.can_be(case)]
        return "\n".join([f"{name}: {self.example(never[name])}" for name in found[:SHOWN]] + found[SHOWN:])


def values_for(people: Sequence[Facts], encoding: Encoding) -> Callable[[z3.BoolRef], int]:
    """Works out formulas for many people at once: bit ``n`` of the result is the truth for person ``n``."""
    everybody = (1 << len(people)) - 1
    known: dict[int, int] = {}
    for answer in ANSWERS:
        chosen = dict.fromkeys(encoding.knowledge.findings, 0)
        for n, facts in enumerate(people):
            for f in getattr(facts, answer):
                chosen[f] |= 1 << n
        known.update({encoding.told[answer][f].get_id(): bits for f, bits in chosen.items()})

    def value(formula: z3.BoolRef) -> int:
        ident = formula.get_id()
        if ident not in known:
            kind = formula.decl().kind()
            if kind == z3.Z3_OP_UNINTERPRETED:
                known[ident] = value(encoding.meaning[formula.decl().name()])
            elif kind in (z3.Z3_OP_TRUE, z3.Z3_OP_AND):
                known[ident] = everybody
                for part in formula.children():
                    known[ident] &= value(part)
            elif kind in (z3.Z3_OP_FALSE, z3.Z3_OP_OR):
                known[ident] = 0
                for part in formula.children():
                    known[ident] |= value(part)
            else:
                assert kind == z3.Z3_OP_NOT, formula
                known[ident] = everybody ^ value(formula.arg(0))
        return known[ident]

    return value
