// Where a script lies, what stands around it and how long it lives: none of it may change the measurement.
import { describe, expect, it } from 'vitest';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { prepareLaunch } from '../../../../src/runner';
import { dist, launchOf, makeProject, ofType, root, run, shortRamp, SMALL_TRAINING } from '../../harness';

describe('what must not matter', () => {
  it.each(['with spaces', `it's "quoted"`, 'größe 学習率 é', '100% #1 [x] (y) & $HOME'])(
    'is a folder named %s',
    async (name) => {
      for (const script of ['train.js', 'träin it.mjs', "it's.ts"]) {
        const text = SMALL_TRAINING.replace(/const tf = .*/, "import * as tf from '@tensorflow/tfjs';");
        const folder = await makeProject(
          { 'train.js': SMALL_TRAINING, 'träin it.mjs': text, "it's.ts": text },
          undefined,
          name,
        );
        const { outcome, steps } = await run(path.join(folder, script));
        expect(outcome.problem).toBeNull();
        expect(steps).toHaveLength(shortRamp.steps);
      }
    },
  );

  it('is how much the script prints', async () => {
    const noisy = SMALL_TRAINING.replace(
      'optimizer.minimize',
      "process.stdout.write('z'.repeat(1e6) + '\\n'), optimizer.minimize",
    );
    const folder = await makeProject({ 'train.js': noisy });
    const { outcome, steps, output } = await run(path.join(folder, 'train.js'));
    expect(outcome.problem).toBeNull();
    expect(steps).toHaveLength(shortRamp.steps);
    expect(outcome.outputTail.length).toBeLessThanOrEqual(16 * 1024);
    expect(output.length).toBeLessThan(60e6);
  });

  it('is a script that prints for ever: it can be cancelled', async () => {
    const folder = await makeProject({ 'train.js': "for (;;) process.stdout.write('z'.repeat(1e5));" });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1500);
    const { outcome } = await run(path.join(folder, 'train.js'), { signal: controller.signal });
    expect(outcome).toMatchObject({ cancelled: true, problem: null });
  });

  it('is what else the script writes to the report', async () => {
    const meddling = `require('node:fs').writeSync(3, 'not a message\\n{"v":1,"type":"step"}\\n');\n${SMALL_TRAINING}`;
    const folder = await makeProject({ 'train.js': meddling });
    const { outcome, steps } = await run(path.join(folder, 'train.js'));
    expect(outcome.problem).toBeNull();
    expect(steps).toHaveLength(shortRamp.steps);
  });

  it('is tsx in the project, which then compiles', async () => {
    const text = SMALL_TRAINING.replace(
      /const tf = .*/,
      "import * as tf from '@tensorflow/tfjs';\nnamespace Old { export const x = 1 }",
    );
    const folder = await makeProject(
      { 'train.ts': text },
      {
        '@tensorflow': path.join(root, 'node_modules/@tensorflow'),
        tsx: path.join(root, 'node_modules/tsx-for-tests'),
      },
    );
    const launch = await prepareLaunch(launchOf(path.join(folder, 'train.ts')), dist);
    expect(launch.command.join(' ')).toMatch(/--import file:\S+tsx\S*/);
    expect((await run(path.join(folder, 'train.ts'))).steps).toHaveLength(shortRamp.steps);
  });

  it('is a package that is there but did not build', async () => {
    const folder = await makeProject(
      {
        'train.mjs': SMALL_TRAINING.replace(/const tf = .*/, "import * as tf from '@tensorflow/tfjs-node';"),
      },
      {},
    );
    const packages = path.join(folder, 'node_modules/@tensorflow');
    await mkdir(path.join(packages, 'tfjs-node/dist'), { recursive: true });
    await mkdir(path.join(packages, 'tfjs-node/lib/napi-v8'), { recursive: true });
    await writeFile(path.join(packages, 'tfjs-node/package.json'), '{"main":"dist/index.js"}');
    await writeFile(
      path.join(packages, 'tfjs-node/dist/index.js'),
      "throw new Error('tfjs_binding.node can not be found');",
    );
    // Nor is there a TensorFlow.js in this project: ours stands in.
    const { outcome, steps } = await run(path.join(folder, 'train.mjs'));
    expect(outcome.problem).toBeNull();
    expect(steps).toHaveLength(shortRamp.steps);
  });

  it.each(['@tensorflow/tfjs-node', '@tensorflow/tfjs'])(
    'is a native part that was built for another machine, where the script loads %s',
    async (loaded) => {
      const native = 'node_modules/@tensorflow/tfjs-node';
      const folder = await makeProject(
        {
          'train.js': SMALL_TRAINING.replace('@tensorflow/tfjs', loaded),
          [`${native}/package.json`]: '{"main":"dist/index.js"}',
          [`${native}/dist/index.js`]:
            "require('@tensorflow/tfjs');\nrequire('../lib/napi-v8/tfjs_binding.node');",
          [`${native}/lib/napi-v8/tfjs_binding.node`]: 'not for this machine',
        },
        { '@tensorflow/tfjs': path.join(root, 'node_modules/@tensorflow/tfjs') },
      );
      const { outcome, steps, messages } = await run(path.join(folder, 'train.js'));
      expect(outcome.problem).toBeNull();
      expect(steps).toHaveLength(shortRamp.steps);
      expect(ofType(messages, 'hello')[0]?.engine.kind).toBe('embedded');
    },
  );
});

describe.concurrent('a script that goes on without an end', () => {
  it('is over when it serves after training', async () => {
    const { outcome, steps } = await run('serve-after.js', {
      plan: { experiment: { kind: 'train', schedule: null } },
    });
    expect(outcome.problem).toBeNull();
    expect(outcome.end).toMatchObject({ reason: 'script-ended', steps: 30 });
    expect(steps).toHaveLength(30);
  });

  it('is said to wait where it trains only on request', async () => {
    const text = "require('@tensorflow/tfjs');\nrequire('node:http').createServer().listen(0, '127.0.0.1');";
    const folder = await makeProject({ 'server.js': text });
    const seen = new AbortController();
    const { outcome, messages } = await run(path.join(folder, 'server.js'), {
      signal: seen.signal,
      listen: (message) => void (message.type === 'warning' && seen.abort()),
    });
    expect(outcome.cancelled).toBe(true);
    expect(ofType(messages, 'warning').at(-1)?.message).toContain('waits and has not trained yet');
  });
});
