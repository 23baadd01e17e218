"""Recorded prompts of call flows as Twilio plays them: WAV of a telephone line, whatever kind of file was given."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final
from uuid import UUID

from channels.vendors.twilio.door import Accounts
from channels.voice.flow.sounds import PromptSounds
from channels.voice.providers.twilio.sealing import PromptSignatures
from contact_center.kernel.errors import NotFound
from contact_center.kernel.ids import ChannelAccountId

MOST_KEPT: Final = 32
"""Files; a minute of each is a megabyte."""


class LinePrompts:
    """Made when they are first asked for, and kept: a prompt never changes."""

    def __init__(self, accounts: Accounts, sounds: PromptSounds, signatures: PromptSignatures) -> None:
        self.signatures = signatures
        self._accounts = accounts
        self._sounds = sounds
        self._files: OrderedDict[UUID, bytes] = OrderedDict()
        self._making = asyncio.Lock()

    async def file(self, account_id: UUID, sound: UUID, signature: str) -> bytes:
        """Raises `NotFound` for an address that is not of our making, or a sound that is none any more."""
        if not self.signatures.is_ours(account_id, sound, signature):
            raise NotFound
        account = await self._accounts.get(ChannelAccountId(account_id))
        if account is None:
            raise NotFound
        async with self._making:
            if sound not in self._files:
                content, _ = await self._sounds.read(account.tenant_id, sound)
                self._files[sound] = await asyncio.to_thread(_on_a_line, content)
                if len(self._files) > MOST_KEPT:
                    self._files.popitem(last=False)
            return self._files[sound]


def _on_a_line(content: bytes) -> bytes:
    """Raises `NotFound` for what is no sound. Blocks."""
    # numpy and PyAV are loaded by processes that make a sound (see `LineSounds`)
    from channels.voice.providers.builtin.library import Undecodable, decoded  # noqa: PLC0415
    from channels.voice.providers.twilio.line_files import line_wav  # noqa: PLC0415

    try:
        return line_wav(decoded(content))
    except Undecodable as error:
        raise NotFound from error
