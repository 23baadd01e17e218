"""Requests and answers held against Twilio's official OpenAPI document. Pure once loaded.

Stricter than tools that validate forms: a parameter the document does not know is reported too, and
repeated form fields are read as the arrays they are. What the document does not say (TwiML, webhook
parameters, "one of From and MessagingServiceSid") is in `rules.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from jsonschema import Draft202012Validator

METHODS: Final = ("get", "post", "delete", "put")
FORM: Final = "application/x-www-form-urlencoded"
_DROPPED: Final = frozenset({"nullable", "description", "example", "examples", "x-twilio", "format"})
_ERROR: Final = {
    "type": "object",
    "required": ["code", "message", "more_info", "status"],
    "properties": {"code": {"type": "integer"}, "message": {"type": "string"}, "status": {"type": "integer"}},
}

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    template: str
    pattern: re.Pattern[str]
    details: Mapping[str, Any] = field(repr=False)
    parameters: tuple[Mapping[str, Any], ...] = field(repr=False)

    def known(self, place: str) -> dict[str, Mapping[str, Any]]:
        return {str(p["name"]): p for p in self.parameters if p["in"] == place}

    @property
    def form(self) -> Schema:
        content = self.details.get("requestBody", {}).get("content", {})
        schema: Schema = content.get(FORM, {}).get("schema", {})
        return schema


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a request: nothing if both lists are empty."""

    operation: Operation | None
    invalid: tuple[str, ...] = ()
    """Values that Twilio refuses."""
    unknown: tuple[str, ...] = ()
    """Parameters that Twilio ignores: most likely a slip of ours."""

    @property
    def faults(self) -> tuple[str, ...]:
        return self.invalid + self.unknown


class Contract:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._validators: dict[str, Draft202012Validator] = {}

    @classmethod
    def load(cls, path: Path) -> Contract:
        """Raises `OSError` or `ValueError` if there is no such document."""
        return cls(json.loads(path.read_bytes()))

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All operations, those with fewer variables in their path first."""
        found = [
            Operation(
                m,
                path,
                _pattern(path),
                item[m],
                (*item.get("parameters", ()), *item[m].get("parameters", ())),
            )
            for path, item in self._document["paths"].items()
            for m in METHODS
            if m in item
        ]
        return tuple(sorted(found, key=lambda o: o.template.count("{")))

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        for operation in self.operations:
            if operation.method == method.lower() and (match := operation.pattern.match(path)):
                return operation, match.groupdict()
        return None

    def check(self, method: str, path: str, query: str = "", body: str = "") -> Verdict:
        """Hold a request against the document; `path` without host, `body` a form."""
        found = self.find(method, path)
        if found is None:
            return Verdict(None, invalid=(f"there is no {method.upper()} {path}",))
        operation, variables = found
        fields, asked = _multi(body), _multi(query)
        invalid, unknown = self._parameters(operation, variables, asked)
        more, strangers = self._form(operation, fields)
        return Verdict(operation, tuple(invalid + more), tuple(unknown + strangers))

    def check_answer(self, operation: Operation, status: int, body: object) -> tuple[str, ...]:
        """What in an answer of Twilio's (or one pretending to be) is not as documented."""
        documented = operation.details["responses"].get(str(status))
        if documented is None and status >= 400:
            return self._errors("error", _ERROR, body)
        if documented is None:
            return (f"status {status} is not documented",)
        content = documented.get("content", {}).get("application/json")
        if content is None:
            return ()
        return self._errors(f"{operation.method} {operation.template} {status}", content["schema"], body)

    def _parameters(
        self, operation: Operation, variables: Mapping[str, str], asked: Mapping[str, list[str]]
    ) -> tuple[list[str], list[str]]:
        invalid: list[str] = []
        for name, parameter in operation.known("path").items():
            invalid += self._value(name, parameter["schema"], [variables.get(name, "")])
        known = operation.known("query")
        for name, values in asked.items():
            if name in known:
                invalid += self._value(name, known[name]["schema"], values)
        return invalid, [f"unknown query parameter {name}" for name in asked if name not in known]

    def _form(self, operation: Operation, fields: Mapping[str, list[str]]) -> tuple[list[str], list[str]]:
        schema = operation.form
        properties: Mapping[str, Schema] = schema.get("properties", {})
        invalid = [f"{name} is missing" for name in schema.get("required", ()) if name not in fields]
        for name, values in fields.items():
            if name in properties:
                invalid += self._value(name, properties[name], values)
        return invalid, [f"unknown parameter {name}" for name in fields if name not in properties]

    def _value(self, name: str, schema: Schema, values: list[str]) -> list[str]:
        schema = self._resolved(schema)
        if schema.get("type") != "array" and len(values) > 1:
            return [f"{name} is given {len(values)} times"]
        if schema.get("format") == "uri" and not _is_url(values[0]):
            return [f"{name} is not an absolute URL"]
        return list(self._errors(name, schema, _typed(schema, values, self._resolved)))

    def _errors(self, name: str, schema: Schema, value: object) -> tuple[str, ...]:
        key = f"{name} {id(schema)}"
        if key not in self._validators:
            self._validators[key] = Draft202012Validator(self._plain(schema))
        return tuple(
            f"{'/'.join((name, *map(str, e.absolute_path)))}: {e.message}"
            for e in self._validators[key].iter_errors(value)
        )

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            node: Any = self._document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                node = node[step]
            schema = node
        return schema

    def _plain(self, schema: Any) -> Any:
        """OpenAPI 3.0 → JSON Schema: references followed, `nullable` said as a type."""
        if isinstance(schema, list):
            return [self._plain(s) for s in schema]
        if not isinstance(schema, Mapping):
            return schema
        schema = self._resolved(schema)
        plain = {k: self._members(k, v) for k, v in schema.items() if k not in _DROPPED}
        return _nullable(plain) if schema.get("nullable") else plain

    def _members(self, key: str, value: Any) -> Any:
        if key == "properties":  # names of fields, not words of the schema language
            return {name: self._plain(schema) for name, schema in value.items()}
        return self._plain(value)


def _nullable(plain: dict[str, Any]) -> dict[str, Any]:
    if isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"], "null"]
    if "enum" in plain:
        plain["enum"] = [*plain["enum"], None]
    return plain


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+?)", re.escape(template)) + r"\Z")


def _multi(encoded: str) -> dict[str, list[str]]:
    return parse_qs(encoded, keep_blank_values=True)


def _is_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _typed(schema: Schema, values: list[str], resolved: Any) -> Any:
    """Form fields are text; the value they stand for, or the text if it is not of the type."""
    kind, text = schema.get("type"), values[0]
    if kind == "array":
        return [_typed(resolved(schema.get("items", {})), [v], resolved) for v in values]
    if kind == "integer" and re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    if kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    if kind == "boolean" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return text
