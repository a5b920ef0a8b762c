/** Which calls train with which optimizer. */
import { ancestors, field, type SyntaxNode } from '../syntax';
import type { FoundRate } from './rates';
import { textOf } from './scope';
import type { Script } from './script';
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
 * The fits of the model that is compiled, up to where it is compiled again. A model that has another name where it is
 * trained is taken if no other model claims the call.
 */
function fitsOf(script: Script, compile: SyntaxNode, calls: readonly TrainingCall[]): TrainingCall[] {
  const fits = calls.filter(({ method }) => !ON_OPTIMIZER.test(method));
  const compiles = compileCalls(script);
  if (compiles.length === 1) return fits;
  const model = modelOf(script, compile);
  const rivals = compiles.filter((other) => modelOf(script, other) === model);
  const own = fits.filter(({ call, receiver }) => {
    if (modelNamed(script, receiver) !== model) return false;
    const latest = rivals.filter((other) => other.start < call.start).at(-1) ?? rivals[0];
    return latest === compile;
  });
  if (own.length > 0 || rivals.length > 1) return own;
  const claimed = new Set(compiles.map((other) => modelOf(script, other)));
  return fits.filter(({ receiver }) => !claimed.has(modelNamed(script, receiver)));
}

/** What tells models apart: the declaration of the variable, or the text of anything else. */
function modelNamed(script: Script, receiver: SyntaxNode): unknown {
  const declaration = receiver.type === 'identifier' ? script.declarations.resolve(receiver) : null;
  return declaration ?? textOf(script.tree, receiver);
}

function modelOf(script: Script, compile: SyntaxNode): unknown {
  const object = field(field(compile, 'function'), 'object');
  return object && modelNamed(script, object);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
