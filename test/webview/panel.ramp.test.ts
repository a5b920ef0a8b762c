import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebviewBrowser, type WebviewPage } from './harness/webviewPage';
import { finishedState, recordedRamps, runningState, startingState } from './harness/states';

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

describe('a ramp under way', () => {
  test('is drawn as its points arrive', async () => {
    const state = runningState(120);
    const [ramp] = state.ramps;
    if (!ramp) throw new Error('The state has no ramp.');
    const { lr, loss, accuracy } = ramp;
    state.ramps = [];
    await panel.show(state);
    expect(await panel.pixelsLike(await accuracyColor())).toBeLessThan(200);
    await panel.send({ type: 'ramp', ramp: { ...ramp, measured: 0, lr: [], loss: [], accuracy: [] } });
    const drawn: number[] = [];
    for (const [from, to] of [
      [0, 30],
      [30, 75],
      [75, 120],
    ] as const) {
      await panel.send({
        type: 'points',
        ramp: 0,
        lr: lr.slice(from, to),
        loss: loss.slice(from, to),
        accuracy: accuracy.slice(from, to),
      });
      drawn.push(await panel.pixelsLike(await accuracyColor()));
    }
    expect(drawn[1]).toBeGreaterThan(drawn[0] ?? Infinity);
    expect(drawn[2]).toBeGreaterThan(drawn[1] ?? Infinity);
    expect(await panel.page.locator('.waiting').isVisible()).toBe(false);
    expect(await panel.page.locator('.points summary').textContent()).toBe('Points as a table (120)');
  });

  test('paints what has come and not all anew, once a frame, and stays small', async () => {
    const state = runningState(1);
    const [ramp] = state.ramps;
    if (!ramp) throw new Error('The state has no ramp.');
    const steps = 40_000;
    const points = (from: number, count: number) => {
      const places = Array.from({ length: count }, (_, i) => from + i);
      return {
        lr: places.map((i) => 1e-6 * 1e7 ** (i / steps)),
        loss: places.map((i) => 2 + 0.3 * Math.sin(i)),
        accuracy: places.map((i) => 0.5 + 0.1 * Math.cos(i)),
      };
    };
    state.ramps = [{ ...ramp, steps, measured: 8_000, ...points(0, 8_000) }];
    await panel.show(state);
    await panel.page.evaluate(`(() => {
      const { fillRect, drawImage } = CanvasRenderingContext2D.prototype;
      window.painted = { points: 0, frames: 0 };
      CanvasRenderingContext2D.prototype.fillRect = function (...box) {
        window.painted.points++;
        fillRect.apply(this, box);
      };
      CanvasRenderingContext2D.prototype.drawImage = function (...image) {
        window.painted.frames++;
        drawImage.apply(this, image);
      };
    })()`);
    const batches = Array.from({ length: 20 }, (_, k) => ({
      type: 'points',
      ramp: 0,
      ...points(8_000 + 50 * k, 50),
    }));
    const { painted, frames } = (await panel.page.evaluate(`(async () => {
      let frames = 0;
      const count = () => { frames++; requestAnimationFrame(count); };
      requestAnimationFrame(count);
      const batches = ${JSON.stringify(batches)};
      let left = batches.length;
      const allCame = new Promise((done) => addEventListener('message', () => --left === 0 && done()));
      for (const batch of batches) window.postMessage(batch, '*');
      await allCame;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return { painted: window.painted, frames };
    })()`)) as { painted: { points: number; frames: number }; frames: number };
    // A loss and an accuracy for each new point; the axes have a few boxes of their own.
    expect(painted.points).toBeGreaterThanOrEqual(2_000);
    expect(painted.points).toBeLessThan(2_100);
    expect(painted.frames).toBeLessThanOrEqual(frames + 1);

    await panel.send({ type: 'points', ramp: 0, ...points(9_000, 30_000) });
    expect(await panel.page.locator('.points summary').textContent()).toBe('Points as a table (39000)');
    await panel.page.locator('.points summary').click();
    // A browser says that it opened the table only afterwards.
    const caption = panel.page.locator('caption');
    await expect.poll(() => caption.textContent()).toContain('Every 4th step of a ramp');
    const rows = panel.page.locator('tbody tr');
    expect(await rows.count()).toBe(9_750);
    await panel.send({ type: 'points', ramp: 0, ...points(39_000, 8) });
    expect(await rows.count()).toBe(9_752);
    expect(await rows.last().locator('td').nth(1).textContent()).toBe('39005');
  });

  test('shows step, elapsed and remaining time, and moves the bar', async () => {
    await panel.show(runningState(150));
    expect(await panel.page.getByText('Step 150 of 600 · 0:12 elapsed · about 0:31 left').isVisible()).toBe(
      true,
    );
    const progress = { step: 300, of: 600, elapsedMs: 61_000, remainingMs: null };
    await panel.send({ type: 'progress', status: 'running', activity: 'Half way.', progress });
    expect(await panel.page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50');
    expect(await panel.page.getByText('1:01 elapsed · remaining time not known yet').isVisible()).toBe(true);
    expect(await panel.page.getByRole('status').textContent()).toBe('Half way.');
  });

  test('takes loss alone where there is no accuracy, on the left axis', async () => {
    await panel.show(finishedState('dia-mlp-sgd-32'));
    expect(await panel.pixelsLike(await accuracyColor())).toBe(0);
    expect(await panel.pixelsLike(await lossColor())).toBeGreaterThan(500);
    expect(await panel.page.locator('.legend .accuracy').isVisible()).toBe(false);
  });

  test('leaves ramps over a range that was left out of the picture', async () => {
    const state = startingState();
    const [ramp] = recordedRamps('dia-mlp-sgd-32', [200]);
    if (!ramp) throw new Error('The recorded case has no ramp.');
    state.ramps = [{ ...ramp, level: -1 }];
    await panel.show(state);
    expect(await panel.pixelsLike(await lossColor())).toBeLessThan(200);
  });
});
