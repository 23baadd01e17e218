"""What became of calls in their menus, in words."""

from __future__ import annotations

from agent_ui.words.languages import Words
from contact_center.measures.menus import MenuCounts


def counts(words: Words, of: MenuCounts) -> str:
    """One sentence; empty where no call entered by a menu."""
    if not of.calls:
        return ""
    parts = (
        (of.to_agents, words.gettext("%(n)s to agents")),
        (of.in_menu, words.gettext("%(n)s ended in the menu")),
        (of.after_hours, words.gettext("%(n)s came after hours")),
        (of.callback, words.gettext("%(n)s took a callback")),
        (of.voicemail, words.gettext("%(n)s to voicemail")),
        (of.put_through, words.gettext("%(n)s put through to outside")),
        (of.no_lines, words.gettext("%(n)s refused, no line was free")),
        (of.blocked, words.gettext("%(n)s refused, the caller is blocked")),
    )
    listed = words.gettext(", ").join(text % {"n": words.number(n)} for n, text in parts if n)
    whole = words.ngettext("%(n)s call entered by a menu", "%(n)s calls entered by a menu", of.calls)
    return words.gettext("%(calls)s: %(parts)s.", calls=whole, parts=listed)
