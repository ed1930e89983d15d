"""The HTTP interface: one file a resource, each handler parses, queries and represents."""
