"""Predictions of lesson 12: why does it work?"""

from .kinds import Choice, Number

gradient_of_a_longer_w = Choice(
    """We make W<sub>1</sub> of the network with batch norm 10 times as long. Every score and the
    loss stay the same. What about dW<sub>1</sub>, its gradient on the same mini-batch?""",
    options={
        "the same as before": """The loss is the same. But the gradient says how much the loss
            changes *per unit of W*, and W is now measured with a longer ruler.""",
        "10 times as long": """A longer W makes z larger. But σ grows with it, and the way
            back goes through the same division by σ.""",
        "a tenth as long": """You saw that a change of W by 0.1 is now a tenth of the change that
            it was, compared with W, and that only the direction counts.""",
        "0: W no longer matters": """The *length* of W doesn't matter. Its direction does, as
            before, so the gradient can't be 0.""",
    },
    answer="a tenth as long",
    result="""To turn a W that is 10 times as long by the same angle takes a change 10 times as
    large. The same change of the loss, divided by 10 times the change of W.""",
    seen="dW1 is 0.1000 times as long",
)

length_held = Number(
    """At α = 10 the networks with batch norm read 92 % of the test images, and their W's become
    about five times as long. Now we put every row of W back to its first length after each step:
    same direction, so the same scores. What share do these networks read after 20 epochs?""",
    answer=62,
    unit="%",
    replies=[
        (0, 40, "You expect a collapse. It is a heavy loss, and at α = 30 it is a collapse."),
        (
            40,
            80,
            """You kept the two apart: the scores don't see the length, but the next step does.""",
        ),
        (
            80,
            101,
            """The scores of the moment don't see the length, that is right. But the next step
            turns W by α/‖W‖² times a fixed number, and now ‖W‖ can't grow.""",
        ),
    ],
    result="""The length works on the next step alone: it divides α by up to 25 as training goes
    on. Without it every step stays far too large.""",
    seen="α = 10 length held: 62 % (55–66)",
)

shaken_on_purpose = Number(
    """At the ledger's α = 0.1 the network without batch norm reads 11 %, with batch norm 90 %. Now
    the inputs of every layer are shaken at each step, more than they move in the network without.
    What share of the test images does the shaken network read?""",
    answer=87,
    unit="%",
    replies=[
        (
            0,
            30,
            """That is what the title of the paper predicts: no steady inputs, no learning.""",
        ),
        (
            30,
            75,
            """You expect the noise to cost a good part of what batch norm gains. It costs a little
            time, no more.""",
        ),
        (
            75,
            101,
            """You suspect that steady inputs are not what makes the difference. So do Santurkar
            and his co-authors.""",
        ),
    ],
    result="""Three points less than without the noise, and 76 more than without batch norm. Steady
    inputs can't be what batch norm lives by.""",
    seen="shaken: 87 % (87–88)",
)

cells_that_learn = Number(
    """Eight learning rates times seven initial scales: 56 networks, trained from five starts each.
    Without batch norm 7 of the 56 read more than 90 % on average. How many do with it?""",
    answer=27,
    replies=[
        (0, 8, "You expect no gain. The gain here is in how many settings work."),
        (
            8,
            20,
            """You expect some more room. At small scales there is much more: batch norm undoes
            a W that is too short, whatever the α.""",
        ),
        (20, 36, "You remember lesson 08: batch norm gives room rather than a better best."),
        (
            36,
            57,
            """You expect batch norm to forgive everything. It has its own limits: α = 10 and
            more fail at each scale, and a long W with a small α has not got far in 300 steps.""",
        ),
    ],
    result="""Nearly four times as many. The best cell is hardly better: 93 % in place of 92 %.""",
    seen="with batch norm: 27 of 56",
)
