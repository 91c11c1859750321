"""People who talk to the assistant, as each channel lets them."""
