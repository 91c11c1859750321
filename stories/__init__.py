"""Stories: conversations with what must be true of every reply, written, played and judged."""
