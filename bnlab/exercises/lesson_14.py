"""Exercises of the clinic, appendix A5: what does each network suffer from, and what cures it?

No lesson has the number 14; it puts them behind those of all lessons. The stubs are the faulty
parts themselves, from `bnlab/clinic.py`.
"""

import inspect

import numpy as np

from .. import clinic
from .choice import Choice
from .drawing import of_both_signs
from .function import Function
from .lesson_09 import _trained

DISEASES = {
    "a": "the learning rate is ten times too small",
    "b": "γ is never updated",
    "c": "the mini-batches are not shuffled: each holds one class",
    "d": "batch norm stands behind the output layer as well",
    "e": "W starts far too large, so the effective learning rate is too small",
    "f": "test images are normalised in small groups, by each group's own statistics",
    "g": "the backward pass takes μ and σ² for constants",
    "h": "the statistics come from two images, although each step uses 16",
    "i": "the running averages don't reach the network that is tested",
    "j": "there is no batch norm in the network",
}

# What each disease does to a chart: said to those who name it and are wrong.
EFFECTS = {
    "a": """a small learning rate makes the updates of all parameters ten times smaller, γ's too,
        and leaves z as it is.""",
    "b": "then the update of γ2 would be exactly 0. Look at that line.",
    "c": """then the test accuracy in one batch would be no better than the other: the network would
        have learned to rely on the company of its own class.""",
    "d": """batch norm gives the scores a spread of 1 at the start, a width of about 2. Look at the
        line on the scores.""",
    "e": """then z2 would lie tens away from 0, and the update of W2 would be 1/10,000 of W2. Look
        at those two lines.""",
    "f": """that changes no training curve, and costs a part of the test accuracy: with one batch of
        all images it would be gone.""",
    "g": """then nothing would keep z's mean in its place: the median of z2 would run off to about
        10, and the training would fail. Look at that line.""",
    "h": """then training and test would both be poor, in one batch as well, though not at chance;
        the median of z2 would be about 2 from 0.""",
    "i": """then the training would be healthy in every line, and the test accuracy about chance.
        In one batch of all images it would be healthy, too.""",
    "j": "the Recorder's pictures show z̃ in each hidden layer: there is batch norm.",
}


def _diagnosis(patient: str, letter: str, solution: str, hints: list[str], why: str) -> Choice:
    return Choice(
        title=f"what does patient {patient} suffer from?",
        task=f"""
            Compare the chart of patient {patient} with the healthy one. Which single fault explains
            it?
            """,
        options=DISEASES,
        right=letter,
        wrong={key: words for key, words in EFFECTS.items() if key != letter},
        hints=hints,
        solution=f"{letter}: {solution}",
        why=why,
    )


def _sick(part) -> str:
    return inspect.getsource(part)


