"""The small forms: a skill, and how channels share an agent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from agent_ui.admin.routing import labels
from agent_ui.admin.routing.fields import Fields
from agent_ui.admin.routing.form import FormRow, Rows, Section, Values, inside, number, numbers, rows_of, without_empty
from agent_ui.words.labels import channel_codes
from agent_ui.words.labels import tiers as named_tiers
from agent_ui.words.languages import Words
from contact_center.kernel.contracts.channels import Tier
from routing.policy.fairness import Bounds, bounds
from routing.policy.model import PolicyDocument

TIERS = ("live", "messaging", "deferred")
FRESH_INTERRUPT: dict[str, Values] = {"interrupts": {"by": "", "over": ""}}
"""The first of either list: the most urgent channel, and one whose work can wait."""


def skill_values(document: PolicyDocument, name: str) -> Values:
    return {"name": name} | {f"implies.{other}": "on" for other in document.implies.get(name, ())}


@dataclass(frozen=True, slots=True)
class SkillForm:
    document: PolicyDocument
    fields: Fields

    def sections(self) -> tuple[Section, ...]:
        _ = self.fields.words.gettext
        own = self.fields.values.get("name")
        others = dict.fromkeys([*self.document.skills, *inside(self.fields.values, "implies.")])
        boxes = tuple(self.fields.check(f"implies.{name}", name) for name in others if name != own)
        name = self.fields.text("name", _("Name"), required=True, hint=_("lang:zh is the customer's language, Chinese"))
        basics = Section(_("The skill"), fields=(name,))
        if not boxes:
            return (basics,)
        return (basics, Section(_("An agent with this skill also has"), fields=boxes))


def sharing_values(document: PolicyDocument) -> Values:
    found = {f"shares.{tier}": str(getattr(document.shares, tier)) for tier in TIERS}
    for n, one in enumerate(document.interrupts):
        found |= {f"interrupts.{n}.by": one.by, f"interrupts.{n}.over": one.over}
    found |= {f"reserved.{channel}": str(places) for channel, places in document.reserved.items()}
    return found | {"facts_deadline_seconds": str(document.facts_deadline_seconds)}


def sharing_data(values: Values) -> dict[str, Any]:
    return {
        "shares": without_empty(**{tier: number(values.get(f"shares.{tier}", "")) for tier in TIERS}),
        "reserved": numbers(values, "reserved."),
        **without_empty(facts_deadline_seconds=number(values.get("facts_deadline_seconds", ""))),
        "interrupts": [without_empty(by=row.get("by"), over=row.get("over")) for row in rows_of(values, "interrupts")],
    }


@dataclass(frozen=True, slots=True)
class SharingForm:
    document: PolicyDocument
    fields: Fields

    def sections(self) -> tuple[Section, ...]:
        _ = self.fields.words.gettext
        shares = tuple(
            self.fields.number(f"shares.{tier}", title, "%", 0, 100)
            for tier, title in named_tiers(self.fields.words).items()
        )
        rows = tuple(self._interrupt(n) for n, _row in enumerate(rows_of(self.fields.values, "interrupts")))
        named = [
            name
            for name in labels.channels(self.fields.words, inside(self.fields.values, "reserved."))
            if name != labels.EVERY
        ]
        reserved = tuple(
            self.fields.number(
                f"reserved.{name}", labels.channel(self.fields.words, name), "", 1, 100, place=f"reserved[{name}]"
            )
            for name in named
        )
        facts = self.fields.number("facts_deadline_seconds", _("Waits at most"), _("s"), 0, 3600)
        empty = _("None: an agent whose places are all taken is offered nothing.")
        sections = (
            Section(
                _("Minimum shares"),
                _("When all of these are waiting, each gets at least this share of the places that become free."),
                fields=shares,
            ),
            Section(
                _("Fairness limits"),
                _("The worst case for any mix of incoming work, with the settings, priorities and rules last saved."),
                sentences=fairness_sentences(self.fields.words, bounds(self.document)),
            ),
            Section(
                _("Reserved places"), _("Of each agent's places, this many are kept for this channel."), fields=reserved
            ),
            Section(
                _("Facts of the ERP"),
                _("Data that arrives later is still used by rules while the work is waiting."),
                fields=(facts,),
            ),
        )
        preemption = Section(
            _("Pre-emption"),
            _(
                "Rings even if the other kind has taken all of the agent's places; that work is parked "
                "with its draft meanwhile. Calls and chats are never parked."
            ),
            rows=(Rows("interrupts", _("Pre-emption"), _("Add"), empty, rows),),
        )
        return (*sections, preemption)

    def _interrupt(self, n: int) -> FormRow:
        _ = self.fields.words.gettext
        words = self.fields.words
        choices = {name: labels.channel(words, name) for name in channel_codes(words)}
        patient = [name for name in choices if words.channels[name].tier is Tier.DEFERRED]
        can_wait = {name: choices[name] for name in dict.fromkeys([*patient, *choices])}
        at = f"interrupts[{n}]"
        fields = (
            self.fields.select(f"interrupts.{n}.by", _("Work on"), choices, place=f"{at}.by"),
            self.fields.select(f"interrupts.{n}.over", _("interrupts work on"), can_wait, place=f"{at}.over"),
        )
        return FormRow(f"interrupts.{n}", _("Pair %(n)s", n=n + 1), fields, troubles=self.fields.faults.at(at))


def fairness_sentences(words: Words, found: Bounds) -> tuple[str, ...]:
    """The bounds of fairness in sentences, from the most urgent tier on."""
    _, tiers = words.gettext, named_tiers(words)
    sentences = []
    for tier in found.tiers:
        name = tiers[tier.tier.value]
        if tier.offers is None:
            sentences.append(_("%(what)s have no minimum share: they get the places that the others leave.", what=name))
        else:
            sentences.append(
                _(
                    "%(what)s get at least one of every %(n)s places while others are waiting, too.",
                    what=name, n=words.number(tier.offers),
                )
            )  # fmt: skip
    if found.overtaken_s:
        span = words.span(timedelta(seconds=found.overtaken_s))
        sentences.append(
            _("Among these, priority overtakes only work that came less than %(span)s earlier.", span=span)
        )
    else:
        sentences.append(_("Among these, first come, first served: all have the same priority."))
    if found.first:
        sentences.append(_("Always before all others of their kind, by priority alone: %(queues)s.", queues=_(", ").join(found.first)))  # noqa: E501  # fmt: skip
    if found.behind:
        sentences.append(_("Only when the others have no work: %(queues)s, because all its agents serve another queue first.", queues=_(", ").join(found.behind)))  # noqa: E501  # fmt: skip
    return tuple(one[:1].upper() + one[1:] for one in sentences)
