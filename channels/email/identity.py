"""What makes a mail the same mail.

Senders repeat Message-IDs (templates, broken clients), somebody else may repeat ours or a customer's, and
servers renumber UIDs, so none of them alone tells mails apart: a mail is its Message-ID with a digest of
its sender and body. Trace headers differ between two deliveries of one mail and therefore do not count.
"""

from __future__ import annotations

import hashlib
import re

_ID = re.compile(r"<([^<>]{1,2000})>")
_BARE = re.compile(r"[^\s<>,;\"']+@[^\s<>,;\"']+")
_HEADER = re.compile(rb"^message-id[ \t]*:[ \t]*((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_FROM = re.compile(rb"^from[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_SENDER = re.compile(rb"[^\s<>@\",;:()]{1,64}@[^\s<>@\",;:()]{1,255}")
_STABLE = re.compile(rb"^(?:from|to|date|subject)[ \t]*:(?:[^\r\n]|\r?\n[ \t])*", re.IGNORECASE | re.MULTILINE)
_LONGEST = 200


def provider_id(raw: bytes) -> str:
    """`<message-id>#digest`, or `#digest` for a mail without one. At most 250 characters; never raises."""
    header, body = split(raw)
    found = _HEADER.search(header)
    message_id = first_id(found.group(1).decode("ascii", "replace")) if found else None
    if message_id is None:
        stable = b"\n".join(_STABLE.findall(header))
        return f"#{_digest(_unix(stable) + body, 40)}"
    if len(message_id) > _LONGEST:
        message_id = f"<{_digest(message_id.encode(), 64)}>"
    return f"{message_id}#{_digest(_sender(header) + bytes([10]) + body, 16)}"


def split(raw: bytes) -> tuple[bytes, bytes]:
    """Header block and body, both with Unix line ends; the body without trailing white space."""
    text = _unix(raw.lstrip(b"\r\n"))
    header, _, body = text.partition(b"\n\n")
    return header, body.rstrip()


def first_id(value: str) -> str | None:
    """The first Message-ID in a header value, in angle brackets; a bare word counts where there is none."""
    found = all_ids(value)
    if found:
        return found[0]
    words = value.split()
    return f"<{words[0].strip('<>')}>" if words and words[0].strip("<>") else None


def all_ids(value: str) -> list[str]:
    """Every Message-ID of a References or In-Reply-To header, in order, in angle brackets.

    White space inside is what folding left behind. Without any brackets, words with an @ count.
    """
    inside = ["".join(each.split()) for each in _ID.findall(value)]
    found = [f"<{each}>" for each in inside if each]
    return found or [f"<{each}>" for each in _BARE.findall(value)]


def message_id_of(provider_id: str) -> str | None:
    """The Message-ID inside a provider id of ours or theirs, None if that mail had none."""
    return first_id(provider_id.rpartition("#")[0] or provider_id) if provider_id.startswith("<") else None


def _sender(header: bytes) -> bytes:
    """Who the mail says it is from; the name beside the address may be rewritten on the way."""
    found = _FROM.search(header)
    if found is None:
        return b""
    address = _SENDER.findall(found.group(1))
    return bytes(address[-1]).lower() if address else b" ".join(found.group(1).split())


def _unix(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _digest(content: bytes, length: int) -> str:
    return hashlib.sha256(content).hexdigest()[:length]
