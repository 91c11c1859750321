"""What is said: Rasa's response generator, with the check's texts and the closing line of every message."""
