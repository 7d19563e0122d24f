// What fabric-chaincode-node loads: the contracts, and how their arguments cross the framework.
import { DecisionsContract } from './decisions/decisions-contract';
import { SharedDocumentContract } from './document/shared-document-contract';
import { takeArgumentsAsBytes } from './ledger/argument-bytes';
import { rememberCertificates } from './ledger/known-certificates';
import { noticePeerOffers } from './ledger/many-states';
import { quietLoggers } from './ledger/quiet-loggers';
import { MembershipContract } from './membership/membership-contract';
import { VehicleRecordContract } from './vehicle/vehicle-record-contract';
import { PolicyWalletContract } from './wallet/policy-wallet-contract';

export { serializers } from './ledger/argument-bytes';

quietLoggers();
rememberCertificates();
takeArgumentsAsBytes();
noticePeerOffers();

/** The first is the one meant where a caller names no contract. */
export const contracts = [MembershipContract, DecisionsContract, VehicleRecordContract, PolicyWalletContract, SharedDocumentContract];
