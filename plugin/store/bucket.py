"""Stored bytes in a bucket of an S3-compatible service. Keys, region and endpoint are boto3's own settings (AWS_…)."""

import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import IO, Any, cast

_IN_MEMORY = 16 * 1024 * 1024
_GONE = {"NoSuchKey", "404", "NotFound"}


class BucketError(OSError):
    """The service did not answer as it should; the message holds its code and no name of a file."""


class Bucket:
    """Objects under `prefix`. Ages are by the service's own clock: it need not be ours."""

    def __init__(self, name: str, prefix: str):
        self._name, self._prefix = name, prefix.strip("/") + "/" if prefix.strip("/") else ""

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """An object is there whole or not at all: the service's own promise."""
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
            body.writelines(chunks)
            body.seek(0)
            with _told():
                self._client.upload_fileobj(body, self._name, self._prefix + name)

    def touch(self, name: str) -> bool:
        """An object's age cannot be set: it is put again."""
        return False

    def open(self, name: str) -> IO[bytes]:
        with _told():
            return cast(IO[bytes], _Body(self._client.get_object(Bucket=self._name, Key=self._prefix + name)["Body"]))

    def age(self, name: str) -> float:
        with _told():
            head = self._client.head_object(Bucket=self._name, Key=self._prefix + name)
        return _age(head["LastModified"], head)

    def drop(self, name: str) -> None:
        with _told():
            self._client.delete_object(Bucket=self._name, Key=self._prefix + name)

    def drop_old(self, name: str, seconds: float) -> bool:
        """No service drops by age in one step: who puts the same bytes in between loses them."""
        try:
            if self.age(name) < seconds:
                return False
        except FileNotFoundError:
            return True
        self.drop(name)
        return True

    def drop_under(self, first: str) -> None:
        for name, _ in list(self.listed(first)):
            self.drop(name)

    def listed(self, first: str = "") -> Iterator[tuple[str, float]]:
        beginning = f"{self._prefix}{first}/" if first else self._prefix
        with _told():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=beginning)
            for page in pages:
                for item in page.get("Contents", ()):
                    yield item["Key"].removeprefix(self._prefix), _age(item["LastModified"], page)

    @cached_property
    def _client(self) -> Any:
        """Made on first use in each process: it is not shared over a fork, and takes a while."""
        import boto3
        from botocore.config import Config

        # Services that are not Amazon's know less of its newer checksums; ours is the sha256 in the name.
        how = Config(
            connect_timeout=5, read_timeout=30, retries={"mode": "standard", "max_attempts": 3},
            request_checksum_calculation="when_required", response_checksum_validation="when_required",
        )  # fmt: skip
        return boto3.session.Session().client("s3", config=how)


class _Body(io.BufferedIOBase):
    """A connection that breaks in the middle of a file is trouble of the service like any other."""

    def __init__(self, body: Any):
        self._body = body

    def read(self, size: int | None = -1) -> bytes:
        with _told():
            return bytes(self._body.read(size if size is not None and size >= 0 else None))

    def close(self) -> None:
        self._body.close()
        super().close()


def _age(modified: datetime, answer: dict[str, Any]) -> float:
    said = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    return ((parsedate_to_datetime(said) if said else datetime.now(UTC)) - modified).total_seconds()


@contextmanager
def _told() -> Iterator[None]:
    """The service's errors as those of a disk."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _GONE:
            raise FileNotFoundError("no such object") from None
        raise BucketError(f"the bucket answered {code or 'an error'}") from None
    except (BotoCoreError, Boto3Error) as error:
        raise BucketError(f"the bucket could not be asked ({type(error).__name__})") from None
