/** How often properties of damaged input are tried: `npm run fuzz:input` tries many times as many. */

const factor = Number(process.env['IREKO_FUZZ'] ?? 1);

/** The parameters of a property that is usually tried so often, from a seed that differs where it is tried more. */
export const tried = (usual: number): { readonly numRuns: number; readonly seed: number } => ({
  numRuns: usual * factor,
  seed: factor === 1 ? 1 : Date.now() % 2 ** 31,
});
