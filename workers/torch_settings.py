"""What must stand in the environment before torch is loaded; imported first by whatever leads there.

oneDNN keeps a compiled primitive for every shape it meets: unbounded, a bf16 process grew to 24 GB. OpenMP's threads
spin while they wait for each other: with anything else running on the machine a pass of 2.5 s took 18 s of two
cores; waiting passively costs nothing measurable on an idle one.
"""

import os

os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# What huggingface_hub tells of its use: to nobody (huggingface.co/docs/huggingface_hub, environment variables).
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
