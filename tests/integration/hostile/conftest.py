"""The web application with something in every corner, and people of every role."""

from __future__ import annotations

from tests.integration.agent_ui.conftest import house

__all__ = ["house"]
