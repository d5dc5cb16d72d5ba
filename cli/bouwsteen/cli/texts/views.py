"""Labels, headings and sentences of the views."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.cli.texts.text import Text

VIEW_TEXTS: Mapping[str, Text] = {
    "main.cancelled": Text("Afgebroken.", "Interrompu.", "Cancelled."),
    # in the place of a value
    "value.secret": Text("(geheim)", "(secret)", "(secret)"),
    "value.unknown": Text("(bekend na het uitvoeren)", "(connu après l'exécution)", "(known after apply)"),
    # actions and reasons, in plans and while working
    "action.create": Text("wordt gemaakt", "sera créé", "will be created"),
    "action.update": Text("wordt gewijzigd", "sera modifié", "will be changed"),
    "action.start": Text("wordt gestart", "sera démarré", "will be started"),
    "action.replace": Text("wordt vervangen", "sera remplacé", "will be replaced"),
    "action.delete": Text("wordt verwijderd", "sera supprimé", "will be removed"),
    "action.restore": Text("wordt weer in gebruik genomen", "sera remis en service", "will be taken back into use"),
    "action.retain": Text("wordt losgelaten, gegevens blijven", "sera détaché, les données restent", "will be let go, data stays"),
    "action.no-op": Text("blijft zoals het is", "reste inchangé", "stays as it is"),
    "doing.create": Text("maken", "création", "creating"),
    "doing.update": Text("wijzigen", "modification", "changing"),
    "doing.replace": Text("vervangen", "remplacement", "replacing"),
    "doing.delete": Text("verwijderen", "suppression", "removing"),
    "doing.restore": Text("terughalen", "remise en service", "taking back"),
    "doing.retain": Text("loslaten", "détachement", "letting go"),
    "doing.no-op": Text("nakijken", "vérification", "checking"),
    "done.create": Text("gemaakt", "créé", "created"),
    "done.update": Text("gewijzigd", "modifié", "changed"),
    "done.replace": Text("vervangen", "remplacé", "replaced"),
    "done.delete": Text("verwijderd", "supprimé", "removed"),
    "done.restore": Text("teruggehaald", "remis en service", "taken back"),
    "done.retain": Text("losgelaten", "détaché", "let go"),
    "doing.start": Text("starten", "démarrage", "starting"),
    "done.start": Text("gestart", "démarré", "started"),
    "doing.stop": Text("stoppen", "arrêt", "stopping"),
    "done.stop": Text("gestopt", "arrêté", "stopped"),
    "done.no-op": Text("in orde", "en ordre", "in order"),
    "reason.new": Text("nieuw in de stack", "nouveau dans la stack", "new in the stack"),
    "reason.missing": Text("was er, en is niet meer te vinden", "existait, et est introuvable", "was there, and cannot be found any more"),
    "reason.type": Text("is van een ander type geworden", "a changé de type", "has become another type"),
    "reason.asked": Text("een nieuwe werd gevraagd", "un nouveau a été demandé", "a new one was asked for"),
    "reason.inputs": Text("de stack vraagt iets anders", "la stack demande autre chose", "the stack asks for something else"),
    "reason.rotation": Text("rotatie gevraagd", "rotation demandée", "rotation asked for"),
    "reason.unfinished": Text("vorige keer niet voltooid", "inachevé la dernière fois", "not finished last time"),
    "reason.stopped": Text("is gestopt", "est arrêté", "is stopped"),
    "reason.drift": Text("buiten Bouwsteen veranderd", "modifié hors de Bouwsteen", "changed outside Bouwsteen"),
    "reason.retained": Text("was bewaard gebleven", "avait été conservé", "had been kept"),
    "reason.unwanted": Text("staat niet meer in de stack", "n'est plus dans la stack", "no longer in the stack"),
    "reason.superseded": Text("opgevolgd door een nieuwe", "remplacé par un nouveau", "succeeded by a new one"),
    "reason.destroy": Text("alles wordt verwijderd", "tout est supprimé", "everything is removed"),
    "reason.moved": Text("verplaatst", "déplacé", "moved"),
    # plan
    "plan.title": Text(
        "Plan voor {stack}, omgeving {environment}",
        "Plan pour {stack}, environnement {environment}",
        "Plan for {stack}, environment {environment}",
    ),
    "plan.title.destroy": Text(
        "Plan om {stack}, omgeving {environment}, te verwijderen",
        "Plan de suppression de {stack}, environnement {environment}",
        "Plan to remove {stack}, environment {environment}",
    ),
    "note.service-added": Text(
        "toegevoegd, omdat {needed_by} de broker ervan nodig heeft en niets hier die aanbiedt.",
        "ajouté, parce que {needed_by} a besoin de son broker et que rien ici ne l'offre.",
        "added, because {needed_by} needs its broker and nothing here provides it.",
    ),
    "note.exports-end": Text(
        "Wat deze stack aan andere aanbiedt, houdt op. Deze stacks mogen het gebruiken: {stacks}.",
        "Ce que cette stack offre à d'autres prend fin. Ces stacks peuvent l'utiliser : {stacks}.",
        "What this stack exports ends with it. These stacks may use it: {stacks}.",
    ),
    "plan.notes": Text("Goed om te weten", "Bon à savoir", "Good to know"),
    "plan.moved": Text("verplaatst, was {address}", "déplacé, était {address}", "moved, was {address}"),
    "plan.forces": Text("dwingt vervanging af", "impose le remplacement", "forces replacement"),
    "plan.create-first": Text(
        "het nieuwe eerst, daarna verdwijnt het oude",
        "le nouveau d'abord, puis l'ancien disparaît",
        "the new one first, then the old one goes",
    ),
    "plan.none": Text(
        "Geen veranderingen: alles is zoals de stack het vraagt.",
        "Aucun changement : tout est comme la stack le demande.",
        "No changes: everything is as the stack asks.",
    ),
    "plan.summary": Text(
        "Plan: {add} toe te voegen, {change} te wijzigen, {replace} te vervangen, {remove} te verwijderen.",
        "Plan : {add} à ajouter, {change} à modifier, {replace} à remplacer, {remove} à supprimer.",
        "Plan: {add} to add, {change} to change, {replace} to replace, {remove} to remove.",
    ),
    "plan.summary.restore.one": Text("{n} terug te halen.", "{n} à remettre en service.", "{n} to take back into use."),
    "plan.summary.restore.other": Text("{n} terug te halen.", "{n} à remettre en service.", "{n} to take back into use."),
    "plan.summary.retain.one": Text("{n} los te laten.", "{n} à détacher.", "{n} to let go."),
    "plan.summary.retain.other": Text("{n} los te laten.", "{n} à détacher.", "{n} to let go."),
    "plan.unchanged.one": Text("{n} ongewijzigd.", "{n} inchangé.", "{n} unchanged."),
    "plan.unchanged.other": Text("{n} ongewijzigd.", "{n} inchangés.", "{n} unchanged."),
    "plan.digest": Text("Digest van het plan:", "Empreinte du plan :", "Digest of the plan:"),
    "plan.saved": Text(
        "Het plan is bewaard. Voer het uit met:", "Le plan est conservé. Exécutez-le avec :", "The plan is saved. Carry it out with:"
    ),
    # runs
    "phase.validate": Text("Documenten nakijken", "Contrôle des documents", "Checking documents"),
    "phase.resolve": Text("Versies kiezen", "Choix des versions", "Choosing versions"),
    "phase.observe": Text("Kijken hoe het nu is", "Observation de la réalité", "Looking at the world"),
    "phase.plan": Text("Plannen", "Planification", "Planning"),
    "phase.apply": Text("Uitvoeren", "Exécution", "Carrying out"),
    "phase.verify": Text("Beproeven met een klantreis", "Épreuve par un parcours", "Proving it with a journey"),
    "phase.stop": Text("Stoppen", "Arrêt", "Stopping"),
    "phase.destroy": Text("Verwijderen", "Suppression", "Removing"),
    "phase.recover": Text(
        "Nagaan wat een vorige keer in twijfel bleef",
        "Vérification de ce qui restait en doute",
        "Settling what an earlier run left in doubt",
    ),
    "run.failed": Text("mislukt", "échec", "failed"),
    "run.skipped": Text("overgeslagen, want {cause} mislukte", "sauté, car {cause} a échoué", "skipped, because {cause} failed"),
    "run.weakened": Text("minder nodig dan gepland: {action}", "moins que prévu : {action}", "less than planned: {action}"),
    "run.stopping": Text(
        "Stoppen: wat bezig is, wordt afgemaakt en vastgelegd. Nog eens Ctrl-C laat meteen los.",
        "Arrêt : ce qui est en cours est terminé et enregistré. Encore Ctrl-C pour lâcher tout de suite.",
        "Stopping: what is under way is finished and recorded. Ctrl-C once more lets go at once.",
    ),
    "run.locked": Text(
        "Wachten: {who} voert `{command}` uit, al {time} ({host}, proces {pid}).",
        "Attente : {who} exécute `{command}` depuis {time} ({host}, processus {pid}).",
        "Waiting: {who} has been running `{command}` for {time} ({host}, process {pid}).",
    ),
    "run.locked.unknown": Text(
        "Wachten: iemand anders wijzigt deze omgeving.",
        "Attente : quelqu'un d'autre modifie cet environnement.",
        "Waiting: somebody else is changing this environment.",
    ),
    "run.more.one": Text("en nog {n}", "et encore {n}", "and {n} more"),
    "run.more.other": Text("en nog {n}", "et encore {n}", "and {n} more"),
    "run.done": Text("Klaar in {time}: {counts}.", "Terminé en {time} : {counts}.", "Done in {time}: {counts}."),
    "run.nothing": Text(
        "Klaar in {time}: er was niets te doen.",
        "Terminé en {time} : il n'y avait rien à faire.",
        "Done in {time}: there was nothing to do.",
    ),
    "run.incomplete": Text(
        "Niet voltooid na {time}: {counts}.", "Inachevé après {time} : {counts}.", "Not complete after {time}: {counts}."
    ),
    "run.count": Text("{n} {what}", "{n} {what}", "{n} {what}"),
    "run.skipped.count": Text("overgeslagen", "sautés", "skipped"),
    "run.load": Text(
        "{t} s  gevraagd {asked}  begonnen {started}  klaar {done}  mislukt {failed}  bezig {in_flight}",
        "{t} s  demandés {asked}  commencés {started}  terminés {done}  échoués {failed}  en cours {in_flight}",
        "{t} s  asked {asked}  started {started}  done {done}  failed {failed}  in flight {in_flight}",
    ),
    "run.load.latency": Text("p50 {p50}  p95 {p95}", "p50 {p50}  p95 {p95}", "p50 {p50}  p95 {p95}"),
    "run.load.title": Text("Klantreis, per seconde", "Parcours, par seconde", "Journey, per second"),
    # questions
    "ask.apply": Text("Dit plan uitvoeren? Typ ja: ", "Exécuter ce plan ? Tapez oui : ", "Carry out this plan? Type yes: "),
    "ask.approval": Text("Dit goedkeuren? Typ ja: ", "Approuver ceci ? Tapez oui : ", "Approve of this? Type yes: "),
    "ask.yes": Text("ja", "oui", "yes"),
    "ask.destroy": Text(
        "Dit verwijdert {n} middelen van {stack}, omgeving {environment}. Gegevens die verwijderd worden, komen niet terug.",
        "Ceci supprime {n} ressources de {stack}, environnement {environment}. Les données supprimées ne reviennent pas.",
        "This removes {n} resources of {stack}, environment {environment}. Data that is removed does not come back.",
    ),
    "ask.destroy.name": Text(
        "Typ de naam van de stack om te bevestigen: ",
        "Tapez le nom de la stack pour confirmer : ",
        "Type the name of the stack to confirm: ",
    ),
    "ask.import": Text(
        "{address} ({type}) overnemen? Van dan af wordt het mee gewijzigd en verwijderd met de stack. Typ ja: ",
        "Reprendre {address} ({type}) ? Dès lors, il est modifié et supprimé avec la stack. Tapez oui : ",
        "Take over {address} ({type})? From then on it is changed and removed with the stack. Type yes: ",
    ),
    "import.done": Text("Overgenomen: {address} ({type})", "Repris : {address} ({type})", "Taken over: {address} ({type})"),
    "import.same": Text("Het is zoals de stack het vraagt.", "Il est tel que la stack le demande.", "It is as the stack asks."),
    "import.differs": Text("Het volgende plan:", "Le prochain plan :", "The next plan:"),
    "ask.shrinking": Text(
        "Typ hoeveel middelen verwijderd mogen worden: ",
        "Tapez combien de ressources peuvent être supprimées : ",
        "Type how many resources may be removed: ",
    ),
    "ask.renaming": Text(
        "Is het geen naamsverandering? Typ dan hoeveel middelen verwijderd mogen worden: ",
        "Si ce n'est pas un changement de nom, tapez combien de ressources peuvent être supprimées : ",
        "If it is not a rename, type how many resources may be removed: ",
    ),
    "ask.losing-data": Text(
        "Typ {answer} om deze gegevens te laten verdwijnen: ",
        "Tapez {answer} pour laisser disparaître ces données : ",
        "Type {answer} to let this data go: ",
    ),
    "ask.destroying": Text(
        "Typ de stack en de omgeving (stack/omgeving) om te bevestigen: ",
        "Tapez la stack et l'environnement (stack/environnement) pour confirmer : ",
        "Type the stack and the environment (stack/environment) to confirm: ",
    ),
    "ask.refused": Text("Niet bevestigd: er is niets veranderd.", "Non confirmé : rien n'a changé.", "Not confirmed: nothing was changed."),
    "ask.nobody": Text(
        "Er is niemand om te bevestigen. Voeg --yes toe als dit zo bedoeld is.",
        "Il n'y a personne pour confirmer. Ajoutez --yes si c'est voulu.",
        "Nobody is here to confirm. Add --yes if this is what is meant.",
    ),
    # the end of up
    "up.addresses": Text("Hier is het te vinden", "Voici où le trouver", "Here is where to find it"),
    "up.next": Text("Probeer nu", "Essayez maintenant", "Try now"),
    "publish.done": Text("{block} {version} gepubliceerd", "{block} {version} publié", "{block} {version} published"),
    "publish.same": Text(
        "{block} {version} was al gepubliceerd", "{block} {version} était déjà publié", "{block} {version} was published already"
    ),
    "publish.compared": Text("Vergeleken met {version}:", "Comparé à {version} :", "Compared with {version}:"),
    "publish.no-differences": Text("geen verschil", "aucune différence", "no difference"),
    "publish.consumers": Text("Wie dit raakt:", "Qui est touché :", "Who is touched:"),
    "move.done": Text("veranderd", "changé", "changed"),
    "move.same": Text("was al zo", "était déjà ainsi", "was so already"),
    "move.stacks": Text(
        "Stacks die deze versie vastgelegd hebben: {stacks}",
        "Stacks qui ont figé cette version : {stacks}",
        "Stacks that have this version in their lock: {stacks}",
    ),
    "roadmap.expected": Text("verwacht", "attendue", "expected"),
    "roadmap.obligation": Text("verplicht", "obligatoire", "obligation"),
    "roadmap.deprecated": Text("uitdovend", "dépréciée", "deprecated"),
    "roadmap.recalled": Text("teruggeroepen", "rappelée", "recalled"),
    "roadmap.last-day": Text("laatste dag met ondersteuning", "dernier jour de support", "last day of support"),
    "roadmap.none": Text("Er is niets aangekondigd.", "Rien n'est annoncé.", "Nothing is announced."),
    "snapshot.done": Text(
        "Momentopname {number}, geldig tot {expires}",
        "Instantané {number}, valable jusqu'à {expires}",
        "Snapshot {number}, valid until {expires}",
    ),
    "verify.good": Text(
        "Goed: momentopname {number}, geldig tot {expires}, {checked} documenten gecontroleerd.",
        "Bon : instantané {number}, valable jusqu'à {expires}, {checked} documents contrôlés.",
        "Good: snapshot {number}, valid until {expires}, {checked} documents checked.",
    ),
    "verify.signer": Text(
        "ondertekend door {name} ({fingerprint})", "signé par {name} ({fingerprint})", "signed by {name} ({fingerprint})"
    ),
    "check.good": Text("goed", "bon", "good"),
    "check.failed": Text("fout", "erreur", "wrong"),
    "check.skipped": Text("overgeslagen", "omis", "skipped"),
    "check.step.documents": Text("documenten", "documents", "documents"),
    "check.step.templates": Text("sjablonen", "modèles", "templates"),
    "check.step.files": Text("README, image en belastingsproef", "README, image et essai de charge", "README, image and load test"),
    "check.step.sample": Text("voorbeeldstack", "stack d'exemple", "sample stack"),
    "check.step.plan": Text("plan van de voorbeeldstack", "plan de la stack d'exemple", "plan of the sample stack"),
    "check.step.start": Text("start en is klaar", "démarre et est prête", "starts and is ready"),
    "check.step.broker": Text(
        "broker volgens Open Service Broker API",
        "broker selon l'Open Service Broker API",
        "broker by Open Service Broker API",
    ),
    "check.step.stop": Text("stopt en laat niets na", "s'arrête sans rien laisser", "stops and leaves nothing"),
    "check.all-good": Text("{block} is in orde.", "{block} est en ordre.", "{block} is good."),
    "check.not-good": Text("{block} is nog niet in orde.", "{block} n'est pas encore en ordre.", "{block} is not good yet."),
    "init.block.title": Text("Nieuwe bouwsteen", "Nouvelle brique", "New block"),
    "heading.date": Text("DATUM", "DATE", "DATE"),
    "heading.what": Text("WAT", "QUOI", "WHAT"),
    "heading.address": Text("ADRES", "ADRESSE", "ADDRESS"),
    "heading.fidelity": Text("HOE ECHT", "RÉALITÉ", "HOW REAL"),
    "heading.instance": Text("INSTANTIE", "INSTANCE", "INSTANCE"),
    "heading.block": Text("BOUWSTEEN", "BRIQUE", "BLOCK"),
    "heading.version": Text("VERSIE", "VERSION", "VERSION"),
    "heading.state": Text("TOESTAND", "ÉTAT", "STATE"),
    "heading.detail": Text("UITLEG", "DÉTAIL", "DETAIL"),
    "heading.output": Text("UITGANG", "SORTIE", "OUTPUT"),
    "heading.interface": Text("KOPPELVLAK", "INTERFACE", "INTERFACE"),
    "heading.title": Text("TITEL", "TITRE", "TITLE"),
    "heading.uses": Text("HEEFT NODIG", "UTILISE", "USES"),
    "heading.provides": Text("BIEDT AAN", "FOURNIT", "PROVIDES"),
    "heading.obligation": Text("VERPLICHT", "OBLIGATOIRE", "OBLIGATORY"),
    "heading.stack": Text("STACK", "STACK", "STACK"),
    "heading.environment": Text("OMGEVING", "ENVIRONNEMENT", "ENVIRONMENT"),
    "heading.limit": Text("GRENS", "LIMITE", "LIMIT"),
    "heading.measured": Text("GEMETEN", "MESURÉ", "MEASURED"),
    "heading.samples": Text("METINGEN", "MESURES", "SAMPLES"),
    "fidelity.simulated": Text("nagebootst", "simulé", "simulated"),
    "fidelity.acceptance": Text("acceptatie", "acceptation", "acceptance"),
    "fidelity.production": Text("echt", "réel", "real"),
    # status
    "status.title": Text(
        "{stack}, omgeving {environment} ({organisation})",
        "{stack}, environnement {environment} ({organisation})",
        "{stack}, environment {environment} ({organisation})",
    ),
    "status.none": Text(
        "Er is nog niets vastgelegd. Begin met: bouwsteen up STACK",
        "Rien n'est encore enregistré. Commencez par : bouwsteen up STACK",
        "Nothing is recorded yet. Begin with: bouwsteen up STACK",
    ),
    "status.unfinished": Text(
        "Er is nog niets klaar vastgelegd.", "Rien d'achevé n'est encore enregistré.", "Nothing finished is recorded yet."
    ),
    "status.empty": Text("Hier staat niets meer.", "Il n'y a plus rien ici.", "Nothing is here any more."),
    "status.retained.one": Text(
        "{n} middel is bewaard met zijn gegevens.", "{n} ressource est conservée avec ses données.", "{n} resource is kept with its data."
    ),
    "status.retained.other": Text(
        "{n} middelen zijn bewaard met hun gegevens.",
        "{n} ressources sont conservées avec leurs données.",
        "{n} resources are kept with their data.",
    ),
    "status.in-doubt.one": Text(
        "Van {n} middel is niet zeker wat de vorige keer gebeurde; de volgende apply gaat het na.",
        "Pour {n} ressource, le dernier résultat est incertain ; le prochain apply le vérifie.",
        "Of {n} resource it is not sure what happened last time; the next apply finds out.",
    ),
    "status.in-doubt.other": Text(
        "Van {n} middelen is niet zeker wat de vorige keer gebeurde; de volgende apply gaat het na.",
        "Pour {n} ressources, le dernier résultat est incertain ; le prochain apply le vérifie.",
        "Of {n} resources it is not sure what happened last time; the next apply finds out.",
    ),
    "status.last-run": Text(
        "laatste keer: {command} door {who}, {started}, {result} (volgnummer {serial})",
        "dernière fois : {command} par {who}, {started}, {result} (numéro {serial})",
        "last run: {command} by {who}, {started}, {result} (serial {serial})",
    ),
    "status.last-run.unfinished": Text(
        "laatste keer: {command} door {who}, {started}, niet afgelopen: onderbroken, of nog bezig (volgnummer {serial})",
        "dernière fois : {command} par {who}, {started}, non terminée : interrompue, ou encore en cours (numéro {serial})",
        "last run: {command} by {who}, {started}, did not end: interrupted, or still going on (serial {serial})",
    ),
    "status.goes-on": Text(
        "De volgende apply gaat verder waar deze bleef.",
        "Le prochain apply reprend là où celui-ci s'est arrêté.",
        "The next apply goes on where this one stopped.",
    ),
    "result.done": Text("gelukt", "réussie", "done"),
    "result.stopped": Text("halverwege gestopt", "arrêtée en route", "stopped halfway"),
    "result.failed": Text("niet helemaal gelukt", "pas entièrement réussie", "failed in part"),
    "result.restored": Text("teruggezet", "remise en place", "restored"),
    "state.ready": Text("klaar", "prêt", "ready"),
    "state.stopped": Text("gestopt", "arrêté", "stopped"),
    "state.not-ready": Text("niet klaar", "pas prêt", "not ready"),
    "state.failed": Text("mislukt", "échoué", "failed"),
    "state.missing": Text("weg", "disparu", "missing"),
    "state.stuck": Text("komt telkens terug", "revient chaque fois", "comes back each time"),
    "state.extra": Text("staat niet op de lijst", "n'est pas enregistré", "not on record"),
    "state.changed": Text("veranderd", "modifié", "changed"),
    "state.awaiting": Text("wacht op iemand", "attend quelqu'un", "awaiting somebody"),
    "state.unreadable": Text("niet te lezen", "illisible", "unreadable"),
    # outputs
    "outputs.none": Text("Er zijn nog geen uitgangen.", "Il n'y a pas encore de sorties.", "There are no outputs yet."),
    # drift
    "drift.none.one": Text(
        "Geen afwijkingen: {n} middel is zoals vastgelegd.",
        "Aucun écart : {n} ressource est comme enregistrée.",
        "No drift: {n} resource is as recorded.",
    ),
    "drift.none.other": Text(
        "Geen afwijkingen: {n} middelen zijn zoals vastgelegd.",
        "Aucun écart : {n} ressources sont comme enregistrées.",
        "No drift: {n} resources are as recorded.",
    ),
    "drift.count.one": Text("{n} middel wijkt af.", "{n} ressource diffère.", "{n} resource differs."),
    "drift.count.other": Text("{n} middelen wijken af.", "{n} ressources diffèrent.", "{n} resources differ."),
    "drift.unreadable.one": Text("{n} middel was niet te lezen.", "{n} ressource était illisible.", "{n} resource could not be read."),
    "drift.unreadable.other": Text(
        "{n} middelen waren niet te lezen.", "{n} ressources étaient illisibles.", "{n} resources could not be read."
    ),
    # load test
    "load.pass": Text("Geslaagd", "Réussi", "Passed"),
    "load.failed": Text("Niet geslaagd: een grens is overschreden", "Échoué : une limite est dépassée", "Failed: a limit was broken"),
    "load.invalid": Text(
        "Ongeldig: deze meting bewijst niets", "Non valable : cette mesure ne prouve rien", "Invalid: this measurement proves nothing"
    ),
    "load.inconclusive": Text(
        "Te weinig metingen voor een oordeel over snelheid",
        "Trop peu de mesures pour juger de la vitesse",
        "Too few samples to judge speed",
    ),
    "load.notes.brief": Text(
        "De machine was te druk om iets over snelheid te zeggen (--verbose zegt waarom).",
        "La machine était trop occupée pour juger de la vitesse (--verbose dit pourquoi).",
        "The machine was too busy to say anything about speed (--verbose says why).",
    ),
    "load.notes": Text("Tijden zijn hier niet te vertrouwen:", "Les temps ne sont pas fiables ici :", "Times cannot be relied on here:"),
    "load.counts.one": Text(
        "{n} klantreis in {time}, {failed} mislukt, {requests} verzoeken.",
        "{n} parcours en {time}, {failed} échoués, {requests} requêtes.",
        "{n} journey in {time}, {failed} failed, {requests} requests.",
    ),
    "load.counts.other": Text(
        "{n} klantreizen in {time}, {failed} mislukt, {requests} verzoeken.",
        "{n} parcours en {time}, {failed} échoués, {requests} requêtes.",
        "{n} journeys in {time}, {failed} failed, {requests} requests.",
    ),
    "load.prefilled": Text(
        "{form}: {share} van {asked} vragen was vooraf ingevuld.",
        "{form} : {share} des {asked} questions étaient complétées d'avance.",
        "{form}: {share} of {asked} questions were filled in beforehand.",
    ),
    "load.failure": Text(
        "{n} keer: {journey}, stap {step}: {reason}",
        "{n} fois : {journey}, étape {step} : {reason}",
        "{n} times: {journey}, step {step}: {reason}",
    ),
    # other verbs
    "version.content": Text("Catalogus", "Catalogue", "Catalog"),
    "version.work-tree": Text("deze map", "ce dossier", "this folder"),
    "version.package": Text("meegeleverd", "fourni", "came with the program"),
    "validate.good.one": Text("In orde: {n} stack nagekeken.", "En ordre : {n} stack contrôlée.", "Good: {n} stack checked."),
    "validate.good.other": Text("In orde: {n} stacks nagekeken.", "En ordre : {n} stacks contrôlées.", "Good: {n} stacks checked."),
    "catalog.none": Text("De catalogus is leeg.", "Le catalogue est vide.", "The catalog is empty."),
    "catalog.versions": Text("Versies", "Versions", "Versions"),
    "catalog.period": Text("{since} tot en met {until}", "{since} jusqu'au {until} inclus", "{since} up to and including {until}"),
    "catalog.parameters": Text("Parameters (* verplicht)", "Paramètres (* obligatoire)", "Parameters (* required)"),
    "catalog.uses": Text("Heeft nodig", "Utilise", "Uses"),
    "catalog.provides": Text("Biedt aan", "Fournit", "Provides"),
    "catalog.data": Text("Gegevens en hun betekenis", "Données et leur signification", "Data and its meaning"),
    "catalog.targets": Text("Doelen", "Cibles", "Targets"),
    "catalog.obligations": Text("Verplichtingen", "Obligations", "Obligations"),
    "catalog.roadmap": Text("Op komst", "À venir", "To come"),
    "catalog.support": Text("Ondersteuning", "Support", "Support"),
    "catalog.optional": Text("mag ontbreken", "facultatif", "optional"),
    "channel.candidate": Text("kandidaat", "candidate", "candidate"),
    "channel.stable": Text("stabiel", "stable", "stable"),
    "channel.deprecated": Text("verouderd", "obsolète", "deprecated"),
    "channel.recalled": Text("teruggeroepen", "rappelée", "recalled"),
    "validate.no-stacks": Text(
        "Niets fout, maar er staan geen stacks in {folder}. Begin er een met: bouwsteen init BESTUUR",
        "Rien de faux, mais il n'y a pas de stack dans {folder}. Commencez-en une avec : bouwsteen init ADMINISTRATION",
        "Nothing wrong, but there are no stacks in {folder}. Begin one with: bouwsteen init ORGANISATION",
    ),
    "stacks.none": Text(
        "Er staan geen stacks in {folder}. Begin er een met: bouwsteen init BESTUUR",
        "Il n'y a pas de stack dans {folder}. Commencez-en une avec : bouwsteen init ADMINISTRATION",
        "There are no stacks in {folder}. Begin one with: bouwsteen init ORGANISATION",
    ),
    "validate.good.document": Text("In orde.", "En ordre.", "Good."),
    "lock.written": Text("geschreven", "écrit", "written"),
    "lock.same": Text("ongewijzigd", "inchangé", "unchanged"),
    "graph.title": Text("{stack}, omgeving {environment}", "{stack}, environnement {environment}", "{stack}, environment {environment}"),
    "graph.added": Text("toegevoegd", "ajouté", "added"),
    # the first files of a stack
    "init.header": Text(
        "Wat {organisation} opneemt van de gedeelde bouwstenen.",
        "Ce que {organisation} adopte des briques communes.",
        "What {organisation} adopts of the shared building blocks.",
    ),
    "init.header.schema": Text(
        "Elk veld staat beschreven in: bouwsteen schema Stack",
        "Chaque champ est décrit par : bouwsteen schema Stack",
        "Every field is described by: bouwsteen schema Stack",
    ),
    "init.others": Text("Ook in de catalogus:", "Aussi dans le catalogue :", "Also in the catalog:"),
    "init.parameters": Text("parameters:", "paramètres :", "parameters:"),
    "init.local": Text(
        "Alles op deze computer, nagebootst waar het moet.",
        "Tout sur cet ordinateur, simulé où il le faut.",
        "Everything on this computer, simulated where it must be.",
    ),
    "init.overlay": Text(
        "Een tweede omgeving zegt alleen wat er anders is:",
        "Un second environnement ne dit que ce qui diffère :",
        "A second environment only says what is different:",
    ),
    "init.ignore": Text("Wat alleen deze computer aangaat", "Ce qui ne concerne que cet ordinateur", "What concerns this computer alone"),
    "init.readme": Text(
        "# {name}\n\nDe gedeelde bouwstenen van {organisation}, in `stack.yaml`:\n\n{blocks}\n\n"
        "Nakijken, plannen en starten:\n\n    bouwsteen validate {name}\n    bouwsteen plan {name}\n    bouwsteen up {name}\n\n"
        "`bouwsteen.lock` legt de versies vast en hoort in git. `.bouwsteen/` hoort er niet in.",
        "# {name}\n\nLes briques communes de {organisation}, dans `stack.yaml` :\n\n{blocks}\n\n"
        "Contrôler, planifier et démarrer :\n\n    bouwsteen validate {name}\n    bouwsteen plan {name}\n    bouwsteen up {name}\n\n"
        "`bouwsteen.lock` fige les versions et va dans git. `.bouwsteen/` n'y va pas.",
        "# {name}\n\nThe shared building blocks of {organisation}, in `stack.yaml`:\n\n{blocks}\n\n"
        "Check, plan and start:\n\n    bouwsteen validate {name}\n    bouwsteen plan {name}\n    bouwsteen up {name}\n\n"
        "`bouwsteen.lock` pins the versions and belongs in git. `.bouwsteen/` does not.",
    ),
    # manifests
    "export.left-out": Text(
        "Deze Secrets staan er niet bij. Ze moeten in de namespace staan voordat de pods starten; --with-secrets schrijft ze mee:",
        "Ces Secrets n'y figurent pas. Ils doivent être dans l'espace de noms avant les pods ; --with-secrets les écrit aussi :",
        "These Secrets are not written. They must be in the namespace before the pods; --with-secrets writes them too:",
    ),
    "export.not-approved": Text(
        "De operator wacht op een goedkeuring, want in git staat er geen die telt ({why}).",
        "L'opérateur attend une approbation, car git n'en contient aucune qui compte ({why}).",
        "The operator waits for an approval, because git holds none that counts ({why}).",
    ),
    "export.imports": Text(
        "De operator leest geheimen uit de Secret {secret}, en ook wat andere stacks delen die niet in dezelfde cluster zijn; "
        "--with-secrets schrijft die mee, voor zover de waarden hier te lezen zijn. Het gaat om:",
        "L'opérateur lit les secrets dans le Secret {secret}, et aussi ce que partagent d'autres stacks qui ne sont pas dans le même "
        "cluster ; --with-secrets l'écrit aussi, pour autant que les valeurs puissent être lues ici. Il s'agit de :",
        "The operator reads secrets from the Secret {secret}, and what other stacks share that are not in the same cluster as well; "
        "--with-secrets writes that too, as far as the values can be read here. It is about:",
    ),
    # where to look
    "place.url": Text("voor iedereen", "pour tous", "for everyone"),
    "place.clerkUrl": Text("voor medewerkers", "pour les agents", "for staff"),
    "place.issuer": Text("aanmelden", "s'authentifier", "sign in"),
    "place.apiUrl": Text("voor programma's", "pour les programmes", "for programs"),
    "next.open": Text("Open {url} in een browser", "Ouvrez {url} dans un navigateur", "Open {url} in a browser"),
}
