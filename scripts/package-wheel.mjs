// npm run package:wheel: builds and makes lr_tuner-VERSION-py3-none-any.whl, which pip and pipx install.
//   node scripts/package-wheel.mjs [--out FOLDER] [--built]
// It holds what the npm package holds; --built takes dist/ as it is.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildProject } from './setup/project.mjs';
import { projectFolder, runMain, SetUpError } from './setup/task.mjs';

const PYTHONS = [process.env.LR_TUNER_TEST_PYTHON, 'python3', 'python'].filter(Boolean);

await runMain(async () => {
  const options = { out: { type: 'string', default: projectFolder }, built: { type: 'boolean' } };
  const { values } = parseArgs({ options });
  if (!values.built) await buildProject();
  const { version, description } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
  const script = path.join(projectFolder, 'scripts/wheel/build.py');
  const input = JSON.stringify({ version, description, files: packedFiles() });
  process.stdout.write(runPython([script, projectFolder, path.resolve(values.out)], input));
});

/** What `.npmignore` lets through, so that one list says what the command consists of. */
function packedFiles() {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const packed = execFileSync(npm, args, {
    cwd: projectFolder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const names = JSON.parse(packed)[0].files.map((file) => file.path);
  return names.filter((name) => name.startsWith('dist/'));
}

function runPython(args, input) {
  for (const python of PYTHONS) {
    try {
      return execFileSync(python, args, { input, encoding: 'utf8' });
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  throw new SetUpError('There is no Python 3 to write the wheel with.', 'install one from python.org.');
}
