"""A telephone that calls one of our numbers goes through its line's flow; a line without one greets and queues.

Each answer that asks for keys names its turn, so keys that are told twice change nothing. The run has the id of its
call: a question that is repeated is answered as before.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from channels.voice.answering import Answers, Ask, EnteringCall, HangUpOn, IntoQueue, NotAnswered, Plan, SayText
from channels.voice.flow.errors import CallerBlocked, NoSuchFlowRun
from channels.voice.flow.interpreter import FlowHeard, SayPrompt
from channels.voice.flow.running import GOES_ON, FlowRuns
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import CallId


def run_of(call: CallId) -> UUID:
    """The run of the flow that a call goes through."""
    return uuid5(call, "flow")


def address_of(call: CallId, number: str | None) -> Address:
    """Who withholds the number is somebody of this call alone."""
    return Address(AddressKind.PHONE, number) if number else Address(AddressKind.WEB, f"call:{call}")


@dataclass(frozen=True, slots=True)
class FlowAnswers:
    """Implements `Answers`. `without`: for lines that have no flow."""

    flows: FlowRuns
    without: Answers

    async def answer(self, call: EnteringCall) -> Plan:
        caller, run = address_of(call.call_id, call.number), run_of(call.call_id)
        try:
            if call.turn is None:
                heard = await self.flows.enter(call.account, caller, call.language, id=run)
            else:
                heard = await self.flows.press(call.account.tenant_id, run, caller, call.turn, call.keys)
        except CallerBlocked:
            return (NotAnswered(),)
        except NoSuchFlowRun:
            return (HangUpOn(),)
        return await self.without.answer(call) if heard is None else plan_of(heard)


def plan_of(heard: FlowHeard) -> Plan:
    """Prompts have words, a recording, or both."""
    says = tuple(
        SayText(one.text, one.language, one.sound)
        for one in heard.actions
        if isinstance(one, SayPrompt) and (one.text or one.sound)
    )
    if heard.ends is not None:
        goes_on = heard.ends.outcome in GOES_ON
        return (*says, IntoQueue(heard.language, heard.run) if goes_on else HangUpOn())
    asks = heard.asks
    if asks is None:
        return (*says, HangUpOn())
    return (Ask(says, asks.most, asks.seconds, heard.turn, _finish(asks.keys)),)


def _finish(keys: str) -> str:
    """Where `#` is a choice of a menu, no key ends typing."""
    return "" if keys.endswith("#") and len(keys) < len("0123456789#") else "#"
