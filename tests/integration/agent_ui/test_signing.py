"""What stands below a letter: who writes, for whom, about which case; and never a gap."""

from __future__ import annotations

from contact_center.directory.service import Role
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import service as cases
from crm_core.cases.domain import CaseLinkKind
from crm_core.cases.linking import LinkTo
from crm_core.cases.numbers import quoted
from crm_core.cases.ports import AroundTheClock
from crm_core.cases.service import Opening
from tests.integration.agent_ui.conftest import House
from tests.integration.agent_ui.test_letters import MAIL, arrives

TEXT = (
    "{{agent.name}}, {{agent.title}}\n{{agent.team}}\nTel. {{agent.phone}}\n{{agent.email}}\n{{queue.name}}\n"
    "{{company.name}}, {{company.address}}\nYour case {{case.number}}"
)


async def test_a_signature_says_who_writes_for_whom_and_about_which_case(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    page = (await ada.get("/admin/signatures")).text
    assert "{{case.number}}" in page
    assert (await ada.post("/admin/signatures", {"text": TEXT})).status_code == 303
    assert (await ada.post("/admin/signatures", {"text": "{{agent.shoes}}"})).status_code == 422
    assert (await mei.post("/admin/signatures/company", {"address": "Elsewhere"})).status_code == 403
    interaction, _ = await arrives(house, MAIL)
    await house.give(interaction, mei.agent)
    shown = (await mei.get(f"/console?c={interaction}")).text
    assert "Your case" not in shown, "a line of which something is not known is left out"
    assert "Tel." not in shown
    assert "{{" not in shown
    assert (await ada.post("/admin/signatures/company", {"address": "88 Dihua St., Taipei"})).status_code == 303
    card = {"title": "Adviser", "team": "Service", "phone": "+886 2 2552 0101"}
    assert (await mei.post("/me/card", card | {"title": "x" * 101})).status_code == 422
    assert (await mei.post("/me/card", card | {"title": "{{agent.name}}"})).status_code == 422
    assert (await mei.post("/me/card", card)).status_code == 303
    assert 'value="Adviser"' in (await mei.get("/me")).text
    [row] = await house.rows("select conversation_id from core.interaction where id = %s", interaction)

    async def opened(work: UnitOfWork) -> str:
        link = LinkTo(CaseLinkKind.CONVERSATION, str(row["conversation_id"]))
        made = await cases.open_case(work, Opening("question", "Grinder", links=[link]), AroundTheClock())
        return quoted(made.number)

    number = await house.runtime.database.run(house.tenant, opened, actor=mei.who.actor)
    shown = (await mei.get(f"/console?c={interaction}")).text
    wanted = ("Mei, Adviser", "Service", "Tel. +886 2 2552 0101", "88 Dihua St., Taipei", f"Your case {number}")
    for line in wanted:
        assert line in shown, line
    form = {"client_key": "0123456789abcdef", "text": "We look at it."}
    assert (await mei.post(f"/console/interactions/{interaction}/messages", form)).status_code in (200, 204)
    [message] = await house.rows("select signature from core.message where direction = 'out'")
    for line in wanted:
        assert line in message["signature"], line
    assert "{{" not in message["signature"]
