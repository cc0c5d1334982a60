// Draws any scene as SVG, moves its marks from frame to frame, and makes the controls. What the
// numbers mean it does not know: frames come from the kernel, a table, or a `compute` in this page.

const CALM = 300; // ms without a move after which the sentence is announced
const PATIENCE = 3000; // ms without an answer after which a kernel is thought to be busy or gone
const TEXT = 14; // px, the size of letters in a picture
const DASHES = { solid: "none", dashed: "7 4", dotted: "2 3", dashdot: "9 3 2 3" };

// ---- numbers and words

/** A number with so many decimals, or in powers of ten; the same text as Python's style.format_number. */
export function number(x, digits = 2) {
  const size = Math.abs(x);
  const powers = size > 1e-12 && !(size >= 10 ** -digits && size < 1e5);
  const text = powers ? x.toExponential(1).replace("e+", "e") : (+x.toFixed(digits) + 0).toFixed(digits);
  return text.replaceAll("-", "−");
}

/** "*z*_{norm}" → [["z", "i"], ["norm", "sub"]]; `^{…}` is raised. */
function pieces(text) {
  const found = text.matchAll(/\*([^*]+)\*|_\{([^}]*)\}|\^\{([^}]*)\}|([^*_^]+|[*_^])/g);
  return [...found].map(([, i, sub, sup, rest]) => {
    if (i !== undefined) return [i, "i"];
    if (sub !== undefined) return [sub, "sub"];
    return sup !== undefined ? [sup, "sup"] : [rest, "span"];
  });
}

/** The same words without markup, for an ear. */
function plain(text) {
  const before = { i: "", sub: "_", sup: "^", span: "" };
  return pieces(text)
    .map(([words, style]) => before[style] + words)
    .join("");
}

// What takes the focus says so itself, else JupyterLab keeps the arrow keys and Enter.
const OWN_KEYS = "data-lm-suppress-shortcuts";

function element(tag, parent, attributes = {}, words = "") {
  const made = parent.appendChild(document.createElement(tag));
  if (tag === "input" || tag === "button") made.setAttribute(OWN_KEYS, "true");
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (words) write(made, words);
  return made;
}

function write(host, text) {
  const parts = pieces(text).map(([words, style]) => {
    const part = document.createElement(style);
    part.textContent = words;
    return part;
  });
  host.replaceChildren(...parts);
}

function shape(tag, parent, attributes = {}, words = "") {
  const made = parent.appendChild(document.createElementNS("http://www.w3.org/2000/svg", tag));
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  let level = 0;
  for (const [text, style] of words ? pieces(words) : []) {
    const to = { sub: 4, sup: -5 }[style] ?? 0;
    const part = shape("tspan", made, { dy: to - level, class: style });
    part.textContent = text;
    level = to;
  }
  return made;
}

// ---- scales

/** From numbers to pixels; `back` goes from pixels to numbers. */
function scaleOf({ low, high, log }, from, to) {
  const [there, back] = log ? [Math.log10, (u) => 10 ** u] : [Number, Number];
  const [a, b] = [there(low), there(high)];
  const at = (v) => from + ((there(v) - a) / (b - a)) * (to - from);
  const border = (v) => Math.min(Math.max(at(v), Math.min(from, to)), Math.max(from, to));
  const holds = (v) => v >= Math.min(low, high) && v <= Math.max(low, high);
  return Object.assign(at, { low, high, border, holds, back: (p) => back(a + ((p - from) / (to - from)) * (b - a)) });
}

/** [number, label] of the ticks that fit on so many pixels. */
function ticksOf({ low, high, log, ticks }, pixels) {
  if (ticks) return ticks;
  const [from, to] = [Math.min(low, high), Math.max(low, high)];
  const most = Math.max(2, pixels / 60);
  if (log) {
    const [a, b] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
    const every = Math.ceil((b - a + 1) / most);
    const powers = Array.from({ length: Math.floor((b - a) / every) + 1 }, (_, i) => a + i * every);
    return powers.map((k) => [10 ** k, Math.abs(k) < 3 ? String(+(10 ** k).toFixed(2)) : `10^{${k}}`.replace("-", "−")]);
  }
  const rough = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((n) => n * power >= rough);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => {
    const tick = +((first + i) * step).toFixed(digits);
    return [tick, tick.toFixed(digits).replace("-", "−")];
  });
}

