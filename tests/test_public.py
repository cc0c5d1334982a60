"""The contract: every public name, its signature, its docstring, and what an import loads."""

import doctest
import importlib
import inspect
import json
import os
import subprocess
import sys

import numpy as np
import pytest

import bnlab as bn

SIGNATURES = {
    "normalize": "(z, eps=1e-05)",
    "batchnorm_forward": "(z, gamma, beta, eps=1e-05)",
    "batchnorm_backward": "(dz_tilde, cache)",
    "batchnorm_inference": "(z, gamma, beta, mean, var, eps=1e-05)",
    "fold_batchnorm": "(W, gamma, beta, mean, var, eps=1e-05, b=None)",
    "Linear": "(n_in, n_out, bias=True, *, rng=None, weight_scale=None, dtype=float64)",
    "BatchNorm": "(n, eps=1e-05, decay=0.9, *, unbiased=False, dtype=float64)",
    "Sigmoid": "()",
    "Tanh": "()",
    "ReLU": "()",
    "Linear.forward": "(self, a, training=True)",
    "BatchNorm.forward": "(self, a, training=True)",
    "Sigmoid.backward": "(self, da)",
    "Linear.params": None,
    "Linear.grads": None,
    "BatchNorm.running_mean": None,
    "BatchNorm.running_var": None,
    "Network": "(layers)",
    "Network.forward": "(self, X, training=True)",
    "Network.backward": "(self, dscores)",
    "Network.theta": None,
    "Network.dtheta": None,
    "Network.parameters": "(self)",
    "Network.gradients": "(self)",
    "Network.predict": "(self, X)",
    "Network.trace": "(self, X, training=True)",
    "Network.save": "(self, path)",
    "Network.load": "(path)",
    "mlp": "(sizes, activation='relu', batchnorm=True, *, rng, hidden_bias=None, "
    "weight_scale=None, dtype=float64, eps=1e-05, decay=0.9, unbiased=False)",
    "softmax_cross_entropy": "(scores, Y)",
    "binary_cross_entropy": "(scores, Y)",
    "GradientDescent": "(learning_rate)",
    "Momentum": "(learning_rate, beta1=0.9)",
    "RMSprop": "(learning_rate, beta2=0.9, eps=1e-08)",
    "Adam": "(learning_rate, beta1=0.9, beta2=0.999, eps=1e-08)",
    "Adam.update": "(self, theta, dtheta)",
    "fit": "(net, optimizer, X, Y, *, epochs=None, steps=None, batch_size, rng, loss=None, "
    "validation=None, callbacks=(), progress=False)",
    "History": "()",
    "gradient_check": "(f, x, dx, h=None, allow_zero=False)",
    "minibatches": "(X, Y, batch_size, rng)",
    "data.digits": "()",
    "data.drawn_digits": "(m=60000, rng=None, m_test=10000)",
    "data.moons": "(n_train=400, n_test=200, noise=0.2, rng=None)",
    "data.spirals": "(n_train=600, n_test=300, noise=0.05, rng=None, classes=3)",
    "data.mnist": "(folder)",
    "Dataset": "(X_train, Y_train, X_test, Y_test)",
    "experiments.compare": None,
    "experiments.sweep": None,
    "Recorder": None,
    "DivergenceWarning": None,
}


def public(name):
    found = bn
    for part in name.split("."):
        found = getattr(found, part)
    return found


def plain(signature):
    """A signature without types, and with the names of types for types."""
    parameters = [
        p.replace(
            annotation=p.empty,
            default=np.dtype(p.default) if p.default is np.float64 else p.default,
        )
        for p in signature.parameters.values()
    ]
    text = str(signature.replace(parameters=parameters, return_annotation=signature.empty))
    return text.replace("dtype('float64')", "float64")


@pytest.mark.parametrize("name", SIGNATURES)
def test_every_name_of_the_contract_is_there_with_its_signature(name):
    found, expected = public(name), SIGNATURES[name]
    if expected is not None:
        assert plain(inspect.signature(found)) == expected


def test_all_lists_the_contracts_names_and_each_can_be_imported():
    contract = {name.partition(".")[0] for name in SIGNATURES}
    assert contract - {"experiments"} <= set(bn.__all__)
    assert list(bn.__all__) == sorted(bn.__all__)
    for name in bn.__all__:
        assert getattr(bn, name) is not None
    assert {*bn.__all__, "plots", "explorers", "exercises", "experiments"} <= set(dir(bn))
    names = ["Dataset", "digits", "drawn_digits", "minibatches", "mnist", "moons", "spirals"]
    assert dir(bn.data) == names
    with pytest.raises(AttributeError, match="no attribute 'batchnrom'"):
        bn.batchnrom  # noqa: B018


@pytest.mark.parametrize("name", ["exercises", "experiments", "explorers", "plots", "predictions"])
def test_the_rest_loads_when_first_used(name):
    code = (
        f"import sys, bnlab; assert 'bnlab.{name}' not in sys.modules;"
        f"bnlab.{name}; assert 'bnlab.{name}' in sys.modules"
    )
    run_python(code)


