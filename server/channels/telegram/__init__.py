"""The Telegram channel (docs/telegram.md)."""
