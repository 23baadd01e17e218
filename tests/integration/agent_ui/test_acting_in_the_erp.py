"""Agents ask the ERP for something, a second person agrees, and nobody sees or agrees to what is not theirs.

The ERP itself is silent here; what it does is tested on a real one (tests/integration/erp_link/test_proposals.py).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.approvals import service as approvals
from contact_center.directory.service import Role
from contact_center.kernel.contracts.erp_acts import ActOutcome, ErpAct, ErpFieldChange, ProposalState
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded
from erp_link.proposals import limits, store
from erp_link.proposals.domain import ActLimit, ErpProposal
from erp_link.proposals.service import SECOND_PERSON, subject_of
from erp_link.proposals.store import SumsOf
from tests.integration.agent_ui.conftest import House, Person
from tests.integration.agent_ui.test_finding import connected, customer

TOLD = ActOutcome(
    "", "", "INV-3391", (ErpFieldChange("state", None, "waiting"), ErpFieldChange("amount", None, "2400")),
    {"currency": "TWD", "amount": "2400"},
)  # fmt: skip


async def proposed(
    house: House, by: Person, of: CustomerId, begins: ProposalState = ProposalState.PROPOSED, **other: object
) -> UUID:
    """A request for a credit, as it is kept."""
    one = ErpProposal(
        new_id(), ErpAct.CREDIT, begins, "Tryton", "7", of, None, None, "invoice", "3", "INV-3391", {}, TOLD, None, "",
        "no_limit", Decimal(2400), "TWD", by.who.user.id, house.runtime.clock.now(), None, None, 0, None, None,
    )  # fmt: skip

    async def keep(work: UnitOfWork) -> None:
        await store.add(work, one)
        await store.save(work, replace(one, **other))  # type: ignore[arg-type]
        if begins is ProposalState.PROPOSED:
            await approvals.ask(work, subject_of(one.id), SECOND_PERSON, "credit", by.who.user.id)

    await house.runtime.database.run(house.tenant, keep, actor=by.who.actor)
    return one.id


async def test_a_supervisor_agrees_to_an_agents_request_and_it_goes_out(house: House) -> None:
    mei, lead = await house.person("mei", Role.AGENT), await house.person("lead", Role.SUPERVISOR)
    lin = await customer(house, "Lin Jiaying", "0912345001")
    id = await proposed(house, mei, lin)
    assert "waits for a second person" in (await mei.get("/proposals")).text
    waiting = (await lead.get("/proposals?which=waiting")).text
    assert "INV-3391" in waiting
    assert "NT$2,400" in waiting
    assert (await mei.post(f"/proposals/{id}/agree")).status_code == 403
    agreed = await lead.post(f"/proposals/{id}/agree")
    assert "goes to the ERP" in agreed.text
    jobs = await house.rows(
        "select task_name, lock from jobs.procrastinate_jobs where args->>'proposal_id' = %s", str(id)
    )
    assert jobs == [{"task_name": "erp.send_proposal", "lock": f"erp:{house.tenant}:7"}]
    again = await lead.post(f"/proposals/{id}/agree")
    assert again.status_code == 409


async def test_nobody_agrees_to_their_own_and_a_no_has_a_reason_that_the_agent_reads(house: House) -> None:
    mei, lead = await house.person("mei", Role.AGENT), await house.person("lead", Role.SUPERVISOR)
    lin = await customer(house, "Lin Jiaying", "0912345001")
    own = await proposed(house, lead, lin)
    assert (await lead.post(f"/proposals/{own}/agree")).status_code == 403
    id = await proposed(house, mei, lin)
    assert (await lead.post(f"/proposals/{id}/reject", {"reason": " "})).status_code == 422
    await lead.post(f"/proposals/{id}/reject", {"reason": "Given by the shop already."})
    assert "Given by the shop already." in (await mei.get(f"/proposals/{id}")).text


async def test_agents_see_their_own_requests_alone(house: House) -> None:
    mei, ben = await house.person("mei", Role.AGENT), await house.person("ben", Role.AGENT)
    lin = await customer(house, "Lin Jiaying", "0912345001")
    id = await proposed(house, mei, lin)
    assert (await ben.get(f"/proposals/{id}")).status_code == 404
    assert (await ben.post(f"/proposals/{id}/withdraw")).status_code == 404
    assert (await ben.get(f"/api/v1/erp/proposals?customer={lin}")).json() == {"proposals": []}
    assert [one["id"] for one in (await mei.get("/api/v1/erp/proposals")).json()["proposals"]] == [str(id)]
    assert "withdrawn" in (await mei.post(f"/proposals/{id}/withdraw")).text


async def test_what_is_not_known_says_so_and_asks_nobody_to_do_it_again(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    lin = await customer(house, "Lin Jiaying", "0912345001")
    now = house.runtime.clock.now()
    id = await proposed(house, mei, lin, ProposalState.APPROVED, state=ProposalState.UNKNOWN, sent_at=now, tries=1)
    page = (await mei.get(f"/proposals/{id}")).text
    assert "not known yet, being checked" in page
    assert "nothing is sent twice" in page
    assert (await mei.post(f"/proposals/{id}/withdraw")).status_code == 409


async def test_while_the_erp_is_silent_the_dialog_says_so_and_nothing_is_proposed(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    await connected(house)
    lin = await customer(house, "Lin Jiaying", "0912345001")
    boss = await house.person("boss", Role.ADMIN)
    opens = f'data-url="/proposals/new?customer={lin}"'
    assert opens in (await mei.get(f"/customers/{lin}")).text
    assert opens not in (await boss.get(f"/customers/{lin}")).text
    dialog = (await mei.get(f"/proposals/new?customer={lin}")).text
    assert "The ERP does not answer just now." in dialog
    form = {"id": str(new_id()), "kind": "note", "customer": str(lin), "text": "Before noon."}
    assert (await mei.post("/proposals/preview", form)).status_code == 409
    assert (await mei.post("/proposals", form)).status_code == 409
    assert await house.rows("select id from erp.proposal where tenant_id = %s", house.tenant) == []


async def test_nothing_is_changed_for_who_has_not_proven_who_they_are(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    await connected(house)
    lin = await customer(house, "Lin Jiaying", "0912345001")

    async def lock(work: UnitOfWork) -> None:
        rules = await identity.policy(work, house.tenant)
        await identity.set_policy(work, replace(rules, locked=frozenset({Guarded.CHANGES, Guarded.ORDERS})))

    await house.runtime.database.run(house.tenant, lock, actor="test")
    form = {"id": str(new_id()), "kind": "contact", "customer": str(lin), "value": "thief@mail.example"}
    for path in ("/proposals/preview", "/proposals"):
        refused = await mei.post(path, form)
        assert refused.json()["type"].endswith("not_verified_yet")
    assert (await mei.get(f"/proposals/new?customer={lin}&kind=cancel")).status_code == 403


async def test_limits_are_set_by_administrators_and_read_by_supervisors(house: House) -> None:
    mei, boss = await house.person("mei", Role.AGENT), await house.person("boss", Role.ADMIN)
    limit = {"kind": "credit", "currency": "TWD", "alone": "500", "per_agent": "20000"}
    path = "/api/v1/erp/limits"
    headers = {"x-csrf-token": boss.csrf, "sec-fetch-site": "same-origin"}
    done = await boss.http.put(path, json={"limits": [limit]}, headers=headers)
    assert done.status_code == 200
    kept = (await boss.get(path)).json()["limits"]
    assert [(one["kind"], Decimal(one["alone"]), one["per_record"]) for one in kept] == [("credit", Decimal(500), None)]
    assert (await mei.get(path)).status_code == 403


async def test_the_page_of_limits_names_who_releases_and_only_they_do(house: House) -> None:
    mei, lead = await house.person("mei", Role.AGENT), await house.person("lead", Role.SUPERVISOR)
    boss, page = await house.person("boss", Role.ADMIN), "/admin/limits"
    lin = await customer(house, "Lin Jiaying", "0912345001")
    assert (await lead.get(page)).status_code == 403
    assert "No limit is set." in (await boss.get(page)).text
    typed = {"kind": "credit", "currency": "twd", "alone": "500", "per_record": "1,000", "days": "90"}
    named = typed | {"released_by": str(boss.who.user.id), "new": "yes"}
    assert (await boss.post(page, named)).status_code == 303
    twice = await boss.post(page, named)
    assert twice.status_code == 422
    assert "Each kind and currency has one limit" in twice.text
    less = await boss.post(page, typed | {"currency": "TWD", "per_record": "400"})
    assert less.status_code == 422
    assert 'value="400"' in less.text
    assert (await boss.post(page, typed | {"released_by": str(mei.who.user.id)})).status_code == 422
    (kept,) = (await boss.get("/api/v1/erp/limits")).json()["limits"]
    assert (Decimal(kept["per_record"]), kept["days"]) == (Decimal(1000), 90)
    assert kept["released_by"] == [str(boss.who.user.id)]

    id = await proposed(house, mei, lin)
    assert "not_for_this_releaser" in (await lead.post(f"/proposals/{id}/agree")).text
    assert f"/proposals/{id}/agree" not in (await lead.get(f"/proposals/{id}")).text
    assert (await boss.post(f"/proposals/{id}/agree")).status_code in (200, 303)
    again = await proposed(house, mei, lin)

    async def leave(work: UnitOfWork) -> None:
        await directory.set_active(work, boss.who.user.id, active=False)

    await house.runtime.database.run(house.tenant, leave, actor="test")
    assert (await lead.post(f"/proposals/{again}/agree")).status_code in (200, 303)
    other = await house.person("chen", Role.ADMIN)
    assert (await other.post(f"{page}/remove", {"kind": "credit", "currency": "TWD"})).status_code == 303
    assert (await other.post(f"{page}/remove", {"kind": "credit", "currency": "TWD"})).status_code == 404
    audit = await house.rows("select detail from core.audit where action = 'erp limits changed' order by at")
    assert [len(one["detail"]["limits"]) for one in audit] == [1, 0]


async def test_sums_are_of_one_currency_and_of_the_days_of_the_limit(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    lin = await customer(house, "Lin Jiaying", "0912345001")
    await proposed(house, mei, lin)
    clock, of = house.runtime.clock, SumsOf(ErpAct.CREDIT, "invoice", "3", "7", mei.who.user.id)

    def limit(currency: str, days: int) -> ActLimit:
        return ActLimit(ErpAct.CREDIT, currency, Decimal(500), per_customer=Decimal(3000), days=days)

    async def keep(work: UnitOfWork) -> None:
        await limits.set_limits(work, [limit("TWD", 10), limit("EUR", 10)])

    await house.runtime.database.run(house.tenant, keep, actor="test")
    async with house.runtime.database.read(house.tenant) as reader:
        left = {one.limit.currency: one.customer for one in await limits.left(reader, house.tenant, of, None)}
        assert left == {"TWD": Decimal(600), "EUR": Decimal(3000)}
        later = await store.sums(reader, house.tenant, of, "TWD", clock.now() + timedelta(days=10))
    assert later.customer == 0
