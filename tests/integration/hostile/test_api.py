"""The JSON routes keep to their own description, whatever is sent to them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import hypothesis
import pytest
import pytest_asyncio
import requests
import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from contact_center.directory.access import COOKIE
from contact_center.directory.service import Role
from contact_center.platform.bounds import STRANGERS
from tests.contract.twilio.conftest import free_port, serving
from tests.integration.agent_ui.conftest import House, Person
from tests.patience import PATIENCE
from tests.proving import examples

load_all_checks()
NOT_OURS = {
    "object_level_authorization": "returns without asking where a case has no identity from schemathesis's own sign-in "
    "(`peers` under `[auth.wfc]`) and no value drawn in a stateful run (4.32), so here it would always pass; what it "
    "asks is asked of every route in tests/integration/agent_ui/test_access.py (another tenant finds nothing of ours)",
}
"""Checks that cannot hold here, each with its reason."""
REFUSED_THOUGH_IT_FITS = {
    "a reason must show something, and no schema says which of the characters of Unicode do": (
        "/api/v1/routing/control/close",
        "/api/v1/routing/control/open",
        "/api/v1/routing/control/agents/{agent}/presence",
        "/api/v1/routing/control/interactions/{interaction}/assign",
        "/api/v1/routing/control/interactions/{interaction}/move",
        "/api/v1/routing/control/interactions/{interaction}/raise",
        "/api/v1/routing/control/interactions/{interaction}/take-back",
        "/api/v1/routing/control/queues/{queue}/pause",
    ),
    "who is told or moved works here, a team and a queue are there, a text shows something, and an end is near": (
        "/api/v1/announcements",
        "/api/v1/help-requests",
        "/api/v1/routing/control/serving",
    ),
    "what a document refers to must be there, and its rules are a language of their own": (
        "/api/v1/routing/policy",
        "/api/v1/routing/policy.yaml",
        "/api/v1/routing/policy/draft",
        "/api/v1/routing/rules/preview",
    ),
    "what is asked about must have happened, and spans of hours are a language of their own": (
        "/api/v1/routing/replay",
        "/api/v1/routing/scenario",
        "/api/v1/routing/simulate",
    ),
    "a name shows something, an address is of the public network, and kinds of event are those there are": (
        "/api/v1/webhooks",
        "/api/v1/webhooks/{webhook}",
    ),
    "an issuer is a safe address, and a mapping is whole": ("/api/v1/sign-on-provider",),
    "a name must show something, and branches, queues and types of case must be there": (
        "/api/v1/dispositions",
        "/api/v1/dispositions/{code}",
    ),
    "a name or reason must show something, areas are those of this API, and a refusal says why": (
        "/api/v1/keys",
        "/api/v1/privacy/holds",
        "/api/v1/privacy/requests",
        "/api/v1/privacy/requests/{request}/answer",
    ),
    "each kind has a least number of days of its own": (
        "/api/v1/privacy/retention/{kind}",
        "/api/v1/privacy/retention/{kind}/preview",
    ),
    "the code of a type is that of its address, and no two codes of one list are the same": (
        "/api/v1/cases/types/{code}",
        "/api/v1/cases/types/{code}/effects",
    ),
    "what is asked of the ERP must be of a customer it knows, and each kind of act needs fields of its own": (
        "/api/v1/erp/acts",
        "/api/v1/erp/proposals",
        "/api/v1/erp/proposals/preview",
    ),
    "one limit for each kind of act and currency": ("/api/v1/erp/limits",),
    "one instant must be before the other": (
        "/api/v1/cases/quality",
        "/api/v1/cases/quality/cases",
        "/api/v1/measures/agents",
        "/api/v1/measures/agents/{agent}/day",
        "/api/v1/measures/menus",
        "/api/v1/measures/reasons",
        "/api/v1/measures/report",
    ),
    "where a page of a list begins is told by the page before": ("/api/v1/cases", "/api/v1/ratings", "/api/v1/tasks"),
    "a name, a title and a text must show something in one language at least; pages are told by the page before": (
        "/api/v1/articles",
        "/api/v1/articles/{article}",
        "/api/v1/articles/categories",
        "/api/v1/articles/categories/{category}",
    ),
    "a channel reaches addresses of its kind; a decision fits its purpose, and a yes has its proof": (
        "/api/v1/consents/decision",
        "/api/v1/customers/{customer}/consents",
        "/api/v1/interactions/{interaction}/consents",
    ),
    "a variable is one of a list, a name shows something and is there once; queues must be there": (
        "/api/v1/snippets",
        "/api/v1/snippets/{snippet}",
        "/api/v1/signatures",
    ),
    "exactly one value says whom it is about, and an address has rules of its own": (
        "/api/v1/back-office/history",
        "/api/v1/back-office/notes",
        "/api/v1/back-office/timeline-link",
    ),
    "no more answers are needed than questions are asked": ("/api/v1/identity/policy",),
    "a question that is asked is there in both languages, on a channel that takes text": ("/api/v1/care/policy",),
    "where a key may be sent is a rule of its own, and who is switched on has an address and a model": (
        "/api/v1/assistant",
    ),
    "names show something, addresses have rules of their own, and a file of people has a heading": (
        "/api/v1/people",
        "/api/v1/people/import",
        "/api/v1/people/import/check",
    ),
    "a name and a question show something": (
        "/api/v1/call-flows",
        "/api/v1/call-flows/{flow}",
        "/api/v1/quality/cards",
        "/api/v1/quality/cards/{card}",
    ),
    "rules of calls out are numbers of ours, prices and hours that fit each other": ("/api/v1/calls/rules/{account}",),
    "a file of the official calendar has days": ("/api/v1/routing/policy/draft/official-calendar",),
    "a channel says what its accounts must be told": ("/api/v1/channel-accounts",),
    "what stands below letters is one line without braces, and nothing unprintable": (
        "/api/v1/company",
        "/api/v1/me/card",
        "/api/v1/users/{user}/card",
    ),
    "whom it names must be a customer, and a text must show something": ("/api/v1/chat-invitations",),
    "one of its values must be before the other, or something must be known by then": (
        "/api/v1/measures/intervals",
        "/api/v1/measures/as-of",
    ),
    "addresses, languages and tax numbers have rules of their own, and what is named must be there": (
        "/api/v1/customers",
        "/api/v1/customers/{customer}",
        "/api/v1/customers/{customer}/addresses",
        "/api/v1/customers/{customer}/affiliations",
        "/api/v1/customers/{customer}/notes",
        "/api/v1/customers/{customer}/postal-addresses",
    ),
}
"""Where a value that fits the schema may be refused, each with its reason; everywhere else it must be taken."""
FOR_ANY_DOCUMENT = ("/api/v1/routing/policy/check", "/api/v1/routing/policy/draft")
"""Take what is wrong on purpose, and answer what is wrong with it."""
CONFIG = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
"""Who asks is ours to say: a request without its cookie is not a wrong value (`ignored_auth` tries that)."""


@pytest_asyncio.fixture(loop_scope="session")
async def served(house: House) -> AsyncIterator[tuple[str, Person]]:
    """The whole product behind a socket, and an administrator who is a supervisor's equal in every route."""
    ada = await house.person("ada", Role.ADMIN)
    port = free_port()
    async with serving(house.app, port) as address:
        yield address, ada
    await ada.http.aclose()


