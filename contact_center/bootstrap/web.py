"""The web process: console, webhooks, widget, API, live push."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Annotated

import structlog
import uvicorn
from fastapi import Depends, FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent_ui import wiring as agent_ui
from agent_ui.assisting import prompts as assisting
from agent_ui.frame.throttle import Throttle
from agent_ui.words.english import English
from channels.connecting import endpoints as connecting_endpoints
from contact_center.bootstrap.connecting import connecting_of
from contact_center.bootstrap.heartbeat import beat
from contact_center.bootstrap.joins.back_office import back_office
from contact_center.bootstrap.joins.cases import QueueHours
from contact_center.bootstrap.joins.dispositions import StoredGround
from contact_center.bootstrap.joins.erp import VerifiedReaders, erp_systems
from contact_center.bootstrap.joins.erp_acts import ActsByRights
from contact_center.bootstrap.joins.identity import AddressesInPart, CodeMessage, ErpAnswers
from contact_center.bootstrap.joins.invoice_letters import MailedInvoices
from contact_center.bootstrap.joins.people import people_ports
from contact_center.bootstrap.joins.privacy import RegistryData
from contact_center.bootstrap.joins.queues import StoredQueues
from contact_center.bootstrap.joins.routing_facts import StoredFacts
from contact_center.bootstrap.joins.screens import screen_parts
from contact_center.bootstrap.joins.waits import MeasuredWaits
from contact_center.bootstrap.metrics_server import metrics_server
from contact_center.bootstrap.openapi import describe
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.bootstrap.tasks import media_of
from contact_center.bootstrap.warehousing import warehouse_of
from contact_center.bootstrap.worker import until_stopped
from contact_center.directory import endpoints as directory_endpoints
from contact_center.directory.access import public, signed_in
from contact_center.directory.api_keys import endpoints as api_key_endpoints
from contact_center.directory.people import endpoints as people_endpoints
from contact_center.directory.privacy import endpoints as privacy
from contact_center.directory.second_factor import endpoints as second_factor_endpoints
from contact_center.directory.single_sign_on import endpoints as sign_on_endpoints
from contact_center.directory.single_sign_on.client import HttpOpenId
from contact_center.directory.webhooks import endpoints as webhook_endpoints
from contact_center.interactions.blocking import endpoints as blocking
from contact_center.interactions.dispositions import endpoints as dispositions
from contact_center.interactions.floor import endpoints as floor
from contact_center.interactions.listing import endpoints as listing
from contact_center.interactions.mentions import endpoints as mentions
from contact_center.interactions.outbound import endpoints as outbound
from contact_center.interactions.scheduled import endpoints as scheduled
from contact_center.kernel.ids import new_id
from contact_center.measures import endpoints as measures
from contact_center.platform.bounds import MOST_MAIL, STRANGERS, Bounded
from contact_center.platform.live import Hub
from contact_center.platform.routes import add_routes
from contact_center.platform.timing import Timed
from contact_center.warehouse import endpoints as warehouse
from crm_core.assistant import endpoints as assistant_endpoints
from crm_core.assistant.client import ChatCompletions
from crm_core.assistant.service import Assistants
from crm_core.care import endpoints as care_endpoints
from crm_core.cases import endpoints as case_endpoints
from crm_core.consent import endpoints as consent_endpoints
from crm_core.customers.merging import endpoints as merging_endpoints
from crm_core.customers.profile import endpoints as profile_endpoints
from crm_core.guides import endpoints as guide_endpoints
from crm_core.identity import endpoints as identity_endpoints
from crm_core.identity.codes import KEY, IdentityCodes
from crm_core.knowledge import endpoints as article_endpoints
from crm_core.macros import endpoints as macro_endpoints
from crm_core.quality import endpoints as quality_endpoints
from crm_core.snippets import endpoints as snippet_endpoints
from crm_core.tasks import endpoints as task_endpoints
from erp_link import endpoints as erp_endpoints
from erp_link.back_office import endpoints as back_office_endpoints
from erp_link.proposals import endpoints as proposal_endpoints
from erp_link.proposals.service import Proposals
from erp_link.systems import ErpSystems
from routing.control import endpoints as control_endpoints
from routing.explanation import endpoints as explained
from routing.flow import endpoints as flow_endpoints
from routing.policy import administration as routing_administration
from routing.policy import endpoints as policy_endpoints
from routing.rehearsal.studies import endpoints as study_endpoints
from routing.rules import endpoints as rules_endpoints

log = structlog.get_logger()

Open = Annotated[None, Depends(public("probes"))]
COMPRESSED_FROM = 1_000
"""Bytes. Below, an answer fits a packet anyway, and webhooks, answered with less, cost nothing more."""
COMPRESSION = 5
"""Of nine: a page of 180 kB takes 2 ms and a third of its size; the highest level saves 2 % more for twice that."""
NEVER_COMPRESSED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/octet-stream", "application/pdf")
"""Files of customers, mostly compressed as they are, and recordings (`audio/*`)."""


async def run_web(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT."""
    async with AsyncExitStack() as stack:
        runtime = await stack.enter_async_context(open_runtime(settings, "web"))
        app = await stack.enter_async_context(web_app(runtime))
        config = server_config(app, settings)
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        with metrics_server(settings, settings.web_metrics_port):
            await until_stopped([server.serve(), beat(runtime, "web"), *(task() for task in app.state.tasks)])


