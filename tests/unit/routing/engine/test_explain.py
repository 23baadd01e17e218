"""The reasons a supervisor reads."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from agent_ui.words.explanations import line
from agent_ui.words.languages import CHINESE, ENGLISH
from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.phrases import Phrase
from routing.engine.decisions import ExcludedCount, Exclusion, Explanation, MissingReason, NobodyEligible
from routing.engine.explain import ExplanationCode, clock, nobody, phrases
from routing.engine.model import Requirement, Selection
from tests.unit.agent_ui.words.languages import words
from tests.unit.routing.engine.world import BILLING, START, interaction_id


def told(found: Iterable[Phrase], language: str = ENGLISH) -> str:
    return line(words(language), found)


WHY = Explanation(
    tier=Tier.LIVE,
    ring=2,
    waited_s=192.4,
    score=8.2,
    at_head=False,
    preferred=False,
    selection=Selection.LONGEST_IDLE,
    idle_s=245,
    open_work=0,
    eligible=3,
    members=14,
    excluded=(
        ExcludedCount(Exclusion.LACKS_SKILL, 4, "Mandarin", 3),
        ExcludedCount(Exclusion.REFUSED_LATELY, 1),
        ExcludedCount(Exclusion.BUSY, 6),
    ),
)


def test_an_offer_reads_as_a_sentence() -> None:
    assert told(phrases(WHY, "Mei")) == (
        "waited 3:12, ring 2, score 8.2, Mei chosen: longest idle (4:05) of 3 eligible; "
        "11 excluded: 4 lack Mandarin ≥ 3, 1 rejected or missed it, 6 busy"
    )


def test_the_same_in_chinese() -> None:
    text = told(phrases(WHY, "陳怡君"), CHINESE)
    assert text.startswith("已等候 3:12、第 2 圈、分數 8.2、選擇 陳怡君")
    assert text.endswith("；排除 11 位：4 位的 Mandarin 未達 3、1 位剛拒接或漏接、6 位忙碌")


def test_nobody_excluded_ends_after_the_choice() -> None:
    alone = WHY._replace(excluded=(), eligible=1, ring=0)
    assert told(phrases(alone, "Mei")) == "waited 3:12, score 8.2, Mei chosen: the only one eligible"


def test_every_choice_exclusion_and_lack_has_a_code() -> None:
    known = set(ExplanationCode)
    assert {f"chosen.{one.value}" for one in Selection} <= known
    assert {f"excluded.{one.value}" for one in Exclusion} <= known
    assert {f"nobody.{one.value}" for one in MissingReason} <= known


def test_nobody_eligible_names_each_missing_skill() -> None:
    decision = NobodyEligible(
        interaction_id=interaction_id(1),
        queue_id=BILLING,
        lack=MissingReason.SKILL,
        missing=(Requirement("Mandarin", 3), Requirement("refunds", 1)),
        at=START,
        policy_version=1,
        position=0,
    )
    assert told(nobody(decision)) == "nobody signed in has Mandarin ≥ 3, nobody signed in has refunds ≥ 1"


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (59.9, "0:59"), (3725, "1:02:05")])
def test_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
