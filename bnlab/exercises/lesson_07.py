"""Exercises of lesson 07: gradient descent with batch norm."""

from . import Choice, Function


def _vectors(rng, sizes, names=("W", "beta", "gamma")):
    n, n_prev = sizes
    shapes = {"W": (n, n_prev), "beta": (n, 1), "gamma": (n, 1)}
    return {name: rng.normal(size=shapes[name]) for name in names}


update_all = Function(
    title="the three updates",
    task="""
        `P` holds one layer's parameters, `P["W"]`, `P["beta"]`, `P["gamma"]`, and `G` their
        gradients under the same names. Write one step of gradient descent with learning rate
        `alpha`: afterwards `P` holds the new values. Nothing needs to be returned.
        """,
    stub="""
        def update(P, G, alpha):
            ...
        """,
    solution="""
        def update(P, G, alpha):
            P["W"] = P["W"] - alpha * G["W"]
            P["beta"] = P["beta"] - alpha * G["beta"]
            P["gamma"] = P["gamma"] - alpha * G["gamma"]
        """,
    returns=(),
    in_place=("P",),
    cases=lambda rng: [
        (_vectors(rng, sizes), _vectors(rng, sizes, names), alpha)
        for sizes, alpha, names in (
            ((2, 3), 0.1, ("W", "beta", "gamma")),
            ((3, 2), 0.5, ("gamma", "W", "beta")),  # G may be in another order
            ((2, 2), 0.01, ("beta", "gamma", "W")),
        )
    ],
    slips="""
        the sign: the old value stays as it is, and the step is taken from it.
            return P.update({k: alpha * G[k] - P[k] for k in P})
        γ is not updated. It is learned like W and β. (The first version of the rule in some lecture
        notes forgets it, too.)
            P["gamma"] = P["gamma"] - alpha * G["gamma"] -> pass
        β is not updated.
            P["beta"] = P["beta"] - alpha * G["beta"] -> pass
        W is not updated.
            P["W"] = P["W"] - alpha * G["W"] -> pass
        that walks uphill: the gradient points to where the loss *grows*. Subtract.
            - alpha -> + alpha
        `P` is unchanged after the call. `W = W - ...` gives a local name to a new array; write into
        the dict: `P["W"] = ...`.
            P["W"] = -> W =; P["beta"] = -> beta =; P["gamma"] = -> gamma =
            P["W"] = P["W"] -> P = dict(P) ¶ P["W"] = P["W"]
        the learning rate is missing: the step is α times the gradient.
            drop alpha *
        you divide by the learning rate; multiply by it.
            alpha * G -> 1 / alpha * G
        the parameters were replaced by the step; they are to be *moved* by it.
            P["W"] - -> -; P["beta"] - -> -; P["gamma"] - -> -
            drop P["W"] -; drop P["beta"] -; drop P["gamma"] -
        β got the gradient of γ, or the other way round.
            return P.update(W=P["W"] - alpha * G["W"], beta=P["beta"] - alpha * G["gamma"],
                gamma=P["gamma"] - alpha * G["beta"])
        the learning rate multiplies the parameter, too: only the gradient is scaled.
            return P.update({k: alpha * (P[k] - G[k]) for k in P})
            return P.update({k: (1 - alpha) * P[k] - alpha * G[k] for k in P})
        β and γ are not updated: they are learned as W is.
            P["beta"] = P["beta"] - alpha * G["beta"] -> pass; P["gamma"] = P["gamma"] - alpha *
                G["gamma"] -> pass
        the parameter was *multiplied* by 1 - α times its gradient; the step is subtracted from it.
            return P.update({k: P[k] * (1 - alpha * G[k]) for k in P})
        `G` holds the gradients under the same names as `P`: "W" for dW, and so on.
            G["W"] -> G["dW"]
            P["W"] = P["W"] - alpha * G["W"] -> P["W"] -= alpha * G["dW"]
        you wrote into `G`, and `P` is as it was. The gradients are to stay; the parameters move.
            return G.update({k: P[k] - alpha * G[k] for k in G})
            return G.update({k: G[k] - alpha * P[k] for k in G})
        α multiplies the gradient, in `G`; yours multiplies the parameter itself.
            return P.update({k: P[k] - alpha * P[k] for k in P})
        α belongs to the gradient: first α times `G`, then the difference. Mind the brackets.
            return P.update({k: (P[k] - alpha) * G[k] for k in P})
        every parameter has a gradient of its own; yours moves β and γ by that of W.
            G["beta"] -> G["W"]; G["gamma"] -> G["W"]
        there is no b here: batch norm subtracts it (lesson 04), and β does its work.
            P["beta"] = -> P["b"] = P["b"] - alpha * G["b"] ¶ P["beta"] =
        the learning rate is the argument `alpha`, not a number of your own.
            alpha * G -> 0.1 * G
        Python can't compute with a dict as a whole: update name by name.
            return P - alpha * G
        one of the parameters is moved twice.
            P["W"] = P["W"] - alpha * G["W"] -> P["W"] = P["W"] - 2 * alpha * G["W"]
            P["gamma"] = P["gamma"] - alpha * G["gamma"] -> P["gamma"] = P["gamma"] - 2 * alpha
                * G["gamma"]
        one parameter walks uphill: the minus belongs to all three.
            P["gamma"] - alpha -> P["gamma"] + alpha
            P["beta"] - alpha -> P["beta"] + alpha
            P["W"] - alpha -> P["W"] + alpha
        every entry has a gradient of its own; yours moves all of them by the mean.
            return P.update({k: P[k] - alpha * np.mean(G[k]) for k in P})
        only the sign of the gradient is used; its size counts as well.
            return P.update({k: P[k] - alpha * np.sign(G[k]) for k in P})
        the gradients in `G` stand in another order: take each by its name.
            return P.update({k: P[k] - alpha * g for k, g in zip(P, G.values())})
        """,
    hints=[
        "The lecture's rule: W := W - α dW, β := β - α dβ, and the one that is easily forgotten.",
        """`P["W"] = P["W"] - alpha * G["W"]` puts the new W where the caller sees it. Three such
        lines.""",
    ],
    why="""γ and β are parameters like any other: same rule, same α. A loop over the names would do
    as well, and one vector for all of them better still.""",
)


