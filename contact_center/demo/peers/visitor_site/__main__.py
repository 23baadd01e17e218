"""`python -m contact_center.demo.peers.visitor_site`: the visitor's side of the demonstration."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from contact_center.bootstrap.settings import Settings
from contact_center.demo.breaking.wiring import Breaking
from contact_center.demo.peers.visitor_site.app import create_app
from contact_center.demo.peers.visitor_site.config import load
from contact_center.kernel.errors import Invalid


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 2 if the configuration cannot be used (the reason is one line on stderr)."""
    options = _parser().parse_args(argv)
    try:
        config = load(options.config)
    except Invalid as error:
        sys.stderr.write(f"visitor_site: {error.detail}\n")
        return 2
    app = create_app(config, options.product_url, extra=_breaking())
    uvicorn.run(app, host=options.host, port=options.port, log_level=options.log_level, ws="none")
    return 0


def _breaking() -> Breaking | None:
    """The page that breaks things, where this runs as a part of the whole demo."""
    settings = Settings()
    return Breaking(settings) if settings.demo and settings.database_url else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m contact_center.demo.peers.visitor_site", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8601)
    parser.add_argument("--product-url", default="http://localhost:8600", help="as browsers reach the product")
    parser.add_argument("--config", type=Path, required=True, help="JSON file, see config.SiteConfig")
    parser.add_argument("--log-level", default="warning")
    return parser


if __name__ == "__main__":
    sys.exit(main())
