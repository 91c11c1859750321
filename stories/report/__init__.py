"""Reports of a run: a page of conversations, and JUnit's XML for machines."""
