"""Trainings by Hugging Face's Trainer and with accelerate, on models made from a configuration, each in a child.

`hand` trains as one of them does, by a loop.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sys
from typing import Any

import torch
from scenarios import run_each
from torch.utils.data import DataLoader, TensorDataset

EXAMPLES = 48
RAMP = {"lo": 1e-4, "hi": 1.0, "steps": 200}
words = torch.randint(0, 20, (EXAMPLES, 6), generator=torch.Generator().manual_seed(1))
labels = words[:, 0] % 3
texts = [{"input_ids": x, "labels": y} for x, y in zip(words, labels)]


def hf() -> Any:
    return importlib.import_module("transformers")


def classifier() -> Any:
    transformers = hf()
    config = transformers.BertConfig(
        vocab_size=20,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=8,
        num_labels=3,
    )
    torch.manual_seed(5)
    return transformers.BertForSequenceClassification(config)


def trainer(model: Any = None, cls: Any = None, **options: Any) -> Any:
    transformers = hf()
    own = {name: options.pop(name) for name in ("callbacks", "compute_metrics") if name in options}
    settings = {
        "output_dir": "out",
        "per_device_train_batch_size": 8,
        "num_train_epochs": 2,
        "use_cpu": True,
        "logging_steps": 1,
        **options,
    }
    return (cls or transformers.Trainer)(
        model=model or classifier(),
        args=transformers.TrainingArguments(**settings),
        train_dataset=texts,
        eval_dataset=texts[:20],
        **own,
    )


def counting(cls: Any) -> Any:
    """Keeps the losses of all batches."""

    class Counting(cls):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.losses: list[float] = []

        def compute_loss(self, *args: Any, **kwargs: Any) -> Any:
            loss = super().compute_loss(*args, **kwargs)
            if torch.is_grad_enabled():
                self.losses.append((loss[0] if isinstance(loss, tuple) else loss).item())
            return loss

    return Counting


def weights_of(model: Any) -> str:
    return hashlib.sha256(b"".join(p.detach().numpy().tobytes() for p in model.parameters())).hexdigest()


def automatic() -> Any:
    trains = trainer(cls=counting(hf().Trainer), warmup_steps=3)
    trains.train()
    return {"losses": trains.losses, "weights": weights_of(trains.model)}


def accumulation() -> Any:
    """With checkpoints that it rotates, the best of which it would load, and all that is saved afterwards."""
    trains = trainer(
        cls=counting(hf().Trainer),
        gradient_accumulation_steps=4,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=1,
        load_best_model_at_end=True,
        compute_metrics=lambda seen: {
            "accuracy": float((seen.predictions.argmax(1) == seen.label_ids).mean())
        },
        report_to="tensorboard",
    )
    trains.train()
    history = [one for one in trains.state.log_history if "eval_loss" in one]
    trains.save_model()
    trains.save_state()
    trains.save_metrics("train", {"x": 1})
    return {"losses": trains.losses, "history": history}


def by_updates() -> Any:
    """A language model, whose labels are the words themselves."""
    transformers = hf()
    config = transformers.GPT2Config(vocab_size=20, n_positions=8, n_embd=8, n_layer=1, n_head=2)
    model = transformers.GPT2LMHeadModel(config)
    data = [{"input_ids": x, "labels": x} for x in words]
    trains = trainer(model, max_steps=9, save_strategy="no")
    trains.train_dataset = data
    trains.train()
    return None


def early_stopping() -> Any:
    # Nothing is as much better as it asks for, so it stops after the second epoch.
    stops = hf().EarlyStoppingCallback(early_stopping_patience=1, early_stopping_threshold=100)
    trainer(
        callbacks=[stops],
        num_train_epochs=3,
        eval_strategy="epoch",
        save_strategy="epoch",
        load_best_model_at_end=True,
        metric_for_best_model="loss",
    ).train()
    return None


def beyond_the_ramp() -> Any:
    trainer(num_train_epochs=1000).train()
    return "went on"


def accelerated() -> Any:
    accelerate = importlib.import_module("accelerate")
    torch.manual_seed(5)
    accelerator = accelerate.Accelerator(cpu=True, gradient_accumulation_steps=2)
    model = torch.nn.Linear(6, 3)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 0.1, total_iters=5)
    loader = DataLoader(TensorDataset(words.float(), labels), 8, shuffle=True)
    model, optimizer, loader, schedule = accelerator.prepare(model, optimizer, loader, schedule)
    losses = []
    for _epoch in range(2):
        for x, y in loader:
            with accelerator.accumulate(model):
                loss = torch.nn.functional.cross_entropy(model(x), y)
                accelerator.backward(loss)
                optimizer.step()
                schedule.step()
                optimizer.zero_grad()
                losses.append(loss.item())
        accelerator.save_state("state")
    return {"losses": losses}


def hand() -> Any:
    """What `automatic` does, by a plain loop with the ramp written into its groups."""
    trains = trainer()
    model, optimizer, losses = trains.model, trains.create_optimizer(), []
    loader = trains.get_train_dataloader()
    model.train()
    for epoch in range(2):
        loader.set_epoch(epoch)
        for batch in loader:
            step = len(losses)
            lr = (
                RAMP["lo"] * (RAMP["hi"] / RAMP["lo"]) ** (step / (RAMP["steps"] - 1)) if step else RAMP["lo"]
            )
            for group in optimizer.param_groups:
                group["lr"] = lr
            loss = model(**batch).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            model.zero_grad()
            losses.append(loss.item())
    return {"losses": losses, "weights": weights_of(model)}


# The last leaves its progress bar in the middle of a line.
STYLES = (automatic, accumulation, by_updates, early_stopping, accelerated, beyond_the_ramp)


def in_folder(style: Any) -> Any:
    def scenario() -> Any:
        os.makedirs(style.__name__, exist_ok=True)
        os.chdir(style.__name__)
        return style()

    scenario.__name__ = style.__name__
    return scenario


if __name__ == "__main__":
    how = sys.argv[1:]
    if how == ["hand"]:
        print("@" + json.dumps({"name": "hand", "result": hand()}))
    else:
        hf().Trainer  # noqa: B018
        run_each(*[in_folder(style) for style in STYLES if how in ([], [style.__name__])])