spot_the_local_name = Function(
    title="spot the bug: the loss never moves",
    task="""
        This is to change the caller's vector `theta` by one step of gradient descent. The gradients
        are right, and yet the loss stays the same for ever. Fix it: after the call, `theta` itself
        must hold the new values.
        """,
    stub="""
        def step(theta, dtheta, alpha):
            theta = theta - alpha * dtheta
        """,
    solution="""
        def step(theta, dtheta, alpha):
            theta -= alpha * dtheta
        """,
    returns=(),
    in_place=("theta",),
    cases=lambda rng: [
        (rng.normal(size=n), rng.normal(size=n), alpha)
        for n, alpha in ((3, 0.1), (5, 0.5), (1, 0.02))
    ],
    slips="""
        the sign: the old value stays as it is, and the step is taken from it.
            theta -= alpha * dtheta -> theta[:] = alpha * dtheta - theta
        `theta` is as it was. `theta = ...` (and returning it, and `global`) makes a *new* array;
        write into the caller's array instead.
            theta -= alpha * dtheta -> theta = theta - dtheta * alpha
        that walks uphill: subtract.
            -= -> +=
        the learning rate is missing.
            drop alpha *
        the vector now holds the step alone, not the sum of the old value and the step. (`=-` is not
        `-=`.)
            theta -= alpha * dtheta -> theta[:] = -alpha * dtheta
            theta -= alpha * dtheta -> theta[:] = alpha * dtheta
        the step was made twice.
            theta -= alpha * dtheta -> theta -= 2 * alpha * dtheta
        only the first entry was changed.
            theta -= alpha * dtheta -> theta[0] -= alpha * dtheta[0]
        the learning rate is the argument `alpha`, not a number of your own.
            theta -= alpha * dtheta -> theta -= 0.1 * dtheta
        the last entry was not changed: does a loop end one too early?
            theta -= alpha * dtheta -> theta[:-1] -= alpha * dtheta[:-1]
        you divide by the learning rate; multiply by it.
            alpha * dtheta -> dtheta / alpha
        """,
    hints=[
        "After `theta = theta - ...`, do the caller's `theta` and this one mean the same array?",
        "`theta -= ...` and `theta[:] = ...` write into the array that is there.",
    ],
    why="""a name inside a function is the function's own. Optimizers in bnlab write into
    net.theta, and the layers' W, γ and β, being views of it, move along.""",
)


