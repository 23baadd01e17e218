"""The form of a queue: everything the policy says of it."""

from __future__ import annotations

from dataclasses import dataclass

from agent_ui.admin.routing import labels
from agent_ui.admin.routing.fields import Fields
from agent_ui.admin.routing.form import Field, FormRow, Matrix, MatrixRow, Rows, Section, Values, inside, rows_of
from agent_ui.admin.routing.rings import RingRows
from agent_ui.words.labels import tiers as named_tiers
from agent_ui.words.languages import Words
from routing.flow.model import MAX_STEPS
from routing.policy.model import PolicyDocument


@dataclass(frozen=True, slots=True)
class QueueForm:
    document: PolicyDocument
    fields: Fields

    @property
    def words(self) -> Words:
        return self.fields.words

    @property
    def values(self) -> Values:
        return self.fields.values

    def sections(self) -> tuple[Section, ...]:
        # The order in which places take their problems: the narrow ones first.
        return (
            self._basics(),
            self._skills(),
            self._channels(),
            self._counted(),
            self._rings(),
            self._flow(),
            self._limits(),
            self._callback(),
            self._promises(),
        )

    def _basics(self) -> Section:
        _ = self.words.gettext
        calendars = {name: name for name in self.document.calendars}
        return Section(
            _("The queue"),
            fields=(
                self.fields.text("name", _("Name"), required=True, wide=True),
                self.fields.number(
                    "priority", _("Priority"), _("points; one point equals one minute of waiting"), -1000, 1000
                ),
                self.fields.select(
                    "selection", _("Which of the suitable agents gets it"), labels.selections(self.words)
                ),
                self.fields.select("scoring", _("What comes first"), labels.scorings(self.words)),
                self.fields.select("calendar", _("Opening hours"), calendars, nothing=_("always open")),
                self.fields.number("percent", _("Service goal"), "%", 1, 100, place="service_level.percent"),
                self.fields.check("auto_accept", _("Offers are accepted automatically, with a beep")),
                self.fields.check(
                    "route_by_language",
                    _("The customer's language is required as a skill of at least 3, like lang:zh"),
                ),
            ),
        )

    def _skills(self) -> Section:
        _ = self.words.gettext
        asked = inside(self.values, "skill.")
        names = dict.fromkeys([*self.document.skills, *asked])
        rows = tuple(
            MatrixRow(name, (self.fields.level(f"skill.{name}", name, f"skills[{name}]", _("not required")),))
            for name in names
        )
        matrix = Matrix(
            _("Skills"), _("Skill"), (_("At least"),), rows, _("There are no skills yet; add them under Skills first.")
        )
        return Section(
            _("Skills that its work needs"),
            _("0 requires the skill at any level, 5 requires an expert."),
            matrix=matrix,
        )

    def _channels(self) -> Section:
        _ = self.words.gettext
        prefixes = ("answer.", "goal.", "offer.", "wrap.", "wrap_seconds.")
        named = labels.channels(self.words, *(inside(self.values, prefix) for prefix in prefixes))
        heads = (
            _("Answered within, s"),
            _("Goal in percent"),
            _("An offer rings for, s"),
            _("Work afterwards"),
            _("at most, s"),
        )
        matrix = Matrix(_("By channel"), _("Channel"), heads, tuple(self._channel(name) for name in named))
        return Section(
            _("By channel"),
            _("An empty field uses “All other channels”, then the product's default."),
            matrix=matrix,
        )

    def _channel(self, name: str) -> MatrixRow:
        _ = self.words.gettext
        title = labels.channel(self.words, name)

        def cell(prefix: str, place: str, what: str, least: int, most: int) -> Field:
            at = f"{place}[{name}]"
            return self.fields.number(f"{prefix}.{name}", f"{title}: {what}", "", least, most, place=at, bare=True)

        mode = self.fields.select(
            f"wrap.{name}", f"{title}: {_('Work afterwards')}", labels.wrap_modes(self.words),
            place=f"wrap.mode[{name}]", nothing="–", bare=True,
        )  # fmt: skip
        return MatrixRow(
            title,
            (
                cell("answer", "service_level.seconds", _("Answered within, s"), 1, 366 * 86_400),
                cell("goal", "service_level.goals", _("Goal in percent"), 1, 100),
                cell("offer", "offer_seconds", _("An offer rings for, s"), 7, 3600),
                mode,
                cell("wrap_seconds", "wrap.seconds", _("at most, s"), 1, 366 * 86_400),
            ),
        )

    def _counted(self) -> Section:
        _ = self.words.gettext
        at = "service_level"
        return Section(
            _("What counts against the service level"),
            _("The share of counted contacts that were answered in time. A change also applies to past figures."),
            fields=(
                self.fields.number(
                    "short_abandon_seconds", _("Not counted: customers who give up within"), _("s"), 0, 3600,
                    place=f"{at}.short_abandon_seconds",
                ),
                self.fields.check("abandons", _("Customers who give up later count as missed"), place=f"{at}.abandons"),
                self.fields.check(
                    "flow_outs", _("Work moved to another queue before an answer counts as missed"),
                    place=f"{at}.flow_outs",
                ),
                self.fields.check(
                    "waiting_past_target", _("Work still waiting past the target already counts as missed"),
                    place=f"{at}.waiting_past_target",
                ),
            ),
        )  # fmt: skip

    # --- widening the search

    def _rings(self) -> Section:
        _ = self.words.gettext
        asked = tuple(skill for skill, level in inside(self.values, "skill.").items() if level)
        others = tuple(self._queues())
        rings = RingRows(
            self.fields, "rings", asked, others, _("None: only agents with all required skills get the work.")
        )
        return Section(
            _("Widening the search"),
            _("Up to six steps. Each begins when work has waited this long and adds to the steps before it."),
            rows=(rings.rows(),),
        )

    # --- overflow and limits

    def _flow(self) -> Section:
        _ = self.words.gettext
        rows = rows_of(self.values, "overflow")
        drawn = tuple(self._step(n, row) for n, row in enumerate(rows))
        group = Rows(
            "overflow", _("Overflow"), _("Add a step"), _("None: work waits here until an agent takes it."), drawn,
            full=len(rows) >= MAX_STEPS, ordered=True,
        )  # fmt: skip
        return Section(
            _("When work cannot be handled here"),
            _("Each step is done once, as soon as its condition is true."),
            rows=(group,),
        )

    def _step(self, n: int, row: Values) -> FormRow:
        _ = self.words.gettext
        key, at = f"overflow.{n}", f"overflow[{n}]"
        fields = (
            self.fields.select(f"{key}.when", _("When it"), labels.whens(self.words), place=f"{at}.when"),
            self.fields.number(f"{key}.limit", _("Figure"), "", 1, 30 * 86_400, place=f"{at}.limit"),
            self.fields.select(f"{key}.then", _("then"), labels.thens(self.words), place=f"{at}.then"),
            self.fields.select(f"{key}.queue", _("Queue"), self._queues(), place=f"{at}.queue", nothing="–"),
            *self._message(f"{key}.text", row, f"{at}.message"),
        )
        boxes = tuple(
            self.fields.check(f"{key}.tier.{tier}", title, place=f"{at}.tiers")
            for tier, title in named_tiers(self.words).items()
        )
        title = _("Step %(n)s", n=n + 1)
        return FormRow(
            key, title, fields, boxes, _("Only for these (none ticked means all)"), n == 0, self.fields.faults.at(at)
        )

    def _message(self, prefix: str, row: Values, place: str) -> tuple[Field, ...]:
        return self.fields.texts(prefix, self.words.gettext("Text, %(language)s"), row, place)

    def _limits(self) -> Section:
        _ = self.words.gettext
        return Section(
            _("Limits of the queue"),
            _("Work over a limit goes to the queue named here; without one, calls and chats end after the message."),
            fields=(
                self.fields.number("max_wait_seconds", _("Longest wait"), _("s"), 1, 30 * 86_400),
                self.fields.number("max_waiting", _("Places"), _("at most waiting"), 1, 100_000),
                self.fields.select(
                    "beyond",
                    _("Then to"),
                    self._queues(),
                    place="beyond.queue",
                    nothing="–",
                ),
                *self._message("beyond_text", self.values, "beyond.message"),
                self.fields.number("voicemail_seconds", _("Longest voice message"), _("s"), 10, 600),
                self.fields.check(
                    "position", _("Customers are told their place in the line"), place="announce.position"
                ),
                self.fields.check(
                    "expected_wait", _("Customers are told how long it may take"), place="announce.expected_wait"
                ),
            ),
        )

    def _callback(self) -> Section:
        _ = self.words.gettext
        return Section(
            _("Calling back"),
            _("Customers may hang up and keep their place; they are called when their turn comes."),
            fields=(
                self.fields.check("callback", _("Offered while waiting"), place="callback"),
                self.fields.number("attempts", _("Attempts"), "", 1, 10, place="callback.attempts"),
                self.fields.text(
                    "retry", _("Seconds until the next one"), hint="600, 1800", place="callback.retry_seconds"
                ),
                self.fields.number(
                    "promise",
                    _("First attempt within"),
                    _("s of opening hours"),
                    1,
                    30 * 86_400,
                    place="callback.promise_seconds",
                ),
            ),
        )

    def _promises(self) -> Section:
        _ = self.words.gettext
        return Section(
            _("E-mails and messages"),
            _("Targets count open hours; an empty field sets no target."),
            fields=(
                self.fields.number("first_reply_seconds", _("First reply within"), _("s"), 1, 366 * 86_400),
                self.fields.number("next_reply_seconds", _("Next reply within"), _("s"), 1, 366 * 86_400),
                self.fields.number("resolution_seconds", _("Solved within"), _("s"), 1, 366 * 86_400),
                self.fields.number(
                    "due_lead_seconds", _("Treated like a call"), _("s before it is due"), 0, 7 * 86_400 - 1
                ),
            ),
        )

    def _queues(self) -> dict[str, str]:
        return {queue.name: queue.name for queue in self.document.queues if queue.name != self.values.get("name")}
