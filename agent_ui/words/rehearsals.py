# ruff: noqa: E501 - sentences stay in one piece, to be found by their text
"""What simulations and replays say, in a language: how they were computed, how work was served, why there is none.

What an older version kept as a sentence is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent_ui.words import explanations, labels, policies
from agent_ui.words.errors import error_words
from agent_ui.words.filling import filled
from agent_ui.words.languages import Words
from contact_center.kernel.phrases import Phrase
from routing.rehearsal.replay.results import ReevaluatedRules
from routing.rehearsal.simulation.results import NotSimulated
from routing.rehearsal.statements import Statement, StatementCode, Statements
from routing.rehearsal.studies.refusals import Refusal

N_ = str
"""Marks a text for the catalogue."""

SENTENCES: Mapping[StatementCode, str] = {
    # how it is computed
    StatementCode.REPLICATIONS: N_("independent replications of the day, each from an empty centre; 95 %% by Student's t; of whole days chance in the number of contacts and in their length taken out by regression where there are 10 or more (Law, Simulation Modeling and Analysis, 9.4.1; Lavenberg and Welch 1981)"),
    StatementCode.BATCH_MEANS: N_("batch means: one run after a warm-up, cut into %(batches)s batches; 95 %% by Student's t; chance in the number of calls and in their length taken out by regression (Law, Simulation Modeling and Analysis, 9.5.3; Lavenberg and Welch 1981)"),
    StatementCode.WITHIN_TARGET_OF_DUE: N_("answered within the target / (answered + abandoned after the short-abandon limit + waiting past the target)"),
    StatementCode.TARGET: N_("%(seconds)s s"),
    StatementCode.TARGET_OF_CHANNEL: N_("%(channel)s %(seconds)s s"),
    # how a simulated queue is served
    StatementCode.ORDER_AND_AGENT: N_("%(order)s, %(to)s"),
    StatementCode.FIRST_COME: N_("first come, first served; to the agent who has been idle longest"),
    StatementCode.BY_PRIORITY: N_("by priority, then oldest first"),
    StatementCode.BY_POINTS: N_("by minutes waited plus priority points"),
    StatementCode.OLDEST_FIRST: N_("oldest first"),
    StatementCode.TO_FEWEST_OPEN: N_("to the agent with the fewest open, then idle longest"),
    StatementCode.TO_MOST_PROFICIENT: N_("to the most proficient agent"),
    StatementCode.TO_LEAST_OCCUPIED: N_("to the least occupied agent"),
    StatementCode.TO_EACH_IN_TURN: N_("to each agent in turn"),
    StatementCode.RINGS_WIDEN: N_("%(n)s rings widen the search"),
    StatementCode.QUEUES_SHARE_AGENTS: N_("agents take other queues' work by their profiles' priority and the tiers' shares"),
    StatementCode.OPEN_BY_CALENDAR: N_("open by calendar %(calendar)s, what comes out of hours ages from the next opening"),
    StatementCode.OVERFLOW: N_("%(when)s: %(then)s"),
    StatementCode.OVERFLOW_OF_TIERS: N_("%(when)s: %(then)s (%(tiers)s only)"),
    StatementCode.WHEN_WAITED: N_("after %(limit)s s"),
    StatementCode.WHEN_WAITING: N_("from the %(limit)s. in the queue on"),
    StatementCode.WHEN_CLOSED: N_("out of hours"),
    StatementCode.WHEN_NOBODY: N_("with nobody signed in who could take it"),
    StatementCode.WHEN_EXPECTED: N_("with an expected wait of %(limit)s s"),
    StatementCode.THEN_QUEUE: N_("to queue %(queue)s"),
    StatementCode.THEN_GROUP: N_("agents of queue %(queue)s as well"),
    StatementCode.THEN_MESSAGE: N_("a message"),
    StatementCode.THEN_CALLBACK: N_("the offer to be called back"),
    StatementCode.THEN_VOICEMAIL: N_("callers may leave a message"),
    StatementCode.LONGEST_WAIT: N_("waits at most %(n)s s of open time, then %(after)s"),
    StatementCode.MOST_WAITING: N_("at most %(n)s wait, who comes then is %(after)s"),
    StatementCode.SENT_TO_QUEUE: N_("sent to queue %(queue)s"),
    StatementCode.ENDED: N_("ended (deferred work waits on)"),
    StatementCode.INTERRUPTS: N_("%(by)s interrupts %(over)s: as few as needed are parked, the latest begun first, their clock stands"),
    StatementCode.ENTRY_RULES: N_("rules as work comes in: %(names)s"),
    # what is left out
    StatementCode.LEFT_OUT_RULE: N_("how the rule “%(name)s” uses %(what)s"),
    StatementCode.LEFT_OUT_PREFERRED_AGENT: N_("whom the rule “%(name)s” prefers: %(what)s"),
    StatementCode.LEFT_OUT_EXPECTED_WAIT: N_("overflow of %(name)s by expected wait"),
    StatementCode.LEFT_OUT_VOICEMAIL: N_("messages left with %(name)s"),
    StatementCode.LEFT_OUT_CALLBACK: N_("callbacks of %(name)s"),
    # which policy
    StatementCode.POLICY_OF_THE_DAY: N_("version %(version)s, in force on the day"),
    StatementCode.POLICY_NONE_KEPT: N_("version %(version)s; none was kept from the day"),
    StatementCode.POLICY_VERSION: N_("version %(version)s"),
    StatementCode.POLICY_LIVE: N_("version %(version)s, the live one"),
    StatementCode.POLICY_DRAFT: N_("the draft"),
    StatementCode.POLICY_GIVEN: N_("the policy given"),
    # how true a replay is
    StatementCode.DIFFERS_NEVER_DONE: N_("the work that it follows was not done as long as the day was followed"),
    StatementCode.DIFFERS_BY_HAND: N_("a person assigned it by hand; the replay does so too unless the router was faster"),
    StatementCode.DIFFERS_FOLLOWS: N_("follows from an earlier difference: one of its agents has other work"),
    StatementCode.DIFFERS_LATER: N_("the same agent, at another time: the router read the facts later than they happened"),
    StatementCode.DIFFERS_FIRST: N_("the first of its kind: shares between tiers, a profile that changed since, or a fact the record lacks"),
    StatementCode.ASSUMES_PATIENCE: N_("Whoever was answered on the day waits as long as it takes; whoever gave up gives up after the same time."),
    StatementCode.ASSUMES_HANDLE_TIME: N_("Work that was never answered on the day takes as long as another one of its queue and channel."),
    StatementCode.ASSUMES_ANSWERS: N_("The n-th offer of a piece of work is accepted, refused or missed as its n-th offer was on the day."),
    StatementCode.ASSUMES_CREDIT: N_("What the tiers have to their credit when the day begins comes from playing the seven days before it."),
    StatementCode.ASSUMES_RULES: N_("A rule that is the same does what it did on the day; others see the work of then and the customer of now."),
    StatementCode.ASSUMES_ERP: N_("For other rules, what the ERP says counts from the entry; the promise of a reply stays that of the day."),
    StatementCode.ASSUMES_MIDNIGHT: N_("What waits over midnight is followed among the work and the people of the next day, under the same policy."),
    StatementCode.ASSUMES_FLOW: N_("Hours, overflow and limits are as recorded, unless the policies differ in them; then they are decided anew."),
}  # fmt: skip
_CHANNELS = {"channel", "by", "over"}
"""Arguments that name a channel."""


def statement(words: Words, told: Statement) -> str:
    if isinstance(told, str):
        return told
    args = {name: _written(words, name, value) for name, value in told.args.items()}
    return filled(words, SENTENCES[StatementCode(told.code)], args)


def statements(words: Words, told: Statements) -> str:
    """All in one text: `oldest first, to each agent in turn; 2 rings widen the search`."""
    return told if isinstance(told, str) else words.gettext("; ").join(statement(words, one) for one in told)


def targets(words: Words, told: Statements) -> str:
    return told if isinstance(told, str) else words.gettext(", ").join(statement(words, one) for one in told)


def why(words: Words, told: Statements | None) -> str | None:
    """Why a replay gave work to its agent."""
    return told if told is None or isinstance(told, str) else explanations.line(words, told)


def left_out(words: Words, one: NotSimulated) -> str:
    code = f"left_out.{one.kind}"
    if code not in set(StatementCode):
        return one.words
    return statement(words, Phrase(code, {"name": one.name, "what": list(one.reads)}))


def other_rules(words: Words, rules: ReevaluatedRules) -> tuple[str, ...]:
    """What rules that are not those of the day would have done."""
    _, number = words.gettext, words.number
    sentences = [
        _(
            "Other rules (%(names)s) would have changed %(n)s of %(all)s interactions.",
            names=", ".join(rules.names), n=number(rules.changed), all=number(rules.total),
        )
    ]  # fmt: skip
    if rules.unknown:
        unknown = number(rules.unknown)
        sentences.append(
            _("For %(n)s of them a rule could not be evaluated: the data it uses is no longer known.", n=unknown)
        )
    return tuple(sentences)


def refusal(words: Words, refused: Refusal) -> str:
    """`This cannot be simulated as it stands. (arrivals: nobody ever comes; expect …)`"""
    general = error_words(words, refused.code)
    if not refused.problems:
        return general
    lines = "; ".join(policies.line(words, problem) for problem in refused.problems)
    return words.gettext("%(general)s (%(problems)s)", general=general, problems=lines)


def _written(words: Words, name: str, value: Any) -> Any:
    if isinstance(value, Phrase):
        return statement(words, value)
    if name in _CHANNELS and words.channels:
        return labels.channel(words, str(value))
    if name == "tiers":
        return words.gettext(", ").join(labels.tiers(words).get(one, one) for one in value)
    if isinstance(value, list | tuple):
        return words.gettext(", ").join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else value
