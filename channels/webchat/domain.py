"""A web chat account as its widget needs it: name, colour, languages and the sites it may stand on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from channels.declaring import AccountSetting, ConnectionFinding, Grade, SettingKind
from channels.webchat.colour import DEFAULT_ACCENT, Palette, palette
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import Invalid
from contact_center.kernel.phrases import Phrase

LANGUAGES = ("en", "zh-Hant")
SETTINGS = (
    AccountSetting("allowed_origins", SettingKind.LIST),
    AccountSetting("display_name"),
    AccountSetting("accent"),
    AccountSetting("greeting.en"),
    AccountSetting("greeting.zh-Hant"),
    AccountSetting("calls", SettingKind.SWITCH, default=True),
    AccountSetting("voice_account", SettingKind.CALLS),
    AccountSetting("host_secret", secret=True, rare=True),
)
_CLIENT_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class WidgetSettings:
    """What an administrator has chosen; `settings` of the account."""

    name: str
    palette: Palette
    allowed_origins: tuple[str, ...]
    greeting: Mapping[str, str]
    """By language; shown before the first message. Empty: the widget's own words."""
    offers_calls: bool


def look(account: ChannelAccount) -> WidgetSettings:
    """Raises ValueError naming the setting that cannot be used."""
    settings = account.settings
    return WidgetSettings(
        name=str(settings.get("display_name") or account.name),
        palette=palette(str(settings.get("accent") or DEFAULT_ACCENT)),
        allowed_origins=origins(settings.get("allowed_origins") or ()),
        greeting={str(k): str(v) for k, v in dict(settings.get("greeting") or {}).items()},
        offers_calls=bool(settings.get("calls", True)),
    )


def tested(account: ChannelAccount) -> list[ConnectionFinding]:
    """Whether anybody can meet this chat. Raises as `look` does."""
    seen = look(account)
    sites = ", ".join(seen.allowed_origins)
    found = [
        ConnectionFinding(Grade.GOOD, "chat_sites", {"sites": sites})
        if sites
        else ConnectionFinding(Grade.WRONG, "chat_no_sites")
    ]
    if seen.offers_calls and not account.settings.get("voice_account"):
        found.append(ConnectionFinding(Grade.NOTE, "chat_no_calls"))
    return found


def origins(texts: Iterable[str]) -> tuple[str, ...]:
    """Normalised, without doubles; raises `Invalid` naming the first that is not an origin."""
    return tuple(dict.fromkeys(origin(text) for text in texts))


def origin(text: str) -> str:
    """`https://shop.example` as a browser writes it (RFC 6454): no path, no default port."""
    parts = urlsplit(text.strip().rstrip("/"))
    plain = parts.scheme in _PORTS and parts.hostname and not (parts.path or parts.query or parts.fragment)
    if not plain or parts.username or "*" in text or ";" in text or "," in text:
        raise Invalid(Phrase("not_a_site", {"value": text}), field="allowed_origins")
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def may_embed(given: str | None, allowed: tuple[str, ...]) -> bool:
    if not given or given == "null":
        return False
    try:
        return origin(given) in allowed
    except (ValueError, Invalid):
        return False


def language(wanted: str | None, accept: str | None) -> str:
    """The widget's language: what the page asks for, else what the browser prefers, else English."""
    for tag in [wanted or "", *_accepted(accept or "")]:
        low = tag.lower()
        if low.startswith("zh"):
            return "zh-Hant"
        if low.startswith("en"):
            return "en"
    return "en"


def _accepted(header: str) -> list[str]:
    weighed = [(part.split(";")[0].strip(), _weight(part)) for part in header.split(",")]
    return [tag for tag, weight in sorted(weighed, key=lambda tw: -tw[1]) if weight > 0]


def _weight(part: str) -> float:
    found = re.search(r";\s*q=([01](?:\.\d{0,3})?)\s*$", part)
    return float(found.group(1)) if found else 1.0


def clean(text: str) -> str:
    """Without what no database stores and no page shows: control characters, halves of surrogates."""
    printable = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return printable.strip()


def is_client_key(text: object) -> bool:
    return isinstance(text, str) and _CLIENT_KEY.fullmatch(text) is not None
