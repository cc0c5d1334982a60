"""Exercises of lesson 02: where batch norm goes in a network, and what it adds."""

import itertools

import numpy as np

from . import Choice, Function
from .drawing import of_both_signs


def _layer(rng, n_prev, n, m):
    return (
        rng.normal(0.5, 1, (n_prev, m)),
        rng.normal(size=(n, n_prev)),
        of_both_signs(rng, (n, 1)),
        rng.normal(size=(n, 1)),
        0.1,
    )


hidden_layer = Function(
    title="one hidden layer, in the right order",
    task="""
        Write one hidden layer with batch norm, x → z → z̃ → a: the weights, batch norm on z, then
        the sigmoid $a = 1 / (1 + e^{-\\tilde z})$. `x` is (n_prev, m), `W` is (n, n_prev), `gamma`
        and `beta` are (n, 1); return `a` (n, m). For the middle step you may call
        `bn.batchnorm_forward(z, gamma, beta, eps)`, which returns z̃ and a cache.
        """,
    stub="""
        def hidden_layer(x, W, gamma, beta, eps):
            z = ...
            z_tilde = ...
            a = ...
            return a
        """,
    solution="""
        def hidden_layer(x, W, gamma, beta, eps):
            z = W @ x
            z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps)
            a = 1 / (1 + np.exp(-z_tilde))
            return a
        """,
    returns=("a",),
    cases=lambda rng: [_layer(rng, *sizes) for sizes in ((3, 2, 3), (2, 2, 2), (4, 3, 6))],
    slips="""
        you normalised after the activation. In the lecture, and in the paper, batch norm sits
        between z and a.
            return _bn(_sigmoid(W @ x), gamma, beta, eps)
        the activation is missing: what you return is z̃.
            1 / (1 + np.exp(-z_tilde)) -> z_tilde
        batch norm is missing: z goes straight into the activation, and z̃, if you have computed it,
        is not used.
            np.exp(-z_tilde) -> np.exp(-z)
        this is z: batch norm and the activation are still to come.
            return W @ x
        β was used as a bias before, or instead of, batch norm. Whatever is added to z before the
        mean is subtracted drops out; β comes after.
            return _sigmoid(W @ x + beta)
            return _sigmoid(gamma * _bn(W @ x + beta, 1.0, 0.0, eps))
        batch norm got another ε than the one handed in: pass `eps` on.
            gamma, beta, eps) ¶ a -> gamma, beta) ¶ a
            gamma, beta, eps) ¶ a -> gamma, beta, 1e-8) ¶ a
        z was normalised, but not scaled by γ and shifted by β: the last line of Algorithm 1 belongs
        to the layer.
            return _sigmoid(_bn(W @ x, 1.0, 0.0, eps))
        you normalised the *input* x, and then applied W. Batch norm acts on z = W x.
            return _sigmoid(W @ bn.batchnorm_forward(x, gamma, beta, eps)[0])
            return _sigmoid(W @ _bn(x, 1.0, 0.0, eps))
            return _sigmoid(gamma * (W @ _bn(x, 1.0, 0.0, eps)) + beta)
        batch norm normalised over the units and not over the examples: use axis=1.
            return _sigmoid(gamma * _bn((W @ x).T, 1.0, 0.0, eps).T + beta)
        the sign in the sigmoid's exponent is the wrong way round: it is e^(-z̃), so that a large z̃
        gives an a near 1.
            np.exp(-z_tilde) -> np.exp(z_tilde)
        the activation asked for is the sigmoid, 1 / (1 + e^(-z̃)); yours is another.
            1 / (1 + np.exp(-z_tilde)) -> np.tanh(z_tilde)
            1 / (1 + np.exp(-z_tilde)) -> np.maximum(z_tilde, 0)
        the activation stands twice, before batch norm and after it.
            return _sigmoid(_bn(_sigmoid(W @ x), gamma, beta, eps))
        `bn.batchnorm_forward` returns two things, z̃ and a cache; take the first: `z_tilde, cache =
        ...`.
            z_tilde, _ = -> _, z_tilde =
            z_tilde, _ = -> z_tilde =
        `W * x` multiplies entry by entry; a layer is a matrix product.
            W @ x -> W * x
        W has shape (n, n_prev) and x has (n_prev, m): they fit in this order, and nothing needs
        turning.
            W @ x -> x @ W
            W @ x -> W.T @ x
            W @ x -> x.T @ W.T
            W @ x -> x.T @ W
        γ and β have changed places on their way into batch norm: γ comes first.
            gamma, beta, eps) ¶ a -> beta, gamma, eps) ¶ a
        the sign of γ got lost: a negative γ turns the unit's values round, and that is meant.
            gamma, beta, eps) ¶ a -> np.abs(gamma), beta, eps) ¶ a
        the sign before the exponential: below the line of the sigmoid stands a sum.
            1 + np.exp -> 1 - np.exp
        that is softmax, which compares the units of one example. A hidden layer's sigmoid takes
        each number by itself.
            1 / (1 + np.exp(-z_tilde)) -> np.exp(z_tilde) / np.exp(z_tilde).sum(axis=0)
        the activation stands twice, once behind the other.
            1 / (1 + np.exp(-z_tilde)) -> _sigmoid(_sigmoid(z_tilde))
        γ and β act on z_norm, in front of the activation; yours act behind it.
            return gamma * _sigmoid(_bn(W @ x, 1.0, 0.0, eps)) + beta
        you divided by the variance; batch norm divides by its root.
            return _sigmoid(gamma * (W @ x - (W @ x).mean(axis=1, keepdims=True)) / ((W @
                x).var(axis=1, keepdims=True) + eps) + beta)
        """,
    hints=[
        "Three lines, in the order of the arrows: x → z → z̃ → a. Which two of them know `beta`?",
        """`z = W @ x` (no b: batch norm has β). Then batch norm *of z*, and the sigmoid of what
        comes out.""",
    ],
    why="""x → z → z̃ → a. There is no b: β does its work, as lesson 04 shows.""",
)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _bn(z, gamma, beta, eps):
    return (
        gamma * (z - z.mean(axis=1, keepdims=True)) / np.sqrt(z.var(axis=1, keepdims=True) + eps)
        + beta
    )


