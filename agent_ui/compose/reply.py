"""What can be written in a conversation now: the composer, or why nothing can be sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from agent_ui.compose import drafting, own_work, signing
from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import Opened
from agent_ui.views import (
    ComposerView,
    Guard,
)
from agent_ui.words.languages import Words
from channels.sms.segments import TABLE
from contact_center.interactions.presence import visitors
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.reading.message_queries import MessageRow
from contact_center.interactions.recipients import CHOSEN, chosen_to, emails, from_stored
from contact_center.interactions.work.domain import Draft, DraftKind
from contact_center.kernel.contracts.channels import Capabilities, Recipients
from contact_center.kernel.contracts.interactions import SegmentState, State
from contact_center.kernel.ids import InteractionId, MessageId, new_id
from contact_center.platform.unit_of_work import Reader
from crm_core.consent import service as consent
from crm_core.consent.domain import ConsentPurpose, ConsentState
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded, masked

COUNTED_SMS = json.dumps(asdict(TABLE), ensure_ascii=False)


async def composer(
    reader: Reader,
    lens: Lens,
    capabilities: Capabilities,
    opened: Opened,
    own: Mapping[DraftKind, Draft],
    *,
    can_write: bool,
    spoken: bool,
) -> ComposerView:
    header = opened.header
    refusal = _refusal(lens.words, capabilities, opened, can_write, spoken)
    draft = own.get(DraftKind.NOTE if refusal else DraftKind.REPLY)
    live = capabilities.session
    in_part = await _in_part(reader, lens, opened)
    to = masked(header.contact_value) if in_part else header.contact_value
    copies = _copies(opened.rows, header, draft) if capabilities.copies and can_write else ()
    return ComposerView(
        interaction=InteractionId(header.interaction_id),
        channel=header.channel,
        client_key=(draft.client_key if draft else "") or str(new_id()),
        recipient=None if live or spoken or not capabilities.addressed else lens.words.phone(to),
        copies=copies,
        copied=_copied(opened.rows, copies, draft),
        to=tuple(chosen_to(draft.copies or ())) if draft else (),
        can_copy=capabilities.copies and refusal is None and not in_part,
        forward=forward_of(
            capabilities, next((r for r in reversed(opened.rows) if r.direction in ("in", "out")), None)
        ),
        draft=draft.text if draft else "",
        draft_kept_at=draft.updated_at if draft else None,
        last_seen=_last_seen(opened.rows, draft),
        guard=_guard(opened.rows, draft),
        due=own_work.reply_clock(header) if can_write and capabilities.addressed else None,
        refusal=refusal,
        attachments=capabilities.attachments and can_write,
        max_files=capabilities.max_attachment_bytes,
        typing=capabilities.typing and can_write,
        max_length=capabilities.max_length,
        files=await drafting.files_of(reader, lens, header.conversation_id) if can_write and not live else (),
        signature=await signing.of_conversation(reader, lens, capabilities, header)
        if can_write and refusal is None
        else "",
        signed=draft is None or not draft.unsigned,
        can_plan=can_write and not live and refusal is None,
        language=header.language,
        sms=COUNTED_SMS if capabilities.segments and can_write else None,
        warning=await _warning(reader, lens, header, live=live),
    )


async def _in_part(reader: Reader, lens: Lens, opened: Opened) -> bool:
    """We wrote first, to an address that waits for their verification, and they have not said that it is theirs."""
    customer = opened.header.customer_id
    if customer is None or any(row.direction == "in" for row in opened.rows):
        return False
    return Guarded.ADDRESSES in await identity.guarded(reader, lens.rights.who, customer)


def forward_of(capabilities: Capabilities, row: MessageRow | None) -> str | None:
    """Where a message is passed on to somebody else: such as can be copied to others, too."""
    return f"/new?forward={row.id}" if row is not None and capabilities.copies else None


def _copied(rows: list[MessageRow], copies: tuple[str, ...], draft: Draft | None) -> tuple[str, ...]:
    """Chosen beforehand: as the draft has it, else all of them where an answer has gone to others before."""
    if draft is not None and draft.copies is not None:
        return tuple(draft.copies)
    return copies if any(row.direction == "out" and _copied_to(row) for row in rows[-20:]) else ()


def _copied_to(row: MessageRow) -> list[str]:
    """Who saw that they got a copy of a message of ours; who got it blindly is not told on by the next answer."""
    sent = from_stored(row.recipients) if row.recipients else Recipients((), emails(row.meta.get("cc", ())))
    return [one.value for one in (*sent.to[1:], *sent.cc)]


def _copies(rows: list[MessageRow], header: Header, draft: Draft | None) -> tuple[str, ...]:
    """Who besides the customer was in the latest mails, or was chosen for the draft: those it went to, and colleagues
    who wrote."""
    found: list[str] = list(draft.copies or ()) if draft else []
    for row in [row for row in rows if row.direction in ("in", "out")][-6:]:
        found += [*row.meta.get("others", ()), *(_copied_to(row) if row.direction == "out" else ())]
        if row.direction == "in" and not row.meta.get("automatic_reason"):
            found.append(row.meta.get("from", ""))
    answered = {row.meta.get("from") for row in rows if row.meta.get("answer_to")}
    left_out = {header.contact_value, *answered}
    others = [each for each in dict.fromkeys(found) if each and not each.startswith(CHOSEN) and each not in left_out]
    return tuple(others[:20])


async def _warning(reader: Reader, lens: Lens, header: Header, *, live: bool) -> str | None:
    """An answer is still allowed after STOP; the provider may hold it back (D31). Who left a chat may come back."""
    if live:
        account, visitor = header.channel_account_id, header.contact_value
        if await visitors.away_since(reader, lens.tenant, account, visitor) is None:
            return None
        return lens.words.gettext("The customer has left the page; they see your answer when they come back.")
    found = await consent.standing(reader, lens.tenant, [(header.contact_kind, header.contact_value)])
    if any(
        one.channel == header.channel and one.purpose == ConsentPurpose.SERVICE and one.state == ConsentState.OBJECTED
        for one in found
    ):
        return lens.words.gettext("The customer opted out. You can still answer, but their provider may block it.")
    return None


def _last_seen(rows: list[MessageRow], draft: Draft | None) -> MessageId | None:
    upto = draft.base_position if draft else None
    seen = [row for row in rows if row.direction == "in" and (upto is None or row.position <= upto)]
    return MessageId(seen[-1].id) if seen else None


def _guard(rows: list[MessageRow], draft: Draft | None) -> Guard | None:
    if draft is None:
        return None
    since = [row for row in rows if row.position > draft.base_position]
    if any(row.direction == "in" for row in since):
        return Guard.CUSTOMER_WROTE
    return Guard.COLLEAGUE_WROTE if any(row.direction in ("note", "out") for row in since) else None


def _refusal(words: Words, capabilities: Capabilities, opened: Opened, can_write: bool, spoken: bool) -> str | None:
    """Why no answer can be sent here; notes are possible all the same. `spoken`: a message left after the tone."""
    header = opened.header
    if spoken:
        return words.gettext("Answer a voice message by calling back; you can still leave a note for colleagues.")
    if capabilities.media and not capabilities.text:
        return words.gettext("This is a call; you can still leave a note for colleagues.")
    if not capabilities.addressed and header.state != State.CLOSED:
        return words.gettext("A task: call the customer, or write on another channel. Notes can be left here.")
    if header.state == State.CLOSED:
        return words.gettext("This is closed; you can still leave a note for colleagues.")
    if capabilities.session and header.conversation_state == "closed":
        return words.gettext("The customer has left this chat.")
    if can_write:
        return None
    if any(part.state == SegmentState.WRAPPING for part in opened.parts) and not opened.owner:
        return words.gettext("This is waiting in its queue.")
    if opened.owner:
        return words.gettext("%(who)s is handling this; you can still leave a note for colleagues.", who=opened.owner)
    return words.gettext("This is waiting in its queue.")
