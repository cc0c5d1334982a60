"""PyTorch as a contestant: eager, in its own layout (examples in rows), its own layers."""

import os

import nets
import torch

VERSION = torch.__version__
SETTINGS = ("default", "foreach", "fused")
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
