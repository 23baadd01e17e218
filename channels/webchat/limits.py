"""How fast a visitor may go, over all their sockets, and how fast everybody behind one network address together."""

from __future__ import annotations

from contact_center.kernel.rates import Rate

MAX_TEXT = 4000
"""Characters of one message."""
MAX_COMMENT = 1_000
"""Characters of what is said with a rating."""
MAX_FRAME = 24_000
"""Characters of one frame from a visitor."""

# A whole office may share one address, and one person may have a few pages open.
FRAMES = Rate(burst=120, per_second=10.0, name="chat frames")
"""Of one visitor, whatever they say; beyond it the line is closed."""
FRAMES_THERE = Rate(burst=1200, per_second=100.0, name="chat frames of an address")
MESSAGES = Rate(burst=20, per_second=1.0, name="chat messages")
MESSAGES_THERE = Rate(burst=200, per_second=10.0, name="chat messages of an address")
SIGNALS = Rate(burst=40, per_second=4.0, name="chat signals")
"""Typing and reading, and asking for what was missed."""
OPENED = Rate(burst=40, per_second=0.5, name="chat lines")
"""Sockets a visitor opens."""
SESSIONS = Rate(burst=120, per_second=4.0, name="chat sessions of an address")
"""New tokens and sockets from one network address."""
QUESTIONS = Rate(burst=30, per_second=0.5, name="chat questions of an address")
"""Looked up among the articles before a chat begins."""
RATINGS = Rate(burst=10, per_second=0.2, name="chat ratings")
"""Of one visitor; the answer may be changed."""
CALLS = Rate(burst=4, per_second=0.05, name="calls")
"""Calls, and wishes to be called back, of one visitor; new names are free, so there is one for the address, too."""
CALLS_THERE = Rate(burst=12, per_second=0.1, name="calls of an address")
REJOINS = Rate(burst=12, per_second=0.5, name="rejoins")
"""Of one visitor's pages to the call they are in."""
PRESSES = Rate(burst=30, per_second=3.0, name="keys in menus")
"""Of one visitor in the menu of a call."""
