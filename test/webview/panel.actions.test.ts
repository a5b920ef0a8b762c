import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebviewBrowser, type WebviewPage } from './harness/webviewPage';
import type { PanelState } from '../../src/protocol/panel';
import type { ProblemAction } from '../../src/protocol/problems';
import { roundBounds } from '../../src/tuning';
import {
  confirmedState,
  failedState,
  finishedState,
  preliminaryState,
  runningState,
  toConfirm,
  validatedState,
} from './harness/states';

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

/** Whatever a problem can offer, by its button. */
const ACTIONS: Record<string, ProblemAction> = {
  'Run Again': { kind: 'run-again' },
  'Show Output': { kind: 'show-output' },
  'Open Setting': { kind: 'open-setting', setting: 'lrTuner.python.path' },
  'Open the Place': { kind: 'open-file', path: '/home/ada/digits/train.py', line: 3 },
  'Choose Script…': { kind: 'choose-script' },
  'Choose Training…': { kind: 'choose-training' },
  'Choose Python…': { kind: 'choose-python' },
  'Choose How It Starts…': { kind: 'choose-start' },
  'Set Arguments…': { kind: 'set-arguments' },
  'Copy Command': { kind: 'copy', text: 'python -m pip install torch', label: 'Copy Command' },
};

const click = (name: string) => panel.page.getByRole('button', { name, exact: true }).click();

test('a run can be cancelled, and repeated once it is over', async () => {
  await panel.show(runningState(50));
  await click('Cancel');
  expect(await panel.last('cancel')).toEqual({ type: 'cancel' });
  await panel.send({ type: 'progress', status: 'cancelled', activity: 'Cancelled.', progress: null });
  expect(await panel.page.getByRole('button', { name: 'Cancel' }).isVisible()).toBe(false);
  expect(await panel.page.getByText(/^No answer: the run ended/).isVisible()).toBe(true);
  await click('Run Again');
  expect(await panel.last('run-again')).toEqual({ type: 'run-again' });
});

test('a script that trains several times says which training the chart is of, and offers another', async () => {
  const training = { id: '2', name: 'Adam on generator/kernel' };
  await panel.show({ ...runningState(50), training });
  const line = panel.page.getByText('The chart is of training 2: Adam on generator/kernel.');
  await line.waitFor();
  const another = panel.page.getByRole('button', { name: 'Choose Another…' });
  expect(await another.isVisible()).toBe(false);
  await panel.show({ ...finishedState(), training });
  await another.click();
  expect(await panel.last('choose-training')).toEqual({ type: 'choose-training' });
  await panel.show(finishedState());
  expect(await line.isVisible()).toBe(false);
});

describe('a confirmation', () => {
  test('can be asked for once a run has ended, with why it would help', async () => {
    await panel.show({ ...finishedState(), confirmation: toConfirm });
    expect(
      await panel.page.getByText('Short trainings at 0.084 and around it would tell more.').isVisible(),
    ).toBe(true);
    await click('Confirm');
    expect(await panel.last('confirm')).toEqual({ type: 'confirm' });
    await panel.show({
      ...finishedState(),
      status: 'running',
      confirmation: { ...toConfirm, running: true },
    });
    expect(await panel.page.getByRole('button', { name: 'Confirm', exact: true }).isVisible()).toBe(false);
    expect(await panel.page.getByRole('button', { name: 'Cancel' }).isVisible()).toBe(true);
  });

  test('that would say nothing is not offered, and says why', async () => {
    const refusal = 'The batches come in an order.';
    await panel.show({ ...finishedState(), confirmation: { ...toConfirm, recommended: null, refusal } });
    expect(await panel.page.getByText(refusal).isVisible()).toBe(true);
    expect(await panel.page.getByRole('button', { name: 'Confirm', exact: true }).isVisible()).toBe(false);
  });

  test('that moved the bounds says so, and the step can be taken back and forth', async () => {
    const state = confirmedState();
    await panel.show(state);
    expect(await panel.page.getByText(/^Short trainings did better/).isVisible()).toBe(true);
    await click('Take Back');
    const curve = state.answer?.candidates.find(({ id }) => id === 'suggested');
    expect(await panel.last('choose')).toEqual({
      type: 'choose',
      ...(curve && roundBounds(curve)),
      by: 'suggested',
    });
    await click('Use Confirmed');
    expect(await panel.last('choose')).toMatchObject({ by: 'confirmed', maxLR: state.chosen?.maxLR });
  });

  test('has nothing to do with curves from a file', async () => {
    await panel.show({ ...finishedState(), canRun: false });
    expect(await panel.page.getByRole('button', { name: 'Confirm', exact: true }).isVisible()).toBe(false);
  });
});