update_ratio = Function(
    title="how large is a step?",
    task="""
        A learning rate is judged by how far one step moves the weights, compared with their size.
        Return the ratio: the (Euclidean) norm of the update `alpha * dW`, divided by the norm of
        `W`. One number; about 0.001 is usual.
        """,
    stub="""
        def update_ratio(W, dW, alpha):
            ratio = ...
            return ratio
        """,
    solution="""
        def update_ratio(W, dW, alpha):
            ratio = alpha * np.linalg.norm(dW) / np.linalg.norm(W)
            return ratio
        """,
    returns=("ratio",),
    cases=lambda rng: [
        (rng.normal(size=shape), rng.normal(0.5, 2, size=shape), alpha)
        for shape, alpha in (((2, 3), 0.1), ((3, 3), 0.5), ((4, 2), 0.01))
    ],
    slips="""
        α is missing: the update is α·dW, not dW.
            drop alpha *
        the ratio is upside down: update over weights.
            alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> np.linalg.norm(W) / (alpha *
                np.linalg.norm(dW))
            alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> np.linalg.norm(W) / np.linalg.norm(dW)
            alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> alpha * np.linalg.norm(W) /
                np.linalg.norm(dW)
        you divided entry by entry first. A single W near 0 then decides everything; take the two
        norms, then one division.
            np.linalg.norm(dW) / np.linalg.norm(W) -> np.mean(np.abs(dW / W))
            np.linalg.norm(dW) / np.linalg.norm(W) -> np.mean(dW / W)
            np.linalg.norm(dW) / np.linalg.norm(W) -> np.linalg.norm(dW / W)
            np.linalg.norm(dW) / np.linalg.norm(W) -> dW / W
            np.linalg.norm(dW) / np.linalg.norm(W) -> np.abs(dW) / np.abs(W)
        plain sums and means let positive and negative entries cancel; a norm doesn't.
            np.linalg.norm(dW) / np.linalg.norm(W) -> dW.mean() / W.mean()
            np.linalg.norm(dW) / np.linalg.norm(W) -> abs(dW.mean()) / abs(W.mean())
            np.linalg.norm(dW) / np.linalg.norm(W) -> abs(dW.mean() / W.mean())
        the root is missing: sums of squares are squared norms.
            np.linalg.norm(W) -> np.sum(W**2)
            np.linalg.norm(dW) -> np.sum(dW**2)
            np.linalg.norm(dW) / np.linalg.norm(W) -> np.sum(dW**2) / np.sum(W**2)
            alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> np.sum((alpha * dW) ** 2) /
                np.sum(W**2)
        this compares standard deviations, as some do; the task asks for the norms, which count the
        mean as well.
            np.linalg.norm(dW) / np.linalg.norm(W) -> dW.std() / W.std()
        you compared with the weights *after* the step; divide by the norm of W as it is.
            np.linalg.norm(W) -> np.linalg.norm(W - alpha * dW)
        these are sums or means of sizes |·|; the Euclidean norm is the root of the sum of squares.
            np.linalg.norm(dW) / np.linalg.norm(W) -> np.abs(dW).sum() / np.abs(W).sum()
        above the line stand the weights *after* the step; the task asks for the step itself.
            alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> np.linalg.norm(W - alpha * dW) /
                np.linalg.norm(W)
        this is one ratio per row or column; the task asks for one number for the whole of W, so no
        axis.
            norm(dW) -> norm(dW, axis=1); norm(W) -> norm(W, axis=1)
            norm(dW) -> norm(dW, axis=0); norm(W) -> norm(W, axis=0)
            norm(dW) -> norm(dW, axis=1, keepdims=True); norm(W) -> norm(W, axis=1, keepdims=True)
        with a second argument 2 (or 1) `np.linalg.norm` of a matrix is another norm, how far it
        stretches a vector at most. The Euclidean one takes all entries alike.
            norm(dW) -> norm(dW, 2); norm(W) -> norm(W, 2)
            norm(dW) -> norm(dW, 1); norm(W) -> norm(W, 1)
        this compares the largest entries; a norm takes in all of them.
            np.linalg.norm(dW) / np.linalg.norm(W) -> np.abs(dW).max() / np.abs(W).max()
            np.linalg.norm(dW) / np.linalg.norm(W) -> dW.max() / W.max()
        this is the length of the step alone; divide it by the length of W.
            drop / np.linalg.norm(W)
        this is the difference of two lengths; the task asks for their ratio.
            / np.linalg.norm(W) -> - np.linalg.norm(W)
        α counts twice: the update is α·dW, and its norm has the α already.
            alpha * np.linalg.norm(dW) -> alpha * np.linalg.norm(alpha * dW)
        these are per cent; the task asks for the ratio itself.
            alpha * np.linalg.norm(dW) -> 100 * alpha * np.linalg.norm(dW)
        figures often show the logarithm of the ratio; the task asks for the ratio itself.
            ratio = alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> ratio =
                np.log10(alpha * np.linalg.norm(dW) / np.linalg.norm(W))
        a length is never negative: the minus of the update goes when its norm is taken.
            alpha * np -> -alpha * np
        the norm of the update itself is missing: yours is still an array.
            return alpha * dW / np.linalg.norm(W)
        this says how much *longer* W has become; the task asks for the length of the step.
            return (np.linalg.norm(W) - np.linalg.norm(W - alpha * dW)) / np.linalg.norm(W)
            return (np.linalg.norm(W - alpha * dW) - np.linalg.norm(W)) / np.linalg.norm(W)
        one of the two norms lacks its root: both are norms, not sums of squares.
            return np.sum((alpha * dW) ** 2) / np.linalg.norm(W)
        a ratio is a quotient: divide the one norm by the other.
            return np.linalg.norm(alpha * dW) + np.linalg.norm(W)
            return np.linalg.norm(alpha * dW) * np.linalg.norm(W)
        you divide by α; the update is α·dW.
            return np.linalg.norm(dW) / alpha / np.linalg.norm(W)
        """,
    hints=[
        "Two numbers: the length of the step and the length of W; `np.linalg.norm` gives a length.",
        "The step is α·dW, and its length is α times that of dW.",
    ],
    why="""one number per layer that says whether α suits it: far below 0.001 it hardly learns, far
    above 0.01 it is thrown about.""",
)


