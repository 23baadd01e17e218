"""Servers that an organisation names and that are told what its customers say: which addresses may be asked. Pure."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

LONGEST_URL: Final = 300


def may_be_asked(text: str) -> bool:
    """By TLS, or in a network of our own; never where machines of a cloud keep their own keys."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises for what is no port
    except ValueError:
        return False
    host = parts.hostname or ""
    if len(text) > LONGEST_URL or not host or parts.username or parts.password or parts.query or parts.fragment:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        near = host == "localhost" or "." not in host or host.endswith((".local", ".internal", ".lan"))
    else:
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            return False
        near = address.is_private
    return parts.scheme == "https" or (parts.scheme == "http" and near)
