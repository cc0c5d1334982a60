"""TensorFlow as a contestant: the whole step in one `tf.function`, plain and compiled by XLA."""

import os

import nets
import tensorflow as tf

VERSION = tf.__version__
SETTINGS = {"step": ("function", "jit_compile"), "batchnorm": ()}
for set_threads in (
    tf.config.threading.set_intra_op_parallelism_threads,
    tf.config.threading.set_inter_op_parallelism_threads,
):
    set_threads(int(os.environ["OMP_NUM_THREADS"]))


def _update(optimizer, rate, theta, v, s, g, t):
    """The lecture's formulas for one variable."""
    if optimizer in ("Momentum", "Adam"):
        v.assign(0.9 * v + 0.1 * g)
    if optimizer in ("RMSprop", "Adam"):
        b2 = 0.999 if optimizer == "Adam" else 0.9
        s.assign(b2 * s + (1 - b2) * g * g)
    if optimizer == "Adam":
        step = (v / (1 - 0.9**t)) / (tf.sqrt(s / (1 - 0.999**t)) + 1e-8)
    elif optimizer == "RMSprop":
        step = g / (tf.sqrt(s) + 1e-8)
    else:
        step = v if optimizer == "Momentum" else g
    theta.assign_sub(rate * step)


def step(case, setting):
    """A function that takes n steps and returns their losses."""
    dtype = case["dtype"]
    activation = {"relu": tf.nn.relu, "sigmoid": tf.nn.sigmoid}[case["activation"]]
    layers, averages = [], []
    for i, W in enumerate(given := nets.weights(case)):
        n, hidden = len(W), i < len(given) - 1
        layers.append([tf.Variable(W.T), tf.Variable(tf.zeros(n, dtype))])
        if case["batchnorm"] and hidden:
            layers[-1].append(tf.Variable(tf.ones(n, dtype)))
            averages.append([tf.Variable(tf.zeros(n, dtype)), tf.Variable(tf.ones(n, dtype))])
    variables = [p for layer in layers for p in layer]
    v, s = ([tf.Variable(tf.zeros_like(p)) for p in variables] for _ in range(2))
    t = tf.Variable(tf.zeros((), dtype))

    @tf.function(jit_compile=setting == "jit_compile", reduce_retracing=True)
    def whole(X, Y):
        with tf.GradientTape() as tape:
            a = X
            for i, (W, beta, *gamma) in enumerate(layers):
                z = a @ W
                if gamma:
                    mu, var = tf.nn.moments(z, [0])
                    z = tf.nn.batch_normalization(z, mu, var, beta, gamma[0], 1e-5)
                    for old, new in zip(averages[i], (mu, var), strict=True):
                        old.assign(0.9 * old + 0.1 * new)
                else:
                    z = z + beta
                a = activation(z) if i < len(layers) - 1 else z
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=Y, logits=a)
            loss = tf.reduce_mean(losses)
        t.assign_add(1)
        gradients = tape.gradient(loss, variables)
        for arrays in zip(variables, v, s, gradients, strict=True):
            _update(case["optimizer"], case["learning_rate"], *arrays, t)
        return loss

    ready = [(tf.constant(X.T), tf.constant(Y, tf.int32)) for X, Y in nets.batches(case)]

    def run(n):
        losses = [whole(*ready[i % len(ready)]) for i in range(n)]
        losses[-1].numpy()  # wait
        return losses

    return run
