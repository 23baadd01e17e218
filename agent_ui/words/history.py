"""What happened to an interaction, as lines between its messages.

Longer than 400 lines: one sentence for each code of a history, which are read beside each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from agent_ui.views import EventIcon, EventView, Tone
from agent_ui.words.languages import Words
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.reading.history_queries import InteractionHistoryRow
from contact_center.kernel.actors import user_of, users_of
from contact_center.kernel.contracts.interactions import CallResult, Outcome, QueuedBecause, ReturnReason, State
from contact_center.kernel.money import Money

WITHOUT_SAYING = frozenset(
    {
        HistoryCode.ANSWERED, HistoryCode.RETURNED_TO_AGENT, HistoryCode.VOICEMAIL_LEFT,
        HistoryCode.TASK_DUE,
        QueuedBecause.NEW, QueuedBecause.CUSTOMER_WROTE, QueuedBecause.RULED,
    }
)  # fmt: skip
"""The messages around say it, or the explanation of the rules does."""


_OF_CALLS = (
    "callback_",
    HistoryCode.CALL_ANSWERED,
    HistoryCode.CALL_NOT_REACHED,
    HistoryCode.CALL_PAID,
    HistoryCode.CALL_MESSAGE_LEFT,
)
_OF_OUTSIDE = frozenset(
    {
        HistoryCode.OUTSIDE_CALLED, HistoryCode.OUTSIDE_IN, HistoryCode.OUTSIDE_OVER, HistoryCode.SENT_OUTSIDE,
        HistoryCode.OUTSIDE_RETURNED,
    }
)  # fmt: skip


def user_ids(rows: Sequence[InteractionHistoryRow]) -> set[UUID]:
    """Whose names the lines will need."""
    actors = users_of(row.actor for row in rows)
    return actors | {id for row in rows if (id := _about(row)) is not None}


def attempt_ids(rows: Sequence[InteractionHistoryRow]) -> set[UUID]:
    """Whose numbers the lines will need, as names of what they call."""
    return {UUID(row.args["to"]) for row in rows if row.code in _OF_OUTSIDE}


def _about(row: InteractionHistoryRow) -> UUID | None:
    """The person a line is about beside its actor."""
    id = row.args.get("agent") or row.args.get("to")
    return UUID(id) if id else None


def happenings(
    words: Words,
    interaction: UUID,
    rows: Sequence[InteractionHistoryRow],
    names: Mapping[UUID, str],
    outcome: str | None,
) -> list[EventView]:
    """One line per step that a reader cares for; the first entry into the queue goes without saying."""
    lines = []
    waiting_since: datetime | None = None
    for number, row in enumerate(rows):
        by = user_of(row.actor)
        who = names.get(by, "") if by else ""
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
    row: InteractionHistoryRow,
    who: str,
    waiting_since: datetime | None,
    outcome: str | None,
    names: Mapping[UUID, str],
) -> Said | None:
    if row.code is None:  # text of an older version that stood for no code: as it is
        return (row.why, EventIcon.ROUTE, Tone.PLAIN) if row.why else None
    if row.code in WITHOUT_SAYING:
        return None
    if row.code.startswith(_OF_CALLS):
        return _called(words, row, who)
    if row.code in (HistoryCode.VISITOR_LEFT, HistoryCode.VISITOR_CAME):
        return _visited(words, row)
    if row.code == HistoryCode.CALL_INTERRUPTED:
        return _interrupted(words, row), EventIcon.ALERT, Tone.SOON
    joined = _with_others(words, row, who, names)
    if joined is not None:
        return joined
    if row.code == HistoryCode.UNDONE:
        return _undone(words, row, who), EventIcon.ROUTE, Tone.PLAIN
    by_hand = {
        HistoryCode.INVITATION_ACCEPTED: words.gettext("The customer accepted the invitation."),
        HistoryCode.IMPORTED: words.gettext("%(who)s imported it as old mail.", who=who),
        HistoryCode.MESSAGE_TAKEN_BACK: words.gettext("%(who)s took a message back before it was sent.", who=who),
    }
    if row.code in by_hand:
        return by_hand[HistoryCode(row.code)], EventIcon.ROUTE, Tone.PLAIN
    match row.to_state:
        case State.WORKING:
            return _again(words, row, who) or _taken(words, row, who, waiting_since)
        case State.WAITING:
            return _again(words, row, who) or (_waiting(words, row, who, names), EventIcon.CLOCK, Tone.PLAIN)
        case State.QUEUED:
            return _queued(words, row, who, names) or _changed(words, row, who, names)
        case State.CLOSED:
            return _closed(words, row, who, outcome)
    return None


def called_out(words: Words, result: str) -> str:
    """What became of a call of ours."""
    return {
        CallResult.ANSWERED: words.gettext("The customer answered."),
        CallResult.BUSY: words.gettext("The line was busy."),
        CallResult.NO_ANSWER: words.gettext("Nobody answered."),
        CallResult.MACHINE: words.gettext("An answering machine took the call."),
        CallResult.CANCELLED: words.gettext("The call was given up before anybody answered."),
        CallResult.FAILED: words.gettext("The number could not be reached."),
    }[CallResult(result)]


def _with_others(words: Words, row: InteractionHistoryRow, who: str, names: Mapping[UUID, str]) -> Said | None:
    """Colleagues and numbers outside on a call."""
    if row.code in _OF_OUTSIDE:
        return _outside(words, row, who, names)
    consult = _consulted(words, row, who, names)
    return None if consult is None else (consult, EventIcon.PHONE, Tone.PLAIN)


def _consulted(words: Words, row: InteractionHistoryRow, who: str, names: Mapping[UUID, str]) -> str | None:
    agent = names.get(UUID(row.args["to"]), "") if "to" in row.args else ""
    match row.code:
        case HistoryCode.CONSULT_ASKED:
            return words.gettext("%(who)s asked %(agent)s; the customer heard music meanwhile.", who=who, agent=agent)
        case HistoryCode.CONSULT_OVER:
            return _parted(words, str(row.args.get("parted")), agent)
        case HistoryCode.CONFERENCED:
            return words.gettext("%(agent)s joined the conversation with the customer.", agent=agent)
        case HistoryCode.HANDED_OVER:
            return words.gettext("%(who)s handed the call over to %(agent)s.", who=who, agent=agent)
        case HistoryCode.GIVEN_TO_CONSULTED:
            return words.gettext("The agent's connection did not come back; %(agent)s went on.", agent=agent)
    return None


def _parted(words: Words, how: str, agent: str) -> str:
    said = {
        "not_taken": words.gettext("%(agent)s did not take the question.", agent=agent),
        "lost": words.gettext("%(agent)s lost the connection to the call.", agent=agent),
        "withdrawn": words.gettext("%(agent)s was no longer needed on the call.", agent=agent),
    }
    return said.get(how, words.gettext("%(agent)s left the call.", agent=agent))


def _outside(words: Words, row: InteractionHistoryRow, who: str, names: Mapping[UUID, str]) -> Said:
    """A number outside on the call (`interactions.outbound.outside`)."""
    number = words.phone(names.get(UUID(row.args["to"]), ""))
    if row.code == HistoryCode.OUTSIDE_RETURNED:
        text = words.gettext("%(number)s did not take the customer over, who waits for one of ours.", number=number)
        return text, EventIcon.ALERT, Tone.SOON
    texts = {
        HistoryCode.OUTSIDE_CALLED: words.gettext("%(who)s called %(number)s.", who=who, number=number),
        HistoryCode.OUTSIDE_IN: words.gettext("%(number)s joined the conversation with the customer.", number=number),
        HistoryCode.SENT_OUTSIDE: words.gettext(
            "%(who)s transferred the customer to %(number)s.", who=who or words.gettext("The agent"), number=number
        ),
    }
    said = texts.get(HistoryCode(row.code or "")) or _outside_over(words, row, number)
    return said, EventIcon.PHONE, Tone.PLAIN


def _outside_over(words: Words, row: InteractionHistoryRow, number: str) -> str:
    result = CallResult(str(row.args["result"]))
    said = {
        CallResult.ANSWERED: words.gettext("%(number)s left the call.", number=number),
        CallResult.BUSY: words.gettext("%(number)s was busy.", number=number),
        CallResult.NO_ANSWER: words.gettext("%(number)s did not answer.", number=number),
        CallResult.MACHINE: words.gettext("An answering machine took the call to %(number)s.", number=number),
        CallResult.CANCELLED: words.gettext("%(number)s was rung no more.", number=number),
        CallResult.FAILED: words.gettext("%(number)s could not be reached.", number=number),
    }[result]
    return f"{said} {_paid(words, row)}" if "cost" in row.args else said


def _closed(words: Words, row: InteractionHistoryRow, who: str, outcome: str | None) -> Said:
    match row.code:
        case HistoryCode.TO_VOICEMAIL:
            return words.gettext("The caller left a voice message."), EventIcon.PHONE, Tone.PLAIN
        case HistoryCode.CALL_LEFT_PARKED:
            return words.gettext("The customer hung up while the call was parked."), EventIcon.PHONE, Tone.SOON
        case HistoryCode.BLOCKED:
            text = words.gettext("Closed as spam: its sender is blocked on this channel. Reopening it lifts that.")
            return text, EventIcon.ALERT, Tone.PLAIN
        case HistoryCode.TASK_RESCHEDULED:
            return words.gettext("%(who)s rescheduled the task.", who=who), EventIcon.CLOCK, Tone.PLAIN
        case HistoryCode.TASK_ENDED:
            return words.gettext("%(who)s completed or cancelled the task.", who=who), EventIcon.CHECK, Tone.PLAIN
    return closed(words, outcome, who), EventIcon.CHECK, Tone.PLAIN


def _again(words: Words, row: InteractionHistoryRow, who: str) -> Said | None:
    """An agent opened it again, or took it up again, without an offer."""
    texts: dict[str, str] = {
        HistoryCode.REOPENED: words.gettext("%(who)s reopened it.", who=who),
        HistoryCode.STARTED: words.gettext("%(who)s started this conversation.", who=who),
        HistoryCode.CALLED_OUT: words.gettext("%(who)s called.", who=who),
        HistoryCode.TAKEN_UP: words.gettext("%(who)s resumed it.", who=who),
        HistoryCode.MANY_WAIT: words.gettext(
            "Stays in hand: as many answered conversations as may be already wait for their customers."
        ),
    }
    text = texts.get(row.code or "")
    if row.code == HistoryCode.CALL_PICKED_UP:
        span = words.span_exact(timedelta(seconds=int(row.args["seconds"])))
        text = words.gettext("%(who)s picked the call up, which had been parked for %(span)s.", who=who, span=span)
    return (text, EventIcon.ROUTE, Tone.PLAIN) if text else None


def _waiting(words: Words, row: InteractionHistoryRow, who: str, names: Mapping[UUID, str]) -> str:
    match row.code:
        case HistoryCode.LEFT_BY_AGENT if "to" in row.args:
            return words.gettext(
                "Its agent left; it waits with %(agent)s now.", agent=names.get(UUID(row.args["to"]), "")
            )
        case HistoryCode.LEFT_BY_AGENT:
            return words.gettext("Its agent left; it comes back to its queue.")
        case HistoryCode.PARKED:
            time = words.when(datetime.fromisoformat(row.args["until"]))
            return words.gettext("%(who)s parked it until %(time)s.", who=who, time=time)
        case HistoryCode.SILENT:
            return words.gettext("Nobody has written for a while; the chat waits for its customer.")
        case HistoryCode.CALL_PARKED:
            time = words.when(datetime.fromisoformat(row.args["until"]))
            return words.gettext("%(who)s parked the call; it comes back at %(time)s.", who=who, time=time)
        case HistoryCode.PARKED_FOR_BREAK:
            return words.gettext("Parked while %(who)s is on a break.", who=who)
        case HistoryCode.KEPT_AT_SIGN_OUT:
            return words.gettext("%(who)s signed out and kept it.", who=who)
        case HistoryCode.VOICEMAIL:
            reason = overflow_reason(words, row.args.get("because", ""))
            return words.gettext("The caller was asked for a message: %(reason)s.", reason=reason)
    return words.gettext("Waiting for the customer.")


def _taken(words: Words, row: InteractionHistoryRow, who: str, waiting_since: datetime | None) -> Said:
    if waiting_since is None:
        return words.gettext("%(who)s accepted it.", who=who), EventIcon.ROUTE, Tone.PLAIN
    span = words.span_exact(row.at - waiting_since)
    return words.gettext("%(who)s accepted it after %(span)s.", who=who, span=span), EventIcon.ROUTE, Tone.PLAIN


def _queued(words: Words, row: InteractionHistoryRow, who: str, names: Mapping[UUID, str]) -> Said | None:
    about = _about(row)
    match row.code:
        case QueuedBecause.TRANSFERRED if about is not None:
            text = words.gettext("%(who)s transferred it to %(agent)s.", who=who, agent=names.get(about, ""))
            return text, EventIcon.ROUTE, Tone.PLAIN
        case QueuedBecause.TRANSFERRED:
            return words.gettext("%(who)s transferred it.", who=who), EventIcon.ROUTE, Tone.PLAIN
        case QueuedBecause.HANDED_BACK if about is not None:
            how = ReturnReason(row.args["how"])
            return not_taken(words, names.get(about, ""), how), EventIcon.ALERT, Tone.SOON
        case QueuedBecause.PULLED:
            text = words.gettext(
                "%(agent)s asked for the oldest work of the queue.", agent=names.get(about, "") if about else who
            )
            return text, EventIcon.ROUTE, Tone.PLAIN
        case QueuedBecause.WOKEN:
            return (
                words.gettext("The time it was parked until has come; it needs an answer."),
                EventIcon.CLOCK,
                Tone.PLAIN,
            )
        case QueuedBecause.PARK_OVER:
            text = words.gettext("Nobody picked the parked call up; it came back.")
            return text, EventIcon.ALERT, Tone.SOON
        case QueuedBecause.RETURNED:
            return words.gettext("%(who)s returned it to its queue.", who=who), EventIcon.ROUTE, Tone.PLAIN
        case QueuedBecause.AGENT_LOST:
            text = words.gettext("The agent's connection was lost; it is back at the head of the queue.")
            return text, EventIcon.ALERT, Tone.SOON
    return None


def not_taken(words: Words, agent: str, how: ReturnReason) -> str:
    """Why a colleague did not take what was handed to them."""
    match how:
        case ReturnReason.REFUSED:
            return words.gettext("%(agent)s declined it.", agent=agent)
        case ReturnReason.MISSED:
            return words.gettext("%(agent)s did not answer.", agent=agent)
        case ReturnReason.NO_PLACE:
            return words.gettext("%(agent)s had no free place.", agent=agent)
    return words.gettext("%(agent)s is not available any more.", agent=agent)


def _called(words: Words, row: InteractionHistoryRow, who: str) -> Said:
    """What became of a call of ours, or of a callback (`routing.flow.callback`)."""
    code = row.code or ""
    if code == HistoryCode.CALL_PAID:
        return _paid(words, row), EventIcon.PHONE, Tone.PLAIN
    if code == HistoryCode.CALL_MESSAGE_LEFT:
        text = words.gettext("%(who)s left our message on an answering machine.", who=who)
        return text, EventIcon.PHONE, Tone.PLAIN
    if not code.startswith("callback_"):
        return called_out(words, str(row.args.get("result", CallResult.ANSWERED))), EventIcon.PHONE, Tone.PLAIN
    lines: dict[str, str] = {
        HistoryCode.CALLBACK_ASKED: words.gettext("The customer asked to be called back."),
        QueuedBecause.CALLBACK_DUE: words.gettext("It is time to call the customer again."),
        HistoryCode.CALLBACK_CALLED_IN: words.gettext("The customer called in meanwhile and keeps their place."),
        HistoryCode.CALLBACK_LATE: words.gettext("Nobody called back within the promised time."),
        HistoryCode.CALLBACK_REACHED: words.gettext("%(who)s called back and reached the customer.", who=who),
    }
    if code in lines:
        late = code == HistoryCode.CALLBACK_LATE
        return lines[code], EventIcon.ALERT if late else EventIcon.PHONE, Tone.SOON if late else Tone.PLAIN
    values = {"who": who, "n": row.args.get("number", "")}
    if row.args.get("result") == "busy":
        text = words.gettext("%(who)s called back, attempt %(n)s: the line was busy.", **values)
    else:
        text = words.gettext("%(who)s called back, attempt %(n)s: no answer.", **values)
    if code == HistoryCode.CALLBACK_GIVEN_UP:
        text = words.gettext("%(said)s There are no more attempts.", said=text)
    return text, EventIcon.PHONE, Tone.PLAIN


def _paid(words: Words, row: InteractionHistoryRow) -> str:
    """Begun minutes by the price table of the line."""
    price = words.money(Money(amount=Decimal(str(row.args["cost"])), currency=str(row.args["currency"])))
    minutes = int(row.args["minutes"])
    return words.ngettext(
        "The call is reckoned as %(n)s minute: %(price)s.", "The call is reckoned as %(n)s minutes: %(price)s.",
        minutes, price=price,
    )  # fmt: skip


def _interrupted(words: Words, row: InteractionHistoryRow) -> str:
    """The media of one side of a call was gone for a while (`voice.effects`)."""
    seconds = row.args.get("seconds", "")
    if row.args.get("side") == "agent":
        return words.gettext("The agent's sound was interrupted for %(n)s s; the customer heard music.", n=seconds)
    return words.gettext("The customer's sound was interrupted for %(n)s s.", n=seconds)


def _visited(words: Words, row: InteractionHistoryRow) -> Said:
    left = row.args.get("at")
    if row.code == HistoryCode.VISITOR_CAME:
        return words.gettext("The customer is back on the page."), EventIcon.USER, Tone.PLAIN
    when = words.when(datetime.fromisoformat(left)) if left else words.when(row.at)
    return words.gettext("The customer left the page at %(time)s.", time=when), EventIcon.USER, Tone.SOON


def _changed(words: Words, row: InteractionHistoryRow, who: str, names: Mapping[UUID, str]) -> Said | None:
    """What a supervisor or a rule of the queue did (`routing.control`, `routing.flow`)."""
    why, queue = row.args.get("why", ""), row.args.get("queue", "")
    reason = overflow_reason(words, row.args.get("because", ""))
    match row.code:
        case QueuedBecause.MOVED:
            text = words.gettext("%(who)s moved it to another queue: %(why)s", who=who, why=why)
        case HistoryCode.RAISED:
            n = row.args.get("points", "")
            text = words.gettext("%(who)s moved it ahead by %(n)s minutes: %(why)s", who=who, n=n, why=why)
        case HistoryCode.ASSIGNED:
            about = _about(row)
            to = names.get(about, "") if about else ""
            text = words.gettext("%(who)s assigned it to %(agent)s: %(why)s", who=who, agent=to, why=why)
        case QueuedBecause.TAKEN_BACK:
            text = words.gettext("%(who)s returned it to its queue: %(why)s", who=who, why=why)
        case QueuedBecause.OVERFLOWED:
            text = words.gettext("Moved on to %(queue)s: %(reason)s.", queue=queue, reason=reason)
        case HistoryCode.WIDENED:
            text = words.gettext("Also offered to the agents of %(queue)s: %(reason)s.", queue=queue, reason=reason)
        case _:
            return None
    return text, EventIcon.ROUTE, Tone.PLAIN


def _undone(words: Words, row: InteractionHistoryRow, who: str) -> str:
    """A supervisor took back what they had done (`routing.control.undoing`)."""
    texts = {
        "moved": words.gettext("%(who)s undid the move to another queue.", who=who),
        "raised": words.gettext("%(who)s undid the change of its place.", who=who),
        "assigned": words.gettext("%(who)s undid the assignment.", who=who),
        "taken_back": words.gettext("%(who)s undid taking it back; the agent has it again.", who=who),
    }
    return texts[row.args["act"]]


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
            return words.gettext("Called, customer not reached.")
        case Outcome.AUTOMATIC:
            return words.gettext("No answer is needed.")
        case Outcome.DECLINED:
            return words.gettext("The customer declined the invitation.")
        case Outcome.UNANSWERED:
            return words.gettext("The invitation was not answered.")
        case Outcome.IMPORTED:
            return words.gettext("Old mail that was imported; it can only be read.")
        case Outcome.TAKEN_BACK:
            return words.gettext("Taken back before it was sent.")
        case Outcome.FLOWED_OUT:
            return words.gettext("Moved out of the queue.")
    return words.gettext("Closed by %(who)s.", who=who) if who else words.gettext("It is closed.")
