"""The media process's telephones, commanded from the other processes."""

from __future__ import annotations

from uuid import UUID

from channels.voice.providers.builtin.client import BuiltinTelephony
from channels.voice.providers.sip.domain import NAME
from channels.voice.providers.sip.schemas import GuestLed, LinesOut, LobbyOut, SoundsMissing
from contact_center.kernel.contracts.telephony import LegRole
from contact_center.kernel.ids import CallId


class SipTelephony(BuiltinTelephony):
    """Calls of one trunk: bridges as every call has them, and telephones as legs.

    Raises what `BuiltinTelephony` raises, `LinesBusy` where no port is left, and `NumberNotDialled`.
    """

    name = NAME

    def __init__(self, media: BuiltinTelephony, account: UUID) -> None:
        self.share(media)
        self._account = account

    async def answer(self, call_id: CallId, leg_id: UUID, provider_call: str) -> None:
        """`provider_call` is the call itself: a caller has our id from the moment they ring."""
        await self.send("PUT", f"/calls/{call_id}/legs/{leg_id}/answer")

    async def dial(self, call_id: CallId, leg_id: UUID, role: LegRole, number: str, caller_id: str) -> None:
        body = {"account": str(self._account), "role": role.value, "number": number, "caller_id": caller_id}
        await self.send("PUT", f"/calls/{call_id}/legs/{leg_id}/dial", body)

    async def press(self, call_id: CallId, leg_id: UUID, digits: str) -> None:
        await self.send("POST", f"/calls/{call_id}/legs/{leg_id}/keys", {"digits": digits})


class LobbyLink:
    """The lobby as whoever leads its guests sees it. Raises `MediaUnavailable`."""

    def __init__(self, media: BuiltinTelephony) -> None:
        self._media = media

    async def guests(self, after: int, wait: float) -> LobbyOut:
        answer = await self._media.send("GET", "/lobby", query={"after": after, "wait": wait})
        return LobbyOut.model_validate_json(answer.content)

    async def lead(self, call_id: UUID, led: GuestLed) -> list[str]:
        """The sounds that are missing; then the answer was not taken."""
        answer = await self._media.send("PUT", f"/lobby/{call_id}", led.model_dump(mode="json"))
        return SoundsMissing.model_validate_json(answer.content).missing

    async def keep_sound(self, key: str, content: bytes) -> None:
        await self._media.send("PUT", f"/sounds/{key}", content=content)

    async def lines(self) -> LinesOut:
        return LinesOut.model_validate_json((await self._media.send("GET", "/lines")).content)
