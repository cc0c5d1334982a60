"""Predictions of lesson 02: fitting batch norm into a network."""

from .kinds import Choice, Number

where_examples_meet = Choice(
    """Only the fourth example changes. Which numbers of the *first* example change with it?""",
    options={
        "none: each example goes its own way": """So it is in a network without batch norm. But μ
            and σ are taken over all four examples.""",
        "z<sup>[1]</sup> and everything after it": """W is applied to each column by itself, so
            z<sup>[1]</sup> of the first example knows nothing of the fourth.""",
        "z̃<sup>[1]</sup> and everything after it": """You asked where one example can hear of
            another: in μ and σ, and nowhere else.""",
        "only ŷ": """ŷ can change only if something on the way to it did. Where does the first
            example hear of the fourth for the first time?""",
    },
    answer="z̃<sup>[1]</sup> and everything after it",
    result="""The fourth example moves μ and σ of the mini-batch, and those normalise the first
    example, too.""",
    seen="z1 of the first example changes by 0.000",
)

one_class_scores = Number(
    """The six scores are 4, 5.2, 6, 5.5, 4.5 and 4.8. They now go through batch norm with γ = 1 and
    β = 0. How many of the six are still read as class 1, with a score above 0?""",
    answer=3,
    replies=[
        (
            0,
            2,
            """You expect all scores to fall. They are moved so that their mean is 0, and then some
            lie above it.""",
        ),
        (2, 5, "You saw that the mean becomes 0, so about half of any mini-batch lies below it."),
        (
            5,
            6,
            """The scores were all well above 0, but batch norm does not know where 0 was: it
            subtracts the mean, 5, from all of them.""",
        ),
    ],
    result="Their mean becomes 0, whatever it was, so about half come out below.",
    seen="batch norm [[-1.5 0.3 1.5 0.8 -0.8 -0.3]] → 3 of 6 read as class 1",
)

behind_at_alpha_3 = Choice(
    """At α = 0.1 the network reads 90 % with batch norm before the activation and 92 % with it
    behind. What happens at α = 3, from five starts?""",
    options={
        "both read about 90 %": """You trust batch norm to make any step harmless. Behind the
            activation nothing bounds what γ and β pass on.""",
        "behind is ahead again": """One learning rate is no rule. Behind the activation γ and β have
            the last word, and nothing bounds what they pass on.""",
        "before reads 91 %, behind guesses": """You asked what keeps the numbers in range after a
            large step: before, the sigmoid comes last; behind, γ and β do.""",
    },
    answer="before reads 91 %, behind guesses",
    result="""All five networks with batch norm behind the activation end at 10 %, at guessing. The
    next cells find out why.""",
    seen="α = 3, behind: 10% (10%–10%)",
)
