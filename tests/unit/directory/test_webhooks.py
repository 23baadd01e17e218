"""Webhooks: what may be called, what is told, how it is signed, when it is tried again."""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import json
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from contact_center.directory.webhooks.client import HttpWebhooks
from contact_center.directory.webhooks.domain import (
    JITTER,
    LONGEST_WISH,
    PATIENCE,
    PAUSES,
    WebhookAnswer,
    WebhookWish,
    body_of,
    checked,
    headers_of,
    is_callable,
    is_outside,
    secret_text,
    signature,
    subject_of,
    verdict,
    wants,
)
from contact_center.directory.webhooks.errors import (
    WebhookKindWrong,
    WebhookNameWrong,
    WebhookTrouble,
    WebhookUrlWrong,
)
from contact_center.kernel.contracts.interactions import InteractionClosed, Outcome, State
from contact_center.kernel.events import Recorded, event_types
from contact_center.kernel.ids import ConversationId, EventId, InteractionId, TenantId

NOW = datetime(2026, 11, 27, 8, 10, tzinfo=UTC)
REFUSED = WebhookAnswer(503, WebhookTrouble.REFUSED)
KINDS = ("case.opened", "interaction.closed", "interaction.queued")


def test_a_message_is_signed_as_the_standard_signs_it() -> None:
    # The vector of the reference libraries of Standard Webhooks.
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert secret_text(secret) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signed = signature("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", '{"test": 2432232314}', secret)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_sign_side_by_side_while_one_replaces_the_other() -> None:
    made = headers_of(UUID(int=7), NOW, "{}", [b"new", b"old"])
    stamp = str(int(NOW.timestamp()))
    assert made["webhook-timestamp"] == stamp
    both = [signature(made["webhook-id"], stamp, "{}", one) for one in (b"new", b"old")]
    assert made["webhook-signature"].split(" ") == both


@pytest.mark.parametrize(
    ("url", "own", "anywhere"),
    [
        ("https://hooks.example.com/x?y=1", True, True),
        ("https://hooks.example.com:8443/", True, True),
        ("https://93.184.215.14/", True, True),
        ("http://hooks.example.com/", False, False),
        ("http://localhost:9000/", True, False),
        ("http://127.0.0.1/", True, False),
        ("https://[::1]/", True, False),
        ("http://127.0.0.2/", False, False),
        ("https://localhost.localdomain@10.0.0.1/", False, False),
        ("https://10.0.0.1/", False, False),
        ("https://169.254.169.254/latest/meta-data", False, False),
        ("https://[::ffff:10.0.0.1]/", False, False),
        ("https://[fd00::1]/", False, False),
        ("https://intranet/", False, False),
        ("https://user:pass@hooks.example.com/", False, False),
        ("https://hooks.example.com/#part", False, False),
        ("https://hooks.example.com:port/", False, False),
        ("https://hooks.example.com/\r\nhost: x", False, False),
        ("https:\\\\hooks.example.com", False, False),
        ("ftp://hooks.example.com/", False, False),
        ("https://", False, False),
        ("", False, False),
    ],
)
def test_only_the_public_network_is_called_by_tls_and_this_machine_where_it_is_ones_own(
    url: str, own: bool, anywhere: bool
) -> None:
    assert is_callable(url, on_own_machine=True) is own
    assert is_callable(url, on_own_machine=False) is anywhere


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:192.168.1.1", "2002:0a00:0001::", "64:ff9b::a00:1", "2001:db8::1",
    ],
)  # fmt: skip
def test_no_notation_and_no_tunnel_makes_an_internal_address_a_public_one(address: str) -> None:
    assert not is_outside(ipaddress.ip_address(address))


def test_public_addresses_are_public() -> None:
    assert all(is_outside(ipaddress.ip_address(one)) for one in ("93.184.215.14", "2606:2800:220:1::1"))


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://hooks.example.com/", ["10.0.0.5"]),
        ("https://hooks.example.com/", ["93.184.215.14", "127.0.0.1"]),
        ("https://hooks.example.com/", ["::1"]),
        ("http://localhost:1/", ["10.0.0.5"]),
    ],
)
async def test_a_name_that_leads_inside_is_not_called_whatever_else_it_leads_to(url: str, found: list[str]) -> None:
    async def names(host: str, port: int) -> list[str]:
        return found

    line = HttpWebhooks(on_own_machine=True, names=names)
    assert (await line.post(url, "{}", {})).trouble is WebhookTrouble.INTERNAL


async def test_a_name_that_nobody_has_is_told_as_such() -> None:
    async def names(host: str, port: int) -> list[str]:
        raise OSError

    line = HttpWebhooks(on_own_machine=False, names=names)
    assert (await line.post("https://hooks.example.com/", "{}", {})).trouble is WebhookTrouble.NO_NAME


