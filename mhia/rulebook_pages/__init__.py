"""The rulebook as pages to read: its audit, and a site of web pages."""
