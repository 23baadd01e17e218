"""What is asked of a provider, and which providers may be asked at all."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from contact_center.directory.domain import Role
from contact_center.directory.single_sign_on.domain import (
    Discovered,
    MappingRule,
    Provider,
    SignOnTry,
    checked,
    claims_of,
    discovered,
    is_safe,
    rule_for,
    way_there,
)
from contact_center.directory.single_sign_on.errors import SignOnFailed, SignOnMakesNobody, SignOnTrouble

ONE = Provider("Kiln", "https://login.kiln.example", "desk", rules=(MappingRule("a", Role.AGENT),))


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert SignOnTry("s", "n", verifier).challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_way_there_keeps_what_the_provider_has_in_its_address() -> None:
    at = Discovered("https://x.example", "https://x.example/go?p=policy", "https://x.example/t", "https://x.example/k")
    asked = parse_qs(urlsplit(way_there(at, ONE, SignOnTry("s", "n", "v" * 43), "https://desk.example/back")).query)
    assert asked["p"] == ["policy"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["https://desk.example/back"]
    assert "v" * 43 not in str(asked), "the verifier stays here"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://login.kiln.example", True), ("https://10.1.2.3/realms/kiln", True), ("http://127.0.0.1:9000", True),
        ("http://localhost:9000", True), ("http://10.1.2.3", False), ("http://login.kiln.example", False),
        ("https://169.254.169.254", False), ("https://user@login.kiln.example", False), ("ftp://x.example", False),
        ("https://login.kiln.example/t?p=1", True), ("", False),
    ],
)  # fmt: skip
def test_providers_are_asked_by_tls_or_on_this_machine(url: str, safe: bool) -> None:
    assert is_safe(url) is safe


def test_a_document_must_be_its_issuers_own_and_whole() -> None:
    ends = {"authorization_endpoint": "https://x.example/a", "token_endpoint": "https://x.example/t"}
    whole = {"issuer": "https://x.example", **ends, "jwks_uri": "https://x.example/k"}
    assert discovered("https://x.example", whole).jwks_uri == "https://x.example/k"
    assert discovered(
        "https://x.example", {**whole, "token_endpoint_auth_methods_supported": ["client_secret_post"]}
    ).by_form
    for wrong, trouble in (
        ({**whole, "issuer": "https://x.example/"}, SignOnTrouble.NOT_A_DOCUMENT),
        ({"issuer": "https://x.example", **ends}, SignOnTrouble.NOT_A_DOCUMENT),
        ({**whole, "jwks_uri": "http://x.example/k"}, SignOnTrouble.UNSAFE_ADDRESS),
        ({**whole, "response_types_supported": ["id_token"]}, SignOnTrouble.NO_CODE_FLOW),
    ):
        with pytest.raises(SignOnFailed) as failed:
            discovered("https://x.example", wrong)
        assert failed.value.reason is trouble


def test_the_first_line_that_fits_counts_and_claims_may_be_inside_others() -> None:
    rules = (MappingRule("lead", Role.SUPERVISOR), MappingRule("desk", Role.AGENT))
    one = replace(ONE, claim="realm_access.roles", rules=rules)
    who = claims_of({"sub": "1", "realm_access": {"roles": ["desk", "lead", 7]}}, one)
    assert who.values == ("desk", "lead")
    assert rule_for(one, who.values) == rules[0]
    assert rule_for(one, ()) is None
    assert claims_of(
        {"sub": "1", "https://kiln.example/groups": "desk"}, replace(one, claim="https://kiln.example/groups")
    ).values == ("desk",)
    assert claims_of({"sub": "1", "email": 5, "email_verified": "true"}, one).email_verified is False


def test_nobody_is_made_without_a_line_that_says_as_what() -> None:
    with pytest.raises(SignOnMakesNobody):
        checked(replace(ONE, rules=(), makes_people=True))
