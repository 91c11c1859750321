"""For reviewers: the map of the rule table and the quality report."""
