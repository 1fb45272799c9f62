"""Essays of this project's own, written for its demo and tests; nobody's coursework."""

from pathlib import Path

PLACE = (Path(__file__).parent / "place.txt").read_text("utf-8")
HARBOUR = (Path(__file__).parent / "harbour.txt").read_text("utf-8")
# Written by a language model, as an example of what one writes.
GENERIC = (Path(__file__).parent / "generic.txt").read_text("utf-8")
