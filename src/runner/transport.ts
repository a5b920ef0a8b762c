/**
 * How reports reach the host. The process that the host starts inherits a pipe: it takes a line at once, also while a
 * synchronous loop trains. Every other process, and every further thread, writes a file of its own in a report folder.
 */
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { LONGEST_LINE, REPORT_DESCRIPTOR } from '../protocol/report';
import { LineReader } from './lines';
import { ReportFolder } from './reportFolder';

/** Names one process or thread that reports: the pipe, or its file. */
export type Source = string;
export type LineListener = (line: string, source: Source) => void;

const PIPE: Source = 'pipe';

export class Transport {
  private constructor(
    private readonly report: ReportFolder,
    private readonly line: LineListener,
  ) {}

  static async open(line: LineListener): Promise<Transport> {
    return new Transport(await ReportFolder.create(line), line);
  }

  get folder(): string {
    return this.report.folder;
  }

  /** Reads the pipe of a child that was started with one more output. */
  attach(child: ChildProcess): void {
    const lines = new LineReader(LONGEST_LINE, (line) => this.line(line, PIPE));
    (child.stdio[REPORT_DESCRIPTOR] as Readable).on('data', (chunk: Buffer) => lines.add(chunk));
  }

  /** Reads what is in the folder by now. */
  look(): Promise<void> {
    return this.report.look();
  }

  /** Reads what is left in the folder, and removes it. */
  async close(): Promise<void> {
    await this.report.close();
  }
}
