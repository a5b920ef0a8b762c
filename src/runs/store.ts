/** Runs on disk: one file a run, appended while it runs, so that a crash loses at most the last points. */
import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { decodeEvent, encodeEvent } from './eventLines';
import type { RunEvent } from './events';
import { applyEvent, emptyRun } from './run';
import type { Run } from './run';

const ENDING = '.run.jsonl';

/** Takes the events of one run, in order. */
export interface RunWriter {
  append(event: RunEvent): void;
  /** Resolves once everything given so far is on disk, or the disk has refused it. */
  flush(): Promise<void>;
}

export class RunStore {
  private readonly read = new Map<string, { size: number; run: Run | null }>();

  /** @param folder where run files lie; made when the first is written */
  constructor(readonly folder: string) {}

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
    return {
      append: (event) => then(() => appendFile(file, encodeEvent(event))),
      flush: async () => void (await queue),
    };
  }

  /**
   * Every run that can be read, newest first.
   * @param live runs that are at hand already, whose files need not be read: one that goes on grows all the time
   */
  async list(live: (id: string) => Run | undefined = () => undefined): Promise<Run[]> {
    const names = await readdir(this.folder).catch(missing<string[]>([]));
    const ids = names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
    const runs = await Promise.all(ids.map((id) => live(id) ?? this.load(id)));
    return runs.filter((run) => run !== null).sort((a, b) => b.startedAt - a.startedAt);
  }

  /** Null where the file is gone or holds no run. Files only grow, so one of the same size is not read again. */
  async load(id: string): Promise<Run | null> {
    const file = this.fileOf(id);
    const size = await stat(file).then((found) => found.size, missing(-1));
    const known = this.read.get(id);
    if (known?.size === size) return known.run;
    const text = await readFile(file, 'utf8').catch(missing(null));
    const run = text === null ? null : readRun(text);
    this.read.set(id, { size, run });
    return run;
  }

  async delete(id: string): Promise<void> {
    await rm(this.fileOf(id), { force: true });
  }

  private fileOf(id: string): string {
    return path.join(this.folder, id + ENDING);
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
  const run = emptyRun();
  for (const line of text.split('\n')) {
    const event = decodeEvent(line);
    if (event) applyEvent(run, event);
  }
  if (run.id === '') return null;
  closeUnfinished(run);
  return run;
}

/** Times order the ids, and the random part keeps two windows apart. */
export function newRunId(now: number): string {
  return `${new Date(now).toISOString().replace(/[:.]/g, '-')}-${Math.random().toString(36).slice(2, 8)}`;
}

/** A file without an end belongs to a window that went away; what was measured still stands. */
function closeUnfinished(run: Run): void {
  if (run.status === 'starting' || run.status === 'running') run.status = 'cancelled';
}
