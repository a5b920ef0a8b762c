/** One ramp, as each tool writes it. */
import { describe, expect, test } from 'vitest';
import { decodeText, readCurves } from '../../../../../src/tuning';

const lr = [0.001, 0.002, 0.004, 0.008];
const loss = [2, 1.5, 1, 3];
const accuracy = [0.1, 0.3, 0.5, 0.2];
const rows = lr.map((_, i) => ({ lr: lr[i], loss: loss[i], accuracy: accuracy[i] }));
const lines = (row: (i: number) => string) => lr.map((_, i) => row(i)).join('\n');
const byRow = <T>(values: readonly T[]) => Object.fromEntries(values.map((value, i) => [i, value]));
const read = (text: string, name = 'log') => readCurves([{ name, text }]);

describe('a file of', () => {
  test.each<[string, string]>([
    [
      "pandas' to_csv with its index",
      `,lr,loss,accuracy\n${lines((i) => `${i},${lr[i]},${loss[i]},${accuracy[i]}`)}`,
    ],
    [
      "pandas' to_csv with decimal commas in quotes",
      `lr,loss,accuracy\n${lines((i) => [lr[i], loss[i], accuracy[i]].map((cell) => `"${String(cell).replace('.', ',')}"`).join())}`,
    ],
    [
      "pandas' to_csv with tabs and decimal commas",
      `lr\tloss\taccuracy\n${lines((i) => [lr[i], loss[i], accuracy[i]].map((cell) => String(cell).replace('.', ',')).join('\t'))}`,
    ],
    ["pandas' to_json", JSON.stringify({ lr: byRow(lr), loss: byRow(loss), accuracy: byRow(accuracy) })],
    ["pandas' to_json, index", JSON.stringify(byRow(rows))],
    ["pandas' to_json, records", JSON.stringify(rows)],
    ["pandas' to_json, values", JSON.stringify(rows.map((row) => Object.values(row)))],
    [
      "pandas' to_json, split",
      JSON.stringify({
        columns: ['lr', 'loss', 'accuracy'],
        index: [0, 1, 2, 3],
        data: rows.map((row) => Object.values(row)),
      }),
    ],
    [
      "pandas' to_json, table",
      JSON.stringify({
        schema: { fields: [{ name: 'index' }, { name: 'lr' }] },
        data: rows.map((row, index) => ({ index, ...row })),
      }),
    ],
    ['JSON Lines', lines((i) => JSON.stringify({ step: i, ...rows[i] }))],
    [
      'JSON Lines below a line of settings',
      `{"seed": 1, "config": {"a": 2}}\n${lines((i) => JSON.stringify(rows[i]))}`,
    ],
    [
      'JSON Lines with nested names',
      lines((i) =>
        JSON.stringify({ metrics: { train: { loss: loss[i], acc: accuracy[i] } }, optim: { lr: lr[i] } }),
      ),
    ],
    [
      "Python's print of dictionaries",
      lines(
        (i) =>
          `{'loss': ${loss[i]}, 'grad_norm': nan, 'lr': '${lr[i]}', 'acc': tensor(${accuracy[i]}, device='cuda:0'), 'note': None}`,
      ),
    ],
    [
      'W&B',
      `"trainer/global_step","run-7 - lr","run-7 - loss","run-7 - loss__MIN","run-7 - loss__MAX","run-7 - acc"\n${lines((i) => `"${i}","${lr[i]}","${loss[i]}","0","9","${accuracy[i]}"`)}`,
    ],
    [
      'Lightning',
      `epoch,lr-SGD,lr-SGD-momentum,step,train_acc_step,train_loss_epoch,train_loss_step\n${lines((i) => `0,${lr[i]},0.9,${i},,,\n0,,,${i},${accuracy[i]},,${loss[i]}`)}\n0,,,3,,7,`,
    ],
    [
      'Lightning, without a step',
      `lr-Adam,train_loss,train_acc\n${lines((i) => `${lr[i]},,\n,${loss[i]},${accuracy[i]}`)}`,
    ],
    [
      'Lightning, filled by pandas',
      `lr-Adam,step,train_loss,train_acc\n${lines((i) => `${lr[i]},${i},nan,nan\nnan,${i},${loss[i]},${accuracy[i]}`)}`,
    ],
    [
      'Hugging Face',
      JSON.stringify({
        best_metric: null,
        log_history: [
          ...rows.flatMap((row, i) => [
            { epoch: i / 4, learning_rate: row.lr, loss: row.loss, train_accuracy: row.accuracy, step: i },
            { epoch: i / 4, eval_loss: 2, eval_accuracy: 1, step: i },
          ]),
          { epoch: 1, step: 4, train_loss: 1.8, train_runtime: 3 },
        ],
      }),
    ],
    ['ignite', JSON.stringify({ lr: lr.map((rate) => [rate, rate / 10]), loss, accuracy })],
    [
      'Lightning’s finder',
      JSON.stringify({ mode: 'exponential', results: { lr, loss, accuracy }, suggestion: 0.01 }),
    ],
    ['fastai', JSON.stringify({ lrs: lr, losses: loss, accuracy })],
    [
      'Keras',
      JSON.stringify({
        history: { sparse_categorical_accuracy: accuracy, loss, learning_rate: lr, val_loss: [2] },
      }),
    ],
    [
      'Keras’ CSVLogger',
      `epoch,binary_accuracy,learning_rate,loss\n${lines((i) => `${i},${accuracy[i]},${lr[i]},${loss[i]}`)}`,
    ],
    [
      'results in different objects',
      JSON.stringify({ train: { loss, acc: accuracy }, val: { loss: [1, 2] }, lr }),
    ],
    [
      'numpy.savetxt',
      lines((i) => [lr[i], loss[i], accuracy[i]].map((cell) => cell?.toExponential(18)).join(' ')),
    ],
    ['numpy.savetxt with commas', lines((i) => [lr[i], loss[i], accuracy[i]].join(','))],
    [
      'numpy.savetxt with a header',
      `# lr loss acc\n${lines((i) => [lr[i], loss[i], accuracy[i]].join(' '))}`,
    ],
    [
      'numpy.savetxt with commas and a header',
      `# lr,loss,acc\n${lines((i) => [lr[i], loss[i], accuracy[i]].join(','))}`,
    ],
    ['numpy.savetxt with steps', lines((i) => [i, lr[i], loss[i], accuracy[i]].join(' '))],
    [
      "C's printf, lined up",
      `    lr   loss    acc\n${lines((i) => `${lr[i]}     ${loss[i]}  ${accuracy[i]}`)}`,
    ],
    [
      'tensors',
      `lr,loss,acc\n${lines((i) => `[${lr[i]}],"tensor(${loss[i]}, grad_fn=<NllLossBackward0>)",np.float64(${accuracy[i]})`)}`,
    ],
    ['per cent', `lr,loss,top1 acc\n${lines((i) => `${lr[i]},${loss[i]},${100 * (accuracy[i] ?? 0)} %`)}`],
  ])('%s', (_, text) => {
    expect(read(text).curves).toEqual([{ lr, loss, accuracy }]);
  });

  test('PowerShell, in UTF-16', () => {
    const text = `lr,loss\n${lines((i) => `${lr[i]},${loss[i]}`)}`;
    for (const bytes of [
      Buffer.from(`\uFEFF${text}`, 'utf16le'),
      Buffer.from(text, 'utf16le'),
      Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
    ]) {
      expect(read(decodeText(bytes, 'a.csv')).curves).toEqual([{ lr, loss }]);
    }
  });

  test('rates that were logged more seldom than losses: they rise evenly on a log scale in between', () => {
    const text = 'step,lr,loss\n0,0.001,\n0,,2\n1,,1.5\n2,0.004,\n2,,1\n3,,3';
    const [curve] = read(text).curves;
    expect(curve?.loss).toEqual([2, 1.5, 1]);
    [0.001, 0.002, 0.004].forEach((rate, i) => expect(curve?.lr[i]).toBeCloseTo(rate, 12));
  });
});

