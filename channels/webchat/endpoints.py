"""The doors of the widget: its script, its frame, its tokens, its socket, its calls.

`router(ports)` is mounted at the root of the product. Nothing here uses cookies: a visitor's token
travels in the `Authorization` header, or as a subprotocol of the socket.

Longer than 400 lines: the doors of one widget, which share who it is that comes and how fast they may.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from channels.webchat import verify
from channels.webchat.adapter import CODE
from channels.webchat.assets import WidgetAssets, load, theme_css
from channels.webchat.colour import Shades
from channels.webchat.domain import WidgetSettings, language, look, may_embed
from channels.webchat.errors import (
    CallsNotOffered,
    NoSuchWidget,
    OriginNotAllowed,
    TokenRefused,
    TooFast,
    VisitorTokenRefused,
)
from channels.webchat.limits import (
    CALLS,
    CALLS_THERE,
    MAX_COMMENT,
    MAX_TEXT,
    PRESSES,
    QUESTIONS,
    RATINGS,
    REJOINS,
    SESSIONS,
)
from channels.webchat.model import CallPage, Visitor
from channels.webchat.ports import Calls, WebChatPorts
from channels.webchat.schemas import (
    ArticleOut,
    CallbackIn,
    CallOut,
    HelpOut,
    InvitationIn,
    LauncherOut,
    MenuIn,
    MenuKeysIn,
    MenuOut,
    MuteIn,
    RatingIn,
    RejoinIn,
    RejoinOut,
    SessionIn,
    SessionOut,
    StartIn,
)
from channels.webchat.socket_endpoint import add_socket, known_visitor
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import Conflict, ContactCenterError, ErrorText, NotFound
from contact_center.kernel.ids import CallId, ChannelAccountId
from contact_center.kernel.languages import text_for
from contact_center.kernel.phrases import Phrase
from contact_center.platform.limits import network_address

FOR_EVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=300"
AGAIN = "no-cache"
MOST_ARTICLES = 3

Bearer = Annotated[str | None, Header(alias="authorization")]
Origin = Annotated[str | None, Header()]
Referer = Annotated[str | None, Header()]
Accept = Annotated[str | None, Header(alias="accept-language")]


def router(ports: WebChatPorts) -> APIRouter:
    """All routes of the widget, under `/widget.js` and `/widget/…`."""
    api = APIRouter(tags=["web chat widget"])
    files = load()
    _add_files(api, files)
    _add_launcher(api, ports, files)
    _add_frame(api, ports, files)
    _add_help(api, ports)
    _add_session(api, ports)
    _add_calls(api, ports)
    _add_menus(api, ports)
    _add_callback(api, ports)
    _add_rating(api, ports)
    _add_invitation(api, ports)
    add_socket(api, ports)
    return api


def _add_files(api: APIRouter, files: WidgetAssets) -> None:
    @api.get("/widget.js", include_in_schema=False)
    async def script(request: Request) -> Response:
        return _file(request, files, "loader.js", SHORTLY)

    @api.get("/widget/assets/{version}/{name}", include_in_schema=False)
    async def asset(request: Request, version: str, name: str) -> Response:
        return _file(request, files, name, FOR_EVER if version == files.version else AGAIN)


def _file(request: Request, files: WidgetAssets, name: str, keep: str) -> Response:
    if name not in files.files:
        raise NotFound(name)
    found = files.files[name]
    headers = {
        "cache-control": keep,
        "etag": found.etag,
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "cross-origin",
    }
    if request.headers.get("if-none-match") == found.etag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.content_type, headers=headers)


def _add_launcher(api: APIRouter, ports: WebChatPorts, files: WidgetAssets) -> None:
    @api.get("/widget/{account_id}/launcher", include_in_schema=False)
    async def launcher(request: Request, account_id: UUID, lang: str | None = None, accept: Accept = None) -> Response:
        """What the host page's button looks like; a site that is not allowed learns why."""
        asking = _asking_origin(request)
        headers = {"access-control-allow-origin": asking or "null", "vary": "origin", "cache-control": AGAIN}
        try:
            found = _look(await _account(ports, account_id))
            if not may_embed(asking, found.allowed_origins):
                raise OriginNotAllowed(asking)
        except ContactCenterError as problem:
            return _problem(problem, ports.tell(problem), headers)
        tongue = language(lang, accept)
        body = _launcher(found, tongue, files.words[tongue], ports.calls is not None)
        return JSONResponse(body.model_dump(), headers=headers)


def _asking_origin(request: Request) -> str | None:
    given = request.headers.get("origin")
    if given is None and request.headers.get("sec-fetch-site") == "same-origin":
        return f"{request.url.scheme}://{request.headers.get('host', '')}"
    return given


