// Bundled into the guest in place of node:url. A workflow that needs to parse an address must do so as a string.
const refuse = (name: string): never => {
  throw new Error(`${name} is not available in the guest of the simulated DON`)
}

export class URL {
  constructor() {
    refuse('URL')
  }
}

export class URLSearchParams {
  constructor() {
    refuse('URLSearchParams')
  }
}
