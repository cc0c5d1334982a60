"""Exercises of lesson 06: mini-batches, and what batch norm sees of the data."""

import numpy as np

from . import Choice, Function

cut_into_minibatches = Function(
    title="cut the data into mini-batches",
    task="""
        `X` is (n_x, n_examples) and `Y` is (n_examples,); `order` is a permutation of the example
        numbers. Return a list of pairs `(X_t, Y_t)`: the first `batch_size` examples *in this
        order*, then the next, and so on; what is left over makes a smaller last pair.
        """,
    stub="""
        def cut(X, Y, batch_size, order):
            batches = []
            ...
            return batches
        """,
    solution="""
        def cut(X, Y, batch_size, order):
            batches = []
            for start in range(0, X.shape[1], batch_size):
                chosen = order[start : start + batch_size]
                batches.append((X[:, chosen], Y[chosen]))
            return batches
        """,
    returns=("batches",),
    cases=lambda rng: [
        (rng.normal(size=(n_x, n)), np.arange(n) % 7, size, rng.permutation(n))
        for n_x, n, size in ((2, 5, 2), (3, 6, 3), (2, 4, 5), (4, 11, 3), (3, 10, 4))
    ],
    slips="""
        the last, smaller mini-batch is missing: the examples left over are to be used as well.
            range(0, X.shape[1], batch_size) -> range(0, X.shape[1] - batch_size + 1, batch_size)
            range(0, X.shape[1], batch_size) -> range(0, X.shape[1] - batch_size + 1, batch_size);
                order[start : start + batch_size] -> slice(start, start + batch_size)
        where the mini-batches come out even, yours adds an empty one at the end.
            range(0, X.shape[1], batch_size) -> range(0, X.shape[1] // batch_size * batch_size + 1,
                batch_size)
        X is in the new order, Y is not: each image would get another image's label.
            Y[chosen] -> Y[start : start + batch_size]
        Y is in the new order, X is not: each label would go to another image.
            X[:, chosen] -> X[:, start : start + batch_size]
        `order` is not used: the examples come in the order in which they were stored.
            order[start : start + batch_size] -> slice(start, start + batch_size)
        you cut along the rows. Examples are columns, and the second index chooses those.
            X[:, chosen] -> X[chosen]
            X[:, chosen] -> X[start : start + batch_size]
            X[:, chosen] -> X[chosen, :]
            X[:, chosen] -> X[start : start + batch_size, :]
            range(0, X.shape[1], batch_size) -> range(0, X.shape[0], batch_size); X[:, chosen] ->
                X[chosen]
            range(0, X.shape[1], batch_size) -> range(0, X.shape[0], batch_size); X[:, chosen] ->
                X[start : start + batch_size]
        the loop ends too early: X.shape[0] (and len(X)) count the features; the examples are
        X.shape[1].
            range(0, X.shape[1], batch_size) -> range(0, X.shape[0], batch_size)
        the loop ends a mini-batch too early: `range` leaves its end out already.
            range(0, X.shape[1], batch_size) -> range(0, X.shape[1] - batch_size, batch_size)
            range(0, X.shape[1], batch_size) -> range(0, X.shape[1] - 1, batch_size)
        every slice ends at `batch_size`: its end must move along with its start.
            start + batch_size] -> batch_size]
        Y_t is to stay flat, (m,), as Y is.
            Y[chosen])) -> Y[chosen][None]))
            Y[chosen])) -> Y[chosen][:, None]))
        neighbouring mini-batches overlap: each should begin where the last one ended.
            range(0, X.shape[1], batch_size) -> range(X.shape[1])
            start + batch_size] -> start + batch_size + 1]
        each mini-batch is one example short: a slice leaves its end out already.
            start + batch_size] -> start + batch_size - 1]
        each mini-batch holds X alone; pairs (X_t, Y_t) are expected.
            append((X[:, chosen], Y[chosen])) -> append(X[:, chosen])
        only one mini-batch comes back: is the `return` inside the loop?
            return batches -> return batches[:1]
        `list.append` takes one thing: put brackets round the pair.
            append((X[:, chosen], Y[chosen])) -> append(X[:, chosen], Y[chosen])
        the list holds X_t and Y_t one after the other; let it hold pairs.
            append((X[:, chosen], Y[chosen])) -> extend([X[:, chosen], Y[chosen]])
        the list is empty: nothing was put into it.
            append((X[:, chosen], Y[chosen])) -> copy()
        X and Y have changed places in the pairs: return (X_t, Y_t).
            (X[:, chosen], Y[chosen]) -> (Y[chosen], X[:, chosen])
        two lists came back, one of X's and one of Y's; the task asks for one list of pairs.
            return batches -> return [X for X, _ in batches], [Y for _, Y in batches]
        `batch_size` says how many examples a mini-batch holds, not how many mini-batches there are.
            return _split(X, Y, order, batch_size)
        only the last mini-batch may be smaller; you made them all about as large.
            return _split(X, Y, order, -(-len(order) // batch_size))
        the last mini-batch was filled up with examples that had been in one before. It is to stay
        smaller.
            batch_size] -> batch_size] ¶ chosen = np.resize(chosen, batch_size)
            batch_size] -> batch_size] ¶ chosen = np.append(chosen, order[:batch_size -
                len(chosen)])
            order[start : start + batch_size] -> order[np.arange(start, start + batch_size) %
                len(order)]
        each start is one example further; let it jump by a whole mini-batch: the third number in
        `range`.
            range(0, X.shape[1], batch_size) -> range(X.shape[1] // batch_size)
        the examples come in another order: take the numbers in `order` as they stand, from the
        first.
            batches = [] -> order, batches = np.argsort(order), []
            batches = [] -> order, batches = order[::-1], []
            batches = [] -> order, batches = order[order], []
        what is left over was added to the last full mini-batch; it makes a smaller one of its own.
            def cut(X, Y, batch_size, order):
                full = max(len(order) // batch_size, 1)
                cuts = [*range(0, full * batch_size, batch_size), len(order)]
                return [(X[:, order[a:b]], Y[order[a:b]]) for a, b in zip(cuts, cuts[1:])]
            def cut(X, Y, batch_size, order):
                full = len(order) // batch_size
                cuts = [*range(0, full * batch_size, batch_size), len(order)]
                return [(X[:, order[a:b]], Y[order[a:b]]) for a, b in zip(cuts, cuts[1:])]
        X_t lies on its side: examples stay columns.
            X[:, chosen] -> X[:, chosen].T
        """,
    hints=[
        "Go through `range(0, number of examples, batch_size)`; which numbers in `order` are next?",
        """`chosen = order[start : start + batch_size]`; a slice that runs over the end is simply
        shorter. Then take these columns of X and these entries of Y.""",
    ],
    why="""a new order each epoch, X and Y in step, nothing left out. Batch norm will see only the
    columns of one X_t at a time.""",
)


