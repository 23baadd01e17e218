"""Work belongs to whoever has it: an uninvolved colleague changes nothing of it, and reads what their queues allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from fastapi.routing import APIRoute

from contact_center.directory.service import Role
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import closing, replies
from contact_center.kernel.ids import InteractionId, SegmentId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import queues_store as routing
from tests.integration.agent_ui.conftest import CAPACITY, House, Person
from tests.integration.agent_ui.test_access import access_of, routes_of

KEY = "0123456789abcdef"
ACTS: dict[str, dict[str, str]] = {
    "/console/offers/{segment}/accept": {},
    "/console/offers/{segment}/reject": {},
    "/console/interactions/{interaction}/park": {"until": "customer"},
    "/console/interactions/{interaction}/take-up": {},
    "/console/interactions/{interaction}/reopen": {},
    "/console/interactions/{interaction}/close": {},
    "/console/interactions/{interaction}/hold": {"held": "true"},
    "/console/interactions/{interaction}/transfer": {"to": "queue:{queue}", "note": "take it"},
    "/console/interactions/{interaction}/callback/{result}": {},
    "/console/interactions/{interaction}/disposition": {"disposition": ""},
    "/console/segments/{segment}/disposition": {"disposition": ""},
    "/console/segments/{segment}/wrap-up": {"disposition": "other", "note": "a note"},
    "/console/interactions/{interaction}/customer": {"customer": "{customer}"},
    "/console/interactions/{interaction}/link": {"customer": "{customer}"},
    "/console/interactions/{interaction}/link/new": {"name": "Lin"},
    "/console/interactions/{interaction}/link/undo": {},
    "/console/interactions/{interaction}/consent": {"change": "withdrawn survey phone:sms x", "how": "spoken"},
    "/console/interactions/{interaction}/verify": {"how": "question"},
    "/console/interactions/{interaction}/unverify": {},
    "/console/interactions/{interaction}/messages": {"client_key": KEY, "text": "hello"},
    "/console/interactions/{interaction}/notes": {"client_key": f"{KEY}-note", "text": "a note"},
    "/console/interactions/{interaction}/tags": {"tag": "VIP"},
    "/console/interactions/{interaction}/typing": {},
    "/console/messages/{message}/resend": {},
}
"""Every act of agents on work, with a form that would be right for whoever has it."""
FOR_THE_QUEUE = (
    "/console/interactions/{interaction}/notes",
    "/console/interactions/{interaction}/tags",
    "/console/interactions/{interaction}/reopen",
)
"""What colleagues of the same queue may do, too."""
OWN_ACCOUNT = (
    "/me/password",
    "/me/card",
    "/api/v1/me/card",
    "/me/sessions/{session}/end",
    "/me/sessions/end-others",
    "/me/notifications",
    "/me/next",
    "/me/second-factor/begin",
    "/me/second-factor/confirm",
    "/me/second-factor/codes",
    "/me/second-factor/remove",
)
NOT_ON_WORK = (
    *OWN_ACCOUNT,
    "/console/presence",
    "/console/drafts",
    "/console/messages/{message}/take-back",
    "/console/draft-files/{file}/remove",
    "/sign-out",
    "/preferences",
    "/customers",
    "/api/v1/customers",
    "/api/v1/conversations",
    "/api/v1/interactions/{interaction}/tags/{tag}",
    "/api/v1/interactions/{interaction}/messages",
    "/api/v1/messages/{message}/take-back",
)
"""About oneself or one's own writing; drafts are tried below, tags with the list of work (test_work_list.py), taking
back in test_sending.py, answers over the API in test_begin_by_api.py."""
OF_THE_ERP = ("/erp/{entity}/{id}/ask", "/console/customers/{id}/{tab}/ask")
"""They ask the ERP anew and show what the page shows."""
OF_NOTES_AND_MACROS = (
    "/api/v1/interactions/{interaction}/notes",
    "/api/v1/interactions/{interaction}/macros/{macro}",
    "/api/v1/macro-runs/{run}",
    "/macros/{macro}/run",
    "/macros/runs/{run}/undo",
)
"""As of the same in the console (test_mentions.py), and act by act (test_macros.py)."""
OF_CALL_WORK = (
    "/api/v1/interactions/{interaction}/guides/{queue}/{step}",
    "/console/interactions/{interaction}/guides/{queue}/{step}",
    "/console/interactions/{interaction}/guides/{queue}/{step}/again",
    "/console/interactions/{interaction}/assist/{what}",
    "/api/v1/interactions/{interaction}/assistance/{what}",
)
"""Need a guide of the queue and a language model (test_guides.py, test_assistant.py)."""
OF_IDENTITY = (
    "/console/interactions/{interaction}/code",
    "/api/v1/interactions/{interaction}/identity",
    "/api/v1/interactions/{interaction}/identity/checks",
    "/api/v1/interactions/{interaction}/identity/codes",
)
"""Need a question that the organisation asks (tests/integration/agent_ui/test_identity.py)."""
OF_CONTACTS = (
    "/console/interactions/{interaction}/consent/{change}/undo",
    "/api/v1/interactions/{interaction}/consents",
    "/api/v1/interactions/{interaction}/consents/{change}/undo",
)
"""As recording the same in the console (test_consent_of_visitors.py)."""
OF_CUSTOMERS = ("/customers/", "/api/v1/customers/")
"""About a customer, whom everybody serves."""
OF_CASES_AND_TASKS = ("/cases", "/api/v1/cases", "/tasks", "/api/v1/tasks", "/home/", "/new")
"""Held to their people by rules of their own (tests/unit/crm_core/cases, tests/integration/crm_core/tasks), or begun by
whoever does them (`test_starting.py`)."""
OF_THE_LIST = "/conversations/"
"""Asks for each piece of work what is asked for one (tests/integration/agent_ui/test_work_list.py)."""
OF_ARTICLES = ("/knowledge", "/api/v1/articles")
"""Written by everybody inside, published by supervisors; use asks who may note on the work (test_knowledge.py)."""
CALLS = "/console/calls/"
"""Held to their agent by the call desk (tests/integration/channels/voice/service)."""
PARKED = "/console/parked/"
"""Picked up by whoever serves their queue (tests/integration/channels/voice/service/test_parking.py)."""
OF_CALLS_OUT = ("/calls", "/api/v1/calls", "/api/v1/chat-invitations")
"""Begun by whoever does them, by rules of their own (test_calling.py, tests/integration/channels/webchat)."""
OF_QUALITY = ("/me/quality/", "/api/v1/quality/")
"""An agent answers evaluations of their own work alone (test_quality.py)."""
OF_FLOOR = ("/floor/", "/api/v1/announcements/", "/api/v1/help-requests")
"""A hand is the agent's own, and about work they may note on; an announcement is read by whom it is for
(test_floor.py)."""
OF_THE_ERP = ("/proposals", "/api/v1/erp/proposals")
"""Asked for each act by who may see and change the customer's data (test_acting_in_the_erp.py)."""
OF_READING_THE_ERP = ("/erp/", "/console/customers/")
"""Read anew: changes nothing, and shows what its reader may see (test_erp_page.py)."""
OF_THE_BACK_OFFICE = "/api/v1/back-office/"
"""By a key of its own area, of what the key's person may read (test_back_office.py)."""
OTHERS = (
    CALLS,
    PARKED,
    OF_THE_BACK_OFFICE,
    OF_THE_LIST,
    *OF_FLOOR,
    *OF_THE_ERP,
    *OF_READING_THE_ERP,
    *OF_CALLS_OUT,
    *OF_QUALITY,
    *OF_CUSTOMERS,
    *OF_CASES_AND_TASKS,
    *OF_ARTICLES,
)


