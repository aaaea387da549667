<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr">
<context>
    <name></name>
    <message>
        <source>What its spec takes and needs must be words.</source>
        <translation>Les champs «&#xa0;takes&#xa0;» et «&#xa0;needs&#xa0;» de sa spec doivent contenir des mots.</translation>
    </message>
    <message>
        <source>Stopped twice</source>
        <translation>Arrêté deux fois</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>Utilisé</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>Inutilisable</translation>
    </message>
    <message>
        <source>Did not work here</source>
        <translation>N’a pas marché ici</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>Convient</translation>
    </message>
    <message>
        <source>Not measured on this computer yet</source>
        <translation>Pas encore mesuré sur cet ordinateur</translation>
    </message>
    <message>
        <source>Built in: small and quick; get a bigger one when you are online.</source>
        <translation>Intégré&#x202f;: petit et rapide&#x202f;; prenez-en un plus grand quand vous serez en ligne.</translation>
    </message>
    <message>
        <source>Can {doing}: {score}</source>
        <translation>Capacité ({doing})&#x202f;: {score}</translation>
    </message>
    <message>
        <source>Not used to {doing}: {reason}</source>
        <translation>Non utilisé ({doing})&#x202f;: {reason}</translation>
    </message>
    <message>
        <source>Limit: {limit}</source>
        <translation>Limite&#x202f;: {limit}</translation>
    </message>
    <message>
        <source>Needs {size}</source>
        <translation>Nécessite {size}</translation>
    </message>
    <message>
        <source>{size} memory here</source>
        <translation>{size} de mémoire ici</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>Architecture</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>Quantification</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Paramètres</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Fichier</translation>
    </message>
    <message>
        <source>Context it was trained for</source>
        <translation>Contexte de son entraînement</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} tokens</translation>
    </message>
    <message>
        <source>built-in.</source>
        <translation>intégré.</translation>
    </message>
    <message>
        <source>{time} from {source}</source>
        <translation>{time}, depuis {source}</translation>
    </message>
    <message>
        <source>{size} with a context of {tokens}</source>
        <translation>{size} avec un contexte de {tokens}</translation>
    </message>
    <message>
        <source>{name}: {value}</source>
        <translation>{name}&#x202f;: {value}</translation>
    </message>
    <message>
        <source>not compressed</source>
        <translation>non compressé</translation>
    </message>
    <message>
        <source>lightly compressed</source>
        <translation>légèrement compressé</translation>
    </message>
    <message>
        <source>compressed</source>
        <translation>compressé</translation>
    </message>
    <message>
        <source>strongly compressed</source>
        <translation>fortement compressé</translation>
    </message>
    <message>
        <source>{rate} tokens/s here</source>
        <translation>{rate} tokens/s ici</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licence</translation>
    </message>
    <message>
        <source>not stated in the file</source>
        <translation>non indiquée dans le fichier</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>Langues</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>Gabarit de dialogue</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>celui du modèle</translation>
    </message>
    <message>
        <source>It adds instructions of its own</source>
        <translation>Il ajoute ses propres instructions</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Mémoire</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importé</translation>
    </message>
    <message>
        <source>Fetched from</source>
        <translation>Téléchargé depuis</translation>
    </message>
    <message>
        <source>{repo}, {file}, commit {commit}</source>
        <translation>{repo}, {file}, commit {commit}</translation>
    </message>
    <message>
        <source>Made here from</source>
        <translation>Créé ici à partir de</translation>
    </message>
    <message>
        <source>Layers left out</source>
        <translation>Couches retirées</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problème</translation>
    </message>
    <message>
        <source>Prompt processing here</source>
        <translation>Traitement de l’invite ici</translation>
    </message>
    <message>
        <source>{rate} tokens/s</source>
        <translation>{rate} tokens/s</translation>
    </message>
    <message>
        <source>Generation here</source>
        <translation>Génération ici</translation>
    </message>
    <message>
        <source>Peak memory here</source>
        <translation>Pic de mémoire ici</translation>
    </message>
    <message>
        <source>Processor code</source>
        <translation>Code processeur</translation>
    </message>
    <message>
        <source>Answers go on as before.</source>
        <translation>Les réponses continuent comme avant.</translation>
    </message>
    <message>
        <source>{name} stopped the engine twice last time, so it was not loaded.</source>
        <translation>{name} a arrêté le moteur deux fois la dernière fois&#x202f;; il n’a donc pas été chargé.</translation>
    </message>
    <message>
        <source>The starter answers meanwhile.</source>
        <translation>Starter répond en attendant.</translation>
    </message>
    <message>
        <source>Use it from Models to try again.</source>
        <translation>Utilisez-le depuis Modèles pour réessayer.</translation>
    </message>
    <message>
        <source>{name} could not be loaded, so the model before is used again.</source>
        <translation>{name} n’a pas pu être chargé&#x202f;; le modèle précédent est de nouveau utilisé.</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>Aucun modèle n’est chargé.</translation>
    </message>
    <message>
        <source>Asking the hub</source>
        <translation>Interrogation du hub</translation>
    </message>
    <message>
        <source>Nothing to fetch is called “{ref}”.</source>
        <translation>Rien à télécharger ne s’appelle «&#xa0;{ref}&#xa0;».</translation>
    </message>
    <message>
        <source>Look for a repository with GGUF files: their names often end in -GGUF.</source>
        <translation>Cherchez un dépôt avec des fichiers GGUF&#x202f;: leur nom se termine souvent par -GGUF.</translation>
    </message>
    <message>
        <source>{repo} holds no model file (.gguf) that is whole in itself.</source>
        <translation>{repo} ne contient aucun fichier de modèle (.gguf) complet à lui seul.</translation>
    </message>
    <message>
        <source>Choose a file that is whole, or download all parts with a browser and import the first.</source>
        <translation>Choisissez un fichier complet, ou téléchargez toutes les parties avec un navigateur et importez la première.</translation>
    </message>
    <message>
        <source>{file} is one part of a model in several files, which cannot be fetched here.</source>
        <translation>{file} est une partie d’un modèle en plusieurs fichiers, qui ne peut pas être téléchargé ici.</translation>
    </message>
    <message>
        <source>{name} is here.</source>
        <translation>{name} est là.</translation>
    </message>
    <message>
        <source>Did you mean {ref}?</source>
        <translation>Vouliez-vous dire {ref}&#x202f;?</translation>
    </message>
    <message>
        <source>`edgeassist models search TEXT` finds models.</source>
        <translation>`edgeassist models search TEXT` trouve des modèles.</translation>
    </message>
    <message>
        <source>Only model files in the GGUF format can be used.</source>
        <translation>Seuls les fichiers de modèle au format GGUF sont utilisables.</translation>
    </message>
    <message>
        <source>What the context takes is known only once the model is here.</source>
        <translation>La place que prend le contexte n’est connue qu’une fois le modèle ici.</translation>
    </message>
    <message>
        <source>The first {count} models Hugging Face has for these words.</source>
        <translation>Les {count} premiers modèles de Hugging Face pour ces mots.</translation>
    </message>
    <message>
        <source>The one model Hugging Face has for these words.</source>
        <translation>Le seul modèle de Hugging Face pour ces mots.</translation>
    </message>
    <message>
        <source>sign in to see its files</source>
        <translation>connectez-vous pour voir ses fichiers</translation>
    </message>
    <message>
        <source>Sign in needed</source>
        <translation>Connexion requise</translation>
    </message>
    <message>
        <source>May fit</source>
        <translation>Convient peut-être</translation>
    </message>
    <message>
        <source>The processor is too hot. This goes on when it has cooled down.</source>
        <translation>Le processeur est trop chaud. Cela continuera quand il aura refroidi.</translation>
    </message>
    <message>
        <source>The battery is low. This goes on when it is charged to 25 %.</source>
        <translation>La batterie est faible. Cela continuera quand elle sera chargée à 25&#xa0;%.</translation>
    </message>
    <message>
        <source>Try again when that is over.</source>
        <translation>Réessayez quand ce sera terminé.</translation>
    </message>
    <message>
        <source>Measuring this laptop…</source>
        <translation>Mesure de ce portable…</translation>
    </message>
    <message>
        <source>An answer is under way, so this laptop cannot be measured now.</source>
        <translation>Une réponse est en cours&#x202f;; ce portable ne peut pas être mesuré maintenant.</translation>
    </message>
    <message>
        <source>Other work is under way, so this laptop cannot be measured now.</source>
        <translation>Un autre travail est en cours&#x202f;; ce portable ne peut pas être mesuré maintenant.</translation>
    </message>
    <message>
        <source>No model is loaded, so there is nothing to measure with.</source>
        <translation>Aucun modèle n’est chargé&#x202f;; il n’y a rien pour mesurer.</translation>
    </message>
    <message>
        <source>This laptop was not measured, because an answer was asked for. Nothing was changed.</source>
        <translation>Ce portable n’a pas été mesuré, car une réponse a été demandée. Rien n’a été modifié.</translation>
    </message>
    <message numerus="yes">
        <source>Answers use up to {n} core.</source>
        <comment>Answers use up to {n} cores.</comment>
        <translation>
            <numerusform>Les réponses utilisent jusqu’à {n} cœur.</numerusform>
            <numerusform>Les réponses utilisent jusqu’à {n} cœurs.</numerusform>
        </translation>
    </message>
    <message>
        <source>So say the settings.</source>
        <translation>C’est ce que disent les réglages.</translation>
    </message>
    <message>
        <source>this computer has no battery, or does not tell</source>
        <translation>cet ordinateur n’a pas de batterie, ou ne le dit pas</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours}&#xa0;h {minutes}&#xa0;min</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes}&#xa0;min</translation>
    </message>
    <message>
        <source>{free} free of {total}</source>
        <translation>{free} libres sur {total}</translation>
    </message>
    <message>
        <source>{percent} %, plugged in</source>
        <translation>{percent}&#xa0;%, branché</translation>
    </message>
    <message>
        <source>{percent} %, about {time} left</source>
        <translation>{percent}&#xa0;%, encore {time} environ</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>inconnu</translation>
    </message>
    <message>
        <source>none is in use</source>
        <translation>aucun n’est utilisé</translation>
    </message>
    <message>
        <source>{name} was not imported, for a reason EdgeAssist did not expect.</source>
        <translation>{name} n’a pas été importé, pour une raison qu’EdgeAssist n’attendait pas.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>{name} was not imported.</source>
        <translation>{name} n’a pas été importé.</translation>
    </message>
    <message>
        <source>{name} is here, but it did not work in a trial: {failure}</source>
        <translation>{name} est là, mais n’a pas fonctionné lors d’un essai&#x202f;: {failure}</translation>
    </message>
    <message>
        <source>Try another model.</source>
        <translation>Essayez un autre modèle.</translation>
    </message>
    <message>
        <source>The report is in {path}.</source>
        <translation>Le rapport est dans {path}.</translation>
    </message>
    <message>
        <source>What answers cost is forgotten. Chats are as they were.</source>
        <translation>Le coût des réponses est oublié. Les discussions sont restées telles quelles.</translation>
    </message>
    <message>
        <source>What answers cost could not be deleted.</source>
        <translation>Le coût des réponses n’a pas pu être supprimé.</translation>
    </message>
    <message>
        <source>Checking the new model</source>
        <translation>Vérification du nouveau modèle</translation>
    </message>
    <message>
        <source>This smaller copy was here already; there is still one of it.</source>
        <translation>Cette copie plus petite était déjà ici&#x202f;; il n’y en a toujours qu’une.</translation>
    </message>
    <message>
        <source>Choose a smaller preset or type.</source>
        <translation>Choisissez un préréglage ou un type plus petit.</translation>
    </message>
    <message>
        <source>That copy would be no smaller than {name} is now. Nothing was made.</source>
        <translation>Cette copie ne serait pas plus petite que {name} actuellement. Rien n’a été créé.</translation>
    </message>
    <message>
        <source>The engine answered something else than was asked.</source>
        <translation>Le moteur a répondu autre chose que ce qui était demandé.</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>Relancez-le.</translation>
    </message>
    <message>
        <source>Let EdgeAssist compute an importance matrix, or choose another type.</source>
        <translation>Laissez EdgeAssist calculer une matrice d’importance, ou choisissez un autre type.</translation>
    </message>
    <message>
        <source>The offline switch could not be turned: {reason}.</source>
        <translation>L’interrupteur hors ligne n’a pas pu être basculé&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>{name} is written.</source>
        <translation>{name} est écrit.</translation>
    </message>
    <message>
        <source>That did not work, for a reason EdgeAssist did not expect.</source>
        <translation>Cela n’a pas marché, pour une raison qu’EdgeAssist n’attendait pas.</translation>
    </message>
    <message>
        <source>opened</source>
        <translation>ouverte</translation>
    </message>
    <message>
        <source>could not be opened</source>
        <translation>n’a pas pu être ouverte</translation>
    </message>
    <message>
        <source>refused: the offline switch was on</source>
        <translation>refusée&#x202f;: l’interrupteur hors ligne était activé</translation>
    </message>
    <message>
        <source>refused: not EdgeAssist&apos;s own</source>
        <translation>refusée&#x202f;: ne vient pas d’EdgeAssist</translation>
    </message>
    <message>
        <source>The log holds what passed EdgeAssist&apos;s gate, or was refused there or by its audit hook: host, port, time, purpose and outcome; never an address&apos;s path, a query or a token. Where the kernel&apos;s lock holds, native code that asks for a network socket is refused by the kernel; it leaves a line without an address where the kernel tells of it. Programs that a person opens from EdgeAssist (a web browser) are not part of it.</source>
        <translation>Le journal contient ce qui a passé la porte d’EdgeAssist, ou y a été refusé, ou l’a été par son «&#x202f;audit hook&#x202f;»&#x202f;: hôte, port, heure, but et résultat&#x202f;; jamais le chemin d’une adresse, une requête ni un jeton. Là où le verrou du noyau est en place, le code natif qui demande un socket réseau est refusé par le noyau&#x202f;; il en reste une ligne sans adresse là où le noyau le signale. Les programmes qu’une personne ouvre depuis EdgeAssist (un navigateur web) n’en font pas partie.</translation>
    </message>
    <message>
        <source>{name} does not say which kind of file to write.</source>
        <translation>{name} ne dit pas quel type de fichier écrire.</translation>
    </message>
    <message>
        <source>End it with {kinds}.</source>
        <translation>Terminez-le par {kinds}.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Choisissez un autre dossier.</translation>
    </message>
    <message>
        <source>{name} could not be written: {reason}.</source>
        <translation>{name} n’a pas pu être écrit&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>the system gives no reason</source>
        <translation>le système ne donne pas de raison</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Processus</translation>
    </message>
    <message>
        <source>What holds</source>
        <translation>Ce qui protège</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>Ce qui manque</translation>
    </message>
    <message>
        <source>What was refused</source>
        <translation>Ce qui a été refusé</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>Demandé par</translation>
    </message>
    <message>
        <source>made {moment}</source>
        <translation>fait le {moment}</translation>
    </message>
    <message>
        <source>Network report</source>
        <translation>Rapport réseau</translation>
    </message>
    <message>
        <source>Protection</source>
        <translation>Protection</translation>
    </message>
    <message>
        <source>Network report of EdgeAssist</source>
        <translation>Rapport réseau d’EdgeAssist</translation>
    </message>
    <message>
        <source>The offline switch is on for this run.</source>
        <translation>L’interrupteur hors ligne est activé pour cette exécution.</translation>
    </message>
    <message numerus="yes">
        <source>{n} line of the log is damaged and left out.</source>
        <comment>{n} lines of the log are damaged and left out.</comment>
        <translation>
            <numerusform>{n} ligne du journal est endommagée et laissée de côté.</numerusform>
            <numerusform>{n} lignes du journal sont endommagées et laissées de côté.</numerusform>
        </translation>
    </message>
    <message>
        <source>Settings cannot be written to the disk: {reason}.</source>
        <translation>Les réglages ne peuvent pas être écrits sur le disque&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>What you choose holds until EdgeAssist is closed.</source>
        <translation>Votre choix vaut jusqu’à la fermeture d’EdgeAssist.</translation>
    </message>
    <message>
        <source>The settings could not be written to {path}: {reason}.</source>
        <translation>Les réglages n’ont pas pu être écrits dans {path}&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>{path} could not be read: {reason}.</source>
        <translation>{path} n’a pas pu être lu&#x202f;: {reason}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} setting is changed by {name}.</source>
        <comment>{n} settings are changed by {name}.</comment>
        <translation>
            <numerusform>{n} réglage est modifié par {name}.</numerusform>
            <numerusform>{n} réglages sont modifiés par {name}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Downloads go by this address now: {addresses}.</source>
        <translation>Les téléchargements passent maintenant par cette adresse&#x202f;: {addresses}.</translation>
    </message>
    <message>
        <source>Left out: {settings}.</source>
        <translation>Laissé de côté&#x202f;: {settings}.</translation>
    </message>
    <message numerus="yes">
        <source>Left out: {settings}; and {n} more.</source>
        <comment>Left out: {settings}; and {n} more.</comment>
        <translation>
            <numerusform>Laissé de côté&#x202f;: {settings}&#x202f;; et {n} de plus.</numerusform>
            <numerusform>Laissé de côté&#x202f;: {settings}&#x202f;; et {n} de plus.</numerusform>
        </translation>
    </message>
    <message>
        <source>The settings are in {path}.</source>
        <translation>Les réglages sont dans {path}.</translation>
    </message>
    <message>
        <source>Passwords and tokens are not in it.</source>
        <translation>Les mots de passe et les jetons n’y figurent pas.</translation>
    </message>
    <message>
        <source>{name} changes nothing: all of it holds already.</source>
        <translation>{name} ne change rien&#x202f;: tout cela vaut déjà.</translation>
    </message>
    <message>
        <source>Python&apos;s own sockets are refused and logged outside EdgeAssist&apos;s downloads (audit hook)</source>
        <translation>Les sockets de Python sont refusés et journalisés en dehors des téléchargements d’EdgeAssist (audit hook)</translation>
    </message>
    <message>
        <source>The kernel refuses it every network socket, also for plug-ins and native code (seccomp)</source>
        <translation>Le noyau lui refuse tout socket réseau, y compris aux extensions et au code natif (seccomp)</translation>
    </message>
    <message>
        <source>It cannot reach into other programs that run (Landlock)</source>
        <translation>Il ne peut pas accéder aux autres programmes en cours (Landlock)</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Moteur</translation>
    </message>
    <message>
        <source>Trial of the processor code</source>
        <translation>Essai du code processeur</translation>
    </message>
    <message>
        <source>Checking a model file</source>
        <translation>Vérification d’un fichier de modèle</translation>
    </message>
    <message>
        <source>Reading a document</source>
        <translation>Lecture d’un document</translation>
    </message>
    <message>
        <source>Writing a document</source>
        <translation>Écriture d’un document</translation>
    </message>
    <message>
        <source>Searching a document</source>
        <translation>Recherche dans un document</translation>
    </message>
    <message>
        <source>The system&apos;s keyring</source>
        <translation>Le trousseau du système</translation>
    </message>
    <message>
        <source>Long work on models</source>
        <translation>Longs travaux sur les modèles</translation>
    </message>
    <message>
        <source>Checking a voice model</source>
        <translation>Vérification d’un modèle vocal</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Microphone</translation>
    </message>
    <message>
        <source>files: only its models, and no TCP (Landlock)</source>
        <translation>fichiers&#x202f;: seulement ses modèles, et pas de TCP (Landlock)</translation>
    </message>
    <message>
        <source>no sockets, no other programs (seccomp)</source>
        <translation>pas de sockets, pas d’autres programmes (seccomp)</translation>
    </message>
    <message>
        <source>Python&apos;s own sockets refused (audit hook)</source>
        <translation>sockets de Python refusés (audit hook)</translation>
    </message>
    <message>
        <source>a connection to {name}</source>
        <translation>une connexion à {name}</translation>
    </message>
    <message>
        <source>starting {name}</source>
        <translation>le lancement de {name}</translation>
    </message>
    <message>
        <source>the file {name}</source>
        <translation>le fichier {name}</translation>
    </message>
    <message>
        <source>Not running now. Before it reads anything it puts its locks on, and they are shown here.</source>
        <translation>Inactif pour l’instant. Avant de lire quoi que ce soit, il pose ses verrous, et ils s’affichent ici.</translation>
    </message>
    <message>
        <source>This program</source>
        <translation>Ce programme</translation>
    </message>
    <message>
        <source>The door</source>
        <translation>La porte</translation>
    </message>
    <message>
        <source>The only process of ours that may connect: it opens what downloads ask for, writes each into the log, and refuses while the offline switch is on</source>
        <translation>Le seul de nos processus qui puisse se connecter&#x202f;: il ouvre ce que les téléchargements demandent, note chaque connexion dans le journal, et refuse tant que l’interrupteur hors ligne est activé</translation>
    </message>
    <message>
        <source>it has ended: nothing can be fetched until EdgeAssist is started anew</source>
        <translation>il s’est terminé&#x202f;: rien ne peut être téléchargé avant le redémarrage d’EdgeAssist</translation>
    </message>
    <message>
        <source>Refused since its start: {what}.</source>
        <translation>Refusé depuis son démarrage&#x202f;: {what}.</translation>
    </message>
    <message numerus="yes">
        <source>And {n} earlier thing.</source>
        <comment>And {n} earlier things.</comment>
        <translation>
            <numerusform>Et {n} chose précédente.</numerusform>
            <numerusform>Et {n} choses précédentes.</numerusform>
        </translation>
    </message>
    <message>
        <source>this program was not started as EdgeAssist itself, so it has no wall</source>
        <translation>ce programme n’a pas été lancé comme EdgeAssist lui-même&#x202f;; il n’a donc pas de mur</translation>
    </message>
    <message>
        <source>the kernel does not show the lock that was put on</source>
        <translation>le noyau ne montre pas le verrou qui a été posé</translation>
    </message>
    <message>
        <source>no network sockets: what holds for this program holds for its children (seccomp)</source>
        <translation>pas de sockets réseau&#x202f;: ce qui vaut pour ce programme vaut pour ses enfants (seccomp)</translation>
    </message>
    <message>
        <source>none of its own</source>
        <translation>aucun en propre</translation>
    </message>
    <message>
        <source>this kernel does not have: {locks}</source>
        <translation>ce noyau n’a pas&#x202f;: {locks}</translation>
    </message>
    <message>
        <source>Import or get the original again and name it with --source ID. The model itself can be used as it is.</source>
        <translation>Importez ou récupérez de nouveau l’original et indiquez-le avec --source ID. Le modèle lui-même est utilisable tel quel.</translation>
    </message>
    <message>
        <source>The original that {name} was made from is no longer here.</source>
        <translation>L’original dont {name} a été tiré n’est plus ici.</translation>
    </message>
    <message>
        <source>Name the original with --source ID.</source>
        <translation>Indiquez l’original avec --source ID.</translation>
    </message>
    <message>
        <source>{name} was not quantized here, so its original is not known.</source>
        <translation>{name} n’a pas été quantifié ici&#x202f;; son original n’est pas connu.</translation>
    </message>
    <message>
        <source>Name the model it was made from.</source>
        <translation>Indiquez le modèle dont il a été tiré.</translation>
    </message>
    <message>
        <source>A model cannot be compared with itself.</source>
        <translation>Un modèle ne peut pas être comparé à lui-même.</translation>
    </message>
    <message>
        <source>Import it again.</source>
        <translation>Importez-le de nouveau.</translation>
    </message>
    <message>
        <source>it is not complete</source>
        <translation>il n’est pas complet</translation>
    </message>
    <message>
        <source>{name} cannot be compared: {reason}</source>
        <translation>{name} ne peut pas être comparé&#x202f;: {reason}</translation>
    </message>
    <message>
        <source>Close other programs, or compare with a smaller original (Q8_0).</source>
        <translation>Fermez d’autres programmes, ou comparez avec un original plus petit (Q8_0).</translation>
    </message>
    <message>
        <source>Comparing holds both models in memory: about {need}, and {free} are free.</source>
        <translation>La comparaison garde les deux modèles en mémoire&#x202f;: environ {need}, et {free} sont libres.</translation>
    </message>
    <message>
        <source>The model was replaced while it was measured; the figures were thrown away.</source>
        <translation>Le modèle a été remplacé pendant la mesure&#x202f;; les chiffres ont été écartés.</translation>
    </message>
    <message>
        <source>Import its file again, then remove this one.</source>
        <translation>Importez de nouveau son fichier, puis supprimez celui-ci.</translation>
    </message>
    <message>
        <source>Where {name} came from is not known, so it cannot be repaired here.</source>
        <translation>On ne sait pas d’où vient {name}&#x202f;; il ne peut donc pas être réparé ici.</translation>
    </message>
    <message>
        <source>The same model is here as {id}; the damaged copy {damaged} was removed.</source>
        <translation>Le même modèle est ici sous le nom {id}&#x202f;; la copie endommagée {damaged} a été supprimée.</translation>
    </message>
    <message>
        <source>{name} is whole again.</source>
        <translation>{name} est de nouveau intact.</translation>
    </message>
    <message>
        <source>No model is loaded, so there is no context to change.</source>
        <translation>Aucun modèle n’est chargé&#x202f;; il n’y a pas de contexte à changer.</translation>
    </message>
    <message>
        <source>{name} reads {tokens} tokens at once, and was not trained to read more.</source>
        <translation>{name} lit {tokens} tokens à la fois, et n’a pas été entraîné pour en lire plus.</translation>
    </message>
    <message>
        <source>{name} could not be loaded with room for {tokens} tokens.</source>
        <translation>{name} n’a pas pu être chargé avec de la place pour {tokens} tokens.</translation>
    </message>
    <message>
        <source>It is used with {tokens} tokens again.</source>
        <translation>Il est de nouveau utilisé avec {tokens} tokens.</translation>
    </message>
    <message>
        <source>Nothing was lost.</source>
        <translation>Rien n’a été perdu.</translation>
    </message>
    <message>
        <source>Choose a model with a longer context in Models.</source>
        <translation>Choisissez dans Modèles un modèle avec un contexte plus long.</translation>
    </message>
    <message>
        <source>The setting is as it was.</source>
        <translation>Le réglage n’a pas changé.</translation>
    </message>
    <message>
        <source>The first start of the engine needs {need} of disk space; {free} are free.</source>
        <translation>Le premier démarrage du moteur nécessite {need} d’espace disque&#x202f;; {free} sont libres.</translation>
    </message>
    <message>
        <source>The system&apos;s keyring may still hold the token.</source>
        <translation>Le trousseau du système contient peut-être encore le jeton.</translation>
    </message>
    <message>
        <source>`edgeassist models repair {id}`, or Repair in the window, gets a whole copy.</source>
        <translation>`edgeassist models repair {id}`, ou Réparer dans la fenêtre, récupère une copie intacte.</translation>
    </message>
    <message>
        <source>Remove it and import its file again.</source>
        <translation>Supprimez-le et importez de nouveau son fichier.</translation>
    </message>
    <message>
        <source>The token is forgotten.</source>
        <translation>Le jeton est oublié.</translation>
    </message>
    <message>
        <source>Free some space on the drive of {folder}. Models and conversations are safe.</source>
        <translation>Libérez de la place sur le disque de {folder}. Les modèles et les conversations sont en sûreté.</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>Mesure</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Comme le système</translation>
    </message>
    <message>
        <source>it cannot be written</source>
        <translation>il ne peut pas être écrit</translation>
    </message>
    <message>
        <source>Go on starts it again.</source>
        <translation>Continuer le relance.</translation>
    </message>
    <message>
        <source>The proof is in {name}.</source>
        <translation>La preuve est dans {name}.</translation>
    </message>
    <message>
        <source>Where {name} came from is not known.</source>
        <translation>On ne sait pas d’où vient {name}.</translation>
    </message>
    <message>
        <source>Read it before you pass it on.</source>
        <translation>Lisez-le avant de le transmettre.</translation>
    </message>
    <message>
        <source>Put the drive back; the models come back with it. Or have EdgeAssist&apos;s own folder again: `edgeassist settings reset models_folder`. Chats stay readable meanwhile.</source>
        <translation>Rebranchez le disque&#x202f;; les modèles reviennent avec lui. Ou reprenez le dossier propre à EdgeAssist&#x202f;: `edgeassist settings reset models_folder`. Les discussions restent lisibles entre-temps.</translation>
    </message>
    <message>
        <source>The folder with the models is missing: {folder} is not there.</source>
        <translation>Le dossier des modèles manque&#x202f;: {folder} n’est pas là.</translation>
    </message>
    <message>
        <source>The drive with the models is missing: {folder} is not there.</source>
        <translation>Le disque des modèles manque&#x202f;: {folder} n’est pas là.</translation>
    </message>
    <message>
        <source>Close EdgeAssist and start it again; nothing was lost.</source>
        <translation>Fermez EdgeAssist et relancez-le&#x202f;; rien n’a été perdu.</translation>
    </message>
    <message>
        <source>The models were moved to {folder} meanwhile.</source>
        <translation>Entre-temps, les modèles ont été déplacés vers {folder}.</translation>
    </message>
    <message>
        <source>From {name}: {names}.</source>
        <translation>Depuis {name}&#x202f;: {names}.</translation>
    </message>
    <message>
        <source>Nothing new came in.</source>
        <translation>Rien de nouveau n’est arrivé.</translation>
    </message>
    <message>
        <source>The field pack {name} is written ({size}).</source>
        <translation>Le pack de terrain {name} est écrit ({size}).</translation>
    </message>
    <message>
        <source>All models are in {folder} now.</source>
        <translation>Tous les modèles sont maintenant dans {folder}.</translation>
    </message>
    <message>
        <source>These stayed behind: {names}.</source>
        <translation>Ceux-ci sont restés&#x202f;: {names}.</translation>
    </message>
    <message>
        <source>All models, to {folder}</source>
        <translation>Tous les modèles, vers {folder}</translation>
    </message>
    <message>
        <source>Found in the models folder: {names}.</source>
        <translation>Trouvés dans le dossier des modèles&#x202f;: {names}.</translation>
    </message>
    <message>
        <source>What was copied in is no model that can be used.</source>
        <translation>Ce qui y a été copié n’est pas un modèle utilisable.</translation>
    </message>
    <message>
        <source>What was copied in by hand</source>
        <translation>Ce qui a été copié à la main</translation>
    </message>
    <message>
        <source>They are no longer loaded. Repair or import them again; nothing else was changed.</source>
        <translation>Ils ne sont plus chargés. Réparez-les ou importez-les de nouveau&#x202f;; rien d’autre n’a été modifié.</translation>
    </message>
    <message>
        <source>Damaged: {names}.</source>
        <translation>Endommagés&#x202f;: {names}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} model is whole.</source>
        <comment>{n} models are whole.</comment>
        <translation>
            <numerusform>{n} modèle est intact.</numerusform>
            <numerusform>{n} modèles sont intacts.</numerusform>
        </translation>
    </message>
    <message>
        <source>The original stays.</source>
        <translation>L’original reste.</translation>
    </message>
    <message>
        <source>{name} is ready; what it cost was not measured.</source>
        <translation>{name} est prêt&#x202f;; ce que cela a coûté n’a pas été mesuré.</translation>
    </message>
    <message>
        <source>{name} is ready, but what it cost was not measured.</source>
        <translation>{name} est prêt, mais ce que cela a coûté n’a pas été mesuré.</translation>
    </message>
    <message>
        <source>The original goes now.</source>
        <translation>L’original est maintenant supprimé.</translation>
    </message>
    <message>
        <source>{name} is ready.</source>
        <translation>{name} est prêt.</translation>
    </message>
    <message>
        <source>{step} ({number} of {total})</source>
        <translation>{step} ({number} sur {total})</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>Tous les modèles</translation>
    </message>
    <message>
        <source>Try again while the computer is quiet. Nothing was changed.</source>
        <translation>Réessayez quand l’ordinateur est au calme. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>The speed of this model could not be measured.</source>
        <translation>La vitesse de ce modèle n’a pas pu être mesurée.</translation>
    </message>
    <message numerus="yes">
        <source>Answers with {n} thread as before: {rate} tokens a second, the fastest here.</source>
        <comment>Answers with {n} threads as before: {rate} tokens a second, the fastest here.</comment>
        <translation>
            <numerusform>Répond avec {n} thread comme avant&#x202f;: {rate} tokens par seconde, le plus rapide ici.</numerusform>
            <numerusform>Répond avec {n} threads comme avant&#x202f;: {rate} tokens par seconde, le plus rapide ici.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Answers with {n} thread from now on: {rate} instead of {before} tokens a second.</source>
        <comment>Answers with {n} threads from now on: {rate} instead of {before} tokens a second.</comment>
        <translation>
            <numerusform>Répond désormais avec {n} thread&#x202f;: {rate} au lieu de {before} tokens par seconde.</numerusform>
            <numerusform>Répond désormais avec {n} threads&#x202f;: {rate} au lieu de {before} tokens par seconde.</numerusform>
        </translation>
    </message>
    <message>
        <source>The number of threads in the settings holds instead; 0 there lets this one hold.</source>
        <translation>Le nombre de threads des réglages l’emporte&#x202f;; avec 0, c’est celui-ci qui vaut.</translation>
    </message>
    <message>
        <source>It holds in the profiles Fast, Balanced and Auto.</source>
        <translation>Cela vaut dans les profils Rapide, Équilibré et Auto.</translation>
    </message>
    <message>
        <source>It was not tried on this computer yet: add its file again.</source>
        <translation>Il n’a pas encore été essayé sur cet ordinateur&#x202f;: ajoutez de nouveau son fichier.</translation>
    </message>
    <message>
        <source>It was copied here by hand: add its file instead.</source>
        <translation>Il a été copié ici à la main&#x202f;: ajoutez plutôt son fichier.</translation>
    </message>
    <message>
        <source>Choose its language here, then add it again. Nothing was changed.</source>
        <translation>Choisissez ici sa langue, puis ajoutez-le de nouveau. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>attend son tour</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>non terminé</translation>
    </message>
    <message>
        <source>waits for the offline switch</source>
        <translation>attend l’interrupteur hors ligne</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>en attente</translation>
    </message>
    <message>
        <source>begins</source>
        <translation>commence</translation>
    </message>
    <message>
        <source>What has arrived is kept, and it goes on by itself once the switch is off.</source>
        <translation>Ce qui est arrivé est gardé, et la suite reprendra d’elle-même une fois l’interrupteur désactivé.</translation>
    </message>
    <message>
        <source>Nothing has been fetched yet. It begins by itself once the switch is off.</source>
        <translation>Rien n’a encore été téléchargé. Cela commencera tout seul une fois l’interrupteur désactivé.</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>encore {time}</translation>
    </message>
    <message>
        <source>As the window ({language})</source>
        <translation>Comme la fenêtre ({language})</translation>
    </message>
    <message>
        <source>{items} and {last}</source>
        <translation>{items} et {last}</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Activé</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Désactivé</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>doit être true ou false</translation>
    </message>
    <message>
        <source>must be a whole number</source>
        <translation>doit être un nombre entier</translation>
    </message>
    <message>
        <source>must be a text in quotes</source>
        <translation>doit être un texte entre guillemets</translation>
    </message>
    <message>
        <source>must be between {low} and {high}</source>
        <translation>doit être entre {low} et {high}</translation>
    </message>
    <message>
        <source>must be one of {words}</source>
        <translation>doit être l’un de ces mots&#x202f;: {words}</translation>
    </message>
    <message>
        <source>must not be longer than {count} letters</source>
        <translation>ne doit pas dépasser {count} caractères</translation>
    </message>
    <message>
        <source>must be one line without control characters</source>
        <translation>doit tenir sur une ligne sans caractères de contrôle</translation>
    </message>
    <message>
        <source>must be {what}</source>
        <translation>doit être {what}</translation>
    </message>
    <message>
        <source>Look and language</source>
        <translation>Apparence et langue</translation>
    </message>
    <message>
        <source>Window and keys</source>
        <translation>Fenêtre et touches</translation>
    </message>
    <message>
        <source>What answers cost</source>
        <translation>Coût des réponses</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>Voix</translation>
    </message>
    <message>
        <source>Models and downloads</source>
        <translation>Modèles et téléchargements</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Réseau</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <source>Model loaded at start: its id; `starter` is the one that comes with EdgeAssist.</source>
        <translation>Modèle chargé au démarrage&#x202f;: son id&#x202f;; `starter` est celui fourni avec EdgeAssist.</translation>
    </message>
    <message>
        <source>Context length</source>
        <translation>Longueur du contexte</translation>
    </message>
    <message>
        <source>How much a model can hold at once. More takes more memory.</source>
        <translation>Ce qu’un modèle peut retenir à la fois. Plus grand, il prend plus de mémoire.</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>tokens</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Threads the engine computes with; 0 uses one per physical core.</source>
        <translation>Threads avec lesquels le moteur calcule&#x202f;; 0 en utilise un par cœur physique.</translation>
    </message>
    <message>
        <source>one per core</source>
        <translation>un par cœur</translation>
    </message>
    <message>
        <source>Folder of the models</source>
        <translation>Dossier des modèles</translation>
    </message>
    <message>
        <source>Folder of the models; empty keeps them with the other data. This moves no file: `edgeassist models move` and the models page do.</source>
        <translation>Dossier des modèles&#x202f;; vide, ils restent avec les autres données. Aucun fichier n’est déplacé&#x202f;: `edgeassist models move` et la page des modèles le font.</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Hors ligne</translation>
    </message>
    <message>
        <source>Offline switch: no connection is opened at all, whoever asks for one.</source>
        <translation>Interrupteur hors ligne&#x202f;: aucune connexion n’est ouverte, qui que ce soit qui le demande.</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Proxy for downloads (http://host:port); empty takes the system&apos;s, `none` takes none.</source>
        <translation>Proxy pour les téléchargements (http://host:port)&#x202f;; vide prend celui du système, `none` n’en prend aucun.</translation>
    </message>
    <message>
        <source>an address like http://host:port, `none` or empty</source>
        <translation>une adresse comme http://host:port, `none` ou vide</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Miroir</translation>
    </message>
    <message>
        <source>Address that model files are fetched from instead (https://host); it supplies bytes only.</source>
        <translation>Adresse d’où les fichiers de modèle sont pris à la place (https://host)&#x202f;; elle ne fournit que des octets.</translation>
    </message>
    <message>
        <source>an address like https://host, or empty</source>
        <translation>une adresse comme https://host, ou vide</translation>
    </message>
    <message>
        <source>Download limit</source>
        <translation>Limite de téléchargement</translation>
    </message>
    <message>
        <source>Most kilobytes a download takes per second; 0 for no limit.</source>
        <translation>Kilo-octets par seconde au plus pour un téléchargement&#x202f;; 0&#x202f;: sans limite.</translation>
    </message>
    <message>
        <source>kB/s</source>
        <translation>ko/s</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>sans limite</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Couleurs</translation>
    </message>
    <message>
        <source>Light or dark, or as the system has it.</source>
        <translation>Clair ou sombre, ou comme le système.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Clair</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Sombre</translation>
    </message>
    <message>
        <source>Send with</source>
        <translation>Envoyer avec</translation>
    </message>
    <message>
        <source>Key that sends a question; with Ctrl+Enter, Enter breaks the line.</source>
        <translation>Touche qui envoie une question&#x202f;; avec Ctrl+Entrée, Entrée va à la ligne.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Entrée</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Entrée</translation>
    </message>
    <message>
        <source>Language of commands</source>
        <translation>Langue des commandes</translation>
    </message>
    <message>
        <source>Language of commands: its code, as `edgeassist voices list` names them; empty is the window&apos;s own.</source>
        <translation>Langue des commandes&#x202f;: son code, tel que `edgeassist voices list` l’indique&#x202f;; vide&#x202f;: celle de la fenêtre.</translation>
    </message>
    <message>
        <source>The language in which you say and type commands.</source>
        <translation>La langue dans laquelle vous dites et tapez les commandes.</translation>
    </message>
    <message>
        <source>Microphone by its name; empty takes the system&apos;s choice.</source>
        <translation>Le microphone par son nom&#x202f;; vide prend le choix du système.</translation>
    </message>
    <message>
        <source>The microphone that hears you.</source>
        <translation>Le microphone qui vous entend.</translation>
    </message>
    <message>
        <source>Key for dictation</source>
        <translation>Touche de dictée</translation>
    </message>
    <message>
        <source>Key held down to dictate into the text under the cursor.</source>
        <translation>Touche à maintenir pour dicter dans le texte sous le curseur.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Aucune</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>How the engine trades speed against power and noise.</source>
        <translation>Comment le moteur arbitre entre vitesse, énergie et bruit.</translation>
    </message>
    <message>
        <source>Quiet</source>
        <translation>Silencieux</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Équilibré</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>Rapide</translation>
    </message>
    <message>
        <source>Battery saver</source>
        <translation>Économie de batterie</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>Context in memory</source>
        <translation>Contexte en mémoire</translation>
    </message>
    <message>
        <source>How the context is held in memory; q8_0 takes half.</source>
        <translation>Comment le contexte est gardé en mémoire&#x202f;; q8_0 prend moitié moins.</translation>
    </message>
    <message>
        <source>Full (f16)</source>
        <translation>Entier (f16)</translation>
    </message>
    <message>
        <source>Half the memory (q8_0)</source>
        <translation>Moitié de la mémoire (q8_0)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <source>Language of the window.</source>
        <translation>Langue de la fenêtre.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <source>Size of everything in the window. Text follows at once, the space around it at the next start.</source>
        <translation>Taille de tout dans la fenêtre. Le texte suit aussitôt, l’espace autour au prochain démarrage.</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Contraste</translation>
    </message>
    <message>
        <source>Contrast of the colours.</source>
        <translation>Contraste des couleurs.</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Élevé</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Animations</translation>
    </message>
    <message>
        <source>Whether things may move.</source>
        <translation>Si des éléments peuvent bouger.</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>Complètes</translation>
    </message>
    <message>
        <source>Reduced</source>
        <translation>Réduites</translation>
    </message>
    <message>
        <source>Tell when long work ends</source>
        <translation>Signaler la fin des longs travaux</translation>
    </message>
    <message>
        <source>Let the system tell when long work ends while the window is not in front.</source>
        <translation>Laisser le système signaler la fin d’un long travail quand la fenêtre n’est pas au premier plan.</translation>
    </message>
    <message>
        <source>Ask before closing while a timer runs</source>
        <translation>Demander avant de fermer si un minuteur tourne</translation>
    </message>
    <message>
        <source>Timers, alarms and reminders ring only while EdgeAssist is open. Closing the window says so first.</source>
        <translation>Les minuteurs, alarmes et rappels ne sonnent que si EdgeAssist est ouvert. À la fermeture, la fenêtre le rappelle d’abord.</translation>
    </message>
    <message>
        <source>Keep receipts</source>
        <translation>Garder les reçus</translation>
    </message>
    <message>
        <source>Keep what each answer cost (figures only, no text) on this computer.</source>
        <translation>Garder le coût de chaque réponse (chiffres seulement, pas de texte) sur cet ordinateur.</translation>
    </message>
    <message>
        <source>Tell when a first word is slow</source>
        <translation>Signaler un premier mot lent</translation>
    </message>
    <message>
        <source>Tell when a first word takes longer than this; 0 never.</source>
        <translation>Signaler quand un premier mot prend plus de temps que cela&#x202f;; 0&#x202f;: jamais.</translation>
    </message>
    <message>
        <source>never</source>
        <translation>jamais</translation>
    </message>
    <message>
        <source>Tell when memory is short</source>
        <translation>Signaler un manque de mémoire</translation>
    </message>
    <message>
        <source>Tell when this much of the memory is taken; 0 never.</source>
        <translation>Signaler quand cette part de la mémoire est prise&#x202f;; 0&#x202f;: jamais.</translation>
    </message>
    <message>
        <source>Tell when much power is drawn</source>
        <translation>Signaler une forte consommation</translation>
    </message>
    <message>
        <source>Tell when the laptop draws more watts than this for a minute; 0 never.</source>
        <translation>Signaler quand le portable consomme plus de watts que cela pendant une minute&#x202f;; 0&#x202f;: jamais.</translation>
    </message>
    <message>
        <source>Tell when answers fail</source>
        <translation>Signaler les échecs de réponse</translation>
    </message>
    <message>
        <source>Tell when this many of the last 20 answers failed; 0 never.</source>
        <translation>Signaler quand tant des 20 dernières réponses ont échoué&#x202f;; 0&#x202f;: jamais.</translation>
    </message>
    <message>
        <source>Welcomed</source>
        <translation>Accueil vu</translation>
    </message>
    <message>
        <source>The first page about language, text size, contrast and microphone was seen.</source>
        <translation>La première page sur la langue, la taille du texte, le contraste et le microphone a été vue.</translation>
    </message>
    <message>
        <source>Choose another one; `edgeassist history restore` lists them. Nothing was changed.</source>
        <translation>Choisissez-en une autre&#x202f;; `edgeassist history restore` les énumère. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>The backup {path} cannot be used: {reason}.</source>
        <translation>La sauvegarde {path} est inutilisable&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The conversations are damaged ({fault}); no backup was made of them.</source>
        <translation>Les conversations sont endommagées ({fault})&#x202f;; elles n’ont pas été sauvegardées.</translation>
    </message>
    <message>
        <source>it has format {found}, and this EdgeAssist knows formats up to {known}</source>
        <translation>elle a le format {found}, et cet EdgeAssist connaît les formats jusqu’à {known}</translation>
    </message>
    <message>
        <source>it holds no conversations</source>
        <translation>elle ne contient aucune conversation</translation>
    </message>
    <message>
        <source>Start a new conversation.</source>
        <translation>Commencez une nouvelle conversation.</translation>
    </message>
    <message>
        <source>Open the conversation again; nothing was changed.</source>
        <translation>Rouvrez la conversation&#x202f;; rien n’a été modifié.</translation>
    </message>
    <message>
        <source>This message is not in the conversation any more.</source>
        <translation>Ce message n’est plus dans la conversation.</translation>
    </message>
    <message>
        <source>Copy the answer if you need it, then ask again. What was saved before is safe.</source>
        <translation>Copiez la réponse si vous en avez besoin, puis posez de nouveau la question. Ce qui était enregistré est en sûreté.</translation>
    </message>
    <message>
        <source>This answer cannot be saved: its question is not the last one that was stored.</source>
        <translation>Cette réponse ne peut pas être enregistrée&#x202f;: sa question n’est pas la dernière enregistrée.</translation>
    </message>
    <message>
        <source>This conversation is not stored.</source>
        <translation>Cette conversation n’est pas enregistrée.</translation>
    </message>
    <message>
        <source>A backup was restored since this conversation was opened.</source>
        <translation>Une sauvegarde a été restaurée depuis l’ouverture de cette conversation.</translation>
    </message>
    <message>
        <source>This conversation is no longer stored.</source>
        <translation>Cette conversation n’est plus enregistrée.</translation>
    </message>
    <message>
        <source>`edgeassist history restore {day}` brings back the backup of {day}.</source>
        <translation>`edgeassist history restore {day}` rétablit la sauvegarde du {day}.</translation>
    </message>
    <message>
        <source>Start EdgeAssist again: the damaged file is then kept aside and a new one started.</source>
        <translation>Relancez EdgeAssist&#x202f;: le fichier endommagé sera mis de côté et un nouveau commencé.</translation>
    </message>
    <message>
        <source>Try again: conversations are saved without the index from now on, and it is made anew later.</source>
        <translation>Réessayez&#x202f;: les conversations sont désormais enregistrées sans l’index, qui sera refait plus tard.</translation>
    </message>
    <message>
        <source>Free some space. What was saved before is safe.</source>
        <translation>Libérez de la place. Ce qui était enregistré est en sûreté.</translation>
    </message>
    <message>
        <source>Close other EdgeAssist windows and check that the folder can be written to. Nothing was changed.</source>
        <translation>Fermez les autres fenêtres d’EdgeAssist et vérifiez que le dossier accepte l’écriture. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Close other EdgeAssist windows, or free some space, then try again. Nothing was changed.</source>
        <translation>Fermez les autres fenêtres d’EdgeAssist, ou libérez de la place, puis réessayez. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Choose another folder. Your conversations are as they were.</source>
        <translation>Choisissez un autre dossier. Vos conversations n’ont pas changé.</translation>
    </message>
    <message>
        <source>{path} could not be written: the disk is full.</source>
        <translation>{path} n’a pas pu être écrit&#x202f;: le disque est plein.</translation>
    </message>
    <message>
        <source>{path} cannot be written: {reason}.</source>
        <translation>{path} ne peut pas être écrit&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The full-text index of the conversations is damaged.</source>
        <translation>L’index de recherche des conversations est endommagé.</translation>
    </message>
    <message>
        <source>The conversations in {path} stay closed until there is a copy of them in their older format.</source>
        <translation>Les conversations de {path} restent fermées tant qu’il n’en existe pas de copie dans leur ancien format.</translation>
    </message>
    <message>
        <source>The conversations in {path} are damaged: {reason}.</source>
        <translation>Les conversations de {path} sont endommagées&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The conversations cannot be opened: the disk that holds {path} is full.</source>
        <translation>Les conversations ne peuvent pas être ouvertes&#x202f;: le disque qui contient {path} est plein.</translation>
    </message>
    <message>
        <source>The conversation could not be saved: the disk that holds {path} is full.</source>
        <translation>La conversation n’a pas pu être enregistrée&#x202f;: le disque qui contient {path} est plein.</translation>
    </message>
    <message>
        <source>The conversations in {path} cannot be used now: {reason}.</source>
        <translation>Les conversations de {path} sont inutilisables pour l’instant&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The file {name}, which held what was said last, is gone.</source>
        <translation>Le fichier {name}, qui contenait les derniers échanges, a disparu.</translation>
    </message>
    <message>
        <source>The file {name} belonged to other conversations; it is kept as {aside}.</source>
        <translation>Le fichier {name} appartenait à d’autres conversations&#x202f;; il est conservé sous {aside}.</translation>
    </message>
    <message>
        <source>The file {name} was of an earlier time; it is kept as {aside}.</source>
        <translation>Le fichier {name} datait d’une période antérieure&#x202f;; il est conservé sous {aside}.</translation>
    </message>
    <message>
        <source>What was said before now may be missing.</source>
        <translation>Ce qui a été dit jusqu’ici manque peut-être.</translation>
    </message>
    <message>
        <source>What was said last may be missing.</source>
        <translation>Les derniers échanges manquent peut-être.</translation>
    </message>
    <message>
        <source>What was said after {moment} may be missing.</source>
        <translation>Ce qui a été dit après {moment} manque peut-être.</translation>
    </message>
    <message>
        <source>The conversations in {path} cannot be read: {reason}.</source>
        <translation>Les conversations de {path} ne peuvent pas être lues&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The saved conversations could not be read. The damaged file is kept as {aside}; a new one was started. `edgeassist history import {aside}` takes over what can still be read of it.</source>
        <translation>Les conversations enregistrées n’ont pas pu être lues. Le fichier endommagé est conservé sous {aside}&#x202f;; un nouveau a été commencé. `edgeassist history import {aside}` récupère ce qui y est encore lisible.</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Vous</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Réponse</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>Consigne</translation>
    </message>
    <message>
        <source>{name} does not say in which format to export.</source>
        <translation>{name} n’indique pas le format d’exportation.</translation>
    </message>
    <message>
        <source>End its name in {endings} or {last}.</source>
        <translation>Terminez son nom par {endings} ou {last}.</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>Conversations</translation>
    </message>
    <message>
        <source>at an unknown time</source>
        <translation>à un moment inconnu</translation>
    </message>
    <message>
        <source>{moment}, cut short</source>
        <translation>{moment}, interrompu</translation>
    </message>
    <message>
        <source>Choose a .json file that EdgeAssist exported. Nothing was changed.</source>
        <translation>Choisissez un fichier .json exporté par EdgeAssist. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>{path} cannot be taken in: {reason}.</source>
        <translation>{path} ne peut pas être repris&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>no conversation in it can be read</source>
        <translation>aucune conversation n’y est lisible</translation>
    </message>
    <message>
        <source>it is larger than 1 GB</source>
        <translation>il dépasse 1&#xa0;Go</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>il ne peut pas être lu</translation>
    </message>
    <message>
        <source>it is no JSON</source>
        <translation>ce n’est pas du JSON</translation>
    </message>
    <message>
        <source>it is no export of EdgeAssist&apos;s conversations</source>
        <translation>ce n’est pas une exportation des conversations d’EdgeAssist</translation>
    </message>
    <message>
        <source>it has format {found}; this EdgeAssist knows {known}</source>
        <translation>il a le format {found}&#x202f;; cet EdgeAssist connaît {known}</translation>
    </message>
    <message>
        <source>a message has no name of its own</source>
        <translation>un message n’a pas de nom propre</translation>
    </message>
    <message>
        <source>a message hangs below one that is not there</source>
        <translation>un message dépend d’un autre qui n’existe pas</translation>
    </message>
    <message>
        <source>a conversation is not whole</source>
        <translation>une conversation est incomplète</translation>
    </message>
    <message>
        <source>a time is none</source>
        <translation>une heure n’est pas valable</translation>
    </message>
    <message>
        <source>The conversations in {path} have format {found}; this EdgeAssist knows formats up to {known}.</source>
        <translation>Les conversations de {path} ont le format {found}&#x202f;; cet EdgeAssist connaît les formats jusqu’à {known}.</translation>
    </message>
    <message>
        <source>Nothing was changed. Start the newer EdgeAssist again, or bring back the copy of before the update: Settings, About, or `edgeassist versions restore`.</source>
        <translation>Rien n’a été modifié. Relancez l’EdgeAssist plus récent, ou rétablissez la copie d’avant la mise à jour&#x202f;: Réglages, À propos, ou `edgeassist versions restore`.</translation>
    </message>
    <message>
        <source>Search is slower here and minds accents: the full-text index is not there.</source>
        <translation>La recherche est plus lente ici et tient compte des accents&#x202f;: l’index de recherche n’est pas là.</translation>
    </message>
    <message>
        <source>There is no such conversation.</source>
        <translation>Cette conversation n’existe pas.</translation>
    </message>
    <message>
        <source>Nothing here can do that.</source>
        <translation>Rien ici ne sait faire cela.</translation>
    </message>
    <message>
        <source>The action “{action}” failed: {error}. Nothing else was done.</source>
        <translation>L’action «&#xa0;{action}&#xa0;» a échoué&#x202f;: {error}. Rien d’autre n’a été fait.</translation>
    </message>
    <message>
        <source>This cannot be taken back.</source>
        <translation>Cela ne pourra pas être défait.</translation>
    </message>
    <message>
        <source>That is over or gone already.</source>
        <translation>C’est déjà terminé ou disparu.</translation>
    </message>
    <message>
        <source>Nothing is being asked now.</source>
        <translation>Aucune question n’est posée en ce moment.</translation>
    </message>
    <message>
        <source>That was not wanted any more when the language model had its answer.</source>
        <translation>Ce n’était plus voulu quand le modèle de langage a eu sa réponse.</translation>
    </message>
    <message>
        <source>the button</source>
        <translation>le bouton</translation>
    </message>
    <message>
        <source>Press {button} to do it.</source>
        <translation>Appuyez sur {button} pour le faire.</translation>
    </message>
    <message>
        <source>Say “{words}”, or press {button}.</source>
        <translation>Dites «&#xa0;{words}&#xa0;», ou appuyez sur {button}.</translation>
    </message>
    <message>
        <source>It was due {moment}, while EdgeAssist was closed.</source>
        <translation>Prévu {moment}, pendant qu’EdgeAssist était fermé.</translation>
    </message>
    <message>
        <source>It was due {moment}.</source>
        <translation>Prévu {moment}.</translation>
    </message>
    <message>
        <source>Reminder: {text}.</source>
        <translation>Rappel&#x202f;: {text}.</translation>
    </message>
    <message>
        <source>Alarm: {name}.</source>
        <translation>Alarme&#x202f;: {name}.</translation>
    </message>
    <message>
        <source>Your alarm rings.</source>
        <translation>Votre alarme sonne.</translation>
    </message>
    <message>
        <source>The timer “{name}” is over.</source>
        <translation>Le minuteur «&#xa0;{name}&#xa0;» est terminé.</translation>
    </message>
    <message>
        <source>Your timer is over.</source>
        <translation>Votre minuteur est terminé.</translation>
    </message>
    <message>
        <source>Your timer of {duration} is over.</source>
        <translation>Votre minuteur de {duration} est terminé.</translation>
    </message>
    <message>
        <source>The timer “{name}” of {duration} is over.</source>
        <translation>Le minuteur «&#xa0;{name}&#xa0;» de {duration} est terminé.</translation>
    </message>
    <message>
        <source>Nothing was heard.</source>
        <translation>Rien n’a été entendu.</translation>
    </message>
    <message>
        <source>That was noise, not speech.</source>
        <translation>C’était du bruit, pas de la parole.</translation>
    </message>
    <message>
        <source>That was no command.</source>
        <translation>Ce n’était pas une commande.</translation>
    </message>
    <message>
        <source>That was too long for a command.</source>
        <translation>C’était trop long pour une commande.</translation>
    </message>
    <message>
        <source>The language model found no command in it either.</source>
        <translation>Le modèle de langage n’y a pas trouvé de commande non plus.</translation>
    </message>
    <message>
        <source>Free some space and say it again. What was kept before is safe.</source>
        <translation>Libérez de la place et redites-le. Ce qui était gardé est en sûreté.</translation>
    </message>
    <message>
        <source>Check that the folder can be written to. Nothing was changed.</source>
        <translation>Vérifiez que le dossier accepte l’écriture. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>What commands keep in {path} is damaged: {error}.</source>
        <translation>Ce que les commandes gardent dans {path} est endommagé&#x202f;: {error}.</translation>
    </message>
    <message>
        <source>Nothing could be kept: the disk that holds {path} is full.</source>
        <translation>Rien n’a pu être gardé&#x202f;: le disque qui contient {path} est plein.</translation>
    </message>
    <message>
        <source>What commands keep in {path} cannot be used now: {reason}.</source>
        <translation>Ce que les commandes gardent dans {path} est inutilisable pour l’instant&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The timers, lists, notes and the home that commands keep could not be read. The damaged file is kept as {path}; a new one was started.</source>
        <translation>Les minuteurs, listes, notes et la maison que gardent les commandes n’ont pas pu être lus. Le fichier endommagé est conservé sous {path}&#x202f;; un nouveau a été commencé.</translation>
    </message>
    <message>
        <source>This was taken back already.</source>
        <translation>Cela a déjà été défait.</translation>
    </message>
    <message>
        <source>This has changed since, so it was left as it is.</source>
        <translation>Cela a changé depuis&#x202f;; rien n’y a donc été touché.</translation>
    </message>
    <message>
        <source>What commands keep in {path} has format {found}; this EdgeAssist knows formats up to {known}.</source>
        <translation>Ce que les commandes gardent dans {path} a le format {found}&#x202f;; cet EdgeAssist connaît les formats jusqu’à {known}.</translation>
    </message>
    <message>
        <source>Add a word of its own.</source>
        <translation>Ajoutez-y un mot à lui.</translation>
    </message>
    <message>
        <source>“{name}” cannot be a name: commands use that word themselves.</source>
        <translation>«&#xa0;{name}&#xa0;» ne peut pas être un nom&#x202f;: les commandes utilisent ce mot.</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>Il n’y a rien à défaire.</translation>
    </message>
    <message>
        <source>Not done, because the step before it was not.</source>
        <translation>Pas fait, car l’étape précédente ne l’a pas été.</translation>
    </message>
    <message>
        <source>Then {command}</source>
        <translation>Puis {command}</translation>
    </message>
    <message>
        <source>Take back: {what}</source>
        <translation>Défaire&#x202f;: {what}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Défaire</translation>
    </message>
    <message>
        <source>EdgeAssist does not know how to do that.</source>
        <translation>EdgeAssist ne sait pas faire cela.</translation>
    </message>
    <message>
        <source>Tell</source>
        <translation>Dire</translation>
    </message>
    <message>
        <source>Type the words that you would like to say.</source>
        <translation>Tapez les mots que vous aimeriez dire.</translation>
    </message>
    <message>
        <source>There are no words to be learnt.</source>
        <translation>Il n’y a pas de mots à apprendre.</translation>
    </message>
    <message>
        <source>Say it shorter.</source>
        <translation>Dites-le plus brièvement.</translation>
    </message>
    <message>
        <source>A phrase has {most} characters at most; this one has {count}.</source>
        <translation>Une phrase a {most} caractères au plus&#x202f;; celle-ci en a {count}.</translation>
    </message>
    <message>
        <source>Plain words always work; (a|b) means one of two, [a] may be left out, {area} a room.</source>
        <translation>Les mots simples marchent toujours&#x202f;; (a|b) veut dire l’un des deux, [a] est facultatif, {area} est une pièce.</translation>
    </message>
    <message>
        <source>The phrase {phrase!r} cannot be read: {reason}.</source>
        <translation>La phrase {phrase!r} ne peut pas être lue&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Add a word that is always said.</source>
        <translation>Ajoutez un mot qui est toujours dit.</translation>
    </message>
    <message>
        <source>The phrase {phrase!r} can be said without any word of its own, so anything could be it.</source>
        <translation>La phrase {phrase!r} peut se dire sans aucun mot à elle&#x202f;; tout pourrait alors y correspondre.</translation>
    </message>
    <message>
        <source>Teach it as two phrases, or leave some of the choices out.</source>
        <translation>Apprenez-la en deux phrases, ou retirez quelques-uns des choix.</translation>
    </message>
    <message>
        <source>The phrase {phrase!r} can be said in more than {most} ways.</source>
        <translation>La phrase {phrase!r} peut se dire de plus de {most} façons.</translation>
    </message>
    <message>
        <source>The phrase names {detail}, but {command!r} has no such detail that could be replaced.</source>
        <translation>La phrase nomme {detail}, mais {command!r} n’a pas de tel détail remplaçable.</translation>
    </message>
    <message>
        <source>Name one in the sentence that means the same, or write the words in place of {detail}.</source>
        <translation>Nommez-en un dans la phrase de même sens, ou écrivez les mots à la place de {detail}.</translation>
    </message>
    <message>
        <source>Choose other words, or forget the phrase that has this meaning.</source>
        <translation>Choisissez d’autres mots, ou oubliez la phrase qui a ce sens.</translation>
    </message>
    <message>
        <source>{phrase!r} already means something else ({meaning}).</source>
        <translation>{phrase!r} veut déjà dire autre chose ({meaning}).</translation>
    </message>
    <message>
        <source>Give a sentence that works when you type it as a command.</source>
        <translation>Donnez une phrase qui marche quand vous la tapez comme commande.</translation>
    </message>
    <message>
        <source>{command!r} is no command that is understood, so the phrase would mean nothing.</source>
        <translation>{command!r} n’est pas une commande comprise&#x202f;; la phrase ne voudrait donc rien dire.</translation>
    </message>
    <message>
        <source>its brackets do not fit</source>
        <translation>ses parenthèses ne correspondent pas</translation>
    </message>
    <message>
        <source>there is nothing called {detail}</source>
        <translation>rien ne s’appelle {detail}</translation>
    </message>
    <message>
        <source>Teach words of your own that are like a sentence that works already: “good night” like “lights off”.</source>
        <translation>Apprenez-lui vos propres mots pour une phrase qui marche déjà&#x202f;: «&#xa0;bonne nuit&#xa0;» pour «&#xa0;éteins les lumières&#xa0;».</translation>
    </message>
    <message>
        <source>“{phrase}” answers questions; it cannot mean anything else.</source>
        <translation>«&#xa0;{phrase}&#xa0;» répond à des questions&#x202f;; cela ne peut rien vouloir dire d’autre.</translation>
    </message>
    <message>
        <source>“{phrase}” was taught already.</source>
        <translation>«&#xa0;{phrase}&#xa0;» a déjà été appris.</translation>
    </message>
    <message>
        <source>Forget the earlier one first.</source>
        <translation>Oubliez d’abord la précédente.</translation>
    </message>
    <message>
        <source>{count} phrases are the most.</source>
        <translation>{count} phrases sont le maximum.</translation>
    </message>
    <message>
        <source>Forget one first.</source>
        <translation>Oubliez-en d’abord une.</translation>
    </message>
    <message>
        <source>“{command}” means nothing yet.</source>
        <translation>«&#xa0;{command}&#xa0;» ne veut encore rien dire.</translation>
    </message>
    <message>
        <source>“{phrase}” was tried, and did not come to mean “{command}”.</source>
        <translation>«&#xa0;{phrase}&#xa0;» a été essayé, et n’en est pas venu à vouloir dire «&#xa0;{command}&#xa0;».</translation>
    </message>
    <message>
        <source>That is too long for a command: {most} characters are the most.</source>
        <translation>C’est trop long pour une commande&#x202f;: {most} caractères sont le maximum.</translation>
    </message>
    <message>
        <source>That could mean too much to be worked out in time. Say it in fewer words.</source>
        <translation>Cela peut vouloir dire trop de choses pour être compris à temps. Dites-le en moins de mots.</translation>
    </message>
    <message>
        <source>Nothing was said.</source>
        <translation>Rien n’a été dit.</translation>
    </message>
    <message>
        <source>No command that I know has these words.</source>
        <translation>Aucune commande que je connaisse n’a ces mots.</translation>
    </message>
    <message>
        <source>That could mean two things.</source>
        <translation>Cela peut vouloir dire deux choses.</translation>
    </message>
    <message>
        <source>area</source>
        <translation>surface</translation>
    </message>
    <message>
        <source>data</source>
        <translation>données</translation>
    </message>
    <message>
        <source>energy</source>
        <translation>énergie</translation>
    </message>
    <message>
        <source>length</source>
        <translation>longueur</translation>
    </message>
    <message>
        <source>mass</source>
        <translation>masse</translation>
    </message>
    <message>
        <source>power</source>
        <translation>puissance</translation>
    </message>
    <message>
        <source>pressure</source>
        <translation>pression</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>vitesse</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>température</translation>
    </message>
    <message>
        <source>time</source>
        <translation>temps</translation>
    </message>
    <message>
        <source>volume</source>
        <translation>volume</translation>
    </message>
    <message>
        <source>Use a unit of length, weight, volume, temperature, area, speed, time or data.</source>
        <translation>Utilisez une unité de longueur, poids, volume, température, surface, vitesse, temps ou données.</translation>
    </message>
    <message>
        <source>“{name}” is no unit that is known here.</source>
        <translation>«&#xa0;{name}&#xa0;» n’est pas une unité connue ici.</translation>
    </message>
    <message>
        <source>Choose two units of the same kind.</source>
        <translation>Choisissez deux unités du même genre.</translation>
    </message>
    <message>
        <source>{unit} measures {kind}, {other_unit} measures {other_kind}.</source>
        <translation>{unit} mesure&#x202f;: {kind}&#x202f;; {other_unit} mesure&#x202f;: {other_kind}.</translation>
    </message>
    <message>
        <source>Nothing is colder than −273.15 °C.</source>
        <translation>Rien n’est plus froid que −273,15 °C.</translation>
    </message>
    <message>
        <source>{amount} {unit} is below absolute zero.</source>
        <translation>{amount} {unit} est sous le zéro absolu.</translation>
    </message>
    <message>
        <source>Ask for a smaller amount.</source>
        <translation>Demandez une quantité plus petite.</translation>
    </message>
    <message>
        <source>This amount is too large to convert.</source>
        <translation>Cette quantité est trop grande pour être convertie.</translation>
    </message>
    <message>
        <source>{items} or {last}</source>
        <translation>{items} ou {last}</translation>
    </message>
    <message numerus="yes">
        <source>{n} hour</source>
        <comment>{n} hours</comment>
        <translation>
            <numerusform>{n} heure</numerusform>
            <numerusform>{n} heures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} minute</source>
        <comment>{n} minutes</comment>
        <translation>
            <numerusform>{n} minute</numerusform>
            <numerusform>{n} minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} second</source>
        <comment>{n} seconds</comment>
        <translation>
            <numerusform>{n} seconde</numerusform>
            <numerusform>{n} secondes</numerusform>
        </translation>
    </message>
    <message>
        <source>{longer} {shorter}</source>
        <translation>{longer} {shorter}</translation>
    </message>
    <message>
        <source>{hour}:{minute}</source>
        <translation>{hour}&#xa0;h {minute}</translation>
    </message>
    <message>
        <source>{weekday}, {day} {month} {year}</source>
        <translation>{weekday} {day} {month} {year}</translation>
    </message>
    <message>
        <source>{day} {short_month}</source>
        <translation>{day} {short_month}</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>lundi</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>mardi</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>mercredi</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>jeudi</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>vendredi</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>samedi</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>dimanche</translation>
    </message>
    <message>
        <source>January</source>
        <translation>janvier</translation>
    </message>
    <message>
        <source>February</source>
        <translation>février</translation>
    </message>
    <message>
        <source>March</source>
        <translation>mars</translation>
    </message>
    <message>
        <source>April</source>
        <translation>avril</translation>
    </message>
    <message>
        <source>May</source>
        <translation>mai</translation>
    </message>
    <message>
        <source>June</source>
        <translation>juin</translation>
    </message>
    <message>
        <source>July</source>
        <translation>juillet</translation>
    </message>
    <message>
        <source>August</source>
        <translation>août</translation>
    </message>
    <message>
        <source>September</source>
        <translation>septembre</translation>
    </message>
    <message>
        <source>October</source>
        <translation>octobre</translation>
    </message>
    <message>
        <source>November</source>
        <translation>novembre</translation>
    </message>
    <message>
        <source>December</source>
        <translation>décembre</translation>
    </message>
    <message>
        <source>Jan</source>
        <translation>janv.</translation>
    </message>
    <message>
        <source>Feb</source>
        <translation>févr.</translation>
    </message>
    <message>
        <source>Mar</source>
        <translation>mars</translation>
    </message>
    <message>
        <source>Apr</source>
        <translation>avr.</translation>
    </message>
    <message>
        <source>Jun</source>
        <translation>juin</translation>
    </message>
    <message>
        <source>Jul</source>
        <translation>juil.</translation>
    </message>
    <message>
        <source>Aug</source>
        <translation>août</translation>
    </message>
    <message>
        <source>Sep</source>
        <translation>sept.</translation>
    </message>
    <message>
        <source>Oct</source>
        <translation>oct.</translation>
    </message>
    <message>
        <source>Nov</source>
        <translation>nov.</translation>
    </message>
    <message>
        <source>Dec</source>
        <translation>déc.</translation>
    </message>
    <message>
        <source>on {date}</source>
        <translation>le {date}</translation>
    </message>
    <message>
        <source>There is no alarm.</source>
        <translation>Il n’y a pas d’alarme.</translation>
    </message>
    <message>
        <source>Say for what time: “set an alarm for seven”.</source>
        <translation>Dites pour quelle heure&#x202f;: «&#xa0;mets une alarme à sept heures&#xa0;».</translation>
    </message>
    <message>
        <source>That time has passed already.</source>
        <translation>Cette heure est déjà passée.</translation>
    </message>
    <message>
        <source>Set an alarm {moment}</source>
        <translation>Régler une alarme {moment}</translation>
    </message>
    <message>
        <source>The alarm {moment} is cancelled.</source>
        <translation>L’alarme {moment} est annulée.</translation>
    </message>
    <message>
        <source>The alarm rings {moment}.</source>
        <translation>L’alarme sonnera {moment}.</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Régler</translation>
    </message>
    <message>
        <source>Say which one. There is {alarms}.</source>
        <translation>Dites laquelle. Il y a&#x202f;: {alarms}.</translation>
    </message>
    <message>
        <source>There is no such alarm. There is {alarms}.</source>
        <translation>Cette alarme n’existe pas. Il y a&#x202f;: {alarms}.</translation>
    </message>
    <message>
        <source>Cancel {alarm}</source>
        <translation>Annuler {alarm}</translation>
    </message>
    <message>
        <source>{alarm} is set again.</source>
        <translation>{alarm} est de nouveau réglée.</translation>
    </message>
    <message>
        <source>{alarm} is cancelled.</source>
        <translation>{alarm} est annulée.</translation>
    </message>
    <message>
        <source>Cancel it</source>
        <translation>Annuler</translation>
    </message>
    <message numerus="yes">
        <source>Cancel **{n} alarm**</source>
        <comment>Cancel **all {n} alarms**</comment>
        <translation>
            <numerusform>Annuler **{n} alarme**</numerusform>
            <numerusform>Annuler **les {n} alarmes**</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} alarm is set again.</source>
        <comment>{n} alarms are set again.</comment>
        <translation>
            <numerusform>{n} alarme est rétablie.</numerusform>
            <numerusform>{n} alarmes sont rétablies.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} alarm cancelled.</source>
        <comment>{n} alarms cancelled.</comment>
        <translation>
            <numerusform>{n} alarme annulée.</numerusform>
            <numerusform>{n} alarmes annulées.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is {alarms}.</source>
        <translation>Il y a&#x202f;: {alarms}.</translation>
    </message>
    <message>
        <source>Say which **alarms** are set</source>
        <translation>Dire quelles **alarmes** sont réglées</translation>
    </message>
    <message numerus="yes">
        <source>{n} alarm</source>
        <comment>{n} alarms</comment>
        <translation>
            <numerusform>{n} alarme</numerusform>
            <numerusform>{n} alarmes</numerusform>
        </translation>
    </message>
    <message>
        <source>today</source>
        <translation>aujourd’hui</translation>
    </message>
    <message>
        <source>at midnight tonight</source>
        <translation>ce soir à minuit</translation>
    </message>
    <message>
        <source>the alarm “{name}” {moment}</source>
        <translation>l’alarme «&#xa0;{name}&#xa0;» {moment}</translation>
    </message>
    <message>
        <source>the alarm {moment}</source>
        <translation>l’alarme {moment}</translation>
    </message>
    <message>
        <source>The alarm “{name}” {moment}</source>
        <translation>L’alarme «&#xa0;{name}&#xa0;» {moment}</translation>
    </message>
    <message>
        <source>The alarm {moment}</source>
        <translation>L’alarme {moment}</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>demain</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>hier</translation>
    </message>
    <message>
        <source>{day} {month}</source>
        <translation>{day} {month}</translation>
    </message>
    <message>
        <source>{day} {month} {year}</source>
        <translation>{day} {month} {year}</translation>
    </message>
    <message>
        <source>at {time}</source>
        <translation>à {time}</translation>
    </message>
    <message>
        <source>{day} at {time}</source>
        <translation>{day} à {time}</translation>
    </message>
    <message>
        <source>Only web and mail addresses can be opened from here.</source>
        <translation>D’ici, seules les adresses web et de courrier peuvent être ouvertes.</translation>
    </message>
    <message>
        <source>What stands before the @ is not where it leads. It leads to {host}.</source>
        <translation>Ce qui précède le @ n’est pas la destination. L’adresse mène à {host}.</translation>
    </message>
    <message>
        <source>The text says {address}, but the link leads to {host}.</source>
        <translation>Le texte dit {address}, mais le lien mène à {host}.</translation>
    </message>
    <message>
        <source>The name of this site mixes {scripts} letters, which can be made to look like another site&apos;s name.</source>
        <translation>Le nom de ce site mélange des lettres {scripts}, ce qui permet d’imiter le nom d’un autre site.</translation>
    </message>
    <message>
        <source>The name of this site has letters beyond plain a to z, which can be made to look like another site&apos;s name.</source>
        <translation>Le nom de ce site a d’autres lettres que de a à z, ce qui permet d’imiter le nom d’un autre site.</translation>
    </message>
    <message>
        <source>It reads “{name}”.</source>
        <translation>On y lit «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>Supprimer {name}</translation>
    </message>
    <message>
        <source>Code in the answer, {language}</source>
        <translation>Code dans la réponse, {language}</translation>
    </message>
    <message>
        <source>Code in the answer</source>
        <translation>Code dans la réponse</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Copy the code</source>
        <translation>Copier le code</translation>
    </message>
    <message>
        <source>The home cannot do that.</source>
        <translation>La maison ne sait pas faire cela.</translation>
    </message>
    <message>
        <source>Lock {device}</source>
        <translation>Verrouiller {device}</translation>
    </message>
    <message>
        <source>Open {device}</source>
        <translation>Ouvrir {device}</translation>
    </message>
    <message>
        <source>Start {device}</source>
        <translation>Démarrer {device}</translation>
    </message>
    <message>
        <source>Unlock {device}</source>
        <translation>Déverrouiller {device}</translation>
    </message>
    <message>
        <source>Close {device}</source>
        <translation>Fermer {device}</translation>
    </message>
    <message>
        <source>Send {device} back to its base</source>
        <translation>Renvoyer {device} à sa base</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>en route</translation>
    </message>
    <message>
        <source>Set {device} to {value}</source>
        <translation>Régler {device} sur {value}</translation>
    </message>
    <message>
        <source>set to {value}</source>
        <translation>réglé sur {value}</translation>
    </message>
    <message>
        <source>Turn on {device}</source>
        <translation>Allumer {device}</translation>
    </message>
    <message>
        <source>turned on</source>
        <translation>allumé</translation>
    </message>
    <message>
        <source>Turn off {device}</source>
        <translation>Éteindre {device}</translation>
    </message>
    <message>
        <source>turned off</source>
        <translation>éteint</translation>
    </message>
    <message>
        <source>at {value}</source>
        <translation>à {value}</translation>
    </message>
    <message>
        <source>Say how far: from 0 to 100 per cent.</source>
        <translation>Dites jusqu’où&#x202f;: de 0 à 100 pour cent.</translation>
    </message>
    <message>
        <source>Switch {device} over</source>
        <translation>Basculer {device}</translation>
    </message>
    <message>
        <source>switched over</source>
        <translation>basculé</translation>
    </message>
    <message>
        <source>{percent}% brightness</source>
        <translation>{percent}&#xa0;% de luminosité</translation>
    </message>
    <message>
        <source>{count} kelvin</source>
        <translation>{count} kelvins</translation>
    </message>
    <message>
        <source>Say a brightness from 0 to 100 per cent, or a colour.</source>
        <translation>Dites une luminosité de 0 à 100 pour cent, ou une couleur.</translation>
    </message>
    <message>
        <source>Say a temperature from 5 to 35 degrees Celsius.</source>
        <translation>Dites une température de 5 à 35 degrés Celsius.</translation>
    </message>
    <message>
        <source>Say a speed from 0 to 100 per cent.</source>
        <translation>Dites une vitesse de 0 à 100 pour cent.</translation>
    </message>
    <message>
        <source>Say a volume from 0 to 100 per cent.</source>
        <translation>Dites un volume de 0 à 100 pour cent.</translation>
    </message>
    <message>
        <source>Set the volume of {device} to {value}</source>
        <translation>Régler le volume de {device} sur {value}</translation>
    </message>
    <message>
        <source>set to {value} volume</source>
        <translation>volume réglé sur {value}</translation>
    </message>
    <message>
        <source>Say whether louder or quieter.</source>
        <translation>Dites si c’est plus fort ou moins fort.</translation>
    </message>
    <message>
        <source>Make {device} **louder**</source>
        <translation>Mettre {device} **plus fort**</translation>
    </message>
    <message>
        <source>made louder</source>
        <translation>plus fort</translation>
    </message>
    <message>
        <source>Make {device} **quieter**</source>
        <translation>Mettre {device} **moins fort**</translation>
    </message>
    <message>
        <source>made quieter</source>
        <translation>moins fort</translation>
    </message>
    <message>
        <source>Mute {device}</source>
        <translation>Couper le son de {device}</translation>
    </message>
    <message>
        <source>Unmute {device}</source>
        <translation>Rétablir le son de {device}</translation>
    </message>
    <message>
        <source>no longer muted</source>
        <translation>son rétabli</translation>
    </message>
    <message>
        <source>Pause {device}</source>
        <translation>Mettre {device} en pause</translation>
    </message>
    <message>
        <source>Let {device} play on</source>
        <translation>Reprendre la lecture sur {device}</translation>
    </message>
    <message>
        <source>Play what comes next on {device}</source>
        <translation>Lire le titre suivant sur {device}</translation>
    </message>
    <message>
        <source>playing what comes next</source>
        <translation>lecture du titre suivant</translation>
    </message>
    <message>
        <source>Play what came before on {device}</source>
        <translation>Lire le titre précédent sur {device}</translation>
    </message>
    <message>
        <source>playing what came before</source>
        <translation>lecture du titre précédent</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>Allumer</translation>
    </message>
    <message>
        <source>Turn off</source>
        <translation>Éteindre</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Déverrouiller</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Envoyer</translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>Basculer</translation>
    </message>
    <message>
        <source>Set the volume of</source>
        <translation>Régler le volume</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Couper le son</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Rétablir le son</translation>
    </message>
    <message>
        <source>Let</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <source>Play what comes next on</source>
        <translation>Titre suivant</translation>
    </message>
    <message>
        <source>Play what came before on</source>
        <translation>Titre précédent</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Arrêter</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copié</translation>
    </message>
    <message>
        <source>How much was read</source>
        <translation>Part lue</translation>
    </message>
    <message>
        <source>Language models (*.gguf);;All files (*)</source>
        <translation>Modèles de langage (*.gguf);;Tous les fichiers (*)</translation>
    </message>
    <message>
        <source>Field packs (*.edgepack)</source>
        <translation>Packs de terrain (*.edgepack)</translation>
    </message>
    <message>
        <source>Voice models (*.zip *.tar.gz *.tgz)</source>
        <translation>Modèles vocaux (*.zip *.tar.gz *.tgz)</translation>
    </message>
    <message>
        <source>Web pages (*.html)</source>
        <translation>Pages web (*.html)</translation>
    </message>
    <message>
        <source>Texts (*.txt *.md);;All files (*)</source>
        <translation>Textes (*.txt *.md);;Tous les fichiers (*)</translation>
    </message>
    <message>
        <source>Documents (*.pdf *.docx *.epub *.html *.htm *.md *.txt *.srt *.vtt);;All files (*)</source>
        <translation>Documents (*.pdf *.docx *.epub *.html *.htm *.md *.txt *.srt *.vtt);;Tous les fichiers (*)</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>Choisir un fichier de modèle</translation>
    </message>
    <message>
        <source>&amp;Look in:</source>
        <translation>&amp;Rechercher dans&#x202f;:</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>&amp;Type de fichiers&#x202f;:</translation>
    </message>
    <message>
        <source>Holds from the next time a model is loaded.</source>
        <translation>Vaut dès le prochain chargement d’un modèle.</translation>
    </message>
    <message>
        <source>Holds from the next start of EdgeAssist.</source>
        <translation>Vaut dès le prochain démarrage d’EdgeAssist.</translation>
    </message>
    <message>
        <source>Reset “{title}” to {value}</source>
        <translation>Rétablir «&#xa0;{title}&#xa0;» à {value}</translation>
    </message>
    <message>
        <source>It {reason}. Still in force: {value}.</source>
        <translation>La valeur {reason}. Reste en vigueur&#x202f;: {value}.</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>vide</translation>
    </message>
    <message>
        <source>Level of the microphone</source>
        <translation>Niveau du microphone</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Ouvrir</translation>
    </message>
    <message>
        <source>Open the link outside EdgeAssist</source>
        <translation>Ouvrir le lien hors d’EdgeAssist</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Copier l’adresse</translation>
    </message>
    <message>
        <source>Copy the address of the link</source>
        <translation>Copier l’adresse du lien</translation>
    </message>
    <message>
        <source>There is no timer.</source>
        <translation>Il n’y a pas de minuteur.</translation>
    </message>
    <message>
        <source>Say how long: “set a timer for ten minutes”.</source>
        <translation>Dites combien de temps&#x202f;: «&#xa0;mets un minuteur de dix minutes&#xa0;».</translation>
    </message>
    <message>
        <source>A timer may run for 100 hours at most. An alarm or a reminder suits better.</source>
        <translation>Un minuteur peut durer 100 heures au plus. Une alarme ou un rappel convient mieux.</translation>
    </message>
    <message>
        <source>Start a timer of {duration}</source>
        <translation>Démarrer un minuteur de {duration}</translation>
    </message>
    <message>
        <source>Start a timer of {duration} called {name}</source>
        <translation>Démarrer un minuteur de {duration} nommé {name}</translation>
    </message>
    <message>
        <source>{timer} is cancelled.</source>
        <translation>{timer} est annulé.</translation>
    </message>
    <message>
        <source>{timer} runs until {moment}.</source>
        <translation>{timer} dure jusqu’à {moment}.</translation>
    </message>
    <message>
        <source>There is no such timer. There is {timer}.</source>
        <translation>Ce minuteur n’existe pas. Il y a&#x202f;: {timer}.</translation>
    </message>
    <message>
        <source>There is no such timer. There are {timers}.</source>
        <translation>Ce minuteur n’existe pas. Il y a&#x202f;: {timers}.</translation>
    </message>
    <message>
        <source>There are {count} timers: {timers}. Say which one.</source>
        <translation>Il y a {count} minuteurs&#x202f;: {timers}. Dites lequel.</translation>
    </message>
    <message>
        <source>Cancel {timer}</source>
        <translation>Annuler {timer}</translation>
    </message>
    <message numerus="yes">
        <source>Cancel **{n} timer**</source>
        <comment>Cancel **all {n} timers**</comment>
        <translation>
            <numerusform>Annuler **{n} minuteur**</numerusform>
            <numerusform>Annuler **les {n} minuteurs**</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message numerus="yes">
        <source>{n} timer cancelled.</source>
        <comment>{n} timers cancelled.</comment>
        <translation>
            <numerusform>{n} minuteur annulé.</numerusform>
            <numerusform>{n} minuteurs annulés.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} timer is back.</source>
        <comment>{n} timers are back.</comment>
        <translation>
            <numerusform>{n} minuteur est rétabli.</numerusform>
            <numerusform>{n} minuteurs sont rétablis.</numerusform>
        </translation>
    </message>
    <message>
        <source>{timer} is back.</source>
        <translation>{timer} est rétabli.</translation>
    </message>
    <message>
        <source>{timer} has only {duration} left.</source>
        <translation>{timer} n’a plus que {duration}.</translation>
    </message>
    <message>
        <source>Add {duration} to {timer}</source>
        <translation>Prolonger {timer} de {duration}</translation>
    </message>
    <message>
        <source>Take {duration} off {timer}</source>
        <translation>Raccourcir {timer} de {duration}</translation>
    </message>
    <message>
        <source>{timer} is as it was.</source>
        <translation>{timer} est comme avant.</translation>
    </message>
    <message>
        <source>{timer} is paused already.</source>
        <translation>{timer} est déjà en pause.</translation>
    </message>
    <message>
        <source>{timer} is over.</source>
        <translation>{timer} est terminé.</translation>
    </message>
    <message>
        <source>Pause {timer}</source>
        <translation>Mettre {timer} en pause</translation>
    </message>
    <message>
        <source>{timer} runs again.</source>
        <translation>{timer} repart.</translation>
    </message>
    <message>
        <source>{timer} is paused with {duration} left.</source>
        <translation>{timer} est en pause&#x202f;; il reste {duration}.</translation>
    </message>
    <message>
        <source>{timer} is running.</source>
        <translation>{timer} est en marche.</translation>
    </message>
    <message>
        <source>Let {timer} go on</source>
        <translation>Reprendre {timer}</translation>
    </message>
    <message>
        <source>{timer} is paused again.</source>
        <translation>{timer} est de nouveau en pause.</translation>
    </message>
    <message>
        <source>{timer} goes on with {duration} left.</source>
        <translation>{timer} reprend&#x202f;; il reste {duration}.</translation>
    </message>
    <message>
        <source>Say how much time the **timers** have left</source>
        <translation>Dire combien de temps il reste aux **minuteurs**</translation>
    </message>
    <message>
        <source>{timer} has {duration} left and is paused.</source>
        <translation>{timer} est en pause&#x202f;; il reste {duration}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} timer</source>
        <comment>{n} timers</comment>
        <translation>
            <numerusform>{n} minuteur</numerusform>
            <numerusform>{n} minuteurs</numerusform>
        </translation>
    </message>
    <message>
        <source>the timer “{name}”</source>
        <translation>le minuteur «&#xa0;{name}&#xa0;»</translation>
    </message>
    <message>
        <source>the timer of {duration}</source>
        <translation>le minuteur de {duration}</translation>
    </message>
    <message>
        <source>{timer} has {duration} left.</source>
        <translation>{timer}&#x202f;: il reste {duration}.</translation>
    </message>
    <message>
        <source>The timer “{name}”</source>
        <translation>Le minuteur «&#xa0;{name}&#xa0;»</translation>
    </message>
    <message>
        <source>The timer of {duration}</source>
        <translation>Le minuteur de {duration}</translation>
    </message>
    <message>
        <source>Open this address outside EdgeAssist?</source>
        <translation>Ouvrir cette adresse hors d’EdgeAssist&#x202f;?</translation>
    </message>
    <message>
        <source>This link cannot be opened</source>
        <translation>Ce lien ne peut pas être ouvert</translation>
    </message>
    <message>
        <source>The address is not written the plain way.</source>
        <translation>L’adresse n’est pas écrite de la façon simple.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Masquer</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Détails</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Copier les détails</translation>
    </message>
    <message>
        <source>Hide details</source>
        <translation>Masquer les détails</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Partout</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Discussion</translation>
    </message>
    <message>
        <source>Say into which language: “translate this to Spanish”.</source>
        <translation>Dites dans quelle langue&#x202f;: «&#xa0;traduis ça en espagnol&#xa0;».</translation>
    </message>
    <message>
        <source>Say what to ask.</source>
        <translation>Dites ce qu’il faut demander.</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Guide</translation>
    </message>
    <message>
        <source>You are welcome.</source>
        <translation>Je vous en prie.</translation>
    </message>
    <message>
        <source>Try “set a timer for ten minutes”, “add milk to the shopping list”, “turn on the kitchen light”, “take a note …”, “remind me at five to …”, “what is 12 times 7”, or “open chat”.</source>
        <translation>Essayez «&#xa0;mets un minuteur de dix minutes&#xa0;», «&#xa0;ajoute du lait à la liste de courses&#xa0;», «&#xa0;allume la lumière de la cuisine&#xa0;», «&#xa0;prends une note&#x202f;: …&#xa0;», «&#xa0;rappelle-moi à cinq heures de …&#xa0;», «&#xa0;combien font 12 fois 7&#xa0;» ou «&#xa0;ouvre la discussion&#xa0;».</translation>
    </message>
    <message>
        <source>Hello. Say what to do, or open the Voice pane to see what can be said.</source>
        <translation>Bonjour. Dites ce qu’il faut faire, ou ouvrez le panneau Voix pour voir ce que l’on peut dire.</translation>
    </message>
    <message>
        <source>All right.</source>
        <translation>Très bien.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>aucun</translation>
    </message>
    <message>
        <source>There is no pane “{name}”. There is {panes}.</source>
        <translation>Il n’y a pas de panneau «&#xa0;{name}&#xa0;». Il y a&#x202f;: {panes}.</translation>
    </message>
    <message>
        <source>{pane} is open.</source>
        <translation>{pane} est ouvert.</translation>
    </message>
    <message>
        <source>Open {pane}</source>
        <translation>Ouvrir {pane}</translation>
    </message>
    <message>
        <source>Summarizing what you were working on.</source>
        <translation>Résumé de ce sur quoi vous travailliez.</translation>
    </message>
    <message>
        <source>Summarize **what you were working on**</source>
        <translation>Résumer **ce sur quoi vous travailliez**</translation>
    </message>
    <message>
        <source>Summarize</source>
        <translation>Résumer</translation>
    </message>
    <message>
        <source>Translate {text} to {language}</source>
        <translation>Traduire {text} en {language}</translation>
    </message>
    <message>
        <source>Translate **what you were working on** to {language}</source>
        <translation>Traduire **ce sur quoi vous travailliez** en {language}</translation>
    </message>
    <message>
        <source>Translate</source>
        <translation>Traduire</translation>
    </message>
    <message>
        <source>Translating to {language}.</source>
        <translation>Traduction en {language}.</translation>
    </message>
    <message>
        <source>Asking in the chat.</source>
        <translation>Question posée dans la discussion.</translation>
    </message>
    <message>
        <source>Ask: {text}</source>
        <translation>Demander&#x202f;: {text}</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <source>Find more models</source>
        <translation>Trouver d’autres modèles</translation>
    </message>
    <message>
        <source>User guide</source>
        <translation>Guide d’utilisation</translation>
    </message>
    <message>
        <source>In lists</source>
        <translation>Dans les listes</translation>
    </message>
    <message>
        <source>While you write</source>
        <translation>Pendant l’écriture</translation>
    </message>
    <message>
        <source>Search or run</source>
        <translation>Chercher ou lancer</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>Page d’accueil</translation>
    </message>
    <message>
        <source>Show all keys</source>
        <translation>Afficher toutes les touches</translation>
    </message>
    <message>
        <source>Help for this page</source>
        <translation>Aide sur cette page</translation>
    </message>
    <message>
        <source>Go to the next part of the window</source>
        <translation>Aller à la partie suivante de la fenêtre</translation>
    </message>
    <message>
        <source>Go to the part of the window before</source>
        <translation>Aller à la partie précédente de la fenêtre</translation>
    </message>
    <message>
        <source>Back out, stop, or close what is in front</source>
        <translation>Revenir, arrêter ou fermer ce qui est devant</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>Nouvelle discussion</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Réglages</translation>
    </message>
    <message>
        <source>Add a model file</source>
        <translation>Ajouter un fichier de modèle</translation>
    </message>
    <message>
        <source>Turn the offline switch</source>
        <translation>Basculer l’interrupteur hors ligne</translation>
    </message>
    <message>
        <source>Light or dark colours</source>
        <translation>Couleurs claires ou sombres</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Texte plus grand</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Texte plus petit</translation>
    </message>
    <message>
        <source>Text in its usual size</source>
        <translation>Texte à la taille habituelle</translation>
    </message>
    <message>
        <source>Close EdgeAssist</source>
        <translation>Fermer EdgeAssist</translation>
    </message>
    <message>
        <source>Search your chats</source>
        <translation>Chercher dans vos discussions</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>Arrêter la réponse</translation>
    </message>
    <message>
        <source>Open a document</source>
        <translation>Ouvrir un document</translation>
    </message>
    <message>
        <source>New summary</source>
        <translation>Nouveau résumé</translation>
    </message>
    <message>
        <source>Stop summarizing</source>
        <translation>Arrêter le résumé</translation>
    </message>
    <message>
        <source>Sum up what is on the clipboard</source>
        <translation>Résumer le presse-papiers</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>Page précédente</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Page suivante</translation>
    </message>
    <message>
        <source>Translate now</source>
        <translation>Traduire maintenant</translation>
    </message>
    <message>
        <source>Swap languages</source>
        <translation>Inverser les langues</translation>
    </message>
    <message>
        <source>Back to the text, or stop</source>
        <translation>Revenir au texte, ou arrêter</translation>
    </message>
    <message>
        <source>Hold to speak (Settings: talk key)</source>
        <translation>Maintenir pour parler (Réglages&#x202f;: touche de parole)</translation>
    </message>
    <message>
        <source>Search the models here</source>
        <translation>Chercher parmi les modèles d’ici</translation>
    </message>
    <message>
        <source>Search the guide</source>
        <translation>Chercher dans le guide</translation>
    </message>
    <message>
        <source>Search Hugging Face</source>
        <translation>Chercher sur Hugging Face</translation>
    </message>
    <message>
        <source>Open, or do the main thing</source>
        <translation>Ouvrir, ou faire l’action principale</translation>
    </message>
    <message>
        <source>Rename or edit</source>
        <translation>Renommer ou modifier</translation>
    </message>
    <message>
        <source>Delete (it can be undone)</source>
        <translation>Supprimer (peut être défait)</translation>
    </message>
    <message>
        <source>Send (Settings: send with)</source>
        <translation>Envoyer (Réglages&#x202f;: envoyer avec)</translation>
    </message>
    <message>
        <source>Begin a new line</source>
        <translation>Commencer une nouvelle ligne</translation>
    </message>
    <message>
        <source>In an empty line: the question before</source>
        <translation>Sur une ligne vide&#x202f;: la question précédente</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Table in the answer</source>
        <translation>Tableau dans la réponse</translation>
    </message>
    <message>
        <source>page {first} of {total} fits</source>
        <translation>page {first} sur {total} tient</translation>
    </message>
    <message>
        <source>pages {first}-{last} of {total} fit</source>
        <translation>pages {first}-{last} sur {total} tiennent</translation>
    </message>
    <message>
        <source>chapter {first} of {total} fits</source>
        <translation>chapitre {first} sur {total} tient</translation>
    </message>
    <message>
        <source>chapters {first}-{last} of {total} fit</source>
        <translation>chapitres {first}-{last} sur {total} tiennent</translation>
    </message>
    <message>
        <source>cue {first} of {total} fits</source>
        <translation>sous-titre {first} sur {total} tient</translation>
    </message>
    <message>
        <source>cues {first}-{last} of {total} fit</source>
        <translation>sous-titres {first}-{last} sur {total} tiennent</translation>
    </message>
    <message>
        <source>paragraph {first} of {total} fits</source>
        <translation>paragraphe {first} sur {total} tient</translation>
    </message>
    <message>
        <source>paragraphs {first}-{last} of {total} fit</source>
        <translation>paragraphes {first}-{last} sur {total} tiennent</translation>
    </message>
    <message numerus="yes">
        <source>{n} page, all read</source>
        <comment>{n} pages, all read</comment>
        <translation>
            <numerusform>{n} page, lue en entier</numerusform>
            <numerusform>{n} pages, toutes lues</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter, all read</source>
        <comment>{n} chapters, all read</comment>
        <translation>
            <numerusform>{n} chapitre, lu en entier</numerusform>
            <numerusform>{n} chapitres, tous lus</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} cue, all read</source>
        <comment>{n} cues, all read</comment>
        <translation>
            <numerusform>{n} sous-titre, lu en entier</numerusform>
            <numerusform>{n} sous-titres, tous lus</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph, all read</source>
        <comment>{n} paragraphs, all read</comment>
        <translation>
            <numerusform>{n} paragraphe, lu en entier</numerusform>
            <numerusform>{n} paragraphes, tous lus</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} page without text</source>
        <comment>{n} pages without text</comment>
        <translation>
            <numerusform>{n} page sans texte</numerusform>
            <numerusform>{n} pages sans texte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter without text</source>
        <comment>{n} chapters without text</comment>
        <translation>
            <numerusform>{n} chapitre sans texte</numerusform>
            <numerusform>{n} chapitres sans texte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} cue without text</source>
        <comment>{n} cues without text</comment>
        <translation>
            <numerusform>{n} sous-titre sans texte</numerusform>
            <numerusform>{n} sous-titres sans texte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph without text</source>
        <comment>{n} paragraphs without text</comment>
        <translation>
            <numerusform>{n} paragraphe sans texte</numerusform>
            <numerusform>{n} paragraphes sans texte</numerusform>
        </translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>Réflexion…</translation>
    </message>
    <message numerus="yes">
        <source>Thought for {n} word</source>
        <comment>Thought for {n} words</comment>
        <translation>
            <numerusform>Réflexion de {n} mot</numerusform>
            <numerusform>Réflexion de {n} mots</numerusform>
        </translation>
    </message>
    <message>
        <source>“{name}” is too long for this model. Nothing was asked.</source>
        <translation>«&#xa0;{name}&#xa0;» est trop long pour ce modèle. Rien n’a été demandé.</translation>
    </message>
    <message>
        <source>The attached files are too long for this model, “{name}” most of all. Nothing was asked.</source>
        <translation>Les fichiers joints sont trop longs pour ce modèle, surtout «&#xa0;{name}&#xa0;». Rien n’a été demandé.</translation>
    </message>
    <message>
        <source>Choose above your question: read only its beginning, or summarize it. Or remove it.</source>
        <translation>Choisissez au-dessus de votre question&#xa0;: lire seulement le début ou le résumer. Ou retirez-le.</translation>
    </message>
    <message>
        <source>This is too long for the model together with what was said before. Nothing was asked.</source>
        <translation>C’est trop long pour le modèle avec ce qui a été dit avant. Rien n’a été demandé.</translation>
    </message>
    <message>
        <source>Make room above the input, or start a new chat.</source>
        <translation>Faites de la place au-dessus de la saisie, ou commencez une nouvelle discussion.</translation>
    </message>
    <message>
        <source>changed since it was asked about</source>
        <translation>modifié depuis la question</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Lecture…</translation>
    </message>
    <message>
        <source>Not read: {name}. {trouble}</source>
        <translation>Non lu&#x202f;: {name}. {trouble}</translation>
    </message>
    <message>
        <source>Not read: the rest of {name} ({amount}).</source>
        <translation>Non lu&#x202f;: le reste de {name} ({amount}).</translation>
    </message>
    <message>
        <source>{name} is read as it is now: it has changed since the question.</source>
        <translation>{name} est lu dans son état actuel&#x202f;: il a changé depuis la question.</translation>
    </message>
    <message>
        <source>all read</source>
        <translation>tout est lu</translation>
    </message>
    <message>
        <source>none of it fits</source>
        <translation>rien n’en tient</translation>
    </message>
    <message>
        <source>less than 1 % of it fits</source>
        <translation>moins de 1&#xa0;% tient</translation>
    </message>
    <message>
        <source>the first {percent} % fits</source>
        <translation>les premiers {percent}&#xa0;% tiennent</translation>
    </message>
    <message>
        <source>only {count} could be read</source>
        <translation>seuls {count} ont pu être lus</translation>
    </message>
    <message>
        <source>the end is missing</source>
        <translation>la fin manque</translation>
    </message>
    <message>
        <source>Attached files</source>
        <translation>Fichiers joints</translation>
    </message>
    <message>
        <source>Looking for backups…</source>
        <translation>Recherche de sauvegardes…</translation>
    </message>
    <message>
        <source>There is no backup yet. One is made on each day that EdgeAssist is started; seven days are kept.</source>
        <translation>Il n’y a pas encore de sauvegarde. Il s’en fait une chaque jour où EdgeAssist est lancé&#x202f;; sept jours sont gardés.</translation>
    </message>
    <message>
        <source>One is made on each day that EdgeAssist is started; seven days are kept.</source>
        <translation>Il s’en fait une chaque jour où EdgeAssist est lancé&#x202f;; sept jours sont gardés.</translation>
    </message>
    <message>
        <source>The list then shows the chats of that time. The chats of now are kept in a file beside it.</source>
        <translation>La liste montrera alors les discussions de ce moment-là. Celles d’aujourd’hui sont gardées dans un fichier à côté.</translation>
    </message>
    <message>
        <source>Copying all chats…</source>
        <translation>Copie de toutes les discussions…</translation>
    </message>
    <message>
        <source>Putting the backup in place…</source>
        <translation>Mise en place de la sauvegarde…</translation>
    </message>
    <message>
        <source>Backups (*.sqlite3);;All files (*)</source>
        <translation>Sauvegardes (*.sqlite3);;Tous les fichiers (*)</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>Sauvegarder maintenant</translation>
    </message>
    <message>
        <source>Restore from a file…</source>
        <translation>Restaurer depuis un fichier…</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sauvegardes</translation>
    </message>
    <message>
        <source>Backed up: {size}, checked. It is {path}</source>
        <translation>Sauvegardé&#x202f;: {size}, vérifié. C’est {path}</translation>
    </message>
    <message>
        <source>Choose a backup</source>
        <translation>Choisir une sauvegarde</translation>
    </message>
    <message>
        <source>Restore the backup {name}?</source>
        <translation>Restaurer la sauvegarde {name}&#x202f;?</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Restaurer</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Conserver</translation>
    </message>
    <message numerus="yes">
        <source>Restored: {n} chat. What was there before is kept as {path}</source>
        <comment>Restored: {n} chats. What was there before is kept as {path}</comment>
        <translation>
            <numerusform>Restauré&#x202f;: {n} discussion. Ce qui était là avant est conservé sous {path}</numerusform>
            <numerusform>Restauré&#x202f;: {n} discussions. Ce qui était là avant est conservé sous {path}</numerusform>
        </translation>
    </message>
    <message>
        <source>Backup of {day}</source>
        <translation>Sauvegarde du {day}</translation>
    </message>
    <message>
        <source>Restore the backup of {day}?</source>
        <translation>Restaurer la sauvegarde du {day}&#x202f;?</translation>
    </message>
    <message>
        <source>Restore the backup of {day}</source>
        <translation>Restaurer la sauvegarde du {day}</translation>
    </message>
    <message>
        <source>“{chat}” was deleted. The bin keeps it for 30 days.</source>
        <translation>«&#xa0;{chat}&#xa0;» a été supprimée. La corbeille la garde 30 jours.</translation>
    </message>
    <message>
        <source>“{chat}” is in the archive.</source>
        <translation>«&#xa0;{chat}&#xa0;» est dans les archives.</translation>
    </message>
    <message>
        <source>“{chat}” is back in the list.</source>
        <translation>«&#xa0;{chat}&#xa0;» est de retour dans la liste.</translation>
    </message>
    <message>
        <source>“{chat}” is back where it was.</source>
        <translation>«&#xa0;{chat}&#xa0;» est de retour à sa place.</translation>
    </message>
    <message>
        <source>“{chat}” is in no folder now.</source>
        <translation>«&#xa0;{chat}&#xa0;» n’est plus dans aucun dossier.</translation>
    </message>
    <message>
        <source>“{chat}” is in the folder {folder}.</source>
        <translation>«&#xa0;{chat}&#xa0;» est dans le dossier {folder}.</translation>
    </message>
    <message>
        <source>The bin is empty.</source>
        <translation>La corbeille est vide.</translation>
    </message>
    <message>
        <source>Opening your chats…</source>
        <translation>Ouverture de vos discussions…</translation>
    </message>
    <message>
        <source>Your chats could not be listed.</source>
        <translation>Vos discussions n’ont pas pu être listées.</translation>
    </message>
    <message>
        <source>Your chats</source>
        <translation>Vos discussions</translation>
    </message>
    <message>
        <source>‹ Chats</source>
        <translation>‹ Discussions</translation>
    </message>
    <message>
        <source>Back to the chats</source>
        <translation>Retour aux discussions</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archives</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>Corbeille</translation>
    </message>
    <message>
        <source>Empty the bin…</source>
        <translation>Vider la corbeille…</translation>
    </message>
    <message>
        <source>Export, backups</source>
        <translation>Exportation, sauvegardes</translation>
    </message>
    <message>
        <source>This chat is in the bin.</source>
        <translation>Cette discussion est dans la corbeille.</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Supprimer définitivement</translation>
    </message>
    <message>
        <source>Delete what is in the bin for good?</source>
        <translation>Supprimer définitivement le contenu de la corbeille&#x202f;?</translation>
    </message>
    <message>
        <source>Archive {count}</source>
        <translation>Archives {count}</translation>
    </message>
    <message>
        <source>Bin {count}</source>
        <translation>Corbeille {count}</translation>
    </message>
    <message>
        <source>Export chats…</source>
        <translation>Exporter les discussions…</translation>
    </message>
    <message>
        <source>Backups…</source>
        <translation>Sauvegardes…</translation>
    </message>
    <message>
        <source>No chats yet. What you ask is kept here, on this computer only.</source>
        <translation>Aucune discussion pour l’instant. Ce que vous demandez est gardé ici, sur cet ordinateur seulement.</translation>
    </message>
    <message>
        <source>Nothing is archived. A chat that you archive leaves the list and stays searchable.</source>
        <translation>Rien n’est archivé. Une discussion archivée quitte la liste mais reste dans la recherche.</translation>
    </message>
    <message>
        <source>The bin is empty. A deleted chat lies here for 30 days.</source>
        <translation>La corbeille est vide. Une discussion supprimée y reste 30 jours.</translation>
    </message>
    <message>
        <source>Name of the new folder</source>
        <translation>Nom du nouveau dossier</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Déplacer</translation>
    </message>
    <message>
        <source>Move the chat into the new folder</source>
        <translation>Déplacer la discussion dans le nouveau dossier</translation>
    </message>
    <message>
        <source>Make no folder</source>
        <translation>Ne pas créer de dossier</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>Discussions</translation>
    </message>
    <message>
        <source>Archived chats</source>
        <translation>Discussions archivées</translation>
    </message>
    <message>
        <source>Deleted chats</source>
        <translation>Discussions supprimées</translation>
    </message>
    <message>
        <source>What to do with {title}</source>
        <translation>Que faire de {title}</translation>
    </message>
    <message>
        <source>Export this chat…</source>
        <translation>Exporter cette discussion…</translation>
    </message>
    <message>
        <source>There is no chat to delete.</source>
        <translation>Il n’y a pas de discussion à supprimer.</translation>
    </message>
    <message>
        <source>None of these chats is in the bin any more.</source>
        <translation>Aucune de ces discussions n’est plus dans la corbeille.</translation>
    </message>
    <message numerus="yes">
        <source>Delete **all chats** ({n} chat). They stay in the bin for 30 days</source>
        <comment>Delete **all chats** ({n} chats). They stay in the bin for 30 days</comment>
        <translation>
            <numerusform>Supprimer **toutes les discussions** ({n} discussion). Elles restent 30 jours dans la corbeille</numerusform>
            <numerusform>Supprimer **toutes les discussions** ({n} discussions). Elles restent 30 jours dans la corbeille</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Supprimer</translation>
    </message>
    <message numerus="yes">
        <source>{n} chat is in the bin.</source>
        <comment>{n} chats are in the bin.</comment>
        <translation>
            <numerusform>{n} discussion est dans la corbeille.</numerusform>
            <numerusform>{n} discussions sont dans la corbeille.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chat is back.</source>
        <comment>{n} chats are back.</comment>
        <translation>
            <numerusform>{n} discussion est de retour.</numerusform>
            <numerusform>{n} discussions sont de retour.</numerusform>
        </translation>
    </message>
    <message>
        <source>Put back into the list</source>
        <translation>Remettre dans la liste</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Renommer</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Désépingler</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>Épingler en haut</translation>
    </message>
    <message>
        <source>Put into the archive</source>
        <translation>Mettre dans les archives</translation>
    </message>
    <message>
        <source>Out of its folder</source>
        <translation>Sortir de son dossier</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>Nouveau dossier…</translation>
    </message>
    <message>
        <source>Move to folder</source>
        <translation>Déplacer vers un dossier</translation>
    </message>
    <message>
        <source>{chat}, open</source>
        <translation>{chat}, ouverte</translation>
    </message>
    <message>
        <source>New name of the chat</source>
        <translation>Nouveau nom de la discussion</translation>
    </message>
    <message numerus="yes">
        <source>{folder}, {n} chat, folded</source>
        <comment>{folder}, {n} chats, folded</comment>
        <translation>
            <numerusform>{folder}, {n} discussion, replié</numerusform>
            <numerusform>{folder}, {n} discussions, replié</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{folder}, {n} chat, unfolded</source>
        <comment>{folder}, {n} chats, unfolded</comment>
        <translation>
            <numerusform>{folder}, {n} discussion, déplié</numerusform>
            <numerusform>{folder}, {n} discussions, déplié</numerusform>
        </translation>
    </message>
    <message>
        <source>A bigger model reads more at once.</source>
        <translation>Un modèle plus grand lit davantage à la fois.</translation>
    </message>
    <message>
        <source>The model can perhaps read more at once: enlarge its context.</source>
        <translation>Le modèle peut peut-être lire davantage à la fois&#x202f;: agrandissez son contexte.</translation>
    </message>
    <message>
        <source>It ended while thinking, before it answered</source>
        <translation>Terminé pendant la réflexion, avant la réponse</translation>
    </message>
    <message>
        <source>Answering…</source>
        <translation>Réponse en cours…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Arrêté</translation>
    </message>
    <message>
        <source>Cut off at the length limit</source>
        <translation>Coupé à la limite de longueur</translation>
    </message>
    <message>
        <source>Cut off: the context is full</source>
        <translation>Coupé&#x202f;: le contexte est plein</translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation>Inachevé</translation>
    </message>
    <message>
        <source>Not answered</source>
        <translation>Sans réponse</translation>
    </message>
    <message>
        <source>Not answered: perhaps too long for this model</source>
        <translation>Sans réponse&#x202f;: peut-être trop long pour ce modèle</translation>
    </message>
    <message numerus="yes">
        <source>An earlier question is left out, as you chose</source>
        <comment>{n} earlier questions are left out, as you chose</comment>
        <translation>
            <numerusform>Une question précédente est laissée de côté, comme vous l’avez choisi</numerusform>
            <numerusform>{n} questions précédentes sont laissées de côté, comme vous l’avez choisi</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first question is not read</source>
        <comment>The first {n} questions are not read</comment>
        <translation>
            <numerusform>La première question n’est pas lue</numerusform>
            <numerusform>Les {n} premières questions ne sont pas lues</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The next question is not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</source>
        <comment>The next {n} questions are not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</comment>
        <translation>
            <numerusform>La question suivante n’est pas lue&#x202f;: sur la place de {whole}, {kept} restent libres pour la réponse, et le reste ne suffit pas pour tout</numerusform>
            <numerusform>Les {n} questions suivantes ne sont pas lues&#x202f;: sur la place de {whole}, {kept} restent libres pour la réponse, et le reste ne suffit pas pour tout</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first question is not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</source>
        <comment>The first {n} questions are not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</comment>
        <translation>
            <numerusform>La première question n’est pas lue&#x202f;: sur la place de {whole}, {kept} restent libres pour la réponse, et le reste ne suffit pas pour tout</numerusform>
            <numerusform>Les {n} premières questions ne sont pas lues&#x202f;: sur la place de {whole}, {kept} restent libres pour la réponse, et le reste ne suffit pas pour tout</numerusform>
        </translation>
    </message>
    <message>
        <source>Shorten your question.</source>
        <translation>Raccourcissez votre question.</translation>
    </message>
    <message>
        <source>Start a new chat or shorten your question.</source>
        <translation>Commencez une nouvelle discussion ou raccourcissez votre question.</translation>
    </message>
    <message>
        <source>began after {first}, took {whole}</source>
        <translation>début après {first}, {whole} en tout</translation>
    </message>
    <message numerus="yes">
        <source>{n} token</source>
        <comment>{n} tokens</comment>
        <translation>
            <numerusform>{n} token</numerusform>
            <numerusform>{n} tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} token (a word or a piece of one)</source>
        <comment>{n} tokens (words or pieces of words)</comment>
        <translation>
            <numerusform>{n} token (un mot ou un morceau de mot)</numerusform>
            <numerusform>{n} tokens (mots ou morceaux de mots)</numerusform>
        </translation>
    </message>
    <message>
        <source>{tokens}, {rate} tokens/s</source>
        <translation>{tokens}, {rate} tokens/s</translation>
    </message>
    <message numerus="yes">
        <source>Summary of {n} older question, read instead of it</source>
        <comment>Summary of {n} older questions, read instead of them</comment>
        <translation>
            <numerusform>Résumé de {n} question plus ancienne, lu à sa place</numerusform>
            <numerusform>Résumé de {n} questions plus anciennes, lu à leur place</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>Copier la réponse</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Answer the last question again</source>
        <translation>Répondre de nouveau à la dernière question</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuer</translation>
    </message>
    <message>
        <source>Go on with this answer</source>
        <translation>Continuer cette réponse</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Modifier</translation>
    </message>
    <message>
        <source>Ask this question in other words</source>
        <translation>Poser cette question en d’autres termes</translation>
    </message>
    <message>
        <source>Translate the answer</source>
        <translation>Traduire la réponse</translation>
    </message>
    <message>
        <source>Summarize chat</source>
        <translation>Résumer la discussion</translation>
    </message>
    <message>
        <source>Answered by {model}</source>
        <translation>Réponse de {model}</translation>
    </message>
    <message>
        <source>Shorten the question</source>
        <translation>Raccourcissez la question</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Écriture…</translation>
    </message>
    <message>
        <source>What to export</source>
        <translation>Que faut-il exporter</translation>
    </message>
    <message>
        <source>This chat</source>
        <translation>Cette discussion</translation>
    </message>
    <message>
        <source>All chats</source>
        <translation>Toutes les discussions</translation>
    </message>
    <message>
        <source>Kind of file</source>
        <translation>Type de fichier</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Enregistrer sous…</translation>
    </message>
    <message>
        <source>Choose where to save</source>
        <translation>Choisir où enregistrer</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exporter</translation>
    </message>
    <message>
        <source>This chat has no question yet.</source>
        <translation>Cette discussion n’a pas encore de question.</translation>
    </message>
    <message>
        <source>all chats</source>
        <translation>toutes les discussions</translation>
    </message>
    <message>
        <source>Save chats</source>
        <translation>Enregistrer les discussions</translation>
    </message>
    <message numerus="yes">
        <source>{n} chat saved in {path}</source>
        <comment>{n} chats saved in {path}</comment>
        <translation>
            <numerusform>{n} discussion enregistrée dans {path}</numerusform>
            <numerusform>{n} discussions enregistrées dans {path}</numerusform>
        </translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>As it was written, for notes and wikis.</source>
        <translation>Tel quel, pour les notes et les wikis.</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>Page web</translation>
    </message>
    <message>
        <source>To read and print in any browser; loads nothing.</source>
        <translation>À lire et à imprimer dans tout navigateur&#x202f;; ne charge rien.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>Plain text that opens everywhere.</source>
        <translation>Texte brut qui s’ouvre partout.</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Tout</translation>
    </message>
    <message>
        <source>All versions of every answer (JSON). EdgeAssist can take it in again.</source>
        <translation>Toutes les versions de chaque réponse (JSON). EdgeAssist peut le reprendre.</translation>
    </message>
    <message>
        <source>No model is loaded. Load one, then try again.</source>
        <translation>Aucun modèle n’est chargé. Chargez-en un, puis réessayez.</translation>
    </message>
    <message>
        <source>Counting what will be read…</source>
        <translation>Comptage de ce qui sera lu…</translation>
    </message>
    <message>
        <source>You can type already; sending starts when a model is loaded.</source>
        <translation>Vous pouvez déjà écrire&#x202f;; l’envoi commence quand un modèle est chargé.</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>Lecture de {name}…</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titre</translation>
    </message>
    <message>
        <source>{part}: {tokens}</source>
        <translation>{part}&#x202f;: {tokens}</translation>
    </message>
    <message>
        <source>{part}: about {tokens}</source>
        <translation>{part}&#x202f;: environ {tokens}</translation>
    </message>
    <message numerus="yes">
        <source>About {n} word will be read</source>
        <comment>About {n} words will be read</comment>
        <translation>
            <numerusform>Environ {n} mot sera lu</numerusform>
            <numerusform>Environ {n} mots seront lus</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>About {n} word too long for this model</source>
        <comment>About {n} words too long for this model</comment>
        <translation>
            <numerusform>Trop long d’environ {n} mot pour ce modèle</numerusform>
            <numerusform>Trop long d’environ {n} mots pour ce modèle</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Perhaps {n} word too long for this model</source>
        <comment>Perhaps {n} words too long for this model</comment>
        <translation>
            <numerusform>Peut-être trop long de {n} mot pour ce modèle</numerusform>
            <numerusform>Peut-être trop long de {n} mots pour ce modèle</numerusform>
        </translation>
    </message>
    <message>
        <source>Room for the answer</source>
        <translation>Place pour la réponse</translation>
    </message>
    <message>
        <source>All of it, in tokens (words or pieces of words)</source>
        <translation>Le tout, en tokens (mots ou morceaux de mots)</translation>
    </message>
    <message numerus="yes">
        <source>The model reads {n} token at once.</source>
        <comment>The model reads {n} tokens at once.</comment>
        <translation>
            <numerusform>Le modèle lit {n} token à la fois.</numerusform>
            <numerusform>Le modèle lit {n} tokens à la fois.</numerusform>
        </translation>
    </message>
    <message>
        <source>The model&apos;s own form</source>
        <translation>La forme propre au modèle</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>Sans nom</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Épinglées</translation>
    </message>
    <message numerus="yes">
        <source>{n} day left</source>
        <comment>{n} days left</comment>
        <translation>
            <numerusform>encore {n} jour</numerusform>
            <numerusform>encore {n} jours</numerusform>
        </translation>
    </message>
    <message>
        <source>goes today</source>
        <translation>part aujourd’hui</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Aujourd’hui</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Hier</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>7 derniers jours</translation>
    </message>
    <message>
        <source>At an unknown time</source>
        <translation>À un moment inconnu</translation>
    </message>
    <message>
        <source>{month} {year}</source>
        <translation>{month} {year}</translation>
    </message>
    <message>
        <source>The model in use</source>
        <translation>Le modèle utilisé</translation>
    </message>
    <message>
        <source>The small model takes no persona: it answers as it was made.</source>
        <translation>Le petit modèle n’adopte pas de rôle&#x202f;: il répond tel qu’il a été fait.</translation>
    </message>
    <message>
        <source>This chat was set to a model that is no longer here; the one in use answers.</source>
        <translation>Cette discussion était réglée sur un modèle qui n’est plus ici&#x202f;; celui en service répond.</translation>
    </message>
    <message>
        <source>What the model is told before every answer</source>
        <translation>Ce que l’on dit au modèle avant chaque réponse</translation>
    </message>
    <message>
        <source>Tell the model in your own words how to answer.</source>
        <translation>Dites au modèle, avec vos mots, comment répondre.</translation>
    </message>
    <message>
        <source>How this chat is answered</source>
        <translation>Façon de répondre dans cette discussion</translation>
    </message>
    <message>
        <source>Answer as</source>
        <translation>Répondre comme</translation>
    </message>
    <message>
        <source>Model of this chat</source>
        <translation>Modèle de cette discussion</translation>
    </message>
    <message>
        <source>How freely</source>
        <translation>Liberté</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>Prudent</translation>
    </message>
    <message>
        <source>Inventive</source>
        <translation>Inventif</translation>
    </message>
    <message>
        <source>Choice of words</source>
        <translation>Choix des mots</translation>
    </message>
    <message>
        <source>Few words</source>
        <translation>Peu de mots</translation>
    </message>
    <message>
        <source>Every word</source>
        <translation>Tous les mots</translation>
    </message>
    <message>
        <source>Length of an answer</source>
        <translation>Longueur d’une réponse</translation>
    </message>
    <message>
        <source>As usual again</source>
        <translation>Comme d’habitude</translation>
    </message>
    <message>
        <source>Answer as usual again</source>
        <translation>Répondre de nouveau comme d’habitude</translation>
    </message>
    <message>
        <source>Model of this chat: {name}</source>
        <translation>Modèle de cette discussion&#x202f;: {name}</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>Habituelle</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>Courte</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>Moyenne</translation>
    </message>
    <message>
        <source>Long</source>
        <translation>Longue</translation>
    </message>
    <message>
        <source>Very long</source>
        <translation>Très longue</translation>
    </message>
    <message>
        <source>Nobody special</source>
        <translation>Aucun rôle</translation>
    </message>
    <message>
        <source>The model answers as it was made.</source>
        <translation>Le modèle répond tel qu’il a été fait.</translation>
    </message>
    <message>
        <source>Plain words</source>
        <translation>Mots simples</translation>
    </message>
    <message>
        <source>For reports, rules and letters that must be understood at once.</source>
        <translation>Pour les rapports, règles et lettres à comprendre aussitôt.</translation>
    </message>
    <message>
        <source>Brief</source>
        <translation>Bref</translation>
    </message>
    <message>
        <source>For a quick answer between two tasks.</source>
        <translation>Pour une réponse rapide entre deux tâches.</translation>
    </message>
    <message>
        <source>Translator&apos;s eye</source>
        <translation>Œil de traducteur</translation>
    </message>
    <message>
        <source>For texts that go to people of another language.</source>
        <translation>Pour les textes destinés à des gens d’une autre langue.</translation>
    </message>
    <message>
        <source>Checklist writer</source>
        <translation>Auteur de listes de contrôle</translation>
    </message>
    <message>
        <source>For procedures, handovers and repairs.</source>
        <translation>Pour les procédures, les relèves et les réparations.</translation>
    </message>
    <message>
        <source>Patient teacher</source>
        <translation>Professeur patient</translation>
    </message>
    <message>
        <source>For learning something new.</source>
        <translation>Pour apprendre quelque chose de nouveau.</translation>
    </message>
    <message>
        <source>Own words</source>
        <translation>Vos propres mots</translation>
    </message>
    <message>
        <source>Rather careful</source>
        <translation>Plutôt prudent</translation>
    </message>
    <message>
        <source>Wild: it may wander off</source>
        <translation>Libre&#x202f;: il peut divaguer</translation>
    </message>
    <message>
        <source>Only the likeliest words</source>
        <translation>Seulement les mots les plus probables</translation>
    </message>
    <message>
        <source>Likely words</source>
        <translation>Mots probables</translation>
    </message>
    <message>
        <source>Most words</source>
        <translation>La plupart des mots</translation>
    </message>
    <message>
        <source>An answer ends when it is done, at the latest after about 700 words.</source>
        <translation>Une réponse finit quand elle est complète, au plus tard après environ 700 mots.</translation>
    </message>
    <message numerus="yes">
        <source>An answer is cut off after about {n} word.</source>
        <comment>An answer is cut off after about {n} words.</comment>
        <translation>
            <numerusform>Une réponse est coupée après environ {n} mot.</numerusform>
            <numerusform>Une réponse est coupée après environ {n} mots.</numerusform>
        </translation>
    </message>
    <message>
        <source>Use {model}</source>
        <translation>Utiliser {model}</translation>
    </message>
    <message>
        <source>Stay with {model}</source>
        <translation>Rester avec {model}</translation>
    </message>
    <message>
        <source>This chat is meant for {model}.</source>
        <translation>Cette discussion est prévue pour {model}.</translation>
    </message>
    <message>
        <source>Drop the oldest questions instead, or use another model.</source>
        <translation>Retirez plutôt les questions les plus anciennes, ou utilisez un autre modèle.</translation>
    </message>
    <message>
        <source>The model did not finish the summary.</source>
        <translation>Le modèle n’a pas terminé le résumé.</translation>
    </message>
    <message>
        <source>Summing up older turns: {number} of {count}</source>
        <translation>Résumé des échanges plus anciens&#x202f;: {number} sur {count}</translation>
    </message>
    <message>
        <source>Your chats could not be opened. You can ask all the same; this chat stays only in this window.</source>
        <translation>Vos discussions n’ont pas pu être ouvertes. Vous pouvez quand même poser des questions&#x202f;; cette discussion reste seulement dans cette fenêtre.</translation>
    </message>
    <message>
        <source>That version could not be shown.</source>
        <translation>Cette version n’a pas pu être affichée.</translation>
    </message>
    <message>
        <source>Copy what you need before you close the window.</source>
        <translation>Copiez ce dont vous avez besoin avant de fermer la fenêtre.</translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation>Texte collé</translation>
    </message>
    <message>
        <source>Words in {braces} are asked for when the prompt is used; those that end in … get several lines.</source>
        <translation>Les mots entre {braces} sont demandés à l’emploi de l’invite&#x202f;; ceux qui se terminent par … ont plusieurs lignes.</translation>
    </message>
    <message>
        <source>braces</source>
        <translation>accolades</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>Insérer</translation>
    </message>
    <message>
        <source>Insert the prompt into your question</source>
        <translation>Insérer l’invite dans votre question</translation>
    </message>
    <message>
        <source>Back to the prompts</source>
        <translation>Retour aux invites</translation>
    </message>
    <message>
        <source>Name of the prompt</source>
        <translation>Nom de l’invite</translation>
    </message>
    <message>
        <source>Text of the prompt</source>
        <translation>Texte de l’invite</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Save the prompt</source>
        <translation>Enregistrer l’invite</translation>
    </message>
    <message>
        <source>Change nothing</source>
        <translation>Ne rien changer</translation>
    </message>
    <message>
        <source>Prompts (*.toml)</source>
        <translation>Invites (*.toml)</translation>
    </message>
    <message>
        <source>No prompt of that name.</source>
        <translation>Aucune invite de ce nom.</translation>
    </message>
    <message>
        <source>Opening the prompts…</source>
        <translation>Ouverture des invites…</translation>
    </message>
    <message>
        <source>Ours are here; what you change is kept in a new file beside it.</source>
        <translation>Les nôtres sont là&#x202f;; ce que vous modifiez est gardé dans un nouveau fichier à côté.</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Invites</translation>
    </message>
    <message>
        <source>Find a prompt</source>
        <translation>Trouver une invite</translation>
    </message>
    <message>
        <source>New prompt</source>
        <translation>Nouvelle invite</translation>
    </message>
    <message>
        <source>Edit the chosen prompt</source>
        <translation>Modifier l’invite choisie</translation>
    </message>
    <message>
        <source>Delete the chosen prompt</source>
        <translation>Supprimer l’invite choisie</translation>
    </message>
    <message>
        <source>Import and export prompts</source>
        <translation>Importer et exporter des invites</translation>
    </message>
    <message numerus="yes">
        <source>{n} new prompt taken in.</source>
        <comment>{n} new prompts taken in.</comment>
        <translation>
            <numerusform>{n} nouvelle invite reprise.</numerusform>
            <numerusform>{n} nouvelles invites reprises.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} prompt saved in {path}</source>
        <comment>{n} prompts saved in {path}</comment>
        <translation>
            <numerusform>{n} invite enregistrée dans {path}</numerusform>
            <numerusform>{n} invites enregistrées dans {path}</numerusform>
        </translation>
    </message>
    <message>
        <source>What you wrote was not saved.</source>
        <translation>Ce que vous avez écrit n’a pas été enregistré.</translation>
    </message>
    <message>
        <source>Go on writing</source>
        <translation>Continuer à écrire</translation>
    </message>
    <message>
        <source>“{name}” was deleted.</source>
        <translation>«&#xa0;{name}&#xa0;» a été supprimée.</translation>
    </message>
    <message>
        <source>Import prompts…</source>
        <translation>Importer des invites…</translation>
    </message>
    <message>
        <source>Export prompts…</source>
        <translation>Exporter les invites…</translation>
    </message>
    <message>
        <source>Choose a file of prompts</source>
        <translation>Choisir un fichier d’invites</translation>
    </message>
    <message>
        <source>Save prompts</source>
        <translation>Enregistrer les invites</translation>
    </message>
    <message>
        <source>Nothing was changed. Mend the file in a text editor, or take another one.</source>
        <translation>Rien n’a été modifié. Corrigez le fichier dans un éditeur de texte, ou prenez-en un autre.</translation>
    </message>
    <message>
        <source>The prompts in {path} cannot be used: {reason}.</source>
        <translation>Les invites de {path} sont inutilisables&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Free some space or choose another folder. Your prompts are as they were.</source>
        <translation>Libérez de la place ou choisissez un autre dossier. Vos invites n’ont pas changé.</translation>
    </message>
    <message>
        <source>{path} cannot be used now: {reason}.</source>
        <translation>{path} est inutilisable pour l’instant&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>there would be more than {count}</source>
        <translation>il y en aurait plus de {count}</translation>
    </message>
    <message>
        <source>it has version {version}, and this EdgeAssist knows version {known}</source>
        <translation>il a la version {version}, et cet EdgeAssist connaît la version {known}</translation>
    </message>
    <message>
        <source>it holds too many prompts, or too long ones</source>
        <translation>il contient trop d’invites, ou de trop longues</translation>
    </message>
    <message>
        <source>Your question in other words</source>
        <translation>Votre question en d’autres termes</translation>
    </message>
    <message>
        <source>Ask this</source>
        <translation>Demander cela</translation>
    </message>
    <message>
        <source>Leave the question as it was</source>
        <translation>Laisser la question telle quelle</translation>
    </message>
    <message>
        <source>The question and answers as they were are kept beside it.</source>
        <translation>La question et les réponses d’avant sont gardées à côté.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Tout afficher</translation>
    </message>
    <message>
        <source>Show all of your question</source>
        <translation>Afficher toute votre question</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>Afficher moins</translation>
    </message>
    <message>
        <source>Show less of your question</source>
        <translation>Afficher moins de votre question</translation>
    </message>
    <message>
        <source>Your question</source>
        <translation>Votre question</translation>
    </message>
    <message>
        <source>All of your question</source>
        <translation>Toute votre question</translation>
    </message>
    <message>
        <source>Not read: the role it should play. The starter plays no roles.</source>
        <translation>Non lu&#x202f;: le rôle à jouer. Starter ne joue pas de rôle.</translation>
    </message>
    <message>
        <source>The older turns could not be summed up: {reason} Nothing was changed.</source>
        <translation>Les échanges plus anciens n’ont pas pu être résumés&#x202f;: {reason} Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>{name} is still being read. Try again in a moment.</source>
        <translation>{name} est encore en cours de lecture. Réessayez dans un instant.</translation>
    </message>
    <message>
        <source>Summing up older turns…</source>
        <translation>Résumé des échanges plus anciens…</translation>
    </message>
    <message>
        <source>Chat: {question}</source>
        <translation>Discussion&#x202f;: {question}</translation>
    </message>
    <message>
        <source>What the model will read</source>
        <translation>Ce que le modèle va lire</translation>
    </message>
    <message>
        <source>How much the model can still read</source>
        <translation>Ce que le modèle peut encore lire</translation>
    </message>
    <message>
        <source>What will be read</source>
        <translation>Ce qui sera lu</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>Agrandir</translation>
    </message>
    <message>
        <source>Drop oldest</source>
        <translation>Retirer les plus anciennes</translation>
    </message>
    <message>
        <source>Leave the oldest questions out</source>
        <translation>Laisser de côté les questions les plus anciennes</translation>
    </message>
    <message>
        <source>Summarize older turns</source>
        <translation>Résumer les échanges anciens</translation>
    </message>
    <message>
        <source>Summarize in its own pane</source>
        <translation>Résumer dans son panneau</translation>
    </message>
    <message>
        <source>Read only the beginning</source>
        <translation>Lire seulement le début</translation>
    </message>
    <message>
        <source>Summarize it</source>
        <translation>Le résumer</translation>
    </message>
    <message>
        <source>Summarize the file</source>
        <translation>Résumer le fichier</translation>
    </message>
    <message>
        <source>Stop summing up</source>
        <translation>Arrêter de résumer</translation>
    </message>
    <message>
        <source>Enlarge to {tokens}</source>
        <translation>Agrandir à {tokens}</translation>
    </message>
    <message>
        <source>Read only the beginning of {name}</source>
        <translation>Lire seulement le début de {name}</translation>
    </message>
    <message numerus="yes">
        <source>{line}; {n} more would fit</source>
        <comment>{line}; {n} more would fit</comment>
        <translation>
            <numerusform>{line}&#x202f;; {n} de plus tiendrait</numerusform>
            <numerusform>{line}&#x202f;; {n} de plus tiendraient</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was found. All words must stand in one message; the beginning of each is enough.</source>
        <translation>Rien n’a été trouvé. Tous les mots doivent figurer dans un même message&#x202f;; le début de chacun suffit.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Recherche…</translation>
    </message>
    <message>
        <source>In all chats</source>
        <translation>Dans toutes les discussions</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Ce qui a été trouvé</translation>
    </message>
    <message>
        <source>Search in your chats</source>
        <translation>Chercher dans vos discussions</translation>
    </message>
    <message>
        <source>Where to search: in all chats</source>
        <translation>Où chercher&#x202f;: dans toutes les discussions</translation>
    </message>
    <message>
        <source>Where to search</source>
        <translation>Où chercher</translation>
    </message>
    <message>
        <source>Only in {folder}</source>
        <translation>Seulement dans {folder}</translation>
    </message>
    <message>
        <source>Where to search: {place}</source>
        <translation>Où chercher&#x202f;: {place}</translation>
    </message>
    <message>
        <source>Read as part of the summary</source>
        <translation>Lu dans le résumé</translation>
    </message>
    <message>
        <source>Not read any more</source>
        <translation>N’est plus lu</translation>
    </message>
    <message>
        <source>The role it plays</source>
        <translation>Le rôle à jouer</translation>
    </message>
    <message>
        <source>Summary of older turns</source>
        <translation>Résumé des échanges anciens</translation>
    </message>
    <message>
        <source>Earlier questions and answers ({count})</source>
        <translation>Questions et réponses précédentes ({count})</translation>
    </message>
    <message>
        <source>The answer so far</source>
        <translation>La réponse jusqu’ici</translation>
    </message>
    <message>
        <source>You: {question}</source>
        <translation>Vous&#x202f;: {question}</translation>
    </message>
    <message>
        <source>Answer: {answer}</source>
        <translation>Réponse&#x202f;: {answer}</translation>
    </message>
    <message>
        <source>How this chat is answered…</source>
        <translation>Façon de répondre dans cette discussion…</translation>
    </message>
    <message>
        <source>Prompts…</source>
        <translation>Invites…</translation>
    </message>
    <message>
        <source>What the model reads</source>
        <translation>Ce que lit le modèle</translation>
    </message>
    <message>
        <source>Find in your chats…</source>
        <translation>Chercher dans vos discussions…</translation>
    </message>
    <message>
        <source>Rename this chat…</source>
        <translation>Renommer cette discussion…</translation>
    </message>
    <message>
        <source>Delete this chat</source>
        <translation>Supprimer cette discussion</translation>
    </message>
    <message>
        <source>‹ Back to the chat</source>
        <translation>‹ Retour à la discussion</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>Retour à la discussion</translation>
    </message>
    <message>
        <source>What would you like to know?</source>
        <translation>Que voulez-vous savoir&#x202f;?</translation>
    </message>
    <message>
        <source>A small model is ready</source>
        <translation>Un petit modèle est prêt</translation>
    </message>
    <message>
        <source>Explain a circuit breaker in two sentences.</source>
        <translation>Explique en deux phrases ce qu’est un disjoncteur.</translation>
    </message>
    <message>
        <source>Write a checklist for a shift handover.</source>
        <translation>Rédige une liste de contrôle pour une relève d’équipe.</translation>
    </message>
    <message>
        <source>Write a polite letter asking for a spare part.</source>
        <translation>Rédige une lettre polie pour demander une pièce de rechange.</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Conversation</translation>
    </message>
    <message>
        <source>Show earlier messages</source>
        <translation>Afficher les messages précédents</translation>
    </message>
    <message>
        <source>Ask in your own words, or start with one of these:</source>
        <translation>Demandez avec vos mots, ou commencez par l’un de ceux-ci&#x202f;:</translation>
    </message>
    <message>
        <source>The question before this one</source>
        <translation>La question avant celle-ci</translation>
    </message>
    <message>
        <source>The question after this one</source>
        <translation>La question après celle-ci</translation>
    </message>
    <message>
        <source>question {place} of {count}</source>
        <translation>question {place} sur {count}</translation>
    </message>
    <message>
        <source>The answer before this one</source>
        <translation>La réponse avant celle-ci</translation>
    </message>
    <message>
        <source>The answer after this one</source>
        <translation>La réponse après celle-ci</translation>
    </message>
    <message>
        <source>answer {place} of {count}</source>
        <translation>réponse {place} sur {count}</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>{place} sur {count}</translation>
    </message>
    <message>
        <source>Ask anything. Nothing leaves this computer.</source>
        <translation>Demandez ce que vous voulez. Rien ne quitte cet ordinateur.</translation>
    </message>
    <message>
        <source>Ask something simple. Nothing leaves this computer.</source>
        <translation>Demandez quelque chose de simple. Rien ne quitte cet ordinateur.</translation>
    </message>
    <message>
        <source>Ask anything.</source>
        <translation>Demandez ce que vous voulez.</translation>
    </message>
    <message>
        <source>Ask something simple.</source>
        <translation>Demandez quelque chose de simple.</translation>
    </message>
    <message>
        <source>Show your chats</source>
        <translation>Afficher vos discussions</translation>
    </message>
    <message>
        <source>Copy chat</source>
        <translation>Copier la discussion</translation>
    </message>
    <message>
        <source>Copy the whole conversation</source>
        <translation>Copier toute la conversation</translation>
    </message>
    <message>
        <source>More for this chat</source>
        <translation>Plus pour cette discussion</translation>
    </message>
    <message>
        <source>Attach a file</source>
        <translation>Joindre un fichier</translation>
    </message>
    <message>
        <source>This chat could not be saved. It goes on, but only in this window.</source>
        <translation>Cette discussion n’a pas pu être enregistrée. Elle continue, mais seulement dans cette fenêtre.</translation>
    </message>
    <message>
        <source>The chat you left was not saved.</source>
        <translation>La discussion que vous avez quittée n’a pas été enregistrée.</translation>
    </message>
    <message>
        <source>Your question was not sent, because it could not be saved. It stands in the box again.</source>
        <translation>Votre question n’a pas été envoyée, car elle n’a pas pu être enregistrée. Elle est de nouveau dans le champ.</translation>
    </message>
    <message>
        <source>Sent once more as things are, it is answered, but stays only in this window.</source>
        <translation>Renvoyée telle quelle, elle aura sa réponse, mais restera seulement dans cette fenêtre.</translation>
    </message>
    <message>
        <source>A question in the chat you left was not sent, because it could not be saved.</source>
        <translation>Une question de la discussion que vous avez quittée n’a pas été envoyée, car elle n’a pas pu être enregistrée.</translation>
    </message>
    <message>
        <source>The details below hold its words.</source>
        <translation>Les détails ci-dessous contiennent ses mots.</translation>
    </message>
    <message>
        <source>That text is too long to be typed in, and could not be kept as a file.</source>
        <translation>Ce texte est trop long pour la saisie, et n’a pas pu être gardé comme fichier.</translation>
    </message>
    <message>
        <source>Choose another folder. Nothing is lost.</source>
        <translation>Choisissez un autre dossier. Rien n’est perdu.</translation>
    </message>
    <message>
        <source>Export the summary as</source>
        <translation>Exporter le résumé sous</translation>
    </message>
    <message>
        <source>{name} could not be written.</source>
        <translation>{name} n’a pas pu être écrit.</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>Enregistré sous {name}.</translation>
    </message>
    <message>
        <source>Summary: {title}</source>
        <translation>Résumé&#x202f;: {title}</translation>
    </message>
    <message>
        <source>Export the summary</source>
        <translation>Exporter le résumé</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>Texte brut</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Résumé</translation>
    </message>
    <message>
        <source>Unfinished: the rest of the text is not in this summary.</source>
        <translation>Inachevé&#x202f;: le reste du texte n’est pas dans ce résumé.</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Laissé de côté</translation>
    </message>
    <message>
        <source>{title} - summary</source>
        <translation>{title} - résumé</translation>
    </message>
    <message>
        <source>Left out: {what}</source>
        <translation>Laissé de côté&#x202f;: {what}</translation>
    </message>
    <message>
        <source>There is no text to sum up.</source>
        <translation>Il n’y a pas de texte à résumer.</translation>
    </message>
    <message>
        <source>Key points</source>
        <translation>Points clés</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Compte rendu</translation>
    </message>
    <message>
        <source>Plain language</source>
        <translation>Langage clair</translation>
    </message>
    <message>
        <source>By section</source>
        <translation>Par section</translation>
    </message>
    <message>
        <source>Only a model that can write puts it in plain language. Picked sentences keep the words of the text.</source>
        <translation>Seul un modèle capable d’écrire reformule en langage clair. Les phrases choisies gardent les mots du texte.</translation>
    </message>
    <message>
        <source>Only a model that can write uses another language. Picked sentences stay in that of the text.</source>
        <translation>Seul un modèle capable d’écrire emploie une autre langue. Les phrases choisies restent dans celle du texte.</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nouveau</translation>
    </message>
    <message>
        <source>Sum up another document</source>
        <translation>Résumer un autre document</translation>
    </message>
    <message>
        <source>Form of the summary</source>
        <translation>Forme du résumé</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Longueur</translation>
    </message>
    <message>
        <source>As the text</source>
        <translation>Comme le texte</translation>
    </message>
    <message>
        <source>Language of the summary: {language}</source>
        <translation>Langue du résumé&#x202f;: {language}</translation>
    </message>
    <message>
        <source>The language the summary is written in</source>
        <translation>La langue dans laquelle le résumé est écrit</translation>
    </message>
    <message>
        <source>Language of the summary</source>
        <translation>Langue du résumé</translation>
    </message>
    <message>
        <source>Page {first}</source>
        <translation>Page {first}</translation>
    </message>
    <message>
        <source>Page {first} of {total}</source>
        <translation>Page {first} sur {total}</translation>
    </message>
    <message>
        <source>Pages {first} to {last}</source>
        <translation>Pages {first} à {last}</translation>
    </message>
    <message>
        <source>Pages {first} to {last} of {total}</source>
        <translation>Pages {first} à {last} sur {total}</translation>
    </message>
    <message>
        <source>Chapter {first}</source>
        <translation>Chapitre {first}</translation>
    </message>
    <message>
        <source>Chapter {first} of {total}</source>
        <translation>Chapitre {first} sur {total}</translation>
    </message>
    <message>
        <source>Chapters {first} to {last}</source>
        <translation>Chapitres {first} à {last}</translation>
    </message>
    <message>
        <source>Chapters {first} to {last} of {total}</source>
        <translation>Chapitres {first} à {last} sur {total}</translation>
    </message>
    <message>
        <source>Part {part} of {parts}</source>
        <translation>Partie {part} sur {parts}</translation>
    </message>
    <message>
        <source>{place}: no text, just a picture.</source>
        <translation>{place}&#x202f;: pas de texte, juste une image.</translation>
    </message>
    <message>
        <source>{place}: no text.</source>
        <translation>{place}&#x202f;: pas de texte.</translation>
    </message>
    <message>
        <source>{place}: damaged.</source>
        <translation>{place}&#x202f;: endommagé.</translation>
    </message>
    <message>
        <source>{place}: not summed up.</source>
        <translation>{place}&#x202f;: non résumé.</translation>
    </message>
    <message>
        <source>{read} of {total} read</source>
        <translation>{read} sur {total} lus</translation>
    </message>
    <message>
        <source>What follows was not read.</source>
        <translation>La suite n’a pas été lue.</translation>
    </message>
    <message>
        <source>{place}, beginning “{beginning}”: {why}.</source>
        <translation>{place}, début «&#xa0;{beginning}&#xa0;»&#x202f;: {why}.</translation>
    </message>
    <message>
        <source>Sentences of the summary</source>
        <translation>Phrases du résumé</translation>
    </message>
    <message>
        <source>Show {count} more of {waiting}</source>
        <translation>Afficher {count} de plus sur {waiting}</translation>
    </message>
    <message>
        <source>Pages {first}-{last}</source>
        <translation>Pages {first}-{last}</translation>
    </message>
    <message>
        <source>Chapters {first}-{last}</source>
        <translation>Chapitres {first}-{last}</translation>
    </message>
    <message>
        <source>Cue {first}</source>
        <translation>Sous-titre {first}</translation>
    </message>
    <message>
        <source>Cues {first}-{last}</source>
        <translation>Sous-titres {first}-{last}</translation>
    </message>
    <message>
        <source>Paragraph {first}</source>
        <translation>Paragraphe {first}</translation>
    </message>
    <message>
        <source>Paragraphs {first}-{last}</source>
        <translation>Paragraphes {first}-{last}</translation>
    </message>
    <message>
        <source>Page 1 of {total} read</source>
        <translation>Page 1 sur {total} lue</translation>
    </message>
    <message>
        <source>Pages 1-{last} of {total} read</source>
        <translation>Pages 1-{last} sur {total} lues</translation>
    </message>
    <message>
        <source>Chapter 1 of {total} read</source>
        <translation>Chapitre 1 sur {total} lu</translation>
    </message>
    <message>
        <source>Chapters 1-{last} of {total} read</source>
        <translation>Chapitres 1-{last} sur {total} lus</translation>
    </message>
    <message>
        <source>Cue 1 of {total} read</source>
        <translation>Sous-titre 1 sur {total} lu</translation>
    </message>
    <message>
        <source>Cues 1-{last} of {total} read</source>
        <translation>Sous-titres 1-{last} sur {total} lus</translation>
    </message>
    <message>
        <source>Paragraph 1 of {total} read</source>
        <translation>Paragraphe 1 sur {total} lu</translation>
    </message>
    <message>
        <source>Paragraphs 1-{last} of {total} read</source>
        <translation>Paragraphes 1-{last} sur {total} lus</translation>
    </message>
    <message>
        <source>Reading pages</source>
        <translation>Lecture des pages</translation>
    </message>
    <message>
        <source>Reading chapters</source>
        <translation>Lecture des chapitres</translation>
    </message>
    <message>
        <source>Reading cues</source>
        <translation>Lecture des sous-titres</translation>
    </message>
    <message>
        <source>Reading paragraphs</source>
        <translation>Lecture des paragraphes</translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} page read</source>
        <comment>{read} of {total} pages read</comment>
        <translation>
            <numerusform>{read} page sur {total} lue</numerusform>
            <numerusform>{read} pages sur {total} lues</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} chapter read</source>
        <comment>{read} of {total} chapters read</comment>
        <translation>
            <numerusform>{read} chapitre sur {total} lu</numerusform>
            <numerusform>{read} chapitres sur {total} lus</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} cue read</source>
        <comment>{read} of {total} cues read</comment>
        <translation>
            <numerusform>{read} sous-titre sur {total} lu</numerusform>
            <numerusform>{read} sous-titres sur {total} lus</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} paragraph read</source>
        <comment>{read} of {total} paragraphs read</comment>
        <translation>
            <numerusform>{read} paragraphe sur {total} lu</numerusform>
            <numerusform>{read} paragraphes sur {total} lus</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} page read</source>
        <comment>{n} pages read</comment>
        <translation>
            <numerusform>{n} page lue</numerusform>
            <numerusform>{n} pages lues</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter read</source>
        <comment>{n} chapters read</comment>
        <translation>
            <numerusform>{n} chapitre lu</numerusform>
            <numerusform>{n} chapitres lus</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} cue read</source>
        <comment>{n} cues read</comment>
        <translation>
            <numerusform>{n} sous-titre lu</numerusform>
            <numerusform>{n} sous-titres lus</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph read</source>
        <comment>{n} paragraphs read</comment>
        <translation>
            <numerusform>{n} paragraphe lu</numerusform>
            <numerusform>{n} paragraphes lus</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} page</source>
        <comment>{n} pages</comment>
        <translation>
            <numerusform>{n} page</numerusform>
            <numerusform>{n} pages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter</source>
        <comment>{n} chapters</comment>
        <translation>
            <numerusform>{n} chapitre</numerusform>
            <numerusform>{n} chapitres</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} subtitle</source>
        <comment>{n} subtitles</comment>
        <translation>
            <numerusform>{n} sous-titre</numerusform>
            <numerusform>{n} sous-titres</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph</source>
        <comment>{n} paragraphs</comment>
        <translation>
            <numerusform>{n} paragraphe</numerusform>
            <numerusform>{n} paragraphes</numerusform>
        </translation>
    </message>
    <message>
        <source>Text of the document</source>
        <translation>Texte du document</translation>
    </message>
    <message>
        <source>No model is in use, so the sentences that say most are picked from the text, word for word.</source>
        <translation>Aucun modèle n’est utilisé&#x202f;; les phrases les plus parlantes sont donc choisies dans le texte, mot pour mot.</translation>
    </message>
    <message>
        <source>{name} is not made for writing summaries, so the sentences that say most are picked from the text, word for word.</source>
        <translation>{name} n’est pas fait pour écrire des résumés&#x202f;; les phrases les plus parlantes sont donc choisies dans le texte, mot pour mot.</translation>
    </message>
    <message>
        <source>{name} will write the summary, here on this computer.</source>
        <translation>{name} écrira le résumé, ici sur cet ordinateur.</translation>
    </message>
    <message>
        <source>Choose a document</source>
        <translation>Choisir un document</translation>
    </message>
    <message>
        <source>Open a document…</source>
        <translation>Ouvrir un document…</translation>
    </message>
    <message>
        <source>Sum up the sample</source>
        <translation>Résumer l’exemple</translation>
    </message>
    <message>
        <source>no proof found</source>
        <translation>aucune preuve trouvée</translation>
    </message>
    <message>
        <source>No place in the text says this. Check it before you rely on it.</source>
        <translation>Aucun passage du texte ne dit cela. Vérifiez-le avant de vous y fier.</translation>
    </message>
    <message>
        <source>in the text</source>
        <translation>dans le texte</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>Décisions</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Actions</translation>
    </message>
    <message>
        <source>Also said</source>
        <translation>Également dit</translation>
    </message>
    <message>
        <source>ch. {number}</source>
        <translation>ch. {number}</translation>
    </message>
    <message>
        <source>chapter {number}</source>
        <translation>chapitre {number}</translation>
    </message>
    <message>
        <source>p. {number}</source>
        <translation>p. {number}</translation>
    </message>
    <message>
        <source>page {number}</source>
        <translation>page {number}</translation>
    </message>
    <message>
        <source>at {moment}</source>
        <translation>à {moment}</translation>
    </message>
    <message>
        <source>par. {number}</source>
        <translation>par. {number}</translation>
    </message>
    <message>
        <source>paragraph {number}</source>
        <translation>paragraphe {number}</translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence, {proven} with proof</source>
        <comment>{n} sentences, {proven} with proof</comment>
        <translation>
            <numerusform>{n} phrase, {proven} avec preuve</numerusform>
            <numerusform>{n} phrases, {proven} avec preuve</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence, with proof</source>
        <comment>{n} sentences, all with proof</comment>
        <translation>
            <numerusform>{n} phrase, avec preuve</numerusform>
            <numerusform>{n} phrases, toutes avec preuve</numerusform>
        </translation>
    </message>
    <message>
        <source>It was made from the text there ({place}), but its words cannot be compared. Check it before you rely on it.</source>
        <translation>Elle a été tirée du texte de cet endroit ({place}), mais ses mots ne peuvent pas être comparés. Vérifiez-la avant de vous y fier.</translation>
    </message>
    <message>
        <source>{share} of this sentence&apos;s words stand there: {place}.</source>
        <translation>{share} des mots de cette phrase y figurent&#x202f;: {place}.</translation>
    </message>
    <message numerus="yes">
        <source>{words} is not in the text</source>
        <comment>{words} are not in the text</comment>
        <translation>
            <numerusform>{words} ne figure pas dans le texte</numerusform>
            <numerusform>{words} ne figurent pas dans le texte</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy this sentence</source>
        <translation>Copier cette phrase</translation>
    </message>
    <message>
        <source>Picked from the text, no model wrote this</source>
        <translation>Tiré du texte, sans rédaction par un modèle</translation>
    </message>
    <message>
        <source>A model that can write would also join what belongs together and answer in other words or another language.</source>
        <translation>Un modèle capable d’écrire relierait aussi ce qui va ensemble et répondrait en d’autres mots ou dans une autre langue.</translation>
    </message>
    <message>
        <source>Stopped. What was done is kept.</source>
        <translation>Arrêté. Ce qui a été fait est gardé.</translation>
    </message>
    <message>
        <source>This document holds hidden text. None of it was used; see below what was left out.</source>
        <translation>Ce document contient du texte caché. Rien n’en a été utilisé&#x202f;; voyez ci-dessous ce qui a été laissé de côté.</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Arrêt en cours…</translation>
    </message>
    <message>
        <source>Opening the document…</source>
        <translation>Ouverture du document…</translation>
    </message>
    <message>
        <source>Written by {model}</source>
        <translation>Écrit par {model}</translation>
    </message>
    <message>
        <source>What is done stays. Try again; if it happens once more, the details help to find out why.</source>
        <translation>Ce qui est fait reste. Réessayez&#x202f;; si cela se reproduit, les détails aident à trouver pourquoi.</translation>
    </message>
    <message>
        <source>Something went wrong while summing up.</source>
        <translation>Un problème est survenu pendant le résumé.</translation>
    </message>
    <message>
        <source>The text appears here as soon as it is read.</source>
        <translation>Le texte apparaît ici dès qu’il est lu.</translation>
    </message>
    <message>
        <source>The document</source>
        <translation>Le document</translation>
    </message>
    <message>
        <source>A page of the document</source>
        <translation>Une page du document</translation>
    </message>
    <message>
        <source>What should be summed up?</source>
        <translation>Que faut-il résumer&#x202f;?</translation>
    </message>
    <message>
        <source>The whole document is read, and every sentence says where it comes from. Nothing leaves this computer.</source>
        <translation>Tout le document est lu, et chaque phrase dit d’où elle vient. Rien ne quitte cet ordinateur.</translation>
    </message>
    <message>
        <source>PDF, DOCX, EPUB, HTML, Markdown, plain text, SRT and VTT, up to 200 MB.</source>
        <translation>PDF, DOCX, EPUB, HTML, Markdown, texte brut, SRT et VTT, jusqu’à 200&#xa0;Mo.</translation>
    </message>
    <message>
        <source>Or paste a text here</source>
        <translation>Ou collez un texte ici</translation>
    </message>
    <message>
        <source>Text to sum up</source>
        <translation>Texte à résumer</translation>
    </message>
    <message>
        <source>Choose a document…</source>
        <translation>Choisir un document…</translation>
    </message>
    <message>
        <source>Try it with a sample: {sample}</source>
        <translation>Essayer avec un exemple&#x202f;: {sample}</translation>
    </message>
    <message>
        <source>Sum up this text</source>
        <translation>Résumer ce texte</translation>
    </message>
    <message>
        <source>See models</source>
        <translation>Voir les modèles</translation>
    </message>
    <message>
        <source>See models that can sum texts up</source>
        <translation>Voir les modèles capables de résumer des textes</translation>
    </message>
    <message>
        <source>A text to sum up</source>
        <translation>Un texte à résumer</translation>
    </message>
    <message>
        <source>Drop a document here</source>
        <translation>Déposez un document ici</translation>
    </message>
    <message>
        <source>Drop a document here, or</source>
        <translation>Déposez un document ici, ou</translation>
    </message>
    <message>
        <source>The first sentences come as soon as the first part is read.</source>
        <translation>Les premières phrases arrivent dès que la première partie est lue.</translation>
    </message>
    <message>
        <source>Stop; what is done stays</source>
        <translation>Arrêter&#x202f;; ce qui est fait reste</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuer</translation>
    </message>
    <message>
        <source>Go on with the summary</source>
        <translation>Continuer le résumé</translation>
    </message>
    <message>
        <source>Pick sentences instead</source>
        <translation>Choisir plutôt des phrases</translation>
    </message>
    <message>
        <source>Have {writer} write it</source>
        <translation>Le faire écrire par {writer}</translation>
    </message>
    <message numerus="yes">
        <source>Check the one without full proof</source>
        <comment>Check the {n} without full proof</comment>
        <translation>
            <numerusform>Vérifier celle sans preuve complète</numerusform>
            <numerusform>Vérifier les {n} sans preuve complète</numerusform>
        </translation>
    </message>
    <message>
        <source>{check}: go to the next</source>
        <translation>{check}&#x202f;: aller à la suivante</translation>
    </message>
    <message>
        <source>Choose another document…</source>
        <translation>Choisir un autre document…</translation>
    </message>
    <message>
        <source>{step} · {done} of {total}</source>
        <translation>{step} · {done} sur {total}</translation>
    </message>
    <message>
        <source>Summing up part {number}</source>
        <translation>Résumé de la partie {number}</translation>
    </message>
    <message>
        <source>not tried, as the parts before it failed</source>
        <translation>pas essayé, car les parties précédentes ont échoué</translation>
    </message>
    <message>
        <source>it does not fit into the model&apos;s context</source>
        <translation>cela ne tient pas dans le contexte du modèle</translation>
    </message>
    <message>
        <source>the model said nothing about it</source>
        <translation>le modèle n’en a rien dit</translation>
    </message>
    <message>
        <source>Putting it together</source>
        <translation>Mise en forme finale</translation>
    </message>
    <message>
        <source>The sentences are in the text&apos;s own language: without a model nothing is translated.</source>
        <translation>Les phrases sont dans la langue du texte&#x202f;: sans modèle, rien n’est traduit.</translation>
    </message>
    <message numerus="yes">
        <source>The text holds {n} character that cannot be seen; it may say more than it shows.</source>
        <comment>The text holds {n} characters that cannot be seen; it may say more than it shows.</comment>
        <translation>
            <numerusform>Le texte contient {n} caractère invisible&#x202f;; il dit peut-être plus qu’il ne montre.</numerusform>
            <numerusform>Le texte contient {n} caractères invisibles&#x202f;; il dit peut-être plus qu’il ne montre.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} character could not be read.</source>
        <comment>{n} characters could not be read.</comment>
        <translation>
            <numerusform>{n} caractère n’a pas pu être lu.</numerusform>
            <numerusform>{n} caractères n’ont pas pu être lus.</numerusform>
        </translation>
    </message>
    <message>
        <source>The document holds hidden text ({count}, such as {example}). It was left out of the summary.</source>
        <translation>Le document contient du texte caché ({count}, comme {example}). Il n’a pas été repris dans le résumé.</translation>
    </message>
    <message>
        <source>Lines that come back on every page were left out ({count}).</source>
        <translation>Les lignes qui reviennent à chaque page ont été laissées de côté ({count}).</translation>
    </message>
    <message>
        <source>The page&apos;s menus were left out.</source>
        <translation>Les menus de la page ont été laissés de côté.</translation>
    </message>
    <message>
        <source>Copy with page numbers</source>
        <translation>Copier avec numéros de page</translation>
    </message>
    <message>
        <source>Copy the summary with its page numbers</source>
        <translation>Copier le résumé avec ses numéros de page</translation>
    </message>
    <message>
        <source>Copy with places</source>
        <translation>Copier avec les endroits</translation>
    </message>
    <message>
        <source>Copy the summary with the place of each sentence</source>
        <translation>Copier le résumé avec l’endroit de chaque phrase</translation>
    </message>
    <message>
        <source>What was left out</source>
        <translation>Ce qui a été laissé de côté</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exporter…</translation>
    </message>
    <message>
        <source>Export the summary to a file</source>
        <translation>Exporter le résumé dans un fichier</translation>
    </message>
    <message>
        <source>Translate the summary</source>
        <translation>Traduire le résumé</translation>
    </message>
    <message>
        <source>Ask about it</source>
        <translation>En parler</translation>
    </message>
    <message>
        <source>Ask about the summary in the chat</source>
        <translation>Parler du résumé dans la discussion</translation>
    </message>
    <message>
        <source>What to do with the summary</source>
        <translation>Que faire du résumé</translation>
    </message>
    <message>
        <source>What was left out ({count})</source>
        <translation>Ce qui a été laissé de côté ({count})</translation>
    </message>
    <message>
        <source>Back to the summary</source>
        <translation>Retour au résumé</translation>
    </message>
    <message>
        <source>The last step could not be done, so these are the most telling sentences of the parts.</source>
        <translation>La dernière étape n’a pas pu se faire&#x202f;; voici donc les phrases les plus parlantes des parties.</translation>
    </message>
    <message>
        <source>The summary is in another language than the text: each sentence is traced to the part it was made from, and only its numbers and addresses were checked one by one.</source>
        <translation>Le résumé est dans une autre langue que le texte&#x202f;: chaque phrase est rattachée à la partie dont elle vient, et seuls ses nombres et adresses ont été vérifiés un par un.</translation>
    </message>
    <message>
        <source>No model is loaded that can sum texts up.</source>
        <translation>Aucun modèle capable de résumer des textes n’est chargé.</translation>
    </message>
    <message>
        <source>You asked for sentences of the text itself.</source>
        <translation>Vous avez demandé des phrases du texte lui-même.</translation>
    </message>
    <message>
        <source>{name} does not sum texts up well enough; a bigger model can.</source>
        <translation>{name} ne résume pas assez bien les textes&#x202f;; un modèle plus grand le peut.</translation>
    </message>
    <message>
        <source>It is read in parts.</source>
        <translation>Il est lu par parties.</translation>
    </message>
    <message>
        <source>The text does not fit into the model&apos;s context at once.</source>
        <translation>Le texte ne tient pas d’un coup dans le contexte du modèle.</translation>
    </message>
    <message>
        <source>Try again, or have sentences picked from the text instead.</source>
        <translation>Réessayez, ou faites plutôt choisir des phrases dans le texte.</translation>
    </message>
    <message>
        <source>The model said nothing about the text.</source>
        <translation>Le modèle n’a rien dit du texte.</translation>
    </message>
    <message>
        <source>This model may not be asked for these; a bigger one may:</source>
        <translation>Ce modèle ne peut pas servir à cela&#x202f;; un plus grand le peut&#x202f;:</translation>
    </message>
    <message>
        <source>Tone as it is</source>
        <translation>Ton inchangé</translation>
    </message>
    <message>
        <source>Formal</source>
        <translation>Soutenu</translation>
    </message>
    <message>
        <source>Informal</source>
        <translation>Familier</translation>
    </message>
    <message>
        <source>From</source>
        <translation>De</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>Vers</translation>
    </message>
    <message>
        <source>Tone</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Glossary</source>
        <translation>Glossaire</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Documents</translation>
    </message>
    <message>
        <source>Translate a document…</source>
        <translation>Traduire un document…</translation>
    </message>
    <message numerus="yes">
        <source>Glossary · {n} term</source>
        <comment>Glossary · {n} terms</comment>
        <translation>
            <numerusform>Glossaire · {n} terme</numerusform>
            <numerusform>Glossaire · {n} termes</numerusform>
        </translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Vérifications</translation>
    </message>
    <message>
        <source>Check by translating back</source>
        <translation>Vérifier par traduction inverse</translation>
    </message>
    <message>
        <source>Stop checking</source>
        <translation>Arrêter la vérification</translation>
    </message>
    <message>
        <source>Sentences to look at</source>
        <translation>Phrases à regarder</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>et {count} de plus</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Afficher</translation>
    </message>
    <message>
        <source>Show: {remark}</source>
        <translation>Afficher&#x202f;: {remark}</translation>
    </message>
    <message>
        <source>Detect language</source>
        <translation>Détecter la langue</translation>
    </message>
    <message>
        <source>No model is loaded. Choose one under Models; your text stays here.</source>
        <translation>Aucun modèle n’est chargé. Choisissez-en un dans Modèles&#x202f;; votre texte reste ici.</translation>
    </message>
    <message>
        <source>A bigger model from Models knows more words and languages, and can be formal or informal.</source>
        <translation>Un modèle plus grand, dans Modèles, connaît plus de mots et de langues, et sait varier le ton.</translation>
    </message>
    <message>
        <source>{name} may not be asked to translate. Choose another model under Models.</source>
        <translation>{name} ne peut pas servir à traduire. Choisissez un autre modèle dans Modèles.</translation>
    </message>
    <message>
        <source>{name} translates between {one} and {other}.</source>
        <translation>{name} traduit entre deux langues&#x202f;: {one} et {other}.</translation>
    </message>
    <message>
        <source>{name} translates from {source} to {target}.</source>
        <translation>{name} traduit dans ce sens&#x202f;: {source} → {target}.</translation>
    </message>
    <message>
        <source>{name} translates between {languages}.</source>
        <translation>{name} traduit entre ces langues&#x202f;: {languages}.</translation>
    </message>
    <message>
        <source>{name} can be asked for {count} languages. How well it knows each of them differs: look at the checks.</source>
        <translation>{name} peut servir pour {count} langues. Il ne les connaît pas toutes aussi bien&#x202f;: regardez les vérifications.</translation>
    </message>
    <message>
        <source>Translate it in shorter sentences, or choose a bigger model.</source>
        <translation>Traduisez-la en phrases plus courtes, ou choisissez un modèle plus grand.</translation>
    </message>
    <message>
        <source>The translation of a sentence was cut off: it is too long for this model.</source>
        <translation>La traduction d’une phrase a été coupée&#x202f;: elle est trop longue pour ce modèle.</translation>
    </message>
    <message>
        <source>One of these languages is not known here.</source>
        <translation>Une de ces langues n’est pas connue ici.</translation>
    </message>
    <message>
        <source>Line {line} has no term before the first separator.</source>
        <translation>La ligne {line} n’a pas de terme avant le premier séparateur.</translation>
    </message>
    <message>
        <source>Line {line} is too long for a term.</source>
        <translation>La ligne {line} est trop longue pour un terme.</translation>
    </message>
    <message>
        <source>Line {line} names a language that is not known here.</source>
        <translation>La ligne {line} nomme une langue inconnue ici.</translation>
    </message>
    <message>
        <source>A glossary is a CSV file (UTF-8) with a term and its translation on each line: bearing,rodamiento</source>
        <translation>Un glossaire est un fichier CSV (UTF-8) avec un terme et sa traduction sur chaque ligne&#x202f;: bearing,rodamiento</translation>
    </message>
    <message>
        <source>“{name}” holds no terms. {reason}</source>
        <translation>«&#xa0;{name}&#xa0;» ne contient aucun terme. {reason}</translation>
    </message>
    <message>
        <source>“{name}” is not UTF-8 text.</source>
        <translation>«&#xa0;{name}&#xa0;» n’est pas du texte UTF-8.</translation>
    </message>
    <message>
        <source>“{name}” cannot be read: {reason}.</source>
        <translation>«&#xa0;{name}&#xa0;» ne peut pas être lu&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Line {line} of “{name}” is no CSV.</source>
        <translation>La ligne {line} de «&#xa0;{name}&#xa0;» n’est pas du CSV.</translation>
    </message>
    <message>
        <source>Glossaries (*.csv *.tsv *.txt)</source>
        <translation>Glossaires (*.csv *.tsv *.txt)</translation>
    </message>
    <message>
        <source>The glossary could not be saved.</source>
        <translation>Le glossaire n’a pas pu être enregistré.</translation>
    </message>
    <message>
        <source>It holds for as long as the window is open. Make room on the drive, then change any term.</source>
        <translation>Il vaut tant que la fenêtre est ouverte. Faites de la place sur le disque, puis modifiez un terme.</translation>
    </message>
    <message>
        <source>The file was left as it is: mend it, then start the program again. Terms added now hold until the window closes.</source>
        <translation>Le fichier a été laissé tel quel&#x202f;: corrigez-le, puis relancez le programme. Les termes ajoutés maintenant valent jusqu’à la fermeture de la fenêtre.</translation>
    </message>
    <message>
        <source>Take terms from a file</source>
        <translation>Prendre des termes dans un fichier</translation>
    </message>
    <message>
        <source>Save the glossary as</source>
        <translation>Enregistrer le glossaire sous</translation>
    </message>
    <message>
        <source>stays as it is</source>
        <translation>reste tel quel</translation>
    </message>
    <message>
        <source>No terms yet. Add what a word must be called, or leave the right side empty for a word that stays as it is.</source>
        <translation>Pas encore de termes. Ajoutez comment un mot doit être rendu, ou laissez la droite vide pour un mot qui reste tel quel.</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Termes</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>Terme</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>Traduction</translation>
    </message>
    <message>
        <source>Search the glossary</source>
        <translation>Chercher dans le glossaire</translation>
    </message>
    <message>
        <source>Search terms</source>
        <translation>Chercher des termes</translation>
    </message>
    <message>
        <source>Say what: “add milk to the shopping list”.</source>
        <translation>Dites quoi&#x202f;: «&#xa0;ajoute du lait à la liste de courses&#xa0;».</translation>
    </message>
    <message>
        <source>Say what the list is to be called.</source>
        <translation>Dites comment la liste doit s’appeler.</translation>
    </message>
    <message>
        <source>“{name}” cannot be a list&apos;s name: commands use that word themselves.</source>
        <translation>«&#xa0;{name}&#xa0;» ne peut pas être le nom d’une liste&#x202f;: les commandes utilisent ce mot.</translation>
    </message>
    <message>
        <source>A list is made by its name alone and filled then: “new list Holiday”, “add hats to the Holiday list”.</source>
        <translation>Une liste se crée par son seul nom et se remplit ensuite&#x202f;: «&#xa0;nouvelle liste Vacances&#xa0;», «&#xa0;ajoute des chapeaux à la liste Vacances&#xa0;».</translation>
    </message>
    <message>
        <source>The shopping list always stays; it can be cleared.</source>
        <translation>La liste de courses reste toujours&#x202f;; elle peut être vidée.</translation>
    </message>
    <message>
        <source>the list “{name}”</source>
        <translation>la liste «&#xa0;{name}&#xa0;»</translation>
    </message>
    <message>
        <source>There is no list “{name}”. There is: {lists}.</source>
        <translation>Il n’y a pas de liste «&#xa0;{name}&#xa0;». Il y a&#x202f;: {lists}.</translation>
    </message>
    <message>
        <source>This is too long for a list: {most} letters are the most. A note takes more.</source>
        <translation>C’est trop long pour une liste&#x202f;: {most} caractères sont le maximum. Une note en prend plus.</translation>
    </message>
    <message>
        <source>{list} has {count} things. Clear it first.</source>
        <translation>{list} a {count} éléments. Videz-la d’abord.</translation>
    </message>
    <message>
        <source>{list} has {item} already.</source>
        <translation>{list} contient déjà {item}.</translation>
    </message>
    <message>
        <source>Took {item} off {list} again.</source>
        <translation>De nouveau retiré de {list}&#x202f;: {item}.</translation>
    </message>
    <message>
        <source>Added {item} to {list}.</source>
        <translation>Ajouté à {list}&#x202f;: {item}.</translation>
    </message>
    <message>
        <source>Put {item} on {list}</source>
        <translation>Mettre {item} sur {list}</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Ajouter</translation>
    </message>
    <message>
        <source>Unticked {item} on {list}.</source>
        <translation>Décoché sur {list}&#x202f;: {item}.</translation>
    </message>
    <message>
        <source>Ticked off {item} on {list}.</source>
        <translation>Coché sur {list}&#x202f;: {item}.</translation>
    </message>
    <message>
        <source>Tick off {item} on {list}</source>
        <translation>Cocher {item} sur {list}</translation>
    </message>
    <message>
        <source>Tick</source>
        <translation>Cocher</translation>
    </message>
    <message>
        <source>Put {item} back on {list}.</source>
        <translation>Remis sur {list}&#x202f;: {item}.</translation>
    </message>
    <message>
        <source>Took {item} off {list}.</source>
        <translation>Retiré de {list}&#x202f;: {item}.</translation>
    </message>
    <message>
        <source>Take {item} off {list}</source>
        <translation>Retirer {item} de {list}</translation>
    </message>
    <message>
        <source>{list} does not have {item}.</source>
        <translation>{list} ne contient pas {item}.</translation>
    </message>
    <message numerus="yes">
        <source>{list} has {n} thing.</source>
        <comment>{list} has {n} things.</comment>
        <translation>
            <numerusform>{list} a {n} élément.</numerusform>
            <numerusform>{list} a {n} éléments.</numerusform>
        </translation>
    </message>
    <message>
        <source>Say which **lists** there are</source>
        <translation>Dire quelles **listes** il y a</translation>
    </message>
    <message>
        <source>{list} is empty.</source>
        <translation>{list} est vide.</translation>
    </message>
    <message numerus="yes">
        <source>{list} has {n} thing: {items}.</source>
        <comment>{list} has {n} things: {items}.</comment>
        <translation>
            <numerusform>{list} a {n} élément&#x202f;: {items}.</numerusform>
            <numerusform>{list} a {n} éléments&#x202f;: {items}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Read {list}</source>
        <translation>Lire {list}</translation>
    </message>
    <message>
        <source>A list&apos;s name has {most} letters at most, and no marks.</source>
        <translation>Le nom d’une liste a {most} lettres au plus, et pas de signes.</translation>
    </message>
    <message>
        <source>There is {list} already.</source>
        <translation>Il y a déjà {list}.</translation>
    </message>
    <message>
        <source>There are {count} lists already. Delete one first.</source>
        <translation>Il y a déjà {count} listes. Supprimez-en d’abord une.</translation>
    </message>
    <message>
        <source>{list} is gone again.</source>
        <translation>{list} n’est plus là.</translation>
    </message>
    <message>
        <source>{list} is there.</source>
        <translation>{list} est là.</translation>
    </message>
    <message>
        <source>Make {list}</source>
        <translation>Créer {list}</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>Faire</translation>
    </message>
    <message>
        <source>{list} is back.</source>
        <translation>{list} est de retour.</translation>
    </message>
    <message>
        <source>{list} is deleted.</source>
        <translation>{list} est supprimée.</translation>
    </message>
    <message numerus="yes">
        <source>Delete {list} with {n} thing on it</source>
        <comment>Delete {list} with {n} things on it</comment>
        <translation>
            <numerusform>Supprimer {list} avec {n} élément</numerusform>
            <numerusform>Supprimer {list} avec {n} éléments</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} thing is back on {list}.</source>
        <comment>{n} things are back on {list}.</comment>
        <translation>
            <numerusform>{n} élément est de retour sur {list}.</numerusform>
            <numerusform>{n} éléments sont de retour sur {list}.</numerusform>
        </translation>
    </message>
    <message>
        <source>{list} is empty now.</source>
        <translation>{list} est maintenant vide.</translation>
    </message>
    <message numerus="yes">
        <source>Take everything off {list} ({n} thing)</source>
        <comment>Take everything off {list} ({n} things)</comment>
        <translation>
            <numerusform>Tout retirer de {list} ({n} élément)</numerusform>
            <numerusform>Tout retirer de {list} ({n} éléments)</numerusform>
        </translation>
    </message>
    <message>
        <source>Add the term</source>
        <translation>Ajouter le terme</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Supprimer</translation>
    </message>
    <message>
        <source>Remove the chosen term</source>
        <translation>Supprimer le terme choisi</translation>
    </message>
    <message>
        <source>Term, such as bearing</source>
        <translation>Terme, par exemple roulement</translation>
    </message>
    <message>
        <source>Translation; empty: it stays as it is</source>
        <translation>Traduction&#x202f;; vide&#x202f;: il reste tel quel</translation>
    </message>
    <message>
        <source>Translation of the term</source>
        <translation>Traduction du terme</translation>
    </message>
    <message>
        <source>‹ Back to the text</source>
        <translation>‹ Retour au texte</translation>
    </message>
    <message>
        <source>Back to the text</source>
        <translation>Retour au texte</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importer…</translation>
    </message>
    <message>
        <source>Terms are kept to the letter in every translation, or flagged.</source>
        <translation>Les termes sont respectés à la lettre dans chaque traduction, ou signalés.</translation>
    </message>
    <message>
        <source>“{term}” was removed.</source>
        <translation>«&#xa0;{term}&#xa0;» a été supprimé.</translation>
    </message>
    <message>
        <source>And {count} more.</source>
        <translation>Et {count} de plus.</translation>
    </message>
    <message numerus="yes">
        <source>{n} term was taken from {name}.</source>
        <comment>{n} terms were taken from {name}.</comment>
        <translation>
            <numerusform>{n} terme a été repris de {name}.</numerusform>
            <numerusform>{n} termes ont été repris de {name}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} of them stood there before and was changed.</source>
        <comment>{n} of them stood there before and were changed.</comment>
        <translation>
            <numerusform>{n} d’entre eux existait déjà et a été modifié.</numerusform>
            <numerusform>{n} d’entre eux existaient déjà et ont été modifiés.</numerusform>
        </translation>
    </message>
    <message>
        <source>{found} of {all}, {shown} shown: search for the others</source>
        <translation>{found} sur {all}, {shown} affichés&#x202f;: cherchez les autres</translation>
    </message>
    <message>
        <source>{found} of {all}</source>
        <translation>{found} sur {all}</translation>
    </message>
    <message>
        <source>The glossary or the last text of the translate pane could not be opened.</source>
        <translation>Le glossaire ou le dernier texte du panneau de traduction n’a pas pu être ouvert.</translation>
    </message>
    <message>
        <source>Starter keeps the tone of the text; a bigger model can change it.</source>
        <translation>Starter garde le ton du texte&#x202f;; un modèle plus grand peut le changer.</translation>
    </message>
    <message>
        <source>Translated by a small machine that often translates wrongly: have a person check it before it is used.</source>
        <translation>Traduit par une petite machine qui se trompe souvent&#xa0;: une personne doit le vérifier avant de s’en servir.</translation>
    </message>
    <message>
        <source>Translate it again: what has not changed in it is remembered for this session.</source>
        <translation>Traduisez-le de nouveau&#x202f;: ce qui n’y a pas changé est retenu pour cette session.</translation>
    </message>
    <message>
        <source>“{name}” was changed while it was translated. Nothing was written.</source>
        <translation>«&#xa0;{name}&#xa0;» a été modifié pendant la traduction. Rien n’a été écrit.</translation>
    </message>
    <message>
        <source>Save the translation as Markdown (.md) or plain text (.txt): headings and paragraphs are kept.</source>
        <translation>Enregistrez la traduction en Markdown (.md) ou en texte brut (.txt)&#x202f;: titres et paragraphes sont gardés.</translation>
    </message>
    <message>
        <source>A {form} file cannot be written again in its own form.</source>
        <translation>Un fichier {form} ne peut pas être réécrit sous sa propre forme.</translation>
    </message>
    <message>
        <source>A file like this cannot be written again in its own form.</source>
        <translation>Un tel fichier ne peut pas être réécrit sous sa propre forme.</translation>
    </message>
    <message>
        <source>Choose another name for the new file.</source>
        <translation>Choisissez un autre nom pour le nouveau fichier.</translation>
    </message>
    <message>
        <source>“{name}” is the document itself.</source>
        <translation>«&#xa0;{name}&#xa0;» est le document lui-même.</translation>
    </message>
    <message>
        <source>Writing “{name}” ended early, without an answer.</source>
        <translation>L’écriture de «&#xa0;{name}&#xa0;» s’est terminée trop tôt, sans réponse.</translation>
    </message>
    <message>
        <source>Nothing was lost. Start it again when you like.</source>
        <translation>Rien n’a été perdu. Relancez-le quand vous voulez.</translation>
    </message>
    <message>
        <source>It was stopped as you asked.</source>
        <translation>Il a été arrêté à votre demande.</translation>
    </message>
    <message>
        <source>Headings, lists, tables, pictures and type stay as they are.</source>
        <translation>Titres, listes, tableaux, images et caractères restent tels quels.</translation>
    </message>
    <message>
        <source>Tags, links and pictures stay as they are.</source>
        <translation>Balises, liens et images restent tels quels.</translation>
    </message>
    <message>
        <source>Headings, lists, links and code stay as they are.</source>
        <translation>Titres, listes, liens et code restent tels quels.</translation>
    </message>
    <message>
        <source>Times and numbers of the subtitles stay as they are.</source>
        <translation>Temps et numéros des sous-titres restent tels quels.</translation>
    </message>
    <message>
        <source>Times and settings of the subtitles stay as they are.</source>
        <translation>Temps et réglages des sous-titres restent tels quels.</translation>
    </message>
    <message>
        <source>Lines and paragraphs stay as they are.</source>
        <translation>Lignes et paragraphes restent tels quels.</translation>
    </message>
    <message>
        <source>Its text is translated, paragraph by paragraph.</source>
        <translation>Son texte est traduit, paragraphe par paragraphe.</translation>
    </message>
    <message>
        <source>What is done is kept: going on starts there.</source>
        <translation>Ce qui est fait est gardé&#x202f;: la suite reprend là.</translation>
    </message>
    <message>
        <source>The document is untouched. Try again.</source>
        <translation>Le document est intact. Réessayez.</translation>
    </message>
    <message>
        <source>This small model often translates wrongly. Have a person check all of it before it is used.</source>
        <translation>Ce petit modèle traduit souvent mal. Faites tout vérifier par une personne avant de s’en servir.</translation>
    </message>
    <message>
        <source>This small model often translates wrongly. Have a person check all of it before it is used: the file says so at its beginning.</source>
        <translation>Ce petit modèle traduit souvent mal. Faites tout vérifier par une personne avant de s’en servir&#xa0;: le fichier le dit au début.</translation>
    </message>
    <message>
        <source>The layout of {format} cannot be kept: the translation is Markdown, with headings and lists.</source>
        <translation>La mise en page de {format} ne peut pas être gardée&#x202f;: la traduction est en Markdown, avec titres et listes.</translation>
    </message>
    <message>
        <source>Documents · {done} of {total}</source>
        <translation>Documents · {done} sur {total}</translation>
    </message>
    <message>
        <source>Documents · reading</source>
        <translation>Documents · lecture</translation>
    </message>
    <message>
        <source>Documents · {count}</source>
        <translation>Documents · {count}</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>Attend son tour</translation>
    </message>
    <message>
        <source>Reading the document…</source>
        <translation>Lecture du document…</translation>
    </message>
    <message>
        <source>Paragraph {number}</source>
        <translation>Paragraphe {number}</translation>
    </message>
    <message>
        <source>“{name}” could not be translated.</source>
        <translation>«&#xa0;{name}&#xa0;» n’a pas pu être traduit.</translation>
    </message>
    <message>
        <source>Paragraph {done} of {total}</source>
        <translation>Paragraphe {done} sur {total}</translation>
    </message>
    <message>
        <source>Paragraph {done} of {total} · {flagged} to look at</source>
        <translation>Paragraphe {done} sur {total} · {flagged} à regarder</translation>
    </message>
    <message>
        <source>Stopped at paragraph {done} of {total}</source>
        <translation>Arrêté au paragraphe {done} sur {total}</translation>
    </message>
    <message numerus="yes">
        <source>Translated, perhaps wrongly: {n} paragraph</source>
        <comment>Translated, perhaps wrongly: {n} paragraphs</comment>
        <translation>
            <numerusform>Traduit, peut-être mal&#xa0;: {n} paragraphe</numerusform>
            <numerusform>Traduit, peut-être mal&#xa0;: {n} paragraphes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Translated: {n} paragraph, all kept; wording not checked</source>
        <comment>Translated: {n} paragraphs, all kept; wording not checked</comment>
        <translation>
            <numerusform>Traduit&#x202f;: {n} paragraphe, tout gardé&#x202f;; formulation non vérifiée</numerusform>
            <numerusform>Traduit&#x202f;: {n} paragraphes, tout gardé&#x202f;; formulation non vérifiée</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Translated: {n} paragraph, {flagged} to look at</source>
        <comment>Translated: {n} paragraphs, {flagged} to look at</comment>
        <translation>
            <numerusform>Traduit&#x202f;: {n} paragraphe, {flagged} à regarder</numerusform>
            <numerusform>Traduit&#x202f;: {n} paragraphes, {flagged} à regarder</numerusform>
        </translation>
    </message>
    <message>
        <source>Documents (*.docx *.html *.htm *.md *.txt *.srt *.vtt *.pdf *.epub);;All files (*)</source>
        <translation>Documents (*.docx *.html *.htm *.md *.txt *.srt *.vtt *.pdf *.epub);;Tous les fichiers (*)</translation>
    </message>
    <message>
        <source>Choose a document to translate</source>
        <translation>Choisir un document à traduire</translation>
    </message>
    <message>
        <source>Save the translation as</source>
        <translation>Enregistrer la traduction sous</translation>
    </message>
    <message>
        <source>Drop documents here, or choose one: DOCX, HTML, Markdown, text, SRT, VTT, PDF or EPUB.</source>
        <translation>Déposez des documents ici, ou choisissez-en un&#x202f;: DOCX, HTML, Markdown, texte, SRT, VTT, PDF ou EPUB.</translation>
    </message>
    <message>
        <source>Progress of {name}</source>
        <translation>Avancement de {name}</translation>
    </message>
    <message>
        <source>Save elsewhere…</source>
        <translation>Enregistrer ailleurs…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ouvrir le dossier</translation>
    </message>
    <message>
        <source>Show the sentences to look at</source>
        <translation>Afficher les phrases à regarder</translation>
    </message>
    <message>
        <source>The language of the document</source>
        <translation>La langue du document</translation>
    </message>
    <message>
        <source>Saved as {name} in {folder}</source>
        <translation>Enregistré sous {name} dans {folder}</translation>
    </message>
    <message>
        <source>Will be saved as {name} in {folder}</source>
        <translation>Sera enregistré sous {name} dans {folder}</translation>
    </message>
    <message>
        <source>Do not translate</source>
        <translation>Ne pas traduire</translation>
    </message>
    <message>
        <source>Hide the sentences</source>
        <translation>Masquer les phrases</translation>
    </message>
    <message>
        <source>The number {got} was added.</source>
        <translation>Le nombre {got} a été ajouté.</translation>
    </message>
    <message>
        <source>The placeholder {got} was added.</source>
        <translation>Le repère {got} a été ajouté.</translation>
    </message>
    <message>
        <source>The address {got} was added.</source>
        <translation>L’adresse {got} a été ajoutée.</translation>
    </message>
    <message>
        <source>The tag {got} was added.</source>
        <translation>La balise {got} a été ajoutée.</translation>
    </message>
    <message>
        <source>The number {wanted} became {got}.</source>
        <translation>Le nombre {wanted} est devenu {got}.</translation>
    </message>
    <message>
        <source>The placeholder {wanted} became {got}.</source>
        <translation>Le repère {wanted} est devenu {got}.</translation>
    </message>
    <message>
        <source>The address {wanted} became {got}.</source>
        <translation>L’adresse {wanted} est devenue {got}.</translation>
    </message>
    <message>
        <source>The tag {wanted} became {got}.</source>
        <translation>La balise {wanted} est devenue {got}.</translation>
    </message>
    <message>
        <source>Your glossary says {wanted}; the translation does not.</source>
        <translation>Votre glossaire dit {wanted}&#x202f;; la traduction, non.</translation>
    </message>
    <message>
        <source>{wanted} should stay as it is, but became {got}.</source>
        <translation>{wanted} devrait rester tel quel, mais est devenu {got}.</translation>
    </message>
    <message>
        <source>{wanted} came back as {got}</source>
        <translation>{wanted} est revenu comme {got}</translation>
    </message>
    <message>
        <source>The number {wanted} is missing.</source>
        <translation>Le nombre {wanted} manque.</translation>
    </message>
    <message>
        <source>The placeholder {wanted} is missing.</source>
        <translation>Le repère {wanted} manque.</translation>
    </message>
    <message>
        <source>The address {wanted} is missing.</source>
        <translation>L’adresse {wanted} manque.</translation>
    </message>
    <message>
        <source>The tag {wanted} is missing.</source>
        <translation>La balise {wanted} manque.</translation>
    </message>
    <message>
        <source>{wanted} should stay as it is, but is missing.</source>
        <translation>{wanted} devrait rester tel quel, mais manque.</translation>
    </message>
    <message>
        <source>{wanted} did not come back.</source>
        <translation>{wanted} n’est pas revenu.</translation>
    </message>
    <message>
        <source>This was left as it is.</source>
        <translation>Ceci a été laissé tel quel.</translation>
    </message>
    <message>
        <source>The model gave no answer for this sentence.</source>
        <translation>Le modèle n’a pas donné de réponse pour cette phrase.</translation>
    </message>
    <message>
        <source>The translation of this sentence was cut off.</source>
        <translation>La traduction de cette phrase a été coupée.</translation>
    </message>
    <message>
        <source>all kept; wording not checked</source>
        <translation>tout gardé&#x202f;; formulation non vérifiée</translation>
    </message>
    <message>
        <source>numbers {kept} of {all}</source>
        <translation>nombres {kept} sur {all}</translation>
    </message>
    <message>
        <source>terms {kept} of {all}</source>
        <translation>termes {kept} sur {all}</translation>
    </message>
    <message>
        <source>all kept, but this small model often translates wrongly</source>
        <translation>tout est conservé, mais ce petit modèle traduit souvent mal</translation>
    </message>
    <message>
        <source>it came back saying the same</source>
        <translation>le sens est le même au retour</translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence to look at</source>
        <comment>{n} sentences to look at</comment>
        <translation>
            <numerusform>{n} phrase à regarder</numerusform>
            <numerusform>{n} phrases à regarder</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking for other wordings…</source>
        <translation>Recherche d’autres formulations…</translation>
    </message>
    <message>
        <source>No other wording came.</source>
        <translation>Aucune autre formulation n’est venue.</translation>
    </message>
    <message>
        <source>This sentence</source>
        <translation>Cette phrase</translation>
    </message>
    <message>
        <source>Other wordings</source>
        <translation>Autres formulations</translation>
    </message>
    <message>
        <source>Copy sentence</source>
        <translation>Copier la phrase</translation>
    </message>
    <message>
        <source>Check back</source>
        <translation>Traduction inverse</translation>
    </message>
    <message>
        <source>Add to glossary…</source>
        <translation>Ajouter au glossaire…</translation>
    </message>
    <message>
        <source>Take the model&apos;s words again</source>
        <translation>Reprendre les mots du modèle</translation>
    </message>
    <message>
        <source>This sentence:</source>
        <translation>Cette phrase&#x202f;:</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Copié.</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Utiliser</translation>
    </message>
    <message>
        <source>Use: {wording}</source>
        <translation>Utiliser&#x202f;: {wording}</translation>
    </message>
    <message>
        <source>It came back saying the same.</source>
        <translation>Le sens est le même au retour.</translation>
    </message>
    <message>
        <source>The model may not be asked for the way back.</source>
        <translation>Le modèle ne peut pas servir pour le retour.</translation>
    </message>
    <message numerus="yes">
        <source>Translating back… {n} sentence</source>
        <comment>Translating back… {n} sentences</comment>
        <translation>
            <numerusform>Traduction inverse… {n} phrase</numerusform>
            <numerusform>Traduction inverse… {n} phrases</numerusform>
        </translation>
    </message>
    <message>
        <source>Translating this sentence back…</source>
        <translation>Traduction inverse de cette phrase…</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Tout sélectionner</translation>
    </message>
    <message>
        <source>Translating back… sentence {done} of {total}</source>
        <translation>Traduction inverse… phrase {done} sur {total}</translation>
    </message>
    <message>
        <source>That did not work. Try again.</source>
        <translation>Cela n’a pas marché. Réessayez.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Arrêté.</translation>
    </message>
    <message>
        <source>Your text is untouched. Try again.</source>
        <translation>Votre texte est intact. Réessayez.</translation>
    </message>
    <message>
        <source>Your last text, as you left it.</source>
        <translation>Votre dernier texte, tel que vous l’avez laissé.</translation>
    </message>
    <message>
        <source>Which language is this? Choose it on the left; a few words more would also tell.</source>
        <translation>Quelle langue est-ce&#x202f;? Choisissez-la à gauche&#x202f;; quelques mots de plus suffiraient aussi.</translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence</source>
        <comment>{n} sentences</comment>
        <translation>
            <numerusform>{n} phrase</numerusform>
            <numerusform>{n} phrases</numerusform>
        </translation>
    </message>
    <message>
        <source>Translating…</source>
        <translation>Traduction…</translation>
    </message>
    <message>
        <source>Translating… sentence {sentence} of {total}</source>
        <translation>Traduction… phrase {sentence} sur {total}</translation>
    </message>
    <message>
        <source>This text could not be translated.</source>
        <translation>Ce texte n’a pas pu être traduit.</translation>
    </message>
    <message>
        <source>{language} detected</source>
        <translation>{language} détecté</translation>
    </message>
    <message numerus="yes">
        <source>Your own words for {n} sentence are kept. Choose the tone from before to have them back.</source>
        <comment>Your own words for {n} sentences are kept. Choose the tone from before to have them back.</comment>
        <translation>
            <numerusform>Votre propre version de {n} phrase est gardée. Choisissez le ton d’avant pour la retrouver.</numerusform>
            <numerusform>Vos propres versions de {n} phrases sont gardées. Choisissez le ton d’avant pour les retrouver.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Your own words for {n} sentence are kept. Choose {language} again to have them back.</source>
        <comment>Your own words for {n} sentences are kept. Choose {language} again to have them back.</comment>
        <translation>
            <numerusform>Votre propre version de {n} phrase est gardée. Choisissez de nouveau «&#xa0;{language}&#xa0;» pour la retrouver.</numerusform>
            <numerusform>Vos propres versions de {n} phrases sont gardées. Choisissez de nouveau «&#xa0;{language}&#xa0;» pour les retrouver.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped after {done} of {total} sentence.</source>
        <comment>Stopped after {done} of {total} sentences.</comment>
        <translation>
            <numerusform>Arrêté après {done} phrase sur {total}.</numerusform>
            <numerusform>Arrêté après {done} phrases sur {total}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Type or paste a text here, or drop a document. Nothing leaves this computer.</source>
        <translation>Tapez ou collez un texte ici, ou déposez un document. Rien ne quitte cet ordinateur.</translation>
    </message>
    <message>
        <source>Text to translate</source>
        <translation>Texte à traduire</translation>
    </message>
    <message>
        <source>Try it with a sample</source>
        <translation>Essayer avec un exemple</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Effacer</translation>
    </message>
    <message>
        <source>Clear the text</source>
        <translation>Effacer le texte</translation>
    </message>
    <message>
        <source>Stop translating</source>
        <translation>Arrêter de traduire</translation>
    </message>
    <message>
        <source>Copy the translation</source>
        <translation>Copier la traduction</translation>
    </message>
    <message>
        <source>Ask about it in chat</source>
        <translation>En parler en discussion</translation>
    </message>
    <message>
        <source>Summarize the translation</source>
        <translation>Résumer la traduction</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Choisir un modèle</translation>
    </message>
    <message>
        <source>Choose the language that the text is written in.</source>
        <translation>Choisissez la langue dans laquelle le texte est écrit.</translation>
    </message>
    <message>
        <source>It cannot be told what language this text is in.</source>
        <translation>On ne peut pas dire dans quelle langue est ce texte.</translation>
    </message>
    <message>
        <source>Choose another language to translate into.</source>
        <translation>Choisissez une autre langue cible.</translation>
    </message>
    <message>
        <source>The text is in {language} already.</source>
        <translation>Le texte est déjà en {language}.</translation>
    </message>
    <message>
        <source>A bigger model can do more: get one under Models when you are online. Your text is untouched.</source>
        <translation>Un modèle plus grand peut davantage&#x202f;: prenez-en un dans Modèles quand vous serez en ligne. Votre texte est intact.</translation>
    </message>
    <message>
        <source>{name} cannot translate this: it reads {language} in Latin letters only.</source>
        <translation>{name} ne peut pas traduire cela&#x202f;: pour la langue {language}, il ne lit que les lettres latines.</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Non</translation>
    </message>
    <message>
        <source>Still open, from “{sentence}”:</source>
        <translation>Encore en attente, de «&#xa0;{sentence}&#xa0;»&#x202f;:</translation>
    </message>
    <message>
        <source>{answer}: {question}</source>
        <translation>{answer}&#x202f;: {question}</translation>
    </message>
    <message>
        <source>Did you mean one of two?</source>
        <translation>Vouliez-vous dire l’un des deux&#x202f;?</translation>
    </message>
    <message>
        <source>{count} letters: a command has {most} at most.</source>
        <translation>{count} lettres&#x202f;: une commande en a {most} au plus.</translation>
    </message>
    <message>
        <source>Or type a command</source>
        <translation>Ou tapez une commande</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Commande</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lancer</translation>
    </message>
    <message>
        <source>Run the command</source>
        <translation>Lancer la commande</translation>
    </message>
    <message>
        <source>Did you mean one of these?</source>
        <translation>Vouliez-vous dire l’un de ceux-ci&#x202f;?</translation>
    </message>
    <message>
        <source>Did you mean …?</source>
        <translation>Vouliez-vous dire …&#x202f;?</translation>
    </message>
    <message>
        <source>Neither</source>
        <translation>Aucun</translation>
    </message>
    <message>
        <source>Ask it in Chat</source>
        <translation>Demander en discussion</translation>
    </message>
    <message>
        <source>Teach this phrase…</source>
        <translation>Apprendre cette phrase…</translation>
    </message>
    <message>
        <source>Commands are understood in {languages}.</source>
        <translation>Les commandes sont comprises en {languages}.</translation>
    </message>
    <message>
        <source>Another language…</source>
        <translation>Autre langue…</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>défait</translation>
    </message>
    <message>
        <source>left undone</source>
        <translation>pas fait</translation>
    </message>
    <message>
        <source>no answer: left undone</source>
        <translation>sans réponse&#x202f;: pas fait</translation>
    </message>
    <message>
        <source>cannot be done</source>
        <translation>impossible</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>échec</translation>
    </message>
    <message>
        <source>Nothing yet. What you say or type will stand here, with Undo.</source>
        <translation>Rien pour l’instant. Ce que vous dites ou tapez s’affichera ici, avec Défaire.</translation>
    </message>
    <message>
        <source>Undo: {command}</source>
        <translation>Défaire&#x202f;: {command}</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Précédemment</translation>
    </message>
    <message>
        <source>Clear what stands under Earlier</source>
        <translation>Effacer ce qui est sous Précédemment</translation>
    </message>
    <message>
        <source>Teach a phrase…</source>
        <translation>Apprendre une phrase…</translation>
    </message>
    <message>
        <source>My home…</source>
        <translation>Ma maison…</translation>
    </message>
    <message>
        <source>Language…</source>
        <translation>Langue…</translation>
    </message>
    <message>
        <source>Language and voice models…</source>
        <translation>Langue et modèles vocaux…</translation>
    </message>
    <message>
        <source>Earlier commands</source>
        <translation>Commandes précédentes</translation>
    </message>
    <message>
        <source>This home belongs to something else than EdgeAssist; it is changed there.</source>
        <translation>Cette maison relève d’autre chose qu’EdgeAssist&#x202f;; elle se modifie là-bas.</translation>
    </message>
    <message>
        <source>{name} is there.</source>
        <translation>{name} est là.</translation>
    </message>
    <message>
        <source>{old_name} is called {new_name} now.</source>
        <translation>{old_name}&#xa0;s’appelle maintenant {new_name}.</translation>
    </message>
    <message>
        <source>{name} is removed.</source>
        <translation>{name} a disparu de la maison.</translation>
    </message>
    <message>
        <source>Taken back.</source>
        <translation>Défait.</translation>
    </message>
    <message>
        <source>{name} (or {other_names})</source>
        <translation>{name} (ou {other_names})</translation>
    </message>
    <message>
        <source>Rename {name}</source>
        <translation>Renommer {name}</translation>
    </message>
    <message>
        <source>New name of {name}</source>
        <translation>Nouveau nom de {name}</translation>
    </message>
    <message>
        <source>Save the new name of {name}</source>
        <translation>Enregistrer le nouveau nom de {name}</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Laisser</translation>
    </message>
    <message>
        <source>Leave the name of {name}</source>
        <translation>Laisser le nom de {name}</translation>
    </message>
    <message>
        <source>This home is simulated: commands switch these devices inside EdgeAssist only, so that you can try them. Nothing in your house is touched. New names can be said at once.</source>
        <translation>Cette maison est simulée&#x202f;: les commandes n’actionnent ces appareils que dans EdgeAssist, pour que vous puissiez essayer. Rien n’est touché chez vous. Les nouveaux noms peuvent se dire aussitôt.</translation>
    </message>
    <message>
        <source>No rooms and no devices yet.</source>
        <translation>Pas encore de pièces ni d’appareils.</translation>
    </message>
    <message>
        <source>Without a room</source>
        <translation>Sans pièce</translation>
    </message>
    <message>
        <source>Lamp</source>
        <translation>Lampe</translation>
    </message>
    <message>
        <source>Plug or switch</source>
        <translation>Prise ou interrupteur</translation>
    </message>
    <message>
        <source>Blind, curtain or door</source>
        <translation>Store, rideau ou porte</translation>
    </message>
    <message>
        <source>Heating</source>
        <translation>Chauffage</translation>
    </message>
    <message>
        <source>Fan</source>
        <translation>Ventilateur</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Serrure</translation>
    </message>
    <message>
        <source>TV or music</source>
        <translation>Téléviseur ou musique</translation>
    </message>
    <message>
        <source>Robot vacuum</source>
        <translation>Robot aspirateur</translation>
    </message>
    <message>
        <source>My home</source>
        <translation>Ma maison</translation>
    </message>
    <message>
        <source>‹ Back to Voice</source>
        <translation>‹ Retour à Voix</translation>
    </message>
    <message>
        <source>Back to Voice</source>
        <translation>Retour à Voix</translation>
    </message>
    <message>
        <source>New room</source>
        <translation>Nouvelle pièce</translation>
    </message>
    <message>
        <source>Attic</source>
        <translation>Grenier</translation>
    </message>
    <message>
        <source>New device</source>
        <translation>Nouvel appareil</translation>
    </message>
    <message>
        <source>Reading lamp</source>
        <translation>Lampe de lecture</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Pièce</translation>
    </message>
    <message>
        <source>No room yet</source>
        <translation>Pas encore de pièce</translation>
    </message>
    <message>
        <source>Add the room</source>
        <translation>Ajouter la pièce</translation>
    </message>
    <message>
        <source>Add the device</source>
        <translation>Ajouter l’appareil</translation>
    </message>
    <message>
        <source>Add a room</source>
        <translation>Ajouter une pièce</translation>
    </message>
    <message>
        <source>Add a device</source>
        <translation>Ajouter un appareil</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>Listes</translation>
    </message>
    <message>
        <source>for example: {example}</source>
        <translation>par exemple&#x202f;: {example}</translation>
    </message>
    <message>
        <source>The system&apos;s choice</source>
        <translation>Le choix du système</translation>
    </message>
    <message>
        <source>No microphone</source>
        <translation>Pas de microphone</translation>
    </message>
    <message>
        <source>Looking for microphones…</source>
        <translation>Recherche de microphones…</translation>
    </message>
    <message>
        <source>Microphone: {microphone}</source>
        <translation>Microphone&#x202f;: {microphone}</translation>
    </message>
    <message>
        <source>{microphone} is not connected</source>
        <translation>{microphone} n’est pas connecté</translation>
    </message>
    <message>
        <source>Look for microphones again</source>
        <translation>Chercher de nouveau des microphones</translation>
    </message>
    <message>
        <source>My devices</source>
        <translation>Mes appareils</translation>
    </message>
    <message>
        <source>Voice models</source>
        <translation>Modèles vocaux</translation>
    </message>
    <message>
        <source>No microphone was found. Type a command instead.</source>
        <translation>Aucun microphone n’a été trouvé. Tapez plutôt une commande.</translation>
    </message>
    <message>
        <source>The microphone is gone. What you said is kept; it goes on when it is back.</source>
        <translation>Le microphone n’est plus là. Ce que vous avez dit est gardé&#x202f;; cela reprendra à son retour.</translation>
    </message>
    <message>
        <source>Too loud: hold the microphone a little farther away.</source>
        <translation>Trop fort&#x202f;: éloignez un peu le microphone.</translation>
    </message>
    <message>
        <source>Opening the microphone…</source>
        <translation>Ouverture du microphone…</translation>
    </message>
    <message>
        <source>Listening…</source>
        <translation>Écoute…</translation>
    </message>
    <message>
        <source>Working out what was said…</source>
        <translation>Analyse de ce qui a été dit…</translation>
    </message>
    <message>
        <source>The microphone is open for dictation.</source>
        <translation>Le microphone est ouvert pour la dictée.</translation>
    </message>
    <message>
        <source>template</source>
        <translation>gabarit</translation>
    </message>
    <message>
        <source>taught by you</source>
        <translation>appris de vous</translation>
    </message>
    <message>
        <source>close to a template</source>
        <translation>proche d’un gabarit</translation>
    </message>
    <message>
        <source>language model</source>
        <translation>modèle de langage</translation>
    </message>
    <message>
        <source>from before</source>
        <translation>d’avant</translation>
    </message>
    <message>
        <source>(noise) ignored</source>
        <translation>(bruit) ignoré</translation>
    </message>
    <message>
        <source>(no speech) ignored</source>
        <translation>(pas de parole) ignoré</translation>
    </message>
    <message>
        <source>(music or talk) ignored</source>
        <translation>(musique ou conversation) ignoré</translation>
    </message>
    <message>
        <source>(long talk) ignored</source>
        <translation>(longue conversation) ignoré</translation>
    </message>
    <message>
        <source>only noise</source>
        <translation>du bruit seulement</translation>
    </message>
    <message>
        <source>nothing was said</source>
        <translation>rien n’a été dit</translation>
    </message>
    <message>
        <source>not a command</source>
        <translation>pas une commande</translation>
    </message>
    <message>
        <source>too long for a command</source>
        <translation>trop long pour une commande</translation>
    </message>
    <message>
        <source>Speak in {language}; type in {other_language} or {language}. To speak {other_language}, add a voice model.</source>
        <translation>Parlez en {language}&#x202f;; tapez en {other_language} ou en {language}. Pour parler en {other_language}, ajoutez un modèle vocal.</translation>
    </message>
    <message>
        <source>English</source>
        <translation>anglais</translation>
    </message>
    <message>
        <source>German</source>
        <translation>allemand</translation>
    </message>
    <message>
        <source>Arabic</source>
        <translation>arabe</translation>
    </message>
    <message>
        <source>Czech</source>
        <translation>tchèque</translation>
    </message>
    <message>
        <source>Danish</source>
        <translation>danois</translation>
    </message>
    <message>
        <source>Greek</source>
        <translation>grec</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>espagnol</translation>
    </message>
    <message>
        <source>Finnish</source>
        <translation>finnois</translation>
    </message>
    <message>
        <source>French</source>
        <translation>français</translation>
    </message>
    <message>
        <source>Hindi</source>
        <translation>hindi</translation>
    </message>
    <message>
        <source>Hungarian</source>
        <translation>hongrois</translation>
    </message>
    <message>
        <source>Italian</source>
        <translation>italien</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>japonais</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>coréen</translation>
    </message>
    <message>
        <source>Norwegian</source>
        <translation>norvégien</translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation>néerlandais</translation>
    </message>
    <message>
        <source>Polish</source>
        <translation>polonais</translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation>portugais</translation>
    </message>
    <message>
        <source>Romanian</source>
        <translation>roumain</translation>
    </message>
    <message>
        <source>Russian</source>
        <translation>russe</translation>
    </message>
    <message>
        <source>Swedish</source>
        <translation>suédois</translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation>turc</translation>
    </message>
    <message>
        <source>Ukrainian</source>
        <translation>ukrainien</translation>
    </message>
    <message>
        <source>Vietnamese</source>
        <translation>vietnamien</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>chinois</translation>
    </message>
    <message>
        <source>There is no language {wanted} here.</source>
        <translation>La langue {wanted} n’existe pas ici.</translation>
    </message>
    <message>
        <source>Languages are {known}.</source>
        <translation>Les langues sont {known}.</translation>
    </message>
    <message>
        <source>Speak now, then let go</source>
        <translation>Parlez maintenant, puis relâchez</translation>
    </message>
    <message>
        <source>Speak now; it stops by itself</source>
        <translation>Parlez maintenant&#x202f;; l’arrêt est automatique</translation>
    </message>
    <message>
        <source>Listening… let go when you are done</source>
        <translation>Écoute… relâchez quand vous avez fini</translation>
    </message>
    <message>
        <source>Hold Space to speak, or click</source>
        <translation>Maintenez Espace pour parler, ou cliquez</translation>
    </message>
    <message>
        <source>the built-in recognizer</source>
        <translation>la reconnaissance intégrée</translation>
    </message>
    <message>
        <source>Heard by {recognizer}, in {language}</source>
        <translation>Entendu par {recognizer}, en {language}</translation>
    </message>
    <message>
        <source>(too short) ignored</source>
        <translation>(trop court) ignoré</translation>
    </message>
    <message>
        <source>too short to be sure: say it again</source>
        <translation>trop court pour être sûr&#x202f;: redites-le</translation>
    </message>
    <message>
        <source>“{word}” from before</source>
        <translation>«&#xa0;{word}&#xa0;» d’avant</translation>
    </message>
    <message>
        <source>{first} and {then}</source>
        <translation>{first} et {then}</translation>
    </message>
    <message>
        <source>{said}?</source>
        <translation>{said}&#x202f;?</translation>
    </message>
    <message>
        <source>This needs a click.</source>
        <translation>Il faut un clic.</translation>
    </message>
    <message>
        <source>This needs a click, or say or type “{words}”.</source>
        <translation>Il faut un clic, ou bien dites ou tapez «&#xa0;{words}&#xa0;».</translation>
    </message>
    <message>
        <source>Waiting {seconds} s, then no.</source>
        <translation>Attente de {seconds}&#xa0;s, puis non.</translation>
    </message>
    <message>
        <source>Nothing is done until then.</source>
        <translation>D’ici là, rien n’est fait.</translation>
    </message>
    <message>
        <source>Press the button, or say yes and its name.</source>
        <translation>Appuyez sur le bouton, ou dites oui et son nom.</translation>
    </message>
    <message>
        <source>No answer means no.</source>
        <translation>Sans réponse, c’est non.</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>Exécuter</translation>
    </message>
    <message>
        <source>Reminder: {text}</source>
        <translation>Rappel&#x202f;: {text}</translation>
    </message>
    <message>
        <source>Reminder</source>
        <translation>Rappel</translation>
    </message>
    <message>
        <source>Alarm “{name}”</source>
        <translation>Alarme «&#xa0;{name}&#xa0;»</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Timer “{name}”</source>
        <translation>Minuteur «&#xa0;{name}&#xa0;»</translation>
    </message>
    <message>
        <source>Timer of {duration}</source>
        <translation>Minuteur de {duration}</translation>
    </message>
    <message>
        <source>Timer</source>
        <translation>Minuteur</translation>
    </message>
    <message>
        <source>paused, {time_left}</source>
        <translation>en pause, {time_left}</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>encore {seconds}&#xa0;s</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s left</source>
        <translation>encore {minutes}&#xa0;min {seconds}&#xa0;s</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>encore {minutes}&#xa0;min</translation>
    </message>
    <message>
        <source>{hours} h left</source>
        <translation>encore {hours}&#xa0;h</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min left</source>
        <translation>encore {hours}&#xa0;h {minutes}&#xa0;min</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>En cours</translation>
    </message>
    <message>
        <source>Nothing here fits to that.</source>
        <translation>Rien ici n’y correspond.</translation>
    </message>
    <message>
        <source>Say it in other words, or teach it.</source>
        <translation>Dites-le autrement, ou apprenez-le-lui.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Réessayez.</translation>
    </message>
    <message>
        <source>There is no text in front in another part of the window.</source>
        <translation>Aucun texte n’est ouvert dans une autre partie de la fenêtre.</translation>
    </message>
    <message>
        <source>Nothing here does “{wish}” now.</source>
        <translation>Rien ici ne fait «&#xa0;{wish}&#xa0;» pour l’instant.</translation>
    </message>
    <message>
        <source>The language model was stopped. Nothing was done.</source>
        <translation>Le modèle de langage a été arrêté. Rien n’a été fait.</translation>
    </message>
    <message>
        <source>Doing it…</source>
        <translation>Exécution…</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fait</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Défait</translation>
    </message>
    <message>
        <source>Left undone</source>
        <translation>Pas fait</translation>
    </message>
    <message>
        <source>No answer: left undone</source>
        <translation>Sans réponse&#x202f;: pas fait</translation>
    </message>
    <message>
        <source>Cannot</source>
        <translation>Impossible</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Échec</translation>
    </message>
    <message>
        <source>Waits for your answer</source>
        <translation>Attend votre réponse</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>Analyse…</translation>
    </message>
    <message>
        <source>No template fits; asking the language model…</source>
        <translation>Aucun gabarit ne convient&#x202f;; question au modèle de langage…</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>Parler</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Exemples</translation>
    </message>
    <message>
        <source>Try one of these</source>
        <translation>Essayez l’un de ceux-ci</translation>
    </message>
    <message>
        <source>Try: {command}</source>
        <translation>Essayer&#x202f;: {command}</translation>
    </message>
    <message>
        <source>Talk: hold Space, or press Enter</source>
        <translation>Parler&#x202f;: maintenez Espace, ou appuyez sur Entrée</translation>
    </message>
    <message>
        <source>This sentence means nothing yet.</source>
        <translation>Cette phrase ne veut encore rien dire.</translation>
    </message>
    <message>
        <source>It will do this: {steps}</source>
        <translation>Elle fera ceci&#x202f;: {steps}</translation>
    </message>
    <message>
        <source>Say or type a phrase of your own in place of a sentence that works already.</source>
        <translation>Dites ou tapez votre propre phrase à la place d’une phrase qui marche déjà.</translation>
    </message>
    <message>
        <source>You have taught nothing yet.</source>
        <translation>Aucune phrase apprise pour l’instant.</translation>
    </message>
    <message>
        <source>Teach a phrase</source>
        <translation>Apprendre une phrase</translation>
    </message>
    <message>
        <source>Teach it</source>
        <translation>Apprendre</translation>
    </message>
    <message>
        <source>Your phrase</source>
        <translation>Votre phrase</translation>
    </message>
    <message>
        <source>lights out</source>
        <translation>extinction des feux</translation>
    </message>
    <message>
        <source>Means the same as</source>
        <translation>Veut dire la même chose que</translation>
    </message>
    <message>
        <source>turn off all the lights</source>
        <translation>éteins toutes les lumières</translation>
    </message>
    <message>
        <source>What you taught</source>
        <translation>Vos phrases apprises</translation>
    </message>
    <message>
        <source>{phrase} means {command}</source>
        <translation>{phrase} veut dire {command}</translation>
    </message>
    <message>
        <source>means “{command}”</source>
        <translation>veut dire «&#xa0;{command}&#xa0;»</translation>
    </message>
    <message>
        <source>Remove “{phrase}”</source>
        <translation>Supprimer «&#xa0;{phrase}&#xa0;»</translation>
    </message>
    <message>
        <source>Choose a voice model</source>
        <translation>Choisir un modèle vocal</translation>
    </message>
    <message>
        <source>Looking at the file</source>
        <translation>Examen du fichier</translation>
    </message>
    <message>
        <source>{name} is here and was tried.</source>
        <translation>{name} est là et a été essayé.</translation>
    </message>
    <message>
        <source>{name} came in, but is not used.</source>
        <translation>{name} est arrivé, mais n’est pas utilisé.</translation>
    </message>
    <message>
        <source>Stopped. Nothing was added.</source>
        <translation>Arrêté. Rien n’a été ajouté.</translation>
    </message>
    <message>
        <source>English is heard without a voice model. Other languages, and dictation that is more than rough, need one: a file from alphacephei.com/vosk/models, loaded on any computer that is online and carried here.</source>
        <translation>L’anglais est compris sans modèle vocal. Les autres langues, et une dictée plus qu’approximative, en demandent un&#x202f;: un fichier d’alphacephei.com/vosk/models, téléchargé sur n’importe quel ordinateur en ligne et apporté ici.</translation>
    </message>
    <message>
        <source>Language told by its name</source>
        <translation>Langue indiquée par son nom</translation>
    </message>
    <message>
        <source>No voice model yet.</source>
        <translation>Pas encore de modèle vocal.</translation>
    </message>
    <message>
        <source>Language and voice models</source>
        <translation>Langue et modèles vocaux</translation>
    </message>
    <message>
        <source>Add a voice model…</source>
        <translation>Ajouter un modèle vocal…</translation>
    </message>
    <message>
        <source>Language of the voice model</source>
        <translation>Langue du modèle vocal</translation>
    </message>
    <message>
        <source>Stop adding the voice model</source>
        <translation>Arrêter l’ajout du modèle vocal</translation>
    </message>
    <message>
        <source>Adding the voice model</source>
        <translation>Ajout du modèle vocal</translation>
    </message>
    <message>
        <source>Heard by {voice_model}.</source>
        <translation>Entendu par {voice_model}.</translation>
    </message>
    <message>
        <source>Heard by the built-in recognizer.</source>
        <translation>Entendu par la reconnaissance intégrée.</translation>
    </message>
    <message>
        <source>Speak in English; type in {language} or English. To speak {language}, add a voice model for it.</source>
        <translation>Parlez en anglais&#x202f;; tapez en {language} ou en anglais. Pour parler en {language}, ajoutez un modèle vocal pour cette langue.</translation>
    </message>
    <message>
        <source>Keep {name}</source>
        <translation>Conserver {name}</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation>Supprimer définitivement</translation>
    </message>
    <message>
        <source>Remove {name} for good</source>
        <translation>Supprimer définitivement {name}</translation>
    </message>
    <message>
        <source>No language</source>
        <translation>Aucune langue</translation>
    </message>
    <message>
        <source>needs {size} of memory</source>
        <translation>nécessite {size} de mémoire</translation>
    </message>
    <message>
        <source>hears {language}</source>
        <translation>comprend&#x202f;: {language}</translation>
    </message>
    <message>
        <source>another one is used</source>
        <translation>un autre est utilisé</translation>
    </message>
    <message>
        <source>cannot be held to commands: it asks more often</source>
        <translation>ne peut pas être limité aux commandes&#x202f;: il demande plus souvent</translation>
    </message>
    <message>
        <source>Good fit</source>
        <translation>Bien adapté</translation>
    </message>
    <message>
        <source>Better, still to be fetched</source>
        <translation>Meilleur, à télécharger</translation>
    </message>
    <message>
        <source>Better but slower</source>
        <translation>Meilleur mais plus lent</translation>
    </message>
    <message>
        <source>Lighter</source>
        <translation>Plus léger</translation>
    </message>
    <message>
        <source>Too slow here</source>
        <translation>Trop lent ici</translation>
    </message>
    <message>
        <source>Will not fit</source>
        <translation>Trop grand</translation>
    </message>
    <message>
        <source>speed not measured yet (that takes a quiet moment)</source>
        <translation>vitesse pas encore mesurée (il faut pour cela un moment calme)</translation>
    </message>
    <message>
        <source>{total} of {memory} allowed</source>
        <translation>{total} sur {memory} autorisés</translation>
    </message>
    <message>
        <source>{total} of {memory} free</source>
        <translation>{total} sur {memory} libres</translation>
    </message>
    <message numerus="yes">
        <source>{n} word a second</source>
        <comment>{n} words a second</comment>
        <translation>
            <numerusform>{n} mot par seconde</numerusform>
            <numerusform>{n} mots par seconde</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about {n} word a second</source>
        <comment>about {n} words a second</comment>
        <translation>
            <numerusform>environ {n} mot par seconde</numerusform>
            <numerusform>environ {n} mots par seconde</numerusform>
        </translation>
    </message>
    <message>
        <source>already here</source>
        <translation>déjà ici</translation>
    </message>
    <message>
        <source>{size} to fetch</source>
        <translation>{size} à télécharger</translation>
    </message>
    <message>
        <source>{size} more disk needed</source>
        <translation>{size} de disque de plus nécessaires</translation>
    </message>
    <message>
        <source>This is an estimate: `--anyway` tries it all the same, and what works is remembered.</source>
        <translation>C’est une estimation&#x202f;: `--anyway` l’essaie quand même, et ce qui marche est retenu.</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller model or quantization.</source>
        <translation>Fermez d’autres programmes, ou choisissez un modèle ou une quantification plus petits.</translation>
    </message>
    <message>
        <source>Close other programs, or use a context of {tokens} tokens: `--context {context}`, or context_tokens in settings.toml.</source>
        <translation>Fermez d’autres programmes, ou utilisez un contexte de {tokens} tokens&#x202f;: `--context {context}`, ou context_tokens dans settings.toml.</translation>
    </message>
    <message>
        <source>{model} does not fit into memory: {sum}.</source>
        <translation>{model} ne tient pas en mémoire&#x202f;: {sum}.</translation>
    </message>
    <message>
        <source>{sum} = {total} of {memory} allowed</source>
        <translation>{sum} = {total} sur {memory} autorisés</translation>
    </message>
    <message>
        <source>{sum} = {total} of {memory} free</source>
        <translation>{sum} = {total} sur {memory} libres</translation>
    </message>
    <message>
        <source>{sum}; a load of {total} worked here with {memory} free</source>
        <translation>{sum}&#x202f;; une charge de {total} a marché ici avec {memory} libres</translation>
    </message>
    <message>
        <source>weights {weights} + context {context} + work space {work} + program {program}</source>
        <translation>poids {weights} + contexte {context} + espace de travail {work} + programme {program}</translation>
    </message>
    <message>
        <source>{sum} + {size} as measured here</source>
        <translation>{sum} + {size} d’après la mesure ici</translation>
    </message>
    <message>
        <source>{sum} − {size} as measured here</source>
        <translation>{sum} − {size} d’après la mesure ici</translation>
    </message>
    <message>
        <source>There is no way to make a model smaller called “{name}”.</source>
        <translation>Il n’y a pas de façon de réduire un modèle nommée «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>There are: smallest, balanced and careful; original keeps the model as it is.</source>
        <translation>Il y a&#x202f;: smallest, balanced et careful&#x202f;; original garde le modèle tel quel.</translation>
    </message>
    <message>
        <source>Choose smallest, balanced or careful to make a smaller copy.</source>
        <translation>Choisissez smallest, balanced ou careful pour faire une copie plus petite.</translation>
    </message>
    <message>
        <source>Original means the model as it is: there is nothing to do.</source>
        <translation>Original désigne le modèle tel quel&#x202f;: il n’y a rien à faire.</translation>
    </message>
    <message>
        <source>Get or import this model as F16, BF16 or Q8_0 and start from that.</source>
        <translation>Obtenez ou importez ce modèle en F16, BF16 ou Q8_0 et partez de là.</translation>
    </message>
    <message>
        <source>{model} is quantized already ({kind}); doing it again would lose quality twice.</source>
        <translation>{model} est déjà quantifié ({kind})&#x202f;; le refaire dégraderait deux fois la qualité.</translation>
    </message>
    <message>
        <source>it is not complete.</source>
        <translation>il n’est pas complet.</translation>
    </message>
    <message>
        <source>No smaller copy of {model} can be made: {reason}</source>
        <translation>Aucune copie plus petite de {model} n’est possible&#x202f;: {reason}</translation>
    </message>
    <message>
        <source>Repair that one first: `edgeassist models repair {id}`, or Repair in the window.</source>
        <translation>Réparez d’abord celui-là&#x202f;: `edgeassist models repair {id}`, ou Réparer dans la fenêtre.</translation>
    </message>
    <message>
        <source>This model cannot be made as small as {size}: it takes more than {least}.</source>
        <translation>Ce modèle ne peut pas être réduit à {size}&#x202f;: il lui faut plus de {least}.</translation>
    </message>
    <message>
        <source>Ask for more than {least}, or start from a smaller model.</source>
        <translation>Demandez plus de {least}, ou partez d’un modèle plus petit.</translation>
    </message>
    <message>
        <source>Smallest</source>
        <translation>Le plus petit</translation>
    </message>
    <message>
        <source>Takes the least room; answers get noticeably simpler.</source>
        <translation>Prend le moins de place&#x202f;; les réponses deviennent nettement plus simples.</translation>
    </message>
    <message>
        <source>The usual choice: much smaller, and close to the original in most answers.</source>
        <translation>Le choix habituel&#x202f;: bien plus petit, et proche de l’original dans la plupart des réponses.</translation>
    </message>
    <message>
        <source>Next to no difference, at about half the size of the original.</source>
        <translation>Presque aucune différence, pour environ la moitié de la taille de l’original.</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>The model as it is: nothing lost, nothing gained.</source>
        <translation>Le modèle tel quel&#x202f;: rien de perdu, rien de gagné.</translation>
    </message>
    <message>
        <source>{meaning} {kind}, {size} ({share} % of the original).</source>
        <translation>{meaning} {kind}, {size} ({share}&#xa0;% de l’original).</translation>
    </message>
    <message>
        <source>not measurable here</source>
        <translation>non mesurable ici</translation>
    </message>
    <message>
        <source>{model} keeps almost everything: {details}.</source>
        <translation>{model} garde presque tout&#x202f;: {details}.</translation>
    </message>
    <message>
        <source>{model} keeps most: {details}.</source>
        <translation>{model} garde l’essentiel&#x202f;: {details}.</translation>
    </message>
    <message>
        <source>{model} loses noticeably: {details}.</source>
        <translation>{model} perd sensiblement&#x202f;: {details}.</translation>
    </message>
    <message>
        <source>{model} loses much: {details}.</source>
        <translation>{model} perd beaucoup&#x202f;: {details}.</translation>
    </message>
    <message numerus="yes">
        <source>Only {n} word was compared: this is rough.</source>
        <comment>Only {n} words were compared: this is rough.</comment>
        <translation>
            <numerusform>Seul {n} mot a été comparé&#x202f;: c’est approximatif.</numerusform>
            <numerusform>Seuls {n} mots ont été comparés&#x202f;: c’est approximatif.</numerusform>
        </translation>
    </message>
    <message>
        <source>Memory at most, with a short text</source>
        <translation>Mémoire au plus, avec un texte court</translation>
    </message>
    <message>
        <source>Reads, tokens/s</source>
        <translation>Lecture, tokens/s</translation>
    </message>
    <message>
        <source>Writes, tokens/s</source>
        <translation>Écriture, tokens/s</translation>
    </message>
    <message>
        <source>Surprise at the text (perplexity)</source>
        <translation>Surprise devant le texte (perplexité)</translation>
    </message>
    <message>
        <source>Same next word most likely</source>
        <translation>Même mot suivant le plus probable</translation>
    </message>
    <message>
        <source>Divergence, mean (nats)</source>
        <translation>Divergence, moyenne (nats)</translation>
    </message>
    <message>
        <source>Divergence, median</source>
        <translation>Divergence, médiane</translation>
    </message>
    <message>
        <source>Divergence, 99 of 100 below</source>
        <translation>Divergence, 99 sur 100 en dessous</translation>
    </message>
    <message>
        <source>Words (tokens) compared</source>
        <translation>Mots (tokens) comparés</translation>
    </message>
    <message>
        <source>it finds the same next word most likely as the original each time</source>
        <translation>il trouve chaque fois le même mot suivant le plus probable que l’original</translation>
    </message>
    <message>
        <source>it finds the same next word most likely as the original {same} times of 100</source>
        <translation>il trouve le même mot suivant le plus probable que l’original {same} fois sur 100</translation>
    </message>
    <message>
        <source>the text surprises it {percent} % more</source>
        <translation>le texte le surprend {percent}&#xa0;% de plus</translation>
    </message>
    <message>
        <source>the text surprises it {times} times as much</source>
        <translation>le texte le surprend {times} fois autant</translation>
    </message>
    <message>
        <source>its file is {times} times smaller</source>
        <translation>son fichier est {times} fois plus petit</translation>
    </message>
    <message>
        <source>its file is {percent} % smaller</source>
        <translation>son fichier est {percent}&#xa0;% plus petit</translation>
    </message>
    <message>
        <source>its file is no smaller</source>
        <translation>son fichier n’est pas plus petit</translation>
    </message>
    <message>
        <source>its file is {times} times larger</source>
        <translation>son fichier est {times} fois plus grand</translation>
    </message>
    <message>
        <source>it writes {times} times faster here</source>
        <translation>il écrit {times} fois plus vite ici</translation>
    </message>
    <message>
        <source>it writes about as fast here</source>
        <translation>il écrit à peu près aussi vite ici</translation>
    </message>
    <message>
        <source>it writes {times} times slower here</source>
        <translation>il écrit {times} fois plus lentement ici</translation>
    </message>
    <message>
        <source>Divergence along the text, nats per word</source>
        <translation>Divergence le long du texte, nats par mot</translation>
    </message>
    <message>
        <source>first part</source>
        <translation>première partie</translation>
    </message>
    <message>
        <source>last part</source>
        <translation>dernière partie</translation>
    </message>
    <message>
        <source>{count} of 100 below</source>
        <translation>{count} sur 100 en dessous</translation>
    </message>
    <message>
        <source>Divergence, nats per word</source>
        <translation>Divergence, nats par mot</translation>
    </message>
    <message>
        <source>mean {mean} (dashed)</source>
        <translation>moyenne {mean} (tirets)</translation>
    </message>
    <message>
        <source>There are no figures.</source>
        <translation>Il n’y a pas de chiffres.</translation>
    </message>
    <message>
        <source>Between {least} and {most}.</source>
        <translation>Entre {least} et {most}.</translation>
    </message>
    <message>
        <source>Between {least} and {most}, {mean} in the mean.</source>
        <translation>Entre {least} et {most}, {mean} en moyenne.</translation>
    </message>
    <message numerus="yes">
        <source>This model has {n} layer.</source>
        <comment>This model has {n} layers.</comment>
        <translation>
            <numerusform>Ce modèle a {n} couche.</numerusform>
            <numerusform>Ce modèle a {n} couches.</numerusform>
        </translation>
    </message>
    <message>
        <source>None can be left out; {count} were asked for.</source>
        <translation>Aucune ne peut être retirée&#x202f;; {count} ont été demandées.</translation>
    </message>
    <message>
        <source>Choose a smaller type instead.</source>
        <translation>Choisissez plutôt un type plus petit.</translation>
    </message>
    <message>
        <source>At most {most} can be left out; {count} were asked for.</source>
        <translation>Au plus {most} peuvent être retirées&#x202f;; {count} ont été demandées.</translation>
    </message>
    <message>
        <source>Ask for {most} or fewer.</source>
        <translation>Demandez {most} ou moins.</translation>
    </message>
    <message>
        <source>Calibrate the model first; if that tells no influence, its layers cannot be left out.</source>
        <translation>Calibrez d’abord le modèle&#x202f;; si cela n’indique aucune influence, ses couches ne peuvent pas être retirées.</translation>
    </message>
    <message>
        <source>It is not known which layers of this model matter least, so none is left out.</source>
        <translation>On ne sait pas quelles couches de ce modèle comptent le moins&#x202f;; aucune n’est donc retirée.</translation>
    </message>
    <message>
        <source>Tasks are {tasks}.</source>
        <translation>Les tâches sont {tasks}.</translation>
    </message>
    <message>
        <source>There is no task {task}.</source>
        <translation>Il n’y a pas de tâche {task}.</translation>
    </message>
    <message>
        <source>No model fits now</source>
        <translation>Aucun modèle ne convient maintenant</translation>
    </message>
    <message>
        <source>better, to be fetched: {models}</source>
        <translation>meilleurs, à télécharger&#x202f;: {models}</translation>
    </message>
    <message>
        <source>better but slower: {models}</source>
        <translation>meilleurs mais plus lents&#x202f;: {models}</translation>
    </message>
    <message>
        <source>will not fit: {models}</source>
        <translation>trop grands&#x202f;: {models}</translation>
    </message>
    <message>
        <source>Slow, but the quickest here: {model} ({room}), {speed}</source>
        <translation>Lent, mais le plus rapide ici&#x202f;: {model} ({room}), {speed}</translation>
    </message>
    <message>
        <source>Good fit: {model} ({room}), {speed}</source>
        <translation>Bien adapté&#x202f;: {model} ({room}), {speed}</translation>
    </message>
    <message>
        <source>{model} (needs {size} more disk)</source>
        <translation>{model} (demande {size} de disque de plus)</translation>
    </message>
    <message>
        <source>You allowed {allowed}, but only {free} are free now.</source>
        <translation>Vous avez autorisé {allowed}, mais seuls {free} sont libres maintenant.</translation>
    </message>
    <message>
        <source>Judged for the {allowed} you allowed; {free} are free.</source>
        <translation>Jugé pour les {allowed} que vous avez autorisés&#x202f;; {free} sont libres.</translation>
    </message>
    <message>
        <source>The battery is at {percent} %, so a smaller model is preferred.</source>
        <translation>La batterie est à {percent}&#xa0;%&#x202f;; un modèle plus petit est donc préféré.</translation>
    </message>
    <message numerus="yes">
        <source>No model was measured here yet: the choice goes by {n} core, and speeds come with the first model.</source>
        <comment>No model was measured here yet: the choice goes by {n} cores, and speeds come with the first model.</comment>
        <translation>
            <numerusform>Aucun modèle n’a encore été mesuré ici&#x202f;: le choix se fait d’après {n} cœur, et les vitesses viendront avec le premier modèle.</numerusform>
            <numerusform>Aucun modèle n’a encore été mesuré ici&#x202f;: le choix se fait d’après {n} cœurs, et les vitesses viendront avec le premier modèle.</numerusform>
        </translation>
    </message>
    <message>
        <source>Starter: small and quick; get a bigger one when you are online.</source>
        <translation>Starter&#x202f;: petit et rapide&#x202f;; prenez-en un plus grand quand vous serez en ligne.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again to have it back, or get another model.</source>
        <translation>Réinstallez EdgeAssist pour le retrouver, ou prenez un autre modèle.</translation>
    </message>
    <message>
        <source>The starter model that comes with EdgeAssist is missing.</source>
        <translation>Le modèle Starter fourni avec EdgeAssist manque.</translation>
    </message>
    <message>
        <source>The card of the starter model cannot be read.</source>
        <translation>La fiche du modèle Starter ne peut pas être lue.</translation>
    </message>
    <message>
        <source>The file of the starter model is not what it was when it was made.</source>
        <translation>Le fichier du modèle Starter n’est plus ce qu’il était à sa création.</translation>
    </message>
    <message>
        <source>Starter cannot chat: {reason}.</source>
        <translation>Starter ne peut pas discuter&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Starter cannot sum texts up: {reason}.</source>
        <translation>Starter ne peut pas résumer de textes&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Starter cannot turn commands into JSON: {reason}.</source>
        <translation>Starter ne peut pas transformer les commandes en JSON&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>It can be used and shown; `edgeassist models use ID` chooses another model.</source>
        <translation>Il peut être utilisé et montré&#x202f;; `edgeassist models use ID` choisit un autre modèle.</translation>
    </message>
    <message>
        <source>Starter comes with EdgeAssist: it cannot be removed, changed or carried.</source>
        <translation>Starter est fourni avec EdgeAssist&#x202f;: il ne peut être ni supprimé, ni modifié, ni emporté.</translation>
    </message>
    <message>
        <source>Nothing was imported. `edgeassist models use starter` chooses it.</source>
        <translation>Rien n’a été importé. `edgeassist models use starter` le choisit.</translation>
    </message>
    <message>
        <source>That file is Starter, the model that comes with EdgeAssist: it is here already.</source>
        <translation>Ce fichier est Starter, le modèle fourni avec EdgeAssist&#x202f;: il est déjà là.</translation>
    </message>
    <message>
        <source>Get a bigger model when you are online: `edgeassist models recommend` says which ones suit this computer.</source>
        <translation>Prenez un modèle plus grand quand vous serez en ligne&#x202f;: `edgeassist models recommend` dit lesquels conviennent à cet ordinateur.</translation>
    </message>
    <message>
        <source>it was not made for that</source>
        <translation>il n’a pas été fait pour cela</translation>
    </message>
    <message>
        <source>Starter cannot translate to {target}: {reason}.</source>
        <translation>Starter ne peut pas traduire vers cette langue ({target})&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Starter cannot translate from {source} to {target}: {reason}.</source>
        <translation>Starter ne peut pas traduire dans ce sens ({source} → {target})&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>{percent} % of this computer&apos;s memory is taken.</source>
        <translation>{percent}&#xa0;% de la mémoire de cet ordinateur sont pris.</translation>
    </message>
    <message>
        <source>Close other programs, or use a smaller model or a shorter context.</source>
        <translation>Fermez d’autres programmes, ou utilisez un modèle plus petit ou un contexte plus court.</translation>
    </message>
    <message>
        <source>This computer has drawn more than {limit} W for a minute: {watts} W now.</source>
        <translation>Cet ordinateur consomme plus de {limit}&#xa0;W depuis une minute&#x202f;: {watts}&#xa0;W maintenant.</translation>
    </message>
    <message>
        <source>The profiles Quiet and Battery saver draw less.</source>
        <translation>Les profils Silencieux et Économie de batterie consomment moins.</translation>
    </message>
    <message>
        <source>The first word took {seconds} s, longer than the {limit} s in your settings.</source>
        <translation>Le premier mot a pris {seconds}&#xa0;s, plus que les {limit}&#xa0;s de vos réglages.</translation>
    </message>
    <message>
        <source>A smaller model, a shorter conversation or the profile Fast answers sooner.</source>
        <translation>Un modèle plus petit, une conversation plus courte ou le profil Rapide répond plus tôt.</translation>
    </message>
    <message>
        <source>{count} of the last {all} answers failed.</source>
        <translation>{count} des {all} dernières réponses ont échoué.</translation>
    </message>
    <message>
        <source>Models shows whether a model is damaged. For the rest, press F1 and choose “What happened?”.</source>
        <translation>Modèles montre si un modèle est endommagé. Pour le reste, appuyez sur F1 et choisissez «&#xa0;Que s’est-il passé&#x202f;?&#xa0;».</translation>
    </message>
    <message>
        <source>The processor is at {celsius} °C, so fewer cores work.</source>
        <translation>Le processeur est à {celsius}&#xa0;°C&#x202f;; moins de cœurs travaillent donc.</translation>
    </message>
    <message>
        <source>The battery is at {percent} %, so downloads and making models wait.</source>
        <translation>La batterie est à {percent}&#xa0;%&#x202f;; les téléchargements et la création de modèles attendent donc.</translation>
    </message>
    <message>
        <source>Half the cores work, to save the battery.</source>
        <translation>La moitié des cœurs travaillent, pour économiser la batterie.</translation>
    </message>
    <message>
        <source>Half the cores work, to keep the fan quiet.</source>
        <translation>La moitié des cœurs travaillent, pour que le ventilateur reste silencieux.</translation>
    </message>
    <message>
        <source>What happened?</source>
        <translation>Que s’est-il passé&#x202f;?</translation>
    </message>
    <message>
        <source>Click into one there first. Nothing was changed.</source>
        <translation>Cliquez d’abord dans un texte là-bas. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>No pane here could take “{title}”.</source>
        <translation>Aucun panneau ici n’a pu prendre «&#xa0;{title}&#xa0;».</translation>
    </message>
    <message>
        <source>No pane here could take this text.</source>
        <translation>Aucun panneau ici n’a pu prendre ce texte.</translation>
    </message>
    <message>
        <source>It is still where it came from.</source>
        <translation>Il est toujours à son point de départ.</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>Écoute</translation>
    </message>
    <message>
        <source>Writing down…</source>
        <translation>Transcription…</translation>
    </message>
    <message>
        <source>Microphone unplugged</source>
        <translation>Microphone débranché</translation>
    </message>
    <message>
        <source>Rough without a voice model</source>
        <translation>Approximatif sans modèle vocal</translation>
    </message>
    <message>
        <source>Dictation ended: nothing was said for two minutes.</source>
        <translation>Dictée terminée&#x202f;: rien n’a été dit pendant deux minutes.</translation>
    </message>
    <message>
        <source>What was said before is written down.</source>
        <translation>Ce qui a été dit avant est transcrit.</translation>
    </message>
    <message>
        <source>Dictation ended: the microphone was opened for something else.</source>
        <translation>Dictée terminée&#x202f;: le microphone a été ouvert pour autre chose.</translation>
    </message>
    <message>
        <source>What was said last is not kept.</source>
        <translation>Ce qui a été dit en dernier n’est pas gardé.</translation>
    </message>
    <message>
        <source>There is no text to dictate into.</source>
        <translation>Il n’y a pas de texte où dicter.</translation>
    </message>
    <message>
        <source>Click into a text first, then hold the key and speak.</source>
        <translation>Cliquez d’abord dans un texte, puis maintenez la touche et parlez.</translation>
    </message>
    <message>
        <source>The line is full. The words that found no room are kept here.</source>
        <translation>La ligne est pleine. Les mots qui n’ont pas trouvé de place sont gardés ici.</translation>
    </message>
    <message>
        <source>The text you dictated into is gone. Your words are kept here.</source>
        <translation>Le texte où vous dictiez n’est plus là. Vos mots sont gardés ici.</translation>
    </message>
    <message>
        <source>Speak a little louder, or choose another microphone in Voice.</source>
        <translation>Parlez un peu plus fort, ou choisissez un autre microphone dans Voix.</translation>
    </message>
    <message>
        <source>{key} ends it · Esc drops it</source>
        <translation>{key} termine · Échap abandonne</translation>
    </message>
    <message>
        <source>The button ends it · Esc drops it</source>
        <translation>Le bouton termine · Échap abandonne</translation>
    </message>
    <message>
        <source>Let {key} go to write it down · Esc drops it</source>
        <translation>Relâchez {key} pour transcrire · Échap abandonne</translation>
    </message>
    <message>
        <source>Dictation</source>
        <translation>Dictée</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>Volume sonore</translation>
    </message>
    <message>
        <source>Too loud</source>
        <translation>Trop fort</translation>
    </message>
    <message>
        <source>Microphone on</source>
        <translation>Microphone ouvert</translation>
    </message>
    <message>
        <source>The microphone is on. Press to end.</source>
        <translation>Le microphone est ouvert. Appuyez pour terminer.</translation>
    </message>
    <message>
        <source>Dictate into the text under the cursor.</source>
        <translation>Dicter dans le texte sous le curseur.</translation>
    </message>
    <message>
        <source>Or hold {keys} while you speak.</source>
        <translation>Ou maintenez {keys} pendant que vous parlez.</translation>
    </message>
    <message>
        <source>The model is not loaded now.</source>
        <translation>Le modèle n’est pas chargé maintenant.</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Chargement du modèle</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>Recharger</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>Choisir un autre modèle</translation>
    </message>
    <message>
        <source>Loading the model again… {percent}</source>
        <translation>Rechargement du modèle… {percent}</translation>
    </message>
    <message>
        <source>Loading the model again…</source>
        <translation>Rechargement du modèle…</translation>
    </message>
    <message>
        <source>Loading the model… {percent}</source>
        <translation>Chargement du modèle… {percent}</translation>
    </message>
    <message>
        <source>Starting the engine…</source>
        <translation>Démarrage du moteur…</translation>
    </message>
    <message>
        <source>Better</source>
        <translation>Meilleurs</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Autres</translation>
    </message>
    <message>
        <source>Typing searches the list that came with EdgeAssist. Only “Search Hugging Face” ({keys}) sends your words out.</source>
        <translation>La saisie cherche dans la liste fournie avec EdgeAssist. Seul «&#xa0;Chercher sur Hugging Face&#xa0;» ({keys}) envoie vos mots.</translation>
    </message>
    <message>
        <source>Search for a model</source>
        <translation>Chercher un modèle</translation>
    </message>
    <message>
        <source>Search for a model…</source>
        <translation>Chercher un modèle…</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Tâche</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>Recherche</translation>
    </message>
    <message>
        <source>Asking Hugging Face…</source>
        <translation>Interrogation de Hugging Face…</translation>
    </message>
    <message>
        <source>Hugging Face knows no .gguf model of that name. Try fewer words, or another spelling.</source>
        <translation>Hugging Face ne connaît pas de modèle .gguf de ce nom. Essayez moins de mots, ou une autre orthographe.</translation>
    </message>
    <message>
        <source>Nothing in the list matches. “Search Hugging Face” asks there.</source>
        <translation>Rien dans la liste ne correspond. «&#xa0;Chercher sur Hugging Face&#xa0;» interroge là-bas.</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Prêt</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Chargement</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Démarrage</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Aucun modèle</translation>
    </message>
    <message>
        <source>Model in use</source>
        <translation>Modèle utilisé</translation>
    </message>
    <message>
        <source>Model in use: {name}, {state}</source>
        <translation>Modèle utilisé&#x202f;: {name}, {state}</translation>
    </message>
    <message>
        <source>Model: {state}</source>
        <translation>Modèle&#x202f;: {state}</translation>
    </message>
    <message>
        <source>{state}. Press to see the models.</source>
        <translation>{state}. Appuyez pour voir les modèles.</translation>
    </message>
    <message>
        <source>Panes</source>
        <translation>Panneaux</translation>
    </message>
    <message>
        <source>Tune for this laptop (30 s)</source>
        <translation>Ajuster pour ce portable (30&#xa0;s)</translation>
    </message>
    <message>
        <source>Stop measuring this laptop</source>
        <translation>Arrêter la mesure de ce portable</translation>
    </message>
    <message>
        <source>Progress of the measurement</source>
        <translation>Avancement de la mesure</translation>
    </message>
    <message>
        <source>No page has these words. Try fewer, or others.</source>
        <translation>Aucune page ne contient ces mots. Essayez-en moins, ou d’autres.</translation>
    </message>
    <message>
        <source>What happened? Write a file for a helper…</source>
        <translation>Que s’est-il passé&#x202f;? Écrire un fichier pour la personne qui vous aide…</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Retour à la liste</translation>
    </message>
    <message>
        <source>Pages of the guide</source>
        <translation>Pages du guide</translation>
    </message>
    <message>
        <source>The page</source>
        <translation>La page</translation>
    </message>
    <message>
        <source>The guide is not here</source>
        <translation>Le guide n’est pas ici</translation>
    </message>
    <message>
        <source>Some files of EdgeAssist are missing. Install it again; your data stays.</source>
        <translation>Des fichiers d’EdgeAssist manquent. Réinstallez-le&#x202f;; vos données restent.</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Demander</translation>
    </message>
    <message>
        <source>A question, a letter, a list: in your own words.</source>
        <translation>Une question, une lettre, une liste&#x202f;: avec vos mots.</translation>
    </message>
    <message>
        <source>Do you work without internet?</source>
        <translation>Travailles-tu sans internet&#x202f;?</translation>
    </message>
    <message>
        <source>Ask it</source>
        <translation>Poser la question</translation>
    </message>
    <message>
        <source>A long document in a few sentences, each with its page.</source>
        <translation>Un long document en quelques phrases, chacune avec sa page.</translation>
    </message>
    <message>
        <source>Harbour workshop handbook</source>
        <translation>Manuel de l’atelier du port</translation>
    </message>
    <message>
        <source>Sum it up</source>
        <translation>Résumer</translation>
    </message>
    <message>
        <source>Texts and documents; numbers and names are checked.</source>
        <translation>Textes et documents&#x202f;; nombres et noms sont vérifiés.</translation>
    </message>
    <message>
        <source>Translate it</source>
        <translation>Traduire</translation>
    </message>
    <message>
        <source>Say or type a command</source>
        <translation>Dire ou taper une commande</translation>
    </message>
    <message>
        <source>Timers, lists, sums, notes: done at once, taken back with Undo.</source>
        <translation>Minuteurs, listes, calculs, notes&#x202f;: faits aussitôt, repris avec Défaire.</translation>
    </message>
    <message>
        <source>The built-in Starter answers in English and Spanish; a bigger model answers in your language.</source>
        <translation>Le modèle intégré Starter répond en anglais et en espagnol&#x202f;; un modèle plus grand répond dans votre langue.</translation>
    </message>
    <message>
        <source>Measuring this laptop in the background…</source>
        <translation>Mesure de ce portable en arrière-plan…</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Démarrer</translation>
    </message>
    <message>
        <source>See which models fit</source>
        <translation>Voir quels modèles conviennent</translation>
    </message>
    <message>
        <source>Language, text size, contrast, microphone…</source>
        <translation>Langue, taille du texte, contraste, microphone…</translation>
    </message>
    <message>
        <source>{verdict} Its speed is being measured…</source>
        <translation>{verdict} Sa vitesse est en cours de mesure…</translation>
    </message>
    <message>
        <source>This laptop</source>
        <translation>Ce portable</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>Que voulez-vous faire&#x202f;?</translation>
    </message>
    <message>
        <source>Everything happens on this computer. Press one to see it work.</source>
        <translation>Tout se passe sur cet ordinateur. Appuyez sur l’un d’eux pour le voir à l’œuvre.</translation>
    </message>
    <message>
        <source>“{text}”</source>
        <translation>«&#xa0;{text}&#xa0;»</translation>
    </message>
    <message>
        <source>Another window of EdgeAssist fetches it</source>
        <translation>Une autre fenêtre d’EdgeAssist le télécharge</translation>
    </message>
    <message>
        <source>This model was here already; it was not fetched again.</source>
        <translation>Ce modèle était déjà là&#x202f;; il n’a pas été téléchargé de nouveau.</translation>
    </message>
    <message>
        <source>Another window of EdgeAssist has fetched this model.</source>
        <translation>Une autre fenêtre d’EdgeAssist a téléchargé ce modèle.</translation>
    </message>
    <message>
        <source>Wait for it to end; the model then appears here, too.</source>
        <translation>Attendez la fin&#x202f;; le modèle apparaîtra alors ici aussi.</translation>
    </message>
    <message>
        <source>{name} is being fetched by another window of EdgeAssist.</source>
        <translation>{name} est en cours de téléchargement dans une autre fenêtre d’EdgeAssist.</translation>
    </message>
    <message>
        <source>Choose a file that the hub lists with its SHA-256.</source>
        <translation>Choisissez un fichier dont le hub donne le SHA-256.</translation>
    </message>
    <message>
        <source>Nothing says what this file must be, so it is not used.</source>
        <translation>Rien n’indique ce que ce fichier doit être&#x202f;; il n’est donc pas utilisé.</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Vérification</translation>
    </message>
    <message>
        <source>The model could not be put in its place: {reason}.</source>
        <translation>Le modèle n’a pas pu être mis à sa place&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The state of the download cannot be written: {reason}.</source>
        <translation>L’état du téléchargement ne peut pas être écrit&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Did you mean {close}?</source>
        <translation>Vouliez-vous dire {close}&#x202f;?</translation>
    </message>
    <message>
        <source>`edgeassist models list` names the models here.</source>
        <translation>`edgeassist models list` nomme les modèles d’ici.</translation>
    </message>
    <message>
        <source>There is no model called “{wanted}” here.</source>
        <translation>Il n’y a pas ici de modèle nommé «&#xa0;{wanted}&#xa0;».</translation>
    </message>
    <message>
        <source>{count} models are called “{name}”.</source>
        <translation>{count} modèles s’appellent «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>Use an id: {ids}.</source>
        <translation>Utilisez un id&#x202f;: {ids}.</translation>
    </message>
    <message>
        <source>The description of this model cannot be written: {reason}.</source>
        <translation>La description de ce modèle ne peut pas être écrite&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>This model was here already; it was not copied again.</source>
        <translation>Ce modèle était déjà ici&#x202f;; il n’a pas été recopié.</translation>
    </message>
    <message>
        <source>Another model is called {name} by now.</source>
        <translation>Un autre modèle s’appelle désormais {name}.</translation>
    </message>
    <message>
        <source>The models folder cannot be read: {reason}.</source>
        <translation>Le dossier des modèles ne peut pas être lu&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The folder of this model cannot be moved: {reason}.</source>
        <translation>Le dossier de ce modèle ne peut pas être déplacé&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>Copie</translation>
    </message>
    <message>
        <source>The file of this model is missing.</source>
        <translation>Le fichier de ce modèle manque.</translation>
    </message>
    <message>
        <source>Remove that one first.</source>
        <translation>Supprimez d’abord celui-là.</translation>
    </message>
    <message>
        <source>it has another size</source>
        <translation>il a une autre taille</translation>
    </message>
    <message>
        <source>Importing {name}</source>
        <translation>Importation de {name}</translation>
    </message>
    <message>
        <source>Cancel the import of {name}</source>
        <translation>Annuler l’importation de {name}</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Mesure…</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Touches</translation>
    </message>
    <message>
        <source>{title}; in {place} also {keys}</source>
        <translation>{title} ; dans {place}, aussi {keys}</translation>
    </message>
    <message>
        <source>Take EdgeAssist off this computer?</source>
        <translation>Désinstaller EdgeAssist de cet ordinateur&#x202f;?</translation>
    </message>
    <message>
        <source>Your chats and models stay in {folder}, and your settings stay.</source>
        <translation>Vos discussions et modèles restent dans {folder}, et vos réglages sont conservés.</translation>
    </message>
    <message>
        <source>Remove EdgeAssist</source>
        <translation>Désinstaller EdgeAssist</translation>
    </message>
    <message>
        <source>Keep EdgeAssist</source>
        <translation>Garder EdgeAssist</translation>
    </message>
    <message>
        <source>EdgeAssist is open.</source>
        <translation>EdgeAssist est ouvert.</translation>
    </message>
    <message>
        <source>Close it, and remove it then. Nothing was removed.</source>
        <translation>Fermez-le, puis désinstallez-le. Rien n’a été supprimé.</translation>
    </message>
    <message>
        <source>EdgeAssist cannot start.</source>
        <translation>EdgeAssist ne peut pas démarrer.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Toutes les touches</translation>
    </message>
    <message>
        <source>{free} free of {whole} memory</source>
        <translation>{free} libres sur {whole} de mémoire</translation>
    </message>
    <message numerus="yes">
        <source>{n} core</source>
        <comment>{n} cores</comment>
        <translation>
            <numerusform>{n} cœur</numerusform>
            <numerusform>{n} cœurs</numerusform>
        </translation>
    </message>
    <message>
        <source>models take {size}</source>
        <translation>les modèles prennent {size}</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Température</translation>
    </message>
    <message>
        <source>The fastest that was proven to work here ({variant})</source>
        <translation>Le plus rapide dont le bon fonctionnement ici est prouvé ({variant})</translation>
    </message>
    <message>
        <source>The engine has not started yet.</source>
        <translation>Le moteur n’a pas encore démarré.</translation>
    </message>
    <message>
        <source>Locked offline</source>
        <translation>Hors ligne, verrouillé</translation>
    </message>
    <message>
        <source>Only what you ask for goes out</source>
        <translation>Seul sort ce que vous demandez</translation>
    </message>
    <message>
        <source>the engine has {locks}</source>
        <translation>le moteur a {locks}</translation>
    </message>
    <message>
        <source>the system keeps the engine from the network</source>
        <translation>le système tient le moteur à l’écart du réseau</translation>
    </message>
    <message>
        <source>the engine&apos;s own code keeps it from the network</source>
        <translation>le code du moteur lui-même le tient à l’écart du réseau</translation>
    </message>
    <message>
        <source>Report (*.html *.json)</source>
        <translation>Rapport (*.html *.json)</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Vitesse</translation>
    </message>
    <message>
        <source>Speed over the last hour</source>
        <translation>Vitesse de la dernière heure</translation>
    </message>
    <message>
        <source>Memory over the last hour</source>
        <translation>Mémoire de la dernière heure</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>Batterie</translation>
    </message>
    <message>
        <source>Battery over the last hour</source>
        <translation>Batterie de la dernière heure</translation>
    </message>
    <message>
        <source>Energy per answer</source>
        <translation>Énergie par réponse</translation>
    </message>
    <message>
        <source>Energy of the last answers</source>
        <translation>Énergie des dernières réponses</translation>
    </message>
    <message>
        <source>Export report…</source>
        <translation>Exporter un rapport…</translation>
    </message>
    <message>
        <source>Forget…</source>
        <translation>Oublier…</translation>
    </message>
    <message>
        <source>Export the report</source>
        <translation>Exporter le rapport</translation>
    </message>
    <message>
        <source>Delete all receipts and figures on this computer?</source>
        <translation>Supprimer tous les reçus et chiffres sur cet ordinateur&#x202f;?</translation>
    </message>
    <message>
        <source>Figures only: no word of yours is kept with them.</source>
        <translation>Des chiffres seulement&#x202f;: aucun de vos mots n’est gardé avec eux.</translation>
    </message>
    <message>
        <source>Nothing to show yet</source>
        <translation>Rien à afficher pour l’instant</translation>
    </message>
    <message>
        <source>From {low} to {high}, now {now}</source>
        <translation>De {low} à {high}, maintenant {now}</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Réponses</translation>
    </message>
    <message>
        <source>First word</source>
        <translation>Premier mot</translation>
    </message>
    <message>
        <source>Whole answer</source>
        <translation>Réponse entière</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Énergie</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>Maximum</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Puissance</translation>
    </message>
    <message>
        <source>First word: from the moment the model begins to read until its first word is there. p95: nineteen of twenty answers were no slower. Percentiles are exact to 1 %. Memory is the highest of each answer: their average, and the highest of all.</source>
        <translation>Premier mot&#x202f;: du moment où le modèle commence à lire jusqu’à son premier mot. p95&#x202f;: dix-neuf réponses sur vingt n’ont pas été plus lentes. Les centiles sont exacts à 1&#xa0;% près. La mémoire est la plus haute de chaque réponse&#x202f;: leur moyenne, et la plus haute de toutes.</translation>
    </message>
    <message>
        <source>tokens/s counts tokens, which are words or pieces of words, over all answers together.</source>
        <translation>tokens/s compte les tokens, c’est-à-dire des mots ou des morceaux de mots, sur toutes les réponses ensemble.</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>du {first} au {last}</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>Par modèle</translation>
    </message>
    <message>
        <source>By task</source>
        <translation>Par tâche</translation>
    </message>
    <message>
        <source>By model and task</source>
        <translation>Par modèle et par tâche</translation>
    </message>
    <message>
        <source>Energy and power: not measured ({reason}).</source>
        <translation>Énergie et puissance&#x202f;: non mesurées ({reason}).</translation>
    </message>
    <message numerus="yes">
        <source>Energy: {method}, to within {error} J an answer, measured for {n} answer.</source>
        <comment>Energy: {method}, to within {error} J an answer, measured for {n} answers.</comment>
        <translation>
            <numerusform>Énergie&#x202f;: {method}, à {error} J près par réponse, mesurée pour {n} réponse.</numerusform>
            <numerusform>Énergie&#x202f;: {method}, à {error} J près par réponse, mesurée pour {n} réponses.</numerusform>
        </translation>
    </message>
    <message>
        <source>Power: {reason}.</source>
        <translation>Puissance&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>no reason was noted</source>
        <translation>aucune raison n’a été notée</translation>
    </message>
    <message numerus="yes">
        <source>{n} answer could not be measured: {reason}.</source>
        <comment>{n} answers could not be measured: {reason}.</comment>
        <translation>
            <numerusform>{n} réponse n’a pas pu être mesurée&#x202f;: {reason}.</numerusform>
            <numerusform>{n} réponses n’ont pas pu être mesurées&#x202f;: {reason}.</numerusform>
        </translation>
    </message>
    <message>
        <source>No answer was given in this time.</source>
        <translation>Aucune réponse n’a été donnée pendant ce temps.</translation>
    </message>
    <message>
        <source>{joules} an answer</source>
        <translation>{joules} par réponse</translation>
    </message>
    <message>
        <source>energy not measured</source>
        <translation>énergie non mesurée</translation>
    </message>
    <message>
        <source>{percent} failed</source>
        <translation>{percent} en échec</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>tokens/s</translation>
    </message>
    <message>
        <source>Ask something, and its cost stands here.</source>
        <translation>Posez une question, et son coût s’affichera ici.</translation>
    </message>
    <message>
        <source>By model and task, last 7 days</source>
        <translation>Par modèle et tâche, 7 derniers jours</translation>
    </message>
    <message numerus="yes">
        <source>{n} answer</source>
        <comment>{n} answers</comment>
        <translation>
            <numerusform>{n} réponse</numerusform>
            <numerusform>{n} réponses</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} failed</source>
        <comment>{n} failed</comment>
        <translation>
            <numerusform>{n} échec</numerusform>
            <numerusform>{n} échecs</numerusform>
        </translation>
    </message>
    <message>
        <source>First word: {average} on average, nearly always within {p95} (p95)</source>
        <translation>Premier mot&#x202f;: {average} en moyenne, presque toujours en moins de {p95} (p95)</translation>
    </message>
    <message>
        <source>Memory at most: {size}</source>
        <translation>Mémoire au plus&#x202f;: {size}</translation>
    </message>
    <message>
        <source>Each piece of a text counts as an answer here.</source>
        <translation>Chaque partie d’un texte compte ici comme une réponse.</translation>
    </message>
    <message>
        <source>{name}: {why}.</source>
        <translation>{name}&#x202f;: {why}.</translation>
    </message>
    <message>
        <source>as the system says it</source>
        <translation>selon le système</translation>
    </message>
    <message>
        <source>A joule (J) is one watt for one second; the full battery of a phone holds about 50,000.</source>
        <translation>Un joule (J), c’est un watt pendant une seconde&#x202f;; la batterie pleine d’un téléphone en contient environ 50&#x202f;000.</translation>
    </message>
    <message>
        <source>window</source>
        <translation>fenêtre</translation>
    </message>
    <message>
        <source>voice</source>
        <translation>voix</translation>
    </message>
    <message>
        <source>work</source>
        <translation>travail</translation>
    </message>
    <message>
        <source>others</source>
        <translation>autres</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>moteur</translation>
    </message>
    <message>
        <source>charging</source>
        <translation>en charge</translation>
    </message>
    <message>
        <source>on battery</source>
        <translation>sur batterie</translation>
    </message>
    <message>
        <source>full</source>
        <translation>pleine</translation>
    </message>
    <message>
        <source>on mains</source>
        <translation>sur secteur</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>inconnu</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>arrêté</translation>
    </message>
    <message>
        <source>model</source>
        <translation>modèle</translation>
    </message>
    <message>
        <source>{process}: {held} in memory, {mapped} of it model files</source>
        <translation>{process}&#x202f;: {held} en mémoire, dont {mapped} de fichiers de modèle</translation>
    </message>
    <message>
        <source>A file that two of them hold, as while a model is measured, counts in each.</source>
        <translation>Un fichier que deux d’entre eux tiennent en mémoire, comme pendant la mesure d’un modèle, compte pour chacun.</translation>
    </message>
    <message>
        <source>What the processes of EdgeAssist hold, as the system says it.</source>
        <translation>Ce que prennent les processus d’EdgeAssist, selon le système.</translation>
    </message>
    <message>
        <source>{unit} of {size} free</source>
        <translation>{unit} sur {size} libres</translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>Charge</translation>
    </message>
    <message>
        <source>Draw of the battery</source>
        <translation>Consommation de la batterie</translation>
    </message>
    <message>
        <source>Draw of the laptop</source>
        <translation>Consommation du portable</translation>
    </message>
    <message>
        <source>Left in the battery</source>
        <translation>Reste dans la batterie</translation>
    </message>
    <message>
        <source>Answers left</source>
        <translation>Réponses restantes</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>réponses</translation>
    </message>
    <message numerus="yes">
        <source>about {n} answer</source>
        <comment>about {n} answers</comment>
        <translation>
            <numerusform>environ {n} réponse</numerusform>
            <numerusform>environ {n} réponses</numerusform>
        </translation>
    </message>
    <message>
        <source>{answers} left</source>
        <translation>encore {answers}</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translation>pas encore de réponse</translation>
    </message>
    <message>
        <source>Tokens a second, as the engine counts them.</source>
        <translation>Tokens par seconde, comptés par le moteur.</translation>
    </message>
    <message>
        <source>first word after {seconds}</source>
        <translation>premier mot après {seconds}</translation>
    </message>
    <message>
        <source>nearly always within {seconds}</source>
        <translation>presque toujours en moins de {seconds}</translation>
    </message>
    <message>
        <source>Nineteen of twenty first words of the last 7 days came within {seconds} (p95).</source>
        <translation>Ces 7 derniers jours, dix-neuf premiers mots sur vingt sont arrivés en moins de {seconds} (p95).</translation>
    </message>
    <message>
        <source>Read: {tokens}, {reused} of them remembered, {rate} tokens/s</source>
        <translation>Lecture&#x202f;: {tokens}, dont {reused} en mémoire, {rate} tokens/s</translation>
    </message>
    <message>
        <source>Written: {tokens}, {rate} tokens/s</source>
        <translation>Écriture&#x202f;: {tokens}, {rate} tokens/s</translation>
    </message>
    <message>
        <source>Tokens (words or pieces of words) a second, as the engine counts them.</source>
        <translation>Tokens (mots ou morceaux de mots) par seconde, comptés par le moteur.</translation>
    </message>
    <message>
        <source>Energy of an answer</source>
        <translation>Énergie d’une réponse</translation>
    </message>
    <message>
        <source>Energy of the last answer</source>
        <translation>Énergie de la dernière réponse</translation>
    </message>
    <message>
        <source>joules</source>
        <translation>joules</translation>
    </message>
    <message>
        <source>{figure} joules</source>
        <translation>{figure} joules</translation>
    </message>
    <message>
        <source>Last answer {cost}</source>
        <translation>Dernière réponse {cost}</translation>
    </message>
    <message>
        <source>none came</source>
        <translation>aucun n’est venu</translation>
    </message>
    <message>
        <source>Model: {name} ({id})</source>
        <translation>Modèle&#x202f;: {name} ({id})</translation>
    </message>
    <message>
        <source>First word after {first}; whole answer {whole}</source>
        <translation>Premier mot après {first}&#x202f;; réponse entière {whole}</translation>
    </message>
    <message>
        <source>On battery</source>
        <translation>Sur batterie</translation>
    </message>
    <message>
        <source>Not on battery, as far as is known</source>
        <translation>Pas sur batterie, pour autant que l’on sache</translation>
    </message>
    <message>
        <source>“{name}” is downloaded.</source>
        <translation>«&#xa0;{name}&#xa0;» est téléchargé.</translation>
    </message>
    <message>
        <source>“{name}” is made smaller.</source>
        <translation>«&#xa0;{name}&#xa0;» est réduit.</translation>
    </message>
    <message>
        <source>The proof of “{name}” is done.</source>
        <translation>La preuve de «&#xa0;{name}&#xa0;» est faite.</translation>
    </message>
    <message>
        <source>The field pack “{name}” is written.</source>
        <translation>Le pack de terrain «&#xa0;{name}&#xa0;» est écrit.</translation>
    </message>
    <message>
        <source>The field pack “{name}” is taken in.</source>
        <translation>Le pack de terrain «&#xa0;{name}&#xa0;» est repris.</translation>
    </message>
    <message>
        <source>The models are moved.</source>
        <translation>Les modèles sont déplacés.</translation>
    </message>
    <message>
        <source>The models&apos; files are checked.</source>
        <translation>Les fichiers des modèles sont vérifiés.</translation>
    </message>
    <message>
        <source>The answer is there.</source>
        <translation>La réponse est là.</translation>
    </message>
    <message>
        <source>Choose a field pack</source>
        <translation>Choisir un pack de terrain</translation>
    </message>
    <message>
        <source>Load anyway</source>
        <translation>Charger quand même</translation>
    </message>
    <message>
        <source>Working out how small it can get…</source>
        <translation>Calcul de la plus petite taille possible…</translation>
    </message>
    <message>
        <source>A smaller model answers faster and forgets a little; what it cost is measured and kept.</source>
        <translation>Un modèle plus petit répond plus vite et oublie un peu&#x202f;; ce que cela coûte est mesuré et gardé.</translation>
    </message>
    <message>
        <source>Size in MB; empty: as the choice above says</source>
        <translation>Taille en Mo&#x202f;; vide&#x202f;: selon le choix ci-dessus</translation>
    </message>
    <message>
        <source>The text that comes along</source>
        <translation>Le texte fourni</translation>
    </message>
    <message>
        <source>A text of mine…</source>
        <translation>Un texte à moi…</translation>
    </message>
    <message>
        <source>No text</source>
        <translation>Aucun texte</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Avancé</translation>
    </message>
    <message>
        <source>Wished size in MB</source>
        <translation>Taille voulue en Mo</translation>
    </message>
    <message>
        <source>Layers to leave out</source>
        <translation>Couches à retirer</translation>
    </message>
    <message>
        <source>Text to measure with</source>
        <translation>Texte pour la mesure</translation>
    </message>
    <message>
        <source>Size to aim for, mixing precisions (MB)</source>
        <translation>Taille visée, en mêlant les précisions (Mo)</translation>
    </message>
    <message>
        <source>Text that shows which weights matter (importance matrix)</source>
        <translation>Texte qui montre quels poids comptent (matrice d’importance)</translation>
    </message>
    <message>
        <source>Layers to leave out: at most {most} of {layers}, the least important first</source>
        <translation>Couches à retirer&#x202f;: au plus {most} sur {layers}, les moins importantes d’abord</translation>
    </message>
    <message>
        <source>This model needs all its layers</source>
        <translation>Ce modèle a besoin de toutes ses couches</translation>
    </message>
    <message>
        <source>Make smaller</source>
        <translation>Réduire</translation>
    </message>
    <message>
        <source>Keep the original too</source>
        <translation>Garder aussi l’original</translation>
    </message>
    <message>
        <source>Make {name} smaller</source>
        <translation>Réduire {name}</translation>
    </message>
    <message>
        <source>Will not fit here</source>
        <translation>Trop grand ici</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>convient</translation>
    </message>
    <message>
        <source>will not fit here</source>
        <translation>trop grand ici</translation>
    </message>
    <message>
        <source>recommended</source>
        <translation>recommandé</translation>
    </message>
    <message>
        <source>{fits} · recommended</source>
        <translation>{fits} · recommandé</translation>
    </message>
    <message>
        <source>The chat template that the file brings:</source>
        <translation>Le gabarit de dialogue que le fichier apporte&#x202f;:</translation>
    </message>
    <message>
        <source>None; a built-in one is used.</source>
        <translation>Aucun&#x202f;; un gabarit intégré est utilisé.</translation>
    </message>
    <message>
        <source>Make smaller…</source>
        <translation>Réduire…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Plus</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Réparer</translation>
    </message>
    <message>
        <source>Prove what it cost</source>
        <translation>Prouver ce que cela a coûté</translation>
    </message>
    <message>
        <source>View template</source>
        <translation>Voir le gabarit</translation>
    </message>
    <message>
        <source>Check the file</source>
        <translation>Vérifier le fichier</translation>
    </message>
    <message>
        <source>Save as a field pack…</source>
        <translation>Enregistrer comme pack de terrain…</translation>
    </message>
    <message>
        <source>Use {name}</source>
        <translation>Utiliser {name}</translation>
    </message>
    <message>
        <source>Details of {name}</source>
        <translation>Détails de {name}</translation>
    </message>
    <message>
        <source>More about {name}</source>
        <translation>Plus sur {name}</translation>
    </message>
    <message>
        <source>{kept} kept</source>
        <translation>{kept} gardé</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>Moins</translation>
    </message>
    <message>
        <source>Details of {name}, as text</source>
        <translation>Détails de {name}, en texte</translation>
    </message>
    <message>
        <source>Search…</source>
        <translation>Chercher…</translation>
    </message>
    <message>
        <source>Import a file…</source>
        <translation>Importer un fichier…</translation>
    </message>
    <message>
        <source>Open a field pack…</source>
        <translation>Ouvrir un pack de terrain…</translation>
    </message>
    <message>
        <source>Find more</source>
        <translation>En trouver d’autres</translation>
    </message>
    <message>
        <source>More about all models</source>
        <translation>Plus sur tous les modèles</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>En cours</translation>
    </message>
    <message>
        <source>Models here</source>
        <translation>Modèles ici</translation>
    </message>
    <message>
        <source>Look for it in Find more</source>
        <translation>Le chercher dans Trouver plus</translation>
    </message>
    <message numerus="yes">
        <source>{n} here</source>
        <comment>{n} here</comment>
        <translation>
            <numerusform>{n} ici</numerusform>
            <numerusform>{n} ici</numerusform>
        </translation>
    </message>
    <message>
        <source>{used} used, {free} free</source>
        <translation>{used} utilisés, {free} libres</translation>
    </message>
    <message>
        <source>{used} used</source>
        <translation>{used} utilisés</translation>
    </message>
    <message>
        <source>{name} was removed.</source>
        <translation>{name} a été supprimé.</translation>
    </message>
    <message>
        <source>No models yet. Find one that fits this computer, or drop a .gguf file or a field pack on this window.</source>
        <translation>Pas encore de modèles. Trouvez-en un qui tient sur cet ordinateur, ou déposez un fichier .gguf ou un pack de terrain sur cette fenêtre.</translation>
    </message>
    <message>
        <source>No model here matches “{wanted}”.</source>
        <translation>Aucun modèle ici ne correspond à «&#xa0;{wanted}&#xa0;».</translation>
    </message>
    <message>
        <source>Save a field pack…</source>
        <translation>Enregistrer un pack de terrain…</translation>
    </message>
    <message>
        <source>Move models to another folder…</source>
        <translation>Déplacer les modèles vers un autre dossier…</translation>
    </message>
    <message>
        <source>Check all files</source>
        <translation>Vérifier tous les fichiers</translation>
    </message>
    <message>
        <source>Sign in to Hugging Face…</source>
        <translation>Se connecter à Hugging Face…</translation>
    </message>
    <message>
        <source>Choose a text</source>
        <translation>Choisir un texte</translation>
    </message>
    <message>
        <source>Where should the models be?</source>
        <translation>Où les modèles doivent-ils être&#x202f;?</translation>
    </message>
    <message>
        <source>Save the field pack</source>
        <translation>Enregistrer le pack de terrain</translation>
    </message>
    <message>
        <source>Save the proof</source>
        <translation>Enregistrer la preuve</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Avis</translation>
    </message>
    <message>
        <source>Dismiss all</source>
        <translation>Tout masquer</translation>
    </message>
    <message>
        <source>Dismiss all {count}</source>
        <translation>Tout masquer ({count})</translation>
    </message>
    <message>
        <source>Sign-in needed: Hugging Face gives this one to people with an account who accepted its licence.</source>
        <translation>Connexion requise&#x202f;: Hugging Face donne celui-ci aux personnes qui ont un compte et ont accepté sa licence.</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Se connecter…</translation>
    </message>
    <message>
        <source>Sign in to get {name}</source>
        <translation>Se connecter pour obtenir {name}</translation>
    </message>
    <message>
        <source>Dismiss: {name}</source>
        <translation>Masquer&#x202f;: {name}</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>Licence&#x202f;: {licence}</translation>
    </message>
    <message>
        <source>On its way</source>
        <translation>En route</translation>
    </message>
    <message>
        <source>Here already</source>
        <translation>Déjà ici</translation>
    </message>
    <message>
        <source>Get anyway</source>
        <translation>Obtenir quand même</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>Obtenir</translation>
    </message>
    <message>
        <source>A field pack is one file that carries models to a computer without a network: copy it to a USB stick and drop it on the window there.</source>
        <translation>Un pack de terrain est un seul fichier qui porte des modèles sur un ordinateur sans réseau&#x202f;: copiez-le sur une clé USB et déposez-le là-bas sur la fenêtre.</translation>
    </message>
    <message>
        <source>Save a field pack</source>
        <translation>Enregistrer un pack de terrain</translation>
    </message>
    <message>
        <source>Save the pack…</source>
        <translation>Enregistrer le pack…</translation>
    </message>
    <message>
        <source>Search or run…</source>
        <translation>Chercher ou lancer…</translation>
    </message>
    <message>
        <source>What can be run</source>
        <translation>Ce qui peut être lancé</translation>
    </message>
    <message>
        <source>Nothing here is called “{text}”. Try fewer letters.</source>
        <translation>Rien ici ne s’appelle «&#xa0;{text}&#xa0;». Essayez moins de lettres.</translation>
    </message>
    <message numerus="yes">
        <source>{n} found</source>
        <comment>{n} found</comment>
        <translation>
            <numerusform>{n} trouvé</numerusform>
            <numerusform>{n} trouvés</numerusform>
        </translation>
    </message>
    <message>
        <source>colours night day appearance</source>
        <translation>couleurs nuit jour apparence thème</translation>
    </message>
    <message>
        <source>zoom in bigger font size scale</source>
        <translation>zoom agrandir plus grand police taille échelle</translation>
    </message>
    <message>
        <source>zoom out font size scale</source>
        <translation>zoom réduire plus petit police taille échelle</translation>
    </message>
    <message>
        <source>zoom reset font size 100 %</source>
        <translation>zoom réinitialiser police taille 100&#xa0;%</translation>
    </message>
    <message>
        <source>shortcuts keyboard hotkeys</source>
        <translation>raccourcis clavier touches</translation>
    </message>
    <message>
        <source>exit leave end</source>
        <translation>quitter sortir fin fermer</translation>
    </message>
    <message>
        <source>documentation manual</source>
        <translation>documentation manuel aide</translation>
    </message>
    <message>
        <source>gguf open file</source>
        <translation>gguf ouvrir fichier</translation>
    </message>
    <message>
        <source>bigger better models download get fit Hugging Face</source>
        <translation>plus grand meilleur modèles télécharger obtenir convenir Hugging Face</translation>
    </message>
    <message>
        <source>start page beginning first tasks</source>
        <translation>page de départ accueil début premières tâches</translation>
    </message>
    <message>
        <source>network internet connection flight mode</source>
        <translation>réseau internet connexion mode avion</translation>
    </message>
    <message>
        <source>meters speed memory battery energy watts telemetry</source>
        <translation>compteurs vitesse mémoire batterie énergie watts télémétrie</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Aller à</translation>
    </message>
    <message>
        <source>pane page</source>
        <translation>panneau page</translation>
    </message>
    <message>
        <source>page</source>
        <translation>page</translation>
    </message>
    <message>
        <source>page preferences options configuration</source>
        <translation>page préférences options configuration paramètres</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Réglage</translation>
    </message>
    <message>
        <source>No model is in use.</source>
        <translation>Aucun modèle n’est utilisé.</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Ouverture…</translation>
    </message>
    <message>
        <source>{title} could not be opened.</source>
        <translation>{title} n’a pas pu être ouvert.</translation>
    </message>
    <message>
        <source>Something went wrong in {title}.</source>
        <translation>Un problème est survenu dans {title}.</translation>
    </message>
    <message>
        <source>The rest of the window still works.</source>
        <translation>Le reste de la fenêtre marche toujours.</translation>
    </message>
    <message>
        <source>Save the proof…</source>
        <translation>Enregistrer la preuve…</translation>
    </message>
    <message>
        <source>Plot: {sentence}</source>
        <translation>Graphique&#x202f;: {sentence}</translation>
    </message>
    <message>
        <source>before</source>
        <translation>avant</translation>
    </message>
    <message>
        <source>now</source>
        <translation>maintenant</translation>
    </message>
    <message>
        <source>EdgeAssist was started with --offline: it stays so until it is closed.</source>
        <translation>EdgeAssist a été lancé avec --offline&#x202f;: il le reste jusqu’à sa fermeture.</translation>
    </message>
    <message>
        <source>The offline switch is off.</source>
        <translation>L’interrupteur hors ligne est désactivé.</translation>
    </message>
    <message>
        <source>The offline switch is on.</source>
        <translation>L’interrupteur hors ligne est activé.</translation>
    </message>
    <message>
        <source>Every answer leaves a receipt here: its figures, none of its words.</source>
        <translation>Chaque réponse laisse ici un reçu&#x202f;: ses chiffres, aucun de ses mots.</translation>
    </message>
    <message>
        <source>Receipts are not kept. Keep receipts, below, turns them on.</source>
        <translation>Les reçus ne sont pas gardés. «&#xa0;Garder les reçus&#xa0;», ci-dessous, les active.</translation>
    </message>
    <message>
        <source>Receipts of the last answers</source>
        <translation>Reçus des dernières réponses</translation>
    </message>
    <message>
        <source>Last answers</source>
        <translation>Dernières réponses</translation>
    </message>
    <message numerus="yes">
        <source>in {n} piece</source>
        <comment>in {n} pieces</comment>
        <translation>
            <numerusform>en {n} partie</numerusform>
            <numerusform>en {n} parties</numerusform>
        </translation>
    </message>
    <message>
        <source>Any task</source>
        <translation>Toute tâche</translation>
    </message>
    <message>
        <source>Recommendation</source>
        <translation>Recommandation</translation>
    </message>
    <message>
        <source>See which fit</source>
        <translation>Voir ce qui convient</translation>
    </message>
    <message>
        <source>5 minutes more</source>
        <translation>5 minutes de plus</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Groupes de réglages</translation>
    </message>
    <message>
        <source>Settings (*.toml)</source>
        <translation>Réglages (*.toml)</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>Chercher dans les réglages</translation>
    </message>
    <message>
        <source>More about all settings</source>
        <translation>Plus sur tous les réglages</translation>
    </message>
    <message>
        <source>Show all settings</source>
        <translation>Afficher tous les réglages</translation>
    </message>
    <message>
        <source>Every setting is at its default already.</source>
        <translation>Tous les réglages ont déjà leur valeur par défaut.</translation>
    </message>
    <message>
        <source>“{title}” is back at the default.</source>
        <translation>«&#xa0;{title}&#xa0;» est revenu à la valeur par défaut.</translation>
    </message>
    <message numerus="yes">
        <source>{n} setting is back at the default.</source>
        <comment>{n} settings are back at the default.</comment>
        <translation>
            <numerusform>{n} réglage est revenu à la valeur par défaut.</numerusform>
            <numerusform>{n} réglages sont revenus à la valeur par défaut.</numerusform>
        </translation>
    </message>
    <message>
        <source>The model in use and the folder of the models stay as they are.</source>
        <translation>Le modèle utilisé et le dossier des modèles restent tels quels.</translation>
    </message>
    <message>
        <source>No setting has “{text}” in its name or its help.</source>
        <translation>Aucun réglage n’a «&#xa0;{text}&#xa0;» dans son nom ou son aide.</translation>
    </message>
    <message>
        <source>Import settings…</source>
        <translation>Importer des réglages…</translation>
    </message>
    <message>
        <source>Choose settings</source>
        <translation>Choisir des réglages</translation>
    </message>
    <message>
        <source>Export settings…</source>
        <translation>Exporter les réglages…</translation>
    </message>
    <message>
        <source>Export the settings</source>
        <translation>Exporter les réglages</translation>
    </message>
    <message>
        <source>Reset all settings</source>
        <translation>Réinitialiser tous les réglages</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>Connexion</translation>
    </message>
    <message>
        <source>Back to the settings</source>
        <translation>Retour aux réglages</translation>
    </message>
    <message>
        <source>Make it yours</source>
        <translation>À votre goût</translation>
    </message>
    <message>
        <source>Back to the start</source>
        <translation>Retour à l’accueil</translation>
    </message>
    <message>
        <source>What you choose holds at once. All of it is in the settings, too.</source>
        <translation>Vos choix valent aussitôt. Tous se retrouvent aussi dans les réglages.</translation>
    </message>
    <message>
        <source>Some models are given only to people who have an account at Hugging Face and accepted the licence there. Make a token with read access in your account&apos;s settings and paste it here. It is kept in this system&apos;s keyring and sent to the official host only.</source>
        <translation>Certains modèles ne sont donnés qu’aux personnes qui ont un compte chez Hugging Face et y ont accepté la licence. Créez un jeton avec accès en lecture dans les réglages de votre compte et collez-le ici. Il est gardé dans le trousseau de ce système et envoyé au seul hôte officiel.</translation>
    </message>
    <message>
        <source>Sign in to Hugging Face</source>
        <translation>Se connecter à Hugging Face</translation>
    </message>
    <message>
        <source>Hugging Face token</source>
        <translation>Jeton Hugging Face</translation>
    </message>
    <message>
        <source>Keep the token</source>
        <translation>Garder le jeton</translation>
    </message>
    <message>
        <source>Forget the one kept</source>
        <translation>Oublier celui qui est gardé</translation>
    </message>
    <message>
        <source>Close the window and start EdgeAssist again.</source>
        <translation>Fermez la fenêtre et relancez EdgeAssist.</translation>
    </message>
    <message>
        <source>Something went wrong in the window. Your chats are safe, and you can go on.</source>
        <translation>Un problème est survenu dans la fenêtre. Vos discussions sont en sûreté, et vous pouvez continuer.</translation>
    </message>
    <message>
        <source>If it happens again, close the window and open it again.</source>
        <translation>Si cela se reproduit, fermez la fenêtre et rouvrez-la.</translation>
    </message>
    <message>
        <source>Starter: small and quick, often wrong about facts; get a bigger one when you are online.</source>
        <translation>Starter&#x202f;: petit et rapide, se trompe souvent sur les faits&#x202f;; prenez-en un plus grand quand vous serez en ligne.</translation>
    </message>
    <message>
        <source>Starter: often wrong about facts.</source>
        <translation>Starter&#x202f;: se trompe souvent sur les faits.</translation>
    </message>
    <message>
        <source>Often wrong about facts.</source>
        <translation>Se trompe souvent sur les faits.</translation>
    </message>
    <message>
        <source>Starter: small and quick, often translates wrongly; get a bigger one when you are online.</source>
        <translation>Starter&#xa0;: petit et rapide, traduit souvent mal&#x202f;; prenez-en un plus grand quand vous serez en ligne.</translation>
    </message>
    <message>
        <source>Starter: often translates wrongly.</source>
        <translation>Starter&#xa0;: traduit souvent mal.</translation>
    </message>
    <message>
        <source>See bigger models</source>
        <translation>Voir des modèles plus grands</translation>
    </message>
    <message>
        <source>Room used: how much of what the model can hold at once was taken last, by what it read and by its answer. A model that holds only little keeps a third free for the answer, and leaves the first questions out instead.</source>
        <translation>Place utilisée&#x202f;: de ce que le modèle peut retenir à la fois, la part prise en dernier par ce qu’il a lu et par sa réponse. Un modèle qui retient peu garde un tiers libre pour la réponse et laisse plutôt de côté les premières questions.</translation>
    </message>
    <message>
        <source>What the model and its context take, as the engine says it.</source>
        <translation>Ce que prennent le modèle et son contexte, selon le moteur.</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Room used</source>
        <translation>Place utilisée</translation>
    </message>
    <message>
        <source>Back to the models</source>
        <translation>Retour aux modèles</translation>
    </message>
    <message>
        <source>Undo: {what}</source>
        <translation>Défaire&#x202f;: {what}</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Bienvenue</translation>
    </message>
    <message>
        <source>Choose a model file…</source>
        <translation>Choisir un fichier de modèle…</translation>
    </message>
    <message>
        <source>Choose from your models</source>
        <translation>Choisir parmi vos modèles</translation>
    </message>
    <message>
        <source>Find a model</source>
        <translation>Trouver un modèle</translation>
    </message>
    <message>
        <source>Drop a model file here</source>
        <translation>Déposez un fichier de modèle ici</translation>
    </message>
    <message>
        <source>or drop a .gguf file or a field pack anywhere on this window</source>
        <translation>ou déposez un fichier .gguf ou un pack de terrain n’importe où sur cette fenêtre</translation>
    </message>
    <message>
        <source>Welcome to EdgeAssist</source>
        <translation>Bienvenue dans EdgeAssist</translation>
    </message>
    <message>
        <source>Your models are here, but none is in use. Pick one to start, or add another file.</source>
        <translation>Vos modèles sont là, mais aucun n’est utilisé. Choisissez-en un pour commencer, ou ajoutez un autre fichier.</translation>
    </message>
    <message>
        <source>To answer, EdgeAssist needs a language model: one file that ends in .gguf. Choose it from this computer or a USB stick, or find one that fits; nothing you write is sent anywhere.</source>
        <translation>Pour répondre, EdgeAssist a besoin d’un modèle de langage&#x202f;: un fichier qui se termine par .gguf. Choisissez-le sur cet ordinateur ou une clé USB, ou trouvez-en un qui convient&#x202f;; rien de ce que vous écrivez n’est envoyé où que ce soit.</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En attente</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pause</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <source>Unlock and get it</source>
        <translation>Déverrouiller et obtenir</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pause</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}.</source>
        <translation>{path} n’a pas pu être écrit&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Choose another place for it.</source>
        <translation>Choisissez-lui un autre endroit.</translation>
    </message>
    <message>
        <source>the new folder could not be noted</source>
        <translation>le nouveau dossier n’a pas pu être noté</translation>
    </message>
    <message>
        <source>{model} comes back when the laptop is on mains again.</source>
        <translation>{model} reviendra quand le portable sera de nouveau sur secteur.</translation>
    </message>
    <message>
        <source>The conversation goes on with it.</source>
        <translation>La conversation continue avec lui.</translation>
    </message>
    <message>
        <source>To save the battery, {model} could answer: it is smaller and draws less.</source>
        <translation>Pour économiser la batterie, {model} pourrait répondre&#x202f;: il est plus petit et consomme moins.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>L’utiliser</translation>
    </message>
    <message>
        <source>On mains again: {model} answers again.</source>
        <translation>De nouveau sur secteur&#x202f;: {model} répond de nouveau.</translation>
    </message>
    <message>
        <source>Another {what} is already called {name}.</source>
        <translation>Un autre élément ({what}) s’appelle déjà {name}.</translation>
    </message>
    <message>
        <source>It cannot be imported: {reason}</source>
        <translation>Il ne peut pas être importé&#x202f;: {reason}</translation>
    </message>
    <message>
        <source>{value} is not {kind}.</source>
        <translation>{value} n’est pas {kind}.</translation>
    </message>
    <message>
        <source>It was made for {what} API {wanted}; this program has {present}.</source>
        <translation>Il a été fait pour l’API {what} {wanted}&#x202f;; ce programme a {present}.</translation>
    </message>
    <message>
        <source>The {name} of its spec is no {kind}.</source>
        <translation>Le champ {name} de sa spec n’est pas du type {kind}.</translation>
    </message>
    <message>
        <source>Its id must be made of small letters, digits and single hyphens, 40 at most: it names a folder.</source>
        <translation>Son id doit être fait de minuscules, de chiffres et de traits d’union simples, 40 au plus&#x202f;: il nomme un dossier.</translation>
    </message>
    <message>
        <source>The build of its spec cannot be called.</source>
        <translation>Le champ build de sa spec ne peut pas être appelé.</translation>
    </message>
    <message>
        <source>a few seconds</source>
        <translation>quelques secondes</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds}&#xa0;s</translation>
    </message>
    <message>
        <source>more than a day</source>
        <translation>plus d’un jour</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours}&#xa0;h</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} sur {total}</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/s</translation>
    </message>
    <message>
        <source>Free or unlock that folder, or set EDGEASSIST_HOME to a folder you can write to.</source>
        <translation>Libérez ou déverrouillez ce dossier, ou faites pointer EDGEASSIST_HOME vers un dossier où vous pouvez écrire.</translation>
    </message>
    <message>
        <source>{folder} cannot be used: {reason}.</source>
        <translation>{folder} est inutilisable&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>It is kept in this system&apos;s keyring.</source>
        <translation>Il est gardé dans le trousseau de ce système.</translation>
    </message>
    <message>
        <source>It is kept for this session only: {reason}.</source>
        <translation>Il est gardé pour cette session seulement&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>this system has no keyring</source>
        <translation>ce système n’a pas de trousseau</translation>
    </message>
    <message>
        <source>the keyring chosen here would not keep it safe</source>
        <translation>le trousseau choisi ici ne le garderait pas en sûreté</translation>
    </message>
    <message>
        <source>the keyring is locked</source>
        <translation>le trousseau est verrouillé</translation>
    </message>
    <message>
        <source>the keyring answered with an error</source>
        <translation>le trousseau a répondu par une erreur</translation>
    </message>
    <message>
        <source>the keyring took it and did not hold it</source>
        <translation>le trousseau l’a pris mais ne l’a pas gardé</translation>
    </message>
    <message>
        <source>the keyring did not answer</source>
        <translation>le trousseau n’a pas répondu</translation>
    </message>
    <message>
        <source>Copy the token from the hub&apos;s settings page: one word of letters, digits and underscores.</source>
        <translation>Copiez le jeton depuis la page des réglages du hub&#x202f;: un seul mot fait de lettres, de chiffres et de tirets bas.</translation>
    </message>
    <message>
        <source>That is not a token.</source>
        <translation>Ce n’est pas un jeton.</translation>
    </message>
    <message>
        <source>is no setting of this version</source>
        <translation>n’est pas un réglage de cette version</translation>
    </message>
    <message>
        <source>{setting} in {file}</source>
        <translation>{setting} dans {file}</translation>
    </message>
    <message>
        <source>{what} {reason}; {instead}.</source>
        <translation>{what} {reason}&#x202f;; {instead}.</translation>
    </message>
    <message>
        <source>{what} {reason}.</source>
        <translation>{what} {reason}.</translation>
    </message>
    <message>
        <source>{value} is used</source>
        <translation>{value} est utilisé</translation>
    </message>
    <message>
        <source>the default is used</source>
        <translation>la valeur par défaut est utilisée</translation>
    </message>
    <message>
        <source>could not be read ({reason}) and was not used</source>
        <translation>n’a pas pu être lu ({reason}) et n’a pas été utilisé</translation>
    </message>
    <message>
        <source>is damaged ({place}) and was not used</source>
        <translation>est endommagé ({place}) et n’a pas été utilisé</translation>
    </message>
    <message>
        <source>is of a later EdgeAssist (version {version}), so only what is known here is used</source>
        <translation>vient d’un EdgeAssist plus récent (version {version})&#x202f;; seul ce qui est connu ici est donc utilisé</translation>
    </message>
    <message>
        <source>The offline switch is on until you turn it off in Settings, under {group}.</source>
        <translation>L’interrupteur hors ligne est activé jusqu’à ce que vous le désactiviez dans les Réglages, sous «&#xa0;{group}&#xa0;».</translation>
    </message>
    <message>
        <source>All settings are at their defaults.</source>
        <translation>Tous les réglages ont leur valeur par défaut.</translation>
    </message>
    <message>
        <source>line {number}</source>
        <translation>ligne {number}</translation>
    </message>
    <message>
        <source>at its end</source>
        <translation>à sa fin</translation>
    </message>
    <message>
        <source>a copy is kept as {name}</source>
        <translation>une copie est gardée sous {name}</translation>
    </message>
    <message>
        <source>{size} TB</source>
        <translation>{size} To</translation>
    </message>
    <message>
        <source>{size} GB</source>
        <translation>{size} Go</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} Mo</translation>
    </message>
    <message>
        <source>{size} kB</source>
        <translation>{size} ko</translation>
    </message>
    <message>
        <source>{size} B</source>
        <translation>{size} o</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes}&#xa0;min {seconds}&#xa0;s</translation>
    </message>
    <message>
        <source>This document is made of {count} parts, which no honest one is.</source>
        <translation>Ce document est fait de {count} parties, ce qui n’arrive dans aucun document honnête.</translation>
    </message>
    <message>
        <source>A part of this document unpacks to more than {ratio} times its size.</source>
        <translation>Une partie de ce document se décompresse à plus de {ratio} fois sa taille.</translation>
    </message>
    <message>
        <source>This document would unpack to {size}.</source>
        <translation>Ce document se décompresserait à {size}.</translation>
    </message>
    <message>
        <source>This document is protected by a password.</source>
        <translation>Ce document est protégé par un mot de passe.</translation>
    </message>
    <message>
        <source>A part of this document would unpack to {size}.</source>
        <translation>Une partie de ce document se décompresserait à {size}.</translation>
    </message>
    <message>
        <source>This document is damaged: a part of it cannot be unpacked.</source>
        <translation>Ce document est endommagé&#x202f;: une partie ne peut pas être décompressée.</translation>
    </message>
    <message>
        <source>This document unpacks to more than {size}.</source>
        <translation>Ce document se décompresse à plus de {size}.</translation>
    </message>
    <message>
        <source>This document holds no text.</source>
        <translation>Ce document ne contient pas de texte.</translation>
    </message>
    <message>
        <source>There is no text in this document, on 1 page.</source>
        <translation>Il n’y a pas de texte dans ce document, sur 1 page.</translation>
    </message>
    <message>
        <source>There is no text in this document, on {pages} pages.</source>
        <translation>Il n’y a pas de texte dans ce document, sur {pages} pages.</translation>
    </message>
    <message>
        <source>No text was found on its only page, just a picture: this looks like a scan.</source>
        <translation>Aucun texte n’a été trouvé sur sa seule page, juste une image&#x202f;: cela ressemble à une numérisation.</translation>
    </message>
    <message>
        <source>No text was found on {pages} pages, only pictures: this looks like a scan.</source>
        <translation>Aucun texte n’a été trouvé sur {pages} pages, seulement des images&#x202f;: cela ressemble à une numérisation.</translation>
    </message>
    <message>
        <source>This document needs more memory than a reading may take.</source>
        <translation>Ce document demande plus de mémoire qu’une lecture ne peut en prendre.</translation>
    </message>
    <message>
        <source>This document is damaged: a part of it makes no sense.</source>
        <translation>Ce document est endommagé&#x202f;: une partie n’a pas de sens.</translation>
    </message>
    <message>
        <source>The time for one document was over before its end.</source>
        <translation>Le temps prévu pour un document s’est écoulé avant sa fin.</translation>
    </message>
    <message>
        <source>The document holds more text than is read from one file.</source>
        <translation>Le document contient plus de texte qu’il n’en est lu dans un fichier.</translation>
    </message>
    <message>
        <source>The letters of this document cannot be told from its file.</source>
        <translation>Les lettres de ce document ne peuvent pas être reconnues d’après son fichier.</translation>
    </message>
    <message>
        <source>“{name}” holds no text, as far as can be seen.</source>
        <translation>«&#xa0;{name}&#xa0;» ne contient pas de texte, autant que l’on puisse voir.</translation>
    </message>
    <message>
        <source>The part that weighs texts answered another question.</source>
        <translation>La partie qui pèse les textes a répondu à une autre question.</translation>
    </message>
    <message>
        <source>This document is damaged: its text is missing.</source>
        <translation>Ce document est endommagé&#x202f;: son texte manque.</translation>
    </message>
    <message>
        <source>This document is damaged: its text breaks off or makes no sense.</source>
        <translation>Ce document est endommagé&#x202f;: son texte s’interrompt ou n’a pas de sens.</translation>
    </message>
    <message>
        <source>This book is damaged: its table of parts is missing.</source>
        <translation>Ce livre est endommagé&#x202f;: sa table des parties manque.</translation>
    </message>
    <message>
        <source>This book is copy-protected by its seller (DRM).</source>
        <translation>Ce livre est protégé contre la copie par son vendeur (DRM).</translation>
    </message>
    <message>
        <source>This book is damaged: it names no chapters.</source>
        <translation>Ce livre est endommagé&#x202f;: il ne nomme aucun chapitre.</translation>
    </message>
    <message>
        <source>“{name}” is a picture, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est une image, qui ne peut pas être lue ici.</translation>
    </message>
    <message>
        <source>“{name}” is a compressed file, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est un fichier compressé, qui ne peut pas être lu ici.</translation>
    </message>
    <message>
        <source>“{name}” is an archive, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est une archive, qui ne peut pas être lue ici.</translation>
    </message>
    <message>
        <source>“{name}” is a program, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est un programme, qui ne peut pas être lu ici.</translation>
    </message>
    <message>
        <source>“{name}” is a sound recording, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est un enregistrement sonore, qui ne peut pas être lu ici.</translation>
    </message>
    <message>
        <source>“{name}” is an Office file in its old form, from before 2007, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est un fichier Office sous son ancienne forme, d’avant 2007, qui ne peut pas être lu ici.</translation>
    </message>
    <message>
        <source>“{name}” is damaged: its contents cannot be unpacked.</source>
        <translation>«&#xa0;{name}&#xa0;» est endommagé&#x202f;: son contenu ne peut pas être décompressé.</translation>
    </message>
    <message>
        <source>“{name}” is an RTF document, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est un document RTF, qui ne peut pas être lu ici.</translation>
    </message>
    <message>
        <source>“{name}” is a language model, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est un modèle de langage, qui ne peut pas être lu ici.</translation>
    </message>
    <message>
        <source>“{name}” is a database, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est une base de données, qui ne peut pas être lue ici.</translation>
    </message>
    <message>
        <source>“{name}” is a PostScript file, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est un fichier PostScript, qui ne peut pas être lu ici.</translation>
    </message>
    <message>
        <source>“{name}” is a film, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est un film, qui ne peut pas être lu ici.</translation>
    </message>
    <message>
        <source>“{name}” is an Excel sheet, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est une feuille Excel, qui ne peut pas être lue ici.</translation>
    </message>
    <message>
        <source>“{name}” is a PowerPoint file, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est un fichier PowerPoint, qui ne peut pas être lu ici.</translation>
    </message>
    <message>
        <source>“{name}” is an OpenDocument file, which cannot be read here.</source>
        <translation>«&#xa0;{name}&#xa0;» est un fichier OpenDocument, qui ne peut pas être lu ici.</translation>
    </message>
    <message>
        <source>“{name}” is protected by a password.</source>
        <translation>«&#xa0;{name}&#xa0;» est protégé par un mot de passe.</translation>
    </message>
    <message>
        <source>There is no file at {path}.</source>
        <translation>Il n’y a pas de fichier à {path}.</translation>
    </message>
    <message>
        <source>“{name}” is empty: 0 bytes.</source>
        <translation>«&#xa0;{name}&#xa0;» est vide&#x202f;: 0 octet.</translation>
    </message>
    <message>
        <source>“{name}” has {size}; documents of up to {most} are read.</source>
        <translation>«&#xa0;{name}&#xa0;» fait {size}&#x202f;; les documents sont lus jusqu’à {most}.</translation>
    </message>
    <message>
        <source>“{name}” is damaged: it begins like a PDF and is none.</source>
        <translation>«&#xa0;{name}&#xa0;» est endommagé&#x202f;: il commence comme un PDF et n’en est pas un.</translation>
    </message>
    <message>
        <source>“{name}” has no pages.</source>
        <translation>«&#xa0;{name}&#xa0;» n’a pas de pages.</translation>
    </message>
    <message>
        <source>It has {pages} pages; the first {read} were read.</source>
        <translation>Il a {pages} pages&#x202f;; les {read} premières ont été lues.</translation>
    </message>
    <message>
        <source>The end of the file is missing, so pages may be too.</source>
        <translation>La fin du fichier manque&#x202f;; des pages manquent donc peut-être aussi.</translation>
    </message>
    <message>
        <source>The program that reads documents could not be started: {reason}.</source>
        <translation>Le programme qui lit les documents n’a pas pu être lancé&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Reading “{name}” took too long and was stopped.</source>
        <translation>La lecture de «&#xa0;{name}&#xa0;» a pris trop de temps et a été arrêtée.</translation>
    </message>
    <message>
        <source>Reading “{name}” took too much of the processor&apos;s time and was stopped.</source>
        <translation>La lecture de «&#xa0;{name}&#xa0;» a pris trop de temps au processeur et a été arrêtée.</translation>
    </message>
    <message>
        <source>Reading “{name}” ended early, without an answer.</source>
        <translation>La lecture de «&#xa0;{name}&#xa0;» s’est terminée trop tôt, sans réponse.</translation>
    </message>
    <message>
        <source>The file is untouched. Choose another document, or save this one anew in the program it comes from.</source>
        <translation>Le fichier est intact. Choisissez un autre document, ou réenregistrez celui-ci dans le programme dont il vient.</translation>
    </message>
    <message>
        <source>Check the name, or plug the drive in again.</source>
        <translation>Vérifiez le nom, ou rebranchez le disque.</translation>
    </message>
    <message>
        <source>Choose one file: PDF, DOCX, EPUB, HTML, Markdown, text, SRT or VTT.</source>
        <translation>Choisissez un fichier&#x202f;: PDF, DOCX, EPUB, HTML, Markdown, texte, SRT ou VTT.</translation>
    </message>
    <message>
        <source>Copy the file to a folder of your own and try again.</source>
        <translation>Copiez le fichier dans un dossier à vous et réessayez.</translation>
    </message>
    <message>
        <source>These can be read: PDF, DOCX, EPUB, HTML, Markdown, plain text, SRT and VTT. Save it as one of them.</source>
        <translation>Ceux-ci peuvent être lus&#x202f;: PDF, DOCX, EPUB, HTML, Markdown, texte brut, SRT et VTT. Enregistrez-le sous l’un d’eux.</translation>
    </message>
    <message>
        <source>Save the result as text or Markdown, or start from a DOCX, HTML, Markdown, text, SRT or VTT file.</source>
        <translation>Enregistrez le résultat en texte ou en Markdown, ou partez d’un fichier DOCX, HTML, Markdown, texte, SRT ou VTT.</translation>
    </message>
    <message>
        <source>There is nothing to read in it. Choose another document.</source>
        <translation>Il n’y a rien à y lire. Choisissez un autre document.</translation>
    </message>
    <message>
        <source>Run it through a text recognition (OCR) program first, then open the result here.</source>
        <translation>Passez-le d’abord dans un programme de reconnaissance de texte (OCR), puis ouvrez le résultat ici.</translation>
    </message>
    <message>
        <source>Its fonts do not tell which letters they draw. Export it anew, or use text recognition (OCR).</source>
        <translation>Ses polices ne disent pas quelles lettres elles dessinent. Réexportez-le, ou utilisez la reconnaissance de texte (OCR).</translation>
    </message>
    <message>
        <source>Open it in the program it comes from, save a copy without the protection, and choose that copy.</source>
        <translation>Ouvrez-le dans le programme dont il vient, enregistrez une copie sans la protection, et choisissez cette copie.</translation>
    </message>
    <message>
        <source>Download or copy the file again, or choose another one.</source>
        <translation>Téléchargez ou copiez de nouveau le fichier, ou choisissez-en un autre.</translation>
    </message>
    <message>
        <source>It may be made to harm. It was not opened any further.</source>
        <translation>Il est peut-être fait pour nuire. Il n’a pas été ouvert davantage.</translation>
    </message>
    <message>
        <source>Split it into parts of at most 200 MB each.</source>
        <translation>Divisez-le en parties de 200&#xa0;Mo au plus chacune.</translation>
    </message>
    <message>
        <source>Split the document into parts and read them one by one.</source>
        <translation>Divisez le document en parties et lisez-les une par une.</translation>
    </message>
    <message>
        <source>The file is untouched. Split the document into parts and read them one by one.</source>
        <translation>Le fichier est intact. Divisez le document en parties et lisez-les une par une.</translation>
    </message>
    <message>
        <source>The file is untouched and nothing else was affected. It is probably damaged.</source>
        <translation>Le fichier est intact et rien d’autre n’a été touché. Il est probablement endommagé.</translation>
    </message>
    <message>
        <source>The document has {texts} texts, and {given} were given.</source>
        <translation>Le document a {texts} textes, et {given} ont été donnés.</translation>
    </message>
    <message>
        <source>This document needs more memory than its writing may take.</source>
        <translation>Ce document demande plus de mémoire que son écriture ne peut en prendre.</translation>
    </message>
    <message>
        <source>The texts of a {format} file cannot be changed in their places.</source>
        <translation>Les textes d’un fichier {format} ne peuvent pas être changés à leur place.</translation>
    </message>
    <message>
        <source>Nothing was lost. Try again; the part that failed starts anew.</source>
        <translation>Rien n’a été perdu. Réessayez&#x202f;; la partie qui a échoué recommence à neuf.</translation>
    </message>
    <message>
        <source>It was stopped because the program closes.</source>
        <translation>Il a été arrêté parce que le programme se ferme.</translation>
    </message>
    <message>
        <source>The part that weighs texts could not be started: {reason}.</source>
        <translation>La partie qui pèse les textes n’a pas pu être lancée&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>This text could not be weighed.</source>
        <translation>Ce texte n’a pas pu être pesé.</translation>
    </message>
    <message>
        <source>Weighing this text took too long and was stopped.</source>
        <translation>Peser ce texte a pris trop de temps et a été arrêté.</translation>
    </message>
    <message>
        <source>The part that weighs texts answered with nonsense.</source>
        <translation>La partie qui pèse les textes a répondu par un non-sens.</translation>
    </message>
    <message>
        <source>The part that weighs texts ended early, without an answer.</source>
        <translation>La partie qui pèse les textes s’est terminée trop tôt, sans réponse.</translation>
    </message>
    <message>
        <source>This page holds no HTML that can be put otherwise.</source>
        <translation>Cette page ne contient pas de HTML à reformuler.</translation>
    </message>
    <message>
        <source>This page is nested too deeply to be put otherwise.</source>
        <translation>Cette page est trop profondément imbriquée pour être reformulée.</translation>
    </message>
    <message>
        <source>This document declares XML entities, which no honest one of its kind does.</source>
        <translation>Ce document déclare des entités XML, ce qu’aucun document honnête de ce genre ne fait.</translation>
    </message>
    <message>
        <source>Say which day: “what weekday is the third of May?”</source>
        <translation>Dites quel jour&#x202f;: «&#xa0;quel jour de la semaine est le trois mai&#x202f;?&#xa0;»</translation>
    </message>
    <message>
        <source>Say what **time** it is</source>
        <translation>Dire l’**heure** qu’il est</translation>
    </message>
    <message>
        <source>It is {time}.</source>
        <translation>Il est {time}.</translation>
    </message>
    <message>
        <source>Say what **day** it is</source>
        <translation>Dire quel **jour** nous sommes</translation>
    </message>
    <message>
        <source>It is {date}.</source>
        <translation>Nous sommes le {date}.</translation>
    </message>
    <message>
        <source>Say how far away **{date}** is</source>
        <translation>Dire à quelle distance est le **{date}**</translation>
    </message>
    <message>
        <source>That is today: {date}.</source>
        <translation>C’est aujourd’hui&#x202f;: {date}.</translation>
    </message>
    <message numerus="yes">
        <source>That is {date}, in {n} day.</source>
        <comment>That is {date}, in {n} days.</comment>
        <translation>
            <numerusform>C’est le {date}, dans {n} jour.</numerusform>
            <numerusform>C’est le {date}, dans {n} jours.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>That is {date}, {n} day ago.</source>
        <comment>That is {date}, {n} days ago.</comment>
        <translation>
            <numerusform>C’était le {date}, il y a {n} jour.</numerusform>
            <numerusform>C’était le {date}, il y a {n} jours.</numerusform>
        </translation>
    </message>
    <message>
        <source>The thermostat has no fan.</source>
        <translation>Le thermostat n’a pas de ventilateur.</translation>
    </message>
    <message>
        <source>The home has no music and no films to play.</source>
        <translation>La maison n’a ni musique ni films à jouer.</translation>
    </message>
    <message>
        <source>The home has no loudspeakers that could speak.</source>
        <translation>La maison n’a pas d’enceintes qui puissent parler.</translation>
    </message>
    <message>
        <source>The home has no lawn mower.</source>
        <translation>La maison n’a pas de tondeuse.</translation>
    </message>
    <message>
        <source>In the {home}: {answer}</source>
        <translation>Dans la {home}&#x202f;: {answer}</translation>
    </message>
    <message>
        <source>Say how {devices} are</source>
        <translation>Dire l’état de&#x202f;: {devices}</translation>
    </message>
    <message>
        <source>Say how {device} is</source>
        <translation>Dire l’état de&#x202f;: {device}</translation>
    </message>
    <message>
        <source>{command} in the {home}</source>
        <translation>{command} dans la {home}</translation>
    </message>
    <message>
        <source>In the {home}, {devices} are {state}.</source>
        <translation>Dans la {home}, {devices}&#x202f;: {state}.</translation>
    </message>
    <message>
        <source>In the {home}, {device} is {state}.</source>
        <translation>Dans la {home}, {device}&#x202f;: {state}.</translation>
    </message>
    <message>
        <source>In the {home}, {devices} are {state} already.</source>
        <translation>Dans la {home}, {devices}&#x202f;: déjà {state}.</translation>
    </message>
    <message>
        <source>In the {home}, {device} is {state} already.</source>
        <translation>Dans la {home}, {device}&#x202f;: déjà {state}.</translation>
    </message>
    <message>
        <source>In the {home}, {devices} are as before.</source>
        <translation>Dans la {home}, {devices}&#x202f;: comme avant.</translation>
    </message>
    <message>
        <source>In the {home}, {device} is as before.</source>
        <translation>Dans la {home}, {device}&#x202f;: comme avant.</translation>
    </message>
    <message>
        <source>In the {home}, only {number} of {count} are {state}.</source>
        <translation>Dans la {home}, seulement {number} sur {count}&#x202f;: {state}.</translation>
    </message>
    <message>
        <source>There is no note.</source>
        <translation>Il n’y a pas de note.</translation>
    </message>
    <message>
        <source>Say what to write down: “take a note: the key is under the mat”.</source>
        <translation>Dites ce qu’il faut noter&#x202f;: «&#xa0;prends une note&#x202f;: la clé est sous le paillasson&#xa0;».</translation>
    </message>
    <message>
        <source>The note is gone again: {text}</source>
        <translation>La note est de nouveau retirée&#x202f;: {text}</translation>
    </message>
    <message>
        <source>Noted: {text}</source>
        <translation>Noté&#x202f;: {text}</translation>
    </message>
    <message>
        <source>Write down: {text}</source>
        <translation>Noter&#x202f;: {text}</translation>
    </message>
    <message>
        <source>Note it</source>
        <translation>Noter</translation>
    </message>
    <message>
        <source>The last {count} of {total} notes:</source>
        <translation>Les {count} dernières notes sur {total}&#x202f;:</translation>
    </message>
    <message>
        <source>Read your **notes**</source>
        <translation>Lire vos **notes**</translation>
    </message>
    <message>
        <source>Delete the last note: {text}</source>
        <translation>Supprimer la dernière note&#x202f;: {text}</translation>
    </message>
    <message>
        <source>The note is deleted: {text}</source>
        <translation>La note est supprimée&#x202f;: {text}</translation>
    </message>
    <message>
        <source>The note is back.</source>
        <translation>La note est de retour.</translation>
    </message>
    <message numerus="yes">
        <source>Delete **all notes** ({n} note)</source>
        <comment>Delete **all notes** ({n} notes)</comment>
        <translation>
            <numerusform>Supprimer **toutes les notes** ({n} note)</numerusform>
            <numerusform>Supprimer **toutes les notes** ({n} notes)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} note deleted.</source>
        <comment>{n} notes deleted.</comment>
        <translation>
            <numerusform>{n} note supprimée.</numerusform>
            <numerusform>{n} notes supprimées.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} note is back.</source>
        <comment>{n} notes are back.</comment>
        <translation>
            <numerusform>{n} note est de retour.</numerusform>
            <numerusform>{n} notes sont de retour.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no reminder.</source>
        <translation>Il n’y a pas de rappel.</translation>
    </message>
    <message>
        <source>Say of what: “remind me at five to call Ann”.</source>
        <translation>Dites de quoi&#x202f;: «&#xa0;rappelle-moi à cinq heures d’appeler Anne&#xa0;».</translation>
    </message>
    <message>
        <source>Say when: “remind me at five to call Ann”, or “in ten minutes”.</source>
        <translation>Dites quand&#x202f;: «&#xa0;rappelle-moi à cinq heures d’appeler Anne&#xa0;», ou «&#xa0;dans dix minutes&#xa0;».</translation>
    </message>
    <message>
        <source>An alarm rings once; one that repeats cannot be set. Say one day: “wake me tomorrow at seven”.</source>
        <translation>Une alarme sonne une seule fois&#x202f;; on ne peut pas en régler une qui se répète. Dites un jour&#x202f;: «&#xa0;réveille-moi demain à sept heures&#xa0;».</translation>
    </message>
    <message>
        <source>A reminder comes once; one that repeats cannot be set. Say one day: “remind me tomorrow at eight to …”.</source>
        <translation>Un rappel vient une seule fois&#x202f;; il ne peut pas se répéter. Dites un jour&#x202f;: «&#xa0;rappelle-moi demain à huit heures de …&#xa0;».</translation>
    </message>
    <message>
        <source>There is no {day} {month}.</source>
        <translation>Le {day} {month} n’existe pas.</translation>
    </message>
    <message>
        <source>Remind you {moment}: {text}</source>
        <translation>Vous rappeler {moment}&#x202f;: {text}</translation>
    </message>
    <message>
        <source>You will not be reminded: {text}.</source>
        <translation>Il n’y aura pas de rappel&#x202f;: {text}.</translation>
    </message>
    <message>
        <source>You will be reminded {moment}: {text}.</source>
        <translation>Vous aurez un rappel {moment}&#x202f;: {text}.</translation>
    </message>
    <message>
        <source>Remind me</source>
        <translation>Rappeler</translation>
    </message>
    <message>
        <source>Say which one: {reminders}.</source>
        <translation>Dites lequel&#x202f;: {reminders}.</translation>
    </message>
    <message>
        <source>There is no such reminder: {reminders}.</source>
        <translation>Ce rappel n’existe pas&#x202f;: {reminders}.</translation>
    </message>
    <message>
        <source>Cancel the reminder {text}</source>
        <translation>Annuler le rappel {text}</translation>
    </message>
    <message>
        <source>The reminder “{text}” is set again.</source>
        <translation>Le rappel «&#xa0;{text}&#xa0;» est de nouveau réglé.</translation>
    </message>
    <message>
        <source>The reminder “{text}” is cancelled.</source>
        <translation>Le rappel «&#xa0;{text}&#xa0;» est annulé.</translation>
    </message>
    <message numerus="yes">
        <source>Cancel **{n} reminder**</source>
        <comment>Cancel **all {n} reminders**</comment>
        <translation>
            <numerusform>Annuler **{n} rappel**</numerusform>
            <numerusform>Annuler **les {n} rappels**</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} reminder is set again.</source>
        <comment>{n} reminders are set again.</comment>
        <translation>
            <numerusform>{n} rappel est rétabli.</numerusform>
            <numerusform>{n} rappels sont rétablis.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} reminder cancelled.</source>
        <comment>{n} reminders cancelled.</comment>
        <translation>
            <numerusform>{n} rappel annulé.</numerusform>
            <numerusform>{n} rappels annulés.</numerusform>
        </translation>
    </message>
    <message>
        <source>Say what you are to be **reminded** of</source>
        <translation>Dire vos **rappels**</translation>
    </message>
    <message numerus="yes">
        <source>{n} reminder</source>
        <comment>{n} reminders</comment>
        <translation>
            <numerusform>{n} rappel</numerusform>
            <numerusform>{n} rappels</numerusform>
        </translation>
    </message>
    <message>
        <source>{moment}: {text}.</source>
        <translation>{moment}&#x202f;: {text}.</translation>
    </message>
    <message>
        <source>EdgeAssist works without the internet and does not know the weather.</source>
        <translation>EdgeAssist fonctionne sans internet et ne connaît pas la météo.</translation>
    </message>
    <message>
        <source>Nothing is known of this computer now.</source>
        <translation>On ne sait rien de cet ordinateur pour l’instant.</translation>
    </message>
    <message>
        <source>Say how **this computer** is</source>
        <translation>Dire comment va **cet ordinateur**</translation>
    </message>
    <message>
        <source>Say how {part} is</source>
        <translation>Dire comment va {part}</translation>
    </message>
    <message>
        <source>Nothing is known of {part} of this computer.</source>
        <translation>Sur cet ordinateur, on ne sait rien&#x202f;: {part}.</translation>
    </message>
    <message>
        <source>the memory</source>
        <translation>la mémoire</translation>
    </message>
    <message>
        <source>the battery</source>
        <translation>la batterie</translation>
    </message>
    <message>
        <source>the disk</source>
        <translation>le disque</translation>
    </message>
    <message>
        <source>the model</source>
        <translation>le modèle</translation>
    </message>
    <message>
        <source>the {part}</source>
        <translation>{part}</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Disque</translation>
    </message>
    <message>
        <source>{name}: {value}.</source>
        <translation>{name}&#x202f;: {value}.</translation>
    </message>
    <message>
        <source>Say what to work out: “what is 12 times 7”.</source>
        <translation>Dites ce qu’il faut calculer&#x202f;: «&#xa0;combien font 12 fois 7&#xa0;».</translation>
    </message>
    <message>
        <source>Say what to convert: “10 miles to kilometres”.</source>
        <translation>Dites ce qu’il faut convertir&#x202f;: «&#xa0;10 miles en kilomètres&#xa0;».</translation>
    </message>
    <message>
        <source>Work out {sum}</source>
        <translation>Calculer {sum}</translation>
    </message>
    <message>
        <source>{kind} ({unit}) cannot be converted to {other_kind} ({other_unit}).</source>
        <translation>Conversion impossible&#x202f;: {kind} ({unit}) en {other_kind} ({other_unit}).</translation>
    </message>
    <message>
        <source>{amount} is {converted}.</source>
        <translation>{amount} font {converted}.</translation>
    </message>
    <message>
        <source>{amount} are {converted}.</source>
        <translation>{amount} font {converted}.</translation>
    </message>
    <message>
        <source>Convert {amount} to {unit}</source>
        <translation>Convertir {amount} en {unit}</translation>
    </message>
    <message>
        <source>US {unit}</source>
        <translation>{unit} (US)</translation>
    </message>
    <message>
        <source>about {number}</source>
        <translation>environ {number}</translation>
    </message>
    <message>
        <source>on</source>
        <translation>allumé</translation>
    </message>
    <message>
        <source>off</source>
        <translation>éteint</translation>
    </message>
    <message>
        <source>open</source>
        <translation>ouvert</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>fermé</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>verrouillé</translation>
    </message>
    <message>
        <source>unlocked</source>
        <translation>déverrouillé</translation>
    </message>
    <message>
        <source>at its base</source>
        <translation>à sa base</translation>
    </message>
    <message>
        <source>on its way to its base</source>
        <translation>en route vers sa base</translation>
    </message>
    <message>
        <source>cleaning</source>
        <translation>en nettoyage</translation>
    </message>
    <message>
        <source>playing</source>
        <translation>en lecture</translation>
    </message>
    <message>
        <source>{percent}% open</source>
        <translation>ouvert à {percent}&#xa0;%</translation>
    </message>
    <message>
        <source>set to {wanted} °C; it is {now} °C</source>
        <translation>réglé sur {wanted}&#xa0;°C&#x202f;; il fait {now}&#xa0;°C</translation>
    </message>
    <message>
        <source>on, at {percent}%</source>
        <translation>allumé, à {percent}&#xa0;%</translation>
    </message>
    <message>
        <source>at {percent}% brightness</source>
        <translation>à {percent}&#xa0;% de luminosité</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>son coupé</translation>
    </message>
    <message>
        <source>at {percent}% volume</source>
        <translation>à {percent}&#xa0;% de volume</translation>
    </message>
    <message>
        <source>{device}: {state}.</source>
        <translation>{device}&#x202f;: {state}.</translation>
    </message>
    <message>
        <source>Yes, it is {state}.</source>
        <translation>Oui&#x202f;: {state}.</translation>
    </message>
    <message>
        <source>No, it is not {state}.</source>
        <translation>Non, pas {state}.</translation>
    </message>
    <message>
        <source>devices</source>
        <translation>appareils</translation>
    </message>
    <message>
        <source>No: none of the {devices} is {state}.</source>
        <translation>Non, pas un seul ({devices})&#x202f;: {state}.</translation>
    </message>
    <message>
        <source>Yes, all {count} {devices} are {state}.</source>
        <translation>Oui, les {count} ({devices})&#x202f;: {state}.</translation>
    </message>
    <message>
        <source>{device} is {state}.</source>
        <translation>{device}&#x202f;: {state}.</translation>
    </message>
    <message>
        <source>{devices} are {state}.</source>
        <translation>{devices}&#x202f;: {state}.</translation>
    </message>
    <message>
        <source>{device}: it is {now} °C, and set to {wanted} °C.</source>
        <translation>{device}&#x202f;: il fait {now}&#xa0;°C, réglage {wanted}&#xa0;°C.</translation>
    </message>
    <message>
        <source>`edgeassist home list` shows the rooms and devices there are.</source>
        <translation>`edgeassist home list` montre les pièces et les appareils.</translation>
    </message>
    <message>
        <source>The home has no device {device!r}.</source>
        <translation>La maison n’a pas d’appareil {device!r}.</translation>
    </message>
    <message>
        <source>The home has nothing called “{name}”.</source>
        <translation>Rien dans la maison ne s’appelle «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Choisissez un autre nom.</translation>
    </message>
    <message>
        <source>Something in the home is called “{name}” already.</source>
        <translation>Quelque chose dans la maison s’appelle déjà «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>Choose a name of letters and digits, {most} characters at most.</source>
        <translation>Choisissez un nom de lettres et de chiffres, {most} caractères au plus.</translation>
    </message>
    <message>
        <source>This cannot be a name.</source>
        <translation>Cela ne peut pas être un nom.</translation>
    </message>
    <message>
        <source>Kinds are {kinds}.</source>
        <translation>Les types sont {kinds}.</translation>
    </message>
    <message>
        <source>There is no kind of device called “{kind}”.</source>
        <translation>Il n’y a pas de type d’appareil nommé «&#xa0;{kind}&#xa0;».</translation>
    </message>
    <message>
        <source>Remove its devices first.</source>
        <translation>Supprimez d’abord ses appareils.</translation>
    </message>
    <message>
        <source>There are still devices in “{room}”.</source>
        <translation>Il y a encore des appareils dans «&#xa0;{room}&#xa0;».</translation>
    </message>
    <message>
        <source>Remove a device first.</source>
        <translation>Supprimez d’abord un appareil.</translation>
    </message>
    <message>
        <source>The simulated home takes {most} devices at most.</source>
        <translation>La maison simulée prend {most} appareils au plus.</translation>
    </message>
    <message>
        <source>simulated home</source>
        <translation>maison simulée</translation>
    </message>
    <message>
        <source>light</source>
        <translation>lumière</translation>
    </message>
    <message>
        <source>lights</source>
        <translation>lumières</translation>
    </message>
    <message>
        <source>switch</source>
        <translation>interrupteur</translation>
    </message>
    <message>
        <source>switches</source>
        <translation>interrupteurs</translation>
    </message>
    <message>
        <source>cover</source>
        <translation>store</translation>
    </message>
    <message>
        <source>covers</source>
        <translation>stores</translation>
    </message>
    <message>
        <source>fan</source>
        <translation>ventilateur</translation>
    </message>
    <message>
        <source>fans</source>
        <translation>ventilateurs</translation>
    </message>
    <message>
        <source>thermostat</source>
        <translation>thermostat</translation>
    </message>
    <message>
        <source>thermostats</source>
        <translation>thermostats</translation>
    </message>
    <message>
        <source>lock</source>
        <translation>serrure</translation>
    </message>
    <message>
        <source>locks</source>
        <translation>serrures</translation>
    </message>
    <message>
        <source>player</source>
        <translation>lecteur</translation>
    </message>
    <message>
        <source>players</source>
        <translation>lecteurs</translation>
    </message>
    <message>
        <source>vacuum</source>
        <translation>aspirateur</translation>
    </message>
    <message>
        <source>vacuums</source>
        <translation>aspirateurs</translation>
    </message>
    <message>
        <source>blinds</source>
        <translation>stores</translation>
    </message>
    <message>
        <source>curtains</source>
        <translation>rideaux</translation>
    </message>
    <message>
        <source>garage doors</source>
        <translation>portes de garage</translation>
    </message>
    <message>
        <source>doors</source>
        <translation>portes</translation>
    </message>
    <message>
        <source>gates</source>
        <translation>portails</translation>
    </message>
    <message>
        <source>shutters</source>
        <translation>volets</translation>
    </message>
    <message>
        <source>shades</source>
        <translation>stores</translation>
    </message>
    <message>
        <source>awnings</source>
        <translation>stores bannes</translation>
    </message>
    <message>
        <source>windows</source>
        <translation>fenêtres</translation>
    </message>
    <message>
        <source>The home has no room called “{name}”.</source>
        <translation>La maison n’a pas de pièce nommée «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>The home has no floors; name a room.</source>
        <translation>La maison n’a pas d’étages&#x202f;; nommez une pièce.</translation>
    </message>
    <message>
        <source>Which one: {devices}? Say its name, or “all lights”.</source>
        <translation>Lequel&#x202f;: {devices}&#x202f;? Dites son nom, ou «&#xa0;toutes les lumières&#xa0;».</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>{count} de plus</translation>
    </message>
    <message>
        <source>device</source>
        <translation>appareil</translation>
    </message>
    <message>
        <source>The home has no device called “{name}”.</source>
        <translation>La maison n’a pas d’appareil nommé «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>{device} is not in {room}.</source>
        <translation>{device} n’est pas dans {room}.</translation>
    </message>
    <message>
        <source>{device} cannot do that: it is a {kind}.</source>
        <translation>{device} ne peut pas faire cela&#x202f;; type&#x202f;: {kind}.</translation>
    </message>
    <message>
        <source>all {devices} in {room}</source>
        <translation>l’ensemble des {devices} dans {room}</translation>
    </message>
    <message>
        <source>all {devices}</source>
        <translation>l’ensemble des {devices}</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>tout</translation>
    </message>
    <message>
        <source>devices of that kind</source>
        <translation>appareils de ce type</translation>
    </message>
    <message>
        <source>Say which door by its name: {doors}.</source>
        <translation>Dites quelle porte par son nom&#x202f;: {doors}.</translation>
    </message>
    <message>
        <source>There are no {devices} in {room}.</source>
        <translation>Aucun appareil de ce type ({devices}) dans {room}.</translation>
    </message>
    <message>
        <source>There are no {devices} in the home.</source>
        <translation>Aucun appareil de ce type ({devices}) dans la maison.</translation>
    </message>
    <message>
        <source>There is {devices}.</source>
        <translation>Il y a&#x202f;: {devices}.</translation>
    </message>
    <message>
        <source>There is no list called “{name}”. There is: {lists}. You can say “make a {name} list”.</source>
        <translation>Il n’y a pas de liste nommée «&#xa0;{name}&#xa0;». Il y a&#x202f;: {lists}. Vous pouvez dire «&#xa0;crée une liste {name}&#xa0;».</translation>
    </message>
    <message>
        <source>“{what}” is no time of day. Say it like “set an alarm for seven in the morning”.</source>
        <translation>«&#xa0;{what}&#xa0;» n’est pas une heure. Dites par exemple «&#xa0;mets une alarme à sept heures du matin&#xa0;».</translation>
    </message>
    <message>
        <source>“{what}” is no language that is known here.</source>
        <translation>«&#xa0;{what}&#xa0;» n’est pas une langue connue ici.</translation>
    </message>
    <message>
        <source>Say a number from 0 to 100 per cent.</source>
        <translation>Dites un nombre de 0 à 100 pour cent.</translation>
    </message>
    <message>
        <source>A negative number has no square root.</source>
        <translation>Un nombre négatif n’a pas de racine carrée.</translation>
    </message>
    <message>
        <source>A timer needs a second at least: “set a timer for ten minutes”.</source>
        <translation>Un minuteur dure au moins une seconde&#x202f;: «&#xa0;mets un minuteur de dix minutes&#xa0;».</translation>
    </message>
    <message>
        <source>That is too large to be reckoned with here: 24 digits in a number are the most.</source>
        <translation>C’est trop grand pour être calculé ici&#x202f;: un nombre a 24 chiffres au plus.</translation>
    </message>
    <message>
        <source>There is no {device} in the home. There is nothing of that kind.</source>
        <translation>La maison n’a pas cela&#x202f;: {device}. Il n’y a rien de ce type.</translation>
    </message>
    <message>
        <source>There is no {device} in the home. There is {devices}.</source>
        <translation>La maison n’a pas cela&#x202f;: {device}. Il y a&#x202f;: {devices}.</translation>
    </message>
    <message>
        <source>{number} what? Say “set a timer for {number} minutes”.</source>
        <translation>{number} quoi&#x202f;? Dites «&#xa0;mets un minuteur de {number} minutes&#xa0;».</translation>
    </message>
    <message>
        <source>Write it with numbers and the signs + - * / ^ % ( ).</source>
        <translation>Écrivez-le avec des nombres et les signes + - * / ^&#xa0;% ( ).</translation>
    </message>
    <message>
        <source>These words and signs make no sum.</source>
        <translation>Ces mots et ces signes ne font pas un calcul.</translation>
    </message>
    <message>
        <source>Change what comes after the division sign.</source>
        <translation>Changez ce qui suit le signe de division.</translation>
    </message>
    <message>
        <source>This sum divides by zero, which has no result.</source>
        <translation>Ce calcul divise par zéro, ce qui n’a pas de résultat.</translation>
    </message>
    <message>
        <source>Take the root of a number that is not below zero.</source>
        <translation>Prenez la racine d’un nombre qui n’est pas inférieur à zéro.</translation>
    </message>
    <message>
        <source>The root of a number below zero is no number on the line.</source>
        <translation>La racine d’un nombre inférieur à zéro n’est pas un nombre réel.</translation>
    </message>
    <message>
        <source>Ask for a smaller sum.</source>
        <translation>Demandez un calcul plus petit.</translation>
    </message>
    <message>
        <source>The result would be too large to work out here.</source>
        <translation>Le résultat serait trop grand pour être calculé ici.</translation>
    </message>
    <message>
        <source>Waiting for the server</source>
        <translation>Attente du serveur</translation>
    </message>
    <message>
        <source>Fetching over a poor connection</source>
        <translation>Téléchargement sur une mauvaise connexion</translation>
    </message>
    <message>
        <source>Fetching</source>
        <translation>Téléchargement</translation>
    </message>
    <message>
        <source>Checking what is here</source>
        <translation>Vérification de ce qui est là</translation>
    </message>
    <message>
        <source>Fetching very slowly</source>
        <translation>Téléchargement très lent</translation>
    </message>
    <message>
        <source>Close EdgeAssist and start it again.</source>
        <translation>Fermez EdgeAssist et relancez-le.</translation>
    </message>
    <message>
        <source>The part of EdgeAssist that opens connections has ended. Nothing was sent.</source>
        <translation>La partie d’EdgeAssist qui ouvre les connexions s’est terminée. Rien n’a été envoyé.</translation>
    </message>
    <message>
        <source>file {path} in {repo}</source>
        <translation>le fichier {path} de {repo}</translation>
    </message>
    <message>
        <source>{host} (HF_HUB_OFFLINE is set)</source>
        <translation>{host} (HF_HUB_OFFLINE est défini)</translation>
    </message>
    <message>
        <source>its answer is not what was asked for</source>
        <translation>sa réponse n’est pas ce qui était demandé</translation>
    </message>
    <message>
        <source>it does not say which commit its list is of</source>
        <translation>il ne dit pas de quel commit vient sa liste</translation>
    </message>
    <message>
        <source>Searching for models</source>
        <translation>Recherche de modèles</translation>
    </message>
    <message>
        <source>Asking what a model has</source>
        <translation>Demande du contenu d’un modèle</translation>
    </message>
    <message>
        <source>it points from one address to the next without end</source>
        <translation>il renvoie sans fin d’une adresse à la suivante</translation>
    </message>
    <message>
        <source>it points to {host}</source>
        <translation>il renvoie à {host}</translation>
    </message>
    <message>
        <source>it packed its answer although it was asked not to</source>
        <translation>il a compressé sa réponse alors qu’on lui demandait de ne pas le faire</translation>
    </message>
    <message>
        <source>it points to {target}</source>
        <translation>il renvoie à {target}</translation>
    </message>
    <message>
        <source>its answer is far too long</source>
        <translation>sa réponse est bien trop longue</translation>
    </message>
    <message>
        <source>{reason} (is this computer&apos;s date right?)</source>
        <translation>{reason} (la date de cet ordinateur est-elle juste&#x202f;?)</translation>
    </message>
    <message>
        <source>it does not keep to the rules of HTTP or TLS</source>
        <translation>il ne respecte pas les règles de HTTP ou TLS</translation>
    </message>
    <message>
        <source>a library asked it something on its own, which is not allowed</source>
        <translation>une bibliothèque lui a demandé quelque chose d’elle-même, ce qui n’est pas permis</translation>
    </message>
    <message>
        <source>The repository “{name}” is refused: {reason}.</source>
        <translation>Le dépôt «&#xa0;{name}&#xa0;» est refusé&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The revision “{name}” is refused: {reason}.</source>
        <translation>La révision «&#xa0;{name}&#xa0;» est refusée&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The file name “{name}” is refused: {reason}.</source>
        <translation>Le nom de fichier «&#xa0;{name}&#xa0;» est refusé&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Nothing was fetched or written. Check the name, or take the model from another place.</source>
        <translation>Rien n’a été téléchargé ni écrit. Vérifiez le nom, ou prenez le modèle ailleurs.</translation>
    </message>
    <message>
        <source>it is not of the form owner/name</source>
        <translation>il n’a pas la forme propriétaire/nom</translation>
    </message>
    <message>
        <source>it is no branch, tag or commit</source>
        <translation>ce n’est ni une branche, ni un tag, ni un commit</translation>
    </message>
    <message>
        <source>it is empty or too long</source>
        <translation>il est vide ou trop long</translation>
    </message>
    <message>
        <source>it begins at the root of the disk</source>
        <translation>il commence à la racine du disque</translation>
    </message>
    <message>
        <source>it holds characters that no file name may have</source>
        <translation>il contient des caractères interdits dans un nom de fichier</translation>
    </message>
    <message>
        <source>it leads out of its folder</source>
        <translation>il mène hors de son dossier</translation>
    </message>
    <message>
        <source>a part of it begins or ends with a blank or a dot</source>
        <translation>une de ses parties commence ou finit par un espace ou un point</translation>
    </message>
    <message>
        <source>Windows keeps that name for a device</source>
        <translation>Windows réserve ce nom à un périphérique</translation>
    </message>
    <message>
        <source>The hub</source>
        <translation>Le hub</translation>
    </message>
    <message>
        <source>it answered with status {status}</source>
        <translation>il a répondu par l’état {status}</translation>
    </message>
    <message>
        <source>Fetching a model</source>
        <translation>Téléchargement d’un modèle</translation>
    </message>
    <message>
        <source>it goes round in circles</source>
        <translation>cela tourne en rond</translation>
    </message>
    <message>
        <source>it is out of date, or the clock of this computer is wrong (it says {date})</source>
        <translation>il est périmé, ou l’horloge de cet ordinateur est fausse (elle dit {date})</translation>
    </message>
    <message>
        <source>the file at {host}</source>
        <translation>le fichier chez {host}</translation>
    </message>
    <message>
        <source>such file</source>
        <translation>fichier</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Le fichier</translation>
    </message>
    <message>
        <source>Fetching damaged parts again</source>
        <translation>Nouveau téléchargement des parties endommagées</translation>
    </message>
    <message>
        <source>What has arrived is kept; start it again to go on from there.</source>
        <translation>Ce qui est arrivé est gardé&#x202f;; relancez-le pour continuer à partir de là.</translation>
    </message>
    <message>
        <source>the hub</source>
        <translation>le hub</translation>
    </message>
    <message>
        <source>Check the network cable or Wi-Fi. The models you have still work, and a model file can also be imported from a USB stick.</source>
        <translation>Vérifiez le câble réseau ou le Wi-Fi. Vos modèles marchent toujours, et un fichier de modèle peut aussi être importé d’une clé USB.</translation>
    </message>
    <message>
        <source>{host} cannot be reached: this computer seems to be offline.</source>
        <translation>{host} est injoignable&#x202f;: cet ordinateur semble hors ligne.</translation>
    </message>
    <message>
        <source>Nothing was lost. Try again in a while, or import a model from a file.</source>
        <translation>Rien n’a été perdu. Réessayez un peu plus tard, ou importez un modèle d’un fichier.</translation>
    </message>
    <message>
        <source>{host} did not answer in time.</source>
        <translation>{host} n’a pas répondu à temps.</translation>
    </message>
    <message>
        <source>{host} sent nothing in {tries} tries, so the download is paused.</source>
        <translation>{host} n’a rien envoyé en {tries} essais&#x202f;; le téléchargement est donc en pause.</translation>
    </message>
    <message>
        <source>This is not your fault. Try again in some minutes, or import a model from a file.</source>
        <translation>Vous n’y êtes pour rien. Réessayez dans quelques minutes, ou importez un modèle d’un fichier.</translation>
    </message>
    <message>
        <source>{host} has trouble of its own: {reason}.</source>
        <translation>{host} a lui-même un problème&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Try again then.</source>
        <translation>Réessayez alors.</translation>
    </message>
    <message>
        <source>{host} is busy until {time}: it got too many requests from this network.</source>
        <translation>{host} est occupé jusqu’à {time}&#x202f;: il a reçu trop de demandes de ce réseau.</translation>
    </message>
    <message>
        <source>{host} is busy and does not say for how long: it got too many requests from this network.</source>
        <translation>{host} est occupé et ne dit pas pour combien de temps&#x202f;: il a reçu trop de demandes de ce réseau.</translation>
    </message>
    <message>
        <source>Accept the model&apos;s terms on its page, make a read token there, add it under Models, and try again.</source>
        <translation>Acceptez les conditions du modèle sur sa page, créez-y un jeton de lecture, ajoutez-le dans Modèles, et réessayez.</translation>
    </message>
    <message>
        <source>{what} is only given to people who are signed in.</source>
        <translation>{what} n’est donné qu’aux personnes connectées.</translation>
    </message>
    <message>
        <source>Make a new read token on the hub&apos;s settings page and add it under Models.</source>
        <translation>Créez un nouveau jeton de lecture sur la page des réglages du hub et ajoutez-le dans Modèles.</translation>
    </message>
    <message>
        <source>The hub does not accept your token for {what}.</source>
        <translation>Le hub n’accepte pas votre jeton pour {what}.</translation>
    </message>
    <message>
        <source>Open the model&apos;s page in a browser, ask for access or accept its terms, and try again.</source>
        <translation>Ouvrez la page du modèle dans un navigateur, demandez l’accès ou acceptez ses conditions, et réessayez.</translation>
    </message>
    <message>
        <source>This account has no access to {what}.</source>
        <translation>Ce compte n’a pas accès à ceci&#x202f;: {what}.</translation>
    </message>
    <message>
        <source>Check the spelling. A private model looks the same as one that does not exist until you sign in.</source>
        <translation>Vérifiez l’orthographe. Sans connexion à votre compte, un modèle privé paraît ne pas exister.</translation>
    </message>
    <message>
        <source>{host} has no {what}.</source>
        <translation>{host} n’a pas ceci&#x202f;: {what}.</translation>
    </message>
    <message>
        <source>Pick another file or another model; copies you already have still work.</source>
        <translation>Choisissez un autre fichier ou un autre modèle&#x202f;; les copies que vous avez marchent toujours.</translation>
    </message>
    <message>
        <source>{what} was taken off {host}.</source>
        <translation>{what} n’est plus proposé par {host}.</translation>
    </message>
    <message>
        <source>{host} gave an answer that makes no sense here ({status}).</source>
        <translation>{host} a donné une réponse qui n’a pas de sens ici ({status}).</translation>
    </message>
    <message>
        <source>Open a web browser, sign in to the network there, then try again.</source>
        <translation>Ouvrez un navigateur web, connectez-vous-y au réseau, puis réessayez.</translation>
    </message>
    <message>
        <source>This network wants a login page to be filled in first: a web page came instead of what {host} has.</source>
        <translation>Ce réseau veut d’abord que l’on remplisse une page de connexion&#x202f;: une page web est venue au lieu de ce que propose {host}.</translation>
    </message>
    <message>
        <source>If this network has a login page, sign in with a web browser first. Otherwise do not use this server; if you set a mirror or HF_ENDPOINT, remove it.</source>
        <translation>Si ce réseau a une page de connexion, connectez-vous d’abord avec un navigateur web. Sinon, n’utilisez pas ce serveur&#x202f;; si vous avez défini un miroir ou HF_ENDPOINT, supprimez-le.</translation>
    </message>
    <message>
        <source>{host} wanted to send us elsewhere, which was refused: {reason}.</source>
        <translation>{host} a voulu nous envoyer ailleurs, ce qui a été refusé&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>This server does not have the file it claims to have. Choose another source.</source>
        <translation>Ce serveur n’a pas le fichier qu’il prétend avoir. Choisissez une autre source.</translation>
    </message>
    <message>
        <source>{host} sent more than the {size} this file has; it was cut off.</source>
        <translation>{host} a envoyé plus que les {size} de ce fichier&#x202f;; l’envoi a été coupé.</translation>
    </message>
    <message>
        <source>Try another network, switch a proxy or virus scanner that looks into downloads off, or import the file from a USB stick. A model you had before is untouched.</source>
        <translation>Essayez un autre réseau, désactivez un proxy ou un antivirus qui examine les téléchargements, ou importez le fichier d’une clé USB. Un modèle que vous aviez avant est intact.</translation>
    </message>
    <message>
        <source>The file that arrived did not match its checksum, twice. It is not used.</source>
        <translation>Le fichier arrivé ne correspondait pas à sa somme de contrôle, deux fois. Il n’est pas utilisé.</translation>
    </message>
    <message>
        <source>Free some space, then go on. What has arrived is kept; start it again to go on from there.</source>
        <translation>Libérez de la place, puis continuez. Ce qui est arrivé est gardé&#x202f;; relancez-le pour continuer à partir de là.</translation>
    </message>
    <message>
        <source>The drive is too full: the download needs {size} more.</source>
        <translation>Le disque est trop plein&#x202f;: le téléchargement demande {size} de plus.</translation>
    </message>
    <message>
        <source>The drive is too full: it takes no more files.</source>
        <translation>Le disque est trop plein&#x202f;: il ne prend plus de fichiers.</translation>
    </message>
    <message>
        <source>Check the drive of the models folder. What has arrived is kept; start it again to go on from there.</source>
        <translation>Vérifiez le disque du dossier des modèles. Ce qui est arrivé est gardé&#x202f;; relancez-le pour continuer à partir de là.</translation>
    </message>
    <message>
        <source>The drive of the models cannot be written: {reason}.</source>
        <translation>Le disque des modèles ne peut pas être écrit&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>it gives no reason</source>
        <translation>il ne donne pas de raison</translation>
    </message>
    <message>
        <source>Check the proxy in the settings (`none` uses none) or the system&apos;s, or ask who runs the network.</source>
        <translation>Vérifiez le proxy dans les réglages (`none` n’en utilise aucun) ou celui du système, ou demandez au responsable du réseau.</translation>
    </message>
    <message>
        <source>The proxy {proxy} cannot be reached.</source>
        <translation>Le proxy {proxy} est injoignable.</translation>
    </message>
    <message>
        <source>If it wants a name and password, write it as http://name:password@host:port in the settings.</source>
        <translation>S’il veut un nom et un mot de passe, écrivez-le sous la forme http://name:password@host:port dans les réglages.</translation>
    </message>
    <message>
        <source>The proxy {proxy} does not let us through without signing in to it.</source>
        <translation>Le proxy {proxy} ne nous laisse pas passer sans identification.</translation>
    </message>
    <message>
        <source>Nothing was sent. Check that this computer&apos;s date is right. In an office or school, ask for its certificate to be installed on this computer.</source>
        <translation>Rien n’a été envoyé. Vérifiez que la date de cet ordinateur est juste. Dans un bureau ou une école, demandez que son certificat soit installé sur cet ordinateur.</translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted here: {reason}.</source>
        <translation>Le certificat de {host} n’est pas accepté ici&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The proxy {proxy} seems to put its own certificate in place.</source>
        <translation>Le proxy {proxy} semble mettre son propre certificat à la place.</translation>
    </message>
    <message>
        <source>Set the date and time of this computer, then try again. Nothing was sent.</source>
        <translation>Réglez la date et l’heure de cet ordinateur, puis réessayez. Rien n’a été envoyé.</translation>
    </message>
    <message>
        <source>{host} cannot be checked because the clock of this computer is wrong: it says {date}.</source>
        <translation>{host} ne peut pas être vérifié, car l’horloge de cet ordinateur est fausse&#x202f;: elle dit {date}.</translation>
    </message>
    <message>
        <source>The address of the hub cannot be used: “{address}”.</source>
        <translation>L’adresse du hub est inutilisable&#x202f;: «&#xa0;{address}&#xa0;».</translation>
    </message>
    <message>
        <source>The address of the proxy cannot be used: “{address}”.</source>
        <translation>L’adresse du proxy est inutilisable&#x202f;: «&#xa0;{address}&#xa0;».</translation>
    </message>
    <message>
        <source>The address of the download cannot be used: “{address}”.</source>
        <translation>L’adresse du téléchargement est inutilisable&#x202f;: «&#xa0;{address}&#xa0;».</translation>
    </message>
    <message>
        <source>Write it as https://host or http://host:port; `none` as the proxy uses none.</source>
        <translation>Écrivez-la sous la forme https://host ou http://host:port&#x202f;; `none` pour n’utiliser aucun proxy.</translation>
    </message>
    <message>
        <source>the server</source>
        <translation>le serveur</translation>
    </message>
    <message>
        <source>it leads to something that is no web address</source>
        <translation>cela mène à ce qui n’est pas une adresse web</translation>
    </message>
    <message>
        <source>it leads from a protected connection to an open one</source>
        <translation>cela mène d’une connexion protégée à une connexion ouverte</translation>
    </message>
    <message>
        <source>it leads to an address that belongs to no server</source>
        <translation>cela mène à une adresse qui n’appartient à aucun serveur</translation>
    </message>
    <message>
        <source>it leads into this computer or its own network</source>
        <translation>cela mène dans cet ordinateur ou son propre réseau</translation>
    </message>
    <message>
        <source>Turn the offline switch off (the lock at the top of the window, or `edgeassist network offline off`).</source>
        <translation>Désactivez l’interrupteur hors ligne (le cadenas en haut de la fenêtre, ou `edgeassist network offline off`).</translation>
    </message>
    <message>
        <source>Start EdgeAssist again without --offline, and without {variable}.</source>
        <translation>Relancez EdgeAssist sans --offline, et sans {variable}.</translation>
    </message>
    <message>
        <source>The offline switch is on, so {host} was not asked. Nothing was sent.</source>
        <translation>L’interrupteur hors ligne est activé&#x202f;; {host} n’a donc pas été interrogé. Rien n’a été envoyé.</translation>
    </message>
    <message>
        <source>no lock of the system: only our own check</source>
        <translation>pas de verrou du système&#x202f;: seulement notre propre contrôle</translation>
    </message>
    <message>
        <source>the process that opens connections could not be started: {reason}</source>
        <translation>le processus qui ouvre les connexions n’a pas pu être lancé&#x202f;: {reason}</translation>
    </message>
    <message>
        <source>this kernel has no seccomp filter</source>
        <translation>ce noyau n’a pas de filtre seccomp</translation>
    </message>
    <message>
        <source>the kernel refused the lock: {reason}</source>
        <translation>le noyau a refusé le verrou&#x202f;: {reason}</translation>
    </message>
    <message>
        <source>not known for this kind of processor ({machine})</source>
        <translation>inconnu pour ce genre de processeur ({machine})</translation>
    </message>
    <message>
        <source>the screen itself is reached over the network (DISPLAY={display})</source>
        <translation>l’écran lui-même passe par le réseau (DISPLAY={display})</translation>
    </message>
    <message>
        <source>Not one of EdgeAssist&apos;s downloads</source>
        <translation>Ce n’est pas un téléchargement d’EdgeAssist</translation>
    </message>
    <message>
        <source>The job was cancelled.</source>
        <translation>Le travail a été annulé.</translation>
    </message>
    <message>
        <source>Start it again when you like.</source>
        <translation>Relancez-le quand vous voulez.</translation>
    </message>
    <message>
        <source>Choose or import a model first.</source>
        <translation>Choisissez ou importez d’abord un modèle.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Try again; if it happens twice, choose another model.</source>
        <translation>Ce qui a été écrit jusqu’ici est gardé. Réessayez&#x202f;; si cela arrive deux fois, choisissez un autre modèle.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Close other programs, choose a smaller model or a shorter context.</source>
        <translation>Ce qui a été écrit jusqu’ici est gardé. Fermez d’autres programmes, choisissez un modèle plus petit ou un contexte plus court.</translation>
    </message>
    <message>
        <source>Your files are safe. Run `edgeassist doctor` and report what it shows.</source>
        <translation>Vos fichiers sont en sûreté. Lancez `edgeassist doctor` et signalez ce qui s’affiche.</translation>
    </message>
    <message>
        <source>The engine stopped answering and was restarted.</source>
        <translation>Le moteur a cessé de répondre et a été redémarré.</translation>
    </message>
    <message>
        <source>The engine did not stop when asked and was restarted.</source>
        <translation>Le moteur ne s’est pas arrêté à la demande et a été redémarré.</translation>
    </message>
    <message>
        <source>The engine sent something that is not part of its language and was restarted.</source>
        <translation>Le moteur a envoyé quelque chose qui n’est pas de son langage et a été redémarré.</translation>
    </message>
    <message>
        <source>The engine does not belong to this version of EdgeAssist.</source>
        <translation>Le moteur n’appartient pas à cette version d’EdgeAssist.</translation>
    </message>
    <message>
        <source>Your files are safe. Install EdgeAssist again so that all its parts match.</source>
        <translation>Vos fichiers sont en sûreté. Réinstallez EdgeAssist pour que toutes ses parties s’accordent.</translation>
    </message>
    <message>
        <source>The engine could not be started.</source>
        <translation>Le moteur n’a pas pu être lancé.</translation>
    </message>
    <message>
        <source>Your files are safe. Install EdgeAssist again, or run `edgeassist doctor` to see what is missing.</source>
        <translation>Vos fichiers sont en sûreté. Réinstallez EdgeAssist, ou lancez `edgeassist doctor` pour voir ce qui manque.</translation>
    </message>
    <message>
        <source>The engine used an instruction that this processor does not have.</source>
        <translation>Le moteur a utilisé une instruction que ce processeur n’a pas.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Run `edgeassist doctor` to choose safer processor code.</source>
        <translation>Ce qui a été écrit jusqu’ici est gardé. Lancez `edgeassist doctor` pour choisir un code processeur plus sûr.</translation>
    </message>
    <message>
        <source>The model file changed or its drive was removed while the engine was reading it.</source>
        <translation>Le fichier du modèle a changé ou son disque a été retiré pendant que le moteur le lisait.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Put the drive back, or import the model again.</source>
        <translation>Ce qui a été écrit jusqu’ici est gardé. Rebranchez le disque, ou importez de nouveau le modèle.</translation>
    </message>
    <message>
        <source>The engine crashed: it touched memory that is not its own.</source>
        <translation>Le moteur a planté&#x202f;: il a touché à de la mémoire qui n’est pas à lui.</translation>
    </message>
    <message>
        <source>The engine gave up on this model.</source>
        <translation>Le moteur a renoncé à ce modèle.</translation>
    </message>
    <message>
        <source>The engine stopped on an impossible calculation.</source>
        <translation>Le moteur s’est arrêté sur un calcul impossible.</translation>
    </message>
    <message>
        <source>The engine was told to stop by another program.</source>
        <translation>Un autre programme a dit au moteur de s’arrêter.</translation>
    </message>
    <message>
        <source>The engine did not understand what it was told.</source>
        <translation>Le moteur n’a pas compris ce qu’on lui a dit.</translation>
    </message>
    <message>
        <source>None of the engine&apos;s processor code works on this machine.</source>
        <translation>Aucun code processeur du moteur ne marche sur cet ordinateur.</translation>
    </message>
    <message>
        <source>The engine left without being asked.</source>
        <translation>Le moteur est parti sans qu’on le lui demande.</translation>
    </message>
    <message>
        <source>The engine stopped with exit code {code}.</source>
        <translation>Le moteur s’est arrêté avec le code de sortie {code}.</translation>
    </message>
    <message>
        <source>signal {number}</source>
        <translation>signal {number}</translation>
    </message>
    <message>
        <source>The computer ran out of memory and the system stopped the engine.</source>
        <translation>L’ordinateur a manqué de mémoire et le système a arrêté le moteur.</translation>
    </message>
    <message>
        <source>The engine was killed from outside, most often because memory ran out.</source>
        <translation>Le moteur a été tué de l’extérieur, le plus souvent faute de mémoire.</translation>
    </message>
    <message>
        <source>The engine was stopped by {name}.</source>
        <translation>Le moteur a été arrêté par {name}.</translation>
    </message>
    <message>
        <source>Your files are safe. Run `edgeassist doctor`, or install EdgeAssist again.</source>
        <translation>Vos fichiers sont en sûreté. Lancez `edgeassist doctor`, ou réinstallez EdgeAssist.</translation>
    </message>
    <message>
        <source>The engine stopped twice with this model, so EdgeAssist does not load it again by itself. What was written is kept. Load it again, or choose another model.</source>
        <translation>Le moteur s’est arrêté deux fois avec ce modèle&#x202f;; EdgeAssist ne le recharge donc plus de lui-même. Ce qui a été écrit est gardé. Rechargez-le, ou choisissez un autre modèle.</translation>
    </message>
    <message>
        <source>The text or file name holds characters that are not valid Unicode, so it cannot be passed on.</source>
        <translation>Le texte ou le nom de fichier contient des caractères qui ne sont pas de l’Unicode valable&#x202f;; il ne peut donc pas être transmis.</translation>
    </message>
    <message>
        <source>Nothing was lost. Remove those characters, or rename the file.</source>
        <translation>Rien n’a été perdu. Supprimez ces caractères, ou renommez le fichier.</translation>
    </message>
    <message>
        <source>The text is too long to be read at once: {size}; {limit} fit.</source>
        <translation>Le texte est trop long pour être lu d’un coup&#x202f;: {size}&#x202f;; {limit} tiennent.</translation>
    </message>
    <message>
        <source>Nothing was lost. Send a part of it.</source>
        <translation>Rien n’a été perdu. Envoyez-en une partie.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Start it again when you like.</source>
        <translation>Le modèle de départ est intact. Relancez quand vous voulez.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Close other programs and start again.</source>
        <translation>Le modèle de départ est intact. Fermez d’autres programmes et recommencez.</translation>
    </message>
    <message>
        <source>There was not enough memory for this work, and the system stopped it.</source>
        <translation>Il n’y avait pas assez de mémoire pour ce travail, et le système l’a arrêté.</translation>
    </message>
    <message>
        <source>EdgeAssist opens a connection only when you press Search Hugging Face, Get, Resume, Try again, Go on, Repair or Unlock and get it. What you and a model write is never sent.</source>
        <translation>EdgeAssist n’ouvre une connexion que lorsque vous appuyez sur «&#xa0;Chercher sur Hugging Face&#xa0;», «&#xa0;Obtenir&#xa0;», «&#xa0;Reprendre&#xa0;», «&#xa0;Réessayer&#xa0;», «&#xa0;Continuer&#xa0;», «&#xa0;Réparer&#xa0;» ou «&#xa0;Déverrouiller et obtenir&#xa0;». Ce que vous et un modèle écrivez n’est jamais envoyé.</translation>
    </message>
    <message>
        <source>The offline switch is on: EdgeAssist opens no connection at all, whoever asks for one.</source>
        <translation>L’interrupteur hors ligne est activé&#x202f;: EdgeAssist n’ouvre aucune connexion, qui que ce soit qui le demande.</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>Rester hors ligne</translation>
    </message>
    <message>
        <source>Stays offline until EdgeAssist is closed</source>
        <translation>Reste hors ligne jusqu’à la fermeture d’EdgeAssist</translation>
    </message>
    <message>
        <source>Network log and protection…</source>
        <translation>Journal du réseau et protection…</translation>
    </message>
    <message>
        <source>Now: {what}</source>
        <translation>Maintenant&#x202f;: {what}</translation>
    </message>
    <message>
        <source>Nothing goes over the network now</source>
        <translation>Rien ne passe par le réseau maintenant</translation>
    </message>
    <message>
        <source>fetching {names} and asking Hugging Face</source>
        <translation>téléchargement de {names} et interrogation de Hugging Face</translation>
    </message>
    <message>
        <source>fetching {names}</source>
        <translation>téléchargement de {names}</translation>
    </message>
    <message>
        <source>asking Hugging Face</source>
        <translation>interrogation de Hugging Face</translation>
    </message>
    <message>
        <source>Kept by our own check only</source>
        <translation>Tenu par notre seul contrôle</translation>
    </message>
    <message>
        <source>Kept by the kernel and by our own check</source>
        <translation>Tenu par le noyau et par notre contrôle</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>En ligne</translation>
    </message>
    <message>
        <source>Offline, locked</source>
        <translation>Hors ligne, verrouillé</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Non connecté</translation>
    </message>
    <message>
        <source>Online now: {what}.</source>
        <translation>En ligne maintenant&#x202f;: {what}.</translation>
    </message>
    <message>
        <source>No connection was ever opened.</source>
        <translation>Aucune connexion n’a jamais été ouverte.</translation>
    </message>
    <message>
        <source>Reading the log…</source>
        <translation>Lecture du journal…</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Quand</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Où</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>Came in</source>
        <translation>Reçu</translation>
    </message>
    <message>
        <source>For what</source>
        <translation>Pour quoi</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Ouverte</translation>
    </message>
    <message>
        <source>Could not be opened</source>
        <translation>N’a pas pu être ouverte</translation>
    </message>
    <message>
        <source>Refused: switch on</source>
        <translation>Refusée&#x202f;: interrupteur activé</translation>
    </message>
    <message>
        <source>Refused: not ours</source>
        <translation>Refusée&#x202f;: pas de nous</translation>
    </message>
    <message>
        <source>One page for whoever answers for security: switch, protection, attempts and versions.</source>
        <translation>Une page pour les responsables de la sécurité&#x202f;: interrupteur, protection, tentatives et versions.</translation>
    </message>
    <message>
        <source>Tables (*.csv);;JSON (*.json)</source>
        <translation>Tableaux (*.csv);;JSON (*.json)</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Actualiser</translation>
    </message>
    <message>
        <source>Export the log…</source>
        <translation>Exporter le journal…</translation>
    </message>
    <message>
        <source>Write a report…</source>
        <translation>Écrire un rapport…</translation>
    </message>
    <message>
        <source>What protects</source>
        <translation>Ce qui protège</translation>
    </message>
    <message>
        <source>Every connection attempted</source>
        <translation>Toutes les connexions tentées</translation>
    </message>
    <message>
        <source>EdgeAssist was started with --offline: nothing is opened in this run.</source>
        <translation>EdgeAssist a été lancé avec --offline&#x202f;: rien n’est ouvert pendant cette session.</translation>
    </message>
    <message>
        <source>Nothing is opened, whoever asks. Downloads that ran are paused and go on when you turn this off.</source>
        <translation>Rien n’est ouvert, qui que ce soit qui le demande. Les téléchargements en cours sont en pause et continueront quand vous désactiverez ceci.</translation>
    </message>
    <message numerus="yes">
        <source>{n} older one is in the export.</source>
        <comment>{n} older ones are in the export.</comment>
        <translation>
            <numerusform>{n} plus ancienne est dans l’exportation.</numerusform>
            <numerusform>{n} plus anciennes sont dans l’exportation.</numerusform>
        </translation>
    </message>
    <message>
        <source>Export the network log</source>
        <translation>Exporter le journal du réseau</translation>
    </message>
    <message>
        <source>Write a network report</source>
        <translation>Écrire un rapport réseau</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>non dit</translation>
    </message>
    <message>
        <source>Missing: {what}.</source>
        <translation>Manque&#x202f;: {what}.</translation>
    </message>
    <message>
        <source>the models folder, by hand</source>
        <translation>le dossier des modèles, à la main</translation>
    </message>
    <message>
        <source>Put one model file into each folder below the models folder. Nothing was changed.</source>
        <translation>Mettez un fichier de modèle dans chaque dossier sous le dossier des modèles. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>This model was copied here by hand and has not been looked at yet.</source>
        <translation>Ce modèle a été copié ici à la main et n’a pas encore été examiné.</translation>
    </message>
    <message>
        <source>{name} cannot be taken in: {reason}.</source>
        <translation>{name} ne peut pas être repris&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The folder {name} holds {count} different model files.</source>
        <translation>Le dossier {name} contient {count} fichiers de modèle différents.</translation>
    </message>
    <message>
        <source>The folder {name} holds no model file.</source>
        <translation>Le dossier {name} ne contient aucun fichier de modèle.</translation>
    </message>
    <message>
        <source>Its content is the same as that of {id}.</source>
        <translation>Son contenu est le même que celui de {id}.</translation>
    </message>
    <message>
        <source>Wait until it has ended, or stop it, and try again. Nothing was changed.</source>
        <translation>Attendez la fin, ou arrêtez-le, et réessayez. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>The models are being moved to another folder right now.</source>
        <translation>Les modèles sont en cours de déplacement vers un autre dossier.</translation>
    </message>
    <message>
        <source>A download, an import or a smaller copy is still being worked on.</source>
        <translation>Un téléchargement, une importation ou une copie plus petite est encore en cours.</translation>
    </message>
    <message>
        <source>The models are being moved by another window already.</source>
        <translation>Une autre fenêtre déplace déjà les modèles.</translation>
    </message>
    <message>
        <source>The models folder cannot be written: {reason}.</source>
        <translation>Le dossier des modèles ne peut pas être écrit&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>A later EdgeAssist wrote the description of this model. Nothing was changed: start that one again, or copy the model&apos;s file elsewhere and import it here.</source>
        <translation>Un EdgeAssist plus récent a écrit la description de ce modèle. Rien n’a été modifié&#x202f;: relancez celui-là, ou copiez ailleurs le fichier du modèle et importez-le ici.</translation>
    </message>
    <message>
        <source>The description of this model cannot be read: {reason}.</source>
        <translation>La description de ce modèle ne peut pas être lue&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The description of this model is damaged; import its file again.</source>
        <translation>La description de ce modèle est endommagée&#x202f;; importez de nouveau son fichier.</translation>
    </message>
    <message>
        <source>The description of this model names a file outside its folder.</source>
        <translation>La description de ce modèle nomme un fichier hors de son dossier.</translation>
    </message>
    <message>
        <source>This is a gzip archive, not a model.</source>
        <translation>C’est une archive gzip, pas un modèle.</translation>
    </message>
    <message>
        <source>This is a bzip2 archive, not a model.</source>
        <translation>C’est une archive bzip2, pas un modèle.</translation>
    </message>
    <message>
        <source>This is an xz archive, not a model.</source>
        <translation>C’est une archive xz, pas un modèle.</translation>
    </message>
    <message>
        <source>This is a 7-Zip archive, not a model.</source>
        <translation>C’est une archive 7-Zip, pas un modèle.</translation>
    </message>
    <message>
        <source>This is a RAR archive, not a model.</source>
        <translation>C’est une archive RAR, pas un modèle.</translation>
    </message>
    <message>
        <source>This is a Zstandard archive, not a model.</source>
        <translation>C’est une archive Zstandard, pas un modèle.</translation>
    </message>
    <message>
        <source>This is a PDF document, not a model.</source>
        <translation>C’est un document PDF, pas un modèle.</translation>
    </message>
    <message>
        <source>This is a program for Linux, not a model.</source>
        <translation>C’est un programme pour Linux, pas un modèle.</translation>
    </message>
    <message>
        <source>This is a program for Windows, not a model.</source>
        <translation>C’est un programme pour Windows, pas un modèle.</translation>
    </message>
    <message>
        <source>This is a picture (PNG), not a model.</source>
        <translation>C’est une image (PNG), pas un modèle.</translation>
    </message>
    <message>
        <source>This is a picture (JPEG), not a model.</source>
        <translation>C’est une image (JPEG), pas un modèle.</translation>
    </message>
    <message>
        <source>This is a database (SQLite), not a model.</source>
        <translation>C’est une base de données (SQLite), pas un modèle.</translation>
    </message>
    <message>
        <source>This is an HDF5 file (Keras weights), not a model.</source>
        <translation>C’est un fichier HDF5 (poids Keras), pas un modèle.</translation>
    </message>
    <message>
        <source>The file is empty: it has 0 bytes.</source>
        <translation>Le fichier est vide&#x202f;: il a 0 octet.</translation>
    </message>
    <message>
        <source>This is a safetensors file: weights for other programs, which must be converted first.</source>
        <translation>C’est un fichier safetensors&#x202f;: des poids pour d’autres programmes, à convertir d’abord.</translation>
    </message>
    <message>
        <source>The file begins with nothing but zeros; it was probably never written to its end.</source>
        <translation>Le fichier commence par rien que des zéros&#x202f;; il n’a sans doute jamais été écrit jusqu’au bout.</translation>
    </message>
    <message>
        <source>This is not a GGUF model: {text}</source>
        <translation>Ce n’est pas un modèle GGUF&#x202f;: {text}</translation>
    </message>
    <message>
        <source>This is a login page (HTML) saved under a model&apos;s name, not a model.</source>
        <translation>C’est une page de connexion (HTML) enregistrée sous le nom d’un modèle, pas un modèle.</translation>
    </message>
    <message>
        <source>This is a web page (HTML) saved under a model&apos;s name, not a model.</source>
        <translation>C’est une page web (HTML) enregistrée sous le nom d’un modèle, pas un modèle.</translation>
    </message>
    <message>
        <source>This is an error message from a server in JSON form, not a model.</source>
        <translation>C’est un message d’erreur d’un serveur au format JSON, pas un modèle.</translation>
    </message>
    <message>
        <source>This is a text in JSON form, not a model.</source>
        <translation>C’est un texte au format JSON, pas un modèle.</translation>
    </message>
    <message>
        <source>This is a Git LFS pointer: a note of about 130 bytes that stands for the model, not the model.</source>
        <translation>C’est un pointeur Git LFS&#x202f;: une note d’environ 130 octets qui représente le modèle, pas le modèle.</translation>
    </message>
    <message>
        <source>This is a Python pickle (a PyTorch checkpoint), not a GGUF model.</source>
        <translation>C’est un pickle Python (un checkpoint PyTorch), pas un modèle GGUF.</translation>
    </message>
    <message>
        <source>This is a zip archive, not a model.</source>
        <translation>C’est une archive zip, pas un modèle.</translation>
    </message>
    <message>
        <source>This is a tar archive, not a model.</source>
        <translation>C’est une archive tar, pas un modèle.</translation>
    </message>
    <message>
        <source>This is an old {name} model from before GGUF; the engine no longer reads that form.</source>
        <translation>C’est un ancien modèle {name} d’avant GGUF&#x202f;; le moteur ne lit plus cette forme.</translation>
    </message>
    <message>
        <source>The bytes of this GGUF file are in reversed order; it was damaged or made for other machines.</source>
        <translation>Les octets de ce fichier GGUF sont en ordre inverse&#x202f;; il a été endommagé ou fait pour d’autres machines.</translation>
    </message>
    <message>
        <source>it does not begin with the GGUF mark.</source>
        <translation>il ne commence pas par la marque GGUF.</translation>
    </message>
    <message>
        <source>it is a text file.</source>
        <translation>c’est un fichier texte.</translation>
    </message>
    <message>
        <source>The file&apos;s chat template took too much time or memory and is not used.</source>
        <translation>Le gabarit de dialogue du fichier a pris trop de temps ou de mémoire et n’est pas utilisé.</translation>
    </message>
    <message>
        <source>The file&apos;s chat template failed in a trial ({name}) and is not used.</source>
        <translation>Le gabarit de dialogue du fichier a échoué lors d’un essai ({name}) et n’est pas utilisé.</translation>
    </message>
    <message>
        <source>The check of this file ended with an answer that makes no sense.</source>
        <translation>La vérification de ce fichier s’est terminée par une réponse qui n’a pas de sens.</translation>
    </message>
    <message>
        <source>Checking this file took too long and was stopped.</source>
        <translation>La vérification de ce fichier a pris trop de temps et a été arrêtée.</translation>
    </message>
    <message>
        <source>The check of this file ended early, without an answer.</source>
        <translation>La vérification de ce fichier s’est terminée trop tôt, sans réponse.</translation>
    </message>
    <message>
        <source>Free some space, or choose a smaller quantization. Nothing was changed.</source>
        <translation>Libérez de la place, ou choisissez une quantification plus petite. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Keep the models on a drive that is formatted for large files (exFAT, NTFS, ext4), or choose a smaller quantization. Nothing was changed.</source>
        <translation>Gardez les modèles sur un disque formaté pour les gros fichiers (exFAT, NTFS, ext4), ou choisissez une quantification plus petite. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Check the folder&apos;s rights and its drive. The file you chose was not touched.</source>
        <translation>Vérifiez les droits du dossier et son disque. Le fichier que vous avez choisi n’a pas été touché.</translation>
    </message>
    <message>
        <source>This model needs {need} of disk space; {free} are free.</source>
        <translation>Ce modèle nécessite {need} d’espace disque&#x202f;; {free} sont libres.</translation>
    </message>
    <message>
        <source>The drive of the models folder cannot hold a single file of {size}.</source>
        <translation>Le disque du dossier des modèles ne peut pas contenir un seul fichier de {size}.</translation>
    </message>
    <message>
        <source>The model could not be copied: {reason}.</source>
        <translation>Le modèle n’a pas pu être copié&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The file was written to while it was being copied, so the copy was thrown away.</source>
        <translation>Le fichier a été modifié pendant sa copie&#x202f;; la copie a donc été jetée.</translation>
    </message>
    <message>
        <source>The import was cancelled.</source>
        <translation>L’importation a été annulée.</translation>
    </message>
    <message>
        <source>The file cannot be read to its end: {reason}.</source>
        <translation>Le fichier ne peut pas être lu jusqu’au bout&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The file became shorter while it was being copied, or its drive was removed.</source>
        <translation>Le fichier a raccourci pendant sa copie, ou son disque a été retiré.</translation>
    </message>
    <message>
        <source>It may have been finished or thrown away meanwhile.</source>
        <translation>Il a peut-être été terminé ou jeté entre-temps.</translation>
    </message>
    <message>
        <source>There is no unfinished model called “{name}”.</source>
        <translation>Il n’y a pas de modèle inachevé nommé «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>The smaller copy of {name} was not finished. The original is untouched.</source>
        <translation>La copie plus petite de {name} n’a pas été terminée. L’original est intact.</translation>
    </message>
    <message>
        <source>The new model could not be put in its place: {reason}.</source>
        <translation>Le nouveau modèle n’a pas pu être mis à sa place&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Copying what is whole</source>
        <translation>Copie de ce qui est intact</translation>
    </message>
    <message>
        <source>Checking the mended model</source>
        <translation>Vérification du modèle réparé</translation>
    </message>
    <message>
        <source>Moving</source>
        <translation>Déplacement</translation>
    </message>
    <message>
        <source>Checking the copy</source>
        <translation>Vérification de la copie</translation>
    </message>
    <message>
        <source>Moving all models needs {need} of disk space; {free} are free.</source>
        <translation>Le déplacement de tous les modèles nécessite {need} d’espace disque&#x202f;; {free} sont libres.</translation>
    </message>
    <message>
        <source>Free some space there, or choose another drive. The models stay where they are, and what was copied is kept.</source>
        <translation>Libérez-y de la place, ou choisissez un autre disque. Les modèles restent où ils sont, et ce qui a été copié est gardé.</translation>
    </message>
    <message>
        <source>Choose a folder elsewhere. Nothing was changed.</source>
        <translation>Choisissez un dossier ailleurs. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Choose an empty folder, or make a new one in it. Nothing was changed.</source>
        <translation>Choisissez un dossier vide, ou créez-en un nouveau dedans. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>The models stay where they are. Check the folder, its rights and its drive.</source>
        <translation>Les modèles restent où ils sont. Vérifiez le dossier, ses droits et son disque.</translation>
    </message>
    <message>
        <source>The folder of the models is not there: {folder}.</source>
        <translation>Le dossier des modèles n’est pas là&#x202f;: {folder}.</translation>
    </message>
    <message>
        <source>The models cannot be moved to {folder}: {reason}.</source>
        <translation>Les modèles ne peuvent pas être déplacés vers {folder}&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>{folder} is not empty; it holds {names}.</source>
        <translation>{folder} n’est pas vide&#x202f;; il contient {names}.</translation>
    </message>
    <message>
        <source>The models are not in {folder} any more. Is its drive there?</source>
        <translation>Les modèles ne sont plus dans {folder}. Son disque est-il là&#x202f;?</translation>
    </message>
    <message>
        <source>Moving the models</source>
        <translation>Déplacement des modèles</translation>
    </message>
    <message>
        <source>The models are in that folder already.</source>
        <translation>Les modèles sont déjà dans ce dossier.</translation>
    </message>
    <message>
        <source>One of the two folders lies inside the other.</source>
        <translation>L’un des deux dossiers se trouve dans l’autre.</translation>
    </message>
    <message>
        <source>The models change all the time, so they cannot be moved now.</source>
        <translation>Les modèles changent sans cesse&#x202f;; ils ne peuvent donc pas être déplacés maintenant.</translation>
    </message>
    <message>
        <source>The copy of {name} on the new drive is not what was written.</source>
        <translation>La copie de {name} sur le nouveau disque n’est pas ce qui a été écrit.</translation>
    </message>
    <message>
        <source>The models stay where they are. Check the new drive, then try again.</source>
        <translation>Les modèles restent où ils sont. Vérifiez le nouveau disque, puis réessayez.</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>un dossier</translation>
    </message>
    <message>
        <source>a pipe</source>
        <translation>un tube</translation>
    </message>
    <message>
        <source>a device</source>
        <translation>un périphérique</translation>
    </message>
    <message>
        <source>a drive</source>
        <translation>un disque</translation>
    </message>
    <message>
        <source>a socket</source>
        <translation>un socket</translation>
    </message>
    <message>
        <source>its name cannot be one</source>
        <translation>son nom ne peut pas en être un</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}.</source>
        <translation>{path} ne peut pas être lu&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Choose the file it leads to: {target}</source>
        <translation>Choisissez le fichier auquel il mène&#x202f;: {target}</translation>
    </message>
    <message>
        <source>{path} is a link, not a file.</source>
        <translation>{path} est un lien, pas un fichier.</translation>
    </message>
    <message>
        <source>It leads nowhere.</source>
        <translation>Il ne mène nulle part.</translation>
    </message>
    <message>
        <source>something else</source>
        <translation>autre chose</translation>
    </message>
    <message>
        <source>{path} is {kind}, not a file.</source>
        <translation>{path} est {kind}, pas un fichier.</translation>
    </message>
    <message>
        <source>Packing</source>
        <translation>Création du pack</translation>
    </message>
    <message>
        <source>Free some space on that drive, or choose fewer models. The same command goes on where it was.</source>
        <translation>Libérez de la place sur ce disque, ou choisissez moins de modèles. La même commande reprend où elle en était.</translation>
    </message>
    <message>
        <source>The pack needs {need} of disk space; {free} are free.</source>
        <translation>Le pack nécessite {need} d’espace disque&#x202f;; {free} sont libres.</translation>
    </message>
    <message>
        <source>Writing this pack</source>
        <translation>Écriture de ce pack</translation>
    </message>
    <message>
        <source>No model was chosen for the pack.</source>
        <translation>Aucun modèle n’a été choisi pour le pack.</translation>
    </message>
    <message>
        <source>{name} cannot be packed: {reason}</source>
        <translation>{name} ne peut pas être mis en pack&#x202f;: {reason}</translation>
    </message>
    <message>
        <source>Nothing was changed. Copy the pack again from where it was made.</source>
        <translation>Rien n’a été modifié. Recopiez le pack depuis l’endroit où il a été fait.</translation>
    </message>
    <message>
        <source>Nothing was changed. Install a newer EdgeAssist and try again.</source>
        <translation>Rien n’a été modifié. Installez un EdgeAssist plus récent et réessayez.</translation>
    </message>
    <message>
        <source>{name} was made by a newer EdgeAssist (its form is {version}, this one reads {known}).</source>
        <translation>{name} a été fait par un EdgeAssist plus récent (sa forme est {version}, celui-ci lit {known}).</translation>
    </message>
    <message>
        <source>Copy the pack again from where it was made, and open it again: what is whole already is not copied twice.</source>
        <translation>Recopiez le pack depuis l’endroit où il a été fait, et rouvrez-le&#x202f;: ce qui est déjà intact n’est pas recopié.</translation>
    </message>
    <message>
        <source>{pack} is damaged: in {file} the bytes from MiB {start} to MiB {end} (piece {number}) are not what they were. That model was not taken in.</source>
        <translation>{pack} est endommagé&#x202f;: dans {file}, les octets du Mio {start} au Mio {end} (morceau {number}) ne sont pas ce qu’ils étaient. Ce modèle n’a pas été repris.</translation>
    </message>
    <message>
        <source>Put the drive back. What was copied so far is kept: do it again, and it goes on from there.</source>
        <translation>Rebranchez le disque. Ce qui a été copié jusqu’ici est gardé&#x202f;: recommencez, et cela continue à partir de là.</translation>
    </message>
    <message>
        <source>{pack} cannot be read any further: {reason}. Was its drive removed?</source>
        <translation>{pack} ne peut plus être lu&#x202f;: {reason}. Son disque a-t-il été retiré&#x202f;?</translation>
    </message>
    <message>
        <source>it became shorter</source>
        <translation>il a raccourci</translation>
    </message>
    <message>
        <source>{path} is there already; it was left as it is.</source>
        <translation>{path} existe déjà&#x202f;; il a été laissé tel quel.</translation>
    </message>
    <message>
        <source>Check the drive and its rights. What was copied so far is kept: do it again, and it goes on from there.</source>
        <translation>Vérifiez le disque et ses droits. Ce qui a été copié jusqu’ici est gardé&#x202f;: recommencez, et cela continue à partir de là.</translation>
    </message>
    <message>
        <source>{name} cannot be written: {reason}.</source>
        <translation>{name} ne peut pas être écrit&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The file of {name} is damaged ({where}), so it was not packed. No pack was written.</source>
        <translation>Le fichier de {name} est endommagé ({where})&#x202f;; il n’a donc pas été mis en pack. Aucun pack n’a été écrit.</translation>
    </message>
    <message>
        <source>The file of {name} is damaged, so it was not packed. No pack was written.</source>
        <translation>Le fichier de {name} est endommagé&#x202f;; il n’a donc pas été mis en pack. Aucun pack n’a été écrit.</translation>
    </message>
    <message>
        <source>Choose another name, or say that it may be replaced (--force).</source>
        <translation>Choisissez un autre nom, ou dites qu’il peut être remplacé (--force).</translation>
    </message>
    <message>
        <source>Make it first, or choose another one. Nothing was written.</source>
        <translation>Créez-le d’abord, ou choisissez-en un autre. Rien n’a été écrit.</translation>
    </message>
    <message>
        <source>The folder {folder} does not exist.</source>
        <translation>Le dossier {folder} n’existe pas.</translation>
    </message>
    <message>
        <source>Choose models that can be used; `edgeassist models list` shows them.</source>
        <translation>Choisissez des modèles utilisables&#x202f;; `edgeassist models list` les montre.</translation>
    </message>
    <message>
        <source>Verify and repair it first (`edgeassist models verify`), then pack it again.</source>
        <translation>Vérifiez-le et réparez-le d’abord (`edgeassist models verify`), puis refaites le pack.</translation>
    </message>
    <message>
        <source>Wait until it is over, then try again.</source>
        <translation>Attendez la fin, puis réessayez.</translation>
    </message>
    <message>
        <source>{what} is under way already, in another window or command.</source>
        <translation>{what} est déjà en cours, dans une autre fenêtre ou commande.</translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation>Ouverture du pack</translation>
    </message>
    <message>
        <source>Taking in the pack needs {need} of disk space; {free} are free.</source>
        <translation>La reprise du pack nécessite {need} d’espace disque&#x202f;; {free} sont libres.</translation>
    </message>
    <message>
        <source>Free some space there. What was copied is kept: open the pack again to go on.</source>
        <translation>Libérez-y de la place. Ce qui a été copié est gardé&#x202f;: rouvrez le pack pour continuer.</translation>
    </message>
    <message>
        <source>{name} is a zip file, but no field pack.</source>
        <translation>{name} est un fichier zip, mais pas un pack de terrain.</translation>
    </message>
    <message>
        <source>Unpack it with a zip tool.</source>
        <translation>Décompressez-le avec un outil zip.</translation>
    </message>
    <message>
        <source>The list in {name} is damaged, so nothing of it was taken in.</source>
        <translation>La liste de {name} est endommagée&#x202f;; rien n’en a donc été repris.</translation>
    </message>
    <message>
        <source>{name} does not hold {path} as its list says.</source>
        <translation>{name} ne contient pas {path} comme le dit sa liste.</translation>
    </message>
    <message>
        <source>The list in {name} names a file twice.</source>
        <translation>La liste de {name} nomme un fichier deux fois.</translation>
    </message>
    <message>
        <source>The list in {pack} is larger than any field pack&apos;s.</source>
        <translation>La liste de {pack} est plus grande que celle d’aucun pack de terrain.</translation>
    </message>
    <message>
        <source>The list in {pack} contradicts itself about {name}.</source>
        <translation>La liste de {pack} se contredit au sujet de {name}.</translation>
    </message>
    <message>
        <source>{name} in {pack} was not taken in. {reason}</source>
        <translation>{name}, dans {pack}, n’a pas été repris. {reason}</translation>
    </message>
    <message>
        <source>Opening this pack</source>
        <translation>Ouverture de ce pack</translation>
    </message>
    <message>
        <source>{name} was here already; it was not copied again.</source>
        <translation>{name} était déjà ici&#x202f;; il n’a pas été recopié.</translation>
    </message>
    <message>
        <source>There is no such import.</source>
        <translation>Cette importation n’existe pas.</translation>
    </message>
    <message>
        <source>The voice model {name} cannot be packed: {reason}</source>
        <translation>Le modèle vocal {name} ne peut pas être mis en pack&#x202f;: {reason}</translation>
    </message>
    <message>
        <source>it was not tried here yet.</source>
        <translation>il n’a pas encore été essayé ici.</translation>
    </message>
    <message>
        <source>Choose voice models that can be used; `edgeassist voices list` shows them.</source>
        <translation>Choisissez des modèles vocaux utilisables&#x202f;; `edgeassist voices list` les montre.</translation>
    </message>
    <message>
        <source>{path} has another size</source>
        <translation>{path} a une autre taille</translation>
    </message>
    <message>
        <source>The list in the pack contradicts itself about {name}.</source>
        <translation>La liste du pack se contredit au sujet de {name}.</translation>
    </message>
    <message>
        <source>The file changed while it was read, or its drive was removed.</source>
        <translation>Le fichier a changé pendant sa lecture, ou son disque a été retiré.</translation>
    </message>
    <message>
        <source>Nothing was changed. Download the file again, or choose another one.</source>
        <translation>Rien n’a été modifié. Téléchargez de nouveau le fichier, ou choisissez-en un autre.</translation>
    </message>
    <message>
        <source>Check the path, or plug the drive in again.</source>
        <translation>Vérifiez le chemin, ou rebranchez le disque.</translation>
    </message>
    <message>
        <source>Choose the model file itself; it usually ends in .gguf.</source>
        <translation>Choisissez le fichier du modèle lui-même&#x202f;; il se termine d’ordinaire par .gguf.</translation>
    </message>
    <message>
        <source>Sign in to the site in a browser, download the model itself, and import that file.</source>
        <translation>Connectez-vous au site dans un navigateur, téléchargez le modèle lui-même, et importez ce fichier.</translation>
    </message>
    <message>
        <source>Run `git lfs pull` in that folder, or use the site&apos;s download button, and import the large file.</source>
        <translation>Lancez `git lfs pull` dans ce dossier, ou utilisez le bouton de téléchargement du site, et importez le gros fichier.</translation>
    </message>
    <message>
        <source>Unpack it first and import the .gguf file from inside.</source>
        <translation>Décompressez-le d’abord et importez le fichier .gguf qu’il contient.</translation>
    </message>
    <message>
        <source>Such files can run programs, so this one was not opened. Look for the same model as GGUF.</source>
        <translation>De tels fichiers peuvent lancer des programmes&#x202f;; celui-ci n’a donc pas été ouvert. Cherchez le même modèle en GGUF.</translation>
    </message>
    <message>
        <source>Look for the same model as GGUF; most are published in both forms.</source>
        <translation>Cherchez le même modèle en GGUF&#x202f;; la plupart sont publiés sous les deux formes.</translation>
    </message>
    <message>
        <source>Look for a newer copy of this model.</source>
        <translation>Cherchez une copie plus récente de ce modèle.</translation>
    </message>
    <message>
        <source>Look for the usual (little-endian) copy of this model.</source>
        <translation>Cherchez la copie habituelle (little-endian) de ce modèle.</translation>
    </message>
    <message>
        <source>A newer EdgeAssist may know it. Nothing was changed.</source>
        <translation>Un EdgeAssist plus récent le connaît peut-être. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Choose a chat or instruct model. Nothing was changed.</source>
        <translation>Choisissez un modèle chat ou instruct. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Put all parts into one folder. Nothing was changed.</source>
        <translation>Mettez toutes les parties dans un même dossier. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Import it with `edgeassist models import`, which joins the parts.</source>
        <translation>Importez-le avec `edgeassist models import`, qui assemble les parties.</translation>
    </message>
    <message>
        <source>Nothing was changed. Try once more; if it happens again, choose another file.</source>
        <translation>Rien n’a été modifié. Réessayez une fois&#x202f;; si cela se reproduit, choisissez un autre fichier.</translation>
    </message>
    <message>
        <source>If the file lies on a slow drive, copy it to this computer first.</source>
        <translation>Si le fichier est sur un disque lent, copiez-le d’abord sur cet ordinateur.</translation>
    </message>
    <message>
        <source>Wait until the download or copy has finished, then import it again.</source>
        <translation>Attendez la fin du téléchargement ou de la copie, puis importez-le de nouveau.</translation>
    </message>
    <message>
        <source>Joining</source>
        <translation>Assemblage</translation>
    </message>
    <message>
        <source>{name} says it is another part, or of another model, than its name says.</source>
        <translation>{name} dit être une autre partie, ou d’un autre modèle, que son nom ne le dit.</translation>
    </message>
    <message>
        <source>The parts of this model hold a tensor twice.</source>
        <translation>Les parties de ce modèle contiennent deux fois un tenseur.</translation>
    </message>
    <message>
        <source>{name} is no GGUF file, so the model is not complete.</source>
        <translation>{name} n’est pas un fichier GGUF&#x202f;; le modèle n’est donc pas complet.</translation>
    </message>
    <message>
        <source>{name} describes a tensor that is impossible.</source>
        <translation>{name} décrit un tenseur impossible.</translation>
    </message>
    <message>
        <source>{name} ends before its last tensor; the download probably broke off.</source>
        <translation>{name} se termine avant son dernier tenseur&#x202f;; le téléchargement s’est sans doute interrompu.</translation>
    </message>
    <message>
        <source>“split.count” must be a whole number.</source>
        <translation>«&#xa0;split.count&#xa0;» doit être un nombre entier.</translation>
    </message>
    <message>
        <source>The header announces {count:,} parts.</source>
        <translation>L’en-tête annonce {count:,} parties.</translation>
    </message>
    <message>
        <source>{name} became shorter while it was read.</source>
        <translation>{name} a raccourci pendant sa lecture.</translation>
    </message>
    <message>
        <source>{name} was written to while it was read.</source>
        <translation>{name} a été modifié pendant sa lecture.</translation>
    </message>
    <message>
        <source>A part became shorter while it was read, or its drive was removed.</source>
        <translation>Une partie a raccourci pendant sa lecture, ou son disque a été retiré.</translation>
    </message>
    <message>
        <source>This is one of {count} parts of a model. Missing here: {names}.</source>
        <translation>C’est l’une des {count} parties d’un modèle. Manquent ici&#x202f;: {names}.</translation>
    </message>
    <message>
        <source>This model comes in {count} parts. All are here; they are joined when it is imported.</source>
        <translation>Ce modèle vient en {count} parties. Toutes sont là&#x202f;; elles sont assemblées à l’importation.</translation>
    </message>
    <message>
        <source>“{name}” is a link. Choose what it leads to.</source>
        <translation>«&#xa0;{name}&#xa0;» est un lien. Choisissez ce à quoi il mène.</translation>
    </message>
    <message>
        <source>That is neither a zip file, nor a .tar.gz file, nor a folder.</source>
        <translation>Ce n’est ni un fichier zip, ni un fichier .tar.gz, ni un dossier.</translation>
    </message>
    <message>
        <source>The folder “{name}” cannot be read: {reason}.</source>
        <translation>Le dossier «&#xa0;{name}&#xa0;» ne peut pas être lu&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>is a link</source>
        <translation>est un lien</translation>
    </message>
    <message>
        <source>is a device or pipe</source>
        <translation>est un périphérique ou un tube</translation>
    </message>
    <message>
        <source>The folder changed while it was copied.</source>
        <translation>Le dossier a changé pendant sa copie.</translation>
    </message>
    <message>
        <source>its directory is too large</source>
        <translation>son répertoire est trop grand</translation>
    </message>
    <message>
        <source>The zip file is damaged, or it was not copied to its end.</source>
        <translation>Le fichier zip est endommagé, ou n’a pas été copié jusqu’au bout.</translation>
    </message>
    <message>
        <source>The zip file cannot be read: {reason}.</source>
        <translation>Le fichier zip ne peut pas être lu&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>is neither a file nor a folder</source>
        <translation>n’est ni un fichier ni un dossier</translation>
    </message>
    <message>
        <source>is called by two names</source>
        <translation>porte deux noms</translation>
    </message>
    <message>
        <source>It says that it unpacks to more than {count} times its size.</source>
        <translation>Il dit se décompresser à plus de {count} fois sa taille.</translation>
    </message>
    <message>
        <source>The zip file cannot be read to its end: {reason}.</source>
        <translation>Le fichier zip ne peut pas être lu jusqu’au bout&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The zip file is protected by a password.</source>
        <translation>Le fichier zip est protégé par un mot de passe.</translation>
    </message>
    <message>
        <source>The zip file is packed in a way that voice models never are.</source>
        <translation>Le fichier zip est compressé comme les modèles vocaux ne le sont jamais.</translation>
    </message>
    <message>
        <source>The zip file is damaged: a file in it cannot be unpacked.</source>
        <translation>Le fichier zip est endommagé&#x202f;: un de ses fichiers ne peut pas être décompressé.</translation>
    </message>
    <message>
        <source>A later EdgeAssist described it; it was left as it is.</source>
        <translation>Un EdgeAssist plus récent l’a décrit&#x202f;; il a été laissé tel quel.</translation>
    </message>
    <message>
        <source>It was copied here by hand; add it with `edgeassist voices add`.</source>
        <translation>Il a été copié ici à la main&#x202f;; ajoutez-le avec `edgeassist voices add`.</translation>
    </message>
    <message>
        <source>Its description cannot be read: {reason}.</source>
        <translation>Sa description ne peut pas être lue&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Its description is damaged; add the model again.</source>
        <translation>Sa description est endommagée&#x202f;; ajoutez de nouveau le modèle.</translation>
    </message>
    <message>
        <source>Its description names files that cannot be its own; add the model again.</source>
        <translation>Sa description nomme des fichiers qui ne peuvent pas être les siens&#x202f;; ajoutez de nouveau le modèle.</translation>
    </message>
    <message>
        <source>vosk cannot hear with it</source>
        <translation>vosk n’entend rien avec lui</translation>
    </message>
    <message>
        <source>it asks for more memory than any voice model needs</source>
        <translation>il demande plus de mémoire qu’il n’en faut à aucun modèle vocal</translation>
    </message>
    <message>
        <source>loading it ends the process that tries</source>
        <translation>son chargement met fin au processus qui l’essaie</translation>
    </message>
    <message>
        <source>loading it takes longer than any model needs</source>
        <translation>son chargement dure plus qu’il n’en faut à aucun modèle</translation>
    </message>
    <message>
        <source>The built-in English needs no voice model. Install EdgeAssist again to get the library.</source>
        <translation>L’anglais intégré n’a pas besoin de modèle vocal. Réinstallez EdgeAssist pour obtenir la bibliothèque.</translation>
    </message>
    <message>
        <source>Say it again. Nothing was done.</source>
        <translation>Redites-le. Rien n’a été fait.</translation>
    </message>
    <message>
        <source>The library that hears with voice models cannot be used here ({name}).</source>
        <translation>La bibliothèque qui écoute avec les modèles vocaux est inutilisable ici ({name}).</translation>
    </message>
    <message>
        <source>its files are gone</source>
        <translation>ses fichiers ont disparu</translation>
    </message>
    <message>
        <source>vosk cannot load it</source>
        <translation>vosk ne peut pas le charger</translation>
    </message>
    <message>
        <source>The voice model does not take these sentences.</source>
        <translation>Le modèle vocal n’accepte pas ces phrases.</translation>
    </message>
    <message>
        <source>The voice model could not make sense of the sound.</source>
        <translation>Le modèle vocal n’a rien pu comprendre au son.</translation>
    </message>
    <message>
        <source>is a file and a folder at once</source>
        <translation>est à la fois un fichier et un dossier</translation>
    </message>
    <message>
        <source>is there twice</source>
        <translation>y figure deux fois</translation>
    </message>
    <message>
        <source>It unpacks to more than {count} times its size, which no model does.</source>
        <translation>Il se décompresse à plus de {count} fois sa taille, ce que ne fait aucun modèle.</translation>
    </message>
    <message>
        <source>has a backslash in its name</source>
        <translation>a une barre oblique inverse dans son nom</translation>
    </message>
    <message>
        <source>says where on a drive it wants to be</source>
        <translation>dit où il veut se trouver sur un disque</translation>
    </message>
    <message>
        <source>leads out of its own folder</source>
        <translation>mène hors de son propre dossier</translation>
    </message>
    <message>
        <source>has a name that no file can have</source>
        <translation>a un nom qu’aucun fichier ne peut avoir</translation>
    </message>
    <message>
        <source>has a name that is too long</source>
        <translation>a un nom trop long</translation>
    </message>
    <message>
        <source>This voice model was here already; it was not copied again.</source>
        <translation>Ce modèle vocal était déjà ici&#x202f;; il n’a pas été recopié.</translation>
    </message>
    <message>
        <source>This voice model needs {need} of disk space; {free} are free.</source>
        <translation>Ce modèle vocal nécessite {need} d’espace disque&#x202f;; {free} sont libres.</translation>
    </message>
    <message>
        <source>Free some space, or choose a smaller one (“small” in its name).</source>
        <translation>Libérez de la place, ou choisissez-en un plus petit («&#xa0;small&#xa0;» dans son nom).</translation>
    </message>
    <message>
        <source>There is nothing in it that vosk could load.</source>
        <translation>Il ne contient rien que vosk puisse charger.</translation>
    </message>
    <message>
        <source>The voice model could not be put in its place: {reason}.</source>
        <translation>Le modèle vocal n’a pas pu être mis à sa place&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The voice model cannot be removed: {reason}.</source>
        <translation>Le modèle vocal ne peut pas être supprimé&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Unpack it with its password and choose the folder. Nothing was changed.</source>
        <translation>Décompressez-le avec son mot de passe et choisissez le dossier. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Nothing was changed. Download it again from alphacephei.com/vosk/models, or choose another one.</source>
        <translation>Rien n’a été modifié. Téléchargez-le de nouveau depuis alphacephei.com/vosk/models, ou choisissez-en un autre.</translation>
    </message>
    <message>
        <source>Choose a model for vosk, as its .zip file or its unpacked folder (alphacephei.com/vosk/models). Nothing was changed.</source>
        <translation>Choisissez un modèle pour vosk, sous forme de fichier .zip ou de dossier décompressé (alphacephei.com/vosk/models). Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>The archive holds “{name}”, which {reason}. No honest voice model does.</source>
        <translation>L’archive contient «&#xa0;{name}&#xa0;», qui {reason}. Aucun modèle vocal honnête ne fait cela.</translation>
    </message>
    <message>
        <source>It is not used. Get it again from alphacephei.com/vosk/models; typing, chats and the built-in English are not affected.</source>
        <translation>Il n’est pas utilisé. Récupérez-le de nouveau depuis alphacephei.com/vosk/models&#x202f;; la saisie, les discussions et l’anglais intégré ne sont pas touchés.</translation>
    </message>
    <message>
        <source>This voice model is damaged: {reason}.</source>
        <translation>Ce modèle vocal est endommagé&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>It is not used; `edgeassist voices remove` takes it out again.</source>
        <translation>Il n’est pas utilisé&#x202f;; `edgeassist voices remove` le retire.</translation>
    </message>
    <message>
        <source>{name} was taken in and is not used. {failure}</source>
        <translation>{name} a été repris et n’est pas utilisé. {failure}</translation>
    </message>
    <message>
        <source>Say it with --lang, for example --lang de. Nothing was changed.</source>
        <translation>Indiquez-la avec --lang, par exemple --lang de. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>The name “{name}” does not tell which language this voice model hears.</source>
        <translation>Le nom «&#xa0;{name}&#xa0;» ne dit pas quelle langue comprend ce modèle vocal.</translation>
    </message>
    <message>
        <source>Use a code of two letters: en, de, fr, es, zh.</source>
        <translation>Utilisez un code de deux lettres&#x202f;: en, de, fr, es, zh.</translation>
    </message>
    <message>
        <source>“{given}” is no language code.</source>
        <translation>«&#xa0;{given}&#xa0;» n’est pas un code de langue.</translation>
    </message>
    <message>
        <source>Here are: {names}.</source>
        <translation>Ici, il y a&#x202f;: {names}.</translation>
    </message>
    <message>
        <source>There is no voice model called “{name}” here.</source>
        <translation>Il n’y a pas ici de modèle vocal nommé «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>It is made of more than {count} files, which no voice model is.</source>
        <translation>Il est fait de plus de {count} fichiers, ce qu’aucun modèle vocal n’est.</translation>
    </message>
    <message>
        <source>It would take more than {size} when unpacked, which no voice model does.</source>
        <translation>Il prendrait plus de {size} une fois décompressé, ce que ne fait aucun modèle vocal.</translation>
    </message>
    <message>
        <source>There is none yet; `edgeassist voices add FILE` adds one.</source>
        <translation>Il n’y en a pas encore&#x202f;; `edgeassist voices add FILE` en ajoute un.</translation>
    </message>
    <message>
        <source>It was not checked on this computer yet: `edgeassist voices check` does.</source>
        <translation>Il n’a pas encore été vérifié sur cet ordinateur&#x202f;: `edgeassist voices check` le fait.</translation>
    </message>
    <message>
        <source>Trying</source>
        <translation>Essai</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>manque</translation>
    </message>
    <message>
        <source>has another size</source>
        <translation>a une autre taille</translation>
    </message>
    <message>
        <source>The description of this voice model cannot be written: {reason}.</source>
        <translation>La description de ce modèle vocal ne peut pas être écrite&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>{name} was put into its folder afterwards</source>
        <translation>{name} a été mis après coup dans son dossier</translation>
    </message>
    <message>
        <source>The folder of the voice models cannot be read: {reason}.</source>
        <translation>Le dossier des modèles vocaux ne peut pas être lu&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>{path} cannot be read</source>
        <translation>{path} ne peut pas être lu</translation>
    </message>
    <message>
        <source>{path} is not what it was when it came</source>
        <translation>{path} n’est plus ce qu’il était à son arrivée</translation>
    </message>
    <message>
        <source>It may have been forgotten: only the last 1,000 commands are kept.</source>
        <translation>Elle a peut-être été oubliée&#x202f;: seules les 1 000 dernières commandes sont gardées.</translation>
    </message>
    <message>
        <source>There is no command {number}.</source>
        <translation>Il n’y a pas de commande {number}.</translation>
    </message>
    <message>
        <source>The sound file could not be read to its end.</source>
        <translation>Le fichier son n’a pas pu être lu jusqu’au bout.</translation>
    </message>
    <message>
        <source>Connect a microphone and try again. Typing works everywhere.</source>
        <translation>Branchez un microphone et réessayez. La saisie marche partout.</translation>
    </message>
    <message>
        <source>No microphone was found.</source>
        <translation>Aucun microphone n’a été trouvé.</translation>
    </message>
    <message>
        <source>On Linux, install PortAudio (the package libportaudio2). Typing works everywhere.</source>
        <translation>Sous Linux, installez PortAudio (le paquet libportaudio2). La saisie marche partout.</translation>
    </message>
    <message>
        <source>The part of the system that gives programs the microphone (PortAudio) is missing or broken.</source>
        <translation>La partie du système qui donne le microphone aux programmes (PortAudio) manque ou est abîmée.</translation>
    </message>
    <message>
        <source>Restart the system&apos;s sound, then try again. Typing works everywhere.</source>
        <translation>Redémarrez le son du système, puis réessayez. La saisie marche partout.</translation>
    </message>
    <message>
        <source>The system&apos;s sound does not answer.</source>
        <translation>Le son du système ne répond pas.</translation>
    </message>
    <message>
        <source>Connect it, or choose another microphone. Typing works everywhere.</source>
        <translation>Branchez-le, ou choisissez un autre microphone. La saisie marche partout.</translation>
    </message>
    <message>
        <source>The microphone “{name}” is not connected.</source>
        <translation>Le microphone «&#xa0;{name}&#xa0;» n’est pas branché.</translation>
    </message>
    <message>
        <source>Close other programs that listen, or allow microphones in the system&apos;s privacy settings. Typing works everywhere.</source>
        <translation>Fermez les autres programmes qui écoutent, ou autorisez les microphones dans les réglages de confidentialité du système. La saisie marche partout.</translation>
    </message>
    <message>
        <source>The microphone “{name}” cannot be opened: {reason}.</source>
        <translation>Le microphone «&#xa0;{name}&#xa0;» ne peut pas être ouvert&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Connect it and listen again. Typing works everywhere.</source>
        <translation>Ce qui a été écrit jusqu’ici est gardé. Branchez-le et relancez l’écoute. La saisie marche partout.</translation>
    </message>
    <message>
        <source>The microphone “{name}” went away and did not come back within {seconds} seconds.</source>
        <translation>Le microphone «&#xa0;{name}&#xa0;» a disparu et n’est pas revenu en {seconds} secondes.</translation>
    </message>
    <message>
        <source>Hearing starts anew with the next try; nothing else was touched.</source>
        <translation>L’écoute repart à neuf au prochain essai&#x202f;; rien d’autre n’a été touché.</translation>
    </message>
    <message>
        <source>The microphone did not answer and was let go by force.</source>
        <translation>Le microphone n’a pas répondu et a été relâché de force.</translation>
    </message>
    <message>
        <source>Choose a WAV, FLAC or OGG file, or convert this one. Nothing was changed.</source>
        <translation>Choisissez un fichier WAV, FLAC ou OGG, ou convertissez celui-ci. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Cut it into parts, or save it as FLAC or OGG. Nothing was changed.</source>
        <translation>Coupez-le en parties, ou enregistrez-le en FLAC ou OGG. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>This sound file has {size}; at most {limit} can be heard.</source>
        <translation>Ce fichier son fait {size}&#x202f;; au plus {limit} peuvent être écoutés.</translation>
    </message>
    <message>
        <source>Choose a folder of your own that exists and can be written to.</source>
        <translation>Choisissez un dossier à vous, qui existe et accepte l’écriture.</translation>
    </message>
    <message>
        <source>The sound could not be kept in a file: {reason}.</source>
        <translation>Le son n’a pas pu être gardé dans un fichier&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Close other programs, then say it again.</source>
        <translation>Fermez d’autres programmes, puis redites-le.</translation>
    </message>
    <message>
        <source>The computer was too busy, and some of what was said was missed.</source>
        <translation>L’ordinateur était trop occupé, et une partie de ce qui a été dit a été manquée.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again, or run `edgeassist doctor`. Typing works everywhere.</source>
        <translation>Réinstallez EdgeAssist, ou lancez `edgeassist doctor`. La saisie marche partout.</translation>
    </message>
    <message>
        <source>The part that turns speech into text could not be loaded.</source>
        <translation>La partie qui transforme la parole en texte n’a pas pu être chargée.</translation>
    </message>
    <message>
        <source>What was said last is not kept. Hearing starts anew: try again. Typing works everywhere.</source>
        <translation>Ce qui a été dit en dernier n’est pas gardé. L’écoute repart à neuf&#x202f;: réessayez. La saisie marche partout.</translation>
    </message>
    <message>
        <source>The part that turns speech into text did not answer and was ended.</source>
        <translation>La partie qui transforme la parole en texte n’a pas répondu et a été arrêtée.</translation>
    </message>
    <message>
        <source>Nothing was done with what you said. Try again. Typing works everywhere.</source>
        <translation>Rien n’a été fait de ce que vous avez dit. Réessayez. La saisie marche partout.</translation>
    </message>
    <message>
        <source>Something in hearing went wrong.</source>
        <translation>Un problème est survenu pendant l’écoute.</translation>
    </message>
    <message>
        <source>Nothing was done with what you said. It has started anew: try again. Typing works everywhere.</source>
        <translation>Rien n’a été fait de ce que vous avez dit. L’écoute est repartie à neuf&#x202f;: réessayez. La saisie marche partout.</translation>
    </message>
    <message>
        <source>The part that hears ended unexpectedly.</source>
        <translation>La partie qui écoute s’est terminée de façon inattendue.</translation>
    </message>
    <message>
        <source>It waits for you now. Choose another microphone or voice model, then try again. Typing works everywhere.</source>
        <translation>Elle vous attend maintenant. Choisissez un autre microphone ou modèle vocal, puis réessayez. La saisie marche partout.</translation>
    </message>
    <message>
        <source>The part that hears ended {times} times within a minute and is left alone.</source>
        <translation>La partie qui écoute s’est terminée {times} fois en une minute et n’est plus relancée.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again so that all its parts are there. Typing works everywhere.</source>
        <translation>Réinstallez EdgeAssist pour que toutes ses parties soient là. La saisie marche partout.</translation>
    </message>
    <message>
        <source>The part that hears could not be started.</source>
        <translation>La partie qui écoute n’a pas pu être lancée.</translation>
    </message>
    <message>
        <source>The built-in English hearing is used instead. Install the voice model again.</source>
        <translation>L’écoute intégrée en anglais est utilisée à la place. Réinstallez le modèle vocal.</translation>
    </message>
    <message>
        <source>The voice model is damaged and cannot be used.</source>
        <translation>Le modèle vocal est endommagé et inutilisable.</translation>
    </message>
    <message>
        <source>Choose a WAV, FLAC or OGG file that lies in a folder of your own.</source>
        <translation>Choisissez un fichier WAV, FLAC ou OGG dans un dossier à vous.</translation>
    </message>
    <message>
        <source>This sound file is empty.</source>
        <translation>Ce fichier son est vide.</translation>
    </message>
    <message>
        <source>The queue of downloads cannot be written: {reason}.</source>
        <translation>La file des téléchargements ne peut pas être écrite&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>as the battery tells it</source>
        <translation>selon la batterie</translation>
    </message>
    <message>
        <source>the batteries do not tell how much they hold together</source>
        <translation>les batteries ne disent pas ce qu’elles contiennent ensemble</translation>
    </message>
    <message>
        <source>the battery does not tell how much flows out of it</source>
        <translation>la batterie ne dit pas combien il en sort</translation>
    </message>
    <message>
        <source>the battery does not tell</source>
        <translation>la batterie ne dit rien</translation>
    </message>
    <message>
        <source>the battery&apos;s driver tells only a percentage</source>
        <translation>le pilote de la batterie ne donne qu’un pourcentage</translation>
    </message>
    <message>
        <source>the battery&apos;s driver tells nothing that can be read</source>
        <translation>le pilote de la batterie ne dit rien de lisible</translation>
    </message>
    <message>
        <source>macOS told nothing about the battery that can be read</source>
        <translation>macOS n’a rien dit de lisible sur la batterie</translation>
    </message>
    <message>
        <source>macOS tells only a percentage</source>
        <translation>macOS ne donne qu’un pourcentage</translation>
    </message>
    <message>
        <source>Windows tells only a percentage</source>
        <translation>Windows ne donne qu’un pourcentage</translation>
    </message>
    <message>
        <source>this system tells the temperature only to an administrator</source>
        <translation>ce système ne donne la température qu’à un administrateur</translation>
    </message>
    <message>
        <source>no temperature sensor says anything that can be</source>
        <translation>aucun capteur de température ne dit rien de possible</translation>
    </message>
    <message>
        <source>this computer shows no temperature sensor</source>
        <translation>cet ordinateur ne montre aucun capteur de température</translation>
    </message>
    <message>
        <source>this system shows the processor&apos;s energy counter only to an administrator</source>
        <translation>ce système ne montre le compteur d’énergie du processeur qu’à un administrateur</translation>
    </message>
    <message>
        <source>the temperature</source>
        <translation>la température</translation>
    </message>
    <message>
        <source>nothing was measured yet</source>
        <translation>rien n’a encore été mesuré</translation>
    </message>
    <message>
        <source>the battery&apos;s counter has not moved often enough yet</source>
        <translation>le compteur de la batterie n’a pas encore bougé assez souvent</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter</source>
        <translation>le compteur d’énergie du processeur</translation>
    </message>
    <message>
        <source>the processor&apos;s own counter (RAPL): processor and its memory only, not screen or disk</source>
        <translation>le compteur propre au processeur (RAPL)&#x202f;: le processeur et sa mémoire seulement, pas l’écran ni le disque</translation>
    </message>
    <message>
        <source>this processor has no energy counter that the system shows</source>
        <translation>ce processeur n’a pas de compteur d’énergie que le système montre</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter is there, but the system lets only an administrator read it</source>
        <translation>le compteur d’énergie du processeur est là, mais le système ne le laisse lire qu’à un administrateur</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>pas encore mesuré</translation>
    </message>
    <message>
        <source>this computer has no battery</source>
        <translation>cet ordinateur n’a pas de batterie</translation>
    </message>
    <message>
        <source>the battery&apos;s counter jumped</source>
        <translation>le compteur de la batterie a sauté</translation>
    </message>
    <message>
        <source>its parts were measured in different ways, and such figures are not added up</source>
        <translation>ses parties ont été mesurées de différentes manières, et de telles valeurs ne s’additionnent pas</translation>
    </message>
    <message>
        <source>on mains power the battery does not see what the laptop draws</source>
        <translation>sur secteur, la batterie ne voit pas ce que consomme le portable</translation>
    </message>
    <message>
        <source>not measurable here: {reason}</source>
        <translation>non mesurable ici&#x202f;: {reason}</translation>
    </message>
    <message>
        <source>{meter} could not be read ({error})</source>
        <translation>{meter}&#x202f;: lecture impossible ({error})</translation>
    </message>
    <message>
        <source>{method}; above the {watts} W of an idle time</source>
        <translation>{method}&#x202f;; au-dessus des {watts}&#xa0;W au repos</translation>
    </message>
    <message>
        <source>the system&apos;s own figure</source>
        <translation>le chiffre du système</translation>
    </message>
    <message>
        <source>the battery&apos;s own gauge, watt by watt, the whole laptop</source>
        <translation>la jauge de la batterie, watt par watt, tout le portable</translation>
    </message>
    <message>
        <source>the system&apos;s own figure, watt by watt, the whole laptop</source>
        <translation>le chiffre du système, watt par watt, tout le portable</translation>
    </message>
    <message>
        <source>how far the battery&apos;s counter fell, the ends by its gauge, the whole laptop</source>
        <translation>la baisse du compteur de la batterie, les extrémités par sa jauge, tout le portable</translation>
    </message>
    <message>
        <source>how far the battery&apos;s counter fell, the whole laptop</source>
        <translation>la baisse du compteur de la batterie, tout le portable</translation>
    </message>
    <message>
        <source>the answer was too short</source>
        <translation>la réponse était trop courte</translation>
    </message>
    <message>
        <source>the battery tells its draw once in {seconds} s, and the answer took {took} s</source>
        <translation>la batterie donne sa consommation toutes les {seconds}&#xa0;s, et la réponse a pris {took}&#xa0;s</translation>
    </message>
    <message>
        <source>the battery tells its draw too seldom, and the answer took {took} s</source>
        <translation>la batterie donne trop rarement sa consommation, et la réponse a pris {took}&#xa0;s</translation>
    </message>
    <message>
        <source>the battery&apos;s counter moves once in {seconds} s, and the answer took {took} s</source>
        <translation>le compteur de la batterie bouge toutes les {seconds}&#xa0;s, et la réponse a pris {took}&#xa0;s</translation>
    </message>
    <message>
        <source>the battery&apos;s counter moves too seldom, and the answer took {took} s</source>
        <translation>le compteur de la batterie bouge trop rarement, et la réponse a pris {took}&#xa0;s</translation>
    </message>
    <message>
        <source>how the battery&apos;s counter fell in {seconds} s</source>
        <translation>la baisse du compteur de la batterie en {seconds}&#xa0;s</translation>
    </message>
    <message>
        <source>{method}, new about every {seconds} s</source>
        <translation>{method}, renouvelé toutes les {seconds}&#xa0;s environ</translation>
    </message>
    <message>
        <source>fewer than {count} answers were measured on battery so far</source>
        <translation>moins de {count} réponses ont été mesurées sur batterie jusqu’ici</translation>
    </message>
    <message>
        <source>energy left ÷ what the laptop drew for each of the last {count} answers, written one after another</source>
        <translation>énergie restante ÷ ce que le portable a consommé pour chacune des {count} dernières réponses, écrites à la suite</translation>
    </message>
    <message>
        <source>the mean of {count} batteries</source>
        <translation>la moyenne de {count} batteries</translation>
    </message>
    <message>
        <source>energy left of energy when full, {count} batteries</source>
        <translation>énergie restante sur l’énergie à pleine charge, {count} batteries</translation>
    </message>
    <message>
        <source>the battery&apos;s own gauge ({names})</source>
        <translation>la jauge de la batterie ({names})</translation>
    </message>
    <message>
        <source>the battery&apos;s own gauge of {count} batteries ({names})</source>
        <translation>la jauge de {count} batteries ({names})</translation>
    </message>
    <message>
        <source>the battery&apos;s counter ({names})</source>
        <translation>le compteur de la batterie ({names})</translation>
    </message>
    <message>
        <source>the middle of {count} looks between answers</source>
        <translation>la médiane de {count} relevés entre les réponses</translation>
    </message>
    <message>
        <source>the hottest sensor of the processor ({name})</source>
        <translation>le capteur le plus chaud du processeur ({name})</translation>
    </message>
    <message>
        <source>the hottest sensor there is ({name})</source>
        <translation>le capteur le plus chaud qui soit ({name})</translation>
    </message>
    <message>
        <source>the battery&apos;s driver says what cannot be ({name} is “{found}”)</source>
        <translation>le pilote de la batterie dit l’impossible ({name} est «&#xa0;{found}&#xa0;»)</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter cannot be read ({reason})</source>
        <translation>le compteur d’énergie du processeur ne peut pas être lu ({reason})</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter says what cannot be (“{found}”)</source>
        <translation>le compteur d’énergie du processeur dit l’impossible («&#xa0;{found}&#xa0;»)</translation>
    </message>
    <message>
        <source>The record of what answers cost was damaged. It is kept as {path}; a new one began.</source>
        <translation>Le relevé du coût des réponses était endommagé. Il est gardé sous {path}&#x202f;; un nouveau a commencé.</translation>
    </message>
    <message>
        <source>it has format {found}, and {known} is the latest known here</source>
        <translation>il a le format {found}, et {known} est le plus récent connu ici</translation>
    </message>
    <message>
        <source>What answers cost is kept in {path} by a later EdgeAssist, so nothing is added to it. It was left as it is.</source>
        <translation>Le coût des réponses est gardé dans {path} par un EdgeAssist plus récent&#x202f;; rien n’y est donc ajouté. Il a été laissé tel quel.</translation>
    </message>
    <message>
        <source>What answers cost cannot be kept in {path} now: {reason}. Answers are not affected.</source>
        <translation>Le coût des réponses ne peut pas être gardé dans {path} maintenant&#x202f;: {reason}. Les réponses ne sont pas touchées.</translation>
    </message>
    <message>
        <source>What an answer cost could not be kept: {reason}. Answers are not affected.</source>
        <translation>Le coût d’une réponse n’a pas pu être gardé&#x202f;: {reason}. Les réponses ne sont pas touchées.</translation>
    </message>
    <message>
        <source>the charger was plugged in or pulled meanwhile</source>
        <translation>le chargeur a été branché ou retiré entre-temps</translation>
    </message>
    <message>
        <source>the computer slept meanwhile</source>
        <translation>l’ordinateur a été en veille entre-temps</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter was not always there</source>
        <translation>le compteur d’énergie du processeur n’a pas toujours été là</translation>
    </message>
    <message>
        <source>the battery tells its draw too seldom and too coarsely for so short an answer</source>
        <translation>la batterie donne sa consommation trop rarement et trop grossièrement pour une réponse si courte</translation>
    </message>
    <message>
        <source>the battery did not tell its draw all the time</source>
        <translation>la batterie n’a pas donné sa consommation tout le temps</translation>
    </message>
    <message>
        <source>the battery&apos;s counter was not always there</source>
        <translation>le compteur de la batterie n’a pas toujours été là</translation>
    </message>
    <message>
        <source>EdgeAssist {version} cannot read today&apos;s data. The copy of {moment}, made before the update, is put back. What came since then is kept in a file beside it, nothing is deleted.</source>
        <translation>EdgeAssist {version} ne peut pas lire les données d’aujourd’hui. La copie du {moment}, faite avant la mise à jour, est rétablie. Ce qui est venu depuis est gardé dans un fichier à côté&#x202f;; rien n’est supprimé.</translation>
    </message>
    <message>
        <source>EdgeAssist {version} reads your data as it is: nothing is lost.</source>
        <translation>EdgeAssist {version} lit vos données telles quelles&#x202f;: rien n’est perdu.</translation>
    </message>
    <message>
        <source>Your data stays as it is. If EdgeAssist {version} cannot read it, it says so and changes nothing.</source>
        <translation>Vos données restent telles quelles. Si EdgeAssist {version} ne peut pas les lire, il le dit et ne modifie rien.</translation>
    </message>
    <message>
        <source>Install the older file; your data stays where it is, and `edgeassist versions restore` has its copies.</source>
        <translation>Installez le fichier plus ancien&#x202f;; vos données restent où elles sont, et `edgeassist versions restore` en a les copies.</translation>
    </message>
    <message>
        <source>No earlier version of EdgeAssist is kept here.</source>
        <translation>Aucune version antérieure d’EdgeAssist n’est gardée ici.</translation>
    </message>
    <message>
        <source>Only versions that are not in use can be removed.</source>
        <translation>Seules les versions non utilisées peuvent être retirées.</translation>
    </message>
    <message>
        <source>EdgeAssist {version} is in use.</source>
        <translation>EdgeAssist {version} est utilisé.</translation>
    </message>
    <message>
        <source>`edgeassist versions list` names those there are.</source>
        <translation>`edgeassist versions list` énumère celles qui existent.</translation>
    </message>
    <message>
        <source>EdgeAssist {version} is not kept here.</source>
        <translation>EdgeAssist {version} n’est pas gardé ici.</translation>
    </message>
    <message>
        <source>Check that the folder can be written to. The version in use is as it was.</source>
        <translation>Vérifiez que le dossier accepte l’écriture. La version utilisée n’a pas changé.</translation>
    </message>
    <message>
        <source>{folder} cannot be changed: {reason}.</source>
        <translation>{folder} ne peut pas être modifié&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Close every EdgeAssist window and command, then try again. Nothing was changed.</source>
        <translation>Fermez toutes les fenêtres et commandes d’EdgeAssist, puis réessayez. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>{path} is open in another EdgeAssist.</source>
        <translation>{path} est ouvert dans un autre EdgeAssist.</translation>
    </message>
    <message>
        <source>`edgeassist versions restore` lists the copies. Nothing was changed.</source>
        <translation>`edgeassist versions restore` énumère les copies. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>The copy in {path} cannot be used: {reason}.</source>
        <translation>La copie dans {path} est inutilisable&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>elle est vide</translation>
    </message>
    <message>
        <source>a later EdgeAssist wrote it</source>
        <translation>un EdgeAssist plus récent l’a écrite</translation>
    </message>
    <message>
        <source>what was copied was damaged already</source>
        <translation>ce qui a été copié était déjà endommagé</translation>
    </message>
    <message>
        <source>The computer slept for {time}. What the model was doing was interrupted by sleep.</source>
        <translation>L’ordinateur a été en veille pendant {time}. La veille a interrompu ce que faisait le modèle.</translation>
    </message>
    <message>
        <source>The computer slept for {time}. Downloads and work on models were interrupted by sleep.</source>
        <translation>L’ordinateur a été en veille pendant {time}. La veille a interrompu les téléchargements et le travail sur les modèles.</translation>
    </message>
    <message>
        <source>The computer slept for {time}. What the model was doing, downloads and work on models were interrupted by sleep.</source>
        <translation>L’ordinateur a été en veille pendant {time}. La veille a interrompu ce que faisait le modèle, les téléchargements et le travail sur les modèles.</translation>
    </message>
    <message>
        <source>It goes on now; nothing was lost.</source>
        <translation>Tout reprend maintenant&#x202f;; rien n’a été perdu.</translation>
    </message>
    <message>
        <source>Your data of before is being brought back.</source>
        <translation>Vos données d’avant sont en cours de remise en place.</translation>
    </message>
    <message>
        <source>That may take a minute.</source>
        <translation>Cela peut prendre une minute.</translation>
    </message>
    <message>
        <source>Your chats and settings are being copied before this version first opens them.</source>
        <translation>Vos discussions et réglages sont en cours de copie, avant que cette version ne les ouvre pour la première fois.</translation>
    </message>
    <message>
        <source>Closed until there is a copy: {names}.</source>
        <translation>Fermé tant qu’il n’y a pas de copie&#x202f;: {names}.</translation>
    </message>
    <message>
        <source>Another EdgeAssist has {path} open, so this version leaves its format as it is.</source>
        <translation>Un autre EdgeAssist a ouvert {path}&#x202f;; cette version laisse donc son format tel quel.</translation>
    </message>
    <message>
        <source>Close every other EdgeAssist window and command, then start again. Nothing was changed.</source>
        <translation>Fermez toutes les autres fenêtres et commandes d’EdgeAssist, puis relancez-le. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>No copy of your data could be made before this version began: {reason}.</source>
        <translation>Aucune copie de vos données n’a pu être faite avant le début de cette version&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>`edgeassist history backup` makes one once there is room. Nothing is lost.</source>
        <translation>`edgeassist history backup` en fait une dès qu’il y a de la place. Rien n’est perdu.</translation>
    </message>
    <message>
        <source>Free some space, then start again. Nothing is lost.</source>
        <translation>Libérez de la place, puis relancez EdgeAssist. Rien n’est perdu.</translation>
    </message>
    <message>
        <source>Free some space, then start again, or use EdgeAssist {version}. Nothing is lost.</source>
        <translation>Libérez de la place, puis relancez EdgeAssist, ou utilisez EdgeAssist {version}. Rien n’est perdu.</translation>
    </message>
    <message>
        <source>Before that, your chats and settings were copied to {folder}.</source>
        <translation>Avant cela, vos discussions et réglages ont été copiés dans {folder}.</translation>
    </message>
    <message>
        <source>This is EdgeAssist {version}.</source>
        <translation>Voici EdgeAssist {version}.</translation>
    </message>
    <message>
        <source>This is EdgeAssist {version}; it was {before} before.</source>
        <translation>Voici EdgeAssist {version}&#x202f;; c’était {before} auparavant.</translation>
    </message>
    <message>
        <source>Settings, About has what is new, and the way back.</source>
        <translation>Réglages, À propos montre les nouveautés et le chemin du retour.</translation>
    </message>
    <message>
        <source>The copy {name} that was to be brought back is gone.</source>
        <translation>La copie {name} qui devait être rétablie n’est plus là.</translation>
    </message>
    <message>
        <source>Your data of before could not be brought back: {reason}.</source>
        <translation>Vos données d’avant n’ont pas pu être rétablies&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The copy {name} was to be brought back for EdgeAssist {wanted}. This is {version}, so your data stays as it is.</source>
        <translation>La copie {name} devait être rétablie pour EdgeAssist {wanted}. Cette version est la {version}&#x202f;; vos données restent donc telles quelles.</translation>
    </message>
    <message>
        <source>`edgeassist versions restore {name}` brings it back all the same.</source>
        <translation>`edgeassist versions restore {name}` la rétablit quand même.</translation>
    </message>
    <message>
        <source>Your data is as it was on {moment}.</source>
        <translation>Vos données sont dans l’état du {moment}.</translation>
    </message>
    <message>
        <source>What was there until now is kept: {files}.</source>
        <translation>Ce qui était là jusqu’ici est gardé&#x202f;: {files}.</translation>
    </message>
    <message>
        <source>No version before this one is kept. Once you install the next one, this one is.</source>
        <translation>Aucune version d’avant celle-ci n’est gardée. Quand vous installerez la suivante, celle-ci le sera.</translation>
    </message>
    <message>
        <source>The version before is in the Start menu: “EdgeAssist, version before”. Your data stays.</source>
        <translation>La version précédente est dans le menu Démarrer&#x202f;: «&#xa0;EdgeAssist, version précédente&#xa0;». Vos données restent.</translation>
    </message>
    <message>
        <source>No version before this one is kept here. To go back, install the older file; your data stays.</source>
        <translation>Aucune version d’avant celle-ci n’est gardée ici. Pour revenir, installez le fichier plus ancien&#x202f;; vos données restent.</translation>
    </message>
    <message>
        <source>This program runs from its source, so no version before it is kept here.</source>
        <translation>Ce programme tourne depuis son code source&#x202f;; aucune version précédente n’est donc gardée ici.</translation>
    </message>
    <message>
        <source>Installed for you alone, in {folder}.</source>
        <translation>Installé pour vous seul, dans {folder}.</translation>
    </message>
    <message>
        <source>Installed in {folder}.</source>
        <translation>Installé dans {folder}.</translation>
    </message>
    <message>
        <source>Runs from its source.</source>
        <translation>Tourne depuis son code source.</translation>
    </message>
    <message>
        <source>That could not be noted: {reason}.</source>
        <translation>Cela n’a pas pu être noté&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>{moment}: chats, the copy of that day</source>
        <translation>{moment}&#xa0;: discussions, la copie de ce jour-là</translation>
    </message>
    <message>
        <source>{moment}: everything but models, before version {version} began</source>
        <translation>{moment}&#x202f;: tout sauf les modèles, avant le début de la version {version}</translation>
    </message>
    <message>
        <source>A later EdgeAssist wrote your data, so this one does not open it and changes nothing of it.</source>
        <translation>Un EdgeAssist plus récent a écrit vos données&#x202f;; celui-ci ne les ouvre donc pas et n’y modifie rien.</translation>
    </message>
    <message>
        <source>Start the later one again, or bring back a copy from before it.</source>
        <translation>Relancez le plus récent, ou rétablissez une copie d’avant lui.</translation>
    </message>
    <message>
        <source>Start the later one again: there is no copy from before it.</source>
        <translation>Relancez le plus récent&#x202f;: il n’y a pas de copie d’avant lui.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again. Your models, conversations and settings lie elsewhere and are untouched.</source>
        <translation>Réinstallez EdgeAssist. Vos modèles, conversations et réglages sont ailleurs et intacts.</translation>
    </message>
    <message>
        <source>The installation is damaged: {what}.</source>
        <translation>L’installation est endommagée&#x202f;: {what}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} file is missing or altered, {file} for one</source>
        <comment>{n} files are missing or altered, {file} for one</comment>
        <translation>
            <numerusform>{n} fichier manque ou a été altéré, à savoir {file}</numerusform>
            <numerusform>{n} fichiers manquent ou ont été altérés, par exemple {file}</numerusform>
        </translation>
    </message>
    <message>
        <source>{file} is missing</source>
        <translation>{file} manque</translation>
    </message>
    <message>
        <source>{file} was altered</source>
        <translation>{file} a été altéré</translation>
    </message>
    <message>
        <source>Hide: {title}</source>
        <translation>Masquer&#x202f;: {title}</translation>
    </message>
    <message>
        <source>Show: {title}</source>
        <translation>Afficher&#x202f;: {title}</translation>
    </message>
    <message>
        <source>How it was understood</source>
        <translation>Ce qui a été compris</translation>
    </message>
    <message>
        <source>About</source>
        <translation>À propos</translation>
    </message>
    <message>
        <source>Build {build} (name it when you ask for help).</source>
        <translation>Build {build} (indiquez-le quand vous demandez de l’aide).</translation>
    </message>
    <message>
        <source>The version before</source>
        <translation>La version précédente</translation>
    </message>
    <message>
        <source>EdgeAssist {version} starts next time. Close the window and start it again.</source>
        <translation>EdgeAssist {version} démarrera la prochaine fois. Fermez la fenêtre et relancez-le.</translation>
    </message>
    <message>
        <source>Stay with {version}</source>
        <translation>Rester avec {version}</translation>
    </message>
    <message>
        <source>EdgeAssist {version} is still here.</source>
        <translation>EdgeAssist {version} est encore là.</translation>
    </message>
    <message>
        <source>Go back to {version}…</source>
        <translation>Revenir à {version}…</translation>
    </message>
    <message>
        <source>Copies of your data</source>
        <translation>Copies de vos données</translation>
    </message>
    <message>
        <source>The copy you chose comes back at the next start. Close the window and start EdgeAssist again.</source>
        <translation>La copie choisie sera rétablie au prochain démarrage. Fermez la fenêtre et relancez EdgeAssist.</translation>
    </message>
    <message>
        <source>Leave the data as it is</source>
        <translation>Laisser les données telles quelles</translation>
    </message>
    <message>
        <source>One is made when another version first starts here, and one of the chats every day.</source>
        <translation>Une est faite quand une autre version démarre ici pour la première fois, et une des discussions chaque jour.</translation>
    </message>
    <message>
        <source>What is new</source>
        <translation>Nouveautés</translation>
    </message>
    <message>
        <source>Bring back…</source>
        <translation>Rétablir…</translation>
    </message>
    <message>
        <source>Bring back: {copy}</source>
        <translation>Rétablir&#x202f;: {copy}</translation>
    </message>
    <message>
        <source>Go back to {version}?</source>
        <translation>Revenir à {version}&#x202f;?</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Revenir</translation>
    </message>
    <message>
        <source>Your data becomes what it was at the time of this copy: {copy}. What is there now is kept in a file beside it. This happens at the next start.</source>
        <translation>Vos données redeviennent ce qu’elles étaient au moment de cette copie&#x202f;: {copy}. Ce qui est là maintenant est gardé dans un fichier à côté. Cela se fait au prochain démarrage.</translation>
    </message>
    <message>
        <source>Bring this copy back?</source>
        <translation>Rétablir cette copie&#x202f;?</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Rétablir</translation>
    </message>
    <message>
        <source>Search your chats for “{text}”</source>
        <translation>Chercher «&#xa0;{text}&#xa0;» dans vos discussions</translation>
    </message>
    <message>
        <source>Wait until it is done, or close every EdgeAssist window and command, then try again. Nothing is lost.</source>
        <translation>Attendez la fin, ou fermez toutes les fenêtres et commandes d’EdgeAssist, puis réessayez. Rien n’est perdu.</translation>
    </message>
    <message>
        <source>Another EdgeAssist is still copying your data or putting a copy of it back.</source>
        <translation>Un autre EdgeAssist est encore en train de copier vos données ou d’en rétablir une copie.</translation>
    </message>
    <message>
        <source>another EdgeAssist has it open</source>
        <translation>un autre EdgeAssist l’utilise</translation>
    </message>
    <message>
        <source>no copy of it could be made before its format changes</source>
        <translation>aucune copie n’a pu en être faite avant le changement de format</translation>
    </message>
    <message>
        <source>Not checked before: what the first download brings is remembered, and every later one must be the same.</source>
        <translation>Pas encore vérifié&#x202f;: ce que le premier téléchargement apporte est retenu, et chacun des suivants doit y être identique.</translation>
    </message>
    <message>
        <source>Your models are untouched and can be used. Install EdgeAssist again to get its catalogue back.</source>
        <translation>Vos modèles sont intacts et utilisables. Réinstallez EdgeAssist pour retrouver son catalogue.</translation>
    </message>
    <message>
        <source>The catalogue of models cannot be used: {reason}</source>
        <translation>Le catalogue des modèles ne peut pas être utilisé&#x202f;: {reason}</translation>
    </message>
    <message>
        <source>The catalogue has no model {ref}.</source>
        <translation>Le catalogue n’a pas de modèle {ref}.</translation>
    </message>
    <message>
        <source>That is done once after an update and may take a minute. Then everything is as before.</source>
        <translation>Cela se fait une fois après une mise à jour et peut prendre une minute. Ensuite, tout est comme avant.</translation>
    </message>
    <message>
        <source>Something you set rings {moment}, but only while EdgeAssist is open.</source>
        <translation>Ce que vous avez réglé sonnera {moment}, mais seulement si EdgeAssist est ouvert.</translation>
    </message>
    <message>
        <source>If you close now, it is told the next time you start EdgeAssist.</source>
        <translation>Si vous fermez maintenant, EdgeAssist vous le dira à son prochain démarrage.</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>Fermer quand même</translation>
    </message>
    <message>
        <source>Keep open</source>
        <translation>Laisser ouvert</translation>
    </message>
    <message>
        <source>Close, and never ask</source>
        <translation>Fermer et ne plus demander</translation>
    </message>
    <message>
        <source>appearance theme colours text size language contrast screen display</source>
        <translation>apparence thème couleurs taille du texte langue contraste écran affichage</translation>
    </message>
    <message>
        <source>keys shortcuts start notifications</source>
        <translation>touches raccourcis clavier démarrage notifications</translation>
    </message>
    <message>
        <source>processor threads memory speed context</source>
        <translation>processeur threads mémoire vitesse contexte</translation>
    </message>
    <message>
        <source>microphone speech dictation listening talk</source>
        <translation>microphone parole dictée écoute parler</translation>
    </message>
    <message>
        <source>folder disk download storage</source>
        <translation>dossier disque téléchargement stockage</translation>
    </message>
    <message>
        <source>offline internet connection lock proxy journal privacy</source>
        <translation>hors ligne internet connexion verrou proxy journal confidentialité</translation>
    </message>
    <message>
        <source>Hugging Face account token password</source>
        <translation>Hugging Face compte jeton mot de passe</translation>
    </message>
    <message>
        <source>version update upgrade previous backup copy restore news licence info help</source>
        <translation>version mise à jour précédente sauvegarde copie restaurer nouveautés licence infos aide</translation>
    </message>
    <message>
        <source>font zoom letters text bigger larger smaller</source>
        <translation>police taille des lettres zoom texte plus grand plus petit</translation>
    </message>
    <message>
        <source>chats</source>
        <translation>discussions</translation>
    </message>
    <message>
        <source>timers, lists, notes and the home</source>
        <translation>minuteurs, listes, notes et la maison</translation>
    </message>
    <message>
        <source>what answers cost</source>
        <translation>le coût des réponses</translation>
    </message>
    <message>
        <source>Recovered conversation</source>
        <translation>Conversation récupérée</translation>
    </message>
    <message>
        <source>Choose one of the languages that the settings list for commands.</source>
        <translation>Choisissez l’une des langues que les réglages proposent pour les commandes.</translation>
    </message>
    <message>
        <source>Commands cannot be given in “{language}”: there are no sentences for it.</source>
        <translation>Les commandes ne peuvent pas être données en «&#xa0;{language}&#xa0;»&#x202f;: il n’y a pas de phrases pour cette langue.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again; commands in other languages still work.</source>
        <translation>Réinstallez EdgeAssist&#x202f;; les commandes dans d’autres langues marchent toujours.</translation>
    </message>
    <message>
        <source>The sentences in {name} cannot be read: {reason}</source>
        <translation>Les phrases de {name} ne peuvent pas être lues&#x202f;: {reason}</translation>
    </message>
    <message>
        <source>The rest of EdgeAssist works; ask the maker of the action.</source>
        <translation>Le reste d’EdgeAssist marche&#x202f;; demandez à l’auteur de l’action.</translation>
    </message>
    <message>
        <source>Its sentences for {language} cannot be used: {reason}.</source>
        <translation>Ses phrases pour {language} ne peuvent pas être utilisées&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>unknown code</source>
        <translation>code inconnu</translation>
    </message>
    <message>
        <source>the folder cannot be written to</source>
        <translation>impossible d’écrire dans le dossier</translation>
    </message>
    <message>
        <source>the drive refused it</source>
        <translation>le disque l’a refusé</translation>
    </message>
    <message>
        <source>EdgeAssist is closing.</source>
        <translation>EdgeAssist se ferme.</translation>
    </message>
    <message>
        <source>Pack the models again with this EdgeAssist. Nothing was changed.</source>
        <translation>Remettez les modèles en pack avec cet EdgeAssist. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>{pack} was made by an early EdgeAssist; such packs are read no more.</source>
        <translation>{pack} a été fait par un ancien EdgeAssist&#x202f;; ces packs ne sont plus lus.</translation>
    </message>
    <message>
        <source>The list in {pack} is damaged, so nothing of it was taken in.</source>
        <translation>La liste de {pack} est endommagée&#x202f;; rien n’en a donc été repris.</translation>
    </message>
    <message>
        <source>The list in {pack} asks for what no field pack has.</source>
        <translation>La liste de {pack} demande ce qu’aucun pack de terrain n’a.</translation>
    </message>
    <message>
        <source>{name} was skipped: this version cannot use “{kind}” yet.</source>
        <translation>{name} a été sauté&#x202f;: cette version ne peut pas encore utiliser «&#xa0;{kind}&#xa0;».</translation>
    </message>
    <message>
        <source>Something</source>
        <translation>Quelque chose</translation>
    </message>
    <message>
        <source>The list in {pack} is not complete for {name}.</source>
        <translation>La liste de {pack} n’est pas complète pour {name}.</translation>
    </message>
    <message>
        <source>The list in {pack} names a file that cannot be one: {name}.</source>
        <translation>La liste de {pack} nomme un fichier qui ne peut pas en être un&#x202f;: {name}.</translation>
    </message>
    <message>
        <source>The file ends in the middle of a text of its header; the download probably broke off.</source>
        <translation>Le fichier se termine au milieu d’un texte de son en-tête&#x202f;; le téléchargement s’est sans doute interrompu.</translation>
    </message>
    <message>
        <source>The file ends inside its header, after {size_bytes}; the download probably broke off.</source>
        <translation>Le fichier se termine dans son en-tête, après {size_bytes}&#x202f;; le téléchargement s’est sans doute interrompu.</translation>
    </message>
    <message>
        <source>The file became shorter while it was read, or its drive was removed.</source>
        <translation>Le fichier a raccourci pendant sa lecture, ou son disque a été retiré.</translation>
    </message>
    <message>
        <source>This GGUF file was made for big-endian processors; this computer has another kind.</source>
        <translation>Ce fichier GGUF a été fait pour des processeurs gros-boutistes&#x202f;; cet ordinateur en a un d’une autre sorte.</translation>
    </message>
    <message>
        <source>This is a GGUF file of version {version}; the engine reads versions 2 and 3.</source>
        <translation>C’est un fichier GGUF de version {version}&#x202f;; le moteur lit les versions 2 et 3.</translation>
    </message>
    <message>
        <source>The header announces more than the rest of the file can hold; the download probably broke off.</source>
        <translation>L’en-tête annonce plus que ne peut contenir le reste du fichier&#x202f;; le téléchargement s’est sans doute interrompu.</translation>
    </message>
    <message>
        <source>The list “{name}” is longer than the rest of the file.</source>
        <translation>La liste «&#xa0;{name}&#xa0;» est plus longue que le reste du fichier.</translation>
    </message>
    <message>
        <source>{pack} is no field pack, or it was not copied to its end.</source>
        <translation>{pack} n’est pas un pack de terrain, ou n’a pas été copié jusqu’au bout.</translation>
    </message>
    <message>
        <source>{pack} holds {count} files; no field pack has as many.</source>
        <translation>{pack} contient {count} fichiers&#x202f;; aucun pack de terrain n’en a autant.</translation>
    </message>
    <message>
        <source>{pack} holds two files of one name.</source>
        <translation>{pack} contient deux fichiers du même nom.</translation>
    </message>
    <message>
        <source>{pack} holds files that lie over each other.</source>
        <translation>{pack} contient des fichiers qui se chevauchent.</translation>
    </message>
    <message>
        <source>{pack} holds something that may not be in a field pack: {name}.</source>
        <translation>{pack} contient ce qui n’a pas sa place dans un pack de terrain&#x202f;: {name}.</translation>
    </message>
    <message>
        <source>{pack} holds {name} compressed or locked, which field packs never do.</source>
        <translation>{pack} contient {name} compressé ou verrouillé, ce que les packs de terrain ne font jamais.</translation>
    </message>
    <message>
        <source>{pack} is damaged: {name} is not where its directory says.</source>
        <translation>{pack} est endommagé&#x202f;: {name} n’est pas là où son répertoire le dit.</translation>
    </message>
    <message>
        <source>{pack} ends before {name} does; it was not copied to its end.</source>
        <translation>{pack} se termine avant {name}&#x202f;; il n’a pas été copié jusqu’au bout.</translation>
    </message>
    <message>
        <source>Nothing was fetched, and what is here stays as it is. If its maker announced a new version, allow it: remove the entry from pins.json among the data of EdgeAssist, and try again.</source>
        <translation>Rien n’a été récupéré, et ce qui est ici reste tel quel. Si son auteur a annoncé une nouvelle version, autorisez-la&#x202f;: retirez l’entrée de pins.json parmi les données d’EdgeAssist, et réessayez.</translation>
    </message>
    <message>
        <source>{ref} is not the file it was before: its SHA-256 was {before}… and would be {now}… now.</source>
        <translation>{ref} n’est plus le fichier d’avant&#x202f;: son SHA-256 était {before}… et serait maintenant {now}…</translation>
    </message>
    <message>
        <source>Nothing was fetched. Restore pins.json from a backup; or delete it, and first downloads are trusted anew.</source>
        <translation>Rien n’a été récupéré. Restaurez pins.json depuis une sauvegarde&#x202f;; ou supprimez-le, et les premiers téléchargements seront de nouveau acceptés.</translation>
    </message>
    <message>
        <source>{path} cannot be read, so nothing can be held to it: {reason}.</source>
        <translation>{path} ne peut pas être lu&#x202f;; rien ne peut donc y être comparé&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Nothing was fetched. Check the rights of that folder and the room on its drive, then try again.</source>
        <translation>Rien n’a été récupéré. Vérifiez les droits de ce dossier et la place sur son disque, puis réessayez.</translation>
    </message>
    <message>
        <source>{path} cannot be written, so the file could not be held to its digest: {reason}.</source>
        <translation>{path} ne peut pas être écrit&#x202f;; le fichier n’a donc pas pu être comparé à son empreinte&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>another window or command holds it</source>
        <translation>une autre fenêtre ou une autre commande le retient</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>il est endommagé</translation>
    </message>
    <message>
        <source>Compared with {source} on {when}, reading the text “{text}”, which the model was not tuned on here.</source>
        <translation>Comparé à {source}, {when}, en lisant le texte «&#x202f;{text}&#x202f;», sur lequel le modèle n’a pas été réglé ici.</translation>
    </message>
    <message>
        <source>Divergence is the Kullback-Leibler divergence of this model&apos;s next-word chances from the original&apos;s, in nats; 0 means no difference. A word is a token: a word or a piece of one. Speeds and memory hold for the computer they were measured on.</source>
        <translation>La divergence est celle de Kullback-Leibler entre les probabilités du mot suivant de ce modèle et celles de l’original, en nats&#x202f;; 0 veut dire aucune différence. Un mot est un token&#x202f;: un mot ou un morceau de mot. Les vitesses et la mémoire valent pour l’ordinateur où elles ont été mesurées.</translation>
    </message>
    <message>
        <source>Measure it first: `edgeassist models prove ID`.</source>
        <translation>Mesurez-le d’abord&#x202f;: `edgeassist models prove ID`.</translation>
    </message>
    <message>
        <source>What quantizing {name} cost has not been measured yet.</source>
        <translation>Ce que la quantification de {name} a coûté n’a pas encore été mesuré.</translation>
    </message>
    <message>
        <source>Choose another name, or add --force to replace it.</source>
        <translation>Choisissez un autre nom, ou ajoutez --force pour le remplacer.</translation>
    </message>
    <message>
        <source>End the name with .html for a page, or with .json for the numbers.</source>
        <translation>Terminez le nom par .html pour une page, ou par .json pour les chiffres.</translation>
    </message>
    <message>
        <source>{name} does not say which kind of report to write.</source>
        <translation>{name} n’indique pas quelle sorte de rapport écrire.</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>c’est un dossier</translation>
    </message>
    <message>
        <source>its folder is not there</source>
        <translation>son dossier n’existe pas</translation>
    </message>
    <message>
        <source>What quantizing cost: {name}</source>
        <translation>Ce que la quantification a coûté&#x202f;: {name}</translation>
    </message>
    <message>
        <source>What quantizing cost</source>
        <translation>Ce que la quantification a coûté</translation>
    </message>
    <message>
        <source>This model</source>
        <translation>Ce modèle</translation>
    </message>
    <message>
        <source>Type {kind}, preset {preset}.</source>
        <translation>Type {kind}, préréglage {preset}.</translation>
    </message>
    <message>
        <source>Type {kind}.</source>
        <translation>Type {kind}.</translation>
    </message>
    <message>
        <source>Layers left out: {layers}.</source>
        <translation>Couches retirées&#x202f;: {layers}.</translation>
    </message>
    <message>
        <source>SHA-256 of this model: {sum}</source>
        <translation>SHA-256 de ce modèle&#x202f;: {sum}</translation>
    </message>
    <message>
        <source>SHA-256 of the original: {sum}</source>
        <translation>SHA-256 de l’original&#x202f;: {sum}</translation>
    </message>
    <message>
        <source>Repair fetches it again from {place}.</source>
        <translation>Réparer le récupère de nouveau depuis {place}.</translation>
    </message>
    <message>
        <source>Repair makes it again from {name}.</source>
        <translation>Réparer le refait à partir de {name}.</translation>
    </message>
    <message>
        <source>The file of this model is damaged ({how}).</source>
        <translation>Le fichier de ce modèle est endommagé ({how}).</translation>
    </message>
    <message>
        <source>it has no file.</source>
        <translation>il n’a pas de fichier.</translation>
    </message>
    <message>
        <source>{id} cannot be verified: {reason}</source>
        <translation>{id} ne peut pas être vérifié&#x202f;: {reason}</translation>
    </message>
    <message>
        <source>it differs from the one that came in {places}</source>
        <translation>il diffère de celui qui est arrivé {places}</translation>
    </message>
    <message>
        <source>it differs from the one that came in</source>
        <translation>il diffère de celui qui est arrivé</translation>
    </message>
    <message>
        <source>Its SHA-256 was not known before; it is noted from now on.</source>
        <translation>Son SHA-256 n’était pas connu auparavant&#x202f;; il est noté désormais.</translation>
    </message>
    <message>
        <source>from MiB {start} to MiB {end}</source>
        <translation>du Mio {start} au Mio {end}</translation>
    </message>
    <message numerus="yes">
        <source>{places} and in {n} more place</source>
        <comment>{places} and in {n} more places</comment>
        <translation>
            <numerusform>{places} et à {n} autre endroit</numerusform>
            <numerusform>{places} et à {n} autres endroits</numerusform>
        </translation>
    </message>
    <message>
        <source>{path} is larger than such a file can be</source>
        <translation>{path} est plus grand que ne peut l’être un tel fichier</translation>
    </message>
    <message>
        <source>There is no acoustic model (final.mdl) in it, so it is no voice model for vosk.</source>
        <translation>Il ne contient pas de modèle acoustique (final.mdl)&#x202f;; ce n’est donc pas un modèle vocal pour vosk.</translation>
    </message>
    <message>
        <source>the graph of its language (HCLG.fst, or HCLr.fst and Gr.fst) is missing</source>
        <translation>le graphe de sa langue (HCLG.fst, ou HCLr.fst et Gr.fst) manque</translation>
    </message>
    <message>
        <source>{name} is missing</source>
        <translation>{name} manque</translation>
    </message>
    <message>
        <source>its list of words (words.txt) is missing</source>
        <translation>sa liste de mots (words.txt) manque</translation>
    </message>
    <message>
        <source>{name} does not begin as such a file does</source>
        <translation>{name} ne commence pas comme un tel fichier</translation>
    </message>
    <message>
        <source>{name} is no text</source>
        <translation>{name} n’est pas du texte</translation>
    </message>
    <message>
        <source>{name} holds a line that no voice model needs</source>
        <translation>{name} contient une ligne dont aucun modèle vocal n’a besoin</translation>
    </message>
    <message>
        <source>its list of words is not UTF-8 text</source>
        <translation>sa liste de mots n’est pas du texte UTF-8</translation>
    </message>
    <message>
        <source>line {number} of its list of words cannot be one</source>
        <translation>la ligne {number} de sa liste de mots est impossible</translation>
    </message>
    <message>
        <source>its list of words is empty</source>
        <translation>sa liste de mots est vide</translation>
    </message>
    <message>
        <source>its list of words has a line without an end</source>
        <translation>sa liste de mots a une ligne sans fin</translation>
    </message>
    <message>
        <source>is a device</source>
        <translation>est un périphérique</translation>
    </message>
    <message>
        <source>is a second name of another file</source>
        <translation>est un second nom d’un autre fichier</translation>
    </message>
    <message>
        <source>is a pipe</source>
        <translation>est un tube</translation>
    </message>
    <message>
        <source>The archive is damaged, or it was not copied to its end.</source>
        <translation>L’archive est endommagée, ou n’a pas été copiée jusqu’au bout.</translation>
    </message>
    <message>
        <source>The archive cannot be read to its end: {reason}.</source>
        <translation>L’archive ne peut pas être lue jusqu’au bout&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The archive holds a header that no archive needs.</source>
        <translation>L’archive contient un en-tête dont aucune archive n’a besoin.</translation>
    </message>
    <message>
        <source>The archive is packed in a way that voice models never are.</source>
        <translation>L’archive est compressée d’une façon qui n’est jamais celle des modèles vocaux.</translation>
    </message>
    <message>
        <source>Run `edgeassist doctor`: it tries every variant again.</source>
        <translation>Lancez `edgeassist doctor`&#x202f;: il essaie de nouveau toutes les variantes.</translation>
    </message>
    <message>
        <source>The engine did not accept the processor code in {name}.</source>
        <translation>Le moteur n’a pas accepté le code processeur de {name}.</translation>
    </message>
    <message>
        <source>The engine (llama-cpp-python) is not installed.</source>
        <translation>Le moteur (llama-cpp-python) n’est pas installé.</translation>
    </message>
    <message>
        <source>Run `make run` again.</source>
        <translation>Relancez `make run`.</translation>
    </message>
    <message>
        <source>The engine has no processor code to run with.</source>
        <translation>Le moteur n’a aucun code processeur pour fonctionner.</translation>
    </message>
    <message>
        <source>no such file or directory</source>
        <translation>aucun fichier ni dossier de ce nom</translation>
    </message>
    <message>
        <source>permission denied</source>
        <translation>accès refusé</translation>
    </message>
    <message>
        <source>operation not permitted</source>
        <translation>opération non autorisée</translation>
    </message>
    <message>
        <source>input/output error</source>
        <translation>erreur d’entrée-sortie</translation>
    </message>
    <message>
        <source>is a directory</source>
        <translation>c’est un dossier</translation>
    </message>
    <message>
        <source>no such device</source>
        <translation>aucun périphérique de ce nom</translation>
    </message>
    <message>
        <source>too many open files</source>
        <translation>trop de fichiers ouverts</translation>
    </message>
    <message>
        <source>too many levels of symbolic links</source>
        <translation>trop de liens symboliques à la suite</translation>
    </message>
    <message>
        <source>cannot allocate memory</source>
        <translation>impossible d’obtenir de la mémoire</translation>
    </message>
    <message>
        <source>no space left on device</source>
        <translation>plus de place sur le disque</translation>
    </message>
    <message>
        <source>read-only file system</source>
        <translation>système de fichiers en lecture seule</translation>
    </message>
    <message>
        <source>stale file handle</source>
        <translation>la référence au fichier n’est plus valable</translation>
    </message>
    <message>
        <source>unknown reason</source>
        <translation>raison inconnue</translation>
    </message>
    <message>
        <source>Reading the calibration text</source>
        <translation>Lecture du texte de calibrage</translation>
    </message>
    <message>
        <source>Pick a plain text file (UTF-8) of at least a page, or use the text that comes with EdgeAssist.</source>
        <translation>Choisissez un fichier de texte brut (UTF-8) d’au moins une page, ou utilisez le texte fourni avec EdgeAssist.</translation>
    </message>
    <message>
        <source>The calibration text {name} cannot be used: {reason}.</source>
        <translation>Le texte de calibrage {name} ne peut pas être utilisé&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Check that the file is still there and may be read.</source>
        <translation>Vérifiez que le fichier est toujours là et qu’il peut être lu.</translation>
    </message>
    <message>
        <source>The calibration text {name} cannot be opened: {reason}.</source>
        <translation>Le texte de calibrage {name} ne peut pas être ouvert&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Quantize without an importance matrix: the types of 4 bits and more need none.</source>
        <translation>Quantifiez sans matrice d’importance&#x202f;: les types de 4 bits et plus n’en ont pas besoin.</translation>
    </message>
    <message>
        <source>it has only {total} tokens, {needed} are needed</source>
        <translation>il n’a que {total} tokens, il en faut {needed}</translation>
    </message>
    <message>
        <source>The engine ran, but no product with a weight was seen. Nothing was written.</source>
        <translation>Le moteur a fonctionné, mais aucun produit avec un poids n’a été vu. Rien n’a été écrit.</translation>
    </message>
    <message>
        <source>it is not plain text</source>
        <translation>ce n’est pas du texte brut</translation>
    </message>
    <message>
        <source>it is not UTF-8</source>
        <translation>ce n’est pas de l’UTF-8</translation>
    </message>
    <message>
        <source>Measuring the new model</source>
        <translation>Mesure du nouveau modèle</translation>
    </message>
    <message>
        <source>Measuring the original</source>
        <translation>Mesure de l’original</translation>
    </message>
    <message>
        <source>Reading the held text with both</source>
        <translation>Lecture du texte d’épreuve avec les deux</translation>
    </message>
    <message>
        <source>Compare a model with the one it was made from.</source>
        <translation>Comparez un modèle à celui dont il est issu.</translation>
    </message>
    <message>
        <source>These two models have different vocabularies, so their answers cannot be compared.</source>
        <translation>Ces deux modèles ont des vocabulaires différents&#x202f;; leurs réponses ne peuvent donc pas être comparées.</translation>
    </message>
    <message>
        <source>Make it again with another preset, or from a fresh copy of the original.</source>
        <translation>Refaites-le avec un autre préréglage, ou à partir d’une nouvelle copie de l’original.</translation>
    </message>
    <message>
        <source>The original computes values that are no numbers: it is broken. Nothing was changed.</source>
        <translation>L’original calcule des valeurs qui ne sont pas des nombres&#x202f;: il est défectueux. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>The new model computes values that are no numbers: it is broken. Nothing was changed.</source>
        <translation>Le nouveau modèle calcule des valeurs qui ne sont pas des nombres&#x202f;: il est défectueux. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Use a shorter context (`--context N`, or context_tokens in settings.toml), or a smaller model.</source>
        <translation>Utilisez un contexte plus court (`--context N`, ou context_tokens dans settings.toml), ou un modèle plus petit.</translation>
    </message>
    <message>
        <source>There is not enough memory for a context of {tokens} tokens with this model.</source>
        <translation>Il n’y a pas assez de mémoire pour un contexte de {tokens} tokens avec ce modèle.</translation>
    </message>
    <message>
        <source>Try again; if it happens again, load the model anew with a shorter context.</source>
        <translation>Réessayez&#x202f;; si cela se reproduit, rechargez le modèle avec un contexte plus court.</translation>
    </message>
    <message>
        <source>The engine could not work through the text (status {status}). The conversation is safe.</source>
        <translation>Le moteur n’a pas pu traiter le texte (état {status}). La conversation est en sûreté.</translation>
    </message>
    <message>
        <source>Pick one of {names}, or none to use the model&apos;s own.</source>
        <translation>Choisissez l’un de ceux-ci&#x202f;: {names}&#x202f;; ou aucun, pour utiliser celui du modèle.</translation>
    </message>
    <message>
        <source>There is no built-in chat template named “{name}”.</source>
        <translation>Il n’y a pas de gabarit de dialogue intégré nommé «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>Shorten the text, start a new conversation, or use a longer context: `--context N`, or context_tokens in settings.toml.</source>
        <translation>Raccourcissez le texte, commencez une nouvelle conversation, ou utilisez un contexte plus long&#x202f;: `--context N`, ou context_tokens dans settings.toml.</translation>
    </message>
    <message>
        <source>The text takes {tokens} tokens, but the context holds {context} and needs room for the answer. Nothing was cut off.</source>
        <translation>Le texte prend {tokens} tokens, mais le contexte en contient {context} et il faut de la place pour la réponse. Rien n’a été coupé.</translation>
    </message>
    <message>
        <source>Shorten the text to about {tokens} tokens, start anew, or choose a bigger model: this one holds no more.</source>
        <translation>Raccourcissez le texte à environ {tokens} tokens, recommencez, ou choisissez un modèle plus grand&#x202f;: celui-ci n’en contient pas plus.</translation>
    </message>
    <message>
        <source>Use a text of a page or more.</source>
        <translation>Utilisez un texte d’une page ou plus.</translation>
    </message>
    <message>
        <source>The text to compare the models with is too short ({tokens} tokens).</source>
        <translation>Le texte servant à comparer les modèles est trop court ({tokens} tokens).</translation>
    </message>
    <message>
        <source>Check that the file is there, or install EdgeAssist anew.</source>
        <translation>Vérifiez que le fichier est là, ou réinstallez EdgeAssist.</translation>
    </message>
    <message>
        <source>The text {name} cannot be read: {reason}.</source>
        <translation>Le texte {name} ne peut pas être lu&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Compute the importance anew; the model itself is untouched.</source>
        <translation>Recalculez l’importance&#x202f;; le modèle lui-même est intact.</translation>
    </message>
    <message>
        <source>{name} is not an importance matrix that can be used: {reason}.</source>
        <translation>{name} n’est pas une matrice d’importance utilisable&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>it cannot be read as GGUF</source>
        <translation>elle ne peut pas être lue comme GGUF</translation>
    </message>
    <message>
        <source>it has sums but no counts for {weight}</source>
        <translation>elle a des sommes mais pas de comptes pour {weight}</translation>
    </message>
    <message>
        <source>it holds no sums</source>
        <translation>elle ne contient pas de sommes</translation>
    </message>
    <message>
        <source>its numbers for {weight} make no sense</source>
        <translation>ses nombres pour {weight} n’ont pas de sens</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Free some space, or choose a smaller type, and start again.</source>
        <translation>Le modèle de départ est intact. Libérez de la place, ou choisissez un type plus petit, et recommencez.</translation>
    </message>
    <message>
        <source>The drive became full before the work was done.</source>
        <translation>Le disque s’est rempli avant la fin du travail.</translation>
    </message>
    <message>
        <source>There was not enough memory for this work.</source>
        <translation>Il n’y avait pas assez de mémoire pour ce travail.</translation>
    </message>
    <message>
        <source>The system refused a step of this work: {reason}.</source>
        <translation>Le système a refusé une étape de ce travail&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The engine met an error it did not expect.</source>
        <translation>Le moteur a rencontré une erreur qu’il n’attendait pas.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Try again, or choose another type.</source>
        <translation>Le modèle de départ est intact. Réessayez, ou choisissez un autre type.</translation>
    </message>
    <message>
        <source>Use the engine version EdgeAssist was made for: run `make run` again. Quantizing without it still works.</source>
        <translation>Utilisez la version du moteur pour laquelle EdgeAssist a été fait&#x202f;: relancez `make run`. Quantifier sans cela marche toujours.</translation>
    </message>
    <message>
        <source>This engine keeps its tensors in another way than expected ({what}); nothing was read or changed.</source>
        <translation>Ce moteur garde ses tenseurs autrement que prévu ({what})&#x202f;; rien n’a été lu ni modifié.</translation>
    </message>
    <message>
        <source>What the engine computed could not be watched.</source>
        <translation>Ce que le moteur calculait n’a pas pu être observé.</translation>
    </message>
    <message>
        <source>{weight} met numbers without end: the model file may be damaged.</source>
        <translation>{weight} a rencontré des nombres infinis&#x202f;: le fichier du modèle est peut-être endommagé.</translation>
    </message>
    <message>
        <source>Preparing a model to measure with</source>
        <translation>Préparation d’un modèle pour mesurer</translation>
    </message>
    <message>
        <source>Measuring this computer</source>
        <translation>Mesure de cet ordinateur</translation>
    </message>
    <message>
        <source>Type a message first.</source>
        <translation>Tapez d’abord un message.</translation>
    </message>
    <message>
        <source>There is no text to answer.</source>
        <translation>Il n’y a pas de texte auquel répondre.</translation>
    </message>
    <message>
        <source>There is no type called “{name}” to quantize to.</source>
        <translation>Il n’y a pas de type de quantification nommé «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>There are: {names}.</source>
        <translation>Il y a&#x202f;: {names}.</translation>
    </message>
    <message>
        <source>Quantizing</source>
        <translation>Quantification</translation>
    </message>
    <message>
        <source>Choose another name, or remove that file first. Nothing was changed.</source>
        <translation>Choisissez un autre nom, ou supprimez d’abord ce fichier. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>There is a file called {name} already.</source>
        <translation>Il y a déjà un fichier nommé {name}.</translation>
    </message>
    <message>
        <source>Choose another name for the new file. Nothing was changed.</source>
        <translation>Choisissez un autre nom pour le nouveau fichier. Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>{name} is the model to be read; it is not overwritten.</source>
        <translation>{name} est le modèle à lire&#x202f;; il n’est pas écrasé.</translation>
    </message>
    <message>
        <source>Let EdgeAssist compute an importance matrix first, or choose Q4_K_M or larger.</source>
        <translation>Laissez d’abord EdgeAssist calculer une matrice d’importance, ou choisissez Q4_K_M ou plus grand.</translation>
    </message>
    <message>
        <source>{kind} needs an importance matrix: without one the model would speak nonsense.</source>
        <translation>{kind} a besoin d’une matrice d’importance&#x202f;: sans elle, le modèle dirait n’importe quoi.</translation>
    </message>
    <message>
        <source>Start from the F16, BF16 or Q8_0 file of this model.</source>
        <translation>Partez du fichier F16, BF16 ou Q8_0 de ce modèle.</translation>
    </message>
    <message>
        <source>This model is quantized already; doing it again loses quality twice.</source>
        <translation>Ce modèle est déjà quantifié&#x202f;; le refaire dégrade deux fois la qualité.</translation>
    </message>
    <message>
        <source>Quantize without leaving out layers.</source>
        <translation>Quantifiez sans retirer de couches.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Try another type.</source>
        <translation>Le modèle de départ est intact. Essayez un autre type.</translation>
    </message>
    <message>
        <source>The engine could not write this model as {kind}.</source>
        <translation>Le moteur n’a pas pu écrire ce modèle en {kind}.</translation>
    </message>
    <message>
        <source>This model has {layers} layers; one of those to leave out is not among them.</source>
        <translation>Ce modèle a {layers} couches&#x202f;; une de celles à retirer n’en fait pas partie.</translation>
    </message>
    <message>
        <source>Of the {layers} layers of this model at least two must stay.</source>
        <translation>Des {layers} couches de ce modèle, au moins deux doivent rester.</translation>
    </message>
    <message>
        <source>The layers of this model differ from each other, so none can be left out.</source>
        <translation>Les couches de ce modèle diffèrent entre elles&#x202f;; aucune ne peut donc être retirée.</translation>
    </message>
    <message>
        <source>The numbers of {weight} are kept in a way that cannot be read back.</source>
        <translation>Les nombres de {weight} sont gardés d’une façon qui ne permet pas de les relire.</translation>
    </message>
    <message>
        <source>The file may be damaged, or too strongly quantized. Import it again or pick another model.</source>
        <translation>Le fichier est peut-être endommagé, ou trop fortement quantifié. Importez-le de nouveau ou choisissez un autre modèle.</translation>
    </message>
    <message>
        <source>The model gives no usable output: its scores are not numbers. The conversation is safe.</source>
        <translation>Le modèle ne donne rien d’utilisable&#x202f;: ses scores ne sont pas des nombres. La conversation est en sûreté.</translation>
    </message>
    <message>
        <source>Check the grammar: it needs a rule named `root`, and every rule it names must exist.</source>
        <translation>Vérifiez la grammaire&#x202f;: il lui faut une règle nommée `root`, et chaque règle qu’elle nomme doit exister.</translation>
    </message>
    <message>
        <source>The grammar for the answer cannot be read. Nothing was generated.</source>
        <translation>La grammaire de la réponse ne peut pas être lue. Rien n’a été produit.</translation>
    </message>
    <message>
        <source>Check that the schema is valid JSON and uses plain types, properties and enums.</source>
        <translation>Vérifiez que le schéma est du JSON valable et qu’il emploie des types, des propriétés et des énumérations simples.</translation>
    </message>
    <message>
        <source>The JSON schema for the answer cannot be used: {reason}. Nothing was generated.</source>
        <translation>Le schéma JSON de la réponse ne peut pas être utilisé&#x202f;: {reason}. Rien n’a été produit.</translation>
    </message>
    <message>
        <source>Loosen the grammar, or pick another model.</source>
        <translation>Assouplissez la grammaire, ou choisissez un autre modèle.</translation>
    </message>
    <message>
        <source>The model cannot continue within the given grammar. What was written so far stands.</source>
        <translation>Le modèle ne peut pas continuer dans la grammaire donnée. Ce qui a été écrit jusqu’ici reste.</translation>
    </message>
    <message>
        <source>it must be a JSON object</source>
        <translation>ce doit être un objet JSON</translation>
    </message>
    <message>
        <source>it counts further than an answer can be long</source>
        <translation>il compte plus loin qu’une réponse ne peut être longue</translation>
    </message>
    <message>
        <source>Choosing the fastest safe code for this processor (once)</source>
        <translation>Choix du code sûr le plus rapide pour ce processeur (une seule fois)</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>Choisissez d’abord un modèle.</translation>
    </message>
    <message>
        <source>No model is loaded, so there is nothing that could answer.</source>
        <translation>Aucun modèle n’est chargé&#x202f;; rien ne peut donc répondre.</translation>
    </message>
    <message>
        <source>The engine met an error it did not expect. The conversation is safe.</source>
        <translation>Le moteur a rencontré une erreur qu’il n’attendait pas. La conversation est en sûreté.</translation>
    </message>
    <message>
        <source>Try again; if it happens again, load the model anew.</source>
        <translation>Réessayez&#x202f;; si cela se reproduit, rechargez le modèle.</translation>
    </message>
    <message>
        <source>The model can be used with a built-in chat template.</source>
        <translation>Le modèle peut être utilisé avec un gabarit de dialogue intégré.</translation>
    </message>
    <message>
        <source>The chat template is {size} KiB; at most {limit} are read.</source>
        <translation>Le gabarit de dialogue fait {size} Kio&#x202f;; {limit} au plus sont lus.</translation>
    </message>
    <message>
        <source>The chat template cannot be read: line {line}: {reason}.</source>
        <translation>Le gabarit de dialogue ne peut pas être lu&#x202f;: ligne {line}&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>The chat template fails on an ordinary conversation: {reason}.</source>
        <translation>Le gabarit de dialogue échoue sur une conversation ordinaire&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>syntax error</source>
        <translation>erreur de syntaxe</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>il est imbriqué trop profondément</translation>
    </message>
    <message>
        <source>it leaves out what was said</source>
        <translation>il omet ce qui a été dit</translation>
    </message>
    <message>
        <source>Run `edgeassist doctor` and report what it shows.</source>
        <translation>Lancez `edgeassist doctor` et signalez ce qu’il affiche.</translation>
    </message>
    <message>
        <source>None of the engine&apos;s processor code works on this machine ({reasons}).</source>
        <translation>Aucun code processeur du moteur ne marche sur cet ordinateur ({reasons}).</translation>
    </message>
    <message>
        <source>Free some space on the drive of the cache folder, check its rights, and start EdgeAssist again.</source>
        <translation>Libérez de la place sur le disque du dossier de cache, vérifiez ses droits et relancez EdgeAssist.</translation>
    </message>
    <message>
        <source>The processor code cannot be tried, because no test model could be made ({reason}). Nothing was changed.</source>
        <translation>Le code processeur ne peut pas être essayé, car aucun modèle d’essai n’a pu être créé ({reason}). Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>There is no processor code named {name}.</source>
        <translation>Il n’y a pas de code processeur nommé {name}.</translation>
    </message>
    <message>
        <source>Measuring what each type loses</source>
        <translation>Mesure de ce que chaque type perd</translation>
    </message>
    <message>
        <source>This model cannot be made as small as {wished_bytes}: with the types allowed it takes {least_bytes}.</source>
        <translation>Ce modèle ne peut pas être réduit à {wished_bytes}&#x202f;: avec les types permis, il prend {least_bytes}.</translation>
    </message>
    <message>
        <source>Ask for {least_bytes} or more, allow coarser types, or start from a smaller model.</source>
        <translation>Demandez {least_bytes} ou plus, permettez des types plus grossiers, ou partez d’un modèle plus petit.</translation>
    </message>
    <message>
        <source>Ask for less than the model takes now, or keep it as it is.</source>
        <translation>Demandez moins que ce que le modèle prend maintenant, ou gardez-le tel quel.</translation>
    </message>
    <message>
        <source>This model takes {model_bytes}, no more than the {wished_bytes} asked for.</source>
        <translation>Ce modèle prend {model_bytes}, pas plus que les {wished_bytes} demandés.</translation>
    </message>
    <message>
        <source>Check that the file is still there and may be read, or import it again.</source>
        <translation>Vérifiez que le fichier est toujours là et qu’il peut être lu, ou importez-le de nouveau.</translation>
    </message>
    <message>
        <source>The model file {name} cannot be opened: {reason}.</source>
        <translation>Le fichier de modèle {name} ne peut pas être ouvert&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>Import the model again, so that it is checked again.</source>
        <translation>Importez de nouveau le modèle, pour qu’il soit revérifié.</translation>
    </message>
    <message>
        <source>The model file {name} has changed since it was checked: {found} bytes instead of {expected}. It was not loaded.</source>
        <translation>Le fichier de modèle {name} a changé depuis sa vérification&#x202f;: {found} octets au lieu de {expected}. Il n’a pas été chargé.</translation>
    </message>
    <message>
        <source>The file may be damaged or of a kind this version does not know. Import it again or pick another model.</source>
        <translation>Le fichier est peut-être endommagé ou d’une sorte que cette version ne connaît pas. Importez-le de nouveau ou choisissez un autre modèle.</translation>
    </message>
    <message>
        <source>The engine could not load {name} ({size_bytes}). Nothing was changed.</source>
        <translation>Le moteur n’a pas pu charger {name} ({size_bytes}). Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>it is not a regular file</source>
        <translation>ce n’est pas un fichier ordinaire</translation>
    </message>
    <message>
        <source>the templates for {language}</source>
        <translation>les gabarits pour {language}</translation>
    </message>
    <message>
        <source>This sound file cannot be read: {reason}.</source>
        <translation>Ce fichier son ne peut pas être lu&#x202f;: {reason}.</translation>
    </message>
    <message>
        <source>This file is no WAV, FLAC or OGG sound, or it is damaged.</source>
        <translation>Ce fichier n’est pas un son WAV, FLAC ou OGG, ou il est endommagé.</translation>
    </message>
    <message>
        <source>This file is no WAV, FLAC or OGG sound that can be heard.</source>
        <translation>Ce fichier n’est pas un son WAV, FLAC ou OGG qui puisse être entendu.</translation>
    </message>
    <message>
        <source>turns text into vectors</source>
        <translation>transforme du texte en vecteurs</translation>
    </message>
    <message>
        <source>only speeds up another model</source>
        <translation>ne fait qu’accélérer un autre modèle</translation>
    </message>
    <message>
        <source>speaks</source>
        <translation>parle</translation>
    </message>
    <message>
        <source>reads pictures</source>
        <translation>lit des images</translation>
    </message>
    <message>
        <source>rewrites text through an encoder</source>
        <translation>réécrit du texte à l’aide d’un encodeur</translation>
    </message>
    <message>
        <source>makes sound</source>
        <translation>produit du son</translation>
    </message>
    <message>
        <source>The file holds no weights, only a description or a vocabulary.</source>
        <translation>Le fichier ne contient pas de poids, seulement une description ou un vocabulaire.</translation>
    </message>
    <message>
        <source>The file has {has_bytes} of the {declared_bytes} it declares ({missing} bytes are missing); the download probably broke off.</source>
        <translation>Le fichier a {has_bytes} des {declared_bytes} qu’il annonce (il manque {missing} octets)&#x202f;; le téléchargement s’est sans doute interrompu.</translation>
    </message>
    <message>
        <source>The file does not have the declared size: it should end after {declared_bytes} and goes on for another {more_bytes}.</source>
        <translation>Le fichier n’a pas la taille annoncée&#x202f;: il devrait se terminer après {declared_bytes} et continue sur {more_bytes} de plus.</translation>
    </message>
    <message>
        <source>The file brings no chat template.</source>
        <translation>Le fichier n’apporte pas de gabarit de dialogue.</translation>
    </message>
    <message>
        <source>The file&apos;s chat template is larger than 256 KiB.</source>
        <translation>Le gabarit de dialogue du fichier dépasse 256 Kio.</translation>
    </message>
    <message>
        <source>The file does not say which architecture its model has.</source>
        <translation>Le fichier n’indique pas l’architecture de son modèle.</translation>
    </message>
    <message>
        <source>This model ({name}) {trade}; it cannot chat.</source>
        <translation>Ce modèle ({name}) {trade}&#x202f;; il ne peut pas discuter.</translation>
    </message>
    <message>
        <source>The engine does not know the architecture “{name}”.</source>
        <translation>Le moteur ne connaît pas l’architecture «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>This file holds an addition to a model (an adapter or a picture reader), not a model.</source>
        <translation>Ce fichier contient un complément à un modèle (un adaptateur ou un lecteur d’images), pas un modèle.</translation>
    </message>
    <message>
        <source>The file brings no list of tokens, so it cannot read or write text.</source>
        <translation>Le fichier n’apporte pas de liste de tokens&#x202f;; il ne peut donc ni lire ni écrire du texte.</translation>
    </message>
    <message>
        <source>its score is no better than that of a trivial baseline, so it is not trusted with that</source>
        <translation>son score n’est pas meilleur que celui d’une référence triviale&#x202f;; cela ne lui est donc pas confié</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>pas mesuré</translation>
    </message>
    <message>
        <source>{measured} (baseline: {baseline})</source>
        <translation>{measured} (référence&#x202f;: {baseline})</translation>
    </message>
    <message numerus="yes">
        <source>it was not measured enough to be trusted with it ({n} example)</source>
        <comment>it was not measured enough to be trusted with it ({n} examples)</comment>
        <translation>
            <numerusform>il n’a pas été assez mesuré pour que cela lui soit confié ({n} exemple)</numerusform>
            <numerusform>il n’a pas été assez mesuré pour que cela lui soit confié ({n} exemples)</numerusform>
        </translation>
    </message>
    <message>
        <source>chat</source>
        <translation>discuter</translation>
    </message>
    <message>
        <source>sum texts up</source>
        <translation>résumer des textes</translation>
    </message>
    <message>
        <source>turn commands into JSON</source>
        <translation>transformer des commandes en JSON</translation>
    </message>
    <message>
        <source>{measure} {value} ({low} to {high}, {count} examples) is better than {bar} of the best trivial baseline, {name}.</source>
        <translation>{measure} {value} ({low} à {high}, {count} exemples) est meilleur que {bar}, la meilleure référence triviale ({name}).</translation>
    </message>
    <message>
        <source>{measure} {value} ({low} to {high}, {count} examples) is not clearly better than {bar} of the best trivial baseline, {name}.</source>
        <translation>{measure} {value} ({low} à {high}, {count} exemples) n’est pas nettement meilleur que {bar}, la meilleure référence triviale ({name}).</translation>
    </message>
    <message>
        <source>Only {count} held-out examples: too few to claim anything.</source>
        <translation>Seulement {count} exemples mis de côté&#xa0;: trop peu pour affirmer quoi que ce soit.</translation>
    </message>
    <message>
        <source>it was not measured enough to be trusted with it ({count} examples)</source>
        <translation>il n’a pas été assez mesuré pour que cela lui soit confié ({count} exemples)</translation>
    </message>
    <message>
        <source>It has {count} million parameters, a small part of what the models to download have: it knows few facts, and what it says of the world may be wrong.</source>
        <translation>Il a {count} millions de paramètres, une petite partie de ce qu’ont les modèles à télécharger&#xa0;: il connaît peu de faits, et ce qu’il dit du monde peut être faux.</translation>
    </message>
    <message>
        <source>It reads and writes {languages} only.</source>
        <translation>Il ne lit et n’écrit que ces langues&#xa0;: {languages}.</translation>
    </message>
    <message>
        <source>A text and its answer together hold at most {tokens} tokens, about {count} words.</source>
        <translation>Un texte et sa réponse tiennent ensemble dans {tokens} tokens au plus, environ {count} mots.</translation>
    </message>
    <message>
        <source>It does what its tasks are; other instructions, roles and formats are not followed.</source>
        <translation>Il fait ce que sont ses tâches&#x202f;; les autres consignes, rôles et formats ne sont pas suivis.</translation>
    </message>
    <message>
        <source>There was no baseline to compare with, so nothing is claimed.</source>
        <translation>Il n’y avait pas de référence à laquelle comparer&#x202f;; rien n’est donc affirmé.</translation>
    </message>
    <message>
        <source>exact intent and slots, %</source>
        <translation>intention et détails exacts, %</translation>
    </message>
    <message>
        <source>perplexity of replies</source>
        <translation>perplexité des réponses</translation>
    </message>
    <message>
        <source>turned down, %</source>
        <translation>refusées, %</translation>
    </message>
    <message>
        <source>copying the source</source>
        <translation>copier l’original</translation>
    </message>
    <message>
        <source>word-for-word dictionary</source>
        <translation>dictionnaire mot à mot</translation>
    </message>
    <message>
        <source>first sentence</source>
        <translation>première phrase</translation>
    </message>
    <message>
        <source>templates alone</source>
        <translation>modèles de phrases seuls</translation>
    </message>
    <message>
        <source>most frequent reply</source>
        <translation>réponse la plus fréquente</translation>
    </message>
    <message>
        <source>token frequencies</source>
        <translation>fréquences des tokens</translation>
    </message>
    <message>
        <source>whole replies by frequency</source>
        <translation>réponses entières par fréquence</translation>
    </message>
    <message>
        <source>the same model on other questions</source>
        <translation>le même modèle sur d’autres questions</translation>
    </message>
    <message>
        <source>translate to {target}</source>
        <translation>traduire vers&#x202f;: {target}</translation>
    </message>
    <message>
        <source>translate from {source} to {target}</source>
        <translation>traduire {source} → {target}</translation>
    </message>
    <message>
        <source>{measured} (baseline: {baselines})</source>
        <translation>{measured} (référence&#xa0;: {baselines})</translation>
    </message>
    <message>
        <source>Shopping list</source>
        <translation>Liste de courses</translation>
    </message>
    <message>
        <source>above idle</source>
        <translation>au-dessus du repos</translation>
    </message>
    <message>
        <source>processor only</source>
        <translation>processeur seul</translation>
    </message>
    <message>
        <source>processor only, above idle</source>
        <translation>processeur seul, au-dessus du repos</translation>
    </message>
    <message>
        <source>no answer in this time</source>
        <translation>aucune réponse pendant ce temps</translation>
    </message>
    <message>
        <source>what the whole laptop drew was not measured</source>
        <translation>la consommation de tout le portable n’a pas été mesurée</translation>
    </message>
    <message>
        <source>Nothing was changed: the chats, models and settings that you have stay as they are.</source>
        <translation>Rien n’a été modifié : vos discussions, vos modèles et vos réglages restent tels quels.</translation>
    </message>
    <message>
        <source>too long for this model</source>
        <translation>trop long pour ce modèle</translation>
    </message>
    <message>
        <source>Only a model that can write joins sentences into a brief. Picked ones are a list: choose “Key points”.</source>
        <translation>Seul un modèle capable d’écrire relie les phrases en un texte court. Les phrases choisies forment une liste&#xa0;: prenez «&#xa0;Points clés&#xa0;».</translation>
    </message>
    <message>
        <source>Stopped. Nothing is summed up yet.</source>
        <translation>Arrêté. Rien n’est encore résumé.</translation>
    </message>
    <message>
        <source>No decision and no task was found in the text, so these are its most telling sentences.</source>
        <translation>Aucune décision ni tâche n’a été trouvée dans le texte&#x202f;; voici donc ses phrases les plus parlantes.</translation>
    </message>
    <message>
        <source>The text has no headings, so all of it is one section.</source>
        <translation>Le texte n’a pas de titres&#x202f;; il forme donc une seule section.</translation>
    </message>
    <message>
        <source>One text file for somebody who helps you: this computer, the program and its last errors. None of your texts, no names of documents, no passwords.</source>
        <translation>Un fichier texte pour qui vous aide&#xa0;: cet ordinateur, le programme et ses dernières erreurs. Aucun de vos textes, aucun nom de document, aucun mot de passe.</translation>
    </message>
    <message>
        <source>What happened?…</source>
        <translation>Que s’est-il passé&#x202f;?…</translation>
    </message>
    <message>
        <source>Often translates wrongly.</source>
        <translation>Traduit souvent mal.</translation>
    </message>
    <message>
        <source>Often wrong.</source>
        <translation>Souvent faux.</translation>
    </message>
</context>
</TS>
