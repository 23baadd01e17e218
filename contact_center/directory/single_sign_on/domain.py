"""Sign-on by OpenID Connect: what is asked of a provider, what its answer must be, whom it stands for. Pure.

The code flow with PKCE (RFC 7636), `state` and `nonce`. A token is believed if a key of the provider has signed it by a
method with two keys, and it is from this issuer, for us, of this moment and of this attempt (OpenID Connect Core,
3.1.3.7).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import jwt
from jwt.types import Options

from contact_center.directory.domain import Role
from contact_center.directory.single_sign_on.errors import (
    NotAnIssuer,
    SignOnClaimWrong,
    SignOnClientWrong,
    SignOnFailed,
    SignOnMakesNobody,
    SignOnNameWrong,
    SignOnRuleWrong,
    SignOnTrouble,
)
from contact_center.kernel.names import seen
from contact_center.kernel.own_network import may_be_asked

SCOPES: Final = " ".join(("openid", "email", "profile"))
METHODS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Never `none`, and none whose key both sides know."""
LEEWAY: Final = 60
"""Seconds by which clocks may differ."""
LONGEST_NAME: Final = 60
LONGEST: Final = 200
MOST_RULES: Final = 100
_SIGNATURE_ALONE: Final[Options] = {
    "verify_signature": True, "verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False,
    "verify_iss": False,
}  # fmt: skip
_HERE: Final = ("localhost", "127.0.0.1", "::1")


class LocalFor(StrEnum):
    """Who may sign in by password beside the provider."""

    EVERYBODY = "everybody"
    ADMINISTRATORS = "administrators"
    """For the day the provider does not answer."""


@dataclass(frozen=True, slots=True)
class MappingRule:
    """Who has this value in the claim has this role, and this team if one is named."""

    value: str
    role: Role
    team: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    name: str
    """As the button at the door calls it."""
    issuer: str
    client_id: str
    claim: str = "groups"
    rules: tuple[MappingRule, ...] = ()
    """The first that fits counts, at every sign-in."""
    makes_people: bool = False
    """Who has no account yet gets one at their first sign-in, where a rule fits."""
    only_matched: bool = True
    """Nobody comes in whom no rule fits; without rules: everybody with an account."""
    trusts_email: bool = False
    """Its e-mail addresses count as verified though it does not say so."""
    local_for: LocalFor = LocalFor.EVERYBODY
    active: bool = True


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    by_form: bool = False
    """The client's secret goes in the form, not in the header."""
    names_itself: bool = False
    """Its answers to browsers name the issuer (RFC 9207)."""


@dataclass(frozen=True, slots=True)
class SignOnTry:
    """The secrets of one attempt; the browser keeps them sealed until it comes back."""

    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class SignOnClaims:
    """Whom the provider says this is."""

    issuer: str
    subject: str
    name: str = ""
    email: str = ""
    email_verified: bool = False
    values: tuple[str, ...] = ()
    """Of the claim that rules compare."""
    said: Mapping[str, str] = field(default_factory=dict)
    """Everything that was told, as text: for who sets it up."""


def new_try() -> SignOnTry:
    return SignOnTry(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


# --- what an administrator fills in


def is_safe(url: str) -> bool:
    """By TLS; without on this machine alone; never where machines of a cloud keep their own keys."""
    bare = url.partition("?")[0]
    return may_be_asked(bare) and (bare.startswith("https://") or urlsplit(bare).hostname in _HERE)


def checked(one: Provider) -> Provider:
    """As it is kept. Raises what `errors` has, naming the field."""
    name, issuer, client = " ".join(one.name.split()), one.issuer.strip(), one.client_id.strip()
    if not seen(name) or len(name) > LONGEST_NAME:
        raise SignOnNameWrong(field="name")
    if "?" in issuer or not is_safe(issuer):
        raise NotAnIssuer(field="issuer")
    if not seen(client) or len(client) > LONGEST:
        raise SignOnClientWrong(field="client_id")
    rules = tuple(MappingRule(each.value.strip(), each.role, " ".join(each.team.split())) for each in one.rules)
    wrong = any(not seen(each.value) or max(len(each.value), len(each.team)) > LONGEST for each in rules)
    if wrong or len(rules) > MOST_RULES or len({each.value for each in rules}) < len(rules):
        raise SignOnRuleWrong(field="rules")
    claim = one.claim.strip()
    if rules and (not seen(claim) or len(claim) > LONGEST):
        raise SignOnClaimWrong(field="claim")
    if one.makes_people and not rules:
        raise SignOnMakesNobody(field="rules")
    return Provider(
        name, issuer, client, claim, rules, one.makes_people, one.only_matched, one.trusts_email, one.local_for,
        one.active,
    )  # fmt: skip


# --- what a provider says


def discovered(issuer: str, document: Mapping[str, Any]) -> Discovered:
    """Raises `SignOnFailed`."""
    if document.get("issuer") != issuer:
        raise SignOnFailed(SignOnTrouble.NOT_A_DOCUMENT)
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    ends = [end for end in (document.get(name) for name in names) if isinstance(end, str)]
    about = document.get("userinfo_endpoint") or ""
    if len(ends) < len(names) or not isinstance(about, str):
        raise SignOnFailed(SignOnTrouble.NOT_A_DOCUMENT)
    if not all(is_safe(end) for end in (*ends, about) if end):
        raise SignOnFailed(SignOnTrouble.UNSAFE_ADDRESS)
    if "code" not in _texts(document.get("response_types_supported", ["code"])):
        raise SignOnFailed(SignOnTrouble.NO_CODE_FLOW)
    methods = _texts(document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]))
    return Discovered(
        issuer, ends[0], ends[1], ends[2], about, "client_secret_basic" not in methods,
        document.get("authorization_response_iss_parameter_supported") is True,
    )  # fmt: skip


