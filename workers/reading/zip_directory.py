"""How long a zip's list of its members is, told before zipfile reads all of it into memory, whatever its length."""

import re

_END = b"PK\x05\x06"  # of the record at the end of a zip (APPNOTE 4.3.16)
_END_64, _LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"  # of the two that may stand before it (4.3.14, 4.3.15)
LOOKED_AT = 65_535 + 22 + 20 + 56  # bytes: the longest comment, and the three records


def longest(data: bytes) -> int:
    """In bytes, by the last LOOKED_AT bytes of a zip, or more of them. There may be several records, one in another's
    comment: which of them counts is zipfile's choice."""
    end = data[-LOOKED_AT:]
    return max((_stated(end, found.start()) for found in re.finditer(re.escape(_END), end)), default=0)


def _stated(end: bytes, at: int) -> int:
    if (end[at - 20 : at - 16], end[at - 76 : at - 72]) == (_LOCATOR_64, _END_64):
        return int.from_bytes(end[at - 36 : at - 28], "little")
    return int.from_bytes(end[at + 12 : at + 16], "little")
