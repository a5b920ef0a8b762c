/** A schedule's functions and callback, and the places that use them. */
import { restyle } from '../../style';
import type { PolicySpec, Role } from '../policies';
import { textOf } from '../scope';
import type { Script } from '../script';
import type { TrainingCall } from '../training';
import { addCallback } from './callbacks';
import { callbackCode, policyCode, setterCode } from './code';
import type { Insertion } from './insertion';
import { conditionOf, counterGap, fitMethod, optimizerText, repeats, writeBeforeStep } from './loops';
import { singleLine } from './place';
import { Refusal } from './refusal';

/** How the rate of a step is written: `triangular(step, BASE_LR, MAX_LR, STEP_SIZE)`. */
type RateAt = (step: string) => string;

/**
 * Writes the calls into the draft, and adds to `paragraphs` what must be declared above them.
 * @param constants how each of the policy's constants is written
 */
export function writeSchedule(
  insertion: Insertion,
  spec: PolicySpec,
  constants: Partial<Record<Role, string>>,
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
  const setter = inserted.setter?.name ?? names.take('setLearningRate', 'setOptimizerLearningRate');
  if (!known) paragraphs.push(policyCode(spec, policy, script.typed));
  if (!inserted.setter) paragraphs.push(setterCode(setter, script.typed));

  const args = spec.constants.map((role) => constants[role]).join(', ');
  const rateAt: RateAt = (step) => `${policy}(${step}, ${args})`;
  const fits = training.filter(fitMethod);
  const loops = training.filter((call) => !fitMethod(call));
  if (fits.length > 0) writeCallbacks(insertion, fits, setter, rateAt, paragraphs);
  for (const calls of byReceiver(script, loops)) writeLoops(insertion, calls, setter, rateAt, paragraphs);
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
    let callback = made;
    if (calls.length > 1 || calls.some((fit) => repeats(script, fit))) {
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
): void {
  const [first] = calls;
  if (!first) return;
  const counter = names.take('step', 'lrStep');
  const gap = counterGap(script, first);
  const line = `let ${counter} = 0;`;
  if (calls.length > 1 || gap.scope === script.tree.root) paragraphs.push(line);
  else draft.insert(gap.offset, singleLine(script, gap, restyle(line, style), style));
  for (const loop of calls) {
    const set = `${setter}(${optimizerText(script, loop)}, ${rateAt(`${counter}++`)});`;
    writeBeforeStep(script, draft, style, loop.call, conditionOf(script, loop) + set);
  }
}
