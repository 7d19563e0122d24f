// The dashboard check's way to the ledger.
import { CarnetError, type Carnet } from '@carnet/client';
import { canonicalJson, ODOMETER_CHECKS, type OdometerCheck } from '@carnet/domain';
import type { AskLedger } from './check.js';

/** @throws Error for what is none of the documented answers */
function answerIn(json: string): OdometerCheck['answer'] {
    const { answer } = JSON.parse(json) as Partial<OdometerCheck>;
    const known = ODOMETER_CHECKS.find(code => code === answer);
    if (known === undefined) throw new Error(`CheckOdometer answered ${json}: compare the versions of portal and chaincode.`);
    return known;
}

/** As of today, UTC. A car that is not registered answers NO_DATA. */
export function ledgerCheck(carnet: Pick<Carnet, 'evaluate'>, now: () => number): AskLedger {
    return async (vin, reading) => {
        const question = canonicalJson({ ...reading, date: new Date(now()).toISOString().slice(0, 10) });
        try {
            return answerIn(await carnet.evaluate('VehicleRecord', 'CheckOdometer', [vin, question]));
        } catch (error) {
            if (error instanceof CarnetError && error.code === 'VEHICLE_NOT_FOUND') return 'NO_DATA';
            throw error;
        }
    };
}
