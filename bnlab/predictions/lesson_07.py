"""Predictions of lesson 07: gradient descent with batch norm."""

import math

from .kinds import Choice, Number

reach_in_layer_3 = Number(
    """In layer 1 of the plain network the median unit puts the images 0.55 apart. How far apart
    does it put them in layer 3, two sigmoids later?""",
    answer=0.029,
    replies=[
        (
            0,
            0.01,
            """You expect the differences to die, and they do; but each sigmoid leaves
            them a good quarter, and there are two of them.""",
        ),
        (0.01, 0.06, "You let each sigmoid take its quarter: 0.55/16 is 0.034."),
        (
            0.06,
            0.4,
            """You expect a loss, and it is larger: a factor of 4 for each sigmoid, so 16 for
            two.""",
        ),
        (
            0.4,
            math.inf,
            """You expect the weights to keep things apart. They do keep the distance; the
            sigmoid, with its slope of at most 1/4, does not.""",
        ),
    ],
    result="""Each sigmoid passes on at most a quarter of a difference. Two of them leave one part
    in 18.""",
    seen="layer 3: without 0.029, with",
)

first_gradient = Choice(
    """Without batch norm, how large is the gradient of the *first* layer's W, compared with
    the last layer's?""",
    options={
        "about as large": """Backpropagation carries the same error to every layer, but it
            multiplies by each sigmoid's slope on the way.""",
        "some 10 times smaller": """You let it shrink, but only once. There are three sigmoids on
            the way, and each slope is at most 1/4.""",
        "more than 100 times smaller": """You counted the sigmoids on the way back: three quarters
            and more, 1/64 and below.""",
        "larger, for it has more weights": """More weights do not make each of them count more.
            What comes back has passed three slopes of at most 1/4.""",
    },
    answer="more than 100 times smaller",
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
    seen="4 × larger W       α = 0.3: 90% (89%–90%)  α = 1: 91%",
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
            """You see γ and β as what makes batch norm work. Here the normalisation does: the
            next W can scale and shift as well.""",
        ),
        (
            60,
            88,
            """You expect to pay for lost freedom. The next layer's W can scale what γ would have
            scaled, so little is lost on this problem.""",
        ),
        (88, 92.5, "You saw that the next W can do most of what γ and β do."),
        (
            92.5,
            100,
            "Fewer parameters can help when data are short; with 28,010 of them 600 change little.",
        ),
    ],
    result="As much as with γ and β learned. It is the normalisation that wakes this network.",
    seen="07      γ and β frozen at 1 and 0   90 % (89–91)",
)
