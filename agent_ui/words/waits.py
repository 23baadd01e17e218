"""Why a piece of work waited, in words: who serves the queue, and what kept each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from agent_ui.words.languages import ENGLISH, Words
from contact_center.kernel.ids import AgentId
from routing.engine.decisions import Exclusion
from routing.explanation.live import LiveLook
from routing.rehearsal.replay.reasons import Reasons
from routing.rehearsal.replay.waiting import AgentsKeptOff, Moment, Waited

MARGIN = timedelta(minutes=30)
NAMED = 6
"""Agents named before the rest is counted."""


@dataclass(frozen=True, slots=True)
class WaitLine:
    """One moment of a wait."""

    at: datetime
    title: str
    sentences: tuple[str, ...]
    kept: tuple[tuple[str, str], ...] = ()
    """(what kept them, who)"""


def lines(words: Words, reasons: Reasons) -> tuple[WaitLine, ...]:
    return tuple(line for one in reasons.waits for line in _waited(words, reasons, one))


def sentence(words: Words, seen: LiveLook) -> str:
    """Of work that still waits: where it stands and what keeps everybody now, in one line."""
    if seen.look is None:
        return ""
    between = " " if words.language == ENGLISH else ""
    kept = [f"{label}{words.gettext(': ')}{who}" for label, who in now_kept(words, seen)]
    return between.join([*now(words, seen), words.gettext("; ").join(kept)]).strip()


def now(words: Words, seen: LiveLook) -> tuple[str, ...]:
    """What the router would say of it this moment."""
    one = seen.look
    if one is None:
        return (words.gettext("It is not waiting any more."),)
    sentences = [words.gettext("The queue is paused or closed: its work is not offered.")] if one.paused else []
    if one.offered_to is not None:
        sentences.append(words.gettext("It is ringing at %(who)s.", who=seen.agents.get(one.offered_to, "")))
    elif one.held_for is not None:
        sentences.append(
            words.gettext("It is reserved for %(who)s for a while.", who=seen.agents.get(one.held_for, ""))
        )
    if one.could:
        sentences.append(words.gettext("%(who)s could take it.", who=_called(words, seen.agents, one.could)))
    elif one.members:
        sentences.append(
            words.ngettext(
                "The one agent who serves this queue cannot take "
                "it.", "None of the %(n)s agents who serve this queue can take it.",
                one.members,
            )
        )  # fmt: skip
    else:
        sentences.append(words.gettext("No agent serves this queue."))
    if one.ahead:
        sentences.append(words.ngettext("%(n)s is ahead of it.", "%(n)s are ahead of it.", one.ahead))
    if one.ring:
        sentences.append(words.gettext("Search ring %(n)s is active.", n=words.number(one.ring)))
    return tuple(sentences)


def now_kept(words: Words, seen: LiveLook) -> tuple[tuple[str, str], ...]:
    """(what keeps them, who)"""
    if seen.look is None:
        return ()
    return tuple(
        (_reason(words, one.reason, one.skill, one.minimum), _called(words, seen.agents, one.agents))
        for one in seen.look.kept
    )


def replayed_with_them(words: Words, reasons: Reasons) -> str:
    """Address of a replay of that day in which those who were away are available, half an hour before and after."""
    for one in reasons.waits:
        away = [agent for kept in one.came.kept if kept.reason is Exclusion.AWAY for agent in kept.agents]
        if away:
            begins, ends = (at.astimezone(words.zone) for at in (one.entered_at - MARGIN, one.until + MARGIN))
            last = f"{ends:%H:%M}" if ends.date() == begins.date() else "24:00"
            asked = [("day", begins.date().isoformat()), ("span", f"{begins:%H:%M}-{last}")]
            asked += [("present", reasons.logins[agent]) for agent in away if agent in reasons.logins]
            return f"/admin/routing/replay?{urlencode(asked)}"
    return ""


def _waited(words: Words, reasons: Reasons, one: Waited) -> Iterable[WaitLine]:
    queue = reasons.queues.get(one.queue_id, "")
    title = words.gettext("Entered %(queue)s", queue=queue)
    yield WaitLine(one.entered_at, title, _state(words, one.came, reasons), _kept(words, reasons, one.came.kept))
    if one.ended is None:
        return
    same = replace(one.ended, at=one.came.at, ahead=one.came.ahead) == one.came
    sentences = (words.gettext("Nothing had changed until then."),) if same else _state(words, one.ended, reasons)
    kept = () if same else _kept(words, reasons, one.ended.kept)
    yield WaitLine(one.until, _end(words, reasons, one), sentences, kept)


def _end(words: Words, reasons: Reasons, one: Waited) -> str:
    wait = words.span_exact(one.until - one.entered_at)
    if one.abandoned:
        return words.gettext("Abandoned by the customer after %(wait)s", wait=wait)
    if one.answered_by is not None:
        who = reasons.agents.get(one.answered_by, "")
        return words.gettext("Offered to %(who)s after %(wait)s", who=who, wait=wait)
    return words.gettext("After %(wait)s", wait=wait)


def _state(words: Words, moment: Moment, reasons: Reasons) -> tuple[str, ...]:
    sentences = [words.gettext("The queue was paused or closed: its work was not offered.")] if moment.paused else []
    if moment.free:
        sentences.append(
            words.gettext("%(who)s had the skills and a free place.", who=_names(words, reasons, moment.free))
        )
    elif moment.members:
        sentences.append(
            words.ngettext(
                "The one agent who serves this queue could not take it.",
                "None of the %(n)s agents who serve this queue could take it.",
                moment.members,
            )
        )
    else:
        sentences.append(words.gettext("No agent serves this queue."))
    if moment.ahead:
        sentences.append(words.ngettext("%(n)s waited before it.", "%(n)s waited before it.", moment.ahead))
    if moment.ring:
        sentences.append(words.gettext("Search ring %(n)s was active.", n=words.number(moment.ring)))
    return tuple(sentences)


def _kept(words: Words, reasons: Reasons, kept: Iterable[AgentsKeptOff]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (_reason(words, one.reason, one.skill, one.minimum), _names(words, reasons, one.agents)) for one in kept
    )


def _reason(words: Words, reason: Exclusion, skill: str | None, minimum: int | None) -> str:
    if reason is Exclusion.LACKS_SKILL:
        level = words.number(minimum or 0)
        return words.gettext("Lacks %(skill)s at %(minimum)s or better", skill=skill or "", minimum=level)
    return {
        Exclusion.UNREACHABLE: words.gettext("Not connected"),
        Exclusion.REFUSED_LATELY: words.gettext("Declined or missed it a moment ago"),
        Exclusion.SIGNED_OUT: words.gettext("Signed out"),
        Exclusion.AWAY: words.gettext("Away"),
        Exclusion.NOT_RESPONDING: words.gettext("Not responding"),
        Exclusion.DELAYED: words.gettext("Offered this queue's work only after a delay"),
        Exclusion.BUSY: words.gettext("Busy with other work"),
    }[reason]


def _names(words: Words, reasons: Reasons, agents: Iterable[AgentId]) -> str:
    return _called(words, reasons.agents, agents)


def _called(words: Words, called: Mapping[AgentId, str], agents: Iterable[AgentId]) -> str:
    names = sorted(called.get(agent, "") for agent in agents)
    shown = words.gettext(", ").join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    return words.gettext("%(some)s and %(n)s more", some=shown, n=len(names) - NAMED)


def who_waits(words: Words, who: str | None) -> str:
    """A visitor of the web site of whom nothing is known has an id that says nothing."""
    return words.gettext("Visitor on the web site") if who is None else words.phone(who)
