"""The same sentences in English, for programs and the command line: what leaves the product elsewhere than on a page.

Rooms below know only what they need of it (`routing.policy.ports.Sentences`, `platform.problems.Say`); `bootstrap`
hands it to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pydantic_core import ErrorDetails

from agent_ui.words import explanations, policies, rehearsals, rules, studies
from agent_ui.words.errors import FOR_PROGRAMS, error_detail, error_words
from agent_ui.words.languages import ENGLISH, Words
from agent_ui.words.phrases import phrase_words
from agent_ui.words.twilio_checks import check_words
from channels.vendors.twilio.checking import AccountFinding
from contact_center.kernel.errors import ContactCenterError, ErrorText
from contact_center.kernel.phrases import Phrase
from contact_center.platform.problems import RequestInvalid
from routing.policy.differences import Difference
from routing.policy.errors import HasProblems, Problem, ProblemCode
from routing.policy.ports import ProblemText
from routing.rehearsal.replay.results import Replayed
from routing.rehearsal.simulation.results import Simulated
from routing.rehearsal.studies.refusals import Refusal
from routing.rehearsal.studies.results import Result
from routing.rules.applied import RuleApplied

CODES = frozenset(code.value for code in ProblemCode)


class English:
    """One for a process. Nothing that is said here counts from now, or knows a time zone."""

    def __init__(self) -> None:
        self._words = Words(ENGLISH, UTC, datetime.fromtimestamp(0, UTC))

    def error(self, error: ContactCenterError) -> ErrorText:
        """For answers to programs: with the names of fields, and every problem at its place."""
        sentence = FOR_PROGRAMS.get(error.code) or error_words(self._words, error.code, error.status)
        detail = error_detail(self._words, error)
        fields: dict[str, Any] = {
            name: value if isinstance(value, list) else str(value) for name, value in error.fields.items()
        }
        if isinstance(error, HasProblems):
            fields["problems"] = [
                {**self.problem(one)._asdict(), "code": one.code, "args": dict(one.args)} for one in error.problems
            ]
        if isinstance(error, RequestInvalid):
            fields["errors"] = [self._field(one) for one in error.errors]
            detail = "; ".join(f"{one['field']}: {one['reason']}" for one in fields["errors"])
        return ErrorText(sentence, detail, fields)

    def error_line(self, error: ContactCenterError) -> str:
        """For the command line and for logs that people read: what a program finds in `field` is in the line."""
        told = self.error(error)
        about = told.fields.get("field") if "`field`" in told.title and told.detail is None else told.detail
        return told.title if about is None else f"{told.title} ({about})"

    def phrase(self, phrase: Phrase) -> str:
        return phrase_words(self._words, phrase)

    def checked(self, line: AccountFinding) -> tuple[str, str | None]:
        """What a check found, and what to do about it."""
        return check_words(self._words, line.code, line.args)

    def _field(self, one: ErrorDetails) -> dict[str, str]:
        return {"field": ".".join(map(str, one["loc"][1:])), "reason": self.shape(one)}

    def shape(self, one: ErrorDetails) -> str:
        """What pydantic found, or a validator of ours through it."""
        if one["type"] not in CODES:
            return one["msg"]
        told = policies.told(self._words, Problem("", ProblemCode(one["type"]), one.get("ctx", {})))
        return f"{told.reason}; {told.remedy}"

    def problem(self, problem: Problem) -> ProblemText:
        told = policies.told(self._words, problem)
        return ProblemText(policies.place(self._words, problem), told.reason, told.remedy)

    def problem_line(self, problem: Problem) -> str:
        return policies.line(self._words, problem)

    def difference(self, one: Difference) -> str:
        return policies.difference_line(self._words, one)

    def refusal(self, refused: Refusal) -> str:
        return rehearsals.refusal(self._words, refused)

    def attribute(self, name: str) -> str:
        return rules.meaning(self._words, name)

    def tried(self, matched: int, total: int, unknown: int) -> str:
        return rules.tried(self._words, matched, total, unknown)

    def rule(self, applied: RuleApplied) -> str:
        return rules.line(self._words, applied)

    def explanation(self, why: Iterable[Phrase]) -> str:
        return explanations.line(self._words, why)

    def simulated(self, result: Simulated) -> Simulated:
        return studies.simulated(self._words, result)

    def replayed(self, result: Replayed) -> Replayed:
        return studies.replayed(self._words, result)

    def result(self, result: Result) -> Result:
        """Of a study, with all it states as text."""
        return studies.told(self._words, result)
