/** `lr-tuner analyze`, built, as a person or another tool calls it. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEvent, emptyRun, importedEvents, toCsv } from '../../../src/runs';
import { curveNamed } from '../../unit/runs/curves';
import { folder, lrTuner } from './commandLine';

describe('lr-tuner analyze', () => {
  it('answers a recorded curve as the reference does', async () => {
    const { lr, loss, acc } = await curveNamed('mn-mlp-sgd-64', 400);
    const run = emptyRun();
    const curve = { lr, loss: loss.map((value) => value ?? Number.NaN), accuracy: acc };
    const header = { id: 'a', name: 'a', script: 'a.csv', startedAt: 0 };
    for (const event of importedEvents(header, [curve])) applyEvent(run, event);
    const file = path.join(folder, 'curve.csv');
    await writeFile(file, toCsv(run));
    const { code, stdout } = await lrTuner(['analyze', file, '--json']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as {
      edgeIndex: number;
      onsetIndex: number;
      bounds: { constantLR: number };
    };
    const { proto } = await curveNamed('mn-mlp-sgd-64', 400);
    expect(report.edgeIndex).toBe(proto.edge);
    expect(report.onsetIndex).toBe(proto.onset);
    expect(report.bounds.constantLR).toBe(Number(proto.constantLr.toPrecision(2)));
  });

  it('counts the same curve once, and knows a script from a curve', async () => {
    const { lr, loss } = await curveNamed('mn-mlp-sgd-64', 400);
    const text = ['lr,loss', ...lr.map((rate, i) => `${rate},${loss[i] ?? 'nan'}`)].join('\n');
    const [once, copy] = [path.join(folder, 'once.csv'), path.join(folder, 'copy.csv')];
    for (const file of [once, copy]) await writeFile(file, text);
    const alone = await lrTuner(['analyze', once, '--json']);
    const twice = await lrTuner(['analyze', once, once, copy, '--json']);
    expect(twice.stdout).toBe(alone.stdout);
    expect(twice.stderr).toContain(`${once} is named twice, and counts once.`);
    expect(twice.stderr).toContain(`${copy} holds the same as ${once}, and counts once.`);
    const script = await lrTuner(['analyze', 'train.py']);
    expect(script.code).toBe(1);
    expect(script.stderr).toContain(
      'train.py is a script, not a curve that was recorded: lr-tuner find runs it.',
    );
  });

  it('takes the columns that it is told, and names the others on standard error', async () => {
    const { lr, loss } = await curveNamed('mn-mlp-sgd-64', 400);
    const file = path.join(folder, 'named.csv');
    const rows = lr.map((rate, i) => `${rate},${loss[i] ?? 'nan'},1`);
    await writeFile(file, ['eta,nll,norm', ...rows].join('\n'));
    const refused = await lrTuner(['analyze', file]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--lr NAME, --loss NAME');
    const { code, stdout, stderr } = await lrTuner([
      'analyze',
      file,
      '--lr',
      'eta',
      '--loss',
      'nll',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('not read: "norm".');
    const { proto } = await curveNamed('mn-mlp-sgd-64', 400);
    expect((JSON.parse(stdout) as { edgeIndex: number }).edgeIndex).toBe(proto.edge);
  });

  it('reads standard input for -', async () => {
    const { lr, loss } = await curveNamed('mn-mlp-sgd-64', 400);
    const csv = ['lr,loss', ...lr.map((rate, i) => `${rate},${loss[i] ?? 'nan'}`)].join('\n');
    const { code, stdout } = await lrTuner(['analyze', '-', '--json'], undefined, process.env, csv);
    expect(code).toBe(0);
    const { proto } = await curveNamed('mn-mlp-sgd-64', 400);
    expect((JSON.parse(stdout) as { edgeIndex: number }).edgeIndex).toBe(proto.edge);
    const empty = await lrTuner(['analyze', '-']);
    expect(empty).toMatchObject({ code: 1, stdout: '' });
    expect(empty.stderr).toContain('standard input');
  });

  it('names a file that is missing or holds no curve', async () => {
    await writeFile(path.join(folder, 'shopping.csv'), 'item,price\nmilk,2\n');
    for (const [file, words] of [
      ['none.csv', 'no such file'],
      ['shopping.csv', 'lr'],
    ] as const) {
      const { code, stderr, stdout } = await lrTuner(['analyze', file]);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toContain(file);
      expect(stderr).toContain(words);
    }
  });
});
