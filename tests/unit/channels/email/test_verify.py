from __future__ import annotations

from uuid import UUID

import pytest

from channels.email.verify import TOKEN_LENGTH, ThreadTokens, reply_address
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import ConversationId, TenantId
from tests.told import refused
from tests.unit.channels.email.builders import TOKENS

TENANT = TenantId(UUID(int=2))
CONVERSATION = ConversationId(UUID(int=3))


def test_token_leads_back_to_its_conversation_in_any_case() -> None:
    token = TOKENS.sign(TENANT, CONVERSATION)
    assert len(token) == TOKEN_LENGTH
    assert token == token.lower()
    assert TOKENS.verify(TENANT, token.upper()) == CONVERSATION


def test_token_of_another_tenant_or_key_is_worth_nothing() -> None:
    token = TOKENS.sign(TENANT, CONVERSATION)
    assert TOKENS.verify(TenantId(UUID(int=9)), token) is None
    assert ThreadTokens(b"another key, also long enough").verify(TENANT, token) is None


def test_token_changed_in_any_place_is_refused() -> None:
    token = TOKENS.sign(TENANT, CONVERSATION)
    for at in range(TOKEN_LENGTH - 1):  # the last character carries padding bits only
        changed = token[:at] + ("a" if token[at] != "a" else "b") + token[at + 1 :]
        assert TOKENS.verify(TENANT, changed) is None


@pytest.mark.parametrize("token", ["", "a", "ä" * 42, "1" * 42, "a" * 42, "a" * 43])
def test_nonsense_is_no_token(token: str) -> None:
    assert TOKENS.verify(TENANT, token) is None


def test_former_key_still_opens_tokens() -> None:
    token = TOKENS.sign(TENANT, CONVERSATION)
    renewed = ThreadTokens(b"the new key, long enough as well", [b"a key of thirty-two bytes length"])
    assert renewed.verify(TENANT, token) == CONVERSATION
    assert renewed.sign(TENANT, CONVERSATION) != token


def test_address_with_token_never_exceeds_what_mail_allows() -> None:
    token = TOKENS.sign(TENANT, CONVERSATION)
    assert reply_address("service@kiln.example", token) == f"service+{token}@kiln.example"
    long = "customer-service-department@kiln.example"
    assert reply_address(long, token) == long


def test_short_key_is_refused() -> None:
    with refused(Invalid, match="at least 16 bytes"):
        ThreadTokens(b"short")
