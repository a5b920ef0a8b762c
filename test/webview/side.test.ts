import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyState, comparisonState, failedState, series, trainingState } from './harness/sideStates';
import { WebviewBrowser, type ThemeName, type WebviewPage } from './harness/webviewPage';

const themes: ThemeName[] = [
  'vscode-dark',
  'vscode-light',
  'vscode-high-contrast',
  'vscode-high-contrast-light',
];

let browser: WebviewBrowser;
let side: WebviewPage;

beforeAll(async () => {
  browser = await WebviewBrowser.start();
});
afterAll(() => browser.stop());
beforeEach(async () => {
  side = await browser.open({ name: 'side', width: 320, height: 900 });
});
afterEach(async () => {
  expect(side.complaints).toEqual([]);
  await side.close();
});

const button = (name: string) => side.page.getByRole('button', { name, exact: true });
const legendRow = (arm: string) => side.page.locator('table.legend tbody tr').filter({ hasText: arm });

async function plotOf(measure: 'lr' | 'accuracy' | 'loss') {
  const text = await side.page.locator(`.frame.${measure} canvas`).getAttribute('data-plot');
  return JSON.parse(text ?? '{}') as Record<'left' | 'right' | 'min' | 'max' | 'yMin' | 'yMax', number>;
}

describe('before anything was trained', () => {
  test('says what to do and offers it, before and after the first message', async () => {
    expect(await button('Train with CLR').isVisible()).toBe(true);
    await side.show(emptyState());
    await button('Train with CLR').click();
    await button('Compare CLR with Fixed LR').click();
    expect(await side.posted()).toEqual([{ type: 'ready' }, { type: 'train' }, { type: 'compare' }]);
  });
});

