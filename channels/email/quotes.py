"""What the customer wrote this time, without the mail it answers.

Only for showing: the full text is always kept, because answers between the lines of a quote would be
lost. Chinese clients come first, from a table of our own; a library knows the Western ones.
"""

from __future__ import annotations

import re
from itertools import takewhile

from email_reply_extractor import extract_new_text

_MARKS = (
    re.compile(r"^.{0,120}[于於]\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日.{0,60}[写寫]道\s*[：:]", re.DOTALL),
    re.compile(r"^[在于於]\s*\d{4}[-/年.]\s*\d{1,2}[-/月.]\s*\d{1,2}.{0,160}[写寫]道\s*[：:]", re.DOTALL),
    re.compile(
        r"^[-—_─]{2,}\s*(?:原始[邮郵]件|转发邮件|轉寄郵件|(?:回复的)?原邮件|[邮郵]件原件|"
        r"Original(?: Message)?)\s*[-—_─]{2,}"
    ),
    re.compile(r"^[-—_─]{4,}\s*$"),
)
_RULE = _MARKS[3]
_FIELD = re.compile(
    r"^[>\s*]*(?:发件人|发送时间|发送日期|收件人|抄送|主题|日期|寄件者|寄件人|收件者|副本|主旨|寄件日期|傳送時間|傳送日期|"
    r"From|Sent|To|Cc|Subject|Date)\s*\**\s*[：:]"
)
_SIGNATURE = re.compile(
    r"^\s*(?:发自我的|從我的|从我的|來自我的|传送自|傳送自|Sent from my)\s*.{1,30}$|^\s*来自.{0,20}邮箱\s*$"
)
_FIELDS_OF_A_QUOTE = 3
_LONGEST = 200_000


def visible_text(text: str) -> str:
    """The new part of a reply; the whole text where no quote is found or nothing new stands above it."""
    if len(text) > _LONGEST:
        return text
    lines = text.split("\n")
    cut = _first_quote(lines)
    if cut is not None:
        above = "\n".join(_without_signature(lines[:cut])).strip()
        return above or text
    return _western(text) or text


def _first_quote(lines: list[str]) -> int | None:
    for at, line in enumerate(lines):
        if _MARKS[2].match(line.strip()) or _attribution(lines, at):
            return at
        if _FIELD.match(line) and _header_block(lines, at):
            return at - 1 if at and _RULE.match(lines[at - 1].strip()) else at
    return None


def _attribution(lines: list[str], at: int) -> bool:
    """`… 于 2026年… 写道：` on one line, or wrapped over up to three that begin a paragraph."""
    near = list(takewhile(str.strip, lines[at : at + 3]))
    if near and _says(near[0]):
        return True
    begins = at == 0 or not lines[at - 1].strip()
    return begins and _says("\n".join(near)) and not any(_says(line) for line in near)


def _says(text: str) -> bool:
    return bool(_MARKS[0].match(text) or _MARKS[1].match(text))


def _header_block(lines: list[str], at: int) -> bool:
    """Three or more `From: / Sent: / To:` lines in a row, in any of the languages, blank lines aside."""
    block = [line for line in lines[at : at + 8] if line.strip()][:_FIELDS_OF_A_QUOTE]
    return len(block) == _FIELDS_OF_A_QUOTE and all(_FIELD.match(line) for line in block)


def _without_signature(lines: list[str]) -> list[str]:
    kept = list(lines)
    while kept and (not kept[-1].strip() or _SIGNATURE.match(kept[-1])):
        kept.pop()
    return kept


def _western(text: str) -> str:
    try:
        found = extract_new_text(text).text.strip()
    except Exception:  # a parser of strangers' text that may fail costs only the trimming
        return text
    return "\n".join(_without_signature(found.split("\n"))).strip()
