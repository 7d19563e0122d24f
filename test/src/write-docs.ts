// Writes the parts of docs/ that are made from the source: `npm run docs`.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorsReference } from './tooling/errors-reference.js';

writeFileSync(resolve(import.meta.dirname, '..', '..', 'docs', 'errors.md'), errorsReference());
