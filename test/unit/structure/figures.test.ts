/** What the documentation quotes of a bench is what its recorded trainings come to. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { report } from '../../../bench/confirmation/report';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (page: string) => readFileSync(path.join(root, page), 'utf8');
const printed = await report(path.join(root, 'bench/confirmation/results.jsonl'));

/** The rows of a page for readers in their order, by words that they hold, and those of the report that they quote. */
const QUICK = '(d0) one ramp of 200';
const QUICK_CONFIRMED = '(f) one ramp of 200 + short and long trainings';
const DEFAULT = '(a) today: lengths doubled, three seeds';
const CONFIRMED = '(g) today + short and long trainings';
const SEARCHES = {
  'not at all': "the script's own rate",
  '`find --quick`': QUICK,
  '`find --quick --confirm`': QUICK_CONFIRMED,
  '`find`, the default': DEFAULT,
  '`find --confirm`': CONFIRMED,
  '`find --quick` and short': '(d) one ramp of 200 + short trainings',
  '`find` and short': '(b) today + short trainings',
  "short trainings from the script's own rate": '(e) short trainings alone, from the own rate',
  'five rates by hand (0.0001, 0.001, … 1), 160': 'five rates by hand, 160 steps each',
  'five rates by hand, 360': 'five rates by hand, 360 steps each',
  "fastai's *minimum* ÷ 10, one ramp": 'fastai minimum ÷ 10, one ramp',
  'the same, on all ramps': "fastai minimum ÷ 10, today's ramps",
  "fastai's *valley*": 'fastai valley (its default), one ramp',
  "fastai's *steep*": 'fastai steep, one ramp',
  "fastai's *slide*": 'fastai slide, one ramp',
  'torch-lr-finder (steepest)': 'pytorch-lr-finder, one ramp',
  'Lightning 2.6.6': 'Lightning 2.6.6, one ramp',
};
const OURS = {
  'not at all': "the script's own rate",
  '`find --quick`': QUICK,
  '`find --quick --confirm`': QUICK_CONFIRMED,
  '`find`, the default': DEFAULT,
  '`find --confirm`': CONFIRMED,
};
const TRAININGS = {
  "the script's own rate": "the script's own rate: constant",
  'a cycle between the bounds of `find`': `${DEFAULT}: cycle`,
  'a cycle between the bounds of `find --quick --confirm`': `${QUICK_CONFIRMED}: cycle`,
  'a cycle between the bounds of `find --confirm`': `${CONFIRMED}: cycle`,
  'a cycle up to 1.5 times the best': 'five rates by hand, 360 steps each: cycle',
  Prodigy: 'prodigy',
  'schedule-free': 'schedule-free',
  'the best cycle': 'the best cycle',
};

test('the results of bench/confirmation are what its report prints', () => {
  expect(read('bench/confirmation/RESULTS.md')).toContain(printed);
});

const [first = ''] = printed.split('## Rules that might take the place of ours');
const [, product = ''] = printed.split('## Short and long trainings:');
const [, all = ''] = product.split('### All ');

/** Steps, and all but how many had no answer. */
const searchFigures = ([, steps, , ...figures]: Row) => [steps, ...figures];

test.each([
  ['how the rate was found', SEARCHES, first, 'finder', searchFigures],
  ['trained with', TRAININGS, first, 'trained with', ([, , points, worst]: Row) => [points, worst]],
  ['on 32 cases trained afterwards', OURS, product, 'finder', searchFigures],
  ['on all 146', OURS, all, 'finder', searchFigures],
] as const)(
  '"Do you need this?" quotes the table "%s" as reported',
  (head, names, source, sourceHead, figuresOf) => {
    const quoted = rowsOf(read('docs/do-you-need-this.md'), head);
    const reported = rowsOf(source, sourceHead);
    const expected = Object.values(names).map((name) =>
      figuresOf(reported.find(([finder]) => finder === name) ?? []),
    );
    expect(quoted.map(([, ...figures]) => figures)).toEqual(
      expected.map((figures) => figures.map((figure) => (figure === '-' ? '' : figure))),
    );
    Object.keys(names).forEach((words, i) => {
      expect(quoted[i]?.[0]).toContain(words);
    });
  },
);

type Row = readonly string[];

/** Of the first table whose first column is headed so, without its head. */
function rowsOf(markdown: string, head: string): Row[] {
  const [, , ...rows] =
    markdown
      .slice(markdown.indexOf(`| ${head} |`))
      .split('\n\n', 1)[0]
      ?.split('\n') ?? [];
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
