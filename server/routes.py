"""Rasa's rules, looked up by what has just happened instead of tried one after the other.

Named in ``config.yml``. Rasa's policy replays the whole conversation for each prediction (``past_states`` in
rasa/shared/core/trackers.py), twice, since a rule might be about a text; and it tries every rule on it
(rasa/core/policies/rule_policy.py, ``_get_possible_keys``). Our rules are about the latest turns and about intents.
"""

from __future__ import annotations

import copy
from collections import deque
from typing import Any

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker

from server.store.conversation import latest


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class Routes(RulePolicy):
    """Decides what RulePolicy decides, at the same cost in a long conversation as in a short one."""

    # The longest rule is one message with the actions that answer it; tests/server/test_routes.py holds it to that.
    TURNS = 2
    # Latest states that are remembered with the rules they fit.
    MOST_REMEMBERED = 5_000

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fitting: dict[str, set[str]] = {}

    def _prediction_states(self, tracker: DialogueStateTracker, domain: Domain, *args: Any, **kwargs: Any
                           ) -> list[State]:
        recent = copy.copy(tracker)
        events = list(tracker.events)
        recent.events = deque(events[latest(events, self.TURNS):])
        return super()._prediction_states(recent, domain, *args, **kwargs)

    def _find_action_from_rules(self, tracker: DialogueStateTracker, domain: Domain,
                                use_text_for_last_user_input: bool) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input and not domain.action_texts:
            return None, None, False  # no rule is about a text
        return super()._find_action_from_rules(tracker, domain, use_text_for_last_user_input)

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        """The rules that fit: first by the latest state alone, which is one of a few hundred."""
        key = self._create_feature_key(states[-1:])
        if key is None or lookup is not self.lookup.get(RULES):
            return super()._get_possible_keys(lookup, states)
        if key not in self._fitting:
            if len(self._fitting) >= self.MOST_REMEMBERED:
                self._fitting.clear()
            self._fitting[key] = super()._get_possible_keys(lookup, states[-1:])
        return super()._get_possible_keys({key: lookup[key] for key in self._fitting[key]}, states)
