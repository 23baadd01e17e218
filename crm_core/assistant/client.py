"""OpenAI's chat completions over HTTP, as local servers speak them too: one question, one whole answer.

Redirects are not followed, as the key would go with them; an answer is read up to a bound and within its deadline.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from http import HTTPStatus

import httpx

from crm_core.assistant.domain import AssistantAccess, AssistantAnswer, read_answer
from crm_core.assistant.errors import (
    AssistantAnsweredOtherwise,
    AssistantBusy,
    AssistantRefused,
    AssistantRefusesKey,
    AssistantTooSlow,
    AssistantUnreachable,
)
from crm_core.assistant.ports import Prompt

MOST_BYTES = 400_000
TEMPERATURE = 0.2
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


class ChatCompletions:
    """Implements `crm_core.assistant.ports.LanguageModel`."""

    async def complete(self, access: AssistantAccess, prompts: Sequence[Prompt]) -> AssistantAnswer:
        headers = {"Authorization": f"Bearer {access.key}"} if access.key else {}
        question = {
            "model": access.model,
            "messages": [{"role": one.role, "content": one.content} for one in prompts],
            "temperature": TEMPERATURE,
            "stream": False,
        }
        try:
            async with (
                asyncio.timeout(access.deadline),
                httpx.AsyncClient(timeout=access.deadline, follow_redirects=False, trust_env=False) as http,
                http.stream("POST", f"{access.base_url}/chat/completions", json=question, headers=headers) as answer,
            ):
                return read_answer(_json(answer, await _body(answer)))
        except (TimeoutError, httpx.TimeoutException) as slow:
            raise AssistantTooSlow from slow
        except (httpx.HTTPError, httpx.InvalidURL) as broken:
            raise AssistantUnreachable from broken


async def _body(answer: httpx.Response) -> bytes:
    found = b""
    async for chunk in answer.aiter_bytes():
        found += chunk
        if len(found) > MOST_BYTES:
            raise AssistantAnsweredOtherwise
    return found


def _json(answer: httpx.Response, body: bytes) -> object:
    if answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise AssistantRefusesKey
    if answer.status_code in _BUSY:
        raise AssistantBusy
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise AssistantUnreachable
    try:
        found: object = json.loads(body)
    except ValueError as other:
        raise AssistantAnsweredOtherwise from other
    if answer.is_success:
        return found
    raise AssistantRefused if isinstance(found, dict) and "error" in found else AssistantAnsweredOtherwise
