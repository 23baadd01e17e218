"""The simulated carrier as a web application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import structlog
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles

from contact_center.demo.peers.carrier.account_rest import account_rest
from contact_center.demo.peers.carrier.answers import Refused, error
from contact_center.demo.peers.carrier.carrier import Carrier
from contact_center.demo.peers.carrier.config import CarrierConfig
from contact_center.demo.peers.carrier.contract import Contract
from contact_center.demo.peers.carrier.phones import phones
from contact_center.demo.peers.carrier.rest import rest
from contact_center.demo.peers.carrier.voice.exchange import Exchange
from contact_center.demo.peers.carrier.voice.rest import VoiceRest
from contact_center.demo.peers.carrier.voice.signalling import Signalling
from contact_center.demo.peers.carrier.voice.sound.sounds import Sounds
from contact_center.demo.peers.carrier.voice.telephones import telephones
from contact_center.kernel.clock import Clock, SystemClock

PAGES = Path(__file__).parent / "pages"
_log = structlog.get_logger(__name__)


def create_app(config: CarrierConfig, clock: Clock | None = None) -> FastAPI:
    """Nothing leaves the machine but webhooks to the product. `app.state.carrier` is the carrier."""
    http = httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=None))
    carrier = Carrier(config, clock or SystemClock(), http)
    contract = _contract(config.contract)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with http:
            yield
            await exchange.aclose()
            await carrier.aclose()

    app = FastAPI(title="Simulated carrier", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.carrier = carrier
    app.include_router(account_rest(carrier, contract), include_in_schema=False)
    sounds = Sounds(http, speech=config.speech)
    exchange = app.state.exchange = Exchange(carrier, sounds)
    app.include_router(VoiceRest(carrier, exchange, contract).router(), include_in_schema=False)
    app.include_router(rest(carrier, contract), include_in_schema=False)
    app.include_router(phones(carrier))
    app.include_router(telephones(exchange))
    app.include_router(Signalling(exchange).router())
    _add_pages(app, checked=contract is not None, speech=sounds.speaks)

    @app.exception_handler(Refused)
    async def refuse(_: Request, refused: Refused) -> Response:
        if refused.code not in (20429, 20503):
            carrier.counters.refused += 1
        return error(refused.code, refused.detail)

    return app


def _add_pages(app: FastAPI, *, checked: bool, speech: bool) -> None:
    app.mount("/pages", StaticFiles(directory=PAGES), name="pages")

    @app.get("/", include_in_schema=False)
    async def home() -> Response:
        return FileResponse(PAGES / "phones.html", headers={"Content-Security-Policy": "default-src 'self'"})

    @app.get("/telephone", include_in_schema=False)
    async def telephone() -> Response:
        return FileResponse(PAGES / "telephone.html", headers={"Content-Security-Policy": "default-src 'self'"})

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        return {
            "status": "ok",
            "contract": "checked" if checked else "not checked",
            "speech": "spoken" if speech else "syllables",
        }


def _contract(path: Path | None) -> Contract | None:
    if path is None:
        return None
    try:
        return Contract.load(path)
    except (OSError, ValueError) as problem:
        _log.warning("contract not checked", path=str(path), reason=str(problem))
        return None
