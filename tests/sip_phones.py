"""A telephone that speaks SIP and RTP, written apart from the product: it hums a tone, presses keys and measures.

phone = await SipPhone.open(CUSTOMER_HZ)
await phone.call("+88627361234", door)
await until(lambda: phone.hears(AGENT_HZ), "...")
"""

from __future__ import annotations

import asyncio
import itertools
import math
import re
import struct
import uuid
from collections import deque
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any, cast

import numpy as np

from tests.voice_tools import until

HEARD = 1_200
NOT_HEARD = 250
_AMPLITUDE = 6_000
_PIECE = 160
_LOW, _HIGH, _ROWS = (697, 770, 852, 941), (1209, 1336, 1477), ("123", "456", "789", "*0#")
_KEY_NUMBERS = {**{str(n): n for n in range(10)}, "*": 10, "#": 11}

Where = tuple[str, int]


def _mu_law(value: float) -> int:
    """One sample, by the definition of G.711."""
    whole = max(-32_635, min(32_635, int(value)))
    sign, whole = (0x80, -whole) if whole < 0 else (0, whole)
    whole += 0x84
    exponent = max(0, whole.bit_length() - 8)
    return ~(sign | exponent << 4 | (whole >> (exponent + 3)) & 0x0F) & 0xFF


def _linear(code: int) -> int:
    code = ~code & 0xFF
    value = ((((code & 0x0F) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
    return -value if code & 0x80 else value


_LINEAR = np.array([_linear(code) for code in range(256)], np.int16)


class _Sound(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.to: Where | None = None
        self.heard: deque[bytes] = deque(maxlen=50)
        self.keys = ""
        self._last_key: int | None = None
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: Where) -> None:
        kind, at, payload = data[1] & 0x7F, struct.unpack("!I", data[4:8])[0], data[12:]
        if kind == 0:
            self.heard.append(payload)
        elif kind == 101 and at != self._last_key:
            self._last_key = at
            self.keys += next(key for key, number in _KEY_NUMBERS.items() if number == payload[0])

    def send(self, kind: int, sequence: int, at: int, payload: bytes) -> None:
        if self.transport is not None and self.to is not None and self.to[1]:
            self.transport.sendto(struct.pack("!BBHII", 0x80, kind, sequence & 0xFFFF, at, 77) + payload, self.to)


@dataclass
class SipPhone(asyncio.DatagramProtocol):
    """`picks_up`: what it does when it is called: True, False (rings on), or the status with which it refuses."""

    hz: float
    picks_up: bool | int = True
    number: str = "+886912345678"
    key_events: bool = True
    statuses: list[int] = field(default_factory=list)
    """Of the answers to our call."""
    seen: list[str] = field(default_factory=list)
    """Methods of the requests that came."""
    called: str = ""
    """The user part of the address that we were called at, and who called."""
    caller: str = ""
    over: bool = False
    user: str = ""
    password: str = ""
    registered: bool = False

    @classmethod
    async def open(cls, hz: float, **how: Any) -> SipPhone:
        loop = asyncio.get_running_loop()
        phone = cls(hz, **how)
        phone.wire, _ = await loop.create_datagram_endpoint(lambda: phone, local_addr=("127.0.0.1", 0))
        _, phone.sound = await loop.create_datagram_endpoint(_Sound, local_addr=("127.0.0.1", 0))
        phone.port = phone.wire.get_extra_info("sockname")[1]
        assert phone.sound.transport is not None
        phone.sound_port = phone.sound.transport.get_extra_info("sockname")[1]
        phone.humming = asyncio.create_task(phone._hum())
        return phone

    def __post_init__(self) -> None:
        self.wire: asyncio.DatagramTransport
        self.sound: _Sound
        self.port = self.sound_port = 0
        self.humming: asyncio.Task[None]
        self._them: Where = ("", 0)
        self._id, self._tag, self._their_tag = str(uuid.uuid4()), uuid.uuid4().hex[:8], ""
        self._target = self._uri = ""
        self._numbers = itertools.count(1)
        self._invite: dict[str, str] = {}
        self._typed: deque[str] = deque()
        self._at, self._sequence = 1_000, 1
        self._tones: tuple[int, int] = (0, 0)
        self._tone_pieces = 0
        self.lose = 0
        """So many of the messages that come next are lost on their way."""

    # What a person does

    async def call(self, user: str, door: Where, seconds: float = 20.0, *, wait: bool = True) -> None:
        self._them, self._uri = door, f"sip:{user}@{door[0]}:{door[1]}"
        self._target = self._uri
        self._send_invite()
        if wait:
            await until(lambda: any(s >= 200 for s in self.statuses), "the call is answered", seconds)

    def _send_invite(self) -> None:
        head = self._request("INVITE", self._uri)
        self._invite = {"branch": head[1], "number": head[2]}
        self._tell(head[0], self._sdp())

    def hold(self, held: bool) -> None:
        head, _, _ = self._request("INVITE", self._target)
        self._tell(head, self._sdp("sendonly" if held else "sendrecv"))

    def hang_up(self) -> None:
        if any(200 <= s < 300 for s in self.statuses) or self.called:
            self._tell(self._request("BYE", self._target)[0])
        else:
            via = f"SIP/2.0/UDP 127.0.0.1:{self.port};branch={self._invite['branch']}"
            lines = [f"CANCEL {self._uri} SIP/2.0", f"Via: {via}", *self._parties(), f"Call-ID: {self._id}"]
            self._tell([*lines, f"CSeq: {self._invite['number']} CANCEL", "Max-Forwards: 70"])
        self.over = True

    def press(self, keys: str) -> None:
        self._typed.extend(keys)

    def hum_keys(self, key: str) -> None:
        """As a telephone that has only tones: half a second of them."""
        row = next(i for i, keys in enumerate(_ROWS) if key in keys)
        self._tones = (_LOW[row], _HIGH[_ROWS[row].index(key)])
        self._tone_pieces = 25

    def pick_up(self) -> None:
        self._answer_call(self._ringing, 200, "OK", self._sdp())

    async def close(self) -> None:
        self.humming.cancel()
        await asyncio.gather(self.humming, return_exceptions=True)
        self.wire.close()
        if self.sound.transport is not None:
            self.sound.transport.close()

    # What it hears

    def amplitude(self, hz: float) -> float:
        heard = list(self.sound.heard)[-15:]
        if len(heard) < 15:
            return 0.0
        wave = _LINEAR[np.frombuffer(b"".join(heard), np.uint8)].astype(float)
        at = np.arange(len(wave)) / 8_000
        return float(abs(np.sum(wave * np.hanning(len(wave)) * np.exp(-2j * np.pi * hz * at))) * 4 / len(wave))

    def hears(self, hz: float) -> bool:
        return self.amplitude(hz) > HEARD

    def hears_no(self, hz: float) -> bool:
        return len(self.sound.heard) >= 15 and self.amplitude(hz) < NOT_HEARD

    def loudness(self) -> float:
        if not self.sound.heard:
            return 0.0
        wave = _LINEAR[np.frombuffer(b"".join(list(self.sound.heard)[-15:]), np.uint8)].astype(float)
        return float(np.sqrt(np.mean(wave * wave)))

    def is_spoken_to(self) -> bool:
        return self.loudness() > 0

    def is_over(self) -> bool:
        return self.over

    def forget(self) -> None:
        self.sound.heard.clear()

    @property
    def heard_keys(self) -> str:
        return self.sound.keys

    # SIP

    def datagram_received(self, data: bytes, addr: Where) -> None:
        if self.lose > 0:
            self.lose -= 1
            return
        head, _, body = data.decode().partition("\r\n\r\n")
        first, *rest = head.split("\r\n")
        headers: dict[str, list[str]] = {}
        for line in rest:
            name, _, value = line.partition(":")
            headers.setdefault(name.strip().lower(), []).append(value.strip())
        if first.startswith("SIP/2.0"):
            self._hear_answer(int(first.split()[1]), headers, body)
        else:
            self._them = addr
            self._hear_request(first, headers, body)

    def _hear_answer(self, status: int, headers: dict[str, list[str]], body: str) -> None:
        number, method = headers["cseq"][0].split()
        if method != "INVITE":
            return
        self.statuses.append(status)
        if status < 200:
            return
        self._their_tag = headers["to"][0].partition("tag=")[2]
        if 200 <= status < 300:
            self._target = re.findall(r"<(.+?)>", headers["contact"][0])[0]
            self._take_sdp(body)
            self._tell(self._request("ACK", self._target, number)[0])
        else:
            via = f"SIP/2.0/UDP 127.0.0.1:{self.port};branch={self._invite['branch']}"
            lines = [f"ACK {self._uri} SIP/2.0", f"Via: {via}", *self._parties(), f"Call-ID: {self._id}"]
            self._tell([*lines, f"CSeq: {number} ACK", "Max-Forwards: 70"])
            self.over = True

    def _hear_request(self, first: str, headers: dict[str, list[str]], body: str) -> None:
        method, uri, _ = first.split()
        self.seen.append(method)
        if method == "REGISTER":
            self._let_in(headers)
        elif method == "INVITE" and self._proven(headers, "INVITE"):
            self._ring(uri, headers, body)
        elif method in ("BYE", "CANCEL"):
            self.over = True
            self._answer(headers, 200, "OK")
            if method == "CANCEL":
                self._answer_call(self._ringing, 487, "Request Terminated")

    def _let_in(self, headers: dict[str, list[str]]) -> None:
        if self._proven(headers, "REGISTER"):
            self.registered = True
            self._answer(headers, 200, "OK", extra=[f"Contact: {headers['contact'][0]};expires=300"])

    def _proven(self, headers: dict[str, list[str]], method: str) -> bool:
        """Asks for the digest of the password, where there is one."""
        if not self.password:
            return True
        given = headers.get("authorization", [""])[0]
        if f'username="{self.user}"' in given and _digest_fits(given, self.password, method):
            return True
        challenge = f'WWW-Authenticate: Digest realm="trunk", nonce="{uuid.uuid4().hex}", algorithm=MD5, qop="auth"'
        self._answer(headers, 401, "Unauthorized", extra=[challenge])
        return False

    def _ring(self, uri: str, headers: dict[str, list[str]], body: str) -> None:
        if self.called:  # once more, or a change in the call
            return
        self.called = re.findall(r"sip:([^@]+)@", uri)[0]
        self.caller = re.findall(r"sip:([^@]+)@", headers["from"][0])[0]
        self._ringing = headers
        self._id = headers["call-id"][0]
        self._their_tag = headers["from"][0].partition("tag=")[2]
        self._uri = re.findall(r"<(.+?)>", headers["from"][0])[0]
        self._target = re.findall(r"<(.+?)>", headers["contact"][0])[0]
        self._take_sdp(body)
        self._answer_call(headers, 100, "Trying")
        self._answer_call(headers, 180, "Ringing")
        if self.picks_up is True:
            self.pick_up()
        elif self.picks_up is not False:
            self._answer_call(headers, int(self.picks_up), "No")

    def _answer_call(self, headers: dict[str, list[str]], status: int, reason: str, body: str = "") -> None:
        self._answer(headers, status, reason, body, [f"Contact: <sip:phone@127.0.0.1:{self.port}>"])

    def _answer(
        self, headers: dict[str, list[str]], status: int, reason: str, body: str = "", extra: list[str] | None = None
    ) -> None:
        to = headers["to"][0]
        lines = [f"SIP/2.0 {status} {reason}", *(f"Via: {via}" for via in headers["via"])]
        lines += [f"From: {headers['from'][0]}", f"To: {to}" if "tag=" in to else f"To: {to};tag={self._tag}"]
        lines += [f"Call-ID: {headers['call-id'][0]}", f"CSeq: {headers['cseq'][0]}", *(extra or [])]
        self._tell(lines, body)

    def _request(self, method: str, uri: str, number: str | None = None) -> tuple[list[str], str, str]:
        number, branch = number or str(next(self._numbers)), f"z9hG4bK{uuid.uuid4().hex}"
        lines = [f"{method} {uri} SIP/2.0", f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch={branch}"]
        lines += [*self._parties(), f"Call-ID: {self._id}", f"CSeq: {number} {method}", "Max-Forwards: 70"]
        lines += [f"Contact: <sip:phone@127.0.0.1:{self.port}>"]
        return lines, branch, number

    def _parties(self) -> list[str]:
        theirs = f";tag={self._their_tag}" if self._their_tag else ""
        ours = f"<sip:{self.number}@127.0.0.1:{self.port}>" if not self.called else f"<sip:{self.called}@127.0.0.1>"
        return [f"From: {ours};tag={self._tag}", f"To: <{self._uri}>{theirs}"]

    def _tell(self, lines: list[str], body: str = "") -> None:
        kind = ["Content-Type: application/sdp"] if body else []
        text = "\r\n".join([*lines, *kind, f"Content-Length: {len(body)}", "", body])
        self.wire.sendto(text.encode(), self._them)

    def _sdp(self, direction: str = "sendrecv") -> str:
        kinds = "0 101" if self.key_events else "0"
        events = "a=rtpmap:101 telephone-event/8000\r\n" if self.key_events else ""
        return (
            f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {self.sound_port} RTP/AVP {kinds}\r\na=rtpmap:0 PCMU/8000\r\n{events}a={direction}\r\n"
        )

    def _take_sdp(self, body: str) -> None:
        host, port = re.findall(r"c=IN IP4 (\S+)", body), re.findall(r"m=audio (\d+)", body)
        if host and port:
            self.sound.to = (host[0], int(port[0]))

    # Sound

    async def _hum(self) -> None:
        loop, sample = asyncio.get_running_loop(), itertools.count()
        due = loop.time()
        while True:
            due += 0.02
            await asyncio.sleep(max(0.0, due - loop.time()))
            if self._typed:
                await self._send_key(self._typed.popleft())
                due = loop.time()
                continue
            pitches: tuple[float, ...] = (self.hz,) if self.hz else ()
            if self._tone_pieces:
                self._tone_pieces, pitches = self._tone_pieces - 1, self._tones
            wave = bytes(_mu_law(_wave(pitches, next(sample))) for _ in range(_PIECE))
            self._send(0, wave)
            self._at += _PIECE

    async def _send_key(self, key: str) -> None:
        began = self._at
        for step in range(8):
            end, length = (0x80, 800) if step >= 5 else (0, 160 * (step + 1))
            self._sequence += 1
            self.sound.send(101, self._sequence, began, struct.pack("!BBH", _KEY_NUMBERS[key], end | 10, length))
            await asyncio.sleep(0.02)
        self._at += 8 * _PIECE

    def _send(self, kind: int, payload: bytes) -> None:
        self._sequence += 1
        self.sound.send(kind, self._sequence, self._at, payload)


def _wave(pitches: tuple[float, ...], sample: int) -> float:
    return sum(_AMPLITUDE * math.sin(2 * math.pi * hz * sample / 8_000) for hz in pitches)


def _digest_fits(given: str, password: str, method: str) -> bool:
    said = dict(re.findall(r'(\w+)="?([^",]+)"?', given))

    def hashed(text: str) -> str:
        return md5(text.encode(), usedforsecurity=False).hexdigest()

    who, what = hashed(f"{said['username']}:{said['realm']}:{password}"), hashed(f"{method}:{said['uri']}")
    middle = f"{said['nonce']}:{said['nc']}:{said['cnonce']}:{said['qop']}"
    return bool(said["response"] == hashed(f"{who}:{middle}:{what}"))
