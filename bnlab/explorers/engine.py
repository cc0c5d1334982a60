"""The mechanism behind every explorer: controls → compute → artists moved in place → one picture.

An explorer is made of three plain pieces:

- `controls`, a dict of ipywidgets, one for each argument of `compute`;
- `compute(**values)`, a pure function from numbers to arrays;
- `picture(figure)`, which builds axes and artists once and returns `update(result)`. `update` moves
  the artists to the new arrays and returns one sentence that says what the picture now shows.

Artists made with `animated=True` are drawn over a cached background, which is taken anew only when
something else (a limit, a label) has changed. The figure never belongs to pyplot, so nothing leaks.
"""

from __future__ import annotations

import asyncio
import base64
import html
import io
import math
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from .. import style

CALM = 0.1  # seconds without a move after which the sentence follows the picture

Update = Callable[[Any], str]


class Canvas:
    """A figure that draws only what moves, and comes out as small PNG bytes."""

    def __init__(self, picture: Callable[[Figure], Update], size: tuple[float, float]) -> None:
        with matplotlib.rc_context(style.STYLE):
            self.figure = Figure(figsize=size, dpi=100, layout="constrained")
            self._agg = FigureCanvasAgg(self.figure)
            self.update = picture(self.figure)
        self._background: Any = None

    def png(self) -> bytes:
        """Draw what has changed; return the whole picture."""
        figure, agg = self.figure, self._agg
        with matplotlib.rc_context(style.STYLE):
            fresh = self._background is None or figure.stale
            if fresh:
                agg.draw()
                figure.set_layout_engine("none")  # from now on the axes keep their place
                self._background = agg.copy_from_bbox(figure.bbox)
                moving = figure.findobj(lambda artist: artist.get_animated())
                self._moving = sorted(moving, key=lambda artist: artist.get_zorder())
            else:
                agg.restore_region(self._background)
            for artist in self._moving:
                figure.draw_artist(artist)
            figure.stale = False  # from here on only what does not move can make it stale
        image = style.image_of(agg)
        if fresh:
            self._palette = style.palette_of(image)
        return style.png(image, palette=self._palette, quick=True)


class Explorer(widgets.VBox):
    """Controls above one picture, and below it a sentence that says what the picture shows.

    Parameters
    ----------
    controls : dict of str to widget
        In the order in which they appear; the keys are `compute`'s argument names.
    compute : callable
        `compute(**values)` gives whatever `update` takes; pure.
    picture : callable
        `picture(figure)` builds the axes and returns `update(result) -> sentence`.
    alt : str
        What kind of picture this is, for those who cannot see it; the sentence is added.
    size : (float, float)
        Width and height of the picture in units of 100 pixels.
    more : sequence of widgets
        Further widgets (buttons, a progress bar) for the row of controls.

    An error while the explorer is made is raised. A later one is shown in the explorer, which keeps
    its last picture and works on.
    """

    _ipython_display_ = None  # in ipywidgets 7 it would go before _repr_mimebundle_

    def __init__(
        self,
        controls: Mapping[str, Any],
        compute: Callable[..., Any],
        picture: Callable[[Figure], Update],
        *,
        alt: str,
        size: tuple[float, float] = (9, 4),
        more: Sequence[Any] = (),
    ) -> None:
        self.controls = dict(controls)
        self.compute, self.picture = compute, picture
        self._canvas = Canvas(picture, size)
        self._alt = alt
        self._due: asyncio.Handle | None = None  # the next drawing, when one is planned
        self._calm: asyncio.Handle | None = None  # the sentence's own, later turn
        self._start = self.values
        # HTML, not Image: an Image widget's <img> can have no alternative text.
        self._image, self._line = widgets.HTML(), widgets.HTML()
        self._draw()
        self._say(html.escape(self._sentence))

        reset = widgets.Button(
            description="Reset",
            tooltip="Put every control back to its start",
            layout=widgets.Layout(width="6em"),
        )
        reset.on_click(lambda _: self.reset())
        row = widgets.Box(
            [*self.controls.values(), *more, reset],
            layout=widgets.Layout(flex_flow="row wrap", align_items="center"),
        )
        for control in self.controls.values():
            control.observe(self._moved, names="value")
        super().__init__([row, self._image, self._line])
        self.add_class("bnlab-explorer")

    # What one can ask of it

    @property
    def values(self) -> dict[str, Any]:
        """What the controls say now, by name."""
        return {name: value_of(control) for name, control in self.controls.items()}

    def set(self, **values: Any) -> None:
        """Move controls by name, as a hand would."""
        for name, value in values.items():
            self.controls[name].value = value

    def reset(self) -> None:
        """Put every control back to its start."""
        self.set(**self._start)

    def redraw(self) -> None:
        """Draw soon: once for all moves that arrive together, with the newest values."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # plain Python, where nobody would call later
            self._show()
        else:
            # The messages that already wait for the kernel get their turn before the picture does.
            if self._due is None:
                self._due = loop.call_soon(self._show)

    @property
    def text(self) -> str:
        """The sentence below the picture."""
        self._catch_up()
        return self._sentence

    @property
    def figure(self) -> Figure:
        """The matplotlib figure behind the picture."""
        self._catch_up()
        return self._canvas.figure

    @property
    def png(self) -> bytes:
        """The picture as it is now."""
        self._catch_up()
        return self._png

    # From a moved control to a new picture

    def _moved(self, _change: Any) -> None:
        if self.values != self._drawn:
            self.redraw()

    def _catch_up(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._show()

    def _show(self) -> None:
        self._due = None
        if self._calm is not None:
            self._calm.cancel()
            self._calm = None
        try:
            self._draw()
        except Exception as error:
            what = "".join(traceback.format_exception_only(error)).strip()
            self._say(
                "<b>This could not be drawn; the picture is still the one before.</b> "
                f"{html.escape(what)} <b>Move a control, or press Reset.</b>"
            )
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._say(html.escape(self._sentence))
        else:  # a screen reader should hear the last sentence of a move, not all of them
            self._calm = loop.call_later(CALM, self._say, html.escape(self._sentence))

    def _draw(self) -> None:
        self._drawn = self.values
        self._sentence = self._canvas.update(self.compute(**self._drawn))
        self._png = self._canvas.png()
        width, height = (100 * self._canvas.figure.get_size_inches()).astype(int)
        alt = html.escape(f"{self._alt}. {self._sentence}", quote=True)
        # decoding="sync": the new picture replaces the old one without a blank moment between.
        self._image.value = (
            f'<img alt="{alt}" width="{width}" height="{height}" decoding="sync" '
            'style="max-width:100%;height:auto" '
            f'src="data:image/png;base64,{base64.b64encode(self._png).decode()}">'
        )

    def _say(self, text: str) -> None:
        self._line.value = (
            f'<div role="status" aria-live="polite" style="line-height:1.4">{text}</div>'
        )

    # Where it is shown

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The live widget; without a kernel its picture; without pictures its sentence."""
        small = style.png(Image.open(io.BytesIO(self.png)).convert("RGB"), colours=24)
        data = {
            "text/plain": self.text,
            "image/png": base64.b64encode(small).decode(),
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            },
        }
        return data, {"image/png": {"alt": self._alt}}


