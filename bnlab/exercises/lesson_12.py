"""Exercises of lesson 12: why does it work?"""

import numpy as np

from . import Choice, Function, Value
from .drawing import of_both_signs

turn_of_a_longer_w = Value(
    title="a longer W turns less",
    task="""
        A hidden layer has batch norm. Somebody makes its W 4 times as long and leaves α as it is.
        One step of plain gradient descent turns W by some small angle. By what number is that
        angle multiplied, compared with the shorter W?
        """,
    right=1 / 16,
    kind="one number",
    slips={
        """only one of two things is in there. The gradient is a quarter as long, and the W that it
        is to turn is 4 times as long.""": (0.25,),
        "the other way round: a longer W turns less.": (16, 4),
        "the root is of nothing here: both effects divide by 4.": (0.5,),
        "the scores stay as they are, but the next step is another one.": (1,),
        "one effect divides by 4, and so does the other: not by 2.": (0.125,),
        "three effects? The gradient, and the length that it is compared with; α is the same.": (
            1 / 64,
        ),
        "the two effects don't undo each other: both make the angle smaller.": (0,),
        "W does not turn the other way.": (-0.25, -1 / 16),
        "both effects make the angle smaller, and each by the factor 4.": (2, 8, 1 / 32),
    },
    hints=[
        "How long is dW now? And how long is the W beside which it is laid?",
        "For small angles: angle = length of the step / length of W.",
    ],
    solution="""
        1/16: the step α dW is a quarter as long, and W is 4 times as long.
        """,
    why="""the angle per step goes with α/‖W‖². To have the same training with the longer W, α must
    be 16 times as large.""",
)


effective_rate = Function(
    title="the effective learning rate",
    task="""
        Batch norm works unit by unit, so each unit has an effective learning rate of its own: α
        divided by the square of the length of *its* weights. `W` is (n, n_prev). Return one number
        for each unit, as a column (n, 1).
        """,
    stub="""
        def effective_rate(W, alpha):
            rate = ...
            return rate
        """,
    solution="""
        def effective_rate(W, alpha):
            rate = alpha / np.sum(W**2, axis=1, keepdims=True)
            return rate
        """,
    returns=("rate",),
    cases=lambda rng: [
        (of_both_signs(rng, shape), alpha)
        for shape, alpha in (((2, 3), 0.1), ((3, 3), 2), ((4, 2), 0.5))
    ],
    slips="""
        you summed over the units; the weights of one unit are a row of W.
            axis=1, keepdims=True -> axis=0, keepdims=True
            axis=1, keepdims=True -> axis=0
        one number for the whole layer: each unit has a length of its own.
            np.sum(W**2, axis=1, keepdims=True) -> np.sum(W**2)
            np.sum(W**2, axis=1, keepdims=True) -> np.linalg.norm(W)
        the shape: a column (n, 1) is wanted, one row a unit.
            drop , keepdims=True
        you divided by the length; the gradient shrinks with it, and the turn once more: its square.
            np.sum(W**2, axis=1, keepdims=True) -> np.linalg.norm(W, axis=1, keepdims=True)
            np.sum(W**2, axis=1, keepdims=True) -> np.sqrt(np.sum(W**2, axis=1, keepdims=True))
        the square of the length is the *sum* of the squares, not their mean.
            np.sum -> np.mean
        that is the variance: the length counts the mean of the weights as well.
            np.sum(W**2, axis=1, keepdims=True) -> np.var(W, axis=1, keepdims=True)
        weights of different signs cancel in this sum: square them first.
            np.sum(W**2, axis=1, keepdims=True) -> np.sum(W, axis=1, keepdims=True) ** 2
        sizes were summed, not squares: the length is by Pythagoras.
            np.sum(W**2, axis=1, keepdims=True) -> np.sum(np.abs(W), axis=1, keepdims=True)
            np.sum(W**2, axis=1, keepdims=True) -> np.sum(np.abs(W), axis=1, keepdims=True) ** 2
        a longer W learns more slowly: divide by the square.
            alpha / np -> alpha * np
        upside down: α stands above the line.
            alpha / np.sum(W**2, axis=1, keepdims=True) -> np.sum(W**2, axis=1, keepdims=True) /
                alpha
        α is missing.
            alpha / np -> 1 / np
        the learning rate is the argument `alpha`, not a number of your own.
            alpha / np -> 0.1 / np
        squared twice: the sum of the squares is the square of the length already.
            keepdims=True) -> keepdims=True) ** 2
        """,
    hints=[
        "Which axis of W runs over the weights of one unit?",
        "`np.sum(W**2, axis=…, keepdims=True)` is the square of the length.",
    ],
    why="""per unit, since each unit has a μ and a σ of its own. When ‖W‖ doubles, α counts a
    quarter.""",
)


