"""Recordings of the simulated exchange: begun, paused, stopped, and sound to fetch."""

from __future__ import annotations

import io
import math
import wave
from array import array
from email.utils import format_datetime
from typing import Final

from contact_center.demo.peers.carrier.answers import Refused
from contact_center.demo.peers.carrier.voice.domain import Call, Recording
from contact_center.demo.peers.carrier.voice.office import Office, new_sid

RATE: Final = 8000
MOST_SECONDS: Final = 10
"""Of sound that is made up; a longer recording sounds no longer."""
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of recorded sound that is kept."""
CURRENT: Final = "Twilio.CURRENT"
RUNNING: Final = frozenset({"in-progress", "paused"})


class Recorder:
    def __init__(self, office: Office) -> None:
        self._office = office

    def begin(self, call: Call, source: str, channels: int, callback: str | None, events: frozenset[str]) -> Recording:
        made = Recording(
            new_sid("RE"), call.account_sid, call.sid, self._office.now(), source, channels, callback, events
        )
        made.room_sid = call.room
        self._office.keep(self._office.recordings, made.sid, made)
        self._office.studio.record(made, said_alone=source == "RecordVerb")
        self._tell(made)
        return made

    def of(self, call: Call, sid: str) -> Recording:
        """The recording of this id, or the one that runs. Raises `Refused`."""
        for made in reversed(self._office.recordings.values()):
            if made.call_sid == call.sid and (made.sid == sid or (sid == CURRENT and made.status in RUNNING)):
                return made
        raise Refused(20404)

    def steer(self, made: Recording, status: str) -> None:
        """Pause, go on, stop. Raises `Refused` for one that is over."""
        if made.status not in RUNNING:
            raise Refused(21220)
        if status == "stopped":
            self.finish(made)
        elif status in RUNNING:
            made.status = status
        else:
            raise Refused(20001, f"Status {status}")

    def finish(self, made: Recording, *, silent: bool = False) -> None:
        """`silent`: nothing was said, so that there is none."""
        if made.status not in RUNNING:
            return
        passed = (self._office.now() - made.created).total_seconds() * 1000 / self._office.carrier.config.second_ms
        made.content, heard = self._office.studio.recorded(made)
        made.seconds = max(1, heard or round(passed))
        made.status = "absent" if silent else "completed"
        self._make_room()
        self._tell(made)

    def _make_room(self) -> None:
        """The oldest recordings lose their sound first."""
        held = 0
        for made in reversed(self._office.recordings.values()):
            held += len(made.content)
            if held > MOST_BYTES:
                made.content = b""

    def finish_all(self, call: Call) -> None:
        for made in [r for r in self._office.recordings.values() if r.call_sid == call.sid]:
            self.finish(made)

    def _tell(self, made: Recording) -> None:
        if made.status not in made.events:
            return
        fields = {
            "AccountSid": made.account_sid,
            "CallSid": made.call_sid,
            "RecordingSid": made.sid,
            "RecordingStatus": made.status,
            "RecordingChannels": str(made.channels),
            "RecordingSource": made.source,
            "RecordingStartTime": format_datetime(made.created),
            "ErrorCode": "0",
            "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{made.account_sid}/Recordings/{made.sid}",
        }
        if made.status == "completed":
            fields["RecordingDuration"] = str(made.seconds)
        self._office.tell(made.account_sid, made.callback, fields)


def sound(made: Recording) -> bytes:
    """What was heard; of a call that nobody could hear, a WAV of its length and channels with a tone in each."""
    if made.content:
        return made.content
    frames = array("h")
    for n in range(min(made.seconds, MOST_SECONDS) * RATE):
        for channel in range(made.channels):
            frames.append(int(8000 * math.sin(2 * math.pi * (300 + 300 * channel) * n / RATE)))
    into = io.BytesIO()
    with wave.open(into, "wb") as file:
        file.setnchannels(made.channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(frames.tobytes())
    return into.getvalue()