count_parameters = Function(
    title="how many numbers are learned?",
    task="""
        `sizes` lists the units of each layer, inputs first: the lecture's net is `[3, 2, 2, 1]`.
        Return the number of learned parameters *with* batch norm: each hidden layer has W, γ
        and β and no b; the output layer has W and b, and no batch norm.
        """,
    stub="""
        def count_parameters(sizes):
            count = ...
            return count
        """,
    solution="""
        def count_parameters(sizes):
            count = 0
            for n_in, n_out in zip(sizes[:-1], sizes[1:]):
                count += n_out * n_in  # W
            for n in sizes[1:-1]:
                count += 2 * n  # gamma and beta of each hidden unit
            return count + sizes[-1]  # b of the output layer
        """,
    returns=("count",),
    cases=lambda rng: [
        ([3, 2, 2, 1],),
        ([5, 4, 3],),
        ([64, 30, 20, 10],),
        ([7, 5, 6, 4, 3],),
        (rng.integers(1, 50, size=rng.integers(3, 7)).tolist(),),
    ],
    slips="""
        this is written for the lecture's four sizes; other nets have fewer layers, or more: loop
        over the list.
            return sizes[0] * sizes[1] + 2 * sizes[1] + sizes[1] * sizes[2] + 2 * sizes[2] +
                sizes[2] * sizes[3] + sizes[3]
            return 19
        you kept a b in each hidden layer. With batch norm it has no effect, and is left out.
            2 * n -> 3 * n
        you counted one number per unit beside W, as in the net *without* batch norm. Each hidden b
        goes, and what comes instead? (γ is learned, and so is β.)
            2 * n -> n
        you gave the output layer γ and β, too. Its scores must be free to be of any size: no batch
        norm there, but a b.
            + sizes[-1] -> + 2 * sizes[-1]
            + sizes[-1] -> + 3 * sizes[-1]
            2 * n -> 3 * n; + sizes[-1] -> + 3 * sizes[-1]
        the output layer's b is missing: it has no batch norm, so its b is needed.
            drop + sizes[-1]
        γ and β are missing: two numbers for each hidden unit.
            2 * n -> 0 * n
            2 * n -> 0 * n; drop + sizes[-1]
        γ and β are one number per *unit*, not per weight or per pair of units.
            2 * n -> 2 * n * n
            return 3 * sum(a * b for a, b in zip(sizes[:-1], sizes[1:])) + sizes[-1]
            return (1 + 2) * sum(a * b for a, b in zip(sizes[:-1], sizes[1:])) + sizes[-1]
        the inputs got γ and β as well. x is not normalised here: begin with the first hidden layer.
            sizes[1:-1] -> sizes[:-1]
        one pair γ, β for a whole layer is too few: each unit has its own.
            2 * n -> 2
        the mean and variance of a unit are computed, not learned: they are not parameters. Count γ
        and β alone.
            2 * n -> 4 * n
        that is the lecture's net, whatever `sizes` says: count from `sizes`.
            return 21
        the output layer is not counted in full: it has a W (and a b), too. Does the loop end one
        layer early?
            zip(sizes[:-1], sizes[1:]) -> zip(sizes[:-2], sizes[1:-1]); drop + sizes[-1]
            zip(sizes[:-1], sizes[1:]) -> zip(sizes[:-2], sizes[1:-1])
        W of a layer has n_out rows and n_in columns: multiply the two, don't add them.
            n_out * n_in -> n_out + n_in
        `sizes` counts units. A W has a number for each *pair* of units, one from either layer.
            return sum(sizes)
        that is the product of all sizes. Each W stands between two neighbouring layers: multiply
        pair by pair, and add up.
            return int(np.prod(sizes))
        the last size has no next one, so the index runs over the end of the list.
            def count_parameters(sizes):
                return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes)))
        this fits a list of four sizes alone: loop over the neighbouring pairs.
            def count_parameters(sizes):
                n0, n1, n2, n3 = sizes
                return n0 * n1 + 2 * n1 + n1 * n2 + 2 * n2 + n2 * n3 + n3
        only one hidden layer is counted; there may be several.
            return sizes[0] * sizes[1] + 2 * sizes[1] + sizes[1] * sizes[-1] + sizes[-1]
        the output layer has one b for each of its units, `sizes[-1]` in all.
            + sizes[-1] -> + 1
        γ and β are one number per *unit*; you counted as many of each as there are weights.
            return 3 * sum(a * b for a, b in zip(sizes[:-2], sizes[1:-1])) + sizes[-2] *
                sizes[-1] + sizes[-1]
        the last hidden layer is not counted: the loop ends one layer early.
            def count_parameters(sizes):
                hidden = sum(sizes[i] * (sizes[i - 1] + 2) for i in range(1, len(sizes) - 2))
                return hidden + sizes[-2] * sizes[-1] + sizes[-1]
        only the last hidden layer is counted: `=` forgets the layers before, `+=` adds to them.
            return sizes[-2] * (sizes[-3] + 2) + sizes[-2] * sizes[-1] + sizes[-1]
            return sizes[-2] * sizes[-1] + 2 * sizes[-2] + sizes[-1]
        only the first hidden layer is counted: is the `return` inside the loop?
            return sizes[1] * (sizes[0] + 2) + sizes[-2] * sizes[-1] + sizes[-1]
            return sizes[1] * sizes[0] + 2 * sizes[1]
            return sizes[1] * sizes[0]
        the output layer's b is counted once for each hidden layer: add it behind the loop.
            + sizes[-1] -> + sizes[-1] * (len(sizes) - 2)
        """,
    hints=[
        """Count by hand for [3, 2, 2, 1] first: two W's and pairs γ, β in the hidden layers, then
        W and b of the output.""",
        """W of a layer has n_out · n_in numbers; γ and β have n each. `zip(sizes[:-1], sizes[1:])`
        gives the pairs; the hidden layers are `sizes[1:-1]`.""",
    ],
    why="""each hidden layer trades its b for β and gets γ on top, so batch norm adds only one
    number per hidden unit.""",
)

