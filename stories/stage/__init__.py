"""Where stories are played: the real assistant in this process, or any running one by address."""
