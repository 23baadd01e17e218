"""A written message with all that a mail has around its words: who else got it, what it quotes, its pictures."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from agent_ui.views import QuoteView, RecipientsView
from agent_ui.words.languages import Words
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.reading.file_queries import Attached
from contact_center.interactions.reading.message_queries import MessageRow
from contact_center.interactions.recipients import from_stored, of_incoming, of_outgoing
from contact_center.kernel.contracts.channels import Address, AddressKind
from crm_core.door.matters import PROVEN, WRITTEN_AT

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""What the files' door shows; anything else is only kept."""
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data: https: http:; style-src 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; sandbox allow-same-origin allow-popups "
        "allow-popups-to-escape-sandbox"
    ),
    "Referrer-Policy": "no-referrer",
}
"""Of the page that may load pictures from elsewhere: pictures, and nothing that runs. The console's own rule stays
as strict as it is. `allow-same-origin` lets the mail's own pictures be asked for with the reader's session."""
_INLINE = re.compile(r' data-cid="([^"]*)"')
_REMOTE = re.compile(r' data-remote-src="([^"]*)"')
_QUOTE = re.compile(r"</?blockquote\b[^>]*>", re.IGNORECASE)
_SHORTEST_REST = 2
MOST_NAMED = 3
"""Others who got a message that its first line names."""


def visible(row: MessageRow) -> str:
    """What was written this time; the rest is folded (`quoted`)."""
    shown = row.meta.get("visible_text")
    return shown if isinstance(shown, str) and shown.strip() else row.text


def quoted(row: MessageRow) -> QuoteView | None:
    """What the message repeats of earlier ones: what follows the new words, or all of it where they stand between."""
    shown = visible(row).strip()
    whole = row.text.strip()
    if not shown or shown == whole:
        return None
    rest = whole[len(shown) :].strip() if whole.startswith(shown) else whole
    lines = sum(1 for line in rest.split("\n") if line.strip())
    return QuoteView(rest, lines) if len(rest) >= _SHORTEST_REST else None


def author(row: MessageRow, header: Header, who: str) -> str:
    """Who wrote it: not everybody in a conversation by mail is the customer."""
    sender = row.meta.get("from")
    if (
        not isinstance(sender, str)
        or sender == header.contact_value
        or row.meta.get("answer_to") == header.contact_value
    ):
        return who
    return f"{row.author_name} <{sender}>" if row.author_name else sender


def formatted(source: str, files: Iterable[Attached]) -> Markup:
    """The sanitised HTML with the pictures that came with it in their places."""
    places = {one.content_id.strip("<>"): one for one in files if one.content_id and one.blob_key is not None}

    def place(found: re.Match[str]) -> str:
        one = places.get(html.unescape(found.group(1)))
        return f' src="/files/{one.id}" loading="lazy"' if one is not None and one.content_type in PICTURES else ""

    return Markup(_INLINE.sub(place, source))  # noqa: S704 - sanitised at intake (channels.email.markup)


def folded(source: Markup, summary: str) -> Markup:
    """The formatted text with what it quotes behind `summary`; a quote within a quote folds with it.

    The markup is sanitised, so its tags are balanced; should they not be, it stays as it is.
    """
    out: list[str] = []
    depth, done = 0, 0
    for tag in _QUOTE.finditer(source):
        opens = not tag[0].startswith("</")
        if opens and depth == 0:
            out += [source[done : tag.start()], f'<details class="said-quote"><summary>{escape(summary)}</summary>']
            done = tag.start()
        depth += 1 if opens else -1
        if depth < 0:
            return source
        if depth == 0:
            out += [source[done : tag.end()], "</details>"]
            done = tag.end()
    return Markup("".join([*out, source[done:]])) if depth == 0 else source  # noqa: S704 - as `formatted`


def with_remote(source: Markup) -> Markup:
    """… and those from elsewhere, for a page that may load them."""
    return Markup(_REMOTE.sub(lambda found: f' src="{found.group(1)}" referrerpolicy="no-referrer"', source))  # noqa: S704


def shown_inside(row: MessageRow, files: Sequence[Attached]) -> frozenset[str]:
    """Content-IDs of pictures that the formatted text shows."""
    wanted = row.meta.get("inline_images") or ()
    return frozenset(
        one.content_id
        for one in files
        if one.content_id and one.content_id in wanted and one.content_type in PICTURES and one.blob_key is not None
    )


def recipients(words: Words, row: MessageRow, header: Header) -> RecipientsView | None:
    """Who else got it; None where it went to one alone, as everything does on most channels."""
    if row.direction == "out":
        contact = Address(AddressKind(header.contact_kind), header.contact_value)
        sent = of_outgoing(row.recipients, contact, row.meta)
        others = [one.value for one in sent.everybody[1:]]
        if sent.to and sent.to[0].value != contact.value:  # its writer has said to whom it goes
            named = _some(words, [one.value for one in sent.everybody])
            return RecipientsView(
                words.gettext("to %(address)s", address=named), _shown(sent.to), _shown(sent.cc), _shown(sent.bcc)
            )
        summary = words.gettext("copy to %(who)s", who=_some(words, others))
    else:
        sent = of_incoming(row.recipients, row.meta)
        others = list(row.meta.get("others", ()))
        summary = words.gettext("also to %(who)s", who=_some(words, others))
    if not others:
        return None
    return RecipientsView(summary, _shown(sent.to), _shown(sent.cc), _shown(sent.bcc))


def _some(words: Words, who: Sequence[str]) -> str:
    """The first few by name."""
    shown = ", ".join(who[:MOST_NAMED])
    left = len(who) - MOST_NAMED
    return words.ngettext("%(who)s and %(n)s more", "%(who)s and %(n)s more", left, who=shown) if left > 0 else shown


def _shown(given: Iterable[Address]) -> tuple[str, ...]:
    return tuple(f"{one.name} <{one.value}>" if one.name else one.value for one in given)


def remarks(words: Words, row: MessageRow) -> tuple[str, ...]:
    """Other addresses, and what of the mail is not here, in words."""
    meta = row.meta
    found: list[str] = []
    if row.direction == "out":
        return ()
    if meta.get(WRITTEN_AT) == PROVEN:
        found.append(words.gettext("written on the customer’s own page, signed in by a code"))
    if meta.get("answer_to"):
        found.append(
            words.gettext("sent by %(sender)s, replies go to %(to)s", sender=meta.get("from", ""), to=meta["answer_to"])
        )
    if meta.get("encrypted"):
        found.append(words.gettext("This message is encrypted; only the recipient's key opens the file."))
    if meta.get("html_dropped"):
        found.append(words.gettext("Its formatting is too large or too deeply nested to be shown."))
    if meta.get("text_cut"):
        found.append(words.gettext("It is longer than what is shown here."))
    if meta.get("attachments_dropped"):
        n = int(meta["attachments_dropped"])
        found.append(words.ngettext("%(n)s more file was not kept.", "%(n)s more files were not kept.", n))
    return tuple(found)


def refused(words: Words, row: MessageRow) -> str | None:
    """Who of those it was copied to will not get it."""
    if row.direction != "out" or not row.error or not _copied(row):
        return None
    return words.gettext("No copy could be sent to %(who)s", who=row.error)


def _copied(row: MessageRow) -> bool:
    return bool(row.meta.get("cc")) or (row.recipients is not None and len(from_stored(row.recipients).everybody) > 1)
