/** Which extensions have an instruction: most belong to one, some to any of several. */

import type { Form } from './instruction.ts';

/** Instructions that further extensions have as well. */
// biome-ignore format: by extensions.
const shared: Readonly<Record<string, string>> = {
  zbkb:  'andn orn xnor rol ror rori rolw rorw roriw rev8',
  zbkc:  'clmul clmulh',
  zknd:  'aes64ks1i aes64ks2',
  zmmul: 'mul mulh mulhu mulhsu mulw',
};

const sharers = new Map<string, string[]>();
for (const [extension, mnemonics] of Object.entries(shared)) {
  for (const mnemonic of mnemonics.split(' ')) {
    sharers.set(mnemonic, [...(sharers.get(mnemonic) ?? []), extension]);
  }
}

/** Arithmetic of these is also had in integer registers [Zfinx]: all but loads, stores and moves between the two. */
const inIntegerRegisters: Readonly<Record<string, string>> = {
  f: 'zfinx',
  d: 'zdinx',
  q: 'zqinx',
  zfh: 'zhinx',
  zfhmin: 'zhinxmin',
};
const betweenRegisters = /^(fl.|fs[wdqh]|fmv\.(x\..|.\.x))$/;

/** The extensions any of which has the form; `privileged` is always there. */
export function extensionsOf({ instruction }: Pick<Form, 'instruction'>): readonly string[] {
  const own = instruction.extension;
  const others = sharers.get(instruction.mnemonic) ?? [];
  const integer = inIntegerRegisters[own];
  const hasInteger = integer !== undefined && !betweenRegisters.test(instruction.mnemonic);
  return [own, ...others, ...(hasInteger ? [integer] : [])];
}