async def test_the_certificate_must_be_that_of_the_name_though_an_address_is_called(tmp_path: Path) -> None:
    """Of one that nobody vouches for nothing is read, and nothing is sent to it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    cert = tmp_path / "cert.pem"
    plain = serialization.NoEncryption()
    cert.write_bytes(
        made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(cert)
    asked: list[str | None] = []
    theirs.sni_callback = lambda _socket, host, _context: asked.append(host)
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0, ssl=theirs)
    try:
        url = f"https://localhost:{server.sockets[0].getsockname()[1]}/"
        answer = await HttpWebhooks(on_own_machine=True).post(url, "{}", {})
    finally:
        server.close()
    assert answer.trouble is WebhookTrouble.NOT_TRUSTED
    assert set(asked) == {"localhost"}


def test_what_is_typed_is_kept_in_order_or_refused_by_the_field_that_is_wrong() -> None:
    fine = WebhookWish(" Data  lake ", " https://hooks.example.com/ ", ["interaction.*", "case.opened", "case.opened"])
    kept = checked(fine, KINDS, on_own_machine=False)
    assert kept == WebhookWish("Data lake", "https://hooks.example.com/", ["case.opened", "interaction.*"])
    for wanted, error, field in (
        (WebhookWish(" ", fine.url, ["*"]), WebhookNameWrong, "name"),
        (WebhookWish("x", "http://hooks.example.com", ["*"]), WebhookUrlWrong, "url"),
        (WebhookWish("x", fine.url, []), WebhookKindWrong, "kinds"),
        (WebhookWish("x", fine.url, ["nothing.*"]), WebhookKindWrong, "kinds"),
        (WebhookWish("x", fine.url, ["interaction.never"]), WebhookKindWrong, "kinds"),
    ):
        with pytest.raises(error) as refused:
            checked(wanted, KINDS, on_own_machine=False)
        assert refused.value.fields["field"] == field


def test_an_endpoint_is_told_of_a_kind_an_area_or_everything() -> None:
    assert wants(["interaction.closed"], "interaction.closed")
    assert wants(["interaction.*"], "interaction.closed")
    assert wants(["*"], "interaction.closed")
    assert not wants(["case.*", "interaction.queued", "inter.*"], "interaction.closed")


def closed(correlation: UUID | None) -> Recorded:
    event = InteractionClosed(
        interaction_id=InteractionId(UUID(int=5)), conversation_id=ConversationId(UUID(int=6)), queue_id=None,
        outcome=Outcome.COMPLETED, was=State.WORKING,
    )  # fmt: skip
    return Recorded(TenantId(UUID(int=1)), 42, EventId(UUID(int=2)), NOW, "user:secret", correlation, event)


def test_the_body_has_ids_alone_unless_all_is_asked_for() -> None:
    at = closed(UUID(int=9))
    told = json.loads(body_of(at, whole=False))
    assert (told["type"], told["timestamp"], told["position"]) == ("interaction.closed", NOW.isoformat(), 42)
    assert told["data"]["interaction_id"] == str(UUID(int=5))
    assert all(name.endswith(("_id", "_ids")) for name in told["data"])
    assert set(json.loads(body_of(at, whole=True))["data"]) == set(at.event.payload()) > set(told["data"])


def test_order_is_kept_for_a_conversation_else_for_what_the_event_is_about() -> None:
    assert subject_of(closed(UUID(int=9))) == UUID(int=9)
    assert subject_of(closed(None)) == UUID(int=5)


def test_pauses_grow_and_no_two_are_quite_the_same_length() -> None:
    for tries, pause in enumerate(PAUSES, 1):
        soonest = verdict(tries, NOW, NOW, REFUSED, 0.0).next_at - NOW
        latest = verdict(tries, NOW, NOW, REFUSED, 1.0).next_at - NOW
        assert soonest == pytest.approx(pause * (1 - JITTER), abs=timedelta(seconds=1))
        assert latest == pytest.approx(pause * (1 + JITTER), abs=timedelta(seconds=1))
    assert list(PAUSES) == sorted(PAUSES)


def test_the_other_side_may_ask_for_a_longer_pause_but_not_for_ever() -> None:
    def pause(seconds: int) -> timedelta:
        answer = WebhookAnswer(429, WebhookTrouble.REFUSED, wait=timedelta(seconds=seconds))
        return verdict(1, NOW, NOW, answer, 0.5).next_at - NOW

    assert pause(1) == PAUSES[0]
    assert pause(600) == timedelta(minutes=10)
    assert pause(900_000) == LONGEST_WISH


def test_one_is_given_up_only_where_others_are_taken_and_who_takes_nothing_is_switched_off() -> None:
    last = len(PAUSES) + 1
    assert not verdict(last - 1, None, NOW, REFUSED, 0.5).gives_up
    assert verdict(last, None, NOW, REFUSED, 0.5).gives_up
    assert verdict(last, NOW - timedelta(hours=1), NOW, REFUSED, 0.5).gives_up
    silent = verdict(last, NOW - timedelta(hours=60), NOW, REFUSED, 0.5)
    assert (silent.gives_up, silent.switches_off) == (False, False)
    over = verdict(last, NOW - PATIENCE, NOW, REFUSED, 0.5)
    assert (over.gives_up, over.switches_off) == (False, True)
    assert verdict(1, None, NOW, WebhookAnswer(410, WebhookTrouble.GONE), 0.5).switches_off


def test_every_kind_of_event_there_is_may_be_subscribed_to() -> None:
    every = sorted(event_types())
    kept = checked(WebhookWish("x", "https://hooks.example.com/", every), every, on_own_machine=False)
    assert kept.kinds == every
