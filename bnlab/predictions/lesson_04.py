"""Predictions of lesson 04: the bias drops out."""

from .kinds import Choice, Number

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
    seen="b from 5: equal to the last bit: False; within 1e-12: True",
)

after_one_epoch = Number(
    """After one epoch the networks without b and with b = 0 read 80 % of the test images. The one
    that began with b = 5 has the same W, γ and β up to rounding. How many does it read?""",
    answer=70,
    unit="%",
    replies=[
        (0, 60, "You expect a network that is lost. Its weights are as good as the others'."),
        (60, 76, "You suspect the one place where b is not subtracted at once: test time."),
        (
            76,
            100,
            """That follows if b drops out at test time as well. But there batch norm
            subtracts a running average, not the mini-batch's own mean.""",
        ),
    ],
    result="""Ten points fewer. The running mean begins at 0 and moves a tenth of the way at each
    step; after 24 steps 8 % of the way to μ + 5 are missing, and 8 % of 5 is 0.4.""",
    seen="b = 5: test accuracy 70% after 1 epoch",
)
