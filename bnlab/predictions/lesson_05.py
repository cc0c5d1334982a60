"""Predictions of lesson 05: backward through batch norm."""

from .kinds import Choice, Number

two_sums = Choice(
    """Take a row of the right dz, one unit. Which of the two sums is 0 up to rounding: Σ dz, or
    Σ dz · z<sub>norm</sub>? (Think of what z̃ does when all z are shifted, and when all are
    stretched away from their mean.)""",
    options={
        "both": """You let both a shift and a stretch go unnoticed. A shift does. After a stretch ε
            is still the old ε, and so z̃ is a trace larger.""",
        "Σ dz alone": "You remembered that ε stands beside σ² and does not stretch along.",
        "Σ dz · z_norm alone": """A stretch is nearly undone; a shift is undone exactly, as b was in
            lesson 04.""",
        "neither": """dz̃ may be anything, that is true. But J cannot change when z̃ does not, and a
            shift of all z leaves z̃ where it is.""",
    },
    answer="Σ dz alone",
    result="""The loss has no slope along a shift, which batch norm subtracts. Along a stretch it
    has a very small one, which is due to ε.""",
    seen="largest |Σ dz| 0.000000000000",
)

wrong_gradient_trains = Number(
    """With the right dz the network reads 88 % after five epochs. What does it read with the
    wrong one, μ and σ² taken as constants?""",
    answer=87,
    unit="%",
    replies=[
        (
            0,
            30,
            """You expect a wrong gradient to teach nothing. γ, β and the last layer still get
            their right gradients, and dW still points roughly downhill.""",
        ),
        (
            30,
            84,
            """You expect a visible loss. But even a first layer that never learns gives the
            others 100 random units to read from.""",
        ),
        (84, 88, "You expect a network to forgive a direction that is only roughly right."),
        (
            88,
            100,
            """You expect no loss at all. There is one, of a per cent: too small to be noticed
            without the right one beside it.""",
        ),
    ],
    result="""One per cent less than with the right gradient, and one to two more than with a first
    layer that does not learn at all.""",
    seen="μ, σ² constant reads 87%",
)

how_far_dw = Choice(
    """The wrong dz is off by a quarter of its size. By how much is dW1 off, the sum of dz · x over
    the 60 images of a mini-batch? (The pixels x are 0 or more.)""",
    options={
        "about a twentieth": """You let errors average out over 60 images. Random ones would.
            These all point the same way, since the wrong dz does not sum to 0.""",
        "about a quarter": """You let dW inherit the error of dz. But dW is a sum, and the right dz
            cancels in it where the wrong one adds up.""",
        "about twice its size": """You saw that an error common to all images adds up, and the
            rest cancels.""",
    },
    answer="about twice its size",
    result="""The error is twice as large as the gradient itself. The right dz sums to 0 over the
    images, so what all images share cancels; the wrong one keeps it, 60 times.""",
    seen="dW1 off by 20",
)

two_examples = Choice(
    """A mini-batch of two examples: in one unit z = 0.80 and z = 0.01. What is
    z<sub>norm</sub>?""",
    options={
        "their distances from the mean: 0.39 and −0.39": """You subtracted the mean. Then both are
            divided by σ, and σ of two numbers is their distance from the mean.""",
        "+1 and −1": """You divided by σ, which for two numbers is their distance from the
            mean.""",
        "it depends on γ and β": "γ and β come in after z<sub>norm</sub>, on the way to z̃.",
        "0 and 0": "That is what one example gives. Two have a mean that is neither of them.",
    },
    answer="+1 and −1",
    result="""Up to ε, whatever two different numbers they are. So z̃ does not react to z, and dz is
    nearly 0 again.""",
    seen="m = 2: z_norm of unit 1 [ 1. -1.]",
)
