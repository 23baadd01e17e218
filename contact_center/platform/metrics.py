"""Prometheus metrics of the product; one registry per process, read at `/metrics`."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

INBOUND = Counter("contact_center_inbound_messages_total", "Messages taken in.", ["channel"])
OUTBOUND = Counter("contact_center_outbound_messages_total", "Messages handed to a provider.", ["channel", "result"])
OFFERS = Counter("contact_center_offers_total", "Offers made by the router.", ["result"])
DECISION_SECONDS = Histogram("contact_center_decision_seconds", "Event read to decision committed.")
ROUTING_SECONDS = Histogram(
    "contact_center_routing_seconds",
    "Parts of a step of the router.",
    ["part"],
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
"""`heads`: what is new; `read`: events and the facts they point to; `decide`: the engine; `commit`; `look after`."""
SOCKETS = Gauge("contact_center_sockets", "Live pages connected to this process.")
PUSH_SECONDS = Histogram("contact_center_push_seconds", "Event committed to frame sent.")
REQUEST_SECONDS = Histogram("contact_center_request_seconds", "HTTP requests.", ["method", "route", "status"])
"""`route` is the template of the address (`contact_center.platform.timing`)."""
