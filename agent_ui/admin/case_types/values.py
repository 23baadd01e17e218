"""A type of case as a form has it, and back: flat values as typed, `reasons.2.en` for the third reason's English name.

A code that is left out is made of the English name. A name that is as the product writes it anyway is not kept, so
that it follows the product's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from typing import Any, Final

from agent_ui.admin.routing.form import Values, inside, rows_of, with_rows
from agent_ui.words.languages import CHINESE, ENGLISH
from crm_core.cases.model import CaseChoice, CaseType, Priority

NAMED: Final = ("fields", "sub_states", "reasons", "causes", "remedies")
FRESH: Final[dict[str, Values]] = {
    "fields": {"code": "", "en": "", "zh": "", "kind": "text", "choices": ""},
    "sub_states": {"code": "", "en": "", "zh": "", "of": "waiting"},
    "reasons": {"code": "", "en": "", "zh": ""},
    "causes": {"code": "", "en": "", "zh": ""},
    "remedies": {"code": "", "en": "", "zh": ""},
    "goals": {"clock": "solve", "hours": "", "priority": "", "contract": ""},
}
_SAYS_NOTHING: Final = {"kind", "of", "clock", "required", "priority"}
Usual = Callable[[str, str], str]
"""How the product itself names a code in a language; empty for a code that is not its own."""


def values_of(type: CaseType, usual: Usual) -> Values:
    found = _names("", type.code, type.names, usual)
    found = {"name_en": found["en"], "name_zh": found["zh"], "first_priority": type.first_priority.value}
    found |= {f"priority.{one.value}": "on" for one in type.priorities}
    found |= {f"approver.{one}": "on" for one in type.approvers}
    found |= {name: "on" for name in ("confidential", "needs_cause", "needs_remedy") if getattr(type, name)}
    found |= {
        "hours_of_queue": type.hours_of_queue or "", "reopen_days": str(type.reopen_days),
        "statutory_days": str(type.statutory_days or ""),
        "approval_over": "" if type.approval_over is None else f"{type.approval_over.normalize():f}",
    }  # fmt: skip
    for group in NAMED:
        for n, one in enumerate(getattr(type, group)):
            names = _names(group, one.code, one.names, usual)
            found |= {f"{group}.{n}.code": one.code} | {f"{group}.{n}.{tag}": text for tag, text in names.items()}
    for n, field in enumerate(type.fields):
        found |= {f"fields.{n}.kind": field.kind.value, f"fields.{n}.choices": _choices_text(field.choices, usual)}
        found |= {f"fields.{n}.required": "on"} if field.required else {}
    for n, sub in enumerate(type.sub_states):
        found[f"sub_states.{n}.of"] = sub.of.value
    for n, goal in enumerate(type.goals):
        found |= {
            f"goals.{n}.clock": goal.clock.value, f"goals.{n}.hours": f"{goal.hours.normalize():f}",
            f"goals.{n}.priority": goal.priority.value if goal.priority else "",
            f"goals.{n}.contract": goal.contract or "",
        }  # fmt: skip
    return found


def tidy(values: Values) -> Values:
    """Without rows in which nothing was written."""
    for group in FRESH:
        rows = rows_of(values, group)
        kept = [row for row in rows if any(text.strip() for name, text in row.items() if name not in _SAYS_NOTHING)]
        values = with_rows(values, group, kept)
    return values


def data_of(values: Values, code: str, before: CaseType | None, usual: Usual) -> dict[str, Any]:
    """The document, to be validated; what a form cannot say (other languages, in use or not) is as before."""

    def text(name: str) -> str:
        return values.get(name, "").strip()

    def names(row: Mapping[str, str], code: str, had: Mapping[str, str]) -> dict[str, str]:
        typed = {ENGLISH: row.get("en", "").strip(), CHINESE: row.get("zh", "").strip()}
        if all(typed[tag] == usual(code, tag) for tag in typed):
            typed = {}
        kept = {tag: name for tag, name in had.items() if tag not in (ENGLISH, CHINESE)}
        return kept | {tag: name for tag, name in typed.items() if name}

    def entries(group: str) -> list[dict[str, Any]]:
        had = {one.code: one for one in getattr(before, group)} if before is not None else {}
        rows = rows_of(values, group)
        taken = {row.get("code", "").strip() for row in rows}
        found = []
        for row in rows:
            one = row.get("code", "").strip() or _made(row.get("en", ""), group.rstrip("s"), taken)
            taken.add(one)
            found.append({"code": one, "names": names(row, one, had[one].names if one in had else {})})
        return found

    fields = entries("fields")
    for entry, row in zip(fields, rows_of(values, "fields"), strict=True):
        had = {one.code: one.choices for one in before.fields}.get(entry["code"], ()) if before is not None else ()
        entry |= {"kind": row.get("kind", ""), "required": "required" in row}
        entry["choices"] = _choices(row.get("choices", ""), had, usual)
    sub_states = entries("sub_states")
    for entry, row in zip(sub_states, rows_of(values, "sub_states"), strict=True):
        entry["of"] = row.get("of", "")
    return {
        "code": code,
        "names": names(
            {"en": text("name_en"), "zh": text("name_zh")}, code, before.names if before is not None else {}
        ),
        "active": before.active if before is not None else True,
        "confidential": "confidential" in values,
        "fields": fields,
        "sub_states": sub_states,
        "reasons": entries("reasons"),
        "causes": entries("causes"),
        "remedies": entries("remedies"),
        "goals": [
            {"clock": row.get("clock"), "hours": row.get("hours", "").strip()}
            | ({"priority": row["priority"]} if row.get("priority") else {})
            | ({"contract": row["contract"].strip()} if row.get("contract", "").strip() else {})
            for row in rows_of(values, "goals")
        ],
        "statutory_days": text("statutory_days") or None,
        "hours_of_queue": text("hours_of_queue") or None,
        "reopen_days": text("reopen_days"),
        "needs_cause": "needs_cause" in values,
        "needs_remedy": "needs_remedy" in values,
        "approval_over": text("approval_over") or None,
        "approvers": sorted(inside(values, "approver.")),
        "priorities": [one.value for one in Priority if f"priority.{one.value}" in values],
        "first_priority": text("first_priority"),
    }


def new_code(values: Values, taken: Iterable[str]) -> str:
    """Of a new type: as typed, or made of its English name."""
    return values.get("code", "").strip() or _made(values.get("name_en", ""), "type", set(taken))


def _made(name: str, otherwise: str, taken: set[str]) -> str:
    made = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:36]
    base = made if made and made[0].isalpha() else f"{otherwise}_{made}".rstrip("_")
    return base if base not in taken else next(one for n in count(2) if (one := f"{base}_{n}") not in taken)


def _names(group: str, code: str, names: Mapping[str, str], usual: Usual) -> dict[str, str]:
    if names:
        return {"en": names.get(ENGLISH, ""), "zh": names.get(CHINESE, "")}
    return {"en": usual(code, ENGLISH), "zh": usual(code, CHINESE)}


def _choices_text(choices: Sequence[CaseChoice], usual: Usual) -> str:
    return ", ".join(_choice_text(one, usual) for one in choices)


def _choice_text(one: CaseChoice, usual: Usual) -> str:
    """`Red / 紅色`; the code alone where it has no name."""
    names = _names("", one.code, one.names, usual)
    return " / ".join(dict.fromkeys(name for name in (names["en"], names["zh"]) if name)) or one.code


def _choices(text: str, had: Sequence[CaseChoice], usual: Usual) -> list[dict[str, Any]]:
    """`Red / 紅色, Blue`; one that is written as before keeps its code."""
    known = {_choice_text(one, usual): one for one in had}
    taken = {one.code for one in had}
    found: list[dict[str, Any]] = []
    for typed in (part.strip() for part in re.split(r"[,，、\n]", text)):
        if not typed:
            continue
        if typed in known:
            found.append(known[typed].model_dump(mode="json"))
            continue
        english, _, chinese = (part.strip() for part in typed.partition("/"))
        code = _made(english, "choice", taken)
        taken.add(code)
        names = {ENGLISH: english} | ({CHINESE: chinese} if chinese else {})
        found.append({"code": code, "names": names if english else {CHINESE: chinese}})
    return found


def place_in_form(place: Sequence[object]) -> str:
    """The name of the field of the form for a place in the document."""
    steps = [str(one) for one in place]
    match steps:
        case ["names", tag, *_]:
            return "name_zh" if tag == CHINESE else "name_en"
        case [group, n, "names", tag, *_]:
            return f"{group}.{n}.{'zh' if tag == CHINESE else 'en'}"
        case [group, n, "names"]:
            return f"{group}.{n}.en"
        case ["fields", n, "choices", *_]:
            return f"fields.{n}.choices"
        case ["priorities", *_]:
            return "first_priority"
        case ["approvers", *_]:
            return "approvers"
        case [group, n]:
            return f"{group}.{n}.code"
        case _:
            return ".".join(steps)
