"""What tests need from the machine itself: a browser, fonts with Chinese letters, and a telephone that is not ours.

As root on Debian they are installed; elsewhere this says what is missing, and the tests that need it
skip visibly. It never fails: a missing browser is no fault of the code.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

HEADLESS = "chromium-headless-shell"
"""Chromium without windows: the same pages for half of the processor, as it draws none of a browser's own surface."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def missing() -> list[str]:
    """Debian packages whose work nothing on this machine does."""
    found = []
    if not any(shutil.which(name) for name in BROWSERS):
        found.append("chromium")
    if not _has_chinese_font():
        found.append("fonts-noto-cjk")
    if not shutil.which("sipp"):
        found.append("sip-tester")
    return found


def _has_chinese_font() -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return False
    listing = subprocess.run([program, ":lang=zh-tw", "family"], capture_output=True, text=True, check=False)
    return bool(listing.stdout.strip())


def wanted() -> list[str]:
    """Packages to install here, each for itself: not every Debian has the first."""
    return [*([] if shutil.which(HEADLESS) else [HEADLESS]), *missing()]


def install(packages: list[str]) -> None:
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::http::Timeout=20", "-qq"]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"installing {', '.join(packages)} with apt ...", flush=True)
    subprocess.run([*apt, "update"], check=False, env=env, stdout=subprocess.DEVNULL)
    for package in packages:
        if package == HEADLESS or package in missing():
            arguments = ["install", "-y", "--no-install-recommends", "fontconfig", package]
            subprocess.run([*apt, *arguments], check=False, env=env, stdout=subprocess.DEVNULL)


def main() -> int:
    packages = wanted()
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        install(packages)
    if packages := missing():
        print(
            f"missing: {', '.join(packages)}; tests that need it are skipped. Install: apt install {' '.join(packages)}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
