"""System calls that a process can no longer make: no socket, no process, nobody else's business (Linux, seccomp(2)).

What is refused is listed, not what is allowed: the C library's own calls differ from release to release, and a parser
that fails for want of one would lose somebody's essay.
"""

import ctypes
import errno
import platform

_SET_SECCOMP, _FILTER = 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # BPF: LD|W|ABS, JMP|JEQ|K, JMP|JGE|K, RET|K
_NUMBER, _ARCHITECTURE = 0, 4  # where they stand in seccomp_data
_X32 = 0x40000000  # x86-64 answers to a second set of numbers from here on

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_NONE = -1
# Name -> its number on x86-64 and on ARM64 (asm/unistd_64.h, asm-generic/unistd.h).
_REFUSED = {
    # no network, no other process
    "socket": (41, 198), "socketpair": (53, 199), "io_uring_setup": (425, 425), "clone": (56, 220),
    "clone3": (435, 435), "fork": (57, _NONE), "vfork": (58, _NONE), "execve": (59, 221), "execveat": (322, 281),
    # nothing with those that run already, whose environment holds secrets
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kill": (62, 129),
    "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "shmget": (29, 194),
    "shmat": (30, 196), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    # its own limits stay, and what Landlock does not know of a file: whose it is, when it was changed
    "setrlimit": (160, 164), "prlimit64": (302, 261), "chmod": (90, _NONE), "fchmod": (91, 52), "fchmodat": (268, 53),
    "fchmodat2": (452, 452), "chown": (92, _NONE), "lchown": (94, _NONE), "fchown": (93, 55), "fchownat": (260, 54),
    "utime": (132, _NONE), "utimes": (235, _NONE), "futimesat": (261, _NONE), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    # parts of the kernel that no parser needs and that were often broken
    "bpf": (321, 280), "userfaultfd": (323, 282), "perf_event_open": (298, 241), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40),
    "umount2": (166, 39), "open_by_handle_at": (304, 265), "move_mount": (429, 429), "open_tree": (428, 428),
    "fsopen": (430, 430),
}  # fmt: skip


class _Step(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step)))


def refuse_calls() -> bool:
    """From here on. False where the kernel cannot do that, or this machine's numbers are not known. Needs
    no_new_privs."""
    if platform.machine() not in _MACHINES:
        return False
    steps = _steps(*_MACHINES[platform.machine()])
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _steps(column: int, architecture: int) -> list[_Step]:
    refuse = _Step(_RETURN, 0, 0, _REFUSE)
    steps = [_Step(_LOAD, 0, 0, _ARCHITECTURE), _Step(_IF_EQUAL, 1, 0, architecture), refuse]
    steps += [_Step(_LOAD, 0, 0, _NUMBER), _Step(_IF_AT_LEAST, 0, 1, _X32), refuse]
    for numbers in _REFUSED.values():
        if numbers[column] != _NONE:
            steps += [_Step(_IF_EQUAL, 0, 1, numbers[column]), refuse]
    return [*steps, _Step(_RETURN, 0, 0, _ALLOW)]
