/** The options that every command shares which runs a script. */
import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { EngineChoice } from '../../protocol/plan';
import { LANGUAGES, RUNTIME_OPTIONS } from '../../languages';
import { MOST } from '../../tuning';
import { count } from './usage';

/** Below a command's own options, in this order: they are the same for all. */
export const SHARED_GROUPS = { launch: 'How the script is started:', output: 'What is told:' } as const;

const ENGINES = ['automatic', 'native', 'embedded'] as const satisfies readonly EngineChoice[];

/** What the options come to, whichever command has them. */
export interface LaunchOptions {
  engine: EngineChoice;
  threads?: number | undefined;
  training?: number | undefined;
  module?: string | undefined;
  launcher?: string | undefined;
  cwd?: string | undefined;
  json?: true | undefined;
  verbose?: true | undefined;
}

export function scriptCommand(name: string) {
  const command = new Command(name)
    .usage('SCRIPT [options] [-- ARGUMENTS OF THE SCRIPT]')
    // A second one is the script's own argument that lacks its "--", and is told so.
    .argument('[script...]', 'the training script; or -m with a module of a Python package')
    .optionsGroup(SHARED_GROUPS.launch)
    .addOption(
      new Option('-m, --module <package.module>', 'in place of SCRIPT, as python -m takes it, in the folder'),
    )
    .addOption(
      new Option(
        '--launcher <command>',
        'what starts a Python script, such as "torchrun --standalone {script}", "torchrun -m {module}" or "bash train.sh"',
      ),
    )
    .addOption(new Option('--cwd <folder>', 'where the script runs (default: its own folder)'))
    .addOption(
      new Option('--engine <engine>', 'what computes a TensorFlow.js training')
        .choices(ENGINES)
        .default('automatic' as const),
    )
    .addOption(
      new Option('--threads <n>', 'threads of the embedded engine, or of PyTorch and TensorFlow').argParser(
        (text) => count('threads', text, 1, MOST.threads),
      ),
    );
  // A language brings its own, so their names are known at run time only: see `typedOf`.
  for (const { runtime, runtimeOption } of Object.values(LANGUAGES))
    command.addOption(new Option(`--${runtimeOption} <path>`, `the ${runtime} that runs the script`));
  return command
    .optionsGroup(SHARED_GROUPS.output)
    .option('--json', 'one JSON object on standard output, nothing else there')
    .option('--verbose', 'tell on standard error what is started, with what, and how it ends')
    .optionsGroup('Options:');
}

export function trainingOption() {
  return new Option(
    '--training <n>',
    'the one to drive where the script has several (GAN, fine-tuning, folds, search); those before it run in full, at their own rates',
  ).argParser((text) => count('training', text, 1, MOST.training));
}

/** What was typed of a script, in the words of the command line. */
export interface Typed {
  /** The command's name. */
  readonly command: string;
  readonly operands: readonly string[];
  /** Paths of runtimes, by the option that named them. */
  readonly runtimePaths: ReadonlyMap<string, string>;
  readonly scriptArguments: readonly string[];
}

export function typedOf(
  command: Pick<CommandUnknownOpts, 'name' | 'args' | 'getOptionValue'>,
  scriptArguments: readonly string[],
): Typed {
  const runtimePaths = RUNTIME_OPTIONS.flatMap((option): [string, string][] => {
    const value: unknown = command.getOptionValue(option);
    return typeof value === 'string' ? [[option, value]] : [];
  });
  return {
    command: command.name(),
    operands: command.args,
    runtimePaths: new Map(runtimePaths),
    scriptArguments,
  };
}
