"""Predictions of lesson 10: one line in a framework."""

from .kinds import Choice, Number

lines_of_tensorflow = Choice(
    """Which of the four lines (μ, σ², z<sub>norm</sub>, z̃) does `tf.nn.batch_normalization` itself
    compute?""",
    options={
        "all four": """The name promises it. But look at its arguments: μ and σ² are handed in, and
            `tf.nn.moments` computed them.""",
        "z<sub>norm</sub> and z̃": "You looked at the arguments: μ and σ² are handed in.",
        "z̃ alone": "It gets z as it is, so it has to subtract μ and divide by √(σ² + ε) as well.",
        "μ and σ²": "Those come from `tf.nn.moments`, in the line before.",
    },
    answer="z<sub>norm</sub> and z̃",
    result="""Lines 3 and 4. Its twin is our `batchnorm_inference`, which takes a mean and a
    variance from you.""",
    seen="lines 3 and 4 on new examples: 0.0000000000 apart",
)

batch_of_two = Number(
    """The fifth mini-batch has two examples. By how many per cent is PyTorch's running variance
    larger than Keras's after it?""",
    answer=21,
    unit="%",
    replies=[
        (0, 10, "You expect little change. But for m = 2 the factor m/(m − 1) is 2."),
        (10, 40, "You weighed the factor 2 of the last mini-batch by 1 − decay = 0.2."),
        (40, 1000, "The factor is 2 for m = 2, but this mini-batch has weight 0.2 alone."),
    ],
    result="From 7 to 21 % in one step: a factor of 2 that enters with weight 0.2.",
    seen="after the mini-batch of 2: PyTorch's is 21 % larger",
)

momentum_mixed_up = Number(
    """The ledger's networks read 90 % with decay 0.9. What do they read after 20 epochs with decay
    0.1?""",
    answer=90,
    unit="%",
    replies=[
        (0, 60, "You expect a wreck. But one mini-batch's μ and σ² are fair estimates already."),
        (60, 88, "You expect the scatter of one mini-batch to show. Here it shows very little."),
        (88, 101, "You saw that the last mini-batch's μ and σ² are fair estimates."),
    ],
    result="""Training never reads the averages, and those of the last mini-batch do nearly as
    well.""",
    seen="0.1 typed into Keras read after epoch 1: 77 % 20: 90 %",
)

eval_forgotten = Number(
    """In mini-batches of 60, sorted by digit and in training mode: what share of the test images do
    the networks read? (At test time 90 %.)""",
    answer=51,
    unit="%",
    replies=[
        (
            0,
            40,
            """You remember lesson 09, where one digit at a time gave 13 to 16 %. A mini-batch of 60
            holds two digits or three, and they can still be told apart.""",
        ),
        (40, 65, "You saw that each mini-batch holds two digits or three, so μ removes much."),
        (
            65,
            101,
            """You think of mixed mini-batches. Sorted ones share a digit, and z − μ subtracts what
            it looks like.""",
        ),
    ],
    result="""A mini-batch of 60 holds two digits or three. What they have in common is
    subtracted.""",
    seen="sorted, 60 at a time: 51 % read",
)
