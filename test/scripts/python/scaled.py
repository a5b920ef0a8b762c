"""Trains one model on two processes, each way of starting these: scaled.py STYLE.

Each rank writes into OUT the rates of its first updates, and its weights after them.
"""

import functools
import hashlib
import json
import os
import sys

import torch

CHECKED = 20
STEPS = int(os.environ.get("STEPS", "100000"))


def start(rank=None, world=None, **options):
    ranks = {} if rank is None else {"rank": rank, "world_size": world}
    torch.distributed.init_process_group("gloo", **ranks, **options)


def network():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 2))


def batch(rank):
    """Another one on each rank."""
    torch.manual_seed(1000 + rank)
    x = torch.randn(16, 8)
    return x, (x[:, 0] > 0).long()


class Seen:
    def __init__(self, optimizer):
        self.rates = []
        # accelerate's is no whole one.
        inner = getattr(optimizer, "optimizer", optimizer)
        inner.register_step_pre_hook(lambda one, *_: self.rates.append(float(one.param_groups[0]["lr"])))

    def say(self, rank, model):
        if len(self.rates) != CHECKED or "OUT" not in os.environ:
            return
        whole = [p.full_tensor() if hasattr(p, "full_tensor") else p for p in model.parameters()]
        weights = hashlib.sha256(b"".join(p.detach().numpy().tobytes() for p in whole)).hexdigest()
        with open(os.path.join(os.environ["OUT"], f"{rank}.json"), "w") as file:
            json.dump({"weights": weights, "rates": self.rates}, file)


def train(model, optimizer, rank, backward=lambda loss: loss.backward()):
    seen = Seen(optimizer)
    x, y = batch(rank)
    for _ in range(STEPS):
        optimizer.zero_grad()
        backward(torch.nn.functional.cross_entropy(model(x), y))
        optimizer.step()
        seen.say(rank, model)


def ddp():
    start()
    rank = torch.distributed.get_rank()
    model = torch.nn.parallel.DistributedDataParallel(network())
    train(model, torch.optim.SGD(model.parameters(), lr=0.1), rank)


def zero():
    from torch.distributed.optim import ZeroRedundancyOptimizer

    start()
    rank = torch.distributed.get_rank()
    model = torch.nn.parallel.DistributedDataParallel(network())
    train(model, ZeroRedundancyOptimizer(model.parameters(), torch.optim.Adam, lr=0.1), rank)


def fsdp():
    from torch.distributed.fsdp import fully_shard

    start()
    rank = torch.distributed.get_rank()
    model = network()
    mesh = torch.distributed.device_mesh.init_device_mesh("cpu", (2,))
    for layer in model:
        fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)
    train(model, torch.optim.AdamW(model.parameters(), lr=0.1), rank)


def spawned(rank, port):
    start(rank, 2, init_method=f"tcp://127.0.0.1:{port}")
    model = torch.nn.parallel.DistributedDataParallel(network())
    train(model, torch.optim.SGD(model.parameters(), lr=0.1), rank)


def spawn():
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    torch.multiprocessing.spawn(spawned, (port,), nprocs=2)


def accelerated():
    import accelerate

    accelerator = accelerate.Accelerator(cpu=True)
    model = network()
    model, optimizer = accelerator.prepare(model, torch.optim.SGD(model.parameters(), lr=0.1))
    train(model, optimizer, accelerator.process_index, accelerator.backward)


def lightning(strategy):
    import lightning as L

    x = torch.randn(320, 8)
    data = torch.utils.data.TensorDataset(x, (x[:, 0] > 0).long())
    loader = torch.utils.data.DataLoader(data, 16, shuffle=True)
    options = {"max_steps": STEPS, "max_epochs": -1, "enable_progress_bar": False}
    L.Trainer(accelerator="cpu", devices=2, strategy=strategy, **options).fit(module_class()(), loader)


@functools.cache
def module_class():
    import lightning as L

    class Net(L.LightningModule):
        # So that a process that is spawned finds it by its name.
        __qualname__ = "Net"

        def __init__(self):
            super().__init__()
            self.net = network()

        def training_step(self, batch, index):
            x, y = batch
            return torch.nn.functional.cross_entropy(self.net(x), y)

        def configure_optimizers(self):
            optimizer = torch.optim.SGD(self.parameters(), lr=0.1)
            self.seen = Seen(optimizer)
            return optimizer

        def on_train_batch_end(self, *_):
            self.seen.say(self.global_rank, self.net)

    return Net


def __getattr__(name):
    if name == "Net":
        return module_class()
    raise AttributeError(name)


def ray():
    import ray.train.torch

    def work(config):
        rank = ray.train.get_context().get_world_rank()
        model = ray.train.torch.prepare_model(network())
        train(model, torch.optim.SGD(model.parameters(), lr=0.1), rank)

    scaling = ray.train.ScalingConfig(num_workers=2, use_gpu=False)
    ray.train.torch.TorchTrainer(work, scaling_config=scaling).fit()


if __name__ == "__main__":
    style = sys.argv[1]
    if style.startswith("ddp_") or style == "lightning":
        lightning("ddp" if style == "lightning" else style)
    else:
        globals()[style]()
    print("went on")
