"""What can be wrong with a policy, a rule or a scenario: places, codes and what they are about.

No sentence is here. `agent_ui.words.policy_problems` has one for each code, in every language, and a test holds
that none is missing (docs/decisions/0036-codes-travel.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic_core import PydanticCustomError

from contact_center.kernel.errors import Invalid


class ProblemCode(StrEnum):
    """Each names one thing that is wrong, and with it the remedy."""

    # the shape of a value
    MISSING = "missing"
    UNKNOWN_FIELD = "unknown_field"
    MISSPELT_FIELD = "misspelt_field"
    FIELD_NOT_ONE_OF = "field_not_one_of"
    UNKNOWN_SCENARIO_FIELD = "unknown_scenario_field"
    NOT_A_WHOLE_NUMBER = "not_a_whole_number"
    NOT_A_NUMBER = "not_a_number"
    NOT_TRUE_OR_FALSE = "not_true_or_false"
    NOT_A_TEXT = "not_a_text"
    NOT_ENTRIES = "not_entries"
    NOT_FIELDS = "not_fields"
    NOT_A_LIST = "not_a_list"
    NOT_AN_ID = "not_an_id"
    NOT_A_DAY = "not_a_day"
    NOT_A_TIME = "not_a_time"
    NOT_ONE_OF = "not_one_of"
    BELOW_LEAST = "below_least"
    ABOVE_MOST = "above_most"
    NOT_ABOVE = "not_above"
    NOT_BELOW = "not_below"
    TEXT_TOO_SHORT = "text_too_short"
    TEXT_TOO_LONG = "text_too_long"
    LIST_TOO_SHORT = "list_too_short"
    LIST_TOO_LONG = "list_too_long"
    OUT_OF_RANGE = "out_of_range"
    UNUSABLE = "unusable"
    NAME_MISSING = "name_missing"
    NAME_TAKEN = "name_taken"
    NAME_BLANK = "name_blank"

    # what a policy names
    NO_SUCH_QUEUE = "no_such_queue"
    NO_SUCH_SKILL = "no_such_skill"
    NO_SUCH_CALENDAR = "no_such_calendar"
    NO_SUCH_LOGIN = "no_such_login"
    QUEUE_TWICE = "queue_twice"
    ID_TWICE = "id_twice"
    SKILL_TWICE = "skill_twice"
    AGENT_QUEUE_TWICE = "agent_queue_twice"

    # what must fit together
    SKILLS_IN_A_CIRCLE = "skills_in_a_circle"
    OVERFLOW_IN_A_CIRCLE = "overflow_in_a_circle"
    INTERRUPT_EACH_OTHER = "interrupt_each_other"
    INTERRUPTS_IN_A_CIRCLE = "interrupts_in_a_circle"
    SHARES_OVER_100 = "shares_over_100"
    LOST_BEFORE_SILENT = "lost_before_silent"
    TOO_MANY_RINGS = "too_many_rings"
    RING_NOT_LATER = "ring_not_later"
    RING_WIDENS_NOTHING = "ring_widens_nothing"
    RING_LOWERS_NOTHING = "ring_lowers_nothing"
    NO_CAPACITY = "no_capacity"
    NO_CHANNEL_HAS_ROOM = "no_channel_has_room"
    NOBODY_TAKES_VOICEMAIL = "nobody_takes_voicemail"
    QUEUE_HAS_WORK = "queue_has_work"
    QUEUE_OF_ACCOUNTS = "queue_of_accounts"

    # opening hours, overflow and texts
    NOT_A_SPAN = "not_a_span"
    SPAN_BEYOND_DAY = "span_beyond_day"
    SPAN_EMPTY = "span_empty"
    SPANS_OVERLAP = "spans_overlap"
    NO_SUCH_TIME_ZONE = "no_such_time_zone"
    NOT_A_LANGUAGE = "not_a_language"
    TEXT_EMPTY = "text_empty"
    DAY_TWICE = "day_twice"
    NEVER_OPENS = "never_opens"
    OPENS_TOO_LATE = "opens_too_late"
    WORKDAY_WITHOUT_HOURS = "workday_without_hours"
    LIMIT_MISSING = "limit_missing"
    LIMIT_MEANINGLESS = "limit_meaningless"
    STEP_QUEUE_MISSING = "step_queue_missing"
    STEP_QUEUE_MEANINGLESS = "step_queue_meaningless"
    VOICEMAIL_WITHOUT_LIVE = "voicemail_without_live"
    MESSAGE_MISSING = "message_missing"

    # rules
    RULE_TWICE = "rule_twice"
    RULE_NEVER_HOLDS = "rule_never_holds"
    RULE_NEVER_REACHED = "rule_never_reached"
    RULE_DOES_NOTHING = "rule_does_nothing"
    TREATMENT_EMPTY = "treatment_empty"
    NO_SUCH_PREFERRED_AGENT = "no_such_preferred_agent"
    NOT_A_CONDITION = "not_a_condition"
    CONDITION_UNREADABLE = "condition_unreadable"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    MISSPELT_ATTRIBUTE = "misspelt_attribute"
    OPERATOR_UNFIT = "operator_unfit"
    CONDITION_REFUSED = "condition_refused"

    # files
    FILE_MISSING = "file_missing"
    FILE_TOO_LONG = "file_too_long"
    FILE_TOO_MANY_CHARACTERS = "file_too_many_characters"
    FILE_TOO_DEEP = "file_too_deep"
    FILE_TOO_SLOW = "file_too_slow"
    FILE_NOT_UTF8 = "file_not_utf8"
    NOT_YAML = "not_yaml"
    YAML_ANCHOR = "yaml_anchor"
    YAML_NAME_TWICE = "yaml_name_twice"

    # scenarios
    TIMES_MISSING = "times_missing"
    MEAN_MISSING = "mean_missing"
    TIER_MISSING = "tier_missing"
    SHIFTS_AND_COUNTS = "shifts_and_counts"
    STEADY_OR_SCENARIO = "steady_or_scenario"
    BY_INTERVAL_NEEDS_SCENARIO = "by_interval_needs_scenario"
    TOO_MANY_INTERVALS = "too_many_intervals"
    TOO_MANY_INTERACTIONS = "too_many_interactions"
    NOBODY_COMES = "nobody_comes"
    GROUP_TWICE = "group_twice"
    NO_SUCH_LIKE = "no_such_like"
    GROUP_WITHOUT_QUEUES = "group_without_queues"
    NO_SUCH_SCENARIO_QUEUE = "no_such_scenario_queue"
    NOT_POSITIVE = "not_positive"
    PATIENCE_NOT_POSITIVE = "patience_not_positive"
    LOAD_TOO_HIGH = "load_too_high"
    GROUP_NOT_NAMED = "group_not_named"
    NO_SUCH_GROUP = "no_such_group"
    NOTHING_ARRIVES = "nothing_arrives"
    GOAL_OUT_OF_RANGE = "goal_out_of_range"
    GOAL_OUT_OF_REACH = "goal_out_of_reach"

    # replays
    DAY_NOT_BEGUN = "day_not_begun"
    DAY_WITHOUT_RECORD = "day_without_record"
    DAY_EMPTY = "day_empty"
    DAY_TOO_LARGE = "day_too_large"
    NO_SUCH_PERSON = "no_such_person"
    NOT_AN_AGENT_OF_POLICY = "not_an_agent_of_policy"

    # forms
    CHANGED_MEANWHILE = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class Spot:
    """Within a text: a condition, a file. From 1."""

    column: int
    line: int | None = None
    """None: it has only one."""


@dataclass(frozen=True, slots=True)
class Problem:
    place: str
    """Where, as a path: `queues[billing].rings[1].after`; empty: in the file, at `line`."""
    code: ProblemCode
    args: Mapping[str, Any] = field(default_factory=dict)
    """What the sentence names: numbers and texts as they are."""
    spot: Spot | None = None
    """Within the value at `place`."""
    line: int | None = None
    """Of the file that the document was read from."""


class HasProblems(Invalid):
    """A value cannot be used; every place that has to change is named."""

    def __init__(self, problems: tuple[Problem, ...], **fields: Any) -> None:
        self.problems = problems
        super().__init__(problems=problems, **fields)


class PolicyInvalid(HasProblems):
    """The routing policy cannot be used; nothing was changed."""


def refused(code: ProblemCode, **args: Any) -> PydanticCustomError:
    """What a validator of a model raises: pydantic carries the code to whoever tells the place."""
    return PydanticCustomError(code.value, code.value, args)
