from __future__ import annotations

import base64
import hashlib
import hmac
import json

from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from channels.vendors.twilio.verify import FORM, SHA1, SHA256, Keys, SignedRequest, form, genuine, sign, spellings
from tests.unit.channels.sms.builders import TOKEN, fixture

URL = "https://desk.example.com/webhooks/twilio/7/messages"
KEYS = Keys((TOKEN,), {"webhooks_sharedkey_1": "another secret"})


def signed(url: str = URL, body: bytes = b"", *, by: str = TOKEN, at: str | None = None) -> SignedRequest:
    return SignedRequest(at or url, sign(by, url, form(body)), body=body)


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=6), st.booleans())
def test_a_signature_covers_the_address_and_all_parameters_in_order(
    params: list[tuple[str, str]], stronger: bool
) -> None:
    text = URL + "".join(name + value for name, value in sorted(set(params)))
    digest = hmac.digest(TOKEN.encode(), text.encode(), "sha256" if stronger else "sha1")
    expected = base64.b64encode(digest).decode()
    assert sign(TOKEN, URL, params, SHA256 if stronger else SHA1) == expected


def test_the_documented_example_of_twilio_is_genuine() -> None:
    url = "https://example.com/myapp.php?foo=1&bar=2"
    body = b"CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234&From=%2B14158675310&To=%2B18005551212"
    request = SignedRequest(url, "L/OH5YylLD5NRKLltdqwSvS0BnU=", body=body)
    assert genuine(request, Keys(("12345",)))


def test_a_changed_body_url_or_key_is_refused() -> None:
    body = fixture("inbound_sms")
    good = signed(body=body)
    assert genuine(good, KEYS)
    assert not genuine(SignedRequest(URL, good.signature, body=body + b"&Extra=1"), KEYS)
    assert not genuine(SignedRequest(URL + "?x=1", good.signature, body=body), KEYS)
    assert not genuine(good, Keys(("somebody else's",)))
    assert not genuine(good, Keys())
    assert not genuine(SignedRequest(URL, "", body=body), KEYS)
    assert not genuine(SignedRequest(URL, "çé", body=body), KEYS)


def test_an_empty_token_signs_nothing() -> None:
    assert not genuine(signed(body=b"a=1", by=""), Keys(("",)))


def test_both_tokens_count_while_they_rotate() -> None:
    assert genuine(signed(body=b"a=1", by="new"), Keys(("old", "new")))


def test_the_standard_port_may_be_in_the_signed_url_or_not() -> None:
    with_port = URL.replace("example.com/", "example.com:443/")
    assert genuine(signed(with_port, b"a=1", at=URL), KEYS)
    assert genuine(signed(URL, b"a=1", at=with_port), KEYS)
    assert genuine(signed("http://[::1]:8600/x", b"a=1"), KEYS)
    assert spellings("http://h/x") == ("http://h/x", "http://h:80/x")


def test_a_json_body_is_covered_by_its_digest_in_the_url() -> None:
    body = json.dumps({"a": "ü"}).encode()
    url = f"{URL}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    request = SignedRequest(url, sign(TOKEN, url), content_type="application/json", body=body)
    assert genuine(request, KEYS)
    assert not genuine(SignedRequest(url, request.signature, "", "application/json", body + b" "), KEYS)


def test_a_body_no_signature_covers_is_refused() -> None:
    assert not genuine(SignedRequest(URL, sign(TOKEN, URL), "", "application/json", b"{}"), KEYS)
    assert not genuine(SignedRequest(URL, sign(TOKEN, URL), "", FORM, b"\xff=1"), KEYS)


def test_a_shared_key_signs_with_sha256_under_its_own_secret() -> None:
    settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
    signature = sign("another secret", URL, [("a", "1")], SHA256)
    assert genuine(SignedRequest(URL, signature, settings, body=b"a=1"), KEYS)
    assert not genuine(SignedRequest(URL, signature, settings.replace("_1", "_2"), body=b"a=1"), KEYS)
    assert not genuine(SignedRequest(URL, signature, "algorithm=HMAC_MD5", body=b"a=1"), KEYS)


def test_the_sdk_accepts_what_we_sign() -> None:
    params = form(fixture("inbound_mms"))
    assert RequestValidator(TOKEN).validate(URL, dict(params), sign(TOKEN, URL, params))
