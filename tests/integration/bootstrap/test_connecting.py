"""What the command line connects is checked before it is kept."""

from __future__ import annotations

from typing import Any

import pytest

from channels.connecting.service import Connecting
from contact_center.bootstrap.connecting import NewChannel, add_channel, connect_tryton, next_step, pairs
from contact_center.bootstrap.joins.channels import channels
from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.settings import PlatformSettings
from contact_center.platform.vault import Vault
from routing.policy import administration as routing
from tests.centre import Centre
from tests.told import refused

MAILBOX = {"imap_host": "imap.kiln.example", "smtp_host": "smtp.kiln.example"}
GOOD = (
    NewChannel("email", "Service", "help@kiln.example", MAILBOX, {"password": "secret"}, "billing"),
    NewChannel("sms", "Line", "+15005550006", {"account_sid": "AC1"}, {"auth_token": "secret"}),
    NewChannel("webchat", "Shop", "shop", {"allowed_origins": ["https://shop.example"]}, {}),
    NewChannel("voice", "Calls", "calls", {}, {}),
)
BAD: tuple[tuple[NewChannel, str], ...] = (
    (NewChannel("email", "x", "help@kiln.example", {}, {"password": "secret"}), "imap_host"),
    (NewChannel("email", "x", "help@kiln.example", MAILBOX, {}), "password"),
    (NewChannel("sms", "x", "+15005550006", {"account_sid": "AC1"}, {}), "auth_token"),
    (NewChannel("webchat", "x", "shop", {"allowed_origins": ["shop.example"]}, {}), "allowed_origins"),
    (NewChannel("voice", "x", "calls", {}, {}, "nowhere"), "queue add"),
    (NewChannel("pigeon", "x", "loft", {}, {}), "email, sms, webchat and voice"),
)


def at(centre: Centre) -> Connecting:
    return Connecting(channels(), centre.accounts, routing.queue_names, PlatformSettings())


@pytest.mark.parametrize("new", GOOD, ids=lambda new: new.channel)
async def test_a_checked_account_is_kept_with_its_secrets_sealed(centre: Centre, new: NewChannel) -> None:
    made = await centre.run(add_channel, at(centre), new)
    kept = await centre.accounts.get(made.id)
    assert kept == made
    assert next_step(made, "https://desk.example")
    sealed = await centre.value("select secrets from core.channel_account where id = %s", made.id)
    assert sealed is None or b"secret" not in bytes(sealed)


@pytest.mark.parametrize(("new", "named"), BAD, ids=lambda value: value if isinstance(value, str) else None)
async def test_what_cannot_work_is_refused_and_the_remedy_named(centre: Centre, new: NewChannel, named: str) -> None:
    with refused(ContactCenterError, match=named):
        await centre.run(add_channel, at(centre), new)


async def test_a_second_erp_replaces_the_first(centre: Centre) -> None:
    for url in ("https://old.example/", "https://new.example/"):
        await centre.run(
            connect_tryton, Vault("test secret"), url=url, database="kiln", login="reader", secret="right horse"
        )
    rows = await centre.rows("select url, secret from erp.system where tenant_id = %s", centre.tenant)
    assert [row["url"] for row in rows] == ["https://new.example"]
    assert b"right horse" not in bytes(rows[0]["secret"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=b", "b"),
        ("a=993", 993),
        ("a=true", True),
        ('a=["x"]', ["x"]),
        ("a=b=c", "b=c"),
        ("a=+15005550006", "+15005550006"),
    ],
)
def test_settings_are_written_as_name_and_value(text: str, value: Any) -> None:
    assert pairs([text]) == {"a": value}


@pytest.mark.parametrize("text", ["a", "=b", "a=[1"])
def test_what_is_no_setting_is_named(text: str) -> None:
    with refused(ContactCenterError, match="NAME=VALUE"):
        pairs([text])


async def test_a_number_is_kept_in_one_form_and_what_is_none_is_refused(centre: Centre) -> None:
    settings, secrets = {"account_sid": "AC1"}, {"auth_token": "t" * 32}
    made = await centre.run(add_channel, at(centre), NewChannel("sms", "SMS", "02-2711-0480", settings, secrets))
    assert made.address == "+886227110480"
    with refused(ContactCenterError, match="is not a telephone number"):
        await centre.run(add_channel, at(centre), NewChannel("sms", "SMS", "Service", settings, secrets))


async def test_the_command_line_may_set_what_no_form_shows_and_a_text_of_digits(centre: Centre) -> None:
    settings = {"account_sid": "AC1", "messaging_service_sid": 12345, "of_a_later_version": {"x": 1}}
    new = NewChannel("sms", "Line", "+15005550006", settings, {"auth_token": "t" * 32})
    made = await centre.run(add_channel, at(centre), new)
    assert made.settings == {**settings, "messaging_service_sid": "12345"}
    with refused(ContactCenterError, match="connected on this channel already"):
        await centre.run(add_channel, at(centre), new)
