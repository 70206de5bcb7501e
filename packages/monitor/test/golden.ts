/**
 * What each image prints, process by process (`processOutput`), wherever it runs.
 */
import { readFileSync } from 'node:fs';

/** The golden of an image, from `test/golden`. */
export function golden(image: string): string {
  return readFileSync(`${import.meta.dirname}/golden/${image}.txt`, 'utf8');
}

/** What is typed to monitor-shell, one line each time it asks: mistakes, corrections, the end. */
export const session: readonly string[] = [
  'primes 100\r',
  'prim\b\bimes 10\r',
  'nothing\r',
  '\r',
  'wild\r',
  'sort 500 and more\n',
  '\x04',
];
