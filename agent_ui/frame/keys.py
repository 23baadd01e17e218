"""The keys, as the list of keys shows them. What each does is in `static/js/keys.js`; a test presses all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from agent_ui.frame.page import Place
from agent_ui.words.languages import Words


@dataclass(frozen=True, slots=True)
class KeyLine:
    cap: str
    """As it is printed: `Ctrl ↵`, `G W`."""
    what: str


@dataclass(frozen=True, slots=True)
class KeysView:
    anywhere: tuple[KeyLine, ...]
    """These act while a text is being written, too."""
    outside: tuple[KeyLine, ...]


def keys(
    words: Words,
    *,
    takes_work: bool,
    on_console: bool,
    places: Collection[Place],
    on_home: bool = False,
    on_cases: bool = False,
    on_case: bool = False,
    on_list: bool = False,
) -> KeysView:
    """Those that do something here for this reader."""
    anywhere = [*_of_work(words)] if takes_work else []
    anywhere.append(KeyLine("Ctrl K", words.gettext("find anything, or do something on this page")))
    if on_console:
        anywhere += _of_writing(words)
    anywhere.append(KeyLine("Esc", words.gettext("leave the field or menu (never ends a call)")))
    outside = [*_of_console(words)] if on_console else []
    if on_home:
        outside += _of_home(words)
    if on_cases:
        outside += _of_cases(words, takes_work=takes_work)
    if on_list:
        outside += _of_list(words)
    if on_case and takes_work:
        outside += _of_case(words)
    if takes_work:
        outside.append(KeyLine("C", words.gettext("write to somebody, or begin a task, a case or a note")))
        outside.append(KeyLine("B", words.gettext("presence")))
        outside.append(KeyLine("!", words.gettext("ask a supervisor for help")))
    if Place.BOARD in places and not on_console and not on_case:
        outside.append(KeyLine("Z", words.gettext("undo what you have just done")))
    outside += [line for place, line in _of_places(words).items() if place in places]
    outside.append(KeyLine("?", words.gettext("all keys")))
    return KeysView(tuple(anywhere), tuple(outside))


def _of_work(words: Words) -> tuple[KeyLine, ...]:
    return (
        KeyLine("F2", words.gettext("accept the offer")),
        KeyLine("Shift F2", words.gettext("not now")),
        KeyLine("F4", words.gettext("hold, resume; swap between customer and colleague")),
        KeyLine("F8", words.gettext("mute")),
    )


def _of_writing(words: Words) -> tuple[KeyLine, ...]:
    return (
        KeyLine("Ctrl ↵", words.gettext("send, finish")),
        KeyLine("Ctrl Shift ↵", words.gettext("send and close")),
        KeyLine("Ctrl ;", words.gettext("insert a snippet")),
        KeyLine("Ctrl Z", words.gettext("undo sending while the field is empty")),
    )


def _of_console(words: Words) -> tuple[KeyLine, ...]:
    return (
        KeyLine("J", words.gettext("next work")),
        KeyLine("K", words.gettext("previous work")),
        KeyLine("↵", words.gettext("open it")),
        KeyLine("/", words.gettext("filter")),
        KeyLine("R", words.gettext("reply")),
        KeyLine("Shift R", words.gettext("reply to all")),
        KeyLine("F", words.gettext("forward the latest message")),
        KeyLine("Shift F", words.gettext("find in the conversation")),
        KeyLine("N", words.gettext("note")),
        KeyLine("M", words.gettext("run a macro")),
        KeyLine("O", words.gettext("send the answer later")),
        KeyLine("E", words.gettext("close")),
        KeyLine("P", words.gettext("park, also a call")),
        KeyLine("Shift U", words.gettext("pick up the call that has been parked longest")),
        KeyLine("D", words.gettext("note a promise or a task")),
        KeyLine("T", words.gettext("transfer, or ask a colleague on a call")),
        KeyLine("Shift P", words.gettext("card data on a call: pause the recording, let it go on")),
        KeyLine("H", words.gettext("conference of all on the call")),
        KeyLine("U", words.gettext("hand the call over to the colleague you asked")),
        KeyLine("−", words.gettext("say good-bye to the colleague you asked")),
        KeyLine("Shift E", words.gettext("act in the ERP")),
        KeyLine("Shift C", words.gettext("call: the callback, the customer of the task, or once more")),
        KeyLine("#", words.gettext("keypad, on a call")),
        KeyLine("*", words.gettext("leave our message on the answering machine")),
        KeyLine("S", words.gettext("open a case, or link one")),
        KeyLine("A", words.gettext("look for an article")),
        KeyLine("X", words.gettext("insert the first suggested article as text")),
        KeyLine("L", words.gettext("insert the first suggested article as a link")),
        KeyLine("V", words.gettext("insert the first order or invoice shown as text")),
        KeyLine("Y", words.gettext("translate, summarise or draft by the assistant, where it is on")),
        KeyLine("Q", words.gettext("the open step of the guide; 1–9 choose its answer")),
        KeyLine("I", words.gettext("customer")),
        KeyLine("W", words.gettext("code of the call, wrap-up")),
        KeyLine("+", words.gettext("30 seconds more to wrap up")),
        KeyLine("Z", words.gettext("undo sending, closing or parking")),
        KeyLine("1–9", words.gettext("choose who it is")),
    )


def _of_home(words: Words) -> tuple[KeyLine, ...]:
    return (
        KeyLine("J", words.gettext("next work")),
        KeyLine("K", words.gettext("previous work")),
        KeyLine("↵", words.gettext("open it, or the most urgent")),
        KeyLine("Q", words.gettext("take the oldest of a queue, where that is allowed")),
        KeyLine("D", words.gettext("new task")),
        KeyLine("G T", words.gettext("go to the tasks")),
    )


def _of_cases(words: Words, *, takes_work: bool) -> tuple[KeyLine, ...]:
    moves = (
        KeyLine("J", words.gettext("next case")),
        KeyLine("K", words.gettext("previous case")),
        KeyLine("/", words.gettext("find a case by number or title")),
    )
    return (*moves, KeyLine("N", words.gettext("new case"))) if takes_work else moves


def _of_list(words: Words) -> tuple[KeyLine, ...]:
    return (
        KeyLine("J", words.gettext("next line")),
        KeyLine("K", words.gettext("previous line")),
        KeyLine("X", words.gettext("choose the line, to change many at once")),
        KeyLine("/", words.gettext("find in the list")),
    )


def _of_case(words: Words) -> tuple[KeyLine, ...]:
    """Those of the state it is in do something; others do nothing."""
    return (
        KeyLine("O", words.gettext("owner")),
        KeyLine("S", words.gettext("state")),
        KeyLine("P", words.gettext("wait, or continue")),
        KeyLine("M", words.gettext("merge with another case")),
        KeyLine("L", words.gettext("link an order or another thing")),
        KeyLine("E", words.gettext("resolve, or close")),
        KeyLine("R", words.gettext("open again")),
        KeyLine("1", words.gettext("link to the known incident")),
        KeyLine("Z", words.gettext("undo what you have just done")),
    )


def _of_places(words: Words) -> dict[Place, KeyLine]:
    return {
        Place.HOME: KeyLine("G H", words.gettext("go to the home page")),
        Place.WORK: KeyLine("G W", words.gettext("go to work")),
        Place.CONVERSATIONS: KeyLine("G L", words.gettext("go to the list of conversations")),
        Place.CUSTOMERS: KeyLine("G C", words.gettext("go to customers")),
        Place.CASES: KeyLine("G S", words.gettext("go to cases")),
        Place.KNOWLEDGE: KeyLine("G K", words.gettext("go to the articles")),
        Place.BOARD: KeyLine("G B", words.gettext("go to the wallboard")),
        Place.ADMIN: KeyLine("G A", words.gettext("go to administration")),
    }
