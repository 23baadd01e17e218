"""Who a message goes to: as it is stored, and as messages of older versions have it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contact_center.kernel.contracts.channels import Address, AddressKind, Recipients

BLIND = "bcc:"
"""Before an address among copies that nobody else is to see: so drafts and composers write Cc and Bcc in one list."""
CHOSEN = "to:"
"""Likewise before each address of a message whose writer has said to whom it goes, in place of the customer's own."""

Stored = dict[str, list[dict[str, str]]]


def parted(copies: Iterable[str]) -> tuple[list[str], list[str]]:
    """Cc and Bcc of one list (see `BLIND`)."""
    given = [one for one in copies if not one.startswith(CHOSEN)]
    blind = [one.removeprefix(BLIND) for one in given if one.startswith(BLIND)]
    return [one for one in given if not one.startswith(BLIND)], blind


def chosen_to(copies: Iterable[str]) -> list[str]:
    """To of one list (see `CHOSEN`); empty: the customer."""
    return [one.removeprefix(CHOSEN) for one in copies if one.startswith(CHOSEN)]


def as_stored(recipients: Recipients) -> Stored | None:
    """`{"to": [{"kind": "email", "value": "a@b.example", "name": "Ana"}], "cc": […], "bcc": […]}`; None: nobody."""
    lists = {"to": recipients.to, "cc": recipients.cc, "bcc": recipients.bcc}
    return {name: [_stored(one) for one in given] for name, given in lists.items() if given} or None


def from_stored(stored: Mapping[str, Any]) -> Recipients:
    return Recipients(*(tuple(_address(one) for one in stored.get(name, ())) for name in ("to", "cc", "bcc")))


def of_outgoing(stored: Mapping[str, Any] | None, contact: Address, meta: Mapping[str, Any]) -> Recipients:
    """Of a message of ours. One of an older version went to the conversation's contact, with its copies in `meta`."""
    if stored:
        return from_stored(stored)
    return Recipients((contact,), emails(meta.get("cc", ())))


def of_incoming(stored: Mapping[str, Any] | None, meta: Mapping[str, Any]) -> Recipients:
    """Of a message of a customer; an older version kept the bare addresses."""
    if stored:
        return from_stored(stored)
    return Recipients(emails(meta.get("to", ())), emails(meta.get("cc", ())))


def emails(values: Iterable[str]) -> tuple[Address, ...]:
    return tuple(Address(AddressKind.EMAIL, each) for each in values)


def _stored(one: Address) -> dict[str, str]:
    named = {"name": one.name} if one.name else {}
    return {"kind": one.kind.value, "value": one.value, **named}


def _address(one: Mapping[str, Any]) -> Address:
    return Address(AddressKind(one["kind"]), str(one["value"]), one.get("name"))
