"""The means to sign in with their levels, after the official table of ACM/IDM, strongest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bouwsteen_service.texts import LocalText

URN: Final = "urn:be:vlaanderen:authmech:"


@dataclass(frozen=True, slots=True)
class Means:
    """`level` is that of ACM. `register_number`: whether the person's national register number is known by it."""

    suffix: str
    level: int
    title: LocalText
    hint: LocalText
    register_number: bool = True

    @property
    def urn(self) -> str:
        return URN + self.suffix


def _means(suffix: str, level: int, titles: tuple[str, str, str], hints: tuple[str, str, str], *, register_number: bool = True) -> Means:
    languages = ("nl", "fr", "en")
    return Means(suffix, level, dict(zip(languages, titles, strict=True)), dict(zip(languages, hints, strict=True)), register_number)


MEANS: Final = (
    _means(
        "eid",
        35,
        ("eID en aangesloten kaartlezer", "eID et lecteur de cartes connecté", "eID and connected card reader"),
        ("Met uw identiteitskaart en pincode", "Avec votre carte d'identité et votre code PIN", "With your identity card and PIN"),
    ),
    _means(
        "eidashigh",
        35,
        ("Europese aanmelding (hoog)", "Identification européenne (élevé)", "European sign-in (high)"),
        ("Met een middel van een andere lidstaat", "Avec un moyen d'un autre État membre", "With a means of another member state"),
    ),
    _means(
        "itsme",
        27,
        ("itsme", "itsme", "itsme"),
        ("Met de app op uw smartphone", "Avec l'application sur votre smartphone", "With the app on your smartphone"),
    ),
    _means(
        "csamtotp",
        26,
        ("Code via mobiele app", "Code via application mobile", "Code by mobile app"),
        ("Met een eenmalige code uit een app", "Avec un code à usage unique d'une application", "With a one-time code from an app"),
    ),
    _means(
        "csamsms",
        25,
        ("Code via sms", "Code via SMS", "Code by text message"),
        ("Met een eenmalige code per sms", "Avec un code à usage unique par SMS", "With a one-time code by text message"),
    ),
    _means(
        "eidassubstantial",
        25,
        ("Europese aanmelding (substantieel)", "Identification européenne (substantiel)", "European sign-in (substantial)"),
        ("Met een middel van een andere lidstaat", "Avec un moyen d'un autre État membre", "With a means of another member state"),
    ),
    _means(
        "tlsclient",
        19,
        ("Certificaat", "Certificat", "Certificate"),
        ("Met een certificaat in uw browser", "Avec un certificat dans votre navigateur", "With a certificate in your browser"),
    ),
    _means(
        "kerberos",
        12,
        ("Netwerkaanmelding", "Connexion au réseau", "Network sign-in"),
        ("Met uw werkplek op het netwerk", "Avec votre poste de travail sur le réseau", "With your workplace on the network"),
    ),
    _means(
        "password",
        10,
        ("Wachtwoord van uw organisatie", "Mot de passe de votre organisation", "Password of your organisation"),
        ("Met uw gebruikersnaam op het werk", "Avec votre nom d'utilisateur au travail", "With your user name at work"),
    ),
    _means(
        "csampassword",
        5,
        ("Gebruikersnaam en wachtwoord", "Nom d'utilisateur et mot de passe", "User name and password"),
        ("Met uw account bij de overheid", "Avec votre compte auprès des autorités", "With your government account"),
    ),
    _means(
        "csamselfreg",
        5,
        ("Zelf gemaakte account", "Compte créé par vous-même", "Account that you made yourself"),
        (
            "Zonder koppeling met uw rijksregisternummer",
            "Sans lien avec votre numéro de registre national",
            "Not linked to your national register number",
        ),
        register_number=False,
    ),
)

BY_SUFFIX: Final = {means.suffix: means for means in MEANS}
STRONG_LEVEL: Final = 25


def narrow(acr_values: str) -> tuple[Means, ...]:
    """The means that `acr_values` (URNs, separated by spaces) leaves of all; an empty one leaves all, unknown URNs add none."""
    if not acr_values.strip():
        return MEANS
    wanted = set(acr_values.split())
    return tuple(means for means in MEANS if means.urn in wanted)
