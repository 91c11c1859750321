"""What the assistant kept of a turn, and what its understanding makes of the words once more.

The ranking of intents and the second ear's distance stay inside the pipeline, and nothing of them is stored. So the
words go through it a second time, in the lab only: that costs some 40 ms.
"""

from __future__ import annotations

import logging
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.shared.core.trackers import DialogueStateTracker

from server.channels.guard import LONGEST_TEXT
from server.nlu import keys
from server.understanding.screen import screen
from server.understanding.understanding import understanding
from triage import shipped

logger = logging.getLogger(__name__)


async def kept(agent: Agent | None, sender: str) -> DialogueStateTracker | None:
    """The conversation as it is stored; None when it is not, or the store cannot be read."""
    if agent is None or agent.tracker_store is None:
        return None
    try:
        return await agent.tracker_store.retrieve(sender)
    except Exception as error:  # its text may hold what was said
        logger.error("story lab: %s while looking for a conversation", type(error).__name__)
        return None


def heard(agent: Agent | None, text: str) -> dict[str, Any]:
    """What the understanding makes of a text, by the names in :mod:`server.nlu.keys`; nothing of a button's payload.
    Where there is no model, the findings and the alarm alone, which need none."""
    if text.startswith("/"):
        return {}
    try:
        return _through_the_pipeline(agent, text)
    except Exception as error:
        logger.error("story lab: %s in the pipeline", type(error).__name__)
    reading = understanding().read(text[:LONGEST_TEXT])
    alarm = screen(shipped(), reading)
    return {keys.READING: reading.as_dict(), **({keys.ALARM: alarm.as_dict()} if alarm else {})}


def _through_the_pipeline(agent: Agent | None, text: str) -> dict[str, Any]:
    """As Rasa's own processor does it, which then drops all but the output properties."""
    if agent is None or agent.processor is None or len(text) > LONGEST_TEXT:
        raise LookupError("nothing to understand it with")
    target = agent.processor.model_metadata.nlu_target
    done = agent.processor.graph_runner.run(inputs={PLACEHOLDER_MESSAGE: [UserMessage(text)]}, targets=[target])
    return dict(done[target][0].data)
