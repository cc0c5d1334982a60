"""Pictures for the lessons: they return their axes, leak no figure, and are stored small."""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

import bnlab as bn
from bnlab import plots, style


@pytest.fixture(scope="module")
def trained() -> dict[str, Any]:
    """A short run with and without batch norm, with what a recorder saw."""
    data = bn.data.digits()
    X, Y = data.X_train[:, :240], data.Y_train[:240]
    runs: dict[str, Any] = {"histories": {}, "recorders": {}}
    for label, batchnorm in (("without BN", False), ("with BN", True)):
        net = bn.mlp([64, 8, 8, 10], batchnorm=batchnorm, rng=np.random.default_rng(0))
        recorder = bn.Recorder(X[:, :50], every=2)
        runs["histories"][label] = bn.fit(
            net,
            bn.GradientDescent(0.1),
            X,
            Y,
            epochs=2,
            batch_size=60,
            rng=np.random.default_rng(1),
            validation=(data.X_test, data.Y_test),
            callbacks=[recorder],
        )
        runs["recorders"][label] = recorder
    return runs


class Picture(HTMLParser):
    """The one image of an HTML output: its attributes and its pixels."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.feed(html)
        self.png = base64.b64decode(self.attributes["src"].removeprefix("data:image/png;base64,"))
        self.image = Image.open(io.BytesIO(self.png))

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        if tag == "img":
            self.attributes = dict(attributes)


@pytest.fixture(autouse=True)
def no_figure_of_pyplot() -> Iterator[None]:
    yield
    if "matplotlib.pyplot" in sys.modules:
        assert sys.modules["matplotlib.pyplot"].get_fignums() == []


def pictures(trained: dict[str, Any]) -> dict[str, Any]:
    """Every kind of picture, drawn on axes of its own."""
    rng = np.random.default_rng(0)
    data = bn.data.digits()
    zs = [rng.normal(k, k + 1, (1, 100)) for k in range(3)]
    return {
        "raw_and_normalized": plots.raw_and_normalized(zs),
        "images": plots.images(data.X_train[:, :8], data.Y_train[:8]),
        "loss": plots.loss(trained["histories"]),
        "accuracy": plots.accuracy(trained["histories"]),
        "layers_over_training": plots.layers_over_training(trained["recorders"]),
        "by_layer": plots.by_layer({"with BN": [0.1, 0.01], "without BN": [1, 2]}, ["W1", "W2"]),
        "by_rate": plots.by_rate({"with BN": ([0.1, 1], [[0.8, 0.9], [0.2, 0.6]])}),
        "over_steps": plots.over_steps({"with BN": ([1, 10], [[0.8, 0.9], [0.2, 0.6]])}),
        "percentiles_over_steps": plots.percentiles_over_steps([1, 9], {"with": [[0, 1, 2]] * 2}),
        "backward_graph": plots.backward_graph(),
        "shares": plots.shares({"one": 0.1, "two": 0.905}),
    }


def test_every_picture_returns_axes_that_can_be_shown(trained: dict[str, Any]) -> None:
    for name, ax in pictures(trained).items():
        figure = np.ravel(ax)[0].figure
        figure.canvas.draw()
        drawn = np.asarray(style.image_of(figure.canvas), dtype=int)
        assert drawn.std() > 5, f"{name} is empty"


def test_shown_pictures_are_small_and_described(
    trained: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: shown.append((a, k)))
    for name, ax in pictures(trained).items():
        plots.show(ax, alt=f'A picture: "{name}", 1 < 2.')
        (data,), _ = shown.pop()
        assert data["text/plain"] == f'A picture: "{name}", 1 < 2.'
        picture = Picture(data["text/html"])
        assert picture.attributes["alt"] == f'A picture: "{name}", 1 < 2.'
        assert len(picture.png) < 40_000, name
        assert picture.image.width == 2 * int(picture.attributes["width"]), "not sharp on a page"


def test_given_axes_are_used(trained: dict[str, Any]) -> None:
    ax = plots.axes()
    assert plots.loss(trained["histories"], ax=ax) is ax


def test_the_loss_is_the_mean_of_each_epoch(trained: dict[str, Any]) -> None:
    ax = plots.loss(trained["histories"])
    history = trained["histories"]["with BN"]
    line = next(line for line in ax.lines if line.get_label() == "with BN")
    means = [np.mean(history.loss[:4]), np.mean(history.loss[4:])]
    np.testing.assert_allclose(line.get_ydata(), means)


def test_by_rate_draws_the_mean_within_the_worst_and_the_best() -> None:
    ax = plots.by_rate({"with BN": ([0.1, 1, 10], [[0.8, 0.9], [0.2, 0.6], [0.5, 0.5]])})
    (line,), (band,) = ax.lines, ax.collections
    np.testing.assert_allclose(line.get_xydata(), [[0.1, 0.85], [1, 0.4], [10, 0.5]])
    edges = {tuple(point) for point in band.get_paths()[0].vertices.round(6)}
    assert edges == {(0.1, 0.8), (0.1, 0.9), (1, 0.2), (1, 0.6), (10, 0.5)}
    assert ax.get_xscale() == "log"


def test_over_steps_draws_the_mean_within_the_worst_and_the_best_start() -> None:
    ax = plots.over_steps({"with BN": ([1, 10, 100], [[0.1, 0.4, 0.9], [0.3, 0.8, np.nan]])})
    (line,), (band,) = ax.lines, ax.collections
    np.testing.assert_allclose(line.get_xydata(), [[1, 0.2], [10, 0.6], [100, 0.9]])
    edges = {tuple(point) for point in band.get_paths()[0].vertices.round(6)}
    assert edges == {(1, 0.1), (1, 0.3), (10, 0.4), (10, 0.8), (100, 0.9)}
    assert ax.get_xscale() == "log"


def test_percentiles_over_steps_has_a_panel_for_each_net_with_its_three_lines() -> None:
    inputs = {"without BN": [[-1, 0, 1], [-3, 1, 2]], "with BN": [[-1, 0, 1], [-2, 0, 2]]}
    panels = plots.percentiles_over_steps([1, 10], inputs)
    for panel, (label, percentiles) in zip(panels, inputs.items(), strict=True):
        assert panel.get_title() == label
        drawn = sorted(line.get_ydata().tolist() for line in panel.lines)
        assert drawn == sorted(map(list, zip(*percentiles, strict=True)))
        assert {line.get_color() for line in panel.lines} == {style.line_style(label)["color"]}
    assert panels[0].get_shared_y_axes().joined(*panels)


def test_shares_stand_in_per_cent_the_first_on_top() -> None:
    ax = plots.shares({"copies": 0.098, "mixed": 0.914})
    assert [text.get_text() for text in ax.texts] == ["10 %", "91 %"]
    heights = [ax.transData.transform((0, bar.get_y()))[1] for bar in ax.patches]
    assert heights[0] > heights[1]
    assert len({bar.get_facecolor() for bar in ax.patches}) == 1
    both = plots.shares({"with batch norm": 0.1, "without": 0.9, "layer norm": 0.9})
    assert len({bar.get_facecolor() for bar in both.patches}) == 3


def test_with_and_without_differ_in_colour_and_in_line() -> None:
    without, with_ = plots.line_style("without BN"), plots.line_style("with BN")
    assert without["color"] != with_["color"]
    assert without["linestyle"] != with_["linestyle"]


@pytest.mark.parametrize(
    "x, text",
    [
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (-1e-17, "0.00"),
        (3.14159, "3.14"),
        (-2.5, "−2.50"),
        (0.0031, "3.1e−3"),
        (-123456.0, "−1.2e5"),
        (1e15, "1.0e15"),
        (2e-11, "2.0e−11"),
        (0.01, "0.01"),
        (np.float64(0.004), "4.0e−3"),
    ],
)
def test_numbers_are_short_and_never_hide_their_size(x: float, text: str) -> None:
    assert style.format_number(x) == text


HOUSE = [
    getattr(style, name) for name in ("BLACK", "RAW", "WITHOUT", "WITH", "GREEN", "PURPLE", "GOLD")
]


def test_a_small_picture_keeps_the_house_colours_and_white() -> None:
    colours = ["#FFFFFF", *HOUSE]
    row = Image.new("RGB", (20 * len(colours), 20))
    for k, colour in enumerate(colours):
        row.paste(colour, (20 * k, 0, 20 * k + 20, 20))
    shown = Image.open(io.BytesIO(style.png(row)))
    assert shown.mode == "P"
    difference = np.asarray(shown.convert("RGB"), int) - np.asarray(row, int)
    assert np.abs(difference).max() <= 8
    assert shown.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_runs_keep_their_colour_whatever_stands_beside_them() -> None:
    alone, second = style.line_style("Adam"), style.line_style("Adam, without batch norm", 1)
    assert alone == second == {"color": style.OPTIMIZERS["Adam"][0], "linestyle": "-"}
    assert style.line_style("decay 0.99") != style.line_style("decay 0.9")
    named = {colour for colour, _ in [*style.OPTIMIZERS.values(), *style.DECAYS.values()]}
    assert not named & {style.RAW, style.WITHOUT, style.WITH}
    assert len(named) == len(style.OPTIMIZERS) + len(style.DECAYS)


def contrast(one: Any, other: Any) -> float:
    """As WCAG 2.2 defines it, of two colours with parts from 0 to 1."""
    linear = [np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) for c in (one, other)]
    dark, light = sorted(float(part @ [0.2126, 0.7152, 0.0722]) for part in linear)
    return (light + 0.05) / (dark + 0.05)


def in_a_dark_theme(colour: Any) -> Any:
    """What `style.DARK`'s filter makes of a colour: invert(.93), then hue-rotate(180deg)."""
    assert "invert(.93) hue-rotate(180deg)" in style.DARK
    turned = [[-0.574, 1.430, 0.144], [0.426, 0.430, 0.144], [0.426, 1.430, -0.856]]
    return np.clip(np.array(turned) @ (0.93 - 0.86 * np.array(colour)), 0, 1)


