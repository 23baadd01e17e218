"""`python -m contact_center`: the product's command line, with the demo's commands beside it."""

from __future__ import annotations

from contact_center.bootstrap.cli import app, main
from contact_center.demo.commands import register

register(app)
main()
