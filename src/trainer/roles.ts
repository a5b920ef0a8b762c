/**
 * Who trains: a role is an optimizer class with the variables it updates, whatever the number of optimizer objects
 * (scripts that build a new one each step or recompile each epoch exist). A GAN has two roles, k folds have k.
 */
import type { Gradients, Optimizer } from './framework';
import { writtenRate } from './rate';

export interface Role {
  /** Stable from run to run, since roles are numbered as they first train. */
  id: string;
  className: string;
  /** For people: which variables. */
  description: string;
  /** What the script itself had given. */
  ownRate: number;
}

export class Roles {
  private readonly byVariable = new Map<string, Role>();
  private readonly known: Role[] = [];

  get all(): readonly Role[] {
    return this.known;
  }

  /** The role of an update. Its first variable decides, since scripts may leave out gradients now and then. */
  find(optimizer: Optimizer, gradients: Gradients): { role: Role; isNew: boolean } {
    const className = classNameOf(optimizer);
    const first = firstName(gradients);
    const found = this.byVariable.get(`${className} ${first}`);
    if (found) return { role: found, isNew: false };

    const names = Array.isArray(gradients) ? gradients.map((one) => one.name) : Object.keys(gradients);
    const role: Role = {
      id: `${className}-${this.known.length + 1}`,
      className,
      description: `${className} on ${describe(names)}`,
      ownRate: writtenRate(optimizer),
    };
    this.known.push(role);
    for (const name of names) {
      const key = `${className} ${name}`;
      if (!this.byVariable.has(key)) this.byVariable.set(key, role);
    }
    return { role, isNew: true };
  }
}

export function classNameOf(optimizer: Optimizer): string {
  const constructor = Object.getPrototypeOf(optimizer) as { constructor: { name: string } };
  // A user's subclass inherits `getClassName`; its own name tells more.
  return (
    constructor.constructor.name.replace(/Optimizer$/, '') || (optimizer.getClassName?.() ?? 'Optimizer')
  );
}

function firstName(gradients: Gradients): string {
  if (Array.isArray(gradients)) return gradients[0]?.name ?? '';
  for (const name in gradients) return name;
  return '';
}

function describe(names: string[]): string {
  const shown = names.slice(0, 2).join(', ');
  return names.length > 2 ? `${shown} … (${names.length} variables)` : shown;
}
