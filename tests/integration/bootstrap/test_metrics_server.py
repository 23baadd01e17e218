"""Processes without pages tell their figures, too."""

from __future__ import annotations

import socket

import httpx

from contact_center.bootstrap.metrics_server import metrics_server
from contact_center.bootstrap.settings import Settings
from contact_center.platform.metrics import OFFERS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_figures_of_the_process_are_read_at_its_port() -> None:
    OFFERS.labels("tried").inc()
    port = free_port()
    with metrics_server(Settings(), port):
        shown = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    assert 'contact_center_offers_total{result="tried"} 1.0' in shown


def test_a_second_process_on_the_machine_works_without() -> None:
    port = free_port()
    with metrics_server(Settings(), port), metrics_server(Settings(), port):
        assert httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).status_code == 200
    with metrics_server(Settings(), port):
        assert httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).status_code == 200