diagnose_a = _diagnosis(
    "A",
    "i",
    "the training is healthy, and so is the test accuracy in one batch; only what the running "
    "averages are used for fails.",
    [
        "Which lines of the chart are exactly those of the healthy network?",
        "One batch of all test images needs no running averages. What does the other line need?",
    ],
    """the same network reads 88 % of the test images in one batch, by their own statistics. γ, β
    and W are all there; only the running averages are not.""",
)
diagnose_b = _diagnosis(
    "B",
    "b",
    "the update of γ2 is 0, and z̃ keeps its width of about 2.1 in all three layers.",
    [
        "The accuracies are healthy. Go through the other lines one by one.",
        "One number is exactly 0. Whose?",
    ],
    """nothing in the accuracies shows it on these data: a fault that costs nothing today stays in
    the code until the day it costs something. Look at the update ratio of each parameter.""",
)
diagnose_c = _diagnosis(
    "C",
    "c",
    "training accuracy is high from the first steps on, and both test accuracies are at chance.",
    [
        "The training accuracy is high after ten steps already. What makes that task so easy?",
        "Both test accuracies are at chance, even with the test images' own statistics: the test "
        "batch holds all ten classes. And the mini-batches in training?",
    ],
    """with one class in each mini-batch the output layer's b is enough: it follows the class of the
    moment. The hidden layers learn next to nothing: the last update of W2 is about 100 times
    smaller than the healthy one.""",
)
diagnose_d = _diagnosis(
    "D",
    "d",
    "the scores have a width of 2.1 at step 0, as z̃ has in each hidden layer; and the loss stays "
    "above the healthy one although the test accuracy is healthy.",
    [
        "The test accuracy is healthy, but the loss is not. What is the loss made from?",
        "Compare the width of the scores at step 0 with that of z̃ in the hidden layers.",
    ],
    """with a spread near 1 the scores can't be far apart, so softmax is never sure. The noise of
    μ and σ² from 16 images goes into the scores as well.""",
)
diagnose_e = _diagnosis(
    "E",
    "e",
    "z2 lies 40 away from 0, and each update moves W2 by about 1/10,000 of its size.",
    [
        "z̃ is healthy, z is not. What lies between x and z?",
        "The learning rate is the same. With batch norm, what else decides how fast W turns?",
    ],
    """batch norm divides the factor out, so nothing explodes. The gradient is divided by the factor
    too: the effective learning rate is α/|W|² (lesson 12), for W2 10,000 times
    smaller.""",
)
diagnose_f = _diagnosis(
    "F",
    "f",
    "every line of the training is exactly healthy, and so is the test accuracy in one batch: only "
    "the way of testing differs.",
    [
        "Which lines are exactly those of the healthy network?",
        "A part of the test accuracy is lost, not all of it; in one batch nothing is.",
    ],
    """with four images in a group, μ and σ² are noisy, and each image's class depends on the other
    three.""",
)
diagnose_g = _diagnosis(
    "G",
    "g",
    "the median of z2 runs off to about 10, and all accuracies are near chance.",
    [
        "z̃ may look healthy: batch norm takes the mean away. Look at z itself.",
        "The right dz sums to 0 over the mini-batch. What does that do for b and for z's mean?",
    ],
    """the two terms that are left out are what keeps z in its place: without them b and W run off,
    and the forward pass hides it until the signal is gone.""",
)
diagnose_h = _diagnosis(
    "H",
    "h",
    "training and test are both poor, also in one batch; z2's median is off by a few units, less "
    "than with constants for μ and σ².",
    [
        "The training itself is poor, though not quite at chance. The update of γ2 is no smaller "
        "than in the healthy network, so the learning rate is not it.",
        "What is z_norm of a unit when its mini-batch has two images?",
    ],
    """with two images z_norm is −1 or +1 whatever z is: only the sign of the difference is left.
    Gradient accumulation makes the step's batch larger, not that of the statistics.""",
)


def _with_gradient(rng, sizes):
    import bnlab as bn

    net, X = _trained(rng, sizes, 6)
    net.backward(
        bn.softmax_cross_entropy(net.forward(X), rng.integers(0, sizes[-1], 6))[1] * sizes[0]
    )
    net.dtheta = rng.normal(0, 1, net.theta.shape)
    return net


mend_a = Function(
    title="mend patient A",
    task="""
        `saved` is what the file of a trained network holds: `saved["theta"]`, all parameters, and
        `saved["averages"]`, for each batch norm, from the first hidden layer on, a pair
        (running mean, running variance). `fresh` is a new network of the same sizes. Mend the
        function: it returns the scores of X that the trained network would give at test time.
        """,
    stub=_sick(clinic.serve),
    solution="""
        def serve(saved, fresh, X):
            fresh.theta = saved["theta"]
            norms = [layer for layer in fresh.layers if isinstance(layer, bn.BatchNorm)]
            for layer, (mean, var) in zip(norms, saved["averages"]):
                layer.running_mean = mean
                layer.running_var = var
            return fresh.forward(X, training=False)
        """,
    returns=("scores",),
    may_change=("fresh",),
    cases=lambda rng: [_file(rng, sizes) for sizes in ((2, 3, 2), (3, 3, 4, 3))],
    slips="""
        the running averages are still those of a fresh network, 0 and 1.
            layer.running_mean = mean ¶ layer.running_var = var -> layer.mean = mean
        the running means are there, but the variances are still 1.
            layer.running_var = var -> pass
        the running variances are there, but the means are still 0.
            layer.running_mean = mean -> pass
        now the averages are there, but γ, β and W are those of the fresh network.
            fresh.theta = saved["theta"] -> pass
        this takes the statistics of X itself, in training mode: the score of an image must not
        depend on the other images.
            drop , training=False
        mean and variance have changed places.
            (mean, var) in -> (var, mean) in
        a layer has a variance, not a standard deviation: nothing is to be squared or rooted.
            layer.running_var = var -> layer.running_var = np.sqrt(var)
            layer.running_var = var -> layer.running_var = var**2
        """,
    hints=[
        "What does a network have besides its parameters, and only batch norm has it?",
        "Go through `fresh.layers`; those that are a `bn.BatchNorm` have `running_mean` and "
        "`running_var`, and both can be assigned.",
    ],
    why="""running averages are no parameters: whoever saves or copies parameters alone loses them.
    In PyTorch they are called buffers, and `state_dict()` holds them; `parameters()` does not.""",
)


