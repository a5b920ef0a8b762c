/**
 * What a chat agent asks for. Nothing of it is taken on trust: VS Code need not have held it to the tool's schema, and
 * what stands in a page or an issue may have led the agent. Errors are words for the agent.
 */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { languageThatRuns, RUNNABLE_ENDINGS } from '../../languages';
import { Fields } from '../../protocol/fields';
import {
  checkRate,
  DEFAULT_POLICIES,
  POLICY_KINDS,
  type PolicyKind,
  type TrainingBounds,
} from '../../tuning';

/** As the tool's schema says. */
const MOST_SEEDS = 20;

export interface FindInput {
  script: string;
  quick: boolean;
  /** Null takes the setting. */
  confirm: boolean | null;
}

export interface CompareInput {
  script: string;
  /** Null where they are to be found first. */
  bounds: TrainingBounds | null;
  policies: PolicyKind[];
  /** Null takes the setting. */
  seeds: number | null;
}

/** @throws Error */
export function readFindInput(input: unknown): FindInput {
  const fields = new Fields(input);
  const flag = (name: string): boolean | null => (fields.raw(name) == null ? null : fields.boolean(name));
  return { script: fields.text('script'), quick: flag('quick') ?? false, confirm: flag('confirm') };
}

/** @throws Error */
export function readCompareInput(input: unknown): CompareInput {
  const fields = new Fields(input);
  return {
    script: fields.text('script'),
    bounds: readBounds(fields),
    policies: readPolicies(fields),
    seeds: readSeeds(fields),
  };
}

function readBounds(fields: Fields): TrainingBounds | null {
  const given = ['baseLR', 'maxLR'].filter((name) => fields.raw(name) != null);
  if (given.length === 0) return null;
  if (given.length === 1) throw new Error('baseLR and maxLR go together.');
  const baseLR = checkRate('baseLR', fields.number('baseLR'));
  const maxLR = checkRate('maxLR', fields.number('maxLR'));
  if (baseLR >= maxLR) throw new Error('baseLR must lie below maxLR.');
  return { baseLR, maxLR };
}

/** Each once, however often it is named. */
function readPolicies(fields: Fields): PolicyKind[] {
  const names = fields.raw('policies') == null ? [] : fields.list('policies');
  const kinds = names.map((name) => {
    const kind = POLICY_KINDS.find((known) => known === name);
    if (!kind) throw new Error(`policies may hold only ${POLICY_KINDS.join(', ')}.`);
    return kind;
  });
  return kinds.length === 0 ? [...DEFAULT_POLICIES] : [...new Set(kinds)];
}

function readSeeds(fields: Fields): number | null {
  if (fields.raw('seeds') == null) return null;
  const seeds = fields.countUpTo('seeds', MOST_SEEDS);
  if (seeds === 0) throw new Error('seeds must be at least 1.');
  return seeds;
}

/**
 * The file, by the name that the editor has for it; where links lead counts.
 * @param folders those of the workspace; a relative path counts from the first
 * @throws Error where it is no script, or lies outside of them
 */
export async function scriptWithin(folders: readonly string[], given: string): Promise<string> {
  const [first] = folders;
  if (first === undefined) throw new Error('No folder is open, so no script lies in the workspace.');
  const named = path.resolve(first, given);
  const file = await real(named);
  if (file === null) throw new Error(`There is no file ${given} in the workspace.`);
  const homes = await Promise.all(folders.map(real));
  if (!homes.some((home) => home !== null && isWithin(home, file)))
    throw new Error(`${given} lies outside of the workspace. Only scripts of the workspace are run.`);
  if (languageThatRuns(file) === null) {
    const endings = RUNNABLE_ENDINGS.map((ending) => `.${ending}`).join(', ');
    throw new Error(`${given} cannot be trained: a training script ends in ${endings}.`);
  }
  return named;
}

/** Null where nothing is there, or the name cannot be one. */
function real(name: string): Promise<string | null> {
  return realpath(name).catch(() => null);
}

function isWithin(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && !way.startsWith(`..${path.sep}`) && way !== '..' && !path.isAbsolute(way);
}
