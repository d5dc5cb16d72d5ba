"""Which versions a stack gets: the catalog, its repository, and the lock."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "version-conflict": Entry(
        title=Text(
            "Geen versie voldoet aan alle eisen",
            "Aucune version ne répond à toutes les exigences",
            "No version meets all requirements",
        ),
        cause=Text(
            "Een stack gebruikt van elke bouwsteen één versie. De stack, haar instanties en andere bouwstenen vragen samen versies die "
            "elkaar uitsluiten.",
            "Une stack utilise une seule version de chaque brique. La stack, ses instances et d'autres briques demandent ensemble des "
            "versions qui s'excluent.",
            "A stack uses one version of each block. The stack, its instances and other blocks together ask for versions that exclude "
            "each other.",
        ),
        remedy=Text(
            "Verander een van de bereiken die de melding noemt, zodat één versie aan alle voldoet.",
            "Changez une des plages que nomme le message, pour qu'une version réponde à toutes.",
            "Change one of the ranges that the message names, so that one version meets them all.",
        ),
        exits=(10,),
    ),
    "version-unavailable": Entry(
        title=Text("Geen versie past", "Aucune version ne convient", "No version fits"),
        cause=Text(
            "Geen enkele versie die de catalogus aanbiedt, valt binnen het bereik dat de stack vraagt, of de inhoud van die versie is "
            "hier niet.",
            "Aucune version offerte par le catalogue n'est dans la plage demandée par la stack, ou le contenu de cette version n'est pas "
            "ici.",
            "No version that the catalog offers lies within the range that the stack asks for, or the content of that version is not here.",
        ),
        remedy=Text(
            "Kies een bereik waarin een aangeboden versie valt. Welke dat zijn, ziet u hier:\n\n    bouwsteen catalog show forms",
            "Choisissez une plage qui contient une version offerte. Vous les voyez ici :\n\n    bouwsteen catalog show forms",
            "Choose a range that holds a version that is offered. See which ones are:\n\n    bouwsteen catalog show forms",
        ),
        exits=(10,),
        wrong="- {block: forms, version: ^9.0}",
        right="- {block: forms, version: ^1.0}",
    ),
    "version-recalled": Entry(
        title=Text("Een versie is teruggeroepen", "Une version a été rappelée", "A version was recalled"),
        cause=Text(
            "De enige versies in het gevraagde bereik zijn teruggeroepen: ze hebben een fout die niemand mag blijven gebruiken.",
            "Les seules versions dans la plage demandée ont été rappelées : elles ont un défaut que personne ne doit garder.",
            "The only versions within the range that is asked for were recalled: they have a fault that nobody should keep using.",
        ),
        remedy=Text(
            "Kies een bereik met een versie die mag, en leg ze vast:\n\n    bouwsteen lock STACK",
            "Choisissez une plage avec une version permise, et figez-la :\n\n    bouwsteen lock STACK",
            "Choose a range with a version that may be used, and pin it:\n\n    bouwsteen lock STACK",
        ),
        exits=(7, 10),
    ),
    "version-deprecated": Entry(
        title=Text("Een versie wordt afgebouwd", "Une version est en fin de vie", "A version is not offered as stable"),
        cause=Text(
            "De versie werkt nog, maar de catalogus raadt ze niet meer aan. Later wordt ze misschien teruggetrokken.",
            "La version fonctionne encore, mais le catalogue ne la conseille plus. Plus tard elle sera peut-être retirée.",
            "The version still works, but the catalog no longer advises it. It may be withdrawn later.",
        ),
        remedy=Text(
            "Kies een nieuwere versie zodra het past.",
            "Choisissez une version plus récente dès que possible.",
            "Choose a newer version as soon as it suits.",
        ),
        exits=(),
    ),
    "version-candidate": Entry(
        title=Text("Een versie is nog op proef", "Une version est encore à l'essai", "A version is not offered as stable"),
        cause=Text(
            "De versie is nog niet vrijgegeven voor gewoon gebruik. Ze kan nog veranderen.",
            "La version n'est pas encore livrée pour l'usage courant. Elle peut encore changer.",
            "The version was not released for common use yet. It may still change.",
        ),
        remedy=Text(
            "Gebruik ze om te proberen, en kies voor productie een versie die als `stable` aangeboden wordt.",
            "Utilisez-la pour essayer, et choisissez pour la production une version offerte comme `stable`.",
            "Use it for trying out, and choose for production a version that is offered as `stable`.",
        ),
        exits=(),
    ),
    "version-not-offered": Entry(
        title=Text(
            "Een versie staat niet in de catalogus",
            "Une version n'est pas dans le catalogue",
            "A version is not in the catalog",
        ),
        cause=Text(
            "De map van de bouwsteen heeft een versie die zijn fiche in de catalogus niet opsomt.",
            "Le dossier de la brique a une version que sa fiche du catalogue n'énumère pas.",
            "The folder of the block has a version that its catalog entry does not list.",
        ),
        remedy=Text(
            "Voeg de versie toe aan `catalog/<bouwsteen>.yaml`, eerst als `candidate`.",
            "Ajoutez la version à `catalog/<brique>.yaml`, d'abord comme `candidate`.",
            "Add the version to `catalog/<block>.yaml`, first as `candidate`.",
        ),
        exits=(10,),
        right=("versions:\n  - {version: 1.1.0, channel: candidate}"),
    ),
    "published-version-changed": Entry(
        title=Text("Een uitgebrachte versie is veranderd", "Une version publiée a été modifiée", "A published version was changed"),
        cause=Text(
            "De catalogus kent van deze versie een andere inhoud. Een versie die uit is, verandert nooit: anders hebben twee besturen "
            "onder hetzelfde nummer iets anders.",
            "Le catalogue connaît un autre contenu de cette version. Une version publiée ne change jamais : sinon deux administrations "
            "auraient autre chose sous le même numéro.",
            "The catalog knows other content of this version. A version that is out never changes: else two organisations would have "
            "different things by one number.",
        ),
        remedy=Text(
            "Verhoog het versienummer van de bouwsteen, of maak de verandering ongedaan.",
            "Augmentez le numéro de version de la brique, ou annulez le changement.",
            "Raise the version number of the block, or undo the change.",
        ),
        exits=(10,),
    ),
    "lock-missing": Entry(
        title=Text("Een stack heeft geen lock", "Une stack n'a pas de lock", "A stack has no lock"),
        cause=Text(
            "`bouwsteen.lock` zegt welke versies een stack precies gebruikt. Zonder dat bestand kunnen twee computers iets anders kiezen.",
            "`bouwsteen.lock` dit exactement quelles versions utilise une stack. Sans ce fichier, deux ordinateurs peuvent choisir autre "
            "chose.",
            "`bouwsteen.lock` says exactly which versions a stack uses. Without that file two machines may choose differently.",
        ),
        remedy=Text(
            "Maak het bestand, en zet het in git:\n\n    bouwsteen lock STACK",
            "Créez le fichier, et mettez-le dans git :\n\n    bouwsteen lock STACK",
            "Write the file, and put it in git:\n\n    bouwsteen lock STACK",
        ),
        exits=(7,),
    ),
    "lock-stale": Entry(
        title=Text("De lock past niet meer", "Le lock ne convient plus", "The lock no longer fits"),
        cause=Text(
            "De stack, een bouwsteen of de catalogus veranderde sinds `bouwsteen.lock` geschreven werd. Wat nagekeken en goedgekeurd is, "
            "is dus niet meer wat er zou komen.",
            "La stack, une brique ou le catalogue a changé depuis l'écriture de `bouwsteen.lock`. Ce qui a été relu et approuvé n'est "
            "donc plus ce qui viendrait.",
            "The stack, a block or the catalog changed since `bouwsteen.lock` was written. What was reviewed and approved is no longer "
            "what would come.",
        ),
        remedy=Text(
            "Kijk wat veranderde, leg opnieuw vast en zet het bestand in git:\n\n    git diff\n    bouwsteen lock STACK",
            "Regardez ce qui a changé, figez à nouveau et mettez le fichier dans git :\n\n    git diff\n    bouwsteen lock STACK",
            "Look at what changed, pin it again and put the file in git:\n\n    git diff\n    bouwsteen lock STACK",
        ),
        exits=(7,),
    ),
    "lock-too-new": Entry(
        title=Text(
            "Een lock komt van een nieuwere Bouwsteen",
            "Un lock vient d'un Bouwsteen plus récent",
            "A lock was written by a newer Bouwsteen",
        ),
        cause=Text(
            "`bouwsteen.lock` heeft een vorm die deze versie niet kent.",
            "`bouwsteen.lock` a une forme que cette version ne connaît pas.",
            "`bouwsteen.lock` has a form that this version does not know.",
        ),
        remedy=Text(
            "Installeer de versie die het bestand schreef, of een nieuwere:\n\n    pip install --upgrade bouwsteen",
            "Installez la version qui a écrit le fichier, ou une plus récente :\n\n    pip install --upgrade bouwsteen",
            "Install the version that wrote the file, or a newer one:\n\n    pip install --upgrade bouwsteen",
        ),
        exits=(10,),
    ),
    "catalogs-differ": Entry(
        title=Text(
            "De stacks hebben niet dezelfde catalogus",
            "Les stacks n'ont pas le même catalogue",
            "The stacks do not have one catalog",
        ),
        cause=Text(
            "De stacks leggen een verschillende catalogus of revisie vast, en deze opdracht werkt met één tegelijk.",
            "Les stacks figent un catalogue ou une révision différente, et cette commande travaille avec un seul à la fois.",
            "The stacks pin different catalogs or revisions, and this command works on one at a time.",
        ),
        remedy=Text(
            "Noem één stack achter de opdracht.",
            "Nommez une seule stack après la commande.",
            "Name one stack behind the command.",
        ),
        exits=(10,),
    ),
    "catalog-address-refused": Entry(
        title=Text(
            "Het adres van een catalogus wordt geweigerd",
            "L'adresse d'un catalogue est refusée",
            "The address of a catalog is refused",
        ),
        cause=Text(
            "Het adres bevat een wachtwoord, wijst naar deze computer of naar een adres waar clouds sleutels uitdelen, of is geen adres "
            "van een git-repository.",
            "L'adresse contient un mot de passe, mène à cet ordinateur ou à une adresse où les clouds donnent leurs clés, ou n'est pas "
            "l'adresse d'un dépôt git.",
            "The address holds a password, leads to this machine or to an address where clouds hand out keys, or is no address of a git "
            "repository.",
        ),
        remedy=Text(
            "Noem een repository met `https://` of `ssh://`, zonder wachtwoord.",
            "Nommez un dépôt par `https://` ou `ssh://`, sans mot de passe.",
            "Name a repository by `https://` or `ssh://`, without a password.",
        ),
        exits=(10,),
        wrong='catalog: {git: "http://169.254.169.254/x", revision: v1}',
        right='catalog: {git: "https://git.example/catalog.git", revision: v1}',
    ),
    "catalog-busy": Entry(
        title=Text(
            "Een andere opdracht haalt de catalogus op",
            "Une autre commande va chercher le catalogue",
            "Another run is fetching the catalog",
        ),
        cause=Text(
            "Op deze computer haalt een andere opdracht dezelfde catalogus op, en zij was na lang wachten nog niet klaar.",
            "Sur cet ordinateur, une autre commande va chercher le même catalogue, et elle n'avait pas fini après une longue attente.",
            "Another command fetches the same catalog on this machine, and after a long wait it was not done.",
        ),
        remedy=Text(
            "Wacht tot die opdracht klaar is, en probeer opnieuw.",
            "Attendez que cette commande soit finie, et réessayez.",
            "Wait until that command is done, then try again.",
        ),
        exits=(1,),
    ),
    "catalog-content-refused": Entry(
        title=Text(
            "De catalogus van een repository wordt geweigerd",
            "Le catalogue d'un dépôt est refusé",
            "The catalog of a repository is refused",
        ),
        cause=Text(
            "Wat de repository geeft, is te groot of bevat iets wat een catalogus niet mag hebben, zoals symbolische koppelingen of "
            "submodules.",
            "Ce que donne le dépôt est trop grand ou contient ce qu'un catalogue ne peut pas avoir, comme des liens symboliques ou des "
            "sous-modules.",
            "What the repository gives is too large or holds something that a catalog may not have, such as symbolic links or submodules.",
        ),
        remedy=Text(
            "Kies een andere revisie, of meld het aan wie de catalogus beheert.",
            "Choisissez une autre révision, ou signalez-le à qui gère le catalogue.",
            "Choose another revision, or tell who maintains the catalog.",
        ),
        exits=(10,),
    ),
    "catalog-not-authorised": Entry(
        title=Text(
            "De repository van de catalogus weigert ons",
            "Le dépôt du catalogue nous refuse",
            "The catalog's repository refuses us",
        ),
        cause=Text(
            "De repository geeft alleen toegang aan wie ze kent, en git op deze computer kon zich niet bekendmaken. Bouwsteen vraagt "
            "nooit zelf een wachtwoord.",
            "Le dépôt ne donne accès qu'à qui il connaît, et git n'a pas pu s'identifier sur cet ordinateur. Bouwsteen ne demande jamais "
            "lui-même de mot de passe.",
            "The repository lets in only whom it knows, and git on this machine could not identify itself. Bouwsteen itself never asks "
            "for a password.",
        ),
        remedy=Text(
            "Geef git op deze computer het recht om te lezen, met een credential helper of een SSH-sleutel. Zo ziet u of het "
            "lukt:\n\n    git ls-remote ADRES",
            "Donnez à git sur cet ordinateur le droit de lire, par un assistant d'identification ou une clé SSH. Voyez ainsi si cela "
            "réussit :\n\n    git ls-remote ADRESSE",
            "Give git on this machine the right to read, by a credential helper or an SSH key. See whether it works:\n\n    git "
            "ls-remote ADDRESS",
        ),
        exits=(3,),
    ),
    "catalog-revision-not-found": Entry(
        title=Text("De catalogus heeft deze revisie niet", "Le catalogue n'a pas cette révision", "The catalog has no such revision"),
        cause=Text(
            "`spec.catalog.revision` noemt een tag, tak of commit die de repository niet heeft of niet geeft.",
            "`spec.catalog.revision` nomme une étiquette, une branche ou un commit que le dépôt n'a pas ou ne donne pas.",
            "`spec.catalog.revision` names a tag, branch or commit that the repository does not have or does not give.",
        ),
        remedy=Text(
            "Noem een tag, een tak, of alle 40 tekens van een commit. Was ze er vroeger wel, leg dan opnieuw vast:\n\n    bouwsteen lock "
            "STACK",
            "Nommez une étiquette, une branche, ou les 40 caractères d'un commit. Si elle existait avant, figez à nouveau :\n\n    "
            "bouwsteen lock STACK",
            "Name a tag, a branch, or all 40 digits of a commit. If it was there before, pin again:\n\n    bouwsteen lock STACK",
        ),
        exits=(6,),
    ),
    "catalog-too-slow": Entry(
        title=Text("De catalogus kwam niet op tijd", "Le catalogue n'est pas arrivé à temps", "The catalog did not arrive in time"),
        cause=Text(
            "De repository antwoordde te traag. Er is niets veranderd.",
            "Le dépôt a répondu trop lentement. Rien n'a changé.",
            "The repository answered too slowly. Nothing was changed.",
        ),
        remedy=Text(
            "Kijk het netwerk na en probeer opnieuw. Een commit die al eens opgehaald is, heeft geen netwerk nodig.",
            "Vérifiez le réseau et réessayez. Un commit déjà cherché n'a pas besoin du réseau.",
            "Check the network and try again. A commit that was fetched before needs no network.",
        ),
        exits=(9,),
    ),
    "catalog-unreachable": Entry(
        title=Text("De catalogus kan niet opgehaald worden", "Le catalogue ne peut pas être cherché", "The catalog cannot be fetched"),
        cause=Text(
            "De repository is vanaf deze computer niet bereikbaar, of geeft een fout.",
            "Le dépôt n'est pas joignable de cet ordinateur, ou donne une erreur.",
            "The repository cannot be reached from this machine, or gives an error.",
        ),
        remedy=Text(
            "Kijk het adres en het netwerk na:\n\n    git ls-remote ADRES",
            "Vérifiez l'adresse et le réseau :\n\n    git ls-remote ADRESSE",
            "Check the address and the network:\n\n    git ls-remote ADDRESS",
        ),
        exits=(1,),
    ),
}
