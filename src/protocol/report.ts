/**
 * What a trainer reports: one JSON object a line. Language-neutral: steps, rates, losses, accuracies, phases and errors,
 * never tensors or layers, so that a trainer for another language joins by writing the same lines
 * (`test/fixtures/protocol`). Which process says a line follows from where it stands (`runner/report/transport.ts`).
 */
import { Fields, MessageError, named } from './fields';
import { toJson } from './numbers';
import { firstLine, plainText, shortened } from './plainText';
import { PROTOCOL_VERSION } from './plan';

/** File descriptor in the child that takes the report of the process that the host itself started. */
export const REPORT_DESCRIPTOR = 3;

/** Longer lines are not ours: trainers clip what they quote of a script, the longest being a stack of some 16,000 characters. */
export const LONGEST_LINE = 1024 * 1024;

/** The file of a process in the report folder; a further thread has one of its own. */
export function reportFileName(pid: number, thread: number): string {
  return thread === 0 ? `${pid}.ndjson` : `${pid}-${thread}.ndjson`;
}

/** The first line of each process. Without one the script would run unhooked, in full. */
export interface Armed {
  type: 'armed';
  /** 0 on another machine, where numbers name other processes; so is `parent`. */
  pid: number;
  parent: number;
  /** 0 for the main thread. */
  thread: number;
  /** Such as "Node.js v20.20.2" or "Python 3.11.7". */
  runtime: string;
  /** The script or module that the process runs; null where it runs none. */
  main: string | null;
}

/** What computes: native TensorFlow, our engine, TensorFlow.js's plain JavaScript, or a framework's own. */
export const ENGINE_KINDS = ['native', 'embedded', 'cpu', 'other'] as const;
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** Sent at the first update: what really trains. */
export interface Hello {
  type: 'hello';
  /** Among the processes that train together; 0 draws the curve. */
  rank: number;
  world: number;
  framework: { name: string; version: string };
  engine: { kind: EngineKind; name: string; version: string; threads: number };
  /** Such as `cpu`, `cuda:0`, `mps`. */
  device: string;
}

export const MOMENTA = ['none', 'momentum', 'nesterov'] as const;
export type Momentum = (typeof MOMENTA)[number];

/**
 * A training of the script's, at its first update: an optimizer class with the variables it updates. A GAN has two at
 * once; transfer learning, k folds and searches have one after another.
 */
export interface TrainingSeen {
  type: 'training';
  /** "1" for the training that begins first in any process or thread, and so on: the same from run to run. */
  id: string;
  /** The optimizer's class. */
  optimizer: string;
  /** What it updates, in a few words. */
  variables: string;
  /** The rate the script itself had given. */
  lr: number;
  driven: boolean;
  /** Left out for optimizers that have nothing by this name, such as Adam. */
  momentum?: Momentum;
  /** Where it runs, in a few words; left out for the script's own process. */
  place?: string;
}

/** Of the training that is driven where none was chosen. */
export const FIRST_TRAINING = '1';

export interface DataSeen {
  type: 'data';
  /** Updates an epoch. */
  batchesPerEpoch: number | null;
  batchSize: number | null;
  epochs: number | null;
  /** Updates of the whole training, where they are no whole epochs; left out, `epochs` says it. */
  totalSteps?: number;
  /** Whose data it is, where that goes on already; left out, that of the training that begins next. */
  training?: string;
}

/** One update: `lr` is the rate verified to have been used; loss and accuracy are the batch's own, before it. */
export interface Step {
  type: 'step';
  i: number;
  lr: number;
  loss?: number;
  accuracy?: number;
}

export const PHASES = ['train', 'evaluate', 'save-skipped'] as const;

export interface Phase {
  type: 'phase';
  phase: (typeof PHASES)[number];
  /** The script's own; without one, the trainer evaluated by itself, before the update of this step. */
  epoch?: number;
  /** Iterations done when the phase was reached. */
  step?: number;
  loss?: number;
  accuracy?: number;
}

