"""What a user's file says: strict YAML, then a checked record, or every fault at its line."""
