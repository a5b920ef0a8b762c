/** A user's machine in the small: a project, a folder for temporary files, and the built command line in them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const root = path.resolve(import.meta.dirname, '../..');
const cli = path.join(process.env['LR_TUNER_DIST'] ?? path.join(root, 'dist'), 'cli.js');
/** Every process that a command starts inherits it. */
const MARK = 'LR_TUNER_FAULTS_WORLD';
/** Within this no process may be left (milliseconds). */
const GRACE = 3_000;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Surroundings {
  /** A line of `sh` that runs the command as `"$@"`. */
  shell?: string;
  env?: Readonly<Record<string, string>>;
  /** Done while the command runs. */
  meanwhile?: (host: ChildProcess, world: World) => Promise<void>;
}

export class World {
  private readonly mark = randomUUID();

  private constructor(
    readonly folder: string,
    private readonly before: string,
  ) {}

  get project(): string {
    return path.join(this.folder, 'project');
  }

  get temporary(): string {
    return path.join(this.folder, 'tmp');
  }

  /** @param files of the project, by name */
  static async make(files: Readonly<Record<string, string>>): Promise<World> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-faults-'));
    const world = new World(folder, '');
    await mkdir(world.project);
    await mkdir(world.temporary);
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(world.project, name), text);
    return new World(folder, await digest(world.project));
  }

  async remove(): Promise<void> {
    for (const pid of await this.processes()) process.kill(pid, 'SIGKILL');
    await chmod(this.temporary, 0o700);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /** Runs the command line to its end. */
  async run(
    args: readonly string[],
    { shell = '"$@"', env = {}, meanwhile }: Surroundings = {},
  ): Promise<Ended> {
    const host = spawn('/bin/sh', ['-c', `${shell}`, 'sh', process.execPath, cli, ...args], {
      cwd: this.project,
      env: {
        PATH: process.env['PATH'],
        HOME: this.folder,
        TMPDIR: this.temporary,
        ...env,
        [MARK]: this.mark,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    host.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    host.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve, reject) => {
      host.once('error', reject);
      host.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    await meanwhile?.(host, this);
    return await ended;
  }

  /** Processes of this world that are there now. */
  async processes(): Promise<number[]> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    const ours = await Promise.all(pids.map(async (pid) => ((await this.isOurs(pid)) ? [pid] : [])));
    return ours.flat();
  }

  /** Processes that are still there after the grace. */
  async left(): Promise<number[]> {
    const until = Date.now() + GRACE;
    for (;;) {
      const pids = await this.processes();
      if (pids.length === 0 || Date.now() > until) return pids;
      await wait(50);
    }
  }

  async isProjectAsBefore(): Promise<boolean> {
    return (await digest(this.project)) === this.before;
  }

  /** A process that has ended has an empty environment, also where nobody has collected it. */
  private async isOurs(pid: number): Promise<boolean> {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    return environment.split('\0').includes(`${MARK}=${this.mark}`);
  }
}

/** One text for all files of a folder and what they hold. */
async function digest(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(file).update(await readFile(file));
  return hash.digest('hex');
}
