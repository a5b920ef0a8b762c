import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { fromLaunchConfigurations } from '../../../src/editor/starting/choices/launchConfigurations';
import { fromPackageScripts } from '../../../src/editor/starting/choices/packageScripts';
import { fromImports } from '../../../src/editor/starting/choices/pythonLaunchers';
import { fromShellScripts } from '../../../src/editor/starting/choices/shellScripts';
import type { ScriptStart } from '../../../src/editor/starting/choices/startChoices';
import { fillVariables, type Surroundings } from '../../../src/editor/starting/variables';

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
      { workspace: '/w' },
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
      { workspace: '/w' },
    );
    expect(choice?.start.args).toEqual(['${input:size}']);
  });
});

describe('launch configurations of Python', () => {
  const train = '/w/pkg/train.py';
  const surroundings: Surroundings = {
    workspace: '/w',
    setting: (name) => (name === 'python.defaultInterpreterPath' ? '/conda/bin/python' : null),
  };

  function start(configuration: object, more: Partial<Surroundings> = {}): ScriptStart | undefined {
    const all = [{ name: 'x', type: 'debugpy', request: 'launch', ...configuration }];
    return fromLaunchConfigurations(all, train, { ...surroundings, ...more })[0]?.start;
  }

  it('start a program with arguments, variables, a folder and a Python of its own', () => {
    expect(
      start({
        program: '${workspaceFolder}/pkg/train.py',
        args: ['--epochs', '3', '--out=${fileBasenameNoExtension}'],
        env: { A: '${userHome}/data', B: 2 },
        envFile: '${workspaceFolder}/dev.env',
        cwd: '${fileDirname}',
        python: '.venv/bin/python',
        pythonArgs: ['-X', 'dev'],
      }),
    ).toEqual({
      args: ['--epochs', '3', '--out=train'],
      cwd: '/w/pkg',
      env: { A: `${homedir()}/data` },
      envFile: '/w/dev.env',
      runtimePath: '/w/.venv/bin/python',
      runtimeArgs: ['-X', 'dev'],
    });
  });

  it('start a module, whose file is the script', () => {
    const module = { args: ['--lr', '1'], cwd: '/w', env: {}, runtimeArgs: [] };
    expect(start({ module: 'pkg.train', args: '--lr 1' })).toEqual({
      ...module,
      launcher: ['{python}', '-m', 'pkg.train'],
    });
    expect(start({ type: 'python', module: 'train', cwd: '${workspaceFolder}/pkg' })?.launcher).toEqual([
      '{python}',
      '-m',
      'train',
    ]);
    expect(start({ module: 'pkg.other' })).toBeUndefined();
  });

  it('start a launcher, which is given the script or its module', () => {
    const words = ['--standalone', '--nproc-per-node=2'];
    expect(
      start({ module: 'torch.distributed.run', args: [...words, 'pkg/train.py', '--epochs', '3'] }),
    ).toMatchObject({
      launcher: ['{python}', '-m', 'torch.distributed.run', ...words, '{script}'],
      args: ['--epochs', '3'],
    });
    expect(start({ program: '.venv/bin/torchrun', args: [...words, '-m', 'pkg.train', '-v'] })).toMatchObject(
      {
        launcher: ['{python}', '/w/.venv/bin/torchrun', ...words, '-m', 'pkg.train'],
        args: ['-v'],
      },
    );
    expect(start({ module: 'torch.distributed.run', args: ['other.py'] })).toBeUndefined();
  });

  it.each([
    ['${config:python.defaultInterpreterPath}', '/conda/bin/python', []],
    ['${command:python.interpreterPath}', undefined, []],
    ['python3.11', 'python3.11', []],
    [['/usr/bin/python3', '-I'], '/usr/bin/python3', ['-I']],
    [undefined, undefined, []],
  ])('name the Python as %j', (python, runtimePath, runtimeArgs) => {
    const found = start({ program: '${file}', python });
    expect(found?.runtimePath).toBe(runtimePath);
    expect(found?.runtimeArgs).toEqual(runtimeArgs);
  });

  it('take the .env of the folder where none is named, as the debugger does', () => {
    const exists = (file: string): boolean => file === '/w/.env';
    expect(start({ program: '${file}' }, { exists })?.envFile).toBe('/w/.env');
    expect(start({ program: '${file}' }, { exists: () => false })).not.toHaveProperty('envFile');
  });

  it('say something else for another operating system', () => {
    const own = { win32: 'windows', darwin: 'osx' }[process.platform as string] ?? 'linux';
    expect(start({ program: '${file}', args: ['a'], [own]: { args: ['b'] } })?.args).toEqual(['b']);
  });

  it('attach to what runs already: these start nothing', () => {
    expect(start({ request: 'attach', connect: { port: 5678 } })).toBeUndefined();
  });
});

