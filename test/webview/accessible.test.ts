/** What axe-core can tell of the pages without a person: names, roles, contrast, order, in each theme. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as panels from './harness/states';
import * as sides from './harness/sideStates';
import { WebviewBrowser, type ThemeName, type WebviewPage } from './harness/webviewPage';

const themes: ThemeName[] = [
  'vscode-dark',
  'vscode-light',
  'vscode-high-contrast',
  'vscode-high-contrast-light',
];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: WebviewBrowser;
let page: WebviewPage;

beforeAll(async () => {
  browser = await WebviewBrowser.start();
});
afterAll(() => browser.stop());
afterEach(() => page.close());

/** Each fault with the elements that have it. */
async function faults(): Promise<string[]> {
  // By the debugger: the page's policy lets no script in.
  await page.page.evaluate(axe);
  const { violations } = (await page.page.evaluate('axe.run()')) as AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
  );
}

const panelStates = {
  starting: panels.startingState(),
  running: panels.preliminaryState(),
  finished: panels.finishedState(),
  confirmed: panels.confirmedState(),
  failed: panels.failedState(),
};
const sideStates = {
  'before anything was trained': sides.emptyState(),
  training: sides.trainingState(),
  'after a comparison': sides.comparisonState(),
  failed: sides.failedState(),
};

/** Empty where there are none. */
async function faultsByTheme(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const theme of themes) {
    await page.setTheme(theme);
    const here = await faults();
    if (here.length > 0) found[theme] = here;
  }
  return found;
}

describe('axe-core finds nothing in any theme', () => {
  test.each(Object.entries(panelStates))('in the panel, %s', async (_, state) => {
    page = await browser.open();
    await page.show(state);
    expect(await faultsByTheme()).toEqual({});
  });

  test.each(Object.entries(sideStates))('in the side view, %s', async (_, state) => {
    page = await browser.open({ name: 'side', width: 320 });
    await page.show(state);
    expect(await faultsByTheme()).toEqual({});
  });
});