@pytest.mark.parametrize(
    "colour",
    [*HOUSE, *(colour for colour, _ in [*style.OPTIMIZERS.values(), *style.DECAYS.values()])],
)
def test_every_colour_can_be_told_from_a_light_page_and_a_dark_one(colour: str) -> None:
    white, words = np.ones(3), np.array(style.ink(colour))
    line = np.array(to_rgb(colour))
    for seen in (lambda c: c, in_a_dark_theme):
        assert contrast(seen(line), seen(white)) >= 3
        assert contrast(seen(words), seen(white)) >= 4.5


def test_labels_at_the_lines_do_not_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: None)
    ax = plots.axes()
    for name, last in (("momentum", 0.50), ("Adam", 0.51), ("RMSprop", 0.49), ("far", 0.9)):
        ax.plot([0, 1], [0.2, last], label=name, **plots.line_style(name))
    ax.plot([0, 1], [0, 1])  # has no label
    plots.show(ax, alt="Four lines")
    assert [text.get_text() for text in ax.texts] == ["momentum", "Adam", "RMSprop", "far"]
    boxes = {text.get_text(): text.get_window_extent() for text in ax.texts}
    assert boxes["RMSprop"].y1 <= boxes["momentum"].y0 < boxes["momentum"].y1 <= boxes["Adam"].y0
    assert all(box.x1 <= ax.figure.bbox.x1 for box in boxes.values())
    at = ax.transData.transform((1, 0.9))[1]
    assert boxes["far"].y0 < at < boxes["far"].y1, "a label with room enough stays at its line"


