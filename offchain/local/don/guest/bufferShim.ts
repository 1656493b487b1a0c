// Bundled into the guest in place of node:buffer, which the SDK's runtime preparation imports and QuickJS lacks.
import { Buffer } from 'buffer/'

export { Buffer }
export const atob = (base64: string): string => Buffer.from(base64, 'base64').toString('latin1')
export const btoa = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('base64')
