import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatRate, rateText, roundBounds } from '../../src/tuning';
import { WebviewBrowser, type WebviewPage } from './harness/webviewPage';
import { finishedState, preliminaryState, runningState, smoothOf } from './harness/states';
import type { ChosenBounds } from '../../src/protocol/run';

let browser: WebviewBrowser;
let panel: WebviewPage;

beforeAll(async () => {
  browser = await WebviewBrowser.start();
});
afterAll(() => browser.stop());
beforeEach(async () => {
  panel = await browser.open();
  await panel.show(withBounds({ baseLR: 0.001, maxLR: 0.01, by: 'suggested' }));
});
afterEach(async () => {
  expect(panel.complaints).toEqual([]);
  await panel.close();
});

function withBounds(chosen: ChosenBounds | null) {
  return { ...finishedState(), chosen };
}

const slider = (name: 'Base' | 'Max') => panel.page.getByRole('slider', { name });
const field = (name: string) => panel.page.getByRole('textbox', { name });

async function drag(from: number, to: number, { steps = 8 } = {}) {
  const start = await panel.at(from);
  const end = await panel.at(to);
  await panel.page.mouse.move(start.x, start.y);
  await panel.page.mouse.down();
  await panel.page.mouse.move(end.x, end.y, { steps });
  await panel.page.mouse.up();
  await panel.drawn();
}

describe('with the pointer', () => {
  test('a click sets the nearer bound, shows it at once and tells the host', async () => {
    const { x, y } = await panel.at(0.1);
    await panel.page.mouse.click(x, y);
    await panel.drawn();
    expect(await panel.last('choose')).toEqual({ type: 'choose', baseLR: 0.001, maxLR: 0.1, by: 'hand' });
    expect(await slider('Max').getAttribute('aria-valuetext')).toBe('0.1');
    expect(await field('Max LR').inputValue()).toBe('0.1');
    const below = await panel.at(1e-4);
    await panel.page.mouse.click(below.x, below.y);
    expect(await panel.last('choose')).toEqual({ type: 'choose', baseLR: 1e-4, maxLR: 0.1, by: 'hand' });
  });

  test('a drag moves a bound and is settled once, where the pointer was let go', async () => {
    await drag(0.01, 1);
    expect((await panel.posted()).filter(({ type }) => type === 'choose')).toEqual([
      { type: 'choose', baseLR: 0.001, maxLR: 1, by: 'hand' },
    ]);
  });

  test('the end of a drag counts even when no move was reported on the way', async () => {
    const end = await panel.at(1e-5);
    const start = await panel.at(0.001);
    await panel.page.mouse.move(start.x, start.y);
    await panel.page.mouse.down();
    await panel.page.evaluate(`document.querySelector('.overlay').dispatchEvent(
      new PointerEvent('pointerup', { clientX: ${end.x}, clientY: ${end.y}, pointerId: 1 }))`);
    expect(await panel.last('choose')).toMatchObject({ baseLR: 1e-5, maxLR: 0.01 });
    await panel.page.mouse.up();
  });

  test('a bound dragged past the other takes its part', async () => {
    await drag(0.01, 1e-4);
    expect(await panel.last('choose')).toEqual({ type: 'choose', baseLR: 1e-4, maxLR: 0.001, by: 'hand' });
  });

  test('touching a handle without moving it changes nothing', async () => {
    const { x, y } = await panel.at(0.01);
    await panel.page.mouse.click(x + 1, y);
    expect(await panel.last('choose')).toBeUndefined();
  });

  test('a click outside the plot changes nothing', async () => {
    const plot = await panel.plot();
    const box = await panel.page.locator('canvas').boundingBox();
    await panel.page.mouse.click((box?.x ?? 0) + plot.left - 20, (box?.y ?? 0) + plot.bottom - 20);
    expect(await panel.last('choose')).toBeUndefined();
  });

  test('before an answer a click sets the maximum, with the base by the usual rule', async () => {
    await panel.show(runningState(120));
    expect(await slider('Max').isVisible()).toBe(false);
    const { x, y } = await panel.at(0.1);
    await panel.page.mouse.click(x, y);
    expect(await panel.last('choose')).toEqual({ type: 'choose', baseLR: 0.025, maxLR: 0.1, by: 'hand' });
  });

  test('works on the linear axis', async () => {
    await panel.page.getByRole('button', { name: 'Linear' }).click();
    await panel.drawn();
    const { x, y } = await panel.at(0.1);
    await panel.page.mouse.click(x, y);
    expect(await panel.last('choose')).toMatchObject({ baseLR: 0.001, maxLR: 0.1 });
  });
});

