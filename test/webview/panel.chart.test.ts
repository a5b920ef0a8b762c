import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebviewBrowser, type WebviewPage, type ThemeName } from './harness/webviewPage';
import { finishedState, preliminaryState, smoothOf, startingState, validatedState } from './harness/states';

let browser: WebviewBrowser;
let panel: WebviewPage;

beforeAll(async () => {
  browser = await WebviewBrowser.start();
});
afterAll(() => browser.stop());
beforeEach(async () => {
  panel = await browser.open();
});
afterEach(async () => {
  expect(panel.complaints).toEqual([]);
  await panel.close();
});

const accuracyColor = () => panel.variable('charts-blue');
const lossColor = () => panel.variable('charts-yellow');

describe('before there is anything to draw', () => {
  test('says that it waits, asks for the state and remembers its run', async () => {
    await expect(panel.page.getByRole('status').textContent()).resolves.toBe('Waiting for the run…');
    expect(await panel.posted()).toEqual([{ type: 'ready' }]);
    expect(await panel.page.evaluate('window.remembered')).toEqual({ run: 'run-1' });
  });

  test('does not wait for ever: what to do is said when no state comes', async () => {
    const forgotten = await browser.open({ ownClock: true });
    await forgotten.page.clock.fastForward(15_000);
    expect(await forgotten.page.getByRole('status').textContent()).toMatch(
      /^LR Tuner does not answer\. Close/,
    );
    expect(await forgotten.page.locator('vscode-progress-ring').first().isVisible()).toBe(false);
    await forgotten.close();
  });

  test('shows the axis that was asked for, and says in words what is going on', async () => {
    await panel.show(startingState());
    expect(await panel.plot()).toMatchObject({ min: 1e-6, max: 10, axis: 'log' });
    const waiting = panel.page.locator('.waiting');
    await waiting.waitFor();
    expect(await waiting.textContent()).toBe('Loading train.js: its data and its model…');
    expect(await panel.page.getByRole('progressbar').getAttribute('aria-valuenow')).toBeNull();
  });
});

describe('the answer', () => {
  test.each([860, 500])('arrives without moving anything, %d pixels wide', async (width) => {
    await panel.page.setViewportSize({ width, height: 1000 });
    const state = preliminaryState();
    const { answer, chosen } = state;
    if (!answer) throw new Error('The state has no answer.');
    await panel.show({ ...state, answer: null, chosen: null });
    const places = async () => {
      const boxes = ['canvas', '.verdict', '.fields', '.insert'].map((part) =>
        panel.page.locator(part).boundingBox(),
      );
      return (await Promise.all(boxes)).map((box) => [box?.x, box?.y, box?.width]);
    };
    const before = await places();
    const { stepSize } = state;
    await panel.send({
      type: 'answer',
      answer,
      smooth: smoothOf(state),
      preliminary: true,
      chosen,
      stepSize,
    });
    expect(await places()).toEqual(before);
  });

  test.each([640, 1400])(
    'names its marks above the plot, where they hide no curve, %d pixels wide',
    async (width) => {
      await panel.page.setViewportSize({ width, height: 1000 });
      await panel.show(finishedState());
      await panel.drawn();
      const { top } = await panel.plot();
      const canvas = await panel.page.locator('canvas').boundingBox();
      const names = panel.page.locator('.chart-mark .label:visible');
      expect(await names.allTextContents()).toEqual(['accuracy rises', 'accuracy falls', 'loss turns up']);
      const flags = await panel.page
        .locator('.flag')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().bottom));
      for (const name of await names.all()) {
        const box = await name.boundingBox();
        if (!box || !canvas) throw new Error('The chart is not in sight.');
        expect(box.y + box.height).toBeLessThanOrEqual(canvas.y + top + 1);
        expect(box.y).toBeGreaterThanOrEqual(Math.max(...flags));
      }
    },
  );

  test('is marked as preliminary while ramps are still to come, and is announced', async () => {
    await panel.show(preliminaryState());
    const badge = panel.page.getByText('preliminary');
    expect(await badge.isVisible()).toBe(true);
    const sentence = panel.page.locator('.sentence[aria-live=polite]').first();
    expect(await sentence.textContent()).toContain('Cycle between');
    await panel.show(finishedState());
    expect(await badge.isVisible()).toBe(false);
  });

  test('does not redraw the lines when a bound moves', async () => {
    await panel.show(finishedState());
    const before = await panel.pixelsLike(await accuracyColor());
    const { x, y } = await panel.at(0.001);
    await panel.page.mouse.click(x, y);
    expect(await panel.pixelsLike(await accuracyColor())).toBe(before);
  });

  test('is read off under the pointer', async () => {
    await panel.show(finishedState());
    const { x, y } = await panel.at(0.01);
    await panel.page.mouse.move(x, y);
    expect(await panel.page.locator('.legend .rate').textContent()).toBe('at 0.01');
    expect(await panel.page.locator('.legend .accuracy .value').textContent()).toMatch(/^\d+\.\d %$/);
    expect(await panel.page.locator('.legend .loss .value').textContent()).toMatch(/^[\d.]+$/);
  });
});

