import { describe, expect, it, vi } from 'vitest';
import { runAtOnce, type Sharing } from '../../../src/experiments/atOnce';
import { Session } from '../../../src/experiments/session';
import type { Hello } from '../../../src/protocol/report';

vi.mock('node:os', async (real) => ({ ...(await real<object>()), availableParallelism: () => 4 }));

const hello = (device: string): Hello => ({
  type: 'hello',
  rank: 0,
  world: 1,
  framework: { name: 'PyTorch', version: '2.13.0' },
  engine: { kind: 'other', name: 'PyTorch', version: '2.13.0', threads: 1 },
  device,
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Processes that start, greet and end as real ones do; how many ran beside each other before and after a hello. */
async function beside(
  launch: Sharing['launch'],
  device: string,
  wanted = 0,
): Promise<{ before: number; after: number }> {
  const session = new Session(null);
  const most = { before: 0, after: 0 };
  let going = 0;
  let greeted = false;
  const note = (): void => {
    const when = greeted ? 'after' : 'before';
    most[when] = Math.max(most[when], going);
  };
  const processes = Array.from({ length: 9 }, (_, seed) => async () => {
    const repeat = session.run.repeats.length;
    const ramp = { shape: 'exponential', lo: 1e-4, hi: 1, steps: 60 } as const;
    session.record({ type: 'repeat', repeat, seed, experiment: { kind: 'range-test', ramp } });
    going += 1;
    note();
    await turn();
    greeted = true;
    session.record({ type: 'trainer', repeat, message: hello(device), at: 0 });
    await turn();
    await turn();
    note();
    going -= 1;
  });
  await runAtOnce(processes, { launch, page: undefined, wanted, most: () => 9 }, session);
  return most;
}

describe('processes at once', () => {
  it('are as many as cores where no device can be shared', async () => {
    expect(await beside({ alone: false, takesDevice: false }, 'cpu')).toEqual({ before: 4, after: 4 });
  });

  it('wait for the first to say that it computes on the cores', async () => {
    expect(await beside({ alone: false, takesDevice: true }, 'cpu')).toEqual({ before: 1, after: 4 });
  });

  it('follow one another on a device', async () => {
    expect(await beside({ alone: false, takesDevice: true }, 'cuda:0')).toEqual({ before: 1, after: 1 });
  });

  it('follow one another below a launcher', async () => {
    expect(await beside({ alone: true, takesDevice: true }, 'cpu')).toEqual({ before: 1, after: 1 });
  });

  it('are as many as the user wants, whatever they share', async () => {
    expect(await beside({ alone: true, takesDevice: true }, 'cuda:0', 3)).toEqual({ before: 3, after: 3 });
    expect(await beside({ alone: false, takesDevice: false }, 'cpu', 1)).toEqual({ before: 1, after: 1 });
    expect(await beside({ alone: false, takesDevice: false }, 'cpu', 6)).toEqual({ before: 6, after: 6 });
  });
});
