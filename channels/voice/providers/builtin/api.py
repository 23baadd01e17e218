"""The control API: HTTP on the loopback, for the product's own processes only.

Every command is idempotent and named by the caller's ids, so it may be sent again after a broken
connection. All routes but `/health` want the shared secret as bearer token.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, Query, Request, params
from fastapi.responses import JSONResponse

from channels.voice.providers.builtin.exchange import Exchange
from channels.voice.providers.builtin.preflight import webrtc_available
from channels.voice.providers.builtin.schemas import (
    BridgeWanted,
    EchoWanted,
    EventOut,
    HealthOut,
    HearMatrix,
    LegAnswer,
    LegOffer,
    MessageWanted,
    MuteWanted,
    News,
    PauseWanted,
    PlayWanted,
    ProblemOut,
    RecordingWanted,
)
from contact_center.kernel.errors import ContactCenterError, NotSignedIn, bare
from contact_center.kernel.ids import CallId
from contact_center.kernel.phrases import Phrase, stored

LONGEST_WAIT = 30.0

Guard = Sequence[params.Depends]


def create_app(exchange: Exchange, secret: str) -> FastAPI:
    app = FastAPI(title="Media process", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(ContactCenterError, _problem)
    _add_health(app)
    guard: Guard = [guarded(secret)]
    _add_calls(app, exchange, guard)
    _add_legs(app, exchange, guard)
    _add_echo(app, exchange, guard)
    _add_news(app, exchange, guard)
    return app


def _add_health(app: FastAPI) -> None:
    @app.get("/health")
    async def health() -> HealthOut:
        able, reason = webrtc_available()
        return HealthOut(ok=True, webrtc=able, reason=reason)


def _add_calls(app: FastAPI, exchange: Exchange, guard: Guard) -> None:
    @app.put("/calls/{call_id}", dependencies=guard, status_code=204)
    async def create_bridge(call_id: UUID, wanted: BridgeWanted) -> None:
        exchange.create(CallId(call_id), wanted.language)

    @app.delete("/calls/{call_id}", dependencies=guard, status_code=204)
    async def end_bridge(call_id: UUID) -> None:
        await exchange.end(CallId(call_id))

    @app.put("/calls/{call_id}/hear", dependencies=guard, status_code=204)
    async def hear(call_id: UUID, wanted: HearMatrix) -> None:
        exchange.bridge(CallId(call_id)).hear(wanted.matrix)

    @app.put("/calls/{call_id}/recording", dependencies=guard, status_code=204)
    async def start_recording(call_id: UUID, wanted: RecordingWanted) -> None:
        exchange.bridge(CallId(call_id)).start_recording(wanted.customer, wanted.agent)

    @app.put("/calls/{call_id}/recording/pause", dependencies=guard, status_code=204)
    async def pause_recording(call_id: UUID, wanted: PauseWanted) -> None:
        exchange.bridge(CallId(call_id)).pause_recording(wanted.paused)

    @app.delete("/calls/{call_id}/recording", dependencies=guard, status_code=204)
    async def stop_recording(call_id: UUID) -> None:
        exchange.bridge(CallId(call_id)).stop_recording()

    @app.put("/calls/{call_id}/message", dependencies=guard, status_code=204)
    async def take_message(call_id: UUID, wanted: MessageWanted) -> None:
        exchange.bridge(CallId(call_id)).take_message(wanted.customer)


def _add_echo(app: FastAPI, exchange: Exchange, guard: Guard) -> None:
    @app.post("/echo", dependencies=guard)
    async def echo(wanted: EchoWanted) -> LegAnswer:
        return LegAnswer(answer_sdp=await exchange.echo(wanted.offer_sdp))


def _add_legs(app: FastAPI, exchange: Exchange, guard: Guard) -> None:
    @app.put("/calls/{call_id}/legs/{leg_id}", dependencies=guard)
    async def connect_browser(call_id: UUID, leg_id: UUID, wanted: LegOffer) -> LegAnswer:
        bridge = exchange.bridge(CallId(call_id))
        return LegAnswer(answer_sdp=await bridge.connect(leg_id, wanted.role, wanted.offer_sdp))

    @app.delete("/calls/{call_id}/legs/{leg_id}", dependencies=guard, status_code=204)
    async def remove_leg(call_id: UUID, leg_id: UUID) -> None:
        exchange.bridge(CallId(call_id)).remove(leg_id)

    @app.put("/calls/{call_id}/legs/{leg_id}/play", dependencies=guard, status_code=204)
    async def play(call_id: UUID, leg_id: UUID, wanted: PlayWanted) -> None:
        exchange.bridge(CallId(call_id)).play(leg_id, wanted.what)

    @app.put("/calls/{call_id}/legs/{leg_id}/mute", dependencies=guard, status_code=204)
    async def mute(call_id: UUID, leg_id: UUID, wanted: MuteWanted) -> None:
        exchange.bridge(CallId(call_id)).mute(leg_id, wanted.muted)


def _add_news(app: FastAPI, exchange: Exchange, guard: Guard) -> None:
    book = exchange.book

    @app.get("/events", dependencies=guard)
    async def events(
        after: Annotated[int, Query(ge=0)] = 0,
        instance: str = "",
        wait: Annotated[float, Query(ge=0.0, le=LONGEST_WAIT)] = 0.0,
    ) -> News:
        """Long poll; `after` acknowledges, if `instance` is this life of the process."""
        if instance == book.instance:
            book.acknowledge(after)
            await book.wait(after, wait)
        return News(
            instance=book.instance,
            cursor=book.cursor,
            calls=list(exchange.calls()),
            events=[EventOut.of(entry.event) for entry in book.unread()],
        )

    @app.get("/stats", dependencies=guard)
    async def stats() -> dict[str, int]:
        return asdict(exchange.stats())


def guarded(secret: str) -> params.Depends:
    """Who has the secret may ask."""
    wanted = f"Bearer {secret}".encode()

    async def check(request: Request) -> None:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, wanted):
            raise NotSignedIn

    found: params.Depends = Depends(check)
    return found


async def _problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ContactCenterError)
    about = stored(error.detail) if isinstance(error.detail, Phrase) else None
    body = ProblemOut(title=error.code, status=error.status, code=error.code, detail=bare(error).detail, about=about)
    return JSONResponse(body.model_dump(), error.status, media_type="application/problem+json")
