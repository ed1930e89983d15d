"""The vocabulary as rows: the taxonomy is the truth, the table serves questions and foreign keys."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from app.database.tables import TYPES, CategoryRow


@cache
def categories() -> tuple[CategoryRow, ...]:
    """Every category in the order of the taxonomy, commitments first."""
    taxonomy = tomllib.loads((files("app.extraction.vocabulary") / "taxonomy.toml").read_text("utf-8"))
    groups: dict[str, str] = taxonomy["groups"]
    entries = [(kind, entry) for kind in TYPES for entry in taxonomy[kind]]
    return tuple(
        CategoryRow(
            slug=entry["slug"],
            type=kind,
            group=entry["group"],
            group_label=groups[entry["group"]],
            label=entry["label"],
            definition=entry["definition"],
            boundary=entry.get("boundary", ""),
            denies=entry.get("denies"),
            position=position,
        )
        for position, (kind, entry) in enumerate(entries)
    )


def slugs(kind: str | None = None) -> tuple[str, ...]:
    """Slugs of one type, or of all."""
    return tuple(c.slug for c in categories() if kind in (None, c.type))


def groups() -> dict[str, str]:
    """Slug to label of every group."""
    return {c.group: c.group_label for c in categories()}


def slugs_of_groups(wanted: Sequence[str]) -> tuple[str, ...]:
    """Slugs of the categories in any of these groups."""
    return tuple(c.slug for c in categories() if c.group in wanted)


def slugs_of_denials(commitment: str) -> tuple[str, ...]:
    """Slugs of the caveats that deny this commitment."""
    return tuple(c.slug for c in categories() if c.denies == commitment)


def chosen(
    wanted: Sequence[str] = (), of_groups: Sequence[str] = (), of_types: Sequence[str] = ()
) -> tuple[CategoryRow, ...]:
    """The categories of these slugs, groups and types; an empty one of these asks nothing."""
    return tuple(
        c
        for c in categories()
        if (not wanted or c.slug in wanted)
        and (not of_groups or c.group in of_groups)
        and (not of_types or c.type in of_types)
    )


def write_vocabulary(connection: Connection) -> bool:
    """Insert and change rows where the taxonomy differs; whether anything did. A category that left the taxonomy stays,
    because facts may name it."""
    held = {row["slug"]: dict(row) for row in connection.execute(select(CategoryRow.__table__)).mappings()}  # type: ignore[attr-defined]
    wanted: dict[str, dict[str, Any]] = {c.slug: c.model_dump() for c in categories()}
    new = [row for slug, row in wanted.items() if slug not in held]
    changed = [row for slug, row in wanted.items() if slug in held and held[slug] != row]
    if new:
        connection.execute(insert(CategoryRow), new)
    for row in changed:
        connection.execute(update(CategoryRow).where(col(CategoryRow.slug) == row["slug"]).values(**row))
    return bool(new or changed)
