"""Of each caveat: what it is, what it is not, what can make it wrong, what to do."""

# ruff: noqa: E501 - sentences as they are read

from plugin.domain.caveats import Code
from plugin.domain.language import N_, Spoken

CAVEATS: Spoken[Code, tuple[str, str, str, str]] = Spoken(
    {
        Code.NOT_EVIDENCE: (
            N_("It stands above every score, for a score compares style and nothing else."),
            N_("It is no formality. A style can have many causes, and most of them break no rule."),
            N_("Readers tend to trust a number more than it deserves, above all when it agrees with a suspicion."),
            N_("Let what you learn from the student, their drafts and their earlier work decide."),
        ),
        Code.FALSE_FLAGS: (
            N_("Each line is drawn where a known share of human texts crosses it. The report states that share and how well "
               "it is known."),
            N_("It is not the chance that this flag is wrong. That also depends on how many texts are AI-written at all."),
            N_("The rate was measured on certain texts. Other subjects, ages or languages can be flagged more often."),
            N_("Think in classes: at 1 false flag in 100, a class of forty honest writers has a 33 in 100 chance of at "
               "least one."),
        ),
        Code.METHODS_DISAGREE: (
            N_("Several methods read the same text, and they do not point the same way."),
            N_("It is not a vote. Methods that read the same numbers can be wrong together, or split by chance."),
            N_("Mixed writing, quotations that were missed and unusual subjects set methods against each other."),
            N_("Do not pick the method that suits. Treat the text as one about which nothing is known."),
        ),
        Code.NEAR_THRESHOLD: (
            N_("The score lies so close to a line that chance decides on which side it falls."),
            N_("It is not nearly a flag. On either side of a line texts are much alike."),
            N_("A sentence more or less, or another spelling, can move such a text."),
            N_("Give the band no weight; look at the rank and its neighbours if at anything."),
        ),
        Code.UNSTABLE: (
            N_("The text was read again after small edits that change nothing of its meaning, and the answer changed."),
            N_("It does not mean that somebody edited the text."),
            N_("Only texts near a line are tested like this; of others nothing is said."),
            N_("Do not use this score."),
        ),
        Code.ODD_CHARACTERS: (
            N_("The text holds characters that nobody sees, or letters of another alphabet that look like Latin ones. They "
               "were replaced before the text was read."),
            N_("It does not show an intention. Web pages, PDF files and some keyboards leave such characters."),
            N_("Texts in several scripts hold such letters rightly."),
            N_("If there are many, ask how the file was made."),
        ),
        Code.PARTS_LEFT_OUT: (
            N_("Quotations, references, headings, lists, code and tables are not the writer's own prose, so they were left "
               "out of the numbers."),
            N_("Nothing is said about the parts that were left out."),
            N_("They are found by their form alone: some are missed, and some prose can be taken for them."),
            N_("See in the text which parts are greyed. If too little is left, give the score little weight."),
        ),
        Code.DRIFT: (
            N_("Texts handed in lately differ from those that the rates were measured on."),
            N_("It says nothing about this text or class alone."),
            N_("New courses, other age groups and new writing tools all shift how texts read."),
            N_("Use no rate from this report, and ask your administrator for a new calibration."),
        ),
        Code.SMALL_REFERENCE: (
            N_("Few human texts of this length were measured, so that the rates are known only roughly."),
            N_("The rate is not lower because the upper bound is higher: it is known less well."),
            N_("With 99 texts a measured rate of 1 in 100 can really be 3 in 100; with 1,000 texts 1.6 in 100."),
            N_("Read the upper bound and not the rate. Your institution can add texts of its own."),
        ),
        Code.SHORT_TEXT: (
            N_("A style shows itself over many sentences. This text has only just enough of them."),
            N_("A short text is not suspect for being short."),
            N_("One quotation, list or borrowed phrase weighs much in few words."),
            N_("Give this number little weight."),
        ),
        Code.CALIBRATION_EXPIRED: (
            N_("The measurements have a date until which they are trusted, and it has passed."),
            N_("The number is not wrong for being old; it is no longer known how often it is."),
            N_("Writing tools of a later date are not among the texts that were measured."),
            N_("Ask your administrator to update Caveat or its calibration."),
        ),
        Code.UNLIKE_REFERENCE: (
            N_("The text is far from every text that was measured, by humans or by AI. So it was placed in no band."),
            N_("To be unlike the reference texts is not a sign of anything."),
            N_("One in ten texts of new kinds is told to be unlike; others of new kinds are not noticed."),
            N_("Do not use the numbers. Your institution can have such texts measured."),
        ),
        Code.LANGUAGE_UNSURE: (
            N_("The language was told with less certainty than usual, so the text may have been compared with texts of "
               "another language."),
            N_("Writing in two languages is not a fault."),
            N_("Names, quotations and formulas in another language make a text look mixed."),
            N_("If the report names the wrong language, disregard the score."),
        ),
        Code.SECOND_LANGUAGE: (
            N_("People who write in a second language use more common words and plainer sentences, and this reads more "
               "machine-like to a program."),
            N_("It does not say that this writer writes in a second language: nobody is asked."),
            N_("Seven detectors once called 61 in 100 human TOEFL essays AI (Liang et al. 2023). In our tests 4 in 100 "
               "second-language texts were flagged, and 0.3 in 100 of native writers."),
            N_("Be slower to ask, and never compare two students by their scores."),
        ),
        Code.BASE_RATE: (
            N_("An AI-likelihood needs an assumption: how many of such texts are AI-written before one is looked at. The report "
               "states it."),
            N_("The assumption was not measured in your class."),
            N_("If fewer texts are AI-written than assumed, the true AI-likelihood is lower; if more, higher."),
            N_("Prefer the rank, which needs no such assumption."),
        ),
        Code.MODEL_SMALL: (
            N_("The language model that read the text has fewer than a billion parameters, the built-in one 135 million, so that "
               "it runs on any server."),
            N_("It is not the model that wrote an AI text, and it knows far less."),
            N_("It misses much that a larger model sees: in our tests of the built-in one, 15 in 100 AI texts went by as "
               "unremarkable."),
            N_("Conclude nothing from an unremarkable text. Your administrator can name a larger model."),
        ),
        Code.ENCODING_GUESSED: (
            N_("The file does not say how its letters are stored, so it was guessed."),
            N_("It is a property of the file and not of the writing."),
            N_("Accents and quotation marks are the first to be read wrongly."),
            N_("Look at the text in the report. If letters are wrong, ask for the file as .docx, .pdf or UTF-8 text."),
        ),
        Code.PAGES_WITHOUT_TEXT: (
            N_("Some pages are pictures, and no text could be read from them."),
            N_("Scanning a page breaks no rule by itself."),
            N_("What stands on those pages is in no number of the report."),
            N_("Open the file itself to see them."),
        ),
        Code.MIXED_TEXT: (
            N_("Many texts are partly written by a person and partly generated or polished by a tool."),
            N_("The share of passages that stand out is not the share written by AI."),
            N_("In our tests half of the mixed texts came out unremarkable, and 31 in 100 were flagged."),
            N_("Ask which tools were used and for what. What the assignment allows decides what that means."),
        ),
    }
)  # fmt: skip
