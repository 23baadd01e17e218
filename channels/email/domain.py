"""The settings of one mailbox, checked once, and what is wrong with those that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from channels.declaring import AccountSetting, SettingKind
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import Invalid
from contact_center.kernel.phrases import Phrase

Security = Literal["tls", "starttls", "none"]
"""`tls`: encrypted from the first byte; `starttls`: upgraded after connecting; `none`: loopback only."""

_READABLE = "password_readable"
"""Type of the error of a setting by which anybody on the way could read the password."""
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_DEFAULT_PORTS: Mapping[tuple[str, str], int] = {
    ("imap", "tls"): 993, ("imap", "starttls"): 143, ("imap", "none"): 143,
    ("smtp", "tls"): 465, ("smtp", "starttls"): 587, ("smtp", "none"): 25,
}  # fmt: skip

SETTINGS = (
    AccountSetting("imap_host", required=True),
    AccountSetting("imap_tls", SettingKind.CHOICE, ("tls", "starttls", "none"), default="tls"),
    AccountSetting("imap_port", SettingKind.NUMBER),
    AccountSetting("smtp_host", required=True),
    AccountSetting("smtp_tls", SettingKind.CHOICE, ("tls", "starttls", "none"), default="starttls"),
    AccountSetting("smtp_port", SettingKind.NUMBER),
    AccountSetting("user"),
    AccountSetting("password", secret=True, required=True),
    AccountSetting("first_sync", SettingKind.CHOICE, ("all", "unseen", "new"), default="unseen"),
    AccountSetting("after_intake", SettingKind.CHOICE, ("keep", "seen", "move"), default="seen"),
    AccountSetting("smtp_user", rare=True),
    AccountSetting("inbox", default="INBOX", rare=True),
    AccountSetting("sent_folder", default="Sent", rare=True),
    AccountSetting("sent_copy", SettingKind.CHOICE, ("append", "server"), default="append", rare=True),
    AccountSetting("done_folder", default="Archive", rare=True),
    AccountSetting("rescan_days", SettingKind.NUMBER, default=14, rare=True),
    AccountSetting("authserv_id", rare=True),
    AccountSetting("own_lists", SettingKind.LIST, rare=True),
)
"""Of a mailbox, as a form asks for them; `MailboxSettings` says what each may be."""

Host = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class MailboxSettings(BaseModel):
    """What `ChannelAccount.settings` holds for a mailbox. The password is `secrets["password"]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    imap_host: Host
    imap_port: int = Field(0, ge=0, le=65535)
    """0 takes the usual port of the chosen security."""
    imap_tls: Security = "tls"
    smtp_host: Host
    smtp_port: int = Field(0, ge=0, le=65535)
    smtp_tls: Security = "starttls"
    user: str = ""
    """Sign-in name; the account's address if empty."""
    smtp_user: str = ""
    """Sign-in name for sending where it differs (shared mailboxes); `user` if empty."""
    inbox: str = Field("INBOX", min_length=1)
    sent_folder: str = Field("Sent", min_length=1)
    sent_copy: Literal["append", "server"] = "append"
    """Who puts our mail into the Sent folder: we do (`append`), or the provider by itself (`server`).

    Only with `server` does a missing copy prove that the provider never took the mail.
    """
    first_sync: Literal["all", "unseen", "new"] = "unseen"
    """Which mail that was there before us is taken in: every one, the unread, or none."""
    rescan_days: int = Field(14, ge=1, le=3650)
    """How far back to read again when the server has renumbered its mail (unread mail always is)."""
    after_intake: Literal["keep", "seen", "move"] = "seen"
    """What happens to a mail in the mailbox once intake has it for good."""
    done_folder: str = "Archive"
    """Where `after_intake = move` puts it."""
    authserv_id: str | None = None
    """Name by which the receiving server signs its `Authentication-Results`; None trusts none."""
    own_lists: tuple[str, ...] = ()
    """List-Ids through which customers' mail reaches us (a group address): not automatic mail."""
    timeout_seconds: float = Field(30.0, gt=0, le=300)

    @field_validator("own_lists", mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        return tuple(str(each).strip("<> ").lower() for each in value) if isinstance(value, list | tuple) else value

    @model_validator(mode="after")
    def _plain_text_stays_here(self) -> MailboxSettings:
        for host, security, name in (
            (self.imap_host, self.imap_tls, "imap_tls"), (self.smtp_host, self.smtp_tls, "smtp_tls"),
        ):  # fmt: skip
            if security == "none" and host not in _LOOPBACK:
                raise PydanticCustomError(_READABLE, "{setting}", {"setting": name, "host": host})
        return self

    @property
    def imap_address(self) -> tuple[str, int]:
        return self.imap_host, self.imap_port or _DEFAULT_PORTS["imap", self.imap_tls]

    @property
    def smtp_address(self) -> tuple[str, int]:
        return self.smtp_host, self.smtp_port or _DEFAULT_PORTS["smtp", self.smtp_tls]


def mailbox_settings(account: ChannelAccount) -> MailboxSettings:
    """Check and read an account's settings.

    Raises `Invalid` with `field` naming the first setting that cannot be used.
    """
    check_address(account.address)
    try:
        return MailboxSettings.model_validate(dict(account.settings))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        if first["type"] == _READABLE:
            setting, host = first["ctx"]["setting"], first["ctx"]["host"]
            raise Invalid(Phrase("password_readable", {"setting": setting, "host": host}), field=setting) from error
        name = ".".join(str(part) for part in first["loc"])
        raise Invalid(Phrase("setting_unusable", {"setting": name, "quote": first["msg"]}), field=name) from error


def check_address(text: str) -> None:
    """Raises `Invalid`."""
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise Invalid(Phrase("not_an_email_address", {"value": text}), field="address")


def password(account: ChannelAccount) -> str:
    """The mailbox's password. Raises `Invalid` if the account has none."""
    try:
        return account.secrets["password"]
    except KeyError:
        raise Invalid(
            Phrase("account_lacks", {"account": account.name, "name": "password"}), field="password"
        ) from None
