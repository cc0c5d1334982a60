"""Exercises of lesson 08: momentum, RMSprop and Adam instead of gradient descent."""

import numpy as np

from . import Choice, Function, Value
from .drawing import of_both_signs

corrected_average = Function(
    title="a moving average, and its cold start",
    task="""
        Go through the numbers `values` with a moving average that starts at 0,
        $v := \\beta_1 v + (1 - \\beta_1)\\, g$, and return the *bias-corrected* average after
        the last one: $v / (1 - \\beta_1^t)$, where t counts the numbers.
        """,
    stub="""
        def corrected_average(values, beta1):
            v = 0.0
            for g in values:
                v = ...
            return v
        """,
    solution="""
        def corrected_average(values, beta1):
            v = 0.0
            for g in values:
                v = beta1 * v + (1 - beta1) * g
            return v / (1 - beta1 ** len(values))
        """,
    returns=("the average",),
    cases=lambda rng: [
        (_values(rng, n, beta1), beta1) for n, beta1 in ((3, 0.9), (1, 0.9), (5, 0.5), (12, 0.8))
    ],
    slips="""
        without the correction the average is too small at first: it started at 0. Divide by 1 -
        β1^t at the end.
            drop / (1 - beta1 ** len(values))
        the weights have changed places: β1 (near 1) goes with the *old* average, 1 - β1 with the
        new number.
            beta1 * v + (1 - beta1) * g -> (1 - beta1) * v + beta1 * g
            beta1 * v + (1 - beta1) * g -> (1 - beta1) * v + beta1 * g; drop / (1 - beta1 **
                len(values))
            beta1 * v + (1 - beta1) * g -> (1 - beta1) * v + beta1 * g; 1 - beta1 ** len -> 1 - (1 -
                beta1) ** len
        this is v/(1 - β1), as if t were always 1 (or the weight 1 - β1 is missing and so is the
        correction). The correction is 1 - β1^t, and fades away as t grows.
            1 - beta1 ** len(values) -> 1 - beta1
        t is one off: after the first number t is 1 (with t = 0 you would divide by 0).
            len(values) -> (len(values) - 1)
            len(values) -> (len(values) + 1)
        the corrected value was carried on to the next round. Correct a copy for the output, and go
        on averaging with v itself.
            return _corrected_within(values, beta1)
        the new number is not weighted with 1 - β1, so v grows to many times the numbers' size.
            (1 - beta1) * g -> g
        this is the plain mean, which forgets nothing; in a moving average old numbers fade.
            return np.mean(values)
        you multiply by the correction; divide by it: the average is too *small* at first.
            / (1 - beta1 ** len(values)) -> * (1 - beta1 ** len(values))
        starting at the first number is another cure for the cold start; the task asks for the one
        of Adam: start at 0, divide by 1 - β1^t.
            v = 0.0 -> v = values[0]; drop / (1 - beta1 ** len(values))
            v = 0.0 -> v = values[0]; in values: -> in values[1:]:; drop / (1 - beta1 **
                len(values))
            v = 0.0 -> v = values[0]
            v = 0.0 -> v = values[0]; in values: -> in values[1:]:
        β1 times t is not β1 to the power t.
            beta1 ** len(values) -> beta1 * len(values)
        `+=` keeps all of the old v and adds the new one to it. In a moving average the old v only
        keeps the weight β1: `=`.
            v = beta1 -> v += beta1
            v = beta1 -> v += beta1; drop / (1 - beta1 ** len(values))
        `return` stands inside the loop, which therefore ends with the first number: move it to the
        left, below `for`.
            (1 - beta1) * g ¶ return -> (1 - beta1) * g ¶ return
            (1 - beta1) * g ¶ return -> (1 - beta1) * g ¶ return; 1 - beta1 ** len(values) -> 1 -
                beta1
            (1 - beta1) * g ¶ return -> (1 - beta1) * g ¶ return; drop / (1 - beta1 ** len(values))
        v starts anew with each number: `v = 0.0` belongs above the loop.
            v = beta1 -> v = 0.0 ¶ v = beta1
        you return the averages after every number; the task asks for the one after the last.
            return _all_averages(values, beta1)
        a bracket is missing, or in another place: all of 1 - β1 is multiplied by g, v is divided by
        all of 1 - β1^t, and the power t belongs to β1 alone.
            (1 - beta1) * g -> 1 - beta1 * g
            (1 - beta1 ** len(values)) -> 1 - beta1 ** len(values)
            1 - beta1 ** len(values) -> (1 - beta1) ** len(values)
        this divides by t, as for a plain mean. The weights in v add up to 1 - β1^t.
            (1 - beta1 ** len(values)) -> len(values)
        the `beta1` that is handed in is not used; a number stands in its place.
            beta1 * v + (1 - beta1) -> 0.9 * v + (1 - 0.9); beta1 ** len -> 0.9 ** len
        """,
    hints=[
        "First the loop with the formula as it stands; β1 goes with the old v.",
        "After the loop, divide once by `1 - beta1 ** t` with t the number of values.",
    ],
    why="""the weights of the numbers so far add up to 1 - β1^t, and not to 1; dividing by that
    makes them add up to 1. For a single number it gives that number back.""",
)


