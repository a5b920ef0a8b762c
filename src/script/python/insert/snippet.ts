/** What goes to the clipboard where no place for it was found. */
import { CONSTANT_NAMES, constantValues } from '../../constants';
import { rateText, type PolicyNumber } from '../../../tuning';
import type { InsertRequest } from '../../types';
import { fitSites } from '../fastai';
import { SCHEDULE_CLASSES, scheduleClass } from '../keras/code';
import { importsKeras } from '../keras/optimizers';
import type { Script } from '../script';
import { type Style, styleOf } from '../style';
import { scheduleCallback } from './fastai';
import { constantLine, schedulerCall, schedulerClass, stepLines } from './code';

/** @param library what steps the schedule: the script itself, or Lightning's Trainer */
export function snippetOf(
  script: Script,
  request: InsertRequest,
  library: 'torch' | 'lightning' = 'torch',
): string {
  const style = styleOf(script);
  if (request.what === 'fixed') return rateText(request.lr);
  const { baseLR, maxLR } = request;
  const values: Partial<Record<PolicyNumber, number>> =
    request.what === 'schedule' ? constantValues(request) : { baseLR, maxLR };
  const roles = Object.entries(values) as [PolicyNumber, number][];
  const lines = roles.map(([role, value]) => constantLine(CONSTANT_NAMES[role], role, value));
  if (request.what === 'schedule' && importsKeras(script) && !/\btorch\.optim\b/.test(script.text)) {
    const name = SCHEDULE_CLASSES[request.policy];
    lines.push('', '', scheduleClass(request.policy, name, 'keras', CONSTANT_NAMES, style), '', '');
    lines.push(`# The optimizer is made with learning_rate=${name}().`);
  } else if (request.what === 'schedule' && fitSites(script).length > 0) {
    lines.unshift('import numpy as np', 'from fastai.callback.core import Callback', '');
    lines.push('', '', ...scheduleCallback(request.policy, style));
  } else if (request.what === 'schedule') {
    const { policy } = request;
    const code = {
      policy,
      writtenClass: `torch.optim.lr_scheduler.${schedulerClass(policy)}`,
      optimizer: 'optimizer',
      constants: CONSTANT_NAMES,
      ratios: null,
    };
    const peak =
      policy === 'cosine-restarts' ? [`# The optimizer is made with lr=${CONSTANT_NAMES.maxLR}.`] : [];
    lines.push(
      '',
      ...peak,
      schedulerCall(code, 'scheduler = ', '', style),
      '',
      ...(library === 'lightning'
        ? ['# At the end of configure_optimizers:', returned(style)]
        : [
            '# Behind each optimizer.step():',
            stepLines(policy, 'scheduler', CONSTANT_NAMES.totalSteps, '', style),
          ]),
    );
  }
  return lines.join(style.eol) + style.eol;
}

function returned({ quote }: Style): string {
  const entry = (name: string, value: string): string => `${quote}${name}${quote}: ${value}`;
  const scheduler = `{${entry('scheduler', 'scheduler')}, ${entry('interval', `${quote}step${quote}`)}}`;
  return `return {${entry('optimizer', 'optimizer')}, ${entry('lr_scheduler', scheduler)}}`;
}
