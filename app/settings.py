"""Every setting of the service, read from the environment variables `AGREEMENT_FACTS_*`."""

from __future__ import annotations

from datetime import UTC, datetime

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Name, default and effect of each setting; `AGREEMENT_FACTS_DATABASE_URL` sets `database_url`."""

    model_config = SettingsConfigDict(env_prefix="AGREEMENT_FACTS_", frozen=True)

    database_url: str = Field(
        default="sqlite:///data/agreement-facts.db",
        description="Where the rows are: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`.",
    )
    license: str = Field(
        default="CC-BY-4.0",
        description="SPDX identifier of the licence of the answers; `meta.license` of every list.",
    )
    source: str = Field(
        default="Agreement Facts",
        description="Who answers, as a citation would name it; `meta.source` of every list.",
    )
    public_url: str | None = Field(
        default=None,
        description="Address of the service as its users see it, for links behind a proxy; None: as the request says.",
    )
    cache_megabytes: int = Field(
        default=64,
        ge=0,
        description="How many megabytes of answers each process keeps, to give them again while the data is the same; "
        "0: none.",
    )
    snapshots: int = Field(
        default=8,
        ge=1,
        description="How many past days (`as_of=`) each process keeps ready, each a database in the temporary folder.",
    )
    maximum_document_bytes: int = Field(
        default=4 * 1024 * 1024,
        ge=1,
        description="Largest body of `POST /v1/documents`, which needs a key.",
    )
    maximum_open_bytes: int = Field(
        default=256 * 1024,
        ge=1,
        description="Largest body of `POST /v1/extract` and `POST /v1/verify`, which are open to all.",
    )
    open_requests_per_minute: int = Field(
        default=60,
        ge=0,
        description="Requests a minute of one caller to these two, in each process of the service; 0: no bound.",
    )
    open_requests_at_once: int = Field(
        default=2,
        ge=1,
        description="Processes that work for these two at once, beside each process of the service.",
    )
    reading_seconds: int = Field(
        default=120,
        ge=1,
        le=900,
        description="How long one document may take to read; its process is ended then.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Addresses or networks of proxies, parted by commas, whose `X-Forwarded-For` is believed.",
    )


def now() -> datetime:
    """The only clock of the project, in UTC."""
    return datetime.now(UTC)
