"""Predictions of lesson 11: the paper's experiment."""

from .kinds import Choice, Number

factor_at_half = Choice(
    """To 90 % the net with batch norm needs 4.4 times fewer steps, at the same α. How many times
    fewer does it need to 50 %?""",
    options={
        "fewer than 3 times": """You expect a small lead that grows. It is the other way round: the
            plain net stands still at first, and then catches up.""",
        "about 4 times: it is simply that much faster": """Then the two curves would be one, shifted
            along the logarithmic axis. They are not of one shape.""",
        "more than 30 times": """You saw that the orange curve stays at 10 % while the blue one
            rises: the plain net must wake up first.""",
    },
    answer="more than 30 times",
    result="""The factor is largest at the beginning, while the plain net stands still, and falls
    with the target: an accuracy that is chosen makes a factor.""",
    seen="71.0 times fewer",
)

one_sigmoid = Choice(
    """Before the first step one sigmoid of the plain net's last hidden layer receives nearly the
    same number for every image: the 15th and the 85th percentile are 0.03 apart. With batch norm
    it is about 2. How far apart are they without batch norm after 50,000 steps at α = 0.1?""",
    options={
        "still less than 0.3": """You think of lesson 07's net, which slept for all its 480 steps.
            This one has 50,000, and it wakes up.""",
        "about 1": """Sensible: it must spread the images, or it could not read them. But it goes
            further.""",
        "more than 2": """You saw that a net which reads its digits must tell them apart in every
            layer, with batch norm or without.""",
    },
    answer="more than 2",
    result="""It wakes up late, and then spreads the images further than the other net did at the
    first step.""",
    seen="wide at first, 3.",
)

own_best_factor = Choice(
    """At α = 0.1 batch norm saves a factor of 2.2 to 95 %. Now each net gets the best of five
    learning rates, from 0.5 to 10. How many times fewer steps does the net with batch norm need to
    95 %?""",
    options={
        "more than 2.2 times: it can bear larger α": """It does bear larger α: its best is 5, the
            plain net's is 2. But 0.1 was too small for both, and for the plain net most of all.""",
        "about 2.2 times": """You take the factor for a property of batch norm. It belongs to the
            pair of nets *and* to the α that they were given.""",
        "less than 1.5 times": """You asked who chose the 0.1, and what it did to the plain net.""",
        "the plain net is faster": """From one start of five it is. On average batch norm stays
            ahead, by a fifth.""",
    },
    answer="less than 1.5 times",
    result="""1.2 times on average: most of the gain at α = 0.1 was the plain net's bad luck with
    that α. What is left of batch norm's lead is its width: it is near its best over a range of
    α.""",
    seen="each at its best α: 1.2 times fewer",
)

ink_or_paper = Number(
    """The ledger's network with batch norm reads 90 % of its small digits, in 17 greys. As in the
    paper, we now call each pixel above one half ink, and every other one paper. What share does it
    read?""",
    answer=86,
    unit="%",
    replies=[
        (
            0,
            60,
            """You see the greys as what makes a digit. But eight by eight dots of ink are enough
            for you to read one, too.""",
        ),
        (
            60,
            84,
            """You expect to pay for what is thrown away, and it does cost. But the shape stays.""",
        ),
        (84, 89, "You weighed it well: the shape stays, and the fine slopes of the pen go."),
        (
            89,
            101,
            """Batch norm rescales whatever comes in, so its size doesn't matter. But what was
            thrown away before the first layer, no layer brings back.""",
        ),
    ],
    result="""Four points fewer: of 17 greys a pixel keeps one bit. So a result on binary images is
    not one on grey images, which is why the paper states it.""",
    seen="11      binary images, as in the paper    86 %",
)
