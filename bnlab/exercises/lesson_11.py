"""Exercises of lesson 11: the paper's experiment."""

import numpy as np

from . import Choice, Function

steps_to_reach = Function(
    title="how many steps did it take?",
    task="""
        A run was looked at now and then: after `step[i]` steps it had the accuracy `accuracy[i]`,
        arrays (k,), `step` increasing. Return the number of steps after which the accuracy was at
        `target` or above for the *first* time, and 0 if it never was. (It may fall again later.)
        """,
    stub="""
        def steps_to_reach(step, accuracy, target):
            steps = ...
            return steps
        """,
    solution="""
        def steps_to_reach(step, accuracy, target):
            there = accuracy >= target
            steps = step[np.argmax(there)] if there.any() else 0
            return steps
        """,
    returns=("the number of steps",),
    cases=lambda rng: [_curve(rng, k, kind) for k, kind in enumerate((*"fdedf", "never", "f"))],
    slips="""
        this is the *place* in the array; the task asks for the steps that stand there.
            step[np.argmax(there)] -> np.argmax(there)
            step[np.argmax(there)] -> np.argmax(there) + 1
        "at `target` or above": a run that meets the target exactly has reached it.
            >= -> >
        a run that never gets there: argmax of nothing but False is 0, so this gives the first step.
            drop if there.any() else 0
        a run that never gets there has no number of steps: the task asks for 0 then.
            if there.any() else 0 -> if there.any() else step[-1]
            if there.any() else 0 -> if there.any() else np.nan
            if there.any() else 0 -> if there.any() else None
        this is the *last* look at which it was there; the task asks for the first.
            step[np.argmax(there)] -> step[there][-1]
        this is the look after which it stayed there for good; the first time counts, even if the
        accuracy falls again.
            step[np.argmax(there)] -> step[min(np.flatnonzero(~there).max(initial=-1) + 1, len(step)
                - 1)]
        this is where the accuracy was highest, not where it first reached the target.
            np.argmax(there) -> np.argmax(accuracy)
        this counts the looks at which it was there.
            steps = step[np.argmax(there)] if there.any() else 0 -> steps = there.sum()
        this is the first look *below* the target.
            accuracy >= target -> accuracy < target
            accuracy >= target -> accuracy <= target
        this is the accuracy that was reached; the task asks after how many steps.
            step[np.argmax(there)] -> accuracy[np.argmax(there)]
        one look too early: there it was still below the target.
            step[np.argmax(there)] -> step[np.argmax(there) - 1]
        these are all steps at which it was there; the task asks for the first alone.
            steps = step[np.argmax(there)] if there.any() else 0 -> steps = step[there]
            step[np.argmax(there)] -> step[there]
        """,
    hints=[
        "`accuracy >= target` is an array of True and False. Where is its first True?",
        "`np.argmax` of it gives the place of the first True; but what if there is none?",
    ],
    why="""the first time is a number that both nets have, whatever they do later. A run that never
    gets there must not count as a fast one: keep the 0 in mind when you average.""",
)


def _curve(rng, k, kind):
    """Steps, accuracies and a target: f falls below it again, d as well, e meets it exactly."""
    n = 7 + k
    step = np.cumsum(rng.integers(3, 30, n)) + 10
    accuracy = rng.uniform(0.6, 0.8, n).round(3)
    first = int(rng.integers(2, n - 4))
    accuracy[:first] = np.sort(rng.uniform(0.1, 0.5, first)).round(3)
    accuracy[first + 2] = 0.85  # the best is neither the first nor the last
    target = {"never": 0.9, "e": float(accuracy[first])}.get(kind, 0.55)
    if kind == "e":
        accuracy[first + 1 :] = np.maximum(accuracy[first + 1 :], target + 0.001)
    if kind in "fd":
        accuracy[first + 1] = 0.52  # it falls once, and comes back
    return step, accuracy, target


