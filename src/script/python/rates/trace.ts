/** Following a rate from where it is used to where its number is written, within one file. */
import { field, type SyntaxNode } from '../../syntax';
import { commandLineDefault, isCommandLine, optionDefault } from './commandLine';
import {
  argumentsOf,
  calledName,
  classAround,
  functionAround,
  numberValue,
  operationOf,
  stringValue,
  textOf,
  unwrap,
} from '../nodes';
import { type Binding, mentions } from '../scope';
import { calledHere, callsOf, type Script } from '../script';
import { filesRead, readsFile } from './settingsFiles';
import { entryOf, givenFor, returnedBy } from './values';

/** Through what the number was reached. */
export type Via = 'direct' | 'variable' | 'config' | 'argument';

export type Origin =
  /** `scaled` is what changes the number before the optimizer gets it. */
  | { kind: 'number'; node: SyntaxNode; value: number; via: Via; scaled: SyntaxNode | null }
  /** The command line, without a default in this file. */
  | { kind: 'argument' }
  /** The environment, by the name of the variable where that is written out. */
  | { kind: 'environment'; variable: string | null }
  /** Another module, by the name that the import gives. */
  | { kind: 'module'; module: string }
  /** Files of settings, as far as this file names them. */
  | { kind: 'file'; files: string[] }
  /** Each of a list in turn. */
  | { kind: 'search' }
  | { kind: 'unknown' };

/** How many names a value may go through; more is a loop. */
const MAX_HOPS = 12;
const UNKNOWN: Origin = { kind: 'unknown' };
const ENVIRONMENT = /^(os\.)?environ$/;
const ENVIRONMENT_READ = /^(os\.)?(environ\.get|getenv)$/;
const RATE = /(^|_)(lr|rate|blr)(_|$)/i;

export function trace(script: Script, expression: SyntaxNode): Origin {
  return new Trace(script).follow(expression, 'direct', 0);
}

class Trace {
  constructor(private readonly script: Script) {}

  follow(expression: SyntaxNode, via: Via, hops: number): Origin {
    const node = unwrap(expression);
    const { tree } = this.script;
    if (hops > MAX_HOPS) return UNKNOWN;
    const value = numberValue(tree, node);
    if (value !== null) return { kind: 'number', node, value, via, scaled: null };
    switch (node.type) {
      case 'identifier':
        return this.followName(node, via, hops + 1);
      case 'attribute':
        return this.followAttribute(node, hops + 1);
      case 'subscript': {
        const object = field(node, 'value');
        const key = stringValue(tree, field(node, 'subscript'));
        if (object && textOf(tree, object) === 'sys.argv') return { kind: 'argument' };
        if (object && ENVIRONMENT.test(textOf(tree, object))) return { kind: 'environment', variable: key };
        return object && key !== null ? this.property(object, key, hops + 1) : UNKNOWN;
      }
      case 'binary_operator':
        return this.followOperation(node, via, hops + 1);
      case 'call':
        return this.followCall(node, via, hops + 1);
      default:
        return UNKNOWN;
    }
  }

  private followOperation(node: SyntaxNode, via: Via, hops: number): Origin {
    const { tree } = this.script;
    const operation = operationOf(tree, node);
    if (!operation) return UNKNOWN;
    const sides = [operation.left, operation.right].filter((side) => numberValue(tree, side) === null);
    const rates = sides.length === 1 ? sides : sides.filter((side) => RATE.test(textOf(tree, side)));
    const origin = rates.length === 1 && rates[0] ? this.follow(rates[0], via, hops) : UNKNOWN;
    return origin.kind === 'number' ? { ...origin, scaled: node } : origin;
  }

  private followCall(node: SyntaxNode, via: Via, hops: number): Origin {
    const { tree } = this.script;
    const name = calledName(tree, node);
    const { positional, keywords } = argumentsOf(tree, node);
    if (/^(float|Field|field|Option|tensor)$/.test(name)) {
      const inner = keywords.get('default') ?? positional[0];
      return inner ? this.follow(inner, via === 'direct' ? 'direct' : via, hops) : UNKNOWN;
    }
    if (ENVIRONMENT_READ.test(textOf(tree, field(node, 'function') ?? node))) {
      return { kind: 'environment', variable: stringValue(tree, positional[0]) };
    }
    const object = field(field(node, 'function'), 'object');
    const key = name === 'get' && positional[0] ? stringValue(tree, positional[0]) : null;
    if (object && key !== null) return this.property(object, key, hops);
    if (readsFile(this.script, node)) return { kind: 'file', files: filesRead(this.script, node) };
    const returned = returnedBy(this.script, node);
    return returned ? this.follow(returned, 'config', hops) : UNKNOWN;
  }

  private followName(node: SyntaxNode, via: Via, hops: number): Origin {
    const bindings = this.script.scopes.resolve(node);
    return this.followBindings(bindings, node, via, hops);
  }

