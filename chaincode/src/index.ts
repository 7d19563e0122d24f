// What fabric-chaincode-node loads: the contracts, and how their arguments cross the framework.
import { MembershipContract } from './membership/membership-contract';
import { VehicleRecordContract } from './vehicle/vehicle-record-contract';

export { serializers } from './ledger/argument-bytes';

/** The first is the one meant where a caller names no contract. */
export const contracts = [MembershipContract, VehicleRecordContract];
