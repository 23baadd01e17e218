"""`python -m contact_center.demo.peers.carrier`: runs the simulated carrier."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

import uvicorn

from contact_center.demo.peers.carrier.app import create_app
from contact_center.demo.peers.carrier.config import Account, Application, CarrierConfig, parse_number

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
    arguments.add_argument(
        "--api-key",
        default=os.environ.get("CONTACT_CENTER_CARRIER_API_KEY", ""),
        metavar="SK…=SECRET",
        help="signs the access tokens of browsers; better in CONTACT_CENTER_CARRIER_API_KEY",
    )
    arguments.add_argument(
        "--voice-url",
        action="append",
        default=[],
        metavar="+15005550006=URL",
        help="the URL that is asked what a call to this number hears; without one an error is announced; repeatable",
    )
    arguments.add_argument(
        "--application",
        action="append",
        default=[],
        metavar="AP…=URL",
        help="a TwiML app by which browsers call out, and the URL that is asked what they hear; repeatable",
    )
    arguments.add_argument("--contract", type=Path, default=_document(), help="Twilio's OpenAPI document")
    arguments.add_argument("--seed", type=int, default=0, help="of the chances by which faults happen")
    arguments.add_argument("--log-level", default="warning")
    return arguments


def config(arguments: argparse.Namespace) -> CarrierConfig:
    """Raises `ValueError` naming a number that is none."""
    sid, url = arguments.account_sid, arguments.product_url
    numbers = [parse_number(n, sid, url) for n in arguments.number]
    heard = dict(map(_pair, arguments.voice_url))
    if strange := heard.keys() - {n.number for n in numbers}:
        raise ValueError(f"{', '.join(sorted(strange))} has a voice URL but is no --number")
    return CarrierConfig(
        accounts=(Account(sid, arguments.auth_token, dict([_pair(arguments.api_key)]) if arguments.api_key else {}),),
        numbers=tuple(replace(n, voice_url=heard.get(n.number)) for n in numbers),
        applications=tuple(Application(a, sid, at) for a, at in map(_pair, arguments.application)),
        product_url=url,
        contract=arguments.contract,
        seed=arguments.seed,
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (equals and value):
        raise ValueError(f"{name!r} has no = with a value behind it")
    return name, value


def main() -> None:
    arguments = parser().parse_args()
    try:
        carrier = config(arguments)
    except ValueError as error:
        parser().error(str(error))
    app = create_app(carrier)
    uvicorn.run(app, host=arguments.host, port=arguments.port, log_level=arguments.log_level, access_log=False)


def _document() -> Path:
    return Path(os.environ.get("CONTACT_CENTER_DATA_DIR") or "var") / DOCUMENT


if __name__ == "__main__":
    main()
