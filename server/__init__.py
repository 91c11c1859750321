"""What plugs into the Rasa server process, and what starts it."""
