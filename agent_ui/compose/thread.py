"""A conversation as its reader sees it: messages, history, and what can be done now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from markupsafe import Markup

from agent_ui.compose import (
    called,
    customer,
    drafting,
    guides,
    letter,
    mentions,
    naming,
    own_work,
    paging,
    parked,
    tasks,
)
from agent_ui.compose.earlier import earlier_contacts
from agent_ui.compose.lens import NOTHING, Lens, can
from agent_ui.compose.opened import Opened
from agent_ui.compose.own_work import IN_HAND, OwnWork
from agent_ui.compose.paging import Matter
from agent_ui.compose.ports import Calls
from agent_ui.compose.reply import composer, forward_of
from agent_ui.views import (
    CallbackView,
    EventView,
    FileView,
    HeldView,
    MessageView,
    NoteView,
    ThreadItem,
    ThreadView,
    VoicemailView,
    WrapUpView,
)
from agent_ui.views.guides import CallWorkView
from agent_ui.views.tasks import TaskPanel
from agent_ui.words import dispositions as dispositions_said
from agent_ui.words import history as happenings
from agent_ui.words.errors import error_words
from agent_ui.words.languages import Words
from agent_ui.words.phrases import phrase_words
from contact_center.interactions.dispositions import service as dispositions
from contact_center.interactions.reading import file_queries, history_queries
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.reading.file_queries import Attached
from contact_center.interactions.reading.message_queries import MessageRow
from contact_center.interactions.reading.pages import ThreadPage, ThreadPlace, place_in
from contact_center.interactions.work import drafts
from contact_center.kernel.contracts.channels import AddressKind, Capabilities, ChannelAdapter, Delivery
from contact_center.kernel.contracts.interactions import Identity, State, WrapMode
from contact_center.kernel.ids import AttachmentId, InteractionId, MessageId
from contact_center.kernel.phrases import read
from contact_center.platform.unit_of_work import Reader
from crm_core.assistant import service as assistant
from crm_core.customers import service as customers
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded, masked
from routing.flow import callback as callbacks
from routing.policy import administration as routing


async def thread(
    reader: Reader,
    lens: Lens,
    adapters: Mapping[str, ChannelAdapter],
    found: OwnWork,
    opened: Opened,
    calls: Calls | None = None,
    past: customer.Past | None = None,
    *,
    said: bool = True,
) -> ThreadView:
    """`past` is the customer's, if it is known already. `said`: with what was said, and the customer's past; not where
    only head and bottom are drawn."""
    header = opened.header
    capabilities = can(adapters, header.channel)
    part = opened.part_of(lens.agent)
    in_hand = part is not None and part.state in IN_HAND and part.purpose == "work"
    waits_for_us = header.state == State.WAITING and header.owner_agent_id == lens.agent
    wrap_up = next(iter(await own_work.wrap_ups(reader, lens, found, only=header.interaction_id)), None)
    call = await called.call(reader, lens, opened, calls) if calls and capabilities.media else None
    if calls and call is not None and not (part is not None and part.state in IN_HAND):
        call = await parked.aside(reader, lens, calls, call, waits_for_us=waits_for_us)
    message = await _voicemail(reader, lens, capabilities, header, calls) if calls else None
    own = await drafts.of(reader, lens.tenant, lens.agent, header.conversation_id)
    shown, before = await items(reader, lens, opened) if said else ((), None)
    return ThreadView(
        interaction=InteractionId(header.interaction_id),
        who=opened.who,
        channel=header.channel,
        drafts=drafting.views(own),
        subject=header.subject,
        items=shown,
        older=older_address(header, before),
        new_from=_new_from(opened.rows) if in_hand or waits_for_us else None,
        past=await earlier_contacts(reader, lens, header, past) if said else (),
        composer=await composer(
            reader, lens, capabilities, opened, own, can_write=in_hand or waits_for_us, spoken=message is not None
        ),
        call=call,
        wrap_up=wrap_up,
        can_park=(in_hand or waits_for_us) and not capabilities.media and message is None,
        can_transfer=in_hand or waits_for_us,
        can_close=in_hand or waits_for_us,
        can_reopen=header.was_work and not capabilities.session and wrap_up is None,
        back_at=header.parked_until if waits_for_us and call is None else None,
        closed=_closed(lens.words, header, wrap_up),
        callback=await _callback(reader, lens, header) if in_hand else None,
        voicemail=message,
        task=await _task(reader, lens, capabilities, header, can_end=in_hand or waits_for_us),
        can_promise=in_hand or waits_for_us or wrap_up is not None,
        tags=tuple(header.tags),
        can_assist=capabilities.text and await assistant.is_on(reader, lens.tenant),
        guides=await guides.shown(reader, lens, header, can_answer=in_hand or wrap_up is not None)
        if answers_guides(capabilities)
        else (),
        call_work=await _call_work(reader, lens, found, header) if call is not None and call.live and in_hand else None,
    )


def answers_guides(capabilities: Capabilities) -> bool:
    """Where it is spoken: whoever writes has the time to read."""
    return not capabilities.text


async def _call_work(reader: Reader, lens: Lens, found: OwnWork, header: Header) -> CallWorkView:
    tree = await dispositions.tree(reader, lens.tenant)
    codes = dispositions_said.choices(lens.words, tree, header.queue_id)
    mine = next((item for item in found.items if item.interaction_id == header.interaction_id), None)
    chosen = mine.disposition if mine else None
    mode = await routing.wrap_mode(reader, lens.tenant, header.queue_id, header.channel)
    return CallWorkView(
        codes, chosen, mode == WrapMode.MANDATORY and bool(codes), await own_work.opens_case(reader, lens, tree, chosen)
    )


async def _callback(reader: Reader, lens: Lens, header: Header) -> CallbackView | None:
    found = await callbacks.open_callback(reader, lens.tenant, header.interaction_id)
    return CallbackView(found.number, found.requested_at, len(found.attempts)) if found else None


async def _voicemail(
    reader: Reader, lens: Lens, capabilities: Capabilities, header: Header, calls: Calls
) -> VoicemailView | None:
    """Only a channel that carries neither text nor a live voice may have one."""
    if capabilities.text or capabilities.session:
        return None
    found = await calls.message(reader, lens.tenant, header.interaction_id, lens.agent)
    if found is None:
        return None
    numbers = await _numbers(reader, lens, header)
    if header.contact_kind == AddressKind.PHONE or header.customer_id is None or not numbers:
        return replace(found, numbers=numbers)
    waits = await identity.guarded(reader, lens.rights.who, header.customer_id)
    if Guarded.ADDRESSES in waits:
        return replace(found, in_part=tuple(masked(one) for one in numbers))
    return replace(found, numbers=numbers)


async def _task(
    reader: Reader, lens: Lens, capabilities: Capabilities, header: Header, *, can_end: bool
) -> TaskPanel | None:
    """Only work that begins with us may have come from one."""
    if capabilities.addressed:
        return None
    return await tasks.of_work(reader, lens, header.interaction_id, can_end=can_end)


async def _numbers(reader: Reader, lens: Lens, header: Header) -> tuple[str, ...]:
    """The number that called; of who called from a web page, those the customer is known by."""
    if header.contact_kind == AddressKind.PHONE:
        return (header.contact_value,)
    if header.customer_id is None or header.identity == Identity.AMBIGUOUS:
        return ()
    known = await customers.addresses(reader, lens.tenant, header.customer_id)
    return tuple(one.value for one in known if one.kind == AddressKind.PHONE)


def _closed(words: Words, header: Header, wrap_up: WrapUpView | None) -> str | None:
    return happenings.closed(words, header.outcome) if header.state == State.CLOSED and wrap_up is None else None


# --- messages and history -----------------------------------------------------------------------------


async def items(reader: Reader, lens: Lens, opened: Opened) -> tuple[tuple[ThreadItem, ...], ThreadPlace | None]:
    """Messages, notes and happenings of the latest page in the order of time, and where what is older begins."""
    found, page = await paging.first_page(reader, lens, opened)
    return await _items_of(reader, lens, found, page, opened.who), page.before


async def older_items(
    reader: Reader, lens: Lens, header: Header, who: str, before: str, until: UUID | None = None
) -> tuple[tuple[ThreadItem, ...], str | None]:
    """Those before the place that a page gave, and the address of what is older still. Raises `NotAThreadPlace`."""
    place = place_in(before, reader.now)
    found = await paging.matter(reader, lens, header)
    page = await paging.older_page(reader, lens, found, place, until)
    return await _items_of(reader, lens, found, page, who, shown_from=place.until), older_address(header, page.before)


def older_address(header: Header, before: ThreadPlace | None) -> str | None:
    return f"/console/interactions/{header.interaction_id}/older?before={before.text}" if before else None


async def _items_of(
    reader: Reader, lens: Lens, found: Matter, page: ThreadPage, who: str, shown_from: datetime | None = None
) -> tuple[ThreadItem, ...]:
    """`shown_from`: what happened from then on is shown already."""
    names = {found.own: who, **await paging.names_of(reader, lens, found)}
    messages: list[ThreadItem] = []
    for id, header in found.headers.items():
        rows = [row for row in page.rows if row.conversation_id == id]
        drawn = await message_items(reader, lens, header, names[id], rows) if rows else []
        messages += [paging.of_channel(one, header, found) for one in drawn]
    first = min((row.at for row in page.rows), default=None)
    events = [
        one
        for one in await _events(reader, lens, found.headers[found.own])
        if (first is None or one.at >= first) and (shown_from is None or one.at < shown_from)
    ]
    return tuple(sorted([*messages, *events], key=lambda one: one.at))


async def _events(reader: Reader, lens: Lens, header: Header) -> tuple[EventView, ...]:
    steps = await history_queries.history(reader, lens.tenant, header.interaction_id)
    names = await naming.of_history(reader, lens.tenant, steps)
    return tuple(happenings.happenings(lens.words, header.interaction_id, steps, names, header.outcome))


async def message_items(
    reader: Reader, lens: Lens, header: Header, who: str, rows: list[MessageRow]
) -> list[MessageView | NoteView]:
    """A call begins with a message without a word: there is nothing to read."""
    spoken = [row for row in rows if row.direction != "event"]
    called = await mentions.told(reader, lens, [row.id for row in rows if row.direction == "note"])
    files: dict[UUID, list[Attached]] = {}
    for one in await file_queries.attachments(reader, lens.tenant, [row.id for row in spoken]):
        files.setdefault(one.message_id, []).append(one)
    return [
        note_item(row, called.get(row.id, ()))
        if row.direction == "note"
        else message_item(lens.words, header, who, row, files.get(row.id, []), _held(lens, row, rows))
        for row in spoken
        if not _is_ring(lens.words, header, row)
    ]


def note_item(row: MessageRow, told: tuple[str, ...] = ()) -> NoteView:
    return NoteView(MessageId(row.id), row.at, row.author_name or "", row.text, told=told)


def _is_ring(words: Words, header: Header, row: MessageRow) -> bool:
    return not row.text and (words.is_call(header.channel) or "call_id" in row.meta)


def message_item(
    words: Words,
    header: Header,
    who: str,
    row: MessageRow,
    files: Iterable[Attached] = (),
    held: HeldView | None = None,
) -> MessageView:
    out = row.direction == "out"
    delivery = _delivery(header, row) if out else None
    files = list(files)
    quoted = letter.quoted(row)
    inside = letter.shown_inside(row, files) if row.html and quoted is None else frozenset()
    return MessageView(
        id=MessageId(row.id),
        at=row.at,
        author=(row.author_name or words.gettext("Contact Center")) if out else letter.author(row, header, who),
        text=letter.visible(row) or _spoken(words, row),
        outbound=out,
        html=_formatted(words, row, files, folds=quoted is not None),
        in_place=bool(inside),
        quoted=quoted,
        signature=row.signature or "",
        recipients=letter.recipients(words, row, header),
        remarks=letter.remarks(words, row),
        remote_pictures=int(row.meta.get("remote_images") or 0) if row.html else 0,
        refused=letter.refused(words, row),
        subject=row.subject if row.subject and row.subject != header.subject else None,
        language=row.language,
        delivery=delivery,
        failure=_failure(words, row, delivery),
        files=tuple(_file(words, row, one) for one in files if one.content_id not in inside),
        client_key=row.client_key,
        automatic=bool(row.meta.get("automatic") or row.meta.get("automatic_reason")),
        notice=None if out else _notice(words, row),
        forward=forward_of(words.channels.get(header.channel, NOTHING), row) if held is None else None,
        held=held,
    )


def _held(lens: Lens, row: MessageRow, rows: Iterable[MessageRow]) -> HeldView | None:
    """Of a message that has not left: `rows` are those beside it."""
    if row.held is None or row.goes_at is None:
        return None
    planned = bool(row.held["planned"])
    overtaken = planned and any(one.direction == "in" and one.position > row.position for one in rows)
    mine = f"/console/messages/{row.id}/take-back" if row.author_id == lens.agent else None
    return HeldView(row.goes_at, planned, overtaken, mine)


def _file(words: Words, row: MessageRow, one: Attached) -> FileView:
    """A picture of the message itself is shown: sent by phone, or put between the words of a mail."""
    meant = one.remote is not None or (one.content_id or "") in (row.meta.get("inline_images") or ())
    shown = meant and one.blob_key is not None and one.content_type in letter.PICTURES
    return FileView(AttachmentId(one.id), one.name, one.size, f"/files/{one.id}", shown, _missing(words, one))


def _missing(words: Words, one: Attached) -> str | None:
    if one.blob_key is not None:
        return None
    if one.trouble is None:
        return words.gettext("being fetched")
    known = {
        "too_large": words.gettext("too large to be fetched"),
        "refused": words.gettext("the provider does not deliver it"),
        "unreachable": words.gettext("could not be fetched"),
    }
    return known.get(one.trouble, one.trouble)


def _notice(words: Words, row: MessageRow) -> str | None:
    """What became of a word by which a customer steers what we send."""
    known = {
        "STOP": words.gettext("Opted out: no automatic messages are sent to this address any more."),
        "START": words.gettext("Opted in again: messages the customer agreed to can be sent again."),
        "HELP": words.gettext("Asked for help with a keyword; the provider answers it."),
    }
    return known.get(str(row.meta.get("opt_out")))


def _spoken(words: Words, row: MessageRow) -> str:
    """What a message without words is; the sound itself is played above the conversation."""
    left = row.meta.get("voicemail")
    if not isinstance(left, dict):
        return ""
    return words.gettext("Voice message, %(time)s", time=words.span_exact(timedelta(seconds=left.get("seconds", 0))))


def _delivery(header: Header, row: MessageRow) -> Delivery | None:
    if row.delivery is None:
        return None
    state = Delivery(row.delivery)
    reached = state >= Delivery.SENT and not state.lost
    return Delivery.READ if reached and row.position <= header.customer_read else state


def _failure(words: Words, row: MessageRow, delivery: Delivery | None) -> str | None:
    if delivery is None or not delivery.lost:
        return None
    why = _kept(words, row) or row.error or row.error_code or words.gettext("the provider gave no reason")
    return words.gettext("It did not reach the customer: %(why)s", why=why)


def _kept(words: Words, row: MessageRow) -> str | None:
    """In words, with what the provider said; None of an older version, which kept a sentence."""
    if row.failure is None:
        return None
    code, about, detail = (row.failure.get(name) for name in ("code", "about", "detail"))
    sentence = error_words(words, code) if code else ""
    known = phrase_words(words, read(about)) if about else detail
    if not (sentence and known):
        return sentence or known
    return words.gettext("%(general)s (%(problems)s)", general=sentence, problems=known)


def _formatted(words: Words, row: MessageRow, files: list[Attached], *, folds: bool) -> Markup | None:
    if not row.html:
        return None
    shown = letter.formatted(row.html, files)
    return letter.folded(shown, words.gettext("quoted text")) if folds else shown


def _new_from(rows: list[MessageRow]) -> MessageId | None:
    """The customer's first message since our last answer, if there was one."""
    last_out = max((row.position for row in rows if row.direction == "out"), default=0)
    fresh = next((row for row in rows if row.direction == "in" and row.position > last_out), None)
    return MessageId(fresh.id) if fresh and last_out else None
