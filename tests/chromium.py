"""The browser that tests drive: the one without windows, where there is one."""

from __future__ import annotations

import os
import shutil

from tools.machine import BROWSERS

CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
"""None where there is none."""
