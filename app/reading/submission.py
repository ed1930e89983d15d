"""A document as somebody sent it: its bytes, and what was said of it; read wherever there is room for that."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from app.extraction.model import Extraction
from app.extraction.wire import to_json
from app.reading.extracting import extract_from
from app.reading.formats import read_bytes
from app.reading.source import Metadata, Source

__all__ = ["Submission", "read_submission", "read_submission_as_json"]


@dataclass(frozen=True, slots=True)
class Submission:
    data: bytes
    name: str
    media_type: str | None
    """None: its name or its first bytes tell."""
    charset: str | None
    """Of text; None: to be found."""
    metadata: Metadata
    """What is said of it beside its text."""

    def fingerprint(self) -> str:
        """The same for the same document of which the same is said."""
        said = (self.name, self.media_type, self.charset, self.metadata, hashlib.sha256(self.data).hexdigest())
        return hashlib.sha256(repr(said).encode()).hexdigest()


def read_submission(submission: Submission) -> tuple[Metadata, Extraction]:
    """What is known of the document, and what it says. Raises `UnreadableDocument`."""
    source = _source(submission)
    return source.metadata, extract_from(source)


def read_submission_as_json(submission: Submission) -> bytes:
    """The same as `agreement-facts extract` prints it. Raises `UnreadableDocument`."""
    made = to_json(extract_from(_source(submission)))
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _source(submission: Submission) -> Source:
    source = read_bytes(submission.data, submission.name, submission.media_type, submission.charset)
    return Source(source.name, source.text, source.media_type, source.metadata.but(submission.metadata))
