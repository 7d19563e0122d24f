// The portal on a network: the certificate of a car becomes a report behind a link, and the dashboard check asks the ledger.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createShare, DashboardCheck, ledgerCheck, readShare } from '@carnet/portal';
import { certifiedCar, type Certified } from '../browser/certificates.js';
import { freshVin } from './members.js';
import { startCertifiedPortal } from '../portal/running.js';

let car: Certified;
before(async () => {
    car = await certifiedCar();
});
after(async () => car.close());

test('a share of a certificate is shown as verified against the roots, with what it withholds counted; with other roots nothing of it is', async () => {
    const { Org1MSP = [], Org2MSP = [] } = car.roots;
    for (const [roots, status, said] of [
        [car.roots, 200, /1 entry of the book is withheld\./], [{ Org1MSP: Org2MSP, Org2MSP: Org1MSP }, 409, /This report is not proved/],
    ] as const) {
        const portal = await startCertifiedPortal(roots, '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">');
        try {
            const { path } = await createShare(portal.folder, Buffer.from(car.share), { days: 1, now: portal.now });
            const response = await fetch(`${portal.url}${path}?lang=en`);
            const page = await response.text();
            assert.equal(response.status, status);
            assert.match(page, said);
            assert.equal(page.includes(car.vin.slice(-6)), status === 200);
            assert.equal((await readShare(portal.folder, path.slice('/r/'.length), portal.now))?.content.toString(), car.share);
        } finally {
            await portal.close();
        }
    }
});

test('the dashboard check answers from the ledger, and of a car that is not registered as of one without readings', async () => {
    const check = new DashboardCheck(ledgerCheck(car.members.garage, Date.now), error => { throw error; });
    const answers: unknown[] = [];
    for (const [vin, reading] of [[car.vin, '100'], [car.vin, '62000'], [car.vin, '9999999'], [freshVin(), '62000']] as const) {
        const { state } = await check.answer(new URLSearchParams({ vin, reading, unit: 'km' }), 'visitor', Date.now());
        answers.push(state.answer);
    }
    assert.deepEqual(answers, ['LOWER_THAN_LEDGER', 'MATCH', 'IMPLAUSIBLY_HIGH', 'NO_DATA']);
});