def server_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How the application is served. Forwarded headers of anybody but our own proxies are what a stranger says."""
    return uvicorn.Config(
        app,
        host=settings.bind,
        port=settings.port,
        log_level="warning",
        access_log=False,
        proxy_headers=bool(settings.proxies.strip()),
        forwarded_allow_ips=[one.strip() for one in settings.proxies.split(",") if one.strip()],
        ws_ping_interval=10,
        ws_ping_timeout=10,
        ws_max_size=STRANGERS,
        timeout_graceful_shutdown=3,
    )


@asynccontextmanager
async def web_app(runtime: Runtime) -> AsyncIterator[FastAPI]:
    """The application over an open runtime, its live hub running."""
    hub = Hub(runtime.database, runtime.wakeups)
    async with AsyncExitStack() as closing:
        await hub.start()
        closing.push_async_callback(hub.stop)
        throttle = Throttle(runtime.settings.redis_url)
        closing.push_async_callback(throttle.close)
        erp = erp_systems(runtime)
        closing.push_async_callback(erp.close)
        yield create_app(runtime, hub, erp, throttle, closing)


def create_app(runtime: Runtime, hub: Hub, erp: ErpSystems, throttle: Throttle, closing: AsyncExitStack) -> FastAPI:
    """`app.state.tasks` are to be run beside it."""
    app = FastAPI(title="Contact Center", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.runtime = runtime
    app.state.database = runtime.database
    app.state.vault = runtime.vault
    app.state.hub = hub
    app.state.settings = runtime.settings
    app.state.limits = runtime.limits
    app.add_middleware(
        GZipMiddleware,
        minimum_size=COMPRESSED_FROM,
        compresslevel=COMPRESSION,
        exclude_content_types=NEVER_COMPRESSED,
    )
    app.add_middleware(
        Bounded, known=signed_in(runtime.database), tell=English().error, larger={"/customers/import-mail": MOST_MAIL}
    )
    app.add_middleware(Correlated, tls=runtime.settings.public_url.startswith("https://"))
    app.add_middleware(Timed)
    parts = [channel.web(runtime, hub, closing) for channel in runtime.channels]
    app.state.tasks = [task for part in parts for task in part.tasks]
    _health(app, runtime, {name: word for part in parts for name, word in part.trouble.items()})
    for found in [one for part in parts for one in part.endpoints]:
        if found.dependencies:
            app.include_router(found.router, dependencies=found.dependencies)
        else:
            add_routes(app, found.router)
    _add_work(app, runtime)
    reading = warehouse_of(runtime)
    closing.callback(reading.engine.close)
    add_routes(app, measures.router(runtime.database, reading))
    add_routes(app, warehouse.router(runtime.database))
    codes = IdentityCodes(runtime.vault.key(KEY))
    needs = identity_endpoints.IdentityNeeds(
        ports=runtime.ports, accounts=runtime.accounts, codes=codes, answers=ErpAnswers(runtime.database, erp),
        words=CodeMessage(),
    )  # fmt: skip
    add_routes(app, identity_endpoints.router(runtime.database, needs))
    assistants = Assistants(runtime.database, runtime.vault, ChatCompletions())
    add_routes(app, assistant_endpoints.router(runtime.database, runtime.ports, assistants, assisting.question))
    add_routes(app, blocking.router(runtime.database, runtime.ports))
    add_routes(app, directory_endpoints.router(runtime.database))
    add_routes(app, guide_endpoints.router(runtime.database, runtime.ports, routing_administration.queue_names))
    add_routes(app, snippet_endpoints.router(runtime.database, StoredQueues()))
    add_routes(app, care_endpoints.router(runtime.database, runtime.ports))
    add_routes(app, quality_endpoints.router(runtime.database, runtime.ports))
    add_routes(app, case_endpoints.router(runtime.database, QueueHours()))
    proposals = Proposals(runtime.database, erp, ActsByRights(runtime.ports.planner), MailedInvoices(runtime))
    add_routes(app, proposal_endpoints.router(runtime.database, proposals))
    add_routes(app, back_office_endpoints.router(back_office(runtime, erp)))
    add_routes(app, erp_endpoints.router(runtime.database, erp, VerifiedReaders(runtime.database)))
    agent_ui.install(app, screen_parts(runtime, hub, erp, throttle, closing))
    describe(app)
    return app


class Correlated:
    """Every request has an id that its logs carry; every answer has the headers that are the same for all.

    Plain ASGI: Starlette's own base for middleware starts a task and two queues for each request, a tenth
    of what a webhook costs.
    """

    def __init__(self, app: ASGIApp, *, tls: bool = False) -> None:
        self._app = app
        self._tls = tls
        """Browsers reach us by TLS alone."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                if self._tls or scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=str(new_id())):
            await self._app(scope, receive, send_with_headers)


