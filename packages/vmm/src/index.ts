export { type VmmImage, vmmImage } from './image.ts';
export { memoryNeed } from './memory-need.ts';
export { type Clock, clocks, type Policy, policies, type Sharing } from './sharing.ts';
export { type ShadowPolicy, shadowPolicies, type Technique, techniques } from './technique.ts';
export {
  type DiskPart,
  type NetworkCard,
  type VirtioVersion,
  virtioVersions,
} from './virtio-devices.ts';
export { bootFilesOf, type VirtualMachine } from './virtual-machine.ts';
