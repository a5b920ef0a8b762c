// Runs once before the end-to-end tests: everything they drive is set up, and the VSIX is built.
import { setUpChromium } from '../../../scripts/setup-chromium.mjs';
import { setUpNative } from '../../../scripts/setup-native.mjs';
import { setUpVSCode } from '../../../scripts/setup-vscode.mjs';
import { packageVsix } from '../../../scripts/package.mjs';

export default async function setUp({ provide }) {
  const which = process.env.LR_TUNER_VSCODE ?? 'latest';
  await setUpVSCode(which);
  provide('which', which);
  provide('chromium', await setUpChromium());
  provide('nativeFolder', await setUpNative());
  // Its pictures have a public address, which a test answers in place of the network.
  provide('vsix', await packageVsix({ repository: 'https://github.com/example/lr-tuner' }));
}
