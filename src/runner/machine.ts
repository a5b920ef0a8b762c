/** Where programs lie on a machine; a test hands in another one. */
import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface Machine {
  environment: Record<string, string | undefined>;
  /** Null where the user has none, as under a bare user id in a container. */
  home: string | null;
  systemPlaces: readonly string[];
}

export function thisMachine(systemPlaces: readonly string[]): Machine {
  return { environment: process.env, home: homeFolder(), systemPlaces };
}

export function homeFolder(): string | null {
  try {
    return os.homedir();
  } catch {
    // Without HOME the system's list of users is asked, and it need not know this one.
    return null;
  }
}

/** Where a program of one of these names may lie, in the order of the PATH. */
export function onPath({ environment }: Machine, ...names: string[]): string[] {
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(path.delimiter);
  return folders
    .filter((folder) => path.isAbsolute(folder))
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
}

/** The installed versions in a version manager's folder. */
export async function newestFirst(folder: string, inside: string): Promise<string[]> {
  const versions = await readdir(folder).catch(() => []);
  const byVersion = new Intl.Collator('en', { numeric: true }).compare;
  return versions.sort((a, b) => byVersion(b, a)).map((version) => path.join(folder, version, inside));
}
