"""What needs a person, each in a sentence with the one thing to do about it."""

from __future__ import annotations

from agent_ui.supervisor import causes
from agent_ui.supervisor.views import NeedLine
from agent_ui.views import Tone
from agent_ui.words import labels
from agent_ui.words.languages import Words
from contact_center.measures.figures import Need, NeedKind


def need(words: Words, one: Need, *, admin: bool) -> NeedLine:
    """`admin`: the reader may open the pages of administrators."""
    key = f"{one.kind.value}-{one.subject_id or ''}-{one.channel or ''}"
    if one.kind in _OF_QUEUES:
        title, text = _OF_QUEUES[one.kind](words, one)
        href = f"/supervisor/queues/{one.subject_id}" + (f"?channel={one.channel}" if one.channel else "")
        why = causes.sentence(words, one.cause) if one.cause else ""
        return NeedLine(
            key, title, text, href, words.gettext("Show"), of_queues=True, cause=why, remedy=causes.remedy(words, one)
        )  # fmt: skip
    if one.kind in _OF_AGENTS:
        title, text = _OF_AGENTS[one.kind](words, one)
        return NeedLine(key, title, text, f"/supervisor/agents/{one.subject_id}", words.gettext("Show"))
    title, href = _TROUBLE[one.kind](words, one)
    text = words.gettext("the oldest since %(time)s", time=_since(words, one))
    if href.startswith("/admin") and not admin:
        href, text = "", words.gettext("; ").join([text, words.gettext("an administrator can review them")])
    return NeedLine(key, title, text, href, words.gettext("Show"), Tone.SOON)


def _closed(words: Words, one: Need) -> tuple[str, str]:
    return words.gettext("%(queue)s is closed", queue=one.name), _stopped(words, one)


def _paused(words: Words, one: Need) -> tuple[str, str]:
    return words.gettext("%(queue)s is paused", queue=one.name), _stopped(words, one)


def _stopped(words: Words, one: Need) -> str:
    parts = [words.gettext("since %(time)s", time=_since(words, one)), *([one.why] if one.why else [])]
    if one.count:
        parts.append(_wait(words, one))
    return words.gettext("; ").join(parts)


def _without_agents(words: Words, one: Need) -> tuple[str, str]:
    return words.gettext("Nobody is signed in for %(queue)s", queue=one.name), _wait(words, one)


def _long(words: Words, one: Need) -> tuple[str, str]:
    what = labels.pieces(words, one.channel or "")
    title = words.gettext("%(queue)s has %(what)s waiting too long", queue=one.name, what=what)
    text = words.ngettext(
        "%(n)s is past its target, since %(time)s", "%(n)s are past their target, the longest since %(time)s",
        one.count or 0, time=_since(words, one),
    )  # fmt: skip
    return title, text


def _below(words: Words, one: Need) -> tuple[str, str]:
    what, share = labels.pieces(words, one.channel or ""), words.percent(one.share)
    title = words.gettext(
        "%(queue)s answers %(share)s %% of its %(what)s in time", queue=one.name, share=share, what=what
    )
    goal = words.gettext("goal %(goal)s %%", goal=words.percent(one.goal))
    return title, words.gettext("; ").join([goal, *([_wait(words, one)] if one.count else [])])


def _wait(words: Words, one: Need) -> str:
    return words.ngettext("%(n)s waits", "%(n)s wait", one.count or 0)


def _missed(words: Words, one: Need) -> tuple[str, str]:
    n = words.number(one.count or 0)
    title = words.gettext("%(who)s missed %(n)s offers in a row", who=one.name, n=n)
    return title, words.gettext("not responding since %(time)s", time=_since(words, one))


def _silent(words: Words, one: Need) -> tuple[str, str]:
    title = words.gettext("%(who)s does not respond", who=one.name)
    return title, words.gettext("since %(time)s", time=_since(words, one))


def _quarantined(words: Words, one: Need) -> tuple[str, str]:
    n = one.count or 0
    title = words.ngettext("%(n)s incoming message could not be read", "%(n)s incoming messages could not be read", n)
    return title, "/admin#quarantine"


def _failed(words: Words, one: Need) -> tuple[str, str]:
    title = words.ngettext(
        "%(n)s answer did not reach its customer", "%(n)s answers did not reach their customers", one.count or 0
    )
    return title, "/supervisor/failed"


def _since(words: Words, one: Need) -> str:
    return words.when(one.since) if one.since else ""


_OF_QUEUES = {
    NeedKind.QUEUE_CLOSED: _closed,
    NeedKind.QUEUE_PAUSED: _paused,
    NeedKind.QUEUE_WITHOUT_AGENTS: _without_agents,
    NeedKind.LONG_WAIT: _long,
    NeedKind.QUEUE_BELOW_GOAL: _below,
}
_OF_AGENTS = {NeedKind.AGENT_MISSED_OFFERS: _missed, NeedKind.AGENT_NOT_RESPONDING: _silent}
_TROUBLE = {NeedKind.QUARANTINED: _quarantined, NeedKind.FAILED_DELIVERIES: _failed}
