"""How much a list gives at once, on a page and over the API alike."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

ROWS = 50
"""Of one page."""
MOST_ROWS = 200
"""However many are asked for."""
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]
