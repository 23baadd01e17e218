"""Bytes to text for mail as it really comes: charsets that lie, headers that break the rules.

Nothing here raises on bad input. Bytes that can only be one thing (a byte order mark, ISO-2022 escapes,
ASCII, UTF-8 with more than ASCII) are read as that, whatever was declared. Otherwise the declared charset
has a head start against those that senders really use, and `plausible` decides. GB 2312 and GBK are read
as GB 18030, which contains both and the characters that senders use regardless.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re

import chardet

from channels.email.plausible import best, likeness

_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "hz": "hz", "hz-gb-2312": "hz", "gb18030-2000": "gb18030", "euc-cn": "gb18030", "x-euc-cn": "gb18030",
    "big5": "big5hkscs", "x-x-big5": "big5hkscs", "cp950": "big5hkscs", "big5-eten": "big5hkscs",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext", "iso-2022-jp-ms": "iso2022_jp_ext", "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext", "x-euc-jp": "euc_jp", "eucjp": "euc_jp",
    "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "euc-kr": "cp949", "ks_c_5601": "cp949", "x-windows-949": "cp949",
    "us-ascii": "utf-8", "ascii": "utf-8", "ansi_x3.4-1968": "utf-8", "iso-8859-1": "cp1252", "latin-1": "cp1252",
    "latin1": "cp1252", "iso8859-1": "cp1252", "iso-8859-9": "cp1254", "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8", "iso-8859-6-i": "iso8859-6", "tis-620": "cp874", "iso-8859-11": "cp874",
    "utf8": "utf-8", "utf-8-sig": "utf-8", "unicode-1-1-utf-8": "utf-8", "utf-8mb4": "utf-8", "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7", "default": "utf-8", "unknown-8bit": "", "x-unknown": "", "unknown": "",
    "macintosh": "mac-roman", "x-mac-roman": "mac-roman", "windows-1252http-equivcontent-type": "cp1252",
}  # fmt: skip
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"\?=\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ESCAPES = (
    (re.compile(rb"\x1b(?:\$[@B]|\([JI]|\$\([DOPQ])"), ("iso2022_jp_ext", "iso2022_jp_3", "iso2022_jp_2")),
    (re.compile(rb"\x1b\$\)C"), ("iso2022_kr",)),
    (re.compile(rb"~\{(?:[!-w][!-~]){1,40}~\}"), ("hz",)),
)
_MARKS_OF_ORDER = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CANDIDATES = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1252", "cp1250", "cp1251", "koi8-r")
_SEVEN_BITS = frozenset({"utf-7", "hz", "iso2022_jp_ext", "iso2022_kr"})
_HEAD_START = 0.7
"""What a declaration is worth: less than the difference between language and noise, more than between close kin."""
_SAMPLE = 4_000
_GUESS_BYTES = 20_000
_SURE = 0.8
_HIGH = re.compile(rb"[\x80-\xff]")


def text_of(content: bytes, declared: str | None = None) -> str:
    """Decode a body or any bytes; never fails, never leaves NUL or surrogates behind."""
    codec = codec_of(declared)
    return clean(_certain(content, codec) or _likely(content, codec))


def codec_of(declared: str | None) -> str | None:
    """The Python codec to use for a declared charset, None for an unknown one."""
    name = (declared or "").strip(" \"'\t\r\n;,").lower()
    name = _WIDER.get(name, name)
    if name.startswith("charset="):
        return codec_of(name[8:])
    try:
        info = codecs.lookup(name) if name and name.isascii() else None
    except (LookupError, ValueError):
        return None
    return info.name if info is not None and info._is_text_encoding else None


def header_text(value: str, hint: str | None = None) -> str:
    """Decode a raw header value (RFC 2047 words, raw 8-bit bytes as surrogates) to one line.

    `hint` is the charset of the body: the best guess for raw bytes.
    """
    joined = _BETWEEN_WORDS.sub("?=", value)
    parts: list[str] = []
    at = 0
    for run in _runs(joined):
        parts += [_plain(joined[at : run[0][0]], hint), _decoded(run)]
        at = run[-1][1]
    parts.append(_plain(joined[at:], hint))
    return " ".join("".join(parts).split())


def clean(text: str) -> str:
    """Text without control, direction-override and half characters; Unix line ends."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _certain(content: bytes, codec: str | None) -> str | None:
    """What bytes can only be."""
    for mark, name in _MARKS_OF_ORDER:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    if codec is not None and codec.startswith(("utf-16", "utf-32")):
        return content.decode(codec, "replace") if b"\0" in content else None
    for escape, names in _ESCAPES:
        if escape.search(content):
            return _strictly(content, *names) or content.decode(names[0], "replace")
    if not _HIGH.search(content):
        return _strictly(content, codec) if codec in _SEVEN_BITS else content.decode("ascii")
    unicode = _strictly(content, "utf-8")
    if unicode is not None and codec not in _CANDIDATES[:5]:
        return unicode
    return unicode if unicode is not None and likeness(unicode) >= likeness(_sample(content, codec or "")) else None


