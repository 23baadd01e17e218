"""`/api/openapi.json` tells a programmer what the JSON routes take, give and refuse, and to whom."""

from __future__ import annotations

from typing import Any

import pytest

from tools.docs import application


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return application().openapi()


def test_every_route_says_what_it_does_for_whom_and_how_it_refuses(described: dict[str, Any]) -> None:
    operations = [one for item in described["paths"].values() for one in item.values()]
    assert all(path.startswith("/api/v1/") for path in described["paths"])
    tags = {tag["name"] for tag in described["tags"]}
    for one in operations:
        assert " " in one["summary"], one["operationId"]
        assert "\n\nFor: " in one["description"], one["operationId"]
        assert set(one["tags"]) <= tags
        assert {"401", "403", "422"} <= set(one["responses"])
        assert one["security"]
        assert all(parameter["description"] for parameter in one.get("parameters", ()))


def test_the_whole_of_routing_is_there(described: dict[str, Any]) -> None:
    paths = set(described["paths"])
    policy = {f"/api/v1/routing/{one}" for one in ("policy", "policy.yaml", "policy/check", "policy/draft", "versions")}
    people = {f"/api/v1/routing/control/{one}" for one in ("close", "open", "interactions/{interaction}/move")}
    rehearsed = {f"/api/v1/routing/{one}" for one in ("simulate", "replay", "scenario", "studies/{study}")}
    assert policy | people | rehearsed | {"/api/v1/interactions/{interaction}/routing"} <= paths
    schemas = described["components"]["schemas"]
    assert schemas["QueuePart"]["properties"]["priority"]["description"] == "Points added to the minutes waited."
    assert "HTTPValidationError" not in schemas
