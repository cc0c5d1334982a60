"""Wrong answers that students give, written from the tasks alone, before the checks were opened.

One list per exercise, each entry (what the student had misunderstood, what was handed in):
the source of a function, or for a choice or a value the answer itself. Names in the sources:
`np` and `bn`. Test files read this; nothing here imports the checks.
"""

BLIND_ANSWERS = {
    # Lesson 01
    "batch_variance": [
        (
            "divided by m - 1, as statisticians do",
            """
def batch_variance(z):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.sum((z - mu) ** 2, axis=1, keepdims=True) / (z.shape[1] - 1)
    return var
""",
        ),
        (
            "averaged over the units (axis=0) instead of over the examples",
            """
def batch_variance(z):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.mean((z - mu) ** 2, axis=0, keepdims=True)
    return var
""",
        ),
        (
            "forgot keepdims, so that var is flat (n,)",
            """
def batch_variance(z):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.mean((z - mu) ** 2, axis=1)
    return var
""",
        ),
        (
            "gave the standard deviation, not its square",
            """
def batch_variance(z):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.sqrt(np.mean((z - mu) ** 2, axis=1, keepdims=True))
    return var
""",
        ),
        (
            "forgot the square: deviations cancel to 0",
            """
def batch_variance(z):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.mean(z - mu, axis=1, keepdims=True)
    return var
""",
        ),
        (
            "summed the squares and never divided by m",
            """
def batch_variance(z):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.sum((z - mu) ** 2, axis=1, keepdims=True)
    return var
""",
        ),
        (
            "divided by the number of units, z.shape[0], not of examples",
            """
def batch_variance(z):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.sum((z - mu) ** 2, axis=1, keepdims=True) / z.shape[0]
    return var
""",
        ),
        (
            "one number for all units: mean with no axis",
            """
def batch_variance(z):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.mean((z - mu) ** 2)
    return var
""",
        ),
        (
            "squared the mean of z without subtracting mu (mean of z², not variance)",
            """
def batch_variance(z):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.mean(z**2, axis=1, keepdims=True)
    return var
""",
        ),
        (
            "summed and then squared, instead of the other way round",
            """
def batch_variance(z):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.sum(np.abs(z - mu), axis=1, keepdims=True) ** 2 / z.shape[1]
    return var
""",
        ),
        (
            "printed instead of returning",
            """
def batch_variance(z):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.mean((z - mu) ** 2, axis=1, keepdims=True)
    print(var)
""",
        ),
        (
            "used the parameter's name m, which is not defined",
            """
def batch_variance(z):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.sum((z - mu) ** 2, axis=1, keepdims=True) / m
    return var
""",
        ),
    ],
    "normalise": [
        (
            "divided by the variance instead of its root",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    z_norm = (z - mu) / (var + eps)
    return z_norm, mu, var
""",
        ),
        (
            "ε outside the root",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    z_norm = (z - mu) / (np.sqrt(var) + eps)
    return z_norm, mu, var
""",
        ),
        (
            "forgot ε altogether",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    z_norm = (z - mu) / np.sqrt(var)
    return z_norm, mu, var
""",
        ),
        (
            "missing brackets: z - mu/sqrt(...)",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    z_norm = z - mu / np.sqrt(var + eps)
    return z_norm, mu, var
""",
        ),
        (
            "statistics over the units (axis=0)",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=0, keepdims=True)
    var = np.var(z, axis=0, keepdims=True)
    z_norm = (z - mu) / np.sqrt(var + eps)
    return z_norm, mu, var
""",
        ),
        (
            "forgot keepdims: the shapes do not broadcast",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=1)
    var = np.var(z, axis=1)
    z_norm = (z - mu) / np.sqrt(var + eps)
    return z_norm, mu, var
""",
        ),
        (
            "returned var with ε already in it",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True) + eps
    z_norm = (z - mu) / np.sqrt(var)
    return z_norm, mu, var
""",
        ),
        (
            "returned in the order mu, var, z_norm",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    z_norm = (z - mu) / np.sqrt(var + eps)
    return mu, var, z_norm
""",
        ),
        (
            "returned the standard deviation in the place of the variance",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    std = np.std(z, axis=1, keepdims=True)
    z_norm = (z - mu) / np.sqrt(std**2 + eps)
    return z_norm, mu, std
""",
        ),
        (
            "returned z_norm alone",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    return (z - mu) / np.sqrt(var + eps)
""",
        ),
        (
            "worked in place: z -= mu changes the caller's array",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    z -= mu
    z /= np.sqrt(var + eps)
    return z, mu, var
""",
        ),
        (
            "one mean and one variance for the whole array, no axis",
            """
def normalise(z, eps):
    mu = np.mean(z)
    var = np.var(z)
    z_norm = (z - mu) / np.sqrt(var + eps)
    return z_norm, mu, var
""",
        ),
        (
            "unbiased variance, ddof=1",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True, ddof=1)
    z_norm = (z - mu) / np.sqrt(var + eps)
    return z_norm, mu, var
""",
        ),
        (
            "hard-wired ε = 1e-5 instead of using the argument",
            """
def normalise(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    z_norm = (z - mu) / np.sqrt(var + 1e-5)
    return z_norm, mu, var
""",
        ),
    ],
    "scale_and_shift": [
        (
            "β and γ swapped",
            """
def scale_and_shift(z_norm, gamma, beta):
    z_tilde = beta * z_norm + gamma
    return z_tilde
""",
        ),
        (
            "shifted first, then scaled: γ(z + β)",
            """
def scale_and_shift(z_norm, gamma, beta):
    z_tilde = gamma * (z_norm + beta)
    return z_tilde
""",
        ),
        (
            "forgot γ",
            """
def scale_and_shift(z_norm, gamma, beta):
    z_tilde = z_norm + beta
    return z_tilde
""",
        ),
        (
            "forgot β",
            """
def scale_and_shift(z_norm, gamma, beta):
    z_tilde = gamma * z_norm
    return z_tilde
""",
        ),
        (
            "subtracted β: wrong sign",
            """
def scale_and_shift(z_norm, gamma, beta):
    z_tilde = gamma * z_norm - beta
    return z_tilde
""",
        ),
        (
            "divided by γ instead of multiplying",
            """
def scale_and_shift(z_norm, gamma, beta):
    z_tilde = z_norm / gamma + beta
    return z_tilde
""",
        ),
        (
            "took γ for a matrix: a matrix product, which does not fit",
            """
def scale_and_shift(z_norm, gamma, beta):
    z_tilde = gamma @ z_norm + beta
    return z_tilde
""",
        ),
        (
            "matrix product with γ transposed: sums over the units, one row for all",
            """
def scale_and_shift(z_norm, gamma, beta):
    z_tilde = gamma.T @ z_norm + beta
    return z_tilde
""",
        ),
        (
            "worked in place on the caller's z_norm",
            """
def scale_and_shift(z_norm, gamma, beta):
    z_norm *= gamma
    z_norm += beta
    return z_norm
""",
        ),
    ],
    "undo_normalisation": [
        (
            "γ is the variance, root forgotten",
            """
def undo_normalisation(mu, var, eps):
    gamma = var + eps
    beta = mu
    return gamma, beta
""",
        ),
        (
            "forgot ε: γ is only about right",
            """
def undo_normalisation(mu, var, eps):
    gamma = np.sqrt(var)
    beta = mu
    return gamma, beta
""",
        ),
        (
            "ε outside the root",
            """
def undo_normalisation(mu, var, eps):
    gamma = np.sqrt(var) + eps
    beta = mu
    return gamma, beta
""",
        ),
        (
            "γ upside down: 1/√(σ²+ε), as if normalising once more",
            """
def undo_normalisation(mu, var, eps):
    gamma = 1 / np.sqrt(var + eps)
    beta = mu
    return gamma, beta
""",
        ),
        (
            "wrong sign of β",
            """
def undo_normalisation(mu, var, eps):
    gamma = np.sqrt(var + eps)
    beta = -mu
    return gamma, beta
""",
        ),
        (
            "β, γ returned in the wrong order",
            """
def undo_normalisation(mu, var, eps):
    gamma = np.sqrt(var + eps)
    beta = mu
    return beta, gamma
""",
        ),
        (
            "β multiplied by the spread, as if the shift came before the scaling",
            """
def undo_normalisation(mu, var, eps):
    gamma = np.sqrt(var + eps)
    beta = mu * gamma
    return gamma, beta
""",
        ),
        (
            "β divided by the spread",
            """
def undo_normalisation(mu, var, eps):
    gamma = np.sqrt(var + eps)
    beta = mu / gamma
    return gamma, beta
""",
        ),
        (
            "γ = 1, β = 0: thought that the start already does nothing",
            """
def undo_normalisation(mu, var, eps):
    gamma = np.ones_like(var)
    beta = np.zeros_like(mu)
    return gamma, beta
""",
        ),
    ],
    "spot_the_bug_in_normalise": [
        (
            "left the code as it was",
            """
def normalise_mended(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    z_norm = (z - mu) / (var + eps)
    return z_norm
""",
        ),
        (
            "took the root of var but left ε outside it",
            """
def normalise_mended(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    z_norm = (z - mu) / (np.sqrt(var) + eps)
    return z_norm
""",
        ),
        (
            "squared instead of taking the root",
            """
def normalise_mended(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    z_norm = (z - mu) / (var + eps) ** 2
    return z_norm
""",
        ),
        (
            "blamed the axis",
            """
def normalise_mended(z, eps):
    mu = np.mean(z, axis=0, keepdims=True)
    var = np.var(z, axis=0, keepdims=True)
    z_norm = (z - mu) / np.sqrt(var + eps)
    return z_norm
""",
        ),
        (
            "blamed the variance: ddof=1, and still divides by it",
            """
def normalise_mended(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True, ddof=1)
    z_norm = (z - mu) / (var + eps)
    return z_norm
""",
        ),
        (
            "threw ε away together with the bug",
            """
def normalise_mended(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    std = np.std(z, axis=1, keepdims=True)
    z_norm = (z - mu) / std
    return z_norm
""",
        ),
        (
            "rooted everything, the numerator's deviation too",
            """
def normalise_mended(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    z_norm = np.sqrt(np.abs(z - mu) / (var + eps))
    return z_norm
""",
        ),
        (
            "returns a triple as the other function did",
            """
def normalise_mended(z, eps):
    mu = np.mean(z, axis=1, keepdims=True)
    var = np.var(z, axis=1, keepdims=True)
    z_norm = (z - mu) / np.sqrt(var + eps)
    return z_norm, mu, var
""",
        ),
    ],
    "constant_unit": [
        ("fears the division by 0; forgot what ε is for", "b"),
        ("applies γ z + β to the raw z: 2·3 - 1", "c"),
        ("forgot β: normalised to 0 and stopped there", "d"),
        ("thinks ε makes a huge number, though the numerator is 0", "e"),
        ("gives the number, not the letter", -1),
    ],
    # Lesson 02
    "hidden_layer": [
        (
            "batch norm after the activation",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = W @ x
    a = 1 / (1 + np.exp(-z))
    z_tilde = bn.batchnorm_forward(a, gamma, beta, eps)[0]
    return z_tilde
""",
        ),
        (
            "normalises the input x, not z",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = W @ bn.normalize(x, eps)[0]
    z_tilde = gamma * z + beta
    a = 1 / (1 + np.exp(-z_tilde))
    return a
""",
        ),
        (
            "skips batch norm: activates z",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = W @ x
    a = 1 / (1 + np.exp(-z))
    return a
""",
        ),
        (
            "computes z_tilde but activates z",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = W @ x
    z_tilde, cache = bn.batchnorm_forward(z, gamma, beta, eps)
    a = 1 / (1 + np.exp(-z))
    return a
""",
        ),
        (
            "normalises, but leaves γ and β out",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = W @ x
    z_tilde = bn.normalize(z, eps)[0]
    a = 1 / (1 + np.exp(-z_tilde))
    return a
""",
        ),
        (
            "forgot that batchnorm_forward returns two things",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = W @ x
    z_tilde = bn.batchnorm_forward(z, gamma, beta, eps)
    a = 1 / (1 + np.exp(-z_tilde))
    return a
""",
        ),
        (
            "wrong sign in the exponent",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = W @ x
    z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps)
    a = 1 / (1 + np.exp(z_tilde))
    return a
""",
        ),
        (
            "returned z_tilde without the activation",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = W @ x
    z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps)
    return z_tilde
""",
        ),
        (
            "multiplied W and x element by element",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = W * x
    z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps)
    a = 1 / (1 + np.exp(-z_tilde))
    return a
""",
        ),
        (
            "transposed: x.T @ W.T, examples in rows",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = x.T @ W.T
    z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps)
    a = 1 / (1 + np.exp(-z_tilde))
    return a
""",
        ),
        (
            "tanh where the task asks for the sigmoid",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = W @ x
    z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps)
    a = np.tanh(z_tilde)
    return a
