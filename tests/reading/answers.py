"""What `read` says to a document that it does not read."""

import pytest

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.read import DEFAULT, Limits, read


def reason_of(data: bytes, limits: Limits = DEFAULT) -> Reason:
    with pytest.raises(Unreadable) as refused:
        read(data, limits)
    return refused.value.reason
