// The build step after the compiler: writes the verifier page beside the compiled portal.
import { writeFile } from 'node:fs/promises';
import { buildVerifierPage, VERIFIER_PAGE_FILE } from './verifier-page.js';

await writeFile(VERIFIER_PAGE_FILE, await buildVerifierPage());
