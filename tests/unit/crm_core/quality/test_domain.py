"""How an evaluation is scored, and what a card and its answers may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_ui.quality import form
from crm_core.quality.domain import (
    MOST_POINTS,
    MOST_QUESTIONS,
    CardQuestion,
    GivenPoints,
    QuestionKind,
    checked_answers,
    checked_card,
    checked_reply,
    require_complete,
    score,
)
from crm_core.quality.errors import NotAnAnswer, NotAReply, NotAScoreCard, NothingEvaluated

CARD = (
    CardQuestion("Greets", weight=1),
    CardQuestion("Proves who it is", weight=3, fatal=True),
    CardQuestion("Listens", QuestionKind.SCALE, 4),
)


def answers(*points: int | None) -> dict[int, GivenPoints]:
    return {n: GivenPoints(one) for n, one in enumerate(points)}


@pytest.mark.parametrize(
    ("points", "share", "fatal"),
    [
        ((1, 1, 4), 1.0, 0),
        ((0, 1, 2), 5 / 8, 0),
        ((1, 0, 4), 0.0, 1),
        ((1, None, 2), 3 / 5, 0),
        ((None, None, None), None, 0),
    ],
)
def test_points_count_by_weight_of_what_applies_and_a_fatal_error_takes_all(
    points: tuple[int | None, ...], share: float | None, fatal: int
) -> None:
    reached = score(CARD, answers(*points))
    assert reached.fatal == fatal
    assert reached.share == pytest.approx(share) if share is not None else reached.share is None


CARDS = st.lists(
    st.builds(CardQuestion, st.just("?"), st.sampled_from(QuestionKind), st.integers(1, 100), st.booleans()),
    min_size=1,
    max_size=8,
)


@given(CARDS, st.data())
def test_no_score_lies_outside_and_one_point_more_never_lowers_it(
    card: list[CardQuestion], data: st.DataObject
) -> None:
    given = {
        n: GivenPoints(data.draw(st.one_of(st.none(), st.integers(0, MOST_POINTS[one.kind]))))
        for n, one in enumerate(card)
    }
    reached = score(card, given).share
    assert reached is None or 0 <= reached <= 1
    for n, one in given.items():
        if one.points is not None and one.points < MOST_POINTS[card[n].kind]:
            better = score(card, {**given, n: GivenPoints(one.points + 1)}).share
            assert better is not None
            assert reached is not None
            assert better >= reached


def test_a_card_names_the_question_that_is_wrong() -> None:
    with pytest.raises(NotAScoreCard) as wrong:
        checked_card("Calls", [CardQuestion("Greets"), CardQuestion("Listens", weight=101)])
    assert wrong.value.fields["field"] == "questions.1.weight"
    for questions in ([], [CardQuestion("?")] * (MOST_QUESTIONS + 1), [CardQuestion(" ")]):
        with pytest.raises(NotAScoreCard):
            checked_card("Calls", questions)
    with pytest.raises(NotAScoreCard):
        checked_card(" ", CARD)


def test_answers_fit_their_questions_and_all_of_them_are_given_before_it_is_published() -> None:
    with pytest.raises(NotAnAnswer):
        checked_answers(CARD, {0: GivenPoints(2)})
    with pytest.raises(NotAnAnswer):
        checked_answers(CARD, {3: GivenPoints(1)})
    with pytest.raises(NotAnAnswer):
        checked_answers(CARD, {0: GivenPoints(1, "x" * 1001)})
    with pytest.raises(NothingEvaluated) as missing:
        require_complete(CARD, {0: GivenPoints(1), 2: GivenPoints(1)})
    assert missing.value.fields["field"] == "answers.1"
    with pytest.raises(NothingEvaluated):
        require_complete(CARD, answers(None, None, None))


def test_who_disputes_says_why() -> None:
    assert checked_reply("  ", disputed=False) == ""
    with pytest.raises(NotAReply):
        checked_reply("  ", disputed=True)


def test_what_forms_post() -> None:
    typed = {
        "question_0": "Greets", "weight_0": "2", "kind_0": "scale", "fatal_0": "on", "question_1": " ",
        "question_5": "Ends well",
    }  # fmt: skip
    assert form.questions(typed) == [CardQuestion("Greets", QuestionKind.SCALE, 2, True), CardQuestion("Ends well")]
    with pytest.raises(NotAScoreCard):
        form.questions({"question_0": "Greets", "weight_0": "-1"})
    assert form.answers({"points_0": "1", "remark_0": "good", "at_0": "3:20", "points_2": "none"}) == {
        0: GivenPoints(1, "good", 200.0), 2: GivenPoints(None),
    }  # fmt: skip
    for wrong in ({"points_0": "1", "at_0": "soon"}, {"points_0": "many"}):
        with pytest.raises(NotAnAnswer):
            form.answers(wrong)
