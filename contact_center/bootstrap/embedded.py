"""The servers that come along: those of a data folder, and the settings that reach them."""

from __future__ import annotations

from contact_center.bootstrap.settings import Settings
from contact_center.platform.embedded import EmbeddedPostgres, EmbeddedRedis, runtime_dir_for
from contact_center.platform.vault import vault

DATABASE = "contact_center"


def servers(settings: Settings) -> tuple[EmbeddedPostgres, EmbeddedRedis]:
    """Those of this data folder, not started."""
    place, data = runtime_dir_for(settings.data_dir), settings.data_dir
    return (
        EmbeddedPostgres(data / "postgres", place, durable=True),
        EmbeddedRedis(place, log_file=data / "log" / "redis.log"),
    )


def reaching(settings: Settings, postgres: EmbeddedPostgres, redis: EmbeddedRedis) -> Settings:
    """The settings of all processes that work with these servers."""
    keys = {}
    if not settings.secret_key:
        kept = vault(settings)
        former = ",".join(key.hex() for key in kept.former_keys("installation"))
        keys = {"secret_key": kept.key("installation").hex(), "secret_keys_former": former}
    return settings.model_copy(
        update={
            "database_url": postgres.url("app", DATABASE),
            "database_system_url": postgres.url("system", DATABASE),
            "redis_url": redis.url,
            **keys,
        }
    )


def at_hand(settings: Settings) -> Settings:
    """Reaches the servers of this data folder where no database is named and they run; else as given."""
    if settings.database_url:
        return settings
    postgres, redis = servers(settings)
    return reaching(settings, postgres, redis) if postgres.listens else settings
