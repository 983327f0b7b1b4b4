"""A proposal's own words matched to the rulebook's, and held up to common sense. Pure: no disk."""
