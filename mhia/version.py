"""The version of the tool, in a module of its own so that `mhia --version` need load nothing else."""

VERSION = "0.1.0"
