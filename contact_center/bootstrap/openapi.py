"""The description of the JSON routes, `/api/openapi.json`: what FastAPI makes of them, and what it cannot know.

That is who may call a route, how a caller proves who they are, and how errors are told. A summary is the first
sentence of what the route says of itself; routes that serve pages and widgets are not part of it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from contact_center.directory.access import COOKIE, SECURE_COOKIE, accesses
from contact_center.directory.api_keys.domain import OWN_AREA

API = "/api/v1/"
ABOUT = (
    "Conversations, customers, cases, articles, routing, its policy, simulation and replay, measures of one "
    "organisation: that of the session. All durations are seconds unless a name says otherwise, all instants "
    "ISO 8601 with their offset, shares 0 to 1. Errors are problem details (RFC 9457) with a stable code at the end of "
    "`type`; a policy, rule or scenario that is refused names every place, reason and remedy at once."
)
TAGS = (
    ("conversations", "Begun by us, by e-mail or SMS, and the attempts to reach somebody."),
    ("calls", "Made by us: whether one may be made, keys for machines, and the rules of each line."),
    ("dispositions", "The codes by which work is closed: a tree, by queue."),
    ("privacy", "Personal data: requests with their clocks, what is held, legal holds, how long what is kept."),
    ("sign in", "What is asked at the door: second factors, and sign-on through the organisation's own provider."),
    ("keys", "By which programs call this API; managed by people who are signed in alone."),
    ("webhooks", "Programs elsewhere that are told what happens: endpoints, secrets, what was sent and each try."),
    ("routing", "Live control, waits and callbacks, explanations, simulation and replay."),
    ("routing policy", "The whole policy as one document: draft, check, publish, versions, roll back; rules tried."),
    ("channel accounts", "Mailboxes, numbers, chats: connected, set, tested, switched off, and how each fares."),
    ("people", "Who works here: invited, changed, set up, leaving; from a file; each act can be taken back."),
    ("customers", "Who the customers are, what is kept of them and its history; merged, compared, imported."),
    ("consent", "What may be sent to whom, by which legal basis, with proof and history."),
    ("identity", "What is asked to verify a customer, who asked what, and what waits for it."),
    ("quality", "Score cards, and how pieces of work were evaluated with them."),
    ("care", "How customers are asked to rate what we did, and what they answered."),
    ("assistant", "The language model of the organisation: where it is, whether it answers, what it makes of a text."),
    ("organisation", "What stands below letters: a person's title and telephone, the organisation's address."),
    ("guides", "What agents are led through while they speak, by queue, and what they answered."),
    (
        "call flows",
        "What a caller hears before an agent: draft, check, publish, roll back; blocked callers.",
    ),
    ("cases", "Matters of customers over all their conversations: types, states, clocks, links."),
    ("ERP", "What the ERP has: orders, invoices, deliveries, returns, products, serials, supplies, from our copy."),
    ("back office", "What the ERP may ask of us: a customer's history, a page of it, a note to our agents."),
    ("articles", "What we know, for colleagues and customers: written, approved, published, found, used."),
    ("snippets", "Texts that agents insert, and signatures below their e-mails: by queue and language, with versions."),
    ("tasks", "Things to do and promises: whose, by when, done or not."),
    ("floor", "Announcements to agents, and their requests for help."),
    ("measures", "What happened and what is happening now."),
    (
        "warehouse",
        "Facts for analysis: how fresh they are, whether they are what their owners have, what figures mean.",
    ),
)
PATHS = {
    "interaction": "id of the work",
    "queue": "id of the queue",
    "flow": "id of the call flow",
    "account": "id of the channel account",
    "block": "id of the block",
    "step": "name of the step",
    "agent": "id of the agent",
    "version": "number of the version",
    "webhook": "id of the endpoint",
    "delivery": "id of what was sent",
    "study": "id of the study",
    "customer": "id of the customer",
    "items": "what kind of item",
    "item": "id of the item",
    "edit": "id of the edit",
    "other": "id of the customer to compare with",
    "merge": "id of the merge",
    "case": "id of the case",
    "call_id": "id of the call",
    "entity": "kind of record of the ERP",
    "record": "its id in the ERP",
    "code": "code of the type, or of closed work",
    "user": "id of the user",
    "change": "id of the decision",
    "number": "as it was quoted, with its check digit",
    "kind": "of the link",
    "article": "id of the article",
    "category": "id of the category",
    "message": "id of the message",
    "request": "id of the request",
    "hold": "id of the legal hold",
    "key": "id of the key",
    "snippet": "id of the snippet",
    "macro": "id of the macro",
    "run": "id of the run",
    "gap": "id of the search without a result",
    "file": "id of the file",
    "act": "id of the act, as it was answered",
    "what": "`translation`, `summary` or `draft`",
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "description": "`urn:contact-center:` and the stable code"},
        "title": {"type": "string", "description": "what is wrong and what can be done, in a sentence"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "for values that cannot be used: each field with its reason",
            "items": {"type": "object", "properties": {"field": {"type": "string"}, "reason": {"type": "string"}}},
        },
    },
}
ERRORS = {
    "400": "The request cannot be read: its body is not what its content type says.",
    "401": "Nobody is signed in, or the session is over.",
    "403": "Signed in, but not in one of the roles named; or the request does not come from our own pages.",
    "404": "There is no such thing in this organisation.",
    "409": "The state of things does not allow it, or somebody else was faster.",
    "422": "A value cannot be used; every place is named.",
    "429": "A key is used faster than it may be, or something was tried too often.",
}
TAKEN = f"Set by signing in at `/sign-in`; `{SECURE_COOKIE}` where TLS is."
SECURITY = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key of the organisation, in the name of a person; its scopes name the areas below.",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": TAKEN},
    "token": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-Token",
        "description": "Of the session, on every page as `csrf-token`; needed for what changes something.",
    },
}


def describe(app: FastAPI) -> None:
    """Has the application answer with this description."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = description(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def description(app: FastAPI) -> dict[str, Any]:
    contexts = [one for one in iter_route_contexts(app.routes) if isinstance(one.original_route, APIRoute)]
    ours = [one for one in contexts if (one.path or "").startswith(API)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of routes that are not part of it
        found = get_openapi(title="Contact Center", version=app.version, description=ABOUT, routes=app.routes)
    found["paths"] = {path: item for path, item in found["paths"].items() if path.startswith(API)}
    found["tags"] = [{"name": name, "description": words} for name, words in TAGS]
    for context in ours:
        for method in context.methods or ():
            _complete(found["paths"][context.path][method.lower()], method, context.dependant)
    schemas = found["components"]["schemas"] | {"ProblemDetails": PROBLEM}
    used = _reached(found["paths"], schemas)
    found["components"] = {
        "schemas": {name: schema for name, schema in schemas.items() if name in used},
        "securitySchemes": SECURITY,
    }
    return found


def _reached(start: Any, schemas: dict[str, Any]) -> set[str]:
    """Names of the schemas that are referred to, by one another as well."""
    found: set[str] = set()
    fresh = set(_named(start))
    while fresh:
        found |= fresh
        fresh = {name for one in fresh for name in _named(schemas[one])} - found
    return found


def _named(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"].rpartition("/")[2]
        for value in part.values():
            yield from _named(value)
    elif isinstance(part, list):
        for value in part:
            yield from _named(value)


def _complete(operation: dict[str, Any], method: str, dependant: Dependant) -> None:
    words = str(operation.get("description") or operation["summary"])
    operation["summary"] = words.partition(". ")[0].partition("\n")[0].rstrip(".")
    roles = sorted(role.value for access in accesses(dependant) for role in access.roles or ())
    operation["description"] = f"{words}\n\nFor: {', '.join(roles)}." if roles else words
    operation["security"] = [{"session": []} if method == "GET" else {"session": [], "token": []}]
    if OWN_AREA not in operation.get("tags", ()):
        operation["security"].append({"key": []})
    for parameter in operation.get("parameters", ()):
        parameter.setdefault("description", PATHS.get(parameter["name"], parameter["schema"].get("title", "")))
    reference = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    for status, meaning in ERRORS.items():
        operation["responses"][status] = {"description": meaning, "content": reference}
