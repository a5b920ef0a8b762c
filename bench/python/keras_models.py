"""The two models of the measurements in Keras, on data of the same shape."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
from keras import layers

BATCH = 64
SAMPLES = 6400

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)


def compiled(name: str) -> keras.Model:
    keras.utils.set_random_seed(0)
    inner = {
        "mlp": [layers.Flatten(), layers.Dense(128, activation="relu")],
        "conv": [
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
        ],
    }[name]
    model = keras.Sequential([layers.Input((28, 28, 1)), *inner, layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.01, momentum=0.9), loss, metrics=["accuracy"])
    return model


def data() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    images = random.random((SAMPLES, 28, 28, 1), dtype=np.float32)
    labels = (images.reshape(SAMPLES, -1) @ random.normal(size=(784, 10))).argmax(1)
    return images, labels
