/** Numbers as people read machines: hexadecimal, without leading zeros. */

export const hex = (value: bigint | number, digits = 1): string =>
  value.toString(16).padStart(digits, '0');
