import path from 'node:path';

/** Holds what set-up downloads. */
export const cache = path.resolve(process.env['LR_TUNER_CACHE'] ?? '.cache');

/** What is compared. A bench process holds one engine and one model and answers one line of JSON for each on stdin. */
export const ENGINES = ['embedded', 'native', 'cpu', 'wasm', 'pytorch'] as const;
export type EngineName = (typeof ENGINES)[number];

export const MODELS = ['mlp', 'convnet', 'cifar', 'lstm'] as const;
export type ModelName = (typeof MODELS)[number];

export const BATCH = 64;
export const CLASSES = 10;

/** Asks for so many training steps on the fixed batch. */
export interface Order {
  steps: number;
}

/** One entry for each step: processor time of the whole process (all threads), time on the wall, and the loss. */
export interface Answer {
  cpuMs: number[];
  wallMs: number[];
  losses: number[];
}
