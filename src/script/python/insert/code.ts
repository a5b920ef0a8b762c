/** The source text of what is inserted. */
import type { PolicyNumber, PolicyKind } from '../../../tuning';
import { CONSTANT_COMMENTS, constantText } from '../../constants';
import { callText, type Style } from '../style';

export function constantLine(name: string, role: PolicyNumber, value: number): string {
  const comment = CONSTANT_COMMENTS[role];
  return `${name} = ${constantText(role, value)}${comment && `  # ${comment}`}`;
}

export function schedulerClass(policy: PolicyKind): string {
  switch (policy) {
    case 'triangular':
    case 'triangular2':
    case 'exp-range':
      return 'CyclicLR';
    case 'one-cycle':
      return 'OneCycleLR';
    case 'cosine-restarts':
      return 'CosineAnnealingWarmRestarts';
  }
}

export interface SchedulerCode {
  policy: PolicyKind;
  /** As the file writes the class. */
  writtenClass: string;
  optimizer: string;
  constants: Partial<Record<PolicyNumber, string>>;
  /** Of the parameter groups' rates; null for one rate. */
  ratios: readonly number[] | null;
}

/** Momentum stays the script's own: `cycle_momentum` fails for optimizers without one, and gives SGD one. */
export function schedulerCall(code: SchedulerCode, before: string, lead: string, style: Style): string {
  return callText(before + code.writtenClass, schedulerArguments(code, style), lead, style);
}

function schedulerArguments({ policy, optimizer, constants, ratios }: SchedulerCode, style: Style): string[] {
  const of = (role: PolicyNumber): string => constants[role] ?? '';
  const each = (role: PolicyNumber): string =>
    ratios
      ? `[${ratios.map((ratio) => (ratio === 1 ? '' : `${ratio} * `) + of(role)).join(', ')}]`
      : of(role);
  const bounds = [optimizer, `base_lr=${each('baseLR')}`, `max_lr=${each('maxLR')}`];
  const quoted = (text: string): string => style.quote + text + style.quote;
  const cyclic = (mode: string): string[] => [
    ...bounds,
    `step_size_up=${of('stepSize')}`,
    `mode=${quoted(mode)}`,
  ];
  const still = 'cycle_momentum=False';
  switch (policy) {
    case 'triangular':
    case 'triangular2':
      return [...cyclic(policy), still];
    case 'exp-range':
      // The height falls to a tenth in the whole run.
      return [...cyclic('exp_range'), `gamma=0.1 ** (1 / ${of('totalSteps')})`, still];
    case 'one-cycle': {
      const division = `div_factor=${of('maxLR')} / ${of('baseLR')}`;
      return [optimizer, `max_lr=${each('maxLR')}`, `total_steps=${of('totalSteps')}`, division, still];
    }
    case 'cosine-restarts':
      return [optimizer, `T_0=${of('period')}`, `eta_min=${of('baseLR')}`];
  }
}

/**
 * OneCycleLR raises an error beyond its last step, which a run of another length would reach.
 * @param guard what has to hold for the optimizer's own step to be one
 */
export function stepLines(
  policy: PolicyKind,
  scheduler: string,
  totalSteps: string,
  lead: string,
  style: Style,
  guard: string | null = null,
): string {
  const step = `${scheduler}.step()`;
  const ends = policy === 'one-cycle' ? `${scheduler}.last_epoch < ${totalSteps} - 1` : null;
  const conditions = [guard, ends].filter((condition) => condition !== null);
  return conditions.length > 0
    ? `if ${conditions.join(' and ')}:${style.eol}${lead}${style.indent}${step}`
    : step;
}
