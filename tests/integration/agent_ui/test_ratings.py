"""A customer answers by the link they got, without signing in; supervisors see it, agents their own."""

from __future__ import annotations

from functools import partial
from typing import Any

from contact_center.directory.service import Role
from contact_center.interactions.work import closing, replies
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import InteractionId, UserId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.care import service
from crm_core.care.domain import AskDecision
from crm_core.care.links import KEY, RatingLinks
from crm_core.consent import service as consent
from crm_core.consent.domain import ConsentProof, ConsentPurpose, ConsentState, ToldHow
from crm_core.consent.service import NewConsent
from tests.integration.agent_ui.conftest import HOST, House, Person

FORM = {
    "channel": "sms", "asks": "true", "kind": "csat", "cap_days": "30", "delay_minutes": "0",
    "english": "How did we do?", "chinese": "您滿意嗎？",
}  # fmt: skip


async def send(person: Person, path: str, form: dict[str, str]) -> Any:
    return await person.http.post(path, data={"csrf_token": person.csrf, **form}, headers={"origin": HOST})


async def test_a_rating_from_the_setting_to_the_list(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    wei, sam = await house.person("wei", Role.AGENT), await house.person("sam", Role.SUPERVISOR)
    assert (await mei.http.get("/admin/care")).status_code == 403
    refused = await send(ada, "/admin/care", FORM | {"chinese": ""})
    assert refused.status_code == 422
    assert (await send(ada, "/admin/care", FORM)).status_code == 303
    policy = (await mei.http.get("/api/v1/care/policy")).json()["channels"]
    assert [one["asks"] for one in policy if one["channel"] == "sms"] == [True]

    work = await _closed(house, mei)
    links = RatingLinks(house.runtime.vault.key(KEY), house.runtime.settings.public_url)
    asked = await _do(house, partial(_ask, house, links, work))
    assert asked is AskDecision.ASKED
    [row] = await house.rows("select id from crm.rating where tenant_id = %s", house.tenant)
    page = f"/rate/{links.token(row['id'])}"
    stranger = house.stranger()
    shown = await stranger.get(f"{page}?language=zh-Hant")
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
    assert ("How did we do?" in shown.text, "非常滿意" in shown.text, "<script" in shown.text) == (True, True, False)
    assert (await stranger.get("/rate/AAAAAAAAAAAAAAAAAAAAAA")).status_code == 404
    missed = await stranger.post(page, data={"score": "9", "comment": "<b>late</b>"})
    assert (missed.status_code, "&lt;b&gt;late" in missed.text, "Choose a number" in missed.text) == (422, True, True)
    given = await stranger.post(f"{page}?language=en", data={"score": "1", "comment": "<b>late</b>"})
    assert (given.status_code, given.headers["location"]) == (303, f"{page}?language=en&thanks=yes")
    assert "Thank you" in (await stranger.get(given.headers["location"])).text

    listed = await sam.get("/supervisor/ratings?bad=yes&queue=&agent=&channel=sms&days=30")
    assert (listed.status_code, "&lt;b&gt;late" in listed.text, "CSAT 1 of 5" in listed.text) == (200, True, True)
    assert (await mei.get("/supervisor/ratings")).status_code == 403
    own = (await mei.get("/api/v1/ratings", accept="application/json")).json()
    assert [(one["score"], one["bad"]) for one in own["ratings"]] == [(1, True)]
    assert own["figures"][0] == {"kind": "csat", "asked": 1, "answered": 1, "response_rate": 1.0, "value": 0.0}
    theirs = f"/api/v1/ratings?agent_id={mei.agent}"
    assert (await wei.get(theirs, accept="application/json")).json()["ratings"] == []
    elsewhere = await house.person("sam", Role.SUPERVISOR, house.other)
    assert (await elsewhere.get(theirs, accept="application/json")).json()["ratings"] == []
    by = {name: (await sam.get(f"/api/v1/ratings/figures?by={name}", accept="application/json")).json() for name in
          ("queue", "agent")}  # fmt: skip
    queue = str(house.queues[house.tenant])
    assert [(one["id"], one["figures"]) for one in by["queue"]["rows"]] == [(queue, own["figures"])]
    assert [(one["id"], one["figures"]) for one in by["agent"]["rows"]] == [(str(mei.agent), own["figures"])]
    assert (await mei.get("/api/v1/ratings/figures?by=agent", accept="application/json")).status_code == 403
    link = f"/supervisor/ratings?queue={queue}&amp;days=30"
    for page in ("/supervisor", f"/supervisor/queues/{queue}", "/supervisor/ratings"):
        assert link in (await sam.get(page)).text, page
    of_mei = f"/supervisor/ratings?agent={mei.agent}&amp;days=30"
    for page in (f"/supervisor/agents/{mei.agent}", "/supervisor/ratings"):
        assert of_mei in (await sam.get(page)).text, page
    assert "CSAT 1 of 5" in (await sam.get(link.replace("&amp;", "&"))).text
    assert (await elsewhere.get("/api/v1/ratings/figures?by=queue", accept="application/json")).json()["rows"] == []
    task = await mei.get(f"/tasks/{own['ratings'][0]['task_id']}")
    customer = own["ratings"][0]["customer_id"]
    assert (task.status_code, f"/customers/{customer}?entry={work}#" in task.text) == (200, True)
    assert "CSAT 1 of 5" in (await mei.get(f"/customers/{customer}")).text
    assert "CSAT of the last 30 days" in (await mei.get("/home")).text


async def _do(house: House, function: Any) -> Any:
    return await house.runtime.database.run(house.tenant, function, actor="test")


async def _closed(house: House, mei: Person) -> InteractionId:
    """The customer agreed to surveys, was answered, and the work was closed."""
    work, ports = await house.text("886912345678", "hello"), house.runtime.ports
    await house.give(work, mei.agent)
    [row] = await house.rows("select customer_id from core.work_info where id = %s", work)
    told = NewConsent(
        address=Address(AddressKind.PHONE, "+886912345678"), channel="sms", purpose=ConsentPurpose.SURVEY,
        state=ConsentState.GIVEN, how=ToldHow.SPOKEN, proof=ConsentProof(note="Yes, ask me"),
    )  # fmt: skip

    async def write(unit: UnitOfWork) -> None:
        await consent.record(unit, row["customer_id"], told, by=UserId(mei.agent))
        await replies.reply(unit, ports, work, mei.agent, "Mei", "hello", client_key="first-answer")
        await closing.close(unit, ports, work, mei.agent, disposition=None)

    await _do(house, write)
    return work


async def _ask(house: House, links: RatingLinks, work: InteractionId, unit: UnitOfWork) -> AskDecision:
    return await service.ask(unit, house.runtime.ports, links, work, closed_by_person=True)
