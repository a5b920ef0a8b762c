/** Runs on disk: one file a run, appended while it runs, so that a crash loses at most the last points. */
import { appendFile, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { MessageError } from '../protocol/fields';
import { decodeEvent, encodeEvent } from './eventLines';
import type { RunEvent } from './events';
import { applyEvent, emptyRun, endConfirming } from './run';
import type { Run } from './run';
import { firstSummary, type RunSummary } from './summary';

const ENDING = '.run.jsonl';

/** Takes the events of one run, in order. */
export interface RunWriter {
  append(event: RunEvent): void;
  /** Resolves once everything given so far is on disk, or the disk has refused it. */
  flush(): Promise<void>;
}

/** Runs are read whole. Some twenty comparisons of a day's length fit; a larger file is not one of ours. */
const LARGEST_BYTES = 256 * 1024 * 1024;
/** Ids are names of files. Those of `newRunId` are such; what a page or a file says may be anything. */
const ID = /^[\w-][\w.-]{0,199}$/;
/** Asked at a time: each may take a descriptor. */
const TOGETHER = 8;
/** Bytes that the first line fits into: its longest parts are two paths. */
const FIRST_BYTES = 16 * 1024;

export class RunStore {
  /** Files that hold no run, or not all of it, and why: each costs itself only. */
  readonly damaged = new Map<string, string>();

  /**
   * @param folder where run files lie; made when the first is written
   * @param onDamaged told of each damaged file, once
   */
  constructor(
    readonly folder: string,
    private readonly onDamaged: (file: string, why: string) => void = () => undefined,
  ) {}

  /** @param onError told once when the disk refuses (full, gone); the run goes on without its file */
  writer(id: string, onError: (error: Error) => void): RunWriter {
    const file = this.fileOf(id);
    let failed = false;
    let queue: Promise<unknown> = Promise.resolve();
    const then = (work: () => Promise<unknown>): void => {
      queue = queue
        .then(() => (failed ? undefined : work()))
        .catch((error: Error) => {
          if (!failed) onError(error);
          failed = true;
        });
    };
    then(() => mkdir(this.folder, { recursive: true }));
    then(() => endHalfLine(file));
    return {
      append: (event) => then(() => appendFile(file, encodeEvent(event))),
      flush: async () => void (await queue),
    };
  }

  /** The ids of the files that there are, each with what changes whenever its file does. */
  async stamps(): Promise<Map<string, string>> {
    const names = await readdir(this.folder).catch(missing<string[]>([]));
    const ids = names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
    for (const name of this.damaged.keys()) if (!names.includes(name)) this.damaged.delete(name);
    const stamps = new Map<string, string>();
    for (let at = 0; at < ids.length; at += TOGETHER) {
      const some = ids.slice(at, at + TOGETHER);
      const found = await Promise.all(some.map((id) => this.stamp(id)));
      some.forEach((id, k) => {
        const stamp = found[k] ?? null;
        if (stamp !== null) stamps.set(id, stamp);
      });
    }
    return stamps;
  }

  /** Null where the file is gone. */
  async stamp(id: string): Promise<string | null> {
    try {
      const { size, mtimeMs } = await stat(path.join(this.folder, id + ENDING));
      return `${size} ${mtimeMs}`;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' ? null : code;
    }
  }

  /** By the first line of its file; null where that is none of a run. */
  async firstSummary(id: string): Promise<RunSummary | null> {
    try {
      const event = ID.test(id) ? decodeEvent(await firstLine(this.fileOf(id))) : null;
      return event?.type === 'created' ? firstSummary({ ...event, id }) : null;
    } catch {
      // Why, `load` tells.
      return null;
    }
  }

  /** Null where the file is gone or holds no run; why, `damaged` tells. */
  async load(id: string): Promise<Run | null> {
    try {
      return ID.test(id) ? await this.readFile(id) : this.refuse(id, 'its name is none of a run');
    } catch (error) {
      return this.refuse(id, error instanceof Error ? error.message : String(error));
    }
  }

  /** Why its file holds no run, or not all of it; null where all is well or nobody has looked. */
  damageOf(id: string): string | null {
    return this.damaged.get(id + ENDING) ?? null;
  }

  async delete(id: string): Promise<void> {
    await rm(this.fileOf(id), { force: true });
    this.damaged.delete(id + ENDING);
  }

  private async readFile(id: string): Promise<Run | null> {
    const file = this.fileOf(id);
    const found = await stat(file).catch(missing(null));
    if (found === null) {
      this.damaged.delete(id + ENDING);
      return null;
    }
    const { size } = found;
    if (!found.isFile()) return this.refuse(id, 'it is no file');
    if (size > LARGEST_BYTES) return this.refuse(id, `it is larger than ${LARGEST_BYTES / 1024 / 1024} MB`);
    const { run, unread } = readLines(await readFile(file, 'utf8'));
    // The name of the file decides: only there can it be found again.
    if (run !== null) run.id = id;
    if (unread > 0) this.noteDamage(id, `${unread} of its lines cannot be read`);
    return run;
  }

  private refuse(id: string, why: string): null {
    this.noteDamage(id, why);
    return null;
  }

  noteDamage(id: string, why: string): void {
    const name = id + ENDING;
    if (this.damaged.get(name) === why) return;
    this.damaged.set(name, why);
    this.onDamaged(path.join(this.folder, name), why);
  }

  /** @throws Error for an id that is no name of a file */
  private fileOf(id: string): string {
    if (!ID.test(id)) throw new Error('A run has an id that is no name of a file.');
    return path.join(this.folder, id + ENDING);
  }
}

/** A crash may have cut the last line; what is appended must not become part of it. */
async function endHalfLine(file: string): Promise<void> {
  const handle = await open(file, 'r+').catch(missing(null));
  if (handle === null) return;
  try {
    const { size } = await handle.stat();
    if (size === 0) return;
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    if (buffer[0] !== NEW_LINE) await handle.write('\n', size);
  } finally {
    await handle.close();
  }
}

const NEW_LINE = 10;

async function firstLine(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0);
    const end = buffer.indexOf(NEW_LINE);
    return buffer.subarray(0, end < 0 ? bytesRead : end).toString('utf8');
  } finally {
    await handle.close();
  }
}

/** What stands for a file or folder that is not there; every other error goes on. */
function missing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
}

/** A run from its file's text; null when not even its first event can be read. */
export function readRun(text: string): Run | null {
  return readLines(text).run;
}

/** @returns also how many lines could not be read, but the last, which a crash may have cut */
function readLines(text: string): { run: Run | null; unread: number } {
  const run = emptyRun();
  const lines = text.split('\n');
  let unread = 0;
  lines.forEach((line, k) => {
    try {
      const event = decodeEvent(line);
      if (event) applyEvent(run, event);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      if (k < lines.length - 1) unread += 1;
    }
  });
  if (run.id === '') return { run: null, unread: Math.max(unread, 1) };
  closeUnfinished(run);
  return { run, unread };
}

/** Times order the ids, and the random part keeps two windows apart. */
export function newRunId(now: number): string {
  return `${new Date(now).toISOString().replace(/[:.]/g, '-')}-${Math.random().toString(36).slice(2, 8)}`;
}

/** A file without an end belongs to a window that went away; what was measured still stands. */
function closeUnfinished(run: Run): void {
  if (run.confirming?.status === 'running') endConfirming(run, 'cancelled', null);
  if (run.status === 'starting' || run.status === 'running') run.status = 'cancelled';
}