describe('while the host is slow', () => {
  const { insertion } = finishedState();
  const says = (maxLR: number, by = 'hand') =>
    panel.send({
      type: 'chosen',
      chosen: { baseLR: 0.001, maxLR, by },
      stepSize: null,
      insertion,
    });

  test('a drag outlasts older words of the host, however late; once it has confirmed, it has the last word', async () => {
    await drag(0.01, 1);
    await panel.page.evaluate('performance.now = () => 1e9');
    await says(0.01, 'suggested');
    await panel.drawn();
    expect(await field('Max LR').inputValue()).toBe('1');
    await says(1);
    await says(2);
    await panel.drawn();
    expect(await field('Max LR').inputValue()).toBe('2');
  });
});

describe('with the keyboard', () => {
  test('arrows nudge the focused handle, ten times as far with Shift', async () => {
    await slider('Base').focus();
    await panel.page.keyboard.press('ArrowRight');
    expect(await panel.last('choose')).toMatchObject({ baseLR: 0.0011, maxLR: 0.01 });
    await panel.page.keyboard.press('Shift+ArrowRight');
    expect(await panel.last('choose')).toMatchObject({ baseLR: 0.0021 });
    await panel.page.keyboard.press('ArrowLeft');
    await panel.drawn();
    expect(await slider('Base').getAttribute('aria-valuetext')).toBe('0.002');
  });

  test('what is set before there is an answer stays, in the fields too, whatever the host still sends', async () => {
    const running = runningState(120);
    await panel.show({ ...running, chosen: null });
    const { x, y } = await panel.at(0.01);
    await panel.page.mouse.move(x, y);
    await panel.page.mouse.down();
    await panel.show({ ...running, activity: 'The script said something.', chosen: null });
    for (const name of ['Base LR', 'Max LR']) expect(await field(name).inputValue()).not.toBe('');
    expect(await slider('Max').isVisible()).toBe(true);
    await panel.page.mouse.up();
    await panel.show({ ...running, chosen: null });
    expect(await field('Max LR').inputValue()).toBe(await slider('Max').getAttribute('aria-valuetext'));
  });

  test('quick nudges are all kept, though the host answers late', async () => {
    await slider('Max').focus();
    for (let i = 0; i < 5; i++) {
      await panel.page.keyboard.press('ArrowRight');
      const chosen = { baseLR: 0.001, maxLR: 0.011, by: 'hand' };
      await panel.send({ type: 'chosen', chosen, stepSize: null, insertion: finishedState().insertion });
    }
    expect(await panel.last('choose')).toMatchObject({ maxLR: 0.015 });
    expect(await slider('Max').getAttribute('aria-valuetext')).toBe('0.015');
  });

  test('a handle nudged past the other becomes it, and keeps the focus', async () => {
    await panel.show(withBounds({ baseLR: 0.001, maxLR: 0.001, by: 'hand' }));
    await slider('Base').focus();
    await panel.page.keyboard.press('ArrowRight');
    expect(await panel.last('choose')).toMatchObject({ baseLR: 0.001, maxLR: 0.0011 });
    expect(await panel.page.evaluate('document.activeElement.dataset.bound')).toBe('max');
  });

  test('every control is reached by Tab, in the order of the page', async () => {
    const names: string[] = [];
    for (let i = 0; i < 14; i++) {
      await panel.page.keyboard.press('Tab');
      names.push(
        String(
          await panel.page.evaluate(
            `(({ activeElement: e }) => e.getAttribute('aria-label') ?? e.textContent.trim())(document)`,
          ),
        ),
      );
    }
    expect(names.slice(0, 14)).toEqual([
      'Run Again',
      'Log',
      'Linear',
      'Base learning rate',
      'Max learning rate',
      'Base LR',
      'Max LR',
      'Half a cycle, iterations',
      'Half a cycle, epochs',
      'Insert CLR Schedule',
      'Choose what to insert',
      'Preview',
      'Train with These Bounds',
      'Compare',
    ]);
  });
});