  private followBindings(bindings: readonly Binding[], use: SyntaxNode, via: Via, hops: number): Origin {
    const before = earlier(bindings, use);
    const last = before.at(-1);
    if (!last) return UNKNOWN;
    const rest = before.slice(0, -1);
    const value = last.value;
    if (
      last.kind === 'changed' ||
      (value && rest.length > 0 && mentions(this.script.tree, value, last.name))
    ) {
      const origin = this.followBindings(rest, last.node, via, hops + 1);
      return origin.kind === 'number' ? { ...origin, scaled: last.node } : origin;
    }
    if (rest.length > 0) return UNKNOWN;
    switch (last.kind) {
      case 'import':
        return { kind: 'module', module: last.imported ?? '' };
      case 'loop':
        return { kind: 'search' };
      case 'parameter':
        return this.followParameter(last, hops);
      case 'assigned':
        return value ? this.follow(value, stronger(via, 'variable'), hops) : UNKNOWN;
      case 'function':
      case 'class':
      case 'other':
        return UNKNOWN;
    }
  }

  /** A parameter's value: what the callers in this file give, else its default. */
  private followParameter(parameter: Binding, hops: number): Origin {
    const { tree } = this.script;
    const option = optionDefault(this.script, parameter);
    if (option) return option === 'none' ? { kind: 'argument' } : this.follow(option, 'argument', hops);
    const given = callsOf(this.script, parameter.scope).flatMap((call) => {
      const argument = givenFor(this.script, call, parameter);
      return argument ? [argument] : [];
    });
    if (new Set(given.map((argument) => textOf(tree, argument))).size > 1) return { kind: 'search' };
    if (given[0]) return this.follow(given[0], 'config', hops);
    return parameter.value ? this.follow(parameter.value, 'config', hops) : UNKNOWN;
  }

  private followAttribute(node: SyntaxNode, hops: number): Origin {
    const { tree, scopes } = this.script;
    const object = field(node, 'object');
    const name = field(node, 'attribute');
    if (!object || !name) return UNKNOWN;
    const text = textOf(tree, node);
    const own = /^(self|cls)$/.test(textOf(tree, object));
    const set = scopes.attribute(text, node).filter((binding) => own || binding.node.end <= node.start);
    if (own && set.length > 0) return this.followBindings(set, node, 'config', hops);
    const origin = this.property(object, textOf(tree, name), hops);
    const last = set.at(-1);
    // `args.lr = args.lr * args.batch_size / 256`
    return origin.kind === 'number' && last ? { ...origin, scaled: last.node } : origin;
  }

  /** The value of `object.key` or `object["key"]`. */
  private property(object: SyntaxNode, key: string, hops: number): Origin {
    const origin = this.propertyOf(unwrap(object), key, hops);
    if (origin.kind !== 'unknown') return origin;
    return commandLineDefaultOf(this, this.script, key, hops);
  }

  private propertyOf(object: SyntaxNode, key: string, hops: number): Origin {
    const { tree } = this.script;
    if (hops > MAX_HOPS) return UNKNOWN;
    const parameter = hyperparameter(this.script, object, key);
    if (parameter) return this.followParameter(parameter, hops + 1);
    switch (object.type) {
      case 'identifier': {
        if (/^(self|cls)$/.test(textOf(tree, object))) return this.fieldOf(classAround(object), key, hops);
        return this.propertyOfName(object, key, hops);
      }
      case 'attribute': {
        const set = this.script.scopes.attribute(textOf(tree, object), object);
        if (set.length === 1 && set[0]?.value) return this.propertyOf(set[0].value, key, hops + 1);
        const outer = field(object, 'object');
        const name = field(object, 'attribute');
        const inner = outer && name && this.memberOf(outer, textOf(tree, name), hops + 1);
        return inner ? this.propertyOf(inner, key, hops + 1) : UNKNOWN;
      }
      case 'subscript': {
        const outer = field(object, 'value');
        const name = stringValue(tree, field(object, 'subscript'));
        const inner = outer && name !== null ? this.memberOf(outer, name, hops + 1) : null;
        return inner ? this.propertyOf(inner, key, hops + 1) : UNKNOWN;
      }
      case 'dictionary': {
        const value = entryOf(this.script, object, key);
        return value ? this.follow(value, 'config', hops + 1) : UNKNOWN;
      }
      case 'call':
        return this.propertyOfCall(object, key, hops + 1);
      default:
        return UNKNOWN;
    }
  }

  private propertyOfName(object: SyntaxNode, key: string, hops: number): Origin {
    const bindings = this.script.scopes.resolve(object).filter(({ value }) => value?.type !== 'none');
    const [binding] = bindings;
    if (!binding || bindings.length > 1) return UNKNOWN;
    switch (binding.kind) {
      case 'import':
        return { kind: 'module', module: binding.imported ?? '' };
      case 'class':
        return this.fieldOf(binding.node, key, hops);
      case 'parameter': {
        const file = filesRead(this.script, binding.scope);
        if (readsFile(this.script, binding.scope)) return { kind: 'file', files: file };
        const given = callsOf(this.script, binding.scope).flatMap((call) => {
          const argument = givenFor(this.script, call, binding);
          return argument ? [argument] : [];
        });
        return given[0] ? this.propertyOf(unwrap(given[0]), key, hops + 1) : UNKNOWN;
      }
      case 'assigned':
      case 'changed':
      case 'loop':
      case 'function':
      case 'other': {
        const value = binding.value ?? binding.from;
        return value ? this.propertyOf(unwrap(value), key, hops + 1) : UNKNOWN;
      }
    }
  }

