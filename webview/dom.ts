type Child = Node | string | null;

/** Makes an element; attributes are set as written, so everything stays visible to assistive technology and tests. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Writes text only where it changed: a live region that is rewritten unchanged would be read out again. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Keeps an element's room in the layout while it has nothing to say, so that nothing jumps when it does. */
export function setShown(target: HTMLElement, shown: boolean, keepRoom = false): void {
  target.classList.toggle(keepRoom ? 'held' : 'gone', !shown);
}

/**
 * Replaces the children only when what they are made from changed: focus and hover survive a redraw.
 * `key` is compared with the one of the last call for this element.
 */
export function rebuild(target: HTMLElement, key: string, make: () => Child[]): void {
  if (target.dataset['key'] === key) return;
  target.dataset['key'] = key;
  target.replaceChildren(...make().filter((child) => child !== null));
}