describe('as numbers', () => {
  test('takes any finite positive number as it is typed, without rounding it', async () => {
    await field('Max LR').fill('0.0123456');
    await field('Max LR').press('Enter');
    expect(await panel.last('choose')).toEqual({
      type: 'choose',
      baseLR: 0.001,
      maxLR: 0.0123456,
      by: 'hand',
    });
    await panel.drawn();
    expect(await slider('Max').getAttribute('aria-valuetext')).toBe('0.0123456');
    expect(await panel.page.locator('.handle[data-bound=max] .flag').textContent()).toBe('max 0.0123456');
    await field('Base LR').fill('2.5e-7');
    await field('Base LR').press('Enter');
    expect(await panel.last('choose')).toMatchObject({ baseLR: 2.5e-7 });
  });

  test('swaps a minimum above the maximum', async () => {
    await field('Base LR').fill('1');
    await field('Base LR').press('Enter');
    await panel.drawn();
    expect(await panel.last('choose')).toMatchObject({ baseLR: 0.01, maxLR: 1 });
    expect(await field('Base LR').inputValue()).toBe('0.01');
    expect(await field('Max LR').inputValue()).toBe('1');
  });

  test.each([
    ['abc', '“abc” is not a number. Write 0.001 or 1e-3.'],
    ['0,01', 'Write the decimal with a point: 0.001.'],
    ['0', 'A learning rate is greater than 0.'],
    ['-1', 'A learning rate is greater than 0.'],
    ['Infinity', 'A learning rate is finite.'],
    ['', 'Enter a learning rate, such as 0.001 or 1e-3.'],
  ])('says what is wrong with “%s” and keeps the bounds', async (typed, words) => {
    await field('Max LR').fill(typed);
    await field('Max LR').press('Enter');
    expect(await panel.page.getByRole('alert').filter({ hasText: words }).count()).toBe(1);
    expect(await panel.last('choose')).toBeUndefined();
    await field('Max LR').press('Escape');
    await expect.poll(() => field('Max LR').inputValue()).toBe('0.01');
    expect(await panel.page.locator('.wrong').allTextContents()).toEqual(['', '', '', '']);
  });

  test('the step size is taken in iterations or in epochs', async () => {
    await field('Half a cycle, iterations').fill('500');
    await field('Half a cycle, iterations').press('Enter');
    expect(await panel.last('step-size')).toEqual({ type: 'step-size', iterations: 500 });
    await field('Half a cycle, epochs').fill('6');
    await field('Half a cycle, epochs').press('Enter');
    expect(await panel.last('step-size')).toEqual({ type: 'step-size', iterations: 6 * 63 });
  });

  test('half a cycle reads as one sentence: no field covers the words beside it', async () => {
    const boxes = await panel.page
      .getByRole('group', { name: 'Half a cycle' })
      .locator('input, .unit')
      .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect()));
    expect(boxes).toHaveLength(4);
    boxes.forEach(({ left }, i) => expect(left).toBeGreaterThanOrEqual(boxes[i - 1]?.right ?? 0));
  });

  test('what is being typed is not overwritten by an answer that arrives', async () => {
    await panel.show(preliminaryState());
    await field('Max LR').pressSequentially('7');
    const typed = await field('Max LR').inputValue();
    const state = finishedState();
    const { answer, chosen, stepSize } = state;
    if (!answer) throw new Error('The state has no answer.');
    await panel.send({
      type: 'answer',
      answer,
      smooth: smoothOf(state),
      preliminary: false,
      chosen,
      stepSize,
    });
    expect(await field('Max LR').inputValue()).toBe(typed);
  });
});

