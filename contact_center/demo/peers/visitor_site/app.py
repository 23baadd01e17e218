"""The shop of Kiln & Co, as a customer sees it, with the web chat on it.

It is a web site of its own: it knows the product only by the script tag and by the secret it signs its
members' tokens with. Beside the shop it plays the customer's phone and mailbox; both say that they are
simulated.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Annotated, Literal, Protocol

import httpx
from fastapi import APIRouter, Cookie, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field

from agent_ui.words.english import English
from contact_center.demo.peers.visitor_site.config import SiteConfig
from contact_center.demo.peers.visitor_site.mailbox import Mail, Mailbox
from contact_center.demo.peers.visitor_site.pages import PACKAGE, YEAR, Site, add_pages
from contact_center.demo.peers.visitor_site.phone import Phone, Text
from contact_center.kernel.clock import Clock, SystemClock
from contact_center.kernel.errors import ContactCenterError, NotFound

Who = Annotated[str | None, Cookie(alias="kiln_who")]


class Choice(BaseModel):
    """Who the person at the screen is, and how they like the page; only what is given changes."""

    model_config = ConfigDict(extra="forbid")
    who: str | None = None
    """A customer's id; empty for a stranger."""
    lang: Literal["en", "zh-Hant"] | None = None
    theme: Literal["light", "dark"] | None = None


class NewText(BaseModel):
    model_config = ConfigDict(extra="forbid")
    body: str = Field(min_length=1, max_length=1600)


class NewMail(BaseModel):
    model_config = ConfigDict(extra="forbid")
    subject: str = Field(min_length=1, max_length=300)
    text: str = Field(min_length=1, max_length=20_000)
    reply_to: str | None = Field(None, max_length=500)


class Extra(Protocol):
    """More pages on this site, with something that is open as long as they are served."""

    def open(self) -> AbstractAsyncContextManager[None]: ...

    def add(self, app: FastAPI, site: Site) -> None: ...


def create_app(config: SiteConfig, product_url: str, clock: Clock | None = None, extra: Extra | None = None) -> FastAPI:
    """`product_url` as browsers reach it, for example http://localhost:8600."""
    time = clock or SystemClock()
    http = httpx.AsyncClient(timeout=10.0, trust_env=False)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with extra.open() if extra else nullcontext():
            yield
        await http.aclose()

    app = FastAPI(title="Kiln & Co, a demonstration", openapi_url=None, lifespan=lifespan)
    site = Site(config, product_url.rstrip("/"), time)
    app.include_router(add_pages(site))
    app.include_router(_choice(config))
    app.include_router(_phone(config, Phone(http, config)))
    app.include_router(_mailbox(config, Mailbox(config, time)))
    if extra is not None:
        extra.add(app, site)
    app.mount("/static", StaticFiles(packages=[(PACKAGE, "static")]), name="static")
    app.add_exception_handler(ContactCenterError, _problem)
    return app


def _choice(config: SiteConfig) -> APIRouter:
    routes = APIRouter()

    @routes.post("/demo/choice", status_code=204)
    async def choose(choice: Choice, response: Response) -> None:
        if choice.who and config.customer(choice.who) is None:
            raise NotFound(f"who: there is no customer {choice.who!r} in this demonstration")
        for name, value in choice.model_dump(exclude_none=True).items():
            response.set_cookie(f"kiln_{name}", value, max_age=YEAR, httponly=True, samesite="lax")

    return routes


def _phone(config: SiteConfig, phone: Phone) -> APIRouter:
    routes = APIRouter()

    @routes.get("/demo/phone")
    async def texts(who: Who = None) -> list[Text]:
        return await phone.texts(config.person(who))

    @routes.post("/demo/phone", status_code=202)
    async def text(new: NewText, who: Who = None) -> None:
        await phone.send(config.person(who), new.body)

    return routes


def _mailbox(config: SiteConfig, mailbox: Mailbox) -> APIRouter:
    routes = APIRouter()

    @routes.get("/demo/mail")
    async def mails(who: Who = None) -> list[Mail]:
        return await mailbox.mails(config.person(who))

    @routes.post("/demo/mail", status_code=202)
    async def mail(new: NewMail, who: Who = None) -> None:
        await mailbox.send(config.person(who), new.subject, new.text, new.reply_to)

    return routes


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ContactCenterError)
    told = English().error(error)
    body = {"type": error.code, "title": told.title, "detail": told.detail}
    return JSONResponse(body, error.status, media_type="application/problem+json")
