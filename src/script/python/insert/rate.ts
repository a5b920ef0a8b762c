/** Writing a rate, as a number or by a constant's name. */
import { ratesInstead } from '../../otherRates';
import { Refusal } from '../../refusal';
import type { SyntaxNode } from '../../syntax';
import { rateText } from '../../../tuning';
import { isTrainingArguments } from '../huggingFace';
import { argumentsOf, calledName } from '../nodes';
import { kerasIn } from '../keras/naming';
import { KERAS_CLASSES, kerasOptimizer, namedOptimizer } from '../keras/optimizers';
import { groupRates } from '../rates/groups';
import type { FoundRate } from '../rates/rates';
import type { Insertion } from './insertion';
import { writeElementAfter } from './write';

/** The rates of the optimizers that the script may choose instead, this one having been given to one of them. */
export function otherRates({ script, training, rates }: Insertion, rate: FoundRate): FoundRate[] {
  const alternatives = ratesInstead(script.tree, rate, rates, ({ creation }) => creation);
  return rates.filter(
    (other) => other !== rate && (alternatives.includes(other) || training?.rates.includes(other)),
  );
}

/** Sets the number where the script names its rate, and those of its parameter groups in their ratios. */
export function writeFixedRate(insertion: Insertion, rate: FoundRate, lr: number): void {
  const { script, draft } = insertion;
  if (kerasOptimizer(script, rate.creation) !== null) {
    writeAtSite(insertion, rate, rateText(lr));
    return;
  }
  const { own, baseRatio, unknown } = groupRates(script, rate);
  if (unknown) throw unknownGroups(rate);
  const written = new Set<SyntaxNode>();
  for (const { node, ratio } of own) {
    if (!written.has(node)) draft.replace(node, rateText(lr * ratio));
    written.add(node);
  }
  const ownSite = own.some(({ node }) => node.start === rate.site.start);
  if (!ownSite) writeAtSite(insertion, rate, rateText(lr * baseRatio));
}

/** Writes at the site: the number in the source, or a new argument. */
export function writeAtSite(insertion: Insertion, rate: FoundRate, text: string): void {
  if (/^(default|name)$/.test(rate.site.kind)) writeAtOptimizer(insertion, rate, text);
  else insertion.draft.replace(rate.site, text);
}

/** Writes what the optimizer is given, whatever the script traces it to. */
export function writeAtOptimizer(insertion: Insertion, rate: FoundRate, text: string): void {
  const { script, draft, style } = insertion;
  if (rate.argument) {
    draft.replace(rate.argument, text);
    return;
  }
  const named = namedOptimizer(script, rate.creation);
  if (named) {
    const made = `${kerasIn(insertion, [rate.creation])}.optimizers.${KERAS_CLASSES[named.name] ?? ''}`;
    draft.replace(named.node, `${made}(learning_rate=${text})`);
    return;
  }
  const first = argumentsOf(script.tree, rate.creation).all[0];
  if (kerasOptimizer(script, rate.creation) !== null) {
    if (first) draft.insert(first.start, `learning_rate=${text}, `);
    else draft.insert(rate.creation.end - 1, `learning_rate=${text}`);
    return;
  }
  if (!first) throw new Refusal(`${calledName(script.tree, rate.creation)} is given no parameters to train.`);
  const name = isTrainingArguments(script, rate.creation) ? 'learning_rate' : 'lr';
  writeElementAfter(script, draft, style, first, `${name}=${text}`);
}

export function unknownGroups({ creation }: FoundRate): Refusal {
  return new Refusal(
    `The optimizer on line ${creation.line + 1} has groups of parameters whose rates cannot be told from each other: set them by hand.`,
  );
}
