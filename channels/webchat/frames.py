"""The JSON frames of the widget's socket, as `PROTOCOL.md` describes them. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from channels.webchat.domain import clean, is_client_key
from channels.webchat.errors import FrameRefused, FrameTooLarge, MessageEmpty, MessageTooLong
from channels.webchat.limits import MAX_FRAME, MAX_TEXT
from channels.webchat.model import ChatMessage, ChatState, Taken, Thread, TypingChanged, Visitor, VisitorCallState
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import ConversationId
from contact_center.kernel.phrases import Phrase

Frame = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Say:
    client_key: str
    text: str
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Typing:
    active: bool


@dataclass(frozen=True, slots=True)
class Read:
    conversation: ConversationId
    position: int


@dataclass(frozen=True, slots=True)
class ResumeFrom:
    """The page has seen a gap and asks for what follows its cursor."""

    cursor: int


@dataclass(frozen=True, slots=True)
class Ping:
    """The page asks whether the connection is still open."""


Said = Say | Typing | Read | ResumeFrom | Ping


def understand(text: str) -> Said:
    """Raises `FrameRefused` (or one of its kinds) with the field; `fields["client_key"]` if it is known."""
    if len(text) > MAX_FRAME:
        raise FrameTooLarge(Phrase("characters_of_at_most", {"n": len(text), "most": MAX_FRAME}))
    frame = _object(text)
    match frame.get("type"):
        case "message":
            return _say(frame)
        case "typing":
            return Typing(frame.get("active") is True)
        case "read":
            return Read(_conversation(frame), _position(frame, "position"))
        case "resume":
            return ResumeFrom(_position(frame, "cursor"))
        case "ping":
            return Ping()
    raise FrameRefused(Phrase("not_a_frame_type", {"types": "message, typing, read, resume, ping"}))


def _object(text: str) -> Frame:
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        raise FrameRefused(Phrase("not_json")) from None
    if not isinstance(frame, dict):
        raise FrameRefused(Phrase("not_json"))
    return frame


def _say(frame: Frame) -> Say:
    key = frame.get("client_key")
    if not is_client_key(key):
        raise FrameRefused(Phrase("not_a_client_key", {"field": "client_key"}))
    text = frame.get("text")
    if not isinstance(text, str) or not clean(text):
        raise MessageEmpty(client_key=key)
    if len(clean(text)) > MAX_TEXT:
        raise MessageTooLong(Phrase("characters_of_at_most", {"n": len(text), "most": MAX_TEXT}), client_key=key)
    page = frame.get("page")
    return Say(str(key), clean(text), clean(page)[:500] if isinstance(page, str) else None)


def _position(frame: Frame, name: str) -> int:
    value = frame.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise FrameRefused(Phrase("not_a_count", {"field": name}))
    return value


def _conversation(frame: Frame) -> ConversationId:
    try:
        return ConversationId(UUID(str(frame.get("conversation"))))
    except ValueError:
        raise FrameRefused(Phrase("not_an_id", {"field": "conversation"})) from None


def hello(visitor: Visitor, thread: Thread, *, whole: bool) -> Frame:
    """`whole`: `history` is all there is and replaces what the page shows."""
    return {
        "type": "hello",
        "visitor": {"id": visitor.id, "name": visitor.name, "verified": visitor.verified},
        "conversation": str(thread.conversation) if thread.conversation else None,
        "cursor": thread.position,
        "whole": whole,
        "read_position": thread.read_position,
        "state": _state(thread.state),
        "history": [_message(m) for m in thread.messages],
    }


def message(conversation: ConversationId, added: ChatMessage) -> Frame:
    return {"type": "message", "conversation": str(conversation), **_message(added)}


def state(conversation: ConversationId | None, now: ChatState) -> Frame:
    return {"type": "state", "conversation": str(conversation) if conversation else None, **_state(now)}


def typing(change: TypingChanged) -> Frame:
    return {"type": "typing", "active": change.active, "name": change.name}


def read(conversation: ConversationId, position: int) -> Frame:
    return {"type": "read", "conversation": str(conversation), "position": position}


def receipt(client_key: str, taken: Taken) -> Frame:
    return {
        "type": "receipt",
        "client_key": client_key,
        "id": str(taken.message_id),
        "conversation": str(taken.conversation),
        "position": taken.position,
        "at": taken.at.isoformat(),
    }


def call(now: VisitorCallState) -> Frame:
    return {
        "type": "call",
        "call_id": str(now.call_id),
        "state": now.phase.value,
        "agent_name": now.agent_name,
        "recording": now.recording,
        "paused": now.paused,
        "reason": now.reason,
        "ahead": now.ahead,
        "minutes": now.minutes,
        "notice": now.notice,
        "hold": now.hold,
        "page": now.page,
        "free": now.free,
        "rating": asdict(now.rating) if now.rating is not None else None,
    }


def pong() -> Frame:
    return {"type": "pong"}


def error(problem: ContactCenterError, *, retry_after: float | None = None) -> Frame:
    """`retry_after` in seconds: the page may send the same again then."""
    return {
        "type": "error",
        "code": problem.code,
        "detail": None if problem.detail is None else str(problem.detail),
        "client_key": problem.fields.get("client_key"),
        "retry_after": retry_after,
    }


def encode(frame: Frame) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def _message(m: ChatMessage) -> Frame:
    return {
        "id": str(m.id),
        "position": m.position,
        "author": m.author.value,
        "author_name": m.author_name,
        "text": m.text,
        "at": m.at.isoformat(),
        "client_key": m.client_key,
    }


def _state(now: ChatState) -> Frame:
    return {
        "phase": now.phase.value,
        "agent_name": now.agent_name,
        "ahead": now.ahead,
        "minutes": now.minutes,
        "callback": now.callback,
        "notice": now.notice,
        "rating": asdict(now.rating) if now.rating is not None else None,
    }
