"""Telephones without a loudspeaker: they are picked up by themselves, hum, and are measured."""

from __future__ import annotations

from typing import Final

import numpy as np

from contact_center.demo.peers.carrier.voice.domain import Call
from contact_center.demo.peers.carrier.voice.office import Office
from contact_center.demo.peers.carrier.voice.sound.lines import Handset
from contact_center.demo.peers.carrier.voice.sound.sounds import beep

MACHINE: Final = "Hello. Nobody is at home. Please leave a message after the tone."
"""What an answering machine says that can be heard."""


class Handsets:
    def __init__(self, office: Office) -> None:
        self._office = office

    def hum(self, call: Call, pitch: float) -> None:
        """The telephone of this call can be heard and hums a tone (Hz; 0: it is silent)."""
        line = self._office.studio.line(call)
        if isinstance(line, Handset):
            line.pitch = pitch
        else:
            self._office.studio.attach(call, Handset(pitch))

    def pick_up(self, call: Call) -> None:
        """Gives the call a line if its number is kept as a telephone that can be heard."""
        phone = self._office.telephones.get(call.telephone)
        if phone is not None and phone.pitch is not None and self._office.studio.line(call) is None:
            handset = Handset(phone.pitch)
            self._office.studio.attach(call, handset)
            if phone.habit == "machine":
                self._office.start(self._greet(handset))

    async def _greet(self, handset: Handset) -> None:
        handset.say(np.concatenate([await self._office.studio.sounds.words(MACHINE), beep()]))
