"""What simulations and replays state beside their figures, in codes; `agent_ui/words/rehearsals.py` has the sentences.

A statement is kept with its result as code and arguments. Versions up to 2026.11 kept sentences: those are read as
they are, and so is what programs are told, which is a sentence by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from contact_center.kernel.phrases import Phrase, read, stored


class StatementCode(StrEnum):
    # how the intervals were computed
    REPLICATIONS = "replications"
    BATCH_MEANS = "batch_means"
    # how the service level is counted
    WITHIN_TARGET_OF_DUE = "within_target_of_due"
    # what is promised
    TARGET = "target"
    TARGET_OF_CHANNEL = "target_of_channel"
    # in which order work is served, and to whom it goes
    ORDER_AND_AGENT = "order_and_agent"
    FIRST_COME = "first_come"
    BY_PRIORITY = "by_priority"
    BY_POINTS = "by_points"
    OLDEST_FIRST = "oldest_first"
    TO_FEWEST_OPEN = "to_fewest_open"
    TO_MOST_PROFICIENT = "to_most_proficient"
    TO_LEAST_OCCUPIED = "to_least_occupied"
    TO_EACH_IN_TURN = "to_each_in_turn"
    RINGS_WIDEN = "rings_widen"
    QUEUES_SHARE_AGENTS = "queues_share_agents"
    # what the policy does with work that comes and waits
    OPEN_BY_CALENDAR = "open_by_calendar"
    OVERFLOW = "overflow"
    OVERFLOW_OF_TIERS = "overflow_of_tiers"
    WHEN_WAITED = "when_waited"
    WHEN_WAITING = "when_waiting"
    WHEN_CLOSED = "when_closed"
    WHEN_NOBODY = "when_nobody"
    WHEN_EXPECTED = "when_expected"
    THEN_QUEUE = "then_queue"
    THEN_GROUP = "then_group"
    THEN_MESSAGE = "then_message"
    THEN_CALLBACK = "then_callback"
    THEN_VOICEMAIL = "then_voicemail"
    LONGEST_WAIT = "longest_wait"
    MOST_WAITING = "most_waiting"
    SENT_TO_QUEUE = "sent_to_queue"
    ENDED = "ended"
    INTERRUPTS = "interrupts"
    ENTRY_RULES = "entry_rules"
    # what a simulation cannot know of the policy
    LEFT_OUT_RULE = "left_out.rule"
    LEFT_OUT_PREFERRED_AGENT = "left_out.preferred_agent"
    LEFT_OUT_EXPECTED_WAIT = "left_out.expected_wait"
    LEFT_OUT_VOICEMAIL = "left_out.voicemail"
    LEFT_OUT_CALLBACK = "left_out.callback"
    # under which policy a day is replayed
    POLICY_OF_THE_DAY = "policy.of_the_day"
    POLICY_NONE_KEPT = "policy.none_kept"
    POLICY_VERSION = "policy.version"
    POLICY_LIVE = "policy.live"
    POLICY_DRAFT = "policy.draft"
    POLICY_GIVEN = "policy.given"
    # why a replay under the day's own policy is not what was recorded
    DIFFERS_NEVER_DONE = "differs.never_done"
    DIFFERS_BY_HAND = "differs.by_hand"
    DIFFERS_FOLLOWS = "differs.follows"
    DIFFERS_LATER = "differs.later"
    DIFFERS_FIRST = "differs.first"
    # what the record does not say, and what a replay takes instead
    ASSUMES_PATIENCE = "assumes.patience"
    ASSUMES_HANDLE_TIME = "assumes.handle_time"
    ASSUMES_ANSWERS = "assumes.answers"
    ASSUMES_CREDIT = "assumes.credit"
    ASSUMES_RULES = "assumes.rules"
    ASSUMES_ERP = "assumes.erp"
    ASSUMES_MIDNIGHT = "assumes.midnight"
    ASSUMES_FLOW = "assumes.flow"


def say(code: StatementCode, **args: Any) -> Phrase:
    return Phrase(code.value, args)


def _as_phrase(value: Any) -> Any:
    return read(value) if isinstance(value, Mapping) and "code" in value else value


_Kept = Annotated[Phrase, BeforeValidator(_as_phrase), PlainSerializer(stored)]
_TEXT = WithJsonSchema({"type": "string"}, mode="serialization")
Statement = Annotated[_Kept | str, _TEXT]
Statements = Annotated[tuple[_Kept, ...] | str, _TEXT]
"""In reading order, and told as one text."""
