"""The description of the API as a page shows it: one area at a time, with a sample of each body. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from agent_ui.admin.keys.views import ApiArea, ApiOperation, ApiPage, ApiParameter

HERE: Final = "/admin/api"
DEEPEST: Final = 6
METHODS: Final = ("get", "post", "put", "patch", "delete")
SAMPLES: Final[Mapping[str, object]] = {
    "uuid": "00000000-0000-0000-0000-000000000000", "date-time": "2026-11-30T09:00:00+08:00", "date": "2026-11-30",
    "time": "09:00:00", "email": "name@example.com",
}  # fmt: skip

Schema = Mapping[str, Any]


def page(document: Schema, area: str) -> ApiPage:
    """`area` empty or unknown: the first."""
    known = [(str(tag["name"]), str(tag["description"])) for tag in document["tags"]]
    about = dict(known)
    chosen = area if area in about else known[0][0]
    areas = tuple(ApiArea(name, f"{HERE}?area={quote(name)}", name == chosen) for name, _ in known)
    operations = tuple(
        _operation(document, path, method, item[method])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item and chosen in item[method].get("tags", ())
    )
    return ApiPage(areas, chosen, about[chosen], operations)


def _operation(document: Schema, path: str, method: str, one: Schema) -> ApiOperation:
    parameters = tuple(
        ApiParameter(
            each["name"], each["in"], _kind(document, each["schema"]), bool(each.get("required")),
            str(each.get("description") or ""),
        )
        for each in one.get("parameters", ())
        if each["in"] in ("path", "query")
    )  # fmt: skip
    content = one.get("requestBody", {}).get("content", {})
    body = ""
    if "application/json" in content:
        sample = sample_of(document, content["application/json"]["schema"])
        body = json.dumps(sample, ensure_ascii=False, indent=2)
    answers = tuple((status, str(each.get("description") or "")) for status, each in one["responses"].items())
    return ApiOperation(
        one["operationId"], method.upper(), path, one["summary"], one["description"], parameters, body, answers
    )


def resolved(document: Schema, schema: Schema) -> Schema:
    """What a reference stands for; of several the first that is not null."""
    if "$ref" in schema:
        found: Schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return resolved(document, found)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return resolved(document, next((one for one in schema[several] if one.get("type") != "null"), {}))
    return schema


def _kind(document: Schema, schema: Schema) -> str:
    one = resolved(document, schema)
    if "enum" in one:
        return " | ".join(str(each) for each in one["enum"])
    return str(one.get("format") or one.get("type") or "")


def sample_of(document: Schema, schema: Schema, depth: int = 0) -> object:
    """A value that fits, with what must be there and what has a default."""
    one = resolved(document, schema)
    if "default" in schema or "default" in one:
        return schema.get("default", one.get("default"))
    if "enum" in one or "const" in one:
        return one["enum"][0] if "enum" in one else one["const"]
    match one.get("type"):
        case "object" if depth < DEEPEST:
            properties = one.get("properties", {})
            return {name: sample_of(document, each, depth + 1) for name, each in properties.items()}
        case "array" if depth < DEEPEST and one.get("minItems"):
            return [sample_of(document, one.get("items", {}), depth + 1)]
        case "array":
            return []
        case "integer" | "number":
            return one.get("minimum", 1)
        case "boolean":
            return False
        case "string":
            return SAMPLES.get(str(one.get("format")), "")
        case _:
            return {} if one.get("type") == "object" else None
