"""The Slack channel (docs/slack.md)."""
