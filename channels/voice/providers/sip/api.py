"""The part of the media process's control API that is about telephones."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, Query, Request

from channels.voice.providers.builtin.api import LONGEST_WAIT, Guard, guarded
from channels.voice.providers.builtin.exchange import Exchange
from channels.voice.providers.sip.schemas import (
    DialWanted,
    GuestLed,
    GuestOut,
    KeysWanted,
    LineOut,
    LinesOut,
    LobbyOut,
    SoundsMissing,
)
from channels.voice.providers.sip.telephones import Telephones
from contact_center.kernel.ids import CallId


def add_telephones(app: FastAPI, exchange: Exchange, telephones: Telephones, secret: str) -> None:
    guard: Guard = [guarded(secret)]
    _add_legs(app, exchange, telephones, guard)
    _add_lobby(app, telephones, guard)


def _add_legs(app: FastAPI, exchange: Exchange, telephones: Telephones, guard: Guard) -> None:
    @app.put("/calls/{call_id}/legs/{leg_id}/answer", dependencies=guard, status_code=204)
    async def answer(call_id: UUID, leg_id: UUID) -> None:
        telephones.answer(exchange.bridge(CallId(call_id)), leg_id)

    @app.put("/calls/{call_id}/legs/{leg_id}/dial", dependencies=guard, status_code=204)
    async def dial(call_id: UUID, leg_id: UUID, wanted: DialWanted) -> None:
        bridge = exchange.bridge(CallId(call_id))
        await telephones.dial(bridge, leg_id, wanted.role, wanted.account, wanted.number, wanted.caller_id)

    @app.post("/calls/{call_id}/legs/{leg_id}/keys", dependencies=guard, status_code=204)
    async def keys(call_id: UUID, leg_id: UUID, wanted: KeysWanted) -> None:
        telephones.press(exchange.bridge(CallId(call_id)), leg_id, wanted.digits)


def _add_lobby(app: FastAPI, telephones: Telephones, guard: Guard) -> None:
    lobby = telephones.lobby

    @app.get("/lobby", dependencies=guard)
    async def guests(
        after: Annotated[int, Query(ge=0)] = 0, wait: Annotated[float, Query(ge=0.0, le=LONGEST_WAIT)] = 0.0
    ) -> LobbyOut:
        """All who ask something; waits for somebody who asks after `after`."""
        await lobby.wait(after, wait)
        asked = [GuestOut.of(guest, question) for guest, question in lobby.questions()]
        return LobbyOut(cursor=lobby.cursor, guests=asked)

    @app.put("/lobby/{call_id}", dependencies=guard)
    async def lead(call_id: UUID, wanted: GuestLed) -> SoundsMissing:
        return SoundsMissing(missing=await telephones.lead(CallId(call_id), wanted.answer()))

    @app.put("/sounds/{key}", dependencies=guard, status_code=204)
    async def keep_sound(key: str, request: Request) -> None:
        await telephones.keep_sound(key, await request.body())

    @app.get("/lines", dependencies=guard)
    async def lines() -> LinesOut:
        door = telephones.door
        return LinesOut(trouble=door.trouble, lines=[LineOut.of(state) for state in door.states()])
