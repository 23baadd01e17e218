"""Becomes another program that dies with its parent. Run as a script, with the standard library only.

    python -I -S launch.py PARENT SIGNAL UID GID PROGRAM ARGUMENT...

The kernel forgets the death signal when credentials change, so they change first; and a parent that
died before the request was made is noticed by comparing its id. UID and GID are `-` to stay who we are.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    parent, death_signal, uid, gid, *command = arguments
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("the process that started this one is gone")
    for ignored in (signal.SIGPIPE, signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_DFL)
    try:
        os.execvp(command[0], command)
    except OSError as problem:
        sys.exit(f"{command[0]}: {problem.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
