"""Can WebRTC work on this machine at all? Better asked at the start than found out in a call."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

import ifaddr

_REMEDY = "bring up a network interface besides the loopback, e.g. Ethernet, Wi-Fi or a bridge"


def webrtc_available() -> tuple[bool, str]:
    """Whether media can flow, and why not, with the remedy.

    ICE gathers no candidates on the loopback, so a machine without any other address connects no
    call, not even one with itself.
    """
    return judge(_addresses())


def judge(addresses: Iterable[IPv4Address | IPv6Address]) -> tuple[bool, str]:
    """As `webrtc_available`, for the given addresses of this machine."""
    usable = [a for a in addresses if not a.is_loopback and not (a.version == 6 and a.is_link_local)]
    if usable:
        return True, ""
    return False, f"WebRTC needs an address that is not the loopback's: {_REMEDY}"


def _addresses() -> list[IPv4Address | IPv6Address]:
    found = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips]
    return [ip_address(ip if isinstance(ip, str) else ip[0]) for ip in found]
