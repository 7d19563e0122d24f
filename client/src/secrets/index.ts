// The cryptography of documents: sharing keys, encrypting content, sealing to a person.
export * from './combining.js';
export { dealGroup, splitKey, type DealtGroup, type DealtShare, type SharingRule } from './dealing.js';
