"""A mail at the agent's desk: words, folds, pictures, copies; through the same doors as a browser."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest_asyncio

from channels.email.identity import provider_id
from contact_center.directory.service import Role
from contact_center.kernel.contracts.channels import RawEnvelope
from contact_center.kernel.ids import InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import HOST, House, Person

SERVICE, ANNA, BEN = "service@kiln.example", "anna@customers.example", "ben@customers.example"
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 20).decode()
MAIL = f"""From: Anna Berg <{ANNA}>
To: {SERVICE}
Cc: {BEN}
Subject: Grinder
Message-ID: <1@customers.example>
Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>The part <img src="cid:part@x" alt="part 7"> is broken.</p><img src="https://elsewhere.example/pixel.gif?a=1">
<script>alert(1)</script>
--b
Content-Type: image/png; name=part.png
Content-Id: <part@x>
Content-Transfer-Encoding: base64

{PNG}
--b--
"""


@dataclass
class Letter:
    house: House
    mei: Person
    interaction: InteractionId
    message: UUID


@pytest_asyncio.fixture(loop_scope="session")
async def letter(house: House) -> Letter:
    mei = await house.person("mei", Role.AGENT)
    interaction, message = await arrives(house, MAIL)
    await house.give(interaction, mei.agent)
    return Letter(house, mei, interaction, message)


async def arrives(house: House, text: str) -> tuple[InteractionId, UUID]:
    accounts = house.runtime.accounts
    known = await house.rows(
        "select id from core.channel_account where channel = 'email' and tenant_id = %s", house.tenant
    )
    if known:
        id = known[0]["id"]
    else:
        settings = {"imap_host": "127.0.0.1", "imap_tls": "none", "smtp_host": "127.0.0.1", "smtp_tls": "none"}

        async def make(work: UnitOfWork) -> Any:
            return await accounts.create(
                work, channel="email", name="Kiln & Co", address=SERVICE, settings=settings, secrets={"password": "x"},
                queue_id=house.queues[house.tenant],
            )  # fmt: skip

        id = await house.runtime.database.run(house.tenant, make, actor="test")
    account = await accounts.get(id)
    assert account is not None
    raw = text.replace("\n", "\r\n").encode()
    now = house.runtime.clock.now()
    receipt = await house.runtime.intake.take(RawEnvelope(account, provider_id(raw), now, "message/rfc822", raw))
    assert receipt.message_id is not None
    [row] = await house.rows("select interaction_id from core.message where id = %s", receipt.message_id)
    return InteractionId(row["interaction_id"]), receipt.message_id


async def test_picture_of_the_mail_is_shown_in_its_place_and_none_from_elsewhere(letter: Letter) -> None:
    page = (await letter.mei.get(f"/console?c={letter.interaction}")).text
    [file] = await letter.house.rows("select id from core.attachment where message_id = %s", letter.message)
    assert f'<img src="/files/{file["id"]}"' in page
    assert ' src="https://elsewhere.example' not in page
    assert f"/console/messages/{letter.message}/formatted" in page
    assert BEN in page
    assert "alert(1)" not in page
    picture = await letter.mei.get(f"/files/{file['id']}")
    assert picture.headers["content-type"] == "image/png"


async def test_pictures_from_elsewhere_are_on_a_page_of_their_own_where_nothing_runs(letter: Letter) -> None:
    page = await letter.mei.get(f"/console/messages/{letter.message}/formatted")
    policy = page.headers["content-security-policy"]
    assert page.status_code == 200
    assert 'src="https://elsewhere.example/pixel.gif?a=1" referrerpolicy="no-referrer"' in page.text
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    console = await letter.mei.get("/console")
    assert "img-src 'self' data: blob:" in console.headers["content-security-policy"]


async def test_page_of_a_message_is_for_who_may_read_it(letter: Letter) -> None:
    stranger = await letter.house.person("otto", Role.AGENT, letter.house.other)
    assert (await stranger.get(f"/console/messages/{letter.message}/formatted")).status_code == 404
    assert (await letter.mei.get(f"/console/messages/{UUID(int=1)}/formatted")).status_code == 404


async def test_answer_is_copied_to_those_that_were_chosen(letter: Letter) -> None:
    page = (await letter.mei.get(f"/console?c={letter.interaction}")).text
    assert f'name="copies" value="{BEN}"' in page
    form = {"client_key": "0123456789", "text": "Part 7 is on its way.", "copies": [BEN]}
    done = await letter.mei.post(f"/console/interactions/{letter.interaction}/messages", form)
    assert done.status_code < 300
    [row] = await letter.house.rows("select recipients from core.message where direction = 'out'")
    assert [one["value"] for one in row["recipients"]["to"]] == [ANNA]
    assert [one["value"] for one in row["recipients"]["cc"]] == [BEN]
    assert f"copy to {BEN}" in (await letter.mei.get(f"/console?c={letter.interaction}")).text


async def test_who_is_to_get_a_copy_is_kept_with_the_draft(letter: Letter) -> None:
    place, here = f'name="copies" value="{BEN}"', f"/console?c={letter.interaction}"
    assert f"{place} checked" not in (await letter.mei.get(here)).text
    first = UUID(int=7)
    for copies, knew, writing in ([BEN], None, first), ([], first, UUID(int=8)):
        draft = {
            "interaction": str(letter.interaction), "text": "Part 7 is on its way.", "client_key": "k" * 12,
            "writing": str(writing), "knew": str(knew) if knew else None, "copies": copies,
        }  # fmt: skip
        kept = await letter.mei.http.post("/console/drafts", json=draft, headers={
            "origin": HOST, "x-csrf-token": letter.mei.csrf,
        })  # fmt: skip
        assert kept.status_code == 204, kept.text
        page = (await letter.mei.get(here)).text
        assert (f"{place} checked" in page) == bool(copies)
        assert ("data-copies=" in page) is True


async def test_reply_shows_its_new_words_and_folds_what_it_answers(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    text = (
        "From: {}\nTo: {}\nMessage-ID: <2@x>\n\nThat works.\n\nOn Mon, 23 Nov 2026, Kiln <{}> wrote:\n> Which number?\n"
    )
    interaction, _ = await arrives(house, text.format(ANNA, SERVICE, SERVICE))
    await house.give(interaction, mei.agent)
    page = (await mei.get(f"/console?c={interaction}")).text
    shown, _, folded = page.partition('<details class="said-html">')
    assert "That works." in shown
    assert "Which number?" not in shown
    assert "Which number?" in folded
    assert "quotes 2 lines" in folded
