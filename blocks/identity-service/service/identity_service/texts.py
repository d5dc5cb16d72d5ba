"""What people read on the pages of the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bouwsteen_service.texts import LocalText

TITLE: Final = {"nl": "Aanmelden bij de overheid", "fr": "S'identifier auprès des autorités", "en": "Sign in to government"}

TEXTS: Final[Mapping[str, LocalText]] = {
    "means.title": {"nl": "Hoe wilt u zich aanmelden?", "fr": "Comment voulez-vous vous identifier ?", "en": "How do you want to sign in?"},
    "means.lead": {
        "nl": "U meldt zich aan voor {organisation}.",
        "fr": "Vous vous identifiez auprès de : {organisation}.",
        "en": "You are signing in for {organisation}.",
    },
    "means.other": {"nl": "Andere manieren", "fr": "Autres moyens", "en": "Other ways"},
    "cancel": {"nl": "Annuleren en terugkeren", "fr": "Annuler et revenir", "en": "Cancel and go back"},
    "person.title": {"nl": "Als wie meldt u zich aan?", "fr": "Qui êtes-vous ?", "en": "As whom do you sign in?"},
    "person.lead": {
        "nl": "U koos {means}. Kies nu een testpersoon: geen van hen bestaat.",
        "fr": "Vous avez choisi {means}. Choisissez une personne de test : aucune n'existe.",
        "en": "You chose {means}. Now choose a test person: none of them exists.",
    },
    "person.citizens": {"nl": "Burgers", "fr": "Citoyennes et citoyens", "en": "Citizens"},
    "person.others": {
        "nl": "Ondernemers en medewerkers",
        "fr": "Entrepreneurs et agents",
        "en": "Entrepreneurs and staff",
    },
    "person.number": {"nl": "testnummer {number}", "fr": "numéro de test {number}", "en": "test number {number}"},
    "person.back": {"nl": "Kies een andere manier", "fr": "Choisir un autre moyen", "en": "Choose another way"},
    "form_post.title": {"nl": "U bent aangemeld", "fr": "Vous êtes identifié", "en": "You are signed in"},
    "form_post.refused": {"nl": "Aanmelden is niet gelukt", "fr": "L'identification n'a pas abouti", "en": "Signing in did not work"},
    "form_post.lead": {
        "nl": "Ga verder naar de toepassing waar u vandaan komt.",
        "fr": "Poursuivez vers l'application d'où vous venez.",
        "en": "Continue to the application that you came from.",
    },
    "form_post.button": {"nl": "Verdergaan", "fr": "Continuer", "en": "Continue"},
    "signed_out.title": {"nl": "U bent afgemeld", "fr": "Vous êtes déconnecté", "en": "You are signed out"},
    "signed_out.lead": {
        "nl": "Toepassingen die nog openstaan in andere tabbladen, houden hun eigen sessie. Sluit die zelf.",
        "fr": "Les applications ouvertes dans d'autres onglets gardent leur propre session. Fermez-les vous-même.",
        "en": "Applications that are open in other tabs keep their own session. Close those yourself.",
    },
    "home.title": {"nl": "Aanmelddienst", "fr": "Service d'authentification", "en": "Sign-in service"},
    "home.lead": {
        "nl": "Toepassingen van besturen sturen u hierheen om u aan te melden. Zelf hoeft u hier niets te doen.",
        "fr": "Les applications des administrations vous dirigent ici pour vous identifier. Vous n'avez rien à faire ici vous-même.",
        "en": "Applications of authorities send you here to sign in. There is nothing that you need to do here yourself.",
    },
    "home.developers": {"nl": "Voor ontwikkelaars", "fr": "Pour les développeurs", "en": "For developers"},
    "home.issuer": {"nl": "Uitgever (issuer)", "fr": "Émetteur (issuer)", "en": "Issuer"},
    "home.discovery": {"nl": "Configuratie", "fr": "Configuration", "en": "Configuration"},
    "home.people": {"nl": "Testpersonen", "fr": "Personnes de test", "en": "Test people"},
    "home.name": {"nl": "Naam", "fr": "Nom", "en": "Name"},
    "home.capacity": {"nl": "Hoedanigheid", "fr": "Qualité", "en": "Capacity"},
    "home.number": {"nl": "Testnummer", "fr": "Numéro de test", "en": "Test number"},
    "home.own": {"nl": "het bestuur van de toepassing", "fr": "l'administration de l'application", "en": "the application's authority"},
    "problem.login-expired": {
        "nl": "Het aanmelden duurde te lang. Ga terug naar de toepassing en begin opnieuw.",
        "fr": "L'identification a pris trop de temps. Retournez à l'application et recommencez.",
        "en": "Signing in took too long. Go back to the application and begin again.",
    },
    "problem.unknown-client": {
        "nl": "De toepassing die u hierheen stuurde, is hier niet bekend. U bent niet aangemeld.",
        "fr": "L'application qui vous a dirigé ici n'est pas connue. Vous n'êtes pas identifié.",
        "en": "The application that sent you here is not known here. You are not signed in.",
    },
    "problem.unclear-client": {
        "nl": "De toepassing die u hierheen stuurde, maakt niet duidelijk wie ze is. U bent niet aangemeld.",
        "fr": "L'application qui vous a dirigé ici ne s'identifie pas clairement. Vous n'êtes pas identifié.",
        "en": "The application that sent you here does not make clear who it is. You are not signed in.",
    },
    "problem.unknown-redirect-uri": {
        "nl": "Het adres waarheen u zou terugkeren, is niet geregistreerd voor deze toepassing. Daarom sturen we u er niet heen.",
        "fr": "L'adresse de retour n'est pas enregistrée pour cette application. Nous ne vous y dirigeons donc pas.",
        "en": "The address that you would return to is not registered for this application. So we do not send you there.",
    },
    "problem.unknown-means": {
        "nl": "Deze manier van aanmelden kan hier niet.",
        "fr": "Ce moyen d'identification n'est pas possible ici.",
        "en": "This way of signing in is not possible here.",
    },
}
