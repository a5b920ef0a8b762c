/** A file of variables beside a project, such as `.env`: a line each, as the debuggers of VS Code read it. */
import { readFile } from 'node:fs/promises';
import { ProblemError } from '../protocol/problems';

/** @throws ProblemError where it cannot be read */
export async function readEnvFile(file: string): Promise<Record<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text !== null) return parseEnv(text);
  throw new ProblemError({
    code: 'script-missing',
    title: `The file of variables, ${file}, cannot be read.`,
    detail: 'What starts the script names it. Put it there, or choose another way to start the script.',
    actions: [{ kind: 'choose-start' }, { kind: 'run-again' }],
  });
}

const LINE = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*?)\s*$/;

/** What is no assignment is passed over. A name with braces in a value is one of the lines above, or of the user's. */
export function parseEnv(
  text: string,
  outer: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    found[name] = valueOf(value, (other) => found[other] ?? outer[other] ?? '');
  }
  return found;
}

function valueOf(written: string, variable: (name: string) => string): string {
  const single = /^'([^']*)'/.exec(written)?.[1];
  if (single !== undefined) return single;
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(written)?.[1];
  const text = double === undefined ? written.replace(/(^|\s+)#.*$/, '') : unescaped(double);
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => variable(name));
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}