describe('the validation series', () => {
  const foreground = () => panel.variable('editor-foreground');

  test('has its own line, legend entry and column only where it was measured', async () => {
    await panel.show(finishedState());
    const without = await panel.pixelsLike(await foreground());
    expect(await panel.page.locator('.legend .validation').isVisible()).toBe(false);
    await panel.show(validatedState());
    expect(await panel.pixelsLike(await foreground())).toBeGreaterThan(without + 500);
    const { x, y } = await panel.at(0.01);
    await panel.page.mouse.move(x, y);
    const entry = panel.page.locator('.legend .validation');
    expect(await entry.textContent()).toMatch(/^Validation accuracy\d+\.\d %$/);
    await panel.page.locator('.points summary').click();
    const firstRow = panel.page.locator('tbody tr').first().locator('td');
    expect(await firstRow.last().textContent()).toMatch(/ %$/);
    expect(await firstRow.count()).toBe(6);
  });

  test('grows with its messages', async () => {
    const state = validatedState();
    const points = state.ramps.map((ramp) => ramp.validation.splice(0));
    await panel.show(state);
    const before = await panel.pixelsLike(await foreground());
    for (const [ramp, measured] of points.entries()) {
      await panel.send({ type: 'validation', ramp, points: measured });
    }
    expect(await panel.pixelsLike(await foreground())).toBeGreaterThan(before + 500);
  });

  test('shows the loss where there is no accuracy', async () => {
    await panel.show(validatedState('dia-mlp-sgd-32'));
    const entry = panel.page.locator('.legend .validation');
    expect(await entry.textContent()).toContain('Validation loss');
  });
});

describe('the axis', () => {
  test('turns linear up to past the edge, and the choice is remembered', async () => {
    const state = finishedState();
    await panel.show(state);
    await panel.page.getByRole('button', { name: 'Linear' }).click();
    const plot = await panel.plot();
    expect(plot).toMatchObject({ axis: 'linear', min: 0 });
    expect(plot.max).toBeGreaterThan(state.answer?.edgeLR ?? Infinity);
    expect(plot.max).toBeLessThan(10);
    expect(await panel.page.evaluate('window.remembered')).toEqual({ run: 'run-1', axis: 'linear' });
  });

  test('shows a linear ramp from a file that starts at 0, on both axes', async () => {
    const state = finishedState('mn-conv-sgdm-64', [200]);
    for (const ramp of state.ramps) {
      ramp.lr = ramp.lr.map((_, step) => step / 199);
      if (ramp.smooth) ramp.smooth.lr = ramp.lr;
    }
    await panel.show({ ...state, canRun: false, range: { lo: 0, hi: 1 } });
    expect(await panel.plot()).toMatchObject({ axis: 'log', min: 1 / 199, max: 1 });
    expect(await panel.pixelsLike(await lossColor())).toBeGreaterThan(500);
    await panel.page.getByRole('button', { name: 'Linear' }).click();
    expect(await panel.plot()).toMatchObject({ axis: 'linear', min: 0 });
    expect(await panel.pixelsLike(await lossColor())).toBeGreaterThan(500);
  });

  test('follows the width of the panel', async () => {
    await panel.show(finishedState());
    const wide = await panel.plot();
    await panel.page.setViewportSize({ width: 480, height: 900 });
    await expect.poll(async () => (await panel.plot()).right).toBeLessThan(wide.right - 300);
    const handle = await panel.page.getByRole('slider', { name: 'Max' }).boundingBox();
    const { x } = await panel.at(finishedState().chosen?.maxLR ?? NaN);
    expect((handle?.x ?? 0) + (handle?.width ?? 0) / 2).toBeCloseTo(x, 0);
  });
});

describe('themes', () => {
  const names: ThemeName[] = [
    'vscode-dark',
    'vscode-light',
    'vscode-high-contrast',
    'vscode-high-contrast-light',
  ];

  test.each(names)('every series can be seen in %s, reached by a change while open', async (theme) => {
    await panel.show(validatedState());
    const before = [await accuracyColor(), await lossColor()];
    await panel.setTheme(theme);
    const after = [await accuracyColor(), await lossColor()];
    for (const old of before.filter((color) => !after.includes(color)))
      expect(await panel.pixelsLike(old)).toBe(0);
    expect(await panel.pixelsLike(await accuracyColor())).toBeGreaterThan(500);
    expect(await panel.pixelsLike(await lossColor())).toBeGreaterThan(500);
    await panel.page.screenshot({ path: `test-results/webview/${theme}.png`, fullPage: true });
  });
});

test('the policy refuses what it should, so that silence means something', async () => {
  const other = await browser.open({
    extra: '<p style="color: red">x</p><script>1</script><img src="x.png">',
  });
  await expect
    .poll(() => other.complaints.filter((text) => /Content Security Policy/.test(text)).length)
    .toBe(3);
  await other.close();
});
