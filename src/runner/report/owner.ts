/** Which host a folder of reports belongs to, so that a later one can clear what a dead one left. */
import { lstat, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Fields, MessageError } from '../../protocol/fields';

export const FOLDER_PREFIX = 'lr-tuner-';
/** What `mkdtemp` makes of the prefix. */
const FOLDER_NAME = /^lr-tuner-[A-Za-z0-9]{6}$/;
const OWNER_FILE = 'host.json';
const LONGEST_OWNER = 4096;

interface Owner {
  pid: number;
  /** When the process was started, in the system's own measure; empty where it does not say. Numbers come again. */
  started: string;
  /** Where the number counts: containers and machines may share a folder. */
  where: string;
}

/** Says whose the folder is. @throws Error where nothing can be written into it */
export async function claimFolder(folder: string): Promise<void> {
  const { pid } = process;
  const owner: Owner = { pid, started: (await startOf(pid)) ?? '', where: await ownPlace() };
  await writeFile(path.join(folder, OWNER_FILE), JSON.stringify(owner), { flag: 'wx', mode: 0o600 });
}

/** Removes the folders that this user's hosts left as they were killed. Never rejects. */
export async function clearStaleFolders(place: string): Promise<void> {
  const where = await ownPlace();
  const names = await readdir(place).catch(() => []);
  for (const name of names.filter((one) => FOLDER_NAME.test(one))) {
    const folder = path.join(place, name);
    // What cannot be looked at or removed now is left to the next start.
    await removeIfStale(folder, where).catch(() => undefined);
  }
}

async function removeIfStale(folder: string, where: string): Promise<void> {
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) return;
  const owner = await ownerOf(folder);
  if (owner === null || owner.where !== where || (await isThere(owner))) return;
  await rm(folder, { recursive: true, force: true });
}

/** Null where the folder is none of ours, or none of this version's. */
async function ownerOf(folder: string): Promise<Owner | null> {
  const file = path.join(folder, OWNER_FILE);
  const found = await lstat(file).catch(() => null);
  if (found === null || !found.isFile() || found.size > LONGEST_OWNER) return null;
  try {
    const fields = new Fields(JSON.parse(await readFile(file, 'utf8')));
    return { pid: fields.count('pid'), started: fields.text('started'), where: fields.text('where') };
  } catch (error) {
    if (error instanceof MessageError || error instanceof SyntaxError) return null;
    throw error;
  }
}

async function isThere({ pid, started }: Owner): Promise<boolean> {
  // To the system 0 and 1 are no hosts.
  if (pid <= 1) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process has the number now, or it is nobody's: a host of this user's is gone.
    return !['ESRCH', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code));
  }
  const now = await startOf(pid);
  return now === null || started === '' || now === started;
}

/** Field 22 of Linux's `stat`, in ticks since the machine started; null where the system does not say. */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  // The program's name before it may hold anything.
  const [state, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? UNCOLLECTED : (rest[18] ?? null);
}

/** Dead, though its parent has not asked yet how it ended; false where the system does not say. */
export async function isUncollected(pid: number): Promise<boolean> {
  return (await startOf(pid)) === UNCOLLECTED;
}

const UNCOLLECTED = 'dead';

async function ownPlace(): Promise<string> {
  const numbers = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${os.hostname()} ${numbers}`.trim();
}