describe('a training under way', () => {
  test('draws rate, accuracy and loss against iterations as they come', async () => {
    const { step, lr, loss, accuracy } = series(1, 0, 700);
    await side.show(trainingState(400));
    const blue = await side.variable('charts-blue');
    expect(await side.pixelsLike(blue, '.frame.lr canvas')).toBeGreaterThan(100);
    expect(await plotOf('lr')).toMatchObject({ min: 0, max: 400, yMin: 0, yMax: 0.2 });
    const rest = (values: (number | null)[]) => values.slice(400);
    await side.send({
      type: 'points',
      id: 'run-1 triangular 0',
      step: step.slice(400),
      lr: lr.slice(400),
      loss: rest(loss),
      accuracy: rest(accuracy),
    });
    expect(await plotOf('loss')).toMatchObject({ min: 0, max: 800 });
  });

  test('shows how far it is, and can be cancelled', async () => {
    await side.show(trainingState(378));
    expect(await side.page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50');
    expect(await side.page.getByRole('status').textContent()).toBe('Training: triangular.');
    await button('Cancel').click();
    expect(await side.last('cancel')).toEqual({ type: 'cancel' });
  });

  test('a state that comes again replaces the points and does not double them', async () => {
    await side.show(trainingState(400));
    const before = await legendRow('triangular').locator('td').allTextContents();
    await side.show(trainingState(400));
    expect(await legendRow('triangular').locator('td').allTextContents()).toEqual(before);
  });
});

describe('several arms', () => {
  test('are told apart by colour and dash, one line for the seeds of each', async () => {
    await side.show(comparisonState());
    const rows = side.page.locator('table.legend tbody tr');
    expect(await rows.count()).toBe(3);
    const looks = await rows
      .locator('path')
      .evaluateAll((paths) =>
        paths.map((path) => [path.getAttribute('stroke'), path.getAttribute('stroke-dasharray')]),
      );
    expect(new Set(looks.map(([stroke]) => stroke)).size).toBe(3);
    expect(new Set(looks.map(([, dash]) => dash)).size).toBe(3);
  });

  test('can be hidden, from the keyboard too, and the focus stays', async () => {
    await side.show(comparisonState());
    const green = await side.variable('charts-green');
    const all = await side.pixelsLike(green, '.frame.loss canvas');
    const box = side.page.getByRole('checkbox', { name: 'triangular2' });
    await box.focus();
    await side.page.keyboard.press('Space');
    await side.drawn();
    expect(await side.pixelsLike(green, '.frame.loss canvas')).toBeLessThan(all / 2);
    expect(await box.evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true);
  });

  test('are read off under the pointer', async () => {
    await side.show(comparisonState());
    const frame = await side.page.locator('.frame.lr').boundingBox();
    const { left, right, max } = await plotOf('lr');
    const x = (frame?.x ?? 0) + left + ((right - left) * 126) / max;
    await side.page.mouse.move(x, (frame?.y ?? 0) + 40);
    expect(await side.page.locator('caption').first().textContent()).toMatch(/^At iteration 12\d$/);
    expect(await legendRow('own rate').locator('td').first().textContent()).toBe('0.01');
    expect(await legendRow('triangular2').locator('td').first().textContent()).toBe('0.19');
  });

  test('are compared in ten words that are announced, a sentence and a table, above the charts', async () => {
    const state = comparisonState();
    const { headline, comparison } = state;
    await side.show({ ...state, headline: null, comparison: null });
    expect(await side.page.getByText('Copy as Markdown').isVisible()).toBe(false);
    if (!headline || !comparison) throw new Error('The state has no outcome.');
    await side.send({ type: 'outcome', headline, comparison });
    expect(await side.page.locator('[aria-live=polite]').innerText()).toBe(
      headline.replaceAll(' %', '\u00a0%'),
    );
    expect(await side.page.getByText(comparison.sentence).isVisible()).toBe(true);
    const tops = ['[aria-live=polite]', '.comparison table', '.frame.lr'].map(
      async (part) => (await side.page.locator(part).boundingBox())?.y ?? 0,
    );
    const [verdict = 0, table = 0, charts = 0] = await Promise.all(tops);
    expect(verdict).toBeLessThan(table);
    expect(table).toBeLessThan(charts);
    // A wider page has room for the spread, too, which is else in the tooltips.
    const cells = side.page.locator('.comparison tbody tr').nth(1).locator('td');
    expect(await cells.allInnerTexts()).toEqual(['94.1\u00a0%', '311', '0:16']);
    await side.page.setViewportSize({ width: 640, height: 900 });
    expect(await cells.allInnerTexts()).toEqual([
      '94.1\u00a0%\n93.5\u00a0% – 94.7\u00a0%',
      '311\n281 – 341',
      '0:16\n0:14 – 0:18',
    ]);
    await side.page.getByText('not reached').waitFor();
    const failed = side.page.locator('.comparison tbody tr').filter({ hasText: 'fixed 10' }).locator('td');
    expect(await failed.allInnerTexts()).toEqual(['failed', '–', '–']);
    await button('Copy as Markdown').click();
    expect(await side.last('export')).toEqual({ type: 'export', format: 'markdown' });
  });

  test('the best is one click from the script, unless it is the script as it is', async () => {
    const state = comparisonState();
    await side.show(state);
    await button('Use triangular').click();
    expect(await side.last('use')).toEqual({ type: 'use', arm: 'triangular' });
    await side.show({ ...state, comparison: state.comparison && { ...state.comparison, use: null } });
    expect(await side.page.getByText('Use triangular').isVisible()).toBe(false);
  });

  test.each([240, 300, 420, 1080])('no number breaks over lines at a width of %d pixels', async (width) => {
    await side.page.setViewportSize({ width, height: 900 });
    await side.show(comparisonState());
    const broken = await side.page.evaluate(`[...document.querySelectorAll('.comparison td')]
      .filter((cell) => cell.getClientRects().length > 0)
      .flatMap((cell) => [...cell.childNodes])
      .filter((node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
      })
      .map((node) => node.textContent)`);
    expect(broken).toEqual([]);
    const wide = await side.page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    expect(wide).toBeLessThanOrEqual(0);
    await side.page.screenshot({ path: `test-results/webview/side-${width}.png`, fullPage: true });
  });
});

test('six arms have six colours and six dashes', async () => {
  const state = comparisonState();
  const arms = [1, 2, 3, 4, 5, 6].map((place) => ({
    ...series(1, 0, 100),
    id: `run-1 arm-${place} 0`,
    arm: `arm-${place}`,
    label: `arm-${place}`,
  }));
  for (const theme of themes) {
    await side.setTheme(theme);
    await side.show({ ...state, series: arms });
    const looks = await side.page
      .locator('table.legend path')
      .evaluateAll((paths) =>
        paths.map((path) => [path.getAttribute('stroke'), path.getAttribute('stroke-dasharray')]),
      );
    expect(new Set(looks.map(([stroke]) => stroke)).size).toBe(6);
    expect(new Set(looks.map(([, dash]) => dash)).size).toBe(6);
  }
});

test('the page in the editor has room for the charts side by side, and needs no way there', async () => {
  await side.show(comparisonState());
  await button('Open in Editor').click();
  expect(await side.last('open-in-editor')).toEqual({ type: 'open-in-editor' });
  await side.page.setViewportSize({ width: 1000, height: 900 });
  await side.show({ ...comparisonState(), inEditor: true });
  expect(await button('Open in Editor').isVisible()).toBe(false);
  const [rate, accuracy] = await Promise.all(
    ['lr', 'accuracy'].map((measure) => side.page.locator(`.frame.${measure}`).boundingBox()),
  );
  expect(accuracy?.width).toBeGreaterThan(400);
  expect(rate?.y).toBe(accuracy?.y);
});

describe('pictures', () => {
  test('the SVG holds a line for every arm and measure, and is well-formed', async () => {
    await side.show({ ...comparisonState(), title: 'a <b> & "c"' });
    await button('SVG').click();
    const sent = await side.last('save-picture');
    if (sent?.type !== 'save-picture') throw new Error('No picture was sent.');
    expect(sent.content.match(/<polyline/g)).toHaveLength(9);
    const title = await side.page.evaluate(
      `new DOMParser().parseFromString(${JSON.stringify(sent.content)}, 'image/svg+xml').querySelector('text').textContent`,
    );
    expect(title).toBe('a <b> & "c"');
    expect(sent.content).not.toContain('NaN');
  });

  test('the PNG is a picture of all three charts', async () => {
    await side.show(comparisonState());
    await button('PNG').click();
    const sent = await side.last('save-picture');
    if (sent?.type !== 'save-picture') throw new Error('No picture was sent.');
    const bytes = Buffer.from(sent.content.replace('data:image/png;base64,', ''), 'base64');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.readUInt32BE(20)).toBeGreaterThan(350);
  });
});