// ---- marks: each draws its data into its own group

const path = (group, d, name = "") => {
  const old = group.querySelector(`:scope > path.${name || "main"}`);
  (old ?? shape("path", group, { class: name || "main" })).setAttribute("d", d);
};
const round = (v) => Math.round(v * 100) / 100;
const known = (v) => v !== null && v !== undefined && !Number.isNaN(v);
const point = (X, Y, x, y) => `${round(X(x))} ${round(Y(y))}`;

/** Small triangles where points lie beyond the panel: nothing is cut off without a sign. */
function beyond(group, points, X, Y) {
  const signs = points.map(([x, y]) => {
    const [px, py] = [X.border(x), Y.border(y)];
    const down = Y(y) > py ? 1 : -1;
    if (Y.holds(y)) return `M${px} ${py - 5}v10l${X(x) > px ? 6 : -6} -5z`;
    return `M${px - 5} ${py - 6 * down}h10l-5 ${6 * down}z`;
  });
  path(group, signs.join(""), "beyond");
}

const MARKS = {
  bars(group, { low, high }, heights, { X, Y }) {
    const [a, b] = [low ?? X.low, high ?? X.high];
    let d = `M${point(X, Y, a, 0)}`;
    heights.forEach((height, k) => {
      d += `V${round(Y(height))}H${round(X(a + ((k + 1) * (b - a)) / heights.length))}`;
    });
    path(group, `${d}V${round(Y(0))}`);
  },
  area(group, _, [xs, ys], { X, Y }) {
    let d = "";
    xs.forEach((x, i) => {
      if (known(x)) d += (d && known(xs[i - 1]) ? "L" : "M") + point(X, Y, x, ys[i]);
    });
    path(group, d);
  },
  line(group, { caps, arrow }, [xs, ys], { X, Y }) {
    let d = "";
    const out = [];
    const inside = (i) => X.holds(xs[i]) && Y.holds(ys[i]);
    const drawn = (i) => i >= 0 && i < xs.length && known(xs[i]) && known(ys[i]);
    xs.forEach((x, i) => {
      if (!drawn(i)) return;
      const [px, py] = [X(x), Y(ys[i])].map((p) => round(Math.min(Math.max(p, -1e5), 1e5)));
      d += `${drawn(i - 1) ? "L" : "M"}${px} ${py}`;
      if (!inside(i) && !(drawn(i - 1) && !inside(i - 1))) out.push([x, ys[i]]);
    });
    path(group.firstChild ?? shape("svg", group, { width: X.to, height: Y.to }), d);
    beyond(group, out, X, Y);
    const n = xs.length - 1;
    if (caps)
      path(
        group,
        [0, n]
          .filter((i) => drawn(i) && inside(i))
          .map((i) => `M${round(X(xs[i]))} ${round(Y(ys[i])) - 5}v10`)
          .join(""),
        "caps",
      );
    if (arrow && drawn(n) && drawn(n - 1)) {
      const angle = Math.atan2(Y(ys[n]) - Y(ys[n - 1]), X(xs[n]) - X(xs[n - 1]));
      const wing = (turn) => `${round(X(xs[n]) - 10 * Math.cos(angle + turn))} ${round(Y(ys[n]) - 10 * Math.sin(angle + turn))}`;
      path(group, `M${wing(0.45)}L${point(X, Y, xs[n], ys[n])}L${wing(-0.45)}`, "head");
    }
  },
  dots(group, { size, shape: form }, [xs, ys], { X, Y }) {
    const r = size / 2;
    const draw = {
      circle: `m${-r} 0a${r} ${r} 0 1 0 ${size} 0a${r} ${r} 0 1 0 ${-size} 0z`,
      square: `m${-r} ${-r}h${size}v${size}h${-size}z`,
      diamond: `m${-r} 0l${r} ${-r}l${r} ${r}l${-r} ${r}z`,
      cross: `m${-r} ${-r}l${size} ${size}m${-size} 0l${size} ${-size}`,
    }[form];
    const all = xs.map((x, i) => [x, ys[i]]).filter(([x, y]) => known(x) && known(y));
    const inside = ([x, y]) => X.holds(x) && Y.holds(y);
    path(
      group,
      all
        .filter(inside)
        .map(([x, y]) => `M${point(X, Y, x, y)}${draw}`)
        .join(""),
    );
    beyond(
      group,
      all.filter((p) => !inside(p)),
      X,
      Y,
    );
  },
  tiles(group, { colours, gap }, { values, says }, { X, Y }) {
    group.replaceChildren();
    const [width, height] = [Math.abs(X(1) - X(0)) - gap, Math.abs(Y(1) - Y(0)) - gap];
    values.forEach((row, i) => {
      row.forEach((value, j) => {
        if (!known(value)) return;
        const rgb = between(colours, value);
        const fill = `rgb(${rgb.map(Math.round)})`;
        shape("rect", group, { x: X(j) - width / 2, y: Y(i) - height / 2, width, height, fill });
        if (!says) return;
        const light = 0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2] > 140;
        const small = width < 30 ? 11 : 13;
        shape(
          "text",
          group,
          { x: X(j), y: Y(i) + 5, class: "middle", style: `fill:${light ? "#000" : "#fff"};font-size:${small}px` },
          says[i][j],
        );
      });
    });
  },
  text(group, { at, anchor }, data, { X, Y }) {
    const {
      at: [x, y],
      words,
    } = typeof data === "string" ? { at, words: data } : data;
    group.replaceChildren();
    shape("text", group, { x: X(x), y: Y(y) + 5, class: anchor }, words);
  },
  says(host, _, words) {
    write(host, words);
  },
  // nodes: {name: {at, words}}, edges: {name: [from, to]}; data says which are lit, which are done
  // (thinner), and what stands there.
  graph(group, { nodes, edges }, { lit = [], done = [], says = {} }, { X, Y }) {
    group.replaceChildren();
    const high = (name) => (lit.includes(name) ? " lit" : done.includes(name) ? " done" : "");
    const place = ([x, y]) => [X(x), Y(y)];
    const words = (name, x, y) => {
      const half = 4 * plain(says[name]).length;
      const inside = Math.min(Math.max(x, half), Math.max(X.to - half, half));
      shape("text", group, { x: inside, y, class: "middle lit" }, says[name]);
    };
    for (const [name, [from, to]] of Object.entries(edges)) {
      const [[x1, y1], [x2, y2]] = [place(nodes[from].at), place(nodes[to].at)];
      const angle = Math.atan2(y2 - y1, x2 - x1);
      const [tipX, tipY] = [x2 - 22 * Math.cos(angle), y2 - 22 * Math.sin(angle)];
      const wing = (turn) => `${round(tipX - 9 * Math.cos(angle + turn))} ${round(tipY - 9 * Math.sin(angle + turn))}`;
      const start = `${round(x1 + 20 * Math.cos(angle))} ${round(y1 + 20 * Math.sin(angle))}`;
      const d = `M${start}L${round(tipX)} ${round(tipY)}M${wing(0.45)}L${round(tipX)} ${round(tipY)}L${wing(-0.45)}`;
      shape("path", group, { d, class: `edge${high(name)}`, "data-edge": name });
    }
    for (const [name, { at, words: label }] of Object.entries(nodes)) {
      const [x, y] = place(at);
      shape("circle", group, { cx: x, cy: y, r: 20, class: `node${high(name)}`, "data-node": name });
      shape("text", group, { x, y: y + 5, class: "middle" }, label);
    }
    for (const name of Object.keys(says)) {
      const [[x1, y1], [x2, y2]] = (edges[name] ?? [name, name]).map((node) => place(nodes[node].at));
      words(name, (x1 + x2) / 2, (y1 + y2) / 2 + (edges[name] ? -26 : 38)); // clear of the nodes
    }
  },
};