def _split(X, Y, order, count):
    return [(X[:, chosen], Y[chosen]) for chosen in np.array_split(order, count)]


spread_of_the_mean = Function(
    title="how much does μ jump from batch to batch?",
    task="""
        One unit has standard deviation `sigma` over all the data. Its mean over a random
        mini-batch of `m` examples differs from batch to batch. Return the standard deviation of
        that mean (take the examples as independent).
        """,
    stub="""
        def spread_of_the_mean(sigma, m):
            spread = ...
            return spread
        """,
    solution="""
        def spread_of_the_mean(sigma, m):
            spread = sigma / np.sqrt(m)
            return spread
        """,
    returns=("spread",),
    cases=lambda rng: [
        (2.0, 16),
        (1.0, 64),
        (3.0, 50),
        (0.5, 7),
        (float(rng.uniform(0.2, 5)), int(rng.integers(3, 200))),
    ],
    slips="""
        it falls more slowly than that. *Variances* of independent things add up, so the variance of
        a mean has 1/m, and its spread?
            np.sqrt(m) -> m
        this is the variance of the mean; its spread is the root of that.
            sigma / np.sqrt(m) -> sigma**2 / m
        this is the spread of single examples; a mean of m of them jumps less.
            sigma / np.sqrt(m) -> sigma
            sigma / np.sqrt(m) -> sigma + 0 * m
        larger mini-batches should give *less* noise.
            sigma / np.sqrt(m) -> sigma * np.sqrt(m)
            sigma / np.sqrt(m) -> sigma * m
        σ is not used: wider data make wider means.
            sigma / -> 1 /
        m or m - 1: that question is about estimating a variance. Here it is plain m.
            np.sqrt(m) -> np.sqrt(m - 1)
        σ² stands outside the root; the task asks for a spread, in the units of σ.
            sigma / np.sqrt(m) -> sigma**2 / np.sqrt(m)
        σ went under the root together with m. What belongs under a root is a *variance*, and σ is
        not one.
            sigma / np.sqrt(m) -> np.sqrt(sigma / m)
        this is the spread of an estimated *standard deviation* or variance, which have 2m or 2/m
        under the root; the task asks for that of the mean.
            sigma / np.sqrt(m) -> sigma**2 * np.sqrt(2 / m)
            sigma / np.sqrt(m) -> sigma**2 * np.sqrt(2 / (m - 1))
            np.sqrt(m) -> np.sqrt(2 * m)
            np.sqrt(m) -> np.sqrt(2 * (m - 1))
        Python takes the power first: `m**1/2` is m/2. The exponent needs brackets.
            np.sqrt(m) -> m**1/2
        the root belongs to m, not to σ: σ is a standard deviation already.
            sigma / np.sqrt(m) -> np.sqrt(sigma) / m
        m² divides the variance of a *sum*, which is mσ²: one m is left, and then comes the root.
            np.sqrt(m) -> m**2
            sigma / np.sqrt(m) -> sigma**2 / m**2
        (m − 1)/m is by how much the mini-batch's own *variance* is too small. The task asks how far
        its mean jumps.
            sigma / np.sqrt(m) -> sigma * np.sqrt((m - 1) / m)
            sigma / np.sqrt(m) -> sigma * (m - 1) / m
        m is written as a number, 60; take the argument `m`.
            np.sqrt(m) -> np.sqrt(60)
        0 is what the deviations average to. The task asks how far a single mean is off, as a rule.
            sigma / np.sqrt(m) -> 0 * sigma
        m + 1 plays no part: it is plain m.
            np.sqrt(m) -> np.sqrt(m + 1)
        the task asks for one standard deviation; the width of two, or more, is another number.
            sigma / -> 2 * sigma /
            sigma / -> 3 * sigma /
            sigma / -> 1.96 * sigma /
        the noise falls with a power of m; a logarithm falls far more slowly.
            np.sqrt(m) -> np.log(m)
        upside down: wider data make wider means, and more examples narrower ones.
            sigma / np.sqrt(m) -> np.sqrt(m) / sigma
        """,
    hints=[
        """The variance of a sum of m independent things is m times that of one. The mean is the sum
        divided by m; what does that do to the variance?""",
        "Variance of the mean: m σ² / m². Take the root.",
    ],
    why="""the noise falls with √m: to halve it takes four times the examples. That noise is what
    small mini-batches feed into batch norm.""",
)


