// The thread that reads source text for the editor, as it is built.
import { getEventListeners } from 'node:events';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ScriptReader } from '../../../src/editor/script/scriptReader';
import { dist } from '../harness';

const FIT = "const tf = require('@tensorflow/tfjs');\nmodel.fit(x, y, { epochs: 2 });\n";
/** Takes longer than all else here together. */
const LARGE = `${FIT}${Array.from({ length: 20_000 }, (_, i) => `const a${i} = f(${i}, [b]);`).join('\n')}`;
const waiting = new AbortController().signal;

const readers: ScriptReader[] = [];
function reader(file = path.join(dist, 'script-worker.js')): ScriptReader {
  const made = new ScriptReader(file);
  readers.push(made);
  return made;
}
afterEach(() => {
  for (const one of readers.splice(0)) one.dispose();
});

describe('the reader of scripts', () => {
  it('finds what trains, and plans edits, in every language', async () => {
    const one = reader();
    const python = 'import torch\noptimizer = torch.optim.SGD(p, lr=0.1)\noptimizer.step()\n';
    const found = await Promise.all([
      one.findSites(FIT, 'javascript', waiting),
      one.findSites(FIT, 'typescript', waiting),
      one.findSites(python, 'python', waiting),
    ]);
    expect(found.map((sites) => sites.isTrainingScript)).toEqual([true, true, true]);
    const request = { what: 'fixed', lr: 0.5 } as const;
    const plan = await one.plan('insertion', python, 'python', request);
    expect(plan).toMatchObject({ ok: true, edits: [{ text: '0.5' }] });
  });

  it('leaves nothing behind on a signal that outlives its task', async () => {
    const { signal } = new AbortController();
    const one = reader();
    await Promise.all([1, 2, 3].map(() => one.findSites(FIT, 'javascript', signal)));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('leaves the thread that asks free meanwhile', async () => {
    const order: string[] = [];
    const found = reader().findSites(LARGE, 'javascript', waiting);
    const done = found.then(() => order.push('read'));
    for (let i = 0; i < 3; i += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('free');
    }
    await done;
    expect(order).toEqual(['free', 'free', 'free', 'read']);
  });

  it('gives up what is stale, under way or waiting, and goes on with what is not', async () => {
    const one = reader();
    const stale = new AbortController();
    const reason = new Error('stale');
    const underWay = one.findSites(LARGE, 'javascript', stale.signal);
    const queued = one.findSites(LARGE, 'typescript', stale.signal);
    const wanted = one.findSites(FIT, 'javascript', waiting);
    stale.abort(reason);
    await expect(underWay).rejects.toBe(reason);
    await expect(queued).rejects.toBe(reason);
    await expect(one.findSites(FIT, 'javascript', stale.signal)).rejects.toBe(reason);
    expect((await wanted).training).toHaveLength(1);
  });

  it('says why where its thread cannot be started, each time', async () => {
    const broken = reader(path.join(dist, 'not-there.js'));
    for (let i = 0; i < 2; i += 1) {
      await expect(broken.findSites(FIT, 'javascript', waiting)).rejects.toThrow('not-there.js');
    }
  });

  it('lets nobody wait for what is closed', async () => {
    const one = reader();
    const asked = one.findSites(LARGE, 'javascript', waiting);
    one.dispose();
    await expect(asked).rejects.toThrow('closed');
  });
});
