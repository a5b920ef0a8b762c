/** The folder in which each process that has no pipe appends to a file of its own. It is looked at now and then. */
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { ProblemError } from '../../protocol/problems';
import { LONGEST_LINE } from '../../protocol/report';
import { LineReader } from './lines';
import { temporaryFolderProblem } from '../systemErrors';
import { claimFolder, clearStaleFolders, FOLDER_PREFIX } from './owner';

const LOOK_EVERY_MS = 150;
const ENDING = '.ndjson';
/** Read at a time, however much a process has written. */
const CHUNK_BYTES = 1024 * 1024;

interface ReportFile {
  offset: number;
  lines: LineReader;
}

export class ReportFolder {
  /** Why the latest look saw nothing or too little; null where it went well. */
  fault: Error | null = null;
  private readonly files = new Map<string, ReportFile>();
  private line: (line: string, file: string) => void = () => undefined;
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();

  private constructor(readonly folder: string) {}

  /** @throws ProblemError where the system has no folder for temporary files, or refuses one in it */
  static async create(): Promise<ReportFolder> {
    // Another process may stand in another folder.
    const place = path.resolve(os.tmpdir());
    clearOnce(place);
    let folder: string | null = null;
    try {
      folder = await mkdtemp(path.join(place, FOLDER_PREFIX));
      await claimFolder(folder);
      return new ReportFolder(folder);
    } catch (error) {
      if (folder !== null) await remove(folder);
      throw new ProblemError(temporaryFolderProblem(place, error));
    }
  }

  /** @param line is not to throw */
  watch(line: (line: string, file: string) => void): void {
    this.line = line;
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  /** Removes the folder. Never rejects: what cannot be removed is cleared when a later host starts. */
  async close(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.looking;
    await remove(this.folder);
  }

  /** Reads what is there by now. Never rejects: what cannot be read now may be at the next look. */
  look(): Promise<void> {
    this.looking = this.looking
      .then(() => this.readAll())
      .then(
        () => void (this.fault = null),
        (error: Error) => void (this.fault = error),
      );
    return this.looking;
  }

  /** A script that empties the temporary folder takes the reports with it; the trainers then make it anew. */
  private async readAll(): Promise<void> {
    const names = await readdir(this.folder).catch(whereGone<string[]>([]));
    for (const name of names.filter((one) => one.endsWith(ENDING)).sort()) await this.readOn(name);
  }

  private async readOn(name: string): Promise<void> {
    const known = this.files.get(name) ?? {
      offset: 0,
      lines: new LineReader(LONGEST_LINE, (text) => this.line(text, name)),
    };
    this.files.set(name, known);
    const handle = await open(path.join(this.folder, name), 'r').catch(whereGone(null));
    if (handle === null) return;
    try {
      const { size } = await handle.stat();
      // Another file of that name: the first was lost whole.
      if (size < known.offset) known.offset = 0;
      const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, Math.max(0, size - known.offset)));
      while (known.offset < size) {
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, known.offset);
        if (bytesRead === 0) return;
        known.offset += bytesRead;
        // A pipe holds what was written before this; it is read within a turn of the event loop.
        await turn();
        await turn();
        known.lines.add(chunk.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
  }
}

/** Places that this host has looked through. */
const cleared = new Set<string>();

function clearOnce(place: string): void {
  if (cleared.has(place)) return;
  cleared.add(place);
  void clearStaleFolders(place);
}

/** What the system does not let go now, a later host clears. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

function whereGone<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
}
