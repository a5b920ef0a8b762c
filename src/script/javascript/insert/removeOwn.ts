/** Taking out what of the script's own changes the rate while it trains. */
import { Draft } from '../../edits';
import { contains } from '../../syntax';
import type { OwnSchedule, TextEdit } from '../../types';
import type { Script } from '../script';
import { wholeLines } from './text/statements';

/** The edits that remove these assignments, calls and decays; what they computed goes with them. */
export function removalOf(script: Script, schedules: readonly OwnSchedule[]): TextEdit[] | null {
  const draft = new Draft(script.text);
  const inOther = (own: OwnSchedule): boolean =>
    schedules.some((other) => other !== own && contains(other, own));
  for (const own of schedules) if (!inOther(own)) remove(script, draft, own);
  return draft.finish();
}

function remove(script: Script, draft: Draft, { start, end }: OwnSchedule): void {
  const node = script.nodes.find((candidate) => candidate.start === start && candidate.end === end);
  const statement = node?.type === 'expression_statement' ? node : node?.parent;
  if (!node || !statement) return;
  const inBlock = statement.parent?.type === 'statement_block' || statement.parent?.type === 'program';
  if (statement.type === 'arguments') draft.replace(node, '0');
  else if (statement.type !== 'expression_statement') draft.replace(node, '{}');
  else if (inBlock) draft.remove(wholeLines(script, statement));
  else draft.replace(statement, '{}');
}
