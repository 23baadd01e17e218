"""The page of the ERP's connection: tried, kept, seen, asked now, ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest_asyncio

from contact_center.directory.service import Role
from contact_center.kernel.contracts.erp import Capability
from erp_link.connectors.odoo.client import OdooApi
from erp_link.copying import Copying
from tests.contract.erp.kits import MAPPING, OdooKit
from tests.integration.agent_ui.conftest import House
from tests.odoo_server import DATABASE, KEY, OdooServer, odoo_server


@pytest_asyncio.fixture(loop_scope="session")
async def odoo() -> AsyncIterator[OdooServer]:
    async with odoo_server() as server:
        kit = OdooKit(server, OdooApi.JSON2)
        kit.order(1)
        yield server


async def until(text: str, ask: Callable[[], Awaitable[httpx.Response]]) -> str:
    """The page once it says this: what is asked of an ERP comes when it comes."""
    for _ in range(60):
        page = (await ask()).text
        if text in page:
            return page
        await asyncio.sleep(0.5)
    raise AssertionError(f"{text!r} was never said: {page[-3000:]}")


def form(server: OdooServer, **changed: str) -> dict[str, str]:
    given = {"kind": "odoo", "url": server.url, "database": DATABASE, "login": "", "secret": KEY, "api": "json2"}
    return given | changed


async def test_an_erp_is_tried_before_it_is_kept_then_copied_and_ended(house: House, odoo: OdooServer) -> None:
    ann = await house.person("ann", Role.ADMIN)
    page = (await ann.get("/admin/erp?kind=odoo")).text
    assert "No ERP is connected" in page
    assert "has not been tried on a live system" in page

    tried = (await ann.post("/admin/erp/test", form(odoo))).text
    assert "It answers. Nothing has been changed yet" in tried
    assert "SO-00001" in tried
    assert KEY not in tried
    refused = (await ann.post("/admin/erp/test", form(odoo, secret="wrong"))).text
    assert "no longer accepts our credentials" in refused
    assert "No ERP is connected" in (await ann.get("/admin/erp")).text, "a test keeps nothing"

    assert (await ann.post("/admin/erp", form(odoo, secret=""))).status_code == 422
    assert (await ann.post("/admin/erp", form(odoo, url="odoo.example"))).status_code == 422
    assert (await ann.post("/admin/erp", form(odoo))).status_code == 303
    asked = OdooKit(odoo, OdooApi.JSON2).connector()
    assert (await Copying(house.runtime.database, house.tenant, asked).once()).trouble is None
    await asked.close()
    page = await until("It answers.", lambda: ann.get("/admin/erp?done=connected"))
    assert "Behind the ERP by" in page
    assert "not available from Odoo" in page
    assert "Our connector does not get this from Odoo." in page
    assert KEY not in page

    elsewhere = await ann.post("/admin/erp", form(odoo, url="https://other.example", secret=""))
    assert elsewhere.status_code == 422, "a secret goes to no other address than the one it was given for"
    assert (await ann.post("/admin/erp", form(odoo, secret="", api="json2"))).status_code == 303
    assert (await ann.post("/admin/erp/disconnect", {})).status_code == 303
    assert "No ERP is connected" in (await ann.get("/admin/erp")).text


async def test_a_mapping_that_cannot_be_used_names_the_place_and_stays_in_its_field(house: House) -> None:
    ann = await house.person("ann", Role.ADMIN)
    mapping = MAPPING.format(changed="").replace("total = total\nstate = status", "totl = total\nstate = status", 1)
    given = {
        "kind": "sql",
        "url": "postgresql://db.example/shop",
        "name": "Shop",
        "currency": "TWD",
        "mapping": mapping,
    }
    answer = await ann.post("/admin/erp", given)
    assert answer.status_code == 422
    assert "The mapping cannot be used at this place" in answer.text
    assert "[order] totl" in answer.text
    assert "totl = total" in answer.text
    outside = await ann.post("/admin/erp", given | {"url": "csv:../../etc", "mapping": MAPPING.format(changed="")})
    assert "This database cannot be read here" in outside.text
    for url in (
        "postgresql:///shop?host=/run/postgresql",
        "postgresql://db.example/shop?options=-c",
        "postgresql:///x",
    ):
        socket = await ann.post("/admin/erp", given | {"url": url, "mapping": MAPPING.format(changed="")})
        assert "This database cannot be read here" in socket.text
    local = await ann.post("/admin/erp", given | {"url": "sqlite:////etc/x", "mapping": MAPPING.format(changed="")})
    assert "This database cannot be read here" in local.text


async def test_only_administrators_see_the_connection(house: House) -> None:
    for role in (Role.AGENT, Role.SUPERVISOR):
        person = await house.person(role.value, role)
        assert (await person.get("/admin/erp")).status_code == 403
        assert (await person.post("/admin/erp/disconnect", {})).status_code == 403


async def test_a_page_asks_now_and_says_where_it_could_not(house: House, odoo: OdooServer) -> None:
    """The order as it is in the ERP at this moment; its print, fetched; and what stays when the ERP is away."""
    ann, mei = await house.person("ann", Role.ADMIN), await house.person("mei", Role.AGENT)
    await ann.post("/admin/erp", form(odoo))
    kit = OdooKit(odoo, OdooApi.JSON2)
    kit.order(1)
    asked = kit.connector()
    assert Capability.PDF in await asked.probe()
    await Copying(house.runtime.database, house.tenant, asked).once()
    await asked.close()
    assert "0/2" in (await mei.get("/erp/order/1")).text
    kit.deliver(1, 2)
    answer = await until("2/2", lambda: mei.post("/erp/order/1/ask", {}))
    assert "Ask Odoo now" in answer
    invoice = await until("AB12345678", lambda: mei.get("/erp/invoice/31"))
    assert "/ABC+123" in invoice
    fetched = await mei.get("/erp/invoice/31/file")
    assert fetched.content == b"%PDF-1.4"
    assert fetched.headers["content-disposition"].startswith("attachment;")
    await until("Burrs 64 mm", lambda: mei.get("/erp/product/5"))
    assert (await mei.get("/erp/product/5/file?paper=90")).status_code == 404, "it lies beside another record"
    odoo.faults.status = 503
    away = await until("Odoo does not answer.", lambda: mei.post("/erp/order/1/ask", {}))
    assert "SO-00001" in away