describe('insertion', () => {
  test('writes the schedule unless something else was chosen, and previews the same', async () => {
    await panel.show(finishedState());
    await click('Insert CLR Schedule');
    expect(await panel.last('insert')).toEqual({ type: 'insert', what: 'triangular', preview: false });
    await click('Preview');
    expect(await panel.last('insert')).toEqual({ type: 'insert', what: 'triangular', preview: true });
  });

  test('offers what can be written in a menu that works from the keyboard and is remembered', async () => {
    await panel.show(finishedState());
    await panel.page.getByRole('button', { name: 'Choose what to insert' }).focus();
    await panel.page.keyboard.press('Enter');
    const menu = panel.page.getByRole('menu');
    await menu.waitFor();
    // From the first to the last, and one up.
    await panel.page.keyboard.press('ArrowUp');
    await panel.page.keyboard.press('ArrowUp');
    await panel.page.keyboard.press('Enter');
    await menu.waitFor({ state: 'hidden' });
    await click('Insert Two Constants');
    expect(await panel.last('insert')).toEqual({ type: 'insert', what: 'constants', preview: false });
    expect(await panel.page.evaluate('window.remembered')).toMatchObject({ insert: 'constants' });
  });

  test('the menu closes on Escape and on a click elsewhere', async () => {
    await panel.show(finishedState());
    const menu = panel.page.getByRole('menu');
    await panel.page.getByRole('button', { name: 'Choose what to insert' }).click();
    await panel.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'hidden' });
    await panel.page.getByRole('button', { name: 'Choose what to insert' }).click();
    await menu.waitFor();
    await panel.page.getByRole('heading', { name: 'train.js' }).click();
    await menu.waitFor({ state: 'hidden' });
  });

  test.each([
    [860, 1000],
    [860, 320],
    [330, 240],
  ])('the menu stays inside a window of %d by %d pixels', async (width, height) => {
    await panel.page.setViewportSize({ width, height });
    await panel.show(finishedState());
    await panel.page.getByRole('button', { name: 'Choose what to insert' }).click();
    const box = await panel.page.getByRole('menu').boundingBox();
    if (!box) throw new Error('There is no menu.');
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    expect(box.height).toBeGreaterThan(60);
  });

  test('says why nothing can be inserted, and when the code already holds the bounds', async () => {
    const reason = 'No place for the rate was found in train.js.';
    await panel.show({ ...finishedState(), insertion: { possible: false, reason, upToDate: false } });
    expect(await panel.page.getByText(reason).isVisible()).toBe(true);
    expect(await panel.page.getByRole('button', { name: 'Insert CLR Schedule' }).isDisabled()).toBe(true);
    const { chosen, stepSize } = finishedState();
    const insertion = { possible: true, reason: '', upToDate: true };
    await panel.send({ type: 'chosen', chosen, stepSize, insertion });
    expect(await panel.page.getByText('The code already holds these bounds.').isVisible()).toBe(true);
    expect(await panel.page.getByRole('button', { name: 'Insert CLR Schedule' }).isDisabled()).toBe(false);
  });
});

test('a training and a comparison with the bounds are one click away, once there are some', async () => {
  await panel.show({ ...runningState(50) });
  const train = panel.page.getByRole('button', { name: 'Train with These Bounds' });
  expect(await train.isDisabled()).toBe(true);
  await panel.show(finishedState());
  await train.click();
  expect(await panel.last('train')).toEqual({ type: 'train' });
  await click('Compare');
  expect(await panel.last('compare')).toEqual({ type: 'compare' });
  await panel.show({ ...finishedState(), canRun: false });
  expect(await train.isVisible()).toBe(false);
});

