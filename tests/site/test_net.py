"""The network that trains in the front page computes what bnlab computes, step by step."""

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import bnlab as bn
from bnlab import ledger

HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "site" / "build.py"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Both runs as JavaScript makes them, in node: without batch norm, with it."""
    node = shutil.which("node")
    if node is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no node (nodejs.org has it)")
    spec = importlib.util.spec_from_file_location("build", BUILD)
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    folder = tmp_path_factory.mktemp("net")
    build.write_net(folder)
    command = [node, "--no-warnings", str(HERE / "train.mjs"), str(folder)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


@pytest.mark.parametrize("batchnorm", [False, True])
def test_every_loss_accuracy_and_weight_is_pythons(pages, batchnorm):
    run = pages[batchnorm]
    net = ledger.network(batchnorm=batchnorm)
    history = ledger.train(net)
    np.testing.assert_allclose(run["loss"], history.loss, rtol=0, atol=1e-9)
    assert run["accuracy"] == history.validation_accuracy
    P = net.parameters()
    for l in range(1, 5):
        np.testing.assert_allclose(run["W"][l - 1], P[f"W{l}"].ravel()[:50], rtol=0, atol=1e-9)
    if batchnorm:
        last = next(layer for layer in net.layers[::-1] if isinstance(layer, bn.BatchNorm))
        theirs = {"gamma": P["gamma3"], "beta": P["beta3"], "variance": last.running_var}
        for name, values in theirs.items():
            np.testing.assert_allclose(run[name], values.ravel(), rtol=0, atol=1e-9)


def test_the_front_page_promises_what_the_runs_give(pages):
    ends = [f"{run['accuracy'][-1]:.0%}".replace("%", " %") for run in pages]
    assert ends == ["16 %", "91 %"]
    said = (BUILD.parent / "templates" / "front.html").read_text(encoding="utf-8")
    assert f"{ends[0]} of the test images read without batch norm, {ends[1]} with it" in said
    plain = ledger.network(batchnorm=False)
    assert f"{plain.theta.size:,} numbers, learned in {len(pages[0]['loss'])} steps" in said
    assert f"of {bn.data.digits().Y_test.size} test images read" in said
