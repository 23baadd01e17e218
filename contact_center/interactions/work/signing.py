"""What stands below a person's letter: kept with its message beside the text, and put below it as it leaves.

So the text stays what its writer wrote: taken back, written again or passed on, it never has two.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

from contact_center.interactions.ports import LetterBy, Ports
from contact_center.kernel.contracts.channels import Capabilities
from contact_center.platform.unit_of_work import UnitOfWork

PARTED: Final = "\n\n-- \n"
"""Between a text and its signature: mail programs know it (RFC 3676, 4.3)."""


@dataclass(frozen=True, slots=True)
class LetterEnd:
    """What a message has besides its text."""

    signature: str | None = None
    quoted_from: int | None = None
    """Where in the text begins what is passed on; the signature goes above it."""


async def end_of(
    work: UnitOfWork, ports: Ports, channel: str, letter: LetterBy, *, quoted_from: int | None = None
) -> LetterEnd:
    """Nothing on channels without letters."""
    if not signs(ports.adapters[channel].capabilities):
        return LetterEnd()
    found = await ports.signatures.of(work, work.tenant_id, letter)
    return LetterEnd(found or None, quoted_from if found else None)


def signs(capabilities: Capabilities) -> bool:
    """Letters have subjects; a chat or a text message has no end."""
    return capabilities.subject


def whole(text: str, signature: str | None, quoted_from: int | None) -> str:
    """As its recipient reads it."""
    if not signature:
        return text
    own, quoted = (text, "") if quoted_from is None else (text[:quoted_from], text[quoted_from:])
    ends = f"{own.rstrip()}{PARTED}{signature}"
    return f"{ends}\n\n{quoted}" if quoted else ends


def whole_html(html: str | None, signature: str | None) -> str | None:
    if not html or not signature:
        return html
    return f"{html}<p>-- <br>{escape(signature).replace(chr(10), '<br>')}</p>"
