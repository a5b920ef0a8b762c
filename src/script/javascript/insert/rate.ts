/** Writing a rate, as a number or by a constant's name, at the place where the script names its rate. */
import type { Draft } from '../../edits';
import { field, parts } from '../../syntax';
import { factsOf } from '../optimizers';
import type { FoundRate } from '../rates';
import { textOf } from '../scope';
import type { Script } from '../script';
import type { Imports } from './imports';

/** Whether the rate itself stands in this file; else only a schedule can take its place while training. */
export function isWritable({ site }: FoundRate): boolean {
  return site.kind !== 'argument' && site.kind !== 'elsewhere';
}

/** Why a rate cannot be written at this place; null where it can. */
export function refusal(found: FoundRate, script: Script): string | null {
  const { site, module } = found;
  const text = script.text.slice(site.start, site.end);
  const line = site.line + 1;
  switch (site.kind) {
    case 'literal':
    case 'default':
    case 'constant':
    case 'config':
      return null;
    case 'name':
      return (factsOf(site.optimizer)?.namedRate ?? null) !== null
        ? null
        : `TensorFlow.js knows no optimizer named '${site.optimizer}' (line ${line}).`;
    case 'search':
      return `Line ${line} takes ${text} from a list that the script searches over, so there is no one rate to set.`;
    case 'argument':
      return `Line ${line} takes ${text} from the command line: pass the rate there.`;
    case 'elsewhere':
      return module === null
        ? `The rate ${text} on line ${line} is handed in from outside this file: set it where it is made.`
        : `The rate ${text} on line ${line} is written in ${module}: set it there.`;
  }
}

/** @param rate a number or the name of a constant */
export function writeRate(
  script: Script,
  draft: Draft,
  imports: Imports,
  found: FoundRate,
  rate: string,
): void {
  const { site, optimizer } = found;
  if (site.kind === 'name') {
    const call = `${imports.nameOf('train')}.${site.optimizer}(${rate})`;
    const shorthand = optimizer.type === 'shorthand_property_identifier' && site.start === optimizer.start;
    draft.replace(site, shorthand ? `${textOf(script.tree, optimizer)}: ${call}` : call);
    return;
  }
  const args = field(optimizer, 'arguments');
  if (site.kind === 'default' && args && parts(args).length === 0) draft.insert(args.start + 1, rate);
  else draft.replace(site, rate);
}
