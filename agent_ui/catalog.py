"""Keeps the translation catalogue in step with the texts: `python -m agent_ui.catalog` updates it.

Texts are found in the templates and in Python calls of `gettext` and `ngettext`.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from agent_ui.words.languages import LOCALE_FOLDER

_CHANGING = (b'"Report-', b'"POT-', b'"PO-', b'"Last-', b'"Language-Team', b'"Generated-')
"""Header lines that would differ on every run or name nobody."""
SOURCE_FOLDER = Path(__file__).parent
CATALOGUE = LOCALE_FOLDER / "zh_Hant_TW" / "LC_MESSAGES" / "messages.po"
_METHODS = [("templates/**.html", "jinja2"), ("gallery/**.py", "ignore"), ("**.py", "python")]
_OPTIONS = {"templates/**.html": {"silent": "false", "trimmed": "true", "encoding": "utf-8"}}


def extract() -> Catalog:
    """All texts of the interface, as the sources have them now."""
    template = Catalog(charset="utf-8")
    found = extract_from_dir(str(SOURCE_FOLDER), _METHODS, _OPTIONS)
    for path, _line, message, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        template.add(message, None, [(path, 0)], auto_comments=comments, context=context)
    return template


def read() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hant_TW")


def updated() -> Catalog:
    """The catalogue with the texts of today: new ones empty, gone ones dropped, nothing guessed."""
    catalogue = read()
    catalogue.update(extract(), no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    return catalogue


def missing(catalogue: Catalog) -> list[str]:
    """Ids without a complete translation."""
    return [_name(m.id) for m in catalogue if m.id and (m.fuzzy or not _complete(m.string))]


def stale() -> tuple[set[str], set[str]]:
    """(texts the catalogue does not know, texts it has but no source uses)."""
    used = {_name(message.id) for message in extract() if message.id}
    known = {_name(message.id) for message in read() if message.id}
    return used - known, known - used


def _complete(string: str | tuple[str, ...] | list[str] | None) -> bool:
    if string is None or isinstance(string, str):
        return bool(string)
    return bool(string) and all(string)


def _name(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def rendered(catalogue: Catalog) -> bytes:
    """The catalogue as it is kept: in the order of the sources, nothing that changes from run to run."""
    out = BytesIO()
    write_po(out, catalogue, width=0, sort_by_file=True, omit_header=False, include_lineno=False)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_CHANGING))


def main() -> None:
    CATALOGUE.write_bytes(rendered(updated()))


if __name__ == "__main__":
    main()
