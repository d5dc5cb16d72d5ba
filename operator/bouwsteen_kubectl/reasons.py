"""What each reason means and what to do, in the three languages: the message of a condition is in the words of the operator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from bouwsteen.cli.texts.text import Text
from bouwsteen_operator.conditions import Reason


class Meaning(NamedTuple):
    """`do` None: there is nothing to do."""

    title: Text
    do: Text | None = None


_WAIT: Final = Text(
    "Wacht: de operator gaat vanzelf verder.", "Attendez : l'opérateur continue de lui-même.", "Wait: the operator goes on by itself."
)

MEANINGS: Final[Mapping[Reason, Meaning]] = {
    Reason.SUCCEEDED: Meaning(Text("alles is zoals gevraagd", "tout est comme demandé", "all is as asked")),
    Reason.WIRED: Meaning(
        Text("elk gebruik krijgt wat het nodig heeft", "chaque usage reçoit ce qu'il lui faut", "each use gets what it needs")
    ),
    Reason.COMPLIANT: Meaning(Text("geen regel verbiedt iets", "aucune règle n'interdit rien", "no policy denies anything")),
    Reason.IN_STEP: Meaning(
        Text("wat draait, is wat toegepast werd", "ce qui tourne est ce qui a été appliqué", "what runs is what was applied")
    ),
    Reason.APPROVED: Meaning(Text("het is goedgekeurd", "c'est approuvé", "it was approved")),
    Reason.APPROVAL_NOT_NEEDED: Meaning(
        Text("er is geen goedkeuring nodig", "aucune approbation n'est nécessaire", "no approval is needed")
    ),
    Reason.OWN_RECORD: Meaning(
        Text("deze operator beheert de omgeving", "cet opérateur gère l'environnement", "this operator runs the environment")
    ),
    Reason.PROGRESSING: Meaning(Text("er wordt aan gewerkt", "le travail est en cours", "work is under way"), _WAIT),
    Reason.WAITING_FOR_RESOURCE: Meaning(
        Text("een onderdeel is nog niet klaar", "un composant n'est pas encore prêt", "a resource is not ready yet"),
        Text(
            "Bekijk het onderdeel en zijn pods met kubectl describe; de operator kijkt vanzelf opnieuw.",
            "Examinez le composant et ses pods avec kubectl describe ; l'opérateur regarde à nouveau de lui-même.",
            "Look at the resource and its pods with kubectl describe; the operator looks again by itself.",
        ),
    ),
    Reason.WAITING_FOR_CATALOG: Meaning(
        Text(
            "iets uit de catalogus staat nog niet in de cluster",
            "un élément du catalogue n'est pas encore dans le cluster",
            "something of the catalog is not in the cluster yet",
        ),
        Text(
            "Pas alle objecten van de export toe, ook die van de hele cluster.",
            "Appliquez tous les objets de l'export, ceux du cluster entier aussi.",
            "Apply all objects of the export, those of the whole cluster too.",
        ),
    ),
    Reason.WAITING_FOR_FILES: Meaning(
        Text(
            "bestanden van de stack staan nog niet in de naamruimte",
            "des fichiers de la stack ne sont pas encore dans l'espace de noms",
            "files of the stack are not in the namespace yet",
        ),
        Text(
            "Pas alle objecten van de export opnieuw toe.",
            "Appliquez à nouveau tous les objets de l'export.",
            "Apply all objects of the export again.",
        ),
    ),
    Reason.WAITING_FOR_STACK: Meaning(
        Text(
            "een andere stack geeft nog niet wat deze nodig heeft",
            "une autre stack ne donne pas encore ce qu'il faut à celle-ci",
            "another stack does not give yet what this one needs",
        ),
        Text("Kijk eerst naar die stack.", "Examinez d'abord cette autre stack.", "Look at that stack first."),
    ),
    Reason.RECORD_LOCKED: Meaning(
        Text(
            "iemand anders werkt aan de omgeving",
            "quelqu'un d'autre travaille sur l'environnement",
            "somebody else works on the environment",
        ),
        Text(
            "Wacht tot die klaar is. Is er niemand: bouwsteen state unlock STACK -e OMGEVING.",
            "Attendez la fin. S'il n'y a personne : bouwsteen state unlock STACK -e ENVIRONNEMENT.",
            "Wait until they are done. If nobody is: bouwsteen state unlock STACK -e ENVIRONMENT.",
        ),
    ),
    Reason.API_UNAVAILABLE: Meaning(
        Text("de API-server antwoordde niet", "le serveur d'API n'a pas répondu", "the API server did not answer"),
        Text(
            "De operator probeert opnieuw. Duurt het, kijk dan naar de API-server.",
            "L'opérateur réessaie. Si cela dure, examinez le serveur d'API.",
            "The operator tries again. If it lasts, look at the API server.",
        ),
    ),
    Reason.RESOURCE_FAILED: Meaning(
        Text("een onderdeel mislukte", "un composant a échoué", "a resource failed"),
        Text(
            "Herstel wat de melding noemt; de operator probeert vanzelf opnieuw.",
            "Réparez ce que dit le message ; l'opérateur réessaie de lui-même.",
            "Mend what the message names; the operator tries again by itself.",
        ),
    ),
    Reason.DELETING: Meaning(
        Text("de stack wordt verwijderd", "la stack est en cours de suppression", "the stack is being deleted"), _WAIT
    ),
    Reason.NOT_RESOLVED: Meaning(
        Text("de stack werd met de hand geschreven", "la stack a été écrite à la main", "the stack was written by hand"),
        Text(
            "Schrijf de objecten met bouwsteen export STACK -e OMGEVING --format objects, en pas ze toe.",
            "Écrivez les objets avec bouwsteen export STACK -e ENVIRONNEMENT --format objects, et appliquez-les.",
            "Write the objects with bouwsteen export STACK -e ENVIRONMENT --format objects, and apply them.",
        ),
    ),
    Reason.DOCUMENT_INVALID: Meaning(
        Text("er zit een fout in de documenten", "il y a une erreur dans les documents", "there is a mistake in the documents"),
        Text(
            "Verbeter ze in git, kijk met bouwsteen validate, en pas de objecten opnieuw toe.",
            "Corrigez-les dans git, vérifiez avec bouwsteen validate, et appliquez à nouveau les objets.",
            "Correct them in git, look with bouwsteen validate, and apply the objects again.",
        ),
    ),
    Reason.LOCK_STALE: Meaning(
        Text(
            "het slotbestand past niet bij de stack",
            "le fichier de verrouillage ne correspond pas à la stack",
            "the lock does not fit the stack",
        ),
        Text(
            "In git: bouwsteen lock STACK, bekijk wat verandert, en pas de objecten opnieuw toe.",
            "Dans git : bouwsteen lock STACK, examinez ce qui change, et appliquez à nouveau les objets.",
            "In git: bouwsteen lock STACK, look at what changes, and apply the objects again.",
        ),
    ),
    Reason.OBJECT_TOO_LARGE: Meaning(
        Text("iets is te groot", "quelque chose est trop grand", "something is too large"),
        Text(
            "Zet wat geen configuratie is in bestanden, of splits de stack.",
            "Déplacez dans des fichiers ce qui n'est pas de la configuration, ou divisez la stack.",
            "Move what is not configuration into files, or split the stack.",
        ),
    ),
    Reason.CONTENT_DIFFERS: Meaning(
        Text("een gepubliceerde versie werd veranderd", "une version publiée a été modifiée", "a published version was changed"),
        Text(
            "Verwijder dat object en pas dat van de export toe; de auditlog zegt wie het veranderde.",
            "Supprimez cet objet et appliquez celui de l'export ; le journal d'audit dit qui l'a modifié.",
            "Delete that object and apply the one of the export; the audit log tells who changed it.",
        ),
    ),
    Reason.POLICY_DENIED: Meaning(
        Text("een beleidsregel verbiedt het", "une règle l'interdit", "a policy denies it"),
        Text(
            "Verander de stack, of vraag een uitzondering die iemand anders goedkeurt.",
            "Modifiez la stack, ou demandez une dérogation qu'une autre personne approuve.",
            "Change the stack, or ask for a waiver that somebody else approves of.",
        ),
    ),
    Reason.REMOVAL_NOT_CONFIRMED: Meaning(
        Text(
            "het plan verwijdert iets dat bevestiging vraagt",
            "le plan supprime quelque chose qui demande confirmation",
            "the plan removes something that has to be confirmed",
        ),
        Text(
            "Lees het plan; is het zo bedoeld, keur het dan goed.",
            "Lisez le plan ; s'il est voulu, approuvez-le.",
            "Read the plan; if it is meant, approve of it.",
        ),
    ),
    Reason.FORBIDDEN: Meaning(
        Text("een recht ontbreekt", "un droit manque", "a right is missing"),
        Text(
            "Geef het account bouwsteen van de naamruimte de rol bouwsteen-tenant.",
            "Donnez au compte bouwsteen de l'espace de noms le rôle bouwsteen-tenant.",
            "Bind the role bouwsteen-tenant to the account bouwsteen of the namespace.",
        ),
    ),
    Reason.ACCOUNT_MISSING: Meaning(
        Text(
            "de naamruimte heeft geen account voor de operator",
            "l'espace de noms n'a pas de compte pour l'opérateur",
            "the namespace has no account for the operator",
        ),
        Text(
            "Maak het: kubectl apply -k operator/config/tenant -n NAAMRUIMTE.",
            "Créez-le : kubectl apply -k operator/config/tenant -n ESPACE.",
            "Make it: kubectl apply -k operator/config/tenant -n NAMESPACE.",
        ),
    ),
    Reason.STATE_UNREADABLE: Meaning(
        Text("de vastlegging kan niet gelezen worden", "l'enregistrement ne peut pas être lu", "the record cannot be read"),
        Text(
            "Geef de operator de sleutel (Secret bouwsteen-keys), of zet terug: bouwsteen state restore.",
            "Donnez la clé à l'opérateur (Secret bouwsteen-keys), ou restaurez : bouwsteen state restore.",
            "Give the operator the key (Secret bouwsteen-keys), or put it back: bouwsteen state restore.",
        ),
    ),
    Reason.VALUE_MISSING: Meaning(
        Text(
            "een geheim staat niet waar ernaar verwezen wordt",
            "un secret n'est pas là où on le cherche",
            "a secret is not where it is referred to",
        ),
        Text(
            "Schrijf de Secret met bouwsteen export STACK -e OMGEVING --format objects --with-secrets, en pas ze toe.",
            "Écrivez le Secret avec bouwsteen export STACK -e ENVIRONNEMENT --format objects --with-secrets, et appliquez-le.",
            "Write the Secret with bouwsteen export STACK -e ENVIRONMENT --format objects --with-secrets, and apply it.",
        ),
    ),
    Reason.INTERNAL_ERROR: Meaning(
        Text("de operator maakte zelf een fout", "l'opérateur lui-même a fait une erreur", "the operator made a mistake of its own"),
        Text(
            "Geef de bundel aan wie Bouwsteen onderhoudt: kubectl bouwsteen bundle.",
            "Donnez le dossier à qui maintient Bouwsteen : kubectl bouwsteen bundle.",
            "Give the bundle to who maintains Bouwsteen: kubectl bouwsteen bundle.",
        ),
    ),
    Reason.SUSPENDED: Meaning(
        Text(
            "de stack staat stil omdat iemand dat vroeg",
            "la stack est suspendue, à la demande de quelqu'un",
            "the stack is suspended, as somebody asked",
        ),
        Text("Laat hem verdergaan als het weer mag.", "Faites-la reprendre quand c'est permis.", "Let it go on when it may."),
    ),
    Reason.STOPPED: Meaning(
        Text("een bouwsteen is voor iedereen stilgezet", "une brique est arrêtée pour tous", "a block was stopped for everybody"),
        Text(
            "Het gaat verder wanneer dat opgeheven wordt; de melding zegt waarom.",
            "Cela reprend quand l'arrêt est levé ; le message dit pourquoi.",
            "It goes on when that is lifted; the message says why.",
        ),
    ),
    Reason.APPROVAL_PENDING: Meaning(
        Text("er is een goedkeuring nodig", "une approbation est nécessaire", "an approval is needed"),
        Text(
            "Lees het plan en keur het goed; wie goedkeurt heeft de rol bouwsteen-approver.",
            "Lisez le plan et approuvez-le ; qui approuve a le rôle bouwsteen-approver.",
            "Read the plan and approve of it; who approves has the role bouwsteen-approver.",
        ),
    ),
    Reason.PLAN_STALE: Meaning(
        Text(
            "sinds de goedkeuring veranderde er iets", "quelque chose a changé depuis l'approbation", "something moved since the approval"
        ),
        Text(
            "Lees het nieuwe plan en keur dat goed.",
            "Lisez le nouveau plan et approuvez celui-là.",
            "Read the new plan, and approve of that one.",
        ),
    ),
    Reason.RUN_BY_ANOTHER: Meaning(
        Text("iemand anders beheert de omgeving", "quelqu'un d'autre gère l'environnement", "somebody else runs the environment"),
        Text(
            "Is dat niet bedoeld, verander dan runBy in git.",
            "Si ce n'est pas voulu, changez runBy dans git.",
            "If that is not meant, change runBy in git.",
        ),
    ),
    Reason.RECORD_OF_ANOTHER: Meaning(
        Text(
            "de vastlegging is van iemand anders", "l'enregistrement appartient à quelqu'un d'autre", "the record belongs to somebody else"
        ),
        Text(
            "De melding heeft de opdracht die ze overdraagt.",
            "Le message contient la commande qui le transfère.",
            "The message has the command that hands it over.",
        ),
    ),
    Reason.REGISTRATION_PENDING: Meaning(
        Text(
            "een andere overheid moet eerst iets doen", "une autre autorité doit d'abord agir", "another authority must do something first"
        ),
        Text(
            "Volg het dossier op dat de melding noemt.", "Suivez le dossier que cite le message.", "Follow the file that the message names."
        ),
    ),
    Reason.DELETION_PROTECTED: Meaning(
        Text(
            "de stack is beschermd tegen verwijderen", "la stack est protégée contre la suppression", "the stack is protected from deletion"
        ),
        Text(
            "Is het bedoeld, haal dan de annotatie weg.",
            "Si c'est voulu, retirez l'annotation.",
            "If it is meant, take the annotation away.",
        ),
    ),
    Reason.EXPORTS_IN_USE: Meaning(
        Text(
            "andere stacks gebruiken nog wat deze geeft",
            "d'autres stacks utilisent encore ce que celle-ci donne",
            "other stacks still use what this one exports",
        ),
        Text(
            "Verander die eerst; dan gaat het verwijderen verder.",
            "Changez-les d'abord ; la suppression continuera.",
            "Change those first; then the deletion goes on.",
        ),
    ),
    Reason.USES_MISSING: Meaning(
        Text("een gebruik krijgt niets", "un usage ne reçoit rien", "a use gets no output"),
        Text(
            "Voeg een bouwsteen toe die het levert, of noem de uitvoer in uses.",
            "Ajoutez une brique qui le fournit, ou citez la sortie dans uses.",
            "Add a block that provides it, or name the output in uses.",
        ),
    ),
    Reason.POLICY_WARNED: Meaning(
        Text("een beleidsregel waarschuwt", "une règle avertit", "a policy warns"),
        Text(
            "Herstel het voor de dag waarop ze verbiedt.",
            "Corrigez avant le jour où elle interdira.",
            "Mend it before the day on which it denies.",
        ),
    ),
    Reason.BREAK_GLASS: Meaning(
        Text("er is een noodtoestand afgekondigd", "une urgence est déclarée", "an emergency was declared"),
        Text(
            "Maak een pull request van wat met de hand veranderde; de tekst ervoor staat hieronder zodra de operator gekeken heeft.",
            "Faites une pull request des changements manuels ; son texte figure ci-dessous dès que l'opérateur a regardé.",
            "Make a pull request of what was changed by hand; its text stands below as soon as the operator has looked.",
        ),
    ),
    Reason.DRIFTED: Meaning(
        Text("iets werd met de hand veranderd", "quelque chose a été modifié à la main", "something was changed by hand"),
        Text(
            "Om het te houden, doe het in git; anders wordt het teruggezet.",
            "Pour le garder, faites-le dans git ; sinon c'est remis.",
            "To keep it, make the change in git; else it is put back.",
        ),
    ),
    Reason.DRIFT_RETURNS: Meaning(
        Text("iets verandert telkens terug", "quelque chose revient à chaque fois", "something comes back each time it is mended"),
        Text(
            "managedFields van het object zegt wie; laat hem dat veld, of stop hem.",
            "managedFields de l'objet dit qui ; laissez-lui ce champ, ou arrêtez-le.",
            "The object's managedFields tell who; leave the field to them, or stop them.",
        ),
    ),
    Reason.NOT_JUDGED: Meaning(Text("er werd nog niet naar gekeken", "cela n'a pas encore été examiné", "nobody looked at it yet"), _WAIT),
}
