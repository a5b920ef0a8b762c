import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CurveError, parseCurve } from '../../../../../src/tuning';

const lr = [0.001, 0.01, 0.1];
const loss = [2, 1, 3];
const accuracy = [0.1, 0.5, 0.2];

describe('curves that other tools leave', () => {
  test.each<[string, string]>([
    ['curve.csv', 'lr,loss,accuracy\n0.001,2,0.1\n0.01,1,0.5\n0.1,3,0.2\n'],
    ['windows.csv', '\uFEFFlr,loss,accuracy\r\n0.001,2,0.1\r\n0.01,1,0.5\r\n0.1,3,0.2\r\n'],
    ['order.csv', 'step,Accuracy,"Learning rate",train_loss\n0,0.1,1e-3,2\n1,0.5,1e-2,1\n2,0.2,1e-1,3'],
    ['excel.csv', 'lr;loss;acc\n0,001;2;0,1\n0,01;1;0,5\n0.1;3;0.2'],
    ['tabs.tsv', '# made by a tool\nlr\tloss\tacc\n0.001\t2\t0.1\n\n0.01\t1\t0.5\n0.1\t3\t0.2'],
    ['quoted.csv', 'lr,"loss, smoothed",loss,acc\n0.001,7,2,0.1\n0.01,8,1,0.5\n0.1,6,3,0.2'],
    ['quoted-excel.csv', '"loss, smoothed";lr;loss;acc\n7;"0,001";2;0,1\n8;0,01;1;0,5\n6;0,1;3;0,2'],
    [
      'quoted-lines.csv',
      '"lr","loss","acc","note"\n"0.001","2","0.1","a ""b""\r\nc"\n0.01,1,0.5,\n"0.1",3,0.2,"d,e"\n',
    ],
    ['comments.csv', '\n# a, b\n\nlr,loss,acc\n0.001,2,0.1\n# half, way, through, it\n0.01,1,0.5\n0.1,3,0.2'],
    ['percent.csv', 'lr,loss,acc\n0.001,2,10\n0.01,1,50\n0.1,3,20'],
    ['lists.json', JSON.stringify({ lr, loss, accuracy })],
    ['history.json', JSON.stringify({ learning_rates: lr, losses: loss, acc: accuracy })],
    ['points.json', JSON.stringify(lr.map((_, i) => ({ lr: lr[i], loss: loss[i], accuracy: accuracy[i] })))],
    [
      'find.json',
      JSON.stringify({
        script: 'a.js',
        points: lr.map((_, i) => ({ lr: lr[i], loss: loss[i], accuracy: accuracy[i] })),
      }),
    ],
    ['no-suffix', JSON.stringify({ lr, loss, accuracy })],
  ])('%s', (name, text) => {
    expect(parseCurve(text, name)).toEqual({ lr, loss, accuracy });
  });

  test('without accuracy', () => {
    expect(parseCurve('lr,loss\n0.001,2\n0.01,1', 'a.csv')).toEqual({ lr: [0.001, 0.01], loss: [2, 1] });
  });

  test('losses that are not finite, in every spelling', () => {
    const csv = 'lr,loss\n1,nan\n2,inf\n3,-Infinity\n4,\n5,NaN';
    expect(parseCurve(csv, 'a.csv').loss).toEqual([NaN, Infinity, -Infinity, NaN, NaN]);
    const json = '{"lr": [1, 2, 3, 4, 5], "loss": [NaN, Infinity, -Infinity, null, "NaN"]}';
    expect(parseCurve(json, 'a.json').loss).toEqual([NaN, Infinity, -Infinity, NaN, NaN]);
  });

  test("C's spellings of NaN", () => {
    const csv = 'lr,loss\n1,2\n2,-nan\n3,-nan(ind)\n4,nan(snan)';
    expect(parseCurve(csv, 'a.csv').loss).toEqual([2, NaN, NaN, NaN]);
  });

  test('an empty loss among numbers is a gap, neither 0 nor the end of the curve', () => {
    const csv = 'lr,loss,acc\n1,5,0.1\n2,,\n3,4,0.2\n4,,0.5\n5,3,0.3\n6,,';
    expect(parseCurve(csv, 'a.csv')).toEqual({ lr: [1, 3, 5], loss: [5, 4, 3], accuracy: [0.1, 0.2, 0.3] });
    const json = '{"lr": [1, 2, 3], "loss": [5, null, 4]}';
    expect(parseCurve(json, 'a.json')).toEqual({ lr: [1, 3], loss: [5, 4] });
  });

  test('empty losses at the end, more than in any gap, were no numbers any more', () => {
    expect(parseCurve('lr,loss\n1,5\n2,\n3,4\n4,\n5,', 'a.csv')).toEqual({
      lr: [1, 3, 4, 5],
      loss: [5, 4, NaN, NaN],
    });
  });

  test('words in the strings of JSON that holds NaN stay as they are', () => {
    const json =
      '[{"lr": 1, "loss": NaN, "note": "a \\"NaN\\": Infinity, -Infinity"}, {"lr": 2, "loss": -Infinity}]';
    expect(parseCurve(json, 'a.json').loss).toEqual([NaN, -Infinity]);
  });

  test('accuracy measured at some steps only', () => {
    expect(parseCurve('lr,loss,acc\n1,2,\n2,1,0.5\n3,1,nan', 'a.csv').accuracy).toEqual([
      undefined,
      0.5,
      undefined,
    ]);
  });
});

