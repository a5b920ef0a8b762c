/**
 * How reports reach the host. The process that the host starts inherits a pipe: it takes a line at once, also while a
 * synchronous loop trains. Every other process, and every further thread, writes a file of its own in a report folder.
 * So does the first process once its script has closed the pipe. One on another machine, which has no such folder, prints
 * its lines behind a mark.
 */
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { LONGEST_LINE, REPORT_DESCRIPTOR, reportFileName } from '../../protocol/report';
import { LineReader } from './lines';
import { MarkedLines } from './markedLines';
import { ReportFolder } from './reportFolder';

/** Names one process or thread that reports: the pipe, its file, or its machine and number there. */
export type Source = string;
export type LineListener = (line: string, source: Source) => void;

const PIPE: Source = 'pipe';

export class Transport {
  /** No output holds it by chance. */
  readonly marker = `@lr-tuner:${randomUUID()}`;

  private constructor(private readonly report: ReportFolder) {}

  /** @throws ProblemError where there is no place for temporary files */
  static async open(): Promise<Transport> {
    return new Transport(await ReportFolder.create());
  }

  get folder(): string {
    return this.report.folder;
  }

  /** Why the folder could not be read the last time; null where it could. */
  get fault(): Error | null {
    return this.report.fault;
  }

  /** Reads the pipe of a child that was started with one more output, and the folder. */
  attach(child: ChildProcess, line: LineListener): void {
    const ownFile = child.pid === undefined ? null : reportFileName(child.pid, 0);
    this.report.watch((text, file) => line(text, file === ownFile ? PIPE : file));
    const lines = new LineReader(LONGEST_LINE, (text) => line(text, PIPE));
    pipesOf(child)[REPORT_DESCRIPTOR]?.on('data', (chunk: Buffer) => lines.add(chunk));
  }

  /** What takes the lines of processes on other machines out of one of the child's outputs. */
  inOutput(line: LineListener): MarkedLines {
    return new MarkedLines(this.marker, line);
  }

  /** Reads what is in the folder by now. */
  look(): Promise<void> {
    return this.report.look();
  }

  /** Removes the folder. */
  async close(): Promise<void> {
    await this.report.close();
  }
}

/** None where the system had no descriptor left to make them with, whatever Node's types say. */
export function pipesOf(child: ChildProcess): (Readable | Writable | null | undefined)[] {
  const pipes: ChildProcess['stdio'] | undefined = child.stdio;
  return pipes === undefined ? [] : [...pipes];
}
