"""The administrator's one plain page."""

from __future__ import annotations

from uuid import UUID, uuid5

from agent_ui.admin.attention import attention, erp_state
from agent_ui.admin.views import (
    AccountLine,
    AdminView,
    FoundCustomer,
    OriginLine,
    QuarantineLine,
)
from agent_ui.compose.lens import Lens
from agent_ui.compose.outside import reaches_outside
from agent_ui.frame.parts import Parts
from agent_ui.words.languages import Words
from agent_ui.words.quarantine import reason
from contact_center.directory.webhooks import service as webhooks
from contact_center.interactions.domain import AccountRow
from contact_center.interactions.mentions import service as mentions
from contact_center.interactions.reading import quarantine_queries
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.work import breaks, call_parking, waiting_rules
from contact_center.kernel.ids import ChannelAccountId, EnvelopeId
from contact_center.platform import parked
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer, CustomerAddress
from routing.control import pulling
from routing.policy import administration as routing
from routing.policy.administration import QueueSummary

ERASE_FOUND = 10


async def admin(parts: Parts, lens: Lens, *, erase: str = "", notice: str | None = None) -> AdminView:
    erp = await erp_state(parts, lens)
    async with parts.database.read(lens.tenant) as reader:
        queues = await routing.queues(reader, lens.tenant)
        accounts = [one for one in await parts.accounts.all_of(reader, lens.tenant) if _connected(lens.words, one)]
        on_break = await breaks.rule(reader, lens.tenant)
        waits = await waiting_rules.rule(reader, lens.tenant)
        quarantine = await _quarantine(reader, lens)
        return AdminView(
            accounts=tuple(_account(lens.words, one, queues, simulated=parts.settings.demo) for one in accounts),
            origins=tuple(origin_lines(lens.words, accounts)),
            quarantine=quarantine,
            erase_query=erase,
            erase_found=await erasable(reader, lens, erase) if erase.strip() else (),
            notice=notice,
            on_break=on_break.do.value,
            taking=await pulling.is_allowed(reader, lens.tenant),
            break_minutes=on_break.minutes,
            waiting_most=waits.most,
            silent_minutes=waits.silent_minutes,
            park_seconds=await call_parking.seconds(reader, lens.tenant),
            undo_seconds=await scheduled.undo_seconds(reader, lens.tenant),
            mention_days=await mentions.days_of(reader, lens.tenant),
            attention=await attention(reader, lens, accounts, quarantine, erp),
            stopped=len(await webhooks.failed(reader, lens.tenant)),
            parked=sum(one.parked for one in await parked.followers(reader, lens.tenant)),
        )


def _connected(words: Words, one: AccountRow) -> bool:
    """Nobody connects or switches off what our own work stands on."""
    known = words.channels.get(one.channel)
    return known is None or known.addressed


def _account(words: Words, one: AccountRow, queues: list[QueueSummary], *, simulated: bool) -> AccountLine:
    queue = next((queue.name for queue in queues if queue.id == one.queue_id), "–")
    state = words.gettext("in use") if one.active else words.gettext("switched off")
    return AccountLine(
        ChannelAccountId(one.id), one.channel, one.name, one.address, queue, one.active, state,
        simulated=simulated and reaches_outside(words, one), on_sites=on_sites(words, one.channel),
    )  # fmt: skip


def on_sites(words: Words, channel: str) -> bool:
    """Customers meet the channel on web sites, which its accounts name."""
    known = words.channels.get(channel)
    return known is not None and known.on_sites


def origin_lines(words: Words, accounts: list[AccountRow]) -> list[OriginLine]:
    """One line per site and web chat; its id is made of both, so that it can be named in a form."""
    return [
        OriginLine(uuid5(one.id, origin), origin, one.name)
        for one in accounts
        if on_sites(words, one.channel)
        for origin in one.settings.get("allowed_origins") or ()
    ]


async def _quarantine(reader: Reader, lens: Lens) -> tuple[QuarantineLine, ...]:
    return tuple(
        QuarantineLine(
            EnvelopeId(one.id),
            one.channel,
            one.account_name,
            one.received_at,
            reason(lens.words, one),
            one.size,
            one.attempts,
        )
        for one in await quarantine_queries.quarantine(reader, lens.tenant)
    )


async def erasable(reader: Reader, lens: Lens, query: str) -> tuple[FoundCustomer, ...]:
    found = await customers.search(reader, lens.tenant, query, ERASE_FOUND)
    addresses = await customers.addresses_of(reader, lens.tenant, [one.id for one in found])
    return tuple(FoundCustomer(one.id, one.name, _detail(lens.words, one, addresses)) for one in found)


def _detail(words: Words, one: Customer, addresses: list[CustomerAddress]) -> str:
    own = [words.phone(address.value) for address in addresses if address.customer_id == one.id]
    return words.gettext(", ").join(filter(None, [one.organisation_name, *own]))


def origin_of(accounts: list[AccountRow], id: UUID) -> tuple[AccountRow, str] | None:
    """The account and site that a line's id stands for."""
    for one in accounts:
        for origin in one.settings.get("allowed_origins") or ():
            if uuid5(one.id, origin) == id:
                return one, origin
    return None
