// A prediction in the page: the question, a control, a Commit button and the reply.
// The reply is found here, not in the kernel: it comes at once even while the kernel is busy.

/** A new element with properties and children. */
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** A number as text, with its unit: "−0.5", "16 %". */
const show = (x, unit = "") => `${x} ${unit}`.trim().replace("-", "−");

/** The number in what was typed: "16", "16 %", "0,3", "1,000", "−2"; NaN when there is none. */
const parse = (typed, unit) => {
  let text = typed.replace("−", "-").trim();
  if (unit && text.endsWith(unit)) text = text.slice(0, -unit.length).trim();
  if (/^-?[1-9]\d{0,2}(,\d{3})+(\.|$)/.test(text)) text = text.replaceAll(",", "");
  return text ? Number(text.replace(",", ".")) : NaN;
};

// Each kind of control: its nodes; `read()`, the guess or null; `missing`, what to do then;
// `put(guess)`, to show a guess that was made before; `words(guess)` and `reply(guess)`, as HTML.

function choice({ options }) {
  const inputs = options.map((_, value) => make("input", { type: "radio", name: "guess", value }));
  const of = (guess) => options.find((option) => option.guess === guess);
  return {
    nodes: options.map((o, i) => make("label", {}, inputs[i], make("span", { innerHTML: o.words }))),
    missing: "Choose one of the answers first.",
    read: () => options[inputs.findIndex((input) => input.checked)]?.guess ?? null,
    put: (guess) => (inputs[options.indexOf(of(guess))].checked = true),
    words: (guess) => of(guess).words,
    reply: (guess) => of(guess).reply,
  };
}

function number({ replies, unit }) {
  const low = replies[0].low ?? -Infinity;
  const high = replies.at(-1).high ?? Infinity;
  const input = make("input", { type: "text", inputMode: "decimal", autocomplete: "off", size: 8 });
  input.setAttribute("aria-label", unit ? `Your prediction, in ${unit}` : "Your prediction");
  const accepted = (x) => (Number.isFinite(x) && low <= x && x <= high ? x : null);
  const span = Number.isFinite(high - low) ? ` from ${show(low)} to ${show(high)}` : "";
  return {
    nodes: [input, ` ${unit}`],
    missing: `Type a number${span}, then commit.`,
    read: () => accepted(parse(input.value, unit)),
    put: (guess) => (input.value = show(guess)),
    words: (guess) => show(guess, unit),
    reply: (guess) => (replies.find((r) => guess < (r.high ?? Infinity)) ?? replies.at(-1)).reply,
  };
}

function range({ track: [low, high], step, unit, answer: [from, to], within, replies }) {
  let moved = false;
  const inputs = ["Lower end", "Upper end"].map((name, i) => {
    const input = make("input", { type: "range", min: low, max: high, step });
    input.value = [low, high][i];
    input.setAttribute("aria-label", name);
    input.addEventListener("input", () => {
      moved = true;
      const other = inputs[1 - i]; // one end pushes the other along
      if (inputs[0].valueAsNumber > inputs[1].valueAsNumber) other.value = input.value;
      draw();
    });
    return input;
  });
  const ends = () => inputs.map((input) => input.valueAsNumber);
  const words = ([a, b]) => `${show(a)} to ${show(b, unit)}`;
  const bar = (name) => make("div", { className: `bar ${name}` });
  const [guessed, truth, says] = [bar("guessed"), bar("truth"), make("b")];
  const lay = (node, [a, b]) => {
    node.style.left = `${(100 * (a - low)) / (high - low)}%`;
    node.style.width = `${(100 * (b - a)) / (high - low)}%`;
  };
  const draw = () => {
    lay(guessed, ends());
    says.textContent = words(ends());
    for (const [i, input] of inputs.entries()) input.setAttribute("aria-valuetext", show(ends()[i], unit));
  };
  truth.hidden = true;
  draw();
  return {
    nodes: [
      make("div", { className: "track" }, guessed, truth, ...inputs),
      make("div", { className: "ends" }, show(low, unit), says, show(high, unit)),
    ],
    missing: "Move an end of the interval first.",
    read: () => (moved ? ends() : null),
    put: (guess) => {
      for (const [i, input] of inputs.entries()) input.value = guess[i];
      draw();
      lay(truth, [from, to]);
      truth.hidden = false;
    },
    words,
    reply: ([a, b]) => {
      if (Math.abs(a - from) <= within && Math.abs(b - to) <= within) return replies.near;
      if (a <= from && b >= to) return replies.wider;
      if (a >= from && b <= to) return replies.narrower;
      return a < from ? replies.lower : replies.higher;
    },
  };
}

function render({ model, el }) {
  const content = model.get("content");
  const control = { choice, number, range }[content.kind](content);
  const question = make("legend", { innerHTML: `<strong>Predict.</strong> ${content.question}` });
  const fields = make("fieldset", {}, question, ...control.nodes);
  const commit = make("button", { type: "submit", textContent: "Commit" });
  const form = make("form", { noValidate: true }, fields, commit);
  const reply = make("div", { className: "reply", tabIndex: -1 });
  // Lab's own shortcuts match the focused element itself: each one is told to keep its keys.
  for (const field of form.elements) field.dataset.lmSuppressShortcuts = "true";
  reply.setAttribute("role", "status");
  el.classList.add("bnlab-prediction");
  el.append(form, reply);

  const open = () => {
    const guess = model.get("guess");
    if (guess === null || guess === undefined) return;
    control.put(guess);
    fields.disabled = true;
    commit.hidden = true;
    const words = control.words(guess);
    const verdict = words === content.truth ? ", and so it is." : `. The answer: <b>${content.truth}</b>.`;
    reply.innerHTML = `<p>Your prediction: <b>${words}</b>${verdict}</p>
      <p>${control.reply(guess)}</p><p>${content.result}</p>`;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const guess = control.read();
    if (guess === null) {
      reply.textContent = control.missing;
      return;
    }
    model.set("guess", guess);
    model.save_changes();
    reply.focus(); // the button is gone: stay here, and let Lab's own keys work again
  });
  fields.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // in Lab's outputs Enter in a text field would not submit by itself
    form.requestSubmit();
  });
  model.on("change:guess", open);
  open();
  return () => model.off("change:guess", open);
}

export default { render };
