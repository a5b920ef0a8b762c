/** The side entrance for reports: a file that forked children append to, since they do not inherit the pipe. */
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const LOOK_EVERY_MS = 150;

export class ReportFile {
  private offset = 0;
  private timer: NodeJS.Timeout | null = null;
  private reading: Promise<void> = Promise.resolve();

  private constructor(
    readonly path: string,
    private readonly received: (chunk: Buffer) => void,
  ) {}

  static async create(received: (chunk: Buffer) => void): Promise<ReportFile> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-'));
    const file = path.join(folder, 'report.ndjson');
    await writeFile(file, '');
    const report = new ReportFile(file, received);
    report.timer = setInterval(() => void report.read(), LOOK_EVERY_MS);
    return report;
  }

  /** Reads what is left and removes the file. */
  async close(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.read();
    await rm(path.dirname(this.path), { recursive: true, force: true });
  }

  private read(): Promise<void> {
    this.reading = this.reading.then(() => this.readOn());
    return this.reading;
  }

  private async readOn(): Promise<void> {
    const handle = await open(this.path, 'r');
    try {
      const { size } = await handle.stat();
      if (size <= this.offset) return;
      const chunk = Buffer.alloc(size - this.offset);
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, this.offset);
      this.offset += bytesRead;
      this.received(chunk.subarray(0, bytesRead));
    } finally {
      await handle.close();
    }
  }
}
