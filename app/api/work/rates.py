"""How often a caller may ask what costs: a bucket of tokens for each address.

Headers after the IETF's draft-ietf-httpapi-ratelimit-headers. Counted in each process of the service for itself.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import Lock

#: Callers remembered; beyond these the one that was quiet for longest is forgotten.
_REMEMBERED = 10_000
#: What one subscriber of IPv6 has is at least a /64: addresses inside it are one caller.
_SUBSCRIBER_BITS = 64
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller may still do."""

    policy: str
    limit: int
    remaining: int
    full_in: int
    """Seconds until it may do all of it again."""
    retry_after: int | None
    """Seconds until the next request; None: this one is allowed."""

    def headers(self) -> dict[str, str]:
        retry = {"Retry-After": str(self.retry_after)} if self.retry_after is not None else {}
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.limit};w={_MINUTE:.0f}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.full_in}',
            **retry,
        }


class Buckets:
    """`per_minute` requests a minute of each caller, all of them at once where it was quiet before; 0: no bound."""

    def __init__(self, policy: str, per_minute: int) -> None:
        self._policy = policy
        self._most = per_minute
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Of each caller the tokens it had, and when; the one that was quiet for longest first."""
        self._lock = Lock()

    def take(self, address: str, now: float) -> Allowance | None:
        """Count a request at `now`, in seconds of any clock that does not jump; None where nothing is bounded."""
        if not self._most:
            return None
        a_second = self._most / _MINUTE
        caller = _caller(address)
        with self._lock:
            tokens, since = self._held.pop(caller, (float(self._most), now))
            tokens = min(self._most, tokens + (now - since) * a_second)
            allowed = tokens >= 1
            tokens -= allowed
            self._held[caller] = (tokens, now)
            if len(self._held) > _REMEMBERED:
                self._held.popitem(last=False)
        return Allowance(
            self._policy,
            self._most,
            int(tokens),
            ceil((self._most - tokens) / a_second),
            None if allowed else ceil((1 - tokens) / a_second),
        )


def _caller(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        known = known.ipv4_mapped or known
    if isinstance(known, IPv6Address):
        return f"{IPv6Address(int(known) >> _SUBSCRIBER_BITS << _SUBSCRIBER_BITS)}/{_SUBSCRIBER_BITS}"
    return str(known)
