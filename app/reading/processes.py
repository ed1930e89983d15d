"""Processes of their own for reading documents."""

from __future__ import annotations

import multiprocessing
from functools import cache
from multiprocessing.context import ForkServerContext, SpawnContext

_READING = ["app.reading.extracting"]


@cache
def context() -> ForkServerContext | SpawnContext:
    """Starts processes with no locks or connections of ours, copied half way: where the system can, each is a copy of
    one that has only imported what reads documents, which takes milliseconds; elsewhere a fresh interpreter."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    chosen = multiprocessing.get_context("forkserver")
    chosen.set_forkserver_preload(_READING)
    return chosen
