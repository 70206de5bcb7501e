export { type VmmImage, vmmImage } from './image.ts';
export type { VirtualMachine } from './virtual-machine.ts';