/** The colour at `share` (0 to 1) of a ramp of "#rrggbb", as [r, g, b]. */
function between(colours, share) {
  const place = Math.min(Math.max(share, 0), 1) * (colours.length - 1);
  const k = Math.max(0, Math.min(Math.floor(place), colours.length - 2));
  const [a, b] = [colours[k], colours[k + 1] ?? colours[k]];
  return [1, 3, 5].map((i) => {
    const [from, to] = [a, b].map((colour) => Number.parseInt(colour.slice(i, i + 2), 16));
    return from + (place - k) * (to - from);
  });
}

/** The room left and right of a panel's axes, in pixels. */
function besides({ marks, y, left }) {
  const longest = Math.max(0, ...Object.values(marks).map((mark) => plain(mark.label ?? "").length));
  return [y.shown ? left : 8, longest ? 14 + 7.2 * longest : 10];
}

// ---- a panel: title, axes and marks in an SVG as wide as there is room

class Panel {
  constructor(host, panel, picked) {
    this.panel = panel;
    this.data = {};
    this.scales = { x: panel.x, y: panel.y };
    this.box = element("div", host, { class: "panel" });
    this.groups = {};
    const says = Object.entries(panel.marks).filter(([, mark]) => mark.kind === "says");
    if (panel.title || says.length) {
      const title = element("div", this.box, { class: "title" });
      element("span", title, { style: `--ink:var(--c-${panel.colour})` }, panel.title);
      for (const [name, mark] of says) {
        this.groups[name] = element("span", title, { class: "says", "data-mark": name, style: `--ink:var(--c-${mark.colour})` });
      }
    }
    if (panel.y.label) element("div", this.box, { class: "axis-label" }, panel.y.label);
    const words = plain([panel.title, panel.y.label, panel.x.label].filter(Boolean).join(", ")) || "picture";
    this.svg = shape("svg", this.box, { role: "img", "aria-label": words });
    if (panel.x.label) element("div", this.box, { class: "axis-label below" }, panel.x.label);
    if (panel.pick) this.listen(picked, words);
    new ResizeObserver(([entry]) => this.resize(Math.round(entry.contentRect.width))).observe(this.box);
  }

