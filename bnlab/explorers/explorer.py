"""The explorer: a widget whose values are traits, drawn in the page by `view.js`.

An explorer is made of four plain pieces: `controls`, one for each argument of `compute`;
`compute(**values)`, a pure function from numbers to arrays; the `scene` to draw; and
`frame(result)`, what the scene shows for that result. README.md in this folder says how to add one.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ..style import html_image
from . import cells, paint
from .controls import Button, Control
from .scene import COLOURS, Frame, Scene, data_of, plain

HERE = files(__package__)
VIEW = HERE.joinpath("view.js").read_text(encoding="utf-8")
STYLE = HERE.joinpath("view.css").read_text(encoding="utf-8")
MOST_FRAMES, MOST_BYTES = 2000, 300_000  # in a page by itself


class Value(traitlets.TraitType):
    """A control's value: what no hand could choose is a ValueError."""

    def __init__(self, control: Control) -> None:
        super().__init__(control.value)
        self.control = control

    def validate(self, obj: Any, value: Any) -> Any:
        return self.control.checked(value)


class Explorer(anywidget.AnyWidget):
    """Controls above a picture, and below it a sentence that says what the picture shows.

    The values are traits of the controls' names: `explorer.observe(f, "gamma")`, `link` and `VBox`
    work as for any widget.

    Parameters
    ----------
    controls : dict of str to Control
        In the order in which they appear; the keys are `compute`'s argument names.
    compute : callable
        `compute(**values)` gives whatever `frame` takes; pure.
    scene : list of rows
        See scene.py.
    frame : callable
        `frame(result) -> Frame`.
    alt : str
        What kind of picture this is, for those who cannot see it; the sentence is added.
    buttons : dict of str to Button
    script : str
        The file in gallery/ that computes frames in the page (`compute(values, data) → frame`), so
        that no kernel is asked; `data` is handed to it.
    table : bool
        Compute the frames of all values beforehand; the page then looks them up.

    An error while the explorer is made is raised. A later one is shown in the explorer, which keeps
    its last picture and works on.
    """

    _spec = traitlets.Dict().tag(sync=True)
    _frame = traitlets.Dict().tag(sync=True)
    _busy = traitlets.Float(None, allow_none=True).tag(
        sync=True
    )  # share of a training that is done
    _css = STYLE
    _ipython_display_ = None  # ipywidgets 7 has one, and it would show in place of the bundle below

    def __init__(
        self,
        controls: Mapping[str, Control],
        compute: Callable[..., Any],
        scene: Scene,
        frame: Callable[[Any], Frame],
        *,
        alt: str,
        buttons: Mapping[str, Button] | None = None,
        script: str = "",
        data: Any = None,
        table: bool = False,
        progress: bool = False,
    ) -> None:
        self.controls = dict(controls)
        self.compute, self.scene, self.frame = compute, scene, frame
        self._alt, self._script = alt, script
        self._due: asyncio.Handle | None = None  # the next frame, when one is planned
        self._esm = module(script)
        taken = [name for name in controls if hasattr(self, name)]
        if taken:
            raise ValueError(f"explorers have a {', '.join(taken)} already: choose other names")
        self.add_traits(**{name: Value(c).tag(sync=True) for name, c in self.controls.items()})
        self._shown: dict[str, Any] | None = self.values  # what the frame `_now` is of
        self._now = self._made(**self.values)
        spec = {
            "scene": data_of(scene),
            "controls": {name: asdict(control) for name, control in self.controls.items()},
            "buttons": {name: asdict(button) for name, button in (buttons or {}).items()},
            "colours": COLOURS,
            "alt": alt,
            "progress": progress,
            "data": plain(data),
            "table": self._table(list(self.controls)) if table else None,
        }
        self._in_page = bool(script or table)
        super().__init__(_spec=spec, _frame={} if self._in_page else self._answer())
        self.observe(self._moved, names=list(self.controls))
        self.on_msg(self._asked)

    # What one can ask of it

    @property
    def values(self) -> dict[str, Any]:
        """What the controls say now, by name."""
        return {name: getattr(self, name) for name in self.controls}

    def set(self, **values: Any) -> None:
        """Move controls by name, as a hand would; one bad value, and none is moved."""
        unknown = ", ".join(set(values) - set(self.controls))
        if unknown:
            raise ValueError(f"no control {unknown}; there are {', '.join(self.controls)}")
        checked = {name: self.controls[name].checked(value) for name, value in values.items()}
        with self.hold_trait_notifications():
            for name, value in checked.items():
                setattr(self, name, value)

    def reset(self) -> None:
        """Put every control back to its start."""
        self.set(**{name: control.value for name, control in self.controls.items()})

    @property
    def now(self) -> Frame:
        """The frame of the present values."""
        if self._shown != self.values:
            values = self.values
            self._now = self._made(**values)
            self._shown = values
        return self._now

    @property
    def text(self) -> str:
        """The sentence below the picture."""
        return self.now.text

    @property
    def png(self) -> bytes:
        """The picture as it is now, drawn by matplotlib."""
        return paint.png(self.scene, self.now)

    def page_spec(self) -> dict[str, Any]:
        """Scene, controls and, where no script computes them, all frames: what a page needs to
        move this explorer with no kernel.

        Raises
        ------
        ValueError
            If there are too many settings for a table.
        """
        names = self._movable()
        controls, buttons = self._spec["controls"], self._spec["buttons"]
        return {
            **self._spec,
            "controls": {name: {**controls[name], "value": self.values[name]} for name in names},
            "buttons": {name: button for name, button in buttons.items() if button["moves"]},
            "table": self._spec["table"] if self._in_page else self._table(names),
            "progress": False,
        }

    def export_html(self, path: str | Path) -> Path:
        """Write the explorer as one file that moves with no kernel and no network.

        Raises
        ------
        ValueError
            If the page cannot compute it and there are too many settings for a table.
        """
        spec = self.page_spec()
        html = page(spec, self._script, title=self._alt)
        size = len(html.encode())
        if size > MOST_BYTES:
            raise ValueError(
                f"the page would have {size // 1000} kB and may have {MOST_BYTES // 1000}: "
                "with so many settings this explorer needs a kernel"
            )
        path = Path(path)
        path.write_text(html, encoding="utf-8")
        return path

    # From a moved control to a new frame

    def _made(self, **values: Any) -> Frame:
        return self.frame(self.compute(**values))

    def _movable(self) -> list[str]:
        """The controls that move in a page by itself."""
        return list(self.controls)

    def _table(self, names: list[str]) -> dict[str, Any]:
        """The frames of all settings of these controls, in the order of nested loops."""
        axes = {name: self.controls[name].positions() for name in names}
        count = 1
        for positions in axes.values():
            count *= len(positions)
        if count > MOST_FRAMES:
            raise ValueError(
                f"{' × '.join(str(len(p)) for p in axes.values())} settings of {', '.join(axes)} "
                f"are more than the {MOST_FRAMES} frames that a table may hold: "
                "this explorer needs a kernel"
            )
        frames = []
        for values in product(*axes.values()):
            setting = {**self.values, **dict(zip(axes, values, strict=True))}
            frames.append(plain(asdict(self._made(**setting)), 5))
        first = frames[0]["marks"]
        still = {  # marks that never move stand there once
            name: first[name]
            for name in first
            if all(
                name in frame["marks"] and frame["marks"][name] == first[name] for frame in frames
            )
        }
        for frame in frames:
            for name in still:
                del frame["marks"][name]
        return {"axes": axes, "still": still, "frames": frames}

    def redraw(self) -> None:
        """Compute and send a frame soon, although no control has moved."""
        self._shown = None
        self._moved()

    def _moved(self, _change: Any = None) -> None:
        """Send a frame soon: one for all moves that arrive together, with the newest values."""
        if self._in_page:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # plain Python, where nobody would call later
            self._show()
        else:
            # The messages that already wait for the kernel get their turn before the frame does.
            if self._due is None:
                self._due = loop.call_soon(self._show)

    def _show(self) -> None:
        self._due = None
        try:
            self._frame = self._answer()
        except Exception as error:
            what = "".join(traceback.format_exception_only(error)).strip()
            note = (
                "This could not be drawn; the picture is still the one before. "
                f"{what} Move a control, or press Reset."
            )
            self._frame = {**self._frame, "note": note, "values": self.values}

    def _answer(self) -> dict[str, Any]:
        """The frame as the page takes it; with the values no two answers are equal."""
        return {**plain(asdict(self.now), 7), "note": "", "values": self.values}

    def _asked(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """A button was pressed in the page."""
        name = content.get("act")
        if name == "reset" or name in self._spec["buttons"]:
            getattr(self, name)()

    # Where it is shown

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The live widget; without a kernel its picture; without pictures its sentence."""
        cells.showing(self)
        data = {
            "text/plain": self.text,
            "text/html": html_image(self.png, f"{self._alt}. {self.text}", paint.WIDTH),
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            },
        }
        return data, {}


def module(script: str, last: str = "export default widget({compute});") -> str:
    """`view.js` and the explorer's own script as one ES module, with a last line."""
    own = ""
    if script:
        text = HERE.joinpath("gallery", script).read_text(encoding="utf-8")
        own = "\n".join(line for line in text.splitlines() if not line.startswith("import "))
    return "\n".join([VIEW, own, last.format(compute="compute" if script else "null")])


def page(spec: Mapping[str, Any], script: str, title: str) -> str:
    """One HTML file: the view, and packed (a fifth of the size) the scene and any table."""
    text = json.dumps(plain(spec), ensure_ascii=False, separators=(",", ":"))
    packed = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
    body = module(script, "page(document.querySelector('main'), SPEC, {compute});")
    body = re.sub(r"(?m)^ *(//.*|/\*\*.*\*/)\n", "", body)  # lines that are comments
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
{STYLE}
:root {{ color-scheme: light dark; background: Canvas; }}
body {{ margin: 12px; }}
</style>
<main></main>
<script type="module">
const packed = Uint8Array.from(atob("{packed}"), (letter) => letter.charCodeAt(0));
const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
const SPEC = await new Response(unpacked).json();
{body.replace("</", "<" + chr(92) + "/")}
</script>
"""