length_by_pythagoras = Function(
    title="how long has W become?",
    task="""
        Nobody kept the W's, only the first `W` and the list `gradients` of the dW of each step of
        plain gradient descent with learning rate `alpha`. The layer has batch norm behind it, so
        each dW is at right angles to the W of its moment (ε left aside). Return the length
        (Euclidean norm over all entries) that W has after the last step.
        """,
    stub="""
        def length_after(W, gradients, alpha):
            length = ...
            return length
        """,
    solution="""
        def length_after(W, gradients, alpha):
            length = np.sqrt(np.sum(W**2) + alpha**2 * sum(np.sum(dW**2) for dW in gradients))
            return length
        """,
    returns=("length",),
    cases=lambda rng: [
        _descent(rng, shape, steps, alpha)
        for shape, steps, alpha in (((2, 3), 3, 0.5), ((3, 2), 4, 0.3), ((2, 2), 5, 0.7))
    ],
    slips="""
        α is missing: a step is α dW.
            drop alpha**2 *
        the step is α dW, and its *square* has α².
            alpha**2 -> alpha
        the root is missing: this is the square of the length.
            np.sqrt(np.sum(W**2) + alpha**2 * sum(np.sum(dW**2) for dW in gradients)) ->
                np.sum(W**2) + alpha**2 * sum(np.sum(dW**2) for dW in gradients)
        lengths at right angles don't add up: their squares do.
            np.sqrt(np.sum(W**2) + alpha**2 * sum(np.sum(dW**2) for dW in gradients)) ->
                np.linalg.norm(W) + alpha * sum(np.linalg.norm(dW) for dW in gradients)
        each dW is at right angles to the W of its moment, not to the other gradients: square each
        one by itself, then add.
            sum(np.sum(dW**2) for dW in gradients) -> np.sum(sum(gradients) ** 2)
        only one of the steps is in there.
            sum(np.sum(dW**2) for dW in gradients) -> np.sum(gradients[-1] ** 2)
            sum(np.sum(dW**2) for dW in gradients) -> np.sum(gradients[0] ** 2)
        the last step is missing: W after all of them is asked for.
            in gradients) -> in gradients[:-1])
        where is the length that W had at the start?
            drop np.sum(W**2) +
        W grows: the squares are added.
            + alpha**2 -> - alpha**2
        these are means of squares; the square of a length is their sum.
            np.sum(W**2) -> np.mean(W**2); np.sum(dW**2) -> np.mean(dW**2)
            np.sum(dW**2) -> np.mean(dW**2)
            sum(np.sum(dW**2) for dW in gradients) -> np.mean([np.sum(dW**2) for dW in gradients])
        this is how many times as long W has become; the task asks for the length itself.
            gradients)) -> gradients)) / np.linalg.norm(W)
        this is by how much W has grown; the task asks for its length.
            gradients)) -> gradients)) - np.linalg.norm(W)
        one number for each unit: the task asks for the length over all entries.
            np.sum(W**2) -> np.sum(W**2, axis=1); np.sum(dW**2) -> np.sum(dW**2, axis=1)
            np.sum(W**2) -> np.sum(W**2, axis=1, keepdims=True); np.sum(dW**2) -> np.sum(dW**2,
                axis=1, keepdims=True)
        that goes uphill: a step is −α dW.
            return np.linalg.norm(W + alpha * sum(gradients))
        W, not its length: take the norm.
            return W - alpha * sum(gradients)
        this is the length of W at the start: it stays only if every gradient is 0.
            return np.linalg.norm(W)
        this is the length of the whole way from the start, not that of W.
            return np.linalg.norm(alpha * sum(gradients))
        with a second argument 2 `np.linalg.norm` of a matrix is how far it stretches a vector at
        most. Here all entries count alike.
            return np.linalg.norm(W - alpha * sum(gradients), 2)
        """,
    hints=[
        "W and −α dW are the legs of a right-angled triangle; the new W is its long side.",
        "‖W‖² grows by α²‖dW‖² at each step.",
    ],
    why="""Pythagoras, once for each step: ‖W‖² = ‖first W‖² + α² Σ ‖dW‖². Following W itself gives
    the same number, and is right as well.""",
)


