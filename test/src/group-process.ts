// Files of tests one after the other in this process, each a suite of its own, named by its path. Usage: group-process.js PATH...
import { createRequire } from 'node:module';
import { after, before, suite } from 'node:test';
import fc from 'fast-check';
import { endShared, keepShared } from './shared.js';

const require = createRequire(import.meta.url);

/** Seconds in which whatever a file has left open must end, once all files are through. */
const GRACE = Number(process.env['CARNET_TEST_GRACE'] ?? 60);

keepShared();
after(async () => {
    await endShared();
    // Holds nobody: it comes only where something else holds the process, which would be waited for until the run is ended.
    setTimeout(() => {
        console.error(`After all files these were still open: ${process.getActiveResourcesInfo().join(', ')}`);
        process.exit(1);
    }, GRACE * 1_000).unref();
});
for (const path of process.argv.slice(2)) {
    suite(path, () => {
        // All files are read before the first is run: each gets back what it said of chance.
        let chance = {};
        before(() => { fc.configureGlobal(chance); });
        fc.resetConfigureGlobal();
        // Not import(), which returns before the file has said what tests it has: they would be of no suite.
        require(path);
        chance = fc.readConfigureGlobal();
    });
}
