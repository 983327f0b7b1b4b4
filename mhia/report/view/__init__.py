"""All wording, order and rounding, once for every format."""
