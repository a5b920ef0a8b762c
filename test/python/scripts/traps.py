"""Trainings with something unusual about each; traps.py NAME … runs these, all of them without a name."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any

import torch
import torch.nn.functional as F
from scenarios import run_each

STEPS = 12
inputs = torch.randn(64, 6, generator=torch.Generator().manual_seed(1))
targets = inputs[:, :3].argmax(1)


def model() -> torch.nn.Module:
    torch.manual_seed(5)
    return torch.nn.Linear(6, 3)


def loss_of(net: torch.nn.Module) -> torch.Tensor:
    return F.cross_entropy(net(inputs), targets)


class CallsSuper(torch.optim.SGD):
    """A subclass whose step is the one above, twice hooked."""

    def step(self, closure: Any = None) -> Any:
        return super().step(closure)


class Sam(torch.optim.Optimizer):
    """davda54/sam, in short: two passes, and an optimizer inside that does the update."""

    def __init__(self, parameters: Any, base: Any, rho: float = 0.05, **options: Any) -> None:
        super().__init__(parameters, {"rho": rho, **options})
        self.base_optimizer = base(self.param_groups, **options)
        self.param_groups = self.base_optimizer.param_groups

    @torch.no_grad()
    def first_step(self) -> None:
        self.moves = []
        norm = torch.stack([p.grad.norm() for g in self.param_groups for p in g["params"]]).norm()
        for group in self.param_groups:
            for p in group["params"]:
                move = p.grad * (group["rho"] / (norm + 1e-12))
                p.add_(move)
                self.moves.append((p, move))
        self.zero_grad()

    @torch.no_grad()
    def second_step(self) -> None:
        for p, move in self.moves:
            p.sub_(move)
        self.base_optimizer.step()

    def step(self, closure: Any = None) -> None:
        self.first_step()
        with torch.enable_grad():
            closure()
        self.second_step()


def super_step() -> Any:
    net = model()
    optimizer = CallsSuper(net.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss_of(net).backward()
        optimizer.step()


def sam_with_closure() -> Any:
    net = model()
    optimizer = Sam(net.parameters(), torch.optim.SGD, lr=0.1)
    losses = []

    def closure() -> None:
        loss_of(net).backward()

    for _ in range(STEPS):
        loss = loss_of(net)
        losses.append(loss.item())
        loss.backward()
        optimizer.step(closure)
        optimizer.zero_grad()
    return losses


def sam_by_hand() -> Any:
    net = model()
    optimizer = Sam(net.parameters(), torch.optim.SGD, lr=0.1)
    losses = []
    for _ in range(STEPS):
        loss_of(net).backward()
        optimizer.first_step()
        loss = loss_of(net)
        losses.append(loss.item())
        loss.backward()
        optimizer.second_step()
        optimizer.zero_grad()
    return losses


def zero_redundancy() -> Any:
    import torch.distributed as dist
    from torch.distributed.optim import ZeroRedundancyOptimizer

    store = dist.HashStore()
    dist.init_process_group("gloo", store=store, rank=0, world_size=1)
    net = model()
    optimizer = ZeroRedundancyOptimizer(net.parameters(), torch.optim.SGD, lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss_of(net).backward()
        optimizer.step()
    dist.destroy_process_group()


def closure_of_sgd() -> Any:
    net = model()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    losses = []

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = loss_of(net)
        loss.backward()
        return loss

    for _ in range(STEPS):
        losses.append(optimizer.step(closure).item())
    return losses


def lbfgs() -> Any:
    net = model()
    optimizer = torch.optim.LBFGS(net.parameters(), lr=0.1, max_iter=4)
    first_losses, calls = [], 0

    def closure() -> torch.Tensor:
        nonlocal calls
        calls += 1
        optimizer.zero_grad()
        loss = loss_of(net)
        loss.backward()
        return loss

    for _ in range(STEPS):
        first_losses.append(loss_of(net).item())
        optimizer.step(closure)
    return {"losses": first_losses, "calls": calls}


def accumulation() -> Any:
    net = model()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    data = torch.utils.data.TensorDataset(inputs, targets)
    loader = torch.utils.data.DataLoader(data, batch_size=8)
    sums, total, batches = [], 0.0, 0
    while len(sums) < STEPS:
        for batch, labels in loader:
            loss = F.cross_entropy(net(batch), labels) / 4
            total += loss.item()
            loss.backward()
            batches += 1
            if batches % 4 == 0:
                optimizer.step()
                optimizer.zero_grad()
                sums.append(total)
                total = 0.0
    return sums


def sampler_without_an_end() -> Any:
    """As minGPT draws its batches: with replacement, as if there were ten thousand million of them."""
    net = model()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    data = torch.utils.data.TensorDataset(inputs, targets)
    sampler = torch.utils.data.RandomSampler(data, replacement=True, num_samples=int(1e10))
    loader = torch.utils.data.DataLoader(data, batch_size=12, sampler=sampler)
    for step, (batch, labels) in enumerate(loader):
        if step == STEPS:
            break
        optimizer.zero_grad()
        F.cross_entropy(net(batch), labels).backward()
        optimizer.step()
    return len(data)


def step_that_throws() -> Any:
    net = model()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    seen = []

    def refuses(*_: Any) -> None:
        raise RuntimeError("not this one")

    for step in range(STEPS):
        optimizer.zero_grad()
        loss_of(net).backward()
        handle = optimizer.register_step_pre_hook(refuses) if step == 3 else None
        with contextlib.suppress(RuntimeError):
            optimizer.step()
        seen.append(optimizer.param_groups[0]["lr"])
        if handle:
            handle.remove()
    return seen


def group_added_later() -> Any:
    net, late = model(), torch.nn.Parameter(torch.zeros(3))
    optimizer = torch.optim.SGD([{"params": [net.weight], "lr": 0.4}, {"params": [net.bias], "lr": 0.1}])
    used = []
    optimizer.register_step_pre_hook(lambda o, *_: used.append([g["lr"] for g in o.param_groups]))
    for step in range(STEPS):
        if step == 4:
            optimizer.add_param_group({"params": [late], "lr": 0.2})
        optimizer.zero_grad()
        F.cross_entropy(net(inputs) + late, targets).backward()
        optimizer.step()
    return used


def warm_up_from_zero() -> Any:
    net = model()
    optimizer = torch.optim.SGD([{"params": [net.weight], "lr": 0.4}, {"params": [net.bias], "lr": 0.1}])
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: step / STEPS)
    used, own = [], []
    optimizer.register_step_pre_hook(lambda o, *_: used.append([g["lr"] for g in o.param_groups]))
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss_of(net).backward()
        optimizer.step()
        own.append(scheduler.get_last_lr()[0])
        scheduler.step()
    return {"used": used, "own": own}


def layer_decay() -> Any:
    """timm: the scheduler multiplies each group's rate by its `lr_scale`."""
    net = model()
    optimizer = torch.optim.SGD(
        [{"params": [net.weight], "lr_scale": 0.5}, {"params": [net.bias], "lr_scale": 1.0}], lr=0.1
    )
    used = []
    optimizer.register_step_pre_hook(lambda o, *_: used.append([g["lr"] for g in o.param_groups]))
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss_of(net).backward()
        optimizer.step()
    return used


