/**
 * The side view's page, bundled to dist/side.js and dist/side.css, in the same shell as the panel's. It posts
 * `ready` when it can take messages and is answered with `state`.
 */
import type { FromSide, ToSide } from '../../src/protocol/side';
import { connectHost } from '../host';
import { createPage } from './page';
import './side.css';

const host = connectHost<FromSide>();
const page = createPage(host);
const shell = document.getElementById('app');
// In a tab of the editor VS Code hands this back after a reload of the window, so that the host finds the run again.
host.remember('run', shell?.dataset['run'] ?? '');
shell?.replaceWith(page.element);
window.addEventListener('message', (event: MessageEvent<ToSide>) => page.receive(event.data));
host.post({ type: 'ready' });
