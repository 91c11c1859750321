"""The rivals: Rasa projects made out of this one's own data."""
