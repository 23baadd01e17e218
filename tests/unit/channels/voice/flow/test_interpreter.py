"""A simulated caller in the flow: what is heard, what is asked, and that there is always a way on."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.voice.flow.domain import (
    BRANCHES,
    LANGUAGES,
    MENU_KEYS,
    MOST_TURNS,
    CallFlow,
    ClaimKind,
    FlowKey,
    FlowStep,
    StepKind,
)
from channels.voice.flow.interpreter import (
    CallerLeft,
    FlowEnds,
    FlowInput,
    FlowOutcome,
    FlowState,
    FlowTurn,
    FlowWait,
    GatherKeys,
    KeysPressed,
    LookedUp,
    LookUp,
    NoKeys,
    QueueLoad,
    QueueOpening,
    SayPrompt,
    TypedClaim,
    advance,
    again,
    begin,
)
from tests.unit.channels.voice.flow.flows import ORDERS, both, whole

OPEN, IDLE = LookedUp(QueueOpening.OPEN), LookedUp(QueueLoad(0, 2))


def _walk(flow: CallFlow, *inputs: FlowInput, number: str = "", can_transfer: bool = False) -> FlowTurn:
    state, actions = begin(flow, "en", number=number, can_transfer=can_transfer)
    for one in inputs:
        state, actions = advance(flow, state, one)
    return state, actions


def _said(turn: FlowTurn) -> list[str]:
    return [one.text for one in turn[1] if isinstance(one, SayPrompt)]


def _end(turn: FlowTurn) -> FlowEnds:
    end = turn[1][-1]
    assert isinstance(end, FlowEnds)
    return end


def test_greets_then_asks_for_the_language_in_all_of_them() -> None:
    turn = _walk(whole())
    assert _said(turn) == ["Welcome.", "For English press 2.", "中文請按一。"]
    assert turn[1][-1] == GatherKeys("12", 1, 6, {})


def test_goes_on_in_the_language_that_was_chosen() -> None:
    state, actions = _walk(whole(), KeysPressed("1"), OPEN)
    assert state.language == "zh-Hant"
    assert actions[0] == SayPrompt("訂單按 1，維修按 2。", "zh-Hant")


def test_after_hours_it_leads_to_a_message_and_says_that_it_was_closed() -> None:
    turn = _walk(whole(), KeysPressed("2"), LookedUp(QueueOpening.HOLIDAY))
    assert _said(turn) == ["We are closed.", "Speak."]
    assert _end(turn).outcome is FlowOutcome.VOICEMAIL
    assert turn[0].closed


def test_a_wrong_key_is_told_and_the_second_leads_on() -> None:
    turn = _walk(whole(), KeysPressed("2"), OPEN, KeysPressed("7"))
    assert _said(turn) == ["That was no choice.", "Orders 1, repairs 2."]
    state, actions = advance(whole(), turn[0], NoKeys())
    assert (state.at, actions) == ("busy", (LookUp(StepKind.OVERFLOW, ORDERS),))


def test_an_order_number_is_a_claim_with_whom_it_belongs_to() -> None:
    claim = TypedClaim(ClaimKind.ORDER, "20418", UUID(int=9), "SO-20418")
    turn = _walk(whole(), KeysPressed("2"), OPEN, KeysPressed("1"), KeysPressed("20418#"))
    assert turn[1] == (LookUp(StepKind.IDENTIFY, claim=ClaimKind.ORDER, digits="20418"),)
    turn = advance(whole(), turn[0], LookedUp(claim))
    turn = advance(whole(), turn[0], IDLE)
    turn = advance(whole(), turn[0], LookedUp(QueueLoad(3, 4)))
    assert _said(turn) == ["You are number 4. It takes 4 minutes."]
    assert _end(turn) == FlowEnds(FlowOutcome.QUEUE, "orders", ORDERS, 1, {"lang:zh": 3}, "", 120)
    assert (turn[0].claim, turn[0].chosen) == (claim, (("menu", "1"),))


def test_a_figure_that_is_not_known_is_not_said() -> None:
    at_place = (KeysPressed("2"), OPEN, KeysPressed("2"), IDLE)
    assert _said(_walk(whole(), *at_place, LookedUp(QueueLoad(0, None)))) == ["You are number 1."]
    assert _said(_walk(whole(), *at_place, LookedUp(None))) == []


def test_who_is_called_back_is_asked_for_the_number_unless_it_is_known() -> None:
    full = (KeysPressed("2"), OPEN, KeysPressed("2"), LookedUp(QueueLoad(6, None)))
    turn = _walk(whole(), *full, KeysPressed("1"), number="+886912345678")
    assert _end(turn).number == "+886912345678"
    turn = _walk(whole(), *full, KeysPressed("1"))
    assert _said(turn) == ["Your number?"]
    turn = advance(whole(), turn[0], KeysPressed("0227110480#"))
    assert (_end(turn).outcome, _end(turn).number) == (FlowOutcome.CALLBACK, "0227110480")
    assert _walk(whole(), *full, NoKeys())[0].at == "place"


def test_is_put_through_only_where_the_provider_can() -> None:
    outside = (KeysPressed("2"), OPEN, KeysPressed("0"))
    assert _end(_walk(whole(), *outside, can_transfer=True)).number == "+886222220000"
    assert _end(_walk(whole(), *outside)).outcome is FlowOutcome.HUNG_UP


def test_input_that_is_not_waited_for_changes_nothing() -> None:
    state, _ = _walk(whole(), KeysPressed("2"))
    assert state.waits is FlowWait.FACT
    assert advance(whole(), state, KeysPressed("1")) == (state, ())
    over, _ = _walk(whole(), CallerLeft())
    assert over.outcome is FlowOutcome.LEFT
    assert advance(whole(), over, KeysPressed("1")) == (over, ())


def test_the_same_place_can_be_heard_again() -> None:
    turn = _walk(whole(), KeysPressed("2"), OPEN)
    assert again(whole(), turn[0]) == turn[1]
    assert again(whole(), _walk(whole(), CallerLeft())[0]) == ()


_names = st.sampled_from(["a", "b", "c", "d", "nowhere", ""])


@st.composite
def _flows(draw: st.DrawFn) -> CallFlow:
    """Most of them wrong in some way: nothing but their shape is right."""
    steps = []
    for name in draw(st.lists(st.sampled_from("abcd"), max_size=6)):
        kind = draw(st.sampled_from(StepKind))
        keys = tuple(
            FlowKey(pressed, {}, draw(_names), draw(st.sampled_from([*LANGUAGES, ""])))
            for pressed in draw(st.lists(st.sampled_from(MENU_KEYS), max_size=3))
        )
        steps.append(
            FlowStep(
                name,
                kind,
                both("x {place}.", "y"),
                both("z", ""),
                {branch: draw(_names) for branch in BRANCHES[kind]},
                keys,
                draw(st.integers(0, 3)),
            )
        )
    return CallFlow(tuple(steps))


_facts = st.sampled_from([None, *QueueOpening, QueueLoad(0, 1), QueueLoad(99, None)]) | st.just(
    TypedClaim(ClaimKind.ORDER, "1", None, "SO-1")
)
_inputs = st.one_of(
    st.builds(KeysPressed, st.text("0123456789*#x", max_size=20)),
    st.builds(NoKeys),
    st.builds(LookedUp, _facts),
)


def _stands(flow: CallFlow, turn: FlowTurn) -> None:
    """Either it is over and says how, or it asks for exactly what it waits for, at a step that there is."""
    state, actions = turn
    if state.waits is FlowWait.OVER:
        assert state.outcome is not None
        assert isinstance(actions[-1], FlowEnds)
        return
    assert flow.step(state.at) is not None
    assert isinstance(actions[-1], LookUp if state.waits is FlowWait.FACT else GatherKeys)


@settings(max_examples=150, deadline=None)
@given(_flows() | st.just(whole()), st.lists(_inputs, max_size=25), st.booleans())
def test_any_input_waits_or_ends_whatever_the_flow(flow: CallFlow, inputs: list[FlowInput], transfer: bool) -> None:
    state, actions = begin(flow, "zh-TW", can_transfer=transfer)
    _stands(flow, (state, actions))
    for one in inputs:
        before: FlowState = state
        state, actions = advance(flow, state, one)
        assert (state, actions) == advance(flow, before, one)
        if actions:
            _stands(flow, (state, actions))
        else:
            assert state == before


def test_a_caller_who_goes_round_and_round_is_ended_at_last() -> None:
    flow = whole()
    state, _ = _walk(flow, KeysPressed("2"), OPEN)
    for _ in range(MOST_TURNS):
        state, _ = advance(flow, state, KeysPressed("9"))
    assert state.outcome is FlowOutcome.HUNG_UP