def _values(rng, n, beta1):
    """Numbers of both signs, their average not near 0: there rounding looks like a mistake."""
    while True:
        values = of_both_signs(rng, n, 1, 3)
        if abs(np.average(values, weights=beta1 ** np.arange(n)[::-1])) > 0.3:
            return values


def _corrected_within(values, beta1):
    v = 0.0
    for t, g in enumerate(values, start=1):
        v = (beta1 * v + (1 - beta1) * g) / (1 - beta1**t)
    return v


def _all_averages(values, beta1):
    weights = beta1 ** np.arange(len(values))[::-1]  # the newest has 1
    counts = range(1, len(values) + 1)
    return np.array([np.average(values[:t], weights=weights[-t:]) for t in counts])


def _state(rng, n):
    return of_both_signs(rng, n), rng.uniform(0.2, 2, n), of_both_signs(rng, n, 1, 4)


rmsprop_step = Function(
    title="one step of RMSprop",
    task="""
        Write one step of RMSprop for the vector `theta` with gradient `g`:

        $$s := \\beta_2\\, s + (1 - \\beta_2)\\, g^2, \\qquad
        \\theta := \\theta - \\alpha\\, \\frac{g}{\\sqrt{s} + \\varepsilon}$$

        Return the new `theta` and the new `s`; leave the arrays that come in as they are.
        """,
    stub="""
        def rmsprop_step(theta, s, g, alpha, beta2, eps):
            s = ...
            theta = ...
            return theta, s
        """,
    solution="""
        def rmsprop_step(theta, s, g, alpha, beta2, eps):
            s_new = beta2 * s + (1 - beta2) * g**2
            theta = theta - alpha * g / (np.sqrt(s_new) + eps)
            return theta, s_new
        """,
    returns=("theta", "s"),
    cases=lambda rng: [
        (*_state(rng, n), alpha, beta2, eps)
        for n, alpha, beta2, eps in ((3, 0.1, 0.9, 0.1), (2, 0.5, 0.8, 0.2), (4, 0.1, 0.99, 0.05))
    ],
    slips="""
        ε is inside the root. Here it is added to the root, √s + ε (frameworks differ: see lesson
        10).
            np.sqrt(s_new) + eps -> np.sqrt(s_new + eps)
            np.sqrt(s_new) + eps -> np.sqrt(s_new + eps**2)
            np.sqrt(s_new) + eps -> np.sqrt(s + eps)
        the gradient is divided by s itself; its root is meant, which has the units of g.
            np.sqrt(s_new) + eps -> s_new + eps
        the root is of s, the average of g², and not of the gradient (some lecture notes have this
        slip: √dW is not even a number where dW < 0).
            np.sqrt(s_new) -> np.sqrt(g)
            np.sqrt(s_new) -> np.sqrt(np.abs(g))
        s averages the *squares* of the gradient, g².
            g**2 -> g
            g**2 -> np.abs(g)
            g**2 -> g; np.sqrt(s_new) -> np.sqrt(np.abs(s_new))
        the weights have changed places: β2 (near 1) goes with the old s.
            beta2 * s + (1 - beta2) * g**2 -> (1 - beta2) * s + beta2 * g**2
        the step used the *old* s; update s first.
            np.sqrt(s_new) -> np.sqrt(s)
        that walks uphill: subtract.
            theta - alpha -> theta + alpha
        ε is missing, or a tiny number stands in the place of `eps`. With s = 0 it would be 0/0.
            np.sqrt(s_new) + eps -> np.sqrt(s_new)
            np.sqrt(s_new) + eps -> np.sqrt(s_new) + 1e-8
        there is no bias correction in the lecture's RMSprop (Adam has it).
            np.sqrt(s_new) -> np.sqrt(s_new / (1 - beta2))
        this moves every entry by all of α: divide by the root of the *average*, not of g² alone.
            np.sqrt(s_new) -> np.sqrt(g**2)
            g / (np.sqrt(s_new) + eps) -> np.sign(g)
        this is plain gradient descent: nothing is divided by √s.
            drop / (np.sqrt(s_new) + eps)
        the gradient is not in the step: α times g over the root.
            alpha * g / -> alpha /
        the learning rate is missing.
            alpha * g -> g
        the new gradient's weight, 1 - β2, is missing: s only ever grows.
            (1 - beta2) * g**2 -> g**2
            beta2 * s + (1 - beta2) * g**2 -> s + g**2
        s averages the gradient before it is squared: square g, then average.
            beta2 * s + (1 - beta2) * g**2 -> (beta2 * s + (1 - beta2) * g) ** 2
        one s for all entries: each entry of theta has its own, so g² is not averaged over the
        vector.
            g**2 -> np.mean(g**2)
            g**2 -> np.sum(g**2)
        the old s keeps its full weight, so s only ever grows: it should fade by the factor β2.
            beta2 * s + (1 -> s + (1
        a bracket: ε was added to theta, and not to the root below the line.
            (np.sqrt(s_new) + eps) -> np.sqrt(s_new) + eps
        the step goes along g itself, with its sign; the square is for s alone.
            alpha * g / -> alpha * g**2 /
        this is the step alone: take it off the old theta.
            theta = theta - alpha -> theta = alpha
            theta = theta - alpha -> theta = -alpha
        the weight 1 - β2 is squared along with g: square g alone.
            (1 - beta2) * g**2 -> ((1 - beta2) * g) ** 2
        you return the root of s; the next step needs s itself.
            return theta, s_new -> return theta, np.sqrt(s_new)
        a bracket: all of 1 - β2 is multiplied by g².
            (1 - beta2) * g**2 -> 1 - beta2 * g**2
        a bracket: theta is divided as well. Only α g is; take the quotient off theta.
            theta - alpha * g / -> (theta - alpha * g) /
        you multiply by √s + ε: divide.
            alpha * g / -> alpha * g *
        the `beta2` that is handed in is not used; a number stands in its place.
            beta2 * s + (1 - beta2) -> 0.9 * s + (1 - 0.9)
            beta2 * s + (1 - beta2) -> 0.999 * s + (1 - 0.999)
        s and g have changed places in the step: the gradient stands above the line, the root of s
        below.
            alpha * g / (np.sqrt(s_new) + eps) -> alpha * s_new / (np.sqrt(g) + eps)
            alpha * g / (np.sqrt(s_new) + eps) -> alpha * s_new / (np.sqrt(np.abs(g)) + eps)
        the square stands on 1 - β2; it belongs to g.
            (1 - beta2) * g**2 -> (1 - beta2) ** 2 * g
            (1 - beta2) * g**2 -> (1 - beta2) ** 2 * g; np.sqrt(s_new) -> np.sqrt(np.abs(s_new))
        """,
    hints=[
        "Two lines, in the order of the two formulas. Everything goes entry by entry.",
        """s: `beta2 * s + (1 - beta2) * g**2`. Then divide g by the root of the *new* s, plus
        eps.""",
    ],
    why="""dividing by √s gives every entry a step of about α, whether its gradient is large or
    small: one α suits W, γ and β alike.""",
)


