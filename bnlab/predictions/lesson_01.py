"""Predictions of lesson 01: normalising activations."""

import math

from .kinds import Choice, Number, Range

third_valley = Choice(
    """The two inputs have standard deviations of about 1 and 5. We feed them in as they are,
    divided by σ, and divided by σ², and count the steps of gradient descent. As they
    are, the loss is a narrow valley. What is it when they are divided by σ²?""",
    options={
        "rounder than divided by σ": """You expect that more division means more order. But the
            spread becomes σ/σ² = 1/σ: an input of spread 5 gets spread 0.2, not 1.""",
        "as round as divided by σ": """You take σ and σ² for the same thing. They agree
            only where the spread is 1 already, as in the first input.""",
        "a narrow valley again": """You have followed the units: σ/σ² = 1/σ. What was
            5 times too wide is now 5 times too narrow.""",
    },
    answer="a narrow valley again",
    result="""Divided by σ², descent takes 50 steps, as many as with the raw inputs; divided by σ
    it takes 2. What gives every input spread 1 is σ.""",
    seen="divided by σ² standard deviations [1.04 0.2 ], 50 steps",
)

middle_of_z_tilde = Range(
    """The third unit has γ = 3 and β = 1. Draw where the middle 90 % of its z̃ lie, over the
    1,000 digits. (The raw z of this unit has mean 4.2 and standard deviation 2.1.)""",
    answer=(-3.9, 5.8),
    track=(-10, 10),
    step=0.5,
    within=1,
    near="You let γ set the spread and β the place, and you know that 90 % reach further than σ.",
    wider="""γ is the standard deviation, not half the width that holds nearly all: for most
    distributions 90 % lie within about 1.7 standard deviations of the mean.""",
    narrower="""Within one standard deviation, here 3, lie only about two thirds of the examples;
    90 % reach to about 1.7 times as far.""",
    lower="β = 1 is the mean of z̃, so the interval lies around 1. γ stretches around that place.",
    higher="""γ stretches z<sub>norm</sub> to both sides, its negative values as well. The mean of
    z̃ is β = 1 alone.""",
    result="""That is about 1.6 γ to each side of β. The raw z has no say: its mean and spread are
    gone.""",
    seen="90 % from -3.9 to 5.8",
)

length_of_a_row = Number(
    """A row of z<sub>norm</sub> is an arrow in m dimensions. How long is it for m = 100
    examples?""",
    answer=10,
    replies=[
        (
            0,
            5,
            """Standard deviation 1 is not length 1. The squares of the 100 entries *average* 1, so
            they add up to 100.""",
        ),
        (5, 20, "You added up squares that average 1: 100 of them, and the root of 100."),
        (
            20,
            math.inf,
            "You added the squares up to 100 or more, and a length is the root of that sum.",
        ),
    ],
    result="""The squares average 1 and there are 100 of them, so the length is √100, whatever z
    was.""",
    seen="m = 100: length 10.00",
)