  resize(width) {
    if (!width || width === this.width) return;
    this.width = width;
    this.build();
  }

  build() {
    const { panel, svg, width } = this;
    const [left, right] = besides(panel);
    const room = Math.max(width - left - right, 40);
    const span = ({ low, high }) => Math.abs(high - low);
    const ratio = panel.equal ? span(this.scales.x) / span(this.scales.y) : room / panel.height;
    const across = Math.min(room, panel.height * ratio);
    const height = across / ratio;
    svg.replaceChildren();
    svg.setAttribute("height", 8 + height + (panel.x.shown ? 22 : 4));
    const inner = shape("g", svg, { transform: `translate(${left} 8)` });
    const X = Object.assign(scaleOf(this.scales.x, 0, across), { to: across });
    const Y = Object.assign(scaleOf(this.scales.y, height, 0), { to: height });
    this.at = { X, Y, left };
    svg.dataset.scales = JSON.stringify({ x: { ...this.scales.x, from: 0, to: across }, y: { ...this.scales.y, from: height, to: 0 } });
    this.axes(shape("g", inner, { class: "axes" }));
    for (const [name, mark] of Object.entries(panel.marks)) {
      if (mark.kind === "says") continue;
      const clipped = mark.kind === "bars" || mark.kind === "area";
      const group = shape(clipped ? "svg" : "g", inner, { class: `mark ${mark.kind} ${mark.look ?? ""}`, "data-mark": name });
      if (clipped)
        for (const [key, value] of [
          ["width", across],
          ["height", height],
        ])
          group.setAttribute(key, value);
      const colour = mark.colour ?? "ink";
      group.style.setProperty("--ink", `var(--c-${colour})`);
      if (mark.dash) group.style.setProperty("--dash", DASHES[mark.dash]);
      if (mark.width) group.style.setProperty("--thick", `${mark.width}px`);
      this.groups[name] = group;
      if (known(mark.fixed)) this.draw(name, mark.fixed);
    }
    this.labels = shape("g", inner, { class: "labels" });
    for (const [name, data] of Object.entries(this.data)) this.draw(name, data);
    this.label();
  }

