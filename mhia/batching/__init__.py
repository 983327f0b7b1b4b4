"""A whole round worked through: files or rows in, on all cores or a cluster, and what is done is never done twice."""
