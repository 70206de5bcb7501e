/**
 * Tables that the image brings along for the VMM: rows of doublewords. What a column is called in
 * the assembly is said beside what is in it, so that the two cannot differ.
 */

/** A column: its name in the assembly after the table's, and what is there in a row. */
export type Column<Row> = readonly [name: string, cell: (row: Row) => string | number | bigint];

const bytesOfCell = 8;

/** `.equ` lines: where each column is in a row of this table, and the size of a row. */
export function offsets<Row>(
  table: string,
  columns: readonly Column<Row>[],
  size = 'BYTES',
): string {
  return [...columns.map(([name]) => name), size]
    .map((name, index) => equ(`${table}_${name}`, index * bytesOfCell))
    .join('\n');
}

/** A row as an assembler's line. */
export const row = <Row>(columns: readonly Column<Row>[], of: Row): string =>
  `        .quad   ${columns.map(([, cell]) => cell(of)).join(', ')}`;

/** Rows between a label and one of their end. */
export const rows = <Row>(
  label: string,
  columns: readonly Column<Row>[],
  of: readonly Row[],
): string => [`${label}:`, ...of.map((each) => row(columns, each)), `${label}_end:`].join('\n');

/** Up to eight characters as a cell, zero-padded, the first one lowest. */
export const letters = (text: string): bigint =>
  [...text.slice(0, bytesOfCell)].reduceRight(
    (value, character) => (value << 8n) | BigInt(character.charCodeAt(0)),
    0n,
  );

/** `.equ` lines: a number for each choice, in their order. */
export const choices = (prefix: string, names: readonly string[]): string =>
  names
    .map((name, index) => equ(`${prefix}_${name.replaceAll('-', '_').toUpperCase()}`, index))
    .join('\n');

/** `.equ` lines. */
export const numbers = (named: Readonly<Record<string, number>>): string =>
  Object.entries(named)
    .map(([name, value]) => equ(name, value))
    .join('\n');

const equ = (name: string, value: number): string => `        .equ    ${name}, ${value}`;