  axes(group) {
    const {
      panel,
      scales,
      at: { X, Y },
    } = this;
    if (panel.x.shown) {
      shape("path", group, { d: `M0 ${Y.to}H${X.to}` });
      for (const [value, words] of ticksOf(scales.x, X.to)) {
        shape("path", group, { d: `M${round(X(value))} ${Y.to}v4` });
        shape("text", group, { x: X(value), y: Y.to + 18, class: "middle" }, words);
      }
    }
    if (panel.y.shown) {
      for (const [value, words] of ticksOf(scales.y, Y.to * 1.5)) {
        shape("path", group, { d: `M0 ${round(Y(value))}H${X.to}`, class: "grid" });
        shape("text", group, { x: -6, y: Y(value) + 5, class: "end" }, words);
      }
    }
  }

  draw(name, data) {
    MARKS[this.panel.marks[name].kind](this.groups[name], this.panel.marks[name], data, this.at);
  }

  /** Labels at the lines' ends, pushed apart where they would touch. */
  label() {
    const { X, Y } = this.at;
    const ends = [];
    for (const [name, mark] of Object.entries(this.panel.marks)) {
      const [xs, ys] = (mark.label && (this.data[name] ?? mark.fixed)) || [[], []];
      const last = xs.findLastIndex((x, i) => known(x) && known(ys[i]));
      if (last >= 0) ends.push({ mark, x: X.border(xs[last]), y: Y.border(ys[last]) });
    }
    ends.sort((a, b) => a.y - b.y);
    for (let i = 1; i < ends.length; i++) ends[i].y = Math.max(ends[i].y, ends[i - 1].y + TEXT + 2);
    for (let i = ends.length - 1, floor = Y.to; i >= 0; i--, floor -= TEXT + 2) ends[i].y = Math.min(ends[i].y, floor);
    this.labels.replaceChildren();
    for (const { mark, x, y } of ends) {
      shape("text", this.labels, { x: x + 6, y: y + 5, style: `--ink:var(--c-${mark.colour})` }, mark.label);
    }
  }

  show(marks, scales) {
    for (const name of Object.keys(this.panel.marks)) if (name in marks) this.data[name] = marks[name];
    let moved = false;
    for (const axis of ["x", "y"]) {
      const [low, high] = scales?.[`${this.panel.name}.${axis}`] ?? [];
      const old = this.scales[axis];
      if (known(low) && (low !== old.low || high !== old.high)) {
        this.scales[axis] = { ...old, low, high };
        moved = true;
      }
    }
    if (!this.width) return;
    if (moved) return this.build();
    for (const name of Object.keys(this.panel.marks)) if (name in marks) this.draw(name, marks[name]);
    this.label();
  }

  /** A click, a drag or an arrow key in the panel moves the controls named by `pick`. */
  listen(picked, words) {
    const [across, up] = this.panel.pick;
    const { svg } = this;
    const names = { role: "group", tabindex: 0, [OWN_KEYS]: "true", "aria-label": `${words}. Arrow keys move the choice` };
    for (const [key, value] of Object.entries(names)) svg.setAttribute(key, value);
    svg.classList.add("pick");
    const take = (event) => {
      const box = svg.getBoundingClientRect();
      const { X, Y, left } = this.at;
      picked.put({ [across]: X.back(event.clientX - box.left - left), [up]: Y.back(event.clientY - box.top - 8) });
    };
    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      svg.setPointerCapture(event.pointerId);
      take(event);
    });
    svg.addEventListener("pointermove", (event) => svg.hasPointerCapture(event.pointerId) && take(event));
    svg.addEventListener("keydown", (event) => {
      const [name, by] = { ArrowLeft: [across, -1], ArrowRight: [across, 1], ArrowDown: [up, -1], ArrowUp: [up, 1] }[event.key] ?? [];
      if (!name) return;
      event.preventDefault();
      picked.step(name, by * (name === up && this.scales.y.low > this.scales.y.high ? -1 : 1));
    });
  }
}