@dataclass
class Desk:
    """What Mei has: work in hand with a message that failed, an offer, and a wrap-up."""

    house: House
    mei: Person
    in_hand: InteractionId
    offered: SegmentId
    wrapping: SegmentId
    message: UUID
    customer: UUID

    def address(self, path: str) -> str:
        segment = self.wrapping if "wrap-up" in path or "segments" in path else self.offered
        places = {"interaction": self.in_hand, "segment": segment, "message": self.message, "result": "reached"}
        return path.format(**places)

    def form(self, path: str) -> dict[str, str]:
        places = {"queue": self.house.queues[self.house.tenant], "customer": self.customer}
        return {name: value.format(**places) for name, value in ACTS[path].items()}

    async def trace(self) -> list[dict[str, Any]]:
        """Changes with anything that is done."""
        return await self.house.rows(
            "select position, (select count(*) from core.message) as said, (select count(*) from core.draft) as drafts "
            "from core.event_head where tenant_id = %s",
            self.house.tenant,
        )


@pytest_asyncio.fixture(loop_scope="session")
async def desk(house: House) -> Desk:
    mei = await house.person("mei", Role.AGENT)
    ports = house.runtime.ports
    done = await house.text("886900000003", "thanks")
    wrapping = await house.give(done, mei.agent)
    await _do(house, lambda unit: closing.close(unit, ports, done, mei.agent))
    in_hand = await house.text("886900000001", "secret words")
    await house.give(in_hand, mei.agent)
    message = await _failed(house, ports, in_hand, mei)
    offered = await house.offer(await house.text("886900000002", "and me"), mei.agent)
    customer = (await house.rows("select customer_id from core.conversation where tenant_id = %s", house.tenant))[0]
    return Desk(house, mei, in_hand, offered, wrapping, message, customer["customer_id"])


