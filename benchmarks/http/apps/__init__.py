"""Services written for the comparison; each runs alone in the environment of its peer."""