def test_a_panel_with_a_legend_gets_no_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: None)
    ax = plots.axes()
    ax.plot([0, 1], [0, 1], label="a")
    ax.legend()
    plots.show(ax, alt="A line")
    assert not ax.texts
    assert not ax.get_legend().get_frame_on()


def test_flow_writes_every_value_and_every_weight() -> None:
    W = np.array([[7.0, -8]])
    a = np.array([[1.0, 2, 3], [4, 5, -6]])
    ax = plots.flow([[("$a$", a), W, ("$z$", W @ a), ["sigmoid"], ("y", np.array([[0, 0.5, 1]]))]])
    words = [text.get_text() for text in ax.texts]
    for value in ("1", "2", "−6", "7", "−8", "−25", "69", "0.5", "sigmoid", "$z$"):
        assert value in words
    assert sum(patch.get_width() > 0 for patch in ax.patches) == 4  # boxes: 2 + 1 + 1 units


def test_flow_shows_a_small_value_and_not_the_noise_of_floats() -> None:
    ax = plots.flow([[("y", np.array([[0.6225, 0.0041, -0.0041, 1e-9, -1e-9]]))]])
    words = [text.get_text() for text in ax.texts]
    assert words == ["y", "0.62", "0.004", "−0.004", "0", "0"]


def test_stages_have_a_row_a_stage_and_a_column_a_unit() -> None:
    z = np.random.default_rng(0).normal(3, 2, (2, 50))
    ax = plots.stages({"$z$": z, "$z_{norm}$": bn.normalize(z)[0], "double": 2 * z})
    assert ax.shape == (3, 2)
    assert "μ = 0.00   σ = 1.00" in [text.get_text() for text in ax[1, 0].texts]


def test_descent_draws_its_path_and_says_how_long_it_took() -> None:
    X = np.random.default_rng(0).normal(size=(2, 30))
    y = np.array([1, 2]) @ X
    path, steps = plots.descend(X, y)
    np.testing.assert_allclose(path[-1], [1, 2])
    before, then = (np.mean((w @ X - y) ** 2) for w in path[[steps - 1, steps]])
    assert then < 1e-3 * np.mean(y**2) <= before
    ax = plots.descent({"one": X, "two": 2 * X}, y)
    assert np.array_equal(ax[0].lines[0].get_xydata(), path)
    titles = [panel.get_title("left") or panel.get_title() for panel in ax]
    assert titles == [f"one: {steps} steps", f"two: {steps} steps"]


def test_forward_pass_writes_what_the_network_computes() -> None:
    net = bn.mlp([2, 3, 1], "relu", rng=np.random.default_rng(0))
    X = np.array([[1.0, 2, 4], [0, 1, -1]])
    net.parameters()["b2"] = np.array([[0.25]])
    texts = [text.get_text() for text in plots.forward_pass(net, X).texts]
    score = net.forward(X)[0, 0]
    for value in (score, 1 / (1 + np.exp(-score)), net.trace(X)["z_tilde1"][2, 1]):
        assert f"{round(float(value), 2):.3g}".replace("-", "−") in texts
    assert sum("with b = 0.25" in text for text in texts) == 1


def test_histograms_share_their_edges_and_reach_one() -> None:
    rows = {"few": np.array([0.0, 0, 1]), "many": np.linspace(-1, 2, 200)}
    ax = plots.histograms(rows)
    assert [panel.get_ylabel() for panel in ax] == ["few", "many"]
    (few, edges, _), (_, others, _) = (panel.patches[0].get_data() for panel in ax)
    assert np.array_equal(edges, others)
    assert (edges[0], edges[-1]) == (-1, 2)
    assert few.max() == 1
    assert np.isclose(few[few > 0], [1, 0.5]).all()
