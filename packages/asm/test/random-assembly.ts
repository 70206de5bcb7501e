/** Assembles random sources, and says what an assembler must never do with them. */

import { type Assembly, assemble } from '../src/index.ts';
import { randomSource } from './random-source.ts';

/** The extensions that random sources may use. */
export const fuzzArchitecture: string =
  'rv64gqcvh_zfh_zicbom_zicboz_zicbop_zawrs_zihintpause_zba_zbb_zbc_zbs_zbkb_zbkx_zknd_zkne_zknh_zksed_zksh_svinval' +
  '_xtheadba_xtheadbb_xtheadbs_xtheadcmo_xtheadcondmov_xtheadfmemidx' +
  '_xtheadint_xtheadmac_xtheadmemidx_xtheadmempair_xtheadsync';

/** What the file of a random source is called. */
export const SOURCE_NAME = 'random.s';

/** Assembles a random source; throws where the assembler does. */
export function assembleRandom(seed: number): Assembly {
  const bytes = new TextEncoder().encode(randomSource(seed));
  const read = (path: string) => (path === SOURCE_NAME ? bytes : undefined);
  return assemble(SOURCE_NAME, read, { architecture: fuzzArchitecture });
}

/** What is wrong with how the assembler takes a random source, whatever that says. */
export function complaintsAbout(seed: number): string[] {
  let assembly: Assembly;
  try {
    assembly = assembleRandom(seed);
  } catch (defect) {
    return [`it crashes: ${(defect as Error).stack}`];
  }
  const errors = assembly.diagnostics.filter(({ severity }) => severity === 'error');
  const complaints: string[] = [];
  if (!assembly.object && errors.length === 0) complaints.push('it gives neither object nor error');
  if (assembly.object && errors.length > 0) complaints.push('it gives an object and errors');
  for (const { message, span } of errors) {
    if (span && span.file !== '' && span.line > 0 && span.column > 0) continue;
    complaints.push(`this error has no place: ${message}`);
  }
  return complaints;
}
