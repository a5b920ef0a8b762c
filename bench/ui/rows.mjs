// The rows that are ours alone: the extension in a Node.js with VS Code's API stood in for, and the panel's page in a
// browser with the messages that this extension sent.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dragHandle, openPage, showState, streamPoints } from './page/page.mjs';
import { rampSteps, writeRuns } from './runFiles.mjs';

const HOST = path.join(path.dirname(fileURLToPath(import.meta.url)), 'host/main.cjs');
/** Bytes of what it prints: the messages of a whole run. */
const LARGEST = 512 * 1024 * 1024;

/** A range test as it usually ends: three seeds of two lengths, 1,800 points. */
const USUAL = [
  [200, 3],
  [400, 3],
];
const STREAMED = { steps: 30_000, from: 10_000, perSecond: 1_000, seconds: 5 };

/** Storages with runs, and which run of each is opened. */
export function makeRuns(folder) {
  const storage = (name, ...runs) => {
    const made = path.join(folder, name);
    return { storage: made, run: writeRuns(made, ...runs)[0] };
  };
  return {
    none: { storage: path.join(folder, 'none'), run: '' },
    many: storage('many', 100, USUAL),
    usual: storage('usual', 1, USUAL),
    large: storage('large', 1, [[50_000, 2]]),
    growing: storage('growing', 1, [[STREAMED.steps, 1]], STREAMED.from),
  };
}

async function host(extension, { storage }, ...task) {
  const { stdout } = await promisify(execFile)(process.execPath, [HOST, extension, storage, ...task], {
    maxBuffer: LARGEST,
  });
  return JSON.parse(stdout);
}

/** Opens a run in a page of its own. @param then what else is measured there */
async function open({ extension, chromium }, run, then = () => ({})) {
  const { html, messages, posted, bytes } = await host(extension, run, 'open', run.run);
  const page = await openPage(chromium, html);
  try {
    const { painted, memory } = await showState(page, messages);
    return {
      'host, until posted': posted,
      'page, until painted': painted,
      'message, kB': bytes / 1000,
      'page, MB': memory,
      ...(await then(page)),
    };
  } finally {
    await page.close();
  }
}

async function type({ extension, runs }, lines) {
  const { first, key } = await host(extension, runs.none, 'type', String(lines));
  return { 'first lenses': first, 'slowest key': key };
}

export const ROWS_ALONE = {
  activate: ({ extension, runs }) => host(extension, runs.none, 'activate'),
  runs: ({ extension, runs }) => host(extension, runs.many, 'runs'),
  type500: (given) => type(given, 500),
  type5000: (given) => type(given, 5_000),
  type50000: (given) => type(given, 50_000),
  points1800: (given) => open(given, given.runs.usual, dragHandle),
  points100000: (given) => open(given, given.runs.large),
  stream: async (given) => {
    const steps = rampSteps(STREAMED.steps, 0);
    const found = await open(given, given.runs.growing, (page) => streamPoints(page, { ...STREAMED, steps }));
    const { missedFrames, longestTask } = found;
    return { missedFrames, longestTask };
  },
};
