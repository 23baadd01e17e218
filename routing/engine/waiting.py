"""Waiting work, indexed so that finding the next piece does not depend on how much waits.

Interactions that the very same agents may take share a bucket: a heap by rank. Ranks are static (score
grows by one a minute for all), so a heap never has to be reordered. A line lists the buckets of one
audience and kind, sorted by their heads. To find an agent's next piece, walk its lines from the front and
stop at the first bucket it may take: many distinct skill sets cost nothing as only the front is looked
at, and thousands of unservable interactions at the front cost one step for each distinct skill set.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable
from heapq import heapify, heappop, heappush

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.ids import AgentId
from routing.engine.agents import Agent, WorkKind
from routing.engine.demand import Demand
from routing.engine.inputs import WorkQueued
from routing.engine.instants import MINUTE, micros
from routing.engine.model import QueuePolicy, Scoring

LANES = (Tier.LIVE, Tier.MESSAGING, Tier.DEFERRED)
LANE = {tier: lane for lane, tier in enumerate(LANES)}
_MIDDLE = 1 << 63

Rank = int
"""Head or not and scoring of the queue, static score (smaller is served first), entry, identity: packed into one
integer, as two integers are compared three times as fast as two tuples of four."""


class Item:
    """One interaction the engine knows of, waiting or on offer."""

    __slots__ = (
        "at_head",
        "bucket",
        "demand",
        "entered",
        "excluded",
        "ident",
        "kind",
        "lane",
        "offer",
        "preferred",
        "preferred_until",
        "promote_at",
        "queue",
        "rank",
        "ring",
        "since",
        "stage",
        "unserved",
        "wake",
        "withheld_until",
        "work",
    )

    def __init__(self, work: WorkQueued, queue: QueuePolicy, demand: Demand, kind: WorkKind) -> None:
        self.ident = work.interaction_id.int
        self.bucket: Bucket | None = None
        self.offer: int | None = None
        """Key of its open offer."""
        self.withheld_until: int | None = None
        self.excluded: dict[AgentId, int] = {}
        self.at_head = False
        self.unserved = False
        self.wake: int | None = None
        self.describe(work, queue, demand, kind)

    def describe(self, work: WorkQueued, queue: QueuePolicy, demand: Demand, kind: WorkKind) -> None:
        """Take over what is newly known; place in line, offer and exclusions stay."""
        self.work, self.queue, self.demand, self.kind = work, queue, demand, kind
        self.enter_ring(0)
        self.entered = micros(work.entered_at)
        self.at_head = work.at_head or self.at_head
        self.promote_at = _promote_at(work, queue)
        self.preferred = work.preferred.agent_id if work.preferred else None
        self.preferred_until = micros(work.preferred.until) if work.preferred else 0
        for exclusion in work.excluded:
            until = max(micros(exclusion.until), self.excluded.get(exclusion.agent_id, 0))
            self.excluded[exclusion.agent_id] = until
        self.enter_lane(promoted=False)

    @property
    def priority(self) -> int:
        return self.work.priority + self.queue.priority

    def enter_ring(self, ring: int) -> None:
        self.ring, self.stage = ring, self.demand.stages[ring]

    def enter_lane(self, *, promoted: bool) -> None:
        """Set tier and rank. Promoted work counts its minutes in the live tier from its promotion on."""
        lane = LANE[self.work.tier]
        since = self.entered
        if promoted and self.promote_at is not None and lane:
            lane, since = 0, max(self.promote_at, self.entered)
        self.lane, self.since = lane, since
        if self.queue.scoring is Scoring.PRIORITY_ONLY:
            group, value = 1, -self.priority
        else:
            group, value = 2, since - self.priority * MINUTE
        self.rank = _rank(0 if self.at_head else group, value, since, self.ident)


def _rank(group: int, value: int, since: int, ident: int) -> Rank:
    """Each part in a field wide enough for any instant, shifted so that none is negative."""
    return ((group << 64 | value + _MIDDLE) << 64 | since + _MIDDLE) << 128 | ident


class Bucket:
    """Waiting interactions with the same audiences, skills, kind, lane and excluded agents."""

    __slots__ = ("audiences", "code", "excluded", "heap", "holders", "kind", "lane", "live", "signature")

    def __init__(self, signature: Signature, item: Item) -> None:
        self.signature = signature
        self.audiences, self.code, _, self.lane, self.excluded = signature
        self.holders = item.stage.holders if self.code else ()
        self.kind = item.kind
        self.heap: list[tuple[Rank, Item]] = []
        self.live = 0

    def is_live(self, entry: tuple[Rank, Item]) -> bool:
        return entry[1].bucket is self and entry[1].rank is entry[0]

    def skim(self) -> None:
        """Bring a live entry to the top; throw out the dead when they are the majority."""
        heap = self.heap
        while heap:
            rank, item = heap[0]
            if item.rank is rank and item.bucket is self:
                break
            heappop(heap)
        if len(heap) > 2 * self.live + 16:
            self.heap = list({entry[1].ident: entry for entry in heap if self.is_live(entry)}.values())
            heapify(self.heap)


Signature = tuple[tuple[int, ...], int, int, int, int]
"""Audiences, skill code, kind, lane, bits of the excluded agents."""
Entry = tuple[Rank, int, Bucket]
"""A bucket's head, skill code, itself: the bucket need not be touched to see that an agent lacks the skills."""
Lines = dict[int, dict[int, list[Entry]]]
"""By audience, then kind."""


