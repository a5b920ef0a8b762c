/** What the documentation says of the code has to be there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROBLEM_CODES } from '../../../src/protocol/problems';

const root = path.resolve(import.meta.dirname, '../../..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));
const read = (page: string) => readFileSync(path.join(root, page), 'utf8');

test('troubleshooting has a place for every code of a problem, and for none that is not', () => {
  const headed = [...read('docs/troubleshooting.md').matchAll(/^\*\*(`[^*]+)\.\*\*/gm)];
  const codes = headed.flatMap(([, codes = '']) => [...codes.matchAll(/`([^`]+)`/g)].map(([, code]) => code));
  expect(codes.sort()).toEqual([...PROBLEM_CODES].sort());
});

test.each(pages)('every page and picture that %s links to is there', (page) => {
  const links = [...read(page).matchAll(/\]\((?!\w+:)([^)#\s]+)/g)].map(([, link = '']) => link);
  const missing = links.filter((link) => !existsSync(path.join(root, path.dirname(page), link)));
  expect(missing).toEqual([]);
});

test.each(pages)('every heading that %s links to is there', (page) => {
  const links = [...read(page).matchAll(/\]\((?!\w+:)([^)#\s]*)#([^)\s]+)\)/g)];
  const missing = links.filter(([, link = '', anchor = '']) => {
    const target = link === '' ? page : path.join(path.dirname(page), link);
    return !anchorsOf(read(target)).includes(anchor);
  });
  expect(missing.map(([whole]) => whole)).toEqual([]);
});

/** As the sites that show Markdown make them. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}
