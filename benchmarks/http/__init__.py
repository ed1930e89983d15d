"""Answers a second through HTTP, ours and those of peers over the same rows."""
