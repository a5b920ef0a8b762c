/** Takes hold of TensorFlow.js: whatever part of it loads is recognised by its shape and patched once, in place. */
import { AccuracyProbes } from './accuracy/probes';
import type { Engines } from '../native/engines';
import type { Driver } from '../driver';
import { watchFits } from './fits';
import { asCore, asData, asLayers } from './framework';
import type { Core, Data, Layers } from './framework';
import { watchGradients } from './gradients';
import type { Guard } from '../guard';
import type { Numbering } from '../numbering';
import { watchTraining } from './layers';
import { OptimizerWatch } from './optimizers';
import { watchLossFunctions } from './losses';
import { holdBackSaves } from './saves';
import { seedShuffles } from './shuffles';
import { newMoment } from './moment';
import { ShortLoop } from './shortLoop';
import { Updates } from './update';
import { ValidationSeries, watchValidation } from './validation';

export class Hold {
  private core: Core | null = null;
  /** One for each copy of TensorFlow.js in the process; all of them share one engine. */
  private readonly optimizers: OptimizerWatch[] = [];
  private updates: Updates | null = null;
  private readonly moment = newMoment();
  private readonly seen = new WeakSet<object>();
  private readonly probes: AccuracyProbes;
  /** Null where none was asked for. */
  readonly validation: ValidationSeries | null;

  constructor(
    private readonly driver: Driver,
    private readonly engines: Engines,
    private readonly guard: Guard,
    private readonly numbering: Numbering,
  ) {
    this.probes = new AccuracyProbes(driver.report, guard);
    const asked = driver.plan.experiment;
    this.validation =
      asked.kind === 'range-test' && asked.validation === true
        ? new ValidationSeries(driver, this.moment, this.probes, guard, asked.ramp.steps)
        : null;
  }

  get framework(): Core | null {
    return this.core;
  }

  /** Looks at what a loaded file exports; the union package exports core and layers at once. */
  take(exports: Record<string, unknown>): void {
    const core = asCore(exports);
    // Classes, not modules, tell parts from one another: the union re-exports those of its parts.
    if (core && this.isNew(core.Optimizer)) this.takeCore(core);
    const layers = asLayers(exports);
    if (layers && this.isNew(layers.LayersModel)) this.takeLayers(layers);
    const data = asData(exports);
    if (data && this.isNew(data.Dataset)) this.takeData(data);
  }

  /** What loads at once, where no single file is seen to load. @throws NativeEngineMissing, EngineError */
  takeAll(parts: readonly Record<string, unknown>[]): void {
    for (const part of parts) this.take(part);
    this.settle();
  }

  /** When everything that loads together has loaded. @throws NativeEngineMissing, EngineError */
  settle(): void {
    if (this.core === null) return;
    this.engines.choose(this.core);
    // Again, since the embedded engine brings its own updates for some classes.
    for (const watch of this.optimizers) watch.patchAll();
  }

  private isNew(part: object): boolean {
    if (this.seen.has(part)) return false;
    this.seen.add(part);
    return true;
  }

  private takeCore(core: Core): void {
    this.core = core;
    const { driver, moment, guard } = this;
    const shortLoop = new ShortLoop(core, driver, moment);
    this.numbering.announce();
    const updates = new Updates(core, this.numbering);
    const optimizers = new OptimizerWatch(core, { driver, moment, guard, updates, shortLoop });
    optimizers.patchAll();
    this.optimizers.push(optimizers);
    this.updates = updates;
    watchGradients(core, driver, moment, guard, () => {
      for (const watch of this.optimizers) watch.meetWaiting();
    });
    watchLossFunctions(core, driver, moment, guard);
  }

  private takeLayers(layers: Layers): void {
    const { driver, moment, guard } = this;
    watchTraining(layers, driver, moment, this.probes, guard, (optimizer) =>
      this.optimizers.at(-1)?.meet(optimizer),
    );
    // Inside of what prepares a fit, which sees the script's own arguments first.
    if (this.validation) watchValidation(layers, this.validation, () => this.core);
    watchFits(layers, driver, guard, this.probes, (optimizer) => this.updates?.complete(optimizer));
    holdBackSaves(layers, driver, () => this.core);
  }

  private takeData(data: Data): void {
    const { seed } = this.driver.plan;
    if (seed !== null) seedShuffles(data, seed);
  }
}