spot_the_misplaced_norm = Function(
    title="spot the bug: a net that cannot say how sure it is",
    task="""
        This net has two hidden layers with batch norm and one output. It runs, but over each
        mini-batch its scores have mean 0 and spread 1, whatever b3 and the size of W3 are. Fix it,
        so that it is the lecture's net. `P` is a dict with W1, gamma1, beta1, W2, gamma2, beta2,
        W3, b3.
        """,
    stub="""
        def scores(x, P, eps):
            z1 = P["W1"] @ x
            a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
            z2 = P["W2"] @ a1
            a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
            z3 = P["W3"] @ a2 + P["b3"]
            z3 = bn.normalize(z3, eps)[0]
            return z3
        """,
    solution="""
        def scores(x, P, eps):
            z1 = P["W1"] @ x
            a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
            z2 = P["W2"] @ a1
            a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
            z3 = P["W3"] @ a2 + P["b3"]
            return z3
        """,
    returns=("z3",),
    cases=lambda rng: [(rng.normal(size=(3, m)), _net(rng), 0.1) for m in (4, 3, 6)],
    slips="""
        the scores still pass through batch norm, which takes their size away. The output layer has
        none.
            return z3 -> return bn.normalize(z3, eps)[0]
            drop + P["b3"]; return z3 -> return bn.normalize(z3, eps)[0]
            return z3 -> return bn.normalize(z3, eps)[0] + P["b3"]
            drop + P["b3"]; return z3 -> return bn.normalize(z3, eps)[0] + P["b3"]
        the output layer needs its b: without batch norm there is no β to do its work.
            drop + P["b3"]
        the hidden layers lost their batch norm. They were right.
            return P["W3"] @ np.tanh(P["W2"] @ np.tanh(P["W1"] @ x)) + P["b3"]
        now the second hidden layer lost its batch norm; it was right.
            return P["W3"] @ np.tanh(P["W2"] @ np.tanh(_bn(P["W1"] @ x, P["gamma1"], P["beta1"],
                eps))) + P["b3"]
        the scores need no activation here: the loss applies its own.
            return z3 -> return np.exp(z3) / np.exp(z3).sum(axis=0)
            return z3 -> return np.tanh(z3)
            return z3 -> return 1 / (1 + np.exp(-z3))
        now batch norm stands after the activation in the hidden layers; before it was right.
            return P["W3"] @ _bn(np.tanh(P["W2"] @ _bn(np.tanh(P["W1"] @ x), P["gamma1"],
                P["beta1"], eps)), P["gamma2"], P["beta2"], eps) + P["b3"]
        the normalising moved to a2, the output layer's input. a2 = tanh(z̃2) goes into W3 as it is.
            return z3 -> return P["W3"] @ bn.normalize(a2, eps)[0] + P["b3"]
        the output layer has no batch norm, so `P` holds no γ and β for it. Don't look for them;
        what does that layer have?
            return z3 -> return bn.batchnorm_forward(z3, P["gamma3"], P["beta3"], eps)[0]
            return z3 -> return P["gamma3"] * bn.normalize(z3, eps)[0] + P["beta3"]
            return z3 -> return bn.batchnorm_forward(z3, P["beta3"], P["gamma3"], eps)[0]
        half of the normalising is still there: the scores keep both their mean and their spread.
            return z3 -> return z3 - z3.mean(axis=1, keepdims=True)
            return z3 -> return z3 / z3.std(axis=1, keepdims=True)
        γ2 and β2 belong to the second hidden layer; the output layer has none.
            return z3 -> return bn.batchnorm_forward(z3, P["gamma2"][:1], P["beta2"][:1], eps)[0]
        W3 takes the values of the layer before, a2.
            P["W3"] @ a2 -> P["W3"] @ a1
        b3 is added; that line was right.
            + P["b3"] -> - P["b3"]
        that is what goes *into* the output layer: W3 and b3 are still to come.
            return z3 -> return a2
        b3 is added twice.
            return z3 -> return z3 + P["b3"]
        the normalised scores are still in the sum: return z3 as it was before them.
            return z3 -> return z3 + bn.normalize(z3, eps)[0]
        the last hidden layer lost its activation and batch norm: W3 takes a2.
            P["W3"] @ a2 -> P["W3"] @ z2
        half of the normalising is still there: the scores keep both their mean and their spread.
            return z3 -> return z3 / np.sqrt(z3.var(axis=1, keepdims=True) + eps)
        now the input x is normalised; it goes into W1 as it is.
            P["W1"] @ x -> P["W1"] @ bn.normalize(x, eps)[0]
        now batch norm stands behind the activation in a hidden layer; before it was right.
            np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0]) ->
                bn.batchnorm_forward(np.tanh(z2), P["gamma2"], P["beta2"], eps)[0]
            np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0]) ->
                bn.batchnorm_forward(np.tanh(z1), P["gamma1"], P["beta1"], eps)[0]
        """,
    hints=[
        "Which line makes mean 0 and spread 1 and has no γ and β after it?",
        "The output layer of the lecture's net has W and b, and nothing after them.",
    ],
    why="""scores say how sure the net is by their size. Normalised, they can't: every mini-batch
    would get the same mean and spread. So the output layer has b and no batch norm.""",
)


