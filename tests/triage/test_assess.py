"""The semantics of the rule table: floors, unknown answers, follow-up questions (docs/rules.md)."""

from __future__ import annotations

import time

from triage import Facts, Knowledge, assess, explain


def all_no(knowledge: Knowledge, **changed: str) -> dict[str, str]:
    return {**dict.fromkeys(knowledge.findings, "no"), **changed}


def closed(knowledge: Knowledge, values: dict[str, str]):
    return assess(knowledge, Facts.of(values), closed=True)


def test_nothing_said_ends_at_the_gates_floor(knowledge: Knowledge) -> None:
    assert closed(knowledge, {}).level.id == "urgent_same_day"


def test_everything_denied_is_routine(knowledge: Knowledge) -> None:
    assert closed(knowledge, all_no(knowledge)).level.id == "routine"


def test_s1_the_floor_does_not_count_follow_ups_outside_the_gate(knowledge: Knowledge) -> None:
    values = all_no(knowledge)
    del values["overdose_large_or_unknown"], values["suicidal_unsafe"]
    assert closed(knowledge, values).level.id == "routine"


def test_s1_a_no_to_the_parent_answers_its_follow_ups(knowledge: Knowledge) -> None:
    facts = Facts.of({"takes_baclofen": "no", "suicidal_thoughts": "no"}).settled(knowledge.parents)
    assert {"has_baclofen_pump", "pump_alarm_critical", "missed_one_dose", "suicidal_unsafe"} <= facts.no


def test_a_yes_to_a_follow_up_says_yes_to_its_parents(knowledge: Knowledge) -> None:
    facts = Facts.of({"pump_alarm_critical": "yes"}).settled(knowledge.parents)
    assert {"pump_alarm", "has_baclofen_pump", "takes_baclofen"} <= facts.yes


def test_a_danger_told_outweighs_a_denied_parent(knowledge: Knowledge) -> None:
    view = assess(knowledge, Facts.of({"has_baclofen_pump": "no", "pump_alarm_critical": "yes"}))
    assert "e_pump_alarm_critical" in [f.rule.id for f in view.fired]


def test_s2_unknowns_outside_the_macros_do_not_keep_it_from_routine(knowledge: Knowledge) -> None:
    macros = {i: "no" for items in knowledge.macros.values() for i in items}
    assert closed(knowledge, macros).level.id == "routine"


def test_an_unanswered_nerve_question_is_soon(knowledge: Knowledge) -> None:
    values = all_no(knowledge, tongue_twitch="unknown")
    view = closed(knowledge, values)
    assert view.level.id == "soon_days" and view.floor_from == ("tongue_twitch",)


def test_s3_not_sure_about_exposure_alone_is_no_emergency(knowledge: Knowledge) -> None:
    # A twitch in many places and "not sure" about contact with poison.
    values = all_no(knowledge, twitch_many_places="yes", toxin_exposure="unknown")
    assert closed(knowledge, values).level.id == "urgent_same_day"


def test_s3_not_sure_about_sedatives_still_is_an_emergency(knowledge: Knowledge) -> None:
    values = all_no(knowledge, takes_baclofen="yes", extra_sleepy="yes", opioids_or_sedatives="unknown")
    view = closed(knowledge, values)
    assert view.level.id == "emergency_now"
    fired = next(f for f in view.fired if f.rule.id == "e_sedation_combo")
    assert fired.unsure_of == ("opioids_or_sedatives",)


def test_s7_vomiting_is_withdrawal_only_with_baclofen(knowledge: Knowledge) -> None:
    sick = all_no(knowledge, vomiting_cannot_keep_tablets="yes", high_fever="yes")
    assert "e_withdrawal_severe" not in [f.rule.id for f in closed(knowledge, sick).fired]
    taking = {**sick, "takes_baclofen": "yes"}
    assert "e_withdrawal_severe" in [f.rule.id for f in closed(knowledge, taking).fired]


def test_a_plan_left_unanswered_counts_as_unsafe(knowledge: Knowledge) -> None:
    values = all_no(knowledge, suicidal_thoughts="yes", suicidal_unsafe="unknown")
    view = closed(knowledge, values)
    assert view.level.id == "emergency_now"
    assert view.deciding[0].rule.id == "e_suicidal_plan_check"


def test_a_blocked_routine_rule_keeps_self_care_from_winning(knowledge: Knowledge) -> None:
    values = all_no(knowledge, jerk_only_falling_asleep="yes", back_over_6_weeks="yes", recent_back_trauma="no",
                    cancer_history="yes")
    assert closed(knowledge, values).level.rank >= knowledge.levels["routine"].rank


def test_the_explanation_names_the_persons_own_answers(knowledge: Knowledge) -> None:
    view = assess(knowledge, Facts.of({"baclofen_stopped_or_cut_recent": "yes", "hallucinations": "yes"}))
    reasons = explain(knowledge, view)
    assert [r.rule for r in reasons] == ["e_withdrawal_severe", "e_hallucination_confusion"]
    assert knowledge.findings["hallucinations"].short in reasons[0].you_told
    assert reasons[0].sources and reasons[0].because


def test_an_assessment_costs_far_less_than_reading_the_knowledge(knowledge: Knowledge) -> None:
    """The bar is "well under 1 ms"; asserted as a ratio to sorting the rule ids, because machines are noisy."""
    facts = Facts.of(all_no(knowledge, takes_baclofen="yes", twitch_visible_flicker="yes"))
    ids = [r.id for r in knowledge.rules] * 20

    def timed(work: object, times: int = 30) -> float:
        start = time.perf_counter()
        for _ in range(times):
            work()  # type: ignore[operator]
        return time.perf_counter() - start

    assert timed(lambda: assess(knowledge, facts)) < 20 * timed(lambda: sorted(ids, key=str.lower))
