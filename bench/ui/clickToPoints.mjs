/* global document, requestAnimationFrame */
// One click on the lens in a fresh editor and a fresh browser, once they have come to rest, as the first run of a day is.
import { chromium } from 'playwright-core';
import { startEditor } from '../../scripts/editor.mjs';

const FOLDER = 'mnist-mlp';
const SCRIPT = 'train.js';
const LENS = 'Find LR Bounds';
const LIMIT = 120_000;
/** Milliseconds. For some ten seconds after a file is opened, VS Code's own TypeScript server takes a whole core. */
const SETTLES = 15_000;

/** What the watch below says on the console once the first points are drawn. */
const DRAWN = 'LR Tuner: points are drawn';

/**
 * Runs in every frame from its start. Once a frame it looks for what a person would see, and notes when (Date.now(),
 * which all frames share). Asking from outside instead would load the machine that is measured. A webview's own page
 * is looked at from the frame around it: VS Code writes that page anew, which ends whatever ran in it.
 */
function watchPages({ lens, drawn }) {
  const seen = {};
  Object.assign(globalThis, { lrTunerSeen: seen });
  const look = () => {
    const page = document.querySelector('#active-frame')?.contentDocument;
    if (page?.querySelector('#app')?.firstElementChild) seen.element ??= Date.now();
    const chart = page?.querySelector('canvas[aria-label]')?.getAttribute('aria-label') ?? '';
    if (!/\b[1-9][\d,]* points/.test(chart)) return requestAnimationFrame(look);
    seen.points = Date.now();
    return console.log(drawn);
  };
  if (globalThis.parent !== globalThis) return requestAnimationFrame(look);
  const clicked = ({ target }) => {
    if (target.textContent?.includes(lens)) seen.click ??= Date.now();
  };
  return globalThis.addEventListener('mousedown', clicked, true);
}

/** @returns {Promise<{ firstElement: number, firstPoint: number }>} milliseconds after the click */
export async function clickToPoints({ which, home, chromium: executablePath, project }) {
  const editor = await startEditor({ which, home });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(LIMIT);
    await page.addInitScript(watchPages, { lens: LENS, drawn: DRAWN });
    await page.goto(`${editor.url}/?folder=${encodeURI(project)}`);
    await openScript(page);
    const drawn = page.waitForEvent('console', (message) => message.text() === DRAWN);
    const lens = page.locator('.codelens-decoration a').filter({ hasText: LENS }).first();
    await lens.waitFor();
    await page.waitForTimeout(SETTLES);
    await lens.click();
    await drawn;
    return await readTimes(page);
  } finally {
    await browser.close();
    await editor.stop();
  }
}

async function openScript(page) {
  const item = (name) => page.getByRole('treeitem', { name, exact: true });
  await item(FOLDER).click();
  await item(SCRIPT).dblclick();
}

async function readTimes(page) {
  const click = await page.evaluate(() => globalThis.lrTunerSeen.click);
  const seen = await Promise.all(
    page.frames().map((frame) => frame.evaluate(() => globalThis.lrTunerSeen ?? {})),
  );
  const after = (name) => {
    const time = seen.find((frame) => name in frame)?.[name];
    if (time === undefined || click === undefined) throw new Error(`No ${name} was seen.`);
    return time - click;
  };
  return { firstElement: after('element'), firstPoint: after('points') };
}
