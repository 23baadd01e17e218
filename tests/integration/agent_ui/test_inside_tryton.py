"""Our module inside a real Tryton asks the whole product behind a socket: history on the party's form, and a note."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from contact_center.demo.peers.erp.layout import BackOfficeAccess, ErpFiles, ErpNotInstalled
from contact_center.directory.service import Role
from contact_center.kernel.contracts.erp import Account
from contact_center.kernel.errors import GiveUp
from erp_link.connectors.tryton.client import TrytonClient
from erp_link.domain import AccountLink
from erp_link.store import PostgresFactsStore
from tests.contract.twilio.conftest import serving
from tests.erp_server import ErpServer, free_port, prepared_erp
from tests.integration.agent_ui.conftest import House
from tests.integration.agent_ui.test_back_office import key_of, known
from tests.integration.agent_ui.test_finding import connected

FIELDS = ["contact_center_next", "contact_center_cases", "contact_center_history", "contact_center_consent"]


@pytest_asyncio.fixture(loop_scope="session")
async def tryton(tmp_path: Path) -> AsyncIterator[ErpServer]:
    """Not running yet: it is told where we are before it starts."""
    try:
        prepared_erp(tmp_path)
    except ErpNotInstalled as missing:
        pytest.skip(str(missing))
    server = ErpServer(tmp_path)
    yield server
    server.end()


async def note(client: TrytonClient, party: int, text: str) -> dict[str, Any]:
    """As Tryton's own client does it: the wizard's form, filled in and sent; what it says then."""
    wizard, active = "wizard.contact_center.note", {"active_id": party, "active_model": "party.party"}
    session, start, _ = await client.call(f"{wizard}.create")
    form = await client.call(f"{wizard}.execute", session, {}, start, context=active)
    filled = {name: value for name, value in form["view"]["defaults"].items() if not name.endswith(".")}
    typed = {**filled, "text": text}
    said = await client.call(f"{wizard}.execute", session, {start: typed}, "send", context=active)
    again = await client.call(f"{wizard}.execute", session, {start: typed}, "send", context=active)
    assert again["view"]["defaults"] == said["view"]["defaults"]
    await client.call(f"{wizard}.delete", session)
    return dict(said["view"]["defaults"])


async def test_back_office_reads_and_writes_on_the_party_form_what_the_agent_reads(
    house: House, tryton: ErpServer
) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    id = await known(house, mei)
    port = free_port()
    key = await key_of(ada, mei)
    BackOfficeAccess(f"http://127.0.0.1:{port}", key).write(ErpFiles.of(tryton.data_dir))
    tryton.start()
    clerk = TrytonClient(replace(tryton.settings(), user="admin"))
    ours = TrytonClient(tryton.settings())
    try:
        [party] = await clerk.search_read("party.party", [["code", "=", "C00003"]], ["rec_name"], limit=1)
        [silent] = await clerk.call("model.party.party.read", [party["id"]], FIELDS)
        assert silent["contact_center_history"] == "The contact centre does not answer just now."
        async with serving(house.app, port):
            [told] = await clerk.call("model.party.party.read", [party["id"]], FIELDS)
            assert "My grinder rattles" in told["contact_center_history"]
            assert "Grinder rattles" in told["contact_center_cases"]
            assert told["contact_center_next"].index("Look up the spare part") < told["contact_center_next"].index(
                "promised  Call back about the burrs  Mei"
            )
            assert "marketing  given  sms  +886912345001" in told["contact_center_consent"]
            with pytest.raises(GiveUp):
                await ours.call("model.party.party.read", [party["id"]], FIELDS)  # not of the group

            await connected(house)
            account = Account(str(party["id"]), "C00003", party["rec_name"])
            link = AccountLink(account, house.runtime.clock.now(), by_hand=True)
            await PostgresFactsStore(house.runtime.database).save_link(house.tenant, id, "Tryton", link)
            interaction = (await house.rows("select id from core.interaction"))[0]["id"]
            await house.give(interaction, mei.agent)
            said = await note(clerk, party["id"], "The carrier lost it; a new one leaves today.")
            assert "in contact with the customer" in said["where"]
            page = (await mei.get(f"/console?c={interaction}")).text
            assert page.count("The carrier lost it; a new one leaves today.") == 1
            assert "Administrator (Tryton)" in page
            opened = await clerk.call("model.party.party.contact_center_timeline", [party["id"]])
            assert opened["type"] == "ir.action.url"
            async with house.stranger() as http:
                timeline = await http.get(urlsplit(opened["url"]).path, headers={"accept-language": "en"})
            assert "My grinder rattles" in timeline.text
    finally:
        await clerk.close()
        await ours.close()