def one_cycle() -> Any:
    net = model()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=STEPS + 1)
    used, own = [], []
    optimizer.register_step_pre_hook(lambda o, *_: used.append(o.param_groups[0]["momentum"]))
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss_of(net).backward()
        optimizer.step()
        own.append(optimizer.param_groups[0]["momentum"])
        scheduler.step()
    return {"used": used, "own": own}


def gan() -> Any:
    """Two optimizers in turn; the first takes two losses an update."""
    critic, generator = model(), torch.nn.Linear(2, 6)
    first = torch.optim.Adam(critic.parameters(), lr=0.002)
    second = torch.optim.Adam(generator.parameters(), lr=0.001)
    sums = []
    for _ in range(STEPS):
        first.zero_grad()
        real = critic(inputs).square().mean()
        real.backward()
        fake = critic(generator(torch.ones(4, 2)).detach()).abs().mean()
        fake.backward()
        first.step()
        sums.append(real.item() + fake.item())
        second.zero_grad()
        critic(generator(torch.ones(4, 2))).mean().backward()
        second.step()
    return sums


def new_optimizer_each_step() -> Any:
    net = model()
    for _ in range(STEPS):
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        loss_of(net).backward()
        optimizer.step()
        optimizer.zero_grad()


def folds() -> Any:
    for _ in range(3):
        net = model()
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        for _ in range(4):
            optimizer.zero_grad()
            loss_of(net).backward()
            optimizer.step()
        del net, optimizer


