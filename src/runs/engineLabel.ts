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
