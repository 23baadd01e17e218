"""Who of the story may be simulated now, and about what."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from contact_center.demo.company.matters import Matters
from contact_center.demo.company.story.model import Person, Reason, Story
from contact_center.demo.company.talk import Matter
from contact_center.demo.names import BURST_PHONES
from contact_center.demo.peers.visitor_site.from_story import played


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody with something to say."""

    person: Person
    reason: Reason
    matter: Matter

    def words(self, channel: str) -> str:
        return {"sms": self.reason.sms, "email": self.reason.body}.get(channel, self.reason.chat)


class Cast:
    """People whom nobody at a screen can play, each in one conversation at a time."""

    def __init__(self, story: Story, matters: Matters, random: Random) -> None:
        kept_back = {person.key for person in played(story)}
        self._random = random
        self._matters = matters
        self._people = {person.key: person for person in story.people if person.key not in kept_back}
        self._reasons = [reason for reason in story.reasons if reason.person in self._people]
        self._contacts = {
            contact for person in self._people.values() for contact in (person.key, person.email, person.phone)
        }
        self._strangers: dict[str, Part] = {}
        self._busy: dict[str, Part] = {}

    def pick(self) -> Part | None:
        """Somebody who is not talking with us already; None if everybody is."""
        for _ in range(20):
            reason = self._random.choice(self._reasons)
            if reason.person not in self._busy:
                part = Part(self._people[reason.person], reason, self._matters.of(reason))
                self._busy[reason.person] = part
                return part
        return None

    def done(self, part: Part) -> None:
        self._busy.pop(part.person.key, None)

    @property
    def busy(self) -> int:
        return len(self._busy)

    def came(self, visitor: str, part: Part) -> None:
        """A simulated customer on the shop's page, perhaps as a stranger."""
        self._strangers[visitor] = part

    def matter_of(self, contact: str) -> Matter | None:
        """What a simulated customer is about; agents need it only where the words name no number."""
        part = self._strangers.get(contact)
        for busy in self._busy.values():
            if contact in (busy.person.key, busy.person.email, busy.person.phone):
                part = busy
        return part.matter if part else None

    def is_simulated(self, contact: str) -> bool:
        """Whether this address is one of ours: everything else is a person trying the demo."""
        return contact in self._contacts or contact in self._strangers or contact.startswith(BURST_PHONES)