def _word(answers: bool) -> str:
    return "ok" if answers else "down"


def _add_work(app: FastAPI, runtime: Runtime) -> None:
    """What needs nothing but the runtime."""
    add_routes(app, people_endpoints.router(runtime.database, people_ports(runtime.ports), runtime.settings.public_url))
    add_routes(app, connecting_endpoints.router(runtime.database, connecting_of(runtime), runtime.settings.public_url))
    add_routes(app, api_key_endpoints.router(runtime.database))
    add_routes(app, second_factor_endpoints.router(runtime.database))
    add_routes(app, sign_on_endpoints.router(runtime.database, runtime.vault, HttpOpenId()))
    add_routes(app, webhook_endpoints.router(runtime.database, runtime.vault, runtime.settings.public_url))
    add_routes(app, privacy.router(runtime.database, RegistryData(runtime)))
    add_routes(app, dispositions.router(runtime.database, StoredGround()))
    add_routes(app, listing.router(runtime.database, runtime.ports))
    add_routes(app, macro_endpoints.router(runtime.database, runtime.ports, StoredQueues().of))
    add_routes(app, floor.router(runtime.database, runtime.ports))
    add_routes(app, mentions.router(runtime.database, runtime.ports))
    add_routes(app, outbound.router(runtime.database, runtime.ports, runtime.accounts, AddressesInPart()))
    add_routes(app, scheduled.router(runtime.database, runtime.ports))
    add_routes(app, merging_endpoints.router(runtime.database))
    add_routes(app, profile_endpoints.router(runtime.database))
    add_routes(app, control_endpoints.router(runtime.database, runtime.ports))
    add_routes(app, flow_endpoints.router(runtime.database, MeasuredWaits()))
    add_routes(app, explained.router(runtime.database, runtime.ports.planner, English()))
    add_routes(app, policy_endpoints.router(runtime.database, English()))
    add_routes(app, rules_endpoints.router(runtime.database, StoredFacts(), English()))
    add_routes(app, study_endpoints.router(runtime.database, English(), media_of(runtime)))
    add_routes(app, task_endpoints.router(runtime.database, runtime.ports))
    add_routes(app, article_endpoints.router(runtime.database, runtime.ports))
    add_routes(app, consent_endpoints.router(runtime.database, runtime.ports.adapters, runtime.ports.planner))


def _health(app: FastAPI, runtime: Runtime, channels: Mapping[str, str]) -> None:
    @app.get("/healthz", include_in_schema=False)
    async def healthy(_: Open) -> Response:
        """The process runs."""
        return PlainTextResponse("ok")

    @app.get("/readyz", include_in_schema=False)
    async def ready(_: Open) -> Response:
        """The process can serve: the database answers. Redis may be down (D6) and is only reported."""
        answers, redis = await asyncio.gather(runtime.database.answers(), runtime.wakeups.healthy())
        state = {"database": _word(answers), "redis": _word(redis), **channels}
        return JSONResponse(state, 200 if answers else 503)
