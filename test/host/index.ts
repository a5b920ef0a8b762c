import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

const TEST_LIMIT = 60_000;

/** Tells the tests' lines from the workbench's own chatter, which takes the same way out. */
const MARK = '[host test] ';

/** What VS Code calls in the extension host: runs the tests that lie beside this file, and writes the report. */
export async function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
    for (const line of format(...args).split('\n')) console.log(MARK + line);
  };
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: TEST_LIMIT, slow: TEST_LIMIT });
  for (const file of readdirSync(__dirname)) {
    if (file.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, file));
  }
  const runner = await new Promise<Mocha.Runner>((resolve) => {
    const started = mocha.run(() => resolve(started));
  });
  const report = process.env.LR_TUNER_HOST_REPORT;
  if (report) {
    mkdirSync(path.dirname(report), { recursive: true });
    writeFileSync(report, JSON.stringify({ stats: runner.stats }));
  }
  const { passes, failures } = runner.stats ?? { passes: 0, failures: 0 };
  if (failures > 0) throw new Error(`${failures} test(s) failed`);
  if (passes === 0) throw new Error('no test ran');
}
