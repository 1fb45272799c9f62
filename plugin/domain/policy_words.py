"""What an assignment's policy says, in words for students and for those who teach."""

from plugin.domain.language import N_, Spoken, say, say_n
from plugin.domain.policy import AiLevel, Policy, StudentSees

# (the name, what it is for whoever chooses it, what students are told)
AI_LEVELS: Spoken[AiLevel, tuple[str, str, str]] = Spoken(
    {
        AiLevel.UNSTATED: (
            N_("Not stated."),
            N_("Students read that you have not said, and that they should ask."),
            N_("Your instructor has not said what use of AI is allowed. Ask before you use any."),
        ),
        AiLevel.NONE: (
            N_("None."),
            N_("Students read that no use of AI is allowed."),
            N_("No use of AI is allowed here."),
        ),
        AiLevel.SOME: (
            N_("Some."),
            N_("Say below which: students read it word for word."),
            N_("Some use of AI is allowed here."),
        ),
        AiLevel.FREE: (
            N_("Free."),
            N_("Texts are read for you and not scored: there is nothing to compare."),
            N_("You may use AI freely here. Your text is not compared with anything."),
        ),
    }
)
SEES: Spoken[StudentSees, str] = Spoken(
    {
        StudentSees.NEVER: N_(
            "Reports of this assignment are not shown to students. Your instructor can talk with you about yours."
        ),
        StudentSees.RELEASED: N_("You see the report of your text once your instructor has released it."),
        StudentSees.AT_ONCE: N_("You see the report of your text as soon as it was read."),
    }
)

# Of the fields of a policy, for lists of them.
FIELD_NAMES: Spoken[str, str] = Spoken(
    {
        "ai_level": N_("What AI use is allowed"),
        "ai_use": N_("The words on AI use"),
        "instructions": N_("What is asked"),
        "grade": N_("How grades go back"),
        "points": N_("Points"),
        "student_sees": N_("When students see their report"),
        "reply_days": N_("Days for a reply"),
        "blind_first": N_("Whether teachers are asked before they see a score"),
        "anonymous": N_("Whether names are hidden while marking"),
    }
)


def ai_use_words(policy: Policy) -> str:
    """What AI use is allowed, in a line for students; "" where nothing was said."""
    if policy.ai_level is not AiLevel.UNSTATED:
        return f"{AI_LEVELS[policy.ai_level][2]} {policy.ai_use}".strip()
    return say("AI use allowed here: %(words)s", words=policy.ai_use) if policy.ai_use else ""


def reply_words(policy: Policy) -> str:
    """How long a student may reply; "" where they cannot."""
    if not policy.takes_replies:
        return ""
    return say_n(
        "From then on you have %(n)s day to reply to it.",
        "From then on you have %(n)s days to reply to it.",
        policy.reply_days,
    )
