// The cryptography of documents: sharing keys, encrypting content, sealing to a person.
export * from './combining.js';
export { dealGroup, splitKey, type DealtGroup, type DealtShare, type SharingRule } from './dealing.js';
export { openContent, openRange, sealContent, type ContentRange, type RandomAccess } from './chunked-encryption.js';
export { contentLength, sealedLength } from './chunked-format.js';
export { decryptSection, decryptSectionRange, encryptSection, type EncryptedSection, type SectionBinding } from './section-encryption.js';
export { encryptionKeyFromSeed, newEncryptionKey, type EncryptionKeyPair } from './encryption-keys.js';
export { openWith, sealTo } from './hpke.js';
export { readKeyFile, writeKeyFile } from './key-file.js';
export type { Pieces } from './runs.js';
export { dealAnew, joinSharing, type DealtAnew, type JoinedShare, type NewSharing, type Redealing } from './resharing.js';
export { checkCount, checkSharing, type SharingOutcome } from './sharing-check.js';
export { contributeToRepair, repairedShare, sumForRepair, type RepairContribution, type RepairStatement } from './repair.js';
export type { SharePart } from './share-points.js';
export { combineSecret, readSecretShare, SECRET_MAX_BYTES, splitSecret, type SecretShare } from './share-set.js';
