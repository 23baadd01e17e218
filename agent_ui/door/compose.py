"""The pages behind the customer's own door: composed from what is theirs, worded for outside."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from agent_ui.compose.help_frame import door, frame
from agent_ui.door.views import (
    ChoiceChange,
    ChoiceLine,
    DoorChoices,
    DoorData,
    DoorFrame,
    DoorHome,
    DoorMatter,
    DoorPlace,
    MatterLine,
    OwnFacts,
    PurposeChoices,
    SaidLine,
)
from agent_ui.frame.parts import Parts
from agent_ui.views import ErpFacts
from agent_ui.words import cases as said_of_cases
from agent_ui.words import consent as said_of_consent
from agent_ui.words import customers as said_of_customers
from agent_ui.words import door as said
from agent_ui.words.labels import short_channel
from agent_ui.words.languages import Words
from contact_center.directory.domain import Tenant
from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.contracts.erp import Block
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Reader
from crm_core.cases.domain import Case
from crm_core.cases.model import CaseType
from crm_core.cases.numbers import quoted
from crm_core.consent import service as consent
from crm_core.consent.domain import Consent, ConsentPurpose, ConsentState, choices
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import Postal, is_valid
from crm_core.customers.profile.postal import PostalParts, one_line
from crm_core.door import matters
from crm_core.door.matters import OwnMatter
from crm_core.door.service import Guest

T = TypeVar("T")
MOST_ORGANISATIONS = 5
HISTORY = 50


class NotYourChoice(Invalid):
    """Use one of the buttons on the page; the page may be out of date, so load it again."""


def door_frame(words: Words, tenant: Tenant, who: Guest, here: str, csrf: str, notice: str = "") -> DoorFrame:
    root = door(tenant, words.language)
    places = (
        ("", words.gettext("Cases and orders")),
        ("/choices", words.gettext("What we may send you")),
        ("/data", words.gettext("Your data")),
    )
    return DoorFrame(
        who.customer.name, tuple(DoorPlace(name, f"{root}{path}", path == here) for path, name in places),
        f"{root}/leave", csrf, notice,
    )  # fmt: skip


async def facts(parts: Parts, tenant: TenantId, who: Guest) -> tuple[OwnFacts, ...]:
    """Asked outside of any transaction. By their own address for whoever works nowhere; else by role alone."""
    asked = [("", who.customer.id, True, True)] if not who.is_employed else []
    asked += [
        (one.name, one.organisation_id, one.orders, one.invoices)
        for one in who.roles
        if one.orders or one.invoices
    ][:MOST_ORGANISATIONS]  # fmt: skip

    async def of(name: str, id: UUID, orders: bool, invoices: bool) -> OwnFacts:
        found = await parts.erp.facts(tenant, CustomerId(id)) if parts.erp is not None else None
        return OwnFacts(name, _permitted(found, orders, invoices), orders, invoices)

    return tuple(await asyncio.gather(*(of(*one) for one in asked)))


def _permitted(found: ErpFacts | None, orders: bool, invoices: bool) -> ErpFacts | None:
    """What the role does not permit is not even given to the template, nor what the ERP says of why it is silent."""
    if found is None:
        return None

    def shown(block: Block[T], permitted: bool) -> Block[T]:
        return replace(block, items=block.items if permitted else (), reason=None)

    return ErpFacts(
        shown(found.orders, orders), shown(found.invoices, invoices), shown(found.deliveries, orders),
        shown(found.products, False),
    )  # fmt: skip


async def home(
    reader: Reader, words: Words, tenant: Tenant, who: Guest, known: tuple[OwnFacts, ...], csrf: str, notice: str
) -> DoorHome:
    found = await matters.listed(reader, tenant.tenant_id, who)
    return DoorHome(
        frame(tenant, words.language, "/own", has_door=True), door_frame(words, tenant, who, "", csrf, notice),
        tuple(_line(words, tenant, case, type) for case, type in found), known,
        who.is_employed and not any(one.orders or one.invoices for one in who.roles),
    )  # fmt: skip


def _line(words: Words, tenant: Tenant, case: Case, type: CaseType) -> MatterLine:
    state, tone = said.state(words, case)
    parts = [said_of_cases.type_name(words, type), said_of_cases.reason(words, type, case.reason)]
    number = quoted(case.number)
    opened = words.long_date(case.opened_at.astimezone(words.zone).date())
    return MatterLine(
        number, f"{door(tenant, words.language)}/cases/{number}", ": ".join(one for one in parts if one),
        words.gettext("since %(day)s", day=opened), state, tone,
    )  # fmt: skip


def matter(
    words: Words,
    tenant: Tenant,
    who: Guest,
    found: OwnMatter,
    csrf: str,
    key: str,
    *,
    notice: str = "",
    typed: str = "",
    problem: str = "",
) -> DoorMatter:
    line = _line(words, tenant, found.case, found.type)
    by = found.goes_to.contact_value if found.goes_to is not None else who.stay.value
    said_lines = tuple(
        SaidLine(
            one.theirs, words.gettext("You") if one.theirs else one.author or tenant.name, words.when(one.at), one.text
        )
        for one in found.said
    )
    return DoorMatter(
        frame(tenant, words.language, f"/own/cases/{line.number}", has_door=True),
        door_frame(words, tenant, who, "/cases", csrf, notice), line, said.next_step(words, found.case),
        tuple((said.about(words, one.kind), one.ref) for one in found.about), said_lines, f"{line.href}/answers", key,
        words.phone(by), typed, problem,
    )  # fmt: skip


# --- what may be sent ------------------------------------------------------------------------------------


def reaching(ports: Ports) -> dict[str, str]:
    """By which channel something is sent to an address of a kind."""
    found: dict[str, str] = {}
    for name, adapter in ports.adapters.items():
        if adapter.capabilities.reaches is not None:
            found.setdefault(adapter.capabilities.reaches.value, name)
    return found


async def consents(
    reader: Reader, words: Words, tenant: Tenant, who: Guest, ports: Ports, csrf: str, notice: str
) -> DoorChoices:
    channels = reaching(ports)
    ours = sorted((one.kind, one.value) for one in who.addresses if one.kind in channels)
    decided = await consent.standing(reader, tenant.tenant_id, ours)
    by_place = {(one.kind, one.value, one.channel, one.purpose): one for one in decided}
    changes = await consent.changes(reader, tenant.tenant_id, ours, None, HISTORY) if ours else []
    groups = tuple(
        PurposeChoices(
            said_of_consent.purpose(words, purpose), said.means(words, purpose),
            tuple(_choice(words, kind, value, channels[kind], purpose, by_place) for kind, value in ours),
        )
        for purpose in ConsentPurpose
        if ours
    )  # fmt: skip
    return DoorChoices(
        frame(tenant, words.language, "/own/choices", has_door=True),
        door_frame(words, tenant, who, "/choices", csrf, notice), f"{door(tenant, words.language)}/choices", groups,
        tuple(_changed(words, one) for one in changes),
    )  # fmt: skip


def _choice(
    words: Words, kind: str, value: str, channel: str, purpose: ConsentPurpose,
    by_place: Mapping[tuple[str, str, str, str], Consent],
) -> ChoiceLine:  # fmt: skip
    found = by_place.get((kind, value, channel, purpose))
    state = ConsentState(found.state) if found is not None else ConsentState.UNKNOWN
    yes, no = choices(purpose)
    wanted = no if state is yes else yes
    text, tone = said.standing(words, purpose, state)
    since = words.gettext("%(day)s, %(how)s", day=words.day_of(found.at), how=said.told(words, found)) if found else ""
    return ChoiceLine(
        said_of_consent.purpose(words, purpose), said.place(words, channel, value), text, since, tone,
        said.choice(words, wanted), f"{wanted.value} {purpose.value} {kind} {value}",
    )  # fmt: skip


def _changed(words: Words, one: Consent) -> ChoiceChange:
    purpose = ConsentPurpose(one.purpose)
    state, _ = said.standing(words, purpose, ConsentState(one.state))
    what = said_of_consent.purpose(words, purpose)
    return ChoiceChange(
        words.when(one.at), f"{state}: {what}, {said.place(words, one.channel, one.value)}", said.told(words, one)
    )  # fmt: skip


def decided(who: Guest, ports: Ports, change: str) -> tuple[Address, str, ConsentPurpose, ConsentState]:
    """What a button says, about an address of theirs. Raises `NotYourChoice`."""
    try:
        state, purpose, kind, value = change.split(" ", 3)
        wanted, about, address = ConsentState(state), ConsentPurpose(purpose), Address(AddressKind(kind), value)
    except ValueError:
        raise NotYourChoice(field="change") from None
    channel = reaching(ports).get(kind)
    if channel is None or not any((one.kind, one.value) == (kind, value) for one in who.addresses):
        raise NotYourChoice(field="change")
    return address, channel, about, wanted


def proof(words: Words, address: Address, channel: str, purpose: ConsentPurpose, state: ConsentState) -> str:
    return said.proof(
        words, said_of_consent.purpose(words, purpose), said.place(words, channel, address.value),
        said.choice(words, state),
    )  # fmt: skip


# --- their data ------------------------------------------------------------------------------------------


async def data(reader: Reader, words: Words, tenant: Tenant, who: Guest, ports: Ports, csrf: str) -> DoorData:
    channels = reaching(ports)
    tenant_id = tenant.tenant_id
    postals = await profile.postals(reader, tenant_id, [*who.ids, *(one.organisation_id for one in who.roles)])
    own = [_postal(one) for one in postals if one.customer_id in who.ids and _holds(one, reader)]
    language = said_of_customers.language(words, who.customer.language) if who.customer.language else ""
    pairs = [
        (words.gettext("Name"), who.customer.name),
        *((short_channel(words, channels[one.kind]), words.phone(one.value))
          for one in who.addresses if one.kind in channels),
        *((words.gettext("Postal address"), one) for one in own),
        *([(words.gettext("Language"), language)] if language else []),
    ]  # fmt: skip
    organisations = tuple(
        (
            one.name, said.role(words, one),
            tuple(
                _postal(p)
                for p in postals
                if one.data and p.customer_id == one.organisation_id and _holds(p, reader)
            ),
        )
        for one in who.roles
    )  # fmt: skip
    return DoorData(
        frame(tenant, words.language, "/own/data", has_door=True), door_frame(words, tenant, who, "/data", csrf),
        tuple(pairs), organisations, f"{door(tenant, words.language)}/leave?everywhere=yes",
    )  # fmt: skip


def _holds(one: Postal, reader: Reader) -> bool:
    return is_valid(reader.now, one.valid_from, one.valid_until)


def _postal(one: Postal) -> str:
    return one_line(
        PostalParts(one.country, one.postal_code, one.region, one.city, one.street, one.extra, one.recipient)
    )  # fmt: skip
