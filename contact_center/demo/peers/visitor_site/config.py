"""What the visitor's site has to know: whose shop it is, who its customers are, where the carriers listen."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from contact_center.kernel.errors import Invalid


class Customer(BaseModel):
    """Somebody the person at the screen can be. `id` is the shop's own id for a signed-in member."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1)
    email: str
    phone: str = Field(pattern=r"^\+[1-9]\d{1,14}$")
    mail_password: str = "demo"  # noqa: S105 - the demo's public password
    language: str = "en"
    about: str = ""
    """What is the matter with this customer, for the person who plays them."""
    says: tuple[str, ...] = ()
    """Sentences to send with one click."""


class SiteConfig(BaseModel):
    """The file given as `--config`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account_id: UUID
    """Channel account of the web chat."""
    host_secret: str = Field(min_length=16)
    """The account's secret; signs who is signed in."""
    sms_number: str = Field(pattern=r"^\+[1-9]\d{1,14}$")
    mailbox: str
    """Where the company reads its mail."""
    carrier_url: str = "http://127.0.0.1:8603"
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 8625
    imap_host: str = "127.0.0.1"
    imap_port: int = 8643
    stranger: Customer
    """Phone and mailbox of a visitor who is nobody's customer; never signed in."""
    customers: tuple[Customer, ...] = Field(min_length=1)

    @field_validator("customers")
    @classmethod
    def _once(cls, customers: tuple[Customer, ...]) -> tuple[Customer, ...]:
        if len({c.id for c in customers}) < len(customers):
            raise ValueError("two customers have the same id")
        return customers

    def customer(self, customer_id: str | None) -> Customer | None:
        return next((c for c in self.customers if c.id == customer_id), None)

    def person(self, customer_id: str | None) -> Customer:
        """The one whose phone and mailbox are at hand: a customer, or the stranger."""
        return self.customer(customer_id) or self.stranger


def load(path: Path) -> SiteConfig:
    """Raises `Invalid` naming the file, the field and what is wrong."""
    try:
        return SiteConfig.model_validate(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise Invalid(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except ValueError as error:
        raise Invalid(f"{path} is not JSON: {error}") from None
