/** The computer in a browser: the same engine in a worker, with the same end as here. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { Machine } from '../src/index.ts';
import { compile } from './compiled.ts';

const page = `<!doctype html><script>new Worker('/worker.js', { type: 'module' })</script>`;

/** The worker and all that it imports, as one module. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['source'] },
    build: {
      write: false,
      target: 'esnext',
      lib: { entry: join(import.meta.dirname, 'browser/worker.ts'), formats: ['es'] },
    },
  });
  const [output] = [result].flat();
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (!chunk) throw new Error('vite made nothing');
  return chunk.code;
}

/** Serves these files, and gives what is posted to `/ending`. */
function serve(files: Readonly<Record<string, readonly [string, string | Uint8Array]>>): {
  readonly server: Server;
  readonly ending: Promise<string>;
} {
  const posted = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      text(request).then((body) => posted.resolve(body), posted.reject);
      response.end();
      return;
    }
    const [type, content] = files[request.url ?? ''] ?? [];
    response.writeHead(content === undefined ? 404 : 200, { 'Content-Type': type ?? 'text/plain' });
    response.end(content);
  });
  return { server, ending: posted.promise };
}

/** What a browser that opens the page posts. */
async function inBrowser(elf: Uint8Array): Promise<string> {
  const { server, ending } = serve({
    '/': ['text/html', page],
    '/worker.js': ['text/javascript', await bundle()],
    '/guest.elf': ['application/octet-stream', elf],
  });
  const profile = mkdtempSync(join(tmpdir(), 'ireko-browser-'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const options = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`];
  const browser = spawn('chromium', [...options, `http://127.0.0.1:${port}/`], { stdio: 'ignore' });
  const failed = new Promise<never>((_, reject) => browser.once('error', reject));
  try {
    return await Promise.race([ending, failed]);
  } finally {
    browser.kill();
    if (browser.exitCode === null && browser.pid !== undefined) await once(browser, 'exit');
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

test('a guest on the translator ends in a browser as it does here', async () => {
  const elf = compile('rv64gc', '-O2');
  let output = '';
  const machine = new Machine({
    engine: 'interpreter',
    console: (byte) => {
      output += String.fromCharCode(byte);
    },
  });
  expect(machine.load(elf)).toBeUndefined();
  const { kind } = machine.run({ maxInstructions: 50_000_000 });
  const here = JSON.stringify([kind, machine.instructions, machine.stateHash(), output]);
  expect(await inBrowser(elf)).toBe(here);
});
