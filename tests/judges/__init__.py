"""Programs of others that judge the running service; `make judges` runs them.

Spectral reads the specification, REDbot the HTTP of real answers, and a client that openapi-python-client makes is
checked by mypy and reads a list to its end. Schemathesis is among the tests.
"""