def _net(rng):
    P = {}
    for layer, (n_prev, n) in enumerate(((3, 2), (2, 2)), start=1):
        P[f"W{layer}"] = rng.normal(size=(n, n_prev))
        P[f"gamma{layer}"] = of_both_signs(rng, (n, 1))
        P[f"beta{layer}"] = rng.normal(size=(n, 1))
    return P | {"W3": rng.normal(size=(1, 2)), "b3": rng.normal(2, 1, size=(1, 1))}


before_or_after = Choice(
    title="what normalising before the activation makes sure of",
    many=True,
    task="""
        Batch norm stands before the activation: z → z̃ → a, a sigmoid. γ = 1, β = 0,
        and ε is too small to show. Which of these hold for every mini-batch, whatever W is?
        (Name all.)
        """,
    options={
        "a": "each unit's z̃ has mean 0 over the mini-batch",
        "b": "each unit's a has mean 0 over the mini-batch",
        "c": "multiplying W by 10 leaves a as good as unchanged",
        "d": "each *example's* z̃ has mean 0 over the units",
        "e": "the scores of the output layer have spread 1",
    },
    right="ac",
    wrong={
        "b": """a is what comes *after*: a sigmoid's values lie between 0 and 1, so their mean can't
            be 0.""",
        "d": """That would be averaging down a column. Batch norm averages along a row: over the
            examples, unit by unit.""",
        "e": "The output layer has no batch norm: its scores take any size that the loss asks for.",
    },
    missing={
        "a": "What is the mean of each row of z_norm? And of z̃, with β = 0?",
        "c": """What becomes of μ and σ when every z is ten times as large, and what of
            (z - μ)/σ?""",
    },
    hints=[
        "Normalising sets mean and spread of each *row* of z. What does the sigmoid do to a mean?",
        """If W is ten times as large, z, μ and σ are all ten times as large. (ε makes the tiny
        rest.)""",
    ],
    solution="""
        Answer: "ac". Each row of z_norm has mean 0, and gamma = 1, beta = 0 keep it. Ten times W
        gives ten times z, mu and sigma, and (z - mu) / sigma is what it was, but for eps. The
        sigmoid lies between 0 and 1, so the mean of a is not 0; nothing is said of columns; and
        the output layer has no batch norm.
        """,
    why="""the activation always meets values of the same mean and spread, however large the
    weights are: it is not driven to its flat ends.""",
)


