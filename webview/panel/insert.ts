/** Writes the bounds into the script: a split button that says what it writes, and a preview of it. */
import { INSERT_WHAT, type InsertWhat } from '../../src/protocol/panel';
import { type PolicyKind, policyWords } from '../../src/tuning';
import { element, setShown, setText } from '../dom';
import { icon } from '../icons';
import { button } from '../toolkit';
import { isWorking, type PageState } from './state';
import type { Actions, View } from './view';

interface Words {
  label: string;
  explanation: string;
}

const WITHOUT_POLICY: Record<Exclude<InsertWhat, PolicyKind>, Words> = {
  constants: {
    label: 'Insert Two Constants',
    explanation: 'Just the base and the max learning rate, for code of your own.',
  },
  fixed: { label: 'Insert Fixed Rate', explanation: 'One rate below the max that is safe all the time.' },
};

function wordsOf(what: InsertWhat): Words {
  if (what === 'constants' || what === 'fixed') return WITHOUT_POLICY[what];
  const { label, about } = policyWords(what);
  return { label: `Insert ${label}`, explanation: `${about.charAt(0).toUpperCase()}${about.slice(1)}.` };
}

export function createInsert(actions: Actions): View {
  const remembered = actions.recall('insert');
  let what: InsertWhat = INSERT_WHAT.find((kind) => kind === remembered) ?? 'triangular';

  const insert = button('', () => actions.post({ type: 'insert', what, preview: false }), {
    appearance: 'primary',
  });
  const menu = createMenu((kind) => {
    what = kind;
    actions.remember('insert', kind);
    sayWhat();
  });
  const preview = button('Preview', () => actions.post({ type: 'insert', what, preview: true }), {
    tooltip: 'Shows the change in a diff, to apply or to discard.',
  });
  const train = button('Train with These Bounds', () => actions.post({ type: 'train' }), {
    tooltip: 'Trains the unchanged script once, with a schedule between these bounds.',
  });
  const compare = button('Compare', () => actions.post({ type: 'compare' }), {
    tooltip: 'Trains the unchanged script with these bounds, with fixed rates and as it is: what gains most?',
  });
  const note = element('p', { class: 'note' });
  const sayWhat = () => {
    const { label, explanation } = wordsOf(what);
    setText(insert, label);
    insert.title = explanation;
    menu.mark(what);
  };
  sayWhat();

  return {
    element: element(
      'section',
      { class: 'insert', 'aria-label': 'Insert into the script' },
      element('div', { class: 'split' }, insert, menu.opener, menu.element),
      preview,
      train,
      compare,
      note,
    ),
    render(state) {
      const trainable = state.canRun && state.chosen !== null && !isWorking(state);
      train.disabled = !trainable;
      compare.disabled = !trainable;
      setShown(train, state.canRun);
      setShown(compare, state.canRun);
      const possible = state.insertion.possible && state.chosen !== null;
      insert.disabled = !possible;
      preview.disabled = !possible;
      menu.opener.disabled = !possible;
      setText(note, noteFor(state));
    },
  };
}

function noteFor({ chosen, insertion }: PageState): string {
  if (!chosen) return 'Bounds can be inserted once they are set.';
  if (!insertion.possible) return insertion.reason;
  return insertion.upToDate ? 'The code already holds these bounds.' : '';
}

/** Pixels between the menu, its button and the window's edge. */
const MENU_MARGIN = 8;

/** The menu behind the arrow, with the keys that menus have. */
function createMenu(onChoose: (kind: InsertWhat) => void) {
  const opener = button('What to insert', () => (isOpen() ? close() : open()), {
    appearance: 'primary',
    icon: icon('chevronDown'),
  });
  opener.replaceChildren(icon('chevronDown'));
  opener.classList.add('opener');
  opener.setAttribute('aria-label', 'Choose what to insert');
  opener.setAttribute('aria-haspopup', 'menu');

  const items = INSERT_WHAT.map((kind) => {
    const { label, explanation } = wordsOf(kind);
    const item = element(
      'div',
      { role: 'menuitemradio', tabindex: '-1', 'data-kind': kind },
      element('span', { class: 'tick' }, icon('check')),
      element('span', {}, element('strong', {}, label), element('small', {}, explanation)),
    );
    item.addEventListener('click', () => choose(kind));
    return item;
  });
  const menu = element('div', { class: 'menu gone', role: 'menu', 'aria-label': 'What to insert' }, ...items);

  const isOpen = () => !menu.classList.contains('gone');
  const open = () => {
    setShown(menu, true);
    keepInside(menu);
    opener.setAttribute('aria-expanded', 'true');
    (items.find((item) => item.getAttribute('aria-checked') === 'true') ?? items[0])?.focus();
  };
  const close = () => {
    setShown(menu, false);
    opener.setAttribute('aria-expanded', 'false');
  };
  const choose = (kind: InsertWhat) => {
    onChoose(kind);
    close();
    opener.focus();
  };

  menu.addEventListener('keydown', (event) => {
    const at = items.findIndex((item) => item === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[(to + items.length) % items.length]?.focus();
    else if (event.key === 'Enter' || event.key === ' ') items[at]?.click();
    else if (event.key === 'Escape') {
      close();
      opener.focus();
    } else return;
    event.preventDefault();
  });
  menu.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node) || !menu.contains(event.relatedTarget)) close();
  });

  return {
    opener,
    element: menu,
    mark: (what: InsertWhat) => {
      for (const item of items) item.setAttribute('aria-checked', String(item.dataset['kind'] === what));
    },
  };
}

/** Opens upwards where there is more room above, and scrolls where neither side has enough. */
function keepInside(menu: HTMLElement): void {
  menu.style.maxHeight = '';
  const { top, bottom } = menu.parentElement?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
  const above = top - MENU_MARGIN;
  const below = window.innerHeight - bottom - MENU_MARGIN;
  const up = menu.offsetHeight > below && above > below;
  menu.classList.toggle('up', up);
  menu.style.maxHeight = `${Math.max(0, up ? above : below)}px`;
}