def _file(rng, sizes):
    import bnlab as bn

    net, X = _trained(rng, sizes, 4)
    fresh = bn.mlp(list(sizes), activation="tanh", rng=rng)
    return clinic._saved(net), fresh, X


mend_b = Function(
    title="mend patient B",
    task="""
        One step of gradient descent for all parameters of `net`, from the gradients that it holds:
        mend the function. It changes `net` and returns nothing.
        """,
    stub=_sick(clinic.descend),
    solution="""
        def descend(net, alpha):
            P, G = net.parameters(), net.gradients()
            for name in P:
                P[name] -= alpha * G[name]
        """,
    returns=(),
    in_place=("net",),
    cases=lambda rng: [
        (_with_gradient(rng, sizes), rng.uniform(0.2, 0.9)) for sizes in ((2, 3, 2), (3, 3, 4, 3))
    ],
    slips="""
        γ still stays where it is: which names does the condition let through?
            P[name] -= alpha * G[name] -> P[name] -= alpha * G[name] * (name[0] != "g")
        γ moves now, but β no longer does.
            P[name] -= alpha * G[name] -> P[name] -= alpha * G[name] * (name[:4] != "beta")
        W and γ move, but β and b no longer do.
            P[name] -= alpha * G[name] -> P[name] -= alpha * G[name] * (name[0] in "Wg")
        now W stays where it is.
            P[name] -= alpha * G[name] -> P[name] -= alpha * G[name] * (name[0] != "W")
        only γ and β move now; W and b need their step as well.
            P[name] -= alpha * G[name] -> P[name] -= alpha * G[name] * (name[:4] in ("gamm",
                "beta"))
        β moves twice, since its name begins with a b as well.
            P[name] -= alpha * G[name] -> P[name] -= alpha * G[name] * (1 + (name[:4] == "beta"))
        that walks uphill: subtract the gradient.
            -= -> +=
        the learning rate is missing.
            drop alpha *
        nothing moves: a new array is made, and `net` does not know it.
            P[name] -= alpha * G[name] -> p = P[name] - alpha * G[name]
        """,
    hints=[
        "Print the names in `net.parameters()`. Which of them begin with W or b?",
        "β begins with a b by luck, γ does not. Must any parameter be left out?",
    ],
    why="""β was saved by its first letter. Lists of names are where γ and β get lost: with
    frameworks, too, when parameters are put into groups for weight decay.""",
)


def _images(rng, m, size):
    X, Y = rng.normal(0, 1, (3, m)), rng.integers(0, 4, m)
    Y[:4] = [3, 1, 2, 0]
    return X, Y, size, rng.permutation(m)


