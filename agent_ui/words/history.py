"""What happened to an interaction, as lines between its messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from agent_ui.views import EventIcon, EventView, Tone
from agent_ui.words.languages import Words
from contact_center.interactions.intake.voicemail import CHANNEL as VOICEMAIL
from contact_center.interactions.intake.voicemail import TO_VOICEMAIL
from contact_center.interactions.presence.visitors import CAME, LEFT
from contact_center.interactions.reading.queries import HistoryRow
from contact_center.interactions.work.waiting import ANSWERED, RETURNED
from contact_center.kernel.contracts.interactions import HandedBack, Outcome, QueuedBecause, State


def user_ids(rows: Sequence[HistoryRow]) -> set[UUID]:
    """Whose names the lines will need."""
    actors = {UUID(row.actor[5:]) for row in rows if row.actor.startswith("user:")}
    return actors | {id for row in rows if (id := _about(row.why)) is not None}


def _about(why: str) -> UUID | None:
    """The person a line is about beside its actor: `assigned:<id>: …`, `transferred:<id>`, `handed_back:<how>:<id>`."""
    parts = why.split(":")
    at = {"assigned": 1, QueuedBecause.TRANSFERRED.value: 1, QueuedBecause.HANDED_BACK.value: 2}.get(parts[0])
    return UUID(parts[at]) if at is not None and len(parts) > at else None


def happenings(
    words: Words, interaction: UUID, rows: Sequence[HistoryRow], names: Mapping[UUID, str], outcome: str | None
) -> list[EventView]:
    """One line per step that a reader cares for; the first entry into the queue goes without saying."""
    lines = []
    waiting_since: datetime | None = None
    for number, row in enumerate(rows):
        who = names.get(UUID(row.actor[5:]), "") if row.actor.startswith("user:") else ""
        said = _said(words, row, who, waiting_since, outcome, names)
        if row.to_state == State.QUEUED and row.from_state != State.QUEUED:
            waiting_since = row.at
        if said is not None:
            text, icon, tone = said
            href = f"/console/explanations/{row.segment_id}" if row.segment_id else None
            link = words.gettext("Why") if href else None
            lines.append(EventView(f"{interaction}-{number}", row.at, text, icon, tone, href=href, link=link))
    return lines


Said = tuple[str, EventIcon, Tone]


def _said(
    words: Words,
    row: HistoryRow,
    who: str,
    waiting_since: datetime | None,
    outcome: str | None,
    names: Mapping[UUID, str],
) -> Said | None:
    if row.why in (ANSWERED, RETURNED):
        return None
    if row.why.startswith("callback_"):
        return _called(words, row, who)
    if row.why.startswith((LEFT, CAME)):
        return _visited(words, row)
    if row.why.startswith("call_interrupted:"):
        return _interrupted(words, row), EventIcon.ALERT, Tone.SOON
    if row.why.startswith("undone:"):
        return _undone(words, row, who), EventIcon.ROUTE, Tone.PLAIN
    match row.to_state:
        case State.WORKING:
            return _again(words, row, who) or _taken(words, row, who, waiting_since)
        case State.WAITING:
            return _again(words, row, who) or (_waiting(words, row, who), EventIcon.CLOCK, Tone.PLAIN)
        case State.QUEUED:
            return _queued(words, row, who, names) or _changed(words, row, who, names)
        case State.CLOSED:
            if row.why == TO_VOICEMAIL:
                return words.gettext("The caller left a voice message."), EventIcon.PHONE, Tone.PLAIN
            return closed(words, outcome, who), EventIcon.CHECK, Tone.PLAIN
    return None


def _again(words: Words, row: HistoryRow, who: str) -> Said | None:
    """An agent opened it again, or took it up again, without an offer."""
    texts = {
        "reopened": words.gettext("%(who)s reopened it.", who=who),
        "taken_up": words.gettext("%(who)s resumed it.", who=who),
    }
    text = texts.get(row.why)
    return (text, EventIcon.ROUTE, Tone.PLAIN) if text else None


def _waiting(words: Words, row: HistoryRow, who: str) -> str:
    code, _, because = row.why.partition(":")
    match code:
        case "put_by":
            time = words.when(datetime.fromisoformat(because))
            return words.gettext("%(who)s parked it until %(time)s.", who=who, time=time)
        case "put_by_for_break":
            return words.gettext("Parked while %(who)s is on a break.", who=who)
        case "kept_at_sign_out":
            return words.gettext("%(who)s signed out and kept it.", who=who)
    if code != VOICEMAIL:
        return words.gettext("Waiting for the customer.")
    return words.gettext("The caller was asked for a message: %(reason)s.", reason=overflow_reason(words, because))


def _taken(words: Words, row: HistoryRow, who: str, waiting_since: datetime | None) -> Said:
    if waiting_since is None:
        return words.gettext("%(who)s accepted it.", who=who), EventIcon.ROUTE, Tone.PLAIN
    span = words.span_exact(row.at - waiting_since)
    return words.gettext("%(who)s accepted it after %(span)s.", who=who, span=span), EventIcon.ROUTE, Tone.PLAIN


def _queued(words: Words, row: HistoryRow, who: str, names: Mapping[UUID, str]) -> Said | None:
    about = _about(row.why)
    match row.why.partition(":")[0]:
        case QueuedBecause.TRANSFERRED if about is not None:
            text = words.gettext("%(who)s transferred it to %(agent)s.", who=who, agent=names.get(about, ""))
            return text, EventIcon.ROUTE, Tone.PLAIN
        case QueuedBecause.TRANSFERRED:
            return words.gettext("%(who)s transferred it.", who=who), EventIcon.ROUTE, Tone.PLAIN
        case QueuedBecause.HANDED_BACK if about is not None:
            how = HandedBack(row.why.split(":")[1])
            return not_taken(words, names.get(about, ""), how), EventIcon.ALERT, Tone.SOON
        case QueuedBecause.WOKEN:
            return (
                words.gettext("The time it was parked until has come; it needs an answer."),
                EventIcon.CLOCK,
                Tone.PLAIN,
            )
        case QueuedBecause.RETURNED:
            return words.gettext("%(who)s returned it to its queue.", who=who), EventIcon.ROUTE, Tone.PLAIN
        case QueuedBecause.AGENT_LOST:
            text = words.gettext("The agent's connection was lost; it is back at the head of the queue.")
            return text, EventIcon.ALERT, Tone.SOON
    return None


def not_taken(words: Words, agent: str, how: HandedBack) -> str:
    """Why a colleague did not take what was handed to them."""
    match how:
        case HandedBack.REFUSED:
            return words.gettext("%(agent)s declined it.", agent=agent)
        case HandedBack.MISSED:
            return words.gettext("%(agent)s did not answer.", agent=agent)
        case HandedBack.NO_PLACE:
            return words.gettext("%(agent)s had no free place.", agent=agent)
    return words.gettext("%(agent)s is not available any more.", agent=agent)


def _called(words: Words, row: HistoryRow, who: str) -> Said:
    """What became of a callback: `<code>[:<result>: <number of the attempt>]` (`routing.flow.callback`)."""
    code, _, rest = row.why.partition(":")
    result, _, number = rest.partition(": ")
    lines = {
        "callback_asked": words.gettext("The customer asked to be called back."),
        "callback_due": words.gettext("It is time to call the customer again."),
        "callback_called_in": words.gettext("The customer called in meanwhile and keeps their place."),
        "callback_late": words.gettext("Nobody called back within the promised time."),
        "callback_reached": words.gettext("%(who)s called back and reached the customer.", who=who),
    }
    if code in lines:
        late = code == "callback_late"
        return lines[code], EventIcon.ALERT if late else EventIcon.PHONE, Tone.SOON if late else Tone.PLAIN
    values = {"who": who, "n": number}
    if result == "busy":
        text = words.gettext("%(who)s called back, attempt %(n)s: the line was busy.", **values)
    else:
        text = words.gettext("%(who)s called back, attempt %(n)s: no answer.", **values)
    if code == "callback_given_up":
        text = words.gettext("%(said)s There are no more attempts.", said=text)
    return text, EventIcon.PHONE, Tone.PLAIN


def _interrupted(words: Words, row: HistoryRow) -> str:
    """The media of one side of a call was gone for a while: `call_interrupted:<side>:<seconds>` (`voice.effects`)."""
    _, side, seconds = row.why.split(":")
    if side == "agent":
        return words.gettext("The agent's sound was interrupted for %(n)s s; the customer heard music.", n=seconds)
    return words.gettext("The customer's sound was interrupted for %(n)s s.", n=seconds)


def _visited(words: Words, row: HistoryRow) -> Said:
    code, _, left = row.why.partition(":")
    if code == CAME:
        return words.gettext("The customer is back on the page."), EventIcon.USER, Tone.PLAIN
    when = words.when(datetime.fromisoformat(left)) if left else words.when(row.at)
    return words.gettext("The customer left the page at %(time)s.", time=when), EventIcon.USER, Tone.SOON


def _changed(words: Words, row: HistoryRow, who: str, names: Mapping[UUID, str]) -> Said | None:
    """What a supervisor or a rule of the queue did: `<code>[:<about>]: <why>` (`routing.control`)."""
    code, _, why = row.why.partition(": ")
    code, _, about = code.partition(":")
    match code:
        case "moved":
            text = words.gettext("%(who)s moved it to another queue: %(why)s", who=who, why=why)
        case "raised":
            text = words.gettext("%(who)s moved it ahead by %(n)s minutes: %(why)s", who=who, n=about, why=why)
        case "assigned":
            to = names.get(UUID(about), "")
            text = words.gettext("%(who)s assigned it to %(agent)s: %(why)s", who=who, agent=to, why=why)
        case "taken_back":
            text = words.gettext("%(who)s returned it to its queue: %(why)s", who=who, why=why)
        case "overflowed":
            reason = overflow_reason(words, about)
            text = words.gettext("Moved on to %(queue)s: %(reason)s.", queue=why, reason=reason)
        case "widened":
            reason = overflow_reason(words, about)
            text = words.gettext("Also offered to the agents of %(queue)s: %(reason)s.", queue=why, reason=reason)
        case _:
            return None
    return text, EventIcon.ROUTE, Tone.PLAIN


def _undone(words: Words, row: HistoryRow, who: str) -> str:
    """A supervisor took back what they had done: `undone:<what>` (`routing.control.undoing`)."""
    texts = {
        "moved": words.gettext("%(who)s undid the move to another queue.", who=who),
        "raised": words.gettext("%(who)s undid the change of its place.", who=who),
        "assigned": words.gettext("%(who)s undid the assignment.", who=who),
        "taken_back": words.gettext("%(who)s undid taking it back; the agent has it again.", who=who),
    }
    return texts[row.why.partition(":")[2]]


def overflow_reason(words: Words, because: str) -> str:
    """Why a rule of the queue acted, in words."""
    return {
        "waited": words.gettext("it had waited too long"),
        "waiting": words.gettext("many were waiting"),
        "expected": words.gettext("the expected wait was long"),
        "closed": words.gettext("the queue is outside its opening hours"),
        "nobody_eligible": words.gettext("no signed-in agent can take it"),
        "max_wait": words.gettext("the queue's longest wait was reached"),
        "max_waiting": words.gettext("the queue was full"),
        "closure": words.gettext("the queue was closed in an emergency"),
    }.get(because, because)


def closed(words: Words, outcome: str | None, who: str = "") -> str:
    """How it ended."""
    match outcome:
        case Outcome.ABANDONED:
            return words.gettext("The customer left before anybody answered.")
        case Outcome.DROPPED:
            return words.gettext("The connection was lost.")
        case Outcome.SPAM:
            return words.gettext("Closed as spam.")
        case Outcome.NEVER_REACHED:
            return words.gettext("Called back, customer not reached.")
        case Outcome.AUTOMATIC:
            return words.gettext("No answer is needed.")
        case Outcome.FLOWED_OUT:
            return words.gettext("Moved out of the queue.")
    return words.gettext("Closed by %(who)s.", who=who) if who else words.gettext("It is closed.")