adam_step = Function(
    title="one step of Adam",
    task="""
        Write one step of Adam, number `t` (the first is t = 1). Update
        $v := \\beta_1 v + (1 - \\beta_1) g$ and
        $s := \\beta_2 s + (1 - \\beta_2) g^2$; correct both,
        $\\hat v = v / (1 - \\beta_1^t)$, $\\hat s = s / (1 - \\beta_2^t)$; then
        $\\theta := \\theta - \\alpha\\, \\hat v / (\\sqrt{\\hat s} + \\varepsilon)$. Return the
        new `theta`, `v` and `s` (v and s *without* the correction); leave the arrays that come in
        as they are.
        """,
    stub="""
        def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
            ...
            return theta, v, s
        """,
    solution="""
        def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
            v = beta1 * v + (1 - beta1) * g
            s = beta2 * s + (1 - beta2) * g**2
            v_hat = v / (1 - beta1**t)
            s_hat = s / (1 - beta2**t)
            theta = theta - alpha * v_hat / (np.sqrt(s_hat) + eps)
            return theta, v, s
        """,
    returns=("theta", "v", "s"),
    cases=lambda rng: [
        (
            of_both_signs(rng, n),
            of_both_signs(rng, n),
            rng.uniform(0.2, 2, n),
            of_both_signs(rng, n, 1, 4),
            t,
            0.1,
            beta1,
            beta2,
            eps,
        )
        for n, t, beta1, beta2, eps in (
            (2, 3, 0.9, 0.99, 0.1),
            (3, 1, 0.8, 0.9, 0.2),
            (3, 12, 0.9, 0.99, 0.05),
        )
    ],
    slips="""
        the bias correction is missing: divide v by 1 - β1^t and s by 1 - β2^t for the step.
            v / (1 - beta1**t) -> v; s / (1 - beta2**t) -> s
        s is corrected, v is not: both started at 0.
            v / (1 - beta1**t) -> v
        v is corrected, s is not: both started at 0, and s, with β2 near 1, needs it most.
            s / (1 - beta2**t) -> s
        you return the corrected v and s. They would be corrected again in the next step: keep
        the plain ones.
            return theta, v, s -> return theta, v_hat, s_hat
            return theta, v, s -> return theta, v_hat, s
            return theta, v, s -> return theta, v, s_hat
        ε is inside the root. Adam, in the lecture and in its paper, adds it to the root: √ŝ + ε.
            np.sqrt(s_hat) + eps -> np.sqrt(s_hat + eps)
            np.sqrt(s_hat) + eps -> np.sqrt(s_hat + eps**2)
        the correction has 1 - β^t, with the power t; yours is the same in every step.
            beta1**t -> beta1; beta2**t -> beta2
            beta1**t -> beta1
            beta2**t -> beta2
        β is multiplied by t; it should be raised to the power t: β^t is `beta**t`.
            beta1**t -> beta1 * t; beta2**t -> beta2 * t
            beta1**t -> beta1 * t
            beta2**t -> beta2 * t
        t is one off: the first step has t = 1 already.
            beta1**t -> beta1 ** (t + 1); beta2**t -> beta2 ** (t + 1)
            beta1**t -> beta1 ** (t - 1); beta2**t -> beta2 ** (t - 1)
        the two betas have changed places: β1 belongs to v, β2 to s.
            v = beta1 * v + (1 - beta1) -> v = beta2 * v + (1 - beta2); s = beta2 * s + (1 - beta2)
                -> s = beta1 * s + (1 - beta1)
            v = beta1 * v + (1 - beta1) -> v = beta2 * v + (1 - beta2); s = beta2 * s + (1 - beta2)
                -> s = beta1 * s + (1 - beta1); v_hat = v / (1 - beta1 -> v_hat = v / (1 - beta2;
                s_hat = s / (1 - beta2 -> s_hat = s / (1 - beta1
            v_hat = v / (1 - beta1 -> v_hat = v / (1 - beta2; s_hat = s / (1 - beta2 -> s_hat = s /
                (1 - beta1
        the weights have changed places: β goes with the old average, 1 - β with the new gradient.
            beta1 * v + (1 - beta1) * g -> (1 - beta1) * v + beta1 * g
            beta2 * s + (1 - beta2) * g**2 -> (1 - beta2) * s + beta2 * g**2
            beta1 * v + (1 - beta1) * g -> (1 - beta1) * v + beta1 * g; beta2 * s + (1 - beta2) *
                g**2 -> (1 - beta2) * s + beta2 * g**2
        s averages the *squares* of the gradient.
            g**2 -> g
            g**2 -> np.abs(g)
        the step goes along v̂, the averaged gradient, and not along g.
            alpha * v_hat -> alpha * g
            v_hat = v / -> v_hat = g /
        this is gradient descent, or momentum: the division by √ŝ + ε is missing.
            v_hat / (np.sqrt(s_hat) + eps) -> v_hat
            v_hat / (np.sqrt(s_hat) + eps) -> v
            v_hat / (np.sqrt(s_hat) + eps) -> g
        a root is missing: divide by √ŝ + ε.
            np.sqrt(s_hat) -> s_hat
        that walks uphill: subtract.
            theta - alpha -> theta + alpha
        ε is missing, or a tiny number stands in the place of `eps`.
            np.sqrt(s_hat) + eps -> np.sqrt(s_hat)
            np.sqrt(s_hat) + eps -> np.sqrt(s_hat) + 1e-8
        the learning rate is missing.
            alpha * v_hat -> v_hat
        the step used the old v and s: update them first.
            return (theta - alpha * (v / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + eps),
                beta1 * v + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2)
        β1 was used for both averages (or β2): v has β1, s has β2.
            s = beta2 * s + (1 - beta2) -> s = beta1 * s + (1 - beta1); - beta2**t -> - beta1**t
            v = beta1 * v + (1 - beta1) -> v = beta2 * v + (1 - beta2); - beta1**t -> - beta2**t
            s = beta2 * s + (1 - beta2) -> s = beta1 * s + (1 - beta1)
            v = beta1 * v + (1 - beta1) -> v = beta2 * v + (1 - beta2)
            1 - beta2**t -> 1 - beta1**t
            1 - beta1**t -> 1 - beta2**t
        the new gradient is not weighted with 1 - β in one of the averages, or in both: the average
        grows to many times the gradient's size.
            (1 - beta1) * g -> g
            (1 - beta2) * g -> g
            (1 - beta1) * g -> g; (1 - beta2) * g -> g
        one of the old averages keeps its full weight; it should fade by its β.
            beta1 * v + (1 -> v + (1
            beta2 * s + (1 -> s + (1
            beta1 * v + (1 -> v + (1; beta2 * s + (1 -> s + (1
        you multiply by the corrections; divide by them: v and s are too *small* at first.
            v / (1 -> v * (1; s / (1 -> s * (1
            v / (1 -> v * (1
            s / (1 -> s * (1
        a bracket in the corrections: v is divided by all of 1 - β1^t, s by all of 1 - β2^t, and the
        power t belongs to β alone.
            (1 - beta1**t) -> (1 - beta1) ** t; (1 - beta2**t) -> (1 - beta2) ** t
            (1 - beta1**t) -> 1 - beta1**t; (1 - beta2**t) -> 1 - beta2**t
        s is corrected after its root was taken: divide s itself, then take the root.
            s / (1 - beta2**t) -> s; np.sqrt(s_hat) -> np.sqrt(s_hat) / (1 - beta2**t)
        s averages the squares of g, not those of v.
            g**2 -> v**2
        the weight 1 - β2 is squared along with g: square g alone.
            (1 - beta2) * g**2 -> ((1 - beta2) * g) ** 2
            beta2 * s + (1 - beta2) * g**2 -> (beta2 * s + (1 - beta2) * g) ** 2
        this is the step alone: take it off the old theta.
            theta = theta - alpha -> theta = alpha
            theta = theta - alpha -> theta = -alpha
        a bracket: ε was added to theta, and not to the root below the line.
            (np.sqrt(s_hat) + eps) -> np.sqrt(s_hat) + eps
        a bracket: theta is divided as well. Only α v̂ is; take the quotient off theta.
            theta - alpha * v_hat / -> (theta - alpha * v_hat) /
        you multiply by √ŝ + ε: divide.
            alpha * v_hat / -> alpha * v_hat *
        one s for all entries: each entry of theta has its own, so g² is not averaged over the
        vector.
            g**2 -> np.mean(g**2)
            g**2 -> np.sum(g**2)
        the β's that are handed in are not used; numbers stand in their place.
            beta1 * v + (1 - beta1) -> 0.9 * v + (1 - 0.9); beta2 * s + (1 - beta2) -> 0.999 * s +
                (1 - 0.999); beta1**t -> 0.9**t; beta2**t -> 0.999**t
        β is multiplied by t; it should be raised to the power t: β^t is `beta**t`.
            beta1**t -> beta1 * t; s / (1 - beta2**t) -> np.abs(s / (1 - beta2 * t))
        s averages the *squares* of the gradient.
            g**2 -> g; s / (1 - beta2**t) -> np.abs(s / (1 - beta2**t))
        brackets are missing in the corrections: all of 1 - β^t is below the line.
            v / (1 - beta1**t) -> v / 1 - beta1**t; s / (1 - beta2**t) -> np.abs(s / 1 -
                beta2**t)
        the step used the *old* v, or the old s: update both first.
            v_hat = v / (1 - beta1**t) -> v_hat = (v - (1 - beta1) * g) / beta1 / (1 - beta1**t)
            s_hat = s / (1 - beta2**t) -> s_hat = (s - (1 - beta2) * g**2) / beta2 / (1 -
                beta2**t)
        the root was taken of v̂; it belongs to ŝ, below the line.
            alpha * v_hat / (np.sqrt(s_hat) + eps) -> alpha * np.sqrt(v_hat) / (s_hat + eps)
            alpha * v_hat / -> alpha * np.sqrt(v_hat) /
        """,
    hints=[
        "Five lines: v, s, the two corrected copies, theta. Momentum and RMSprop are in there.",
        """Give the corrected ones names of their own, `v_hat` and `s_hat`, so that v and s can be
        returned as they are.""",
        "theta goes down by alpha times `v_hat`, over (the root of `s_hat`, plus eps).",
    ],
    why="""momentum chooses the direction, RMSprop the length, and the correction makes the first
    steps as long as the later ones. Batch norm's γ and β are just more entries of theta.""",
)


