import { describe, expect, it } from 'vitest';
import type { LaunchOptions, Typed } from '../../../src/terminal/options/scriptCommand';
import { render } from '../../../src/terminal/page/text';
import { commandLine, wayOnFromComparison } from '../../../src/terminal/wayOn';
import { planArms } from '../../../src/tuning';
import { applyEvent, emptyRun, type Run } from '../../../src/runs';

const BOUNDS = { baseLR: 0.0123, maxLR: 0.049 };
const TYPED: Typed = {
  command: 'find',
  operands: ["my script's/train.py"],
  runtimePaths: new Map([['python', '.venv/bin/python']]),
  scriptArguments: ['--name', '$HOME; rm', '--epochs=3'],
};
const OPTIONS: LaunchOptions = { engine: 'automatic' };

describe.skipIf(process.platform === 'win32')('the next command', () => {
  it('starts the same script in the same way, each word safe in a shell', () => {
    const options = { ...OPTIONS, cwd: 'data', launcher: 'torchrun {script}', training: 2 };
    expect(commandLine('train', BOUNDS, ['--policy', 'one-cycle'], options, TYPED)).toBe(
      "lr-tuner train 'my script'\\''s/train.py' --base 0.012 --max 0.049 --launcher 'torchrun {script}' --cwd data " +
        "--training 2 --python .venv/bin/python --policy one-cycle -- --name '$HOME; rm' --epochs=3",
    );
  });

  it('stays on one line whatever the script is called', () => {
    const typed = { ...TYPED, operands: ["a\nb's\u001b.py"], runtimePaths: new Map(), scriptArguments: [] };
    expect(commandLine('train', BOUNDS, [], OPTIONS, typed)).toBe(
      "lr-tuner train $'a\\u000ab\\'s\\u001b.py' --base 0.012 --max 0.049",
    );
  });

  it('says only what was said', () => {
    const typed = { ...TYPED, operands: ['train.py'], runtimePaths: new Map(), scriptArguments: [] };
    expect(commandLine('compare', BOUNDS, [], OPTIONS, typed)).toBe(
      'lr-tuner compare train.py --base 0.012 --max 0.049',
    );
  });
});

/** Every arm trained to the same end, at so many seeds. */
function compared(seeds: number): Run {
  const run = emptyRun();
  const range = { lo: 0.01, hi: 0.04 };
  const wanted = {
    bounds: { baseLR: 0.01, maxLR: 0.04 },
    policies: ['triangular' as const],
    stepSize: null,
    cycleMomentum: false,
  };
  const length = { totalSteps: 20, stepsPerEpoch: 5 };
  const arms = planArms(wanted, length, true);
  const header = { id: 't', kind: 'comparison', name: 'train.py', script: '/w/train.py' } as const;
  applyEvent(run, { type: 'created', ...header, startedAt: 0, range });
  applyEvent(run, { type: 'training-asked', request: { ...wanted, seeds, allowSave: false } });
  applyEvent(run, { type: 'arms', arms, length });
  const steps = Array.from({ length: 20 }, (_, i) => ({ i, lr: 0.1, loss: 2 - i / 20 }));
  for (let seed = 0; seed < seeds; seed++)
    for (const { name, schedule } of arms) {
      const repeat = run.repeats.length;
      const experiment = { kind: 'train', schedule } as const;
      applyEvent(run, { type: 'repeat', repeat, seed, arm: name, experiment });
      applyEvent(run, { type: 'steps', repeat, steps });
      const end = { type: 'end', reason: 'script-ended', steps: 20 } as const;
      applyEvent(run, { type: 'trainer', repeat, message: end });
    }
  return run;
}

describe('after a comparison', () => {
  const surface = { columns: 80, line: 80, prose: Infinity, colour: false, unicode: true };
  const typed = { ...TYPED, operands: ['train.py'], runtimePaths: new Map(), scriptArguments: [] };
  const said = (seeds: number): string =>
    render(wayOnFromComparison(compared(seeds), OPTIONS, typed, surface), false);

  it('of fewer seeds than can tell a gain from chance, that many are the way on', () => {
    expect(said(1)).toContain(
      'One seed cannot tell a gain from chance; 3 can:\n' +
        '  lr-tuner compare train.py --base 0.01 --max 0.04 --policies triangular --seeds 3\n',
    );
    expect(said(3)).not.toContain('chance');
  });
});
