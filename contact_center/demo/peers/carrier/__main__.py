"""`python -m contact_center.demo.peers.carrier`: runs the simulated carrier."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import uvicorn

from contact_center.demo.peers.carrier.app import create_app
from contact_center.demo.peers.carrier.config import Account, CarrierConfig, parse_number

DEMO_SID = "AC" + "0" * 32
DOCUMENT = Path("contracts") / "twilio" / "twilio_api_v2010.json"


def parser() -> argparse.ArgumentParser:
    arguments = argparse.ArgumentParser(prog="python -m contact_center.demo.peers.carrier", description=__doc__)
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=8603)
    arguments.add_argument("--product-url", default="http://localhost:8600")
    arguments.add_argument("--account-sid", default=DEMO_SID)
    arguments.add_argument(
        "--auth-token",
        default=os.environ.get("CONTACT_CENTER_CARRIER_TOKEN", "0" * 32),
        help="signs the webhooks; better in CONTACT_CENTER_CARRIER_TOKEN, where other users cannot see it",
    )
    arguments.add_argument(
        "--number",
        action="append",
        default=[],
        metavar="+15005550006=CHANNEL_ACCOUNT_ID",
        help="a number of the product and the channel account (or URL) its messages go to; repeatable",
    )
    arguments.add_argument("--contract", type=Path, default=_document(), help="Twilio's OpenAPI document")
    arguments.add_argument("--seed", type=int, default=0, help="of the chances by which faults happen")
    arguments.add_argument("--log-level", default="warning")
    return arguments


def config(arguments: argparse.Namespace) -> CarrierConfig:
    """Raises `ValueError` naming a number that is none."""
    sid, url = arguments.account_sid, arguments.product_url
    return CarrierConfig(
        accounts=(Account(sid, arguments.auth_token),),
        numbers=tuple(parse_number(n, sid, url) for n in arguments.number),
        product_url=url,
        contract=arguments.contract,
        seed=arguments.seed,
    )


def main() -> None:
    arguments = parser().parse_args()
    try:
        carrier = config(arguments)
    except ValueError as error:
        parser().error(f"--number: {error}")
    app = create_app(carrier)
    uvicorn.run(app, host=arguments.host, port=arguments.port, log_level=arguments.log_level, access_log=False)


def _document() -> Path:
    return Path(os.environ.get("CONTACT_CENTER_DATA_DIR") or "var") / DOCUMENT


if __name__ == "__main__":
    main()
