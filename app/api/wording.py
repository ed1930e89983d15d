"""What is wrong with a value, in words that say what would be right: pydantic's findings for readers of answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Kind of pydantic's finding to what a value of that parameter or field must be; its context fills the braces.
_MUST: Mapping[str, str] = {
    "missing": "is needed",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_type": "must be a whole number",
    "float_parsing": "must be a number",
    "decimal_parsing": "must be a number, such as 1000000",
    "finite_number": "must be a finite number",
    "decimal_max_places": "must have at most {decimal_places} decimal places",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be a text",
    "list_type": "must be a list",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "takes at least {min_length} values, and was given {actual_length}",
    "too_long": "takes at most {max_length} values, and was given {actual_length}",
    "string_pattern_mismatch": "must match {pattern}",
}


def message(error: Mapping[str, Any]) -> str:
    """Of one of pydantic's errors."""
    if error["type"] in ("string_too_short", "too_short") and error["ctx"]["min_length"] == 1:
        return "must not be empty"
    if template := _MUST.get(error["type"]):
        return template.format_map(error.get("ctx", {}))
    found: str = error["msg"]
    return found[0].lower() + found[1:]
