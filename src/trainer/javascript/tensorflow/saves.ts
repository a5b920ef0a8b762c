/**
 * An driver must not overwrite the user's trained model. What the script saves is kept in memory instead, and is
 * there when the script loads it again from the same place, as many do to check it.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Driver } from '../driver';
import type { Core, IOHandler, Layers } from './framework';

const SCHEME = 'file://';
const saved = (): object => ({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });

/** @param core gives TensorFlow.js's core once it has loaded, which may be after its layers */
export function holdBackSaves(layers: Layers, driver: Driver, core: () => Core | null): void {
  if (driver.plan.allowSave) return;
  const kept = new KeptModels();
  const { prototype } = layers.LayersModel;
  const save = prototype.save;
  prototype.save = async function (target, config) {
    const url = typeof target === 'string' ? target : null;
    driver.report.send({ type: 'phase', phase: 'save-skipped' });
    const [handler] = url?.startsWith(SCHEME) ? (core()?.io.getLoadHandlers(url) ?? []) : [target];
    if (isFileHandler(handler)) {
      await save.call(this, { save: kept.keeperFor(handler) }, config);
      kept.loadThrough(handler);
    }
    if (url?.startsWith(SCHEME)) makeFolder(url);
    return saved();
  };
}

/** TensorFlow.js's handler of a folder that a model is saved into, or of the `model.json` that is loaded. */
interface FileHandler {
  readonly path: string;
  load(): Promise<unknown>;
}

function isFileHandler(handler: unknown): handler is FileHandler {
  const { path: place, load } = (handler ?? {}) as Partial<FileHandler>;
  return typeof place === 'string' && typeof load === 'function';
}

class KeptModels {
  /** TensorFlow.js's model artifacts by the absolute path of the `model.json` that was not written. */
  private readonly models = new Map<string, unknown>();
  private readonly watched = new WeakSet<object>();

  keeperFor({ path: folder }: FileHandler): IOHandler['save'] {
    return (artifacts) => {
      this.models.set(path.resolve(folder, 'model.json'), artifacts);
      return Promise.resolve(saved());
    };
  }

  /** Lets all handlers of this one's class load what was kept. */
  loadThrough(handler: FileHandler): void {
    const prototype = Object.getPrototypeOf(handler) as FileHandler;
    if (!Object.hasOwn(prototype, 'load') || this.watched.has(prototype)) return;
    this.watched.add(prototype);
    const { models } = this;
    const load = prototype.load;
    prototype.load = function () {
      const model = models.get(this.path);
      return model === undefined ? load.call(this) : Promise.resolve(model);
    };
  }
}

/** Scripts write other files into the model's folder right after saving it. */
function makeFolder(url: string): void {
  // TensorFlow.js takes relative paths after `file://`, which are no URLs.
  const folder = url.startsWith('file:///') ? fileURLToPath(url) : url.slice(SCHEME.length);
  mkdirSync(folder, { recursive: true });
}
