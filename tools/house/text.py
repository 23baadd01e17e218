"""Rules for templates and lock files, read as text."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from tools.house.finding import Finding

INLINE = {
    r"""\sstyle\s*=""": "no style attribute: the content security policy refuses it; use a class",
    r"<style[\s>]": "no style element: the content security policy refuses it; use a style sheet",
    r"<script(?![^>]*\ssrc\s*=)(?![^>]*application/(?:ld\+)?json)[^>]*>": "no inline script: use a file with `src`",
    r"""\son[a-z]+\s*=\s*["']""": "no event handler in an attribute: listen in a script file",
    r"""=\s*["']\s*javascript:""": "no javascript: address",
}
ADDRESS = {
    r"\w+://": "no address of an index or machine: any mirror must serve",
    r"^\s*(--(extra-)?index-url|-i\s|--find-links|-f\s|--trusted-host)": "no index option: the machine decides",
    r'^\s*"resolved":': "no address of a registry: .npmrc has omit-lockfile-registry-resolved=true",
    r"^\s*(@[\w-]+:)?registry\s*=": "no address of a registry: it is the machine's own business",
}
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)


def check_template(path: PurePosixPath, text: str) -> list[Finding]:
    """No inline style and no inline script; comments may speak of them."""
    return _search(path, COMMENT.sub(_blank, text), INLINE)


def check_lock(path: PurePosixPath, text: str) -> list[Finding]:
    """Lock files and npm settings hold versions and digests, never where to fetch from."""
    if path.name == "package-lock.json":
        # Who funds a package is told with an address; nothing is fetched from it.
        text = re.sub(r'"url": "[^"]*"', '"url": ""', text)
    return _search(path, text, ADDRESS)


def _search(path: PurePosixPath, text: str, patterns: dict[str, str]) -> list[Finding]:
    found = [
        Finding(path, text.count("\n", 0, match.start()) + 1, words)
        for pattern, words in patterns.items()
        for match in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE)
    ]
    return sorted(found, key=lambda finding: finding.line)


def _blank(match: re.Match[str]) -> str:
    """As many lines as the comment had, so that line numbers stay right."""
    return "\n" * match.group().count("\n")