  private propertyOfCall(call: SyntaxNode, key: string, hops: number): Origin {
    const { tree } = this.script;
    if (isCommandLine(this.script, call)) return commandLineDefaultOf(this, this.script, key, hops);
    if (readsFile(this.script, call)) return { kind: 'file', files: filesRead(this.script, call) };
    const { keywords, positional } = argumentsOf(tree, call);
    const given = keywords.get(key);
    if (given) return this.follow(given, 'config', hops);
    const made = calledHere(this.script, call);
    if (made?.type === 'class_definition') return this.fieldOf(made, key, hops);
    const returned = made && returnedBy(this.script, call);
    if (returned) return this.propertyOf(unwrap(returned), key, hops);
    const inner = /dict|create|Namespace|Munch|Box|Config/i.test(calledName(tree, call))
      ? positional[0]
      : undefined;
    return inner ? this.propertyOf(unwrap(inner), key, hops) : UNKNOWN;
  }

  /** The expression behind `outer.name`, where it is a dictionary or an object of settings of this file. */
  private memberOf(outer: SyntaxNode, name: string, hops: number): SyntaxNode | null {
    const value = this.valueOf(unwrap(outer), hops);
    if (value?.type === 'dictionary') return entryOf(this.script, value, name);
    return value?.type === 'call' ? (argumentsOf(this.script.tree, value).keywords.get(name) ?? null) : null;
  }

  /** What a name or a part of settings stands for, through parameters as well. */
  private valueOf(node: SyntaxNode, hops: number): SyntaxNode | null {
    if (hops > MAX_HOPS) return null;
    const { tree } = this.script;
    const key = stringValue(tree, field(node, 'subscript'));
    const object = field(node, 'value');
    if (node.type === 'subscript') {
      return object && key !== null ? this.memberOf(object, key, hops + 1) : null;
    }
    if (node.type !== 'identifier') return node;
    const bindings = this.script.scopes.resolve(node);
    const [binding] = bindings;
    if (!binding || bindings.length > 1) return null;
    const [given] =
      binding.kind === 'parameter'
        ? callsOf(this.script, binding.scope).flatMap((call) => givenFor(this.script, call, binding) ?? [])
        : [];
    const value = given ?? binding.value;
    return value && this.valueOf(unwrap(value), hops + 1);
  }

  /** A class attribute or a dataclass field, or what `__init__` gives `self`. */
  private fieldOf(owner: SyntaxNode | null, key: string, hops: number): Origin {
    if (!owner) return UNKNOWN;
    const own = this.script.scopes
      .named(key)
      .filter(({ scope, kind }) => scope === owner && kind === 'assigned');
    const value = own.at(-1)?.value;
    if (value) return this.follow(value, 'config', hops + 1);
    const set = this.script.scopes.named(`self.${key}`).filter(({ target }) => classAround(target) === owner);
    const given = set.length === 1 ? set[0]?.value : null;
    return given ? this.follow(given, 'config', hops + 1) : UNKNOWN;
  }
}

/** `self.hparams.lr` of Lightning: the parameter that `save_hyperparameters()` in `__init__` has put there. */
function hyperparameter(script: Script, object: SyntaxNode, key: string): Binding | null {
  if (textOf(script.tree, object) !== 'self.hparams') return null;
  const owner = classAround(object);
  const saves = script.calls.some(
    (call) => calledName(script.tree, call) === 'save_hyperparameters' && classAround(call) === owner,
  );
  const found = script.scopes.named(key).find(({ kind, scope }) => {
    const name = field(scope, 'name');
    const isInit = kind === 'parameter' && name !== null && textOf(script.tree, name) === '__init__';
    return isInit && classAround(scope) === owner;
  });
  return saves ? (found ?? null) : null;
}

function commandLineDefaultOf(by: Trace, script: Script, key: string, hops: number): Origin {
  const found = commandLineDefault(script, key);
  if (found === null) return UNKNOWN;
  if (found === 'none') return { kind: 'argument' };
  const origin = by.follow(found, 'argument', hops + 1);
  return origin.kind === 'number' ? { ...origin, via: 'argument' } : { kind: 'argument' };
}

/** A constant that a config holds is a constant; an argument stays one. */
function stronger(one: Via, other: Via): Via {
  return one === 'direct' ? other : one;
}

/** In the same function only what stands above the use can have reached it. */
function earlier(bindings: readonly Binding[], use: SyntaxNode): Binding[] {
  const owner = functionAround(use);
  return bindings.filter(({ target, node, kind }) => {
    if (functionAround(target) !== owner || kind === 'parameter') return true;
    return (kind === 'loop' ? target : node).end <= use.start;
  });
}
