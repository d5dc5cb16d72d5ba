"""Kubernetes: clusters, and the objects in them."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "manifest-not-written": Entry(
        title=Text(
            "Een manifest kan niet geschreven worden",
            "Un manifeste ne peut pas être écrit",
            "A manifest cannot be written",
        ),
        cause=Text(
            "Een waarde is pas bekend nadat de omgeving toegepast is, bijvoorbeeld een geheim dat een dienst uitgeeft, of inhoud past niet "
            "in een cluster.",
            "Une valeur n'est connue qu'après l'application de l'environnement, par exemple un secret qu'un service délivre, ou un contenu "
            "n'entre pas dans un cluster.",
            "A value is known only after the environment was applied, for instance a secret that a service gives, or content does not fit "
            "in a cluster.",
        ),
        remedy=Text(
            "Pas de omgeving eerst toe, of laat de geheimen eruit:\n\n    bouwsteen export STACK -e OMGEVING",
            "Appliquez d'abord l'environnement, ou laissez les secrets de côté :\n\n    bouwsteen export STACK -e ENVIRONNEMENT",
            "Apply the environment first, or leave the secrets out:\n\n    bouwsteen export STACK -e ENVIRONMENT",
        ),
        exits=(10,),
    ),
    "export-not-in-cluster": Entry(
        title=Text(
            "De omgeving staat niet in een cluster",
            "L'environnement n'est pas dans un cluster",
            "The environment is not in a cluster",
        ),
        cause=Text(
            "Een operator voert uit wat in zijn eigen cluster staat, en deze omgeving heeft een ander target dan `kubernetes`.",
            "Un opérateur exécute ce qui est dans son propre cluster, et cet environnement a un autre target que `kubernetes`.",
            "An operator runs what is in its own cluster, and this environment has another target than `kubernetes`.",
        ),
        remedy=Text(
            "Noem een omgeving met `target: kubernetes`:\n\n    bouwsteen export STACK -e OMGEVING --format objects",
            "Nommez un environnement avec `target: kubernetes` :\n\n    bouwsteen export STACK -e ENVIRONNEMENT --format objects",
            "Name an environment with `target: kubernetes`:\n\n    bouwsteen export STACK -e ENVIRONMENT --format objects",
        ),
        exits=(10,),
    ),
    "kubeconfig-unusable": Entry(
        title=Text("De kubeconfig is niet bruikbaar", "Le kubeconfig est inutilisable", "The kubeconfig cannot be used"),
        cause=Text(
            "Een stack draait op een cluster, en de kubeconfig die zegt waar die is, ontbreekt, is geen kubeconfig, of heeft de gevraagde "
            "context niet.",
            "Une stack tourne sur un cluster, et le kubeconfig qui dit où il est manque, n'est pas un kubeconfig, ou n'a pas le contexte "
            "demandé.",
            "A stack runs on a cluster, and the kubeconfig that says where it is, is missing, is no kubeconfig, or has no such context.",
        ),
        remedy=Text(
            "Geef een kubeconfig met `--kubeconfig` of `$KUBECONFIG`, en een context die erin staat:\n\n    kubectl config get-contexts",
            "Donnez un kubeconfig par `--kubeconfig` ou `$KUBECONFIG`, et un contexte qui s'y trouve :\n\n    kubectl config get-contexts",
            "Give a kubeconfig with `--kubeconfig` or `$KUBECONFIG`, and a context that is in it:\n\n    kubectl config get-contexts",
        ),
        exits=(10,),
    ),
    "another-world": Entry(
        title=Text("Wat vastligt, is van een andere plaats", "Ce qui est enregistré vient d'ailleurs", "The record is of another place"),
        cause=Text(
            "De objecten van deze omgeving staan volgens de gegevens van Bouwsteen op een andere cluster dan die waarmee nu verbonden is. "
            "Er is niets veranderd.",
            "Selon l'enregistrement, les objets de cet environnement sont sur un autre cluster que celui auquel on est connecté. Rien n'a "
            "changé.",
            "By the record, the objects of this environment are in another cluster than the one that was asked now. Nothing was changed.",
        ),
        remedy=Text(
            "Kies de juiste cluster met `--context` of `--kubeconfig`. Verhuist de omgeving echt, geef haar dan een andere naam.",
            "Choisissez le bon cluster par `--context` ou `--kubeconfig`. Si l'environnement déménage vraiment, donnez-lui un autre nom.",
            "Choose the right cluster by `--context` or `--kubeconfig`. If the environment really moves, give it another name.",
        ),
        exits=(4, 7),
    ),
    "object-too-large": Entry(
        title=Text(
            "Een object is groter dan een cluster bewaart",
            "Un objet dépasse ce qu'un cluster conserve",
            "An object is larger than a cluster stores",
        ),
        cause=Text(
            "Een cluster bewaart per object ten hoogste 1,5 MB, in een ConfigMap of Secret 1 MiB, en 256 KiB annotaties. Er is niets "
            "verstuurd.",
            "Un cluster conserve au plus 1,5 Mo par objet, 1 Mio dans un ConfigMap ou un Secret, et 256 Kio d'annotations. Rien n'a "
            "été envoyé.",
            "A cluster stores at most 1.5 MB an object, 1 MiB in a ConfigMap or Secret, and 256 KiB of annotations. Nothing was sent.",
        ),
        remedy=Text(
            "Splits het object, of bewaar grote inhoud buiten de cluster.",
            "Divisez l'objet, ou conservez le contenu volumineux hors du cluster.",
            "Split the object, or keep large content outside the cluster.",
        ),
        exits=(4,),
    ),
    "cluster-forbids": Entry(
        title=Text(
            "De cluster laat het niet toe",
            "Le cluster ne le permet pas",
            "The cluster does not allow it",
        ),
        cause=Text(
            "De gebruiker van de kubeconfig heeft niet het recht dat nodig is, of wordt niet herkend.",
            "L'utilisateur du kubeconfig n'a pas le droit requis, ou n'est pas reconnu.",
            "The user of the kubeconfig lacks the right that is needed, or is not recognised.",
        ),
        remedy=Text(
            "Vraag dat recht aan wie de cluster beheert, of kies een andere context met `--context`.",
            "Demandez ce droit à qui gère le cluster, ou choisissez un autre contexte par `--context`.",
            "Ask who runs the cluster for that right, or choose another context with `--context`.",
        ),
        exits=(4,),
    ),
    "cluster-unreachable": Entry(
        title=Text(
            "De cluster is niet bereikbaar",
            "Le cluster n'est pas joignable",
            "The cluster cannot be reached",
        ),
        cause=Text(
            "De API-server aanvaardt geen verbinding of antwoordt niet op tijd. Wat niet te zien is, geldt nooit als verdwenen.",
            "Le serveur d'API n'accepte pas de connexion ou ne répond pas à temps. Ce qui ne se voit pas n'est jamais tenu pour disparu.",
            "The API server accepts no connection, or does not answer in time. What cannot be seen is never taken for gone.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht opnieuw uit als hij antwoordt.",
            "Relancez la même commande quand il répond.",
            "Run the same command again when it answers.",
        ),
        exits=(1, 4),
    ),
    "cluster-busy": Entry(
        title=Text(
            "De cluster heeft te veel te doen",
            "Le cluster est surchargé",
            "The cluster has too much to do",
        ),
        cause=Text(
            "De API-server weigert verzoeken of antwoordt met fouten, ook na herhaalde pogingen met wachttijd ertussen.",
            "Le serveur d'API refuse des requêtes ou répond par des erreurs, même après des essais espacés.",
            "The API server turns requests away or answers with errors, also after repeated tries with pauses between them.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht later opnieuw uit.",
            "Relancez la même commande plus tard.",
            "Run the same command again later.",
        ),
        exits=(4,),
    ),
    "object-refused": Entry(
        title=Text(
            "De cluster weigerde een object",
            "Le cluster a refusé un objet",
            "The cluster refused an object",
        ),
        cause=Text(
            "Het object past niet bij wat de cluster toelaat: een veld klopt niet, een toelatingsregel weigert het, of een veld kan "
            "niet meer veranderen.",
            "L'objet ne convient pas au cluster : un champ est faux, une règle d'admission le refuse, ou un champ ne peut plus changer.",
            "The object does not fit what the cluster accepts: a field is wrong, an admission rule refuses it, or a field cannot "
            "change any more.",
        ),
        remedy=Text(
            "Verbeter wat de melding noemt. Voor een veld dat niet kan veranderen, vraagt u een nieuw object:\n\n    bouwsteen apply "
            "STACK --replace ADDRESS",
            "Corrigez ce que le message nomme. Pour un champ qui ne peut changer, demandez un nouvel objet :\n\n    bouwsteen apply "
            "STACK --replace ADDRESS",
            "Correct what the message names. For a field that cannot change, ask for a new object:\n\n    bouwsteen apply STACK "
            "--replace ADDRESS",
        ),
        exits=(4,),
    ),
    "field-conflict": Entry(
        title=Text(
            "Iemand anders beheert velden van een object",
            "Quelqu'un d'autre gère des champs d'un objet",
            "Somebody else holds fields of an object",
        ),
        cause=Text(
            "Een ander programma zette een veld dat in het manifest een andere waarde heeft. Bouwsteen neemt een veld nooit ongevraagd "
            "over.",
            "Un autre programme a mis un champ auquel le manifeste donne une autre valeur. Bouwsteen ne reprend jamais un champ sans "
            "demande.",
            "Another program set a field to which the manifest gives another value. Bouwsteen never takes a field unasked.",
        ),
        remedy=Text(
            "Laat die velden uit het manifest, laat het andere programma ze loslaten, of sta het toe met `takeOver` naast het manifest.",
            "Retirez ces champs du manifeste, faites-les lâcher par l'autre programme, ou permettez-le par `takeOver` à côté du manifeste.",
            "Leave those fields out of the manifest, let the other program let go of them, or allow it with `takeOver` beside the "
            "manifest.",
        ),
        exits=(4,),
    ),
    "object-exists": Entry(
        title=Text(
            "Zo'n object bestaat al",
            "Un tel objet existe déjà",
            "There is such an object already",
        ),
        cause=Text(
            "In de cluster staat een object met die naam, dat Bouwsteen niet maakte. Het wordt nooit stilzwijgend overgenomen.",
            "Le cluster a un objet de ce nom, que Bouwsteen n'a pas créé. Il n'est jamais repris en silence.",
            "The cluster has an object of that name that Bouwsteen did not make. It is never taken over silently.",
        ),
        remedy=Text(
            "Geef het nieuwe een andere naam. Wat van geen andere stack is, kan worden overgenomen:\n\n"
            "    bouwsteen import STACK ADDRESS NAMESPACE/NAME",
            "Donnez un autre nom au nouveau. Ce qui n'est d'aucune autre stack peut être repris :\n\n"
            "    bouwsteen import STACK ADDRESS NAMESPACE/NAME",
            "Give the new one another name. What belongs to no other stack can be taken over:\n\n"
            "    bouwsteen import STACK ADDRESS NAMESPACE/NAME",
        ),
        exits=(4,),
    ),
    "object-not-ours": Entry(
        title=Text(
            "Een object is niet wat vastligt",
            "Un objet n'est pas celui enregistré",
            "An object is not the one on record",
        ),
        cause=Text(
            "Er wordt alleen verwijderd wat volgens de lijst, de UID en de labels alle drie van deze omgeving is. Hier spreken ze "
            "elkaar tegen.",
            "N'est supprimé que ce qui, selon l'inventaire, l'UID et les labels, est de cet environnement. Ici, ils se contredisent.",
            "Only what inventory, UID and labels all say is of this environment is deleted. Here they disagree.",
        ),
        remedy=Text(
            "Kijk wat het is. Om het vergeten te laten zonder het object te raken:\n\n    bouwsteen state rm STACK ADDRESS",
            "Regardez ce que c'est. Pour l'oublier sans toucher à l'objet :\n\n    bouwsteen state rm STACK ADDRESS",
            "Look at what it is. To let go of the record without touching the object:\n\n    bouwsteen state rm STACK ADDRESS",
        ),
        exits=(4,),
    ),
    "object-not-ready": Entry(
        title=Text(
            "Een object raakt niet klaar",
            "Un objet ne devient pas prêt",
            "An object does not get ready",
        ),
        cause=Text(
            "Het object is gemaakt, en zijn controller meldt na de wachttijd nog niet dat het klaar is. De melding noemt de reden.",
            "L'objet est créé, et son contrôleur ne dit pas, après le délai, qu'il est prêt. Le message donne la raison.",
            "The object was made, and when the time was up its controller did not say that it is ready. The message names the reason.",
        ),
        remedy=Text(
            "Herstel wat de melding noemt en voer `apply` opnieuw uit: die gaat daar verder.",
            "Réparez ce que le message nomme et relancez `apply` : il reprend là.",
            "Mend what the message names and run `apply` again: it goes on from there.",
        ),
        exits=(4,),
    ),
    "object-failed": Entry(
        title=Text(
            "Een object meldt dat het mislukte",
            "Un objet dit qu'il a échoué",
            "An object says that it failed",
        ),
        cause=Text(
            "De controller van het object zegt dat het vanzelf niet meer goed komt, zoals bij een Job die mislukte.",
            "Le contrôleur de l'objet dit que cela ne s'arrangera pas, comme pour un Job échoué.",
            "The controller of the object says that it will not come right by itself, as with a Job that failed.",
        ),
        remedy=Text(
            "Herstel wat de melding noemt en voer `apply` opnieuw uit.",
            "Réparez ce que le message nomme et relancez `apply`.",
            "Mend what the message names, then run `apply` again.",
        ),
        exits=(4,),
    ),
    "object-stays": Entry(
        title=Text(
            "Een object gaat niet weg",
            "Un objet ne disparaît pas",
            "An object does not go away",
        ),
        cause=Text(
            "De verwijdering is gevraagd, en iets houdt het object nog vast: de melding noemt de finalizers.",
            "La suppression est demandée, et quelque chose retient l'objet : le message nomme les finalizers.",
            "Its deletion was asked for, and something still holds on to it: the message names the finalizers.",
        ),
        remedy=Text(
            "Zorg dat wie de finalizer zette, weer draait, en voer dezelfde opdracht opnieuw uit.",
            "Faites tourner celui qui a mis le finalizer, et relancez la même commande.",
            "See to it that who set the finalizer runs again, then run the same command again.",
        ),
        exits=(4,),
    ),
    "kind-unknown": Entry(
        title=Text(
            "De cluster kent een soort niet",
            "Le cluster ne connaît pas un type",
            "The cluster does not know a kind",
        ),
        cause=Text(
            "De soort van het object is niet gedefinieerd in deze cluster, of de definitie is er nog niet klaar.",
            "Le type de l'objet n'est pas défini dans ce cluster, ou sa définition n'est pas encore prête.",
            "The kind of the object is not defined in this cluster, or its definition is not served yet.",
        ),
        remedy=Text(
            "Installeer wat de soort definieert, en laat het object ervan afhangen met `dependsOn`.",
            "Installez ce qui définit le type, et faites-en dépendre l'objet par `dependsOn`.",
            "Install what defines the kind, and let the object depend on it with `dependsOn`.",
        ),
        exits=(4,),
    ),
    "objects-left": Entry(
        title=Text(
            "Ongewenste objecten blijven staan",
            "Des objets non voulus restent",
            "Objects that are no longer wanted stay",
        ),
        cause=Text(
            "Alles is zoals gevraagd, maar oude objecten van hetzelfde onderdeel konden niet weg. De melding zegt waarom.",
            "Tout est comme demandé, mais d'anciens objets de la même ressource n'ont pu partir. Le message dit pourquoi.",
            "All is as asked, but older objects of the same resource could not go. The message says why.",
        ),
        remedy=Text(
            "Herstel wat de melding noemt en voer `apply` opnieuw uit.",
            "Réparez ce que le message nomme et relancez `apply`.",
            "Mend what the message names, then run `apply` again.",
        ),
        exits=(4,),
    ),
    "manifest-not-made": Entry(
        title=Text(
            "De objecten van een onderdeel zijn niet te maken",
            "Les objets d'une ressource ne peuvent être faits",
            "The objects of a resource cannot be made",
        ),
        cause=Text(
            "Een binding, een variabele of een map met inhoud is niet wat een pod kan krijgen. De melding noemt welke.",
            "Une liaison, une variable ou un dossier de contenu n'est pas ce qu'un pod peut recevoir. Le message dit lequel.",
            "A binding, a variable or a folder of content is not what a pod can be given. The message names which.",
        ),
        remedy=Text(
            "Verbeter de bouwsteen, of wat de stack eraan geeft.",
            "Corrigez la brique, ou ce que la stack lui donne.",
            "Correct the block, or what the stack gives it.",
        ),
        exits=(4,),
    ),
    "kubeconfig-refused": Entry(
        title=Text("Deze kubeconfig is niet te vertrouwen", "On ne peut pas se fier à ce kubeconfig", "This kubeconfig cannot be trusted"),
        cause=Text(
            "De kubeconfig komt van anderen en zou op deze computer een programma starten of een bestand lezen, of naar een cluster leiden "
            "die zich niet bewijst.",
            "Le kubeconfig vient d'autrui et lancerait un programme ou lirait un fichier sur cet ordinateur, ou mènerait à un cluster qui "
            "ne prouve pas son identité.",
            "The kubeconfig comes from others and would run a program or read a file on this machine, or lead to a cluster that does not "
            "prove who it is.",
        ),
        remedy=Text(
            "Vraag een kubeconfig die zelf een token of certificaat bevat, zonder `exec`, `auth-provider` en verwijzingen naar bestanden.",
            "Demandez un kubeconfig qui contient lui-même un jeton ou un certificat, sans `exec`, `auth-provider` ni renvois aux fichiers.",
            "Ask for a kubeconfig that holds a token or a certificate itself, without `exec`, `auth-provider` and references to files.",
        ),
        exits=(10,),
        wrong="users:\n  - name: deploy\n    user:\n      exec: {command: ./login}",
        right="users:\n  - name: deploy\n    user:\n      token: …",
    ),
}
