import { number } from "../view.js";

/** As compute and frame in running_average.py. */
export function compute({ decay, step, m }, { shape, batches }) {
  const steps = Array.from({ length: 401 }, (_, t) => t);
  const mean = steps.map((t) => 3 * (1 - Math.exp(-t / 60)) - 1.5 / (1 + Math.exp(-(t - 260) / 8)));
  const sd = 1.5 - Math.exp(-step / 120);
  const [batchMean, batchVar] = batches[m];
  const follow = (start, values) => {
    const path = [start];
    for (let t = 1; t <= step; t++) path.push(decay * path[t - 1] + (1 - decay) * values[t - 1]);
    return path;
  };
  const running = follow(0, batchMean);
  const calm = follow(0, mean.slice(1))[step]; // if every mini-batch had the true mean
  const root = Math.sqrt(follow(1, batchVar)[step] + 1e-5);
  const norm = shape.map((v) => (mean[step] + sd * v - running[step]) / root);
  const average = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const middle = average(norm);
  const spread = Math.sqrt(average(norm.map((v) => (v - middle) ** 2)));
  const counts = new Array(96).fill(0);
  for (const v of norm) if (Math.abs(v + 1e-10) <= 6) counts[Math.min(Math.floor((v + 1e-10 + 6) * 8), 95)]++;
  const most = Math.max(1, ...counts);
  const outside = [Math.min(...norm), Math.max(...norm)].filter((v) => Math.abs(v) > 6);
  const [now, real, off, wide] = [running[step], mean[step], middle, spread].map((v) => number(v));
  const [error, late, noise] = [running[step] - mean[step], calm - mean[step], running[step] - calm].map((v) => number(+v.toFixed(2)));
  return {
    headline: `The running mean is off by ${error}: ${late} by being late, ${noise} by noise`,
    text:
      `Step ${step}, decay ${decay}: the running mean is ${now}, the true one ${real}; ` +
      `inference would see z_norm with mean ${off} and standard deviation ${wide}.`,
    marks: {
      batch: [steps.slice(1), batchMean],
      truth: [steps, mean],
      running: [steps.slice(0, step + 1), running],
      cursor: [
        [step, step],
        [-2, 5],
      ],
      means: `running ${now}, true ${real}`,
      z_norm: counts.map((count) => count / most),
      outside: [outside, outside.map(() => 0.05)],
      spread: `mean ${off}, spread ${wide}`,
    },
  };
}
