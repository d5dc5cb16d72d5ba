"""What is said when an answer is not right: which answer, and what to do."""

from collections.abc import Mapping
from typing import Final

from bouwsteen_service.texts import LocalText

# `fault.<code>.<widget>` wins from `fault.<code>`.
FAULT_TEXTS: Final[Mapping[str, LocalText]] = {
    "fault.required": {"nl": "Vul “{label}” in.", "fr": "Complétez « {label} ».", "en": "Fill in “{label}”."},
    "fault.required.radio": {
        "nl": "Kies een antwoord bij “{label}”.",
        "fr": "Choisissez une réponse à « {label} ».",
        "en": "Choose an answer to “{label}”.",
    },
    "fault.required.select": {
        "nl": "Kies een antwoord bij “{label}”.",
        "fr": "Choisissez une réponse à « {label} ».",
        "en": "Choose an answer to “{label}”.",
    },
    "fault.required.checkboxes": {
        "nl": "Kies ten minste één antwoord bij “{label}”.",
        "fr": "Choisissez au moins une réponse à « {label} ».",
        "en": "Choose at least one answer to “{label}”.",
    },
    "fault.required.checkbox": {
        "nl": "Kruis aan dat u akkoord gaat: “{label}”",
        "fr": "Cochez la case pour marquer votre accord : « {label} »",
        "en": "Tick the box to agree: “{label}”",
    },
    "fault.choice": {
        "nl": "Kies bij “{label}” een van de antwoorden die er staan.",
        "fr": "Choisissez une des réponses proposées à « {label} ».",
        "en": "Choose one of the answers shown at “{label}”.",
    },
    "fault.too-long": {
        "nl": "“{label}” is te lang: gebruik hoogstens {limit} tekens.",
        "fr": "« {label} » est trop long : utilisez au plus {limit} caractères.",
        "en": "“{label}” is too long: use at most {limit} characters.",
    },
    "fault.too-short": {
        "nl": "“{label}” is te kort: gebruik ten minste {limit} tekens.",
        "fr": "« {label} » est trop court : utilisez au moins {limit} caractères.",
        "en": "“{label}” is too short: use at least {limit} characters.",
    },
    "fault.characters": {
        "nl": "In “{label}” staan tekens die we niet kunnen bewaren. Typ de tekst opnieuw in plaats van hem te plakken.",
        "fr": "« {label} » contient des caractères que nous ne pouvons pas conserver. Tapez le texte au lieu de le coller.",
        "en": "“{label}” holds characters that we cannot keep. Type the text instead of pasting it.",
    },
    "fault.invalid": {
        "nl": "“{label}” heeft niet de vorm die we verwachten. Kijk naar het voorbeeld.",
        "fr": "« {label} » n'a pas la forme attendue. Regardez l'exemple.",
        "en": "“{label}” does not have the form that we expect. Look at the example.",
    },
    "fault.number": {
        "nl": "Vul bij “{label}” een getal in, met cijfers, bijvoorbeeld 12 of 12,5.",
        "fr": "Indiquez un nombre en chiffres pour « {label} », par exemple 12 ou 12,5.",
        "en": "Fill in a number at “{label}”, in digits, for instance 12 or 12,5.",
    },
    "fault.whole-number": {
        "nl": "Vul bij “{label}” een geheel getal in, zonder cijfers na de komma.",
        "fr": "Indiquez un nombre entier pour « {label} », sans décimales.",
        "en": "Fill in a whole number at “{label}”, without decimals.",
    },
    "fault.too-small": {
        "nl": "“{label}” moet ten minste {limit} zijn.",
        "fr": "« {label} » doit être au moins {limit}.",
        "en": "“{label}” should be at least {limit}.",
    },
    "fault.too-large": {
        "nl": "“{label}” mag hoogstens {limit} zijn.",
        "fr": "« {label} » doit être au plus {limit}.",
        "en": "“{label}” should be at most {limit}.",
    },
    "fault.too-precise": {
        "nl": "“{label}” heeft te veel cijfers na de komma. Rond af op {limit}.",
        "fr": "« {label} » a trop de décimales. Arrondissez à {limit}.",
        "en": "“{label}” has too many decimals. Round to {limit}.",
    },
    "fault.date": {
        "nl": "Vul bij “{label}” een datum in die bestaat: dag, maand en jaar met vier cijfers, bijvoorbeeld 14 3 2026.",
        "fr": "Indiquez une date qui existe pour « {label} » : jour, mois et année en quatre chiffres, par exemple 14 3 2026.",
        "en": "Fill in a date that exists at “{label}”: day, month and a year of four digits, for instance 14 3 2026.",
    },
    "fault.too-early": {
        "nl": "“{label}” mag niet voor {date} vallen.",
        "fr": "« {label} » ne peut pas précéder le {date}.",
        "en": "“{label}” may not be before {date}.",
    },
    "fault.too-late": {
        "nl": "“{label}” mag niet na {date} vallen.",
        "fr": "« {label} » ne peut pas être postérieur au {date}.",
        "en": "“{label}” may not be after {date}.",
    },
    "fault.invalid.date": {
        "nl": "Vul bij “{label}” een datum in tussen 1800 en 2199.",
        "fr": "Indiquez une date entre 1800 et 2199 pour « {label} ».",
        "en": "Fill in a date between 1800 and 2199 at “{label}”.",
    },
    "fault.invalid.email": {
        "nl": "Vul bij “{label}” een e-mailadres in, bijvoorbeeld naam@voorbeeld.be.",
        "fr": "Indiquez une adresse e-mail pour « {label} », par exemple nom@exemple.be.",
        "en": "Fill in an e-mail address at “{label}”, for instance name@example.be.",
    },
    "fault.invalid.phone": {
        "nl": "Vul bij “{label}” een telefoonnummer in, bijvoorbeeld 0470 00 00 00 of +32 470 00 00 00.",
        "fr": "Indiquez un numéro de téléphone pour « {label} », par exemple 0470 00 00 00 ou +32 470 00 00 00.",
        "en": "Fill in a telephone number at “{label}”, for instance 0470 00 00 00 or +32 470 00 00 00.",
    },
    "fault.invalid.iban": {
        "nl": "Het rekeningnummer bij “{label}” klopt niet. Een Belgisch nummer begint met BE en heeft daarna veertien cijfers.",
        "fr": "Le numéro de compte de « {label} » est incorrect. Un numéro belge commence par BE, suivi de quatorze chiffres.",
        "en": "The account number at “{label}” is not right. Check it: a Belgian number begins with BE, followed by fourteen digits.",
    },
    "fault.invalid.insz": {
        "nl": "Het rijksregisternummer bij “{label}” klopt niet. Kijk het na: het heeft elf cijfers.",
        "fr": "Le numéro de registre national de « {label} » est incorrect. Vérifiez-le : il a onze chiffres.",
        "en": "The national register number at “{label}” is not right. Check it: it has eleven digits.",
    },
    "fault.invalid.kbo": {
        "nl": "Het ondernemingsnummer bij “{label}” klopt niet. Kijk het na: het heeft tien cijfers, bijvoorbeeld 0566.988.259.",
        "fr": "Le numéro d'entreprise de « {label} » est incorrect. Vérifiez-le : il a dix chiffres, par exemple 0566.988.259.",
        "en": "The enterprise number at “{label}” is not right. Check it: it has ten digits, for instance 0566.988.259.",
    },
    "fault.part.postalCode": {
        "nl": "Vul bij “{label}” een postcode in die hier past, met vier cijfers.",
        "fr": "Indiquez pour « {label} » un code postal qui convient, en quatre chiffres.",
        "en": "Fill in a postal code that fits at “{label}”, of four digits.",
    },
    "fault.part.houseNumber": {
        "nl": "Vul bij “{label}” een huisnummer in dat met een cijfer begint, bijvoorbeeld 12 of 12A.",
        "fr": "Indiquez pour « {label} » un numéro qui commence par un chiffre, par exemple 12 ou 12A.",
        "en": "Fill in a house number that begins with a digit at “{label}”, for instance 12 or 12A.",
    },
    "fault.not-asked": {
        "nl": "Naar “{label}” wordt bij deze antwoorden niet gevraagd.",
        "fr": "« {label} » n'est pas demandé avec ces réponses.",
        "en": "“{label}” is not asked with these answers.",
    },
    "part.street": {"nl": "Straat", "fr": "Rue", "en": "Street"},
    "part.houseNumber": {"nl": "Huisnummer", "fr": "Numéro", "en": "House number"},
    "part.box": {"nl": "Bus", "fr": "Boîte", "en": "Box"},
    "part.postalCode": {"nl": "Postcode", "fr": "Code postal", "en": "Postal code"},
    "part.municipality": {"nl": "Gemeente", "fr": "Commune", "en": "Municipality"},
    "part.day": {"nl": "Dag", "fr": "Jour", "en": "Day"},
    "part.month": {"nl": "Maand", "fr": "Mois", "en": "Month"},
    "part.year": {"nl": "Jaar", "fr": "Année", "en": "Year"},
}
