/** The `tsconfig.json` that a source belongs to: the nearest above it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type TypeScript from 'typescript';
import { typescript } from './ownCompiler';

export interface Project {
  options: TypeScript.CompilerOptions;
}

const NONE: Project = { options: {} };
const known = new Map<string, Project>();

export function readProject(file: string): Project {
  const config = nearestConfig(path.dirname(file));
  if (config === null) return NONE;
  let project = known.get(config);
  if (project === undefined) {
    project = { options: optionsOf(config) };
    known.set(config, project);
  }
  return project;
}

function nearestConfig(folder: string): string | null {
  const file = path.join(folder, 'tsconfig.json');
  if (existsSync(file)) return file;
  const parent = path.dirname(folder);
  return parent === folder ? null : nearestConfig(parent);
}

interface ConfigText {
  references?: { path: string }[];
  'ts-node'?: { compilerOptions?: object };
}

/** With what it extends; a config of references only, as Vite's templates have, is that of the first with aliases. */
function optionsOf(config: string): TypeScript.CompilerOptions {
  const { convertCompilerOptionsFromJson, parseJsonConfigFileContent, readConfigFile, sys } = typescript();
  const folder = path.dirname(config);
  const { config: text = {} } = readConfigFile(config, sys.readFile) as { config?: ConfigText };
  // Nobody asks which files belong to the project, and to look for them takes long.
  const host = { ...sys, readDirectory: () => [] };
  const { options } = parseJsonConfigFileContent(text, host, folder, undefined, config);
  if (options.paths === undefined && options.baseUrl === undefined) {
    for (const { path: reference } of text.references ?? []) {
      const other = path.resolve(folder, reference);
      const file = other.endsWith('.json') ? other : path.join(other, 'tsconfig.json');
      const referred = existsSync(file) && file !== config ? optionsOf(file) : {};
      if (referred.paths !== undefined || referred.baseUrl !== undefined) return { ...options, ...referred };
    }
  }
  const own = text['ts-node']?.compilerOptions;
  return own === undefined ? options : { ...options, ...convertCompilerOptionsFromJson(own, folder).options };
}
