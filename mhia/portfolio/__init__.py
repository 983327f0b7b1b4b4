"""Many proposals together: who bears what, in what order, and which of them would do least harm. Pure."""
