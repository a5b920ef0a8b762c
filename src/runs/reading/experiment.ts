/** What was asked of a run, as its file keeps it. Everything here throws a MessageError for what is not as agreed. */
import { Fields, MessageError } from '../../protocol/fields';
import type { Experiment } from '../../protocol/plan';
import {
  type Arm,
  checkRamp,
  checkSchedule,
  MOST,
  POLICY_KINDS,
  type PolicyKind,
  type Ramp,
  type Schedule,
  type StepSizeChoice,
  type TrainingLength,
} from '../../tuning';
import type { TrainingRequest } from '../events';

export function readExperiment(fields: Fields): Experiment {
  const kind = fields.oneOf('kind', ['range-test', 'train', 'survey']);
  switch (kind) {
    case 'range-test': {
      const validation = fields.raw('validation') === true;
      return { kind, ramp: readRamp(fields.object('ramp')), ...(validation && { validation }) };
    }
    case 'train':
      return { kind, schedule: readScheduleOrNull(fields) };
    case 'survey':
      return { kind };
  }
}

/** What it asks for need not be sound any more, but numbers it is. */
export function readRamp(fields: Fields): Ramp {
  const shape = fields.oneOf('shape', ['exponential', 'linear']);
  const ramp = { shape, lo: fields.number('lo'), hi: fields.number('hi'), steps: fields.count('steps') };
  return ramp.hi > ramp.lo ? sound(() => checkRamp(ramp)) : ramp;
}

export function readArm(value: unknown): Arm {
  const fields = new Fields(value);
  return { name: fields.text('name'), schedule: readScheduleOrNull(fields) };
}

export function readLength(fields: Fields): TrainingLength {
  return { totalSteps: fields.count('totalSteps'), stepsPerEpoch: fields.countOrNull('stepsPerEpoch') };
}

export function readRequest(fields: Fields): TrainingRequest {
  const bounds = fields.object('bounds');
  return {
    bounds: { baseLR: bounds.rate('baseLR'), maxLR: bounds.rate('maxLR') },
    policies: fields.list('policies').map(readPolicy),
    stepSize: readStepSize(fields),
    ...(fields.raw('cycleMomentum') !== undefined && { cycleMomentum: fields.boolean('cycleMomentum') }),
    seeds: fields.countUpTo('seeds', MOST.seeds),
    allowSave: fields.boolean('allowSave'),
  };
}

function readPolicy(value: unknown): PolicyKind {
  const found = POLICY_KINDS.find((kind) => kind === value);
  if (found === undefined) throw new MessageError('It names a policy that there is not.');
  return found;
}

function readStepSize(fields: Fields): StepSizeChoice {
  const choice = fields.objectOrNull('stepSize');
  if (choice === null) return null;
  return choice.raw('iterations') === undefined
    ? { epochs: choice.rate('epochs') }
    : { iterations: choice.rate('iterations') };
}

function readScheduleOrNull(fields: Fields): Schedule | null {
  const found = fields.objectOrNull('schedule');
  return found && sound(() => checkSchedule(readSchedule(found)));
}

function readSchedule(fields: Fields): Schedule {
  const kind = fields.oneOf('kind', [...POLICY_KINDS, 'fixed']);
  switch (kind) {
    case 'fixed':
      return { kind, lr: fields.number('lr') };
    case 'triangular':
    case 'triangular2':
      return { kind, ...readCycle(fields) };
    case 'exp-range':
      return { kind, ...readCycle(fields), gamma: fields.number('gamma') };
    case 'one-cycle':
      return {
        kind,
        maxLR: fields.number('maxLR'),
        totalSteps: fields.number('totalSteps'),
        warmUpShare: fields.number('warmUpShare'),
        startDivisor: fields.number('startDivisor'),
        endDivisor: fields.number('endDivisor'),
        ...readMomentum(fields),
      };
    case 'cosine-restarts':
      return {
        kind,
        minLR: fields.number('minLR'),
        maxLR: fields.number('maxLR'),
        period: fields.number('period'),
        periodFactor: fields.number('periodFactor'),
      };
  }
}

function readCycle(fields: Fields) {
  return {
    baseLR: fields.number('baseLR'),
    maxLR: fields.number('maxLR'),
    stepSize: fields.number('stepSize'),
    ...readMomentum(fields),
  };
}

function readMomentum(fields: Fields) {
  const range = fields.objectOrNull('momentum');
  return range && { momentum: { base: range.number('base'), max: range.number('max') } };
}

function sound<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof RangeError) throw new MessageError(error.message);
    throw error;
  }
}
