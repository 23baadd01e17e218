"""The secret key is changed without losing anything: what was sealed is opened, sealed anew, and the old key goes."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from channels.webchat import verify
from contact_center.bootstrap.embedded import reaching, servers
from contact_center.bootstrap.resealing import SEALED, Resealed, reseal
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.directory import service as directory
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.ids import ChannelAccountId, TenantId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from contact_center.platform.vault import Vault, WrongKey, add_key, drop_former_keys, kept_at, vault
from tests.servers import Database

NOT_SEALED = {
    ("core.session", "token_hash"),
    ("core.account_key", "secret_hash"),
    ("core.api_key", "secret_hash"),
    ("core.recovery_code", "code_hash"),
    ("core.envelope", "raw"),
    ("core.mail_import_item", "raw"),
}
"""Digests, and what is kept for a month only; anything else of bytes that is added is sealed, or named here."""


class Installation:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def under(self, key: str, former: str = "") -> Settings:
        return self.settings.model_copy(update={"secret_key": key, "secret_keys_former": former})


@pytest_asyncio.fixture
async def installation(database: Database, redis_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """With an account and a file, sealed with the key `old`."""
    made = Installation(
        Settings(data_dir=tmp_path, database_url=database.app, database_system_url=database.system, redis_url=redis_url)
    )
    async with open_runtime(made.under("old"), "tests") as runtime:
        tenant = await directory.create_tenant(runtime.database, slug="kiln", name="Kiln & Co")

        async def connect(work: UnitOfWork) -> ChannelAccountId:
            return await runtime.accounts.create(
                work, channel="email", name="Mail", address="care@kiln.example", settings={},
                secrets={"password": "right horse"}, queue_id=None,
            )  # fmt: skip

        await runtime.database.run(tenant, connect, actor="test")
        await runtime.blobs.put(f"{tenant}/attachments/a", b"a file")
        await runtime.blobs.put(f"{tenant}/recordings/b", b"a call")
    yield made


async def opened(runtime: Runtime) -> tuple[object, bytes, bytes]:
    (account,) = await runtime.accounts.of_channel("email")
    (tenant,) = await directory.tenants(runtime.database)
    id = TenantId(tenant.tenant_id)
    files = [await runtime.blobs.get(f"{id}/{kind}") for kind in ("attachments/a", "recordings/b")]
    return account.secrets["password"], files[0], files[1]


EVERYTHING = ("right horse", b"a file", b"a call")


async def test_everything_is_opened_with_the_former_key_and_after_sealing_anew_without_it(
    installation: Installation,
) -> None:
    async with open_runtime(installation.under("new", "older, old"), "tests") as runtime:
        assert await opened(runtime) == EVERYTHING
        assert await reseal(runtime) == Resealed(secrets=1, files=2)
        assert await reseal(runtime) == Resealed(secrets=0, files=0)
        assert await opened(runtime) == EVERYTHING
    async with open_runtime(installation.under("new"), "tests") as runtime:
        assert await opened(runtime) == EVERYTHING
    async with open_runtime(installation.under("old"), "tests") as runtime:
        with pytest.raises(WrongKey):
            await opened(runtime)


async def test_what_no_key_opens_is_told_and_left_as_it_is(installation: Installation) -> None:
    async with open_runtime(installation.under("new", "wrong"), "tests") as runtime:
        with pytest.raises(WrongKey):
            await reseal(runtime)
    async with open_runtime(installation.under("old"), "tests") as runtime:
        assert await opened(runtime) == EVERYTHING


def test_who_chatted_under_the_former_key_is_still_known() -> None:
    now, account = SystemClock().now(), ChannelAccountId(new_id())
    stranger = verify.new_stranger()
    old, new = Vault("old"), Vault("new", ["old"])
    token = verify.issue_visitor_token(stranger, account, old.key("web chat visitors"), now)
    known = verify.verify_visitor_token(
        token, account, new.key("web chat visitors"), now, former=new.former_keys("web chat visitors")
    )
    assert known == stranger


def test_a_kept_key_is_followed_by_another_and_the_processes_of_the_demo_learn_of_both(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    postgres, redis = servers(settings)
    sealed = vault(reaching(settings, postgres, redis)).seal(b"a secret")
    add_key(kept_at(settings))
    now = vault(reaching(settings, postgres, redis))
    assert now.open(sealed) == b"a secret"
    assert not now.is_fresh(sealed)
    assert stat.S_IMODE(kept_at(settings).stat().st_mode) == 0o600
    anew = now.seal(b"a secret")
    drop_former_keys(kept_at(settings))
    last = vault(reaching(settings, postgres, redis))
    assert last.open(anew) == b"a secret"
    with pytest.raises(WrongKey):
        last.open(sealed)


async def test_every_column_of_bytes_is_sealed_anew_or_known_not_to_be_sealed(database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.owner) as connection:
        rows = await (
            await connection.execute(
                "select table_schema || '.' || table_name, column_name from information_schema.columns "
                "where data_type = 'bytea' and table_schema not in ('pg_catalog', 'information_schema', 'jobs')"
            )
        ).fetchall()
    assert set(rows) == {(table.fullname, column.name) for table, _, column in SEALED} | NOT_SEALED
