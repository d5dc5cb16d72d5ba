"""What is said of data that are known already: where they come from, the vault of the citizen, what goes wrong on the way."""

from collections.abc import Mapping
from typing import Final

from bouwsteen_service.texts import LocalText

PREFILL_TEXTS: Final[Mapping[str, LocalText]] = {
    "source.RR": {"nl": "het Rijksregister", "fr": "le Registre national", "en": "the National Register"},
    "source.KSZ": {
        "nl": "de Kruispuntbank van de Sociale Zekerheid",
        "fr": "la Banque-carrefour de la sécurité sociale",
        "en": "the Crossroads Bank for Social Security",
    },
    "source.vault": {"nl": "uw datakluis", "fr": "votre coffre de données", "en": "your data vault"},
    "source.sign-in": {"nl": "uw aanmelding", "fr": "votre identification", "en": "your sign-in"},
    "origin.known": {
        "nl": "Dit komt uit {source}, gelezen op {at}.",
        "fr": "Ceci provient de : {source}, lu le {at}.",
        "en": "This comes from {source}, read on {at}.",
    },
    "origin.from": {"nl": "Dit komt uit {source}.", "fr": "Ceci provient de : {source}.", "en": "This comes from {source}."},
    "origin.corrected": {
        "nl": "Verbeterd. In {source} stond op {at}: {value}.",
        "fr": "Corrigé. Dans {source}, le {at} : {value}.",
        "en": "Corrected. In {source} on {at}: {value}.",
    },
    "origin.reason": {"nl": "Reden: {reason}", "fr": "Motif : {reason}", "en": "Reason: {reason}"},
    "origin.wrong": {"nl": "Klopt dit niet?", "fr": "Ce n'est pas correct ?", "en": "Is this not right?"},
    "origin.why": {
        "nl": "Verbeter het hierboven, en zeg waarom",
        "fr": "Corrigez ci-dessus, et dites pourquoi",
        "en": "Correct it above, and say why",
    },
    "fault.reason": {
        "nl": "U verbeterde “{label}”. Zeg waarom, in 3 tot 400 tekens.",
        "fr": "Vous avez corrigé « {label} ». Dites pourquoi, en 3 à 400 caractères.",
        "en": "You corrected “{label}”. Say why, in 3 to 400 characters.",
    },
    "registers.away": {
        "nl": "Het Rijksregister antwoordt nu niet. U kunt gewoon verder: vul zelf in wat hier gevraagd wordt.",
        "fr": "Le Registre national ne répond pas pour le moment. Vous pouvez continuer : complétez vous-même ce qui est demandé.",
        "en": "The National Register does not answer now. You can go on: fill in yourself what is asked here.",
    },
    "registers.refused": {
        "nl": "We mogen deze gegevens niet uit het Rijksregister halen. Vul ze zelf in.",
        "fr": "Nous ne pouvons pas consulter ces données au Registre national. Complétez-les vous-même.",
        "en": "We may not read these data from the National Register. Fill them in yourself.",
    },
    "registers.nothing": {
        "nl": "Het Rijksregister heeft deze gegevens niet. Vul ze zelf in.",
        "fr": "Le Registre national ne contient pas ces données. Complétez-les vous-même.",
        "en": "The National Register does not have these data. Fill them in yourself.",
    },
    "registers.again": {"nl": "Opnieuw proberen", "fr": "Réessayer", "en": "Try again"},
    "vault.title": {"nl": "Gegevens uit uw datakluis", "fr": "Données de votre coffre", "en": "Data from your vault"},
    "vault.lead": {
        "nl": "Hebt u een datakluis, dan kan {organisation} daar lezen wat u anders typt. U beslist dat in uw kluis, en kunt het er altijd "
        "intrekken. U hoeft dit niet te doen.",
        "fr": "Si vous avez un coffre de données, {organisation} peut y lire ce que vous taperiez sinon. Vous en décidez dans votre coffre "
        "et pouvez toujours retirer votre accord. Rien ne vous y oblige.",
        "en": "If you have a data vault, {organisation} can read there what you would type otherwise. You decide on it in your vault, and "
        "can always take it back. You need not do this.",
    },
    "vault.what": {"nl": "Wat we lezen", "fr": "Ce que nous lisons", "en": "What we read"},
    "vault.consent": {"nl": "Uw toestemming", "fr": "Votre consentement", "en": "Your consent"},
    "vault.period": {"nl": "Hoelang", "fr": "Combien de temps", "en": "For how long"},
    "vault.address": {
        "nl": "Adres van uw datakluis (WebID)",
        "fr": "Adresse de votre coffre (WebID)",
        "en": "Address of your vault (WebID)",
    },
    "vault.address.hint": {
        "nl": "Bijvoorbeeld https://kluis.example/naam/profile/card#me. We bewaren dit adres niet.",
        "fr": "Par exemple https://coffre.example/nom/profile/card#me. Nous ne conservons pas cette adresse.",
        "en": "For instance https://vault.example/name/profile/card#me. We do not keep this address.",
    },
    "vault.bad-address": {
        "nl": "Vul het volledige adres van uw datakluis in, dat begint met https.",
        "fr": "Indiquez l'adresse complète de votre coffre, qui commence par https.",
        "en": "Fill in the complete address of your vault, which begins with https.",
    },
    "vault.is-away": {
        "nl": "De dienst van de datakluizen antwoordt nu niet. Vul de gegevens zelf in, of probeer het later opnieuw. Wat u al invulde, "
        "is bewaard.",
        "fr": "Le service des coffres ne répond pas pour le moment. Complétez les données vous-même, ou réessayez plus tard. Ce que vous "
        "avez déjà complété est conservé.",
        "en": "The service of the vaults does not answer now. Fill in the data yourself, or try again later. What you filled in already "
        "is kept.",
    },
    "vault.refuses": {
        "nl": "We mogen dit niet aan een datakluis vragen. Vul de gegevens zelf in.",
        "fr": "Nous ne pouvons pas demander cela à un coffre. Complétez les données vous-même.",
        "en": "We may not ask this of a vault. Fill in the data yourself.",
    },
    "vault.go": {"nl": "Naar mijn datakluis", "fr": "Vers mon coffre", "en": "To my vault"},
    "vault.asked": {
        "nl": "De vraag staat klaar in uw datakluis.",
        "fr": "La demande vous attend dans votre coffre.",
        "en": "The question is waiting in your vault.",
    },
    "vault.by-hand": {"nl": "Zelf invullen", "fr": "Compléter moi-même", "en": "Fill in myself"},
    "vault.offered": {
        "nl": "Staan deze gegevens in uw datakluis? Dan hoeft u ze niet te typen.",
        "fr": "Ces données se trouvent dans votre coffre ? Vous n'avez pas à les taper.",
        "en": "Are these data in your vault? Then you need not type them.",
    },
    "vault.link": {"nl": "Haal ze uit mijn datakluis", "fr": "Les lire dans mon coffre", "en": "Take them from my vault"},
    "vault.requested": {
        "nl": "U hebt in uw datakluis nog niet beslist. U kunt deze gegevens ook zelf invullen.",
        "fr": "Vous n'avez pas encore décidé dans votre coffre. Vous pouvez aussi compléter ces données vous-même.",
        "en": "You have not decided in your vault yet. You can also fill in these data yourself.",
    },
    "vault.decide": {"nl": "Beslissen in mijn datakluis", "fr": "Décider dans mon coffre", "en": "Decide in my vault"},
    "vault.decided": {"nl": "Ik heb beslist", "fr": "J'ai décidé", "en": "I have decided"},
    "vault.other": {
        "nl": "Het adres van mijn datakluis verbeteren",
        "fr": "Corriger l'adresse de mon coffre",
        "en": "Correct the address of my vault",
    },
    "vault.refused": {
        "nl": "U gaf geen toestemming om uw datakluis te lezen. Vul deze gegevens zelf in.",
        "fr": "Vous n'avez pas consenti à la lecture de votre coffre. Complétez ces données vous-même.",
        "en": "You did not consent to reading your vault. Fill in these data yourself.",
    },
    "vault.withdrawn": {
        "nl": "U trok de toestemming om uw datakluis te lezen weer in. Wat eruit kwam, hebben we hier gewist. Vul deze gegevens zelf in.",
        "fr": "Vous avez retiré votre consentement à la lecture de votre coffre. Ce qui en venait a été effacé ici. Complétez ces données "
        "vous-même.",
        "en": "You took back the consent to read your vault. What came from it was removed here. Fill in these data yourself.",
    },
    "vault.expired": {
        "nl": "De toestemming om uw datakluis te lezen is voorbij. Vul deze gegevens zelf in, of vraag opnieuw.",
        "fr": "Le consentement à la lecture de votre coffre a expiré. Complétez ces données vous-même, ou redemandez.",
        "en": "The consent to read your vault is over. Fill in these data yourself, or ask again.",
    },
    "vault.away": {
        "nl": "Uw datakluis antwoordt nu niet. Vul deze gegevens zelf in, of probeer het opnieuw. Uw beslissing blijft bewaard.",
        "fr": "Votre coffre ne répond pas pour le moment. Complétez ces données vous-même, ou réessayez. Votre décision est conservée.",
        "en": "Your vault does not answer now. Fill in these data yourself, or try again. Your decision is kept.",
    },
    "vault.nothing": {
        "nl": "Wat hieronder leeg is, staat niet in uw datakluis, of heeft er een vorm die hier niet past. Vul het zelf in.",
        "fr": "Ce qui est vide ci-dessous ne se trouve pas dans votre coffre, ou n'y a pas la forme voulue. Complétez-le vous-même.",
        "en": "What is empty below is not in your vault, or does not fit here. Fill it in yourself.",
    },
    "vault.try-again": {"nl": "Opnieuw proberen", "fr": "Réessayer", "en": "Try again"},
    "vault.ask-again": {"nl": "Opnieuw vragen aan mijn datakluis", "fr": "Redemander à mon coffre", "en": "Ask my vault again"},
    "datum.email": {"nl": "E-mailadres", "fr": "Adresse e-mail", "en": "E-mail address"},
    "datum.phone": {"nl": "Telefoonnummer", "fr": "Numéro de téléphone", "en": "Telephone number"},
    "datum.bankAccount": {"nl": "Rekeningnummer", "fr": "Numéro de compte", "en": "Account number"},
    "problem.no-vault": {
        "nl": "Dit formulier vraagt hier niets aan een datakluis.",
        "fr": "Ce formulaire ne demande ici rien à un coffre de données.",
        "en": "This form asks nothing of a vault here.",
    },
    "capacity.title": {
        "nl": "Voor wie vraagt u dit aan?",
        "fr": "Pour qui faites-vous cette demande ?",
        "en": "For whom do you ask this?",
    },
    "capacity.now.citizens": {
        "nl": "U bent aangemeld als burger: {name}. Dit formulier is voor anderen.",
        "fr": "Vous êtes identifié comme citoyen : {name}. Ce formulaire s'adresse à d'autres.",
        "en": "You signed in as a citizen: {name}. This form is for others.",
    },
    "capacity.now.entrepreneurs": {
        "nl": "U bent aangemeld voor de onderneming {name}. Dit formulier is voor anderen.",
        "fr": "Vous êtes identifié pour l'entreprise {name}. Ce formulaire s'adresse à d'autres.",
        "en": "You signed in for the enterprise {name}. This form is for others.",
    },
    "capacity.now.associations": {
        "nl": "U bent aangemeld voor de vereniging {name}. Dit formulier is voor anderen.",
        "fr": "Vous êtes identifié pour l'association {name}. Ce formulaire s'adresse à d'autres.",
        "en": "You signed in for the association {name}. This form is for others.",
    },
    "capacity.for": {"nl": "Dit formulier is voor:", "fr": "Ce formulaire s'adresse aux :", "en": "This form is for:"},
    "capacity.sign-in.citizens": {"nl": "Aanmelden als burger", "fr": "M'identifier comme citoyen", "en": "Sign in as a citizen"},
    "capacity.sign-in.entrepreneurs": {
        "nl": "Aanmelden voor een onderneming",
        "fr": "M'identifier pour une entreprise",
        "en": "Sign in for an enterprise",
    },
    "capacity.sign-in.associations": {
        "nl": "Aanmelden voor een vereniging",
        "fr": "M'identifier pour une association",
        "en": "Sign in for an association",
    },
    "capacity.begin.citizens": {"nl": "Beginnen als burger", "fr": "Commencer comme citoyen", "en": "Begin as a citizen"},
    "capacity.begin.entrepreneurs": {
        "nl": "Beginnen voor een onderneming",
        "fr": "Commencer pour une entreprise",
        "en": "Begin for an enterprise",
    },
    "capacity.begin.associations": {
        "nl": "Beginnen voor een vereniging",
        "fr": "Commencer pour une association",
        "en": "Begin for an association",
    },
    "person.enterprise": {"nl": "Voor de onderneming", "fr": "Pour l'entreprise", "en": "For the enterprise"},
    "person.association": {"nl": "Voor de vereniging", "fr": "Pour l'association", "en": "For the association"},
    "nav.acts-for": {"nl": "{name}, voor {organisation}", "fr": "{name}, pour {organisation}", "en": "{name}, for {organisation}"},
    "mine.decision": {"nl": "Beslissing", "fr": "Décision", "en": "Decision"},
    "mine.undecided": {"nl": "nog niet", "fr": "pas encore", "en": "not yet"},
    "mine.free": {"nl": "gratis", "fr": "gratuit", "en": "free"},
    "clerk.figures": {"nl": "Cijfers", "fr": "Chiffres", "en": "Figures"},
    "figures.title": {"nl": "Wat mensen niet hoefden te typen", "fr": "Ce qui ne devait pas être tapé", "en": "What people need not type"},
    "figures.lead": {
        "nl": "Per formulier: hoeveel vragen vooraf ingevuld waren uit een register, een datakluis of de aanmelding.",
        "fr": "Par formulaire : combien de questions étaient complétées d'avance par un registre, un coffre ou l'identification.",
        "en": "For each form: how many questions were filled in beforehand, from a register, a vault or the sign-in.",
    },
    "figures.submissions": {"nl": "Aanvragen", "fr": "Demandes", "en": "Requests"},
    "figures.asked": {"nl": "Vragen", "fr": "Questions", "en": "Questions"},
    "figures.known": {"nl": "Vooraf ingevuld", "fr": "Complétées d'avance", "en": "Filled in beforehand"},
    "figures.share": {"nl": "Aandeel", "fr": "Part", "en": "Share"},
    "figures.corrected": {"nl": "Verbeterd", "fr": "Corrigées", "en": "Corrected"},
    "action.prefill": {"nl": "in de registers opgezocht", "fr": "consulté dans les registres", "en": "looked up in the registers"},
}
