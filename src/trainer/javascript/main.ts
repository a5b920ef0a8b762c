/**
 * Preloaded into the user's process by `node --require`: takes hold of TensorFlow.js as it loads, turns the training
 * that is already there into the experiment of the plan, and reports. The script itself is never changed.
 */
import { Engines, NativeEngineMissing } from './native/engines';
import { Experiment } from './driver';
import { reportFailures } from './failures';
import type { Core } from './tensorflow/framework';
import { Guard } from './guard';
import { endWithHost } from './orphans';
import { Hold } from './tensorflow/hold';
import { endWhenIdle } from './idle';
import { silenceNoise, watchLoading } from './modules/loading';
import { installModuleHooks } from './modules/install';
import { prepareForNative } from './native/nativePackage';
import { redirectNativePackages } from './native/redirect';
import { findPlace, readPlan } from './plan';
import type { Place } from './plan';
import { Report } from './report';
import { seedRandom } from './seeds';
import type { Plan } from '../../protocol/messages';

const plan = readPlan();
if (plan !== null) arm(plan, findPlace());

function arm(plan: Plan, place: Place): void {
  const script = process.argv[1] ?? process.cwd();
  const report = new Report(plan, place);
  if (place.primary && place.mainThread) endWithHost();
  if (place.mainThread) {
    report.send({
      type: 'armed',
      pid: process.pid,
      runtime: `Node.js ${process.version}`,
      argv: process.argv,
    });
  }

  const engines = new Engines(plan, report, { distFolder: __dirname, script });
  const guard = new Guard(report);
  const experiment = new Experiment(plan, report, (core) => sayHello(core, engines, report));
  const hold = new Hold(experiment, engines, guard);
  experiment.beforeEnd = () => hold.validation?.noticeIfMissing();
  engines.bundled = (parts) => hold.takeAll(parts);

  const fail = (error: unknown): void => {
    const reason = error instanceof NativeEngineMissing ? 'native-engine-missing' : 'engine-failed';
    experiment.end(reason, error instanceof Error ? error.message : String(error));
  };
  const settle = (): void => {
    try {
      hold.settle();
    } catch (error) {
      fail(error);
    }
  };

  reportFailures(experiment, place, () => hold.framework !== null);
  endWhenIdle(experiment);
  silenceNoise();
  if (plan.seed !== null) seedRandom(plan.seed);
  prepareForNative();
  watchLoading({
    loaded: (exports) => void guard.run('taking hold of TensorFlow.js', () => hold.take(exports)),
    settled: settle,
  });
  redirectNativePackages(engines, script, fail);
  installModuleHooks(__dirname, { allowNative: plan.engine !== 'embedded' });
}

function sayHello(core: Core, engines: Engines, report: Report): void {
  report.send({
    type: 'hello',
    pid: process.pid,
    rank: 0,
    world: 1,
    framework: { name: 'TensorFlow.js', version: core.version_core, backend: core.getBackend() },
    engine: engines.describe(core),
  });
}
