"""Exercises of lesson 10: frameworks, and how their conventions differ."""

from . import Function
from .drawing import of_both_signs

momentum_to_decay = Function(
    title="two meanings of momentum",
    task="""
        Frameworks call the factor of the running averages `momentum`. PyTorch's weights the *new*
        value, Keras's and Flax's weights the *old* one, as bnlab's `decay` does. Return bnlab's
        `decay` for a `framework` ("torch", "keras" or "flax") and its `momentum`.
        """,
    stub="""
        def decay_of(framework, momentum):
            decay = ...
            return decay
        """,
    solution="""
        def decay_of(framework, momentum):
            decay = 1 - momentum if framework == "torch" else momentum
            return decay
        """,
    returns=("decay",),
    cases=lambda rng: [
        ("torch", 0.1),
        ("keras", 0.99),
        ("flax", 0.9),
        ("torch", 0.03),
        ("keras", 0.2),
        ("torch", 0.9),
        *((name, float(rng.uniform(0.01, 0.99))) for name in ("flax", "torch", "keras")),
    ],
    slips="""
        nothing is turned round, for no framework. PyTorch's momentum weights the *new* value. (If
        you have a branch for it, it is never reached: the name is "torch" here, and `framework ==
        "keras" or "flax"` is always true.)
            1 - momentum if framework == "torch" else momentum -> momentum
        only PyTorch's momentum weights the new value. Keras's and Flax's can be used as they are.
            1 - momentum if framework == "torch" else momentum -> 1 - momentum
        the other way round: PyTorch is the one that weights the new value.
            framework == "torch" -> framework != "torch"
        you turn one framework's momentum round, and it is the wrong one: PyTorch's weights the new
        value.
            framework == "torch" -> framework == "keras"
            framework == "torch" -> framework == "flax"
        Flax goes with Keras here, though its code looks more like PyTorch's.
            framework == "torch" -> framework in ("torch", "flax")
            framework == "torch" -> framework != "keras"
        don't guess from the size of the number: a PyTorch user may have set 0.9, too, and means
        something else by it.
            framework == "torch" -> momentum < 0.5
            framework == "torch" -> framework == "torch" and momentum < 0.5
        these are the defaults; the task asks for the decay for the `momentum` that is handed in.
            1 - momentum if framework == "torch" else momentum -> 0.9 if framework == "torch" else
                0.99
            1 - momentum -> 0.9
            1 - momentum if framework == "torch" else momentum -> 0.9
            1 - momentum if framework == "torch" else momentum -> {"torch": 0.9, "keras": 0.99,
                "flax": 0.99}[framework]
        Keras goes with bnlab: its momentum weights the *old* value.
            framework == "torch" -> framework in ("torch", "keras")
            framework == "torch" -> framework != "flax"
        one of the three frameworks gets no answer: there is no branch for it, so the function
        returns None.
            1 - momentum if framework == "torch" else momentum -> {"torch": 1 - momentum, "keras":
                momentum}.get(framework)
            1 - momentum if framework == "torch" else momentum -> {"torch": 1 - momentum, "flax":
                momentum}.get(framework)
            1 - momentum if framework == "torch" else momentum -> {"flax": momentum, "keras":
                momentum}.get(framework)
            1 - momentum if framework == "torch" else momentum -> {"torch": 1 -
                momentum}.get(framework)
        1/momentum is no weight: it is above 1. The two weights must add up to 1.
            1 - momentum -> 1 / momentum
        a negative weight: the subtraction is the wrong way round.
            1 - momentum -> momentum - 1
        PyTorch's momentum m leaves the old value the weight 1 - m: nothing is halved or negative.
            1 - momentum -> 1 - momentum / 2
            1 - momentum -> -momentum
        """,
    hints=[
        "If the new value has weight 0.1, what weight has the old one?",
        "One framework needs `1 - momentum`; the other two say what bnlab says.",
    ],
    why="""PyTorch's momentum=0.1 and Keras's 0.9 mean the same. Copying the number from one to the
    other makes averages that are little more than the last mini-batch's own.""",
)