mend_c = Function(
    title="mend patient C",
    task="""
        One epoch: the examples X (n_x, m) and Y (m,), in the given random `order`, cut into
        mini-batches of `size`; the last one may be smaller. Mend the function. It returns the list
        of pairs (X_t, Y_t).
        """,
    stub=_sick(clinic.epoch),
    solution="""
        def epoch(X, Y, size, order):
            parts = [order[start : start + size] for start in range(0, len(order), size)]
            return [(X[:, part], Y[part]) for part in parts]
        """,
    returns=("batches",),
    cases=lambda rng: [_images(rng, 11, 4), _images(rng, 12, 3)],
    slips="""
        the examples are still sorted by their class.
            parts = -> order = order[np.argsort(Y[order], kind="mergesort")] ¶ parts =
            parts = -> order = np.argsort(Y, kind="stable") ¶ parts =
            parts = -> order = order[np.argsort(-Y[order], kind="stable")] ¶ parts =
        that is the order of the file: `order` is not used.
            parts = -> order = np.arange(len(order)) ¶ parts =
        this is another order than the given one: take `order` as it is.
            parts = -> order = np.argsort(order) ¶ parts =
            parts = -> order = order[::-1] ¶ parts =
            parts = -> order = np.sort(order)[::-1] ¶ parts =
        images and labels no longer belong together: both need the same numbers.
            Y[part] -> np.sort(Y[part])
            X[:, part], Y[part] -> X[:, np.sort(part)], Y[part]
        the last, smaller mini-batch is missing.
            len(order), size) -> len(order) - size + 1, size)
        `size` is the number of examples in a mini-batch, not the number of mini-batches.
            parts = [order[start : start + size] for start in range(0, len(order), size)] -> parts =
                np.array_split(order, size)
        """,
    hints=[
        "What does `np.argsort(Y[order])` do to the order?",
        "`order` is random already. Nothing more has to be done to it.",
    ],
    why="""files and folders are often sorted by class. Batch norm makes each image depend on its
    mini-batch, so the company must be as mixed as at test time.""",
)


mend_d = Function(
    title="mend patient D",
    task="""
        The plan of a network from `sizes` = [n_x, n_1, …, n_y]: a list of tuples, ("Linear", n_in,
        n_out), ("BatchNorm", n) or ("Sigmoid",), in the order of the forward pass. Mend the
        function.
        """,
    stub=_sick(clinic.plan),
    solution="""
        def plan(sizes):
            layers = []
            for k in range(1, len(sizes)):
                n_in, n = sizes[k - 1], sizes[k]
                layers += [("Linear", n_in, n), ("BatchNorm", n), ("Sigmoid",)]
            return layers[:-2]
        """,
    returns=("layers",),
    cases=lambda rng: [
        ([int(n) for n in rng.choice(np.arange(2, 60), k, replace=False)],) for k in (3, 4, 5)
    ],
    slips="""
        the output layer still has its batch norm.
            return layers[:-2] -> layers.pop() ¶ return layers
        batch norm and sigmoid are both still behind the output layer.
            drop [:-2]
        the output layer itself is gone: it is a Linear layer.
            [:-2] -> [:-3]
        batch norm is gone from the hidden layers as well: only the output layer's is too much.
            drop ("BatchNorm", n),; [:-2] -> [:-1]
        batch norm stands behind the sigmoid; in this network it stands between z and a.
            ("BatchNorm", n), ("Sigmoid",) -> ("Sigmoid",), ("BatchNorm", n)
        batch norm is gone from the output layer, but a sigmoid stands there.
            return layers[:-2] -> return layers[:-2] + [("Sigmoid",)]
        """,
    hints=[
        "Print `plan([64, 100, 10])`. What stands last?",
        "The scores go into softmax as they are: how many entries at the end of the list are too "
        "many?",
    ],
    why="""the scores must be free to grow: their size says how sure the network is. That is why the
    output layer has a b and no batch norm.""",
)


mend_e = Function(
    title="mend patient E",
    task="""
        The first W (n_out, n_in) of a layer, from standard normal numbers `noise` of that shape:
        z should have about the size of a before it, as in `bn.Linear`. Mend the function.
        """,
    stub=_sick(clinic.first_weights),
    solution="""
        def first_weights(noise):
            n_in = noise.shape[1]
            scale = np.sqrt(1 / n_in)
            return scale * noise
        """,
    returns=("W",),
    cases=lambda rng: [
        (rng.standard_normal(shape),) for shape in ((3, 5), (4, 4), (int(rng.integers(5, 9)), 2))
    ],
    slips="""
        the factor is still above 1: W is larger than the noise.
            scale * noise -> noise / scale
            np.sqrt(1 / n_in) -> n_in
        that is the variance of W, not its standard deviation.
            np.sqrt(1 / n_in) -> 1 / n_in
        z sums over the units *before* the layer: their number counts.
            shape[1] -> shape[0]
        the noise goes in as it is; z then grows with the number of units before.
            return scale * noise -> return noise
        that is the factor before a ReLU; the activation here is a sigmoid.
            (1 / n_in) -> (2 / n_in)
        a fixed factor suits one size of layer only.
            return scale * noise -> return noise * 0.01
            return scale * noise -> return noise * 0.1
        """,
    hints=[
        "z is a sum of n_in terms. By what factor is its spread larger than that of one term?",
        "The spread of the sum is √n_in times as large. W has to make up for it.",
    ],
    why="""without batch norm a factor of 100 ends the training in the first step, and somebody
    notices. With batch norm nothing breaks, and W learns ten thousand times more slowly.""",
)


