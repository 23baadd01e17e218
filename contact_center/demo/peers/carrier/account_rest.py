"""The part of Twilio's REST API about the account itself and its numbers."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from contact_center.demo.peers.carrier import account_answers as answers
from contact_center.demo.peers.carrier.admission import admitted
from contact_center.demo.peers.carrier.answers import Refused
from contact_center.demo.peers.carrier.carrier import Carrier
from contact_center.demo.peers.carrier.config import Number
from contact_center.demo.peers.carrier.contract import Contract


def account_rest(carrier: Carrier, contract: Contract | None) -> APIRouter:
    routes = APIRouter(prefix="/2010-04-01")

    @routes.get("/Accounts/{account_sid}.json")
    async def account(request: Request, account_sid: str) -> Response:
        asked = await admitted(carrier, contract, request, account_sid, strict=True)
        return JSONResponse(answers.account(asked.account))

    @routes.get("/Accounts/{account_sid}/IncomingPhoneNumbers.json")
    async def numbers(request: Request, account_sid: str) -> Response:
        asked = await admitted(carrier, contract, request, account_sid, strict=True)
        wanted = asked.query.get("PhoneNumber", "")
        found = [
            answers.number(n)
            for n in carrier.store.numbers.values()
            if n.account_sid == account_sid and wanted in n.number
        ]
        return JSONResponse(answers.listing("incoming_phone_numbers", found, request.url.path, asked.query))

    @routes.get("/Accounts/{account_sid}/IncomingPhoneNumbers/{sid}.json")
    async def number(request: Request, account_sid: str, sid: str) -> Response:
        await admitted(carrier, contract, request, account_sid, strict=True)
        return JSONResponse(answers.number(_number(carrier, account_sid, sid)))

    @routes.post("/Accounts/{account_sid}/IncomingPhoneNumbers/{sid}.json")
    async def point(request: Request, account_sid: str, sid: str) -> Response:
        asked = await admitted(carrier, contract, request, account_sid, strict=True)
        known, form = _number(carrier, account_sid, sid), asked.form
        changed = replace(
            known,
            sms_url=form.get("SmsUrl", known.sms_url),
            sms_method=form.get("SmsMethod", known.sms_method),
            voice_url=form.get("VoiceUrl", known.voice_url),
            voice_fallback_url=form.get("VoiceFallbackUrl", known.voice_fallback_url),
            status_callback=form.get("StatusCallback", known.status_callback),
        )
        carrier.store.numbers[known.number] = changed
        return JSONResponse(answers.number(changed))

    return routes


def _number(carrier: Carrier, account_sid: str, sid: str) -> Number:
    for known in carrier.store.numbers.values():
        if (known.account_sid, known.sid) == (account_sid, sid):
            return known
    raise Refused(20404)
