/**
 * Where the report goes: the pipe from the host, or a file of this process's own. A script may close a descriptor that
 * it did not open, and the system then gives its number to the script's own files. So a descriptor is known by what it
 * leads to, before each write.
 */
import fs, { type BigIntStats } from 'node:fs';
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import type { Plan } from '../../protocol/plan';
import { REPORT_DESCRIPTOR, reportFileName } from '../../protocol/report';
import { isAlive } from './alive';
import type { Standing } from './plan';

// As they are now: a script may put its own in their place.
const { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readSync, writeSync } = fs;
const { O_RDWR, O_APPEND, O_CREAT } = constants;
/** Windows has no such flag, and no links that anybody may make. */
const O_NOFOLLOW: number = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
/** Windows tells nothing of a pipe, and its descriptors are not handed on by number. */
const VERIFIES_PIPES = process.platform !== 'win32';
/** Pause before a full pipe is tried again. */
const FULL_PIPE_PAUSE_MS = 2;

interface Opened {
  descriptor: number;
  /** Null where it cannot be known again. */
  leadsTo: BigIntStats | null;
}

export class Outlet {
  private opened: Opened | null = null;

  constructor(
    private readonly plan: Plan,
    private readonly standing: Standing,
  ) {}

  write(text: string): void {
    try {
      writeAll(this.open(), Buffer.from(text));
    } catch (error) {
      // An experiment that nobody hears must not go on. Where the host is gone, there is nobody to tell either.
      sayOnStandardError(`LR Tuner: the report cannot be written (${String(error)}); the run ends here.\n`);
      process.kill(process.pid, 'SIGKILL');
    }
  }

  /** A file is opened when there is something to say: most helpers have nothing. */
  private open(): number {
    const known = this.opened;
    if (known === null) this.opened = this.pipe() ?? this.file();
    else if (!isStill(known)) this.opened = this.file();
    else if (known.leadsTo?.isFile() && statOpen(known.descriptor).nlink === 0n)
      this.opened = this.madeAnew(known);
    return (this.opened ?? this.file()).descriptor;
  }

  private pipe(): Opened | null {
    const { primary, mainThread } = this.standing;
    if (!primary || !mainThread) return null;
    if (!VERIFIES_PIPES) return { descriptor: REPORT_DESCRIPTOR, leadsTo: null };
    const leadsTo = statOf(REPORT_DESCRIPTOR);
    const isPipe = leadsTo !== null && (leadsTo.isSocket() || leadsTo.isFIFO());
    return isPipe ? { descriptor: REPORT_DESCRIPTOR, leadsTo } : null;
  }

  private file(): Opened {
    const file = path.join(this.plan.reportFolder, reportFileName(process.pid, threadId));
    const descriptor = openSync(file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
    return { descriptor, leadsTo: statOpen(descriptor) };
  }

  /** The script has emptied the temporary folder: the host goes on reading where it stood, in a copy. */
  private madeAnew(gone: Opened): Opened {
    if (!isAlive(this.plan.hostPid)) return gone;
    makeOwnFolder(this.plan.reportFolder);
    const file = this.file();
    writeAll(file.descriptor, contentOf(gone.descriptor));
    closeSync(gone.descriptor);
    return file;
  }
}

/** Always so: after an `fstat` of a pipe that is not, Node 20 no longer follows links to the packages of a script. */
function statOpen(descriptor: number): BigIntStats {
  return fstatSync(descriptor, { bigint: true });
}

function contentOf(descriptor: number): Buffer {
  const bytes = Buffer.alloc(Number(statOpen(descriptor).size));
  let done = 0;
  while (done < bytes.length) done += readSync(descriptor, bytes, done, bytes.length - done, done);
  return bytes;
}

function isStill({ descriptor, leadsTo }: Opened): boolean {
  if (leadsTo === null) return true;
  const now = statOf(descriptor);
  return now !== null && now.dev === leadsTo.dev && now.ino === leadsTo.ino;
}

function statOf(descriptor: number): BigIntStats | null {
  try {
    return statOpen(descriptor);
  } catch {
    // It is closed.
    return null;
  }
}

/** @throws Error where somebody else has one of that name */
function makeOwnFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process of the run was first.
    const found = lstatSync(folder);
    if (!found.isDirectory() || found.uid !== process.getuid?.()) throw error;
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  let done = 0;
  while (done < bytes.length) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      pause(FULL_PIPE_PAUSE_MS);
    }
  }
}

function sayOnStandardError(text: string): void {
  try {
    writeSync(process.stderr.fd, text);
  } catch {
    // It is closed, too.
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
