/** The source text of a schedule for Keras: a class that is registered, so that a saved model can be loaded again. */
import type { PolicyKind, PolicyNumber } from '../../../tuning';
import type { Style } from '../style';

type Names = Partial<Record<PolicyNumber, string>>;

export const SCHEDULE_CLASSES: Readonly<Record<PolicyKind, string>> = {
  triangular: 'TriangularRate',
  triangular2: 'Triangular2Rate',
  'exp-range': 'ExpRangeRate',
  'one-cycle': 'OneCycleRate',
  'cosine-restarts': 'CosineRestartsRate',
};

/** @param keras how the file calls Keras, such as `tf.keras` */
export function scheduleClass(
  policy: PolicyKind,
  name: string,
  keras: string,
  constants: Names,
  { indent, eol, quote }: Style,
): string {
  const inside = indent + indent;
  return [
    `@${keras}.utils.register_keras_serializable()`,
    `class ${name}(${keras}.optimizers.schedules.LearningRateSchedule):`,
    `${indent}def __call__(self, step):`,
    `${inside}step = ${keras}.ops.cast(step, ${quote}float32${quote})`,
    ...scheduleLines(policy, `${keras}.ops`, constants).map((line) => inside + line),
    '',
    `${indent}def get_config(self):`,
    `${inside}return {}`,
  ].join(eol);
}

/** @param ops what computes: Keras' own, or NumPy */
export function scheduleLines(policy: PolicyKind, ops: string, constants: Names): string[] {
  const of = (role: PolicyNumber): string => constants[role] ?? '';
  const [base, max, half] = [of('baseLR'), of('maxLR'), of('stepSize')];
  const triangle = `1 - ${ops}.abs(step / ${half} % 2 - 1)`;
  const between = `return ${base} + (${max} - ${base}) * height`;
  switch (policy) {
    case 'triangular':
      return [`height = ${triangle}`, between];
    case 'triangular2':
      return [`height = (${triangle}) / 2 ** ${ops}.floor(step / (2 * ${half}))`, between];
    case 'exp-range':
      // The height falls to a tenth in the whole run.
      return [`height = (${triangle}) * 0.1 ** (step / ${of('totalSteps')})`, between];
    case 'one-cycle':
      return [
        `peak = 0.3 * ${of('totalSteps')} - 1`,
        `up = ${ops}.minimum(step / peak, 1.0)`,
        `down = ${ops}.clip((step - peak) / (${of('totalSteps')} - 1 - peak), 0.0, 1.0)`,
        `low = ${ops}.where(step < peak, ${base}, ${base} / 1e4)`,
        `height = 0.5 * (1 - ${ops}.cos(3.14159265 * (up - down)))`,
        `return low + (${max} - low) * height`,
      ];
    case 'cosine-restarts':
      return [
        `height = 0.5 * (1 + ${ops}.cos(3.14159265 * (step % ${of('period')}) / ${of('period')}))`,
        between,
      ];
  }
}

/** The policy of a class that was written here, by its code. */
export function policyOf(code: string): PolicyKind | null {
  if (/\blow \+ /.test(code)) return 'one-cycle';
  if (/\.cos\(/.test(code)) return 'cosine-restarts';
  if (!/% 2 - 1\)/.test(code)) return null;
  if (/\) \* 0\.1 \*\* \(/.test(code)) return 'exp-range';
  return /\) \/ 2 \*\* /.test(code) ? 'triangular2' : 'triangular';
}
