"""How fast extraction is, next to a peer on the same texts in the same run: `python -m benchmarks.extraction`."""
