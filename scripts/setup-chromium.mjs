// Finds a Chromium for the tests of pages, or installs Debian's.
//   node scripts/setup-chromium.mjs
import { aptInstall, isMain, onPath, runMain } from './setup/task.mjs';

const findChromium = () =>
  process.env.CHROMIUM || ['chromium', 'chromium-browser', 'google-chrome'].map(onPath).find(Boolean);

/** Returns the browser's file; the variable CHROMIUM names another one. */
export async function setUpChromium() {
  if (!findChromium()) await aptInstall(['chromium'], 'about half a minute, 350 MB');
  return findChromium();
}

if (isMain(import.meta.url)) {
  await runMain(async () => console.log(`Chromium is ready: ${await setUpChromium()}`));
}
