"""Who takes part in a conversation, and where an answer goes. Pure.

A conversation may span accounts and channels, and a mail has more people in it than one. So a message says itself by
which account and to whom it goes (`core.message`), and the reply address is chosen here, from those who take part;
the conversation's own contact is only where it began.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from contact_center.kernel.contracts.channels import Address, Recipients
from contact_center.kernel.ids import ChannelAccountId


class ParticipantSide(StrEnum):
    CUSTOMER = "customer"
    """Whom the conversation is with."""
    OTHER = "other"
    """Somebody who was written to or has written in it: a colleague of the customer's, or one of ours by mail."""


@dataclass(frozen=True, slots=True)
class Participant:
    address: Address
    account: ChannelAccountId
    """By which of our accounts they were last in touch."""
    side: ParticipantSide = ParticipantSide.OTHER


@dataclass(frozen=True, slots=True)
class Participants:
    """Each address once. The customer is among them under one address or more."""

    known: tuple[Participant, ...]

    @classmethod
    def of(cls, contact: Address, account: ChannelAccountId, others: Iterable[Participant] = ()) -> Participants:
        """`others` from the earliest to the latest; who is named again was last in touch by the later account."""
        found = {contact.value: Participant(contact, account, ParticipantSide.CUSTOMER)}
        for one in others:
            side = found[one.address.value].side if one.address.value in found else one.side
            found[one.address.value] = Participant(one.address, one.account, side)
        return cls(tuple(found.values()))

    @property
    def customer(self) -> Participant:
        """Where a reply goes: the customer's address that was in touch first."""
        return next(one for one in self.known if one.side is ParticipantSide.CUSTOMER)

    @property
    def others(self) -> tuple[Participant, ...]:
        return tuple(one for one in self.known if one.side is ParticipantSide.OTHER)

    def includes(self, address: Address) -> bool:
        return any(one.address.value == address.value for one in self.known)

    def reply(self, cc: Iterable[Address] = (), bcc: Iterable[Address] = (), to: Iterable[Address] = ()) -> Recipients:
        """To the customer unless its writer says to whom, with copies; nobody gets it twice."""
        taken: set[str] = set()
        customer = self.customer.address
        chosen = (customer if one.value == customer.value else one for one in to)
        first = _fresh(chosen, taken) or _fresh((customer,), taken)
        return Recipients(first, _fresh(cc, taken), _fresh(bcc, taken))


def _fresh(given: Iterable[Address], taken: set[str]) -> tuple[Address, ...]:
    found = []
    for one in given:
        if one.value not in taken:
            taken.add(one.value)
            found.append(one)
    return tuple(found)
