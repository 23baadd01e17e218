"""What the customer wrote this time, without the mail it answers. One pass over the lines.

Only for showing: the full text is always kept, because answers between the lines of a quote would be lost.
What a customer forwards is what they want to show us, and stays. In doubt nothing is taken away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from channels.email.phrases import (
    FIELD,
    FORWARD_SUBJECT,
    FORWARDED,
    FROM_FIELD,
    ORIGINAL,
    SIGNED_BY_DEVICE,
    SUBJECT_FIELD,
    WROTE,
)

_RULE = re.compile(r"^[-—_─=*]{4,}\s*$")
_MOMENT = re.compile(r"\d{1,2}\s?[:.h時时시]\s?\d{2}|\d{4}")
_FIELDS_OF_A_QUOTE = 3
_FIELD_LINES = 10
_ATTRIBUTION_LINES = 4
_LONGEST_ATTRIBUTION = 400


@dataclass(frozen=True, slots=True)
class _Quote:
    """Lines `begin` to `end` (not included) are somebody else's; `rest`: so is everything after."""

    begin: int
    end: int
    rest: bool


def visible_text(text: str, subject: str = "") -> str:
    """The new part of a reply; the whole text where no quote is found or nothing new stands beside it."""
    lines = text.split("\n")
    quotes = _quotes(lines, forwarded=bool(FORWARD_SUBJECT.match(subject)))
    if not quotes:
        return text
    first, last = quotes[0], quotes[-1]
    trailing = last.rest or not _said(lines[last.end :])
    if len(quotes) > 2 or (len(quotes) == 2 and _said(lines[first.end : last.begin])):
        # Answers between the lines: they make no sense without what they answer.
        return _trimmed(lines[: last.begin] if trailing else lines) or text
    kept = lines[: first.begin] + ([] if first.rest else lines[first.end : last.begin])
    kept += [] if last.rest else lines[max(first.end, last.end) :]
    return _trimmed(kept) or text


def _quotes(lines: list[str], *, forwarded: bool) -> list[_Quote]:
    """In order; the last may reach to the end. Empty if something is forwarded."""
    found: list[_Quote] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if FORWARDED.match(line) and not line.startswith(">"):
            return [one for one in found if not one.rest]
        quote = _quote_at(lines, at)
        if quote is None:
            at += 1
        elif quote.rest:
            return found if forwarded else [*found, quote]
        else:
            found.append(quote)
            at = quote.end
    return found


def _quote_at(lines: list[str], at: int) -> _Quote | None:
    line = lines[at]
    if line.startswith(">"):
        return _Quote(at, _end_of_marked(lines, at), rest=False)
    if not line.strip():
        return None
    if ORIGINAL.match(line):
        return _Quote(at, len(lines), rest=True)
    if _header_block(lines, at):
        above = at - 1 if at and _RULE.match(lines[at - 1].strip()) else at
        return _Quote(above, len(lines), rest=True)
    after = _attribution(lines, at)
    if after is None:
        return None
    following = next((n for n in range(after, min(after + 4, len(lines))) if lines[n].strip()), None)
    if following is not None and lines[following].startswith(">"):
        return _Quote(at, _end_of_marked(lines, following), rest=False)
    return _Quote(at, len(lines), rest=True) if "@" in "".join(lines[at:after]) else None


def _end_of_marked(lines: list[str], at: int) -> int:
    """Behind the last line of a run that begins with `>`, blank lines between such lines included."""
    end = at
    while at < len(lines) and (lines[at].startswith(">") or not lines[at].strip()):
        at += 1
        if lines[at - 1].startswith(">"):
            end = at
    return end


def _attribution(lines: list[str], at: int) -> int | None:
    """Behind `On … wrote:`, which may be wrapped over up to four lines that begin a paragraph."""
    longest = _ATTRIBUTION_LINES if _may_be_wrapped(lines, at) else 1
    joined = ""
    for n in range(at, min(at + longest, len(lines))):
        line = lines[n].strip()
        if n > at and line.endswith((":", "：")) and "@" in line and _introduces(line, lines, n + 1):
            return None  # whole by itself; what stands before it was said
        joined = f"{joined} {line}".strip()
        if not line or len(joined) > _LONGEST_ATTRIBUTION:
            return None
        if line.endswith((":", "：")) and _introduces(joined, lines, n + 1):
            return n + 1
    return None


def _may_be_wrapped(lines: list[str], at: int) -> bool:
    """Only what begins a paragraph, and with a date or somebody's address."""
    if at and lines[at - 1].strip():
        return False
    following = lines[at + 1].lstrip() if at + 1 < len(lines) else ""
    return bool(re.search(r"[\d@]", lines[at])) or following.startswith("<")


def _introduces(text: str, lines: list[str], after: int) -> bool:
    told = "@" in text or bool(_MOMENT.search(text))
    if WROTE.search(text):
        return told or any(line.startswith(">") for line in lines[after : after + 2])
    return "@" in text and "<" in text and bool(_MOMENT.search(text))


def _header_block(lines: list[str], at: int) -> bool:
    """`From: / Sent: / To: / Subject:` lines in a row, in any of the languages, blank lines aside."""
    if not _may_be_field(lines[at]) or not FIELD.match(lines[at]):
        return False
    block = [line for line in lines[at : at + _FIELD_LINES] if line.strip()]
    fields = [bool(_may_be_field(line) and FIELD.match(line)) for line in block]
    in_row = fields.index(False) if False in fields else len(fields)
    return (
        in_row >= _FIELDS_OF_A_QUOTE
        and any(FROM_FIELD.match(line) for line in block[:2])
        and any(SUBJECT_FIELD.match(line) for line in block)
    )


def _may_be_field(line: str) -> bool:
    return ":" in line[:40] or "：" in line[:40]


def _said(lines: list[str]) -> bool:
    return any(line.strip() and not SIGNED_BY_DEVICE.match(line) for line in lines)


def _trimmed(lines: list[str]) -> str:
    kept = list(lines)
    while kept and (not kept[-1].strip() or SIGNED_BY_DEVICE.match(kept[-1])):
        kept.pop()
    return "\n".join(kept).strip()
