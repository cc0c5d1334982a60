import { number } from "../view.js";

/** As compute and frame in sphere.py. */
export function compute({ a, b, mu }, { eye, plane }) {
  const centred = plane[0].map((v, i) => a * v + b * plane[1][i]);
  const z = centred.map((v) => mu + v);
  const length = (values) => Math.hypot(...values);
  const root = Math.sqrt(length(centred) ** 2 / 3 + 1e-5);
  const norm = centred.map((v) => v / root);
  const marks = {};
  for (const [where, onto] of [
    ["space", eye],
    ["plane", plane],
  ]) {
    const put = (...points) => onto.map((row) => points.map((point) => row.reduce((sum, v, i) => sum + v * point[i], 0)));
    Object.assign(marks, { [`${where} scale`]: put(centred, norm), [`${where} centred`]: put(centred), [`${where} z_norm`]: put(norm) });
    if (where === "space") Object.assign(marks, { subtract: put(z, centred), z: put(z) });
  }
  const [before, after] = [length(centred), length(norm)];
  marks.lengths = "■ *z*   ◆ *z* − *μ*   ● *z*_{norm}";
  marks.length = `*z*_{norm} has length ${number(after)}`;
  let headline = "Subtract the mean: *z* − *μ* has length √3 already, and is *z*_{norm}";
  if (before < 1e-12) headline = "All three examples are equal: *z* − *μ* is 0, and so is *z*_{norm}";
  else if (after < 0.995 * Math.sqrt(3)) headline = "*σ*² is no longer large beside *ε*: *z*_{norm} falls short of the circle";
  else if (after > 1.005 * before) headline = "Subtract the mean, then stretch to length √3: *z*_{norm} is on the circle";
  else if (after < 0.995 * before) headline = "Subtract the mean, then shrink to length √3: *z*_{norm} is on the circle";
  const told = (values) => `(${values.map((v) => number(v)).join(", ")})`;
  const text = `z = ${told(z)}; without its mean it has length ${number(before)}; z_norm = ${told(norm)} has length ${number(after)}.`;
  return { headline, text, marks };
}
