import { number } from "../view.js";

/** As compute and frame in backward_graph.py; `walk` is its WALK. */
export function compute({ z1, z2, z3, gamma, step }, walk) {
  const [z, D, eps] = [[z1, z2, z3], [1, -2, 0.5], 1e-5];
  const sum = (values) => values.reduce((total, v) => total + v, 0);
  // J, where what the edge `moved` carries, or its number `k`, is larger by `by`.
  const loss = (moved, by = 0, k = -1) => {
    const hit = (name) => name === moved || (moved === "z" && name.startsWith("z→"));
    const one = (name, v) => (hit(name) ? v + by : v);
    const all = (name, values) => values.map((v, i) => (i === k ? one(name, v) : v));
    const mu = sum(all("z→μ", z)) / 3;
    const var_ = sum(all("z→σ²", z).map((v) => (v - one("μ→σ²", mu)) ** 2)) / 3;
    const below = Math.sqrt(one("σ²→z_norm", var_) + eps);
    const norm = all("z→z_norm", z).map((v) => (v - one("μ→z_norm", mu)) / below);
    const tilde = all("z_norm→z̃", norm).map((v) => one("γ→z̃", gamma) * v + one("β→z̃", 0.5));
    return sum(all("z̃→J", tilde).map((v, i) => D[i] * v));
  };
  const mu = sum(z) / 3;
  const away = z.map((v) => v - mu);
  const root = Math.sqrt(sum(away.map((v) => v ** 2)) / 3 + eps);
  const norm = away.map((v) => v / root);
  const marks = { "words 1": "", "words 2": "", "words 3": "" };
  if (!step) {
    const J = number(loss(""));
    const text = `z_norm is ${norm.map((v) => number(v)).join(", ")}, and J = Σ D z̃ is ${J}, with D = 1, −2, 0.5.`;
    Object.assign(marks, { graph: {}, formula: [[], []], measured: [[], []], legend: "", flow: `*J* = ${J}` });
    return { headline: "Forward is done. Press Back: one edge at a time", text, marks };
  }
  const dnorm = D.map((d) => gamma * d);
  const dvar = -0.5 * root ** -3 * sum(dnorm.map((d, i) => d * away[i]));
  const dmu = -sum(dnorm) / root;
  const parts = [dnorm.map((d) => d / root), away.map((v) => ((dvar * 2) / 3) * v), [dmu / 3, dmu / 3, dmu / 3]];
  const shared = [sum(D), sum(D.map((d, i) => d * norm[i])), dvar, dmu, ((-dvar * 2) / 3) * sum(away)].map((v) => [v]);
  const total = z.map((_, i) => sum(parts.map((part) => part[i])));
  const walkers = [D, shared[0], shared[1], dnorm, shared[2], shared[3], shared[4], ...parts, total];
  const exact = (v) => (Math.abs(v) < 1e-6 ? 0 : v);
  const ours = walkers[step - 1].map(exact);
  const [edge, what, formula, headline] = walk[step - 1];
  const h = 1e-4 * (edge === "σ²→z_norm" ? root ** 2 : root);
  const slopes = ours.map((_, k) => exact((loss(edge, h, k) - loss(edge, -h, k)) / (2 * h)));
  const numbers = ours.map((v) => number(v)).join(", ");
  const names = walk.map(([name]) => name).filter((name) => name !== "z");
  const lit = edge === "z" ? ["z", ...names.filter((name) => name.startsWith("z→"))] : [edge];
  const high = 1.6 * Math.max(1, ...ours.map(Math.abs));
  const places = ours.length === 3 ? [1, 2, 3] : [2];
  places.forEach((k, i) => {
    const words = ours.length === 3 ? `no. ${k}: ${number(ours[i])}` : number(ours[i]);
    marks[`words ${k}`] = { at: [k, (ours[i] >= 0 ? -0.75 : 0.75) * high], words };
  });
  marks.graph = { lit, done: names.slice(0, step), says: { [edge]: numbers } };
  Object.assign(marks, { formula: [places, ours], measured: [places, slopes], flow: `${what} = ${formula}` });
  marks.legend = "○ slope of *J*, measured";
  const plainly = what.replaceAll("*", "").replace("_{norm}", "_norm");
  const text = `Step ${step} of ${walk.length}: the formula says ${plainly} = ${numbers}; moving what ${edge === "z" ? "z" : "the edge"} carries a little changes J at the rate ${slopes.map((v) => number(v)).join(", ")}.`;
  return { headline, text, marks, scales: { "slopes.y": [-high, high] } };
}
