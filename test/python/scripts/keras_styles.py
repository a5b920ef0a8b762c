"""Trainings with Keras in the ways in which scripts write them, each in a child of its own: keras_styles.py FOLDER"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Callable

import keras
import numpy as np
from keras import layers
from scenarios import forget_earlier_trainings, load_what_keras_loads_late

BACKEND = keras.backend.backend()
EPOCHS = 30
inputs = np.random.default_rng(1).random((256, 20), dtype="float32")
targets = (inputs.sum(1) > 10).astype("int64")
by_class = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def network(outputs: int = 2, *more: Any) -> Any:
    first = [keras.Input((20,)), layers.Dense(16, activation="relu"), layers.Dense(outputs)]
    return keras.Sequential([*first, *more])


def fit(model: Any, wanted: Any = targets, **options: Any) -> None:
    model.fit(inputs, wanted, epochs=EPOCHS, batch_size=16, verbose=0, **options)


def callbacks() -> None:
    model = network()
    model.compile(keras.optimizers.Adam(1e-3), by_class, metrics=["accuracy"])
    fit(
        model,
        validation_split=0.25,
        callbacks=[
            keras.callbacks.ModelCheckpoint("at-{epoch:02d}.keras"),
            keras.callbacks.ModelCheckpoint("best.weights.h5", save_weights_only=True),
            keras.callbacks.EarlyStopping(patience=0, restore_best_weights=True),
            keras.callbacks.ReduceLROnPlateau(patience=0),
            keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.001 / (epoch + 1)),
            keras.callbacks.CSVLogger("log.csv"),
            keras.callbacks.BackupAndRestore("backup"),
            keras.callbacks.LambdaCallback(on_epoch_end=stop(model)),
        ],
    )


def stop(model: Any) -> Callable[[int, Any], None]:
    def on_epoch_end(epoch: int, logs: Any) -> None:
        model.stop_training = True

    return on_epoch_end


def seeded() -> None:
    keras.utils.set_random_seed(1)
    model = network()
    model.compile("sgd", by_class)
    fit(model)


def own_schedule() -> None:
    model = network()
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)
    model.compile(keras.optimizers.SGD(rate, momentum=0.9, nesterov=True), by_class)
    fit(model)


def regression() -> None:
    model = network(1)
    model.compile("rmsprop", "mse", metrics=["mae"])
    fit(model, inputs.sum(1))


def binary() -> None:
    model = network(1, layers.Activation("sigmoid"))
    model.compile("adamw", "binary_crossentropy", metrics=["accuracy"])
    fit(model)


def one_hot() -> None:
    model = network(2, layers.Softmax())
    model.compile("nadam", "categorical_crossentropy", metrics=["accuracy"])
    fit(model, keras.utils.to_categorical(targets))


def half_precision() -> None:
    keras.mixed_precision.set_global_policy("mixed_float16")
    model = network()
    model.compile("adam", by_class)
    fit(model)


def accumulation() -> None:
    model = network()
    model.compile(keras.optimizers.Adam(1e-3, gradient_accumulation_steps=4), by_class)
    fit(model)


def stream() -> None:
    def batches() -> Any:
        while True:
            yield inputs[:16], targets[:16]

    model = network()
    model.compile("adam", by_class)
    model.fit(batches(), epochs=EPOCHS, steps_per_epoch=16, verbose=0)


def by_batch() -> None:
    model = network()
    model.compile("adam", by_class)
    for _ in range(EPOCHS):
        for start in range(0, 256, 16):
            model.train_on_batch(inputs[start : start + 16], targets[start : start + 16])


def short_fits() -> None:
    model = network()
    model.compile("adam", by_class)
    for _ in range(EPOCHS):
        model.fit(inputs, targets, batch_size=16, verbose=0)


class OwnStep(keras.Model):
    def __init__(self) -> None:
        super().__init__()
        self.network = network()
        self.mean = keras.metrics.Mean(name="loss")

    def call(self, batch: Any) -> Any:
        return self.network(batch)

    def train_step(self, data: Any) -> Any:
        batch, labels = data
        loss = update(self, self.optimizer, batch, labels)
        self.mean.update_state(loss)
        return {"loss": self.mean.result()}


def own_step() -> None:
    model = OwnStep()
    model.compile(optimizer="adam")
    fit(model)


def own_loop() -> None:
    model, optimizer = network(), keras.optimizers.Adam(1e-3)
    for _ in range(EPOCHS):
        for start in range(0, 256, 16):
            update(model, optimizer, inputs[start : start + 16], targets[start : start + 16])


class Deaf(keras.optimizers.Optimizer):
    """Has a rate of its own."""

    def __init__(self) -> None:
        super().__init__(learning_rate=0.1)

    def _backend_update_step(self, grads: Any, trainable_variables: Any, learning_rate: Any) -> None:
        for gradient, variable in zip(grads, trainable_variables):
            variable.assign(variable - 0.01 * gradient)

    def _backend_apply_gradients(self, grads: Any, trainable_variables: Any) -> None:
        self._backend_update_step(grads, trainable_variables, 0.1)


def deaf() -> None:
    model = network()
    model.compile(Deaf(), by_class)
    fit(model)


COMMON = (
    callbacks,
    seeded,
    own_schedule,
    regression,
    binary,
    one_hot,
    half_precision,
    accumulation,
    stream,
    by_batch,
    short_fits,
    own_step,
    own_loop,
    deaf,
)

if BACKEND == "tensorflow":
    import tensorflow as tf

    def update(model: Any, optimizer: Any, batch: Any, labels: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = by_class(labels, model(batch, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    def several_an_execution() -> None:
        model = tf.keras.Sequential([tf.keras.Input((20,)), tf.keras.layers.Dense(2)])
        model.compile("sgd", by_class, metrics=["accuracy"], steps_per_execution=7)
        fit(model)

    def compiled() -> None:
        model = network()
        model.compile("adam", by_class, jit_compile=True)
        fit(model)

    def eager() -> None:
        model = network()
        model.compile("adam", by_class, run_eagerly=True)
        fit(model)

    def dataset() -> None:
        data = tf.data.Dataset.from_tensor_slices((inputs, targets)).shuffle(256).batch(16).prefetch(2)
        model = network()
        model.compile("adam", by_class)
        model.fit(data, epochs=EPOCHS, validation_data=data, verbose=0)

    def whole_epochs() -> None:
        data = tf.data.Dataset.from_tensor_slices((inputs, targets)).batch(16)
        model, optimizer = network(), keras.optimizers.Adam(1e-3)

        @tf.function
        def epoch() -> None:
            for batch, labels in data:
                update(model, optimizer, batch, labels)

        for _ in range(EPOCHS):
            epoch()

    def adversaries() -> None:
        generator = keras.Sequential([keras.Input((4,)), layers.Dense(20)])
        critic, judge = network(1), keras.losses.BinaryCrossentropy(from_logits=True)
        of_generator, of_critic = keras.optimizers.Adam(1e-4), keras.optimizers.RMSprop(1e-4)

        @tf.function
        def step(real: Any) -> None:
            with tf.GradientTape() as one, tf.GradientTape() as other:
                fake = generator(tf.random.normal([16, 4]), training=True)
                of_real, of_fake = critic(real, training=True), critic(fake, training=True)
                lie = judge(tf.ones_like(of_fake), of_fake)
                truth = judge(tf.ones_like(of_real), of_real) + judge(tf.zeros_like(of_fake), of_fake)
            first = one.gradient(lie, generator.trainable_variables)
            second = other.gradient(truth, critic.trainable_variables)
            of_generator.apply_gradients(zip(first, generator.trainable_variables))
            of_critic.apply_gradients(zip(second, critic.trainable_variables))

        for _ in range(EPOCHS):
            for start in range(0, 256, 16):
                step(inputs[start : start + 16])

    def fit_without_data() -> None:
        """Such as of the rows from 1000 on where there are fewer."""
        model = network()
        model.compile("adam", by_class)
        model.fit(inputs[1000:], targets[1000:], batch_size=16, verbose=0)
        fit(model)

    STYLES: Any = (
        *COMMON,
        several_an_execution,
        compiled,
        eager,
        dataset,
        whole_epochs,
        fit_without_data,
        adversaries,
    )
elif BACKEND == "jax":
    import jax

    def pure_step(self: Any, state: Any, data: Any) -> Any:
        """As Keras' guide to train steps on JAX has it."""
        trainable, others, of_optimizer, metrics = state
        batch, labels = data

        def compute_loss(trainable: Any, others: Any) -> Any:
            outputs, others = self.stateless_call(trainable, others, batch)
            return by_class(labels, outputs), others

        (loss, others), gradients = jax.value_and_grad(compute_loss, has_aux=True)(trainable, others)
        trainable, of_optimizer = self.optimizer.stateless_apply(of_optimizer, gradients, trainable)
        return {"loss": loss}, (trainable, others, of_optimizer, metrics)

    OwnStep.train_step = pure_step

    def update(model: Any, optimizer: Any, batch: Any, labels: Any) -> Any:
        others = [one.value for one in model.non_trainable_variables]

        def compute_loss(trainable: Any) -> Any:
            return by_class(labels, model.stateless_call(trainable, others, batch, training=True)[0])

        loss, gradients = jax.value_and_grad(compute_loss)([one.value for one in model.trainable_variables])
        optimizer.apply(gradients, model.trainable_variables)
        return loss

    def several_an_execution() -> None:
        model = network()
        model.compile("sgd", by_class, metrics=["accuracy"], steps_per_execution=7)
        fit(model)

    def eager() -> None:
        model = network()
        model.compile("adam", by_class, run_eagerly=True)
        fit(model)

    def observed_penalty() -> None:
        """A gradient inside of the loss, and one for each example: neither is the update's loss."""

        class Penalized(keras.Model):
            def __init__(self) -> None:
                super().__init__()
                self.network = network()

            def call(self, batch: Any) -> Any:
                slope = jax.vmap(jax.grad(lambda one: (one**2).sum()))(jax.numpy.ones((3, 2)))
                self.add_loss(0.0 * slope.sum() + 0.0 * jax.grad(lambda one: one**2)(batch.mean()))
                return self.network(batch)

        model = Penalized()
        model.compile("adam", by_class)
        fit(model)

    def compiled_loop() -> None:
        """Steps that the script compiles by itself have nowhere to carry a rate."""
        model, optimizer = network(), keras.optimizers.Adam(1e-3)
        optimizer.build(model.trainable_variables)

        @jax.jit
        def step(trainable: Any, of_optimizer: Any, batch: Any, labels: Any) -> Any:
            def compute_loss(trainable: Any) -> Any:
                return by_class(labels, model.stateless_call(trainable, [], batch)[0])

            gradients = jax.grad(compute_loss)(trainable)
            return optimizer.stateless_apply(of_optimizer, gradients, trainable)

        state = [one.value for one in model.trainable_variables], [one.value for one in optimizer.variables]
        for start in range(0, 256, 16):
            state = step(*state, inputs[start : start + 16], targets[start : start + 16])

    STYLES = (*COMMON, several_an_execution, eager, observed_penalty, compiled_loop)
else:
    import torch

    def update(model: Any, optimizer: Any, batch: Any, labels: Any) -> Any:
        model.zero_grad()
        loss = by_class(labels, model(batch, training=True))
        loss.backward()
        gradients = [one.value.grad for one in model.trainable_weights]
        with torch.no_grad():
            optimizer.apply(gradients, model.trainable_weights)
        return loss

    def optimizer_of_torch() -> None:
        model = network()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        for _ in range(EPOCHS):
            for start in range(0, 256, 16):
                optimizer.zero_grad()
                outputs = model(inputs[start : start + 16])
                loss = torch.nn.functional.cross_entropy(outputs, torch.tensor(targets[start : start + 16]))
                loss.backward()
                optimizer.step()

    STYLES = (*COMMON, optimizer_of_torch)


def main() -> None:
    """A ramp's end ends the process, so each style says who it is before it begins."""
    os.chdir(sys.argv[1])
    load_what_keras_loads_late()
    for style in STYLES:
        forget_earlier_trainings()
        pid = os.fork()
        if pid == 0:
            print("@" + json.dumps({"name": style.__name__, "pid": os.getpid()}), flush=True)
            style()
            print("trained", flush=True)
            sys.exit(0)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
