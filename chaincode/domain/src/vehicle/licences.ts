// Which role allows what in the vehicle book.
import type { Capability } from '../membership/charter';
import type { EntryType, SourceClass } from './entry';

/** Roles that write in vehicle books at all. */
export const WRITER_ROLES = ['workshop', 'inspector', 'dealer', 'manufacturer', 'authority'] as const satisfies readonly Capability[];

/** Holding one of these roles allows `RegisterVehicle`. */
export const REGISTERING_ROLES: readonly Capability[] = WRITER_ROLES;

/** Holding one of these roles allows to confirm or reject another organisation's correction, and to change the facts of a car. */
export const VOUCHING_ROLES: readonly Capability[] = ['inspector', 'authority', 'manufacturer'];

/** Holding one of these roles allows to open a recall. */
export const RECALLING_ROLES: readonly Capability[] = ['manufacturer', 'authority'];
/** Holding one of these roles allows to retire a vehicle: that closes its book, so it is not for everybody who writes. */
export const RETIRING_ROLES: readonly Capability[] = VOUCHING_ROLES;
/** Holding one of these roles allows to offer a vehicle. */
export const SELLING_ROLES: readonly Capability[] = ['dealer'];

const INSPECTING_ROLES: readonly Capability[] = ['inspector', 'authority'];
const WORKING_ROLES: readonly Capability[] = ['workshop', 'dealer', 'manufacturer'];

/** Holding one of these roles allows an entry of the type. */
export const ROLES_FOR_TYPE: Readonly<Record<EntryType, readonly Capability[]>> = {
    IMPORTED: WRITER_ROLES,
    TECHNICAL_CHANGE: VOUCHING_ROLES,
    READING: WRITER_ROLES,
    OEM_TELEMETRY: ['manufacturer'],
    ODOMETER_REPLACED: WORKING_ROLES,
    SERVICE: WORKING_ROLES,
    REPAIR: WORKING_ROLES,
    BODYWORK: WORKING_ROLES,
    TYRES: WORKING_ROLES,
    PART_REPLACED: WORKING_ROLES,
    BATTERY_HEALTH: [...WORKING_ROLES, 'inspector'],
    INSPECTION: INSPECTING_ROLES,
    EXPERT_REPORT: INSPECTING_ROLES,
    RECALL_DONE: WORKING_ROLES,
    STOCK_IN: ['dealer'],
    STOCK_OUT: ['dealer'],
    KEEPER_CHANGED: ['dealer', 'authority'],
};

/** Holding one of these roles allows to name the source class: nobody prints `inspection` beside a reading who does not inspect. */
export const ROLES_FOR_SOURCE: Readonly<Record<SourceClass, readonly Capability[]>> = {
    inspection: INSPECTING_ROLES,
    oem: ['manufacturer'],
    franchised: ['workshop', 'dealer'],
    independent: ['workshop'],
    dealer: ['dealer'],
    import: WRITER_ROLES,
    legacy: WRITER_ROLES,
};