async def _do(house: House, function: Any) -> Any:
    return await house.runtime.database.run(house.tenant, function, actor="test")


async def _failed(house: House, ports: Ports, interaction: InteractionId, by: Person) -> UUID:
    async def write(unit: UnitOfWork) -> UUID:
        sent = await replies.reply(unit, ports, interaction, by.agent, "Mei", "hello", client_key="first-answer")
        await unit.execute(
            "update core.message set delivery = 60 where tenant_id = %s and id = %s", [unit.tenant_id, sent.message_id]
        )
        return sent.message_id

    return UUID(str(await _do(house, write)))


async def _colleague(house: House, login: str, *, queues: bool) -> Person:
    found = await house.person(login, Role.AGENT)
    if not queues:
        await _do(
            house, lambda unit: routing.set_profile(unit, found.who.user.id, skills={}, queues={}, capacity=CAPACITY)
        )
    return found


def _acts_of_agents(house: House) -> Iterator[str]:
    for route in routes_of(house):
        roles = [access.roles for access in access_of(route) if access.roles is not None]
        if isinstance(route.original_route, APIRoute) and roles and Role.AGENT in frozenset.intersection(*roles):
            for _ in {"POST", "PUT", "PATCH", "DELETE"} & set(route.methods or ()):
                yield str(route.path)


async def test_every_act_of_agents_is_tried_here(house: House) -> None:
    known = {
        *ACTS,
        *NOT_ON_WORK,
        *OF_IDENTITY,
        *OF_CONTACTS,
        *OF_THE_ERP,
        *OF_NOTES_AND_MACROS,
        *OF_CALL_WORK,
        "/api/v1/routing/callbacks/{interaction}/attempts",
    }
    unknown = {path for path in _acts_of_agents(house) if path not in known and not path.startswith(OTHERS)}
    assert unknown == set()


@pytest.mark.parametrize("serves", [True, False], ids=["of the same queue", "of another queue"])
async def test_a_colleague_who_is_not_involved_changes_nothing(desk: Desk, serves: bool) -> None:
    wei = await _colleague(desk.house, "wei", queues=serves)
    for path in ACTS:
        if serves and path in FOR_THE_QUEUE:
            continue
        before = await desk.trace()
        answered = await wei.post(desk.address(path), desk.form(path))
        assert answered.status_code == 403, (path, answered.status_code, answered.text[:200])
        assert await desk.trace() == before, path
    attempt = await wei.http.post(
        f"/api/v1/routing/callbacks/{desk.in_hand}/attempts", json={"result": "reached"}, headers=_token(wei)
    )
    assert attempt.status_code in (403, 404)


