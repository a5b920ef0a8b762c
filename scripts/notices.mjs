// Writes dist/notices.txt: the licence of every package whose code the bundles hold, as those licences ask.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Copied or inlined rather than bundled, so no bundle lists them. */
const COPIED = ['@vscode/tree-sitter-wasm', '@vscode/codicons'];

/** Packages under Apache-2.0 that come without its text (TensorFlow.js) get it from this one. */
const APACHE_TEXT = 'assemblyscript';

/** @param metafiles of esbuild, one a bundle */
export function writeNotices(root, metafiles) {
  const bundled = metafiles.flatMap(({ inputs }) => Object.keys(inputs).map(packageOf));
  const folders = new Set([...bundled.filter(Boolean), ...COPIED.map((name) => `node_modules/${name}`)]);
  const notices = [...folders].sort().map((folder) => noticeOf(root, folder));
  writeFileSync(path.join(root, 'dist/notices.txt'), `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
}

/** The innermost package folder of a bundled file; undefined for our own. */
function packageOf(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

function noticeOf(root, folder) {
  const { name, version, license } = JSON.parse(
    readFileSync(path.join(root, folder, 'package.json'), 'utf8'),
  );
  return `${name} ${version}\nLicence: ${license}\n\n${licenceText(root, folder, license) ?? 'See the licence named above.'}`;
}

function licenceText(root, folder, license) {
  const absolute = path.join(root, folder);
  const file = readdirSync(absolute).find((entry) => /^licen[cs]e/i.test(entry));
  if (file) return readFileSync(path.join(absolute, file), 'utf8').trim();
  const apache = path.join(root, 'node_modules', APACHE_TEXT, 'LICENSE');
  return license.includes('Apache-2.0') && existsSync(apache)
    ? readFileSync(apache, 'utf8').trim()
    : undefined;
}
