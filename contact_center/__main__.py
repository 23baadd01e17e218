"""`python -m contact_center`: the product's command line."""

from __future__ import annotations

from contact_center.bootstrap.cli import main

main()
