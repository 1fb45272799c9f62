"""Stored bytes sealed at rest, in pieces, so that half a gigabyte needs no half gigabyte of memory.

Every file has a key of its own, derived from the house's key and a salt (HKDF-SHA-256, RFC 5869), under which its
pieces are sealed by AES-256-GCM, numbered, the last one marked: none can be changed, swapped, or left out at the end
unseen (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015, as in age and Tink). What it is sealed
for - its name - is bound to it.

Names: the sha256 of a short text can be found by trying texts, so it is sealed too, by AES-SIV (RFC 5297): the same
hash always has the same name, which nobody can make without the key, and who has the key reads the hash off it.
"""

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"caveat\x00\x01"  # no document that can be handed in begins so
PIECE = 1024 * 1024
_KEY_ID, _SALT, _TAG = 8, 32, 16


class SealError(ValueError):
    """Sealed with a key that is not known here, or changed since."""


@dataclass(frozen=True)
class _Keys:
    id: bytes
    content: bytes
    names: AESSIV


class Box:
    """`secrets`: the newest first; it seals, all of them open."""

    def __init__(self, secrets: Sequence[str]):
        self._keys = [_derived(secret) for secret in dict.fromkeys(secrets)]

    def seal(self, plain: IO[bytes], about: str) -> Iterator[bytes]:
        keys, salt = self._keys[0], os.urandom(_SALT)
        yield MAGIC + keys.id + salt
        cipher = AESGCM(_hkdf(keys.content, 32, about.encode(), salt))
        for nonce, piece in _numbered(plain, PIECE):
            yield cipher.encrypt(nonce, piece, None)

    def open(self, stored: IO[bytes], about: str) -> Iterator[bytes]:
        """What was stored before anything was sealed comes as it is. Raises SealError."""
        head = stored.read(len(MAGIC))
        if head != MAGIC:
            yield head
            yield from iter(lambda: stored.read(PIECE), b"")
            return
        keys, salt = self._by_id(stored.read(_KEY_ID)), stored.read(_SALT)
        cipher = AESGCM(_hkdf(keys.content, 32, about.encode(), salt))
        for nonce, piece in _numbered(stored, PIECE + _TAG):
            yield _opened(cipher, nonce, piece)

    def is_as_wanted(self, stored: IO[bytes], sealed: bool) -> bool:
        """Sealed with the key that seals now, or else in plain?"""
        head = stored.read(len(MAGIC) + _KEY_ID)
        return head == MAGIC + self._keys[0].id if sealed else not head.startswith(MAGIC)

    def names(self, sha256: str) -> list[str]:
        """Under which a file of this hash may lie, the newest key's first."""
        return [keys.names.encrypt(bytes.fromhex(sha256), None).hex() for keys in self._keys]

    def sha256(self, name: str) -> str | None:
        """None where the name was made with a key that is not known here."""
        for keys in self._keys:
            try:
                return keys.names.decrypt(bytes.fromhex(name), None).hex()
            except InvalidTag:
                continue
        return None

    def _by_id(self, key_id: bytes) -> _Keys:
        for keys in self._keys:
            if keys.id == key_id:
                return keys
        raise SealError("a stored file is sealed with a key that is not among those set")


def whole(chunks: Iterable[bytes]) -> bytes:
    out = io.BytesIO()
    out.writelines(chunks)
    return out.getvalue()


def _opened(cipher: AESGCM, nonce: bytes, piece: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, piece, None)
    except InvalidTag:
        raise SealError("a stored file was changed since it was sealed") from None


def _numbered(stream: IO[bytes], size: int) -> Iterator[tuple[bytes, bytes]]:
    """(nonce, piece): the number in eleven bytes, then whether it is the last. Of nothing there is one empty piece."""
    number, piece = 0, _full(stream, size)
    while True:
        following = _full(stream, size)
        yield number.to_bytes(11) + (b"\0" if following else b"\1"), piece
        if not following:
            return
        number, piece = number + 1, following


def _full(stream: IO[bytes], size: int) -> bytes:
    """A stream from the network may give less at a time than it has."""
    out = b""
    while len(out) < size and (more := stream.read(size - len(out))):
        out += more
    return out


def _derived(secret: str) -> _Keys:
    def derive(length: int, what: bytes) -> bytes:
        return _hkdf(secret.encode(), length, b"caveat files " + what)

    return _Keys(derive(_KEY_ID, b"id"), derive(32, b"content"), AESSIV(derive(64, b"names")))


def _hkdf(key: bytes, length: int, info: bytes, salt: bytes | None = None) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(key)
