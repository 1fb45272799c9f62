"""A function compiled by torch where that works, and as it stands where it does not."""

import logging
from collections.abc import Callable

import torch
from torch import Tensor

log = logging.getLogger(__name__)

Columns = Callable[..., tuple[Tensor, ...]]


class Compiled:
    """Compiled when first called. A machine without a C compiler or Triton is slower, and gives the same answers."""

    def __init__(self, plain: Columns):
        self.plain = plain
        self._fast: Columns | None = None

    def __call__(self, *tensors: Tensor) -> tuple[Tensor, ...]:
        self._fast = self._fast or torch.compile(self.plain, dynamic=True)
        try:
            return self._fast(*tensors)
        except torch.OutOfMemoryError:
            raise  # no fault of the compiler's: the plain function holds more at once
        except Exception as error:  # noqa: BLE001 - whatever stops the compiler, the plain function does the same
            log.warning("not compiled: %s", type(error).__name__)
            self._fast = self.plain
            return self.plain(*tensors)
