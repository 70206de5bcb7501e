import { readAttributes } from '@ireko/elf';
import { expect, test } from 'vitest';
import {
  architectureAttribute,
  changeArchitecture,
  type Extensions,
  parseArchitecture,
} from '../src/architecture.ts';
import type { AssembleOptions } from '../src/index.ts';
import { diagnosticsOf, objectOf } from './assembling.ts';

const namesOf = (text: string) => [...parsed(text).keys()];

function parsed(text: string): Extensions {
  const { extensions, problem } = parseArchitecture(text);
  if (problem !== undefined) throw new Error(problem);
  return extensions;
}

test('an architecture is its extensions', () => {
  expect(namesOf('rv64imac_zicsr')).toEqual(['i', 'm', 'a', 'c', 'zicsr', 'zmmul']);
  expect(namesOf('rv64i2p1_m2p0')).toEqual(['i', 'm', 'zmmul']);
});

test('what is unknown is named', () => {
  expect(parseArchitecture('rv128i').problem).toMatch(/no architecture/);
  expect(parseArchitecture('rv64e').problem).toBe('the base e has 32 bits: rv32e');
  expect(parseArchitecture('rv32iq2p0').problem).toMatch(/q has 64 bits/);
  expect(parseArchitecture('rv32iq').problem).toBeUndefined();
  expect(namesOf('rv32g2_p1')).toContain('p');
  expect(parseArchitecture('rv64i_zbd').problem).toBe(
    'extension `zbd` is not known; did you mean `zba`?',
  );
  expect(parseArchitecture('rv64i_xfast').problem).toMatch(/must have a version: xfast1p0/);
});

test('.option arch adds and takes away', () => {
  expect(changeArchitecture(parsed('rv64ic'), '-c, +m').extensions).toEqual(parsed('rv64im'));
  expect(changeArchitecture(parsed('rv64ic'), '-i').problem).toMatch(/base i/);
});

test('what stands before a mistake in an architecture is in force behind it', () => {
  const linesOf = (text: string) =>
    diagnosticsOf(text).flatMap(({ severity, span }) => (severity === 'error' ? span?.line : []));
  const uses = 'add a0, a0, a1\nmul a0, a0, a0\nsh1add a0, a0, a0\n';
  expect(linesOf(`.attribute arch, "rv64im_zic64b_zba"\n${uses}`)).toEqual([1, 3, 4]);
  expect(linesOf(`.attribute arch, "rv64g_zic64b"\n${uses}`)).toEqual([1, 2, 3, 4]);
  expect(linesOf(`.attribute arch, "rv64i2p1_b1p0_zba1p0"\n${uses}`)).toEqual([3]);
  expect(linesOf(`.attribute arch, "rv64ib_m_zba"\n${uses}`)).toEqual([1]);
  expect(linesOf('.option arch, +f2p0_d2p0\n.option arch, +\n.option arch, +xv2p\n')).toEqual([
    1, 2, 3,
  ]);
  expect(linesOf(`.option arch, +zba, +foo, +m\n${uses}`)).toEqual([1]);
});

test('the attribute has versions in canonical order, and what is implied', () => {
  expect(architectureAttribute(parsed('rv64icm'))).toBe('rv64i2p1_m2p0_c2p0_zmmul1p0');
  expect(architectureAttribute(parsed('rv64i2p0_xfast1p2_zfh'))).toBe(
    'rv64i2p0_f2p2_zicsr2p0_zifencei2p0_zfh1p0_zfhmin1p0_xfast1p2',
  );
});

test('the privileged specification and the extensions are noted as asked', () => {
  const noted = (options: AssembleOptions) =>
    objectOf('csrr a0, mstatus\n', {}, options).sections.find(({ name }) =>
      name.endsWith('.attributes'),
    )?.data;
  const versions = (options: AssembleOptions) => {
    const attributes = readAttributes(noted(options) ?? new Uint8Array());
    return [8, 10, 12].map((tag) => attributes.get(tag));
  };
  expect(versions({})).toEqual([1, 11, undefined]);
  expect(versions({ privilegedSpec: '1.9.1' })).toEqual([1, 9, 1]);
  expect(noted({ attributes: false })).toBeUndefined();
  expect(diagnosticsOf('nop\n', {}, { privilegedSpec: '2' })[0]?.message).toContain(
    'there are 1.9.1',
  );
});

test('a conversion needs the extensions of both its formats', () => {
  const messages = (architecture: string, source: string) =>
    diagnosticsOf(`${source}\n`, {}, { architecture }).map(({ message }) => message);
  expect(messages('rv64if_zfhmin', 'fcvt.d.h fa0, fa1')).toEqual([
    'fcvt.d.h needs the extension d',
  ]);
  expect(messages('rv64i_zhinxmin', 'fcvt.h.d a0, a1')).toEqual([
    'fcvt.h.d needs the extension zdinx',
  ]);
  expect(messages('rv64id_zfhmin', 'fcvt.d.h fa0, fa1\nfcvt.s.h fa0, fa1')).toEqual([]);
});

test('an older specification holds for what the source says, too, and what it has no name for is not told', () => {
  const attributeOf = (text: string) => {
    const { extensions } = parseArchitecture(text, '2.2');
    return architectureAttribute(changeArchitecture(extensions, '+a').extensions);
  };
  expect(attributeOf('rv64im_zicsr')).toBe('rv64i2p0_m2p0_a2p0_zmmul1p0');
});
