/**
 * What axe-core can tell of the pages without a person: names, roles, contrast, order, in each theme; and what a zoom of
 * 200 % leaves in reach.
 */
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

/**
 * What cannot be read or reached without scrolling sideways, and controls that lie on one another. What scrolls by itself,
 * as a table does, is in reach.
 */
const OUT_OF_REACH = `(() => {
  const found = [];
  const { scrollWidth, clientWidth } = document.scrollingElement;
  if (scrollWidth > clientWidth) found.push('the page is ' + scrollWidth + ' pixels wide');
  const name = (part) => part.tagName.toLowerCase() + ' "' + part.textContent.trim().slice(0, 30) + '"';
  const scrolls = (part) => part !== null && (/auto|scroll/.test(getComputedStyle(part).overflowX) || scrolls(part.parentElement));
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((part) =>
    part.checkVisibility({ visibilityProperty: true }) && part.getBoundingClientRect().width > 0);
  for (const part of shown('main *')) {
    const { left, right } = part.getBoundingClientRect();
    if ((left < -0.5 || right > clientWidth + 0.5) && !scrolls(part)) found.push('outside: ' + name(part));
    const hides = getComputedStyle(part).overflowX === 'hidden' && part.textContent !== '' && !part.querySelector('canvas');
    if (hides && part.scrollWidth > part.clientWidth + 1) found.push('cut off: ' + name(part));
  }
  const controls = shown('button, input, summary, vscode-button, vscode-text-field, .legend td');
  controls.forEach((one, i) => controls.slice(i + 1).forEach((other) => {
    if (one.contains(other) || other.contains(one)) return;
    const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    const [across, down] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
    if (across > 1 && down > 1) found.push(name(one) + ' lies on ' + name(other));
  }));
  return [...new Set(found)];
})()`;

/**
 * A panel of 640 pixels and a side bar of 340, whose pixels are as large as two. Still, since a bar that passes by is
 * outside for a moment.
 */
describe('a zoom of 200 % leaves everything in reach', () => {
  test.each(Object.entries(panelStates))('in the panel, %s', async (_, state) => {
    page = await browser.open({ width: 320, height: 400, reducedMotion: true });
    await page.show(state);
    for (const folded of await page.page.locator('summary:visible').all()) await folded.click();
    await page.drawn();
    expect(await page.page.evaluate(OUT_OF_REACH)).toEqual([]);
  });

  test.each(Object.entries(sideStates))('in the side view, %s', async (_, state) => {
    page = await browser.open({ name: 'side', width: 170, height: 400, reducedMotion: true });
    await page.show(state);
    expect(await page.page.evaluate(OUT_OF_REACH)).toEqual([]);
  });
});