paper_variance = Function(
    title="the paper's variance for test time",
    task="""
        The paper keeps no running average. After training it runs mini-batches of `m` examples
        through the network and notes each one's σ² (computed with 1/m): `variances`, one row a
        unit, one column a mini-batch, (n, k). For test time it takes their average, and corrects
        it by m/(m − 1), since a σ² around a mini-batch's own mean is too small. Return that
        variance, (n, 1).
        """,
    stub="""
        def paper_variance(variances, m):
            var = ...
            return var
        """,
    solution="""
        def paper_variance(variances, m):
            var = m / (m - 1) * variances.mean(axis=1, keepdims=True)
            return var
        """,
    returns=("the variance",),
    cases=lambda rng: [
        (rng.uniform(0.5, 3, (n, k)), m) for n, k, m in ((2, 3, 4), (3, 3, 2), (1, 4, 5), (4, 2, 3))
    ],
    slips="""
        the correction m/(m − 1) is missing.
            drop m / (m - 1) *
        upside down: the average is too small, so the factor is above 1.
            m / (m - 1) -> (m - 1) / m
        m counts the examples of a mini-batch; this takes the number of mini-batches, k.
            m / (m - 1) -> variances.shape[1] / (variances.shape[1] - 1)
        this corrects by m/(m − 1) and divides the sum by k − 1 as well: the mean over the
        mini-batches is a plain mean.
            variances.mean(axis=1, keepdims=True) -> variances.sum(axis=1, keepdims=True) /
                (variances.shape[1] - 1)
        this averages over the units (axis=0); each unit has its own variance, over the mini-batches
        (axis=1).
            axis=1 -> axis=0
            axis=1, keepdims=True -> axis=0
        one number for all: each unit has its own variance.
            variances.mean(axis=1, keepdims=True) -> variances.mean()
        the numbers are right, but it should be a column (n, 1): keepdims=True.
            drop , keepdims=True
        the sum is divided by m; there are k mini-batches: take the mean.
            variances.mean(axis=1, keepdims=True) -> variances.sum(axis=1, keepdims=True) / m
            m / (m - 1) * variances.mean(axis=1, keepdims=True) -> variances.sum(axis=1,
                keepdims=True) / (m - 1)
        this is a sum over the mini-batches; the task asks for their average.
            variances.mean -> variances.sum
        roots were averaged: that is the square of the mean σ, which is smaller than the mean of σ².
            variances.mean(axis=1, keepdims=True) -> np.sqrt(variances).mean(axis=1, keepdims=True)
                ** 2
        this is a standard deviation: leave out the root.
            return var -> return np.sqrt(var)
        this is how much the σ² of the mini-batches scatter; the task asks for their average.
            variances.mean -> variances.var
            m / (m - 1) * variances.mean(axis=1, keepdims=True) -> variances.var(axis=1,
                keepdims=True, ddof=1)
        the factor is squared, but these are variances already.
            m / (m - 1) * -> (m / (m - 1)) ** 2 *
        the root of the factor belongs to a standard deviation; these are variances.
            m / (m - 1) * -> np.sqrt(m / (m - 1)) *
        """,
    hints=[
        "Two steps: each unit's mean over its mini-batches, then the factor.",
        "`variances.mean(axis=1, keepdims=True)` is (n, 1). For m = 60 the factor is 60/59.",
    ],
    why="""at m = 60 the factor is 1.017, at m = 2 it is 2. `bn.BatchNorm(n, unbiased=True)` puts it
    into the running variance; the paper takes fixed weights and an average over mini-batches.""",
)


what_the_paper_states = Choice(
    title="stated, or filled in?",
    many=True,
    task="""
        You want to repeat the paper's experiment, and must tell your readers what is the paper's
        and what is yours. Which of these does its section 4.1 state? (Name all.)
        """,
    options={
        "a": "the learning rate",
        "b": "the number of steps, 50,000",
        "c": "the standard deviation of the first weights",
        "d": "the number of images in a mini-batch, 60",
        "e": "from which grey a pixel counts as ink",
        "f": "that the first weights are small random numbers, normally distributed",
    },
    right="bdf",
    wrong={
        "a": "α is not in it, and our factor at equal α hangs on it. See the table above.",
        "c": "It calls them small and Gaussian. How small is left to you. See the table above.",
        "e": "It says that the images are binary, not where the line is. See the table above.",
    },
    missing={
        "b": "Which number of the paper is the length of our axis?",
        "d": "Which number of the paper is the m in our m/(m − 1)?",
        "f": "What does the paper say of W before the first step?",
    },
    hints=[
        "The table near the beginning has two columns.",
        "Three of the six stand in its left column.",
    ],
    solution="""
        Answer: "bdf". It gives 50,000 steps, mini-batches of 60, and small random Gaussian weights;
        the learning rate, how small the weights are, and the threshold are ours.
        """,
    why="""who repeats an experiment says what was stated and what was filled in: a difference in
    the result may come from either.""",
)


