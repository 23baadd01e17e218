"""Templates to HTML: one Jinja environment per language, with everything a template may call.

A template gets views (frozen dataclasses) and nothing that could reach a service. `Renderer.page` renders
a whole page, `Renderer.part` a fragment that goes into an open page.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.support import NullTranslations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup, escape

from agent_ui.frame.compiled import compiled_templates
from agent_ui.frame.page import Page
from agent_ui.frame.shared_macros import MADE, SharedMacros
from agent_ui.words.labels import channel_icon
from agent_ui.words.languages import LANGUAGES, Words, load_translations, text_language
from contact_center.directory import telephones
from contact_center.kernel.contracts.channels import Capabilities
from contact_center.kernel.errors import ContactCenterError

HERE = Path(__file__).parent.parent
ASSETS = HERE / "assets"
STYLE_SHEETS = (
    "fonts",
    "tokens",
    "base",
    "layout",
    "commands",
    "controls",
    "facts",
    "worklist",
    "thread",
    "composer",
    "starting",
    "offer",
    "call",
    "callwork",
    "customer",
    "profile",
    "cases",
    "records",
    "proposals",
    "reports",
    "agent-day",
    "floor",
    "scoring",
    "board",
    "home",
    "articles",
    "ratings",
    "pages",
    "admin",
    "narrow",
    "motion",
)
"""In the order of the page; layers make later ones win only where they should."""
_NUMBER = re.compile(r"(?<![\w&#/.+-])(?:\+[1-9]|\(?0)[\d ().-]{6,18}\d(?![\w/])")
"""What may be a telephone number that can be called."""
_REFERENCE = re.compile(r"\b(?:SO|INV|CS|SHP|DN|RN|RC|MO|PO)-?\d{3,}\b")


class AssetsMissing(ContactCenterError):
    """The browser assets are not built; run `make assets` (npm ci, then python tools/build_assets.py)."""


@dataclass(frozen=True, slots=True)
class AssetAddresses:
    """Plain asset names and the addresses under which they are served."""

    manifest: Mapping[str, str]
    prefix: str = "/assets/"

    @classmethod
    def load(cls, folder: Path = ASSETS) -> AssetAddresses:
        try:
            manifest = json.loads((folder / "manifest.json").read_text())
        except FileNotFoundError:
            raise AssetsMissing(folder) from None
        return cls(manifest)

    def __call__(self, name: str) -> str:
        """The address of an asset, e.g. `asset("js/app.js")`."""
        if name not in self.manifest:
            raise AssetsMissing(name)
        return self.prefix + self.manifest[name]


def icon_tag(assets: AssetAddresses, name: str, size: str = "") -> Markup:
    """An icon beside words; it is hidden from screen readers."""
    classes = f"icon icon-{size}" if size else "icon"
    href = assets("icons/icons.svg")
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(classes, href, name)


def paragraphs(text: str) -> list[str]:
    """A message's paragraphs: parted by blank lines, without empty ones."""
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


def marked(text: str) -> Markup:
    """Escaped text with line breaks kept and numbers of orders, invoices, deliveries and returns as links to them."""
    safe = _NUMBER.sub(_callable, str(escape(text)))
    safe = _REFERENCE.sub(lambda m: f'<a class="ref" href="/erp?q={m.group()}">{m.group()}</a>', safe)
    return Markup(safe.replace("\n", "<br>"))  # noqa: S704 - escaped above


def _callable(written: re.Match[str]) -> str:
    """A telephone number in a text calls; what no network could ring stays text."""
    number = telephones.e164(written.group(), telephones.HOME)
    if number is None:
        return written.group()
    return (
        f'<button class="button-link" type="button" data-dialog="call" data-url="/calls/new?to=%2B{number[1:]}">'
        f"{written.group()}</button>"
    )


def found(text: str, wanted: str) -> Markup:
    """Escaped text with the first place marked where it has what was looked for."""
    at = text.lower().find(wanted.lower()) if wanted else -1
    end = at + len(wanted)
    if at < 0:
        return Markup(escape(text))  # noqa: S704 - escaped
    return Markup("{}<mark>{}</mark>{}").format(text[:at], text[at:end], text[end:])


def epoch(at: datetime | None) -> str:
    """Milliseconds since 1970 for the page's clocks."""
    return "" if at is None else str(int(at.timestamp() * 1000))


DRAWS = 16
"""Of which the macros are kept: as many as may be drawn at the same moment."""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all parts of one draw have in common."""

    words: Words
    page: Page
    made: dict[str | None, TemplateModule] = field(default_factory=dict)


class Renderer:
    """Built once per process; safe to share."""

    def __init__(
        self,
        assets: AssetAddresses,
        names: Mapping[str, object],
        zone: tzinfo | str = "Asia/Taipei",
        channels: Mapping[str, Capabilities] | None = None,
    ) -> None:
        """`names`: what templates may call besides the frame's own, by its name (`agent_ui.wiring`).

        `channels`: see `Words.channels`.
        """
        self._channels = channels or {}
        self._assets = assets
        self._names = names
        self._zone = ZoneInfo(zone) if isinstance(zone, str) else zone
        self._translations = {language: load_translations(language) for language in LANGUAGES}
        self.environments = {
            language: self._environment(translations) for language, translations in self._translations.items()
        }
        self._grounds: OrderedDict[tuple[str, datetime, str], _Ground] = OrderedDict()
        """Of the last draws."""

    def words(self, language: str, now: datetime) -> Words:
        return Words(language, self._zone, now, self._translations[language], self._channels)

    def page(self, template: str, page: Page, *, language: str, now: datetime, **views: Any) -> str:
        """A whole page. `now` is the moment of the snapshot it shows."""
        return self._render(template, _Ground(self.words(language, now), page), views)

    def part(self, template: str, *, language: str, now: datetime, csrf: str = "", **views: Any) -> str:
        """A fragment; its own forms carry `csrf` where it is given."""
        return self._render(template, self._ground(language, now, csrf), views)

    def parts(self, templates: Iterable[str], *, language: str, now: datetime, **views: Any) -> str:
        return "".join(self.part(name, language=language, now=now, **views) for name in templates)

    def _ground(self, language: str, now: datetime, csrf: str) -> _Ground:
        key = (language, now, csrf)
        found = self._grounds.get(key)
        if found is None:
            found = self._grounds[key] = _Ground(self.words(language, now), Page(tenant="", csrf=csrf))
            if len(self._grounds) > DRAWS:
                self._grounds.popitem(last=False)
        return found

    def _render(self, template: str, ground: _Ground, views: Mapping[str, Any]) -> str:
        words = ground.words
        found = self.environments[words.language].get_template(template)
        return found.render(views, words=words, now=words.now, page=ground.page, **{MADE: ground.made})

    def _environment(self, translations: NullTranslations) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=compiled_templates(),
        )
        environment.template_class = SharedMacros
        environment.policies["ext.i18n.trimmed"] = True
        environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
        assets = self._assets
        environment.globals.update(
            asset=assets,
            icon=lambda name, size="": icon_tag(assets, name, size),
            languages=LANGUAGES,
            style_sheets=STYLE_SHEETS,
            **self._names,
        )
        environment.filters.update(
            paragraphs=paragraphs,
            marked=marked,
            ms=epoch,
            tongue=text_language,
            found=found,
            channel_icon=self._channel_icon,
        )
        return environment

    @pass_context  # see `compiled`
    def _channel_icon(self, _context: Context, channel: str) -> str:
        return channel_icon(self._channels, channel)
