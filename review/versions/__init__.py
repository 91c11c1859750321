"""Versions of the medical content: no piece of it changes without a number, a reason and a trace."""
