"""What goes wrong in a way that a person can mend."""


class NamedError(Exception):
    """`code`, a sentence, and what to do next: no more is shown of it, and never a traceback."""

    def __init__(self, code: str, sentence: str, next_step: str):
        super().__init__(f"{code}: {sentence} {next_step}")
        self.code, self.sentence, self.next_step = code, sentence, next_step
