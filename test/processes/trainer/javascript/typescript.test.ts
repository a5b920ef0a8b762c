// TypeScript that compiles elsewhere runs here, with nothing installed beside it.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, ofType, type Run, run, shortRamp } from '../../harness';
import { installed } from '../../installed';

const IMPORT = "import * as tf from '@tensorflow/tfjs';\n";
/** 100 updates. */
const TRAIN = `
export function train(rate = 0.01, updates = 100) {
  const w = tf.variable(tf.tensor1d([3, -2]));
  const optimizer = tf.train.sgd(rate);
  for (let i = 0; i < updates; i += 1) optimizer.minimize(() => w.square().sum() as tf.Scalar);
}
`;

type Files = Record<string, string>;

const config = (compilerOptions: object, more: object = {}) => JSON.stringify({ ...more, compilerOptions });

async function trainIn(files: Files, packages: Files = {}, script = 'train.ts'): Promise<Run> {
  const folder = await makeProject({ 'lib/train.ts': IMPORT + TRAIN, ...files }, packages);
  return run(path.join(folder, script));
}

function expectTrained({ outcome, steps }: Run): void {
  expect(outcome.problem).toBeNull();
  expect(steps).toHaveLength(shortRamp.steps);
}

const ALIASES: [string, Files][] = [
  [
    'paths',
    {
      'train.ts': "import { train } from '@/train';\ntrain();",
      'tsconfig.json': `{
        // As people write it.
        "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["lib/*"] }, },
      }`,
    },
  ],
  [
    'paths without a base',
    {
      'train.ts': "import { train } from '~lib';\ntrain();",
      'tsconfig.json': config({ paths: { '~lib': ['./missing', './lib/train.ts'] } }),
    },
  ],
  [
    'a base',
    {
      'src/train.ts': "import { train } from 'lib/train';\ntrain();",
      'train.ts': "import './src/train.js';",
      'tsconfig.json': config({ baseUrl: '.' }),
    },
  ],
  [
    'a config that extends others',
    {
      'train.ts': "import { train } from '@/train';\ntrain();",
      'tsconfig.json': JSON.stringify({ extends: ['@team/base', './configs/base.json'] }),
      'configs/base.json': config({ paths: { '@/*': ['../lib/*'] } }),
      'node_modules/@team/base/tsconfig.json': config({ strict: true }),
    },
  ],
  [
    'a config that only refers to others',
    {
      'train.ts': "import { train } from '@/train';\ntrain();",
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
      'tsconfig.app.json': config({ paths: { '@/*': ['./lib/*'] } }),
    },
  ],
  [
    'the most fitting of several patterns, beside packages',
    {
      'train.ts': "import fs from 'fs';\nimport { train } from 'deep/train';\nfs.existsSync('.');\ntrain();",
      'tsconfig.json': config({ baseUrl: '.', paths: { '*': ['types/*'], 'deep/*': ['lib/*'] } }),
      'types/deep/train.ts': "throw new Error('the wrong one');",
      'types/fs.ts': "throw new Error('the wrong one');",
    },
  ],
];

describe('what tsconfig.json names', () => {
  it.each(ALIASES)('is found: %s', async (_, files) => {
    expectTrained(await trainIn(files));
  });

  it.each(ALIASES)('is found from modules: %s', async (_, files) => {
    expectTrained(await trainIn({ ...files, 'package.json': '{ "type": "module" }' }));
  });
});

const LEGACY = { experimentalDecorators: true, emitDecoratorMetadata: true };

