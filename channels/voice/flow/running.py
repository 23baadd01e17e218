"""Calls in their flow: what is heard next, kept in the database input by input.

A provider's or a page's input names the turn that it answers. What comes twice, or late, gets the answer that was given
already; a call whose sound was lost is told again what it stands at. The flow is the version the call began with.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog

from channels.voice.flow import run_store as runs
from channels.voice.flow import store
from channels.voice.flow.domain import CallFlow, StepKind
from channels.voice.flow.errors import CallerBlocked, NoSuchFlowRun
from channels.voice.flow.interpreter import (
    CallerLeft,
    FlowAction,
    FlowEnds,
    FlowHeard,
    FlowInput,
    FlowOutcome,
    FlowWait,
    GatherKeys,
    KeysPressed,
    LookedUp,
    LookUp,
    NoKeys,
    QueueLoad,
    QueueOpening,
    SayPrompt,
    TypedClaim,
    advance,
    begin,
)
from channels.voice.flow.ports import FlowFacts
from channels.voice.flow.run_store import FlowRun, KeptTurn
from contact_center.kernel.contracts.call_flows import CallFlowEnded
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount
from contact_center.kernel.ids import CallId, ChannelAccountId, ConversationId, TenantId, new_id
from contact_center.platform.unit_of_work import Database, UnitOfWork

log = structlog.get_logger()

SILENT_FOR = timedelta(minutes=10)
"""A call in a flow of which nothing was heard for so long is over."""
MOST_SWEPT = 50
GOES_ON = frozenset({FlowOutcome.QUEUE, FlowOutcome.VOICEMAIL})
"""Outcomes after which somebody, or a machine, takes the call."""
NO_LINES = "no_lines"
BLOCKED = "blocked"


class FlowRuns:
    def __init__(self, database: Database, facts: FlowFacts) -> None:
        self._database = database
        self._facts = facts

    async def enter(
        self,
        account: ChannelAccount,
        caller: Address,
        language: str,
        *,
        can_transfer: bool = False,
        id: UUID | None = None,
    ) -> FlowHeard | None:
        """A call comes; None if its account has no flow. Raises `CallerBlocked`.

        `id`: of the run, where the call may be told of again; it is then told where it stands.
        """
        tenant = account.tenant_id
        if id is not None and await self._known(tenant, id):
            return await self._settle(tenant, id)
        await self.refuse_blocked(account, caller)

        async def write(work: UnitOfWork) -> UUID | None:
            await self._sweep(work)
            live = await store.live_of(work, tenant, account.id)
            if live is None:
                return None
            number = caller.value if caller.kind is AddressKind.PHONE else ""
            flow = await self._flow(work, *live)
            state, heard = begin(flow, language, number=number, can_transfer=can_transfer)
            made = id or new_id()
            await runs.insert(work, made, account.id, caller, live, KeptTurn(state, heard))
            await self._end_if_over(work, made, account.id, caller, heard)
            return made

        run = await self._database.run(tenant, write, actor="customer")
        return await self._settle(tenant, run) if run else None

    async def leads(self, account: ChannelAccount) -> bool:
        """Whether calls of this account enter by a flow."""
        async with self._database.read(account.tenant_id) as reader:
            return await store.live_of(reader, account.tenant_id, account.id) is not None

    async def _known(self, tenant: TenantId, id: UUID) -> bool:
        async with self._database.read(tenant) as reader:
            return await runs.run(reader, tenant, id) is not None

    async def press(self, tenant: TenantId, run: UUID, caller: Address, turn: int, digits: str | None) -> FlowHeard:
        """Keys for this turn; None: no key within the time. Raises `NoSuchFlowRun`."""

        async def write(work: UnitOfWork) -> None:
            there = await self._theirs(work, run, caller)
            now = there.now
            if now is None or now.state.turn != turn or now.state.waits in (FlowWait.FACT, FlowWait.OVER):
                return
            await self._advance(work, there, now, KeysPressed(digits) if digits is not None else NoKeys(), ())

        await self._database.run(tenant, write, actor="customer")
        return await self._settle(tenant, run)

    async def heard(self, tenant: TenantId, run: UUID) -> FlowHeard:
        """Where a call stands, once more. Raises `NoSuchFlowRun`."""
        return await self._settle(tenant, run)

    async def through(self, account: ChannelAccount, caller: Address, language: str) -> FlowHeard | None:
        """For a call that has no keys: as if nobody pressed any. None if its account has no flow."""
        now = await self.enter(account, caller, language)
        while now is not None and now.ends is None:
            now = await self.press(account.tenant_id, now.run, caller, now.turn, None)
        return now

    async def leave(self, tenant: TenantId, run: UUID, caller: Address) -> None:
        """The caller hangs up. Idempotent; who is connected already has left the flow."""

        async def write(work: UnitOfWork) -> None:
            there = await runs.lock(work, run)
            if there is None or not _is(there, caller):
                return
            if there.ended_at is None and there.now is not None:
                await self._advance(work, there, there.now, CallerLeft(), ())
            elif there.call_id is None and there.outcome in GOES_ON:
                await runs.end(work, run, FlowOutcome.LEFT, goes_on=False)

        await self._database.run(tenant, write, actor="customer")

    async def take_over(
        self, tenant: TenantId, run: UUID, caller: Address, call: CallId | None = None
    ) -> tuple[FlowRun, FlowEnds, KeptTurn]:
        """The call is to be connected now: where it goes. Raises `NoSuchFlowRun` unless its flow leads there, and for
        one that was connected already, as another call than `call`."""
        async with self._database.read(tenant) as reader:
            there = await runs.run(reader, tenant, run)
        now = there.now if there else None
        if there is None or now is None or there.call_id not in (None, call) or not _is(there, caller):
            raise NoSuchFlowRun(run)
        ends = now.heard[-1] if now.heard else None
        if not isinstance(ends, FlowEnds) or ends.outcome not in GOES_ON:
            raise NoSuchFlowRun(run)
        return there, ends, now

    async def follow(self, work: UnitOfWork, run: UUID, call: CallId, conversation: ConversationId) -> None:
        await runs.follow(work, run, call, conversation)

    async def refused(self, account: ChannelAccount, caller: Address, why: str, run: UUID | None = None) -> None:
        """A call that could not be taken is counted, whether it came to a flow or not."""

        async def write(work: UnitOfWork) -> None:
            id = run or new_id()
            if run is None:
                await runs.insert(work, id, account.id, caller, None, None)
            await self._end(work, id, account.id, None, why, closed=False)

        await self._database.run(account.tenant_id, write, actor="customer")

    async def refuse_blocked(self, account: ChannelAccount, caller: Address) -> None:
        """Raises `CallerBlocked`, and counts it."""
        async with self._database.read(account.tenant_id) as reader:
            blocked = await runs.is_blocked(reader, account.tenant_id, caller)
        if blocked:
            await self.refused(account, caller, BLOCKED)
            raise CallerBlocked

    async def _settle(self, tenant: TenantId, run: UUID) -> FlowHeard:
        """Looks up what is to be looked up, outside of any transaction; whoever comes second finds it done."""
        while True:
            async with self._database.read(tenant) as reader:
                there = await runs.run(reader, tenant, run)
            if there is None:
                raise NoSuchFlowRun(run)
            now = there.now
            if now is None:
                return _over(there)
            last = now.heard[-1] if now.heard else None
            if not isinstance(last, LookUp):
                return _heard(there, now)
            fact = LookedUp(await self._look(tenant, last))
            turn = now.state.turn
            await self._database.run(tenant, lambda work: self._found(work, run, turn, fact), actor="system")  # noqa: B023

    async def _found(self, work: UnitOfWork, run: UUID, turn: int, fact: LookedUp) -> None:
        there = await runs.lock(work, run)
        now = there.now if there else None
        if there is None or now is None or now.state.turn != turn:
            return
        said = tuple(one for one in now.heard if isinstance(one, SayPrompt))
        await self._advance(work, there, now, fact, said)

    async def _look(self, tenant: TenantId, what: LookUp) -> QueueOpening | QueueLoad | TypedClaim | None:
        """None where it cannot be found out: the call goes on."""
        try:
            if what.what is StepKind.IDENTIFY and what.claim is not None:
                return await self._facts.claimed(tenant, what.claim, what.digits)
            async with self._database.read(tenant) as reader:
                if what.queue is None:
                    return None
                if what.what is StepKind.HOURS:
                    return await self._facts.opening(reader, tenant, what.queue)
                return await self._facts.load(reader, tenant, what.queue)
        except Exception:  # a caller must not hang because a question has no answer
            log.exception("fact of a call flow not found out", what=what.what.value)
            return None

    async def _advance(
        self, work: UnitOfWork, there: FlowRun, now: KeptTurn, what: FlowInput, said: tuple[SayPrompt, ...]
    ) -> None:
        assert there.flow_id is not None
        assert there.version is not None
        flow = await self._flow(work, there.flow_id, there.version)
        state, actions = advance(flow, now.state, what)
        if not actions:
            return
        heard = (*said, *actions)
        await runs.keep(work, there.id, KeptTurn(state, heard))
        caller = Address(AddressKind(there.caller_kind), there.caller_value)
        await self._end_if_over(work, there.id, there.account_id, caller, heard)

    async def _end_if_over(
        self, work: UnitOfWork, run: UUID, account: UUID, caller: Address, heard: Sequence[FlowAction]
    ) -> None:
        ends = heard[-1] if heard else None
        if not isinstance(ends, FlowEnds):
            return
        if ends.outcome is FlowOutcome.CALLBACK:
            await self._facts.call_back(work, ends.queue, ends.number, caller)
        there = await runs.run(work, work.tenant_id, run)
        assert there is not None
        assert there.now is not None
        await self._end(work, run, account, there.flow_id, ends.outcome, closed=there.now.state.closed)

    async def _end(
        self, work: UnitOfWork, run: UUID, account: UUID, flow: UUID | None, outcome: str, *, closed: bool
    ) -> None:
        await runs.end(work, run, outcome, goes_on=outcome in GOES_ON or outcome in _HEARD_OUT)
        work.record(
            CallFlowEnded(
                run_id=run, account_id=ChannelAccountId(account), flow_id=flow, outcome=str(outcome), closed=closed
            )
        )

    async def _flow(self, work: UnitOfWork, flow: UUID, version: int) -> CallFlow:
        """One that was removed meanwhile has no way on, and says so by its end."""
        found = await store.version(work, work.tenant_id, flow, version)
        return found.flow if found else CallFlow()

    async def _theirs(self, work: UnitOfWork, run: UUID, caller: Address) -> FlowRun:
        there = await runs.lock(work, run)
        if there is None or not _is(there, caller):
            raise NoSuchFlowRun(run)
        return there

    async def _sweep(self, work: UnitOfWork) -> None:
        for run in await runs.silent(work, SILENT_FOR, MOST_SWEPT):
            there = await runs.run(work, work.tenant_id, run)
            if there is not None:
                await self._end(work, run, there.account_id, there.flow_id, FlowOutcome.LEFT, closed=there.closed)
        await runs.forget_over(work, SILENT_FOR)


_HEARD_OUT = frozenset({FlowOutcome.HUNG_UP, FlowOutcome.CALLBACK, FlowOutcome.TRANSFER, FlowOutcome.LOST})
"""The caller still hears the last words: what is kept of them goes with the next sweep."""


def _is(there: FlowRun, caller: Address) -> bool:
    return (there.caller_kind, there.caller_value) == (caller.kind.value, caller.value)


def _heard(there: FlowRun, now: KeptTurn) -> FlowHeard:
    last = now.heard[-1] if now.heard else None
    return FlowHeard(
        there.id, now.state.turn, tuple(one for one in now.heard if isinstance(one, SayPrompt | GatherKeys)),
        last if isinstance(last, FlowEnds) else None, now.state.language,
    )  # fmt: skip


def _over(there: FlowRun) -> FlowHeard:
    """Nothing of it is kept."""
    known = there.outcome if there.outcome in list(FlowOutcome) else FlowOutcome.LEFT
    return FlowHeard(there.id, there.turn, (), FlowEnds(FlowOutcome(known or FlowOutcome.LEFT)), "")
