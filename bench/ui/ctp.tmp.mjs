/* global document, requestAnimationFrame */
// One click on the lens in a fresh editor and a fresh browser, as the first run of a day is.
import { chromium } from 'playwright-core';
import { startEditor } from '/work/wt/surface/scripts/editor.mjs';

const FOLDER = 'mnist-mlp';
const SCRIPT = 'train.js';
const LENS = 'Find LR Bounds';
const LIMIT = 120_000;

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
  if (globalThis.parent !== globalThis) { globalThis.lrTunerSeen.start=Date.now(); const l2=()=>{ if(document.querySelector('#active-frame')) seen.active??=Date.now(); if(document.querySelector('#pending-frame')) seen.pending??=Date.now(); const pg=(document.querySelector('#active-frame')||document.querySelector('#pending-frame'))?.contentDocument; if(pg?.querySelector('#app')) seen.app??=Date.now(); if(pg?.querySelector('.page-waiting')) seen.waiting??=Date.now(); if(!seen.waiting||!seen.active) requestAnimationFrame(l2)}; requestAnimationFrame(l2); return requestAnimationFrame(look);}
  const lk=()=>{ if(document.querySelector('iframe.webview')) {seen.iframe??=Date.now();return} requestAnimationFrame(lk)}; requestAnimationFrame(lk);
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
    await page.locator('.codelens-decoration a').filter({ hasText: LENS }).first().click();
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
  const all={};for(const f of seen)for(const k in f)if(k!=='click')all[k]=f[k]-click; return all;
}
