import { describe, expect, it } from 'vitest';
import type { LaunchOptions, Typed } from '../../../src/terminal/options/scriptCommand';
import { commandLine } from '../../../src/terminal/wayOn';

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
