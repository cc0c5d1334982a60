"""Exercises of lesson 04: the bias drops out."""

import itertools

from . import Choice, Function
from .drawing import of_both_signs

bias_drops_out = Function(
    title="what if only some examples get b?",
    task="""
        By a bug, b (n, 1) is added to the first `k` of the `m` examples only. How far does z - μ
        move, compared with no b at all, for an example that got b, and for one that did not?
        Return the two moves, each (n, 1).
        """,
    stub="""
        def moves(b, k, m):
            with_b = ...
            without_b = ...
            return with_b, without_b
        """,
    solution="""
        def moves(b, k, m):
            mean_moves = b * k / m
            with_b = b - mean_moves
            without_b = -mean_moves
            return with_b, without_b
        """,
    returns=("with_b", "without_b"),
    cases=lambda rng: [
        (of_both_signs(rng, (n, 1), 1, 5), k, m)
        for n, k, m in ((2, 1, 4), (3, 2, 5), (1, 3, 8), (2, 6, 6), (4, 5, 9))
    ],
    slips="""
        b drops out only where *all* examples get it: then μ moves by b. How far does it move here?
            return 0 * b, 0 * b
            return 0, 0
        that is what z does; μ moves too, and with it z - μ of *every* example.
            return b, 0 * b
            return b, 0
        that is by how much μ moves, for both; z - μ moves the other way, and z itself moved for the
        first.
            return with_b, without_b -> return mean_moves, mean_moves
            return with_b, without_b -> return -mean_moves, -mean_moves
        the sign of the second: μ has grown by its move, and that is subtracted.
            -mean_moves ¶ return -> mean_moves ¶ return
        the sign of the first: z has grown by b, and μ by less.
            b - mean_moves -> b + mean_moves
            b - mean_moves -> mean_moves - b
        the first kept all of b: μ has moved for it as well.
            b - mean_moves -> b
        the second has not stayed where it was: the mean that is subtracted from it has moved.
            without_b = -mean_moves -> without_b = 0 * b
        k examples got b, not one: each of them moves the sum.
            b * k / m -> b / m
            b * k / m -> b * 1 / m; b - mean_moves -> b * (m - 1) / m
        upside down (or are your k and m in another order?): μ moves by the *share* of the examples
        that got b, which is below 1.
            b * k / m -> b * m / k
            (b, k, m): -> (b, m, k):
        the mean is over all `m` examples, and not over the k that got b.
            b * k / m -> b * k / k
        that is the sum's move: the mean divides it by m.
            b * k / m -> b * k
        these are the two moves, in the other order.
            return with_b, without_b -> return without_b, with_b
        n counts the units; the mean is over the `m` examples.
            b * k / m -> b * k / len(b)
        `//` throws the fraction away; `/` keeps it.
            b * k / m -> b * (k // m)
        each unit has its own b: average nothing over the units.
            b * k / m -> b.mean() * k / m
        the share of those who did *not* get b is 1 - k/m; μ moves by the share of the others.
            b * k / m -> b * (m - k) / m
        the sign of b got lost: a negative b moves everything the other way.
            b * k / m -> np.abs(b) * k / m
            return with_b, without_b -> return np.abs(with_b), -np.abs(without_b)
        """,
    hints=[
        "By how much does the sum of all m numbers grow? And their mean?",
        """z − μ moves by what z moves, less what μ moves. For the second kind z does not move at
        all.""",
    ],
    why="""the two kinds end b apart, as before batch norm: only what *all* examples share drops
    out. With k = m the first move is 0, and that is the notes' sentence.""",
)


