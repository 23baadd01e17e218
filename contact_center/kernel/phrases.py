"""What is told to people, as it travels between rooms: a code and what the sentence will name.

Sentences are made where they leave the product, from the tables in `agent_ui.words`
(docs/decisions/0036-codes-travel.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Phrase:
    code: str
    args: Mapping[str, Any] = field(default_factory=dict)
    """Texts, numbers, and phrases within the phrase."""

    def __str__(self) -> str:
        """For logs: no language."""
        named = ", ".join(f"{name}={value}" for name, value in self.args.items())
        return f"{self.code}: {named}" if named else self.code


def stored(phrase: Phrase) -> dict[str, Any]:
    """As JSON, to be read by `read`."""
    return {"code": phrase.code, "args": {name: _plain(value) for name, value in phrase.args.items()}}


def read(data: Mapping[str, Any]) -> Phrase:
    return Phrase(data["code"], {name: _whole(value) for name, value in data.get("args", {}).items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Phrase):
        return stored(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _whole(value: Any) -> Any:
    if isinstance(value, Mapping) and "code" in value:
        return read(value)
    if isinstance(value, list):
        return tuple(_whole(one) for one in value)
    return value
