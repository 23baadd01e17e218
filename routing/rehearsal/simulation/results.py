"""What a simulation comes to: figures with intervals, added up from the samples' tallies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from routing.rehearsal.simulation.centre import SimulatedCentre
from routing.rehearsal.simulation.intervals import NOTHING, Estimate, ratio
from routing.rehearsal.simulation.tally import Tally, TallyRow, Time, seconds
from routing.rehearsal.statements import Statement, StatementCode, Statements, say

FORMULA = say(StatementCode.WITHIN_TARGET_OF_DUE)


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares are 0 to 1. `offered` is a mean: of a day, or of the whole run if there is one run only."""

    offered: float
    service_level: Estimate
    """By `FORMULA`, in the interval of entry."""
    mean_wait_s: Estimate
    """Of everybody who came, those who gave up included."""
    p_wait: Estimate
    """Share that was not offered to anybody at once."""
    abandoned: Estimate
    occupancy: Estimate
    """Agents' time with work open, of the time they were there. None for a queue: its agents have other work too."""
    ended: Estimate = NOTHING
    """Share that the policy ended while it waited (limits); it counts neither way for the service level."""
    moved: Estimate = NOTHING
    """Share that the policy sent to another queue while it waited; it counts where it came in."""


@dataclass(frozen=True, slots=True)
class QueueFigures:
    name: str
    targets: Statements
    """Seconds by channel."""
    discipline: Statements
    """In which order work was served, and to whom it went."""
    figures: Figures
    treatment: Statements = ()
    """What the policy does with work that comes or waits."""


@dataclass(frozen=True, slots=True)
class IntervalFigures:
    begins_s: int
    """Seconds since the beginning of the day."""
    agents: float
    """Present on average."""
    figures: Figures


@dataclass(frozen=True, slots=True)
class GroupFigures:
    name: str
    agents: int
    occupancy: Estimate


@dataclass(frozen=True, slots=True)
class NotSimulated:
    """What the policy says and a simulation cannot know."""

    kind: str
    """`rule`, `preferred_agent`, `expected_wait`, `voicemail`, `callback`."""
    name: str
    """Of the rule or queue."""
    reads: tuple[str, ...] = ()
    """Of a rule: attributes it rests on that are not known; or logins it prefers that are no agent's."""
    words: str = ""
    """The sentence: as an older version kept it, or as programs are told."""


@dataclass(frozen=True, slots=True)
class Simulated:
    total: Figures
    queues: tuple[QueueFigures, ...]
    intervals: tuple[IntervalFigures, ...]
    groups: tuple[GroupFigures, ...]
    seed: int
    samples: int
    interactions: int
    """Simulated in all."""
    method: Statement
    formula: Statement = FORMULA
    followed: tuple[Statement, ...] = ()
    """What of the policy held for all queues, beside what each says of itself."""
    not_simulated: tuple[NotSimulated, ...] = ()
    """What the policy says and this simulation left out, and why."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One batch or one day: calls by stream and interval, time by group and interval."""

    rows: Sequence[Sequence[TallyRow]]
    times: Sequence[Sequence[Time]]


def days(tallies: Iterable[Tally]) -> list[Sample]:
    return [Sample(tally.rows, tally.times) for tally in tallies]


def batches(tally: Tally) -> list[Sample]:
    """Each interval of a long run is a sample."""
    return [
        Sample([[stream[n]] for stream in tally.rows], [[group[n]] for group in tally.times])
        for n in range(tally.intervals)
    ]


class Summary:
    """Adds up samples of one centre."""

    def __init__(self, centre: SimulatedCentre, samples: Sequence[Sample], offered_per: int) -> None:
        """`offered_per`: the number of samples over which calls are averaged."""
        self._centre = centre
        self._samples = samples
        self._per = offered_per
        self._controls = self._make_controls()

    def total(self) -> Figures:
        everything = range(len(self._centre.streams))
        return self._figures(everything, None, self._occupancy(range(len(self._centre.groups)), None), self._controls)

    def queue(self, streams: Sequence[int]) -> Figures:
        return self._figures(streams, None, Estimate(None), self._controls)

    def interval(self, number: int) -> Figures:
        occupancy = self._occupancy(range(len(self._centre.groups)), number)
        return self._figures(range(len(self._centre.streams)), number, occupancy, ())

    def agents(self, number: int) -> float:
        present = sum(group[number].staffed for sample in self._samples for group in sample.times)
        return present / len(self._samples) / self._centre.interval

    def group(self, number: int) -> Estimate:
        return self._occupancy([number], None)

    def _figures(
        self, streams: Iterable[int], interval: int | None, occupancy: Estimate, controls: Sequence[Sequence[float]]
    ) -> Figures:
        rows = [_added(sample, streams, interval) for sample in self._samples]

        def share(
            part: Callable[[TallyRow], float], whole: Callable[[TallyRow], float], ceiling: float | None = 1.0
        ) -> Estimate:
            return ratio([part(row) for row in rows], [whole(row) for row in rows], controls, ceiling=ceiling)

        return Figures(
            offered=sum(row.offered for row in rows) / self._per,
            service_level=share(lambda row: row.within, lambda row: row.offered - row.short - row.early - row.ended),
            mean_wait_s=share(lambda row: seconds(row.wait), lambda row: row.offered, None),
            p_wait=share(lambda row: row.waited, lambda row: row.offered),
            abandoned=share(lambda row: row.abandoned, lambda row: row.offered),
            occupancy=occupancy,
            ended=share(lambda row: row.ended, lambda row: row.offered),
            moved=share(lambda row: row.moved, lambda row: row.offered, None),
        )

    def _occupancy(self, groups: Iterable[int], interval: int | None) -> Estimate:
        chosen = list(groups)
        busy, staffed = [], []
        for sample in self._samples:
            times = [t for g in chosen for n, t in enumerate(sample.times[g]) if interval in (None, n)]
            busy.append(seconds(sum(time.busy for time in times)))
            staffed.append(seconds(sum(time.staffed for time in times)))
        return ratio(busy, staffed, self._controls if interval is None else (), ceiling=1.0)

    def _make_controls(self) -> list[list[float]]:
        """More calls than expected, and more work than they bring on average: both are 0 in the long run."""
        everything = range(len(self._centre.streams))
        rows = [_added(sample, everything, None) for sample in self._samples]
        expected = self._expected()
        return [[row.offered - expected for row in rows], [row.excess for row in rows]]

    def _expected(self) -> float:
        return sum(sum(stream.rates) for stream in self._centre.streams) / (len(self._samples) / self._per)


def _added(sample: Sample, streams: Iterable[int], interval: int | None) -> TallyRow:
    total = TallyRow()
    for stream in streams:
        for number, row in enumerate(sample.rows[stream]):
            if interval in (None, number):
                total.add(row)
    return total
