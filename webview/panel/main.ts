/**
 * The panel's page, bundled to dist/panel.js and dist/panel.css. The host's HTML is a shell:
 *
 *     <meta http-equiv="Content-Security-Policy"
 *       content="default-src 'none'; style-src 'nonce-NONCE'; script-src 'nonce-NONCE'">
 *     <meta property="csp-nonce" content="NONCE">
 *     <style nonce="NONCE">panel.css</style>
 *     <main id="app" data-run="ID OF THE RUN"></main>
 *     <script nonce="NONCE">panel.js</script>
 *
 * The page posts `ready` when it can take messages and is answered with `state`.
 */
import type { FromPanel, ToPanel } from '../../src/protocol/panel';
import { connectHost } from '../host';
import { createPage } from './page';
import './panel.css';

const host = connectHost<FromPanel>();
const page = createPage(host);
const shell = document.getElementById('app');
// VS Code hands this back after a reload of the window, so that the host finds the run again.
host.remember('run', shell?.dataset['run'] ?? '');
shell?.replaceWith(page.element);
window.addEventListener('message', (event: MessageEvent<ToPanel>) => page.receive(event.data));
host.post({ type: 'ready' });
