"""What the customer list and the customer page take."""

from __future__ import annotations
