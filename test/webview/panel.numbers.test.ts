import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebviewBrowser, type WebviewPage } from './harness/webviewPage';
import { finishedState } from './harness/states';

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

describe('every number is explained', () => {
  test('in the sentence and in the head, when the pointer rests on it', async () => {
    await panel.show(finishedState());
    const numbers = panel.page.locator('.verdict .number');
    expect(await numbers.allTextContents()).toEqual(['0.0045', '0.23', '0.047', '0.19', '1.5']);
    for (const one of await numbers.all()) expect(await one.getAttribute('title')).toMatch(/^[A-Z].*\.$/);
    expect(await numbers.first().getAttribute('title')).toContain('smoothed accuracy is clearly better');
    for (const fact of await panel.page.locator('.facts span').all()) {
      expect(await fact.getAttribute('title')).toMatch(/^What /);
    }
  });

  test('at its mark on the chart, where a click still sets a bound', async () => {
    const state = finishedState();
    await panel.show(state);
    const { x, y } = await panel.at(state.answer?.accuracyOnsetLR ?? NaN, 0.5);
    await panel.page.mouse.move(x + 3, y);
    const hovered = panel.page.locator('.chart-mark:hover');
    expect(await hovered.getAttribute('title')).toMatch(/^Accuracy rises from 0\.0045\. The rate from which/);
    await panel.page.mouse.click(x + 3, y);
    expect(await panel.last('choose')).toMatchObject({ by: 'hand' });
  });

  test('in a list that the keyboard reaches', async () => {
    await panel.show(finishedState());
    const summary = panel.page.getByText('What the numbers mean');
    await summary.focus();
    await panel.page.keyboard.press('Enter');
    const terms = await panel.page.locator('.numbers dt').allTextContents();
    expect(terms).toContain('Accuracy falls after 0.26');
    expect(terms).toContain('Loss turns up after 0.23');
    expect(terms).toContain('Max LR 0.19');
    expect(await panel.page.locator('.numbers dd').count()).toBe(terms.length);
  });

  test.each([860, 480])('the names of marks keep apart and in the plot, %d pixels wide', async (width) => {
    await panel.page.setViewportSize({ width, height: 900 });
    const state = finishedState();
    // Where accuracy falls: the handle's line would cross the name.
    state.chosen = { baseLR: 0.05, maxLR: state.answer?.accuracyEdgeLR ?? NaN, by: 'hand' };
    await panel.show(state);
    const { left, right } = await panel.plot();
    const canvas = await panel.page.locator('canvas').boundingBox();
    const boxes = [];
    for (const label of await panel.page.locator('.chart-mark:not([data-side=none]) .label').all()) {
      const box = await label.boundingBox();
      if (box) boxes.push(box);
    }
    expect(boxes.length).toBeGreaterThan(0);
    for (const [i, box] of boxes.entries()) {
      expect(box.x).toBeGreaterThanOrEqual((canvas?.x ?? 0) + left);
      expect(box.x + box.width).toBeLessThanOrEqual((canvas?.x ?? 0) + right + 8);
      const { x, y } = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      const top = await panel.page.evaluate(`document.elementFromPoint(${x}, ${y}).className`);
      expect(top).toBe('label');
      for (const other of boxes.slice(i + 1)) {
        const apart = box.y + box.height <= other.y + 1 || other.y + other.height <= box.y + 1;
        expect(apart || box.x + box.width <= other.x || other.x + other.width <= box.x).toBe(true);
      }
    }
  });
});
