"""What reading hands on, and the one error that it raises."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date


class UnreadableDocument(ValueError):
    """A file that is no document; the message says why and, where something can be done, what."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str, str]]:
        # Exceptions pickle by their message alone, and this one crosses processes.
        return type(self), (self.name, self.reason)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What somebody knows of a document beside its text; None where nothing was said."""

    title: str | None = None
    source_url: str | None = None
    """Absolute, http or https."""
    publisher: str | None = None
    published_on: date | None = None
    language: str | None = None
    """BCP 47."""

    def but(self, said: Metadata) -> Metadata:
        """This, but where `said` says something, that."""
        return replace(self, **{field.name: value for field in fields(said) if (value := getattr(said, field.name))})


@dataclass(frozen=True, slots=True)
class Source:
    """One document, ready to be extracted from."""

    name: str
    text: str
    media_type: str
    metadata: Metadata = Metadata()
