"""Carries the decisions of `domain` out on a telephony provider."""

from __future__ import annotations

from collections.abc import Iterable

from channels.voice.domain import (
    CloseBridge,
    Connect,
    Dial,
    MediaCommand,
    MuteLeg,
    OpenBridge,
    PauseTape,
    PlayTo,
    Record,
    RecordMessage,
    RemoveLeg,
    SayAndEnd,
    WorkEffect,
)
from channels.voice.errors import MediaUnavailable, NumberNotDialled
from contact_center.kernel.contracts.telephony import DialledLegs, LegRole, SpokenWords, Telephony
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import CallId


def parted(
    outcome: Iterable[MediaCommand | WorkEffect],
) -> tuple[tuple[MediaCommand, ...], tuple[WorkEffect, ...]]:
    """What `react` returned, apart: orders for the provider, effects on the work; each in order."""
    orders: list[MediaCommand] = []
    effects: list[WorkEffect] = []
    for item in outcome:
        if isinstance(item, MediaCommand):
            orders.append(item)
        else:
            effects.append(item)
    return tuple(orders), tuple(effects)


async def carry_out(telephony: Telephony, call_id: CallId, orders: Iterable[MediaCommand]) -> None:
    """Gives the orders one after another; all are idempotent, so the whole may be repeated.

    Raises what the provider raises; orders after the failing one are not given.
    """
    for order in orders:
        await _give(telephony, call_id, order)


async def _give(telephony: Telephony, call_id: CallId, order: MediaCommand) -> None:
    match order:
        case OpenBridge(language):
            await telephony.create_bridge(call_id, language)
        case Dial():
            await _dial(telephony, call_id, order)
        case Connect(matrix):
            await telephony.hear(call_id, {listener: set(speakers) for listener, speakers in matrix})
        case PlayTo(leg, what):
            await telephony.play(call_id, leg, what)
        case MuteLeg(leg, muted):
            await telephony.mute(call_id, leg, muted)
        case Record(customer, agent):
            await telephony.start_recording(call_id, customer, agent)
        case PauseTape(paused):
            await telephony.pause_recording(call_id, paused)
        case RecordMessage(customer):
            await telephony.take_message(call_id, customer)
        case SayAndEnd(leg, text, language):
            if isinstance(telephony, SpokenWords):
                await telephony.say_and_end(call_id, leg, text, language)
        case RemoveLeg(leg):
            await telephony.remove_leg(call_id, leg)
        case CloseBridge():
            await telephony.end_bridge(call_id)


async def _dial(telephony: Telephony, call_id: CallId, order: Dial) -> None:
    """Raises `NumberNotDialled` for all that is about this number, and `MediaUnavailable`."""
    if not isinstance(telephony, DialledLegs):
        raise _not_dialled(order, "cannot_dial")
    try:
        await telephony.dial(call_id, order.leg, order.role, order.number, order.caller_id)
    except MediaUnavailable:
        raise
    except ContactCenterError as refused:
        raise _not_dialled(order, refused.code) from refused


def _not_dialled(order: Dial, why: str) -> NumberNotDialled:
    error = NumberNotDialled(why)
    error.leg = None if order.role is LegRole.CUSTOMER else order.leg
    return error
