"""Runs each script that is named, in this one process, and prints a JSON line with the rates of its updates; then saves
its model and loads it again."""

import contextlib
import io
import json
import os
import runpy
import sys
import tempfile
import traceback

import keras

rates = []
models = []


class Watch(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        models[:] = [self.model]
        rates.append(float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate)))


fit = keras.Model.fit


def watched(self, *args, callbacks=(), **kwargs):
    return fit(self, *args, callbacks=[*callbacks, Watch()], **kwargs)


keras.Model.fit = watched
for script in sys.argv[1:]:
    rates.clear()
    error = None
    loaded = None
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            runpy.run_path(script, run_name="__main__")
            with tempfile.TemporaryDirectory() as folder:
                models[0].save(os.path.join(folder, "model.keras"))
                again = keras.models.load_model(os.path.join(folder, "model.keras"))
            loaded = float(keras.ops.convert_to_numpy(again.optimizer.learning_rate))
        except BaseException:
            error = traceback.format_exc()
    print(json.dumps({"script": script, "error": error, "rates": rates, "loaded": loaded}))
