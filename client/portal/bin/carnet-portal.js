#!/usr/bin/env node
// The command carnet-portal; its code is TypeScript, compiled into dist/.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const compiled = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(fileURLToPath(compiled))) {
    const { main } = await import(compiled.href);
    process.exitCode = await main(process.argv.slice(2));
} else {
    console.error('carnet-portal is not built: run `npm run build` in the project first.');
    process.exitCode = 1;
}
