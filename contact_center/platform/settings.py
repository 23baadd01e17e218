"""The settings of the technical ground. Rooms that have settings declare a section above these; all together are
`contact_center.bootstrap.settings.Settings`, read once at start and passed down.

Each can be set in the environment as `CONTACT_CENTER_<NAME>`.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BeforeValidator, Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _seconds(value: Any) -> Any:
    """A bare number is a number of seconds; ISO 8601 (`PT5M`) and `00:05:00` are understood, too."""
    text = str(value).strip() if isinstance(value, str) else ""
    return float(text) if text.replace(".", "", 1).isdigit() else value


Duration = Annotated[timedelta, BeforeValidator(_seconds)]


class PlatformSettings(BaseSettings):
    """How this installation runs: what every process needs. Rooms add sections of their own (`<room>/section.py`)."""

    model_config = SettingsConfigDict(env_prefix="CONTACT_CENTER_", extra="ignore")

    data_dir: Path = Field(Path("var"), description="Where the product keeps its data: database, blobs, logs, keys.")
    port_base: int = Field(
        8600,
        description="First of the ports: the product; the others are counted from it.",
        ge=1024,
        le=65000,
    )
    bind: str = Field("127.0.0.1", description="Address on which the web process listens.")
    public_url: str = Field(
        "", description="How browsers and providers reach the product; default http://localhost:<port>."
    )
    metrics_bind: str = Field(
        "127.0.0.1", description="Address at which each process tells its figures to a scraper; not a public one."
    )
    demo: bool = Field(False, description="Demo mode: demo users may sign in with the password `demo`.")

    database_url: str = Field(
        "", description="PostgreSQL as role `app` (row-level security). Empty: the embedded server."
    )
    database_system_url: str = Field(
        "", description="The same database as role `system` (intake, router, projections)."
    )
    database_owner_url: str = Field("", description="The same database as its owner; used by migrations only.")
    database_pool: int = Field(10, description="Connections each process keeps per role.", ge=2, le=200)
    redis_url: str = Field("", description="Redis for wake-ups and short caches. Empty: the embedded server.")

    secret_key: str = Field(
        "",
        description="Signs cookies and tokens, encrypts stored credentials. Empty: made and kept in data_dir.",
    )
    secret_keys_former: str = Field(
        "", description="Earlier secret keys, separated by commas: what they sealed and signed still counts."
    )
    proxies: str = Field(
        "",
        description="Addresses or networks of our own proxies, with commas between them: only they are believed when "
        "they say for whom they ask (X-Forwarded-For, X-Forwarded-Proto). Empty: nobody.",
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_json: bool = Field(False, description="Logs as JSON lines instead of readable text.")

    worker_stale: Duration = Field(
        timedelta(seconds=30),
        description="A worker that gives no sign of life for this long is taken for dead: others do its jobs.",
    )

    @model_validator(mode="after")
    def _derive(self) -> Self:
        self.data_dir = self.data_dir.expanduser().absolute()
        if not self.public_url:
            self.public_url = f"http://localhost:{self.port_base}"
        self.public_url = self.public_url.rstrip("/")
        return self

    @property
    def former_keys(self) -> tuple[str, ...]:
        return tuple(key.strip() for key in self.secret_keys_former.split(",") if key.strip())

    @property
    def port(self) -> int:
        return self.port_base

    @property
    def web_metrics_port(self) -> int:
        return self.port_base + 7

    @property
    def worker_metrics_port(self) -> int:
        return self.port_base + 5

    @property
    def router_metrics_port(self) -> int:
        return self.port_base + 6

    @property
    def visitor_port(self) -> int:
        return self.port_base + 1

    @property
    def erp_port(self) -> int:
        return self.port_base + 2

    @property
    def carrier_port(self) -> int:
        return self.port_base + 3

    @property
    def smtp_port(self) -> int:
        return self.port_base + 25

    @property
    def imap_port(self) -> int:
        return self.port_base + 43

    @property
    def erp_url(self) -> str:
        return f"http://127.0.0.1:{self.erp_port}"


Section = TypeVar("Section", bound=PlatformSettings)


def section(settings: PlatformSettings, of: type[Section]) -> Section:
    """The settings as a room declares them. A room that is not part of the product, such as a channel in a package of
    its own, has its section read from the environment."""
    return settings if isinstance(settings, of) else of()
