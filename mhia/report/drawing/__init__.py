"""What formats on paper share: colours, pictures, the widths of columns and the typesetter."""
