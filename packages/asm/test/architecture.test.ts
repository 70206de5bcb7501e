import { expect, test } from 'vitest';
import {
  architectureAttribute,
  changeArchitecture,
  parseArchitecture,
} from '../src/architecture.ts';

test('an architecture is its extensions', () => {
  expect(parseArchitecture('rv64imac_zicsr')).toEqual(
    new Set(['i', 'm', 'zmmul', 'a', 'c', 'zicsr']),
  );
  expect(parseArchitecture('rv64i2p1_m2p0')).toEqual(new Set(['i', 'm', 'zmmul']));
});

test('what is unknown is named', () => {
  expect(parseArchitecture('rv32i')).toMatch(/no 64-bit architecture/);
  expect(parseArchitecture('rv64iv')).toMatch(/extension `v` is not known/);
});

test('.option arch adds and takes away', () => {
  expect(changeArchitecture(new Set(['i', 'c']), '-c, +m')).toEqual(new Set(['i', 'm', 'zmmul']));
});

test('the attribute has versions in canonical order, and what is implied', () => {
  expect(architectureAttribute(new Set(['c', 'zmmul', 'm', 'i']))).toBe(
    'rv64i2p1_m2p0_c2p0_zmmul1p0',
  );
});
