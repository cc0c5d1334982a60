"""Predictions of lesson 07: gradient descent with batch norm."""

from .kinds import Choice, Number

what_shrinks_the_reach = Choice(
    """In the first picture the plain network's band is some 20 times thinner in layer 3 than in
    layer 1. What makes it thinner from layer to layer?""",
    options={
        "W: a layer's z lie closer together than the a that went in": """The next W keeps
            the distance: 0.129 go in, 0.133 come out.""",
        "the sigmoid: the a lie closer together than the z that went in": """You remembered its
            slope: at most 1/4, so at most a quarter of each difference gets through.""",
        "gradient descent: it moves the units together": """The bands are that thin at step 0,
            before gradient descent has done anything.""",
    },
    answer="the sigmoid: the a lie closer together than the z that went in",
    result="""Each sigmoid leaves about a quarter, 0.549 → 0.129; the next W keeps it, 0.129 →
    0.133.""",
    seen="layer 1: without z 0.549, a 0.129",
)

first_gradient = Choice(
    """Without batch norm, how large is the gradient of the *first* layer's W, compared with
    the last layer's?""",
    options={
        "about as large": """Backpropagation carries the same error to every layer, but it
            multiplies by each sigmoid's slope on the way.""",
        "some 10 times smaller": """You let it shrink, but only once. There are three sigmoids on
            the way, and each slope is at most 1/4.""",
        "more than 50 times smaller": """You counted the sigmoids on the way back: three slopes of
            at most 1/4 make 1/64 or less.""",
        "larger, for it has more weights": """More weights do not make each of them count more.
            What comes back has passed three slopes of at most 1/4.""",
    },
    answer="more than 50 times smaller",
    result="""230 times smaller. With batch norm it is 8 times smaller, and the three hidden
    layers get gradients of one size.""",
    seen="dW1: without 1.8e-04, with",
)

four_times_larger = Choice(
    """The plain network gets initial weights 4 times as large, in every layer, and its best
    learning rate. Where does it end?""",
    options={
        "still at about 10 %": """You take batch norm for something nothing else can do. The
            quarter was the fault, and a factor of 4 repairs it at the start.""",
        "halfway, at about 50 %": """That is what the best α alone achieves. The larger weights add
            the rest.""",
        "as good as with batch norm": """You asked what was wrong rather than what was missing:
            the quarter, and 4 times larger weights make up for it.""",
    },
    answer="as good as with batch norm",
    result="""At α = 1 it reads 91 % on average, as many as with batch norm. But somebody had to
    find the 4 and the α.""",
    seen="α = 0.3: 90% (89%–90%)  α = 1: 91%",
)

gamma_beta_frozen = Number(
    """With batch norm the ledger's network reads 90 %. What does it read when γ stays 1 and
    β stays 0 for ever?""",
    answer=90,
    unit="%",
    replies=[
        (
            0,
            60,
            """You see γ and β as what makes batch norm work. Here the normalisation does the
            work; where γ may learn, it stays near 1.""",
        ),
        (
            60,
            88,
            """You expect to pay for lost freedom. But γ makes little use of it here: where it may
            learn, it stays near 1.""",
        ),
        (88, 92.5, "You saw that the normalisation does the work."),
        (
            92.5,
            100,
            "Fewer parameters can help when data are short; with 28,010 of them 600 change little.",
        ),
    ],
    result="As much as with γ and β learned. It is the normalisation that wakes this network.",
    seen="07      γ and β frozen at 1 and 0   90 % (89–91)",
)
