"""Exercises of lesson 09: test time."""

import numpy as np

from . import Choice, Function, Value
from .drawing import of_both_signs

update_running = Function(
    title="the running averages",
    task="""
        After each mini-batch with statistics `mu` and `var`, batch norm updates its running
        averages. `decay` (0.9, say) is the weight of the *old* value. Return the new
        `running_mean` and `running_var`.
        """,
    stub="""
        def update_running(running_mean, running_var, mu, var, decay):
            running_mean = ...
            running_var = ...
            return running_mean, running_var
        """,
    solution="""
        def update_running(running_mean, running_var, mu, var, decay):
            running_mean = decay * running_mean + (1 - decay) * mu
            running_var = decay * running_var + (1 - decay) * var
            return running_mean, running_var
        """,
    returns=("running_mean", "running_var"),
    may_change=("running_mean", "running_var"),  # "update": in place is right as well
    cases=lambda rng: [
        (
            of_both_signs(rng, (n, 1)),
            rng.uniform(0.5, 2, (n, 1)),
            of_both_signs(rng, (n, 1)),
            rng.uniform(0.5, 2, (n, 1)),
            decay,
        )
        for n, decay in ((2, 0.9), (3, 0.99), (1, 0.7))
    ],
    slips="""
        the weights have changed places: here `decay` weights the *old* value. (PyTorch's `momentum`
        weights the new one; that is where it comes from.)
            decay * running_mean + (1 - decay) * mu -> (1 - decay) * running_mean + decay * mu;
                decay * running_var + (1 - decay) * var -> (1 - decay) * running_var + decay * var
            decay * running_mean + (1 - decay) * mu -> (1 - decay) * running_mean + decay * mu
            decay * running_var + (1 - decay) * var -> (1 - decay) * running_var + decay * var
        the new value comes in at full weight, so the averages grow and grow: the two weights must
        add up to 1.
            drop (1 - decay) *
        nothing of the old value is kept: then the last mini-batch decides alone.
            decay * running_mean + (1 - decay) * mu -> mu; decay * running_var + (1 - decay) * var
                -> var
            drop decay * running_mean +; drop decay * running_var +
        the old value is not weighted: it should fade by the factor `decay`.
            decay * running -> running
        this is the plain mean of old and new, and forgets half each time: use `decay`.
            decay * running_mean + (1 - decay) * mu -> (running_mean + mu) / 2; decay * running_var
                + (1 - decay) * var -> (running_var + var) / 2
        the running variance averages variances; here a root was taken: a standard deviation.
            (1 - decay) * var -> (1 - decay) * np.sqrt(var)
            decay * running_var + (1 - decay) * var -> (decay * np.sqrt(running_var) + (1 - decay) *
                np.sqrt(var)) ** 2
            decay * running_var + (1 - decay) * var -> decay * np.sqrt(running_var) + (1 - decay) *
                np.sqrt(var)
        the running variance averages variances as they are; here something was squared.
            (1 - decay) * var -> (1 - decay) ** 2 * var
            (1 - decay) * var -> (1 - decay) * var**2
            decay * running_var + (1 - decay) * var -> decay**2 * running_var + (1 - decay) ** 2 *
                var
        there is no start-up correction here: just the two weights.
            return running_mean, running_var -> return running_mean / (1 - decay), running_var / (1
                - decay)
        running_var is not an average of means: it follows `var`.
            (1 - decay) * var -> (1 - decay) * mu
            decay * running_var -> decay * running_mean
        the signs: old and new are *added*, each with its weight.
            + (1 - decay) -> - (1 - decay)
            decay * running_ -> running_; + (1 - decay) -> - (1 - decay)
        brackets: without them `decay` multiplies the new value, and the 1 is added.
            (1 - decay) * -> 1 - decay *
        the weights are written in as numbers; they must follow the `decay` that is handed in.
            (1 - decay) -> 0.1; decay * -> 0.9 *
            (1 - decay) -> 0.01; decay * -> 0.99 *
        the new value does not come in at all: the averages only fade.
            drop + (1 - decay) * mu; drop + (1 - decay) * var
            drop + (1 - decay) * mu
            drop + (1 - decay) * var
        """,
    hints=[
        "A weighted mean of the old value and the new one; `decay` and 1 - `decay` add up to 1.",
        "Which gets 0.9? The one that should change slowly: the old value.",
    ],
    why="""a moving average with weight `decay` on the old value, outside gradient descent.
    PyTorch's momentum=0.1 is the same as decay=0.9.""",
)


