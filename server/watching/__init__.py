"""Seeing inside a running assistant: alive, ready, measured, logged. Never what anybody said, or who."""
