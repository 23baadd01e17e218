"""Channel accounts for administrators: how each fares, and its form made of what its channel declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from agent_ui.admin.channels.views import (
    ChannelAccountLine,
    ChannelAccountsView,
    ChannelAccountView,
    ChannelChoice,
    FindingLine,
)
from agent_ui.admin.routing.form import Field, FieldTrouble, Option, Values
from agent_ui.compose.lens import Lens
from agent_ui.compose.outside import reaches_outside
from agent_ui.frame.ids import id_in
from agent_ui.words import connections as said
from agent_ui.words.errors import error_detail, error_words
from agent_ui.words.labels import channel as channel_name
from agent_ui.words.languages import Words
from agent_ui.words.phrases import phrase_words
from channels.channel import Channel
from channels.connecting.domain import AccountForm, shown
from channels.connecting.service import Connecting
from channels.declaring import AccountSetting, ConnectionFinding, SettingKind
from contact_center.interactions.domain import AccountRow
from contact_center.interactions.reading import account_health_queries
from contact_center.interactions.reading.account_health_queries import AccountHealth
from contact_center.kernel import phrases
from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.unit_of_work import Reader

HERE = "/admin/channels"


async def accounts(reader: Reader, lens: Lens, at: Connecting, *, simulated: bool) -> ChannelAccountsView:
    health = await account_health_queries.health(reader, lens.tenant)
    queues = await at.queues(reader, lens.tenant)
    known = {one.code for one in at.connected}
    lines = [
        _line(lens.words, row, queues, health.get(row.id), simulated=simulated)
        for row in await at.accounts.all_of(reader, lens.tenant)
        if row.channel in known
    ]
    return ChannelAccountsView(
        tuple(lines), tuple(ChannelChoice(one.code, f"{HERE}/new?channel={one.code}") for one in at.connected)
    )


def _line(
    words: Words, row: AccountRow, queues: Mapping[UUID, str], health: AccountHealth | None, *, simulated: bool
) -> ChannelAccountLine:
    fares = health or AccountHealth(row.id, None, None, 0, 0, None, None, None)
    return ChannelAccountLine(
        f"{HERE}/{row.id}", row.channel, row.name, row.address,
        queues.get(row.queue_id, "–") if row.queue_id else words.gettext("as routing has it"), row.active,
        fares.last_in, fares.last_out, fares.quarantined, fares.failed, _why(words, fares),
        simulated=simulated and reaches_outside(words, row),
    )  # fmt: skip


def _why(words: Words, fares: AccountHealth) -> str:
    if fares.failure is not None:
        return phrase_words(words, phrases.read(fares.failure))
    return fares.error or ""


@dataclass(frozen=True, slots=True)
class FormChoices:
    """What a form chooses from."""

    queues: Mapping[UUID, str]
    others: Sequence[AccountRow]
    calls: Mapping[str, str]
    """Names of accounts that carry calls, by id."""


async def around(reader: Reader, tenant: UUID, at: Connecting) -> FormChoices:
    rows = await at.accounts.all_of(reader, tenant)
    return FormChoices(await at.queues(reader, tenant), rows, at.carrying_calls(rows))


def typed_of(kind: Channel, row: AccountRow) -> Values:
    values = shown(kind.settings, row.settings)
    typed = {f"s.{one.code}": _text(one, values[one.code]) for one in kind.settings if one.code in values}
    typed = {name: value for name, value in typed.items() if value is not None}
    return {"name": row.name, "queue": str(row.queue_id or ""), **typed}


def fresh(kind: Channel) -> Values:
    values = shown(kind.settings, {})
    typed = {f"s.{one.code}": _text(one, values[one.code]) for one in kind.settings if one.code in values}
    return {name: value for name, value in typed.items() if value is not None}


def _text(one: AccountSetting, value: Any) -> Any:
    match one.kind:
        case SettingKind.SWITCH:
            return "on" if value else None
        case SettingKind.LIST:
            return "\n".join(map(str, value))
    return str(value)


def form_of(kind: Channel, typed: Values) -> AccountForm:
    """What was typed, by what the channel declares."""
    settings: dict[str, Any] = {}
    secrets: dict[str, str] = {}
    for one in kind.settings:
        text = typed.get(f"s.{one.code}", "")
        if one.secret:
            secrets[one.code] = text.strip()
        elif one.kind is SettingKind.SWITCH:
            settings[one.code] = f"s.{one.code}" in typed
        elif one.kind is SettingKind.LIST:
            settings[one.code] = [line.strip() for line in text.splitlines() if line.strip()]
        else:
            settings[one.code] = text.strip()
    return AccountForm(typed.get("name", ""), settings, secrets, id_in(typed.get("queue", "")))


def form(
    words: Words, kind: Channel, typed: Values, near: FormChoices, *, row: AccountRow | None = None,
    wrong: ContactCenterError | None = None,
) -> ChannelAccountView:  # fmt: skip
    """Of `row`, or of a new account; `wrong`: what kept it from being kept, said at its field."""
    faulty = str(wrong.fields.get("field", "")) if wrong else ""
    told = (FieldTrouble(_told(words, wrong)),) if wrong else ()
    name, hint = said.address(words, kind.account_words)

    def field(code: str, label: str, **more: Any) -> Field:
        here = told if faulty in (code, code.removeprefix("s."), _inner(code)) and faulty else ()
        return Field(code, label, typed.get(code, ""), troubles=here, **more)

    queues = (Option("", words.gettext("as routing has it")), *(Option(str(id), q) for id, q in near.queues.items()))
    own = [field("name", words.gettext("Name"), required=True, hint=words.gettext("For colleagues, like Service."))]
    if row is None:
        own.append(field("address", name, required=True, hint=hint))
    own.append(field("queue", words.gettext("Queue"), kind="select", options=queues))
    usual = [_field(words, field, one, near, row) for one in kind.settings if not one.rare]
    rare = [_field(words, field, one, near, row) for one in kind.settings if one.rare]
    return ChannelAccountView(
        title=row.name if row else words.gettext("Connect: %(channel)s", channel=channel_name(words, kind.code)),
        channel=kind.code,
        action=f"{HERE}/{row.id}" if row else f"{HERE}/new?channel={kind.code}",
        fields=tuple(own), settings=tuple(usual), rare=tuple(rare), new=row is None,
        active=row.active if row else True, address=row.address if row else "",
        troubles=_named(told, [*own, *usual, *rare]),
        kept=wrong is not None,
    )  # fmt: skip


def _named(told: Sequence[FieldTrouble], fields: Sequence[Field]) -> tuple[FieldTrouble, ...]:
    """What is wrong, above the form, with the field it is about."""
    faulty = next((one for one in fields if one.troubles), None)
    return tuple(replace(one, where=faulty.label, href=f"#{faulty.id}") if faulty else one for one in told)


def _inner(code: str) -> str:
    """A fault may name the whole of which this is a part."""
    return code.removeprefix("s.").partition(".")[0]


def _field(words: Words, field: Any, one: AccountSetting, near: FormChoices, row: AccountRow | None) -> Field:
    code, label, hint = f"s.{one.code}", said.label(words, one.code), said.hint(words, one.code)
    made: Field
    match one.kind:
        case _ if one.secret:
            kept = row is not None and row.secrets is not None
            hint = words.gettext("Empty: as it is. It is kept encrypted and never shown.") if kept else hint
            made = Field(code, label, "", "password", hint=hint, required=one.required and not kept,
                         troubles=field(code, label).troubles)  # fmt: skip
        case SettingKind.SWITCH:
            made = field(code, label, kind="check")
        case SettingKind.NUMBER:
            made = field(code, label, kind="number", hint=hint, required=one.required)
        case SettingKind.LIST:
            made = field(code, label, kind="area", hint=hint, wide=True)
        case SettingKind.CHOICE:
            options = tuple(Option(each, said.choice(words, each)) for each in one.choices)
            made = field(code, label, kind="select", options=options, hint=hint)
        case SettingKind.CALLS:
            theirs = (Option(id, name) for id, name in near.calls.items())
            options = (Option("", words.gettext("none")), *theirs)
            made = field(code, label, kind="select", options=options, hint=hint)
        case _:
            made = field(code, label, hint=hint, required=one.required)
    return made


def _told(words: Words, wrong: ContactCenterError) -> str:
    detail = error_detail(words, wrong)
    sentence = error_words(words, wrong.code, wrong.status)
    return detail if detail and wrong.code in ("invalid", "reauth_needed") else sentence


def findings(words: Words, found: Sequence[ConnectionFinding]) -> tuple[FindingLine, ...]:
    return tuple(FindingLine(one.grade.value, *said.finding(words, one)) for one in found)