training_loop = Function(
    title="the loop of the lecture",
    task="""
        The whole loop, from memory. Write a function of `net` (a `bn.Network`), `batches` (a list
        of mini-batches `[(X_t, Y_t), ...]`) and `alpha`, that trains `net` by plain gradient
        descent, one update for each mini-batch: forward, loss, backward, update. The net has
        `net.forward(X)`, `net.backward(dscores)`, and the vectors `net.theta` and `net.dtheta`;
        `bn.softmax_cross_entropy(scores, Y)` gives the loss and its gradient. Return the list of
        losses; `net` itself is to be trained. No stub this time.
        """,
    stub="",
    solution="""
        def train(net, batches, alpha):
            losses = []
            for X, Y in batches:
                scores = net.forward(X)
                loss, dscores = bn.softmax_cross_entropy(scores, Y)
                net.backward(dscores)
                net.theta -= alpha * net.dtheta
                losses.append(loss)
            return losses
        """,
    returns=("losses",),
    in_place=("net",),
    cases=lambda rng: [
        _training(rng, sizes, alpha) for sizes, alpha in (((2, 3, 2), 0.5), ((3, 4, 3), 0.1))
    ],
    slips="""
        that walks uphill: the losses grow. Subtract the gradient.
            -= alpha -> += alpha
        the net does not change. The update is missing, or it makes a new array: it must write into
        `net.theta`.
            net.theta -= alpha * net.dtheta -> pass
            net.theta -= alpha * net.dtheta -> theta = net.theta - alpha * net.dtheta
        the update uses an old gradient: `net.dtheta` is filled by `net.backward(...)`, and that was
        not called.
            net.backward(dscores) -> pass
        the update comes before `net.backward`, so it uses the gradient of the mini-batch before.
            net.backward(dscores) ¶ net.theta -= alpha * net.dtheta -> net.theta -= alpha *
                net.dtheta ¶ net.backward(dscores)
        the learning rate is missing.
            drop alpha *
        the 1/m is in the loss already; yours divides a second time.
            alpha * net.dtheta -> alpha * net.dtheta / X.shape[1]
        these are the losses *after* each update; the loss belongs to the forward pass that the
        update was made from.
            losses.append(loss) -> losses.append(bn.softmax_cross_entropy(net.forward(X), Y)[0])
        `net.backward` needs a forward pass before it: `net.forward(X)`, and not in inference mode
        (training=True is what you get without saying anything).
            net.forward(X) -> net.forward(X, training=False)
            net.forward(X) -> X
        all updates use the first mini-batch: take the X and Y of the loop.
            scores = net.forward(X) -> X, Y = batches[0] ¶ scores = net.forward(X)
        `batches` is the whole list; one mini-batch of it is one pair (X_t, Y_t).
            scores = net.forward(X) -> X, Y = batches ¶ scores = net.forward(X)
        `dscores` belongs to the scores; the gradient of the parameters is `net.dtheta`.
            alpha * net.dtheta -> alpha * dscores
            net.theta -= alpha * net.dtheta -> net.theta = net.theta - alpha * dscores
        the list holds gradients; the loss is the other thing that `bn.softmax_cross_entropy` gives.
            append(loss) -> append(dscores)
        you trained a copy, and the caller's `net` is as it was.
            losses = [] -> import copy ¶ net = copy.deepcopy(net) ¶ losses = []
        `bn.softmax_cross_entropy` gives two things, the loss and its gradient: take both apart.
            loss, dscores = bn. -> loss = dscores = bn.
            losses.append(loss) -> losses.append((loss, dscores))
        `net.backward` wants the gradient of the loss, not the scores or the loss.
            net.backward(dscores) -> net.backward(scores)
            net.backward(dscores) -> net.backward(loss)
        the gradient replaced the parameters; they are to be moved by it.
            net.theta -= alpha * net.dtheta -> net.theta[:] = -alpha * net.dtheta
            net.theta -= alpha * net.dtheta -> net.theta = alpha * net.dtheta
        the list of losses is empty: nothing is put into it in the loop.
            losses.append(loss) -> pass
        only one mini-batch was used: is the `return` inside the loop?
            losses.append(loss) -> losses.append(loss) ¶ return losses
        there is one update in all, after the loop; each mini-batch is to make its own.
            drop net.theta -= alpha * net.dtheta; return losses -> net.theta -= alpha * net.dtheta ¶
                return losses
        one loss comes back: is the `append` outside the loop?
            drop losses.append(loss); return losses -> losses.append(loss) ¶ return losses
        only W moves; γ, β and the output's b are learned as well. All of them are in `net.theta`.
            net.theta -= alpha * net.dtheta -> for name, W in net.parameters().items(): W -= alpha *
                net.gradients()[name] * name.startswith("W")
        only the last loss comes back; the task asks for the list of all.
            return losses -> return loss
        `net.backward` returns nothing: the gradient is in `net.dtheta` afterwards.
            net.backward( -> got = net.backward(; alpha * net.dtheta -> alpha * got
            net.backward( -> got = net.backward(; net.theta -= alpha * net.dtheta -> net.theta =
                net.theta - alpha * got
        the scores are those of the first mini-batch every time: `net.forward` belongs inside the
        loop.
            losses = [] -> losses, scores = [], net.forward(batches[0][0]); scores =
                net.forward(X) ¶ -> pass ¶
        every mini-batch is used more than once; the task asks for one update for each.
            in batches: -> in 10 * list(batches):
            in batches: -> in 2 * list(batches):
        `bn.softmax_cross_entropy` takes the scores first, then Y.
            (scores, Y) -> (Y, scores)
        one mini-batch is left out, the last or the first.
            in batches: -> in batches[:-1]:
            in batches: -> in batches[1:]:
        """,
    hints=[
        "Four lines per mini-batch, in the order of the sentence: forward, loss, backward, update.",
        """`loss, dscores = bn.softmax_cross_entropy(net.forward(X), Y)`, then
        `net.backward(dscores)` fills `net.dtheta`.""",
        "Then move `net.theta` in place by -alpha times `net.dtheta`, and keep the loss.",
    ],
    why="""this is all of gradient descent with batch norm: W, γ, β and the output's b are one
    vector, and one line updates them. `bn.fit` does the same, to the last bit.""",
)