// ---- controls: each returns show(value), which writes a value into it

const tidy = (v) => Number(v.toPrecision(10)); // 0.30000000000000004 is 0.3 to a hand

/** How a value is written beside its slider, and spoken. */
function spoken(control, value) {
  const option = control.options.find(([, option]) => option === value);
  if (option) return option[0];
  if (control.kind === "whole") return String(value).replace("-", "−");
  if (control.kind === "range") return value.toFixed(control.digits).replace("-", "−");
  const short = Number(value.toPrecision(2));
  const text = short >= 1e-3 && short < 1e4 ? String(short) : short.toExponential().replace("e+", "e");
  return text.replace("-", "−");
}

/** From a value to the native slider's own number, and back. */
function positions(control) {
  if (control.kind === "log") return [Math.log10, (p) => tidy(10 ** p)];
  if (control.kind === "steps") {
    const options = control.options.map(([, value]) => value);
    return [(v) => options.indexOf(v), (p) => options[Math.round(Math.min(Math.max(p, 0), options.length - 1))]];
  }
  const clamp = (p) => Math.min(Math.max(p, control.low), control.high);
  return [Number, (p) => tidy(control.low + Math.round((clamp(p) - control.low) / control.step) * control.step)];
}

function slider(host, name, control, move) {
  const row = element("div", host, { class: "control" });
  const label = element("label", row, {}, control.label);
  const words = plain(control.label);
  const typed = control.kind !== "steps";
  const readout = element(typed ? "input" : "output", row, { class: "readout" });
  const range = element("input", row, { type: "range", "aria-label": words, "data-name": name });
  label.addEventListener("click", () => range.focus());
  const [position, valueAt] = positions(control);
  const count = control.options.length;
  Object.assign(range, count ? { min: 0, max: count - 1, step: 1 } : { min: control.low, max: control.high, step: control.step });
  const place = (value) => {
    range.value = position(value);
    range.setAttribute("aria-valuetext", spoken(control, value));
  };
  const show = (value) => {
    place(value);
    readout.value = spoken(control, value);
    if (typed) readout.setCustomValidity("");
    readout.removeAttribute("aria-invalid");
  };
  range.addEventListener("input", () => move({ [name]: valueAt(+range.value) }));
  if (typed) {
    Object.assign(readout, { type: "text", inputMode: "decimal", autocomplete: "off" });
    readout.setAttribute("aria-label", `${words}: value`);
    const [low, high] = control.kind === "log" ? [10 ** control.low, 10 ** control.high] : [control.low, control.high];
    const take = () => {
      const text = readout.value;
      const value = text.trim() ? Number(text.replaceAll("−", "-").replace(",", ".")) : Number.NaN;
      const right = value >= low && value <= high && (control.kind !== "whole" || Number.isInteger(value));
      readout.setAttribute("aria-invalid", String(!right));
      const kind = control.kind === "whole" ? "whole number" : "number";
      readout.setCustomValidity(right ? "" : `Type a ${kind} from ${spoken(control, low)} to ${spoken(control, high)}.`);
      if (right) move({ [name]: value });
      else readout.reportValidity();
      readout.value = text; // as it was typed
    };
    readout.addEventListener("change", take);
    readout.addEventListener("keydown", (event) => event.key === "Enter" && take());
  }
  return show;
}

let groups = 0;

