"""Prometheus metrics of the product; one registry per process, read at `/metrics`."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

INBOUND = Counter("contact_center_inbound_messages_total", "Messages taken in.", ["channel"])
OUTBOUND = Counter("contact_center_outbound_messages_total", "Messages handed to a provider.", ["channel", "result"])
OFFERS = Counter("contact_center_offers_total", "Offers made by the router.", ["result"])
DECISION_SECONDS = Histogram("contact_center_decision_seconds", "Event read to decision committed.")
SOCKETS = Gauge("contact_center_sockets", "Live pages connected to this process.")
PUSH_SECONDS = Histogram("contact_center_push_seconds", "Event committed to frame sent.")
REQUEST_SECONDS = Histogram("contact_center_request_seconds", "HTTP requests.", ["method", "route", "status"])
