/** Faults of a PyTorch script and of its host, with the same demands as for JavaScript. */
import path from 'node:path';
import { describe, it } from 'vitest';
import { ANSWERED, expectSurvival, type Fault } from './demands';
import { signalled } from './signals';
import { inRounds } from './soak';

const python = process.env['LR_TUNER_TEST_PYTHON'] ?? '';
const TRAINING = `
import pathlib
import torch

torch.manual_seed(0)
model = torch.nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x = torch.rand(800, 1)
for epoch in range(2):
    for batch in x.split(8):
        optimizer.zero_grad()
        ((model(batch) - 3 * batch) ** 2).mean().backward()
        optimizer.step()
torch.save(model.state_dict(), pathlib.Path(__file__).parent / "model.pt")
`;
/** What a script does before it trains that makes the training impossible, or hard. */
const LIMITED_FILES = `
import resource
import torch
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
open(__file__).read()
`;
const LIMITED_MEMORY = `
import resource
import torch
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 200 * 2**20,) * 2)
held = [torch.ones(2**24) for _ in range(100)]
`;
const OWN_CLOCK = `
import time
time.time = time.monotonic = time.perf_counter = lambda: 0.0
time.sleep = lambda seconds: None
`;
const FILES = {
  'train.py': TRAINING,
  'files.py': LIMITED_FILES + TRAINING,
  'memory.py': LIMITED_MEMORY + TRAINING,
  'clock.py': OWN_CLOCK + TRAINING,
  'model.pt': 'mine',
};
/** PyTorch alone takes seconds to load. */
const LATEST_MS = 5_000;

const FAULTS: readonly (Fault & { script?: string })[] = [
  { name: 'SIGTERM', ...signalled('SIGTERM', 'child', LATEST_MS), codes: [1, ...ANSWERED] },
  { name: 'SIGKILL', ...signalled('SIGKILL', 'child', LATEST_MS), codes: [1, ...ANSWERED] },
  { name: 'SIGINT', ...signalled('SIGINT', 'child', LATEST_MS), codes: [1, ...ANSWERED] },
  { name: 'a stop for a while', ...signalled('SIGSTOP', 'child', LATEST_MS), codes: ANSWERED },
  { name: 'Ctrl+C', ...signalled('SIGINT', 'host', LATEST_MS), codes: [130, ...ANSWERED] },
  {
    name: 'a killed host',
    ...signalled('SIGKILL', 'host', LATEST_MS),
    codes: [null, ...ANSWERED],
    leavesTemporary: true,
  },
  { name: 'no more files', script: 'files.py', codes: [1], words: /ulimit -n/ },
  { name: 'no more memory', script: 'memory.py', codes: [1], words: /has no memory left/ },
  { name: 'a clock of its own', script: 'clock.py', codes: ANSWERED },
];

/** @param script of the project */
function find(script: string): string[] {
  return ['find', script, '--quick', '--json', '--python', path.resolve(python)];
}

describe.skipIf(python === '' || process.platform !== 'linux')('a run of a PyTorch script survives', () => {
  it.each(inRounds(FAULTS))('$name (round $round)', ({ script = 'train.py', ...fault }) =>
    expectSurvival(fault, FILES, find(script), find('train.py')),
  );
});
