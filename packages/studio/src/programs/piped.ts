/** Compression as browsers have it: links and archives are made with it. */

/** What a stream makes of bytes. */
export async function piped(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const made = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(made).arrayBuffer());
}
