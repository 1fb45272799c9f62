"""Bands and directions in words."""

from plugin.domain.language import N_, Spoken
from plugin.domain.score import Band, Direction

BAND_NAMES: Spoken[Band, str] = Spoken(
    {
        Band.UNREMARKABLE: N_("Unremarkable"),
        Band.ELEVATED: N_("Elevated"),
        Band.STRONG: N_("Strong"),
        Band.CANNOT_TELL: N_("Cannot tell"),
        Band.NOT_SCORED: N_("Not scored"),
    }
)

BAND_ANSWERS: Spoken[Band, str] = Spoken(
    {
        Band.UNREMARKABLE: N_("This text reads much like comparable human writing; that does not show who wrote it."),
        Band.ELEVATED: N_(
            "This text reads more machine-like than most comparable human writing; "
            "that alone says little about how it was written."
        ),
        Band.STRONG: N_(
            "This text reads more machine-like than nearly all comparable human writing; "
            "that is a reason to talk, not a finding."
        ),
        Band.CANNOT_TELL: N_(
            "Caveat cannot tell: what it measured does not point one way, or the text is unlike all that was measured."
        ),
        Band.NOT_SCORED: N_("Caveat gives no score for this submission."),
    }
)

DIRECTIONS: Spoken[Direction, str] = Spoken(
    {
        Direction.MACHINE: N_("machine-like"),
        Direction.HUMAN: N_("human"),
        Direction.NEITHER: N_("neither"),
    }
)
