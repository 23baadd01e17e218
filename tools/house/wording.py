"""Sentences are made in `agent_ui`; what travels between rooms is a code (docs/decisions/0036-codes-travel.md)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.house.finding import Finding
from tools.house.reading import nodes, parsed

ROOMS = (
    "routing/",
    "crm_core/",
    "contact_center/directory/",
    "contact_center/interactions/",
    "contact_center/kernel/",
    "contact_center/measures/",
    "channels/",
    "erp_link/",
)
"""Whose words reach people through pages, programs or the command line. What a vendor or a mail server said is data, as
one argument of a phrase. The platform and `bootstrap` speak to operators."""
PAGES = "agent_ui/"
LANGUAGES_OF_OTHERS = {
    "channels/email/phrases.py": "what mail programs write, to be recognised",
    "channels/sms/parse.py": "words of customers that steer messages",
    "channels/voice/providers/builtin/preflight.py": "to operators, in the log of the media process",
    "channels/webchat/limits.py": "names of counters, which nobody reads",
    "contact_center/directory/common.py": "passwords, to be refused",
    "contact_center/measures/figures.py": "the formula of the service level, as the field writes it",
}
"""Modules whose texts are no messages of ours, and why."""
KEPT = {"BEFORE_VERSIONS", "PROCESS_DIED", "HEAD"}
"""Constants that are stored, or written into files of people, and have to stay as they were."""
NOT_SAID = ("store.py", "queries.py", "tables.py", "personal.py", "schemas.py")
"""SQL, and the description of an API or of stored data."""
DESCRIBES = {"Body", "Field", "Form", "Header", "Path", "Query"}
"""What describes a field of a request."""
MARKS = {"RouterAct", "Cleaner", "FastAPI", "Rate", "Response"}
"""Whose texts are names or headers."""
PARSERS = {
    "agent_ui/home/due.py": "the first number of an order, an invoice or the like that a customer wrote",
    "agent_ui/tasks/when.py": "times as agents write them",
    "agent_ui/admin/calling/values.py": "numbers, prices and names of queues in the fields of a form",
    "agent_ui/admin/case_types/values.py": "codes made of names, and lists of choices, in the fields of a form",
    "agent_ui/admin/routing/changes.py": "the path of a problem within a policy",
    "agent_ui/admin/routing/form.py": "names and whole numbers in the fields of a form",
    "agent_ui/compose/letter.py": "HTML of a mail that was made safe",
    "agent_ui/frame/render.py": "numbers of documents in what people wrote",
    "agent_ui/words/languages.py": "in which script a text is",
}
"""Pages that may look into texts, and which texts those are: never what a room below said."""
OF_LOGS = {"IllegalTransition", "LeaseLost"}
"""Errors whose detail goes to the log alone."""
OF_PYTHON = {
    "AssertionError",
    "KeyError",
    "LookupError",
    "NotImplementedError",
    "RuntimeError",
    "TypeError",
    "ValueError",
}
CARRIERS = {"why", "reason", "because", "remedy"}
_PROSE = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}")
_SENTENCE = re.compile(r"[A-Za-z][\w']*(?:[,;:]? [A-Za-z][\w'-]*){2,}")
"""Three words in a row."""
_SPACED = re.compile(r"[\w'] ")
"""More than a list of names."""
_PLACE = re.compile(r"\{[^}]*\}|%\(\w+\)s|%s")
_VALIDATORS = {"AfterValidator", "BeforeValidator", "field_validator", "model_validator"}
LOOKS = {"startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition"}
REMEDY = "give a code and its arguments; agent_ui/words has the sentence"


def check_wording(path: PurePosixPath, source: str) -> list[Finding]:
    """Where a room says a sentence, or a page looks for one."""
    tree = parsed(source)
    if str(path).startswith(ROOMS):
        found = dict(_said(tree))
        if str(path) not in LANGUAGES_OF_OTHERS and not path.name.endswith(NOT_SAID):
            found = dict(_made(tree)) | found
        return [Finding(path, line, words) for line, words in sorted(found.items())]
    if str(path).startswith(PAGES):
        parses = () if str(path) in PARSERS else _parses(tree)
        return [Finding(path, line, words) for line, words in (*_looked_for(tree), *parses)]
    return []


def _said(tree: ast.AST) -> Iterator[tuple[int, str]]:
    validates = any(name in _VALIDATORS for name in _names(tree))
    for node in nodes(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name, args = _name(node.exc.func), node.exc.args
            ours = name not in OF_LOGS and (name not in OF_PYTHON or (validates and name == "ValueError"))
            if ours and args and _is_prose(args[0]):
                yield node.lineno, f"{name} says a sentence; {REMEDY}"
        if isinstance(node, ast.Call):
            code = {"Phrase": 0, "Problem": 1}.get(_name(node.func))
            if code is not None and len(node.args) > code and _is_prose(node.args[code]):
                yield node.lineno, f"a code is no sentence; {REMEDY}"
            for word in node.keywords:
                if word.arg in CARRIERS and _is_prose(word.value):
                    yield word.value.lineno, f"{word.arg} is a sentence; {REMEDY}"
        if isinstance(node, ast.Attribute) and node.attr == "__doc__":
            yield node.lineno, "a docstring is for who reads the code, no message"


def _made(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Sentences that wait in tables, constants and members of enums, or are put together and given back."""
    for node in _without_next_steps(tree):
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None and _is_sentence(node.value):
            yield node.lineno, f"a sentence is given back; {REMEDY}"
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            parts = node.value.elts if isinstance(node.value, ast.Tuple | ast.List | ast.Set) else [node.value]
            if any(map(_is_sentence, parts)) and not KEPT & set(_targets(node)):
                yield node.lineno, f"a sentence is kept; {REMEDY}"
        elif isinstance(node, ast.Dict):
            yield from ((one.lineno, f"a table of sentences; {REMEDY}") for one in _values(node) if _is_sentence(one))
        elif isinstance(node, ast.Call) and _is_carrier(_name(node.func)):
            given = [*node.args, *(word.value for word in node.keywords if word.arg not in CARRIERS)]
            yield from ((one.lineno, f"a sentence is handed on; {REMEDY}") for one in given if _is_sentence(one))


