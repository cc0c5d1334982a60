"""Predictions of lesson 08: swapping the optimizer."""

import math

from .kinds import Choice, Number

rmsprop_levels = Number(
    """Before training, the plain network's gradient of the last W is 280 times as large as that of
    the first W (230 times one epoch later, lesson 07). By RMSprop, how many times as long is a
    step of the last W as a step of the first?""",
    answer=1,
    replies=[
        (0, 0.5, "You let the division turn the order round. It takes away the size, no more."),
        (0.5, 2, "You divided each gradient by its own usual size, whatever that is."),
        (
            2,
            40,
            """You let the division help a little. It takes away all of the size: √S is as small
            as the gradient itself.""",
        ),
        (
            40,
            math.inf,
            """That is gradient descent, whose step is α g. Here each entry is divided by the
            root of its own S.""",
        ),
    ],
    result="√S is as large as g usually is, so g/√S is about 1 for every entry, in every layer.",
    seen="last W / first W: gradients 277, steps 1.0",
)

adam_first_step = Choice(
    """Adam with α = 0.001 takes its first step. The typical gradient is 0.002 in W<sub>1</sub>,
    0.003 in γ<sub>1</sub> and 0.03 in W<sub>4</sub>. How far does it move a typical entry of
    each?""",
    options={
        "W4 farthest, as its gradient is largest": """That is gradient descent. The division by
            the root of S takes the size of the gradient away.""",
        "each by a tenth of 0.001": """The average v is a tenth of g after one step, and the
            correction divides it by that tenth.""",
        "each by 0.001": "You corrected both averages: v is g, S is g², and g/√g² is ±1.",
        "W by 0.001, γ by less": """γ is an entry of θ like any other. Adam does not know which
            layer or which parameter an entry belongs to.""",
    },
    answer="each by 0.001",
    result="After one step the corrected v is g and the corrected S is g²: α g/|g| is ± α.",
    seen="W4    : typical gradient 0.028, typical step 0.00100",
)

lines_for_beta = Choice(
    """Adam learns W<sub>1</sub>. What has to change in its formulas so that it learns batch norm's
    β<sub>1</sub>, of shape (100, 1), as well?""",
    options={
        "β1 takes the place of β": """Two things of one name: Adam's β1 is the fixed weight of an
            average, batch norm's β is learned.""",
        "a smaller α, since β is no weight": """Nothing in the rule asks for that. The division
            by √S makes each step about α long, for β as for W.""",
        "v and S must run over the units": """v and S go entry by entry. They have the shape of
            whatever they average.""",
        "nothing but dβ in place of dW": """You saw that the rule knows only a vector and its
            gradient.""",
    },
    answer="nothing but dβ in place of dW",
    result="Run by itself on β, with an S and a v of its own, Adam gives the same β.",
    seen="β of layer 1, on its own and in the vector: largest difference 0.0000000000",
)

room_for_adam = Number(
    """Nine learning rates, from 0.0001 to 1. With three of them Adam alone reads 85 % or more of
    the test images. With how many does it do so when the network has batch norm?""",
    answer=8,
    replies=[
        (0, 3, "You expect the two to disturb each other. Nothing here does."),
        (
            3,
            4,
            """You conclude from their best results, which are equal. Look at the other learning
            rates, too.""",
        ),
        (4, 7, "You expect more room, and there is more than that: nearly four powers of ten."),
        (7, 9, "You expect the levels to add up where neither alone suffices."),
        (9, 10, "Nearly. There is an end: at α = 1 each entry of W leaps by about 1."),
    ],
    result="""With every α but the largest. At its best α Adam needs no batch norm here; away from
    it, it does.""",
    seen="Adam without batch norm 3, with batch norm 8 of 9 α",
)
