"""Reads what the dialog shows from which somebody is called, and what follows from whom they choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.frame.parts import Parts
from agent_ui.starting import addressing
from agent_ui.starting.views import (
    Addressee,
    CallWayView,
    ConsentLine,
    NewCallView,
    SenderChoice,
)
from agent_ui.words import consent as consent_words
from agent_ui.words.errors import error_detail, error_words
from channels.voice.adapter import CODE
from channels.voice.calling.domain import ESTIMATED_MINUTES
from channels.voice.calling.service import CallRequest, CallWay
from channels.voice.registry import provider_named
from contact_center.directory import service as directory
from contact_center.interactions.domain import AccountRow
from contact_center.interactions.work.sending import CONTACT
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import ChannelAccountId, CustomerId, InteractionId, new_id
from contact_center.kernel.money import Money
from contact_center.platform.unit_of_work import Reader
from crm_core.consent import service as consent
from crm_core.customers import service as customers
from crm_core.identity.domain import masked


@dataclass(frozen=True, slots=True)
class ChosenCall:
    """What somebody has chosen so far."""

    to: str = ""
    customer: UUID | None = None
    account: UUID | None = None
    caller_id: str = ""
    purpose: str = CONTACT
    work: UUID | None = None


async def off(reader: Reader, lens: Lens, parts: Parts) -> str | None:
    """Why nobody can be called from here; None if somebody can."""
    lines = await _lines(reader, lens, parts)
    if lines:
        return None
    return lens.words.gettext("No line is connected that can ring telephones; an administrator connects one.")


async def new_call(parts: Parts, lens: Lens, wanted: ChosenCall) -> NewCallView:
    async with parts.database.read(lens.tenant) as reader:
        why = await off(reader, lens, parts)
        numbers, who = await _numbers(reader, lens, wanted.customer)
    to = wanted.to or next((one.to for one in numbers), "")
    chosen = replace(wanted, to=to)
    shown = next((one.shown for one in numbers if one.to == to), lens.words.phone(to))
    return NewCallView(
        client_key=str(new_id()), to=to, typed=shown, customer=CustomerId(wanted.customer) if wanted.customer else None,
        who=who, work=wanted.work, numbers=numbers if len(numbers) > 1 else (),
        way=await way(parts, lens, chosen) if to and why is None else CallWayView(), off=why,
    )  # fmt: skip


async def way(parts: Parts, lens: Lens, wanted: ChosenCall) -> CallWayView:
    """What would come of it now, by the rules that it is made by."""
    async with parts.database.read(lens.tenant) as reader:
        lines = await _lines(reader, lens, parts)
        number = await addressing.in_full(reader, lens.tenant, wanted.to, wanted.customer) or ""
    if not lines or parts.calls_out is None or not number.strip():
        return CallWayView()
    line = next((one for one in lines if one.id == wanted.account), lines[0])
    found = await parts.calls_out.way(lens.tenant, lens.agent, request(wanted, line.id, number))
    async with parts.database.read(lens.tenant) as reader:
        return await _way(reader, lens, wanted, found, lines, line)


def request(wanted: ChosenCall, account: UUID, number: str, key: str = "") -> CallRequest:
    return CallRequest(
        account=ChannelAccountId(account), to=number, client_key=key,
        customer=CustomerId(wanted.customer) if wanted.customer else None, purpose=wanted.purpose,
        caller_id=wanted.caller_id or None, work=InteractionId(wanted.work) if wanted.work else None,
    )  # fmt: skip


async def line_for(parts: Parts, lens: Lens, account: UUID | None) -> UUID | None:
    """The line that was chosen, else the first that can ring telephones."""
    if account is not None:
        return account
    async with parts.database.read(lens.tenant) as reader:
        return next((one.id for one in await _lines(reader, lens, parts)), None)


async def _way(
    reader: Reader, lens: Lens, wanted: ChosenCall, found: CallWay, lines: Sequence[AccountRow], line: AccountRow
) -> CallWayView:
    number, who, known = found.number, None, []
    if number is not None:
        known = await customers.candidates(reader, lens.tenant, AddressKind.PHONE, number)
        who = next((one.name for one in known if wanted.customer in (None, one.id)), None)
    in_part = wanted.to.startswith(addressing.BY_ID)
    return CallWayView(
        number="" if number is None else masked(number) if in_part else lens.words.phone(number),
        who=who if len(known) == 1 or wanted.customer else None,
        is_new=number is not None and not known and wanted.customer is None,
        problem=_problem(lens, found.problem),
        lines=tuple(SenderChoice(one.id, CODE, one.name, one.address, one.id == line.id) for one in lines)
        if len(lines) > 1
        else (),
        shown=tuple((one, lens.words.phone(one), one == found.caller_id) for one in found.shown),
        purposes=consent_words.purposes(lens.words),
        purpose=wanted.purpose,
        consent=await _consent(reader, lens, found),
        cost=_cost(lens, found),
    )


def _problem(lens: Lens, problem: ContactCenterError | None) -> str | None:
    if problem is None:
        return None
    text, about = error_words(lens.words, problem.code, problem.status), error_detail(lens.words, problem)
    return lens.words.gettext("%(text)s (%(about)s)", text=text, about=about) if about else text


def _cost(lens: Lens, found: CallWay) -> str | None:
    if found.estimate is None or found.currency is None:
        return None
    price = lens.words.money(Money(found.currency, found.estimate))
    return lens.words.gettext("about %(price)s for %(n)s minutes", price=price, n=ESTIMATED_MINUTES)


async def _consent(reader: Reader, lens: Lens, found: CallWay) -> ConsentLine | None:
    """As it stands now; it is asked again in the transaction that dials."""
    decision = found.consent
    if decision is None or found.number is None:
        return None
    decided = await consent.standing(reader, lens.tenant, [(AddressKind.PHONE, found.number)])
    said = next((one for one in decided if one.change_id == decision.record), None)
    names = await directory.names(reader, lens.tenant, {said.recorded_by} if said and said.recorded_by else set())
    return ConsentLine(consent_words.may_call(lens.words, decision, said, names), decision.allowed)


async def _lines(reader: Reader, lens: Lens, parts: Parts) -> list[AccountRow]:
    """Accounts in use whose provider rings telephones."""
    out = parts.calls_out
    if out is None:
        return []
    rows = await parts.accounts.all_of(reader, lens.tenant)
    return [one for one in rows if one.active and one.channel == CODE and out.can_dial(provider_named(one.settings))]


async def _numbers(reader: Reader, lens: Lens, customer: UUID | None) -> tuple[tuple[Addressee, ...], str | None]:
    """The customer's telephone numbers, in part where they wait for verification, and their name."""
    person = (await customers.several(reader, lens.tenant, [customer])).get(customer) if customer else None
    if person is None:
        return (), None
    in_part = await addressing.in_part(reader, lens, person.id)
    rows = [one for one in await customers.addresses(reader, lens.tenant, person.id) if one.kind == AddressKind.PHONE]
    return tuple(
        Addressee(
            f"{addressing.BY_ID}{one.id}" if in_part else one.value,
            masked(one.value) if in_part else lens.words.phone(one.value), person.name, CustomerId(person.id),
        )
        for one in rows
    ), person.name  # fmt: skip
