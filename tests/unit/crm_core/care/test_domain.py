"""Who is asked, what an answer counts as, and the published figures, checked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contact_center.directory.domain import Role
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import new_id
from crm_core.care.domain import (
    AskDecision,
    ClosedWork,
    RatingKind,
    RatingVerdict,
    care_setting,
    checked,
    not_asking,
    question_for,
    rating_figures,
    verdict,
    whose,
    why_not,
)
from crm_core.care.errors import CommentTooLong, NotACarePolicy, NotOnThisScale
from crm_core.care.links import META, RatingLinks, token_hash

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TEXTS = {"en": "How did we do?", "zh-Hant": "您滿意嗎？"}
ON = care_setting(
    "email", asks=True, kind=RatingKind.CSAT, question=TEXTS, cap=timedelta(days=30), delay=timedelta(hours=1)
)
WORK = ClosedWork("closed", "completed", new_id(), automatic=False, closed_by_person=True)


def why(work: ClosedWork = WORK, *, live: bool = False, last: datetime | None = None) -> AskDecision | None:
    return why_not(ON, work, live=live, asked_last=last, now=NOW)


def test_only_work_that_a_person_answered_and_that_ended_well_is_asked_about() -> None:
    assert why() is None
    assert why_not(not_asking("email"), WORK, live=False, asked_last=None, now=NOW) is AskDecision.OFF
    assert why(replace(WORK, state="working")) is AskDecision.GOES_ON
    assert why(replace(WORK, outcome="spam")) is AskDecision.GOES_ON
    assert why(replace(WORK, answered_by=None)) is AskDecision.NOBODY_ANSWERED
    assert why(replace(WORK, automatic=True)) is AskDecision.MACHINE


def test_a_chat_is_asked_about_only_while_its_customer_is_there() -> None:
    gone = replace(WORK, closed_by_person=False)
    assert (why(gone, live=True), why(gone)) == (AskDecision.LEFT, None)


def test_nobody_is_asked_twice_within_the_cap() -> None:
    assert why(last=NOW - timedelta(days=29, hours=23)) is AskDecision.ASKED_LATELY
    assert why(last=NOW - timedelta(days=30)) is None


@pytest.mark.parametrize(
    ("kind", "bad", "middling", "good"),
    [
        (RatingKind.CSAT, (1, 2), (3,), (4, 5)),
        (RatingKind.CES, (1, 2, 3), (4,), (5, 6, 7)),
        (RatingKind.NPS, (0, 1, 2, 3, 4, 5, 6), (7, 8), (9, 10)),
    ],
)
def test_what_counts_as_bad_and_good(
    kind: RatingKind, bad: tuple[int, ...], middling: tuple[int, ...], good: tuple[int, ...]
) -> None:
    for scores, wanted in ((bad, RatingVerdict.BAD), (middling, RatingVerdict.MIDDLING), (good, RatingVerdict.GOOD)):
        assert {verdict(kind, score) for score in scores} == {wanted}
    for outside in (bad[0] - 1, good[-1] + 1):
        with pytest.raises(NotOnThisScale):
            checked(kind, outside, "")


def test_the_published_formulas() -> None:
    csat = rating_figures(RatingKind.CSAT, {None: 6, 5: 2, 4: 1, 3: 1, 1: 0})
    assert (csat.asked, csat.answered, csat.value, csat.response_rate) == (10, 4, 0.75, 0.4)
    assert rating_figures(RatingKind.CES, {7: 1, 4: 1, 2: 2}).value == 3.75
    assert rating_figures(RatingKind.NPS, {10: 3, 8: 4, 6: 2, 0: 1}).value == 0.0
    assert rating_figures(RatingKind.NPS, {10: 1, 8: 1}).value == 50.0
    for kind in RatingKind:
        assert rating_figures(kind, {None: 3}).value is None
        assert rating_figures(kind, {}).response_rate is None


def test_a_question_is_needed_in_both_languages_once_it_is_asked() -> None:
    assert question_for(ON, "zh-TW") == "您滿意嗎？"
    assert question_for(ON, None) == question_for(ON, "fr") == "How did we do?"

    def setting(asks: bool = True, texts: dict[str, str] = TEXTS, days: int = 30, minutes: int = 0) -> None:
        care_setting(
            "sms", asks=asks, kind=RatingKind.NPS, question=texts, cap=timedelta(days=days),
            delay=timedelta(minutes=minutes),
        )  # fmt: skip

    setting(asks=False, texts={})
    for wrong, field in (
        ({"texts": {"en": "Only English?"}}, "question.zh-Hant"),
        ({"texts": TEXTS | {"en": "x" * 301}}, "question.en"),
        ({"days": 0}, "cap_days"),
        ({"minutes": 1441}, "delay_minutes"),
    ):
        with pytest.raises(NotACarePolicy) as refused:
            setting(**wrong)
        assert refused.value.fields["field"] == field


def test_a_comment_is_kept_as_it_was_written_up_to_its_length() -> None:
    assert checked(RatingKind.CSAT, 5, "  好極了 \n\nthanks\x00 ") == (5, "好極了\n\nthanks")
    with pytest.raises(CommentTooLong) as refused:
        checked(RatingKind.CSAT, 5, "x" * 1001)
    assert isinstance(refused.value, Invalid)


def test_agents_read_ratings_of_their_own_work_only() -> None:
    me, other = new_id(), new_id()
    assert whose(Role.AGENT, me, other) == whose(Role.AGENT, me, None) == me
    assert (whose(Role.SUPERVISOR, me, other), whose(Role.ADMIN, me, None)) == (other, None)


def test_a_link_is_put_in_on_the_way_out_and_nobody_else_can_make_it() -> None:
    links, id = RatingLinks(b"k" * 32, "https://centre.example/"), new_id()
    text = f"How did we do?\n{links.masked}"
    sent = links.reveal(text, {META: str(id)})
    token = sent.rpartition("/")[2]
    assert sent == f"How did we do?\nhttps://centre.example/rate/{token}"
    assert (len(token), links.reveal(text, {})) == (22, text)
    assert RatingLinks(b"x" * 32, "https://centre.example").token(id) != token
    assert token not in token_hash(token)