def _test_time(rng, n, m):
    return (
        rng.normal(1, 2, size=(n, m)),
        of_both_signs(rng, (n, 1)),
        of_both_signs(rng, (n, 1)),
        of_both_signs(rng, (n, 1)),
        rng.uniform(0.5, 3, (n, 1)),
        0.1,
    )


normalise_at_test_time = Function(
    title="batch norm for a single example",
    task="""
        Write batch norm at test time: `z` is (n, m), and m may be 1. Use the running averages
        `mean` and `var`, both (n, 1); return z̃ (n, m). What comes out for one example must not
        depend on the others.
        """,
    stub="""
        def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
            z_tilde = ...
            return z_tilde
        """,
    solution="""
        def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
            z_norm = (z - mean) / np.sqrt(var + eps)
            z_tilde = gamma * z_norm + beta
            return z_tilde
        """,
    returns=("z_tilde",),
    cases=lambda rng: [_test_time(rng, n, m) for n, m in ((2, 3), (3, 1), (3, 3), (4, 6))],
    slips="""
        you normalised with the statistics of this batch. At test time there may be one example: use
        the running averages that are handed in.
            (z - mean) / np.sqrt(var + eps) -> (z - z.mean(axis=1, keepdims=True)) /
                np.sqrt(z.var(axis=1, keepdims=True) + eps)
            gamma * z_norm + beta -> bn.batchnorm_forward(z, gamma, beta, eps)[0]
        a single example gets the running averages, but several are still normalised by the
        statistics of this batch. At test time their number makes no difference.
            z_norm = -> if z.shape[1] > 1: return bn.batchnorm_forward(z, gamma, beta, eps)[0] ¶
                z_norm =
        the mean is the running one, the variance is still this batch's.
            np.sqrt(var + eps) -> np.sqrt(z.var(axis=1, keepdims=True) + eps)
        the variance is the running one, the mean is still this batch's.
            (z - mean) -> (z - z.mean(axis=1, keepdims=True))
        `var` is a variance: divide by its root.
            np.sqrt(var + eps) -> (var + eps)
            np.sqrt(var + eps) -> var
        ε is outside the root.
            np.sqrt(var + eps) -> (np.sqrt(var) + eps)
        ε is missing: use the same one as in training.
            np.sqrt(var + eps) -> np.sqrt(var)
        ε is not handed on, so it is the default one: use the one that you are given.
            gamma * z_norm + beta -> bn.batchnorm_inference(z, gamma, beta, mean, var)
        γ and β are missing: they belong to test time, too.
            gamma * z_norm + beta -> z_norm
        β is missing.
            drop + beta
        γ is missing.
            gamma * z_norm -> z_norm
        γ and β have changed places.
            gamma * z_norm + beta -> beta * z_norm + gamma
        nothing was normalised: γ and β are applied to z_norm, not to z itself.
            gamma * z_norm -> gamma * z
        the running averages were updated with this batch before they were used. At test time they
        are only read.
            (z - mean) / np.sqrt(var + eps) -> (z - (0.9 * mean + 0.1 * z.mean(axis=1,
                keepdims=True))) / np.sqrt(0.9 * var + 0.1 * z.var(axis=1, keepdims=True) + eps)
        `var` was multiplied by m/(m - 1) here: that was the business of whoever made the average.
            np.sqrt(var + eps) -> np.sqrt(var * z.shape[1] / (z.shape[1] - 1) + eps)
        a bracket: without it, a division binds more tightly than the minus.
            (z - mean) / np -> z - mean / np
        batch norm is not switched off at test time: the net was trained with it. Only the
        statistics come from somewhere else.
            return z_tilde -> return z
        β was added before γ scaled: first scale, then shift.
            gamma * z_norm + beta -> gamma * (z_norm + beta)
        a bracket: first z_norm, complete; only then come γ and β.
            (z - mean) -> (gamma * z - mean); gamma * z_norm -> z_norm
            (z - mean) -> (gamma * (z - mean) + beta); gamma * z_norm + beta -> z_norm
        normalised twice: after the running averages the batch's own statistics came in as well.
            gamma * z_norm + beta -> bn.batchnorm_forward(z_norm, gamma, beta, eps)[0]
            z_tilde = gamma -> z_norm = (z_norm - z_norm.mean(axis=1, keepdims=True)) /
                np.sqrt(z_norm.var(axis=1, keepdims=True) + eps) ¶ z_tilde = gamma
        the mean was added; it is to be taken away.
            (z - mean) -> (z + mean)
        β is subtracted; it is added.
            + beta -> - beta
        you multiply by the root; divide by it.
            (z - mean) / np -> (z - mean) * np
        the mean was not taken away.
            (z - mean) -> z
        only centred: nothing is divided by the spread.
            drop / np.sqrt(var + eps)
        """,
    hints=[
        "The same formula as in training; which two numbers in it come from somewhere else now?",
        "No `z.mean` and no `z.var` anywhere: `mean` and `var` are handed in.",
    ],
    why="""with fixed statistics batch norm is a straight line per unit, and each example comes
    out as if it were alone. (So it can be folded into W and b.)""",
)