describe('files that hold no curve say why', () => {
  test.each<[string, string, string]>([
    ['a.csv', ' \n', 'a.csv is empty. Give one row per step'],
    ['a.csv', 'step,loss\n1,2', 'a.csv has no column lr.'],
    ['a.csv', '0.1,0.2\n1,2', 'a.csv has no column lr and no column loss.'],
    ['a.csv', 'lr,loss\n', 'a.csv has no rows.'],
    ['a.csv', 'lr,loss\n0.1,2\nfast,2', 'a.csv, line 3: lr must be a number of at least 0, not "fast".'],
    ['a.csv', 'lr,loss\n-0.1,2', 'a.csv, line 2: lr must be a number of at least 0, not "-0.1".'],
    ['a.csv', 'lr,loss\n,2', 'a.csv, line 2: lr must be a number of at least 0, not nothing.'],
    ['a.csv', 'lr,loss\n0.1,low', 'a.csv, line 2: loss must be a number, not "low".'],
    ['a.csv', 'lr,loss,acc\n0.1,2,good', 'a.csv, line 2: accuracy must be a number, not "good".'],
    ['a.csv', 'lr,loss\n0.2,2\n0.1,2', 'a.csv, line 3: the learning rate falls from 0.2 to 0.1'],
    ['a.csv', 'lr,loss\n0.1,2\n0.1,2', 'a.csv: the learning rate is 0.1 all the time'],
    [
      'a.csv',
      'Dear reader,\nthis, as you see, is prose',
      'a.csv holds no curve: no column of it is a rate or a loss.',
    ],
    ['a.json', '{"lr": [', 'a.json is not valid JSON, so it holds no curve that could be read ('],
    ['a.csv', 'lr,loss\n\n1e-6,2,300', 'a.csv, line 3: 3 cells, but the header names 2 columns.'],
    ['a.csv', 'lr,loss,note\n1,2,"a\nb"\n2,2,3,4', 'a.csv, line 4: 4 cells, but the header names 3'],
    ['a.csv', 'lr,loss\n1,2\n2,"3\n3,4', 'a.csv, line 3: a quotation mark (") is not closed'],
    ['a.csv', 'lr, "loss, smoothed", loss\n1,2,3', 'a.csv, line 1: a quotation mark (") must follow'],
    ['a.json', '{"lr": [1, 2', 'a.json is not valid JSON'],
    ['a.json', '{"lr": [1, 2], "loss": [1]}', 'a.json has 2 rates but 1 losses; each step needs both.'],
    ['a.json', '{"rate": 1}', 'a.json holds no curve, but an object with "rate".'],
    ['a.json', '[1, 2]', 'a.json holds no curve, but a list of 2, each a number.'],
    ['a.json', '"text"', 'a.json holds no curve, but a string.'],
    ['a.json', '[{"lr": 1, "loss": {}}]', 'a.json, point 1: loss must be a number, not {}.'],
  ])('%s %j', (name, text, message) => {
    expect(() => parseCurve(text, name)).toThrow(CurveError);
    expect(() => parseCurve(text, name)).toThrow(message);
  });

  test.each([
    ['blanks in JSON', `{"a": ${' '.repeat(1_000_000)}x`],
    ['escaped quotes in JSON', `{"${'\\"'.repeat(500_000)}`],
    ['blanks', `lr,loss\n1,${' '.repeat(1_000_000)}x`],
    ['quotes', `lr,loss\n1,"${'a"b'.repeat(300_000)}`],
    ['separators', `lr,loss\n1,${','.repeat(1_000_000)}`],
  ])('a million %s end, with an error', (_name, text) => {
    expect(() => parseCurve(text, 'a')).toThrow(CurveError);
  });

  test('no text makes it fail in another way', () => {
    const piece = fc.constantFrom(
      'lr',
      'loss',
      ',',
      '\n',
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      '1',
      'NaN',
      ';',
      '\t',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((parts) => parts.join('')),
        ),
        (text) => {
          try {
            const curve = parseCurve(text, 'any');
            expect(curve.lr.length).toBe(curve.loss.length);
          } catch (error) {
            expect(error).toBeInstanceOf(CurveError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
