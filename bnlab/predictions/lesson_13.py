"""Predictions of lesson 13: where it fails, and what then."""

from .kinds import Choice, Number

two_in_a_batch = Choice(
    """A mini-batch of two images. One unit's z are 3 and 7, a second's 3 and 3.5, a third's −50
    and 50. What are the three pairs of z_norm? (ε is too small to count.)""",
    options={
        "the farther apart, the larger": """You kept the distance. But σ is half the distance, and
            z − μ is divided by it.""",
        "−1 and 1 in all three": """You put the numbers in: μ is halfway between the two, σ is half
            their distance, and each z is just that far from μ.""",
        "all zeros": """That is one image by itself, whose z is its own μ. Of two, each differs from
            the mean.""",
        "−0.5 and 0.5 in all three": """You divided by the distance; σ is half of it, the distance
            from the mean.""",
    },
    answer="−1 and 1 in all three",
    result="""σ is half the distance, and so is |z − μ|. Whatever the two images are, a unit can say
    only which of them has more: 1 bit in place of a number.""",
    seen="z_norm: -1.00 and 1.00 in all three",
)

accumulated_pairs = Number(
    """With mini-batches of 60, batch norm reads about 90 % after three epochs. Now each step of 60
    is put together from 30 pairs, their gradients averaged before the one update. As many steps,
    as many images a step. What share of the test images do the networks read?""",
    answer=50,
    unit="%",
    replies=[
        (
            0,
            65,
            """You saw that the sum comes too late: by then every image has been normalised with
            one companion.""",
        ),
        (
            65,
            85,
            """You expect some loss. It is larger: the average has as little noise as a step of 60,
            but all 30 gradients are those of ±1.""",
        ),
        (
            85,
            101,
            """Without batch norm you would be right, to the last digit. With it, each pair has its
            own μ and σ², and no average of gradients gives those of 60 images.""",
        ),
    ],
    result="""Adding up gradients enlarges the step's m, not that of the statistics. Each image
    still had one companion.""",
    seen="30 pairs a step: about 50 %",
)

through_a_veil = Number(
    """Behind a grey veil the five networks read 31 % in place of 94 %. We show them the 397 veiled
    images, without labels, and take every layer's mean and variance from these. No weight changes.
    What share of the veiled images do they read now?""",
    answer=94,
    unit="%",
    replies=[
        (
            0,
            50,
            """You trust the weights to be wrong now. They are not: a veil halves every z and shifts
            it, and that is all.""",
        ),
        (
            50,
            90,
            """You expect part of it back. But what does the veil do to a unit's z? It halves it and
            adds a constant: batch norm undoes just that.""",
        ),
        (
            90,
            101,
            """You saw that a veil halves and shifts every z, which subtracting the new mean and
            dividing by the new σ undoes.""",
        ),
    ],
    result="""All of it. With x' = 0.5 + 0.5 x a unit's z becomes 0.5 z + c, and (z − μ)/σ does not
    see 0.5 and c.""",
    seen="batch norm, averages of the veiled images: 94%",
)
