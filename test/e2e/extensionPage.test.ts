// What VS Code shows of the extension before anybody has used it.
import { expect, test } from 'vitest';
import path from 'node:path';
import { Workbench } from './harness/workbench';
import { makeWorkspace } from './harness/workspace';

const images = path.resolve(import.meta.dirname, '../../docs/images');

test('the page of the extension shows the moving picture of README', async () => {
  const workbench = await Workbench.open({ workspace: makeWorkspace() });
  try {
    const { page } = workbench;
    const address = 'https://github.com/example/lr-tuner/raw/HEAD/docs/images/';
    await page.route(`${address}*`, (route) =>
      route.fulfill({ path: path.join(images, path.basename(route.request().url())) }),
    );
    await workbench.runCommand('View: Show Extensions');
    await page.locator('.extension-list-item', { hasText: 'LR Tuner' }).click();
    const readme = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    const picture = readme.locator('img[alt^="From a script"]');
    await picture.scrollIntoViewIfNeeded();
    await expect
      .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
      .toBeGreaterThan(100);
  } finally {
    await workbench.close();
  }
});
