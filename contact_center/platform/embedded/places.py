"""Where embedded servers may keep their sockets, data and programs.

PostgreSQL refuses to run as root, so root runs it as `nobody`, who must be able to walk to every
folder it needs. A clone under root's home is out of its reach: then the data live under
`/var/lib/contact-center`, and a file beside the expected place says so. Nobody else's folder is
ever opened up.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from contact_center.platform.embedded.child import SystemUser
from contact_center.platform.embedded.errors import OutOfReach, SocketPathTooLong

SHARED = Path("/var/lib/contact-center")
SOCKET_LIMIT = 107


def server_account() -> SystemUser | None:
    """Whom PostgreSQL runs as: None for ourselves, `nobody` when we are root."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise OutOfReach("this machine has no user `nobody`") from None
    return SystemUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def user_name() -> str:
    """Our own name, as PostgreSQL's peer authentication sees it."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise OutOfReach(f"user {os.geteuid()} has no entry in /etc/passwd") from None


def can_enter(folder: Path, account: SystemUser | None) -> bool:
    """Whether `account` can walk to `folder`; tried, not guessed from mode bits."""
    if account is None:
        return os.access(folder, os.X_OK)
    walk = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
    quiet = subprocess.DEVNULL
    result = subprocess.run(
        walk, user=account.uid, group=account.gid, extra_groups=[], stderr=quiet, check=False, cwd="/"
    )
    return result.returncode == 0


def key_of(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]


def runtime_dir_for(data_dir: Path) -> Path:
    """The short folder for the sockets of this data folder: the same at every start.

    `/tmp` and not TMPDIR, whose path may be too long and differs between a shell and a service.
    """
    return Path("/tmp") / f"contact-center-{os.geteuid()}-{key_of(data_dir)}"  # noqa: S108 - see private_folder


def private_folder(folder: Path, mode: int = 0o700) -> Path:
    """Make `folder` ours with `mode`. Refuses one that another user prepared under that name."""
    try:
        folder.mkdir(mode=mode, parents=False)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise OutOfReach(f"{folder} belongs to somebody else; remove it") from None
    folder.chmod(mode)
    return folder


def socket_path(folder: Path, name: str) -> Path:
    path = folder / name
    if len(os.fsencode(path)) > SOCKET_LIMIT:
        raise SocketPathTooLong(f"{path}: {len(os.fsencode(path))} bytes")
    return path


def data_place(wanted: Path, account: SystemUser | None) -> Path:
    """Where the data of `wanted` really live: there, or in the shared place when out of reach."""
    wanted = wanted.absolute()
    exile = SHARED / key_of(wanted)
    if account is None:
        return wanted
    if exile.exists():
        return exile
    wanted.parent.mkdir(parents=True, exist_ok=True)
    if can_enter(wanted.parent, account):
        return wanted
    if wanted.exists():
        raise OutOfReach(str(wanted))
    note = wanted.with_name(f"{wanted.name}.location")
    note.write_text(f"{account.name} cannot enter this folder; the data are in {exile}\n", encoding="utf-8")
    _shared_folder()
    return exile


def reachable_programs(folder: Path, account: SystemUser | None) -> Path:
    """`folder`, or a copy of it where `account` can run it.

    The wheel keeps libraries in a folder beside its package, and the programs look for them there.
    """
    if can_enter(folder, account):
        return folder
    made = (folder / "bin" / "postgres").stat()
    package = folder.parent
    copy = _shared_folder() / f"postgresql-{made.st_size:x}-{int(made.st_mtime):x}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(dir=SHARED, prefix="copying-"))
        shutil.copytree(folder, draft / package.name / folder.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.chmod(0o755)
        draft.rename(copy)
    return copy / package.name / folder.name


def _shared_folder() -> Path:
    SHARED.parent.mkdir(parents=True, exist_ok=True)
    return private_folder(SHARED, 0o711)
