/** Taking out a line of the script's own that changes the rate. */
import { Draft } from '../../edits';
import type { SyntaxTree } from '../../syntax';
import type { OwnSchedule, TextEdit } from '../../types';
import { readScript } from '../script';
import { lines } from './remove';

/** The edits that remove the assignment or call; what it computed goes with it. */
export function planOwnRemoval(tree: SyntaxTree, { start, end }: OwnSchedule): TextEdit[] {
  const script = readScript(tree);
  const draft = new Draft(script.text);
  const node = script.nodes.find((candidate) => candidate.start === start && candidate.end === end);
  const statement = node?.type === 'expression_statement' ? node : node?.parent;
  if (!node || !statement) return [];
  const inBlock = statement.parent?.type === 'statement_block' || statement.parent?.type === 'program';
  if (statement.type !== 'expression_statement') draft.replace(node, '{}');
  else if (inBlock) draft.remove(lines(script, statement));
  else draft.replace(statement, '{}');
  return draft.finish() ?? [];
}
