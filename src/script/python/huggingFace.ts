/** Hugging Face's Trainer: its arguments hold the rate, and it steps the schedule that it is given. */
import { field, parts, type SyntaxNode } from '../syntax';
import { argumentsOf, statementOf, textOf } from './nodes';
import { calledHere, pathOf, type Script } from './script';

/** The rate that `TrainingArguments` takes where none is given. */
export const DEFAULT_RATE = 5e-5;

const ARGUMENTS = /^transformers\.(\w+\.)*\w*TrainingArguments$/;
const TRAINER = /^transformers\.(\w+\.)*\w*Trainer$/;

/** `TrainingArguments(…)`, which makes the Trainer's optimizer. */
export function isTrainingArguments(script: Script, call: SyntaxNode): boolean {
  const callee = call.type === 'call' ? field(call, 'function') : null;
  return callee !== null && ARGUMENTS.test(pathOf(script, callee) ?? '');
}

export interface TrainerMade {
  creation: SyntaxNode;
  statement: SyntaxNode;
  /** What it is called; null where it has no name of its own. */
  name: string | null;
  /** What is given as `optimizers=(optimizer, schedule)`. */
  given: { optimizer: SyntaxNode; schedule: SyntaxNode } | null;
}

export function findTrainers(script: Script): TrainerMade[] {
  return script.calls.flatMap((creation) => {
    if (!makesTrainer(script, creation)) return [];
    const assignment = creation.parent?.type === 'assignment' ? creation.parent : null;
    const target = assignment && field(assignment, 'left');
    const pair = argumentsOf(script.tree, creation).keywords.get('optimizers');
    const [optimizer, schedule] = pair?.type === 'tuple' ? parts(pair) : [];
    return [
      {
        creation,
        statement: statementOf(creation),
        name: target ? textOf(script.tree, target) : null,
        given: optimizer && schedule ? { optimizer, schedule } : null,
      },
    ];
  });
}

/** Also through a class of this file that extends one. */
function makesTrainer(script: Script, call: SyntaxNode): boolean {
  const callee = field(call, 'function');
  const own = calledHere(script, call);
  const classes = own?.type === 'class_definition' ? parts(field(own, 'superclasses')) : [callee];
  return classes.some((one) => one !== null && TRAINER.test(pathOf(script, one) ?? ''));
}
