"""What each explorer computes and trains; test_explorers_mechanism.py has what all share."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

import bnlab as bn
from bnlab.explorers.stored import stored
from bnlab.explorers.training import side_by_side
from bnlab.runs import paper


def module(name: str) -> Any:
    """The explorer's file: the package shows the function of that name."""
    return importlib.import_module(f"bnlab.explorers.gallery.{name}")


# ------------------------------------------------------------------ explorers that train


@pytest.mark.parametrize("name", ["optimizers", "training_scrubber"])
def test_stored_runs_are_what_training_gives(name: str) -> None:
    """The first steps number by number; later ones, which rounding may lead elsewhere, by size."""
    explorer = getattr(bn.explorers, name)()
    before = explorer.run
    explorer.start()
    for key, array in before.items():
        assert explorer.run[key].shape == array.shape
        if array.dtype.kind == "U":
            assert explorer.run[key] == array
    ours, theirs = explorer.run["loss"], before["loss"]
    np.testing.assert_allclose(ours[..., :20], theirs[..., :20], rtol=1e-4)
    np.testing.assert_allclose(
        ours[..., -50:].mean(axis=-1), theirs[..., -50:].mean(axis=-1), rtol=0.1, atol=0.1
    )
    if "percentiles" in before:
        np.testing.assert_allclose(
            explorer.run["percentiles"][:, :5], before["percentiles"][:, :5], rtol=1e-4
        )
        moved = np.abs(explorer.run["histograms"][:, :5].astype(int) - before["histograms"][:, :5])
        assert moved.max() <= 3  # on an edge


@pytest.mark.parametrize(
    "name, values",
    [
        ("optimizers", {"learning_rate": 10.0, "beta1": 0.0, "beta2": 0.0}),
        ("optimizers", {"learning_rate": 1e-3, "beta1": 0.99, "beta2": 0.999}),
        ("training_scrubber", {"learning_rate": 10.0, "activation": "relu"}),
        ("training_scrubber", {"learning_rate": 0.01, "activation": "tanh"}),
    ],
)
def test_training_at_the_ends_of_the_settings(name: str, values: dict[str, Any]) -> None:
    explorer = getattr(bn.explorers, name)()
    explorer.set(**values)
    assert not explorer.training
    assert explorer._frame["note"] == ""
    assert "nan" not in explorer.now.headline + explorer.text


@pytest.mark.parametrize("step", [0, 3, 5, 200, 400])
def test_the_scrubber_shows_the_step_or_the_look_before(step: int) -> None:
    explorer = bn.explorers.training_scrubber()
    explorer.set(step=step)
    assert explorer.text.startswith(f"Step {step // 5 * 5} ")


def test_a_stopped_run_says_how_far_it_came() -> None:
    explorer = bn.explorers.training_scrubber()
    scrubber = module("training_scrubber")
    run, turns = scrubber.train(**scrubber.START)
    for _ in range(12):
        next(turns)
    explorer.run = run
    explorer.redraw()
    assert explorer.values["step"] == 400
    assert explorer.text.startswith("Step 10 of the 12 trained so far ")


def test_the_scrubbers_percentiles_are_of_the_values_not_of_the_histogram() -> None:
    scrubber = module("training_scrubber")
    run, turns = scrubber.train(10.0, "relu")
    for _ in range(10):
        next(turns)
    result = scrubber.compute(run, 10)
    assert np.abs(result["percentiles"]).max() > scrubber.LIMIT
    assert result["outside"].sum() > 0
    marks = scrubber.frame(result).marks
    assert any(np.abs(marks[name][0]).max(initial=0) > 6 for name in marks if "outside" in name)


@pytest.mark.parametrize("look", [0, 1, 60, -1])
def test_the_papers_run_is_shown_as_recorded(look: int) -> None:
    run, explorer = bn.runs.load("paper"), bn.explorers.paper_run()
    look %= len(run["step"]) + 1
    explorer.set(look=look)
    step = run["step"][look - 1] if look else 0
    assert explorer.text.startswith(f"Step {step:,} of 50,000: ")
    for net, key in enumerate(("without", "with")):
        low, median, high = run["middle"][net, paper.SHOWN, look, 2]
        marks = explorer.now.marks
        assert marks[f"{key} 3 median"][0] == [median, median]
        assert f"{high - low:.2f} " in explorer.now.headline
        if look:
            assert f"{run['right'][net, 2, look - 1] / 100:.0f} %" in explorer.text


def test_a_net_that_diverges_rests_and_the_others_train_on() -> None:
    data = bn.data.digits()
    learners = {
        rate: (bn.mlp([64, 8, 10], rng=np.random.default_rng(0)), bn.GradientDescent(rate))
        for rate in (0.1, 1e200)
    }
    losses = side_by_side(learners, data.X_train, data.Y_train, 60)
    with np.errstate(all="ignore"):
        first, second, third = (next(losses) for _ in range(3))
    assert set(first) == {0.1, 1e200}
    assert set(second) == set(third) == {0.1}


