"""A result in a notebook: a sign, a word, code set as code; what is shown is never HTML itself."""

from bnlab import exercises
from bnlab.exercises.box import box
from bnlab.markup import as_html


def test_box_says_sign_and_word():
    assert "<strong>✓ Correct:</strong> words" in box("Correct", "words")
    assert "<strong>✗ Not yet:</strong> words" in box("Not yet", "words")


def test_box_sets_code_as_code_and_escapes_it():
    shown = box("Not yet", "use `a < b`, *not* <b>.\nFor example with\n    z = [[1, 2]] <i>\nend")
    assert "use <code>a &lt; b</code>, <em>not</em> &lt;b&gt;.<br>For example with<pre" in shown
    assert ">z = [[1, 2]] &lt;i&gt;</pre>end</div>" in shown


def test_powers_are_no_emphasis():
    assert as_html("a ** b, 2*3*4 and x * y * z") == "a ** b, 2*3*4 and x * y * z"


def test_box_for_every_word_that_a_mistake_gets():
    for q in exercises.all_exercises().values():
        for words in [slip.words for slip in getattr(q, "slips", ())] + [q.why]:
            shown = box("Not yet", words)
            assert shown.count("<code>") == words.count("`") / 2, words
            assert "`" not in shown and shown.count("<pre") == 0
