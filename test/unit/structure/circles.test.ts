/** The lint rule against circles of imports passes over imports of types alone; these count here, too. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const files = ['src', 'webview', 'bench', 'test'].flatMap((folder) => sourcesIn(folder));

function sourcesIn(folder: string): string[] {
  const config = ts.parseJsonConfigFileContent(
    { include: [folder], exclude: ['src/engine/kernels', 'test/fixtures', 'test/scripts'] },
    ts.sys,
    root,
  );
  return config.fileNames;
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return [];
    const wanted = path.resolve(path.dirname(file), fileName);
    const found = [wanted, `${wanted}.ts`, path.join(wanted, 'index.ts')].find((one) => known.has(one));
    return found === undefined ? [] : [found];
  });
}

const known = new Set(files);

/** The first circle that leads through the files, as a path from a file back to itself; null where there is none. */
function findCircle(graph: ReadonlyMap<string, string[]>): string[] | null {
  const done = new Set<string>();
  const follow = (file: string, above: readonly string[]): string[] | null => {
    if (above.includes(file)) return [...above.slice(above.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const circle = follow(next, [...above, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const circle = follow(file, []);
    if (circle) return circle;
  }
  return null;
}

it('no circle of imports, also of types alone', () => {
  expect(files.length).toBeGreaterThan(300);
  const graph = new Map(files.map((file) => [file, importsOf(file)]));
  const circle = findCircle(graph)?.map((file) => path.relative(root, file)) ?? null;
  expect(circle).toBeNull();
});

it('a circle would be found', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ]);
  expect(findCircle(graph)).toEqual(['b', 'c', 'b']);
});
