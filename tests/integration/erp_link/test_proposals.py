"""What agents ask of the ERP stands in a real Tryton once, or nowhere, whatever breaks on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import pytest
import pytest_asyncio

from contact_center.directory.approvals.errors import NotForOneself
from contact_center.interactions.delivery.service import PostponedUntil
from contact_center.kernel.clock import ManualClock
from contact_center.kernel.contracts.erp import Entity, Order
from contact_center.kernel.contracts.erp_acts import ActOutcome, ErpAct, ProposalState
from contact_center.kernel.errors import Forbidden
from contact_center.kernel.ids import new_id
from erp_link.connectors.tryton.client import TrytonClient
from erp_link.proposals import limits, service
from erp_link.proposals.domain import ActAsked, ActLimit, AskedLine
from erp_link.proposals.errors import CannotUndo, ErpSaysNo, NotTheirRecord, ProposalOver, RefundedByCase
from erp_link.proposals.service import ActRequest, ProposalFilter
from erp_link.store import PostgresFactsStore
from erp_link.system_store import SystemRow
from tests.erp_server import ErpServer
from tests.integration.erp_link.acting import FOLD, MOSS_LANE, Desk, Loses, open_desk
from tests.integration.erp_link.conftest import TENANT
from tests.patience import PATIENCE

pytestmark = [pytest.mark.erp, pytest.mark.timeout(1200), pytest.mark.xdist_group("tryton")]


@pytest_asyncio.fixture
async def desk(tryton: ErpServer, store: PostgresFactsStore, clock: ManualClock) -> AsyncIterator[Desk]:
    told = tryton.settings()
    row = SystemRow("tryton", told.url, told.database, told.user, told.password.encode())
    opened = await open_desk(store._database, clock, row, tryton.port)
    yield opened
    await opened.close()


async def orders_of(desk: Desk, customer: object = MOSS_LANE) -> dict[str, Order]:
    facts = await desk.systems.facts(TENANT, customer)  # type: ignore[arg-type]
    assert facts is not None
    return {one.number: one for one in facts.orders.items}


async def asked_of_tryton(tryton: ErpServer, model: str, domain: list[object], *fields: str) -> list[dict[str, object]]:
    client = TrytonClient(tryton.settings(timedelta(seconds=PATIENCE)))
    try:
        return await client.search_read(model, domain, ("id", *fields), limit=1000, order=[["id", "ASC"]])
    finally:
        await client.close()


def note(text: str) -> ActRequest:
    return ActRequest(ErpAct.NOTE, MOSS_LANE, asked=ActAsked(text=text))


def changes(outcome: ActOutcome | None) -> dict[str, tuple[str | None, str | None]]:
    assert outcome is not None
    return {one.name: (one.before, one.after) for one in outcome.changes}


async def grinder(tryton: ErpServer, code: str = "FILTER-W") -> str:
    (found,) = await asked_of_tryton(tryton, "product.product", [["code", "=", code]])
    return str(found["id"])


async def quote(desk: Desk, tryton: ErpServer, quantity: int = 2, customer: object = MOSS_LANE) -> str:
    """The id of a new quotation."""
    lines = (AskedLine(await grinder(tryton), Decimal(quantity)),)
    made = await desk.done(ActRequest(ErpAct.QUOTE, customer, asked=ActAsked(lines=lines)))  # type: ignore[arg-type]
    assert made.outcome is not None
    return made.outcome.external_id


async def test_a_note_is_previewed_without_a_trace_then_stands_once_however_often_it_is_pressed(
    desk: Desk, tryton: ErpServer
) -> None:
    text = "ActAsked for delivery before noon."
    shown = await desk.proposals.preview(desk.mei, note(text))
    assert changes(shown) == {"note": (None, text)}
    assert await asked_of_tryton(tryton, "ir.note", [["message", "=", text]]) == []
    id = new_id()
    first = await desk.propose(note(text), id=id)
    again = await desk.propose(note(text), id=id)
    assert (first.id, first.state) == (again.id, ProposalState.APPROVED)
    assert [job.task for job in desk.jobs] == [service.TASK]
    assert desk.jobs[0].lock == f"erp:{TENANT}:{first.account}"
    done = await desk.run(id)
    await desk.sender.send(TENANT, id)
    assert done.state is ProposalState.DONE
    assert len(await asked_of_tryton(tryton, "ir.note", [["message", "=", text]])) == 1
    (kept,) = await asked_of_tryton(tryton, "contact_center.proposal", [["key", "=", str(id)]], "asked_by", "record")
    assert kept["asked_by"] == "Mei"


async def test_a_quotation_has_the_erps_prices_tax_and_stock_and_becomes_an_order(
    desk: Desk, tryton: ErpServer
) -> None:
    product = await grinder(tryton)
    request = ActRequest(ErpAct.QUOTE, MOSS_LANE, asked=ActAsked(lines=(AskedLine(product, Decimal(3)),)))
    shown = await desk.proposals.preview(desk.mei, request)
    assert Decimal(shown.facts["total"]) == Decimal(shown.facts["untaxed"]) * Decimal("1.05")
    assert "stock FILTER-W" in shown.facts
    assert shown.facts["credit_limit"] == "300000"
    made = await desk.done(request)
    assert made.outcome is not None
    assert changes(made.outcome)["state"] == (None, "quotation")
    placed = await desk.done(ActRequest(ErpAct.PLACE, MOSS_LANE, made.outcome.external_id))
    assert changes(placed.outcome)["state"] == ("quotation", "processing")
    (sale,) = await asked_of_tryton(
        tryton, "sale.sale", [["id", "=", int(made.outcome.external_id)]], "state", "number"
    )
    assert (sale["state"], sale["number"]) == ("processing", made.outcome.number)


async def test_an_order_over_the_customers_credit_is_refused_in_the_erps_words(desk: Desk, tryton: ErpServer) -> None:
    product = await grinder(tryton, "E1-2G")
    lines = (AskedLine(product, Decimal(9)),)
    made = await desk.done(ActRequest(ErpAct.QUOTE, FOLD, asked=ActAsked(lines=lines)))
    assert made.outcome is not None
    with pytest.raises(ErpSaysNo) as refused:
        await desk.proposals.preview(desk.mei, ActRequest(ErpAct.PLACE, FOLD, made.outcome.external_id))
    assert "NT$50000" in str(refused.value.detail)
    with pytest.raises(ErpSaysNo):
        await desk.propose(ActRequest(ErpAct.PLACE, FOLD, made.outcome.external_id))
    (sale,) = await asked_of_tryton(tryton, "sale.sale", [["id", "=", int(made.outcome.external_id)]], "state")
    assert sale["state"] == "quotation"


async def test_what_the_erp_refuses_after_the_preview_ends_refused_and_is_not_tried_again(
    desk: Desk, tryton: ErpServer
) -> None:
    sale = await quote(desk, tryton)
    cancel = ActRequest(ErpAct.CANCEL, MOSS_LANE, sale)
    first, second = await desk.propose(cancel), await desk.propose(cancel)
    assert (await desk.run(first.id)).state is ProposalState.DONE
    late = await desk.run(second.id)
    assert (late.state, late.words, late.tries) == (ProposalState.REFUSED, "It is cancelled already.", 1)


async def test_quantity_and_day_of_a_quotation_change_and_the_new_total_is_the_erps(
    desk: Desk, tryton: ErpServer, clock: ManualClock
) -> None:
    sale = await quote(desk, tryton, 2)
    product = await grinder(tryton)
    wanted = (clock.now() + timedelta(days=20)).date()
    asked = ActAsked(lines=(AskedLine(product, Decimal(5)),), requested_on=wanted)
    done = await desk.done(ActRequest(ErpAct.CHANGE, MOSS_LANE, sale, asked))
    told = changes(done.outcome)
    assert told["quantity FILTER-W"] == ("2", "5")
    assert told["requested_on"] == (None, wanted.isoformat())
    assert Decimal(told["total"][1] or 0) > Decimal(told["total"][0] or 0)
    (now,) = await asked_of_tryton(tryton, "sale.sale", [["id", "=", int(sale)]], "state")
    assert now["state"] == "quotation"


async def test_a_confirmed_order_can_be_planned_for_another_day_but_keeps_its_quantities(
    desk: Desk, tryton: ErpServer, clock: ManualClock
) -> None:
    sale = await quote(desk, tryton)
    await desk.done(ActRequest(ErpAct.PLACE, MOSS_LANE, sale))
    wanted = (clock.now() + timedelta(days=30)).date()
    done = await desk.done(ActRequest(ErpAct.CHANGE, MOSS_LANE, sale, ActAsked(requested_on=wanted)))
    assert changes(done.outcome)["planned_on"][1] == wanted.isoformat()
    product = await grinder(tryton)
    more = ActAsked(lines=(AskedLine(product, Decimal(50)),))
    with pytest.raises(ErpSaysNo, match="keeps its quantities"):
        await desk.proposals.preview(desk.mei, ActRequest(ErpAct.CHANGE, MOSS_LANE, sale, more))
    with pytest.raises(ErpSaysNo, match="in processing"):
        await desk.proposals.preview(desk.mei, ActRequest(ErpAct.CANCEL, MOSS_LANE, sale))


async def test_a_cancellation_and_a_note_are_undone_once(desk: Desk, tryton: ErpServer) -> None:
    sale = await quote(desk, tryton)
    gone = await desk.done(ActRequest(ErpAct.CANCEL, MOSS_LANE, sale))
    back = await desk.proposals.undo(desk.mei, new_id(), gone.id)
    assert (await desk.run(back.id)).state is ProposalState.DONE
    (now,) = await asked_of_tryton(tryton, "sale.sale", [["id", "=", int(sale)]], "state")
    assert now["state"] == "quotation"
    assert (await desk.get(gone.id)).undone_by == back.id
    with pytest.raises(CannotUndo):
        await desk.proposals.undo(desk.mei, new_id(), gone.id)
    written = await desk.done(note("To be taken back."))
    undone = await desk.proposals.undo(desk.mei, new_id(), written.id)
    assert (await desk.run(undone.id)).state is ProposalState.DONE
    assert await asked_of_tryton(tryton, "ir.note", [["message", "=", "To be taken back."]]) == []


async def test_a_return_with_a_replacement_is_a_complaint_and_a_quotation(desk: Desk, tryton: ErpServer) -> None:
    sale = await quote(desk, tryton, 4)
    await desk.done(ActRequest(ErpAct.PLACE, MOSS_LANE, sale))
    product = await grinder(tryton)
    asked = ActAsked("Torn on arrival.", lines=(AskedLine(product, Decimal(2)),), replacement=True)
    done = await desk.done(ActRequest(ErpAct.RETURN, MOSS_LANE, sale, asked))
    assert done.outcome is not None
    assert (done.outcome.entity, done.outcome.number[:3]) == (Entity.RETURN, "RC-")
    told = changes(done.outcome)
    assert told["quantity FILTER-W"] == (None, "2")
    assert done.outcome.related == (told["replacement"][1],)
    too_much = ActAsked("All of it, twice.", lines=(AskedLine(product, Decimal(5)),))
    with pytest.raises(ErpSaysNo, match="not sold"):
        await desk.proposals.preview(desk.mei, ActRequest(ErpAct.RETURN, MOSS_LANE, sale, too_much))
    back = await desk.proposals.undo(desk.mei, new_id(), done.id)
    assert (await desk.run(back.id)).state is ProposalState.DONE
    (replacement,) = await asked_of_tryton(tryton, "sale.sale", [["number", "=", done.outcome.related[0]]], "state")
    assert replacement["state"] == "cancelled"


async def test_contact_data_is_added_replaced_and_put_back(desk: Desk, tryton: ErpServer) -> None:
    def of(value: str, old: str = "") -> ActRequest:
        return ActRequest(ErpAct.CONTACT, MOSS_LANE, asked=ActAsked(contact_type="email", value=value, instead_of=old))

    await desk.done(of("orders@mosslane.example"))
    replaced = await desk.done(of("buying@mosslane.example", "orders@mosslane.example"))
    assert changes(replaced.outcome) == {"email": ("orders@mosslane.example", "buying@mosslane.example")}
    with pytest.raises(ErpSaysNo, match="has this already"):
        await desk.proposals.preview(desk.mei, of("BUYING@mosslane.example"))
    back = await desk.proposals.undo(desk.mei, new_id(), replaced.id)
    assert (await desk.run(back.id)).state is ProposalState.DONE
    values = [one["value"] for one in await asked_of_tryton(
        tryton, "party.contact_mechanism", [["value", "like", "%mosslane.example"]], "value")]  # fmt: skip
    assert "orders@mosslane.example" in values
    assert "buying@mosslane.example" not in values


async def credit(tryton: ErpServer, price: int, invoice_number: str = "INV-3391") -> ActRequest:
    """Tryton takes no second complaint about one invoice while the first is open: what is sent has its own."""
    (invoice,) = await asked_of_tryton(
        tryton, "account.invoice", [["number", "=", invoice_number]], "lines.type", "lines.product"
    )
    line = next(one for one in invoice["lines."] if one["type"] == "line")  # type: ignore[attr-defined]
    asked = ActAsked("Late by a week.", lines=(AskedLine(str(line["product"]), Decimal(1), Decimal(price)),))
    return ActRequest(ErpAct.CREDIT, MOSS_LANE, str(invoice["id"]), asked)


async def test_a_credit_without_a_limit_waits_for_a_second_person_who_is_not_the_first(
    desk: Desk, tryton: ErpServer
) -> None:
    asked = await desk.propose(await credit(tryton, 100, "INV-3407"))
    assert (asked.state, asked.amount, asked.currency) == (ProposalState.PROPOSED, Decimal(100), "TWD")
    assert desk.jobs == []
    with pytest.raises(Forbidden):
        await desk.proposals.decide(desk.ben, asked.id, agreed=True)
    agreed = await desk.proposals.decide(desk.lead, asked.id, agreed=True)
    assert agreed.state is ProposalState.APPROVED
    assert len(desk.jobs) == 1
    assert (await desk.run(asked.id)).state is ProposalState.DONE
    own = await desk.propose(await credit(tryton, 100), desk.lead)
    with pytest.raises(NotForOneself):
        await desk.proposals.decide(desk.lead, own.id, agreed=True)
    no = await desk.propose(await credit(tryton, 100))
    rejected = await desk.proposals.decide(desk.lead, no.id, agreed=False, reason="Already given by the shop.")
    assert (rejected.state, rejected.words) == (ProposalState.REJECTED, "Already given by the shop.")
    with pytest.raises(ProposalOver):
        await desk.proposals.decide(desk.lead, no.id, agreed=True)


async def test_limits_add_up_per_invoice_customer_and_agent(desk: Desk, tryton: ErpServer, clock: ManualClock) -> None:
    async with desk.db.work(TENANT, actor="test") as work:
        limit = ActLimit(ErpAct.CREDIT, "TWD", Decimal(200), per_customer=Decimal(500), per_agent=Decimal(300))
        await limits.set_limits(work, [limit])
    states = [(await desk.propose(await credit(tryton, price))).state for price in (201, 99, 100)]
    assert states == [ProposalState.PROPOSED, ProposalState.APPROVED, ProposalState.PROPOSED]
    others = await desk.propose(await credit(tryton, 100), desk.ben)
    assert others.state is ProposalState.APPROVED
    over = await desk.propose(await credit(tryton, 100), desk.ben)
    assert (over.state, over.trouble) == (ProposalState.PROPOSED, "per_customer")
    clock.pass_(minutes=31 * 24 * 60)
    async with desk.db.read(TENANT) as reader:
        waiting = await service.listed(reader, desk.lead, ProposalFilter(waiting=True, not_by=desk.lead.user.id))
    assert len(waiting) == 3
    fresh = await desk.propose(await credit(tryton, 200))
    assert fresh.state is ProposalState.APPROVED


async def test_what_a_case_has_refunded_is_not_credited_again(desk: Desk, tryton: ErpServer) -> None:
    case = new_id()
    desk.rights.refunded.add(case)
    wanted = await credit(tryton, 100)
    with pytest.raises(RefundedByCase):
        await desk.propose(ActRequest(wanted.kind, wanted.customer, wanted.record, wanted.asked, case=case))


async def test_nobody_acts_on_anothers_order(desk: Desk, tryton: ErpServer) -> None:
    sale = await quote(desk, tryton)
    with pytest.raises(NotTheirRecord):
        await desk.proposals.preview(desk.mei, ActRequest(ErpAct.CANCEL, FOLD, sale))


async def test_a_proposal_is_withdrawn_before_it_is_sent_and_never_after(desk: Desk) -> None:
    waiting = await desk.propose(note("Never mind."))
    assert (await desk.proposals.withdraw(desk.mei, waiting.id)).state is ProposalState.WITHDRAWN
    assert (await desk.run(waiting.id)).state is ProposalState.WITHDRAWN
    done = await desk.done(note("This stands."))
    with pytest.raises(ProposalOver):
        await desk.proposals.withdraw(desk.mei, done.id)


async def test_an_answer_that_was_lost_after_the_commit_is_unknown_then_found_and_not_sent_again(
    desk: Desk, tryton: ErpServer
) -> None:
    made = await desk.propose(note("The answer was lost."))
    desk.wire.losing = [Loses.ANSWER]
    with pytest.raises(PostponedUntil):
        await desk.sender.send(TENANT, made.id)
    assert (await desk.get(made.id)).state is ProposalState.UNKNOWN
    done = await desk.run(made.id)
    assert (done.state, done.tries, desk.wire.acts) == (ProposalState.DONE, 1, 1)
    assert len(await asked_of_tryton(tryton, "ir.note", [["message", "=", "The answer was lost."]])) == 1


async def test_a_question_that_was_lost_is_sent_again_only_when_nothing_can_be_on_its_way(
    desk: Desk, tryton: ErpServer, clock: ManualClock
) -> None:
    made = await desk.propose(note("The question was lost."))
    desk.wire.losing = [Loses.QUESTION]
    for _ in range(3):
        with pytest.raises(PostponedUntil):
            await desk.sender.send(TENANT, made.id)
        clock.pass_(seconds=10)
    assert (desk.wire.acts, (await desk.get(made.id)).state) == (0, ProposalState.UNKNOWN)
    clock.pass_(seconds=60)
    done = await desk.run(made.id)
    assert (done.state, done.tries, desk.wire.acts) == (ProposalState.DONE, 2, 1)


async def test_while_the_erp_is_down_a_proposal_waits_and_goes_out_when_it_is_back(
    desk: Desk, tryton: ErpServer
) -> None:
    made = await desk.propose(note("Written while it was down."))
    tryton.kill()
    with pytest.raises(PostponedUntil):
        await desk.sender.send(TENANT, made.id)
    waiting = await desk.get(made.id)
    assert (waiting.state, waiting.trouble, waiting.tries) == (ProposalState.APPROVED, "down", 0)
    tryton.start()
    assert (await desk.run(made.id)).state is ProposalState.DONE
