"""A script with Keras as users write it: `in_keras.py MODEL STEPS`."""

from __future__ import annotations

import sys

from keras_models import BATCH, SAMPLES, compiled, data

steps = int(sys.argv[2])
batches = SAMPLES // BATCH
compiled(sys.argv[1]).fit(*data(), batch_size=BATCH, epochs=-(-steps // batches), verbose=0)
