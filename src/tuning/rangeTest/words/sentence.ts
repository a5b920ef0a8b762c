/** Sentences whose numbers know what they are about, so that whoever shows them can explain each. */
import { formatRate } from '../../format';

export type NumberName =
  | 'onset'
  | 'edge'
  | 'accuracy-onset'
  | 'accuracy-edge'
  | 'base'
  | 'max'
  /** Ends of the band, or their ratio. */
  | 'band'
  | 'seeds'
  | 'moved-by'
  /** A rate that was trained by itself, in a short training. */
  | 'probed'
  | 'lowest'
  | 'highest';

export interface SentencePart {
  readonly text: string;
  /** Null for words. */
  readonly about: NumberName | null;
}

export type Sentence = readonly SentencePart[];

/** A template of words, numbers and other sentences. */
export function say(words: TemplateStringsArray, ...values: (string | SentencePart | Sentence)[]): Sentence {
  return words
    .flatMap((text, i) => [plain(text), ...partsOf(values[i] ?? '')])
    .filter(({ text }) => text !== '');
}

export function rate(about: NumberName, lr: number): SentencePart {
  return { text: formatRate(lr), about };
}

/** A ratio to two digits. */
export function factor(about: NumberName, ratio: number): SentencePart {
  return { text: String(Number(ratio.toPrecision(2))), about };
}

export function joined(sentences: readonly Sentence[]): Sentence {
  return sentences.flatMap((sentence, i) => (i === 0 ? sentence : [plain(' '), ...sentence]));
}

export function textOf(sentence: Sentence): string {
  return sentence.map(({ text }) => text).join('');
}

function partsOf(value: string | SentencePart | Sentence): Sentence {
  if (typeof value === 'string') return [plain(value)];
  return 'text' in value ? [value] : value;
}

function plain(text: string): SentencePart {
  return { text, about: null };
}
