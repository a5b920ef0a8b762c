/** A text field that says what is wrong with what was typed, in a line whose room is kept. */
import { element, setText } from '../dom';
import { textField } from '../toolkit';

export interface Field {
  readonly element: HTMLElement;
  /** Shows a value unless the person is typing; an empty text means that there is none yet. */
  show(text: string, enabled: boolean): void;
}

export interface FieldOptions {
  label: string;
  /** What screen readers say where the label is short; begins with it or holds it. */
  name?: string;
  tooltip: string;
  /** Takes a text as typed; returns what is wrong with it, or null once it has been taken. */
  take(text: string): string | null;
  /** Says what is wrong without taking anything, while it is typed. */
  check(text: string): string | null;
}

export function createField({ label, name, tooltip, take, check }: FieldOptions): Field {
  const input = textField(label, name);
  input.title = tooltip;
  const wrong = element('span', { class: 'wrong', role: 'alert' });
  let shown = '';
  let edited = false;

  const say = (text: string | null) => {
    setText(wrong, text ?? '');
    if (text === null) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  };
  const commit = () => {
    if (!edited || input.value === shown) return;
    const problem = take(input.value);
    say(problem);
    edited = problem !== null;
  };
  const restore = () => {
    edited = false;
    input.value = shown;
    say(null);
  };

  input.addEventListener('input', () => {
    edited = true;
    say(check(input.value));
  });
  input.addEventListener('change', commit);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') restore();
  });

  return {
    element: element('div', { class: 'field' }, input, wrong),
    show(text, enabled) {
      input.disabled = !enabled;
      shown = text;
      if (edited && document.activeElement === input) return;
      if (input.value !== text || edited) restore();
    },
  };
}
