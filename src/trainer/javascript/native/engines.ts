/**
 * What computes: the user's own native TensorFlow.js where it loads, otherwise the embedded engine under the user's
 * own TensorFlow.js. Both are put in place the moment TensorFlow.js has loaded, before the script's first operation.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Core } from '../tensorflow/framework';
import { findNativePackage, isLoadFailure, NATIVE_PACKAGES } from './nativePackage';
import { OWN_COPY_PACKAGES, partOf } from './ownCopy';
import type { Report } from '../report';
import { aside } from '../seeds';
import type { Plan } from '../../../protocol/plan';
import type { Hello } from '../../../protocol/report';

type Engine = Hello['engine'];

interface EmbeddedEngine {
  installEngine(
    tf: object,
    options: {
      threads: number;
      wasmFolder: string;
      name: string;
      onSlowerBackend: (asked: string) => void;
    },
  ): { name: string; version: string; threads: number };
}

interface StandIn {
  createTfjsNode(tf: object, notify: (text: string) => void): object;
}

/**
 * The backend's name on the native engine, and on the embedded one: scripts that load the native package ask for it,
 * and many load it only after TensorFlow.js itself, when the engine is in place already.
 */
const BACKEND = 'tensorflow';

/** Older ones register their kernels otherwise. */
const OLDEST_EMBEDDED_MAJOR = 3;

export class NativeEngineMissing extends Error {}

export class Engines {
  /** Told of the parts of our own copy of TensorFlow.js, where a project has none; chooses what computes. */
  bundled: (parts: Record<string, unknown>[]) => void = () => undefined;
  private chosen: Engine | null = null;
  private choosing = false;
  private toldOfOwnCopy = false;
  private readonly requireOwn: NodeJS.Require;

  constructor(
    private readonly plan: Plan,
    private readonly report: Report,
    private readonly place: { distFolder: string; script: string },
  ) {
    this.requireOwn = createRequire(path.join(place.distFolder, 'trainer.cjs'));
  }

  /** The native package's main file, if it is to be used, from the point of view of a file that imports it. */
  nativeEntry(from: string, name: string): string | null {
    return this.plan.engine === 'embedded' ? null : findNativePackage(from, name);
  }

  /** Called whenever a part of TensorFlow.js has loaded. @throws NativeEngineMissing where the user insists on it. */
  choose(core: Core): void {
    // Scripts that load tfjs-core on its own load a backend next, which the embedded engine builds on.
    if (this.choosing || this.chosen !== null || core.findBackendFactory('cpu') == null) return;
    this.choosing = true;
    try {
      // Which engine it is must not change the numbers that the script draws.
      this.chosen = aside(() => this.useNative(core) ?? this.useEmbedded(core));
    } finally {
      this.choosing = false;
    }
  }

  /** Stands in for a native package that is absent or broken, or for any of TensorFlow.js where there is none. */
  standIn(from: string, name: string): object {
    return OWN_COPY_PACKAGES.includes(name) ? this.ownPart(name) : this.nativeStandIn(from, name);
  }

  private ownPart(name: string): object {
    const tf = this.ownTensorFlow();
    if (!this.toldOfOwnCopy) {
      const whose = `LR Tuner's own copy of it (${tf.version_core}) trains instead.`;
      this.report.warn(
        'engine-substituted',
        `TensorFlow.js is not installed in the script's project: ${whose}`,
      );
    }
    this.toldOfOwnCopy = true;
    return partOf(tf, name);
  }

  private nativeStandIn(from: string, name: string): object {
    if (this.plan.engine === 'native') throw new NativeEngineMissing();
    const reason = this.plan.engine === 'embedded' ? 'is left aside' : 'is not installed or does not load';
    this.report.warn('engine-substituted', `${name} ${reason}: the embedded engine trains instead.`);
    const tf = this.projectsTensorFlow(from);
    const { createTfjsNode } = this.requireOwn('./standin.cjs') as StandIn;
    return createTfjsNode(tf, (text) => this.report.warn('other', text));
  }

  describe(core: Core): Engine {
    const backend = core.getBackend();
    if (this.chosen !== null && (this.chosen.kind === 'native' || backend === BACKEND)) return this.chosen;
    const kind = backend === 'cpu' ? 'cpu' : 'other';
    return { kind, name: backend, version: core.version_core, threads: 1 };
  }

  private useNative(core: Core): Engine | null {
    for (const name of NATIVE_PACKAGES) {
      const entry = this.nativeEntry(this.place.script, name);
      if (entry === null) continue;
      const native = this.loadNative(entry);
      if (native === null || core.getBackend() !== BACKEND) continue;
      return { kind: 'native', name, version: native.version['tfjs-node'] ?? core.version_core, threads: 0 };
    }
    if (this.plan.engine === 'native') throw new NativeEngineMissing();
    return null;
  }

  private loadNative(entry: string): { version: Record<string, string> } | null {
    try {
      return this.requireOwn(entry) as { version: Record<string, string> };
    } catch (error) {
      if (isLoadFailure(error)) return null;
      throw error;
    }
  }

  private useEmbedded(core: Core): Engine {
    if (Number.parseInt(core.version_core, 10) < OLDEST_EMBEDDED_MAJOR) {
      this.report.warn(
        'other',
        `The embedded engine needs TensorFlow.js ${OLDEST_EMBEDDED_MAJOR} or newer. The project has ${core.version_core}, so its own slow CPU backend trains.`,
      );
      return { kind: 'cpu', name: 'cpu', version: core.version_core, threads: 1 };
    }
    const { name, version, threads } = this.loadEmbedded().installEngine(core, {
      threads: this.plan.threads,
      wasmFolder: this.place.distFolder,
      name: BACKEND,
      onSlowerBackend: (asked) =>
        this.report.warn(
          'engine-substituted',
          `The script asks for the ${asked} backend: the embedded engine makes the same calculation, faster.`,
        ),
    });
    return { kind: 'embedded', name, version, threads };
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
      return this.ownTensorFlow();
    }
    return this.requireOwn(entry) as object;
  }

  private ownTensorFlow(): Core {
    const tf = aside(() => this.requireOwn('./tfjs.cjs')) as Core & { data: Record<string, unknown> };
    this.bundled([{ ...tf.data, version_data: tf.version_core }, tf]);
    return tf;
  }
}
