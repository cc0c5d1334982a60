// The series' network in the page: forward, backward and gradient descent with or without batch norm,
// as in bnlab's layers.py, losses.py and optimizers.py, in float64. tests/site/test_net.py holds every
// number of a run to Python's. Arrays are (rows, columns) one row after the other; examples are columns.

/** c (n, m) = a (n, k) times b (k, m); four rows of b at a time. */
function product(a, b, n, k, m, c = new Float64Array(n * m)) {
  c.fill(0);
  for (let i = 0; i < n; i++) {
    const to = i * m;
    let q = 0;
    for (; q + 3 < k; q += 4) {
      const [a0, a1, a2, a3] = [a[i * k + q], a[i * k + q + 1], a[i * k + q + 2], a[i * k + q + 3]];
      const [b0, b1, b2, b3] = [q * m, (q + 1) * m, (q + 2) * m, (q + 3) * m];
      for (let j = 0; j < m; j++) c[to + j] += a0 * b[b0 + j] + a1 * b[b1 + j] + a2 * b[b2 + j] + a3 * b[b3 + j];
    }
    for (; q < k; q++) for (let j = 0; j < m; j++) c[to + j] += a[i * k + q] * b[q * m + j];
  }
  return c;
}

/** (n, m) → (m, n) */
function transposed(a, n, m) {
  const t = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) t[j * n + i] = a[i * m + j];
  return t;
}

const sumOfRow = (a, i, m) => {
  let sum = 0;
  for (let j = i * m; j < (i + 1) * m; j++) sum += a[j];
  return sum;
};

export class Net {
  /** sizes [64, 100, …]; W: a Float64Array (n_out, n_in) a layer, copied; sigmoid units. */
  constructor(sizes, W, batchnorm, { eps = 1e-5, decay = 0.9 } = {}) {
    const hidden = sizes.slice(1, -1);
    Object.assign(this, { sizes, batchnorm, eps, decay, W: W.map((w) => w.slice()) });
    this.b = sizes.slice(1).map((n) => new Float64Array(n)); // hidden ones stay 0 with batch norm
    this.gamma = hidden.map((n) => new Float64Array(n).fill(1));
    this.beta = hidden.map((n) => new Float64Array(n));
    this.mean = hidden.map((n) => new Float64Array(n)); // running averages
    this.variance = hidden.map((n) => new Float64Array(n).fill(1));
  }

  /** Scores (10, m) of X (64, m); in training what the backward pass needs is kept. */
  forward(X, m, training) {
    const last = this.W.length - 1;
    const kept = [];
    let a = X;
    for (let l = 0; l <= last; l++) {
      const [k, n] = [this.sizes[l], this.sizes[l + 1]];
      const z = product(this.W[l], a, n, k, m);
      const keep = { a };
      const normed = this.batchnorm && l < last;
      for (let i = 0; i < n; i++) {
        if (!normed) for (let j = i * m; j < (i + 1) * m; j++) z[j] += this.b[l][i];
      }
      if (normed) this.normalize(l, z, n, m, training, keep);
      if (l < last) for (let j = 0; j < z.length; j++) z[j] = 1 / (1 + Math.exp(-z[j]));
      keep.out = z;
      kept.push(keep);
      a = z;
    }
    if (training) this.kept = kept;
    return a;
  }

