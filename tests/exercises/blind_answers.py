"""Wrong answers that students give, written from the tasks alone, before the checks were opened.

One row an answer: the mistake, then `=>` and a keyword of the hint that it must get; below it what
was handed in, in the forms of `bnlab.exercises.slips`: changes of the solution, a body of one line,
or a whole function; for a choice or a value the answer itself.
"""

import ast

import numpy as np

import bnlab as bn
from bnlab.exercises import Exercise, Function
from bnlab.exercises.slips import read_entries, source_of


def function_of(source: str):
    """The function that a source text defines."""
    namespace = {"np": np, "bn": bn}
    exec(source, namespace)
    return namespace[ast.parse(source).body[-1].name]


def answers_to(q: Exercise):
    """(mistake, keyword, answer) for each row of an exercise."""
    rows = []
    for row, (answer,) in read_entries(BLIND_ANSWERS[q.name]):
        mistake, keyword = row.split(" => ")
        if isinstance(q, Function):
            rows.append((mistake, keyword, function_of(source_of(answer, q._solution))))
        else:
            rows.append((mistake, keyword, ast.literal_eval(answer)))
    return rows


BLIND_ANSWERS = {
    "scale_and_shift": """
        gamma is the new width alone => the new distance divided by the old
            (high - low) / (largest - smallest) -> (high - low)
        takes z_norm to begin at 0 => where z_norm = 0 comes to lie
            return (high - low) / np.ptp(z_norm, axis=1, keepdims=True), low
        beta is the middle => only where z_norm lies evenly about 0
            return (high - low) / np.ptp(z_norm, axis=1, keepdims=True), (high + low) / 2
        takes z_norm to run from -1 to 1 => only where z_norm lies evenly about 0
            return (high - low) / 2, (high + low) / 2
        upside down => the new distance over the old one
            gamma = (high - low) / (largest - smallest) -> gamma = (largest - smallest) / (high -
                low)
        beta added the wrong way => the sign of β's second part
            beta = low - gamma -> beta = low + gamma
        subtracts the smallest without gamma => what is shifted has been scaled
            low - gamma * smallest -> low - smallest
        smallest of each column => unit by unit: axis=1
            axis=1 -> axis=0
        smallest of all => unit by unit: axis=1
            z_norm, axis=1, keepdims=True -> z_norm
        no keepdims => γ and β are columns (n, 1)
            drop , keepdims=True
        low goes to the largest => belongs to the *smallest*
            def scale_and_shift(z_norm, low, high):
                gamma = (low - high) / np.ptp(z_norm, axis=1, keepdims=True)
                return gamma, high - gamma * z_norm.min(axis=1, keepdims=True)
        takes gamma to be positive => where `low` is above `high`
            (high - low) / -> np.abs(high - low) /
        one end only => one number each brings one end
            return high / z_norm.max(axis=1, keepdims=True), 0 * low
        divides by the spread => the new distance divided by the old
            return (high - low) / z_norm.std(axis=1, keepdims=True), low - (high - low) /
                z_norm.std(axis=1, keepdims=True) * z_norm.min(axis=1, keepdims=True)
        swaps the two => changed places
            return gamma, beta -> return beta, gamma
        returns z̃ => this is z̃
            return gamma, beta -> return gamma * z_norm + beta
        first and last => not its smallest and largest
            smallest = np.min(z_norm, axis=1, keepdims=True) -> smallest = z_norm[:, :1]; largest =
                np.max(z_norm, axis=1, keepdims=True) -> largest = z_norm[:, -1:]
        """,
    "batchnorm_from_memory": """
        divided by the variance instead of its root => divided by the variance
            mean((z - mu) ** 2, axis=1, keepdims=True) -> var(z, axis=1, keepdims=True);
                (z - mu) / np.sqrt -> (z - mu) /
        ε outside the root => ε is outside the root
            mean((z - mu) ** 2, axis=1, keepdims=True) -> var(z, axis=1, keepdims=True);
                np.sqrt(var + eps) -> (np.sqrt(var) + eps)
        forgot ε altogether => `eps` that is handed in is not used
            mean((z - mu) ** 2, axis=1, keepdims=True) -> var(z, axis=1, keepdims=True);
                var + eps -> var
        missing brackets: z - mu/sqrt(...) => z - mu in brackets
            mean((z - mu) ** 2, axis=1, keepdims=True) -> var(z, axis=1, keepdims=True);
                (z - mu) / -> z - mu /
        statistics over the units (axis=0) => over the units
            z, axis=1 -> z, axis=0;
                mean((z - mu) ** 2, axis=1, keepdims=True) -> var(z, axis=0, keepdims=True)
        forgot keepdims: the shapes do not broadcast => means have shape (n,)
            z, axis=1, keepdims=True -> z, axis=1;
                mean((z - mu) ** 2, axis=1, keepdims=True) -> var(z, axis=1)
        worked in place: z -= mu changes the caller's array => changes its input
            def batchnorm_from_memory(z, gamma, beta, eps):
                mu = np.mean(z, axis=1, keepdims=True)
                var = np.var(z, axis=1, keepdims=True)
                z -= mu
                z /= np.sqrt(var + eps)
                return gamma * z + beta
        returned z_norm beside it => returns 2 things
            return z_tilde -> return z_norm, z_tilde
        swapped gamma and beta => changed places
            gamma * z_norm + beta -> beta * z_norm + gamma
        stopped after line 3 => line 4 is missing
            gamma * z_norm + beta -> z_norm
        one mean and one variance for the whole array, no axis => over all entries of z at once
            z, axis=1, keepdims=True -> z; mean((z - mu) ** 2, axis=1, keepdims=True) -> var(z)
        unbiased variance, ddof=1 => variance with m - 1
            mean((z - mu) ** 2, axis=1, keepdims=True) -> var(z, axis=1, keepdims=True, ddof=1)
        hard-wired ε = 1e-5 instead of using the argument => `eps` that is handed in is not used
            mean((z - mu) ** 2, axis=1, keepdims=True) -> var(z, axis=1, keepdims=True);
                + eps -> + 1e-5
        abs dev => the variance is the mean of the
            def bn_mine(z, gamma, beta, eps):
                mu=z.mean(axis=1,keepdims=True)
                v=np.abs(z-mu).mean(axis=1,keepdims=True)
                return gamma*(z-mu)/np.sqrt(v+eps)+beta
        bracket => z_norm is right only where Python
            def bn_mine(z, gamma, beta, eps):
                mu=z.mean(axis=1,keepdims=True)
                v=z.var(axis=1,keepdims=True)
                return gamma*z-mu/np.sqrt(v+eps)+beta
        called bn => calls `bn`
            def bn_mine(z, gamma, beta, eps):
                return bn.batchnorm_forward(z,gamma,beta,eps)[0]
        activates => too much: z̃ is what goes *into* the
            def bn_mine(z, gamma, beta, eps):
                mu=z.mean(axis=1,keepdims=True)
                v=z.var(axis=1,keepdims=True)
                return np.tanh(gamma*(z-mu)/np.sqrt(v+eps)+beta)
        -1/2 precedence => brackets are missing
            def bn_mine(z, gamma, beta, eps):
                mu=z.mean(axis=1,keepdims=True)
                v=z.var(axis=1,keepdims=True)
                return gamma*(z-mu)*(v+eps)**-1/2+beta
        m from shape[0] => m is the number of examples, and
            def bn_mine(z, gamma, beta, eps):
                m=z.shape[0]
                mu=z.sum(axis=1,keepdims=True)/m
                v=((z-mu)**2).sum(axis=1,keepdims=True)/m
                return gamma*(z-mu)/np.sqrt(v+eps)+beta
        m from len(z) only var => m is the number of examples, and
            def bn_mine(z, gamma, beta, eps):
                m=len(z)
                mu=z.mean(axis=1,keepdims=True)
                v=((z-mu)**2).sum(axis=1,keepdims=True)/m
                return gamma*(z-mu)/np.sqrt(v+eps)+beta
        minus beta => β is subtracted; it is added.
            def bn4(z, gamma, beta, eps):
                mu = z.mean(axis=1, keepdims=True)
                var = z.var(axis=1, keepdims=True)
                m = z.shape[1]
                return gamma * (z - mu) / np.sqrt(var + eps) - beta
        beta in numerator => β was divided as well: divide first, then
            def bn4(z, gamma, beta, eps):
                mu = z.mean(axis=1, keepdims=True)
                var = z.var(axis=1, keepdims=True)
                m = z.shape[1]
                return (gamma * (z - mu) + beta) / np.sqrt(var + eps)
        gamma in denominator => you divided by γ; batch norm multiplies by
            def bn4(z, gamma, beta, eps):
                mu = z.mean(axis=1, keepdims=True)
                var = z.var(axis=1, keepdims=True)
                m = z.shape[1]
                return (z - mu) / (gamma * np.sqrt(var + eps)) + beta
        std instead of var => the standard deviation stands under the
            def f(z, gamma, beta, eps):
                mu = z.mean(axis=1, keepdims=True)
                var = z.std(axis=1, keepdims=True)
                return gamma * (z - mu) / np.sqrt(var + eps) + beta
        var's mean not subtracted (var twice) => the mean was subtracted twice: the second
            def f(z, gamma, beta, eps):
                mu = z.mean(axis=1, keepdims=True)
                z = z - mu
                var = (z**2).mean(axis=1, keepdims=True)
                z_norm = (z - mu) / np.sqrt(var + eps)
                return gamma * z_norm + beta
        median => the median is another middle: batch norm
            def f(z, gamma, beta, eps):
                mu = np.median(z, axis=1, keepdims=True)
                var = ((z - mu)**2).mean(axis=1, keepdims=True)
                return gamma * (z - mu) / np.sqrt(var + eps) + beta
        """,
    "undo_normalisation": """
        γ is the variance, root forgotten => a root is missing
            np.sqrt(var + eps) -> var + eps
        forgot ε: γ is only about right => without ε in it
            var + eps -> var
        ε outside the root => ε belongs inside the root
            (var + eps) -> (var) + eps
        γ upside down: 1/√(σ²+ε), as if normalising once more => divides a second time
            np. -> 1 / np.
        wrong sign of β => subtracts the mean a second time
            beta = -> beta = -
        β, γ returned in the wrong order => changed places
            gamma, beta -> beta, gamma
        β multiplied by the spread, as if the shift came before the scaling => neither divided nor
        multiplied
            beta = mu -> beta = mu * gamma
        β divided by the spread => neither divided nor multiplied
            beta = mu -> beta = mu / gamma
        γ = 1, β = 0: thought that the start already does nothing => γ = 1, β = 0
            sqrt(var + eps) -> ones_like(var); beta = mu -> beta = np.zeros_like(mu)
        gamma minus eps => ε was added to the variance; γ needs
            def undo_normalisation(mu, var, eps):
                return np.sqrt(var-eps), mu
        beta 0 => γ is right. With β = 0 the mean does
            def undo_normalisation(mu, var, eps):
                return np.sqrt(var+eps), 0
        scalar gamma mean => each unit has its own mean and
            def undo_normalisation(mu, var, eps):
                return np.sqrt(var.mean()+eps), mu.mean()
        only gamma => returns 1 thing
            def undo_normalisation(mu, var, eps):
                return np.sqrt(var+eps)
        gamma squared => γ is to be a standard deviation, not
            def undo_normalisation(mu, var, eps):
                return (var+eps)**2, mu
        precedence **1/2 => brackets are missing
            def undo_normalisation(mu, var, eps):
                return (var+eps)**1/2, mu
        var + eps**0.5 => brackets are missing
            def undo_normalisation(mu, var, eps):
                return var+eps**0.5, mu
        eps in beta => ε is part of γ alone: it was never
            def undo_normalisation(mu, var, eps):
                return np.sqrt(var+eps), mu+eps
        """,
    "spot_the_bug_in_normalise": """
        left the code as it was => run the cell again
            (z - mu) / np.sqrt -> (z - mu) /
        took the root of var but left ε outside it => now ε is outside the root
            np.sqrt(var + eps) -> (np.sqrt(var) + eps)
        squared instead of taking the root => squaring goes the wrong way
            np.sqrt(var + eps) -> (var + eps) ** 2
        blamed the axis => the axis was right before
            mean(z, axis=1, keepdims=True) -> mean(z, axis=0, keepdims=True);
                var(z, axis=1, keepdims=True) -> var(z, axis=0, keepdims=True)
        blamed the variance: ddof=1, and still divides by it => m or m - 1 is not the bug
            var(z, axis=1, keepdims=True) -> var(z, axis=1, keepdims=True, ddof=1);
                (z - mu) / np.sqrt -> (z - mu) /
        threw ε away together with the bug => ε got lost
            var = np.var -> std = np.std; np.sqrt(var + eps) -> std
        rooted everything, the numerator's deviation too => numerator is under a root
            (z - mu) / np.sqrt(var + eps) -> np.sqrt(np.abs(z - mu) / (var + eps))
        returns a triple as the other function did => returns 3 things
            return z_norm -> return z_norm, mu, var
        unchanged but moved eps => ε is now added to the quotient. It
            def normalise_mended(z, eps):
                mu=z.mean(axis=1,keepdims=True)
                var=z.var(axis=1,keepdims=True)
                return (z-mu)/var+eps
        var**2 => squaring goes the wrong way: the
            def normalise_mended(z, eps):
                mu=z.mean(axis=1,keepdims=True)
                var=z.var(axis=1,keepdims=True)
                return (z-mu)/(var**2+eps)
        mean changed axis None => one mean or one variance for
            def normalise_mended(z, eps):
                mu=z.mean()
                var=z.var()
                return (z-mu)/np.sqrt(var+eps)
        ** 1/2 => brackets are missing
            def normalise_mended(z, eps):
                mu=z.mean(axis=1,keepdims=True)
                var=z.var(axis=1,keepdims=True)
                return (z-mu)/(var+eps)**1/2
        forgot mu => the mean is no longer subtracted;
            def normalise_mended(z, eps):
                var=z.var(axis=1,keepdims=True)
                return z/np.sqrt(var+eps)
        sqrt(var+eps)+eps => ε stands there twice: once, under the
            def normalise_mended(z, eps):
                mu=z.mean(axis=1,keepdims=True)
                var=z.var(axis=1,keepdims=True)
                return (z-mu)/(np.sqrt(var+eps)+eps)
        max-min scaling => this divides by the distance from
            def normalise_mended(z, eps):
                mu=z.mean(axis=1,keepdims=True)
                return (z-mu)/(z.max(axis=1,keepdims=True)-z.min(axis=1,keepdims=True)+eps)
        plus mu => μ is added now; subtracting it was right.
            def normalise_mended(z, eps):
                mu = np.mean(z, axis=1, keepdims=True)
                var = np.var(z, axis=1, keepdims=True)
                return (z + mu) / np.sqrt(var + eps)
        divided by mu => the wrong statistic stands under the root:
            def normalise_mended(z, eps):
                mu = np.mean(z, axis=1, keepdims=True)
                var = np.var(z, axis=1, keepdims=True)
                return (z - mu) / np.sqrt(mu + eps)
        """,
    "constant_unit": """
        fears the division by 0; forgot what ε is for => Without ε it would be 0/0
            'b'
        applies γ z + β to the raw z: 2·3 - 1 => γ and β applied to z itself
            'c'
        forgot β: normalised to 0 and stopped there => This is z_norm
            'd'
        thinks ε makes a huge number, though the numerator is 0 => how far is this unit from its own
        mean
            'e'
        gives the number, not the letter => in quotes
            -1
        """,
    "hidden_layer": """
        batch norm after the activation => normalised after the activation
            z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps) -> a = 1 / (1 + np.exp(-z));
                a = 1 / (1 + np.exp(-z_tilde)) -> z_tilde = bn.batchnorm_forward(a, gamma, beta,
                eps)[0]; return a -> return z_tilde
        normalises the input x, not z => *input* x
            @ x -> @ bn.normalize(x, eps)[0];
                z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps) -> z_tilde = gamma * z +
                beta
        skips batch norm: activates z => batch norm is missing
            z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps) ¶ a = 1 / (1 + np.exp(-z_tilde))
                -> a = 1 / (1 + np.exp(-z))
        computes z_tilde but activates z => if you have computed it, is not used
            _ = -> cache =; (1 + np.exp(-z_tilde)) -> (1 + np.exp(-z))
        normalises, but leaves γ and β out => not scaled by γ and shifted by β
            z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps) -> z_tilde = bn.normalize(z,
                eps)[0]
        forgot that batchnorm_forward returns two things => returns two things
            z_tilde, _ -> z_tilde
        wrong sign in the exponent => sign in the sigmoid's exponent
            (1 + np.exp(-z_tilde)) -> (1 + np.exp(z_tilde))
        returned z_tilde without the activation => activation is missing
            a = 1 / (1 + np.exp(-z_tilde)) ¶ return a -> return z_tilde
        multiplied W and x element by element => entry by entry
            W @ -> W *
        transposed: x.T @ W.T, examples in rows => nothing needs turning
            W @ x -> x.T @ W.T
        tanh where the task asks for the sigmoid => yours is another
            1 / (1 + np.exp(-z_tilde)) -> np.tanh(z_tilde)
        passed beta and gamma in the wrong order => changed places
            z, gamma, beta -> z, beta, gamma
        left eps out, so the default ε is used => batch norm got another ε
            z, gamma, beta, eps -> z, gamma, beta
        unpacked wrong order => `bn.batchnorm_forward` returns two
            def hidden_layer(x, W, gamma, beta, eps):
                z=W@x
                _,z_tilde=bn.batchnorm_forward(z,gamma,beta,eps)
                return 1/(1+np.exp(-z_tilde))
        bn on dataset x then W sigmoid, no => you normalised the *input* x, and
            def hidden_layer(x, W, gamma, beta, eps):
                z,_=bn.batchnorm_forward(x,gamma,beta,eps)
                return 1/(1+np.exp(-W@z))
        -W precedence gamma sign => the sign of γ got lost: a negative γ
            def hidden_layer(x, W, gamma, beta, eps):
                z=W@x
                z_tilde,_=bn.batchnorm_forward(z,abs(gamma),beta,eps)
                return 1/(1+np.exp(-z_tilde))
        forgets exp minus inside => the sign before the exponential: below the
            def hidden_layer(x, W, gamma, beta, eps):
                z = W @ x
                z_tilde = bn.batchnorm_forward(z, gamma, beta, eps)[0]
                return 1 / (1 - np.exp(-z_tilde))
        softmax => that is softmax, which compares the units of
            def hidden_layer(x, W, gamma, beta, eps):
                z = W @ x
                z_tilde = bn.batchnorm_forward(z, gamma, beta, eps)[0]
                return np.exp(z_tilde) / np.exp(z_tilde).sum(axis=0)
        applies sigmoid twice => the activation stands twice, once behind the
            def hidden_layer(x, W, gamma, beta, eps):
                z = W @ x
                z_tilde = bn.batchnorm_forward(z, gamma, beta, eps)[0]
                return 1 / (1 + np.exp(-(1 / (1 + np.exp(-z_tilde)))))
        gamma beta after sigmoid => γ and β act on z_norm, in front of the
            def hidden_layer(x, W, gamma, beta, eps):
                z = W @ x
                z_tilde = bn.batchnorm_forward(z, gamma, beta, eps)[0]
                return gamma / (1 + np.exp(-bn.normalize(z, eps)[0])) + beta
        std without root => you divided by the variance; batch norm
            def hidden_layer(x, W, gamma, beta, eps):
                z = W @ x
                z_tilde = bn.batchnorm_forward(z, gamma, beta, eps)[0]
                return 1 / (
                    1
                    + np.exp(
                        -(
                            gamma
                            * (z - z.mean(1, keepdims=True))
                            / (z.var(1, keepdims=True) + eps)
                            + beta
                        )
                    )
                )
        """,
    "count_parameters": """
        batch norm on the output layer too, in the place of its b => gave the output layer γ and β
            def count_parameters(sizes):
                count = 0
                for n_prev, n in zip(sizes[:-1], sizes[1:]):
                    count += n_prev * n + 2 * n
                return count
        kept the useless b of the hidden layers => kept a b in each hidden layer
            def count_parameters(sizes):
                count = 0
                for i in range(1, len(sizes)):
                    count += sizes[i] * sizes[i - 1] + sizes[i]
                    if i < len(sizes) - 1:
                        count += 2 * sizes[i]
                return count
        counted only one of γ and β (γ forgotten) => γ is learned, and so is β
            def count_parameters(sizes):
                count = 0
                for i in range(1, len(sizes)):
                    count += sizes[i] * sizes[i - 1] + sizes[i]
                return count
        counted the net without batch norm's numbers and without b: W only => two numbers for each
        hidden unit
            def count_parameters(sizes):
                count = 0
                for i in range(1, len(sizes)):
                    count += sizes[i] * sizes[i - 1]
                return count
        forgot b of the output layer => output layer's b is missing
            def count_parameters(sizes):
                count = 0
                for i in range(1, len(sizes)):
                    count += sizes[i] * sizes[i - 1]
                    if i < len(sizes) - 1:
                        count += 2 * sizes[i]
                return count
        batch norm on the output layer on top of its b => gave the output layer γ and β
            def count_parameters(sizes):
                count = 0
                for i in range(1, len(sizes)):
                    count += sizes[i] * sizes[i - 1] + 2 * sizes[i]
                return count + sizes[-1]
        γ and β one number per layer, not per unit => a whole layer is too few
            def count_parameters(sizes):
                count = 0
                for i in range(1, len(sizes)):
                    count += sizes[i] * sizes[i - 1]
                    if i < len(sizes) - 1:
                        count += 2
                return count + sizes[-1]
        γ and β for the inputs too => inputs got γ and β
            def count_parameters(sizes):
                count = 2 * sizes[0]
                for i in range(1, len(sizes)):
                    count += sizes[i] * sizes[i - 1]
                    if i < len(sizes) - 1:
                        count += 2 * sizes[i]
                return count + sizes[-1]
        counted μ and σ² as learned as well => computed, not learned
            def count_parameters(sizes):
                count = 0
                for i in range(1, len(sizes)):
                    count += sizes[i] * sizes[i - 1]
                    if i < len(sizes) - 1:
                        count += 4 * sizes[i]
                return count + sizes[-1]
        wrote in the lecture's net's number, whatever the sizes => lecture's net
            return 21
        off by one: the loop leaves the output layer out => end one layer early
            def count_parameters(sizes):
                count = 0
                for i in range(1, len(sizes) - 1):
                    count += sizes[i] * sizes[i - 1] + 2 * sizes[i]
                return count
        sum of sizes => `sizes` counts units. A W has a
            def count_parameters(sizes):
                return sum(sizes)
        index error => the last size has no next one, so the
            def count_parameters(sizes):
                c=0
                for i in range(len(sizes)): c+=sizes[i]*sizes[i+1]+2*sizes[i+1]
                return c
        assumes four sizes => this fits a list of four sizes alone:
            def count_parameters(sizes):
                a,b,c,d=sizes
                return a*b+2*b+b*c+2*c+c*d+d
        only first hidden => only one hidden layer is counted;
            def count_parameters(sizes):
                return sizes[0]*sizes[1]+2*sizes[1]+sizes[1]*sizes[-1]+sizes[-1]
        product => that is the product of all sizes.
            def count_parameters(sizes):
                return int(np.prod(sizes))
        only two hidden layers => this is written for the lecture's four
            def count_parameters(sizes):
                L = len(sizes) - 1
                return (
                    sizes[0] * sizes[1]
                    + 2 * sizes[1]
                    + sizes[1] * sizes[2]
                    + 2 * sizes[2]
                    + sizes[2] * sizes[3]
                    + sizes[3]
                )
        the lecture's number => this is written for the lecture's four
            def count_parameters(sizes):
                L = len(sizes) - 1
                return 19
        b one only => the output layer has one b for each of its
            def count_parameters(sizes):
                L = len(sizes) - 1
                return sum(n * p for p, n in zip(sizes, sizes[1:])) + 2 * sum(sizes[1:-1]) + 1
        gamma as big as W => γ and β are one number per *unit*; you
            def count_parameters(sizes):
                L = len(sizes) - 1
                return (
                    sum(3 * n * p for p, n in zip(sizes[:-1], sizes[1:-1]))
                    + sizes[-2] * sizes[-1]
                    + sizes[-1]
                )
        off by one: skips the last hidden layer => the last hidden layer is not counted: the
            def count_parameters(sizes):
                count = 0
                for i in range(1, len(sizes) - 2):
                    count += sizes[i] * sizes[i - 1] + 2 * sizes[i]
                return count + sizes[-2] * sizes[-1] + sizes[-1]
        = instead of += => only the last hidden layer is counted: `=`
            def count_parameters(sizes):
                count = 0
                for i in range(1, len(sizes) - 1):
                    count = sizes[i] * sizes[i - 1] + 2 * sizes[i]
                return count + sizes[-2] * sizes[-1] + sizes[-1]
        returns inside the loop => only the first hidden layer is counted: is
            def count_parameters(sizes):
                count = sizes[-2] * sizes[-1] + sizes[-1]
                for i in range(1, len(sizes) - 1):
                    count += sizes[i] * sizes[i - 1] + 2 * sizes[i]
                    return count
        output b inside the loop => the output layer's b is counted once for
            def count_parameters(sizes):
                count = 0
                for i in range(1, len(sizes) - 1):
                    count += sizes[i] * sizes[i - 1] + 2 * sizes[i] + sizes[-1]
                return count + sizes[-2] * sizes[-1]
        """,
    "spot_the_misplaced_norm": """
        left it as it was => run the cell again
            z3 = P["W3"] @ a2 + P["b3"] -> z3 = P["W3"] @ a2 + P["b3"] ¶ z3 = bn.normalize(z3,
                eps)[0]
        normalises a2 in place of the scores => moved to a2
            a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0]) -> a2 =
                np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0]) ¶ a2 =
                bn.normalize(a2, eps)[0]
        adds b after normalising the scores, and keeps the normalisation => scores still pass
        through batch norm
            P["W3"] @ a2 -> bn.normalize(P["W3"] @ a2, eps)[0]
        removes the normalisation and the bias with it => output layer needs its b
            a2 + P["b3"] -> a2
        puts an activation on the scores instead => scores need no activation
            P["W3"] @ a2 + P["b3"] -> np.tanh(P["W3"] @ a2 + P["b3"])
        looks up a γ of the output layer, which does not exist => holds no γ and β
            return z3 -> return bn.batchnorm_forward(z3, P["gamma3"], P["beta3"], eps)[0]
        moves all batch norms behind the activations => after the activation in the hidden layers
            z1 = P["W1"] @ x ¶ a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"],
                eps)[0]) ¶ z2 = P["W2"] @ a1 ¶ a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"],
                P["beta2"], eps)[0]) -> a1 = bn.batchnorm_forward(np.tanh(P["W1"] @ x), P["gamma1"],
                P["beta1"], eps)[0] ¶ a2 = bn.batchnorm_forward(np.tanh(P["W2"] @ a1), P["gamma2"],
                P["beta2"], eps)[0]
        takes batch norm out of the last hidden layer too => second hidden layer lost
            (bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0]) -> (z2)
        subtract mean only => half of the normalising is still
            def scores(x, P, eps):
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
                z3=P["W3"]@a2+P["b3"]
                return z3-z3.mean(axis=1,keepdims=True)
        divide by std only => half of the normalising is still
            def scores(x, P, eps):
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
                z3=P["W3"]@a2+P["b3"]
                return z3/z3.std(axis=1,keepdims=True)
        gamma2 on output => γ2 and β2 belong to the second hidden
            def scores(x, P, eps):
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
                z3=P["W3"]@a2+P["b3"]
                return bn.batchnorm_forward(z3,P["gamma2"][:1],P["beta2"][:1],eps)[0]
        softmax => the scores need no activation here:
            def scores(x, P, eps):
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
                z3=P["W3"]@a2+P["b3"]
                e=np.exp(z3)
                return e/e.sum(axis=0)
        a1 used => W3 takes the values of the layer
            def scores(x, P, eps):
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
                z3=P["W3"]@a1+P["b3"]
                return z3
        b3 subtracted => b3 is added; that line was
            def scores(x, P, eps):
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
                return P["W3"]@a2-P["b3"]
        returns a2 => that is what goes *into* the output layer:
            def scores(x, P, eps):
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
                z3 = P["W3"] @ a2 + P["b3"]
                return a2
        b3 twice => b3 is added twice.
            def scores(x, P, eps):
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
                z3 = P["W3"] @ a2 + P["b3"]
                return z3 + P["b3"]
        scaled by W3 again => the normalised scores are still in the sum:
            def scores(x, P, eps):
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
                z3 = P["W3"] @ a2 + P["b3"]
                return P["W3"] @ a2 + P["b3"] + bn.normalize(z3, eps)[0]
        z2 into the output => the last hidden layer lost its activation
            def scores(x, P, eps):
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
                z3 = P["W3"] @ a2 + P["b3"]
                return P["W3"] @ z2 + P["b3"]
        divides by spread only => half of the normalising is still there: the
            def scores(x, P, eps):
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
                z3 = P["W3"] @ a2 + P["b3"]
                return z3 / np.sqrt(z3.var(axis=1, keepdims=True) + eps)
        normalises the input instead => now the input x is normalised; it goes into
            def scores(x, P, eps):
                x = bn.normalize(x, eps)[0]
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = np.tanh(bn.batchnorm_forward(z2, P["gamma2"], P["beta2"], eps)[0])
                return P["W3"] @ a2 + P["b3"]
        norm after tanh in layer 2 => now batch norm stands behind the activation
            def scores(x, P, eps):
                z1 = P["W1"] @ x
                a1 = np.tanh(bn.batchnorm_forward(z1, P["gamma1"], P["beta1"], eps)[0])
                z2 = P["W2"] @ a1
                a2 = bn.batchnorm_forward(np.tanh(z2), P["gamma2"], P["beta2"], eps)[0]
                return P["W3"] @ a2 + P["b3"]
        """,
    "before_or_after": """
        thinks that the sigmoid keeps the mean 0 => sigmoid's values lie between 0
            'abc'
        does not see that W's scale cancels => ten times as large
            'a'
        mixes the units with the examples => averaging down a column
            'acd'
        thinks that the output layer is normalised as well => output layer has no batch norm
            'ace'
        sees the scale cancel, but not the mean => mean of each row
            'c'
        thinks the normalisation goes for a, not for z̃ => sigmoid's values lie between 0
            'b'
        """,
    "whole_network": """
        hands z to the activation => z is passed on
            np.tanh(z_tilde) -> np.tanh(z)
        forgets the activation => the activation of the hidden layers is missing
            a = np.tanh(z_tilde) -> a = z_tilde
        tanh on the output as well => no activation there
            return P[f"W{layer}"] @ a + P[f"b{layer}"] -> return np.tanh(P[f"W{layer}"] @ a +
                P[f"b{layer}"])
        forgets the b of the output => b is missing
            drop + P[f"b{layer}"]
        takes the first layer's gamma and beta everywhere => of the first one again
            P[f"gamma{layer}"], P[f"beta{layer}"] -> P["gamma1"], P["beta1"]
        swaps gamma and beta => changed places
            P[f"gamma{layer}"], P[f"beta{layer}"], eps -> P[f"beta{layer}"], P[f"gamma{layer}"], eps
        writes out two hidden layers => any number
            while f"gamma{layer}" in P -> while layer < 3
        leaves eps to its default => is not used
            P[f"beta{layer}"], eps) -> P[f"beta{layer}"])
        multiplies from the right => on the left
            z = P[f"W{layer}"] @ a -> z = a @ P[f"W{layer}"]
        normalises the scores too => has no batch norm
            return P[f"W{layer}"] @ a + P[f"b{layer}"] -> return bn.normalize(P[f"W{layer}"] @ a +
                P[f"b{layer}"], eps)[0]
        always X => each layer takes a of the layer
            def net_scores(X, P, eps):
                a = X
                l = 1
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ X
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                return P[f"W{l}"] @ a + P[f"b{l}"]
        l not increased -> last W => after the loop `layer` counts the
            def net_scores(X, P, eps):
                a = X
                l = 1
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ a
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                return P[f"W{l-1}"] @ a + P[f"b{l}"]
        starts at 0 => the layers count from 1: there is no
            def net_scores(X, P, eps):
                a = X
                l = 0
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ a
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                return P[f"W{l}"] @ a + P[f"b{l}"]
        relu => the activation asked for is tanh;
            def net_scores(X, P, eps):
                a = X
                l = 1
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ a
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.maximum(zt,0)
                    l += 1
                return P[f"W{l}"] @ a + P[f"b{l}"]
        sigmoid => the activation asked for is tanh;
            def net_scores(X, P, eps):
                a = X
                l = 1
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ a
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = 1/(1+np.exp(-zt))
                    l += 1
                return P[f"W{l}"] @ a + P[f"b{l}"]
        sigmoid at output => the output layer returns its scores
            def net_scores(X, P, eps):
                a = X
                l = 1
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ a
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                return 1/(1+np.exp(-(P[f"W{l}"] @ a + P[f"b{l}"])))
        returns class => the scores are asked for, not the
            def net_scores(X, P, eps):
                a = X
                l = 1
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ a
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                return (P[f"W{l}"] @ a + P[f"b{l}"]).argmax(axis=0)
        b in hidden too => a b that is not there
            def net_scores(X, P, eps):
                a = X
                l = 1
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ a + P[f"b{l}"]
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                return P[f"W{l}"] @ a + P[f"b{l}"]
        count from len(P)//3 => a b that is not there
            def net_scores(X, P, eps):
                a = X
                l = 1
                while l < len(P)//3:
                    z = P[f"W{l}"] @ a
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                return P[f"W{l}"] @ a + P[f"b{l}"]
        count from len(P)//4 => a b that is not there
            def net_scores(X, P, eps):
                a = X
                l = 1
                while l <= len(P)//4:
                    z = P[f"W{l}"] @ a
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                return P[f"W{l}"] @ a + P[f"b{l}"]
        forgot [0] => `bn.batchnorm_forward` returns two
            def net_scores(X, P, eps):
                a = X
                l = 1
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ a
                    zt = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                return P[f"W{l}"] @ a + P[f"b{l}"]
        stops one early => a b that is not there
            def net_scores(X, P, eps):
                a = X
                l = 1
                while f"gamma{l+1}" in P:
                    z = P[f"W{l}"] @ a
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                return P[f"W{l}"] @ a + P[f"b{l}"]
        return in loop => only the first layer runs: is the
            def net_scores(X, P, eps):
                a = X
                l = 1
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ a
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                    return P[f"W{l}"] @ a + P[f"b{l}"]
        arg order P X => the arguments come in the order X, P,
            def net_scores(P, X, eps):
                a = X
                l = 1
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ a
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                return P[f"W{l}"] @ a + P[f"b{l}"]
        normalises X first => X goes into the first W as it
            def net_scores(X, P, eps):
                a = bn.normalize(X, eps)[0]
                l = 1
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ a
                    zt, _ = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)
                    a = np.tanh(zt)
                    l += 1
                return P[f"W{l}"] @ a + P[f"b{l}"]
        every W by name in loop without output => the output layer has a W and no
            def net(X, P, eps):
                a = X
                for l in range(1, 10):
                    if f"W{l}" in P:
                        z = P[f"W{l}"] @ a
                        z_tilde = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], eps)[0]
                        a = np.tanh(z_tilde)
                return a
        one layer only => this network has one hidden layer; there may
            def f(X, P, eps):
                a = np.tanh(bn.batchnorm_forward(P["W1"] @ X, P["gamma1"], P["beta1"], eps)[0])
                return P["W2"] @ a + P["b2"]
        stops one layer early => the loop ends one layer early: the last
            def f(X, P, eps):
                L = sum(k.startswith("W") for k in P)
                a = X
                for l in range(1, L - 1):
                    a = np.tanh(
                        bn.batchnorm_forward(P[f"W{l}"] @ a, P[f"gamma{l}"], P[f"beta{l}"], eps)[
                            0
                        ]
                    )
                return P[f"W{L}"] @ a + P[f"b{L}"]
        returns the hidden activation => that is what the last hidden layer passes
            def f(X, P, eps):
                a, l = X, 1
                while f"gamma{l}" in P:
                    a = np.tanh(
                        bn.batchnorm_forward(P[f"W{l}"] @ a, P[f"gamma{l}"], P[f"beta{l}"], eps)[
                            0
                        ]
                    )
                    l += 1
                return a
        l never grows => W and a do not fit: the weights stand on the
            def f(X, P, eps):
                a, l = X, 1
                while f"gamma{l}" in P:
                    a = np.tanh(
                        bn.batchnorm_forward(P[f"W{l}"] @ a, P[f"gamma{l}"], P[f"beta{l}"], eps)[
                            0
                        ]
                    )
                return P[f"W{l}"] @ a + P[f"b{l}"]
        """,
    "parameter_shapes": """
        W transposed: (n_prev, n) => W lies on its side
            return (n_prev, n), (n, 1), (n, 1), (n, 1), (n, m)
        γ and β flat: (n,) => as (n,)
            return (n, n_prev), (n,), (n,), (n, 1), (n, m)
        γ and β as rows: (1, n) => as rows (1, n)
            return (n, n_prev), (1, n), (1, n), (n, 1), (n, m)
        one γ and β per example: (n, m) => don't depend on the mini-batch
            return (n, n_prev), (n, m), (n, m), (n, 1), (n, m)
        μ one number per example: (1, m) => μ has one number per unit
            return (n, n_prev), (n, 1), (n, 1), (1, m), (n, m)
        z for one example only: (n, 1) => not for one example
            return (n, n_prev), (n, 1), (n, 1), (n, 1), (n, 1)
        z with examples in rows: (m, n) => z lies on its side
            return (n, n_prev), (n, 1), (n, 1), (n, 1), (m, n)
        γ has one number per input => units of *this* layer (n)
            return (n, n_prev), (n_prev, 1), (n_prev, 1), (n, 1), (n, m)
        one γ and β for the whole layer: (1, 1) => whole layer is too few
            return (n, n_prev), (1, 1), (1, 1), (n, 1), (n, m)
        z has the shape of the inputs, (n_prev, m) => n_prev counts the rows
            return (n, n_prev), (n, 1), (n, 1), (n, 1), (n_prev, m)
        arrays of these shapes in the place of tuples => where a list or tuple is expected
            W = (n, n_prev) ¶ gamma = (n, 1) ¶ beta = (n, 1) ¶ mu = (n, 1) ¶ z = (n, m) ¶ return W,
                gamma, beta, mu, z -> one = np.ones((n, 1)) ¶ return np.zeros((n, n_prev)), one,
                one, one, np.zeros((n, m))
        numbers for (n, 1): n counted as the shape => is a number and no shape
            return (n, n_prev), n, n, n, (n, m)
        shapes read off the lecture's net, not computed from the arguments => numbers of one net
            return (2, 3), (2, 1), (2, 1), (2, 1), (2, 4)
        mu scalar => μ has one number per unit: the
            def parameter_shapes(n_prev, n, m):
                return (n,n_prev),(n,1),(n,1),(1,1),(n,m)
        mu (m,) => μ has one number per unit: the
            def parameter_shapes(n_prev, n, m):
                return (n,n_prev),(n,1),(n,1),(m,),(n,m)
        fixed numbers => these are numbers of one net. The
            def parameter_shapes(n_prev, n, m):
                return (3,2),(3,1),(3,1),(3,1),(3,4)
        """,
    "scale_units": """
        multiplied the flat γ as it is: it lies along the examples => γ is laid along the columns
            gamma.reshape(-1, 1) -> gamma
        γ made into a row, (1, n) => γ is laid along the columns
            (-1, 1) -> (1, -1)
        gamma.T on a flat array does nothing => γ is laid along the columns
            reshape(-1, 1) -> T
        matrix product: sums the units up => adds the units up
            gamma.reshape(-1, 1) * -> gamma @
        transposed on the way and never back: (m, n) => turned on their side
            gamma.reshape(-1, 1) * z_norm -> z_norm.T * gamma
        changes the caller's z_norm => changes its input
            scaled = gamma.reshape(-1, 1) * z_norm -> z_norm *= gamma[:, None];
                return scaled -> return z_norm
        added where it should scale => γ was added
            gamma.reshape(-1, 1) * z_norm -> z_norm + gamma[:, None]
        guesses by trying: reshapes only when NumPy complains => wait for NumPy to complain
            def scale_units(z_norm, gamma):
                try:
                    return gamma * z_norm
                except ValueError:
                    return gamma[:, None] * z_norm
        reshapes γ to (4, 1), the size of the example in the notebook => written into the code
            return gamma.reshape(4, 1) * z_norm
        outer => `np.outer` multiplies every number by
            def scale_units(z_norm, gamma):
                return np.outer(gamma,z_norm)
        reshape to z shape => γ has n numbers, one for each row:
            def scale_units(z_norm, gamma):
                return gamma.reshape(z_norm.shape)*z_norm
        reshape (m,1) => m was taken for it
            def scale_units(z_norm, gamma):
                return gamma.reshape(z_norm.shape[1],1)*z_norm
        loop over columns => this scales the columns, one by one,
            def scale_units(z_norm, gamma):
                out=z_norm.copy()
                for i in range(z_norm.shape[1]): out[:,i]*=gamma[i]
                return out
        divides => you divided by γ; to scale is to
            def scale_units(z_norm, gamma):
                return z_norm/gamma[:,None]
        returns gamma => this is γ alone, now a column:
            def scale_units(z_norm, gamma):
                return gamma.reshape(-1,1)
        outer => an outer product pairs every γ with every
            return np.outer(gamma, z_norm[0])
        abs => the sign of γ got lost: a negative γ turns
            return np.abs(gamma)[:, None] * z_norm
        unit norm => γ is used as it stands, and not as a part of
            return gamma[:, None] / np.linalg.norm(gamma) * z_norm
        reversed => γ is upside down: its first number belongs
            return gamma[::-1, None] * z_norm
        normalised again => `z_norm` is normalised already: scale it, no
            return gamma[:, None] * bn.normalize(z_norm, 0)[0]
        loop forgets the last => the last unit is not scaled: does a loop end
            def scale_units(z_norm, gamma):
                scaled = z_norm.copy()
                for i in range(len(gamma) - 1):
                    scaled[i] = gamma[i] * z_norm[i]
                return scaled
        """,
    "spot_the_lost_axis": """
        transposed the answer's flat mean, which does nothing => means still lie along
            (axis=1, keepdims=True) -> (axis=1).T
        switched to axis=0: runs, and subtracts each example's mean => averages over the units
            1, keepdims=True -> 0
        axis=0 with keepdims => averages over the units
            axis=1 -> axis=0
        one mean of everything => one mean for everything
            (axis=1, keepdims=True) -> ()
        made μ a row => means still lie along
            (axis=1, keepdims=True) -> (axis=1).reshape(1, -1)
        gave the transpose back => turned on their side
            1, keepdims=True -> 1; z - -> z.T -
        normalised, where only the mean was to go => only the mean was to go
            z - mu -> (z - mu) / z.std(axis=1, keepdims=True)
        left as it was => run the cell again
            1, keepdims=True -> 1
        in place: z -= mu changes the caller's array => changes its input
            return z - mu -> z -= mu ¶ return z
        returned μ => the means alone
            z - mu -> mu
        sum => this subtracts the sum; the mean was
            def centre(z):
                mu=z.sum(axis=1,keepdims=True)
                return z-mu
        median => the median is another middle: the
            def centre(z):
                return z-np.median(z,axis=1,keepdims=True)
        keepdims string => the keyword is `keepdims`, with an
            def centre(z):
                mu=z.mean(axis=1,keepdim=True)
                return z-mu
        reshape(m,1) => there is one mean for each row: n of
            def centre(z):
                mu=z.mean(axis=1).reshape(z.shape[1],1)
                return z-mu
        swap mean T => z.T has the examples in its rows, so
            def centre(z):
                mu=z.T.mean(axis=1,keepdims=True)
                return z-mu
        axis=1 tuple => this takes the first unit's mean from
            def centre(z):
                mu=z.mean(axis=1)
                return z-mu[0]
        mean minus z => the sign: the mean is taken from z.
            return z.mean(axis=1, keepdims=True) - z
        divide by rows => m counts the examples, and those are the
            return z - z.sum(axis=1, keepdims=True) / z.shape[0]
        both axes => two means were taken away, over the examples
            return z - z.mean(axis=1, keepdims=True) - z.mean(axis=0, keepdims=True)
        min => the smallest value is no middle: the task
            return z - z.min(axis=1, keepdims=True)
        ddof => m counts the examples, and those are the
            return z - z.sum(axis=1, keepdims=True) / (z.shape[1] - 1)
        """,
    "normalise_table": """
        kept axis=1 from the lessons: each example over its units => normalised each row
            mean(axis=0, keepdims=True) -> mean(axis=1, keepdims=True);
                var(axis=0, keepdims=True) -> var(axis=1, keepdims=True)
        called bn.normalize, which takes examples in columns => normalised each row
            return bn.normalize(x, eps)[0]
        turned the table round and did not turn it back => turned on their side
            mu = x.mean(axis=0, keepdims=True) ¶ var = x.var(axis=0, keepdims=True) ¶ x_norm = (x -
                mu) / np.sqrt(var + eps) -> x_norm = bn.normalize(x.T, eps)[0]
        divided by the variance => divided by the variance
            mean(axis=0, keepdims=True) -> mean(axis=0); var(axis=0, keepdims=True) -> var(axis=0);
                (x - mu) / np.sqrt -> (x - mu) /
        ε outside the root => ε is outside the root
            mu = x.mean(axis=0, keepdims=True) ¶ var = x.var(axis=0, keepdims=True) ¶ x_norm = (x -
                mu) / np.sqrt(var + eps) -> x_norm = (x - x.mean(axis=0)) / (x.std(axis=0) + eps)
        one mean, one variance for the whole table => for the whole table
            return (x - x.mean()) / np.sqrt(x.var() + eps)
        ddof=1 => variance with m - 1
            return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0, ddof=1) + eps)
        reshape in the place of a transpose scrambles the numbers => `reshape` keeps the numbers
            mu = x.mean(axis=0, keepdims=True) ¶ var = x.var(axis=0, keepdims=True) ¶ x_norm = (x -
                mu) / np.sqrt(var + eps) ¶ return x_norm -> m, n = x.shape ¶ z_norm =
                bn.normalize(x.reshape(n, m), eps)[0] ¶ return z_norm.reshape(m, n)
        only centred => only centred
            return x - x.mean(axis=0)
        forgot ε => ε is not used
            return (x - x.mean(axis=0)) / x.std(axis=0)
        mean 0 var 1 => mean and variance are taken along
            def normalise_table(x, eps):
                return (x-x.mean(axis=0))/np.sqrt(x.var(axis=1,keepdims=True)+eps)
        mean 1 var 0 => mean and variance are taken along
            def normalise_table(x, eps):
                return (x-x.mean(axis=1,keepdims=True))/np.sqrt(x.var(axis=0)+eps)
        tuple => `bn.normalize` returns three things,
            def normalise_table(x, eps):
                return bn.normalize(x.T,eps)
        eps not passed => ε is not
            def normalise_table(x, eps):
                return bn.normalize(x.T)[0].T
        **1/2 => brackets are missing
            def normalise_table(x, eps):
                return (x-x.mean(axis=0))/(x.var(axis=0)+eps)**1/2
        std sqrt => this is the root of a standard
            def normalise_table(x, eps):
                return (x-x.mean(axis=0))/np.sqrt(x.std(axis=0)+eps)
        [0].T order => `bn.normalize` returns three things,
            def normalise_table(x, eps):
                return bn.normalize(x.T,eps).T[0]
        min max => this brings each unit between 0 and 1 by its
            return (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0) + eps)
        keepdims column => the units lie along the last axis here, so
            return (x - x.mean(axis=0).reshape(-1, 1)) / np.sqrt(x.var(axis=0).reshape(-1,
                1) + eps)
        """,
    "fits": """
        counts the numbers => with n numbers
            return gamma.size == z.shape[0]
        compares the number of rows only => the first length alone
            return len(gamma) == len(z)
        takes γ for an array of z's shape => the shape of z
            return gamma.shape == z.shape
        m for n => one number for each *example*
            return gamma.shape == (z.shape[1], 1)
        asks for a row => that is a row
            return gamma.shape == (1, z.shape[0])
        asks for a flat array => that is a row
            return gamma.shape == (z.shape[0],)
        allows the flat one as well, since frameworks do => a flat γ slips through
            return gamma.shape in ((z.shape[0], 1), (z.shape[0],))
        two axes and n rows => a flat γ slips through
            return gamma.ndim == 2 and gamma.shape[0] == z.shape[0]
        a column of any length => (1, 1) is not (n, 1)
            return gamma.ndim == 2 and gamma.shape[1] == 1
        refuses γ where it should pass and the other way round => the wrong way round
            return gamma.shape != (z.shape[0], 1)
        try broadcast => this says yes wherever NumPy can
            def fits(gamma, z):
                try:
                    gamma*z
                except ValueError:
                    return False
                return True
        shape[1]==1 no ndim => a flat γ has no second length, so
            def fits(gamma, z):
                return gamma.shape[0]==z.shape[0] and gamma.shape[1]==1
        list vs tuple => no to every shape
            def fits(gamma, z):
                return gamma.shape==[z.shape[0],1]
        not square => n = m is no mistake: a γ of the right
            def fits(gamma, z):
                n,m=z.shape
                return n!=m and gamma.shape==(n,1)
        n==m always false => n = m is no mistake: a γ of the right
            def fits(gamma, z):
                n,m=z.shape
                if n==m: return False
                return gamma.shape==(n,1)
        True always => yes to every shape
            def fits(gamma, z):
                return True
        arg order => no to every shape
            def fits(z, gamma):
                return gamma.shape==(z.shape[0],1)
        broadcast shape => `np.broadcast_shapes` stops with an error
            return np.broadcast_shapes(gamma.shape, z.shape) == z.shape
        ndim only => two axes are not enough: (1, n), (1, 1) and
            return gamma.ndim == 2
        ndim and size => two axes are not enough: (1, n), (1, 1) and
            return gamma.ndim == 2 and gamma.size == z.shape[0]
        either => one length is right, and the other is not
            return gamma.shape[0] == z.shape[0] or gamma.shape[1] == 1
        scalar too => a single number (shape ()) slips through: it
            return gamma.shape == (z.shape[0], 1) or gamma.shape == ()
        raises => an `assert` stops with an error; the task
            def fits(gamma, z):
                assert gamma.shape == (z.shape[0], 1)
                return True
        """,
    "bias_drops_out": """
        thinks that b drops out all the same => only where *all* examples get it
            return 0 * b, 0 * b
        forgets that the mean moves => that is what z does
            return b, 0 * b
        the mean's move for both => for both; z - μ moves the other way
            return b * k / m, b * k / m
        second with a plus => the sign of the second
            without_b = -mean_moves -> without_b = mean_moves
        first with a plus => the sign of the first
            b - mean_moves -> b + mean_moves
        first keeps b => the first kept all of b
            b - mean_moves -> b
        second stays => the second has not stayed
            without_b = -mean_moves -> without_b = 0 * b
        one example only => k examples got b, not one
            b * k / m -> b / m
        upside down => upside down
            b * k / m -> b * m / k
        mean over the k => and not over the k that got b
            b * k / m -> b * k / k
        sum => that is the sum's move
            b * k / m -> b * k
        other order => in the other order
            return with_b, without_b -> return without_b, with_b
        divides by the units => n counts the units
            b * k / m -> b * k / len(b)
        integer division => throws the fraction away
            return b - b * (k // m), -b * (k // m)
        mean of b => each unit has its own b
            return b - b.mean() * k / m, -b.mean() * k / m
        share of the others => the share of those who did *not*
            b * k / m -> b * (1 - k / m)
        in place => changes its input
            def moves(b, k, m):
                moved = b * k / m
                b -= moved
                return b, -moved
        """,
    "drop_useless_biases": """
        throws out every b, the output's too => dropped the betas
            useless = name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P ¶ if not
                useless: -> if not name.startswith("b"):
        throws out every b1, b2, ... by the first letter and a digit, the output's too => dropped
        every b. The output
            useless = name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P ¶ if not
                useless: -> if not (name[0] == "b" and name[1:].isdigit()):
        the letter b is in beta as well: β is lost with it => dropped the betas
            def drop_useless_biases(P):
                kept = {}
                for name, value in P.items():
                    if "b" in name and "gamma" + name[-1] in P:
                        continue
                    kept[name] = value
                return kept
        pops from P itself while going through a copy => changes its input
            def drop_useless_biases(P):
                for name in list(P):
                    if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P:
                        P.pop(name)
                return P
        deletes from P while looping over it: RuntimeError => lose entries while a loop goes
            def drop_useless_biases(P):
                for name, value in P.items():
                    if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P:
                        del P[name]
                return P
        keeps only what is dropped: condition upside down => kept what should go
            useless = name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P ¶ if not
                useless: -> if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P:
        takes the last digit for the layer's number: b12 looks up gamma2 => numbers of two digits
            def drop_useless_biases(P):
                kept = {}
                for name, value in P.items():
                    if name[0] == "b" and name[1:].isdigit() and "gamma" + name[-1] in P:
                        continue
                    kept[name] = value
                return kept
        drops b1 and b2 by name, as in the lecture's net => b1 and b2 are the names in one net
            useless = name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P ¶ if not
                useless: -> if name not in ("b1", "b2"):
        sets the bias to 0 and keeps it => b's were set to 0
            def drop_useless_biases(P):
                kept = {}
                for name, value in P.items():
                    if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P:
                        value = 0 * value
                    kept[name] = value
                return kept
        drops the biases where there is NO batch norm => b's of layers *without* batch norm
            def drop_useless_biases(P):
                kept = {}
                for name, value in P.items():
                    if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] not in P:
                        continue
                    kept[name] = value
                return kept
        returns inside the loop, after the first entry => `return` inside the loop?
            def drop_useless_biases(P):
                kept = {}
                for name, value in P.items():
                    if not (name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P):
                        kept[name] = value
                    return kept
        thinks the last layer alone has a b, and keeps the highest number's => every b but the last
        one
            def drop_useless_biases(P):
                last = max(int(name[1:]) for name in P if name[0] == "W")
                kept = {}
                for name, value in P.items():
                    if name[0] == "b" and name[1:].isdigit() and int(name[1:]) != last:
                        continue
                    kept[name] = value
                return kept
        only b1 => b1 and b2 are the names in one net;
            def drop_useless_biases(P):
                return {k:v for k,v in P.items() if k!="b1"}
        next layer => you ask for the gamma of the next
            def drop_useless_biases(P):
                def useless(k):
                    return k[0]=="b" and k[1:].isdigit() and f"gamma{int(k[1:])+1}" in P
                return {k:v for k,v in P.items() if not useless(k)}
        sets to None => the b's are None now, and still there; leave
            def f(P):
                kept = {}
                for name, value in P.items():
                    if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P:
                        value = None
                    kept[name] = value
                return kept
        drops gamma instead => you dropped the gammas. They stay: it is b
            return {k: v for k, v in P.items() if not k.startswith("gamma")}
        break instead of continue => `break` ends the whole loop at the first b,
            def f(P):
                kept = {}
                for name, value in P.items():
                    if name[0] == "b" and name[1:].isdigit() and "gamma" + name[1:] in P:
                        break
                    kept[name] = value
                return kept
        """,
    "spot_the_kept_bias": """
        == in the place of is: still compares an object with a class => still says yes to all
            (not isinstance(following, bn.BatchNorm)) -> (following != bn.BatchNorm)
        left out the not: says the opposite => wrong way round
            not isinstance -> isinstance
        looks at the layer before => layer *before*
            following = layers[i + 1] if i + 1 < len(layers) -> before = layers[i - 1] if i > 0;
                following, -> before,
        asks whether any later layer is a BatchNorm => somewhere in the net is not enough
            following = layers[i + 1] if i + 1 < len(layers) else None -> rest = layers[i + 1:];
                (not isinstance(following, bn.BatchNorm)) -> (not any(isinstance(one, bn.BatchNorm)
                for one in rest))
        runs past the end of the list: IndexError for the last layer => last layer has no next
            following = layers[i + 1] if i + 1 < len(layers) else None ¶ answers.append(not
                isinstance(following, bn.BatchNorm)) -> answers.append(not isinstance(layers[i + 1],
                bn.BatchNorm))
        only the last layer needs a b, whatever follows the others => last layer's b alone
            following = layers[i + 1] if i + 1 < len(layers) else None ¶ answers.append(not
                isinstance(following, bn.BatchNorm)) -> answers.append(i == len(layers) - 1)
        asks about the layer itself => still says yes to all
            following = layers[i + 1] if i + 1 < len(layers) else None ¶ answers.append(not
                isinstance(following, bn.BatchNorm)) -> answers.append(not isinstance(layer,
                bn.BatchNorm))
        one answer per layer, the ones that are not Linear too => one answer for each `bn.Linear`
            def needs_bias(layers):
                answers = []
                for i, layer in enumerate(layers):
                    following = layers[i + 1] if i + 1 < len(layers) else None
                    answers.append(not isinstance(following, bn.BatchNorm))
                return answers
        reads off whether the layer has a b, not whether it needs one => question is about
        `following`
            return ["b" in layer.params for layer in layers if isinstance(layer, bn.Linear)]
        looks two layers on => two layers on
            [i + 1] if i + 1 -> [i + 2] if i + 2
        Linear => you ask whether a `bn.Linear`
            def needs_bias(layers):
                answers = []
                for i, layer in enumerate(layers):
                    if isinstance(layer, bn.Linear):
                        following = layers[i + 1] if i + 1 < len(layers) else None
                        answers.append(not isinstance(following, bn.Linear))
                return answers
        issubclass => `issubclass` compares two classes;
            def needs_bias(layers):
                answers = []
                for i, layer in enumerate(layers):
                    if isinstance(layer, bn.Linear):
                        following = layers[i + 1] if i + 1 < len(layers) else None
                        answers.append(not issubclass(following, bn.BatchNorm))
                return answers
        called => `bn.BatchNorm()` makes a new layer.
            def needs_bias(layers):
                answers = []
                for i, layer in enumerate(layers):
                    if isinstance(layer, bn.Linear):
                        following = layers[i + 1] if i + 1 < len(layers) else None
                        answers.append(following is not bn.BatchNorm())
                return answers
        isinstance swapped => `isinstance` takes the object first,
            def needs_bias(layers):
                answers = []
                for i, layer in enumerate(layers):
                    if isinstance(layer, bn.Linear):
                        following = layers[i + 1] if i + 1 < len(layers) else None
                        answers.append(not isinstance(bn.BatchNorm, following))
                return answers
        not following is instance Bn or prev => you look at the layer *before*; it is
            def needs_bias(layers):
                answers = []
                for i, layer in enumerate(layers):
                    if isinstance(layer, bn.Linear):
                        following = layers[i + 1] if i + 1 < len(layers) else None
                        answers.append(not isinstance(layers[i-1], bn.BatchNorm))
                return answers
        all layers => there should be one answer for each
            def needs_bias(layers):
                out=[]
                for i,l in enumerate(layers):
                    f = layers[i+1] if i+1<len(layers) else None
                    out.append(isinstance(l,bn.Linear) and not isinstance(f, bn.BatchNorm))
                return out
        last only by position => you keep the last layer's b alone. A
            def needs_bias(layers):
                lin=[l for l in layers if isinstance(l,bn.Linear)]
                return [False]*(len(lin)-1)+[True]
        """,
    "why_db_is_zero": """
        mixes the value of b with its gradient => what value b has
            'a'
        mixes the learning rate with the gradient => learning rate comes after the gradient
            'c'
        thinks that dz̃, not dz, has mean 0 => The sum of dz̃ over the examples is dβ
            'd'
        blames saturation => does arrive at z
            'e'
        """,
    "take_b_out": """
        adds b to the mean => the wrong way
            mean - b -> mean + b
        changes nothing: mean and var as they are => still where it was
            mean - b -> mean
        takes b out of the variance as well => the variance stays
            new_mean, var -> new_mean, var - b
        takes b² out of the variance => the variance stays
            new_mean, var -> new_mean, var - b**2
        forgets to return the variance => returns 1 thing
            return new_mean, var -> return new_mean
        returns the variance first => in another order
            return new_mean, var -> return var, new_mean
        thinks in units of the standard deviation => not divided
            mean - b -> mean - b / np.sqrt(var)
        writes into the caller's mean => changes its input
            new_mean = mean - b -> mean -= b ¶ new_mean = mean
        sets the mean to 0, as nothing is added any more => does not become 0
            mean - b -> 0 * mean
        subtracts what one step of the running average would take => single steps
            mean - b -> mean - 0.1 * b
        -b => this is b itself. Only the part of
            def without_b(b, mean, var):
                return -b, var
        zero => the mean does not become 0: W a has a
            def without_b(b, mean, var):
                return 0*mean, var
        var 1 => the variance stays: a constant moves
            def without_b(b, mean, var):
                return mean-b, np.ones_like(var)
        mean/b => b was added to z, so it is taken
            def without_b(b, mean, var):
                return mean/b, var
        std => the variance is asked for, not its
            def without_b(b, mean, var):
                return mean-b, np.sqrt(var)
        abs => the sign of b got lost: a negative b
            def without_b(b, mean, var):
                return mean-np.abs(b), var
        args swapped => the arguments come in the order b,
            def without_b(mean, var, b):
                return mean-b, var
        var zero => the variance stays as it was; it does not
            return mean - b, 0 * var
        """,
    "huge_bias": """
        thinks adding b scales the variance => Adding the same b
            'a'
        thinks float64 ends before 1e15 => float64 reaches 1e308
            'b'
        compares ε with b => b is not in the root
            'c'
        has no idea of rounding: blames the axis => nothing in it asks how large b is
            'e'
        """,
    "dgamma_dbeta": """
        mean in the place of the sum: 1/m a second time => took the mean over the examples
            dgamma = np.sum -> dgamma = np.mean; dbeta = np.sum -> dbeta = np.mean
        no sum at all: (n, m) => gradients per example
            np.sum(dz_tilde * z_norm, axis=1, keepdims=True) -> dz_tilde * z_norm;
                np.sum(dz_tilde, axis=1, keepdims=True) -> dz_tilde
        sum over the units, axis=0 => summed over the units
            z_norm, axis=1 -> z_norm, axis=0; dz_tilde, axis=1 -> dz_tilde, axis=0
        keepdims forgotten => so keepdims=True
            z_norm, axis=1, keepdims=True -> z_norm, axis=1;
                dz_tilde, axis=1, keepdims=True -> dz_tilde, axis=1
        dβ before dγ => changed places
            dgamma, dbeta -> dbeta, dgamma
        matrix product dz_tilde z_normᵀ, as for dW: (n, n) => mixes units with each other
            np.sum(dz_tilde * z_norm, axis=1, keepdims=True) -> dz_tilde @ z_norm.T
        product of sums in the place of the sum of products => 0 whatever comes in
            drop dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True);
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) -> dbeta = np.sum(dz_tilde, axis=1,
                keepdims=True) ¶ dgamma = dbeta * np.sum(z_norm, axis=1, keepdims=True)
        dγ without z_norm: the same as dβ => dγ lacks a factor
            drop dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True);
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) -> dbeta = np.sum(dz_tilde, axis=1,
                keepdims=True) ¶ dgamma = np.sum(dz_tilde, axis=1, keepdims=True)
        wrong sign, as if the update were in it => the sign
            dgamma = -> dgamma = -; dbeta = -> dbeta = -
        sums over everything: one number for the layer => not over everything
            return np.sum(dz_tilde * z_norm), np.sum(dz_tilde)
        only dγ averaged => took the mean over the examples
            dgamma = np.sum -> dgamma = np.mean
        divides => dγ: the derivative of γ z_norm by γ is
            def dgamma_dbeta(dz_tilde, z_norm):
                m = z_norm.shape[1]
                return np.sum(dz_tilde / z_norm, axis=1, keepdims=True), np.sum(
                    dz_tilde, axis=1, keepdims=True
                )
        dbeta sums z_norm => dβ sums what comes in, dz̃; the sum of
            def dgamma_dbeta(dz_tilde, z_norm):
                m = z_norm.shape[1]
                return np.sum(dz_tilde * z_norm, axis=1, keepdims=True), np.sum(
                    z_norm, axis=1, keepdims=True
                )
        squared => dγ: the derivative of γ z_norm by γ is
            def dgamma_dbeta(dz_tilde, z_norm):
                m = z_norm.shape[1]
                return np.sum(dz_tilde * z_norm**2, axis=1, keepdims=True), np.sum(
                    dz_tilde, axis=1, keepdims=True
                )
        dbeta zero => dβ sums what comes in, dz̃; the sum of
            def dgamma_dbeta(dz_tilde, z_norm):
                m = z_norm.shape[1]
                return np.sum(dz_tilde * z_norm, axis=1, keepdims=True), np.zeros(
                    (len(z_norm), 1)
                )
        """,
    "gradient_of_the_variance": """
        forgot the factor -1/2 => factor -1/2 is missing
            -0.5 * (var + eps) ** -1.5 -> (var + eps) ** (-1.5)
        sign forgotten => the sign
            -0.5 * (var + eps) ** -1.5 -> 0.5 * (var + eps) ** (-1.5)
        exponent left at -1/2 => the exponent:
            -1.5 -> (-0.5)
        exponent raised: +1/2 in the place of -3/2 => the exponent:
            -1. -> 0.
        no sum over the examples => sum over the examples is missing
            np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5 ->
                dz_norm * (z - mu) * -0.5 * (var + eps) ** (-1.5)
        z - μ left out => factor z - μ is missing
            (dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5 -> (dz_norm,
                axis=1, keepdims=True) * -0.5 * (var + eps) ** (-1.5)
        mean in the place of the sum => a sum, not a mean
            sum(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5 ->
                mean(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** (-1.5)
        forgot ε => base of the power
            (var + eps) ** -1.5 -> var ** (-1.5)
        keepdims forgotten, and broadcasting makes an (n, n) => keep the axis
            (dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5 -> (dz_norm *
                (z - mu), axis=1) * -0.5 * (var + eps) ** (-1.5)
        used z_norm, (z - μ)/√(σ²+ε), for z - μ: once too many divided => has been divided already
            dvar = np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5 ->
                z_norm = (z - mu) / np.sqrt(var + eps) ¶ dvar = np.sum(dz_norm * z_norm, axis=1,
                keepdims=True) * -0.5 * (var + eps) ** (-1.5)
        z without μ => mean was not subtracted
            (dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5 -> (dz_norm *
                z, axis=1, keepdims=True) * -0.5 * (var + eps) ** (-1.5)
        derivative with respect to σ, not σ² => with respect to σ, the root
            np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5 ->
                -np.sum(dz_norm * (z - mu), axis=1, keepdims=True) / (var + eps)
        dz_norm forgotten => 0 whatever comes in
            dz_norm * (z - mu) -> z - mu
        multiplies the two sums => 0 whatever comes in
            return -0.5 * dz_norm.sum(axis=1, keepdims=True) * (z - mu).sum(axis=1, keepdims=True)
                * (var + eps) ** -1.5
        ε outside the power => base of the power
            (var + eps) ** -1.5 -> (eps + var ** (-3 / 2))
        flat sum over the units => summed over the units
            return (-0.5 * dz_norm * (z - mu) * (var + eps) ** -1.5).sum(axis=0)
        sum over the units, axis=0 => summed over the units
            (dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5 -> (dz_norm *
                (z - mu) * -0.5 * (var + eps) ** (-1.5), axis=0, keepdims=True)
        """,
    "dz_in_one_line": """
        μ and σ² taken for constants => μ and σ² as constants
            def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
                dz = gamma / np.sqrt(var + eps) * dz_tilde
                return dz
        σ² taken for a constant, μ not => σ² is treated as a constant
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> dz_norm = gamma * dz_tilde ¶ dz =
                (dz_norm - dz_norm.mean(axis=1, keepdims=True)) / np.sqrt(var + eps)
        μ taken for a constant, σ² not => μ is treated as a constant
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> dz_norm = gamma * dz_tilde ¶ second
                = z_norm * np.mean(dz_norm * z_norm, axis=1, keepdims=True) ¶ dz = (dz_norm -
                second) / np.sqrt(var + eps)
        γ forgotten => γ is missing: z̃ = γ
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> first = dz_tilde.mean(axis=1,
                keepdims=True) ¶ second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
                ¶ dz = (dz_tilde - first - second) / np.sqrt(var + eps)
        sums where means are needed: 1/m forgotten => division by m is missing
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> first = dz_tilde.sum(axis=1,
                keepdims=True) ¶ second = z_norm * np.sum(dz_tilde * z_norm, axis=1, keepdims=True)
                ¶ dz = gamma * (dz_tilde - first - second) / np.sqrt(var + eps)
        divided by σ² in the place of σ => divided by σ², the variance
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> first = dz_tilde.mean(axis=1,
                keepdims=True) ¶ second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
                ¶ dz = gamma * (dz_tilde - first - second) / (var + eps)
        multiplied by the root instead of dividing => you multiply
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> first = dz_tilde.mean(axis=1,
                keepdims=True) ¶ second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
                ¶ dz = gamma * (dz_tilde - first - second) * np.sqrt(var + eps)
        wrong sign of the variance's term => a sign:
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> first = dz_tilde.mean(axis=1,
                keepdims=True) ¶ second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
                ¶ dz = gamma * (dz_tilde - first + second) / np.sqrt(var + eps)
        both correcting terms with the wrong sign => a sign:
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> first = dz_tilde.mean(axis=1,
                keepdims=True) ¶ second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
                ¶ dz = gamma * (dz_tilde + first + second) / np.sqrt(var + eps)
        means over the units => summed over the units
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> first = dz_tilde.mean(axis=0,
                keepdims=True) ¶ second = z_norm * np.mean(dz_tilde * z_norm, axis=0, keepdims=True)
                ¶ dz = gamma * (dz_tilde - first - second) / np.sqrt(var + eps)
        keepdims forgotten: error in broadcasting => came out flat
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> first = dz_tilde.mean(axis=1) ¶
                second = z_norm * np.mean(dz_tilde * z_norm, axis=1) ¶ dz = gamma * (dz_tilde -
                first - second) / np.sqrt(var + eps)
        z_norm forgotten outside the mean in the variance's term => lacks z_norm
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> first = dz_tilde.mean(axis=1,
                keepdims=True) ¶ second = np.mean(dz_tilde * z_norm, axis=1, keepdims=True) ¶ dz =
                gamma * (dz_tilde - first - second) / np.sqrt(var + eps)
        γ on the direct term alone => γ belongs to all
            def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
                s, m = 1 / np.sqrt(var + eps), dz_tilde.shape[1]
                sums = dz_tilde.sum(axis=1, keepdims=True)
                dots = (dz_tilde * z_norm).sum(axis=1, keepdims=True)
                return s * gamma * dz_tilde - s * sums / m - s * z_norm * dots / m
        1/√(σ² + ε) on the direct term alone => are divided by √
            def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
                d = gamma * dz_tilde
                back = z_norm * (d * z_norm).mean(axis=1, keepdims=True)
                return d / np.sqrt(var + eps) - d.mean(axis=1, keepdims=True) - back
        means over everything => not over everything
            return gamma / np.sqrt(var + eps) * (dz_tilde - dz_tilde.mean() - z_norm * (dz_tilde *
                z_norm).mean())
        divides the whole bracket by m => only the two sums
            (dz_tilde - dbeta / m - z_norm * dgamma / m) -> ((dz_tilde - dbeta - z_norm * dgamma) /
                m)
        m - 1 in the means => m - 1 is for estimating
            def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
                m = z_norm.shape[1] - 1
                first = dz_tilde.sum(axis=1, keepdims=True) / m
                second = z_norm * np.sum(dz_tilde * z_norm, axis=1, keepdims=True) / m
                dz = gamma * (dz_tilde - first - second) / np.sqrt(var + eps)
                return dz
        forgot ε => ε is missing under
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> first = dz_tilde.mean(axis=1,
                keepdims=True) ¶ second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
                ¶ dz = gamma * (dz_tilde - first - second) / np.sqrt(var)
        the division by √(σ²+ε) forgotten => division by √(σ² + ε) is missing
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> first = dz_tilde.mean(axis=1,
                keepdims=True) ¶ second = z_norm * np.mean(dz_tilde * z_norm, axis=1, keepdims=True)
                ¶ dz = gamma * (dz_tilde - first - second)
        no brackets => brackets are missing: all three terms are
            def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
                m = z_norm.shape[1]
                s = np.sqrt(var + eps)
                dn = gamma * dz_tilde
                M = lambda a: a.mean(axis=1, keepdims=True)
                S = lambda a: a.sum(axis=1, keepdims=True)
                return dn - M(dn) - z_norm * M(dn * z_norm) / s
        axis 0 => you averaged over the units, not the
            def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
                m = z_norm.shape[1]
                s = np.sqrt(var + eps)
                dn = gamma * dz_tilde
                M = lambda a: a.mean(axis=1, keepdims=True)
                S = lambda a: a.sum(axis=1, keepdims=True)
                return (dn - dn.mean(0) - z_norm * (dn * z_norm).mean(0)) / s
        m factor kept => a division by m is missing: with m · dz̃ in
            def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
                m = z_norm.shape[1]
                s = np.sqrt(var + eps)
                dn = gamma * dz_tilde
                M = lambda a: a.mean(axis=1, keepdims=True)
                S = lambda a: a.sum(axis=1, keepdims=True)
                return (m * dn - S(dn) - z_norm * S(dn * z_norm)) / s
        whole means => the means are to be taken over the examples
            def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
                m = z_norm.shape[1]
                s = np.sqrt(var + eps)
                dn = gamma * dz_tilde
                M = lambda a: a.mean(axis=1, keepdims=True)
                S = lambda a: a.sum(axis=1, keepdims=True)
                return (dn - dn.mean() - z_norm * (dn * z_norm).mean()) / s
        third squared inside => the third term has z_norm twice: once inside
            def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
                m = z_norm.shape[1]
                s = np.sqrt(var + eps)
                dn = gamma * dz_tilde
                M = lambda a: a.mean(axis=1, keepdims=True)
                S = lambda a: a.sum(axis=1, keepdims=True)
                return (dn - M(dn) - z_norm * M(dn * z_norm**2)) / s
        third z_norm twice outside => the third term has z_norm twice: once inside
            def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
                m = z_norm.shape[1]
                s = np.sqrt(var + eps)
                dn = gamma * dz_tilde
                M = lambda a: a.mean(axis=1, keepdims=True)
                S = lambda a: a.sum(axis=1, keepdims=True)
                return (dn - M(dn) - z_norm**2 * M(dn)) / s
        takes gamma's size alone => the sign of γ got lost
            gamma / np.sqrt -> np.abs(gamma) / np.sqrt
        """,
    "spot_the_backward_bug": """
        z_norm's term without 1/√ => are divided by √
            dbeta / m - z_norm * dgamma / m -> dbeta / m - z_norm * np.sqrt(var + eps) * dgamma / m
        mean's term without 1/√ => are divided by √
            dbeta / m -> np.sqrt(var + eps) * dbeta / m
        γ missing in the third term => γ belongs to all
            return gamma / np.sqrt(var + eps) * (dz_tilde - dz_tilde.mean(axis=1, keepdims=True)) -
                z_norm / np.sqrt(var + eps) * (dz_tilde * z_norm).mean(axis=1, keepdims=True)
        takes z_norm for z - μ => z_norm is not z - μ
            z_norm * dgamma -> z_norm / (var + eps) * dgamma
        the 2 and the 1/2 don't meet => the 2 of the square
            z_norm * dgamma / m -> z_norm * 2 / m * dgamma
        z_norm times the mean of dz̃ => not that of dz̃
            z_norm * dgamma / m -> z_norm * dz_tilde.mean(axis=1, keepdims=True)
        left it as it was (σ² is a constant in it) => run the cell again
            dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) -> dz_norm = gamma * dz_tilde;
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) -> dz = dz_norm / np.sqrt(var +
                eps);
                gamma / np.sqrt(var + eps) * (dz_tilde - dbeta / m - z_norm * dgamma / m) -> dz -
                np.sum(dz, axis=1, keepdims=True) / m
        took the mean's path out instead of adding the variance's => μ and σ² as constants
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> dz_norm = gamma * dz_tilde ¶ dz =
                dz_norm / np.sqrt(var + eps)
        thought that γ was wrong there and removed it => γ went missing
            dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶ dbeta = np.sum(dz_tilde,
                axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) * (dz_tilde - dbeta / m -
                z_norm * dgamma / m) -> dz = dz_tilde / np.sqrt(var + eps) ¶ dz = dz - np.sum(dz,
                axis=1, keepdims=True) / m
        added the variance's path with the wrong sign => a sign:
            dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶ dbeta = np.sum(dz_tilde,
                axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) * (dz_tilde - dbeta / m -
                z_norm * dgamma / m) -> dz_norm = gamma * dz_tilde ¶ dz = dz_norm / np.sqrt(var +
                eps) ¶ back = z_norm * np.sum(dz * z_norm, axis=1, keepdims=True) / m ¶ dz = dz -
                np.sum(dz, axis=1, keepdims=True) / m + back
        variance's path without 1/m => division by m is missing
            dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶ dbeta = np.sum(dz_tilde,
                axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) * (dz_tilde - dbeta / m -
                z_norm * dgamma / m) -> dz_norm = gamma * dz_tilde ¶ dz = dz_norm / np.sqrt(var +
                eps) ¶ back = z_norm * np.sum(dz * z_norm, axis=1, keepdims=True) ¶ dz = dz -
                np.sum(dz, axis=1, keepdims=True) / m - back
        divides the variance's path by √(σ²+ε) once more => once too often
            dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶ dbeta = np.sum(dz_tilde,
                axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) * (dz_tilde - dbeta / m -
                z_norm * dgamma / m) -> dz_norm = gamma * dz_tilde ¶ s = np.sqrt(var + eps) ¶ dz =
                dz_norm / s ¶ back = z_norm * np.sum(dz * z_norm, axis=1, keepdims=True) / m / s ¶
                dz = dz - np.sum(dz, axis=1, keepdims=True) / m - back
        blamed 1/m: took it out => division by m is missing
            m = dz_tilde.shape[1] ¶ dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) *
                (dz_tilde - dbeta / m - z_norm * dgamma / m) -> dz_norm = gamma * dz_tilde ¶ dz =
                dz_norm / np.sqrt(var + eps) ¶ dz = dz - np.sum(dz, axis=1, keepdims=True)
        blamed the root => divided by σ², the variance
            dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) -> dz_norm = gamma * dz_tilde;
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) -> dz = dz_norm / (var + eps);
                gamma / np.sqrt(var + eps) * (dz_tilde - dbeta / m - z_norm * dgamma / m) -> dz -
                np.sum(dz, axis=1, keepdims=True) / m
        blamed the axis => summed over the units
            dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) -> dz_norm = gamma * dz_tilde;
                dbeta = np.sum(dz_tilde, axis=1, keepdims=True) -> dz = dz_norm / np.sqrt(var +
                eps);
                gamma / np.sqrt(var + eps) * (dz_tilde - dbeta / m - z_norm * dgamma / m) -> dz -
                np.sum(dz, axis=0, keepdims=True) / m
        variance's path without the z_norm outside the sum => lacks z_norm
            dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True) ¶ dbeta = np.sum(dz_tilde,
                axis=1, keepdims=True) ¶ dz = gamma / np.sqrt(var + eps) * (dz_tilde - dbeta / m -
                z_norm * dgamma / m) -> dz_norm = gamma * dz_tilde ¶ dz = dz_norm / np.sqrt(var +
                eps) ¶ back = np.sum(dz * z_norm, axis=1, keepdims=True) / m ¶ dz = dz - np.sum(dz,
                axis=1, keepdims=True) / m - back
        twice the mean => the mean is taken away twice; the term that
            def backward_mended(dz_tilde, z_norm, gamma, var, eps):
                m = dz_tilde.shape[1]
                dz_norm = gamma * dz_tilde
                dz = dz_norm / np.sqrt(var + eps)
                S = lambda a: np.sum(a, axis=1, keepdims=True)
                return dz - 2 * S(dz) / m
        m times => a division by m is missing: with m · dz̃ in
            def backward_mended(dz_tilde, z_norm, gamma, var, eps):
                m = dz_tilde.shape[1]
                dz_norm = gamma * dz_tilde
                dz = dz_norm / np.sqrt(var + eps)
                S = lambda a: np.sum(a, axis=1, keepdims=True)
                return (m * dz - S(dz) - z_norm * S(dz * z_norm))
        m - 1 => m - 1 is for estimating a variance. The
            def backward_mended(dz_tilde, z_norm, gamma, var, eps):
                m = dz_tilde.shape[1]
                dz_norm = gamma * dz_tilde
                dz = dz_norm / np.sqrt(var + eps)
                S = lambda a: np.sum(a, axis=1, keepdims=True)
                return dz - S(dz) / (m - 1)
        dz_tilde in third => in the third term dz̃ stands bare: it passes
            def backward_mended(dz_tilde, z_norm, gamma, var, eps):
                m = dz_tilde.shape[1]
                dz_norm = gamma * dz_tilde
                dz = dz_norm / np.sqrt(var + eps)
                S = lambda a: np.sum(a, axis=1, keepdims=True)
                return dz - S(dz) / m - z_norm * S(dz_tilde * z_norm) / m
        mean removed by plus => a sign: what comes back through the mean is
            def backward_mended(dz_tilde, z_norm, gamma, var, eps):
                m = dz_tilde.shape[1]
                dz_norm = gamma * dz_tilde
                dz = dz_norm / np.sqrt(var + eps)
                S = lambda a: np.sum(a, axis=1, keepdims=True)
                return dz + S(dz) / m
        eps dropped => ε was right where it stood; what is missing
            def backward_mended(dz_tilde, z_norm, gamma, var, eps):
                m = dz_tilde.shape[1]
                dz_norm = gamma * dz_tilde
                dz = dz_norm / np.sqrt(var + eps)
                S = lambda a: np.sum(a, axis=1, keepdims=True)
                return dz_norm / np.sqrt(var) - S(dz_norm / np.sqrt(var)) / m
        half in third => the third term is halved: the 1/2 of the
            def backward_mended(dz_tilde, z_norm, gamma, var, eps):
                m = dz_tilde.shape[1]
                dz_norm = gamma * dz_tilde
                dz = dz_norm / np.sqrt(var + eps)
                S = lambda a: np.sum(a, axis=1, keepdims=True)
                return dz - S(dz) / m - 0.5 * z_norm * S(dz * z_norm) / m
        takes gamma's size alone => the sign of γ got lost
            gamma / np.sqrt -> np.abs(gamma) / np.sqrt
        """,
    "trust_the_gradient": """
        lets 0 against 0 pass => 0 against 0
            drop largest > 0 and
        moves every entry at once => one entry at a time
            step[k] = h -> step += h
        divides by h => divide by 2h
            / (2 * h) -> / h
        forgets the absolute value => Take its absolute value
            np.abs(dx - slopes).max() -> np.max(dx - slopes)
        adds the errors up => cancel in a sum
            np.abs(dx - slopes).max() -> np.abs(np.sum(dx - slopes))
        compares the sizes only => compare sizes alone
            np.abs(dx - slopes) -> np.abs(abs(dx) - abs(slopes))
        has a fixed tolerance => does not know the size
            1e-3 * largest -> 1e-4
        uses allclose as it comes => does not know the size
            np.abs(dx - slopes).max() <= 1e-3 * largest -> bool(np.allclose(slopes, dx))
        looks at the first entry alone => another one is wrong
            np.abs(dx - slopes).max() -> np.abs(dx - slopes).ravel()[0]
        divides by each entry's own slope => judged by its own slope
            np.abs(dx - slopes).max() <= 1e-3 * largest -> (np.abs(dx - slopes) / np.abs(slopes)
                < 1e-3).all()
        does so with h = 1e-5 => judged by its own slope
            h = 1e-4 -> h = 1e-5;
                np.abs(dx - slopes).max() <= 1e-3 * largest -> (np.abs(dx - slopes) <= 1e-3 *
                np.abs(slopes)).all()
        says what is wrong instead of what is right => wrong way round
            return proven -> return np.logical_not(proven)
        takes the mean of the errors => one wrong entry hides
            np.abs(dx - slopes).max() -> np.mean(np.abs(slopes - dx))
        forgets the absolute value, the other way round => Take its absolute value
            np.abs(dx - slopes).max() -> np.max(slopes - dx)
        forgets it at the largest slope => steepest slope may be negative
            np.abs(slopes).max() -> slopes.max()
        compares the lengths => compare sizes alone
            np.abs(dx - slopes).max() <= 1e-3 * largest -> abs(np.linalg.norm(slopes) -
                np.linalg.norm(dx)) <= 1e-3 * np.linalg.norm(slopes)
        measures one slope alone => another one is wrong
            def trust(f, x, dx):
                step = np.zeros_like(x)
                step[0, 0] = 1e-5
                slope = (f(x + step) - f(x - step)) / 2e-5
                return bool(slope != 0 and abs(slope - dx[0, 0]) <= 1e-3 * abs(slope))
        uses allclose with h = 1e-5 => does not know the size
            h = 1e-4 -> h = 1e-5;
                np.abs(dx - slopes).max() <= 1e-3 * largest -> np.allclose(slopes, dx)
        takes tiny slopes for 0 => tiny slopes are slopes
            largest > 0 -> largest > 1e-6
        takes a large step => slope changes
            h = 1e-4 -> h = 0.1
        takes a step below rounding => nothing but rounding
            h = 1e-4 -> h = 1e-17
        always True => everything passes
            return proven -> return True
        moves x itself and leaves it there => changes its input
            step[k] = h -> x[k] += h ¶ step[k] = h
        """,
    "cut_into_minibatches": """
        the last, smaller one is dropped => smaller mini-batch is missing
            start in range(0, X.shape[1], batch_size): -> t in range(len(order) // batch_size):;
                chosen = order[start : start + batch_size] -> pick = order[t * batch_size : (t + 1)
                * batch_size]; ((X[:, chosen], Y[chosen])) -> ((X[:, pick], Y[pick]))
        ignores the order => `order` is not used
            chosen = order[start : start + batch_size] ¶ batches.append((X[:, chosen], Y[chosen]))
                -> batches.append((X[:, start : start + batch_size], Y[start : start + batch_size]))
        shuffles X but not Y: images lose their labels => Y is not: each image
            batches = [] -> batches = [] ¶ X = X[:, order];
                chosen = order[start : start + batch_size] ¶ batches.append((X[:, chosen],
                Y[chosen])) -> batches.append((X[:, start : start + batch_size], Y[start : start +
                batch_size]))
        cuts rows: features in the place of examples => along the rows
            X.shape[1], -> len(order),; chosen = -> pick =;
                ((X[:, chosen], Y[chosen])) -> ((X[pick], Y[pick]))
        shuffles with its own random order => another result the second time
            def cut(X, Y, batch_size, order):
                batches = []
                order = np.random.permutation(X.shape[1])
                for start in range(0, len(order), batch_size):
                    pick = order[start : start + batch_size]
                    batches.append((X[:, pick], Y[pick]))
                return batches
        two lists in the place of a list of pairs => two lists came back
            def cut(X, Y, batch_size, order):
                Xs, Ys = [], []
                for start in range(0, len(order), batch_size):
                    pick = order[start : start + batch_size]
                    Xs.append(X[:, pick])
                    Ys.append(Y[pick])
                return Xs, Ys
        returns inside the loop => `return` inside the loop?
            def cut(X, Y, batch_size, order):
                batches = []
                for start in range(0, len(order), batch_size):
                    pick = order[start : start + batch_size]
                    batches.append((X[:, pick], Y[pick]))
                    return batches
        mini-batches overlap: the loop goes in steps of 1 => overlap
            (0, X.shape[1], batch_size): -> (0, len(order)):; chosen = -> pick =;
                ((X[:, chosen], Y[chosen])) -> ((X[:, pick], Y[pick]))
        off by one: the last of each mini-batch is lost => one example short
            X.shape[1], -> len(order),;
                chosen = order[start : start + batch_size] -> pick = order[start : start +
                batch_size - 1]; ((X[:, chosen], Y[chosen])) -> ((X[:, pick], Y[pick]))
        batch_size taken for the number of mini-batches => how many examples a mini-batch holds
            def cut(X, Y, batch_size, order):
                batches = []
                for pick in np.array_split(order, batch_size):
                    batches.append((X[:, pick], Y[pick]))
                return batches
        equal sizes by array_split: the rest is spread over the mini-batches => only the last
        mini-batch may be smaller
            def cut(X, Y, batch_size, order):
                batches = []
                count = -(-len(order) // batch_size)
                for pick in np.array_split(order, count):
                    batches.append((X[:, pick], Y[pick]))
                return batches
        the ragged one is filled up with the first examples again => filled up
            def cut(X, Y, batch_size, order):
                batches = []
                for start in range(0, len(order), batch_size):
                    pick = order[start : start + batch_size]
                    pick = np.concatenate([pick, order[: batch_size - len(pick)]])
                    batches.append((X[:, pick], Y[pick]))
                return batches
        shuffles the caller's X in place => changes its input
            def cut(X, Y, batch_size, order):
                batches = []
                X[:] = X[:, order]
                Y[:] = Y[order]
                for start in range(0, len(order), batch_size):
                    stop = start + batch_size
                    batches.append((X[:, start:stop].copy(), Y[start:stop].copy()))
                return batches
        range stops one mini-batch early => ends a mini-batch too early
            X.shape[1], -> X.shape[1] - batch_size,
        the slice's end stays at batch_size => every slice ends at `batch_size`
            order[start : start + -> order[start :
        Y_t as a row => is to stay flat
            Y[chosen] -> Y[chosen].reshape(1, -1)
        range without step => each start is one example further; let it
            def cut(X, Y, batch_size, order):
                batches = []
                for i in range(len(Y) // batch_size):
                    now = order[i:i+batch_size]
                    batches.append((X[:, now], Y[now]))
                return batches
        inverse permutation => the examples come in another order: take the
            def cut(X, Y, batch_size, order):
                order = np.argsort(order)
                return [
                    (X[:, order[i : i + batch_size]], Y[order[i : i + batch_size]])
                    for i in range(0, len(Y), batch_size)
                ]
        leftovers merged into the last => what is left over was added to the last full
            def cut(X, Y, batch_size, order):
                k = len(Y) // batch_size
                batches = []
                for i in range(k):
                    now = (
                        order[i * batch_size : (i + 1) * batch_size]
                        if i < k - 1
                        else order[i * batch_size :]
                    )
                    batches.append((X[:, now], Y[now]))
                return batches
        X transposed => X_t lies on its side: examples stay columns.
            return [(X.T[order[i:i+batch_size]], Y[order[i:i+batch_size]]) for i in range(0,
                len(Y), batch_size)]
        reversed order => the examples come in another order: take the
            def cut(X, Y, batch_size, order):
                order = order[::-1]
                return [
                    (X[:, order[i : i + batch_size]], Y[order[i : i + batch_size]])
                    for i in range(0, len(Y), batch_size)
                ]
        shuffles data, then indexes again => the examples come in another order: take the
            def cut(X, Y, batch_size, order):
                X, Y = X[:, order], Y[order]
                return [
                    (X[:, order[i : i + batch_size]], Y[order[i : i + batch_size]])
                    for i in range(0, len(Y), batch_size)
                ]
        """,
    "spread_of_the_mean": """
        divides by m, not by its root => falls more slowly
            np.sqrt(m) -> m
        thinks that the mean jumps as much as one example => spread of single examples
            sigma / np.sqrt(m) -> sigma
        gives the variance of the mean, σ²/m => this is the variance of the mean
            sigma / np.sqrt(m) -> sigma**2 / m
        grows with m: multiplied by the root => *less* noise
            sigma / -> sigma *
        m - 1 under the root => m or m - 1
            (m) -> (m - 1)
        root of everything: √(σ/m) => σ went under the root
            sigma / np.sqrt(m) -> np.sqrt(sigma / m)
        the mean's own mean, 0 => 0 is what the deviations average to
            return 0.0
        the formula for the spread of the variance: σ²·√(2/m) => 2m or 2/m
            return sigma**2 * np.sqrt(2 / m)
        simulates with random numbers: only roughly right => another result the second time
            return np.random.normal(0, sigma, (1000, m)).mean(axis=1).std()
        m**1/2 without brackets => exponent needs brackets
            return sigma / m**1/2
        root of σ, not of m => the root belongs to m
            return sigma**0.5 / m
        divides by m² => the variance of a *sum*
            return sigma / m**2
        the factor of the mini-batch's own variance => own *variance* is too small
            return sigma * ((m - 1) / m) ** 0.5
        the lesson's 60 in the place of m => written as a number
            return sigma / 60**0.5
        m + 1 => m + 1 plays no part: it is plain m.
            return sigma / np.sqrt(m + 1)
        double => the task asks for one standard deviation;
            return 2 * sigma / np.sqrt(m)
        log => the noise falls with a power of m; a
            return sigma / np.log(m)
        upside down => upside down: wider data make wider means,
            return np.sqrt(m) / sigma
        """,
    "lone_example": """
        true whenever something is left over => ragged last mini-batch is fine
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples % batch_size != 0
        the opposite: true when it divides evenly => the remainder 0
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples % batch_size == 0
        forgets batch_size 1, where every mini-batch is alone => what about batch_size = 1
            alone = batch_size == 1 or -> alone =
        the rest as a number, not True or False => should be True or False
            batch_size == 1 or n_examples % batch_size == 1 -> n_examples % batch_size
        thinks only of batch_size 1 => not only batches of size 1
            1 or n_examples % batch_size == 1 -> 1
        counts the mini-batches: asks whether there is only one => counts the full mini-batches
            batch_size == 1 or n_examples % -> n_examples //
        the remainder upside down: batch_size % n_examples => the numbers have changed places
            n_examples % batch_size -> batch_size % n_examples
        one missing to a full mini-batch, mistaken for one left over => lacks one example
            % batch_size == -> % batch_size == batch_size -
        a string => where True or False is expected
            def leaves_one_alone(n_examples, batch_size):
                if batch_size == 1 or n_examples % batch_size == 1:
                    return "True"
                return "False"
        a number that is odd: n_examples % 2 => odd or even
            return n_examples % 2 == 1
        only data of one example => one example in all
            return n_examples == 1
        remainder 0 or 1 => all mini-batches are full
            return n_examples % batch_size <= 1
        takes away one full mini-batch => `%` takes all of them
            return n_examples - batch_size == 1
        the arguments in the other order => the numbers have changed places
            def leaves_one_alone(batch_size, n_examples):
                return n_examples % batch_size == 1 or batch_size == 1
        smaller => that many examples fit in one mini-batch,
            return n_examples < batch_size
        and => this says no to every pair of sizes (`and`
            return n_examples % batch_size == 1 and batch_size == 1
        float division => `/` gives how many mini-batches there are;
            return n_examples / batch_size == 1
        always => this says yes to every pair of sizes.
            return True
        greater 1 => more than one are left over there, so nobody
            return n_examples % batch_size > 1
        only with more than one batch => one example in all is alone, too; and where
            return n_examples > batch_size and n_examples % batch_size == 1
        division has rest 1 => this says no to every pair of sizes (`and`
            return (n_examples / batch_size) % 1 == 1
        excludes n 1 => one example in all is alone, too; and where
            return (n_examples % batch_size == 1 and n_examples > 1) or batch_size == 1
        """,
    "spot_the_foreign_statistics": """
        left as it was => run the cell again
            parts = [] -> mu = z.mean(axis=1, keepdims=True) ¶ var = z.var(axis=1, keepdims=True) ¶
                parts = [];
                drop mu = part.mean(axis=1, keepdims=True) ¶ var = part.var(axis=1, keepdims=True)
        mean of the mini-batch, variance still of everything => the variance still comes from all
            parts = [] -> var = z.var(axis=1, keepdims=True) ¶ parts = [];
                drop var = part.var(axis=1, keepdims=True)
        statistics of the first mini-batch for all => of the first one
            parts = [] -> first = z[:, :batch_size] ¶ mu = first.mean(axis=1, keepdims=True) ¶ var
                = first.var(axis=1, keepdims=True) ¶ parts = [];
                drop mu = part.mean(axis=1, keepdims=True) ¶ var = part.var(axis=1, keepdims=True)
        per mini-batch, but over the units => averaged over the units
            mean(axis=1, keepdims=True) -> mean(axis=0, keepdims=True);
                var(axis=1, keepdims=True) -> var(axis=0, keepdims=True)
        drops the ragged mini-batch => got lost
            [1], -> [1] - batch_size + 1,
        statistics of everything seen so far, a running mean => all that came so far
            mu = part.mean(axis=1, keepdims=True) ¶ var = part.var(axis=1, keepdims=True) -> seen =
                z[:, : start + batch_size] ¶ mu = seen.mean(axis=1, keepdims=True) ¶ var =
                seen.var(axis=1, keepdims=True)
        stacked the parts one below the other => side by side
            hstack -> vstack
        returned the list of parts => side by side
            np.hstack(parts) -> parts
        variance of the mini-batch, mean still of everything => the mean still comes from all
            parts = [] -> mu = z.mean(axis=1, keepdims=True) ¶ parts = [];
                drop mu = part.mean(axis=1, keepdims=True)
        forgot keepdims when moving the lines => came out flat
            mean(axis=1, keepdims=True) -> mean(axis=1); var(axis=1, keepdims=True) -> var(axis=1)
        ε outside the root => ε belongs under the root
            (part - mu) / np.sqrt(var + eps) -> (part - mu) / np.sqrt(var) + eps
        standard deviation under the root => the variance, `part.var`, was right
            var(axis -> std(axis
        statistics moved behind their use => of the one before
            def normalise_each(z, batch_size, eps):
                last, parts = z[:, :batch_size], []
                for start in range(0, z.shape[1], batch_size):
                    part = z[:, start : start + batch_size]
                    mu, var = last.mean(axis=1, keepdims=True), last.var(axis=1, keepdims=True)
                    parts.append((part - mu) / np.sqrt(var + eps))
                    last = part
                return np.hstack(parts)
        sums divided by batch_size, in the ragged one, too => its own number of examples
            part.mean(axis=1, keepdims=True) -> np.sum(part, axis=1, keepdims=True) / batch_size;
                part.var(axis=1, keepdims=True) -> np.sum((part - mu) ** 2, axis=1, keepdims=True) /
                batch_size
        z in place of part => the whole of z goes into each part: it is
            def normalise_each(z, batch_size, eps):
                parts = []
                for start in range(0, z.shape[1], batch_size):
                    part = z[:, start : start + batch_size]
                    mu = part.mean(axis=1, keepdims=True)
                    var = part.var(axis=1, keepdims=True)
                    parts.append((z - mu) / np.sqrt(var + eps))
                return np.hstack(parts)
        no eps => ε got lost; it was right before.
            def normalise_each(z, batch_size, eps):
                parts = []
                for start in range(0, z.shape[1], batch_size):
                    part = z[:, start : start + batch_size]
                    mu = part.mean(axis=1, keepdims=True)
                    var = part.var(axis=1, keepdims=True)
                    parts.append((part - mu) / np.sqrt(var))
                return np.hstack(parts)
        no root => the root of the variance got lost; it was
            def normalise_each(z, batch_size, eps):
                parts = []
                for start in range(0, z.shape[1], batch_size):
                    part = z[:, start : start + batch_size]
                    mu = part.mean(axis=1, keepdims=True)
                    var = part.var(axis=1, keepdims=True)
                    parts.append((part - mu) / (var + eps))
                return np.hstack(parts)
        normalises twice => normalised twice, first with the statistics
            def normalise_each(z, batch_size, eps):
                parts = []
                for start in range(0, z.shape[1], batch_size):
                    part = z[:, start : start + batch_size]
                    part = (part - z.mean(axis=1, keepdims=True)) / np.sqrt(
                        z.var(axis=1, keepdims=True) + eps
                    )
                    mu = part.mean(axis=1, keepdims=True)
                    var = part.var(axis=1, keepdims=True)
                    parts.append((part - mu) / np.sqrt(var + eps))
                return np.hstack(parts)
        list => the parts are right; put them side by side
            def normalise_each(z, batch_size, eps):
                parts = []
                for start in range(0, z.shape[1], batch_size):
                    part = z[:, start : start + batch_size]
                    parts.append(bn.normalize(part, eps)[0])
                return parts
        return in loop => only the first mini-batch comes back: is the
            def normalise_each(z, batch_size, eps):
                parts = []
                for start in range(0, z.shape[1], batch_size):
                    part = z[:, start : start + batch_size]
                    parts.append(bn.normalize(part, eps)[0])
                    return np.hstack(parts)
        """,
    "same_image_other_batch": """
        thinks that z̃ belongs to the image alone => z̃ has μ and σ² in it
            'ab'
        misses that companions get a gradient => If a companion's z changes
            'ac'
        thinks that learning γ, β removes the dependence => they can't undo
            'acde'
        thinks that even z depends on the company => What does z = W x depend on
            'ce'
        only the z part => How noisy
            'a'
        thinks training makes it go away, in place of larger batches => they can't undo
            'ade'
        """,
    "update_all": """
        wrong sign: gradient ascent => uphill
            ["W"] - -> ["W"] +; ["beta"] - -> ["beta"] +; ["gamma"] - -> ["gamma"] +
        γ forgotten, as in the lecture's first version => γ is not updated
            drop P["gamma"] = P["gamma"] - alpha * G["gamma"]
        local names only: P keeps the old values => `P` is unchanged
            P["W"] = P["W"] - alpha * G["W"] ¶ P["beta"] = P["beta"] - alpha * G["beta"] ¶
                P["gamma"] = P["gamma"] - alpha * G["gamma"] -> W = P["W"] ¶ beta = P["beta"] ¶
                gamma = P["gamma"] ¶ W = W - alpha * G["W"] ¶ beta = beta - alpha * G["beta"] ¶
                gamma = gamma - alpha * G["gamma"]
        forgot the learning rate => learning rate is missing
            def update(P, G, alpha):
                for name in P:
                    P[name] = P[name] - G[name]
        only W is learned => β and γ are not updated
            drop P["beta"] = P["beta"] - alpha * G["beta"] ¶ P["gamma"] = P["gamma"] - alpha *
                G["gamma"]
        multiplies: P *= 1 - α G => *multiplied*
            def update(P, G, alpha):
                for name in P:
                    P[name] = P[name] * (1 - alpha * G[name])
        writes the step, not the new value => replaced by the step
            def update(P, G, alpha):
                for name in P:
                    P[name] = -alpha * G[name]
        gradients of β and γ swapped => β got the gradient of γ
            def update(P, G, alpha):
                P["W"] = P["W"] - alpha * G["W"]
                P["beta"] = P["beta"] - alpha * G["gamma"]
                P["gamma"] = P["gamma"] - alpha * G["beta"]
        makes a new dict and binds it to the name P => `P` is unchanged
            P["W"] = P["W"] - alpha * G["W"] ¶ P["beta"] = P["beta"] - alpha * G["beta"] ¶
                P["gamma"] = P["gamma"] - alpha * G["gamma"] -> P = {name: P[name] - alpha * G[name]
                for name in P} ¶ return P
        looks for the gradients as dW in G => under the same names
            G["W"] -> G["dW"]; G["beta"] -> G["dbeta"]; G["gamma"] -> G["dgamma"]
        β forgotten => β is not updated
            drop P["beta"] = P["beta"] - alpha * G["beta"]
        changes the gradients, not the parameters => wrote into `G`
            def update(P, G, alpha):
                for name in G:
                    G[name] = P[name] - alpha * G[name]
        divides by the learning rate => divide by the learning rate
            def update(P, G, alpha):
                for name in P:
                    P[name] = P[name] - G[name] / alpha
        the parameter in the place of its gradient => multiplies the parameter itself
            * G -> * P
        brackets in the wrong place => Mind the brackets
            return P.update({name: (P[name] - alpha) * G[name] for name in P})
        the gradient of W for all => a gradient of its own
            ["beta"] - alpha * G["beta"] -> ["beta"] - alpha * G["W"];
                ["gamma"] - alpha * G["gamma"] -> ["gamma"] - alpha * G["W"]
        updates a b, too => there is no b here
            P["W"] = -> P["b"] -= alpha * G["b"] ¶ P["W"] =
        α as a number => the argument `alpha`
            - alpha -> - 0.1
        computes with the whole dicts => with a dict as a whole
            def update(P, G, alpha):
                P = P - alpha * G
        updates twice => one of the parameters is moved twice.
            def update(P, G, alpha):
                P["W"] -= alpha * G["W"]
                for k in P:
                    P[k] -= alpha * G[k]
        subtracts P from G => the sign: the old value stays as it is, and
            def update(P, G, alpha):
                for k in P:
                    P[k] = alpha * G[k] - P[k]
        gamma at 1 step alpha plus => one parameter walks uphill: the minus
            def update(P, G, alpha):
                P["W"] -= alpha * G["W"]
                P["beta"] -= alpha * G["beta"]
                P["gamma"] += alpha * G["gamma"]
        zips dicts in other orders => the gradients in `G` stand in another order:
            def update(P, G, alpha):
                for (k, p), g in zip(P.items(), G.values()):
                    P[k] = p - alpha * g
        sum of all => every entry has a gradient of its own; yours
            def update(P, G, alpha):
                for k in P:
                    P[k] -= alpha * np.mean(G[k])
        sign of the gradient => only the sign of the gradient is used; its
            def update(P, G, alpha):
                for k in P:
                    P[k] -= alpha * np.sign(G[k])
        """,
    "spot_the_local_name": """
        returned the new vector, but theta itself is not changed => returning it
            theta -= alpha * dtheta -> theta = theta - alpha * dtheta ¶ return theta
        global theta made into a local copy: theta.copy() updated => makes a *new* array
            theta -= alpha * dtheta -> new = theta.copy() ¶ new -= alpha * dtheta ¶ theta = new
        in place, but up the hill => uphill
            -= alpha -> += alpha
        =- typed for -= => `=-` is not `-=`
            theta -= -> theta[:] =-
        writes only the first element => only the first entry
            -= alpha * dtheta -> [0] = theta[0] - alpha * dtheta[0]
        changes dtheta in place => makes a *new* array
            theta -= alpha * dtheta -> dtheta *= alpha ¶ theta = theta - dtheta
        right step in theta, but dtheta is spoilt on the way => changes its input
            theta -= alpha * dtheta -> dtheta *= alpha ¶ theta -= dtheta
        forgot alpha => learning rate is missing
            -= alpha * -> -=
        left as it was => run the cell again
            theta -= -> theta = theta -
        thinks a global statement helps: a SyntaxError (or works on another theta) => `global`
            theta -= -> globals()["theta"] = theta -
        off by one: the last element is never reached => last entry was not changed
            def step(theta, dtheta, alpha):
                for i in range(len(theta) - 1):
                    theta[i] -= alpha * dtheta[i]
        α as a number => the argument `alpha`
            -= alpha -> -= 0.1
        other sign => the sign: the old value stays as it is, and
            def step(theta, dtheta, alpha):
                theta[:] = alpha * dtheta - theta
        divides => you divide by the learning rate; multiply by
            def step(theta, dtheta, alpha):
                theta -= dtheta / alpha
        """,
    "update_ratio": """
        forgot alpha => α is missing
            alpha * np -> np
        upside down => upside down
            alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> np.linalg.norm(W) /
                np.linalg.norm(alpha * dW)
        squared norms, root forgotten => squared norms
            alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> np.sum((alpha * dW) ** 2) /
                np.sum(W**2)
        element by element: a matrix of ratios => entry by entry first
            np.linalg.norm(dW) / np.linalg.norm(W) -> dW / W
        norm of the elementwise ratio => entry by entry first
            alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> np.linalg.norm(alpha * dW / W)
        norm of the new W => the task asks for the step itself
            alpha * np.linalg.norm(dW) -> np.linalg.norm(W - alpha * dW)
        mean of absolute values in the place of the norm => sums or means of sizes
            alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> np.mean(np.abs(alpha * dW)) /
                np.mean(np.abs(W))
        a norm per row (axis=1) => per row or column
            alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> np.linalg.norm(alpha * dW, axis=1) /
                np.linalg.norm(W, axis=1)
        spectral norm: np.linalg.norm(..., 2) of a matrix => another norm
            alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> np.linalg.norm(alpha * dW, 2) /
                np.linalg.norm(W, 2)
        a negative sign, as the update is -α dW => never negative
            alpha * -> -alpha *
        divides by the norm after the step => you compared with the weights *after*
            alpha * np.linalg.norm(dW) / np.linalg.norm(W) -> np.linalg.norm(alpha * dW) /
                np.linalg.norm(W - alpha * dW)
        sums without squares or absolute values => entries cancel
            alpha * np.linalg.norm(dW) / np.linalg.norm -> np.sum(alpha * dW) / np.sum
        largest entries in the place of norms => compares the largest entries
            return np.max(np.abs(alpha * dW)) / np.max(np.abs(W))
        the step alone, not compared => length of the step alone
            return np.linalg.norm(alpha * dW)
        a difference in the place of a ratio => difference of two lengths
            return np.linalg.norm(alpha * dW) - np.linalg.norm(W)
        α twice => α counts twice
            return alpha * np.linalg.norm(alpha * dW) / np.linalg.norm(W)
        in per cent => these are per cent
            return 100 * np.linalg.norm(alpha * dW) / np.linalg.norm(W)
        the logarithm, as in the figure => the logarithm of the ratio
            return np.log10(np.linalg.norm(alpha * dW) / np.linalg.norm(W))
        root forgotten below the line => the root is missing
            np.linalg.norm(W) -> (W**2).sum()
        norm of W not norm of dW => the norm of the update itself is missing:
            def update_ratio(W, dW, alpha):
                norm = np.linalg.norm
                return alpha * dW / norm(W)
        new norm difference => this says how much *longer* W has become;
            def update_ratio(W, dW, alpha):
                norm = np.linalg.norm
                return (norm(W) - norm(W - alpha * dW)) / norm(W)
        root missing in one => one of the two norms lacks its root: both
            def update_ratio(W, dW, alpha):
                norm = np.linalg.norm
                return np.sum((alpha * dW)**2) / norm(W)
        plus => a ratio is a quotient: divide the one norm
            def update_ratio(W, dW, alpha):
                norm = np.linalg.norm
                return norm(alpha * dW) + norm(W)
        divided by alpha => you divide by α; the update is α·dW.
            def update_ratio(W, dW, alpha):
                norm = np.linalg.norm
                return norm(dW) / alpha / norm(W)
        """,
    "training_loop": """
        never updates: only measures => The update is missing
            drop net.theta -= alpha * net.dtheta
        a local theta: the net stays as it is => makes a new array
            losses = [] -> losses = [] ¶ theta = net.theta; net.theta -= -> theta = theta -
        backward forgotten: dtheta is old (or zero) => uses an old gradient
            drop net.backward(dscores)
        update before backward: one step behind => update comes before `net.backward`
            def train(net, batches, alpha):
                losses = []
                for X, Y in batches:
                    scores = net.forward(X)
                    loss, dscores = bn.softmax_cross_entropy(scores, Y)
                    net.theta -= alpha * net.dtheta
                    net.backward(dscores)
                    losses.append(loss)
                return losses
        up the hill => uphill
            -= alpha -> += alpha
        evaluates in inference mode: forward(X, training=False) => inference mode
            (X) -> (X, training=False)
        divides by m once more, though the loss has the 1/m => 1/m is in the loss already
            dtheta -> dtheta / X.shape[1]
        updates once, after the loop => after the loop
            def train(net, batches, alpha):
                losses = []
                for X, Y in batches:
                    scores = net.forward(X)
                    loss, dscores = bn.softmax_cross_entropy(scores, Y)
                    net.backward(dscores)
                    losses.append(loss)
                net.theta -= alpha * net.dtheta
                return losses
        gives the last loss only => only the last loss comes back
            def train(net, batches, alpha):
                for X, Y in batches:
                    scores = net.forward(X)
                    loss, dscores = bn.softmax_cross_entropy(scores, Y)
                    net.backward(dscores)
                    net.theta -= alpha * net.dtheta
                return loss
        appends the pair (loss, dscores) => gives two things
            scores = net.forward(X) ¶ loss, dscores = bn.softmax_cross_entropy(scores, Y) ¶
                net.backward(dscores) -> result = bn.softmax_cross_entropy(net.forward(X), Y) ¶
                net.backward(result[1]); (loss) -> (result)
        loss measured after the update (a second forward) => losses *after* each update
            scores = net.forward(X) ¶ loss, dscores = bn.softmax_cross_entropy(scores, Y) -> loss,
                dscores = bn.softmax_cross_entropy(net.forward(X), Y);
                net.theta -= alpha * net.dtheta -> net.theta -= alpha * net.dtheta ¶ loss, _ =
                bn.softmax_cross_entropy(net.forward(X), Y)
        return inside the loop: one step only => `return` inside the loop?
            def train(net, batches, alpha):
                losses = []
                for X, Y in batches:
                    loss, dscores = bn.softmax_cross_entropy(net.forward(X), Y)
                    net.backward(dscores)
                    net.theta -= alpha * net.dtheta
                    losses.append(loss)
                    return losses
        scores passed to backward in the place of dscores => not the scores or the loss
            (dscores) -> (scores)
        forgot the learning rate => learning rate is missing
            scores = net.forward(X) ¶ loss, dscores = bn.softmax_cross_entropy(scores, Y) -> loss,
                dscores = bn.softmax_cross_entropy(net.forward(X), Y); -= alpha * -> -=
        thinks that backward returns the gradient: TypeError with None => `net.backward` returns
        nothing
            scores = net.forward(X) ¶ loss, dscores = bn.softmax_cross_entropy(scores, Y) ¶
                net.backward(dscores) ¶ net.theta -= alpha * net.dtheta -> loss, dscores =
                bn.softmax_cross_entropy(net.forward(X), Y) ¶ dtheta = net.backward(dscores) ¶
                net.theta -= alpha * dtheta
        does not record the losses: an empty list comes back => list of losses is empty
            scores = net.forward(X) ¶ loss, dscores = bn.softmax_cross_entropy(scores, Y) -> loss,
                dscores = bn.softmax_cross_entropy(net.forward(X), Y); drop losses.append(loss)
        forward forgotten: X handed to the loss => needs a forward pass before it
            scores = net.forward(X) ¶ loss, dscores = bn.softmax_cross_entropy(scores, Y) -> loss,
                dscores = bn.softmax_cross_entropy(X, Y)
        always the first mini-batch => all updates use the first mini-batch
            losses = [] -> losses, (X, Y) = [], batches[0]; for X, Y in -> for _ in
        unpacks the list in the place of a pair => one pair (X_t, Y_t)
            for X, Y in batches: -> for t in range(len(batches)):;
                scores = -> X, Y = batches ¶ scores =
        dscores in the update => belongs to the scores
            net.dtheta -> dscores
        keeps the gradient in the place of the loss => the list holds gradients
            (loss) -> (dscores)
        trains a copy => you trained a copy
            def train(net, batches, alpha):
                from copy import deepcopy
                mine, losses = deepcopy(net), []
                for X, Y in batches:
                    loss, dscores = bn.softmax_cross_entropy(mine.forward(X), Y)
                    mine.backward(dscores)
                    mine.theta -= alpha * mine.dtheta
                    losses.append(loss)
                return losses
        forward once before the loop => the scores are those of the first mini-batch
            def train(net, batches, alpha):
                losses = []
                scores = net.forward(batches[0][0])
                for X, Y in batches:
                    loss, d = bn.softmax_cross_entropy(scores, Y)
                    net.backward(d)
                    net.theta -= alpha * net.dtheta
                    losses.append(loss)
                return losses
        many epochs => every mini-batch is used more than once; the
            def train(net, batches, alpha):
                losses = []
                for _ in range(10):
                    for X, Y in batches:
                        loss, d = bn.softmax_cross_entropy(net.forward(X), Y)
                        net.backward(d)
                        net.theta -= alpha * net.dtheta
                        losses.append(loss)
                return losses
        arguments of the loss swapped => `bn.softmax_cross_entropy` takes the scores
            def train(net, batches, alpha):
                losses = []
                for X, Y in batches:
                    loss, d = bn.softmax_cross_entropy(Y, net.forward(X))
                    net.backward(d)
                    net.theta -= alpha * net.dtheta
                    losses.append(loss)
                return losses
        drops the last batch => one mini-batch is left out, the last or the
            def train(net, batches, alpha):
                losses = []
                for X, Y in batches[:-1]:
                    loss, d = bn.softmax_cross_entropy(net.forward(X), Y)
                    net.backward(d)
                    net.theta -= alpha * net.dtheta
                    losses.append(loss)
                return losses
        """,
    "who_learns_what": """
        thinks μ, σ² are learned => computed from each mini-batch anew
            'abd'
        thinks running averages are learned by gradient => without any gradient
            'acd'
        forgets the output's b => What does the output layer have
            'a'
        thinks ε is learned => ε is chosen once
            'ade'
        thinks α is learned => α is chosen
            'adf'
        thinks γ is fixed => first version of the lecture's rule
            'd'
        everything that changes during training => computed from each mini-batch anew
            'abcd'
        """,
    "corrected_average": """
        no correction => without the correction
            v / (1 - beta1 ** len(values)) -> v
        the weights swapped: β1 on the new value => weights have changed places
            beta1 * v + (1 - beta1) -> (1 - beta1) * v + beta1
        corrects in every step and goes on with the corrected v => carried on to the next round
            def corrected_average(values, beta1):
                v = 0.0
                for t, g in enumerate(values, start=1):
                    v = beta1 * v + (1 - beta1) * g
                    v = v / (1 - beta1**t)
                return v
        t counted from 0: one too few => t is one off
            g in values: -> t, g in enumerate(values):; (1 - beta1 ** len(values)) -> (1 - beta1**t)
        divides by 1 - β1, without the power t => as if t were always 1
            (1 - beta1 ** len(values)) -> (1 - beta1)
        1 - β1 forgotten before g => not weighted with 1 - β1
            (1 - beta1) * g -> g
        multiplies by 1 - β1^t => multiply by the correction
            v / -> v *
        plain mean => plain mean
            return np.mean(values)
        starts at the first value, and does not correct => another cure
            0.0 -> values[0]; values: -> values[1:]:; v / (1 - beta1 ** len(values)) -> v
        β1·t in the place of β1^t => β1 times t is not β1
            beta1 ** -> beta1 *
        off by one: t + 1 => t is one off
            (1 - beta1 ** len(values)) -> (1 - beta1 ** (len(values) + 1))
        += adds the old v once more => keeps all of the old v
            v = beta1 -> v += beta1
        """,
    "rmsprop_step": """
        ε inside the root => ε is inside the root
            s_new = -> s =; (np.sqrt(s_new) + eps) -> np.sqrt(s + eps); theta, s_new -> theta, s
        g not squared => averages the *squares*
            s_new = beta2 * s + (1 - beta2) * g**2 -> s = beta2 * s + (1 - beta2) * g;
                (s_new) -> (np.abs(s)); theta, s_new -> theta, s
        root forgotten => divided by s itself
            s_new = -> s =; np.sqrt(s_new) -> s; theta, s_new -> theta, s
        the old s in the step => *old* s
            s_new = beta2 * s + (1 - beta2) * g**2 -> theta = theta - alpha * g / (np.sqrt(s) +
                eps);
                theta = theta - alpha * g / (np.sqrt(s_new) + eps) -> s = beta2 * s + (1 - beta2) *
                g**2; theta, s_new -> theta, s
        wrong sign => uphill
            s_new = -> s =;
                - alpha * g / (np.sqrt(s_new) + eps) -> + alpha * g / (np.sqrt(s) + eps);
                theta, s_new -> theta, s
        weights swapped => weights have changed places
            s_new = beta2 * s + (1 - beta2) -> s = (1 - beta2) * s + beta2; (s_new) -> (s);
                theta, s_new -> theta, s
        divides √g by s's root, the lecture page's slip (√dW) => √dW
            s_new = -> s =; (s_new) -> (np.abs(g)); theta, s_new -> theta, s
        s first, theta second => in another order
            s_new = -> s =; (s_new) -> (s); theta, s_new -> s, theta
        changes the caller's arrays in place => changes its input
            s_new = beta2 * s + (1 - beta2) * g**2 ¶ theta = theta - alpha * g / (np.sqrt(s_new) +
                eps) ¶ return theta, s_new -> s *= beta2 ¶ s += (1 - beta2) * g**2 ¶ theta -= alpha
                * g / (np.sqrt(s) + eps) ¶ return theta, s
        one s for the whole vector: the mean of g² => one s for all entries
            s_new = beta2 * s + (1 - beta2) * g**2 -> s = beta2 * s + (1 - beta2) * np.mean(g**2);
                (s_new) -> (s); theta, s_new -> theta, s
        bias correction as in Adam => no bias correction
            s_new = beta2 * s + (1 - beta2) * g**2 ¶ theta = theta - alpha * g / (np.sqrt(s_new) +
                eps) ¶ return theta, s_new -> s = beta2 * s + (1 - beta2) * g**2 ¶ s_hat = s / (1 -
                beta2) ¶ theta = theta - alpha * g / (np.sqrt(s_hat) + eps) ¶ return theta, s
        ε forgotten: 0/0 where the gradient is 0 => ε is missing
            s_new = -> s =; (np.sqrt(s_new) + eps) -> np.sqrt(s); theta, s_new -> theta, s
        only theta comes back => returns 1 thing
            s_new = -> s =; (s_new) -> (s); theta, s_new -> theta
        s += adds the whole old s => old s keeps its full weight
            s_new = beta2 * -> s =; (s_new) -> (s); theta, s_new -> theta, s
        bracket forgotten: divided by the root, then ε added => a bracket
            s_new = -> s =; (np.sqrt(s_new) + eps) -> np.sqrt(s) + eps; theta, s_new -> theta, s
        g replaced by its square in the step as well => along g itself
            s_new = beta2 * s + (1 - beta2) * g**2 ¶ theta = theta - alpha * g / (np.sqrt(s_new) +
                eps) ¶ return theta, s_new -> g = g**2 ¶ s = beta2 * s + (1 - beta2) * g ¶ theta =
                theta - alpha * g / (np.sqrt(s) + eps) ¶ return theta, s
        the root of g² alone => the root of the *average*
            g / (np.sqrt(s_new) + eps) -> g / (np.sqrt(g**2) + eps)
        s in numerator => s and g have changed places in the step: the
            def rmsprop_step(theta, s, g, alpha, beta2, eps):
                s = beta2 * s + (1 - beta2) * g**2
                return theta - alpha * s / (np.sqrt(g) + eps), s
        beta2 squared => the square stands on 1 - β2; it belongs to
            def rmsprop_step(theta, s, g, alpha, beta2, eps):
                s = beta2 * s + (1 - beta2)**2 * g
                return theta - alpha * g / (np.sqrt(np.abs(s)) + eps), s
        """,
    "adam_step": """
        no bias correction => bias correction is missing
            v_hat = v / (1 - beta1**t) ¶ s_hat = s / (1 - beta2**t) ¶ theta = theta - alpha * v_hat
                / (np.sqrt(s_hat) + eps) -> theta = theta - alpha * v / (np.sqrt(s) + eps)
        gives the corrected v and s back => return the corrected v and s
            v_hat = -> v =; s_hat = -> s =; v_hat / (np.sqrt(s_hat) + eps) -> v / (np.sqrt(s) + eps)
        ε inside the root => ε is inside the root. Adam
            (np.sqrt(s_hat) + eps) -> np.sqrt(s_hat + eps)
        corrects v only => s is not: both started
            s_hat = s / (1 - beta2**t) ¶ theta = theta - alpha * v_hat / (np.sqrt(s_hat) + eps) ->
                theta = theta - alpha * v_hat / (np.sqrt(s) + eps)
        corrects s only => v is not: both started
            drop v_hat = v / (1 - beta1**t); v_hat / -> v /
        β1 and β2 swapped => two betas have changed places
            def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
                v = beta2 * v + (1 - beta2) * g
                s = beta1 * s + (1 - beta1) * g**2
                v_hat = v / (1 - beta2**t)
                s_hat = s / (1 - beta1**t)
                theta = theta - alpha * v_hat / (np.sqrt(s_hat) + eps)
                return theta, v, s
        step with g, not with v (RMSprop) => along v̂
            drop v_hat = v / (1 - beta1**t); v_hat / -> g /
        correction with t - 1: at t = 1 a division by 0 => t is one off
            (1 - beta1**t) -> (1 - beta1 ** (t - 1)); (1 - beta2**t) -> (1 - beta2 ** (t - 1))
        correction with t + 1 (counts from 0) => t is one off
            (1 - beta1**t) -> (1 - beta1 ** (t + 1)); (1 - beta2**t) -> (1 - beta2 ** (t + 1))
        the correction without the power t => with the power t
            beta1**t -> beta1; beta2**t -> beta2
        root forgotten => a root is missing
            np.sqrt(s_hat) -> s_hat
        wrong sign => uphill
            - alpha -> + alpha
        in place on the caller's arrays => changes its input
            v = beta1 * v + (1 - beta1) * g -> v *= beta1;
                s = beta2 * s + (1 - beta2) * g**2 -> v += (1 - beta1) * g;
                v_hat = v / (1 - beta1**t) -> s *= beta2;
                s_hat = s / (1 - beta2**t) -> s += (1 - beta2) * g**2;
                theta = theta - alpha * v_hat / (np.sqrt(s_hat) + eps) -> theta -= alpha * v / (1 -
                beta1**t) / (np.sqrt(s / (1 - beta2**t)) + eps)
        s averages g, not g² => averages the *squares*
            g**2 -> np.abs(g)
        β1 for both averages => β1 was used for both averages
            beta2 * s + (1 - beta2) -> beta1 * s + (1 - beta1); beta2** -> beta1**
        v and s in the other order => in another order
            return theta, v, s -> return theta, s, v
        times t => β is multiplied by t; it should be raised to
            def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
                v = beta1*v + (1-beta1)*g
                s = beta2*s + (1-beta2)*g**2
                return theta - alpha*(v/(1-beta1*t))/(np.sqrt(np.abs(s/(1-beta2*t)))+eps), v, s
        g not squared => s averages the *squares* of the gradient.
            def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
                v = beta1*v + (1-beta1)*g
                s = beta2*s + (1-beta2)*g
                return theta - alpha*(v/(1-beta1**t))/(np.sqrt(np.abs(s/(1-beta2**t)))+eps), v, s
        brackets correction => brackets are missing in the corrections: all
            def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
                v = beta1*v + (1-beta1)*g
                s = beta2*s + (1-beta2)*g**2
                return theta - alpha*(v/1-beta1**t)/(np.sqrt(np.abs(s/1-beta2**t))+eps), v, s
        old v used => the step used the *old* v, or the old s:
            def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
                v_new = beta1 * v + (1 - beta1) * g
                s_new = beta2 * s + (1 - beta2) * g**2
                return (
                    theta
                    - alpha * (v / (1 - beta1**t)) / (np.sqrt(s_new / (1 - beta2**t)) + eps),
                    v_new,
                    s_new,
                )
        bare root => the root was taken of v̂; it belongs to ŝ,
            def adam_step(theta, v, s, g, t, alpha, beta1, beta2, eps):
                v = beta1*v + (1-beta1)*g
                s = beta2*s + (1-beta2)*g**2
                return theta - alpha*np.sqrt(v/(1-beta1**t))/(s/(1-beta2**t)+eps), v, s
        """,
    "adamax_step": """
        takes the largest entry of all for np.maximum => `np.maximum` compares two
            np.maximum(beta2 * u, np.abs(g)) -> np.max(np.abs(g))
        forgets the bars => the bars are missing
            np.abs(g) -> g
        squares g, as in Adam => the square belongs to Adam's S
            np.abs(g) -> g**2
        leaves the correction out, as in momentum => correction of v is missing
            alpha / (1 - beta1**t) -> alpha
        corrects u, too => u needs no correction
            v / u -> v / (u / (1 - beta2**t))
        returns the corrected v => keep the plain one
            return theta, v, u -> return theta, v / (1 - beta1**t), u
        takes a root, as in Adam => no root here
            v / u -> v / (np.sqrt(u) + 1e-8)
        lets u keep its full size => the old u does not fade
            beta2 * u, np -> u, np
        walks along g => and not along g
            v / u -> g / u
        updates u in place => changes its input
            u = np.maximum(beta2 * u, np.abs(g)) -> np.maximum(beta2 * u, np.abs(g), out=u)
        returns theta alone => returns 1 thing
            return theta, v, u -> return theta
        uses the old u => the step used the *old* u
            return (theta - alpha / (1 - beta1**t) * (beta1 * v + (1 - beta1) * g) / u, beta1 * v
                + (1 - beta1) * g, np.maximum(beta2 * u, np.abs(g)))
        np.max of two arrays => compares two, entry by entry
            np.maximum(beta2 -> np.max(beta2
        Python's max of two arrays => compares two, entry by entry
            np.maximum(beta2 -> max(beta2
        β1 for u => β1 belongs to v
            beta2 * u -> beta1 * u
        the norm in the place of |g| => length of the whole vector
            np.abs(g) -> np.sqrt(np.sum(g**2))
        brackets round too much => only u stands below the line
            alpha / (1 - beta1**t) * v / u -> alpha / ((1 - beta1**t) * v / u)
        decays g => the factor β2 stands on |g|; it is the old u
            def f(theta, v, u, g, t, alpha, beta1, beta2):
                v = beta1*v + (1-beta1)*g
                u = np.maximum(u, beta2*np.abs(g))
                return theta - alpha/(1-beta1**t)*v/u, v, u
        decay 1-beta2 => the old u fades by the factor β2, not by 1 -
            def f(theta, v, u, g, t, alpha, beta1, beta2):
                v = beta1*v + (1-beta1)*g
                u = np.maximum((1-beta2)*u, np.abs(g))
                return theta - alpha/(1-beta1**t)*v/u, v, u
        """,
    "first_step_of_rmsprop": """
        forgot the root: 1/(1 - β2) => nearly: s is 1000 times too small
            1000
        upside down: the step is shorter => the step gets longer
            0.0316
        thinks that the start from 0 has no influence => s is not g² after the first step
            1
        took the root of β2 itself: 1/√β2 => with the weight 1 - β2
            1.0005
        took 1/β2 => with the weight 1 - β2
            1.001
        the first step with β2 = 0.9 => β2 = 0.9
            3.16
        1 - β2 => without a root
            0.001
        division by 0: s is 0, so infinite => nothing is divided by 0
            1e999
        0 => the step is not 0 or negative: it has the
            0
        rounding 30 => nearly, but rounded too far, or one off: two
            30
        squared => the root is to be taken of 1000 itself: no
            1e6
        percent => the root is to be taken of 1000 itself: no
            3162
        negative => the step is not 0 or negative: it has the
            -31.6
        minus one => nearly, but rounded too far, or one off: two
            30.6
        """,
    "two_betas": """
        thinks that beta1 adapts => v adapts to the gradients
            'a'
        thinks that beta2 adapts => s adapts
            'b'
        thinks that the decay is learned => decay is chosen
            'd'
        thinks that the name decides => Only what has a gradient is updated
            'e'
        """,
    "update_running": """
        PyTorch's reading: decay weights the new value => weights have changed places
            decay * running_mean + (1 - decay) -> (1 - decay) * running_mean + decay;
                decay * running_var + (1 - decay) -> (1 - decay) * running_var + decay
        1 - decay forgotten before the new value => new value comes in at full weight
            (1 - decay) * mu -> mu; (1 - decay) * var -> var
        decay forgotten before the old value => old value is not weighted
            decay * running_mean -> running_mean; decay * running_var -> running_var
        averages the standard deviation, not the variance => standard deviation
            decay * running_var + (1 - decay) * var -> (decay * np.sqrt(running_var) + (1 - decay) *
                np.sqrt(var)) ** 2
        only keeps the last mini-batch => nothing of the old value is kept
            decay * running_mean + (1 - decay) * mu -> mu;
                decay * running_var + (1 - decay) * var -> var
        plain mean of the old and the new => plain mean of old and new
            decay * running_mean + (1 - decay) * mu -> (running_mean + mu) / 2;
                decay * running_var + (1 - decay) * var -> (running_var + var) / 2
        both with the weight decay => both get the weight
            (1 - decay) * mu -> decay * mu; (1 - decay) * var -> decay * var
        updates the mean alone => only one of the two
            decay * running_var + (1 - decay) * var -> running_var
        a step away from the new value => signs: old and new
            return running_mean - (1 - decay) * (mu - running_mean), running_var - (1 - decay) *
                (var - running_var)
        variance first => in another order
            return running_mean, running_var -> return running_var, running_mean
        the decay only for the mean: running_var replaced => nothing of the old value is kept
            decay * running_var + (1 - decay) * var -> var
        copy and paste: var's line averages mu => follows `var`
            (1 - decay) * var -> (1 - decay) * mu
        wrong sign: old minus new, as in gradient descent => signs: old and new
            decay * running_mean + -> running_mean -; decay * running_var + -> running_var -
        bias correction as in Adam => no start-up correction
            decay * running_mean + (1 - decay) * mu -> (decay * running_mean + (1 - decay) * mu) /
                (1 - decay);
                decay * running_var + (1 - decay) * var -> (decay * running_var + (1 - decay) *
                var) / (1 - decay)
        decay hard-wired to 0.9 => written in as numbers
            decay * running_mean + (1 - decay) -> 0.9 * running_mean + 0.1;
                decay * running_var + (1 - decay) -> 0.9 * running_var + 0.1
        old stays => nothing is updated: the old values come back
            return running_mean, running_var
        1 + decay => the sign: the two weights are `decay` and
            return decay*running_mean + (1+decay)*mu, decay*running_var + (1+decay)*var
        sum => a sum of old and new, without weights: it
            return running_mean + mu, running_var + var
        root var => the running variance averages variances;
            return decay*running_mean + (1-decay)*mu, np.sqrt(decay*running_var +
                (1-decay)*var)
        """,
    "spot_the_training_mode": """
        still training mode => still in training mode: it uses
            False -> True
        one image at a time in training mode: refused => one image at a time
            return np.array([np.argmax(net.forward(X[:, [i]])) for i in range(X.shape[1])])
        argmax over the wrong axis => largest score in its *column*
            axis=0 -> axis=1
        argmax without axis: one number => largest score in its *column*
            scores, axis=0 -> scores
        gives the scores => these are the scores
            return net.forward(X, training=False)
        doubles a single image so that it is not refused => a copy beside it
            def classes(net, X):
                if X.shape[1] == 1:
                    X = np.hstack([X, X])
                    return np.argmax(net.forward(X), axis=0)[:1]
                return np.argmax(net.forward(X), axis=0)
        puts the running averages back afterwards, but still uses the batch's statistics => still in
        training mode: it uses
            def classes(net, X):
                layers = [layer for layer in net.layers if isinstance(layer, bn.BatchNorm)]
                old = [(one.running_mean.copy(), one.running_var.copy()) for one in layers]
                scores = net.forward(X)
                for one, (mean, var) in zip(layers, old):
                    one.running_mean[:] = mean
                    one.running_var[:] = var
                return np.argmax(scores, axis=0)
        takes the argmax of classes => returns the classes already
            return np.argmax(net.predict(X), axis=0)
        PyTorch's habit: net.eval() => PyTorch's way
            scores = net.forward(X, training=False) -> net.eval() ¶ scores = net.forward(X)
        the largest score, not its number => number of the class
            argmax -> max
        runs training mode once and then inference: the net has changed => training mode comes first
            def classes(net, X):
                if X.shape[1] > 1:
                    net.forward(X)
                scores = net.forward(X, training=False)
                return np.argmax(scores, axis=0)
        copies the net so that it stays the same, but still in training mode => still in training
        mode: it uses
            scores = net.forward(X, training=False) -> import copy ¶ scores =
                copy.deepcopy(net).forward(X)
        smallest score: argmin => *smallest* score
            argmax -> argmin
        probabilities => these are probabilities, or yes and no for
            def classes(net, X):
                s = net.forward(X, training=False)
                return np.exp(s) / np.exp(s).sum(axis=0)
        threshold => these are probabilities, or yes and no for
            return net.forward(X, training=False) > 0
        test= keyword => `forward` has another name for that
            return np.argmax(net.forward(X, test=True), axis=0)
        one-hot => these are probabilities, or yes and no for
            def classes(net, X):
                s = net.forward(X, training=False)
                return (s == s.max(axis=0)).astype(int)
        +1 => the classes count from 0, as `argmax` does.
            return np.argmax(net.forward(X, training=False), axis=0) + 1
        normalises X first => the images are normalised with their own
            def classes(net, X):
                X = (X - X.mean(axis=1, keepdims=True)) / (X.std(axis=1, keepdims=True) + 1e-8)
                return np.argmax(net.forward(X, training=False), axis=0)
        first image only => only the first image gets a class; X may
            return np.argmax(net.forward(X[:, :1], training=False), axis=0)
        """,
    "fresh_averages": """
        takes the pass of test time => nothing was measured
            net.trace(X) -> net.trace(X, training=False)
        returns what the layers hold => nothing was measured
            return means, variances -> bns = net.layers[1:-1:3] ¶ return [x.running_mean for x in
                bns], [x.running_var for x in bns]
        one forward pass, then reads the running averages => nine tenths
            return means, variances -> net.forward(X) ¶ bns = net.layers[1:-1:3] ¶ return
                [x.running_mean for x in bns], [x.running_var for x in bns]
        standard deviations for variances => keeps variances
            arrays[f"var{layer}"] -> arrays[f"var{layer}"] ** 0.5
        divides by m - 1 => with m - 1
            arrays[f"var{layer}"] -> arrays[f"var{layer}"] / (1 - 1 / X.shape[1])
        measures z̃ => these are the statistics of z̃
            arrays[f"mu{layer}"]) -> arrays[f"z_tilde{layer}"].mean(axis=1, keepdims=True));
                arrays[f"var{layer}"]) -> arrays[f"z_tilde{layer}"].var(axis=1, keepdims=True))
        measures what the activation returns => behind the activation
            arrays[f"mu{layer}"]) -> arrays[f"a{layer}"].mean(axis=1, keepdims=True));
                arrays[f"var{layer}"]) -> arrays[f"a{layer}"].var(axis=1, keepdims=True))
        flat statistics, from mean(axis=1) without keepdims => flat
            return means, variances -> return [x[:, 0] for x in means], [x[:, 0] for x in variances]
        counts the output layer in => no batch norm
            return means, variances -> z = arrays[f"z{layer}"] ¶ means += [z.mean(axis=1,
                keepdims=True)] ¶ return means, variances + [z.var(axis=1, keepdims=True)]
        averages over mini-batches of 60 => averages over mini-batches
            def fresh_averages(net, X):
                traces = [net.trace(X[:, k : k + 60]) for k in range(0, X.shape[1], 60)]
                layers = range(1, len(net.layers) // 3 + 1)
                means = [np.mean([t[f"mu{i}"] for t in traces], axis=0) for i in layers]
                variances = [np.mean([t[f"var{i}"] for t in traces], axis=0) for i in layers]
                return means, variances
        averages over the units => over the units
            arrays[f"mu{layer}"]) -> np.mean(arrays[f"z{layer}"], axis=0, keepdims=True));
                arrays[f"var{layer}"]) -> np.var(arrays[f"z{layer}"], axis=0, keepdims=True))
        one number a layer => one number for a whole layer
            arrays[f"mu{layer}"]) -> np.mean(arrays[f"z{layer}"])); arrays[f"var{layer}"]) ->
                np.var(arrays[f"z{layer}"]))
        writes the numbers into the net, too => running averages have changed
            return means, variances -> for layer, mean in zip(net.layers[1::3], means):
                layer.running_mean[:] = mean ¶ return means, variances
        returns inside the loop => only one layer
            layer += 1 -> return means, variances
        statistics of activations (every layer) => each layer has statistics here, the output
            def f(net, X):
                import copy
                net = copy.deepcopy(net)
                means, variances, a = [], [], X
                for layer in net.layers:
                    a = layer.forward(a)
                    means.append(a.mean(axis=1, keepdims=True))
                    variances.append(a.var(axis=1, keepdims=True))
                return means, variances
        a not advanced => every layer takes X here; from the second
            def f(net, X):
                import copy
                net = copy.deepcopy(net)
                means, variances = [], []
                for layer in net.layers:
                    if isinstance(layer, bn.Linear):
                        z = layer.forward(X)
                        means.append(z.mean(axis=1, keepdims=True))
                        variances.append(z.var(axis=1, keepdims=True))
                return means, variances
        statistics of X => these are the statistics of the images; each
            def f(net, X):
                n = sum(isinstance(l, bn.BatchNorm) for l in net.layers)
                return [X.mean(axis=1, keepdims=True)] * n, [X.var(axis=1, keepdims=True)] * n
        norm without gamma beta => γ and β of the layers before are left out: z
            def f(net, X):
                import copy
                net = copy.deepcopy(net)
                means, variances, a = [], [], X
                for layer in net.layers:
                    if isinstance(layer, bn.BatchNorm):
                        means.append(a.mean(axis=1, keepdims=True))
                        variances.append(a.var(axis=1, keepdims=True))
                        a = bn.normalize(a, layer.eps)[0]
                    else:
                        a = layer.forward(a)
                return means, variances
        activation forgotten => the activation is left out: the next layer
            def f(net, X):
                means, variances, a = [], [], X
                P = net.parameters()
                l = 1
                while f"gamma{l}" in P:
                    z = P[f"W{l}"] @ a
                    means.append(z.mean(axis=1, keepdims=True))
                    variances.append(z.var(axis=1, keepdims=True))
                    a = bn.batchnorm_forward(z, P[f"gamma{l}"], P[f"beta{l}"], 1e-5)[0]
                    l += 1
                return means, variances
        """,
    "steps_to_forget": """
        one too few: 0.9^43 is still above 1 % => Round up
            43
        thinks in 1/(1 - decay) => doesn't fall by 0.1 each time
            10
        linear: each update takes 1 % (or 10 %) of the start => doesn't fall by 0.1 each time
            9
        time to fall below 10 % => below 10 %
            22
        off by one upwards => one too many
            45
        below 1 in a thousand => one in a thousand
            66
        not rounded to a whole number => Round up
            43.7
        swaps the weights: 0.1^t < 1 % (and takes 'reaches' for 'below') => not at (1 - 0.9)^k
            2
        linear with 99 steps => by 1 % of the start
            99
        swaps the weights: 0.1^t < 1 % => not at (1 - 0.9)^k
            3
        time to fall below 5 % => below 5 %
            29
        half-life => half is forgotten
            7
        90 => the weight does not fall by the same amount
            90
        one => after so few updates most of the start is
            1
        0 => after so few updates most of the start is
            0
        minus => a number of updates is never negative: both
            -44
        20 => after so few updates most of the start is
            20
        11 => after so few updates most of the start is
            11
        """,
    "from_torch": """
        takes bias for γ and weight for β => in another order
            return gamma, beta, mean, var, decay -> return beta, gamma, mean, var, decay
        copies the variance as it is => still PyTorch's
            drop * (batch_size - 1) / batch_size
        uses the factor of the way there => upside down
            * (batch_size - 1) / batch_size -> / (1 - 1 / batch_size)
        takes momentum for decay => weights the *new* value
            decay = 1 - momentum -> decay = momentum
        leaves everything flat => still flat
            [:, None] -> [:]
        thinks the running variance holds standard deviations => take no root
            state["running_var"][:, None] * (batch_size - 1) / batch_size ->
                (state["running_var"][:, None] * (batch_size - 1) / batch_size) ** 0.5
        times m - 1 only => times (m − 1) alone is too much: divide by
            def f(state, momentum, batch_size):
                m = batch_size
                col = lambda k: state[k].reshape(-1, 1)
                return (
                    col("weight"),
                    col("bias"),
                    col("running_mean"),
                    col("running_var") * (m - 1),
                    1 - momentum,
                )
        decay constant => decay follows from the `momentum` that is
            def f(state, momentum, batch_size):
                m = batch_size
                col = lambda k: state[k].reshape(-1, 1)
                return (
                    col("weight"),
                    col("bias"),
                    col("running_mean"),
                    col("running_var") * (m - 1) / m,
                    0.9,
                )
        momentum - 1 => decay follows from the `momentum` that is
            def f(state, momentum, batch_size):
                m = batch_size
                col = lambda k: state[k].reshape(-1, 1)
                return (
                    col("weight"),
                    col("bias"),
                    col("running_mean"),
                    col("running_var") * (m - 1) / m,
                    momentum - 1,
                )
        wrong key gamma => `state` has PyTorch's names, and none of
            def f(state, momentum, batch_size):
                m = batch_size
                col = lambda k: state[k].reshape(-1, 1)
                return (
                    col("gamma"),
                    col("beta"),
                    col("running_mean"),
                    col("running_var") * (m - 1) / m,
                    1 - momentum,
                )
        n of units => m is the batch size, the number of examples;
            def f(state, momentum, batch_size):
                m = batch_size
                col = lambda k: state[k].reshape(-1, 1)
                return (
                    col("weight"),
                    col("bias"),
                    col("running_mean"),
                    col("running_var") * (len(state["weight"]) - 1) / len(state["weight"]),
                    1 - momentum,
                )
        beta minus => the sign of β: PyTorch adds its bias as
            def f(state, momentum, batch_size):
                m = batch_size
                col = lambda k: state[k].reshape(-1, 1)
                return (
                    col("weight"),
                    -col("bias"),
                    col("running_mean"),
                    col("running_var") * (m - 1) / m,
                    1 - momentum,
                )
        m/(m+1) => m is the batch size, the number of examples;
            def f(state, momentum, batch_size):
                m = batch_size
                col = lambda k: state[k].reshape(-1, 1)
                return (
                    col("weight"),
                    col("bias"),
                    col("running_mean"),
                    col("running_var") * m / (m + 1),
                    1 - momentum,
                )
        gamma divided by sigma => γ comes over as it is: the division by √(σ²
            def f(state, momentum, batch_size):
                m = batch_size
                col = lambda k: state[k].reshape(-1, 1)
                return (
                    col("weight") / np.sqrt(col("running_var") + 1e-5),
                    col("bias"),
                    col("running_mean"),
                    col("running_var") * (m - 1) / m,
                    1 - momentum,
                )
        keras momentum => decay follows from the `momentum` that is
            def f(state, momentum, batch_size):
                m = batch_size
                col = lambda k: state[k].reshape(-1, 1)
                return (
                    col("weight"),
                    col("bias"),
                    col("running_mean"),
                    col("running_var") * (m - 1) / m,
                    momentum**m,
                )
        arguments in another order => the arguments come in the order state,
            def f(state, batch_size, momentum):
                return (
                    state["weight"][:, None],
                    state["bias"][:, None],
                    state["running_mean"][:, None],
                    state["running_var"][:, None] * (batch_size - 1) / batch_size,
                    1 - momentum,
                )
        """,
    "momentum_to_decay": """
        the number as it is, for all => nothing is turned round
            decay = 1 - momentum if framework == "torch" else -> decay =
        1 - momentum for all => only PyTorch's momentum weights
            momentum if framework == "torch" else momentum -> momentum
        the frameworks the wrong way round => other way round: PyTorch
            def decay_of(framework, momentum):
                if framework == "torch":
                    return momentum
                return 1 - momentum
        thinks Flax is like PyTorch => Flax goes with Keras
            def decay_of(framework, momentum):
                if framework in ("torch", "flax"):
                    return 1 - momentum
                return momentum
        compares with 'PyTorch': never true => the name is "torch" here
            def decay_of(framework, momentum):
                if framework == "PyTorch":
                    return 1 - momentum
                return momentum
        the defaults written in: 0.9, 0.99 => these are the defaults
            return {"torch": 0.9, "keras": 0.99, "flax": 0.99}[framework]
        `framework == 'keras' or 'flax'` is always true => is always true
            def decay_of(framework, momentum):
                if framework == "keras" or "flax":
                    return momentum
                return 1 - momentum
        no branch for Flax: None => no branch for it
            def decay_of(framework, momentum):
                if framework == "torch":
                    return 1 - momentum
                if framework == "keras":
                    return momentum
        1/momentum => 1/momentum is no weight
            def decay_of(framework, momentum):
                if framework == "torch":
                    return 1 / momentum
                return momentum
        momentum - 1: the sign => negative weight
            def decay_of(framework, momentum):
                if framework == "torch":
                    return momentum - 1
                return momentum
        thinks Keras is like PyTorch => Keras goes with bnlab
            def decay_of(framework, momentum):
                if framework in ("torch", "keras"):
                    return 1 - momentum
                return momentum
        half => PyTorch's momentum m leaves the old value
            return 1 - momentum / 2 if framework == "torch" else momentum
        minus one => PyTorch's momentum m leaves the old value
            return -momentum if framework == "torch" else momentum
        """,
    "unbiased_running_variance": """
        upside down: (m - 1)/m => upside down: dividing
            m / (m - 1) -> (m - 1) / m
        divides by m - 1 without multiplying by m => divide a second time
            var * m -> var
        the root of the factor, as for a standard deviation => factor for a standard deviation
            m / (m - 1) -> np.sqrt(m / (m - 1))
        (m + 1)/m => m + 1 plays no part
            m / (m - 1) -> (m + 1) / m
        integer division => throws the fraction away
            m / (m - 1) -> (m // (m - 1))
        takes the array's size for m => n counts the units
            var_unbiased = var * m / (m - 1) -> n = len(var) ¶ var_unbiased = var * n / (n - 1)
        np.var(var, ddof=1): variance of the variances => variance of the *variances*
            var * m / (m - 1) -> np.var(var, axis=1, keepdims=True, ddof=1)
        nothing to do: the batch variance itself => nothing was corrected
            var * m / (m - 1) -> var
        in place on var => changes its input
            var_unbiased = var * -> var *=; return var_unbiased -> return var
        multiplies by m only => sum of the squares
            return var * m
        precedence: var * m / m - 1 => without brackets
            return var * m / m - 1
        m/(m - 2), one degree too many => m - 2 is one too few
            return var * m / (m - 2)
        flattened on the way, (n,) => an axis got lost
            return var[:, 0] * m / (m - 1)
        root => the result is a variance: no root of it is
            return np.sqrt(var * m / (m - 1))
        squared => the result is a variance: no root of it is
            return var * (m / (m - 1))**2
        minus => the sign: a variance is never negative.
            return var * m / (1 - m)
        adds => the correction is a factor: nothing is added
            return var + 1 / (m - 1)
        m - 2 => m - 2 is one too few: only one is lost, to
            return var * (m - 1) / (m - 2)
        m/(m-1) alone => that is the factor alone: multiply the
            return m / (m - 1)
        var minus 1 => the correction is a factor: nothing is added
            return m * (var - 1) / (m - 1)
        times m - 1 => multiplied by m - 1 it is no variance any
            return var * (m - 1)
        eps => ε plays no part here: it is added where z is
            return var * m / (m - 1) + 1e-5
        """,
    "tensorflow_batch_normalization": """
        offset and scale swapped => changed places
            scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset -> offset * (x -
                mean) / np.sqrt(variance + variance_epsilon) + scale
        statistics computed from x => takes no statistics itself
            y = scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset -> mean =
                x.mean(axis=0) ¶ variance = x.var(axis=0) ¶ y = scale * (x - mean) /
                np.sqrt(variance + variance_epsilon) + offset
        reshaped to columns (n, 1), as in the lessons: does not fit rows => columns (n, 1)
            y = scale * (x - mean) / np.sqrt(variance + variance_epsilon) + offset -> mean =
                mean.reshape(-1, 1) ¶ variance = variance.reshape(-1, 1) ¶ scale = scale.reshape(-1,
                1) ¶ offset = offset.reshape(-1, 1) ¶ y = scale * (x - mean) / np.sqrt(variance +
                variance_epsilon) + offset
        ε outside the root => ε is outside the root
            np.sqrt(variance + variance_epsilon) -> (np.sqrt(variance) + variance_epsilon)
        root forgotten => take its root
            (x - mean) / np.sqrt -> (x - mean) /
        gives the transpose: columns are examples => turned on their side
            return y -> return y.T
        scale left out => scale (γ) is missing
            y = scale * -> y =
        offset left out => offset (β) is missing
            (variance + variance_epsilon) + offset -> (variance + variance_epsilon)
        offset is subtracted, as an offset of the input => offset was taken away
            (x - mean) / np.sqrt(variance + variance_epsilon) + offset -> (x - mean - offset) /
                np.sqrt(variance + variance_epsilon)
        offset inside the bracket: scaled as well => offset was scaled as well
            (x - mean) / np.sqrt(variance + variance_epsilon) + offset -> ((x - mean) /
                np.sqrt(variance + variance_epsilon) + offset)
        calls bnlab's function with flat arrays => `bn.batchnorm_inference` wants
            return bn.batchnorm_inference(x, scale, offset, mean, variance, variance_epsilon)
        calls tf itself, which is not imported => NameError
            return tf.nn.batch_normalization(x, mean, variance, offset, scale, variance_epsilon)
        ε forgotten => ε is not used
            variance + variance_epsilon -> variance
        divides by the scale => divided by the scale
            scale * (x - mean) / np.sqrt(variance + variance_epsilon) -> (x - mean) / (scale *
                np.sqrt(variance + variance_epsilon))
        brackets => without brackets only the mean is divided.
            def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
                e = variance_epsilon
                return scale * (x - mean / np.sqrt(variance + e)) + offset
        matmul => `@` is a matrix product, which adds up over
            def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
                e = variance_epsilon
                return (x - mean) / np.sqrt(variance + e) @ scale + offset
        unbiased => `variance` is used as it is handed in: no
            def tf_batch_normalization(x, mean, variance, offset, scale, variance_epsilon):
                e = variance_epsilon
                return scale * (x - mean) / np.sqrt(variance * len(x) / (len(x) - 1) + e) + offset
        """,
    "steps_to_reach": """
        forgot that it may never get there => argmax of nothing but False
            return step[np.argmax(accuracy >= target)]
        returned the index => *place* in the array
            return np.argmax(accuracy >= target) if (accuracy >= target).any() else 0
        strictly above => meets the target exactly
            def steps_to_reach(step, accuracy, target):
                for s, a in zip(step, accuracy):
                    if a > target:
                        return s
                return 0
        took the last one => *last* look
            def steps_to_reach(step, accuracy, target):
                found = 0
                for s, a in zip(step, accuracy):
                    if a >= target:
                        found = s
                return found
        all of them => all steps at which it was there
            return step[accuracy >= target] if (accuracy >= target).any() else 0
        minus one for never => asks for 0 then
            def steps_to_reach(step, accuracy, target):
                there = np.flatnonzero(accuracy >= target)
                return step[there[0]] if len(there) else None
        returned the accuracy => the accuracy that was reached
            def steps_to_reach(step, accuracy, target):
                there = accuracy >= target
                return accuracy[there][0] if there.any() else 0
        where it peaked => where the accuracy was highest
            return step[accuracy.argmax()] if accuracy.max() >= target else 0
        """,
    "paper_variance": """
        no correction => m/(m − 1) is missing
            return variances.mean(axis=1, keepdims=True)
        inverted factor => upside down
            return variances.mean(axis=1, keepdims=True) * (m - 1) / m
        used the number of columns => number of mini-batches
            def paper_variance(variances, m):
                k = variances.shape[1]
                return variances.mean(axis=1, keepdims=True) * k / (k - 1)
        unbiased by dividing the sum by m - 1 => divided by m
            return variances.sum(axis=1, keepdims=True) / (m - 1)
        flat => column (n, 1)
            return m / (m - 1) * variances.mean(axis=1)
        wrong axis => averages over the units
            return m / (m - 1) * variances.mean(axis=0, keepdims=True)
        one number => one number for all
            return m / (m - 1) * np.mean(variances)
        standard deviation => leave out the root
            return np.sqrt(m / (m - 1) * variances.mean(axis=1, keepdims=True))
        variance of the variances => scatter
            return variances.var(axis=1, keepdims=True, ddof=1)
        """,
    "what_the_paper_states": """
        thinks the learning rate is given => α is not in it
            "abdf"
        forgot the weights => before the first step
            "bd"
        only the steps => the m in our
            "bf"
        the threshold too => not where the line is
            "bdef"
        the standard deviation too => How small is left to you
            "bcdf"
        without the steps => length of our axis
            "df"
        """,
    "own_best": """
        zeros count as fastest => counts as a very fast one
            def own_best(reached):
                means = reached.mean(axis=2)
                best = means.argmin(axis=1)
                ratio = means[0, best[0]] / means[1, best[1]]
                last = reached.shape[1] - 1
                return ratio, not (0 in best or last in best)
        zeros became nan, nanmean => left out of the mean
            def own_best(reached):
                import warnings
                r = np.where(reached == 0, np.nan, reached)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    means = np.nanmean(r, axis=2)
                best = np.nanargmin(means, axis=1)
                ratio = np.nanmin(means[0]) / np.nanmin(means[1])
                return ratio, not (0 in best or reached.shape[1] - 1 in best)
        same rate for both => rate that suits the other one
            def own_best(reached):
                ok = (reached > 0).all(axis=2)
                means = np.where(ok, reached.mean(axis=2), np.inf)
                i, k = means.argmin(axis=1)
                last = means.shape[1] - 1
                return means[0, i] / means[1, i], not ({i, k} & {0, last})
        inverted => the other way round
            without / with_, not -> with_ / without, not
        trusted means at the rim => wrong way round
            not rim -> bool(rim)
        fastest seed => luckiest seed
            def own_best(reached):
                ok = (reached > 0).all(axis=2)
                low = np.where(ok, reached.min(axis=2), 10**9)
                best = low.argmin(axis=1)
                last = low.shape[1] - 1
                return low[0].min() / low[1].min(), not (0 in best or last in best)
        never looks at the rim => rim was not looked at
            , not rim -> , True
        """,
    "turn_of_a_longer_w": """
        thinks only of the gradient => only one of two things
            0.25
        thinks a longer W turns more => the other way round
            16
        only the gradient, and upside down => the other way round
            4
        scores stay, so the angle stays => next step is another one
            1
        takes a root of the length => root is of nothing
            0.5
        halves the second effect => not by 2
            0.125
        thinks the W can't be turned at all => don't undo each other
            0
        a third factor of 4 => three effects
            0.015625
        multiplies one effect and divides the other by 2 => each by the factor 4
            2
        """,
    "effective_rate": """
        one number for the layer => one number for the whole layer
            np.sum(W**2, axis=1, keepdims=True) -> np.linalg.norm(W) ** 2
        wrong axis => summed over the units
            axis=1 -> axis=0
        forgets keepdims => a column (n, 1)
            np.sum(W**2, axis=1, keepdims=True) -> np.linalg.norm(W, axis=1) ** 2
        length in place of its square => its square
            np.sum(W**2, axis=1, keepdims=True) -> np.sqrt((W * W).sum(axis=1, keepdims=True))
        mean square => not their mean
            np.sum(W**2, axis=1, keepdims=True) -> (W**2).mean(axis=1, keepdims=True)
        spread of the weights => that is the variance
            np.sum(W**2, axis=1, keepdims=True) -> W.var(axis=1, keepdims=True)
        multiplies by the square => a longer W learns more slowly
            alpha / np -> alpha * np
        forgets alpha => α is missing
            alpha / np -> 1.0 / np
        squares the sum => weights of different signs cancel
            np.sum(W**2, axis=1, keepdims=True) -> W.sum(axis=1, keepdims=True) ** 2
        sum of sizes => sizes were summed
            np.sum(W**2, axis=1, keepdims=True) -> np.abs(W).sum(axis=1, keepdims=True)
        upside down => upside down
            alpha / np.sum(W**2, axis=1, keepdims=True) -> (W**2).sum(axis=1, keepdims=True) / alpha
        """,
    "length_by_pythagoras": """
        adds the lengths => lengths at right angles
            return np.linalg.norm(W) + sum(np.linalg.norm(alpha * dW) for dW in gradients)
        forgets the root => the root is missing
            return (W**2).sum() + alpha**2 * sum((dW**2).sum() for dW in gradients)
        alpha not squared => has α²
            return np.sqrt((W**2).sum() + alpha * sum((dW**2).sum() for dW in gradients))
        alpha forgotten => α is missing
            return np.sqrt((W**2).sum() + sum((dW**2).sum() for dW in gradients))
        squares the sum of the gradients => square each
            return np.sqrt(np.linalg.norm(W) ** 2 + np.linalg.norm(alpha * sum(gradients)) ** 2)
        forgets the start => at the start
            return alpha * np.sqrt(sum((dW**2).sum() for dW in gradients))
        subtracts => W grows
            return np.sqrt((W**2).sum() - alpha**2 * sum((dW**2).sum() for dW in gradients))
        last gradient only => only one of the steps
            return np.sqrt((W**2).sum() + alpha**2 * (gradients[-1] ** 2).sum())
        returns W => not its length
            return W - alpha * np.sum(gradients, axis=0)
        adds the gradients to W => uphill
            return np.linalg.norm(W + alpha * np.sum(gradients, axis=0))
        returns the ratio => how many times as long
            return np.linalg.norm(W - alpha * sum(gradients)) / np.linalg.norm(W)
        length of the way from the start => not that of W
            return alpha * np.linalg.norm(sum(gradients))
        """,
    "what_batch_norm_ignores": """
        only whole W's => a unit's part of W
            'ag'
        forgets the pixels => What happens to z = W1 x
            'ab'
        only the row => when all of W1 is multiplied
            'bg'
        rows and columns mixed up => *one* unit before
            'acg'
        thinks the sign drops out as well => changes its sign
            'abdg'
        thinks all of W counts, the output layer's too => Nothing behind the output layer
            'abeg'
        thinks γ is divided out => *behind* the division
            'abfg'
        everything that is called W => *one* unit before
            'abcde'
        only what the lesson showed => a unit's part of W
            'a'
        """,
    "layers_without_length": """
        all hidden layers => all hidden layers
            return list(range(1, sum(k[0] == "W" for k in net.parameters())))
        looks for a γ => right behind them
            return [int(k[len("gamma") :]) for k in net.parameters() if k.startswith("gamma")]
        compares predictions => changes no class
            np.abs(after[f"z{layers}"] - before[f"z{layers}"]).max() < 1e-6 ->
                np.array_equal(after[f"z{layers}"].argmax(0), before[f"z{layers}"].argmax(0))
        test mode => in test mode
            net.trace(X) -> net.trace(X, training=False)
        forgets to put W back => not put back
            drop P[f"W{l}"] = kept
        lengthens a copy => makes a new array
            P[f"W{l}"] = 10 * kept -> W = kept * 10
        names in the list => names, not numbers
            found.append(l) -> found.append("W" + str(l))
        counts from 0 => starts at 0
            found.append(l) -> found.append(l - 1)
        the W's that matter => the opposite
            < 1e-6 -> > 1e-6
        the count => which
            return found -> return sum(1 for _ in found)
        forward in place of trace => only looks
            net.trace(X) -> {f"z{len([k for k in net.parameters() if k[0] == 'W'])}":
                net.forward(X)}
        """,
    "spread_after_pairs": """
        the averages are right on average, so z_norm has spread 1 => too small on average
            1.0
        forgot the root of 2 => the task asks for the standard deviation
            2
        inverted: 1/√2 => the other way round
            0.7071
        the running variance => what the running variance becomes
            4
        the share (m − 1)/m => how much of the variance a pair shows
            0.5
        √8, the spread of z => the standard deviation of z itself
            2.828
        the variance itself => the variance of z
            8
        8/4, written out => the task asks for the standard deviation
            2.0
        inverted, two digits => the other way round
            0.707
        (m + 1)/m for (m − 1)/m: √(8/12) => not (m + 1)/m
            0.8165
        """,
    "layer_norm": """
        batch norm, as ever => this is batch norm
            axis=0 -> axis=1, keepdims=True
        axis=1 and no keepdims => laid out as a row
            axis=0 -> axis=1
        one mean and one variance for all numbers => one mean for all numbers of z
            drop axis=0
        the variance over everything => one mean for all numbers of z
            z.var(axis=0) -> z.var()
        forgot the root => its root is missing
            np.sqrt(var + eps) -> (var + eps)
        forgot ε => ε is missing
            np.sqrt(var + eps) -> np.sqrt(var)
        ε after the root => ε stands outside
            np.sqrt(var + eps) -> (np.sqrt(var) + eps)
        sample variance => divided by n − 1
            z.var(axis=0) -> z.var(axis=0, ddof=1)
        forgot to subtract the mean => the mean is not subtracted
            (z - mu) -> z
        std + eps for the root => ε stands outside
            np.sqrt(var + eps) -> (z.std(axis=0) + eps)
        returned z_norm => γ or β is missing
            return gamma * z_norm + beta -> return z_norm
        swapped γ and β => changed places
            gamma * z_norm + beta -> beta * z_norm + gamma
        took batch norm's function => this is batch norm
            return bn.batchnorm_forward(z, gamma, beta, eps)[0]
        the mean of the image, the variance of the unit => only one of the two
            z.var(axis=0) -> z.var(axis=1, keepdims=True)
        """,
    "images_by_channel": """
        a matrix of pixels and images, then γ for each pixel => each pixel has a μ of its own
            def batchnorm_of_images(z, gamma, beta, eps):
                mu = z.mean(axis=3, keepdims=True)
                var = z.var(axis=3, keepdims=True)
                z_norm = (z - mu) / np.sqrt(var + eps)
                return gamma.reshape(-1, 1, 1, 1) * z_norm + beta.reshape(-1, 1, 1, 1)
        forgot the images => instance norm
            def batchnorm_of_images(z, gamma, beta, eps):
                mu = z.mean(axis=(1, 2), keepdims=True)
                var = z.var(axis=(1, 2), keepdims=True)
                z_norm = (z - mu) / np.sqrt(var + eps)
                return gamma.reshape(-1, 1, 1, 1) * z_norm + beta.reshape(-1, 1, 1, 1)
        layer norm of images => layer norm
            def batchnorm_of_images(z, gamma, beta, eps):
                mu = z.mean(axis=(0, 1, 2), keepdims=True)
                var = z.var(axis=(0, 1, 2), keepdims=True)
                z_norm = (z - mu) / np.sqrt(var + eps)
                return gamma.reshape(-1, 1, 1, 1) * z_norm + beta.reshape(-1, 1, 1, 1)
        one μ for all channels => one μ for all channels
            def batchnorm_of_images(z, gamma, beta, eps):
                z_norm = (z - z.mean()) / np.sqrt(z.var() + eps)
                return gamma.reshape(-1, 1, 1, 1) * z_norm + beta.reshape(-1, 1, 1, 1)
        averages over the channels => over the channels
            def batchnorm_of_images(z, gamma, beta, eps):
                z_norm = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + eps)
                return gamma.reshape(-1, 1, 1, 1) * z_norm + beta.reshape(-1, 1, 1, 1)
        did not reshape back => still in rows
            z_tilde.reshape(z.shape) -> z_tilde
        hands on z as it is => four axes are too many
            rows = z.reshape(len(gamma), -1) -> rows = z
        channels last, as Keras has them => cut z from the other end
            def batchnorm_of_images(z, gamma, beta, eps):
                rows = z.reshape(-1, z.shape[0]).T
                return bn.batchnorm_forward(rows, gamma, beta, eps)[0].T.reshape(z.shape)
        forgot eps => the default is another one
            (rows, gamma, beta, eps) -> (rows, gamma, beta)
        β before γ => changed places
            rows, gamma, beta, eps -> rows, beta, gamma, eps
        """,
    "group_norm": """
        ignores the groups => that is layer norm
            def group_norm(z, gamma, beta, groups, eps):
                return gamma * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + eps) + beta
        averages over the images => with or without groups that is batch norm
            def group_norm(z, gamma, beta, groups, eps):
                return bn.batchnorm_forward(z, gamma, beta, eps)[0]
        over a group and all images => an image must not depend on the others
            axis=1, keepdims -> axis=(1, 2), keepdims
        over the groups => over the units within a group
            axis=1, keepdims -> axis=0, keepdims
        groups of `groups` units => there should be `groups` of them
            z.reshape(groups, -1, z.shape[1]) -> z.reshape(len(z) // groups, groups, z.shape[1])
        forgot the root => its root is missing
            np.sqrt(var + eps) -> (var + eps)
        forgot eps => ε is missing
            np.sqrt(var + eps) -> np.sqrt(var)
        std + eps => ε stands outside
            np.sqrt(var + eps) -> (np.sqrt(var) + eps)
        forgot γ and β => γ or β is missing
            return gamma * z_norm.reshape(z.shape) + beta -> return z_norm.reshape(z.shape)
        every so manyth unit, in a loop => a group holds neighbours
            def group_norm(z, gamma, beta, groups, eps):
                z_norm = np.empty_like(z)
                for k in range(groups):
                    part = z[k::groups]
                    z_norm[k::groups] = (part - part.mean(0)) / np.sqrt(part.var(0) + eps)
                return gamma * z_norm + beta
        sample variance in a loop => one less than the number
            def group_norm(z, gamma, beta, groups, eps):
                parts = [
                    (p - p.mean(axis=0)) / np.sqrt(p.var(axis=0, ddof=1) + eps)
                    for p in np.split(z, groups)
                ]
                return gamma * np.vstack(parts) + beta
        cut the images into groups => the groups are of units
            def group_norm(z, gamma, beta, groups, eps):
                parts = [
                    (p - p.mean(1, keepdims=True)) / np.sqrt(p.var(1, keepdims=True) + eps)
                    for p in np.array_split(z, groups, axis=1)
                ]
                return gamma * np.hstack(parts) + beta
        """,
    "diagnose_a": """
        takes test for the grouped kind => a part of the test accuracy
            'f'
        sorted mini-batches => no better than the other
            'c'
        gradient => the training would fail
            'g'
        """,
    "diagnose_b": """
        small learning rate => updates of all parameters
            'a'
        no batch norm => the Recorder's pictures show
            'j'
        W too large => tens away from 0
            'e'
        """,
    "diagnose_c": """
        averages lost => healthy in every line
            'i'
        groups at test time => a part of the test accuracy
            'f'
        two images => though not at chance
            'h'
        """,
    "diagnose_d": """
        small learning rate => leaves z as it is
            'a'
        gamma => exactly 0
            'b'
        W too large => the update of W2
            'e'
        """,
    "diagnose_e": """
        small learning rate => leaves z as it is
            'a'
        behind the output layer => a width of about 2
            'd'
        constants => run off to about
            'g'
        """,
    "diagnose_f": """
        averages lost => about chance
            'i'
        two images in training => both be poor
            'h'
        sorted => company of its own class
            'c'
        """,
    "diagnose_g": """
        W too large => tens away from 0
            'e'
        two images => about 2 from 0
            'h'
        no batch norm => there is batch norm
            'j'
        """,
    "diagnose_h": """
        constants => run off to about
            'g'
        sorted => company of its own class
            'c'
        learning rate => ten times smaller
            'a'
        """,
    "mend_a": """
        takes training mode => in training mode
            def serve(saved, fresh, X):
                fresh.theta = saved["theta"]
                for layer, (mean, var) in zip(fresh.layers[1::3], saved["averages"]):
                    layer.running_mean, layer.running_var = mean, var
                return fresh.forward(X)
        means alone => the variances are still 1
            def serve(saved, fresh, X):
                fresh.theta = saved["theta"]
                for i, (mean, var) in enumerate(saved["averages"]):
                    fresh.layers[3 * i + 1].running_mean = mean
                return fresh.forward(X, training=False)
        swaps them => changed places
            (mean, var) in -> (var, mean) in
        only averages => those of the fresh network
            drop fresh.theta = saved["theta"]
        """,
    "mend_b": """
        adds gamma and forgets beta => β no longer does
            P[name] -= alpha * G[name] -> P[name] -= alpha * G[name] * name.startswith(("W", "b1",
                "b2", "b3", "b4", "gamma"))
        W and gamma => β and b no longer do
            P[name] -= alpha * G[name] -> P[name] -= alpha * G[name] if name[0] in "Wg" else 0
        uphill => walks uphill
            def descend(net, alpha):
                net.theta += alpha * net.dtheta
        a local theta => a new array is made
            def descend(net, alpha):
                theta = net.theta
                theta = theta - alpha * net.dtheta
        """,
    "mend_c": """
        sorts backwards => sorted by their class
            def epoch(X, Y, size, order):
                order = order[np.argsort(-Y[order], kind="stable")]
                return [(X[:, order[i : i + size]], Y[order[i : i + size]]) for i in range(0,
                    len(order), size)]
        no order at all => `order` is not used
            def epoch(X, Y, size, order):
                return [(X[:, i : i + size], Y[i : i + size]) for i in range(0, len(Y), size)]
        drops the rest => last, smaller mini-batch
            range(0, len(order), size) -> range(0, len(order) - size + 1, size)
        takes size for a number of parts => not the number of mini-batches
            def epoch(X, Y, size, order):
                return [(X[:, part], Y[part]) for part in np.array_split(order, size)]
        """,
    "mend_d": """
        cuts one too many => the output layer itself is gone
            layers[:-2] -> layers[:-3]
        cuts none => behind the output layer
            layers[:-2] -> layers
        no batch norm at all => gone from the hidden layers
            def plan(sizes):
                layers = []
                for i in range(len(sizes) - 1):
                    layers.append(("Linear", sizes[i], sizes[i + 1]))
                    layers.append(("Sigmoid",))
                return layers[:-1]
        """,
    "mend_e": """
        divides by n_in => not its standard deviation
            def first_weights(noise):
                return noise / noise.shape[1]
        units behind => *before* the layer
            def first_weights(noise):
                return noise / np.sqrt(len(noise))
        for relu => before a ReLU
            def first_weights(noise):
                return noise * np.sqrt(2 / noise.shape[1])
        as it is => goes in as it is
            def first_weights(noise):
                return noise
        """,
    "mend_f": """
        everything at once in training mode => one group of all images
            def classes(net, X, size):
                return np.argmax(net.forward(X), axis=0)
        says it the wrong way => by its own statistics
            training=False -> training=True
        over the images => goes over the classes
            axis=0 -> axis=1
        """,
    "mend_g": """
        only the mean => that of σ² is missing
            def backward(dz_tilde, z_norm, gamma, std):
                d = gamma * dz_tilde
                return (d - d.mean(axis=1, keepdims=True)) / std
        only the variance => that of μ is missing
            def backward(dz_tilde, z_norm, gamma, std):
                d = gamma * dz_tilde
                return (d - z_norm * (d * z_norm).mean(axis=1, keepdims=True)) / std
        sums => an m-th of them
            np.mean( -> np.sum(
        divides by the variance => not by the variance
            / std -> / std**2
        """,
    "mend_h": """
        four at a time => statistics of its own
            def gradient(net, X, Y):
                total = 0 * net.theta
                for i in range(0, Y.size, 4):
                    net.backward(bn.softmax_cross_entropy(net.forward(X[:, i:i+4]), Y[i:i+4])[1])
                    total += net.dtheta * 4 / Y.size
                return total
        divides by m again => the 1/m is in the loss
            return net.dtheta -> return net.dtheta / X.shape[1]
        returns the wrong gradient => gradient of the scores
            return net.dtheta -> return dscores
        test mode => in training mode
            net.forward(X) -> net.forward(X, training=False)
        """,
}
