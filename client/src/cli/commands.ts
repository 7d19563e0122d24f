// The subcommands of carnet by their words: two, or one for what managers do all day.
import type { Command } from './command/command.js';
import { changeCharter, proposeCharterChange, showCharter } from './decision/charters.js';
import { approve, listDecisions, reject as rejectDecision, showDecision, withdrawDecision } from './decision/decisions.js';
import { defineRoster, proposeRoster, showRoster } from './decision/rosters.js';
import { attest, purge as purgeShares, purgeGrants } from './document/changes.js';
import { acknowledge, dispute as disputeShare, pending, sign } from './document/drafts.js';
import { drill, drillResult } from './document/drill.js';
import { escrow, recover as recoverKey } from './document/escrow.js';
import { exportDocument } from './document/export.js';
import { openFileCommand, sealFileCommand } from './document/files.js';
import { generateKey, registerKey, revokeKey } from './document/keys.js';
import { openDocument, reportShare } from './document/opening.js';
import { redactBundleCommand, verifyBundleCommand } from './document/proof.js';
import { audit as auditDocument, showDocument, verifyOriginal } from './document/reading.js';
import { objectToRebinding, proposeRebinding, rebind, showIdentity } from './document/rebinding.js';
import { askForRepair, finishRepair, helpRepair, reviewRepair, sumRepair } from './document/repair.js';
import { approveOpening, denyOpening, requestOpening, reviewOpening, vetoOpening } from './document/requests.js';
import {
    agreeToResharing, checkResharing, dealForResharing, finishResharing, joinResharing, proposeResharing, reviewResharing,
} from './document/resharing.js';
import { rotate } from './document/rotation.js';
import { amend, seal } from './document/sealing.js';
import { newKey, showKey } from './key/keys.js';
import { combineSecretShares, splitShares } from './key/shares.js';
import { policyBound } from './policy/bound.js';
import { policyCheck } from './policy/check.js';
import { policyCedar, policyDecide, policyShow } from './policy/file.js';
import { publishPolicy, setPolicy } from './wallet/policies.js';
import { policyReplay } from './policy/replay.js';
import { confirm, correct, dispute, reject, resolve } from './vehicle/corrections.js';
import { checkDetails, details, disclose, purge } from './vehicle/details.js';
import { importFile } from './vehicle/import.js';
import { judgeFile } from './vehicle/judge.js';
import { certificate, share, verify } from './vehicle/proof.js';
import { history, judgement, showVehicle } from './vehicle/read.js';
import { report } from './vehicle/report.js';
import { check, offer, recall, retire, withdraw } from './vehicle/trade.js';
import { vinCheck } from './vehicle/vin-check.js';
import { record, register } from './vehicle/write.js';
import { freeze, openWallet, recover, showWallet, statement, unfreeze } from './wallet/holding.js';
import { capture, consolidate, explain, pay, propose, redeem, refund, release, reserve } from './wallet/money.js';
import { listPayees, registerPayee, restorePayee, suspendPayee } from './wallet/payees.js';
import { audit, createProgramme, issue, pauseProgramme, resumeProgramme, showProgramme } from './wallet/programmes.js';

export const COMMANDS: Readonly<Record<string, Command>> = {
    'vin check': vinCheck,
    'vehicle judge': judgeFile,
    'policy check': policyCheck,
    'policy decide': policyDecide,
    'policy show': policyShow,
    'policy cedar': policyCedar,
    'policy bound': policyBound,
    'policy replay': policyReplay,
    'vehicle register': register,
    'vehicle record': record,
    'vehicle import': importFile,
    'vehicle show': showVehicle,
    'vehicle history': history,
    'vehicle judgement': judgement,
    'vehicle correct': correct,
    'vehicle confirm': confirm,
    'vehicle reject': reject,
    'vehicle dispute': dispute,
    'vehicle resolve': resolve,
    'vehicle recall': recall,
    'vehicle retire': retire,
    'vehicle offer': offer,
    'vehicle withdraw': withdraw,
    'vehicle check': check,
    'vehicle details': details,
    'vehicle disclose': disclose,
    'vehicle check-details': checkDetails,
    'vehicle purge': purge,
    'vehicle report': report,
    'vehicle certificate': certificate,
    'vehicle share': share,
    'vehicle verify': verify,
    'roster define': defineRoster,
    'roster propose': proposeRoster,
    'roster show': showRoster,
    'charter show': showCharter,
    'charter propose': proposeCharterChange,
    'charter change': changeCharter,
    'decision list': listDecisions,
    'decision show': showDecision,
    approve,
    reject: rejectDecision,
    withdraw: withdrawDecision,
    'programme create': createProgramme,
    'programme show': showProgramme,
    'programme pause': pauseProgramme,
    'programme resume': resumeProgramme,
    'programme issue': issue,
    'programme audit': audit,
    'policy publish': publishPolicy,
    'policy set': setPolicy,
    'payee register': registerPayee,
    'payee list': listPayees,
    'payee suspend': suspendPayee,
    'payee restore': restorePayee,
    'wallet open': openWallet,
    'wallet show': showWallet,
    'wallet explain': explain,
    'wallet pay': pay,
    'wallet propose': propose,
    'wallet reserve': reserve,
    'wallet capture': capture,
    'wallet release': release,
    'wallet refund': refund,
    'wallet redeem': redeem,
    'wallet consolidate': consolidate,
    'wallet statement': statement,
    'wallet freeze': freeze,
    'wallet unfreeze': unfreeze,
    'wallet recover': recover,
    'document seal-file': sealFileCommand,
    'document open-file': openFileCommand,
    'document verify': verifyBundleCommand,
    'document redact': redactBundleCommand,
    'document keygen': generateKey,
    'document register-key': registerKey,
    'document revoke-key': revokeKey,
    'document pending': pending,
    'document show': showDocument,
    'document verify-original': verifyOriginal,
    'document seal': seal,
    'document amend': amend,
    'document acknowledge': acknowledge,
    'document dispute': disputeShare,
    'document sign': sign,
    'document request': requestOpening,
    'document review': reviewOpening,
    'document approve': approveOpening,
    'document deny': denyOpening,
    'document veto': vetoOpening,
    'document open': openDocument,
    'document report': reportShare,
    'document reshare': proposeResharing,
    'document reshare-review': reviewResharing,
    'document reshare-agree': agreeToResharing,
    'document reshare-deal': dealForResharing,
    'document reshare-join': joinResharing,
    'document reshare-finish': finishResharing,
    'document reshare-check': checkResharing,
    'document repair': askForRepair,
    'document repair-review': reviewRepair,
    'document repair-help': helpRepair,
    'document repair-sum': sumRepair,
    'document repair-finish': finishRepair,
    'document rotate': rotate,
    'document attest': attest,
    'document purge': purgeShares,
    'document purge-grants': purgeGrants,
    'document export': exportDocument,
    'document audit': auditDocument,
    'document escrow': escrow,
    'document recover': recoverKey,
    'document propose-rebinding': proposeRebinding,
    'document object': objectToRebinding,
    'document rebind': rebind,
    'document identity': showIdentity,
    'document drill': drill,
    'document drill-result': drillResult,
    'shares split': splitShares,
    'shares combine': combineSecretShares,
    'keys new': newKey,
    'keys show': showKey,
};
