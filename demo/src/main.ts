// The first run: a network, a consortium, real histories, and each car's book with its verdict.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CarnetError, readRoots, serialiseCertificate, verifyCertificate } from '@carnet/client';
import { freePortOffset, NetworkError, up, type EngineName, type Network } from '@carnet/network';
import { bookAsText } from './book.js';
import { GARAGE_WORK, readHistories } from './histories.js';
import { onceSeen } from './once-seen.js';
import { gatherPeople, type People } from './people.js';
import { Steps } from './steps.js';

const repository = resolve(import.meta.dirname, '..', '..');

const HELP = `Usage: npm start [-- --engine embedded|fabric] [-- --keep]

  --engine   embedded (default): nothing but Node is needed; fabric: real peers and orderer, from Fabric's programs
  --keep     leave the network up in .carnet/ (end it with: npx carnet-network down)`;

async function printBooks(people: People, steps: Steps): Promise<void> {
    const histories = readHistories();
    const entries = histories.flatMap(history => history.entries);
    await steps.run('cars registered', async () => {
        for (const { vin, registration } of histories) await people.inspector.vehicles.register(vin, registration);
        return `${histories.length} cars`;
    });
    await steps.run('histories imported', async () => {
        const { transactionIds } = await people.inspector.vehicles.recordAll(entries, {
            batchSize: 8,
            onProgress: ({ recorded }) => steps.progress(recorded, entries.length),
        });
        return `${entries.length} entries in ${transactionIds.length} transactions`;
    });
    await steps.run('a garage adds its work', async () => {
        const { verdict, reason } = await onceSeen('VEHICLE_NOT_FOUND', () => people.garage.vehicles.record(GARAGE_WORK.vin, GARAGE_WORK.entry));
        return `${GARAGE_WORK.entry.entryId}; the book stays ${verdict}, ${reason}`;
    });
    for (const { vin } of histories) {
        const [vehicle, judgement] = await Promise.all([people.inspector.vehicles.read(vin), people.inspector.vehicles.judgement(vin)]);
        const book = [];
        for await (const entry of people.inspector.vehicles.history(vin)) book.push(entry);
        console.log(`\n${bookAsText(vehicle, book, judgement)}`);
    }
}

/** What a buyer gets: a file that both organisations' peers signed, and its verification without any network. */
async function certify(network: Network, people: People, steps: Steps): Promise<void> {
    const { vin } = GARAGE_WORK;
    console.log('');
    const file = await steps.run('a certificate for the buyer', async () => {
        const certificate = serialiseCertificate(await people.garage.vehicles.certificate(vin));
        return [`of ${vin}, ${Math.ceil(certificate.length / 1024)} KiB`, certificate] as const;
    });
    await steps.run('verified without the network', async () => {
        const { report, entries, signers } = await verifyCertificate(file, readRoots(join(network.dir, 'organizations')));
        return `${report.judgement.verdict}, ${entries.length} entries, signed by ${signers.map(({ mspId }) => mspId).join(' and ')}`;
    });
}

async function firstRun(engine: EngineName, keep: boolean): Promise<void> {
    const steps = new Steps();
    console.log(`Carnet on the ${engine} network${engine === 'embedded' ? ' (for development, tests and demonstrations)' : ''}\n`);
    const dir = keep ? join(repository, '.carnet') : mkdtempSync(join(tmpdir(), 'carnet-'));
    let network: Network | undefined;
    try {
        network = await steps.run('network up', async () => {
            const started = await up({ dir, engine, ...keep ? {} : { portOffset: await freePortOffset() } });
            return [`two organisations, one orderer`, started] as const;
        });
        const running = network;
        await steps.run('chaincode deployed', async () => {
            const { name, version } = await running.deploy({ chaincodeDir: join(repository, 'chaincode'), name: 'carnet' });
            return `${name} ${version}`;
        });
        const people = await steps.run('consortium founded, roles granted', async () => ['inspector, workshop', await gatherPeople(running)] as const);
        try {
            await printBooks(people, steps);
            await certify(running, people, steps);
        } finally {
            people.close();
        }
    } finally {
        if (!keep) {
            await network?.down();
            rmSync(dir, { recursive: true, force: true });
        }
    }
    const upWith = keep ? '' : 'npm start -- --keep, then ';
    console.log(`
Try next:
  peer command   ${upWith}eval "$(npx carnet-network env org1 admin)" && peer chaincode query -C mychannel -n carnet -c '{"Args":["VehicleRecord:ReadJudgement","WBA3D31000F123457"]}'
  client code    README.md, "From a back office"; the code of this run is demo/src
  tests          npm test`);
}

async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            engine: { type: 'string', default: 'embedded' },
            keep: { type: 'boolean', default: false },
            help: { type: 'boolean', short: 'h', default: false },
        },
    });
    if (values.help) {
        console.log(HELP);
    } else if (values.engine === 'embedded' || values.engine === 'fabric') {
        await firstRun(values.engine, values.keep);
    } else {
        console.error(`OPTION_INVALID: --engine is embedded or fabric, not '${values.engine}'.\n\n${HELP}`);
        process.exitCode = 2;
    }
}

try {
    await main();
} catch (error) {
    // What is ours says what to do; a stack trace would only hide it.
    console.error(error instanceof CarnetError || error instanceof NetworkError ? `\n${error.message}` : error);
    process.exitCode = 1;
}
