"""Every exercise's own solution, broken in one small place, is refused: nothing passes by luck.

The changes are those of tools/mutants.py, and two that students make: an argument left out of a
call, and one name taken for another.
"""

import ast

import pytest
from blind_answers import function_of
from helpers import draws
from test_blind_answers import FUNCTIONS

from bnlab import exercises
from tools import mutants

DRAWS = range(draws(1, 5))

# Mutants that are right answers as well: the changed line, with the reason.
RIGHT = {
    "scaled = gamma.reshape(-2, 1) * z_norm": "NumPy takes any negative size for the missing one",
    "rows = z.reshape(len(gamma), -2)": "as above",
    "rows = z.reshape(len(z), -1)": "as many channels as γ's",
    "rows = z.reshape(len(beta), -1)": "as many as β's",
    "grouped = z.reshape(groups, -2, z.shape[1])": "as above",
    "mu = x.mean(axis=0, keepdims=False)": "a row (n,) broadcasts against a table (m, n)",
    "var = x.var(axis=0, keepdims=False)": "as above",
    "mu = x.mean(axis=0)": "as above",
    "var = x.var(axis=0)": "as above",
    "m = z_norm.shape[1]": "of the shape of dz_tilde",
    "h = 0.0002": "a small step as well",
    "slopes = np.zeros(dx.shape)": "dx has the shape of x",
    "for k in np.ndindex(dx.shape):": "as above",
    "step = np.zeros(dx.shape)": "as above",
    "parts = [order[start:start + size] for start in range(0, len(Y), size)]": "of order's length",
    "P[f'W{l}'] = 11 * kept": "another factor finds the same layers",
    "if np.abs(after[f'z{layers}'] - before[f'z{layers}']).max() <= 1e-06:": "never just equal",
    "if np.abs(after[f'z{layers}'] - before[f'z{layers}']).max() < 2e-06:": "nothing lies between",
    "proven = largest > 0 and np.abs(dx - slopes).max() < 0.001 * largest": "never just equal",
}


def slips(tree):
    """As mutants.steps: a change and how to take it back."""
    function = tree.body[-1]
    names = [argument.arg for argument in function.args.args]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for i, keyword in enumerate(node.keywords):
                yield (
                    lambda node=node, i=i: node.keywords.pop(i),
                    lambda node=node, i=i, keyword=keyword: node.keywords.insert(i, keyword),
                )
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
            for other in set(names) - {node.id}:
                yield (
                    lambda node=node, other=other: setattr(node, "id", other),
                    lambda node=node, own=node.id: setattr(node, "id", own),
                )


def broken(solution):
    """The texts of all mutants of a solution."""
    tree = ast.parse(solution)
    texts = {}
    for change, back in [step[2:] for step in mutants.steps(tree)] + list(slips(tree)):
        change()
        texts[ast.unparse(ast.fix_missing_locations(tree))] = None
        back()
    texts.pop(ast.unparse(tree), None)
    return list(texts)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_broken_solution_is_refused(name):
    q = exercises.all_exercises()[name]
    whole = set(ast.unparse(ast.parse(q._solution)).splitlines())
    texts = broken(q._solution)
    assert len(texts) >= 3
    for text in texts:
        changed = [line.strip() for line in text.splitlines() if line not in whole]
        if changed and all(line in RIGHT for line in changed):
            assert q.judge(function_of(text), 0).status not in ("Not yet", "Not started"), text
            continue
        for seed in DRAWS:
            assert q.judge(function_of(text), seed).status in ("Not yet", "Not started"), text
