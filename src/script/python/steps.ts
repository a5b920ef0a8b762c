/** The calls that step an optimizer: `optimizer.step()`, `scaler.step(optimizer)`. */
import { field, type SyntaxNode, walk } from '../syntax';
import { argumentsOf, calledName, textOf, unwrap } from './nodes';
import { createdOptimizer } from './optimizers';
import type { Binding } from './scope';
import { calledHere, pathOf, type Script } from './script';

export interface StepCall {
  call: SyntaxNode;
  /** The optimizer as it is written there. */
  optimizer: SyntaxNode;
  /** The gradient scaler that steps it. */
  scaler: SyntaxNode | null;
}

const OPTIMIZER_NAME = /(^|_)(optim(izer)?s?|opt)(_?[a-z0-9]{1,16})?$|optim(izer)?$|^opt[A-Z0-9]\w{0,8}$/i;
const NO_OPTIMIZER_NAME = /sched|option|optional|(^|_)opts$/i;
/** `StepLR`, `CLR`, but not `SimCLR`. */
const SCHEDULER_NAME =
  /(Scheduler|(?<![A-Z])LR|^CLR|Schedule|WarmRestarts|ReduceLROnPlateau)$|^(get|create|build|make)_\w*schedule\w*$|^WarmUp\w*$/;

export function findSteps(script: Script): StepCall[] {
  const found: StepCall[] = [];
  for (const call of script.calls) {
    const callee = field(call, 'function');
    const receiver = field(callee, 'object');
    const name = calledName(script.tree, call);
    const { positional } = argumentsOf(script.tree, call);
    const [first] = positional;
    if (name === 'optimizer_step' && first && isOptimizer(script, first)) {
      found.push({ call, optimizer: first, scaler: null });
    } else if (name === 'step' && receiver) {
      if (first && isScaler(script, receiver) && !isScheduler(script, receiver)) {
        found.push({ call, optimizer: first, scaler: receiver });
      } else if (isOptimizer(script, receiver)) {
        found.push({ call, optimizer: receiver, scaler: null });
      }
    }
  }
  return found;
}

/** What binds a name or an attribute, as seen from where it stands. */
export function bindingsOf(script: Script, expression: SyntaxNode): readonly Binding[] {
  if (expression.type === 'identifier') return script.scopes.resolve(expression);
  if (expression.type === 'attribute') {
    return script.scopes.attribute(textOf(script.tree, expression), expression);
  }
  return [];
}

function lastName(script: Script, expression: SyntaxNode): string {
  const named = expression.type === 'subscript' ? (field(expression, 'value') ?? expression) : expression;
  return textOf(script.tree, field(named, 'attribute') ?? named);
}

function isScaler(script: Script, receiver: SyntaxNode): boolean {
  if (/scaler/i.test(lastName(script, receiver))) return true;
  return bindingsOf(script, receiver).some(
    ({ value }) => value?.type === 'call' && /GradScaler$/.test(calledName(script.tree, value)),
  );
}

/** Whether the value is known, or by its name supposed, to be an optimizer. */
export function isOptimizer(script: Script, expression: SyntaxNode): boolean {
  const bindings = bindingsOf(script, expression);
  if (bindings.some(({ value }) => value && createdOptimizer(script, unwrap(value)) !== null)) return true;
  if (isScheduler(script, expression)) return false;
  const isElse =
    bindings.length > 0 && bindings.every(({ imported, kind }) => imported !== null || kind === 'class');
  if (isElse) return false;
  const name = lastName(script, expression);
  if (!/^(identifier|attribute|subscript)$/.test(expression.type)) return false;
  if (OPTIMIZER_NAME.test(name) && !NO_OPTIMIZER_NAME.test(name)) return true;
  return bindings.some(({ value }) => value !== null && makesOptimizer(script, value));
}

/** A function of this file that returns what it makes. */
function makesOptimizer(script: Script, value: SyntaxNode): boolean {
  const owner = value.type === 'call' ? calledHere(script, value) : null;
  if (owner?.type !== 'function_definition') return false;
  return script.nodes.some(
    (node) =>
      node.type === 'return_statement' &&
      owner.start <= node.start &&
      node.end <= owner.end &&
      node.children.some((child) => createdOptimizer(script, child) !== null),
  );
}

/** Whether a call makes a learning-rate schedule, PyTorch's or one of the same shape. */
export function createsScheduler(script: Script, node: SyntaxNode): boolean {
  const callee = node.type === 'call' ? field(node, 'function') : null;
  if (!callee) return false;
  if (pathOf(script, callee)?.startsWith('torch.optim.lr_scheduler.')) return true;
  if (!SCHEDULER_NAME.test(calledName(script.tree, node)) && !isNamedScheduler(script, node)) return false;
  const { positional, keywords } = argumentsOf(script.tree, node);
  const candidates = [...positional, ...keywords.values()];
  return candidates.some((argument) => isNamedOptimizer(script, argument));
}

/** `lr_scheduler = PiecewiseLinear(optimizer, …)`: what libraries call their own by the shape of the curve. */
function isNamedScheduler(script: Script, call: SyntaxNode): boolean {
  const target = call.parent?.type === 'assignment' ? field(call.parent, 'left') : null;
  return (
    target !== null &&
    /^(identifier|attribute)$/.test(target.type) &&
    /(^|_)(lr_?)?sched(uler|ule)?$|Scheduler$/.test(lastName(script, target))
  );
}

/** The optimizers that a schedule is made for, those of the schedules inside it included. */
export function scheduledBy(script: Script, creation: SyntaxNode): SyntaxNode[] {
  return walk(creation)
    .filter((node) => createsScheduler(script, node))
    .flatMap((call) => {
      const { positional, keywords } = argumentsOf(script.tree, call);
      const given = [...positional, ...keywords.values()].filter((argument) => isOptimizer(script, argument));
      const first = positional[0] ?? keywords.get('optimizer');
      return given.length === 0 && first ? [first] : given;
    });
}

/** As `isOptimizer`, without asking for schedulers again. */
function isNamedOptimizer(script: Script, expression: SyntaxNode): boolean {
  if (!/^(identifier|attribute)$/.test(expression.type)) return false;
  const created = bindingsOf(script, expression).some(
    ({ value }) => value && createdOptimizer(script, unwrap(value)) !== null,
  );
  const name = lastName(script, expression);
  return created || (OPTIMIZER_NAME.test(name) && !NO_OPTIMIZER_NAME.test(name));
}

function isScheduler(script: Script, expression: SyntaxNode): boolean {
  const values = bindingsOf(script, expression).flatMap(({ value }) => (value ? [unwrap(value)] : []));
  return values.some((value) => createsScheduler(script, value));
}
