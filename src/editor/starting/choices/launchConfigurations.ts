/** Ways to start a script that launch.json knows, as Node's debugger and Python's read it. */
import path from 'node:path';
import { languageThatRuns } from '../../../languages';
import { splitArguments } from '../../../runner/arguments';
import { type PythonProgram, startOfPython } from './pythonConfigurations';
import type { ScriptStart, StartChoice } from './startChoices';
import { fillVariables, type Surroundings } from '../variables';

/** @param configurations of launch.json as they stand; those that start another file are passed over */
export function fromLaunchConfigurations(
  configurations: readonly unknown[],
  script: string,
  surroundings: Surroundings,
): StartChoice[] {
  return configurations.flatMap((configuration) => {
    if (typeof configuration !== 'object' || configuration === null) return [];
    const fields = { ...configuration, ...ofThisSystem(configuration) };
    const start = startOf(new Configuration(fields, script, surroundings), script);
    const name = textOf(fields, 'name') ?? path.basename(script);
    return start ? [{ label: name, detail: 'launch.json', start }] : [];
  });
}

const SYSTEM = { win32: 'windows', darwin: 'osx' }[process.platform as string] ?? 'linux';

/** What a configuration says for one operating system comes before the rest of it. */
function ofThisSystem(configuration: object): object {
  const own: unknown = (configuration as Record<string, unknown>)[SYSTEM];
  return typeof own === 'object' && own !== null ? own : {};
}

function startOf(configuration: Configuration, script: string): ScriptStart | null {
  const { workspace } = configuration.surroundings;
  const program = configuration.text('program');
  const cwd = path.resolve(workspace, configuration.text('cwd') ?? workspace);
  const common = { cwd, env: configuration.environment(), ...configuration.envFile() };
  if (languageThatRuns(script)?.id === 'python') {
    const started: PythonProgram = {
      program: program === null ? null : path.resolve(workspace, program),
      module: configuration.text('module'),
      args: configuration.words('args'),
    };
    const start = startOfPython(started, script, cwd);
    return start && { ...common, ...start, ...configuration.python() };
  }
  if (program === null || path.resolve(workspace, program) !== script) return null;
  return { ...common, args: configuration.words('args'), runtimeArgs: configuration.words('runtimeArgs') };
}

/** The fields of one, with their variables filled in. */
class Configuration {
  constructor(
    private readonly fields: object,
    private readonly script: string,
    readonly surroundings: Surroundings,
  ) {}

  text(name: string): string | null {
    const text = textOf(this.fields, name);
    return text === null ? null : this.fill(text);
  }

  /** A list, or a line as people type it. */
  words(name: string): string[] {
    const value = fieldOf(this.fields, name);
    if (Array.isArray(value)) return value.map((word) => this.fill(String(word)));
    return typeof value === 'string' ? (splitArguments(value) ?? []).map((word) => this.fill(word)) : [];
  }

  environment(): Record<string, string> {
    const value = fieldOf(this.fields, 'env');
    if (typeof value !== 'object' || value === null) return {};
    const texts = Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return Object.fromEntries(texts.map(([name, text]) => [name, this.fill(text)]));
  }

  /** The debugger of Python takes the folder's `.env` where none is named. */
  envFile(): Pick<ScriptStart, 'envFile'> {
    const { workspace, exists } = this.surroundings;
    const named = this.text('envFile');
    if (named !== null) return { envFile: path.resolve(workspace, named) };
    const usual = path.join(workspace, '.env');
    const isPython = languageThatRuns(this.script)?.id === 'python';
    return isPython && exists?.(usual) ? { envFile: usual } : {};
  }

  /** One that asks for the Python extension's choice names none. */
  python(): Pick<ScriptStart, 'runtimePath' | 'runtimeArgs'> {
    const value = fieldOf(this.fields, 'python') ?? fieldOf(this.fields, 'pythonPath');
    const words = (Array.isArray(value) ? value : [value]).filter((word) => typeof word === 'string');
    const [program = '', ...options] = words.map((word) => this.fill(word));
    const runtimeArgs = [...options, ...this.words('pythonArgs')];
    if (program === '' || program.includes('${')) return { runtimeArgs };
    // A name alone is looked for on the PATH.
    const isName = path.basename(program) === program;
    return {
      runtimePath: isName ? program : path.resolve(this.surroundings.workspace, program),
      runtimeArgs,
    };
  }

  private fill(text: string): string {
    return fillVariables(text, this.script, this.surroundings);
  }
}

function fieldOf(fields: object, name: string): unknown {
  return (fields as Record<string, unknown>)[name];
}

function textOf(fields: object, name: string): string | null {
  const value = fieldOf(fields, name);
  return typeof value === 'string' && value !== '' ? value : null;
}