def _token(person: Person) -> dict[str, str]:
    return {"origin": "http://localhost:8600", "x-csrf-token": person.csrf}


async def test_whoever_has_the_work_may_do_all_of_it(desk: Desk) -> None:
    """So the refusals above are about who asks, not about how."""
    later = ("park", "close", "reopen", "transfer", "callback", "reject", "hold")
    for path in ACTS:
        if any(word in path for word in later):
            continue
        answered = await desk.mei.post(desk.address(path), desk.form(path))
        assert answered.status_code in (200, 204), (path, answered.status_code, answered.text[:200])


async def test_a_supervisor_may_verify_and_send_again_for_an_agent(desk: Desk) -> None:
    sam = await desk.house.person("sam", Role.SUPERVISOR)
    for path in ("/console/interactions/{interaction}/verify", "/console/messages/{message}/resend"):
        assert (await sam.post(desk.address(path), desk.form(path))).status_code in (200, 204), path


async def test_saying_who_a_customer_is_is_written_down(desk: Desk) -> None:
    for path in ("/console/interactions/{interaction}/customer", "/console/interactions/{interaction}/verify"):
        await desk.mei.post(desk.address(path), desk.form(path))
    rows = await desk.house.rows(
        "select action, actor, subject from core.audit where tenant_id = %s and subject like 'interaction:%%' "
        "order by at, id",
        desk.house.tenant,
    )
    assert [row["action"] for row in rows] == ["customer chosen", "customer verified"]
    assert {row["actor"] for row in rows} == {desk.mei.who.actor}
    assert {row["subject"] for row in rows} == {f"interaction:{desk.in_hand}"}


async def test_a_transfer_goes_only_to_who_and_what_is_there(desk: Desk) -> None:
    house = desk.house
    gone = await house.person("gone", Role.AGENT)
    ada = await house.person("ada", Role.ADMIN)
    abroad = await house.person("abroad", Role.AGENT, house.other)
    await ada.post(f"/admin/people/{gone.who.user.id}/leave")
    nobody = [f"agent:{id}" for id in (uuid4(), gone.who.user.id, abroad.who.user.id, desk.mei.who.user.id)]
    nowhere = [f"queue:{id}" for id in (uuid4(), house.queues[house.other])]
    path = desk.address("/console/interactions/{interaction}/transfer")
    before = await desk.trace()
    for to in (*nobody, *nowhere, "agent:", "queue:x", "agent:\x00", "somebody"):
        answered = await desk.mei.post(path, {"to": to, "note": "take it"})
        assert answered.status_code in (404, 422), (to, answered.status_code, answered.text)
        assert await desk.trace() == before, to
    wei = await house.person("wei", Role.AGENT)
    assert (await desk.mei.post(path, {"to": f"agent:{wei.who.user.id}"})).status_code == 200


# --- reading -----------------------------------------------------------------------------------------


def _reads(desk: Desk, file: UUID) -> list[str]:
    return [
        f"/console/thread/{desk.in_hand}",
        f"/console/interactions/{desk.in_hand}/transfer",
        f"/console/explanations/{desk.offered}",
        f"/api/v1/interactions/{desk.in_hand}/routing",
        f"/files/{file}",
    ]


async def _file(desk: Desk) -> UUID:
    """Mei's answer carries one."""
    runtime, id = desk.house.runtime, uuid4()
    key = f"{desk.house.tenant}/attachments/invoice"
    await runtime.blobs.put(key, b"secret words")

    async def attach(unit: UnitOfWork) -> None:
        await unit.execute(
            "insert into core.attachment (tenant_id, id, message_id, name, content_type, size, blob_key) "
            "values (%s, %s, %s, 'invoice.pdf', 'application/pdf', 12, %s)",
            [unit.tenant_id, id, desk.message, key],
        )

    await _do(desk.house, attach)
    return id


