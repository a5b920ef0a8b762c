/** The folder in which each process that has no pipe appends to a file of its own. It is looked at now and then. */
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { LONGEST_LINE } from '../protocol/report';
import { LineReader } from './lines';

const LOOK_EVERY_MS = 150;
const ENDING = '.ndjson';

interface ReportFile {
  offset: number;
  lines: LineReader;
}

export class ReportFolder {
  private readonly files = new Map<string, ReportFile>();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();

  private constructor(
    readonly folder: string,
    private readonly line: (line: string, file: string) => void,
  ) {}

  static async create(line: (line: string, file: string) => void): Promise<ReportFolder> {
    const report = new ReportFolder(await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-')), line);
    report.timer = setInterval(() => void report.look(), LOOK_EVERY_MS);
    return report;
  }

  /** Reads what is left and removes the folder. */
  async close(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.look();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Reads what is there by now. */
  look(): Promise<void> {
    this.looking = this.looking.then(() => this.readAll());
    return this.looking;
  }

  /** A script that empties the temporary folder takes the reports with it: what follows is said by the other sources. */
  private async readAll(): Promise<void> {
    const names = await readdir(this.folder).catch(whereGone<string[]>([]));
    for (const name of names.filter((one) => one.endsWith(ENDING)).sort()) await this.readOn(name);
  }

  private async readOn(name: string): Promise<void> {
    const known = this.files.get(name) ?? {
      offset: 0,
      lines: new LineReader(LONGEST_LINE, (line) => this.line(line, name)),
    };
    this.files.set(name, known);
    const handle = await open(path.join(this.folder, name), 'r').catch(whereGone(null));
    if (handle === null) return;
    try {
      const { size } = await handle.stat();
      if (size <= known.offset) return;
      const chunk = Buffer.alloc(size - known.offset);
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, known.offset);
      known.offset += bytesRead;
      known.lines.add(chunk.subarray(0, bytesRead));
    } finally {
      await handle.close();
    }
  }
}

function whereGone<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
}
