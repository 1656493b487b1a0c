/** The part of WebAssembly this folder uses; @types/node 20 leaves it to the DOM library, which a server program should not load. */
export type WasmModule = { readonly [brand]: true }
declare const brand: unique symbol

export type WasmMemory = { readonly buffer: ArrayBuffer }
export type WasmInstance = { readonly exports: Readonly<Record<string, unknown>> }
export type WasmImports = Record<string, Record<string, unknown>>

type WebAssemblyNamespace = {
  readonly Module: {
    new (bytes: Uint8Array): WasmModule
    imports(module: WasmModule): readonly { readonly module: string; readonly name: string }[]
  }
  readonly Instance: new (module: WasmModule, imports: WasmImports) => WasmInstance
}

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyNamespace }).WebAssembly
