import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MessageError } from '../../../src/protocol/fields';
import { decodePlan } from '../../../src/protocol/plan';
import {
  LONGEST_LINE,
  type TrainerMessage,
  decodeMessage,
  encodeMessage,
} from '../../../src/protocol/report';

const MESSAGES: TrainerMessage[] = [
  { type: 'armed', pid: 7, parent: 6, thread: 0, runtime: 'Node.js v20.20.2', main: '/home/u/train.js' },
  {
    type: 'hello',
    rank: 0,
    world: 1,
    framework: { name: 'TensorFlow.js', version: '4.22.0' },
    engine: { kind: 'native', name: 'TensorFlow', version: '2.13.1', threads: 2 },
    device: 'cpu',
  },
  { type: 'training', id: '1', optimizer: 'SGD', variables: 'dense/kernel', lr: 0.01, driven: true },
  {
    type: 'training',
    id: '2',
    optimizer: 'SGD',
    variables: 'w',
    lr: 0.01,
    driven: false,
    momentum: 'nesterov',
  },
  { type: 'data', batchesPerEpoch: 125, batchSize: 64, epochs: null },
  { type: 'data', batchesPerEpoch: 125, batchSize: 64, epochs: 14, training: '1' },
  { type: 'step', i: 3, lr: 1e-6, loss: 2.3, accuracy: 0.1 },
  { type: 'step', i: 4, lr: 1e-6, loss: Number.NaN },
  { type: 'step', i: 5, lr: 1e-6, loss: Number.POSITIVE_INFINITY },
  { type: 'phase', phase: 'evaluate', epoch: 1, step: 125, loss: 0.4, accuracy: 0.9 },
  { type: 'phase', phase: 'save-skipped' },
  { type: 'warning', code: 'momentum', message: 'Momentum is …' },
  { type: 'end', reason: 'error', steps: 3, message: 'boom', stack: 'Error: boom\n at x' },
];

const training = {
  type: 'training',
  id: '1',
  optimizer: 'SGD',
  variables: 'w',
  lr: 0.01,
  driven: true,
} as const;

describe('the report', () => {
  it.each(MESSAGES.map((message) => [message.type, message] as const))(
    'carries %s unchanged',
    (_, message) => {
      const line = encodeMessage(message);
      expect(line.endsWith('\n')).toBe(true);
      expect(decodeMessage(line.trimEnd())).toEqual(message);
    },
  );

  it('passes over a type that a newer trainer may send', () => {
    expect(decodeMessage('{"v":1,"type":"gradient-noise","scale":3}')).toBeNull();
  });

  it('passes over a momentum that a newer trainer may name', () => {
    const line = encodeMessage({ ...training, momentum: 'none' }).trim();
    expect(decodeMessage(line)).toEqual({ ...training, momentum: 'none' });
    expect(decodeMessage(line.replace('"none"', '"heavy-ball"'))).toEqual(training);
  });

  it('takes an unknown warning as a warning', () => {
    expect(decodeMessage('{"v":1,"type":"warning","code":"novel","message":"m"}')).toEqual({
      type: 'warning',
      code: 'other',
      message: 'm',
    });
  });

  it.each([
    ['no JSON', '{"v":1,'],
    ['a list', '[1]'],
    ['another protocol', '{"v":2,"type":"step","i":1,"lr":1}'],
    ['a rate that is no number', '{"v":1,"type":"step","i":1,"lr":"fast"}'],
    ['a negative count', '{"v":1,"type":"step","i":-1,"lr":1}'],
    ['an unknown reason', '{"v":1,"type":"end","reason":"bored","steps":1}'],
    ['a line without end', `{"v":1,"type":"warning","code":"other","message":"${'x'.repeat(LONGEST_LINE)}"}`],
    ['an object that cannot be shown', '{"v":1,"type":"phase","phase":{"toString":1,"valueOf":1}}'],
    ['a version that cannot be shown', '{"v":{"toString":1},"type":"step","i":1,"lr":1}'],
    ['lists within lists', `{"v":1,"type":"phase","phase":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['such lists with an escape', `{"v":1,"t":"\\u0041","x":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    [
      'a property of every object',
      '{"v":1,"type":"phase","phase":"constructor","__proto__":{"phase":"train"}}',
    ],
  ])('refuses %s', (_, line) => {
    expect(() => decodeMessage(line)).toThrow(MessageError);
  });

  it('takes out what a terminal would obey, and cuts what is shown as a label', () => {
    const optimizer = `\u001b]0;OWNED\u0007${'A'.repeat(28_000)}`;
    const line = encodeMessage({ ...training, optimizer }).trim();
    expect(decodeMessage(line)).toEqual({ ...training, optimizer: `${'A'.repeat(299)}…` });
    const end = { type: 'end', reason: 'error', steps: 0, message: 'bad \u001b[2J\u009b2J' } as const;
    expect(decodeMessage(encodeMessage(end).trim())).toEqual({ ...end, message: 'bad ' });
  });
});

const lines = path.join(import.meta.dirname, '../../fixtures/protocol');
const linesOf = (file: string): string[] => readFileSync(path.join(lines, file), 'utf8').trim().split('\n');
const reports = readdirSync(lines).filter((file) => file !== 'plan.jsonl');

/** The trainers of both languages write these very lines; the Python hook's tests read the same files. */
describe('the lines that every trainer may write', () => {
  it.each(reports)('are read: %s', (file) => {
    for (const line of linesOf(file)) expect(decodeMessage(line)?.type).toBe(path.parse(file).name);
  });

  it('hold one of each type', () => {
    const types = new Set(MESSAGES.map(({ type }) => type));
    expect(new Set(reports.map((file) => path.parse(file).name))).toEqual(types);
  });

  it('ask for every kind of experiment', () => {
    const plans = linesOf('plan.jsonl').map(decodePlan);
    const kinds = new Set(plans.map(({ experiment }) => experiment.kind));
    expect(kinds).toEqual(new Set(['range-test', 'train', 'survey']));
  });
});
