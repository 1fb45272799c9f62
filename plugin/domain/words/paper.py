"""Headings and notes of a report on paper: those of its page."""

from plugin.domain.language import say


def paper_words() -> dict[str, str]:
    return {
        "first": say("Read this first"),
        "answer": say("The answer"),
        "where": say("Where this text lies"),
        "here": say("this text"),
        "less": say("less machine-like"),
        "more": say("more machine-like"),
        "picture_note": say(
            "Each shape is drawn as shares of its own group. It shows texts whose origin is known; it does not show on "
            "which side this text belongs."
        ),
        "no_picture": say("There is no picture: how the reference texts lie was not kept with this score."),
        "group": say("Group"),
        "texts": say("Texts"),
        "beyond": say("As machine-like or more"),
        "lines": say("Where the lines are"),
        "lines_note": say(
            "Every reference text was judged by a method that had learnt from no text of its kind. Writing unlike all "
            "of them can be flagged more often."
        ),
        "text": say("The text"),
        "text_note": say(
            "Dotted: stands out as machine-like. Solid: reads human. Unmarked text says nothing either way."
        ),
        "not_judged": say("not judged:"),
        "machine": say("What reads machine-like"),
        "no_machine": say("No passage stands out as machine-like on its own. The whole can still do so."),
        "human": say("What speaks for human writing"),
        "reasons_note": say(
            "A passage that stands out is a place to look at together, not a finding. In texts known to go from a "
            "person to an AI, about a fifth of the AI’s part was marked, and about as much of the person’s."
        ),
        "surprise": say("Surprisal by sentence"),
        "surprise_lead": say(
            "How unexpected a language model finds each sentence, in bits a token: a low bar is a sentence that it "
            "would have expected. People tend to mix low and high."
        ),
        "surprise_note": say(
            "Not a measure of quality, and not of one sentence: a plain sentence is expected whoever writes it."
        ),
        "first_sentence": say("first sentence"),
        "last_sentence": say("last"),
        "methods": say("Methods side by side"),
        "methods_note": say(
            "They read the same text and partly the same numbers, so agreement adds less than it seems."
        ),
        "method": say("Method"),
        "value": say("Value"),
        "points_to": say("Points to"),
        "human_share": say("Human texts as machine-like or more"),
        "watermarks": say("Watermarks"),
        "left_out": say("What was not judged"),
        "left_out_note": say("Found by form alone, so a part may be missed. All numbers above are about the rest."),
        "oddities": say("Hidden or look-alike characters"),
        "stability": say("Stability"),
        "not_stable_asked": say(
            "It was not read again with small edits. That is done for texts near a line, unless they are very long."
        ),
        "stability_note": say("It says how much the place on the scale moves, not whether it is the right place."),
        "limits": say("What this report cannot tell"),
        "facts": say("What every reader should know"),
        "made": say("How this was made"),
        "replies": say("Replies of the writer"),
        "outcome": say("What was found"),
        "check": say("Is this file as it was signed?"),
    }
