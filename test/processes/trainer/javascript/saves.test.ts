import { existsSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ofType, run } from '../../harness';
import { hasNative, nativePackages } from '../../installed';
import type { EngineChoice } from '../../../../src/protocol/plan';

describe('saving a model', () => {
  const train = { kind: 'train', schedule: null } as const;

  it('is skipped in a range test, but leaves the folder that the script counts on', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-model-'));
    const { outcome, messages } = await run('save-model.js', { launch: { env: { MODEL_FOLDER: folder } } });
    expect(outcome.problem).toBeNull();
    expect(await readdir(path.join(folder, 'model'))).toEqual(['labels.txt']);
    const skipped = ofType(messages, 'phase').filter((one) => one.phase === 'save-skipped');
    expect(skipped.length).toBeGreaterThan(0);
  });

  it.each<EngineChoice>(hasNative ? ['embedded', 'native'] : ['embedded'])(
    'is skipped, but the script finds what it saved when it loads it again (%s engine)',
    async (engine) => {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-model-'));
      const env = { MODEL_FOLDER: folder, ...(engine === 'native' && { NODE_PATH: nativePackages }) };
      const trained = await run('save-and-load.js', {
        plan: { experiment: train, engine },
        launch: { env },
      });
      expect(trained.outcome.problem).toBeNull();
      expect(trained.output).toContain('as saved: true');
      expect(await readdir(path.join(folder, 'model'))).toEqual([]);

      // The second training is of the loaded model.
      const ramped = await run('save-and-load.js', {
        plan: { training: '2', engine },
        launch: { env },
      });
      expect(ramped.outcome.problem).toBeNull();
      expect(ofType(ramped.messages, 'training')).toContainEqual(
        expect.objectContaining({ id: '2', optimizer: 'Adam', driven: true }),
      );
    },
  );

  it('is left alone where the user allows it', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-model-'));
    const { outcome } = await run('save-model.js', {
      plan: { experiment: train, allowSave: true },
      launch: { env: { MODEL_FOLDER: folder } },
    });
    expect(outcome.problem).toBeNull();
    expect(existsSync(path.join(folder, 'model/model.json'))).toBe(true);
  });
});
