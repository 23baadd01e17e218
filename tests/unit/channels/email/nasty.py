"""Mails made to keep a parser busy: `python -m tests.unit.channels.email.nasty SIZE NAME…` reads them."""

from __future__ import annotations

import sys
from collections.abc import Callable

from contact_center.kernel.contracts.channels import Unparseable
from tests.unit.channels.email.builders import HEAD, parsed


def _mail(body: str, head: str = "Content-Type: text/plain; charset=utf-8\r\n") -> bytes:
    return (HEAD + head + "\r\n" + body).encode()


def _html(body: str) -> bytes:
    return _mail(body, "Content-Type: text/html; charset=utf-8\r\n")


def _mixed(parts: str, kind: str = "multipart/mixed") -> bytes:
    return _mail(parts, f'Content-Type: {kind}; boundary="b"\r\n')


def _times(piece: str, size: int) -> str:
    return piece * (size // len(piece))


SHAPES: dict[str, Callable[[int], bytes]] = {
    "price list": lambda n: _mail("\r\n".join(f"{k};On Sale;Widget;12,50" for k in range(n // 24))),
    "on": lambda n: _mail(_times("On ", n)),
    "colons": lambda n: _mail(_times("a 1@b:\n", n)),
    "almost wrote": lambda n: _mail(_times("On 1.1.2026 a@b <c\nwrote\n\n", n)),
    "marks": lambda n: _mail(_times("> a\nb\n", n)),
    "deep marks": lambda n: _mail(">" * n),
    "fields": lambda n: _mail(_times("From: a\nTo: b\n\n", n)),
    "rules": lambda n: _mail(_times("____\n", n)),
    "blank lines": lambda n: _mail("\n" * n),
    "spaces": lambda n: _mail(_times(" \t", n)),
    "codes": lambda n: _mail(_times("550 5.1.1 ", n)),
    "uu": lambda n: _mail(_times("begin 644 a\n", n)),
    "words": lambda n: _mail("x", f"X: {_times('=?a?q?', n)}\r\nTo: {_times('=?utf-8?q?a?= ', n)}\r\n"),
    "parentheses": lambda n: _mail("x", f"Cc: {'(' * n}\r\n"),
    "quotes": lambda n: _mail("x", f"Cc: {_times(chr(34) + 'a', n)}\r\n"),
    "addresses": lambda n: _mail("x", f"Cc: {_times('a@b.example,', n)}\r\n"),
    "references": lambda n: _mail("x", f"References: {_times('<a', n)}\r\nIn-Reply-To: {_times('a@b ', n)}\r\n"),
    "headers": lambda n: _mail("x", _times("X-A: b\r\n", n)),
    "junk headers": lambda n: _mail("x", _times("junk\r\n", n) + "X-A: b\r\n"),
    "parameters": lambda n: _mail("x", f"Content-Type: text/plain;{_times(' a=b;', n)}\r\n"),
    "flowed": lambda n: _mail(_times("a \n", n), "Content-Type: text/plain; format=flowed; delsp=yes\r\n"),
    "parts": lambda n: _mixed(_times("--b\r\n\r\na\r\n", n)),
    "almost parts": lambda n: _mixed(_times("--b-\r\n", n)),
    "rows of boundaries": lambda n: _mixed(_times("--b\r\n", n)),
    "nested": lambda n: _mail("x", "".join(
        f'Content-Type: multipart/mixed; boundary="b{k}"\r\n\r\n--b{k}\r\n' for k in range(n // 60))),
    "nested mails": lambda n: _mixed("--b\r\n" + _times("Content-Type: message/rfc822\r\n\r\n", n)),
    "ampersands": lambda n: _html("&" * n),
    "entities": lambda n: _html(_times("&amp;", n)),
    "tags": lambda n: _html(_times("<p>a", n)),
    "open tags": lambda n: _html(_times("<b></i>", n)),
    "deep tags": lambda n: _html(_times("<div>", n)),
    "tables": lambda n: _html(_times("<table><tr><td>", n)),
    "attributes": lambda n: _html("<p " + "".join(f"a{k}=1 " for k in range(n // 8)) + ">x"),
    "brackets": lambda n: _html("<" * n),
    "comments": lambda n: _html(_times("<!--", n)),
    "scripts": lambda n: _html(_times("<script>", n)),
    "styles": lambda n: _html(f'<p style="{_times("color:red;", n)}">x'),
    "quoted html": lambda n: _html(_times('<blockquote type="cite">a', min(n, 7_000)) + _times("b<br>", n)),
    "one line": lambda n: _mail("a" * n),
    "chinese": lambda n: _mail(_times("请问发票", n // 3)),
    "half bytes": lambda n: HEAD.encode() + b"\r\n" + b"\xe8\xff\x81" * (n // 3),
    "base64": lambda n: _mail(_times("A=", n), "Content-Transfer-Encoding: base64\r\n"),
    "quoted-printable": lambda n: _mail(_times("=3", n), "Content-Transfer-Encoding: quoted-printable\r\n"),
    "signed": lambda n: HEAD.encode() + b"Content-Type: application/pkcs7-mime\r\n\r\n" + b"\x30\x80" * (n // 2),
    "tokens": lambda n: _mail(_times("abcdefghijklmnopqrstuvwxyz234567abcdefghij ", n)),
}  # fmt: skip


def read(shape: str, size: int) -> None:
    """Raises nothing: a message or a reason comes out."""
    try:
        parsed(SHAPES[shape](size))
    except Unparseable:
        return


if __name__ == "__main__":
    for name in sys.argv[2:]:
        read(name, int(sys.argv[1]))
