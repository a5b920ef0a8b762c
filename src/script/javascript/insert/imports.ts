/** Naming parts of TensorFlow.js in the file's own way, and importing what it does not name yet. */
import { field, parts } from '../../syntax';
import type { Draft } from '../../edits';
import type { Style } from '../../style';
import type { Script } from '../script';
import type { TensorFlowImport } from '../tensorflow';
import { appendToList } from './lists';
import { gapBelowImports } from './place';

export type Member = 'train' | 'Callback' | 'CustomCallback';

export class Imports {
  private readonly wanted = new Set<Member>();
  private addedNamespace = false;

  constructor(
    private readonly script: Script,
    private readonly style: Style,
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
    if (provider) {
      this.wanted.add(member);
      return member;
    }
    if (assumed && imports.length === 0) return `${assumed}.${member}`;
    if (imports.some(({ typeOnly }) => typeOnly)) {
      this.wanted.add(member);
      return member;
    }
    this.addedNamespace = true;
    return `tf.${member}`;
  }

  write(draft: Draft): void {
    const names = [...this.wanted];
    if (names.length > 0) this.writeMembers(draft, names);
    if (this.addedNamespace) this.writeNamespace(draft);
  }

  /** A value import that can give the member, a namespace rather than a list. */
  private provider(member: Member): TensorFlowImport | null {
    const able = this.script.tensorflow.imports.filter(
      ({ module, typeOnly, namespace, list }) =>
        !typeOnly && (namespace !== null || list !== null) && provides(module, member),
    );
    return able.find(({ namespace }) => namespace !== null) ?? able[0] ?? null;
  }

  private writeMembers(draft: Draft, names: Member[]): void {
    const { imports } = this.script.tensorflow;
    const provider = names[0] ? this.provider(names[0]) : null;
    if (provider?.list) {
      appendToList(draft, provider.list, names, this.style);
      return;
    }
    const types = imports.find(({ typeOnly }) => typeOnly);
    if (!types) return;
    const source =
      parts(types.statement).find((part) => part.type === 'string') ?? field(types.statement, 'source');
    const module = source ? this.script.text.slice(source.start, source.end) : `'${types.module}'`;
    const braces = this.style.spacedBraces ? `{ ${names.join(', ')} }` : `{${names.join(', ')}}`;
    draft.insert(
      types.statement.end,
      `${this.style.eol}import ${braces} from ${module}${this.style.semicolons ? ';' : ''}`,
    );
  }

  private writeNamespace(draft: Draft): void {
    const { quote, eol, semicolons } = this.style;
    const module = `${quote}@tensorflow/tfjs${quote}`;
    const isModule = parts(this.script.tree.root).some((part) =>
      /^(import|export)_statement$/.test(part.type),
    );
    const line =
      (isModule || this.script.typed ? `import * as tf from ${module}` : `const tf = require(${module})`) +
      (semicolons ? ';' : '');
    const first = parts(this.script.tree.root).find((part) => part.type === 'import_statement');
    const gap = gapBelowImports(this.script, null);
    if (first) draft.insert(first.start, line + eol);
    else if (gap.below) draft.insert(gap.offset, eol + line);
    else draft.insert(gap.offset, line + eol + eol);
  }
}

function provides(module: string, member: Member): boolean {
  const only = /^@tensorflow\/tfjs-(core|layers|data|converter|backend-\w+)/.exec(module)?.[1];
  if (only === undefined) return true;
  return member === 'train' ? only === 'core' : only === 'layers';
}
