/* global addEventListener, requestAnimationFrame */
// The panel's page alone in a browser, with the messages that the host would send it.
import { chromium } from 'playwright-core';

/** In place of VS Code around the page; `ready` is answered by the caller. */
function standIn() {
  globalThis.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} });
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });
}

export async function openPage(executablePath, html) {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--enable-precise-memory-info', '--js-flags=--expose-gc'],
  });
  const page = await browser.newPage({ viewport: { width: 900, height: 1000 } });
  await page.addInitScript(standIn);
  await page.route('http://page/', (route) => route.fulfill({ body: html, contentType: 'text/html' }));
  await page.goto('http://page/');
  return { page, close: () => browser.close() };
}

/** @returns milliseconds from the message to the frame that shows it, and the page's memory then in megabytes */
export async function showState({ page }, messages) {
  return page.evaluate(async (given) => {
    // What VS Code hands over is a copy, and the copy is part of what a page waits for.
    const text = JSON.stringify(given);
    const began = performance.now();
    for (const message of JSON.parse(text)) globalThis.postMessage(message, '*');
    await new Promise((resolve) => addEventListener('message', resolve, { once: true }));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const painted = performance.now() - began;
    globalThis.gc?.();
    return { painted, memory: performance.memory.usedJSHeapSize / 1e6 };
  }, messages);
}

/** Points come in batches, twenty times a second. @returns missed frames a second, and the longest task */
export async function streamPoints({ page }, { perSecond, seconds, steps, from }) {
  const batches = Array.from({ length: seconds * 20 }, (_, k) => {
    const points = steps.slice(from + (k * perSecond) / 20, from + ((k + 1) * perSecond) / 20);
    return {
      type: 'points',
      ramp: 0,
      lr: points.map(({ lr }) => lr),
      loss: points.map(({ loss }) => loss),
      accuracy: points.map(({ accuracy }) => accuracy),
    };
  });
  return page.evaluate(async (all) => {
    globalThis.longTasks.length = 0;
    let frames = 0;
    let going = true;
    const count = () => {
      frames++;
      if (going) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    const began = performance.now();
    for (const [k, batch] of all.entries()) {
      const wait = began + k * 50 - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      globalThis.postMessage(batch, '*');
    }
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    going = false;
    const took = (performance.now() - began) / 1000;
    return {
      missedFrames: Math.max(0, 60 - frames / took),
      longestTask: Math.max(0, ...globalThis.longTasks),
      seconds: took,
    };
  }, batches);
}

/** Drags the maximum over the plot, a move each frame. @returns milliseconds between frames */
export async function dragHandle({ page }, moves = 90) {
  await page.evaluate(() => {
    globalThis.frames = [];
    const look = (now) => {
      globalThis.frames.push(now);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const grip = await page.locator('.handle[data-bound="max"] .grip').boundingBox();
  const plot = await page.locator('.overlay').boundingBox();
  const y = grip.y + grip.height / 2;
  await page.mouse.move(grip.x + grip.width / 2, y);
  await page.mouse.down();
  await page.evaluate(() => (globalThis.frames.length = 0));
  for (let k = 0; k < moves; k++) {
    await page.mouse.move(plot.x + plot.width * (0.5 + 0.4 * Math.sin(k / 8)), y);
  }
  const times = await page.evaluate(() => globalThis.frames);
  await page.mouse.up();
  const gaps = times
    .slice(1)
    .map((time, k) => time - times[k])
    .sort((a, b) => a - b);
  return { frame: gaps[Math.floor(gaps.length / 2)], frame95: gaps[Math.floor(gaps.length * 0.95)] };
}
