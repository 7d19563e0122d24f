// Signing a version, and putting it in force with the signature that makes it complete.
import { CarnetFailure, isSamePerson, manifestText, personId, type Person, type SigningReceipt, type SigningRequest } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActing, requireOneOfThem, requireSignature } from './acting';
import { documents, requireDocument, requireVersion, signatures, type StoredSignature } from './document-state';
import { isComplete, manifestBefore, missingOf, readStanding, shownSignature, signersOf, statusOf } from './standing';
import { removePending, writeAudit } from './trail';

/**
 * The signature for one of the people whom the manifest names; the one that stands where his key has signed this manifest before. What a key signed
 * that was replaced since, the new one signs again: so it is seen that both are one person.
 */
async function sign(context: LedgerContext, named: Person, own: Person, request: SigningRequest): Promise<StoredSignature> {
    const { docId, version, manifestHash, signature } = request;
    const id = personId(named);
    const known = await signatures(context).read(docId, String(version), id);
    if (known?.manifestHash === manifestHash && isSamePerson(known.signer, own)) return known;
    const stored: StoredSignature = {
        manifestHash, signer: own, certificate: context.caller.certificate, signature, at: context.time.iso,
        ...id === personId(own) ? {} : { onBehalfOf: named },
    };
    await signatures(context).write(stored, docId, String(version), id);
    await removePending(context, named, { docId, kind: 'SIGNATURE', version });
    return stored;
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
    const just = new Map<string, StoredSignature>();
    for (const named of signers.filter(person => acting.is(person))) {
        const id = personId(named);
        if (!just.has(id)) just.set(id, await sign(context, named, acting.own, request));
    }
    const missing = missingOf(record.manifest, before, await readStanding(context, record, before, just));
    const inForce = statusOf(document, record) === 'DRAFT' && isComplete(missing);
    if (inForce) await documents(context).write({ ...document, current: record.receipt }, docId);
    const [signature] = just.values();
    if (signature === undefined) throw new Error('Nobody signed.');
    if (inForce || signature.at === context.time.iso) {
        await writeAudit(context, docId, 'SIGNED', { version, manifestHash, inForce: inForce ? 'yes' : 'no' });
        context.emit('VersionSigned', { docId, version, manifestHash, ...acting.own, inForce });
    }
    return { docId, version, manifestHash, status: inForce ? 'CURRENT' : statusOf(document, record), signature: shownSignature(signature), missing };
}