first_step_of_rmsprop = Value(
    title="a first step that is too long",
    task="""
        RMSprop without bias correction starts from s = 0, with β2 = 0.999. How many times longer is
        its *first* step for a gradient g than it would be if s were g² already? (Leave ε out of
        it; two digits are enough.)
        """,
    right=1 / np.sqrt(0.001),
    kind="a number",
    rtol=0.03,
    slips={
        "nearly: s is 1000 times too small, but the step is divided by its *root*.": (1000,),
        "the other way round: with s too small the step gets longer.": (0.0316,),
        "the other way round, and without a root: this is s as a part of g².": (0.001,),
        """s is not g² after the first step: g² comes in with the weight 1 - β2, and β2 is the
        weight of the old s, which was 0.""": (1, 1.0005, 0.999, 1.001),
        "that would be β2 = 0.9. Here 1 - β2 is 0.001.": (np.sqrt(10), 10),
        """nothing is divided by 0: s is updated *before* the step, and then it is not 0, so nothing
        becomes that large (and ε plays no part).""": (1e8, np.inf, np.nan),
        "the step is not 0 or negative: it has the sign of g, and is longer than it should be.": (
            0,
            -31.6,
        ),
        "the root is to be taken of 1000 itself: no square, no per cent.": (1e6, 3162),
        "that would be β2 = 0.9999; here 1 - β2 is 0.001.": (100,),
        "nearly, but rounded too far, or one off: two digits are asked for.": (30, 30.6),
    },
    hints=[
        "What is s after the first update, as a multiple of g²?",
        "The step is α g / √s. Compare √(0.001 g²) with √(g²).",
    ],
    solution="""
        After the first update s = 0.001 g**2, so the step is alpha * g / (sqrt(0.001) * |g|):
        1 / sqrt(0.001) = 31.6 times alpha. With beta2 = 0.9 it is 1 / sqrt(0.1) = 3.2 times.
        """,
    why="""a first step of 31.6 α: without correction a β2 near 1 starts with a leap. Adam's
    correction is there to prevent it; the lecture's RMSprop lives with β2 = 0.9.""",
)


