"""The ledger's network in PyTorch, whole; `python -m bnlab.frameworks.model_torch` trains it."""

import torch
from torch import nn

import bnlab as bn

torch.manual_seed(0)
X, Y, X_test, Y_test = bn.data.digits()
x, x_test = (torch.tensor(a.T, dtype=torch.float32) for a in (X, X_test))  # examples in rows
y, y_test = torch.tensor(Y), torch.tensor(Y_test)


def hidden(n_in, n_out):
    return [nn.Linear(n_in, n_out, bias=False), nn.BatchNorm1d(n_out), nn.Sigmoid()]


model = nn.Sequential(*hidden(64, 100), *hidden(100, 100), *hidden(100, 100), nn.Linear(100, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

model.train()  # training mode: statistics of the mini-batch
for _ in range(20):
    for batch in torch.randperm(1400).split(60):
        loss = nn.functional.cross_entropy(model(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

model.eval()  # test time: running averages
with torch.no_grad():
    right = model(x_test).argmax(dim=1) == y_test
print(f"PyTorch {torch.__version__}: {right.double().mean():.0%} of the test images read")
