// npm run package: builds and makes lr-tuner-VERSION.vsix, which VS Code installs without a network.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { buildProject } from './setup/project.mjs';
import { isMain, projectFolder, runMain } from './setup/task.mjs';

const ALLOWED =
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|media\/.+|docs\/.+\.(md|svg|png)|dist\/(notices\.txt|python\/.+\.py|.+\.(js|cjs|mjs|css|wasm)))$/;

const NEEDED = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];

/** Builds, checks and writes the VSIX; returns its file. */
export async function packageVsix() {
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
    rewriteRelativeLinks: false,
  });
  console.log(`${packagePath}: ${files.length} files, ${Math.ceil(statSync(packagePath).size / 1000)} kB`);
  return packagePath;
}

function checkContents(files, needed) {
  const missing = needed.filter((file) => !files.includes(file));
  const foreign = files.filter((file) => !ALLOWED.test(file));
  if (missing.length > 0) throw new Error(`The VSIX would lack: ${missing.join(', ')}`);
  if (foreign.length > 0)
    throw new Error(`The VSIX would hold what does not belong there: ${foreign.join(', ')}`);
}

if (isMain(import.meta.url)) await runMain(packageVsix);
