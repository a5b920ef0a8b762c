/** Where the script names the learning rate of each of its optimizers. */
import { field, type SyntaxNode, walk } from '../../syntax';
import { onePerPlace } from '../../places';
import type { RateKind, RateSite } from '../../types';
import { fitOf } from '../fastai';
import { DEFAULT_RATE, isTrainingArguments } from '../huggingFace';
import { findTrainings, type Training } from '../links';
import { argumentsOf, calledName, labelOf, textOf, unwrap } from '../nodes';
import { isKerasSchedule, kerasDefaultRate, kerasOptimizer, namedOptimizer } from '../keras/optimizers';
import { createdOptimizer, DEFAULT_RATES, rateArgument, rateArgumentByName } from '../optimizers';
import { mentions } from '../scope';
import { calledHere, callsOf, type Script } from '../script';
import { largestOfGroups } from './groups';
import { type Origin, trace } from './trace';
import { givenFor, handedBy } from './values';

/** The place of a rate and the optimizer that takes it. */
export interface FoundRate {
  site: RateSite;
  /** The call that makes the optimizer. */
  creation: SyntaxNode;
  /** The expression that hands the rate over; null where there is none. */
  argument: SyntaxNode | null;
  /** Further optimizers that take their rate from the same place. */
  sharers: FoundRate[];
  /** Why the number cannot be written at the site; null where it can. */
  blocked: { reason: string; files: string[] } | null;
}

export interface FoundTraining extends Training {
  /** The rates of the optimizers that are trained; several where the script chooses one. */
  rates: FoundRate[];
}

export interface Found {
  rates: FoundRate[];
  trainings: FoundTraining[];
}

export function findAll(script: Script): Found {
  const trainings = findTrainings(script);
  const creations = script.nodes.filter((node) => createdOptimizer(script, node) !== null);
  const ofTraining = trainings.map((training) => creationsOf(script, training, creations));
  const all = new Set([...creations, ...ofTraining.flat()]);
  const each = [...all].map((creation) => rateOfCreation(script, creation));
  const rates = onePerPlace(each);
  const found = trainings.map((training, index) => ({
    ...training,
    rates: rates.filter((rate) =>
      [rate, ...rate.sharers].some(({ creation }) => ofTraining[index]?.includes(creation)),
    ),
  }));
  linkTheOnly(rates, found);
  return { rates, trainings: found };
}

/** One optimizer and one training that nothing else claims belong together. */
function linkTheOnly(rates: readonly FoundRate[], trainings: readonly FoundTraining[]): void {
  const free = rates.filter((rate) => !trainings.some((training) => training.rates.includes(rate)));
  const [rate] = free;
  const [training] = trainings;
  if (rate && free.length === 1 && training?.home && trainings.length === 1 && training.rates.length === 0) {
    training.rates.push(rate);
  }
}

/** The calls that make a training's optimizer, followed through functions and classes of this file. */
function creationsOf(script: Script, { home }: Training, creations: readonly SyntaxNode[]): SyntaxNode[] {
  if (!home) return [];
  const found = new Set<SyntaxNode>();
  for (const { value, from, name } of home.bindings) {
    const source = value ?? from;
    if (!source) continue;
    const inside = walk(source).filter((node) => creations.includes(node));
    const returned = inside.length > 0 ? inside : returnedFrom(script, source, creations, 0);
    for (const creation of returned) found.add(creation);
    const call = unwrap(source);
    const buildsOn = mentions(script.tree, source, name);
    if (returned.length === 0 && call.type === 'call' && value && !buildsOn) found.add(call);
  }
  return [...found];
}

const MAX_RETURNS = 4;

function returnedFrom(
  script: Script,
  source: SyntaxNode,
  creations: readonly SyntaxNode[],
  hops: number,
): SyntaxNode[] {
  const call = unwrap(source);
  if (hops > MAX_RETURNS) return [];
  if (call.type === 'identifier') {
    return script.scopes.resolve(call).flatMap((binding) => {
      const given =
        binding.kind === 'parameter'
          ? callsOf(script, binding.scope).map((caller) => givenFor(script, caller, binding))
          : [binding.value ?? binding.from];
      return given.flatMap((value) => (value ? withCreations(script, value, creations, hops) : []));
    });
  }
  const owner = call.type === 'call' ? calledHere(script, call) : null;
  if (owner?.type !== 'function_definition') return [];
  return script.nodes
    .filter((node) => node.type === 'return_statement' && owner.start <= node.start && node.end <= owner.end)
    .flatMap((node) => node.children.flatMap((child) => walk(child)))
    .filter((node) => node.type === 'call' || node.type === 'identifier')
    .flatMap((node) => withCreations(script, node, creations, hops));
}

function withCreations(
  script: Script,
  value: SyntaxNode,
  creations: readonly SyntaxNode[],
  hops: number,
): SyntaxNode[] {
  const inside = walk(value).filter((node) => creations.includes(node));
  return inside.length > 0 ? inside : returnedFrom(script, value, creations, hops + 1);
}

