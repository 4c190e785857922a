/** Stands for the SDK's SHA-256 in JavaScript in the bundles: it is for a Node without `node:crypto`. */
export class Sha256Js {
  constructor() {
    throw new Error('This bundle leaves out SHA-256 in JavaScript; see infra/bundle/javascript-sha256.ts.');
  }
}
