"""What interactions need from others; the joins in `bootstrap` tie them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contact_center.kernel.contracts.channels import ChannelAdapter
from contact_center.kernel.contracts.interactions import Consent, Customers, Planner
from contact_center.platform.blobs import BlobStore


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything intake, work and delivery ask of other rooms."""

    adapters: Mapping[str, ChannelAdapter]
    customers: Customers
    planner: Planner
    consent: Consent
    blobs: BlobStore
