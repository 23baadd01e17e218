"""Values that differ by channel, as policies write them: `{"voice": 20, "*": 14400}`.

`*` stands for every channel that is not named; among places for work it is what an agent can hold in total.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

REST = "*"

Value = TypeVar("Value")
Otherwise = TypeVar("Otherwise")


def by_channel(values: Mapping[str, Value], channel: str, otherwise: Otherwise) -> Value | Otherwise:
    """What is said of this channel, else of the rest, else `otherwise`."""
    return values.get(channel, values.get(REST, otherwise))


def named_channels(values: Mapping[str, Value]) -> dict[str, Value]:
    """Without what is said of the rest."""
    return {channel: value for channel, value in values.items() if channel != REST}
