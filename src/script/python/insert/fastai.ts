/** fastai: `fit` keeps its rate, `fit_one_cycle` goes through one cycle; other schedules need a callback of the script's. */
import { CONSTANT_NAMES } from '../../constants';
import { leadOf } from '../../lines';
import { Refusal } from '../../refusal';
import { type PolicyKind, rateText } from '../../../tuning';
import { field } from '../../syntax';
import { SCHEDULE_CLASSES, scheduleLines } from '../keras/code';
import type { InsertedGroup } from '../inserted';
import { argumentsOf, calledName, statementOf, textOf } from '../nodes';
import type { FoundRate } from '../rates/rates';
import { callText, type Style } from '../style';
import { newConstants, updateConstants } from './constants';
import type { Insertion } from './insertion';
import { writeImport } from './place';
import { removeStatements } from './remove';
import type { ScheduleRequest } from './scheduler';

/** They have but these arguments in common. */
const COMMON = ['wd', 'cbs', 'reset_opt', 'start_epoch'];
const OF_ONE_CYCLE = ['div_final', 'pct_start', 'moms'];
/** Those of a schedule, which go with it. */
const OF_A_SCHEDULE = ['lr', 'lr_max', 'div', ...OF_ONE_CYCLE];
/** Those that can take each other's place. */
const ALIKE = /^(fit|fit_one_cycle|fit_flat_cos)$/;

export function writeFixedFit(
  insertion: Insertion,
  rate: FoundRate,
  group: InsertedGroup | null,
  lr: number,
): string {
  const text = rateText(lr);
  const name = nameOf(insertion, rate);
  const said = `Set the learning rate to ${text} on line ${rate.site.line + 1}.`;
  if (!ALIKE.test(name)) {
    writeKept(insertion, rate, text);
    return `${said} ${name} still changes it while it trains: it is the highest.`;
  }
  const isNumberHere = group !== null || /^(default|literal)$/.test(rate.site.kind);
  const argument = rate.argument ? textOf(insertion.script.tree, rate.argument) : text;
  if (!isNumberHere) insertion.draft.replace(rate.site, text);
  rewrite(insertion, rate, 'fit', [`lr=${isNumberHere ? text : argument}`]);
  if (!group) return name === 'fit' ? said : `${said} ${name} became fit, which keeps it.`;
  removeStatements(
    insertion,
    Object.values(group.numbers).map(({ node }) => statementOf(node)),
  );
  return `Took the schedule out and set the learning rate to ${text}.`;
}

/** The rate of a fit whose other arguments stay. */
function writeKept({ script, draft }: Insertion, rate: FoundRate, text: string): void {
  if (rate.site.kind !== 'default') {
    draft.replace(rate.site, text);
    return;
  }
  const last = argumentsOf(script.tree, rate.creation).all.at(-1);
  const keyword = calledName(script.tree, rate.creation) === 'fine_tune' ? 'base_lr' : 'lr_max';
  draft.insert(last?.end ?? rate.creation.end - 1, `${last ? ', ' : ''}${keyword}=${text}`);
}

export function writeOneCycle(
  insertion: Insertion,
  rate: FoundRate,
  group: InsertedGroup | null,
  { baseLR, maxLR }: { baseLR: number; maxLR: number },
): string {
  const values = { baseLR, maxLR };
  const name = nameOf(insertion, rate);
  if (!ALIKE.test(name)) {
    throw new Refusal(
      `${name} on line ${rate.creation.line + 1} has a schedule of its own: call fit_one_cycle in its place, or set its highest rate.`,
    );
  }
  importOneCycle(insertion, rate);
  const names = group
    ? updateConstants(insertion, group, values)
    : newConstants(insertion, values, [rate.creation]);
  const [base, max] = [names.baseLR ?? '', names.maxLR ?? ''];
  if (!group?.fit) rewrite(insertion, rate, 'fit_one_cycle', [`lr_max=${max}`, `div=${max} / ${base}`]);
  return `Wrote one cycle between ${rateText(baseLR)} and ${rateText(maxLR)}, which goes over the whole of this fit; fit_one_cycle moves the momentum against it.`;
}

/** Only this module gives a Learner the method; those that are called `all` import it. */
function importOneCycle({ script, draft, style }: Insertion, { creation }: FoundRate): void {
  if (/\bfastai\.(\w+\.)*(all|callback\.schedule)\b/.test(script.text)) return;
  if (calledName(script.tree, creation) === 'fit_one_cycle') return;
  writeImport(script, draft, style, 'import fastai.callback.schedule', null, [creation]);
}

export function refuseSchedule({ policy }: ScheduleRequest, { creation }: FoundRate): Refusal {
  return new Refusal(
    `fastai has no ${policy} schedule: put the callback below into the script, and give it to the fit on line ${creation.line + 1} as cbs=${SCHEDULE_CLASSES[policy]}().`,
  );
}

/** A callback as a schedule: `train_iter` counts the batches of one fit. */
export function scheduleCallback(policy: PolicyKind, { indent, quote }: Style): string[] {
  const inside = indent + indent;
  const name = SCHEDULE_CLASSES[policy];
  return [
    `class ${name}(Callback):`,
    `${indent}order, run_valid = 60, False`,
    '',
    `${indent}def before_batch(self):`,
    `${inside}self.opt.set_hyper(${quote}lr${quote}, float(self.rate(self.train_iter)))`,
    '',
    `${indent}def rate(self, step):`,
    ...scheduleLines(policy, 'np', CONSTANT_NAMES).map((line) => inside + line),
    '',
    '',
    `# learn.fit(epochs, cbs=${name}())`,
  ];
}

function nameOf({ script }: Insertion, { creation }: FoundRate): string {
  return calledName(script.tree, creation);
}

/** The call under another name, with the arguments that both have. */
function rewrite(
  { script, draft, style }: Insertion,
  { creation }: FoundRate,
  name: string,
  rate: readonly string[],
): void {
  const { tree } = script;
  const { positional, keywords, splats } = argumentsOf(tree, creation);
  const method = field(field(creation, 'function'), 'attribute');
  const epochs = positional[0] ?? keywords.get('n_epoch');
  const unknown = [...keywords.keys()].find(
    (key) => key !== 'n_epoch' && ![...COMMON, ...OF_A_SCHEDULE].includes(key),
  );
  if (!method || !epochs || positional.length > 2 || splats.length > 0 || unknown !== undefined) {
    throw new Refusal(
      `${calledName(tree, creation)} on line ${creation.line + 1} is given more than its epochs and its rate in a way that ${name} does not take: change the call by hand.`,
    );
  }
  const shared = name === 'fit_one_cycle' ? [...OF_ONE_CYCLE, ...COMMON] : COMMON;
  const kept = shared.flatMap((key) => {
    const value = keywords.get(key);
    return value ? [`${key}=${textOf(tree, value)}`] : [];
  });
  const args = [textOf(tree, epochs), ...rate, ...kept];
  const lead = leadOf(script.text, creation.start);
  const text = callText(name, args, lead, style);
  if (text !== script.text.slice(method.start, creation.end)) {
    draft.replace({ start: method.start, end: creation.end }, text);
  }
}