def _without_next_steps(tree: ast.Module) -> Iterator[ast.AST]:
    """All nodes but those of what a channel says to whoever connects it, which may come with a package of its own."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef) and node.name == "next_step":
            continue
        if isinstance(node, ast.Call) and _name(node.func) in DESCRIBES:
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [one for one in ast.iter_child_nodes(node) if one not in node.decorator_list]
        else:
            waiting += ast.iter_child_nodes(node)
        yield node


def _values(node: ast.Dict) -> Iterator[ast.expr]:
    """But for what describes an API."""
    for key, value in zip(node.keys, node.values, strict=True):
        if not (isinstance(key, ast.Constant) and key.value == "description"):
            yield value


def _is_carrier(name: str) -> bool:
    """A class that carries what it is given: no error, for which `_said` looks, and none of Python's."""
    return name[:1].isupper() and name not in OF_LOGS | OF_PYTHON | DESCRIBES | MARKS


def _targets(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        yield getattr(target, "id", "")


def _parses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(alias.name == "re" for alias in node.names):
            yield (
                node.lineno,
                "a page looks into texts; let the room below give a code, or say in PARSERS what it reads",
            )


def _looked_for(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in nodes(tree):
        if isinstance(node, ast.Compare | ast.Call) and any(_is_prose(one) for one in _compared(node)):
            yield node.lineno, "a page looks for a sentence; let the room below give a code"


def _compared(node: ast.Compare | ast.Call) -> list[ast.expr]:
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    return node.args[:1] if isinstance(node.func, ast.Attribute) and node.func.attr in LOOKS else []


def _is_prose(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(_PROSE.search(node.value))
    return isinstance(node, ast.JoinedStr) and any(
        isinstance(part, ast.Constant) and " " in str(part.value).strip(" ,;:()[]") for part in node.values
    )


def _is_sentence(node: ast.expr) -> bool:
    """Three words in a row, whatever is filled in between them."""
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    else:
        return False
    found = _SENTENCE.search(_PLACE.sub("x", text))
    return found is not None and _SPACED.search(found.group()) is not None


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _names(tree: ast.AST) -> Iterator[str]:
    for node in nodes(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)
