// npm run soak: the faults of test/faults at length, with other random numbers each time.
//   node scripts/soak.mjs [ROUNDS] [SEED]     20 rounds, an hour or two on two cores
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { setUpNode } from './setup-vscode.mjs';
import { buildProject, installPackages } from './setup/project.mjs';
import { projectFolder, run, runMain } from './setup/task.mjs';

const [rounds = '20', seed = String(randomInt(2 ** 31))] = process.argv.slice(2);

await runMain(async () => {
  await installPackages();
  await setUpNode();
  await buildProject();
  console.log(`${rounds} rounds. The same again: node scripts/soak.mjs ${rounds} ${seed}`);
  const env = { ...process.env, LR_TUNER_SOAK_ROUNDS: rounds, LR_TUNER_SOAK_SEED: seed };
  const vitest = path.join(projectFolder, 'node_modules/.bin/vitest');
  await run(vitest, ['run', '--project', 'faults', '--testTimeout', '1200000'], { env, show: true });
});
