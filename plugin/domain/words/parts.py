"""What was left out of a text, and what is odd in it, in words."""

from plugin.domain.language import N_, Spoken
from plugin.domain.score import LeftOutKind, OddityKind

# kind -> (several, one, why it was not judged)
LEFT_OUT: Spoken[LeftOutKind, tuple[str, str, str]] = Spoken(
    {
        LeftOutKind.QUOTE: (N_("Quotations"), N_("quotation"), N_("somebody else's words")),
        LeftOutKind.REFERENCES: (N_("References"), N_("references"), N_("a list of works")),
        LeftOutKind.HEADING: (N_("Headings"), N_("heading"), N_("too short to have a style")),
        LeftOutKind.LIST: (N_("Lists"), N_("list"), N_("items of a few words")),
        LeftOutKind.CODE: (N_("Code or formulas"), N_("code or formula"), N_("not sentences")),
        LeftOutKind.TABLE: (N_("Tables"), N_("table"), N_("labels and numbers")),
    }
)

# kind -> (several, one, what was done with them)
ODDITIES: Spoken[OddityKind, tuple[str, str, str]] = Spoken(
    {
        OddityKind.HIDDEN: (N_("Characters that nobody sees"), N_("hidden character"), N_("taken out")),
        OddityKind.LOOK_ALIKE: (
            N_("Letters that only look Latin"),
            N_("look-alike letter"),
            N_("read as what they look like"),
        ),
        OddityKind.ODD_SPACE: (N_("Spaces of unusual kinds"), N_("unusual space"), N_("read as a space")),
    }
)
