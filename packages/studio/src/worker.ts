/** The worker: assembling, linking and running, beside the page, which never waits. */

import { Desk } from './desk.ts';
import type { Request } from './messages.ts';

const desk = new Desk((reply) => self.postMessage(reply));

self.onmessage = ({ data }: MessageEvent<Request>) => desk.hear(data);
