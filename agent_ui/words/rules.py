"""What routing rules can read, and what they did to work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from agent_ui.words.filling import filled
from agent_ui.words.languages import Words
from routing.rules.applied import RuleApplied
from routing.rules.attributes import LONGEST_TEXT

N_ = str
"""Marks a text for the catalogue."""

MEANINGS: Mapping[str, str] = {
    "interaction.channel": N_("name of the channel, e.g. email"),
    "interaction.tier": N_("live, messaging or deferred"),
    "interaction.queue": N_("name of the queue it enters if no rule says otherwise"),
    "interaction.language": N_("as the customer wrote, e.g. zh-Hant; empty if not known"),
    "interaction.subject": N_("subject of the first message; empty without one"),
    "interaction.text": N_("text of the first message, its first %(n)s characters"),
    "time.hour": N_("0 to 23, in the time zone of the organisation"),
    "time.weekday": N_("1 (Monday) to 7 (Sunday)"),
    "time.open": N_("the queue is open now"),
    "customer.known": N_(
        "the address is one customer's; a newcomer becomes one (see first_contact), an anonymous visitor not"
    ),
    "customer.verified": N_("and the identity is verified"),
    "customer.kind": N_("person or organisation; empty if not known"),
    "customer.name": N_("name in the CRM; empty if not known"),
    "customer.organisation": N_("name of the customer's organisation; empty without one"),
    "customer.language": N_("language in the CRM; empty if not known"),
    "customer.first_contact": N_("never wrote or called before"),
    "customer.open_matters": N_("interactions that are not closed"),
    "customer.contacts_30d": N_("interactions of the last 30 days"),
    "customer.last_agent": N_("login of the agent who spoke with them last; empty if nobody"),
    "erp.known": N_("the ERP has said something about the customer"),
    "erp.open_orders": N_("orders confirmed and not delivered"),
    "erp.late_deliveries": N_("orders with goods still to ship after the promised day"),
    "erp.late_days": N_("days the latest of them is late"),
    "erp.overdue_invoices": N_("unpaid invoices after their due day"),
    "erp.overdue_days": N_("days the oldest of them is overdue"),
}


def meaning(words: Words, attribute: str) -> str:
    """What a condition reads under this name."""
    return filled(words, MEANINGS[attribute], {"n": LONGEST_TEXT})


def tried(words: Words, matched: int, total: int, unknown: int) -> str:
    """What a rule would have done on a day."""
    number = words.number
    line = words.gettext("this rule would have matched %(n)s of %(all)s", n=number(matched), all=number(total))
    if not unknown:
        return line
    rest = words.gettext("for %(n)s it cannot be told", n=number(unknown))
    return words.gettext("; ").join((line, rest))


def did(words: Words, rule: RuleApplied) -> str:
    """What a rule that held made of the work; empty if nothing."""
    if not rule.did:
        return ""
    deeds = words.gettext(", ").join(_deeds(words, rule.did))
    if rule.late:
        return words.gettext("Rule %(rule)s, once its data had arrived: %(did)s.", rule=rule.rule, did=deeds)
    return words.gettext("Rule %(rule)s: %(did)s.", rule=rule.rule, did=deeds)


def unjudged(words: Words, rule: RuleApplied) -> str:
    """Of a rule that rests on a fact which nobody knew when the work came; else empty."""
    if not rule.unknown or rule.did:
        return ""
    return words.gettext("Rule %(rule)s: the data it needs was not known in time.", rule=rule.rule)


def line(words: Words, rule: RuleApplied) -> str:
    """For programs: what it did, or the names of what was not known."""
    if rule.did or not rule.unknown:
        return did(words, rule) or words.gettext("Rule %(rule)s: nothing.", rule=rule.rule)
    return words.gettext(
        "Rule %(rule)s: the data it needs was not known in time (%(names)s).",
        rule=rule.rule, names=", ".join(rule.unknown),
    )  # fmt: skip


def _deeds(words: Words, did: Mapping[str, Any]) -> list[str]:
    sentences = []
    if "queue" in did:
        sentences.append(words.gettext("queue %(queue)s", queue=did["queue"]))
    if "priority" in did:
        sentences.append(words.gettext("priority %(points)s", points=f"{did['priority']:+}"))
    for skill, minimum in did.get("skills", {}).items():
        sentences.append(
            words.gettext("%(skill)s at %(minimum)s or better", skill=skill, minimum=words.number(minimum))
        )
    if "preferred" in did:
        sentences.append(words.gettext("reserved for one agent first"))
    if "at_head" in did:
        sentences.append(words.gettext("to the head of the queue"))
    if "reply_seconds" in did:
        within = words.span(timedelta(seconds=int(did["reply_seconds"])))
        sentences.append(words.gettext("a reply within %(span)s", span=within))
    sentences += [_ring(words, ring) for ring in did.get("rings", ())]
    return sentences + _treated(words, did.get("treatment", {}))


def _ring(words: Words, ring: Mapping[str, Any]) -> str:
    steps = [
        words.gettext("%(skill)s at %(minimum)s or better", skill=skill, minimum=words.number(minimum))
        for skill, minimum in ring.get("lower", {}).items()
    ]
    steps += [words.gettext("without %(skill)s", skill=skill) for skill in ring.get("drop", ())]
    steps += [words.gettext("also the agents of %(queue)s", queue=queue) for queue in ring.get("queues", ())]
    span = words.span(timedelta(seconds=int(ring["after"])))
    return words.gettext("after %(span)s %(steps)s", span=span, steps=words.gettext(" and ").join(steps) or "–")


def _treated(words: Words, treatment: Mapping[str, Any]) -> list[str]:
    announced = {
        True: words.gettext("place and expected wait are announced"),
        False: words.gettext("place and expected wait are not announced"),
    }
    offered = {
        "offered": words.gettext("a callback is offered"),
        "not_offered": words.gettext("no callback is offered"),
    }
    sentences = [announced[treatment["announce"]]] if "announce" in treatment else []
    sentences += [words.gettext("a special announcement")] if "announcement" in treatment else []
    sentences += [words.gettext("a text at once")] if "message" in treatment else []
    sentences += [offered[treatment["callback"]]] if "callback" in treatment else []
    if "max_wait_seconds" in treatment:
        longest = words.span(timedelta(seconds=int(treatment["max_wait_seconds"])))
        sentences.append(words.gettext("waits %(span)s at most", span=longest))
    return sentences
