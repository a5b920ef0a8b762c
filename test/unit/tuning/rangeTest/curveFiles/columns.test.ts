import { describe, expect, test } from 'vitest';
import { CurveError, decodeText, openColumns, readCurves } from '../../../../../src/tuning';

const file = (name: string, text: string) => ({ name, text });

describe('columns', () => {
  test('that nothing was read from are named', () => {
    const { notes } = readCurves([
      file('a.csv', 'step,lr,"loss, smoothed",loss,val_loss\n0,1,8,2,5\n1,2,8,1,5'),
    ]);
    expect(notes).toEqual(['a.csv: not read: "loss, smoothed", "val_loss".']);
  });

  test('are taken by the name that the user gives', () => {
    const files = [file('a.csv', 'iter,eta,nll,hits\n0,1,5,0.1\n1,2,4,0.2')];
    const { curves } = readCurves(files, { lr: 'eta', loss: 'NLL', accuracy: 'hits' });
    expect(curves).toEqual([{ lr: [1, 2], loss: [5, 4], accuracy: [0.1, 0.2] }]);
  });

  test('without a name are taken by number', () => {
    const { curves } = readCurves([file('a.txt', '1 5 7 9\n2 4 7 9\n4 6 8 9')], { loss: '3' });
    expect(curves).toEqual([{ lr: [1, 2, 4], loss: [7, 7, 8] }]);
  });

  test('of one step come before means of the epoch', () => {
    const text = 'lr,train_loss_epoch,train_loss_step\n1,9,2\n2,9,1';
    expect(readCurves([file('a.csv', text)]).curves[0]?.loss).toEqual([2, 1]);
  });

  test('that could be meant as well are named, and asked for', () => {
    const files = [file('a.csv', 'lr,train_loss,training_loss\n1,2,5\n2,1,5')];
    expect(readCurves(files).notes).toEqual([
      'a.csv: loss is read from "train_loss", which could as well be "training_loss". --loss NAME chooses.',
      'a.csv: not read: "training_loss".',
    ]);
    expect(openColumns(files)).toEqual([
      { role: 'loss', fileName: 'a.csv', names: ['train_loss', 'training_loss', 'lr'] },
    ]);
  });

  test('that no name tells are asked for', () => {
    expect(openColumns([file('a.csv', 'iter,eta,nll\n0,1,5\n1,2,4')])).toEqual([
      { role: 'lr', fileName: 'a.csv', names: ['iter', 'eta', 'nll'] },
      { role: 'loss', fileName: 'a.csv', names: ['iter', 'eta', 'nll'] },
    ]);
    expect(openColumns([file('a.csv', 'lr,loss\n0,1\n1,2')])).toEqual([]);
  });
});

describe('files of one series each', () => {
  const board = (values: readonly number[]) =>
    ['Wall time,Step,Value', ...values.map((value, i) => `${1.7e9 + i},${i},${value}`)].join('\n');
  const curves = [{ lr: [1, 2, 4], loss: [5, 4, 6] }];
  const [rate, loss] = [board([1, 2, 4]), board([5, 4, 6])];

  test('are put together by step', () => {
    const files = [file('run-a-tag-train_loss.csv', loss), file('x/run-a-tag-lr-SGD.csv', rate)];
    expect(readCurves(files).curves).toEqual(curves);
  });

  test('from TensorBoard’s JSON, named by the user', () => {
    const json = (values: readonly number[]) =>
      JSON.stringify(values.map((value, i) => [1.7e9 + i, i, value]));
    const files = [file('a.json', json([1, 2, 4])), file('b.json', json([5, 4, 6]))];
    expect(readCurves(files, { lr: 'a', loss: 'b' }).curves).toEqual(curves);
  });

  test('from W&B, where one rate serves two runs', () => {
    const files = [
      file('loss.csv', 'Step,a - train/loss,a - train/loss__MIN,b - train/loss\n0,5,0,6\n1,4,0,5\n2,6,0,7'),
      file('lr.csv', 'Step,a - train/lr\n0,1\n1,2\n2,4'),
    ];
    expect(readCurves(files).curves).toEqual([...curves, { lr: [1, 2, 4], loss: [6, 5, 7] }]);
  });

  test.each<[string, Parameters<typeof readCurves>[0], string]>([
    [
      'one of them alone',
      [file('run-a-tag-train_loss.csv', loss)],
      'It holds one series; give the file with the rate as well',
    ],
    [
      'no role in its name',
      [file('a.csv', loss)],
      'a.csv has no column lr and no column loss. It has: "Wall time", "Step", "a". Where it',
    ],
    [
      'two rates for three losses',
      [
        file('lr1.csv', 'step,lr\n0,1'),
        file('lr2.csv', 'step,lr\n0,1'),
        ...[1, 2, 3].map(() => file('l.csv', 'step,loss\n0,1')),
      ],
      '3 series of the loss, but 2 of the rate.',
    ],
    [
      'beside a whole curve',
      [file('a.csv', 'lr,loss\n1,2\n2,1'), file('b.csv', 'step,loss\n0,1')],
      'b.csv has no column lr.',
    ],
  ])('%s: says what is missing', (_, files, words) => {
    expect(() => readCurves(files)).toThrow(CurveError);
    expect(() => readCurves(files)).toThrow(words);
  });
});

