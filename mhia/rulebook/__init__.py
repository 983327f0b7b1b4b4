"""The rulebook: everything the model knows, as YAML data in this folder, and the records that read it."""
