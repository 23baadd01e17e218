"""Every page with sample content, for the eye and for browser tests. Not part of the running product.

The live socket of the gallery replays frames that a test pushes, so the page's own scripts can be tried
against a real server: reconnect, gaps, duplicates.
Longer than 400 lines: one table of pages, and beside it what their forms answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from agent_ui.commands.views import CommandsView
from agent_ui.frame import keys
from agent_ui.frame.page import FRAME_REFRESH, ErrorView, Live, Page, Place, Theme
from agent_ui.frame.render import ASSETS, AssetAddresses, Renderer
from agent_ui.frame.views import FrameView
from agent_ui.gallery import (
    admins,
    agent_days,
    api_keys,
    articles,
    boards,
    call_flows,
    case_types,
    cases,
    codes,
    commands,
    day,
    dialogs,
    door,
    embedded,
    erp_connections,
    floor,
    guides,
    imports,
    listed,
    macros,
    merging,
    people,
    privacy,
    profiles,
    proposals,
    quality,
    ratings,
    records,
    reports,
    routing,
    sign_in,
    snippets,
    spoken,
    starting,
    webhooks,
    work,
    work_listed,
)
from agent_ui.gallery.channels import CHANNELS
from agent_ui.signin.views import CodeView, SignInView
from agent_ui.views import CustomerView, Tab, UndoView
from agent_ui.wiring import TEMPLATE_NAMES
from agent_ui.words.languages import ENGLISH, negotiate
from contact_center.kernel.clock import Clock, SystemClock

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
BEAT = 0.5
_ALL = (
    Place.HOME,
    Place.WORK,
    Place.CONVERSATIONS,
    Place.CUSTOMERS,
    Place.CASES,
    Place.KNOWLEDGE,
    Place.BOARD,
    Place.ADMIN,
)
DEMO = "Customers, carrier and mailboxes are simulated; the contact centre is real."


class Gallery:
    """Renders the samples and keeps what a test pushed and what the page posted."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.renderer = Renderer(AssetAddresses.load(), TEMPLATE_NAMES, channels=CHANNELS)
        self.clock: Clock = clock or SystemClock()
        self.frames: list[dict[str, Any]] = []
        self.posted: list[tuple[str, dict[str, str]]] = []
        self.begun: dict[str, Any] | None = None
        """The draft of the New page, until it is sent."""
        self.sockets: set[WebSocket] = set()
        self.cursors: list[int] = []
        self.beats = True
        """False: the line is there and nothing comes over it any more."""
        self.answered = 0
        """Beats that pages answered."""
        self.told: list[str] = []
        """What pages said of their readers."""

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def cursor(self) -> int:
        return int(self.frames[-1]["seq"]) if self.frames else 10

    async def push(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)
        for socket in list(self.sockets):
            await socket.send_json(frame)

    def samples(self, now: datetime, language: str = ENGLISH) -> dict[str, tuple[str, Page, dict[str, Any]]]:
        def page(
            here: Place | None,
            live: Live = Live.FRAME,
            refresh: str = FRAME_REFRESH,
            frame: Callable[[datetime], FrameView] = work.frame,
        ) -> Page:
            return Page(
                "Kiln & Co", "token", "Mei", _ALL, here, cursor=self.cursor, live=live, refresh=refresh,
                frame=frame(now), demo=DEMO,
            )  # fmt: skip

        def console(
            make: Callable[[datetime], Any], frame: Callable[[datetime], FrameView] = work.frame
        ) -> tuple[str, Page, dict[str, Any]]:
            around = page(Place.WORK, Live.CONSOLE, "/console/refresh", frame)
            return "console/page.html", around, {"console": make(now)}

        door_page = SignInView(
            "mei",
            "The name or the password is wrong. 3 tries left, then a pause of 5 minutes.",
            start_as=(("away", "Away, no work yet"), ("available", "Available")),
            demo_users=(("mei", "agent"), ("sam", "supervisor")),
            sign_on=("Kiln accounts", "/sign-in/with/kiln"),
        )
        error = ErrorView(
            409,
            "offer_gone",
            "This work went to somebody else, or the time to accept it ran out.",
            "Wei Huang accepted it.",
            "01930c7e",
            back="/console",
        )
        return {
            "sign-in": ("sign_in.html", Page("Kiln & Co", "token", demo=DEMO), {"sign_in": door_page}),
            "search": (
                "commands/page.html",
                page(Place.CUSTOMERS),
                {"commands": CommandsView("moss", (commands.said(),))},
            ),
            "account": ("account/page.html", page(None), {"account": boards.account(now)}),
            "notifications": ("account/notifications.html", page(None), {"notifications": boards.notifications()}),
            "key": ("account/key.html", Page("Kiln & Co", "token"), {"key": boards.key()}),
            "chat": console(work.console_chat),
            "offer": console(work.console_offer, work.frame_offer),
            "call": console(work.console_call, work.frame_call),
            "call-work": console(work.console_call_work, work.frame_call),
            "call-consult": console(work.console_consult, work.frame_call),
            "call-outside": console(work.console_outside, work.frame_call),
            "call-parked": console(work.console_parked),
            "call-given-outside": console(work.console_given_outside, work.frame_call),
            "call-paused": console(work.console_call_paused, work.frame_call_paused),
            "call-asked": console(work.console_call_asked, work.frame_call),
            "call-over": console(work.console_call_over),
            "call-out": console(work.console_call_out, work.frame_call_out),
            "call-unreached": console(work.console_unreached),
            "wrap-up": console(work.console_wrap_up),
            "voicemail": console(spoken.console_voicemail),
            "empty": console(work.console_empty),
            "home": ("home/page.html", page(Place.HOME, Live.HOME, "/home/refresh"), {"home": day.home(now)}),
            "new": ("starting/page.html", page(None), {"starting": starting.nothing(self.begun, now)}),
            "new-mail": ("starting/page.html", page(None), {"starting": starting.message(now)}),
            "tasks": ("tasks/page.html", page(None), {"task_list": day.task_list(now)}),
            "task": ("tasks/one.html", page(None), {"task": day.task(now)}),
            "task-work": console(spoken.console_task),
            "tv": (
                "supervisor/tv.html",
                page(Place.BOARD, Live.BOARD, "/supervisor/board"),
                {"board": boards.board(now)},
            ),
            "supervisor": (
                "supervisor/page.html",
                page(Place.BOARD, Live.BOARD, "/supervisor/board"),
                {"board": boards.board(now)},
            ),
            "explanation": (
                "supervisor/explanation.html",
                page(Place.BOARD),
                {"explanation": dialogs.explanation(now)},
            ),
            "queue": ("supervisor/made_of.html", page(Place.BOARD), {"made_of": boards.made_of(now)}),
            "piece": ("supervisor/piece.html", page(Place.BOARD), {"piece": boards.piece(now)}),
            "duplicates": ("merging/pairs.html", page(Place.CUSTOMERS), {"pairs": merging.pairs()}),
            "compare": ("merging/compare.html", page(Place.CUSTOMERS), {"compare": merging.compare()}),
            "imports": ("importing/begin.html", page(Place.CUSTOMERS), {"imports": imports.imports(now)}),
            "mail-imports": (
                "importing/mail_begin.html",
                page(Place.CUSTOMERS),
                {"imports": imports.mail_imports(now)},
            ),
            "mail-import": (
                "importing/mail_import.html",
                page(Place.CUSTOMERS),
                {"view": imports.mail_checked(now)},
            ),
            "import": ("importing/import.html", page(Place.CUSTOMERS), {"view": imports.checked(now)}),
            "blocked": (
                "work_list/blocked.html",
                page(Place.CONVERSATIONS),
                {"blocked": work_listed.blocked(now)},
            ),
            "conversations": ("work_list/list.html", page(Place.CONVERSATIONS), {"list": work_listed.work_list(now)}),
            "customers": ("customer_list/list.html", page(Place.CUSTOMERS), {"list": listed.customer_list(now)}),
            "customer": (
                "customers/page.html",
                page(Place.CUSTOMERS, Live.CUSTOMER),
                {"customer_page": profiles.customer_page(now)},
            ),
            "customers-offer": (
                "customer_list/list.html",
                page(Place.CUSTOMERS, frame=work.frame_offer),
                {"list": listed.customer_list(now)},
            ),
            "customer-call": (
                "customers/page.html",
                page(Place.CUSTOMERS, frame=work.frame_call),
                {"customer_page": profiles.customer_page(now)},
            ),
            "cases": ("cases/board.html", page(Place.CASES), {"board": cases.board()}),
            "cases-list": ("cases/board.html", page(Place.CASES), {"board": cases.listed()}),
            "proposals": ("proposals/page.html", page(None), {"proposals": proposals.listed(now)}),
            "limits": ("admin/limits.html", page(Place.ADMIN), {"limits": proposals.limits()}),
            "proposal": ("proposals/one.html", page(None), {"proposal": proposals.waiting(now)}),
            "record": ("records/page.html", page(Place.CUSTOMERS), {"record": records.order(now)}),
            "case": (
                "cases/page.html",
                page(Place.CASES),
                {"board": cases.board(current=True), "case": cases.case(now)},
            ),
            "quality": ("cases/quality.html", page(Place.CASES), {"quality": cases.quality()}),
            "quality-cases": ("cases/quality_cases.html", page(Place.CASES), {"quality": cases.behind()}),
            **articles.pages(page(Place.KNOWLEDGE)),
            **articles.help_pages(),
            **door.pages(now),
            "admin": ("admin/page.html", page(Place.ADMIN), {"admin": boards.admin(now)}),
            **admins.pages(page(Place.ADMIN), self.renderer.words(language, now), now),
            "fields": ("admin/fields.html", page(Place.ADMIN), {"fields": profiles.fields()}),
            "identity": ("admin/identity.html", page(Place.ADMIN), {"identity": profiles.identity()}),
            "calls-out": ("admin/calls_out.html", page(Place.ADMIN), {"calling": starting.policy()}),
            "erp": ("admin/erp.html", page(Place.ADMIN), {"erp": erp_connections.mapped(now)}),
            "care": ("admin/care.html", page(Place.ADMIN), {"care": ratings.policy()}),
            "ratings": ("ratings/list.html", page(Place.BOARD), {"ratings": ratings.listed(now)}),
            **ratings.pages(),
            **embedded.pages(now),
            "report": (
                "supervisor/report.html",
                page(Place.BOARD),
                {"report": reports.day(self.renderer.words(language, now))},
            ),
            "report-agents": (
                "supervisor/report.html",
                page(Place.BOARD),
                {"report": reports.agents(self.renderer.words(language, now))},
            ),
            "agent-day": (
                "agent_day/page.html",
                page(Place.BOARD),
                {"day": agent_days.whole(self.renderer.words(language, now))},
            ),
            "own-day": (
                "agent_day/page.html",
                page(Place.HOME),
                {"day": agent_days.begun(self.renderer.words(language, now))},
            ),
            "announced": console(work.console_chat, work.frame_floor),
            "serving": ("supervisor/serving.html", page(Place.BOARD), {"serving": boards.serving()}),
            "announcements": ("floor/sent.html", page(Place.BOARD, frame=work.frame_hands), {"sent": floor.sent()}),
            **quality.pages(self.renderer.words(language, now), page(Place.BOARD)),
            "assistant": ("admin/assistant.html", page(Place.ADMIN), {"assistant": guides.assistant()}),
            "call-flows": ("admin/call_flows/list.html", page(Place.ADMIN), {"call_flows": call_flows.listed(now)}),
            "call-flow": (
                "admin/call_flows/flow.html",
                page(Place.ADMIN),
                {"flow": call_flows.page(self.renderer.words(language, now))},
            ),
            "call-flow-try": (
                "admin/call_flows/try.html",
                page(Place.ADMIN),
                {"tried": call_flows.trying(self.renderer.words(language, now))},
            ),
            "guides": ("admin/guides.html", page(Place.ADMIN), {"guides": guides.queues()}),
            "guide": ("admin/guide.html", page(Place.ADMIN), {"guide": guides.page()}),
            "case-types": (
                "admin/case_types.html",
                page(Place.ADMIN),
                {"types": case_types.listed(self.renderer.words(language, now))},
            ),
            "case-type": (
                "admin/case_type.html",
                page(Place.ADMIN),
                {"type": case_types.one(self.renderer.words(language, now), now)},
            ),
            "sign-in-code": ("signin/code.html", Page("Kiln & Co", "token"), {"code": CodeView(False, "Not right.")}),
            "sign-in-paper": ("signin/code.html", Page("Kiln & Co", "token"), {"code": CodeView(True)}),
            "sign-in-set-up": ("signin/set_up.html", Page("Kiln & Co", "token"), {"set_up": sign_in.set_up()}),
            "sign-in-recovery": ("signin/recovery.html", Page("Kiln & Co", "token"), {"fresh": sign_in.recovery()}),
            "sign-in-tried": ("signin/tried.html", Page("Kiln & Co", "token"), {"tried": sign_in.tried()}),
            "own-factor": ("account/second_factor.html", page(None), {"factor_view": sign_in.own(now)}),
            "own-factor-new": ("account/second_factor.html", page(None), {"factor_view": sign_in.own_new()}),
            "admin-sign-in": ("admin/sign_in.html", page(Place.ADMIN), {"settings": sign_in.settings()}),
            "keys": ("admin/keys.html", page(Place.ADMIN), {"keys": api_keys.page()}),
            "api": ("admin/api.html", page(Place.ADMIN), {"api": api_keys.api()}),
            "webhooks": ("admin/webhooks.html", page(Place.ADMIN), {"webhooks": webhooks.listed(now)}),
            "webhook": ("admin/webhook.html", page(Place.ADMIN), {"webhook": webhooks.one(now)}),
            "privacy": ("admin/privacy.html", page(Place.ADMIN), {"privacy": privacy.page()}),
            "person-data": ("admin/person_data.html", page(Place.ADMIN), {"person": privacy.person()}),
            "retention": ("admin/retention.html", page(Place.ADMIN), {"retention": privacy.retention()}),
            "codes": ("admin/codes.html", page(Place.ADMIN), {"codes": codes.page()}),
            "code": ("admin/code.html", page(Place.ADMIN), {"code": codes.form()}),
            "macros": ("admin/macros.html", page(Place.ADMIN), {"macros": macros.page()}),
            "snippets": ("admin/snippets.html", page(Place.ADMIN), {"snippets": snippets.page()}),
            "signatures": ("admin/signatures.html", page(Place.ADMIN), {"signatures": snippets.signatures(now)}),
            "following": ("admin/following.html", page(Place.ADMIN), {"following": boards.following(now)}),
            "warehouse": ("admin/warehouse.html", page(Place.ADMIN), {"warehouse": boards.warehouse(now)}),
            "audit": ("admin/audit.html", page(Place.ADMIN), {"audit": boards.audit(now)}),
            "error": ("error.html", page(None), {"error": error}),
            **routing.Samples(self.renderer.words(language, now), page(Place.ADMIN)).all(),
        }

    def render(self, name: str, language: str, theme: Theme) -> str:
        now = self.now
        template, page, views = self.samples(now, language)[name]
        return self.renderer.page(template, replace(page, theme=theme), language=language, now=now, **views)

    def part(self, template: str, language: str, **views: Any) -> str:
        return self.renderer.part(template, language=language, now=self.now, csrf="token", **views)


