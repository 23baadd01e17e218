"""What changes in Odoo, by `write_date`: stamped when a record is made, too.

Odoo keeps microseconds and tells seconds. Asked for what is later than the second it told it gives the same rows again;
asked by id within the second it could leave one out, as they come in the order of what it does not tell. So the rows
that were read of the last second are named and left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contact_center.kernel.errors import GiveUp
from contact_center.kernel.phrases import Phrase
from erp_link.connectors.keyset import StampedPlace, StampedRow
from erp_link.connectors.odoo.client import NAME, OdooClient, Record

_ORDER = ",".join(("write_date", "id"))


def newest_first(name: str) -> str:
    """In the order of a field, then of ids, from the end."""
    return ",".join(f"{one} desc" for one in (name, "id"))


@dataclass(frozen=True, slots=True)
class OdooStream:
    """See `keyset.StampedStream`."""

    client: OdooClient
    model: str
    domain: tuple[Any, ...] = ()
    parent: str | None = None
    """Field of a line that names its document."""

    @property
    def name(self) -> str:
        return f"{self.model}.{self.parent}" if self.parent else self.model

    async def rows(self, after: StampedPlace | None, limit: int) -> list[StampedRow]:
        domain = list(self.domain)
        if after is not None:
            domain.append(["write_date", ">=", after.stamp])
            if after.id:
                domain.append(["id", "not in", [int(one) for one in str(after.id).split(",")]])
        fields = ("write_date", *([self.parent] if self.parent else []))
        found = await self.client.search_read(self.model, domain, fields, limit=limit, order=_ORDER)
        return [StampedRow(StampedPlace(_stamp(one), one["id"]), self._heads(one)) for one in found]

    async def newest(self) -> StampedPlace | None:
        found = await self.client.search_read(
            self.model, list(self.domain), ("write_date",), limit=1, order=newest_first("write_date")
        )
        return StampedPlace(_stamp(found[0]), "") if found else None

    def before(self, place: StampedPlace, by: timedelta) -> StampedPlace:
        return StampedPlace(f"{datetime.fromisoformat(place.stamp) - by:%Y-%m-%d %H:%M:%S}", "")

    def reached(self, after: StampedPlace | None, rows: Sequence[StampedRow]) -> StampedPlace:
        last = rows[-1].place.stamp
        ids = [str(row.place.id) for row in rows if row.place.stamp == last]
        if after is not None and after.stamp == last and after.id:
            ids = [*str(after.id).split(","), *ids]
        return StampedPlace(last, ",".join(dict.fromkeys(ids)))

    def _heads(self, row: Record) -> tuple[str, ...]:
        if self.parent is None:
            return (str(row["id"]),)
        pair = row.get(self.parent)
        return (str(pair[0]),) if isinstance(pair, list) and pair else ()


def _stamp(row: Record) -> str:
    stamp = row.get("write_date")
    if not isinstance(stamp, str):
        raise GiveUp(Phrase("provider_answered_otherwise", {"provider": NAME}))
    return stamp[:19]
