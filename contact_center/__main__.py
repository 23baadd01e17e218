"""`python -m contact_center`: the product's command line."""

from __future__ import annotations

import gc

# What imports make stays; to look through it for garbage time and again is a quarter of a start.
gc.disable()
from contact_center.bootstrap.cli import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    main()
