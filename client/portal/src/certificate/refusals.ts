// Why a certificate is refused, in plain sentences: one for each code of the client that begins with PROOF_.
import type { BUNDLE_CODES, ClientCode } from '@carnet/client';
import type { Language } from '@carnet/client/report';

/** Bundles of documents the page does not verify. */
type ProofCode = Exclude<Extract<ClientCode, `PROOF_${string}`>, keyof typeof BUNDLE_CODES>;

/** English, French. */
export const REFUSALS: Readonly<Record<ProofCode, readonly [english: string, french: string]>> = {
    PROOF_MALFORMED: ['This is not a certificate of a vehicle, or it was opened and saved by another program.',
        'Ce n’est pas un certificat de véhicule, ou un autre programme l’a ouvert et réenregistré.'],
    PROOF_TOO_LARGE: ['The file is larger than any certificate.', 'Le fichier est plus gros que tout certificat.'],
    PROOF_VERSION_UNKNOWN: ['The certificate is of a newer form than this page knows. Use a newer verifier page.',
        'Le certificat est d’une forme plus récente que cette page. Utilisez une page de vérification plus récente.'],
    PROOF_SIGNED_PART_MALFORMED: ['The part that was signed cannot be read.', 'La partie signée est illisible.'],
    PROOF_ROOTS_INVALID: ['One of the root certificates that you chose cannot be read.', 'Un des certificats racines que vous avez choisis est illisible.'],
    PROOF_ORGANISATION_UNKNOWN: ['An organisation signed whose root certificate you did not choose. Get it from the organisation itself.',
        'Une organisation dont vous n’avez pas choisi le certificat racine a signé. Obtenez-le de l’organisation elle-même.'],
    PROOF_SIGNER_MALFORMED: ['The certificate of a signer cannot be read.', 'Le certificat d’un signataire est illisible.'],
    PROOF_SIGNER_ISSUER_UNKNOWN: ['A signer’s certificate does not lead to the roots that you chose: it is foreign, or these are the wrong roots.',
        'Le certificat d’un signataire ne mène pas aux racines choisies : il est étranger, ou ce ne sont pas les bonnes racines.'],
    PROOF_SIGNER_FORGED: ['A signer’s certificate claims to come from a root that you chose, and that root did not sign it.',
        'Le certificat d’un signataire prétend venir d’une racine choisie, qui ne l’a pas signé.'],
    PROOF_SIGNER_EXPIRED: ['A signer’s certificate had expired when the report was signed.', 'Le certificat d’un signataire était expiré au moment de la signature.'],
    PROOF_SIGNER_NOT_YET_VALID: ['A signer’s certificate was not valid yet when the report was signed.',
        'Le certificat d’un signataire n’était pas encore valable au moment de la signature.'],
    PROOF_SIGNER_NOT_A_PEER: ['A person signed where a computer that keeps the book should have.',
        'Une personne a signé à la place d’un ordinateur qui tient le carnet.'],
    PROOF_SIGNER_KEY_UNSUPPORTED: ['A signer uses a kind of key that this page cannot check.', 'Un signataire utilise un type de clé que cette page ne sait pas vérifier.'],
    PROOF_SIGNATURE_MALFORMED: ['A signature does not have the form of a signature.', 'Une signature n’a pas la forme d’une signature.'],
    PROOF_SIGNATURE_WRONG: ['A signature does not fit: what was signed has been changed.', 'Une signature ne convient pas : ce qui a été signé a été modifié.'],
    PROOF_ORGANISATION_TWICE: ['One organisation signed twice; two different ones are needed.', 'Une organisation a signé deux fois ; il en faut deux différentes.'],
    PROOF_ROOT_SHARED: ['Two of the signers have one and the same root, so they count as one.', 'Deux signataires ont une seule et même racine : ils comptent pour un.'],
    PROOF_TOO_FEW_ORGANISATIONS: ['Only one organisation signed. At least two must, so that none can invent a report alone.',
        'Une seule organisation a signé. Il en faut au moins deux, pour qu’aucune ne puisse inventer seule un rapport.'],
    PROOF_PROPOSAL_MISMATCH: ['The signed answer belongs to another question.', 'La réponse signée appartient à une autre question.'],
    PROOF_WRONG_CHANNEL: ['The report comes from another ledger than the vehicle book’s.', 'Le rapport vient d’un autre registre que celui du carnet.'],
    PROOF_WRONG_CHAINCODE: ['Another program than the vehicle book answered.', 'Un autre programme que le carnet a répondu.'],
    PROOF_WRONG_FUNCTION: ['What was signed is not a report of a vehicle.', 'Ce qui a été signé n’est pas un rapport de véhicule.'],
    PROOF_TRANSACTION_ID_MISMATCH: ['The number of the question does not belong to it.', 'Le numéro de la question ne lui correspond pas.'],
    PROOF_RESPONSE_STATUS: ['What was signed is an error message, not a report.', 'Ce qui a été signé est un message d’erreur, non un rapport.'],
    PROOF_NOT_A_READING: ['What was signed is a change of the ledger, not a report.', 'Ce qui a été signé est une modification du registre, non un rapport.'],
    PROOF_READ_SET_MISMATCH: ['The signed part does not show which state of the book it was made from.', 'La partie signée ne montre pas de quel état du carnet elle vient.'],
    PROOF_REPORT_UNREADABLE: ['The signed report is of a form that this page does not know.', 'Le rapport signé est d’une forme que cette page ne connaît pas.'],
    PROOF_VEHICLE_MISMATCH: ['The parts of the file are about different vehicles.', 'Les parties du fichier concernent des véhicules différents.'],
    PROOF_TIME_MISMATCH: ['The report names another time than its question.', 'Le rapport indique une autre heure que sa question.'],
    PROOF_FROM_THE_FUTURE: ['The report is dated in the future. Look at the clock of this device first.', 'Le rapport est daté du futur. Vérifiez d’abord l’heure de cet appareil.'],
    PROOF_ENTRY_COUNT: ['Entries of the book are missing from the file, or were added.', 'Des inscriptions du carnet manquent dans le fichier, ou y ont été ajoutées.'],
    PROOF_ENTRY_ORDER: ['Entries of the book stand in the wrong place.', 'Des inscriptions du carnet ne sont pas à leur place.'],
    PROOF_CHAIN_BROKEN: ['An entry of the book was changed or exchanged.', 'Une inscription du carnet a été modifiée ou échangée.'],
    PROOF_HEAD_MISMATCH: ['The entries are not those of the book that was signed: one was changed.', 'Les inscriptions ne sont pas celles du carnet signé : l’une a été modifiée.'],
    PROOF_LEAF_MISMATCH: ['What the file shows of an entry is not what was recorded.', 'Ce que le fichier montre d’une inscription n’est pas ce qui a été enregistré.'],
    PROOF_LEAF_DUPLICATED: ['One part of an entry stands in the file twice.', 'Une partie d’une inscription figure deux fois dans le fichier.'],
    PROOF_WITHHELD_COUNT: ['The file hides more, or less, than it says.', 'Le fichier cache plus, ou moins, que ce qu’il dit.'],
    PROOF_JUDGEMENT_MISMATCH: ['The entries lead to another verdict than the one that was signed.', 'Les inscriptions mènent à un autre avis que celui qui a été signé.'],
    PROOF_CRYPTO_UNAVAILABLE: ['This browser gives the page no cryptography: open the page over https, or save it and open it as a file.',
        'Ce navigateur ne donne pas de cryptographie à la page : ouvrez-la en https, ou enregistrez-la et ouvrez-la comme fichier.'],
};

/** Of a code that is newer than this page: that it is not known. */
export function refusalSentence(code: string, language: Language): string {
    const [english, french] = Object.hasOwn(REFUSALS, code)
        ? REFUSALS[code as ProofCode]
        : ['It was refused for a reason that this page is too old to explain.', 'Il a été refusé pour une raison que cette page est trop ancienne pour expliquer.'];
    return language === 'fr' ? french : english;
}
