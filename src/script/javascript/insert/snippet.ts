/** What goes to the clipboard where no place for it was found. */
import { rateText, type PolicyNumber } from '../../../tuning';
import { CONSTANT_NAMES, constantValues } from '../../constants';
import type { InsertRequest } from '../../types';
import { restyle, type Style } from '../style';
import { POLICIES } from '../policies';
import type { Script } from '../script';
import { callbackCode, constantLine, policyCode, setterCode } from './text/code';

export function snippetOf(script: Script, style: Style, request: InsertRequest): string {
  if (request.what === 'fixed') return rateText(request.lr);
  const values: Partial<Record<PolicyNumber, number>> =
    request.what === 'schedule' ? constantValues(request) : { baseLR: request.baseLR, maxLR: request.maxLR };
  const roles = Object.keys(values) as PolicyNumber[];
  const constants = roles.map((role) => constantLine(CONSTANT_NAMES[role], role, values[role] ?? 0));
  if (request.what === 'constants') return restyle(constants.join('\n') + '\n', style);
  const spec = POLICIES[request.policy];
  const call = `${spec.functionName}(step, ${roles.map((role) => CONSTANT_NAMES[role]).join(', ')})`;
  const code = [
    constants.join('\n'),
    policyCode(spec, spec.functionName, script.typed),
    setterCode('setLearningRate', script.typed),
    callbackCode({ callback: 'CyclicalLR', base: 'tf.Callback', setter: 'setLearningRate' }, script.typed),
    `// Pass it to fit: callbacks: new CyclicalLR((step) => ${call})`,
  ];
  return restyle(code.join('\n\n') + '\n', style);
}
