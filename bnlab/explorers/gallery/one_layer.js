import { number } from "../view.js";

/** As compute and frame in one_layer.py. */
export function compute({ mu, sigma, gamma, beta, eps = 1e-5, m = 500 }, shape) {
  const average = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const spread = (values, mu) => Math.sqrt(average(values.map((v) => (v - mu) ** 2)));
  const some = shape.slice(0, m);
  const [middle, width] = [average(some), spread(some, average(some))];
  const z = some.map((v) => mu + (sigma * (v - middle)) / width);
  const at = average(z);
  const root = Math.sqrt(spread(z, at) ** 2 + eps);
  const norm = z.map((v) => (v - at) / root);
  const rows = { z: ["Raw z", z], z_norm: ["z_norm", norm], z_tilde: ["z̃", norm.map((v) => gamma * v + beta)] };
  const marks = {};
  const told = [];
  for (const [key, [name, values]] of Object.entries(rows)) {
    const mean = average(values);
    const sd = spread(values, mean);
    const counts = new Array(128).fill(0);
    for (const v of values) if (Math.abs(v) <= 16) counts[Math.min(Math.floor((v + 1e-10 + 16) * 4), 127)]++;
    const most = Math.max(1, ...counts);
    marks[`${key} bars`] = counts.map((count) => count / most);
    marks[`${key} mean`] = [
      [mean, mean],
      [0, 1.05],
    ];
    marks[`${key} spread`] = [
      [mean - sd, mean + sd],
      [1.05, 1.05],
    ];
    marks[`${key} says`] = `*μ* = ${number(mean)}   *σ* = ${number(sd)}`;
    told.push(`${name} has mean ${number(mean)} and standard deviation ${number(sd)}`);
  }
  const sd = spread(norm, average(norm));
  const headline =
    sd > 0.995
      ? "Wherever raw *z* goes, *z*_{norm} has mean 0, spread 1; *γ* and *β* do the rest"
      : `*ε* is no longer small beside *σ*²: *z*_{norm} has spread ${number(sd)}, not 1`;
  return { headline, text: `${told.join("; ")}.`, marks };
}