drop_useless_biases = Function(
    title="delete what drops out",
    task="""
        `P` is a dict of a net's parameters, as `net.parameters()` gives it: W1, b1, gamma1, beta1,
        W2, b2, ... Return a *new* dict without each b whose layer has batch norm (a layer has it
        when its gamma is there). All other entries stay; `P` itself must not change.
        """,
    stub="""
        def drop_useless_biases(P):
            kept = {}
            for name, value in P.items():
                kept[name] = value  # ... but not every name
            return kept
        """,
    solution="""
        def drop_useless_biases(P):
            kept = {}
            for name, value in P.items():
                useless = name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P
                if not useless:
                    kept[name] = value
            return kept
        """,
    returns=("kept",),
    cases=lambda rng: [
        (_parameters(rng, [3, 2, 2, 1], {1, 2}),),
        (_parameters(rng, [2, 3, 1], {1}),),
        (_parameters(rng, [2, 2, 2, 1], {2}),),
        (_parameters(rng, [2] * 11 + [1], set(range(1, 11))),),
        (_parameters(rng, [2] * 5 + [1], set(rng.permutation(4)[:2] + 1)),),
    ],
    slips="""
        you dropped every b. The output layer has no batch norm: nothing subtracts a mean there, so
        its b is needed.
            drop and "gamma" + name[1:] in P
        you dropped the betas, too. β is added *after* the mean was subtracted: it is what does the
        shifting now.
            name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P -> name[0] == "b"
            return {k: v for k, v in P.items() if k[0] != "b" or k == f"b{_last(P)}"}
            return {k: v for k, v in P.items() if not (k[0] == "b" and "gamma" + k.lstrip("beta") in
                P)}
            return {k: v for k, v in P.items() if not ("b" in k and "gamma" + k[-1] in P)}
        you dropped β and kept b: the other way round. What comes *before* the mean is subtracted
        drops out.
            return {k: v for k, v in P.items() if "beta" not in k}
        nothing was dropped: each b of a layer with a gamma should be gone.
            return dict(P)
        you dropped every b but the last one. Not each hidden layer has batch norm: look whether the
        gamma of *that* layer is there.
            return {k: v for k, v in P.items() if not (k[0] == "b" and k[1:].isdigit() and k !=
                f"b{_last(P)}")}
        layers can have numbers of two digits: of `b10` you look at one digit only.
            return {k: v for k, v in P.items() if not (k[0] == "b" and k[1:].isdigit() and "gamma" +
                k[-1] in P)}
            return {k: v for k, v in P.items() if not (k[0] == "b" and len(k) == 2 and "gamma" +
                k[1] in P)}
            return {k: v for k, v in P.items() if not (k[0] == "b" and k[1:].isdigit() and "gamma" +
                k[1] in P)}
        the b's were set to 0, and are still there; leave them out of the new dict.
            return {k: 0 * v if k[0] == "b" and k[1:].isdigit() and "gamma" + k[1:] in P else v for
                k, v in P.items()}
        it is empty: nothing was put into the new dict.
            return {}
        this is the other half: you kept what should go.
            if not useless -> if useless
        the other way round: you dropped the b's of layers *without* batch norm.
            "gamma" + name[1:] in P -> "gamma" + name[1:] not in P
        b1 and b2 are the names in one net; another has more layers, or batch norm in others. Ask
        for the gamma of each.
            return {k: v for k, v in P.items() if k != "b1"}
            return {k: v for k, v in P.items() if k not in ("b1", "b2")}
        only one entry comes back: is the `return` inside the loop?
            if not useless: -> return {name: value} ¶ if not useless:
        a dict may not lose entries while a loop goes through it; and P belongs to the caller. Fill
        the new dict instead.
            if not useless: -> if useless:; kept[name] = value -> del P[name]
        you ask for the gamma of the next layer. b1 and gamma1 belong to the same one.
            "gamma" + name[1:] in P -> f"gamma{int(name[1:]) + 1}" in P
        the b's are None now, and still there; leave them out of the new dict.
            return {k: None if k[0] == "b" and k[1:].isdigit() and "gamma" + k[1:] in P else v
                for k, v in P.items()}
        you dropped the gammas. They stay: it is b that has no effect any more.
            return {k: v for k, v in P.items() if not k.startswith("gamma")}
        `break` ends the whole loop at the first b, so all that follows is missing: `continue` goes
        on with the next name.
            def drop_useless_biases(P):
                kept = {}
                for name, value in P.items():
                    if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P:
                        break
                    kept[name] = value
                return kept
        """,
    hints=[
        "For each name: is it a b (and not a beta)? If so, is the gamma with the same number in P?",
        """`name[1:]` is the number of `b12`; `"gamma" + name[1:] in P` says whether that layer has
        batch norm.""",
    ],
    why="""the hidden layers lose their b and the net computes the same numbers; the output layer,
    without batch norm, keeps its own.""",
)


