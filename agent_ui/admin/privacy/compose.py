"""Reads requests about personal data, what is held of one person, and how long what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from agent_ui.admin import compose as found_by
from agent_ui.admin.privacy.views import HoldLine, PersonPage, PrivacyPage, RequestLine, RetentionLine, RetentionPage
from agent_ui.compose.lens import Lens
from agent_ui.views.common import Tone
from agent_ui.words import privacy as said
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.privacy import service
from contact_center.directory.privacy.domain import (
    MOST_DAYS,
    SHORTEST,
    LegalHold,
    PrivacyRequest,
    RetentionKind,
    RetentionPreview,
    RetentionRun,
    covers,
)
from contact_center.directory.privacy.ports import PersonalData
from contact_center.platform.unit_of_work import Reader

HERE = "/admin/privacy"
SOON = 5
"""Days before it is due."""


async def overview(reader: Reader, lens: Lens, data: PersonalData, query: str) -> PrivacyPage:
    waiting = await service.open_requests(reader, lens.tenant)
    holds = await service.holds(reader, lens.tenant)
    ids = [one.customer_id for one in waiting] + [one.customer_id for one in holds if one.customer_id]
    names = await data.names(reader, lens.tenant, ids)
    found = await found_by.erasable(reader, lens, query) if query.strip() else ()
    return PrivacyPage(
        tuple(_request(lens.words, one, names) for one in waiting),
        tuple([await _hold(reader, lens, one, names) for one in holds]),
        query,
        found,
        any(one.customer_id is None for one in holds),
    )


async def person(reader: Reader, lens: Lens, data: PersonalData, customer: UUID) -> PersonPage:
    """Raises `NotFound` for nobody."""
    ids = await data.ids(reader, lens.tenant, customer)
    names = await data.names(reader, lens.tenant, ids)
    held = await data.held(reader, lens.tenant, customer)
    requests = await service.requests_of(reader, lens.tenant, ids)
    hold = covers(await service.holds(reader, lens.tenant), ids)
    parts = sorted(held.items(), key=lambda one: -one[1])
    return PersonPage(
        ids[0],
        names.get(ids[0], ""),
        tuple((said.room(lens.words, room), lens.words.number(n)) for room, n in parts),
        tuple(_request(lens.words, one, names) for one in requests),
        said.request_kinds(lens.words),
        lens.words.today.isoformat(),
        await _hold(reader, lens, hold, names) if hold else None,
    )


def _request(words: Words, one: PrivacyRequest, names: Mapping[UUID, str]) -> RequestLine:
    left = (one.due_on - words.today).days
    tone = Tone.PLAIN
    if one.outcome is None:
        tone = Tone.LATE if left < 0 else Tone.SOON if left <= SOON else Tone.PLAIN
    ended = ""
    if one.outcome is not None and one.ended_at is not None:
        ended = words.gettext("%(how)s, %(when)s", how=said.outcome(words, one.outcome), when=words.when(one.ended_at))
        ended += words.gettext(": %(answer)s", answer=one.answer) if one.answer else ""
    return RequestLine(
        one.id, f"{HERE}/customers/{one.customer_id}", names.get(one.customer_id) or words.gettext("erased"),
        said.request_kind(words, one.kind), one.note, words.date(one.came_on),
        _due(words, one.due_on, left), tone, ended,
    )  # fmt: skip


def _due(words: Words, day: date, left: int) -> str:
    if left < 0:
        return words.gettext("%(day)s, late by %(days)s", day=words.date(day), days=words.days(-left))
    if left == 0:
        return words.gettext("today")
    return words.gettext("%(day)s, in %(days)s", day=words.date(day), days=words.days(left))


async def _hold(reader: Reader, lens: Lens, one: LegalHold, names: Mapping[UUID, str]) -> HoldLine:
    by = (await directory.names(reader, lens.tenant, [one.set_by])).get(one.set_by, "")
    who = lens.words.gettext("all customers")
    if one.customer_id is not None:
        who = names.get(one.customer_id, "")
    return HoldLine(
        one.id, who, one.why, lens.words.gettext("%(who)s, %(when)s", who=by, when=lens.words.when(one.set_at))
    )


async def retention(
    reader: Reader, lens: Lens, data: PersonalData, typed: Mapping[RetentionKind, str] | None = None
) -> RetentionPage:
    """`typed`: days that are tried and not kept."""
    kept = {kind: str(days) for kind, days in (await service.rules(reader, lens.tenant)).items()}
    runs = await service.last_runs(reader, lens.tenant)
    shown = kept if typed is None else typed
    lines = []
    for kind, (name, meaning) in said.kinds(lens.words).items():
        days = shown.get(kind, "")
        would = None
        number = int(days) if days.isascii() and days.isdecimal() else 0
        if SHORTEST[kind] <= number <= MOST_DAYS:
            would = await service.preview(reader, lens.tenant, data, kind, number)
        lines.append(_kind(lens.words, kind, name, meaning, days, would, runs.get(kind.value)))
    return RetentionPage(tuple(lines), tried=typed is not None)


def _kind(
    words: Words, kind: RetentionKind, name: str, meaning: str, days: str, would: RetentionPreview | None,
    last: RetentionRun | None,
) -> RetentionLine:  # fmt: skip
    preview, held = words.gettext("kept until the customer is erased"), ""
    if kind is RetentionKind.AUDIT:
        preview = words.gettext("kept as long as the organisation")
    if days and would is None:
        preview = words.gettext("%(days)s at least", days=words.days(SHORTEST[kind]))
    if would is not None and would.rows and would.oldest is not None:
        preview = words.ngettext(
            "%(n)s row goes tonight, the oldest of %(day)s", "%(n)s rows go tonight, the oldest of %(day)s", would.rows,
            day=words.date(would.oldest.astimezone(words.zone).date()),
        )  # fmt: skip
    elif would is not None and would.rows:
        preview = words.ngettext("%(n)s row goes tonight", "%(n)s rows go tonight", would.rows)
    elif would is not None:
        preview = words.gettext("nothing is that old")
    if would is not None and would.held:
        held = words.ngettext("a legal hold keeps %(n)s row", "legal holds keep %(n)s rows", would.held)
    done = ""
    if last is not None and last.ended_at is not None:
        done = words.ngettext(
            "%(when)s: %(n)s row erased", "%(when)s: %(n)s rows erased", last.erased, when=words.when(last.began_at)
        )
    elif last is not None:
        done = words.ngettext(
            "since %(when)s: %(n)s row so far", "since %(when)s: %(n)s rows so far", last.erased,
            when=words.when(last.began_at),
        )  # fmt: skip
    return RetentionLine(kind.value, name, meaning, days, SHORTEST[kind], preview, held, done)
