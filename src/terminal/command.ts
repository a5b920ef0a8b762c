/** Which command was asked for. */
import { version } from '../../package.json';
import { analyze } from './commands/analyze';
import { compare } from './commands/compare';
import { EXIT } from './exit';
import { find } from './commands/find';
import { problemOf } from '../experiments';
import { describeProblem } from './describe';
import { helpOn, helpOnAll } from './help';
import { trainings } from './commands/trainings';
import { train } from './commands/train';
import { print, printError } from './print';
import { UsageError } from './usage';

/** @param distFolder where the built files lie */
export async function runCommand(args: string[], distFolder: string): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name !== undefined && asksForHelp(rest) && helpOn(name) !== undefined) return showHelp(name);
    switch (name) {
      case 'find':
        return await find(rest, distFolder);
      case 'train':
        return await train(rest, distFolder);
      case 'compare':
        return await compare(rest, distFolder);
      case 'trainings':
        return await trainings(rest, distFolder);
      case 'analyze':
        return await analyze(rest);
      case '--version':
      case '-V':
        print(`${version}\n`);
        return EXIT.bounds;
      case 'help':
      case '--help':
      case '-h':
        return showHelp(rest[0]);
      case undefined:
        showHelp();
        return EXIT.usage;
      default:
        throw new UsageError(`There is no command "${name}".`);
    }
  } catch (error) {
    return explainFailure(error);
  }
}

/** @returns the exit code */
function explainFailure(error: unknown): number {
  if (error instanceof UsageError) {
    printError(`lr-tuner: ${error.message}\nlr-tuner help shows what there is.\n`);
    return EXIT.usage;
  }
  printError(describeProblem(problemOf(error)));
  return EXIT.failed;
}

/** What stands behind `--` is the script's. */
function asksForHelp(args: readonly string[]): boolean {
  const split = args.indexOf('--');
  const own = split < 0 ? args : args.slice(0, split);
  return own.some((argument) => argument === '--help' || argument === '-h');
}

function showHelp(command?: string): number {
  const text = command === undefined ? helpOnAll() : helpOn(command);
  if (text === undefined) throw new UsageError(`There is no command "${command}".`);
  print(text);
  return EXIT.bounds;
}