spot_the_training_mode = Function(
    title="spot the bug: the prediction depends on the company",
    task="""
        This gives the net's class for each column of X. It runs, but the same image gets another
        class in other company, a single image is refused, and the net is not the same afterwards.
        Fix it. (`net` is a `bn.Network` with batch norm and several outputs.)
        """,
    stub="""
        def classes(net, X):
            scores = net.forward(X)
            return np.argmax(scores, axis=0)
        """,
    solution="""
        def classes(net, X):
            scores = net.forward(X, training=False)
            return np.argmax(scores, axis=0)
        """,
    returns=("the result",),
    cases=lambda rng: [
        # Many images and several single ones: a wrong net gets many a class right by luck.
        _trained(rng, sizes, m)
        for sizes, m in (((3, 4, 5), 200), ((2, 5, 4), 200), *[((3, 4, 5), 1)] * 4)
    ],
    slips="""
        the net is still in training mode: it uses the statistics of these images. `forward` has an
        argument that says otherwise.
            training=False -> training=True
        a single image is answered in test mode, but several are still in training mode: they use
        the statistics of this company.
            training=False -> training=X.shape[1] > 1
            scores = net -> if X.shape[1] > 1: return net.trace(X)['z2'].argmax(axis=0) ¶ scores =
                net
        one image at a time, but still in training mode: it refuses a single image. In the other
        mode all images can go in at once.
            net.forward(X, training=False) -> np.hstack([net.forward(X[:, [i]]) for i in
                range(X.shape[1])])
        the class of an image is the largest score in its *column*: that was right (axis=0).
            axis=0 -> axis=1
            axis=0 -> axis=1; training=False -> training=True
            axis=0 -> axis=-1
            drop , axis=0
        these are the scores; the task asks for the number of the class with the largest one.
            np.argmax(scores, axis=0) -> scores
            np.argmax -> np.max
        that repeats the image to make a batch of it. Then every image is its own mean, all units
        say β, and all images get the same class.
            net.forward(X, training=False) -> np.hstack([net.forward(np.repeat(X[:, [i]], 8,
                axis=1))[:, :1] for i in range(X.shape[1])])
            net.forward(X, training=False) -> np.hstack([net.forward(np.repeat(X[:, [i]], 2,
                axis=1))[:, :1] for i in range(X.shape[1])])
        this is the class with the *smallest* score.
            argmax -> argmin
        a copy beside it lets a single image pass, but the net is still in training mode: with its
        own copy every image comes out as β.
            net.forward(X, training=False) -> net.forward(np.hstack([X, X]) if X.shape[1] == 1 else
                X)[:, : X.shape[1]]
            net.forward(X, training=False) -> net.forward(np.hstack([X, X]))[:, : X.shape[1]]
        a pass in training mode comes first, and moves the running averages: the net is not the same
        afterwards, and the prediction depends on the company.
            scores = net -> X.shape[1] > 1 and net.forward(X) ¶ scores = net
            scores = net -> net.forward(X) ¶ scores = net
        the classes are right, but a pass in training mode follows: it moves the running averages,
        and the net is not the same afterwards.
            return -> net.forward(X) ¶ return
            return -> X.shape[1] > 1 and net.forward(X) ¶ return
        `eval()` and `train()` are PyTorch's way. A net of bnlab keeps no mode: each call of
        `forward` is told.
            scores = net -> net.eval() ¶ scores = net
            scores = net -> net.train(False) ¶ scores = net
        """,
    hints=[
        "Which statistics does `net.forward(X)` use? Look at its other argument.",
        "`bn.Network.forward(X, training=True)`: what is the default, and what do you want here?",
    ],
    why="""forgetting test mode is the best-known slip with batch norm: with many images at once it
    gives no error, and accuracies that look nearly right. `net.predict` does what your function
    does.""",
)


