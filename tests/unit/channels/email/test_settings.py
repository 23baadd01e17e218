from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from channels.email.domain import mailbox_settings, password
from contact_center.kernel.errors import Invalid
from tests.told import refused
from tests.unit.channels.email.builders import ACCOUNT, account


def test_ports_follow_from_the_security_chosen() -> None:
    settings = mailbox_settings(
        replace(ACCOUNT, settings={"imap_host": "imap.kiln.example", "smtp_host": "smtp.kiln.example"})
    )
    assert settings.imap_address == ("imap.kiln.example", 993)
    assert settings.smtp_address == ("smtp.kiln.example", 587)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("imap_host", ""),
        ("imap_port", 70000),
        ("imap_port", "many"),
        ("imap_tls", "maybe"),
        ("sent_copy", "never"),
        ("own_lists", "list"),
        ("colour", "red"),
    ],
)
def test_setting_that_cannot_be_used_is_named(field: str, value: Any) -> None:
    with pytest.raises(Invalid) as error:
        mailbox_settings(account(**{field: value}))
    assert error.value.fields["field"].split(".")[0] == field


@pytest.mark.parametrize("field", ["imap", "smtp"])
def test_password_is_never_sent_readably_over_the_network(field: str) -> None:
    with refused(Invalid, match="tls or starttls") as error:
        mailbox_settings(account(**{f"{field}_host": "mail.kiln.example"}))
    assert error.value.fields["field"] == f"{field}_tls"


def test_missing_host_password_and_broken_address_are_named() -> None:
    with refused(Invalid, match="imap_host"):
        mailbox_settings(replace(ACCOUNT, settings={"smtp_host": "x"}))
    with refused(Invalid, match="not an e-mail address"):
        mailbox_settings(replace(ACCOUNT, address="service"))
    with refused(Invalid, match="password"):
        password(replace(ACCOUNT, secrets={}))