def run_python(code):
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=os.environ | {"PYTHONPATH": os.getcwd()}, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_training_on_digits_loads_numpy_alone():
    """As after `import bnlab` (test_frame.py), so after everything that needs NumPy alone."""
    out = run_python(
        "import json, sys, numpy as np, bnlab as bn\n"
        "d = bn.data.digits()\n"
        "net = bn.mlp([64, 8, 10], rng=np.random.default_rng(0))\n"
        "bn.fit(net, bn.Adam(0.01), d.X_train, d.Y_train, steps=2, batch_size=50,\n"
        "       rng=np.random.default_rng(0), callbacks=[bn.Recorder(d.X_test)])\n"
        "bn.gradient_check(np.sum, np.ones(2), np.ones(2)), bn.data.moons(), bn.data.spirals()\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    heavy = {"matplotlib", "ipywidgets", "IPython", "joblib", "tqdm", "scipy", "pandas", "PIL"}
    assert not set(json.loads(out)) & heavy


# -- docstrings

MODULES = ["batchnorm", "layers", "network", "losses", "optimizers"]
MODULES += ["training", "history", "gradcheck", "data", "experiments"]


def callables():
    """Every public function, class and method of the modules that need NumPy alone."""
    for module in map(importlib.import_module, (f"bnlab.{name}" for name in MODULES)):
        for name, found in vars(module).items():
            if name[0] == "_" or getattr(found, "__module__", None) != module.__name__:
                continue
            if inspect.isfunction(found):
                yield f"{module.__name__}.{name}", found
            elif inspect.isclass(found):
                yield f"{module.__name__}.{name}", found
                for method, function in vars(found).items():
                    function = getattr(function, "__func__", function)
                    if not function.__doc__ and any(method in vars(c) for c in found.__mro__[1:]):
                        continue  # described where the method is declared
                    if method[0] != "_" and inspect.isfunction(function):
                        yield f"{module.__name__}.{name}.{method}", function


def sections(text):
    """A NumPy-style docstring's sections by their headings."""
    found, heading = {"": []}, ""
    lines = inspect.cleandoc(text or "").splitlines()
    for i, line in enumerate(lines):
        if i + 1 < len(lines) and line and set(lines[i + 1]) == {"-"}:
            heading = line
            found[heading] = []
        elif not (line and set(line) == {"-"}):
            found[heading].append(line)
    return {heading: "\n".join(body) for heading, body in found.items()}


CALLABLES = dict(callables())
# Classes that are not made by hand, or hold no more than their base; a protocol.
NOT_CALLED = {"SupportsUpdate", "DivergenceWarning", "Comparison", "Cache", "Dataset", "Layer",
              "Optimizer", "Pass", "Step"}  # fmt: skip


def test_the_callables_are_found():
    some = "layers.Linear", "network.Network.load", "training.fit", "optimizers.Optimizer.update"
    assert {f"bnlab.{name}" for name in some} <= set(CALLABLES)
    assert len(CALLABLES) > 40


@pytest.mark.parametrize("name", CALLABLES)
def test_every_public_callable_says_what_it_takes_gives_and_refuses(name):
    found = CALLABLES[name]
    last = name.rpartition(".")[2]
    if ".SupportsUpdate." in name:
        return
    said = sections(found.__doc__)
    assert said[""].strip().splitlines()[0].endswith((".", ":", "γ.", "::")), "no first sentence"
    if last in NOT_CALLED:
        return
    parameters = [p for p in inspect.signature(found).parameters if p not in ("self", "cls")]
    if name == "bnlab.history.Recorder.start":
        return  # called by fit, not by hand
    if parameters:
        listed = said.get("Parameters", "").replace("**", "")
        for parameter in parameters:
            assert any(
                parameter in line.partition(":")[0].replace(",", " ").split()
                for line in listed.splitlines()
                if not line.startswith(" ")
            ), f"{parameter} is not described"
        assert "Raises" in said or last in ("running_mean", "running_var"), "says no errors"
    if inspect.isfunction(found):
        annotation = inspect.signature(found).return_annotation
        assert annotation is not inspect.Signature.empty, "has no return type"
        if annotation is not None:
            assert {"Returns", "Yields"} & set(said), "does not say what it returns"
        for parameter, p in inspect.signature(found).parameters.items():
            assert parameter in ("self", "cls") or p.annotation is not p.empty, parameter


@pytest.mark.parametrize(
    "name",
    [
        "normalize",
        "batchnorm_forward",
        "batchnorm_backward",
        "batchnorm_inference",
        "fold_batchnorm",
    ],
)
def test_help_alone_is_enough_to_use_batch_norm(name):
    text = inspect.getdoc(getattr(bn, name))
    said = sections(text)
    assert list(said) == ["", "Parameters", "Returns", "Raises", "Notes"]
    assert ".. math::" in said[""]
    assert "(n, " in said["Parameters"]
    assert "(n, " in said["Returns"]
    assert "dtype" in said["Returns"]
    assert "ValueError" in said["Raises"]
    assert "TypeError" in said["Raises"]
    assert "Source: Ioffe & Szegedy (2015)" in said["Notes"]


@pytest.mark.parametrize("module", MODULES)
def test_every_module_is_opened_by_a_plain_sentence(module):
    first = inspect.getdoc(importlib.import_module(f"bnlab.{module}")).splitlines()[0]
    assert first[0].isupper()
    assert doctest.testmod(importlib.import_module(f"bnlab.{module}")).failed == 0


def test_the_package_is_typed_for_those_who_use_it():
    from importlib.resources import files

    assert (files("bnlab") / "py.typed").is_file()
