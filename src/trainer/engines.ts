/**
 * What computes: the user's own native TensorFlow.js where it loads, otherwise the embedded engine under the user's
 * own TensorFlow.js. Both are put in place the moment TensorFlow.js has loaded, before the script's first operation.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Hello, Plan } from '../runner/messages';
import type { Core } from './framework';
import { findNativePackage, NATIVE_PACKAGES } from './modules/nativePackage';
import type { Report } from './report';

type Engine = Hello['engine'];

interface EmbeddedEngine {
  installEngine(
    tf: object,
    options: { threads: number; wasmFolder: string; name: string },
  ): { name: string; version: string; threads: number };
  createTfjsNode(tf: object, notify: (text: string) => void): object;
}

/** The backend's name on the native engine; scripts ask for it. */
const NATIVE_BACKEND = 'tensorflow';

export class NativeEngineMissing extends Error {}

export class Engines {
  private embedded: Engine | null = null;
  private native: Engine | null = null;
  private choosing = false;
  private readonly requireOwn: NodeJS.Require;

  constructor(
    private readonly plan: Plan,
    private readonly report: Report,
    private readonly distFolder: string,
  ) {
    this.requireOwn = createRequire(path.join(distFolder, 'trainer.cjs'));
  }

  /** Whether the native package is to be used, from the point of view of a file that imports it. */
  nativeEntry(from: string, name: string): string | null {
    return this.plan.engine === 'embedded' ? null : findNativePackage(from, name);
  }

  /** Called once TensorFlow.js is there. @throws NativeEngineMissing where the user insists on it. */
  choose(tf: Core, from: string): void {
    if (this.choosing || this.embedded !== null || this.native !== null) return;
    this.choosing = true;
    try {
      if (this.useNative(tf, from)) return;
      if (this.plan.engine === 'native') throw new NativeEngineMissing();
      this.useEmbedded(tf, 'lr-tuner');
    } finally {
      this.choosing = false;
    }
  }

  /** Stands in for a native package that is absent or broken. */
  standIn(from: string, name: string): object {
    if (this.plan.engine === 'native') throw new NativeEngineMissing();
    const reason = this.plan.engine === 'embedded' ? 'is left aside' : 'is not installed or did not build';
    this.report.warn('engine-substituted', `${name} ${reason}: the embedded engine trains instead.`);
    const tf = this.projectsTensorFlow(from);
    this.useEmbedded(tf as Core, NATIVE_BACKEND);
    const { createTfjsNode } = this.loadEmbedded();
    return createTfjsNode(tf, (text) => this.report.warn('other', text));
  }

  describe(core: Core): Engine {
    const backend = core.getBackend();
    if (this.native) return this.native;
    if (this.embedded && backend === this.embedded.name) return this.embedded;
    const kind = backend === 'cpu' ? 'cpu' : 'other';
    return { kind, name: backend, version: core.version_core, threads: 1 };
  }

  private useNative(tf: Core, from: string): boolean {
    for (const name of NATIVE_PACKAGES) {
      const entry = this.nativeEntry(from, name);
      if (entry === null) continue;
      const native = this.requireOwn(entry) as { version: Record<string, string> };
      if (tf.getBackend() !== NATIVE_BACKEND) continue;
      const version = native.version['tfjs-node'] ?? tf.version_core;
      this.native = { kind: 'native', name, version, threads: 0 };
      return true;
    }
    return false;
  }

  private useEmbedded(tf: Core, name: string): void {
    if (this.embedded !== null) return;
    if (!existsSync(path.join(this.distFolder, 'engine.cjs'))) return;
    const info = this.loadEmbedded().installEngine(tf, {
      threads: this.plan.threads,
      wasmFolder: this.distFolder,
      name,
    });
    this.embedded = { kind: 'embedded', name: info.name, version: info.version, threads: info.threads };
  }

  private loadEmbedded(): EmbeddedEngine {
    return this.requireOwn('./engine.cjs') as EmbeddedEngine;
  }

  /** The project's own copy, so that its classes are one; ours only for projects without one. */
  private projectsTensorFlow(from: string): object {
    let entry: string;
    try {
      entry = createRequire(from).resolve('@tensorflow/tfjs');
    } catch {
      return this.requireOwn('./tfjs.cjs') as object;
    }
    return this.requireOwn(entry) as object;
  }
}