def way_there(at: Discovered, provider: Provider, one: SignOnTry, back: str) -> str:
    """Where the browser goes."""
    asked = {
        "response_type": "code", "client_id": provider.client_id, "redirect_uri": back, "scope": SCOPES,
        "state": one.state, "nonce": one.nonce, "code_challenge": one.challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    mark = "&" if "?" in at.authorization_endpoint else "?"
    return f"{at.authorization_endpoint}{mark}{urlencode(asked)}"


def believed(
    token: str, keys: Sequence[Mapping[str, Any]], provider: Provider, nonce: str, now: datetime
) -> Mapping[str, Any]:
    """What a token says, once it is known to be the provider's, for us and of this attempt. Raises `SignOnFailed`."""
    said = _signed(token, keys)
    if said.get("iss") != provider.issuer:
        raise SignOnFailed(SignOnTrouble.WRONG_ISSUER)
    audience = _texts(said.get("aud"))
    if provider.client_id not in audience or (
        (len(audience) > 1 or "azp" in said) and said.get("azp") != provider.client_id
    ):
        raise SignOnFailed(SignOnTrouble.WRONG_AUDIENCE)
    ends, made, at = said.get("exp"), said.get("iat"), now.timestamp()
    if not isinstance(ends, int | float) or not isinstance(made, int | float):
        raise SignOnFailed(SignOnTrouble.EXPIRED)
    if at > ends + LEEWAY or at < made - LEEWAY:
        raise SignOnFailed(SignOnTrouble.EXPIRED)
    given = said.get("nonce")
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), nonce.encode()):
        raise SignOnFailed(SignOnTrouble.WRONG_NONCE)
    if not isinstance(said.get("sub"), str) or not said["sub"]:
        raise SignOnFailed(SignOnTrouble.NOT_A_DOCUMENT)
    return said


def _signed(token: str, keys: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    try:
        head = jwt.get_unverified_header(token)
    except jwt.PyJWTError as broken:
        raise SignOnFailed(SignOnTrouble.NOT_A_DOCUMENT) from broken
    method, id = head.get("alg"), head.get("kid")
    if method not in METHODS:
        raise SignOnFailed(SignOnTrouble.WRONG_SIGNATURE)
    usable = [one for one in keys if one.get("use", "sig") == "sig" and (id is None or one.get("kid") == id)]
    if len(usable) != 1:
        raise SignOnFailed(SignOnTrouble.UNKNOWN_KEY)
    try:
        key = jwt.PyJWK(dict(usable[0]), algorithm=method)
        # What it says is compared above, with the instant that is told to us: the library would read a clock.
        return dict(jwt.decode(token, key.key, algorithms=[method], options=_SIGNATURE_ALONE))
    except (jwt.PyJWTError, ValueError, TypeError) as wrong:
        raise SignOnFailed(SignOnTrouble.WRONG_SIGNATURE) from wrong


def claims_of(said: Mapping[str, Any], provider: Provider) -> SignOnClaims:
    email = said.get("email")
    name = next((said[key] for key in ("name", "preferred_username") if isinstance(said.get(key), str)), "")
    return SignOnClaims(
        provider.issuer, said["sub"], name[:100], email.strip() if isinstance(email, str) else "",
        said.get("email_verified") is True or provider.trusts_email, tuple(_texts(_at(said, provider.claim))),
        {key: _plain(value) for key, value in said.items()},
    )  # fmt: skip


def _at(said: Mapping[str, Any], claim: str) -> object:
    """A claim by its name; with dots, where the name itself is not there, one inside another."""
    if claim in said:
        return said[claim]
    found: object = said
    for part in claim.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def rule_for(provider: Provider, values: Sequence[str]) -> MappingRule | None:
    """The first line that fits."""
    return next((one for one in provider.rules if one.value in values), None)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)[:LONGEST]
    return str(value)[:LONGEST]
