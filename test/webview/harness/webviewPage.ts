/**
 * The real pages in a real Chromium, under the policy that the host gives it. Only VS Code is stood in
 * for: its theme variables (recorded from VS Code 1.139) and `acquireVsCodeApi`, which notes what is posted.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { FromPanel, PanelState, ToPanel } from '../../../src/protocol/panel';
import type { FromSide, SideState, ToSide } from '../../../src/protocol/side';

export type ThemeName =
  'vscode-dark' | 'vscode-light' | 'vscode-high-contrast' | 'vscode-high-contrast-light';

type Posted = FromPanel | FromSide;

type Variables = Record<string, string>;

const root = path.resolve(import.meta.dirname, '../../..');
const themes = JSON.parse(readFileSync(path.join(import.meta.dirname, 'themes.json'), 'utf8')) as Record<
  ThemeName,
  Variables
>;

const NONCE = 'dGVzdA';

export interface Plot {
  left: number;
  right: number;
  top: number;
  bottom: number;
  min: number;
  max: number;
  axis: 'log' | 'linear';
}

/** One browser and one server for a file of tests; a page for each test. */
export class WebviewBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly url: string,
  ) {}

  static async start(): Promise<WebviewBrowser> {
    const bundle = await build({
      absWorkingDir: root,
      entryPoints: { panel: 'webview/panel/main.ts', side: 'webview/side/main.ts' },
      outdir: 'dist',
      bundle: true,
      format: 'iife',
      target: 'es2022',
      loader: { '.svg': 'text' },
      write: false,
    });
    const files = new Map(
      bundle.outputFiles.map(({ path: file, text }) => [`/${path.basename(file)}`, text]),
    );
    const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css' };
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const file = files.get(pathname);
      if (file !== undefined) {
        response.setHeader('content-type', `${types[path.extname(pathname)] ?? 'text/plain'}; charset=utf-8`);
        response.end(file);
      } else {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(
          shell(pathname.slice(1), searchParams.get('theme') as ThemeName, searchParams.get('extra') ?? ''),
        );
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    });
    return new WebviewBrowser(browser, server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** @param extra HTML that is put into the page, for what the policy must refuse */
  async open({
    name = 'panel' as 'panel' | 'side',
    theme = 'vscode-dark' as ThemeName,
    width = 860,
    height = 1000,
    extra = '',
    reducedMotion = false,
    ownClock = false,
  } = {}): Promise<WebviewPage> {
    const page = await this.browser.newPage({
      viewport: { width, height },
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    });
    if (ownClock) await page.clock.install();
    const panel = new WebviewPage(page);
    await page.goto(`${this.url}/${name}?theme=${theme}&extra=${encodeURIComponent(extra)}`);
    return panel;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export class WebviewPage {
  /** What the page reported on its console: policy violations and errors. */
  readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => {
      if (message.type() === 'error' || /Content Security Policy/.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  /** Sends a message as VS Code does and waits until the page has drawn it. */
  async send(...messages: (ToPanel | ToSide)[]): Promise<void> {
    for (const message of messages) {
      // The page's own listener came first, so it has heard the message once this one does.
      await this.page.evaluate(`new Promise((done) => {
        window.addEventListener('message', () => done(), { once: true });
        window.postMessage(${JSON.stringify(message)}, '*');
      })`);
    }
    await this.drawn();
  }

  async show(state: PanelState | SideState): Promise<void> {
    await this.send({ type: 'state', state } as ToPanel | ToSide);
  }

  /** Two frames: one may have been under way when the change came. */
  async drawn(): Promise<void> {
    await this.page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
    );
  }

  async posted(): Promise<Posted[]> {
    return (await this.page.evaluate('window.posted')) as Posted[];
  }

  async last(type: Posted['type']): Promise<Posted | undefined> {
    return (await this.posted()).findLast((message) => message.type === type);
  }

  async setTheme(theme: ThemeName): Promise<void> {
    await this.page.evaluate(`window.setTheme(${JSON.stringify(theme)}, ${JSON.stringify(themes[theme])})`);
    await this.drawn();
  }

  async plot(): Promise<Plot> {
    const text = await this.page.locator('canvas').getAttribute('data-plot');
    if (text === null) throw new Error('The chart has not been drawn.');
    return JSON.parse(text) as Plot;
  }

  /** A place on the screen: a rate, and a share of the plot's height from its top. */
  async at(rate: number, height = 0.3): Promise<{ x: number; y: number }> {
    const plot = await this.plot();
    const box = await this.page.locator('canvas').boundingBox();
    if (!box) throw new Error('The chart is not in sight.');
    const share =
      plot.axis === 'log'
        ? Math.log(rate / plot.min) / Math.log(plot.max / plot.min)
        : (rate - plot.min) / (plot.max - plot.min);
    return {
      x: box.x + plot.left + share * (plot.right - plot.left),
      y: box.y + plot.top + height * (plot.bottom - plot.top),
    };
  }

  /** How many pixels of the canvas have (nearly) the given colour. */
  async pixelsLike(color: string, canvas = 'canvas'): Promise<number> {
    return (await this.page.evaluate(`(() => {
      const probe = document.createElement('canvas').getContext('2d');
      probe.fillStyle = ${JSON.stringify(color)};
      probe.fillRect(0, 0, 1, 1);
      const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
      const canvas = document.querySelector(${JSON.stringify(canvas)});
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        const near = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 24;
        if (near && data[i + 3] > 200) count++;
      }
      return count;
    })()`)) as number;
  }

  async variable(name: string): Promise<string> {
    const value = await this.page.evaluate(
      `getComputedStyle(document.documentElement).getPropertyValue('--vscode-${name}').trim()`,
    );
    return String(value);
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

/** The host's shell, with VS Code's own script before ours. */
function shell(page: string, theme: ThemeName, extra: string): string {
  const policy = `default-src 'none'; style-src 'self' 'nonce-${NONCE}'; font-src 'self'; script-src 'nonce-${NONCE}'`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta property="csp-nonce" content="${NONCE}">
    <style nonce="${NONCE}">html { background: var(--vscode-editor-background); scrollbar-color: var(--vscode-scrollbarSlider-background) transparent; }</style>
    <link rel="stylesheet" href="/${page}.css">
    <title>LR Tuner</title>
  </head>
  <body>
    ${extra}
    <main id="app" data-run="run-1"></main>
    <script nonce="${NONCE}">
      window.posted = [];
      window.remembered = undefined;
      window.acquireVsCodeApi = () => ({
        postMessage: (message) => window.posted.push(structuredClone(message)),
        getState: () => window.remembered,
        setState: (state) => { window.remembered = state; },
      });
      window.setTheme = (name, variables) => {
        document.documentElement.style.cssText = '';
        for (const [key, value] of Object.entries(variables)) document.documentElement.style.setProperty(key, value);
        document.body.className = 'vscode-body ' + name + (name.endsWith('-contrast-light') ? ' vscode-high-contrast' : '');
      };
      window.setTheme(${JSON.stringify(theme)}, ${JSON.stringify(themes[theme])});
    </script>
    <script nonce="${NONCE}" src="/${page}.js"></script>
  </body>
</html>`;
}