unbiased_running_variance = Function(
    title="the variance that PyTorch keeps",
    task="""
        All frameworks normalise a mini-batch with the variance divided by m. For its *running*
        average PyTorch (and the paper, at test time) uses the one divided by m - 1. Turn the batch
        variance `var` (n, 1) of `m` examples into that.
        """,
    stub="""
        def unbiased(var, m):
            var_unbiased = ...
            return var_unbiased
        """,
    solution="""
        def unbiased(var, m):
            var_unbiased = var * m / (m - 1)
            return var_unbiased
        """,
    returns=("var_unbiased",),
    cases=lambda rng: [(rng.uniform(0.5, 2, (n, 1)), m) for n, m in ((2, 4), (3, 2), (1, 60))],
    slips="""
        the sign: a variance is never negative.
            (m - 1) -> (1 - m)
        upside down: dividing by the smaller m - 1 makes it *larger*.
            var * m / (m - 1) -> var * (m - 1) / m
        `var` has been divided by m already, and you divide a second time. What undoes the first
        division?
            var * m / (m - 1) -> var / (m - 1)
            var * m / (m - 1) -> var / m
        it is the same as before: nothing was corrected.
            var * m / (m - 1) -> var
        m + 1 plays no part: one example *fewer* is counted, not one more.
            m / (m - 1) -> (m + 1) / m
            m / (m - 1) -> m / (m + 1)
        that is the factor for a standard deviation; variances take it without the root.
            m / (m - 1) -> np.sqrt(m / (m - 1))
        this takes the variance of the *variances*: z is not needed, only the factor.
            var * m / (m - 1) -> np.var(var, ddof=1)
            var * m / (m - 1) -> np.var(var, axis=1, keepdims=True, ddof=1)
        the answer is 0 everywhere. A slip of brackets, perhaps? `m / m - 1` is 0, and so is the
        variance of one number.
            m / (m - 1) -> (m / m - 1)
            var * m / (m - 1) -> np.var(var, axis=1, keepdims=True)
        without brackets the 1 is taken from the quotient.
            var * m / (m - 1) -> var * m / m - 1
        n counts the units; the factor has m, the number of examples.
            m / (m - 1) -> len(var) / (len(var) - 1)
        multiplied by m this is the sum of the squares, which is still to be divided.
            m / (m - 1) -> m
        `//` throws the fraction away; `/` keeps it.
            var * m / (m - 1) -> var * (m // (m - 1))
            var * m / (m - 1) -> var * m // (m - 1)
        m - 2 is one too few: only one is lost, to the mean that was estimated.
            (m - 1) -> (m - 2)
        the numbers are right, but an axis got lost: `var` is (n, 1), and so should the result be.
            return var_unbiased -> return var_unbiased[:, 0]
        the result is a variance: no root of it is taken, and the factor is not squared.
            var * m / (m - 1) -> np.sqrt(var * m / (m - 1))
            var * m / (m - 1) -> var * (m / (m - 1)) ** 2
        the correction is a factor: nothing is added to the variance or taken from it.
            var * m / (m - 1) -> var + 1 / (m - 1)
            var * m / (m - 1) -> m * (var - 1) / (m - 1)
            var * m / (m - 1) -> var + 1 / m
        m - 2 is one too few: only one is lost, to the mean that was estimated.
            m / (m - 1) -> (m - 1) / (m - 2)
        that is the factor alone: multiply the variance by it.
            var * m / (m - 1) -> m / (m - 1)
        multiplied by m - 1 it is no variance any more: what undoes the division by m, and what is
        divided by then?
            var * m / (m - 1) -> var * (m - 1)
        ε plays no part here: it is added where z is normalised.
            var * m / (m - 1) -> var * m / (m - 1) + 1e-5
        """,
    hints=[
        "For m = 2 it doubles; for m = 60 it hardly changes.",
        "var · m is the sum of the squared deviations. Divide that by m - 1.",
    ],
    why="""for m = 60 it is 1.7 % more, for m = 2 twice as much. It touches test time alone: in
    training all normalise with 1/m.""",
)


