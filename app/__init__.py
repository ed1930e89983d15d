"""Agreement Facts: security agreements read into commitments and caveats, served over HTTP."""
