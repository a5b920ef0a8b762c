// Runs the Mocha tests of test/host inside the extension host of a real VS Code.
//   node scripts/test-host.mjs [floor|latest]
// The report lies in test-results/host-VERSION.json. The checkout itself is loaded as the extension.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { startEditor } from './editor.mjs';
import { setUpChromium } from './setup-chromium.mjs';
import { isMain, projectFolder, runMain } from './setup/task.mjs';

const sources = path.join(projectFolder, 'test/host');
const bundled = path.join(projectFolder, '.cache/host-tests');
const LIMIT = 5 * 60_000;

/** Begins the lines that the tests print; the workbench's own lines matter only where the tests never ran. */
const MARK = '[host test] ';

/** The tests become CommonJS in a folder from which Node.js finds the project's Mocha. */
async function bundleTests() {
  const { build } = await import('esbuild');
  const tests = readdirSync(sources).filter((file) => file === 'index.ts' || file.endsWith('.test.ts'));
  rmSync(bundled, { recursive: true, force: true });
  await build({
    entryPoints: tests.map((file) => path.join(sources, file)),
    outdir: bundled,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

async function testHost(which = 'latest') {
  await bundleTests();
  const { chromium } = await import('playwright-core');
  const report = path.join(projectFolder, `test-results/host-${which}.json`);
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const home = mkdtempSync(path.join(os.tmpdir(), 'lr-tuner-host-'));
  const workspace = path.join(home, 'workspace');
  mkdirSync(workspace);
  const env = {
    LR_TUNER_HOST_REPORT: report,
    // Without it newer versions ignore that the page asks for tests.
    VSCODE_OPTIONS: 'enable-smoke-test-driver',
  };
  let editor, browser;
  try {
    editor = await startEditor({ which, home, env });
    browser = await chromium.launch({ executablePath: await setUpChromium(), args: ['--no-sandbox'] });
    const { code, chatter } = await runInPage(await browser.newPage(), editor.url, workspace);
    if (!existsSync(report)) console.error(`The tests did not run (${code}).\n${chatter.join('\n')}`);
    if (code !== 0 || !existsSync(report)) process.exitCode = 1;
  } finally {
    await browser?.close();
    await editor?.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Opens the workbench with the request to run tests, shows what they print, and waits for their exit code. */
async function runInPage(page, editorUrl, workspace) {
  const remote = (file) => `vscode-remote://${new URL(editorUrl).host}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(projectFolder)],
    ['extensionTestsPath', remote(path.join(bundled, 'index.cjs'))],
  ];
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  const chatter = [];
  const exited = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    const line = format(...args);
    if (line.startsWith(MARK)) console.log(line.slice(MARK.length));
    else chatter.push(line);
  });
  await page.goto(`${editorUrl}/?${query}`);
  let limit;
  const late = new Promise((resolve) => {
    limit = setTimeout(resolve, LIMIT, `no end in ${LIMIT / 60_000} minutes`);
  });
  const code = await Promise.race([exited, late]);
  clearTimeout(limit);
  return { code, chatter };
}

if (isMain(import.meta.url)) await runMain(() => testHost(process.argv[2]));