mend_f = Function(
    title="mend patient F",
    task="""
        The classes (m,) of the images X, read `size` at a time, since a large X needs much memory.
        Mend the function: an image's class must not depend on the others, and `net` must stay as it
        is.
        """,
    stub=_sick(clinic.classes),
    solution="""
        def classes(net, X, size):
            found = []
            for start in range(0, X.shape[1], size):
                scores = net.forward(X[:, start : start + size], training=False)
                found.append(scores.argmax(axis=0))
            return np.concatenate(found)
        """,
    returns=("classes",),
    cases=lambda rng: [(*_trained(rng, (3, 5, 6), m), size) for m, size in ((40, 4), (42, 5))],
    slips="""
        each group is still normalised by its own statistics.
            training=False -> training=True
            net.forward(X[:, start : start + size], training=False) -> net.forward(np.repeat(X[:,
                start : start + size], 2, axis=1))[:, ::2]
        nothing of `net` changes now, but each group is still normalised by its own statistics.
            net.forward(X[:, start : start + size], training=False) -> list(net.trace(X[:, start :
                start + size]).values())[-1]
        one group of all images is still normalised by its own statistics.
            def classes(net, X, size):
                return net.forward(X).argmax(axis=0)
        `net` stays as it is now, but all images are normalised together, by their own statistics.
            def classes(net, X, size):
                return list(net.trace(X).values())[-1].argmax(axis=0)
        the classes are right, but a pass in training mode has moved the running averages.
            found = [] -> found = [] ¶ net.forward(X)
        `argmax` goes over the classes, and those are the rows.
            axis=0 -> axis=1
        only the first images have a class.
            range(0, X.shape[1], size) -> range(0, 1)
        """,
    hints=[
        "How does `net.forward` know whether it is test time?",
        "Its second argument is `training`, and True unless you say otherwise.",
    ],
    why="""an accuracy of 73 % would have passed for a mediocre network, had the chart not shown
    that the training was healthy. `net.predict` reads all images at once in the same way.""",
)


def _backward_case(rng, n, m):
    z = rng.normal(0, 1, (n, m))
    z_norm = (z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, keepdims=True)
    std = rng.uniform(0.4, 2.5, (n, 1))
    return rng.normal(0.5, 1, (n, m)), z_norm, of_both_signs(rng, (n, 1)), std


