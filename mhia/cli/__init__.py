"""The command line: arguments in, calls, words and an exit code out. One thin file for each family of commands."""