function rateOfCreation(script: Script, creation: SyntaxNode): FoundRate {
  const { tree } = script;
  const created = createdOptimizer(script, creation);
  const argument = created === null ? rateArgumentByName(script, creation) : rateArgument(script, creation);
  const optimizer = created ?? '';
  const base = { creation, argument, sharers: [], blocked: null };
  const ofKeras = kerasOptimizer(script, creation) !== null;
  const named = namedOptimizer(script, creation);
  if (named) {
    const label = `${textOf(tree, named.node)} = ${kerasDefaultRate(named.name)}`;
    return {
      ...base,
      site: siteAt(named.node, 'name', named.name, kerasDefaultRate(named.name), label),
    };
  }
  if (ofKeras && argument && isKerasSchedule(script, argument)) {
    return { ...base, site: siteAt(argument, 'literal', optimizer, null, labelOf(tree, argument, 40)) };
  }
  if (argument) return { ...base, ...placed(script, creation, argument, optimizer) };
  const spread = argumentsOf(tree, creation).splats;
  const [handed] = spread.flatMap((splat) => handedBy(script, splat));
  if (handed) return { ...base, ...placed(script, creation, handed, optimizer) };
  const name = calledName(tree, creation);
  const line = creation.line + 1;
  if (created === null || spread.length > 0) {
    const reason =
      created === null
        ? `${name} on line ${line} makes the optimizer and its rate outside this file: set it there.`
        : `The optimizer on line ${line} takes its arguments from ${spread.map((splat) => textOf(tree, splat)).join(', ')}: set the rate there.`;
    return {
      ...base,
      site: siteAt(creation, 'elsewhere', optimizer, null, labelOf(tree, creation, 40)),
      blocked: { reason, files: moduleOf(script, creation) },
    };
  }
  const ofGroup = largestOfGroups(script, creation);
  if (ofGroup) return { ...base, ...placed(script, creation, ofGroup, optimizer) };
  const byDefault = ofKeras ? kerasDefaultRate(optimizer) : (DEFAULT_RATES[optimizer] ?? null);
  const ofTrainer = isTrainingArguments(script, creation) ? DEFAULT_RATE : fitOf(script, creation)?.byDefault;
  const value = ofTrainer ?? byDefault;
  const label = value === null ? `${name || 'optimizer'} without a rate` : `${name} default ${value}`;
  return { ...base, site: siteAt(creation, 'default', optimizer, value, label) };
}

function moduleOf(script: Script, creation: SyntaxNode): string[] {
  const callee = field(creation, 'function');
  const bindings = callee?.type === 'identifier' ? script.scopes.resolve(callee) : [];
  return bindings.flatMap(({ imported }) => (imported === null ? [] : [imported.replace(/\.\w+$/, '')]));
}

function placed(
  script: Script,
  creation: SyntaxNode,
  argument: SyntaxNode,
  optimizer: string,
): Pick<FoundRate, 'site' | 'blocked'> {
  const origin = trace(script, argument);
  const text = labelOf(script.tree, argument, 40);
  const line = argument.line + 1;
  const elsewhere = (kind: RateKind, label: string, reason: string, files: string[] = []) => ({
    site: siteAt(argument, kind, optimizer, null, label),
    blocked: { reason, files },
  });
  switch (origin.kind) {
    case 'number':
      return placedNumber(script, creation, origin, optimizer, text);
    case 'argument':
      return elsewhere(
        'argument',
        `${text} from the command line`,
        `Line ${line} takes ${text} from the command line: pass the rate there.`,
      );
    case 'environment': {
      const where = `the environment${origin.variable === null ? '' : ` variable ${origin.variable}`}`;
      return elsewhere(
        'argument',
        `${text} from ${where}`,
        `Line ${line} takes ${text} from ${where}: set it there.`,
      );
    }
    case 'module':
      return elsewhere(
        'elsewhere',
        `${text} from ${origin.module}`,
        `The rate ${text} on line ${line} is written in ${origin.module}: set it there.`,
        [origin.module],
      );
    case 'file': {
      const where = origin.files.join(' or ') || 'a file of settings';
      return elsewhere(
        'elsewhere',
        `${text} from ${where}`,
        `The rate ${text} on line ${line} is read from ${where}: set it there.`,
        origin.files,
      );
    }
    case 'search':
      return elsewhere(
        'search',
        `${text} from a list`,
        `Line ${line} takes ${text} from a list that the script searches over, so there is no one rate to set.`,
      );
    case 'unknown':
      return elsewhere(
        'elsewhere',
        text,
        `Where the rate ${text} on line ${line} comes from cannot be told: set it where it is made.`,
      );
  }
}

const KINDS = { direct: 'literal', variable: 'constant', config: 'config', argument: 'argument' } as const;

function placedNumber(
  script: Script,
  creation: SyntaxNode,
  { node, value, via, scaled }: Extract<Origin, { kind: 'number' }>,
  optimizer: string,
  text: string,
): Pick<FoundRate, 'site' | 'blocked'> {
  const name = calledName(script.tree, creation);
  const label = via === 'direct' ? `${name}(${text})` : `${text} = ${value}`;
  // What the optimizer gets is known only where nothing changes the number on the way.
  const site = siteAt(node, KINDS[via], optimizer, scaled ? null : value, label);
  if (!scaled) return { site, blocked: null };
  const how = labelOf(script.tree, scaled, 60);
  const reason = `The rate ${value} on line ${node.line + 1} is changed by ${how} on line ${scaled.line + 1} before the optimizer gets it, so it cannot be set there.`;
  return { site, blocked: { reason, files: [] } };
}

function siteAt(
  place: SyntaxNode,
  kind: RateKind,
  optimizer: string,
  value: number | null,
  label: string,
): RateSite {
  return { kind, optimizer, value, start: place.start, end: place.end, line: place.line, label };
}
