"""Addresses of the pages that customers see, and what stands around each of them."""

from __future__ import annotations

from urllib.parse import quote

from agent_ui.views.help import HelpFrame, HelpLanguage
from agent_ui.words.languages import LANGUAGES
from contact_center.directory.domain import Tenant


def site(tenant: Tenant) -> str:
    """Of all pages of an organisation for its customers."""
    return f"/help/{quote(tenant.slug, safe='')}"


def root(tenant: Tenant, language: str) -> str:
    return f"{site(tenant)}/{language}"


def door(tenant: Tenant, language: str) -> str:
    return f"{root(tenant, language)}/own"


def frame(tenant: Tenant, language: str, rest: str = "", query: str = "", *, has_door: bool) -> HelpFrame:
    """`rest`: of the address behind the language, which the other language shares."""
    here = root(tenant, language)
    languages = tuple(
        HelpLanguage(code, name, f"{root(tenant, code)}{rest}", code == language) for code, name in LANGUAGES.items()
    )
    return HelpFrame(
        tenant.name, here, f"{here}/search", languages, query, door(tenant, language) if has_door else ""
    )  # fmt: skip