def _descent(rng, shape, steps, alpha):
    """A first W, and gradients each of which is at right angles to the W of its moment."""
    W = first = rng.normal(1, 1, shape)
    gradients = []
    for _ in range(steps):
        dW = rng.normal(1, 1, shape)
        dW = dW - W * np.sum(W * dW) / np.sum(W**2)
        gradients.append(dW)
        W = W - alpha * dW
    return first, gradients, alpha


what_batch_norm_ignores = Choice(
    title="what the scores don't see",
    many=True,
    task="""
        A trained network has batch norm in each hidden layer and none in the output layer. ε is so
        small that it doesn't matter. Which of these changes leaves every score of a mini-batch, in
        training mode, as it was? (Name all.)
        """,
    options={
        "a": "all of W1 times 10",
        "b": "row 3 of W2 times 10, the other rows as they are",
        "c": "column 3 of W2 times 10, the other columns as they are",
        "d": "W1 times −10",
        "e": "all of the output layer's W times 10",
        "f": "γ of layer 1 times 10",
        "g": "every pixel of every image times 10",
    },
    right="abg",
    wrong={
        "c": """A column weights what *one* unit before says. Making it louder than the others turns
            every row, and directions count.""",
        "d": """z − μ changes its sign, and σ, a root, does not: every z_norm changes its sign.""",
        "e": """Nothing behind the output layer divides by its spread: the scores get 10 times as
            large.""",
        "f": """γ comes *behind* the division by σ. It goes into the sigmoid as it is.""",
    },
    missing={
        "a": "What do μ and σ of layer 1 do when all of W1 is multiplied?",
        "b": "Batch norm divides each unit by a σ of its own. What is a unit's part of W?",
        "g": "What happens to z = W1 x when x is multiplied, instead of W1?",
    },
    hints=[
        "Ask of each change: is a unit's z multiplied as a whole, in front of a batch norm?",
        "Three of the seven. One of them changes no parameter at all.",
    ],
    solution="""
        Answer: "abg". W1, a row of W2, and the pixels multiply z of whole units in front of batch
        norm. A column changes directions; −10 changes signs; γ and the output layer come after.
        """,
    why="""whatever multiplies the z of a whole unit by a positive number, in front of batch norm,
    is divided out. A row of W is enough.""",
)


