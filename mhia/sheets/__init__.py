"""The other front door: a CSV or Excel sheet with a heading, in which rows are proposals."""
