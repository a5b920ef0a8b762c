import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

const TEST_LIMIT = 120_000;

/** Tells the tests' lines from the workbench's own chatter, which takes the same way out. */
const MARK = '[host test] ';

/** What VS Code calls in the extension host: runs the tests of the folder in the environment, and reports. */
export async function run(): Promise<void> {
  const folder = process.env['LR_TUNER_HOST_TESTS'];
  const report = process.env['LR_TUNER_HOST_REPORT'];
  if (!folder || !report) throw new Error('scripts/test-host.mjs starts these tests.');

  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
    for (const line of format(...args).split('\n')) console.log(MARK + line);
  };
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: TEST_LIMIT, slow: TEST_LIMIT });
  for (const file of readdirSync(folder)) mocha.addFile(path.join(folder, file));
  const failures: { test: string; reason: string }[] = [];
  const { stats } = await new Promise<Mocha.Runner>((resolve) => {
    const runner = mocha.run(() => resolve(runner));
    runner.on('fail', (test, error: Error) =>
      failures.push({ test: test.fullTitle(), reason: error.stack ?? String(error) }),
    );
  });
  writeFileSync(report, JSON.stringify({ stats, failures }));
}
