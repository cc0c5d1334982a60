"""Predictions of lesson 09: test time."""

from .kinds import Choice, Number

z_tilde_of_copies = Choice(
    """60 copies of one image run through the network in training mode. What is z̃ of a unit in the
    first hidden layer?""",
    options={
        "what the image alone should give": """You let the copies stand in for the training set.
            Copies bring no news: 60 equal numbers have themselves as mean and 0 as variance.""",
        "0": "z<sub>norm</sub> is 0, since z − μ is. Then the last line of the algorithm adds β.",
        "β": "You followed one row: 60 equal numbers, z − μ = 0, and the last line adds β.",
        "not a number, as σ² is 0": """The division is 0/√(0 + ε): ε keeps the denominator from
            being 0, and the numerator is 0.""",
    },
    answer="β",
    result="""z − μ = 0 for every copy, so z̃ = γ · 0 + β. From the first layer on the network
    can't see which image it was.""",
    seen="largest |z̃ − β|: 0.000000",
)

nearest_average = Choice(
    """We average the same μ's with decay 0, 0.5, 0.9, 0.99 and 0.999. Which running mean lies
    nearest to the true mean in the second half of training, steps 241 to 480?""",
    options={
        "0: the last mini-batch alone": """It is never late, but it has the whole scatter of one
            mini-batch of 60: about σ/√60 = 0.13 σ.""",
        "0.5": "It averages over about two mini-batches, so most of their scatter is left.",
        "0.9": """You balance scatter and lateness: it remembers about ten mini-batches, and in ten
            steps W hardly moves.""",
        "0.99": """Smooth, but late: it remembers about a hundred mini-batches, and W has moved in
            the meantime.""",
        "0.999": """It remembers about a thousand mini-batches, and there were only 480. Its start
            at 0 still has weight 0.999<sup>480</sup> = 0.62 at the end.""",
    },
    answer="0.9",
    result="""Shorter memories keep the scatter, longer ones come late. Of these five, 0.9 loses
    least to both.""",
    seen="decay 0.9 : off by 0.03 σ",
)

tested_too_early = Number(
    """The networks with decay 0.99 train for one epoch, 24 mini-batches. With the averages of
    decay 0.5 they would read 77 % of the test images by then. What share do they read with
    their own?""",
    answer=13,
    unit="%",
    replies=[
        (
            0,
            25,
            """You asked how much of the start is left: 0.99<sup>24</sup> = 79 %. Test time
            divides by the root of nearly 1, where the true variance is near 0.05.""",
        ),
        (
            25,
            60,
            """You expect some loss. But 0.99<sup>24</sup> = 79 % of the start is left: the
            averages are nearly still 0 and 1.""",
        ),
        (
            60,
            101,
            """You take the averages for a detail. With equal weights they decide everything: 79 %
            of the start, 0 and 1, is left in them after 24 steps.""",
        ),
    ],
    result="""Little more than guessing, with the same weights. After 20 epochs it reads as many as
    the others.""",
    seen="decay 0.99 read after epoch 1: 13 %",
)

zeros_after_zeros = Number(
    """Before, the networks read 95 % of the zeros at test time. Then zeros, and only zeros, run
    through them 44 times in training mode. What share of the zeros do they read afterwards, at test
    time?""",
    answer=7,
    unit="%",
    replies=[
        (
            0,
            30,
            """You saw that the averages become those of zeros, and that z − μ then subtracts what
            zeros have in common.""",
        ),
        (
            30,
            90,
            """Some damage, you say. After 44 steps the old averages have weight
            0.9<sup>44</sup> = 1 %: they are now the averages of zeros.""",
        ),
        (
            90,
            101,
            """You expect practice to help, or nothing to happen without an update. No parameter
            changes; the running averages do, at each forward pass.""",
        ),
    ],
    result="""The averages describe zeros now, so z − μ subtracts from each zero exactly what makes
    it one. And of all images a quarter is misread.""",
    seen="75% of all images read, 7% of the zeros",
)
