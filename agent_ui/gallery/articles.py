"""Sample articles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from markupsafe import Markup

from agent_ui.frame.page import Page
from agent_ui.gallery import work
from agent_ui.help.views import (
    HelpArticle,
    HelpFile,
    HelpGroup,
    HelpHome,
    HelpLink,
    HelpResults,
)
from agent_ui.knowledge.views import (
    ArticleChoice,
    ArticleFileView,
    ArticleListView,
    ArticleRow,
    ArticleTab,
    ArticleTextView,
    ArticleVersionLine,
    ArticleVersionsView,
    ArticleView,
    CategoriesView,
    CategoryLine,
    DifferenceView,
    EditorText,
    EditorView,
    GapLine,
    GapsView,
    LanguageDifferences,
    SuggestedArticle,
    SuggestionsView,
)
from agent_ui.views import Fact, Tone, UndoView
from agent_ui.views.help import HelpFrame, HelpLanguage

ID = UUID(int=0x018F_0000_0000_7000_8000_0000_0003_0001)
OTHER = UUID(int=ID.int + 1)
HREF = f"/knowledge/{ID}"
BOTH = ("English", "繁體中文")
GRINDERS = ArticleChoice(str(ID), "Grinders", True)


def listed() -> ArticleListView:
    rows = (
        ArticleRow(
            HREF, "KB-3", "Kiln G1 rattles while grinding", BOTH, "Grinders", "Published", Tone.GOOD, "Customers",
            "Mei Chen 陳美", "1 Dec", Tone.PLAIN, "23 times, 2 came back",
        ),
        ArticleRow(
            HREF, "KB-5", "除垢：每兩個月一次", ("繁體中文",), "Machines", "Published; newer draft", Tone.PLAIN,
            "Customers", "Wei Huang 黃偉", "20 Nov", Tone.LATE, "9 times, 4 came back", Tone.LATE,
        ),
        ArticleRow(
            HREF, "KB-8", "What we may promise on lot 2609-B", ("English",), "", "Approved", Tone.SOON,
            "Colleagues only", "Sam Rivers", "", Tone.PLAIN, "–",
        ),
    )  # fmt: skip
    tabs = (
        ArticleTab("Published", 12, "/knowledge?view=live", True),
        ArticleTab("Drafts", 2, "/knowledge?view=drafts", False),
        ArticleTab("All", None, "/knowledge?view=all", False),
    )
    return ArticleListView(tabs, rows, "", "live", (GRINDERS,), 4, "/knowledge?after=x", True, "/help/kiln/en")


def article() -> ArticleView:
    english = Markup(
        "<p>The burr carrier has come loose. <strong>Stop grinding</strong>, then:</p><ol><li>Switch off.</li>"
        "<li>Take out the hopper.</li></ol><h2>What we do</h2><p>We replace it <em>at no cost</em>.</p>"
    )
    return ArticleView(
        ID, HREF, "KB-3", "Published; newer draft", Tone.PLAIN,
        (
            ArticleTextView("en", "English", "Kiln G1 rattles while grinding", english),
            ArticleTextView("zh-Hant", "繁體中文", "G1 磨豆機有聲音", Markup("<p>刀盤座鬆動，我們免費更換。</p>")),
        ),
        (
            Fact("For", "Customers"), Fact("Category", "Grinders"), Fact("Owner", "Mei Chen 陳美"),
            Fact("Review by", "20 Nov", None, Tone.LATE), Fact("Written", "Yesterday", "Wei Huang 黃偉"),
        ),
        (ArticleFileView("burr-carrier.pdf", 420_000, "/file", f"{HREF}/files/1/remove"),),
        "You read version 3; version 2 is published.",
        ((f"{HREF}/approve", "Approve", True), (f"{HREF}/archive", "Archive", False)), True, True,
        "/help/kiln/en/articles/3", UndoView("Saved as a draft.", None),
    )  # fmt: skip


def editor() -> EditorView:
    return EditorView(
        f"{HREF}/edit", HREF, "KB-3", 4, ID, None,
        (
            EditorText("en", "English", "Kiln G1 rattles", "The burr carrier is **loose**.\n\n1. Switch off.\n"),
            EditorText("zh-Hant", "繁體中文", "G1 磨豆機有聲音", "刀盤座鬆動。"),
        ),
        (GRINDERS,),
        (ArticleChoice("inside", "Colleagues only"), ArticleChoice("customers", "Customers", True)),
        (ArticleChoice("1", "Mei Chen 陳美", True),), "2026-12-01",
        "A colleague has saved this article since you opened it.",
    )  # fmt: skip


def versions() -> ArticleVersionsView:
    lines = (
        DifferenceView("skipped", ""), DifferenceView("same", "Switch off."),
        DifferenceView("removed", "We replace it on Monday."), DifferenceView("added", "We replace it at no cost."),
    )  # fmt: skip
    return ArticleVersionsView(
        HREF, "KB-3", "Kiln G1 rattles while grinding",
        (
            ArticleVersionLine(3, f"{HREF}/versions?version=3", "Draft", Tone.PLAIN, "Wei Huang 黃偉", "14:20", True),
            ArticleVersionLine(2, f"{HREF}/versions?version=2", "Published", Tone.GOOD, "Mei Chen", "19 Nov", False),
        ),
        "Version 3 against version 2",
        (LanguageDifferences("en", "English", "Kiln G1 rattles", "Kiln G1 rattles while grinding", lines),),
    )  # fmt: skip


def gaps() -> GapsView:
    return GapsView(
        (
            GapLine(ID, "Do you repair boilers?", "en", "7 times", "help page, web chat", "Today", "/knowledge/new"),
            GapLine(ID, "可以分期付款嗎", "zh-Hant", "2 times", "web chat", "Yesterday", "/knowledge/new"),
        ),
        UndoView("Taken off the list.", f"/knowledge/gaps/{ID}/open"),
    )  # fmt: skip


def categories() -> CategoriesView:
    return CategoriesView(
        (CategoryLine(ID, "Grinders", "磨豆機"), CategoryLine(ID, "Delivery", "")), UndoView("Category removed.", "/x")
    )


def suggestions() -> SuggestionsView:
    return SuggestionsView(
        work.CHAT,
        (
            SuggestedArticle(ID, "KB-3", "G1 磨豆機有聲音", "刀盤座鬆動，免費更換。", "zh-Hant", False, True, HREF),
            SuggestedArticle(OTHER, "KB-8", "What we may promise", "Offer a loan machine.", "en", True, False, HREF),
        ),
        True,
        True,
    )  # fmt: skip


def help_pages() -> dict[str, tuple[str, Page, dict[str, Any]]]:
    page = Page("Kiln & Co", "")
    languages = (
        HelpLanguage("en", "English", "/help/kiln/en", True),
        HelpLanguage("zh-Hant", "繁體中文", "/help/kiln/zh-Hant", False),
    )
    frame = HelpFrame("Kiln & Co", "/help/kiln/en", "/help/kiln/en/search", languages, door="/help/kiln/en/own")
    links = (
        HelpLink("Kiln G1 rattles while grinding", HREF, "en", "The burr carrier has come loose. Stop grinding, then"),
        HelpLink("除垢：每兩個月一次", HREF, "zh-Hant", "用檸檬酸，不要用醋。"),
    )
    whole = HelpArticle(
        frame, "en", links[0].title, article().texts[0].html, "The burr carrier has come loose.", "Mon 23 Nov",
        (HelpFile("burr-carrier.pdf", "420 kB", "/file"),),
    )  # fmt: skip
    asked = replace(frame, query="boiler")
    return {
        "help": ("help/home.html", page, {"help": HelpHome(frame, (HelpGroup("Grinders", links),))}),
        "help-search": ("help/search.html", page, {"help": HelpResults(asked, links)}),
        "help-none": ("help/search.html", page, {"help": HelpResults(asked, ())}),
        "help-article": ("help/article.html", page, {"help": whole}),
    }


def pages(page: Page) -> dict[str, tuple[str, Page, dict[str, Any]]]:
    return {
        "articles": ("knowledge/list.html", page, {"list": listed()}),
        "article": ("knowledge/article.html", page, {"article": article()}),
        "article-edit": ("knowledge/editor.html", page, {"editor": editor()}),
        "article-versions": ("knowledge/versions.html", page, {"versions": versions()}),
        "article-gaps": ("knowledge/gaps.html", page, {"gaps": gaps()}),
        "categories": ("knowledge/categories.html", page, {"categories": categories()}),
    }


def fragment(path: str, found: bool) -> tuple[str, dict[str, Any]]:
    """The template of an address, and its views."""
    if path.startswith("/knowledge/preview/"):
        return "knowledge/preview.html", {"shown": article().texts[0].html}
    name = "beside" if "/beside/" in path else "found" if found else "find"
    return f"knowledge/{name}.html", {"suggestions": suggestions()}