export const WARNING_CODES = [
  'accuracy-source',
  'no-accuracy',
  'schedule-overridden',
  /** Said by the host: later processes of the run read other content than the first. */
  'script-changed',
  'engine-substituted',
  'early-stopping-ignored',
  'several-optimizers',
  'several-processes',
  'momentum',
  'no-validation',
  'no-optimizer',
  /** Idle for a while, and nothing was trained yet. */
  'script-waits',
  'updates-skipped',
  'loss-compiled',
  'rate-scaled',
  'metric-added',
  'hook-fault',
  'other',
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

export interface Warning {
  type: 'warning';
  code: WarningCode;
  message: string;
}

export const END_REASONS = [
  'ramp-complete',
  'diverged',
  'script-ended',
  'error',
  /** A file of the script's cannot be parsed. */
  'syntax-error',
  'framework-missing',
  'native-engine-missing',
  'engine-failed',
  'rate-not-applied',
  /** What the script trains with is none of what is driven: the message's first line says so, the rest what to do. */
  'not-covered',
  'hook-fault',
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** What a process saw of the framework: `bundled` is a copy inside the script's own file, out of reach. */
export const FRAMEWORKS_SEEN = ['none', 'loaded', 'bundled'] as const;

/**
 * What a process did that trained nothing: its data was empty, it waited for input, or it took gradients, of which it
 * was seen to update its weights by hand.
 */
export const INSTEAD_OF_TRAINING = ['no-batch', 'asked-input', 'took-gradients', 'updated-weights'] as const;
export type InsteadOfTraining = (typeof INSTEAD_OF_TRAINING)[number];

/** How a process ended. Which of several decides the outcome, and what an exit code adds, is the host's to say. */
export interface End {
  type: 'end';
  reason: EndReason;
  steps: number;
  message?: string;
  stack?: string;
  framework?: (typeof FRAMEWORKS_SEEN)[number];
  /** The process's own, where it knows it. */
  exitCode?: number;
  /** Left out where it trained. */
  instead?: InsteadOfTraining[];
}

export type TrainerMessage = Armed | Hello | TrainingSeen | DataSeen | Step | Phase | Warning | End;

/** One line of the report. */
export function encodeMessage(message: TrainerMessage): string {
  if (message.type === 'step') return encodeStep(message);
  return `${toJson({ v: PROTOCOL_VERSION, ...message })}\n`;
}

/** Written out, since one comes with every update, and `JSON.stringify` takes as long as a small kernel. */
function encodeStep({ i, lr, loss, accuracy }: Step): string {
  const measured = `${encodeField('loss', loss)}${encodeField('accuracy', accuracy)}`;
  return `{"v":${PROTOCOL_VERSION},"type":"step","i":${i}${encodeField('lr', lr)}${measured}}\n`;
}

function encodeField(name: string, value: number | undefined): string {
  if (value === undefined) return '';
  return Number.isFinite(value) ? `,"${name}":${value}` : `,"${name}":"${value}"`;
}

/**
 * One line to one message; null for a type that a newer trainer may send.
 * @throws MessageError when the line is no message of this protocol.
 */
export function decodeMessage(line: string): TrainerMessage | null {
  if (line.length > LONGEST_LINE) throw new MessageError(`A report line of ${line.length} characters.`);
  const fields = new Fields(parsePlain(line));
  if (fields.number('v') !== PROTOCOL_VERSION) throw new MessageError(`Protocol ${named(fields.raw('v'))}.`);
  return readMessage(fields);
}

/** JSON writes a control as an escape, or as it is where it is a later one. Most lines have none. */
const MAY_HOLD_CONTROL = /\\[ubfr]|\p{Cc}/u;

function parsePlain(line: string): unknown {
  const plain = (_: string, value: unknown): unknown =>
    typeof value === 'string' ? plainText(value) : value;
  try {
    return MAY_HOLD_CONTROL.test(line) ? JSON.parse(line, plain) : JSON.parse(line);
  } catch (error) {
    // A RangeError where it is nested deeper than the stack.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    throw new MessageError(`Not JSON: ${shortened(plainText(line), 80)}`);
  }
}

/** What a line, or a run's file, says; null for a type that a newer trainer may send. @throws MessageError */
export function readMessage(fields: Fields): TrainerMessage | null {
  switch (fields.text('type')) {
    case 'armed':
      return {
        type: 'armed',
        pid: fields.count('pid'),
        parent: fields.count('parent'),
        thread: fields.count('thread'),
        runtime: firstLine(fields.text('runtime')),
        main: fields.textOrNull('main'),
      };
    case 'hello':
      return readHello(fields);
    case 'training':
      return {
        type: 'training',
        id: fields.text('id'),
        optimizer: firstLine(fields.text('optimizer')),
        variables: firstLine(fields.text('variables')),
        lr: fields.number('lr'),
        driven: fields.boolean('driven'),
        ...readMomentum(fields.raw('momentum')),
        ...fields.optionalTexts('place'),
      };
    case 'data':
      return {
        type: 'data',
        batchesPerEpoch: fields.countOrNull('batchesPerEpoch'),
        batchSize: fields.countOrNull('batchSize'),
        epochs: fields.countOrNull('epochs'),
        ...(fields.raw('totalSteps') != null && { totalSteps: fields.count('totalSteps') }),
        ...fields.optionalTexts('training'),
      };
    case 'step':
      return {
        type: 'step',
        i: fields.count('i'),
        lr: fields.number('lr'),
        ...fields.optionalNumbers('loss', 'accuracy'),
      };
    case 'phase':
      return {
        type: 'phase',
        phase: fields.oneOf('phase', PHASES),
        ...fields.optionalNumbers('epoch', 'step', 'loss', 'accuracy'),
      };
    case 'warning':
      return {
        type: 'warning',
        code: WARNING_CODES.find((code) => code === fields.raw('code')) ?? 'other',
        message: fields.text('message'),
      };
    case 'end':
      return {
        type: 'end',
        reason: fields.oneOf('reason', END_REASONS),
        steps: fields.count('steps'),
        ...fields.optionalTexts('message', 'stack'),
        ...fields.optionalNumbers('exitCode'),
        ...readInstead(fields.raw('instead')),
        ...(fields.raw('framework') != null && { framework: fields.oneOf('framework', FRAMEWORKS_SEEN) }),
      };
    default:
      return null;
  }
}

function readMomentum(value: unknown): Pick<TrainingSeen, 'momentum'> {
  const momentum = MOMENTA.find((one) => one === value);
  return momentum === undefined ? {} : { momentum };
}

/** What a newer trainer may add is passed over. */
function readInstead(value: unknown): Pick<End, 'instead'> {
  if (!Array.isArray(value)) return {};
  return { instead: INSTEAD_OF_TRAINING.filter((one) => value.includes(one)) };
}

function readHello(fields: Fields): Hello {
  const framework = fields.object('framework');
  const engine = fields.object('engine');
  return {
    type: 'hello',
    rank: fields.count('rank'),
    world: fields.count('world'),
    framework: { name: firstLine(framework.text('name')), version: firstLine(framework.text('version')) },
    engine: {
      kind: engine.oneOf('kind', ENGINE_KINDS),
      name: firstLine(engine.text('name')),
      version: firstLine(engine.text('version')),
      threads: engine.count('threads'),
    },
    device: firstLine(fields.text('device')),
  };
}
