"""What each part of the settings raises for one that cannot be used."""


class ConfigError(Exception):
    """A setting is missing or cannot be used; the message says which and what to do."""
