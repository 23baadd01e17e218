"""An import of old mail in words: its addresses, what would happen or happened, and what could not be read."""

from __future__ import annotations

from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.importing.views import (
    FieldOption,
    MailAddressView,
    MailboxOption,
    MailImportLine,
    MailImportsView,
    MailImportView,
    MailsView,
    MailView,
)
from agent_ui.words.languages import Words
from agent_ui.words.phrases import phrase_words
from contact_center.directory import service as directory
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.importing import service as history
from contact_center.interactions.importing.domain import AT_WORK, AddressRole
from contact_center.interactions.importing.service import (
    MailAddress,
    MailImport,
    MailImportState,
    MailItem,
    MailOutcome,
)
from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import UserId
from contact_center.kernel.phrases import read
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers

SHOWN = 20


def state_name(words: Words, state: str) -> str:
    return {
        MailImportState.READING: words.gettext("being read"),
        MailImportState.READ: words.gettext("addresses to be checked"),
        MailImportState.CHECKING: words.gettext("being tried"),
        MailImportState.CHECKED: words.gettext("tried, nothing changed yet"),
        MailImportState.RUNNING: words.gettext("being imported"),
        MailImportState.DONE: words.gettext("imported"),
        MailImportState.UNDOING: words.gettext("being undone"),
        MailImportState.UNDONE: words.gettext("undone"),
    }[MailImportState(state)]


def outcome_name(words: Words, outcome: MailOutcome, *, done: bool) -> str:
    return {
        MailOutcome.NEW: words.gettext("Imported") if done else words.gettext("Would be imported"),
        MailOutcome.SAME: words.gettext("Already here"),
        MailOutcome.LEFT_OUT: words.gettext("Left out: no customer took part"),
        MailOutcome.REFUSED: words.gettext("Could not be read"),
    }[outcome]


def role_name(words: Words, role: AddressRole) -> str:
    return {
        AddressRole.CUSTOMER: words.gettext("customer"),
        AddressRole.OURS: words.gettext("one of us"),
        AddressRole.LEFT_OUT: words.gettext("leave out"),
    }[role]


async def line(reader: Reader, lens: Lens, one: MailImport) -> MailImportLine:
    names = await directory.names(reader, lens.tenant, [UserId(one.created_by)])
    who = names.get(UserId(one.created_by), lens.words.gettext("a former colleague"))
    return MailImportLine(
        one.id, ", ".join(one.file_names), state_name(lens.words, one.state), lens.words.number(one.item_count), who,
        one.created_at,
    )  # fmt: skip


async def imports(reader: Reader, lens: Lens, accounts: ChannelAccounts, ports: Ports) -> MailImportsView:
    found = await history.mailboxes(accounts, ports, reader, lens.tenant)
    return MailImportsView(
        tuple(MailboxOption(id, address) for id, address in found),
        tuple([await line(reader, lens, one) for one in await history.latest(reader, lens.tenant)]),
    )


async def view(reader: Reader, lens: Lens, accounts: ChannelAccounts, id: UUID) -> MailImportView:
    words = lens.words
    known = await history.get(reader, lens.tenant, id)
    account = await accounts.load(reader, lens.tenant, known.channel_account_id)
    counted = await history.counts(reader, lens.tenant, id)
    at_work = known.state in AT_WORK
    kept = known.has_mails(reader.now)
    done = known.state in (MailImportState.DONE, MailImportState.UNDOING, MailImportState.UNDONE)
    can_sort = kept and known.state in (MailImportState.READ, MailImportState.CHECKED)
    outcomes = []
    if known.state == MailImportState.CHECKED or done:
        for outcome in MailOutcome:
            if counted.get(outcome):
                rows = await history.items_of(reader, lens.tenant, id, outcome, SHOWN)
                outcomes.append(_mails(words, known, outcome, counted[outcome], rows, done=done))
    mails, conversations = await history.brought_in(reader, lens.tenant, id)
    fresh = counted.get(MailOutcome.NEW, 0) - mails
    shown = await _addresses(reader, lens, id) if can_sort else ()
    beside = await history.address_count(reader, lens.tenant, id) - len(shown) if can_sort else 0
    refused = counted.get(MailOutcome.REFUSED, 0)
    return MailImportView(
        await line(reader, lens, known),
        account.address,
        shown,
        tuple(outcomes),
        min(99, 100 * (known.next_place - 1) // max(1, known.item_count)) if at_work else None,
        _brought(words, mails, conversations) if mails else None,
        words.ngettext("and %(n)s more address", "and %(n)s more addresses", beside) if beside else None,
        can_sort=can_sort,
        can_add=can_sort,
        run=words.ngettext("Import %(n)s mail", "Import %(n)s mails", fresh)
        if kept and fresh and known.state == MailImportState.CHECKED
        else None,
        can_undo=kept and known.state == MailImportState.DONE and mails > 0,
        can_try_again=kept and refused > 0 and not at_work and known.state != MailImportState.UNDONE,
    )


def _brought(words: Words, mails: int, conversations: int) -> str:
    return words.gettext(
        "%(mails)s in %(conversations)s, on their customers' pages",
        mails=words.ngettext("%(n)s mail", "%(n)s mails", mails),
        conversations=words.ngettext("%(n)s conversation", "%(n)s conversations", conversations),
    )


async def _addresses(reader: Reader, lens: Lens, id: UUID) -> tuple[MailAddressView, ...]:
    found = await history.addresses(reader, lens.tenant, id)
    asked = [Address(AddressKind.EMAIL, one.means or one.address) for one in found]
    owners = await customers.owners(reader, lens.tenant, asked)
    return tuple(_address(lens.words, one, owners[of]) for one, of in zip(found, asked, strict=True))


def _address(words: Words, one: MailAddress, owners: list[customers.Customer]) -> MailAddressView:
    roles = tuple(FieldOption(role.value, role_name(words, role), role.value == one.role) for role in AddressRole)
    whose, href = "", None
    if one.role == AddressRole.CUSTOMER:
        whose = words.gettext("several customers") if len(owners) > 1 else words.gettext("new customer")
        if len(owners) == 1:
            whose, href = owners[0].name, f"/customers/{owners[0].id}"
    return MailAddressView(
        one.address, one.name or "", words.number(one.mails), roles, one.means or "", whose, href
    )  # fmt: skip


def _mails(
    words: Words, known: MailImport, outcome: MailOutcome, count: int, rows: list[MailItem], *, done: bool
) -> MailsView:
    refused = outcome is MailOutcome.REFUSED
    shown = tuple(
        MailView(
            row.n, row.at, " → ".join(one for one in (row.writer or "", ", ".join(row.named[:3])) if one),
            row.subject or "", phrase_words(words, read(row.refusal)) if row.refusal else None,
            f"/customers/import-mail/{known.id}/mails/{row.n}.eml" if refused else None,
        )
        for row in rows
    )  # fmt: skip
    name = outcome_name(words, outcome, done=done)
    return MailsView(outcome.value, name, words.number(count), shown, bad=refused, more=count > len(rows))
