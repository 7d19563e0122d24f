// The words of the verifier page that the report does not have.
import type { Language } from '@carnet/client/report';

export interface VerifierWords {
    readonly title: string;
    readonly intro: string;
    readonly stepRoots: string;
    readonly rootsHint: string;
    readonly stepCertificate: string;
    readonly certificateHint: string;
    readonly chooseFiles: string;
    readonly chooseFile: string;
    readonly orDrop: string;
    readonly rootsChosen: string;
    readonly compare: string;
    readonly forget: string;
    readonly waitingRoots: string;
    readonly waitingCertificate: string;
    readonly working: string;
    readonly proved: string;
    readonly provedBy: (names: string) => string;
    readonly provedWhat: (count: number, shown: number) => string;
    readonly provedWhen: (date: string, block: string) => string;
    readonly recomputed: string;
    readonly notRecomputed: string;
    readonly rulesUnknown: string;
    readonly refused: string;
    readonly refusedAdvice: string;
    readonly code: string;
    readonly detail: string;
    readonly unreadableRoots: (file: string) => string;
}

const ENGLISH: VerifierWords = {
    title: 'Check a certificate yourself',
    intro: 'This page works without a network: it sends and fetches nothing. You can save it and open it on a computer that is offline.',
    stepRoots: '1. Root certificates of the organisations',
    rootsHint: 'A JSON file of organisation → PEM, or one PEM file per organisation, named after it (Org1MSP.pem). Get them, or their fingerprints, from the organisations themselves, not from the seller.',
    stepCertificate: '2. Certificate of the vehicle',
    certificateHint: 'The file that you downloaded from the report or got from the seller.',
    chooseFiles: 'Choose files', chooseFile: 'Choose the file', orDrop: 'or drop here',
    rootsChosen: 'Chosen roots', compare: 'Compare each fingerprint, digit by digit, with the one that the organisation publishes. SHA-256:', forget: 'Remove',
    waitingRoots: 'Choose the root certificates first.', waitingCertificate: 'Now choose the certificate of the vehicle.', working: 'Checking …',
    proved: 'The certificate is genuine',
    provedBy: names => `Signed by peers of ${names}, with certificates that lead to the roots above.`,
    provedWhat: (count, shown) => `The book holds ${count} ${count === 1 ? 'entry' : 'entries'}, of which ${shown} ${shown === 1 ? 'is' : 'are'} shown here; none was added, removed or changed since it was signed.`,
    provedWhen: (date, block) => `State of ${date}; the book was last written in block ${block} of the ledger.`,
    recomputed: 'The verdict was computed again here from the entries, and it is the one that was signed.',
    notRecomputed: 'The verdict is the one that was signed; it could not be computed again here, since entries that it rests on are withheld.',
    rulesUnknown: 'The verdict is the one that was signed; it was made by a version of the rules that this page does not have.',
    refused: 'The certificate is refused',
    refusedAdvice: 'Do not rely on anything that the file says. Ask for a new certificate from a dealer whom you choose yourself.',
    code: 'Code', detail: 'In detail',
    unreadableRoots: file => `${file} is neither a PEM certificate nor a JSON of organisation → PEM: nothing of it is taken.`,
};

const FRENCH: VerifierWords = {
    title: 'Vérifier soi-même un certificat',
    intro: 'Cette page fonctionne sans réseau : elle n’envoie et ne charge rien. Vous pouvez l’enregistrer et l’ouvrir sur un ordinateur hors ligne.',
    stepRoots: '1. Certificats racines des organisations',
    rootsHint: 'Un fichier JSON organisation → PEM, ou un fichier PEM par organisation, qui porte son nom (Org1MSP.pem). Obtenez-les, ou leurs empreintes, des organisations elles-mêmes, non du vendeur.',
    stepCertificate: '2. Certificat du véhicule',
    certificateHint: 'Le fichier téléchargé depuis le rapport ou reçu du vendeur.',
    chooseFiles: 'Choisir les fichiers', chooseFile: 'Choisir le fichier', orDrop: 'ou déposer ici',
    rootsChosen: 'Racines choisies', compare: 'Comparez chaque empreinte, chiffre par chiffre, avec celle que publie l’organisation. SHA-256 :', forget: 'Retirer',
    waitingRoots: 'Choisissez d’abord les certificats racines.', waitingCertificate: 'Choisissez maintenant le certificat du véhicule.', working: 'Vérification …',
    proved: 'Le certificat est authentique',
    provedBy: names => `Signé par des pairs de ${names}, avec des certificats qui mènent aux racines ci-dessus.`,
    provedWhat: (count, shown) => `Le carnet compte ${count} inscription${count === 1 ? '' : 's'}, dont ${shown} ${shown === 1 ? 'est montrée' : 'sont montrées'} ici ; aucune n’a été ajoutée, retirée ni modifiée depuis la signature.`,
    provedWhen: (date, block) => `État au ${date} ; dernière écriture au carnet dans le bloc ${block} du registre.`,
    recomputed: 'L’avis a été recalculé ici à partir des inscriptions : c’est bien celui qui a été signé.',
    notRecomputed: 'L’avis est celui qui a été signé ; il n’a pas pu être recalculé ici, car des inscriptions dont il dépend sont retenues.',
    rulesUnknown: 'L’avis est celui qui a été signé ; il suit une version des règles que cette page n’a pas.',
    refused: 'Le certificat est refusé',
    refusedAdvice: 'Ne vous fiez à rien de ce que dit le fichier. Demandez un nouveau certificat à un négociant que vous choisissez vous-même.',
    code: 'Code', detail: 'En détail',
    unreadableRoots: file => `${file} n’est ni un certificat PEM ni un JSON organisation → PEM : rien n’en est pris.`,
};

const WORDS: Readonly<Record<Language, VerifierWords>> = { en: ENGLISH, fr: FRENCH };

export function verifierWordsIn(language: Language): VerifierWords {
    return WORDS[language];
}
