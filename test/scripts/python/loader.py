"""A loader with two workers, started as METHOD says."""

import os

import torch


class Data(torch.utils.data.Dataset):
    def __len__(self):
        return 64

    def __getitem__(self, index):
        return torch.full((3,), float(index % 5)), index % 2


if __name__ == "__main__":
    model = torch.nn.Linear(3, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = torch.utils.data.DataLoader(
        Data(),
        batch_size=2,
        num_workers=2,
        persistent_workers=True,
        multiprocessing_context=os.environ["METHOD"],
    )
    for epoch in range(50):
        for inputs, targets in loader:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(inputs), targets).backward()
            optimizer.step()
