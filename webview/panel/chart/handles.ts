/** The two bounds on the chart: what a pointer or the keyboard does to them, and how they look. */
import { rateText, roundRate } from '../../../src/tuning';
import { element, setShown } from '../../dom';
import { type Bound, type Bounds, nudge, withBound } from '../bounds';
import { contains, type Plot, toPixel, toRate } from './geometry';

const NAMES: Record<Bound, string> = { base: 'Base learning rate', max: 'Max learning rate' };
const TOOLTIPS: Record<Bound, string> = {
  base: 'Where each cycle starts and ends. Drag it, or nudge it with the arrow keys (ten times as far with Shift).',
  max: 'The top of each cycle. Drag it, or nudge it with the arrow keys (ten times as far with Shift).',
};
/** Nudges with Shift held. */
const MANY = 10;
/** Pixels that a grabbed handle must move before it counts as dragged. */
const LEAST_MOVE = 2;

export interface HandleEvents {
  /** While a bound moves: to be shown, not yet to be settled. */
  onMove(bounds: Bounds): void;
  /** The bound is let go. */
  onSet(bounds: Bounds): void;
}

export interface Handles {
  /** Lies over the canvas, of the same size. */
  readonly element: HTMLElement;
  render(plot: Plot, bounds: Bounds | null): void;
}

interface Drag {
  bound: Bound;
  /** Where the pointer went down, and how far from the rate it drags. */
  from: number;
  offset: number;
  moved: boolean;
}

export function createHandles(events: HandleEvents): Handles {
  const handles = { base: createHandle('base'), max: createHandle('max') };
  const between = element('div', { class: 'between' });
  const overlay = element('div', { class: 'overlay' }, between, handles.base.element, handles.max.element);

  let plot: Plot | null = null;
  let bounds: Bounds | null = null;
  let drag: Drag | null = null;

  const nearer = (x: number): Bound => {
    if (!plot || !bounds) return 'max';
    const base = toPixel(plot, bounds.baseLR);
    const toBase = Math.abs(x - base);
    const toMax = Math.abs(x - toPixel(plot, bounds.maxLR));
    return toBase < toMax || (toBase === toMax && x < base) ? 'base' : 'max';
  };

  /** Sets a bound and returns which of the two it now is: past the other, it takes the other's part. */
  const set = (bound: Bound, rate: number): Bound => {
    const swaps = bounds && (bound === 'base' ? rate > bounds.maxLR : rate < bounds.baseLR);
    bounds = withBound(bounds, bound, rate);
    return swaps ? other(bound) : bound;
  };

  /** Takes the pointer's position; false while it has not moved, so that touching a handle changes nothing. */
  const follow = (event: PointerEvent): boolean => {
    if (!drag || !plot) return false;
    const x = event.clientX - overlay.getBoundingClientRect().left;
    if (!drag.moved && Math.abs(x - drag.from) < LEAST_MOVE) return false;
    drag.moved = true;
    drag.bound = set(drag.bound, roundRate(toRate(plot, x - drag.offset)));
    return true;
  };

  overlay.addEventListener('pointerdown', (event) => {
    if (!plot || event.button !== 0) return;
    const box = overlay.getBoundingClientRect();
    const x = event.clientX - box.left;
    const grabbed = boundOf(event.target);
    if (!grabbed && !contains(plot, x, event.clientY - box.top)) return;
    event.preventDefault();
    overlay.setPointerCapture(event.pointerId);
    const bound = grabbed ?? nearer(x);
    handles[bound].element.focus({ preventScroll: true });
    if (grabbed && bounds) {
      const at = toPixel(plot, grabbed === 'base' ? bounds.baseLR : bounds.maxLR);
      drag = { bound, from: x, offset: x - at, moved: false };
      return;
    }
    drag = { bound, from: x, offset: 0, moved: true };
    follow(event);
    if (bounds) events.onMove(bounds);
  });
  overlay.addEventListener('pointermove', (event) => {
    if (follow(event) && bounds) events.onMove(bounds);
  });
  // The position is taken again here: moves are throttled under load, the end of a drag is not.
  overlay.addEventListener('pointerup', (event) => {
    follow(event);
    endDrag();
  });
  overlay.addEventListener('pointercancel', () => endDrag());

  const endDrag = () => {
    const ended = drag;
    drag = null;
    if (!ended?.moved || !bounds) return;
    handles[ended.bound].element.focus({ preventScroll: true });
    events.onSet(bounds);
  };

  overlay.addEventListener('keydown', (event) => {
    const bound = boundOf(event.target);
    const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!bound || !bounds || direction === undefined) return;
    event.preventDefault();
    const from = bound === 'base' ? bounds.baseLR : bounds.maxLR;
    const moved = set(bound, nudge(from, direction * (event.shiftKey ? MANY : 1)));
    handles[moved].element.focus({ preventScroll: true });
    events.onSet(bounds);
  });

  return {
    element: overlay,
    render(newPlot, newBounds) {
      plot = newPlot;
      if (!drag) bounds = newBounds;
      setShown(between, bounds !== null);
      setShown(handles.base.element, bounds !== null);
      setShown(handles.max.element, bounds !== null);
      if (!bounds) return;
      const left = handles.base.place(plot, bounds.baseLR, bounds);
      const right = handles.max.place(plot, bounds.maxLR, bounds);
      between.style.left = `${left}px`;
      between.style.width = `${Math.max(0, right - left)}px`;
      between.style.top = `${plot.top}px`;
      between.style.height = `${plot.bottom - plot.top}px`;
    },
  };
}

function other(bound: Bound): Bound {
  return bound === 'base' ? 'max' : 'base';
}

function boundOf(target: EventTarget | null): Bound | null {
  const bound =
    target instanceof Element ? target.closest<HTMLElement>('.handle')?.dataset['bound'] : undefined;
  return bound === 'base' || bound === 'max' ? bound : null;
}

function createHandle(bound: Bound) {
  const flag = element('span', { class: 'flag' });
  const handle = element(
    'div',
    {
      class: 'handle',
      role: 'slider',
      tabindex: '0',
      title: TOOLTIPS[bound],
      'aria-label': NAMES[bound],
      'data-bound': bound,
    },
    element('span', { class: 'stem' }),
    element('span', { class: 'grip' }),
    flag,
  );
  return {
    element: handle,
    /** Puts the handle at its rate and returns that place in pixels. */
    place(plot: Plot, rate: number, { baseLR, maxLR }: Bounds): number {
      const x = toPixel(plot, rate);
      handle.style.left = `${x}px`;
      handle.style.top = '0';
      handle.style.height = `${plot.bottom}px`;
      flag.textContent = `${bound} ${rateText(rate)}`;
      // Flags point away from each other. One that turns round where the chart ends stands in the plot, below all names.
      const outward = bound === 'base' ? 'left' : 'right';
      const room = outward === 'left' ? x : (handle.parentElement?.clientWidth ?? 0) - x;
      const turned = room < flag.offsetWidth;
      handle.dataset['side'] = turned ? (outward === 'left' ? 'right' : 'left') : outward;
      flag.style.top = turned ? `${plot.top + 2}px` : '';
      handle.setAttribute('aria-valuemin', String(bound === 'base' ? plot.min : baseLR));
      handle.setAttribute('aria-valuemax', String(bound === 'base' ? maxLR : plot.max));
      handle.setAttribute('aria-valuenow', String(rate));
      handle.setAttribute('aria-valuetext', rateText(rate));
      return x;
    },
  };
}
