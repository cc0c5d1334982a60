// node train.mjs FOLDER: trains the front page's network both ways and prints what came of it as JSON.
import { readFileSync } from "node:fs";
import { Net, train, unpack } from "../../site/static/net.js";

const folder = process.argv[2];
const about = JSON.parse(readFileSync(`${folder}/net.json`, "utf8"));
const bytes = readFileSync(`${folder}/net.bin`);
const problem = unpack(about, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

const runs = [false, true].map((batchnorm) => {
  const net = new Net(problem.sizes, problem.W, batchnorm, about);
  const [loss, accuracy] = [[], []];
  const begin = performance.now();
  for (const turn of train(problem, net)) {
    loss.push(turn.loss);
    if (turn.accuracy !== null) accuracy.push(turn.accuracy);
  }
  const seconds = (performance.now() - begin) / 1000;
  const W = net.W.map((w) => Array.from(w.subarray(0, 50)));
  return {
    loss,
    accuracy,
    W,
    seconds,
    gamma: Array.from(net.gamma[2]),
    beta: Array.from(net.beta[2]),
    variance: Array.from(net.variance[2]),
  };
});
console.log(JSON.stringify(runs));
