"""Worked cases: what a rulebook has to say of small proposals, worked out by hand and run without any test tool."""
