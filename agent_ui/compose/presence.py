"""Presences an agent can choose, and how a stored one shows."""

from __future__ import annotations

from collections.abc import Iterable

from agent_ui.views import PresenceChoice, PresenceState, PresenceView
from agent_ui.words.languages import Words
from contact_center.interactions.presence.domain import PresenceRow
from contact_center.interactions.reading.own_work_queries import WorkItem
from contact_center.interactions.work.breaks import BreakRule
from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import OnBreak, Presence
from contact_center.kernel.errors import Invalid

AWAY_REASONS = ("break", "lunch", "meeting", "paperwork")


class NoSuchPresence(Invalid):
    """`presence` is not one you can choose; take one of the menu."""


def reason_name(words: Words, reason: str | None) -> str | None:
    """The name of an away reason; one that an older version knew shows as it was kept."""
    names = {
        "break": words.gettext("Break"),
        "lunch": words.gettext("Lunch"),
        "meeting": words.gettext("Meeting"),
        "paperwork": words.gettext("Paperwork"),
    }
    return names.get(reason, reason) if reason else None


def choices(words: Words) -> tuple[PresenceChoice, ...]:
    away = (PresenceChoice(key, PresenceState.AWAY, reason_name(words, key)) for key in AWAY_REASONS)
    return (PresenceChoice("available", PresenceState.AVAILABLE), *away)


def start_choices(words: Words) -> tuple[tuple[str, str], ...]:
    return ("available", words.gettext("Available")), ("away", words.gettext("Away, no work yet"))


def chosen(key: str) -> tuple[Presence, str | None]:
    """What a form posted. Raises `NoSuchPresence`."""
    if key in ("available", "away"):
        return Presence(key), None
    if key in AWAY_REASONS:
        return Presence.AWAY, key
    raise NoSuchPresence(key, field="presence")


def on_break(words: Words, rule: BreakRule) -> str:
    """What a break does to open mails and messages, in words."""
    match rule.do:
        case OnBreak.PARK:
            return words.gettext("On a break, open mails and messages are parked until you are back.")
        case OnBreak.QUEUE:
            return words.gettext("On a break, open mails and messages go back to their queues.")
    return words.gettext("On a break, open mails and messages stay with you.")


def is_put_down(items: Iterable[WorkItem]) -> bool:
    """True if a break would do something to this work."""
    return any(item.segment_state in ("connected", "held") and item.tier != Tier.LIVE for item in items)


def view(words: Words, row: PresenceRow | None, items: list[WorkItem], rule: BreakRule | None = None) -> PresenceView:
    """The reader's own menu: what was chosen, unless a call says more. `rule`: where a break does something.

    Who reads it is signed in, so they are never called signed out there: a supervisor who has not begun takes no work.
    """
    held = any(item.segment_id and item.tier == Tier.LIVE and item.segment_state != "alerting" for item in items)
    if row is None:
        return PresenceView(PresenceState.OFFLINE, words.now, _no_work(words), choices=choices(words), busy=held)
    calls = [item.since for item in items if _is_call(words, item)]
    return PresenceView(
        state=PresenceState.ON_CALL if calls else PresenceState(row.state),
        since=min(calls, default=row.since),
        name=_no_work(words) if row.state == Presence.OFFLINE and not calls else reason_name(words, row.reason),
        next=_next(words, row),
        choices=choices(words),
        busy=held,
        on_break=on_break(words, rule) if rule else None,
    )


def _no_work(words: Words) -> str:
    return words.gettext("Takes no work")


def _is_call(words: Words, item: WorkItem) -> bool:
    return words.is_call(item.channel) and item.segment_state in ("connected", "held")


def _next(words: Words, row: PresenceRow) -> PresenceChoice | None:
    if row.next_state is None:
        return None
    state = PresenceState(row.next_state)
    return PresenceChoice(row.next_reason or row.next_state, state, reason_name(words, row.next_reason))
