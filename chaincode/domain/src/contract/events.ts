// The one event of a transaction: its envelope and what its items say.
import type { DecisionItem, RosterItem, VoteItem } from '../decisions/events';
import type {
    AttestationItem, EncryptionKeyItem, GrantsPurgedItem, HolderAnswerItem, OpeningItem, OpeningOutcomeItem, RebindingItem, ShareItem,
    SharesPurgedItem, SignatureItem,
    VersionItem,
} from '../document/events';
import type { EntriesRecordedItem, OfferItem, VehicleRegisteredItem } from '../vehicle/events';
import type { CoinsItem, PayeeItem, ProgrammeItem, WalletItem } from '../wallet/events';
import type { MoneyItem, VehicleSoldItem } from '../wallet/money-events';
import type { CharterChangeItem, CharterItem, MemberItem, SuspensionItem } from '../membership/events';

/** Event name under which every envelope is set. */
export const EVENT_NAME = 'carnet';
export const EVENT_VERSION = 1;

/** Items by type of envelope. A repeated call that changes nothing sets no event. */
export interface CarnetEventItems {
    readonly CharterProposed: CharterItem;
    readonly CharterAccepted: CharterItem;
    readonly RolesChanged: MemberItem;
    readonly OrganisationSuspended: SuspensionItem;
    readonly CharterChanged: CharterChangeItem;
    readonly RosterDefined: RosterItem;
    readonly DecisionProposed: DecisionItem;
    readonly VoteCast: VoteItem;
    readonly DecisionWithdrawn: DecisionItem;
    readonly VehicleRegistered: VehicleRegisteredItem;
    readonly EntriesRecorded: EntriesRecordedItem;
    readonly SaleOffered: OfferItem;
    readonly OfferWithdrawn: OfferItem;
    readonly ProgrammeChanged: ProgrammeItem;
    readonly PayeeChanged: PayeeItem;
    readonly WalletChanged: WalletItem;
    readonly CoinsFrozen: CoinsItem;
    readonly MoneyMoved: MoneyItem;
    readonly VehicleSold: VehicleSoldItem;
    readonly EncryptionKeyChanged: EncryptionKeyItem;
    readonly VersionRecorded: VersionItem;
    readonly ShareStated: ShareItem;
    readonly VersionSigned: SignatureItem;
    readonly OpeningRequested: OpeningItem;
    readonly OpeningAnswered: HolderAnswerItem;
    readonly OpeningEnded: OpeningOutcomeItem;
    readonly SharesPurged: SharesPurgedItem;
    readonly GrantsPurged: GrantsPurgedItem;
    readonly EventAttested: AttestationItem;
    readonly IdentityRebound: RebindingItem;
}
export type CarnetEventType = keyof CarnetEventItems;

/** The payload, as canonical JSON. */
export type CarnetEvent = {
    readonly [T in CarnetEventType]: { readonly v: typeof EVENT_VERSION; readonly type: T; readonly items: readonly CarnetEventItems[T][] }
}[CarnetEventType];
