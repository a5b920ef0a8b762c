/** What the person should know about the run: another engine, accuracy computed for them, a schedule overridden. */
import { element, rebuild, setShown } from './dom';
import { icon } from './icons';

export function createNotices() {
  const list = element('ul', { class: 'notices', 'aria-label': 'Notices' });
  return {
    element: list,
    render(notices: string[]) {
      setShown(list, notices.length > 0);
      rebuild(list, JSON.stringify(notices), () =>
        notices.map((notice) => element('li', {}, icon('info'), element('span', {}, notice))),
      );
    },
  };
}
