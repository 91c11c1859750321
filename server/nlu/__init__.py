"""Rasa NLU components: read the message, guess its intent, let danger and plain answers overrule the guess."""