function choice(host, name, control, move) {
  const set = element("fieldset", host, { class: "control choice" });
  element("legend", set, {}, control.label);
  const group = `${name}-${groups++}-${Math.random()}`;
  const inputs = control.options.map(([words, value]) => {
    const label = element("label", set);
    const input = element("input", label, { type: "radio", name: group, "data-name": name });
    element("span", label, {}, words);
    input.addEventListener("change", () => move({ [name]: value }));
    return [input, value];
  });
  return (now) => {
    for (const [input, value] of inputs) input.checked = value === now;
  };
}

function toggle(host, name, control, move) {
  const label = element("label", host, { class: "control switch" });
  const input = element("input", label, { type: "checkbox", "data-name": name });
  element("span", label, {}, control.label);
  input.addEventListener("change", () => move({ [name]: input.checked }));
  return (now) => {
    input.checked = now;
  };
}

const CONTROLS = { range: slider, log: slider, whole: slider, steps: slider, choice, switch: toggle };

// ---- the whole: headline, controls, picture, sentence

/**
 * Build an explorer in `host`; return {show, put, busy}.
 *
 * compute(values, data) → frame, spec.table, or neither: then the kernel answers `tell` with a frame.
 */
function mount(host, spec, values, compute, tell, act) {
  const { scene, controls, buttons, colours, alt, table, data } = spec;
  host.classList.add("bnlab-explorer");
  for (const [name, [light, dark]] of Object.entries(colours)) host.style.setProperty(`--c-${name}`, `light-dark(${light}, ${dark})`);
  const headline = element("div", host, { class: "headline" });
  const place = element("div", host, { class: "controls", role: "group", "aria-label": "Controls" });
  const picture = element("div", host, { class: "picture", role: "group", "aria-label": alt });
  const note = element("div", host, { class: "note", role: "alert" });
  const status = element("div", host, { class: "sentence", role: "status", "aria-live": "polite" });
  if (!compute && !table) {
    const lost = "The kernel does not answer: wait if it is busy; if it has restarted, run this cell again.";
    element("div", host, { class: "lost" }, lost);
  }

  const writers = {};
  const make = (name, parent) => {
    writers[name] = CONTROLS[controls[name].kind](parent, name, controls[name], move);
    writers[name](values[name]);
  };
  const panels = [];
  const picked = {
    put(numbers) {
      const own = Object.entries(numbers).filter(([name]) => name in controls);
      move(Object.fromEntries(own.map(([name, place]) => [name, positions(controls[name])[1](place)])));
    },
    step(name, by) {
      if (!(name in controls)) return;
      const [position, valueAt] = positions(controls[name]);
      move({ [name]: valueAt(position(values[name]) + by * (controls[name].step ?? 1)) });
    },
  };
  const inPicture = new Set();
  for (const row of scene) {
    const line = element("div", picture, { class: "row" });
    for (const cell of row) {
      const stack = [cell].flat();
      const share = Math.max(...stack.map((part) => part.share ?? 1));
      const least = Math.max(...stack.map((part) => part.least ?? 0));
      const box = element("div", line, { class: "cell", style: `flex:${share} 1 ${least}px` });
      for (const [k, part] of stack.entries()) {
        if (typeof part === "string") {
          inPicture.add(part);
          // Below a panel the slider's middle of the thumb, 8 px wide to each side, follows the axis.
          const [left, right] = k ? besides(stack[k - 1]) : [8, 8];
          make(part, element("div", box, { style: `margin: 0 ${right - 8}px 0 ${left - 8}px` }));
        } else panels.push(new Panel(box, part, picked));
      }
    }
  }
  for (const name of Object.keys(controls)) if (!inPicture.has(name)) make(name, place);
  const actions = element("div", place, { class: "buttons" });
  const press = [];
  for (const [name, { label, about, moves, by, wrap, when }] of Object.entries(buttons)) {
    const button = element("button", actions, { type: "button", title: about, "data-name": name }, label);
    button.addEventListener("click", () => {
      if (!moves) return act(name);
      const { low, high } = controls[moves];
      const next = values[moves] + by;
      const inside = next >= low && next <= high;
      if (inside || wrap) move({ [moves]: inside ? next : by > 0 ? low : high });
    });
    press.push([button, when]);
  }
  const reset = element("button", actions, { type: "button", title: "Put every control back to its start" }, "Reset");
  reset.addEventListener("click", () => {
    move(Object.fromEntries(Object.entries(controls).map(([name, { value }]) => [name, value])));
    act("reset");
  });
  const progress = spec.progress && element("progress", actions, { max: 1, "aria-label": "trained" });

  const frameOf = compute ? () => compute(values, data) : table && (() => lookUp(table, values));
  let calm;
  const show = (frame) => {
    write(headline, frame.headline);
    note.textContent = frame.note ?? "";
    for (const panel of panels) panel.show(frame.marks, frame.scales);
    if (status.textContent === frame.text) return;
    // A screen reader hears the last sentence of a move, not all of them.
    if (status.textContent) status.setAttribute("aria-live", "off");
    status.textContent = frame.text;
    clearTimeout(calm);
    calm = setTimeout(() => {
      status.setAttribute("aria-live", "polite");
      status.textContent = frame.text;
    }, CALM);
  };
  const put = (news) => {
    for (const [name, value] of Object.entries(news)) {
      values[name] = value;
      writers[name](value);
    }
    if (frameOf) show(frameOf());
  };
  function move(news) {
    const moved = Object.entries(news).filter(([name, value]) => values[name] !== value);
    if (!moved.length) return;
    put(Object.fromEntries(moved));
    tell(Object.fromEntries(moved));
  }
  const busy = (share) => {
    if (progress) progress.value = share ?? 1;
    for (const [button, when] of press) button.disabled = when === "busy" ? share === null : false;
  };
  busy(null);
  if (frameOf) show(frameOf());
  return { show, put, busy };
}

