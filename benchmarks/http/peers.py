"""Who is asked: how each one is installed, started and asked, and how its answers are read."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from app.database.cursors import Position, encode, fingerprint
from app.database.filters import Filters
from benchmarks.http.questions import HOT, ROWS, Counts, Everything, Item, Page, Question, Unchanged, Words
from benchmarks.http.server import Request

_APPS = Path(__file__).parent / "apps"
_UVICORN = ("--host", "127.0.0.1", "--log-level", "warning", "--no-access-log")


@dataclass(frozen=True, slots=True)
class Data:
    """The same rows, as each one wants them."""

    table: Path
    """SQLite, for peers."""
    lines: Path
    """JSON."""
    ours: str
    tutorial: str
    """Addresses of databases."""
    database: int | None = None
    """The process of a database server that works for a service, too."""


class Peer(ABC):
    """A service; `request` is None for a question that it cannot be asked."""

    name: ClassVar[str]
    package: ClassVar[str]
    """Whose version is shown."""
    requirements: ClassVar[str | None] = None
    """File of `apps`; None: runs where the product does."""
    mark: ClassVar[bytes] = b"{"
    """Stands once in each row of everything."""

    def install(self, folder: Path) -> Path:
        """The Python of an environment that has it."""
        if self.requirements is None:
            return Path(sys.executable)
        home = folder / self.requirements.removesuffix(".txt")
        python = home / "bin" / "python"
        if not (home / "installed").exists():
            venv.create(home, with_pip=True)
            wanted = str(_APPS / self.requirements)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", wanted], check=True)
            (home / "installed").touch()
        return python

    def version(self, python: Path) -> str:
        asked = f"from importlib.metadata import version; print(version({self.package!r}))"
        return subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True).stdout.strip()

    @abstractmethod
    def command(self, python: Path, data: Data, port: int) -> Sequence[str]: ...

    def environment(self, data: Data) -> Mapping[str, str]:
        return {}

    @abstractmethod
    def request(self, question: Question) -> Request | None: ...

    def ids(self, answer: bytes) -> list[str]:
        """Of the facts in a page."""
        return [row["id"] for row in self._rows(json.loads(answer))]

    def counts(self, answer: bytes) -> dict[str, int]:
        return {row["category"]: row["facts"] for row in self._rows(json.loads(answer))}

    def _rows(self, answer: Any) -> list[dict[str, Any]]:
        return list(answer)


class Ours(Peer):
    name = "Agreement Facts"
    package = "agreement-facts"
    mark = b"\n"

    def command(self, python: Path, data: Data, port: int) -> Sequence[str]:
        return [str(python), "-m", "uvicorn", "--factory", "app.main:create_app", "--port", str(port), *_UVICORN]

    def environment(self, data: Data) -> Mapping[str, str]:
        return {"AGREEMENT_FACTS_DATABASE_URL": data.ours}

    def request(self, question: Question) -> Request | None:
        match question:
            case Page():
                return Request(f"/v1/facts?{urlencode(self._asked(question))}")
            case Item(id_):
                return Request(f"/v1/facts/{quote(id_)}")
            case Counts():
                return Request("/v1/stats?group_by=category")
            case Words(word, category):
                return Request(f"/v1/facts?{urlencode({'q': word} | ({'category': category} if category else {}))}")
            case Everything():
                return Request("/v1/facts?format=ndjson")
            case Unchanged():
                return self.request(HOT)
        return None

    def _asked(self, page: Page) -> dict[str, str]:
        names = ("category", "obligor", "agreement")
        asked = {name: value for name in names if (value := getattr(page, name))}
        if page.after is None:
            return asked
        # The cursor of the page that ends there.
        question = {"of": "facts", "sort": "id", **Filters(**{n: (v,) for n, v in asked.items()}).asked()}
        return {**asked, "cursor": encode(Position(None, page.after), fingerprint(question))}

    def _rows(self, answer: Any) -> list[dict[str, Any]]:
        return list(answer["data"])


class Constant(Peer):
    name = "raw uvicorn, constant bytes"
    package = "uvicorn"

    def command(self, python: Path, data: Data, port: int) -> Sequence[str]:
        return [str(python), "-m", "uvicorn", "benchmarks.http.apps.constant:app", "--port", str(port), *_UVICORN]

    def request(self, question: Question) -> Request | None:
        """It is asked for as many bytes as ours answers."""
        return None


class Datasette(Peer):
    name = "Datasette"
    package = "datasette"
    requirements = "datasette.txt"
    mark = b"\n"

    def command(self, python: Path, data: Data, port: int) -> Sequence[str]:
        # Immutable, so that it counts once; without the suggestions that only its pages show.
        settings = ["--setting", "suggest_facets", "off", "--setting", "max_csv_mb", "0"]
        settings += ["--setting", "sql_time_limit_ms", "60000"]
        return [str(python), "-m", "datasette", "-i", str(data.table), "-p", str(port), *settings]

    def request(self, question: Question) -> Request | None:
        at = "/table/facts"
        match question:
            case Page():
                names = {"category": question.category, "obligor": question.obligor, "agreement": question.agreement}
                asked = {f"{name}__exact": value for name, value in names.items() if value}
                asked |= {"_next": question.after} if question.after else {}
                return Request(f"{at}.json?{urlencode({**asked, '_size': ROWS, '_shape': 'objects'})}")
            case Item(id_):
                # Datasette's own encoding of what else would part the address.
                return Request(f"{at}/{id_.replace('.', '~2E')}.json?_shape=objects")
            case Counts():
                sql = "select category, count(*) as facts from facts group by category"
                return Request(f"/table.json?{urlencode({'sql': sql, '_shape': 'objects'})}")
            case Words(word, category):
                asked = {"_search": word, **({"category__exact": category} if category else {})}
                return Request(f"{at}.json?{urlencode({**asked, '_size': ROWS, '_shape': 'objects'})}")
            case Everything():
                return Request(f"{at}.csv?_stream=on&_size=max")
        return None

    def _rows(self, answer: Any) -> list[dict[str, Any]]:
        return list(answer["rows"])


class Roapi(Peer):
    name = "ROAPI"
    package = "roapi"
    requirements = "roapi.txt"

    def command(self, python: Path, data: Data, port: int) -> Sequence[str]:
        return [str(python.parent / "roapi"), "--table", f"facts={data.lines}", "--addr-http", f"127.0.0.1:{port}"]

    def request(self, question: Question) -> Request | None:
        at = "/api/tables/facts"
        match question:
            case Page():
                names = {"category": question.category, "obligor": question.obligor, "agreement": question.agreement}
                asked = {f"filter[{name}]": f"'{value}'" for name, value in names.items() if value}
                asked |= {"filter[id]gt": f"'{question.after}'"} if question.after else {}
                return Request(f"{at}?{urlencode({**asked, 'sort': 'id', 'limit': ROWS}, safe='[]')}")
            case Item(id_):
                asked = {"filter[id]": f"'{id_}'"}
                return Request(f"{at}?{urlencode(asked, safe='[]')}")
            case Counts():
                return self._sql("select category, count(*) as facts from facts group by category")
            case Words(word, category):
                among = f" and category = '{category}'" if category else ""
                return self._sql(f"select * from facts where quote ilike '%{word}%'{among} order by id limit {ROWS}")
            case Everything():
                return Request(at)
        return None

    def _sql(self, statement: str) -> Request:
        return Request("/api/sql", "POST", statement)


class Tutorial(Peer):
    name = "tutorial FastAPI + SQLModel"
    package = "fastapi"
    requirements = "tutorial.txt"

    def command(self, python: Path, data: Data, port: int) -> Sequence[str]:
        return [str(python), "-m", "uvicorn", "tutorial:app", "--app-dir", str(_APPS), "--port", str(port), *_UVICORN]

    def environment(self, data: Data) -> Mapping[str, str]:
        return {"TUTORIAL_DATABASE": data.tutorial}

    def request(self, question: Question) -> Request | None:
        match question:
            case Page():
                names = {"category": question.category, "obligor": question.obligor, "agreement": question.agreement}
                asked: dict[str, str | int] = {name: value for name, value in names.items() if value}
                return Request(f"/facts/?{urlencode({**asked, 'offset': question.skip, 'limit': ROWS})}")
            case Item(id_):
                return Request(f"/facts/{quote(id_)}")
            case Counts():
                return Request("/counts/")
            case Words(word, category):
                asked = {"word": word, "limit": ROWS, **({"category": category} if category else {})}
                return Request(f"/facts/?{urlencode(asked)}")
            case Everything():
                return Request("/all/")
        return None


OURS, CONSTANT, TUTORIAL = Ours(), Constant(), Tutorial()
PEERS: tuple[Peer, ...] = (Datasette(), Roapi(), TUTORIAL)
