"""The blind answers of `blind_answers.py`: each is refused with the hint for its own mistake.

They were written by somebody who had not seen the checks. A keyword stands for each hint; a
reply that only says where the numbers differ, as any wrong answer would get, does not count.
The inputs of a check are drawn afresh each time, so every answer is checked on many draws.
"""

import re

import numpy as np
import pytest
from blind_answers import BLIND_ANSWERS

import bnlab as bn
from bnlab import exercises
from bnlab.exercises import Function, running

ALL = exercises.all_exercises()
FUNCTIONS = [name for name, q in ALL.items() if isinstance(q, Function)]
DRAWS = range(20)

# For each exercise, in the order of its blind answers: what the reply must say.
KEYWORDS = {
    "batch_variance": [
        "divided by m - 1",
        "over the units",
        "in a row of shape (n,)",
        "standard deviation",
        "without being squared",
        "sum of the squares",
        "number of units",
        "over everything at once",
        "mean of z²",
        "squared the sum or the mean",
        "is a `return` missing",
        "NameError",
    ],
    "normalise": [
        "divided by the variance",
        "ε is outside the root",
        "`eps` that is handed in is not used",
        "z - mu in brackets",
        "over the units",
        "means have shape (n,)",
        "has ε in it already",
        "in another order",
        "standard deviation; asked is the variance",
        "returns 1 thing",
        "changes its input",
        "over all entries of z at once",
        "variance with m - 1",
        "`eps` that is handed in is not used",
    ],
    "scale_and_shift": [
        "changed places",
        "added before the scaling",
        "γ is missing",
        "β is missing",
        "β is subtracted",
        "divided by γ",
        "matrix products",
        "matrix products",
        "changes its input",
    ],
    "undo_normalisation": [
        "a root is missing",
        "without ε in it",
        "ε belongs inside the root",
        "divides a second time",
        "subtracts the mean a second time",
        "changed places",
        "neither divided nor multiplied",
        "neither divided nor multiplied",
        "γ = 1, β = 0",
    ],
    "spot_the_bug_in_normalise": [
        "run the cell again",
        "now ε is outside the root",
        "squaring goes the wrong way",
        "the axis was right before",
        "m or m - 1 is not the bug",
        "ε got lost",
        "numerator is under a root",
        "returns 3 things",
    ],
    "constant_unit": [
        "Without ε it would be 0/0",
        "γ and β applied to z itself",
        "This is z_norm",
        "how far is this unit from its own mean",
        "in quotes",
    ],
    "hidden_layer": [
        "normalised after the activation",
        "*input* x",
        "batch norm is missing",
        "if you have computed it, is not used",
        "not scaled by γ and shifted by β",
        "returns two things",
        "sign in the sigmoid's exponent",
        "activation is missing",
        "entry by entry",
        "nothing needs turning",
        "yours is another",
        "changed places",
        "batch norm got another ε",
    ],
    "count_parameters": [
        "gave the output layer γ and β",
        "kept a b in each hidden layer",
        "γ is learned, and so is β",
        "two numbers for each hidden unit",
        "output layer's b is missing",
        "gave the output layer γ and β",
        "a whole layer is too few",
        "inputs got γ and β",
        "computed, not learned",
        "lecture's net",
        "end one layer early",
    ],
    "spot_the_misplaced_norm": [
        "run the cell again",
        "moved to a2",
        "scores still pass through batch norm",
        "output layer needs its b",
        "scores need no activation",
        "holds no γ and β",
        "after the activation in the hidden layers",
        "second hidden layer lost",
    ],
    "before_or_after": [
        "sigmoid's values lie between 0",
        "ten times as large",
        "averaging down a column",
        "output layer has no batch norm",
        "mean of each row",
        "sigmoid's values lie between 0",
    ],
    "parameter_shapes": [
        "W lies on its side",
        "as (n,)",
        "as rows (1, n)",
        "don't depend on the mini-batch",
        "μ has one number per unit",
        "not for one example",
        "z lies on its side",
        "units of *this* layer (n)",
        "whole layer is too few",
        "n_prev counts the rows",
        "where a list or tuple is asked",
        "is a number and no shape",
        "numbers of one net",
    ],
    "scale_units": [
        "γ is laid along the columns",
        "γ is laid along the columns",
        "γ is laid along the columns",
        "adds the units up",
        "turned on their side",
        "changes its input",
        "γ was added",
        "wait for NumPy to complain",
        "written into the code",
    ],
    "spot_the_lost_axis": [
        "means still lie along",
        "averages over the units",
        "averages over the units",
        "one mean for everything",
        "means still lie along",
        "turned on their side",
        "only the mean was to go",
        "run the cell again",
        "changes its input",
        "the means alone",
    ],
    "normalise_table": [
        "normalised each row",
        "normalised each row",
        "turned on their side",
        "divided by the variance",
        "ε is outside the root",
        "for the whole table",
        "variance with m - 1",
        "`reshape` keeps the numbers",
        "only centred",
        "ε is not used",
    ],
    "silent_shape": [
        "counts as (1, 4)",
        "4 stands over the 6 examples",
        "6 stands beside the 4 units",
        "4 does not fit 6 and is not 1",
        "only one letter",
    ],
    "bias_drops_out": [
        "variance doesn't see b",
        "variance doesn't see b",
        "it moves by b",
        "mean is not 0 after adding",
        "if every z grows by b",
        "changes its input",
        "variance doesn't see b",
        "in another order",
        "nothing is divided or averaged",
    ],
    "drop_useless_biases": [
        "dropped the betas",
        "dropped every b. The output",
        "dropped the betas",
        "changes its input",
        "lose entries while a loop goes",
        "kept what should go",
        "numbers of two digits",
        "b1 and b2 are the names in one net",
        "b's were set to 0",
        "b's of layers *without* batch norm",
        "`return` inside the loop?",
        "every b but the last one",
    ],
    "spot_the_kept_bias": [
        "still says yes to all",
        "wrong way round",
        "layer *before*",
        "somewhere in the net is not enough",
        "last layer has no next",
        "last layer's b alone",
        "still says yes to all",
        "one answer for each `bn.Linear`",
        "question is about `following`",
        "two layers on",
    ],
    "why_db_is_zero": [
        "what value b has",
        "learning rate comes after the gradient",
        "The sum of dz̃ over the examples is dβ",
        "does arrive at z",
    ],
    "huge_bias": [
        "Adding the same b",
        "float64 reaches 1e308",
        "b is not in the root",
        "nothing in it asks how large b is",
    ],
    "dgamma_dbeta": [
        "took the mean over the examples",
        "gradients per example",
        "summed over the units",
        "so keepdims=True",
        "changed places",
        "mixes units with each other",
        "0 whatever comes in",
        "dγ lacks a factor",
        "the sign",
        "not over everything",
        "took the mean over the examples",
    ],
    "gradient_of_the_variance": [
        "factor -1/2 is missing",
        "the sign",
        "the exponent:",
        "the exponent:",
        "sum over the examples is missing",
        "factor z - μ is missing",
        "a sum, not a mean",
        "base of the power",
        "keep the axis",
        "has been divided already",
        "mean was not subtracted",
        "with respect to σ, the root",
        "summed over the units",
    ],
    "dz_in_one_line": [
        "μ and σ² as constants",
        "σ² is treated as a constant",
        "μ is treated as a constant",
        "γ is missing: z̃ = γ",
        "division by m is missing",
        "divided by σ², the variance",
        "you multiply",
        "a sign:",
        "a sign:",
        "summed over the units",
        "came out flat",
        "lacks z_norm",
        "m - 1 is for estimating",
        "ε is missing under",
        "division by √(σ² + ε) is missing",
    ],
    "spot_the_backward_bug": [
        "run the cell again",
        "μ and σ² as constants",
        "γ went missing",
        "a sign:",
        "division by m is missing",
        "once too often",
        "division by m is missing",
        "divided by σ², the variance",
        "summed over the units",
        "lacks z_norm",
    ],
    "batch_of_one": [
        "γ is a parameter",
        "Central differences",
        "looks at every input",
        "What is z - μ for one example",
    ],
    "updates_per_epoch": [
        "ragged last mini-batch is missing",
        "this is a fraction",
        "one too many",
        "Each epoch begins anew",
        "number for one epoch",
        "not each example",
        "each mini-batch makes an update",
        "you count it once",
        "Round up, not down",
        "make *one* mini-batch together",
    ],
    "cut_into_minibatches": [
        "smaller mini-batch is missing",
        "`order` is not used",
        "Y is not: each image",
        "along the rows",
        "another result the second time",
        "two lists came back",
        "`return` inside the loop?",
        "overlap",
        "one example short",
        "how many examples a mini-batch holds",
        "only the last mini-batch may be smaller",
        "filled up",
        "changes its input",
    ],
    "spread_of_the_mean": [
        "falls more slowly",
        "spread of single examples",
        "this is the variance of the mean",
        "*less* noise",
        "m or m - 1",
        "σ went under the root",
        "0 is what the deviations average to",
        "2m or 2/m",
        "another result the second time",
    ],
    "lone_example": [
        "ragged last mini-batch is fine",
        "the remainder 0",
        "what about batch_size = 1",
        "should be True or False",
        "not only batches of size 1",
        "counts the full mini-batches",
        "the numbers have changed places",
        "lacks one example",
        "where True or False is asked",
        "odd or even",
    ],
    "spot_the_foreign_statistics": [
        "run the cell again",
        "the variance still comes from all",
        "of the first one",
        "averaged over the units",
        "got lost",
        "all that came so far",
        "side by side",
        "side by side",
        "the mean still comes from all",
        "came out flat",
    ],
    "same_image_other_batch": [
        "z̃ has μ and σ² in it",
        "If a companion's z changes",
        "they can't undo",
        "What does z = W x depend on",
        "How noisy",
        "they can't undo",
    ],
    "update_all": [
        "uphill",
        "γ is not updated",
        "`P` is unchanged",
        "learning rate is missing",
        "β and γ are not updated",
        "*multiplied*",
        "replaced by the step",
        "β got the gradient of γ",
        "`P` is unchanged",
        "under the same names",
        "β is not updated",
        "wrote into `G`",
        "divide by the learning rate",
    ],
    "spot_the_local_name": [
        "returning it",
        "makes a *new* array",
        "uphill",
        "`=-` is not `-=`",
        "only the first entry",
        "makes a *new* array",
        "changes its input",
        "learning rate is missing",
        "run the cell again",
        "`global`",
        "last entry was not changed",
    ],
    "update_ratio": [
        "α is missing",
        "upside down",
        "squared norms",
        "entry by entry first",
        "entry by entry first",
        "asked is the step itself",
        "sums or means of sizes",
        "per row or column",
        "another norm",
        "never negative",
        "you compared with the weights *after*",
        "entries cancel",
    ],
    "training_loop": [
        "The update is missing",
        "makes a new array",
        "uses an old gradient",
        "update comes before `net.backward`",
        "uphill",
        "inference mode",
        "1/m is in the loss already",
        "after the loop",
        "only the last loss comes back",
        "gives two things",
        "losses *after* each update",
        "`return` inside the loop?",
        "not the scores or the loss",
        "learning rate is missing",
        "`net.backward` returns nothing",
        "list of losses is empty",
    ],
    "who_learns_what": [
        "computed from each mini-batch anew",
        "without any gradient",
        "What does the output layer have",
        "ε is chosen once",
        "α is chosen",
        "first version of the lecture's rule",
        "computed from each mini-batch anew",
    ],
    "corrected_average": [
        "without the correction",
        "weights have changed places",
        "carried on to the next round",
        "t is one off",
        "as if t were always 1",
        "not weighted with 1 - β1",
        "multiply by the correction",
        "plain mean",
        "another cure",
        "β1 times t is not β1",
        "t is one off",
        "keeps all of the old v",
    ],
    "rmsprop_step": [
        "ε is inside the root",
        "averages the *squares*",
        "divided by s itself",
        "*old* s",
        "uphill",
        "weights have changed places",
        "√dW",
        "in another order",
        "changes its input",
        "one s for all entries",
        "no bias correction",
        "ε is missing",
        "returns 1 thing",
        "old s keeps its full weight",
        "a bracket",
        "along g itself",
    ],
    "adam_step": [
        "bias correction is missing",
        "give back the corrected v and s",
        "ε is inside the root. Adam",
        "s is not: both started",
        "v is not: both started",
        "two betas have changed places",
        "along v̂",
        "t is one off",
        "t is one off",
        "with the power t",
        "a root is missing",
        "uphill",
        "changes its input",
        "averages the *squares*",
        "β1 was used for both averages",
        "in another order",
    ],
    "first_step_of_rmsprop": [
        "nearly: s is 1000 times too small",
        "the step gets longer",
        "s is not g² after the first step",
        "with the weight 1 - β2",
        "with the weight 1 - β2",
        "β2 = 0.9",
        "without a root",
        "nothing is divided by 0",
    ],
    "two_betas": [
        "v adapts to the gradients",
        "s adapts",
        "decay is chosen",
        "Only what has a gradient is updated",
    ],
    "update_running": [
        "weights have changed places",
        "new value comes in at full weight",
        "old value is not weighted",
        "changes its input",
        "standard deviation",
        "nothing of the old value is kept",
        "plain mean of old and new",
        "in another order",
        "nothing of the old value is kept",
        "follows `var`",
        "signs: old and new",
        "no start-up correction",
        "written in as numbers",
    ],
    "normalise_at_test_time": [
        "statistics of this batch",
        "statistics of this batch",
        "γ and β are missing",
        "divide by its root",
        "ε is outside the root",
        "nothing was normalised",
        "batch norm is not switched off",
        "the variance is still this batch's",
        "γ and β have changed places",
        "β was added before γ scaled",
        "normalised twice",
        "ε is missing",
        "changes its input",
        "the mean is still this batch's",
        "the mean was added",
    ],
    "spot_the_training_mode": [
        "still in training mode: it uses",
        "one image at a time",
        "largest score in its *column*",
        "largest score in its *column*",
        "these are the scores",
        "a copy beside it",
        "still in training mode: it uses",
        "PyTorch's way",
        "number of the class",
        "training mode comes first",
        "still in training mode: it uses",
        "*smallest* score",
    ],
    "copies_of_one": [
        "Copies bring no information",
        "last line of Algorithm 1",
        "ε is in the denominator",
        "z_norm = 1",
    ],
    "steps_to_forget": [
        "Round up",
        "doesn't fall by 0.1 each time",
        "doesn't fall by 0.1 each time",
        "below 10 %",
        "one too many",
        "one in a thousand",
        "Round up",
        "not at (1 - 0.9)^k",
        "by 1 % of the start",
        "not at (1 - 0.9)^k",
        "half is forgotten",
    ],
    "momentum_to_decay": [
        "nothing is turned round",
        "only PyTorch's momentum weights",
        "other way round: PyTorch",
        "Flax goes with Keras",
        'the name is "torch" here',
        "these are the defaults",
        "is always true",
        "no branch for it",
        "1/momentum is no weight",
        "negative weight",
        "Keras goes with bnlab",
    ],
    "unbiased_running_variance": [
        "upside down: dividing",
        "divide a second time",
        "factor for a standard deviation",
        "m + 1 plays no part",
        "throws the fraction away",
        "n counts the units",
        "variance of the *variances*",
        "nothing was corrected",
        "changes its input",
        "sum of the squares",
        "without brackets",
        "m - 2 is one too few",
        "an axis got lost",
    ],
    "tensorflow_batch_normalization": [
        "changed places",
        "takes no statistics itself",
        "columns (n, 1)",
        "ε is outside the root",
        "take its root",
        "turned on their side",
        "scale (γ) is missing",
        "offset (β) is missing",
        "offset was taken away",
        "offset was scaled as well",
        "`bn.batchnorm_inference` wants",
        "NameError",
        "ε is not used",
        "divided by the scale",
    ],
    "to_framework": [
        "still that of 1/m",
        "upside down",
        "`batch_size`, not those of this z",
        "`reshape` keeps the numbers",
        "should be flat here",
        "should be flat here",
        "examples in columns",
        "normalised already",
        "you divide once more",
        "not a standard deviation",
        "in another order",
        "should be flat here",
        "counts the units",
        "γ is no variance",
    ],
    "why_they_differ": [
        "a variance is small",
        "different speeds",
        "factor m/(m - 1)",
        "only one letter",
    ],
}

