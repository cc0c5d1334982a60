"""The explorers that the page draws: scenes, frames, controls, pictures, pages by themselves."""

from __future__ import annotations

import ast
import asyncio
import base64
import gzip
import importlib
import io
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import numpy as np
import pytest
from helpers import draws
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jupyter_client.manager import start_new_kernel
from PIL import Image

import bnlab as bn
from bnlab import style
from bnlab.explorers import paint
from bnlab.explorers.controls import Control, choice, log_slider, slider, switch, whole_slider
from bnlab.explorers.explorer import Explorer, module
from bnlab.explorers.scene import Frame, Line, Panel, Scale, panels, plain
from bnlab.explorers.training import TrainingExplorer

NAMES = [
    name
    for name in bn.explorers.__all__
    if hasattr(importlib.import_module(f"bnlab.explorers.gallery.{name}"), "frame")
]


@pytest.fixture(scope="module", params=NAMES)
def explorer(request: pytest.FixtureRequest) -> Explorer:
    made = getattr(bn.explorers, request.param)()
    yield made
    made.close()


def ends(control: Control) -> list[Any]:
    positions = control.positions()
    return positions if control.options else [positions[0], positions[-1]]


def anywhere(control: Control) -> st.SearchStrategy:
    """Every value that a hand can choose or type."""
    if control.kind == "log":
        return st.floats(control.low, control.high).map(lambda k: 10.0**k)
    if control.kind == "range":
        return st.floats(control.low, control.high)
    return st.sampled_from(control.positions())


def movable(explorer: Explorer) -> dict[str, Control]:
    """The controls that start no training; test_explorers.py goes to the others' ends."""
    return {name: explorer.controls[name] for name in explorer._movable()}


def fits(explorer: Explorer) -> None:
    """The frame of the present values: its marks are the scene's, its words are words."""
    now = explorer.now
    marks = [name for panel in panels(explorer.scene) for name in panel.marks]
    assert len(set(marks)) == len(marks)
    assert set(now.marks) <= set(marks)
    scales = {f"{panel.name}.{axis}" for panel in panels(explorer.scene) for axis in "xy"}
    assert set(now.scales) <= scales
    words = json.dumps(plain([now.headline, now.text, now.marks]), ensure_ascii=False)
    assert not re.search(r"\bnan\b|\binf\b|[^a-z]-\d", now.headline + now.text), words[:300]
    assert now.text.endswith(".")
    assert len(now.text) < 400


# ------------------------------------------------------------------ every explorer


def test_shows_a_finding_and_a_sentence_at_once(explorer: Explorer) -> None:
    fits(explorer)
    assert explorer.text == repr(explorer)
    assert explorer.now.headline


def test_the_ends_of_every_control(explorer: Explorer) -> None:
    for name, control in movable(explorer).items():
        for value in ends(control):
            explorer.set(**{name: value})
            fits(explorer)
        explorer.set(**{name: control.value})


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_anywhere_between(explorer: Explorer, data: st.DataObject) -> None:
    explorer.set(**{n: data.draw(anywhere(c), label=n) for n, c in movable(explorer).items()})
    fits(explorer)


def test_reset_brings_the_start_back(explorer: Explorer) -> None:
    explorer.reset()
    said, picture = explorer.text, explorer.png
    for name, control in explorer.controls.items():
        explorer.set(**{name: next(v for v in ends(control) if v != control.value)})
    assert explorer.text != said
    explorer.reset()
    assert (explorer.text, explorer.png) == (said, picture)


def test_every_control_starts_on_one_of_its_positions(explorer: Explorer) -> None:
    for name, control in explorer.controls.items():
        assert control.value in control.positions(), name
        assert control.label.strip()


def test_the_picture_draws_every_mark_of_the_frame(explorer: Explorer) -> None:
    explorer.reset()
    figure = paint.draw(explorer.scene, explorer.now)
    drawn = {artist.get_gid() for artist in figure.findobj() if artist.get_gid()}
    assert set(explorer.now.marks) <= drawn


