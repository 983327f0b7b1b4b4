"""What people read: one view of an assessment, and the formats that lay it out."""
