/** Launchers that a Python script is written for, by what it imports. */
import { PLAIN_START, type StartChoice } from './startChoices';

/** One process each: how many more the machine can take, only its user knows. */
const LAUNCHERS: readonly { label: string; imports: RegExp; words: readonly string[] }[] = [
  {
    label: 'torchrun',
    imports: /^\s*(import torch\.distributed|from torch\.distributed\b|from torch import .*\bdistributed\b)/m,
    words: ['torchrun', '--standalone', '--nproc-per-node=1', '{script}'],
  },
  {
    label: 'accelerate',
    imports: /^\s*(import|from) accelerate\b/m,
    words: ['accelerate', 'launch', '{script}'],
  },
];

export function fromImports(text: string): StartChoice[] {
  return LAUNCHERS.filter(({ imports }) => imports.test(text)).map(({ label, words }) => ({
    label: `By ${label}`,
    detail: `${words.join(' ')}; for more processes, set lrTuner.python.launcher`,
    start: { ...PLAIN_START, launcher: [...words] },
  }));
}
