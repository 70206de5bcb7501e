/** Runs the guest that the page's server has, in a worker, and tells the server how it ended. */
import { Machine } from '../../src/index.ts';

async function run(): Promise<string> {
  const elf = new Uint8Array(await (await fetch('/guest.elf')).arrayBuffer());
  let output = '';
  const machine = new Machine({
    engine: 'translator',
    hotAfter: 20,
    console: (byte) => {
      output += String.fromCharCode(byte);
    },
  });
  const problem = machine.load(elf);
  if (problem !== undefined) return problem;
  const { kind } = machine.run({ maxInstructions: 50_000_000 });
  return JSON.stringify([kind, machine.instructions, machine.stateHash(), output]);
}

const ending = await run().catch((error: unknown) => String(error));
await fetch('/ending', { method: 'POST', body: ending });
