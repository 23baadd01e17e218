"""Calls as the console shows them: media's phases in the console's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from agent_ui.views import (
    CallEnd,
    CallerWayView,
    CallState,
    CallView,
    LegState,
    LegView,
    ListenerView,
    Participation,
    PauseView,
    Recording,
    TalkedCallView,
    VoicemailState,
    VoicemailView,
)
from channels.voice import listening, outside, pausing, reading
from channels.voice.domain import Call, ColleagueStanding, EndedBy, Leg, Phase
from channels.voice.effects import MESSAGE_LEFT
from channels.voice.flow import reading as flow_reading
from channels.voice.parking import service as parking
from channels.voice.parking.service import ParkedCall
from channels.voice.reading import CallOfWork
from channels.voice.recordings import Recordings
from channels.voice.registry import abilities_of
from channels.voice.sounds import hears, with_customer
from channels.voice.supervising import told_of
from contact_center.directory import service as directory
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.interactions import CallResult
from contact_center.kernel.contracts.telephony import Abilities, Play
from contact_center.kernel.ids import AgentId, TenantId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers

STATES = {
    Phase.DIALLING: CallState.OPENING,
    Phase.WAITING: CallState.CONNECTING,
    Phase.CONNECTING: CallState.CONNECTING,
    Phase.ANNOUNCING: CallState.CONNECTED,
    Phase.TALKING: CallState.CONNECTED,
    Phase.HELD: CallState.HELD,
    Phase.MESSAGE: CallState.ENDED,
    Phase.OUTSIDE: CallState.OUTSIDE,
    Phase.PARKED: CallState.PARKED,
    Phase.ENDED: CallState.ENDED,
}
CUSTOMER_HEARS = {
    Phase.DIALLING: LegState.RINGING,
    Phase.WAITING: LegState.MUSIC,
    Phase.CONNECTING: LegState.JOINING,
    Phase.ANNOUNCING: LegState.NOTICE,
    Phase.TALKING: LegState.TALKING,
    Phase.HELD: LegState.MUSIC,
    Phase.MESSAGE: LegState.LOST,
    Phase.OUTSIDE: LegState.TALKING,
    Phase.PARKED: LegState.MUSIC,
    Phase.ENDED: LegState.LOST,
}


class ConsoleCalls:
    """Implements `agent_ui.frame.parts.Calls`. `abilities`: what a provider of this name can do."""

    def __init__(self, abilities: Callable[[str], Abilities] = abilities_of) -> None:
        self._abilities = abilities

    async def of(
        self, reader: Reader, tenant: TenantId, interaction: UUID, who: str, reader_id: UUID
    ) -> CallView | None:
        found = await reading.call_of(reader, tenant, interaction)
        if found is None:
            return None
        call, abilities = found.call, self._abilities(found.provider)
        asked = call.colleague(AgentId(reader_id))
        own = asked or call.agent
        return CallView(
            call=found.id,
            interaction=found.interaction_id,
            state=_state(call, own),
            since=found.since,
            customer=_customer(call, who),
            others=await _others(reader, tenant, call, asked),
            asked=asked is not None,
            can_merge=any(leg.standing is ColleagueStanding.ASIDE and leg.flows for leg in call.colleagues),
            can_hand_over=any(leg.flows for leg in call.colleagues),
            muted=own is not None and own.muted,
            held=call.phase is Phase.HELD,
            recording=_recording(found, call),
            pause=PauseView(call.pause.since, call.pause.alarmed) if call.pause else None,
            can_pause=call.record and asked is None and call.phase in pausing.WITH_CUSTOMER,
            ended=_end(found.end_reason) if call.phase is Phase.ENDED else None,
            page=own.page if own else "",
            device=abilities.devices,
            free=own is not None and own.away is not None and bool(own.page),
            listeners=await _listeners(reader, tenant, call),
            number=call.out.number if call.out else None,
            has_keys=abilities.keys,
            can_call_outside=abilities.dials,
            can_park=asked is None and not call.colleagues and call.phase in pausing.WITH_CUSTOMER,
            can_leave_message=abilities.speaks and call.out is not None and bool(call.out.message),
            way=await _way(reader, tenant, found.id),
        )

    async def message(
        self, reader: Reader, tenant: TenantId, interaction: UUID, agent: AgentId
    ) -> VoicemailView | None:
        found = await reading.message_of(reader, tenant, interaction, agent)
        if found is None:
            return None
        state = VoicemailState.READY if found.stored else VoicemailState.STORING
        if found.erased:
            state = VoicemailState.ERASED
        elif not found.theirs:
            state = VoicemailState.NOT_YOURS
        return VoicemailView(found.call_id, timedelta(seconds=found.seconds), state)

    async def talked(self, reader: Reader, tenant: TenantId, who: UUID) -> tuple[TalkedCallView, ...]:
        return tuple(
            TalkedCallView(
                one.id, one.interaction_id, one.agent, one.held,
                Participation(one.listening.value) if one.listening else None, one.device,
            )
            for one in await listening.talked(reader, tenant, who)
        )  # fmt: skip

    async def parked(self, reader: Reader, tenant: TenantId) -> list[ParkedCall]:
        return await parking.parked(reader, tenant)

    async def recordings(self, reader: Reader, who: SignedIn, interactions: Sequence[UUID]) -> dict[UUID, str]:
        heard = await Recordings.audible(reader, who, interactions)
        kinds = {False: "recording", True: "message"}
        return {one.interaction_id: f"/console/calls/{one.call_id}/{kinds[one.message]}" for one in heard}


async def _way(reader: Reader, tenant: TenantId, call: UUID) -> CallerWayView | None:
    way = await flow_reading.way_of(reader, tenant, call)
    if way is None:
        return None
    claim = way.claim
    if claim is None:
        return CallerWayView(way.chosen)
    known = await customers.several(reader, tenant, [claim.customer]) if claim.customer else {}
    return CallerWayView(
        way.chosen, claim.kind, claim.digits, claim.found, next((one.name or "" for one in known.values()), "")
    )


async def _listeners(reader: Reader, tenant: TenantId, call: Call) -> tuple[ListenerView, ...]:
    told = told_of(call)
    names = await directory.names(reader, tenant, list(told)) if told else {}
    return tuple(ListenerView(names.get(who, ""), Participation(how.value)) for who, how in told.items())


async def _others(reader: Reader, tenant: TenantId, call: Call, asked: Leg | None) -> tuple[LegView, ...]:
    """Who of ours is on the call beside the reader."""
    if call.phase is Phase.ENDED or not call.colleagues:
        return ()
    agent = (call.agent,) if asked is not None and call.agent is not None else ()
    legs = [leg for leg in (*agent, *call.colleagues) if leg is not asked]
    names = await directory.names(reader, tenant, [leg.agent for leg in legs if leg.agent is not None])
    talking = hears(call)
    return tuple(
        LegView(
            names.get(leg.agent, "") if leg.agent else leg.outside.number if leg.outside else "",
            _standing(leg, talking),
            agent=leg.agent,
            muted=leg.muted,
            key=leg.who,
            outside=leg.outside is not None,
        )
        for leg in legs
    )


def _standing(leg: Leg, heard: Mapping[UUID, frozenset[UUID] | Play]) -> LegState:
    if leg.standing is ColleagueStanding.RINGING:
        return LegState.RINGING
    if not leg.flows:
        return LegState.AWAY
    return LegState.TALKING if isinstance(heard.get(leg.id), frozenset) else LegState.MUSIC


def _state(call: Call, own: Leg | None) -> CallState:
    if call.phase is Phase.ENDED or own is None:
        return STATES[call.phase]
    if call.phase is Phase.DIALLING and own.away is None:
        return CallState.RINGING if call.out is not None and call.out.rung_at is not None else CallState.OPENING
    if own.away is not None:
        return CallState.RECONNECTING
    return STATES[call.phase] if call.customer.away is None else CallState.INTERRUPTED


def _customer(call: Call, name: str) -> LegView:
    if call.phase is not Phase.ENDED and call.customer.away is not None:
        return LegView(name, LegState.LOST, call.customer.away.since)
    if call.phase is Phase.OUTSIDE and call.outsider is not None and not call.outsider.flows:
        return LegView(name, LegState.RINGBACK, call.since)
    alone = call.phase is Phase.TALKING and not with_customer(call)
    if (
        call.phase is not Phase.ENDED
        and call.agent is not None
        and call.agent.away is not None
        and (alone or not call.colleagues)
    ):
        return LegView(name, LegState.WAITS, call.agent.away.since)
    return LegView(name, CUSTOMER_HEARS[call.phase], call.since)


def _end(reason: str | None) -> CallEnd:
    """What is neither a person's doing nor one of ours is a connection that broke."""
    if reason == MESSAGE_LEFT:
        return CallEnd.MESSAGE
    ours = (CallEnd.ABANDONED.value, CallEnd.OUR_MESSAGE.value)
    known = {*(by.value for by in EndedBy), *ours, *(result.value for result in CallResult)}
    return CallEnd(reason) if reason in known else CallEnd.DROPPED


def _recording(row: CallOfWork, call: Call) -> Recording:
    if call.phase is Phase.ENDED:
        return Recording.OFF if row.recording_started_at is None else Recording.KEPT
    if not call.record:
        return Recording.OFF
    if row.recording_started_at is None:
        return Recording.SOON
    going = with_customer(call) and call.customer.away is None and not outside.kept_out(call)
    return Recording.ON if going else Recording.PAUSED
