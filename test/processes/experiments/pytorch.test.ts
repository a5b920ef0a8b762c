/** Trainings and comparisons of a PyTorch script with loops of its own. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runComparison, runTraining } from '../../../src/experiments';
import { comparisonOf, type Run, type TrainingRequest } from '../../../src/runs';
import { OWN_ARM } from '../../../src/tuning';
import { makeProject } from '../harness';
import { python } from '../python';
import { newSession, repeatOf, trainingLaunch } from './harness';

/** 5 updates an epoch, 4 epochs; ends with its own evaluation after each. */
const TRAIN = `
import argparse, os, time
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

def train(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

def evaluate(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            scores = model(x)
            F.cross_entropy(scores, y, reduction="sum")
            correct += (scores.argmax(1) == y).sum().item()
    model.train()
    return correct / len(loader.dataset)

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=0.02)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--first-waits", action="store_true")
    args = parser.parse_args()
    waits = args.first_waits and not os.path.exists("was-here")
    open("was-here", "w").close()
    torch.manual_seed(0)
    x = torch.randn(60, 6)
    data = TensorDataset(x, x[:, :3].argmax(1))
    loader = DataLoader(torch.utils.data.Subset(data, range(40)), batch_size=8, shuffle=True)
    held_out = DataLoader(torch.utils.data.Subset(data, range(40, 60)), batch_size=8)
    model = torch.nn.Linear(6, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        train(model, loader, optimizer)
        print("accuracy", evaluate(model, held_out))
        # Long enough for whoever ends it: alone it would be over before.
        if waits and epoch == 1:
            time.sleep(100)
    print("trained to the end")

main()
`;

async function start(
  kind: 'training' | 'comparison',
  asked: Partial<TrainingRequest>,
  args: string[] = [],
): Promise<{ run: Run; output: string }> {
  const folder = await makeProject({ 'train.py': TRAIN }, {});
  const script = path.join(folder, 'train.py');
  const session = newSession(kind, script, asked);
  let output = '';
  const request = {
    ...trainingLaunch(script, { runtimePath: python ?? null, args }),
    output: (text: string) => (output += text),
  };
  await (kind === 'training' ? runTraining : runComparison)(request, session);
  return { run: session.run, output };
}

describe.skipIf(python === undefined)('a PyTorch script with loops of its own', () => {
  it('is stopped as soon as its loops tell how long it trains', async () => {
    const args = ['--epochs', '6', '--first-waits'];
    const { run, output } = await start('training', { stepSize: { epochs: 3 } }, args);
    expect(run).toMatchObject({ status: 'finished', problem: null });
    expect(run.training?.length).toEqual({ totalSteps: 30, stepsPerEpoch: 5 });
    expect(run.training?.arms[0]?.schedule).toMatchObject({ stepSize: 15 });
    expect(repeatOf(run, 'triangular').step).toHaveLength(30);
    expect(output.match(/trained to the end/g)).toHaveLength(1);
  });

  it('is compared by the accuracy of its own evaluations', async () => {
    const { run } = await start('comparison', {
      policies: ['triangular'],
      bounds: { baseLR: 0.05, maxLR: 0.5 },
    });
    expect(run).toMatchObject({ status: 'finished', problem: null });
    const comparison = comparisonOf(run);
    expect(comparison?.metric).toBe('validation accuracy');
    const own = repeatOf(run, OWN_ARM.name);
    expect(own.phases.filter(({ phase }) => phase === 'evaluate').map(({ step }) => step)).toEqual([
      5, 10, 15, 20,
    ]);
  });
});
