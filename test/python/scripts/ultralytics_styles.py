"""Trainings by Ultralytics' YOLO on small pictures of noise, each in a child."""

from __future__ import annotations

import os
import sys
from typing import Any

from fastai_styles import in_folder
from scenarios import run_each

PICTURES = 16


def draw(place: str, seed: int) -> None:
    import numpy as np
    from PIL import Image

    os.makedirs(os.path.dirname(place), exist_ok=True)
    noise = np.random.default_rng(seed).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(place)


def train(model: str, data: str, **options: Any) -> Any:
    from ultralytics import YOLO

    yolo = YOLO(model)
    used: list[float] = []

    def watch(trainer: Any) -> None:
        # A hook sees the rate inside the step, a callback only what the script sees.
        def before(optimizer: Any, _args: Any, _kwargs: Any) -> None:
            used.append(float(optimizer.param_groups[0]["lr"]))

        trainer.optimizer.register_step_pre_hook(before)

    yolo.add_callback("on_train_start", watch)
    yolo.train(data=data, imgsz=64, workers=0, device="cpu", plots=False, **options)
    return {"used": used}


def detector() -> Any:
    for i in range(PICTURES):
        draw(f"data/images/{i}.png", i)
        os.makedirs("data/labels", exist_ok=True)
        with open(f"data/labels/{i}.txt", "w", encoding="utf-8") as file:
            file.write("0 0.5 0.5 0.4 0.4\n")
    with open("data.yaml", "w", encoding="utf-8") as file:
        file.write(f"path: {os.getcwd()}/data\ntrain: images\nval: images\nnames: [thing]\n")
    return train("yolov8n.yaml", "data.yaml", epochs=3, batch=4, nbs=8)


def classifier() -> Any:
    for i in range(PICTURES):
        for part in ("train", "val"):
            draw(f"data/{part}/{'ab'[i % 2]}/{i}.png", i)
    return train("yolov8n-cls.yaml", os.path.abspath("data"), epochs=2, batch=4, nbs=4, patience=1)


STYLES = (detector, classifier)

if __name__ == "__main__":
    import ultralytics  # noqa: F401

    run_each(*[in_folder(style) for style in STYLES if sys.argv[1:] in ([], [style.__name__])])
