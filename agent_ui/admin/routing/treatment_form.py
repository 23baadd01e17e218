"""How a rule treats customers while they wait, in a form. Pure."""

from __future__ import annotations

from typing import Any

from agent_ui.admin.routing.fields import Fields
from agent_ui.admin.routing.form import Section, Values, number, texts, without_empty
from routing.flow.model import Treatment

YES, NO = "yes", "no"
AT = "then.treatment"


def values_of(treatment: Treatment | None) -> Values:
    if treatment is None:
        return {}
    found: Values = {"callback": treatment.callback or ""}
    if treatment.announce is not None:
        found["announce"] = YES if treatment.announce else NO
    if treatment.max_wait_seconds is not None:
        found["max_wait"] = str(treatment.max_wait_seconds)
    found |= {f"announcement.{tag}": text for tag, text in (treatment.announcement or {}).items()}
    return found | {f"message.{tag}": text for tag, text in (treatment.message or {}).items()}


def data_of(values: Values) -> dict[str, Any] | None:
    """None: as the queue has it."""
    announce = {YES: True, NO: False}.get(values.get("announce", ""), values.get("announce"))
    return (
        without_empty(
            announce=announce, callback=values.get("callback"), max_wait_seconds=number(values.get("max_wait", "")),
            announcement=texts(values, "announcement."), message=texts(values, "message."),
        )
        or None
    )  # fmt: skip


def section(fields: Fields) -> Section:
    _ = fields.words.gettext
    told = {YES: _("are told"), NO: _("are not told")}
    offered = {"offered": _("is offered"), "not_offered": _("is not offered")}
    return Section(
        _("While the customer waits"),
        _("Empty fields keep the queue's settings."),
        fields=(
            fields.select("announce", _("Place and wait"), told, place=f"{AT}.announce", nothing=_("unchanged")),
            fields.select("callback", _("Calling back"), offered, place=f"{AT}.callback", nothing=_("unchanged")),
            fields.number(
                "max_wait", _("Longest wait"), _("s of opening hours"), 1, 30 * 86_400, place=f"{AT}.max_wait_seconds"
            ),
            *fields.texts("message", _("Written at once, %(language)s"), fields.values, f"{AT}.message"),
            *fields.texts("announcement", _("Shown while waiting, %(language)s"), fields.values, f"{AT}.announcement"),
        ),
    )