""",
        ),
        (
            "passed beta and gamma in the wrong order",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = W @ x
    z_tilde, _ = bn.batchnorm_forward(z, beta, gamma, eps)
    a = 1 / (1 + np.exp(-z_tilde))
    return a
""",
        ),
        (
            "left eps out, so the default ε is used",
            """
def hidden_layer(x, W, gamma, beta, eps):
    z = W @ x
    z_tilde, _ = bn.batchnorm_forward(z, gamma, beta)
    a = 1 / (1 + np.exp(-z_tilde))
    return a
""",
        ),
    ],
    "count_parameters": [
        (
            "batch norm on the output layer too, in the place of its b",
            """
def count_parameters(sizes):
    count = 0
    for n_prev, n in zip(sizes[:-1], sizes[1:]):
        count += n_prev * n + 2 * n
    return count
""",
        ),
        (
            "kept the useless b of the hidden layers",
            """
def count_parameters(sizes):
    count = 0
    for i in range(1, len(sizes)):
        count += sizes[i] * sizes[i - 1] + sizes[i]
        if i < len(sizes) - 1:
            count += 2 * sizes[i]
    return count
""",
        ),
        (
            "counted only one of γ and β (γ forgotten)",
            """
def count_parameters(sizes):
    count = 0
    for i in range(1, len(sizes)):
        count += sizes[i] * sizes[i - 1] + sizes[i]
    return count
""",
        ),
        (
            "counted the net without batch norm's numbers and without b: W only",
            """
def count_parameters(sizes):
    count = 0
    for i in range(1, len(sizes)):
        count += sizes[i] * sizes[i - 1]
    return count
""",
        ),
        (
            "forgot b of the output layer",
            """
def count_parameters(sizes):
    count = 0
    for i in range(1, len(sizes)):
        count += sizes[i] * sizes[i - 1]
        if i < len(sizes) - 1:
            count += 2 * sizes[i]
    return count
""",
        ),
        (
            "batch norm on the output layer on top of its b",
            """
def count_parameters(sizes):
    count = 0
    for i in range(1, len(sizes)):
        count += sizes[i] * sizes[i - 1] + 2 * sizes[i]
    return count + sizes[-1]
""",
        ),
        (
            "γ and β one number per layer, not per unit",
            """
def count_parameters(sizes):
    count = 0
    for i in range(1, len(sizes)):
        count += sizes[i] * sizes[i - 1]
        if i < len(sizes) - 1:
            count += 2
    return count + sizes[-1]
""",
        ),
        (
            "γ and β for the inputs too",
            """
def count_parameters(sizes):
    count = 2 * sizes[0]
    for i in range(1, len(sizes)):
        count += sizes[i] * sizes[i - 1]
        if i < len(sizes) - 1:
            count += 2 * sizes[i]
    return count + sizes[-1]
""",
        ),
        (
            "counted μ and σ² as learned as well",
            """
def count_parameters(sizes):
    count = 0
    for i in range(1, len(sizes)):
        count += sizes[i] * sizes[i - 1]
        if i < len(sizes) - 1:
            count += 4 * sizes[i]
    return count + sizes[-1]
""",
        ),
        (
            "wrote in the lecture's net's number, whatever the sizes",
            """
def count_parameters(sizes):
    return 21
""",
        ),
        (
            "off by one: the loop leaves the output layer out",
            """
def count_parameters(sizes):
    count = 0
    for i in range(1, len(sizes) - 1):
        count += sizes[i] * sizes[i - 1] + 2 * sizes[i]
    return count
""",
        ),
    ],
    "spot_the_misplaced_norm": [
        (
            "left it as it was",
            """
def scores(x, P, eps):
    z1 = P["W1"] @ x
    a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
    z2 = P["W2"] @ a1
    a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
    z3 = P["W3"] @ a2 + P["b3"]
    z3 = bn.normalize(z3, eps)[0]
    return z3
""",
        ),
        (
            "normalises a2 in place of the scores",
            """
def scores(x, P, eps):
    z1 = P["W1"] @ x
    a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
    z2 = P["W2"] @ a1
    a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
    a2 = bn.normalize(a2, eps)[0]
    z3 = P["W3"] @ a2 + P["b3"]
    return z3
""",
        ),
        (
            "adds b after normalising the scores, and keeps the normalisation",
            """
def scores(x, P, eps):
    z1 = P["W1"] @ x
    a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
    z2 = P["W2"] @ a1
    a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
    z3 = bn.normalize(P["W3"] @ a2, eps)[0] + P["b3"]
    return z3
""",
        ),
        (
            "removes the normalisation and the bias with it",
            """
def scores(x, P, eps):
    z1 = P["W1"] @ x
    a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
    z2 = P["W2"] @ a1
    a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
    z3 = P["W3"] @ a2
    return z3
""",
        ),
        (
            "puts an activation on the scores instead",
            """
def scores(x, P, eps):
    z1 = P["W1"] @ x
    a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
    z2 = P["W2"] @ a1
    a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
    z3 = np.tanh(P["W3"] @ a2 + P["b3"])
    return z3
""",
        ),
        (
            "looks up a γ of the output layer, which does not exist",
            """
def scores(x, P, eps):
    z1 = P["W1"] @ x
    a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
    z2 = P["W2"] @ a1
    a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
    z3 = P["W3"] @ a2 + P["b3"]
    return bn.batchnorm_forward(z3, P["gamma3"], P["beta3"], eps)[0]
""",
        ),
        (
            "moves all batch norms behind the activations",
            """
def scores(x, P, eps):
    a1 = bn.batchnorm_forward(np.tanh(P["W1"] @ x), P["gamma1"], P["beta1"], eps)[0]
    a2 = bn.batchnorm_forward(np.tanh(P["W2"] @ a1), P["gamma2"], P["beta2"], eps)[0]
    z3 = P["W3"] @ a2 + P["b3"]
    return z3
""",
        ),
        (
            "takes batch norm out of the last hidden layer too",
            """
def scores(x, P, eps):
    z1 = P["W1"] @ x
    a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
    z2 = P["W2"] @ a1
    a2 = np.tanh(z2)
    z3 = P["W3"] @ a2 + P["b3"]
    return z3
""",
        ),
    ],
    "before_or_after": [
        ("thinks that the sigmoid keeps the mean 0", "abc"),
        ("does not see that W's scale cancels", "a"),
        ("mixes the units with the examples", "acd"),
        ("thinks that the output layer is normalised as well", "ace"),
        ("sees the scale cancel, but not the mean", "c"),
        ("thinks the normalisation goes for a, not for z̃", "b"),
    ],
    # Lesson 03
    "parameter_shapes": [
        (
            "W transposed: (n_prev, n)",
            """
def parameter_shapes(n_prev, n, m):
    return (n_prev, n), (n, 1), (n, 1), (n, 1), (n, m)
""",
        ),
        (
            "γ and β flat: (n,)",
            """
def parameter_shapes(n_prev, n, m):
    return (n, n_prev), (n,), (n,), (n, 1), (n, m)
""",
        ),
        (
            "γ and β as rows: (1, n)",
            """
def parameter_shapes(n_prev, n, m):
    return (n, n_prev), (1, n), (1, n), (n, 1), (n, m)
""",
        ),
        (
            "one γ and β per example: (n, m)",
            """
def parameter_shapes(n_prev, n, m):
    return (n, n_prev), (n, m), (n, m), (n, 1), (n, m)
""",
        ),
        (
            "μ one number per example: (1, m)",
            """
def parameter_shapes(n_prev, n, m):
    return (n, n_prev), (n, 1), (n, 1), (1, m), (n, m)
""",
        ),
        (
            "z for one example only: (n, 1)",
            """
def parameter_shapes(n_prev, n, m):
    return (n, n_prev), (n, 1), (n, 1), (n, 1), (n, 1)
""",
        ),
        (
            "z with examples in rows: (m, n)",
            """
def parameter_shapes(n_prev, n, m):
    return (n, n_prev), (n, 1), (n, 1), (n, 1), (m, n)
""",
        ),
        (
            "γ has one number per input",
            """
def parameter_shapes(n_prev, n, m):
    return (n, n_prev), (n_prev, 1), (n_prev, 1), (n, 1), (n, m)
""",
        ),
        (
            "one γ and β for the whole layer: (1, 1)",
            """
def parameter_shapes(n_prev, n, m):
    return (n, n_prev), (1, 1), (1, 1), (n, 1), (n, m)
""",
        ),
        (
            "z has the shape of the inputs, (n_prev, m)",
            """
def parameter_shapes(n_prev, n, m):
    return (n, n_prev), (n, 1), (n, 1), (n, 1), (n_prev, m)
""",
        ),
        (
            "arrays of these shapes in the place of tuples",
            """
def parameter_shapes(n_prev, n, m):
    one = np.ones((n, 1))
    return np.zeros((n, n_prev)), one, one, one, np.zeros((n, m))
""",
        ),
        (
            "numbers for (n, 1): n counted as the shape",
            """
def parameter_shapes(n_prev, n, m):
    return (n, n_prev), n, n, n, (n, m)
""",
        ),
        (
            "shapes read off the lecture's net, not computed from the arguments",
            """
def parameter_shapes(n_prev, n, m):
    return (2, 3), (2, 1), (2, 1), (2, 1), (2, 4)
""",
        ),
    ],
    "scale_units": [
        (
            "multiplied the flat γ as it is: it lies along the examples",
            """
def scale_units(z_norm, gamma):
    scaled = gamma * z_norm
    return scaled
""",
        ),
        (
            "γ made into a row, (1, n)",
            """
def scale_units(z_norm, gamma):
    scaled = gamma.reshape(1, -1) * z_norm
    return scaled
""",
        ),
        (
            "gamma.T on a flat array does nothing",
            """
def scale_units(z_norm, gamma):
    scaled = gamma.T * z_norm
    return scaled
""",
        ),
        (
            "matrix product: sums the units up",
            """
def scale_units(z_norm, gamma):
    scaled = gamma @ z_norm
    return scaled
""",
        ),
        (
            "transposed on the way and never back: (m, n)",
            """
def scale_units(z_norm, gamma):
    scaled = z_norm.T * gamma
    return scaled
""",
        ),
        (
            "changes the caller's z_norm",
            """
def scale_units(z_norm, gamma):
    z_norm *= gamma[:, None]
    return z_norm
""",
        ),
        (
            "added where it should scale",
            """
def scale_units(z_norm, gamma):
    scaled = z_norm + gamma[:, None]
    return scaled
""",
        ),
        (
            "guesses by trying: reshapes only when NumPy complains",
            """
def scale_units(z_norm, gamma):
    try:
        return gamma * z_norm
    except ValueError:
        return gamma[:, None] * z_norm
""",
        ),
        (
            "reshapes γ to (4, 1), the size of the example in the notebook",
            """
def scale_units(z_norm, gamma):
    return gamma.reshape(4, 1) * z_norm
""",
        ),
    ],
    "spot_the_lost_axis": [
        (
            "transposed the answer's flat mean, which does nothing",
            """
def centre(z):
    mu = z.mean(axis=1).T
    return z - mu
""",
        ),
        (
            "switched to axis=0: runs, and subtracts each example's mean",
            """
def centre(z):
    mu = z.mean(axis=0)
    return z - mu
""",
        ),
        (
            "axis=0 with keepdims",
            """
def centre(z):
    mu = z.mean(axis=0, keepdims=True)
    return z - mu
""",
        ),
        (
            "one mean of everything",
            """
def centre(z):
    mu = z.mean()
    return z - mu
""",
        ),
        (
            "made μ a row",
            """
def centre(z):
    mu = z.mean(axis=1).reshape(1, -1)
    return z - mu
""",
        ),
        (
            "gave the transpose back",
            """
def centre(z):
    mu = z.mean(axis=1)
    return z.T - mu
""",
        ),
        (
            "normalised, where only the mean was to go",
            """
def centre(z):
    mu = z.mean(axis=1, keepdims=True)
    return (z - mu) / z.std(axis=1, keepdims=True)
""",
        ),
        (
            "left as it was",
            """
def centre(z):
    mu = z.mean(axis=1)
    return z - mu
""",
        ),
        (
            "in place: z -= mu changes the caller's array",
            """
def centre(z):
    mu = z.mean(axis=1, keepdims=True)
    z -= mu
    return z
""",
        ),
        (
            "returned μ",
            """
def centre(z):
    mu = z.mean(axis=1, keepdims=True)
    return mu
""",
        ),
    ],
    "normalise_table": [
        (
            "kept axis=1 from the lessons: each example over its units",
            """
def normalise_table(x, eps):
    mu = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    x_norm = (x - mu) / np.sqrt(var + eps)
    return x_norm
""",
        ),
        (
            "called bn.normalize, which takes examples in columns",
            """
def normalise_table(x, eps):
    return bn.normalize(x, eps)[0]
""",
        ),
        (
            "turned the table round and did not turn it back",
            """
def normalise_table(x, eps):
    x_norm = bn.normalize(x.T, eps)[0]
    return x_norm
""",
        ),
        (
            "divided by the variance",
            """
def normalise_table(x, eps):
    mu = x.mean(axis=0)
    var = x.var(axis=0)
    x_norm = (x - mu) / (var + eps)
    return x_norm
""",
        ),
        (
            "ε outside the root",
            """
def normalise_table(x, eps):
    x_norm = (x - x.mean(axis=0)) / (x.std(axis=0) + eps)
    return x_norm
""",
        ),
        (
            "one mean, one variance for the whole table",
            """
def normalise_table(x, eps):
    return (x - x.mean()) / np.sqrt(x.var() + eps)
""",
        ),
        (
            "ddof=1",
            """
def normalise_table(x, eps):
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0, ddof=1) + eps)
""",
        ),
        (
            "reshape in the place of a transpose scrambles the numbers",
            """
def normalise_table(x, eps):
    m, n = x.shape
    z_norm = bn.normalize(x.reshape(n, m), eps)[0]
    return z_norm.reshape(m, n)
""",
        ),
        (
            "only centred",
            """
def normalise_table(x, eps):
    return x - x.mean(axis=0)
""",
        ),
        (
            "forgot ε",
            """
def normalise_table(x, eps):
    return (x - x.mean(axis=0)) / x.std(axis=0)
""",
        ),
    ],
    "silent_shape": [
        ("thinks a flat (n,) lies along the units; it raises an error for (4, 6)", "a"),
        ("thinks a row (1, 4) broadcasts against 6 columns", "b"),
        ("thinks (6, 1) fits the examples", "c"),
        ("thinks a (4, 4) matrix is multiplied as a matrix", "e"),
        ("names all that look odd", "abde"),
    ],
    # Lesson 04
    "bias_drops_out": [
        (
            "adds b to the variance too",
            """
def with_bias(mu, var, b):
    new_mu = mu + b
    new_var = var + b
    return new_mu, new_var
""",
        ),
        (
            "adds b² to the variance",
            """
def with_bias(mu, var, b):
    new_mu = mu + b
    new_var = var + b**2
    return new_mu, new_var
""",
        ),
        (
            "thinks that the mean does not change either (b drops out everywhere)",
            """
def with_bias(mu, var, b):
    return mu, var
""",
        ),
        (
            "thinks that the new mean is 0, as after normalising",
            """
def with_bias(mu, var, b):
    new_mu = np.zeros_like(mu)
    new_var = var
    return new_mu, new_var
""",
        ),
        (
            "subtracts b",
            """
def with_bias(mu, var, b):
    return mu - b, var
""",
        ),
        (
            "changes mu in place with +=",
            """
def with_bias(mu, var, b):
    mu += b
    return mu, var
""",
        ),
        (
            "var² + b²-style: scales the variance by b²",
            """
def with_bias(mu, var, b):
    return mu + b, b**2 * var
""",
        ),
        (
            "returns variance first",
            """
def with_bias(mu, var, b):
    return var, mu + b
""",
        ),
        (
            "takes b's mean over the units: one number",
            """
def with_bias(mu, var, b):
    return mu + b.mean(), var
""",
        ),
    ],
    "drop_useless_biases": [
        (
            "throws out every b, the output's too",
            """
def drop_useless_biases(P):
    kept = {}
    for name, value in P.items():
        if not name.startswith("b"):
            kept[name] = value
    return kept
""",
        ),
        (
            "throws out every b1, b2, ... by the first letter and a digit, the output's too",
            """
def drop_useless_biases(P):
    kept = {}
    for name, value in P.items():
        if not (name[0] == "b" and name[1:].isdigit()):
            kept[name] = value
    return kept
""",
        ),
        (
            "the letter b is in beta as well: β is lost with it",
            """
def drop_useless_biases(P):
    kept = {}
    for name, value in P.items():
        if "b" in name and "gamma" + name[-1] in P:
            continue
        kept[name] = value
    return kept
""",
        ),
        (
            "pops from P itself while going through a copy",
            """
def drop_useless_biases(P):
    for name in list(P):
        if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P:
            P.pop(name)
    return P
""",
        ),
        (
            "deletes from P while looping over it: RuntimeError",
            """
def drop_useless_biases(P):
    for name, value in P.items():
        if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P:
            del P[name]
    return P
""",
        ),
        (
            "keeps only what is dropped: condition upside down",
            """
def drop_useless_biases(P):
    kept = {}
    for name, value in P.items():
        if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P:
            kept[name] = value
    return kept
""",
        ),
        (
            "takes the last digit for the layer's number: b12 looks up gamma2",
            """
def drop_useless_biases(P):
    kept = {}
    for name, value in P.items():
        if name[0] == "b" and name[1:].isdigit() and "gamma" + name[-1] in P:
            continue
        kept[name] = value
    return kept
""",
        ),
        (
            "drops b1 and b2 by name, as in the lecture's net",
            """
def drop_useless_biases(P):
    kept = {}
    for name, value in P.items():
        if name not in ("b1", "b2"):
            kept[name] = value
    return kept
""",
        ),
        (
            "sets the bias to 0 and keeps it",
            """
def drop_useless_biases(P):
    kept = {}
    for name, value in P.items():
        if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P:
            value = 0 * value
        kept[name] = value
    return kept
""",
        ),
        (
            "drops the biases where there is NO batch norm",
            """
def drop_useless_biases(P):
    kept = {}
    for name, value in P.items():
        if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] not in P:
            continue
        kept[name] = value
    return kept
""",
        ),
        (
            "returns inside the loop, after the first entry",
            """
def drop_useless_biases(P):
    kept = {}
    for name, value in P.items():
        if not (name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P):
            kept[name] = value
        return kept
""",
        ),
        (
            "thinks the last layer alone has a b, and keeps the highest number's",
            """
def drop_useless_biases(P):
    last = max(int(name[1:]) for name in P if name[0] == "W")
    kept = {}
    for name, value in P.items():
        if name[0] == "b" and name[1:].isdigit() and int(name[1:]) != last:
            continue
        kept[name] = value
    return kept
""",
        ),
    ],
    "spot_the_kept_bias": [
        (
            "== in the place of is: still compares an object with a class",
            """
def needs_bias(layers):
    answers = []
    for i, layer in enumerate(layers):
        if isinstance(layer, bn.Linear):
            following = layers[i + 1] if i + 1 < len(layers) else None
            answers.append(following != bn.BatchNorm)
    return answers
""",
        ),
        (
            "left out the not: says the opposite",
            """
def needs_bias(layers):
    answers = []
    for i, layer in enumerate(layers):
        if isinstance(layer, bn.Linear):
            following = layers[i + 1] if i + 1 < len(layers) else None
            answers.append(isinstance(following, bn.BatchNorm))
    return answers
""",
        ),
        (
            "looks at the layer before",
            """
def needs_bias(layers):
    answers = []
    for i, layer in enumerate(layers):
        if isinstance(layer, bn.Linear):
            before = layers[i - 1] if i > 0 else None
            answers.append(not isinstance(before, bn.BatchNorm))
    return answers
""",
        ),
        (
            "asks whether any later layer is a BatchNorm",
            """
def needs_bias(layers):
    answers = []
    for i, layer in enumerate(layers):
        if isinstance(layer, bn.Linear):
            rest = layers[i + 1:]
            answers.append(not any(isinstance(one, bn.BatchNorm) for one in rest))
    return answers
""",
        ),
        (
            "runs past the end of the list: IndexError for the last layer",
            """
def needs_bias(layers):
    answers = []
    for i, layer in enumerate(layers):
        if isinstance(layer, bn.Linear):
            answers.append(not isinstance(layers[i + 1], bn.BatchNorm))
    return answers
""",
        ),
        (
            "only the last layer needs a b, whatever follows the others",
            """
def needs_bias(layers):
    answers = []
    for i, layer in enumerate(layers):
        if isinstance(layer, bn.Linear):
            answers.append(i == len(layers) - 1)
    return answers
""",
        ),
        (
            "asks about the layer itself",
            """
def needs_bias(layers):
    answers = []
    for i, layer in enumerate(layers):
        if isinstance(layer, bn.Linear):
            answers.append(not isinstance(layer, bn.BatchNorm))
    return answers
""",
        ),
        (
            "one answer per layer, the ones that are not Linear too",
            """
def needs_bias(layers):
    answers = []
    for i, layer in enumerate(layers):
        following = layers[i + 1] if i + 1 < len(layers) else None
        answers.append(not isinstance(following, bn.BatchNorm))
    return answers
""",
        ),
        (
            "reads off whether the layer has a b, not whether it needs one",
            """
def needs_bias(layers):
    return ["b" in layer.params for layer in layers if isinstance(layer, bn.Linear)]
""",
        ),
        (
            "looks two layers on",
            """
def needs_bias(layers):
    answers = []
    for i, layer in enumerate(layers):
        if isinstance(layer, bn.Linear):
            following = layers[i + 2] if i + 2 < len(layers) else None
            answers.append(not isinstance(following, bn.BatchNorm))
    return answers
""",
        ),
    ],
    "why_db_is_zero": [
        ("mixes the value of b with its gradient", "a"),
        ("mixes the learning rate with the gradient", "c"),
        ("thinks that dz̃, not dz, has mean 0", "d"),
        ("blames saturation", "e"),
    ],
    "huge_bias": [
        ("thinks adding b scales the variance", "a"),
        ("thinks float64 ends before 1e15", "b"),
        ("compares ε with b", "c"),
        ("has no idea of rounding: blames the axis", "e"),
    ],
    # Lesson 05
    "dgamma_dbeta": [
        (
            "mean in the place of the sum: 1/m a second time",
            """
def dgamma_dbeta(dz_tilde, z_norm):
    dgamma = np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
    dbeta = np.mean(dz_tilde, axis=1, keepdims=True)
    return dgamma, dbeta
""",
        ),
        (
            "no sum at all: (n, m)",
            """
def dgamma_dbeta(dz_tilde, z_norm):
    dgamma = dz_tilde * z_norm
    dbeta = dz_tilde
    return dgamma, dbeta
""",
        ),
        (
            "sum over the units, axis=0",
            """
def dgamma_dbeta(dz_tilde, z_norm):
    dgamma = np.sum(dz_tilde * z_norm, axis=0, keepdims=True)
    dbeta = np.sum(dz_tilde, axis=0, keepdims=True)
    return dgamma, dbeta
""",
        ),
        (
            "keepdims forgotten",
            """
def dgamma_dbeta(dz_tilde, z_norm):
    dgamma = np.sum(dz_tilde * z_norm, axis=1)
    dbeta = np.sum(dz_tilde, axis=1)
    return dgamma, dbeta
""",
        ),
        (
            "dβ before dγ",
            """
def dgamma_dbeta(dz_tilde, z_norm):
    dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True)
    dbeta = np.sum(dz_tilde, axis=1, keepdims=True)
    return dbeta, dgamma
""",
        ),
        (
            "matrix product dz_tilde z_normᵀ, as for dW: (n, n)",
            """
def dgamma_dbeta(dz_tilde, z_norm):
    dgamma = dz_tilde @ z_norm.T
    dbeta = np.sum(dz_tilde, axis=1, keepdims=True)
    return dgamma, dbeta
""",
        ),
        (
            "product of sums in the place of the sum of products",
            """
def dgamma_dbeta(dz_tilde, z_norm):
    dbeta = np.sum(dz_tilde, axis=1, keepdims=True)
    dgamma = dbeta * np.sum(z_norm, axis=1, keepdims=True)
    return dgamma, dbeta
""",
        ),
        (
            "dγ without z_norm: the same as dβ",
            """
def dgamma_dbeta(dz_tilde, z_norm):
    dbeta = np.sum(dz_tilde, axis=1, keepdims=True)
    dgamma = np.sum(dz_tilde, axis=1, keepdims=True)
    return dgamma, dbeta
""",
        ),
        (
            "wrong sign, as if the update were in it",
            """
def dgamma_dbeta(dz_tilde, z_norm):
    dgamma = -np.sum(dz_tilde * z_norm, axis=1, keepdims=True)
    dbeta = -np.sum(dz_tilde, axis=1, keepdims=True)
    return dgamma, dbeta
""",
        ),
        (
            "sums over everything: one number for the layer",
            """
def dgamma_dbeta(dz_tilde, z_norm):
    return np.sum(dz_tilde * z_norm), np.sum(dz_tilde)
""",
        ),
        (
            "only dγ averaged",
            """
def dgamma_dbeta(dz_tilde, z_norm):
    dgamma = np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
    dbeta = np.sum(dz_tilde, axis=1, keepdims=True)
    return dgamma, dbeta
""",
        ),
    ],
    "gradient_of_the_variance": [
        (
            "forgot the factor -1/2",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    dvar = np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * (var + eps) ** (-1.5)
    return dvar
""",
        ),
        (
            "sign forgotten",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    dvar = np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * 0.5 * (var + eps) ** (-1.5)
    return dvar
""",
        ),
        (
            "exponent left at -1/2",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    dvar = np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** (-0.5)
    return dvar
""",
        ),
        (
            "exponent raised: +1/2 in the place of -3/2",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    dvar = np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** 0.5
    return dvar
""",
        ),
        (
            "no sum over the examples",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    dvar = dz_norm * (z - mu) * -0.5 * (var + eps) ** (-1.5)
    return dvar
""",
        ),
        (
            "z - μ left out",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    dvar = np.sum(dz_norm, axis=1, keepdims=True) * -0.5 * (var + eps) ** (-1.5)
    return dvar
""",
        ),
        (
            "mean in the place of the sum",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    dvar = np.mean(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** (-1.5)
    return dvar
""",
        ),
        (
            "forgot ε",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    dvar = np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * var ** (-1.5)
    return dvar
""",
        ),
        (
            "keepdims forgotten, and broadcasting makes an (n, n)",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    dvar = np.sum(dz_norm * (z - mu), axis=1) * -0.5 * (var + eps) ** (-1.5)
    return dvar
""",
        ),
        (
            "used z_norm, (z - μ)/√(σ²+ε), for z - μ: once too many divided",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    z_norm = (z - mu) / np.sqrt(var + eps)
    dvar = np.sum(dz_norm * z_norm, axis=1, keepdims=True) * -0.5 * (var + eps) ** (-1.5)
    return dvar
""",
        ),
        (
            "z without μ",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    dvar = np.sum(dz_norm * z, axis=1, keepdims=True) * -0.5 * (var + eps) ** (-1.5)
    return dvar
""",
        ),
        (
            "derivative with respect to σ, not σ²",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    dvar = -np.sum(dz_norm * (z - mu), axis=1, keepdims=True) / (var + eps)
    return dvar
""",
        ),
        (
            "sum over the units, axis=0",
            """
def dvar_step(dz_norm, z, mu, var, eps):
    dvar = np.sum(dz_norm * (z - mu) * -0.5 * (var + eps) ** (-1.5), axis=0, keepdims=True)
    return dvar
""",
        ),
    ],
    "dz_in_one_line": [
        (
            "μ and σ² taken for constants",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    dz = gamma / np.sqrt(var + eps) * dz_tilde
    return dz
""",
        ),
        (
            "σ² taken for a constant, μ not",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    dz_norm = gamma * dz_tilde
    dz = (dz_norm - dz_norm.mean(axis=1, keepdims=True)) / np.sqrt(var + eps)
    return dz
""",
        ),
        (
            "μ taken for a constant, σ² not",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    dz_norm = gamma * dz_tilde
    second = z_norm * np.mean(dz_norm * z_norm, axis=1, keepdims=True)
    dz = (dz_norm - second) / np.sqrt(var + eps)
    return dz
""",
        ),
        (
            "γ forgotten",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    first = dz_tilde.mean(axis=1, keepdims=True)
    second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
    dz = (dz_tilde - first - second) / np.sqrt(var + eps)
    return dz
""",
        ),
        (
            "sums where means are needed: 1/m forgotten",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    first = dz_tilde.sum(axis=1, keepdims=True)
    second = z_norm * np.sum(dz_tilde * z_norm, axis=1, keepdims=True)
    dz = gamma * (dz_tilde - first - second) / np.sqrt(var + eps)
    return dz
""",
        ),
        (
            "divided by σ² in the place of σ",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    first = dz_tilde.mean(axis=1, keepdims=True)
    second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
    dz = gamma * (dz_tilde - first - second) / (var + eps)
    return dz
""",
        ),
        (
            "multiplied by the root instead of dividing",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    first = dz_tilde.mean(axis=1, keepdims=True)
    second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
    dz = gamma * (dz_tilde - first - second) * np.sqrt(var + eps)
    return dz
""",
        ),
        (
            "wrong sign of the variance's term",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    first = dz_tilde.mean(axis=1, keepdims=True)
    second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
    dz = gamma * (dz_tilde - first + second) / np.sqrt(var + eps)
    return dz
""",
        ),
        (
            "both correcting terms with the wrong sign",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    first = dz_tilde.mean(axis=1, keepdims=True)
    second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
    dz = gamma * (dz_tilde + first + second) / np.sqrt(var + eps)
    return dz
""",
        ),
        (
            "means over the units",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    first = dz_tilde.mean(axis=0, keepdims=True)
    second = z_norm * np.mean(dz_tilde * z_norm, axis=0, keepdims=True)
    dz = gamma * (dz_tilde - first - second) / np.sqrt(var + eps)
    return dz
""",
        ),
        (
            "keepdims forgotten: error in broadcasting",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    first = dz_tilde.mean(axis=1)
    second = z_norm * np.mean(dz_tilde * z_norm, axis=1)
    dz = gamma * (dz_tilde - first - second) / np.sqrt(var + eps)
    return dz
""",
        ),
        (
            "z_norm forgotten outside the mean in the variance's term",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    first = dz_tilde.mean(axis=1, keepdims=True)
    second = np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
    dz = gamma * (dz_tilde - first - second) / np.sqrt(var + eps)
    return dz
""",
        ),
        (
            "m - 1 in the means",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    m = z_norm.shape[1] - 1
    first = dz_tilde.sum(axis=1, keepdims=True) / m
    second = z_norm * np.sum(dz_tilde * z_norm, axis=1, keepdims=True) / m
    dz = gamma * (dz_tilde - first - second) / np.sqrt(var + eps)
    return dz
""",
        ),
        (
            "forgot ε",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    first = dz_tilde.mean(axis=1, keepdims=True)
    second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
    dz = gamma * (dz_tilde - first - second) / np.sqrt(var)
    return dz
""",
        ),
        (
            "the division by √(σ²+ε) forgotten",
            """
def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
    first = dz_tilde.mean(axis=1, keepdims=True)
    second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
    dz = gamma * (dz_tilde - first - second)
    return dz
""",
        ),
    ],
    "spot_the_backward_bug": [
        (
            "left it as it was (σ² is a constant in it)",
            """
def backward_mended(dz_tilde, z_norm, gamma, var, eps):
    m = dz_tilde.shape[1]
    dz_norm = gamma * dz_tilde
    dz = dz_norm / np.sqrt(var + eps)
    dz = dz - np.sum(dz, axis=1, keepdims=True) / m
    return dz
""",
        ),
        (
            "took the mean's path out instead of adding the variance's",
            """
def backward_mended(dz_tilde, z_norm, gamma, var, eps):
    dz_norm = gamma * dz_tilde
    dz = dz_norm / np.sqrt(var + eps)
    return dz
""",
        ),
        (
            "thought that γ was wrong there and removed it",
            """
def backward_mended(dz_tilde, z_norm, gamma, var, eps):
    m = dz_tilde.shape[1]
    dz = dz_tilde / np.sqrt(var + eps)
    dz = dz - np.sum(dz, axis=1, keepdims=True) / m
    return dz
""",
        ),
        (
            "added the variance's path with the wrong sign",
            """
def backward_mended(dz_tilde, z_norm, gamma, var, eps):
    m = dz_tilde.shape[1]
    dz_norm = gamma * dz_tilde
    dz = dz_norm / np.sqrt(var + eps)
    back = z_norm * np.sum(dz * z_norm, axis=1, keepdims=True) / m
    dz = dz - np.sum(dz, axis=1, keepdims=True) / m + back
    return dz
""",
        ),
        (
            "variance's path without 1/m",
            """
def backward_mended(dz_tilde, z_norm, gamma, var, eps):
    m = dz_tilde.shape[1]
    dz_norm = gamma * dz_tilde
    dz = dz_norm / np.sqrt(var + eps)
    back = z_norm * np.sum(dz * z_norm, axis=1, keepdims=True)
    dz = dz - np.sum(dz, axis=1, keepdims=True) / m - back
    return dz
""",
        ),
        (
            "divides the variance's path by √(σ²+ε) once more",
            """
def backward_mended(dz_tilde, z_norm, gamma, var, eps):
    m = dz_tilde.shape[1]
    dz_norm = gamma * dz_tilde
    s = np.sqrt(var + eps)
    dz = dz_norm / s
    back = z_norm * np.sum(dz * z_norm, axis=1, keepdims=True) / m / s
    dz = dz - np.sum(dz, axis=1, keepdims=True) / m - back
    return dz
""",
        ),
        (
            "blamed 1/m: took it out",
            """
def backward_mended(dz_tilde, z_norm, gamma, var, eps):
    dz_norm = gamma * dz_tilde
    dz = dz_norm / np.sqrt(var + eps)
    dz = dz - np.sum(dz, axis=1, keepdims=True)
    return dz
""",
        ),
        (
            "blamed the root",
            """
def backward_mended(dz_tilde, z_norm, gamma, var, eps):
    m = dz_tilde.shape[1]
    dz_norm = gamma * dz_tilde
    dz = dz_norm / (var + eps)
    dz = dz - np.sum(dz, axis=1, keepdims=True) / m
    return dz
""",
        ),
        (
            "blamed the axis",
            """
def backward_mended(dz_tilde, z_norm, gamma, var, eps):
    m = dz_tilde.shape[1]
    dz_norm = gamma * dz_tilde
    dz = dz_norm / np.sqrt(var + eps)
    dz = dz - np.sum(dz, axis=0, keepdims=True) / m
    return dz
""",
        ),
        (
            "variance's path without the z_norm outside the sum",
            """
def backward_mended(dz_tilde, z_norm, gamma, var, eps):
    m = dz_tilde.shape[1]
    dz_norm = gamma * dz_tilde
    dz = dz_norm / np.sqrt(var + eps)
    back = np.sum(dz * z_norm, axis=1, keepdims=True) / m
    dz = dz - np.sum(dz, axis=1, keepdims=True) / m - back
    return dz
""",
        ),
    ],
    "batch_of_one": [
        ("thinks that γ depends on m", "a"),
        ("mistrusts finite differences", "c"),
        ("looks at dγ and dβ, not at dz", "d"),
        ("blames ε", "e"),
    ],
    # Lesson 06
    "updates_per_epoch": [
        (
            "rounds down: the ragged mini-batch is lost",
            """
def number_of_updates(n_examples, batch_size, epochs):
    updates = n_examples // batch_size * epochs
    return updates
""",
        ),
        (
            "true division: not a whole number",
            """
def number_of_updates(n_examples, batch_size, epochs):
    updates = n_examples / batch_size * epochs
    return updates
""",
        ),
        (
            "always one more: wrong when nothing is left over",
            """
def number_of_updates(n_examples, batch_size, epochs):
    updates = (n_examples // batch_size + 1) * epochs
    return updates
""",
        ),
        (
            "rounds up at the very end, not once per epoch",
            """
def number_of_updates(n_examples, batch_size, epochs):
    updates = int(np.ceil(n_examples * epochs / batch_size))
    return updates
""",
        ),
        (
            "forgot the epochs",
            """
def number_of_updates(n_examples, batch_size, epochs):
    updates = -(-n_examples // batch_size)
    return updates
""",
        ),
        (
            "one update per example",
            """
def number_of_updates(n_examples, batch_size, epochs):
    updates = n_examples * epochs
    return updates
""",
        ),
        (
            "one update per epoch",
            """
def number_of_updates(n_examples, batch_size, epochs):
    updates = epochs
    return updates
""",
        ),
        (
            "adds the ragged one once, not in each epoch",
            """
def number_of_updates(n_examples, batch_size, epochs):
    updates = n_examples // batch_size * epochs
    if n_examples % batch_size:
        updates += 1
    return updates
""",
        ),
        (
            "rounds to the nearest",
            """
def number_of_updates(n_examples, batch_size, epochs):
    updates = round(n_examples / batch_size) * epochs
    return updates
""",
        ),
        (
            "counts the examples left over, not the mini-batch that they make",
            """
def number_of_updates(n_examples, batch_size, epochs):
    updates = (n_examples // batch_size + n_examples % batch_size) * epochs
    return updates
""",
        ),
    ],
    "cut_into_minibatches": [
        (
            "the last, smaller one is dropped",
            """
def cut(X, Y, batch_size, order):
    batches = []
    for t in range(len(order) // batch_size):
        pick = order[t * batch_size : (t + 1) * batch_size]
        batches.append((X[:, pick], Y[pick]))
    return batches
""",
        ),
        (
            "ignores the order",
            """
def cut(X, Y, batch_size, order):
    batches = []
    for start in range(0, X.shape[1], batch_size):
        batches.append((X[:, start : start + batch_size], Y[start : start + batch_size]))
    return batches
""",
        ),
        (
            "shuffles X but not Y: images lose their labels",
            """
def cut(X, Y, batch_size, order):
    batches = []
    X = X[:, order]
    for start in range(0, X.shape[1], batch_size):
        batches.append((X[:, start : start + batch_size], Y[start : start + batch_size]))
    return batches
""",
        ),
        (
            "cuts rows: features in the place of examples",
            """
def cut(X, Y, batch_size, order):
    batches = []
    for start in range(0, len(order), batch_size):
        pick = order[start : start + batch_size]
        batches.append((X[pick], Y[pick]))
    return batches
""",
        ),
        (
            "shuffles with its own random order",
            """
def cut(X, Y, batch_size, order):
    batches = []
    order = np.random.permutation(X.shape[1])
    for start in range(0, len(order), batch_size):
        pick = order[start : start + batch_size]
        batches.append((X[:, pick], Y[pick]))
    return batches
""",
        ),
        (
            "two lists in the place of a list of pairs",
            """
def cut(X, Y, batch_size, order):
    Xs, Ys = [], []
    for start in range(0, len(order), batch_size):
        pick = order[start : start + batch_size]
        Xs.append(X[:, pick])
        Ys.append(Y[pick])
    return Xs, Ys
""",
        ),
        (
            "returns inside the loop",
            """
def cut(X, Y, batch_size, order):
    batches = []
    for start in range(0, len(order), batch_size):
        pick = order[start : start + batch_size]
        batches.append((X[:, pick], Y[pick]))
        return batches
""",
        ),
        (
            "mini-batches overlap: the loop goes in steps of 1",
            """
def cut(X, Y, batch_size, order):
    batches = []
    for start in range(0, len(order)):
        pick = order[start : start + batch_size]
        batches.append((X[:, pick], Y[pick]))
    return batches
""",
        ),
        (
            "off by one: the last of each mini-batch is lost",
            """
def cut(X, Y, batch_size, order):
    batches = []
    for start in range(0, len(order), batch_size):
        pick = order[start : start + batch_size - 1]
        batches.append((X[:, pick], Y[pick]))
    return batches
""",
        ),
        (
            "batch_size taken for the number of mini-batches",
            """
def cut(X, Y, batch_size, order):
    batches = []
    for pick in np.array_split(order, batch_size):
        batches.append((X[:, pick], Y[pick]))
    return batches
""",
        ),
        (
            "equal sizes by array_split: the rest is spread over the mini-batches",
            """
def cut(X, Y, batch_size, order):
    batches = []
    count = -(-len(order) // batch_size)
    for pick in np.array_split(order, count):
        batches.append((X[:, pick], Y[pick]))
    return batches
""",
        ),
        (
            "the ragged one is filled up with the first examples again",
            """
def cut(X, Y, batch_size, order):
    batches = []
    for start in range(0, len(order), batch_size):
        pick = order[start : start + batch_size]
        pick = np.concatenate([pick, order[: batch_size - len(pick)]])
        batches.append((X[:, pick], Y[pick]))
    return batches
""",
        ),
        (
            "shuffles the caller's X in place",
            """
def cut(X, Y, batch_size, order):
    batches = []
    X[:] = X[:, order]
    Y[:] = Y[order]
    for start in range(0, len(order), batch_size):
        stop = start + batch_size
        batches.append((X[:, start:stop].copy(), Y[start:stop].copy()))
    return batches
""",
        ),
    ],
    "spread_of_the_mean": [
        (
            "divides by m, not by its root",
            """
def spread_of_the_mean(sigma, m):
    spread = sigma / m
    return spread
""",
        ),
        (
            "thinks that the mean jumps as much as one example",
            """
def spread_of_the_mean(sigma, m):
    spread = sigma
    return spread
""",
        ),
        (
            "gives the variance of the mean, σ²/m",
            """
def spread_of_the_mean(sigma, m):
    spread = sigma**2 / m
    return spread
""",
        ),
        (
            "grows with m: multiplied by the root",
            """
def spread_of_the_mean(sigma, m):
    spread = sigma * np.sqrt(m)
    return spread
""",
        ),
        (
            "m - 1 under the root",
            """
def spread_of_the_mean(sigma, m):
    spread = sigma / np.sqrt(m - 1)
    return spread
""",
        ),
        (
            "root of everything: √(σ/m)",
            """
def spread_of_the_mean(sigma, m):
    spread = np.sqrt(sigma / m)
    return spread
""",
        ),
        (
            "the mean's own mean, 0",
            """
def spread_of_the_mean(sigma, m):
    return 0.0
""",
        ),
        (
            "the formula for the spread of the variance: σ²·√(2/m)",
            """
def spread_of_the_mean(sigma, m):
    return sigma**2 * np.sqrt(2 / m)
""",
        ),
        (
            "simulates with random numbers: only roughly right",
            """
def spread_of_the_mean(sigma, m):
    return np.random.normal(0, sigma, (1000, m)).mean(axis=1).std()
""",
        ),
    ],
    "lone_example": [
        (
            "true whenever something is left over",
            """
def leaves_one_alone(n_examples, batch_size):
    alone = n_examples % batch_size != 0
    return alone
""",
        ),
        (
            "the opposite: true when it divides evenly",
            """
def leaves_one_alone(n_examples, batch_size):
    alone = n_examples % batch_size == 0
    return alone
""",
        ),
        (
            "forgets batch_size 1, where every mini-batch is alone",
            """
def leaves_one_alone(n_examples, batch_size):
    alone = n_examples % batch_size == 1
    return alone
""",
        ),
        (
            "the rest as a number, not True or False",
            """
def leaves_one_alone(n_examples, batch_size):
    alone = n_examples % batch_size
    return alone
""",
        ),
        (
            "thinks only of batch_size 1",
            """
def leaves_one_alone(n_examples, batch_size):
    alone = batch_size == 1
    return alone
""",
        ),
        (
            "counts the mini-batches: asks whether there is only one",
            """
def leaves_one_alone(n_examples, batch_size):
    alone = n_examples // batch_size == 1
    return alone
""",
        ),
        (
            "the remainder upside down: batch_size % n_examples",
            """
def leaves_one_alone(n_examples, batch_size):
    alone = batch_size == 1 or batch_size % n_examples == 1
    return alone
""",
        ),
        (
            "one missing to a full mini-batch, mistaken for one left over",
            """
def leaves_one_alone(n_examples, batch_size):
    alone = batch_size == 1 or n_examples % batch_size == batch_size - 1
    return alone
""",
        ),
        (
            "a string",
            """
def leaves_one_alone(n_examples, batch_size):
    if batch_size == 1 or n_examples % batch_size == 1:
        return "True"
    return "False"
""",
        ),
        (
            "a number that is odd: n_examples % 2",
            """
def leaves_one_alone(n_examples, batch_size):
    return n_examples % 2 == 1
""",
        ),
    ],
    "spot_the_foreign_statistics": [
        (
            "left as it was",
            """
def normalise_each(z, batch_size, eps):
    mu = z.mean(axis=1, keepdims=True)
    var = z.var(axis=1, keepdims=True)
    parts = []
    for start in range(0, z.shape[1], batch_size):
        part = z[:, start : start + batch_size]
        parts.append((part - mu) / np.sqrt(var + eps))
    return np.hstack(parts)
""",
        ),
        (
            "mean of the mini-batch, variance still of everything",
            """
def normalise_each(z, batch_size, eps):
    var = z.var(axis=1, keepdims=True)
    parts = []
    for start in range(0, z.shape[1], batch_size):
        part = z[:, start : start + batch_size]
        mu = part.mean(axis=1, keepdims=True)
        parts.append((part - mu) / np.sqrt(var + eps))
    return np.hstack(parts)
""",
        ),
        (
            "statistics of the first mini-batch for all",
            """
def normalise_each(z, batch_size, eps):
    first = z[:, :batch_size]
    mu = first.mean(axis=1, keepdims=True)
    var = first.var(axis=1, keepdims=True)
    parts = []
    for start in range(0, z.shape[1], batch_size):
        part = z[:, start : start + batch_size]
        parts.append((part - mu) / np.sqrt(var + eps))
    return np.hstack(parts)
""",
        ),
        (
            "per mini-batch, but over the units",
            """
def normalise_each(z, batch_size, eps):
    parts = []
    for start in range(0, z.shape[1], batch_size):
        part = z[:, start : start + batch_size]
        mu = part.mean(axis=0, keepdims=True)
        var = part.var(axis=0, keepdims=True)
        parts.append((part - mu) / np.sqrt(var + eps))
    return np.hstack(parts)
""",
        ),
        (
            "drops the ragged mini-batch",
            """
def normalise_each(z, batch_size, eps):
    parts = []
    for start in range(0, z.shape[1] - batch_size + 1, batch_size):
        part = z[:, start : start + batch_size]
        mu = part.mean(axis=1, keepdims=True)
        var = part.var(axis=1, keepdims=True)
        parts.append((part - mu) / np.sqrt(var + eps))
    return np.hstack(parts)
""",
        ),
        (
            "statistics of everything seen so far, a running mean",
            """
def normalise_each(z, batch_size, eps):
    parts = []
    for start in range(0, z.shape[1], batch_size):
        part = z[:, start : start + batch_size]
        seen = z[:, : start + batch_size]
        mu = seen.mean(axis=1, keepdims=True)
        var = seen.var(axis=1, keepdims=True)
        parts.append((part - mu) / np.sqrt(var + eps))
    return np.hstack(parts)
""",
        ),
        (
            "stacked the parts one below the other",
            """
def normalise_each(z, batch_size, eps):
    parts = []
    for start in range(0, z.shape[1], batch_size):
        part = z[:, start : start + batch_size]
        mu = part.mean(axis=1, keepdims=True)
        var = part.var(axis=1, keepdims=True)
        parts.append((part - mu) / np.sqrt(var + eps))
    return np.vstack(parts)
""",
        ),
        (
            "returned the list of parts",
            """
def normalise_each(z, batch_size, eps):
    parts = []
    for start in range(0, z.shape[1], batch_size):
        part = z[:, start : start + batch_size]
        mu = part.mean(axis=1, keepdims=True)
        var = part.var(axis=1, keepdims=True)
        parts.append((part - mu) / np.sqrt(var + eps))
    return parts
""",
        ),
        (
            "variance of the mini-batch, mean still of everything",
            """
def normalise_each(z, batch_size, eps):
    mu = z.mean(axis=1, keepdims=True)
    parts = []
    for start in range(0, z.shape[1], batch_size):
        part = z[:, start : start + batch_size]
        var = part.var(axis=1, keepdims=True)
        parts.append((part - mu) / np.sqrt(var + eps))
    return np.hstack(parts)
""",
        ),
        (
            "forgot keepdims when moving the lines",
            """
def normalise_each(z, batch_size, eps):
    parts = []
    for start in range(0, z.shape[1], batch_size):
        part = z[:, start : start + batch_size]
        mu = part.mean(axis=1)
        var = part.var(axis=1)
        parts.append((part - mu) / np.sqrt(var + eps))
    return np.hstack(parts)
""",
        ),
    ],
    "same_image_other_batch": [
        ("thinks that z̃ belongs to the image alone", "ab"),
        ("misses that companions get a gradient", "ac"),
        ("thinks that learning γ, β removes the dependence", "acde"),
        ("thinks that even z depends on the company", "ce"),
        ("only the z part", "a"),
        ("thinks training makes it go away, in place of larger batches", "ade"),
    ],
    # Lesson 07
    "update_all": [
        (
            "wrong sign: gradient ascent",
            """
def update(P, G, alpha):
    P["W"] = P["W"] + alpha * G["W"]
    P["beta"] = P["beta"] + alpha * G["beta"]
    P["gamma"] = P["gamma"] + alpha * G["gamma"]
""",
        ),
        (
            "γ forgotten, as in the lecture's first version",
            """
def update(P, G, alpha):
    P["W"] = P["W"] - alpha * G["W"]
    P["beta"] = P["beta"] - alpha * G["beta"]
""",
        ),
        (
            "local names only: P keeps the old values",
            """
def update(P, G, alpha):
    W = P["W"]
    beta = P["beta"]
    gamma = P["gamma"]
    W = W - alpha * G["W"]
    beta = beta - alpha * G["beta"]
    gamma = gamma - alpha * G["gamma"]
""",
        ),
        (
            "forgot the learning rate",
            """
def update(P, G, alpha):
    for name in P:
        P[name] = P[name] - G[name]
""",
        ),
        (
            "only W is learned",
            """
def update(P, G, alpha):
    P["W"] = P["W"] - alpha * G["W"]
""",
        ),
        (
            "multiplies: P *= 1 - α G",
            """
def update(P, G, alpha):
    for name in P:
        P[name] = P[name] * (1 - alpha * G[name])
""",
        ),
        (
            "writes the step, not the new value",
            """
def update(P, G, alpha):
    for name in P:
        P[name] = -alpha * G[name]
""",
        ),
        (
            "gradients of β and γ swapped",
            """
def update(P, G, alpha):
    P["W"] = P["W"] - alpha * G["W"]
    P["beta"] = P["beta"] - alpha * G["gamma"]
    P["gamma"] = P["gamma"] - alpha * G["beta"]
""",
        ),
        (
            "makes a new dict and binds it to the name P",
            """
def update(P, G, alpha):
    P = {name: P[name] - alpha * G[name] for name in P}
    return P
""",
        ),
        (
            "looks for the gradients as dW in G",
            """
def update(P, G, alpha):
    P["W"] = P["W"] - alpha * G["dW"]
    P["beta"] = P["beta"] - alpha * G["dbeta"]
    P["gamma"] = P["gamma"] - alpha * G["dgamma"]
""",
        ),
        (
            "β forgotten",
            """
def update(P, G, alpha):
    P["W"] = P["W"] - alpha * G["W"]
    P["gamma"] = P["gamma"] - alpha * G["gamma"]
""",
        ),
        (
            "changes the gradients, not the parameters",
            """
def update(P, G, alpha):
    for name in G:
        G[name] = P[name] - alpha * G[name]
""",
        ),
        (
            "divides by the learning rate",
            """
def update(P, G, alpha):
    for name in P:
        P[name] = P[name] - G[name] / alpha
""",
        ),
    ],
    "spot_the_local_name": [
        (
            "returned the new vector, but theta itself is not changed",
            """
def step(theta, dtheta, alpha):
    theta = theta - alpha * dtheta
    return theta
""",
        ),
        (
            "global theta made into a local copy: theta.copy() updated",
            """
def step(theta, dtheta, alpha):
    new = theta.copy()
    new -= alpha * dtheta
    theta = new
""",
        ),
        (
            "in place, but up the hill",
            """
def step(theta, dtheta, alpha):
    theta += alpha * dtheta
""",
        ),
        (
            "=- typed for -=",
            """
def step(theta, dtheta, alpha):
    theta[:] =- alpha * dtheta
""",
        ),
        (
            "writes only the first element",
            """
def step(theta, dtheta, alpha):
    theta[0] = theta[0] - alpha * dtheta[0]
""",
        ),
        (
            "changes dtheta in place",
            """
def step(theta, dtheta, alpha):
    dtheta *= alpha
    theta = theta - dtheta
""",
        ),
        (
            "right step in theta, but dtheta is spoilt on the way",
            """
def step(theta, dtheta, alpha):
    dtheta *= alpha
    theta -= dtheta
""",
        ),
        (
            "forgot alpha",
            """
def step(theta, dtheta, alpha):
    theta -= dtheta
""",
        ),
        (
            "left as it was",
            """
def step(theta, dtheta, alpha):
    theta = theta - alpha * dtheta
""",
        ),
        (
            "thinks a global statement helps: a SyntaxError (or works on another theta)",
            """
def step(theta, dtheta, alpha):
    globals()["theta"] = theta - alpha * dtheta
""",
        ),
        (
            "off by one: the last element is never reached",
            """
def step(theta, dtheta, alpha):
    for i in range(len(theta) - 1):
        theta[i] -= alpha * dtheta[i]
""",
        ),
    ],
    "update_ratio": [
        (
            "forgot alpha",
            """
def update_ratio(W, dW, alpha):
    ratio = np.linalg.norm(dW) / np.linalg.norm(W)
    return ratio
""",
        ),
        (
            "upside down",
            """
def update_ratio(W, dW, alpha):
    ratio = np.linalg.norm(W) / np.linalg.norm(alpha * dW)
    return ratio
""",
        ),
        (
            "squared norms, root forgotten",
            """
def update_ratio(W, dW, alpha):
    ratio = np.sum((alpha * dW) ** 2) / np.sum(W**2)
    return ratio
""",
        ),
        (
            "element by element: a matrix of ratios",
            """
def update_ratio(W, dW, alpha):
    ratio = alpha * dW / W
    return ratio
""",
        ),
        (
            "norm of the elementwise ratio",
            """
def update_ratio(W, dW, alpha):
    ratio = np.linalg.norm(alpha * dW / W)
    return ratio
""",
        ),
        (
            "norm of the new W",
            """
def update_ratio(W, dW, alpha):
    ratio = np.linalg.norm(W - alpha * dW) / np.linalg.norm(W)
    return ratio
""",
        ),
        (
            "mean of absolute values in the place of the norm",
            """
def update_ratio(W, dW, alpha):
    ratio = np.mean(np.abs(alpha * dW)) / np.mean(np.abs(W))
    return ratio
""",
        ),
        (
            "a norm per row (axis=1)",
            """
def update_ratio(W, dW, alpha):
    ratio = np.linalg.norm(alpha * dW, axis=1) / np.linalg.norm(W, axis=1)
    return ratio
""",
        ),
        (
            "spectral norm: np.linalg.norm(..., 2) of a matrix",
            """
def update_ratio(W, dW, alpha):
    ratio = np.linalg.norm(alpha * dW, 2) / np.linalg.norm(W, 2)
    return ratio
""",
        ),
        (
            "a negative sign, as the update is -α dW",
            """
def update_ratio(W, dW, alpha):
    ratio = -alpha * np.linalg.norm(dW) / np.linalg.norm(W)
    return ratio
""",
        ),
        (
            "divides by the norm after the step",
            """
def update_ratio(W, dW, alpha):
    ratio = np.linalg.norm(alpha * dW) / np.linalg.norm(W - alpha * dW)
    return ratio
""",
        ),
        (
            "sums without squares or absolute values",
            """
def update_ratio(W, dW, alpha):
    ratio = np.sum(alpha * dW) / np.sum(W)
    return ratio
""",
        ),
    ],
    "training_loop": [
        (
            "never updates: only measures",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        scores = net.forward(X)
        loss, dscores = bn.softmax_cross_entropy(scores, Y)
        net.backward(dscores)
        losses.append(loss)
    return losses
""",
        ),
        (
            "a local theta: the net stays as it is",
            """
def train(net, batches, alpha):
    losses = []
    theta = net.theta
    for X, Y in batches:
        scores = net.forward(X)
        loss, dscores = bn.softmax_cross_entropy(scores, Y)
        net.backward(dscores)
        theta = theta - alpha * net.dtheta
        losses.append(loss)
    return losses
""",
        ),
        (
            "backward forgotten: dtheta is old (or zero)",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        scores = net.forward(X)
        loss, dscores = bn.softmax_cross_entropy(scores, Y)
        net.theta -= alpha * net.dtheta
        losses.append(loss)
    return losses
""",
        ),
        (
            "update before backward: one step behind",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        scores = net.forward(X)
        loss, dscores = bn.softmax_cross_entropy(scores, Y)
        net.theta -= alpha * net.dtheta
        net.backward(dscores)
        losses.append(loss)
    return losses
""",
        ),
        (
            "up the hill",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        scores = net.forward(X)
        loss, dscores = bn.softmax_cross_entropy(scores, Y)
        net.backward(dscores)
        net.theta += alpha * net.dtheta
        losses.append(loss)
    return losses
""",
        ),
        (
            "evaluates in inference mode: forward(X, training=False)",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        scores = net.forward(X, training=False)
        loss, dscores = bn.softmax_cross_entropy(scores, Y)
        net.backward(dscores)
        net.theta -= alpha * net.dtheta
        losses.append(loss)
    return losses
""",
        ),
        (
            "divides by m once more, though the loss has the 1/m",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        scores = net.forward(X)
        loss, dscores = bn.softmax_cross_entropy(scores, Y)
        net.backward(dscores)
        net.theta -= alpha * net.dtheta / X.shape[1]
        losses.append(loss)
    return losses
""",
        ),
        (
            "updates once, after the loop",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        scores = net.forward(X)
        loss, dscores = bn.softmax_cross_entropy(scores, Y)
        net.backward(dscores)
        losses.append(loss)
    net.theta -= alpha * net.dtheta
    return losses
""",
        ),
        (
            "gives the last loss only",
            """
def train(net, batches, alpha):
    for X, Y in batches:
        scores = net.forward(X)
        loss, dscores = bn.softmax_cross_entropy(scores, Y)
        net.backward(dscores)
        net.theta -= alpha * net.dtheta
    return loss
""",
        ),
        (
            "appends the pair (loss, dscores)",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        result = bn.softmax_cross_entropy(net.forward(X), Y)
        net.backward(result[1])
        net.theta -= alpha * net.dtheta
        losses.append(result)
    return losses
""",
        ),
        (
            "loss measured after the update (a second forward)",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        loss, dscores = bn.softmax_cross_entropy(net.forward(X), Y)
        net.backward(dscores)
        net.theta -= alpha * net.dtheta
        loss, _ = bn.softmax_cross_entropy(net.forward(X), Y)
        losses.append(loss)
    return losses
""",
        ),
        (
            "return inside the loop: one step only",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        loss, dscores = bn.softmax_cross_entropy(net.forward(X), Y)
        net.backward(dscores)
        net.theta -= alpha * net.dtheta
        losses.append(loss)
        return losses
""",
        ),
        (
            "scores passed to backward in the place of dscores",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        scores = net.forward(X)
        loss, dscores = bn.softmax_cross_entropy(scores, Y)
        net.backward(scores)
        net.theta -= alpha * net.dtheta
        losses.append(loss)
    return losses
""",
        ),
        (
            "forgot the learning rate",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        loss, dscores = bn.softmax_cross_entropy(net.forward(X), Y)
        net.backward(dscores)
        net.theta -= net.dtheta
        losses.append(loss)
    return losses
""",
        ),
        (
            "thinks that backward returns the gradient: TypeError with None",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        loss, dscores = bn.softmax_cross_entropy(net.forward(X), Y)
        dtheta = net.backward(dscores)
        net.theta -= alpha * dtheta
        losses.append(loss)
    return losses
""",
        ),
        (
            "does not record the losses: an empty list comes back",
            """
def train(net, batches, alpha):
    losses = []
    for X, Y in batches:
        loss, dscores = bn.softmax_cross_entropy(net.forward(X), Y)
        net.backward(dscores)
        net.theta -= alpha * net.dtheta
    return losses
""",
        ),
    ],
    "who_learns_what": [
        ("thinks μ, σ² are learned", "abd"),
        ("thinks running averages are learned by gradient", "acd"),
        ("forgets the output's b", "a"),
        ("thinks ε is learned", "ade"),
        ("thinks α is learned", "adf"),
        ("thinks γ is fixed", "d"),
        ("everything that changes during training", "abcd"),
    ],
    # Lesson 08
    "corrected_average": [
        (
            "no correction",
            """
def corrected_average(values, beta1):
    v = 0.0
    for g in values:
        v = beta1 * v + (1 - beta1) * g
    return v
""",
        ),
        (
            "the weights swapped: β1 on the new value",
            """
def corrected_average(values, beta1):
    v = 0.0
    for g in values:
        v = (1 - beta1) * v + beta1 * g
    return v / (1 - beta1 ** len(values))
""",
        ),
        (
            "corrects in every step and goes on with the corrected v",
            """
def corrected_average(values, beta1):
    v = 0.0
    for t, g in enumerate(values, start=1):
        v = beta1 * v + (1 - beta1) * g
        v = v / (1 - beta1**t)
    return v
""",
        ),
        (
            "t counted from 0: one too few",
            """
def corrected_average(values, beta1):
    v = 0.0
    for t, g in enumerate(values):
        v = beta1 * v + (1 - beta1) * g
    return v / (1 - beta1**t)
""",
        ),
        (
            "divides by 1 - β1, without the power t",
            """
def corrected_average(values, beta1):
    v = 0.0
    for g in values:
        v = beta1 * v + (1 - beta1) * g
    return v / (1 - beta1)
""",
        ),
        (
            "1 - β1 forgotten before g",
            """
def corrected_average(values, beta1):
    v = 0.0
    for g in values:
        v = beta1 * v + g
    return v / (1 - beta1 ** len(values))
""",
        ),
        (
            "multiplies by 1 - β1^t",
            """
def corrected_average(values, beta1):
    v = 0.0
    for g in values:
        v = beta1 * v + (1 - beta1) * g
    return v * (1 - beta1 ** len(values))
""",
        ),
        (
            "plain mean",
            """
def corrected_average(values, beta1):
    return np.mean(values)
""",
        ),
        (
            "starts at the first value, and does not correct",
            """
def corrected_average(values, beta1):
    v = values[0]
    for g in values[1:]:
        v = beta1 * v + (1 - beta1) * g
    return v
""",
        ),
        (
            "β1·t in the place of β1^t",
            """
def corrected_average(values, beta1):
    v = 0.0
    for g in values:
        v = beta1 * v + (1 - beta1) * g
    return v / (1 - beta1 * len(values))
""",
        ),
        (
            "off by one: t + 1",
            """
def corrected_average(values, beta1):
    v = 0.0
    for g in values:
        v = beta1 * v + (1 - beta1) * g
    return v / (1 - beta1 ** (len(values) + 1))
""",
        ),
        (
            "+= adds the old v once more",
            """
def corrected_average(values, beta1):
    v = 0.0
    for g in values:
        v += beta1 * v + (1 - beta1) * g
    return v / (1 - beta1 ** len(values))
""",
        ),
    ],
    "rmsprop_step": [
        (
            "ε inside the root",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = beta2 * s + (1 - beta2) * g**2
    theta = theta - alpha * g / np.sqrt(s + eps)
    return theta, s
""",
        ),
        (
            "g not squared",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = beta2 * s + (1 - beta2) * g
    theta = theta - alpha * g / (np.sqrt(np.abs(s)) + eps)
    return theta, s
""",
        ),
        (
            "root forgotten",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = beta2 * s + (1 - beta2) * g**2
    theta = theta - alpha * g / (s + eps)
    return theta, s
""",
        ),
        (
            "the old s in the step",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    theta = theta - alpha * g / (np.sqrt(s) + eps)
    s = beta2 * s + (1 - beta2) * g**2
    return theta, s
""",
        ),
        (
            "wrong sign",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = beta2 * s + (1 - beta2) * g**2
    theta = theta + alpha * g / (np.sqrt(s) + eps)
    return theta, s
""",
        ),
        (
            "weights swapped",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = (1 - beta2) * s + beta2 * g**2
    theta = theta - alpha * g / (np.sqrt(s) + eps)
    return theta, s
""",
        ),
        (
            "divides √g by s's root, the lecture page's slip (√dW)",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = beta2 * s + (1 - beta2) * g**2
    theta = theta - alpha * g / (np.sqrt(np.abs(g)) + eps)
    return theta, s
""",
        ),
        (
            "s first, theta second",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = beta2 * s + (1 - beta2) * g**2
    theta = theta - alpha * g / (np.sqrt(s) + eps)
    return s, theta
""",
        ),
        (
            "changes the caller's arrays in place",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s *= beta2
    s += (1 - beta2) * g**2
    theta -= alpha * g / (np.sqrt(s) + eps)
    return theta, s
""",
        ),
        (
            "one s for the whole vector: the mean of g²",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = beta2 * s + (1 - beta2) * np.mean(g**2)
    theta = theta - alpha * g / (np.sqrt(s) + eps)
    return theta, s
""",
        ),
        (
            "bias correction as in Adam",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = beta2 * s + (1 - beta2) * g**2
    s_hat = s / (1 - beta2)
    theta = theta - alpha * g / (np.sqrt(s_hat) + eps)
    return theta, s
""",
        ),
        (
            "ε forgotten: 0/0 where the gradient is 0",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = beta2 * s + (1 - beta2) * g**2
    theta = theta - alpha * g / np.sqrt(s)
    return theta, s
""",
        ),
        (
            "only theta comes back",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = beta2 * s + (1 - beta2) * g**2
    theta = theta - alpha * g / (np.sqrt(s) + eps)
    return theta
""",
        ),
        (
            "s += adds the whole old s",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = s + (1 - beta2) * g**2
    theta = theta - alpha * g / (np.sqrt(s) + eps)
    return theta, s
""",
        ),
        (
            "bracket forgotten: divided by the root, then ε added",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    s = beta2 * s + (1 - beta2) * g**2
    theta = theta - alpha * g / np.sqrt(s) + eps
    return theta, s
""",
        ),
        (
            "g replaced by its square in the step as well",
            """
def rmsprop_step(theta, s, g, alpha, beta2, eps):
    g = g**2
    s = beta2 * s + (1 - beta2) * g
    theta = theta - alpha * g / (np.sqrt(s) + eps)
    return theta, s
""",
        ),
    ],
    "adam_step": [
        (
            "no bias correction",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    theta = theta - alpha * v / (np.sqrt(s) + eps)
    return theta, v, s
""",
        ),
        (
            "gives the corrected v and s back",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    v = v / (1 - beta1**t)
    s = s / (1 - beta2**t)
    theta = theta - alpha * v / (np.sqrt(s) + eps)
    return theta, v, s
""",
        ),
        (
            "ε inside the root",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    v_hat = v / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    theta = theta - alpha * v_hat / np.sqrt(s_hat + eps)
    return theta, v, s
""",
        ),
        (
            "corrects v only",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    v_hat = v / (1 - beta1**t)
    theta = theta - alpha * v_hat / (np.sqrt(s) + eps)
    return theta, v, s
""",
        ),
        (
            "corrects s only",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    s_hat = s / (1 - beta2**t)
    theta = theta - alpha * v / (np.sqrt(s_hat) + eps)
    return theta, v, s
""",
        ),
        (
            "β1 and β2 swapped",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta2 * v + (1 - beta2) * g
    s = beta1 * s + (1 - beta1) * g**2
    v_hat = v / (1 - beta2**t)
    s_hat = s / (1 - beta1**t)
    theta = theta - alpha * v_hat / (np.sqrt(s_hat) + eps)
    return theta, v, s
""",
        ),
        (
            "step with g, not with v (RMSprop)",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    s_hat = s / (1 - beta2**t)
    theta = theta - alpha * g / (np.sqrt(s_hat) + eps)
    return theta, v, s
""",
        ),
        (
            "correction with t - 1: at t = 1 a division by 0",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    v_hat = v / (1 - beta1 ** (t - 1))
    s_hat = s / (1 - beta2 ** (t - 1))
    theta = theta - alpha * v_hat / (np.sqrt(s_hat) + eps)
    return theta, v, s
""",
        ),
        (
            "correction with t + 1 (counts from 0)",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    v_hat = v / (1 - beta1 ** (t + 1))
    s_hat = s / (1 - beta2 ** (t + 1))
    theta = theta - alpha * v_hat / (np.sqrt(s_hat) + eps)
    return theta, v, s
""",
        ),
        (
            "the correction without the power t",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    v_hat = v / (1 - beta1)
    s_hat = s / (1 - beta2)
    theta = theta - alpha * v_hat / (np.sqrt(s_hat) + eps)
    return theta, v, s
""",
        ),
        (
            "root forgotten",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    v_hat = v / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    theta = theta - alpha * v_hat / (s_hat + eps)
    return theta, v, s
""",
        ),
        (
            "wrong sign",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    v_hat = v / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    theta = theta + alpha * v_hat / (np.sqrt(s_hat) + eps)
    return theta, v, s
""",
        ),
        (
            "in place on the caller's arrays",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v *= beta1
    v += (1 - beta1) * g
    s *= beta2
    s += (1 - beta2) * g**2
    theta -= alpha * v / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + eps)
    return theta, v, s
""",
        ),
        (
            "s averages g, not g²",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * np.abs(g)
    v_hat = v / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    theta = theta - alpha * v_hat / (np.sqrt(s_hat) + eps)
    return theta, v, s
""",
        ),
        (
            "β1 for both averages",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta1 * s + (1 - beta1) * g**2
    v_hat = v / (1 - beta1**t)
    s_hat = s / (1 - beta1**t)
    theta = theta - alpha * v_hat / (np.sqrt(s_hat) + eps)
    return theta, v, s
""",
        ),
        (
            "v and s in the other order",
            """
def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    v_hat = v / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    theta = theta - alpha * v_hat / (np.sqrt(s_hat) + eps)
    return theta, s, v
""",
        ),
    ],
    "first_step_of_rmsprop": [
        ("forgot the root: 1/(1 - β2)", 1000),
        ("upside down: the step is shorter", 0.0316),
        ("thinks that the start from 0 has no influence", 1),
        ("took the root of β2 itself: 1/√β2", 1.0005),
        ("took 1/β2", 1.001),
        ("the first step with β2 = 0.9", 3.16),
        ("1 - β2", 0.001),
        ("division by 0: s is 0, so infinite", float("inf")),
    ],
    "two_betas": [
        ("thinks that beta1 adapts", "a"),
        ("thinks that beta2 adapts", "b"),
        ("thinks that the decay is learned", "d"),
        ("thinks that the name decides", "e"),
    ],
    # Lesson 09
    "update_running": [
        (
            "PyTorch's reading: decay weights the new value",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean = (1 - decay) * running_mean + decay * mu
    running_var = (1 - decay) * running_var + decay * var
    return running_mean, running_var
""",
        ),
        (
            "1 - decay forgotten before the new value",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean = decay * running_mean + mu
    running_var = decay * running_var + var
    return running_mean, running_var
""",
        ),
        (
            "decay forgotten before the old value",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean = running_mean + (1 - decay) * mu
    running_var = running_var + (1 - decay) * var
    return running_mean, running_var
""",
        ),
        (
            "in place with += ",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean *= decay
    running_mean += (1 - decay) * mu
    running_var *= decay
    running_var += (1 - decay) * var
    return running_mean, running_var
""",
        ),
        (
            "averages the standard deviation, not the variance",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean = decay * running_mean + (1 - decay) * mu
    running_var = (decay * np.sqrt(running_var) + (1 - decay) * np.sqrt(var)) ** 2
    return running_mean, running_var
""",
        ),
        (
            "only keeps the last mini-batch",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean = mu
    running_var = var
    return running_mean, running_var
""",
        ),
        (
            "plain mean of the old and the new",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean = (running_mean + mu) / 2
    running_var = (running_var + var) / 2
    return running_mean, running_var
""",
        ),
        (
            "variance first",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean = decay * running_mean + (1 - decay) * mu
    running_var = decay * running_var + (1 - decay) * var
    return running_var, running_mean
""",
        ),
        (
            "the decay only for the mean: running_var replaced",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean = decay * running_mean + (1 - decay) * mu
    running_var = var
    return running_mean, running_var
""",
        ),
        (
            "copy and paste: var's line averages mu",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean = decay * running_mean + (1 - decay) * mu
    running_var = decay * running_var + (1 - decay) * mu
    return running_mean, running_var
""",
        ),
        (
            "wrong sign: old minus new, as in gradient descent",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean = running_mean - (1 - decay) * mu
    running_var = running_var - (1 - decay) * var
    return running_mean, running_var
""",
        ),
        (
            "bias correction as in Adam",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean = (decay * running_mean + (1 - decay) * mu) / (1 - decay)
    running_var = (decay * running_var + (1 - decay) * var) / (1 - decay)
    return running_mean, running_var
""",
        ),
        (
            "decay hard-wired to 0.9",
            """
def update_running(running_mean, running_var, mu, var, decay):
    running_mean = 0.9 * running_mean + 0.1 * mu
    running_var = 0.9 * running_var + 0.1 * var
    return running_mean, running_var
""",
        ),
    ],
    "normalise_at_test_time": [
        (
            "statistics of the batch at hand: training mode",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    mu = z.mean(axis=1, keepdims=True)
    v = z.var(axis=1, keepdims=True)
    z_tilde = gamma * (z - mu) / np.sqrt(v + eps) + beta
    return z_tilde
""",
        ),
        (
            "bn.batchnorm_forward, the training's",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps)
    return z_tilde
""",
        ),
        (
            "γ and β left out",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    z_tilde = (z - mean) / np.sqrt(var + eps)
    return z_tilde
""",
        ),
        (
            "variance for standard deviation",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    z_tilde = gamma * (z - mean) / (var + eps) + beta
    return z_tilde
""",
        ),
        (
            "ε outside the root",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    z_tilde = gamma * (z - mean) / (np.sqrt(var) + eps) + beta
    return z_tilde
""",
        ),
        (
            "no normalising at test time, γ and β only",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    z_tilde = gamma * z + beta
    return z_tilde
""",
        ),
        (
            "batch norm switched off: z itself",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    z_tilde = z
    return z_tilde
""",
        ),
        (
            "running mean with the batch's variance",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    v = z.var(axis=1, keepdims=True)
    z_tilde = gamma * (z - mean) / np.sqrt(v + eps) + beta
    return z_tilde
""",
        ),
        (
            "β and γ swapped",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    z_tilde = beta * (z - mean) / np.sqrt(var + eps) + gamma
    return z_tilde
""",
        ),
        (
            "β inside the bracket",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    z_tilde = gamma * ((z - mean) / np.sqrt(var + eps) + beta)
    return z_tilde
""",
        ),
        (
            "normalises twice: first the running averages, then the batch",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    z = (z - mean) / np.sqrt(var + eps)
    z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps)
    return z_tilde
""",
        ),
        (
            "ε forgotten",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    z_tilde = gamma * (z - mean) / np.sqrt(var) + beta
    return z_tilde
""",
        ),
        (
            "changes z in place",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    z -= mean
    z /= np.sqrt(var + eps)
    return gamma * z + beta
""",
        ),
        (
            "running variance with the batch's mean",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    mu = z.mean(axis=1, keepdims=True)
    z_tilde = gamma * (z - mu) / np.sqrt(var + eps) + beta
    return z_tilde
""",
        ),
        (
            "plus the mean: wrong sign",
            """
def batchnorm_at_test_time(z, gamma, beta, mean, var, eps):
    z_tilde = gamma * (z + mean) / np.sqrt(var + eps) + beta
    return z_tilde
""",
        ),
    ],
    "spot_the_training_mode": [
        (
            "still training mode",
            """
def classes(net, X):
    scores = net.forward(X, training=True)
    return np.argmax(scores, axis=0)
""",
        ),
        (
            "one image at a time in training mode: refused",
            """
def classes(net, X):
    return np.array([np.argmax(net.forward(X[:, [i]])) for i in range(X.shape[1])])
""",
        ),
        (
            "argmax over the wrong axis",
            """
def classes(net, X):
    scores = net.forward(X, training=False)
    return np.argmax(scores, axis=1)
""",
        ),
        (
            "argmax without axis: one number",
            """
def classes(net, X):
    scores = net.forward(X, training=False)
    return np.argmax(scores)
""",
        ),
        (
            "gives the scores",
            """
def classes(net, X):
    return net.forward(X, training=False)
""",
        ),
        (
            "doubles a single image so that it is not refused",
            """
def classes(net, X):
    if X.shape[1] == 1:
        X = np.hstack([X, X])
        return np.argmax(net.forward(X), axis=0)[:1]
    return np.argmax(net.forward(X), axis=0)
""",
        ),
        (
            "puts the running averages back afterwards, but still uses the batch's statistics",
            """
def classes(net, X):
    layers = [layer for layer in net.layers if isinstance(layer, bn.BatchNorm)]
    old = [(one.running_mean.copy(), one.running_var.copy()) for one in layers]
    scores = net.forward(X)
    for one, (mean, var) in zip(layers, old):
        one.running_mean[:] = mean
        one.running_var[:] = var
    return np.argmax(scores, axis=0)
""",
        ),
        (
            "PyTorch's habit: net.eval()",
            """
def classes(net, X):
    net.eval()
    scores = net.forward(X)
    return np.argmax(scores, axis=0)
""",
        ),
        (
            "the largest score, not its number",
            """
def classes(net, X):
    scores = net.forward(X, training=False)
    return np.max(scores, axis=0)
""",
        ),
        (
            "runs training mode once and then inference: the net has changed",
            """
def classes(net, X):
    if X.shape[1] > 1:
        net.forward(X)
    scores = net.forward(X, training=False)
    return np.argmax(scores, axis=0)
""",
        ),
        (
            "copies the net so that it stays the same, but still in training mode",
            """
def classes(net, X):
    import copy
    scores = copy.deepcopy(net).forward(X)
    return np.argmax(scores, axis=0)
""",
        ),
        (
            "smallest score: argmin",
            """
def classes(net, X):
    scores = net.forward(X, training=False)
    return np.argmin(scores, axis=0)
""",
        ),
    ],
    "copies_of_one": [
        ("thinks copies stand in for the training set", "a"),
        ("forgets β", "c"),
        ("thinks 0/0", "d"),
        ("thinks z_norm is 1", "e"),
    ],
    "steps_to_forget": [
        ("one too few: 0.9^43 is still above 1 %", 43),
        ("thinks in 1/(1 - decay)", 10),
        ("linear: each update takes 1 % (or 10 %) of the start", 9),
        ("time to fall below 10 %", 22),
        ("off by one upwards", 45),
        ("below 1 in a thousand", 66),
        ("not rounded to a whole number", 43.7),
        ("swaps the weights: 0.1^t < 1 % (and takes 'reaches' for 'below')", 2),
        ("linear with 99 steps", 99),
        ("swaps the weights: 0.1^t < 1 %", 3),
        ("half-life", 7),
    ],
    # Lesson 10
    "momentum_to_decay": [
        (
            "the number as it is, for all",
            """
def decay_of(framework, momentum):
    decay = momentum
    return decay
""",
        ),
        (
            "1 - momentum for all",
            """
def decay_of(framework, momentum):
    decay = 1 - momentum
    return decay
""",
        ),
        (
            "the frameworks the wrong way round",
            """
def decay_of(framework, momentum):
    if framework == "torch":
        return momentum
    return 1 - momentum
""",
        ),
        (
            "thinks Flax is like PyTorch",
            """
def decay_of(framework, momentum):
    if framework in ("torch", "flax"):
        return 1 - momentum
    return momentum
""",
        ),
        (
            "compares with 'PyTorch': never true",
            """
def decay_of(framework, momentum):
    if framework == "PyTorch":
        return 1 - momentum
    return momentum
""",
        ),
        (
            "the defaults written in: 0.9, 0.99",
            """
def decay_of(framework, momentum):
    return {"torch": 0.9, "keras": 0.99, "flax": 0.99}[framework]
""",
        ),
        (
            "`framework == 'keras' or 'flax'` is always true",
            """
def decay_of(framework, momentum):
    if framework == "keras" or "flax":
        return momentum
    return 1 - momentum
""",
        ),
        (
            "no branch for Flax: None",
            """
def decay_of(framework, momentum):
    if framework == "torch":
        return 1 - momentum
    if framework == "keras":
        return momentum
""",
        ),
        (
            "1/momentum",
            """
def decay_of(framework, momentum):
    if framework == "torch":
        return 1 / momentum
    return momentum
""",
        ),
        (
            "momentum - 1: the sign",
            """
def decay_of(framework, momentum):
    if framework == "torch":
        return momentum - 1
    return momentum
""",
        ),
        (
            "thinks Keras is like PyTorch",
            """
def decay_of(framework, momentum):
    if framework in ("torch", "keras"):
        return 1 - momentum
    return momentum
""",
        ),
    ],
    "unbiased_running_variance": [
        (
            "upside down: (m - 1)/m",
            """
def unbiased(var, m):
    var_unbiased = var * (m - 1) / m
    return var_unbiased
""",
        ),
        (
            "divides by m - 1 without multiplying by m",
            """
def unbiased(var, m):
    var_unbiased = var / (m - 1)
    return var_unbiased
""",
        ),
        (
            "the root of the factor, as for a standard deviation",
            """
def unbiased(var, m):
    var_unbiased = var * np.sqrt(m / (m - 1))
    return var_unbiased
""",
        ),
        (
            "(m + 1)/m",
            """
def unbiased(var, m):
    var_unbiased = var * (m + 1) / m
    return var_unbiased
""",
        ),
        (
            "integer division",
            """
def unbiased(var, m):
    var_unbiased = var * (m // (m - 1))
    return var_unbiased
""",
        ),
        (
            "takes the array's size for m",
            """
def unbiased(var, m):
    n = len(var)
    var_unbiased = var * n / (n - 1)
    return var_unbiased
""",
        ),
        (
            "np.var(var, ddof=1): variance of the variances",
            """
def unbiased(var, m):
    var_unbiased = np.var(var, axis=1, keepdims=True, ddof=1)
    return var_unbiased
""",
        ),
        (
            "nothing to do: the batch variance itself",
            """
def unbiased(var, m):
    var_unbiased = var
    return var_unbiased
""",
        ),
        (
            "in place on var",
            """
def unbiased(var, m):
    var *= m / (m - 1)
    return var
""",
        ),
        (
            "multiplies by m only",
            """
def unbiased(var, m):
    return var * m
""",
        ),
        (
            "precedence: var * m / m - 1",
            """
def unbiased(var, m):
    return var * m / m - 1
""",
        ),
        (
            "m/(m - 2), one degree too many",
            """
def unbiased(var, m):
    return var * m / (m - 2)
""",
        ),
        (
            "flattened on the way, (n,)",
            """
def unbiased(var, m):
    return var[:, 0] * m / (m - 1)
""",
        ),
    ],
    "tensorflow_batch_normalization": [
        (
            "offset and scale swapped",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    y = offset * (x - mean) / np.sqrt(variance + variance_epsilon) + scale
    return y
""",
        ),
        (
            "statistics computed from x",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    mean = x.mean(axis=0)
    variance = x.var(axis=0)
    y = scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset
    return y
""",
        ),
        (
            "reshaped to columns (n, 1), as in the lessons: does not fit rows",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    mean = mean.reshape(-1, 1)
    variance = variance.reshape(-1, 1)
    scale = scale.reshape(-1, 1)
    offset = offset.reshape(-1, 1)
    y = scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset
    return y
""",
        ),
        (
            "ε outside the root",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    y = scale * (x - mean) / (np.sqrt(variance) + variance_epsilon) + offset
    return y
""",
        ),
        (
            "root forgotten",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    y = scale * (x - mean) / (variance + variance_epsilon) + offset
    return y
""",
        ),
        (
            "gives the transpose: columns are examples",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    y = scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset
    return y.T
""",
        ),
        (
            "scale left out",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    y = (x - mean) / np.sqrt(variance + variance_epsilon) + offset
    return y
""",
        ),
        (
            "offset left out",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    y = scale * (x - mean) / np.sqrt(variance + variance_epsilon)
    return y
""",
        ),
        (
            "offset is subtracted, as an offset of the input",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    y = scale * (x - mean - offset) / np.sqrt(variance + variance_epsilon)
    return y
""",
        ),
        (
            "offset inside the bracket: scaled as well",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    y = scale * ((x - mean) / np.sqrt(variance + variance_epsilon) + offset)
    return y
""",
        ),
        (
            "calls bnlab's function with flat arrays",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    return bn.batchnorm_inference(x, scale, offset, mean, variance, variance_epsilon)
""",
        ),
        (
            "calls tf itself, which is not imported",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    return tf.nn.batch_normalization(x, mean, variance, offset, scale, variance_epsilon)
""",
        ),
        (
            "ε forgotten",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    y = scale * (x - mean) / np.sqrt(variance) + offset
    return y
""",
        ),
        (
            "divides by the scale",
            """
def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
    y = (x - mean) / (scale * np.sqrt(variance + variance_epsilon)) + offset
    return y
""",
        ),
    ],
    "to_framework": [
        (
            "forgot the unbiasing",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = z.T
    weight = gamma.ravel()
    running = running_var.ravel()
    return x, weight, running
""",
        ),
        (
            "factor upside down",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = z.T
    weight = gamma.ravel()
    running = running_var.ravel() * (batch_size - 1) / batch_size
    return x, weight, running
""",
        ),
        (
            "m taken from z, not the mini-batches' size",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = z.T
    m = z.shape[1]
    weight = gamma.ravel()
    running = running_var.ravel() * m / (m - 1)
    return x, weight, running
""",
        ),
        (
            "reshape in the place of transpose: numbers scrambled",
            """
def to_torch(z, gamma, running_var, batch_size):
    n, m = z.shape
    x = z.reshape(m, n)
    weight = gamma.ravel()
    running = running_var.ravel() * batch_size / (batch_size - 1)
    return x, weight, running
""",
        ),
        (
            "γ stays a column",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = z.T
    weight = gamma
    running = running_var * batch_size / (batch_size - 1)
    return x, weight, running
""",
        ),
        (
            "γ.T is (1, n), not flat",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = z.T
    weight = gamma.T
    running = running_var.T * batch_size / (batch_size - 1)
    return x, weight, running
""",
        ),
        (
            "z not turned",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = z
    weight = gamma.ravel()
    running = running_var.ravel() * batch_size / (batch_size - 1)
    return x, weight, running
""",
        ),
        (
            "normalises z",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = bn.normalize(z)[0].T
    weight = gamma.ravel()
    running = running_var.ravel() * batch_size / (batch_size - 1)
    return x, weight, running
""",
        ),
        (
            "divides by batch_size - 1 only",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = z.T
    weight = gamma.ravel()
    running = running_var.ravel() / (batch_size - 1)
    return x, weight, running
""",
        ),
        (
            "gives the running standard deviation",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = z.T
    weight = gamma.ravel()
    running = np.sqrt(running_var.ravel() * batch_size / (batch_size - 1))
    return x, weight, running
""",
        ),
        (
            "order of the results: running before weight",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = z.T
    weight = gamma.ravel()
    running = running_var.ravel() * batch_size / (batch_size - 1)
    return x, running, weight
""",
        ),
        (
            "one of two flattened: running stays a column",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = z.T
    weight = gamma.ravel()
    running = running_var * batch_size / (batch_size - 1)
    return x, weight, running
""",
        ),
        (
            "n taken for m in the factor",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = z.T
    weight = gamma.ravel()
    n = len(gamma)
    running = running_var.ravel() * n / (n - 1)
    return x, weight, running
""",
        ),
        (
            "unbiased γ as well",
            """
def to_torch(z, gamma, running_var, batch_size):
    x = z.T
    factor = batch_size / (batch_size - 1)
    weight = gamma.ravel() * factor
    running = running_var.ravel() * factor
    return x, weight, running
""",
        ),
    ],
    "why_they_differ": [
        ("overlooks the different ε", "a"),
        ("thinks the two momenta, 0.99 and 0.1, say the same", "b"),
        ("thinks PyTorch's running variance is biased", "c"),
        ("reads 'can' for 'can not': names all the real reasons", "abc"),
    ],
}
