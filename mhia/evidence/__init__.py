"""What the rulebook says about itself: where it is thin, where a word leads, a worked sum, what a change moves."""