def _training(rng, sizes, alpha):
    import bnlab as bn

    net = bn.mlp(list(sizes), activation="tanh", rng=rng)
    net.dtheta[:] = rng.normal(0, 0.3, net.dtheta.shape)  # left from an earlier step
    batches = [(rng.normal(size=(sizes[0], 5)), rng.integers(0, sizes[-1], 5)) for _ in range(3)]
    return net, batches, alpha


who_learns_what = Choice(
    title="what gradient descent changes, and what it does not",
    many=True,
    task="""
        A net with batch norm in its hidden layers is trained by gradient descent. Which of these
        does the update rule W := W - α dW, β := β - α dβ, γ := γ - α dγ (and the output's b) apply
        to? (Name all.)
        """,
    options={
        "a": "γ of each hidden layer",
        "b": "μ and σ² of the mini-batch",
        "c": "the running averages of μ and σ²",
        "d": "the b of the output layer",
        "e": "ε",
        "f": "the learning rate α",
    },
    right="ad",
    wrong={
        "b": """These are computed from each mini-batch anew. Gradients flow *through* them, back to
            z and W, but they are not stored, nor updated.""",
        "c": """These follow the mini-batches by averaging, without any gradient. They are used at
            test time only (lesson 09).""",
        "e": "ε is chosen once and kept.",
        "f": "α is chosen (or follows a plan); it is what the rule *uses*.",
    },
    missing={
        "a": "Which parameter did the first version of the lecture's rule forget?",
        "d": "What does the output layer have, having no batch norm?",
    },
    hints=[
        "Which of them has a gradient of its own, such as dγ?",
        "Which would you find in `net.parameters()`?",
    ],
    solution="""
        Answer: "ad". gamma is learned like W and beta, and so is the output layer's b. mu and var
        are computed from each mini-batch, running averages follow without gradients, eps and alpha
        are chosen.
        """,
    why="""parameters are what has a gradient of its own: W, γ, β and the output's b. The
    statistics are computed, the running averages follow, ε and α are chosen.""",
)