lone_example = Function(
    title="which batch sizes leave somebody alone?",
    task="""
        A mini-batch of *one* example has variance 0, and batch norm can't train on it. Write a
        function of `n_examples` and `batch_size` that says whether cutting so many examples into
        mini-batches of that size (and a ragged last one) makes such a mini-batch: True or False.
        No stub this time.
        """,
    stub="",
    solution="""
        def leaves_one_alone(n_examples, batch_size):
            alone = batch_size == 1 or n_examples % batch_size == 1
            return alone
        """,
    returns=("alone",),
    cases=lambda rng: [
        (9, 4),
        (8, 4),
        (7, 1),
        (10, 4),
        (1, 4),
        (64, 21),
        (6, 6),
        (5, 2),
        (5, 4),
        (3, 1),
        (3, 4),
        *((int(n), int(size)) for n, size in rng.integers(1, 30, (3, 2))),
    ],
    slips="""
        nearly: what about batch_size = 1? Then nothing is left over, and yet ...
            drop batch_size == 1 or
        the remainder 0 means that all mini-batches are full. Which remainder leaves one alone?
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples % batch_size == 0
            n_examples % batch_size == 1 -> n_examples % batch_size == 0
        a ragged last mini-batch is fine, as long as it holds at least two examples.
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples % batch_size != 0
            n_examples % batch_size == 1 -> n_examples % batch_size != 0
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples % batch_size > 0
        not only batches of size 1: look at what is *left over* for the last one.
            drop or n_examples % batch_size == 1
        one example in all is not the only way: look at what is *left over* for the last mini-batch.
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples == 1
            n_examples % batch_size == 1 -> n_examples == 1
        where nothing is left over, all mini-batches are full: nobody is alone.
            n_examples % batch_size == 1 -> n_examples % batch_size <= 1
        that takes one full mini-batch away; `%` takes all of them.
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples - batch_size == 1
            n_examples % batch_size == 1 -> n_examples - batch_size == 1
        `//` counts the full mini-batches; the rest is given by `%`.
            n_examples % batch_size -> n_examples // batch_size
            batch_size == 1 or n_examples % batch_size -> n_examples // batch_size
        the answer is the wrong way round.
            batch_size == 1 or n_examples % batch_size == 1 -> not (batch_size == 1 or n_examples %
                batch_size == 1)
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples % batch_size != 1
        the numbers have changed places: the examples are divided by the batch size.
            n_examples % batch_size -> batch_size % n_examples
            batch_size == 1 or n_examples % batch_size -> batch_size % n_examples
            batch_size == 1 or n_examples % batch_size -> n_examples == 1 or batch_size % n_examples
        that is a last mini-batch that lacks one example to be full. Alone is who is the only one
        *in* it.
            n_examples % batch_size == 1 -> n_examples % batch_size == batch_size - 1
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples % batch_size == batch_size
                - 1
        odd or even is not the question: divide by `batch_size`, not by 2.
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples % 2 == 1
            n_examples % batch_size == 1 -> n_examples % 2 == 1
        that many examples fit in one mini-batch, and it may hold several. Look at what is *left
        over* for the last one.
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples < batch_size
        this says no to every pair of sizes (`and` asks for both ways at once; `/ … % 1` is never
        1): either way is enough, and the remainder comes from `%`.
            batch_size == 1 or n_examples % batch_size == 1 -> batch_size == 1 and n_examples %
                batch_size == 1
        `/` gives how many mini-batches there are; the remainder, a whole number, comes from `%`.
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples / batch_size == 1
            n_examples % batch_size == 1 -> n_examples / batch_size == 1
        this says yes to every pair of sizes.
            batch_size == 1 or n_examples % batch_size == 1 -> True
        more than one are left over there, so nobody is alone.
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples % batch_size > 1
        one example in all is alone, too; and where batch_size is 1, all are.
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples > batch_size and
                n_examples % batch_size == 1
            batch_size == 1 or n_examples % batch_size == 1 -> batch_size == 1 or (n_examples >
                1 and n_examples % batch_size == 1)
            batch_size == 1 or n_examples % batch_size == 1 -> batch_size == 1 or (n_examples >
                batch_size and n_examples % batch_size == 1)
        """,
    hints=[
        "How many examples are left for the last mini-batch? `%` gives the remainder.",
        "Two ways to be alone: the remainder is 1, or every mini-batch has size 1.",
    ],
    why="""one more or less in the batch size fixes it. `bn.fit` refuses such a size before the
    first step, and names sizes that would do.""",
)


