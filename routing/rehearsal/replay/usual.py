"""What a day says of work that was never answered on it: times of others like it. Pure."""

from __future__ import annotations

from statistics import median

from routing.rehearsal.replay.record import Day, RecordedEntry

USUAL_ANSWER_S = 4.0
"""Where the day knows no accepted offer at all."""


class TypicalDurations:
    def __init__(self, day: Day) -> None:
        self._talks: dict[tuple[str, object], list[float]] = {}
        answers: list[float] = []
        for entry in day.entries:
            if entry.at >= day.ends:
                continue
            if entry.talk_s is not None:
                for key in (entry.queued.queue_id, None):
                    self._talks.setdefault((entry.queued.channel, key), []).append(entry.talk_s)
            answers += [answer.took_s for answer in entry.answers if answer.how == "accepted"]
        self._answer_s = median(answers) if answers else USUAL_ANSWER_S

    def answer_s(self, entry: RecordedEntry) -> float:
        own = [answer.took_s for answer in entry.answers if answer.how == "accepted"]
        return own[-1] if own else self._answer_s

    def talk_s(self, entry: RecordedEntry) -> float:
        """One of those on its queue and channel, else channel; which one, its id decides."""
        channel, queue = entry.queued.channel, entry.queued.queue_id
        known = self._talks.get((channel, queue)) or self._talks.get((channel, None)) or [300.0]
        return known[entry.interaction_id.int % len(known)]
