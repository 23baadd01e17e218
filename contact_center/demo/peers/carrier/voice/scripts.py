"""TwiML as the carrier reads it. Pure.

Only what we use of it; anything else is an error, as a misspelt verb would be at Twilio (12200).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree

VERBS: Final = {
    "Say": {"language", "voice", "loop"},
    "Play": {"loop", "digits"},
    "Pause": {"length"},
    "Gather": {"action", "method", "input", "numDigits", "timeout", "finishOnKey", "actionOnEmptyResult", "language"},
    "Dial": {"action", "method", "timeout", "hangupOnStar"},
    "Redirect": {"method"},
    "Record": {
        "action", "method", "maxLength", "timeout", "finishOnKey", "playBeep", "trim", "recordingStatusCallback",
        "recordingStatusCallbackMethod", "recordingStatusCallbackEvent",
    },
    "Hangup": set(),
    "Reject": {"reason"},
}  # fmt: skip
CONFERENCE: Final = {
    "beep", "coach", "endConferenceOnExit", "muted", "participantLabel", "startConferenceOnEnter", "statusCallback",
    "statusCallbackEvent", "statusCallbackMethod", "waitMethod", "waitUrl", "maxParticipants", "record",
    "recordingStatusCallback", "recordingStatusCallbackEvent", "recordingStatusCallbackMethod", "trim",
}  # fmt: skip
SPOKEN: Final = frozenset({"Say", "Play", "Pause"})
MOST: Final = 100
"""Verbs of a document; Twilio's limit is on its size (64 kB)."""
MOST_BYTES: Final = 64 * 1024


class Unusable(ValueError):
    """A document that Twilio would not carry out."""


@dataclass(frozen=True, slots=True)
class Step:
    verb: str
    attributes: dict[str, str]
    text: str = ""
    inner: tuple[Step, ...] = field(default=())

    def number(self, name: str, default: float) -> float:
        """Raises `Unusable` for what is no number."""
        given = self.attributes.get(name)
        if given is None:
            return default
        try:
            return float(given)
        except ValueError as error:
            raise Unusable(f"{self.verb} {name}={given!r} is no number") from error

    def flag(self, name: str, default: bool) -> bool:
        return self.attributes.get(name, str(default)).lower() == "true"


def read(document: str) -> tuple[Step, ...]:
    """Raises `Unusable` naming what is wrong."""
    if len(document.encode()) > MOST_BYTES or "<!DOCTYPE" in document:
        raise Unusable("larger than 64 kB, or with a document type")
    try:
        root = ElementTree.fromstring(document)  # noqa: S314 - no document type, so no entities
    except ElementTree.ParseError as error:
        raise Unusable(f"not XML: {error}") from error
    if root.tag != "Response" or len(root) > MOST:
        raise Unusable(f"{root.tag} is not a Response of at most {MOST} verbs")
    return tuple(_step(element) for element in root)


def _step(element: ElementTree.Element) -> Step:
    known = VERBS.get(element.tag)
    if known is None:
        raise Unusable(f"there is no verb {element.tag}")
    inner: tuple[Step, ...] = ()
    if element.tag == "Gather":
        inner = tuple(_step(one) for one in element)
        if any(one.verb not in SPOKEN for one in inner):
            raise Unusable("only Say, Play and Pause stand inside Gather")
    elif element.tag == "Dial":
        inner = tuple(_conference(one) for one in element)
        if len(inner) != 1:
            raise Unusable("Dial has one Conference here")
    elif len(element):
        raise Unusable(f"nothing stands inside {element.tag}")
    _demand(element, known)
    return Step(element.tag, dict(element.attrib), (element.text or "").strip(), inner)


def _conference(element: ElementTree.Element) -> Step:
    if element.tag != "Conference" or not (element.text or "").strip():
        raise Unusable("Dial knows Conference with a name alone here")
    _demand(element, CONFERENCE)
    return Step("Conference", dict(element.attrib), (element.text or "").strip())


def _demand(element: ElementTree.Element, known: set[str]) -> None:
    if strange := set(element.attrib) - known:
        raise Unusable(f"{element.tag} has no {', '.join(sorted(strange))}")