def _language(request: Request) -> str:
    return negotiate(
        request.headers.get("accept-language"), request.query_params.get("language") or request.cookies.get("language")
    )


def _template(gallery: Gallery, request: Request) -> str:
    """Of the page that a request came from."""
    name = request.headers.get("hx-current-url", "").rpartition("/")[2].partition("?")[0]
    found = gallery.samples(gallery.now).get(name)
    return found[0] if found else ""


def _theme(request: Request) -> Theme:
    wanted = request.query_params.get("theme") or request.cookies.get("theme")
    return "dark" if wanted == "dark" else "light" if wanted == "light" else "auto"


def _html(text: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(text, status, {"Content-Security-Policy": POLICY})


def create_app(gallery: Gallery) -> Starlette:
    async def index(request: Request) -> Response:
        links = "".join(f'<li><a href="/gallery/{name}">{name}</a></li>' for name in gallery.samples(gallery.now))
        return _html(f"<!doctype html><html lang=en><title>Gallery</title><ul>{links}</ul>")

    async def sample(request: Request) -> Response:
        return _html(gallery.render(request.path_params["name"], _language(request), _theme(request)))

    async def fragment(request: Request) -> Response:
        return _html(_fragment(gallery, request))

    async def of_tasks(request: Request) -> Response:
        return _html(_tasks(gallery, request.url.path, _language(request), gallery.now))

    async def of_new(request: Request) -> Response:
        if request.url.path == "/new":
            return _html(gallery.render("new", _language(request), _theme(request)))
        template, views = starting.fragment(request.url.path, request.query_params, gallery.now)
        return _html(gallery.part(template, _language(request), **views))

    async def of_calls(request: Request) -> Response:
        template, views = starting.call_fragment(request.url.path, request.query_params)
        return _html(gallery.part(template, _language(request), **views))

    async def received(request: Request) -> Response:
        if request.headers.get("content-type") == "application/json":
            gallery.posted.append((request.url.path, await request.json()))
            if request.url.path == "/new/draft":
                gallery.begun = gallery.posted[-1][1]
            return Response(status_code=204)
        async with request.form() as sent:
            form = {key: str(value) for key, value in sent.items() if isinstance(value, str)}
            files = [value for _, value in sent.multi_items() if not isinstance(value, str)]
            if files:
                form["files"] = ", ".join(f"{one.filename} {one.size}" for one in files)
        gallery.posted.append((request.url.path, form))
        if request.url.path == "/new":
            gallery.begun = None
        if request.url.path.endswith("/messages") and str(work.MAIL) in request.url.path:
            at, action = gallery.now + timedelta(seconds=10), f"/console/messages/{work.MAIL}/take-back"
            undo = UndoView("goes out in 10 s", action, goes_at=at)
            return _html(gallery.part("console/push/undo.html", _language(request), undo=undo))
        if request.url.path.endswith("/take-back"):  # the draft is back in its composer
            gone = gallery.part("console/push/undo.html", _language(request), undo=None)
            return _html(gone + _taken_back(gallery, _language(request)))
        if request.url.path.endswith("/close") and "sure" not in form:
            return _html(gallery.part("console/closing.html", _language(request), closing=dialogs.closing(gallery.now)))
        if "/assist/" in request.url.path:
            return _html(gallery.part("assisting/answered.html", _language(request), assisted=guides.assisted()))
        accepted, conversations_of = (
            request.url.path.endswith("/accept"),
            "console/page.html" in _template(gallery, request),
        )
        return Response(
            status_code=204, headers={"HX-Redirect": "/console?c=1"} if accepted and not conversations_of else None
        )

    async def call_leg(request: Request) -> Response:
        gallery.posted.append((request.url.path, {"sdp": (await request.json())["sdp"]}))
        return JSONResponse({"title": "No media server here.", "status": 503}, 503)

    async def preferences(request: Request) -> Response:
        response = RedirectResponse(request.headers.get("referer", "/"), 303)
        for key, value in (await request.form()).items():
            if key in ("theme", "language"):
                response.set_cookie(key, str(value), samesite="lax")
        return response

    async def found(request: Request) -> Response:
        wanted = request.query_params["q"].lower()
        said = [one for one in (*work.older(gallery.now), *work.chat_items(gallery.now)) if one.kind != "event"]
        hits = [str(one.id) for one in reversed(said) if wanted in one.text.lower()]
        return JSONResponse({"hits": hits, "more": False})

    async def colleagues(request: Request) -> Response:
        return JSONResponse([
            {"id": str(work.MAIL), "name": "Ken Lin", "detail": ""},
            {"id": str(work.CHAT), "name": "王小明", "detail": ""},
            {"id": None, "name": "Repairs", "detail": "team, 4 colleagues"},
        ])  # fmt: skip

    async def healthy(request: Request) -> Response:
        return Response(status_code=204)

    async def live(socket: WebSocket) -> None:
        await _serve_live(gallery, socket)

    return Starlette(
        routes=[
            Route("/", index),
            Route("/gallery/{name}", sample),
            Route("/preferences", preferences, methods=["POST"]),
            Route("/console/calls/{id}/leg", call_leg, methods=["POST"]),
            Route("/console/interactions/{id}/colleagues", colleagues, methods=["GET"]),
            Route("/console/interactions/{id}/find", found, methods=["GET"]),
            Route("/console/{path:path}", fragment, methods=["GET"]),
            Route("/cases/{path:path}", fragment, methods=["GET"]),
            Route("/cases/{path:path}", received, methods=["POST"]),
            Route("/conversations/{path:path}", received, methods=["POST"]),
            Route(FRAME_REFRESH, fragment, methods=["GET"]),
            Route("/tasks/{path:path}", of_tasks, methods=["GET"]),
            Route("/tasks/{path:path}", received, methods=["POST"]),
            Route("/tasks", received, methods=["POST"]),
            Route("/new{path:path}", of_new, methods=["GET"]),
            Route("/calls/{path:path}", of_calls, methods=["GET"]),
            Route("/calls", received, methods=["POST"]),
            Route("/api/v1/calls/{path:path}", received, methods=["POST"]),
            Route("/me/notifications", received, methods=["POST"]),
            Route("/snippets", fragment, methods=["GET"]),
            Route("/macros", fragment, methods=["GET"]),
            Route("/macros/{path:path}", received, methods=["POST"]),
            Route("/new{path:path}", received, methods=["POST"]),
            Route("/home/{path:path}", received, methods=["POST"]),
            Route("/floor/{path:path}", fragment, methods=["GET"]),
            Route("/floor/{path:path}", received, methods=["POST"]),
            Route("/supervisor/announcements/new", fragment, methods=["GET"]),
            Route("/supervisor/announcements", received, methods=["POST"]),
            Route("/knowledge/preview/{path:path}", fragment, methods=["POST"]),
            Route("/knowledge/{path:path}", fragment, methods=["GET"]),
            Route("/knowledge/{path:path}", received, methods=["POST"]),
            Route("/keys", fragment, methods=["GET"]),
            Route("/proposals/{path:path}", fragment, methods=["GET", "POST"]),
            Route("/commands", fragment, methods=["GET"]),
            Route("/healthz", healthy),
            Route("/supervisor/board", fragment, methods=["GET"]),
            Route("/supervisor/calls/{path:path}", fragment, methods=["GET"]),
            Route("/supervisor/control/{path:path}", fragment, methods=["GET"]),
            Route("/supervisor/control/{path:path}", received, methods=["POST"]),
            Route("/sign-out", fragment, methods=["GET"]),
            Route("/customers/columns", received, methods=["POST"]),
            Route("/customers/{id}/consent", fragment, methods=["GET"]),
            Route("/customers/{id}/consent", received, methods=["POST"]),
            Route("/console/{path:path}", received, methods=["POST"]),
            Route("/admin/routing/rules/check", fragment, methods=["POST"]),
            Route("/admin/routing/rules/words", fragment, methods=["GET"]),
            WebSocketRoute("/live", live),
            Mount("/assets", StaticFiles(directory=ASSETS)),
        ]
    )


def _fragment(gallery: Gallery, request: Request) -> str:  # noqa: PLR0912 - one line a path
    now, language, path = gallery.now, _language(request), request.url.path
    if path.endswith("/refresh"):
        return gallery.part("console/refresh.html", language, console=work.console_chat(now), frame=work.frame(now))
    if path == FRAME_REFRESH:
        return gallery.part("frame/refresh.html", language, frame=work.frame(now))
    if path == "/console/work":
        return gallery.part("console/work.html", language, work=work.work(now))
    if path.startswith("/proposals/"):
        name, views = proposals.fragment(path, now, request.query_params)
        return gallery.part(name, language, **views)
    if path in ("/commands", "/keys"):
        return _known(gallery, request, language, now)
    if path == "/floor/hand":
        return gallery.part("floor/ask.html", language, ask=floor.ask())
    if path == "/supervisor/announcements/new":
        to_one = "agent" in request.query_params
        return gallery.part("floor/write.html", language, write=floor.write_to_one() if to_one else floor.write())
    if path.startswith("/admin/routing/rules/"):
        template = f"admin/routing/{'tried' if path.endswith('check') else 'words'}.html"
        return gallery.part(template, language, **routing.parts(now)[template])
    if path.startswith("/knowledge/"):
        name, views = articles.fragment(path, "found" in request.query_params)
        return gallery.part(name, language, **views)
    if path.startswith("/cases/"):
        name = f"cases/{path.rpartition('/')[2]}.html"
        return gallery.part(name, language, dialog=cases.dialogs()[name])
    if path == "/snippets":
        return gallery.part("snippets/offered.html", language, snippets=snippets.offered())
    if path == "/macros":
        return gallery.part("macros/offered.html", language, macros=macros.offered())
    if path == "/console/send-later":
        return gallery.part("console/send_later.html", language, later=dialogs.later(now))
    if path == "/sign-out":
        return gallery.part("console/sign_out.html", language, sign_out=dialogs.sign_out(now))
    if path.endswith("/older"):
        return gallery.part("console/older.html", language, items=work.older(now), older=None)
    if path == "/supervisor/board":
        return gallery.part("supervisor/board.html", language, board=boards.board(now))
    if path.startswith("/supervisor/calls/"):
        return gallery.part("supervisor/listening.html", language, listening=boards.listening())
    if path == "/supervisor/control/closing":
        return gallery.part("supervisor/closing.html", language, closing=boards.closing(now))
    if path.startswith("/supervisor/control/"):
        return gallery.part("supervisor/control.html", language, control=boards.control(now))
    if path.startswith("/console/explanations/"):
        return gallery.part("console/explanation.html", language, explanation=dialogs.explanation(now))
    if path.startswith("/console/interactions/") or path.endswith("/consent"):
        return _dialog(gallery, path, language, now)
    if path.startswith("/console/customers/"):
        return gallery.part(
            "console/customer_tab.html", language, customer_view=people.customer(now, Tab(path.rpartition("/")[2]))
        )
    return _opened(gallery, path, language, now)


def _tasks(gallery: Gallery, path: str, language: str, now: datetime) -> str:
    if path.endswith("/new"):
        return gallery.part("tasks/new.html", language, new_task=day.new_task())
    if path.endswith("/when"):
        return gallery.part("tasks/when.html", language, when="Friday 10:00", theirs=None)
    return gallery.part("tasks/whole.html", language, task=day.task(now))


def _known(gallery: Gallery, request: Request, language: str, now: datetime) -> str:
    if request.url.path == "/commands":
        text = request.query_params.get("q", "").strip()
        view = commands.nothing(text) if text.startswith("zz") else commands.found(text)
        return gallery.part("commands/found.html", language, commands=view)
    on, words = request.query_params.get("on"), gallery.renderer.words(language, now)
    listed = keys.keys(words, takes_work=True, on_console=on == "console", on_list=on == "list", places=_ALL)
    return gallery.part("frame/keys.html", language, keys=listed)


def _dialog(gallery: Gallery, path: str, language: str, now: datetime) -> str:
    if path.endswith("/assist"):
        return gallery.part("assisting/offered.html", language, assist=guides.assist())
    if path.endswith("/park"):
        return gallery.part("console/park.html", language, park=dialogs.park(now))
    if path.endswith("/consent") and path.startswith("/console/"):
        table = profiles.contact_consents(now)
        return gallery.part(
            "customers/consent.html", language, consent_table=table, consent_of=None, customer_name="Web visitor"
        )
    if path.endswith("/consent"):
        table = profiles.consents(now, beside=True)
        return gallery.part(
            "customers/consent.html", language, consent_table=table, consent_of=profiles.LIN, customer_name="林佳穎"
        )
    if path.endswith("/verify"):
        return gallery.part("console/verify.html", language, verify=dialogs.verify())
    return gallery.part("console/transfer.html", language, transfer=dialogs.transfer(now))


def _taken_back(gallery: Gallery, language: str) -> str:
    """The mail with what was sent last in its composer again."""
    sent = next(form for path, form in reversed(gallery.posted) if path.endswith("/messages"))
    thread = work.taken_back(gallery.now, sent["text"])
    views = {"thread": thread, "customer_view": people.claimed(gallery.now), "wrap_ups_view": ()}
    return gallery.part("console/open.html", language, **views)


def _opened(gallery: Gallery, path: str, language: str, now: datetime) -> str:
    if path.startswith("/console/drafts/"):
        return gallery.part("console/push/drafts.html", language, interaction=path.rpartition("/")[2], drafts=())
    mail = path.endswith(str(work.MAIL))
    thread = work.mail(now) if mail else work.call(now) if path.endswith(str(work.CALL)) else work.chat(now)
    customer: CustomerView = people.claimed(now) if mail else people.customer(now)
    return gallery.part("console/open.html", language, thread=thread, customer_view=customer, wrap_ups_view=())


async def _serve_live(gallery: Gallery, socket: WebSocket) -> None:
    await socket.accept()
    cursor = int(socket.query_params.get("cursor", "0"))
    gallery.cursors.append(cursor)
    for frame in [one for one in gallery.frames if one["seq"] > cursor]:
        await socket.send_json(frame)
    gallery.sockets.add(socket)
    beating = asyncio.create_task(_beat(gallery, socket))
    try:
        while True:
            word = await socket.receive_text()
            if word == "beat":
                gallery.answered += 1
            else:
                gallery.told.append(word)
    except (WebSocketDisconnect, asyncio.CancelledError):
        pass
    finally:
        beating.cancel()
        gallery.sockets.discard(socket)


async def _beat(gallery: Gallery, socket: WebSocket) -> None:
    while True:
        if gallery.beats:
            await socket.send_json({"beat": True})
        await asyncio.sleep(BEAT)
