"""What a report cannot tell, whatever its numbers are."""

# ruff: noqa: E501 - sentences as they are read

from plugin.domain.language import say
from plugin.domain.score import Score


def limits_of(score: Score) -> tuple[str, ...]:
    lines = [
        say("Who wrote the text, and with whose help."),
        say(
            "Whether a tool was used, for what, or whether that was allowed. Translation and grammar tools leave traces too."
        ),
        say("How much of it was written by AI. The share of passages that stand out is not that."),
        say("Whether the student knows the subject, or can explain the text. Only a talk shows that."),
        say(
            "Text of an AI that was edited by hand, or asked to write plainly or in a person's style: it often goes unseen."
        ),
        say(
            "Text of tools of which none was measured. Those that were are named under “How this was made”; the "
            "measurements are of %(day)s.",
            day=score.calibration.created,
        ),
        say("How this student usually writes: it was compared with nothing that they wrote before."),
    ]
    if score.left_out:
        lines.append(say("Anything about the parts that were left out."))
    return tuple(lines)
