"""The ledger's network in Keras, whole; `python -m bnlab.frameworks.model_keras` trains it."""

import keras
import numpy as np

import bnlab as bn

keras.utils.set_random_seed(0)
X, Y, X_test, Y_test = bn.data.digits()
layers = keras.layers


def hidden(n_out):
    return [
        layers.Dense(n_out, use_bias=False),
        layers.BatchNormalization(momentum=0.9, epsilon=1e-5),
        layers.Activation("sigmoid"),
    ]


model = keras.Sequential(
    [keras.Input((64,)), *hidden(100), *hidden(100), *hidden(100), layers.Dense(10)]
)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.SGD(0.1), loss)
model.fit(X.T, Y, batch_size=60, epochs=20, verbose=0)  # calls the layers with training=True

scores = np.asarray(model(X_test.T, training=False))  # test time: running averages
right = scores.argmax(axis=1) == Y_test
print(f"Keras {keras.__version__}: {right.mean():.0%} of the test images read")
