/** Reads recorded range tests from the files that other tools leave. */
import type { Curve } from '../curve';
import { chooseColumns, isComplete, isNamed, ROLES, type ColumnChoice, type Role } from './columns';
import { CurveError } from './curveError';
import { curveOf } from './curveOf';
import { joinSeries, whatIsMissing, type Part } from './joinSeries';
import { splitRuns } from './runs';
import { HOW_TO, listNames, namesOf } from './table';
import { tablesOf } from './tablesOf';

export interface CurveFile {
  /** Decides between CSV and JSON where the text leaves it open, and names the file in errors. */
  readonly name: string;
  readonly text: string;
}

export interface ReadCurves {
  readonly curves: readonly Curve[];
  /** What was taken for what, and what was left out: one sentence each. */
  readonly notes: readonly string[];
}

/** A role for which the names of a file's columns leave open which one is meant, or name none. */
export interface OpenColumn {
  readonly role: Role;
  readonly fileName: string;
  readonly names: readonly string[];
}

/** @throws CurveError that names what was seen and what is needed */
export function readCurves(files: readonly CurveFile[], choice: ColumnChoice = {}): ReadCurves {
  const parts = partsOf(files, choice);
  checkChoice(parts, choice);
  const whole = parts.filter(({ chosen }) => isComplete(chosen));
  const partial = parts.filter(({ chosen }) => !isComplete(chosen));
  const [stray] = partial;
  if (stray && whole.length > 0) throw new CurveError(whatIsMissing(stray));
  const { files: different, twice } = eachOnce(files);
  // Files of one series each may well be alike.
  if (partial.length === 0 && twice.length > 0) {
    const { curves, notes } = readCurves(different, choice);
    return { curves, notes: [...twice, ...notes] };
  }
  const joined = partial.length === 0 ? [] : joinSeries(partial);
  const ready = [...whole, ...joined.map((table) => ({ table, chosen: chooseColumns(table, {}) }))];
  const read = ready.map(({ table, chosen }) => curveOf(table, chosen));
  const notes = [...parts.flatMap(notesOn), ...read.flatMap((one) => one.notes)];
  if (read.length > files.length) notes.unshift(`${read.length} ramps were found and are taken together.`);
  return { curves: read.map(({ curve }) => curve), notes: [...new Set(notes)] };
}

/** The same file again is no second seed. */
function eachOnce(given: readonly CurveFile[]): { files: CurveFile[]; twice: string[] } {
  const files: CurveFile[] = [];
  const twice: string[] = [];
  for (const file of given) {
    const same = files.find(({ text }) => text === file.text);
    if (same === undefined) files.push(file);
    else if (same.name === file.name) twice.push(`${file.name} is named twice, and counts once.`);
    else twice.push(`${file.name} holds the same as ${same.name}, and counts once.`);
  }
  return { files, twice };
}

/** The curve of one file. @throws CurveError */
export function parseCurve(text: string, fileName: string): Curve {
  const [curve] = readCurves([{ name: fileName, text }]).curves;
  if (!curve) throw new CurveError(`${fileName} holds no curve. ${HOW_TO}`);
  return curve;
}

/** What to ask before reading, the first of each role. @throws CurveError for a broken file */
export function openColumns(files: readonly CurveFile[]): OpenColumn[] {
  const parts = partsOf(files, {});
  return (['lr', 'loss', 'accuracy'] as const).flatMap((role): OpenColumn[] => {
    const unclear = parts.find(({ chosen }) => chosen.rivals[role] !== undefined);
    const missing = role !== 'accuracy' && parts.every(({ chosen }) => chosen.found[role] === undefined);
    const asked = unclear ? [unclear] : missing ? parts : [];
    const [first] = asked;
    return first ? [{ role, fileName: first.table.fileName, names: askable(asked, role) }] : [];
  });
}

/** The columns in question first. */
function askable(parts: readonly Part[], role: Role): string[] {
  const likely = parts.flatMap(({ table, chosen }) => [
    table.columns[chosen.found[role] ?? -1]?.name ?? '',
    ...(chosen.rivals[role] ?? []),
  ]);
  const all = [...likely, ...parts.flatMap(({ table }) => namesOf(table))];
  return [...new Set(all)].filter((name) => name.trim() !== '');
}

function partsOf(files: readonly CurveFile[], choice: ColumnChoice): Part[] {
  return files.flatMap(({ name, text }) => {
    const content = text.replace(/^\uFEFF/, '');
    if (content.trim() === '') throw new CurveError(`${name} is empty. ${HOW_TO}`);
    const tables = tablesOf(content, name, choice).flatMap(splitRuns);
    return tables.map((table) => ({
      table,
      chosen: chooseColumns(table, choiceIn(table, choice, files)),
    }));
  });
}

/** Of several files that hold one series each, a chosen column need be in one only. */
function choiceIn(table: Part['table'], choice: ColumnChoice, files: readonly CurveFile[]): ColumnChoice {
  if (files.length < 2) return choice;
  const here = ROLES.filter((role) => namesOf(table).some((name) => isNamed(name, choice[role])));
  return here.length === 0 ? {} : Object.fromEntries(here.map((role) => [role, choice[role]]));
}

/** @throws CurveError for a chosen column that no file has */
function checkChoice(parts: readonly Part[], choice: ColumnChoice): void {
  const names = [...new Set(parts.flatMap(({ table }) => namesOf(table)))];
  for (const role of ROLES) {
    const used = parts.some(({ table, chosen }) =>
      isNamed(table.columns[chosen.found[role] ?? -1]?.name, choice[role]),
    );
    if (choice[role] === undefined || used) continue;
    throw new CurveError(
      `No file has a column "${choice[role]}" for --${role}. There are: ${listNames(names, 30)}.`,
    );
  }
}

function notesOn({ table, chosen }: Part): string[] {
  const rivals = ROLES.flatMap((role) => {
    const others = chosen.rivals[role];
    const index = chosen.found[role];
    if (!others || index === undefined) return [];
    return [
      `${table.fileName}: ${role} is read from "${table.columns[index]?.name}", which could as well be ` +
        `${listNames(others)}. --${role} NAME chooses.`,
    ];
  });
  const unread =
    chosen.unread.length > 0 ? [`${table.fileName}: not read: ${listNames(chosen.unread)}.`] : [];
  return [...(table.notes ?? []), ...rivals, ...unread];
}
