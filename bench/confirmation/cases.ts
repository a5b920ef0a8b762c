/** Trainings that no rule was set on: no network on its data was in any bench of ours before. */
export type OptimizerName = 'sgd' | 'momentum' | 'nesterov' | 'adam' | 'adamw' | 'rmsprop';

export interface FreshCase {
  readonly id: string;
  /** Words that `trainer.py` knows. */
  readonly data: string;
  readonly model: string;
  readonly optimizer: OptimizerName;
  readonly batch: number;
  /** What a script has that nobody tuned. */
  readonly ownRate: number;
}

const OWN_RATES: Readonly<Record<OptimizerName, number>> = {
  sgd: 0.01,
  momentum: 0.01,
  nesterov: 0.01,
  adam: 0.001,
  adamw: 0.001,
  rmsprop: 0.001,
};

/** Optimizers, networks and data take turns, so that the first so many are a fair sample; some that take long are the last. */
export const FRESH_CASES: readonly FreshCase[] = [
  fresh('digits', 'conv', 'momentum', 64),
  fresh('spirals', 'mlp', 'adam', 64),
  fresh('clouds', 'linear', 'sgd', 128),
  fresh('mislabelled', 'mlp', 'momentum', 16),
  fresh('waves', 'gru', 'rmsprop', 32),
  fresh('arm', 'mlp', 'sgd', 32),
  fresh('text', 'lstm', 'adam', 32),
  fresh('shapes', 'convbn', 'momentum', 32),
  fresh('plane', 'linear', 'sgd', 64),
  fresh('text', 'transformer', 'adamw', 32),
  fresh('digits', 'mlpbn', 'sgd', 512),
  fresh('arm', 'tanh', 'adam', 256),
  fresh('waves', 'lstm', 'momentum', 32),
  fresh('clouds', 'mlp', 'sgd', 16),
  fresh('clouds', 'linear', 'adam', 256),
  fresh('digits', 'tanh', 'rmsprop', 64),
  fresh('spirals', 'deep', 'momentum', 32),
  fresh('mislabelled', 'mlpbn', 'adam', 16),
  fresh('arm', 'mlpbn', 'momentum', 128),
  fresh('mislabelled', 'linear', 'sgd', 32),
  fresh('waves', 'wave', 'sgd', 64),
  fresh('shapes', 'conv', 'adamw', 16),
  fresh('mislabelled', 'conv', 'rmsprop', 128),
  fresh('forecast', 'gru', 'adamw', 32),
  fresh('digits', 'resnet', 'sgd', 32),
  fresh('shapes', 'transformer', 'adam', 64),
];

/** Others again, trained to decide between the rules in `candidates.ts`, which the cases above had suggested. */
export const DECIDING_CASES: readonly FreshCase[] = [
  fresh('checkers', 'wide', 'adam', 32),
  fresh('textures', 'thin', 'momentum', 64),
  fresh('trees', 'gelu', 'sgd', 64),
  fresh('ripple', 'narrow', 'momentum', 32),
  fresh('trees', 'linear', 'rmsprop', 128),
  fresh('textures', 'thinbn', 'sgd', 32),
  fresh('adding', 'lstm', 'rmsprop', 32),
  fresh('skewed', 'linear', 'momentum', 64),
  fresh('sevens', 'wide', 'sgd', 128),
  fresh('trees', 'elubn', 'nesterov', 32),
  fresh('ripple', 'gelu', 'adamw', 64),
  fresh('tones', 'gelu', 'sgd', 64),
  fresh('digits', 'wide', 'momentum', 256),
  fresh('digits', 'linear', 'adam', 16),
  fresh('tones', 'elubn', 'adam', 32),
  fresh('ripple', 'wide', 'sgd', 16),
  fresh('digits', 'thin', 'nesterov', 32),
  fresh('trees', 'dropout', 'momentum', 16),
  fresh('trees', 'wide', 'rmsprop', 64),
  fresh('chain', 'lstm', 'adamw', 64),
  fresh('textures', 'thinbn', 'adamw', 128),
  fresh('chain', 'transformer', 'adam', 32),
  fresh('adding', 'gru', 'adam', 64),
  fresh('tones', 'gru', 'momentum', 64),
];

/** Others again, for the long trainings at the end of a confirmation, which all of the above had suggested. */
export const LATEST_CASES: readonly FreshCase[] = [
  fresh('parity', 'silu', 'adam', 64),
  fresh('dots', 'conv', 'momentum', 32),
  fresh('products', 'mlp', 'sgd', 32),
  fresh('largest', 'tanh', 'rmsprop', 64),
  fresh('unscaled', 'leaky', 'momentum', 64),
  fresh('clouds', 'layernorm', 'adamw', 128),
  fresh('parity', 'leaky', 'sgd', 16),
  fresh('dots', 'pooled', 'adam', 64),
  fresh('products', 'gelu', 'nesterov', 64),
  fresh('sevens', 'conv', 'rmsprop', 32),
  fresh('spirals', 'silu', 'sgd', 64),
  fresh('unscaled', 'linear', 'sgd', 128),
  fresh('largest', 'layernorm', 'momentum', 16),
  fresh('dots', 'convbn', 'sgd', 64),
  fresh('arm', 'layernorm', 'rmsprop', 128),
  fresh('textures', 'pooled', 'nesterov', 64),
  fresh('unscaled', 'mlpbn', 'adam', 32),
  fresh('waves', 'leaky', 'momentum', 256),
  fresh('mislabelled', 'thin', 'adamw', 64),
  fresh('products', 'deep', 'momentum', 128),
  fresh('checkers', 'deep', 'rmsprop', 128),
  fresh('shapes', 'thinbn', 'nesterov', 128),
  fresh('arm', 'silu', 'momentum', 16),
  fresh('tones', 'linear', 'sgd', 16),
  fresh('digits', 'pooled', 'sgd', 32),
  fresh('products', 'elubn', 'adamw', 256),
  fresh('clouds', 'deep', 'sgd', 256),
  fresh('largest', 'gru', 'adam', 32),
  fresh('waves', 'wave', 'rmsprop', 32),
  fresh('tones', 'lstm', 'nesterov', 32),
  fresh('text', 'gru', 'sgd', 64),
  fresh('dots', 'transformer', 'adamw', 64),
];

