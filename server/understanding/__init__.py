"""What a message says: findings with polarity and context, short answers, danger."""
