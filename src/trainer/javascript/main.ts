/**
 * Preloaded into the user's process by `node --require`: takes hold of TensorFlow.js as it loads, turns the training
 * that is already there into the experiment of the plan, and reports. The script itself is never changed.
 */
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import { Engines, NativeEngineMissing } from './native/engines';
import { Driver } from './driver';
import { reportFailures } from './failures';
import type { Core } from './tensorflow/framework';
import { Guard } from './guard';
import { endWithHost } from './orphans';
import { Hold } from './tensorflow/hold';
import { endWhenIdle } from './idle';
import { silenceNoise, watchLoading } from './modules/loading';
import { checkDescriptors } from './modules/descriptors';
import { installModuleHooks } from './modules/install';
import { Numbering } from './numbering';
import { prepareForNative } from './native/nativePackage';
import { redirectNativePackages } from './native/redirect';
import { Outlet } from './outlet';
import { findStanding, isFirst, readPlan } from './plan';
import type { Standing } from './plan';
import { Report } from './report';
import { seedRandom } from './seeds';
import { furnishTerminal } from './terminal';
import type { Plan } from '../../protocol/plan';

const plan = readPlan();
if (plan !== null) arm(plan, findStanding());

function arm(plan: Plan, standing: Standing): void {
  const script = process.argv[1] ?? process.cwd();
  const report = new Report(new Outlet(plan, standing));
  report.send({
    type: 'armed',
    pid: process.pid,
    parent: process.ppid,
    thread: threadId,
    runtime: `Node.js ${process.version}`,
    main: process.argv[1] ?? null,
  });

  const engines = new Engines(plan, report, { distFolder: __dirname, script });
  const guard = new Guard(report);
  const driver = new Driver(plan, report, placeOf(standing), () => {
    if (hold.framework) sayHello(hold.framework, engines, report);
  });
  const numbering = new Numbering(
    plan.reportFolder,
    { pid: process.pid, thread: threadId },
    isFirst(standing),
  );
  const hold = new Hold(driver, engines, guard, numbering);
  driver.beforeEnd = () => hold.validation?.noticeIfMissing();
  // Node's thread of module hooks comes here, too, and needs no further one.
  if (standing.mainThread) endIfShortOfDescriptors(driver);
  if (isFirst(standing)) endWithHost();
  engines.bundled = (parts) => hold.takeAll(parts);

  const fail = (error: unknown): void => {
    const reason = error instanceof NativeEngineMissing ? 'native-engine-missing' : 'engine-failed';
    driver.end(reason, error instanceof Error ? error.message : String(error));
  };
  const settle = (): void => {
    try {
      hold.settle();
    } catch (error) {
      fail(error);
    }
  };

  process.on('exit', () => numbering.withdraw());
  reportFailures(driver, standing, () => hold.framework !== null);
  endWhenIdle(driver);
  furnishTerminal();
  silenceNoise();
  if (plan.seed !== null) seedRandom(plan.seed);
  prepareForNative();
  watchLoading({
    loaded: (exports) => void guard.run('taking hold of TensorFlow.js', () => hold.take(exports)),
    settled: settle,
  });
  redirectNativePackages(engines, script, fail);
  installModuleHooks(__dirname, { allowNative: plan.engine !== 'embedded' }, (text) =>
    report.warn('other', text),
  );
}

function endIfShortOfDescriptors(driver: Driver): void {
  try {
    checkDescriptors();
  } catch (error) {
    driver.end('hook-fault', String(error));
  }
}

/** Where a training runs, for people; null where the script itself does. */
function placeOf(standing: Standing): string | null {
  if (!standing.mainThread) return 'a worker thread';
  return standing.primary ? null : `the process of ${path.basename(process.argv[1] ?? 'a script')}`;
}

function sayHello(core: Core, engines: Engines, report: Report): void {
  report.send({
    type: 'hello',
    rank: 0,
    world: 1,
    framework: { name: 'TensorFlow.js', version: core.version_core },
    engine: engines.describe(core),
    device: 'cpu',
  });
}
