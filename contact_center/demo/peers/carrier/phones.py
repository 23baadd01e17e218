"""The other side: the phones of customers, and the switches of the simulator."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from contact_center.demo.peers.carrier.carrier import Carrier
from contact_center.demo.peers.carrier.config import Application, Number, sms_url
from contact_center.demo.peers.carrier.domain import Sms
from contact_center.demo.peers.carrier.faults import FaultChange, Faults

PhoneNumber = Annotated[str, Field(pattern=r"^\+[1-9]\d{1,14}$")]


class NewSms(BaseModel):
    """An SMS a customer sends."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    sender: Annotated[PhoneNumber, Field(alias="from")]
    to: PhoneNumber
    body: Annotated[str, Field(min_length=1, max_length=1600)]


class NewNumber(BaseModel):
    """A number of the product, and the channel account (id or whole URL) its messages go to."""

    model_config = ConfigDict(extra="forbid")

    number: PhoneNumber
    channel_account: str | None = None
    voice_url: str | None = None
    """Asked what a call hears; with `voice_fallback_url` where that fails."""
    voice_fallback_url: str | None = None
    status_callback: str | None = None
    account_sid: str | None = None


class NewApplication(BaseModel):
    """A TwiML app: what a browser hears that calls out by it."""

    model_config = ConfigDict(extra="forbid")

    sid: Annotated[str, Field(pattern=r"^AP[0-9a-f]{32}$")]
    voice_url: str
    voice_fallback_url: str | None = None
    status_callback: str | None = None
    account_sid: str | None = None


class Taken(BaseModel):
    sid: str


class PhoneMessage(BaseModel):
    """A message as a phone shows it."""

    sid: str
    direction: Literal["in", "out"]
    """Seen from the customer: `out` is what the customer wrote."""
    line: str
    """The number of the product."""
    body: str
    status: str
    error_code: int | None
    at: datetime


class Phone(BaseModel):
    number: str
    messages: int
    last: PhoneMessage


class Line(BaseModel):
    number: str
    account_sid: str
    sms_url: str | None
    voice: bool
    """Takes calls."""


def phones(carrier: Carrier) -> APIRouter:
    routes = APIRouter(prefix="/sim")

    @routes.post("/sms", status_code=202)
    async def send(sms: NewSms) -> Taken:
        number = carrier.store.numbers.get(sms.to)
        if number is None:
            raise HTTPException(404, f"{sms.to} is not a number of the product")
        return Taken(sid=carrier.from_customer(number, sms.sender, sms.body).sid)

    @routes.get("/phones")
    async def list_phones() -> list[Phone]:
        shown = ((n, _on_screen(carrier, n)) for n in carrier.store.phones()[:200])
        return [Phone(number=n, messages=len(m), last=m[-1]) for n, m in shown if m]

    @routes.get("/phones/{number}/messages")
    async def conversation(number: str) -> list[PhoneMessage]:
        return _on_screen(carrier, number)

    @routes.get("/numbers")
    async def numbers() -> list[Line]:
        return [_line(n) for n in carrier.store.numbers.values()]

    @routes.post("/numbers", status_code=201)
    async def connect(new: NewNumber) -> Line:
        sid = new.account_sid or carrier.config.accounts[0].sid
        if sid not in carrier.store.accounts:
            raise HTTPException(404, f"there is no account {sid}")
        url = sms_url(carrier.config.product_url, new.channel_account) if new.channel_account else None
        number = Number(new.number, sid, url, new.voice_url, new.voice_fallback_url, new.status_callback)
        carrier.store.numbers[new.number] = number
        return _line(number)

    @routes.post("/applications", status_code=201)
    async def add_application(new: NewApplication) -> Taken:
        sid = new.account_sid or carrier.config.accounts[0].sid
        if sid not in carrier.store.accounts:
            raise HTTPException(404, f"there is no account {sid}")
        app = Application(new.sid, sid, new.voice_url, new.voice_fallback_url, new.status_callback)
        carrier.store.applications[app.sid] = app
        return Taken(sid=app.sid)

    @routes.get("/faults")
    async def faults() -> Faults:
        return carrier.switchboard.faults

    @routes.post("/faults")
    async def change(changes: FaultChange) -> Faults:
        return carrier.switchboard.change(changes)

    @routes.get("/counters")
    async def counters() -> dict[str, int]:
        return carrier.counters.as_dict()

    return routes


def _on_screen(carrier: Carrier, phone: str) -> list[PhoneMessage]:
    return [_shown(m) for m in carrier.store.of_phone(phone) if m.on_the_phone]


def _shown(sms: Sms) -> PhoneMessage:
    return PhoneMessage(
        sid=sms.sid,
        direction="out" if sms.from_customer else "in",
        line=sms.line,
        body=sms.body,
        status=sms.status,
        error_code=sms.error_code,
        at=sms.created if sms.from_customer else sms.updated,
    )


def _line(number: Number) -> Line:
    return Line(number=number.number, account_sid=number.account_sid, sms_url=number.sms_url, voice=number.voice)
