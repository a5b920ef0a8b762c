/** The calls that make an optimizer. */
import { field, parts, type SyntaxNode } from '../syntax';
import { fitOf, fitRateArgument } from './fastai';
import { isTrainingArguments } from './huggingFace';
import { kerasOptimizer, kerasRateArgument } from './keras/optimizers';
import { argumentsOf, calledName, textOf } from './nodes';
import { pathOf, type Script } from './script';

/** Rates that PyTorch 2 takes where none is given, by class in lower case. */
export const DEFAULT_RATES: Readonly<Record<string, number>> = {
  adadelta: 1,
  adafactor: 0.01,
  adagrad: 0.01,
  adam: 0.001,
  adamax: 0.002,
  adamw: 0.001,
  asgd: 0.01,
  lbfgs: 1,
  muon: 0.001,
  nadam: 0.002,
  radam: 0.001,
  rmsprop: 0.01,
  rprop: 0.01,
  sgd: 0.001,
  sparseadam: 0.001,
};

/** Optimizers of further packages, by the names that they have there. */
const KNOWN_ELSEWHERE =
  /^\w*(SGD|Adam|AdamW|Adamax|RMSprop|RMSpropTF|Adagrad|Adadelta|Adafactor|Lion|LAMB|Lamb|LARS|Lars|Muon|Shampoo|SophiaG|Prodigy|NovoGrad|Ranger|Adan|NAdam|RAdam|AdaBelief|\w*Optimizer)(8bit|32bit)?$/;
const OTHER_FRAMEWORK = /^(tensorflow|keras|tf_keras|jax|optax|flax|mxnet|paddle|sklearn)\b/;

/** The class in lower case; empty where it is chosen at run time; null for all other nodes. */
export function createdOptimizer(script: Script, node: SyntaxNode): string | null {
  const callee = node.type === 'call' ? field(node, 'function') : null;
  if (!callee) return null;
  if (isTrainingArguments(script, node)) return 'adamw';
  if (fitOf(script, node)) return 'adam';
  const ofKeras = kerasOptimizer(script, node);
  if (ofKeras !== null) return ofKeras;
  const path = pathOf(script, callee);
  if (path?.startsWith('torch.optim.')) {
    const name = path.split('.').at(-1) ?? '';
    const other = /\.(lr_scheduler|swa_utils)\./.test(path) || !/^[A-Z]/.test(name) || name === 'Optimizer';
    return other ? null : name.toLowerCase();
  }
  if (isChosen(script, callee)) return '';
  if (path !== null && OTHER_FRAMEWORK.test(path)) return null;
  const name = calledName(script.tree, node);
  const { positional, keywords } = argumentsOf(script.tree, node);
  const handsParameters = /\bparameters\(|param/.test(
    positional[0] ? textOf(script.tree, positional[0]) : '',
  );
  const takesParameters = handsParameters || keywords.has('params');
  if (takesParameters && extendsOptimizer(script, callee)) return name.toLowerCase();
  return takesParameters && KNOWN_ELSEWHERE.test(name) ? name.toLowerCase() : null;
}

/** `getattr(torch.optim, name)`, `optim.__dict__[name]`. */
function isChosen(script: Script, callee: SyntaxNode): boolean {
  if (callee.type === 'call' && calledName(script.tree, callee) === 'getattr') {
    const [object] = argumentsOf(script.tree, callee).positional;
    return object !== undefined && pathOf(script, object) === 'torch.optim';
  }
  const value = callee.type === 'subscript' ? field(callee, 'value') : null;
  const object = value && textOf(script.tree, value).endsWith('.__dict__') ? field(value, 'object') : null;
  return object !== null && pathOf(script, object) === 'torch.optim';
}

/** A class of this file that extends one of PyTorch's. */
function extendsOptimizer(script: Script, callee: SyntaxNode): boolean {
  if (callee.type !== 'identifier') return false;
  return script.scopes
    .resolve(callee)
    .some(
      ({ kind, node }) =>
        kind === 'class' &&
        parts(field(node, 'superclasses')).some((base) => pathOf(script, base)?.startsWith('torch.optim.')),
    );
}

const RATE_NAMES = /^(lr|learning_rate)$/;

/** The argument that gives the rate; null where there is none. */
export function rateArgument(script: Script, creation: SyntaxNode): SyntaxNode | null {
  if (kerasOptimizer(script, creation) !== null) return kerasRateArgument(script, creation);
  const fit = fitOf(script, creation);
  if (fit) return fitRateArgument(script, creation, fit);
  const { positional, keywords, splats } = argumentsOf(script.tree, creation);
  for (const [name, value] of keywords) if (RATE_NAMES.test(name)) return value;
  if (isTrainingArguments(script, creation)) return null;
  const isClass =
    /^[A-Z]/.test(calledName(script.tree, creation)) || createdOptimizer(script, creation) !== null;
  if (isClass && splats.length === 0) return positional[1] ?? null;
  return null;
}

/** As `rateArgument` for a call that is only known to make an optimizer: the argument that is called like a rate. */
export function rateArgumentByName(script: Script, call: SyntaxNode): SyntaxNode | null {
  const { positional, keywords } = argumentsOf(script.tree, call);
  for (const [name, value] of keywords) if (RATE_NAMES.test(name)) return value;
  const named = positional.filter((argument) => {
    const name = textOf(script.tree, field(argument, 'attribute') ?? argument);
    return /^(identifier|attribute)$/.test(argument.type) && /^(base_|max_)?(lr|learning_rate)$/i.test(name);
  });
  return named.length === 1 ? (named[0] ?? null) : null;
}
