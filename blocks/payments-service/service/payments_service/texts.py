"""What people read on the pages of the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bouwsteen_service.texts import LocalText

TITLE: Final = {"nl": "Betalen aan de overheid", "fr": "Payer aux autorités", "en": "Pay government"}

TEXTS: Final[Mapping[str, LocalText]] = {
    "payee": {"nl": "Aan", "fr": "À", "en": "To"},
    "for": {"nl": "Voor", "fr": "Pour", "en": "For"},
    "amount": {"nl": "Bedrag", "fr": "Montant", "en": "Amount"},
    "test": {
        "nl": "Testbetaling: er beweegt geen geld.",
        "fr": "Paiement de test : aucun montant n'est débité.",
        "en": "Test payment: no money moves.",
    },
    "back": {"nl": "Terug naar waar u vandaan komt", "fr": "Revenir d'où vous venez", "en": "Back to where you came from"},
    "methods.title": {"nl": "Hoe wilt u betalen?", "fr": "Comment voulez-vous payer ?", "en": "How do you want to pay?"},
    "methods.other": {"nl": "Kies een andere manier", "fr": "Choisir un autre moyen", "en": "Choose another way"},
    "outcome.title": {"nl": "Betalen: {method}", "fr": "Payer : {method}", "en": "Pay: {method}"},
    "outcome.lead": {
        "nl": "Dit is een simulatie. Kies hoe de betaling afloopt.",
        "fr": "Ceci est une simulation. Choisissez l'issue du paiement.",
        "en": "This is a simulation. Choose how the payment ends.",
    },
    "outcome.paid": {"nl": "Betaald", "fr": "Payé", "en": "Paid"},
    "outcome.failed": {"nl": "Mislukt", "fr": "Échoué", "en": "Failed"},
    "outcome.canceled": {"nl": "Geannuleerd", "fr": "Annulé", "en": "Canceled"},
    "outcome.expired": {"nl": "Verlopen", "fr": "Expiré", "en": "Expired"},
    "outcome.pending": {
        "nl": "Toon de gegevens voor de overschrijving",
        "fr": "Afficher les données du virement",
        "en": "Show the details of the transfer",
    },
    "transfer.title": {"nl": "Schrijf het bedrag over", "fr": "Effectuez le virement", "en": "Make the transfer"},
    "transfer.lead": {
        "nl": "Neem de gegevens over in de app van uw bank, of scan de code.",
        "fr": "Reprenez ces données dans l'application de votre banque, ou scannez le code.",
        "en": "Copy these details to your bank's app, or scan the code.",
    },
    "transfer.account": {"nl": "Rekening", "fr": "Compte", "en": "Account"},
    "transfer.communication": {
        "nl": "Gestructureerde mededeling",
        "fr": "Communication structurée",
        "en": "Structured communication",
    },
    "transfer.image": {
        "nl": "QR-code met dezelfde gegevens voor de app van uw bank",
        "fr": "Code QR contenant les mêmes données, pour l'application de votre banque",
        "en": "QR code with the same details, for your bank's app",
    },
    "transfer.bank": {"nl": "Speel de bank", "fr": "Jouer le rôle de la banque", "en": "Play the bank"},
    "transfer.bank.lead": {
        "nl": "Dit is een simulatie: kies wat de bank meldt.",
        "fr": "Ceci est une simulation : choisissez ce que la banque annonce.",
        "en": "This is a simulation: choose what the bank reports.",
    },
    "bank.paid": {"nl": "Het geld is aangekomen", "fr": "L'argent est arrivé", "en": "The money has arrived"},
    "bank.canceled": {"nl": "De overschrijving is geannuleerd", "fr": "Le virement est annulé", "en": "The transfer is canceled"},
    "bank.expired": {"nl": "De termijn is voorbij", "fr": "Le délai est dépassé", "en": "The time is over"},
    "bank.arrived": {"nl": "Het geld is aangekomen", "fr": "L'argent est arrivé", "en": "The money has arrived"},
    "bank.returned": {"nl": "Het geld komt terug", "fr": "L'argent revient", "en": "The money comes back"},
    "bank.status": {"nl": "Toestand", "fr": "État", "en": "Status"},
    "bank.refund.title": {"nl": "Terugbetaling", "fr": "Remboursement", "en": "Refund"},
    "bank.refund.queued": {"nl": "Wacht op saldo", "fr": "En attente de solde", "en": "Waiting for balance"},
    "bank.refund.pending": {"nl": "Vertrekt straks naar de bank", "fr": "Part bientôt vers la banque", "en": "Goes to the bank soon"},
    "bank.refund.processing": {"nl": "Bij de bank", "fr": "À la banque", "en": "With the bank"},
    "bank.refund.refunded": {"nl": "Terugbetaald", "fr": "Remboursé", "en": "Refunded"},
    "bank.refund.failed": {
        "nl": "Mislukt: de bank stuurde het geld terug",
        "fr": "Échoué : la banque a renvoyé l'argent",
        "en": "Failed: the bank sent the money back",
    },
    "bank.refund.canceled": {"nl": "Geannuleerd", "fr": "Annulé", "en": "Canceled"},
    "bank.payout.title": {"nl": "Uitbetaling", "fr": "Versement", "en": "Pay-out"},
    "bank.payout.requested": {"nl": "Aangevraagd", "fr": "Demandé", "en": "Requested"},
    "bank.payout.initiated": {"nl": "Klaar voor de bank", "fr": "Prêt pour la banque", "en": "Ready for the bank"},
    "bank.payout.processing-at-bank": {"nl": "Bij de bank", "fr": "À la banque", "en": "With the bank"},
    "bank.payout.completed": {"nl": "Uitbetaald", "fr": "Versé", "en": "Paid out"},
    "bank.payout.failed": {
        "nl": "Mislukt: de bank stuurde het geld terug",
        "fr": "Échoué : la banque a renvoyé l'argent",
        "en": "Failed: the bank sent the money back",
    },
    "bank.payout.canceled": {"nl": "Geannuleerd", "fr": "Annulé", "en": "Canceled"},
    "finished.paid": {"nl": "De betaling is gelukt", "fr": "Le paiement est effectué", "en": "The payment is made"},
    "finished.failed": {"nl": "De betaling is mislukt", "fr": "Le paiement a échoué", "en": "The payment failed"},
    "finished.canceled": {"nl": "De betaling is geannuleerd", "fr": "Le paiement est annulé", "en": "The payment is canceled"},
    "finished.expired": {"nl": "De betaling is verlopen", "fr": "Le paiement a expiré", "en": "The payment has expired"},
    "link.title": {"nl": "Betaalverzoek", "fr": "Demande de paiement", "en": "Payment request"},
    "link.amount": {"nl": "Bedrag in euro", "fr": "Montant en euros", "en": "Amount in euro"},
    "link.bounds": {
        "nl": "Van {least} tot {most}, bijvoorbeeld 12,50",
        "fr": "De {least} à {most}, par exemple 12,50",
        "en": "From {least} to {most}, for example 12.50",
    },
    "link.button": {"nl": "Betalen", "fr": "Payer", "en": "Pay"},
    "link.closed": {
        "nl": "Dit verzoek is al betaald of is verlopen. U hoeft niets te doen.",
        "fr": "Cette demande est déjà payée ou a expiré. Vous n'avez rien à faire.",
        "en": "This request is paid already, or has expired. There is nothing that you need to do.",
    },
    "home.title": {"nl": "Betaaldienst", "fr": "Service de paiement", "en": "Payment service"},
    "home.lead": {
        "nl": "Toepassingen van besturen sturen u hierheen om te betalen. Zelf hoeft u hier niets te doen.",
        "fr": "Les applications des administrations vous dirigent ici pour payer. Vous n'avez rien à faire ici vous-même.",
        "en": "Applications of authorities send you here to pay. There is nothing that you need to do here yourself.",
    },
    "home.developers": {"nl": "Voor ontwikkelaars", "fr": "Pour les développeurs", "en": "For developers"},
    "home.api": {"nl": "Adres van de API", "fr": "Adresse de l'API", "en": "Address of the API"},
    "home.description": {"nl": "Beschrijving (OpenAPI)", "fr": "Description (OpenAPI)", "en": "Description (OpenAPI)"},
    "problem.unknown-payment": {
        "nl": "Deze betaling bestaat niet (meer).",
        "fr": "Ce paiement n'existe pas ou plus.",
        "en": "This payment does not exist, or no longer does.",
    },
    "problem.unknown-choice": {
        "nl": "Die keuze is er niet voor deze betaling. Ga terug en kies opnieuw.",
        "fr": "Ce choix n'existe pas pour ce paiement. Revenez en arrière et choisissez à nouveau.",
        "en": "There is no such choice for this payment. Go back and choose again.",
    },
}