describe('refusals', () => {
  test('name a chosen column that is not there', () => {
    const a = file('a.csv', 'lr,loss\n1,2\n2,1');
    expect(() => readCurves([a], { loss: 'nll' })).toThrow(
      'a.csv has no column "nll" for --loss. It has: "lr", "loss".',
    );
    expect(() => readCurves([a, a], { loss: 'nll' })).toThrow('No file has a column "nll" for --loss.');
  });

  test('name what a file holds and which option helps', () => {
    expect(() => readCurves([file('a.csv', 'eta,nll\n1,2')])).toThrow(
      'a.csv has no column lr and no column loss. It has: "eta", "nll". Give one row per step, with the columns lr, ' +
        'loss and, if there is one, accuracy. Where one of them has another name: --lr NAME, --loss NAME.',
    );
  });

  test.each<[string, number[], string]>([
    [
      'a NumPy array',
      [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59],
      'a is a NumPy array, not text. Save it with numpy.savetxt.',
    ],
    ['a checkpoint', [0x50, 0x4b, 0x03, 0x04, 0], 'a is an archive'],
    ['an event file', [0x18, 0x01, 0, 0, 0, 0, 0, 0, 0, 0xa3], 'exported from TensorBoard itself, as CSV'],
  ])('of %s say how to save it', (_, bytes, words) => {
    expect(() => decodeText(Uint8Array.from(bytes), 'a')).toThrow(words);
  });

  test('of a broken line name it; a last line cut short is left out', () => {
    const good = '{"lr": 1, "loss": 2}\n{"lr": 2, "loss": 1}\n';
    expect(() => readCurves([file('a.jsonl', `${good}oops\n${good}`)])).toThrow(
      'a.jsonl, line 3 is not valid JSON',
    );
    const { curves, notes } = readCurves([file('a.jsonl', `${good}{"lr": 4, "lo`)]);
    expect(curves).toEqual([{ lr: [1, 2], loss: [2, 1] }]);
    expect(notes).toEqual(['a.jsonl, line 3 is cut short and left out.']);
  });

  test.each([
    ['opening brackets', '['.repeat(1_000_000)],
    ['nested lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['words before a bracket', `{"a": ${'a.'.repeat(300_000)}`],
    ['single quotes', `{${"'\\'".repeat(300_000)}`],
    [
      'objects with names of their own',
      JSON.stringify(Array.from({ length: 10_000 }, (_, i) => ({ [`a${i}`]: i }))),
    ],
    ['blanks between words', `lr loss\n1 ${' '.repeat(1_000_000)}x`],
    ['numbers in a row', `${'1,'.repeat(300_000)}2\n`.repeat(4)],
  ])('of many %s come at once', (_, text) => {
    expect(() => readCurves([file('a', text)])).toThrow(CurveError);
  });
});