tensorflow_batch_normalization = Function(
    title="tf.nn.batch_normalization, in NumPy",
    task="""
        Write what `tf.nn.batch_normalization` computes. Its names: `offset` is β, `scale` is γ,
        `variance_epsilon` is ε. `x` has examples in *rows*, shape (m, n); `mean`, `variance`,
        `offset` and `scale` are (n,). It computes no statistics, it uses those it is given.
        """,
    stub="""
        def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
            y = ...
            return y
        """,
    solution="""
        def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
            y = scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset
            return y
        """,
    returns=("y",),
    cases=lambda rng: [
        (
            rng.normal(1, 2, (m, n)),
            rng.normal(size=n),
            rng.uniform(0.5, 3, n),
            rng.normal(size=n),
            of_both_signs(rng, n),
            eps,
        )
        for m, n, eps in ((3, 2, 0.1), (3, 3, 0.5), (6, 4, 0.2), (1, 2, 0.1))
    ],
    slips="""
        `@` is a matrix product, which adds up over units: multiply each column by its own number
        with `*`.
            scale * (x - mean) / np.sqrt(variance + variance_epsilon) -> (x - mean) /
                np.sqrt(variance + variance_epsilon) @ scale
        offset and scale have changed places: offset is β (added), scale is γ (multiplied). Mind
        their order in the argument list.
            scale * (x -> offset * (x; + offset -> + scale
        TensorFlow's function takes no statistics itself: use the `mean` and `variance` that are
        handed in.
            x - mean -> x - x.mean(axis=0); np.sqrt(variance -> np.sqrt(x.var(axis=0)
            scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset ->
                bn.batchnorm_forward(x.T, scale[:, None], offset[:, None], variance_epsilon)[0].T
            x - mean -> x - x.mean(axis=1, keepdims=True); np.sqrt(variance -> np.sqrt(x.var(axis=1,
                keepdims=True)
            x - mean -> x - x.mean(axis=0)
            np.sqrt(variance -> np.sqrt(x.var(axis=0)
            scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset ->
                bn.batchnorm_forward(x.T, scale[:, None], offset[:, None], variance_epsilon)[0].T
        ε is outside the root.
            np.sqrt(variance + variance_epsilon) -> (np.sqrt(variance) + variance_epsilon)
            np.sqrt(variance + variance_epsilon) -> np.sqrt(variance) + variance_epsilon
        ε is not used.
            drop + variance_epsilon
        `variance_epsilon` is handed in; here some default of ε was used.
            + variance_epsilon -> + 1e-5
            + variance_epsilon -> + 1e-3
        that divides by the variance: take its root.
            np.sqrt(variance + variance_epsilon) -> (variance + variance_epsilon)
            np.sqrt(variance + variance_epsilon) -> variance
        columns (n, 1) are the lecture's way. Here the units are the last axis, and (n,) fits as it
        is.
            scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset -> scale[:, None] *
                (x - mean[:, None]) / np.sqrt(variance[:, None] + variance_epsilon) + offset[:,
                None]
            mean) -> mean[:, None]); variance + -> variance[:, None] +
        the numbers are right, but turned on their side: the result is (m, n) here, like x.
            return y -> return y.T
        offset (β) and scale (γ) are not used: this is z_norm, not yet z̃.
            drop scale *; drop + offset
        the offset (β) is missing.
            drop + offset
        the scale (γ) is missing.
            drop scale *
        the offset was scaled as well: scale first, then add.
            scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset -> scale * ((x -
                mean) / np.sqrt(variance + variance_epsilon) + offset)
        the offset was taken away. It is β, what is *added* at the end, however the name sounds.
            scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset -> scale * (x - mean
                - offset) / np.sqrt(variance + variance_epsilon)
            + offset -> - offset
        `bn.batchnorm_inference` wants the lecture's shapes, columns (n, 1) and examples in columns;
        here all lies the other way. The formula itself is shorter.
            scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset ->
                bn.batchnorm_inference(x, scale, offset, mean, variance, variance_epsilon)
        divided by the scale; it is γ, which multiplies.
            scale * (x - mean) -> (x - mean) / scale
        you multiply by the root; divide by it.
            (x - mean) / np -> (x - mean) * np
        the mean was not taken away.
            (x - mean) -> x
        the mean was added; it is to be taken away.
            (x - mean) -> (x + mean)
        the wrong way round: the mean is taken from x.
            (x - mean) -> (mean - x)
        without brackets only the mean is divided.
            (x - mean) -> x - mean
        the offset was divided as well: divide first, then add it.
            scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset -> (scale * (x -
                mean) + offset) / np.sqrt(variance + variance_epsilon)
        only centred: nothing is divided by the spread.
            drop / np.sqrt(variance + variance_epsilon)
        without brackets only the mean is divided.
            scale * (x - mean) / np.sqrt(variance + variance_epsilon) -> scale * (x - mean /
                np.sqrt(variance + variance_epsilon))
        `variance` is used as it is handed in: no factor of m.
            np.sqrt(variance + -> np.sqrt(variance * len(x) / (len(x) - 1) +
        """,
    hints=[
        "The last two lines of Algorithm 1 with other names. Which name is γ, which β?",
        """Shapes (n,) lie along the last axis, and here that axis holds the units: no reshaping is
        needed.""",
    ],
    why="""the same formula, other names, examples in rows. Without the statistics it is the lower
    half of Algorithm 1; Keras's layer keeps the averages, too.""",
)


