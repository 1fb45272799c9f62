"""Speed and memory of scoring; `python -m bench.scoring`."""

import workers.torch_settings  # noqa: F401 - before torch, which every file of this folder loads