def _trained(rng, sizes, m):
    """A net whose running averages are far from the statistics of X, so that the mode shows."""
    import bnlab as bn

    net = bn.mlp(list(sizes), activation="tanh", rng=rng)
    for layer in net.layers:
        if isinstance(layer, bn.BatchNorm):
            layer.running_mean[:] = rng.normal(0, 2, layer.running_mean.shape)
            layer.running_var[:] = np.exp(rng.uniform(-3, 3, layer.running_var.shape))
            layer.params["gamma"][:] = of_both_signs(rng, layer.running_mean.shape)
            layer.params["beta"][:] = rng.normal(0, 0.5, layer.running_mean.shape)
    return net, rng.normal(1, 2, (sizes[0], m))


copies_of_one = Choice(
    title="a batch of copies",
    task="""
        Training mode refuses a single image. So somebody fills a mini-batch with 64 copies of it
        and runs the net in training mode. What do the hidden units' z̃ become?
        """,
    options={
        "a": "what they would be at test time: the copies stand in for the training set",
        "b": "β, for every image and every unit: the image has no influence at all",
        "c": "0 for every unit",
        "d": "NaN, as the variance is 0",
        "e": "γ + β for every unit",
    },
    right="b",
    wrong={
        "a": """Copies bring no information about other images: what are mean and variance of 64
            equal numbers?""",
        "c": "z_norm is 0. Then comes the last line of Algorithm 1.",
        "d": "ε is in the denominator; and the numerator?",
        "e": "That would be z_norm = 1. What is z - μ for a row of equal numbers?",
    },
    hints=[
        "Each row of z holds 64 equal numbers. μ? z - μ?",
        "z_norm = 0 / √(0 + ε). And z̃ = γ · 0 + ...",
    ],
    solution="""
        Answer: b. All columns are equal, so z - mu = 0, z_norm = 0 and z_tilde = beta, whichever
        image it was: the net gives one and the same answer to every image.
        """,
    why="""every output is β, whatever the image: the net says the same class for all. So test time
    needs statistics from elsewhere: the running averages.""",
)


steps_to_forget = Value(
    title="how long does the start linger?",
    task="""
        The running variance starts at 1, and `decay` is 0.9. After how many updates has the weight
        of that 1 fallen below 1 % for the first time? (A whole number.)
        """,
    right=44,
    kind="a whole number",
    rtol=1e-6,
    slips={
        "nearly: just before that the weight is still above 1 %. Round up.": (
            43,
            43.7,
            43.71,
            43.708690653565675,
        ),
        """10 updates are 1/(1 - decay), the time after which 0.9^k is still 35 %; the weight is
        multiplied by 0.9 at each update, and doesn't fall by 0.1 each time.""": (10, 9.9, 9),
        "1 % is 0.01: look at 0.9^k, not at (1 - 0.9)^k.": (2, 3),
        "that is where 0.9^k falls below 10 %, not 1 %.": (22, 21.85, 21),
        "1/(1 - decay) times ln 100 is only about right: compute with 0.9^k itself.": (
            46,
            46.05,
            46.0517,
            47,
        ),
        "one too many: how much is left one update earlier?": (45,),
        "that is where 0.9^k falls below one in a thousand; 1 % is one in a hundred.": (
            66,
            65,
            65.56,
        ),
        "that is the time in which half is forgotten; the task asks when 1 % is left.": (
            7,
            6.58,
            6,
        ),
        "that is for decay 0.99.": (459, 458, 458.2),
        "the weight does not fall by 1 % of the start each time: it is multiplied by 0.9.": (
            100,
            99,
        ),
    },
    hints=[
        "After one update the start has weight 0.9, after two 0.9², ...",
        "Find the smallest k with 0.9^k < 0.01: count in a loop, or divide two logarithms.",
    ],
    solution="""
        44: 0.9**43 = 0.0108 and 0.9**44 = 0.0097. Or ceil(log(0.01) / log(0.9)).
        """,
    why="""with decay 0.9 the start is gone after some 44 mini-batches; with 0.99 it takes 459, so a
    short training can end with averages that are not yet right.""",
)