from_torch = Function(
    title="bring a trained PyTorch layer into bnlab",
    task="""
        Somebody trained a `torch.nn.BatchNorm1d`. Write a function of `state` (a dict of flat
        arrays (n,): `weight`, `bias`, `running_mean`, `running_var`), its `momentum` and the
        `batch_size` of its training. It returns, for `bnlab`, `gamma`, `beta`, `mean`, `var` (each
        (n, 1)) and `decay`. PyTorch's running variance averages unbiased variances, ours biased
        ones; the start has long faded. No stub this time.
        """,
    stub="",
    solution="""
        def from_torch(state, momentum, batch_size):
            gamma = state["weight"][:, None]
            beta = state["bias"][:, None]
            mean = state["running_mean"][:, None]
            var = state["running_var"][:, None] * (batch_size - 1) / batch_size
            decay = 1 - momentum
            return gamma, beta, mean, var, decay
        """,
    returns=("gamma", "beta", "mean", "var", "decay"),
    cases=lambda rng: [
        (
            {
                "weight": of_both_signs(rng, n),
                "bias": of_both_signs(rng, n),
                "running_mean": of_both_signs(rng, n),
                "running_var": rng.uniform(0.5, 3, n),
            },
            momentum,
            size,
        )
        for n, momentum, size in ((2, 0.1, 4), (3, 0.3, 8), (4, 0.05, 2))
    ],
    slips="""
        the sign of β: PyTorch adds its bias as well.
            = state["bias"] -> = -state["bias"]
        γ and β have changed places: PyTorch's `weight` is γ, its `bias` is β.
            state["weight"] -> state["bias"]; state["bias"] -> state["weight"]
        the running variance is still PyTorch's: ours is made with 1/m.
            drop * (batch_size - 1) / batch_size
        the factor is upside down: the biased variance is the smaller one.
            * (batch_size - 1) / batch_size -> * batch_size / (batch_size - 1)
        PyTorch's momentum weights the *new* value; `decay` weights the old one.
            1 - momentum -> momentum
        the arrays are still flat; `bnlab` wants columns (n, 1).
            [:, None] -> [:]
        these are rows (1, n); `bnlab` wants columns (n, 1).
            [:, None] -> [None, :]
        the running variance is a variance in both: take no root of it, and do not square it.
            state["running_var"][:, None] * (batch_size - 1) / batch_size ->
                np.sqrt(state["running_var"][:, None] * (batch_size - 1) / batch_size)
        without the factor's numerator the variance is divided by the size.
            * (batch_size - 1) / batch_size -> / batch_size
        the mean is an average of means, biased or not: it needs no factor.
            state["running_mean"][:, None] -> state["running_mean"][:, None] * (batch_size - 1) /
                batch_size
        times (m − 1) alone is too much: divide by the batch size as well.
            * (batch_size - 1) / batch_size -> * (batch_size - 1)
        decay follows from the `momentum` that is handed in, and lies between 0 and 1.
            1 - momentum -> 0.9
            1 - momentum -> momentum - 1
            1 - momentum -> momentum**batch_size
        `state` has PyTorch's names, and none of ours: which of them is γ, which β?
            state["weight"] -> state["gamma"]
            state["bias"] -> state["beta"]
        m is the batch size, the number of examples; you counted the units, or one too many.
            * (batch_size - 1) / batch_size -> * (len(state["weight"]) - 1) /
                len(state["weight"])
            * (batch_size - 1) / batch_size -> * batch_size / (batch_size + 1)
        γ comes over as it is: the division by √(σ² + ε) happens in the layer.
            state["weight"][:, None] -> state["weight"][:, None] /
                np.sqrt(state["running_var"][:, None] + 1e-5)
        the arguments come in the order state, momentum, batch_size.
            (state, momentum, batch_size): -> (state, batch_size, momentum):
        """,
    hints=[
        "Which of the four names is γ, which β? Which shape does `bnlab` want?",
        "Biased from unbiased: times (m - 1)/m. And decay = 1 - momentum.",
    ],
    why="""four names, a shape, a factor and a weight: that is all that separates the two layers.
    (ε must come along as well, wherever the defaults differ.)""",
)
