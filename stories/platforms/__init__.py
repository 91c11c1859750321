"""Slack and Telegram as small HTTP servers on this machine, and people who use them."""
