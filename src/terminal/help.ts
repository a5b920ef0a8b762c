/** What `lr-tuner help` prints: all commands, or one with every option that it takes. */

import { LANGUAGES, RUNTIME_OPTIONS } from '../languages';
import { COMPARISON_SEEDS, DEFAULT_POLICIES, formatRate, POLICY_KINDS, USUAL_LIMITS } from '../tuning';

const RUNTIME_FLAGS = RUNTIME_OPTIONS.map((option) => `--${option}`).join(', ');
const RUNTIME_PATHS = RUNTIME_OPTIONS.map((option) => `--${option} PATH`).join(', ');
const RUNTIME_NAMES = Object.values(LANGUAGES)
  .map(({ runtime }) => runtime)
  .join(' or ');

const { ramp, maxSteps, seeds } = USUAL_LIMITS;

const LAUNCH = `      --engine automatic|native|embedded   what computes the training (default automatic)
      --threads N                          threads of the embedded engine, or of PyTorch
      --training N                         the one to ramp where the script has several (GAN, fine-tuning, folds,
                                           search); those before it run in full, at their own rates, for each ramp
      ${RUNTIME_PATHS.padEnd(37)}the ${RUNTIME_NAMES} that runs the script
      -m, --module PACKAGE.MODULE          in place of SCRIPT, as python -m takes it, in the working folder
      --launcher "COMMAND {script}"        what starts a Python script, such as "torchrun --standalone {script}",
                                           "torchrun -m {module}" or "bash train.sh"
      --cwd FOLDER                         where the script runs (default: its own folder)
      --json                               one JSON object on standard output, nothing else there
      --verbose                            on standard error: what is started, with what, and how it ends`;

const SURVEY_LAUNCH = LAUNCH.split(/\n(?= {6}--)/)
  .filter((option) => !option.includes('--training'))
  .join('\n');

const TRAINING = `      --base LR --max LR                   the bounds; left out, a range test finds them first
      --step-size N | --step-epochs E      half a cycle (default: whole cycles of 2 to 10 epochs each half)
      --cycle-momentum                     momentum from 0.95 to 0.85 and back, against the rate`;

const FIND = `  lr-tuner find SCRIPT [options] [-- ARGUMENTS OF THE SCRIPT]
      Runs a range test: trains while the learning rate rises and reads bounds off the curve.

      --engine automatic|native|embedded   what computes the training (default automatic)
      --from LR, --to LR                   the range (default ${formatRate(ramp.lo)} to ${formatRate(ramp.hi)})
      --linear                             raise the rate evenly from 0 to --to: the picture of Smith's paper, for a
                                           look at bounds that were found; a poor way to find them
      --steps N                            iterations of the first ramp (default ${ramp.steps})
      --max-steps N                        double the ramp up to this many (default ${maxSteps})
      --seeds K                            ramps of each length (default ${seeds})
      --quick                              one ramp, one seed
      --validation                         also evaluate the script's validation data during each ramp
      --threads N                          threads of the embedded engine, or of PyTorch
      --training N                         the one to ramp where the script has several (GAN, fine-tuning, folds,
                                           search); those before it run in full, at their own rates, for each ramp
      ${RUNTIME_PATHS.padEnd(37)}the ${RUNTIME_NAMES} that runs the script
      -m, --module PACKAGE.MODULE          in place of SCRIPT, as python -m takes it, in the working folder
      --launcher "COMMAND {script}"        what starts a Python script, such as "torchrun --standalone {script}",
                                           "torchrun -m {module}" or "bash train.sh"
      --cwd FOLDER                         where the script runs (default: its own folder)
      --json                               one JSON object on standard output, nothing else there
      --verbose                            on standard error: what is started, with what, and how it ends`;

const TRAIN = `  lr-tuner train SCRIPT [options] [-- ARGUMENTS OF THE SCRIPT]
      Trains the script to its own end with a schedule in place of its learning rate.

      --policy ${POLICY_KINDS.join('|')}   (default triangular)
      --seeds K                            trainings, each with its own seed (default 1)
      --allow-save                         let the script save its model`;

const COMPARE = `  lr-tuner compare SCRIPT [options] [-- ARGUMENTS OF THE SCRIPT]
      Trains with the script's own rate, a small grid of fixed rates and the policies, and says what pays.

      --policies NAME,NAME                 (default ${DEFAULT_POLICIES.join(',')})
      --seeds K                            trainings of each (default ${COMPARISON_SEEDS})`;

const TRAININGS = `  lr-tuner trainings SCRIPT [options] [-- ARGUMENTS OF THE SCRIPT]
      Lists the script's trainings for --training, from one run in which each fit is cut to one epoch.

      --time-limit SECONDS                 for scripts with loops of their own (default 60)`;

const ANALYZE = `  lr-tuner analyze FILE... [options]
      Reads curves that another tool recorded: CSV, JSON or JSON Lines with rate, loss and, if there, accuracy.
      One file a ramp; files of one length are seeds, files of several lengths a doubling. Files that hold one series
      each, as TensorBoard exports them, are put together by step.

      --lr NAME, --loss NAME               the columns, where their names do not tell
      --accuracy NAME
      --json                               one JSON object on standard output, nothing else there`;

const EXIT_CODES = `
  Exit codes: 0 done, 1 the run failed, 2 wrong usage, 3 no bounds in this curve, 130 cancelled.
`;

const ALL = `lr-tuner finds learning rates for a training script, unmodified.

${FIND}

${TRAIN}

${COMPARE}

      Both also take:
${TRAINING}
      --engine, --threads, --training, ${RUNTIME_FLAGS}, --module, --launcher, --cwd, --json, --verbose   as above

${TRAININGS}
      --engine, --threads, ${RUNTIME_FLAGS}, --module, --launcher, --cwd, --json, --verbose   as above

${ANALYZE}

  lr-tuner help COMMAND, or lr-tuner COMMAND --help, shows one command with all its options.
  lr-tuner --version shows the version.
${EXIT_CODES}`;

const COMMANDS: ReadonlyMap<string, string> = new Map([
  ['find', FIND],
  ['train', `${TRAIN}\n${TRAINING}\n${LAUNCH}`],
  ['compare', `${COMPARE}\n${TRAINING}\n${LAUNCH}`],
  ['trainings', `${TRAININGS}\n${SURVEY_LAUNCH}`],
  ['analyze', ANALYZE],
]);

/** Undefined where there is no such command. */
export function helpOn(command: string): string | undefined {
  const help = COMMANDS.get(command);
  return help === undefined ? undefined : `${help}\n${EXIT_CODES}`;
}

export function helpOnAll(): string {
  return ALL;
}
