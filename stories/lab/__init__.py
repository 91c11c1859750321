"""The story lab: a page of the running assistant for staff, off until it has a password (docs/stories.md)."""