layers_without_length = Function(
    title="a claim to test",
    task="""
        Which W's of a network have a length that doesn't matter? Don't argue, try. Write a function
        of `net` (a `bn.Network`) and `X` (a mini-batch). It returns the list of the numbers l,
        smallest first, for which this is true: with W_l alone made 10 times as long, no score on X,
        in training mode, moves by more than 1e-6. `net.parameters()` has the W's under "W1", "W2",
        …, the output layer's too. Not every hidden layer of these networks has batch norm, ε is
        1e-12, and `net` must stay as it is. No stub this time.
        """,
    stub="",
    solution="""
        def layers_without_length(net, X):
            P, before, found = net.parameters(), net.trace(X), []
            layers = sum(name.startswith("W") for name in P)
            for l in range(1, layers + 1):
                kept = P[f"W{l}"].copy()
                P[f"W{l}"] = 10 * kept
                after = net.trace(X)
                P[f"W{l}"] = kept
                if np.abs(after[f"z{layers}"] - before[f"z{layers}"]).max() < 1e-6:
                    found.append(l)
            return found
        """,
    returns=("the list",),
    cases=lambda rng: [_mixed(rng, plan) for plan in ("BB", "Bt", "rB", "bB", "BtB")],
    slips="""
        these are all hidden layers. Some of them have no batch norm.
            return list(range(1, sum(name.startswith("W") for name in net.parameters())))
        these are the layers with a batch norm right behind them. Try the others, too: a W without
        one may be undone by the next batch norm, if nothing between them bends.
            return [int(name[5:]) for name in net.parameters() if name.startswith("gamma")]
        the list is empty, as in test mode: there μ and σ² are fixed numbers, and every length
        counts. Some W's pass in training mode.
            return []
            net.trace(X) -> net.trace(X, training=False)
        the output layer's W is in the list. Times 10 it changes no class, so whoever compares
        classes finds no difference; but it changes every score.
            return found -> return [*found, layers]
            np.abs(after[f"z{layers}"] - before[f"z{layers}"]).max() < 1e-6 ->
                (after[f"z{layers}"].argmax(axis=0) == before[f"z{layers}"].argmax(axis=0)).all()
        the lengthened W's were not put back: after the first one all others are judged in a
        changed net, and `net` must stay as it is.
            drop P[f"W{l}"] = kept
        every W is in the list, as if nothing had been lengthened. `P[...] * 10` makes a new array:
        write it into the net.
            return list(range(1, 1 + sum(name.startswith("W") for name in net.parameters())))
            P[f"W{l}"] = 10 * kept -> 10 * kept
        the list is the opposite: these are the W's whose length *does* matter.
            < 1e-6 -> >= 1e-6
        names, not numbers: the task asks for 1, 2, …
            found.append(l) -> found.append(f"W{l}")
        the count starts at 0; the layers' numbers start at 1.
            found.append(l) -> found.append(l - 1)
        how many they are is not asked; the task asks which.
            return found -> return len(found)
        `net.forward` in training mode moves the running averages: `net` must stay as it is. Which
        pass only looks?
            net.trace(X) -> {f"z{sum(n.startswith('W') for n in net.parameters())}": net.forward(X)}
        """,
    hints=[
        "Keep the scores, lengthen one W, look again, put it back. `net.trace(X)` only looks.",
        """`P = net.parameters()`; `P["W1"] = 10 * kept` writes into the net. The scores are the
        last z of the trace.""",
    ],
    why="""a W is out of reach of its own length when everything up to the next batch norm only
    multiplies: ReLU without b lets a factor pass, a sigmoid, a tanh or a b does not.""",
)


def _mixed(rng, plan):
    """A network, a hidden layer a letter: B batch norm, r ReLU without b, b ReLU with b, t tanh."""
    import bnlab as bn

    layers, n_in = [], 3
    for letter in plan:
        layers.append(bn.Linear(n_in, 4, bias=letter == "b", rng=rng))
        if letter == "B":
            layers.append(bn.BatchNorm(4, eps=1e-12))
        layers.append(bn.ReLU() if letter in "rb" else bn.Tanh())
        n_in = 4
    net = bn.Network([*layers, bn.Linear(4, 3, rng=rng)])
    for name, values in net.parameters().items():
        if name.startswith("gamma"):
            values[:] = of_both_signs(rng, values.shape)
        elif name.startswith("beta") or (name.startswith("b") and name != f"b{len(plan) + 1}"):
            values[:] = rng.uniform(0.3, 1, values.shape)
    return net, rng.normal(0.5, 1, (3, 40))