  /** z → z̃ in place, by the mini-batch's statistics in training, by the running averages at test time. */
  normalize(l, z, n, m, training, keep) {
    keep.norm = new Float64Array(n * m);
    keep.sigma = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let [mu, variance] = [this.mean[l][i], this.variance[l][i]];
      if (training) {
        mu = sumOfRow(z, i, m) / m;
        variance = 0;
        for (let j = i * m; j < (i + 1) * m; j++) variance += (z[j] - mu) ** 2;
        variance /= m;
        this.mean[l][i] = this.decay * this.mean[l][i] + (1 - this.decay) * mu;
        this.variance[l][i] = this.decay * this.variance[l][i] + (1 - this.decay) * variance;
      }
      const sigma = Math.sqrt(variance + this.eps);
      keep.sigma[i] = sigma;
      for (let j = i * m; j < (i + 1) * m; j++) {
        keep.norm[j] = (z[j] - mu) / sigma;
        z[j] = this.gamma[l][i] * keep.norm[j] + this.beta[l][i];
      }
    }
  }

  /** One step of gradient descent on a mini-batch; returns its loss. */
  step(X, Y, m, rate) {
    const scores = this.forward(X, m, true);
    const rows = this.sizes.at(-1);
    let loss = 0;
    let d = new Float64Array(rows * m); // ∂J/∂scores = (p − one-hot Y)/m
    for (let j = 0; j < m; j++) {
      let top = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < rows; i++) top = Math.max(top, scores[i * m + j]);
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += Math.exp(scores[i * m + j] - top);
      loss += Math.log(sum) + top - scores[Y[j] * m + j];
      for (let i = 0; i < rows; i++) d[i * m + j] = (Math.exp(scores[i * m + j] - top) / sum - (i === Y[j])) / m;
    }
    const down = (parameter, i, gradient) => {
      parameter[i] -= rate * gradient;
    };
    for (let l = this.W.length - 1; l >= 0; l--) {
      const [k, n] = [this.sizes[l], this.sizes[l + 1]];
      const { a, out, norm, sigma } = this.kept[l];
      if (l < this.W.length - 1) {
        for (let j = 0; j < d.length; j++) d[j] *= out[j] * (1 - out[j]);
        if (this.batchnorm) {
          for (let i = 0; i < n; i++) {
            const dbeta = sumOfRow(d, i, m);
            let dgamma = 0;
            for (let j = i * m; j < (i + 1) * m; j++) dgamma += d[j] * norm[j];
            const scale = this.gamma[l][i] / sigma[i];
            for (let j = i * m; j < (i + 1) * m; j++) d[j] = scale * (d[j] - dbeta / m - (norm[j] * dgamma) / m);
            down(this.gamma[l], i, dgamma);
            down(this.beta[l], i, dbeta);
          }
        }
      }
      const dW = product(d, transposed(a, k, m), n, m, k);
      if (!this.batchnorm || l === this.W.length - 1) {
        for (let i = 0; i < n; i++) down(this.b[l], i, sumOfRow(d, i, m));
      }
      if (l) d = product(transposed(this.W[l], n, k), d, k, n, m);
      for (let j = 0; j < dW.length; j++) this.W[l][j] -= rate * dW[j];
    }
    return loss / m;
  }

  /** The class with the highest score for each column of X, by the running averages. */
  predict(X, m) {
    const scores = this.forward(X, m, false);
    return Array.from({ length: m }, (_, j) => {
      let best = 0;
      for (let i = 1; i < this.sizes.at(-1); i++) if (scores[i * m + j] > scores[best * m + j]) best = i;
      return best;
    });
  }
}

/** net.json and net.bin, which site/build.py writes, as arrays. */
export function unpack(about, buffer) {
  const kinds = { order: Uint16Array, W: Float64Array };
  const part = (name) => new (kinds[name] ?? Uint8Array)(buffer, ...about.layout[name]);
  const pixels = (name) => Float64Array.from(part(name), (v) => v / 16);
  const numbers = part("W");
  let at = 0;
  const W = about.sizes.slice(1).map((n, l) => {
    at += n * about.sizes[l];
    return numbers.slice(at - n * about.sizes[l], at);
  });
  return {
    ...about,
    W,
    order: part("order"),
    X_train: pixels("X_train"),
    X_test: pixels("X_test"),
    Y_train: part("Y_train"),
    Y_test: part("Y_test"),
  };
}

/** Train as lesson 00 does: each turn is a step, {step, loss, accuracy, said}; the last two, of the test set, at the end of an epoch. */
export function* train(problem, net) {
  const { X_train, Y_train, X_test, Y_test, order, batch, epochs, rate, sizes } = problem;
  const [size, tested, n_x] = [Y_train.length, Y_test.length, sizes[0]];
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let from = 0; from < size; from += batch) {
      const picked = order.subarray(epoch * size + from, epoch * size + Math.min(from + batch, size));
      const m = picked.length;
      const X = new Float64Array(n_x * m);
      for (let i = 0; i < n_x; i++) for (let j = 0; j < m; j++) X[i * m + j] = X_train[i * size + picked[j]];
      const loss = net.step(
        X,
        Uint8Array.from(picked, (p) => Y_train[p]),
        m,
        rate,
      );
      step += 1;
      let [accuracy, said] = [null, null];
      if (from + batch >= size) {
        said = net.predict(X_test, tested);
        accuracy = said.filter((digit, i) => digit === Y_test[i]).length / tested;
      }
      yield { step, loss, accuracy, said };
    }
  }
}
