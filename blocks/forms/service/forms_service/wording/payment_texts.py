"""What people read about paying and about the receipt."""

from collections.abc import Mapping
from typing import Final

from bouwsteen_service.texts import LocalText

PAYMENT_TEXTS: Final[Mapping[str, LocalText]] = {
    "start.fee": {
        "nl": "{amount}. U betaalt online, nadat u hebt nagekeken wat u invulde.",
        "fr": "{amount}. Vous payez en ligne, après avoir vérifié vos réponses.",
        "en": "{amount}. You pay online, after checking what you filled in.",
    },
    "summary.submit-and-pay": {
        "nl": "Indienen en betalen",
        "fr": "Introduire et payer",
        "en": "Submit and pay",
    },
    "status.awaiting-payment": {
        "nl": "wacht op betaling",
        "fr": "en attente de paiement",
        "en": "waits for payment",
    },
    "payment.heading": {
        "nl": "Uw aanvraag is nog niet betaald",
        "fr": "Votre demande n'est pas encore payée",
        "en": "Your request is not paid yet",
    },
    "payment.title": {
        "nl": "Betaling",
        "fr": "Paiement",
        "en": "Payment",
    },
    "payment.amount": {
        "nl": "Bedrag",
        "fr": "Montant",
        "en": "Amount",
    },
    "payment.status": {
        "nl": "Stand van de betaling",
        "fr": "État du paiement",
        "en": "Status of the payment",
    },
    "payment.paid-on": {
        "nl": "Betaald op",
        "fr": "Payé le",
        "en": "Paid on",
    },
    "payment.reference": {
        "nl": "Kenmerk van de betaling",
        "fr": "Référence du paiement",
        "en": "Reference of the payment",
    },
    "payment.kept-until": {
        "nl": "We bewaren dit tot",
        "fr": "Nous gardons ceci jusqu'au",
        "en": "We keep this until",
    },
    "payment.attempts": {
        "nl": "Aantal keer begonnen te betalen",
        "fr": "Nombre de tentatives de paiement",
        "en": "Times that paying was begun",
    },
    "payment.not-yet": {
        "nl": "Deze aanvraag is nog niet volledig: ze wacht op betaling. Daarna kunt u ze behandelen.",
        "fr": "Cette demande n'est pas encore complète : elle attend le paiement. Vous pourrez la traiter ensuite.",
        "en": "This request is not complete yet: it waits for payment. After that you can handle it.",
    },
    "payment.due": {
        "nl": "nog te betalen",
        "fr": "à payer",
        "en": "to be paid",
    },
    "payment.pending": {
        "nl": "onderweg",
        "fr": "en cours",
        "en": "on its way",
    },
    "payment.canceled": {
        "nl": "geannuleerd",
        "fr": "annulé",
        "en": "canceled",
    },
    "payment.failed": {
        "nl": "mislukt",
        "fr": "échoué",
        "en": "failed",
    },
    "payment.expired": {
        "nl": "verlopen",
        "fr": "expiré",
        "en": "expired",
    },
    "payment.paid": {
        "nl": "betaald",
        "fr": "payé",
        "en": "paid",
    },
    "payment.due.text": {
        "nl": "Betaal {amount} om uw aanvraag af te ronden. Wat u invulde, is bewaard.",
        "fr": "Payez {amount} pour terminer votre demande. Vos réponses sont conservées.",
        "en": "Pay {amount} to complete your request. What you filled in is kept.",
    },
    "payment.pending.text": {
        "nl": "Uw betaling van {amount} is onderweg. Zodra de bank haar bevestigt, is uw aanvraag rond; u hoeft niet opnieuw te betalen.",
        "fr": "Votre paiement de {amount} est en cours. Dès que la banque le confirme, votre demande est complète.",
        "en": "Your payment of {amount} is on its way. Your request is complete as soon as the bank confirms it; you need not pay again.",
    },
    "payment.canceled.text": {
        "nl": "U hebt het betalen gestopt. Er is niets afgerekend, en wat u invulde is bewaard. U kunt opnieuw {amount} betalen.",
        "fr": "Vous avez interrompu le paiement. Rien n'a été débité, vos réponses sont conservées. Vous pouvez payer {amount} à nouveau.",
        "en": "You stopped paying. Nothing was charged, and what you filled in is kept. You can pay {amount} again.",
    },
    "payment.failed.text": {
        "nl": "De betaling is niet gelukt. Er is niets afgerekend, en wat u invulde is bewaard. U kunt opnieuw {amount} betalen.",
        "fr": "Le paiement a échoué. Rien n'a été débité, vos réponses sont conservées. Vous pouvez payer {amount} à nouveau.",
        "en": "The payment did not work. Nothing was charged, and what you filled in is kept. You can pay {amount} again.",
    },
    "payment.expired.text": {
        "nl": "Het betalen duurde te lang. Er is niets afgerekend, en wat u invulde is bewaard. U kunt opnieuw {amount} betalen.",
        "fr": "Payer a pris trop de temps. Rien n'a été débité, vos réponses sont conservées. Vous pouvez payer {amount} à nouveau.",
        "en": "Paying took too long. Nothing was charged, and what you filled in is kept. You can pay {amount} again.",
    },
    "payment.due.button": {
        "nl": "Nu {amount} betalen",
        "fr": "Payer {amount} maintenant",
        "en": "Pay {amount} now",
    },
    "payment.pending.button": {
        "nl": "Naar de betaling",
        "fr": "Vers le paiement",
        "en": "To the payment",
    },
    "payment.canceled.button": {
        "nl": "Opnieuw {amount} betalen",
        "fr": "Payer à nouveau {amount}",
        "en": "Pay {amount} again",
    },
    "payment.failed.button": {
        "nl": "Opnieuw {amount} betalen",
        "fr": "Payer à nouveau {amount}",
        "en": "Pay {amount} again",
    },
    "payment.expired.button": {
        "nl": "Opnieuw {amount} betalen",
        "fr": "Payer à nouveau {amount}",
        "en": "Pay {amount} again",
    },
    "payment.unavailable": {
        "nl": "De betaaldienst antwoordt nu niet. Probeer het over enkele minuten opnieuw. Als u al betaalde, zien we dat vanzelf.",
        "fr": "Le service de paiement ne répond pas. Réessayez dans quelques minutes. Si vous avez déjà payé, nous le verrons.",
        "en": "The payment service does not answer now. Try again in a few minutes. If you paid already, we shall see it.",
    },
    "receipt.title": {
        "nl": "Ontvangstbewijs",
        "fr": "Reçu",
        "en": "Receipt",
    },
    "receipt.lead": {
        "nl": "{organisation} heeft dit bedrag ontvangen.",
        "fr": "{organisation} a reçu ce montant.",
        "en": "{organisation} received this amount.",
    },
    "receipt.what": {
        "nl": "Waarvoor",
        "fr": "Objet",
        "en": "What for",
    },
    "receipt.basis": {
        "nl": "Op grond van",
        "fr": "Base réglementaire",
        "en": "On the basis of",
    },
    "receipt.simulated": {
        "nl": "Voorbeeld uit een simulator: er is geen geld betaald.",
        "fr": "Exemple d'un simulateur : aucun montant n'a été payé.",
        "en": "Example of a simulator: no money was paid.",
    },
    "receipt.download": {
        "nl": "Ontvangstbewijs bewaren (PDF)",
        "fr": "Enregistrer le reçu (PDF)",
        "en": "Save the receipt (PDF)",
    },
    "receipt.waiting": {
        "nl": "We sturen het ontvangstbewijs ook naar u op.",
        "fr": "Nous vous envoyons aussi le reçu.",
        "en": "We send you the receipt as well.",
    },
    "receipt.late": {
        "nl": "Het ontvangstbewijs opsturen lukt nu niet. We blijven het proberen; hier kunt u het zelf bewaren.",
        "fr": "L'envoi du reçu ne fonctionne pas pour le moment. Nous continuons d'essayer ; vous pouvez l'enregistrer ici.",
        "en": "Sending the receipt does not work now. We keep trying; you can save it here yourself.",
    },
    "receipt.ebox": {
        "nl": "We stuurden het ontvangstbewijs naar uw eBox.",
        "fr": "Nous avons envoyé le reçu dans votre eBox.",
        "en": "We sent the receipt to your eBox.",
    },
    "receipt.paper": {
        "nl": "We sturen het ontvangstbewijs met de post: u opende nog geen eBox.",
        "fr": "Nous envoyons le reçu par la poste : vous n'avez pas encore ouvert d'eBox.",
        "en": "We send the receipt by post: you have not opened an eBox yet.",
    },
    "receipt.undelivered": {
        "nl": "We konden het ontvangstbewijs niet opsturen. U kunt het hier bewaren.",
        "fr": "Nous n'avons pas pu envoyer le reçu. Vous pouvez l'enregistrer ici.",
        "en": "We could not send the receipt. You can save it here.",
    },
    "receipt.given-up": {
        "nl": "We konden het ontvangstbewijs niet opsturen. U kunt het hier bewaren.",
        "fr": "Nous n'avons pas pu envoyer le reçu. Vous pouvez l'enregistrer ici.",
        "en": "We could not send the receipt. You can save it here.",
    },
    "receipt.staff.none": {
        "nl": "wordt niet verstuurd",
        "fr": "n'est pas envoyé",
        "en": "is not sent",
    },
    "receipt.staff.waiting": {
        "nl": "wordt verstuurd",
        "fr": "est en cours d'envoi",
        "en": "is being sent",
    },
    "receipt.staff.late": {
        "nl": "verzenden lukt nog niet, wordt opnieuw geprobeerd",
        "fr": "envoi pas encore réussi, nouvelle tentative en cours",
        "en": "sending did not work yet and is tried again",
    },
    "receipt.staff.ebox": {
        "nl": "in de eBox",
        "fr": "dans l'eBox",
        "en": "in the eBox",
    },
    "receipt.staff.paper": {
        "nl": "met de post",
        "fr": "par la poste",
        "en": "by post",
    },
    "receipt.staff.undelivered": {
        "nl": "niet te bezorgen",
        "fr": "impossible à remettre",
        "en": "cannot be delivered",
    },
    "receipt.staff.given-up": {
        "nl": "verzenden is opgegeven",
        "fr": "envoi abandonné",
        "en": "sending was given up",
    },
    "letter.again": {
        "nl": "Brieven opnieuw versturen",
        "fr": "Renvoyer les lettres",
        "en": "Send the letters again",
    },
    "letter.subject": {
        "nl": "Ontvangstbewijs {reference}: {form}",
        "fr": "Reçu {reference} : {form}",
        "en": "Receipt {reference}: {form}",
    },
    "letter.body": {
        "nl": "U betaalde {amount} aan {organisation}. In bijlage vindt u het ontvangstbewijs. Referentie van uw aanvraag: {reference}.",
        "fr": "Vous avez payé {amount} à {organisation}. Vous trouverez le reçu en annexe. Référence de votre demande : {reference}.",
        "en": "You paid {amount} to {organisation}. The receipt is attached. Reference of your request: {reference}.",
    },
    "decision.title": {"nl": "Beslissing", "fr": "Décision", "en": "Decision"},
    "decision.what": {"nl": "Beslissing", "fr": "Décision", "en": "Decision"},
    "decision.when": {"nl": "Genomen op", "fr": "Prise le", "en": "Taken on"},
    "decision.letter": {"nl": "Brief over de beslissing", "fr": "Lettre de décision", "en": "Letter about the decision"},
    "decision.waiting": {
        "nl": "We sturen u de beslissing ook op.",
        "fr": "Nous vous envoyons aussi la décision.",
        "en": "We send you the decision as well.",
    },
    "decision.late": {
        "nl": "De beslissing opsturen lukt nu niet. We blijven het proberen.",
        "fr": "L'envoi de la décision ne fonctionne pas pour le moment. Nous continuons d'essayer.",
        "en": "Sending the decision does not work now. We keep trying.",
    },
    "decision.ebox": {
        "nl": "We stuurden de beslissing naar uw eBox.",
        "fr": "Nous avons envoyé la décision dans votre eBox.",
        "en": "We sent the decision to your eBox.",
    },
    "decision.paper": {
        "nl": "We sturen de beslissing met de post: u opende nog geen eBox.",
        "fr": "Nous envoyons la décision par la poste : vous n'avez pas encore ouvert d'eBox.",
        "en": "We send the decision by post: you have not opened an eBox yet.",
    },
    "decision.given-up": {
        "nl": "We konden de beslissing niet opsturen. U leest ze hier.",
        "fr": "Nous n'avons pas pu envoyer la décision. Vous la lisez ici.",
        "en": "We could not send the decision. You read it here.",
    },
    "decision.undelivered": {
        "nl": "We konden de beslissing niet opsturen. U leest ze hier.",
        "fr": "Nous n'avons pas pu envoyer la décision. Vous la lisez ici.",
        "en": "We could not send the decision. You read it here.",
    },
    "letter.decision.done.subject": {
        "nl": "Uw aanvraag {reference} is afgehandeld: {form}",
        "fr": "Votre demande {reference} est traitée : {form}",
        "en": "Your request {reference} was handled: {form}",
    },
    "letter.decision.done.body": {
        "nl": "{organisation} heeft uw aanvraag afgehandeld. In bijlage vindt u de beslissing. Referentie van uw aanvraag: {reference}.",
        "fr": "{organisation} a traité votre demande. Vous trouverez la décision en annexe. Référence de votre demande : {reference}.",
        "en": "{organisation} has handled your request. The decision is attached. Reference of your request: {reference}.",
    },
    "letter.decision.done.lead": {
        "nl": "{organisation} heeft deze aanvraag afgehandeld.",
        "fr": "{organisation} a traité cette demande.",
        "en": "{organisation} has handled this request.",
    },
    "letter.decision.refused.subject": {
        "nl": "Uw aanvraag {reference} is geweigerd: {form}",
        "fr": "Votre demande {reference} est refusée : {form}",
        "en": "Your request {reference} was refused: {form}",
    },
    "letter.decision.refused.body": {
        "nl": "{organisation} heeft uw aanvraag geweigerd. De reden: {reason}\n\nDe beslissing zit erbij. Referentie: {reference}.",
        "fr": "{organisation} a refusé votre demande. Le motif : {reason}\n\nLa décision est en annexe. Référence : {reference}.",
        "en": "{organisation} refused your request. The reason: {reason}\n\nThe decision is attached. Reference: {reference}.",
    },
    "letter.decision.refused.lead": {
        "nl": "{organisation} heeft deze aanvraag geweigerd.",
        "fr": "{organisation} a refusé cette demande.",
        "en": "{organisation} refused this request.",
    },
    "problem.not-paid": {
        "nl": "Deze aanvraag wacht nog op betaling. Daarna kunt u ze behandelen.",
        "fr": "Cette demande attend encore le paiement. Vous pourrez la traiter ensuite.",
        "en": "This request still waits for payment. After that you can handle it.",
    },
    "problem.no-receipt": {
        "nl": "Er is geen ontvangstbewijs voor deze aanvraag.",
        "fr": "Il n'y a pas de reçu pour cette demande.",
        "en": "There is no receipt for this request.",
    },
}
