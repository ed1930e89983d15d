"""What of a specification breaks programs that were written for an earlier one (docs/stability.md).

`python -m tests.compatibility` makes the present one the released one, which is for releases.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Schema = dict[str, Any]

RELEASED = Path(__file__).parents[1] / "docs" / "openapi-v1.json"


def breaking(old: Schema, new: Schema) -> list[str]:
    """One line for each change that breaks; [] where there is none."""
    return sorted(set(_Comparison(old, new).paths()))


@dataclass
class _Comparison:
    old: Schema
    new: Schema

    def paths(self) -> Iterator[str]:
        for path, methods in self.old["paths"].items():
            if path not in self.new["paths"]:
                yield f"{path}: the path is gone"
                continue
            for method, operation in methods.items():
                where = f"{method.upper()} {path}"
                if method not in self.new["paths"][path]:
                    yield f"{where}: the operation is gone"
                else:
                    yield from self._operation(where, operation, self.new["paths"][path][method])

    def _operation(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        yield from self._parameters(where, old, new)
        yield from self._body(f"{where}, its body", old.get("requestBody", {}), new.get("requestBody", {}))
        for status, response in old["responses"].items():
            if status not in new["responses"]:
                if status < "400":
                    yield f"{where}: the answer {status} is gone"
                continue
            given = new["responses"][status].get("content", {})
            for media_type, content in response.get("content", {}).items():
                if media_type not in given:
                    yield f"{where}: the answer {status} is no more in {media_type}"
                else:
                    shapes = content.get("schema", {}), given[media_type].get("schema", {})
                    yield from self._answer(f"{where}, its answer {status}", *shapes, ())

    def _parameters(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        before = {(p["in"], p["name"]): p for p in old.get("parameters", ())}
        after = {(p["in"], p["name"]): p for p in new.get("parameters", ())}
        for key, parameter in before.items():
            if key not in after:
                yield f"{where}: the parameter {key[1]} is gone"
            else:
                yield from self._asked(
                    f"{where}, its parameter {key[1]}", parameter["schema"], after[key]["schema"], ()
                )
        for key, parameter in after.items():
            if parameter.get("required") and not before.get(key, {}).get("required"):
                yield f"{where}: the parameter {key[1]} is needed now"

    def _body(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        if new.get("required") and not old.get("required"):
            yield f"{where}: is needed now"
        for media_type, content in old.get("content", {}).items():
            if media_type not in new.get("content", {}):
                yield f"{where}: is no more taken in {media_type}"
            else:
                shapes = content.get("schema", {}), new["content"][media_type].get("schema", {})
                yield from self._asked(where, *shapes, ())

    def _asked(self, where: str, old: Schema, new: Schema, seen: tuple[str, ...]) -> Iterator[str]:
        """What callers send: what was taken must be taken still."""
        before, after = _flat(self.old, old), _flat(self.new, new)
        if lost := before.types - after.types:
            yield f"{where}: takes no {' or '.join(sorted(lost))} any more"
        if after.values is not None and before.values is not None and (gone := before.values - after.values):
            yield f"{where}: takes no {', '.join(sorted(gone))} any more"
        if before.values is None and after.values is not None and before.types & {"string"}:
            yield f"{where}: takes only some values now"
        for name in sorted(after.required - before.required):
            yield f"{where}: {name} is needed now"
        yield from self._inside(where, before, after, seen, self._asked)

    def _answer(self, where: str, old: Schema, new: Schema, seen: tuple[str, ...]) -> Iterator[str]:
        """What callers get: nothing that they count on goes, nothing is of another type."""
        before, after = _flat(self.old, old), _flat(self.new, new)
        if before.types and (changed := after.types - before.types):
            was = " or ".join(sorted(before.types))
            yield f"{where}: can be {' or '.join(sorted(changed))} now, where it was {was}"
        if before.values is not None and after.values is not None and (gone := before.values - after.values):
            yield f"{where}: is never {', '.join(sorted(gone))} any more"
        for name in sorted((before.required - after.required) & after.properties.keys()):
            yield f"{where}: {name} is not always there any more"
        yield from self._inside(where, before, after, seen, self._answer)

    def _inside(self, where: str, before: _Flat, after: _Flat, seen: tuple[str, ...], compare: Any) -> Iterator[str]:
        if before.names & set(seen):
            return
        for name, shape in before.properties.items():
            if name in after.properties:
                yield from compare(f"{where}, {name}", shape, after.properties[name], (*seen, *before.names))
            elif after.properties:
                yield f"{where}: {name} is gone"
        if before.items is not None and after.items is not None:
            yield from compare(f"{where}, each", before.items, after.items, (*seen, *before.names))


@dataclass
class _Flat:
    """A schema with its references and alternatives put together."""

    names: set[str]
    types: set[str]
    values: set[str] | None
    """Of a closed list."""
    properties: dict[str, Schema]
    required: set[str]
    items: Schema | None


def _flat(document: Schema, schema: Schema) -> _Flat:
    names: set[str] = set()
    while "$ref" in schema:
        names.add(schema["$ref"])
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    alternatives = [_flat(document, each) for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()))]
    kinds = schema.get("type", [])
    closed = schema.get("enum", [schema["const"]] if "const" in schema else None)
    made = _Flat(
        names,
        {kinds} if isinstance(kinds, str) else set(kinds),
        None if closed is None else set(map(str, closed)),
        dict(schema.get("properties", {})),
        set(schema.get("required", ())),
        schema.get("items"),
    )
    objects = [each for each in alternatives if each.properties]
    for each in alternatives:
        made.names |= each.names
        made.types |= each.types
        made.properties = {**each.properties, **made.properties}
        made.items = made.items or each.items
        if each.values is not None:
            made.values = (made.values or set()) | each.values
    if objects:
        made.required |= set.intersection(*(each.required for each in objects))
    return made


def bare(specification: Schema) -> Schema:
    """Without what programs do not count on: examples, descriptions, titles."""
    return {
        "info": specification["info"],
        "paths": _bare(specification["paths"]),
        "components": _bare(specification["components"]),
    }


def _bare(value: Any, *, named: bool = False) -> Any:
    """`named`: the keys are names that somebody gave, and none is left out."""
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _bare(each, named=key in ("properties", "schemas", "paths", "headers"))
        for key, each in value.items()
        if named or key not in ("example", "examples", "description", "title", "summary")
    }


def main() -> None:
    from app.database.engine import create_engine
    from app.main import create_app
    from app.settings import Settings

    made = bare(create_app(Settings(), create_engine("sqlite://")).openapi())
    RELEASED.write_text(json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
