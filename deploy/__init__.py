"""Running the assistant on more than one process: in containers (``compose.yml``), or on this machine (``here``)."""
