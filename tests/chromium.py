"""The browsers that tests drive."""

from __future__ import annotations

import os
import shutil

from tools.machine import BROWSERS, HEADLESS

WHOLE_CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
"""As people have it; None where there is none."""
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which(HEADLESS) or WHOLE_CHROMIUM
"""The one without windows, where there is one. Frames of other sites may store there what they like, as they may not in
people's browsers; and whoever it calls is told nothing when its window is closed: journeys take the whole one.
"""
