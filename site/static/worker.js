// Trains the front page's network beside the page, and tells after each epoch what it can do.

import { Net, train, unpack } from "./net.js";

const SHOWN = 20; // of the test images

self.onmessage = async ({ data: { batchnorm, folder } }) => {
  const [about, numbers] = await Promise.all([
    fetch(`${folder}net.json`).then((answer) => answer.json()),
    fetch(`${folder}net.bin`).then((answer) => answer.arrayBuffer()),
  ]);
  const problem = unpack(about, numbers);
  const { X_test, Y_test, sizes } = problem;
  const pixels = (i) => Array.from({ length: sizes[0] }, (_, k) => X_test[k * Y_test.length + i]);
  postMessage({ images: Array.from({ length: SHOWN }, (_, i) => pixels(i)) });
  const net = new Net(sizes, problem.W, batchnorm, about);
  for (const { accuracy, said } of train(problem, net)) {
    if (accuracy !== null) postMessage({ accuracy, said: said.slice(0, SHOWN), truth: Array.from(Y_test.subarray(0, SHOWN)) });
  }
};
