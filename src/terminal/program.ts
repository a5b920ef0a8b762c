/** The command line: its commands, and what becomes of what is typed. */
import { Command, CommanderError, Help } from '@commander-js/extra-typings';
import { version } from '../../package.json';
import { problemOf } from '../experiments';
import type { Problem } from '../protocol/problems';
import { analyzeCommand } from './commands/analyze';
import { compareCommand } from './commands/compare';
import { findCommand } from './commands/find';
import { trainCommand } from './commands/train';
import { trainingsCommand } from './commands/trainings';
import { describeProblem } from './describe';
import { EXIT } from './exit';
import { print, printError, printJson } from './page/print';
import { surfaceOf } from './page/surface';
import { wrap } from './page/text';
import { SHARED_GROUPS } from './options/scriptCommand';
import type { Invocation } from './options/invocation';
import { UsageError } from './options/usage';

const EXIT_CODES =
  'Exit codes: 0 done, 1 the run failed, 2 wrong usage, 3 no bounds in this curve, 130 cancelled by Ctrl+C, 129 by a closed terminal, 143 by a polite kill (SIGTERM).';
/** Narrower than this a description would be a column of single words. */
const LEAST_DESCRIPTION = 20;

/** Where help breaks: at most as people read, and in a file as wide as usual. */
function helpWidth(): number {
  const { line, prose } = surfaceOf(process.stdout);
  return Math.min(line, prose, MOST_HELP);
}
const MOST_HELP = 120;

/** @returns the exit code */
export async function runCommandLine(args: readonly string[], distFolder: string): Promise<number> {
  const split = args.indexOf('--');
  const own = split < 0 ? args : args.slice(0, split);
  const scriptArguments = split < 0 ? [] : args.slice(split + 1);
  let code: number = EXIT.bounds;
  const program = buildProgram({ distFolder, scriptArguments, ended: (ended) => (code = ended) });
  try {
    await program.parseAsync(helpAsOption(own, program), { from: 'user' });
    return code;
  } catch (error) {
    return explainFailure(error, own, program);
  }
}

function buildProgram(invocation: Invocation): Command {
  const program = new Command('lr-tuner')
    .description('Finds learning rates for a training script, unmodified.')
    .usage('COMMAND [options] [-- ARGUMENTS OF THE SCRIPT]')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this')
    .helpCommand('help [command]', 'show one command with all its options')
    .addHelpText('afterAll', () => `\n${wrap(EXIT_CODES, helpWidth()).join('\n')}`)
    .exitOverride()
    .configureHelp({
      groupItems: sharedLast,
      subcommandTerm: (command) => command.name(),
      minWidthToWrap: LEAST_DESCRIPTION,
      formatItem: besideOrBelow,
    })
    .configureOutput({
      getOutHelpWidth: helpWidth,
      getErrHelpWidth: helpWidth,
      writeOut: print,
      writeErr: printError,
      outputError: (text, write) => write(text.replace(/^error: /, 'lr-tuner: ')),
    });
  for (const command of [
    findCommand(invocation),
    trainCommand(invocation),
    compareCommand(invocation),
    trainingsCommand(invocation),
    analyzeCommand(invocation),
  ]) {
    program.addCommand(command.copyInheritedSettings(program));
    command.helpOption('-h, --help', 'show this');
  }
  program.showHelpAfterError('lr-tuner help shows what there is.');
  for (const command of program.commands)
    command.showHelpAfterError(`lr-tuner ${command.name()} --help shows what there is.`);
  return program;
}

/** A description stands beside its option, below it where there is too little room. */
const besideOrBelow: Help['formatItem'] = (term, termWidth, description, helper) => {
  const width = helper.helpWidth ?? MOST_HELP;
  if (width - termWidth >= LEAST_DESCRIPTION + ITEM_INDENT)
    return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
  const lines = wrap(description, width - 2 * ITEM_INDENT).map((line) => ' '.repeat(2 * ITEM_INDENT) + line);
  return [' '.repeat(ITEM_INDENT) + term, ...lines].join('\n');
};
/** As the others. */
const ITEM_INDENT = 2;

/** A command's own options are what people look for; the shared ones come behind. */
const sharedLast: Help['groupItems'] = (unsorted, visible, groupOf) => {
  const groups = new Help().groupItems(unsorted, visible, groupOf);
  for (const name of Object.values(SHARED_GROUPS)) {
    const shared = groups.get(name);
    if (shared && groups.delete(name)) groups.set(name, shared);
  }
  return groups;
};

/** `help tune` is a word that is no command, as `tune` is, and so gets the same answer. */
function helpAsOption(own: readonly string[], program: Command): string[] {
  const [first = '', second] = own;
  if (second === undefined || !['help', '--help', '-h'].includes(first)) return [...own];
  return isCommand(second, program) ? [second, '--help'] : [second];
}

function isCommand(name: string, program: Command): boolean {
  return program.commands.some((command) => command.name() === name);
}

function takesScript([name]: readonly string[], program: Command): boolean {
  const command = program.commands.find((one) => one.name() === name);
  return command?.registeredArguments[0]?.name() === 'script';
}

function helpFor([name = '']: readonly string[], program: Command): string {
  return isCommand(name, program) ? `lr-tuner ${name} --help` : 'lr-tuner help';
}

/** Other tools read standard output, where a failure is one object, too. */
function printFailure(own: readonly string[], problem: Omit<Problem, 'code'> & { code: string }): void {
  if (own.includes('--json')) printJson(JSON.stringify({ problem }));
}

/** @returns the exit code */
function explainFailure(error: unknown, own: readonly string[], program: Command): number {
  if (error instanceof CommanderError) {
    if (error.code === 'commander.unknownOption' && takesScript(own, program))
      printError('Options of your script come behind --: lr-tuner find train.py -- --epochs 3\n');
    if (error.exitCode === 0) return EXIT.bounds;
    printFailure(own, usage(error.message.replace(/^error: /, '')));
    return EXIT.usage;
  }
  if (error instanceof UsageError) {
    printFailure(own, usage(error.message));
    printError(`lr-tuner: ${error.message}\n${helpFor(own, program)} shows what there is.\n`);
    return EXIT.usage;
  }
  const problem = problemOf(error);
  printFailure(own, problem);
  printError(describeProblem(problem));
  return EXIT.failed;
}

function usage(title: string): { code: string; title: string; detail: string; actions: [] } {
  return { code: 'usage', title, detail: '', actions: [] };
}
