"""Fills the pages of call flows from the room of flows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from agent_ui.admin.call_flows import forms
from agent_ui.admin.call_flows.picture import FlowPicture, picture
from agent_ui.admin.call_flows.trying import TriedCall, TriedWith
from agent_ui.admin.call_flows.views import (
    CallAccountLine,
    CallerBlockLine,
    CallFlowLine,
    CallFlowPage,
    CallFlowsPage,
    FlowChangeLine,
    FlowCountsLine,
    FlowVersionLine,
    TriedCallPage,
)
from agent_ui.frame.parts import Parts
from agent_ui.words import call_flows as wording
from agent_ui.words.languages import Words
from channels.voice.flow import blocking, service
from channels.voice.flow.differences import differences
from channels.voice.flow.domain import BRANCHES, LANGUAGES, MENU_KEYS, CallFlow
from channels.voice.flow.errors import FlowProblem
from channels.voice.flow.interpreter import FlowWait, QueueOpening
from channels.voice.flow.service import FlowDraft
from contact_center.directory import service as directory
from contact_center.interactions.domain import AccountRow
from contact_center.kernel.actors import user_of, users_of
from contact_center.platform.unit_of_work import Reader

COUNTED = timedelta(days=7)


async def call_accounts(parts: Parts, reader: Reader, tenant: UUID) -> list[AccountRow]:
    """Those by which calls come, switched off ones left out."""
    known = await parts.accounts.all_of(reader, tenant)
    media = {code for code, adapter in parts.ports.adapters.items() if adapter.capabilities.media}
    return [one for one in known if one.channel in media and one.active]


async def listed(
    parts: Parts, words: Words, reader: Reader, tenant: UUID, *, notice: str | None = None, error: str | None = None
) -> CallFlowsPage:
    flows = await service.all_of(reader, tenant)
    used = await service.accounts(reader, tenant)
    accounts = await call_accounts(parts, reader, tenant)
    names = {one.id: one.name for one in accounts}
    lines = tuple(
        CallFlowLine(
            one.id, one.name, _state(words, one.published, changed=one.draft is not None),
            tuple(names[id] for id, flow in used.items() if flow == one.id and id in names),
        )
        for one in flows
    )  # fmt: skip
    counted = {one.account_id: one for one in await service.counted(reader, tenant, COUNTED)}
    blocks = await blocking.listed(reader, tenant)
    people = await directory.names(reader, tenant, {one.blocked_by for one in blocks})
    n = words.number
    return CallFlowsPage(
        lines,
        tuple(CallAccountLine(one.id, one.name, one.address, str(used.get(one.id, ""))) for one in accounts),
        tuple((str(one.id), one.name) for one in flows if one.published),
        tuple(
            FlowCountsLine(
                names[id], n(one.entered), n(one.to_queue), n(one.to_voicemail), n(one.callbacks), n(one.put_through),
                n(one.in_menu), n(one.after_hours), n(one.no_lines), n(one.blocked),
            )
            for id, one in counted.items()
            if id in names
        ),
        tuple(
            CallerBlockLine(one.id, one.caller_value, one.blocked_at, people.get(one.blocked_by, ""))
            for one in blocks
        ),
        notice, error,
    )  # fmt: skip


def _state(words: Words, published: int, *, changed: bool) -> str:
    if not published:
        return words.gettext("a draft, not published yet")
    said = words.gettext("version %(n)s is live", n=published)
    return words.gettext("%(state)s, with changes that are not published", state=said) if changed else said


async def page(
    parts: Parts,
    words: Words,
    reader: Reader,
    tenant: UUID,
    found: FlowDraft,
    queues: Mapping[UUID, str],
    *,
    shown: int | None = None,
    written: CallFlow | None = None,
    wrong: tuple[FlowProblem, ...] | None = None,
    notice: str | None = None,
    error: str | None = None,
    saw: int | None = None,
    name: str | None = None,
) -> CallFlowPage:
    id = found.stored.id
    versions = await service.versions(reader, tenant, id)
    people = await directory.names(reader, tenant, users_of(one.published_by for one in versions))
    earlier = next((one for one in versions if one.version == shown and one.version != found.stored.published), None)
    flow = written or (earlier.flow if earlier else found.draft)
    problems = wrong if wrong is not None else service.checked(flow, queues)
    used = await service.accounts(reader, tenant)
    names = {one.id: one.name for one in await call_accounts(parts, reader, tenant)}
    return CallFlowPage(
        id, name if name is not None else found.stored.name, found.stored.edits if saw is None else saw,
        found.stored.published, forms.forms(words, flow, problems),
        tuple((one, wording.language(words, one), one in flow.languages) for one in LANGUAGES),
        forms.kinds(words), forms.goals(words, flow),
        (("", words.gettext("choose a queue")), *((str(queue), title) for queue, title in queues.items())),
        forms.claims(words), tuple((one, wording.language(words, one)) for one in LANGUAGES),
        drawn(words, flow, problems),
        tuple((one.step, forms.said(words, one)) for one in problems),
        _changes(words, found.live, flow, queues) if found.live and not earlier else (),
        tuple(
            FlowVersionLine(
                one.version, one.published_at, people.get(user_of(one.published_by) or id, ""), one.note,
                one.version == found.stored.published,
            )
            for one in versions
        ),
        tuple(names[account] for account, one in used.items() if one == id and account in names),
        found.changed, earlier.version if earlier else None, notice, error,
    )  # fmt: skip


def _changes(words: Words, live: CallFlow, flow: CallFlow, queues: Mapping[UUID, str]) -> tuple[FlowChangeLine, ...]:
    named = {str(id): name for id, name in queues.items()}
    return tuple(
        FlowChangeLine(
            wording.difference(words, one), named.get(one.before, one.before), named.get(one.after, one.after)
        )
        for one in differences(live, flow)
    )


def drawn(words: Words, flow: CallFlow, problems: tuple[FlowProblem, ...] = ()) -> FlowPicture:
    branches = {name: wording.branch(words, name) for known in BRANCHES.values() for name in known}
    branches |= {f"key.{key}": key for key in MENU_KEYS}
    kinds = {one.name: wording.kind(words, one.kind) for one in flow.steps}
    return picture(flow, kinds, branches, [one.step for one in problems])


def tried_page(words: Words, found: FlowDraft, call: TriedCall, world: TriedWith, inputs: list[str]) -> TriedCallPage:
    keys = []
    if call.asks is not None and call.asks.most == 1:
        keys = [(key, call.asks.labels.get(key, "")) for key in call.asks.keys]
    query = [
        ("language", world.language), ("opening", world.opening.value), ("waiting", str(world.waiting)),
        ("minutes", str(world.minutes)), ("found", "1" if world.found else "0"), *(("i", one) for one in inputs),
    ]  # fmt: skip
    return TriedCallPage(
        found.stored.id, found.stored.name, call.heard, tuple(keys),
        next((key for key in "789*#0123456" if key not in dict(keys)), ""),
        call.asks is not None and call.asks.most > 1,
        call.state.waits is FlowWait.OVER, tuple(query),
        tuple((one.value, wording.opening(words, one)) for one in QueueOpening), world.opening.value, world.language,
        tuple((one, wording.language(words, one)) for one in LANGUAGES), world.waiting, world.minutes, world.found,
        drawn(words, found.draft), call.state.at, found.changed,
    )  # fmt: skip
