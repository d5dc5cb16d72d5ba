"""Load tests."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "loadtest-not-installed": Entry(
        title=Text(
            "Belastingsproeven zijn niet geïnstalleerd",
            "Les essais de charge ne sont pas installés",
            "Load tests are not installed",
        ),
        cause=Text(
            "Een belastingsproef heeft het onderdeel `loadtest` nodig, en dat is hier niet geïnstalleerd.",
            "Un essai de charge a besoin de la partie `loadtest`, qui n'est pas installée ici.",
            "A load test needs the part `loadtest`, which is not installed here.",
        ),
        remedy=Text(
            "Installeer het onderdeel, of sla de proef over met `--no-verify`:\n\n    pip install 'bouwsteen[loadtest]'",
            "Installez la partie, ou sautez l'essai avec `--no-verify` :\n\n    pip install 'bouwsteen[loadtest]'",
            "Install the part, or skip the proof by `--no-verify`:\n\n    pip install 'bouwsteen[loadtest]'",
        ),
        exits=(1,),
    ),
    "no-journeys": Entry(
        title=Text(
            "Niets in deze stack kan belast worden",
            "Rien dans cette stack ne peut être chargé",
            "Nothing in this stack can be load-tested",
        ),
        cause=Text(
            "Een proef volgt de weg van een burger door een bouwsteen die pagina's aanbiedt. Deze stack heeft er geen.",
            "Un essai suit le parcours d'un citoyen dans une brique qui offre des pages. Cette stack n'en a pas.",
            "A load test takes the way of a citizen through a block that offers pages. This stack has none.",
        ),
        remedy=Text(
            "Voeg een bouwsteen toe met een map `loadtest`, zoals `forms`.",
            "Ajoutez une brique avec un dossier `loadtest`, comme `forms`.",
            "Add a block with a folder `loadtest`, such as `forms`.",
        ),
        exits=(6,),
    ),
    "journey-not-possible": Entry(
        title=Text(
            "Een klantreis kan in deze omgeving niet gemaakt worden",
            "Un parcours n'est pas possible dans cet environnement",
            "A journey cannot be taken in this environment",
        ),
        cause=Text(
            "Een klantreis over bouwstenen heen wordt gemaakt bij een exemplaar dat heeft wat onder `at` in haar document staat. "
            "Hier is er zo geen, of er is geen klantreis met die naam.",
            "Un parcours à travers des briques se fait auprès d'une instance qui a ce que son document nomme sous `at`. "
            "Il n'y en a pas ici, ou aucun parcours ne porte ce nom.",
            "A journey across blocks is taken at an instance that has what its document names under `at`. "
            "None here has, or there is no journey of that name.",
        ),
        remedy=Text(
            "Kies een klantreis die hier kan (de melding noemt ze), of geef een bouwsteen wat de klantreis nodig heeft.",
            "Choisissez un parcours possible ici (le message les nomme), ou donnez à une brique ce dont le parcours a besoin.",
            "Choose a journey that can be taken here (the message names them), or give a block what the journey needs.",
        ),
        exits=(6,),
    ),
    "load-limit-broken": Entry(
        title=Text(
            "Een grens van de belastingsproef houdt niet",
            "Une limite de l'essai de charge n'est pas tenue",
            "A limit of the load test does not hold",
        ),
        cause=Text(
            "De proef was geldig, en de stack was trager of gaf meer fouten dan het profiel toelaat.",
            "L'essai était valable, et la stack a été plus lente ou a donné plus d'erreurs que le profil ne permet.",
            "The test was sound, and the stack was slower or gave more errors than the profile allows.",
        ),
        remedy=Text(
            "Bekijk de logboeken van dat ogenblik, of pas het profiel aan als het te veel vraagt:\n\n    bouwsteen logs STACK",
            "Regardez les journaux de ce moment, ou adaptez le profil s'il demande trop :\n\n    bouwsteen logs STACK",
            "Look at the logs of that time, or change the profile if it asks too much:\n\n    bouwsteen logs STACK",
        ),
        exits=(11,),
    ),
    "load-too-few-samples": Entry(
        title=Text(
            "De belastingsproef heeft te weinig metingen",
            "L'essai de charge a trop peu de mesures",
            "The load test has too few samples",
        ),
        cause=Text(
            "Over zo weinig metingen is de gevraagde grens geen uitspraak waard.",
            "Sur si peu de mesures, la limite demandée ne permet pas de conclure.",
            "Of so few samples the limit that is asked cannot be judged.",
        ),
        remedy=Text(
            "Maak de stappen van het profiel langer, of vraag een lager percentiel.",
            "Allongez les étapes du profil, ou demandez un percentile plus bas.",
            "Lengthen the stages of the profile, or ask for a lower percentile.",
        ),
        exits=(12,),
    ),
    "load-test-stopped": Entry(
        title=Text("De belastingsproef werd gestopt", "L'essai de charge a été arrêté", "The load test was stopped"),
        cause=Text(
            "Iemand stopte de proef voor het einde, en een halve proef bewijst niets.",
            "Quelqu'un a arrêté l'essai avant la fin, et un demi-essai ne prouve rien.",
            "Somebody stopped the test before its end, and half a test proves nothing.",
        ),
        remedy=Text(
            "Doe de proef opnieuw en laat ze uitlopen.",
            "Refaites l'essai et laissez-le finir.",
            "Run the load test again and let it finish.",
        ),
        exits=(8,),
    ),
    "load-stopped-by-person": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Iemand stopte de proef voor het einde.",
            "Quelqu'un a arrêté l'essai avant la fin.",
            "Somebody stopped the test before its end.",
        ),
        remedy=Text(
            "Doe de proef opnieuw en laat ze uitlopen.",
            "Refaites l'essai et laissez-le finir.",
            "Run the load test again and let it finish.",
        ),
        exits=(12,),
    ),
    "load-worker-lost": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Een van de processen die de belasting maken, viel weg. Wat het gemeten had, ontbreekt.",
            "Un des processus qui produisent la charge a disparu. Ce qu'il avait mesuré manque.",
            "One of the processes that make the load was lost. What it had measured is missing.",
        ),
        remedy=Text(
            "Kijk of er geheugen te kort was, en doe de proef opnieuw.",
            "Vérifiez si la mémoire a manqué, et refaites l'essai.",
            "Look for a lack of memory, then run the load test again.",
        ),
        exits=(12,),
    ),
    "load-journeys-not-loaded": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Het bestand dat de weg van de burger beschrijft, kon niet geladen worden.",
            "Le fichier qui décrit le parcours du citoyen n'a pas pu être chargé.",
            "The file that describes the journey could not be loaded.",
        ),
        remedy=Text(
            "Verbeter het bestand dat de melding noemt.",
            "Corrigez le fichier que nomme le message.",
            "Correct the file that the message names.",
        ),
        exits=(12,),
    ),
    "load-generator-lost": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Wat de belasting maakt, stopte zonder resultaat.",
            "Ce qui produit la charge s'est arrêté sans résultat.",
            "The load generator stopped without a result.",
        ),
        remedy=Text(
            "Kijk of er geheugen te kort was, en doe de proef opnieuw.",
            "Vérifiez si la mémoire a manqué, et refaites l'essai.",
            "Look for a lack of memory, then run the load test again.",
        ),
        exits=(12,),
    ),
    "load-generator-hung": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Wat de belasting maakt, was niet op tijd klaar en werd gestopt.",
            "Ce qui produit la charge n'avait pas fini à temps et a été arrêté.",
            "The load generator did not finish in time and was ended.",
        ),
        remedy=Text(
            "Gebruik meer werkers of een lager tempo, of een computer die niets anders doet, en doe de proef opnieuw.",
            "Utilisez plus de travailleurs ou un rythme plus bas, ou un ordinateur qui ne fait rien d'autre, et refaites l'essai.",
            "Use more workers or a lower rate, or a machine with nothing else to do, and run the load test again.",
        ),
        exits=(12,),
    ),
    "load-too-few-issued": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Er kwamen minder burgers aan dan gepland. De belasting was dus lichter dan het profiel vraagt.",
            "Il est arrivé moins de citoyens que prévu. La charge était donc plus légère que ne le demande le profil.",
            "Fewer citizens arrived than planned. The load was lighter than the profile asks.",
        ),
        remedy=Text(
            "Verhoog het aantal virtuele personen in het profiel, of gebruik meer werkers.",
            "Augmentez le nombre de personnes virtuelles du profil, ou utilisez plus de travailleurs.",
            "Raise the number of virtual people of the profile, or use more workers.",
        ),
        exits=(12,),
    ),
    "load-counts-do-not-balance": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Wat begon, eindigde en geteld werd, klopt niet met elkaar. Daarmee is geen enkel cijfer zeker.",
            "Ce qui a commencé, fini et été compté ne concorde pas. Aucun chiffre n'est donc sûr.",
            "What started, ended and was counted does not agree. So no figure is certain.",
        ),
        remedy=Text(
            "Doe de proef opnieuw. Gebeurt het weer, meld het dan aan wie Bouwsteen beheert.",
            "Refaites l'essai. Si cela se reproduit, signalez-le à qui gère Bouwsteen.",
            "Run the load test again. If it happens twice, tell who maintains Bouwsteen.",
        ),
        exits=(12,),
    ),
    "load-journey-raised": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "De beschrijving van de weg van de burger heeft zelf een fout. Wat mislukte, lag dus niet aan de stack.",
            "La description du parcours du citoyen a elle-même une faute. L'échec ne tenait donc pas à la stack.",
            "The description of the journey has a fault of its own. What failed was not due to the stack.",
        ),
        remedy=Text(
            "Verbeter de beschrijving op de plaats die de melding noemt.",
            "Corrigez la description à l'endroit que nomme le message.",
            "Correct the journey in the place that the message names.",
        ),
        exits=(12,),
    ),
    "load-measurement-lost": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Een deel van de metingen ging verloren door een fout bij het meten zelf.",
            "Une partie des mesures s'est perdue par une erreur de la mesure elle-même.",
            "Part of the measurement was lost by an error of the measuring itself.",
        ),
        remedy=Text(
            "Kijk welke luisteraars het bestand van de proef aan locust toevoegt, en haal ze weg.",
            "Cherchez les écouteurs que le fichier de l'essai ajoute à locust, et retirez-les.",
            "Look for listeners that the journey file adds to locust, and remove them.",
        ),
        exits=(12,),
    ),
    "load-too-long-to-measure": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Sommige antwoorden duurden langer dan een uur. Daarvoor is de meting niet gemaakt.",
            "Certaines réponses ont duré plus d'une heure. La mesure n'est pas faite pour cela.",
            "Some answers took longer than an hour. The measuring is not made for that.",
        ),
        remedy=Text(
            "Verlaag in het profiel de tijd die op een antwoord gewacht wordt.",
            "Diminuez dans le profil le temps d'attente d'une réponse.",
            "Lower the request timeout of the profile.",
        ),
        exits=(12,),
    ),
    "load-generator-cpu": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Wat de belasting maakt, had zelf geen rekentijd over. Wat gemeten is, zegt dan iets over deze computer en niet over de stack.",
            "Ce qui produit la charge n'avait plus de temps de calcul. La mesure parle alors de cet ordinateur et non de la stack.",
            "What makes the load had no computing time left. What was measured then tells of this machine and not of the stack.",
        ),
        remedy=Text(
            "Gebruik meer werkers of een lager tempo, of een computer die niets anders doet, en doe de proef opnieuw.",
            "Utilisez plus de travailleurs ou un rythme plus bas, ou un ordinateur qui ne fait rien d'autre, et refaites l'essai.",
            "Use more workers or a lower rate, or a machine with nothing else to do, and run the load test again.",
        ),
        exits=(12,),
    ),
    "load-generator-waited": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Wat de belasting maakt, moest wachten op een processor. De tijden zijn daardoor langer dan een burger ze zou merken.",
            "Ce qui produit la charge a dû attendre un processeur. Les temps sont donc plus longs que ne les sentirait un citoyen.",
            "What makes the load had to wait for a processor. The times are longer than a citizen would notice.",
        ),
        remedy=Text(
            "Gebruik meer werkers of een lager tempo, of een computer die niets anders doet, en doe de proef opnieuw.",
            "Utilisez plus de travailleurs ou un rythme plus bas, ou un ordinateur qui ne fait rien d'autre, et refaites l'essai.",
            "Use more workers or a lower rate, or a machine with nothing else to do, and run the load test again.",
        ),
        exits=(12,),
    ),
    "load-generator-stalled": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Wat de belasting maakt, stond even stil. Antwoorden kwamen dan schijnbaar te laat.",
            "Ce qui produit la charge s'est arrêté un moment. Les réponses ont alors semblé tardives.",
            "What makes the load stood still for a moment. Answers then seemed late.",
        ),
        remedy=Text(
            "Gebruik meer werkers of een lager tempo, of een computer die niets anders doet, en doe de proef opnieuw.",
            "Utilisez plus de travailleurs ou un rythme plus bas, ou un ordinateur qui ne fait rien d'autre, et refaites l'essai.",
            "Use more workers or a lower rate, or a machine with nothing else to do, and run the load test again.",
        ),
        exits=(12,),
    ),
    "load-generator-late": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Burgers kwamen later aan dan gepland, omdat deze computer niet volgde.",
            "Des citoyens sont arrivés plus tard que prévu, car cet ordinateur ne suivait pas.",
            "Citizens arrived later than planned, because this machine did not keep up.",
        ),
        remedy=Text(
            "Gebruik meer werkers of een lager tempo, of een computer die niets anders doet, en doe de proef opnieuw.",
            "Utilisez plus de travailleurs ou un rythme plus bas, ou un ordinateur qui ne fait rien d'autre, et refaites l'essai.",
            "Use more workers or a lower rate, or a machine with nothing else to do, and run the load test again.",
        ),
        exits=(12,),
    ),
    "load-generator-unwatched": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Wat de belasting maakt, had het te druk om op zichzelf te letten. Of de meting goed is, weet dan niemand.",
            "Ce qui produit la charge était trop occupé pour se surveiller. Nul ne sait alors si la mesure est bonne.",
            "What makes the load was too busy to watch itself. Nobody then knows whether the measuring is good.",
        ),
        remedy=Text(
            "Gebruik meer werkers of een lager tempo, of een computer die niets anders doet, en doe de proef opnieuw.",
            "Utilisez plus de travailleurs ou un rythme plus bas, ou un ordinateur qui ne fait rien d'autre, et refaites l'essai.",
            "Use more workers or a lower rate, or a machine with nothing else to do, and run the load test again.",
        ),
        exits=(12,),
    ),
    "load-arrivals-waited": Entry(
        title=Text("De belastingsproef bewijst niets", "L'essai de charge ne prouve rien", "The load test proves nothing"),
        cause=Text(
            "Burgers moesten wachten tot er een virtuele persoon vrij was. De belasting was dan niet wat het profiel vraagt.",
            "Des citoyens ont dû attendre qu'une personne virtuelle soit libre. La charge n'était alors pas celle du profil.",
            "Citizens had to wait for a free virtual person. The load was then not what the profile asks.",
        ),
        remedy=Text(
            "Verhoog `pool.users` van het profiel, of zoek waarom de dienst mensen laat wachten.",
            "Augmentez `pool.users` du profil, ou cherchez pourquoi le service fait attendre.",
            "Raise `pool.users` of the profile, or look why the service keeps people waiting.",
        ),
        exits=(12,),
    ),
    "not-a-measurement": Entry(
        title=Text("Een bestand bevat geen meting", "Un fichier ne contient pas de mesure", "A file holds no measurement"),
        cause=Text(
            "Een rapport neemt uit de map van `--measured` wat `drift` en `loadtest` als JSON antwoordden. "
            "In dit bestand staat iets anders.",
            "Un rapport prend du dossier de `--measured` ce que `drift` et `loadtest` ont répondu en JSON. "
            "Ce fichier contient autre chose.",
            "A report takes from the folder of `--measured` what `drift` and `loadtest` answered as JSON. This file holds something else.",
        ),
        remedy=Text(
            "Laat in de map alleen staan wat deze twee schreven:\n\n    bouwsteen drift STACK -o json > MAP/STACK.drift.json\n"
            "    bouwsteen loadtest STACK -o json > MAP/STACK.load.json",
            "Ne laissez dans le dossier que ce que ces deux ont écrit :\n\n    bouwsteen drift STACK -o json > DOSSIER/STACK.drift.json\n"
            "    bouwsteen loadtest STACK -o json > DOSSIER/STACK.load.json",
            "Leave only what these two wrote in the folder:\n\n    bouwsteen drift STACK -o json > FOLDER/STACK.drift.json\n"
            "    bouwsteen loadtest STACK -o json > FOLDER/STACK.load.json",
        ),
        exits=(10,),
    ),
}