def _checks(path: str, body: Any) -> list[Any]:
    """A stranger's body may be a short one only, so a long one is refused before anybody asks who sends it."""
    left_out = {*NOT_OURS, *(("negative_data_rejection",) if path in FOR_ANY_DOCUMENT else ())}
    if any(path in paths for paths in REFUSED_THOUGH_IT_FITS.values()):
        left_out.add("positive_data_acceptance")
    if len(json.dumps(body, default=str)) > STRANGERS / 2:
        left_out.add("ignored_auth")
    return [check for check in CHECKS.get_all() if check.__name__ not in left_out]


def _try(schema: Any, address: str, person: Person, most: int) -> list[str]:
    """Runs in a thread of its own: what is found wrong, by operation."""
    wrong = []
    cookie = f"{COOKIE}={person.http.cookies[COOKIE]}"
    headers = {"origin": address, "x-csrf-token": person.csrf, "cookie": cookie}
    with requests.Session() as session:
        for operation in schema.get_all_operations():
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                told = _try_one(operation.ok(), mode, session, (address, headers), most)
                wrong += [told] if told else []
    return wrong


def _try_one(
    operation: Any, mode: GenerationMode, session: requests.Session, to: tuple[str, dict[str, str]], most: int
) -> str | None:
    address, headers = to
    if mode is GenerationMode.NEGATIVE and not _takes_anything(operation):
        return None

    @hypothesis.settings(
        max_examples=most,
        deadline=None,
        database=None,
        derandomize=most < 100,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        case.call_and_validate(
            base_url=address,
            session=session,
            headers=headers,
            checks=_checks(operation.path, case.body),
            timeout=PATIENCE,
        )

    try:
        one()
    except (Exception, FailureGroup) as found:
        return f"{operation.method.upper()} {operation.path} ({mode.value}): {found}"
    return None


def _takes_anything(operation: Any) -> bool:
    return bool(operation.path_parameters or operation.query or operation.body)


@pytest.mark.prove
async def test_every_json_route_answers_as_it_is_described(house: House, served: tuple[str, Person]) -> None:
    address, ada = served
    schema = schemathesis.openapi.from_dict(house.app.openapi(), config=CONFIG)
    known = {operation.ok().path for operation in schema.get_all_operations()}
    assert {path for paths in REFUSED_THOUGH_IT_FITS.values() for path in paths} <= known, (
        "no exception outlives its route"
    )
    wrong = await asyncio.to_thread(_try, schema, address, ada, examples(4, long=300))
    assert wrong == [], "\n\n".join(wrong)
