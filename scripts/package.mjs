// npm run package: builds and makes lr-tuner-VERSION.vsix, which VS Code installs without a network.
//   node scripts/package.mjs [--repository https://github.com/OWNER/NAME]
// VS Code's page of an extension shows pictures from public addresses only. With the repository's, it shows those of
// README; without, the packaged README leaves them out, since each would be a broken one.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildProject } from './setup/project.mjs';
import { isMain, projectFolder, runMain } from './setup/task.mjs';

const ALLOWED =
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|media\/.+|docs\/.+\.(md|svg|webp)|dist\/(notices\.txt|[a-z]+\/(?!.*__pycache__).+|.+\.(js|cjs|mjs|css|wasm)))$/;

const NEEDED = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];

/** People wait for it at each update. */
const MOST_KILOBYTES = 3000;

/** As README writes a picture of its own: alone on its line. */
const PICTURE = /^!\[[^\]]*\]\((?!\w+:)[^)]+\)\n\n?/gm;

/**
 * Builds, checks and writes the VSIX; returns its file.
 * @param repository address of the public repository, as `https://github.com/OWNER/NAME`
 */
export async function packageVsix({ repository } = {}) {
  await buildProject();
  // Only now: in a fresh clone the package is there no sooner.
  const { createVSIX, listFiles, PackageManager } = await import('@vscode/vsce');
  const manifest = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
  const named = [manifest.main, manifest.icon, ...Object.values(manifest.bin)];
  const built = readdirSync(path.join(projectFolder, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => path.relative(path.join(projectFolder, 'dist'), path.join(entry.parentPath, entry.name)));
  const files = await listFiles({ cwd: projectFolder, packageManager: PackageManager.None });
  checkContents(files, [
    ...NEEDED,
    ...named.map((file) => path.posix.normalize(file)),
    ...built.map((file) => `dist/${file}`),
  ]);

  const packagePath = path.join(projectFolder, `${manifest.name}-${manifest.version}.vsix`);
  await createVSIX({
    cwd: projectFolder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    ...(repository
      ? { baseContentUrl: `${repository}/blob/HEAD`, baseImagesUrl: `${repository}/raw/HEAD` }
      : { rewriteRelativeLinks: false, readmePath: withoutPictures() }),
  });
  const kilobytes = Math.ceil(statSync(packagePath).size / 1000);
  console.log(`${packagePath}: ${files.length} files, ${kilobytes} kB`);
  if (kilobytes > MOST_KILOBYTES)
    throw new Error(`The VSIX is larger than ${MOST_KILOBYTES} kB: see what has grown in it.`);
  return packagePath;
}

/** Returns the path of the packaged README, relative to the project as the packager wants it. */
function withoutPictures() {
  const folder = path.join(projectFolder, '.cache/package');
  mkdirSync(folder, { recursive: true });
  const readme = readFileSync(path.join(projectFolder, 'README.md'), 'utf8');
  writeFileSync(path.join(folder, 'README.md'), readme.replace(PICTURE, ''));
  return '.cache/package/README.md';
}

function checkContents(files, needed) {
  const missing = needed.filter((file) => !files.includes(file));
  const foreign = files.filter((file) => !ALLOWED.test(file));
  if (missing.length > 0) throw new Error(`The VSIX would lack: ${missing.join(', ')}`);
  if (foreign.length > 0)
    throw new Error(`The VSIX would hold what does not belong there: ${foreign.join(', ')}`);
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    const { values } = parseArgs({ options: { repository: { type: 'string' } } });
    await packageVsix(values);
  });
}
