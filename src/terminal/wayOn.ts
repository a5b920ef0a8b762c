/** What to do with an answer: the next command, ready to be copied, or the change to the script. */
import path from 'node:path';
import { RUNTIME_OPTIONS } from '../languages';
import { oneLine } from '../protocol/plainText';
import { comparisonOf, heldBackSaves, ownRateOf, type Run } from '../runs';
import {
  bestArm,
  COMPARISON_SEEDS,
  formatRate,
  OWN_ARM,
  rateText,
  roundBounds,
  type TrainingBounds,
} from '../tuning';
import type { LaunchOptions, Typed } from './options/scriptCommand';
import type { Surface } from './page/surface';
import { type Line, styled, wrap } from './page/text';

/** Set by what puts the command on the PATH, where its own file is not named as people call it. */
const CALLED_AS = 'LR_TUNER_CALLED_AS';
const ALLOW_SAVE = '--allow-save';

/** After a range test: train with its bounds, or see first whether cycling pays. */
export function wayOnFromBounds(
  bounds: TrainingBounds,
  options: LaunchOptions,
  typed: Typed,
  surface: Surface,
): Line[] {
  return [
    '',
    ...step(
      'Train with this cycle, and keep the model:',
      commandLine('train', bounds, [ALLOW_SAVE], options, typed),
      surface,
    ),
    ...step('Or see first whether it pays:', commandLine('compare', bounds, [], options, typed), surface),
  ];
}

/** After a training whose model was not kept: how to keep it. */
export function wayOnFromTraining(run: Run, options: LaunchOptions, typed: Typed, surface: Surface): Line[] {
  const { bounds, policies } = run.training?.request ?? { policies: [] };
  if (bounds === undefined || !heldBackSaves(run)) return [];
  const command = commandLine('train', bounds, ['--policy', policies.join(), ALLOW_SAVE], options, typed);
  return ['', ...step('Train so again, and keep the model:', command, surface)];
}

/** After a comparison: which training was best, and how to train so. */
export function wayOnFromComparison(
  run: Run,
  options: LaunchOptions,
  typed: Typed,
  surface: Surface,
): Line[] {
  const comparison = comparisonOf(run);
  const bounds = run.training?.request.bounds;
  if (comparison === null || comparison.arms.length < 2 || bounds === undefined) return [];
  const winner = bestArm(comparison.arms, comparison.metric);
  if (!winner?.best) return [];
  const { schedule } = winner;
  const again = moreSeeds(run, options, typed, surface);
  const script = oneLine(path.basename(run.script));
  if (winner.name === OWN_ARM.name || schedule === null) {
    const own = ownRateOf(run);
    const rate = own === null ? '' : `, ${formatRate(own)}`;
    return [
      ...again,
      '',
      ...wrap(`Leave ${script} as it is: keep its own learning rate${rate}.`, surface.prose),
    ];
  }
  if (schedule.kind === 'fixed')
    return [
      ...again,
      '',
      ...wrap(`Set the learning rate in ${script} to ${rateText(schedule.lr)}.`, surface.prose),
    ];
  const command = commandLine('train', bounds, ['--policy', winner.name, ALLOW_SAVE], options, typed);
  return [
    ...again,
    '',
    ...step('Train so, and keep the model:', command, surface),
    ...wrap(`Into ${script} itself it is written by Insert, in VS Code.`, surface.prose),
  ];
}

/** Fewer cannot tell a gain from chance. */
function moreSeeds(run: Run, options: LaunchOptions, typed: Typed, surface: Surface): Line[] {
  const { bounds, seeds = COMPARISON_SEEDS, policies = [] } = run.training?.request ?? {};
  if (bounds === undefined || seeds >= COMPARISON_SEEDS) return [];
  const more = ['--policies', policies.join(), '--seeds', String(COMPARISON_SEEDS)];
  const words = `${seeds === 1 ? 'One seed' : 'Two seeds'} cannot tell a gain from chance; ${COMPARISON_SEEDS} can:`;
  return ['', ...step(words, commandLine('compare', bounds, more, options, typed), surface)];
}

/** A command stays on one line, however narrow the terminal is: broken, it could not be copied. */
function step(words: string, command: string, { prose }: Surface): Line[] {
  return [...wrap(words, prose), [styled('strong', `  ${command}`)]];
}

/** The same script, started in the same way. */
export function commandLine(
  name: string,
  bounds: TrainingBounds,
  more: readonly string[],
  options: LaunchOptions,
  { operands, runtimePaths, scriptArguments }: Typed,
): string {
  const { baseLR, maxLR } = roundBounds(bounds);
  const { engine, module, launcher, cwd, threads, training } = options;
  const named: [string, string | number | undefined][] = [
    ['base', rateText(baseLR)],
    ['max', rateText(maxLR)],
    ['module', module],
    ['launcher', launcher],
    ['cwd', cwd],
    ['engine', engine === 'automatic' ? undefined : engine],
    ['threads', threads],
    ['training', training],
    ...RUNTIME_OPTIONS.map((option): [string, string | undefined] => [option, runtimePaths.get(option)]),
  ];
  const words = [
    name,
    ...operands,
    ...named.flatMap(([option, value]) => (value === undefined ? [] : [`--${option}`, String(value)])),
    ...more,
    ...(scriptArguments.length > 0 ? ['--', ...scriptArguments] : []),
  ];
  return `${calledAs()} ${words.map(shellWord).join(' ')}`;
}

function calledAs(): string {
  const told = process.env[CALLED_AS];
  const file = process.argv[1] ?? '';
  if (told !== undefined || path.basename(file) !== 'cli.js') return told ?? 'lr-tuner';
  return `node ${shellWord(path.relative('', file))}`;
}

/** One word of a POSIX shell, or of PowerShell and cmd. */
function shellWord(word: string): string {
  if (/^[\w@%+=:,./\\-]+$/.test(word) && (process.platform === 'win32' || !word.includes('\\'))) return word;
  // Its line would end within the name, and be two commands where it is pasted.
  if (process.platform !== 'win32' && /\p{Cc}/u.test(word))
    return `$'${word.replace(/[\\'\p{Cc}]/gu, ansiC)}'`;
  return process.platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** As the shells' `$'…'` has it. */
function ansiC(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 || code >= 0x7f ? `\\u${code.toString(16).padStart(4, '0')}` : `\\${character}`;
}
