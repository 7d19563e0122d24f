// What fabric-chaincode-node loads: the contracts, and how their arguments cross the framework.
import { DecisionsContract } from './contracts/decisions';
import { MembershipContract } from './contracts/membership';
import { PolicyWalletContract } from './contracts/policy-wallet';
import { SharedDocumentContract } from './contracts/shared-document';
import { VehicleRecordContract } from './contracts/vehicle-record';
import { takeArgumentsAsBytes } from './ledger/argument-bytes';
import { rememberCertificates } from './ledger/known-certificates';
import { noticePeerOffers } from './ledger/many-states';
import { quietLoggers } from './ledger/quiet-loggers';

export { serializers } from './ledger/argument-bytes';

quietLoggers();
rememberCertificates();
takeArgumentsAsBytes();
noticePeerOffers();

/** The first is the one meant where a caller names no contract. */
export const contracts = [MembershipContract, DecisionsContract, VehicleRecordContract, PolicyWalletContract, SharedDocumentContract];
