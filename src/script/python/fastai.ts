/** fastai: the fits of a Learner take the rate, and bring a schedule of their own. */
import { field, type SyntaxNode } from '../syntax';
import type { TrainingSite } from '../types';
import { importsModule } from './importedModules';
import { argumentsOf, calledName, textOf } from './nodes';
import type { Script } from './script';

interface Fit {
  /** The argument that gives the rate, and its place among those without a name. */
  argument: string;
  index: number;
  /** What it is where nothing is given. */
  byDefault: number;
}

const FITS: Readonly<Record<string, Fit>> = {
  fit: { argument: 'lr', index: 1, byDefault: 1e-3 },
  fit_one_cycle: { argument: 'lr_max', index: 1, byDefault: 1e-3 },
  fit_flat_cos: { argument: 'lr', index: 1, byDefault: 1e-3 },
  fit_sgdr: { argument: 'lr_max', index: 2, byDefault: 1e-3 },
  fine_tune: { argument: 'base_lr', index: 1, byDefault: 2e-3 },
};

/** The fit that a call is; null for all other calls. */
export function fitOf(script: Script, call: SyntaxNode): Fit | null {
  const callee = call.type === 'call' ? field(call, 'function') : null;
  const learner = callee?.type === 'attribute' ? field(callee, 'object') : null;
  const name = learner ? calledName(script.tree, call) : '';
  const fit = Object.hasOwn(FITS, name) ? FITS[name] : undefined;
  if (!learner || !fit || !importsFastai(script)) return null;
  // Many a class of other libraries has a `fit`.
  return name !== 'fit' || isLearner(script, learner) ? fit : null;
}

/** fastai is imported whole (`*`) by most, so where a name comes from cannot be told. */
function importsFastai(script: Script): boolean {
  return importsModule(script, /^fastai\b/);
}

function isLearner(script: Script, node: SyntaxNode): boolean {
  if (/(^|[._])learn(er)?\d*$/i.test(textOf(script.tree, node))) return true;
  const named = node.type === 'identifier' ? script.scopes.resolve(node) : [];
  return [node, ...named.flatMap(({ value }) => value ?? [])].some(
    (value) => value.type === 'call' && /[Ll]earner$/.test(calledName(script.tree, value)),
  );
}

export function fitRateArgument(
  script: Script,
  call: SyntaxNode,
  { argument, index }: Fit,
): SyntaxNode | null {
  const { positional, keywords } = argumentsOf(script.tree, call);
  return keywords.get(argument) ?? positional[index] ?? null;
}

export function fitSites(script: Script): TrainingSite[] {
  return script.calls
    .filter((call) => fitOf(script, call) !== null)
    .map((call) => ({
      method: calledName(script.tree, call),
      start: call.start,
      end: call.end,
      line: call.line,
    }));
}
