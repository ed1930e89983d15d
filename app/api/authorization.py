"""Who may write: a key in `Authorization: Bearer` (RFC 6750)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.api.problems import Problem
from app.database.engine import reading
from app.database.keys import Key, find_key

_BEARER = HTTPBearer(
    scheme_name="bearer",
    description="A key that `agreement-facts keys create NAME` made, for what writes; reading needs none.",
    bearerFormat="af_ and 43 characters",
    auto_error=False,
)
_REALM = 'Bearer realm="Agreement Facts"'


class Unauthorized(Problem):
    def __init__(self, reason: str, *, sent: bool) -> None:
        """`sent`: whether there was a key, which must then be wrong."""
        challenge = f'{_REALM}, error="invalid_token", error_description="{reason}"' if sent else _REALM
        super().__init__("unauthorized", f"{reason}.", headers={"WWW-Authenticate": challenge})


class Forbidden(Problem):
    def __init__(self, key: Key, right: str) -> None:
        reason = f"The key {key.prefix} may {' and '.join(key.rights)}, not {right}"
        challenge = f'{_REALM}, error="insufficient_scope", error_description="{reason}", scope="{right}"'
        super().__init__("forbidden", f"{reason}.", headers={"WWW-Authenticate": challenge})


def holder(right: str) -> Callable[..., Key]:
    """A dependency: the key that the request came with, which may do this. Raises `Unauthorized`, `Forbidden`."""

    def check(request: Request, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> Key:
        if sent is None:
            raise Unauthorized("No key was sent; one is sent as Authorization: Bearer KEY", sent=False)
        with reading(request.app.state.engine) as connection:
            key = find_key(connection, sent.credentials)
        if key is None:
            raise Unauthorized("The key is not known", sent=True)
        # RFC 6750, 3.1: one that was revoked is no longer valid; 403 is for a valid one that may not do this.
        if key.revoked_at is not None:
            raise Unauthorized(f"The key {key.prefix} was revoked", sent=True)
        if right not in key.rights:
            raise Forbidden(key, right)
        return key

    return check
