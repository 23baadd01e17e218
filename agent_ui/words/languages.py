"""Languages of the interface: catalogues, and how dates, amounts and spans of time are written.

English ids are the source; Traditional Chinese comes from `locale/zh_Hant_TW`. Catalogues are read from
their .po files at start, so there is no compiled file to forget.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as day_type
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from contact_center.directory import telephones
from contact_center.kernel.contracts.channels import Capabilities
from contact_center.kernel.money import Money
from contact_center.kernel.scripts import has_han

ENGLISH = "en"
CHINESE = "zh-Hant"
LANGUAGES: Mapping[str, str] = {ENGLISH: "English", CHINESE: "繁體中文"}
"""BCP 47 tag → the language's name for itself."""

_LOCALES = {ENGLISH: Locale("en", "GB"), CHINESE: Locale("zh", "TW", script="Hant")}
LOCALE_FOLDER = Path(__file__).parent.parent / "locale"


def load_translations(language: str, folder: Path = LOCALE_FOLDER) -> NullTranslations:
    """The catalogue of a language; English has none, as its texts are the ids."""
    if language == ENGLISH:
        return NullTranslations()
    source = folder / str(_LOCALES[language]) / "LC_MESSAGES" / "messages.po"
    return _read(source, str(_LOCALES[language]), source.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(source: Path, locale: str, _changed: int) -> NullTranslations:
    """Kept while the file stays as it is: reading it takes longer than drawing any page."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=locale)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def negotiate(accept_language: str | None, cookie: str | None = None) -> str:
    """The interface language for a browser: the chosen one, else the first it accepts, else English."""
    if cookie is not None and cookie in LANGUAGES:
        return cookie
    for tag in _accepted(accept_language or ""):
        try:
            wanted = Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
        if wanted.language in ("zh", "yue"):
            return CHINESE
        if wanted.language == "en":
            return ENGLISH
    return ENGLISH


def _accepted(header: str) -> list[str]:
    weighted = []
    for position, part in enumerate(header.split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weighted.append((-float(quality or 1), position, tag.strip()))
        except ValueError:
            continue
    return [tag for _, _, tag in sorted(weighted) if tag]


def text_language(text: str | None, known: str | None = None) -> str:
    """The language to mark a piece of customer text with, so that it is shaped and read aloud right."""
    if known:
        return known
    return CHINESE if text and has_han(text) else ENGLISH


@dataclass(frozen=True, slots=True)
class Words:
    """One language, one time zone, one moment: everything a text needs to be written.

    `now` is the moment of rendering; all ages are counted from it.
    """

    language: str
    zone: tzinfo
    now: datetime
    translations: NullTranslations = field(default_factory=NullTranslations, repr=False)
    channels: Mapping[str, Capabilities] = field(default_factory=dict, repr=False)
    """What the channels of this installation can do, and how those are shown for which we have no words."""

    @property
    def zone_name(self) -> str:
        """The zone's name for the page's own clocks, e.g. `Asia/Taipei`."""
        return str(getattr(self.zone, "key", "UTC"))

    @property
    def locale(self) -> Locale:
        return _LOCALES[self.language]

    @property
    def today(self) -> day_type:
        """The calendar day in the reader's zone."""
        return self.now.astimezone(self.zone).date()

    def is_call(self, channel: str) -> bool:
        """The channel carries live audio."""
        known = self.channels.get(channel)
        return known is not None and known.media

    def gettext(self, message: str, **values: Any) -> str:
        """The translation, with `%(name)s` filled in."""
        found: str = self.translations.gettext(message)
        return found % values if values else found

    def ngettext(self, one: str, many: str, n: int, **values: Any) -> str:
        """The translation for a count; `%(n)s` is the count."""
        found: str = self.translations.ngettext(one, many, n)
        return found % {"n": self.number(n), **values}

    def number(self, value: int | Decimal | float) -> str:
        return str(numbers.format_decimal(value, locale=self.locale))

    def phone(self, value: str) -> str:
        """A number in E.164 in the groups in which its country writes it; anything else as it is."""
        shown = telephones.grouped(value)
        return shown if shown == value else shown.replace(" ", "\N{NO-BREAK SPACE}")

    def percent(self, share: float | None, digits: int = 0) -> str:
        """`share` is 0 to 1; shown without the sign, with so many decimals, "–" if there is nothing to count."""
        pattern = "#,##0" if digits == 0 else f"#,##0.{'0' * digits}"
        return "–" if share is None else self._amount(Decimal(share) * 100, pattern)

    def money(self, value: Money) -> str:
        """NT$48,300 in both languages; other currencies with their code and own number of decimals."""
        if value.currency == "TWD":
            whole = value.amount == value.amount.to_integral_value()
            return "NT$" + self._amount(value.amount, "#,##0" if whole else "#,##0.00")
        return str(numbers.format_currency(value.amount, value.currency, "¤¤ #,##0.00", locale=self.locale))

    def _amount(self, amount: Decimal, pattern: str) -> str:
        return str(numbers.format_decimal(amount, pattern, locale=self.locale))

    def clock(self, at: datetime) -> str:
        """14:07"""
        return str(dates.format_datetime(at, "HH:mm", tzinfo=self.zone, locale=self.locale))

    def clock_s(self, at: datetime) -> str:
        """14:07:12"""
        return str(dates.format_datetime(at, "HH:mm:ss", tzinfo=self.zone, locale=self.locale))

    def date(self, day: day_type) -> str:
        """26 Nov, 11/26; with the year if it is another one."""
        same_year = day.year == self.today.year
        if self.language == CHINESE:
            return f"{day.month}/{day.day}" if same_year else f"{day.year}/{day.month}/{day.day}"
        return str(dates.format_date(day, "d MMM" if same_year else "d MMM y", locale=self.locale))

    def weekday(self, day: day_type) -> str:
        """Thu, 週四"""
        return str(dates.format_date(day, "EEE", locale=self.locale))

    def long_date(self, day: day_type) -> str:
        """Thu 26 Nov, 11/26 週四"""
        if self.language == CHINESE:
            return f"{self.date(day)} {self.weekday(day)}"
        return f"{self.weekday(day)} {self.date(day)}"

    def when(self, at: datetime) -> str:
        """As short as it can be: the time today, the day with its time otherwise."""
        day = at.astimezone(self.zone).date()
        return self.clock(at) if day == self.today else f"{self.long_date(day)} {self.clock(at)}"

    def day_time(self, at: datetime) -> str:
        """Day and time to the second, also today."""
        return f"{self.long_date(at.astimezone(self.zone).date())} {self.clock_s(at)}"

    def day_of(self, at: datetime) -> str:
        """Today, Yesterday, or the date."""
        day = at.astimezone(self.zone).date()
        if day == self.today:
            return self.gettext("Today")
        if day == self.today - timedelta(days=1):
            return self.gettext("Yesterday")
        return self.long_date(day)

    def timer(self, since: datetime) -> str:
        return self.span_exact(self.now - since)

    def span_exact(self, span: timedelta) -> str:
        """0:48, 42:06, 1 h 05: what a running clock shows."""
        seconds = max(0, int(span.total_seconds()))
        if seconds < 3600:
            return f"{seconds // 60}:{seconds % 60:02d}"
        hours, minutes = seconds // 3600, seconds % 3600 // 60
        if hours < 48:
            return self.gettext("%(h)s h %(mm)s", h=hours, mm=f"{minutes:02d}")
        return self.gettext("%(n)s d", n=hours // 24)

    def span(self, span: timedelta) -> str:
        """48 s, 9 min, 2 h, 4 d: how old or how long, at a glance."""
        seconds = max(0, int(span.total_seconds()))
        if seconds < 60:
            return self.gettext("%(n)s s", n=seconds)
        if seconds < 3600:
            return self.gettext("%(n)s min", n=seconds // 60)
        if seconds < 48 * 3600:
            return self.gettext("%(n)s h", n=seconds // 3600)
        return self.gettext("%(n)s d", n=seconds // 86400)

    def age(self, since: datetime) -> str:
        return self.span(self.now - since)

    def ago(self, since: datetime) -> str:
        """2 min ago; "just now" below ten seconds."""
        if self.now - since < timedelta(seconds=10):
            return self.gettext("just now")
        return self.gettext("%(span)s ago", span=self.age(since))

    def days(self, n: int) -> str:
        return self.ngettext("%(n)s day", "%(n)s days", n)

    def size(self, n: int) -> str:
        """82 kB"""
        if n < 1000:
            return f"{n} B"
        if n < 1_000_000:
            return f"{n / 1000:.0f} kB"
        return f"{n / 1_000_000:.1f}".removesuffix(".0") + " MB"