# What the checks say by themselves, without a known mistake, that names the mistake all the same.
NAMED_WITHOUT_A_SLIP = (
    "is a `return` missing",
    "NameError",
    "in another order",
    "returns 1 thing",
    "returns 3 things",
    "changes its input",
    "another result the second time",
    "should be True or False",
    "where True or False is asked",
    "where a list or tuple is asked",
    "in quotes",
    "run the cell again",
)


def handed_in(answer):
    """A source is run and gives its function; the answer to a choice or a value is itself."""
    if not (isinstance(answer, str) and "def " in answer):
        return answer
    namespace = {"np": np, "bn": bn}
    exec(answer, namespace)
    return namespace[re.search(r"^def (\w+)", answer, re.MULTILINE)[1]]


def known(q):
    """The words for all mistakes that the exercise knows."""
    words = [slip.words for slip in getattr(q, "slips", ())]
    return [*words, *getattr(q, "wrong", {}).values(), *getattr(q, "missing", {}).values()]


def test_every_exercise_has_blind_answers():
    assert set(BLIND_ANSWERS) == set(KEYWORDS) == set(ALL)
    assert all(len(answers) >= 3 for answers in BLIND_ANSWERS.values())


@pytest.mark.parametrize("name", BLIND_ANSWERS)
def test_reply_names_the_mistake(name):
    q = ALL[name]
    for (mistake, answer), keyword in zip(BLIND_ANSWERS[name], KEYWORDS[name], strict=True):
        for seed in DRAWS if isinstance(q, Function) else (0,):
            result = q.judge(handed_in(answer), seed)
            assert result.status == ("Not started" if "run the" in keyword else "Not yet"), mistake
            assert keyword in result.words, (mistake, seed, result.words)
            own = any(words in result.words for words in known(q))
            assert own or keyword in NAMED_WITHOUT_A_SLIP, (mistake, seed, result.words)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_hint_prints_the_answer(name):
    """No right-hand side of the solution stands in what is said of a mistake, however spaced."""
    q = ALL[name]
    given = "".join((q.task + q.stub).split())
    lines = [line.split("#")[0] for line in q._solution.splitlines() if not line.startswith("def")]
    answers = [
        "".join(line.split("=", 1)[-1].strip().removeprefix("return").split()) for line in lines
    ]
    telling = [text for text in answers if re.search(r"\w[-+*/@(]", text) and text not in given]
    for words in known(q):
        assert not [text for text in telling if text in "".join(words.split())], words


