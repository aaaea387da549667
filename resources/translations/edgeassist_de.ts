<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name></name>
    <message>
        <source>What its spec takes and needs must be words.</source>
        <translation>Was seine Beschreibung annimmt und braucht, müssen Wörter sein.</translation>
    </message>
    <message>
        <source>Stopped twice</source>
        <translation>Zweimal gestoppt</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>Nicht verwendbar</translation>
    </message>
    <message>
        <source>Did not work here</source>
        <translation>Lief hier nicht</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>Passt</translation>
    </message>
    <message>
        <source>Not measured on this computer yet</source>
        <translation>Auf diesem Computer noch nicht gemessen</translation>
    </message>
    <message>
        <source>Built in: small and quick; get a bigger one when you are online.</source>
        <translation>Eingebaut: klein und schnell; holen Sie ein größeres, wenn Sie online sind.</translation>
    </message>
    <message>
        <source>Can {doing}: {score}</source>
        <translation>Kann {doing}: {score}</translation>
    </message>
    <message>
        <source>Not used to {doing}: {reason}</source>
        <translation>Nicht eingesetzt ({doing}): {reason}</translation>
    </message>
    <message>
        <source>Limit: {limit}</source>
        <translation>Grenze: {limit}</translation>
    </message>
    <message>
        <source>Needs {size}</source>
        <translation>Braucht {size}</translation>
    </message>
    <message>
        <source>{size} memory here</source>
        <translation>hier {size} Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>Architektur</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>Quantisierung</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Context it was trained for</source>
        <translation>Kontext beim Training</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} Token</translation>
    </message>
    <message>
        <source>built-in.</source>
        <translation>eingebaut.</translation>
    </message>
    <message>
        <source>{time} from {source}</source>
        <translation>{time} aus {source}</translation>
    </message>
    <message>
        <source>{size} with a context of {tokens}</source>
        <translation>{size} bei einem Kontext von {tokens}</translation>
    </message>
    <message>
        <source>{name}: {value}</source>
        <translation>{name}: {value}</translation>
    </message>
    <message>
        <source>not compressed</source>
        <translation>nicht komprimiert</translation>
    </message>
    <message>
        <source>lightly compressed</source>
        <translation>leicht komprimiert</translation>
    </message>
    <message>
        <source>compressed</source>
        <translation>komprimiert</translation>
    </message>
    <message>
        <source>strongly compressed</source>
        <translation>stark komprimiert</translation>
    </message>
    <message>
        <source>{rate} tokens/s here</source>
        <translation>hier {rate} Token/s</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>not stated in the file</source>
        <translation>in der Datei nicht angegeben</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>Sprachen</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>Chat-Vorlage</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>die eigene des Modells</translation>
    </message>
    <message>
        <source>It adds instructions of its own</source>
        <translation>Sie fügt eigene Anweisungen hinzu</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importiert</translation>
    </message>
    <message>
        <source>Fetched from</source>
        <translation>Geholt von</translation>
    </message>
    <message>
        <source>{repo}, {file}, commit {commit}</source>
        <translation>{repo}, {file}, Commit {commit}</translation>
    </message>
    <message>
        <source>Made here from</source>
        <translation>Hier erstellt aus</translation>
    </message>
    <message>
        <source>Layers left out</source>
        <translation>Weggelassene Schichten</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Prompt processing here</source>
        <translation>Verarbeitung der Eingabe hier</translation>
    </message>
    <message>
        <source>{rate} tokens/s</source>
        <translation>{rate} Token/s</translation>
    </message>
    <message>
        <source>Generation here</source>
        <translation>Schreiben hier</translation>
    </message>
    <message>
        <source>Peak memory here</source>
        <translation>Höchster Speicherbedarf hier</translation>
    </message>
    <message>
        <source>Processor code</source>
        <translation>Prozessorcode</translation>
    </message>
    <message>
        <source>Answers go on as before.</source>
        <translation>Antworten gehen weiter wie bisher.</translation>
    </message>
    <message>
        <source>{name} stopped the engine twice last time, so it was not loaded.</source>
        <translation>{name} hat die Engine beim letzten Mal zweimal gestoppt und wurde deshalb nicht geladen.</translation>
    </message>
    <message>
        <source>The starter answers meanwhile.</source>
        <translation>Der Starter antwortet inzwischen.</translation>
    </message>
    <message>
        <source>Use it from Models to try again.</source>
        <translation>Verwenden Sie es unter „Modelle“, um es noch einmal zu versuchen.</translation>
    </message>
    <message>
        <source>{name} could not be loaded, so the model before is used again.</source>
        <translation>{name} konnte nicht geladen werden, deshalb wird wieder das vorige Modell verwendet.</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>Es ist kein Modell geladen.</translation>
    </message>
    <message>
        <source>Asking the hub</source>
        <translation>Der Hub wird gefragt</translation>
    </message>
    <message>
        <source>Nothing to fetch is called “{ref}”.</source>
        <translation>Es gibt nichts zu holen, das „{ref}“ heißt.</translation>
    </message>
    <message>
        <source>Look for a repository with GGUF files: their names often end in -GGUF.</source>
        <translation>Suchen Sie ein Repository mit GGUF-Dateien: Die Namen enden oft auf -GGUF.</translation>
    </message>
    <message>
        <source>{repo} holds no model file (.gguf) that is whole in itself.</source>
        <translation>{repo} enthält keine Modelldatei (.gguf), die für sich vollständig ist.</translation>
    </message>
    <message>
        <source>Choose a file that is whole, or download all parts with a browser and import the first.</source>
        <translation>Wählen Sie eine vollständige Datei, oder laden Sie alle Teile mit einem Browser herunter und importieren Sie den ersten.</translation>
    </message>
    <message>
        <source>{file} is one part of a model in several files, which cannot be fetched here.</source>
        <translation>{file} ist ein Teil eines Modells aus mehreren Dateien, das hier nicht geholt werden kann.</translation>
    </message>
    <message>
        <source>{name} is here.</source>
        <translation>{name} ist da.</translation>
    </message>
    <message>
        <source>Did you mean {ref}?</source>
        <translation>Meinten Sie {ref}?</translation>
    </message>
    <message>
        <source>`edgeassist models search TEXT` finds models.</source>
        <translation>`edgeassist models search TEXT` findet Modelle.</translation>
    </message>
    <message>
        <source>Only model files in the GGUF format can be used.</source>
        <translation>Nur Modelldateien im Format GGUF können verwendet werden.</translation>
    </message>
    <message>
        <source>What the context takes is known only once the model is here.</source>
        <translation>Wie viel der Kontext braucht, ist erst bekannt, wenn das Modell hier ist.</translation>
    </message>
    <message>
        <source>The first {count} models Hugging Face has for these words.</source>
        <translation>Die ersten {count} Modelle, die Hugging Face zu diesen Wörtern hat.</translation>
    </message>
    <message>
        <source>The one model Hugging Face has for these words.</source>
        <translation>Das einzige Modell, das Hugging Face zu diesen Wörtern hat.</translation>
    </message>
    <message>
        <source>sign in to see its files</source>
        <translation>melden Sie sich an, um die Dateien zu sehen</translation>
    </message>
    <message>
        <source>Sign in needed</source>
        <translation>Anmeldung nötig</translation>
    </message>
    <message>
        <source>May fit</source>
        <translation>Passt vielleicht</translation>
    </message>
    <message>
        <source>The processor is too hot. This goes on when it has cooled down.</source>
        <translation>Der Prozessor ist zu heiß. Es geht weiter, wenn er abgekühlt ist.</translation>
    </message>
    <message>
        <source>The battery is low. This goes on when it is charged to 25 %.</source>
        <translation>Der Akku ist schwach. Es geht weiter, wenn er auf 25 % geladen ist.</translation>
    </message>
    <message>
        <source>Try again when that is over.</source>
        <translation>Versuchen Sie es danach noch einmal.</translation>
    </message>
    <message>
        <source>Measuring this laptop…</source>
        <translation>Dieser Laptop wird gemessen…</translation>
    </message>
    <message>
        <source>An answer is under way, so this laptop cannot be measured now.</source>
        <translation>Eine Antwort ist in Arbeit, deshalb kann dieser Laptop jetzt nicht gemessen werden.</translation>
    </message>
    <message>
        <source>Other work is under way, so this laptop cannot be measured now.</source>
        <translation>Andere Arbeit läuft, deshalb kann dieser Laptop jetzt nicht gemessen werden.</translation>
    </message>
    <message>
        <source>No model is loaded, so there is nothing to measure with.</source>
        <translation>Es ist kein Modell geladen, deshalb gibt es nichts zu messen.</translation>
    </message>
    <message>
        <source>This laptop was not measured, because an answer was asked for. Nothing was changed.</source>
        <translation>Dieser Laptop wurde nicht gemessen, weil eine Antwort verlangt wurde. Nichts wurde geändert.</translation>
    </message>
    <message numerus="yes">
        <source>Answers use up to {n} core.</source>
        <comment>Answers use up to {n} cores.</comment>
        <translation>
            <numerusform>Antworten nutzen bis zu {n} Kern.</numerusform>
            <numerusform>Antworten nutzen bis zu {n} Kerne.</numerusform>
        </translation>
    </message>
    <message>
        <source>So say the settings.</source>
        <translation>So steht es in den Einstellungen.</translation>
    </message>
    <message>
        <source>this computer has no battery, or does not tell</source>
        <translation>dieser Computer hat keinen Akku oder gibt ihn nicht an</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{free} free of {total}</source>
        <translation>{free} von {total} frei</translation>
    </message>
    <message>
        <source>{percent} %, plugged in</source>
        <translation>{percent} %, am Netz</translation>
    </message>
    <message>
        <source>{percent} %, about {time} left</source>
        <translation>{percent} %, noch etwa {time}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>none is in use</source>
        <translation>keines in Gebrauch</translation>
    </message>
    <message>
        <source>{name} was not imported, for a reason EdgeAssist did not expect.</source>
        <translation>{name} wurde nicht importiert; den Grund hat EdgeAssist nicht erwartet.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>{name} was not imported.</source>
        <translation>{name} wurde nicht importiert.</translation>
    </message>
    <message>
        <source>{name} is here, but it did not work in a trial: {failure}</source>
        <translation>{name} ist da, funktionierte aber im Versuch nicht: {failure}</translation>
    </message>
    <message>
        <source>Try another model.</source>
        <translation>Versuchen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>The report is in {path}.</source>
        <translation>Der Bericht liegt in {path}.</translation>
    </message>
    <message>
        <source>What answers cost is forgotten. Chats are as they were.</source>
        <translation>Was Antworten kosteten, ist vergessen. Die Chats sind, wie sie waren.</translation>
    </message>
    <message>
        <source>What answers cost could not be deleted.</source>
        <translation>Was Antworten gekostet haben, konnte nicht gelöscht werden.</translation>
    </message>
    <message>
        <source>Checking the new model</source>
        <translation>Das neue Modell wird geprüft</translation>
    </message>
    <message>
        <source>This smaller copy was here already; there is still one of it.</source>
        <translation>Diese kleinere Kopie war schon hier; es gibt sie weiterhin nur einmal.</translation>
    </message>
    <message>
        <source>Choose a smaller preset or type.</source>
        <translation>Wählen Sie eine kleinere Vorgabe oder einen kleineren Typ.</translation>
    </message>
    <message>
        <source>That copy would be no smaller than {name} is now. Nothing was made.</source>
        <translation>Diese Kopie wäre nicht kleiner, als {name} jetzt ist. Es wurde nichts erstellt.</translation>
    </message>
    <message>
        <source>The engine answered something else than was asked.</source>
        <translation>Die Engine hat auf etwas anderes geantwortet, als gefragt war.</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>Starten Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Let EdgeAssist compute an importance matrix, or choose another type.</source>
        <translation>Lassen Sie EdgeAssist eine Wichtigkeitsmatrix berechnen, oder wählen Sie einen anderen Typ.</translation>
    </message>
    <message>
        <source>The offline switch could not be turned: {reason}.</source>
        <translation>Der Offline-Schalter konnte nicht umgelegt werden: {reason}.</translation>
    </message>
    <message>
        <source>{name} is written.</source>
        <translation>{name} ist geschrieben.</translation>
    </message>
    <message>
        <source>That did not work, for a reason EdgeAssist did not expect.</source>
        <translation>Das hat nicht funktioniert; den Grund hat EdgeAssist nicht erwartet.</translation>
    </message>
    <message>
        <source>opened</source>
        <translation>geöffnet</translation>
    </message>
    <message>
        <source>could not be opened</source>
        <translation>konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>refused: the offline switch was on</source>
        <translation>abgelehnt: Der Offline-Schalter war ein</translation>
    </message>
    <message>
        <source>refused: not EdgeAssist&apos;s own</source>
        <translation>abgelehnt: nicht von EdgeAssist selbst</translation>
    </message>
    <message>
        <source>The log holds what passed EdgeAssist&apos;s gate, or was refused there or by its audit hook: host, port, time, purpose and outcome; never an address&apos;s path, a query or a token. Where the kernel&apos;s lock holds, native code that asks for a network socket is refused by the kernel; it leaves a line without an address where the kernel tells of it. Programs that a person opens from EdgeAssist (a web browser) are not part of it.</source>
        <translation>Das Protokoll enthält, was durch das Tor von EdgeAssist ging oder dort oder von seinem Audit-Hook abgelehnt wurde: Rechner, Port, Zeit, Zweck und Ergebnis; nie den Pfad einer Adresse, eine Anfrage oder ein Token. Wo die Sperre des Kernels gilt, lehnt der Kernel nativen Code ab, der einen Netzwerk-Socket verlangt; davon bleibt eine Zeile ohne Adresse, wo der Kernel es meldet. Programme, die jemand aus EdgeAssist heraus öffnet (ein Webbrowser), gehören nicht dazu.</translation>
    </message>
    <message>
        <source>{name} does not say which kind of file to write.</source>
        <translation>{name} sagt nicht, welche Art Datei zu schreiben ist.</translation>
    </message>
    <message>
        <source>End it with {kinds}.</source>
        <translation>Lassen Sie den Namen auf {kinds} enden.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{name} could not be written: {reason}.</source>
        <translation>{name} konnte nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>the system gives no reason</source>
        <translation>das System nennt keinen Grund</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>What holds</source>
        <translation>Was schützt</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>Was fehlt</translation>
    </message>
    <message>
        <source>What was refused</source>
        <translation>Was abgelehnt wurde</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>Angefragt von</translation>
    </message>
    <message>
        <source>made {moment}</source>
        <translation>erstellt {moment}</translation>
    </message>
    <message>
        <source>Network report</source>
        <translation>Netzwerkbericht</translation>
    </message>
    <message>
        <source>Protection</source>
        <translation>Schutz</translation>
    </message>
    <message>
        <source>Network report of EdgeAssist</source>
        <translation>Netzwerkbericht von EdgeAssist</translation>
    </message>
    <message>
        <source>The offline switch is on for this run.</source>
        <translation>Der Offline-Schalter ist ein, solange dieses Programm läuft.</translation>
    </message>
    <message numerus="yes">
        <source>{n} line of the log is damaged and left out.</source>
        <comment>{n} lines of the log are damaged and left out.</comment>
        <translation>
            <numerusform>Eine Zeile des Protokolls ist beschädigt und ausgelassen.</numerusform>
            <numerusform>{n} Zeilen des Protokolls sind beschädigt und ausgelassen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Settings cannot be written to the disk: {reason}.</source>
        <translation>Einstellungen können nicht auf das Laufwerk geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>What you choose holds until EdgeAssist is closed.</source>
        <translation>Was Sie wählen, gilt, bis EdgeAssist geschlossen wird.</translation>
    </message>
    <message>
        <source>The settings could not be written to {path}: {reason}.</source>
        <translation>Die Einstellungen konnten nicht nach {path} geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>{path} could not be read: {reason}.</source>
        <translation>{path} konnte nicht gelesen werden: {reason}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} setting is changed by {name}.</source>
        <comment>{n} settings are changed by {name}.</comment>
        <translation>
            <numerusform>{n} Einstellung wird durch {name} geändert.</numerusform>
            <numerusform>{n} Einstellungen werden durch {name} geändert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Downloads go by this address now: {addresses}.</source>
        <translation>Downloads laufen jetzt über diese Adresse: {addresses}.</translation>
    </message>
    <message>
        <source>Left out: {settings}.</source>
        <translation>Ausgelassen: {settings}.</translation>
    </message>
    <message numerus="yes">
        <source>Left out: {settings}; and {n} more.</source>
        <comment>Left out: {settings}; and {n} more.</comment>
        <translation>
            <numerusform>Ausgelassen: {settings}; und {n} weitere.</numerusform>
            <numerusform>Ausgelassen: {settings}; und {n} weitere.</numerusform>
        </translation>
    </message>
    <message>
        <source>The settings are in {path}.</source>
        <translation>Die Einstellungen liegen in {path}.</translation>
    </message>
    <message>
        <source>Passwords and tokens are not in it.</source>
        <translation>Passwörter und Token sind nicht darin.</translation>
    </message>
    <message>
        <source>{name} changes nothing: all of it holds already.</source>
        <translation>{name} ändert nichts: Alles darin gilt schon.</translation>
    </message>
    <message>
        <source>Python&apos;s own sockets are refused and logged outside EdgeAssist&apos;s downloads (audit hook)</source>
        <translation>Pythons eigene Sockets werden außerhalb der Downloads von EdgeAssist abgelehnt und protokolliert (Audit-Hook)</translation>
    </message>
    <message>
        <source>The kernel refuses it every network socket, also for plug-ins and native code (seccomp)</source>
        <translation>Der Kernel verweigert ihm jeden Netzwerk-Socket, auch für Plug-ins und nativen Code (seccomp)</translation>
    </message>
    <message>
        <source>It cannot reach into other programs that run (Landlock)</source>
        <translation>Kein Zugriff auf andere laufende Programme (Landlock)</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Trial of the processor code</source>
        <translation>Versuch mit dem Prozessorcode</translation>
    </message>
    <message>
        <source>Checking a model file</source>
        <translation>Eine Modelldatei prüfen</translation>
    </message>
    <message>
        <source>Reading a document</source>
        <translation>Ein Dokument lesen</translation>
    </message>
    <message>
        <source>Writing a document</source>
        <translation>Ein Dokument schreiben</translation>
    </message>
    <message>
        <source>Searching a document</source>
        <translation>Ein Dokument durchsuchen</translation>
    </message>
    <message>
        <source>The system&apos;s keyring</source>
        <translation>Der Schlüsselbund des Systems</translation>
    </message>
    <message>
        <source>Long work on models</source>
        <translation>Lange Arbeit an Modellen</translation>
    </message>
    <message>
        <source>Checking a voice model</source>
        <translation>Ein Hörmodell prüfen</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Mikrofon</translation>
    </message>
    <message>
        <source>files: only its models, and no TCP (Landlock)</source>
        <translation>Dateien: nur seine Modelle, und kein TCP (Landlock)</translation>
    </message>
    <message>
        <source>no sockets, no other programs (seccomp)</source>
        <translation>keine Sockets, keine anderen Programme (seccomp)</translation>
    </message>
    <message>
        <source>Python&apos;s own sockets refused (audit hook)</source>
        <translation>Pythons eigene Sockets werden abgelehnt (Audit-Hook)</translation>
    </message>
    <message>
        <source>a connection to {name}</source>
        <translation>eine Verbindung zu {name}</translation>
    </message>
    <message>
        <source>starting {name}</source>
        <translation>das Starten von {name}</translation>
    </message>
    <message>
        <source>the file {name}</source>
        <translation>die Datei {name}</translation>
    </message>
    <message>
        <source>Not running now. Before it reads anything it puts its locks on, and they are shown here.</source>
        <translation>Läuft gerade nicht. Bevor sie etwas liest, legt sie ihre Sperren an; sie werden dann hier gezeigt.</translation>
    </message>
    <message>
        <source>This program</source>
        <translation>Dieses Programm</translation>
    </message>
    <message>
        <source>The door</source>
        <translation>Die Tür</translation>
    </message>
    <message>
        <source>The only process of ours that may connect: it opens what downloads ask for, writes each into the log, and refuses while the offline switch is on</source>
        <translation>Der einzige unserer Prozesse, der Verbindungen aufbauen darf: Er öffnet, was Downloads verlangen, schreibt jede Verbindung ins Protokoll und lehnt ab, solange der Offline-Schalter an ist</translation>
    </message>
    <message>
        <source>it has ended: nothing can be fetched until EdgeAssist is started anew</source>
        <translation>sie ist beendet: Nichts kann geholt werden, bis EdgeAssist neu gestartet wird</translation>
    </message>
    <message>
        <source>Refused since its start: {what}.</source>
        <translation>Seit dem Start abgelehnt: {what}.</translation>
    </message>
    <message numerus="yes">
        <source>And {n} earlier thing.</source>
        <comment>And {n} earlier things.</comment>
        <translation>
            <numerusform>Und {n} frühere Sache.</numerusform>
            <numerusform>Und {n} frühere Sachen.</numerusform>
        </translation>
    </message>
    <message>
        <source>this program was not started as EdgeAssist itself, so it has no wall</source>
        <translation>dieses Programm wurde nicht als EdgeAssist selbst gestartet und hat deshalb keine Sperre</translation>
    </message>
    <message>
        <source>the kernel does not show the lock that was put on</source>
        <translation>der Kernel zeigt die angelegte Sperre nicht</translation>
    </message>
    <message>
        <source>no network sockets: what holds for this program holds for its children (seccomp)</source>
        <translation>keine Netzwerk-Sockets: Was für dieses Programm gilt, gilt auch für seine Unterprozesse (seccomp)</translation>
    </message>
    <message>
        <source>none of its own</source>
        <translation>keine eigenen</translation>
    </message>
    <message>
        <source>this kernel does not have: {locks}</source>
        <translation>dieser Kernel hat nicht: {locks}</translation>
    </message>
    <message>
        <source>Import or get the original again and name it with --source ID. The model itself can be used as it is.</source>
        <translation>Importieren oder holen Sie das Original erneut und nennen Sie es mit --source ID. Das Modell selbst kann so verwendet werden.</translation>
    </message>
    <message>
        <source>The original that {name} was made from is no longer here.</source>
        <translation>Das Original, aus dem {name} erstellt wurde, ist nicht mehr hier.</translation>
    </message>
    <message>
        <source>Name the original with --source ID.</source>
        <translation>Nennen Sie das Original mit --source ID.</translation>
    </message>
    <message>
        <source>{name} was not quantized here, so its original is not known.</source>
        <translation>{name} wurde nicht hier verkleinert, deshalb ist das Original nicht bekannt.</translation>
    </message>
    <message>
        <source>Name the model it was made from.</source>
        <translation>Nennen Sie das Modell, aus dem es erstellt wurde.</translation>
    </message>
    <message>
        <source>A model cannot be compared with itself.</source>
        <translation>Ein Modell kann nicht mit sich selbst verglichen werden.</translation>
    </message>
    <message>
        <source>Import it again.</source>
        <translation>Importieren Sie es erneut.</translation>
    </message>
    <message>
        <source>it is not complete</source>
        <translation>es ist nicht vollständig</translation>
    </message>
    <message>
        <source>{name} cannot be compared: {reason}</source>
        <translation>{name} kann nicht verglichen werden: {reason}</translation>
    </message>
    <message>
        <source>Close other programs, or compare with a smaller original (Q8_0).</source>
        <translation>Schließen Sie andere Programme, oder vergleichen Sie mit einem kleineren Original (Q8_0).</translation>
    </message>
    <message>
        <source>Comparing holds both models in memory: about {need}, and {free} are free.</source>
        <translation>Für den Vergleich sind beide Modelle im Arbeitsspeicher: etwa {need}, und {free} sind frei.</translation>
    </message>
    <message>
        <source>The model was replaced while it was measured; the figures were thrown away.</source>
        <translation>Das Modell wurde während der Messung ersetzt; die Zahlen wurden verworfen.</translation>
    </message>
    <message>
        <source>Import its file again, then remove this one.</source>
        <translation>Importieren Sie die Datei erneut, und entfernen Sie dann dieses Modell.</translation>
    </message>
    <message>
        <source>Where {name} came from is not known, so it cannot be repaired here.</source>
        <translation>Woher {name} kommt, ist nicht bekannt, deshalb kann es hier nicht repariert werden.</translation>
    </message>
    <message>
        <source>The same model is here as {id}; the damaged copy {damaged} was removed.</source>
        <translation>Dasselbe Modell ist hier als {id}; die beschädigte Kopie {damaged} wurde entfernt.</translation>
    </message>
    <message>
        <source>{name} is whole again.</source>
        <translation>{name} ist wieder vollständig.</translation>
    </message>
    <message>
        <source>No model is loaded, so there is no context to change.</source>
        <translation>Es ist kein Modell geladen, deshalb gibt es keinen Kontext zu ändern.</translation>
    </message>
    <message>
        <source>{name} reads {tokens} tokens at once, and was not trained to read more.</source>
        <translation>{name} liest {tokens} Token auf einmal und wurde nicht für mehr trainiert.</translation>
    </message>
    <message>
        <source>{name} could not be loaded with room for {tokens} tokens.</source>
        <translation>{name} konnte nicht mit Platz für {tokens} Token geladen werden.</translation>
    </message>
    <message>
        <source>It is used with {tokens} tokens again.</source>
        <translation>Es wird wieder mit {tokens} Token verwendet.</translation>
    </message>
    <message>
        <source>Nothing was lost.</source>
        <translation>Nichts ging verloren.</translation>
    </message>
    <message>
        <source>Choose a model with a longer context in Models.</source>
        <translation>Wählen Sie unter „Modelle“ ein Modell mit längerem Kontext.</translation>
    </message>
    <message>
        <source>The setting is as it was.</source>
        <translation>Die Einstellung ist wie zuvor.</translation>
    </message>
    <message>
        <source>The first start of the engine needs {need} of disk space; {free} are free.</source>
        <translation>Der erste Start der Engine braucht {need} Platz auf dem Laufwerk; {free} sind frei.</translation>
    </message>
    <message>
        <source>The system&apos;s keyring may still hold the token.</source>
        <translation>Der Schlüsselbund des Systems enthält das Token vielleicht noch.</translation>
    </message>
    <message>
        <source>`edgeassist models repair {id}`, or Repair in the window, gets a whole copy.</source>
        <translation>`edgeassist models repair {id}` oder „Reparieren“ im Fenster holt eine vollständige Kopie.</translation>
    </message>
    <message>
        <source>Remove it and import its file again.</source>
        <translation>Entfernen Sie es, und importieren Sie die Datei erneut.</translation>
    </message>
    <message>
        <source>The token is forgotten.</source>
        <translation>Das Token ist vergessen.</translation>
    </message>
    <message>
        <source>Free some space on the drive of {folder}. Models and conversations are safe.</source>
        <translation>Schaffen Sie Platz auf dem Laufwerk von {folder}. Modelle und Unterhaltungen sind sicher.</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>Messung</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>it cannot be written</source>
        <translation>es kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>Go on starts it again.</source>
        <translation>„Weiter“ startet es erneut.</translation>
    </message>
    <message>
        <source>The proof is in {name}.</source>
        <translation>Der Nachweis liegt in {name}.</translation>
    </message>
    <message>
        <source>Where {name} came from is not known.</source>
        <translation>Woher {name} kommt, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Read it before you pass it on.</source>
        <translation>Lesen Sie ihn, bevor Sie ihn weitergeben.</translation>
    </message>
    <message>
        <source>Put the drive back; the models come back with it. Or have EdgeAssist&apos;s own folder again: `edgeassist settings reset models_folder`. Chats stay readable meanwhile.</source>
        <translation>Schließen Sie das Laufwerk wieder an; damit sind auch die Modelle wieder da. Oder verwenden Sie wieder den eigenen Ordner von EdgeAssist: `edgeassist settings reset models_folder`. Chats bleiben inzwischen lesbar.</translation>
    </message>
    <message>
        <source>The folder with the models is missing: {folder} is not there.</source>
        <translation>Der Ordner mit den Modellen fehlt: {folder} ist nicht da.</translation>
    </message>
    <message>
        <source>The drive with the models is missing: {folder} is not there.</source>
        <translation>Das Laufwerk mit den Modellen fehlt: {folder} ist nicht da.</translation>
    </message>
    <message>
        <source>Close EdgeAssist and start it again; nothing was lost.</source>
        <translation>Schließen Sie EdgeAssist, und starten Sie es neu; nichts ging verloren.</translation>
    </message>
    <message>
        <source>The models were moved to {folder} meanwhile.</source>
        <translation>Die Modelle wurden inzwischen nach {folder} verschoben.</translation>
    </message>
    <message>
        <source>From {name}: {names}.</source>
        <translation>Aus {name}: {names}.</translation>
    </message>
    <message>
        <source>Nothing new came in.</source>
        <translation>Es kam nichts Neues hinzu.</translation>
    </message>
    <message>
        <source>The field pack {name} is written ({size}).</source>
        <translation>Das Feldpaket {name} ist geschrieben ({size}).</translation>
    </message>
    <message>
        <source>All models are in {folder} now.</source>
        <translation>Alle Modelle sind jetzt in {folder}.</translation>
    </message>
    <message>
        <source>These stayed behind: {names}.</source>
        <translation>Diese blieben zurück: {names}.</translation>
    </message>
    <message>
        <source>All models, to {folder}</source>
        <translation>Alle Modelle, nach {folder}</translation>
    </message>
    <message>
        <source>Found in the models folder: {names}.</source>
        <translation>Im Modellordner gefunden: {names}.</translation>
    </message>
    <message>
        <source>What was copied in is no model that can be used.</source>
        <translation>Was hineinkopiert wurde, ist kein verwendbares Modell.</translation>
    </message>
    <message>
        <source>What was copied in by hand</source>
        <translation>Was von Hand hineinkopiert wurde</translation>
    </message>
    <message>
        <source>They are no longer loaded. Repair or import them again; nothing else was changed.</source>
        <translation>Sie werden nicht mehr geladen. Reparieren oder importieren Sie sie erneut; sonst wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Damaged: {names}.</source>
        <translation>Beschädigt: {names}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} model is whole.</source>
        <comment>{n} models are whole.</comment>
        <translation>
            <numerusform>{n} Modell ist vollständig.</numerusform>
            <numerusform>{n} Modelle sind vollständig.</numerusform>
        </translation>
    </message>
    <message>
        <source>The original stays.</source>
        <translation>Das Original bleibt.</translation>
    </message>
    <message>
        <source>{name} is ready; what it cost was not measured.</source>
        <translation>{name} ist fertig; was es gekostet hat, wurde nicht gemessen.</translation>
    </message>
    <message>
        <source>{name} is ready, but what it cost was not measured.</source>
        <translation>{name} ist fertig, aber was es gekostet hat, wurde nicht gemessen.</translation>
    </message>
    <message>
        <source>The original goes now.</source>
        <translation>Das Original wird jetzt entfernt.</translation>
    </message>
    <message>
        <source>{name} is ready.</source>
        <translation>{name} ist fertig.</translation>
    </message>
    <message>
        <source>{step} ({number} of {total})</source>
        <translation>{step} ({number} von {total})</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>Alle Modelle</translation>
    </message>
    <message>
        <source>Try again while the computer is quiet. Nothing was changed.</source>
        <translation>Versuchen Sie es noch einmal, wenn der Computer wenig zu tun hat. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The speed of this model could not be measured.</source>
        <translation>Das Tempo dieses Modells konnte nicht gemessen werden.</translation>
    </message>
    <message numerus="yes">
        <source>Answers with {n} thread as before: {rate} tokens a second, the fastest here.</source>
        <comment>Answers with {n} threads as before: {rate} tokens a second, the fastest here.</comment>
        <translation>
            <numerusform>Antwortet wie bisher mit {n} Thread: {rate} Token pro Sekunde, hier das Schnellste.</numerusform>
            <numerusform>Antwortet wie bisher mit {n} Threads: {rate} Token pro Sekunde, hier das Schnellste.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Answers with {n} thread from now on: {rate} instead of {before} tokens a second.</source>
        <comment>Answers with {n} threads from now on: {rate} instead of {before} tokens a second.</comment>
        <translation>
            <numerusform>Antwortet ab jetzt mit {n} Thread: {rate} statt {before} Token pro Sekunde.</numerusform>
            <numerusform>Antwortet ab jetzt mit {n} Threads: {rate} statt {before} Token pro Sekunde.</numerusform>
        </translation>
    </message>
    <message>
        <source>The number of threads in the settings holds instead; 0 there lets this one hold.</source>
        <translation>Stattdessen gilt die Zahl der Threads in den Einstellungen; mit 0 dort gilt diese hier.</translation>
    </message>
    <message>
        <source>It holds in the profiles Fast, Balanced and Auto.</source>
        <translation>Es gilt in den Profilen Schnell, Ausgewogen und Automatisch.</translation>
    </message>
    <message>
        <source>It was not tried on this computer yet: add its file again.</source>
        <translation>Es wurde auf diesem Computer noch nicht ausprobiert: Fügen Sie die Datei erneut hinzu.</translation>
    </message>
    <message>
        <source>It was copied here by hand: add its file instead.</source>
        <translation>Es wurde von Hand hierher kopiert: Fügen Sie stattdessen die Datei hinzu.</translation>
    </message>
    <message>
        <source>Choose its language here, then add it again. Nothing was changed.</source>
        <translation>Wählen Sie hier die Sprache, und fügen Sie es dann erneut hinzu. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>wartet, bis es an der Reihe ist</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>nicht fertig</translation>
    </message>
    <message>
        <source>waits for the offline switch</source>
        <translation>wartet auf den Offline-Schalter</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>begins</source>
        <translation>beginnt</translation>
    </message>
    <message>
        <source>What has arrived is kept, and it goes on by itself once the switch is off.</source>
        <translation>Was angekommen ist, bleibt aufbewahrt, und es geht von selbst weiter, sobald der Schalter aus ist.</translation>
    </message>
    <message>
        <source>Nothing has been fetched yet. It begins by itself once the switch is off.</source>
        <translation>Noch wurde nichts geholt. Es beginnt von selbst, sobald der Schalter aus ist.</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>As the window ({language})</source>
        <translation>Wie das Fenster ({language})</translation>
    </message>
    <message>
        <source>{items} and {last}</source>
        <translation>{items} und {last}</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>muss wahr (true) oder falsch (false) sein</translation>
    </message>
    <message>
        <source>must be a whole number</source>
        <translation>muss eine ganze Zahl sein</translation>
    </message>
    <message>
        <source>must be a text in quotes</source>
        <translation>muss ein Text in Anführungszeichen sein</translation>
    </message>
    <message>
        <source>must be between {low} and {high}</source>
        <translation>muss zwischen {low} und {high} liegen</translation>
    </message>
    <message>
        <source>must be one of {words}</source>
        <translation>muss eines von diesen sein: {words}</translation>
    </message>
    <message>
        <source>must not be longer than {count} letters</source>
        <translation>darf nicht länger als {count} Zeichen sein</translation>
    </message>
    <message>
        <source>must be one line without control characters</source>
        <translation>muss eine Zeile ohne Steuerzeichen sein</translation>
    </message>
    <message>
        <source>must be {what}</source>
        <translation>muss {what} sein</translation>
    </message>
    <message>
        <source>Look and language</source>
        <translation>Aussehen und Sprache</translation>
    </message>
    <message>
        <source>Window and keys</source>
        <translation>Fenster und Tasten</translation>
    </message>
    <message>
        <source>What answers cost</source>
        <translation>Was Antworten kosten</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>Sprechen</translation>
    </message>
    <message>
        <source>Models and downloads</source>
        <translation>Modelle und Downloads</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Model loaded at start: its id; `starter` is the one that comes with EdgeAssist.</source>
        <translation>Modell, das beim Start geladen wird: seine ID; `starter` ist das mitgelieferte.</translation>
    </message>
    <message>
        <source>Context length</source>
        <translation>Kontextlänge</translation>
    </message>
    <message>
        <source>How much a model can hold at once. More takes more memory.</source>
        <translation>Wie viel ein Modell auf einmal aufnehmen kann. Mehr braucht mehr Arbeitsspeicher.</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Threads the engine computes with; 0 uses one per physical core.</source>
        <translation>Threads, mit denen die Engine rechnet; 0 nimmt einen pro Prozessorkern.</translation>
    </message>
    <message>
        <source>one per core</source>
        <translation>einer pro Kern</translation>
    </message>
    <message>
        <source>Folder of the models</source>
        <translation>Ordner der Modelle</translation>
    </message>
    <message>
        <source>Folder of the models; empty keeps them with the other data. This moves no file: `edgeassist models move` and the models page do.</source>
        <translation>Ordner der Modelle; leer liegen sie bei den anderen Daten. Dies verschiebt keine Dateien; das tun `edgeassist models move` und die Seite „Modelle“.</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Offline switch: no connection is opened at all, whoever asks for one.</source>
        <translation>Offline-Schalter: Es wird gar keine Verbindung geöffnet, wer auch immer danach verlangt.</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Proxy for downloads (http://host:port); empty takes the system&apos;s, `none` takes none.</source>
        <translation>Proxy für Downloads (http://host:port); leer nimmt den des Systems, `none` keinen.</translation>
    </message>
    <message>
        <source>an address like http://host:port, `none` or empty</source>
        <translation>eine Adresse wie http://host:port, `none` oder leer</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Spiegelserver</translation>
    </message>
    <message>
        <source>Address that model files are fetched from instead (https://host); it supplies bytes only.</source>
        <translation>Adresse, von der Modelldateien stattdessen geholt werden (https://host); sie liefert nur Daten.</translation>
    </message>
    <message>
        <source>an address like https://host, or empty</source>
        <translation>eine Adresse wie https://host oder leer</translation>
    </message>
    <message>
        <source>Download limit</source>
        <translation>Download-Grenze</translation>
    </message>
    <message>
        <source>Most kilobytes a download takes per second; 0 for no limit.</source>
        <translation>Höchstens so viele Kilobyte pro Sekunde nimmt ein Download; 0 für keine Grenze.</translation>
    </message>
    <message>
        <source>kB/s</source>
        <translation>kB/s</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>keine Grenze</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Light or dark, or as the system has it.</source>
        <translation>Hell oder dunkel, oder wie das System.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Send with</source>
        <translation>Senden mit</translation>
    </message>
    <message>
        <source>Key that sends a question; with Ctrl+Enter, Enter breaks the line.</source>
        <translation>Taste, die eine Frage sendet; bei Strg+Enter beginnt Enter eine neue Zeile.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Strg+Enter</translation>
    </message>
    <message>
        <source>Language of commands</source>
        <translation>Sprache der Befehle</translation>
    </message>
    <message>
        <source>Language of commands: its code, as `edgeassist voices list` names them; empty is the window&apos;s own.</source>
        <translation>Sprache der Befehle: ihr Kürzel, wie `edgeassist voices list` es nennt; leer nimmt die des Fensters.</translation>
    </message>
    <message>
        <source>The language in which you say and type commands.</source>
        <translation>Die Sprache, in der Sie Befehle sprechen und schreiben.</translation>
    </message>
    <message>
        <source>Microphone by its name; empty takes the system&apos;s choice.</source>
        <translation>Mikrofon nach Namen; leer nimmt das vom System gewählte.</translation>
    </message>
    <message>
        <source>The microphone that hears you.</source>
        <translation>Das Mikrofon, das Sie hört.</translation>
    </message>
    <message>
        <source>Key for dictation</source>
        <translation>Taste zum Diktieren</translation>
    </message>
    <message>
        <source>Key held down to dictate into the text under the cursor.</source>
        <translation>Taste, die Sie halten, um in den Text an der Schreibmarke zu diktieren.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>How the engine trades speed against power and noise.</source>
        <translation>Wie die Engine Tempo gegen Stromverbrauch und Lärm abwägt.</translation>
    </message>
    <message>
        <source>Quiet</source>
        <translation>Leise</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>Schnell</translation>
    </message>
    <message>
        <source>Battery saver</source>
        <translation>Akku sparen</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Context in memory</source>
        <translation>Kontext im Arbeitsspeicher</translation>
    </message>
    <message>
        <source>How the context is held in memory; q8_0 takes half.</source>
        <translation>Wie der Kontext im Arbeitsspeicher gehalten wird; q8_0 braucht die Hälfte.</translation>
    </message>
    <message>
        <source>Full (f16)</source>
        <translation>Voll (f16)</translation>
    </message>
    <message>
        <source>Half the memory (q8_0)</source>
        <translation>Halber Speicher (q8_0)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Language of the window.</source>
        <translation>Sprache des Fensters.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Size of everything in the window. Text follows at once, the space around it at the next start.</source>
        <translation>Größe von allem im Fenster. Der Text folgt sofort, der Raum darum beim nächsten Start.</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Contrast of the colours.</source>
        <translation>Kontrast der Farben.</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>Whether things may move.</source>
        <translation>Ob sich Dinge bewegen dürfen.</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>Voll</translation>
    </message>
    <message>
        <source>Reduced</source>
        <translation>Verringert</translation>
    </message>
    <message>
        <source>Tell when long work ends</source>
        <translation>Melden, wenn lange Arbeit endet</translation>
    </message>
    <message>
        <source>Let the system tell when long work ends while the window is not in front.</source>
        <translation>Das System melden lassen, wenn lange Arbeit endet und das Fenster nicht vorn ist.</translation>
    </message>
    <message>
        <source>Ask before closing while a timer runs</source>
        <translation>Vor dem Schließen fragen, wenn ein Timer läuft</translation>
    </message>
    <message>
        <source>Timers, alarms and reminders ring only while EdgeAssist is open. Closing the window says so first.</source>
        <translation>Timer, Wecker und Erinnerungen klingeln nur, solange EdgeAssist geöffnet ist. Beim Schließen des Fensters wird das vorher gesagt.</translation>
    </message>
    <message>
        <source>Keep receipts</source>
        <translation>Quittungen aufbewahren</translation>
    </message>
    <message>
        <source>Keep what each answer cost (figures only, no text) on this computer.</source>
        <translation>Auf diesem Computer aufbewahren, was jede Antwort gekostet hat (nur Zahlen, kein Text).</translation>
    </message>
    <message>
        <source>Tell when a first word is slow</source>
        <translation>Melden, wenn das erste Wort dauert</translation>
    </message>
    <message>
        <source>Tell when a first word takes longer than this; 0 never.</source>
        <translation>Melden, wenn ein erstes Wort länger als dies braucht; 0 nie.</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Tell when memory is short</source>
        <translation>Melden, wenn der Arbeitsspeicher knapp ist</translation>
    </message>
    <message>
        <source>Tell when this much of the memory is taken; 0 never.</source>
        <translation>Melden, wenn so viel des Arbeitsspeichers belegt ist; 0 nie.</translation>
    </message>
    <message>
        <source>Tell when much power is drawn</source>
        <translation>Melden, wenn viel Strom verbraucht wird</translation>
    </message>
    <message>
        <source>Tell when the laptop draws more watts than this for a minute; 0 never.</source>
        <translation>Melden, wenn der Laptop eine Minute lang mehr Watt als dies verbraucht; 0 nie.</translation>
    </message>
    <message>
        <source>Tell when answers fail</source>
        <translation>Melden, wenn Antworten scheitern</translation>
    </message>
    <message>
        <source>Tell when this many of the last 20 answers failed; 0 never.</source>
        <translation>Melden, wenn so viele der letzten 20 Antworten gescheitert sind; 0 nie.</translation>
    </message>
    <message>
        <source>Welcomed</source>
        <translation>Begrüßt</translation>
    </message>
    <message>
        <source>The first page about language, text size, contrast and microphone was seen.</source>
        <translation>Die erste Seite über Sprache, Textgröße, Kontrast und Mikrofon wurde gesehen.</translation>
    </message>
    <message>
        <source>Choose another one; `edgeassist history restore` lists them. Nothing was changed.</source>
        <translation>Wählen Sie eine andere; `edgeassist history restore` listet sie auf. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The backup {path} cannot be used: {reason}.</source>
        <translation>Die Sicherung {path} kann nicht verwendet werden: {reason}.</translation>
    </message>
    <message>
        <source>The conversations are damaged ({fault}); no backup was made of them.</source>
        <translation>Die Unterhaltungen sind beschädigt ({fault}); sie wurden nicht gesichert.</translation>
    </message>
    <message>
        <source>it has format {found}, and this EdgeAssist knows formats up to {known}</source>
        <translation>sie hat Format {found}, und dieses EdgeAssist kennt Formate bis {known}</translation>
    </message>
    <message>
        <source>it holds no conversations</source>
        <translation>sie enthält keine Unterhaltungen</translation>
    </message>
    <message>
        <source>Start a new conversation.</source>
        <translation>Beginnen Sie eine neue Unterhaltung.</translation>
    </message>
    <message>
        <source>Open the conversation again; nothing was changed.</source>
        <translation>Öffnen Sie die Unterhaltung erneut; nichts wurde geändert.</translation>
    </message>
    <message>
        <source>This message is not in the conversation any more.</source>
        <translation>Diese Nachricht ist nicht mehr in der Unterhaltung.</translation>
    </message>
    <message>
        <source>Copy the answer if you need it, then ask again. What was saved before is safe.</source>
        <translation>Kopieren Sie die Antwort, wenn Sie sie brauchen, und fragen Sie dann noch einmal. Was zuvor gespeichert wurde, ist sicher.</translation>
    </message>
    <message>
        <source>This answer cannot be saved: its question is not the last one that was stored.</source>
        <translation>Diese Antwort kann nicht gespeichert werden: Ihre Frage ist nicht die zuletzt gespeicherte.</translation>
    </message>
    <message>
        <source>This conversation is not stored.</source>
        <translation>Diese Unterhaltung ist nicht gespeichert.</translation>
    </message>
    <message>
        <source>A backup was restored since this conversation was opened.</source>
        <translation>Seit diese Unterhaltung geöffnet wurde, wurde eine Sicherung wiederhergestellt.</translation>
    </message>
    <message>
        <source>This conversation is no longer stored.</source>
        <translation>Diese Unterhaltung ist nicht mehr gespeichert.</translation>
    </message>
    <message>
        <source>`edgeassist history restore {day}` brings back the backup of {day}.</source>
        <translation>`edgeassist history restore {day}` stellt die Sicherung vom {day} wieder her.</translation>
    </message>
    <message>
        <source>Start EdgeAssist again: the damaged file is then kept aside and a new one started.</source>
        <translation>Starten Sie EdgeAssist neu: Die beschädigte Datei wird dann beiseitegelegt und eine neue begonnen.</translation>
    </message>
    <message>
        <source>Try again: conversations are saved without the index from now on, and it is made anew later.</source>
        <translation>Versuchen Sie es noch einmal: Unterhaltungen werden ab jetzt ohne den Index gespeichert, und er wird später neu erstellt.</translation>
    </message>
    <message>
        <source>Free some space. What was saved before is safe.</source>
        <translation>Schaffen Sie etwas Platz. Was zuvor gespeichert wurde, ist sicher.</translation>
    </message>
    <message>
        <source>Close other EdgeAssist windows and check that the folder can be written to. Nothing was changed.</source>
        <translation>Schließen Sie andere EdgeAssist-Fenster, und prüfen Sie, ob in den Ordner geschrieben werden kann. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Close other EdgeAssist windows, or free some space, then try again. Nothing was changed.</source>
        <translation>Schließen Sie andere EdgeAssist-Fenster, oder schaffen Sie etwas Platz, und versuchen Sie es dann noch einmal. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Choose another folder. Your conversations are as they were.</source>
        <translation>Wählen Sie einen anderen Ordner. Ihre Unterhaltungen sind wie zuvor.</translation>
    </message>
    <message>
        <source>{path} could not be written: the disk is full.</source>
        <translation>{path} konnte nicht geschrieben werden: Das Laufwerk ist voll.</translation>
    </message>
    <message>
        <source>{path} cannot be written: {reason}.</source>
        <translation>{path} kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>The full-text index of the conversations is damaged.</source>
        <translation>Der Volltextindex der Unterhaltungen ist beschädigt.</translation>
    </message>
    <message>
        <source>The conversations in {path} stay closed until there is a copy of them in their older format.</source>
        <translation>Die Unterhaltungen in {path} bleiben geschlossen, bis es eine Kopie von ihnen im älteren Format gibt.</translation>
    </message>
    <message>
        <source>The conversations in {path} are damaged: {reason}.</source>
        <translation>Die Unterhaltungen in {path} sind beschädigt: {reason}.</translation>
    </message>
    <message>
        <source>The conversations cannot be opened: the disk that holds {path} is full.</source>
        <translation>Die Unterhaltungen können nicht geöffnet werden: Das Laufwerk mit {path} ist voll.</translation>
    </message>
    <message>
        <source>The conversation could not be saved: the disk that holds {path} is full.</source>
        <translation>Die Unterhaltung konnte nicht gespeichert werden: Das Laufwerk mit {path} ist voll.</translation>
    </message>
    <message>
        <source>The conversations in {path} cannot be used now: {reason}.</source>
        <translation>Die Unterhaltungen in {path} können jetzt nicht verwendet werden: {reason}.</translation>
    </message>
    <message>
        <source>The file {name}, which held what was said last, is gone.</source>
        <translation>Die Datei {name}, die das zuletzt Gesagte enthielt, ist weg.</translation>
    </message>
    <message>
        <source>The file {name} belonged to other conversations; it is kept as {aside}.</source>
        <translation>Die Datei {name} gehörte zu anderen Unterhaltungen; sie ist als {aside} aufbewahrt.</translation>
    </message>
    <message>
        <source>The file {name} was of an earlier time; it is kept as {aside}.</source>
        <translation>Die Datei {name} stammte aus früherer Zeit; sie ist als {aside} aufbewahrt.</translation>
    </message>
    <message>
        <source>What was said before now may be missing.</source>
        <translation>Was vor jetzt gesagt wurde, fehlt vielleicht.</translation>
    </message>
    <message>
        <source>What was said last may be missing.</source>
        <translation>Was zuletzt gesagt wurde, fehlt vielleicht.</translation>
    </message>
    <message>
        <source>What was said after {moment} may be missing.</source>
        <translation>Was nach {moment} gesagt wurde, fehlt vielleicht.</translation>
    </message>
    <message>
        <source>The conversations in {path} cannot be read: {reason}.</source>
        <translation>Die Unterhaltungen in {path} können nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>The saved conversations could not be read. The damaged file is kept as {aside}; a new one was started. `edgeassist history import {aside}` takes over what can still be read of it.</source>
        <translation>Die gespeicherten Unterhaltungen konnten nicht gelesen werden. Die beschädigte Datei ist als {aside} aufbewahrt; eine neue wurde begonnen. `edgeassist history import {aside}` übernimmt, was davon noch lesbar ist.</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>Anweisung</translation>
    </message>
    <message>
        <source>{name} does not say in which format to export.</source>
        <translation>{name} sagt nicht, in welchem Format exportiert werden soll.</translation>
    </message>
    <message>
        <source>End its name in {endings} or {last}.</source>
        <translation>Lassen Sie den Namen auf {endings} oder {last} enden.</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>Unterhaltungen</translation>
    </message>
    <message>
        <source>at an unknown time</source>
        <translation>zu unbekannter Zeit</translation>
    </message>
    <message>
        <source>{moment}, cut short</source>
        <translation>{moment}, abgebrochen</translation>
    </message>
    <message>
        <source>Choose a .json file that EdgeAssist exported. Nothing was changed.</source>
        <translation>Wählen Sie eine .json-Datei, die EdgeAssist exportiert hat. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>{path} cannot be taken in: {reason}.</source>
        <translation>{path} kann nicht übernommen werden: {reason}.</translation>
    </message>
    <message>
        <source>no conversation in it can be read</source>
        <translation>keine Unterhaltung darin ist lesbar</translation>
    </message>
    <message>
        <source>it is larger than 1 GB</source>
        <translation>die Datei ist größer als 1 GB</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>die Datei kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>it is no JSON</source>
        <translation>die Datei ist kein JSON</translation>
    </message>
    <message>
        <source>it is no export of EdgeAssist&apos;s conversations</source>
        <translation>die Datei ist kein Export von EdgeAssist-Unterhaltungen</translation>
    </message>
    <message>
        <source>it has format {found}; this EdgeAssist knows {known}</source>
        <translation>die Datei hat Format {found}; dieses EdgeAssist kennt {known}</translation>
    </message>
    <message>
        <source>a message has no name of its own</source>
        <translation>eine Nachricht hat keinen eigenen Namen</translation>
    </message>
    <message>
        <source>a message hangs below one that is not there</source>
        <translation>eine Nachricht hängt an einer, die nicht da ist</translation>
    </message>
    <message>
        <source>a conversation is not whole</source>
        <translation>eine Unterhaltung ist nicht vollständig</translation>
    </message>
    <message>
        <source>a time is none</source>
        <translation>eine Zeitangabe ist keine</translation>
    </message>
    <message>
        <source>The conversations in {path} have format {found}; this EdgeAssist knows formats up to {known}.</source>
        <translation>Die Unterhaltungen in {path} haben Format {found}; dieses EdgeAssist kennt Formate bis {known}.</translation>
    </message>
    <message>
        <source>Nothing was changed. Start the newer EdgeAssist again, or bring back the copy of before the update: Settings, About, or `edgeassist versions restore`.</source>
        <translation>Nichts wurde geändert. Starten Sie wieder das neuere EdgeAssist, oder holen Sie die Kopie von vor dem Update zurück: „Einstellungen“, „Info“, oder `edgeassist versions restore`.</translation>
    </message>
    <message>
        <source>Search is slower here and minds accents: the full-text index is not there.</source>
        <translation>Die Suche ist hier langsamer und achtet auf Akzente: Der Volltextindex fehlt.</translation>
    </message>
    <message>
        <source>There is no such conversation.</source>
        <translation>Diese Unterhaltung gibt es nicht.</translation>
    </message>
    <message>
        <source>Nothing here can do that.</source>
        <translation>Das kann hier nichts ausführen.</translation>
    </message>
    <message>
        <source>The action “{action}” failed: {error}. Nothing else was done.</source>
        <translation>Die Aktion „{action}“ ist gescheitert: {error}. Sonst wurde nichts getan.</translation>
    </message>
    <message>
        <source>This cannot be taken back.</source>
        <translation>Dies kann nicht zurückgenommen werden.</translation>
    </message>
    <message>
        <source>That is over or gone already.</source>
        <translation>Das ist schon vorbei oder weg.</translation>
    </message>
    <message>
        <source>Nothing is being asked now.</source>
        <translation>Jetzt wird nichts gefragt.</translation>
    </message>
    <message>
        <source>That was not wanted any more when the language model had its answer.</source>
        <translation>Das war nicht mehr gewünscht, als das Sprachmodell seine Antwort hatte.</translation>
    </message>
    <message>
        <source>the button</source>
        <translation>die Schaltfläche</translation>
    </message>
    <message>
        <source>Press {button} to do it.</source>
        <translation>Drücken Sie zum Ausführen: {button}.</translation>
    </message>
    <message>
        <source>Say “{words}”, or press {button}.</source>
        <translation>Sagen Sie „{words}“, oder drücken Sie: {button}.</translation>
    </message>
    <message>
        <source>It was due {moment}, while EdgeAssist was closed.</source>
        <translation>Es war {moment} fällig, während EdgeAssist geschlossen war.</translation>
    </message>
    <message>
        <source>It was due {moment}.</source>
        <translation>Es war {moment} fällig.</translation>
    </message>
    <message>
        <source>Reminder: {text}.</source>
        <translation>Erinnerung: {text}.</translation>
    </message>
    <message>
        <source>Alarm: {name}.</source>
        <translation>Wecker: {name}.</translation>
    </message>
    <message>
        <source>Your alarm rings.</source>
        <translation>Ihr Wecker klingelt.</translation>
    </message>
    <message>
        <source>The timer “{name}” is over.</source>
        <translation>Der Timer „{name}“ ist abgelaufen.</translation>
    </message>
    <message>
        <source>Your timer is over.</source>
        <translation>Ihr Timer ist abgelaufen.</translation>
    </message>
    <message>
        <source>Your timer of {duration} is over.</source>
        <translation>Ihr Timer über {duration} ist abgelaufen.</translation>
    </message>
    <message>
        <source>The timer “{name}” of {duration} is over.</source>
        <translation>Der Timer „{name}“ über {duration} ist abgelaufen.</translation>
    </message>
    <message>
        <source>Nothing was heard.</source>
        <translation>Es war nichts zu hören.</translation>
    </message>
    <message>
        <source>That was noise, not speech.</source>
        <translation>Das war ein Geräusch, keine Sprache.</translation>
    </message>
    <message>
        <source>That was no command.</source>
        <translation>Das war kein Befehl.</translation>
    </message>
    <message>
        <source>That was too long for a command.</source>
        <translation>Das war zu lang für einen Befehl.</translation>
    </message>
    <message>
        <source>The language model found no command in it either.</source>
        <translation>Auch das Sprachmodell fand darin keinen Befehl.</translation>
    </message>
    <message>
        <source>Free some space and say it again. What was kept before is safe.</source>
        <translation>Schaffen Sie etwas Platz, und sagen Sie es noch einmal. Was zuvor aufbewahrt wurde, ist sicher.</translation>
    </message>
    <message>
        <source>Check that the folder can be written to. Nothing was changed.</source>
        <translation>Prüfen Sie, ob in den Ordner geschrieben werden kann. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>What commands keep in {path} is damaged: {error}.</source>
        <translation>Was Befehle in {path} aufbewahren, ist beschädigt: {error}.</translation>
    </message>
    <message>
        <source>Nothing could be kept: the disk that holds {path} is full.</source>
        <translation>Es konnte nichts aufbewahrt werden: Das Laufwerk mit {path} ist voll.</translation>
    </message>
    <message>
        <source>What commands keep in {path} cannot be used now: {reason}.</source>
        <translation>Was Befehle in {path} aufbewahren, kann jetzt nicht verwendet werden: {reason}.</translation>
    </message>
    <message>
        <source>The timers, lists, notes and the home that commands keep could not be read. The damaged file is kept as {path}; a new one was started.</source>
        <translation>Die Timer, Listen, Notizen und das Zuhause, die Befehle aufbewahren, konnten nicht gelesen werden. Die beschädigte Datei ist als {path} aufbewahrt; eine neue wurde begonnen.</translation>
    </message>
    <message>
        <source>This was taken back already.</source>
        <translation>Dies wurde schon zurückgenommen.</translation>
    </message>
    <message>
        <source>This has changed since, so it was left as it is.</source>
        <translation>Dies hat sich seitdem geändert und wurde deshalb so gelassen.</translation>
    </message>
    <message>
        <source>What commands keep in {path} has format {found}; this EdgeAssist knows formats up to {known}.</source>
        <translation>Was Befehle in {path} aufbewahren, hat Format {found}; dieses EdgeAssist kennt Formate bis {known}.</translation>
    </message>
    <message>
        <source>Add a word of its own.</source>
        <translation>Fügen Sie ein eigenes Wort hinzu.</translation>
    </message>
    <message>
        <source>“{name}” cannot be a name: commands use that word themselves.</source>
        <translation>„{name}“ kann kein Name sein: Befehle verwenden dieses Wort selbst.</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>Es gibt nichts zurückzunehmen.</translation>
    </message>
    <message>
        <source>Not done, because the step before it was not.</source>
        <translation>Nicht ausgeführt, weil der Schritt davor nicht ausgeführt wurde.</translation>
    </message>
    <message>
        <source>Then {command}</source>
        <translation>Danach {command}</translation>
    </message>
    <message>
        <source>Take back: {what}</source>
        <translation>Zurücknehmen: {what}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>EdgeAssist does not know how to do that.</source>
        <translation>EdgeAssist weiß nicht, wie das geht.</translation>
    </message>
    <message>
        <source>Tell</source>
        <translation>Sagen</translation>
    </message>
    <message>
        <source>Type the words that you would like to say.</source>
        <translation>Geben Sie die Wörter ein, die Sie sagen möchten.</translation>
    </message>
    <message>
        <source>There are no words to be learnt.</source>
        <translation>Es gibt keine Wörter zu lernen.</translation>
    </message>
    <message>
        <source>Say it shorter.</source>
        <translation>Sagen Sie es kürzer.</translation>
    </message>
    <message>
        <source>A phrase has {most} characters at most; this one has {count}.</source>
        <translation>Ein Satz hat höchstens {most} Zeichen; dieser hat {count}.</translation>
    </message>
    <message>
        <source>Plain words always work; (a|b) means one of two, [a] may be left out, {area} a room.</source>
        <translation>Einfache Wörter gehen immer; (a|b) heißt eines von beiden, [a] kann wegbleiben, {area} ist ein Raum.</translation>
    </message>
    <message>
        <source>The phrase {phrase!r} cannot be read: {reason}.</source>
        <translation>Der Satz {phrase!r} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>Add a word that is always said.</source>
        <translation>Fügen Sie ein Wort hinzu, das immer gesagt wird.</translation>
    </message>
    <message>
        <source>The phrase {phrase!r} can be said without any word of its own, so anything could be it.</source>
        <translation>Der Satz {phrase!r} kann ganz ohne eigenes Wort gesagt werden, also könnte alles gemeint sein.</translation>
    </message>
    <message>
        <source>Teach it as two phrases, or leave some of the choices out.</source>
        <translation>Bringen Sie es als zwei Sätze bei, oder lassen Sie einige der Möglichkeiten weg.</translation>
    </message>
    <message>
        <source>The phrase {phrase!r} can be said in more than {most} ways.</source>
        <translation>Der Satz {phrase!r} kann auf mehr als {most} Arten gesagt werden.</translation>
    </message>
    <message>
        <source>The phrase names {detail}, but {command!r} has no such detail that could be replaced.</source>
        <translation>Der Satz nennt {detail}, aber {command!r} hat keine solche Angabe, die ersetzt werden könnte.</translation>
    </message>
    <message>
        <source>Name one in the sentence that means the same, or write the words in place of {detail}.</source>
        <translation>Nennen Sie eine in dem Satz, der dasselbe bedeutet, oder schreiben Sie die Wörter anstelle von {detail}.</translation>
    </message>
    <message>
        <source>Choose other words, or forget the phrase that has this meaning.</source>
        <translation>Wählen Sie andere Wörter, oder vergessen Sie den Satz mit dieser Bedeutung.</translation>
    </message>
    <message>
        <source>{phrase!r} already means something else ({meaning}).</source>
        <translation>{phrase!r} bedeutet schon etwas anderes ({meaning}).</translation>
    </message>
    <message>
        <source>Give a sentence that works when you type it as a command.</source>
        <translation>Nennen Sie einen Satz, der als eingetippter Befehl funktioniert.</translation>
    </message>
    <message>
        <source>{command!r} is no command that is understood, so the phrase would mean nothing.</source>
        <translation>{command!r} wird nicht als Befehl verstanden, also würde der Satz nichts bedeuten.</translation>
    </message>
    <message>
        <source>its brackets do not fit</source>
        <translation>seine Klammern passen nicht zusammen</translation>
    </message>
    <message>
        <source>there is nothing called {detail}</source>
        <translation>es gibt nichts, das {detail} heißt</translation>
    </message>
    <message>
        <source>Teach words of your own that are like a sentence that works already: “good night” like “lights off”.</source>
        <translation>Bringen Sie eigene Wörter bei für einen Satz, der schon funktioniert: „gute Nacht“ wie „Licht aus“.</translation>
    </message>
    <message>
        <source>“{phrase}” answers questions; it cannot mean anything else.</source>
        <translation>„{phrase}“ beantwortet Fragen; es kann nichts anderes bedeuten.</translation>
    </message>
    <message>
        <source>“{phrase}” was taught already.</source>
        <translation>„{phrase}“ wurde schon beigebracht.</translation>
    </message>
    <message>
        <source>Forget the earlier one first.</source>
        <translation>Vergessen Sie zuerst den früheren Satz.</translation>
    </message>
    <message>
        <source>{count} phrases are the most.</source>
        <translation>Mehr als {count} Sätze gehen nicht.</translation>
    </message>
    <message>
        <source>Forget one first.</source>
        <translation>Vergessen Sie zuerst einen.</translation>
    </message>
    <message>
        <source>“{command}” means nothing yet.</source>
        <translation>„{command}“ bedeutet noch nichts.</translation>
    </message>
    <message>
        <source>“{phrase}” was tried, and did not come to mean “{command}”.</source>
        <translation>„{phrase}“ wurde versucht, bedeutet aber am Ende nicht „{command}“.</translation>
    </message>
    <message>
        <source>That is too long for a command: {most} characters are the most.</source>
        <translation>Das ist zu lang für einen Befehl: Höchstens {most} Zeichen gehen.</translation>
    </message>
    <message>
        <source>That could mean too much to be worked out in time. Say it in fewer words.</source>
        <translation>Das könnte zu vieles bedeuten, um es rechtzeitig herauszufinden. Sagen Sie es mit weniger Wörtern.</translation>
    </message>
    <message>
        <source>Nothing was said.</source>
        <translation>Es wurde nichts gesagt.</translation>
    </message>
    <message>
        <source>No command that I know has these words.</source>
        <translation>Kein bekannter Befehl hat diese Wörter.</translation>
    </message>
    <message>
        <source>That could mean two things.</source>
        <translation>Das könnte zweierlei bedeuten.</translation>
    </message>
    <message>
        <source>area</source>
        <translation>Fläche</translation>
    </message>
    <message>
        <source>data</source>
        <translation>Datenmenge</translation>
    </message>
    <message>
        <source>energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <source>length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>mass</source>
        <translation>Masse</translation>
    </message>
    <message>
        <source>power</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>pressure</source>
        <translation>Druck</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>volume</source>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>Use a unit of length, weight, volume, temperature, area, speed, time or data.</source>
        <translation>Verwenden Sie eine Einheit für Länge, Gewicht, Volumen, Temperatur, Fläche, Geschwindigkeit, Zeit oder Datenmenge.</translation>
    </message>
    <message>
        <source>“{name}” is no unit that is known here.</source>
        <translation>„{name}“ ist keine Einheit, die hier bekannt ist.</translation>
    </message>
    <message>
        <source>Choose two units of the same kind.</source>
        <translation>Wählen Sie zwei Einheiten derselben Art.</translation>
    </message>
    <message>
        <source>{unit} measures {kind}, {other_unit} measures {other_kind}.</source>
        <translation>{unit} misst {kind}, {other_unit} misst {other_kind}.</translation>
    </message>
    <message>
        <source>Nothing is colder than −273.15 °C.</source>
        <translation>Nichts ist kälter als −273,15 °C.</translation>
    </message>
    <message>
        <source>{amount} {unit} is below absolute zero.</source>
        <translation>{amount} {unit} liegt unter dem absoluten Nullpunkt.</translation>
    </message>
    <message>
        <source>Ask for a smaller amount.</source>
        <translation>Fragen Sie nach einer kleineren Menge.</translation>
    </message>
    <message>
        <source>This amount is too large to convert.</source>
        <translation>Diese Menge ist zu groß zum Umrechnen.</translation>
    </message>
    <message>
        <source>{items} or {last}</source>
        <translation>{items} oder {last}</translation>
    </message>
    <message numerus="yes">
        <source>{n} hour</source>
        <comment>{n} hours</comment>
        <translation>
            <numerusform>{n} Stunde</numerusform>
            <numerusform>{n} Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} minute</source>
        <comment>{n} minutes</comment>
        <translation>
            <numerusform>{n} Minute</numerusform>
            <numerusform>{n} Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} second</source>
        <comment>{n} seconds</comment>
        <translation>
            <numerusform>{n} Sekunde</numerusform>
            <numerusform>{n} Sekunden</numerusform>
        </translation>
    </message>
    <message>
        <source>{longer} {shorter}</source>
        <translation>{longer} {shorter}</translation>
    </message>
    <message>
        <source>{hour}:{minute}</source>
        <translation>{hour}:{minute} Uhr</translation>
    </message>
    <message>
        <source>{weekday}, {day} {month} {year}</source>
        <translation>{weekday}, {day}. {month} {year}</translation>
    </message>
    <message>
        <source>{day} {short_month}</source>
        <translation>{day}. {short_month}</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>Montag</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>Dienstag</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>Mittwoch</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>Donnerstag</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>Freitag</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>Samstag</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>Sonntag</translation>
    </message>
    <message>
        <source>January</source>
        <translation>Januar</translation>
    </message>
    <message>
        <source>February</source>
        <translation>Februar</translation>
    </message>
    <message>
        <source>March</source>
        <translation>März</translation>
    </message>
    <message>
        <source>April</source>
        <translation>April</translation>
    </message>
    <message>
        <source>May</source>
        <translation>Mai</translation>
    </message>
    <message>
        <source>June</source>
        <translation>Juni</translation>
    </message>
    <message>
        <source>July</source>
        <translation>Juli</translation>
    </message>
    <message>
        <source>August</source>
        <translation>August</translation>
    </message>
    <message>
        <source>September</source>
        <translation>September</translation>
    </message>
    <message>
        <source>October</source>
        <translation>Oktober</translation>
    </message>
    <message>
        <source>November</source>
        <translation>November</translation>
    </message>
    <message>
        <source>December</source>
        <translation>Dezember</translation>
    </message>
    <message>
        <source>Jan</source>
        <translation>Jan.</translation>
    </message>
    <message>
        <source>Feb</source>
        <translation>Feb.</translation>
    </message>
    <message>
        <source>Mar</source>
        <translation>März</translation>
    </message>
    <message>
        <source>Apr</source>
        <translation>Apr.</translation>
    </message>
    <message>
        <source>Jun</source>
        <translation>Juni</translation>
    </message>
    <message>
        <source>Jul</source>
        <translation>Juli</translation>
    </message>
    <message>
        <source>Aug</source>
        <translation>Aug.</translation>
    </message>
    <message>
        <source>Sep</source>
        <translation>Sept.</translation>
    </message>
    <message>
        <source>Oct</source>
        <translation>Okt.</translation>
    </message>
    <message>
        <source>Nov</source>
        <translation>Nov.</translation>
    </message>
    <message>
        <source>Dec</source>
        <translation>Dez.</translation>
    </message>
    <message>
        <source>on {date}</source>
        <translation>am {date}</translation>
    </message>
    <message>
        <source>There is no alarm.</source>
        <translation>Es gibt keinen Wecker.</translation>
    </message>
    <message>
        <source>Say for what time: “set an alarm for seven”.</source>
        <translation>Sagen Sie, auf welche Uhrzeit: „stelle einen Wecker auf sieben“.</translation>
    </message>
    <message>
        <source>That time has passed already.</source>
        <translation>Diese Zeit ist schon vorbei.</translation>
    </message>
    <message>
        <source>Set an alarm {moment}</source>
        <translation>Einen Wecker stellen: {moment}</translation>
    </message>
    <message>
        <source>The alarm {moment} is cancelled.</source>
        <translation>Der Wecker ist gelöscht: {moment}.</translation>
    </message>
    <message>
        <source>The alarm rings {moment}.</source>
        <translation>Der Wecker klingelt {moment}.</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Stellen</translation>
    </message>
    <message>
        <source>Say which one. There is {alarms}.</source>
        <translation>Sagen Sie, welchen. Es gibt: {alarms}.</translation>
    </message>
    <message>
        <source>There is no such alarm. There is {alarms}.</source>
        <translation>Diesen Wecker gibt es nicht. Es gibt: {alarms}.</translation>
    </message>
    <message>
        <source>Cancel {alarm}</source>
        <translation>{alarm} löschen</translation>
    </message>
    <message>
        <source>{alarm} is set again.</source>
        <translation>{alarm} ist wieder gestellt.</translation>
    </message>
    <message>
        <source>{alarm} is cancelled.</source>
        <translation>{alarm} ist gelöscht.</translation>
    </message>
    <message>
        <source>Cancel it</source>
        <translation>Löschen</translation>
    </message>
    <message numerus="yes">
        <source>Cancel **{n} alarm**</source>
        <comment>Cancel **all {n} alarms**</comment>
        <translation>
            <numerusform>**{n} Wecker** löschen</numerusform>
            <numerusform>**Alle {n} Wecker** löschen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} alarm is set again.</source>
        <comment>{n} alarms are set again.</comment>
        <translation>
            <numerusform>{n} Wecker ist wieder gestellt.</numerusform>
            <numerusform>{n} Wecker sind wieder gestellt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} alarm cancelled.</source>
        <comment>{n} alarms cancelled.</comment>
        <translation>
            <numerusform>{n} Wecker gelöscht.</numerusform>
            <numerusform>{n} Wecker gelöscht.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is {alarms}.</source>
        <translation>Es gibt: {alarms}.</translation>
    </message>
    <message>
        <source>Say which **alarms** are set</source>
        <translation>Sagen, welche **Wecker** gestellt sind</translation>
    </message>
    <message numerus="yes">
        <source>{n} alarm</source>
        <comment>{n} alarms</comment>
        <translation>
            <numerusform>{n} Wecker</numerusform>
            <numerusform>{n} Wecker</numerusform>
        </translation>
    </message>
    <message>
        <source>today</source>
        <translation>heute</translation>
    </message>
    <message>
        <source>at midnight tonight</source>
        <translation>heute um Mitternacht</translation>
    </message>
    <message>
        <source>the alarm “{name}” {moment}</source>
        <translation>Wecker „{name}“ {moment}</translation>
    </message>
    <message>
        <source>the alarm {moment}</source>
        <translation>Wecker {moment}</translation>
    </message>
    <message>
        <source>The alarm “{name}” {moment}</source>
        <translation>Wecker „{name}“ {moment}</translation>
    </message>
    <message>
        <source>The alarm {moment}</source>
        <translation>Wecker {moment}</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>morgen</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>gestern</translation>
    </message>
    <message>
        <source>{day} {month}</source>
        <translation>{day}. {month}</translation>
    </message>
    <message>
        <source>{day} {month} {year}</source>
        <translation>{day}. {month} {year}</translation>
    </message>
    <message>
        <source>at {time}</source>
        <translation>um {time}</translation>
    </message>
    <message>
        <source>{day} at {time}</source>
        <translation>{day} um {time}</translation>
    </message>
    <message>
        <source>Only web and mail addresses can be opened from here.</source>
        <translation>Von hier aus können nur Web- und Mailadressen geöffnet werden.</translation>
    </message>
    <message>
        <source>What stands before the @ is not where it leads. It leads to {host}.</source>
        <translation>Was vor dem @ steht, ist nicht das Ziel. Der Link führt zu {host}.</translation>
    </message>
    <message>
        <source>The text says {address}, but the link leads to {host}.</source>
        <translation>Im Text steht {address}, aber der Link führt zu {host}.</translation>
    </message>
    <message>
        <source>The name of this site mixes {scripts} letters, which can be made to look like another site&apos;s name.</source>
        <translation>Der Name dieser Website mischt Schriften ({scripts}), was den Namen einer anderen Website vortäuschen kann.</translation>
    </message>
    <message>
        <source>The name of this site has letters beyond plain a to z, which can be made to look like another site&apos;s name.</source>
        <translation>Der Name dieser Website enthält andere Buchstaben als a bis z, was den Namen einer anderen Website vortäuschen kann.</translation>
    </message>
    <message>
        <source>It reads “{name}”.</source>
        <translation>Er lautet „{name}“.</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>Code in the answer, {language}</source>
        <translation>Code in der Antwort, {language}</translation>
    </message>
    <message>
        <source>Code in the answer</source>
        <translation>Code in der Antwort</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the code</source>
        <translation>Code kopieren</translation>
    </message>
    <message>
        <source>The home cannot do that.</source>
        <translation>Das Zuhause kann das nicht.</translation>
    </message>
    <message>
        <source>Lock {device}</source>
        <translation>{device} abschließen</translation>
    </message>
    <message>
        <source>Open {device}</source>
        <translation>{device} öffnen</translation>
    </message>
    <message>
        <source>Start {device}</source>
        <translation>{device} starten</translation>
    </message>
    <message>
        <source>Unlock {device}</source>
        <translation>{device} aufschließen</translation>
    </message>
    <message>
        <source>Close {device}</source>
        <translation>{device} schließen</translation>
    </message>
    <message>
        <source>Send {device} back to its base</source>
        <translation>{device} zur Basis zurückschicken</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>unterwegs</translation>
    </message>
    <message>
        <source>Set {device} to {value}</source>
        <translation>{device} auf {value} stellen</translation>
    </message>
    <message>
        <source>set to {value}</source>
        <translation>auf {value} gestellt</translation>
    </message>
    <message>
        <source>Turn on {device}</source>
        <translation>{device} einschalten</translation>
    </message>
    <message>
        <source>turned on</source>
        <translation>eingeschaltet</translation>
    </message>
    <message>
        <source>Turn off {device}</source>
        <translation>{device} ausschalten</translation>
    </message>
    <message>
        <source>turned off</source>
        <translation>ausgeschaltet</translation>
    </message>
    <message>
        <source>at {value}</source>
        <translation>auf {value}</translation>
    </message>
    <message>
        <source>Say how far: from 0 to 100 per cent.</source>
        <translation>Sagen Sie, wie weit: von 0 bis 100 Prozent.</translation>
    </message>
    <message>
        <source>Switch {device} over</source>
        <translation>{device} umschalten</translation>
    </message>
    <message>
        <source>switched over</source>
        <translation>umgeschaltet</translation>
    </message>
    <message>
        <source>{percent}% brightness</source>
        <translation>{percent} % Helligkeit</translation>
    </message>
    <message>
        <source>{count} kelvin</source>
        <translation>{count} Kelvin</translation>
    </message>
    <message>
        <source>Say a brightness from 0 to 100 per cent, or a colour.</source>
        <translation>Sagen Sie eine Helligkeit von 0 bis 100 Prozent oder eine Farbe.</translation>
    </message>
    <message>
        <source>Say a temperature from 5 to 35 degrees Celsius.</source>
        <translation>Sagen Sie eine Temperatur von 5 bis 35 Grad Celsius.</translation>
    </message>
    <message>
        <source>Say a speed from 0 to 100 per cent.</source>
        <translation>Sagen Sie eine Stufe von 0 bis 100 Prozent.</translation>
    </message>
    <message>
        <source>Say a volume from 0 to 100 per cent.</source>
        <translation>Sagen Sie eine Lautstärke von 0 bis 100 Prozent.</translation>
    </message>
    <message>
        <source>Set the volume of {device} to {value}</source>
        <translation>Lautstärke von {device} auf {value} stellen</translation>
    </message>
    <message>
        <source>set to {value} volume</source>
        <translation>auf Lautstärke {value} gestellt</translation>
    </message>
    <message>
        <source>Say whether louder or quieter.</source>
        <translation>Sagen Sie, ob lauter oder leiser.</translation>
    </message>
    <message>
        <source>Make {device} **louder**</source>
        <translation>{device} **lauter** stellen</translation>
    </message>
    <message>
        <source>made louder</source>
        <translation>lauter gestellt</translation>
    </message>
    <message>
        <source>Make {device} **quieter**</source>
        <translation>{device} **leiser** stellen</translation>
    </message>
    <message>
        <source>made quieter</source>
        <translation>leiser gestellt</translation>
    </message>
    <message>
        <source>Mute {device}</source>
        <translation>{device} stumm schalten</translation>
    </message>
    <message>
        <source>Unmute {device}</source>
        <translation>Stummschaltung von {device} aufheben</translation>
    </message>
    <message>
        <source>no longer muted</source>
        <translation>nicht mehr stumm</translation>
    </message>
    <message>
        <source>Pause {device}</source>
        <translation>{device} anhalten</translation>
    </message>
    <message>
        <source>Let {device} play on</source>
        <translation>{device} weiterspielen lassen</translation>
    </message>
    <message>
        <source>Play what comes next on {device}</source>
        <translation>Nächstes auf {device} spielen</translation>
    </message>
    <message>
        <source>playing what comes next</source>
        <translation>beim nächsten Titel</translation>
    </message>
    <message>
        <source>Play what came before on {device}</source>
        <translation>Voriges auf {device} spielen</translation>
    </message>
    <message>
        <source>playing what came before</source>
        <translation>beim vorigen Titel</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>Einschalten</translation>
    </message>
    <message>
        <source>Turn off</source>
        <translation>Ausschalten</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Aufschließen</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>Umschalten</translation>
    </message>
    <message>
        <source>Set the volume of</source>
        <translation>Lautstärke stellen</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm schalten</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Ton einschalten</translation>
    </message>
    <message>
        <source>Let</source>
        <translation>Weiterspielen</translation>
    </message>
    <message>
        <source>Play what comes next on</source>
        <translation>Nächstes spielen</translation>
    </message>
    <message>
        <source>Play what came before on</source>
        <translation>Voriges spielen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>How much was read</source>
        <translation>Wie viel gelesen wurde</translation>
    </message>
    <message>
        <source>Language models (*.gguf);;All files (*)</source>
        <translation>Sprachmodelle (*.gguf);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Field packs (*.edgepack)</source>
        <translation>Feldpakete (*.edgepack)</translation>
    </message>
    <message>
        <source>Voice models (*.zip *.tar.gz *.tgz)</source>
        <translation>Hörmodelle (*.zip *.tar.gz *.tgz)</translation>
    </message>
    <message>
        <source>Web pages (*.html)</source>
        <translation>Webseiten (*.html)</translation>
    </message>
    <message>
        <source>Texts (*.txt *.md);;All files (*)</source>
        <translation>Texte (*.txt *.md);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Documents (*.pdf *.docx *.epub *.html *.htm *.md *.txt *.srt *.vtt);;All files (*)</source>
        <translation>Dokumente (*.pdf *.docx *.epub *.html *.htm *.md *.txt *.srt *.vtt);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>Modelldatei wählen</translation>
    </message>
    <message>
        <source>&amp;Look in:</source>
        <translation>&amp;Suchen in:</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>Dateien des &amp;Typs:</translation>
    </message>
    <message>
        <source>Holds from the next time a model is loaded.</source>
        <translation>Gilt ab dem nächsten Laden eines Modells.</translation>
    </message>
    <message>
        <source>Holds from the next start of EdgeAssist.</source>
        <translation>Gilt ab dem nächsten Start von EdgeAssist.</translation>
    </message>
    <message>
        <source>Reset “{title}” to {value}</source>
        <translation>„{title}“ auf {value} zurücksetzen</translation>
    </message>
    <message>
        <source>It {reason}. Still in force: {value}.</source>
        <translation>Der Wert {reason}. Es gilt weiter: {value}.</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>Level of the microphone</source>
        <translation>Pegel des Mikrofons</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open the link outside EdgeAssist</source>
        <translation>Den Link außerhalb von EdgeAssist öffnen</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Copy the address of the link</source>
        <translation>Adresse des Links kopieren</translation>
    </message>
    <message>
        <source>There is no timer.</source>
        <translation>Es gibt keinen Timer.</translation>
    </message>
    <message>
        <source>Say how long: “set a timer for ten minutes”.</source>
        <translation>Sagen Sie, wie lange: „stelle einen Timer auf zehn Minuten“.</translation>
    </message>
    <message>
        <source>A timer may run for 100 hours at most. An alarm or a reminder suits better.</source>
        <translation>Ein Timer läuft höchstens 100 Stunden. Ein Wecker oder eine Erinnerung passt besser.</translation>
    </message>
    <message>
        <source>Start a timer of {duration}</source>
        <translation>Einen Timer über {duration} starten</translation>
    </message>
    <message>
        <source>Start a timer of {duration} called {name}</source>
        <translation>Einen Timer über {duration} starten: {name}</translation>
    </message>
    <message>
        <source>{timer} is cancelled.</source>
        <translation>{timer} ist gelöscht.</translation>
    </message>
    <message>
        <source>{timer} runs until {moment}.</source>
        <translation>{timer} läuft bis {moment}.</translation>
    </message>
    <message>
        <source>There is no such timer. There is {timer}.</source>
        <translation>Diesen Timer gibt es nicht. Es gibt: {timer}.</translation>
    </message>
    <message>
        <source>There is no such timer. There are {timers}.</source>
        <translation>Diesen Timer gibt es nicht. Es gibt: {timers}.</translation>
    </message>
    <message>
        <source>There are {count} timers: {timers}. Say which one.</source>
        <translation>Es gibt {count} Timer: {timers}. Sagen Sie, welchen.</translation>
    </message>
    <message>
        <source>Cancel {timer}</source>
        <translation>{timer} löschen</translation>
    </message>
    <message numerus="yes">
        <source>Cancel **{n} timer**</source>
        <comment>Cancel **all {n} timers**</comment>
        <translation>
            <numerusform>**{n} Timer** löschen</numerusform>
            <numerusform>**Alle {n} Timer** löschen</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message numerus="yes">
        <source>{n} timer cancelled.</source>
        <comment>{n} timers cancelled.</comment>
        <translation>
            <numerusform>{n} Timer gelöscht.</numerusform>
            <numerusform>{n} Timer gelöscht.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} timer is back.</source>
        <comment>{n} timers are back.</comment>
        <translation>
            <numerusform>{n} Timer ist wieder da.</numerusform>
            <numerusform>{n} Timer sind wieder da.</numerusform>
        </translation>
    </message>
    <message>
        <source>{timer} is back.</source>
        <translation>{timer} ist wieder da.</translation>
    </message>
    <message>
        <source>{timer} has only {duration} left.</source>
        <translation>{timer} hat nur noch {duration}.</translation>
    </message>
    <message>
        <source>Add {duration} to {timer}</source>
        <translation>{timer} um {duration} verlängern</translation>
    </message>
    <message>
        <source>Take {duration} off {timer}</source>
        <translation>{timer} um {duration} verkürzen</translation>
    </message>
    <message>
        <source>{timer} is as it was.</source>
        <translation>{timer} ist wie zuvor.</translation>
    </message>
    <message>
        <source>{timer} is paused already.</source>
        <translation>{timer} ist schon angehalten.</translation>
    </message>
    <message>
        <source>{timer} is over.</source>
        <translation>{timer} ist abgelaufen.</translation>
    </message>
    <message>
        <source>Pause {timer}</source>
        <translation>{timer} anhalten</translation>
    </message>
    <message>
        <source>{timer} runs again.</source>
        <translation>{timer} läuft wieder.</translation>
    </message>
    <message>
        <source>{timer} is paused with {duration} left.</source>
        <translation>{timer} ist angehalten, noch {duration}.</translation>
    </message>
    <message>
        <source>{timer} is running.</source>
        <translation>{timer} läuft.</translation>
    </message>
    <message>
        <source>Let {timer} go on</source>
        <translation>{timer} weiterlaufen lassen</translation>
    </message>
    <message>
        <source>{timer} is paused again.</source>
        <translation>{timer} ist wieder angehalten.</translation>
    </message>
    <message>
        <source>{timer} goes on with {duration} left.</source>
        <translation>{timer} läuft weiter, noch {duration}.</translation>
    </message>
    <message>
        <source>Say how much time the **timers** have left</source>
        <translation>Sagen, wie viel Zeit die **Timer** noch haben</translation>
    </message>
    <message>
        <source>{timer} has {duration} left and is paused.</source>
        <translation>{timer} hat noch {duration} und ist angehalten.</translation>
    </message>
    <message numerus="yes">
        <source>{n} timer</source>
        <comment>{n} timers</comment>
        <translation>
            <numerusform>{n} Timer</numerusform>
            <numerusform>{n} Timer</numerusform>
        </translation>
    </message>
    <message>
        <source>the timer “{name}”</source>
        <translation>Timer „{name}“</translation>
    </message>
    <message>
        <source>the timer of {duration}</source>
        <translation>Timer über {duration}</translation>
    </message>
    <message>
        <source>{timer} has {duration} left.</source>
        <translation>{timer} hat noch {duration}.</translation>
    </message>
    <message>
        <source>The timer “{name}”</source>
        <translation>Timer „{name}“</translation>
    </message>
    <message>
        <source>The timer of {duration}</source>
        <translation>Timer über {duration}</translation>
    </message>
    <message>
        <source>Open this address outside EdgeAssist?</source>
        <translation>Diese Adresse außerhalb von EdgeAssist öffnen?</translation>
    </message>
    <message>
        <source>This link cannot be opened</source>
        <translation>Dieser Link kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>The address is not written the plain way.</source>
        <translation>Die Adresse ist nicht in der üblichen Form geschrieben.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Hide details</source>
        <translation>Einzelheiten ausblenden</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Say into which language: “translate this to Spanish”.</source>
        <translation>Sagen Sie, in welche Sprache: „übersetze das auf Spanisch“.</translation>
    </message>
    <message>
        <source>Say what to ask.</source>
        <translation>Sagen Sie, was gefragt wird.</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>You are welcome.</source>
        <translation>Gern geschehen.</translation>
    </message>
    <message>
        <source>Try “set a timer for ten minutes”, “add milk to the shopping list”, “turn on the kitchen light”, “take a note …”, “remind me at five to …”, “what is 12 times 7”, or “open chat”.</source>
        <translation>Versuchen Sie „stelle einen Timer auf zehn Minuten“, „setze Milch auf die Einkaufsliste“, „schalte das Küchenlicht ein“, „schreib eine Notiz …“, „erinnere mich um fünf an …“, „was ist 12 mal 7“ oder „öffne Chat“.</translation>
    </message>
    <message>
        <source>Hello. Say what to do, or open the Voice pane to see what can be said.</source>
        <translation>Hallo. Sagen Sie, was zu tun ist, oder öffnen Sie den Bereich „Sprechen“, um zu sehen, was gesagt werden kann.</translation>
    </message>
    <message>
        <source>All right.</source>
        <translation>In Ordnung.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>There is no pane “{name}”. There is {panes}.</source>
        <translation>Es gibt keinen Bereich „{name}“. Es gibt: {panes}.</translation>
    </message>
    <message>
        <source>{pane} is open.</source>
        <translation>{pane} ist geöffnet.</translation>
    </message>
    <message>
        <source>Open {pane}</source>
        <translation>{pane} öffnen</translation>
    </message>
    <message>
        <source>Summarizing what you were working on.</source>
        <translation>Woran Sie arbeiteten, wird zusammengefasst.</translation>
    </message>
    <message>
        <source>Summarize **what you were working on**</source>
        <translation>**Woran Sie arbeiteten** zusammenfassen</translation>
    </message>
    <message>
        <source>Summarize</source>
        <translation>Zusammenfassen</translation>
    </message>
    <message>
        <source>Translate {text} to {language}</source>
        <translation>{text} übersetzen: {language}</translation>
    </message>
    <message>
        <source>Translate **what you were working on** to {language}</source>
        <translation>**Woran Sie arbeiteten** übersetzen: {language}</translation>
    </message>
    <message>
        <source>Translate</source>
        <translation>Übersetzen</translation>
    </message>
    <message>
        <source>Translating to {language}.</source>
        <translation>Wird übersetzt: {language}.</translation>
    </message>
    <message>
        <source>Asking in the chat.</source>
        <translation>Die Frage geht an den Chat.</translation>
    </message>
    <message>
        <source>Ask: {text}</source>
        <translation>Fragen: {text}</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Find more models</source>
        <translation>Mehr Modelle finden</translation>
    </message>
    <message>
        <source>User guide</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>In lists</source>
        <translation>In Listen</translation>
    </message>
    <message>
        <source>While you write</source>
        <translation>Beim Schreiben</translation>
    </message>
    <message>
        <source>Search or run</source>
        <translation>Suchen oder ausführen</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Show all keys</source>
        <translation>Alle Tasten zeigen</translation>
    </message>
    <message>
        <source>Help for this page</source>
        <translation>Hilfe zu dieser Seite</translation>
    </message>
    <message>
        <source>Go to the next part of the window</source>
        <translation>Zum nächsten Teil des Fensters</translation>
    </message>
    <message>
        <source>Go to the part of the window before</source>
        <translation>Zum vorigen Teil des Fensters</translation>
    </message>
    <message>
        <source>Back out, stop, or close what is in front</source>
        <translation>Zurückgehen, stoppen oder schließen, was vorn ist</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>Neuer Chat</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Add a model file</source>
        <translation>Modelldatei hinzufügen</translation>
    </message>
    <message>
        <source>Turn the offline switch</source>
        <translation>Offline-Schalter umlegen</translation>
    </message>
    <message>
        <source>Light or dark colours</source>
        <translation>Helle oder dunkle Farben</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Text größer</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Text kleiner</translation>
    </message>
    <message>
        <source>Text in its usual size</source>
        <translation>Text in üblicher Größe</translation>
    </message>
    <message>
        <source>Close EdgeAssist</source>
        <translation>EdgeAssist schließen</translation>
    </message>
    <message>
        <source>Search your chats</source>
        <translation>In Ihren Chats suchen</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>Antwort stoppen</translation>
    </message>
    <message>
        <source>Open a document</source>
        <translation>Dokument öffnen</translation>
    </message>
    <message>
        <source>New summary</source>
        <translation>Neue Zusammenfassung</translation>
    </message>
    <message>
        <source>Stop summarizing</source>
        <translation>Zusammenfassen stoppen</translation>
    </message>
    <message>
        <source>Sum up what is on the clipboard</source>
        <translation>Zwischenablage zusammenfassen</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>Vorige Seite</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Nächste Seite</translation>
    </message>
    <message>
        <source>Translate now</source>
        <translation>Jetzt übersetzen</translation>
    </message>
    <message>
        <source>Swap languages</source>
        <translation>Sprachen tauschen</translation>
    </message>
    <message>
        <source>Back to the text, or stop</source>
        <translation>Zurück zum Text oder stoppen</translation>
    </message>
    <message>
        <source>Hold to speak (Settings: talk key)</source>
        <translation>Zum Sprechen halten (Einstellungen: Taste zum Diktieren)</translation>
    </message>
    <message>
        <source>Search the models here</source>
        <translation>Modelle hier durchsuchen</translation>
    </message>
    <message>
        <source>Search the guide</source>
        <translation>Handbuch durchsuchen</translation>
    </message>
    <message>
        <source>Search Hugging Face</source>
        <translation>Hugging Face durchsuchen</translation>
    </message>
    <message>
        <source>Open, or do the main thing</source>
        <translation>Öffnen oder das Wichtigste tun</translation>
    </message>
    <message>
        <source>Rename or edit</source>
        <translation>Umbenennen oder bearbeiten</translation>
    </message>
    <message>
        <source>Delete (it can be undone)</source>
        <translation>Löschen (lässt sich rückgängig machen)</translation>
    </message>
    <message>
        <source>Send (Settings: send with)</source>
        <translation>Senden (Einstellungen: Senden mit)</translation>
    </message>
    <message>
        <source>Begin a new line</source>
        <translation>Neue Zeile beginnen</translation>
    </message>
    <message>
        <source>In an empty line: the question before</source>
        <translation>In einer leeren Zeile: die vorige Frage</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Table in the answer</source>
        <translation>Tabelle in der Antwort</translation>
    </message>
    <message>
        <source>page {first} of {total} fits</source>
        <translation>Seite {first} von {total} passt</translation>
    </message>
    <message>
        <source>pages {first}-{last} of {total} fit</source>
        <translation>Seiten {first}-{last} von {total} passen</translation>
    </message>
    <message>
        <source>chapter {first} of {total} fits</source>
        <translation>Kapitel {first} von {total} passt</translation>
    </message>
    <message>
        <source>chapters {first}-{last} of {total} fit</source>
        <translation>Kapitel {first}-{last} von {total} passen</translation>
    </message>
    <message>
        <source>cue {first} of {total} fits</source>
        <translation>Untertitel {first} von {total} passt</translation>
    </message>
    <message>
        <source>cues {first}-{last} of {total} fit</source>
        <translation>Untertitel {first}-{last} von {total} passen</translation>
    </message>
    <message>
        <source>paragraph {first} of {total} fits</source>
        <translation>Absatz {first} von {total} passt</translation>
    </message>
    <message>
        <source>paragraphs {first}-{last} of {total} fit</source>
        <translation>Absätze {first}-{last} von {total} passen</translation>
    </message>
    <message numerus="yes">
        <source>{n} page, all read</source>
        <comment>{n} pages, all read</comment>
        <translation>
            <numerusform>{n} Seite, ganz gelesen</numerusform>
            <numerusform>{n} Seiten, alle gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter, all read</source>
        <comment>{n} chapters, all read</comment>
        <translation>
            <numerusform>{n} Kapitel, ganz gelesen</numerusform>
            <numerusform>{n} Kapitel, alle gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} cue, all read</source>
        <comment>{n} cues, all read</comment>
        <translation>
            <numerusform>{n} Untertitel, ganz gelesen</numerusform>
            <numerusform>{n} Untertitel, alle gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph, all read</source>
        <comment>{n} paragraphs, all read</comment>
        <translation>
            <numerusform>{n} Absatz, ganz gelesen</numerusform>
            <numerusform>{n} Absätze, alle gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} page without text</source>
        <comment>{n} pages without text</comment>
        <translation>
            <numerusform>{n} Seite ohne Text</numerusform>
            <numerusform>{n} Seiten ohne Text</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter without text</source>
        <comment>{n} chapters without text</comment>
        <translation>
            <numerusform>{n} Kapitel ohne Text</numerusform>
            <numerusform>{n} Kapitel ohne Text</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} cue without text</source>
        <comment>{n} cues without text</comment>
        <translation>
            <numerusform>{n} Untertitel ohne Text</numerusform>
            <numerusform>{n} Untertitel ohne Text</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph without text</source>
        <comment>{n} paragraphs without text</comment>
        <translation>
            <numerusform>{n} Absatz ohne Text</numerusform>
            <numerusform>{n} Absätze ohne Text</numerusform>
        </translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>Denkt nach…</translation>
    </message>
    <message numerus="yes">
        <source>Thought for {n} word</source>
        <comment>Thought for {n} words</comment>
        <translation>
            <numerusform>{n} Wort lang nachgedacht</numerusform>
            <numerusform>{n} Wörter lang nachgedacht</numerusform>
        </translation>
    </message>
    <message>
        <source>“{name}” is too long for this model. Nothing was asked.</source>
        <translation>„{name}“ ist zu lang für dieses Modell. Es wurde nichts gefragt.</translation>
    </message>
    <message>
        <source>The attached files are too long for this model, “{name}” most of all. Nothing was asked.</source>
        <translation>Die angehängten Dateien sind zu lang für dieses Modell, vor allem „{name}“. Es wurde nichts gefragt.</translation>
    </message>
    <message>
        <source>Choose above your question: read only its beginning, or summarize it. Or remove it.</source>
        <translation>Wählen Sie über Ihrer Frage: nur den Anfang lesen oder zusammenfassen. Oder entfernen Sie die Datei.</translation>
    </message>
    <message>
        <source>This is too long for the model together with what was said before. Nothing was asked.</source>
        <translation>Dies ist zusammen mit dem bisher Gesagten zu lang für das Modell. Es wurde nichts gefragt.</translation>
    </message>
    <message>
        <source>Make room above the input, or start a new chat.</source>
        <translation>Schaffen Sie Platz über der Eingabe, oder beginnen Sie einen neuen Chat.</translation>
    </message>
    <message>
        <source>changed since it was asked about</source>
        <translation>geändert, seit danach gefragt wurde</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Liest…</translation>
    </message>
    <message>
        <source>Not read: {name}. {trouble}</source>
        <translation>Nicht gelesen: {name}. {trouble}</translation>
    </message>
    <message>
        <source>Not read: the rest of {name} ({amount}).</source>
        <translation>Nicht gelesen: der Rest von {name} ({amount}).</translation>
    </message>
    <message>
        <source>{name} is read as it is now: it has changed since the question.</source>
        <translation>{name} wird gelesen, wie es jetzt ist: Es hat sich seit der Frage geändert.</translation>
    </message>
    <message>
        <source>all read</source>
        <translation>alles gelesen</translation>
    </message>
    <message>
        <source>none of it fits</source>
        <translation>nichts davon passt</translation>
    </message>
    <message>
        <source>less than 1 % of it fits</source>
        <translation>weniger als 1 % davon passt</translation>
    </message>
    <message>
        <source>the first {percent} % fits</source>
        <translation>die ersten {percent} % passen</translation>
    </message>
    <message>
        <source>only {count} could be read</source>
        <translation>nur {count} konnten gelesen werden</translation>
    </message>
    <message>
        <source>the end is missing</source>
        <translation>das Ende fehlt</translation>
    </message>
    <message>
        <source>Attached files</source>
        <translation>Angehängte Dateien</translation>
    </message>
    <message>
        <source>Looking for backups…</source>
        <translation>Sicherungen werden gesucht…</translation>
    </message>
    <message>
        <source>There is no backup yet. One is made on each day that EdgeAssist is started; seven days are kept.</source>
        <translation>Es gibt noch keine Sicherung. An jedem Tag, an dem EdgeAssist gestartet wird, entsteht eine; sieben Tage bleiben aufbewahrt.</translation>
    </message>
    <message>
        <source>One is made on each day that EdgeAssist is started; seven days are kept.</source>
        <translation>An jedem Tag, an dem EdgeAssist gestartet wird, entsteht eine; sieben Tage bleiben aufbewahrt.</translation>
    </message>
    <message>
        <source>The list then shows the chats of that time. The chats of now are kept in a file beside it.</source>
        <translation>Die Liste zeigt dann die Chats von damals. Die Chats von jetzt werden daneben in einer Datei aufbewahrt.</translation>
    </message>
    <message>
        <source>Copying all chats…</source>
        <translation>Alle Chats werden kopiert…</translation>
    </message>
    <message>
        <source>Putting the backup in place…</source>
        <translation>Die Sicherung wird eingesetzt…</translation>
    </message>
    <message>
        <source>Backups (*.sqlite3);;All files (*)</source>
        <translation>Sicherungen (*.sqlite3);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>Jetzt sichern</translation>
    </message>
    <message>
        <source>Restore from a file…</source>
        <translation>Aus einer Datei wiederherstellen…</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Backed up: {size}, checked. It is {path}</source>
        <translation>Gesichert: {size}, geprüft. Die Datei ist {path}</translation>
    </message>
    <message>
        <source>Choose a backup</source>
        <translation>Sicherung wählen</translation>
    </message>
    <message>
        <source>Restore the backup {name}?</source>
        <translation>Sicherung {name} wiederherstellen?</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message numerus="yes">
        <source>Restored: {n} chat. What was there before is kept as {path}</source>
        <comment>Restored: {n} chats. What was there before is kept as {path}</comment>
        <translation>
            <numerusform>Wiederhergestellt: {n} Chat. Was vorher da war, ist aufbewahrt als {path}</numerusform>
            <numerusform>Wiederhergestellt: {n} Chats. Was vorher da war, ist aufbewahrt als {path}</numerusform>
        </translation>
    </message>
    <message>
        <source>Backup of {day}</source>
        <translation>Sicherung vom {day}</translation>
    </message>
    <message>
        <source>Restore the backup of {day}?</source>
        <translation>Sicherung vom {day} wiederherstellen?</translation>
    </message>
    <message>
        <source>Restore the backup of {day}</source>
        <translation>Sicherung vom {day} wiederherstellen</translation>
    </message>
    <message>
        <source>“{chat}” was deleted. The bin keeps it for 30 days.</source>
        <translation>„{chat}“ wurde gelöscht. Der Papierkorb behält ihn 30 Tage.</translation>
    </message>
    <message>
        <source>“{chat}” is in the archive.</source>
        <translation>„{chat}“ ist im Archiv.</translation>
    </message>
    <message>
        <source>“{chat}” is back in the list.</source>
        <translation>„{chat}“ ist wieder in der Liste.</translation>
    </message>
    <message>
        <source>“{chat}” is back where it was.</source>
        <translation>„{chat}“ ist wieder an seinem Platz.</translation>
    </message>
    <message>
        <source>“{chat}” is in no folder now.</source>
        <translation>„{chat}“ ist jetzt in keinem Ordner.</translation>
    </message>
    <message>
        <source>“{chat}” is in the folder {folder}.</source>
        <translation>„{chat}“ ist im Ordner {folder}.</translation>
    </message>
    <message>
        <source>The bin is empty.</source>
        <translation>Der Papierkorb ist leer.</translation>
    </message>
    <message>
        <source>Opening your chats…</source>
        <translation>Ihre Chats werden geöffnet…</translation>
    </message>
    <message>
        <source>Your chats could not be listed.</source>
        <translation>Ihre Chats konnten nicht aufgelistet werden.</translation>
    </message>
    <message>
        <source>Your chats</source>
        <translation>Ihre Chats</translation>
    </message>
    <message>
        <source>‹ Chats</source>
        <translation>‹ Chats</translation>
    </message>
    <message>
        <source>Back to the chats</source>
        <translation>Zurück zu den Chats</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archiv</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>Empty the bin…</source>
        <translation>Papierkorb leeren…</translation>
    </message>
    <message>
        <source>Export, backups</source>
        <translation>Export, Sicherungen</translation>
    </message>
    <message>
        <source>This chat is in the bin.</source>
        <translation>Dieser Chat ist im Papierkorb.</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Delete what is in the bin for good?</source>
        <translation>Den Inhalt des Papierkorbs endgültig löschen?</translation>
    </message>
    <message>
        <source>Archive {count}</source>
        <translation>Archiv {count}</translation>
    </message>
    <message>
        <source>Bin {count}</source>
        <translation>Papierkorb {count}</translation>
    </message>
    <message>
        <source>Export chats…</source>
        <translation>Chats exportieren…</translation>
    </message>
    <message>
        <source>Backups…</source>
        <translation>Sicherungen…</translation>
    </message>
    <message>
        <source>No chats yet. What you ask is kept here, on this computer only.</source>
        <translation>Noch keine Chats. Was Sie fragen, wird hier aufbewahrt, nur auf diesem Computer.</translation>
    </message>
    <message>
        <source>Nothing is archived. A chat that you archive leaves the list and stays searchable.</source>
        <translation>Das Archiv ist leer. Ein Chat, den Sie archivieren, verlässt die Liste und bleibt durchsuchbar.</translation>
    </message>
    <message>
        <source>The bin is empty. A deleted chat lies here for 30 days.</source>
        <translation>Der Papierkorb ist leer. Ein gelöschter Chat liegt hier 30 Tage.</translation>
    </message>
    <message>
        <source>Name of the new folder</source>
        <translation>Name des neuen Ordners</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Move the chat into the new folder</source>
        <translation>Den Chat in den neuen Ordner verschieben</translation>
    </message>
    <message>
        <source>Make no folder</source>
        <translation>Keinen Ordner erstellen</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>Archived chats</source>
        <translation>Archivierte Chats</translation>
    </message>
    <message>
        <source>Deleted chats</source>
        <translation>Gelöschte Chats</translation>
    </message>
    <message>
        <source>What to do with {title}</source>
        <translation>Was mit {title} zu tun ist</translation>
    </message>
    <message>
        <source>Export this chat…</source>
        <translation>Diesen Chat exportieren…</translation>
    </message>
    <message>
        <source>There is no chat to delete.</source>
        <translation>Es gibt keinen Chat zu löschen.</translation>
    </message>
    <message>
        <source>None of these chats is in the bin any more.</source>
        <translation>Keiner dieser Chats ist mehr im Papierkorb.</translation>
    </message>
    <message numerus="yes">
        <source>Delete **all chats** ({n} chat). They stay in the bin for 30 days</source>
        <comment>Delete **all chats** ({n} chats). They stay in the bin for 30 days</comment>
        <translation>
            <numerusform>**Alle Chats** löschen ({n} Chat). Er bleibt 30 Tage im Papierkorb</numerusform>
            <numerusform>**Alle Chats** löschen ({n} Chats). Sie bleiben 30 Tage im Papierkorb</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message numerus="yes">
        <source>{n} chat is in the bin.</source>
        <comment>{n} chats are in the bin.</comment>
        <translation>
            <numerusform>{n} Chat ist im Papierkorb.</numerusform>
            <numerusform>{n} Chats sind im Papierkorb.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chat is back.</source>
        <comment>{n} chats are back.</comment>
        <translation>
            <numerusform>{n} Chat ist wieder da.</numerusform>
            <numerusform>{n} Chats sind wieder da.</numerusform>
        </translation>
    </message>
    <message>
        <source>Put back into the list</source>
        <translation>Zurück in die Liste legen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Loslösen</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>Oben anheften</translation>
    </message>
    <message>
        <source>Put into the archive</source>
        <translation>Ins Archiv legen</translation>
    </message>
    <message>
        <source>Out of its folder</source>
        <translation>Aus dem Ordner nehmen</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>Neuer Ordner…</translation>
    </message>
    <message>
        <source>Move to folder</source>
        <translation>In Ordner verschieben</translation>
    </message>
    <message>
        <source>{chat}, open</source>
        <translation>{chat}, geöffnet</translation>
    </message>
    <message>
        <source>New name of the chat</source>
        <translation>Neuer Name des Chats</translation>
    </message>
    <message numerus="yes">
        <source>{folder}, {n} chat, folded</source>
        <comment>{folder}, {n} chats, folded</comment>
        <translation>
            <numerusform>{folder}, {n} Chat, zugeklappt</numerusform>
            <numerusform>{folder}, {n} Chats, zugeklappt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{folder}, {n} chat, unfolded</source>
        <comment>{folder}, {n} chats, unfolded</comment>
        <translation>
            <numerusform>{folder}, {n} Chat, aufgeklappt</numerusform>
            <numerusform>{folder}, {n} Chats, aufgeklappt</numerusform>
        </translation>
    </message>
    <message>
        <source>A bigger model reads more at once.</source>
        <translation>Ein größeres Modell liest mehr auf einmal.</translation>
    </message>
    <message>
        <source>The model can perhaps read more at once: enlarge its context.</source>
        <translation>Das Modell kann vielleicht mehr auf einmal lesen: Vergrößern Sie seinen Kontext.</translation>
    </message>
    <message>
        <source>It ended while thinking, before it answered</source>
        <translation>Beim Nachdenken beendet, vor der Antwort</translation>
    </message>
    <message>
        <source>Answering…</source>
        <translation>Antwortet…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Cut off at the length limit</source>
        <translation>An der Längengrenze abgeschnitten</translation>
    </message>
    <message>
        <source>Cut off: the context is full</source>
        <translation>Abgeschnitten: Der Kontext ist voll</translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation>Nicht fertig</translation>
    </message>
    <message>
        <source>Not answered</source>
        <translation>Nicht beantwortet</translation>
    </message>
    <message>
        <source>Not answered: perhaps too long for this model</source>
        <translation>Nicht beantwortet: vielleicht zu lang für dieses Modell</translation>
    </message>
    <message numerus="yes">
        <source>An earlier question is left out, as you chose</source>
        <comment>{n} earlier questions are left out, as you chose</comment>
        <translation>
            <numerusform>Eine frühere Frage ist auf Ihren Wunsch weggelassen</numerusform>
            <numerusform>{n} frühere Fragen sind auf Ihren Wunsch weggelassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first question is not read</source>
        <comment>The first {n} questions are not read</comment>
        <translation>
            <numerusform>Die erste Frage wird nicht gelesen</numerusform>
            <numerusform>Die ersten {n} Fragen werden nicht gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The next question is not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</source>
        <comment>The next {n} questions are not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</comment>
        <translation>
            <numerusform>Die nächste Frage wird nicht gelesen: Vom Platz von {whole} bleiben {kept} für die Antwort frei, und der Rest reicht nicht für alles</numerusform>
            <numerusform>Die nächsten {n} Fragen werden nicht gelesen: Vom Platz von {whole} bleiben {kept} für die Antwort frei, und der Rest reicht nicht für alles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first question is not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</source>
        <comment>The first {n} questions are not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</comment>
        <translation>
            <numerusform>Die erste Frage wird nicht gelesen: Vom Platz von {whole} bleiben {kept} für die Antwort frei, und der Rest reicht nicht für alles</numerusform>
            <numerusform>Die ersten {n} Fragen werden nicht gelesen: Vom Platz von {whole} bleiben {kept} für die Antwort frei, und der Rest reicht nicht für alles</numerusform>
        </translation>
    </message>
    <message>
        <source>Shorten your question.</source>
        <translation>Kürzen Sie Ihre Frage.</translation>
    </message>
    <message>
        <source>Start a new chat or shorten your question.</source>
        <translation>Beginnen Sie einen neuen Chat, oder kürzen Sie Ihre Frage.</translation>
    </message>
    <message>
        <source>began after {first}, took {whole}</source>
        <translation>begann nach {first}, dauerte {whole}</translation>
    </message>
    <message numerus="yes">
        <source>{n} token</source>
        <comment>{n} tokens</comment>
        <translation>
            <numerusform>{n} Token</numerusform>
            <numerusform>{n} Token</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} token (a word or a piece of one)</source>
        <comment>{n} tokens (words or pieces of words)</comment>
        <translation>
            <numerusform>{n} Token (ein Wort oder Wortteil)</numerusform>
            <numerusform>{n} Token (Wörter oder Wortteile)</numerusform>
        </translation>
    </message>
    <message>
        <source>{tokens}, {rate} tokens/s</source>
        <translation>{tokens}, {rate} Token/s</translation>
    </message>
    <message numerus="yes">
        <source>Summary of {n} older question, read instead of it</source>
        <comment>Summary of {n} older questions, read instead of them</comment>
        <translation>
            <numerusform>Zusammenfassung von {n} älteren Frage, an deren Stelle gelesen</numerusform>
            <numerusform>Zusammenfassung von {n} älteren Fragen, an deren Stelle gelesen</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>Antwort kopieren</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Answer the last question again</source>
        <translation>Die letzte Frage noch einmal beantworten</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Go on with this answer</source>
        <translation>Diese Antwort fortsetzen</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Ask this question in other words</source>
        <translation>Diese Frage mit anderen Worten stellen</translation>
    </message>
    <message>
        <source>Translate the answer</source>
        <translation>Antwort übersetzen</translation>
    </message>
    <message>
        <source>Summarize chat</source>
        <translation>Chat zusammenfassen</translation>
    </message>
    <message>
        <source>Answered by {model}</source>
        <translation>Beantwortet von {model}</translation>
    </message>
    <message>
        <source>Shorten the question</source>
        <translation>Frage kürzen</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Schreibt…</translation>
    </message>
    <message>
        <source>What to export</source>
        <translation>Was exportiert wird</translation>
    </message>
    <message>
        <source>This chat</source>
        <translation>Dieser Chat</translation>
    </message>
    <message>
        <source>All chats</source>
        <translation>Alle Chats</translation>
    </message>
    <message>
        <source>Kind of file</source>
        <translation>Art der Datei</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter…</translation>
    </message>
    <message>
        <source>Choose where to save</source>
        <translation>Speicherort wählen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>This chat has no question yet.</source>
        <translation>Dieser Chat hat noch keine Frage.</translation>
    </message>
    <message>
        <source>all chats</source>
        <translation>alle Chats</translation>
    </message>
    <message>
        <source>Save chats</source>
        <translation>Chats speichern</translation>
    </message>
    <message numerus="yes">
        <source>{n} chat saved in {path}</source>
        <comment>{n} chats saved in {path}</comment>
        <translation>
            <numerusform>{n} Chat gespeichert in {path}</numerusform>
            <numerusform>{n} Chats gespeichert in {path}</numerusform>
        </translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>As it was written, for notes and wikis.</source>
        <translation>Wie geschrieben, für Notizen und Wikis.</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>Webseite</translation>
    </message>
    <message>
        <source>To read and print in any browser; loads nothing.</source>
        <translation>Zum Lesen und Drucken in jedem Browser; lädt nichts nach.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Plain text that opens everywhere.</source>
        <translation>Reiner Text, der sich überall öffnen lässt.</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>All versions of every answer (JSON). EdgeAssist can take it in again.</source>
        <translation>Alle Fassungen aller Antworten (JSON). EdgeAssist kann sie wieder übernehmen.</translation>
    </message>
    <message>
        <source>No model is loaded. Load one, then try again.</source>
        <translation>Es ist kein Modell geladen. Laden Sie eines, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Counting what will be read…</source>
        <translation>Es wird gezählt, was gelesen wird…</translation>
    </message>
    <message>
        <source>You can type already; sending starts when a model is loaded.</source>
        <translation>Sie können schon schreiben; senden geht, sobald ein Modell geladen ist.</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>{name} wird gelesen…</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>{part}: {tokens}</source>
        <translation>{part}: {tokens}</translation>
    </message>
    <message>
        <source>{part}: about {tokens}</source>
        <translation>{part}: etwa {tokens}</translation>
    </message>
    <message numerus="yes">
        <source>About {n} word will be read</source>
        <comment>About {n} words will be read</comment>
        <translation>
            <numerusform>Etwa {n} Wort wird gelesen</numerusform>
            <numerusform>Etwa {n} Wörter werden gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>About {n} word too long for this model</source>
        <comment>About {n} words too long for this model</comment>
        <translation>
            <numerusform>Etwa {n} Wort zu lang für dieses Modell</numerusform>
            <numerusform>Etwa {n} Wörter zu lang für dieses Modell</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Perhaps {n} word too long for this model</source>
        <comment>Perhaps {n} words too long for this model</comment>
        <translation>
            <numerusform>Vielleicht {n} Wort zu lang für dieses Modell</numerusform>
            <numerusform>Vielleicht {n} Wörter zu lang für dieses Modell</numerusform>
        </translation>
    </message>
    <message>
        <source>Room for the answer</source>
        <translation>Platz für die Antwort</translation>
    </message>
    <message>
        <source>All of it, in tokens (words or pieces of words)</source>
        <translation>Alles zusammen, in Token (Wörter oder Wortteile)</translation>
    </message>
    <message numerus="yes">
        <source>The model reads {n} token at once.</source>
        <comment>The model reads {n} tokens at once.</comment>
        <translation>
            <numerusform>Das Modell liest {n} Token auf einmal.</numerusform>
            <numerusform>Das Modell liest {n} Token auf einmal.</numerusform>
        </translation>
    </message>
    <message>
        <source>The model&apos;s own form</source>
        <translation>Die eigene Form des Modells</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>Ohne Namen</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message numerus="yes">
        <source>{n} day left</source>
        <comment>{n} days left</comment>
        <translation>
            <numerusform>noch {n} Tag</numerusform>
            <numerusform>noch {n} Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>goes today</source>
        <translation>heute zuletzt da</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>At an unknown time</source>
        <translation>Zu unbekannter Zeit</translation>
    </message>
    <message>
        <source>{month} {year}</source>
        <translation>{month} {year}</translation>
    </message>
    <message>
        <source>The model in use</source>
        <translation>Das Modell in Gebrauch</translation>
    </message>
    <message>
        <source>The small model takes no persona: it answers as it was made.</source>
        <translation>Das kleine Modell nimmt keine Rolle an: Es antwortet, wie es gemacht wurde.</translation>
    </message>
    <message>
        <source>This chat was set to a model that is no longer here; the one in use answers.</source>
        <translation>Dieser Chat war auf ein Modell gestellt, das nicht mehr hier ist; das Modell in Gebrauch antwortet.</translation>
    </message>
    <message>
        <source>What the model is told before every answer</source>
        <translation>Was dem Modell vor jeder Antwort gesagt wird</translation>
    </message>
    <message>
        <source>Tell the model in your own words how to answer.</source>
        <translation>Sagen Sie dem Modell mit eigenen Worten, wie es antworten soll.</translation>
    </message>
    <message>
        <source>How this chat is answered</source>
        <translation>Wie dieser Chat beantwortet wird</translation>
    </message>
    <message>
        <source>Answer as</source>
        <translation>Antworten als</translation>
    </message>
    <message>
        <source>Model of this chat</source>
        <translation>Modell dieses Chats</translation>
    </message>
    <message>
        <source>How freely</source>
        <translation>Wie frei</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>Vorsichtig</translation>
    </message>
    <message>
        <source>Inventive</source>
        <translation>Einfallsreich</translation>
    </message>
    <message>
        <source>Choice of words</source>
        <translation>Wortwahl</translation>
    </message>
    <message>
        <source>Few words</source>
        <translation>Wenige Wörter</translation>
    </message>
    <message>
        <source>Every word</source>
        <translation>Jedes Wort</translation>
    </message>
    <message>
        <source>Length of an answer</source>
        <translation>Länge einer Antwort</translation>
    </message>
    <message>
        <source>As usual again</source>
        <translation>Wieder wie üblich</translation>
    </message>
    <message>
        <source>Answer as usual again</source>
        <translation>Wieder wie üblich antworten</translation>
    </message>
    <message>
        <source>Model of this chat: {name}</source>
        <translation>Modell dieses Chats: {name}</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>Wie üblich</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>Kurz</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Long</source>
        <translation>Lang</translation>
    </message>
    <message>
        <source>Very long</source>
        <translation>Sehr lang</translation>
    </message>
    <message>
        <source>Nobody special</source>
        <translation>Niemand Besonderes</translation>
    </message>
    <message>
        <source>The model answers as it was made.</source>
        <translation>Das Modell antwortet, wie es gemacht wurde.</translation>
    </message>
    <message>
        <source>Plain words</source>
        <translation>Einfache Worte</translation>
    </message>
    <message>
        <source>For reports, rules and letters that must be understood at once.</source>
        <translation>Für Berichte, Regeln und Briefe, die sofort verstanden werden müssen.</translation>
    </message>
    <message>
        <source>Brief</source>
        <translation>Knapp</translation>
    </message>
    <message>
        <source>For a quick answer between two tasks.</source>
        <translation>Für eine schnelle Antwort zwischen zwei Aufgaben.</translation>
    </message>
    <message>
        <source>Translator&apos;s eye</source>
        <translation>Übersetzerblick</translation>
    </message>
    <message>
        <source>For texts that go to people of another language.</source>
        <translation>Für Texte, die an Menschen mit anderer Sprache gehen.</translation>
    </message>
    <message>
        <source>Checklist writer</source>
        <translation>Checklisten</translation>
    </message>
    <message>
        <source>For procedures, handovers and repairs.</source>
        <translation>Für Abläufe, Übergaben und Reparaturen.</translation>
    </message>
    <message>
        <source>Patient teacher</source>
        <translation>Geduldige Lehrkraft</translation>
    </message>
    <message>
        <source>For learning something new.</source>
        <translation>Um etwas Neues zu lernen.</translation>
    </message>
    <message>
        <source>Own words</source>
        <translation>Eigene Worte</translation>
    </message>
    <message>
        <source>Rather careful</source>
        <translation>Eher vorsichtig</translation>
    </message>
    <message>
        <source>Wild: it may wander off</source>
        <translation>Wild: schweift vielleicht ab</translation>
    </message>
    <message>
        <source>Only the likeliest words</source>
        <translation>Nur die wahrscheinlichsten Wörter</translation>
    </message>
    <message>
        <source>Likely words</source>
        <translation>Wahrscheinliche Wörter</translation>
    </message>
    <message>
        <source>Most words</source>
        <translation>Die meisten Wörter</translation>
    </message>
    <message>
        <source>An answer ends when it is done, at the latest after about 700 words.</source>
        <translation>Eine Antwort endet, wenn sie fertig ist, spätestens nach etwa 700 Wörtern.</translation>
    </message>
    <message numerus="yes">
        <source>An answer is cut off after about {n} word.</source>
        <comment>An answer is cut off after about {n} words.</comment>
        <translation>
            <numerusform>Eine Antwort wird nach etwa {n} Wort abgeschnitten.</numerusform>
            <numerusform>Eine Antwort wird nach etwa {n} Wörtern abgeschnitten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Use {model}</source>
        <translation>{model} verwenden</translation>
    </message>
    <message>
        <source>Stay with {model}</source>
        <translation>Bei {model} bleiben</translation>
    </message>
    <message>
        <source>This chat is meant for {model}.</source>
        <translation>Dieser Chat ist für {model} gedacht.</translation>
    </message>
    <message>
        <source>Drop the oldest questions instead, or use another model.</source>
        <translation>Lassen Sie stattdessen die ältesten Fragen weg, oder verwenden Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>The model did not finish the summary.</source>
        <translation>Das Modell hat die Zusammenfassung nicht beendet.</translation>
    </message>
    <message>
        <source>Summing up older turns: {number} of {count}</source>
        <translation>Älteres wird zusammengefasst: {number} von {count}</translation>
    </message>
    <message>
        <source>Your chats could not be opened. You can ask all the same; this chat stays only in this window.</source>
        <translation>Ihre Chats konnten nicht geöffnet werden. Sie können trotzdem fragen; dieser Chat bleibt nur in diesem Fenster.</translation>
    </message>
    <message>
        <source>That version could not be shown.</source>
        <translation>Diese Fassung konnte nicht gezeigt werden.</translation>
    </message>
    <message>
        <source>Copy what you need before you close the window.</source>
        <translation>Kopieren Sie, was Sie brauchen, bevor Sie das Fenster schließen.</translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation>Eingefügter Text</translation>
    </message>
    <message>
        <source>Words in {braces} are asked for when the prompt is used; those that end in … get several lines.</source>
        <translation>Wörter in {braces} werden erfragt, wenn der Prompt verwendet wird; die auf … endenden bekommen mehrere Zeilen.</translation>
    </message>
    <message>
        <source>braces</source>
        <translation>geschweiften Klammern</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Insert the prompt into your question</source>
        <translation>Den Prompt in Ihre Frage einfügen</translation>
    </message>
    <message>
        <source>Back to the prompts</source>
        <translation>Zurück zu den Prompts</translation>
    </message>
    <message>
        <source>Name of the prompt</source>
        <translation>Name des Prompts</translation>
    </message>
    <message>
        <source>Text of the prompt</source>
        <translation>Text des Prompts</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save the prompt</source>
        <translation>Den Prompt speichern</translation>
    </message>
    <message>
        <source>Change nothing</source>
        <translation>Nichts ändern</translation>
    </message>
    <message>
        <source>Prompts (*.toml)</source>
        <translation>Prompts (*.toml)</translation>
    </message>
    <message>
        <source>No prompt of that name.</source>
        <translation>Kein Prompt mit diesem Namen.</translation>
    </message>
    <message>
        <source>Opening the prompts…</source>
        <translation>Die Prompts werden geöffnet…</translation>
    </message>
    <message>
        <source>Ours are here; what you change is kept in a new file beside it.</source>
        <translation>Unsere sind hier; was Sie ändern, wird daneben in einer neuen Datei aufbewahrt.</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>Find a prompt</source>
        <translation>Prompt suchen</translation>
    </message>
    <message>
        <source>New prompt</source>
        <translation>Neuer Prompt</translation>
    </message>
    <message>
        <source>Edit the chosen prompt</source>
        <translation>Den gewählten Prompt bearbeiten</translation>
    </message>
    <message>
        <source>Delete the chosen prompt</source>
        <translation>Den gewählten Prompt löschen</translation>
    </message>
    <message>
        <source>Import and export prompts</source>
        <translation>Prompts importieren und exportieren</translation>
    </message>
    <message numerus="yes">
        <source>{n} new prompt taken in.</source>
        <comment>{n} new prompts taken in.</comment>
        <translation>
            <numerusform>{n} neuer Prompt übernommen.</numerusform>
            <numerusform>{n} neue Prompts übernommen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} prompt saved in {path}</source>
        <comment>{n} prompts saved in {path}</comment>
        <translation>
            <numerusform>{n} Prompt gespeichert in {path}</numerusform>
            <numerusform>{n} Prompts gespeichert in {path}</numerusform>
        </translation>
    </message>
    <message>
        <source>What you wrote was not saved.</source>
        <translation>Was Sie geschrieben haben, wurde nicht gespeichert.</translation>
    </message>
    <message>
        <source>Go on writing</source>
        <translation>Weiterschreiben</translation>
    </message>
    <message>
        <source>“{name}” was deleted.</source>
        <translation>„{name}“ wurde gelöscht.</translation>
    </message>
    <message>
        <source>Import prompts…</source>
        <translation>Prompts importieren…</translation>
    </message>
    <message>
        <source>Export prompts…</source>
        <translation>Prompts exportieren…</translation>
    </message>
    <message>
        <source>Choose a file of prompts</source>
        <translation>Datei mit Prompts wählen</translation>
    </message>
    <message>
        <source>Save prompts</source>
        <translation>Prompts speichern</translation>
    </message>
    <message>
        <source>Nothing was changed. Mend the file in a text editor, or take another one.</source>
        <translation>Nichts wurde geändert. Bringen Sie die Datei in einem Texteditor in Ordnung, oder nehmen Sie eine andere.</translation>
    </message>
    <message>
        <source>The prompts in {path} cannot be used: {reason}.</source>
        <translation>Die Prompts in {path} können nicht verwendet werden: {reason}.</translation>
    </message>
    <message>
        <source>Free some space or choose another folder. Your prompts are as they were.</source>
        <translation>Schaffen Sie etwas Platz, oder wählen Sie einen anderen Ordner. Ihre Prompts sind wie zuvor.</translation>
    </message>
    <message>
        <source>{path} cannot be used now: {reason}.</source>
        <translation>{path} kann jetzt nicht verwendet werden: {reason}.</translation>
    </message>
    <message>
        <source>there would be more than {count}</source>
        <translation>es wären mehr als {count}</translation>
    </message>
    <message>
        <source>it has version {version}, and this EdgeAssist knows version {known}</source>
        <translation>die Datei hat Version {version}, und dieses EdgeAssist kennt Version {known}</translation>
    </message>
    <message>
        <source>it holds too many prompts, or too long ones</source>
        <translation>die Datei enthält zu viele oder zu lange Prompts</translation>
    </message>
    <message>
        <source>Your question in other words</source>
        <translation>Ihre Frage mit anderen Worten</translation>
    </message>
    <message>
        <source>Ask this</source>
        <translation>Dies fragen</translation>
    </message>
    <message>
        <source>Leave the question as it was</source>
        <translation>Die Frage lassen, wie sie war</translation>
    </message>
    <message>
        <source>The question and answers as they were are kept beside it.</source>
        <translation>Die Frage und die Antworten bleiben in der bisherigen Fassung daneben aufbewahrt.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Show all of your question</source>
        <translation>Ihre ganze Frage zeigen</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>Weniger zeigen</translation>
    </message>
    <message>
        <source>Show less of your question</source>
        <translation>Weniger von Ihrer Frage zeigen</translation>
    </message>
    <message>
        <source>Your question</source>
        <translation>Ihre Frage</translation>
    </message>
    <message>
        <source>All of your question</source>
        <translation>Ihre ganze Frage</translation>
    </message>
    <message>
        <source>Not read: the role it should play. The starter plays no roles.</source>
        <translation>Nicht gelesen: die Rolle, die es spielen soll. Der Starter spielt keine Rollen.</translation>
    </message>
    <message>
        <source>The older turns could not be summed up: {reason} Nothing was changed.</source>
        <translation>Die älteren Fragen konnten nicht zusammengefasst werden: {reason} Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>{name} is still being read. Try again in a moment.</source>
        <translation>{name} wird noch gelesen. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Summing up older turns…</source>
        <translation>Älteres wird zusammengefasst…</translation>
    </message>
    <message>
        <source>Chat: {question}</source>
        <translation>Chat: {question}</translation>
    </message>
    <message>
        <source>What the model will read</source>
        <translation>Was das Modell lesen wird</translation>
    </message>
    <message>
        <source>How much the model can still read</source>
        <translation>Wie viel das Modell noch lesen kann</translation>
    </message>
    <message>
        <source>What will be read</source>
        <translation>Was gelesen wird</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Drop oldest</source>
        <translation>Älteste weglassen</translation>
    </message>
    <message>
        <source>Leave the oldest questions out</source>
        <translation>Die ältesten Fragen weglassen</translation>
    </message>
    <message>
        <source>Summarize older turns</source>
        <translation>Ältere Fragen zusammenfassen</translation>
    </message>
    <message>
        <source>Summarize in its own pane</source>
        <translation>In eigenem Bereich zusammenfassen</translation>
    </message>
    <message>
        <source>Read only the beginning</source>
        <translation>Nur den Anfang lesen</translation>
    </message>
    <message>
        <source>Summarize it</source>
        <translation>Zusammenfassen</translation>
    </message>
    <message>
        <source>Summarize the file</source>
        <translation>Die Datei zusammenfassen</translation>
    </message>
    <message>
        <source>Stop summing up</source>
        <translation>Zusammenfassen stoppen</translation>
    </message>
    <message>
        <source>Enlarge to {tokens}</source>
        <translation>Auf {tokens} vergrößern</translation>
    </message>
    <message>
        <source>Read only the beginning of {name}</source>
        <translation>Nur den Anfang von {name} lesen</translation>
    </message>
    <message numerus="yes">
        <source>{line}; {n} more would fit</source>
        <comment>{line}; {n} more would fit</comment>
        <translation>
            <numerusform>{line}; {n} mehr würde passen</numerusform>
            <numerusform>{line}; {n} mehr würden passen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was found. All words must stand in one message; the beginning of each is enough.</source>
        <translation>Nichts gefunden. Alle Wörter müssen in einer Nachricht stehen; von jedem genügt der Anfang.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Sucht…</translation>
    </message>
    <message>
        <source>In all chats</source>
        <translation>In allen Chats</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>Search in your chats</source>
        <translation>In Ihren Chats suchen</translation>
    </message>
    <message>
        <source>Where to search: in all chats</source>
        <translation>Wo gesucht wird: in allen Chats</translation>
    </message>
    <message>
        <source>Where to search</source>
        <translation>Wo gesucht wird</translation>
    </message>
    <message>
        <source>Only in {folder}</source>
        <translation>Nur in {folder}</translation>
    </message>
    <message>
        <source>Where to search: {place}</source>
        <translation>Wo gesucht wird: {place}</translation>
    </message>
    <message>
        <source>Read as part of the summary</source>
        <translation>Als Teil der Zusammenfassung gelesen</translation>
    </message>
    <message>
        <source>Not read any more</source>
        <translation>Nicht mehr gelesen</translation>
    </message>
    <message>
        <source>The role it plays</source>
        <translation>Die Rolle, die es spielt</translation>
    </message>
    <message>
        <source>Summary of older turns</source>
        <translation>Zusammenfassung älterer Fragen</translation>
    </message>
    <message>
        <source>Earlier questions and answers ({count})</source>
        <translation>Frühere Fragen und Antworten ({count})</translation>
    </message>
    <message>
        <source>The answer so far</source>
        <translation>Die Antwort bisher</translation>
    </message>
    <message>
        <source>You: {question}</source>
        <translation>Sie: {question}</translation>
    </message>
    <message>
        <source>Answer: {answer}</source>
        <translation>Antwort: {answer}</translation>
    </message>
    <message>
        <source>How this chat is answered…</source>
        <translation>Wie dieser Chat beantwortet wird…</translation>
    </message>
    <message>
        <source>Prompts…</source>
        <translation>Prompts…</translation>
    </message>
    <message>
        <source>What the model reads</source>
        <translation>Was das Modell liest</translation>
    </message>
    <message>
        <source>Find in your chats…</source>
        <translation>In Ihren Chats suchen…</translation>
    </message>
    <message>
        <source>Rename this chat…</source>
        <translation>Diesen Chat umbenennen…</translation>
    </message>
    <message>
        <source>Delete this chat</source>
        <translation>Diesen Chat löschen</translation>
    </message>
    <message>
        <source>‹ Back to the chat</source>
        <translation>‹ Zurück zum Chat</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>Zurück zum Chat</translation>
    </message>
    <message>
        <source>What would you like to know?</source>
        <translation>Was möchten Sie wissen?</translation>
    </message>
    <message>
        <source>A small model is ready</source>
        <translation>Ein kleines Modell ist bereit</translation>
    </message>
    <message>
        <source>Explain a circuit breaker in two sentences.</source>
        <translation>Erkläre in zwei Sätzen, was ein Leitungsschutzschalter ist.</translation>
    </message>
    <message>
        <source>Write a checklist for a shift handover.</source>
        <translation>Schreibe eine Checkliste für eine Schichtübergabe.</translation>
    </message>
    <message>
        <source>Write a polite letter asking for a spare part.</source>
        <translation>Schreibe einen höflichen Brief, der um ein Ersatzteil bittet.</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Unterhaltung</translation>
    </message>
    <message>
        <source>Show earlier messages</source>
        <translation>Frühere Nachrichten zeigen</translation>
    </message>
    <message>
        <source>Ask in your own words, or start with one of these:</source>
        <translation>Fragen Sie mit eigenen Worten, oder beginnen Sie hiermit:</translation>
    </message>
    <message>
        <source>The question before this one</source>
        <translation>Die Frage davor</translation>
    </message>
    <message>
        <source>The question after this one</source>
        <translation>Die Frage danach</translation>
    </message>
    <message>
        <source>question {place} of {count}</source>
        <translation>Frage {place} von {count}</translation>
    </message>
    <message>
        <source>The answer before this one</source>
        <translation>Die Antwort davor</translation>
    </message>
    <message>
        <source>The answer after this one</source>
        <translation>Die Antwort danach</translation>
    </message>
    <message>
        <source>answer {place} of {count}</source>
        <translation>Antwort {place} von {count}</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>{place} von {count}</translation>
    </message>
    <message>
        <source>Ask anything. Nothing leaves this computer.</source>
        <translation>Fragen Sie, was Sie möchten. Nichts verlässt diesen Computer.</translation>
    </message>
    <message>
        <source>Ask something simple. Nothing leaves this computer.</source>
        <translation>Fragen Sie etwas Einfaches. Nichts verlässt diesen Computer.</translation>
    </message>
    <message>
        <source>Ask anything.</source>
        <translation>Fragen Sie, was Sie möchten.</translation>
    </message>
    <message>
        <source>Ask something simple.</source>
        <translation>Fragen Sie etwas Einfaches.</translation>
    </message>
    <message>
        <source>Show your chats</source>
        <translation>Ihre Chats zeigen</translation>
    </message>
    <message>
        <source>Copy chat</source>
        <translation>Chat kopieren</translation>
    </message>
    <message>
        <source>Copy the whole conversation</source>
        <translation>Die ganze Unterhaltung kopieren</translation>
    </message>
    <message>
        <source>More for this chat</source>
        <translation>Mehr zu diesem Chat</translation>
    </message>
    <message>
        <source>Attach a file</source>
        <translation>Datei anhängen</translation>
    </message>
    <message>
        <source>This chat could not be saved. It goes on, but only in this window.</source>
        <translation>Dieser Chat konnte nicht gespeichert werden. Er geht weiter, aber nur in diesem Fenster.</translation>
    </message>
    <message>
        <source>The chat you left was not saved.</source>
        <translation>Der Chat, den Sie verlassen haben, wurde nicht gespeichert.</translation>
    </message>
    <message>
        <source>Your question was not sent, because it could not be saved. It stands in the box again.</source>
        <translation>Ihre Frage wurde nicht gesendet, weil sie nicht gespeichert werden konnte. Sie steht wieder im Eingabefeld.</translation>
    </message>
    <message>
        <source>Sent once more as things are, it is answered, but stays only in this window.</source>
        <translation>Wenn Sie sie jetzt noch einmal senden, wird sie beantwortet, bleibt aber nur in diesem Fenster.</translation>
    </message>
    <message>
        <source>A question in the chat you left was not sent, because it could not be saved.</source>
        <translation>Eine Frage in dem Chat, den Sie verlassen haben, wurde nicht gesendet, weil sie nicht gespeichert werden konnte.</translation>
    </message>
    <message>
        <source>The details below hold its words.</source>
        <translation>Ihr Wortlaut steht unten in den Einzelheiten.</translation>
    </message>
    <message>
        <source>That text is too long to be typed in, and could not be kept as a file.</source>
        <translation>Dieser Text ist zu lang zum Eintippen und konnte nicht als Datei aufbewahrt werden.</translation>
    </message>
    <message>
        <source>Choose another folder. Nothing is lost.</source>
        <translation>Wählen Sie einen anderen Ordner. Nichts ist verloren.</translation>
    </message>
    <message>
        <source>Export the summary as</source>
        <translation>Zusammenfassung exportieren als</translation>
    </message>
    <message>
        <source>{name} could not be written.</source>
        <translation>{name} konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>Gespeichert als {name}.</translation>
    </message>
    <message>
        <source>Summary: {title}</source>
        <translation>Zusammenfassung: {title}</translation>
    </message>
    <message>
        <source>Export the summary</source>
        <translation>Zusammenfassung exportieren</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>Reiner Text</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Zusammenfassung</translation>
    </message>
    <message>
        <source>Unfinished: the rest of the text is not in this summary.</source>
        <translation>Nicht fertig: Der Rest des Textes ist nicht in dieser Zusammenfassung.</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>{title} - summary</source>
        <translation>{title} - Zusammenfassung</translation>
    </message>
    <message>
        <source>Left out: {what}</source>
        <translation>Ausgelassen: {what}</translation>
    </message>
    <message>
        <source>There is no text to sum up.</source>
        <translation>Es gibt keinen Text zum Zusammenfassen.</translation>
    </message>
    <message>
        <source>Key points</source>
        <translation>Kernpunkte</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Plain language</source>
        <translation>Einfache Sprache</translation>
    </message>
    <message>
        <source>By section</source>
        <translation>Nach Abschnitten</translation>
    </message>
    <message>
        <source>Only a model that can write puts it in plain language. Picked sentences keep the words of the text.</source>
        <translation>Nur ein Modell, das schreiben kann, formuliert in einfacher Sprache. Ausgewählte Sätze behalten die Wörter des Textes.</translation>
    </message>
    <message>
        <source>Only a model that can write uses another language. Picked sentences stay in that of the text.</source>
        <translation>Nur ein Modell, das schreiben kann, verwendet eine andere Sprache. Ausgewählte Sätze bleiben in der des Textes.</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Sum up another document</source>
        <translation>Ein anderes Dokument zusammenfassen</translation>
    </message>
    <message>
        <source>Form of the summary</source>
        <translation>Form der Zusammenfassung</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>As the text</source>
        <translation>Wie der Text</translation>
    </message>
    <message>
        <source>Language of the summary: {language}</source>
        <translation>Sprache der Zusammenfassung: {language}</translation>
    </message>
    <message>
        <source>The language the summary is written in</source>
        <translation>Die Sprache, in der die Zusammenfassung geschrieben wird</translation>
    </message>
    <message>
        <source>Language of the summary</source>
        <translation>Sprache der Zusammenfassung</translation>
    </message>
    <message>
        <source>Page {first}</source>
        <translation>Seite {first}</translation>
    </message>
    <message>
        <source>Page {first} of {total}</source>
        <translation>Seite {first} von {total}</translation>
    </message>
    <message>
        <source>Pages {first} to {last}</source>
        <translation>Seiten {first} bis {last}</translation>
    </message>
    <message>
        <source>Pages {first} to {last} of {total}</source>
        <translation>Seiten {first} bis {last} von {total}</translation>
    </message>
    <message>
        <source>Chapter {first}</source>
        <translation>Kapitel {first}</translation>
    </message>
    <message>
        <source>Chapter {first} of {total}</source>
        <translation>Kapitel {first} von {total}</translation>
    </message>
    <message>
        <source>Chapters {first} to {last}</source>
        <translation>Kapitel {first} bis {last}</translation>
    </message>
    <message>
        <source>Chapters {first} to {last} of {total}</source>
        <translation>Kapitel {first} bis {last} von {total}</translation>
    </message>
    <message>
        <source>Part {part} of {parts}</source>
        <translation>Teil {part} von {parts}</translation>
    </message>
    <message>
        <source>{place}: no text, just a picture.</source>
        <translation>{place}: kein Text, nur ein Bild.</translation>
    </message>
    <message>
        <source>{place}: no text.</source>
        <translation>{place}: kein Text.</translation>
    </message>
    <message>
        <source>{place}: damaged.</source>
        <translation>{place}: beschädigt.</translation>
    </message>
    <message>
        <source>{place}: not summed up.</source>
        <translation>{place}: nicht zusammengefasst.</translation>
    </message>
    <message>
        <source>{read} of {total} read</source>
        <translation>{read} von {total} gelesen</translation>
    </message>
    <message>
        <source>What follows was not read.</source>
        <translation>Was folgt, wurde nicht gelesen.</translation>
    </message>
    <message>
        <source>{place}, beginning “{beginning}”: {why}.</source>
        <translation>{place}, beginnend mit „{beginning}“: {why}.</translation>
    </message>
    <message>
        <source>Sentences of the summary</source>
        <translation>Sätze der Zusammenfassung</translation>
    </message>
    <message>
        <source>Show {count} more of {waiting}</source>
        <translation>{count} weitere von {waiting} zeigen</translation>
    </message>
    <message>
        <source>Pages {first}-{last}</source>
        <translation>Seiten {first}-{last}</translation>
    </message>
    <message>
        <source>Chapters {first}-{last}</source>
        <translation>Kapitel {first}-{last}</translation>
    </message>
    <message>
        <source>Cue {first}</source>
        <translation>Untertitel {first}</translation>
    </message>
    <message>
        <source>Cues {first}-{last}</source>
        <translation>Untertitel {first}-{last}</translation>
    </message>
    <message>
        <source>Paragraph {first}</source>
        <translation>Absatz {first}</translation>
    </message>
    <message>
        <source>Paragraphs {first}-{last}</source>
        <translation>Absätze {first}-{last}</translation>
    </message>
    <message>
        <source>Page 1 of {total} read</source>
        <translation>Seite 1 von {total} gelesen</translation>
    </message>
    <message>
        <source>Pages 1-{last} of {total} read</source>
        <translation>Seiten 1-{last} von {total} gelesen</translation>
    </message>
    <message>
        <source>Chapter 1 of {total} read</source>
        <translation>Kapitel 1 von {total} gelesen</translation>
    </message>
    <message>
        <source>Chapters 1-{last} of {total} read</source>
        <translation>Kapitel 1-{last} von {total} gelesen</translation>
    </message>
    <message>
        <source>Cue 1 of {total} read</source>
        <translation>Untertitel 1 von {total} gelesen</translation>
    </message>
    <message>
        <source>Cues 1-{last} of {total} read</source>
        <translation>Untertitel 1-{last} von {total} gelesen</translation>
    </message>
    <message>
        <source>Paragraph 1 of {total} read</source>
        <translation>Absatz 1 von {total} gelesen</translation>
    </message>
    <message>
        <source>Paragraphs 1-{last} of {total} read</source>
        <translation>Absätze 1-{last} von {total} gelesen</translation>
    </message>
    <message>
        <source>Reading pages</source>
        <translation>Liest Seiten</translation>
    </message>
    <message>
        <source>Reading chapters</source>
        <translation>Liest Kapitel</translation>
    </message>
    <message>
        <source>Reading cues</source>
        <translation>Liest Untertitel</translation>
    </message>
    <message>
        <source>Reading paragraphs</source>
        <translation>Liest Absätze</translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} page read</source>
        <comment>{read} of {total} pages read</comment>
        <translation>
            <numerusform>{read} von {total} Seite gelesen</numerusform>
            <numerusform>{read} von {total} Seiten gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} chapter read</source>
        <comment>{read} of {total} chapters read</comment>
        <translation>
            <numerusform>{read} von {total} Kapitel gelesen</numerusform>
            <numerusform>{read} von {total} Kapiteln gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} cue read</source>
        <comment>{read} of {total} cues read</comment>
        <translation>
            <numerusform>{read} von {total} Untertitel gelesen</numerusform>
            <numerusform>{read} von {total} Untertiteln gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} paragraph read</source>
        <comment>{read} of {total} paragraphs read</comment>
        <translation>
            <numerusform>{read} von {total} Absatz gelesen</numerusform>
            <numerusform>{read} von {total} Absätzen gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} page read</source>
        <comment>{n} pages read</comment>
        <translation>
            <numerusform>{n} Seite gelesen</numerusform>
            <numerusform>{n} Seiten gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter read</source>
        <comment>{n} chapters read</comment>
        <translation>
            <numerusform>{n} Kapitel gelesen</numerusform>
            <numerusform>{n} Kapitel gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} cue read</source>
        <comment>{n} cues read</comment>
        <translation>
            <numerusform>{n} Untertitel gelesen</numerusform>
            <numerusform>{n} Untertitel gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph read</source>
        <comment>{n} paragraphs read</comment>
        <translation>
            <numerusform>{n} Absatz gelesen</numerusform>
            <numerusform>{n} Absätze gelesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} page</source>
        <comment>{n} pages</comment>
        <translation>
            <numerusform>{n} Seite</numerusform>
            <numerusform>{n} Seiten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter</source>
        <comment>{n} chapters</comment>
        <translation>
            <numerusform>{n} Kapitel</numerusform>
            <numerusform>{n} Kapitel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} subtitle</source>
        <comment>{n} subtitles</comment>
        <translation>
            <numerusform>{n} Untertitel</numerusform>
            <numerusform>{n} Untertitel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph</source>
        <comment>{n} paragraphs</comment>
        <translation>
            <numerusform>{n} Absatz</numerusform>
            <numerusform>{n} Absätze</numerusform>
        </translation>
    </message>
    <message>
        <source>Text of the document</source>
        <translation>Text des Dokuments</translation>
    </message>
    <message>
        <source>No model is in use, so the sentences that say most are picked from the text, word for word.</source>
        <translation>Es ist kein Modell in Gebrauch, deshalb werden die aussagekräftigsten Sätze Wort für Wort aus dem Text ausgewählt.</translation>
    </message>
    <message>
        <source>{name} is not made for writing summaries, so the sentences that say most are picked from the text, word for word.</source>
        <translation>{name} ist nicht zum Schreiben von Zusammenfassungen gemacht, deshalb werden die aussagekräftigsten Sätze Wort für Wort aus dem Text ausgewählt.</translation>
    </message>
    <message>
        <source>{name} will write the summary, here on this computer.</source>
        <translation>{name} schreibt die Zusammenfassung, hier auf diesem Computer.</translation>
    </message>
    <message>
        <source>Choose a document</source>
        <translation>Dokument wählen</translation>
    </message>
    <message>
        <source>Open a document…</source>
        <translation>Dokument öffnen…</translation>
    </message>
    <message>
        <source>Sum up the sample</source>
        <translation>Beispiel zusammenfassen</translation>
    </message>
    <message>
        <source>no proof found</source>
        <translation>kein Beleg gefunden</translation>
    </message>
    <message>
        <source>No place in the text says this. Check it before you rely on it.</source>
        <translation>Keine Stelle im Text sagt dies. Prüfen Sie es, bevor Sie sich darauf verlassen.</translation>
    </message>
    <message>
        <source>in the text</source>
        <translation>im Text</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>Beschlüsse</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Also said</source>
        <translation>Außerdem gesagt</translation>
    </message>
    <message>
        <source>ch. {number}</source>
        <translation>Kap. {number}</translation>
    </message>
    <message>
        <source>chapter {number}</source>
        <translation>Kapitel {number}</translation>
    </message>
    <message>
        <source>p. {number}</source>
        <translation>S. {number}</translation>
    </message>
    <message>
        <source>page {number}</source>
        <translation>Seite {number}</translation>
    </message>
    <message>
        <source>at {moment}</source>
        <translation>bei {moment}</translation>
    </message>
    <message>
        <source>par. {number}</source>
        <translation>Abs. {number}</translation>
    </message>
    <message>
        <source>paragraph {number}</source>
        <translation>Absatz {number}</translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence, {proven} with proof</source>
        <comment>{n} sentences, {proven} with proof</comment>
        <translation>
            <numerusform>{n} Satz, {proven} mit Beleg</numerusform>
            <numerusform>{n} Sätze, {proven} mit Beleg</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence, with proof</source>
        <comment>{n} sentences, all with proof</comment>
        <translation>
            <numerusform>{n} Satz, mit Beleg</numerusform>
            <numerusform>{n} Sätze, alle mit Beleg</numerusform>
        </translation>
    </message>
    <message>
        <source>It was made from the text there ({place}), but its words cannot be compared. Check it before you rely on it.</source>
        <translation>Es entstand aus dem Text dort ({place}), aber die Wörter lassen sich nicht vergleichen. Prüfen Sie es, bevor Sie sich darauf verlassen.</translation>
    </message>
    <message>
        <source>{share} of this sentence&apos;s words stand there: {place}.</source>
        <translation>{share} der Wörter dieses Satzes stehen dort: {place}.</translation>
    </message>
    <message numerus="yes">
        <source>{words} is not in the text</source>
        <comment>{words} are not in the text</comment>
        <translation>
            <numerusform>{words} steht nicht im Text</numerusform>
            <numerusform>{words} stehen nicht im Text</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy this sentence</source>
        <translation>Diesen Satz kopieren</translation>
    </message>
    <message>
        <source>Picked from the text, no model wrote this</source>
        <translation>Aus dem Text ausgewählt, von keinem Modell geschrieben</translation>
    </message>
    <message>
        <source>A model that can write would also join what belongs together and answer in other words or another language.</source>
        <translation>Ein Modell, das schreiben kann, würde auch verbinden, was zusammengehört, und mit anderen Wörtern oder in einer anderen Sprache antworten.</translation>
    </message>
    <message>
        <source>Stopped. What was done is kept.</source>
        <translation>Gestoppt. Was fertig ist, bleibt aufbewahrt.</translation>
    </message>
    <message>
        <source>This document holds hidden text. None of it was used; see below what was left out.</source>
        <translation>Dieses Dokument enthält versteckten Text. Nichts davon wurde verwendet; unten sehen Sie, was ausgelassen wurde.</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Stoppt…</translation>
    </message>
    <message>
        <source>Opening the document…</source>
        <translation>Das Dokument wird geöffnet…</translation>
    </message>
    <message>
        <source>Written by {model}</source>
        <translation>Geschrieben von {model}</translation>
    </message>
    <message>
        <source>What is done stays. Try again; if it happens once more, the details help to find out why.</source>
        <translation>Was fertig ist, bleibt. Versuchen Sie es noch einmal; wenn es wieder geschieht, helfen die Einzelheiten, den Grund zu finden.</translation>
    </message>
    <message>
        <source>Something went wrong while summing up.</source>
        <translation>Beim Zusammenfassen ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>The text appears here as soon as it is read.</source>
        <translation>Der Text erscheint hier, sobald er gelesen ist.</translation>
    </message>
    <message>
        <source>The document</source>
        <translation>Das Dokument</translation>
    </message>
    <message>
        <source>A page of the document</source>
        <translation>Eine Seite des Dokuments</translation>
    </message>
    <message>
        <source>What should be summed up?</source>
        <translation>Was soll zusammengefasst werden?</translation>
    </message>
    <message>
        <source>The whole document is read, and every sentence says where it comes from. Nothing leaves this computer.</source>
        <translation>Das ganze Dokument wird gelesen, und jeder Satz sagt, woher er kommt. Nichts verlässt diesen Computer.</translation>
    </message>
    <message>
        <source>PDF, DOCX, EPUB, HTML, Markdown, plain text, SRT and VTT, up to 200 MB.</source>
        <translation>PDF, DOCX, EPUB, HTML, Markdown, reiner Text, SRT und VTT, bis zu 200 MB.</translation>
    </message>
    <message>
        <source>Or paste a text here</source>
        <translation>Oder hier einen Text einfügen</translation>
    </message>
    <message>
        <source>Text to sum up</source>
        <translation>Text zum Zusammenfassen</translation>
    </message>
    <message>
        <source>Choose a document…</source>
        <translation>Dokument wählen…</translation>
    </message>
    <message>
        <source>Try it with a sample: {sample}</source>
        <translation>Mit einem Beispiel versuchen: {sample}</translation>
    </message>
    <message>
        <source>Sum up this text</source>
        <translation>Diesen Text zusammenfassen</translation>
    </message>
    <message>
        <source>See models</source>
        <translation>Modelle ansehen</translation>
    </message>
    <message>
        <source>See models that can sum texts up</source>
        <translation>Modelle ansehen, die Texte zusammenfassen können</translation>
    </message>
    <message>
        <source>A text to sum up</source>
        <translation>Ein Text zum Zusammenfassen</translation>
    </message>
    <message>
        <source>Drop a document here</source>
        <translation>Dokument hier ablegen</translation>
    </message>
    <message>
        <source>Drop a document here, or</source>
        <translation>Dokument hier ablegen, oder</translation>
    </message>
    <message>
        <source>The first sentences come as soon as the first part is read.</source>
        <translation>Die ersten Sätze kommen, sobald der erste Teil gelesen ist.</translation>
    </message>
    <message>
        <source>Stop; what is done stays</source>
        <translation>Stoppen; was fertig ist, bleibt</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Go on with the summary</source>
        <translation>Mit der Zusammenfassung fortfahren</translation>
    </message>
    <message>
        <source>Pick sentences instead</source>
        <translation>Stattdessen Sätze auswählen</translation>
    </message>
    <message>
        <source>Have {writer} write it</source>
        <translation>{writer} schreiben lassen</translation>
    </message>
    <message numerus="yes">
        <source>Check the one without full proof</source>
        <comment>Check the {n} without full proof</comment>
        <translation>
            <numerusform>Den einen ohne vollen Beleg prüfen</numerusform>
            <numerusform>Die {n} ohne vollen Beleg prüfen</numerusform>
        </translation>
    </message>
    <message>
        <source>{check}: go to the next</source>
        <translation>{check}: zum nächsten</translation>
    </message>
    <message>
        <source>Choose another document…</source>
        <translation>Anderes Dokument wählen…</translation>
    </message>
    <message>
        <source>{step} · {done} of {total}</source>
        <translation>{step} · {done} von {total}</translation>
    </message>
    <message>
        <source>Summing up part {number}</source>
        <translation>Teil {number} wird zusammengefasst</translation>
    </message>
    <message>
        <source>not tried, as the parts before it failed</source>
        <translation>nicht versucht, da die Teile davor gescheitert sind</translation>
    </message>
    <message>
        <source>it does not fit into the model&apos;s context</source>
        <translation>passt nicht in den Kontext des Modells</translation>
    </message>
    <message>
        <source>the model said nothing about it</source>
        <translation>das Modell hat nichts dazu gesagt</translation>
    </message>
    <message>
        <source>Putting it together</source>
        <translation>Wird zusammengefügt</translation>
    </message>
    <message>
        <source>The sentences are in the text&apos;s own language: without a model nothing is translated.</source>
        <translation>Die Sätze sind in der Sprache des Textes: Ohne Modell wird nichts übersetzt.</translation>
    </message>
    <message numerus="yes">
        <source>The text holds {n} character that cannot be seen; it may say more than it shows.</source>
        <comment>The text holds {n} characters that cannot be seen; it may say more than it shows.</comment>
        <translation>
            <numerusform>Der Text enthält {n} Zeichen, das nicht zu sehen ist; er sagt vielleicht mehr, als er zeigt.</numerusform>
            <numerusform>Der Text enthält {n} Zeichen, die nicht zu sehen sind; er sagt vielleicht mehr, als er zeigt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} character could not be read.</source>
        <comment>{n} characters could not be read.</comment>
        <translation>
            <numerusform>{n} Zeichen konnte nicht gelesen werden.</numerusform>
            <numerusform>{n} Zeichen konnten nicht gelesen werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>The document holds hidden text ({count}, such as {example}). It was left out of the summary.</source>
        <translation>Das Dokument enthält versteckten Text ({count}, zum Beispiel {example}). Er wurde aus der Zusammenfassung ausgelassen.</translation>
    </message>
    <message>
        <source>Lines that come back on every page were left out ({count}).</source>
        <translation>Zeilen, die auf jeder Seite wiederkehren, wurden ausgelassen ({count}).</translation>
    </message>
    <message>
        <source>The page&apos;s menus were left out.</source>
        <translation>Die Menüs der Seite wurden ausgelassen.</translation>
    </message>
    <message>
        <source>Copy with page numbers</source>
        <translation>Mit Seitenzahlen kopieren</translation>
    </message>
    <message>
        <source>Copy the summary with its page numbers</source>
        <translation>Die Zusammenfassung mit ihren Seitenzahlen kopieren</translation>
    </message>
    <message>
        <source>Copy with places</source>
        <translation>Mit Stellen kopieren</translation>
    </message>
    <message>
        <source>Copy the summary with the place of each sentence</source>
        <translation>Die Zusammenfassung mit der Stelle jedes Satzes kopieren</translation>
    </message>
    <message>
        <source>What was left out</source>
        <translation>Was ausgelassen wurde</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Export the summary to a file</source>
        <translation>Zusammenfassung in eine Datei exportieren</translation>
    </message>
    <message>
        <source>Translate the summary</source>
        <translation>Zusammenfassung übersetzen</translation>
    </message>
    <message>
        <source>Ask about it</source>
        <translation>Dazu fragen</translation>
    </message>
    <message>
        <source>Ask about the summary in the chat</source>
        <translation>Im Chat nach der Zusammenfassung fragen</translation>
    </message>
    <message>
        <source>What to do with the summary</source>
        <translation>Was mit der Zusammenfassung zu tun ist</translation>
    </message>
    <message>
        <source>What was left out ({count})</source>
        <translation>Was ausgelassen wurde ({count})</translation>
    </message>
    <message>
        <source>Back to the summary</source>
        <translation>Zurück zur Zusammenfassung</translation>
    </message>
    <message>
        <source>The last step could not be done, so these are the most telling sentences of the parts.</source>
        <translation>Der letzte Schritt war nicht möglich, deshalb sind dies die aussagekräftigsten Sätze der Teile.</translation>
    </message>
    <message>
        <source>The summary is in another language than the text: each sentence is traced to the part it was made from, and only its numbers and addresses were checked one by one.</source>
        <translation>Die Zusammenfassung ist in einer anderen Sprache als der Text: Jeder Satz ist bis zu dem Teil verfolgt, aus dem er entstand, und nur seine Zahlen und Adressen wurden einzeln geprüft.</translation>
    </message>
    <message>
        <source>No model is loaded that can sum texts up.</source>
        <translation>Es ist kein Modell geladen, das Texte zusammenfassen kann.</translation>
    </message>
    <message>
        <source>You asked for sentences of the text itself.</source>
        <translation>Sie haben Sätze aus dem Text selbst verlangt.</translation>
    </message>
    <message>
        <source>{name} does not sum texts up well enough; a bigger model can.</source>
        <translation>{name} fasst Texte nicht gut genug zusammen; ein größeres Modell kann es.</translation>
    </message>
    <message>
        <source>It is read in parts.</source>
        <translation>Er wird in Teilen gelesen.</translation>
    </message>
    <message>
        <source>The text does not fit into the model&apos;s context at once.</source>
        <translation>Der Text passt nicht auf einmal in den Kontext des Modells.</translation>
    </message>
    <message>
        <source>Try again, or have sentences picked from the text instead.</source>
        <translation>Versuchen Sie es noch einmal, oder lassen Sie stattdessen Sätze aus dem Text auswählen.</translation>
    </message>
    <message>
        <source>The model said nothing about the text.</source>
        <translation>Das Modell hat zu dem Text nichts gesagt.</translation>
    </message>
    <message>
        <source>This model may not be asked for these; a bigger one may:</source>
        <translation>Um diese kann das Modell nicht gebeten werden, ein größeres vielleicht:</translation>
    </message>
    <message>
        <source>Tone as it is</source>
        <translation>Ton wie im Text</translation>
    </message>
    <message>
        <source>Formal</source>
        <translation>Förmlich</translation>
    </message>
    <message>
        <source>Informal</source>
        <translation>Locker</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Tone</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Glossary</source>
        <translation>Glossar</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>Translate a document…</source>
        <translation>Dokument übersetzen…</translation>
    </message>
    <message numerus="yes">
        <source>Glossary · {n} term</source>
        <comment>Glossary · {n} terms</comment>
        <translation>
            <numerusform>Glossar · {n} Begriff</numerusform>
            <numerusform>Glossar · {n} Begriffe</numerusform>
        </translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>Check by translating back</source>
        <translation>Durch Rückübersetzen prüfen</translation>
    </message>
    <message>
        <source>Stop checking</source>
        <translation>Prüfen stoppen</translation>
    </message>
    <message>
        <source>Sentences to look at</source>
        <translation>Sätze zum Ansehen</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>und {count} weitere</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show: {remark}</source>
        <translation>Zeigen: {remark}</translation>
    </message>
    <message>
        <source>Detect language</source>
        <translation>Sprache erkennen</translation>
    </message>
    <message>
        <source>No model is loaded. Choose one under Models; your text stays here.</source>
        <translation>Es ist kein Modell geladen. Wählen Sie eines unter „Modelle“; Ihr Text bleibt hier.</translation>
    </message>
    <message>
        <source>A bigger model from Models knows more words and languages, and can be formal or informal.</source>
        <translation>Ein größeres Modell aus „Modelle“ kennt mehr Wörter und Sprachen und kann förmlich oder locker schreiben.</translation>
    </message>
    <message>
        <source>{name} may not be asked to translate. Choose another model under Models.</source>
        <translation>{name} kann nicht um Übersetzungen gebeten werden. Wählen Sie ein anderes Modell unter „Modelle“.</translation>
    </message>
    <message>
        <source>{name} translates between {one} and {other}.</source>
        <translation>{name} übersetzt zwischen {one} und {other}.</translation>
    </message>
    <message>
        <source>{name} translates from {source} to {target}.</source>
        <translation>{name} übersetzt von {source} nach {target}.</translation>
    </message>
    <message>
        <source>{name} translates between {languages}.</source>
        <translation>{name} übersetzt zwischen {languages}.</translation>
    </message>
    <message>
        <source>{name} can be asked for {count} languages. How well it knows each of them differs: look at the checks.</source>
        <translation>{name} kann um {count} Sprachen gebeten werden. Wie gut es jede kennt, ist verschieden: Sehen Sie auf die Prüfungen.</translation>
    </message>
    <message>
        <source>Translate it in shorter sentences, or choose a bigger model.</source>
        <translation>Übersetzen Sie es in kürzeren Sätzen, oder wählen Sie ein größeres Modell.</translation>
    </message>
    <message>
        <source>The translation of a sentence was cut off: it is too long for this model.</source>
        <translation>Die Übersetzung eines Satzes wurde abgeschnitten: Er ist zu lang für dieses Modell.</translation>
    </message>
    <message>
        <source>One of these languages is not known here.</source>
        <translation>Eine dieser Sprachen ist hier nicht bekannt.</translation>
    </message>
    <message>
        <source>Line {line} has no term before the first separator.</source>
        <translation>Zeile {line} hat keinen Begriff vor dem ersten Trennzeichen.</translation>
    </message>
    <message>
        <source>Line {line} is too long for a term.</source>
        <translation>Zeile {line} ist zu lang für einen Begriff.</translation>
    </message>
    <message>
        <source>Line {line} names a language that is not known here.</source>
        <translation>Zeile {line} nennt eine Sprache, die hier nicht bekannt ist.</translation>
    </message>
    <message>
        <source>A glossary is a CSV file (UTF-8) with a term and its translation on each line: bearing,rodamiento</source>
        <translation>Ein Glossar ist eine CSV-Datei (UTF-8) mit einem Begriff und seiner Übersetzung in jeder Zeile: bearing,rodamiento</translation>
    </message>
    <message>
        <source>“{name}” holds no terms. {reason}</source>
        <translation>„{name}“ enthält keine Begriffe. {reason}</translation>
    </message>
    <message>
        <source>“{name}” is not UTF-8 text.</source>
        <translation>„{name}“ ist kein UTF-8-Text.</translation>
    </message>
    <message>
        <source>“{name}” cannot be read: {reason}.</source>
        <translation>„{name}“ kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>Line {line} of “{name}” is no CSV.</source>
        <translation>Zeile {line} von „{name}“ ist kein CSV.</translation>
    </message>
    <message>
        <source>Glossaries (*.csv *.tsv *.txt)</source>
        <translation>Glossare (*.csv *.tsv *.txt)</translation>
    </message>
    <message>
        <source>The glossary could not be saved.</source>
        <translation>Das Glossar konnte nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>It holds for as long as the window is open. Make room on the drive, then change any term.</source>
        <translation>Es gilt, solange das Fenster offen ist. Schaffen Sie Platz auf dem Laufwerk, und ändern Sie dann irgendeinen Begriff.</translation>
    </message>
    <message>
        <source>The file was left as it is: mend it, then start the program again. Terms added now hold until the window closes.</source>
        <translation>Die Datei wurde gelassen, wie sie war: Bringen Sie sie in Ordnung, und starten Sie das Programm neu. Jetzt hinzugefügte Begriffe gelten, bis das Fenster geschlossen wird.</translation>
    </message>
    <message>
        <source>Take terms from a file</source>
        <translation>Begriffe aus einer Datei nehmen</translation>
    </message>
    <message>
        <source>Save the glossary as</source>
        <translation>Glossar speichern unter</translation>
    </message>
    <message>
        <source>stays as it is</source>
        <translation>bleibt, wie es ist</translation>
    </message>
    <message>
        <source>No terms yet. Add what a word must be called, or leave the right side empty for a word that stays as it is.</source>
        <translation>Noch keine Begriffe. Fügen Sie hinzu, wie ein Wort heißen muss, oder lassen Sie die rechte Seite leer für ein Wort, das so bleibt.</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Begriffe</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>Begriff</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>Übersetzung</translation>
    </message>
    <message>
        <source>Search the glossary</source>
        <translation>Glossar durchsuchen</translation>
    </message>
    <message>
        <source>Search terms</source>
        <translation>Begriffe suchen</translation>
    </message>
    <message>
        <source>Say what: “add milk to the shopping list”.</source>
        <translation>Sagen Sie, was: „setze Milch auf die Einkaufsliste“.</translation>
    </message>
    <message>
        <source>Say what the list is to be called.</source>
        <translation>Sagen Sie, wie die Liste heißen soll.</translation>
    </message>
    <message>
        <source>“{name}” cannot be a list&apos;s name: commands use that word themselves.</source>
        <translation>„{name}“ kann nicht der Name einer Liste sein: Befehle verwenden dieses Wort selbst.</translation>
    </message>
    <message>
        <source>A list is made by its name alone and filled then: “new list Holiday”, “add hats to the Holiday list”.</source>
        <translation>Eine Liste wird nur mit ihrem Namen angelegt und dann gefüllt: „neue Liste Urlaub“, „setze Hüte auf die Liste Urlaub“.</translation>
    </message>
    <message>
        <source>The shopping list always stays; it can be cleared.</source>
        <translation>Die Einkaufsliste bleibt immer; sie kann geleert werden.</translation>
    </message>
    <message>
        <source>the list “{name}”</source>
        <translation>Liste „{name}“</translation>
    </message>
    <message>
        <source>There is no list “{name}”. There is: {lists}.</source>
        <translation>Es gibt keine Liste „{name}“. Es gibt: {lists}.</translation>
    </message>
    <message>
        <source>This is too long for a list: {most} letters are the most. A note takes more.</source>
        <translation>Das ist zu lang für eine Liste: Höchstens {most} Zeichen gehen. Eine Notiz nimmt mehr auf.</translation>
    </message>
    <message>
        <source>{list} has {count} things. Clear it first.</source>
        <translation>{list}: {count} Dinge stehen schon darauf. Leeren Sie sie zuerst.</translation>
    </message>
    <message>
        <source>{list} has {item} already.</source>
        <translation>{list}: {item} steht schon darauf.</translation>
    </message>
    <message>
        <source>Took {item} off {list} again.</source>
        <translation>{list}: {item} wieder entfernt.</translation>
    </message>
    <message>
        <source>Added {item} to {list}.</source>
        <translation>{list}: {item} hinzugefügt.</translation>
    </message>
    <message>
        <source>Put {item} on {list}</source>
        <translation>{list}: {item} hinzufügen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Unticked {item} on {list}.</source>
        <translation>{list}: {item} nicht mehr abgehakt.</translation>
    </message>
    <message>
        <source>Ticked off {item} on {list}.</source>
        <translation>{list}: {item} abgehakt.</translation>
    </message>
    <message>
        <source>Tick off {item} on {list}</source>
        <translation>{list}: {item} abhaken</translation>
    </message>
    <message>
        <source>Tick</source>
        <translation>Abhaken</translation>
    </message>
    <message>
        <source>Put {item} back on {list}.</source>
        <translation>{list}: {item} wieder hinzugefügt.</translation>
    </message>
    <message>
        <source>Took {item} off {list}.</source>
        <translation>{list}: {item} entfernt.</translation>
    </message>
    <message>
        <source>Take {item} off {list}</source>
        <translation>{list}: {item} entfernen</translation>
    </message>
    <message>
        <source>{list} does not have {item}.</source>
        <translation>{list}: {item} steht nicht darauf.</translation>
    </message>
    <message numerus="yes">
        <source>{list} has {n} thing.</source>
        <comment>{list} has {n} things.</comment>
        <translation>
            <numerusform>{list}: {n} Sache.</numerusform>
            <numerusform>{list}: {n} Sachen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Say which **lists** there are</source>
        <translation>Sagen, welche **Listen** es gibt</translation>
    </message>
    <message>
        <source>{list} is empty.</source>
        <translation>{list} ist leer.</translation>
    </message>
    <message numerus="yes">
        <source>{list} has {n} thing: {items}.</source>
        <comment>{list} has {n} things: {items}.</comment>
        <translation>
            <numerusform>{list}: {n} Sache: {items}.</numerusform>
            <numerusform>{list}: {n} Sachen: {items}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Read {list}</source>
        <translation>{list} vorlesen</translation>
    </message>
    <message>
        <source>A list&apos;s name has {most} letters at most, and no marks.</source>
        <translation>Der Name einer Liste hat höchstens {most} Buchstaben und keine Sonderzeichen.</translation>
    </message>
    <message>
        <source>There is {list} already.</source>
        <translation>Es gibt schon: {list}.</translation>
    </message>
    <message>
        <source>There are {count} lists already. Delete one first.</source>
        <translation>Es gibt schon {count} Listen. Löschen Sie zuerst eine.</translation>
    </message>
    <message>
        <source>{list} is gone again.</source>
        <translation>{list} ist wieder weg.</translation>
    </message>
    <message>
        <source>{list} is there.</source>
        <translation>{list} ist da.</translation>
    </message>
    <message>
        <source>Make {list}</source>
        <translation>{list} erstellen</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>Erstellen</translation>
    </message>
    <message>
        <source>{list} is back.</source>
        <translation>{list} ist wieder da.</translation>
    </message>
    <message>
        <source>{list} is deleted.</source>
        <translation>{list} ist gelöscht.</translation>
    </message>
    <message numerus="yes">
        <source>Delete {list} with {n} thing on it</source>
        <comment>Delete {list} with {n} things on it</comment>
        <translation>
            <numerusform>{list} mit {n} Sache löschen</numerusform>
            <numerusform>{list} mit {n} Sachen löschen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} thing is back on {list}.</source>
        <comment>{n} things are back on {list}.</comment>
        <translation>
            <numerusform>{list}: {n} Sache ist wieder da.</numerusform>
            <numerusform>{list}: {n} Sachen sind wieder da.</numerusform>
        </translation>
    </message>
    <message>
        <source>{list} is empty now.</source>
        <translation>{list} ist jetzt leer.</translation>
    </message>
    <message numerus="yes">
        <source>Take everything off {list} ({n} thing)</source>
        <comment>Take everything off {list} ({n} things)</comment>
        <translation>
            <numerusform>{list} leeren ({n} Sache)</numerusform>
            <numerusform>{list} leeren ({n} Sachen)</numerusform>
        </translation>
    </message>
    <message>
        <source>Add the term</source>
        <translation>Begriff hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the chosen term</source>
        <translation>Gewählten Begriff entfernen</translation>
    </message>
    <message>
        <source>Term, such as bearing</source>
        <translation>Begriff, zum Beispiel Lager</translation>
    </message>
    <message>
        <source>Translation; empty: it stays as it is</source>
        <translation>Übersetzung; leer: bleibt, wie es ist</translation>
    </message>
    <message>
        <source>Translation of the term</source>
        <translation>Übersetzung des Begriffs</translation>
    </message>
    <message>
        <source>‹ Back to the text</source>
        <translation>‹ Zurück zum Text</translation>
    </message>
    <message>
        <source>Back to the text</source>
        <translation>Zurück zum Text</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Terms are kept to the letter in every translation, or flagged.</source>
        <translation>Begriffe werden in jeder Übersetzung genau eingehalten oder gemeldet.</translation>
    </message>
    <message>
        <source>“{term}” was removed.</source>
        <translation>„{term}“ wurde entfernt.</translation>
    </message>
    <message>
        <source>And {count} more.</source>
        <translation>Und {count} weitere.</translation>
    </message>
    <message numerus="yes">
        <source>{n} term was taken from {name}.</source>
        <comment>{n} terms were taken from {name}.</comment>
        <translation>
            <numerusform>{n} Begriff wurde aus {name} übernommen.</numerusform>
            <numerusform>{n} Begriffe wurden aus {name} übernommen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} of them stood there before and was changed.</source>
        <comment>{n} of them stood there before and were changed.</comment>
        <translation>
            <numerusform>{n} davon war schon da und wurde geändert.</numerusform>
            <numerusform>{n} davon waren schon da und wurden geändert.</numerusform>
        </translation>
    </message>
    <message>
        <source>{found} of {all}, {shown} shown: search for the others</source>
        <translation>{found} von {all}, {shown} gezeigt: Suchen Sie nach den übrigen</translation>
    </message>
    <message>
        <source>{found} of {all}</source>
        <translation>{found} von {all}</translation>
    </message>
    <message>
        <source>The glossary or the last text of the translate pane could not be opened.</source>
        <translation>Das Glossar oder der letzte Text des Bereichs „Übersetzen“ konnte nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>Starter keeps the tone of the text; a bigger model can change it.</source>
        <translation>Der Starter behält den Ton des Textes; ein größeres Modell kann ihn ändern.</translation>
    </message>
    <message>
        <source>Translated by a small machine that often translates wrongly: have a person check it before it is used.</source>
        <translation>Von einer kleinen Maschine übersetzt, die oft falsch übersetzt: Vor dem Gebrauch muss ein Mensch es prüfen.</translation>
    </message>
    <message>
        <source>Translate it again: what has not changed in it is remembered for this session.</source>
        <translation>Übersetzen Sie es noch einmal: Was darin gleich blieb, ist für diese Sitzung gemerkt.</translation>
    </message>
    <message>
        <source>“{name}” was changed while it was translated. Nothing was written.</source>
        <translation>„{name}“ wurde während des Übersetzens geändert. Nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>Save the translation as Markdown (.md) or plain text (.txt): headings and paragraphs are kept.</source>
        <translation>Speichern Sie die Übersetzung als Markdown (.md) oder reinen Text (.txt): Überschriften und Absätze bleiben erhalten.</translation>
    </message>
    <message>
        <source>A {form} file cannot be written again in its own form.</source>
        <translation>Eine {form}-Datei kann nicht in ihrer eigenen Form neu geschrieben werden.</translation>
    </message>
    <message>
        <source>A file like this cannot be written again in its own form.</source>
        <translation>Eine solche Datei kann nicht in ihrer eigenen Form neu geschrieben werden.</translation>
    </message>
    <message>
        <source>Choose another name for the new file.</source>
        <translation>Wählen Sie einen anderen Namen für die neue Datei.</translation>
    </message>
    <message>
        <source>“{name}” is the document itself.</source>
        <translation>„{name}“ ist das Dokument selbst.</translation>
    </message>
    <message>
        <source>Writing “{name}” ended early, without an answer.</source>
        <translation>Das Schreiben von „{name}“ endete vorzeitig, ohne Antwort.</translation>
    </message>
    <message>
        <source>Nothing was lost. Start it again when you like.</source>
        <translation>Nichts ging verloren. Starten Sie es noch einmal, wann Sie möchten.</translation>
    </message>
    <message>
        <source>It was stopped as you asked.</source>
        <translation>Es wurde gestoppt, wie Sie es wollten.</translation>
    </message>
    <message>
        <source>Headings, lists, tables, pictures and type stay as they are.</source>
        <translation>Überschriften, Listen, Tabellen, Bilder und Schrift bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Tags, links and pictures stay as they are.</source>
        <translation>Tags, Links und Bilder bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Headings, lists, links and code stay as they are.</source>
        <translation>Überschriften, Listen, Links und Code bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Times and numbers of the subtitles stay as they are.</source>
        <translation>Zeiten und Nummern der Untertitel bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Times and settings of the subtitles stay as they are.</source>
        <translation>Zeiten und Einstellungen der Untertitel bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Lines and paragraphs stay as they are.</source>
        <translation>Zeilen und Absätze bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Its text is translated, paragraph by paragraph.</source>
        <translation>Der Text wird Absatz für Absatz übersetzt.</translation>
    </message>
    <message>
        <source>What is done is kept: going on starts there.</source>
        <translation>Was fertig ist, bleibt aufbewahrt: Von dort geht es weiter.</translation>
    </message>
    <message>
        <source>The document is untouched. Try again.</source>
        <translation>Das Dokument ist unberührt. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>This small model often translates wrongly. Have a person check all of it before it is used.</source>
        <translation>Dieses kleine Modell übersetzt oft falsch. Lassen Sie alles von einem Menschen prüfen, bevor es gebraucht wird.</translation>
    </message>
    <message>
        <source>This small model often translates wrongly. Have a person check all of it before it is used: the file says so at its beginning.</source>
        <translation>Dieses kleine Modell übersetzt oft falsch. Lassen Sie alles von einem Menschen prüfen, bevor es gebraucht wird: Das steht auch am Anfang der Datei.</translation>
    </message>
    <message>
        <source>The layout of {format} cannot be kept: the translation is Markdown, with headings and lists.</source>
        <translation>Das Layout von {format} kann nicht erhalten bleiben: Die Übersetzung ist Markdown, mit Überschriften und Listen.</translation>
    </message>
    <message>
        <source>Documents · {done} of {total}</source>
        <translation>Dokumente · {done} von {total}</translation>
    </message>
    <message>
        <source>Documents · reading</source>
        <translation>Dokumente · wird gelesen</translation>
    </message>
    <message>
        <source>Documents · {count}</source>
        <translation>Dokumente · {count}</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>Wartet, bis es an der Reihe ist</translation>
    </message>
    <message>
        <source>Reading the document…</source>
        <translation>Das Dokument wird gelesen…</translation>
    </message>
    <message>
        <source>Paragraph {number}</source>
        <translation>Absatz {number}</translation>
    </message>
    <message>
        <source>“{name}” could not be translated.</source>
        <translation>„{name}“ konnte nicht übersetzt werden.</translation>
    </message>
    <message>
        <source>Paragraph {done} of {total}</source>
        <translation>Absatz {done} von {total}</translation>
    </message>
    <message>
        <source>Paragraph {done} of {total} · {flagged} to look at</source>
        <translation>Absatz {done} von {total} · {flagged} zum Ansehen</translation>
    </message>
    <message>
        <source>Stopped at paragraph {done} of {total}</source>
        <translation>Gestoppt bei Absatz {done} von {total}</translation>
    </message>
    <message numerus="yes">
        <source>Translated, perhaps wrongly: {n} paragraph</source>
        <comment>Translated, perhaps wrongly: {n} paragraphs</comment>
        <translation>
            <numerusform>Übersetzt, vielleicht falsch: {n} Absatz</numerusform>
            <numerusform>Übersetzt, vielleicht falsch: {n} Absätze</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Translated: {n} paragraph, all kept; wording not checked</source>
        <comment>Translated: {n} paragraphs, all kept; wording not checked</comment>
        <translation>
            <numerusform>Übersetzt: {n} Absatz, alles erhalten; Wortlaut nicht geprüft</numerusform>
            <numerusform>Übersetzt: {n} Absätze, alles erhalten; Wortlaut nicht geprüft</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Translated: {n} paragraph, {flagged} to look at</source>
        <comment>Translated: {n} paragraphs, {flagged} to look at</comment>
        <translation>
            <numerusform>Übersetzt: {n} Absatz, {flagged} zum Ansehen</numerusform>
            <numerusform>Übersetzt: {n} Absätze, {flagged} zum Ansehen</numerusform>
        </translation>
    </message>
    <message>
        <source>Documents (*.docx *.html *.htm *.md *.txt *.srt *.vtt *.pdf *.epub);;All files (*)</source>
        <translation>Dokumente (*.docx *.html *.htm *.md *.txt *.srt *.vtt *.pdf *.epub);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Choose a document to translate</source>
        <translation>Dokument zum Übersetzen wählen</translation>
    </message>
    <message>
        <source>Save the translation as</source>
        <translation>Übersetzung speichern unter</translation>
    </message>
    <message>
        <source>Drop documents here, or choose one: DOCX, HTML, Markdown, text, SRT, VTT, PDF or EPUB.</source>
        <translation>Legen Sie Dokumente hier ab, oder wählen Sie eines: DOCX, HTML, Markdown, Text, SRT, VTT, PDF oder EPUB.</translation>
    </message>
    <message>
        <source>Progress of {name}</source>
        <translation>Fortschritt von {name}</translation>
    </message>
    <message>
        <source>Save elsewhere…</source>
        <translation>Anderswo speichern…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Show the sentences to look at</source>
        <translation>Die Sätze zum Ansehen zeigen</translation>
    </message>
    <message>
        <source>The language of the document</source>
        <translation>Die Sprache des Dokuments</translation>
    </message>
    <message>
        <source>Saved as {name} in {folder}</source>
        <translation>Gespeichert als {name} in {folder}</translation>
    </message>
    <message>
        <source>Will be saved as {name} in {folder}</source>
        <translation>Wird gespeichert als {name} in {folder}</translation>
    </message>
    <message>
        <source>Do not translate</source>
        <translation>Nicht übersetzen</translation>
    </message>
    <message>
        <source>Hide the sentences</source>
        <translation>Die Sätze ausblenden</translation>
    </message>
    <message>
        <source>The number {got} was added.</source>
        <translation>Die Zahl {got} kam hinzu.</translation>
    </message>
    <message>
        <source>The placeholder {got} was added.</source>
        <translation>Der Platzhalter {got} kam hinzu.</translation>
    </message>
    <message>
        <source>The address {got} was added.</source>
        <translation>Die Adresse {got} kam hinzu.</translation>
    </message>
    <message>
        <source>The tag {got} was added.</source>
        <translation>Das Tag {got} kam hinzu.</translation>
    </message>
    <message>
        <source>The number {wanted} became {got}.</source>
        <translation>Aus der Zahl {wanted} wurde {got}.</translation>
    </message>
    <message>
        <source>The placeholder {wanted} became {got}.</source>
        <translation>Aus dem Platzhalter {wanted} wurde {got}.</translation>
    </message>
    <message>
        <source>The address {wanted} became {got}.</source>
        <translation>Aus der Adresse {wanted} wurde {got}.</translation>
    </message>
    <message>
        <source>The tag {wanted} became {got}.</source>
        <translation>Aus dem Tag {wanted} wurde {got}.</translation>
    </message>
    <message>
        <source>Your glossary says {wanted}; the translation does not.</source>
        <translation>Ihr Glossar sagt {wanted}; die Übersetzung nicht.</translation>
    </message>
    <message>
        <source>{wanted} should stay as it is, but became {got}.</source>
        <translation>{wanted} sollte bleiben, wurde aber zu {got}.</translation>
    </message>
    <message>
        <source>{wanted} came back as {got}</source>
        <translation>{wanted} kam als {got} zurück</translation>
    </message>
    <message>
        <source>The number {wanted} is missing.</source>
        <translation>Die Zahl {wanted} fehlt.</translation>
    </message>
    <message>
        <source>The placeholder {wanted} is missing.</source>
        <translation>Der Platzhalter {wanted} fehlt.</translation>
    </message>
    <message>
        <source>The address {wanted} is missing.</source>
        <translation>Die Adresse {wanted} fehlt.</translation>
    </message>
    <message>
        <source>The tag {wanted} is missing.</source>
        <translation>Das Tag {wanted} fehlt.</translation>
    </message>
    <message>
        <source>{wanted} should stay as it is, but is missing.</source>
        <translation>{wanted} sollte bleiben, fehlt aber.</translation>
    </message>
    <message>
        <source>{wanted} did not come back.</source>
        <translation>{wanted} kam nicht zurück.</translation>
    </message>
    <message>
        <source>This was left as it is.</source>
        <translation>Dies wurde gelassen, wie es ist.</translation>
    </message>
    <message>
        <source>The model gave no answer for this sentence.</source>
        <translation>Das Modell gab keine Antwort zu diesem Satz.</translation>
    </message>
    <message>
        <source>The translation of this sentence was cut off.</source>
        <translation>Die Übersetzung dieses Satzes wurde abgeschnitten.</translation>
    </message>
    <message>
        <source>all kept; wording not checked</source>
        <translation>alles erhalten; Wortlaut nicht geprüft</translation>
    </message>
    <message>
        <source>numbers {kept} of {all}</source>
        <translation>Zahlen {kept} von {all}</translation>
    </message>
    <message>
        <source>terms {kept} of {all}</source>
        <translation>Begriffe {kept} von {all}</translation>
    </message>
    <message>
        <source>all kept, but this small model often translates wrongly</source>
        <translation>alles erhalten, aber dieses kleine Modell übersetzt oft falsch</translation>
    </message>
    <message>
        <source>it came back saying the same</source>
        <translation>kam mit demselben Sinn zurück</translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence to look at</source>
        <comment>{n} sentences to look at</comment>
        <translation>
            <numerusform>{n} Satz zum Ansehen</numerusform>
            <numerusform>{n} Sätze zum Ansehen</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking for other wordings…</source>
        <translation>Andere Formulierungen werden gesucht…</translation>
    </message>
    <message>
        <source>No other wording came.</source>
        <translation>Es kam keine andere Formulierung.</translation>
    </message>
    <message>
        <source>This sentence</source>
        <translation>Dieser Satz</translation>
    </message>
    <message>
        <source>Other wordings</source>
        <translation>Andere Formulierungen</translation>
    </message>
    <message>
        <source>Copy sentence</source>
        <translation>Satz kopieren</translation>
    </message>
    <message>
        <source>Check back</source>
        <translation>Zurück prüfen</translation>
    </message>
    <message>
        <source>Add to glossary…</source>
        <translation>Ins Glossar…</translation>
    </message>
    <message>
        <source>Take the model&apos;s words again</source>
        <translation>Wieder die Wörter des Modells nehmen</translation>
    </message>
    <message>
        <source>This sentence:</source>
        <translation>Dieser Satz:</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Use: {wording}</source>
        <translation>Verwenden: {wording}</translation>
    </message>
    <message>
        <source>It came back saying the same.</source>
        <translation>Kam mit demselben Sinn zurück.</translation>
    </message>
    <message>
        <source>The model may not be asked for the way back.</source>
        <translation>Das Modell kann nicht um den Rückweg gebeten werden.</translation>
    </message>
    <message numerus="yes">
        <source>Translating back… {n} sentence</source>
        <comment>Translating back… {n} sentences</comment>
        <translation>
            <numerusform>Übersetzt zurück… {n} Satz</numerusform>
            <numerusform>Übersetzt zurück… {n} Sätze</numerusform>
        </translation>
    </message>
    <message>
        <source>Translating this sentence back…</source>
        <translation>Dieser Satz wird zurückübersetzt…</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Translating back… sentence {done} of {total}</source>
        <translation>Übersetzt zurück… Satz {done} von {total}</translation>
    </message>
    <message>
        <source>That did not work. Try again.</source>
        <translation>Das ging nicht. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Gestoppt.</translation>
    </message>
    <message>
        <source>Your text is untouched. Try again.</source>
        <translation>Ihr Text ist unberührt. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Your last text, as you left it.</source>
        <translation>Ihr letzter Text, wie Sie ihn verlassen haben.</translation>
    </message>
    <message>
        <source>Which language is this? Choose it on the left; a few words more would also tell.</source>
        <translation>Welche Sprache ist das? Wählen Sie sie links; ein paar Wörter mehr würden es auch zeigen.</translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence</source>
        <comment>{n} sentences</comment>
        <translation>
            <numerusform>{n} Satz</numerusform>
            <numerusform>{n} Sätze</numerusform>
        </translation>
    </message>
    <message>
        <source>Translating…</source>
        <translation>Übersetzt…</translation>
    </message>
    <message>
        <source>Translating… sentence {sentence} of {total}</source>
        <translation>Übersetzt… Satz {sentence} von {total}</translation>
    </message>
    <message>
        <source>This text could not be translated.</source>
        <translation>Dieser Text konnte nicht übersetzt werden.</translation>
    </message>
    <message>
        <source>{language} detected</source>
        <translation>{language} erkannt</translation>
    </message>
    <message numerus="yes">
        <source>Your own words for {n} sentence are kept. Choose the tone from before to have them back.</source>
        <comment>Your own words for {n} sentences are kept. Choose the tone from before to have them back.</comment>
        <translation>
            <numerusform>Ihre eigenen Worte für {n} Satz sind aufbewahrt. Wählen Sie wieder den Ton von vorher, um sie zurückzubekommen.</numerusform>
            <numerusform>Ihre eigenen Worte für {n} Sätze sind aufbewahrt. Wählen Sie wieder den Ton von vorher, um sie zurückzubekommen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Your own words for {n} sentence are kept. Choose {language} again to have them back.</source>
        <comment>Your own words for {n} sentences are kept. Choose {language} again to have them back.</comment>
        <translation>
            <numerusform>Ihre eigenen Worte für {n} Satz sind aufbewahrt. Wählen Sie wieder {language}, um sie zurückzubekommen.</numerusform>
            <numerusform>Ihre eigenen Worte für {n} Sätze sind aufbewahrt. Wählen Sie wieder {language}, um sie zurückzubekommen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped after {done} of {total} sentence.</source>
        <comment>Stopped after {done} of {total} sentences.</comment>
        <translation>
            <numerusform>Gestoppt nach {done} von {total} Satz.</numerusform>
            <numerusform>Gestoppt nach {done} von {total} Sätzen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Type or paste a text here, or drop a document. Nothing leaves this computer.</source>
        <translation>Schreiben Sie hier einen Text oder fügen Sie einen ein, oder legen Sie ein Dokument ab. Nichts verlässt diesen Computer.</translation>
    </message>
    <message>
        <source>Text to translate</source>
        <translation>Text zum Übersetzen</translation>
    </message>
    <message>
        <source>Try it with a sample</source>
        <translation>Mit einem Beispiel versuchen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Clear the text</source>
        <translation>Text leeren</translation>
    </message>
    <message>
        <source>Stop translating</source>
        <translation>Übersetzen stoppen</translation>
    </message>
    <message>
        <source>Copy the translation</source>
        <translation>Übersetzung kopieren</translation>
    </message>
    <message>
        <source>Ask about it in chat</source>
        <translation>Im Chat dazu fragen</translation>
    </message>
    <message>
        <source>Summarize the translation</source>
        <translation>Übersetzung zusammenfassen</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Modell wählen</translation>
    </message>
    <message>
        <source>Choose the language that the text is written in.</source>
        <translation>Wählen Sie die Sprache, in der der Text geschrieben ist.</translation>
    </message>
    <message>
        <source>It cannot be told what language this text is in.</source>
        <translation>Es ist nicht zu erkennen, in welcher Sprache dieser Text ist.</translation>
    </message>
    <message>
        <source>Choose another language to translate into.</source>
        <translation>Wählen Sie eine andere Sprache, in die übersetzt wird.</translation>
    </message>
    <message>
        <source>The text is in {language} already.</source>
        <translation>Die Sprache des Textes ist schon {language}.</translation>
    </message>
    <message>
        <source>A bigger model can do more: get one under Models when you are online. Your text is untouched.</source>
        <translation>Ein größeres Modell kann mehr: Holen Sie eines unter „Modelle“, wenn Sie online sind. Ihr Text ist unberührt.</translation>
    </message>
    <message>
        <source>{name} cannot translate this: it reads {language} in Latin letters only.</source>
        <translation>{name} kann dies nicht übersetzen: Es liest {language} nur in lateinischen Buchstaben.</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Still open, from “{sentence}”:</source>
        <translation>Noch offen, aus „{sentence}“:</translation>
    </message>
    <message>
        <source>{answer}: {question}</source>
        <translation>{answer}: {question}</translation>
    </message>
    <message>
        <source>Did you mean one of two?</source>
        <translation>Meinten Sie eines von zweien?</translation>
    </message>
    <message>
        <source>{count} letters: a command has {most} at most.</source>
        <translation>{count} Zeichen: Ein Befehl hat höchstens {most}.</translation>
    </message>
    <message>
        <source>Or type a command</source>
        <translation>Oder einen Befehl eintippen</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Run the command</source>
        <translation>Befehl ausführen</translation>
    </message>
    <message>
        <source>Did you mean one of these?</source>
        <translation>Meinten Sie eines von diesen?</translation>
    </message>
    <message>
        <source>Did you mean …?</source>
        <translation>Meinten Sie …?</translation>
    </message>
    <message>
        <source>Neither</source>
        <translation>Keines</translation>
    </message>
    <message>
        <source>Ask it in Chat</source>
        <translation>Im Chat fragen</translation>
    </message>
    <message>
        <source>Teach this phrase…</source>
        <translation>Diesen Satz beibringen…</translation>
    </message>
    <message>
        <source>Commands are understood in {languages}.</source>
        <translation>Befehle werden auf {languages} verstanden.</translation>
    </message>
    <message>
        <source>Another language…</source>
        <translation>Andere Sprache…</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>zurückgenommen</translation>
    </message>
    <message>
        <source>left undone</source>
        <translation>nicht ausgeführt</translation>
    </message>
    <message>
        <source>no answer: left undone</source>
        <translation>keine Antwort: nicht ausgeführt</translation>
    </message>
    <message>
        <source>cannot be done</source>
        <translation>nicht möglich</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>Nothing yet. What you say or type will stand here, with Undo.</source>
        <translation>Noch nichts. Was Sie sagen oder eintippen, steht dann hier, mit „Rückgängig“.</translation>
    </message>
    <message>
        <source>Undo: {command}</source>
        <translation>Rückgängig: {command}</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>Clear what stands under Earlier</source>
        <translation>Leeren, was unter „Früher“ steht</translation>
    </message>
    <message>
        <source>Teach a phrase…</source>
        <translation>Satz beibringen…</translation>
    </message>
    <message>
        <source>My home…</source>
        <translation>Mein Zuhause…</translation>
    </message>
    <message>
        <source>Language…</source>
        <translation>Sprache…</translation>
    </message>
    <message>
        <source>Language and voice models…</source>
        <translation>Sprache und Hörmodelle…</translation>
    </message>
    <message>
        <source>Earlier commands</source>
        <translation>Frühere Befehle</translation>
    </message>
    <message>
        <source>This home belongs to something else than EdgeAssist; it is changed there.</source>
        <translation>Dieses Zuhause gehört zu etwas anderem als EdgeAssist; es wird dort geändert.</translation>
    </message>
    <message>
        <source>{name} is there.</source>
        <translation>{name} ist da.</translation>
    </message>
    <message>
        <source>{old_name} is called {new_name} now.</source>
        <translation>{old_name} heißt jetzt {new_name}.</translation>
    </message>
    <message>
        <source>{name} is removed.</source>
        <translation>{name} ist entfernt.</translation>
    </message>
    <message>
        <source>Taken back.</source>
        <translation>Zurückgenommen.</translation>
    </message>
    <message>
        <source>{name} (or {other_names})</source>
        <translation>{name} (oder {other_names})</translation>
    </message>
    <message>
        <source>Rename {name}</source>
        <translation>{name} umbenennen</translation>
    </message>
    <message>
        <source>New name of {name}</source>
        <translation>Neuer Name von {name}</translation>
    </message>
    <message>
        <source>Save the new name of {name}</source>
        <translation>Den neuen Namen von {name} speichern</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Belassen</translation>
    </message>
    <message>
        <source>Leave the name of {name}</source>
        <translation>Den Namen von {name} belassen</translation>
    </message>
    <message>
        <source>This home is simulated: commands switch these devices inside EdgeAssist only, so that you can try them. Nothing in your house is touched. New names can be said at once.</source>
        <translation>Dieses Zuhause ist simuliert: Befehle schalten diese Geräte nur in EdgeAssist, damit Sie sie ausprobieren können. In Ihrem Haus wird nichts berührt. Neue Namen können sofort gesagt werden.</translation>
    </message>
    <message>
        <source>No rooms and no devices yet.</source>
        <translation>Noch keine Räume und keine Geräte.</translation>
    </message>
    <message>
        <source>Without a room</source>
        <translation>Ohne Raum</translation>
    </message>
    <message>
        <source>Lamp</source>
        <translation>Lampe</translation>
    </message>
    <message>
        <source>Plug or switch</source>
        <translation>Steckdose oder Schalter</translation>
    </message>
    <message>
        <source>Blind, curtain or door</source>
        <translation>Rollo, Vorhang oder Tür</translation>
    </message>
    <message>
        <source>Heating</source>
        <translation>Heizung</translation>
    </message>
    <message>
        <source>Fan</source>
        <translation>Lüfter</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Verriegelung</translation>
    </message>
    <message>
        <source>TV or music</source>
        <translation>Fernseher oder Musik</translation>
    </message>
    <message>
        <source>Robot vacuum</source>
        <translation>Saugroboter</translation>
    </message>
    <message>
        <source>My home</source>
        <translation>Mein Zuhause</translation>
    </message>
    <message>
        <source>‹ Back to Voice</source>
        <translation>‹ Zurück zu „Sprechen“</translation>
    </message>
    <message>
        <source>Back to Voice</source>
        <translation>Zurück zu „Sprechen“</translation>
    </message>
    <message>
        <source>New room</source>
        <translation>Neuer Raum</translation>
    </message>
    <message>
        <source>Attic</source>
        <translation>Dachboden</translation>
    </message>
    <message>
        <source>New device</source>
        <translation>Neues Gerät</translation>
    </message>
    <message>
        <source>Reading lamp</source>
        <translation>Leselampe</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Raum</translation>
    </message>
    <message>
        <source>No room yet</source>
        <translation>Noch kein Raum</translation>
    </message>
    <message>
        <source>Add the room</source>
        <translation>Raum hinzufügen</translation>
    </message>
    <message>
        <source>Add the device</source>
        <translation>Gerät hinzufügen</translation>
    </message>
    <message>
        <source>Add a room</source>
        <translation>Einen Raum hinzufügen</translation>
    </message>
    <message>
        <source>Add a device</source>
        <translation>Ein Gerät hinzufügen</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>Listen</translation>
    </message>
    <message>
        <source>for example: {example}</source>
        <translation>zum Beispiel: {example}</translation>
    </message>
    <message>
        <source>The system&apos;s choice</source>
        <translation>Das vom System gewählte</translation>
    </message>
    <message>
        <source>No microphone</source>
        <translation>Kein Mikrofon</translation>
    </message>
    <message>
        <source>Looking for microphones…</source>
        <translation>Mikrofone werden gesucht…</translation>
    </message>
    <message>
        <source>Microphone: {microphone}</source>
        <translation>Mikrofon: {microphone}</translation>
    </message>
    <message>
        <source>{microphone} is not connected</source>
        <translation>{microphone} ist nicht angeschlossen</translation>
    </message>
    <message>
        <source>Look for microphones again</source>
        <translation>Erneut nach Mikrofonen suchen</translation>
    </message>
    <message>
        <source>My devices</source>
        <translation>Meine Geräte</translation>
    </message>
    <message>
        <source>Voice models</source>
        <translation>Hörmodelle</translation>
    </message>
    <message>
        <source>No microphone was found. Type a command instead.</source>
        <translation>Es wurde kein Mikrofon gefunden. Tippen Sie stattdessen einen Befehl ein.</translation>
    </message>
    <message>
        <source>The microphone is gone. What you said is kept; it goes on when it is back.</source>
        <translation>Das Mikrofon ist weg. Was Sie gesagt haben, bleibt aufbewahrt; es geht weiter, wenn das Mikrofon wieder da ist.</translation>
    </message>
    <message>
        <source>Too loud: hold the microphone a little farther away.</source>
        <translation>Zu laut: Halten Sie das Mikrofon etwas weiter weg.</translation>
    </message>
    <message>
        <source>Opening the microphone…</source>
        <translation>Das Mikrofon wird geöffnet…</translation>
    </message>
    <message>
        <source>Listening…</source>
        <translation>Hört zu…</translation>
    </message>
    <message>
        <source>Working out what was said…</source>
        <translation>Es wird ermittelt, was gesagt wurde…</translation>
    </message>
    <message>
        <source>The microphone is open for dictation.</source>
        <translation>Das Mikrofon ist für das Diktat geöffnet.</translation>
    </message>
    <message>
        <source>template</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>taught by you</source>
        <translation>von Ihnen beigebracht</translation>
    </message>
    <message>
        <source>close to a template</source>
        <translation>einer Vorlage ähnlich</translation>
    </message>
    <message>
        <source>language model</source>
        <translation>Sprachmodell</translation>
    </message>
    <message>
        <source>from before</source>
        <translation>aus dem Vorigen</translation>
    </message>
    <message>
        <source>(noise) ignored</source>
        <translation>(Geräusch) ignoriert</translation>
    </message>
    <message>
        <source>(no speech) ignored</source>
        <translation>(keine Sprache) ignoriert</translation>
    </message>
    <message>
        <source>(music or talk) ignored</source>
        <translation>(Musik oder Gespräch) ignoriert</translation>
    </message>
    <message>
        <source>(long talk) ignored</source>
        <translation>(langes Gespräch) ignoriert</translation>
    </message>
    <message>
        <source>only noise</source>
        <translation>nur Geräusch</translation>
    </message>
    <message>
        <source>nothing was said</source>
        <translation>nichts gesagt</translation>
    </message>
    <message>
        <source>not a command</source>
        <translation>kein Befehl</translation>
    </message>
    <message>
        <source>too long for a command</source>
        <translation>zu lang für einen Befehl</translation>
    </message>
    <message>
        <source>Speak in {language}; type in {other_language} or {language}. To speak {other_language}, add a voice model.</source>
        <translation>Sprechen Sie auf {language}; schreiben Sie auf {other_language} oder {language}. Um auf {other_language} zu sprechen, fügen Sie ein Hörmodell hinzu.</translation>
    </message>
    <message>
        <source>English</source>
        <translation>Englisch</translation>
    </message>
    <message>
        <source>German</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>Arabic</source>
        <translation>Arabisch</translation>
    </message>
    <message>
        <source>Czech</source>
        <translation>Tschechisch</translation>
    </message>
    <message>
        <source>Danish</source>
        <translation>Dänisch</translation>
    </message>
    <message>
        <source>Greek</source>
        <translation>Griechisch</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>Spanisch</translation>
    </message>
    <message>
        <source>Finnish</source>
        <translation>Finnisch</translation>
    </message>
    <message>
        <source>French</source>
        <translation>Französisch</translation>
    </message>
    <message>
        <source>Hindi</source>
        <translation>Hindi</translation>
    </message>
    <message>
        <source>Hungarian</source>
        <translation>Ungarisch</translation>
    </message>
    <message>
        <source>Italian</source>
        <translation>Italienisch</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>Japanisch</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>Koreanisch</translation>
    </message>
    <message>
        <source>Norwegian</source>
        <translation>Norwegisch</translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation>Niederländisch</translation>
    </message>
    <message>
        <source>Polish</source>
        <translation>Polnisch</translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation>Portugiesisch</translation>
    </message>
    <message>
        <source>Romanian</source>
        <translation>Rumänisch</translation>
    </message>
    <message>
        <source>Russian</source>
        <translation>Russisch</translation>
    </message>
    <message>
        <source>Swedish</source>
        <translation>Schwedisch</translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation>Türkisch</translation>
    </message>
    <message>
        <source>Ukrainian</source>
        <translation>Ukrainisch</translation>
    </message>
    <message>
        <source>Vietnamese</source>
        <translation>Vietnamesisch</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>Chinesisch</translation>
    </message>
    <message>
        <source>There is no language {wanted} here.</source>
        <translation>Die Sprache {wanted} gibt es hier nicht.</translation>
    </message>
    <message>
        <source>Languages are {known}.</source>
        <translation>Es gibt die Sprachen {known}.</translation>
    </message>
    <message>
        <source>Speak now, then let go</source>
        <translation>Sprechen Sie jetzt, und lassen Sie dann los</translation>
    </message>
    <message>
        <source>Speak now; it stops by itself</source>
        <translation>Sprechen Sie jetzt; es endet von selbst</translation>
    </message>
    <message>
        <source>Listening… let go when you are done</source>
        <translation>Hört zu… lassen Sie los, wenn Sie fertig sind</translation>
    </message>
    <message>
        <source>Hold Space to speak, or click</source>
        <translation>Zum Sprechen Leertaste halten oder klicken</translation>
    </message>
    <message>
        <source>the built-in recognizer</source>
        <translation>der eingebauten Erkennung</translation>
    </message>
    <message>
        <source>Heard by {recognizer}, in {language}</source>
        <translation>Gehört von {recognizer}, auf {language}</translation>
    </message>
    <message>
        <source>(too short) ignored</source>
        <translation>(zu kurz) ignoriert</translation>
    </message>
    <message>
        <source>too short to be sure: say it again</source>
        <translation>zu kurz, um sicher zu sein: Sagen Sie es noch einmal</translation>
    </message>
    <message>
        <source>“{word}” from before</source>
        <translation>„{word}“ aus dem Vorigen</translation>
    </message>
    <message>
        <source>{first} and {then}</source>
        <translation>{first} und {then}</translation>
    </message>
    <message>
        <source>{said}?</source>
        <translation>{said}?</translation>
    </message>
    <message>
        <source>This needs a click.</source>
        <translation>Dies braucht einen Klick.</translation>
    </message>
    <message>
        <source>This needs a click, or say or type “{words}”.</source>
        <translation>Dies braucht einen Klick, oder sagen oder tippen Sie „{words}“.</translation>
    </message>
    <message>
        <source>Waiting {seconds} s, then no.</source>
        <translation>Wartet {seconds} s, dann nein.</translation>
    </message>
    <message>
        <source>Nothing is done until then.</source>
        <translation>Bis dahin wird nichts ausgeführt.</translation>
    </message>
    <message>
        <source>Press the button, or say yes and its name.</source>
        <translation>Drücken Sie die Schaltfläche, oder sagen Sie Ja und den Namen.</translation>
    </message>
    <message>
        <source>No answer means no.</source>
        <translation>Keine Antwort heißt Nein.</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Reminder: {text}</source>
        <translation>Erinnerung: {text}</translation>
    </message>
    <message>
        <source>Reminder</source>
        <translation>Erinnerung</translation>
    </message>
    <message>
        <source>Alarm “{name}”</source>
        <translation>Wecker „{name}“</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>Wecker</translation>
    </message>
    <message>
        <source>Timer “{name}”</source>
        <translation>Timer „{name}“</translation>
    </message>
    <message>
        <source>Timer of {duration}</source>
        <translation>Timer über {duration}</translation>
    </message>
    <message>
        <source>Timer</source>
        <translation>Timer</translation>
    </message>
    <message>
        <source>paused, {time_left}</source>
        <translation>angehalten, {time_left}</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>noch {seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s left</source>
        <translation>noch {minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>noch {minutes} min</translation>
    </message>
    <message>
        <source>{hours} h left</source>
        <translation>noch {hours} h</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min left</source>
        <translation>noch {hours} h {minutes} min</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft gerade</translation>
    </message>
    <message>
        <source>Nothing here fits to that.</source>
        <translation>Nichts hier passt dazu.</translation>
    </message>
    <message>
        <source>Say it in other words, or teach it.</source>
        <translation>Sagen Sie es mit anderen Worten, oder bringen Sie es bei.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>There is no text in front in another part of the window.</source>
        <translation>In einem anderen Teil des Fensters ist kein Text vorn.</translation>
    </message>
    <message>
        <source>Nothing here does “{wish}” now.</source>
        <translation>Nichts hier kann „{wish}“ jetzt ausführen.</translation>
    </message>
    <message>
        <source>The language model was stopped. Nothing was done.</source>
        <translation>Das Sprachmodell wurde gestoppt. Nichts wurde ausgeführt.</translation>
    </message>
    <message>
        <source>Doing it…</source>
        <translation>Wird ausgeführt…</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Zurückgenommen</translation>
    </message>
    <message>
        <source>Left undone</source>
        <translation>Nicht ausgeführt</translation>
    </message>
    <message>
        <source>No answer: left undone</source>
        <translation>Keine Antwort: nicht ausgeführt</translation>
    </message>
    <message>
        <source>Cannot</source>
        <translation>Nicht möglich</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Waits for your answer</source>
        <translation>Wartet auf Ihre Antwort</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>Wird ausgearbeitet…</translation>
    </message>
    <message>
        <source>No template fits; asking the language model…</source>
        <translation>Keine Vorlage passt; das Sprachmodell wird gefragt…</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>Sprechen</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Try one of these</source>
        <translation>Versuchen Sie eines davon</translation>
    </message>
    <message>
        <source>Try: {command}</source>
        <translation>Versuchen: {command}</translation>
    </message>
    <message>
        <source>Talk: hold Space, or press Enter</source>
        <translation>Sprechen: Leertaste halten oder Enter drücken</translation>
    </message>
    <message>
        <source>This sentence means nothing yet.</source>
        <translation>Dieser Satz bedeutet noch nichts.</translation>
    </message>
    <message>
        <source>It will do this: {steps}</source>
        <translation>Er wird dies ausführen: {steps}</translation>
    </message>
    <message>
        <source>Say or type a phrase of your own in place of a sentence that works already.</source>
        <translation>Sagen oder tippen Sie einen eigenen Satz anstelle eines Satzes, der schon funktioniert.</translation>
    </message>
    <message>
        <source>You have taught nothing yet.</source>
        <translation>Sie haben noch nichts beigebracht.</translation>
    </message>
    <message>
        <source>Teach a phrase</source>
        <translation>Satz beibringen</translation>
    </message>
    <message>
        <source>Teach it</source>
        <translation>Beibringen</translation>
    </message>
    <message>
        <source>Your phrase</source>
        <translation>Ihr Satz</translation>
    </message>
    <message>
        <source>lights out</source>
        <translation>alles dunkel</translation>
    </message>
    <message>
        <source>Means the same as</source>
        <translation>Bedeutet dasselbe wie</translation>
    </message>
    <message>
        <source>turn off all the lights</source>
        <translation>schalte alle Lichter aus</translation>
    </message>
    <message>
        <source>What you taught</source>
        <translation>Was Sie beigebracht haben</translation>
    </message>
    <message>
        <source>{phrase} means {command}</source>
        <translation>{phrase} bedeutet {command}</translation>
    </message>
    <message>
        <source>means “{command}”</source>
        <translation>bedeutet „{command}“</translation>
    </message>
    <message>
        <source>Remove “{phrase}”</source>
        <translation>„{phrase}“ entfernen</translation>
    </message>
    <message>
        <source>Choose a voice model</source>
        <translation>Hörmodell wählen</translation>
    </message>
    <message>
        <source>Looking at the file</source>
        <translation>Die Datei wird geprüft</translation>
    </message>
    <message>
        <source>{name} is here and was tried.</source>
        <translation>{name} ist da und wurde ausprobiert.</translation>
    </message>
    <message>
        <source>{name} came in, but is not used.</source>
        <translation>{name} ist da, wird aber nicht verwendet.</translation>
    </message>
    <message>
        <source>Stopped. Nothing was added.</source>
        <translation>Gestoppt. Nichts wurde hinzugefügt.</translation>
    </message>
    <message>
        <source>English is heard without a voice model. Other languages, and dictation that is more than rough, need one: a file from alphacephei.com/vosk/models, loaded on any computer that is online and carried here.</source>
        <translation>Englisch wird ohne Hörmodell verstanden. Andere Sprachen und ein genaueres Diktat brauchen eines: eine Datei von alphacephei.com/vosk/models, auf einem Computer heruntergeladen, der online ist, und hierher gebracht.</translation>
    </message>
    <message>
        <source>Language told by its name</source>
        <translation>Sprache laut Dateiname</translation>
    </message>
    <message>
        <source>No voice model yet.</source>
        <translation>Noch kein Hörmodell.</translation>
    </message>
    <message>
        <source>Language and voice models</source>
        <translation>Sprache und Hörmodelle</translation>
    </message>
    <message>
        <source>Add a voice model…</source>
        <translation>Hörmodell hinzufügen…</translation>
    </message>
    <message>
        <source>Language of the voice model</source>
        <translation>Sprache des Hörmodells</translation>
    </message>
    <message>
        <source>Stop adding the voice model</source>
        <translation>Hinzufügen des Hörmodells stoppen</translation>
    </message>
    <message>
        <source>Adding the voice model</source>
        <translation>Das Hörmodell wird hinzugefügt</translation>
    </message>
    <message>
        <source>Heard by {voice_model}.</source>
        <translation>Gehört von {voice_model}.</translation>
    </message>
    <message>
        <source>Heard by the built-in recognizer.</source>
        <translation>Gehört von der eingebauten Erkennung.</translation>
    </message>
    <message>
        <source>Speak in English; type in {language} or English. To speak {language}, add a voice model for it.</source>
        <translation>Sprechen Sie auf Englisch; schreiben Sie auf {language} oder Englisch. Um auf {language} zu sprechen, fügen Sie dafür ein Hörmodell hinzu.</translation>
    </message>
    <message>
        <source>Keep {name}</source>
        <translation>{name} behalten</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation>Endgültig entfernen</translation>
    </message>
    <message>
        <source>Remove {name} for good</source>
        <translation>{name} endgültig entfernen</translation>
    </message>
    <message>
        <source>No language</source>
        <translation>Keine Sprache</translation>
    </message>
    <message>
        <source>needs {size} of memory</source>
        <translation>braucht {size} Arbeitsspeicher</translation>
    </message>
    <message>
        <source>hears {language}</source>
        <translation>hört {language}</translation>
    </message>
    <message>
        <source>another one is used</source>
        <translation>ein anderes wird verwendet</translation>
    </message>
    <message>
        <source>cannot be held to commands: it asks more often</source>
        <translation>lässt sich nicht auf Befehle beschränken: es fragt öfter nach</translation>
    </message>
    <message>
        <source>Good fit</source>
        <translation>Passt gut</translation>
    </message>
    <message>
        <source>Better, still to be fetched</source>
        <translation>Besser, noch zu holen</translation>
    </message>
    <message>
        <source>Better but slower</source>
        <translation>Besser, aber langsamer</translation>
    </message>
    <message>
        <source>Lighter</source>
        <translation>Leichter</translation>
    </message>
    <message>
        <source>Too slow here</source>
        <translation>Hier zu langsam</translation>
    </message>
    <message>
        <source>Will not fit</source>
        <translation>Passt nicht</translation>
    </message>
    <message>
        <source>speed not measured yet (that takes a quiet moment)</source>
        <translation>Tempo noch nicht gemessen (dazu braucht es einen ruhigen Moment)</translation>
    </message>
    <message>
        <source>{total} of {memory} allowed</source>
        <translation>{total} von {memory} erlaubt</translation>
    </message>
    <message>
        <source>{total} of {memory} free</source>
        <translation>{total} von {memory} frei</translation>
    </message>
    <message numerus="yes">
        <source>{n} word a second</source>
        <comment>{n} words a second</comment>
        <translation>
            <numerusform>{n} Wort pro Sekunde</numerusform>
            <numerusform>{n} Wörter pro Sekunde</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about {n} word a second</source>
        <comment>about {n} words a second</comment>
        <translation>
            <numerusform>etwa {n} Wort pro Sekunde</numerusform>
            <numerusform>etwa {n} Wörter pro Sekunde</numerusform>
        </translation>
    </message>
    <message>
        <source>already here</source>
        <translation>schon hier</translation>
    </message>
    <message>
        <source>{size} to fetch</source>
        <translation>{size} zu holen</translation>
    </message>
    <message>
        <source>{size} more disk needed</source>
        <translation>noch {size} Platz nötig</translation>
    </message>
    <message>
        <source>This is an estimate: `--anyway` tries it all the same, and what works is remembered.</source>
        <translation>Dies ist eine Schätzung: `--anyway` versucht es trotzdem, und was funktioniert, wird gemerkt.</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller model or quantization.</source>
        <translation>Schließen Sie andere Programme, oder wählen Sie ein kleineres Modell oder eine kleinere Quantisierung.</translation>
    </message>
    <message>
        <source>Close other programs, or use a context of {tokens} tokens: `--context {context}`, or context_tokens in settings.toml.</source>
        <translation>Schließen Sie andere Programme, oder verwenden Sie einen Kontext von {tokens} Token: `--context {context}` oder context_tokens in settings.toml.</translation>
    </message>
    <message>
        <source>{model} does not fit into memory: {sum}.</source>
        <translation>{model} passt nicht in den Arbeitsspeicher: {sum}.</translation>
    </message>
    <message>
        <source>{sum} = {total} of {memory} allowed</source>
        <translation>{sum} = {total} von {memory} erlaubt</translation>
    </message>
    <message>
        <source>{sum} = {total} of {memory} free</source>
        <translation>{sum} = {total} von {memory} frei</translation>
    </message>
    <message>
        <source>{sum}; a load of {total} worked here with {memory} free</source>
        <translation>{sum}; hier gelang ein Laden mit {total} bei {memory} frei</translation>
    </message>
    <message>
        <source>weights {weights} + context {context} + work space {work} + program {program}</source>
        <translation>Gewichte {weights} + Kontext {context} + Rechenraum {work} + Programm {program}</translation>
    </message>
    <message>
        <source>{sum} + {size} as measured here</source>
        <translation>{sum} + {size} wie hier gemessen</translation>
    </message>
    <message>
        <source>{sum} − {size} as measured here</source>
        <translation>{sum} − {size} wie hier gemessen</translation>
    </message>
    <message>
        <source>There is no way to make a model smaller called “{name}”.</source>
        <translation>Es gibt keine Art „{name}“, ein Modell zu verkleinern.</translation>
    </message>
    <message>
        <source>There are: smallest, balanced and careful; original keeps the model as it is.</source>
        <translation>Es gibt: smallest (am kleinsten), balanced (ausgewogen) und careful (vorsichtig); original behält das Modell, wie es ist.</translation>
    </message>
    <message>
        <source>Choose smallest, balanced or careful to make a smaller copy.</source>
        <translation>Wählen Sie smallest, balanced oder careful, um eine kleinere Kopie zu erstellen.</translation>
    </message>
    <message>
        <source>Original means the model as it is: there is nothing to do.</source>
        <translation>Original heißt: das Modell, wie es ist; es gibt nichts zu tun.</translation>
    </message>
    <message>
        <source>Get or import this model as F16, BF16 or Q8_0 and start from that.</source>
        <translation>Holen oder importieren Sie dieses Modell als F16, BF16 oder Q8_0, und gehen Sie davon aus.</translation>
    </message>
    <message>
        <source>{model} is quantized already ({kind}); doing it again would lose quality twice.</source>
        <translation>{model} ist schon quantisiert ({kind}); ein zweites Mal würde noch mehr Qualität kosten.</translation>
    </message>
    <message>
        <source>it is not complete.</source>
        <translation>es ist nicht vollständig.</translation>
    </message>
    <message>
        <source>No smaller copy of {model} can be made: {reason}</source>
        <translation>Von {model} kann keine kleinere Kopie erstellt werden: {reason}</translation>
    </message>
    <message>
        <source>Repair that one first: `edgeassist models repair {id}`, or Repair in the window.</source>
        <translation>Reparieren Sie das zuerst: `edgeassist models repair {id}` oder „Reparieren“ im Fenster.</translation>
    </message>
    <message>
        <source>This model cannot be made as small as {size}: it takes more than {least}.</source>
        <translation>Dieses Modell kann nicht so klein wie {size} werden: Es braucht mehr als {least}.</translation>
    </message>
    <message>
        <source>Ask for more than {least}, or start from a smaller model.</source>
        <translation>Verlangen Sie mehr als {least}, oder gehen Sie von einem kleineren Modell aus.</translation>
    </message>
    <message>
        <source>Smallest</source>
        <translation>Am kleinsten</translation>
    </message>
    <message>
        <source>Takes the least room; answers get noticeably simpler.</source>
        <translation>Braucht am wenigsten Platz; Antworten werden merklich einfacher.</translation>
    </message>
    <message>
        <source>The usual choice: much smaller, and close to the original in most answers.</source>
        <translation>Die übliche Wahl: viel kleiner und bei den meisten Antworten nah am Original.</translation>
    </message>
    <message>
        <source>Next to no difference, at about half the size of the original.</source>
        <translation>So gut wie kein Unterschied, bei etwa der Hälfte der Größe des Originals.</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>The model as it is: nothing lost, nothing gained.</source>
        <translation>Das Modell, wie es ist: nichts verloren, nichts gewonnen.</translation>
    </message>
    <message>
        <source>{meaning} {kind}, {size} ({share} % of the original).</source>
        <translation>{meaning} {kind}, {size} ({share} % des Originals).</translation>
    </message>
    <message>
        <source>not measurable here</source>
        <translation>hier nicht messbar</translation>
    </message>
    <message>
        <source>{model} keeps almost everything: {details}.</source>
        <translation>{model} behält fast alles: {details}.</translation>
    </message>
    <message>
        <source>{model} keeps most: {details}.</source>
        <translation>{model} behält das meiste: {details}.</translation>
    </message>
    <message>
        <source>{model} loses noticeably: {details}.</source>
        <translation>{model} verliert merklich: {details}.</translation>
    </message>
    <message>
        <source>{model} loses much: {details}.</source>
        <translation>{model} verliert viel: {details}.</translation>
    </message>
    <message numerus="yes">
        <source>Only {n} word was compared: this is rough.</source>
        <comment>Only {n} words were compared: this is rough.</comment>
        <translation>
            <numerusform>Nur {n} Wort wurde verglichen: Dies ist ungenau.</numerusform>
            <numerusform>Nur {n} Wörter wurden verglichen: Dies ist ungenau.</numerusform>
        </translation>
    </message>
    <message>
        <source>Memory at most, with a short text</source>
        <translation>Höchster Speicherbedarf, bei kurzem Text</translation>
    </message>
    <message>
        <source>Reads, tokens/s</source>
        <translation>Liest, Token/s</translation>
    </message>
    <message>
        <source>Writes, tokens/s</source>
        <translation>Schreibt, Token/s</translation>
    </message>
    <message>
        <source>Surprise at the text (perplexity)</source>
        <translation>Überraschung durch den Text (Perplexität)</translation>
    </message>
    <message>
        <source>Same next word most likely</source>
        <translation>Dasselbe wahrscheinlichste nächste Wort</translation>
    </message>
    <message>
        <source>Divergence, mean (nats)</source>
        <translation>Abweichung, Mittel (Nats)</translation>
    </message>
    <message>
        <source>Divergence, median</source>
        <translation>Abweichung, Median</translation>
    </message>
    <message>
        <source>Divergence, 99 of 100 below</source>
        <translation>Abweichung, 99 von 100 darunter</translation>
    </message>
    <message>
        <source>Words (tokens) compared</source>
        <translation>Verglichene Wörter (Token)</translation>
    </message>
    <message>
        <source>it finds the same next word most likely as the original each time</source>
        <translation>es hält jedes Mal dasselbe nächste Wort für das wahrscheinlichste wie das Original</translation>
    </message>
    <message>
        <source>it finds the same next word most likely as the original {same} times of 100</source>
        <translation>es hält in {same} von 100 Fällen dasselbe nächste Wort für das wahrscheinlichste wie das Original</translation>
    </message>
    <message>
        <source>the text surprises it {percent} % more</source>
        <translation>der Text überrascht es {percent} % mehr</translation>
    </message>
    <message>
        <source>the text surprises it {times} times as much</source>
        <translation>der Text überrascht es {times}-mal so stark</translation>
    </message>
    <message>
        <source>its file is {times} times smaller</source>
        <translation>seine Datei ist {times}-mal kleiner</translation>
    </message>
    <message>
        <source>its file is {percent} % smaller</source>
        <translation>seine Datei ist {percent} % kleiner</translation>
    </message>
    <message>
        <source>its file is no smaller</source>
        <translation>seine Datei ist nicht kleiner</translation>
    </message>
    <message>
        <source>its file is {times} times larger</source>
        <translation>seine Datei ist {times}-mal größer</translation>
    </message>
    <message>
        <source>it writes {times} times faster here</source>
        <translation>es schreibt hier {times}-mal schneller</translation>
    </message>
    <message>
        <source>it writes about as fast here</source>
        <translation>es schreibt hier etwa gleich schnell</translation>
    </message>
    <message>
        <source>it writes {times} times slower here</source>
        <translation>es schreibt hier {times}-mal langsamer</translation>
    </message>
    <message>
        <source>Divergence along the text, nats per word</source>
        <translation>Abweichung entlang des Textes, Nats pro Wort</translation>
    </message>
    <message>
        <source>first part</source>
        <translation>erster Teil</translation>
    </message>
    <message>
        <source>last part</source>
        <translation>letzter Teil</translation>
    </message>
    <message>
        <source>{count} of 100 below</source>
        <translation>{count} von 100 darunter</translation>
    </message>
    <message>
        <source>Divergence, nats per word</source>
        <translation>Abweichung, Nats pro Wort</translation>
    </message>
    <message>
        <source>mean {mean} (dashed)</source>
        <translation>Mittel {mean} (gestrichelt)</translation>
    </message>
    <message>
        <source>There are no figures.</source>
        <translation>Es gibt keine Zahlen.</translation>
    </message>
    <message>
        <source>Between {least} and {most}.</source>
        <translation>Zwischen {least} und {most}.</translation>
    </message>
    <message>
        <source>Between {least} and {most}, {mean} in the mean.</source>
        <translation>Zwischen {least} und {most}, im Mittel {mean}.</translation>
    </message>
    <message numerus="yes">
        <source>This model has {n} layer.</source>
        <comment>This model has {n} layers.</comment>
        <translation>
            <numerusform>Dieses Modell hat {n} Schicht.</numerusform>
            <numerusform>Dieses Modell hat {n} Schichten.</numerusform>
        </translation>
    </message>
    <message>
        <source>None can be left out; {count} were asked for.</source>
        <translation>Keine kann weggelassen werden; {count} waren verlangt.</translation>
    </message>
    <message>
        <source>Choose a smaller type instead.</source>
        <translation>Wählen Sie stattdessen einen kleineren Typ.</translation>
    </message>
    <message>
        <source>At most {most} can be left out; {count} were asked for.</source>
        <translation>Höchstens {most} können weggelassen werden; {count} waren verlangt.</translation>
    </message>
    <message>
        <source>Ask for {most} or fewer.</source>
        <translation>Verlangen Sie {most} oder weniger.</translation>
    </message>
    <message>
        <source>Calibrate the model first; if that tells no influence, its layers cannot be left out.</source>
        <translation>Kalibrieren Sie das Modell zuerst; wenn das keinen Einfluss zeigt, können seine Schichten nicht weggelassen werden.</translation>
    </message>
    <message>
        <source>It is not known which layers of this model matter least, so none is left out.</source>
        <translation>Es ist nicht bekannt, welche Schichten dieses Modells am unwichtigsten sind, deshalb wird keine weggelassen.</translation>
    </message>
    <message>
        <source>Tasks are {tasks}.</source>
        <translation>Es gibt die Aufgaben {tasks}.</translation>
    </message>
    <message>
        <source>There is no task {task}.</source>
        <translation>Es gibt keine Aufgabe {task}.</translation>
    </message>
    <message>
        <source>No model fits now</source>
        <translation>Jetzt passt kein Modell</translation>
    </message>
    <message>
        <source>better, to be fetched: {models}</source>
        <translation>besser, noch zu holen: {models}</translation>
    </message>
    <message>
        <source>better but slower: {models}</source>
        <translation>besser, aber langsamer: {models}</translation>
    </message>
    <message>
        <source>will not fit: {models}</source>
        <translation>passen nicht: {models}</translation>
    </message>
    <message>
        <source>Slow, but the quickest here: {model} ({room}), {speed}</source>
        <translation>Langsam, aber hier das schnellste: {model} ({room}), {speed}</translation>
    </message>
    <message>
        <source>Good fit: {model} ({room}), {speed}</source>
        <translation>Passt gut: {model} ({room}), {speed}</translation>
    </message>
    <message>
        <source>{model} (needs {size} more disk)</source>
        <translation>{model} (braucht noch {size} Platz)</translation>
    </message>
    <message>
        <source>You allowed {allowed}, but only {free} are free now.</source>
        <translation>Sie haben {allowed} erlaubt, aber nur {free} sind jetzt frei.</translation>
    </message>
    <message>
        <source>Judged for the {allowed} you allowed; {free} are free.</source>
        <translation>Beurteilt für die {allowed}, die Sie erlaubt haben; {free} sind frei.</translation>
    </message>
    <message>
        <source>The battery is at {percent} %, so a smaller model is preferred.</source>
        <translation>Der Akku ist bei {percent} %, deshalb wird ein kleineres Modell bevorzugt.</translation>
    </message>
    <message numerus="yes">
        <source>No model was measured here yet: the choice goes by {n} core, and speeds come with the first model.</source>
        <comment>No model was measured here yet: the choice goes by {n} cores, and speeds come with the first model.</comment>
        <translation>
            <numerusform>Hier wurde noch kein Modell gemessen: Die Wahl richtet sich nach {n} Kern, und das Tempo zeigt sich mit dem ersten Modell.</numerusform>
            <numerusform>Hier wurde noch kein Modell gemessen: Die Wahl richtet sich nach {n} Kernen, und das Tempo zeigt sich mit dem ersten Modell.</numerusform>
        </translation>
    </message>
    <message>
        <source>Starter: small and quick; get a bigger one when you are online.</source>
        <translation>Starter: klein und schnell; holen Sie ein größeres, wenn Sie online sind.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again to have it back, or get another model.</source>
        <translation>Installieren Sie EdgeAssist neu, um es zurückzubekommen, oder holen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>The starter model that comes with EdgeAssist is missing.</source>
        <translation>Der Starter, das mitgelieferte Modell, fehlt.</translation>
    </message>
    <message>
        <source>The card of the starter model cannot be read.</source>
        <translation>Die Karte des Starters kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The file of the starter model is not what it was when it was made.</source>
        <translation>Die Datei des Starters ist nicht mehr so, wie sie erstellt wurde.</translation>
    </message>
    <message>
        <source>Starter cannot chat: {reason}.</source>
        <translation>Der Starter kann nicht chatten: {reason}.</translation>
    </message>
    <message>
        <source>Starter cannot sum texts up: {reason}.</source>
        <translation>Der Starter kann keine Texte zusammenfassen: {reason}.</translation>
    </message>
    <message>
        <source>Starter cannot turn commands into JSON: {reason}.</source>
        <translation>Der Starter kann Befehle nicht in JSON umsetzen: {reason}.</translation>
    </message>
    <message>
        <source>It can be used and shown; `edgeassist models use ID` chooses another model.</source>
        <translation>Es kann verwendet und gezeigt werden; `edgeassist models use ID` wählt ein anderes Modell.</translation>
    </message>
    <message>
        <source>Starter comes with EdgeAssist: it cannot be removed, changed or carried.</source>
        <translation>Der Starter gehört zu EdgeAssist: Er kann nicht entfernt, geändert oder mitgenommen werden.</translation>
    </message>
    <message>
        <source>Nothing was imported. `edgeassist models use starter` chooses it.</source>
        <translation>Nichts wurde importiert. `edgeassist models use starter` wählt ihn.</translation>
    </message>
    <message>
        <source>That file is Starter, the model that comes with EdgeAssist: it is here already.</source>
        <translation>Diese Datei ist der Starter, das mitgelieferte Modell von EdgeAssist: Er ist schon hier.</translation>
    </message>
    <message>
        <source>Get a bigger model when you are online: `edgeassist models recommend` says which ones suit this computer.</source>
        <translation>Holen Sie ein größeres Modell, wenn Sie online sind: `edgeassist models recommend` sagt, welche zu diesem Computer passen.</translation>
    </message>
    <message>
        <source>it was not made for that</source>
        <translation>er wurde nicht dafür gemacht</translation>
    </message>
    <message>
        <source>Starter cannot translate to {target}: {reason}.</source>
        <translation>Der Starter kann nicht nach {target} übersetzen: {reason}.</translation>
    </message>
    <message>
        <source>Starter cannot translate from {source} to {target}: {reason}.</source>
        <translation>Der Starter kann nicht von {source} nach {target} übersetzen: {reason}.</translation>
    </message>
    <message>
        <source>{percent} % of this computer&apos;s memory is taken.</source>
        <translation>{percent} % des Arbeitsspeichers dieses Computers sind belegt.</translation>
    </message>
    <message>
        <source>Close other programs, or use a smaller model or a shorter context.</source>
        <translation>Schließen Sie andere Programme, oder verwenden Sie ein kleineres Modell oder einen kürzeren Kontext.</translation>
    </message>
    <message>
        <source>This computer has drawn more than {limit} W for a minute: {watts} W now.</source>
        <translation>Dieser Computer hat eine Minute lang mehr als {limit} W verbraucht: jetzt {watts} W.</translation>
    </message>
    <message>
        <source>The profiles Quiet and Battery saver draw less.</source>
        <translation>Die Profile Leise und Akku sparen verbrauchen weniger.</translation>
    </message>
    <message>
        <source>The first word took {seconds} s, longer than the {limit} s in your settings.</source>
        <translation>Das erste Wort brauchte {seconds} s, länger als die {limit} s in Ihren Einstellungen.</translation>
    </message>
    <message>
        <source>A smaller model, a shorter conversation or the profile Fast answers sooner.</source>
        <translation>Ein kleineres Modell, eine kürzere Unterhaltung oder das Profil Schnell antwortet früher.</translation>
    </message>
    <message>
        <source>{count} of the last {all} answers failed.</source>
        <translation>{count} der letzten {all} Antworten sind gescheitert.</translation>
    </message>
    <message>
        <source>Models shows whether a model is damaged. For the rest, press F1 and choose “What happened?”.</source>
        <translation>Unter „Modelle“ sehen Sie, ob ein Modell beschädigt ist. Für alles andere drücken Sie F1 und wählen „Was ist geschehen?“.</translation>
    </message>
    <message>
        <source>The processor is at {celsius} °C, so fewer cores work.</source>
        <translation>Der Prozessor hat {celsius} °C, deshalb arbeiten weniger Kerne.</translation>
    </message>
    <message>
        <source>The battery is at {percent} %, so downloads and making models wait.</source>
        <translation>Der Akku ist bei {percent} %, deshalb warten Downloads und das Erstellen von Modellen.</translation>
    </message>
    <message>
        <source>Half the cores work, to save the battery.</source>
        <translation>Die Hälfte der Kerne arbeitet, um den Akku zu schonen.</translation>
    </message>
    <message>
        <source>Half the cores work, to keep the fan quiet.</source>
        <translation>Die Hälfte der Kerne arbeitet, damit der Lüfter leise bleibt.</translation>
    </message>
    <message>
        <source>What happened?</source>
        <translation>Was ist geschehen?</translation>
    </message>
    <message>
        <source>Click into one there first. Nothing was changed.</source>
        <translation>Klicken Sie zuerst dort hinein. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>No pane here could take “{title}”.</source>
        <translation>Kein Bereich hier konnte „{title}“ annehmen.</translation>
    </message>
    <message>
        <source>No pane here could take this text.</source>
        <translation>Kein Bereich hier konnte diesen Text annehmen.</translation>
    </message>
    <message>
        <source>It is still where it came from.</source>
        <translation>Er ist noch dort, wo er herkam.</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>Hört zu</translation>
    </message>
    <message>
        <source>Writing down…</source>
        <translation>Schreibt mit…</translation>
    </message>
    <message>
        <source>Microphone unplugged</source>
        <translation>Mikrofon ausgesteckt</translation>
    </message>
    <message>
        <source>Rough without a voice model</source>
        <translation>Ungenau ohne Hörmodell</translation>
    </message>
    <message>
        <source>Dictation ended: nothing was said for two minutes.</source>
        <translation>Diktat beendet: Zwei Minuten lang wurde nichts gesagt.</translation>
    </message>
    <message>
        <source>What was said before is written down.</source>
        <translation>Was davor gesagt wurde, ist aufgeschrieben.</translation>
    </message>
    <message>
        <source>Dictation ended: the microphone was opened for something else.</source>
        <translation>Diktat beendet: Das Mikrofon wurde für etwas anderes geöffnet.</translation>
    </message>
    <message>
        <source>What was said last is not kept.</source>
        <translation>Was zuletzt gesagt wurde, ist nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>There is no text to dictate into.</source>
        <translation>Es gibt keinen Text, in den diktiert werden kann.</translation>
    </message>
    <message>
        <source>Click into a text first, then hold the key and speak.</source>
        <translation>Klicken Sie zuerst in einen Text, halten Sie dann die Taste, und sprechen Sie.</translation>
    </message>
    <message>
        <source>The line is full. The words that found no room are kept here.</source>
        <translation>Die Zeile ist voll. Die Wörter, die keinen Platz fanden, sind hier aufbewahrt.</translation>
    </message>
    <message>
        <source>The text you dictated into is gone. Your words are kept here.</source>
        <translation>Der Text, in den Sie diktiert haben, ist weg. Ihre Wörter sind hier aufbewahrt.</translation>
    </message>
    <message>
        <source>Speak a little louder, or choose another microphone in Voice.</source>
        <translation>Sprechen Sie etwas lauter, oder wählen Sie unter „Sprechen“ ein anderes Mikrofon.</translation>
    </message>
    <message>
        <source>{key} ends it · Esc drops it</source>
        <translation>{key} beendet · Esc verwirft</translation>
    </message>
    <message>
        <source>The button ends it · Esc drops it</source>
        <translation>Die Schaltfläche beendet · Esc verwirft</translation>
    </message>
    <message>
        <source>Let {key} go to write it down · Esc drops it</source>
        <translation>{key} loslassen schreibt es auf · Esc verwirft</translation>
    </message>
    <message>
        <source>Dictation</source>
        <translation>Diktat</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Too loud</source>
        <translation>Zu laut</translation>
    </message>
    <message>
        <source>Microphone on</source>
        <translation>Mikrofon an</translation>
    </message>
    <message>
        <source>The microphone is on. Press to end.</source>
        <translation>Das Mikrofon ist an. Zum Beenden drücken.</translation>
    </message>
    <message>
        <source>Dictate into the text under the cursor.</source>
        <translation>In den Text an der Schreibmarke diktieren.</translation>
    </message>
    <message>
        <source>Or hold {keys} while you speak.</source>
        <translation>Oder halten Sie {keys}, während Sie sprechen.</translation>
    </message>
    <message>
        <source>The model is not loaded now.</source>
        <translation>Das Modell ist jetzt nicht geladen.</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Das Modell wird geladen</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>Erneut laden</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>Anderes Modell wählen</translation>
    </message>
    <message>
        <source>Loading the model again… {percent}</source>
        <translation>Das Modell wird erneut geladen… {percent}</translation>
    </message>
    <message>
        <source>Loading the model again…</source>
        <translation>Das Modell wird erneut geladen…</translation>
    </message>
    <message>
        <source>Loading the model… {percent}</source>
        <translation>Das Modell wird geladen… {percent}</translation>
    </message>
    <message>
        <source>Starting the engine…</source>
        <translation>Die Engine startet…</translation>
    </message>
    <message>
        <source>Better</source>
        <translation>Besser</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Typing searches the list that came with EdgeAssist. Only “Search Hugging Face” ({keys}) sends your words out.</source>
        <translation>Beim Tippen wird die mitgelieferte Liste durchsucht. Nur „Hugging Face durchsuchen“ ({keys}) sendet Ihre Wörter hinaus.</translation>
    </message>
    <message>
        <source>Search for a model</source>
        <translation>Modell suchen</translation>
    </message>
    <message>
        <source>Search for a model…</source>
        <translation>Modell suchen…</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>Sucht</translation>
    </message>
    <message>
        <source>Asking Hugging Face…</source>
        <translation>Hugging Face wird gefragt…</translation>
    </message>
    <message>
        <source>Hugging Face knows no .gguf model of that name. Try fewer words, or another spelling.</source>
        <translation>Hugging Face kennt kein .gguf-Modell dieses Namens. Versuchen Sie weniger Wörter oder eine andere Schreibweise.</translation>
    </message>
    <message>
        <source>Nothing in the list matches. “Search Hugging Face” asks there.</source>
        <translation>Nichts in der Liste passt. „Hugging Face durchsuchen“ fragt dort.</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Lädt</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>Model in use</source>
        <translation>Modell in Gebrauch</translation>
    </message>
    <message>
        <source>Model in use: {name}, {state}</source>
        <translation>Modell in Gebrauch: {name}, {state}</translation>
    </message>
    <message>
        <source>Model: {state}</source>
        <translation>Modell: {state}</translation>
    </message>
    <message>
        <source>{state}. Press to see the models.</source>
        <translation>{state}. Drücken, um die Modelle zu sehen.</translation>
    </message>
    <message>
        <source>Panes</source>
        <translation>Bereiche</translation>
    </message>
    <message>
        <source>Tune for this laptop (30 s)</source>
        <translation>Auf diesen Laptop abstimmen (30 s)</translation>
    </message>
    <message>
        <source>Stop measuring this laptop</source>
        <translation>Messung dieses Laptops stoppen</translation>
    </message>
    <message>
        <source>Progress of the measurement</source>
        <translation>Fortschritt der Messung</translation>
    </message>
    <message>
        <source>No page has these words. Try fewer, or others.</source>
        <translation>Keine Seite enthält diese Wörter. Versuchen Sie weniger oder andere.</translation>
    </message>
    <message>
        <source>What happened? Write a file for a helper…</source>
        <translation>Was ist geschehen? Datei für Helfende schreiben…</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Zurück zur Liste</translation>
    </message>
    <message>
        <source>Pages of the guide</source>
        <translation>Seiten des Handbuchs</translation>
    </message>
    <message>
        <source>The page</source>
        <translation>Die Seite</translation>
    </message>
    <message>
        <source>The guide is not here</source>
        <translation>Das Handbuch ist nicht hier</translation>
    </message>
    <message>
        <source>Some files of EdgeAssist are missing. Install it again; your data stays.</source>
        <translation>Einige Dateien von EdgeAssist fehlen. Installieren Sie es neu; Ihre Daten bleiben.</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>A question, a letter, a list: in your own words.</source>
        <translation>Eine Frage, ein Brief, eine Liste: mit Ihren eigenen Worten.</translation>
    </message>
    <message>
        <source>Do you work without internet?</source>
        <translation>Arbeitest du ohne Internet?</translation>
    </message>
    <message>
        <source>Ask it</source>
        <translation>Frage stellen</translation>
    </message>
    <message>
        <source>A long document in a few sentences, each with its page.</source>
        <translation>Ein langes Dokument in wenigen Sätzen, jeder mit seiner Seite.</translation>
    </message>
    <message>
        <source>Harbour workshop handbook</source>
        <translation>Handbuch der Hafenwerkstatt</translation>
    </message>
    <message>
        <source>Sum it up</source>
        <translation>Zusammenfassen</translation>
    </message>
    <message>
        <source>Texts and documents; numbers and names are checked.</source>
        <translation>Texte und Dokumente; Zahlen und Namen werden geprüft.</translation>
    </message>
    <message>
        <source>Translate it</source>
        <translation>Übersetzen</translation>
    </message>
    <message>
        <source>Say or type a command</source>
        <translation>Einen Befehl sagen oder eintippen</translation>
    </message>
    <message>
        <source>Timers, lists, sums, notes: done at once, taken back with Undo.</source>
        <translation>Timer, Listen, Rechnungen, Notizen: sofort erledigt, mit „Rückgängig“ zurückgenommen.</translation>
    </message>
    <message>
        <source>The built-in Starter answers in English and Spanish; a bigger model answers in your language.</source>
        <translation>Der eingebaute Starter antwortet auf Englisch und Spanisch; ein größeres Modell antwortet in Ihrer Sprache.</translation>
    </message>
    <message>
        <source>Measuring this laptop in the background…</source>
        <translation>Dieser Laptop wird im Hintergrund gemessen…</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>See which models fit</source>
        <translation>Ansehen, welche Modelle passen</translation>
    </message>
    <message>
        <source>Language, text size, contrast, microphone…</source>
        <translation>Sprache, Textgröße, Kontrast, Mikrofon…</translation>
    </message>
    <message>
        <source>{verdict} Its speed is being measured…</source>
        <translation>{verdict} Das Tempo wird gemessen…</translation>
    </message>
    <message>
        <source>This laptop</source>
        <translation>Dieser Laptop</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>Was möchten Sie tun?</translation>
    </message>
    <message>
        <source>Everything happens on this computer. Press one to see it work.</source>
        <translation>Alles geschieht auf diesem Computer. Drücken Sie auf eines, um es in Aktion zu sehen.</translation>
    </message>
    <message>
        <source>“{text}”</source>
        <translation>„{text}“</translation>
    </message>
    <message>
        <source>Another window of EdgeAssist fetches it</source>
        <translation>Ein anderes Fenster von EdgeAssist holt es</translation>
    </message>
    <message>
        <source>This model was here already; it was not fetched again.</source>
        <translation>Dieses Modell war schon hier; es wurde nicht noch einmal geholt.</translation>
    </message>
    <message>
        <source>Another window of EdgeAssist has fetched this model.</source>
        <translation>Ein anderes Fenster von EdgeAssist hat dieses Modell geholt.</translation>
    </message>
    <message>
        <source>Wait for it to end; the model then appears here, too.</source>
        <translation>Warten Sie, bis es fertig ist; das Modell erscheint dann auch hier.</translation>
    </message>
    <message>
        <source>{name} is being fetched by another window of EdgeAssist.</source>
        <translation>{name} wird gerade von einem anderen Fenster von EdgeAssist geholt.</translation>
    </message>
    <message>
        <source>Choose a file that the hub lists with its SHA-256.</source>
        <translation>Wählen Sie eine Datei, die der Hub mit ihrem SHA-256 auflistet.</translation>
    </message>
    <message>
        <source>Nothing says what this file must be, so it is not used.</source>
        <translation>Nichts sagt, wie diese Datei sein muss, deshalb wird sie nicht verwendet.</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Prüft</translation>
    </message>
    <message>
        <source>The model could not be put in its place: {reason}.</source>
        <translation>Das Modell konnte nicht an seinen Platz gelegt werden: {reason}.</translation>
    </message>
    <message>
        <source>The state of the download cannot be written: {reason}.</source>
        <translation>Der Stand des Downloads kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>Did you mean {close}?</source>
        <translation>Meinten Sie {close}?</translation>
    </message>
    <message>
        <source>`edgeassist models list` names the models here.</source>
        <translation>`edgeassist models list` nennt die Modelle hier.</translation>
    </message>
    <message>
        <source>There is no model called “{wanted}” here.</source>
        <translation>Hier gibt es kein Modell, das „{wanted}“ heißt.</translation>
    </message>
    <message>
        <source>{count} models are called “{name}”.</source>
        <translation>{count} Modelle heißen „{name}“.</translation>
    </message>
    <message>
        <source>Use an id: {ids}.</source>
        <translation>Verwenden Sie eine ID: {ids}.</translation>
    </message>
    <message>
        <source>The description of this model cannot be written: {reason}.</source>
        <translation>Die Beschreibung dieses Modells kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>This model was here already; it was not copied again.</source>
        <translation>Dieses Modell war schon hier; es wurde nicht noch einmal kopiert.</translation>
    </message>
    <message>
        <source>Another model is called {name} by now.</source>
        <translation>Inzwischen heißt ein anderes Modell {name}.</translation>
    </message>
    <message>
        <source>The models folder cannot be read: {reason}.</source>
        <translation>Der Modellordner kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>The folder of this model cannot be moved: {reason}.</source>
        <translation>Der Ordner dieses Modells kann nicht verschoben werden: {reason}.</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>The file of this model is missing.</source>
        <translation>Die Datei dieses Modells fehlt.</translation>
    </message>
    <message>
        <source>Remove that one first.</source>
        <translation>Entfernen Sie zuerst dieses.</translation>
    </message>
    <message>
        <source>it has another size</source>
        <translation>es hat eine andere Größe</translation>
    </message>
    <message>
        <source>Importing {name}</source>
        <translation>{name} wird importiert</translation>
    </message>
    <message>
        <source>Cancel the import of {name}</source>
        <translation>Import von {name} abbrechen</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Misst…</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>{title}; in {place} also {keys}</source>
        <translation>{title}; in {place} auch {keys}</translation>
    </message>
    <message>
        <source>Take EdgeAssist off this computer?</source>
        <translation>EdgeAssist von diesem Computer entfernen?</translation>
    </message>
    <message>
        <source>Your chats and models stay in {folder}, and your settings stay.</source>
        <translation>Ihre Chats und Modelle bleiben in {folder}, und Ihre Einstellungen bleiben erhalten.</translation>
    </message>
    <message>
        <source>Remove EdgeAssist</source>
        <translation>EdgeAssist entfernen</translation>
    </message>
    <message>
        <source>Keep EdgeAssist</source>
        <translation>EdgeAssist behalten</translation>
    </message>
    <message>
        <source>EdgeAssist is open.</source>
        <translation>EdgeAssist ist geöffnet.</translation>
    </message>
    <message>
        <source>Close it, and remove it then. Nothing was removed.</source>
        <translation>Schließen Sie es, und entfernen Sie es dann. Nichts wurde entfernt.</translation>
    </message>
    <message>
        <source>EdgeAssist cannot start.</source>
        <translation>EdgeAssist kann nicht starten.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Alle Tasten</translation>
    </message>
    <message>
        <source>{free} free of {whole} memory</source>
        <translation>{free} von {whole} Arbeitsspeicher frei</translation>
    </message>
    <message numerus="yes">
        <source>{n} core</source>
        <comment>{n} cores</comment>
        <translation>
            <numerusform>{n} Kern</numerusform>
            <numerusform>{n} Kerne</numerusform>
        </translation>
    </message>
    <message>
        <source>models take {size}</source>
        <translation>Modelle belegen {size}</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>The fastest that was proven to work here ({variant})</source>
        <translation>Der schnellste, der hier nachweislich funktioniert ({variant})</translation>
    </message>
    <message>
        <source>The engine has not started yet.</source>
        <translation>Die Engine ist noch nicht gestartet.</translation>
    </message>
    <message>
        <source>Locked offline</source>
        <translation>Offline gesperrt</translation>
    </message>
    <message>
        <source>Only what you ask for goes out</source>
        <translation>Nur was Sie verlangen, geht hinaus</translation>
    </message>
    <message>
        <source>the engine has {locks}</source>
        <translation>die Engine hat {locks}</translation>
    </message>
    <message>
        <source>the system keeps the engine from the network</source>
        <translation>das System hält die Engine vom Netzwerk fern</translation>
    </message>
    <message>
        <source>the engine&apos;s own code keeps it from the network</source>
        <translation>der eigene Code der Engine hält sie vom Netzwerk fern</translation>
    </message>
    <message>
        <source>Report (*.html *.json)</source>
        <translation>Bericht (*.html *.json)</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Speed over the last hour</source>
        <translation>Tempo der letzten Stunde</translation>
    </message>
    <message>
        <source>Memory over the last hour</source>
        <translation>Arbeitsspeicher der letzten Stunde</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>Akku</translation>
    </message>
    <message>
        <source>Battery over the last hour</source>
        <translation>Akku der letzten Stunde</translation>
    </message>
    <message>
        <source>Energy per answer</source>
        <translation>Energie pro Antwort</translation>
    </message>
    <message>
        <source>Energy of the last answers</source>
        <translation>Energie der letzten Antworten</translation>
    </message>
    <message>
        <source>Export report…</source>
        <translation>Bericht exportieren…</translation>
    </message>
    <message>
        <source>Forget…</source>
        <translation>Vergessen…</translation>
    </message>
    <message>
        <source>Export the report</source>
        <translation>Den Bericht exportieren</translation>
    </message>
    <message>
        <source>Delete all receipts and figures on this computer?</source>
        <translation>Alle Quittungen und Zahlen auf diesem Computer löschen?</translation>
    </message>
    <message>
        <source>Figures only: no word of yours is kept with them.</source>
        <translation>Nur Zahlen: Kein Wort von Ihnen ist dabei aufbewahrt.</translation>
    </message>
    <message>
        <source>Nothing to show yet</source>
        <translation>Noch nichts zu zeigen</translation>
    </message>
    <message>
        <source>From {low} to {high}, now {now}</source>
        <translation>Von {low} bis {high}, jetzt {now}</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>First word</source>
        <translation>Erstes Wort</translation>
    </message>
    <message>
        <source>Whole answer</source>
        <translation>Ganze Antwort</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>Höchstwert</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>First word: from the moment the model begins to read until its first word is there. p95: nineteen of twenty answers were no slower. Percentiles are exact to 1 %. Memory is the highest of each answer: their average, and the highest of all.</source>
        <translation>Erstes Wort: vom Augenblick, in dem das Modell zu lesen beginnt, bis sein erstes Wort da ist. p95: neunzehn von zwanzig Antworten waren nicht langsamer. Perzentile sind auf 1 % genau. Der Arbeitsspeicher ist der höchste jeder Antwort: ihr Durchschnitt und der höchste von allen.</translation>
    </message>
    <message>
        <source>tokens/s counts tokens, which are words or pieces of words, over all answers together.</source>
        <translation>Tokens/s zählt Tokens, also Wörter oder Teile von Wörtern, über alle Antworten zusammen.</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} bis {last}</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>Nach Modell</translation>
    </message>
    <message>
        <source>By task</source>
        <translation>Nach Aufgabe</translation>
    </message>
    <message>
        <source>By model and task</source>
        <translation>Nach Modell und Aufgabe</translation>
    </message>
    <message>
        <source>Energy and power: not measured ({reason}).</source>
        <translation>Energie und Leistung: nicht gemessen ({reason}).</translation>
    </message>
    <message numerus="yes">
        <source>Energy: {method}, to within {error} J an answer, measured for {n} answer.</source>
        <comment>Energy: {method}, to within {error} J an answer, measured for {n} answers.</comment>
        <translation>
            <numerusform>Energie: {method}, auf {error} J je Antwort genau, bei {n} Antwort gemessen.</numerusform>
            <numerusform>Energie: {method}, auf {error} J je Antwort genau, bei {n} Antworten gemessen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Power: {reason}.</source>
        <translation>Leistung: {reason}.</translation>
    </message>
    <message>
        <source>no reason was noted</source>
        <translation>kein Grund wurde notiert</translation>
    </message>
    <message numerus="yes">
        <source>{n} answer could not be measured: {reason}.</source>
        <comment>{n} answers could not be measured: {reason}.</comment>
        <translation>
            <numerusform>{n} Antwort konnte nicht gemessen werden: {reason}.</numerusform>
            <numerusform>{n} Antworten konnten nicht gemessen werden: {reason}.</numerusform>
        </translation>
    </message>
    <message>
        <source>No answer was given in this time.</source>
        <translation>In dieser Zeit gab es keine Antwort.</translation>
    </message>
    <message>
        <source>{joules} an answer</source>
        <translation>{joules} je Antwort</translation>
    </message>
    <message>
        <source>energy not measured</source>
        <translation>Energie nicht gemessen</translation>
    </message>
    <message>
        <source>{percent} failed</source>
        <translation>{percent} misslungen</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>Token/s</translation>
    </message>
    <message>
        <source>Ask something, and its cost stands here.</source>
        <translation>Fragen Sie etwas, dann stehen hier die Kosten.</translation>
    </message>
    <message>
        <source>By model and task, last 7 days</source>
        <translation>Nach Modell und Aufgabe, letzte 7 Tage</translation>
    </message>
    <message numerus="yes">
        <source>{n} answer</source>
        <comment>{n} answers</comment>
        <translation>
            <numerusform>{n} Antwort</numerusform>
            <numerusform>{n} Antworten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} failed</source>
        <comment>{n} failed</comment>
        <translation>
            <numerusform>{n} gescheitert</numerusform>
            <numerusform>{n} gescheitert</numerusform>
        </translation>
    </message>
    <message>
        <source>First word: {average} on average, nearly always within {p95} (p95)</source>
        <translation>Erstes Wort: im Mittel {average}, fast immer innerhalb von {p95} (p95)</translation>
    </message>
    <message>
        <source>Memory at most: {size}</source>
        <translation>Arbeitsspeicher höchstens: {size}</translation>
    </message>
    <message>
        <source>Each piece of a text counts as an answer here.</source>
        <translation>Jeder Teil eines Textes zählt hier als eine Antwort.</translation>
    </message>
    <message>
        <source>{name}: {why}.</source>
        <translation>{name}: {why}.</translation>
    </message>
    <message>
        <source>as the system says it</source>
        <translation>wie das System es angibt</translation>
    </message>
    <message>
        <source>A joule (J) is one watt for one second; the full battery of a phone holds about 50,000.</source>
        <translation>Ein Joule (J) ist ein Watt eine Sekunde lang; der volle Akku eines Telefons enthält etwa 50.000.</translation>
    </message>
    <message>
        <source>window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>voice</source>
        <translation>Sprechen</translation>
    </message>
    <message>
        <source>work</source>
        <translation>Arbeit</translation>
    </message>
    <message>
        <source>others</source>
        <translation>andere</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>charging</source>
        <translation>lädt</translation>
    </message>
    <message>
        <source>on battery</source>
        <translation>im Akkubetrieb</translation>
    </message>
    <message>
        <source>full</source>
        <translation>voll</translation>
    </message>
    <message>
        <source>on mains</source>
        <translation>am Netz</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>gestoppt</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>{process}: {held} in memory, {mapped} of it model files</source>
        <translation>{process}: {held} im Arbeitsspeicher, davon {mapped} Modelldateien</translation>
    </message>
    <message>
        <source>A file that two of them hold, as while a model is measured, counts in each.</source>
        <translation>Eine Datei, die zwei von ihnen im Speicher halten, etwa während ein Modell gemessen wird, zählt bei jedem.</translation>
    </message>
    <message>
        <source>What the processes of EdgeAssist hold, as the system says it.</source>
        <translation>Was die Prozesse von EdgeAssist belegen, wie das System es angibt.</translation>
    </message>
    <message>
        <source>{unit} of {size} free</source>
        <translation>{unit} von {size} frei</translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>Ladung</translation>
    </message>
    <message>
        <source>Draw of the battery</source>
        <translation>Verbrauch aus dem Akku</translation>
    </message>
    <message>
        <source>Draw of the laptop</source>
        <translation>Verbrauch des Laptops</translation>
    </message>
    <message>
        <source>Left in the battery</source>
        <translation>Noch im Akku</translation>
    </message>
    <message>
        <source>Answers left</source>
        <translation>Noch mögliche Antworten</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>Antworten</translation>
    </message>
    <message numerus="yes">
        <source>about {n} answer</source>
        <comment>about {n} answers</comment>
        <translation>
            <numerusform>etwa {n} Antwort</numerusform>
            <numerusform>etwa {n} Antworten</numerusform>
        </translation>
    </message>
    <message>
        <source>{answers} left</source>
        <translation>noch {answers}</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translation>noch keine Antwort</translation>
    </message>
    <message>
        <source>Tokens a second, as the engine counts them.</source>
        <translation>Token pro Sekunde, wie die Engine sie zählt.</translation>
    </message>
    <message>
        <source>first word after {seconds}</source>
        <translation>erstes Wort nach {seconds}</translation>
    </message>
    <message>
        <source>nearly always within {seconds}</source>
        <translation>fast immer innerhalb von {seconds}</translation>
    </message>
    <message>
        <source>Nineteen of twenty first words of the last 7 days came within {seconds} (p95).</source>
        <translation>Neunzehn von zwanzig ersten Wörtern der letzten 7 Tage kamen innerhalb von {seconds} (p95).</translation>
    </message>
    <message>
        <source>Read: {tokens}, {reused} of them remembered, {rate} tokens/s</source>
        <translation>Gelesen: {tokens}, davon {reused} gemerkt, {rate} Token/s</translation>
    </message>
    <message>
        <source>Written: {tokens}, {rate} tokens/s</source>
        <translation>Geschrieben: {tokens}, {rate} Token/s</translation>
    </message>
    <message>
        <source>Tokens (words or pieces of words) a second, as the engine counts them.</source>
        <translation>Token (Wörter oder Wortteile) pro Sekunde, wie die Engine sie zählt.</translation>
    </message>
    <message>
        <source>Energy of an answer</source>
        <translation>Energie einer Antwort</translation>
    </message>
    <message>
        <source>Energy of the last answer</source>
        <translation>Energie der letzten Antwort</translation>
    </message>
    <message>
        <source>joules</source>
        <translation>Joule</translation>
    </message>
    <message>
        <source>{figure} joules</source>
        <translation>{figure} Joule</translation>
    </message>
    <message>
        <source>Last answer {cost}</source>
        <translation>Letzte Antwort {cost}</translation>
    </message>
    <message>
        <source>none came</source>
        <translation>es kam keines</translation>
    </message>
    <message>
        <source>Model: {name} ({id})</source>
        <translation>Modell: {name} ({id})</translation>
    </message>
    <message>
        <source>First word after {first}; whole answer {whole}</source>
        <translation>Erstes Wort nach {first}; ganze Antwort {whole}</translation>
    </message>
    <message>
        <source>On battery</source>
        <translation>Im Akkubetrieb</translation>
    </message>
    <message>
        <source>Not on battery, as far as is known</source>
        <translation>Nicht im Akkubetrieb, soweit bekannt</translation>
    </message>
    <message>
        <source>“{name}” is downloaded.</source>
        <translation>„{name}“ ist heruntergeladen.</translation>
    </message>
    <message>
        <source>“{name}” is made smaller.</source>
        <translation>„{name}“ ist verkleinert.</translation>
    </message>
    <message>
        <source>The proof of “{name}” is done.</source>
        <translation>Der Nachweis zu „{name}“ ist fertig.</translation>
    </message>
    <message>
        <source>The field pack “{name}” is written.</source>
        <translation>Das Feldpaket „{name}“ ist geschrieben.</translation>
    </message>
    <message>
        <source>The field pack “{name}” is taken in.</source>
        <translation>Das Feldpaket „{name}“ ist übernommen.</translation>
    </message>
    <message>
        <source>The models are moved.</source>
        <translation>Die Modelle sind verschoben.</translation>
    </message>
    <message>
        <source>The models&apos; files are checked.</source>
        <translation>Die Dateien der Modelle sind geprüft.</translation>
    </message>
    <message>
        <source>The answer is there.</source>
        <translation>Die Antwort ist da.</translation>
    </message>
    <message>
        <source>Choose a field pack</source>
        <translation>Feldpaket wählen</translation>
    </message>
    <message>
        <source>Load anyway</source>
        <translation>Trotzdem laden</translation>
    </message>
    <message>
        <source>Working out how small it can get…</source>
        <translation>Es wird ermittelt, wie klein es werden kann…</translation>
    </message>
    <message>
        <source>A smaller model answers faster and forgets a little; what it cost is measured and kept.</source>
        <translation>Ein kleineres Modell antwortet schneller und vergisst ein wenig; was es gekostet hat, wird gemessen und aufbewahrt.</translation>
    </message>
    <message>
        <source>Size in MB; empty: as the choice above says</source>
        <translation>Größe in MB; leer: wie oben gewählt</translation>
    </message>
    <message>
        <source>The text that comes along</source>
        <translation>Der mitgelieferte Text</translation>
    </message>
    <message>
        <source>A text of mine…</source>
        <translation>Ein eigener Text…</translation>
    </message>
    <message>
        <source>No text</source>
        <translation>Kein Text</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>Wished size in MB</source>
        <translation>Gewünschte Größe in MB</translation>
    </message>
    <message>
        <source>Layers to leave out</source>
        <translation>Wegzulassende Schichten</translation>
    </message>
    <message>
        <source>Text to measure with</source>
        <translation>Text für die Messung</translation>
    </message>
    <message>
        <source>Size to aim for, mixing precisions (MB)</source>
        <translation>Angestrebte Größe, mit gemischten Genauigkeiten (MB)</translation>
    </message>
    <message>
        <source>Text that shows which weights matter (importance matrix)</source>
        <translation>Text, der zeigt, welche Gewichte zählen (Wichtigkeitsmatrix)</translation>
    </message>
    <message>
        <source>Layers to leave out: at most {most} of {layers}, the least important first</source>
        <translation>Wegzulassende Schichten: höchstens {most} von {layers}, die unwichtigsten zuerst</translation>
    </message>
    <message>
        <source>This model needs all its layers</source>
        <translation>Dieses Modell braucht alle seine Schichten</translation>
    </message>
    <message>
        <source>Make smaller</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Keep the original too</source>
        <translation>Auch das Original behalten</translation>
    </message>
    <message>
        <source>Make {name} smaller</source>
        <translation>{name} verkleinern</translation>
    </message>
    <message>
        <source>Will not fit here</source>
        <translation>Passt hier nicht</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>passt</translation>
    </message>
    <message>
        <source>will not fit here</source>
        <translation>passt hier nicht</translation>
    </message>
    <message>
        <source>recommended</source>
        <translation>empfohlen</translation>
    </message>
    <message>
        <source>{fits} · recommended</source>
        <translation>{fits} · empfohlen</translation>
    </message>
    <message>
        <source>The chat template that the file brings:</source>
        <translation>Die Chat-Vorlage, die die Datei mitbringt:</translation>
    </message>
    <message>
        <source>None; a built-in one is used.</source>
        <translation>Keine; eine eingebaute wird verwendet.</translation>
    </message>
    <message>
        <source>Make smaller…</source>
        <translation>Verkleinern…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>Prove what it cost</source>
        <translation>Nachweisen, was es gekostet hat</translation>
    </message>
    <message>
        <source>View template</source>
        <translation>Vorlage ansehen</translation>
    </message>
    <message>
        <source>Check the file</source>
        <translation>Datei prüfen</translation>
    </message>
    <message>
        <source>Save as a field pack…</source>
        <translation>Als Feldpaket speichern…</translation>
    </message>
    <message>
        <source>Use {name}</source>
        <translation>{name} verwenden</translation>
    </message>
    <message>
        <source>Details of {name}</source>
        <translation>Einzelheiten zu {name}</translation>
    </message>
    <message>
        <source>More about {name}</source>
        <translation>Mehr zu {name}</translation>
    </message>
    <message>
        <source>{kept} kept</source>
        <translation>{kept} erhalten</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>Weniger</translation>
    </message>
    <message>
        <source>Details of {name}, as text</source>
        <translation>Einzelheiten zu {name}, als Text</translation>
    </message>
    <message>
        <source>Search…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Import a file…</source>
        <translation>Datei importieren…</translation>
    </message>
    <message>
        <source>Open a field pack…</source>
        <translation>Feldpaket öffnen…</translation>
    </message>
    <message>
        <source>Find more</source>
        <translation>Mehr finden</translation>
    </message>
    <message>
        <source>More about all models</source>
        <translation>Mehr zu allen Modellen</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Models here</source>
        <translation>Modelle hier</translation>
    </message>
    <message>
        <source>Look for it in Find more</source>
        <translation>Unter „Mehr finden“ suchen</translation>
    </message>
    <message numerus="yes">
        <source>{n} here</source>
        <comment>{n} here</comment>
        <translation>
            <numerusform>{n} hier</numerusform>
            <numerusform>{n} hier</numerusform>
        </translation>
    </message>
    <message>
        <source>{used} used, {free} free</source>
        <translation>{used} belegt, {free} frei</translation>
    </message>
    <message>
        <source>{used} used</source>
        <translation>{used} belegt</translation>
    </message>
    <message>
        <source>{name} was removed.</source>
        <translation>{name} wurde entfernt.</translation>
    </message>
    <message>
        <source>No models yet. Find one that fits this computer, or drop a .gguf file or a field pack on this window.</source>
        <translation>Noch keine Modelle. Finden Sie eines, das zu diesem Computer passt, oder legen Sie eine .gguf-Datei oder ein Feldpaket auf diesem Fenster ab.</translation>
    </message>
    <message>
        <source>No model here matches “{wanted}”.</source>
        <translation>Kein Modell hier passt zu „{wanted}“.</translation>
    </message>
    <message>
        <source>Save a field pack…</source>
        <translation>Feldpaket speichern…</translation>
    </message>
    <message>
        <source>Move models to another folder…</source>
        <translation>Modelle in einen anderen Ordner verschieben…</translation>
    </message>
    <message>
        <source>Check all files</source>
        <translation>Alle Dateien prüfen</translation>
    </message>
    <message>
        <source>Sign in to Hugging Face…</source>
        <translation>Bei Hugging Face anmelden…</translation>
    </message>
    <message>
        <source>Choose a text</source>
        <translation>Text wählen</translation>
    </message>
    <message>
        <source>Where should the models be?</source>
        <translation>Wo sollen die Modelle liegen?</translation>
    </message>
    <message>
        <source>Save the field pack</source>
        <translation>Das Feldpaket speichern</translation>
    </message>
    <message>
        <source>Save the proof</source>
        <translation>Den Nachweis speichern</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Dismiss all</source>
        <translation>Alle ausblenden</translation>
    </message>
    <message>
        <source>Dismiss all {count}</source>
        <translation>Alle {count} ausblenden</translation>
    </message>
    <message>
        <source>Sign-in needed: Hugging Face gives this one to people with an account who accepted its licence.</source>
        <translation>Anmeldung nötig: Hugging Face gibt dieses nur an Personen mit Konto, die die Lizenz angenommen haben.</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>Sign in to get {name}</source>
        <translation>Anmelden, um {name} zu holen</translation>
    </message>
    <message>
        <source>Dismiss: {name}</source>
        <translation>Ausblenden: {name}</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>Lizenz: {licence}</translation>
    </message>
    <message>
        <source>On its way</source>
        <translation>Unterwegs</translation>
    </message>
    <message>
        <source>Here already</source>
        <translation>Schon hier</translation>
    </message>
    <message>
        <source>Get anyway</source>
        <translation>Trotzdem holen</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>Holen</translation>
    </message>
    <message>
        <source>A field pack is one file that carries models to a computer without a network: copy it to a USB stick and drop it on the window there.</source>
        <translation>Ein Feldpaket ist eine Datei, die Modelle auf einen Computer ohne Netz bringt: Kopieren Sie sie auf einen USB-Stick, und legen Sie sie dort auf dem Fenster ab.</translation>
    </message>
    <message>
        <source>Save a field pack</source>
        <translation>Ein Feldpaket speichern</translation>
    </message>
    <message>
        <source>Save the pack…</source>
        <translation>Das Paket speichern…</translation>
    </message>
    <message>
        <source>Search or run…</source>
        <translation>Suchen oder ausführen…</translation>
    </message>
    <message>
        <source>What can be run</source>
        <translation>Was ausgeführt werden kann</translation>
    </message>
    <message>
        <source>Nothing here is called “{text}”. Try fewer letters.</source>
        <translation>Nichts hier heißt „{text}“. Versuchen Sie weniger Buchstaben.</translation>
    </message>
    <message numerus="yes">
        <source>{n} found</source>
        <comment>{n} found</comment>
        <translation>
            <numerusform>{n} gefunden</numerusform>
            <numerusform>{n} gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>colours night day appearance</source>
        <translation>farben nacht tag aussehen dunkel hell</translation>
    </message>
    <message>
        <source>zoom in bigger font size scale</source>
        <translation>vergrößern größer schriftgröße zoom skalieren</translation>
    </message>
    <message>
        <source>zoom out font size scale</source>
        <translation>verkleinern kleiner schriftgröße zoom skalieren</translation>
    </message>
    <message>
        <source>zoom reset font size 100 %</source>
        <translation>zoom zurücksetzen schriftgröße 100 %</translation>
    </message>
    <message>
        <source>shortcuts keyboard hotkeys</source>
        <translation>tasten tastatur kürzel tastenkürzel</translation>
    </message>
    <message>
        <source>exit leave end</source>
        <translation>beenden verlassen ende schließen</translation>
    </message>
    <message>
        <source>documentation manual</source>
        <translation>anleitung dokumentation handbuch</translation>
    </message>
    <message>
        <source>gguf open file</source>
        <translation>gguf datei öffnen</translation>
    </message>
    <message>
        <source>bigger better models download get fit Hugging Face</source>
        <translation>größere bessere modelle herunterladen holen passend hugging face</translation>
    </message>
    <message>
        <source>start page beginning first tasks</source>
        <translation>startseite anfang beginn erste aufgaben</translation>
    </message>
    <message>
        <source>network internet connection flight mode</source>
        <translation>netzwerk internet verbindung flugmodus</translation>
    </message>
    <message>
        <source>meters speed memory battery energy watts telemetry</source>
        <translation>anzeigen tempo speicher akku energie watt telemetrie</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>pane page</source>
        <translation>bereich seite</translation>
    </message>
    <message>
        <source>page</source>
        <translation>seite</translation>
    </message>
    <message>
        <source>page preferences options configuration</source>
        <translation>seite optionen konfiguration voreinstellungen</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>No model is in use.</source>
        <translation>Es ist kein Modell in Gebrauch.</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet…</translation>
    </message>
    <message>
        <source>{title} could not be opened.</source>
        <translation>{title} konnte nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>Something went wrong in {title}.</source>
        <translation>In {title} ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>The rest of the window still works.</source>
        <translation>Der Rest des Fensters funktioniert weiter.</translation>
    </message>
    <message>
        <source>Save the proof…</source>
        <translation>Nachweis speichern…</translation>
    </message>
    <message>
        <source>Plot: {sentence}</source>
        <translation>Diagramm: {sentence}</translation>
    </message>
    <message>
        <source>before</source>
        <translation>vorher</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>EdgeAssist was started with --offline: it stays so until it is closed.</source>
        <translation>EdgeAssist wurde mit --offline gestartet: Das bleibt so, bis es geschlossen wird.</translation>
    </message>
    <message>
        <source>The offline switch is off.</source>
        <translation>Der Offline-Schalter ist aus.</translation>
    </message>
    <message>
        <source>The offline switch is on.</source>
        <translation>Der Offline-Schalter ist an.</translation>
    </message>
    <message>
        <source>Every answer leaves a receipt here: its figures, none of its words.</source>
        <translation>Jede Antwort hinterlässt hier eine Quittung: ihre Zahlen, keines ihrer Wörter.</translation>
    </message>
    <message>
        <source>Receipts are not kept. Keep receipts, below, turns them on.</source>
        <translation>Quittungen werden nicht aufbewahrt. „Quittungen aufbewahren“ unten schaltet das ein.</translation>
    </message>
    <message>
        <source>Receipts of the last answers</source>
        <translation>Quittungen der letzten Antworten</translation>
    </message>
    <message>
        <source>Last answers</source>
        <translation>Letzte Antworten</translation>
    </message>
    <message numerus="yes">
        <source>in {n} piece</source>
        <comment>in {n} pieces</comment>
        <translation>
            <numerusform>in {n} Teil</numerusform>
            <numerusform>in {n} Teilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Any task</source>
        <translation>Jede Aufgabe</translation>
    </message>
    <message>
        <source>Recommendation</source>
        <translation>Empfehlung</translation>
    </message>
    <message>
        <source>See which fit</source>
        <translation>Ansehen, was passt</translation>
    </message>
    <message>
        <source>5 minutes more</source>
        <translation>5 Minuten mehr</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Gruppen der Einstellungen</translation>
    </message>
    <message>
        <source>Settings (*.toml)</source>
        <translation>Einstellungen (*.toml)</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>Einstellungen durchsuchen</translation>
    </message>
    <message>
        <source>More about all settings</source>
        <translation>Mehr zu allen Einstellungen</translation>
    </message>
    <message>
        <source>Show all settings</source>
        <translation>Alle Einstellungen zeigen</translation>
    </message>
    <message>
        <source>Every setting is at its default already.</source>
        <translation>Jede Einstellung hat schon ihren Standardwert.</translation>
    </message>
    <message>
        <source>“{title}” is back at the default.</source>
        <translation>„{title}“ hat wieder den Standardwert.</translation>
    </message>
    <message numerus="yes">
        <source>{n} setting is back at the default.</source>
        <comment>{n} settings are back at the default.</comment>
        <translation>
            <numerusform>{n} Einstellung hat wieder den Standardwert.</numerusform>
            <numerusform>{n} Einstellungen haben wieder den Standardwert.</numerusform>
        </translation>
    </message>
    <message>
        <source>The model in use and the folder of the models stay as they are.</source>
        <translation>Das verwendete Modell und der Ordner der Modelle bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>No setting has “{text}” in its name or its help.</source>
        <translation>Keine Einstellung hat „{text}“ im Namen oder in der Hilfe.</translation>
    </message>
    <message>
        <source>Import settings…</source>
        <translation>Einstellungen importieren…</translation>
    </message>
    <message>
        <source>Choose settings</source>
        <translation>Einstellungen wählen</translation>
    </message>
    <message>
        <source>Export settings…</source>
        <translation>Einstellungen exportieren…</translation>
    </message>
    <message>
        <source>Export the settings</source>
        <translation>Die Einstellungen exportieren</translation>
    </message>
    <message>
        <source>Reset all settings</source>
        <translation>Alle Einstellungen zurücksetzen</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>Back to the settings</source>
        <translation>Zurück zu den Einstellungen</translation>
    </message>
    <message>
        <source>Make it yours</source>
        <translation>Passend einrichten</translation>
    </message>
    <message>
        <source>Back to the start</source>
        <translation>Zurück zum Start</translation>
    </message>
    <message>
        <source>What you choose holds at once. All of it is in the settings, too.</source>
        <translation>Was Sie wählen, gilt sofort. Alles davon steht auch in den Einstellungen.</translation>
    </message>
    <message>
        <source>Some models are given only to people who have an account at Hugging Face and accepted the licence there. Make a token with read access in your account&apos;s settings and paste it here. It is kept in this system&apos;s keyring and sent to the official host only.</source>
        <translation>Einige Modelle bekommen nur Personen, die ein Konto bei Hugging Face haben und dort die Lizenz angenommen haben. Erstellen Sie in den Einstellungen Ihres Kontos ein Token mit Lesezugriff, und fügen Sie es hier ein. Es wird im Schlüsselbund dieses Systems aufbewahrt und nur an den offiziellen Server gesendet.</translation>
    </message>
    <message>
        <source>Sign in to Hugging Face</source>
        <translation>Bei Hugging Face anmelden</translation>
    </message>
    <message>
        <source>Hugging Face token</source>
        <translation>Hugging-Face-Token</translation>
    </message>
    <message>
        <source>Keep the token</source>
        <translation>Token behalten</translation>
    </message>
    <message>
        <source>Forget the one kept</source>
        <translation>Das aufbewahrte vergessen</translation>
    </message>
    <message>
        <source>Close the window and start EdgeAssist again.</source>
        <translation>Schließen Sie das Fenster, und starten Sie EdgeAssist neu.</translation>
    </message>
    <message>
        <source>Something went wrong in the window. Your chats are safe, and you can go on.</source>
        <translation>Im Fenster ist etwas schiefgegangen. Ihre Chats sind sicher, und Sie können weiterarbeiten.</translation>
    </message>
    <message>
        <source>If it happens again, close the window and open it again.</source>
        <translation>Wenn es wieder geschieht, schließen Sie das Fenster und öffnen Sie es erneut.</translation>
    </message>
    <message>
        <source>Starter: small and quick, often wrong about facts; get a bigger one when you are online.</source>
        <translation>Starter: klein und schnell, bei Fakten oft falsch; holen Sie ein größeres, wenn Sie online sind.</translation>
    </message>
    <message>
        <source>Starter: often wrong about facts.</source>
        <translation>Starter: bei Fakten oft falsch.</translation>
    </message>
    <message>
        <source>Often wrong about facts.</source>
        <translation>Bei Fakten oft falsch.</translation>
    </message>
    <message>
        <source>Starter: small and quick, often translates wrongly; get a bigger one when you are online.</source>
        <translation>Starter: klein und schnell, übersetzt oft falsch; holen Sie ein größeres, wenn Sie online sind.</translation>
    </message>
    <message>
        <source>Starter: often translates wrongly.</source>
        <translation>Starter: übersetzt oft falsch.</translation>
    </message>
    <message>
        <source>See bigger models</source>
        <translation>Größere Modelle ansehen</translation>
    </message>
    <message>
        <source>Room used: how much of what the model can hold at once was taken last, by what it read and by its answer. A model that holds only little keeps a third free for the answer, and leaves the first questions out instead.</source>
        <translation>Platz belegt: wie viel von dem, was das Modell auf einmal aufnehmen kann, zuletzt belegt war, von dem, was es las, und von seiner Antwort. Ein Modell, das nur wenig aufnimmt, hält ein Drittel für die Antwort frei und lässt lieber die ersten Fragen weg.</translation>
    </message>
    <message>
        <source>What the model and its context take, as the engine says it.</source>
        <translation>Was das Modell und sein Kontext belegen, wie die Engine es angibt.</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Room used</source>
        <translation>Platz belegt</translation>
    </message>
    <message>
        <source>Back to the models</source>
        <translation>Zurück zu den Modellen</translation>
    </message>
    <message>
        <source>Undo: {what}</source>
        <translation>Rückgängig: {what}</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Choose a model file…</source>
        <translation>Modelldatei wählen…</translation>
    </message>
    <message>
        <source>Choose from your models</source>
        <translation>Aus Ihren Modellen wählen</translation>
    </message>
    <message>
        <source>Find a model</source>
        <translation>Modell finden</translation>
    </message>
    <message>
        <source>Drop a model file here</source>
        <translation>Modelldatei hier ablegen</translation>
    </message>
    <message>
        <source>or drop a .gguf file or a field pack anywhere on this window</source>
        <translation>oder legen Sie irgendwo auf diesem Fenster eine .gguf-Datei oder ein Feldpaket ab</translation>
    </message>
    <message>
        <source>Welcome to EdgeAssist</source>
        <translation>Willkommen bei EdgeAssist</translation>
    </message>
    <message>
        <source>Your models are here, but none is in use. Pick one to start, or add another file.</source>
        <translation>Ihre Modelle sind hier, aber keines ist in Gebrauch. Wählen Sie eines zum Beginnen, oder fügen Sie eine weitere Datei hinzu.</translation>
    </message>
    <message>
        <source>To answer, EdgeAssist needs a language model: one file that ends in .gguf. Choose it from this computer or a USB stick, or find one that fits; nothing you write is sent anywhere.</source>
        <translation>Zum Antworten braucht EdgeAssist ein Sprachmodell: eine Datei, die auf .gguf endet. Wählen Sie sie auf diesem Computer oder einem USB-Stick, oder finden Sie eine passende; nichts, was Sie schreiben, wird irgendwohin gesendet.</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Unlock and get it</source>
        <translation>Entsperren und holen</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}.</source>
        <translation>{path} konnte nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>Choose another place for it.</source>
        <translation>Wählen Sie einen anderen Ort dafür.</translation>
    </message>
    <message>
        <source>the new folder could not be noted</source>
        <translation>der neue Ordner konnte nicht vermerkt werden</translation>
    </message>
    <message>
        <source>{model} comes back when the laptop is on mains again.</source>
        <translation>{model} kommt zurück, wenn der Laptop wieder am Netz ist.</translation>
    </message>
    <message>
        <source>The conversation goes on with it.</source>
        <translation>Die Unterhaltung geht damit weiter.</translation>
    </message>
    <message>
        <source>To save the battery, {model} could answer: it is smaller and draws less.</source>
        <translation>Um den Akku zu schonen, könnte {model} antworten: Es ist kleiner und verbraucht weniger.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>On mains again: {model} answers again.</source>
        <translation>Wieder am Netz: {model} antwortet wieder.</translation>
    </message>
    <message>
        <source>Another {what} is already called {name}.</source>
        <translation>Es heißt schon ein anderes Element ({what}) {name}.</translation>
    </message>
    <message>
        <source>It cannot be imported: {reason}</source>
        <translation>Es kann nicht importiert werden: {reason}</translation>
    </message>
    <message>
        <source>{value} is not {kind}.</source>
        <translation>{value} ist nicht {kind}.</translation>
    </message>
    <message>
        <source>It was made for {what} API {wanted}; this program has {present}.</source>
        <translation>Es wurde für {what}-API {wanted} gemacht; dieses Programm hat {present}.</translation>
    </message>
    <message>
        <source>The {name} of its spec is no {kind}.</source>
        <translation>{name} in seiner Beschreibung ist kein {kind}.</translation>
    </message>
    <message>
        <source>Its id must be made of small letters, digits and single hyphens, 40 at most: it names a folder.</source>
        <translation>Seine ID muss aus Kleinbuchstaben, Ziffern und einzelnen Bindestrichen bestehen, höchstens 40: Sie benennt einen Ordner.</translation>
    </message>
    <message>
        <source>The build of its spec cannot be called.</source>
        <translation>„build“ in seiner Beschreibung kann nicht aufgerufen werden.</translation>
    </message>
    <message>
        <source>a few seconds</source>
        <translation>einige Sekunden</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>more than a day</source>
        <translation>mehr als ein Tag</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} h</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/s</translation>
    </message>
    <message>
        <source>Free or unlock that folder, or set EDGEASSIST_HOME to a folder you can write to.</source>
        <translation>Machen Sie diesen Ordner frei oder zugänglich, oder setzen Sie EDGEASSIST_HOME auf einen Ordner, in den Sie schreiben können.</translation>
    </message>
    <message>
        <source>{folder} cannot be used: {reason}.</source>
        <translation>{folder} kann nicht verwendet werden: {reason}.</translation>
    </message>
    <message>
        <source>It is kept in this system&apos;s keyring.</source>
        <translation>Es wird im Schlüsselbund dieses Systems aufbewahrt.</translation>
    </message>
    <message>
        <source>It is kept for this session only: {reason}.</source>
        <translation>Es wird nur für diese Sitzung aufbewahrt: {reason}.</translation>
    </message>
    <message>
        <source>this system has no keyring</source>
        <translation>dieses System hat keinen Schlüsselbund</translation>
    </message>
    <message>
        <source>the keyring chosen here would not keep it safe</source>
        <translation>der hier gewählte Schlüsselbund würde es nicht sicher aufbewahren</translation>
    </message>
    <message>
        <source>the keyring is locked</source>
        <translation>der Schlüsselbund ist gesperrt</translation>
    </message>
    <message>
        <source>the keyring answered with an error</source>
        <translation>der Schlüsselbund antwortete mit einem Fehler</translation>
    </message>
    <message>
        <source>the keyring took it and did not hold it</source>
        <translation>der Schlüsselbund nahm es an und behielt es nicht</translation>
    </message>
    <message>
        <source>the keyring did not answer</source>
        <translation>der Schlüsselbund antwortete nicht</translation>
    </message>
    <message>
        <source>Copy the token from the hub&apos;s settings page: one word of letters, digits and underscores.</source>
        <translation>Kopieren Sie das Token von der Einstellungsseite des Hubs: ein Wort aus Buchstaben, Ziffern und Unterstrichen.</translation>
    </message>
    <message>
        <source>That is not a token.</source>
        <translation>Das ist kein Token.</translation>
    </message>
    <message>
        <source>is no setting of this version</source>
        <translation>ist keine Einstellung dieser Version</translation>
    </message>
    <message>
        <source>{setting} in {file}</source>
        <translation>{setting} in {file}</translation>
    </message>
    <message>
        <source>{what} {reason}; {instead}.</source>
        <translation>{what} {reason}; {instead}.</translation>
    </message>
    <message>
        <source>{what} {reason}.</source>
        <translation>{what} {reason}.</translation>
    </message>
    <message>
        <source>{value} is used</source>
        <translation>{value} wird verwendet</translation>
    </message>
    <message>
        <source>the default is used</source>
        <translation>der Standardwert wird verwendet</translation>
    </message>
    <message>
        <source>could not be read ({reason}) and was not used</source>
        <translation>konnte nicht gelesen werden ({reason}) und wurde nicht verwendet</translation>
    </message>
    <message>
        <source>is damaged ({place}) and was not used</source>
        <translation>ist beschädigt ({place}) und wurde nicht verwendet</translation>
    </message>
    <message>
        <source>is of a later EdgeAssist (version {version}), so only what is known here is used</source>
        <translation>stammt von einem späteren EdgeAssist (Version {version}), deshalb wird nur verwendet, was hier bekannt ist</translation>
    </message>
    <message>
        <source>The offline switch is on until you turn it off in Settings, under {group}.</source>
        <translation>Der Offline-Schalter ist an, bis Sie ihn in den Einstellungen unter „{group}“ ausschalten.</translation>
    </message>
    <message>
        <source>All settings are at their defaults.</source>
        <translation>Alle Einstellungen haben ihren Standardwert.</translation>
    </message>
    <message>
        <source>line {number}</source>
        <translation>Zeile {number}</translation>
    </message>
    <message>
        <source>at its end</source>
        <translation>am Ende</translation>
    </message>
    <message>
        <source>a copy is kept as {name}</source>
        <translation>eine Kopie ist als {name} aufbewahrt</translation>
    </message>
    <message>
        <source>{size} TB</source>
        <translation>{size} TB</translation>
    </message>
    <message>
        <source>{size} GB</source>
        <translation>{size} GB</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} MB</translation>
    </message>
    <message>
        <source>{size} kB</source>
        <translation>{size} kB</translation>
    </message>
    <message>
        <source>{size} B</source>
        <translation>{size} B</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>This document is made of {count} parts, which no honest one is.</source>
        <translation>Dieses Dokument besteht aus {count} Teilen, was bei keinem ehrlichen vorkommt.</translation>
    </message>
    <message>
        <source>A part of this document unpacks to more than {ratio} times its size.</source>
        <translation>Ein Teil dieses Dokuments würde entpackt mehr als das {ratio}-Fache seiner Größe ergeben.</translation>
    </message>
    <message>
        <source>This document would unpack to {size}.</source>
        <translation>Dieses Dokument würde entpackt {size} ergeben.</translation>
    </message>
    <message>
        <source>This document is protected by a password.</source>
        <translation>Dieses Dokument ist durch ein Passwort geschützt.</translation>
    </message>
    <message>
        <source>A part of this document would unpack to {size}.</source>
        <translation>Ein Teil dieses Dokuments würde entpackt {size} ergeben.</translation>
    </message>
    <message>
        <source>This document is damaged: a part of it cannot be unpacked.</source>
        <translation>Dieses Dokument ist beschädigt: Ein Teil davon kann nicht entpackt werden.</translation>
    </message>
    <message>
        <source>This document unpacks to more than {size}.</source>
        <translation>Dieses Dokument ergibt entpackt mehr als {size}.</translation>
    </message>
    <message>
        <source>This document holds no text.</source>
        <translation>Dieses Dokument enthält keinen Text.</translation>
    </message>
    <message>
        <source>There is no text in this document, on 1 page.</source>
        <translation>In diesem Dokument ist kein Text, auf 1 Seite.</translation>
    </message>
    <message>
        <source>There is no text in this document, on {pages} pages.</source>
        <translation>In diesem Dokument ist kein Text, auf {pages} Seiten.</translation>
    </message>
    <message>
        <source>No text was found on its only page, just a picture: this looks like a scan.</source>
        <translation>Auf der einzigen Seite wurde kein Text gefunden, nur ein Bild: Das sieht nach einem Scan aus.</translation>
    </message>
    <message>
        <source>No text was found on {pages} pages, only pictures: this looks like a scan.</source>
        <translation>Auf {pages} Seiten wurde kein Text gefunden, nur Bilder: Das sieht nach einem Scan aus.</translation>
    </message>
    <message>
        <source>This document needs more memory than a reading may take.</source>
        <translation>Dieses Dokument braucht mehr Arbeitsspeicher, als das Lesen belegen darf.</translation>
    </message>
    <message>
        <source>This document is damaged: a part of it makes no sense.</source>
        <translation>Dieses Dokument ist beschädigt: Ein Teil davon ergibt keinen Sinn.</translation>
    </message>
    <message>
        <source>The time for one document was over before its end.</source>
        <translation>Die Zeit für ein Dokument war vorbei, bevor es zu Ende war.</translation>
    </message>
    <message>
        <source>The document holds more text than is read from one file.</source>
        <translation>Das Dokument enthält mehr Text, als aus einer Datei gelesen wird.</translation>
    </message>
    <message>
        <source>The letters of this document cannot be told from its file.</source>
        <translation>Die Buchstaben dieses Dokuments lassen sich aus seiner Datei nicht erkennen.</translation>
    </message>
    <message>
        <source>“{name}” holds no text, as far as can be seen.</source>
        <translation>„{name}“ enthält keinen Text, soweit zu sehen ist.</translation>
    </message>
    <message>
        <source>The part that weighs texts answered another question.</source>
        <translation>Der Teil, der Texte abwägt, hat eine andere Frage beantwortet.</translation>
    </message>
    <message>
        <source>This document is damaged: its text is missing.</source>
        <translation>Dieses Dokument ist beschädigt: Sein Text fehlt.</translation>
    </message>
    <message>
        <source>This document is damaged: its text breaks off or makes no sense.</source>
        <translation>Dieses Dokument ist beschädigt: Sein Text bricht ab oder ergibt keinen Sinn.</translation>
    </message>
    <message>
        <source>This book is damaged: its table of parts is missing.</source>
        <translation>Dieses Buch ist beschädigt: Das Verzeichnis seiner Teile fehlt.</translation>
    </message>
    <message>
        <source>This book is copy-protected by its seller (DRM).</source>
        <translation>Dieses Buch ist vom Verkäufer kopiergeschützt (DRM).</translation>
    </message>
    <message>
        <source>This book is damaged: it names no chapters.</source>
        <translation>Dieses Buch ist beschädigt: Es nennt keine Kapitel.</translation>
    </message>
    <message>
        <source>“{name}” is a picture, which cannot be read here.</source>
        <translation>„{name}“ ist ein Bild, das hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is a compressed file, which cannot be read here.</source>
        <translation>„{name}“ ist eine komprimierte Datei, die hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is an archive, which cannot be read here.</source>
        <translation>„{name}“ ist ein Archiv, das hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is a program, which cannot be read here.</source>
        <translation>„{name}“ ist ein Programm, das hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is a sound recording, which cannot be read here.</source>
        <translation>„{name}“ ist eine Tonaufnahme, die hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is an Office file in its old form, from before 2007, which cannot be read here.</source>
        <translation>„{name}“ ist eine Office-Datei in alter Form, von vor 2007, die hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is damaged: its contents cannot be unpacked.</source>
        <translation>„{name}“ ist beschädigt: Der Inhalt kann nicht entpackt werden.</translation>
    </message>
    <message>
        <source>“{name}” is an RTF document, which cannot be read here.</source>
        <translation>„{name}“ ist ein RTF-Dokument, das hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is a language model, which cannot be read here.</source>
        <translation>„{name}“ ist ein Sprachmodell, das hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is a database, which cannot be read here.</source>
        <translation>„{name}“ ist eine Datenbank, die hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is a PostScript file, which cannot be read here.</source>
        <translation>„{name}“ ist eine PostScript-Datei, die hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is a film, which cannot be read here.</source>
        <translation>„{name}“ ist ein Film, der hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is an Excel sheet, which cannot be read here.</source>
        <translation>„{name}“ ist eine Excel-Tabelle, die hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is a PowerPoint file, which cannot be read here.</source>
        <translation>„{name}“ ist eine PowerPoint-Datei, die hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is an OpenDocument file, which cannot be read here.</source>
        <translation>„{name}“ ist eine OpenDocument-Datei, die hier nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>“{name}” is protected by a password.</source>
        <translation>„{name}“ ist durch ein Passwort geschützt.</translation>
    </message>
    <message>
        <source>There is no file at {path}.</source>
        <translation>Unter {path} gibt es keine Datei.</translation>
    </message>
    <message>
        <source>“{name}” is empty: 0 bytes.</source>
        <translation>„{name}“ ist leer: 0 Bytes.</translation>
    </message>
    <message>
        <source>“{name}” has {size}; documents of up to {most} are read.</source>
        <translation>„{name}“ hat {size}; gelesen werden Dokumente bis {most}.</translation>
    </message>
    <message>
        <source>“{name}” is damaged: it begins like a PDF and is none.</source>
        <translation>„{name}“ ist beschädigt: Es beginnt wie ein PDF und ist keines.</translation>
    </message>
    <message>
        <source>“{name}” has no pages.</source>
        <translation>„{name}“ hat keine Seiten.</translation>
    </message>
    <message>
        <source>It has {pages} pages; the first {read} were read.</source>
        <translation>Es hat {pages} Seiten; die ersten {read} wurden gelesen.</translation>
    </message>
    <message>
        <source>The end of the file is missing, so pages may be too.</source>
        <translation>Das Ende der Datei fehlt, also fehlen vielleicht auch Seiten.</translation>
    </message>
    <message>
        <source>The program that reads documents could not be started: {reason}.</source>
        <translation>Das Programm, das Dokumente liest, konnte nicht gestartet werden: {reason}.</translation>
    </message>
    <message>
        <source>Reading “{name}” took too long and was stopped.</source>
        <translation>Das Lesen von „{name}“ dauerte zu lange und wurde gestoppt.</translation>
    </message>
    <message>
        <source>Reading “{name}” took too much of the processor&apos;s time and was stopped.</source>
        <translation>Das Lesen von „{name}“ brauchte zu viel Prozessorzeit und wurde gestoppt.</translation>
    </message>
    <message>
        <source>Reading “{name}” ended early, without an answer.</source>
        <translation>Das Lesen von „{name}“ endete vorzeitig, ohne Antwort.</translation>
    </message>
    <message>
        <source>The file is untouched. Choose another document, or save this one anew in the program it comes from.</source>
        <translation>Die Datei ist unberührt. Wählen Sie ein anderes Dokument, oder speichern Sie dieses im Programm, aus dem es stammt, neu.</translation>
    </message>
    <message>
        <source>Check the name, or plug the drive in again.</source>
        <translation>Prüfen Sie den Namen, oder schließen Sie das Laufwerk wieder an.</translation>
    </message>
    <message>
        <source>Choose one file: PDF, DOCX, EPUB, HTML, Markdown, text, SRT or VTT.</source>
        <translation>Wählen Sie eine Datei: PDF, DOCX, EPUB, HTML, Markdown, Text, SRT oder VTT.</translation>
    </message>
    <message>
        <source>Copy the file to a folder of your own and try again.</source>
        <translation>Kopieren Sie die Datei in einen eigenen Ordner, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>These can be read: PDF, DOCX, EPUB, HTML, Markdown, plain text, SRT and VTT. Save it as one of them.</source>
        <translation>Diese können gelesen werden: PDF, DOCX, EPUB, HTML, Markdown, reiner Text, SRT und VTT. Speichern Sie es in einer dieser Formen.</translation>
    </message>
    <message>
        <source>Save the result as text or Markdown, or start from a DOCX, HTML, Markdown, text, SRT or VTT file.</source>
        <translation>Speichern Sie das Ergebnis als Text oder Markdown, oder gehen Sie von einer DOCX-, HTML-, Markdown-, Text-, SRT- oder VTT-Datei aus.</translation>
    </message>
    <message>
        <source>There is nothing to read in it. Choose another document.</source>
        <translation>Darin gibt es nichts zu lesen. Wählen Sie ein anderes Dokument.</translation>
    </message>
    <message>
        <source>Run it through a text recognition (OCR) program first, then open the result here.</source>
        <translation>Lassen Sie es zuerst durch ein Programm zur Texterkennung (OCR) laufen, und öffnen Sie dann das Ergebnis hier.</translation>
    </message>
    <message>
        <source>Its fonts do not tell which letters they draw. Export it anew, or use text recognition (OCR).</source>
        <translation>Die Schriften verraten nicht, welche Buchstaben sie zeichnen. Exportieren Sie es neu, oder verwenden Sie Texterkennung (OCR).</translation>
    </message>
    <message>
        <source>Open it in the program it comes from, save a copy without the protection, and choose that copy.</source>
        <translation>Öffnen Sie es im Programm, aus dem es stammt, speichern Sie eine Kopie ohne den Schutz, und wählen Sie diese Kopie.</translation>
    </message>
    <message>
        <source>Download or copy the file again, or choose another one.</source>
        <translation>Laden oder kopieren Sie die Datei noch einmal, oder wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>It may be made to harm. It was not opened any further.</source>
        <translation>Es könnte gemacht sein, um zu schaden. Es wurde nicht weiter geöffnet.</translation>
    </message>
    <message>
        <source>Split it into parts of at most 200 MB each.</source>
        <translation>Teilen Sie es in Teile von höchstens je 200 MB.</translation>
    </message>
    <message>
        <source>Split the document into parts and read them one by one.</source>
        <translation>Teilen Sie das Dokument in Teile, und lesen Sie diese einzeln.</translation>
    </message>
    <message>
        <source>The file is untouched. Split the document into parts and read them one by one.</source>
        <translation>Die Datei ist unberührt. Teilen Sie das Dokument in Teile, und lesen Sie diese einzeln.</translation>
    </message>
    <message>
        <source>The file is untouched and nothing else was affected. It is probably damaged.</source>
        <translation>Die Datei ist unberührt, und nichts anderes war betroffen. Sie ist wahrscheinlich beschädigt.</translation>
    </message>
    <message>
        <source>The document has {texts} texts, and {given} were given.</source>
        <translation>Das Dokument hat {texts} Texte, und {given} wurden übergeben.</translation>
    </message>
    <message>
        <source>This document needs more memory than its writing may take.</source>
        <translation>Dieses Dokument braucht mehr Arbeitsspeicher, als das Schreiben belegen darf.</translation>
    </message>
    <message>
        <source>The texts of a {format} file cannot be changed in their places.</source>
        <translation>Die Texte einer {format}-Datei können nicht an ihrer Stelle geändert werden.</translation>
    </message>
    <message>
        <source>Nothing was lost. Try again; the part that failed starts anew.</source>
        <translation>Nichts ging verloren. Versuchen Sie es noch einmal; der gescheiterte Teil beginnt neu.</translation>
    </message>
    <message>
        <source>It was stopped because the program closes.</source>
        <translation>Es wurde gestoppt, weil das Programm schließt.</translation>
    </message>
    <message>
        <source>The part that weighs texts could not be started: {reason}.</source>
        <translation>Der Teil, der Texte abwägt, konnte nicht gestartet werden: {reason}.</translation>
    </message>
    <message>
        <source>This text could not be weighed.</source>
        <translation>Dieser Text konnte nicht abgewogen werden.</translation>
    </message>
    <message>
        <source>Weighing this text took too long and was stopped.</source>
        <translation>Das Abwägen dieses Textes dauerte zu lange und wurde gestoppt.</translation>
    </message>
    <message>
        <source>The part that weighs texts answered with nonsense.</source>
        <translation>Der Teil, der Texte abwägt, hat Unsinn geantwortet.</translation>
    </message>
    <message>
        <source>The part that weighs texts ended early, without an answer.</source>
        <translation>Der Teil, der Texte abwägt, endete vorzeitig, ohne Antwort.</translation>
    </message>
    <message>
        <source>This page holds no HTML that can be put otherwise.</source>
        <translation>Diese Seite enthält kein HTML, das sich anders schreiben lässt.</translation>
    </message>
    <message>
        <source>This page is nested too deeply to be put otherwise.</source>
        <translation>Diese Seite ist zu tief verschachtelt, um sie anders zu schreiben.</translation>
    </message>
    <message>
        <source>This document declares XML entities, which no honest one of its kind does.</source>
        <translation>Dieses Dokument erklärt XML-Entitäten, was kein ehrliches seiner Art tut.</translation>
    </message>
    <message>
        <source>Say which day: “what weekday is the third of May?”</source>
        <translation>Sagen Sie, welcher Tag: „welcher Wochentag ist der dritte Mai?“</translation>
    </message>
    <message>
        <source>Say what **time** it is</source>
        <translation>Die **Uhrzeit** sagen</translation>
    </message>
    <message>
        <source>It is {time}.</source>
        <translation>Es ist {time}.</translation>
    </message>
    <message>
        <source>Say what **day** it is</source>
        <translation>Sagen, welcher **Tag** ist</translation>
    </message>
    <message>
        <source>It is {date}.</source>
        <translation>Es ist {date}.</translation>
    </message>
    <message>
        <source>Say how far away **{date}** is</source>
        <translation>Sagen, wie weit **{date}** entfernt ist</translation>
    </message>
    <message>
        <source>That is today: {date}.</source>
        <translation>Das ist heute: {date}.</translation>
    </message>
    <message numerus="yes">
        <source>That is {date}, in {n} day.</source>
        <comment>That is {date}, in {n} days.</comment>
        <translation>
            <numerusform>Das ist {date}, in {n} Tag.</numerusform>
            <numerusform>Das ist {date}, in {n} Tagen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>That is {date}, {n} day ago.</source>
        <comment>That is {date}, {n} days ago.</comment>
        <translation>
            <numerusform>Das war {date}, vor {n} Tag.</numerusform>
            <numerusform>Das war {date}, vor {n} Tagen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The thermostat has no fan.</source>
        <translation>Das Thermostat hat keinen Lüfter.</translation>
    </message>
    <message>
        <source>The home has no music and no films to play.</source>
        <translation>Das Zuhause hat keine Musik und keine Filme zum Abspielen.</translation>
    </message>
    <message>
        <source>The home has no loudspeakers that could speak.</source>
        <translation>Das Zuhause hat keine Lautsprecher, die sprechen könnten.</translation>
    </message>
    <message>
        <source>The home has no lawn mower.</source>
        <translation>Das Zuhause hat keinen Rasenmäher.</translation>
    </message>
    <message>
        <source>In the {home}: {answer}</source>
        <translation>Auskunft ({home}): {answer}</translation>
    </message>
    <message>
        <source>Say how {devices} are</source>
        <translation>Zustand sagen: {devices}</translation>
    </message>
    <message>
        <source>Say how {device} is</source>
        <translation>Zustand sagen: {device}</translation>
    </message>
    <message>
        <source>{command} in the {home}</source>
        <translation>{command} ({home})</translation>
    </message>
    <message>
        <source>In the {home}, {devices} are {state}.</source>
        <translation>{devices} sind {state} ({home}).</translation>
    </message>
    <message>
        <source>In the {home}, {device} is {state}.</source>
        <translation>{device} ist {state} ({home}).</translation>
    </message>
    <message>
        <source>In the {home}, {devices} are {state} already.</source>
        <translation>{devices} sind schon {state} ({home}).</translation>
    </message>
    <message>
        <source>In the {home}, {device} is {state} already.</source>
        <translation>{device} ist schon {state} ({home}).</translation>
    </message>
    <message>
        <source>In the {home}, {devices} are as before.</source>
        <translation>{devices} sind wie zuvor ({home}).</translation>
    </message>
    <message>
        <source>In the {home}, {device} is as before.</source>
        <translation>{device} ist wie zuvor ({home}).</translation>
    </message>
    <message>
        <source>In the {home}, only {number} of {count} are {state}.</source>
        <translation>Nur {number} von {count} sind {state} ({home}).</translation>
    </message>
    <message>
        <source>There is no note.</source>
        <translation>Es gibt keine Notiz.</translation>
    </message>
    <message>
        <source>Say what to write down: “take a note: the key is under the mat”.</source>
        <translation>Sagen Sie, was aufgeschrieben werden soll: „schreib eine Notiz: der Schlüssel liegt unter der Matte“.</translation>
    </message>
    <message>
        <source>The note is gone again: {text}</source>
        <translation>Die Notiz ist wieder weg: {text}</translation>
    </message>
    <message>
        <source>Noted: {text}</source>
        <translation>Notiert: {text}</translation>
    </message>
    <message>
        <source>Write down: {text}</source>
        <translation>Notieren: {text}</translation>
    </message>
    <message>
        <source>Note it</source>
        <translation>Notieren</translation>
    </message>
    <message>
        <source>The last {count} of {total} notes:</source>
        <translation>Die letzten {count} von {total} Notizen:</translation>
    </message>
    <message>
        <source>Read your **notes**</source>
        <translation>Ihre **Notizen** vorlesen</translation>
    </message>
    <message>
        <source>Delete the last note: {text}</source>
        <translation>Die letzte Notiz löschen: {text}</translation>
    </message>
    <message>
        <source>The note is deleted: {text}</source>
        <translation>Die Notiz ist gelöscht: {text}</translation>
    </message>
    <message>
        <source>The note is back.</source>
        <translation>Die Notiz ist wieder da.</translation>
    </message>
    <message numerus="yes">
        <source>Delete **all notes** ({n} note)</source>
        <comment>Delete **all notes** ({n} notes)</comment>
        <translation>
            <numerusform>**Alle Notizen** löschen ({n} Notiz)</numerusform>
            <numerusform>**Alle Notizen** löschen ({n} Notizen)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} note deleted.</source>
        <comment>{n} notes deleted.</comment>
        <translation>
            <numerusform>{n} Notiz gelöscht.</numerusform>
            <numerusform>{n} Notizen gelöscht.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} note is back.</source>
        <comment>{n} notes are back.</comment>
        <translation>
            <numerusform>{n} Notiz ist wieder da.</numerusform>
            <numerusform>{n} Notizen sind wieder da.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no reminder.</source>
        <translation>Es gibt keine Erinnerung.</translation>
    </message>
    <message>
        <source>Say of what: “remind me at five to call Ann”.</source>
        <translation>Sagen Sie, woran: „erinnere mich um fünf daran, Anna anzurufen“.</translation>
    </message>
    <message>
        <source>Say when: “remind me at five to call Ann”, or “in ten minutes”.</source>
        <translation>Sagen Sie, wann: „erinnere mich um fünf daran, Anna anzurufen“ oder „in zehn Minuten“.</translation>
    </message>
    <message>
        <source>An alarm rings once; one that repeats cannot be set. Say one day: “wake me tomorrow at seven”.</source>
        <translation>Ein Wecker klingelt einmal; einer, der sich wiederholt, kann nicht gestellt werden. Sagen Sie einen Tag: „weck mich morgen um sieben“.</translation>
    </message>
    <message>
        <source>A reminder comes once; one that repeats cannot be set. Say one day: “remind me tomorrow at eight to …”.</source>
        <translation>Eine Erinnerung kommt einmal; eine wiederkehrende kann nicht gestellt werden. Sagen Sie einen Tag: „erinnere mich morgen um acht an …“.</translation>
    </message>
    <message>
        <source>There is no {day} {month}.</source>
        <translation>Den {day}. {month} gibt es nicht.</translation>
    </message>
    <message>
        <source>Remind you {moment}: {text}</source>
        <translation>Sie {moment} erinnern: {text}</translation>
    </message>
    <message>
        <source>You will not be reminded: {text}.</source>
        <translation>Sie werden nicht erinnert: {text}.</translation>
    </message>
    <message>
        <source>You will be reminded {moment}: {text}.</source>
        <translation>Sie werden {moment} erinnert: {text}.</translation>
    </message>
    <message>
        <source>Remind me</source>
        <translation>Erinnern</translation>
    </message>
    <message>
        <source>Say which one: {reminders}.</source>
        <translation>Sagen Sie, welche: {reminders}.</translation>
    </message>
    <message>
        <source>There is no such reminder: {reminders}.</source>
        <translation>Diese Erinnerung gibt es nicht: {reminders}.</translation>
    </message>
    <message>
        <source>Cancel the reminder {text}</source>
        <translation>Die Erinnerung {text} löschen</translation>
    </message>
    <message>
        <source>The reminder “{text}” is set again.</source>
        <translation>Die Erinnerung „{text}“ ist wieder gestellt.</translation>
    </message>
    <message>
        <source>The reminder “{text}” is cancelled.</source>
        <translation>Die Erinnerung „{text}“ ist gelöscht.</translation>
    </message>
    <message numerus="yes">
        <source>Cancel **{n} reminder**</source>
        <comment>Cancel **all {n} reminders**</comment>
        <translation>
            <numerusform>**{n} Erinnerung** löschen</numerusform>
            <numerusform>**Alle {n} Erinnerungen** löschen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} reminder is set again.</source>
        <comment>{n} reminders are set again.</comment>
        <translation>
            <numerusform>{n} Erinnerung ist wieder gesetzt.</numerusform>
            <numerusform>{n} Erinnerungen sind wieder gesetzt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} reminder cancelled.</source>
        <comment>{n} reminders cancelled.</comment>
        <translation>
            <numerusform>{n} Erinnerung gelöscht.</numerusform>
            <numerusform>{n} Erinnerungen gelöscht.</numerusform>
        </translation>
    </message>
    <message>
        <source>Say what you are to be **reminded** of</source>
        <translation>Sagen, woran Sie **erinnert** werden</translation>
    </message>
    <message numerus="yes">
        <source>{n} reminder</source>
        <comment>{n} reminders</comment>
        <translation>
            <numerusform>{n} Erinnerung</numerusform>
            <numerusform>{n} Erinnerungen</numerusform>
        </translation>
    </message>
    <message>
        <source>{moment}: {text}.</source>
        <translation>{moment}: {text}.</translation>
    </message>
    <message>
        <source>EdgeAssist works without the internet and does not know the weather.</source>
        <translation>EdgeAssist arbeitet ohne Internet und kennt das Wetter nicht.</translation>
    </message>
    <message>
        <source>Nothing is known of this computer now.</source>
        <translation>Über diesen Computer ist jetzt nichts bekannt.</translation>
    </message>
    <message>
        <source>Say how **this computer** is</source>
        <translation>Sagen, wie es **diesem Computer** geht</translation>
    </message>
    <message>
        <source>Say how {part} is</source>
        <translation>Zustand sagen: {part}</translation>
    </message>
    <message>
        <source>Nothing is known of {part} of this computer.</source>
        <translation>Zu diesem Computer ist nichts bekannt über: {part}.</translation>
    </message>
    <message>
        <source>the memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>the battery</source>
        <translation>Akku</translation>
    </message>
    <message>
        <source>the disk</source>
        <translation>Laufwerk</translation>
    </message>
    <message>
        <source>the model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>the {part}</source>
        <translation>{part}</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Festplatte</translation>
    </message>
    <message>
        <source>{name}: {value}.</source>
        <translation>{name}: {value}.</translation>
    </message>
    <message>
        <source>Say what to work out: “what is 12 times 7”.</source>
        <translation>Sagen Sie, was zu rechnen ist: „was ist 12 mal 7“.</translation>
    </message>
    <message>
        <source>Say what to convert: “10 miles to kilometres”.</source>
        <translation>Sagen Sie, was umzurechnen ist: „10 Meilen in Kilometer“.</translation>
    </message>
    <message>
        <source>Work out {sum}</source>
        <translation>{sum} ausrechnen</translation>
    </message>
    <message>
        <source>{kind} ({unit}) cannot be converted to {other_kind} ({other_unit}).</source>
        <translation>{kind} ({unit}) kann nicht in {other_kind} ({other_unit}) umgerechnet werden.</translation>
    </message>
    <message>
        <source>{amount} is {converted}.</source>
        <translation>{amount} ist {converted}.</translation>
    </message>
    <message>
        <source>{amount} are {converted}.</source>
        <translation>{amount} sind {converted}.</translation>
    </message>
    <message>
        <source>Convert {amount} to {unit}</source>
        <translation>{amount} in {unit} umrechnen</translation>
    </message>
    <message>
        <source>US {unit}</source>
        <translation>US-{unit}</translation>
    </message>
    <message>
        <source>about {number}</source>
        <translation>etwa {number}</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>abgeschlossen</translation>
    </message>
    <message>
        <source>unlocked</source>
        <translation>aufgeschlossen</translation>
    </message>
    <message>
        <source>at its base</source>
        <translation>an der Basis</translation>
    </message>
    <message>
        <source>on its way to its base</source>
        <translation>auf dem Weg zur Basis</translation>
    </message>
    <message>
        <source>cleaning</source>
        <translation>am Reinigen</translation>
    </message>
    <message>
        <source>playing</source>
        <translation>am Spielen</translation>
    </message>
    <message>
        <source>{percent}% open</source>
        <translation>{percent} % offen</translation>
    </message>
    <message>
        <source>set to {wanted} °C; it is {now} °C</source>
        <translation>auf {wanted} °C gestellt; jetzt {now} °C</translation>
    </message>
    <message>
        <source>on, at {percent}%</source>
        <translation>an, auf {percent} %</translation>
    </message>
    <message>
        <source>at {percent}% brightness</source>
        <translation>mit {percent} % Helligkeit</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>stumm</translation>
    </message>
    <message>
        <source>at {percent}% volume</source>
        <translation>mit {percent} % Lautstärke</translation>
    </message>
    <message>
        <source>{device}: {state}.</source>
        <translation>{device}: {state}.</translation>
    </message>
    <message>
        <source>Yes, it is {state}.</source>
        <translation>Ja: {state}.</translation>
    </message>
    <message>
        <source>No, it is not {state}.</source>
        <translation>Nein, nicht {state}.</translation>
    </message>
    <message>
        <source>devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>No: none of the {devices} is {state}.</source>
        <translation>Nein: Nichts davon ist {state} ({devices}).</translation>
    </message>
    <message>
        <source>Yes, all {count} {devices} are {state}.</source>
        <translation>Ja, alle {count} {devices} sind {state}.</translation>
    </message>
    <message>
        <source>{device} is {state}.</source>
        <translation>{device} ist {state}.</translation>
    </message>
    <message>
        <source>{devices} are {state}.</source>
        <translation>{devices} sind {state}.</translation>
    </message>
    <message>
        <source>{device}: it is {now} °C, and set to {wanted} °C.</source>
        <translation>{device}: jetzt {now} °C, auf {wanted} °C gestellt.</translation>
    </message>
    <message>
        <source>`edgeassist home list` shows the rooms and devices there are.</source>
        <translation>`edgeassist home list` zeigt, welche Räume und Geräte es gibt.</translation>
    </message>
    <message>
        <source>The home has no device {device!r}.</source>
        <translation>Das Zuhause hat kein Gerät {device!r}.</translation>
    </message>
    <message>
        <source>The home has nothing called “{name}”.</source>
        <translation>Das Zuhause hat nichts, das „{name}“ heißt.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Something in the home is called “{name}” already.</source>
        <translation>Etwas im Zuhause heißt schon „{name}“.</translation>
    </message>
    <message>
        <source>Choose a name of letters and digits, {most} characters at most.</source>
        <translation>Wählen Sie einen Namen aus Buchstaben und Ziffern, höchstens {most} Zeichen.</translation>
    </message>
    <message>
        <source>This cannot be a name.</source>
        <translation>Dies kann kein Name sein.</translation>
    </message>
    <message>
        <source>Kinds are {kinds}.</source>
        <translation>Es gibt die Arten {kinds}.</translation>
    </message>
    <message>
        <source>There is no kind of device called “{kind}”.</source>
        <translation>Es gibt keine Geräteart „{kind}“.</translation>
    </message>
    <message>
        <source>Remove its devices first.</source>
        <translation>Entfernen Sie zuerst die Geräte darin.</translation>
    </message>
    <message>
        <source>There are still devices in “{room}”.</source>
        <translation>In „{room}“ sind noch Geräte.</translation>
    </message>
    <message>
        <source>Remove a device first.</source>
        <translation>Entfernen Sie zuerst ein Gerät.</translation>
    </message>
    <message>
        <source>The simulated home takes {most} devices at most.</source>
        <translation>Das simulierte Zuhause nimmt höchstens {most} Geräte auf.</translation>
    </message>
    <message>
        <source>simulated home</source>
        <translation>simuliertes Zuhause</translation>
    </message>
    <message>
        <source>light</source>
        <translation>Lampe</translation>
    </message>
    <message>
        <source>lights</source>
        <translation>Lampen</translation>
    </message>
    <message>
        <source>switch</source>
        <translation>Schalter</translation>
    </message>
    <message>
        <source>switches</source>
        <translation>Schalter</translation>
    </message>
    <message>
        <source>cover</source>
        <translation>Rollo oder Tür</translation>
    </message>
    <message>
        <source>covers</source>
        <translation>Rollos und Türen</translation>
    </message>
    <message>
        <source>fan</source>
        <translation>Lüfter</translation>
    </message>
    <message>
        <source>fans</source>
        <translation>Lüfter</translation>
    </message>
    <message>
        <source>thermostat</source>
        <translation>Thermostat</translation>
    </message>
    <message>
        <source>thermostats</source>
        <translation>Thermostate</translation>
    </message>
    <message>
        <source>lock</source>
        <translation>Schloss</translation>
    </message>
    <message>
        <source>locks</source>
        <translation>Schlösser</translation>
    </message>
    <message>
        <source>player</source>
        <translation>Abspielgerät</translation>
    </message>
    <message>
        <source>players</source>
        <translation>Abspielgeräte</translation>
    </message>
    <message>
        <source>vacuum</source>
        <translation>Saugroboter</translation>
    </message>
    <message>
        <source>vacuums</source>
        <translation>Saugroboter</translation>
    </message>
    <message>
        <source>blinds</source>
        <translation>Rollos</translation>
    </message>
    <message>
        <source>curtains</source>
        <translation>Vorhänge</translation>
    </message>
    <message>
        <source>garage doors</source>
        <translation>Garagentore</translation>
    </message>
    <message>
        <source>doors</source>
        <translation>Türen</translation>
    </message>
    <message>
        <source>gates</source>
        <translation>Tore</translation>
    </message>
    <message>
        <source>shutters</source>
        <translation>Rollläden</translation>
    </message>
    <message>
        <source>shades</source>
        <translation>Jalousien</translation>
    </message>
    <message>
        <source>awnings</source>
        <translation>Markisen</translation>
    </message>
    <message>
        <source>windows</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>The home has no room called “{name}”.</source>
        <translation>Das Zuhause hat keinen Raum, der „{name}“ heißt.</translation>
    </message>
    <message>
        <source>The home has no floors; name a room.</source>
        <translation>Das Zuhause hat keine Stockwerke; nennen Sie einen Raum.</translation>
    </message>
    <message>
        <source>Which one: {devices}? Say its name, or “all lights”.</source>
        <translation>Was davon: {devices}? Sagen Sie den Namen oder „alle Lampen“.</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>{count} weitere</translation>
    </message>
    <message>
        <source>device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>The home has no device called “{name}”.</source>
        <translation>Das Zuhause hat kein Gerät, das „{name}“ heißt.</translation>
    </message>
    <message>
        <source>{device} is not in {room}.</source>
        <translation>{device} ist nicht im Raum {room}.</translation>
    </message>
    <message>
        <source>{device} cannot do that: it is a {kind}.</source>
        <translation>{device} kann das nicht, denn die Art ist „{kind}“.</translation>
    </message>
    <message>
        <source>all {devices} in {room}</source>
        <translation>alle {devices} im Raum {room}</translation>
    </message>
    <message>
        <source>all {devices}</source>
        <translation>alle {devices}</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>devices of that kind</source>
        <translation>Geräte dieser Art</translation>
    </message>
    <message>
        <source>Say which door by its name: {doors}.</source>
        <translation>Nennen Sie die Tür beim Namen: {doors}.</translation>
    </message>
    <message>
        <source>There are no {devices} in {room}.</source>
        <translation>Im Raum {room} gibt es keine {devices}.</translation>
    </message>
    <message>
        <source>There are no {devices} in the home.</source>
        <translation>Im Zuhause gibt es keine {devices}.</translation>
    </message>
    <message>
        <source>There is {devices}.</source>
        <translation>Es gibt: {devices}.</translation>
    </message>
    <message>
        <source>There is no list called “{name}”. There is: {lists}. You can say “make a {name} list”.</source>
        <translation>Es gibt keine Liste, die „{name}“ heißt. Es gibt: {lists}. Sie können sagen: „erstelle eine Liste namens {name}“.</translation>
    </message>
    <message>
        <source>“{what}” is no time of day. Say it like “set an alarm for seven in the morning”.</source>
        <translation>„{what}“ ist keine Uhrzeit. Sagen Sie es so: „stelle einen Wecker auf sieben Uhr morgens“.</translation>
    </message>
    <message>
        <source>“{what}” is no language that is known here.</source>
        <translation>„{what}“ ist keine Sprache, die hier bekannt ist.</translation>
    </message>
    <message>
        <source>Say a number from 0 to 100 per cent.</source>
        <translation>Sagen Sie eine Zahl von 0 bis 100 Prozent.</translation>
    </message>
    <message>
        <source>A negative number has no square root.</source>
        <translation>Eine negative Zahl hat keine Quadratwurzel.</translation>
    </message>
    <message>
        <source>A timer needs a second at least: “set a timer for ten minutes”.</source>
        <translation>Ein Timer braucht mindestens eine Sekunde: „stelle einen Timer auf zehn Minuten“.</translation>
    </message>
    <message>
        <source>That is too large to be reckoned with here: 24 digits in a number are the most.</source>
        <translation>Das ist zu groß, um hier damit zu rechnen: Eine Zahl hat höchstens 24 Ziffern.</translation>
    </message>
    <message>
        <source>There is no {device} in the home. There is nothing of that kind.</source>
        <translation>Im Zuhause gibt es nichts der Art „{device}“.</translation>
    </message>
    <message>
        <source>There is no {device} in the home. There is {devices}.</source>
        <translation>Im Zuhause gibt es nichts der Art „{device}“. Es gibt: {devices}.</translation>
    </message>
    <message>
        <source>{number} what? Say “set a timer for {number} minutes”.</source>
        <translation>{number} was? Sagen Sie „stelle einen Timer auf {number} Minuten“.</translation>
    </message>
    <message>
        <source>Write it with numbers and the signs + - * / ^ % ( ).</source>
        <translation>Schreiben Sie es mit Zahlen und den Zeichen + - * / ^ % ( ).</translation>
    </message>
    <message>
        <source>These words and signs make no sum.</source>
        <translation>Diese Wörter und Zeichen ergeben keine Rechnung.</translation>
    </message>
    <message>
        <source>Change what comes after the division sign.</source>
        <translation>Ändern Sie, was nach dem Divisionszeichen kommt.</translation>
    </message>
    <message>
        <source>This sum divides by zero, which has no result.</source>
        <translation>Diese Rechnung teilt durch null, das hat kein Ergebnis.</translation>
    </message>
    <message>
        <source>Take the root of a number that is not below zero.</source>
        <translation>Ziehen Sie die Wurzel aus einer Zahl, die nicht unter null liegt.</translation>
    </message>
    <message>
        <source>The root of a number below zero is no number on the line.</source>
        <translation>Die Wurzel einer Zahl unter null ist keine reelle Zahl.</translation>
    </message>
    <message>
        <source>Ask for a smaller sum.</source>
        <translation>Fragen Sie nach einer kleineren Rechnung.</translation>
    </message>
    <message>
        <source>The result would be too large to work out here.</source>
        <translation>Das Ergebnis wäre zu groß, um es hier auszurechnen.</translation>
    </message>
    <message>
        <source>Waiting for the server</source>
        <translation>Wartet auf den Server</translation>
    </message>
    <message>
        <source>Fetching over a poor connection</source>
        <translation>Holt über eine schlechte Verbindung</translation>
    </message>
    <message>
        <source>Fetching</source>
        <translation>Wird geholt</translation>
    </message>
    <message>
        <source>Checking what is here</source>
        <translation>Was hier ist, wird geprüft</translation>
    </message>
    <message>
        <source>Fetching very slowly</source>
        <translation>Holt sehr langsam</translation>
    </message>
    <message>
        <source>Close EdgeAssist and start it again.</source>
        <translation>Schließen Sie EdgeAssist, und starten Sie es neu.</translation>
    </message>
    <message>
        <source>The part of EdgeAssist that opens connections has ended. Nothing was sent.</source>
        <translation>Der Teil von EdgeAssist, der Verbindungen öffnet, ist beendet. Nichts wurde gesendet.</translation>
    </message>
    <message>
        <source>file {path} in {repo}</source>
        <translation>Datei {path} in {repo}</translation>
    </message>
    <message>
        <source>{host} (HF_HUB_OFFLINE is set)</source>
        <translation>{host} (HF_HUB_OFFLINE ist gesetzt)</translation>
    </message>
    <message>
        <source>its answer is not what was asked for</source>
        <translation>die Antwort ist nicht das, wonach gefragt wurde</translation>
    </message>
    <message>
        <source>it does not say which commit its list is of</source>
        <translation>es wird nicht gesagt, zu welchem Commit die Liste gehört</translation>
    </message>
    <message>
        <source>Searching for models</source>
        <translation>Suche nach Modellen</translation>
    </message>
    <message>
        <source>Asking what a model has</source>
        <translation>Frage, was ein Modell hat</translation>
    </message>
    <message>
        <source>it points from one address to the next without end</source>
        <translation>es verweist endlos von einer Adresse zur nächsten</translation>
    </message>
    <message>
        <source>it points to {host}</source>
        <translation>es verweist auf {host}</translation>
    </message>
    <message>
        <source>it packed its answer although it was asked not to</source>
        <translation>die Antwort kam gepackt, obwohl das nicht gewünscht war</translation>
    </message>
    <message>
        <source>it points to {target}</source>
        <translation>es verweist auf {target}</translation>
    </message>
    <message>
        <source>its answer is far too long</source>
        <translation>die Antwort ist viel zu lang</translation>
    </message>
    <message>
        <source>{reason} (is this computer&apos;s date right?)</source>
        <translation>{reason} (stimmt das Datum dieses Computers?)</translation>
    </message>
    <message>
        <source>it does not keep to the rules of HTTP or TLS</source>
        <translation>die Regeln von HTTP oder TLS werden nicht eingehalten</translation>
    </message>
    <message>
        <source>a library asked it something on its own, which is not allowed</source>
        <translation>eine Bibliothek hat von sich aus etwas gefragt, was nicht erlaubt ist</translation>
    </message>
    <message>
        <source>The repository “{name}” is refused: {reason}.</source>
        <translation>Das Repository „{name}“ wird abgelehnt: {reason}.</translation>
    </message>
    <message>
        <source>The revision “{name}” is refused: {reason}.</source>
        <translation>Die Revision „{name}“ wird abgelehnt: {reason}.</translation>
    </message>
    <message>
        <source>The file name “{name}” is refused: {reason}.</source>
        <translation>Der Dateiname „{name}“ wird abgelehnt: {reason}.</translation>
    </message>
    <message>
        <source>Nothing was fetched or written. Check the name, or take the model from another place.</source>
        <translation>Nichts wurde geholt oder geschrieben. Prüfen Sie den Namen, oder nehmen Sie das Modell von anderswo.</translation>
    </message>
    <message>
        <source>it is not of the form owner/name</source>
        <translation>er hat nicht die Form Besitzer/Name</translation>
    </message>
    <message>
        <source>it is no branch, tag or commit</source>
        <translation>das ist kein Branch, Tag oder Commit</translation>
    </message>
    <message>
        <source>it is empty or too long</source>
        <translation>er ist leer oder zu lang</translation>
    </message>
    <message>
        <source>it begins at the root of the disk</source>
        <translation>er beginnt beim Wurzelverzeichnis des Laufwerks</translation>
    </message>
    <message>
        <source>it holds characters that no file name may have</source>
        <translation>er enthält Zeichen, die kein Dateiname haben darf</translation>
    </message>
    <message>
        <source>it leads out of its folder</source>
        <translation>er führt aus seinem Ordner hinaus</translation>
    </message>
    <message>
        <source>a part of it begins or ends with a blank or a dot</source>
        <translation>ein Teil davon beginnt oder endet mit einem Leerzeichen oder Punkt</translation>
    </message>
    <message>
        <source>Windows keeps that name for a device</source>
        <translation>Windows behält diesen Namen einem Gerät vor</translation>
    </message>
    <message>
        <source>The hub</source>
        <translation>Hugging Face</translation>
    </message>
    <message>
        <source>it answered with status {status}</source>
        <translation>Antwort mit Status {status}</translation>
    </message>
    <message>
        <source>Fetching a model</source>
        <translation>Ein Modell wird geholt</translation>
    </message>
    <message>
        <source>it goes round in circles</source>
        <translation>es führt im Kreis</translation>
    </message>
    <message>
        <source>it is out of date, or the clock of this computer is wrong (it says {date})</source>
        <translation>es ist abgelaufen, oder die Uhr dieses Computers geht falsch (sie sagt {date})</translation>
    </message>
    <message>
        <source>the file at {host}</source>
        <translation>die Datei bei {host}</translation>
    </message>
    <message>
        <source>such file</source>
        <translation>diese Datei</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Die Datei</translation>
    </message>
    <message>
        <source>Fetching damaged parts again</source>
        <translation>Beschädigte Teile werden erneut geholt</translation>
    </message>
    <message>
        <source>What has arrived is kept; start it again to go on from there.</source>
        <translation>Was angekommen ist, bleibt aufbewahrt; starten Sie noch einmal, um dort weiterzumachen.</translation>
    </message>
    <message>
        <source>the hub</source>
        <translation>Hugging Face</translation>
    </message>
    <message>
        <source>Check the network cable or Wi-Fi. The models you have still work, and a model file can also be imported from a USB stick.</source>
        <translation>Prüfen Sie das Netzwerkkabel oder das WLAN. Ihre vorhandenen Modelle funktionieren weiter, und eine Modelldatei kann auch von einem USB-Stick importiert werden.</translation>
    </message>
    <message>
        <source>{host} cannot be reached: this computer seems to be offline.</source>
        <translation>{host} ist nicht erreichbar: Dieser Computer scheint offline zu sein.</translation>
    </message>
    <message>
        <source>Nothing was lost. Try again in a while, or import a model from a file.</source>
        <translation>Nichts ging verloren. Versuchen Sie es in einer Weile noch einmal, oder importieren Sie ein Modell aus einer Datei.</translation>
    </message>
    <message>
        <source>{host} did not answer in time.</source>
        <translation>{host} hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>{host} sent nothing in {tries} tries, so the download is paused.</source>
        <translation>{host} hat in {tries} Versuchen nichts gesendet, deshalb ist der Download angehalten.</translation>
    </message>
    <message>
        <source>This is not your fault. Try again in some minutes, or import a model from a file.</source>
        <translation>Es liegt nicht an Ihnen. Versuchen Sie es in einigen Minuten noch einmal, oder importieren Sie ein Modell aus einer Datei.</translation>
    </message>
    <message>
        <source>{host} has trouble of its own: {reason}.</source>
        <translation>{host} hat selbst Probleme: {reason}.</translation>
    </message>
    <message>
        <source>Try again then.</source>
        <translation>Versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>{host} is busy until {time}: it got too many requests from this network.</source>
        <translation>{host} ist bis {time} überlastet: Aus diesem Netz kamen zu viele Anfragen.</translation>
    </message>
    <message>
        <source>{host} is busy and does not say for how long: it got too many requests from this network.</source>
        <translation>{host} ist überlastet und sagt nicht, wie lange: Aus diesem Netz kamen zu viele Anfragen.</translation>
    </message>
    <message>
        <source>Accept the model&apos;s terms on its page, make a read token there, add it under Models, and try again.</source>
        <translation>Nehmen Sie auf der Seite des Modells seine Bedingungen an, erstellen Sie dort ein Lesetoken, fügen Sie es unter „Modelle“ hinzu, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{what} is only given to people who are signed in.</source>
        <translation>Nur für angemeldete Personen: {what}.</translation>
    </message>
    <message>
        <source>Make a new read token on the hub&apos;s settings page and add it under Models.</source>
        <translation>Erstellen Sie auf der Einstellungsseite des Hubs ein neues Lesetoken, und fügen Sie es unter „Modelle“ hinzu.</translation>
    </message>
    <message>
        <source>The hub does not accept your token for {what}.</source>
        <translation>Der Hub nimmt Ihr Token hierfür nicht an: {what}.</translation>
    </message>
    <message>
        <source>Open the model&apos;s page in a browser, ask for access or accept its terms, and try again.</source>
        <translation>Öffnen Sie die Seite des Modells in einem Browser, bitten Sie um Zugriff oder nehmen Sie die Bedingungen an, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>This account has no access to {what}.</source>
        <translation>Dieses Konto hat hierauf keinen Zugriff: {what}.</translation>
    </message>
    <message>
        <source>Check the spelling. A private model looks the same as one that does not exist until you sign in.</source>
        <translation>Prüfen Sie die Schreibweise. Ein privates Modell sieht aus wie eines, das es nicht gibt, bis Sie sich anmelden.</translation>
    </message>
    <message>
        <source>{host} has no {what}.</source>
        <translation>Bei {host} nicht vorhanden: {what}.</translation>
    </message>
    <message>
        <source>Pick another file or another model; copies you already have still work.</source>
        <translation>Wählen Sie eine andere Datei oder ein anderes Modell; Kopien, die Sie schon haben, funktionieren weiter.</translation>
    </message>
    <message>
        <source>{what} was taken off {host}.</source>
        <translation>{what} wurde von {host} entfernt.</translation>
    </message>
    <message>
        <source>{host} gave an answer that makes no sense here ({status}).</source>
        <translation>{host} gab eine Antwort, die hier keinen Sinn ergibt ({status}).</translation>
    </message>
    <message>
        <source>Open a web browser, sign in to the network there, then try again.</source>
        <translation>Öffnen Sie einen Webbrowser, melden Sie sich dort im Netz an, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>This network wants a login page to be filled in first: a web page came instead of what {host} has.</source>
        <translation>Dieses Netz verlangt zuerst eine Anmeldeseite: Statt der Antwort von {host} kam eine Webseite.</translation>
    </message>
    <message>
        <source>If this network has a login page, sign in with a web browser first. Otherwise do not use this server; if you set a mirror or HF_ENDPOINT, remove it.</source>
        <translation>Wenn dieses Netz eine Anmeldeseite hat, melden Sie sich zuerst mit einem Webbrowser an. Sonst verwenden Sie diesen Server nicht; wenn Sie einen Spiegelserver oder HF_ENDPOINT gesetzt haben, entfernen Sie das.</translation>
    </message>
    <message>
        <source>{host} wanted to send us elsewhere, which was refused: {reason}.</source>
        <translation>{host} wollte uns anderswohin schicken, was abgelehnt wurde: {reason}.</translation>
    </message>
    <message>
        <source>This server does not have the file it claims to have. Choose another source.</source>
        <translation>Dieser Server hat die Datei nicht, die er zu haben angibt. Wählen Sie eine andere Quelle.</translation>
    </message>
    <message>
        <source>{host} sent more than the {size} this file has; it was cut off.</source>
        <translation>{host} sendete mehr als die {size}, die diese Datei hat; die Übertragung wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Try another network, switch a proxy or virus scanner that looks into downloads off, or import the file from a USB stick. A model you had before is untouched.</source>
        <translation>Versuchen Sie ein anderes Netz, schalten Sie einen Proxy oder Virenscanner aus, der in Downloads hineinsieht, oder importieren Sie die Datei von einem USB-Stick. Ein Modell, das Sie vorher hatten, ist unberührt.</translation>
    </message>
    <message>
        <source>The file that arrived did not match its checksum, twice. It is not used.</source>
        <translation>Die angekommene Datei passte zweimal nicht zu ihrer Prüfsumme. Sie wird nicht verwendet.</translation>
    </message>
    <message>
        <source>Free some space, then go on. What has arrived is kept; start it again to go on from there.</source>
        <translation>Schaffen Sie etwas Platz, und machen Sie dann weiter. Was angekommen ist, bleibt aufbewahrt; starten Sie noch einmal, um dort weiterzumachen.</translation>
    </message>
    <message>
        <source>The drive is too full: the download needs {size} more.</source>
        <translation>Das Laufwerk ist zu voll: Der Download braucht noch {size}.</translation>
    </message>
    <message>
        <source>The drive is too full: it takes no more files.</source>
        <translation>Das Laufwerk ist zu voll: Es nimmt keine Dateien mehr auf.</translation>
    </message>
    <message>
        <source>Check the drive of the models folder. What has arrived is kept; start it again to go on from there.</source>
        <translation>Prüfen Sie das Laufwerk des Modellordners. Was angekommen ist, bleibt aufbewahrt; starten Sie noch einmal, um dort weiterzumachen.</translation>
    </message>
    <message>
        <source>The drive of the models cannot be written: {reason}.</source>
        <translation>Auf das Laufwerk der Modelle kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>it gives no reason</source>
        <translation>es nennt keinen Grund</translation>
    </message>
    <message>
        <source>Check the proxy in the settings (`none` uses none) or the system&apos;s, or ask who runs the network.</source>
        <translation>Prüfen Sie den Proxy in den Einstellungen (`none` verwendet keinen) oder den des Systems, oder fragen Sie, wer das Netz betreibt.</translation>
    </message>
    <message>
        <source>The proxy {proxy} cannot be reached.</source>
        <translation>Der Proxy {proxy} ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>If it wants a name and password, write it as http://name:password@host:port in the settings.</source>
        <translation>Wenn er Name und Passwort verlangt, schreiben Sie ihn in den Einstellungen als http://name:password@host:port.</translation>
    </message>
    <message>
        <source>The proxy {proxy} does not let us through without signing in to it.</source>
        <translation>Der Proxy {proxy} lässt uns ohne Anmeldung nicht durch.</translation>
    </message>
    <message>
        <source>Nothing was sent. Check that this computer&apos;s date is right. In an office or school, ask for its certificate to be installed on this computer.</source>
        <translation>Nichts wurde gesendet. Prüfen Sie, ob das Datum dieses Computers stimmt. Bitten Sie in einem Büro oder einer Schule darum, dass das dortige Zertifikat auf diesem Computer installiert wird.</translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted here: {reason}.</source>
        <translation>Dem Zertifikat von {host} wird hier nicht vertraut: {reason}.</translation>
    </message>
    <message>
        <source>The proxy {proxy} seems to put its own certificate in place.</source>
        <translation>Der Proxy {proxy} setzt anscheinend sein eigenes Zertifikat ein.</translation>
    </message>
    <message>
        <source>Set the date and time of this computer, then try again. Nothing was sent.</source>
        <translation>Stellen Sie Datum und Uhrzeit dieses Computers, und versuchen Sie es dann noch einmal. Nichts wurde gesendet.</translation>
    </message>
    <message>
        <source>{host} cannot be checked because the clock of this computer is wrong: it says {date}.</source>
        <translation>{host} kann nicht geprüft werden, weil die Uhr dieses Computers falsch geht: Sie sagt {date}.</translation>
    </message>
    <message>
        <source>The address of the hub cannot be used: “{address}”.</source>
        <translation>Die Adresse des Hubs kann nicht verwendet werden: „{address}“.</translation>
    </message>
    <message>
        <source>The address of the proxy cannot be used: “{address}”.</source>
        <translation>Die Adresse des Proxys kann nicht verwendet werden: „{address}“.</translation>
    </message>
    <message>
        <source>The address of the download cannot be used: “{address}”.</source>
        <translation>Die Adresse des Downloads kann nicht verwendet werden: „{address}“.</translation>
    </message>
    <message>
        <source>Write it as https://host or http://host:port; `none` as the proxy uses none.</source>
        <translation>Schreiben Sie sie als https://host oder http://host:port; beim Proxy steht `none` für keinen.</translation>
    </message>
    <message>
        <source>the server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>it leads to something that is no web address</source>
        <translation>es führt zu etwas, das keine Webadresse ist</translation>
    </message>
    <message>
        <source>it leads from a protected connection to an open one</source>
        <translation>es führt von einer geschützten Verbindung zu einer offenen</translation>
    </message>
    <message>
        <source>it leads to an address that belongs to no server</source>
        <translation>es führt zu einer Adresse, die keinem Server gehört</translation>
    </message>
    <message>
        <source>it leads into this computer or its own network</source>
        <translation>es führt in diesen Computer oder sein eigenes Netz</translation>
    </message>
    <message>
        <source>Turn the offline switch off (the lock at the top of the window, or `edgeassist network offline off`).</source>
        <translation>Schalten Sie den Offline-Schalter aus (das Schloss oben im Fenster oder `edgeassist network offline off`).</translation>
    </message>
    <message>
        <source>Start EdgeAssist again without --offline, and without {variable}.</source>
        <translation>Starten Sie EdgeAssist erneut, ohne --offline und ohne {variable}.</translation>
    </message>
    <message>
        <source>The offline switch is on, so {host} was not asked. Nothing was sent.</source>
        <translation>Der Offline-Schalter ist an, deshalb wurde {host} nicht gefragt. Nichts wurde gesendet.</translation>
    </message>
    <message>
        <source>no lock of the system: only our own check</source>
        <translation>keine Sperre des Systems: nur unsere eigene Prüfung</translation>
    </message>
    <message>
        <source>the process that opens connections could not be started: {reason}</source>
        <translation>der Prozess, der Verbindungen öffnet, konnte nicht gestartet werden: {reason}</translation>
    </message>
    <message>
        <source>this kernel has no seccomp filter</source>
        <translation>dieser Kernel hat keinen seccomp-Filter</translation>
    </message>
    <message>
        <source>the kernel refused the lock: {reason}</source>
        <translation>der Kernel lehnte die Sperre ab: {reason}</translation>
    </message>
    <message>
        <source>not known for this kind of processor ({machine})</source>
        <translation>für diese Art Prozessor nicht bekannt ({machine})</translation>
    </message>
    <message>
        <source>the screen itself is reached over the network (DISPLAY={display})</source>
        <translation>der Bildschirm selbst wird über das Netz erreicht (DISPLAY={display})</translation>
    </message>
    <message>
        <source>Not one of EdgeAssist&apos;s downloads</source>
        <translation>Keiner der Downloads von EdgeAssist</translation>
    </message>
    <message>
        <source>The job was cancelled.</source>
        <translation>Die Arbeit wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Start it again when you like.</source>
        <translation>Starten Sie sie noch einmal, wann Sie möchten.</translation>
    </message>
    <message>
        <source>Choose or import a model first.</source>
        <translation>Wählen oder importieren Sie zuerst ein Modell.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Try again; if it happens twice, choose another model.</source>
        <translation>Was bisher geschrieben wurde, bleibt aufbewahrt. Versuchen Sie es noch einmal; wenn es zweimal geschieht, wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Close other programs, choose a smaller model or a shorter context.</source>
        <translation>Was bisher geschrieben wurde, bleibt aufbewahrt. Schließen Sie andere Programme, oder wählen Sie ein kleineres Modell oder einen kürzeren Kontext.</translation>
    </message>
    <message>
        <source>Your files are safe. Run `edgeassist doctor` and report what it shows.</source>
        <translation>Ihre Dateien sind sicher. Führen Sie `edgeassist doctor` aus, und melden Sie, was angezeigt wird.</translation>
    </message>
    <message>
        <source>The engine stopped answering and was restarted.</source>
        <translation>Die Engine antwortete nicht mehr und wurde neu gestartet.</translation>
    </message>
    <message>
        <source>The engine did not stop when asked and was restarted.</source>
        <translation>Die Engine hielt auf Verlangen nicht an und wurde neu gestartet.</translation>
    </message>
    <message>
        <source>The engine sent something that is not part of its language and was restarted.</source>
        <translation>Die Engine sendete etwas Unverständliches und wurde neu gestartet.</translation>
    </message>
    <message>
        <source>The engine does not belong to this version of EdgeAssist.</source>
        <translation>Die Engine gehört nicht zu dieser Version von EdgeAssist.</translation>
    </message>
    <message>
        <source>Your files are safe. Install EdgeAssist again so that all its parts match.</source>
        <translation>Ihre Dateien sind sicher. Installieren Sie EdgeAssist neu, damit alle Teile zusammenpassen.</translation>
    </message>
    <message>
        <source>The engine could not be started.</source>
        <translation>Die Engine konnte nicht gestartet werden.</translation>
    </message>
    <message>
        <source>Your files are safe. Install EdgeAssist again, or run `edgeassist doctor` to see what is missing.</source>
        <translation>Ihre Dateien sind sicher. Installieren Sie EdgeAssist neu, oder führen Sie `edgeassist doctor` aus, um zu sehen, was fehlt.</translation>
    </message>
    <message>
        <source>The engine used an instruction that this processor does not have.</source>
        <translation>Die Engine hat einen Befehl benutzt, den dieser Prozessor nicht kennt.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Run `edgeassist doctor` to choose safer processor code.</source>
        <translation>Was bisher geschrieben wurde, bleibt aufbewahrt. Führen Sie `edgeassist doctor` aus, um sichereren Prozessorcode zu wählen.</translation>
    </message>
    <message>
        <source>The model file changed or its drive was removed while the engine was reading it.</source>
        <translation>Die Modelldatei hat sich geändert, oder ihr Laufwerk wurde entfernt, während die Engine sie las.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Put the drive back, or import the model again.</source>
        <translation>Was bisher geschrieben wurde, bleibt aufbewahrt. Schließen Sie das Laufwerk wieder an, oder importieren Sie das Modell erneut.</translation>
    </message>
    <message>
        <source>The engine crashed: it touched memory that is not its own.</source>
        <translation>Die Engine ist abgestürzt: Sie griff auf Speicher zu, der ihr nicht gehört.</translation>
    </message>
    <message>
        <source>The engine gave up on this model.</source>
        <translation>Die Engine hat bei diesem Modell aufgegeben.</translation>
    </message>
    <message>
        <source>The engine stopped on an impossible calculation.</source>
        <translation>Die Engine stoppte bei einer unmöglichen Rechnung.</translation>
    </message>
    <message>
        <source>The engine was told to stop by another program.</source>
        <translation>Die Engine wurde von einem anderen Programm gestoppt.</translation>
    </message>
    <message>
        <source>The engine did not understand what it was told.</source>
        <translation>Die Engine hat nicht verstanden, was ihr gesagt wurde.</translation>
    </message>
    <message>
        <source>None of the engine&apos;s processor code works on this machine.</source>
        <translation>Kein Prozessorcode der Engine funktioniert auf diesem Computer.</translation>
    </message>
    <message>
        <source>The engine left without being asked.</source>
        <translation>Die Engine hat sich unaufgefordert beendet.</translation>
    </message>
    <message>
        <source>The engine stopped with exit code {code}.</source>
        <translation>Die Engine stoppte mit Exit-Code {code}.</translation>
    </message>
    <message>
        <source>signal {number}</source>
        <translation>Signal {number}</translation>
    </message>
    <message>
        <source>The computer ran out of memory and the system stopped the engine.</source>
        <translation>Dem Computer ging der Arbeitsspeicher aus, und das System hat die Engine gestoppt.</translation>
    </message>
    <message>
        <source>The engine was killed from outside, most often because memory ran out.</source>
        <translation>Die Engine wurde von außen beendet, meist weil der Arbeitsspeicher ausging.</translation>
    </message>
    <message>
        <source>The engine was stopped by {name}.</source>
        <translation>Die Engine wurde durch {name} gestoppt.</translation>
    </message>
    <message>
        <source>Your files are safe. Run `edgeassist doctor`, or install EdgeAssist again.</source>
        <translation>Ihre Dateien sind sicher. Führen Sie `edgeassist doctor` aus, oder installieren Sie EdgeAssist neu.</translation>
    </message>
    <message>
        <source>The engine stopped twice with this model, so EdgeAssist does not load it again by itself. What was written is kept. Load it again, or choose another model.</source>
        <translation>Die Engine ist mit diesem Modell zweimal stehen geblieben, deshalb lädt EdgeAssist es nicht mehr von selbst. Was geschrieben wurde, bleibt aufbewahrt. Laden Sie es erneut, oder wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>The text or file name holds characters that are not valid Unicode, so it cannot be passed on.</source>
        <translation>Der Text oder Dateiname enthält Zeichen, die kein gültiges Unicode sind, und kann deshalb nicht weitergegeben werden.</translation>
    </message>
    <message>
        <source>Nothing was lost. Remove those characters, or rename the file.</source>
        <translation>Nichts ging verloren. Entfernen Sie diese Zeichen, oder benennen Sie die Datei um.</translation>
    </message>
    <message>
        <source>The text is too long to be read at once: {size}; {limit} fit.</source>
        <translation>Der Text ist zu lang, um auf einmal gelesen zu werden: {size}; {limit} passen.</translation>
    </message>
    <message>
        <source>Nothing was lost. Send a part of it.</source>
        <translation>Nichts ging verloren. Senden Sie einen Teil davon.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Start it again when you like.</source>
        <translation>Das Modell, von dem Sie ausgingen, ist unberührt. Starten Sie es noch einmal, wann Sie möchten.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Close other programs and start again.</source>
        <translation>Das Modell, von dem Sie ausgingen, ist unberührt. Schließen Sie andere Programme, und starten Sie noch einmal.</translation>
    </message>
    <message>
        <source>There was not enough memory for this work, and the system stopped it.</source>
        <translation>Für diese Arbeit reichte der Arbeitsspeicher nicht, und das System hat sie gestoppt.</translation>
    </message>
    <message>
        <source>EdgeAssist opens a connection only when you press Search Hugging Face, Get, Resume, Try again, Go on, Repair or Unlock and get it. What you and a model write is never sent.</source>
        <translation>EdgeAssist öffnet nur dann eine Verbindung, wenn Sie „Hugging Face durchsuchen“, „Holen“, „Fortsetzen“, „Noch einmal“, „Weiter“, „Reparieren“ oder „Entsperren und holen“ drücken. Was Sie und ein Modell schreiben, wird nie gesendet.</translation>
    </message>
    <message>
        <source>The offline switch is on: EdgeAssist opens no connection at all, whoever asks for one.</source>
        <translation>Der Offline-Schalter ist an: EdgeAssist öffnet gar keine Verbindung, wer auch immer danach verlangt.</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>Offline bleiben</translation>
    </message>
    <message>
        <source>Stays offline until EdgeAssist is closed</source>
        <translation>Bleibt offline, bis EdgeAssist geschlossen wird</translation>
    </message>
    <message>
        <source>Network log and protection…</source>
        <translation>Netzwerkprotokoll und Schutz…</translation>
    </message>
    <message>
        <source>Now: {what}</source>
        <translation>Jetzt: {what}</translation>
    </message>
    <message>
        <source>Nothing goes over the network now</source>
        <translation>Jetzt geht nichts über das Netz</translation>
    </message>
    <message>
        <source>fetching {names} and asking Hugging Face</source>
        <translation>{names} holen und Hugging Face fragen</translation>
    </message>
    <message>
        <source>fetching {names}</source>
        <translation>{names} holen</translation>
    </message>
    <message>
        <source>asking Hugging Face</source>
        <translation>Hugging Face fragen</translation>
    </message>
    <message>
        <source>Kept by our own check only</source>
        <translation>Nur durch unsere eigene Prüfung eingehalten</translation>
    </message>
    <message>
        <source>Kept by the kernel and by our own check</source>
        <translation>Durch den Kernel und unsere eigene Prüfung eingehalten</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>Online</translation>
    </message>
    <message>
        <source>Offline, locked</source>
        <translation>Offline, gesperrt</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>Online now: {what}.</source>
        <translation>Jetzt online: {what}.</translation>
    </message>
    <message>
        <source>No connection was ever opened.</source>
        <translation>Es wurde nie eine Verbindung geöffnet.</translation>
    </message>
    <message>
        <source>Reading the log…</source>
        <translation>Das Protokoll wird gelesen…</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wohin</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Came in</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>For what</source>
        <translation>Wofür</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Geöffnet</translation>
    </message>
    <message>
        <source>Could not be opened</source>
        <translation>Konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>Refused: switch on</source>
        <translation>Abgelehnt: Schalter an</translation>
    </message>
    <message>
        <source>Refused: not ours</source>
        <translation>Abgelehnt: nicht von uns</translation>
    </message>
    <message>
        <source>One page for whoever answers for security: switch, protection, attempts and versions.</source>
        <translation>Eine Seite für alle, die für Sicherheit verantwortlich sind: Schalter, Schutz, Versuche und Versionen.</translation>
    </message>
    <message>
        <source>Tables (*.csv);;JSON (*.json)</source>
        <translation>Tabellen (*.csv);;JSON (*.json)</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut nachsehen</translation>
    </message>
    <message>
        <source>Export the log…</source>
        <translation>Protokoll exportieren…</translation>
    </message>
    <message>
        <source>Write a report…</source>
        <translation>Bericht schreiben…</translation>
    </message>
    <message>
        <source>What protects</source>
        <translation>Was schützt</translation>
    </message>
    <message>
        <source>Every connection attempted</source>
        <translation>Jeder Verbindungsversuch</translation>
    </message>
    <message>
        <source>EdgeAssist was started with --offline: nothing is opened in this run.</source>
        <translation>EdgeAssist wurde mit --offline gestartet: In diesem Lauf wird nichts geöffnet.</translation>
    </message>
    <message>
        <source>Nothing is opened, whoever asks. Downloads that ran are paused and go on when you turn this off.</source>
        <translation>Nichts wird geöffnet, wer auch immer danach verlangt. Laufende Downloads sind angehalten und gehen weiter, wenn Sie dies ausschalten.</translation>
    </message>
    <message numerus="yes">
        <source>{n} older one is in the export.</source>
        <comment>{n} older ones are in the export.</comment>
        <translation>
            <numerusform>{n} älterer ist im Export.</numerusform>
            <numerusform>{n} ältere sind im Export.</numerusform>
        </translation>
    </message>
    <message>
        <source>Export the network log</source>
        <translation>Das Netzwerkprotokoll exportieren</translation>
    </message>
    <message>
        <source>Write a network report</source>
        <translation>Einen Netzwerkbericht schreiben</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>Missing: {what}.</source>
        <translation>Fehlt: {what}.</translation>
    </message>
    <message>
        <source>the models folder, by hand</source>
        <translation>dem Modellordner, von Hand</translation>
    </message>
    <message>
        <source>Put one model file into each folder below the models folder. Nothing was changed.</source>
        <translation>Legen Sie in jeden Ordner unter dem Modellordner genau eine Modelldatei. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>This model was copied here by hand and has not been looked at yet.</source>
        <translation>Dieses Modell wurde von Hand hierher kopiert und noch nicht geprüft.</translation>
    </message>
    <message>
        <source>{name} cannot be taken in: {reason}.</source>
        <translation>{name} kann nicht übernommen werden: {reason}.</translation>
    </message>
    <message>
        <source>The folder {name} holds {count} different model files.</source>
        <translation>Der Ordner {name} enthält {count} verschiedene Modelldateien.</translation>
    </message>
    <message>
        <source>The folder {name} holds no model file.</source>
        <translation>Der Ordner {name} enthält keine Modelldatei.</translation>
    </message>
    <message>
        <source>Its content is the same as that of {id}.</source>
        <translation>Der Inhalt ist derselbe wie bei {id}.</translation>
    </message>
    <message>
        <source>Wait until it has ended, or stop it, and try again. Nothing was changed.</source>
        <translation>Warten Sie, bis es beendet ist, oder stoppen Sie es, und versuchen Sie es noch einmal. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The models are being moved to another folder right now.</source>
        <translation>Die Modelle werden gerade in einen anderen Ordner verschoben.</translation>
    </message>
    <message>
        <source>A download, an import or a smaller copy is still being worked on.</source>
        <translation>An einem Download, einem Import oder einer kleineren Kopie wird noch gearbeitet.</translation>
    </message>
    <message>
        <source>The models are being moved by another window already.</source>
        <translation>Die Modelle werden schon von einem anderen Fenster verschoben.</translation>
    </message>
    <message>
        <source>The models folder cannot be written: {reason}.</source>
        <translation>In den Modellordner kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>A later EdgeAssist wrote the description of this model. Nothing was changed: start that one again, or copy the model&apos;s file elsewhere and import it here.</source>
        <translation>Ein späteres EdgeAssist hat die Beschreibung dieses Modells geschrieben. Nichts wurde geändert: Starten Sie wieder jenes, oder kopieren Sie die Modelldatei anderswohin und importieren Sie sie hier.</translation>
    </message>
    <message>
        <source>The description of this model cannot be read: {reason}.</source>
        <translation>Die Beschreibung dieses Modells kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>The description of this model is damaged; import its file again.</source>
        <translation>Die Beschreibung dieses Modells ist beschädigt; importieren Sie die Datei erneut.</translation>
    </message>
    <message>
        <source>The description of this model names a file outside its folder.</source>
        <translation>Die Beschreibung dieses Modells nennt eine Datei außerhalb seines Ordners.</translation>
    </message>
    <message>
        <source>This is a gzip archive, not a model.</source>
        <translation>Dies ist ein gzip-Archiv, kein Modell.</translation>
    </message>
    <message>
        <source>This is a bzip2 archive, not a model.</source>
        <translation>Dies ist ein bzip2-Archiv, kein Modell.</translation>
    </message>
    <message>
        <source>This is an xz archive, not a model.</source>
        <translation>Dies ist ein xz-Archiv, kein Modell.</translation>
    </message>
    <message>
        <source>This is a 7-Zip archive, not a model.</source>
        <translation>Dies ist ein 7-Zip-Archiv, kein Modell.</translation>
    </message>
    <message>
        <source>This is a RAR archive, not a model.</source>
        <translation>Dies ist ein RAR-Archiv, kein Modell.</translation>
    </message>
    <message>
        <source>This is a Zstandard archive, not a model.</source>
        <translation>Dies ist ein Zstandard-Archiv, kein Modell.</translation>
    </message>
    <message>
        <source>This is a PDF document, not a model.</source>
        <translation>Dies ist ein PDF-Dokument, kein Modell.</translation>
    </message>
    <message>
        <source>This is a program for Linux, not a model.</source>
        <translation>Dies ist ein Programm für Linux, kein Modell.</translation>
    </message>
    <message>
        <source>This is a program for Windows, not a model.</source>
        <translation>Dies ist ein Programm für Windows, kein Modell.</translation>
    </message>
    <message>
        <source>This is a picture (PNG), not a model.</source>
        <translation>Dies ist ein Bild (PNG), kein Modell.</translation>
    </message>
    <message>
        <source>This is a picture (JPEG), not a model.</source>
        <translation>Dies ist ein Bild (JPEG), kein Modell.</translation>
    </message>
    <message>
        <source>This is a database (SQLite), not a model.</source>
        <translation>Dies ist eine Datenbank (SQLite), kein Modell.</translation>
    </message>
    <message>
        <source>This is an HDF5 file (Keras weights), not a model.</source>
        <translation>Dies ist eine HDF5-Datei (Keras-Gewichte), kein Modell.</translation>
    </message>
    <message>
        <source>The file is empty: it has 0 bytes.</source>
        <translation>Die Datei ist leer: Sie hat 0 Bytes.</translation>
    </message>
    <message>
        <source>This is a safetensors file: weights for other programs, which must be converted first.</source>
        <translation>Dies ist eine safetensors-Datei: Gewichte für andere Programme, die erst umgewandelt werden müssen.</translation>
    </message>
    <message>
        <source>The file begins with nothing but zeros; it was probably never written to its end.</source>
        <translation>Die Datei beginnt mit nichts als Nullen; sie wurde wahrscheinlich nie zu Ende geschrieben.</translation>
    </message>
    <message>
        <source>This is not a GGUF model: {text}</source>
        <translation>Dies ist kein GGUF-Modell: {text}</translation>
    </message>
    <message>
        <source>This is a login page (HTML) saved under a model&apos;s name, not a model.</source>
        <translation>Dies ist eine Anmeldeseite (HTML), die unter dem Namen eines Modells gespeichert wurde, kein Modell.</translation>
    </message>
    <message>
        <source>This is a web page (HTML) saved under a model&apos;s name, not a model.</source>
        <translation>Dies ist eine Webseite (HTML), die unter dem Namen eines Modells gespeichert wurde, kein Modell.</translation>
    </message>
    <message>
        <source>This is an error message from a server in JSON form, not a model.</source>
        <translation>Dies ist die Fehlermeldung eines Servers in JSON-Form, kein Modell.</translation>
    </message>
    <message>
        <source>This is a text in JSON form, not a model.</source>
        <translation>Dies ist ein Text in JSON-Form, kein Modell.</translation>
    </message>
    <message>
        <source>This is a Git LFS pointer: a note of about 130 bytes that stands for the model, not the model.</source>
        <translation>Dies ist ein Git-LFS-Zeiger: ein Vermerk von etwa 130 Bytes, der für das Modell steht, nicht das Modell.</translation>
    </message>
    <message>
        <source>This is a Python pickle (a PyTorch checkpoint), not a GGUF model.</source>
        <translation>Dies ist ein Python-Pickle (ein PyTorch-Checkpoint), kein GGUF-Modell.</translation>
    </message>
    <message>
        <source>This is a zip archive, not a model.</source>
        <translation>Dies ist ein zip-Archiv, kein Modell.</translation>
    </message>
    <message>
        <source>This is a tar archive, not a model.</source>
        <translation>Dies ist ein tar-Archiv, kein Modell.</translation>
    </message>
    <message>
        <source>This is an old {name} model from before GGUF; the engine no longer reads that form.</source>
        <translation>Dies ist ein altes {name}-Modell aus der Zeit vor GGUF; die Engine liest diese Form nicht mehr.</translation>
    </message>
    <message>
        <source>The bytes of this GGUF file are in reversed order; it was damaged or made for other machines.</source>
        <translation>Die Bytes dieser GGUF-Datei stehen in umgekehrter Reihenfolge; sie wurde beschädigt oder für andere Rechner erstellt.</translation>
    </message>
    <message>
        <source>it does not begin with the GGUF mark.</source>
        <translation>Die Datei beginnt nicht mit der GGUF-Kennung.</translation>
    </message>
    <message>
        <source>it is a text file.</source>
        <translation>Die Datei ist eine Textdatei.</translation>
    </message>
    <message>
        <source>The file&apos;s chat template took too much time or memory and is not used.</source>
        <translation>Die Chat-Vorlage der Datei brauchte zu viel Zeit oder Arbeitsspeicher und wird nicht verwendet.</translation>
    </message>
    <message>
        <source>The file&apos;s chat template failed in a trial ({name}) and is not used.</source>
        <translation>Die Chat-Vorlage der Datei scheiterte in einem Versuch ({name}) und wird nicht verwendet.</translation>
    </message>
    <message>
        <source>The check of this file ended with an answer that makes no sense.</source>
        <translation>Die Prüfung dieser Datei endete mit einer Antwort, die keinen Sinn ergibt.</translation>
    </message>
    <message>
        <source>Checking this file took too long and was stopped.</source>
        <translation>Die Prüfung dieser Datei dauerte zu lange und wurde gestoppt.</translation>
    </message>
    <message>
        <source>The check of this file ended early, without an answer.</source>
        <translation>Die Prüfung dieser Datei endete vorzeitig, ohne Antwort.</translation>
    </message>
    <message>
        <source>Free some space, or choose a smaller quantization. Nothing was changed.</source>
        <translation>Schaffen Sie etwas Platz, oder wählen Sie eine kleinere Quantisierung. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Keep the models on a drive that is formatted for large files (exFAT, NTFS, ext4), or choose a smaller quantization. Nothing was changed.</source>
        <translation>Bewahren Sie die Modelle auf einem Laufwerk auf, das für große Dateien formatiert ist (exFAT, NTFS, ext4), oder wählen Sie eine kleinere Quantisierung. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Check the folder&apos;s rights and its drive. The file you chose was not touched.</source>
        <translation>Prüfen Sie die Rechte des Ordners und sein Laufwerk. Die von Ihnen gewählte Datei wurde nicht berührt.</translation>
    </message>
    <message>
        <source>This model needs {need} of disk space; {free} are free.</source>
        <translation>Dieses Modell braucht {need} Platz auf dem Laufwerk; {free} sind frei.</translation>
    </message>
    <message>
        <source>The drive of the models folder cannot hold a single file of {size}.</source>
        <translation>Das Laufwerk des Modellordners kann keine einzelne Datei von {size} aufnehmen.</translation>
    </message>
    <message>
        <source>The model could not be copied: {reason}.</source>
        <translation>Das Modell konnte nicht kopiert werden: {reason}.</translation>
    </message>
    <message>
        <source>The file was written to while it was being copied, so the copy was thrown away.</source>
        <translation>In die Datei wurde während des Kopierens geschrieben, deshalb wurde die Kopie verworfen.</translation>
    </message>
    <message>
        <source>The import was cancelled.</source>
        <translation>Der Import wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The file cannot be read to its end: {reason}.</source>
        <translation>Die Datei kann nicht bis zum Ende gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>The file became shorter while it was being copied, or its drive was removed.</source>
        <translation>Die Datei wurde während des Kopierens kürzer, oder ihr Laufwerk wurde entfernt.</translation>
    </message>
    <message>
        <source>It may have been finished or thrown away meanwhile.</source>
        <translation>Es wurde inzwischen vielleicht fertiggestellt oder verworfen.</translation>
    </message>
    <message>
        <source>There is no unfinished model called “{name}”.</source>
        <translation>Es gibt kein unfertiges Modell, das „{name}“ heißt.</translation>
    </message>
    <message>
        <source>The smaller copy of {name} was not finished. The original is untouched.</source>
        <translation>Die kleinere Kopie von {name} wurde nicht fertig. Das Original ist unberührt.</translation>
    </message>
    <message>
        <source>The new model could not be put in its place: {reason}.</source>
        <translation>Das neue Modell konnte nicht an seinen Platz gelegt werden: {reason}.</translation>
    </message>
    <message>
        <source>Copying what is whole</source>
        <translation>Was ganz ist, wird kopiert</translation>
    </message>
    <message>
        <source>Checking the mended model</source>
        <translation>Das reparierte Modell wird geprüft</translation>
    </message>
    <message>
        <source>Moving</source>
        <translation>Wird verschoben</translation>
    </message>
    <message>
        <source>Checking the copy</source>
        <translation>Die Kopie wird geprüft</translation>
    </message>
    <message>
        <source>Moving all models needs {need} of disk space; {free} are free.</source>
        <translation>Um alle Modelle zu verschieben, werden {need} auf dem Laufwerk gebraucht; {free} sind frei.</translation>
    </message>
    <message>
        <source>Free some space there, or choose another drive. The models stay where they are, and what was copied is kept.</source>
        <translation>Schaffen Sie dort etwas Platz, oder wählen Sie ein anderes Laufwerk. Die Modelle bleiben, wo sie sind, und was kopiert wurde, bleibt aufbewahrt.</translation>
    </message>
    <message>
        <source>Choose a folder elsewhere. Nothing was changed.</source>
        <translation>Wählen Sie einen Ordner anderswo. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Choose an empty folder, or make a new one in it. Nothing was changed.</source>
        <translation>Wählen Sie einen leeren Ordner, oder erstellen Sie darin einen neuen. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The models stay where they are. Check the folder, its rights and its drive.</source>
        <translation>Die Modelle bleiben, wo sie sind. Prüfen Sie den Ordner, seine Rechte und sein Laufwerk.</translation>
    </message>
    <message>
        <source>The folder of the models is not there: {folder}.</source>
        <translation>Der Ordner der Modelle ist nicht da: {folder}.</translation>
    </message>
    <message>
        <source>The models cannot be moved to {folder}: {reason}.</source>
        <translation>Die Modelle können nicht nach {folder} verschoben werden: {reason}.</translation>
    </message>
    <message>
        <source>{folder} is not empty; it holds {names}.</source>
        <translation>{folder} ist nicht leer, sondern enthält {names}.</translation>
    </message>
    <message>
        <source>The models are not in {folder} any more. Is its drive there?</source>
        <translation>Die Modelle sind nicht mehr in {folder}. Ist das Laufwerk da?</translation>
    </message>
    <message>
        <source>Moving the models</source>
        <translation>Die Modelle werden verschoben</translation>
    </message>
    <message>
        <source>The models are in that folder already.</source>
        <translation>Die Modelle sind schon in diesem Ordner.</translation>
    </message>
    <message>
        <source>One of the two folders lies inside the other.</source>
        <translation>Einer der beiden Ordner liegt im anderen.</translation>
    </message>
    <message>
        <source>The models change all the time, so they cannot be moved now.</source>
        <translation>Die Modelle ändern sich ständig, deshalb können sie jetzt nicht verschoben werden.</translation>
    </message>
    <message>
        <source>The copy of {name} on the new drive is not what was written.</source>
        <translation>Die Kopie von {name} auf dem neuen Laufwerk ist nicht, was geschrieben wurde.</translation>
    </message>
    <message>
        <source>The models stay where they are. Check the new drive, then try again.</source>
        <translation>Die Modelle bleiben, wo sie sind. Prüfen Sie das neue Laufwerk, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>ein Ordner</translation>
    </message>
    <message>
        <source>a pipe</source>
        <translation>eine Pipe</translation>
    </message>
    <message>
        <source>a device</source>
        <translation>ein Gerät</translation>
    </message>
    <message>
        <source>a drive</source>
        <translation>ein Laufwerk</translation>
    </message>
    <message>
        <source>a socket</source>
        <translation>ein Socket</translation>
    </message>
    <message>
        <source>its name cannot be one</source>
        <translation>der Name kann keiner sein</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}.</source>
        <translation>{path} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>Choose the file it leads to: {target}</source>
        <translation>Wählen Sie die Datei, zu der er führt: {target}</translation>
    </message>
    <message>
        <source>{path} is a link, not a file.</source>
        <translation>{path} ist ein Verweis, keine Datei.</translation>
    </message>
    <message>
        <source>It leads nowhere.</source>
        <translation>Er führt nirgendwohin.</translation>
    </message>
    <message>
        <source>something else</source>
        <translation>etwas anderes</translation>
    </message>
    <message>
        <source>{path} is {kind}, not a file.</source>
        <translation>{path} ist {kind}, keine Datei.</translation>
    </message>
    <message>
        <source>Packing</source>
        <translation>Wird gepackt</translation>
    </message>
    <message>
        <source>Free some space on that drive, or choose fewer models. The same command goes on where it was.</source>
        <translation>Schaffen Sie etwas Platz auf diesem Laufwerk, oder wählen Sie weniger Modelle. Derselbe Befehl macht dort weiter, wo er war.</translation>
    </message>
    <message>
        <source>The pack needs {need} of disk space; {free} are free.</source>
        <translation>Das Paket braucht {need} Platz auf dem Laufwerk; {free} sind frei.</translation>
    </message>
    <message>
        <source>Writing this pack</source>
        <translation>Das Schreiben dieses Pakets</translation>
    </message>
    <message>
        <source>No model was chosen for the pack.</source>
        <translation>Für das Paket wurde kein Modell gewählt.</translation>
    </message>
    <message>
        <source>{name} cannot be packed: {reason}</source>
        <translation>{name} kann nicht gepackt werden: {reason}</translation>
    </message>
    <message>
        <source>Nothing was changed. Copy the pack again from where it was made.</source>
        <translation>Nichts wurde geändert. Kopieren Sie das Paket noch einmal von dort, wo es erstellt wurde.</translation>
    </message>
    <message>
        <source>Nothing was changed. Install a newer EdgeAssist and try again.</source>
        <translation>Nichts wurde geändert. Installieren Sie ein neueres EdgeAssist, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{name} was made by a newer EdgeAssist (its form is {version}, this one reads {known}).</source>
        <translation>{name} wurde von einem neueren EdgeAssist erstellt (Form {version}, dieses liest {known}).</translation>
    </message>
    <message>
        <source>Copy the pack again from where it was made, and open it again: what is whole already is not copied twice.</source>
        <translation>Kopieren Sie das Paket noch einmal von dort, wo es erstellt wurde, und öffnen Sie es erneut: Was schon ganz ist, wird nicht zweimal kopiert.</translation>
    </message>
    <message>
        <source>{pack} is damaged: in {file} the bytes from MiB {start} to MiB {end} (piece {number}) are not what they were. That model was not taken in.</source>
        <translation>{pack} ist beschädigt: In {file} sind die Bytes von MiB {start} bis MiB {end} (Stück {number}) nicht, was sie waren. Dieses Modell wurde nicht übernommen.</translation>
    </message>
    <message>
        <source>Put the drive back. What was copied so far is kept: do it again, and it goes on from there.</source>
        <translation>Schließen Sie das Laufwerk wieder an. Was bisher kopiert wurde, bleibt aufbewahrt: Starten Sie noch einmal, dann geht es dort weiter.</translation>
    </message>
    <message>
        <source>{pack} cannot be read any further: {reason}. Was its drive removed?</source>
        <translation>{pack} kann nicht weiter gelesen werden: {reason}. Wurde das Laufwerk entfernt?</translation>
    </message>
    <message>
        <source>it became shorter</source>
        <translation>es wurde kürzer</translation>
    </message>
    <message>
        <source>{path} is there already; it was left as it is.</source>
        <translation>{path} ist schon da; es wurde gelassen, wie es ist.</translation>
    </message>
    <message>
        <source>Check the drive and its rights. What was copied so far is kept: do it again, and it goes on from there.</source>
        <translation>Prüfen Sie das Laufwerk und seine Rechte. Was bisher kopiert wurde, bleibt aufbewahrt: Starten Sie noch einmal, dann geht es dort weiter.</translation>
    </message>
    <message>
        <source>{name} cannot be written: {reason}.</source>
        <translation>{name} kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>The file of {name} is damaged ({where}), so it was not packed. No pack was written.</source>
        <translation>Die Datei von {name} ist beschädigt ({where}), deshalb wurde sie nicht gepackt. Es wurde kein Paket geschrieben.</translation>
    </message>
    <message>
        <source>The file of {name} is damaged, so it was not packed. No pack was written.</source>
        <translation>Die Datei von {name} ist beschädigt, deshalb wurde sie nicht gepackt. Es wurde kein Paket geschrieben.</translation>
    </message>
    <message>
        <source>Choose another name, or say that it may be replaced (--force).</source>
        <translation>Wählen Sie einen anderen Namen, oder erlauben Sie das Ersetzen (--force).</translation>
    </message>
    <message>
        <source>Make it first, or choose another one. Nothing was written.</source>
        <translation>Erstellen Sie ihn zuerst, oder wählen Sie einen anderen. Nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>The folder {folder} does not exist.</source>
        <translation>Den Ordner {folder} gibt es nicht.</translation>
    </message>
    <message>
        <source>Choose models that can be used; `edgeassist models list` shows them.</source>
        <translation>Wählen Sie verwendbare Modelle; `edgeassist models list` zeigt sie.</translation>
    </message>
    <message>
        <source>Verify and repair it first (`edgeassist models verify`), then pack it again.</source>
        <translation>Prüfen und reparieren Sie es zuerst (`edgeassist models verify`), und packen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Wait until it is over, then try again.</source>
        <translation>Warten Sie, bis es vorbei ist, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>{what} is under way already, in another window or command.</source>
        <translation>{what} läuft schon, in einem anderen Fenster oder Befehl.</translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation>Wird entpackt</translation>
    </message>
    <message>
        <source>Taking in the pack needs {need} of disk space; {free} are free.</source>
        <translation>Um das Paket zu übernehmen, werden {need} auf dem Laufwerk gebraucht; {free} sind frei.</translation>
    </message>
    <message>
        <source>Free some space there. What was copied is kept: open the pack again to go on.</source>
        <translation>Schaffen Sie dort etwas Platz. Was kopiert wurde, bleibt aufbewahrt: Öffnen Sie das Paket erneut, um weiterzumachen.</translation>
    </message>
    <message>
        <source>{name} is a zip file, but no field pack.</source>
        <translation>{name} ist eine zip-Datei, aber kein Feldpaket.</translation>
    </message>
    <message>
        <source>Unpack it with a zip tool.</source>
        <translation>Entpacken Sie sie mit einem zip-Programm.</translation>
    </message>
    <message>
        <source>The list in {name} is damaged, so nothing of it was taken in.</source>
        <translation>Die Liste in {name} ist beschädigt, deshalb wurde nichts daraus übernommen.</translation>
    </message>
    <message>
        <source>{name} does not hold {path} as its list says.</source>
        <translation>{name} enthält {path} nicht so, wie die Liste darin es sagt.</translation>
    </message>
    <message>
        <source>The list in {name} names a file twice.</source>
        <translation>Die Liste in {name} nennt eine Datei zweimal.</translation>
    </message>
    <message>
        <source>The list in {pack} is larger than any field pack&apos;s.</source>
        <translation>Die Liste in {pack} ist größer als bei jedem Feldpaket.</translation>
    </message>
    <message>
        <source>The list in {pack} contradicts itself about {name}.</source>
        <translation>Die Liste in {pack} widerspricht sich bei {name}.</translation>
    </message>
    <message>
        <source>{name} in {pack} was not taken in. {reason}</source>
        <translation>{name} in {pack} wurde nicht übernommen. {reason}</translation>
    </message>
    <message>
        <source>Opening this pack</source>
        <translation>Das Öffnen dieses Pakets</translation>
    </message>
    <message>
        <source>{name} was here already; it was not copied again.</source>
        <translation>{name} war schon hier; es wurde nicht noch einmal kopiert.</translation>
    </message>
    <message>
        <source>There is no such import.</source>
        <translation>Diesen Import gibt es nicht.</translation>
    </message>
    <message>
        <source>The voice model {name} cannot be packed: {reason}</source>
        <translation>Das Hörmodell {name} kann nicht gepackt werden: {reason}</translation>
    </message>
    <message>
        <source>it was not tried here yet.</source>
        <translation>es wurde hier noch nicht ausprobiert.</translation>
    </message>
    <message>
        <source>Choose voice models that can be used; `edgeassist voices list` shows them.</source>
        <translation>Wählen Sie verwendbare Hörmodelle; `edgeassist voices list` zeigt sie.</translation>
    </message>
    <message>
        <source>{path} has another size</source>
        <translation>{path} hat eine andere Größe</translation>
    </message>
    <message>
        <source>The list in the pack contradicts itself about {name}.</source>
        <translation>Die Liste im Paket widerspricht sich bei {name}.</translation>
    </message>
    <message>
        <source>The file changed while it was read, or its drive was removed.</source>
        <translation>Die Datei hat sich beim Lesen geändert, oder ihr Laufwerk wurde entfernt.</translation>
    </message>
    <message>
        <source>Nothing was changed. Download the file again, or choose another one.</source>
        <translation>Nichts wurde geändert. Laden Sie die Datei noch einmal herunter, oder wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>Check the path, or plug the drive in again.</source>
        <translation>Prüfen Sie den Pfad, oder schließen Sie das Laufwerk wieder an.</translation>
    </message>
    <message>
        <source>Choose the model file itself; it usually ends in .gguf.</source>
        <translation>Wählen Sie die Modelldatei selbst; sie endet meist auf .gguf.</translation>
    </message>
    <message>
        <source>Sign in to the site in a browser, download the model itself, and import that file.</source>
        <translation>Melden Sie sich in einem Browser auf der Website an, laden Sie das Modell selbst herunter, und importieren Sie diese Datei.</translation>
    </message>
    <message>
        <source>Run `git lfs pull` in that folder, or use the site&apos;s download button, and import the large file.</source>
        <translation>Führen Sie in diesem Ordner `git lfs pull` aus, oder verwenden Sie die Download-Schaltfläche der Website, und importieren Sie die große Datei.</translation>
    </message>
    <message>
        <source>Unpack it first and import the .gguf file from inside.</source>
        <translation>Entpacken Sie es zuerst, und importieren Sie die .gguf-Datei daraus.</translation>
    </message>
    <message>
        <source>Such files can run programs, so this one was not opened. Look for the same model as GGUF.</source>
        <translation>Solche Dateien können Programme ausführen, deshalb wurde diese nicht geöffnet. Suchen Sie dasselbe Modell als GGUF.</translation>
    </message>
    <message>
        <source>Look for the same model as GGUF; most are published in both forms.</source>
        <translation>Suchen Sie dasselbe Modell als GGUF; die meisten werden in beiden Formen veröffentlicht.</translation>
    </message>
    <message>
        <source>Look for a newer copy of this model.</source>
        <translation>Suchen Sie eine neuere Kopie dieses Modells.</translation>
    </message>
    <message>
        <source>Look for the usual (little-endian) copy of this model.</source>
        <translation>Suchen Sie die übliche Kopie (little-endian) dieses Modells.</translation>
    </message>
    <message>
        <source>A newer EdgeAssist may know it. Nothing was changed.</source>
        <translation>Ein neueres EdgeAssist kennt es vielleicht. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Choose a chat or instruct model. Nothing was changed.</source>
        <translation>Wählen Sie ein Chat- oder Instruct-Modell. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Put all parts into one folder. Nothing was changed.</source>
        <translation>Legen Sie alle Teile in einen Ordner. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Import it with `edgeassist models import`, which joins the parts.</source>
        <translation>Importieren Sie es mit `edgeassist models import`; das fügt die Teile zusammen.</translation>
    </message>
    <message>
        <source>Nothing was changed. Try once more; if it happens again, choose another file.</source>
        <translation>Nichts wurde geändert. Versuchen Sie es noch einmal; wenn es wieder geschieht, wählen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>If the file lies on a slow drive, copy it to this computer first.</source>
        <translation>Wenn die Datei auf einem langsamen Laufwerk liegt, kopieren Sie sie zuerst auf diesen Computer.</translation>
    </message>
    <message>
        <source>Wait until the download or copy has finished, then import it again.</source>
        <translation>Warten Sie, bis der Download oder das Kopieren fertig ist, und importieren Sie sie dann noch einmal.</translation>
    </message>
    <message>
        <source>Joining</source>
        <translation>Wird zusammengefügt</translation>
    </message>
    <message>
        <source>{name} says it is another part, or of another model, than its name says.</source>
        <translation>{name} gibt an, ein anderer Teil zu sein oder zu einem anderen Modell zu gehören, als der Name sagt.</translation>
    </message>
    <message>
        <source>The parts of this model hold a tensor twice.</source>
        <translation>Die Teile dieses Modells enthalten einen Tensor zweimal.</translation>
    </message>
    <message>
        <source>{name} is no GGUF file, so the model is not complete.</source>
        <translation>{name} ist keine GGUF-Datei, also ist das Modell nicht vollständig.</translation>
    </message>
    <message>
        <source>{name} describes a tensor that is impossible.</source>
        <translation>{name} beschreibt einen Tensor, der unmöglich ist.</translation>
    </message>
    <message>
        <source>{name} ends before its last tensor; the download probably broke off.</source>
        <translation>{name} endet vor seinem letzten Tensor; der Download ist wahrscheinlich abgebrochen.</translation>
    </message>
    <message>
        <source>“split.count” must be a whole number.</source>
        <translation>„split.count“ muss eine ganze Zahl sein.</translation>
    </message>
    <message>
        <source>The header announces {count:,} parts.</source>
        <translation>Der Kopf der Datei kündigt {count:,} Teile an.</translation>
    </message>
    <message>
        <source>{name} became shorter while it was read.</source>
        <translation>{name} wurde beim Lesen kürzer.</translation>
    </message>
    <message>
        <source>{name} was written to while it was read.</source>
        <translation>In {name} wurde während des Lesens geschrieben.</translation>
    </message>
    <message>
        <source>A part became shorter while it was read, or its drive was removed.</source>
        <translation>Ein Teil wurde beim Lesen kürzer, oder sein Laufwerk wurde entfernt.</translation>
    </message>
    <message>
        <source>This is one of {count} parts of a model. Missing here: {names}.</source>
        <translation>Dies ist einer von {count} Teilen eines Modells. Hier fehlen: {names}.</translation>
    </message>
    <message>
        <source>This model comes in {count} parts. All are here; they are joined when it is imported.</source>
        <translation>Dieses Modell besteht aus {count} Teilen. Alle sind hier; sie werden beim Import zusammengefügt.</translation>
    </message>
    <message>
        <source>“{name}” is a link. Choose what it leads to.</source>
        <translation>„{name}“ ist ein Verweis. Wählen Sie, wohin er führt.</translation>
    </message>
    <message>
        <source>That is neither a zip file, nor a .tar.gz file, nor a folder.</source>
        <translation>Das ist weder eine zip-Datei noch eine .tar.gz-Datei noch ein Ordner.</translation>
    </message>
    <message>
        <source>The folder “{name}” cannot be read: {reason}.</source>
        <translation>Der Ordner „{name}“ kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>is a link</source>
        <translation>ist ein Verweis</translation>
    </message>
    <message>
        <source>is a device or pipe</source>
        <translation>ist ein Gerät oder eine Pipe</translation>
    </message>
    <message>
        <source>The folder changed while it was copied.</source>
        <translation>Der Ordner hat sich während des Kopierens geändert.</translation>
    </message>
    <message>
        <source>its directory is too large</source>
        <translation>ihr Verzeichnis ist zu groß</translation>
    </message>
    <message>
        <source>The zip file is damaged, or it was not copied to its end.</source>
        <translation>Die zip-Datei ist beschädigt oder wurde nicht zu Ende kopiert.</translation>
    </message>
    <message>
        <source>The zip file cannot be read: {reason}.</source>
        <translation>Die zip-Datei kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>is neither a file nor a folder</source>
        <translation>ist weder eine Datei noch ein Ordner</translation>
    </message>
    <message>
        <source>is called by two names</source>
        <translation>hat zwei Namen</translation>
    </message>
    <message>
        <source>It says that it unpacks to more than {count} times its size.</source>
        <translation>Laut eigener Angabe ergibt sie entpackt mehr als das {count}-Fache ihrer Größe.</translation>
    </message>
    <message>
        <source>The zip file cannot be read to its end: {reason}.</source>
        <translation>Die zip-Datei kann nicht bis zum Ende gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>The zip file is protected by a password.</source>
        <translation>Die zip-Datei ist durch ein Passwort geschützt.</translation>
    </message>
    <message>
        <source>The zip file is packed in a way that voice models never are.</source>
        <translation>Die zip-Datei ist auf eine Art gepackt, die bei Hörmodellen nie vorkommt.</translation>
    </message>
    <message>
        <source>The zip file is damaged: a file in it cannot be unpacked.</source>
        <translation>Die zip-Datei ist beschädigt: Eine Datei darin kann nicht entpackt werden.</translation>
    </message>
    <message>
        <source>A later EdgeAssist described it; it was left as it is.</source>
        <translation>Ein späteres EdgeAssist hat es beschrieben; es wurde so gelassen.</translation>
    </message>
    <message>
        <source>It was copied here by hand; add it with `edgeassist voices add`.</source>
        <translation>Es wurde von Hand hierher kopiert; fügen Sie es mit `edgeassist voices add` hinzu.</translation>
    </message>
    <message>
        <source>Its description cannot be read: {reason}.</source>
        <translation>Seine Beschreibung kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>Its description is damaged; add the model again.</source>
        <translation>Seine Beschreibung ist beschädigt; fügen Sie das Modell erneut hinzu.</translation>
    </message>
    <message>
        <source>Its description names files that cannot be its own; add the model again.</source>
        <translation>Seine Beschreibung nennt Dateien, die nicht seine sein können; fügen Sie das Modell erneut hinzu.</translation>
    </message>
    <message>
        <source>vosk cannot hear with it</source>
        <translation>vosk kann damit nicht hören</translation>
    </message>
    <message>
        <source>it asks for more memory than any voice model needs</source>
        <translation>es verlangt mehr Arbeitsspeicher, als ein Hörmodell je braucht</translation>
    </message>
    <message>
        <source>loading it ends the process that tries</source>
        <translation>beim Laden endet der Prozess, der es versucht</translation>
    </message>
    <message>
        <source>loading it takes longer than any model needs</source>
        <translation>das Laden dauert länger, als ein Modell je braucht</translation>
    </message>
    <message>
        <source>The built-in English needs no voice model. Install EdgeAssist again to get the library.</source>
        <translation>Das eingebaute Englisch braucht kein Hörmodell. Installieren Sie EdgeAssist neu, um die Bibliothek zu bekommen.</translation>
    </message>
    <message>
        <source>Say it again. Nothing was done.</source>
        <translation>Sagen Sie es noch einmal. Nichts wurde ausgeführt.</translation>
    </message>
    <message>
        <source>The library that hears with voice models cannot be used here ({name}).</source>
        <translation>Die Bibliothek, die mit Hörmodellen hört, kann hier nicht verwendet werden ({name}).</translation>
    </message>
    <message>
        <source>its files are gone</source>
        <translation>seine Dateien sind weg</translation>
    </message>
    <message>
        <source>vosk cannot load it</source>
        <translation>vosk kann es nicht laden</translation>
    </message>
    <message>
        <source>The voice model does not take these sentences.</source>
        <translation>Das Hörmodell nimmt diese Sätze nicht an.</translation>
    </message>
    <message>
        <source>The voice model could not make sense of the sound.</source>
        <translation>Das Hörmodell konnte mit dem Ton nichts anfangen.</translation>
    </message>
    <message>
        <source>is a file and a folder at once</source>
        <translation>ist zugleich eine Datei und ein Ordner</translation>
    </message>
    <message>
        <source>is there twice</source>
        <translation>ist zweimal da</translation>
    </message>
    <message>
        <source>It unpacks to more than {count} times its size, which no model does.</source>
        <translation>Es ergibt entpackt mehr als das {count}-Fache seiner Größe, was bei keinem Modell vorkommt.</translation>
    </message>
    <message>
        <source>has a backslash in its name</source>
        <translation>hat einen Backslash im Namen</translation>
    </message>
    <message>
        <source>says where on a drive it wants to be</source>
        <translation>sagt, wo auf einem Laufwerk es liegen will</translation>
    </message>
    <message>
        <source>leads out of its own folder</source>
        <translation>führt aus dem eigenen Ordner hinaus</translation>
    </message>
    <message>
        <source>has a name that no file can have</source>
        <translation>hat einen Namen, den keine Datei haben kann</translation>
    </message>
    <message>
        <source>has a name that is too long</source>
        <translation>hat einen zu langen Namen</translation>
    </message>
    <message>
        <source>This voice model was here already; it was not copied again.</source>
        <translation>Dieses Hörmodell war schon hier; es wurde nicht noch einmal kopiert.</translation>
    </message>
    <message>
        <source>This voice model needs {need} of disk space; {free} are free.</source>
        <translation>Dieses Hörmodell braucht {need} Platz auf dem Laufwerk; {free} sind frei.</translation>
    </message>
    <message>
        <source>Free some space, or choose a smaller one (“small” in its name).</source>
        <translation>Schaffen Sie etwas Platz, oder wählen Sie ein kleineres („small“ im Namen).</translation>
    </message>
    <message>
        <source>There is nothing in it that vosk could load.</source>
        <translation>Es ist nichts darin, das vosk laden könnte.</translation>
    </message>
    <message>
        <source>The voice model could not be put in its place: {reason}.</source>
        <translation>Das Hörmodell konnte nicht an seinen Platz gelegt werden: {reason}.</translation>
    </message>
    <message>
        <source>The voice model cannot be removed: {reason}.</source>
        <translation>Das Hörmodell kann nicht entfernt werden: {reason}.</translation>
    </message>
    <message>
        <source>Unpack it with its password and choose the folder. Nothing was changed.</source>
        <translation>Entpacken Sie sie mit ihrem Passwort, und wählen Sie den Ordner. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Nothing was changed. Download it again from alphacephei.com/vosk/models, or choose another one.</source>
        <translation>Nichts wurde geändert. Laden Sie es noch einmal von alphacephei.com/vosk/models herunter, oder wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>Choose a model for vosk, as its .zip file or its unpacked folder (alphacephei.com/vosk/models). Nothing was changed.</source>
        <translation>Wählen Sie ein Modell für vosk, als .zip-Datei oder entpackten Ordner (alphacephei.com/vosk/models). Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The archive holds “{name}”, which {reason}. No honest voice model does.</source>
        <translation>Das Archiv enthält „{name}“: Das {reason}. Bei keinem ehrlichen Hörmodell ist das so.</translation>
    </message>
    <message>
        <source>It is not used. Get it again from alphacephei.com/vosk/models; typing, chats and the built-in English are not affected.</source>
        <translation>Es wird nicht verwendet. Holen Sie es noch einmal von alphacephei.com/vosk/models; Tippen, Chats und das eingebaute Englisch sind nicht betroffen.</translation>
    </message>
    <message>
        <source>This voice model is damaged: {reason}.</source>
        <translation>Dieses Hörmodell ist beschädigt: {reason}.</translation>
    </message>
    <message>
        <source>It is not used; `edgeassist voices remove` takes it out again.</source>
        <translation>Es wird nicht verwendet; `edgeassist voices remove` entfernt es wieder.</translation>
    </message>
    <message>
        <source>{name} was taken in and is not used. {failure}</source>
        <translation>{name} wurde übernommen und wird nicht verwendet. {failure}</translation>
    </message>
    <message>
        <source>Say it with --lang, for example --lang de. Nothing was changed.</source>
        <translation>Geben Sie sie mit --lang an, zum Beispiel --lang de. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The name “{name}” does not tell which language this voice model hears.</source>
        <translation>Der Name „{name}“ verrät nicht, welche Sprache dieses Hörmodell hört.</translation>
    </message>
    <message>
        <source>Use a code of two letters: en, de, fr, es, zh.</source>
        <translation>Verwenden Sie ein Kürzel aus zwei Buchstaben: en, de, fr, es, zh.</translation>
    </message>
    <message>
        <source>“{given}” is no language code.</source>
        <translation>„{given}“ ist kein Sprachkürzel.</translation>
    </message>
    <message>
        <source>Here are: {names}.</source>
        <translation>Hier sind: {names}.</translation>
    </message>
    <message>
        <source>There is no voice model called “{name}” here.</source>
        <translation>Hier gibt es kein Hörmodell, das „{name}“ heißt.</translation>
    </message>
    <message>
        <source>It is made of more than {count} files, which no voice model is.</source>
        <translation>Es besteht aus mehr als {count} Dateien, was bei keinem Hörmodell vorkommt.</translation>
    </message>
    <message>
        <source>It would take more than {size} when unpacked, which no voice model does.</source>
        <translation>Es würde entpackt mehr als {size} belegen, was bei keinem Hörmodell vorkommt.</translation>
    </message>
    <message>
        <source>There is none yet; `edgeassist voices add FILE` adds one.</source>
        <translation>Es gibt noch keines; `edgeassist voices add FILE` fügt eines hinzu.</translation>
    </message>
    <message>
        <source>It was not checked on this computer yet: `edgeassist voices check` does.</source>
        <translation>Es wurde auf diesem Computer noch nicht geprüft: `edgeassist voices check` tut das.</translation>
    </message>
    <message>
        <source>Trying</source>
        <translation>Wird ausprobiert</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>has another size</source>
        <translation>hat eine andere Größe</translation>
    </message>
    <message>
        <source>The description of this voice model cannot be written: {reason}.</source>
        <translation>Die Beschreibung dieses Hörmodells kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>{name} was put into its folder afterwards</source>
        <translation>{name} wurde nachträglich in seinen Ordner gelegt</translation>
    </message>
    <message>
        <source>The folder of the voice models cannot be read: {reason}.</source>
        <translation>Der Ordner der Hörmodelle kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>{path} cannot be read</source>
        <translation>{path} kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>{path} is not what it was when it came</source>
        <translation>{path} ist nicht mehr, was es am Anfang war</translation>
    </message>
    <message>
        <source>It may have been forgotten: only the last 1,000 commands are kept.</source>
        <translation>Er ist vielleicht vergessen: Nur die letzten 1.000 Befehle werden aufbewahrt.</translation>
    </message>
    <message>
        <source>There is no command {number}.</source>
        <translation>Es gibt keinen Befehl {number}.</translation>
    </message>
    <message>
        <source>The sound file could not be read to its end.</source>
        <translation>Die Tondatei konnte nicht bis zum Ende gelesen werden.</translation>
    </message>
    <message>
        <source>Connect a microphone and try again. Typing works everywhere.</source>
        <translation>Schließen Sie ein Mikrofon an, und versuchen Sie es noch einmal. Tippen geht überall.</translation>
    </message>
    <message>
        <source>No microphone was found.</source>
        <translation>Es wurde kein Mikrofon gefunden.</translation>
    </message>
    <message>
        <source>On Linux, install PortAudio (the package libportaudio2). Typing works everywhere.</source>
        <translation>Installieren Sie unter Linux PortAudio (das Paket libportaudio2). Tippen geht überall.</translation>
    </message>
    <message>
        <source>The part of the system that gives programs the microphone (PortAudio) is missing or broken.</source>
        <translation>Der Teil des Systems, der Programmen das Mikrofon gibt (PortAudio), fehlt oder ist defekt.</translation>
    </message>
    <message>
        <source>Restart the system&apos;s sound, then try again. Typing works everywhere.</source>
        <translation>Starten Sie den Ton des Systems neu, und versuchen Sie es dann noch einmal. Tippen geht überall.</translation>
    </message>
    <message>
        <source>The system&apos;s sound does not answer.</source>
        <translation>Der Ton des Systems antwortet nicht.</translation>
    </message>
    <message>
        <source>Connect it, or choose another microphone. Typing works everywhere.</source>
        <translation>Schließen Sie es an, oder wählen Sie ein anderes Mikrofon. Tippen geht überall.</translation>
    </message>
    <message>
        <source>The microphone “{name}” is not connected.</source>
        <translation>Das Mikrofon „{name}“ ist nicht angeschlossen.</translation>
    </message>
    <message>
        <source>Close other programs that listen, or allow microphones in the system&apos;s privacy settings. Typing works everywhere.</source>
        <translation>Schließen Sie andere Programme, die zuhören, oder erlauben Sie Mikrofone in den Datenschutzeinstellungen des Systems. Tippen geht überall.</translation>
    </message>
    <message>
        <source>The microphone “{name}” cannot be opened: {reason}.</source>
        <translation>Das Mikrofon „{name}“ kann nicht geöffnet werden: {reason}.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Connect it and listen again. Typing works everywhere.</source>
        <translation>Was bisher geschrieben wurde, bleibt aufbewahrt. Schließen Sie es an, und lassen Sie wieder zuhören. Tippen geht überall.</translation>
    </message>
    <message>
        <source>The microphone “{name}” went away and did not come back within {seconds} seconds.</source>
        <translation>Das Mikrofon „{name}“ verschwand und kam nicht binnen {seconds} Sekunden zurück.</translation>
    </message>
    <message>
        <source>Hearing starts anew with the next try; nothing else was touched.</source>
        <translation>Das Hören beginnt beim nächsten Versuch neu; sonst wurde nichts berührt.</translation>
    </message>
    <message>
        <source>The microphone did not answer and was let go by force.</source>
        <translation>Das Mikrofon antwortete nicht und wurde zwangsweise losgelassen.</translation>
    </message>
    <message>
        <source>Choose a WAV, FLAC or OGG file, or convert this one. Nothing was changed.</source>
        <translation>Wählen Sie eine WAV-, FLAC- oder OGG-Datei, oder wandeln Sie diese um. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Cut it into parts, or save it as FLAC or OGG. Nothing was changed.</source>
        <translation>Schneiden Sie sie in Teile, oder speichern Sie sie als FLAC oder OGG. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>This sound file has {size}; at most {limit} can be heard.</source>
        <translation>Diese Tondatei hat {size}; höchstens {limit} können gehört werden.</translation>
    </message>
    <message>
        <source>Choose a folder of your own that exists and can be written to.</source>
        <translation>Wählen Sie einen eigenen Ordner, den es gibt und in den geschrieben werden kann.</translation>
    </message>
    <message>
        <source>The sound could not be kept in a file: {reason}.</source>
        <translation>Der Ton konnte nicht in einer Datei aufbewahrt werden: {reason}.</translation>
    </message>
    <message>
        <source>Close other programs, then say it again.</source>
        <translation>Schließen Sie andere Programme, und sagen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>The computer was too busy, and some of what was said was missed.</source>
        <translation>Der Computer war zu beschäftigt, und ein Teil des Gesagten wurde verpasst.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again, or run `edgeassist doctor`. Typing works everywhere.</source>
        <translation>Installieren Sie EdgeAssist neu, oder führen Sie `edgeassist doctor` aus. Tippen geht überall.</translation>
    </message>
    <message>
        <source>The part that turns speech into text could not be loaded.</source>
        <translation>Der Teil, der Gesprochenes in Text umsetzt, konnte nicht geladen werden.</translation>
    </message>
    <message>
        <source>What was said last is not kept. Hearing starts anew: try again. Typing works everywhere.</source>
        <translation>Was zuletzt gesagt wurde, ist nicht aufbewahrt. Das Hören beginnt neu: Versuchen Sie es noch einmal. Tippen geht überall.</translation>
    </message>
    <message>
        <source>The part that turns speech into text did not answer and was ended.</source>
        <translation>Der Teil, der Gesprochenes in Text umsetzt, antwortete nicht und wurde beendet.</translation>
    </message>
    <message>
        <source>Nothing was done with what you said. Try again. Typing works everywhere.</source>
        <translation>Mit dem, was Sie gesagt haben, wurde nichts getan. Versuchen Sie es noch einmal. Tippen geht überall.</translation>
    </message>
    <message>
        <source>Something in hearing went wrong.</source>
        <translation>Beim Hören ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>Nothing was done with what you said. It has started anew: try again. Typing works everywhere.</source>
        <translation>Mit dem, was Sie gesagt haben, wurde nichts getan. Das Hören hat neu begonnen: Versuchen Sie es noch einmal. Tippen geht überall.</translation>
    </message>
    <message>
        <source>The part that hears ended unexpectedly.</source>
        <translation>Der Teil, der hört, endete unerwartet.</translation>
    </message>
    <message>
        <source>It waits for you now. Choose another microphone or voice model, then try again. Typing works everywhere.</source>
        <translation>Er wartet jetzt auf Sie. Wählen Sie ein anderes Mikrofon oder Hörmodell, und versuchen Sie es dann noch einmal. Tippen geht überall.</translation>
    </message>
    <message>
        <source>The part that hears ended {times} times within a minute and is left alone.</source>
        <translation>Der Teil, der hört, endete {times}-mal binnen einer Minute und wird nun in Ruhe gelassen.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again so that all its parts are there. Typing works everywhere.</source>
        <translation>Installieren Sie EdgeAssist neu, damit alle Teile da sind. Tippen geht überall.</translation>
    </message>
    <message>
        <source>The part that hears could not be started.</source>
        <translation>Der Teil, der hört, konnte nicht gestartet werden.</translation>
    </message>
    <message>
        <source>The built-in English hearing is used instead. Install the voice model again.</source>
        <translation>Stattdessen wird das eingebaute englische Hören verwendet. Installieren Sie das Hörmodell neu.</translation>
    </message>
    <message>
        <source>The voice model is damaged and cannot be used.</source>
        <translation>Das Hörmodell ist beschädigt und kann nicht verwendet werden.</translation>
    </message>
    <message>
        <source>Choose a WAV, FLAC or OGG file that lies in a folder of your own.</source>
        <translation>Wählen Sie eine WAV-, FLAC- oder OGG-Datei, die in einem eigenen Ordner liegt.</translation>
    </message>
    <message>
        <source>This sound file is empty.</source>
        <translation>Diese Tondatei ist leer.</translation>
    </message>
    <message>
        <source>The queue of downloads cannot be written: {reason}.</source>
        <translation>Die Warteschlange der Downloads kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
        <source>as the battery tells it</source>
        <translation>wie der Akku es angibt</translation>
    </message>
    <message>
        <source>the batteries do not tell how much they hold together</source>
        <translation>die Akkus geben nicht an, wie viel sie zusammen enthalten</translation>
    </message>
    <message>
        <source>the battery does not tell how much flows out of it</source>
        <translation>der Akku gibt nicht an, wie viel aus ihm fließt</translation>
    </message>
    <message>
        <source>the battery does not tell</source>
        <translation>der Akku gibt es nicht an</translation>
    </message>
    <message>
        <source>the battery&apos;s driver tells only a percentage</source>
        <translation>der Treiber des Akkus gibt nur einen Prozentsatz an</translation>
    </message>
    <message>
        <source>the battery&apos;s driver tells nothing that can be read</source>
        <translation>der Treiber des Akkus gibt nichts Lesbares an</translation>
    </message>
    <message>
        <source>macOS told nothing about the battery that can be read</source>
        <translation>macOS gab über den Akku nichts Lesbares an</translation>
    </message>
    <message>
        <source>macOS tells only a percentage</source>
        <translation>macOS gibt nur einen Prozentsatz an</translation>
    </message>
    <message>
        <source>Windows tells only a percentage</source>
        <translation>Windows gibt nur einen Prozentsatz an</translation>
    </message>
    <message>
        <source>this system tells the temperature only to an administrator</source>
        <translation>dieses System gibt die Temperatur nur einem Administrator an</translation>
    </message>
    <message>
        <source>no temperature sensor says anything that can be</source>
        <translation>kein Temperatursensor gibt etwas an, das sein kann</translation>
    </message>
    <message>
        <source>this computer shows no temperature sensor</source>
        <translation>dieser Computer zeigt keinen Temperatursensor</translation>
    </message>
    <message>
        <source>this system shows the processor&apos;s energy counter only to an administrator</source>
        <translation>dieses System zeigt den Energiezähler des Prozessors nur einem Administrator</translation>
    </message>
    <message>
        <source>the temperature</source>
        <translation>die Temperatur</translation>
    </message>
    <message>
        <source>nothing was measured yet</source>
        <translation>es wurde noch nichts gemessen</translation>
    </message>
    <message>
        <source>the battery&apos;s counter has not moved often enough yet</source>
        <translation>der Zähler des Akkus hat sich noch nicht oft genug bewegt</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter</source>
        <translation>der Energiezähler des Prozessors</translation>
    </message>
    <message>
        <source>the processor&apos;s own counter (RAPL): processor and its memory only, not screen or disk</source>
        <translation>der Zähler des Prozessors selbst (RAPL): nur der Prozessor und sein Speicher, nicht Bildschirm oder Laufwerk</translation>
    </message>
    <message>
        <source>this processor has no energy counter that the system shows</source>
        <translation>dieser Prozessor hat keinen Energiezähler, den das System zeigt</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter is there, but the system lets only an administrator read it</source>
        <translation>der Energiezähler des Prozessors ist da, aber das System lässt ihn nur einen Administrator lesen</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>noch nicht gemessen</translation>
    </message>
    <message>
        <source>this computer has no battery</source>
        <translation>dieser Computer hat keinen Akku</translation>
    </message>
    <message>
        <source>the battery&apos;s counter jumped</source>
        <translation>der Zähler des Akkus ist gesprungen</translation>
    </message>
    <message>
        <source>its parts were measured in different ways, and such figures are not added up</source>
        <translation>seine Teile wurden auf verschiedene Weise gemessen, und solche Werte werden nicht addiert</translation>
    </message>
    <message>
        <source>on mains power the battery does not see what the laptop draws</source>
        <translation>am Netz sieht der Akku nicht, was der Laptop verbraucht</translation>
    </message>
    <message>
        <source>not measurable here: {reason}</source>
        <translation>hier nicht messbar: {reason}</translation>
    </message>
    <message>
        <source>{meter} could not be read ({error})</source>
        <translation>{meter} konnte nicht gelesen werden ({error})</translation>
    </message>
    <message>
        <source>{method}; above the {watts} W of an idle time</source>
        <translation>{method}; über den {watts} W im Leerlauf</translation>
    </message>
    <message>
        <source>the system&apos;s own figure</source>
        <translation>die eigene Angabe des Systems</translation>
    </message>
    <message>
        <source>the battery&apos;s own gauge, watt by watt, the whole laptop</source>
        <translation>die Anzeige des Akkus selbst, Watt für Watt, der ganze Laptop</translation>
    </message>
    <message>
        <source>the system&apos;s own figure, watt by watt, the whole laptop</source>
        <translation>die eigene Angabe des Systems, Watt für Watt, der ganze Laptop</translation>
    </message>
    <message>
        <source>how far the battery&apos;s counter fell, the ends by its gauge, the whole laptop</source>
        <translation>wie weit der Zähler des Akkus fiel, Anfang und Ende nach seiner Anzeige, der ganze Laptop</translation>
    </message>
    <message>
        <source>how far the battery&apos;s counter fell, the whole laptop</source>
        <translation>wie weit der Zähler des Akkus fiel, der ganze Laptop</translation>
    </message>
    <message>
        <source>the answer was too short</source>
        <translation>die Antwort war zu kurz</translation>
    </message>
    <message>
        <source>the battery tells its draw once in {seconds} s, and the answer took {took} s</source>
        <translation>der Akku gibt den Verbrauch einmal in {seconds} s an, und die Antwort dauerte {took} s</translation>
    </message>
    <message>
        <source>the battery tells its draw too seldom, and the answer took {took} s</source>
        <translation>der Akku gibt den Verbrauch zu selten an, und die Antwort dauerte {took} s</translation>
    </message>
    <message>
        <source>the battery&apos;s counter moves once in {seconds} s, and the answer took {took} s</source>
        <translation>der Zähler des Akkus bewegt sich einmal in {seconds} s, und die Antwort dauerte {took} s</translation>
    </message>
    <message>
        <source>the battery&apos;s counter moves too seldom, and the answer took {took} s</source>
        <translation>der Zähler des Akkus bewegt sich zu selten, und die Antwort dauerte {took} s</translation>
    </message>
    <message>
        <source>how the battery&apos;s counter fell in {seconds} s</source>
        <translation>wie der Zähler des Akkus in {seconds} s fiel</translation>
    </message>
    <message>
        <source>{method}, new about every {seconds} s</source>
        <translation>{method}, neu etwa alle {seconds} s</translation>
    </message>
    <message>
        <source>fewer than {count} answers were measured on battery so far</source>
        <translation>bisher wurden weniger als {count} Antworten im Akkubetrieb gemessen</translation>
    </message>
    <message>
        <source>energy left ÷ what the laptop drew for each of the last {count} answers, written one after another</source>
        <translation>verbleibende Energie ÷ was der Laptop für jede der letzten {count} Antworten verbrauchte, eine nach der anderen geschrieben</translation>
    </message>
    <message>
        <source>the mean of {count} batteries</source>
        <translation>das Mittel von {count} Akkus</translation>
    </message>
    <message>
        <source>energy left of energy when full, {count} batteries</source>
        <translation>verbleibende Energie von der Energie bei voller Ladung, {count} Akkus</translation>
    </message>
    <message>
        <source>the battery&apos;s own gauge ({names})</source>
        <translation>die Anzeige des Akkus selbst ({names})</translation>
    </message>
    <message>
        <source>the battery&apos;s own gauge of {count} batteries ({names})</source>
        <translation>die Anzeige von {count} Akkus selbst ({names})</translation>
    </message>
    <message>
        <source>the battery&apos;s counter ({names})</source>
        <translation>der Zähler des Akkus ({names})</translation>
    </message>
    <message>
        <source>the middle of {count} looks between answers</source>
        <translation>die Mitte von {count} Messungen zwischen Antworten</translation>
    </message>
    <message>
        <source>the hottest sensor of the processor ({name})</source>
        <translation>der heißeste Sensor des Prozessors ({name})</translation>
    </message>
    <message>
        <source>the hottest sensor there is ({name})</source>
        <translation>der heißeste vorhandene Sensor ({name})</translation>
    </message>
    <message>
        <source>the battery&apos;s driver says what cannot be ({name} is “{found}”)</source>
        <translation>der Treiber des Akkus gibt an, was nicht sein kann ({name} ist „{found}“)</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter cannot be read ({reason})</source>
        <translation>der Energiezähler des Prozessors kann nicht gelesen werden ({reason})</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter says what cannot be (“{found}”)</source>
        <translation>der Energiezähler des Prozessors gibt an, was nicht sein kann („{found}“)</translation>
    </message>
    <message>
        <source>The record of what answers cost was damaged. It is kept as {path}; a new one began.</source>
        <translation>Die Aufzeichnung dessen, was Antworten kosten, war beschädigt. Sie ist als {path} aufbewahrt; eine neue wurde begonnen.</translation>
    </message>
    <message>
        <source>it has format {found}, and {known} is the latest known here</source>
        <translation>sie hat Format {found}, und {known} ist das neueste, das hier bekannt ist</translation>
    </message>
    <message>
        <source>What answers cost is kept in {path} by a later EdgeAssist, so nothing is added to it. It was left as it is.</source>
        <translation>Was Antworten kosten, wird in {path} von einem späteren EdgeAssist aufbewahrt, deshalb wird nichts hinzugefügt. Es wurde gelassen, wie es war.</translation>
    </message>
    <message>
        <source>What answers cost cannot be kept in {path} now: {reason}. Answers are not affected.</source>
        <translation>Was Antworten kosten, kann jetzt nicht in {path} aufbewahrt werden: {reason}. Antworten sind nicht betroffen.</translation>
    </message>
    <message>
        <source>What an answer cost could not be kept: {reason}. Answers are not affected.</source>
        <translation>Was eine Antwort gekostet hat, konnte nicht aufbewahrt werden: {reason}. Antworten sind nicht betroffen.</translation>
    </message>
    <message>
        <source>the charger was plugged in or pulled meanwhile</source>
        <translation>das Ladegerät wurde inzwischen ein- oder ausgesteckt</translation>
    </message>
    <message>
        <source>the computer slept meanwhile</source>
        <translation>der Computer schlief inzwischen</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter was not always there</source>
        <translation>der Energiezähler des Prozessors war nicht immer da</translation>
    </message>
    <message>
        <source>the battery tells its draw too seldom and too coarsely for so short an answer</source>
        <translation>der Akku gibt den Verbrauch zu selten und zu grob für eine so kurze Antwort an</translation>
    </message>
    <message>
        <source>the battery did not tell its draw all the time</source>
        <translation>der Akku gab den Verbrauch nicht durchgehend an</translation>
    </message>
    <message>
        <source>the battery&apos;s counter was not always there</source>
        <translation>der Zähler des Akkus war nicht immer da</translation>
    </message>
    <message>
        <source>EdgeAssist {version} cannot read today&apos;s data. The copy of {moment}, made before the update, is put back. What came since then is kept in a file beside it, nothing is deleted.</source>
        <translation>EdgeAssist {version} kann die heutigen Daten nicht lesen. Die Kopie vom {moment}, vor dem Update erstellt, wird zurückgeholt. Was seitdem dazukam, bleibt daneben in einer Datei aufbewahrt; nichts wird gelöscht.</translation>
    </message>
    <message>
        <source>EdgeAssist {version} reads your data as it is: nothing is lost.</source>
        <translation>EdgeAssist {version} liest Ihre Daten, wie sie sind: Nichts geht verloren.</translation>
    </message>
    <message>
        <source>Your data stays as it is. If EdgeAssist {version} cannot read it, it says so and changes nothing.</source>
        <translation>Ihre Daten bleiben, wie sie sind. Wenn EdgeAssist {version} sie nicht lesen kann, sagt es das und ändert nichts.</translation>
    </message>
    <message>
        <source>Install the older file; your data stays where it is, and `edgeassist versions restore` has its copies.</source>
        <translation>Installieren Sie die ältere Datei; Ihre Daten bleiben, wo sie sind, und `edgeassist versions restore` hat Kopien davon.</translation>
    </message>
    <message>
        <source>No earlier version of EdgeAssist is kept here.</source>
        <translation>Hier ist keine frühere Version von EdgeAssist aufbewahrt.</translation>
    </message>
    <message>
        <source>Only versions that are not in use can be removed.</source>
        <translation>Nur Versionen, die nicht in Gebrauch sind, können entfernt werden.</translation>
    </message>
    <message>
        <source>EdgeAssist {version} is in use.</source>
        <translation>EdgeAssist {version} ist in Gebrauch.</translation>
    </message>
    <message>
        <source>`edgeassist versions list` names those there are.</source>
        <translation>`edgeassist versions list` nennt die vorhandenen.</translation>
    </message>
    <message>
        <source>EdgeAssist {version} is not kept here.</source>
        <translation>EdgeAssist {version} ist hier nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>Check that the folder can be written to. The version in use is as it was.</source>
        <translation>Prüfen Sie, ob in den Ordner geschrieben werden kann. Die verwendete Version ist wie zuvor.</translation>
    </message>
    <message>
        <source>{folder} cannot be changed: {reason}.</source>
        <translation>{folder} kann nicht geändert werden: {reason}.</translation>
    </message>
    <message>
        <source>Close every EdgeAssist window and command, then try again. Nothing was changed.</source>
        <translation>Schließen Sie alle Fenster und Befehle von EdgeAssist, und versuchen Sie es dann noch einmal. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>{path} is open in another EdgeAssist.</source>
        <translation>{path} ist in einem anderen EdgeAssist geöffnet.</translation>
    </message>
    <message>
        <source>`edgeassist versions restore` lists the copies. Nothing was changed.</source>
        <translation>`edgeassist versions restore` listet die Kopien auf. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The copy in {path} cannot be used: {reason}.</source>
        <translation>Die Kopie in {path} kann nicht verwendet werden: {reason}.</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>sie ist leer</translation>
    </message>
    <message>
        <source>a later EdgeAssist wrote it</source>
        <translation>ein späteres EdgeAssist hat sie geschrieben</translation>
    </message>
    <message>
        <source>what was copied was damaged already</source>
        <translation>was kopiert wurde, war schon beschädigt</translation>
    </message>
    <message>
        <source>The computer slept for {time}. What the model was doing was interrupted by sleep.</source>
        <translation>Der Computer schlief ({time}). Was das Modell gerade tat, wurde dadurch unterbrochen.</translation>
    </message>
    <message>
        <source>The computer slept for {time}. Downloads and work on models were interrupted by sleep.</source>
        <translation>Der Computer schlief ({time}). Downloads und Arbeiten an Modellen wurden dadurch unterbrochen.</translation>
    </message>
    <message>
        <source>The computer slept for {time}. What the model was doing, downloads and work on models were interrupted by sleep.</source>
        <translation>Der Computer schlief ({time}). Was das Modell gerade tat, Downloads und Arbeiten an Modellen wurden dadurch unterbrochen.</translation>
    </message>
    <message>
        <source>It goes on now; nothing was lost.</source>
        <translation>Es geht jetzt weiter; nichts ging verloren.</translation>
    </message>
    <message>
        <source>Your data of before is being brought back.</source>
        <translation>Ihre früheren Daten werden zurückgeholt.</translation>
    </message>
    <message>
        <source>That may take a minute.</source>
        <translation>Das kann eine Minute dauern.</translation>
    </message>
    <message>
        <source>Your chats and settings are being copied before this version first opens them.</source>
        <translation>Ihre Chats und Einstellungen werden kopiert, bevor diese Version sie zum ersten Mal öffnet.</translation>
    </message>
    <message>
        <source>Closed until there is a copy: {names}.</source>
        <translation>Geschlossen, bis es eine Kopie gibt: {names}.</translation>
    </message>
    <message>
        <source>Another EdgeAssist has {path} open, so this version leaves its format as it is.</source>
        <translation>Ein anderes EdgeAssist hat {path} geöffnet, deshalb lässt diese Version das Format, wie es ist.</translation>
    </message>
    <message>
        <source>Close every other EdgeAssist window and command, then start again. Nothing was changed.</source>
        <translation>Schließen Sie alle anderen Fenster und Befehle von EdgeAssist, und starten Sie dann neu. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>No copy of your data could be made before this version began: {reason}.</source>
        <translation>Vor dem Beginn dieser Version konnte keine Kopie Ihrer Daten erstellt werden: {reason}.</translation>
    </message>
    <message>
        <source>`edgeassist history backup` makes one once there is room. Nothing is lost.</source>
        <translation>`edgeassist history backup` erstellt eine, sobald Platz ist. Nichts ist verloren.</translation>
    </message>
    <message>
        <source>Free some space, then start again. Nothing is lost.</source>
        <translation>Schaffen Sie etwas Platz, und starten Sie dann neu. Nichts ist verloren.</translation>
    </message>
    <message>
        <source>Free some space, then start again, or use EdgeAssist {version}. Nothing is lost.</source>
        <translation>Schaffen Sie etwas Platz, und starten Sie dann neu, oder verwenden Sie EdgeAssist {version}. Nichts ist verloren.</translation>
    </message>
    <message>
        <source>Before that, your chats and settings were copied to {folder}.</source>
        <translation>Vorher wurden Ihre Chats und Einstellungen nach {folder} kopiert.</translation>
    </message>
    <message>
        <source>This is EdgeAssist {version}.</source>
        <translation>Dies ist EdgeAssist {version}.</translation>
    </message>
    <message>
        <source>This is EdgeAssist {version}; it was {before} before.</source>
        <translation>Dies ist EdgeAssist {version}; zuvor war es {before}.</translation>
    </message>
    <message>
        <source>Settings, About has what is new, and the way back.</source>
        <translation>Unter Einstellungen, Info steht, was neu ist, und der Weg zurück.</translation>
    </message>
    <message>
        <source>The copy {name} that was to be brought back is gone.</source>
        <translation>Die Kopie {name}, die zurückgeholt werden sollte, ist weg.</translation>
    </message>
    <message>
        <source>Your data of before could not be brought back: {reason}.</source>
        <translation>Ihre Daten von davor konnten nicht zurückgeholt werden: {reason}.</translation>
    </message>
    <message>
        <source>The copy {name} was to be brought back for EdgeAssist {wanted}. This is {version}, so your data stays as it is.</source>
        <translation>Die Kopie {name} sollte für EdgeAssist {wanted} zurückgeholt werden. Dies ist {version}, deshalb bleiben Ihre Daten, wie sie sind.</translation>
    </message>
    <message>
        <source>`edgeassist versions restore {name}` brings it back all the same.</source>
        <translation>`edgeassist versions restore {name}` holt sie trotzdem zurück.</translation>
    </message>
    <message>
        <source>Your data is as it was on {moment}.</source>
        <translation>Ihre Daten sind auf dem Stand vom {moment}.</translation>
    </message>
    <message>
        <source>What was there until now is kept: {files}.</source>
        <translation>Was bis jetzt da war, ist aufbewahrt: {files}.</translation>
    </message>
    <message>
        <source>No version before this one is kept. Once you install the next one, this one is.</source>
        <translation>Keine Version vor dieser ist aufbewahrt. Sobald Sie die nächste installieren, wird diese aufbewahrt.</translation>
    </message>
    <message>
        <source>The version before is in the Start menu: “EdgeAssist, version before”. Your data stays.</source>
        <translation>Die Version davor steht im Startmenü: „EdgeAssist, Version davor“. Ihre Daten bleiben.</translation>
    </message>
    <message>
        <source>No version before this one is kept here. To go back, install the older file; your data stays.</source>
        <translation>Hier ist keine Version vor dieser aufbewahrt. Um zurückzugehen, installieren Sie die ältere Datei; Ihre Daten bleiben.</translation>
    </message>
    <message>
        <source>This program runs from its source, so no version before it is kept here.</source>
        <translation>Dieses Programm läuft aus dem Quelltext, deshalb ist hier keine Version davor aufbewahrt.</translation>
    </message>
    <message>
        <source>Installed for you alone, in {folder}.</source>
        <translation>Nur für Sie installiert, in {folder}.</translation>
    </message>
    <message>
        <source>Installed in {folder}.</source>
        <translation>Installiert in {folder}.</translation>
    </message>
    <message>
        <source>Runs from its source.</source>
        <translation>Läuft aus dem Quelltext.</translation>
    </message>
    <message>
        <source>That could not be noted: {reason}.</source>
        <translation>Das konnte nicht vermerkt werden: {reason}.</translation>
    </message>
    <message>
        <source>{moment}: chats, the copy of that day</source>
        <translation>{moment}: Chats, die Kopie jenes Tages</translation>
    </message>
    <message>
        <source>{moment}: everything but models, before version {version} began</source>
        <translation>{moment}: alles außer Modellen, bevor Version {version} begann</translation>
    </message>
    <message>
        <source>A later EdgeAssist wrote your data, so this one does not open it and changes nothing of it.</source>
        <translation>Ein späteres EdgeAssist hat Ihre Daten geschrieben, deshalb öffnet dieses sie nicht und ändert nichts daran.</translation>
    </message>
    <message>
        <source>Start the later one again, or bring back a copy from before it.</source>
        <translation>Starten Sie wieder das spätere, oder holen Sie eine Kopie von davor zurück.</translation>
    </message>
    <message>
        <source>Start the later one again: there is no copy from before it.</source>
        <translation>Starten Sie wieder das spätere: Es gibt keine Kopie von davor.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again. Your models, conversations and settings lie elsewhere and are untouched.</source>
        <translation>Installieren Sie EdgeAssist neu. Ihre Modelle, Unterhaltungen und Einstellungen liegen anderswo und sind unberührt.</translation>
    </message>
    <message>
        <source>The installation is damaged: {what}.</source>
        <translation>Die Installation ist beschädigt: {what}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} file is missing or altered, {file} for one</source>
        <comment>{n} files are missing or altered, {file} for one</comment>
        <translation>
            <numerusform>{n} Datei fehlt oder ist verändert, nämlich {file}</numerusform>
            <numerusform>{n} Dateien fehlen oder sind verändert, zum Beispiel {file}</numerusform>
        </translation>
    </message>
    <message>
        <source>{file} is missing</source>
        <translation>{file} fehlt</translation>
    </message>
    <message>
        <source>{file} was altered</source>
        <translation>{file} wurde verändert</translation>
    </message>
    <message>
        <source>Hide: {title}</source>
        <translation>Ausblenden: {title}</translation>
    </message>
    <message>
        <source>Show: {title}</source>
        <translation>Zeigen: {title}</translation>
    </message>
    <message>
        <source>How it was understood</source>
        <translation>Wie es verstanden wurde</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>Build {build} (name it when you ask for help).</source>
        <translation>Build {build} (nennen Sie ihn, wenn Sie um Hilfe bitten).</translation>
    </message>
    <message>
        <source>The version before</source>
        <translation>Die Version davor</translation>
    </message>
    <message>
        <source>EdgeAssist {version} starts next time. Close the window and start it again.</source>
        <translation>Beim nächsten Mal startet EdgeAssist {version}. Schließen Sie das Fenster, und starten Sie es neu.</translation>
    </message>
    <message>
        <source>Stay with {version}</source>
        <translation>Bei {version} bleiben</translation>
    </message>
    <message>
        <source>EdgeAssist {version} is still here.</source>
        <translation>EdgeAssist {version} ist noch da.</translation>
    </message>
    <message>
        <source>Go back to {version}…</source>
        <translation>Zurück zu {version}…</translation>
    </message>
    <message>
        <source>Copies of your data</source>
        <translation>Kopien Ihrer Daten</translation>
    </message>
    <message>
        <source>The copy you chose comes back at the next start. Close the window and start EdgeAssist again.</source>
        <translation>Die gewählte Kopie wird beim nächsten Start zurückgeholt. Schließen Sie das Fenster, und starten Sie EdgeAssist neu.</translation>
    </message>
    <message>
        <source>Leave the data as it is</source>
        <translation>Daten so lassen</translation>
    </message>
    <message>
        <source>One is made when another version first starts here, and one of the chats every day.</source>
        <translation>Eine entsteht, wenn eine andere Version hier zum ersten Mal startet, und täglich eine der Chats.</translation>
    </message>
    <message>
        <source>What is new</source>
        <translation>Was ist neu</translation>
    </message>
    <message>
        <source>Bring back…</source>
        <translation>Zurückholen…</translation>
    </message>
    <message>
        <source>Bring back: {copy}</source>
        <translation>Zurückholen: {copy}</translation>
    </message>
    <message>
        <source>Go back to {version}?</source>
        <translation>Zurück zu {version}?</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Zurückgehen</translation>
    </message>
    <message>
        <source>Your data becomes what it was at the time of this copy: {copy}. What is there now is kept in a file beside it. This happens at the next start.</source>
        <translation>Ihre Daten werden wieder so, wie sie zur Zeit dieser Kopie waren: {copy}. Was jetzt da ist, wird daneben in einer Datei aufbewahrt. Das geschieht beim nächsten Start.</translation>
    </message>
    <message>
        <source>Bring this copy back?</source>
        <translation>Diese Kopie zurückholen?</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Search your chats for “{text}”</source>
        <translation>In Ihren Chats nach „{text}“ suchen</translation>
    </message>
    <message>
        <source>Wait until it is done, or close every EdgeAssist window and command, then try again. Nothing is lost.</source>
        <translation>Warten Sie, bis das fertig ist, oder schließen Sie alle Fenster und Befehle von EdgeAssist, und versuchen Sie es dann noch einmal. Nichts ist verloren.</translation>
    </message>
    <message>
        <source>Another EdgeAssist is still copying your data or putting a copy of it back.</source>
        <translation>Ein anderes EdgeAssist kopiert noch Ihre Daten oder holt eine Kopie davon zurück.</translation>
    </message>
    <message>
        <source>another EdgeAssist has it open</source>
        <translation>ein anderes EdgeAssist hat die Datei geöffnet</translation>
    </message>
    <message>
        <source>no copy of it could be made before its format changes</source>
        <translation>vor dem Wechsel des Formats konnte keine Kopie davon erstellt werden</translation>
    </message>
    <message>
        <source>Not checked before: what the first download brings is remembered, and every later one must be the same.</source>
        <translation>Noch nicht geprüft: Was der erste Download bringt, wird gemerkt, und jeder spätere muss dasselbe bringen.</translation>
    </message>
    <message>
        <source>Your models are untouched and can be used. Install EdgeAssist again to get its catalogue back.</source>
        <translation>Ihre Modelle sind unberührt und können verwendet werden. Installieren Sie EdgeAssist neu, um seinen Katalog zurückzubekommen.</translation>
    </message>
    <message>
        <source>The catalogue of models cannot be used: {reason}</source>
        <translation>Der Katalog der Modelle kann nicht verwendet werden: {reason}</translation>
    </message>
    <message>
        <source>The catalogue has no model {ref}.</source>
        <translation>Der Katalog hat kein Modell {ref}.</translation>
    </message>
    <message>
        <source>That is done once after an update and may take a minute. Then everything is as before.</source>
        <translation>Das geschieht einmal nach einem Update und kann eine Minute dauern. Danach ist alles wie zuvor.</translation>
    </message>
    <message>
        <source>Something you set rings {moment}, but only while EdgeAssist is open.</source>
        <translation>Etwas, das Sie gestellt haben, klingelt {moment}, aber nur, solange EdgeAssist geöffnet ist.</translation>
    </message>
    <message>
        <source>If you close now, it is told the next time you start EdgeAssist.</source>
        <translation>Wenn Sie jetzt schließen, wird es beim nächsten Start von EdgeAssist gemeldet.</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>Trotzdem schließen</translation>
    </message>
    <message>
        <source>Keep open</source>
        <translation>Offen lassen</translation>
    </message>
    <message>
        <source>Close, and never ask</source>
        <translation>Schließen, nie mehr fragen</translation>
    </message>
    <message>
        <source>appearance theme colours text size language contrast screen display</source>
        <translation>aussehen thema farben textgröße sprache kontrast bildschirm anzeige</translation>
    </message>
    <message>
        <source>keys shortcuts start notifications</source>
        <translation>tasten kürzel tastenkürzel start benachrichtigungen</translation>
    </message>
    <message>
        <source>processor threads memory speed context</source>
        <translation>prozessor threads arbeitsspeicher tempo geschwindigkeit kontext</translation>
    </message>
    <message>
        <source>microphone speech dictation listening talk</source>
        <translation>mikrofon sprache sprechen diktat diktieren zuhören reden</translation>
    </message>
    <message>
        <source>folder disk download storage</source>
        <translation>ordner laufwerk festplatte download speicherplatz</translation>
    </message>
    <message>
        <source>offline internet connection lock proxy journal privacy</source>
        <translation>offline internet verbindung schloss sperre proxy protokoll datenschutz</translation>
    </message>
    <message>
        <source>Hugging Face account token password</source>
        <translation>hugging face konto token passwort</translation>
    </message>
    <message>
        <source>version update upgrade previous backup copy restore news licence info help</source>
        <translation>version update aktualisierung vorherige sicherung kopie zurückholen neuigkeiten lizenz info hilfe</translation>
    </message>
    <message>
        <source>font zoom letters text bigger larger smaller</source>
        <translation>schrift schriftgröße zoom buchstaben text größer kleiner vergrößern</translation>
    </message>
    <message>
        <source>chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>timers, lists, notes and the home</source>
        <translation>Timer, Listen, Notizen und das Zuhause</translation>
    </message>
    <message>
        <source>what answers cost</source>
        <translation>was Antworten gekostet haben</translation>
    </message>
    <message>
        <source>Recovered conversation</source>
        <translation>Gerettete Unterhaltung</translation>
    </message>
    <message>
        <source>Choose one of the languages that the settings list for commands.</source>
        <translation>Wählen Sie eine der Sprachen, die die Einstellungen für Befehle auflisten.</translation>
    </message>
    <message>
        <source>Commands cannot be given in “{language}”: there are no sentences for it.</source>
        <translation>Befehle können nicht auf „{language}“ gegeben werden: Dafür gibt es keine Sätze.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again; commands in other languages still work.</source>
        <translation>Installieren Sie EdgeAssist neu; Befehle in anderen Sprachen gehen weiterhin.</translation>
    </message>
    <message>
        <source>The sentences in {name} cannot be read: {reason}</source>
        <translation>Die Sätze in {name} können nicht gelesen werden: {reason}</translation>
    </message>
    <message>
        <source>The rest of EdgeAssist works; ask the maker of the action.</source>
        <translation>Der Rest von EdgeAssist geht; fragen Sie, wer die Aktion gemacht hat.</translation>
    </message>
    <message>
        <source>Its sentences for {language} cannot be used: {reason}.</source>
        <translation>Ihre Sätze für {language} können nicht verwendet werden: {reason}.</translation>
    </message>
    <message>
        <source>unknown code</source>
        <translation>unbekannter Code</translation>
    </message>
    <message>
        <source>the folder cannot be written to</source>
        <translation>in den Ordner kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>the drive refused it</source>
        <translation>das Laufwerk hat es abgelehnt</translation>
    </message>
    <message>
        <source>EdgeAssist is closing.</source>
        <translation>EdgeAssist wird geschlossen.</translation>
    </message>
    <message>
        <source>Pack the models again with this EdgeAssist. Nothing was changed.</source>
        <translation>Packen Sie die Modelle mit diesem EdgeAssist noch einmal. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>{pack} was made by an early EdgeAssist; such packs are read no more.</source>
        <translation>{pack} stammt von einem frühen EdgeAssist; solche Pakete werden nicht mehr gelesen.</translation>
    </message>
    <message>
        <source>The list in {pack} is damaged, so nothing of it was taken in.</source>
        <translation>Die Liste in {pack} ist beschädigt, deshalb wurde nichts davon übernommen.</translation>
    </message>
    <message>
        <source>The list in {pack} asks for what no field pack has.</source>
        <translation>Die Liste in {pack} verlangt etwas, das kein Feldpaket hat.</translation>
    </message>
    <message>
        <source>{name} was skipped: this version cannot use “{kind}” yet.</source>
        <translation>{name} wurde übersprungen: Diese Version kann „{kind}“ noch nicht verwenden.</translation>
    </message>
    <message>
        <source>Something</source>
        <translation>Etwas</translation>
    </message>
    <message>
        <source>The list in {pack} is not complete for {name}.</source>
        <translation>Die Liste in {pack} ist für {name} nicht vollständig.</translation>
    </message>
    <message>
        <source>The list in {pack} names a file that cannot be one: {name}.</source>
        <translation>Die Liste in {pack} nennt eine Datei, die keine sein kann: {name}.</translation>
    </message>
    <message>
        <source>The file ends in the middle of a text of its header; the download probably broke off.</source>
        <translation>Die Datei endet mitten in einem Text ihres Kopfes; der Download ist wahrscheinlich abgebrochen.</translation>
    </message>
    <message>
        <source>The file ends inside its header, after {size_bytes}; the download probably broke off.</source>
        <translation>Die Datei endet in ihrem Kopf, nach {size_bytes}; der Download ist wahrscheinlich abgebrochen.</translation>
    </message>
    <message>
        <source>The file became shorter while it was read, or its drive was removed.</source>
        <translation>Die Datei wurde beim Lesen kürzer, oder ihr Laufwerk wurde entfernt.</translation>
    </message>
    <message>
        <source>This GGUF file was made for big-endian processors; this computer has another kind.</source>
        <translation>Diese GGUF-Datei ist für Big-Endian-Prozessoren gemacht; dieser Computer hat einen anderen.</translation>
    </message>
    <message>
        <source>This is a GGUF file of version {version}; the engine reads versions 2 and 3.</source>
        <translation>Dies ist eine GGUF-Datei der Version {version}; die Engine liest die Versionen 2 und 3.</translation>
    </message>
    <message>
        <source>The header announces more than the rest of the file can hold; the download probably broke off.</source>
        <translation>Der Kopf kündigt mehr an, als in den Rest der Datei passt; der Download ist wahrscheinlich abgebrochen.</translation>
    </message>
    <message>
        <source>The list “{name}” is longer than the rest of the file.</source>
        <translation>Die Liste „{name}“ ist länger als der Rest der Datei.</translation>
    </message>
    <message>
        <source>{pack} is no field pack, or it was not copied to its end.</source>
        <translation>{pack} ist kein Feldpaket, oder es wurde nicht bis zum Ende kopiert.</translation>
    </message>
    <message>
        <source>{pack} holds {count} files; no field pack has as many.</source>
        <translation>{pack} enthält {count} Dateien; so viele hat kein Feldpaket.</translation>
    </message>
    <message>
        <source>{pack} holds two files of one name.</source>
        <translation>{pack} enthält zwei Dateien mit demselben Namen.</translation>
    </message>
    <message>
        <source>{pack} holds files that lie over each other.</source>
        <translation>{pack} enthält Dateien, die übereinander liegen.</translation>
    </message>
    <message>
        <source>{pack} holds something that may not be in a field pack: {name}.</source>
        <translation>{pack} enthält etwas, das in einem Feldpaket nicht sein darf: {name}.</translation>
    </message>
    <message>
        <source>{pack} holds {name} compressed or locked, which field packs never do.</source>
        <translation>{pack} enthält {name} komprimiert oder verschlüsselt, was bei Feldpaketen nie vorkommt.</translation>
    </message>
    <message>
        <source>{pack} is damaged: {name} is not where its directory says.</source>
        <translation>{pack} ist beschädigt: {name} liegt nicht da, wo das Verzeichnis es sagt.</translation>
    </message>
    <message>
        <source>{pack} ends before {name} does; it was not copied to its end.</source>
        <translation>{pack} endet früher als {name}; es wurde nicht bis zum Ende kopiert.</translation>
    </message>
    <message>
        <source>Nothing was fetched, and what is here stays as it is. If its maker announced a new version, allow it: remove the entry from pins.json among the data of EdgeAssist, and try again.</source>
        <translation>Nichts wurde geholt, und was hier ist, bleibt, wie es ist. Wenn eine neue Version angekündigt wurde, erlauben Sie sie: Entfernen Sie den Eintrag aus pins.json bei den Daten von EdgeAssist, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{ref} is not the file it was before: its SHA-256 was {before}… and would be {now}… now.</source>
        <translation>{ref} ist nicht mehr die Datei von vorher: Ihr SHA-256 war {before}… und wäre jetzt {now}…</translation>
    </message>
    <message>
        <source>Nothing was fetched. Restore pins.json from a backup; or delete it, and first downloads are trusted anew.</source>
        <translation>Nichts wurde geholt. Stellen Sie pins.json aus einer Sicherung wieder her; oder löschen Sie es, dann wird ersten Downloads neu vertraut.</translation>
    </message>
    <message>
        <source>{path} cannot be read, so nothing can be held to it: {reason}.</source>
        <translation>{path} kann nicht gelesen werden, deshalb kann nichts damit verglichen werden: {reason}.</translation>
    </message>
    <message>
        <source>Nothing was fetched. Check the rights of that folder and the room on its drive, then try again.</source>
        <translation>Nichts wurde geholt. Prüfen Sie die Rechte dieses Ordners und den Platz auf seinem Laufwerk, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>{path} cannot be written, so the file could not be held to its digest: {reason}.</source>
        <translation>{path} kann nicht geschrieben werden, deshalb konnte die Datei nicht mit ihrer Prüfsumme verglichen werden: {reason}.</translation>
    </message>
    <message>
        <source>another window or command holds it</source>
        <translation>ein anderes Fenster oder ein anderer Befehl hält es fest</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>es ist beschädigt</translation>
    </message>
    <message>
        <source>Compared with {source} on {when}, reading the text “{text}”, which the model was not tuned on here.</source>
        <translation>Verglichen mit {source}, {when}, beim Lesen des Textes „{text}“, auf den das Modell hier nicht abgestimmt wurde.</translation>
    </message>
    <message>
        <source>Divergence is the Kullback-Leibler divergence of this model&apos;s next-word chances from the original&apos;s, in nats; 0 means no difference. A word is a token: a word or a piece of one. Speeds and memory hold for the computer they were measured on.</source>
        <translation>Abweichung ist die Kullback-Leibler-Divergenz der Wahrscheinlichkeiten des nächsten Wortes bei diesem Modell von denen beim Original, in Nats; 0 heißt kein Unterschied. Ein Wort ist ein Token: ein Wort oder ein Teil davon. Geschwindigkeit und Arbeitsspeicher gelten für den Computer, auf dem sie gemessen wurden.</translation>
    </message>
    <message>
        <source>Measure it first: `edgeassist models prove ID`.</source>
        <translation>Messen Sie es zuerst: `edgeassist models prove ID`.</translation>
    </message>
    <message>
        <source>What quantizing {name} cost has not been measured yet.</source>
        <translation>Was das Quantisieren von {name} gekostet hat, wurde noch nicht gemessen.</translation>
    </message>
    <message>
        <source>Choose another name, or add --force to replace it.</source>
        <translation>Wählen Sie einen anderen Namen, oder geben Sie --force an, um sie zu ersetzen.</translation>
    </message>
    <message>
        <source>End the name with .html for a page, or with .json for the numbers.</source>
        <translation>Beenden Sie den Namen mit .html für eine Seite oder mit .json für die Zahlen.</translation>
    </message>
    <message>
        <source>{name} does not say which kind of report to write.</source>
        <translation>{name} sagt nicht, welche Art von Bericht geschrieben werden soll.</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>es ist ein Ordner</translation>
    </message>
    <message>
        <source>its folder is not there</source>
        <translation>seinen Ordner gibt es nicht</translation>
    </message>
    <message>
        <source>What quantizing cost: {name}</source>
        <translation>Was das Quantisieren gekostet hat: {name}</translation>
    </message>
    <message>
        <source>What quantizing cost</source>
        <translation>Was das Quantisieren gekostet hat</translation>
    </message>
    <message>
        <source>This model</source>
        <translation>Dieses Modell</translation>
    </message>
    <message>
        <source>Type {kind}, preset {preset}.</source>
        <translation>Typ {kind}, Voreinstellung {preset}.</translation>
    </message>
    <message>
        <source>Type {kind}.</source>
        <translation>Typ {kind}.</translation>
    </message>
    <message>
        <source>Layers left out: {layers}.</source>
        <translation>Weggelassene Schichten: {layers}.</translation>
    </message>
    <message>
        <source>SHA-256 of this model: {sum}</source>
        <translation>SHA-256 dieses Modells: {sum}</translation>
    </message>
    <message>
        <source>SHA-256 of the original: {sum}</source>
        <translation>SHA-256 des Originals: {sum}</translation>
    </message>
    <message>
        <source>Repair fetches it again from {place}.</source>
        <translation>„Reparieren“ holt es noch einmal von {place}.</translation>
    </message>
    <message>
        <source>Repair makes it again from {name}.</source>
        <translation>„Reparieren“ erstellt es noch einmal aus {name}.</translation>
    </message>
    <message>
        <source>The file of this model is damaged ({how}).</source>
        <translation>Die Datei dieses Modells ist beschädigt ({how}).</translation>
    </message>
    <message>
        <source>it has no file.</source>
        <translation>es hat keine Datei.</translation>
    </message>
    <message>
        <source>{id} cannot be verified: {reason}</source>
        <translation>{id} kann nicht überprüft werden: {reason}</translation>
    </message>
    <message>
        <source>it differs from the one that came in {places}</source>
        <translation>sie unterscheidet sich von der, die hereinkam, {places}</translation>
    </message>
    <message>
        <source>it differs from the one that came in</source>
        <translation>sie unterscheidet sich von der, die hereinkam</translation>
    </message>
    <message>
        <source>Its SHA-256 was not known before; it is noted from now on.</source>
        <translation>Ihr SHA-256 war bisher nicht bekannt; ab jetzt ist er vermerkt.</translation>
    </message>
    <message>
        <source>from MiB {start} to MiB {end}</source>
        <translation>von MiB {start} bis MiB {end}</translation>
    </message>
    <message numerus="yes">
        <source>{places} and in {n} more place</source>
        <comment>{places} and in {n} more places</comment>
        <translation>
            <numerusform>{places} und an {n} weiteren Stelle</numerusform>
            <numerusform>{places} und an {n} weiteren Stellen</numerusform>
        </translation>
    </message>
    <message>
        <source>{path} is larger than such a file can be</source>
        <translation>{path} ist größer, als eine solche Datei sein kann</translation>
    </message>
    <message>
        <source>There is no acoustic model (final.mdl) in it, so it is no voice model for vosk.</source>
        <translation>Es enthält kein akustisches Modell (final.mdl), ist also kein Hörmodell für vosk.</translation>
    </message>
    <message>
        <source>the graph of its language (HCLG.fst, or HCLr.fst and Gr.fst) is missing</source>
        <translation>der Graph seiner Sprache (HCLG.fst oder HCLr.fst und Gr.fst) fehlt</translation>
    </message>
    <message>
        <source>{name} is missing</source>
        <translation>{name} fehlt</translation>
    </message>
    <message>
        <source>its list of words (words.txt) is missing</source>
        <translation>seine Wortliste (words.txt) fehlt</translation>
    </message>
    <message>
        <source>{name} does not begin as such a file does</source>
        <translation>{name} beginnt nicht wie eine solche Datei</translation>
    </message>
    <message>
        <source>{name} is no text</source>
        <translation>{name} ist kein Text</translation>
    </message>
    <message>
        <source>{name} holds a line that no voice model needs</source>
        <translation>{name} enthält eine Zeile, die kein Hörmodell braucht</translation>
    </message>
    <message>
        <source>its list of words is not UTF-8 text</source>
        <translation>seine Wortliste ist kein UTF-8-Text</translation>
    </message>
    <message>
        <source>line {number} of its list of words cannot be one</source>
        <translation>Zeile {number} seiner Wortliste kann keine sein</translation>
    </message>
    <message>
        <source>its list of words is empty</source>
        <translation>seine Wortliste ist leer</translation>
    </message>
    <message>
        <source>its list of words has a line without an end</source>
        <translation>seine Wortliste hat eine Zeile ohne Ende</translation>
    </message>
    <message>
        <source>is a device</source>
        <translation>ist ein Gerät</translation>
    </message>
    <message>
        <source>is a second name of another file</source>
        <translation>ist ein zweiter Name einer anderen Datei</translation>
    </message>
    <message>
        <source>is a pipe</source>
        <translation>ist eine Pipe</translation>
    </message>
    <message>
        <source>The archive is damaged, or it was not copied to its end.</source>
        <translation>Das Archiv ist beschädigt, oder es wurde nicht bis zum Ende kopiert.</translation>
    </message>
    <message>
        <source>The archive cannot be read to its end: {reason}.</source>
        <translation>Das Archiv kann nicht bis zum Ende gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>The archive holds a header that no archive needs.</source>
        <translation>Das Archiv enthält einen Kopf, den kein Archiv braucht.</translation>
    </message>
    <message>
        <source>The archive is packed in a way that voice models never are.</source>
        <translation>Das Archiv ist so gepackt, wie es Hörmodelle nie sind.</translation>
    </message>
    <message>
        <source>Run `edgeassist doctor`: it tries every variant again.</source>
        <translation>Führen Sie `edgeassist doctor` aus: Es probiert alle Varianten noch einmal.</translation>
    </message>
    <message>
        <source>The engine did not accept the processor code in {name}.</source>
        <translation>Die Engine hat den Prozessorcode in {name} nicht angenommen.</translation>
    </message>
    <message>
        <source>The engine (llama-cpp-python) is not installed.</source>
        <translation>Die Engine (llama-cpp-python) ist nicht installiert.</translation>
    </message>
    <message>
        <source>Run `make run` again.</source>
        <translation>Führen Sie `make run` noch einmal aus.</translation>
    </message>
    <message>
        <source>The engine has no processor code to run with.</source>
        <translation>Die Engine hat keinen Prozessorcode, mit dem sie laufen kann.</translation>
    </message>
    <message>
        <source>no such file or directory</source>
        <translation>es gibt diese Datei oder diesen Ordner nicht</translation>
    </message>
    <message>
        <source>permission denied</source>
        <translation>keine Berechtigung</translation>
    </message>
    <message>
        <source>operation not permitted</source>
        <translation>Vorgang nicht erlaubt</translation>
    </message>
    <message>
        <source>input/output error</source>
        <translation>Ein-/Ausgabefehler</translation>
    </message>
    <message>
        <source>is a directory</source>
        <translation>es ist ein Ordner</translation>
    </message>
    <message>
        <source>no such device</source>
        <translation>es gibt dieses Gerät nicht</translation>
    </message>
    <message>
        <source>too many open files</source>
        <translation>zu viele offene Dateien</translation>
    </message>
    <message>
        <source>too many levels of symbolic links</source>
        <translation>zu viele Verweise hintereinander</translation>
    </message>
    <message>
        <source>cannot allocate memory</source>
        <translation>kein Arbeitsspeicher mehr zu bekommen</translation>
    </message>
    <message>
        <source>no space left on device</source>
        <translation>kein Platz mehr auf dem Laufwerk</translation>
    </message>
    <message>
        <source>read-only file system</source>
        <translation>Dateisystem nur zum Lesen</translation>
    </message>
    <message>
        <source>stale file handle</source>
        <translation>der Verweis auf die Datei gilt nicht mehr</translation>
    </message>
    <message>
        <source>unknown reason</source>
        <translation>unbekannter Grund</translation>
    </message>
    <message>
        <source>Reading the calibration text</source>
        <translation>Kalibrierungstext wird gelesen</translation>
    </message>
    <message>
        <source>Pick a plain text file (UTF-8) of at least a page, or use the text that comes with EdgeAssist.</source>
        <translation>Wählen Sie eine einfache Textdatei (UTF-8) von mindestens einer Seite, oder verwenden Sie den Text, der mit EdgeAssist kommt.</translation>
    </message>
    <message>
        <source>The calibration text {name} cannot be used: {reason}.</source>
        <translation>Der Kalibrierungstext {name} kann nicht verwendet werden: {reason}.</translation>
    </message>
    <message>
        <source>Check that the file is still there and may be read.</source>
        <translation>Prüfen Sie, ob die Datei noch da ist und gelesen werden darf.</translation>
    </message>
    <message>
        <source>The calibration text {name} cannot be opened: {reason}.</source>
        <translation>Der Kalibrierungstext {name} kann nicht geöffnet werden: {reason}.</translation>
    </message>
    <message>
        <source>Quantize without an importance matrix: the types of 4 bits and more need none.</source>
        <translation>Quantisieren Sie ohne Wichtigkeitsmatrix: Die Typen mit 4 Bit und mehr brauchen keine.</translation>
    </message>
    <message>
        <source>it has only {total} tokens, {needed} are needed</source>
        <translation>er hat nur {total} Token, {needed} werden gebraucht</translation>
    </message>
    <message>
        <source>The engine ran, but no product with a weight was seen. Nothing was written.</source>
        <translation>Die Engine lief, aber es war kein Produkt mit einem Gewicht zu sehen. Nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>it is not plain text</source>
        <translation>er ist kein einfacher Text</translation>
    </message>
    <message>
        <source>it is not UTF-8</source>
        <translation>er ist nicht in UTF-8</translation>
    </message>
    <message>
        <source>Measuring the new model</source>
        <translation>Neues Modell wird gemessen</translation>
    </message>
    <message>
        <source>Measuring the original</source>
        <translation>Original wird gemessen</translation>
    </message>
    <message>
        <source>Reading the held text with both</source>
        <translation>Der Prüftext wird mit beiden gelesen</translation>
    </message>
    <message>
        <source>Compare a model with the one it was made from.</source>
        <translation>Vergleichen Sie ein Modell mit dem, aus dem es gemacht wurde.</translation>
    </message>
    <message>
        <source>These two models have different vocabularies, so their answers cannot be compared.</source>
        <translation>Diese beiden Modelle haben verschiedene Vokabulare, deshalb können ihre Antworten nicht verglichen werden.</translation>
    </message>
    <message>
        <source>Make it again with another preset, or from a fresh copy of the original.</source>
        <translation>Erstellen Sie es noch einmal mit einer anderen Vorgabe oder aus einer frischen Kopie des Originals.</translation>
    </message>
    <message>
        <source>The original computes values that are no numbers: it is broken. Nothing was changed.</source>
        <translation>Das Original berechnet Werte, die keine Zahlen sind: Es ist kaputt. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The new model computes values that are no numbers: it is broken. Nothing was changed.</source>
        <translation>Das neue Modell berechnet Werte, die keine Zahlen sind: Es ist kaputt. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Use a shorter context (`--context N`, or context_tokens in settings.toml), or a smaller model.</source>
        <translation>Verwenden Sie einen kürzeren Kontext (`--context N` oder context_tokens in settings.toml) oder ein kleineres Modell.</translation>
    </message>
    <message>
        <source>There is not enough memory for a context of {tokens} tokens with this model.</source>
        <translation>Für einen Kontext von {tokens} Token reicht der Arbeitsspeicher mit diesem Modell nicht.</translation>
    </message>
    <message>
        <source>Try again; if it happens again, load the model anew with a shorter context.</source>
        <translation>Versuchen Sie es noch einmal; wenn es wieder geschieht, laden Sie das Modell neu mit einem kürzeren Kontext.</translation>
    </message>
    <message>
        <source>The engine could not work through the text (status {status}). The conversation is safe.</source>
        <translation>Die Engine konnte den Text nicht verarbeiten (Status {status}). Die Unterhaltung ist sicher.</translation>
    </message>
    <message>
        <source>Pick one of {names}, or none to use the model&apos;s own.</source>
        <translation>Wählen Sie eine davon: {names}; oder keine, um die des Modells zu verwenden.</translation>
    </message>
    <message>
        <source>There is no built-in chat template named “{name}”.</source>
        <translation>Es gibt keine eingebaute Chat-Vorlage namens „{name}“.</translation>
    </message>
    <message>
        <source>Shorten the text, start a new conversation, or use a longer context: `--context N`, or context_tokens in settings.toml.</source>
        <translation>Kürzen Sie den Text, beginnen Sie eine neue Unterhaltung, oder verwenden Sie einen längeren Kontext: `--context N` oder context_tokens in settings.toml.</translation>
    </message>
    <message>
        <source>The text takes {tokens} tokens, but the context holds {context} and needs room for the answer. Nothing was cut off.</source>
        <translation>Der Text braucht {tokens} Token, aber in den Kontext passen {context}, und die Antwort braucht auch Platz. Nichts wurde abgeschnitten.</translation>
    </message>
    <message>
        <source>Shorten the text to about {tokens} tokens, start anew, or choose a bigger model: this one holds no more.</source>
        <translation>Kürzen Sie den Text auf etwa {tokens} Token, beginnen Sie neu, oder wählen Sie ein größeres Modell: In dieses passt nicht mehr.</translation>
    </message>
    <message>
        <source>Use a text of a page or more.</source>
        <translation>Verwenden Sie einen Text von einer Seite oder mehr.</translation>
    </message>
    <message>
        <source>The text to compare the models with is too short ({tokens} tokens).</source>
        <translation>Der Text, mit dem die Modelle verglichen werden, ist zu kurz ({tokens} Token).</translation>
    </message>
    <message>
        <source>Check that the file is there, or install EdgeAssist anew.</source>
        <translation>Prüfen Sie, ob die Datei da ist, oder installieren Sie EdgeAssist neu.</translation>
    </message>
    <message>
        <source>The text {name} cannot be read: {reason}.</source>
        <translation>Der Text {name} kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>Compute the importance anew; the model itself is untouched.</source>
        <translation>Berechnen Sie die Wichtigkeit neu; das Modell selbst ist unberührt.</translation>
    </message>
    <message>
        <source>{name} is not an importance matrix that can be used: {reason}.</source>
        <translation>{name} ist keine Wichtigkeitsmatrix, die verwendet werden kann: {reason}.</translation>
    </message>
    <message>
        <source>it cannot be read as GGUF</source>
        <translation>sie kann nicht als GGUF gelesen werden</translation>
    </message>
    <message>
        <source>it has sums but no counts for {weight}</source>
        <translation>sie hat für {weight} Summen, aber keine Anzahlen</translation>
    </message>
    <message>
        <source>it holds no sums</source>
        <translation>sie enthält keine Summen</translation>
    </message>
    <message>
        <source>its numbers for {weight} make no sense</source>
        <translation>ihre Zahlen für {weight} ergeben keinen Sinn</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Free some space, or choose a smaller type, and start again.</source>
        <translation>Das Modell, von dem Sie ausgingen, ist unberührt. Schaffen Sie etwas Platz, oder wählen Sie einen kleineren Typ, und starten Sie noch einmal.</translation>
    </message>
    <message>
        <source>The drive became full before the work was done.</source>
        <translation>Das Laufwerk wurde voll, bevor die Arbeit fertig war.</translation>
    </message>
    <message>
        <source>There was not enough memory for this work.</source>
        <translation>Der Arbeitsspeicher reichte für diese Arbeit nicht.</translation>
    </message>
    <message>
        <source>The system refused a step of this work: {reason}.</source>
        <translation>Das System hat einen Schritt dieser Arbeit verweigert: {reason}.</translation>
    </message>
    <message>
        <source>The engine met an error it did not expect.</source>
        <translation>Die Engine stieß auf einen Fehler, den sie nicht erwartet hat.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Try again, or choose another type.</source>
        <translation>Das Modell, von dem Sie ausgingen, ist unberührt. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Typ.</translation>
    </message>
    <message>
        <source>Use the engine version EdgeAssist was made for: run `make run` again. Quantizing without it still works.</source>
        <translation>Verwenden Sie die Version der Engine, für die EdgeAssist gemacht ist: Führen Sie `make run` noch einmal aus. Quantisieren ohne dies geht weiterhin.</translation>
    </message>
    <message>
        <source>This engine keeps its tensors in another way than expected ({what}); nothing was read or changed.</source>
        <translation>Diese Engine hält ihre Tensoren anders als erwartet ({what}); nichts wurde gelesen oder geändert.</translation>
    </message>
    <message>
        <source>What the engine computed could not be watched.</source>
        <translation>Was die Engine berechnete, konnte nicht beobachtet werden.</translation>
    </message>
    <message>
        <source>{weight} met numbers without end: the model file may be damaged.</source>
        <translation>{weight} traf auf unendliche Zahlen: Die Modelldatei ist vielleicht beschädigt.</translation>
    </message>
    <message>
        <source>Preparing a model to measure with</source>
        <translation>Ein Modell zum Messen wird vorbereitet</translation>
    </message>
    <message>
        <source>Measuring this computer</source>
        <translation>Dieser Computer wird gemessen</translation>
    </message>
    <message>
        <source>Type a message first.</source>
        <translation>Schreiben Sie zuerst eine Nachricht.</translation>
    </message>
    <message>
        <source>There is no text to answer.</source>
        <translation>Es gibt keinen Text, auf den zu antworten wäre.</translation>
    </message>
    <message>
        <source>There is no type called “{name}” to quantize to.</source>
        <translation>Es gibt keinen Typ namens „{name}“, in den quantisiert werden könnte.</translation>
    </message>
    <message>
        <source>There are: {names}.</source>
        <translation>Es gibt: {names}.</translation>
    </message>
    <message>
        <source>Quantizing</source>
        <translation>Quantisierung läuft</translation>
    </message>
    <message>
        <source>Choose another name, or remove that file first. Nothing was changed.</source>
        <translation>Wählen Sie einen anderen Namen, oder entfernen Sie zuerst diese Datei. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>There is a file called {name} already.</source>
        <translation>Es gibt schon eine Datei namens {name}.</translation>
    </message>
    <message>
        <source>Choose another name for the new file. Nothing was changed.</source>
        <translation>Wählen Sie einen anderen Namen für die neue Datei. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>{name} is the model to be read; it is not overwritten.</source>
        <translation>{name} ist das Modell, das gelesen wird; es wird nicht überschrieben.</translation>
    </message>
    <message>
        <source>Let EdgeAssist compute an importance matrix first, or choose Q4_K_M or larger.</source>
        <translation>Lassen Sie EdgeAssist zuerst eine Wichtigkeitsmatrix berechnen, oder wählen Sie Q4_K_M oder größer.</translation>
    </message>
    <message>
        <source>{kind} needs an importance matrix: without one the model would speak nonsense.</source>
        <translation>{kind} braucht eine Wichtigkeitsmatrix: Ohne sie würde das Modell Unsinn reden.</translation>
    </message>
    <message>
        <source>Start from the F16, BF16 or Q8_0 file of this model.</source>
        <translation>Gehen Sie von der F16-, BF16- oder Q8_0-Datei dieses Modells aus.</translation>
    </message>
    <message>
        <source>This model is quantized already; doing it again loses quality twice.</source>
        <translation>Dieses Modell ist schon quantisiert; ein zweites Mal kostet noch mehr Qualität.</translation>
    </message>
    <message>
        <source>Quantize without leaving out layers.</source>
        <translation>Quantisieren Sie, ohne Schichten wegzulassen.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Try another type.</source>
        <translation>Das Modell, von dem Sie ausgingen, ist unberührt. Versuchen Sie einen anderen Typ.</translation>
    </message>
    <message>
        <source>The engine could not write this model as {kind}.</source>
        <translation>Die Engine konnte dieses Modell nicht als {kind} schreiben.</translation>
    </message>
    <message>
        <source>This model has {layers} layers; one of those to leave out is not among them.</source>
        <translation>Dieses Modell hat {layers} Schichten; eine von denen, die weggelassen werden sollen, ist nicht darunter.</translation>
    </message>
    <message>
        <source>Of the {layers} layers of this model at least two must stay.</source>
        <translation>Von den {layers} Schichten dieses Modells müssen mindestens zwei bleiben.</translation>
    </message>
    <message>
        <source>The layers of this model differ from each other, so none can be left out.</source>
        <translation>Die Schichten dieses Modells sind verschieden, deshalb kann keine weggelassen werden.</translation>
    </message>
    <message>
        <source>The numbers of {weight} are kept in a way that cannot be read back.</source>
        <translation>Die Zahlen von {weight} sind so gespeichert, dass sie nicht zurückgelesen werden können.</translation>
    </message>
    <message>
        <source>The file may be damaged, or too strongly quantized. Import it again or pick another model.</source>
        <translation>Die Datei ist vielleicht beschädigt oder zu stark quantisiert. Importieren Sie sie erneut, oder wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>The model gives no usable output: its scores are not numbers. The conversation is safe.</source>
        <translation>Das Modell gibt nichts Brauchbares aus: Seine Werte sind keine Zahlen. Die Unterhaltung ist sicher.</translation>
    </message>
    <message>
        <source>Check the grammar: it needs a rule named `root`, and every rule it names must exist.</source>
        <translation>Prüfen Sie die Grammatik: Sie braucht eine Regel namens `root`, und jede Regel, die sie nennt, muss es geben.</translation>
    </message>
    <message>
        <source>The grammar for the answer cannot be read. Nothing was generated.</source>
        <translation>Die Grammatik für die Antwort kann nicht gelesen werden. Nichts wurde erzeugt.</translation>
    </message>
    <message>
        <source>Check that the schema is valid JSON and uses plain types, properties and enums.</source>
        <translation>Prüfen Sie, ob das Schema gültiges JSON ist und einfache Typen, Eigenschaften und Aufzählungen verwendet.</translation>
    </message>
    <message>
        <source>The JSON schema for the answer cannot be used: {reason}. Nothing was generated.</source>
        <translation>Das JSON-Schema für die Antwort kann nicht verwendet werden: {reason}. Nichts wurde erzeugt.</translation>
    </message>
    <message>
        <source>Loosen the grammar, or pick another model.</source>
        <translation>Lockern Sie die Grammatik, oder wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>The model cannot continue within the given grammar. What was written so far stands.</source>
        <translation>Das Modell kann innerhalb der vorgegebenen Grammatik nicht weiterschreiben. Was bisher geschrieben wurde, bleibt.</translation>
    </message>
    <message>
        <source>it must be a JSON object</source>
        <translation>es muss ein JSON-Objekt sein</translation>
    </message>
    <message>
        <source>it counts further than an answer can be long</source>
        <translation>es zählt weiter, als eine Antwort lang sein kann</translation>
    </message>
    <message>
        <source>Choosing the fastest safe code for this processor (once)</source>
        <translation>Der schnellste sichere Code für diesen Prozessor wird gewählt (einmalig)</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>Wählen Sie zuerst ein Modell.</translation>
    </message>
    <message>
        <source>No model is loaded, so there is nothing that could answer.</source>
        <translation>Es ist kein Modell geladen, deshalb kann nichts antworten.</translation>
    </message>
    <message>
        <source>The engine met an error it did not expect. The conversation is safe.</source>
        <translation>Die Engine stieß auf einen Fehler, den sie nicht erwartet hat. Die Unterhaltung ist sicher.</translation>
    </message>
    <message>
        <source>Try again; if it happens again, load the model anew.</source>
        <translation>Versuchen Sie es noch einmal; wenn es wieder geschieht, laden Sie das Modell neu.</translation>
    </message>
    <message>
        <source>The model can be used with a built-in chat template.</source>
        <translation>Das Modell kann mit einer eingebauten Chat-Vorlage verwendet werden.</translation>
    </message>
    <message>
        <source>The chat template is {size} KiB; at most {limit} are read.</source>
        <translation>Die Chat-Vorlage hat {size} KiB; höchstens {limit} werden gelesen.</translation>
    </message>
    <message>
        <source>The chat template cannot be read: line {line}: {reason}.</source>
        <translation>Die Chat-Vorlage kann nicht gelesen werden: Zeile {line}: {reason}.</translation>
    </message>
    <message>
        <source>The chat template fails on an ordinary conversation: {reason}.</source>
        <translation>Die Chat-Vorlage scheitert an einer gewöhnlichen Unterhaltung: {reason}.</translation>
    </message>
    <message>
        <source>syntax error</source>
        <translation>Syntaxfehler</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>sie ist zu tief verschachtelt</translation>
    </message>
    <message>
        <source>it leaves out what was said</source>
        <translation>sie lässt weg, was gesagt wurde</translation>
    </message>
    <message>
        <source>Run `edgeassist doctor` and report what it shows.</source>
        <translation>Führen Sie `edgeassist doctor` aus, und melden Sie, was es anzeigt.</translation>
    </message>
    <message>
        <source>None of the engine&apos;s processor code works on this machine ({reasons}).</source>
        <translation>Kein Prozessorcode der Engine funktioniert auf diesem Computer ({reasons}).</translation>
    </message>
    <message>
        <source>Free some space on the drive of the cache folder, check its rights, and start EdgeAssist again.</source>
        <translation>Schaffen Sie Platz auf dem Laufwerk des Cache-Ordners, prüfen Sie seine Rechte, und starten Sie EdgeAssist neu.</translation>
    </message>
    <message>
        <source>The processor code cannot be tried, because no test model could be made ({reason}). Nothing was changed.</source>
        <translation>Der Prozessorcode kann nicht erprobt werden, weil kein Testmodell erstellt werden konnte ({reason}). Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>There is no processor code named {name}.</source>
        <translation>Es gibt keinen Prozessorcode namens {name}.</translation>
    </message>
    <message>
        <source>Measuring what each type loses</source>
        <translation>Es wird gemessen, was jeder Typ verliert</translation>
    </message>
    <message>
        <source>This model cannot be made as small as {wished_bytes}: with the types allowed it takes {least_bytes}.</source>
        <translation>Dieses Modell kann nicht auf {wished_bytes} verkleinert werden: Mit den erlaubten Typen braucht es {least_bytes}.</translation>
    </message>
    <message>
        <source>Ask for {least_bytes} or more, allow coarser types, or start from a smaller model.</source>
        <translation>Verlangen Sie {least_bytes} oder mehr, erlauben Sie gröbere Typen, oder gehen Sie von einem kleineren Modell aus.</translation>
    </message>
    <message>
        <source>Ask for less than the model takes now, or keep it as it is.</source>
        <translation>Verlangen Sie weniger, als das Modell jetzt braucht, oder lassen Sie es, wie es ist.</translation>
    </message>
    <message>
        <source>This model takes {model_bytes}, no more than the {wished_bytes} asked for.</source>
        <translation>Dieses Modell braucht {model_bytes}, nicht mehr als die gewünschten {wished_bytes}.</translation>
    </message>
    <message>
        <source>Check that the file is still there and may be read, or import it again.</source>
        <translation>Prüfen Sie, ob die Datei noch da ist und gelesen werden darf, oder importieren Sie sie erneut.</translation>
    </message>
    <message>
        <source>The model file {name} cannot be opened: {reason}.</source>
        <translation>Die Modelldatei {name} kann nicht geöffnet werden: {reason}.</translation>
    </message>
    <message>
        <source>Import the model again, so that it is checked again.</source>
        <translation>Importieren Sie das Modell erneut, damit es noch einmal geprüft wird.</translation>
    </message>
    <message>
        <source>The model file {name} has changed since it was checked: {found} bytes instead of {expected}. It was not loaded.</source>
        <translation>Die Modelldatei {name} hat sich geändert, seit sie geprüft wurde: {found} statt {expected} Byte. Sie wurde nicht geladen.</translation>
    </message>
    <message>
        <source>The file may be damaged or of a kind this version does not know. Import it again or pick another model.</source>
        <translation>Die Datei ist vielleicht beschädigt oder von einer Art, die diese Version nicht kennt. Importieren Sie sie erneut, oder wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>The engine could not load {name} ({size_bytes}). Nothing was changed.</source>
        <translation>Die Engine konnte {name} nicht laden ({size_bytes}). Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>it is not a regular file</source>
        <translation>es ist keine gewöhnliche Datei</translation>
    </message>
    <message>
        <source>the templates for {language}</source>
        <translation>den Vorlagen für {language}</translation>
    </message>
    <message>
        <source>This sound file cannot be read: {reason}.</source>
        <translation>Diese Tondatei kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
        <source>This file is no WAV, FLAC or OGG sound, or it is damaged.</source>
        <translation>Diese Datei ist kein WAV-, FLAC- oder OGG-Ton, oder sie ist beschädigt.</translation>
    </message>
    <message>
        <source>This file is no WAV, FLAC or OGG sound that can be heard.</source>
        <translation>Diese Datei ist kein WAV-, FLAC- oder OGG-Ton, der gehört werden kann.</translation>
    </message>
    <message>
        <source>turns text into vectors</source>
        <translation>verwandelt Text in Vektoren</translation>
    </message>
    <message>
        <source>only speeds up another model</source>
        <translation>beschleunigt nur ein anderes Modell</translation>
    </message>
    <message>
        <source>speaks</source>
        <translation>spricht</translation>
    </message>
    <message>
        <source>reads pictures</source>
        <translation>liest Bilder</translation>
    </message>
    <message>
        <source>rewrites text through an encoder</source>
        <translation>schreibt Text mit einem Encoder um</translation>
    </message>
    <message>
        <source>makes sound</source>
        <translation>erzeugt Ton</translation>
    </message>
    <message>
        <source>The file holds no weights, only a description or a vocabulary.</source>
        <translation>Die Datei enthält keine Gewichte, nur eine Beschreibung oder ein Vokabular.</translation>
    </message>
    <message>
        <source>The file has {has_bytes} of the {declared_bytes} it declares ({missing} bytes are missing); the download probably broke off.</source>
        <translation>Die Datei hat {has_bytes} von den {declared_bytes}, die sie angibt ({missing} Byte fehlen); der Download ist wahrscheinlich abgebrochen.</translation>
    </message>
    <message>
        <source>The file does not have the declared size: it should end after {declared_bytes} and goes on for another {more_bytes}.</source>
        <translation>Die Datei hat nicht die angegebene Größe: Sie sollte nach {declared_bytes} enden und geht noch {more_bytes} weiter.</translation>
    </message>
    <message>
        <source>The file brings no chat template.</source>
        <translation>Die Datei bringt keine Chat-Vorlage mit.</translation>
    </message>
    <message>
        <source>The file&apos;s chat template is larger than 256 KiB.</source>
        <translation>Die Chat-Vorlage der Datei ist größer als 256 KiB.</translation>
    </message>
    <message>
        <source>The file does not say which architecture its model has.</source>
        <translation>Die Datei sagt nicht, welche Architektur ihr Modell hat.</translation>
    </message>
    <message>
        <source>This model ({name}) {trade}; it cannot chat.</source>
        <translation>Dieses Modell ({name}) {trade}; es kann nicht chatten.</translation>
    </message>
    <message>
        <source>The engine does not know the architecture “{name}”.</source>
        <translation>Die Engine kennt die Architektur „{name}“ nicht.</translation>
    </message>
    <message>
        <source>This file holds an addition to a model (an adapter or a picture reader), not a model.</source>
        <translation>Diese Datei enthält einen Zusatz zu einem Modell (einen Adapter oder einen Bildleser), kein Modell.</translation>
    </message>
    <message>
        <source>The file brings no list of tokens, so it cannot read or write text.</source>
        <translation>Die Datei bringt keine Liste von Token mit, deshalb kann sie weder Text lesen noch schreiben.</translation>
    </message>
    <message>
        <source>its score is no better than that of a trivial baseline, so it is not trusted with that</source>
        <translation>sein Ergebnis ist nicht besser als das eines trivialen Vergleichs, deshalb wird ihm das nicht anvertraut</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>{measured} (baseline: {baseline})</source>
        <translation>{measured} (Vergleich: {baseline})</translation>
    </message>
    <message numerus="yes">
        <source>it was not measured enough to be trusted with it ({n} example)</source>
        <comment>it was not measured enough to be trusted with it ({n} examples)</comment>
        <translation>
            <numerusform>er wurde dafür nicht genug gemessen, um damit betraut zu werden ({n} Beispiel)</numerusform>
            <numerusform>er wurde dafür nicht genug gemessen, um damit betraut zu werden ({n} Beispiele)</numerusform>
        </translation>
    </message>
    <message>
        <source>chat</source>
        <translation>chatten</translation>
    </message>
    <message>
        <source>sum texts up</source>
        <translation>Texte zusammenfassen</translation>
    </message>
    <message>
        <source>turn commands into JSON</source>
        <translation>Befehle in JSON umsetzen</translation>
    </message>
    <message>
        <source>{measure} {value} ({low} to {high}, {count} examples) is better than {bar} of the best trivial baseline, {name}.</source>
        <translation>{measure} {value} ({low} bis {high}, {count} Beispiele) ist besser als {bar} des besten trivialen Vergleichs, {name}.</translation>
    </message>
    <message>
        <source>{measure} {value} ({low} to {high}, {count} examples) is not clearly better than {bar} of the best trivial baseline, {name}.</source>
        <translation>{measure} {value} ({low} bis {high}, {count} Beispiele) ist nicht klar besser als {bar} des besten trivialen Vergleichs, {name}.</translation>
    </message>
    <message>
        <source>Only {count} held-out examples: too few to claim anything.</source>
        <translation>Nur {count} zurückgehaltene Beispiele: zu wenige, um etwas zu behaupten.</translation>
    </message>
    <message>
        <source>it was not measured enough to be trusted with it ({count} examples)</source>
        <translation>es wurde nicht genug gemessen, um ihm das anzuvertrauen ({count} Beispiele)</translation>
    </message>
    <message>
        <source>It has {count} million parameters, a small part of what the models to download have: it knows few facts, and what it says of the world may be wrong.</source>
        <translation>Er hat {count} Millionen Parameter, einen kleinen Teil dessen, was die Modelle zum Herunterladen haben: Er weiß wenig, und was er über die Welt sagt, kann falsch sein.</translation>
    </message>
    <message>
        <source>It reads and writes {languages} only.</source>
        <translation>Er liest und schreibt nur {languages}.</translation>
    </message>
    <message>
        <source>A text and its answer together hold at most {tokens} tokens, about {count} words.</source>
        <translation>Ein Text und seine Antwort haben zusammen höchstens {tokens} Token, etwa {count} Wörter.</translation>
    </message>
    <message>
        <source>It does what its tasks are; other instructions, roles and formats are not followed.</source>
        <translation>Er tut, was seine Aufgaben sind; anderen Anweisungen, Rollen und Formaten folgt er nicht.</translation>
    </message>
    <message>
        <source>There was no baseline to compare with, so nothing is claimed.</source>
        <translation>Es gab nichts zum Vergleichen, deshalb wird nichts behauptet.</translation>
    </message>
    <message>
        <source>exact intent and slots, %</source>
        <translation>Absicht und Angaben genau, %</translation>
    </message>
    <message>
        <source>perplexity of replies</source>
        <translation>Perplexität der Antworten</translation>
    </message>
    <message>
        <source>turned down, %</source>
        <translation>abgelehnt, %</translation>
    </message>
    <message>
        <source>copying the source</source>
        <translation>Abschreiben des Originals</translation>
    </message>
    <message>
        <source>word-for-word dictionary</source>
        <translation>Wörterbuch, Wort für Wort</translation>
    </message>
    <message>
        <source>first sentence</source>
        <translation>erster Satz</translation>
    </message>
    <message>
        <source>templates alone</source>
        <translation>nur Vorlagen</translation>
    </message>
    <message>
        <source>most frequent reply</source>
        <translation>häufigste Antwort</translation>
    </message>
    <message>
        <source>token frequencies</source>
        <translation>Häufigkeiten der Token</translation>
    </message>
    <message>
        <source>whole replies by frequency</source>
        <translation>ganze Antworten nach Häufigkeit</translation>
    </message>
    <message>
        <source>the same model on other questions</source>
        <translation>dasselbe Modell bei anderen Fragen</translation>
    </message>
    <message>
        <source>translate to {target}</source>
        <translation>nach {target} übersetzen</translation>
    </message>
    <message>
        <source>translate from {source} to {target}</source>
        <translation>von {source} nach {target} übersetzen</translation>
    </message>
    <message>
        <source>{measured} (baseline: {baselines})</source>
        <translation>{measured} (Vergleich: {baselines})</translation>
    </message>
    <message>
        <source>Shopping list</source>
        <translation>Einkaufsliste</translation>
    </message>
    <message>
        <source>above idle</source>
        <translation>über dem Leerlauf</translation>
    </message>
    <message>
        <source>processor only</source>
        <translation>nur der Prozessor</translation>
    </message>
    <message>
        <source>processor only, above idle</source>
        <translation>nur der Prozessor, über dem Leerlauf</translation>
    </message>
    <message>
        <source>no answer in this time</source>
        <translation>keine Antwort in dieser Zeit</translation>
    </message>
    <message>
        <source>what the whole laptop drew was not measured</source>
        <translation>was der ganze Laptop verbrauchte, wurde nicht gemessen</translation>
    </message>
    <message>
        <source>Nothing was changed: the chats, models and settings that you have stay as they are.</source>
        <translation>Nichts wurde geändert: Ihre Chats, Modelle und Einstellungen bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>too long for this model</source>
        <translation>zu lang für dieses Modell</translation>
    </message>
    <message>
        <source>Only a model that can write joins sentences into a brief. Picked ones are a list: choose “Key points”.</source>
        <translation>Nur ein Modell, das schreiben kann, fügt Sätze zu einer Kurzfassung zusammen. Ausgewählte sind eine Liste: Wählen Sie „Kernpunkte“.</translation>
    </message>
    <message>
        <source>Stopped. Nothing is summed up yet.</source>
        <translation>Gestoppt. Noch ist nichts zusammengefasst.</translation>
    </message>
    <message>
        <source>No decision and no task was found in the text, so these are its most telling sentences.</source>
        <translation>Im Text wurde weder ein Beschluss noch eine Aufgabe gefunden; dies sind daher seine aussagekräftigsten Sätze.</translation>
    </message>
    <message>
        <source>The text has no headings, so all of it is one section.</source>
        <translation>Der Text hat keine Überschriften, deshalb ist er ein einziger Abschnitt.</translation>
    </message>
    <message>
        <source>One text file for somebody who helps you: this computer, the program and its last errors. None of your texts, no names of documents, no passwords.</source>
        <translation>Eine Textdatei für jemanden, der Ihnen hilft: dieser Computer, das Programm und seine letzten Fehler. Keiner Ihrer Texte, keine Namen von Dokumenten, keine Passwörter.</translation>
    </message>
    <message>
        <source>What happened?…</source>
        <translation>Was ist geschehen?…</translation>
    </message>
    <message>
        <source>Often translates wrongly.</source>
        <translation>Übersetzt oft falsch.</translation>
    </message>
    <message>
        <source>Often wrong.</source>
        <translation>Oft falsch.</translation>
    </message>
</context>
</TS>
