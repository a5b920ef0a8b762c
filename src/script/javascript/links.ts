/** Which calls train with which optimizer. */
import { ancestors, field, type SyntaxNode } from '../syntax';
import type { FoundRate } from './rates';
import { textOf } from './scope';
import type { Script } from './script';
import { enclosingFunction } from './trace';
import type { TrainingCall } from './training';

const ON_OPTIMIZER = /^(minimize|applyGradients)$/;

/** The training calls of one optimizer: by the names they share, else by being the only ones. */
export function trainingOf(
  script: Script,
  rate: FoundRate | null,
  rates: readonly FoundRate[],
  calls: readonly TrainingCall[],
): TrainingCall[] {
  if (!rate) return [...calls];
  const variable = assignedName(script, rate.optimizer);
  const loops = calls.filter(
    ({ method, receiver }) =>
      ON_OPTIMIZER.test(method) &&
      (textOf(script.tree, receiver) === variable ||
        receiver === rate.optimizer ||
        holds(receiver, rate.optimizer)),
  );
  const fits = compilesOf(script, rate, variable).flatMap((compile) => fitsOf(script, compile, calls));
  const linked = [...new Set([...loops, ...fits])];
  if (linked.length > 0 || rates.length > 1) return linked;
  return [...calls];
}

function holds(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** `optimizer` in `const optimizer = tf.train.adam()`, `this.optimizer` in an assignment. */
function assignedName(script: Script, creation: SyntaxNode): string | null {
  for (const ancestor of ancestors(creation)) {
    const target =
      ancestor.type === 'variable_declarator'
        ? field(ancestor, 'name')
        : ancestor.type === 'assignment_expression'
          ? field(ancestor, 'left')
          : /field_definition$/.test(ancestor.type)
            ? (field(ancestor, 'property') ?? field(ancestor, 'name'))
            : null;
    if (target) {
      const name = textOf(script.tree, target);
      return /field_definition$/.test(ancestor.type) ? `this.${name}` : name;
    }
    if (/^(statement_block|arguments)$/.test(ancestor.type)) return null;
  }
  return null;
}

function compilesOf(script: Script, rate: FoundRate, variable: string | null): SyntaxNode[] {
  if (rate.compile) return [rate.compile];
  if (!variable) return [];
  return compileCalls(script).filter((node) =>
    new RegExp(`\\boptimizer\\s*:\\s*${escape(variable)}\\b|[{,]\\s*${escape(variable)}\\s*[,}]`).test(
      textOf(script.tree, field(node, 'arguments') ?? node),
    ),
  );
}

function compileCalls(script: Script): SyntaxNode[] {
  return script.nodes.filter(
    (node) => node.type === 'call_expression' && methodOf(script, node) === 'compile',
  );
}

function methodOf(script: Script, call: SyntaxNode): string | null {
  const property = field(field(call, 'function'), 'property');
  return property && textOf(script.tree, property);
}

/**
 * The fits of the model that is compiled: on the same name, up to where that name is compiled again. A model that
 * has another name where it is trained is taken by the order of the source, if no other model claims the call.
 */
function fitsOf(script: Script, compile: SyntaxNode, calls: readonly TrainingCall[]): TrainingCall[] {
  const model = receiverText(script, compile);
  const compiles = compileCalls(script);
  const fits = calls.filter(({ method }) => !ON_OPTIMIZER.test(method));
  if (compiles.length === 1) return fits;
  const same = fits.filter(({ receiver }) => textOf(script.tree, receiver) === model);
  const rivals = compiles.filter((other) => other !== compile && receiverText(script, other) === model);
  if (rivals.length === 0) return same.length > 0 ? same : unclaimed(script, compiles, fits);
  return same.filter(({ call }) => {
    const before = compiles.filter(
      (other) =>
        receiverText(script, other) === model &&
        other.start < call.start &&
        enclosingFunction(other) === enclosingFunction(call),
    );
    return before.at(-1) === compile;
  });
}

function unclaimed(
  script: Script,
  compiles: readonly SyntaxNode[],
  fits: readonly TrainingCall[],
): TrainingCall[] {
  const names = new Set(compiles.map((other) => receiverText(script, other)));
  return fits.filter(({ receiver }) => !names.has(textOf(script.tree, receiver)));
}

function receiverText(script: Script, call: SyntaxNode): string {
  const object = field(field(call, 'function'), 'object');
  return object ? textOf(script.tree, object) : '';
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
