"""Rasa custom actions: the check's turn-taking, between Rasa's tracker and :mod:`triage`."""
