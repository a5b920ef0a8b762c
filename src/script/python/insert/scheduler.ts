/** What a scheduler of PyTorch's needs beside it, whoever steps it: its import, its constants, and the call itself. */
import { constantValues } from '../../constants';
import { Refusal } from '../../refusal';
import type { SyntaxNode } from '../../syntax';
import type { InsertRequest } from '../../types';
import { groupRates } from '../rates/groups';
import { writtenClass } from '../imports';
import type { InsertedGroup } from '../inserted';
import { textOf } from '../nodes';
import type { FoundTraining } from '../rates/rates';
import { schedulerCall, schedulerClass } from './code';
import { type ConstantNames, newConstants, updateConstants } from './constants';
import type { Insertion } from './insertion';
import { writeImport } from './place';
import { unknownGroups, writeAtOptimizer } from './rate';

export type ScheduleRequest = Extract<InsertRequest, { what: 'schedule' }>;

interface Place {
  /** Where the call is to stand. */
  statement: SyntaxNode;
  /** The creation whose way of naming PyTorch is followed. */
  creation: SyntaxNode | null;
  /** What uses the constants. */
  uses: SyntaxNode[];
}

export interface Scheduler {
  constants: ConstantNames;
  /** @param lead of the line on which it stands */
  call(name: string, optimizer: string, lead: string): string;
}

/** @param group the two constants, where an earlier insertion wrote no more than these */
export function writeScheduler(
  insertion: Insertion,
  training: FoundTraining,
  group: InsertedGroup | null,
  { policy, ...request }: ScheduleRequest,
  { statement, creation, uses }: Place,
): Scheduler {
  const { script, style, draft } = insertion;
  const ratios = ratiosOf(insertion, training, policy);
  const { text: className, missing } = writtenClass(script, schedulerClass(policy), creation, statement);
  if (missing) writeImport(script, draft, style, missing.line, missing.below, uses);
  const values = constantValues({ policy, ...request });
  const constants = group ? updateConstants(insertion, group, values) : newConstants(insertion, values, uses);
  if (policy === 'cosine-restarts') writePeak(insertion, training, constants);
  return {
    constants,
    call: (name, optimizer, lead) =>
      schedulerCall(
        { policy, writtenClass: className, optimizer, constants, ratios },
        `${name} = `,
        lead,
        style,
      ),
  };
}

/** OneCycleLR raises an error beyond its last step, and a Trainer steps it to the end. */
export function sayItsEnd(policy: ScheduleRequest['policy'], { totalSteps }: ConstantNames): string {
  return policy === 'one-cycle' ? ` A training of more than ${totalSteps} updates fails at its end.` : '';
}

export function ratiosOf(
  { script }: Insertion,
  { rates }: FoundTraining,
  policy: ScheduleRequest['policy'],
): number[] | null {
  const groups = rates.flatMap((rate) => [rate, ...rate.sharers].map((one) => groupRates(script, one)));
  const [first] = groups;
  const unlike = groups.some((group) => String(group.ratios) !== String(first?.ratios));
  if (rates[0] && (unlike || groups.some(({ unknown }) => unknown))) throw unknownGroups(rates[0]);
  if (first?.ratios && policy === 'cosine-restarts') {
    throw new Refusal(
      'CosineAnnealingWarmRestarts has one lowest rate for all groups of parameters, and these have rates of their own: choose another policy.',
    );
  }
  return first?.ratios ?? null;
}

/** CosineAnnealingWarmRestarts falls from the rate that the optimizer has. */
export function writePeak(insertion: Insertion, { rates }: FoundTraining, { maxLR }: ConstantNames): void {
  const uses = rates.flatMap((rate) => [rate, ...rate.sharers]);
  const unwritable = uses.find(({ argument, site }) => !argument && site.kind !== 'default');
  if (uses.length === 0 || unwritable || !maxLR) {
    throw new Refusal(
      'CosineAnnealingWarmRestarts falls from the rate that the optimizer is made with, which is not in this file: choose another policy.',
    );
  }
  for (const use of uses) {
    if (!use.argument || textOf(insertion.script.tree, use.argument) !== maxLR)
      writeAtOptimizer(insertion, use, maxLR);
  }
}