/** Others again, trained after long trainings stood; with all of the above they suggested to look between the rates. */
export const FOURTH_CASES: readonly FreshCase[] = [
  fresh('rings', 'mlp', 'sgd', 64),
  fresh('glyphs', 'strided', 'momentum', 64),
  fresh('bent', 'tanh', 'adam', 32),
  fresh('turns', 'skips', 'rmsprop', 128),
  fresh('glyphs', 'linear', 'nesterov', 32),
  fresh('rings', 'skips', 'adamw', 32),
  fresh('bent', 'leaky', 'momentum', 16),
  fresh('turns', 'wave', 'sgd', 32),
  fresh('glyphs', 'conv', 'adam', 128),
  fresh('rings', 'tanh', 'momentum', 256),
  fresh('bent', 'layernorm', 'sgd', 128),
  fresh('glyphs', 'thinbn', 'rmsprop', 64),
  fresh('turns', 'mlpbn', 'adamw', 64),
  fresh('rings', 'deep', 'nesterov', 16),
  fresh('bent', 'wide', 'rmsprop', 64),
  fresh('digits', 'strided', 'sgd', 64),
  fresh('textures', 'skips', 'momentum', 32),
  fresh('turns', 'silu', 'sgd', 16),
  fresh('unscaled', 'skips', 'rmsprop', 32),
  fresh('trees', 'skips', 'adam', 256),
  fresh('mislabelled', 'strided', 'nesterov', 32),
  fresh('bent', 'linear', 'adamw', 16),
  fresh('rings', 'dropout', 'adam', 64),
  fresh('clouds', 'skips', 'sgd', 32),
  fresh('arm', 'gelu', 'nesterov', 64),
  fresh('parity', 'deep', 'momentum', 64),
  fresh('glyphs', 'pooled', 'adamw', 32),
  fresh('products', 'tanh', 'rmsprop', 16),
  fresh('shapes', 'strided', 'adam', 32),
  fresh('turns', 'gru', 'momentum', 64),
  fresh('turns', 'lstm', 'adam', 32),
  fresh('chain', 'gru', 'nesterov', 64),
];

/** Trained after the rules of the product stood. */
export const HELD_OUT_CASES: readonly FreshCase[] = [
  fresh('bars', 'separable', 'momentum', 32),
  fresh('crescents', 'mlp', 'sgd', 32),
  fresh('gates', 'selu', 'adam', 64),
  fresh('echo', 'gru', 'adam', 64),
  fresh('bars', 'conv', 'sgd', 64),
  fresh('crescents', 'selu', 'nesterov', 128),
  fresh('gates', 'mlpbn', 'momentum', 64),
  fresh('echo', 'lstm', 'rmsprop', 32),
  fresh('bars', 'thinbn', 'adamw', 64),
  fresh('crescents', 'linear', 'momentum', 16),
  fresh('gates', 'deep', 'rmsprop', 32),
  fresh('bars', 'mlp', 'adam', 128),
  fresh('digits', 'separable', 'adamw', 32),
  fresh('gates', 'wide', 'sgd', 64),
  fresh('textures', 'separable', 'rmsprop', 64),
  fresh('rings', 'selu', 'adamw', 16),
  fresh('glyphs', 'separable', 'sgd', 32),
  fresh('bent', 'selu', 'momentum', 64),
  fresh('mislabelled', 'selu', 'sgd', 64),
  fresh('parity', 'selu', 'rmsprop', 128),
  fresh('trees', 'layernorm', 'nesterov', 64),
  fresh('clouds', 'gelu', 'adam', 256),
  fresh('glyphs', 'resnet', 'nesterov', 64),
  fresh('checkers', 'skips', 'momentum', 64),
  fresh('unscaled', 'selu', 'adam', 64),
  fresh('dots', 'strided', 'momentum', 16),
  fresh('sevens', 'separable', 'momentum', 256),
  fresh('gates', 'narrow', 'adamw', 32),
  fresh('bars', 'transformer', 'adam', 32),
  fresh('echo', 'lstm', 'momentum', 64),
  fresh('tones', 'lstm', 'sgd', 32),
  fresh('text', 'gru', 'adamw', 64),
];

function fresh(data: string, model: string, optimizer: OptimizerName, batch: number): FreshCase {
  const id = [data, model, optimizer, batch].join('-');
  return { id, data, model, optimizer, batch, ownRate: OWN_RATES[optimizer] };
}
