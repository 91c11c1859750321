"""Generated conversations on every channel: whatever comes in, the promises hold."""
