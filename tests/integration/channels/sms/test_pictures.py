"""Pictures by MMS: named at once, fetched after the message is kept, and never from elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.sms.client import MAX_MEDIA_BYTES
from contact_center.interactions.delivery.service import PostponedUntil
from contact_center.interactions.intake.fetching import KEPT_THERE
from tests.integration.channels.sms.line import PNG, Line


async def test_a_picture_is_named_at_once_and_there_once_it_was_fetched(line: Line) -> None:
    message = await line.sends_picture(line.carrier.picture())
    assert await line.files(message["id"]) == [{"name": "picture-1.png", "size": 0, "blob_key": None, "trouble": None}]
    line.carrier.has("200 OK", PNG)
    await line.fetch(message["id"])
    [file] = await line.files(message["id"])
    assert (file["size"], file["trouble"]) == (len(PNG), None)
    assert await line.centre.ports.blobs.get(file["blob_key"]) == PNG
    assert line.carrier.passwords == [True]
    await line.fetch(message["id"])  # a job may run twice
    assert len(line.carrier.passwords) == 1
    fetched = await line.centre.rows("select 1 from core.event where type = 'message.files_fetched'")
    assert len(fetched) == 1


async def test_pictures_keep_the_order_in_which_they_were_sent(line: Line) -> None:
    for _ in range(5):  # ids made in one millisecond have no order of their own
        message = await line.sends_picture(*(line.carrier.picture() for _ in range(6)))
        assert [file["name"] for file in await line.files(message["id"])] == [f"picture-{n}.png" for n in range(1, 7)]


async def test_a_picture_that_is_not_to_be_had_now_is_asked_for_again_until_it_is_too_late(line: Line) -> None:
    message = await line.sends_picture(line.carrier.picture())
    line.carrier.has("503 Service Unavailable")
    with pytest.raises(PostponedUntil) as later:
        await line.fetch(message["id"])
    assert later.value.at > line.centre.clock.now()
    line.centre.clock.pass_(seconds=(KEPT_THERE + timedelta(hours=1)).total_seconds())
    line.carrier.has("503 Service Unavailable")
    await line.fetch(message["id"])
    assert (await line.files(message["id"]))[0]["trouble"] == "unreachable"


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("http://169.254.169.254/latest/meta-data", "refused"),
        ("https://eviltwilio.com/Media/ME1", "refused"),
        ("https://anybody.s3.amazonaws.com/ME1", "refused"),
        ("file:///etc/passwd", "refused"),
    ],
)
async def test_nothing_is_fetched_from_anywhere_but_the_provider(line: Line, url: str, trouble: str) -> None:
    message = await line.sends_picture(url)
    await line.fetch(message["id"])
    assert (await line.files(message["id"]))[0]["trouble"] == trouble
    assert line.carrier.passwords == []


async def test_one_picture_that_is_too_large_or_gone_does_not_keep_the_next_from_coming(line: Line) -> None:
    message = await line.sends_picture(*(line.carrier.picture() for _ in range(3)))
    line.carrier.has("200 OK", b"x" * (MAX_MEDIA_BYTES + 1))
    line.carrier.has("404 Not Found")
    line.carrier.has("200 OK", PNG)
    await line.fetch(message["id"])
    assert [file["trouble"] for file in await line.files(message["id"])] == ["too_large", "refused", None]
