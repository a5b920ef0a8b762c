/** One event as a run's file keeps it. A file is as little to be trusted as a message: it is read field by field. */
import { Fields, MessageError } from '../../protocol/fields';
import { readNumber } from '../../protocol/numbers';
import { readProblem } from '../../protocol/problems';
import { readMessage, type Step } from '../../protocol/report';
import { RUN_STATUSES } from '../../protocol/run';
import { MOST, PROBE_ORIGINS, PROBE_SEEDS, type ProbeStart, RAMP_REASONS } from '../../tuning';
import { type Batch, RUN_KINDS, type RunEvent } from '../events';
import { readArm, readExperiment, readLength, readRamp, readRequest } from './experiment';

/** @returns null for an event that a newer version may write. @throws MessageError for what is not as agreed */
export function readEvent(fields: Fields): RunEvent | null {
  const type = fields.text('type');
  switch (type) {
    case 'created':
      return {
        type,
        id: fields.text('id'),
        kind: fields.oneOf('kind', RUN_KINDS),
        name: fields.text('name'),
        script: fields.text('script'),
        startedAt: readTime(fields, 'startedAt'),
        range: { lo: fields.object('range').number('lo'), hi: fields.object('range').number('hi') },
      };
    case 'launched': {
      const runtime = fields.object('runtime');
      const [name, path, version] = [runtime.text('name'), runtime.text('path'), runtime.text('version')];
      return { type, runtime: { name, path, version } };
    }
    case 'planned':
      return {
        type,
        why: fields.oneOf('why', RAMP_REASONS),
        ramp: readRamp(fields.object('ramp')),
        seeds: fields.countUpTo('seeds', MOST.seeds),
        ...(fields.raw('ahead') !== undefined && { ahead: fields.list('ahead').map(readBatch) }),
      };
    case 'training-asked':
      return { type, request: readRequest(fields.object('request')) };
    case 'arms':
      return { type, arms: fields.list('arms').map(readArm), length: readLength(fields.object('length')) };
    case 'resumed':
      return { type, at: readTime(fields, 'at') };
    case 'repeat':
      return {
        type,
        repeat: readIndex(fields),
        seed: fields.count('seed'),
        experiment: readExperiment(fields.object('experiment')),
        ...fields.optionalTexts('arm', 'scriptMark'),
        ...readAt(fields),
      };
    case 'steps':
      return {
        type,
        repeat: readIndex(fields),
        steps: fields.list('steps').map(readStep),
        ...readAt(fields),
      };
    case 'trainer':
      return readTrainer(fields);
    case 'confirming': {
      const seeds = fields.list('seeds').map(readSeed);
      // Runs from before there were any lack it.
      const long = fields.raw('long') !== undefined && fields.boolean('long');
      return { type, at: readTime(fields, 'at'), start: readStart(fields.object('start')), seeds, long };
    }
    case 'probing':
      return {
        type,
        rates: fields.list('rates').map(readProbedRate),
        steps: fields.countUpTo('steps', MOST.steps),
        seeds: fields.raw('seeds') === undefined ? PROBE_SEEDS.length : fields.countUpTo('seeds', MOST.seeds),
      };
    case 'confirmed':
      return { type, ...readOutcome(fields) };
    case 'chosen':
      return { type, chosen: readChosen(fields.objectOrNull('chosen')) };
    case 'step-size':
      return { type, iterations: fields.rate('iterations') };
    case 'ended':
      return { type, ...readOutcome(fields) };
    case 'renamed':
      return { type, name: fields.text('name') };
    case 'pinned':
      return { type, pinned: fields.boolean('pinned') };
    default:
      return null;
  }
}

function readTrainer(fields: Fields): RunEvent | null {
  const message = readMessage(fields.object('message'));
  if (message === null) return null;
  if (message.type === 'step') throw new MessageError('A step stands alone.');
  return { type: 'trainer', repeat: readIndex(fields), message, ...readAt(fields) };
}

/** A run has hundreds of thousands of them. */
function readOutcome(fields: Fields) {
  const problem = fields.objectOrNull('problem');
  return {
    at: readTime(fields, 'at'),
    status: fields.oneOf('status', RUN_STATUSES),
    problem: problem && readProblem(problem),
  };
}

function readStep(value: unknown): Omit<Step, 'type'> {
  const fields = new Fields(value);
  const lr = readNumber(fields.raw('lr'));
  if (lr === null) throw new MessageError('A step has no rate.');
  return { i: fields.count('i'), lr, ...fields.optionalNumbers('loss', 'accuracy') };
}

function readStart(fields: Fields): ProbeStart {
  return {
    lr: fields.rate('lr'),
    from: fields.oneOf('from', PROBE_ORIGINS),
    mayClimb: fields.boolean('mayClimb'),
  };
}

function readBatch(value: unknown): Batch {
  const fields = new Fields(value);
  return {
    processes: fields.countUpTo('processes', MOST.repeats),
    steps: fields.countUpTo('steps', MOST.steps),
  };
}

function readSeed(value: unknown): number {
  return new Fields({ seed: value }).count('seed');
}

function readProbedRate(value: unknown): number {
  return new Fields({ rate: value }).rate('rate');
}

function readChosen(fields: Fields | null) {
  return fields && { baseLR: fields.rate('baseLR'), maxLR: fields.rate('maxLR'), by: fields.text('by') };
}

/** Each repeat is one process, so there are never many. */
function readIndex(fields: Fields): number {
  return fields.countUpTo('repeat', MOST.repeats);
}

/** The latest time that a date can have. */
const LAST_TIME = 8.64e15;

function readTime(fields: Fields, name: string): number {
  return fields.countUpTo(name, LAST_TIME);
}

function readAt(fields: Fields): { at?: number } {
  return fields.raw('at') === undefined ? {} : { at: readTime(fields, 'at') };
}