spot_the_foreign_statistics = Function(
    title="spot the bug: mini-batches that know each other",
    task="""
        This cuts z (n, n_examples) into mini-batches and normalises each. A mini-batch is to use
        its own statistics alone; here they come from somewhere else. Fix it.
        """,
    stub="""
        def normalise_each(z, batch_size, eps):
            mu = z.mean(axis=1, keepdims=True)
            var = z.var(axis=1, keepdims=True)
            parts = []
            for start in range(0, z.shape[1], batch_size):
                part = z[:, start : start + batch_size]
                parts.append((part - mu) / np.sqrt(var + eps))
            return np.hstack(parts)
        """,
    solution="""
        def normalise_each(z, batch_size, eps):
            parts = []
            for start in range(0, z.shape[1], batch_size):
                part = z[:, start : start + batch_size]
                mu = part.mean(axis=1, keepdims=True)
                var = part.var(axis=1, keepdims=True)
                parts.append((part - mu) / np.sqrt(var + eps))
            return np.hstack(parts)
        """,
    returns=("the result",),
    cases=lambda rng: [
        (rng.normal(rng.normal(0, 2, (n, 1)), rng.uniform(0.5, 2, (n, 1)), (n, m)), size, 0.1)
        for n, m, size in ((2, 6, 3), (2, 8, 3), (3, 8, 5), (4, 8, 4))
    ],
    slips="""
        the statistics still come from all of z, so each mini-batch sees the others. Compute them
        from `part`, inside the loop.
            mu = part.mean -> mu = z.mean; var = part.var -> var = (1.0 * z).var
        the mean is that of the mini-batch now; the variance still comes from all of z.
            var = part.var -> var = z.var
        the variance is that of the mini-batch now; the mean still comes from all of z.
            mu = part.mean -> mu = z.mean
        all mini-batches use the statistics of the first one.
            mu = part.mean -> mu = z[:, :batch_size].mean; var = part.var -> var = z[:,
                :batch_size].var
        within the mini-batch you averaged over the units; over the examples, axis=1, was right.
            axis=1 -> axis=0
        one mean for the whole mini-batch: each unit has its own.
            drop axis=1,
        the variance is divided by m - 1 now: m was right.
            part.var(axis=1, keepdims=True) -> part.var(axis=1, keepdims=True, ddof=1)
        the last, smaller mini-batch got lost.
            range(0, z.shape[1], batch_size) -> range(0, z.shape[1] - batch_size + 1, batch_size)
        the statistics are those of all that came so far; the mini-batches before are others, too.
            mu = part.mean -> mu = z[:, : start + batch_size].mean; var = part.var -> var = z[:, :
                start + batch_size].var
        the parts are right; put them side by side again, as examples are columns (`np.hstack` was
        right).
            np.hstack -> np.vstack
            np.hstack(parts) -> parts
            np.hstack(parts) -> np.concatenate(parts)
            np.hstack(parts) -> np.array(parts)
        the means came out flat, (n,), when the lines moved: NumPy lays them along the examples.
        Keep the axis: keepdims=True.
            drop , keepdims=True
        ε belongs under the root, added to the variance.
            np.sqrt(var + eps) -> (np.sqrt(var) + eps)
            np.sqrt(var + eps) -> np.sqrt(var) + eps
        the standard deviation stands under the root; the variance, `part.var`, was right.
            part.var -> part.std
        each mini-batch uses the statistics of the one before it.
            part.mean(axis=1, keepdims=True) -> z[:, max(0, start - batch_size) : start or
                None].mean(axis=1, keepdims=True); part.var(axis=1, keepdims=True) -> z[:, max(0,
                start - batch_size) : start or None].var(axis=1, keepdims=True)
            part.mean(axis=1, keepdims=True) -> z[:, max(0, start - batch_size) : max(start,
                batch_size)].mean(axis=1, keepdims=True); part.var(axis=1, keepdims=True) -> z[:,
                max(0, start - batch_size) : max(start, batch_size)].var(axis=1, keepdims=True)
        the last mini-batch may be smaller than `batch_size`: divide by its own number of examples.
            part.mean(axis=1, keepdims=True) -> part.sum(axis=1, keepdims=True) / batch_size;
                part.var(axis=1, keepdims=True) -> ((part - mu) ** 2).sum(axis=1, keepdims=True) /
                batch_size
        the whole of z goes into each part: it is `part` that is normalised.
            (part - mu) -> (z - mu)
        ε got lost; it was right before.
            var + eps -> var
        the root of the variance got lost; it was right before.
            np.sqrt(var + eps) -> (var + eps)
        normalised twice, first with the statistics of all of z: once, with the mini-batch's own, is
        enough.
            part = z[:, start : start + batch_size] -> part = bn.normalize(z, eps)[0][:, start :
                start + batch_size]
        only the first mini-batch comes back: is the `return` inside the loop?
            np.hstack(parts) -> parts[0]
        """,
    hints=[
        "On which numbers do `mu` and `var` depend? On which should they?",
        "Move the two lines into the loop, and let them look at `part`.",
    ],
    why="""while training, an example is normalised by the company it happens to be in: the
    statistics of X{t} and of nothing else.""",
)


