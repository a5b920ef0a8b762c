/** An experiment must not overwrite the user's trained model. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Experiment } from './experiment';
import type { Layers } from './framework';

export function blockSaves(layers: Layers, experiment: Experiment): void {
  if (experiment.plan.allowSave) return;
  layers.LayersModel.prototype.save = (target) => {
    const url = typeof target === 'string' ? target : null;
    experiment.report.send({ type: 'phase', phase: 'save-skipped', ...(url !== null && { path: url }) });
    if (url?.startsWith('file://')) makeFolder(url);
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
  };
}

/** Scripts write other files into the model's folder right after saving it. */
function makeFolder(url: string): void {
  // TensorFlow.js takes relative paths after `file://`, which are no URLs.
  const folder = url.startsWith('file:///') ? fileURLToPath(url) : url.slice('file://'.length);
  mkdirSync(folder, { recursive: true });
}
