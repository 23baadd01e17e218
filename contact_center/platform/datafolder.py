"""The folder in which an installation keeps logs, files and keys: writable for us, readable for nobody else."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from contact_center.kernel.errors import Invalid

OURS_ALONE = ("blobs", "demo", "log", "mail", "recordings")
PASSABLE = 0o711
"""The folder itself may be walked through, not listed: as root, PostgreSQL runs as another user below it."""


class DataFolderNotWritable(Invalid):
    """The data folder cannot be written; make it writable, or set CONTACT_CENTER_DATA_DIR to another one."""


def open_data_folder(folder: Path) -> None:
    """To be called once by each process that runs on: from then on, what it creates is for its own user alone.

    What an earlier version made readable for others is closed. Raises `DataFolderNotWritable`.
    """
    os.umask(0o077)
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(PASSABLE)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as problem:
        raise DataFolderNotWritable(f"{folder}: {problem.strerror}") from problem
    for name in OURS_ALONE:
        with suppress(OSError):  # not there yet, or another user's by an administrator's wish
            (folder / name).chmod(0o700)
