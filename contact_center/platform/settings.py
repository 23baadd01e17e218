"""All settings of the product in one class, read once at start and passed down.

Each can be set in the environment as `CONTACT_CENTER_<NAME>`; `docs/reference/settings.md` is
generated from this file.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _seconds(value: Any) -> Any:
    """A bare number is a number of seconds; ISO 8601 (`PT5M`) and `00:05:00` are understood, too."""
    text = str(value).strip() if isinstance(value, str) else ""
    return float(text) if text.replace(".", "", 1).isdigit() else value


Duration = Annotated[timedelta, BeforeValidator(_seconds)]


class Settings(BaseSettings):
    """How this installation runs."""

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
    session_lifetime: Duration = Field(timedelta(hours=12), description="How long a sign-in lasts.")
    session_idle: Duration = Field(
        timedelta(hours=2), description="A sign-in ends when no page of it was open for this long."
    )
    proxies: str = Field(
        "",
        description="Addresses or networks of our own proxies, with commas between them: only they are believed when "
        "they say for whom they ask (X-Forwarded-For, X-Forwarded-Proto). Empty: nobody.",
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_json: bool = Field(False, description="Logs as JSON lines instead of readable text.")

    raw_kept: Duration = Field(timedelta(days=30), description="How long raw envelopes are kept for replay.")
    thread_silence: Duration = Field(
        timedelta(hours=24),
        description="Silence after which a channel without subjects begins a new conversation.",
    )
    not_again_for: Duration = Field(
        timedelta(seconds=60),
        description="After a reject or missed offer: not to the same agent for this long.",
    )
    router_shards: int = Field(
        1,
        description="Parts into which tenants are divided for routing, alike for all routers: stop them to change it.",
        ge=1,
        le=64,
    )
    router_shard: int | None = Field(
        None,
        description="The part this router routes, counted from 0; not set: all of them, each as far as it is free.",
    )
    twilio_url: str = Field("https://api.twilio.com", description="Twilio's REST API, or a simulator of it.")
    provider_read_timeout: Duration = Field(
        timedelta(seconds=15), description="How long a provider's answer is waited for."
    )
    provider_settle: Duration = Field(
        timedelta(seconds=20), description="After a broken connection: wait this long before asking what was taken."
    )
    provider_catch_up: Duration = Field(
        timedelta(minutes=1),
        description="How often a provider is asked for messages that its webhooks failed to bring.",
    )
    worker_stale: Duration = Field(
        timedelta(seconds=30),
        description="A worker that gives no sign of life for this long is taken for dead: others do its jobs.",
    )
    media_port: int = Field(0, description="Control port of the media process; default port_base + 4.")
    media_calls: int = Field(3, description="Calls one media process takes at once.", ge=1)
    recordings: bool = Field(True, description="Record calls after the announcement.")
    recordings_kept: Duration = Field(
        timedelta(days=90),
        description="How long recordings are kept; a queue's setting `recording_days` says otherwise for its calls.",
    )
    erp_deadline: Duration = Field(
        timedelta(milliseconds=800),
        description="How long a page waits for the ERP before it shows what is known.",
    )

    @model_validator(mode="after")
    def _shard_exists(self) -> Self:
        if self.router_shard is not None and not 0 <= self.router_shard < self.router_shards:
            raise ValueError(
                f"router_shard is {self.router_shard}, but there are {self.router_shards} shards: "
                f"set it between 0 and {self.router_shards - 1}, or router_shards to more"
            )
        return self

    @model_validator(mode="after")
    def _derive(self) -> Self:
        self.data_dir = self.data_dir.expanduser().absolute()
        if not self.public_url:
            self.public_url = f"http://localhost:{self.port_base}"
        self.public_url = self.public_url.rstrip("/")
        self.media_port = self.media_port or self.port_base + 4
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

    @property
    def media_url(self) -> str:
        return f"http://127.0.0.1:{self.media_port}"
