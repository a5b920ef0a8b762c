import type { Hello } from '../protocol/report';

/** What trained, as people say it: the kind first, since a backend may bear another's name where it stands in. */
export function engineLabel({ kind, name, version, threads }: Hello['engine']): string {
  const many = threads > 1 ? `, ${threads} threads` : '';
  switch (kind) {
    case 'native':
      return `native TensorFlow ${version}${many}`;
    case 'embedded':
      return `embedded ${version}${many}`;
    case 'cpu':
      return `plain JavaScript ${version} (slow)`;
    case 'other':
      return `${name} ${version}${many}`;
  }
}

export interface ComputedBy {
  label: 'Engine' | 'Device';
  value: string;
  explanation: string;
}

/** What computes, and where. A framework that computes by itself is no engine beside itself, so its device is named. */
export function computedBy({ framework, engine, device }: Hello): ComputedBy[] {
  const byItself = engine.kind === 'other' && engine.name === framework.name;
  const threads = byItself && engine.threads > 1 ? `, ${engine.threads} threads` : '';
  const onDevice: ComputedBy = {
    label: 'Device',
    value: device + threads,
    explanation: 'Where the training is computed.',
  };
  if (byItself) return [onDevice];
  const byEngine: ComputedBy = {
    label: 'Engine',
    value: engineLabel(engine),
    explanation: 'What computes the training.',
  };
  return device === 'cpu' ? [byEngine] : [byEngine, onDevice];
}