def _parameters(rng, sizes, with_norm):
    P = {}
    for layer, (n_prev, n) in enumerate(itertools.pairwise(sizes), start=1):
        P[f"W{layer}"] = rng.normal(size=(n, n_prev))
        P[f"b{layer}"] = rng.normal(size=(n, 1))
        if layer in with_norm:
            P[f"gamma{layer}"] = of_both_signs(rng, (n, 1))
            P[f"beta{layer}"] = rng.normal(size=(n, 1))
    return P


def _last(P):
    return max(int(name[1:]) for name in P if name[0] == "W")


spot_the_kept_bias = Function(
    title="spot the bug: the bias that never went",
    task="""
        For each `bn.Linear` in a list of layers this says whether it needs its b: yes, unless the
        *next* layer is a `bn.BatchNorm`. It says yes to every layer. (A net with this bug learns
        all the same, so nobody notices.) Fix it.
        """,
    stub="""
        def needs_bias(layers):
            answers = []
            for i, layer in enumerate(layers):
                if isinstance(layer, bn.Linear):
                    following = layers[i + 1] if i + 1 < len(layers) else None
                    answers.append(following is not bn.BatchNorm)
            return answers
        """,
    solution="""
        def needs_bias(layers):
            answers = []
            for i, layer in enumerate(layers):
                if isinstance(layer, bn.Linear):
                    following = layers[i + 1] if i + 1 < len(layers) else None
                    answers.append(not isinstance(following, bn.BatchNorm))
            return answers
        """,
    returns=("answers",),
    cases=lambda rng: [
        (_layers(rng, "LBSLBSL"),),
        (_layers(rng, "LSLBSL"),),
        (_layers(rng, "LSBL"),),
        (_layers(rng, "LBSLSL"),),
        (_layers(rng, "L"),),
        (_layers(rng, "LLSLB"),),
        (_layers(rng, "".join(rng.choice(list("LLBS"), 8)) + "L"),),
    ],
    slips="""
        it still says yes to all. The question is about `following`. `bn.BatchNorm` is the class;
        what stands in the list is one *made from* it, and that is never the class itself. Which
        function asks “is it a ...”?
            not isinstance(following, bn.BatchNorm) -> True
            not isinstance(following, bn.BatchNorm) -> following != bn.BatchNorm
        it now says no to the last layer, too: nothing follows it, so it keeps its b.
            not isinstance(following, bn.BatchNorm) -> False
            not isinstance(following, bn.BatchNorm) -> following is not None and not
                isinstance(following, bn.BatchNorm)
            not isinstance(following, bn.BatchNorm) -> following is bn.BatchNorm
        the answers are the wrong way round: b is *not* needed where batch norm follows.
            not isinstance -> isinstance
        a batch norm somewhere in the net is not enough: only the one directly after a layer takes
        its b away.
            not isinstance(following, bn.BatchNorm) -> not any(isinstance(f, bn.BatchNorm) for f in
                layers[i + 1:])
            not isinstance(following, bn.BatchNorm) -> not any(isinstance(f, bn.BatchNorm) for f in
                layers)
        you look at the layer *before*; it is the batch norm after it that takes b away.
            not isinstance(following, bn.BatchNorm) -> not isinstance(layers[i - 1], bn.BatchNorm)
            not isinstance(following, bn.BatchNorm) -> not isinstance(layers[i - 1] if i else None,
                bn.BatchNorm)
        there should be one answer for each `bn.Linear`, and none for the other layers.
            if isinstance(layer, bn.Linear) -> if True; not isinstance(following, bn.BatchNorm) ->
                isinstance(layer, bn.Linear) and not isinstance(following, bn.BatchNorm)
            if isinstance(layer, bn.Linear) -> if True
        the last layer has no next one, so the index runs over the end of the list. The line that
        found `following` was right.
            layers[i + 1] if i + 1 < len(layers) else None -> layers[i + 1]
        you look two layers on; the next layer is the one that counts.
            i + 1 -> i + 2
        you keep the last layer's b alone. A layer in the middle needs one as well, when no batch
        norm follows it.
            not isinstance(following, bn.BatchNorm) -> not any(isinstance(x, bn.Linear) for x in
                layers[i + 1:])
            not isinstance(following, bn.BatchNorm) -> i == len(layers) - 1
            not isinstance(following, bn.BatchNorm) -> following is None
        you ask whether a `bn.Linear` follows; the question is whether a `bn.BatchNorm` does.
            not isinstance(following, bn.BatchNorm) -> not isinstance(following, bn.Linear)
        `issubclass` compares two classes; `following` is an object. Another function asks an object
        for its class.
            not isinstance(following, bn.BatchNorm) -> not issubclass(following, bn.BatchNorm)
        `bn.BatchNorm()` makes a new layer. Ask whether `following` was made from the class.
            not isinstance(following, bn.BatchNorm) -> following is not bn.BatchNorm()
            not isinstance(following, bn.BatchNorm) -> following != bn.BatchNorm()
        `isinstance` takes the object first, then the class.
            not isinstance(following, bn.BatchNorm) -> not isinstance(bn.BatchNorm, following)
        """,
    hints=[
        "Print `following` and `bn.BatchNorm`. Can one ever be the other?",
        "`isinstance(thing, Class)` asks whether `thing` was made from `Class`.",
    ],
    why="""a class was tested where an object made from it was meant, so no b was ever removed. It
    cost training nothing but useless parameters, which is why nobody saw it: b before batch norm
    changes no result.""",
)