def test_a_stored_cell_has_a_small_sharp_picture_and_the_sentence(explorer: Explorer) -> None:
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == explorer.text
    assert len(explorer.png) < 40_000
    assert Image.open(io.BytesIO(explorer.png)).width == 2 * paint.WIDTH
    assert f'. {explorer.text}"' in data["text/html"]  # in the picture's description
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id


def test_a_page_by_itself_is_small_and_asks_nobody(explorer: Explorer, tmp_path: Path) -> None:
    try:
        path = explorer.export_html(tmp_path / "page.html")
    except ValueError as error:
        assert "needs a kernel" in str(error)
        return
    html = path.read_text(encoding="utf-8")
    assert len(html.encode()) < (60_000 if explorer._script else 300_000)
    assert not re.search(r"(?:src|href)=|https?://(?!www\.w3\.org/2000/svg)", html)


def node() -> str:
    path = shutil.which("node")
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Node here: nodejs.org has it")
    return path


def run(script: str, last: str, given: Any) -> Any:
    """What `last` prints after the view and an explorer's script, with `given` at hand."""
    code = f"const given = {json.dumps(given)};\n{module(script, '')}\n{last}"
    command = [node(), "--input-type=module", "-"]
    done = subprocess.run(command, input=code, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def same(ours: Any, theirs: Any, place: str = "") -> None:
    """Equal words, and numbers within 1e-9."""
    if isinstance(ours, dict):
        assert set(ours) == set(theirs), place
        for key in ours:
            same(ours[key], theirs[key], f"{place}/{key}")
    elif isinstance(ours, list):
        assert len(ours) == len(theirs), place
        for i, pair in enumerate(zip(ours, theirs, strict=True)):
            same(*pair, f"{place}/{i}")
    elif isinstance(ours, float):
        assert theirs == pytest.approx(ours, rel=1e-9, abs=1e-9), place
    else:
        assert ours == theirs, place


def test_the_pages_compute_is_pythons(explorer: Explorer) -> None:
    if not explorer._script:
        pytest.skip("its frames are Python's")
    rng = np.random.default_rng(0)

    def typed(control: Control) -> Any:
        if control.kind in ("range", "log"):
            u = rng.uniform(control.low, control.high)
            return float(10**u if control.kind == "log" else u)
        return control.positions()[rng.integers(len(control.positions()))]

    chosen = [{n: typed(c) for n, c in explorer.controls.items()} for _ in range(100)]
    for name, control in explorer.controls.items():  # and the ends, alone
        chosen += [{**explorer.values, name: value} for value in ends(control)]
    last = "console.log(JSON.stringify(given[0].map((v) => compute(v, given[1]))))"
    frames = run(explorer._script, last, [chosen, explorer._spec["data"]])
    for values, frame in zip(chosen, frames, strict=True):
        now = explorer.frame(explorer.compute(**values))
        ours = {"headline": now.headline, "text": now.text, "marks": plain(now.marks)}
        same(ours, {key: frame[key] for key in ours}, str(values))


def test_numbers_are_written_alike_in_the_page() -> None:
    rng = np.random.default_rng(1)
    numbers = [0.0, -0.0, 1e-13, -0.001, 0.01, 99999.0, 1e5, -1.0]
    numbers += (rng.standard_normal(200) * 10.0 ** rng.integers(-14, 9, 200)).tolist()
    there = run("", "console.log(JSON.stringify(given.map((x) => number(x, 2))))", numbers)
    assert there == [style.format_number(x, 2) for x in numbers]


# ------------------------------------------------------------------ the mechanism


def small(compute: Any = lambda x: x, **more: Any) -> Explorer:
    """An explorer of one slider and one line."""
    scene = [[Panel(Scale(0, 10, "x"), Scale(0, 1), {"line": Line("with")})]]

    def frame(x: float) -> Frame:
        return Frame(f"x is {x:g}", f"The line stands at {x:g}.", {"line": ([x, x], [0, 1])})

    controls = {"x": slider("*x*, in m", 2, 0, 10, 0.1)}
    return Explorer(controls, compute, scene, frame, alt="A line", **more)


def test_its_values_are_traits() -> None:
    explorer, seen = small(), []
    explorer.observe(lambda change: seen.append(change["new"]), "x")
    other = widgets.FloatSlider(min=0, max=10)
    widgets.link((explorer, "x"), (other, "value"))
    other.value = 7
    assert (explorer.x, seen, explorer.text) == (7, [7], "The line stands at 7.")
    assert explorer in widgets.VBox([explorer, other]).children
    assert explorer.get_state()["x"] == 7


@pytest.mark.parametrize("value", [11, -0.5, float("nan"), "3", None, True])
def test_what_no_hand_could_choose_is_refused_and_nothing_moves(value: Any) -> None:
    explorer = small()
    with pytest.raises(ValueError, match=r"expected a number from 0 to 10"):
        explorer.set(x=value)
    with pytest.raises(ValueError, match=r"expected a number from 0 to 10"):
        explorer.x = value
    assert explorer.values == {"x": 2}
    with pytest.raises(ValueError, match=r"no control y; there are x"):
        explorer.set(x=3, y=1)
    assert explorer.values == {"x": 2}


@pytest.mark.parametrize(
    "control, good, bad",
    [
        (whole_slider("m", 5, 2, 9), [2, np.int64(9)], [1, 2.5, True]),
        (log_slider("ε", 1e-5, -8, 1), [1e-8, 10.0, 0.3], [0, 11]),
        (choice("kind", ["a", ("the b", "b")], "a"), ["b"], ["c", "the b"]),
        (switch("on", True), [False], [1, "no"]),
    ],
)
def test_controls_take_what_they_offer(control: Control, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        assert control.checked(value) == value
    for value in bad:
        with pytest.raises(ValueError, match="expected"):
            control.checked(value)


def test_a_name_that_widgets_have_is_refused() -> None:
    with pytest.raises(ValueError, match="have a layout already"):
        Explorer({"layout": switch("x", True)}, lambda layout: 0, [], lambda r: r, alt="")


def test_an_error_at_the_first_picture_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        small(lambda x: 1 / 0)


def test_a_later_error_is_told_and_the_explorer_works_on() -> None:
    def sometimes(x: float) -> float:
        if x > 5:
            raise ValueError("no more than 5")
        return x

    explorer = small(sometimes)
    before = explorer._frame
    explorer.set(x=6)
    assert "ValueError: no more than 5" in explorer._frame["note"]
    assert explorer._frame["marks"] == before["marks"]
    explorer.set(x=4)
    assert (explorer._frame["note"], explorer._frame["text"]) == ("", "The line stands at 4.")


def test_moves_that_come_together_are_computed_once_with_the_newest_value() -> None:
    seen = []

    def compute(x: float) -> float:
        seen.append(x)
        return x

    async def storm(explorer: Explorer) -> None:
        for x in np.linspace(0, 10, 50):
            explorer.set(x=x)
        await asyncio.sleep(0.01)

    explorer = small(compute)
    asyncio.run(storm(explorer))
    assert seen == [2, 10]
    assert explorer._frame["text"] == "The line stands at 10."


def test_asking_does_not_wait_for_the_loop() -> None:
    async def move(explorer: Explorer) -> str:
        explorer.set(x=7)
        return explorer.text

    assert asyncio.run(move(small())) == "The line stands at 7."


def test_a_table_holds_every_position_in_the_order_of_loops() -> None:
    table = small(table=True)._spec["table"]
    assert table["axes"] == {"x": [round(k / 10, 10) for k in range(101)]}
    assert [frame["marks"]["line"][0][0] for frame in table["frames"]] == table["axes"]["x"]


def test_too_many_settings_for_a_page_are_refused_with_the_reason(tmp_path: Path) -> None:
    controls = {name: slider(name, 1, 0, 10, 0.1) for name in "ab"}
    explorer = Explorer(controls, lambda a, b: a, [], lambda r: Frame("", ".", {}), alt="")
    with pytest.raises(ValueError, match=r"101 × 101 settings of a, b .* needs a kernel"):
        explorer.export_html(tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


class Kernel:
    """A kernel whose messages name the cell that they run, as JupyterLab's do."""

    def __init__(self) -> None:
        self.manager, self.client = start_new_kernel()

    def run(self, code: str, cell: str) -> dict[str, Any]:
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        content["user_expressions"] = {"answer": "answer" if cell == "ask" else "0"}
        message = self.client.session.msg("execute_request", content, metadata={"cellId": cell})
        self.client.shell_channel.send(message)
        reply = self.client._recv_reply(message["header"]["msg_id"], timeout=60)
        assert reply["content"]["status"] == "ok", reply["content"].get("traceback")
        return reply["content"]["user_expressions"]["answer"]["data"]["text/plain"]

    def ask(self, expression: str) -> Any:
        return ast.literal_eval(self.run(f"answer = {expression}", "ask"))

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel() -> Any:
    if widgets.__version__.startswith("7."):
        pytest.skip("ipywidgets 7 keeps no list of widgets to look into")
    kernel = Kernel()
    kernel.run(
        "import gc, bnlab as bn\n"
        "from bnlab.explorers.explorer import Explorer\n"
        "from ipywidgets.widgets.widget import _instances\n"
        "def live(): return sum(isinstance(w, Explorer) for w in _instances.values())\n"
        "def kept():\n"
        "    gc.collect()\n"
        "    return sum(isinstance(o, Explorer) for o in gc.get_objects())",
        "import",
    )
    yield kernel
    kernel.close()


def test_a_cell_that_runs_again_leaves_no_old_explorer(kernel: Kernel) -> None:
    for _ in range(10):
        kernel.run("bn.explorers.one_layer()", "one")
    assert kernel.ask("live()") == 1
    assert kernel.ask("kept()") <= 4  # IPython's _, __ and ___ have the last three


def test_running_a_cell_again_and_again_leaves_no_objects_behind(kernel: Kernel) -> None:
    counts, runs = [], draws(10, 100)
    for _ in range(2):
        for _ in range(runs):
            kernel.run("bn.explorers.one_layer()", "one")
        counts.append(kernel.ask("kept() and len(gc.get_objects())"))
    assert counts[1] - counts[0] < 50 * runs  # IPython's history grows; an explorer has hundreds


def test_only_what_no_cell_shows_any_more_is_closed(kernel: Kernel) -> None:
    first = kernel.ask("live()")
    kernel.run("a = bn.explorers.one_layer(); display(a); a", "two")
    kernel.run("a", "three")
    kernel.run("a", "three")  # the same one again
    assert kernel.ask("live(), a.comm is not None") == (first + 1, True)
    kernel.run("a = bn.explorers.one_layer(); a", "two")  # the third cell still shows the old one
    assert kernel.ask("live()") == first + 2
    kernel.run("a", "three")
    assert kernel.ask("live(), a.comm is not None") == (first + 1, True)


# ------------------------------------------------------------------ explorers that train


def countdown() -> TrainingExplorer:
    """Trains ten steps; the run is the list of steps made."""

    def train(speed: float) -> Any:
        run: dict[str, Any] = {"steps": []}

        def turns() -> Any:
            for step in range(10):
                run["steps"].append(step * speed)
                yield (step + 1) / 10

        return run, turns()

    def frame(shown: list[float]) -> Frame:
        return Frame("", f"{len(shown)} steps.", {"run": (list(range(len(shown))), shown)})

    return TrainingExplorer(
        {"speed": slider("speed", 1, 0, 2, 0.1)},
        {"first": whole_slider("first steps", 10, 0, 10)},
        train,
        lambda run, first: run["steps"][:first],
        [[Panel(Scale(0, 10), Scale(0, 20), {"run": Line()})]],
        frame,
        stored={"steps": [0]},
        alt="Steps",
    )


def test_training_runs_to_its_end_in_plain_python() -> None:
    explorer = countdown()
    assert explorer.text == "1 steps."  # the stored run
    explorer.start()
    assert explorer._frame["text"] == explorer.text == "10 steps."
    assert not explorer.training
    explorer.set(first=3)
    assert explorer.text == "3 steps."


def test_training_takes_turns_and_does_not_depend_on_them(monkeypatch: Any) -> None:
    monkeypatch.setattr("bnlab.explorers.training.SLICE", 0.0)  # a step between two messages

    async def train(explorer: TrainingExplorer) -> list[float]:
        shares = []
        explorer.observe(lambda change: shares.append(change["new"]), "_busy")
        explorer.start()
        while explorer.training:
            await asyncio.sleep(0.001)
        return shares

    explorer = countdown()
    assert asyncio.run(train(explorer)) == [0, *(k / 10 for k in range(1, 11)), None]
    assert explorer.text == "10 steps."


def test_stop_ends_training_and_keeps_what_there_is(monkeypatch: Any) -> None:
    monkeypatch.setattr("bnlab.explorers.training.SLICE", 0.0)

    async def train(explorer: TrainingExplorer) -> None:
        explorer.start()
        while len(explorer.run["steps"]) < 4:
            await asyncio.sleep(0)
        explorer.stop()
        await asyncio.sleep(0.05)

    explorer = countdown()
    asyncio.run(train(explorer))
    assert explorer.text == "4 steps."
    explorer.reset()
    assert explorer._frame["text"] == explorer.text == "1 steps."


def test_stopped_in_the_middle_of_a_step_it_is_busy_no_longer(monkeypatch: Any) -> None:
    """JupyterLab hands the Stop button's message to another thread of the kernel."""
    monkeypatch.setattr("bnlab.explorers.training.SLICE", 0.0)
    explorer = countdown()
    whole = explorer.train

    def stopped(**settings: Any) -> Any:
        run, job = whole(**settings)
        return run, (share for share in job if explorer.stop() is None)

    async def train() -> None:
        explorer.train = stopped
        explorer.start()
        await asyncio.sleep(0.05)

    asyncio.run(train())
    assert not explorer.training
    assert explorer._busy is None


def test_a_moved_setting_trains_anew_and_its_start_needs_no_training() -> None:
    explorer = countdown()
    explorer.set(speed=2)
    assert explorer.run["steps"][-1] == 18
    explorer.set(speed=1)
    assert explorer.text == "1 steps."


def test_an_error_while_training_is_told() -> None:
    explorer = countdown()

    def broken(speed: float) -> Any:
        def turns() -> Any:
            yield 0.1
            raise ValueError("lost")

        return {"steps": []}, turns()

    explorer.train = broken
    explorer.start()
    assert explorer._frame["note"] == "Training stopped: ValueError: lost"
    assert not explorer.training


def test_a_page_by_itself_looks_at_the_run_that_is_there(tmp_path: Path) -> None:
    explorer = countdown()
    explorer.start()
    html = explorer.export_html(tmp_path / "run.html").read_text(encoding="utf-8")
    packed = re.search(r'atob\("([^"]+)"\)', html)[1]
    spec = json.loads(gzip.decompress(base64.b64decode(packed)))
    assert list(spec["controls"]) == ["first"]
    assert [frame["text"] for frame in spec["table"]["frames"]] == [
        f"{k} steps." for k in range(11)
    ]
