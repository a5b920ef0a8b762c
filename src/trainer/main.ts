/**
 * Preloaded into the user's process by `node --require`: takes hold of TensorFlow.js as it loads, turns the training
 * that is already there into the experiment of the plan, and reports. The script itself is never changed.
 */
import { Engines, NativeEngineMissing } from './engines';
import { Experiment } from './experiment';
import { reportFailures } from './failures';
import { watchFits } from './fits';
import { asCore, asData, asLayers } from './framework';
import type { Core } from './framework';
import { watchGradients } from './gradients';
import { makeGuard } from './guard';
import { endWithHost } from './guardian';
import { silenceNoise, watchLoading } from './interception';
import { watchTraining } from './layers';
import { installModuleHooks } from './modules/install';
import { prepareForNative } from './modules/nativePackage';
import { redirectNativePackages } from './modules/nativeRedirect';
import { watchOptimizers } from './optimizers';
import type { UpdateWatch } from './optimizers';
import { findPlace, readPlan } from './plan';
import type { Place } from './plan';
import { Report } from './report';
import { blockSaves } from './saves';
import { seedRandom, seedShuffles } from './seeds';
import type { Plan } from '../runner/messages';

const plan = readPlan();
if (plan !== null) arm(plan, findPlace());

function arm(plan: Plan, place: Place): void {
  const report = new Report(plan, place);
  const guard = makeGuard(report);
  const engines = new Engines(plan, report, __dirname);
  const script = process.argv[1] ?? process.cwd();
  const watch: UpdateWatch = { insideTrainFunction: false };
  let core: Core | null = null;
  let union: Core | null = null;

  const experiment = new Experiment(
    plan,
    report,
    () => hello(),
    () => process.exit(0),
  );

  if (place.primary && place.mainThread) endWithHost();
  if (place.mainThread) {
    report.send({
      type: 'armed',
      pid: process.pid,
      runtime: `Node.js ${process.version}`,
      argv: process.argv,
    });
  }
  reportFailures(experiment, place, () => core !== null);
  silenceNoise();
  if (plan.seed !== null) seedRandom(plan.seed);
  prepareForNative();
  redirectNativePackages(engines, script, endWithout);
  installModuleHooks(__dirname, { allowNative: plan.engine !== 'embedded' });

  const seen = new WeakSet<object>();
  watchLoading({ loaded: takeHold, settled: chooseEngine });

  function takeHold(exports: Record<string, unknown>): void {
    const isUnion = asCore(exports) !== null && asLayers(exports) !== null;
    if (isUnion) {
      // The parts it re-exports have come by already.
      union = asCore(exports);
      return;
    }
    const loadedCore = asCore(exports);
    if (loadedCore && isNew(loadedCore)) {
      core = loadedCore;
      watchOptimizers(loadedCore, experiment, watch, guard);
      watchGradients(loadedCore, experiment, guard);
    }
    const layers = asLayers(exports);
    if (layers && isNew(layers)) {
      watchTraining(theCore, layers, experiment, watch, guard);
      watchFits(layers, experiment, guard);
      blockSaves(layers, experiment);
    }
    const data = asData(exports);
    if (data && isNew(data) && plan.seed !== null) seedShuffles(data, plan.seed);
  }

  function isNew(exports: object): boolean {
    if (seen.has(exports)) return false;
    seen.add(exports);
    return true;
  }

  function theCore(): Core {
    if (core === null) throw new Error('tfjs-layers trains without tfjs-core.');
    return core;
  }

  function chooseEngine(): void {
    const tf = union ?? core;
    if (tf === null) return;
    try {
      engines.choose(tf, script);
    } catch (error) {
      endWithout(error);
    }
  }

  function endWithout(error: unknown): void {
    const missing = error instanceof NativeEngineMissing;
    experiment.end(missing ? 'native-engine-missing' : 'engine-failed', String((error as Error).message));
  }

  function hello(): void {
    const tf = theCore();
    report.send({
      type: 'hello',
      pid: process.pid,
      rank: 0,
      world: 1,
      framework: { name: 'TensorFlow.js', version: tf.version_core, backend: tf.getBackend() },
      engine: engines.describe(tf),
    });
  }
}