def gradients_by_hand() -> Any:
    net = model()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    losses = []
    for _ in range(STEPS):
        loss = loss_of(net)
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, list(net.parameters()))
        for parameter, gradient in zip(net.parameters(), gradients):
            parameter.grad = gradient
        optimizer.step()
    return losses


def gradient_penalty() -> Any:
    net = model()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        points = inputs.clone().requires_grad_()
        (slopes,) = torch.autograd.grad(net(points).sum(), points, create_graph=True)
        loss = loss_of(net) + (slopes.norm(dim=1) - 1).square().mean()
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    return losses


def weights_by_hand() -> Any:
    weight = torch.zeros(6, 3, requires_grad=True)
    for _ in range(30):
        F.cross_entropy(inputs @ weight, targets).backward()
        with torch.no_grad():
            weight -= 0.1 * weight.grad
            weight.grad.zero_()


def many_micro_batches() -> Any:
    net = model()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(30):
        (loss_of(net) / 30).backward()
    optimizer.step()


def own_rate_in_step() -> Any:
    class Adaptive(torch.optim.SGD):
        def step(self, closure: Any = None) -> Any:
            for group in self.param_groups:
                group["lr"] = 0.05
            return super().step(closure)

    net = model()
    optimizer = Adaptive(net.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss_of(net).backward()
        optimizer.step()


def deaf_optimizer() -> Any:
    class Deaf(torch.optim.Optimizer):
        """Keeps its rate to itself."""

        def __init__(self, parameters: Any, lr: float) -> None:
            super().__init__(parameters, {"lr": lr})
            self.own = lr

        @torch.no_grad()
        def step(self, closure: Any = None) -> Any:
            for group in self.param_groups:
                for p in group["params"]:
                    p.sub_(p.grad, alpha=self.own)

    net = model()
    optimizer = Deaf(net.parameters(), lr=0.001)
    for _ in range(400):
        optimizer.zero_grad()
        loss_of(net).backward()
        optimizer.step()
    return "went on"


def _scaled(optimizer_of: Any, bad: Any) -> Any:
    net = model()
    optimizer = optimizer_of(net.parameters())
    scaler = torch.amp.GradScaler("cpu", init_scale=64.0)
    losses = []
    for step in range(40):
        optimizer.zero_grad()
        loss = loss_of(net)
        if bad(step):
            loss = loss * float("inf")
        else:
            losses.append(loss.item())
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        if len(losses) == STEPS:
            break
    return losses


def scaler_skips() -> Any:
    return _scaled(lambda p: torch.optim.SGD(p, lr=0.1), lambda step: step % 3 == 1)


def scaler_skips_fused() -> Any:
    return _scaled(lambda p: torch.optim.AdamW(p, lr=0.1, fused=True), lambda step: step % 3 == 1)


def scaler_skips_all() -> Any:
    return _scaled(lambda p: torch.optim.SGD(p, lr=0.1), lambda step: step > 2)


def compiler_stays_unloaded() -> Any:
    net = model()
    optimizer = torch.optim.Adam(net.parameters())
    for _ in range(2):
        optimizer.zero_grad()
        loss_of(net).backward()
        optimizer.step()
    optimizer.load_state_dict(optimizer.state_dict())
    return "torch._dynamo" in sys.modules


def compiled_loss() -> Any:
    """The compiler is loaded before the optimizer's class is first used, and the loss is computed inside it."""
    net = model()
    compiled = torch.compile(lambda: loss_of(net), backend="aot_eager")
    losses = [compiled().item()]
    optimizer = torch.optim.NAdam(net.parameters(), lr=0.01)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = compiled()
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    return {"losses": losses, "loaded": "torch._dynamo" in sys.modules}


def leaves_at_the_end() -> Any:
    net = model()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    try:
        for _ in range(1000):
            optimizer.zero_grad()
            loss_of(net).backward()
            optimizer.step()
    finally:
        print("finally was reached")
    return "went on"


def error_after_training() -> Any:
    net = model()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    loss_of(net).backward()
    optimizer.step()
    raise ValueError("after one update")


SCENARIOS = [
    value
    for name, value in list(globals().items())
    if callable(value)
    and getattr(value, "__module__", "") == "__main__"
    and not isinstance(value, type)
    and not name.startswith("_")
    and name not in ("model", "loss_of")
]

if __name__ == "__main__":
    names = sys.argv[1:]
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    run_each(*(one for one in SCENARIOS if not names or one.__name__ in names))
