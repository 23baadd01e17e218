"""What a service level is made of, in a sentence beside the figure."""

from __future__ import annotations

from collections.abc import Iterable

from agent_ui.words.languages import Words
from contact_center.kernel.contracts.service_level import ServiceLevelRule


def definition(words: Words, switches: ServiceLevelRule) -> str:
    """By the switches of a queue: what it is a share of, and what is left out."""
    _ = words.gettext
    short = words.number(round(switches.short_abandon_seconds))
    counted: list[str] = [_("answered")]
    left_out: list[str] = []
    gave_up = _("abandoned after more than %(n)s s", n=short) if switches.short_abandon_seconds else _("abandoned")
    (counted if switches.abandons else left_out).append(gave_up if switches.abandons else _("abandoned"))
    if switches.abandons and switches.short_abandon_seconds:
        left_out.append(_("abandoned within %(n)s s", n=short))
    (counted if switches.flow_outs else left_out).append(_("moved to another queue before an answer"))
    (counted if switches.waiting_past_target else left_out).append(_("still waiting past the target"))
    text = _("Service level: answered inside the target, of all that count: %(parts)s.", parts=_(", ").join(counted))
    if not left_out:
        return text
    return text + " " + _("Not counted: %(parts)s.", parts=_(", ").join(left_out))


def of_all(words: Words, queues: Iterable[ServiceLevelRule]) -> str:
    """Of several queues: theirs if it is the same for all."""
    found = set(queues) or {ServiceLevelRule()}
    if len(found) == 1:
        return definition(words, found.pop())
    return words.gettext(
        "Service level: answered inside the target, of all that count. "
        "What counts differs by queue; each says it on its page."
    )
