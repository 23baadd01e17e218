"""A customer's history in words, as the ERP shows it inside its own pages."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from agent_ui.embedded.views import TimelineView, ToldLanguage, ToldLine, ToldPermission
from agent_ui.views.common import Tone
from agent_ui.words import care, cases, consent
from agent_ui.words.history import closed
from agent_ui.words.labels import channel as channel_name
from agent_ui.words.labels import channel_icon, short_channel
from agent_ui.words.languages import LANGUAGES, Words
from contact_center.kernel.contracts.interactions import Outcome, State
from crm_core.care.domain import RatingKind
from crm_core.consent.domain import ConsentPurpose, ConsentState
from erp_link.back_office.domain import (
    CustomerHistory,
    HistoryCase,
    HistoryConsent,
    HistoryContact,
    HistoryPromise,
    HistoryRating,
)


def page(words: Words, tenant: str, address: str, found: CustomerHistory, *, is_older: bool) -> TimelineView:
    """`address`: of the page itself, without what follows `?`."""
    own = f"{address}?language={words.language}"
    names = {one.id: one.name for one in found.customers}
    several = len(names) > 1
    return TimelineView(
        tenant,
        languages(words, address),
        words.gettext(", ").join(names.values()),
        found.as_of,
        _promise(words, found.next_action) if found.next_action else None,
        tuple(_case(words, one) for one in found.cases),
        tuple(_promise(words, one) for one in found.promises if one != found.next_action),
        tuple(_permission(words, one) for one in found.consents),
        _rating(words, found.last_rating) if found.last_rating else None,
        tuple(_contact(words, one, names.get(one.customer, "") if several else "") for one in found.contacts),
        f"{own}&before={quote(found.older.isoformat())}" if found.older else None,
        own if is_older else None,
    )


def over(words: Words, address: str) -> TimelineView:
    return TimelineView("", languages(words, address), over=True)


def languages(words: Words, address: str) -> tuple[ToldLanguage, ...]:
    return tuple(
        ToldLanguage(code, name, f"{address}?language={code}", code == words.language)
        for code, name in LANGUAGES.items()
    )


def _case(words: Words, one: HistoryCase) -> ToldLine:
    state, tone = cases.state(words, one.state), Tone.PLAIN
    if one.due_at is not None:
        late = one.due_at <= words.now
        tone = Tone.LATE if late else Tone.PLAIN
        state = words.gettext(", ").join((state, _due(words, one.due_at, timed=True, late=late)))
    opened = words.gettext("opened %(day)s", day=words.day_of(one.opened_at))
    detail = words.gettext(", ").join(part for part in (one.number, opened, one.owner) if part)
    return ToldLine(one.title, detail, state, tone)


def _promise(words: Words, one: HistoryPromise) -> ToldLine:
    late = one.missed or one.due_at <= words.now
    what = words.gettext("promised") if one.promised else words.gettext("to do")
    detail = words.gettext(", ").join(part for part in (what, one.owner) if part)
    return ToldLine(
        one.subject, detail, _due(words, one.due_at, timed=one.timed, late=late), Tone.LATE if late else Tone.PLAIN
    )


def _due(words: Words, at: datetime, *, timed: bool, late: bool) -> str:
    when = words.day_of(at) + (f" {words.clock(at)}" if timed else "")
    return words.gettext("was due %(when)s", when=when) if late else words.gettext("due %(when)s", when=when)


def _permission(words: Words, one: HistoryConsent) -> ToldPermission:
    purpose, state = ConsentPurpose(one.purpose), ConsentState(one.state)
    return ToldPermission(
        words.phone(one.address), short_channel(words, one.channel), consent.purpose(words, purpose),
        consent.state(words, purpose, state), consent.TONES[state], one.at,
    )  # fmt: skip


def _rating(words: Words, one: HistoryRating) -> ToldLine:
    kind = RatingKind(one.kind)
    said = words.gettext("%(kind)s %(score)s", kind=care.short(kind), score=care.score(words, kind, one.score))
    return ToldLine(said, one.comment, tone=care.tone(kind, one.score), at=one.at)


def _contact(words: Words, one: HistoryContact, who: str) -> ToldLine:
    channel = channel_name(words, one.channel)
    title = one.subject or channel
    if not one.readable:
        title = words.gettext("%(channel)s, whose words are not shown here", channel=channel)
    meta = (channel if title != channel and one.readable else "", who, one.agent)
    state = ""
    if one.state != State.CLOSED:
        state = words.gettext("in progress")
    elif one.outcome not in (None, Outcome.COMPLETED):
        state = closed(words, one.outcome).rstrip(".。")
    return ToldLine(
        title, words.gettext(", ").join(part for part in meta if part), state,
        Tone.SOON if one.state != State.CLOSED else Tone.PLAIN, one.began_at,
        channel_icon(words.channels, one.channel), not one.readable,
    )  # fmt: skip
