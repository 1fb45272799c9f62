"""An S3-compatible service of the tests' own, from the wheel moto: real HTTP, nothing outside this process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from tests.platforms.server import free_port

BUCKET = "texts"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "a-test", "AWS_SECRET_ACCESS_KEY": "a-test", "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}  # fmt: skip


@contextmanager
def bucket_service() -> Iterator[str]:
    """Its address, which the environment names meanwhile, as that of an administrator would; with one empty bucket."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    before = dict(os.environ)
    os.environ.update(ENVIRONMENT | {"AWS_ENDPOINT_URL_S3": address})
    try:
        yield address
    finally:
        os.environ.clear()
        os.environ.update(before)
        server.stop()


def empty_bucket() -> None:
    import boto3

    client = boto3.client("s3")
    existing = [one["Name"] for one in client.list_buckets()["Buckets"]]
    if BUCKET not in existing:
        client.create_bucket(Bucket=BUCKET)
    for item in client.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
        client.delete_object(Bucket=BUCKET, Key=item["Key"])


def stored_bytes() -> list[bytes]:
    import boto3

    client = boto3.client("s3")
    names = [item["Key"] for item in client.list_objects_v2(Bucket=BUCKET).get("Contents", ())]
    return [client.get_object(Bucket=BUCKET, Key=name)["Body"].read() for name in names]


def make_older(seconds: float) -> None:
    """No client may set when an object was put; moto's own memory can."""
    from moto.s3.models import s3_backends

    keys = s3_backends["123456789012"]["aws"].buckets[BUCKET].keys
    for key in list(keys.values()):
        key.last_modified = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=seconds)
