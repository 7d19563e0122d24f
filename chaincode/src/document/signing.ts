// Signing a version, and putting it in force with the signature that makes it complete.
import { CarnetFailure, isSamePerson, manifestText, personId, type Person, type SigningReceipt, type SigningRequest } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { noteUse, requireActing, requireOneOfThem, requireSignature } from './acting';
import { noteEventRules } from './attesting';
import { documents, requireDocument, requireVersion, signatures, type StoredSignature } from './document-state';
import { isComplete, manifestBefore, missingOf, readStanding, shownSignature, signersOf, statusOf } from './standing';
import { removePending, writeAudit } from './trail';

/**
 * The signature for one of the people whom the manifest names; the one that stands where his key has signed this manifest before. What a key signed
 * that was replaced since, the new one signs again: so it is seen that both are one person.
 */
async function sign(
    context: LedgerContext, named: Person, own: Person, request: SigningRequest,
): Promise<{ readonly stored: StoredSignature; readonly isNew: boolean }> {
    const { docId, version, manifestHash, signature } = request;
    const id = personId(named);
    const known = await signatures(context).read(docId, String(version), id);
    if (known?.manifestHash === manifestHash && isSamePerson(known.signer, own)) return { stored: known, isNew: false };
    const stored: StoredSignature = {
        manifestHash, signer: own, certificate: context.caller.certificate, signature, at: context.time.iso,
        ...id === personId(own) ? {} : { onBehalfOf: named },
    };
    await signatures(context).write(stored, docId, String(version), id);
    await removePending(context, named, { docId, kind: 'SIGNATURE', version });
    return { stored, isNew: true };
}

/**
 * Of a version that is no draft any more: what stands of the caller, by whichever of his keys it was signed.
 * @throws CarnetFailure VERSION_CONFLICT
 */
async function signedBefore(
    context: LedgerContext, people: readonly Person[], { docId, version, manifestHash }: SigningRequest,
): Promise<StoredSignature> {
    for (const person of people) {
        const known = await signatures(context).read(docId, String(version), personId(person));
        if (known?.manifestHash === manifestHash) return known;
    }
    throw new CarnetFailure('VERSION_CONFLICT', 'This version was put in force without your signature: sign the one that follows it.', { docId, version, manifestHash });
}

/**
 * Signs a version. With the last signature, once all holders have acknowledged, it is put in force; whoever has signed may sign again for that.
 * @throws CarnetFailure those of requireActing, SIGNATURE_INVALID, DOCUMENT_NOT_FOUND, VERSION_NOT_FOUND, VERSION_CONFLICT, NOT_A_PARTY
 */
export async function signDocument(context: LedgerContext, request: SigningRequest): Promise<SigningReceipt> {
    const acting = await requireActing(context);
    const { docId, version, manifestHash } = request;
    requireSignature(context, manifestText(request), request.signature, 'signing.signature');
    const document = await requireDocument(context, docId);
    const record = await requireVersion(context, docId, version);
    if (record.receipt.manifestHash !== manifestHash) {
        throw new CarnetFailure('VERSION_CONFLICT', 'This version has another manifest than the one that you sign.', {
            docId, version, manifestHash: record.receipt.manifestHash,
        });
    }
    const before = await manifestBefore(context, record.manifest);
    const signers = signersOf(record.manifest, before);
    requireOneOfThem(acting, signers, docId, 'sign this version');
    const people = signers.filter(person => acting.is(person));
    const status = statusOf(document, record);
    if (status !== 'DRAFT') {
        const known = await signedBefore(context, people, request);
        const missing = missingOf(record.manifest, before, await readStanding(context, record, before));
        return { docId, version, manifestHash, status, signature: shownSignature(known), missing };
    }
    const just = new Map<string, StoredSignature>();
    let signed = false;
    for (const named of people) {
        const { stored, isNew } = await sign(context, named, acting.own, request);
        just.set(personId(named), stored);
        signed ||= isNew;
    }
    const standing = await readStanding(context, record, before, just);
    const missing = missingOf(record.manifest, before, standing);
    const inForce = isComplete(missing);
    if (inForce) {
        await documents(context).write({ ...document, current: record.receipt }, docId);
        await noteEventRules(context, record.manifest, before);
        // Nobody waits any more for those of whom others were enough.
        const unsigned = signers.filter(person => !standing.signed.has(personId(person)));
        for (const person of unsigned) await removePending(context, person, { docId, kind: 'SIGNATURE', version });
    }
    const [signature] = just.values();
    if (signature === undefined) throw new Error('Nobody signed.');
    if (inForce || signed) {
        await noteUse(context, acting);
        await writeAudit(context, docId, 'SIGNED', { version, manifestHash, inForce: inForce ? 'yes' : 'no' });
        context.emit('VersionSigned', { docId, version, manifestHash, ...acting.own, inForce });
    }
    return { docId, version, manifestHash, status: inForce ? 'CURRENT' : status, signature: shownSignature(signature), missing };
}
