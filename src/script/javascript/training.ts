/** The calls that train. */
import { field, parts, type SyntaxNode } from '../syntax';
import type { TrainingSite } from '../types';
import { textOf } from './scope';
import type { Script } from './script';

export interface TrainingCall {
  method: string;
  facts: MethodFacts;
  call: SyntaxNode;
  /** What it is called on, such as `model` or `this.optimizer`. */
  receiver: SyntaxNode;
  args: SyntaxNode[];
}

interface MethodFacts {
  /** What it is called on. */
  on: 'model' | 'optimizer';
  /** Fewest arguments with which it trains. */
  fewest: number;
  /**
   * The argument, 0-based, that holds the options with the callbacks, which is the one after the fewest; null where it
   * takes none and makes one step, so that the rate is set in a line before it.
   */
  optionsAt: number | null;
}

/** The methods that train: the one place that lists them. */
const METHODS: ReadonlyMap<string, MethodFacts> = new Map<string, MethodFacts>([
  ['fit', { on: 'model', fewest: 2, optionsAt: 2 }],
  ['fitDataset', { on: 'model', fewest: 1, optionsAt: 1 }],
  ['trainOnBatch', { on: 'model', fewest: 2, optionsAt: null }],
  ['minimize', { on: 'optimizer', fewest: 1, optionsAt: null }],
  ['applyGradients', { on: 'optimizer', fewest: 1, optionsAt: null }],
]);
const FIT_OPTIONS = /^(epochs|batchSize|batchesPerEpoch|validationSplit|validationData)$/;

export function findTrainingCalls(script: Script): TrainingCall[] {
  const calls: TrainingCall[] = [];
  for (const call of script.nodes) {
    if (call.type !== 'call_expression') continue;
    const callee = field(call, 'function');
    const receiver = field(callee, 'object');
    const property = field(callee, 'property');
    if (callee?.type !== 'member_expression' || !receiver || !property) continue;
    const method = textOf(script.tree, property);
    const args = parts(field(call, 'arguments'));
    const facts = METHODS.get(method);
    if (!facts || args.length < facts.fewest || receiver.type === 'super') continue;
    calls.push({ method, facts, call, receiver, args });
  }
  const trains = script.tensorflow.mentioned || calls.some(({ args }) => hasFitOptions(script, args.at(-1)));
  return trains ? calls : [];
}

/** Scripts that get their model from another file need not mention TensorFlow.js at all; one such call tells. */
function hasFitOptions(script: Script, options: SyntaxNode | undefined): boolean {
  return (
    options?.type === 'object' &&
    parts(options).some((pair) => {
      const key = field(pair, 'key') ?? pair;
      return FIT_OPTIONS.test(textOf(script.tree, key));
    })
  );
}

/** Whether it trains for many steps and tells callbacks of each; else it makes one step. */
export function takesCallbacks({ facts }: TrainingCall): boolean {
  return facts.optionsAt !== null;
}

/** The options with the callbacks; null where none are given. */
export function optionsOf({ facts, args }: TrainingCall): SyntaxNode | null {
  return facts.optionsAt === null ? null : (args[facts.optionsAt] ?? null);
}

export function trainingSite({ method, call }: TrainingCall): TrainingSite {
  return { method, start: call.start, end: call.end, line: call.line };
}
