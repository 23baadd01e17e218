"""Pages of conversations that are read as one, the latest first. Pure.

Each conversation is read in its own order (D9), and they are merged by time. A page says by a place in each of them
where the one before it begins, so that nothing is left out or repeated whatever is written in the meantime.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from contact_center.interactions.errors import NotAThreadPlace
from contact_center.interactions.reading.message_queries import MessageRow

LATEST: Final = 2**31 - 1
"""A position behind all there are."""
_PLACES = re.compile(r"(\d{1,16})((?:-[0-9a-f]{32}\.\d{1,10}){1,8})")


@dataclass(frozen=True, slots=True)
class ThreadPlace:
    """Where a page ended: all that is older comes before it."""

    until: datetime | None = None
    """What happened from then on is shown already."""
    positions: Mapping[UUID, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        ends = "".join(f"-{id.hex}.{position}" for id, position in self.positions.items())
        return f"{round(self.until.timestamp() * 1_000_000) if self.until else 0}{ends}"


@dataclass(frozen=True, slots=True)
class ThreadPage:
    rows: tuple[MessageRow, ...]
    """In the order of time."""
    before: ThreadPlace | None
    """Where what is older begins; None where this is all."""


def place_in(text: str, now: datetime) -> ThreadPlace:
    """Raises `NotAThreadPlace`."""
    found = _PLACES.fullmatch(text)
    if found is None:
        raise NotAThreadPlace(text[:40], field="before")
    try:
        until = datetime.fromtimestamp(int(found[1]) / 1_000_000, now.tzinfo)
    except (ValueError, OverflowError, OSError) as wrong:
        raise NotAThreadPlace(text[:40], field="before") from wrong
    ends = [one.split(".") for one in found[2].split("-")[1:]]
    return ThreadPlace(until, {UUID(id): min(int(position), LATEST) for id, position in ends})


def merged(streams: Mapping[UUID, Sequence[MessageRow]], limit: int) -> ThreadPage:
    """The latest `limit` of several conversations, each given with its latest first, and with one more than `limit`
    where it has as many.

    Of one conversation nothing is taken before what is later in it, even where its clock stood still or went back.
    """
    at = dict.fromkeys(streams, 0)
    taken: list[MessageRow] = []
    while len(taken) < limit:
        heads = [(rows[at[id]].at, id) for id, rows in streams.items() if at[id] < len(rows)]
        if not heads:
            break
        _, id = max(heads)
        taken.append(streams[id][at[id]])
        at[id] += 1
    left = {id: rows[at[id]] for id, rows in streams.items() if at[id] < len(rows)}
    taken.reverse()
    ends = {id: row.position + 1 for id, row in left.items()}
    return ThreadPage(tuple(taken), ThreadPlace(min(row.at for row in taken), ends) if ends else None)
