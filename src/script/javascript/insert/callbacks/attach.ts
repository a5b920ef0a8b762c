/** Training calls that were added since the schedule was inserted: the next insertion gives it to them as well. */
import { ancestors, contains, field, parts, type SyntaxNode } from '../../../syntax';
import { restyle } from '../../style';
import { sharedCalls } from '../../links';
import { callbackAround, counterOf, type InsertedGroup, usesOfCallback } from '../../inserted';
import { isFunction, textOf } from '../../scope';
import type { Script } from '../../script';
import { trace } from '../../trace';
import { optionsOf, takesCallbacks, type TrainingCall } from '../../training';
import type { Insertion } from '../insertion';
import { type Earlier, type RateAt, writeCalls } from '../insertSchedule';
import { gapAfter, paragraph } from '../place';
import { gapForSchedule } from '../scheduleGap';

interface Attached {
  /** The calls that got the schedule. */
  calls: TrainingCall[];
  /** Policy calls of earlier that have been written anew. */
  rewritten: SyntaxNode[];
}

/** Gives the group's schedule to the calls that do not have it yet. Those on one model go on counting together. */
export function attachLater(insertion: Insertion, group: InsertedGroup, rateAt: RateAt): Attached {
  const { script, style, draft, inserted, imports, rates } = insertion;
  const { callback } = inserted;
  const calls = unattached(insertion, group).filter(
    (call) =>
      (!callback?.node.parent || contains(callback.node.parent, call.call)) &&
      !(rates.length > 1 && sharedCalls(script, [call]).length > 0),
  );
  if (calls.length === 0) return { calls, rewritten: [] };
  const paragraphs: string[] = [];
  const rewritten: SyntaxNode[] = [];
  const earlier: Earlier = {
    callbackFor: (fits) => earlierCallback(insertion, group, fits, rateAt, paragraphs, rewritten),
    counterFor: (call) => earlierCounter(script, group, call),
  };
  writeCalls(insertion, calls, rateAt, paragraphs, earlier);
  imports.write(draft);
  if (paragraphs.length > 0) {
    const gap = callback ? gapAfter(script, callback.node) : gapForSchedule(insertion, null);
    const code = restyle(paragraphs.join('\n\n'), style, gap.lead);
    draft.insert(gap.offset, paragraph(script, gap, code, style));
  }
  return { calls, rewritten };
}

/** The calls that train without the group's schedule. Where that cannot be told, a call counts as having it. */
function unattached({ script, inserted, training }: Insertion, group: InsertedGroup): TrainingCall[] {
  const callbacks = group.calls.flatMap((policyCall) => {
    const made = callbackAround(script, inserted, policyCall);
    return made ? usesOfCallback(script, made) : [];
  });
  return training.filter((call) =>
    takesCallbacks(call) ? !hasCallback(script, call, callbacks) : !isSetBefore(call, group.calls, training),
  );
}

/** In the call itself, or in the options that it is given by name. */
function hasCallback(script: Script, training: TrainingCall, uses: readonly SyntaxNode[]): boolean {
  if (uses.some((use) => contains(training.call, use))) return true;
  const options = optionsOf(training);
  if (!options || options.type === 'object') return false;
  const origin = trace(script, options);
  return origin.kind !== 'value' || uses.some((use) => contains(origin.node, use));
}

/** Whether a line above the step, with no other step between, sets the rate. */
function isSetBefore(
  { call }: TrainingCall,
  setters: readonly SyntaxNode[],
  training: readonly TrainingCall[],
): boolean {
  let at = call;
  for (const parent of ancestors(call)) {
    const siblings = parts(parent);
    for (const sibling of siblings.slice(0, siblings.indexOf(at)).reverse()) {
      if (training.some((other) => contains(sibling, other.call))) return false;
      if (setters.some((setter) => contains(sibling, setter))) return true;
    }
    if (isFunction(parent) && parent.parent?.type !== 'arguments') return false;
    at = parent;
  }
  return false;
}

/**
 * The name of the callback that an earlier call on the same model was given. One that was made in the call itself
 * gets a name, so that both go on counting together.
 */
function earlierCallback(
  { script, draft, inserted, names }: Insertion,
  group: InsertedGroup,
  fits: readonly TrainingCall[],
  rateAt: RateAt,
  paragraphs: string[],
  rewritten: SyntaxNode[],
): string | null {
  for (const policyCall of group.calls) {
    const made = callbackAround(script, inserted, policyCall);
    if (!made || !usesOfCallback(script, made).some((use) => isOnSameModel(script, use, fits))) continue;
    const declarator = made.parent?.type === 'variable_declarator' ? made.parent : null;
    const known = declarator && field(declarator, 'name');
    if (known) {
      const scope = script.declarations.resolve(known)?.scope;
      if (scope && fits.every(({ call }) => contains(scope, call))) return textOf(script.tree, known);
      continue;
    }
    const name = names.take('cyclicalLR');
    const [argument] = parts(field(made, 'arguments'));
    const step = /^\(?\s*([\w$]+)/.exec(argument ? textOf(script.tree, argument) : '')?.[1] ?? 'step';
    const parameter = argument && textOf(script.tree, argument).startsWith('(') ? `(${step})` : step;
    const className = textOf(script.tree, field(made, 'constructor') ?? made);
    paragraphs.push(`const ${name} = new ${className}(${parameter} => ${rateAt(step)});`);
    draft.replace(made, name);
    rewritten.push(policyCall);
    return name;
  }
  return null;
}

/** Whether the callback is given to a call on the model that the other calls train. */
function isOnSameModel(script: Script, use: SyntaxNode, fits: readonly TrainingCall[]): boolean {
  const models = new Set(fits.map(({ receiver }) => textOf(script.tree, receiver)));
  return [...ancestors(use)].some((ancestor) => {
    const model = ancestor.type === 'call_expression' ? field(field(ancestor, 'function'), 'object') : null;
    return model !== null && models.has(textOf(script.tree, model));
  });
}

/** The name of a loop's counter, where the call can go on counting with it. */
function earlierCounter(
  script: Script,
  group: InsertedGroup,
  { call, receiver }: TrainingCall,
): string | null {
  for (const policyCall of group.calls) {
    const declared = counterOf(script, policyCall)?.declaration;
    const setter = policyCall.parent?.type === 'arguments' ? parts(policyCall.parent)[0] : undefined;
    const sameOptimizer = setter && textOf(script.tree, setter).startsWith(textOf(script.tree, receiver));
    if (declared && sameOptimizer && contains(declared.scope, call)) return declared.name;
  }
  return null;
}
