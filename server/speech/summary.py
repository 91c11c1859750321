"""The summary as a chat message: made in this process from the tracker, so that it needs no action server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

from server.summary.content import summary_of, topic_labels
from server.summary.text import as_text
from server.summary.wording import wording
from triage import Knowledge

# With a question and the closing lines behind it, the message must fit the 4096 characters of a messenger.
LONGEST = 2400


def spoken_summary(tracker: DialogueStateTracker, knowledge: Knowledge, responses: Mapping[str, Any]) -> str:
    """The text of the summary, or that nothing has been told yet. Its time is that of the message asking for it."""
    asked_at = tracker.latest_message.timestamp if tracker.latest_message else 0.0
    summary = summary_of(tracker, knowledge, topic_labels(responses), datetime.fromtimestamp(asked_at, timezone.utc))
    return wording()["nothing_told"] if summary.is_empty else as_text(summary, LONGEST)