class Waiting:
    def __init__(self) -> None:
        self._buckets: dict[Signature, Bucket] = {}
        self._lines: tuple[Lines, ...] = ({}, {}, {})

    def add(self, item: Item, audiences: tuple[int, ...], code: int, excluded: int) -> None:
        signature = (audiences, code, item.kind.bit, item.lane, excluded)
        bucket = self._buckets.get(signature)
        if bucket is None:
            bucket = self._buckets[signature] = Bucket(signature, item)
        head = bucket.heap[0][0] if bucket.live else None
        item.bucket = bucket
        bucket.live += 1
        heappush(bucket.heap, (item.rank, item))
        if head is None or item.rank < head:
            self._relist(bucket, head, item.rank)

    def remove(self, item: Item) -> None:
        bucket = item.bucket
        if bucket is None:
            return
        item.bucket = None
        bucket.live -= 1
        if bucket.heap[0][0] is not item.rank:
            if len(bucket.heap) > 4 * bucket.live + 64:
                bucket.skim()
            return
        bucket.skim()
        self._relist(bucket, item.rank, bucket.heap[0][0] if bucket.live else None)
        if not bucket.live:
            del self._buckets[bucket.signature]

    def best(self, agent: Agent, barred: Callable[[Bucket, Agent], bool]) -> dict[int, Item]:
        """Of each lane the first piece that the agent may take, by profile priority, then rank."""
        found = {}
        for lane, lines in enumerate(self._lines):
            if lines:
                item = self._first(agent, lines, barred)
                if item is not None:
                    found[lane] = item
        return found

    def _first(self, agent: Agent, lines: Lines, barred: Callable[[Bucket, Agent], bool]) -> Item | None:
        ready, code = agent.ready, agent.code
        for level in agent.plan:
            found: Entry | None = None
            for audience in level:
                for kind, line in lines.get(audience, _NOTHING).items():
                    if not ready & kind:
                        continue
                    for entry in line:
                        if found is not None and entry[0] >= found[0]:
                            break
                        wanted = entry[1]
                        if wanted & code == wanted and not (entry[2].excluded and barred(entry[2], agent)):
                            found = entry
                            break
            if found is not None:
                return found[2].heap[0][1]
        return None

    def _relist(self, bucket: Bucket, old: Rank | None, new: Rank | None) -> None:
        lines, kind = self._lines[bucket.lane], bucket.kind.bit
        for audience in bucket.audiences:
            kinds = lines.get(audience)
            if kinds is None:
                kinds = lines[audience] = {}
            line = kinds.get(kind)
            if line is None:
                line = kinds[kind] = []
            if old is not None:
                del line[_index(line, old)]
            if new is not None:
                insort(line, (new, bucket.code, bucket))
            elif not line:
                del kinds[kind]
                if not kinds:
                    del lines[audience]


def _index(line: list[Entry], rank: Rank) -> int:
    """Where the bucket with this head stands: mostly in front, where somebody has just looked."""
    for at, entry in enumerate(line):
        if entry[0] is rank:
            return at
        if at == _NEAR:
            break
    return bisect_left(line, (rank,))


_NEAR = 7
_NOTHING: dict[int, list[Entry]] = {}


def _promote_at(work: WorkQueued, queue: QueuePolicy) -> int | None:
    if work.due_at is None or work.tier is not Tier.DEFERRED:
        return None
    return micros(work.due_at) - queue.due_lead_s * 1_000_000
