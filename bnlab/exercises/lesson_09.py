"""Exercises of lesson 09: test time."""

import copy

import numpy as np

from . import Function, Value
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
        nothing is updated: the old values come back as they were.
            def update_running(running_mean, running_var, mu, var, decay):
                return running_mean, running_var
        the weights have changed places: here `decay` weights the *old* value. (PyTorch's `momentum`
        weights the new one; that is where it comes from.)
            decay * running_mean + (1 - decay) * mu -> (1 - decay) * running_mean + decay * mu;
                decay * running_var + (1 - decay) * var -> (1 - decay) * running_var + decay * var
            decay * running_mean + (1 - decay) * mu -> (1 - decay) * running_mean + decay * mu
            decay * running_var + (1 - decay) * var -> (1 - decay) * running_var + decay * var
        the new value comes in at full weight, so the averages grow and grow: the two weights must
        add up to 1.
            drop (1 - decay) *
        both get the weight `decay`: the new value's is 1 - decay, so that they add up to 1.
            (1 - decay) * -> decay *
        only one of the two is updated; the other stays as it was.
            decay * running_var + (1 - decay) * var -> running_var
            decay * running_mean + (1 - decay) * mu -> running_mean
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
            decay * running_ -> (2 - decay) * running_; + (1 - decay) -> - (1 - decay)
        brackets: without them `decay` multiplies the new value, and the 1 is added.
            (1 - decay) * -> 1 - decay *
        the weights are written in as numbers; they must follow the `decay` that is handed in.
            (1 - decay) -> 0.1; decay * -> 0.9 *
            (1 - decay) -> 0.01; decay * -> 0.99 *
        the new value does not come in at all: the averages only fade.
            drop + (1 - decay) * mu; drop + (1 - decay) * var
            drop + (1 - decay) * mu
            drop + (1 - decay) * var
        the sign: the two weights are `decay` and what is missing to 1.
            (1 - decay) -> (1 + decay)
        a sum of old and new, without weights: it grows with every mini-batch.
            return (running_mean + mu, running_var + var)
        the running variance averages variances; here a root was taken: a standard deviation.
            return running_mean, running_var -> return running_mean, np.sqrt(running_var)
        """,
    hints=[
        "A weighted mean of the old value and the new one; `decay` and 1 - `decay` add up to 1.",
        "Which gets 0.9? The one that should change slowly: the old value.",
    ],
    why="""a moving average with weight `decay` on the old value, outside gradient descent.
    PyTorch's momentum=0.1 is the same as decay=0.9.""",
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
            net.forward(X, training=False) -> net.forward(np.hstack([X, X]) if X.shape[1] == 1 else
                X)
        a pass in training mode comes first, and moves the running averages: the net is not the same
        afterwards, and the prediction depends on the company.
            scores = net -> X.shape[1] > 1 and net.forward(X) ¶ scores = net
            scores = net -> net.forward(X) ¶ scores = net
        the classes are right, but a pass in training mode follows: it moves the running averages,
        and the net is not the same afterwards.
            return -> net.forward(X) ¶ return
            return -> X.shape[1] > 1 and net.forward(X) ¶ return
        `predict` returns the classes already: no argmax is needed.
            np.argmax(scores, axis=0) -> np.argmax(net.predict(X), axis=0)
        `eval()` and `train()` are PyTorch's way. A net of bnlab keeps no mode: each call of
        `forward` is told.
            scores = net -> net.eval() ¶ scores = net
            scores = net -> net.train(False) ¶ scores = net
        these are probabilities, or yes and no for each class; the task asks for the number of the
        class with the largest score.
            np.argmax(scores, axis=0) -> np.exp(scores) / np.exp(scores).sum(axis=0)
            np.argmax(scores, axis=0) -> scores > 0
            np.argmax(scores, axis=0) -> (scores == scores.max(axis=0)).astype(int)
        `forward` has another name for that argument: look it up with `help(net.forward)`.
            training=False -> test=True
            training=False -> train=False
            training=False -> mode=0
        the classes count from 0, as `argmax` does.
            np.argmax(scores, axis=0) -> np.argmax(scores, axis=0) + 1
        the images are normalised with their own mean and spread, so each still depends on the
        others. X goes in as it is.
            forward(X, -> forward((X - X.mean(axis=1, keepdims=True)) / (X.std(axis=1,
                keepdims=True) + 1e-8),
            forward(X, -> forward((X - X.mean(axis=1, keepdims=True)) / X.std(axis=1,
                keepdims=True),
        only the first image gets a class; X may hold several.
            forward(X, -> forward(X[:, :1],
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
        "after so few updates most of the start is still there: compute 0.9^k for it.": (
            0,
            1,
            11,
            20,
        ),
        "a number of updates is never negative: both logarithms are, and their quotient is not.": (
            -44,
            -43.7,
        ),
        "the weight does not fall by the same amount each time: it is multiplied by 0.9.": (90,),
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
        "that is where 0.9^k falls below 5 %, not 1 %.": (29, 28.4, 28),
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


fresh_averages = Function(
    title="fresh averages from the training set",
    task="""
        Somebody changed the weights of a trained network, so its running averages are stale. Write
        a function of `net` (a `bn.Network` with batch norm in each hidden layer) and `X` (all
        training images). It returns two lists, with one entry (n, 1) for each hidden layer: the
        means and the variances (1/m) of the layer's z over the whole of X, where every layer
        before it is normalised over the whole of X as well. `net` itself must stay as it is. No
        stub this time.
        """,
    stub="",
    solution="""
        def fresh_averages(net, X):
            arrays = net.trace(X)
            means, variances, layer = [], [], 1
            while f"mu{layer}" in arrays:
                means.append(arrays[f"mu{layer}"])
                variances.append(arrays[f"var{layer}"])
                layer += 1
            return means, variances
        """,
    returns=("means", "variances"),
    cases=lambda rng: [
        # 130: more than any mini-batch of the lessons, so that averages over mini-batches show.
        _trained(rng, sizes, m)
        for sizes, m in (((2, 3, 2), 5), ((3, 2, 4, 2), 8), ((2, 4, 3), 130))
    ],
    slips="""
        these are the stale averages that the net holds already: nothing was measured on X.
            net.trace(X) -> net.trace(X, training=False)
        the mean and variance of z are measured on X, but the layers before used their stale
        averages, so from the second layer on it is another z.
            arrays = net.trace(X) -> arrays = _by_stale_averages(net, X)
        after one pass the running averages still hold nine tenths of their stale values. The task
        asks for the statistics of X alone.
            arrays = net.trace(X) -> arrays = _after_passes(net, X, 1)
        after several passes some of the stale values are left in the running averages. The
        statistics of X themselves are needed.
            arrays = net.trace(X) -> arrays = _after_passes(net, X, 5)
        these are averages over mini-batches. σ² of a mini-batch is too small on average, and each
        mini-batch is normalised in its own way: take all of X at once.
            return _over_minibatches(net, X, 60)
            return _over_minibatches(net, X, 10)
            return _over_minibatches(net, X, 100)
        you averaged over the units; each unit has a mean of its own, over the images.
            arrays[f"mu{layer}"]) -> arrays[f"z{layer}"].mean(axis=0, keepdims=True));
                arrays[f"var{layer}"]) -> arrays[f"z{layer}"].var(axis=0, keepdims=True))
            arrays[f"mu{layer}"]) -> arrays[f"z{layer}"].mean(axis=0));
                arrays[f"var{layer}"]) -> arrays[f"z{layer}"].var(axis=0))
        one number for a whole layer: each unit has a mean and a variance of its own.
            arrays[f"mu{layer}"]) -> arrays[f"z{layer}"].mean()); arrays[f"var{layer}"]) ->
                arrays[f"z{layer}"].var())
        these are standard deviations; the layer keeps variances.
            variances.append(arrays[f"var{layer}"]) -> variances.append(np.sqrt(arrays[f"var{layer}"
                ]))
        the variances are the unbiased ones, with m - 1: the task asks for 1/m.
            variances.append(arrays[f"var{layer}"]) -> variances.append(arrays[f"var{layer}"] *
                X.shape[1] / (X.shape[1] - 1))
        these are the statistics of z̃; batch norm needs those of z, in front of it.
            arrays[f"mu{layer}"]) -> arrays[f"z_tilde{layer}"].mean(axis=1, keepdims=True));
                arrays[f"var{layer}"]) -> arrays[f"z_tilde{layer}"].var(axis=1, keepdims=True))
        these are the statistics of z_norm, and those are always 0 and 1.
            arrays[f"mu{layer}"]) -> arrays[f"z_norm{layer}"].mean(axis=1, keepdims=True));
                arrays[f"var{layer}"]) -> arrays[f"z_norm{layer}"].var(axis=1, keepdims=True))
        these are the statistics of a, behind the activation; batch norm stands in front of it.
            arrays[f"mu{layer}"]) -> arrays[f"a{layer}"].mean(axis=1, keepdims=True));
                arrays[f"var{layer}"]) -> arrays[f"a{layer}"].var(axis=1, keepdims=True))
        only one layer is there: each hidden layer needs its own.
            layer += 1 -> break
        the output layer has no batch norm, so there is nothing to collect for it.
            return means, variances -> z = arrays[f"z{layer}"] ¶ return [*means, z.mean(axis=1,
                keepdims=True)], [*variances, z.var(axis=1, keepdims=True)]
        the lists are flat: each entry should be a column (n, 1), as the layer keeps it.
            arrays[f"mu{layer}"]) -> arrays[f"mu{layer}"].ravel()); arrays[f"var{layer}"]) ->
                arrays[f"var{layer}"].ravel())
        the numbers are right, but the net's running averages have changed. Only return the numbers;
        and `forward` in training mode moves the averages: which pass only looks?
            arrays = net.trace(X) -> net.forward(X) ¶ arrays = net.trace(X)
        each layer has statistics here, the output layer and the activations too: only those of z in
        front of each batch norm are asked for.
            return _behind_each_layer(net, X)
        every layer takes X here; from the second hidden layer on it takes a of the layer before.
            def fresh_averages(net, X):
                zs = [one.forward(X) for one in net.layers if type(one) is bn.Linear]
                return [z.mean(axis=1) for z in zs], [z.var(axis=1) for z in zs]
        these are the statistics of the images; each hidden layer has a z of its own.
            def fresh_averages(net, X):
                n = sum(type(one) is bn.BatchNorm for one in net.layers)
                mean, var = X.mean(axis=1, keepdims=True), X.var(axis=1, keepdims=True)
                return [mean] * n, [var] * n
        γ and β of the layers before are left out: z of the next layer is made from z̃, not z_norm.
            return _layer_by_layer(net, X, with_gamma=False)
        the activation is left out: the next layer takes a, not z̃.
            return _layer_by_layer(net, X, with_activation=False)
        """,
    hints=[
        "One pass over the whole of X gives all layers at once. In which mode, by which method?",
        "`net.trace(X)` returns a dict with `mu1`, `var1`, `mu2`, … and changes nothing.",
    ],
    why="""one pass in training mode over the whole training set, as in the paper's Algorithm 2.
    Put them into `running_mean` and `running_var` whenever weights were changed or rounded.""",
)


def _by_stale_averages(net, X):
    arrays = net.trace(X, training=False)
    for layer in range(1, 1 + sum(name.startswith("mu") for name in arrays)):
        z = arrays[f"z{layer}"]
        arrays[f"mu{layer}"] = z.mean(axis=1, keepdims=True)
        arrays[f"var{layer}"] = z.var(axis=1, keepdims=True)
    return arrays


def _after_passes(net, X, passes):
    for _ in range(passes):
        net.forward(X)
    return net.trace(X, training=False)


def _over_minibatches(net, X, size):
    passes = [net.trace(X[:, start : start + size]) for start in range(0, X.shape[1], size)]
    names = [name for name in passes[0] if name.startswith(("mu", "var"))]
    means = {name: np.mean([arrays[name] for arrays in passes], axis=0) for name in names}
    return tuple([means[k] for k in names if k.startswith(kind)] for kind in ("mu", "var"))


def _behind_each_layer(net, X):
    values = [X]
    for one in copy.deepcopy(net).layers:
        values.append(one.forward(values[-1]))
    means = [a.mean(axis=1, keepdims=True) for a in values[1:]]
    return means, [a.var(axis=1, keepdims=True) for a in values[1:]]


def _layer_by_layer(net, X, with_gamma=True, with_activation=True):
    P, a, layer, means, variances = net.parameters(), X, 1, [], []
    while f"gamma{layer}" in P:
        z = P[f"W{layer}"] @ a
        means.append(z.mean(axis=1, keepdims=True))
        variances.append(z.var(axis=1, keepdims=True))
        a = (z - means[-1]) / np.sqrt(variances[-1] + net.layers[3 * layer - 2].eps)
        if with_gamma:
            a = P[f"gamma{layer}"] * a + P[f"beta{layer}"]
        if with_activation:
            a = net.layers[3 * layer - 1].forward(a)
        layer += 1
    return means, variances