def test_the_optimizers_curves_are_means_of_ten_losses() -> None:
    run = stored("optimizers")
    result = module("optimizers").compute(run, 40)
    np.testing.assert_allclose(result["now"], run["loss"][..., 30:40].mean(-1), rtol=1e-5)
    assert np.isnan(module("optimizers").compute({**run, "steps": np.array(0)}, 40)["now"]).all()


def test_late_and_noise_are_the_running_means_whole_error() -> None:
    result = module("running_average").compute(decay=0.98, step=150, m=8)
    error = result["running"][-1] - result["truth"][150]
    assert result["late"] + result["noise"] == pytest.approx(error, rel=1e-12)
    assert result["late"] == module("running_average").compute(decay=0.98, step=150, m=512)["late"]
    assert module("running_average").compute(decay=0.0, step=150, m=8)["late"] == 0


# ------------------------------------------------------------------ what they compute


def test_one_layer_is_batch_norm() -> None:
    stages = module("one_layer").compute(mu=3.0, sigma=2.0, gamma=-1.5, beta=0.5, eps=1e-3, m=50)
    z = stages["z"]
    assert z.mean() == pytest.approx(3.0, abs=1e-12)
    assert z.std() == pytest.approx(2.0, abs=1e-12)
    expected, _ = bn.batchnorm_forward(z, np.array([[-1.5]]), np.array([[0.5]]), eps=1e-3)
    np.testing.assert_array_equal(stages["z_tilde"], expected)
    assert z.shape == (1, 50)


def test_depth_without_bn_multiplies_the_spread_and_with_bn_keeps_it() -> None:
    result = module("depth").compute(layers=10, scale=0.5, activation="tanh")
    without, with_ = result["without"]["spread"], result["with"]["spread"]
    assert without[-1] < 1e-2 < without[0]
    np.testing.assert_allclose(with_, with_[0], rtol=0.05)


@pytest.mark.parametrize(
    "activation, scale, says",
    [
        ("tanh", 0.5, "dies"),
        ("relu", 4.0, "explodes"),
        ("tanh", 4.0, "stuck at the ends"),
        ("relu", 1.4, "lasts without BN too"),
    ],
)
def test_depths_headline_follows_the_spread(activation: str, scale: float, says: str) -> None:
    explorer = bn.explorers.depth()
    explorer.set(activation=activation, scale=scale)
    assert says in explorer.now.headline


@pytest.mark.parametrize("key", ["without", "with"])
def test_depth_is_the_forward_pass(key: str) -> None:
    depth = module("depth")
    a, draws = depth._draws()
    for W in draws[:3]:
        z = 0.7 * (W @ a)
        a = np.tanh(z if key == "without" else bn.normalize(z)[0])
    result = depth.compute(layers=3, scale=0.7, activation="tanh")[key]
    assert result["most"][-1] == pytest.approx(a.max(), rel=1e-9)
    assert result["spread"][-1] == pytest.approx(np.sqrt(a.var(axis=1).mean()), rel=1e-9)


def test_depth_cuts_nothing_off_without_a_mark() -> None:
    depth = module("depth")
    for scale in (depth.SCALES[0], depth.SCALES[-1]):
        result = depth.compute(depth.DEEPEST, scale, "relu")
        now = depth.frame(result)
        low, high = now.scales["spread.y"]
        beyond, _ = now.marks["without beyond"]  # triangles at the border
        assert len(beyond) == (result["without"]["most"] > result["range"][1]).sum()
        for key in ("without", "with"):
            spread = result[key]["spread"]
            assert low <= spread.min()
            assert spread.max() <= high
    assert len(beyond) == depth.DEEPEST


def test_a_bias_moves_z_and_nothing_else() -> None:
    result = module("bias").compute(b=7.0, unit=1.0)
    assert result["z"].mean() == pytest.approx(7, abs=0.5)
    assert result["moved"] < 1e-14
    assert result["db"] < 1e-14
    assert result["db_plain"] == pytest.approx(0.5)


def test_the_biass_gradient_is_measured_rounding_and_no_made_up_zero() -> None:
    compute = module("bias").compute
    found = [compute(b=b, unit=1.0)["db"] for b in range(11)]
    assert 0 < max(found) < 1e-14


def test_a_bias_beyond_the_floats_does_move_z_tilde() -> None:
    assert module("bias").compute(b=10.0, unit=1e15)["moved"] > 0.1