same_image_other_batch = Choice(
    title="the same image in another mini-batch",
    many=True,
    task="""
        In training mode, the same image is put into two mini-batches, with different companions.
        Which of these are true? (Name all.)
        """,
    options={
        "a": "its z in the first hidden layer is the same in both",
        "b": "its z̃ in the first hidden layer is the same in both",
        "c": "its z̃ differs, and less so the larger the mini-batches are",
        "d": "its z̃ differs, but the differences are gone once γ and β have been learned",
        "e": "the gradient of its loss with respect to its companions' z is not 0",
    },
    right="ace",
    wrong={
        "b": """z̃ has μ and σ² in it, and these are the means over *this* mini-batch, companions
            and all.""",
        "d": """γ and β are the same for every mini-batch; they can't undo what differs from batch
            to batch.""",
    },
    missing={
        "a": "What does z = W x depend on, before any statistics come in?",
        "c": "How noisy are the mean and variance of many examples, compared with those of few?",
        "e": "If a companion's z changes, do μ and σ² change? And then this image's z̃?",
    },
    hints=[
        "z = W x looks at one column. z̃ looks at the whole row.",
        "Follow one companion's z into μ and σ², and from there into our image's z̃.",
    ],
    solution="""
        Answer: "ace". z = W x is computed from the image alone. z_tilde has mu and var of the
        mini-batch in it, so it changes with the company, and less so in large ones; and therefore
        its loss depends on the companions' z as well.
        """,
    why="""batch norm ties the examples of a mini-batch together: that makes its noise, makes its
    backward pass longer, and makes test time a question of its own (lesson 09).""",
)
