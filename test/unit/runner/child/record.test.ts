import { describe, expect, it } from 'vitest';
import type { Asked } from '../../../../src/protocol/plan';
import type { End, TrainerMessage } from '../../../../src/protocol/report';
import { ChildRecord } from '../../../../src/runner/child/record';
import type { Exit } from '../../../../src/runner/outcome/exit';

const MAIN = 10;

const rangeTest: Asked['experiment'] = {
  kind: 'range-test',
  ramp: { shape: 'exponential', lo: 1e-5, hi: 1, steps: 200 },
};
const train: Asked['experiment'] = { kind: 'train', schedule: null };

/** `said`: who says what, a process by its number, a thread of it by `number-thread`. */
function recordOf(experiment: Asked['experiment'], ...said: [string, TrainerMessage[]][]): ChildRecord {
  const asked: Asked = {
    experiment,
    seed: 1,
    engine: 'automatic',
    threads: 1,
    allowSave: false,
    training: null,
  };
  const record = new ChildRecord(asked, MAIN);
  const armed = new Set<string>();
  for (const [source, messages] of said) {
    const [pid = 0, thread = 0] = source.split('-').map(Number);
    const hello: TrainerMessage = { type: 'armed', pid, parent: 1, thread, runtime: 'Node.js', main: null };
    if (!armed.has(source)) record.add(hello, source);
    armed.add(source);
    for (const message of messages) record.add(message, source);
  }
  return record;
}

function trained(steps: number, loss = 1): TrainerMessage[] {
  const rows = Array.from({ length: steps }, (_, i): TrainerMessage => ({ type: 'step', i, lr: 0.1, loss }));
  const engine = { kind: 'other', name: 'made', version: '1', threads: 1 } as const;
  const framework = { name: 'made', version: '1' };
  return [{ type: 'hello', rank: 0, world: 1, framework, engine, device: 'cpu' }, ...rows];
}

function end(reason: End['reason'], more: Partial<End> = {}): End {
  return { type: 'end', reason, steps: 0, ...more };
}

const exited = (code: number): Exit => ({ code, signal: null, startError: null, stopped: false });
const killed = (stopped: boolean): Exit => ({ code: null, signal: 'SIGKILL', startError: null, stopped });

describe('the end that counts', () => {
  it.each<[string, [string, TrainerMessage[]][], Exit, Partial<End>]>([
    ['a ramp', [['10', [...trained(200), end('ramp-complete')]]], exited(0), { reason: 'ramp-complete' }],
    ['a good end', [['10', [...trained(60), end('script-ended')]]], exited(0), { reason: 'script-ended' }],
    [
      'an exit code after training',
      [['10', [...trained(60), end('script-ended', { exitCode: 1 })]]],
      exited(1),
      { reason: 'error', message: 'exit code 1', steps: 60 },
    ],
    [
      'a crash at the very end',
      [['10', [...trained(60), end('script-ended')]]],
      killed(false),
      { reason: 'error', message: 'signal SIGKILL' },
    ],
    [
      'an end that the host itself brought about',
      [['10', [...trained(60), end('script-ended')]]],
      killed(true),
      { reason: 'script-ended' },
    ],
    [
      'a child that failed, below a parent that does not mind',
      [
        ['11', [...trained(60), end('script-ended', { exitCode: 1 })]],
        ['10', [end('script-ended', { exitCode: 0 })]],
      ],
      exited(0),
      { reason: 'error', message: 'exit code 1' },
    ],
    [
      'a parent that fails after its child trained',
      [
        ['11', [...trained(60), end('script-ended', { exitCode: 0 })]],
        ['10', [end('script-ended', { exitCode: 2 })]],
      ],
      exited(2),
      { reason: 'error', message: 'exit code 2' },
    ],
    [
      'a failed thread beside the main one, which trains',
      [
        ['10-1', [end('error', { message: 'Error: of no account', stack: '' })]],
        ['10', [...trained(60), end('script-ended')]],
      ],
      exited(0),
      { reason: 'script-ended', steps: 60 },
    ],
    [
      'a thread that trained and failed',
      [
        ['10-2', [...trained(60), end('error', { message: 'Error: x', stack: '' })]],
        ['10', [end('script-ended')]],
      ],
      exited(0),
      { reason: 'error', message: 'Error: x', steps: 60 },
    ],
    [
      'an error that the script went on after, as its exit code shows',
      [['10', [...trained(60), end('error', { message: 'Error: x', stack: '' })]]],
      exited(0),
      { reason: 'script-ended' },
    ],
    ['an exit code before training', [['10', [end('script-ended')]]], exited(2), { reason: 'script-ended' }],
  ])('is that of %s', (_, said, exit, expected) => {
    expect(recordOf(train, ...said).endAfter(exit)).toMatchObject(expected);
  });

  it('is none where the process that trains dies without a word', () => {
    expect(recordOf(train, ['10', trained(30)]).endAfter(killed(false))).toBeNull();
  });
});

