"""Where conversations are kept: Rasa's SQL store, which no longer reads again what it has just written."""
