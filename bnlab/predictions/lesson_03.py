"""Predictions of lesson 03: the shapes of γ and β."""

from .kinds import Choice, Number

silent_shape_of_four = Choice(
    """z<sub>norm</sub> is (3, 4): 3 units, 4 examples. One of these wrong shapes of γ runs
    without a word. Which?""",
    options={
        "(3,)": """Flush right a flat (3,) is (1, 3), and 3 meets 4. NumPy fills up on the left, not
            on the right.""",
        "(1, 3)": "3 meets 4: refused. A row must be as long as there are examples.",
        "(4, 1)": "4 meets 3: refused. A column must be as long as there are units.",
        "(1, 4)": """You lined the shapes up flush right: 4 meets 4, and the 1 is stretched over
            the units.""",
    },
    answer="(1, 4)",
    result="4 meets 4 and 1 meets 3, so NumPy gives every unit the same four numbers.",
    seen="(1, 4) runs: shape (3, 4)",
)

flat_gamma_square = Choice(
    """γ is flat, (4,), and z<sub>norm</sub> is (4, 4). What does `gamma * z_norm` do?""",
    options={
        "it stops with an error": """With five examples it would. Here 4 meets 4, and NumPy can't
            know that one 4 counts units and the other examples.""",
        "each unit gets its own γ": """(4,) counts as (1, 4), a row, so the numbers
            run along the examples, not down the units.""",
        "each example gets its own γ": "You read (4,) as (1, 4): a row, along the examples.",
    },
    answer="each example gets its own γ",
    result="(4,) is read as (1, 4) and stretched over the units. The spreads come out wrong.",
    seen="spread of each unit with γ (4,):",
)

wrong_axis = Number(
    """With batch norm the network reads 90 %, without it 11 %. What does it read when each example
    is normalised over its 100 units?""",
    answer=88,
    unit="%",
    replies=[
        (
            0,
            40,
            """You expect a broken network. But every sigmoid still receives numbers with mean 0 and
            spread 1, taken over the units, and that is what keeps it awake.""",
        ),
        (
            40,
            80,
            """You expect a price for the wrong axis. It is small: what keeps a sigmoid awake is
            a spread that it can use, whichever axis it was taken over.""",
        ),
        (
            80,
            100,
            """You suspected that another way of keeping the numbers in range works, too. It does,
            and it has a name.""",
        ),
    ],
    result="""The mistake trains nearly as well, and so nobody notices it. It is the first half of a
    method of its own, layer norm, which lesson 13 takes up.""",
    seen="03 the wrong axis: over the units 88 % (85–90)",
)
