// npm run package: builds and makes lr-tuner-VERSION.vsix, which VS Code installs without a network.
//   node scripts/package.mjs [--repository https://github.com/OWNER/NAME]
// VS Code's page of an extension shows pictures from public addresses only. With the repository's, it shows those of
// README; without, the packaged README leaves them out, since each would be a broken one.
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildProject } from './setup/project.mjs';
import { isMain, projectFolder, runMain } from './setup/task.mjs';

const ALLOWED =
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|media\/.+|docs\/.+\.(md|svg|webp)|dist\/(notices\.txt|[a-z]+\/(?!.*__pycache__).+|.+\.(js|cjs|mjs|css|wasm)))$/;

const NEEDED = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];

/** 3 MB, as the packager and VS Code count them: people wait for it at each update. */
const MOST_BYTES = 3 * 1024 ** 2;

const MOVING_PICTURE = 'docs/images/find-and-insert.webp';

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
  const { manifest, folder } = stage(repository);
  const named = [manifest.main, manifest.icon, ...Object.values(manifest.bin)];
  const built = readdirSync(path.join(folder, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  const files = await listFiles({ cwd: folder, packageManager: PackageManager.None });
  checkContents(files, [...NEEDED, ...named.map((file) => path.posix.normalize(file)), ...built]);

  const packagePath = path.join(projectFolder, `${manifest.name}-${manifest.version}.vsix`);
  await createVSIX({
    cwd: folder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    ...(repository
      ? { baseContentUrl: `${repository}/blob/HEAD`, baseImagesUrl: `${repository}/raw/HEAD` }
      : { rewriteRelativeLinks: false }),
  });
  const { size } = statSync(packagePath);
  console.log(`${packagePath}: ${files.length} files, ${Math.ceil(size / 1024)} kB`);
  if (size > MOST_BYTES)
    throw new Error(`The VSIX is larger than ${MOST_BYTES / 1024} kB: see what has grown in it.`);
  return packagePath;
}

/**
 * Copies what may go in to a folder of its own: the packager lists every file of the folder that it is given, and beside
 * ours lie the hundreds of thousands of our set-up.
 */
function stage(repository) {
  const folder = path.join(projectFolder, '.cache/package');
  rmSync(folder, { recursive: true, force: true });
  for (const name of [...NEEDED, '.vscodeignore', 'media', 'docs', 'dist'])
    cpSync(path.join(projectFolder, name), path.join(folder, name), { recursive: true });
  // README shows it from a public address.
  rmSync(path.join(folder, MOVING_PICTURE));
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  // What only this project's own set-up needs is nobody else's business.
  delete manifest.devDependencies;
  delete manifest.scripts;
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  if (!repository) {
    const readme = path.join(folder, 'README.md');
    writeFileSync(readme, readFileSync(readme, 'utf8').replace(PICTURE, ''));
  }
  return { manifest, folder };
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
