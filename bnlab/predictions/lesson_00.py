"""Predictions of lesson 00: start here."""

import math

from .kinds import Choice, Number

starts_that_read = Number(
    """Five starts, five plain networks without batch norm. How many of them read at least half of
    the test images after their 480 steps?""",
    answer=0,
    replies=[
        (
            0,
            1,
            """You suspect that something in this network blocks learning itself, whatever the
            start. Lesson 07 finds out what.""",
        ),
        (
            1,
            4,
            """You see training as a lottery: some starts win. For these three layers of
            sigmoids every start loses in the same way, and lesson 07 finds out why.""",
        ),
        (
            4,
            5,
            """You took the first run for an accident. It is the rule: something in the
            network, not in the draw of its weights, keeps it from learning.""",
        ),
    ],
    result="The best of the five reads 16 %; four stay at the 10 % of guessing.",
    seen="00      without batch norm  11 % (10–16)",
)

three_minibatches = Choice(
    """Each of the three mini-batches goes through batch norm: minus its mean, divided by its
    standard deviation. How will the three results differ?""",
    options={
        "in place: their means differ": """Each mini-batch loses its *own* mean, so the first one
            has no place of its own left, and neither have the others.""",
        "in width: the wide one stays wide": """That would be right for subtracting alone. The
            division takes the width away as well.""",
        "not at all": """You saw that the second and the third are the first one, moved and
            stretched; and moving and stretching is what batch norm undoes.""",
        "in shape: they become bell curves": """Subtracting and dividing move and stretch a
            histogram. A lopsided one stays lopsided.""",
    },
    answer="not at all",
    result="""The three were one shape, moved and stretched. Batch norm moves each to mean 0 and
    stretches it to standard deviation 1.""",
    seen="below, all alike",
)

raw_mean_moves = Choice(
    """You drag the slider *mean of raw z* from left to right. Which rows move?""",
    options={
        "all three": """What comes in must come out: so it is in a network without batch norm. Here
            the mean is subtracted before anything else sees it.""",
        "raw z and z<sub>norm</sub>; z̃ has its own β": """β does place z̃, but
            z<sub>norm</sub> has lost the raw mean already.""",
        "only raw z": """You let the subtraction do its work: the mean is gone after the first
            line.""",
    },
    answer="only raw z",
    result="The mini-batch's own mean is subtracted at once, so nothing below raw z hears of it.",
    seen="z_norm has mean 0.00",
)

minus_two = Number(
    """The wide mini-batch on the right has mean 5.96 and standard deviation 3.07. It gets
    γ = −2 and β = 3. What is the standard deviation of z̃?""",
    answer=2,
    replies=[
        (
            -math.inf,
            0,
            """A standard deviation is a distance and never negative. γ = −2 mirrors the
            histogram, and its width is |γ|.""",
        ),
        (
            0,
            1.5,
            """z<sub>norm</sub> has standard deviation 1, and γ stretches it by 2.""",
        ),
        (1.5, 3, "You let γ decide alone, and took its size: |γ|."),
        (
            3,
            math.inf,
            """Only |γ| decides. β shifts without stretching, and of the raw width, 3.07, dividing
            by σ has left nothing.""",
        ),
    ],
    result="""z<sub>norm</sub> has standard deviation 1, and γ = −2 mirrors and doubles it. The mean
    is β = 3. Of the raw z nothing is left.""",
    seen="mean 3.00, standard deviation 2.00",
)