async def test_what_was_said_is_read_by_those_it_concerns(desk: Desk) -> None:
    file = await _file(desk)
    other_queue = await _colleague(desk.house, "far", queues=False)
    same_queue = await _colleague(desk.house, "near", queues=True)
    sam = await desk.house.person("sam", Role.SUPERVISOR)
    for path in _reads(desk, file):
        refused = await other_queue.get(path, **{"hx-request": "true"})
        assert refused.status_code == 403, (path, refused.text[:200])
        assert "secret words" not in refused.text
        for person in (desk.mei, same_queue, sam):
            shown = await person.get(path, **{"hx-request": "true"})
            assert shown.status_code == 200, (path, person.who.user.login, shown.text[:200])


async def test_a_page_opened_on_another_queues_work_leaves_the_desk_empty(desk: Desk) -> None:
    far = await _colleague(desk.house, "far", queues=False)
    shown = await far.get(f"/console?c={desk.in_hand}")
    assert shown.status_code == 200
    assert "secret words" not in shown.text


async def test_a_customers_page_shows_that_there_was_contact_but_not_what_was_said_elsewhere(desk: Desk) -> None:
    far = await _colleague(desk.house, "far", queues=False)
    rows = await desk.house.rows(
        "select c.customer_id from core.interaction i join core.conversation c on c.id = i.conversation_id "
        "where i.tenant_id = %s and i.id = %s",
        desk.house.tenant,
        desk.in_hand,
    )
    customer = rows[0]["customer_id"]
    for path in (f"/customers/{customer}", "/customers", f"/console/customers/{customer}/history"):
        shown = await far.get(path)
        assert shown.status_code == 200, path
        assert "secret words" not in shown.text, path
    assert "in a queue you do not serve" in (await far.get(f"/customers/{customer}")).text
    assert "secret words" in (await desk.mei.get(f"/customers/{customer}")).text


async def test_who_has_a_customer_in_hand_reads_their_whole_history(desk: Desk) -> None:
    """Whoever helps them has to know what was said, whichever queue it was in."""
    far = await _colleague(desk.house, "far", queues=False)
    await _do(desk.house, lambda unit: closing.close(unit, desk.house.runtime.ports, desk.in_hand, desk.mei.agent))
    again = await desk.house.text("886900000001", "it is me again")
    assert (await far.get(f"/console/thread/{desk.in_hand}", **{"hx-request": "true"})).status_code == 403
    await desk.house.give(again, far.agent)
    assert (await far.get(f"/console/thread/{desk.in_hand}", **{"hx-request": "true"})).status_code == 200


async def test_drafts_are_kept_where_one_may_write_a_note(desk: Desk) -> None:
    far = await _colleague(desk.house, "far", queues=False)
    draft = {"interaction": str(desk.in_hand), "text": "mine", "client_key": "k" * 12, "writing": str(new_id())}
    refused = await far.http.post("/console/drafts", json=draft, headers=_token(far))
    assert refused.status_code == 403
    kept = await desk.mei.http.post("/console/drafts", json=draft, headers=_token(desk.mei))
    assert kept.status_code == 204


async def test_reading_of_customers_conversations_and_files_is_written_down_once_in_a_while(desk: Desk) -> None:
    file = await _file(desk)
    sam = await desk.house.person("sam", Role.SUPERVISOR)
    for _ in range(3):
        await sam.get(f"/files/{file}")
        await sam.get(f"/customers/{desk.customer}")
        await sam.get(f"/console/thread/{desk.in_hand}", **{"hx-request": "true"})
    rows = await desk.house.rows(
        "select action, subject from core.audit where tenant_id = %s and action like '%% read' order by action",
        desk.house.tenant,
    )
    assert [(row["action"], row["subject"]) for row in rows] == [
        ("conversation read", f"interaction:{desk.in_hand}"),
        ("customer read", f"customer:{desk.customer}"),
        ("file read", f"file:{file}"),
    ]
