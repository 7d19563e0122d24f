// The report in French.
import { datedText, groupedDigits, type ReportPhrases } from './phrases.js';

const MONTHS = ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'];

export const FRENCH: ReportPhrases = {
    language: 'fr',
    verdicts: {
        LOGICAL: 'Les relevés sont cohérents',
        ILLOGICAL: 'Le kilométrage affiché n’est pas crédible',
        NO_JUDGEMENT: 'Aucun avis n’est possible',
    },
    reasons: {
        '00_ASCENDING': {
            sentence: 'Chaque relevé enregistré est au moins aussi élevé que le précédent.',
            whatToDo: 'Comparez le dernier relevé avec le tableau de bord : il ne doit pas afficher moins. Comparez le numéro VIN avec la plaque du véhicule.',
        },
        '01_ROLLOVER': {
            sentence: 'Le compteur n’a pas assez de chiffres et est reparti de zéro : la distance parcourue est supérieure à celle affichée.',
            whatToDo: 'Jugez le véhicule sur son état et ses papiers, et ajoutez un tour complet du compteur à la valeur affichée.',
        },
        '02_REPLACED': {
            sentence: 'Le compteur a été remplacé et le nouveau n’a pas repris la valeur de l’ancien : les relevés ne sont pas comparables de part et d’autre de ce jour.',
            whatToDo: 'Demandez la facture du remplacement et ajoutez le dernier relevé de l’ancien compteur à la valeur du nouveau.',
        },
        '04_LOWER_THAN_EARLIER': {
            sentence: 'Un relevé est inférieur d’au moins 100 km à un relevé antérieur, sans correction confirmée ni remplacement documenté qui l’explique.',
            whatToDo: 'Considérez que le véhicule a roulé plus que ce qu’il affiche. Ne vous fiez pas au kilométrage pour fixer le prix ; exigez des preuves du vendeur, ou renoncez.',
        },
        '05_IMPORTED': {
            sentence: 'Le véhicule a été importé et aucun relevé du pays d’origine n’a été fourni : la distance parcourue là-bas est inconnue.',
            whatToDo: 'Demandez au vendeur un carnet d’entretien ou un contrôle technique étranger avant de croire le kilométrage affiché.',
        },
        '06_TOO_FEW': {
            sentence: 'Moins de deux relevés exploitables sont enregistrés : il n’y a rien à comparer.',
            whatToDo: 'Demandez des factures et des contrôles techniques qui portent le kilométrage à une date, et faites examiner le véhicule.',
        },
        '07_LEGACY': {
            sentence: 'Une baisse concerne un ancien relevé repris sans contrôle d’archives antérieures : il peut s’agir d’une faute de frappe.',
            whatToDo: 'Demandez le papier d’origine de l’ancien relevé et comparez-le avec ce rapport.',
        },
    },
    findings: {
        ROLLBACK: 'Le relevé a baissé de 100 km ou plus.',
        ROLLBACK_LEGACY: 'Le relevé a baissé de 100 km ou plus, mais l’un des deux relevés vient d’archives non contrôlées.',
        IMPLAUSIBLE_JUMP: 'Le relevé a augmenté plus qu’un véhicule ne peut vraisemblablement rouler dans ce délai.',
        ROLLOVER: 'Le compteur a atteint son dernier nombre et est reparti de zéro.',
        MINOR_DROP: 'Le relevé a baissé de moins de 100 km, comme il arrive quand deux personnes arrondissent différemment.',
        STATIC: 'Le véhicule a roulé 150 km ou moins en 300 jours ou plus.',
        REPLACED_CARRIED_OVER: 'Le compteur a été remplacé et le nouveau continue à partir de l’ancien relevé, comme il se doit.',
        LATE_ENTRY: 'Enregistré plus de 5 jours après les faits.',
        UNUSABLE_READING: 'Le compteur n’était pas lisible, ou le véhicule n’en avait pas.',
        MIXED_UNITS: 'Certains relevés sont en kilomètres, d’autres en miles ; ils sont comparés exactement.',
        CORRECTION_PENDING: 'Une correction a été proposée et une autre organisation n’a pas encore tranché ; elle ne compte pas.',
        CORRECTED: 'Un relevé a été corrigé ; l’original et l’auteur de la confirmation sont indiqués.',
        HINT_UNIT_MIXUP: 'Un relevé serait cohérent dans l’autre unité (km ou miles).',
        HINT_EXTRA_DIGIT: 'Un relevé serait cohérent avec un chiffre de moins : il s’agit peut-être d’une faute de frappe.',
        HINT_MISSING_DIGIT: 'Un relevé serait cohérent avec un chiffre de plus : il s’agit peut-être d’une faute de frappe.',
        HINT_TRANSPOSED: 'Un relevé serait cohérent si deux chiffres étaient inversés : il s’agit peut-être d’une faute de frappe.',
        HINT_SINGLE_OUTLIER: 'Un seul relevé ne convient pas ; sans lui les autres sont cohérents.',
        HINT_AMBIGUOUS: 'Plusieurs relevés pourraient être celui qui est faux.',
        HINT_POSSIBLE_ROLLOVER: 'Le véhicule est assez ancien pour avoir un compteur à cinq chiffres, qui est peut-être reparti de zéro.',
    },
    unknownFinding: code => `Une constatation que cette page est trop ancienne pour expliquer (${code}).`,
    cautions: {
        RETIRED: 'Le carnet est clos : le véhicule est enregistré comme hors d’usage. Il ne doit pas être vendu pour rouler.',
        OPEN_RECALL: 'Un rappel de sécurité n’est pas soldé. Un concessionnaire de la marque fait la réparation gratuitement : faites-la faire avant de rouler.',
        OPEN_DISPUTE: 'Une organisation conteste une inscription d’une autre. Demandez au vendeur de quoi il s’agit.',
        PENDING_CORRECTION: 'La correction d’un relevé attend une décision. D’ici là, le relevé compte tel quel.',
        IMPLAUSIBLE_JUMP: 'Une hausse du relevé dépasse ce qu’un véhicule peut vraisemblablement rouler. Demandez s’il s’agit d’une faute de frappe.',
        WITHHELD: 'Ce rapport ne montre pas tout le carnet. Demandez au vendeur ce qui est retenu et pourquoi.',
        GAPS: 'Une longue période est sans relevé. Demandez les papiers de cette période.',
        IMPORTED: 'Le véhicule a été importé. Demandez les papiers du pays d’origine.',
    },
    checks: {
        MATCH: {
            title: 'Le relevé concorde avec le carnet',
            sentence: 'Le relevé est celui que le carnet de ce véhicule laisse attendre aujourd’hui.',
            whatToDo: 'Demandez tout de même le rapport complet au vendeur : cette réponse ne dit rien du passé.',
        },
        LOWER_THAN_LEDGER: {
            title: 'Le relevé est trop bas',
            sentence: 'Un relevé plus élevé est déjà enregistré pour ce véhicule.',
            whatToDo: 'Relisez le tableau de bord, sans les dixièmes et sans le compteur partiel. Si cela se confirme, ne vous fiez pas au kilométrage affiché.',
        },
        IMPLAUSIBLY_HIGH: {
            title: 'Le relevé est invraisemblablement élevé',
            sentence: 'Le relevé dépasse ce que le véhicule a vraisemblablement pu rouler depuis son dernier relevé.',
            whatToDo: 'Relisez le tableau de bord, sans les dixièmes, et vérifiez s’il affiche des kilomètres ou des miles.',
        },
        NO_DATA: {
            title: 'Il n’y a rien à comparer',
            sentence: 'Le registre n’a aucun relevé exploitable pour ce numéro VIN, ou ne connaît pas ce véhicule.',
            whatToDo: 'Comparez le numéro VIN avec la plaque du véhicule et demandez au vendeur des papiers qui portent le kilométrage à une date.',
        },
    },
    types: {
        VEHICLE_REGISTERED: 'Ouverture du carnet', IMPORTED: 'Importation', TECHNICAL_CHANGE: 'Modification technique', END_OF_LIFE: 'Fin de vie',
        READING: 'Relevé', OEM_TELEMETRY: 'Relevé transmis par le véhicule', ODOMETER_REPLACED: 'Compteur remplacé',
        SERVICE: 'Entretien', REPAIR: 'Réparation', BODYWORK: 'Carrosserie', TYRES: 'Pneus', PART_REPLACED: 'Pièces remplacées',
        BATTERY_HEALTH: 'État de la batterie',
        INSPECTION: 'Contrôle technique', EXPERT_REPORT: 'Expertise', RECALL_OPENED: 'Rappel', RECALL_DONE: 'Rappel soldé',
        STOCK_IN: 'Entrée en stock', STOCK_OUT: 'Sortie de stock', KEEPER_CHANGED: 'Nouveau détenteur',
        CORRECTION_PROPOSED: 'Correction proposée', CORRECTION_CONFIRMED: 'Correction confirmée', CORRECTION_REJECTED: 'Correction rejetée',
        DISPUTE_OPENED: 'Contestation ouverte', DISPUTE_RESOLVED: 'Contestation close',
    },
    sources: {
        inspection: 'Contrôle technique', oem: 'Constructeur', franchised: 'Garage de la marque', independent: 'Garage indépendant',
        dealer: 'Négociant', import: 'Papiers étrangers', legacy: 'Archives non contrôlées',
    },
    statuses: { READ: 'Lu', UNREADABLE: 'Illisible', NO_ODOMETER: 'Sans compteur' },
    units: { km: 'km', mi: 'mi' },
    defectSeverities: { MINOR: 'mineure', MAJOR: 'majeure', CRITICAL: 'critique' },
    inspectionResults: { PASSED: 'Favorable', FAILED: 'Défavorable' },
    batteryMethods: { OBD: 'selon le véhicule', OEM: 'selon le constructeur', DISCHARGE: 'mesurée par décharge' },
    correctionStatuses: { PENDING: 'en attente de décision', CONFIRMED: 'confirmée', REJECTED: 'rejetée' },
    disputeOutcomes: { UPHELD: 'jugée fondée', DISMISSED: 'jugée infondée', WITHDRAWN: 'retirée' },
    gaps: {
        BEFORE_FIRST_READING: 'de la première mise en circulation au premier relevé',
        BETWEEN_READINGS: 'entre deux relevés',
        SINCE_LAST_READING: 'du dernier relevé à ce rapport',
    },
    laterIsLower: 'Un relevé postérieur est inférieur à celui-ci de 100 km ou plus.',
    quoted: text => `«\u00a0${text}\u00a0»`,
    date: iso => datedText(iso, MONTHS).replace(/^1(?=\u00a0)/, '1er'),
    number: value => groupedDigits(value, '\u202f'),
};
