/** Writing bounds or a schedule into a script that holds none for this optimizer. */
import { rateText, type PolicyNumber } from '../../../tuning';
import { CONSTANT_NAMES, constantValues } from '../../constants';
import type { InsertRequest } from '../../types';
import { restyle } from '../style';
import type { InsertedGroup } from '../inserted';
import { POLICIES } from '../policies';
import { constantLine } from './text/code';
import { writeSchedule } from './insertSchedule';
import type { Names } from './text/names';
import { type Gap, gapBefore, paragraph, topLevel } from './place';
import { gapForSchedule } from './scheduleGap';
import type { Insertion } from './insertion';
import { isWritable, writeRate } from './rate';
import { addConstants } from './update';

type BoundsRequest = Exclude<InsertRequest, { what: 'fixed' }>;

/** @param constants the two constants, where an earlier insertion wrote no more than these */
export function insertNew(
  insertion: Insertion,
  constants: InsertedGroup | null,
  request: BoundsRequest,
): string {
  const { script, style, draft, names, imports, rate } = insertion;
  const values: Partial<Record<PolicyNumber, number>> =
    request.what === 'schedule' ? constantValues(request) : { baseLR: request.baseLR, maxLR: request.maxLR };
  const gap = gapForSchedule(insertion, constants);
  const paragraphs: string[] = [];

  const constantNames = constants
    ? addConstants(insertion, constants, values, names)
    : newConstants(insertion, values, names, gap, paragraphs);
  if (!constants && rate && isWritable(rate))
    writeRate(script, draft, imports, rate, constantNames.baseLR ?? '');

  if (request.what === 'schedule') {
    writeSchedule(insertion, POLICIES[request.policy], constantNames, paragraphs);
  }
  imports.write(draft);
  if (paragraphs.length > 0) {
    const code = restyle(paragraphs.join('\n\n'), style, gap.lead);
    draft.insert(gap.offset, paragraph(script, gap, code, style));
  }
  return summaryOf(insertion, request, constantNames);
}

/** Declares the constants: in the paragraph below the imports, or above the rate where that stands even higher. */
function newConstants(
  { script, style, draft, rate }: Insertion,
  values: Partial<Record<PolicyNumber, number>>,
  names: Names,
  gap: Gap,
  paragraphs: string[],
): Partial<Record<PolicyNumber, string>> {
  const roles = Object.keys(values) as PolicyNumber[];
  const taken = names.takeTogether(roles.map((role) => CONSTANT_NAMES[role]));
  const found: Partial<Record<PolicyNumber, string>> = {};
  roles.forEach((role, index) => (found[role] = taken[index] ?? CONSTANT_NAMES[role]));

  const kept = rate && /^(name|default)$/.test(rate.site.kind) && rate.site.value !== null;
  const note = kept ? `${rate.site.optimizer} alone would take ${rate.site.value}` : '';
  const code = roles
    .map((role) => constantLine(found[role] ?? '', role, values[role] ?? 0, role === 'baseLR' ? note : ''))
    .join('\n');
  const statement = rate && topLevel(rateNode(rate.site.start, rate.optimizer, script.nodes));
  const above = statement && (statement.start < gap.offset || gap.scope !== script.tree.root);
  if (above) {
    const own = gapBefore(script, statement);
    draft.insert(own.offset, paragraph(script, own, restyle(code, style, own.lead), style));
  } else {
    paragraphs.push(code);
  }
  return found;
}

function rateNode<T extends { start: number }>(start: number, optimizer: T, nodes: readonly T[]): T {
  return nodes.findLast((node) => node.start === start) ?? optimizer;
}

function summaryOf(
  { rate, script }: Insertion,
  request: BoundsRequest,
  constants: Partial<Record<PolicyNumber, string>>,
): string {
  const { baseLR, maxLR } = request;
  if (request.what === 'constants') return `Wrote the bounds as ${constants.baseLR} and ${constants.maxLR}.`;
  const undecided =
    rate && !isWritable(rate)
      ? ` ${script.text.slice(rate.site.start, rate.site.end)} on line ${rate.site.line + 1} no longer decides the learning rate.`
      : '';
  return `Wrote a ${request.policy} schedule between ${rateText(baseLR)} and ${rateText(maxLR)}.${undecided}`;
}
