// Makes src/engine/kernelExports.ts, formatted as prettier would, from AssemblyScript's declarations of the kernels.

const HEAD = `/**
 * What the kernels export; their files in \`kernels/\` explain the parameters. Generated: \`npm run build\` writes it anew
 * when a kernel changes.
 */

/** An address in the memory shared with the kernels, in bytes; 0 where there is none. */
type usize = number;
type i32 = number;
type f32 = number;
type bool = boolean;

export interface KernelExports {
`;
const WIDTH = 110;
const FUNCTION = /\* src\/engine\/kernels\/(\w+)\/\w+\n(.*?)\*\/\s+export function (\w+)\(/gs;

/** @throws Error when AssemblyScript writes its declarations in another form than that of the pinned version */
export function declareKernels(declared) {
  const byFile = new Map();
  let count = 0;
  for (const [, file, tags, name] of declared.matchAll(FUNCTION)) {
    const parameters = [...tags.matchAll(/@param (\w+) `(\w+)`/g)].map(
      ([, each, type]) => `${each}: ${type}`,
    );
    const result = /@returns `(\w+)`/.exec(tags)?.[1] ?? 'void';
    byFile.set(file, [...(byFile.get(file) ?? []), method(name, parameters, result)]);
    count++;
  }
  const expected = declared.match(/export function /g)?.length ?? 0;
  if (count === 0 || count !== expected) {
    throw new Error(`Of the ${expected} kernels that AssemblyScript declares ${count} were understood.`);
  }
  const groups = [...byFile].map(([file, methods]) => `  // ${file}.ts\n${methods.join('')}`);
  return `${HEAD}${groups.join('\n')}}\n`;
}

function method(name, parameters, result) {
  const line = `  ${name}(${parameters.join(', ')}): ${result};`;
  if (line.length <= WIDTH) return `${line}\n`;
  return `  ${name}(\n${parameters.map((each) => `    ${each},\n`).join('')}  ): ${result};\n`;
}
