/** The source text of what is inserted, written with two spaces and semicolons; `restyle` fits it to the file. */
import { policyNumbers, type PolicyNumber } from '../../../../tuning';
import { CONSTANT_COMMENTS, constantText } from '../../../constants';
import { CACHING_OPTIMIZERS } from '../../optimizers';
import type { PolicySpec } from '../../policies';

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);

export function constantLine(name: string, role: PolicyNumber, value: number, note = ''): string {
  const comment = note || CONSTANT_COMMENTS[role];
  return `const ${name} = ${constantText(role, value)};${comment ? ` // ${comment}` : ''}`;
}

export function policyCode(spec: PolicySpec, name: string, typed: boolean): string {
  const number = typed ? ': number' : '';
  const parameters = ['step', ...policyNumbers(spec.policy)]
    .map((parameter) => parameter + number)
    .join(', ');
  return [
    `/** ${spec.about} */`,
    `function ${name}(${parameters})${number} {`,
    ...indented(spec.body),
    '}',
  ].join('\n');
}

export function setterCode(name: string, typed: boolean): string {
  const about = `/** ${CACHING_OPTIMIZERS} cache their rate, so that only their own method changes it. */`;
  if (!typed) {
    return `${about}
function ${name}(optimizer, learningRate) {
  if (optimizer.setLearningRate) optimizer.setLearningRate(learningRate);
  else optimizer.learningRate = learningRate;
}`;
  }
  return `${about}
function ${name}(optimizer: object, learningRate: number): void {
  const target = optimizer as { learningRate: number; setLearningRate?(learningRate: number): void };
  if (target.setLearningRate) target.setLearningRate(learningRate);
  else target.learningRate = learningRate;
}`;
}

export function callbackCode(
  names: { callback: string; base: string; setter: string },
  typed: boolean,
): string {
  const about = '/** Sets the learning rate before each batch, counting batches across epochs. */';
  if (!typed) {
    return `${about}
class ${names.callback} extends ${names.base} {
  constructor(schedule) {
    super();
    this.schedule = schedule;
    this.step = 0;
  }

  async onBatchBegin() {
    ${names.setter}(this.model.optimizer, this.schedule(this.step++));
  }
}`;
  }
  // No parameter properties: Node's own type stripping does not know them.
  return `${about}
class ${names.callback} extends ${names.base} {
  private step = 0;
  private readonly schedule: (step: number) => number;

  constructor(schedule: (step: number) => number) {
    super();
    this.schedule = schedule;
  }

  override async onBatchBegin(): Promise<void> {
    ${names.setter}(this.model.optimizer, this.schedule(this.step++));
  }
}`;
}
