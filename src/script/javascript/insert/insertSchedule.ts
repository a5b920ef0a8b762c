/** A schedule's functions and callback, and the places that use them. */
import { policyNumbers, type PolicyNumber } from '../../../tuning';
import { Refusal } from '../../refusal';
import { restyle } from '../style';
import type { PolicySpec } from '../policies';
import { textOf } from '../scope';
import type { Script } from '../script';
import { takesCallbacks, type TrainingCall } from '../training';
import { addCallback } from './callbacks/callbacks';
import { callbackCode, policyCode, setterCode } from './text/code';
import type { Insertion } from './insertion';
import { conditionOf, counterGap, optimizerText, repeats, writeBeforeStep } from './loops';
import { singleLine } from './place';

/** How the rate of a step is written: `triangular(step, BASE_LR, MAX_LR, STEP_SIZE)`. */
export type RateAt = (step: string) => string;

/**
 * Writes the calls into the draft, and adds to `paragraphs` what must be declared above them.
 * @param constants how each of the policy's constants is written
 */
export function writeSchedule(
  insertion: Insertion,
  spec: PolicySpec,
  constants: Partial<Record<PolicyNumber, string>>,
  paragraphs: string[],
): void {
  const { script, inserted, names, training } = insertion;
  if (training.length === 0) {
    throw new Refusal(
      'The optimizer is made here but trains in another file: the schedule belongs where fit or minimize is called.',
    );
  }
  const known = inserted.policies.find((policy) => policy.spec === spec);
  const policy = known?.name ?? names.take(spec.functionName, `${spec.functionName}LR`);
  if (!known) paragraphs.push(policyCode(spec, policy, script.typed));

  const args = policyNumbers(spec.policy)
    .map((role) => constants[role])
    .join(', ');
  writeCalls(insertion, training, (step) => `${policy}(${step}, ${args})`, paragraphs);
}

/** What an earlier insertion left that calls on the same model or optimizer go on with. */
export interface Earlier {
  /** The callback of these calls' model, by its name. */
  callbackFor(calls: readonly TrainingCall[]): string | null;
  /** The counter of this loop's optimizer. */
  counterFor(call: TrainingCall): string | null;
}

const NOTHING_EARLIER: Earlier = { callbackFor: () => null, counterFor: () => null };

/** Gives the calls their rates, and adds to `paragraphs` what must be declared above them. */
export function writeCalls(
  insertion: Insertion,
  calls: readonly TrainingCall[],
  rateAt: RateAt,
  paragraphs: string[],
  earlier = NOTHING_EARLIER,
): void {
  const { script, inserted, names } = insertion;
  const setter = inserted.setter?.name ?? names.take('setLearningRate', 'setOptimizerLearningRate');
  if (!inserted.setter) paragraphs.push(setterCode(setter, script.typed));
  const fits = calls.filter(takesCallbacks);
  const loops = calls.filter((call) => !takesCallbacks(call));
  if (fits.length > 0) writeCallbacks(insertion, fits, setter, rateAt, paragraphs, earlier);
  for (const group of byReceiver(script, loops))
    writeLoops(insertion, group, setter, rateAt, paragraphs, earlier);
}

/** Calls on one model or optimizer go on counting together. */
function byReceiver(script: Script, calls: readonly TrainingCall[]): TrainingCall[][] {
  const groups = new Map<string, TrainingCall[]>();
  for (const call of calls) {
    const name = textOf(script.tree, call.receiver);
    groups.set(name, [...(groups.get(name) ?? []), call]);
  }
  return [...groups.values()];
}

function writeCallbacks(
  insertion: Insertion,
  fits: readonly TrainingCall[],
  setter: string,
  rateAt: RateAt,
  paragraphs: string[],
  earlier: Earlier,
): void {
  const { script, draft, style, inserted, names, imports } = insertion;
  const name = inserted.callback?.name ?? names.take('CyclicalLR', 'CyclicalLRCallback');
  if (!inserted.callback) {
    const base = imports.nameOf('Callback');
    paragraphs.push(callbackCode({ callback: name, base, setter }, script.typed));
  }
  const step = style.arrowParentheses ? '(step)' : 'step';
  const made = `new ${name}(${step} => ${rateAt('step')})`;
  for (const calls of byReceiver(script, fits)) {
    const shared = earlier.callbackFor(calls);
    let callback = shared ?? made;
    if (!shared && (calls.length > 1 || calls.some((fit) => repeats(script, fit)))) {
      callback = names.take('cyclicalLR');
      paragraphs.push(`const ${callback} = ${made};`);
    }
    for (const fit of calls) addCallback({ script, draft, style, imports, callback }, fit);
  }
}

function writeLoops(
  { script, style, draft, names }: Insertion,
  calls: readonly TrainingCall[],
  setter: string,
  rateAt: RateAt,
  paragraphs: string[],
  earlier: Earlier,
): void {
  const uncounted = calls.filter((call) => earlier.counterFor(call) === null);
  const [first] = uncounted;
  const own = first ? names.take('step', 'lrStep') : '';
  if (first) {
    const gap = counterGap(script, first);
    const line = `let ${own} = 0;`;
    if (uncounted.length > 1 || gap.scope === script.tree.root) paragraphs.push(line);
    else draft.insert(gap.offset, singleLine(script, gap, restyle(line, style), style));
  }
  for (const loop of calls) {
    const counter = earlier.counterFor(loop) ?? own;
    const set = `${setter}(${optimizerText(script, loop)}, ${rateAt(`${counter}++`)});`;
    writeBeforeStep(script, draft, style, loop.call, conditionOf(script, loop) + set);
  }
}