mend_g = Function(
    title="mend patient G",
    task="""
        The gradient of z, (n, m), from `dz_tilde`, `z_norm` (both (n, m)), `gamma` and
        `std` = √(σ² + ε) (both (n, 1)). Mend the function.
        """,
    stub=_sick(clinic.backward),
    solution="""
        def backward(dz_tilde, z_norm, gamma, std):
            dz_norm = dz_tilde * gamma
            by_mean = np.mean(dz_norm, axis=1, keepdims=True)
            by_var = z_norm * np.mean(dz_norm * z_norm, axis=1, keepdims=True)
            return (dz_norm - by_mean - by_var) / std
        """,
    returns=("dz",),
    cases=lambda rng: [_backward_case(rng, n, m) for n, m in ((2, 3), (3, 3), (4, 6))],
    slips="""
        μ and σ² are still constants: both are made of z, and each needs its term.
            drop - by_mean - by_var
        the term of μ is there, that of σ² is missing.
            drop - by_var
        the term of σ² is there, that of μ is missing.
            drop - by_mean
        the terms are sums over the mini-batch; each example gets an m-th of them.
            np.mean( -> np.sum(
        the two terms are to be subtracted.
            - by_mean - by_var -> + by_mean + by_var
            - by_mean - by_var -> - by_mean + by_var
            - by_mean - by_var -> + by_mean - by_var
        the term of σ² ends with z_norm: it pulls each example by its own distance.
            by_var = z_norm * -> by_var =
        the means go over the examples, unit by unit.
            axis=1 -> axis=0
        γ is missing.
            drop * gamma
        γ must be in the two terms as well.
            (dz_norm - by_mean - by_var) -> (dz_norm - by_mean / gamma - by_var / gamma)
        the division by the standard deviation is missing.
            drop / std
        that multiplies by the standard deviation; the way back divides by it, like the way forward.
            / std -> * std
        only one division is needed: by the standard deviation, not by the variance.
            / std -> / std**2
        """,
    hints=[
        "A change of one z moves μ and σ² of the whole unit. How many terms are missing?",
        "Two (lesson 05): the mean of dz_norm, and z_norm times the mean of dz_norm · z_norm.",
    ],
    why="""each row of the right dz sums to 0 and is at right angles to z_norm. So no step of W or b
    moves z's mean or scale to first order, and nothing runs off.""",
)


def _batch(rng, sizes, m):
    net, X = _trained(rng, sizes, m)
    return net, X, rng.integers(0, sizes[-1], m)


mend_h = Function(
    title="mend patient H",
    task="""
        The gradient of the loss on one mini-batch X (n_x, m), Y (m,), as one vector like
        `net.dtheta`. The author went through the mini-batch two images at a time to save memory.
        Mend the function: the statistics are to be those of the whole mini-batch.
        """,
    stub=_sick(clinic.gradient),
    solution="""
        def gradient(net, X, Y):
            scores = net.forward(X)
            _, dscores = bn.softmax_cross_entropy(scores, Y)
            net.backward(dscores)
            return net.dtheta
        """,
    returns=("gradient",),
    may_change=("net",),
    cases=lambda rng: [_batch(rng, sizes, m) for sizes, m in (((2, 3, 2), 8), ((3, 4, 3), 12))],
    slips="""
        the statistics still come from two images.
            return _in_pieces(net, X, Y, 2)
        larger pieces are better, but each still has statistics of its own.
            return _in_pieces(net, X, Y, 4)
            return _in_pieces(net, X, Y, len(Y) // 2)
        only the first two images are used.
            scores = net -> X, Y = X[:, :2], Y[:2] ¶ scores = net
        only the last two images are used.
            scores = net -> X, Y = X[:, -2:], Y[-2:] ¶ scores = net
        the gradient is too small: the 1/m is in the loss already.
            return net.dtheta -> return net.dtheta / len(Y)
            return net.dtheta -> return net.dtheta * 2 / len(Y)
        the gradient is too large: the mean over the mini-batch is asked for.
            return net.dtheta -> return net.dtheta * len(Y)
            return net.dtheta -> return net.dtheta * len(Y) / 2
        that is the gradient of the scores; the parameters' is in `net.dtheta`.
            return net.dtheta -> return dscores
        `net.backward` was not called, so `net.dtheta` holds an old gradient.
            net.backward(dscores) -> pass
        `net.backward` needs a forward pass in training mode before it.
            forward(X) -> forward(X, training=False)
        """,
    hints=[
        "How many images does `net.forward` see at once?",
        "No loop is needed: one forward pass over X, the loss, one backward pass.",
    ],
    why="""without batch norm the loop is exact: gradients of parts add up. With batch norm the size
    of the statistics is that of one forward pass, however many are added up. If memory is short,
    take a norm that doesn't use the batch, such as layer norm.""",
)


def _in_pieces(net, X, Y, size):
    import bnlab as bn

    total = np.zeros_like(net.theta)
    for start in range(0, len(Y), size):
        labels = Y[start : start + size]
        scores = net.forward(X[:, start : start + size])
        net.backward(bn.softmax_cross_entropy(scores, labels)[1])
        total += net.dtheta * len(labels) / len(Y)
    return total
