"""Silence is not leaving: how long a side whose media is gone may take to come back, and who may carry it on.

One rule for a page that was reloaded or went to another page, a computer that slept, a network that changed and a
second tab. The clock of an absence runs from the moment it is noticed until media flows again; asking to be
connected does not stop it, so a page that only tries keeps nobody waiting for ever.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from channels.voice.model import BrowserPage, Call, Phase

COMES_BACK_WITHIN = timedelta(seconds=20)
"""For either side (D31). Then the customer's call is over, or goes to the head of the queue without its agent."""
CLOSED_UNANSWERED_WITHIN = timedelta(seconds=10)
"""For a customer who closed the page before anybody had answered: until then an agent may be offered it."""
NOTICED_AFTER = timedelta(seconds=3)
"""A shorter absence, as of a page that goes to another page, is no interruption that the history tells."""
CUSTOMER_JOINS_WITHIN = timedelta(seconds=30)
"""From the call's beginning until the customer's voice arrives; after that it is given up."""
AGENT_JOINS_WITHIN = timedelta(seconds=15)
"""From accepting until the agent's voice arrives for the first time; after that the agent counts as lost."""
CALLER_JOINS_WITHIN = timedelta(seconds=30)
"""From the beginning of a call of ours until its agent's voice arrives; a browser may ask for the microphone first."""
COLLEAGUE_THERE_WITHIN = timedelta(seconds=15)
"""For a colleague who has answered, or whose media is gone. Nobody waits for them in silence: the agent hears ringing
or music and can go back to the customer at any moment."""


def customer_back_by(call: Call) -> datetime | None:
    """None while the customer is there, or has never been."""
    away = call.customer.away
    if away is None:
        return None
    return away.since + (CLOSED_UNANSWERED_WITHIN if away.left and not call.answered else COMES_BACK_WITHIN)


def agent_there_by(call: Call) -> datetime | None:
    """None while the agent is there, or nobody has the call."""
    agent = call.agent
    if agent is None:
        return None
    if agent.away is not None:
        return agent.away.since + COMES_BACK_WITHIN
    return call.since + AGENT_JOINS_WITHIN if call.phase is Phase.CONNECTING and not agent.joined else None


def colleagues_there_by(call: Call) -> datetime | None:
    """The first moment at which a colleague has been away for too long; None while all are there."""
    away = [leg.away.since for leg in call.colleagues if leg.away is not None]
    return min(away) + COLLEAGUE_THERE_WITHIN if away else None


def rings_until(call: Call) -> datetime | None:
    """For a call of ours: until then the agent's page is there, and after that the customer has answered."""
    if call.phase is not Phase.DIALLING or call.out is None:
        return None
    if call.out.rung_at is None:
        return call.since + CALLER_JOINS_WITHIN
    return call.out.rung_at + timedelta(seconds=call.out.seconds)


def customer_there_by(call: Call) -> datetime | None:
    """For a customer whose voice has never arrived."""
    if call.customer.joined or call.customer.away is not None:
        return None
    limits = {Phase.WAITING: CUSTOMER_JOINS_WITHIN, Phase.CONNECTING: AGENT_JOINS_WITHIN}
    return call.since + limits[call.phase] if call.phase in limits else None


def may_carry(page: BrowserPage, holder: str, *, free: bool) -> bool:
    """Whether this page may carry a side that `holder` carries or carried.

    The same tab always, another one only when its person asks for it, or when the side is `free`: the holder's media
    is gone. So two tabs never take a call from each other.
    """
    return page.take or free or holder == page.id or holder in page.before
