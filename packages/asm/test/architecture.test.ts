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
  const extensions = parseArchitecture(text);
  if (typeof extensions === 'string') throw new Error(extensions);
  return extensions;
}

test('an architecture is its extensions', () => {
  expect(namesOf('rv64imac_zicsr')).toEqual(['i', 'm', 'zmmul', 'a', 'c', 'zicsr']);
  expect(namesOf('rv64i2p1_m2p0')).toEqual(['i', 'm', 'zmmul']);
});

test('what is unknown is named', () => {
  expect(parseArchitecture('rv128i')).toMatch(/no architecture/);
  expect(parseArchitecture('rv64e')).toBe('the base e has 32 bits: rv32e');
  expect(parseArchitecture('rv64i_zbd')).toBe('extension `zbd` is not known; did you mean `zba`?');
  expect(parseArchitecture('rv64i_xfast')).toMatch(/must have a version: xfast1p0/);
});

test('.option arch adds and takes away', () => {
  expect(changeArchitecture(parsed('rv64ic'), '-c, +m')).toEqual(parsed('rv64im'));
  expect(changeArchitecture(parsed('rv64ic'), '-i')).toMatch(/base i/);
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
    const extensions = parseArchitecture(text, '2.2');
    if (typeof extensions === 'string') throw new Error(extensions);
    const changed = changeArchitecture(extensions, '+a');
    return typeof changed === 'string' ? changed : architectureAttribute(changed);
  };
  expect(attributeOf('rv64im_zicsr')).toBe('rv64i2p0_m2p0_a2p0_zmmul1p0');
});