/** The table's frame for these values or the nearest; its frames stand in the order of nested loops. */
function lookUp({ axes, still, frames }, values) {
  let place = 0;
  for (const [name, options] of Object.entries(axes)) {
    const distance = options.map((option) => Math.abs(option - values[name]));
    const exact = options.indexOf(values[name]);
    const at = exact < 0 ? distance.indexOf(Math.min(...distance)) : exact;
    place = place * options.length + at;
  }
  return { ...frames[place], marks: { ...still, ...frames[place].marks } };
}

/** The explorer as a widget of a notebook, its values the model's. */
export const widget = (compute) => ({
  render({ model, el }) {
    const spec = model.get("_spec");
    const names = Object.keys(spec.controls);
    const values = Object.fromEntries(names.map((name) => [name, model.get(name)]));
    const asks = !compute && !spec.table;
    let wait;
    const tell = (news) => {
      for (const [name, value] of Object.entries(news)) model.set(name, value);
      model.save_changes();
      clearTimeout(wait);
      if (asks) wait = setTimeout(() => el.classList.add("unanswered"), PATIENCE);
    };
    const answer = () => {
      clearTimeout(wait);
      el.classList.remove("unanswered");
      view.show(model.get("_frame"));
    };
    const view = mount(el, spec, values, compute, tell, (act) => model.send({ act }));
    const listeners = { "change:_frame": answer, "change:_busy": () => view.busy(model.get("_busy")) };
    for (const name of names) {
      listeners[`change:${name}`] = () => {
        if (model.get(name) !== values[name]) view.put({ [name]: model.get(name) });
      };
    }
    for (const [event, listener] of Object.entries(listeners)) model.on(event, listener);
    if (asks) answer();
    view.busy(model.get("_busy"));
    return () => {
      clearTimeout(wait);
      for (const [event, listener] of Object.entries(listeners)) model.off(event, listener);
    };
  },
});

/** The explorer in a page by itself. */
export function page(host, spec, compute) {
  const starts = Object.entries(spec.controls).map(([name, { value }]) => [name, value]);
  mount(
    host,
    spec,
    Object.fromEntries(starts),
    compute,
    () => {},
    () => {},
  );
}
