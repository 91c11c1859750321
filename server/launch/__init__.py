"""Starting the assistant: settings, training when needed, the two servers."""