def _likely(content: bytes, codec: str | None) -> str:
    """The declared charset unless another reads far better; the one with the fewest holes if none fits."""
    sample = _lines_beyond_ascii(content)
    fitting = [(name, start) for name, start in _tries(codec) if _strictly(sample, name) is not None]
    if not fitting:
        return _with_holes(content, sample, codec)
    readings = {name: sample.decode(name) for name, _ in reversed(fitting)}
    chosen = best([(readings[name], start) for name, start in fitting])
    name = next(name for name, _ in fitting if readings[name] == chosen)
    if codec != name and len(_HIGH.findall(sample)) > 100:  # enough for statistics
        guess = chardet.detect(content[:_GUESS_BYTES])
        guessed = codec_of(guess.get("encoding")) if (guess.get("confidence") or 0) >= _SURE else None
        name = guessed if guessed and _strictly(content, guessed) is not None else name
    return content.decode(name, "replace")


def _tries(codec: str | None) -> list[tuple[str, float]]:
    declared = [(codec, _HEAD_START)] if codec else []
    return declared + [(name, 0.0) for name in _CANDIDATES if name != codec]


def _with_holes(content: bytes, sample: bytes, codec: str | None) -> str:
    names = [*([codec] if codec else []), "utf-8", *_CANDIDATES[:6]]
    holes = {name: _sample(sample, name).count("\ufffd") for name in dict.fromkeys(names)}
    name = min(holes, key=lambda each: (holes[each], names.index(each)))
    # A declared charset with a few broken bytes is still a better reading than a doubtful guess.
    if codec and holes[codec] <= len(sample) // 50 + 1:
        name = codec
    return content.decode(name, "replace")


def _lines_beyond_ascii(content: bytes) -> bytes:
    """The lines that tell charsets apart, whole, so that no character is cut."""
    lines = [line for line in content[: _SAMPLE * 50].split(b"\n") if _HIGH.search(line)]
    sample, length = [], 0
    for line in lines:
        sample.append(line)
        length += len(line)
        if length > _SAMPLE:
            break
    return b"\n".join(sample)[: _SAMPLE * 5] if sample else content[:_SAMPLE]


def _sample(content: bytes, name: str) -> str:
    try:
        return content[: _SAMPLE * 5].decode(name or "latin-1", "replace")
    except (LookupError, ValueError):
        return "\ufffd" * 100


def _strictly(content: bytes, *names: str | None) -> str | None:
    for name in names:
        try:
            return content.decode(name or "ascii")
        except (UnicodeDecodeError, ValueError, LookupError):
            continue
    return None


def _runs(value: str) -> list[list[tuple[int, int, str, bytes]]]:
    """Encoded words that stand side by side in one charset: senders split characters between them."""
    runs: list[list[tuple[int, int, str, bytes]]] = []
    for found in _WORD.finditer(value):
        charset = found.group(1).split("*")[0].lower()
        word = (found.start(), found.end(), charset, _unpacked(found.group(2), found.group(3)))
        if runs and runs[-1][-1][1] == found.start() and runs[-1][-1][2] == charset:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _decoded(run: list[tuple[int, int, str, bytes]]) -> str:
    return text_of(b"".join(word[3] for word in run), run[0][2])


def _unpacked(encoding: str, payload: str) -> bytes:
    raw = (
        payload.encode("ascii", "surrogateescape") if payload.isascii() else payload.encode("utf-8", "surrogateescape")
    )
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return raw


def _plain(value: str, hint: str | None) -> str:
    if not value:
        return ""
    raw = value.encode("utf-8", "surrogateescape")
    return text_of(raw, hint) if _HIGH.search(raw) or b"\x1b" in raw else clean(value)
