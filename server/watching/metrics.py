"""What is counted, for Prometheus. Labels come from closed lists: no text, no id of a conversation, no address (P9)."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram, Info

from server.channels.reply import Reply

# Seconds. A fact takes hundredths of one; after 15 s nobody waits any more (P2).
_SECONDS = (0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15)

TURNS = Counter("triage_turns", "Turns that were answered", ["channel"])
SECONDS = Histogram("triage_turn_seconds", "From a message to its last reply", ["channel"], buckets=_SECONDS)
UNDER_WAY = Gauge("triage_turns_under_way", "Turns that are being answered", ["channel"])
LEVELS = Counter("triage_levels", "Replies with an urgency level; final when the check has ended", ["level", "final"])
TOPICS = Counter("triage_topics", "Questions answered", ["topic"])
OFFERS = Counter("triage_offers", "Replies that offered topics instead of answering one")
FALLBACKS = Counter("triage_fallbacks", "Messages that were not understood")
INTERVENTIONS = Counter("triage_guard_interventions", "What the guard had to do, by reason", ["reason"])
STORE_FAILURES = Counter("triage_store_failures", "Conversations that could not be read or written", ["what"])
LOCK_FAILURES = Counter("triage_lock_failures", "Turns that went on without the other processes' lock")
FORGOTTEN = Counter("triage_forgotten_conversations", "Conversations erased because of their age")
ABOUT = Info("triage", "Which knowledge and which model answer")


def count(channel: str, seconds: float, replies: list[Reply]) -> None:
    """One answered turn."""
    TURNS.labels(channel).inc()
    SECONDS.labels(channel).observe(seconds)
    for reply in replies:
        triage = reply.turn["triage"]
        if triage["level"]:
            LEVELS.labels(triage["level"], str(triage["final"]).lower()).inc()
        if reply.turn["topic"]:
            TOPICS.labels(reply.turn["topic"]).inc()
        if reply.turn["offers"]:
            OFFERS.inc()
        if reply.turn["misses"]:
            FALLBACKS.inc()
