"""Channel accounts as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from channels.connecting.domain import AccountForm, shown
from channels.declaring import AccountSetting, ConnectionFinding, Grade, SettingKind
from contact_center.interactions.domain import AccountRow
from contact_center.interactions.reading.account_health_queries import AccountHealth

Text = Annotated[str, Field(max_length=2000)]
Lines = Annotated[list[Text], Field(max_length=100)]
Number = Annotated[int, Field(ge=0, le=1_000_000)]
Code = Annotated[str, Field(max_length=100)]
Value = bool | Number | Text | Lines


class _Body(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class AccountSettingOut(_Body):
    code: str
    kind: SettingKind
    choices: list[str]
    """Of `choice`."""
    required: bool
    secret: bool
    """Sealed when it is kept, and never told."""
    default: Value

    @classmethod
    def of(cls, one: AccountSetting) -> AccountSettingOut:
        return cls(
            code=one.code, kind=one.kind, choices=list(one.choices), required=one.required, secret=one.secret,
            default=one.default,
        )  # fmt: skip


class ChannelOut(_Body):
    channel: str
    settings: list[AccountSettingOut]


class ChannelList(_Body):
    channels: list[ChannelOut]


class AccountHealthOut(_Body):
    last_in: datetime | None
    last_out: datetime | None
    quarantined: int
    """Deliveries that could not be read and wait for somebody."""
    failed: int
    """Messages of ours of the last seven days that were not delivered."""
    failed_at: datetime | None

    @classmethod
    def of(cls, one: AccountHealth) -> AccountHealthOut:
        return cls(
            last_in=one.last_in, last_out=one.last_out, quarantined=one.quarantined, failed=one.failed,
            failed_at=one.failed_at,
        )  # fmt: skip


class AccountOut(_Body):
    id: UUID
    channel: str
    name: str
    address: str
    active: bool
    queue_id: UUID | None
    """Where its work goes; none: as routing has it."""
    settings: dict[str, Any]
    """By the codes of the channel's settings, without secrets."""
    has_secrets: bool
    health: AccountHealthOut | None

    @classmethod
    def of(cls, row: AccountRow, declared: list[AccountSetting], health: AccountHealth | None) -> AccountOut:
        return cls(
            id=row.id, channel=row.channel, name=row.name, address=row.address, active=row.active,
            queue_id=row.queue_id, settings=shown(declared, row.settings), has_secrets=row.secrets is not None,
            health=AccountHealthOut.of(health) if health else None,
        )  # fmt: skip


class AccountList(_Body):
    accounts: list[AccountOut]


class AccountBody(_Body):
    name: Annotated[str, Field(max_length=100)]
    settings: Annotated[dict[Code, Value], Field(max_length=100)] = {}
    """All of them, by code; what is left out has its default."""
    secrets: Annotated[dict[Code, Text], Field(max_length=20)] = {}
    """Those that are left out, or empty, stay as they are."""
    queue_id: UUID | None = None

    def form(self) -> AccountForm:
        return AccountForm(self.name, self.settings, self.secrets, self.queue_id)


class NewAccountBody(AccountBody):
    channel: Annotated[str, Field(max_length=40)]
    address: Annotated[str, Field(max_length=200)]


class ConnectedOut(_Body):
    id: UUID
    address: str
    """In the one form in which it is kept."""
    next_step: str
    """What is left to do outside the product, in English; empty: nothing."""
    to_copy: str
    """What has to be entered there, exactly."""


class SwitchAccount(_Body):
    active: bool


class FindingOut(_Body):
    grade: Grade
    """`good`; `note`: works, and one should know it; `wrong`."""
    code: str
    args: dict[str, Any]

    @classmethod
    def of(cls, one: ConnectionFinding) -> FindingOut:
        return cls(grade=one.grade, code=one.code, args=dict(one.args))


class TestedOut(_Body):
    works: bool
    findings: list[FindingOut]
