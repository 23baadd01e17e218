"""Organisations of one installation: listed, suspended, read out and deleted, and nobody else's row is touched."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pytest

from contact_center.bootstrap import whole_tenant
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.directory import service as directory
from contact_center.directory.service import Role
from contact_center.directory.tenancy import service as tenancy
from contact_center.directory.tenancy.errors import NoReason, NotSuspended, SuspendedAlready
from contact_center.kernel.ids import TenantId
from contact_center.platform import whole_store
from contact_center.platform.unit_of_work import UnitOfWork
from tests.centre import Centre
from tests.people import give_password
from tests.servers import Database


async def counted(runtime: Runtime, tenant: TenantId) -> dict[str, int]:
    """Rows by table, those that there are."""
    async with runtime.database.read(tenant) as reader:
        found = {table.name: await whole_store.count(reader, table.name, tenant) for table in whole_tenant.owned()}
    return {name: count for name, count in found.items() if count}


def none(what: str, count: int) -> None:
    """Progress that nobody looks at."""


async def test_a_suspended_organisation_is_read_out_and_deleted_and_its_neighbour_has_all_it_had(
    centre: Centre, database: Database, redis_url: str, tmp_path: Path
) -> None:
    settings = Settings(
        database_url=database.app, database_system_url=database.system, redis_url=redis_url, data_dir=tmp_path
    )
    agent = await centre.agent("mei")
    for n in range(3):
        work = await centre.customer_writes(f"+88691234567{n}", "Where is my order?")
        await centre.give(work, agent)
    async with open_runtime(settings, "tests") as runtime:
        other = await directory.create_tenant(runtime.database, slug="other", name="Other")
        await runtime.blobs.put(f"{centre.tenant}/attachment/abc", b"a picture")
        await runtime.blobs.put(f"{other}/attachment/abc", b"theirs")

        async def somebody(work: UnitOfWork) -> None:
            user = await directory.create_user(work, login="ada", name="Ada", role=Role.ADMIN, password=None)
            await give_password(work, user, "right horse battery")

        await runtime.database.run(other, somebody, actor="test")
        before, neighbour = await counted(runtime, centre.tenant), await counted(runtime, other)
        assert before["core.message"] == 3

        archive = tmp_path / "kiln.zip"
        done = await whole_tenant.export(runtime, centre.tenant, archive, none)
        assert done.rows == sum(before.values())
        with ZipFile(archive) as read:
            manifest = json.loads(read.read("manifest.json"))
            assert {name: n for name, n in manifest["rows"].items() if n} == before
            lines = [json.loads(line) for line in read.read("tables/core.message.jsonl").splitlines()]
            assert Counter(line["tenant_id"] for line in lines) == {str(centre.tenant): 3}
            assert read.read("files/attachment/abc") == b"a picture"
            [person] = [json.loads(line) for line in read.read("tables/core.user_account.jsonl").splitlines()]
            assert person["login"] == "mei"
            assert "password_hash" not in person

        with pytest.raises(NotSuspended):
            await whole_tenant.delete(runtime, centre.tenant, none)
        assert await counted(runtime, centre.tenant) == before
        with pytest.raises(NoReason):
            await runtime.database.run(centre.tenant, lambda work: tenancy.suspend(work, "  "), actor="test")
        await runtime.database.run(centre.tenant, lambda work: tenancy.suspend(work, "left us"), actor="test")
        with pytest.raises(SuspendedAlready):
            await runtime.database.run(centre.tenant, lambda work: tenancy.suspend(work, "again"), actor="test")
        receipt = await centre.arrives("sms", {"from": "+886912345670", "text": "Hello?"})
        assert receipt.message_id  # nothing of customers is lost meanwhile

        gone = await whole_tenant.delete(runtime, centre.tenant, none)
        assert gone.rows > done.rows
        assert gone.files == 1
        assert await counted(runtime, centre.tenant) == {}
        assert await counted(runtime, other) == neighbour
        assert [one.slug for one in await tenancy.organisations(runtime.database)] == ["other"]
        assert await runtime.blobs.get(f"{other}/attachment/abc") == b"theirs"
        assert not await runtime.blobs.has(f"{centre.tenant}/attachment/abc")


async def test_what_would_open_doors_is_in_no_export() -> None:
    """A column that is added under such a name is left out, or this names it."""
    suspicious = {
        f"{table.name}.{column}"
        for table in whole_tenant.owned()
        for column in table.columns
        if ("secret" in column or "password" in column or column.endswith("_hash"))
        and column not in whole_tenant.SECRETS
    }
    assert suspicious == {"crm.case.request_hash"}  # of a request's text, to know it again