describe('several ramps in one file', () => {
  const tenfold = Array.from({ length: 10 }, (_, i) => 0.001 * 2 ** i);
  test.each<[string, string]>([
    [
      'our own CSV',
      [
        'ramp_steps,seed,step,lr,loss',
        ...[0, 1].flatMap((seed) => tenfold.map((rate, i) => `10,${seed},${i},${rate},2`)),
      ].join('\n'),
    ],
    [
      'our own JSON',
      JSON.stringify({
        id: 'a',
        repeats: [0, 1].map((seed) => ({ seed, lr: tenfold, loss: tenfold.map(() => 2) })),
      }),
    ],
    ['a list of results', JSON.stringify([0, 1].map(() => ({ lr: tenfold, loss: tenfold.map(() => 2) })))],
    [
      'W&B, two runs',
      ['Step,a - lr,a - loss,b - lr,b - loss', ...tenfold.map((rate, i) => `${i},${rate},2,${rate},2`)].join(
        '\n',
      ),
    ],
  ])('%s', (_, text) => {
    const { curves, notes } = read(text, 'runs');
    expect(curves).toEqual([0, 1].map(() => ({ lr: tenfold, loss: tenfold.map(() => 2) })));
    expect(notes).toContain('2 ramps were found and are taken together.');
  });
});
