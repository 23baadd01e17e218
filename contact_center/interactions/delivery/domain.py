"""How the delivery of a message moves: the one rule, for providers' reports and our own attempts alike. Pure.

Callbacks carry no sequence number and come early, twice or out of order, so they are ordered by rank alone (D9).
"""

from __future__ import annotations

from typing import Final

from contact_center.kernel.contracts.channels import Delivery

OVER: Final = frozenset({Delivery.READ, Delivery.UNDELIVERED, Delivery.FAILED})
"""Ends: nothing a provider says leads away from them."""
MAY_BE_RESENT: Final = frozenset({Delivery.UNDELIVERED, Delivery.FAILED})
"""Ends from which a person may send the message again, in its old place."""


def moves(current: Delivery, reported: Delivery) -> bool:
    """Whether what a provider reports changes the state: only upwards, and never away from an end.

    A delivered message may still be read, but not fail: the carrier's late word on a part of it does
    not undo what the phone has confirmed.
    """
    if current in OVER:
        return False
    if current is Delivery.DELIVERED:
        return reported is Delivery.READ
    return reported > current


def settles(current: Delivery) -> bool:
    """Whether the outcome of our own attempt still counts: not once the provider has said that it has the message.

    Until then an attempt may also end where it began, waiting for the next one.
    """
    return current < Delivery.SENT


REPORTED_FROM: Final = {said: [int(now) for now in Delivery if moves(now, said)] for said in Delivery}
"""For each reported state those it may follow, for a statement that decides and moves at once."""
UNSETTLED: Final = [int(now) for now in Delivery if settles(now)]
