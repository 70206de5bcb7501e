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

/** Extensions that are parts of others, which bring them. */
const parts: Readonly<Record<string, string>> = { m: 'zmmul' };

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

/** A conversion of formats, which those that have either must have [unpriv §22.3]. */
const conversion = /^fcvt\.([sdhq])\.([sdhq])$/;
const ofFormat: Readonly<Record<string, string>> = { s: 'f', d: 'd', q: 'q', h: 'zfhmin' };

/** Names for uses of CSRs: of counters any processor has them, and those of floating-point numbers who has these. */
const aliases: readonly (readonly [RegExp, readonly (readonly string[])[]])[] = [
  [/^rd(cycle|time|instret)h?$/, [[]]],
  [/^f([rs]csr|rsr|ssr|[rs]rm|srmi|[rs]flags|sflagsi)$/, [['f'], ['zfinx']]],
];

/** The extensions that have the form: any of these sets, the whole of it. `privileged` is always there. */
export function extensionsOf({
  instruction: { extension, mnemonic },
  mnemonic: written = mnemonic,
}: Pick<Form, 'instruction'> & Partial<Form>): readonly (readonly string[])[] {
  const ofAlias = aliases.find(([pattern]) => pattern.test(written))?.[1];
  if (ofAlias) return ofAlias;
  const formats = conversion.exec(mnemonic)?.slice(1) ?? [];
  const others = sharers.get(mnemonic) ?? [];
  const own = [
    extension,
    ...others.filter((each) => each === parts[extension]),
    ...formats.map((letter) => ofFormat[letter] as string),
  ];
  const integer = own.map((each) => inIntegerRegisters[each]).filter((each) => each !== undefined);
  const hasInteger = integer.length > 0 && !betweenRegisters.test(mnemonic);
  return [own, ...others.map((each) => [each]), ...(hasInteger ? [integer] : [])];
}
