/** Runs real scripts in real child processes under the built trainer, as the product does. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { prepareLaunch, runChild } from '../../src/runner';
import type { ScriptLaunch, ChildOutcome } from '../../src/runner';
import type { Ramp } from '../../src/tuning';
import type { Asked } from '../../src/protocol/plan';
import type { Step, TrainerMessage } from '../../src/protocol/report';

export const root = path.resolve(import.meta.dirname, '../..');
/** What `npm run build` made. */
export const dist = process.env['LR_TUNER_DIST'] ?? path.join(root, 'dist');
export const scripts = path.join(root, 'test/scripts/javascript');

export interface Run {
  outcome: ChildOutcome;
  messages: TrainerMessage[];
  steps: Step[];
  output: string;
}

export const shortRamp: Ramp = { shape: 'exponential', lo: 1e-5, hi: 1, steps: 60 };

export const rangeTest: Asked = {
  experiment: { kind: 'range-test', ramp: shortRamp },
  seed: 1,
  engine: 'automatic',
  threads: 1,
  allowSave: false,
  training: null,
};

export function launchOf(script: string, more: Partial<ScriptLaunch> = {}): ScriptLaunch {
  return { script, args: [], cwd: null, env: {}, runtimePath: null, runtimeArgs: [], ...more };
}

export async function run(
  script: string,
  options: {
    plan?: Partial<Asked>;
    launch?: Partial<ScriptLaunch>;
    signal?: AbortSignal;
    /** Told of each message as it comes. */
    listen?: (message: TrainerMessage) => void;
  } = {},
): Promise<Run> {
  const launch = await prepareLaunch(launchOf(path.resolve(scripts, script), options.launch), dist);
  const messages: TrainerMessage[] = [];
  let output = '';
  const outcome = await runChild(
    launch,
    { ...rangeTest, ...options.plan },
    {
      message: (message) => {
        messages.push(message);
        options.listen?.(message);
      },
      output: (text) => (output += text),
    },
    options.signal ?? new AbortController().signal,
  );
  return { outcome, messages, steps: ofType(messages, 'step'), output };
}

export function ofType<T extends TrainerMessage['type']>(
  messages: TrainerMessage[],
  type: T,
): Extract<TrainerMessage, { type: T }>[] {
  return messages.filter((one): one is Extract<TrainerMessage, { type: T }> => one.type === type);
}

export function warningCodes(run: Run): string[] {
  return ofType(run.messages, 'warning').map((warning) => warning.code);
}

const madeFolders: string[] = [];
afterAll(() => Promise.all(madeFolders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** A project of a user's in a folder of its own; `packages` maps names to what is installed under them. */
export async function makeProject(
  files: Record<string, string>,
  packages: Record<string, string> = { '@tensorflow': path.join(root, 'node_modules/@tensorflow') },
  name = 'project',
): Promise<string> {
  const made = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-test-'));
  madeFolders.push(made);
  const folder = path.join(made, name);
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  for (const [installed, source] of Object.entries(packages)) {
    const target = path.join(folder, 'node_modules', installed);
    await mkdir(path.dirname(target), { recursive: true });
    await symlink(source, target, 'junction');
  }
  return folder;
}

/** A script that trains: 100 updates of two weights. */
export const SMALL_TRAINING = `
const tf = require('@tensorflow/tfjs');
const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = tf.train.sgd(0.01);
for (let i = 0; i < 100; i += 1) optimizer.minimize(() => w.square().sum());
`;
