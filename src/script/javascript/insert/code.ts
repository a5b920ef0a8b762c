/** The source text of what is inserted, written with two spaces and semicolons; `restyle` fits it to the file. */
import { rateText } from '../../../tuning';
import type { PolicySpec, Role } from '../policies';

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);

export function constantLine(name: string, role: Role, value: number, note = ''): string {
  const text = role === 'baseLR' || role === 'maxLR' ? rateText(value) : String(value);
  const comment = note || commentOf(role);
  return `const ${name} = ${text};${comment ? ` // ${comment}` : ''}`;
}

function commentOf(role: Role): string {
  switch (role) {
    case 'baseLR':
    case 'maxLR':
      return '';
    case 'stepSize':
      return 'iterations from the base to the maximum rate';
    case 'totalSteps':
      return 'iterations of the whole run';
    case 'period':
      return 'iterations from one restart to the next';
  }
}

export function policyCode(spec: PolicySpec, name: string, typed: boolean): string {
  const number = typed ? ': number' : '';
  const parameters = ['step', ...spec.constants].map((parameter) => parameter + number).join(', ');
  return [
    `/** ${spec.about} */`,
    `function ${name}(${parameters})${number} {`,
    ...indented(spec.body),
    '}',
  ].join('\n');
}

export function setterCode(name: string, typed: boolean): string {
  const about = '/** SGD and Momentum cache their rate, so that only their own method changes it. */';
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