two_betas = Choice(
    title="three things called β",
    task="""
        A net with batch norm is trained with `bn.Adam(0.001, beta1=0.9, beta2=0.999)`. Somebody
        reads “β is learned by gradient descent” and wonders. Which β is learned?
        """,
    options={
        "a": "beta1 of Adam: it adapts to the gradients",
        "b": "beta2 of Adam: it adapts to the squared gradients",
        "c": "batch norm's β, one number per hidden unit",
        "d": "the decay of batch norm's running averages",
        "e": "all of them: Adam updates whatever is called β",
    },
    right="c",
    wrong={
        "a": """v adapts to the gradients; β1 is the fixed weight of the old v in that average.""",
        "b": """s adapts to the squared gradients; β2 is the fixed weight of the old s.""",
        "d": """The running averages follow the mini-batches, but their decay is chosen and stays
            as it is.""",
        "e": """Only what has a gradient is updated. β1, β2 and decay are chosen before training;
            a letter in common means nothing.""",
    },
    hints=[
        "Which of them would you find in `net.parameters()`?",
        "Which of them appears in the formula for z̃, so that the loss depends on it?",
    ],
    solution="""
        Answer: c. Batch norm's beta, of shape (n, 1), shifts z_tilde, has a gradient dbeta and is
        updated like W. beta1 and beta2 are the fixed weights of two averages.
        """,
    why="""β alone is batch norm's shift, a parameter; β1 and β2 are fixed weights of averages. That
    is why bnlab never calls an optimizer's number plain beta.""",
)