# Controls. Each has a label with symbol and unit, a readout, and works by keyboard.


def value_of(control: Any) -> Any:
    """What a control says, in ten digits.

    The page counts a slider's steps in floating point and sends 4.000000000000002 back for the 4.0
    it was given: nobody moved it, so nothing may change.
    """
    if isinstance(control, widgets.FloatLogSlider):
        return float(f"{control.value:.10g}")
    return round(control.value, 10) if isinstance(control.value, float) else control.value


def _looks(width: str = "26em") -> dict[str, Any]:
    return {
        "style": {"description_width": "11em"},
        "layout": widgets.Layout(width=width, max_width="100%"),
    }


def slider(
    label: str, value: float, low: float, high: float, step: float, form: str = ".2f"
) -> Any:
    """A slider for a real number."""
    return widgets.FloatSlider(
        value, min=low, max=high, step=step, description=label, readout_format=form, **_looks()
    )


def whole_slider(label: str, value: int, low: int, high: int, step: int = 1) -> Any:
    """A slider for a whole number."""
    return widgets.IntSlider(value, min=low, max=high, step=step, description=label, **_looks())


def log_slider(
    label: str, value: float, low: float, high: float, step: float = 0.25, form: str = ".1e"
) -> Any:
    """A slider over powers of ten; `low` and `high` are exponents, `value` goes to a step."""
    value = 10 ** (low + step * round((math.log10(value) - low) / step))  # as the page does anyway
    return widgets.FloatLogSlider(
        value, min=low, max=high, step=step, description=label, readout_format=form, **_looks()
    )


def steps(label: str, options: Sequence[Any], value: Any) -> Any:
    """A slider over a few named values."""
    return widgets.SelectionSlider(options=options, value=value, description=label, **_looks())


def menu(label: str, options: Sequence[Any], value: Any) -> Any:
    """A menu of names."""
    return widgets.Dropdown(options=options, value=value, description=label, **_looks())


def switch(label: str, value: bool) -> Any:
    """Yes or no."""
    return widgets.Checkbox(
        value, description=label, indent=False, layout=widgets.Layout(width="auto")
    )


def button(label: str, about: str, action: Callable[[], None]) -> Any:
    """A button that calls `action()`."""
    made = widgets.Button(description=label, tooltip=about, layout=widgets.Layout(width="auto"))
    made.on_click(lambda _: action())
    return made
