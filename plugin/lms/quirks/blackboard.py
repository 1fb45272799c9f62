"""Blackboard: what it does otherwise than the specifications."""

FAMILY = "blackboardlearn"


def comment(text: str) -> str:
    """Comments are HTML there: a line break that is none is lost (its developer documentation, AGS)."""
    return text.replace("\r\n", "\n").replace("\n", "<br/>")