describe('variables of VS Code', () => {
  it.each([
    [
      '${relativeFile}|${relativeFileDirname}|${fileBasename}|${fileExtname}',
      'app/train.js|app|train.js|.js',
    ],
    ['${workspaceFolderBasename}|${fileDirnameBasename}|${fileWorkspaceFolder}|${cwd}', 'w|app|/w|/w'],
    ['${workspaceFolder:data}/x|${workspaceFolder:none}', '/d/x|${workspaceFolder:none}'],
    ['${env:LR_TEST_VARIABLE}|${env:LR_TEST_NONE}', 'value|'],
    [
      '${config:a.b}|${config:none}|${command:x}|${input:y}',
      'setting|${config:none}|${command:x}|${input:y}',
    ],
  ])('%s', (text, filled) => {
    process.env['LR_TEST_VARIABLE'] = 'value';
    const surroundings = {
      workspace: '/w',
      workspaces: { data: '/d' },
      setting: (name: string) => (name === 'a.b' ? 'setting' : null),
    };
    expect(fillVariables(text, script, surroundings)).toBe(filled);
    delete process.env['LR_TEST_VARIABLE'];
  });
});

describe('shell scripts', () => {
  const train = '/w/pkg/train.py';
  const offered = (text: string, place = '/w/scripts/run.sh') =>
    fromShellScripts([{ path: place, text }], train, '/w').map(({ label, start }) => [label, start.cwd]);

  it.each([
    ['python prepare.py\npython pkg/train.py --epochs 3\n', '/w'],
    ['python3 ../pkg/train.py "$@"', '/w/scripts'],
    ['cd "$(dirname "$0")/.."\npython "$ROOT/pkg/train.py"', '/w/scripts'],
    ['CUDA_VISIBLE_DEVICES=0 torchrun --standalone \\\n  --nproc-per-node=2 \\\n  pkg/train.py', '/w'],
    ['python -u -m pkg.train', '/w'],
    ['accelerate launch pkg/train.py', '/w'],
  ])('that run the script are offered: %s', (text, cwd) => {
    expect(offered(text)).toEqual([['bash scripts/run.sh', cwd]]);
  });

  it.each(['python other.py', '# python pkg/train.py', 'cp pkg/train.py /tmp', 'echo pkg/train.py', ''])(
    'that run another, or none, are passed over: %s',
    (text) => expect(offered(text)).toEqual([]),
  );

  it('are run whole, by bash', () => {
    const [choice] = fromShellScripts([{ path: '/w/run.sh', text: 'python pkg/train.py -v' }], train, '/w');
    expect(choice).toEqual({
      label: 'bash run.sh',
      detail: 'python pkg/train.py -v',
      start: { args: [], cwd: '/w', env: {}, runtimeArgs: [], launcher: ['bash', '/w/run.sh'] },
    });
  });
});

describe('launchers that a Python script is written for', () => {
  it.each([
    ['import torch.distributed as dist', ['By torchrun']],
    ['from torch import distributed', ['By torchrun']],
    ['from accelerate import Accelerator', ['By accelerate']],
    ['import torch\n# accelerate', []],
  ])('%s', (text, labels) => expect(fromImports(text).map(({ label }) => label)).toEqual(labels));
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
