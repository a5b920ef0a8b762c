/**
 * The little of TensorFlow.js that the trainer touches, described by shape: the module objects are the user's own,
 * of any version from 1.7 on, and two copies in one process have different classes. So nothing here is imported.
 */

export interface Tensor {
  readonly shape: number[];
  readonly size: number;
  readonly dtype: string;
  dataSync(): ArrayLike<number>;
  clone(): Tensor;
  dispose(): void;
}

export interface Variable extends Tensor {
  readonly name: string;
  assign(value: Tensor): void;
}

export type Gradients = { name: string; tensor: Tensor }[] | Record<string, Tensor>;

/** Fields that only some classes have are optional; see `rate.ts` for which class heeds which. */
export interface Optimizer {
  applyGradients(gradients: Gradients): void;
  learningRate?: number;
  setLearningRate?(learningRate: number): void;
  /** SGD and Momentum keep minus the rate here, and use only that. */
  c?: Tensor;
  momentum?: number;
  useNesterov?: boolean;
  /** Momentum keeps its momentum here, and uses only that. */
  m?: Tensor;
  decay?: number;
  /** Adamax counts its updates here. */
  iteration?: Tensor;
  getClassName?(): string;
  dispose?(): void;
}

export interface GradientEngine {
  gradients(
    f: () => Tensor,
    xs: Tensor[],
    dy?: Tensor,
    allowNoGradients?: boolean,
  ): { value: Tensor; grads: Tensor[] };
  registeredVariables: Record<string, Variable>;
}

type OptimizerClass = { prototype: Optimizer };

export interface Core {
  version_core: string;
  engine(): GradientEngine;
  getBackend(): string;
  findBackend(name: string): object | null;
  findBackendFactory(name: string): unknown;
  tidy<T>(f: () => T): T;
  scalar(value: number): Tensor;
  keep<T extends Tensor>(tensor: T): T;
  variable(initial: Tensor, trainable?: boolean): Variable;
  slice(tensor: Tensor, begin: number): Tensor;
  losses: Record<string, (...args: unknown[]) => Tensor>;
  io: { getLoadHandlers(url: string): unknown[] };
  Optimizer: OptimizerClass;
  [name: string]: unknown;
}

/** Where a model is saved to. */
export interface IOHandler {
  save(artifacts: unknown): Promise<unknown>;
}

export type Loss = ((target: Tensor, output: Tensor) => Tensor) & { name: string };

export interface SymbolicOutput {
  sourceLayer?: { getConfig(): Record<string, unknown>; getClassName(): string };
}

export interface LayersModel {
  inputs: SymbolicOutput[];
  outputs: SymbolicOutput[];
  outputNames: string[];
  lossFunctions: Loss[];
  /** The loss first, then what the script asked to see. */
  metricsNames: string[];
  optimizer: Optimizer;
  makeTrainFunction(): TrainFunction;
  fit(x: unknown, y: unknown, args?: FitArgs): Promise<unknown>;
  fitDataset(dataset: unknown, args?: FitArgs): Promise<unknown>;
  evaluate(x: unknown, y: unknown, args?: { batchSize?: number | undefined }): Tensor | Tensor[];
  evaluateDataset(dataset: unknown, args?: { batches?: number | undefined }): Promise<Tensor | Tensor[]>;
  /** Whether a layer keeps its state from batch to batch. */
  stateful?: boolean;
  save(target: unknown, config?: unknown): Promise<unknown>;
}

/** Takes inputs, then targets, then sample weights; gives the loss and then the metrics. */
export type TrainFunction = (data: Tensor[]) => Tensor[];

export interface FitArgs {
  epochs?: number;
  initialEpoch?: number;
  batchSize?: number;
  batchesPerEpoch?: number;
  validationSplit?: number;
  /** Inputs and targets; for `fitDataset` a data set, too. */
  validationData?: unknown;
  validationBatches?: number;
  validationBatchSize?: number;
  callbacks?: unknown;
  verbose?: number;
  [name: string]: unknown;
}

export interface Layers {
  version_layers: string;
  LayersModel: { prototype: LayersModel };
  CustomCallback: new (config: object) => object;
  [name: string]: unknown;
}

export interface Dataset {
  iterator(): Promise<unknown>;
}

export interface Data {
  version_data: string;
  Dataset: { prototype: { shuffle(bufferSize: number, seed?: string, again?: boolean): Dataset } };
}

/** What a loaded file turned out to be. The union package holds core and layers at once, as re-exports. */
export function asCore(exports: Record<string, unknown>): Core | null {
  return has(exports, 'version_core', 'engine', 'Optimizer', 'SGDOptimizer') ? (exports as Core) : null;
}

export function asLayers(exports: Record<string, unknown>): Layers | null {
  return has(exports, 'version_layers', 'LayersModel') ? (exports as Layers) : null;
}

export function asData(exports: Record<string, unknown>): Data | null {
  return has(exports, 'version_data', 'Dataset') ? (exports as unknown as Data) : null;
}

function has(exports: Record<string, unknown>, ...names: string[]): boolean {
  return names.every((name) => exports[name] !== undefined);
}

/** The prototypes of the classes that make updates, each with an `applyGradients` of its own. */
export function optimizerPrototypes(core: Core): Optimizer[] {
  return Object.keys(core)
    .filter((name) => name.endsWith('Optimizer') && name !== 'Optimizer')
    .map((name) => (core[name] as OptimizerClass).prototype)
    .filter((prototype) => Object.hasOwn(prototype, 'applyGradients'));
}
