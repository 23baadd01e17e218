"""What tests need from the machine itself: a browser, and fonts with Chinese letters.

As root on Debian they are installed; elsewhere this says what is missing, and the tests that need it
skip visibly. It never fails: a missing browser is no fault of the code.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing() -> list[str]:
    """Debian packages whose work nothing on this machine does."""
    found = []
    if not any(shutil.which(name) for name in BROWSERS):
        found.append("chromium")
    if not _has_chinese_font():
        found.append("fonts-noto-cjk")
    return found


def _has_chinese_font() -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return False
    listing = subprocess.run([program, ":lang=zh-tw", "family"], capture_output=True, text=True, check=False)
    return bool(listing.stdout.strip())


def install(packages: list[str]) -> None:
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq"]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"installing {', '.join(packages)} with apt ...", flush=True)
    subprocess.run([*apt, "update"], check=False, env=env, stdout=subprocess.DEVNULL)
    arguments = ["install", "-y", "--no-install-recommends", "fontconfig", *packages]
    subprocess.run([*apt, *arguments], check=False, env=env, stdout=subprocess.DEVNULL)


def main() -> int:
    packages = missing()
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        install(packages)
        packages = missing()
    if packages:
        print(
            f"missing: {', '.join(packages)}; tests that need it are skipped. Install: apt install {' '.join(packages)}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
