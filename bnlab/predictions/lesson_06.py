"""Predictions of lesson 06: mini-batches."""

from .kinds import Choice, Number

scatter_of_the_mean = Choice(
    """Over all images unit 5 has standard deviation 0.25. The epoch has 23 full mini-batches of
    60. By how much do its 23 means scatter (their standard deviation)?""",
    options={
        "by about 0.25": """That is how far single images lie apart. A mean of 60 evens out most of
            it.""",
        "by about 0.03": "You let 60 images even each other out: 0.25/√60.",
        "by about 0.004": """You divided by 60. But 60 random deviations do not cancel that well:
            their sum grows with √60, so their mean shrinks with √60.""",
    },
    answer="by about 0.03",
    result="0.25/√60 is 0.032.",
    seen="0.25 / √60 = 0.032",
)

variance_of_two = Number(
    """The true variance is 1. A mini-batch of m = 2 has its own μ, and the mean of the squared
    deviations from it. What is the mean of this variance over many such mini-batches?""",
    answer=0.5,
    replies=[
        (
            0,
            0.3,
            """You expect much too little, and it is too little. Two examples: μ lies half-way, so
            each deviation is half their distance.""",
        ),
        (0.3, 0.8, "You saw that μ is made of the same two examples, and lies between them."),
        (
            0.8,
            1.2,
            """It would be 1 if you measured from the *true* mean. But μ is the mean of the same two
            examples, and lies as close to them as it can.""",
        ),
        (1.2, 10, "Few examples make a variance uncertain, and on average too small, not large."),
    ],
    result="(m − 1)/m: half of the variance at m = 2, and 98 % at m = 60.",
    seen="mean of σ² 0.49 (law 0.50)",
)

b_runs_away = Choice(
    """With the gradient through μ and σ², b stays 0 to 16 digits. What happens to b when the
    backward pass takes μ and σ² for constants?""",
    options={
        "it stays 0, too": """The *forward* pass subtracts b in both cases. But the wrong gradient
            does not know that, and asks for a step of b.""",
        "it moves, and the loss falls faster": """The next forward pass subtracts whatever b has
            gained, so the loss gets nothing from it.""",
        "it moves, and the loss gets nothing from it": """You followed both passes: the gradient
            asks for a step, and the next forward pass subtracts it.""",
    },
    answer="it moves, and the loss gets nothing from it",
    result="""After 480 steps the largest b is 0.2 to 0.3 and goes on growing, and the network
    reads less, for the same wrong gradient reaches W.""",
    seen="held constant : largest b 0.223425 to 0.325452",
)
