/** Naming parts of TensorFlow.js in the file's own way, and importing what it does not name yet. */
import type { Draft } from '../../edits';
import { parts } from '../../syntax';
import type { Style } from '../style';
import { textOf } from '../scope';
import type { Script } from '../script';
import type { TensorFlowImport } from '../tensorflow';
import { appendToList } from './text/lists';
import { plain } from './text/literals';
import type { Names } from './text/names';
import { gapBelowImports } from './place';

type Member = 'train' | 'Callback' | 'CustomCallback';

export class Imports {
  /** Members to be imported, with the names that the file will have for them. */
  private readonly wanted = new Map<Member, string>();
  /** A namespace to be imported. */
  private namespace: string | null = null;

  constructor(
    private readonly script: Script,
    private readonly style: Style,
    private readonly names: Names,
  ) {}

  /** The import whose place decides where code that names TensorFlow.js can stand. */
  get source(): TensorFlowImport | null {
    return this.provider('Callback') ?? this.script.tensorflow.imports[0] ?? null;
  }

  /** The member as the file would write it, such as `tf.train` or `train`; remembers what must be imported. */
  nameOf(member: Member): string {
    const { imports, assumed } = this.script.tensorflow;
    for (const { members, typeOnly } of imports) {
      const local = typeOnly ? undefined : members.get(member);
      if (local) return local;
    }
    const provider = this.provider(member);
    if (provider?.namespace) return `${provider.namespace}.${member}`;
    if (provider || imports.some(({ typeOnly }) => typeOnly)) {
      const local =
        this.wanted.get(member) ?? this.names.take(member, `tf${member.replace(/^./, upperCase)}`);
      this.wanted.set(member, local);
      return local;
    }
    if (assumed && imports.length === 0) return `${assumed}.${member}`;
    this.namespace ??= this.names.take('tf', 'tfjs');
    return `${this.namespace}.${member}`;
  }

  write(draft: Draft): void {
    if (this.wanted.size > 0) this.writeMembers(draft);
    if (this.namespace !== null) this.writeNamespace(draft, this.namespace);
  }

  /** A value import that can give the member, a namespace rather than a list. */
  private provider(member: Member): TensorFlowImport | null {
    const able = this.script.tensorflow.imports.filter(
      ({ module, typeOnly, namespace, list }) =>
        !typeOnly && (namespace !== null || list !== null) && provides(module, member),
    );
    return able.find(({ namespace }) => namespace !== null) ?? able[0] ?? null;
  }

  private writeMembers(draft: Draft): void {
    const { style, script } = this;
    const [first] = this.wanted.keys();
    const list = first && this.provider(first)?.list;
    const alias = list?.type === 'object_pattern' ? ': ' : ' as ';
    const names = [...this.wanted].map(([member, local]) =>
      member === local ? member : member + alias + local,
    );
    if (list) {
      appendToList(draft, list, names.map(plain), style);
      return;
    }
    const types = script.tensorflow.imports.find(({ typeOnly }) => typeOnly);
    const source = parts(types?.statement).find((part) => part.type === 'string');
    if (!types || !source) return;
    const braces = style.spacedBraces ? `{ ${names.join(', ')} }` : `{${names.join(', ')}}`;
    const line = `import ${braces} from ${textOf(script.tree, source)}${style.semicolons ? ';' : ''}`;
    draft.insert(types.statement.end, style.eol + line);
  }

  private writeNamespace(draft: Draft, namespace: string): void {
    const { script, style } = this;
    const statements = parts(script.tree.root);
    const module = `${style.quote}@tensorflow/tfjs${style.quote}`;
    const isModule = script.typed || statements.some((part) => /^(import|export)_statement$/.test(part.type));
    const code = isModule
      ? `import * as ${namespace} from ${module}`
      : `const ${namespace} = require(${module})`;
    const line = code + (style.semicolons ? ';' : '');
    const first = statements.find((part) => part.type === 'import_statement');
    const gap = gapBelowImports(script, null);
    if (first) draft.insert(first.start, line + style.eol);
    else if (gap.below) draft.insert(gap.offset, style.eol + line);
    else draft.insert(gap.offset, line + style.eol + style.eol);
  }
}

function provides(module: string, member: Member): boolean {
  const only = /^@tensorflow\/tfjs-(core|layers|data|converter|backend-\w+)/.exec(module)?.[1];
  if (only === undefined) return true;
  return member === 'train' ? only === 'core' : only === 'layers';
}

function upperCase(letter: string): string {
  return letter.toUpperCase();
}