adamax_step = Function(
    title="a variant, from its formula alone",
    task="""
        The paper that introduced Adam has a second rule, AdaMax. It keeps the average v, and in
        place of S the largest recent gradient u, entry by entry. Step number `t` (the first is
        t = 1) is

        $$v := \\beta_1 v + (1 - \\beta_1)\\, g, \\qquad u := \\max(\\beta_2\\, u,\\ |g|), \\qquad
        \\theta := \\theta - \\frac{\\alpha}{1 - \\beta_1^t} \\cdot \\frac{v}{u} .$$

        Write a function of `theta, v, u, g, t, alpha, beta1, beta2`, in this order, that returns
        the new `theta`, `v` and `u`, and leaves the arrays that come in as they are. No stub this
        time.
        """,
    stub="",
    solution="""
        def adamax_step(theta, v, u, g, t, alpha, beta1, beta2):
            v = beta1 * v + (1 - beta1) * g
            u = np.maximum(beta2 * u, np.abs(g))
            theta = theta - alpha / (1 - beta1**t) * v / u
            return theta, v, u
        """,
    returns=("theta", "v", "u"),
    cases=lambda rng: [
        (
            rng.normal(size=n),
            rng.normal(size=n),
            np.array([0.2, 4.0, 0.5, 6.0, 3.0])[:n] * rng.uniform(0.9, 1.1, n),
            np.array([-1.5, 0.4, 2.0, -0.7, -4.0])[:n] * rng.uniform(0.9, 1.1, n),
            t,
            alpha,
            beta1,
            beta2,
        )
        for n, t, alpha, beta1, beta2 in (
            (4, 3, 0.1, 0.9, 0.99),
            (2, 1, 0.5, 0.8, 0.9),
            (5, 12, 0.1, 0.9, 0.95),
        )
    ],
    slips="""
        `np.max` (and `max`) looks for the largest entry of one array; `np.maximum` compares two,
        entry by entry, and each entry of θ has a u of its own.
            np.maximum(beta2 * u, np.abs(g)) -> np.max(np.abs(g))
            np.maximum(beta2 * u, np.abs(g)) -> np.maximum(np.max(beta2 * u), np.max(np.abs(g)))
            np.maximum(beta2 * u, np.abs(g)) -> np.maximum(beta2 * u, np.max(np.abs(g)))
            np.maximum(beta2 * u, np.abs(g)) -> np.max(beta2 * u, np.abs(g))
            np.maximum(beta2 * u, np.abs(g)) -> max(beta2 * u, np.abs(g))
        each entry has its own |g|; you took the length of the whole vector.
            np.abs(g) -> np.linalg.norm(g)
        u fades by β2; β1 belongs to v.
            beta2 * u -> beta1 * u
        α and the correction are divided by v as well: only u stands below the line.
            alpha / (1 - beta1**t) * v / u -> alpha / ((1 - beta1**t) * v / u)
        the bars are missing: u is the largest |g|, and a negative g is no small one.
            np.abs(g) -> g
        u compares with |g| itself; the square belongs to Adam's S.
            np.abs(g) -> g**2
        that is Adam's average. Here u is the larger of the two: the old u, faded, or |g|.
            np.maximum(beta2 * u, np.abs(g)) -> beta2 * u + (1 - beta2) * g**2
            np.maximum(beta2 * u, np.abs(g)) -> beta2 * u + (1 - beta2) * np.abs(g)
        the old u does not fade: it comes in with the factor β2.
            beta2 * u, np -> u, np
        |g| comes in as it is, without the weight 1 - β2: nothing is averaged here.
            np.abs(g) -> (1 - beta2) * np.abs(g)
        the smaller of the two; the larger is meant.
            np.maximum -> np.minimum
        the step used the *old* u, or the old v: update both first.
            return (theta - alpha / (1 - beta1**t) * (beta1 * v + (1 - beta1) * g) / u, beta1 * v
                + (1 - beta1) * g, np.maximum(beta2 * u, np.abs(g)))
            return (theta - alpha / (1 - beta1**t) * v / np.maximum(beta2 * u, np.abs(g)), beta1 * v
                + (1 - beta1) * g, np.maximum(beta2 * u, np.abs(g)))
        the correction of v is missing: α is divided by 1 - β1^t.
            drop / (1 - beta1**t)
        the correction has 1 - β1^t, with the power t; yours is another.
            beta1**t -> beta1
            beta1**t -> beta1 * t
            beta1**t -> beta2**t
            (1 - beta1**t) -> (1 - beta1) ** t
            beta1**t -> beta1 ** (t - 1)
            beta1**t -> beta1 ** (t + 1)
        you multiply by 1 - β1^t; divide by it.
            alpha / (1 -> alpha * (1
        u needs no correction: it is no average, and the first |g| comes in whole.
            v / u -> v / (u / (1 - beta2**t))
        you return the corrected v. The next step would correct it again: keep the plain one.
            return theta, v, u -> return theta, v / (1 - beta1**t), u
        no root here: u already has the size of g.
            v / u -> v / np.sqrt(u)
            v / u -> v / (np.sqrt(u) + 1e-8)
        the step goes along v, the averaged gradient, and not along g.
            v / u -> g / u
        there is no ε in this rule.
            v / u -> v / (u + eps)
        nothing is divided by u.
            drop / u
        you multiply by u; divide by it.
            v / u -> v * u
        that walks uphill: subtract.
            theta - alpha -> theta + alpha
        this is the step alone: take it off the old theta.
            theta = theta - alpha -> theta = alpha
            theta = theta - alpha -> theta = -alpha
        the weights have changed places: β1 goes with the old v, 1 - β1 with the new g.
            beta1 * v + (1 - beta1) * g -> (1 - beta1) * v + beta1 * g
        the two betas have changed places: β1 belongs to v, β2 to u.
            beta1 * v + (1 - beta1) -> beta2 * v + (1 - beta2); beta2 * u -> beta1 * u; beta1**t
                -> beta2**t
            beta1 * v + (1 - beta1) -> beta2 * v + (1 - beta2); beta2 * u -> beta1 * u
        the new g comes in with the weight 1 - β1.
            (1 - beta1) * g -> g
        the learning rate is missing.
            alpha / (1 -> 1 / (1
        Python writes a power as `**`; `^` is something else.
            beta1**t -> beta1 ^ t
        the factor β2 stands on |g|; it is the old u that fades.
            np.maximum(beta2 * u, np.abs(g)) -> np.maximum(u, beta2 * np.abs(g))
        the old u fades by the factor β2, not by 1 - β2.
            np.maximum(beta2 * u -> np.maximum((1 - beta2) * u
        """,
    hints=[
        "Three lines, in the order of the formulas, and a `return`. Start from your Adam.",
        """Which NumPy function takes two arrays and gives the larger of each pair? It is not
        `np.max`.""",
    ],
    why="""a maximum is no average: the first |g| comes in whole, so u needs no correction. And
    |g| ≤ u, so g/u never exceeds 1: α bounds what one gradient can do, as in Adam.""",
)
