"""Samples of the page of keys and of the page of the API."""

from __future__ import annotations

from agent_ui.admin.keys import describing
from agent_ui.admin.keys.views import ApiKeyLine, ApiPage, AreaChoice, KeysPage
from agent_ui.gallery.people import sample_id
from agent_ui.views.common import FilterChoice

DOCUMENT: describing.Schema = {
    "tags": [
        {"name": "cases", "description": "Matters of customers over all their conversations."},
        {"name": "people", "description": "Who works here."},
    ],
    "components": {
        "schemas": {
            "OpenCase": {
                "type": "object",
                "properties": {
                    "title": {"type": "string"}, "priority": {"enum": ["normal", "high"]},
                    "customer": {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]},
                },
            }
        }
    },
    "paths": {
        "/api/v1/cases": {
            "get": {
                "tags": ["cases"], "operationId": "list_cases", "summary": "Cases, page by page",
                "description": "Cases, page by page.\n\nFor: agent, supervisor.",
                "parameters": [
                    {"name": "state", "in": "query", "schema": {"enum": ["open", "closed"]}, "description": "how far"}
                ],
                "responses": {"200": {"description": "Successful Response"}},
            },
            "post": {
                "tags": ["cases"], "operationId": "open_case", "summary": "Opens a case",
                "description": "Opens a case.\n\nFor: agent, supervisor.",
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/OpenCase"}}}
                },
                "responses": {"201": {"description": "Successful Response"}, "422": {"description": "A value."}},
            },
        },
        "/api/v1/cases/{case}": {
            "delete": {
                "tags": ["cases"], "operationId": "drop_case", "summary": "Takes it back",
                "description": "Takes it back.",
                "parameters": [
                    {"name": "case", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
                ],
                "responses": {"204": {"description": "Successful Response"}},
            }
        },
    },
}  # fmt: skip


def page() -> KeysPage:
    lines = (
        ApiKeyLine(sample_id(820), "Nightly export", "Ada Lovelace", ("cases:read", "customers:read"),
                "300 requests a minute", "27 Nov 08:10 from 203.0.113.7", "until 12 Feb", works=True),
        ApiKeyLine(sample_id(821), "舊網站", "Sam Rivers", ("*:write",), "60 requests a minute", "never",
                "revoked 3 Nov 10:00", works=False),
    )  # fmt: skip
    return KeysPage(
        lines, (FilterChoice("1", "Ada Lovelace", True), FilterChoice("2", "陳怡君")),
        (
            AreaChoice("area.*", "Everything", "", ""), AreaChoice("area.cases", "cases", "Matters.", "read"),
            AreaChoice("area.customers", "customers", "Who the customers are.", ""),
        ),
        (FilterChoice("30", "30 days"), FilterChoice("90", "90 days", True)), "Nightly export", "300",
        "cck_0123456789abcdef_sample_of_a_key", "The key was revoked; it is refused from now on.",
        "Choose what the key may read or change.", "scopes",
    )  # fmt: skip


def api() -> ApiPage:
    return describing.page(DOCUMENT, "cases")
