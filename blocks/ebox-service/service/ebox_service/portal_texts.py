"""What people read in their eBox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bouwsteen_service.texts import LocalText

TITLE: Final = {"nl": "Mijn eBox", "fr": "Mon eBox", "en": "My eBox"}

TEXTS: Final[Mapping[str, LocalText]] = {
    "welcome.title": {"nl": "Uw post van de overheid", "fr": "Votre courrier des autorités", "en": "Your mail from government"},
    "welcome.lead": {
        "nl": "Meld u aan om de berichten te lezen die besturen u stuurden.",
        "fr": "Identifiez-vous pour lire les messages que les administrations vous ont envoyés.",
        "en": "Sign in to read the messages that authorities sent you.",
    },
    "welcome.first": {
        "nl": "Meldt u zich voor het eerst aan, dan opent u uw eBox. Besturen sturen u dan geen papier meer.",
        "fr": "La première identification ouvre votre eBox. Les administrations ne vous envoient alors plus de papier.",
        "en": "When you sign in for the first time, you open your eBox. Authorities will then send you no paper any more.",
    },
    "sign-in": {"nl": "Aanmelden", "fr": "S'identifier", "en": "Sign in"},
    "sign-out": {"nl": "Afmelden", "fr": "Se déconnecter", "en": "Sign out"},
    "account": {"nl": "Uw aanmelding", "fr": "Votre session", "en": "Your session"},
    "failed.title": {"nl": "U bent niet aangemeld", "fr": "Vous n'êtes pas identifié", "en": "You are not signed in"},
    "failed.expired": {
        "nl": "Het aanmelden duurde te lang, of begon in een andere browser.",
        "fr": "L'identification a pris trop de temps, ou a commencé dans un autre navigateur.",
        "en": "Signing in took too long, or began in another browser.",
    },
    "failed.cancelled": {
        "nl": "Het aanmelden is niet afgerond.",
        "fr": "L'identification n'a pas été achevée.",
        "en": "Signing in was not completed.",
    },
    "failed.error": {
        "nl": "De aanmelddienst gaf een antwoord dat niet klopt.",
        "fr": "Le service d'authentification a donné une réponse incorrecte.",
        "en": "The sign-in service gave an answer that is not right.",
    },
    "failed.nobody": {
        "nl": "Bij deze aanmelding hoort geen eBox: er is geen rijksregisternummer en geen ondernemingsnummer.",
        "fr": "Aucun eBox ne correspond à cette identification : il n'y a ni numéro de registre national ni numéro d'entreprise.",
        "en": "No eBox belongs to this sign-in: there is no national number and no enterprise number.",
    },
    "failed.no-role": {
        "nl": "Deze pagina is voor medewerkers die de post van hun bestuur opvolgen, aangemeld met een sterke sleutel.",
        "fr": "Cette page est destinée aux agents qui suivent le courrier de leur administration, identifiés par un moyen fort.",
        "en": "This page is for staff who look after the post of their authority, signed in by a strong means.",
    },
    "letters.welcome": {"nl": "Brieven van uw bestuur", "fr": "Lettres de votre administration", "en": "Letters of your authority"},
    "letters.welcome.lead": {
        "nl": "Wie geen eBox opende, krijgt papier. Meld u aan om te zien wat gedrukt en gepost is, en wat niemand bereikte.",
        "fr": "Qui n'a pas ouvert d'eBox reçoit du papier. Identifiez-vous pour voir ce qui est posté et ce qui n'a atteint personne.",
        "en": "Who opened no eBox gets paper. Sign in to see what was printed and posted, and what reached nobody.",
    },
    "letters.sign-in": {"nl": "Aanmelden als medewerker", "fr": "S'identifier comme agent", "en": "Sign in as staff"},
    "letters.title": {"nl": "Brieven", "fr": "Lettres", "en": "Letters"},
    "letters.none": {"nl": "Er ging nog niets op papier.", "fr": "Rien n'est encore parti sur papier.", "en": "Nothing went on paper yet."},
    "letters.newer": {"nl": "Nieuwere brieven", "fr": "Lettres plus récentes", "en": "Newer letters"},
    "letters.older": {"nl": "Oudere brieven", "fr": "Lettres plus anciennes", "en": "Older letters"},
    "letters.back": {"nl": "Terug naar de brieven", "fr": "Retour aux lettres", "en": "Back to the letters"},
    "letters.status": {"nl": "Stand", "fr": "État", "en": "Status"},
    "letters.status.accepted": {"nl": "wordt gedrukt", "fr": "en cours d'impression", "en": "being printed"},
    "letters.status.printed": {"nl": "gedrukt", "fr": "imprimée", "en": "printed"},
    "letters.status.posted": {"nl": "gepost", "fr": "postée", "en": "posted"},
    "letters.address": {"nl": "Aan", "fr": "À", "en": "To"},
    "letters.reference": {"nl": "Referentie", "fr": "Référence", "en": "Reference"},
    "letters.created": {"nl": "Aangenomen", "fr": "Acceptée", "en": "Accepted"},
    "letters.printed": {"nl": "Gedrukt", "fr": "Imprimée", "en": "Printed"},
    "letters.posted": {"nl": "Gepost", "fr": "Postée", "en": "Posted"},
    "letters.lost": {"nl": "Bereikte niemand", "fr": "N'a atteint personne", "en": "Reached nobody"},
    "letters.lost.lead": {
        "nl": "Deze berichten liggen klaar in de eBox voor wie er een opent; op papier gingen ze niet.",
        "fr": "Ces messages attendent dans l'eBox de qui en ouvrira un ; ils ne sont pas partis sur papier.",
        "en": "These messages wait in the eBox of whoever opens one; they did not go on paper.",
    },
    "letters.reason.NO_ADDRESS": {
        "nl": "De geadresseerde heeft geen eBox, en er is geen postadres gegeven of bekend.",
        "fr": "Le destinataire n'a pas d'eBox, et aucune adresse postale n'est donnée ou connue.",
        "en": "The recipient has no eBox, and no postal address was given or is known.",
    },
    "failed.again": {"nl": "Opnieuw aanmelden", "fr": "S'identifier à nouveau", "en": "Sign in again"},
    "list.title": {"nl": "Berichten", "fr": "Messages", "en": "Messages"},
    "list.unread": {"nl": "Ongelezen berichten: {number}", "fr": "Messages non lus : {number}", "en": "Unread messages: {number}"},
    "list.all-read": {"nl": "U las alle berichten.", "fr": "Vous avez lu tous les messages.", "en": "You have read all messages."},
    "list.none": {"nl": "U hebt nog geen berichten.", "fr": "Vous n'avez pas encore de messages.", "en": "You have no messages yet."},
    "list.page": {"nl": "Bladzijde {page} van {pages}", "fr": "Page {page} sur {pages}", "en": "Page {page} of {pages}"},
    "list.pages": {"nl": "Bladzijden", "fr": "Pages", "en": "Pages"},
    "list.newer": {"nl": "Nieuwere berichten", "fr": "Messages plus récents", "en": "Newer messages"},
    "list.older": {"nl": "Oudere berichten", "fr": "Messages plus anciens", "en": "Older messages"},
    "list.files": {"nl": "Bijlagen: {number}", "fr": "Annexes : {number}", "en": "Attachments: {number}"},
    "unread": {"nl": "Ongelezen", "fr": "Non lu", "en": "Unread"},
    "message.back": {"nl": "Terug naar uw berichten", "fr": "Retour à vos messages", "en": "Back to your messages"},
    "message.facts": {"nl": "Over dit bericht", "fr": "À propos de ce message", "en": "About this message"},
    "message.from": {"nl": "Van", "fr": "De", "en": "From"},
    "message.kind": {"nl": "Soort", "fr": "Type", "en": "Kind"},
    "message.received": {"nl": "Ontvangen", "fr": "Reçu", "en": "Received"},
    "message.until": {"nl": "Blijft tot", "fr": "Conservé jusqu'au", "en": "Kept until"},
    "message.files": {"nl": "Bijlagen", "fr": "Annexes", "en": "Attachments"},
    "message.size": {"nl": "{kind}, {size} kB", "fr": "{kind}, {size} ko", "en": "{kind}, {size} kB"},
    "message.opens": {
        "nl": "Dit bericht is gelezen zodra u de bijlage opent.",
        "fr": "Ce message est lu dès que vous ouvrez l'annexe.",
        "en": "This message counts as read once you open the attachment.",
    },
    "payment.title": {"nl": "Te betalen", "fr": "À payer", "en": "To pay"},
    "payment.amount": {"nl": "Bedrag", "fr": "Montant", "en": "Amount"},
    "payment.account": {"nl": "Rekening", "fr": "Compte", "en": "Account"},
    "payment.reference": {"nl": "Mededeling", "fr": "Communication", "en": "Communication"},
    "payment.due": {"nl": "Vóór", "fr": "Avant le", "en": "Before"},
    "problem.issuer-unavailable": {
        "nl": "De aanmelddienst antwoordt niet. Probeer het later opnieuw.",
        "fr": "Le service d'authentification ne répond pas. Réessayez plus tard.",
        "en": "The sign-in service does not answer. Try again later.",
    },
}