describe('a record', () => {
  it('says that a script gave up only where it did, whatever its other processes ended with', () => {
    const exploded = [...trained(150), { type: 'step', i: 150, lr: 1, loss: 1e9 } as const];
    const whole = recordOf(
      rangeTest,
      ['11', [...exploded, end('ramp-complete')]],
      ['10', [end('script-ended')]],
    );
    expect(whole.noticeAfter(killed(true))).toBeNull();
    expect(whole.endAfter(killed(true))).toMatchObject({ reason: 'ramp-complete' });

    const error = end('error', { message: 'Error: exploded\n  more', stack: '' });
    const gaveUp = recordOf(rangeTest, ['10', [...exploded, error]]);
    expect(gaveUp.noticeAfter(exited(1))?.message).toContain('(Error: exploded): the ramp ends there');
    expect(gaveUp.endAfter(exited(1))).toMatchObject({ reason: 'diverged', steps: 151 });

    const values = end('error', {
      message: 'ValueError: but found invalid values:\ntensor([nan])',
      steps: 151,
    });
    const announced = recordOf(rangeTest, ['10', [...exploded, values]]);
    expect(announced.noticeAfter(exited(1))?.message).toContain(
      '(ValueError: but found invalid values: tensor([nan]))',
    );
  });

  it('does not say that a script gave up which may have trained all of its epochs', () => {
    const exploded = [...trained(150), { type: 'step', i: 150, lr: 1, loss: 1e9 } as const];
    const ended = recordOf(rangeTest, ['10', [...exploded, end('script-ended')]]);
    const natural = 'The script ended after its loss had exploded: the ramp ends there.';
    expect(ended.noticeAfter(exited(0))?.message).toBe(natural);
    // Its exit code says the same as an error would.
    expect(ended.noticeAfter(exited(1))?.message).toContain('gives up when the loss explodes');
    expect(ended.endAfter(exited(0))).toMatchObject({ reason: 'diverged', steps: 151 });
  });

  it('says that whoever trained was ended from outside', () => {
    const record = recordOf(train, ['11', trained(30)], ['10', [end('script-ended')]]);
    expect(record.endAfter(exited(0))).toMatchObject({ reason: 'script-ended', steps: 30 });
    expect(record.noticeAfter(exited(0))?.message).toContain('ended from outside after 30 iterations');
  });

  it('lets a script go on after a child has trained, but not after a ramp', () => {
    const said: [string, TrainerMessage[]] = ['11', [...trained(30), end('script-ended')]];
    expect(recordOf(train, ['10', []], said)).toMatchObject({ hasTrained: true, isOver: false });
    expect(recordOf(rangeTest, ['10', []], said)).toMatchObject({ hasTrained: true, isOver: true });
  });

  it('is not over because a helper ended or failed', () => {
    const record = recordOf(
      train,
      ['10', trained(3)],
      ['10-1', [end('error')]],
      ['11', [end('script-ended')]],
    );
    expect(record).toMatchObject({ hasTrained: false, isOver: false });
  });
});