def _launcher(found: WidgetSettings, tongue: str, words: Mapping[str, str], calls: bool) -> LauncherOut:
    own = ("launcher.open", "launcher.close", "launcher.label", "launcher.unread", "frame.title")
    return LauncherOut(
        name=found.name,
        lang=tongue,
        words={key: words[key] for key in own},
        calls=calls and found.offers_calls,
        light=_button(found.palette.light),
        dark=_button(found.palette.dark),
    )


def _button(shades: Shades) -> dict[str, str]:
    return {"accent": shades.accent, "on_accent": shades.on_accent, "press": shades.press}


def _problem(problem: ContactCenterError, told: ErrorText, headers: Mapping[str, str]) -> Response:
    """RFC 9457, here because a host page may read it only with the CORS header of this answer."""
    body = {
        "type": problem.code,
        "title": told.title,
        "status": problem.status,
        "detail": told.detail,
    }
    return JSONResponse(body, problem.status, headers, media_type="application/problem+json")


def _add_frame(api: APIRouter, ports: WebChatPorts, files: WidgetAssets) -> None:
    pages = Environment(
        loader=PackageLoader("channels.webchat"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    @api.get("/widget/{account_id}/frame", include_in_schema=False)
    async def frame(
        account_id: UUID,
        lang: str | None = None,
        theme: str | None = None,
        accept: Accept = None,
        referer: Referer = None,
    ) -> Response:
        account = await _account(ports, account_id)
        found = _look(account)
        if referer and not _may_show(referer, found):
            raise OriginNotAllowed(referer)
        tongue = language(lang, accept)
        page = pages.get_template("frame.html").render(
            lang=tongue,
            theme=theme if theme in ("light", "dark") else None,
            look=found,
            assets=f"/widget/assets/{files.version}",
            account=account_id,
            own_pages=await ports.articles.own_pages(account.tenant_id, tongue) if ports.articles else None,
            announcements=[text_for(one, tongue) for one in await _announced(ports, account)],
            words=files.words[tongue],
            config=_config(
                account,
                found,
                tongue,
                files.words[tongue],
                calls=ports.calls is not None,
                help=await _helps(ports, account),
            ),
        )
        return Response(page, media_type="text/html; charset=utf-8", headers=frame_headers(found))

    @api.get("/widget/{account_id}/theme.css", include_in_schema=False)
    async def theme_sheet(account_id: UUID) -> Response:
        found = _look(await _account(ports, account_id))
        css = theme_css(found.palette)
        return Response(css, media_type="text/css; charset=utf-8", headers={"cache-control": AGAIN})


async def _announced(ports: WebChatPorts, account: ChannelAccount) -> Sequence[Mapping[str, str]]:
    return await ports.announcements.now(account.tenant_id) if ports.announcements is not None else ()


def frame_headers(found: WidgetSettings) -> dict[str, str]:
    """Only allowed sites may show the frame: the browser itself refuses all others."""
    sites = " ".join(found.allowed_origins) or "'none'"
    own = ("script-src", "style-src", "img-src", "connect-src")
    policy = ["default-src 'none'", *(f"{source} 'self'" for source in own), "media-src 'self' blob:"]
    policy += ["form-action 'none'", "base-uri 'none'", f"frame-ancestors {sites}"]
    return {
        "content-security-policy": "; ".join(policy),
        "permissions-policy": "camera=(), geolocation=(), microphone=(self)",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }


async def _helps(ports: WebChatPorts, account: ChannelAccount) -> bool:
    return ports.articles is not None and await ports.articles.there(account.tenant_id)


def _config(
    account: ChannelAccount, found: WidgetSettings, tongue: str, words: Mapping[str, str], *, calls: bool, help: bool
) -> str:
    """JSON inside the page; `<` is written so that no text can end the element it stands in."""
    config = {
        "account": str(account.id),
        "name": found.name,
        "lang": tongue,
        "greeting": found.greeting.get(tongue),
        "calls": calls and found.offers_calls,
        "help": help,
        "parents": found.allowed_origins,
        "max_text": MAX_TEXT,
        "max_comment": MAX_COMMENT,
        "words": dict(words),
    }
    return json.dumps(config, ensure_ascii=False).replace("<", "\\u003c")


def _may_show(referer: str, found: WidgetSettings) -> bool:
    scheme, _, rest = referer.partition("://")
    return may_embed(f"{scheme}://{rest.partition('/')[0]}", found.allowed_origins)


def _add_help(api: APIRouter, ports: WebChatPorts) -> None:
    @api.get("/widget/{account_id}/help")
    async def answers(
        request: Request,
        account_id: UUID,
        q: Annotated[str, Query(min_length=1, max_length=300)],
        lang: Annotated[str, Query(max_length=40)] = "en",
    ) -> HelpOut:
        """Published articles for customers about a question, at most three, asked before a chat begins."""
        account = await _account(ports, account_id)
        if await ports.limits.take(ports.clock.now(), (QUESTIONS, network_address(request))):
            raise TooFast
        if ports.articles is None or not q.strip():
            return HelpOut(articles=[])
        found = await ports.articles.about(account.tenant_id, q, language(lang, None), MOST_ARTICLES)
        return HelpOut(
            articles=[
                ArticleOut(number=one.number, language=one.language, title=one.title, html=one.html) for one in found
            ]
        )


def _add_session(api: APIRouter, ports: WebChatPorts) -> None:
    @api.post("/widget/{account_id}/session")
    async def session(request: Request, account_id: UUID, body: SessionIn) -> SessionOut:
        """A token for this browser: as the member the site vouches for, or as the same stranger again."""
        account = await _account(ports, account_id)
        now = ports.clock.now()
        if await ports.limits.take(now, (SESSIONS, network_address(request))):
            raise TooFast
        visitor = _who(body, account, ports)
        token = verify.issue_visitor_token(visitor, account.id, ports.signing_key, now)
        return SessionOut(token=token, visitor=visitor.id, name=visitor.name, verified=visitor.verified)


def _who(body: SessionIn, account: ChannelAccount, ports: WebChatPorts) -> Visitor:
    now = ports.clock.now()
    if body.host_token:
        return verify.verify_host_token(body.host_token, account, now)
    try:
        known = known_visitor(ports, account, body.visitor_token or "")
    except VisitorTokenRefused:
        return verify.new_stranger()
    # Without the site's word a browser is nobody's member any more: it may be shared.
    return known if known.verified is None else verify.new_stranger()


def _add_calls(api: APIRouter, ports: WebChatPorts) -> None:
    @api.post("/widget/{account_id}/calls", status_code=201)
    async def start(request: Request, account_id: UUID, body: StartIn, bearer: Bearer = None) -> CallOut:
        """Call the centre: the offer with all its candidates in, the answer out."""
        account, visitor = await _caller(ports, account_id, bearer)
        calls = _calls(ports, account)
        if body.menu is None:
            await _may_call(ports, request, account, visitor)
        elif await ports.limits.take(ports.clock.now(), (REJOINS, f"{account.id}:{visitor.id}")):
            raise TooFast  # the call itself was counted when its menu began
        started = await calls.start(account, visitor, body.sdp, body.page, body.menu)
        return CallOut(call_id=started.call_id, sdp=started.answer_sdp, state=started.state.phase.value)

    @api.post("/widget/{account_id}/calls/{call_id}/leg")
    async def rejoin(account_id: UUID, call_id: UUID, body: RejoinIn, bearer: Bearer = None) -> RejoinOut:
        """Carries a call on after a reload, a lost connection, or in another tab that the visitor chose."""
        account, visitor = await _caller(ports, account_id, bearer)
        if await ports.limits.take(ports.clock.now(), (REJOINS, f"{account.id}:{visitor.id}")):
            raise TooFast
        page = CallPage(body.page, tuple(body.before), body.take)
        try:
            sdp = await _calls(ports, account).rejoin(account, visitor, CallId(call_id), body.sdp, page)
        except Conflict as gone:
            return RejoinOut(gone=gone.code)
        return RejoinOut(sdp=sdp)

    @api.post("/widget/{account_id}/calls/{call_id}/hangup", status_code=204)
    async def hang_up(account_id: UUID, call_id: UUID, bearer: Bearer = None) -> None:
        account, visitor = await _caller(ports, account_id, bearer)
        await _calls(ports, account).hangup(account, visitor, CallId(call_id))

    @api.post("/widget/{account_id}/calls/{call_id}/mute", status_code=204)
    async def mute(account_id: UUID, call_id: UUID, body: MuteIn, bearer: Bearer = None) -> None:
        account, visitor = await _caller(ports, account_id, bearer)
        await _calls(ports, account).mute(account, visitor, CallId(call_id), body.muted)


def _add_menus(api: APIRouter, ports: WebChatPorts) -> None:
    @api.post("/widget/{account_id}/calls/menu", status_code=201)
    async def menu(request: Request, account_id: UUID, body: MenuIn, bearer: Bearer = None) -> MenuOut:
        """The visitor calls: what is heard before anybody answers, and which keys mean something."""
        account, visitor = await _caller(ports, account_id, bearer)
        calls = _calls(ports, account)
        if not await calls.has_menu(account):
            return MenuOut.of(None)  # the call itself is counted
        await _may_call(ports, request, account, visitor)
        return MenuOut.of(await calls.menu(account, visitor, body.lang))

    @api.post("/widget/{account_id}/calls/menu/{menu_id}/keys")
    async def keys(account_id: UUID, menu_id: UUID, body: MenuKeysIn, bearer: Bearer = None) -> MenuOut:
        """Keys for a turn, and what follows. The same again gets the same answer; a turn that is over, what is now."""
        account, visitor = await _caller(ports, account_id, bearer)
        if await ports.limits.take(ports.clock.now(), (PRESSES, f"{account.id}:{visitor.id}")):
            raise TooFast
        return MenuOut.of(await _calls(ports, account).press(account, visitor, menu_id, body.turn, body.keys))

    @api.post("/widget/{account_id}/calls/menu/{menu_id}/leave", status_code=204)
    async def leave(account_id: UUID, menu_id: UUID, bearer: Bearer = None) -> None:
        """The visitor hangs up before anybody has answered."""
        account, visitor = await _caller(ports, account_id, bearer)
        await _calls(ports, account).leave_menu(account, visitor, menu_id)

    @api.get("/widget/{account_id}/prompts/{sound}", response_class=Response)
    async def prompt(account_id: UUID, sound: UUID) -> Response:
        """A prompt as a sound file."""
        account = await _account(ports, account_id)
        content, kind = await _calls(ports, account).sound(account, sound)
        return Response(content, media_type=kind, headers={"cache-control": FOR_EVER})


def _add_callback(api: APIRouter, ports: WebChatPorts) -> None:
    @api.post("/widget/{account_id}/callback", status_code=204)
    async def callback(request: Request, account_id: UUID, body: CallbackIn, bearer: Bearer = None) -> None:
        """The waiting visitor asks to be called back and keeps the place."""
        account, visitor = await _caller(ports, account_id, bearer)
        await _may_call(ports, request, account, visitor)
        await ports.desk.callback(account, visitor, body.number)


def _add_rating(api: APIRouter, ports: WebChatPorts) -> None:
    @api.post("/widget/{account_id}/rating", status_code=204)
    async def rate(account_id: UUID, body: RatingIn, bearer: Bearer = None) -> None:
        """How it went, as the visitor was asked at the end of their chat or call; it may be sent again to change it."""
        account, visitor = await _caller(ports, account_id, bearer)
        if await ports.limits.take(ports.clock.now(), (RATINGS, f"{account.id}:{visitor.id}")):
            raise TooFast
        call = CallId(body.call_id) if body.call_id else None
        await ports.desk.rate(account, visitor, body.score, body.comment, call)


def _add_invitation(api: APIRouter, ports: WebChatPorts) -> None:
    @api.post("/widget/{account_id}/invitation", status_code=204)
    async def answer_invitation(account_id: UUID, body: InvitationIn, bearer: Bearer = None) -> None:
        """The visitor accepts the chat that an agent has invited them to, or declines it."""
        account, visitor = await _caller(ports, account_id, bearer)
        if await ports.limits.take(ports.clock.now(), (RATINGS, f"{account.id}:{visitor.id}")):
            raise TooFast
        await ports.desk.answer_invitation(account, visitor, body.accept)


async def _may_call(ports: WebChatPorts, request: Request, account: ChannelAccount, visitor: Visitor) -> None:
    asked = (CALLS, f"{account.id}:{visitor.id}"), (CALLS_THERE, network_address(request))
    if await ports.limits.take(ports.clock.now(), *asked):
        raise TooFast


async def _caller(ports: WebChatPorts, account_id: UUID, bearer: str | None) -> tuple[ChannelAccount, Visitor]:
    account = await _account(ports, account_id)
    scheme, _, token = (bearer or "").partition(" ")
    if scheme.lower() != "bearer":
        raise TokenRefused(Phrase("bearer_token_needed"))
    return account, known_visitor(ports, account, token)


def _calls(ports: WebChatPorts, account: ChannelAccount) -> Calls:
    if ports.calls is None or not _look(account).offers_calls:
        raise CallsNotOffered
    return ports.calls


async def _account(ports: WebChatPorts, account_id: UUID) -> ChannelAccount:
    account = await ports.accounts.get(ChannelAccountId(account_id))
    if account is None or account.channel != CODE:
        raise NoSuchWidget(account_id)
    return account


def _look(account: ChannelAccount) -> WidgetSettings:
    return look(account)
