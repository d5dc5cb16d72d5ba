"""The record of an environment: its files, keys and lock."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "state-locked": Entry(
        title=Text(
            "Iemand anders verandert deze omgeving",
            "Quelqu'un d'autre modifie cet environnement",
            "Somebody else is changing this environment",
        ),
        cause=Text(
            "Er is één schrijver tegelijk, zodat twee mensen elkaars werk niet overschrijven. De melding zegt wie bezig is, sinds "
            "wanneer en met welke opdracht.",
            "Il n'y a qu'un seul auteur à la fois, pour que deux personnes n'écrasent pas leur travail. Le message dit qui est à "
            "l'œuvre, depuis quand et par quelle commande.",
            "There is one writer at a time, so that two people do not overwrite each other's work. The message says who is at work, "
            "since when and by which command.",
        ),
        remedy=Text(
            "Wacht tot die opdracht klaar is en probeer opnieuw. Verbreek het slot alleen als u zeker weet dat niemand meer bezig "
            "is:\n\n    bouwsteen state unlock STACK --lock-id SLOT --reason WAAROM",
            "Attendez que cette commande soit finie et réessayez. Ne forcez le verrou que si vous êtes certain que plus personne n'est à "
            "l'œuvre :\n\n    bouwsteen state unlock STACK --lock-id VERROU --reason POURQUOI",
            "Wait until that command is done and try again. Break the lock only when you are certain that nobody is at work any "
            "more:\n\n    bouwsteen state unlock STACK --lock-id LOCK --reason WHY",
        ),
        exits=(1,),
    ),
    "state-lock-other": Entry(
        title=Text(
            "Het slot is niet meer dat wat u noemde",
            "Le verrou n'est plus celui que vous nommez",
            "The lock is not the one you named",
        ),
        cause=Text(
            "Intussen heeft iemand anders het slot, of niemand meer. Het verbreken zou een ander treffen dan u bedoelde.",
            "Entre-temps quelqu'un d'autre tient le verrou, ou plus personne. Le forcer toucherait un autre que celui que vous visez.",
            "Meanwhile somebody else holds the lock, or nobody does. Breaking it would hit another one than you meant.",
        ),
        remedy=Text(
            "Kijk opnieuw wie het slot heeft voor u het verbreekt.",
            "Regardez à nouveau qui tient le verrou avant de le forcer.",
            "Look again who holds the lock before breaking it.",
        ),
        exits=(1,),
    ),
    "state-lock-lost": Entry(
        title=Text("Het slot werd weggenomen", "Le verrou a été retiré", "The lock was taken away"),
        cause=Text(
            "Iemand verbrak het slot van deze uitvoering, en schrijft misschien al. Sindsdien is niets meer vastgelegd en wordt niets "
            "meer gedaan.",
            "Quelqu'un a forcé le verrou de cette exécution, et écrit peut-être déjà. Depuis, plus rien n'a été enregistré et plus rien "
            "n'est fait.",
            "Somebody broke the lock of this run and may be writing now. Since then nothing was recorded, and nothing more is done.",
        ),
        remedy=Text(
            "Wacht tot de ander klaar is en voer dezelfde opdracht opnieuw uit: wat onderbroken werd, wordt eerst opgezocht.",
            "Attendez que l'autre ait fini et relancez la même commande : ce qui a été interrompu est d'abord recherché.",
            "Wait until the other is done and run the same command again: what was interrupted is looked up first.",
        ),
        exits=(1,),
    ),
    "state-lock-broken": Entry(
        title=Text("Het slot werd met de hand verbroken", "Le verrou a été forcé à la main", "The lock was broken by hand"),
        cause=Text(
            "Voor deze uitvoering nam iemand het slot van een ander weg. De melding zegt van wie en waarom.",
            "Avant cette exécution, quelqu'un a retiré le verrou d'un autre. Le message dit de qui et pourquoi.",
            "Before this run somebody took away the lock of another. The message says whose and why.",
        ),
        remedy=Text(
            "Ga na dat de vorige schrijver echt gestopt was.",
            "Assurez-vous que l'auteur précédent était vraiment arrêté.",
            "Make sure that the writer before had really stopped.",
        ),
        exits=(),
    ),
    "state-lock-refused": Entry(
        title=Text("De vastlegging kan niet op slot", "L'enregistrement ne peut pas être verrouillé", "The state cannot be locked"),
        cause=Text(
            "Het bestandssysteem weigert een slot. Zonder slot kunnen twee schrijvers elkaar overschrijven.",
            "Le système de fichiers refuse un verrou. Sans verrou, deux auteurs peuvent s'écraser.",
            "The file system refuses a lock. Without one two writers could overwrite each other.",
        ),
        remedy=Text(
            "Werk op een bestandssysteem dat sloten kent, zoals een schijf van deze computer.",
            "Travaillez sur un système de fichiers qui connaît les verrous, comme un disque de cet ordinateur.",
            "Work on a file system that knows locks, such as a disk of this machine.",
        ),
        exits=(1,),
    ),
    "state-lock-unsupported": Entry(
        title=Text("Dit systeem kan niets vastleggen", "Ce système ne peut rien enregistrer", "States cannot be written on this system"),
        cause=Text(
            "Dit systeem heeft niet de sloten die Bouwsteen nodig heeft om twee schrijvers uit elkaar te houden.",
            "Ce système n'a pas les verrous dont Bouwsteen a besoin pour séparer deux auteurs.",
            "This system does not have the locks that Bouwsteen needs to keep two writers apart.",
        ),
        remedy=Text(
            "Voer uit op Linux, macOS of WSL2. Documenten controleren en plannen kan hier wel:\n\n    bouwsteen validate\n    bouwsteen "
            "plan STACK",
            "Exécutez sous Linux, macOS ou WSL2. Contrôler les documents et planifier est possible ici :\n\n    bouwsteen validate\n    "
            "bouwsteen plan STACK",
            "Carry out on Linux, macOS or WSL2. Checking documents and planning work here:\n\n    bouwsteen validate\n    bouwsteen plan "
            "STACK",
        ),
        exits=(1,),
    ),
    "state-unreadable": Entry(
        title=Text("De vastlegging kan niet gelezen worden", "L'enregistrement ne peut pas être lu", "The state cannot be read"),
        cause=Text(
            "Het systeem weigert het bestand te lezen. Wat niet te lezen is, is niet leeg: daarom wordt er niets op gepland.",
            "Le système refuse de lire le fichier. Ce qui ne se lit pas n'est pas vide : rien n'est donc planifié dessus.",
            "The system refuses to read the file. What cannot be read is not empty, so nothing is planned on it.",
        ),
        remedy=Text(
            "Geef uzelf leesrecht op het bestand dat de melding noemt, en probeer opnieuw.",
            "Donnez-vous le droit de lire le fichier que nomme le message, et réessayez.",
            "Give yourself the right to read the file that the message names, and try again.",
        ),
        exits=(1,),
    ),
    "state-corrupt": Entry(
        title=Text("De vastlegging is beschadigd", "L'enregistrement est endommagé", "The state is damaged"),
        cause=Text(
            "Een bestand van de vastlegging is afgekapt, veranderd of door elkaar gehaald. Een deel van een vastlegging is geen "
            "vastlegging: er is niets van gebruikt en niets geschreven.",
            "Un fichier de l'enregistrement est tronqué, modifié ou mélangé. Une partie d'un enregistrement n'en est pas un : rien n'a "
            "été utilisé ni écrit.",
            "A file of the record is cut off, changed or mixed up. A part of a record is not a record: nothing of it was used and "
            "nothing was written.",
        ),
        remedy=Text(
            "Ga terug naar een vroegere generatie die de melding noemt, of zet een kopie terug:\n\n    bouwsteen state generations "
            "STACK\n    bouwsteen state restore STACK --generation NUMMER",
            "Revenez à une génération antérieure que nomme le message, ou remettez une copie :\n\n    bouwsteen state generations "
            "STACK\n    bouwsteen state restore STACK --generation NUMÉRO",
            "Go back to an earlier generation that the message names, or put back a backup:\n\n    bouwsteen state generations "
            "STACK\n    bouwsteen state restore STACK --generation NUMBER",
        ),
        exits=(1,),
    ),
    "state-malformed": Entry(
        title=Text(
            "Een bestand van de vastlegging heeft een onbekende vorm",
            "Un fichier de l'enregistrement a une forme inconnue",
            "A state file does not hold what it should",
        ),
        cause=Text(
            "Het bestand is geschreven door iemand met de sleutel, maar heeft geen vorm die Bouwsteen kent. Er is niets van gebruikt.",
            "Le fichier a été écrit par quelqu'un qui a la clé, mais n'a pas une forme que Bouwsteen connaît. Rien n'en a été utilisé.",
            "The file was written by someone with the key, but has no form that Bouwsteen knows. Nothing of it was used.",
        ),
        remedy=Text("Ga terug naar een vroegere generatie.", "Revenez à une génération antérieure.", "Go back to an earlier generation."),
        exits=(1,),
    ),
    "state-inconsistent": Entry(
        title=Text("De vastlegging spreekt zichzelf tegen", "L'enregistrement se contredit", "The state contradicts itself"),
        cause=Text(
            "Wat vastgelegd is, kan niet tegelijk waar zijn. Wie ermee verdergaat, verwijdert misschien het verkeerde.",
            "Ce qui est enregistré ne peut pas être vrai en même temps. Continuer pourrait supprimer ce qu'il ne faut pas.",
            "What is recorded cannot all be true at once. Going on with it could delete the wrong thing.",
        ),
        remedy=Text(
            "Ga terug naar een vroegere generatie, en meld het aan wie Bouwsteen beheert.",
            "Revenez à une génération antérieure, et signalez-le à qui gère Bouwsteen.",
            "Go back to an earlier generation, and tell who maintains Bouwsteen.",
        ),
        exits=(1,),
    ),
    "state-dependency-gone": Entry(
        title=Text(
            "Iets waarvan een middel afhing, is niet meer vastgelegd",
            "Ce dont une ressource dépendait n'est plus enregistré",
            "A recorded dependency is gone",
        ),
        cause=Text(
            "Een middel werd na een ander gemaakt, en dat andere is niet meer vastgelegd. Het hindert niet, maar bij het verwijderen "
            "telt die volgorde niet meer.",
            "Une ressource a été faite après une autre, et celle-ci n'est plus enregistrée. Ce n'est pas gênant, mais cet ordre ne "
            "compte plus lors de la suppression.",
            "A resource was made after another one, and that one is no longer on record. It does no harm, but that order no longer "
            "counts when it is removed.",
        ),
        remedy=Text(
            "Voer de stack opnieuw uit: de volgorde wordt dan opnieuw vastgelegd.",
            "Exécutez à nouveau la stack : l'ordre est alors enregistré à nouveau.",
            "Apply the stack again: the order is then recorded anew.",
        ),
        exits=(),
    ),
    "state-format-newer": Entry(
        title=Text(
            "De vastlegging komt van een nieuwere versie",
            "L'enregistrement vient d'une version plus récente",
            "The state was written by a newer version",
        ),
        cause=Text(
            "Een nieuwere Bouwsteen schreef de vastlegging. Deze versie kan niet weten wat er nog in staat, en raakt er niet aan.",
            "Un Bouwsteen plus récent a écrit l'enregistrement. Cette version ne peut pas savoir ce qu'il contient encore, et n'y touche "
            "pas.",
            "A newer Bouwsteen wrote the record. This version cannot tell what else it holds, and leaves it alone.",
        ),
        remedy=Text(
            "Installeer de versie die de vastlegging schreef, of een nieuwere:\n\n    pip install --upgrade bouwsteen",
            "Installez la version qui a écrit l'enregistrement, ou une plus récente :\n\n    pip install --upgrade bouwsteen",
            "Install the version that wrote the record, or a newer one:\n\n    pip install --upgrade bouwsteen",
        ),
        exits=(1,),
    ),
    "state-rolled-back": Entry(
        title=Text(
            "De vastlegging is ouder dan wat hier al gezien is",
            "L'enregistrement est plus ancien que ce qui a été vu ici",
            "The state is older than what was seen here",
        ),
        cause=Text(
            "Iemand zette een oudere kopie terug, of er gingen regels verloren. Plannen op een oude vastlegging kan iets twee keer "
            "maken, of verwijderen wat in gebruik is.",
            "Quelqu'un a remis une copie plus ancienne, ou des lignes se sont perdues. Planifier sur un ancien enregistrement peut faire "
            "quelque chose deux fois, ou supprimer ce qui sert.",
            "Somebody put back an older copy, or entries were lost. Planning on an old record can make something twice, or delete what "
            "is in use.",
        ),
        remedy=Text(
            "Zet de nieuwste kopie terug. Is de oudere bewust gekozen, aanvaard dat dan uitdrukkelijk zoals de melding zegt.",
            "Remettez la copie la plus récente. Si l'ancienne est un choix, acceptez-le expressément comme le dit le message.",
            "Put back the newest copy. Where the older one is meant, accept that expressly as the message says.",
        ),
        exits=(1,),
    ),
    "state-generation-missing": Entry(
        title=Text(
            "Die generatie van de vastlegging is niet bewaard",
            "Cette génération de l'enregistrement n'est pas gardée",
            "That generation of the state is not kept",
        ),
        cause=Text(
            "Alleen de laatste generaties van een vastlegging worden bewaard, en deze hoort daar niet meer bij.",
            "Seules les dernières générations d'un enregistrement sont gardées, et celle-ci n'en fait plus partie.",
            "Only the last generations of a record are kept, and this one is no longer among them.",
        ),
        remedy=Text(
            "Kies een generatie die er nog is:\n\n    bouwsteen state generations STACK",
            "Choisissez une génération qui existe encore :\n\n    bouwsteen state generations STACK",
            "Choose a generation that is still there:\n\n    bouwsteen state generations STACK",
        ),
        exits=(6,),
    ),
    "state-organisation": Entry(
        title=Text(
            "De vastlegging hoort bij een ander bestuur",
            "L'enregistrement appartient à une autre administration",
            "The state belongs to another organisation",
        ),
        cause=Text(
            "De omgeving werd gemaakt voor een ander bestuur dan de stack nu noemt. Verdergaan zou gegevens van het ene bestuur aan het "
            "andere geven.",
            "L'environnement a été fait pour une autre administration que celle que nomme la stack. Continuer donnerait les données de "
            "l'une à l'autre.",
            "The environment was made for another organisation than the stack names now. Going on would give the data of the one to the "
            "other.",
        ),
        remedy=Text(
            "Geef de stack een eigen naam, of verbeter het bestuur in de stack.",
            "Donnez à la stack son propre nom, ou corrigez l'administration dans la stack.",
            "Give the stack a name of its own, or correct the organisation in the stack.",
        ),
        exits=(1,),
    ),
    "state-owner": Entry(
        title=Text("Iemand anders schrijft deze omgeving", "Un autre écrit cet environnement", "Another owner writes this environment"),
        cause=Text(
            "Elke omgeving heeft één eigenaar die schrijft, zoals een CI of een operator. Anderen mogen ze lezen.",
            "Chaque environnement a un seul propriétaire qui écrit, comme une CI ou un opérateur. Les autres peuvent le lire.",
            "Each environment has one owner that writes it, such as a CI or an operator. Others may read it.",
        ),
        remedy=Text(
            "Laat de eigenaar het doen, of draag de omgeving over:\n\n    bouwsteen state transfer STACK --to cli",
            "Laissez faire le propriétaire, ou transférez l'environnement :\n\n    bouwsteen state transfer STACK --to cli",
            "Let the owner do it, or hand the environment over:\n\n    bouwsteen state transfer STACK --to cli",
        ),
        exits=(1,),
    ),
    "state-name-invalid": Entry(
        title=Text(
            "Een stack of omgeving heeft een onmogelijke naam",
            "Une stack ou un environnement a un nom impossible",
            "A stack or environment has an impossible name",
        ),
        cause=Text(
            "Namen van stacks en omgevingen worden namen van mappen. Ze bestaan uit kleine letters, cijfers en koppeltekens, met een "
            "letter vooraan.",
            "Les noms de stacks et d'environnements deviennent des noms de dossiers. Ils se composent de minuscules, de chiffres et de "
            "traits d'union, une lettre d'abord.",
            "Names of stacks and environments become names of folders. They are small letters, digits and hyphens, a letter first.",
        ),
        remedy=Text(
            "Kies een naam zonder hoofdletters, spaties, punten en schuine strepen.",
            "Choisissez un nom sans majuscules, espaces, points ni barres.",
            "Choose a name without capitals, spaces, dots and slashes.",
        ),
        exits=(10,),
    ),
    "state-lineage-invalid": Entry(
        title=Text(
            "Een bestand noemt een onmogelijke afkomst",
            "Un fichier nomme une origine impossible",
            "A state file names an impossible lineage",
        ),
        cause=Text(
            "Elke vastlegging heeft een kenmerk van 32 cijfers en letters. Dit bestand heeft iets anders: het is beschadigd of geen "
            "vastlegging.",
            "Chaque enregistrement a une marque de 32 chiffres et lettres. Ce fichier a autre chose : il est endommagé ou n'est pas un "
            "enregistrement.",
            "Each record has a mark of 32 hexadecimal digits. This file has something else: it is damaged or not a record.",
        ),
        remedy=Text("Ga terug naar een vroegere generatie.", "Revenez à une génération antérieure.", "Go back to an earlier generation."),
        exits=(1,),
    ),
    "state-key-missing": Entry(
        title=Text(
            "De sleutel van de vastlegging is hier niet",
            "La clé de l'enregistrement n'est pas ici",
            "The key of the state is not here",
        ),
        cause=Text(
            "De vastlegging is versleuteld, en de sleutel ligt op de computer die haar maakte.",
            "L'enregistrement est chiffré, et la clé est sur l'ordinateur qui l'a fait.",
            "The record is encrypted, and its key lies on the machine that made it.",
        ),
        remedy=Text(
            "Kopieer het sleutelbestand dat de melding noemt uit `$XDG_DATA_HOME/bouwsteen/keys` van die computer. Zonder sleutel is de "
            "vastlegging verloren.",
            "Copiez le fichier de clé que nomme le message depuis `$XDG_DATA_HOME/bouwsteen/keys` de cet ordinateur. Sans clé, "
            "l'enregistrement est perdu.",
            "Copy the key file that the message names from `$XDG_DATA_HOME/bouwsteen/keys` of that machine. Without the key the record "
            "is lost.",
        ),
        exits=(1,),
    ),
    "state-key-wrong": Entry(
        title=Text("De sleutel opent de vastlegging niet", "La clé n'ouvre pas l'enregistrement", "The key does not open the state"),
        cause=Text(
            "De vastlegging werd met een andere sleutel versleuteld dan de gegeven. Er is niets geschreven.",
            "L'enregistrement a été chiffré avec une autre clé que celle donnée. Rien n'a été écrit.",
            "The record was encrypted with another key than the ones given. Nothing was written.",
        ),
        remedy=Text(
            "Geef de sleutel waarmee ze geschreven is. Bewaar na een wissel de oude sleutel naast de nieuwe.",
            "Donnez la clé avec laquelle il a été écrit. Après un changement, gardez l'ancienne clé à côté de la nouvelle.",
            "Give the key that it was written with. After a rotation keep the older key beside the new one.",
        ),
        exits=(1,),
    ),
    "state-key-invalid": Entry(
        title=Text("De gegeven sleutel is geen sleutel", "La clé donnée n'en est pas une", "The given state key is not a key"),
        cause=Text(
            "Een sleutel is 32 willekeurige bytes, geschreven in base64 of hexadecimaal. Een wachtwoord kan geraden worden, en wordt dus "
            "niet aangenomen.",
            "Une clé est faite de 32 octets aléatoires, en base64 ou en hexadécimal. Un mot de passe peut être deviné, et n'est donc pas "
            "accepté.",
            "A key is 32 random bytes, written in base64 or hexadecimal. A password can be guessed, so it is not accepted.",
        ),
        remedy=Text(
            "Maak een sleutel:\n\n    openssl rand -base64 32",
            "Créez une clé :\n\n    openssl rand -base64 32",
            "Make a key:\n\n    openssl rand -base64 32",
        ),
        exits=(1,),
    ),
    "state-key-unreadable": Entry(
        title=Text(
            "Een sleutelbestand kan niet gebruikt worden",
            "Un fichier de clé ne peut pas être utilisé",
            "A key file cannot be used",
        ),
        cause=Text(
            "Het sleutelbestand is er, maar kan niet gelezen worden, is beschadigd, of is voor anderen leesbaar.",
            "Le fichier de clé existe, mais ne peut pas être lu, est endommagé, ou est lisible par d'autres.",
            "The key file is there, but cannot be read, is damaged, or can be read by others.",
        ),
        remedy=Text(
            "Zet een kopie van dat bestand terug, leesbaar voor u alleen:\n\n    chmod 600 BESTAND",
            "Remettez une copie de ce fichier, lisible par vous seul :\n\n    chmod 600 FICHIER",
            "Put back a copy of that file, readable by you alone:\n\n    chmod 600 FILE",
        ),
        exits=(1,),
    ),
    "state-key-unwritable": Entry(
        title=Text(
            "Wat bij een sleutel hoort, kan niet bewaard worden",
            "Ce qui va avec une clé ne peut pas être gardé",
            "What belongs to a key cannot be kept",
        ),
        cause=Text(
            "De sleutel of het merkteken ernaast kon niet geschreven worden. Zonder dat is een vastlegging later niet te openen, en "
            "daarom is er niets vastgelegd.",
            "La clé ou sa marque n'a pas pu être écrite. Sans elle, un enregistrement ne s'ouvrirait plus ensuite, et rien n'a donc été "
            "enregistré.",
            "The key or the mark beside it could not be written. Without it a record could not be opened later, so nothing was recorded.",
        ),
        remedy=Text(
            "Maak de map schrijfbaar, of zet `XDG_DATA_HOME` op een map die dat is.",
            "Rendez le dossier inscriptible, ou donnez à `XDG_DATA_HOME` un dossier qui l'est.",
            "Make the folder writable, or set `XDG_DATA_HOME` to one that is.",
        ),
        exits=(1,),
    ),
    "state-interrupted": Entry(
        title=Text("Het vastleggen werd onderbroken", "L'enregistrement a été interrompu", "Recording was interrupted"),
        cause=Text(
            "Bouwsteen werd gestopt terwijl het schreef. Daarom wordt in deze uitvoering niets meer vastgelegd.",
            "Bouwsteen a été arrêté pendant qu'il écrivait. Plus rien n'est donc enregistré dans cette exécution.",
            "Bouwsteen was stopped while it wrote. So nothing more is recorded in this run.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht opnieuw uit: wat onderbroken werd, wordt eerst opgezocht.",
            "Relancez la même commande : ce qui a été interrompu est d'abord recherché.",
            "Run the same command again: what was interrupted is looked up first.",
        ),
        exits=(1,),
    ),
    "state-disk-full": Entry(
        title=Text(
            "De schijf is vol: er kan niets meer vastgelegd worden",
            "Le disque est plein : plus rien ne peut être enregistré",
            "The state cannot be written",
        ),
        cause=Text(
            "De schijf is vol. Wat bevestigd was, is veilig; wat bezig was, wordt nog vastgelegd in ruimte die daarvoor opzijgezet is.",
            "Le disque est plein. Ce qui était confirmé est en sécurité ; ce qui était en cours est encore enregistré dans une place "
            "réservée.",
            "The disk is full. What was acknowledged is safe; what was under way is still recorded in room that was set aside.",
        ),
        remedy=Text(
            "Maak plaats op de schijf, en voer dezelfde opdracht opnieuw uit.",
            "Faites de la place sur le disque, et relancez la même commande.",
            "Make room on the disk, and run the same command again.",
        ),
        exits=(1,),
    ),
    "state-write-failed": Entry(
        title=Text(
            "De vastlegging kan niet geschreven worden",
            "L'enregistrement ne peut pas être écrit",
            "The state cannot be written",
        ),
        cause=Text(
            "Het systeem weigerde te schrijven. Wat bevestigd was, is veilig, en er wordt niets nieuws begonnen.",
            "Le système a refusé d'écrire. Ce qui était confirmé est en sécurité, et rien de nouveau n'est commencé.",
            "The system refused to write. What was acknowledged is safe, and nothing new is started.",
        ),
        remedy=Text(
            "Kijk de schijf na, en voer dezelfde opdracht opnieuw uit: wat onderbroken werd, wordt eerst opgezocht.",
            "Vérifiez le disque, et relancez la même commande : ce qui a été interrompu est d'abord recherché.",
            "Check the disk, and run the same command again: what was interrupted is looked up first.",
        ),
        exits=(1,),
    ),
    "state-closed": Entry(
        title=Text("De vastlegging is gesloten", "L'enregistrement est fermé", "The state is closed"),
        cause=Text(
            "Er werd nog iets vastgelegd nadat de vastlegging gesloten was.",
            "Quelque chose a encore été enregistré après la fermeture de l'enregistrement.",
            "Something was to be recorded after the record was closed.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht opnieuw uit. Gebeurt het weer, meld het dan aan wie Bouwsteen beheert.",
            "Relancez la même commande. Si cela se reproduit, signalez-le à qui gère Bouwsteen.",
            "Run the same command again. If it happens again, tell who maintains Bouwsteen.",
        ),
        exits=(1,),
    ),
    "state-read-only": Entry(
        title=Text(
            "De vastlegging is alleen geopend om te lezen",
            "L'enregistrement n'est ouvert qu'en lecture",
            "The state is open for reading",
        ),
        cause=Text(
            "Een opdracht die alleen leest, wilde toch iets vastleggen.",
            "Une commande qui ne fait que lire a voulu enregistrer quelque chose.",
            "A command that only reads wanted to record something.",
        ),
        remedy=Text("Meld het aan wie Bouwsteen beheert.", "Signalez-le à qui gère Bouwsteen.", "Tell who maintains Bouwsteen."),
        exits=(1,),
    ),
    "state-journal-torn": Entry(
        title=Text(
            "De laatste regel van een logboek is nooit afgemaakt",
            "La dernière ligne d'un journal n'a pas été terminée",
            "The last entry of a journal was never finished",
        ),
        cause=Text(
            "Het logboek eindigt midden in een regel, zoals na een crash of stroomuitval. Niemand kreeg te horen dat die regel "
            "vastgelegd was, en ze telt niet mee.",
            "Le journal finit au milieu d'une ligne, comme après un arrêt brutal ou une coupure de courant. Personne n'a appris que "
            "cette ligne était enregistrée, et elle ne compte pas.",
            "The journal ends in the middle of an entry, as after a crash or power cut. Nobody was told that the entry was recorded, and "
            "it does not count.",
        ),
        remedy=Text(
            "Ga verder. Komt het vaak voor, kijk dan de schijf en de stroom na.",
            "Continuez. Si cela arrive souvent, vérifiez le disque et l'alimentation.",
            "Go on. If it happens often, check the disk and the power.",
        ),
        exits=(),
    ),
    "state-not-folded": Entry(
        title=Text(
            "Het logboek is nog niet verwerkt in de vastlegging",
            "Le journal n'est pas encore intégré à l'enregistrement",
            "The journal was not folded into the state",
        ),
        cause=Text(
            "Na afloop lukte het niet het logboek te verwerken. Er is niets verloren: het logboek bevat alles.",
            "À la fin, le journal n'a pas pu être intégré. Rien n'est perdu : le journal contient tout.",
            "At the end the journal could not be folded in. Nothing is lost: the journal holds everything.",
        ),
        remedy=Text(
            "Ga verder: de volgende uitvoering doet het alsnog.",
            "Continuez : la prochaine exécution le fera.",
            "Go on: the next run does it.",
        ),
        exits=(),
    ),
    "state-lock-left": Entry(
        title=Text(
            "Een vorige uitvoering viel weg terwijl ze het slot had",
            "Une exécution précédente a disparu avec le verrou",
            "An earlier run died while it held the lock",
        ),
        cause=Text(
            "Het proces eindigde zonder het slot los te laten, zoals bij een crash. Wat het vastlegde, is bewaard.",
            "Le processus a fini sans lâcher le verrou, comme lors d'un arrêt brutal. Ce qu'il a enregistré est gardé.",
            "The process ended without letting go of the lock, as in a crash. What it recorded is kept.",
        ),
        remedy=Text(
            "Ga verder: wat onderbroken werd, wordt eerst opgezocht.",
            "Continuez : ce qui a été interrompu est d'abord recherché.",
            "Go on: what was interrupted is looked up first.",
        ),
        exits=(),
    ),
    "state-lock-expired": Entry(
        title=Text(
            "Het slot van een uitvoering die hangt, is overgenomen",
            "Le verrou d'une exécution bloquée a été repris",
            "The lock of a run that hangs was taken over",
        ),
        cause=Text(
            "De vorige uitvoering gaf te lang geen teken van leven. Zij kan niets meer vastleggen.",
            "L'exécution précédente n'a plus donné signe de vie. Elle ne peut plus rien enregistrer.",
            "The earlier run gave no sign of life for too long. It can record nothing more.",
        ),
        remedy=Text(
            "Ga verder, en stop het oude proces als het nog bestaat.",
            "Continuez, et arrêtez l'ancien processus s'il existe encore.",
            "Go on, and end the old process if it is still there.",
        ),
        exits=(),
    ),
    "state-overtaken": Entry(
        title=Text(
            "Een andere uitvoering schreef op het laatste ogenblik",
            "Une autre exécution a écrit au dernier moment",
            "Another run finished a write at the last moment",
        ),
        cause=Text(
            "De uitvoering waarvan het slot werd overgenomen, maakte net nog af wat ze schreef. Deze kende dus een oudere toestand en "
            "schreef niets.",
            "L'exécution dont le verrou a été repris a encore terminé ce qu'elle écrivait. Celle-ci connaissait donc un état plus ancien "
            "et n'a rien écrit.",
            "The run whose lock was taken over just finished what it was writing. So this one knew an older state and wrote nothing.",
        ),
        remedy=Text("Voer dezelfde opdracht opnieuw uit.", "Relancez la même commande.", "Run the same command again."),
        exits=(1,),
    ),
    "state-not-found": Entry(
        title=Text(
            "Van die omgeving is niets vastgelegd",
            "Rien n'est enregistré de cet environnement",
            "Nothing is recorded of that environment",
        ),
        cause=Text(
            "Er werd op deze computer nog niets uitgevoerd voor die stack en omgeving, of ze is verwijderd.",
            "Rien n'a encore été exécuté sur cet ordinateur pour cette stack et cet environnement, ou il a été supprimé.",
            "Nothing was carried out on this machine yet for that stack and environment, or it was removed.",
        ),
        remedy=Text(
            "Noem een omgeving die de melding noemt, of voer de stack eerst uit:\n\n    bouwsteen apply STACK",
            "Nommez un environnement que nomme le message, ou exécutez d'abord la stack :\n\n    bouwsteen apply STACK",
            "Name an environment that the message names, or apply the stack first:\n\n    bouwsteen apply STACK",
        ),
        exits=(6,),
    ),
    "state-address-not-found": Entry(
        title=Text(
            "Onder dat adres is niets vastgelegd",
            "Rien n'est enregistré à cette adresse",
            "Nothing is recorded under that address",
        ),
        cause=Text(
            "Een adres is `instantie/middel`, zoals de lijst het toont. Dit adres staat er niet in.",
            "Une adresse est `instance/ressource`, comme la liste la montre. Celle-ci n'y figure pas.",
            "An address is `instance/resource`, as the list shows it. This one is not in it.",
        ),
        remedy=Text(
            "Neem een adres uit de lijst:\n\n    bouwsteen state list STACK",
            "Prenez une adresse de la liste :\n\n    bouwsteen state list STACK",
            "Take an address of the list:\n\n    bouwsteen state list STACK",
        ),
        exits=(6,),
    ),
    "state-target-invalid": Entry(
        title=Text("Het nieuwe adres past niet", "La nouvelle adresse ne convient pas", "The new address does not fit"),
        cause=Text(
            "Een middel gaat naar een adres van een middel, een instantie naar de naam van een instantie, in dezelfde omgeving.",
            "Une ressource va à une adresse de ressource, une instance à un nom d'instance, dans le même environnement.",
            "A resource goes to the address of a resource, an instance to the name of an instance, in the same environment.",
        ),
        remedy=Text(
            "Schrijf het adres zoals de lijst adressen toont:\n\n    bouwsteen state list STACK",
            "Écrivez l'adresse comme la liste montre les adresses :\n\n    bouwsteen state list STACK",
            "Write the address as the list shows addresses:\n\n    bouwsteen state list STACK",
        ),
        exits=(10,),
    ),
    "state-target-taken": Entry(
        title=Text(
            "Onder het nieuwe adres is al iets vastgelegd",
            "Quelque chose est déjà enregistré à la nouvelle adresse",
            "Something is recorded under the new address",
        ),
        cause=Text(
            "Eén adres zou dan voor twee dingen staan.",
            "Une adresse désignerait alors deux choses.",
            "One address would then stand for two things.",
        ),
        remedy=Text(
            "Kies een ander adres, of laat Bouwsteen vergeten wat er staat:\n\n    bouwsteen state rm STACK ADRES",
            "Choisissez une autre adresse, ou faites oublier ce qui s'y trouve :\n\n    bouwsteen state rm STACK ADRESSE",
            "Choose another address, or forget what is there:\n\n    bouwsteen state rm STACK ADDRESS",
        ),
        exits=(10,),
    ),
    "state-in-doubt": Entry(
        title=Text(
            "Van een onderbroken stap is het einde nog niet bekend",
            "On ignore encore la fin d'une étape interrompue",
            "A call on that resource is in doubt",
        ),
        cause=Text(
            "Een uitvoering werd onderbroken terwijl ze aan dit middel werkte. Wat ervan werd, wordt opgezocht onder het huidige adres: "
            "het mag nu niet veranderen.",
            "Une exécution a été interrompue pendant qu'elle travaillait à cette ressource. La suite se cherche à l'adresse actuelle : "
            "elle ne peut pas changer maintenant.",
            "A run was interrupted while it worked on this resource. What came of it is looked up by its present address, which cannot "
            "change now.",
        ),
        remedy=Text(
            "Voer eerst uit, zodat het opgezocht wordt:\n\n    bouwsteen apply STACK",
            "Exécutez d'abord, pour que ce soit recherché :\n\n    bouwsteen apply STACK",
            "Apply first, which looks it up:\n\n    bouwsteen apply STACK",
        ),
        exits=(1,),
    ),
    "state-edit-refused": Entry(
        title=Text("De vastlegging zou zichzelf tegenspreken", "L'enregistrement se contredirait", "The record would contradict itself"),
        cause=Text(
            "Na deze wijziging kan niet alles wat vastgelegd is tegelijk waar zijn. Er is niets geschreven.",
            "Après cette modification, tout ce qui est enregistré ne pourrait pas être vrai en même temps. Rien n'a été écrit.",
            "After this change not all that is recorded could be true at once. Nothing was written.",
        ),
        remedy=Text("Kies een ander adres.", "Choisissez une autre adresse.", "Choose another address."),
        exits=(10,),
    ),
    "state-place-other": Entry(
        title=Text(
            "Dat is de vastlegging van een andere omgeving",
            "C'est l'enregistrement d'un autre environnement",
            "That is the state of another environment",
        ),
        cause=Text(
            "Een kopie wordt alleen teruggezet in de stack en de omgeving waarvan ze genomen is.",
            "Une copie n'est remise que dans la stack et l'environnement dont elle vient.",
            "A copy is put back only into the stack and environment that it was taken of.",
        ),
        remedy=Text(
            "Noem de stack en de omgeving van de kopie.",
            "Nommez la stack et l'environnement de la copie.",
            "Name the stack and the environment of the copy.",
        ),
        exits=(1,),
    ),
    "state-lineage-other": Entry(
        title=Text(
            "Dat is de vastlegging van iets anders",
            "C'est l'enregistrement d'autre chose",
            "That is the state of something else",
        ),
        cause=Text(
            "De kopie hoort bij een andere vastlegging die toevallig dezelfde naam had. Het was nooit de toestand van deze omgeving.",
            "La copie appartient à un autre enregistrement qui portait le même nom. Ce n'a jamais été l'état de cet environnement.",
            "The copy belongs to another record that had the same name by chance. It was never the state of this environment.",
        ),
        remedy=Text(
            "Zet ze terug waar ze vandaan komt, of in een omgeving waarvan niets vastgelegd is.",
            "Remettez-la d'où elle vient, ou dans un environnement dont rien n'est enregistré.",
            "Put it back where it came from, or into an environment of which nothing is recorded.",
        ),
        exits=(1,),
    ),
    "state-moved-on": Entry(
        title=Text(
            "Intussen werd er iets vastgelegd",
            "Quelque chose a été enregistré entretemps",
            "Something was recorded meanwhile",
        ),
        cause=Text(
            "Na het bekijken schreef iemand anders in deze omgeving. Terugzetten zou meer vergeten dan getoond werd.",
            "Après l'examen, quelqu'un d'autre a écrit dans cet environnement. La remise oublierait plus que ce qui a été montré.",
            "After the look somebody else wrote in this environment. Restoring would forget more than was shown.",
        ),
        remedy=Text(
            "Bekijk opnieuw wat verloren zou gaan, en zet dan terug.",
            "Regardez à nouveau ce qui serait perdu, puis remettez.",
            "Look again at what would be lost, and restore then.",
        ),
        exits=(7,),
    ),
    "state-key-given": Entry(
        title=Text(
            "De sleutel van deze vastlegging wordt elders bewaard",
            "La clé de cet enregistrement est gardée ailleurs",
            "The key of this state is kept elsewhere",
        ),
        cause=Text(
            "De sleutel wordt aan Bouwsteen gegeven en niet door Bouwsteen gemaakt. Het kan er dus geen andere maken.",
            "La clé est donnée à Bouwsteen et non faite par lui. Il ne peut donc pas en faire une autre.",
            "The key is given to Bouwsteen and not made by it. So it cannot make another one.",
        ),
        remedy=Text(
            "Geef de nieuwe sleutel eerst en de oude erachter: de volgende uitvoering schrijft alles met de nieuwe.",
            "Donnez la nouvelle clé d'abord et l'ancienne après : la prochaine exécution écrit tout avec la nouvelle.",
            "Give the new key first and the old one behind it: the next write seals everything with the new one.",
        ),
        exits=(1,),
    ),
    "backup-exists": Entry(
        title=Text("Er is al een bestand met die naam", "Il existe déjà un fichier de ce nom", "There is a file of that name already"),
        cause=Text(
            "Een kopie neemt nooit de plaats in van een ander bestand: dat kon de enige goede kopie zijn.",
            "Une copie ne prend jamais la place d'un autre fichier : c'était peut-être la seule bonne copie.",
            "A backup never takes the place of another file: that could be the only good copy.",
        ),
        remedy=Text(
            "Geef een andere naam, of verplaats het bestand.",
            "Donnez un autre nom, ou déplacez le fichier.",
            "Give another name, or move the file away.",
        ),
        exits=(10,),
    ),
    "backup-not-found": Entry(
        title=Text("Die kopie bestaat niet", "Cette copie n'existe pas", "There is no such backup"),
        cause=Text("Op die plaats staat geen bestand.", "Il n'y a pas de fichier à cet endroit.", "There is no file in that place."),
        remedy=Text(
            "Verbeter de naam, of maak een kopie:\n\n    bouwsteen state backup STACK BESTAND",
            "Corrigez le nom, ou faites une copie :\n\n    bouwsteen state backup STACK FICHIER",
            "Correct the name, or make a backup:\n\n    bouwsteen state backup STACK FILE",
        ),
        exits=(6,),
    ),
    "backup-invalid": Entry(
        title=Text(
            "Dit is geen kopie van een vastlegging",
            "Ceci n'est pas une copie d'un enregistrement",
            "This is not a backup of a state",
        ),
        cause=Text(
            "Het bestand begint niet zoals een kopie die Bouwsteen maakte.",
            "Le fichier ne commence pas comme une copie faite par Bouwsteen.",
            "The file does not begin like a backup that Bouwsteen made.",
        ),
        remedy=Text(
            "Noem een bestand dat zo gemaakt is:\n\n    bouwsteen state backup STACK BESTAND",
            "Nommez un fichier fait ainsi :\n\n    bouwsteen state backup STACK FICHIER",
            "Name a file that was made like this:\n\n    bouwsteen state backup STACK FILE",
        ),
        exits=(10,),
    ),
    "restore-source": Entry(
        title=Text("Er wordt één ding teruggezet", "Une seule chose est remise", "One thing is to be put back"),
        cause=Text(
            "`bouwsteen state restore` krijgt een bestand, of het nummer van een bewaarde generatie: een van de twee.",
            "`bouwsteen state restore` reçoit un fichier, ou le numéro d'une génération gardée : l'un des deux.",
            "`bouwsteen state restore` is given a file, or the number of a kept generation: one of the two.",
        ),
        remedy=Text(
            "Kijk welke generaties er zijn, en noem er één:\n\n    bouwsteen state generations STACK",
            "Regardez quelles générations existent, et nommez-en une :\n\n    bouwsteen state generations STACK",
            "See which generations there are, and name one:\n\n    bouwsteen state generations STACK",
        ),
        exits=(10,),
    ),
    "owner-is-same": Entry(
        title=Text(
            "Die eigenaar heeft de omgeving al",
            "Ce propriétaire a déjà l'environnement",
            "That owner has the environment already",
        ),
        cause=Text(
            "Overdragen aan wie ze al heeft, verandert niets.",
            "Transférer à qui l'a déjà ne change rien.",
            "Handing over to who has it already changes nothing.",
        ),
        remedy=Text("Noem een andere eigenaar.", "Nommez un autre propriétaire.", "Name another owner."),
        exits=(10,),
    ),
    "owner-invalid": Entry(
        title=Text(
            "Dat kan geen eigenaar van een omgeving zijn",
            "Cela ne peut pas être un propriétaire",
            "That cannot be the owner of an environment",
        ),
        cause=Text(
            "Een eigenaar is `cli`, of `operator:NAAM` met een naam van kleine letters, cijfers en koppeltekens.",
            "Un propriétaire est `cli`, ou `operator:NOM` avec un nom de minuscules, de chiffres et de traits d'union.",
            "An owner is `cli`, or `operator:NAME` with a name of small letters, digits and hyphens.",
        ),
        remedy=Text(
            "Schrijf bijvoorbeeld:\n\n    bouwsteen state transfer STACK --to operator:leuven-prod",
            "Écrivez par exemple :\n\n    bouwsteen state transfer STACK --to operator:leuven-prod",
            "Write for instance:\n\n    bouwsteen state transfer STACK --to operator:leuven-prod",
        ),
        exits=(10,),
    ),
    "reason-invalid": Entry(
        title=Text("De reden past niet", "La raison ne convient pas", "The reason does not fit"),
        cause=Text(
            "Een reden is één korte regel, voor wie later terugkijkt wat er gebeurde.",
            "Une raison est une seule ligne courte, pour qui regarde plus tard ce qui s'est passé.",
            "A reason is one short line, for who looks at the runs later.",
        ),
        remedy=Text("Zeg in enkele woorden waarom.", "Dites en quelques mots pourquoi.", "Say in a few words why."),
        exits=(10,),
    ),
    "backup-not-written": Entry(
        title=Text("De kopie kan niet geschreven worden", "La copie ne peut pas être écrite", "The backup cannot be written"),
        cause=Text(
            "Het systeem weigerde het bestand te schrijven. Er is geen kopie.",
            "Le système a refusé d'écrire le fichier. Il n'y a pas de copie.",
            "The system refused to write the file. There is no backup.",
        ),
        remedy=Text(
            "Maak plaats, of kies een andere plaats:\n\n    bouwsteen state backup STACK BESTAND",
            "Faites de la place, ou choisissez un autre endroit :\n\n    bouwsteen state backup STACK FICHIER",
            "Make room, or choose another place:\n\n    bouwsteen state backup STACK FILE",
        ),
        exits=(1,),
    ),
    "state-kept-aside": Entry(
        title=Text("Wat gedaan is, wordt apart bewaard", "Ce qui est fait est gardé à part", "What was done is kept aside"),
        cause=Text(
            "De map met de vastlegging kan niet geschreven worden. Wat sindsdien gedaan is, staat versleuteld in een ander bestand op "
            "deze computer.",
            "Le dossier de l'enregistrement ne peut pas être écrit. Ce qui a été fait depuis est chiffré dans un autre fichier de cet "
            "ordinateur.",
            "The folder of the record cannot be written. What was done since is encrypted in another file on this machine.",
        ),
        remedy=Text(
            "Maak de map weer schrijfbaar, en voer dezelfde opdracht opnieuw uit op deze computer: die zet alles op zijn plaats.",
            "Rendez le dossier à nouveau inscriptible, et relancez la même commande sur cet ordinateur : elle remet tout en place.",
            "Make the folder writable again, and run the same command again on this machine: it puts everything in place.",
        ),
        exits=(1,),
    ),
    "state-gone": Entry(
        title=Text(
            "De vastlegging is niet meer waar ze was",
            "L'enregistrement n'est plus où il était",
            "The state is not where it was",
        ),
        cause=Text(
            "Er is geen vastlegging, en toch weet deze computer dat er een was: ze was niet leeg toen hier het laatst geschreven werd, of "
            "wat een uitvoering er niet kon vastleggen ligt nog apart. Plannen op niets zou alles nog eens maken.",
            "Il n'y a pas d'enregistrement, et pourtant cet ordinateur sait qu'il y en avait un : il n'était pas vide à la dernière "
            "écriture, ou ce qu'une exécution n'a pas pu y écrire est encore à part. Planifier sur rien referait tout.",
            "There is no record, and yet this machine knows that there was one: it was not empty when it was last written here, or what a "
            "run could not record there is still kept aside. Planning on nothing would make all of it twice.",
        ),
        remedy=Text(
            "Breng de map terug, bijvoorbeeld door haar schijf aan te koppelen, of zet een kopie terug met `state restore`. Wilt u bewust "
            "opnieuw beginnen, geef dan `--accept-rollback 0`; wat u met `destroy` weghaalde, vraagt dat niet.",
            "Remettez le dossier, par exemple en montant son disque, ou remettez une copie avec `state restore`. Pour recommencer en "
            "connaissance de cause, donnez `--accept-rollback 0` ; ce que `destroy` a enlevé ne le demande pas.",
            "Bring the folder back, such as by mounting its disk, or put back a copy with `state restore`. To begin anew knowingly, give "
            "`--accept-rollback 0`; what `destroy` took away does not ask for that.",
        ),
        exits=(1,),
    ),
    "state-spill-used": Entry(
        title=Text(
            "Wat apart bewaard was, telt weer mee",
            "Ce qui était gardé à part compte à nouveau",
            "What was kept aside counts again",
        ),
        cause=Text(
            "Een vorige uitvoering kon de vastlegging niet schrijven en bewaarde apart wat ze deed. Dat is nu toegevoegd.",
            "Une exécution précédente n'a pas pu écrire l'enregistrement et a gardé à part ce qu'elle faisait. C'est maintenant ajouté.",
            "An earlier run could not write the record and kept aside what it did. That is added now.",
        ),
        remedy=Text("Ga verder.", "Continuez.", "Go on."),
        exits=(),
    ),
    "state-spill-outdated": Entry(
        title=Text("Wat apart bewaard was, is achterhaald", "Ce qui était gardé à part est dépassé", "What was kept aside is outdated"),
        cause=Text(
            "Intussen schreven anderen de vastlegging, en zochten zij op wat er van die stappen geworden was.",
            "Entre-temps d'autres ont écrit l'enregistrement, et ont recherché ce que ces étapes étaient devenues.",
            "Others have written the record since, and looked up what became of those steps.",
        ),
        remedy=Text(
            "Bewaar het bestand als u wilt nakijken wat er gebeurde, of verwijder het.",
            "Gardez le fichier si vous voulez vérifier ce qui s'est passé, ou supprimez-le.",
            "Keep the file if you want to look into what happened, or remove it.",
        ),
        exits=(),
    ),
}
