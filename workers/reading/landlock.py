"""Files that a process can no longer reach: none may be written, and few may be read (Linux, landlock(7))."""

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same number on every architecture
_ASK_VERSION = 1
_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_READING = _READ_FILE | _READ_DIR
# How many kinds of access each version of Landlock knows, from the first: later ones tell renaming, truncating and
# a device's ioctl apart.
_KINDS = (13, 14, 15, 15, 16)


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64),)


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def leave_only(readable: Iterable[Path], listed: Iterable[Path] = ()) -> bool:
    """From here on this process opens files in `readable` for reading and nothing else; names in `listed` can be
    listed. False where the kernel cannot do that. Needs no_new_privs."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)
    if version < 1:
        return False
    ruleset = _Ruleset((1 << _KINDS[min(version, len(_KINDS)) - 1]) - 1)
    opened = libc.syscall(_CREATE_RULESET, ctypes.byref(ruleset), ctypes.sizeof(ruleset), 0)
    for paths, access in ((readable, _READING), (listed, _READ_DIR)):
        for path in paths:
            _allow(libc, opened, path, access)
    return bool(opened >= 0 and libc.syscall(_RESTRICT_SELF, opened, 0) == 0)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, access: int) -> None:
    """What is not there needs no leave; a file cannot be listed."""
    try:
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    rule = _Beneath(access if path.is_dir() else access & _READ_FILE, folder)
    libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    os.close(folder)
