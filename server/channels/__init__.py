"""Ways in and out: each channel guarded, so that nobody is left without a reply."""
