import { number } from "../view.js";

const STEPS = 40;
const sum = (values) => values.reduce((total, v) => total + v, 0);
const mean = (values) => sum(values) / values.length;

/** Loss of one unit behind batch norm, and its gradient, as look in scale_invariance.py. */
function look(W, { X, target }) {
  const z = target.map((_, i) => W[0] * X[0][i] + W[1] * X[1][i]);
  const mu = mean(z);
  const root = Math.sqrt(mean(z.map((v) => (v - mu) ** 2)) + 1e-12);
  const norm = z.map((v) => (v - mu) / root);
  const error = norm.map((v, i) => v - target[i]);
  const along = mean(error.map((v, i) => v * norm[i]));
  const middle = mean(error);
  const dz = error.map((v, i) => (v - middle - norm[i] * along) / root / error.length);
  return [mean(error.map((v) => v * v)) / 2, X.map((row) => sum(row.map((v, i) => v * dz[i])))];
}

function descend(a, angle, alpha, data) {
  const turn = (angle * Math.PI) / 180;
  let W = [a * Math.cos(turn), a * Math.sin(turn)];
  const rows = [];
  for (let t = 0; t <= STEPS; t++) {
    const [loss, dW] = look(W, data);
    rows.push({ W, dW, loss, length: Math.hypot(...W) });
    W = W.map((v, k) => v - alpha * dW[k]);
  }
  return rows;
}

/** As compute and frame in scale_invariance.py. */
export function compute({ a, angle, alpha, step }, data) {
  const run = descend(a, angle, alpha, data);
  const one = descend(1, angle, alpha, data).map((row) => row.loss);
  const { W, dW, loss, length } = run[step];
  const slope = Math.hypot(...dW);
  const fallen = (a / length) ** 2;
  const way = [0, 1].map((k) => run.slice(0, step + 1).map((row) => row.W[k]));
  const steps = run.map((_, t) => t);
  const round = Array.from({ length: 73 }, (_, k) => (2 * Math.PI * k) / 72);
  let headline = `*W* is ${number(length / a)} times as long as at the start, so *α* counts only ${number(fallen)} times as much`;
  if (slope < 1e-9) headline = "The gradient is 0: *W* stays as it is";
  else if (step === 0)
    headline = `Length ${number(a)}: loss ${number(loss)}, as at any length; the gradient is that of length 1, divided by ${number(a)}`;
  else if (fallen > 0.98) headline = `${step} step${step > 1 ? "s" : ""} later *W* is hardly longer: *α* counts nearly as much as before`;
  const at = slope < 1e-9 ? "is 0" : `has length ${number(slope)} and is at right angles to W`;
  const text =
    `Step ${step}: W has length ${number(length)}, the loss is ${number(loss)} (from length 1: ${number(one[step])}), ` +
    `the gradient ${at}; the effective learning rate is ${number(alpha / length ** 2, 3)}.`;
  const marks = {
    circle: [round.map((v) => a * Math.cos(v)), round.map((v) => a * Math.sin(v))],
    path: way,
    steps: way,
    W: [
      [0, W[0]],
      [0, W[1]],
    ],
    down: W.map((v, k) => [v, v - dW[k]]),
    length: `−*dW*, length ${number(slope)}`,
    one: [steps, one],
    loss: [steps, run.map((row) => row.loss)],
    "loss cursor": [
      [step, step],
      [0, 2.05],
    ],
    "loss says": `loss ${number(loss)}`,
    lengths: [steps, run.map((row) => row.length)],
    rates: [steps, run.map((row) => alpha / row.length ** 2)],
    "rate cursor": [
      [step, step],
      [3e-4, 100],
    ],
  };
  return { headline, text, marks };
}
