"""The data folder: nobody else on the machine reads it, and one that cannot be written is told in a line."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from tests.servers import ROOT

MAKE = """
import sys, pathlib
from contact_center.platform.datafolder import open_data_folder
folder = pathlib.Path(sys.argv[1])
open_data_folder(folder)
(folder / "log").mkdir(exist_ok=True)
(folder / "log" / "web.log").write_text("what a customer wrote")
"""


def test_what_a_process_writes_is_readable_for_its_own_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    (folder / "blobs").mkdir(parents=True, mode=0o755)
    subprocess.run([sys.executable, "-c", MAKE, str(folder)], cwd=ROOT, check=True)
    made = [folder / "log", folder / "log" / "web.log", folder / "blobs"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o700, 0o600, 0o700]


def test_the_demo_in_a_folder_that_cannot_be_written_says_so_in_one_line(tmp_path: Path) -> None:
    """A file where the folder would be: root, too, cannot write there."""
    (tmp_path / "file").touch()
    env = dict(os.environ) | {"CONTACT_CENTER_DATA_DIR": str(tmp_path / "file" / "var")}
    refused = subprocess.run(
        [sys.executable, "-m", "contact_center", "demo"],
        env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip
    assert refused.returncode == 1
    [line] = refused.stderr.strip().splitlines()
    assert "CONTACT_CENTER_DATA_DIR" in line
    assert "Traceback" not in refused.stdout
