import { describe, expect, it } from 'vitest';
import { fromLaunchConfigurations, fromPackageScripts } from '../../../src/editor/starting/startChoices';

const script = '/w/app/train.js';

describe('launch configurations', () => {
  it('that start the script are offered with their arguments, environment, folder and Node options', () => {
    const choices = fromLaunchConfigurations(
      [
        {
          name: 'Train small',
          type: 'node',
          program: '${workspaceFolder}/app/train.js',
          args: ['--data', '${workspaceFolder}/data'],
          env: { SEED: '1', SKIP: 2 },
          runtimeArgs: ['--max-old-space-size=4096'],
        },
        { name: 'Current file', program: '${file}', args: '--epochs "3"', cwd: '${fileDirname}' },
        { name: 'Server', program: '${workspaceFolder}/server.js' },
        { name: 'Attach', request: 'attach' },
        null,
      ],
      script,
      '/w',
    );
    expect(choices).toEqual([
      {
        label: 'Train small',
        detail: 'launch.json',
        start: {
          args: ['--data', '/w/data'],
          cwd: '/w',
          env: { SEED: '1' },
          runtimeArgs: ['--max-old-space-size=4096'],
        },
      },
      {
        label: 'Current file',
        detail: 'launch.json',
        start: { args: ['--epochs', '3'], cwd: '/w/app', env: {}, runtimeArgs: [] },
      },
    ]);
  });

  it('keep what they ask for that is not known', () => {
    const [choice] = fromLaunchConfigurations(
      [{ name: 'a', program: 'app/train.js', args: ['${input:size}'] }],
      script,
      '/w',
    );
    expect(choice?.start.args).toEqual(['${input:size}']);
  });
});

describe('package.json scripts', () => {
  it.each([
    ['node train.js', { args: [], env: {}, runtimeArgs: [] }],
    [
      'node --expose-gc ./train.js --epochs 5',
      { args: ['--epochs', '5'], env: {}, runtimeArgs: ['--expose-gc'] },
    ],
    [
      'TF_CPP_MIN_LOG_LEVEL=2 node train.js',
      { args: [], env: { TF_CPP_MIN_LOG_LEVEL: '2' }, runtimeArgs: [] },
    ],
    ['cross-env A=b=c tsx train.js "two words"', { args: ['two words'], env: { A: 'b=c' }, runtimeArgs: [] }],
    ['npm run build && npx ts-node train.js', { args: [], env: {}, runtimeArgs: [] }],
  ])('%s', (command, start) => {
    expect(fromPackageScripts({ train: command }, script, '/w/app')).toEqual([
      { label: 'npm run train', detail: command, start: { cwd: '/w/app', ...start } },
    ]);
  });

  it('that start another file, or none, are passed over', () => {
    const scripts = { test: 'vitest', serve: 'node server.js', lint: 'eslint train.js', odd: 3 };
    expect(fromPackageScripts(scripts, script, '/w/app')).toEqual([]);
  });
});
