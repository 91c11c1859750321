"""The clinical safety file, and the versions of the medical content."""
