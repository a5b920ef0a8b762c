/** Layers models: the update inside `fit`, `fitDataset` and `trainOnBatch`, its metrics, and what a run must not do. */
import { batchAccuracy } from './accuracy';
import { findClassification } from './accuracyKind';
import type { Classification } from './accuracyKind';
import type { Experiment } from './experiment';
import type { Core, Layers, LayersModel, Loss, Tensor } from './framework';
import type { Guard } from './guard';

/**
 * `Sequential` hands everything to an inner `LayersModel`, so only that class is patched: both would count twice.
 */
export function watchTraining(
  core: () => Core | null,
  layers: Layers,
  experiment: Experiment,
  guard: Guard,
): void {
  const prototype = layers.LayersModel.prototype;
  const original = prototype.makeTrainFunction;
  const probes = new AccuracyProbes(core, experiment, guard);

  prototype.makeTrainFunction = function (this: LayersModel) {
    const train = original.call(this);
    return (data: Tensor[]) => {
      const probe = guard.run('adding accuracy', () => probes.forModel(this)) ?? null;
      if (probe) this.metricsTensors.push([probe.metric, probe.outputIndex]);
      experiment.insideTrainFunction = true;
      let results: Tensor[];
      try {
        results = train(data);
      } finally {
        experiment.insideTrainFunction = false;
        if (probe) this.metricsTensors.pop();
      }
      if (probe) results.pop()?.dispose();
      guard.run('after an update', () => experiment.settle());
      return results;
    };
  };
}

interface Probe {
  metric: Loss;
  outputIndex: number;
}

/** One metric more, which sees targets and outputs of each batch; the script's own logs stay as they are. */
class AccuracyProbes {
  private readonly ofModel = new WeakMap<LayersModel, { losses: unknown; probe: Probe | null }>();

  constructor(
    private readonly core: () => Core | null,
    private readonly experiment: Experiment,
    private readonly guard: Guard,
  ) {}

  forModel(model: LayersModel): Probe | null {
    const known = this.ofModel.get(model);
    // A script may compile again with another loss.
    if (known && known.losses === model.lossFunctions) return known.probe;
    const core = this.core();
    if (core === null) return null;
    const classification = findClassification(model);
    const probe = classification && this.make(core, model, classification);
    this.ofModel.set(model, { losses: model.lossFunctions, probe });
    if (classification && !asksForAccuracy(model)) {
      this.experiment.report.warn(
        'accuracy-source',
        `The script asks for no accuracy; it is counted here because of ${classification.source}.`,
      );
    } else if (!classification) {
      this.experiment.report.warn(
        'no-accuracy',
        'The loss is not that of a classification: only the loss is shown.',
      );
    }
    return probe;
  }

  private make(core: Core, model: LayersModel, { kind, outputIndex }: Classification): Probe {
    const observe = (target: Tensor, output: Tensor): void => {
      const accuracy = batchAccuracy(kind, {
        targets: target.dataSync(),
        outputs: output.dataSync(),
        classes: output.shape.at(-1) ?? 1,
      });
      if (accuracy !== null) return this.experiment.observeAccuracy(accuracy);
      this.ofModel.set(model, { losses: model.lossFunctions, probe: null });
      this.experiment.report.warn(
        'no-accuracy',
        'The targets are not classes (0 or 1): only the loss is shown.',
      );
    };
    const metric = (target: Tensor, output: Tensor): Tensor => {
      this.guard.run('counting accuracy', () => observe(target, output));
      return core.scalar(0);
    };
    return { metric, outputIndex };
  }
}

function asksForAccuracy(model: LayersModel): boolean {
  return model.metricsNames.some((name) => /acc/i.test(name));
}
