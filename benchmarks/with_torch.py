"""PyTorch as a contestant: eager, in its own layout (examples in rows), its own layers."""

import os

import nets
import numpy as np
import torch

VERSION = torch.__version__
SETTINGS = {"step": ("default", "foreach", "fused"), "batchnorm": ("eager", "native")}
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
ACTIVATIONS = {"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid}


def _optimizer(case, setting, parameters):
    rate, how = case["learning_rate"], {} if setting == "default" else {setting: True}
    if case["optimizer"] == "Adam":
        return torch.optim.Adam(parameters, lr=rate, **how)
    if case["optimizer"] == "RMSprop":
        return torch.optim.RMSprop(parameters, lr=rate, alpha=0.9, **how)
    if case["optimizer"] == "Momentum":  # its average leaves the (1 − β1) out
        return torch.optim.SGD(parameters, lr=rate * 0.1, momentum=0.9, **how)
    return torch.optim.SGD(parameters, lr=rate, **how)


def step(case, setting):
    """A function that takes n steps and returns their losses (as tensors: no wait)."""
    if setting == "fused" and case["optimizer"] == "RMSprop":
        return None  # does not exist
    dtype = getattr(torch, case["dtype"])
    layers, given = [], nets.weights(case)
    for i, W in enumerate(given):
        last = i == len(given) - 1
        linear = torch.nn.Linear(*W.shape[::-1], bias=last or not case["batchnorm"], dtype=dtype)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W))
            if linear.bias is not None:
                linear.bias.zero_()
        layers.append(linear)
        if not last:
            if case["batchnorm"]:
                layers.append(torch.nn.BatchNorm1d(len(W), dtype=dtype))
            layers.append(ACTIVATIONS[case["activation"]]())
    net = torch.nn.Sequential(*layers)
    optimizer = _optimizer(case, setting, net.parameters())
    ready = [(torch.from_numpy(X.T.copy()), torch.from_numpy(Y)) for X, Y in nets.batches(case)]

    def run(n):
        losses = []
        for i in range(n):
            X, Y = ready[i % len(ready)]
            loss = torch.nn.functional.cross_entropy(net(X), Y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        return losses

    return run


def batchnorm(case, setting):
    """A function that makes n passes: examples in rows, as PyTorch has them."""
    given = nets.layer_arrays(case)
    z, d, gamma, beta = (torch.from_numpy(np.ascontiguousarray(a.T)) for a in given)
    mean, var = torch.zeros_like(beta), torch.ones_like(beta)
    if setting == "native":
        kept = torch.native_batch_norm(z, gamma, beta, mean, var, True, 0.1, 1e-5)[1:]

        def forward():
            return torch.native_batch_norm(z, gamma, beta, mean, var, True, 0.1, 1e-5)

        def backward():
            return torch.ops.aten.native_batch_norm_backward(
                d, z, gamma, mean, var, *kept, True, 1e-5, [True, True, True]
            )

        def both():
            forward()
            backward()

    else:
        inputs = [a.requires_grad_() for a in (z, gamma, beta)]

        def forward():
            return torch.nn.functional.batch_norm(z, mean, var, gamma, beta, True, 0.1, 1e-5)

        done = forward()

        def backward():
            return torch.autograd.grad(done, inputs, d, retain_graph=True)

        def both():
            return torch.autograd.grad(forward(), inputs, d)

    once = {"forward": forward, "backward": backward, "both": both}[case["part"]]

    def run(n):
        for _ in range(n):
            once()

    return run
