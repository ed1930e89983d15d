"""A service asked every question: first whether its answers are right, then how many it gives in a second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.http.peers import CONSTANT, OURS, Data, Peer
from benchmarks.http.questions import EVERYTHING, ROWS, Counts, Everything, Item, Page, Unchanged, Words, Workload
from benchmarks.http.rows import Row
from benchmarks.http.server import Request, Server, free_port, running

_WARMING = 1
"""Seconds before those that count."""
_CHECKED = 20
"""Questions of a workload whose answers are compared with the rows."""


class WrongAnswer(Exception):
    """A service does not answer what the others answer."""


@dataclass(slots=True)
class Figures:
    """Of one service."""

    name: str
    version: str
    per_second: dict[str, float] = field(default_factory=dict)
    """Name of a workload to answers, or rows, a second."""
    memory: int | None = None
    """Bytes that the stream of everything needed more."""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Measuring:
    """What is the same for every service."""

    home: Path
    """Where environments are made."""
    data: Data
    rows: Sequence[Row]
    workloads: Sequence[Workload]
    seconds: int

    def measure(self, peer: Peer) -> Figures:
        python = peer.install(self.home)
        figures = Figures(peer.name, peer.version(python))
        port = free_port()
        ready = peer.request(Counts())
        assert ready
        command, environment = peer.command(python, self.data, port), peer.environment(self.data)
        with running(command, port, ready, environment, self.data.database) as server:
            for workload in self.workloads:
                self._check(peer, server, workload)
            for workload in self.workloads:
                if workload.name == EVERYTHING:
                    self._stream(peer, server, figures)
                elif requests := _requests(peer, server, workload):
                    figures.per_second[workload.name] = self._load(server, workload, requests, figures)
        return figures

    def measure_constant(self, sizes: Mapping[str, int]) -> Figures:
        """The server itself, with as many bytes an answer as ours has."""
        python = CONSTANT.install(self.home)
        figures = Figures(CONSTANT.name, CONSTANT.version(python))
        port = free_port()
        with running(CONSTANT.command(python, self.data, port), port, Request("/0"), {}) as server:
            for name, size in sizes.items():
                headers = {} if size else {"If-None-Match": '"constant"'}
                figures.per_second[name] = server.load([Request(f"/{size}", headers=headers)], self.seconds).per_second
        return figures

    def sizes(self) -> dict[str, int]:
        """Workload to the bytes of our answer to its first question; 0 for one without a body."""
        python, port = OURS.install(self.home), free_port()
        found = {}
        ready = Request("/healthz")
        with running(OURS.command(python, self.data, port), port, ready, OURS.environment(self.data)) as server:
            for workload in self.workloads:
                if workload.name != EVERYTHING:
                    [request, *_] = _requests(OURS, server, workload)
                    found[workload.name] = len(server.ask(request))
        return found

    def _load(self, server: Server, workload: Workload, requests: Sequence[Request], figures: Figures) -> float:
        if workload.kind == "repeated":
            for request in requests:
                server.ask(request)
            server.load(requests, _WARMING)
        load = server.load(requests, self.seconds)
        if workload.kind == "different" and load.requests > len(requests):
            figures.notes.append(f"{workload.name}: only {len(requests):,} questions for {load.requests:,} answers")
        return load.per_second

    def _stream(self, peer: Peer, server: Server, figures: Figures) -> None:
        request = peer.request(Everything())
        if request is None:
            return
        server.forget_memory()
        before, started, marks = server.memory(), server.processor_seconds(), 0
        answer = server.open(request)
        while chunk := answer.read(1 << 18):
            marks += chunk.count(peer.mark)
        seconds = server.processor_seconds() - started
        if not len(self.rows) <= marks <= len(self.rows) + 1:
            raise WrongAnswer(f"{peer.name}: {marks} rows in all, not {len(self.rows)}")
        figures.per_second[EVERYTHING] = len(self.rows) / seconds
        figures.memory = server.most_memory() - before

    def _check(self, peer: Peer, server: Server, workload: Workload) -> None:
        for question in workload.questions[-_CHECKED:]:
            request = peer.request(question)
            if request is None or isinstance(question, Everything):
                continue
            answer = server.ask(request)
            match question:
                case Page() | Words():
                    same = peer.ids(answer) == self._expected(question)
                case Counts():
                    same = peer.counts(answer) == self._counts()
                case Item(id_):
                    same = id_.encode() in answer
                case Unchanged():
                    same = True
            if not same:
                raise WrongAnswer(f"{peer.name} answers {request.path} with other rows: {answer[:300]!r}")

    def _expected(self, question: Page | Words) -> list[str]:
        found: list[str] = []
        for row in self.rows:
            if _meets(row, question):
                found.append(row.id)
                if len(found) == ROWS:
                    break
        return found

    def _counts(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for row in self.rows:
            found[row.category] = found.get(row.category, 0) + 1
        return found


def _meets(row: Row, question: Page | Words) -> bool:
    if question.category not in (None, row.category):
        return False
    if isinstance(question, Words):
        return question.word in row.quote.lower()
    return (
        question.obligor in (None, row.obligor)
        and question.agreement in (None, row.agreement)
        and (question.after is None or row.id > question.after)
    )


def _requests(peer: Peer, server: Server, workload: Workload) -> list[Request]:
    """For a page that the asker has already, with the validator of the newest answer."""
    requests = [request for question in workload.questions if (request := peer.request(question))]
    if isinstance(workload.questions[0], Unchanged) and requests:
        answer = server.open(requests[0])
        answer.read()
        return [Request(requests[0].path, headers={"If-None-Match": answer.headers["ETag"]})]
    return requests
