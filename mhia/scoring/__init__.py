"""A proposal and a rulebook in, an assessment out: pure arithmetic, every step traced."""
