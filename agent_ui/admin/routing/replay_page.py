"""A replay as its page shows it: the day that was, beside the day it would have been. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from agent_ui.admin.routing import chart
from agent_ui.admin.routing.chart import Chart
from agent_ui.admin.routing.rehearsal_views import Figure, FigureTable, LateLine
from agent_ui.words import rehearsals
from agent_ui.words.languages import Words
from routing.rehearsal.replay.results import EntryOutcome, EntryPair, IntervalPair, Pair, ReplayCounts, Replayed

_TIERS = ("live", "messaging", "deferred")
LISTED = 60
"""Late work in the list; its number is told."""


@dataclass(frozen=True, slots=True)
class ReplayPage:
    words: Words
    found: Replayed
    asked: bool = False
    """Whether anything was to be different."""

    @property
    def compared(self) -> bool:
        return any(entry.gained_s or entry.recorded.agent_id != entry.replayed.agent_id for entry in self.found.entries)

    def say(self) -> tuple[str, ...]:
        _, found = self.words.gettext, self.found
        live = next((pair for tier, pair in found.tiers if tier == "live"), None)
        sentences = []
        if live is not None:
            sentences.append(self._goal(live.recorded, _("On that day %(percent)s %% of calls and chats were answered in time; the longest wait was %(wait)s.")))  # noqa: E501  # fmt: skip
        worst = self._worst()
        if worst is not None:
            was = worst.pair.recorded
            sentences.append(
                _("The worst hour began at %(time)s: %(late)s of %(n)s were answered too late.",
                  time=self.words.clock(worst.begins), late=was.offered - was.within, n=was.offered)
            )  # fmt: skip
        if live is not None and self.compared:
            sentences.append(self._goal(live.replayed, _("In the replay it was %(percent)s %% and %(wait)s.")))
        if self.asked and not self.compared:
            sentences.append(_("In the replay nothing was different."))
        return (*sentences, *self._rules(), self._trust())

    def _rules(self) -> tuple[str, ...]:
        return () if self.found.rules is None else rehearsals.other_rules(self.words, self.found.rules)

    def _goal(self, counts: ReplayCounts, sentence: str) -> str:
        wait = self._span(counts.longest_wait_s)
        return sentence % {"percent": self.words.percent(counts.service_level), "wait": wait}

    def _worst(self) -> IntervalPair | None:
        missed = [(one.pair.recorded.offered - one.pair.recorded.within, one) for one in self.found.intervals]
        most, worst = max(missed, key=lambda each: each[0], default=(0, None))
        return worst if most else None

    def _trust(self) -> str:
        _, fidelity = self.words.gettext, self.found.fidelity
        if fidelity.exact:
            return _("Under that day's own policy the replay matches exactly, all %(n)s entries.", n=self.words.number(fidelity.entries))  # noqa: E501  # fmt: skip
        return _(
            "Under that day's own policy %(same)s of %(n)s entries go to the same agent; the other "
            "results are about as reliable.",
            same=self.words.number(fidelity.same_agent), n=self.words.number(fidelity.entries),
        )  # fmt: skip

    # --- charts

    def charts(self) -> tuple[Chart, ...]:
        _ = self.words.gettext
        intervals = self.found.intervals
        if not intervals:
            return ()
        sides: list[tuple[str, Callable[[Pair], ReplayCounts]]] = [(_("As it was"), lambda pair: pair.recorded)]
        if self.compared:
            sides.append((_("Replayed"), lambda pair: pair.replayed))
        top = max(one.pair.recorded.offered for one in intervals)
        times = chart.ticks([self.words.clock(one.begins) for one in intervals])
        return tuple(
            Chart(
                _("%(side)s: calls and chats by half hour, late ones on top", side=side),
                self.words.number(top),
                chart.bars([self._bar(one, take(one.pair)) for one in intervals], top),
                ticks=times,
            )
            for side, take in sides
        )

    def _bar(self, one: IntervalPair, counts: ReplayCounts) -> tuple[int, int, str]:
        late = counts.offered - counts.within
        text = self.words.gettext(
            "%(time)s: %(n)s arrived, %(late)s late", time=self.words.clock(one.begins), n=counts.offered, late=late
        )
        return counts.offered, late, text

    # --- tables

    def tables(self) -> tuple[FigureTable, ...]:
        _, found = self.words.gettext, self.found
        tiers = {"live": _("Calls and chats"), "messaging": _("Text messages"), "deferred": _("E-mails")}
        rows = [self._figure(tiers.get(tier, tier), pair) for tier, pair in found.tiers]
        rows += [self._figure(f"{one.name} · {tiers.get(one.tier, one.tier)}", one.pair) for one in found.queues]
        heads = (_("Arrivals"), _("In time"), _("Mean wait"), _("Longest wait"), _("Abandoned"))
        of = (sum(one.recorded.answered for one in found.agents), sum(one.replayed.answered for one in found.agents))
        agents = tuple(
            Figure(
                f"{one.name} ({_('more')})" if one.extra else one.name,
                (
                    self._both(str(one.recorded.answered), str(one.replayed.answered)),
                    self._both(self._part(one.recorded.answered, of[0]), self._part(one.replayed.answered, of[1])),
                    self._both(self._share(one.recorded.occupancy), self._share(one.replayed.occupancy)),
                ),
            )
            for one in found.agents
        )
        return (
            FigureTable(_("Figures"), heads, tuple(rows)),
            FigureTable(_("Agents"), (_("Answered"), _("Share of all"), _("Occupancy")), agents, folded=True),
        )

    def _figure(self, name: str, pair: Pair) -> Figure:
        was, now = pair.recorded, pair.replayed
        values = (
            self.words.number(was.offered),
            self._both(self._share(was.service_level), self._share(now.service_level)),
            self._both(self._span(was.mean_wait_s), self._span(now.mean_wait_s)),
            self._both(self._span(was.longest_wait_s), self._span(now.longest_wait_s)),
            self._both(str(was.abandoned), str(now.abandoned)),
        )
        tones = (
            "",
            _tone(now.service_level, was.service_level),
            _tone(was.mean_wait_s, now.mean_wait_s),
            _tone(was.longest_wait_s, now.longest_wait_s),
            _tone(was.abandoned, now.abandoned),
        )
        return Figure(
            name, values, tuple(tone if "→" in value else "" for value, tone in zip(values, tones, strict=True))
        )

    def _both(self, was: str, now: str) -> str:
        return f"{was} → {now}" if self.compared and was != now else was

    def _part(self, n: int, of: int) -> str:
        return self._share(n / of if of else None)

    def _share(self, value: float | None) -> str:
        return "–" if value is None else f"{self.words.percent(value)} %"

    def _span(self, seconds: float | None) -> str:
        return "–" if seconds is None else self.words.span_exact(timedelta(seconds=seconds))

    # --- what came too late

    def late(self) -> tuple[LateLine, ...]:
        """Calls and chats first: they are what a bad hour is about."""
        missed = [entry for entry in self.found.entries if entry.recorded.within is False]
        missed.sort(key=lambda entry: (_TIERS.index(entry.tier), -entry.recorded.wait_s))
        return tuple(self._late(entry) for entry in missed[:LISTED])

    def _late(self, entry: EntryPair) -> LateLine:
        gained = ""
        if abs(entry.gained_s) >= 1:
            sign = "−" if entry.gained_s > 0 else "+"
            gained = sign + self._span(abs(entry.gained_s))
        why = f"/admin/routing/replay/why/{entry.interaction_id}"
        return LateLine(
            entry.entered_at, entry.channel, entry.queue_name, self._fate(entry.recorded), self._fate(entry.replayed),
            gained, why, other_day=entry.entered_at.astimezone(self.words.zone).date() != self.found.day,
        )  # fmt: skip

    def _fate(self, fate: EntryOutcome) -> str:
        _, wait = self.words.gettext, self._span(fate.wait_s)
        if fate.how == "answered":
            return _("%(wait)s, then %(who)s", wait=wait, who=fate.agent_name or "–")
        ends = {"abandoned": _("%(wait)s, abandoned"), "waiting": _("%(wait)s, still waiting")}
        return ends.get(fate.how, _("%(wait)s, left the queue")) % {"wait": wait}


def _tone(better: float | None, worse: float | None) -> str:
    """Green where the first is larger, red where it is smaller."""
    if better is None or worse is None or better == worse:
        return ""
    return "good" if better > worse else "late"


def policy_label(words: Words, choice: object) -> str:
    if isinstance(choice, int):
        return words.gettext("version %(n)s", n=choice)
    names = {
        "own": words.gettext("as it was on that day"),
        "current": words.gettext("the live policy"),
        "draft": words.gettext("the draft"),
    }
    return names.get(str(choice), words.gettext("a separate policy"))


def day_label(words: Words, day: date) -> str:
    return words.long_date(day)
