"""Predictions of lesson 04: the bias drops out."""

import math

from .kinds import Choice, Number

add_five = Choice(
    """We add b = 5 to all six z of the unit. What changes: μ, σ², z<sub>norm</sub>, z̃?""",
    options={
        "all of them": """The deviations z − μ decide everything after μ. Each z grows by 5, and so
            does the mean.""",
        "μ and σ²": """σ² is made of the deviations z − μ. A constant moves every z and the
            mean alike, so no deviation changes.""",
        "μ alone": "You saw that the mean moves along with every z, so no deviation changes.",
        "nothing": """Nothing that comes *after* the subtraction changes. μ itself is the mean of
            the six z, and that is 5 more.""",
    },
    answer="μ alone",
    result="Every z grows by 5, and so does their mean; the deviations stay.",
    seen="b = 5: μ 5.25 σ² 1.2083",
)

b_after_training = Choice(
    """Three networks get the same W's and the same images: one without b in its hidden layers, one
    with b = 0, one with b = 5. After 240 steps, how do W, γ and β of the two with b compare with
    those of the one without?""",
    options={
        "equal to the last bit": """In algebra, yes. But a computer rounds z + b and z differently,
            and the difference of two rounded numbers is rarely exactly 0.""",
        "equal up to rounding": """You trust the algebra and remember that floats round. Nothing in
            training makes these last digits grow, either.""",
        "visibly different": """You expect b to leave a trace. Each mini-batch subtracts its own
            mean, b included, before anything can see it: the loss has no slope along b.""",
    },
    answer="equal up to rounding",
    result="""After 240 steps no parameter differs by as much as 10<sup>−12</sup>. And b is where
    it was put: nothing ever pulls at it.""",
    seen="b = 5: W, γ and β differ by 0.000000000000 at most",
)

mean_of_z_tilde = Number(
    """Two layers, one without batch norm and b = 0.5, one with it, γ = 1 and β = 0.5. The mean of
    z + b is −0.79. Now both get weights 10 times as large, and the mean of z + b becomes −12.44.
    What is the mean of z̃?""",
    answer=0.5,
    replies=[
        (
            -math.inf,
            0,
            "You let the weights carry z̃ along. Whatever mean they give z, it is subtracted.",
        ),
        (0, 0.25, "You let the subtraction erase the mean. β comes after it, and is added."),
        (0.25, 1, "You let the subtraction erase what the weights did, and then added β."),
        (
            1,
            math.inf,
            "You let β grow with the weights. β is added last, behind the division by σ.",
        ),
    ],
    result="z<sub>norm</sub> has mean 0 whatever W does, so the mean of z̃ is β.",
    seen="W × 10: mean of z + 0.5 -12.44, mean of z̃ 0.50",
)
