/** Writing bounds or a schedule into a script that holds none for this optimizer. */
import { rateText } from '../../rateText';
import { restyle } from '../../style';
import type { InsertRequest } from '../../types';
import type { InsertedGroup } from '../inserted';
import { CONSTANT_NAMES, constantValues, POLICIES, type Role } from '../policies';
import { ancestors, contains, parts, type SyntaxNode } from '../../syntax';
import { statementOf } from '../scope';
import { constantLine } from './code';
import { writeSchedule } from './insertSchedule';
import { fitMethod } from './loops';
import type { Names } from './names';
import { type Gap, gapAfter, gapBefore, gapBelowImports, paragraph, topLevel } from './place';
import type { Insertion } from './insertion';
import { Refusal } from './refusal';
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
  const values: Partial<Record<Role, number>> =
    request.what === 'schedule' ? constantValues(request) : { baseLR: request.baseLR, maxLR: request.maxLR };
  const gap = gapFor(insertion, constants);
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

/**
 * Below the imports. A callback class needs TensorFlow.js when it is declared: where that is loaded inside a function
 * the class goes there, or else into the function that trains.
 */
function gapFor({ script, imports, training }: Insertion, constants: InsertedGroup | null): Gap {
  const { source } = imports;
  const fits = training.filter(fitMethod);
  if (fits.length === 0 || !source || source.statement.parent === script.tree.root) {
    const gap = gapBelowImports(script, fits.length > 0 ? source : null);
    const last = constants?.numbers.maxLR && gapAfter(script, statementOf(constants.numbers.maxLR.node));
    return last && last.offset > gap.offset && last.scope === gap.scope ? last : gap;
  }
  const gap = gapBelowImports(script, source);
  if (fits.every(({ call }) => contains(gap.scope, call))) return gap;
  const bodies = new Set(fits.map(({ call }) => bodyAround(call)));
  const [body] = bodies;
  const first = body && parts(body).find((statement) => fits[0] && contains(statement, fits[0].call));
  if (bodies.size > 1 || !first) {
    throw new Refusal('TensorFlow.js is loaded inside one function and trains in several others.');
  }
  return gapBefore(script, first);
}

/** The block of the outermost function around the node. */
function bodyAround(node: SyntaxNode): SyntaxNode | null {
  return [...ancestors(node)].findLast((ancestor) => ancestor.type === 'statement_block') ?? null;
}

/** Declares the constants: in the paragraph below the imports, or above the rate where that stands even higher. */
function newConstants(
  { script, style, draft, rate }: Insertion,
  values: Partial<Record<Role, number>>,
  names: Names,
  gap: Gap,
  paragraphs: string[],
): Partial<Record<Role, string>> {
  const roles = Object.keys(values) as Role[];
  const taken = names.takeTogether(roles.map((role) => CONSTANT_NAMES[role]));
  const found: Partial<Record<Role, string>> = {};
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
  constants: Partial<Record<Role, string>>,
): string {
  const { baseLR, maxLR } = request;
  if (request.what === 'constants') return `Wrote the bounds as ${constants.baseLR} and ${constants.maxLR}.`;
  const undecided =
    rate && !isWritable(rate)
      ? ` ${script.text.slice(rate.site.start, rate.site.end)} on line ${rate.site.line + 1} no longer decides the learning rate.`
      : '';
  return `Wrote a ${request.policy} schedule between ${rateText(baseLR)} and ${rateText(maxLR)}.${undecided}`;
}