def _network(rng, sizes):
    """X and the parameters of a network with batch norm in its hidden layers."""
    P = {}
    for layer, (n_in, n) in enumerate(itertools.pairwise(sizes), start=1):
        P[f"W{layer}"] = rng.normal(0, 1.5, (n, n_in))
        if layer < len(sizes) - 1:
            P[f"gamma{layer}"] = rng.uniform(0.5, 2, (n, 1)) * rng.choice([-1, 1], (n, 1))
            P[f"beta{layer}"] = rng.normal(0, 1, (n, 1))
        else:
            P[f"b{layer}"] = rng.normal(0, 2, (n, 1))
    return rng.normal(0.5, 2, (sizes[0], 6)), P, 0.1


whole_network = Function(
    title="the whole network, however deep",
    task="""
        Write the forward pass of a network with *any* number of hidden layers, as a function of
        `X`, `P` and `eps` that returns the scores of the output layer. `P` holds `W1`, `gamma1`,
        `beta1`, `W2`, … as `net.parameters()` does; the output layer has W and b, and is the first
        one without a gamma. Hidden layers use batch norm, then tanh. You may call
        `bn.batchnorm_forward(z, gamma, beta, eps)`, which returns z̃ and a cache. No stub this time.
        """,
    stub="",
    solution="""
        def whole_network(X, P, eps):
            a, layer = X, 1
            while f"gamma{layer}" in P:
                z = P[f"W{layer}"] @ a
                z_tilde, _ = bn.batchnorm_forward(z, P[f"gamma{layer}"], P[f"beta{layer}"], eps)
                a = np.tanh(z_tilde)
                layer += 1
            return P[f"W{layer}"] @ a + P[f"b{layer}"]
        """,
    returns=("scores",),
    cases=lambda rng: [
        _network(rng, sizes) for sizes in ([3, 2, 2, 1], [2, 3, 1], [2, 4, 3, 5, 2], [3, 2])
    ],
    slips="""
        z is passed on where z̃ should be: the activation receives what batch norm made of z.
            np.tanh(z_tilde) -> np.tanh(z)
        batch norm stands behind the activation. Here it comes first: z, z̃, then a.
            z = P[f"W{layer}"] @ a -> z = np.tanh(P[f"W{layer}"] @ a); a = np.tanh(z_tilde) ->
                a = z_tilde
        the activation of the hidden layers is missing.
            a = np.tanh(z_tilde) -> a = z_tilde
        the output layer returns its scores as they are: no activation there.
            return P[f"W{layer}"] @ a + P[f"b{layer}"] -> return 1 / (1 + np.exp(-(P[f"W{layer}"]
                @ a + P[f"b{layer}"])))
            return P[f"W{layer}"] @ a + P[f"b{layer}"] -> return np.tanh(P[f"W{layer}"] @ a +
                P[f"b{layer}"])
        the output layer has no batch norm: normalised scores would have mean 0 in every mini-batch.
            return P[f"W{layer}"] @ a + P[f"b{layer}"] -> return bn.normalize(P[f"W{layer}"] @ a +
                P[f"b{layer}"], eps)[0]
        the output layer's b is missing: nothing subtracts a mean there, so it works.
            drop + P[f"b{layer}"]
        each layer has its own γ and β; yours takes those of the first one again.
            P[f"gamma{layer}"], P[f"beta{layer}"] -> P["gamma1"], P["beta1"]
        γ and β have changed places.
            P[f"gamma{layer}"], P[f"beta{layer}"], eps -> P[f"beta{layer}"], P[f"gamma{layer}"], eps
        the `eps` that is handed in is not used.
            P[f"beta{layer}"], eps) -> P[f"beta{layer}"])
        that is the lecture's network, with two hidden layers. This one may have any number: loop as
        long as there is a gamma.
            while f"gamma{layer}" in P -> while layer < 3
            while f"gamma{layer}" in P -> while layer <= 2
        W and a do not fit: the weights stand on the left, z = W a, with examples in columns; and
        the number of the layer has to grow inside the loop, or the first W comes again.
            drop layer += 1
            z = P[f"W{layer}"] @ a -> z = a.T @ P[f"W{layer}"]
            z = P[f"W{layer}"] @ a -> z = a @ P[f"W{layer}"]
        γ and β are not used: the result of batch norm without them is only z_norm.
            bn.batchnorm_forward(z, P[f"gamma{layer}"], P[f"beta{layer}"], eps) ->
                bn.normalize(z, eps)[:2]
        each layer takes a of the layer before; yours takes X every time.
            z = P[f"W{layer}"] @ a -> z = P[f"W{layer}"] @ X
        after the loop `layer` counts the output layer already: take the W of the same number as b.
            return P[f"W{layer}"] -> return P[f"W{layer - 1}"]
        the layers count from 1: there is no W0.
            layer = X, 1 -> layer = X, 0
        the activation asked for is tanh; yours is another.
            np.tanh(z_tilde) -> np.maximum(z_tilde, 0)
            np.tanh(z_tilde) -> 1 / (1 + np.exp(-z_tilde))
        the scores are asked for, not the class with the largest one.
            return P[f"W{layer}"] @ a + P[f"b{layer}"] -> return (P[f"W{layer}"] @ a +
                P[f"b{layer}"]).argmax(axis=0)
        you ask for a b that is not there. Hidden layers have none, as batch norm would subtract it.
        If you meant the output layer: does the loop end a layer too early?
            z = P[f"W{layer}"] @ a -> z = P[f"W{layer}"] @ a + P[f"b{layer}"]
            while f"gamma{layer}" in P -> while f"gamma{layer + 1}" in P
            while f"gamma{layer}" in P -> while layer < len(P) // 3
            while f"gamma{layer}" in P -> while layer < len(P) // 4
            while f"gamma{layer}" in P -> while layer <= len(P) // 4
        `bn.batchnorm_forward` returns two things, z̃ and a cache; take the first.
            z_tilde, _ = -> z_tilde =
        only the first layer runs: is the `return` inside the loop?
            layer += 1 ¶ return -> layer += 1 ¶ return
        the arguments come in the order X, P, eps.
            (X, P, eps): -> (P, X, eps):
        X goes into the first W as it is.
            layer = X, 1 -> layer = bn.normalize(X, eps)[0], 1
        the output layer has a W and no gamma: the loop must end before it.
            while f"gamma{layer}" in P -> while f"W{layer}" in P
        this network has one hidden layer; there may be any number: loop as long as there is a
        gamma.
            def whole_network(X, P, eps):
                a = np.tanh(bn.batchnorm_forward(P["W1"] @ X, P["gamma1"], P["beta1"], eps)[0])
                return P["W2"] @ a + P["b2"]
        the loop ends one layer early: the last hidden layer is left out.
            while f"gamma{layer}" in P -> while f"gamma{layer + 1}" in P; return P[f"W{layer}"]
                @ a + P[f"b{layer}"] -> last = sum(name[0] == "W" for name in P) ¶ return
                P[f"W{last}"] @ a + P[f"b{last}"]
        that is what the last hidden layer passes on: the output layer, W a + b, is still to come.
            return P[f"W{layer}"] @ a + P[f"b{layer}"] -> return a
        """,
    hints=[
        "A loop over the layers: as long as there is a gamma, it is a hidden layer.",
        "Inside the loop stand the three lines of the exercise `hidden_layer`, with tanh.",
        "After the loop, `layer` is the number of the output layer: W a + b, and nothing else.",
    ],
    why="""three lines in a loop, and one line behind it. This is all that `net.forward` does.""",
)
