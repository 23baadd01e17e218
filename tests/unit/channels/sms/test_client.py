"""What the client makes of a Twilio that does not answer as it should: over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from channels.vendors.twilio.client import TwilioClient
from channels.vendors.twilio.domain import Credentials
from channels.vendors.twilio.errors import meaning
from contact_center.kernel.errors import GiveUp, OutcomeUnknown, ReauthNeeded, RetryLater
from contact_center.kernel.phrases import Phrase
from tests.told import refused

WHO = Credentials("AC" + "a" * 32, "AC" + "a" * 32, "secret")
FORM = {"To": "+14155552671", "From": "+15005550006", "Body": "Hi"}


def answer(status: str, body: str = "", *headers: str) -> bytes:
    lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", body)
    return "\r\n".join(lines).encode()


@asynccontextmanager
async def twilio(said: bytes | Callable[[], bytes]) -> AsyncIterator[TwilioClient]:
    """Something at Twilio's place that says these bytes to whatever it is asked, then hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said() if callable(said) else said)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, httpx.AsyncClient(trust_env=False, verify=False, timeout=5) as http:
        yield TwilioClient(http, f"http://127.0.0.1:{port}")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{",
        b"nonsense\r\n\r\n",
        answer("201 Created", "not json"),
        answer("201 Created", "{}"),
        answer("500 Internal Server Error"),
        answer("502 Bad Gateway", "<html>"),
        answer("503 Service Unavailable", '{"code": 20503, "message": "x"}'),
    ],
)
async def test_it_stays_open_whether_a_message_was_taken_when_no_clear_answer_came(said: bytes) -> None:
    async with twilio(said) as client:
        with pytest.raises(OutcomeUnknown):
            await client.create_message(WHO, FORM)


@pytest.mark.parametrize("said", [b"", answer("503 Service Unavailable"), answer("200 OK", "not json")])
async def test_a_question_without_clear_answer_is_simply_asked_again(said: bytes) -> None:
    async with twilio(said) as client:
        with pytest.raises(RetryLater):
            await client.list_messages(WHO)


async def test_a_request_that_never_left_is_repeated() -> None:
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        with refused(RetryLater, match="cannot be reached"):
            await TwilioClient(http, "http://127.0.0.1:1").create_message(WHO, FORM)


async def test_a_pause_twilio_names_is_kept() -> None:
    async with twilio(answer("429 Too Many Requests", '{"code": 20429}', "Retry-After: 7")) as client:
        with pytest.raises(RetryLater) as busy:
            await client.create_message(WHO, FORM)
    assert busy.value.after == timedelta(seconds=7)


async def test_a_refusal_is_told_in_our_words_or_in_twilios() -> None:
    async with twilio(answer("400 Bad Request", '{"code": 21610, "message": "x"}')) as client:
        with refused(GiveUp, match="opted out by STOP"):
            await client.create_message(WHO, FORM)
    async with twilio(answer("400 Bad Request", '{"code": 99999, "message": "Moon is full"}')) as client:
        with refused(GiveUp, match="Moon is full"):
            await client.create_message(WHO, FORM)
    async with twilio(answer("403 Forbidden", '{"code": 20003, "message": "x"}')) as client:
        with pytest.raises(ReauthNeeded):
            await client.create_message(WHO, FORM)
    assert meaning(12345) == Phrase("provider_error", {"provider": "Twilio", "error": "12345"})


async def test_a_picture_is_fetched_from_twilio_alone_and_only_up_to_its_limit() -> None:
    async with twilio(answer("200 OK", "JPEG", "Content-Type: image/jpeg")) as client:
        url = f"{client._base}/2010-04-01/Accounts/x/Messages/MM1/Media/ME1"
        media = await client.fetch_media(WHO, url, limit=4)
        assert (media.content_type, media.content) == ("image/jpeg", b"JPEG")
        with refused(GiveUp, match="larger than 3 bytes"):
            await client.fetch_media(WHO, url, limit=3)
        for foreign in (
            "http://169.254.169.254/latest", "http://api.twilio.com/x", "https://eviltwilio.com/x",
            "https://anybody.s3.amazonaws.com/x",
        ):  # fmt: skip
            with refused(GiveUp, match="not at an address of Twilio"):
                await client.fetch_media(WHO, foreign, limit=4)


async def test_a_redirect_to_a_foreign_place_is_not_followed() -> None:
    async with twilio(answer("307 Temporary Redirect", "", "Location: http://10.0.0.1/secret")) as client:
        with refused(GiveUp, match="not at an address of Twilio"):
            await client.fetch_media(WHO, f"{client._base}/Media/ME1", limit=4)


async def test_a_next_page_at_a_foreign_place_gets_no_password() -> None:
    page = '{"messages": [], "next_page_uri": "http://10.0.0.1/x"}'
    async with twilio(answer("200 OK", page)) as client:
        with refused(GiveUp, match="foreign address"):
            await client.list_messages(WHO)
