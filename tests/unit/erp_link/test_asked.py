"""What is read from Tryton's answers has been asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from contact_center.kernel.contracts.erp import Capability
from erp_link.connectors.tryton import parse, sources
from tests.unit.erp_link.test_parse import recorded

ALWAYS = {"id"}
"""Tryton gives it without being asked."""
READERS: dict[str, tuple[Callable[[Any], object], sources.TrytonModel]] = {
    "party": (parse.account, sources.ACCOUNT),
    "orders": (parse.order, sources.ORDER),
    "invoices": (parse.invoice, sources.INVOICE),
    "deliveries": (parse.delivery, sources.DELIVERY),
    "products": (lambda record: parse.product(record, "TWD"), sources.PRODUCT),
}
ADDED = {"names"}
"""Names in other languages are asked for apart."""


class Watched(Mapping[str, Any]):
    """A record that remembers what was looked for, in the words in which it is asked for."""

    def __init__(self, values: Mapping[str, Any], looked_for: set[str], within: str = "") -> None:
        self._values = values
        self._looked_for = looked_for
        self._within = within

    def __getitem__(self, name: str) -> Any:
        self._looked_for.add(self._within + name)
        return self._watched(self._values[name], self._within + name)

    def _watched(self, value: Any, within: str) -> Any:
        if isinstance(value, list):
            return [self._watched(one, within) for one in value]
        return Watched(value, self._looked_for, within) if isinstance(value, dict) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@pytest.mark.parametrize("what", READERS)
def test_what_is_read_was_asked_for(what: str) -> None:
    read, source = READERS[what]
    fields = source.asked(frozenset(Capability))
    looked_for: set[str] = set()
    for record in recorded(what):
        read(Watched(record, looked_for))
    missing = {name for name in looked_for - ALWAYS - ADDED if not any(_covers(field, name) for field in fields)}
    assert missing == set(), "the connector has to ask for it"


def _covers(field: str, name: str) -> bool:
    """A related record (`currency.`) is there as soon as one of its fields is asked for, its id with it."""
    return field == name or (name.endswith((".", ".id")) and field.startswith(name.removesuffix("id")))
