"""The shop's pages, in two languages, for a stranger or a signed-in member."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Depends, Header, Query, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from channels.webchat.domain import language
from channels.webchat.verify import sign_host_token
from contact_center.demo.peers.visitor_site import catalogue
from contact_center.demo.peers.visitor_site.config import Customer, SiteConfig
from contact_center.kernel.clock import Clock
from contact_center.kernel.errors import NotFound

PACKAGE = "contact_center.demo.peers.visitor_site"
LANGUAGES = ("en", "zh-Hant")
YEAR = 365 * 24 * 3600
LEADING = "G2-64"
"""The machine in the middle of the shop's window."""

Who = Annotated[str | None, Cookie(alias="kiln_who")]
Lang = Annotated[str | None, Cookie(alias="kiln_lang")]
Theme = Annotated[str | None, Cookie(alias="kiln_theme")]
Accept = Annotated[str | None, Header(alias="accept-language")]
Asked = Annotated[str | None, Query(alias="lang")]


class Site:
    """What every page of this process shares."""

    def __init__(self, config: SiteConfig, product_url: str, clock: Clock) -> None:
        self.config = config
        self.product_url = product_url
        self.extra: str | None = None
        """Path of the page on which the demo can be broken, if there is one."""
        self._clock = clock
        self._words = {lang: _words(lang) for lang in LANGUAGES}
        self._pages = Environment(
            loader=PackageLoader(PACKAGE),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, name: str, view: View, **more: Any) -> HTMLResponse:
        customer = self.config.customer(view.who)
        page = self._pages.get_template(name).render(
            lang=view.lang,
            theme=view.theme,
            t=self._words[view.lang],
            path=view.path,
            config=self.config,
            product_url=self.product_url,
            customer=customer,
            person=customer or self.config.stranger,
            extra=self.extra,
            token=self._token(customer),
            **more,
        )
        answer = HTMLResponse(page, headers=self.headers())
        if view.asked:
            answer.set_cookie("kiln_lang", view.lang, max_age=YEAR, httponly=True, samesite="lax")
        return answer

    def _token(self, customer: Customer | None) -> str | None:
        """Signed afresh with each page, as a shop does for its signed-in members."""
        if customer is None:
            return None
        secret, now = self.config.host_secret, self._clock.now()
        return sign_host_token(secret, sub=customer.id, now=now, name=customer.name, email=customer.email)

    def headers(self) -> dict[str, str]:
        """A strict policy, so that the demonstration shows what the widget needs of a site: these three."""
        product = self.product_url
        policy = (
            f"default-src 'none'; script-src 'self' {product}; frame-src {product}; connect-src 'self' {product}; "
            "style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        return {"content-security-policy": policy, "cache-control": "no-store"}


class View:
    """How this request wants its page."""

    def __init__(
        self,
        request: Request,
        who: Who = None,
        asked: Asked = None,
        kept: Lang = None,
        theme: Theme = None,
        accept: Accept = None,
    ) -> None:
        self.who = who
        self.asked = asked is not None
        self.lang = language(asked or kept, accept)
        self.theme = theme if theme in ("light", "dark") else None
        self.path = request.url.path


Viewed = Annotated[View, Depends(View)]


def add_pages(site: Site) -> APIRouter:
    routes = APIRouter()

    @routes.get("/")
    async def shop(view: Viewed) -> HTMLResponse:
        shelf = {"machines": catalogue.machines(view.lang), "parts": catalogue.parts(view.lang)}
        return site.page("shop.html", view, leading=catalogue.machine(LEADING, view.lang), **shelf)

    @routes.get("/machines/{sku}")
    async def machine(view: Viewed, sku: str) -> HTMLResponse:
        shown = catalogue.machine(sku, view.lang)
        if shown is None:
            raise NotFound(sku)
        return site.page("machine.html", view, machine=shown)

    @routes.get("/elsewhere")
    async def elsewhere(view: Viewed) -> HTMLResponse:
        """A page for an origin that nobody has allowed: the widget must not appear on it."""
        return site.page("elsewhere.html", view)

    return routes


def _words(lang: str) -> dict[str, str]:
    read: Any = json.loads((files(PACKAGE) / "locale" / f"{lang}.json").read_text("utf-8"))
    return {str(key): str(value) for key, value in read.items()}
