"""What citizens read on the pages of the adapter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bouwsteen_service.texts import LocalText

TITLE: Final = {"nl": "Mijn toestemmingen", "fr": "Mes consentements", "en": "My consents"}

TEXTS: Final[Mapping[str, LocalText]] = {
    "account": {"nl": "Uw aanmelding", "fr": "Votre session", "en": "Your session"},
    "sign-in": {"nl": "Aanmelden bij {host}", "fr": "S'identifier chez {host}", "en": "Sign in at {host}"},
    "sign-out": {"nl": "Afmelden", "fr": "Se déconnecter", "en": "Sign out"},
    "overview.go": {"nl": "Naar mijn toestemmingen", "fr": "Vers mes consentements", "en": "Go to my consents"},
    # Before somebody has signed in
    "welcome.title": {"nl": "Wie leest uw kluis?", "fr": "Qui lit votre coffre ?", "en": "Who reads your vault?"},
    "welcome.lead": {
        "nl": "Zie welke besturen gegevens uit uw kluis mogen lezen en wat ze wanneer lazen. U kunt een toestemming altijd intrekken.",
        "fr": "Voyez quelles administrations peuvent lire des données de votre coffre et ce qu'elles ont lu. Tout consentement se retire.",
        "en": "See which authorities may read data from your vault, and what they read when. You can always take a consent back.",
    },
    "welcome.web-id": {"nl": "Uw WebID", "fr": "Votre WebID", "en": "Your WebID"},
    "welcome.hint": {
        "nl": "Het adres van uw profiel, zoals uw kluis het toont. Het begint met https://",
        "fr": "L'adresse de votre profil, comme votre coffre l'affiche. Elle commence par https://",
        "en": "The address of your profile, as your vault shows it. It begins with https://",
    },
    "welcome.go": {"nl": "Verder", "fr": "Continuer", "en": "Go on"},
    "welcome.where": {
        "nl": "U meldt u aan bij uw eigen kluis. Deze dienst ziet uw wachtwoord niet.",
        "fr": "Vous vous identifiez auprès de votre propre coffre. Ce service ne voit pas votre mot de passe.",
        "en": "You sign in at your own vault. This service does not see your password.",
    },
    "fault.address-refused": {
        "nl": "Dit is geen adres dat een WebID kan zijn.",
        "fr": "Ceci n'est pas une adresse qui puisse être un WebID.",
        "en": "This is not an address that can be a WebID.",
    },
    "fault.no-such-web-id": {
        "nl": "Op dit adres staat geen profiel dat iedereen kan lezen.",
        "fr": "Aucun profil lisible par tous ne se trouve à cette adresse.",
        "en": "There is no profile at this address that anybody may read.",
    },
    "fault.no-issuer": {
        "nl": "Dit profiel zegt niet waar u zich aanmeldt.",
        "fr": "Ce profil ne dit pas où vous vous identifiez.",
        "en": "This profile does not say where you sign in.",
    },
    "fault.other": {
        "nl": "De server van dit adres antwoordt niet zoals het hoort. Probeer het later opnieuw.",
        "fr": "Le serveur de cette adresse ne répond pas comme il se doit. Réessayez plus tard.",
        "en": "The server of this address does not answer as it should. Try again later.",
    },
    "issuers.title": {"nl": "Waar meldt u zich aan?", "fr": "Où vous identifiez-vous ?", "en": "Where do you sign in?"},
    # A request
    "asked.title": {
        "nl": "{organisation} vraagt gegevens uit uw kluis",
        "fr": "{organisation} demande des données de votre coffre",
        "en": "{organisation} asks data from your vault",
    },
    "asked.lead": {
        "nl": "U beslist. Uw gegevens blijven in uw kluis; u geeft alleen toestemming om ze te lezen.",
        "fr": "C'est vous qui décidez. Vos données restent dans votre coffre ; vous permettez seulement de les lire.",
        "en": "You decide. Your data stays in your vault; you only allow it to be read.",
    },
    "asked.sign-in": {
        "nl": "Meld u aan bij uw kluis om toestemming te geven. Weigeren kan zonder aanmelden.",
        "fr": "Identifiez-vous auprès de votre coffre pour consentir. Vous pouvez refuser sans vous identifier.",
        "en": "Sign in at your vault to consent. You can refuse without signing in.",
    },
    "asked.back": {
        "nl": "Terug naar {organisation} zonder te beslissen",
        "fr": "Retour à {organisation} sans décider",
        "en": "Back to {organisation} without deciding",
    },
    "asked.other": {
        "nl": "U bent aangemeld met een andere WebID dan die waaraan dit gevraagd wordt.",
        "fr": "Vous êtes identifié avec un autre WebID que celui auquel ceci est demandé.",
        "en": "You are signed in with another WebID than the one that is asked.",
    },
    "fact.who": {"nl": "Wie leest", "fr": "Qui lit", "en": "Who reads"},
    "fact.data": {"nl": "Welke gegevens", "fr": "Quelles données", "en": "Which data"},
    "fact.purpose": {"nl": "Waarvoor", "fr": "À quelle fin", "en": "What for"},
    "fact.basis": {"nl": "Op grond van", "fr": "Sur la base de", "en": "On the basis of"},
    "fact.consent": {"nl": "uw toestemming", "fr": "votre consentement", "en": "your consent"},
    "fact.period": {"nl": "Hoelang", "fr": "Combien de temps", "en": "How long"},
    "fact.reference": {"nl": "Kenmerk", "fr": "Référence", "en": "Reference"},
    "fact.status": {"nl": "Toestand", "fr": "État", "en": "State"},
    "fact.from": {"nl": "Gegeven op", "fr": "Donné le", "en": "Given on"},
    "fact.until": {"nl": "Geldig tot", "fr": "Valable jusqu'au", "en": "Valid until"},
    "fact.ended": {"nl": "Beëindigd op", "fr": "Terminé le", "en": "Ended on"},
    "fact.vault": {"nl": "Bij uw kluis", "fr": "Dans votre coffre", "en": "At your vault"},
    "period.days": {"nl": "{number} dagen", "fr": "{number} jours", "en": "{number} days"},
    "period.day": {"nl": "één dag", "fr": "un jour", "en": "one day"},
    "period.hours": {"nl": "{number} uur", "fr": "{number} heures", "en": "{number} hours"},
    "period.minutes": {"nl": "{number} minuten", "fr": "{number} minutes", "en": "{number} minutes"},
    "consent.data": {"nl": "Uw gegevens", "fr": "Vos données", "en": "Your data"},
    "consent.missing": {
        "nl": "Uw kluis bevat dit nog niet. Vul het in om het in uw kluis te bewaren en te laten lezen, of laat het leeg.",
        "fr": "Votre coffre ne contient pas encore ceci. Remplissez-le pour l'y garder et le laisser lire, ou laissez-le vide.",
        "en": "Your vault does not hold this yet. Fill it in to keep it in your vault and let it be read, or leave it empty.",
    },
    "consent.unreadable": {
        "nl": "wat in uw kluis staat, is niet leesbaar",
        "fr": "ce qui se trouve dans votre coffre n'est pas lisible",
        "en": "what is in your vault cannot be read",
    },
    "consent.wrong.email": {
        "nl": "Vul een e-mailadres in, zoals naam@voorbeeld.be",
        "fr": "Indiquez une adresse e-mail, comme nom@exemple.be",
        "en": "Fill in an e-mail address, like name@example.com",
    },
    "consent.wrong.phone": {
        "nl": "Vul een telefoonnummer in, zoals 012 34 56 78 of +32 470 12 34 56",
        "fr": "Indiquez un numéro de téléphone, comme 012 34 56 78 ou +32 470 12 34 56",
        "en": "Fill in a phone number, like 012 34 56 78 or +32 470 12 34 56",
    },
    "consent.wrong.bankAccount": {
        "nl": "Vul een IBAN in: in België BE en veertien cijfers. Kijk de cijfers na.",
        "fr": "Indiquez un IBAN : en Belgique BE et quatorze chiffres. Vérifiez les chiffres.",
        "en": "Fill in an IBAN: in Belgium BE and fourteen digits. Check the digits.",
    },
    "consent.nothing": {
        "nl": "Uw kluis bevat niets van wat gevraagd wordt. Vul minstens één gegeven in, of weiger.",
        "fr": "Votre coffre ne contient rien de ce qui est demandé. Remplissez au moins une donnée, ou refusez.",
        "en": "Your vault holds nothing of what is asked. Fill in at least one thing, or refuse.",
    },
    "consent.error-prefix": {"nl": "Fout: ", "fr": "Erreur : ", "en": "Error: "},
    "consent.errors": {"nl": "Er is iets niet in orde", "fr": "Quelque chose ne va pas", "en": "Something is not right"},
    "consent.kept": {
        "nl": "Om de toestemming na afloop zelf te kunnen opheffen, bewaart deze dienst uw aanmelding tot dan, versleuteld.",
        "fr": "Pour pouvoir lever lui-même l'autorisation à son terme, ce service garde jusque-là votre identification, chiffrée.",
        "en": "To be able to end the permission by itself, this service keeps your sign-in until then, encrypted.",
    },
    "consent.grant": {"nl": "Toestemming geven", "fr": "Donner mon consentement", "en": "Give consent"},
    "consent.refuse": {"nl": "Weigeren", "fr": "Refuser", "en": "Refuse"},
    # What became of it
    "decided.title": {"nl": "Uw antwoord", "fr": "Votre réponse", "en": "Your answer"},
    "decided.granted": {
        "nl": "U gaf {organisation} toestemming.",
        "fr": "Vous avez donné votre consentement à {organisation}.",
        "en": "You gave {organisation} your consent.",
    },
    "decided.refused": {
        "nl": "{organisation} krijgt geen toegang tot uw kluis.",
        "fr": "{organisation} n'obtient pas d'accès à votre coffre.",
        "en": "{organisation} gets no access to your vault.",
    },
    "decided.withdrawn": {
        "nl": "U trok uw toestemming aan {organisation} in.",
        "fr": "Vous avez retiré votre consentement à {organisation}.",
        "en": "You took your consent to {organisation} back.",
    },
    "decided.expired": {
        "nl": "De termijn van deze vraag van {organisation} is voorbij.",
        "fr": "Le délai de cette demande de {organisation} est écoulé.",
        "en": "The period of this request of {organisation} is over.",
    },
    "decided.back": {"nl": "Terug naar {organisation}", "fr": "Retour à {organisation}", "en": "Back to {organisation}"},
    # The overview
    "list.title": {"nl": "Mijn toestemmingen", "fr": "Mes consentements", "en": "My consents"},
    "list.none": {
        "nl": "Nog niemand vroeg gegevens uit uw kluis.",
        "fr": "Personne n'a encore demandé de données de votre coffre.",
        "en": "Nobody has asked data from your vault yet.",
    },
    "list.page": {"nl": "Bladzijde {page} van {pages}", "fr": "Page {page} sur {pages}", "en": "Page {page} of {pages}"},
    "list.pages": {"nl": "Bladzijden", "fr": "Pages", "en": "Pages"},
    "list.newer": {"nl": "Nieuwere", "fr": "Plus récents", "en": "Newer"},
    "list.older": {"nl": "Oudere", "fr": "Plus anciens", "en": "Older"},
    "list.read": {
        "nl": "{number} keer gelezen, het laatst op {at}",
        "fr": "Lu {number} fois, la dernière fois le {at}",
        "en": "Read {number} times, last on {at}",
    },
    "list.unread": {"nl": "Nog niet gelezen", "fr": "Pas encore lu", "en": "Not read yet"},
    "list.details": {
        "nl": "Details en lezingen: {purpose}",
        "fr": "Détails et lectures : {purpose}",
        "en": "Details and readings: {purpose}",
    },
    "list.answer": {"nl": "Antwoorden", "fr": "Répondre", "en": "Answer"},
    "status.requested": {"nl": "Wacht op uw antwoord", "fr": "Attend votre réponse", "en": "Waits for your answer"},
    "status.granted": {"nl": "Toegestaan", "fr": "Autorisé", "en": "Allowed"},
    "status.refused": {"nl": "Geweigerd", "fr": "Refusé", "en": "Refused"},
    "status.withdrawn": {"nl": "Ingetrokken", "fr": "Retiré", "en": "Taken back"},
    "status.expired": {"nl": "Afgelopen", "fr": "Terminé", "en": "Over"},
    "vault.removing": {
        "nl": "Deze dienst laat niets meer lezen. Uw kluis heeft dat nog niet bevestigd; het wordt opnieuw geprobeerd.",
        "fr": "Ce service ne laisse plus rien lire. Votre coffre ne l'a pas encore confirmé ; un nouvel essai suivra.",
        "en": "This service lets nothing be read any more. Your vault has not confirmed that yet; it is tried again.",
    },
    "vault.left": {
        "nl": "Deze dienst laat niets meer lezen. In uw kluis staat de toegang nog: meld u opnieuw aan om ze daar te laten verwijderen.",
        "fr": "Ce service ne laisse plus rien lire. L'accès figure encore dans votre coffre : identifiez-vous à nouveau pour l'en retirer.",
        "en": "This service lets nothing be read any more. The access still stands in your vault: sign in again to have it removed there.",
    },
    "vault.removed": {
        "nl": "De toegang is ook uit uw kluis verwijderd.",
        "fr": "L'accès a aussi été supprimé de votre coffre.",
        "en": "The access was removed from your vault too.",
    },
    "withdraw": {"nl": "Toestemming intrekken", "fr": "Retirer mon consentement", "en": "Take consent back"},
    "request.back": {"nl": "Terug naar alle toestemmingen", "fr": "Retour à tous les consentements", "en": "Back to all consents"},
    "readings.title": {"nl": "Wie las wat", "fr": "Qui a lu quoi", "en": "Who read what"},
    "readings.none": {"nl": "Niemand probeerde te lezen.", "fr": "Personne n'a essayé de lire.", "en": "Nobody tried to read."},
    "outcome.read": {"nl": "Gelezen", "fr": "Lu", "en": "Read"},
    "outcome.refused": {"nl": "Geweigerd", "fr": "Refusé", "en": "Refused"},
    "outcome.absent": {"nl": "Niet in de kluis", "fr": "Absent du coffre", "en": "Not in the vault"},
    "outcome.failed": {"nl": "De kluis antwoordde niet", "fr": "Le coffre n'a pas répondu", "en": "The vault did not answer"},
    # Signing in that did not work
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
        "nl": "Uw kluis gaf een antwoord dat niet klopt.",
        "fr": "Votre coffre a donné une réponse incorrecte.",
        "en": "Your vault gave an answer that is not right.",
    },
    "failed.other": {
        "nl": "U meldde u aan met een andere WebID dan de gevraagde.",
        "fr": "Vous vous êtes identifié avec un autre WebID que celui demandé.",
        "en": "You signed in with another WebID than the one that was asked.",
    },
    "failed.where": {
        "nl": "U wilde zich aanmelden met {web_id}. Klopt dat adres niet, ga dan terug en geef een ander.",
        "fr": "Vous vouliez vous identifier avec {web_id}. Si cette adresse n'est pas correcte, retournez et donnez-en une autre.",
        "en": "You wanted to sign in with {web_id}. If that address is not right, go back and give another.",
    },
    "failed.back": {"nl": "Terug", "fr": "Retour", "en": "Back"},
    "failed.again": {"nl": "Opnieuw aanmelden", "fr": "S'identifier à nouveau", "en": "Sign in again"},
    # Problems
    "problem.issuer-unavailable": {
        "nl": "De aanmelding van uw kluis antwoordt niet. Probeer het later opnieuw.",
        "fr": "L'identification de votre coffre ne répond pas. Réessayez plus tard.",
        "en": "The sign-in of your vault does not answer. Try again later.",
    },
    "problem.vault-unavailable": {
        "nl": "Uw kluis is niet bereikbaar. Er is niets gewijzigd. Probeer het later opnieuw.",
        "fr": "Votre coffre n'est pas joignable. Rien n'a changé. Réessayez plus tard.",
        "en": "Your vault cannot be reached. Nothing has changed. Try again later.",
    },
    "problem.vault-busy": {
        "nl": "Uw kluis heeft het te druk. Probeer het straks opnieuw.",
        "fr": "Votre coffre est trop occupé. Réessayez dans un instant.",
        "en": "Your vault is too busy. Try again in a moment.",
    },
    "problem.vault-slow": {
        "nl": "Uw kluis antwoordt te traag. Probeer het later opnieuw.",
        "fr": "Votre coffre répond trop lentement. Réessayez plus tard.",
        "en": "Your vault answers too slowly. Try again later.",
    },
    "problem.vault-answers-wrong": {
        "nl": "Uw kluis gaf een antwoord dat we niet begrijpen.",
        "fr": "Votre coffre a donné une réponse que nous ne comprenons pas.",
        "en": "Your vault gave an answer that we do not understand.",
    },
    "problem.vault-refuses": {
        "nl": "Uw kluis laat u hier niet beslissen wie dit leest.",
        "fr": "Votre coffre ne vous laisse pas décider ici qui lit ceci.",
        "en": "Your vault does not let you decide here who reads this.",
    },
    "problem.other-access-control": {
        "nl": "Uw kluis regelt toegang op een manier die deze dienst niet kent.",
        "fr": "Votre coffre règle l'accès d'une façon que ce service ne connaît pas.",
        "en": "Your vault controls access in a way that this service does not know.",
    },
    "problem.no-storage": {
        "nl": "Uw profiel zegt niet waar uw kluis is.",
        "fr": "Votre profil ne dit pas où se trouve votre coffre.",
        "en": "Your profile does not say where your vault is.",
    },
    "problem.no-issuer": {
        "nl": "Uw profiel zegt niet waar u zich aanmeldt.",
        "fr": "Votre profil ne dit pas où vous vous identifiez.",
        "en": "Your profile does not say where you sign in.",
    },
    "problem.no-such-web-id": {
        "nl": "Op het adres van deze WebID staat geen profiel.",
        "fr": "Il n'y a pas de profil à l'adresse de ce WebID.",
        "en": "There is no profile at the address of this WebID.",
    },
    "problem.address-refused": {
        "nl": "Dit adres kan geen WebID zijn.",
        "fr": "Cette adresse ne peut pas être un WebID.",
        "en": "This address cannot be a WebID.",
    },
    "problem.solid-server-failed": {
        "nl": "De Solid-server van het bestuur antwoordt niet. Probeer het later opnieuw.",
        "fr": "Le serveur Solid de l'administration ne répond pas. Réessayez plus tard.",
        "en": "The Solid server of the authority does not answer. Try again later.",
    },
}
