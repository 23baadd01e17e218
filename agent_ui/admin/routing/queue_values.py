"""A queue of the policy as typed values, and typed values as a queue. Pure."""

from __future__ import annotations

from typing import Any

from agent_ui.admin.routing import rings
from agent_ui.admin.routing.form import Values, inside, number, numbers, rows_of, texts, without_empty
from routing.flow.model import OverflowStep
from routing.policy.model import QueuePart

TIERS = ("live", "messaging", "deferred")
FRESH: dict[str, Values] = {
    "rings": rings.FRESH,
    "overflow": {"when": "waited", "limit": "", "then": "queue", "queue": ""},
}
PLAIN = (
    "priority", "first_reply_seconds", "next_reply_seconds", "resolution_seconds", "due_lead_seconds",
    "max_wait_seconds", "max_waiting", "voicemail_seconds",
)  # fmt: skip


# --- the document's queue as typed values


def values_of(part: QueuePart) -> Values:
    found: Values = {"name": part.name, "id": str(part.id) if part.id else ""}
    found |= {name: _text(getattr(part, name)) for name in PLAIN}
    found |= {"selection": part.selection.value, "scoring": part.scoring.value, "calendar": part.calendar or ""}
    found |= {"percent": str(part.service_level.percent)}
    level = part.service_level
    found |= {"short_abandon_seconds": str(level.short_abandon_seconds)}
    found |= _ticked("abandons", level.abandons) | _ticked("flow_outs", level.flow_outs)
    found |= _ticked("waiting_past_target", level.waiting_past_target)
    found |= {f"skill.{skill}": str(level) for skill, level in part.skills.items()}
    found |= {f"answer.{channel}": str(n) for channel, n in part.service_level.seconds.items()}
    found |= {f"goal.{channel}": str(n) for channel, n in part.service_level.goals.items()}
    found |= {f"offer.{channel}": str(n) for channel, n in part.offer_seconds.items()}
    found |= {f"wrap.{channel}": mode.value for channel, mode in part.wrap.mode.items()}
    found |= {f"wrap_seconds.{channel}": str(n) for channel, n in part.wrap.seconds.items()}
    found |= _ticked("auto_accept", part.auto_accept) | _ticked("route_by_language", part.route_by_language)
    found |= _ticked("position", part.announce.position) | _ticked("expected_wait", part.announce.expected_wait)
    found |= rings.all_values(part.rings)
    for n, step in enumerate(part.overflow):
        found |= {f"overflow.{n}.{name}": value for name, value in _step_values(step).items()}
    found["beyond"] = part.beyond.queue or ""
    found |= {f"beyond_text.{tag}": text for tag, text in (part.beyond.message or {}).items()}
    return found | _callback_values(part)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _ticked(name: str, yes: bool) -> Values:
    return {name: "on"} if yes else {}


def _step_values(step: OverflowStep) -> Values:
    found = {"when": step.when.value, "limit": _text(step.limit), "then": step.then.value, "queue": step.queue or ""}
    found |= {f"tier.{tier}": "on" for tier in step.tiers}
    return found | {f"text.{tag}": text for tag, text in (step.message or {}).items()}


def _callback_values(part: QueuePart) -> Values:
    if part.callback is None:
        return {}
    one = part.callback
    retry = ", ".join(map(str, one.retry_seconds))
    return {"callback": "on", "attempts": str(one.attempts), "retry": retry, "promise": str(one.promise_seconds)}


# --- typed values as data of the document


def data_of(values: Values) -> dict[str, Any]:
    """What was typed, for the document to judge."""
    get = values.get
    data = without_empty(
        name=get("name", "").strip(), id=get("id"), calendar=get("calendar"), selection=get("selection"),
        scoring=get("scoring"), callback=_callback(values),
        **{name: number(get(name, "")) for name in PLAIN},
    )  # fmt: skip
    data.setdefault("name", "")
    return {
        **data,
        "skills": numbers(values, "skill."),
        "offer_seconds": numbers(values, "offer."),
        "service_level": {
            **without_empty(
                percent=number(get("percent", "")),
                seconds=numbers(values, "answer."),
                goals=numbers(values, "goal."),
                short_abandon_seconds=number(get("short_abandon_seconds", "")),
            ),
            **{name: name in values for name in ("abandons", "flow_outs", "waiting_past_target")},
        },
        "wrap": {
            "mode": {name: mode for name, mode in inside(values, "wrap.").items() if mode},
            "seconds": numbers(values, "wrap_seconds."),
        },
        "auto_accept": "auto_accept" in values,
        "route_by_language": "route_by_language" in values,
        "announce": {"position": "position" in values, "expected_wait": "expected_wait" in values},
        "rings": rings.all_data(values),
        "overflow": [_step(row) for row in rows_of(values, "overflow")],
        "beyond": without_empty(queue=get("beyond"), message=texts(values, "beyond_text.")),
    }


def _step(row: Values) -> dict[str, Any]:
    return without_empty(
        when=row.get("when"), limit=number(row.get("limit", "")), then=row.get("then"), queue=row.get("queue"),
        message=texts(row, "text."), tiers=[tier for tier in TIERS if f"tier.{tier}" in row],
    )  # fmt: skip


def _callback(values: Values) -> dict[str, object] | None:
    if "callback" not in values:
        return None
    retry = [number(text) for text in values.get("retry", "").split(",") if text.strip()]
    return without_empty(
        attempts=number(values.get("attempts", "")), promise_seconds=number(values.get("promise", "")),
        retry_seconds=retry or None,
    )  # fmt: skip
