"""What a visit is for: each page belongs to one purpose and opens in no other."""

from enum import StrEnum


class Purpose(StrEnum):
    ASSIGNMENT = "assignment"
    COURSE = "course"
    DEEP_LINKING = "deep_linking"
    EULA = "eula"
