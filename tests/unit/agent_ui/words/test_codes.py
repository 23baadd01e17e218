"""No code travels without a sentence for it, and a sentence names nothing that its code does not bring along."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from agent_ui.words import explanations, policies, rehearsals, rules, twilio, unparseable, webhooks
from agent_ui.words.languages import CHINESE
from agent_ui.words.phrases import SENTENCES as PHRASES
from agent_ui.words.policy_problems import SENTENCES
from channels.vendors.twilio.errors import KNOWN
from contact_center.directory.webhooks.errors import WebhookTrouble
from contact_center.kernel.contracts.channels import UnparseableCode
from contact_center.kernel.events import event_types
from routing.engine.explain import ExplanationCode
from routing.policy.errors import Problem, ProblemCode
from routing.rehearsal.statements import StatementCode
from routing.rules.attributes import ALL as ATTRIBUTES
from tests.unit.agent_ui.words.languages import LANGUAGES, placeholders, translated, words

TREE = Path(__file__).resolve().parents[4]


def test_every_problem_has_a_sentence_and_a_remedy_in_each_language() -> None:
    assert set(SENTENCES) == set(ProblemCode)
    for code, texts in SENTENCES.items():
        for text in texts:
            assert text, code
            assert translated(text), (code, text)
            assert placeholders(translated(text)) == placeholders(text), (code, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_problem_that_comes_without_its_arguments_is_told_all_the_same(language: str) -> None:
    for code in ProblemCode:
        assert policies.told(words(language), Problem("queues", code)).reason


def problems() -> Iterator[tuple[str, ProblemCode, set[str]]]:
    """(where, code, arguments) of each code that the product makes a problem of, as far as they are written there."""
    for path in sorted((TREE / "routing").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for line, code, given in _made_in(function):
                    yield f"{path.relative_to(TREE)}:{line}", code, given


def _made_in(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[int, ProblemCode, set[str]]]:
    named = {
        target.id: set(_keys(node.value))
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            for n, argument in enumerate(node.args):
                if (code := _code(argument)) is not None:
                    given = {word.arg for word in node.keywords if word.arg} | _given(node.args[n + 1 :], named)
                    yield node.lineno, code, given


def _code(node: ast.expr) -> ProblemCode | None:
    is_code = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ProblemCode"
    return ProblemCode[node.attr] if is_code else None  # type: ignore[attr-defined]


def _given(following: list[ast.expr], named: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    for node in following[:1]:
        found |= set(_keys(node)) if isinstance(node, ast.Dict) else named.get(getattr(node, "id", ""), set())
    return found


def _keys(node: ast.Dict) -> Iterator[str]:
    return (str(key.value) for key in node.keys if isinstance(key, ast.Constant))


def test_a_sentence_names_only_what_its_code_brings_along() -> None:
    found = list(problems())
    assert len(found) > 80
    for at, code, given in found:
        wanted = set().union(*map(placeholders, SENTENCES[code]))
        assert wanted <= given, f"{at}: {code} needs {wanted - given}"


def phrases() -> Iterator[tuple[str, str, set[str]]]:
    """(where, code, arguments) of each phrase of a literal code in a room below the pages."""
    for room in ("channels", "contact_center", "crm_core", "erp_link", "routing"):
        for path in sorted((TREE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Phrase":
                    code, *args = node.args
                    if isinstance(code, ast.Constant):
                        yield f"{path.relative_to(TREE)}:{node.lineno}", str(code.value), _given(args, {})


def test_each_phrase_has_a_sentence_that_names_what_it_brings_along_and_each_sentence_a_phrase() -> None:
    found = list(phrases())
    assert {code for _, code, _ in found} == set(PHRASES)
    for at, code, given in found:
        assert placeholders(PHRASES[code]) == given, at
        assert translated(PHRASES[code]), code


EVENT_AREAS = {
    name.partition(".")[0]
    for name, kind in event_types().items()
    if not kind.__module__.startswith(("tests.", "contact_center.demo."))
}
"""Other tests have kinds of event of their own, as the demo has."""
TABLES: dict[str, tuple[set[str], Mapping[str, str]]] = {
    "why an offer was made": (set(ExplanationCode), explanations.SENTENCES),
    "what a study states": (set(StatementCode), rehearsals.SENTENCES),
    "why a delivery is in quarantine": (set(UnparseableCode), unparseable.SENTENCES),
    "why a webhook was not taken": (set(WebhookTrouble), webhooks.TROUBLE),
    "what kinds of event are about": (EVENT_AREAS, webhooks.AREAS),
    "what an error of Twilio means": ({f"twilio.{code}" for code in KNOWN}, twilio.SENTENCES),
    "what a rule can read": ({one.name for one in ATTRIBUTES}, rules.MEANINGS),
}
"""Codes of a room, and the sentences there are."""


@pytest.mark.parametrize("told", TABLES)
def test_every_code_of_a_table_has_a_sentence_in_each_language_that_names_the_same(told: str) -> None:
    codes, sentences = TABLES[told]
    assert codes == set(sentences)
    for code, text in sentences.items():
        assert text, code
        assert translated(text) or not re.search("[A-Za-z]{2}", re.sub(r"%\(\w+\)s", "", text)), (code, text)
        assert placeholders(words(CHINESE).gettext(text)) == placeholders(text), (code, text)


def test_a_statement_names_only_what_its_code_brings_along() -> None:
    """`say(StatementCode.X, a=…)`: as far as the code is written there."""
    found = 0
    for path in sorted((TREE / "routing/rehearsal").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args:
                code = node.args[0]
                if isinstance(code, ast.Attribute):
                    found += 1
                    given = {word.arg for word in node.keywords}
                    assert placeholders(rehearsals.SENTENCES[StatementCode[code.attr]]) <= given, (path, code.attr)
    assert found > 25


def test_a_reason_of_quarantine_names_only_what_its_code_brings_along() -> None:
    found = set()
    for room in ("channels", "contact_center"):
        for path in sorted((TREE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                first = node.args[0] if isinstance(node, ast.Call) and node.args else None
                if isinstance(first, ast.Attribute) and getattr(first.value, "id", "") == "UnparseableCode":
                    assert isinstance(node, ast.Call)
                    found.add(code := UnparseableCode[first.attr])
                    given = {word.arg for word in node.keywords}
                    assert placeholders(unparseable.SENTENCES[code]) == given, (path, code)
    assert found == set(UnparseableCode) - {UnparseableCode.OTHERWISE}, "that one is for channels from elsewhere"
