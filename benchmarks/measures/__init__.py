"""What is measured; each takes its turns with all contestants, one after the other, so that what disturbs the machine
disturbs all of them."""