def _layers(rng, letters):
    import bnlab as bn

    make = {
        "L": lambda: bn.Linear(2, 2, rng=rng),
        "B": lambda: bn.BatchNorm(2),
        "S": bn.Sigmoid,
    }
    return [make[letter]() for letter in letters]


why_db_is_zero = Choice(
    title="why is db zero?",
    task="""
        A bias b is left in before batch norm, and training runs. Its gradient db comes out as 0 (to
        rounding) in every step. Why?
        """,
    options={
        "a": "b was initialised to 0, and 0 times anything is 0",
        "b": "the loss does not change when b does: z̃ is the same for every b",
        "c": "the learning rate for b is too small",
        "d": "db is the mean of dz̃ over the examples, and dz̃ has mean 0",
        "e": "the sigmoid is flat there, so no gradient comes back as far as b",
    },
    right="b",
    wrong={
        "a": """Start b at 5 and try: db is 0 all the same. A gradient does not ask what value b
            has, but what changing it would do.""",
        "c": """The learning rate comes after the gradient: it scales the update, and 0 stays 0.""",
        "d": """The sum of dz̃ over the examples is dβ, and that is not 0 at all. db is the sum of
            *dz*, on the other side of batch norm.""",
        "e": """dW of the same layer is not 0, and it comes along the same way. So the gradient
            does arrive at z.""",
    },
    hints=[
        "A gradient says how much the loss changes when b changes a little. What does z̃ do then?",
        "Look at (z + b) - (μ + b): what of b is left in it?",
    ],
    solution="""
        Answer: b. Moving b moves z and mu alike, so z_tilde, and with it the loss, stays: the
        derivative is 0. In formulas: each row of dz sums to 0, and db is that sum.
        """,
    why="""no b, no change, no gradient. In formulas: each row of dz sums to 0, because batch norm
    subtracts the mean; lesson 05 derives it.""",
)