own_best = Function(
    title="test a claim: so many times fewer steps",
    task="""
        Somebody claims a factor by which batch norm saves steps, and hands you a grid: `reached`,
        an array (2, rates, seeds) of the steps that the net without batch norm (first) and the one
        with it (second) needed at each learning rate, in increasing order, from each seed; 0 where
        a run never got there. For each net choose its own best rate: the fewest steps on average
        over the seeds, and only among the rates at which *every* seed got there (each net has
        one). Return two things: `ratio`, the mean steps without batch norm over the mean steps
        with it, each at its own best; and `trusted`, False if one of the two best rates is the
        first or the last of the grid, else True. No stub this time.
        """,
    stub="",
    solution="""
        def own_best(reached):
            means = np.where((reached > 0).all(axis=2), reached.mean(axis=2), np.inf)
            without, with_ = means.min(axis=1)
            rim = np.isin(means.argmin(axis=1), [0, means.shape[1] - 1]).any()
            return without / with_, not rim
        """,
    returns=("ratio", "trusted"),
    cases=lambda rng: [
        (_grid(rng, *places),)
        for places in ((2, 3), (1, 3), (0, 2), (3, 5), (2, 5), (5, 5), (2, 0), (0, 0), (4, 1))
    ],
    slips="""
        a 0 means that the run never got there; here it counts as a very fast one.
            np.where((reached > 0).all(axis=2), reached.mean(axis=2), np.inf) ->
                reached.mean(axis=2)
        a rate at which only some seeds got there was allowed: its mean holds zeros.
            .all(axis=2) -> .any(axis=2)
        the zeros are left out of the mean, so a rate at which only some seeds got there may win.
            np.where((reached > 0).all(axis=2), reached.mean(axis=2), np.inf) ->
                np.where((reached > 0).any(axis=2), reached.sum(axis=2) / np.maximum((reached >
                0).sum(axis=2), 1), np.inf)
        the other way round: steps without batch norm over steps with it.
            without / with_ -> with_ / without
        the net with batch norm is judged at the rate that suits the other one: each gets its own
        best.
            without, with_ = means.min(axis=1) -> without, with_ = means[:, means[0].argmin()]
        the net without batch norm is judged at the rate that suits the other one: each gets its own
        best.
            without, with_ = means.min(axis=1) -> without, with_ = means[:, means[1].argmin()]
        this is the ratio at one and the same rate; each net gets its own best.
            without, with_ = means.min(axis=1) -> i = means.sum(axis=0).argmin() ¶ without, with_ =
                means[:, i]
        the luckiest seed decides; take the mean over the seeds.
            reached.mean(axis=2) -> reached.min(axis=2)
        the unluckiest seed decides; take the mean over the seeds.
            reached.mean(axis=2) -> reached.max(axis=2)
        `trusted` is the wrong way round: a best at the rim is *not* to be trusted.
            not rim -> rim
        one best at the rim is enough to distrust the factor.
            .any() -> .all()
        the last rate of the grid is a rim, too: beyond it nobody has looked.
            [0, means.shape[1] - 1] -> [0]
        the first rate of the grid is a rim, too: below it nobody has looked.
            [0, means.shape[1] - 1] -> [means.shape[1] - 1]
        only the rim of the net without batch norm was looked at.
            means.argmin(axis=1) -> means[0].argmin()
        only the rim of the net with batch norm was looked at.
            means.argmin(axis=1) -> means[1].argmin()
        the rim was not looked at.
            not rim -> True
        the two have changed places: first the ratio, then whether it is to be trusted.
            return without / with_, not rim -> return not rim, without / with_
        this takes the rates for the seeds: the mean over the seeds is over the last axis.
            .all(axis=2) -> .all(axis=1); reached.mean(axis=2) -> reached.mean(axis=1)
        """,
    hints=[
        "First a table (2, rates) of mean steps; put np.inf where a seed did not get there.",
        "The smallest entry of each row and its place: `min` and `argmin` with axis=1.",
    ],
    why="""a factor at equal α compares a net at its best with one that is not. And a best at the
    rim of a grid says only that the grid is too small.""",
)


def _grid(rng, *places):
    """Steps to a target for two nets at six rates from three seeds, their best at `places`."""
    reached = np.empty((2, 6, 3), int)
    for net, best in enumerate(places):
        base = 300 + 150 * np.abs(np.arange(6) - best) + rng.integers(0, 40, 6) + 100 * (1 - net)
        reached[net] = base[:, None] + rng.integers(-30, 31, (6, 3))
        reached[net, best] -= 60
        never, some = rng.permutation([i for i in range(6) if i != best])[:2]
        reached[net, never] = 0
        lucky = rng.integers(50, 80, 2 - net)  # the other seeds never got there
        reached[net, some] = rng.permutation([*lucky, *[0] * (1 + net)])
    if places[0] == 1:  # so easy that one seed is there after its first step
        reached[1, places[1]] = rng.permutation([1, 2, 3])
    return reached
