"""Exercises of lesson 10: frameworks, and how their conventions differ."""

from . import Choice, Function
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
        """,
    hints=[
        "The last two lines of Algorithm 1 with other names. Which name is γ, which β?",
        """Shapes (n,) lie along the last axis, and here that axis holds the units: no reshaping is
        needed.""",
    ],
    why="""the same formula, other names, examples in rows. Without the statistics it is the lower
    half of Algorithm 1; Keras's layer keeps the averages, too.""",
)


to_framework = Function(
    title="pack a layer for a framework",
    task="""
        Our `z` is (n, m), `gamma` and `running_var` are (n, 1). PyTorch's `BatchNorm1d` wants
        examples in rows, (m, n), a flat γ, (n,), and a flat running variance that is made of
        *unbiased* variances. Ours is an average of biased ones, all of mini-batches of size
        `batch_size` (the start has long faded). Return `x`, `weight` and `running`.
        """,
    stub="""
        def to_torch(z, gamma, running_var, batch_size):
            x = ...
            weight = ...
            running = ...
            return x, weight, running
        """,
    solution="""
        def to_torch(z, gamma, running_var, batch_size):
            x = z.T
            weight = gamma.ravel()
            running = running_var.ravel() * batch_size / (batch_size - 1)
            return x, weight, running
        """,
    returns=("x", "weight", "running"),
    cases=lambda rng: [
        (rng.normal(size=(n, m)), of_both_signs(rng, (n, 1)), rng.uniform(0.5, 2, (n, 1)), size)
        for n, m, size in ((2, 3, 4), (3, 3, 8), (3, 5, 2))
    ],
    slips="""
        `reshape` keeps the numbers in their order and tears the examples apart; turn the array on
        its side instead.
            z.T -> z.reshape(z.shape[1], z.shape[0])
            z.T -> z.reshape(z.shape[1], -1)
        x is still (n, m), with examples in columns; frameworks want them in rows.
            z.T -> z
        γ (and the running variance) should be flat here, (n,): no rows, no columns.
            gamma.ravel() -> gamma
            gamma.ravel() -> gamma.T
            running_var.ravel() -> running_var
            running_var.ravel() -> running_var.T
            gamma.ravel() -> gamma; running_var.ravel() -> running_var
            gamma.ravel() -> gamma.T; running_var.ravel() -> running_var.T
        the running variance is still that of 1/m; PyTorch's is made with 1/(m - 1).
            drop * batch_size / (batch_size - 1)
        the factor is upside down: unbiased variances are larger.
            * batch_size / (batch_size - 1) -> * (batch_size - 1) / batch_size
        the factor counts the examples of the mini-batches that the *average* was made from,
        `batch_size`, not those of this z.
            batch_size / (batch_size - 1) -> z.shape[1] / (z.shape[1] - 1)
        PyTorch's running variance is a variance, not a standard deviation.
            running_var.ravel() -> np.sqrt(running_var).ravel()
            running_var.ravel() * batch_size / (batch_size - 1) -> np.sqrt(running_var).ravel()
            running_var.ravel() * batch_size / (batch_size - 1) -> np.sqrt(running_var.ravel() *
                batch_size / (batch_size - 1))
        x is normalised already; packing only turns it round. Normalising is the layer's business.
            z.T -> bn.normalize(z)[0].T
        the running variance has been divided by the size already, and you divide once more. What
        undoes the first division?
            batch_size / (batch_size - 1) -> 1 / (batch_size - 1)
        the factor counts the units; it should count the examples of a mini-batch.
            batch_size / (batch_size - 1) -> len(gamma) / (len(gamma) - 1)
        γ is no variance: it is handed over as it is, only flat.
            gamma.ravel() -> gamma.ravel() * batch_size / (batch_size - 1)
        m + 1 plays no part in the factor: one example *fewer* is counted, not one more.
            (batch_size - 1) -> (batch_size + 1)
            batch_size / (batch_size - 1) -> (batch_size + 1) / batch_size
        without brackets the 1 is taken from the quotient.
            (batch_size - 1) -> batch_size - 1
        multiplied by the size this is a sum of squares, which is still to be divided.
            batch_size / (batch_size - 1) -> batch_size
        this is the variance of the one mini-batch z; the task asks for the *running* variance,
        which is handed in.
            running_var.ravel() * batch_size / (batch_size - 1) -> np.var(z, axis=1, ddof=1)
            running_var.ravel() -> np.var(z, axis=1)
            running_var.ravel() * batch_size / (batch_size - 1) -> np.var(z, axis=1)
        """,
    hints=[
        "`.T` turns an array on its side; `.ravel()` flattens one.",
        "The factor for the variance is that of `unbiased_running_variance`: size/(size - 1).",
    ],
    why="""three conventions in three lines: rows, flat parameters, the unbiased running variance.
    (ε must be handed over as well: the defaults differ.)""",
)


why_they_differ = Choice(
    title="same net, same data, another number at test time",
    task="""
        Keras's BatchNormalization and PyTorch's BatchNorm1d get the same γ, β and mini-batches,
        each with its *default* settings otherwise. Which of these can *not* be a reason why they
        give different numbers?
        """,
    options={
        "a": "ε is 1e-3 in Keras, 1e-5 in PyTorch",
        "b": "momentum=0.99 in Keras weights the old value, 0.1 in PyTorch the new one",
        "c": "PyTorch's running variance is unbiased, Keras's is not",
        "d": "in training PyTorch normalises with the unbiased variance, Keras with the biased one",
    },
    right="d",
    wrong={
        "a": """This is so, and it shows wherever a variance is small: it *is* a reason. The
            task asks for what is not.""",
        "b": """This is so: the averages forget at different speeds (0.99 and 0.9), and the
            test-time numbers differ. The task asks what is not a reason.""",
        "c": """This is so: at test time the variances differ by the factor m/(m - 1). The
            task asks what is not a reason.""",
    },
    hints=[
        "Look at the table of conventions: one of these four sentences is not true.",
        "Which variance does each of them *normalise a mini-batch* with?",
    ],
    solution="""
        Answer: d. All of them normalise a mini-batch with the biased variance (1/m). PyTorch uses
        the unbiased one for the running average alone. The other three are true differences.
        """,
    why="""in training all of them divide by m. The m/(m - 1) enters PyTorch's running average and
    nothing else.""",
)
