"""What the chat apps (Slack, Telegram) have in common: each only reads and sends in its own way."""