describe('from the candidates', () => {
  test('choosing one moves the handles and marks it', async () => {
    const steepest = finishedState().answer?.candidates.find(({ id }) => id === 'steepest');
    if (!steepest) throw new Error('The answer has no such candidate.');
    await panel.page.getByText('Other readings of the curve').click();
    await panel.page.getByRole('radio', { name: /Steepest/ }).check();
    const { baseLR, maxLR } = roundBounds(steepest);
    expect(await panel.last('choose')).toEqual({ type: 'choose', baseLR, maxLR, by: 'steepest' });
    await panel.drawn();
    expect(Number(await slider('Max').getAttribute('aria-valuenow'))).toBe(maxLR);
    expect(await field('Max LR').inputValue()).toBe(rateText(maxLR));
  });

  test('only the suggestion is in view, and what is chosen; each says what it is good for', async () => {
    const steepest = panel.page.getByRole('radio', { name: /Steepest/ });
    expect(await panel.page.getByRole('radio', { name: /Suggested.*To begin with/ }).isVisible()).toBe(true);
    expect(await steepest.isVisible()).toBe(false);
    await panel.show({ ...finishedState(), chosen: { baseLR: 0.001, maxLR: 0.004, by: 'steepest' } });
    expect(await steepest.isVisible()).toBe(true);
    expect(await steepest.isChecked()).toBe(true);
  });

  test('the host has the last word, and bounds set by hand are called so', async () => {
    const insertion = finishedState().insertion;
    const chosen = { baseLR: 0.002, maxLR: 0.02, by: 'hand' };
    await panel.send({ type: 'chosen', chosen, stepSize: null, insertion });
    expect(await panel.page.getByRole('radio', { name: /Set by hand/ }).isChecked()).toBe(true);
    expect(await slider('Base').getAttribute('aria-valuetext')).toBe('0.002');
    expect(await field('Half a cycle, iterations').isDisabled()).toBe(true);
  });
});

describe('bounds where training turned bad', () => {
  test('are taken, with a warning in place of the tick', async () => {
    const edge = finishedState().answer?.edgeLR ?? NaN;
    const tick = panel.page.locator('.verdict .mark.good');
    await tick.waitFor();
    await field('Max LR').fill('0.92');
    await field('Max LR').press('Enter');
    await panel.drawn();
    expect(await panel.last('choose')).toMatchObject({ maxLR: 0.92 });
    const warning = panel.page.getByText(`0.92 lies beyond ${formatRate(edge)}, where the loss turned up.`);
    expect(await warning.isVisible()).toBe(true);
    expect(await tick.isVisible()).toBe(false);
    await panel.page.getByRole('radio', { name: /Suggested/ }).check();
    await panel.drawn();
    expect(await warning.isVisible()).toBe(false);
    expect(await tick.isVisible()).toBe(true);
  });

  test('a suggestion beyond the edge, as for plain SGD, is not warned of', async () => {
    const state = finishedState();
    if (!state.answer?.bounds.maxLR) throw new Error('The state has no maximum.');
    const { maxLR } = state.answer.bounds;
    await panel.show({ ...state, answer: { ...state.answer, edgeLR: maxLR / 1.6 } });
    expect(await panel.page.getByText('lies beyond').isVisible()).toBe(false);
    expect(await panel.page.locator('.verdict .mark.good').isVisible()).toBe(true);
    await field('Max LR').fill('9.5');
    await field('Max LR').press('Enter');
    const warning = `9.5 lies beyond ${formatRate(maxLR)}, the highest maximum that this curve supports.`;
    await panel.page.getByText(warning).waitFor();
  });

  test('the suggestion says why it may lie right of where accuracy falls', async () => {
    const line = panel.page.getByText(/^The suggested .* lies right of .*, where accuracy falls: /);
    const state = finishedState();
    if (!state.answer?.bounds.maxLR) throw new Error('The state has no maximum.');
    const { maxLR } = state.answer.bounds;
    await panel.show({ ...state, answer: { ...state.answer, accuracyEdgeLR: maxLR * 2 } });
    expect(await line.isVisible()).toBe(false);
    await panel.show({ ...state, answer: { ...state.answer, accuracyEdgeLR: maxLR / 2 } });
    expect(await line.isVisible()).toBe(true);
  });
});
