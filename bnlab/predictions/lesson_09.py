"""Predictions of lesson 09: test time."""

from .kinds import Choice, Number

classes_of_copies = Choice(
    """Each of the 397 test images runs through the network as 60 copies of itself, in training
    mode. 10 % get their right class. Which classes does the network give?""",
    options={
        "all ten, as if drawn by lot": """One in ten fits. But nothing is drawn: 60 equal numbers
            are their own mean, so z − μ = 0 and z̃ = β for every image.""",
        "one and the same for all 397": """You followed one unit: 60 equal numbers, z − μ = 0, and
            z̃ = β whatever the image.""",
        "often a look-alike, 8 for a 3, say": """That takes a trace of the image. z − μ = 0 for
            every copy, so none is left behind the first batch norm.""",
        "none: 0/0 is not a number": """The division is 0/√(0 + ε): ε keeps the denominator from
            being 0.""",
    },
    answer="one and the same for all 397",
    result="""z − μ = 0 for every copy, so z̃ = γ · 0 + β. From the first layer on the network
    can't see which image it was.""",
    seen="classes given to the 397 images: {8}",
)

nearest_average = Choice(
    """We average the same μ's with decay 0, 0.5, 0.9, 0.99 and 0.999. Which running mean lies
    nearest to the true mean in the second half of training, steps 241 to 480?""",
    options={
        "0: the last mini-batch alone": """It is never late, but it has the whole scatter of one
            mini-batch of 60: about σ/√60 = 0.13 σ.""",
        "0.5": "It averages over about two mini-batches: more than half of their scatter is left.",
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
    with decay 0.9.""",
    seen="decay 0.99 read after epoch 1: 13 %",
)

zeros_after_zeros = Number(
    """Before, the networks read 95 % of the zeros at test time. Then zeros, and only zeros, run
    through them 60 times in training mode. What share of the zeros do they read afterwards, at test
    time?""",
    answer=6,
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
            """Some damage, you say. After 60 steps the old averages have weight
            0.9<sup>60</sup> = 0.2 %: they are now the averages of zeros.""",
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
    seen="74% of all images read, 6% of the zeros",
)