describe('doubts about the answer', () => {
  const advised = () => {
    const state = finishedState();
    if (!state.answer) throw new Error('The state has no answer.');
    const advice = [
      { flag: 'too-few-steps', action: 'run-longer', text: 'Run a ramp twice as long.' },
      { flag: 'too-noisy', action: 'larger-batch', text: 'Use a larger batch.' },
    ] as const;
    return { ...state, answer: { ...state.answer, settled: false, advice: [...advice] } };
  };

  const smallData = (state: PanelState): PanelState => {
    const advice = { flag: 'many-epochs', action: 'validate', text: 'Check the maximum.' } as const;
    return { ...state, answer: state.answer && { ...state.answer, advice: [advice] } };
  };

  test('small data can be run again with its validation data, unless it just was', async () => {
    await panel.show(smallData(finishedState()));
    await click('Run with Validation');
    expect(await panel.last('advice')).toEqual({ type: 'advice', action: 'validate' });
    await panel.show(smallData(validatedState()));
    expect(await panel.page.getByRole('button', { name: 'Run with Validation' }).count()).toBe(0);
    expect(await panel.page.getByText('Check the maximum.').isVisible()).toBe(true);
  });

  test('curves from a file offer nothing that would run', async () => {
    await panel.show(smallData({ ...finishedState(), canRun: false }));
    expect(await panel.page.getByRole('button', { name: /^Run/ }).count()).toBe(0);
  });

  test('each comes with the button that does something about it, or with a hint', async () => {
    await panel.show(advised());
    await click('Run Longer');
    expect(await panel.last('advice')).toEqual({ type: 'advice', action: 'run-longer' });
    const hint = panel.page.getByRole('listitem').filter({ hasText: 'Use a larger batch.' });
    expect(await hint.getByRole('button').count()).toBe(0);
  });

  test('nothing is offered while the run is still at it', async () => {
    await panel.show({ ...advised(), status: 'running', preliminary: true });
    expect(await panel.page.getByRole('button', { name: 'Run Longer' }).count()).toBe(0);
  });
});

describe('a problem', () => {
  test('names what happened, where and what to do, in place of an empty chart', async () => {
    await panel.show(failedState());
    const problem = panel.page.getByRole('alert').filter({ hasText: 'stopped with an error' });
    expect(await problem.getByText('Cannot find module', { exact: false }).count()).toBeGreaterThan(0);
    expect(await panel.page.locator('canvas').isVisible()).toBe(false);
    await problem.getByRole('link', { name: 'train.js, line 12' }).click();
    expect(await panel.last('problem-action')).toEqual({
      type: 'problem-action',
      action: { kind: 'open-file', path: '/home/ada/digits/train.js', line: 12 },
    });
    await problem.getByRole('button', { name: 'Show Output' }).click();
    expect(await panel.last('problem-action')).toEqual({
      type: 'problem-action',
      action: { kind: 'show-output' },
    });
  });

  test('offers a button for each thing to do, which says so', async () => {
    const state = failedState();
    if (!state.problem) throw new Error('The state has no problem.');
    state.problem.actions = Object.values(ACTIONS);
    await panel.show(state);
    const buttons = panel.page.getByRole('alert').getByRole('button');
    expect(await buttons.count()).toBe(Object.keys(ACTIONS).length);
    for (const [name, action] of Object.entries(ACTIONS)) {
      await click(name);
      expect(await panel.last('problem-action')).toEqual({ type: 'problem-action', action });
    }
  });

  test('keeps what was recorded in sight', async () => {
    const { problem } = failedState();
    await panel.show({ ...preliminaryState(), status: 'failed', problem });
    expect(await panel.page.locator('canvas').isVisible()).toBe(true);
    expect(await panel.page.getByText(problem?.title ?? '').isVisible()).toBe(true);
  });

  test('shows text as text, whatever a script printed', async () => {
    const state = failedState();
    if (!state.problem) throw new Error('The state has no problem.');
    state.problem.output = '<img src=x onerror="alert(1)"><b>bold</b>';
    await panel.show(state);
    expect(await panel.page.locator('.problem pre').textContent()).toBe(state.problem.output);
    expect(await panel.page.locator('.problem img').count()).toBe(0);
  });
});

describe('the text alternative', () => {
  test('lists every point and exports them', async () => {
    const state = finishedState('dia-mlp-sgd-32', [100]);
    await panel.show(state);
    await panel.page.locator('.points summary').click();
    const rows = panel.page.getByRole('table').locator('tbody tr');
    const points = state.ramps.reduce((sum, { lr }) => sum + lr.length, 0);
    await expect.poll(() => rows.count()).toBe(points);
    expect(await rows.first().locator('td').allTextContents()).toEqual([
      '1',
      '1',
      '1e-6',
      String(state.ramps[0]?.loss[0]),
      'not measured',
    ]);
    await click('Export CSV');
    expect(await panel.last('export')).toEqual({ type: 'export', format: 'csv' });
  });

  test('nothing moves by itself for those who asked for that', async () => {
    const still = await browser.open({ reducedMotion: true });
    await still.show({ ...runningState(0), ramps: [] });
    const animations = await still.page.evaluate(
      'document.querySelector(".bar").getAnimations().filter((one) => one.playState === "running").length',
    );
    expect(animations).toBe(0);
    await still.close();
  });
});
