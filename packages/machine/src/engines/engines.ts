/** The engines by the names that users give them. */

import type { Engine, EngineHost } from './engine.ts';
import { InterpreterEngine } from './interpreter.ts';
import { ReferenceEngine } from './reference.ts';

const engines = {
  translator: (host: EngineHost, hotAfter: number): Engine => new InterpreterEngine(host, hotAfter),
  interpreter: (host: EngineHost): Engine => new InterpreterEngine(host),
  reference: (host: EngineHost): Engine => new ReferenceEngine(host),
} as const;

export type EngineName = keyof typeof engines;

/** The engine that a machine has unless told otherwise. */
export const defaultEngine: EngineName = 'translator';

/** Every engine's name, the fastest first. */
export const engineNames: readonly EngineName[] = ['translator', 'interpreter', 'reference'];

/** @param hotAfter how often code is jumped to before the translator translates it. */
export function makeEngine(name: EngineName, host: EngineHost, hotAfter: number): Engine {
  return engines[name](host, hotAfter);
}
