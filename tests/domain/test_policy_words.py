"""What a policy says to students in a line."""

import pytest

from plugin.domain.policy import AiLevel, Policy
from plugin.domain.policy_words import ai_use_words


@pytest.mark.parametrize(
    ("level", "typed", "words"),
    [
        (AiLevel.UNSTATED, "", ""),
        (AiLevel.UNSTATED, "Spelling.", "AI use allowed here: Spelling."),
        (AiLevel.NONE, "", "No use of AI is allowed here."),
        (AiLevel.NONE, "Ask me about dictation.", "No use of AI is allowed here. Ask me about dictation."),
        (AiLevel.SOME, "Spelling.", "Some use of AI is allowed here. Spelling."),
    ],
)
def test_the_level_is_said_once_and_own_words_never_against_it(level: AiLevel, typed: str, words: str) -> None:
    assert ai_use_words(Policy(ai_level=level, ai_use=typed)) == words