@pytest.mark.parametrize(
    "b, unit, says",
    [(0, 1.0, "nothing to subtract"), (5, 1e3, "*z̃* does not"), (5, 1e9, "rounding alone")],
)
def test_the_biass_headline_follows_z_tilde(b: int, unit: float, says: str) -> None:
    explorer = bn.explorers.bias()
    explorer.set(b=b, unit=unit)
    assert says in explorer.now.headline


@pytest.mark.parametrize(
    "shape, n, m, right, shown",
    [
        ("(n, 1)", 4, 6, True, (4, 6)),
        ("(n,)", 4, 6, False, None),
        ("(n,)", 5, 5, False, (5, 5)),
        ("(1, n)", 4, 6, False, None),
        ("(m, 1)", 4, 6, False, None),
        ("(m, 1)", 1, 6, False, (6, 6)),
        ("(1, m)", 4, 6, False, (4, 6)),
        ("(n, m)", 4, 6, False, (4, 6)),
    ],
)
def test_shapes_shows_what_numpy_does(
    shape: str, n: int, m: int, right: bool, shown: tuple[int, int] | None
) -> None:
    result = module("shapes").compute(shape, n, m)
    assert result["right"] is right
    assert (None if result["met"] is None else result["met"].shape) == shown
    assert (result["refused"] is None) is right  # bnlab takes the right shape alone


def test_with_one_gamma_each_shape_is_the_same_for_numpy() -> None:
    result = module("shapes").compute("(n,)", 1, 4)
    assert (result["met"] == 0).all()


def test_batch_noise_follows_the_law() -> None:
    noise = module("batch_noise")
    result = noise.compute(m=16, draw=1)
    np.testing.assert_allclose(result["scatter_mean"] * np.sqrt(noise.SIZES), 1, rtol=0.2)
    other = noise.compute(m=16, draw=2)
    assert (other["mean"] != result["mean"]).any()


def test_the_variances_of_mini_batches_are_too_small_by_one_mth() -> None:
    noise = module("batch_noise")
    for m in (2, 16):
        means = [noise.compute(m, draw)["var"].mean() for draw in range(1, noise.DRAWS + 1)]
        assert np.mean(means) == pytest.approx((m - 1) / m, rel=0.05)


def test_the_running_average_is_the_lectures() -> None:
    result = module("running_average").compute(decay=0.9, step=3, m=8)
    average = np.zeros((1, 1))
    for batch in result["batch"][:3]:
        average = bn.running_average(average, np.array([[batch]]), decay=0.9)
    assert result["running"][-1] == pytest.approx(average.item(), rel=1e-12)


def test_inference_by_the_running_averages_has_epsilon_inside_the_root(monkeypatch: Any) -> None:
    module_ = module("running_average")
    monkeypatch.setattr(module_, "EPS", 3.0)
    before = module_.compute(decay=0.9, step=0, m=8)  # running mean 0, running variance 1
    monkeypatch.setattr(module_, "EPS", 0.0)
    plain = module_.compute(decay=0.9, step=0, m=8)
    np.testing.assert_allclose(before["z_norm"], plain["z_norm"] / 2, rtol=1e-12)


def test_a_lower_decay_follows_sooner_and_more_noisily() -> None:
    compute = module("running_average").compute
    slow, quick = compute(0.99, 60, 32), compute(0.8, 60, 32)
    assert abs(quick["off"]) < abs(slow["off"])
    assert np.diff(quick["running"]).std() > np.diff(slow["running"]).std()


def test_a_cell_of_the_map_is_what_training_gives_without_and_with(monkeypatch: Any) -> None:
    run, lr_scale_map = stored("lr_scale_map"), module("lr_scale_map")
    scale, rate = 0, 2  # where batch norm alone learns
    monkeypatch.setattr(lr_scale_map, "SCALES", lr_scale_map.SCALES[scale : scale + 1])
    monkeypatch.setattr(lr_scale_map, "RATES", lr_scale_map.RATES[rate : rate + 1])
    anew = lr_scale_map.compute(lr_scale_map.grid(), 0, 0)
    kept = lr_scale_map.compute(run, rate, scale)
    np.testing.assert_allclose(anew["accuracy"], kept["accuracy"], atol=0.01)
    np.testing.assert_allclose(anew["loss"], kept["loss"], rtol=0.01)
    without, with_ = kept["accuracy"]
    assert without < 0.5 < 0.9 < with_


def test_the_map_takes_another_grid() -> None:
    run = stored("lr_scale_map")
    run = {**run, "accuracy": np.full_like(run["accuracy"], 0.5)}
    assert "50%" in bn.explorers.lr_scale_map(run).text


