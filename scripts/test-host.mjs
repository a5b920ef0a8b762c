// Runs the Mocha tests of test/host inside the extension host of a real VS Code: those of `trusted` in a folder
// that the user trusts, those of `restricted` in one that the user does not.
//   node scripts/test-host.mjs [floor|latest]
// The report lies in test-results/host-VERSION.json. The checkout itself is loaded as the extension.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { startEditor } from './editor.mjs';
import { setUpChromium } from './setup-chromium.mjs';
import { isMain, projectFolder, runMain } from './setup/task.mjs';

const sources = path.join(projectFolder, 'test/host');
const suites = [
  { name: 'trusted', trust: true },
  { name: 'restricted', trust: false },
];
const LIMIT = 10 * 60_000;

/** Begins the lines that the tests print; the workbench's own lines matter only where the tests never ran. */
const MARK = '[host test] ';

async function testHost(which = 'latest') {
  // A folder for each version, which may be tested side by side.
  const bundled = path.join(projectFolder, '.cache/host-tests', which);
  await bundleTests(bundled);
  const totals = { passes: 0, failures: 0, pending: 0 };
  const allFailures = [];
  for (const suite of suites) {
    console.log(`\n${suite.name} folder, VS Code ${which}`);
    const { stats, failures } = await runSuite(suite, which, bundled);
    for (const key of Object.keys(totals)) totals[key] += stats[key];
    allFailures.push(...failures);
  }
  const report = path.join(projectFolder, `test-results/host-${which}.json`);
  mkdirSync(path.dirname(report), { recursive: true });
  writeFileSync(report, JSON.stringify({ stats: totals, failures: allFailures }));
  if (totals.failures > 0) process.exitCode = 1;
}

/** The tests become CommonJS in folders from which Node.js finds the project's Mocha. */
async function bundleTests(bundled) {
  const { build } = await import('esbuild');
  const tests = suites.flatMap(({ name }) =>
    readdirSync(path.join(sources, name)).map((file) => path.join(sources, name, file)),
  );
  rmSync(bundled, { recursive: true, force: true });
  await build({
    entryPoints: [path.join(sources, 'index.ts'), ...tests],
    outdir: bundled,
    outbase: sources,
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

/** Returns Mocha's counts and failures; a suite that did not run to its end counts as one failure. */
async function runSuite({ name, trust }, which, bundled) {
  const home = mkdtempSync(path.join(os.tmpdir(), 'lr-tuner-host-'));
  const workspace = path.join(home, 'workspace');
  const report = path.join(home, 'report.json');
  mkdirSync(workspace);
  const extensions = path.join(home, 'extensions');
  mkdirSync(extensions);
  symlinkSync(path.join(sources, 'pythonExtension'), path.join(extensions, 'ms-python.python-2099.0.0'));
  const env = {
    LR_TUNER_HOST_TESTS: path.join(bundled, name),
    LR_TUNER_HOST_REPORT: report,
    // Without it newer versions ignore that the page asks for tests.
    VSCODE_OPTIONS: 'enable-smoke-test-driver',
  };
  const settings = { 'security.workspace.trust.startupPrompt': 'never' };
  let editor, browser;
  try {
    editor = await startEditor({ which, home, trust, settings, env });
    const { chromium } = await import('playwright-core');
    browser = await chromium.launch({ executablePath: await setUpChromium(), args: ['--no-sandbox'] });
    await runInPage(await browser.newPage(), editor.url, workspace, path.join(bundled, 'index.cjs'));
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch (error) {
    const reason = `The tests did not run: ${error.message}`;
    console.error(reason);
    return { stats: { passes: 0, failures: 1, pending: 0 }, failures: [{ test: `${name} folder`, reason }] };
  } finally {
    await browser?.close();
    await editor?.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Opens the workbench with the request to run tests, shows what they print, and waits for their end. */
async function runInPage(page, editorUrl, workspace, tests) {
  const remote = (file) => `vscode-remote://${new URL(editorUrl).host}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(projectFolder)],
    ['extensionTestsPath', remote(tests)],
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
  const late = new Promise((resolve) => (limit = setTimeout(resolve, LIMIT, 'late')));
  const outcome = await Promise.race([exited, late]);
  clearTimeout(limit);
  if (outcome === 'late') throw new Error(`no end within ${LIMIT / 60_000} minutes.\n${chatter.join('\n')}`);
}

if (isMain(import.meta.url)) await runMain(() => testHost(process.argv[2]));
