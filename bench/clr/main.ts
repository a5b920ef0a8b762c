/** Compares cycling with fixed rates by the product's own runner, on bounds that its own range test found. */
import { cp, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { runComparison, runRangeTest, Session } from '../../src/experiments';
import type { ScriptRun } from '../../src/experiments';
import { answerOf, comparisonOf, RunStore, trainingMarkdown, trainingReport } from '../../src/runs';
import type { Run, RunKind } from '../../src/runs';
import { DEFAULT_POLICIES, OWN_ARM, roundRate } from '../../src/tuning';
import type { ArmResult, TrainingBounds } from '../../src/tuning';
import { dataFile, prepareData, type DataSet } from '../truth/data';
import type { EngineChoice } from '../../src/protocol/plan';

interface Case {
  id: string;
  data: DataSet;
  optimizer: 'momentum' | 'adam';
}

const CASES: readonly Case[] = [
  { id: 'mnist-momentum', data: 'mnist', optimizer: 'momentum' },
  { id: 'animals-momentum', data: 'animals', optimizer: 'momentum' },
  { id: 'mnist-adam', data: 'mnist', optimizer: 'adam' },
];
const SEEDS = 3;

export interface Place {
  root: string;
  /** Where data, runs and the scripts' project are kept. */
  cache: string;
  /** Folder whose node_modules holds TensorFlow.js for the engine. */
  packages: string;
  engine: EngineChoice;
}

/** @param wanted ids of cases; none for all */
export async function benchClr(place: Place, wanted: readonly string[], asJson: boolean): Promise<string> {
  const data = path.join(place.cache, 'data');
  await prepareData(place.root, data);
  const script = await makeProject(place);
  const runs: Run[] = [];
  for (const one of CASES.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
    const launch: ScriptRun = {
      script: {
        script,
        args: [dataFile(data, one.data), one.optimizer],
        cwd: null,
        env: {},
        runtimePath: null,
        runtimeArgs: [],
      },
      distFolder: path.join(place.cache, 'dist'),
      engine: place.engine,
      training: null,
      threads: 0,
    };
    runs.push(await measure(one.id, launch, new RunStore(path.join(place.cache, `runs-${place.engine}`))));
  }
  return asJson ? `[${runs.map((run) => trainingReport(run)).join(',')}]` : runs.map(markdown).join('\n');
}

/** The script as a user has it: in a project of its own that knows TensorFlow.js and nothing of us. */
async function makeProject({ root, cache, packages, engine }: Place): Promise<string> {
  const folder = path.join(cache, `project-${engine}`);
  await mkdir(path.join(folder, 'node_modules'), { recursive: true });
  await cp(path.join(root, 'bench/clr/train.js'), path.join(folder, 'train.js'));
  const link = path.join(folder, 'node_modules/@tensorflow');
  await symlink(path.join(packages, 'node_modules/@tensorflow'), link).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  return path.join(folder, 'train.js');
}

async function measure(id: string, launch: ScriptRun, store: RunStore): Promise<Run> {
  const bounds = await findBounds(`${id}-bounds`, launch, store);
  const request = { bounds, policies: DEFAULT_POLICIES, seeds: SEEDS, stepSize: null, allowSave: false };
  const session = await sessionOf(id, 'comparison', launch, store);
  if (session.run.status === 'finished') return session.run;
  if (session.run.training) session.record({ type: 'resumed', at: Date.now() });
  else session.record({ type: 'training-asked', request });
  session.watch((event) => {
    if (event.type === 'trainer' && event.message.type === 'end') console.error(`${id}: a training ended`);
  });
  await runComparison(launch, session);
  await session.flush();
  return session.run;
}

async function findBounds(id: string, launch: ScriptRun, store: RunStore): Promise<TrainingBounds> {
  const session = await sessionOf(id, 'range-test', launch, store);
  const limits = { range: { lo: 1e-6, hi: 10 }, steps: 200, maxSteps: 800, seeds: SEEDS };
  if (session.run.status !== 'finished') await runRangeTest({ ...launch, ...limits }, session);
  await session.flush();
  const { baseLR, maxLR } = answerOf(session.run)?.bounds ?? { baseLR: null, maxLR: null };
  if (baseLR === null || maxLR === null) {
    throw new Error(`${id}: ${session.run.problem?.title ?? answerOf(session.run)?.verdict ?? 'no bounds'}`);
  }
  return { baseLR: roundRate(baseLR), maxLR: roundRate(maxLR) };
}

/** The run that an earlier, interrupted bench left; a range test that was cut short starts again. */
async function sessionOf(
  id: string,
  kind: RunKind,
  { script }: ScriptRun,
  store: RunStore,
): Promise<Session> {
  const refuse = (error: Error): never => {
    throw error;
  };
  const earlier = await store.load(id);
  if (earlier && (earlier.status === 'finished' || kind === 'comparison')) {
    return new Session(store.writer(id, refuse), earlier);
  }
  await store.delete(id);
  const session = new Session(store.writer(id, refuse));
  const range = { lo: 1e-6, hi: 10 };
  session.record({
    type: 'created',
    id,
    kind,
    name: id,
    script: script.script,
    startedAt: Date.now(),
    range,
  });
  return session;
}

/** The table that the product exports, and how many times fewer iterations than with the two kinds of fixed rate. */
function markdown(run: Run): string {
  const comparison = comparisonOf(run);
  const named = (name: string | null) => comparison?.arms.find((arm) => arm.name === name);
  const own = named(OWN_ARM.name);
  const fixed = named(comparison?.bestFixed ?? null);
  const policies = comparison?.arms.filter(({ schedule }) => schedule && schedule.kind !== 'fixed') ?? [];
  const rows = policies.map(
    (arm) => `| ${arm.name} | ${ratio(own, arm)} | ${ratio(fixed, arm)} | ${ratio(own, fixed)} |`,
  );
  return [
    trainingMarkdown(run),
    'Iterations to the target, ratio (above 1: the cycle needs fewer):',
    '',
    `| policy | own rate / policy | best fixed / policy | own rate / best fixed |`,
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function ratio(slow: ArmResult | undefined, quick: ArmResult | undefined): string {
  if (!slow?.iterationsToTarget || !quick?.iterationsToTarget) return 'not reached';
  return (slow.iterationsToTarget.mean / quick.iterationsToTarget.mean).toFixed(2);
}
