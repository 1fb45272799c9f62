"""Essays of this project's own, made for its demo and tests; nobody's coursework.

All three were written with a language model: PLACE and HARBOUR in a personal voice, GENERIC as one writes unasked. The
first two read as human here, which is the honest thing for a demo to show: careful machine prose passes.
"""

from pathlib import Path

PLACE = (Path(__file__).parent / "place.txt").read_text("utf-8")
HARBOUR = (Path(__file__).parent / "harbour.txt").read_text("utf-8")
GENERIC = (Path(__file__).parent / "generic.txt").read_text("utf-8")
