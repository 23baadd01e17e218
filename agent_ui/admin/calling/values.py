"""The rules for calls out as fields of a form, and the fields as rules. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from agent_ui.admin.calling.views import LineView, MachineMessageView, SpanView
from agent_ui.words.languages import Words
from channels.voice.calling.domain import DiallingRules
from channels.voice.calling.setting import LineRules
from contact_center.kernel.errors import Invalid

LANGUAGES = ("en", "zh-Hant")
PURPOSES = ("contact", "survey", "marketing")
Fields = Mapping[str, str]


class NoSuchQueueName(Invalid):
    """There is no queue of this name; write it as the list has it."""


def view(words: Words, line: LineRules, queues: Mapping[UUID, str], *, can_dial: bool) -> LineView:
    rules = line.rules
    prices = "\n".join(f"{prefix} {price:f}" for prefix, price in rules.prices.items())
    hours = tuple(
        SpanView(one, purpose_name(words, one), f"{rules.hours[one].start:%H:%M}", f"{rules.hours[one].end:%H:%M}")
        for one in PURPOSES
    )
    return LineView(
        line.account, line.name, line.state, can_dial, _numbers(rules, queues), ", ".join(rules.prefixes),
        rules.premium, str(rules.ring_seconds), prices, rules.currency or "", _money(rules.most_a_day),
        _money(rules.most_a_day_each), hours, _messages(words, lambda language: rules.message.get(language, "")),
    )  # fmt: skip


def typed(words: Words, line: LineView, fields: Fields, problem: str) -> LineView:
    """What was sent and cannot be used, with the reason, so that nothing has to be written again."""
    get = fields.get
    return LineView(
        line.account, line.name, get("saw", ""), line.can_dial, get("numbers", ""), get("prefixes", ""),
        "premium" in fields, get("ring_seconds", ""), get("prices", ""), get("currency", ""), get("most_a_day", ""),
        get("most_a_day_each", ""),
        tuple(
            SpanView(one, purpose_name(words, one), get(f"{one}_start", ""), get(f"{one}_end", "")) for one in PURPOSES
        ),
        _messages(words, lambda language: get(f"message_{language}", "")),
        problem,
    )  # fmt: skip


def _messages(words: Words, text: Callable[[str], str]) -> tuple[MachineMessageView, ...]:
    names = {"en": words.gettext("English"), "zh-Hant": words.gettext("Chinese")}
    return tuple(MachineMessageView(one, names[one], text(one)) for one in LANGUAGES)


def purpose_name(words: Words, purpose: str) -> str:
    return {
        "contact": words.gettext("What they have with us"),
        "survey": words.gettext("Survey"),
        "marketing": words.gettext("Marketing"),
    }[purpose]


def read(fields: Fields, queues: Mapping[UUID, str]) -> dict[str, Any]:
    """The setting that these fields say. Raises `NoSuchQueueName`; all else is checked where it is kept."""
    said: dict[str, Any] = {
        "numbers": [_number(line, queues) for line in _lines(fields.get("numbers", ""))],
        "prefixes": [one for one in re.split(r"[\s,]+", fields.get("prefixes", "")) if one],
        "premium": "premium" in fields,
        "ring_seconds": _whole(fields.get("ring_seconds", "")),
        "prices": dict(_price(line) for line in _lines(fields.get("prices", ""))),
        "hours": {one: [fields.get(f"{one}_start", ""), fields.get(f"{one}_end", "")] for one in PURPOSES},
    }
    said["message"] = {one: text for one in LANGUAGES if (text := fields.get(f"message_{one}", "").strip())}
    for name in ("currency", "most_a_day", "most_a_day_each"):
        value = fields.get(name, "").strip()
        if value:
            said[name] = value.upper() if name == "currency" else value
    return said


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _number(line: str, queues: Mapping[UUID, str]) -> dict[str, Any]:
    number, _, names = line.partition(":")
    by_name = {name: id for id, name in queues.items()}
    wanted = [name for one in names.split(",") if (name := one.strip())]
    unknown = next((one for one in wanted if one not in by_name), None)
    if unknown is not None:
        raise NoSuchQueueName(unknown, field="numbers")
    return {"number": number.strip()} | ({"queues": [str(by_name[one]) for one in wanted]} if wanted else {})


def _price(line: str) -> tuple[str, str]:
    prefix, _, price = line.partition(" ")
    return prefix, price.strip()


def _whole(text: str) -> int | str:
    return int(text) if text.strip().isdecimal() else text


def _numbers(rules: DiallingRules, queues: Mapping[UUID, str]) -> str:
    rows = []
    for one in rules.numbers:
        names = ", ".join(sorted(queues[id] for id in one.queues if id in queues))
        rows.append(f"{one.number}: {names}" if names else one.number)
    return "\n".join(rows)


def _money(amount: Any) -> str:
    return "" if amount is None else f"{amount:f}"