huge_bias = Choice(
    title="a bias of 1e15",
    task="""
        In exact arithmetic b drops out, however large it is. In float64, with z of about 1 and
        b = 1e15, z̃ does change, visibly. Why?
        """,
    options={
        "a": "the variance of z + b is 1e15 times as large",
        "b": "float64 cannot hold numbers as large as 1e15",
        "c": "ε is no longer negligible beside b",
        "d": "z + b is rounded to steps of about 0.1, and subtracting μ + b can't bring back "
        "what that lost",
        "e": "the mean of the mini-batch is no longer computed over the examples",
    },
    right="d",
    wrong={
        "a": "Adding the same b to all leaves the variance as it is. That is why b drops out.",
        "b": "float64 reaches 1e308. It is not the size, but the number of digits that runs out.",
        "c": "ε is compared with the variance, and that is still about 1. b is not in the root.",
        "e": "The formula is the same for every b; nothing in it asks how large b is.",
    },
    hints=[
        "A float64 has about 16 digits. How many of them are left for z in 1e15 + 0.1234567?",
        "Try `(0.1234567 + 1e15) - 1e15` in a cell.",
    ],
    solution="""
        Answer: d. Floats have about 16 digits. Near 1e15 neighbouring floats are 0.125 apart, so
        z + b keeps z only in steps of 0.125. The subtraction afterwards is exact, but what was
        rounded away is gone.
        """,
    why="""the algebra is exact, the floats are not: near 1e15 they are 0.125 apart. One more reason
    to leave b out.""",
)


take_b_out = Function(
    title="take b out of a trained network",
    task="""
        Somebody trained a network with b kept in front of batch norm. At test time its layer
        computes z = W a + b and then, with the running averages `mean` and `var`,

        $$\\tilde z = \\gamma\\ (z - \\text{mean}) / \\sqrt{\\text{var} + \\varepsilon} + \\beta .$$

        Now b is deleted from the file, W, γ and β stay. Write a function of `b`, `mean` and `var`,
        all (n, 1), that returns the new mean and the new variance, so that the layer answers as it
        did before. No stub this time.
        """,
    stub="",
    solution="""
        def take_b_out(b, mean, var):
            new_mean = mean - b
            return new_mean, var
        """,
    returns=("mean", "var"),
    cases=lambda rng: [
        (rng.normal(0, 3, (n, 1)), rng.normal(0, 3, (n, 1)), rng.uniform(0.2, 4, (n, 1)))
        for n in (2, 3, 1, 5)
    ],
    slips="""
        the wrong way: z has become smaller by b, so what is subtracted from it must, too.
            mean - b -> mean + b
        the mean is still where it was with b. Without b every z is smaller by b; which mean belongs
        to those z?
            mean - b -> mean
        the sign: the new mean is the old one minus b.
            mean - b -> b - mean
        this is b itself. Only the part of the mean that b had brought goes.
            mean - b -> b
            mean - b -> -b
        the mean does not become 0: W a has a mean of its own.
            mean - b -> 0 * mean
        the variance stays: a constant moves z, it does not stretch it.
            new_mean, var -> new_mean, np.ones_like(var)
            new_mean, var -> new_mean, var - b
            new_mean, var -> new_mean, var - b**2
            new_mean, var -> new_mean, var + b**2
            new_mean, var -> new_mean, var + b
        b moves the mean by b, neither more nor less: it is not divided by the standard deviation.
            mean - b -> mean - b / np.sqrt(var)
            mean - b -> mean - b * np.sqrt(var)
        the running mean has long caught up with b: the factors 0.9 and 0.1 belong to single steps.
            mean - b -> 0.9 * mean - 0.1 * b
            mean - b -> mean - 0.1 * b
            mean - b -> mean - 0.9 * b
        b belongs to each unit by itself: subtract it unit by unit, not its mean or its sum.
            mean - b -> mean - b.mean()
            mean - b -> mean - b.sum()
        b was added to z, so it is taken away: nothing is divided by it.
            mean - b -> mean / b
        the variance is asked for, not its root.
            new_mean, var -> new_mean, np.sqrt(var)
        the sign of b got lost: a negative b had moved the mean down.
            mean - b -> mean - np.abs(b)
        the arguments come in the order b, mean, var.
            (b, mean, var): -> (mean, var, b):
        the variance stays as it was; it does not become 0.
            new_mean, var -> new_mean, 0 * var
        """,
    hints=[
        "Write down z - mean with b in it, and then without. What must the new mean be?",
        "W a + b - mean is the same as W a - (mean - b).",
    ],
    why="""W a + b − mean = W a − (mean − b): the running mean takes b over, and the variance never
    knew it. Folding batch norm into W (lesson 13) uses the same step.""",
)