test('what failed is said in place of empty charts, and can go on', async () => {
  await side.show(failedState());
  expect(await side.page.locator('.charts').isVisible()).toBe(false);
  await side.page.getByRole('link', { name: 'train.js, line 40' }).click();
  expect(await side.last('problem-action')).toMatchObject({ action: { kind: 'open-file', line: 40 } });
  await button('Resume').click();
  expect(await side.last('resume')).toEqual({ type: 'resume' });
});

test('a hundred thousand iterations of each arm are kept small, with the peaks of the rate', async () => {
  const state = comparisonState();
  await side.show({ ...state, series: [0, 1, 2].map((which) => series(which, 0, 100_000)) });
  expect(await plotOf('lr')).toMatchObject({ max: 100_000, yMax: 0.2 });
  await button('SVG').click();
  const sent = await side.last('save-picture');
  if (sent?.type !== 'save-picture') throw new Error('No picture was sent.');
  expect(sent.content.length).toBeLessThan(250_000);
});

test.each(themes)('every arm can be seen in %s, reached by a change while open', async (theme) => {
  await side.show(comparisonState());
  const names = ['charts-blue', 'charts-yellow', 'charts-green'];
  const colors = () => Promise.all(names.map((name) => side.variable(name)));
  const before = await colors();
  await side.setTheme(theme);
  const after = await colors();
  for (const old of before.filter((color) => !after.includes(color))) {
    expect(await side.pixelsLike(old, '.frame.accuracy canvas')).toBe(0);
  }
  for (const color of ['blue', 'yellow', 'green']) {
    expect(
      await side.pixelsLike(await side.variable(`charts-${color}`), '.frame.accuracy canvas'),
    ).toBeGreaterThan(60);
  }
  await side.page.screenshot({ path: `test-results/webview/side-${theme}.png`, fullPage: true });
});