describe('a script with', () => {
  it.each<[string, string, Files?]>([
    ['namespaces', 'namespace Settings { export const rate = 0.1; }\ntrain(Settings.rate);'],
    [
      'enums',
      'enum Mode { Train = 1, Test }\nconst enum Rate { Low = 0.01 }\nif (Mode[1] === "Train") train(Rate.Low);',
    ],
    [
      'constants of another file',
      "import { Updates } from './lib/updates';\ntrain(0.01, Updates.Many);",
      { 'lib/updates.ts': 'export const enum Updates { Many = 100 }' },
    ],
    [
      'import = require, and import = of a name',
      "import fs = require('fs');\nnamespace A.B { export const rate = 0.01; }\nimport rate = A.B.rate;\nif (fs.existsSync('.')) train(rate);",
    ],
    [
      'fields that use what the constructor is given',
      'class Job { private half = this.rate / 2; constructor(private readonly rate: number) {} run() { if (this.half > 0) train(this.half); } }\nnew Job(0.02).run();',
    ],
    [
      'decorators',
      `
function logged(_target: unknown, _key: string, found: PropertyDescriptor) { const run = found.value; found.value = function (...given: any[]) { return run.apply(this, given); }; }
function sealed(made: Function) { Object.seal(made); }
@sealed class Job { @logged run(rate: number) { train(rate); } }
new Job().run(0.01);`,
      { 'tsconfig.json': config(LEGACY) },
    ],
    [
      'decorators of the standard, and accessors',
      `
function logged<This, Given extends unknown[]>(run: (this: This, ...given: Given) => void, context: ClassMethodDecoratorContext) { return function (this: This, ...given: Given) { if (context.kind === 'method') run.apply(this, given); }; }
class Job { accessor rate = 0.01; @logged run() { train(this.rate); } }
new Job().run();`,
    ],
    ['using', 'class Job { [Symbol.dispose]() { train(); } }\n{ using job = new Job(); }'],
    [
      'types of all kinds',
      `
abstract class Base<T> { declare later: string; abstract run(): T; }
class Job extends Base<void> { override run(): void { train(<number>0.01); } }
function isJob(given: unknown): given is Job { return given instanceof Job; }
const job = new Job() satisfies Base<void>; if (isJob(job)) job!.run();
declare global { var anything: unknown }
export type { Job };`,
    ],
  ])('%s', async (_, text, files = {}) => {
    const script = `import { train } from './lib/train';\n${text}`;
    expectTrained(await trainIn({ 'train.ts': script, ...files }));
  });

  it('settings in JSON, as a module and as none', async () => {
    const files = {
      'settings.json': '{ "rate": 0.01 }',
      'train.ts':
        "import settings from './settings.json';\nimport { train } from './lib/train';\ntrain(settings.rate);",
      'tsconfig.json': config({ resolveJsonModule: true, esModuleInterop: true }),
    };
    expectTrained(await trainIn(files));
    expectTrained(await trainIn({ ...files, 'package.json': '{ "type": "module" }' }));
  });
});

describe('what goes wrong in TypeScript', () => {
  it.each(['commonjs', 'module'])('is shown at the line that the user wrote: %s', async (type) => {
    const text = `interface Long {\n  a: number;\n}\n\nnamespace A { export const b = 1; }\n\nthrow new Error('mine');\n`;
    const { outcome } = await trainIn({ 'train.ts': text, 'package.json': JSON.stringify({ type }) });
    expect(outcome.problem).toMatchObject({ code: 'script-threw', line: 7 });
    expect(outcome.problem?.file).toMatch(/train\.ts$/);
  });

  it('is shown at the place where it cannot be read', async () => {
    const { outcome } = await trainIn({ 'train.ts': 'const a: number = 1;\n\nconst = 2;\n' });
    expect(outcome.problem).toMatchObject({ code: 'syntax-error', line: 3 });
  });
});

describe("the project's own ts-node", () => {
  const preloaded = {
    'train.ts': IMPORT + TRAIN.replace('export ', '') + 'train();',
    'setup.js': "console.log('set up by ts-node');",
    'tsconfig.json': config({ module: 'commonjs' }, { 'ts-node': { require: ['./setup.js'] } }),
  };

  it('compiles, and the script draws the same numbers', async () => {
    const folder = await installed('ts-node', ['ts-node@10.9.2', 'typescript@5.9.3']);
    const packages = Object.fromEntries(
      ['ts-node', 'typescript'].map((name) => [name, path.join(folder, 'node_modules', name)]),
    );
    const result = await trainIn(preloaded, packages);
    expectTrained(result);
    expect(result.output).toContain('set up by ts-node');
    expect(result.steps).toEqual((await trainIn(preloaded)).steps);
  });

  it('is done without, with a notice, where it does not start', async () => {
    const result = await trainIn({
      ...preloaded,
      'node_modules/ts-node/package.json': '{ "main": "index.js" }',
      'node_modules/ts-node/index.js': "exports.create = () => { throw new Error('no TypeScript'); };",
    });
    expectTrained(result);
    const said = ofType(result.messages, 'warning').map(({ message }) => message);
    expect(said).toContainEqual(expect.stringContaining('ts-node does not start'));
  });
});
