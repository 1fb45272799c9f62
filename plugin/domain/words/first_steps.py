"""What an installation needs before people can rely on it, in words."""

from plugin.domain.language import N_, Spoken

# code of plugin.services.first_steps.Step -> (what it is, what to do as long as it is not done)
FIRST_STEPS: Spoken[str, tuple[str, str]] = Spoken(
    {
        "address": (
            N_("The address and the secret key are set"),
            N_("Set CAVEAT_BASE_URL to an https address, and keep the CAVEAT_SECRET_KEY that sealed our keys."),
        ),
        "administrator": (
            N_("An administrator signs in with a second factor"),
            N_("Set up one-time codes under Your account, or sign in by single sign-on."),
        ),
        "named": (
            N_("People know whom to ask"),
            N_("Say below what this institution is called, and whom students and teachers ask."),
        ),
        "workers": (
            N_("A scorer and a courier are at work"),
            N_("Start both beside the web: caveat scorer, caveat courier. The queue page says who is alive."),
        ),
        "model": (
            N_("The model is loaded and scores"),
            N_("A scorer loads it when it starts. If that takes longer than minutes, run: caveat doctor"),
        ),
        "calibration": (
            N_("It is known what texts are compared with"),
            N_("The scorer says so when its model is loaded. Then look whether those texts are like your students’."),
        ),
        "registration": (
            N_("An LMS is connected"),
            N_("Make a link for Canvas, Moodle or Brightspace, or connect any other LMS by hand."),
        ),
        "launch": (
            N_("Somebody has opened Caveat from an LMS"),
            N_("Open it once from a course. A new deployment waits for your word under Connections."),
        ),
        "retention": (
            N_("It is decided how long submissions are kept"),
            N_("Nothing is deleted by its age until you say so. To keep everything is a decision too."),
        ),
    }
)