@pytest.mark.parametrize("name", FUNCTIONS)
def test_solution_passes_on_many_draws(name):
    for seed in DRAWS:
        assert ALL[name].judge(ALL[name].reference, seed), seed


@pytest.mark.parametrize("name", FUNCTIONS)
def test_endless_loop_is_ended(name, monkeypatch):
    monkeypatch.setattr(running, "TIME_LIMIT", 0.05)
    head = re.search(r"^def .*:$", ALL[name].stub, re.MULTILINE)[0]
    result = ALL[name].judge(handed_in(f"{head}\n    while True:\n        pass"))
    assert result.status == "Not yet" and "never ends" in result.words


def plain(value):
    """A text that is the same only for the same numbers, names and kinds of layer."""
    if isinstance(value, dict):
        return str({key: plain(one) for key, one in value.items()})
    if isinstance(value, list | tuple):
        return str([plain(one) for one in value])
    if isinstance(value, np.ndarray):
        return str(value.tolist())
    if hasattr(value, "theta"):
        return plain(value.theta)
    return type(value).__name__ if hasattr(value, "forward") else repr(value)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_inputs_are_fresh_at_each_check(name):
    """Some numbers may be the same each time (sizes, ε), but never all of them."""
    q, seen = ALL[name], []
    taken = re.search(r"^def \w+\((.*)\):", q.stub, re.MULTILINE)[1]
    for _ in range(3):
        namespace = {"drawn": [], "plain": plain}
        exec(f"def f({taken}):\n    drawn.append(plain([{taken}]))", namespace)
        q.judge(namespace["f"])
        seen.append(str(namespace["drawn"]))
    assert len(set(seen)) > 1
