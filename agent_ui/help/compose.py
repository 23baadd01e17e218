"""The help page of an organisation: only what is published for customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from agent_ui.compose.help_frame import frame, root
from agent_ui.help.views import (
    HelpArticle,
    HelpFile,
    HelpGroup,
    HelpHome,
    HelpLink,
    HelpResults,
)
from agent_ui.words import knowledge as said
from agent_ui.words.languages import Words
from contact_center.directory.domain import Tenant
from contact_center.platform.unit_of_work import Reader
from crm_core.knowledge import files, reading
from crm_core.knowledge.reading import ArticleAnswer
from crm_core.knowledge.render import excerpt, html

MOST: Final = 10


def article_address(tenant: Tenant, language: str, number: int) -> str:
    return f"{root(tenant, language)}/articles/{number}"


async def home(reader: Reader, words: Words, tenant: Tenant, *, has_door: bool) -> HelpHome:
    """By category, in the order of the categories; what has none stands last."""
    language = words.language
    found = await reading.shown(reader, tenant.tenant_id, language)
    groups: list[HelpGroup] = []
    known = await reading.categories(reader, tenant.tenant_id)
    for category in (*known, None):
        links = tuple(
            HelpLink(one.title, article_address(tenant, language, one.number), one.language)
            for one in found
            if one.category_id == (category.id if category is not None else None)
        )
        name = said.category(words, category) if category is not None else words.gettext("More")
        if links:
            groups.append(HelpGroup(name if groups or category is not None else "", links))
    return HelpHome(frame(tenant, language, has_door=has_door), tuple(groups))


async def search(reader: Reader, words: Words, tenant: Tenant, question: str, *, has_door: bool) -> HelpResults:
    language = words.language
    found = await reading.answers(reader, tenant.tenant_id, question, language=language, shown=True, most=MOST)
    rest = f"/search?{urlencode({'q': question})}" if question else ""
    return HelpResults(frame(tenant, language, rest, question, has_door=has_door), _links(tenant, language, found))


def _links(tenant: Tenant, language: str, found: Sequence[ArticleAnswer]) -> tuple[HelpLink, ...]:
    return tuple(
        HelpLink(
            one.text.title, article_address(tenant, language, one.article.number), one.language,
            excerpt(one.text.body, 180),
        )
        for one in found
    )  # fmt: skip


async def article(reader: Reader, words: Words, tenant: Tenant, number: int, *, has_door: bool) -> HelpArticle:
    """Raises `NoSuchArticle`, for what there is and what there is not alike."""
    language = words.language
    one = await reading.shown_article(reader, tenant.tenant_id, number, language)
    page = article_address(tenant, language, number)
    held = tuple(
        HelpFile(f.name, words.size(f.size), f"{page}/files/{f.id}")
        for f in await files.of(reader, tenant.tenant_id, one.article.id)
    )
    body = Markup(html(one.text.body))  # noqa: S704 - cleaned by nh3
    live = await reading.version(reader, tenant.tenant_id, one.article.id, one.article.live or 1)
    changed = words.long_date((live.published_at or live.written_at).astimezone(words.zone).date())
    return HelpArticle(
        frame(tenant, language, f"/articles/{number}", has_door=has_door), one.language, one.text.title, body,
        excerpt(one.text.body), changed, held,
    )  # fmt: skip