def test_the_walk_back_ends_at_batch_norms_gradients_and_every_edge_at_its_slope() -> None:
    compute = module("backward_graph").compute
    D = module("backward_graph").D
    for z1, z2, z3, gamma in [(1, 2, 4.5, 2), (-5, 5, 0.3, -3), (1, 1.1, 1, 0.5), (2, 2, 2, 1)]:
        result = compute(z1, z2, z3, gamma, 0)
        z, one = np.array([[z1, z2, z3]], dtype=float), np.ones((1, 1))
        z_tilde, cache = bn.batchnorm_forward(z, gamma * one, 0.5 * one)
        dz, dgamma, dbeta = bn.batchnorm_backward(D[None, :], cache)
        assert result["J"] == pytest.approx(np.sum(D * z_tilde))
        formula = result["formula"]
        for edge, gradient in (("z", dz), ("γ→z̃", dgamma), ("β→z̃", dbeta)):
            np.testing.assert_allclose(formula[edge], gradient.ravel(), rtol=1e-9, atol=1e-6)
        for edge, slopes in result["measured"].items():
            np.testing.assert_allclose(slopes, formula[edge], rtol=1e-6, atol=1e-6, err_msg=edge)


def test_normalising_is_a_projection_and_a_scaling_to_length_root_m() -> None:
    compute = module("sphere").compute
    for a, b, mu in [(2, 1.5, 1), (-0.4, 0.1, -1.5), (3, -3, 0)]:
        result = compute(a, b, mu)
        z, centred, z_norm = result["z"], result["centred"], result["z_norm"]
        assert np.mean(z) == pytest.approx(mu)
        assert np.mean(z_norm) == pytest.approx(0, abs=1e-12)
        np.testing.assert_allclose(z - mu, centred, atol=1e-12)
        assert np.linalg.norm(z_norm) == pytest.approx(np.sqrt(3), rel=1e-3)
        length = np.linalg.norm(centred) * np.linalg.norm(z_norm)
        assert centred @ z_norm == pytest.approx(length)  # the same direction
    nothing = compute(0, 0, 1)
    assert not nothing["z_norm"].any()
    assert "falls short" in module("sphere").frame(compute(0.005, 0, 1)).headline


def test_the_loss_sees_no_length_and_the_gradient_is_divided_by_it() -> None:
    look = module("scale_invariance").look
    W = np.array([[0.3, -1.1]])
    loss, dW = look(W)
    f = lambda W: look(W)[0]  # noqa: E731
    assert bn.gradient_check(f, W.copy(), dW) < 1e-6
    for a in (0.01, 3.0, 1000.0):
        longer, flatter = look(a * W)
        assert longer == pytest.approx(loss, rel=1e-7)
        np.testing.assert_allclose(a * flatter, dW, rtol=1e-7)
        assert abs(np.sum(W * flatter)) < 1e-7 * np.linalg.norm(W) * np.linalg.norm(flatter)


def test_w_grows_by_pythagoras_and_a_long_one_learns_slower() -> None:
    compute = module("scale_invariance").compute
    short, long = compute(0.4, -65, 0.1, 40), compute(2.0, -65, 0.1, 40)
    for run in (short, long):
        grown = run["length"][:-1] ** 2 + 0.1**2 * np.sum(run["dW"][:-1] ** 2, axis=1)
        np.testing.assert_allclose(run["length"][1:] ** 2, grown, rtol=1e-7)
        assert run["length"][-1] > run["length"][0]
    assert short["loss"][0] == pytest.approx(long["loss"][0])
    assert short["loss"][5] < 0.2 < 1 < long["loss"][5]


def test_length_times_k_and_alpha_times_k_squared_is_the_same_descent() -> None:
    descend = module("scale_invariance").descend
    one, two = descend(1.0, -65, 0.1), descend(2.0, -65, 0.4)
    np.testing.assert_allclose(one["loss"], two["loss"], rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(2 * one["W"], two["W"], rtol=1e-6)


@pytest.mark.parametrize(
    "m, says", [(2, "points behind"), (8, "no clear winner"), (128, "reads most")]
)
def test_batch_sizes_headline_follows_the_recorded_runs(m: int, says: str) -> None:
    explorer = bn.explorers.batch_sizes()
    explorer.set(m=m)
    assert says in explorer.now.headline


def test_batch_sizes_shows_each_net_at_the_rate_that_was_best_on_the_held_out_digits() -> None:
    runs = bn.runs.load("batch_sizes")
    result = module("batch_sizes").compute(runs, 4, "all")
    for k, norm in enumerate(("batch", "layer", "none")):
        held_out = runs["held_out"][k, 1].mean(axis=-1)
        net, place = result["nets"][norm], held_out.argmax()
        assert net["rate"] == runs["rate"][1, place]
        np.testing.assert_allclose(net["starts"], 100 * runs["reestimated"][k, 1, place])
        assert net["means"][1] == pytest.approx(net["starts"].mean())
