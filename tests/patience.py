"""How long a test waits for what must happen.

One that passes waits as long as it takes and no longer; the limit only ends one that fails. So it says nothing of how
fast anything is, and is generous: the machine may be five times slower, and busy.
"""

from __future__ import annotations

PATIENCE = 240.0
"""Seconds."""
