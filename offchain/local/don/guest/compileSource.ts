import { KitError } from '../../../errors.ts'
import { createWasi } from './wasi.ts'
import { type WasmImports, type WasmMemory, type WasmModule, webAssembly } from './webAssembly.ts'

type PluginExports = {
  readonly memory: WasmMemory
  readonly cabi_realloc: (old: number, oldSize: number, align: number, size: number) => number
  readonly 'compile-src': (source: number, length: number) => number
}

// No clock, network or host takes part in compiling, so the seed is a constant and the bytecode is reproducible.
const COMPILE_SEED = 0n

/** QuickJS bytecode of an ES module, made by the SDK plugin's own compiler. */
export const compileSource = (plugin: WasmModule, source: string): Uint8Array => {
  const imports: WasmImports = { env: {}, wasi_snapshot_preview1: {} }
  const wasi = createWasi({ memory: () => exports.memory, args: [], randomSeed: COMPILE_SEED })
  for (const { module, name } of webAssembly.Module.imports(plugin)) {
    const refuse = () => {
      throw new KitError(`the plugin called ${module}.${name} while compiling; expected no host call`)
    }
    imports[module] = { ...imports[module], [name]: module === 'env' ? refuse : wasi[name] }
  }
  const exports = new webAssembly.Instance(plugin, imports).exports as unknown as PluginExports

  const utf8 = Buffer.from(source, 'utf8')
  const address = exports.cabi_realloc(0, 0, 1, utf8.length)
  new Uint8Array(exports.memory.buffer, address, utf8.length).set(utf8)

  // result<list<u8>, string>: discriminant u8 at 0, pointer u32 at 4, length u32 at 8
  const result = exports['compile-src'](address, utf8.length)
  const view = new DataView(exports.memory.buffer)
  const bytes = new Uint8Array(
    exports.memory.buffer,
    view.getUint32(result + 4, true),
    view.getUint32(result + 8, true),
  )
  if (view.getUint8(result) !== 0) {
    throw new KitError(`the workflow does not compile to QuickJS bytecode: ${Buffer.from(bytes).toString('utf8')}`)
  }
  return bytes.slice()
}
