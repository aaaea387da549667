<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es">
<context>
    <name></name>
    <message>
        <source>What its spec takes and needs must be words.</source>
        <translation>Lo que su especificación acepta y necesita debe expresarse en palabras.</translation>
    </message>
    <message>
        <source>Stopped twice</source>
        <translation>Se detuvo dos veces</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>En uso</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>No se puede usar</translation>
    </message>
    <message>
        <source>Did not work here</source>
        <translation>No funcionó aquí</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>Cabe</translation>
    </message>
    <message>
        <source>Not measured on this computer yet</source>
        <translation>Aún no medido en este equipo</translation>
    </message>
    <message>
        <source>Built in: small and quick; get a bigger one when you are online.</source>
        <translation>Incluido: pequeño y rápido; obtenga uno mayor cuando tenga conexión.</translation>
    </message>
    <message>
        <source>Can {doing}: {score}</source>
        <translation>Puede {doing}: {score}</translation>
    </message>
    <message>
        <source>Not used to {doing}: {reason}</source>
        <translation>No se usa para {doing}: {reason}</translation>
    </message>
    <message>
        <source>Limit: {limit}</source>
        <translation>Límite: {limit}</translation>
    </message>
    <message>
        <source>Needs {size}</source>
        <translation>Necesita {size}</translation>
    </message>
    <message>
        <source>{size} memory here</source>
        <translation>{size} de memoria aquí</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id.</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>Arquitectura</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>Cuantización</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parámetros</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Archivo</translation>
    </message>
    <message>
        <source>Context it was trained for</source>
        <translation>Contexto con el que se entrenó</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} tokens</translation>
    </message>
    <message>
        <source>built-in.</source>
        <translation>integrada.</translation>
    </message>
    <message>
        <source>{time} from {source}</source>
        <translation>{time} de {source}</translation>
    </message>
    <message>
        <source>{size} with a context of {tokens}</source>
        <translation>{size} con un contexto de {tokens}</translation>
    </message>
    <message>
        <source>{name}: {value}</source>
        <translation>{name}: {value}</translation>
    </message>
    <message>
        <source>not compressed</source>
        <translation>sin comprimir</translation>
    </message>
    <message>
        <source>lightly compressed</source>
        <translation>poco comprimido</translation>
    </message>
    <message>
        <source>compressed</source>
        <translation>comprimido</translation>
    </message>
    <message>
        <source>strongly compressed</source>
        <translation>muy comprimido</translation>
    </message>
    <message>
        <source>{rate} tokens/s here</source>
        <translation>{rate} tokens/s aquí</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Licencia</translation>
    </message>
    <message>
        <source>not stated in the file</source>
        <translation>no consta en el archivo</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>Idiomas</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>Plantilla de chat</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>la del propio modelo</translation>
    </message>
    <message>
        <source>It adds instructions of its own</source>
        <translation>Añade instrucciones propias</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Memoria</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importado</translation>
    </message>
    <message>
        <source>Fetched from</source>
        <translation>Descargado de</translation>
    </message>
    <message>
        <source>{repo}, {file}, commit {commit}</source>
        <translation>{repo}, {file}, commit {commit}</translation>
    </message>
    <message>
        <source>Made here from</source>
        <translation>Creado aquí a partir de</translation>
    </message>
    <message>
        <source>Layers left out</source>
        <translation>Capas omitidas</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problema</translation>
    </message>
    <message>
        <source>Prompt processing here</source>
        <translation>Procesamiento de la entrada aquí</translation>
    </message>
    <message>
        <source>{rate} tokens/s</source>
        <translation>{rate} tokens/s</translation>
    </message>
    <message>
        <source>Generation here</source>
        <translation>Generación aquí</translation>
    </message>
    <message>
        <source>Peak memory here</source>
        <translation>Pico de memoria aquí</translation>
    </message>
    <message>
        <source>Processor code</source>
        <translation>Código del procesador</translation>
    </message>
    <message>
        <source>Answers go on as before.</source>
        <translation>Las respuestas siguen como antes.</translation>
    </message>
    <message>
        <source>{name} stopped the engine twice last time, so it was not loaded.</source>
        <translation>{name} detuvo el motor dos veces la última vez, por lo que no se ha cargado.</translation>
    </message>
    <message>
        <source>The starter answers meanwhile.</source>
        <translation>Mientras tanto responde Starter.</translation>
    </message>
    <message>
        <source>Use it from Models to try again.</source>
        <translation>Úselo desde Modelos para volver a intentarlo.</translation>
    </message>
    <message>
        <source>{name} could not be loaded, so the model before is used again.</source>
        <translation>No se pudo cargar {name}, por lo que se vuelve a usar el modelo anterior.</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>No hay ningún modelo cargado.</translation>
    </message>
    <message>
        <source>Asking the hub</source>
        <translation>Consultando el hub</translation>
    </message>
    <message>
        <source>Nothing to fetch is called “{ref}”.</source>
        <translation>No hay nada que descargar con el nombre “{ref}”.</translation>
    </message>
    <message>
        <source>Look for a repository with GGUF files: their names often end in -GGUF.</source>
        <translation>Busque un repositorio con archivos GGUF: su nombre suele terminar en -GGUF.</translation>
    </message>
    <message>
        <source>{repo} holds no model file (.gguf) that is whole in itself.</source>
        <translation>{repo} no contiene ningún archivo de modelo (.gguf) completo en sí mismo.</translation>
    </message>
    <message>
        <source>Choose a file that is whole, or download all parts with a browser and import the first.</source>
        <translation>Elija un archivo completo, o descargue todas las partes con un navegador e importe la primera.</translation>
    </message>
    <message>
        <source>{file} is one part of a model in several files, which cannot be fetched here.</source>
        <translation>{file} es una parte de un modelo repartido en varios archivos, que no se puede descargar aquí.</translation>
    </message>
    <message>
        <source>{name} is here.</source>
        <translation>{name} ya está aquí.</translation>
    </message>
    <message>
        <source>Did you mean {ref}?</source>
        <translation>¿Quería decir {ref}?</translation>
    </message>
    <message>
        <source>`edgeassist models search TEXT` finds models.</source>
        <translation>`edgeassist models search TEXT` busca modelos.</translation>
    </message>
    <message>
        <source>Only model files in the GGUF format can be used.</source>
        <translation>Solo se pueden usar archivos de modelo en formato GGUF.</translation>
    </message>
    <message>
        <source>What the context takes is known only once the model is here.</source>
        <translation>Lo que ocupa el contexto solo se sabrá cuando el modelo esté aquí.</translation>
    </message>
    <message>
        <source>The first {count} models Hugging Face has for these words.</source>
        <translation>Los primeros {count} modelos que Hugging Face tiene para estas palabras.</translation>
    </message>
    <message>
        <source>The one model Hugging Face has for these words.</source>
        <translation>El único modelo que Hugging Face tiene para estas palabras.</translation>
    </message>
    <message>
        <source>sign in to see its files</source>
        <translation>inicie sesión para ver sus archivos</translation>
    </message>
    <message>
        <source>Sign in needed</source>
        <translation>Requiere iniciar sesión</translation>
    </message>
    <message>
        <source>May fit</source>
        <translation>Puede que quepa</translation>
    </message>
    <message>
        <source>The processor is too hot. This goes on when it has cooled down.</source>
        <translation>El procesador está demasiado caliente. Esto continuará cuando se haya enfriado.</translation>
    </message>
    <message>
        <source>The battery is low. This goes on when it is charged to 25 %.</source>
        <translation>Queda poca batería. Esto continuará cuando esté cargada al 25 %.</translation>
    </message>
    <message>
        <source>Try again when that is over.</source>
        <translation>Vuelva a intentarlo cuando termine.</translation>
    </message>
    <message>
        <source>Measuring this laptop…</source>
        <translation>Midiendo este portátil…</translation>
    </message>
    <message>
        <source>An answer is under way, so this laptop cannot be measured now.</source>
        <translation>Hay una respuesta en curso, por lo que ahora no se puede medir este portátil.</translation>
    </message>
    <message>
        <source>Other work is under way, so this laptop cannot be measured now.</source>
        <translation>Hay otro trabajo en curso, por lo que ahora no se puede medir este portátil.</translation>
    </message>
    <message>
        <source>No model is loaded, so there is nothing to measure with.</source>
        <translation>No hay ningún modelo cargado, por lo que no hay con qué medir.</translation>
    </message>
    <message>
        <source>This laptop was not measured, because an answer was asked for. Nothing was changed.</source>
        <translation>No se midió este portátil porque se pidió una respuesta. No se ha cambiado nada.</translation>
    </message>
    <message numerus="yes">
        <source>Answers use up to {n} core.</source>
        <comment>Answers use up to {n} cores.</comment>
        <translation>
            <numerusform>Las respuestas usan hasta {n} núcleo.</numerusform>
            <numerusform>Las respuestas usan hasta {n} núcleos.</numerusform>
        </translation>
    </message>
    <message>
        <source>So say the settings.</source>
        <translation>Así lo indican los ajustes.</translation>
    </message>
    <message>
        <source>this computer has no battery, or does not tell</source>
        <translation>este equipo no tiene batería o no informa de ella</translation>
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
        <translation>{free} libres de {total}</translation>
    </message>
    <message>
        <source>{percent} %, plugged in</source>
        <translation>{percent} %, enchufado</translation>
    </message>
    <message>
        <source>{percent} %, about {time} left</source>
        <translation>{percent} %, quedan unos {time}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>none is in use</source>
        <translation>no hay ninguno en uso</translation>
    </message>
    <message>
        <source>{name} was not imported, for a reason EdgeAssist did not expect.</source>
        <translation>{name} no se importó por un motivo que EdgeAssist no esperaba.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>{name} was not imported.</source>
        <translation>{name} no se importó.</translation>
    </message>
    <message>
        <source>{name} is here, but it did not work in a trial: {failure}</source>
        <translation>{name} está aquí, pero no funcionó en una prueba: {failure}</translation>
    </message>
    <message>
        <source>Try another model.</source>
        <translation>Pruebe con otro modelo.</translation>
    </message>
    <message>
        <source>The report is in {path}.</source>
        <translation>El informe está en {path}.</translation>
    </message>
    <message>
        <source>What answers cost is forgotten. Chats are as they were.</source>
        <translation>El coste de las respuestas se ha olvidado. Los chats están como estaban.</translation>
    </message>
    <message>
        <source>What answers cost could not be deleted.</source>
        <translation>No se pudo borrar el coste de las respuestas.</translation>
    </message>
    <message>
        <source>Checking the new model</source>
        <translation>Comprobando el nuevo modelo</translation>
    </message>
    <message>
        <source>This smaller copy was here already; there is still one of it.</source>
        <translation>Esta copia más pequeña ya estaba aquí; sigue habiendo una sola.</translation>
    </message>
    <message>
        <source>Choose a smaller preset or type.</source>
        <translation>Elija un preajuste o un tipo menor.</translation>
    </message>
    <message>
        <source>That copy would be no smaller than {name} is now. Nothing was made.</source>
        <translation>Esa copia no sería menor que {name} ahora. No se ha creado nada.</translation>
    </message>
    <message>
        <source>The engine answered something else than was asked.</source>
        <translation>El motor respondió algo distinto de lo que se pidió.</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>Vuelva a iniciarlo.</translation>
    </message>
    <message>
        <source>Let EdgeAssist compute an importance matrix, or choose another type.</source>
        <translation>Deje que EdgeAssist calcule una matriz de importancia, o elija otro tipo.</translation>
    </message>
    <message>
        <source>The offline switch could not be turned: {reason}.</source>
        <translation>No se pudo cambiar el interruptor sin conexión: {reason}.</translation>
    </message>
    <message>
        <source>{name} is written.</source>
        <translation>{name} se ha escrito.</translation>
    </message>
    <message>
        <source>That did not work, for a reason EdgeAssist did not expect.</source>
        <translation>No ha funcionado, por un motivo que EdgeAssist no esperaba.</translation>
    </message>
    <message>
        <source>opened</source>
        <translation>abierta</translation>
    </message>
    <message>
        <source>could not be opened</source>
        <translation>no se pudo abrir</translation>
    </message>
    <message>
        <source>refused: the offline switch was on</source>
        <translation>rechazada: el interruptor sin conexión estaba activado</translation>
    </message>
    <message>
        <source>refused: not EdgeAssist&apos;s own</source>
        <translation>rechazada: no es de EdgeAssist</translation>
    </message>
    <message>
        <source>The log holds what passed EdgeAssist&apos;s gate, or was refused there or by its audit hook: host, port, time, purpose and outcome; never an address&apos;s path, a query or a token. Where the kernel&apos;s lock holds, native code that asks for a network socket is refused by the kernel; it leaves a line without an address where the kernel tells of it. Programs that a person opens from EdgeAssist (a web browser) are not part of it.</source>
        <translation>El registro contiene lo que pasó por la puerta de EdgeAssist, o fue rechazado allí o por su «audit hook»: equipo, puerto, hora, finalidad y resultado; nunca la ruta de una dirección, una consulta ni un token. Donde rige el bloqueo del núcleo, el código nativo que pide un socket de red es rechazado por el núcleo; deja una línea sin dirección donde el núcleo lo comunica. Los programas que una persona abre desde EdgeAssist (un navegador web) no forman parte de él.</translation>
    </message>
    <message>
        <source>{name} does not say which kind of file to write.</source>
        <translation>{name} no indica qué tipo de archivo escribir.</translation>
    </message>
    <message>
        <source>End it with {kinds}.</source>
        <translation>Termínelo en {kinds}.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Elija otra carpeta.</translation>
    </message>
    <message>
        <source>{name} could not be written: {reason}.</source>
        <translation>No se pudo escribir {name}: {reason}.</translation>
    </message>
    <message>
        <source>the system gives no reason</source>
        <translation>el sistema no indica el motivo</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Proceso</translation>
    </message>
    <message>
        <source>What holds</source>
        <translation>Lo que protege</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>Lo que falta</translation>
    </message>
    <message>
        <source>What was refused</source>
        <translation>Lo que se rechazó</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>Pedido por</translation>
    </message>
    <message>
        <source>made {moment}</source>
        <translation>hecho el {moment}</translation>
    </message>
    <message>
        <source>Network report</source>
        <translation>Informe de red</translation>
    </message>
    <message>
        <source>Protection</source>
        <translation>Protección</translation>
    </message>
    <message>
        <source>Network report of EdgeAssist</source>
        <translation>Informe de red de EdgeAssist</translation>
    </message>
    <message>
        <source>The offline switch is on for this run.</source>
        <translation>El interruptor sin conexión está activado en esta ejecución.</translation>
    </message>
    <message numerus="yes">
        <source>{n} line of the log is damaged and left out.</source>
        <comment>{n} lines of the log are damaged and left out.</comment>
        <translation>
            <numerusform>Una línea del registro está dañada y se omitió.</numerusform>
            <numerusform>{n} líneas del registro están dañadas y se omitieron.</numerusform>
        </translation>
    </message>
    <message>
        <source>Settings cannot be written to the disk: {reason}.</source>
        <translation>Los ajustes no se pueden escribir en el disco: {reason}.</translation>
    </message>
    <message>
        <source>What you choose holds until EdgeAssist is closed.</source>
        <translation>Lo que elija valdrá hasta que se cierre EdgeAssist.</translation>
    </message>
    <message>
        <source>The settings could not be written to {path}: {reason}.</source>
        <translation>No se pudieron escribir los ajustes en {path}: {reason}.</translation>
    </message>
    <message>
        <source>{path} could not be read: {reason}.</source>
        <translation>No se pudo leer {path}: {reason}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} setting is changed by {name}.</source>
        <comment>{n} settings are changed by {name}.</comment>
        <translation>
            <numerusform>{name} cambia {n} ajuste.</numerusform>
            <numerusform>{name} cambia {n} ajustes.</numerusform>
        </translation>
    </message>
    <message>
        <source>Downloads go by this address now: {addresses}.</source>
        <translation>Las descargas pasan ahora por esta dirección: {addresses}.</translation>
    </message>
    <message>
        <source>Left out: {settings}.</source>
        <translation>Omitidos: {settings}.</translation>
    </message>
    <message numerus="yes">
        <source>Left out: {settings}; and {n} more.</source>
        <comment>Left out: {settings}; and {n} more.</comment>
        <translation>
            <numerusform>Omitidos: {settings}; y {n} más.</numerusform>
            <numerusform>Omitidos: {settings}; y {n} más.</numerusform>
        </translation>
    </message>
    <message>
        <source>The settings are in {path}.</source>
        <translation>Los ajustes están en {path}.</translation>
    </message>
    <message>
        <source>Passwords and tokens are not in it.</source>
        <translation>No contiene contraseñas ni tokens.</translation>
    </message>
    <message>
        <source>{name} changes nothing: all of it holds already.</source>
        <translation>{name} no cambia nada: todo ya está así.</translation>
    </message>
    <message>
        <source>Python&apos;s own sockets are refused and logged outside EdgeAssist&apos;s downloads (audit hook)</source>
        <translation>Los sockets propios de Python se rechazan y se registran fuera de las descargas de EdgeAssist (audit hook)</translation>
    </message>
    <message>
        <source>The kernel refuses it every network socket, also for plug-ins and native code (seccomp)</source>
        <translation>El núcleo del sistema le niega todo socket de red, también a complementos y código nativo (seccomp)</translation>
    </message>
    <message>
        <source>It cannot reach into other programs that run (Landlock)</source>
        <translation>No puede acceder a otros programas en ejecución (Landlock)</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Motor</translation>
    </message>
    <message>
        <source>Trial of the processor code</source>
        <translation>Prueba del código del procesador</translation>
    </message>
    <message>
        <source>Checking a model file</source>
        <translation>Comprobación de un archivo de modelo</translation>
    </message>
    <message>
        <source>Reading a document</source>
        <translation>Lectura de un documento</translation>
    </message>
    <message>
        <source>Writing a document</source>
        <translation>Escritura de un documento</translation>
    </message>
    <message>
        <source>Searching a document</source>
        <translation>Búsqueda en un documento</translation>
    </message>
    <message>
        <source>The system&apos;s keyring</source>
        <translation>El llavero del sistema</translation>
    </message>
    <message>
        <source>Long work on models</source>
        <translation>Trabajos largos con modelos</translation>
    </message>
    <message>
        <source>Checking a voice model</source>
        <translation>Comprobación de un modelo de voz</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Micrófono</translation>
    </message>
    <message>
        <source>files: only its models, and no TCP (Landlock)</source>
        <translation>archivos: solo sus modelos, y sin TCP (Landlock)</translation>
    </message>
    <message>
        <source>no sockets, no other programs (seccomp)</source>
        <translation>sin sockets ni otros programas (seccomp)</translation>
    </message>
    <message>
        <source>Python&apos;s own sockets refused (audit hook)</source>
        <translation>sockets propios de Python rechazados (audit hook)</translation>
    </message>
    <message>
        <source>a connection to {name}</source>
        <translation>una conexión con {name}</translation>
    </message>
    <message>
        <source>starting {name}</source>
        <translation>iniciar {name}</translation>
    </message>
    <message>
        <source>the file {name}</source>
        <translation>el archivo {name}</translation>
    </message>
    <message>
        <source>Not running now. Before it reads anything it puts its locks on, and they are shown here.</source>
        <translation>No está en marcha ahora. Antes de leer nada se pone sus bloqueos, y se muestran aquí.</translation>
    </message>
    <message>
        <source>This program</source>
        <translation>Este programa</translation>
    </message>
    <message>
        <source>The door</source>
        <translation>La puerta</translation>
    </message>
    <message>
        <source>The only process of ours that may connect: it opens what downloads ask for, writes each into the log, and refuses while the offline switch is on</source>
        <translation>El único proceso nuestro que puede conectarse: abre lo que piden las descargas, anota cada conexión en el registro y se niega mientras el interruptor sin conexión está activado</translation>
    </message>
    <message>
        <source>it has ended: nothing can be fetched until EdgeAssist is started anew</source>
        <translation>ha terminado: no se puede descargar nada hasta que se reinicie EdgeAssist</translation>
    </message>
    <message>
        <source>Refused since its start: {what}.</source>
        <translation>Rechazado desde su inicio: {what}.</translation>
    </message>
    <message numerus="yes">
        <source>And {n} earlier thing.</source>
        <comment>And {n} earlier things.</comment>
        <translation>
            <numerusform>Y {n} cosa anterior.</numerusform>
            <numerusform>Y {n} cosas anteriores.</numerusform>
        </translation>
    </message>
    <message>
        <source>this program was not started as EdgeAssist itself, so it has no wall</source>
        <translation>este programa no se inició como EdgeAssist, por lo que no tiene barrera</translation>
    </message>
    <message>
        <source>the kernel does not show the lock that was put on</source>
        <translation>el núcleo del sistema no muestra el bloqueo que se puso</translation>
    </message>
    <message>
        <source>no network sockets: what holds for this program holds for its children (seccomp)</source>
        <translation>sin sockets de red: lo que vale para este programa vale para los que inicia (seccomp)</translation>
    </message>
    <message>
        <source>none of its own</source>
        <translation>ninguno propio</translation>
    </message>
    <message>
        <source>this kernel does not have: {locks}</source>
        <translation>este núcleo del sistema no tiene: {locks}</translation>
    </message>
    <message>
        <source>Import or get the original again and name it with --source ID. The model itself can be used as it is.</source>
        <translation>Importe u obtenga de nuevo el original e indíquelo con --source ID. El modelo en sí se puede usar tal como está.</translation>
    </message>
    <message>
        <source>The original that {name} was made from is no longer here.</source>
        <translation>El original a partir del cual se creó {name} ya no está aquí.</translation>
    </message>
    <message>
        <source>Name the original with --source ID.</source>
        <translation>Indique el original con --source ID.</translation>
    </message>
    <message>
        <source>{name} was not quantized here, so its original is not known.</source>
        <translation>{name} no se cuantizó aquí, por lo que no se conoce su original.</translation>
    </message>
    <message>
        <source>Name the model it was made from.</source>
        <translation>Indique el modelo a partir del cual se creó.</translation>
    </message>
    <message>
        <source>A model cannot be compared with itself.</source>
        <translation>Un modelo no se puede comparar consigo mismo.</translation>
    </message>
    <message>
        <source>Import it again.</source>
        <translation>Vuelva a importarlo.</translation>
    </message>
    <message>
        <source>it is not complete</source>
        <translation>no está completo</translation>
    </message>
    <message>
        <source>{name} cannot be compared: {reason}</source>
        <translation>{name} no se puede comparar: {reason}</translation>
    </message>
    <message>
        <source>Close other programs, or compare with a smaller original (Q8_0).</source>
        <translation>Cierre otros programas, o compare con un original menor (Q8_0).</translation>
    </message>
    <message>
        <source>Comparing holds both models in memory: about {need}, and {free} are free.</source>
        <translation>La comparación mantiene ambos modelos en memoria: unos {need}, y hay {free} libres.</translation>
    </message>
    <message>
        <source>The model was replaced while it was measured; the figures were thrown away.</source>
        <translation>El modelo se sustituyó mientras se medía; las cifras se descartaron.</translation>
    </message>
    <message>
        <source>Import its file again, then remove this one.</source>
        <translation>Importe de nuevo su archivo y luego elimine este.</translation>
    </message>
    <message>
        <source>Where {name} came from is not known, so it cannot be repaired here.</source>
        <translation>No se sabe de dónde vino {name}, por lo que no se puede reparar aquí.</translation>
    </message>
    <message>
        <source>The same model is here as {id}; the damaged copy {damaged} was removed.</source>
        <translation>El mismo modelo está aquí como {id}; se quitó la copia dañada {damaged}.</translation>
    </message>
    <message>
        <source>{name} is whole again.</source>
        <translation>{name} vuelve a estar completo.</translation>
    </message>
    <message>
        <source>No model is loaded, so there is no context to change.</source>
        <translation>No hay ningún modelo cargado, por lo que no hay contexto que cambiar.</translation>
    </message>
    <message>
        <source>{name} reads {tokens} tokens at once, and was not trained to read more.</source>
        <translation>{name} lee {tokens} tokens a la vez, y no se entrenó para leer más.</translation>
    </message>
    <message>
        <source>{name} could not be loaded with room for {tokens} tokens.</source>
        <translation>{name} no se pudo cargar con espacio para {tokens} tokens.</translation>
    </message>
    <message>
        <source>It is used with {tokens} tokens again.</source>
        <translation>Se vuelve a usar con {tokens} tokens.</translation>
    </message>
    <message>
        <source>Nothing was lost.</source>
        <translation>No se ha perdido nada.</translation>
    </message>
    <message>
        <source>Choose a model with a longer context in Models.</source>
        <translation>Elija en Modelos uno con un contexto más largo.</translation>
    </message>
    <message>
        <source>The setting is as it was.</source>
        <translation>El ajuste sigue como estaba.</translation>
    </message>
    <message>
        <source>The first start of the engine needs {need} of disk space; {free} are free.</source>
        <translation>El primer inicio del motor necesita {need} de espacio en disco; hay {free} libres.</translation>
    </message>
    <message>
        <source>The system&apos;s keyring may still hold the token.</source>
        <translation>Puede que el llavero del sistema aún conserve el token.</translation>
    </message>
    <message>
        <source>`edgeassist models repair {id}`, or Repair in the window, gets a whole copy.</source>
        <translation>`edgeassist models repair {id}`, o Reparar en la ventana, obtiene una copia completa.</translation>
    </message>
    <message>
        <source>Remove it and import its file again.</source>
        <translation>Elimínelo e importe de nuevo su archivo.</translation>
    </message>
    <message>
        <source>The token is forgotten.</source>
        <translation>El token se ha olvidado.</translation>
    </message>
    <message>
        <source>Free some space on the drive of {folder}. Models and conversations are safe.</source>
        <translation>Libere espacio en la unidad de {folder}. Los modelos y las conversaciones están a salvo.</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>Midiendo</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <source>it cannot be written</source>
        <translation>no se puede escribir</translation>
    </message>
    <message>
        <source>Go on starts it again.</source>
        <translation>Continuar lo inicia de nuevo.</translation>
    </message>
    <message>
        <source>The proof is in {name}.</source>
        <translation>La constancia está en {name}.</translation>
    </message>
    <message>
        <source>Where {name} came from is not known.</source>
        <translation>No se sabe de dónde vino {name}.</translation>
    </message>
    <message>
        <source>Read it before you pass it on.</source>
        <translation>Léala antes de entregarla.</translation>
    </message>
    <message>
        <source>Put the drive back; the models come back with it. Or have EdgeAssist&apos;s own folder again: `edgeassist settings reset models_folder`. Chats stay readable meanwhile.</source>
        <translation>Vuelva a conectar la unidad; los modelos vuelven con ella. O use de nuevo la carpeta propia de EdgeAssist: `edgeassist settings reset models_folder`. Mientras tanto, los chats se pueden seguir leyendo.</translation>
    </message>
    <message>
        <source>The folder with the models is missing: {folder} is not there.</source>
        <translation>Falta la carpeta de los modelos: {folder} no está.</translation>
    </message>
    <message>
        <source>The drive with the models is missing: {folder} is not there.</source>
        <translation>Falta la unidad de los modelos: {folder} no está.</translation>
    </message>
    <message>
        <source>Close EdgeAssist and start it again; nothing was lost.</source>
        <translation>Cierre EdgeAssist y vuelva a iniciarlo; no se ha perdido nada.</translation>
    </message>
    <message>
        <source>The models were moved to {folder} meanwhile.</source>
        <translation>Entretanto, los modelos se movieron a {folder}.</translation>
    </message>
    <message>
        <source>From {name}: {names}.</source>
        <translation>De {name}: {names}.</translation>
    </message>
    <message>
        <source>Nothing new came in.</source>
        <translation>No ha llegado nada nuevo.</translation>
    </message>
    <message>
        <source>The field pack {name} is written ({size}).</source>
        <translation>El paquete de campo {name} se ha escrito ({size}).</translation>
    </message>
    <message>
        <source>All models are in {folder} now.</source>
        <translation>Todos los modelos están ahora en {folder}.</translation>
    </message>
    <message>
        <source>These stayed behind: {names}.</source>
        <translation>Estos se quedaron atrás: {names}.</translation>
    </message>
    <message>
        <source>All models, to {folder}</source>
        <translation>Todos los modelos, a {folder}</translation>
    </message>
    <message>
        <source>Found in the models folder: {names}.</source>
        <translation>Encontrados en la carpeta de modelos: {names}.</translation>
    </message>
    <message>
        <source>What was copied in is no model that can be used.</source>
        <translation>Lo que se copió no es ningún modelo que se pueda usar.</translation>
    </message>
    <message>
        <source>What was copied in by hand</source>
        <translation>Lo que se copió a mano</translation>
    </message>
    <message>
        <source>They are no longer loaded. Repair or import them again; nothing else was changed.</source>
        <translation>Ya no se cargan. Repárelos o impórtelos de nuevo; no se ha cambiado nada más.</translation>
    </message>
    <message>
        <source>Damaged: {names}.</source>
        <translation>Dañados: {names}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} model is whole.</source>
        <comment>{n} models are whole.</comment>
        <translation>
            <numerusform>{n} modelo está completo.</numerusform>
            <numerusform>{n} modelos están completos.</numerusform>
        </translation>
    </message>
    <message>
        <source>The original stays.</source>
        <translation>El original se conserva.</translation>
    </message>
    <message>
        <source>{name} is ready; what it cost was not measured.</source>
        <translation>{name} está listo; no se midió cuánto costó.</translation>
    </message>
    <message>
        <source>{name} is ready, but what it cost was not measured.</source>
        <translation>{name} está listo, pero no se midió cuánto costó.</translation>
    </message>
    <message>
        <source>The original goes now.</source>
        <translation>El original se elimina ahora.</translation>
    </message>
    <message>
        <source>{name} is ready.</source>
        <translation>{name} está listo.</translation>
    </message>
    <message>
        <source>{step} ({number} of {total})</source>
        <translation>{step} ({number} de {total})</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>Todos los modelos</translation>
    </message>
    <message>
        <source>Try again while the computer is quiet. Nothing was changed.</source>
        <translation>Vuelva a intentarlo mientras el equipo esté tranquilo. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The speed of this model could not be measured.</source>
        <translation>No se pudo medir la velocidad de este modelo.</translation>
    </message>
    <message numerus="yes">
        <source>Answers with {n} thread as before: {rate} tokens a second, the fastest here.</source>
        <comment>Answers with {n} threads as before: {rate} tokens a second, the fastest here.</comment>
        <translation>
            <numerusform>Responde con {n} hilo, como antes: {rate} tokens por segundo, lo más rápido aquí.</numerusform>
            <numerusform>Responde con {n} hilos, como antes: {rate} tokens por segundo, lo más rápido aquí.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Answers with {n} thread from now on: {rate} instead of {before} tokens a second.</source>
        <comment>Answers with {n} threads from now on: {rate} instead of {before} tokens a second.</comment>
        <translation>
            <numerusform>Desde ahora responde con {n} hilo: {rate} en vez de {before} tokens por segundo.</numerusform>
            <numerusform>Desde ahora responde con {n} hilos: {rate} en vez de {before} tokens por segundo.</numerusform>
        </translation>
    </message>
    <message>
        <source>The number of threads in the settings holds instead; 0 there lets this one hold.</source>
        <translation>En su lugar vale el número de hilos de los ajustes; con 0 allí, vale este.</translation>
    </message>
    <message>
        <source>It holds in the profiles Fast, Balanced and Auto.</source>
        <translation>Vale en los perfiles Rápido, Equilibrado y Automático.</translation>
    </message>
    <message>
        <source>It was not tried on this computer yet: add its file again.</source>
        <translation>Aún no se ha probado en este equipo: añada de nuevo su archivo.</translation>
    </message>
    <message>
        <source>It was copied here by hand: add its file instead.</source>
        <translation>Se copió aquí a mano: añada en su lugar su archivo.</translation>
    </message>
    <message>
        <source>Choose its language here, then add it again. Nothing was changed.</source>
        <translation>Elija aquí su idioma y añádalo de nuevo. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>espera su turno</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>sin terminar</translation>
    </message>
    <message>
        <source>waits for the offline switch</source>
        <translation>espera al interruptor sin conexión</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>en espera</translation>
    </message>
    <message>
        <source>begins</source>
        <translation>empieza</translation>
    </message>
    <message>
        <source>What has arrived is kept, and it goes on by itself once the switch is off.</source>
        <translation>Lo que ha llegado se conserva, y la descarga continúa sola en cuanto se desactive el interruptor.</translation>
    </message>
    <message>
        <source>Nothing has been fetched yet. It begins by itself once the switch is off.</source>
        <translation>Aún no se ha descargado nada. Empieza por sí solo en cuanto se desactive el interruptor.</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>quedan {time}</translation>
    </message>
    <message>
        <source>As the window ({language})</source>
        <translation>Como la ventana ({language})</translation>
    </message>
    <message>
        <source>{items} and {last}</source>
        <translation>{items} y {last}</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Activado</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Desactivado</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>debe ser verdadero o falso</translation>
    </message>
    <message>
        <source>must be a whole number</source>
        <translation>debe ser un número entero</translation>
    </message>
    <message>
        <source>must be a text in quotes</source>
        <translation>debe ser un texto entre comillas</translation>
    </message>
    <message>
        <source>must be between {low} and {high}</source>
        <translation>debe estar entre {low} y {high}</translation>
    </message>
    <message>
        <source>must be one of {words}</source>
        <translation>debe ser uno de estos: {words}</translation>
    </message>
    <message>
        <source>must not be longer than {count} letters</source>
        <translation>no debe tener más de {count} letras</translation>
    </message>
    <message>
        <source>must be one line without control characters</source>
        <translation>debe ser una sola línea sin caracteres de control</translation>
    </message>
    <message>
        <source>must be {what}</source>
        <translation>debe ser {what}</translation>
    </message>
    <message>
        <source>Look and language</source>
        <translation>Aspecto e idioma</translation>
    </message>
    <message>
        <source>Window and keys</source>
        <translation>Ventana y teclas</translation>
    </message>
    <message>
        <source>What answers cost</source>
        <translation>Coste de las respuestas</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>Voz</translation>
    </message>
    <message>
        <source>Models and downloads</source>
        <translation>Modelos y descargas</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Red</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Model loaded at start: its id; `starter` is the one that comes with EdgeAssist.</source>
        <translation>Modelo que se carga al inicio: su id.; `starter` es el que viene con EdgeAssist.</translation>
    </message>
    <message>
        <source>Context length</source>
        <translation>Longitud del contexto</translation>
    </message>
    <message>
        <source>How much a model can hold at once. More takes more memory.</source>
        <translation>Cuánto puede abarcar un modelo a la vez. Más ocupa más memoria.</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>tokens</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Hilos</translation>
    </message>
    <message>
        <source>Threads the engine computes with; 0 uses one per physical core.</source>
        <translation>Hilos con los que calcula el motor; 0 usa uno por núcleo físico.</translation>
    </message>
    <message>
        <source>one per core</source>
        <translation>uno por núcleo</translation>
    </message>
    <message>
        <source>Folder of the models</source>
        <translation>Carpeta de los modelos</translation>
    </message>
    <message>
        <source>Folder of the models; empty keeps them with the other data. This moves no file: `edgeassist models move` and the models page do.</source>
        <translation>Carpeta de los modelos; vacía, los guarda con los demás datos. Esto no mueve ningún archivo: lo hacen `edgeassist models move` y la página de modelos.</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Sin conexión</translation>
    </message>
    <message>
        <source>Offline switch: no connection is opened at all, whoever asks for one.</source>
        <translation>Interruptor sin conexión: no se abre ninguna conexión, la pida quien la pida.</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Proxy for downloads (http://host:port); empty takes the system&apos;s, `none` takes none.</source>
        <translation>Proxy para las descargas (http://host:port); vacío usa el del sistema, `none` no usa ninguno.</translation>
    </message>
    <message>
        <source>an address like http://host:port, `none` or empty</source>
        <translation>una dirección como http://host:port, `none` o vacío</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Servidor espejo</translation>
    </message>
    <message>
        <source>Address that model files are fetched from instead (https://host); it supplies bytes only.</source>
        <translation>Dirección de la que se descargan los archivos de modelo en su lugar (https://host); solo suministra los bytes.</translation>
    </message>
    <message>
        <source>an address like https://host, or empty</source>
        <translation>una dirección como https://host, o vacío</translation>
    </message>
    <message>
        <source>Download limit</source>
        <translation>Límite de descarga</translation>
    </message>
    <message>
        <source>Most kilobytes a download takes per second; 0 for no limit.</source>
        <translation>Kilobytes por segundo que una descarga usa como máximo; 0 es sin límite.</translation>
    </message>
    <message>
        <source>kB/s</source>
        <translation>kB/s</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>sin límite</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Colores</translation>
    </message>
    <message>
        <source>Light or dark, or as the system has it.</source>
        <translation>Claro u oscuro, o como lo tenga el sistema.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>Send with</source>
        <translation>Enviar con</translation>
    </message>
    <message>
        <source>Key that sends a question; with Ctrl+Enter, Enter breaks the line.</source>
        <translation>Tecla que envía una pregunta; con Control+Intro, Intro salta de línea.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Intro</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Control+Intro</translation>
    </message>
    <message>
        <source>Language of commands</source>
        <translation>Idioma de las órdenes</translation>
    </message>
    <message>
        <source>Language of commands: its code, as `edgeassist voices list` names them; empty is the window&apos;s own.</source>
        <translation>Idioma de las órdenes: su código, como lo nombra `edgeassist voices list`; vacío usa el de la ventana.</translation>
    </message>
    <message>
        <source>The language in which you say and type commands.</source>
        <translation>El idioma en que dice y escribe las órdenes.</translation>
    </message>
    <message>
        <source>Microphone by its name; empty takes the system&apos;s choice.</source>
        <translation>Micrófono por su nombre; vacío usa el que elige el sistema.</translation>
    </message>
    <message>
        <source>The microphone that hears you.</source>
        <translation>El micrófono que le oye.</translation>
    </message>
    <message>
        <source>Key for dictation</source>
        <translation>Tecla de dictado</translation>
    </message>
    <message>
        <source>Key held down to dictate into the text under the cursor.</source>
        <translation>Tecla que se mantiene pulsada para dictar en el texto bajo el cursor.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguna</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Perfil</translation>
    </message>
    <message>
        <source>How the engine trades speed against power and noise.</source>
        <translation>Cómo equilibra el motor la velocidad con el consumo y el ruido.</translation>
    </message>
    <message>
        <source>Quiet</source>
        <translation>Silencioso</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Equilibrado</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>Rápido</translation>
    </message>
    <message>
        <source>Battery saver</source>
        <translation>Ahorro de batería</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Automático</translation>
    </message>
    <message>
        <source>Context in memory</source>
        <translation>Contexto en memoria</translation>
    </message>
    <message>
        <source>How the context is held in memory; q8_0 takes half.</source>
        <translation>Cómo se guarda el contexto en memoria; q8_0 ocupa la mitad.</translation>
    </message>
    <message>
        <source>Full (f16)</source>
        <translation>Completo (f16)</translation>
    </message>
    <message>
        <source>Half the memory (q8_0)</source>
        <translation>La mitad de memoria (q8_0)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Language of the window.</source>
        <translation>Idioma de la ventana.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Tamaño</translation>
    </message>
    <message>
        <source>Size of everything in the window. Text follows at once, the space around it at the next start.</source>
        <translation>Tamaño de todo lo que hay en la ventana. El texto cambia enseguida; el espacio a su alrededor, en el próximo inicio.</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Contraste</translation>
    </message>
    <message>
        <source>Contrast of the colours.</source>
        <translation>Contraste de los colores.</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Alto</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Movimiento</translation>
    </message>
    <message>
        <source>Whether things may move.</source>
        <translation>Si las cosas pueden moverse.</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>Completo</translation>
    </message>
    <message>
        <source>Reduced</source>
        <translation>Reducido</translation>
    </message>
    <message>
        <source>Tell when long work ends</source>
        <translation>Avisar cuando termine un trabajo largo</translation>
    </message>
    <message>
        <source>Let the system tell when long work ends while the window is not in front.</source>
        <translation>El sistema avisa cuando termina un trabajo largo si la ventana no está delante.</translation>
    </message>
    <message>
        <source>Ask before closing while a timer runs</source>
        <translation>Preguntar al cerrar con un temporizador activo</translation>
    </message>
    <message>
        <source>Timers, alarms and reminders ring only while EdgeAssist is open. Closing the window says so first.</source>
        <translation>Los temporizadores, las alarmas y los recordatorios suenan solo mientras EdgeAssist está abierto. Al cerrar la ventana se avisa antes.</translation>
    </message>
    <message>
        <source>Keep receipts</source>
        <translation>Guardar recibos</translation>
    </message>
    <message>
        <source>Keep what each answer cost (figures only, no text) on this computer.</source>
        <translation>Guarda en este equipo lo que costó cada respuesta (solo cifras, sin texto).</translation>
    </message>
    <message>
        <source>Tell when a first word is slow</source>
        <translation>Avisar si la primera palabra tarda</translation>
    </message>
    <message>
        <source>Tell when a first word takes longer than this; 0 never.</source>
        <translation>Avisa cuando la primera palabra tarda más que esto; 0, nunca.</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nunca</translation>
    </message>
    <message>
        <source>Tell when memory is short</source>
        <translation>Avisar si falta memoria</translation>
    </message>
    <message>
        <source>Tell when this much of the memory is taken; 0 never.</source>
        <translation>Avisa cuando está ocupada esta parte de la memoria; 0, nunca.</translation>
    </message>
    <message>
        <source>Tell when much power is drawn</source>
        <translation>Avisar si se consume mucha energía</translation>
    </message>
    <message>
        <source>Tell when the laptop draws more watts than this for a minute; 0 never.</source>
        <translation>Avisa cuando el portátil consume más vatios que estos durante un minuto; 0, nunca.</translation>
    </message>
    <message>
        <source>Tell when answers fail</source>
        <translation>Avisar si fallan respuestas</translation>
    </message>
    <message>
        <source>Tell when this many of the last 20 answers failed; 0 never.</source>
        <translation>Avisa cuando han fallado tantas de las últimas 20 respuestas; 0, nunca.</translation>
    </message>
    <message>
        <source>Welcomed</source>
        <translation>Bienvenida vista</translation>
    </message>
    <message>
        <source>The first page about language, text size, contrast and microphone was seen.</source>
        <translation>Se vio la primera página sobre idioma, tamaño del texto, contraste y micrófono.</translation>
    </message>
    <message>
        <source>Choose another one; `edgeassist history restore` lists them. Nothing was changed.</source>
        <translation>Elija otra; `edgeassist history restore` las enumera. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The backup {path} cannot be used: {reason}.</source>
        <translation>La copia de seguridad {path} no se puede usar: {reason}.</translation>
    </message>
    <message>
        <source>The conversations are damaged ({fault}); no backup was made of them.</source>
        <translation>Las conversaciones están dañadas ({fault}); no se hizo ninguna copia de seguridad de ellas.</translation>
    </message>
    <message>
        <source>it has format {found}, and this EdgeAssist knows formats up to {known}</source>
        <translation>tiene el formato {found}, y este EdgeAssist conoce formatos hasta el {known}</translation>
    </message>
    <message>
        <source>it holds no conversations</source>
        <translation>no contiene conversaciones</translation>
    </message>
    <message>
        <source>Start a new conversation.</source>
        <translation>Empiece una conversación nueva.</translation>
    </message>
    <message>
        <source>Open the conversation again; nothing was changed.</source>
        <translation>Abra de nuevo la conversación; no se ha cambiado nada.</translation>
    </message>
    <message>
        <source>This message is not in the conversation any more.</source>
        <translation>Este mensaje ya no está en la conversación.</translation>
    </message>
    <message>
        <source>Copy the answer if you need it, then ask again. What was saved before is safe.</source>
        <translation>Copie la respuesta si la necesita y vuelva a preguntar. Lo que se guardó antes está a salvo.</translation>
    </message>
    <message>
        <source>This answer cannot be saved: its question is not the last one that was stored.</source>
        <translation>Esta respuesta no se puede guardar: su pregunta no es la última que se guardó.</translation>
    </message>
    <message>
        <source>This conversation is not stored.</source>
        <translation>Esta conversación no está guardada.</translation>
    </message>
    <message>
        <source>A backup was restored since this conversation was opened.</source>
        <translation>Se restauró una copia de seguridad después de abrir esta conversación.</translation>
    </message>
    <message>
        <source>This conversation is no longer stored.</source>
        <translation>Esta conversación ya no está guardada.</translation>
    </message>
    <message>
        <source>`edgeassist history restore {day}` brings back the backup of {day}.</source>
        <translation>`edgeassist history restore {day}` recupera la copia de seguridad del {day}.</translation>
    </message>
    <message>
        <source>Start EdgeAssist again: the damaged file is then kept aside and a new one started.</source>
        <translation>Inicie EdgeAssist de nuevo: el archivo dañado se aparta y se empieza uno nuevo.</translation>
    </message>
    <message>
        <source>Try again: conversations are saved without the index from now on, and it is made anew later.</source>
        <translation>Vuelva a intentarlo: desde ahora las conversaciones se guardan sin el índice, que se creará de nuevo más tarde.</translation>
    </message>
    <message>
        <source>Free some space. What was saved before is safe.</source>
        <translation>Libere espacio. Lo que se guardó antes está a salvo.</translation>
    </message>
    <message>
        <source>Close other EdgeAssist windows and check that the folder can be written to. Nothing was changed.</source>
        <translation>Cierre las demás ventanas de EdgeAssist y compruebe que se puede escribir en la carpeta. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Close other EdgeAssist windows, or free some space, then try again. Nothing was changed.</source>
        <translation>Cierre las demás ventanas de EdgeAssist, o libere espacio, y vuelva a intentarlo. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Choose another folder. Your conversations are as they were.</source>
        <translation>Elija otra carpeta. Sus conversaciones siguen como estaban.</translation>
    </message>
    <message>
        <source>{path} could not be written: the disk is full.</source>
        <translation>No se pudo escribir {path}: el disco está lleno.</translation>
    </message>
    <message>
        <source>{path} cannot be written: {reason}.</source>
        <translation>No se puede escribir {path}: {reason}.</translation>
    </message>
    <message>
        <source>The full-text index of the conversations is damaged.</source>
        <translation>El índice de texto completo de las conversaciones está dañado.</translation>
    </message>
    <message>
        <source>The conversations in {path} stay closed until there is a copy of them in their older format.</source>
        <translation>Las conversaciones de {path} seguirán cerradas hasta que haya una copia de ellas en su formato anterior.</translation>
    </message>
    <message>
        <source>The conversations in {path} are damaged: {reason}.</source>
        <translation>Las conversaciones de {path} están dañadas: {reason}.</translation>
    </message>
    <message>
        <source>The conversations cannot be opened: the disk that holds {path} is full.</source>
        <translation>No se pueden abrir las conversaciones: el disco que contiene {path} está lleno.</translation>
    </message>
    <message>
        <source>The conversation could not be saved: the disk that holds {path} is full.</source>
        <translation>No se pudo guardar la conversación: el disco que contiene {path} está lleno.</translation>
    </message>
    <message>
        <source>The conversations in {path} cannot be used now: {reason}.</source>
        <translation>Las conversaciones de {path} no se pueden usar ahora: {reason}.</translation>
    </message>
    <message>
        <source>The file {name}, which held what was said last, is gone.</source>
        <translation>El archivo {name}, que contenía lo último que se dijo, ha desaparecido.</translation>
    </message>
    <message>
        <source>The file {name} belonged to other conversations; it is kept as {aside}.</source>
        <translation>El archivo {name} pertenecía a otras conversaciones; se conserva como {aside}.</translation>
    </message>
    <message>
        <source>The file {name} was of an earlier time; it is kept as {aside}.</source>
        <translation>El archivo {name} era de un momento anterior; se conserva como {aside}.</translation>
    </message>
    <message>
        <source>What was said before now may be missing.</source>
        <translation>Puede faltar lo que se dijo antes de ahora.</translation>
    </message>
    <message>
        <source>What was said last may be missing.</source>
        <translation>Puede faltar lo último que se dijo.</translation>
    </message>
    <message>
        <source>What was said after {moment} may be missing.</source>
        <translation>Puede faltar lo que se dijo después de {moment}.</translation>
    </message>
    <message>
        <source>The conversations in {path} cannot be read: {reason}.</source>
        <translation>Las conversaciones de {path} no se pueden leer: {reason}.</translation>
    </message>
    <message>
        <source>The saved conversations could not be read. The damaged file is kept as {aside}; a new one was started. `edgeassist history import {aside}` takes over what can still be read of it.</source>
        <translation>No se pudieron leer las conversaciones guardadas. El archivo dañado se conserva como {aside}; se empezó uno nuevo. `edgeassist history import {aside}` recupera lo que aún se pueda leer de él.</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Usted</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Respuesta</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>Instrucción</translation>
    </message>
    <message>
        <source>{name} does not say in which format to export.</source>
        <translation>{name} no indica en qué formato exportar.</translation>
    </message>
    <message>
        <source>End its name in {endings} or {last}.</source>
        <translation>Termine el nombre en {endings} o {last}.</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>Conversaciones</translation>
    </message>
    <message>
        <source>at an unknown time</source>
        <translation>en un momento desconocido</translation>
    </message>
    <message>
        <source>{moment}, cut short</source>
        <translation>{moment}, interrumpido</translation>
    </message>
    <message>
        <source>Choose a .json file that EdgeAssist exported. Nothing was changed.</source>
        <translation>Elija un archivo .json exportado por EdgeAssist. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>{path} cannot be taken in: {reason}.</source>
        <translation>{path} no se puede importar: {reason}.</translation>
    </message>
    <message>
        <source>no conversation in it can be read</source>
        <translation>no se puede leer ninguna conversación en él</translation>
    </message>
    <message>
        <source>it is larger than 1 GB</source>
        <translation>ocupa más de 1 GB</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>no se puede leer</translation>
    </message>
    <message>
        <source>it is no JSON</source>
        <translation>no es JSON</translation>
    </message>
    <message>
        <source>it is no export of EdgeAssist&apos;s conversations</source>
        <translation>no es una exportación de conversaciones de EdgeAssist</translation>
    </message>
    <message>
        <source>it has format {found}; this EdgeAssist knows {known}</source>
        <translation>tiene el formato {found}; este EdgeAssist conoce el {known}</translation>
    </message>
    <message>
        <source>a message has no name of its own</source>
        <translation>un mensaje no tiene nombre propio</translation>
    </message>
    <message>
        <source>a message hangs below one that is not there</source>
        <translation>un mensaje depende de otro que no está</translation>
    </message>
    <message>
        <source>a conversation is not whole</source>
        <translation>una conversación no está completa</translation>
    </message>
    <message>
        <source>a time is none</source>
        <translation>una hora no es válida</translation>
    </message>
    <message>
        <source>The conversations in {path} have format {found}; this EdgeAssist knows formats up to {known}.</source>
        <translation>Las conversaciones de {path} tienen el formato {found}; este EdgeAssist conoce formatos hasta el {known}.</translation>
    </message>
    <message>
        <source>Nothing was changed. Start the newer EdgeAssist again, or bring back the copy of before the update: Settings, About, or `edgeassist versions restore`.</source>
        <translation>No se ha cambiado nada. Inicie de nuevo el EdgeAssist más nuevo, o recupere la copia de antes de la actualización: Ajustes, Acerca de, o `edgeassist versions restore`.</translation>
    </message>
    <message>
        <source>Search is slower here and minds accents: the full-text index is not there.</source>
        <translation>La búsqueda es más lenta aquí y distingue los acentos: falta el índice de texto completo.</translation>
    </message>
    <message>
        <source>There is no such conversation.</source>
        <translation>Esa conversación no existe.</translation>
    </message>
    <message>
        <source>Nothing here can do that.</source>
        <translation>Nada aquí puede hacer eso.</translation>
    </message>
    <message>
        <source>The action “{action}” failed: {error}. Nothing else was done.</source>
        <translation>La acción “{action}” falló: {error}. No se hizo nada más.</translation>
    </message>
    <message>
        <source>This cannot be taken back.</source>
        <translation>Esto no se puede deshacer.</translation>
    </message>
    <message>
        <source>That is over or gone already.</source>
        <translation>Eso ya terminó o ya no está.</translation>
    </message>
    <message>
        <source>Nothing is being asked now.</source>
        <translation>Ahora no se pregunta nada.</translation>
    </message>
    <message>
        <source>That was not wanted any more when the language model had its answer.</source>
        <translation>Eso ya no se quería cuando el modelo de lenguaje tuvo su respuesta.</translation>
    </message>
    <message>
        <source>the button</source>
        <translation>el botón</translation>
    </message>
    <message>
        <source>Press {button} to do it.</source>
        <translation>Pulse {button} para hacerlo.</translation>
    </message>
    <message>
        <source>Say “{words}”, or press {button}.</source>
        <translation>Diga “{words}” o pulse {button}.</translation>
    </message>
    <message>
        <source>It was due {moment}, while EdgeAssist was closed.</source>
        <translation>Estaba previsto {moment}, mientras EdgeAssist estaba cerrado.</translation>
    </message>
    <message>
        <source>It was due {moment}.</source>
        <translation>Estaba previsto {moment}.</translation>
    </message>
    <message>
        <source>Reminder: {text}.</source>
        <translation>Recordatorio: {text}.</translation>
    </message>
    <message>
        <source>Alarm: {name}.</source>
        <translation>Alarma: {name}.</translation>
    </message>
    <message>
        <source>Your alarm rings.</source>
        <translation>Suena su alarma.</translation>
    </message>
    <message>
        <source>The timer “{name}” is over.</source>
        <translation>El temporizador “{name}” ha terminado.</translation>
    </message>
    <message>
        <source>Your timer is over.</source>
        <translation>Su temporizador ha terminado.</translation>
    </message>
    <message>
        <source>Your timer of {duration} is over.</source>
        <translation>Su temporizador de {duration} ha terminado.</translation>
    </message>
    <message>
        <source>The timer “{name}” of {duration} is over.</source>
        <translation>El temporizador “{name}” de {duration} ha terminado.</translation>
    </message>
    <message>
        <source>Nothing was heard.</source>
        <translation>No se oyó nada.</translation>
    </message>
    <message>
        <source>That was noise, not speech.</source>
        <translation>Eso era ruido, no voz.</translation>
    </message>
    <message>
        <source>That was no command.</source>
        <translation>Eso no era una orden.</translation>
    </message>
    <message>
        <source>That was too long for a command.</source>
        <translation>Eso era demasiado largo para una orden.</translation>
    </message>
    <message>
        <source>The language model found no command in it either.</source>
        <translation>El modelo de lenguaje tampoco encontró en ello ninguna orden.</translation>
    </message>
    <message>
        <source>Free some space and say it again. What was kept before is safe.</source>
        <translation>Libere espacio y dígalo de nuevo. Lo que se guardó antes está a salvo.</translation>
    </message>
    <message>
        <source>Check that the folder can be written to. Nothing was changed.</source>
        <translation>Compruebe que se puede escribir en la carpeta. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>What commands keep in {path} is damaged: {error}.</source>
        <translation>Lo que las órdenes guardan en {path} está dañado: {error}.</translation>
    </message>
    <message>
        <source>Nothing could be kept: the disk that holds {path} is full.</source>
        <translation>No se pudo guardar nada: el disco que contiene {path} está lleno.</translation>
    </message>
    <message>
        <source>What commands keep in {path} cannot be used now: {reason}.</source>
        <translation>Lo que las órdenes guardan en {path} no se puede usar ahora: {reason}.</translation>
    </message>
    <message>
        <source>The timers, lists, notes and the home that commands keep could not be read. The damaged file is kept as {path}; a new one was started.</source>
        <translation>No se pudieron leer los temporizadores, las listas, las notas y la casa que guardan las órdenes. El archivo dañado se conserva como {path}; se empezó uno nuevo.</translation>
    </message>
    <message>
        <source>This was taken back already.</source>
        <translation>Esto ya se deshizo.</translation>
    </message>
    <message>
        <source>This has changed since, so it was left as it is.</source>
        <translation>Esto ha cambiado desde entonces, así que se dejó como está.</translation>
    </message>
    <message>
        <source>What commands keep in {path} has format {found}; this EdgeAssist knows formats up to {known}.</source>
        <translation>Lo que las órdenes guardan en {path} tiene el formato {found}; este EdgeAssist conoce formatos hasta el {known}.</translation>
    </message>
    <message>
        <source>Add a word of its own.</source>
        <translation>Añada una palabra propia.</translation>
    </message>
    <message>
        <source>“{name}” cannot be a name: commands use that word themselves.</source>
        <translation>“{name}” no puede ser un nombre: las órdenes usan esa palabra.</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>No hay nada que deshacer.</translation>
    </message>
    <message>
        <source>Not done, because the step before it was not.</source>
        <translation>No se hizo, porque el paso anterior tampoco.</translation>
    </message>
    <message>
        <source>Then {command}</source>
        <translation>Luego {command}</translation>
    </message>
    <message>
        <source>Take back: {what}</source>
        <translation>Deshacer: {what}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>EdgeAssist does not know how to do that.</source>
        <translation>EdgeAssist no sabe hacer eso.</translation>
    </message>
    <message>
        <source>Tell</source>
        <translation>Decir</translation>
    </message>
    <message>
        <source>Type the words that you would like to say.</source>
        <translation>Escriba las palabras que le gustaría decir.</translation>
    </message>
    <message>
        <source>There are no words to be learnt.</source>
        <translation>No hay palabras que aprender.</translation>
    </message>
    <message>
        <source>Say it shorter.</source>
        <translation>Dígalo más corto.</translation>
    </message>
    <message>
        <source>A phrase has {most} characters at most; this one has {count}.</source>
        <translation>Una frase tiene {most} caracteres como máximo; esta tiene {count}.</translation>
    </message>
    <message>
        <source>Plain words always work; (a|b) means one of two, [a] may be left out, {area} a room.</source>
        <translation>Las palabras sencillas siempre valen; (a|b) significa una de las dos, [a] se puede omitir, {area} es una habitación.</translation>
    </message>
    <message>
        <source>The phrase {phrase!r} cannot be read: {reason}.</source>
        <translation>La frase {phrase!r} no se puede leer: {reason}.</translation>
    </message>
    <message>
        <source>Add a word that is always said.</source>
        <translation>Añada una palabra que se diga siempre.</translation>
    </message>
    <message>
        <source>The phrase {phrase!r} can be said without any word of its own, so anything could be it.</source>
        <translation>La frase {phrase!r} se puede decir sin ninguna palabra propia, así que cualquier cosa podría serlo.</translation>
    </message>
    <message>
        <source>Teach it as two phrases, or leave some of the choices out.</source>
        <translation>Enséñela como dos frases, o quite algunas de las opciones.</translation>
    </message>
    <message>
        <source>The phrase {phrase!r} can be said in more than {most} ways.</source>
        <translation>La frase {phrase!r} se puede decir de más de {most} maneras.</translation>
    </message>
    <message>
        <source>The phrase names {detail}, but {command!r} has no such detail that could be replaced.</source>
        <translation>La frase nombra {detail}, pero {command!r} no tiene ningún detalle de ese tipo que se pueda sustituir.</translation>
    </message>
    <message>
        <source>Name one in the sentence that means the same, or write the words in place of {detail}.</source>
        <translation>Nombre en la orden uno que signifique lo mismo, o escriba las palabras en lugar de {detail}.</translation>
    </message>
    <message>
        <source>Choose other words, or forget the phrase that has this meaning.</source>
        <translation>Elija otras palabras, u olvide la frase que tiene este significado.</translation>
    </message>
    <message>
        <source>{phrase!r} already means something else ({meaning}).</source>
        <translation>{phrase!r} ya significa otra cosa ({meaning}).</translation>
    </message>
    <message>
        <source>Give a sentence that works when you type it as a command.</source>
        <translation>Indique una orden que funcione cuando la escribe.</translation>
    </message>
    <message>
        <source>{command!r} is no command that is understood, so the phrase would mean nothing.</source>
        <translation>{command!r} no es una orden que se entienda, así que la frase no significaría nada.</translation>
    </message>
    <message>
        <source>its brackets do not fit</source>
        <translation>sus paréntesis no encajan</translation>
    </message>
    <message>
        <source>there is nothing called {detail}</source>
        <translation>no hay nada llamado {detail}</translation>
    </message>
    <message>
        <source>Teach words of your own that are like a sentence that works already: “good night” like “lights off”.</source>
        <translation>Enseñe palabras propias que equivalgan a una orden que ya funciona: “buenas noches” como “apaga las luces”.</translation>
    </message>
    <message>
        <source>“{phrase}” answers questions; it cannot mean anything else.</source>
        <translation>“{phrase}” responde a preguntas; no puede significar nada más.</translation>
    </message>
    <message>
        <source>“{phrase}” was taught already.</source>
        <translation>“{phrase}” ya se había enseñado.</translation>
    </message>
    <message>
        <source>Forget the earlier one first.</source>
        <translation>Olvide antes la anterior.</translation>
    </message>
    <message>
        <source>{count} phrases are the most.</source>
        <translation>{count} frases son el máximo.</translation>
    </message>
    <message>
        <source>Forget one first.</source>
        <translation>Olvide una antes.</translation>
    </message>
    <message>
        <source>“{command}” means nothing yet.</source>
        <translation>“{command}” aún no significa nada.</translation>
    </message>
    <message>
        <source>“{phrase}” was tried, and did not come to mean “{command}”.</source>
        <translation>“{phrase}” se probó y no llegó a significar “{command}”.</translation>
    </message>
    <message>
        <source>That is too long for a command: {most} characters are the most.</source>
        <translation>Es demasiado largo para una orden: {most} caracteres son el máximo.</translation>
    </message>
    <message>
        <source>That could mean too much to be worked out in time. Say it in fewer words.</source>
        <translation>Eso podría significar demasiadas cosas para resolverlo a tiempo. Dígalo con menos palabras.</translation>
    </message>
    <message>
        <source>Nothing was said.</source>
        <translation>No se dijo nada.</translation>
    </message>
    <message>
        <source>No command that I know has these words.</source>
        <translation>Ninguna orden que conozco tiene estas palabras.</translation>
    </message>
    <message>
        <source>That could mean two things.</source>
        <translation>Eso podría significar dos cosas.</translation>
    </message>
    <message>
        <source>area</source>
        <translation>superficie</translation>
    </message>
    <message>
        <source>data</source>
        <translation>datos</translation>
    </message>
    <message>
        <source>energy</source>
        <translation>energía</translation>
    </message>
    <message>
        <source>length</source>
        <translation>longitud</translation>
    </message>
    <message>
        <source>mass</source>
        <translation>masa</translation>
    </message>
    <message>
        <source>power</source>
        <translation>potencia</translation>
    </message>
    <message>
        <source>pressure</source>
        <translation>presión</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>velocidad</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>temperatura</translation>
    </message>
    <message>
        <source>time</source>
        <translation>tiempo</translation>
    </message>
    <message>
        <source>volume</source>
        <translation>volumen</translation>
    </message>
    <message>
        <source>Use a unit of length, weight, volume, temperature, area, speed, time or data.</source>
        <translation>Use una unidad de longitud, peso, volumen, temperatura, superficie, velocidad, tiempo o datos.</translation>
    </message>
    <message>
        <source>“{name}” is no unit that is known here.</source>
        <translation>“{name}” no es una unidad conocida aquí.</translation>
    </message>
    <message>
        <source>Choose two units of the same kind.</source>
        <translation>Elija dos unidades del mismo tipo.</translation>
    </message>
    <message>
        <source>{unit} measures {kind}, {other_unit} measures {other_kind}.</source>
        <translation>{unit} mide {kind}; {other_unit} mide {other_kind}.</translation>
    </message>
    <message>
        <source>Nothing is colder than −273.15 °C.</source>
        <translation>Nada está a menos de −273,15 °C.</translation>
    </message>
    <message>
        <source>{amount} {unit} is below absolute zero.</source>
        <translation>{amount} {unit} está por debajo del cero absoluto.</translation>
    </message>
    <message>
        <source>Ask for a smaller amount.</source>
        <translation>Pida una cantidad menor.</translation>
    </message>
    <message>
        <source>This amount is too large to convert.</source>
        <translation>Esta cantidad es demasiado grande para convertirla.</translation>
    </message>
    <message>
        <source>{items} or {last}</source>
        <translation>{items} o {last}</translation>
    </message>
    <message numerus="yes">
        <source>{n} hour</source>
        <comment>{n} hours</comment>
        <translation>
            <numerusform>{n} hora</numerusform>
            <numerusform>{n} horas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} minute</source>
        <comment>{n} minutes</comment>
        <translation>
            <numerusform>{n} minuto</numerusform>
            <numerusform>{n} minutos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} second</source>
        <comment>{n} seconds</comment>
        <translation>
            <numerusform>{n} segundo</numerusform>
            <numerusform>{n} segundos</numerusform>
        </translation>
    </message>
    <message>
        <source>{longer} {shorter}</source>
        <translation>{longer} {shorter}</translation>
    </message>
    <message>
        <source>{hour}:{minute}</source>
        <translation>{hour}:{minute}</translation>
    </message>
    <message>
        <source>{weekday}, {day} {month} {year}</source>
        <translation>{weekday}, {day} de {month} de {year}</translation>
    </message>
    <message>
        <source>{day} {short_month}</source>
        <translation>{day} {short_month}</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>lunes</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>martes</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>miércoles</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>jueves</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>viernes</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>sábado</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>domingo</translation>
    </message>
    <message>
        <source>January</source>
        <translation>enero</translation>
    </message>
    <message>
        <source>February</source>
        <translation>febrero</translation>
    </message>
    <message>
        <source>March</source>
        <translation>marzo</translation>
    </message>
    <message>
        <source>April</source>
        <translation>abril</translation>
    </message>
    <message>
        <source>May</source>
        <translation>mayo</translation>
    </message>
    <message>
        <source>June</source>
        <translation>junio</translation>
    </message>
    <message>
        <source>July</source>
        <translation>julio</translation>
    </message>
    <message>
        <source>August</source>
        <translation>agosto</translation>
    </message>
    <message>
        <source>September</source>
        <translation>septiembre</translation>
    </message>
    <message>
        <source>October</source>
        <translation>octubre</translation>
    </message>
    <message>
        <source>November</source>
        <translation>noviembre</translation>
    </message>
    <message>
        <source>December</source>
        <translation>diciembre</translation>
    </message>
    <message>
        <source>Jan</source>
        <translation>ene</translation>
    </message>
    <message>
        <source>Feb</source>
        <translation>feb</translation>
    </message>
    <message>
        <source>Mar</source>
        <translation>mar</translation>
    </message>
    <message>
        <source>Apr</source>
        <translation>abr</translation>
    </message>
    <message>
        <source>Jun</source>
        <translation>jun</translation>
    </message>
    <message>
        <source>Jul</source>
        <translation>jul</translation>
    </message>
    <message>
        <source>Aug</source>
        <translation>ago</translation>
    </message>
    <message>
        <source>Sep</source>
        <translation>sep</translation>
    </message>
    <message>
        <source>Oct</source>
        <translation>oct</translation>
    </message>
    <message>
        <source>Nov</source>
        <translation>nov</translation>
    </message>
    <message>
        <source>Dec</source>
        <translation>dic</translation>
    </message>
    <message>
        <source>on {date}</source>
        <translation>el {date}</translation>
    </message>
    <message>
        <source>There is no alarm.</source>
        <translation>No hay ninguna alarma.</translation>
    </message>
    <message>
        <source>Say for what time: “set an alarm for seven”.</source>
        <translation>Diga para qué hora: “pon una alarma para las siete”.</translation>
    </message>
    <message>
        <source>That time has passed already.</source>
        <translation>Esa hora ya ha pasado.</translation>
    </message>
    <message>
        <source>Set an alarm {moment}</source>
        <translation>Poner una alarma {moment}</translation>
    </message>
    <message>
        <source>The alarm {moment} is cancelled.</source>
        <translation>La alarma {moment} está cancelada.</translation>
    </message>
    <message>
        <source>The alarm rings {moment}.</source>
        <translation>La alarma suena {moment}.</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Poner</translation>
    </message>
    <message>
        <source>Say which one. There is {alarms}.</source>
        <translation>Diga cuál. Hay: {alarms}.</translation>
    </message>
    <message>
        <source>There is no such alarm. There is {alarms}.</source>
        <translation>No hay tal alarma. Hay: {alarms}.</translation>
    </message>
    <message>
        <source>Cancel {alarm}</source>
        <translation>Cancelar {alarm}</translation>
    </message>
    <message>
        <source>{alarm} is set again.</source>
        <translation>{alarm} vuelve a estar puesta.</translation>
    </message>
    <message>
        <source>{alarm} is cancelled.</source>
        <translation>{alarm} está cancelada.</translation>
    </message>
    <message>
        <source>Cancel it</source>
        <translation>Cancelarla</translation>
    </message>
    <message numerus="yes">
        <source>Cancel **{n} alarm**</source>
        <comment>Cancel **all {n} alarms**</comment>
        <translation>
            <numerusform>Cancelar **{n} alarma**</numerusform>
            <numerusform>Cancelar **las {n} alarmas**</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} alarm is set again.</source>
        <comment>{n} alarms are set again.</comment>
        <translation>
            <numerusform>{n} alarma vuelve a estar puesta.</numerusform>
            <numerusform>{n} alarmas vuelven a estar puestas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} alarm cancelled.</source>
        <comment>{n} alarms cancelled.</comment>
        <translation>
            <numerusform>{n} alarma cancelada.</numerusform>
            <numerusform>{n} alarmas canceladas.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is {alarms}.</source>
        <translation>Hay: {alarms}.</translation>
    </message>
    <message>
        <source>Say which **alarms** are set</source>
        <translation>Decir qué **alarmas** están puestas</translation>
    </message>
    <message numerus="yes">
        <source>{n} alarm</source>
        <comment>{n} alarms</comment>
        <translation>
            <numerusform>{n} alarma</numerusform>
            <numerusform>{n} alarmas</numerusform>
        </translation>
    </message>
    <message>
        <source>today</source>
        <translation>hoy</translation>
    </message>
    <message>
        <source>at midnight tonight</source>
        <translation>esta medianoche</translation>
    </message>
    <message>
        <source>the alarm “{name}” {moment}</source>
        <translation>la alarma “{name}” {moment}</translation>
    </message>
    <message>
        <source>the alarm {moment}</source>
        <translation>la alarma {moment}</translation>
    </message>
    <message>
        <source>The alarm “{name}” {moment}</source>
        <translation>La alarma “{name}” {moment}</translation>
    </message>
    <message>
        <source>The alarm {moment}</source>
        <translation>La alarma {moment}</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>mañana</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>ayer</translation>
    </message>
    <message>
        <source>{day} {month}</source>
        <translation>{day} de {month}</translation>
    </message>
    <message>
        <source>{day} {month} {year}</source>
        <translation>{day} de {month} de {year}</translation>
    </message>
    <message>
        <source>at {time}</source>
        <translation>a las {time}</translation>
    </message>
    <message>
        <source>{day} at {time}</source>
        <translation>{day} a las {time}</translation>
    </message>
    <message>
        <source>Only web and mail addresses can be opened from here.</source>
        <translation>Desde aquí solo se pueden abrir direcciones web y de correo.</translation>
    </message>
    <message>
        <source>What stands before the @ is not where it leads. It leads to {host}.</source>
        <translation>Lo que va antes de la @ no es el destino. Lleva a {host}.</translation>
    </message>
    <message>
        <source>The text says {address}, but the link leads to {host}.</source>
        <translation>El texto dice {address}, pero el enlace lleva a {host}.</translation>
    </message>
    <message>
        <source>The name of this site mixes {scripts} letters, which can be made to look like another site&apos;s name.</source>
        <translation>El nombre de este sitio mezcla letras {scripts}, lo que puede hacerlo parecer el nombre de otro sitio.</translation>
    </message>
    <message>
        <source>The name of this site has letters beyond plain a to z, which can be made to look like another site&apos;s name.</source>
        <translation>El nombre de este sitio tiene letras más allá de la a a la z, lo que puede hacerlo parecer el nombre de otro sitio.</translation>
    </message>
    <message>
        <source>It reads “{name}”.</source>
        <translation>Se lee “{name}”.</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>Eliminar {name}</translation>
    </message>
    <message>
        <source>Code in the answer, {language}</source>
        <translation>Código en la respuesta, {language}</translation>
    </message>
    <message>
        <source>Code in the answer</source>
        <translation>Código en la respuesta</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Código</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy the code</source>
        <translation>Copiar el código</translation>
    </message>
    <message>
        <source>The home cannot do that.</source>
        <translation>La casa no puede hacer eso.</translation>
    </message>
    <message>
        <source>Lock {device}</source>
        <translation>Bloquear {device}</translation>
    </message>
    <message>
        <source>Open {device}</source>
        <translation>Abrir {device}</translation>
    </message>
    <message>
        <source>Start {device}</source>
        <translation>Iniciar {device}</translation>
    </message>
    <message>
        <source>Unlock {device}</source>
        <translation>Desbloquear {device}</translation>
    </message>
    <message>
        <source>Close {device}</source>
        <translation>Cerrar {device}</translation>
    </message>
    <message>
        <source>Send {device} back to its base</source>
        <translation>Enviar {device} a su base</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>de camino</translation>
    </message>
    <message>
        <source>Set {device} to {value}</source>
        <translation>Poner {device} en {value}</translation>
    </message>
    <message>
        <source>set to {value}</source>
        <translation>puesto en {value}</translation>
    </message>
    <message>
        <source>Turn on {device}</source>
        <translation>Encender {device}</translation>
    </message>
    <message>
        <source>turned on</source>
        <translation>encendido</translation>
    </message>
    <message>
        <source>Turn off {device}</source>
        <translation>Apagar {device}</translation>
    </message>
    <message>
        <source>turned off</source>
        <translation>apagado</translation>
    </message>
    <message>
        <source>at {value}</source>
        <translation>en {value}</translation>
    </message>
    <message>
        <source>Say how far: from 0 to 100 per cent.</source>
        <translation>Diga cuánto: del 0 al 100 por ciento.</translation>
    </message>
    <message>
        <source>Switch {device} over</source>
        <translation>Conmutar {device}</translation>
    </message>
    <message>
        <source>switched over</source>
        <translation>conmutado</translation>
    </message>
    <message>
        <source>{percent}% brightness</source>
        <translation>{percent} % de brillo</translation>
    </message>
    <message>
        <source>{count} kelvin</source>
        <translation>{count} kelvin</translation>
    </message>
    <message>
        <source>Say a brightness from 0 to 100 per cent, or a colour.</source>
        <translation>Diga un brillo del 0 al 100 por ciento, o un color.</translation>
    </message>
    <message>
        <source>Say a temperature from 5 to 35 degrees Celsius.</source>
        <translation>Diga una temperatura de 5 a 35 grados Celsius.</translation>
    </message>
    <message>
        <source>Say a speed from 0 to 100 per cent.</source>
        <translation>Diga una velocidad del 0 al 100 por ciento.</translation>
    </message>
    <message>
        <source>Say a volume from 0 to 100 per cent.</source>
        <translation>Diga un volumen del 0 al 100 por ciento.</translation>
    </message>
    <message>
        <source>Set the volume of {device} to {value}</source>
        <translation>Poner el volumen de {device} en {value}</translation>
    </message>
    <message>
        <source>set to {value} volume</source>
        <translation>con el volumen en {value}</translation>
    </message>
    <message>
        <source>Say whether louder or quieter.</source>
        <translation>Diga si más alto o más bajo.</translation>
    </message>
    <message>
        <source>Make {device} **louder**</source>
        <translation>**Subir el volumen** de {device}</translation>
    </message>
    <message>
        <source>made louder</source>
        <translation>con más volumen</translation>
    </message>
    <message>
        <source>Make {device} **quieter**</source>
        <translation>**Bajar el volumen** de {device}</translation>
    </message>
    <message>
        <source>made quieter</source>
        <translation>con menos volumen</translation>
    </message>
    <message>
        <source>Mute {device}</source>
        <translation>Silenciar {device}</translation>
    </message>
    <message>
        <source>Unmute {device}</source>
        <translation>Activar el sonido de {device}</translation>
    </message>
    <message>
        <source>no longer muted</source>
        <translation>de nuevo con sonido</translation>
    </message>
    <message>
        <source>Pause {device}</source>
        <translation>Pausar {device}</translation>
    </message>
    <message>
        <source>Let {device} play on</source>
        <translation>Reanudar {device}</translation>
    </message>
    <message>
        <source>Play what comes next on {device}</source>
        <translation>Reproducir lo siguiente en {device}</translation>
    </message>
    <message>
        <source>playing what comes next</source>
        <translation>reproduciendo lo siguiente</translation>
    </message>
    <message>
        <source>Play what came before on {device}</source>
        <translation>Reproducir lo anterior en {device}</translation>
    </message>
    <message>
        <source>playing what came before</source>
        <translation>reproduciendo lo anterior</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>Encender</translation>
    </message>
    <message>
        <source>Turn off</source>
        <translation>Apagar</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Desbloquear</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>Conmutar</translation>
    </message>
    <message>
        <source>Set the volume of</source>
        <translation>Poner el volumen</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Silenciar</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Activar sonido</translation>
    </message>
    <message>
        <source>Let</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Play what comes next on</source>
        <translation>Reproducir lo siguiente</translation>
    </message>
    <message>
        <source>Play what came before on</source>
        <translation>Reproducir lo anterior</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copiado</translation>
    </message>
    <message>
        <source>How much was read</source>
        <translation>Cuánto se ha leído</translation>
    </message>
    <message>
        <source>Language models (*.gguf);;All files (*)</source>
        <translation>Modelos de lenguaje (*.gguf);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Field packs (*.edgepack)</source>
        <translation>Paquetes de campo (*.edgepack)</translation>
    </message>
    <message>
        <source>Voice models (*.zip *.tar.gz *.tgz)</source>
        <translation>Modelos de voz (*.zip *.tar.gz *.tgz)</translation>
    </message>
    <message>
        <source>Web pages (*.html)</source>
        <translation>Páginas web (*.html)</translation>
    </message>
    <message>
        <source>Texts (*.txt *.md);;All files (*)</source>
        <translation>Textos (*.txt *.md);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Documents (*.pdf *.docx *.epub *.html *.htm *.md *.txt *.srt *.vtt);;All files (*)</source>
        <translation>Documentos (*.pdf *.docx *.epub *.html *.htm *.md *.txt *.srt *.vtt);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>Elija un archivo de modelo</translation>
    </message>
    <message>
        <source>&amp;Look in:</source>
        <translation>&amp;Buscar en:</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>Archivos de &amp;tipo:</translation>
    </message>
    <message>
        <source>Holds from the next time a model is loaded.</source>
        <translation>Vale desde la próxima vez que se cargue un modelo.</translation>
    </message>
    <message>
        <source>Holds from the next start of EdgeAssist.</source>
        <translation>Vale desde el próximo inicio de EdgeAssist.</translation>
    </message>
    <message>
        <source>Reset “{title}” to {value}</source>
        <translation>Restablecer “{title}” a {value}</translation>
    </message>
    <message>
        <source>It {reason}. Still in force: {value}.</source>
        <translation>El valor {reason}. Sigue valiendo: {value}.</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>vacío</translation>
    </message>
    <message>
        <source>Level of the microphone</source>
        <translation>Nivel del micrófono</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Open the link outside EdgeAssist</source>
        <translation>Abrir el enlace fuera de EdgeAssist</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Copiar dirección</translation>
    </message>
    <message>
        <source>Copy the address of the link</source>
        <translation>Copiar la dirección del enlace</translation>
    </message>
    <message>
        <source>There is no timer.</source>
        <translation>No hay ningún temporizador.</translation>
    </message>
    <message>
        <source>Say how long: “set a timer for ten minutes”.</source>
        <translation>Diga cuánto tiempo: “pon un temporizador de diez minutos”.</translation>
    </message>
    <message>
        <source>A timer may run for 100 hours at most. An alarm or a reminder suits better.</source>
        <translation>Un temporizador puede durar 100 horas como máximo. Conviene más una alarma o un recordatorio.</translation>
    </message>
    <message>
        <source>Start a timer of {duration}</source>
        <translation>Iniciar un temporizador de {duration}</translation>
    </message>
    <message>
        <source>Start a timer of {duration} called {name}</source>
        <translation>Iniciar un temporizador de {duration} llamado {name}</translation>
    </message>
    <message>
        <source>{timer} is cancelled.</source>
        <translation>{timer} está cancelado.</translation>
    </message>
    <message>
        <source>{timer} runs until {moment}.</source>
        <translation>{timer} corre hasta {moment}.</translation>
    </message>
    <message>
        <source>There is no such timer. There is {timer}.</source>
        <translation>No hay tal temporizador. Hay: {timer}.</translation>
    </message>
    <message>
        <source>There is no such timer. There are {timers}.</source>
        <translation>No hay tal temporizador. Hay: {timers}.</translation>
    </message>
    <message>
        <source>There are {count} timers: {timers}. Say which one.</source>
        <translation>Hay {count} temporizadores: {timers}. Diga cuál.</translation>
    </message>
    <message>
        <source>Cancel {timer}</source>
        <translation>Cancelar {timer}</translation>
    </message>
    <message numerus="yes">
        <source>Cancel **{n} timer**</source>
        <comment>Cancel **all {n} timers**</comment>
        <translation>
            <numerusform>Cancelar **{n} temporizador**</numerusform>
            <numerusform>Cancelar **los {n} temporizadores**</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message numerus="yes">
        <source>{n} timer cancelled.</source>
        <comment>{n} timers cancelled.</comment>
        <translation>
            <numerusform>{n} temporizador cancelado.</numerusform>
            <numerusform>{n} temporizadores cancelados.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} timer is back.</source>
        <comment>{n} timers are back.</comment>
        <translation>
            <numerusform>{n} temporizador ha vuelto.</numerusform>
            <numerusform>{n} temporizadores han vuelto.</numerusform>
        </translation>
    </message>
    <message>
        <source>{timer} is back.</source>
        <translation>{timer} ha vuelto.</translation>
    </message>
    <message>
        <source>{timer} has only {duration} left.</source>
        <translation>A este temporizador solo le quedan {duration}: {timer}.</translation>
    </message>
    <message>
        <source>Add {duration} to {timer}</source>
        <translation>Alargar {timer} en {duration}</translation>
    </message>
    <message>
        <source>Take {duration} off {timer}</source>
        <translation>Acortar {timer} en {duration}</translation>
    </message>
    <message>
        <source>{timer} is as it was.</source>
        <translation>{timer} está como antes.</translation>
    </message>
    <message>
        <source>{timer} is paused already.</source>
        <translation>{timer} ya está en pausa.</translation>
    </message>
    <message>
        <source>{timer} is over.</source>
        <translation>{timer} ha terminado.</translation>
    </message>
    <message>
        <source>Pause {timer}</source>
        <translation>Pausar {timer}</translation>
    </message>
    <message>
        <source>{timer} runs again.</source>
        <translation>{timer} vuelve a correr.</translation>
    </message>
    <message>
        <source>{timer} is paused with {duration} left.</source>
        <translation>{timer} está en pausa; quedan {duration}.</translation>
    </message>
    <message>
        <source>{timer} is running.</source>
        <translation>{timer} está en marcha.</translation>
    </message>
    <message>
        <source>Let {timer} go on</source>
        <translation>Reanudar {timer}</translation>
    </message>
    <message>
        <source>{timer} is paused again.</source>
        <translation>{timer} vuelve a estar en pausa.</translation>
    </message>
    <message>
        <source>{timer} goes on with {duration} left.</source>
        <translation>{timer} continúa; quedan {duration}.</translation>
    </message>
    <message>
        <source>Say how much time the **timers** have left</source>
        <translation>Decir cuánto tiempo les queda a los **temporizadores**</translation>
    </message>
    <message>
        <source>{timer} has {duration} left and is paused.</source>
        <translation>{timer} está en pausa y quedan {duration}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} timer</source>
        <comment>{n} timers</comment>
        <translation>
            <numerusform>{n} temporizador</numerusform>
            <numerusform>{n} temporizadores</numerusform>
        </translation>
    </message>
    <message>
        <source>the timer “{name}”</source>
        <translation>el temporizador “{name}”</translation>
    </message>
    <message>
        <source>the timer of {duration}</source>
        <translation>el temporizador de {duration}</translation>
    </message>
    <message>
        <source>{timer} has {duration} left.</source>
        <translation>{timer}: quedan {duration}.</translation>
    </message>
    <message>
        <source>The timer “{name}”</source>
        <translation>El temporizador “{name}”</translation>
    </message>
    <message>
        <source>The timer of {duration}</source>
        <translation>El temporizador de {duration}</translation>
    </message>
    <message>
        <source>Open this address outside EdgeAssist?</source>
        <translation>¿Abrir esta dirección fuera de EdgeAssist?</translation>
    </message>
    <message>
        <source>This link cannot be opened</source>
        <translation>Este enlace no se puede abrir</translation>
    </message>
    <message>
        <source>The address is not written the plain way.</source>
        <translation>La dirección no está escrita de la forma corriente.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Copiar detalles</translation>
    </message>
    <message>
        <source>Hide details</source>
        <translation>Ocultar detalles</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>En todas partes</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Say into which language: “translate this to Spanish”.</source>
        <translation>Diga a qué idioma: “traduce esto al inglés”.</translation>
    </message>
    <message>
        <source>Say what to ask.</source>
        <translation>Diga qué preguntar.</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Guía</translation>
    </message>
    <message>
        <source>You are welcome.</source>
        <translation>De nada.</translation>
    </message>
    <message>
        <source>Try “set a timer for ten minutes”, “add milk to the shopping list”, “turn on the kitchen light”, “take a note …”, “remind me at five to …”, “what is 12 times 7”, or “open chat”.</source>
        <translation>Pruebe “pon un temporizador de diez minutos”, “añade leche a la lista de la compra”, “enciende la luz de la cocina”, “toma nota …”, “recuérdame a las cinco …”, “cuánto es 12 por 7” o “abre el chat”.</translation>
    </message>
    <message>
        <source>Hello. Say what to do, or open the Voice pane to see what can be said.</source>
        <translation>Hola. Diga qué hacer, o abra el panel Voz para ver qué se puede decir.</translation>
    </message>
    <message>
        <source>All right.</source>
        <translation>De acuerdo.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>There is no pane “{name}”. There is {panes}.</source>
        <translation>No hay ningún panel “{name}”. Hay: {panes}.</translation>
    </message>
    <message>
        <source>{pane} is open.</source>
        <translation>{pane} está abierto.</translation>
    </message>
    <message>
        <source>Open {pane}</source>
        <translation>Abrir {pane}</translation>
    </message>
    <message>
        <source>Summarizing what you were working on.</source>
        <translation>Resumiendo aquello en lo que trabajaba.</translation>
    </message>
    <message>
        <source>Summarize **what you were working on**</source>
        <translation>Resumir **aquello en lo que trabajaba**</translation>
    </message>
    <message>
        <source>Summarize</source>
        <translation>Resumir</translation>
    </message>
    <message>
        <source>Translate {text} to {language}</source>
        <translation>Traducir {text} a este idioma: {language}</translation>
    </message>
    <message>
        <source>Translate **what you were working on** to {language}</source>
        <translation>Traducir **aquello en lo que trabajaba** a este idioma: {language}</translation>
    </message>
    <message>
        <source>Translate</source>
        <translation>Traducir</translation>
    </message>
    <message>
        <source>Translating to {language}.</source>
        <translation>Traduciendo a este idioma: {language}.</translation>
    </message>
    <message>
        <source>Asking in the chat.</source>
        <translation>Preguntando en el chat.</translation>
    </message>
    <message>
        <source>Ask: {text}</source>
        <translation>Preguntar: {text}</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>Aceptar</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>Find more models</source>
        <translation>Buscar más modelos</translation>
    </message>
    <message>
        <source>User guide</source>
        <translation>Guía de uso</translation>
    </message>
    <message>
        <source>In lists</source>
        <translation>En las listas</translation>
    </message>
    <message>
        <source>While you write</source>
        <translation>Al escribir</translation>
    </message>
    <message>
        <source>Search or run</source>
        <translation>Buscar o ejecutar</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>Página de inicio</translation>
    </message>
    <message>
        <source>Show all keys</source>
        <translation>Mostrar todas las teclas</translation>
    </message>
    <message>
        <source>Help for this page</source>
        <translation>Ayuda de esta página</translation>
    </message>
    <message>
        <source>Go to the next part of the window</source>
        <translation>Ir a la parte siguiente de la ventana</translation>
    </message>
    <message>
        <source>Go to the part of the window before</source>
        <translation>Ir a la parte anterior de la ventana</translation>
    </message>
    <message>
        <source>Back out, stop, or close what is in front</source>
        <translation>Volver, detener o cerrar lo que está delante</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>Chat nuevo</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Add a model file</source>
        <translation>Añadir un archivo de modelo</translation>
    </message>
    <message>
        <source>Turn the offline switch</source>
        <translation>Cambiar el interruptor sin conexión</translation>
    </message>
    <message>
        <source>Light or dark colours</source>
        <translation>Colores claros u oscuros</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Texto más grande</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Texto más pequeño</translation>
    </message>
    <message>
        <source>Text in its usual size</source>
        <translation>Texto en su tamaño habitual</translation>
    </message>
    <message>
        <source>Close EdgeAssist</source>
        <translation>Cerrar EdgeAssist</translation>
    </message>
    <message>
        <source>Search your chats</source>
        <translation>Buscar en sus chats</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>Detener la respuesta</translation>
    </message>
    <message>
        <source>Open a document</source>
        <translation>Abrir un documento</translation>
    </message>
    <message>
        <source>New summary</source>
        <translation>Resumen nuevo</translation>
    </message>
    <message>
        <source>Stop summarizing</source>
        <translation>Dejar de resumir</translation>
    </message>
    <message>
        <source>Sum up what is on the clipboard</source>
        <translation>Resumir lo que hay en el portapapeles</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>Página anterior</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Página siguiente</translation>
    </message>
    <message>
        <source>Translate now</source>
        <translation>Traducir ahora</translation>
    </message>
    <message>
        <source>Swap languages</source>
        <translation>Intercambiar idiomas</translation>
    </message>
    <message>
        <source>Back to the text, or stop</source>
        <translation>Volver al texto, o detener</translation>
    </message>
    <message>
        <source>Hold to speak (Settings: talk key)</source>
        <translation>Mantener para hablar (Ajustes: tecla para hablar)</translation>
    </message>
    <message>
        <source>Search the models here</source>
        <translation>Buscar en los modelos de aquí</translation>
    </message>
    <message>
        <source>Search the guide</source>
        <translation>Buscar en la guía</translation>
    </message>
    <message>
        <source>Search Hugging Face</source>
        <translation>Buscar en Hugging Face</translation>
    </message>
    <message>
        <source>Open, or do the main thing</source>
        <translation>Abrir, o hacer lo principal</translation>
    </message>
    <message>
        <source>Rename or edit</source>
        <translation>Cambiar el nombre o editar</translation>
    </message>
    <message>
        <source>Delete (it can be undone)</source>
        <translation>Eliminar (se puede deshacer)</translation>
    </message>
    <message>
        <source>Send (Settings: send with)</source>
        <translation>Enviar (Ajustes: enviar con)</translation>
    </message>
    <message>
        <source>Begin a new line</source>
        <translation>Empezar una línea nueva</translation>
    </message>
    <message>
        <source>In an empty line: the question before</source>
        <translation>En una línea vacía: la pregunta anterior</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Table in the answer</source>
        <translation>Tabla en la respuesta</translation>
    </message>
    <message>
        <source>page {first} of {total} fits</source>
        <translation>cabe la página {first} de {total}</translation>
    </message>
    <message>
        <source>pages {first}-{last} of {total} fit</source>
        <translation>caben las páginas {first}-{last} de {total}</translation>
    </message>
    <message>
        <source>chapter {first} of {total} fits</source>
        <translation>cabe el capítulo {first} de {total}</translation>
    </message>
    <message>
        <source>chapters {first}-{last} of {total} fit</source>
        <translation>caben los capítulos {first}-{last} de {total}</translation>
    </message>
    <message>
        <source>cue {first} of {total} fits</source>
        <translation>cabe el subtítulo {first} de {total}</translation>
    </message>
    <message>
        <source>cues {first}-{last} of {total} fit</source>
        <translation>caben los subtítulos {first}-{last} de {total}</translation>
    </message>
    <message>
        <source>paragraph {first} of {total} fits</source>
        <translation>cabe el párrafo {first} de {total}</translation>
    </message>
    <message>
        <source>paragraphs {first}-{last} of {total} fit</source>
        <translation>caben los párrafos {first}-{last} de {total}</translation>
    </message>
    <message numerus="yes">
        <source>{n} page, all read</source>
        <comment>{n} pages, all read</comment>
        <translation>
            <numerusform>{n} página, leída entera</numerusform>
            <numerusform>{n} páginas, leídas todas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter, all read</source>
        <comment>{n} chapters, all read</comment>
        <translation>
            <numerusform>{n} capítulo, leído entero</numerusform>
            <numerusform>{n} capítulos, leídos todos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} cue, all read</source>
        <comment>{n} cues, all read</comment>
        <translation>
            <numerusform>{n} subtítulo, leído entero</numerusform>
            <numerusform>{n} subtítulos, leídos todos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph, all read</source>
        <comment>{n} paragraphs, all read</comment>
        <translation>
            <numerusform>{n} párrafo, leído entero</numerusform>
            <numerusform>{n} párrafos, leídos todos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} page without text</source>
        <comment>{n} pages without text</comment>
        <translation>
            <numerusform>{n} página sin texto</numerusform>
            <numerusform>{n} páginas sin texto</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter without text</source>
        <comment>{n} chapters without text</comment>
        <translation>
            <numerusform>{n} capítulo sin texto</numerusform>
            <numerusform>{n} capítulos sin texto</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} cue without text</source>
        <comment>{n} cues without text</comment>
        <translation>
            <numerusform>{n} subtítulo sin texto</numerusform>
            <numerusform>{n} subtítulos sin texto</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph without text</source>
        <comment>{n} paragraphs without text</comment>
        <translation>
            <numerusform>{n} párrafo sin texto</numerusform>
            <numerusform>{n} párrafos sin texto</numerusform>
        </translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>Pensando…</translation>
    </message>
    <message numerus="yes">
        <source>Thought for {n} word</source>
        <comment>Thought for {n} words</comment>
        <translation>
            <numerusform>Ha pensado {n} palabra</numerusform>
            <numerusform>Ha pensado {n} palabras</numerusform>
        </translation>
    </message>
    <message>
        <source>“{name}” is too long for this model. Nothing was asked.</source>
        <translation>“{name}” es demasiado largo para este modelo. No se preguntó nada.</translation>
    </message>
    <message>
        <source>The attached files are too long for this model, “{name}” most of all. Nothing was asked.</source>
        <translation>Los archivos adjuntos son demasiado largos para este modelo, sobre todo “{name}”. No se preguntó nada.</translation>
    </message>
    <message>
        <source>Choose above your question: read only its beginning, or summarize it. Or remove it.</source>
        <translation>Elija encima de su pregunta: leer solo el principio o resumirlo. O quítelo.</translation>
    </message>
    <message>
        <source>This is too long for the model together with what was said before. Nothing was asked.</source>
        <translation>Es demasiado largo para el modelo junto con lo dicho antes. No se preguntó nada.</translation>
    </message>
    <message>
        <source>Make room above the input, or start a new chat.</source>
        <translation>Haga sitio encima del campo de texto, o empiece un chat nuevo.</translation>
    </message>
    <message>
        <source>changed since it was asked about</source>
        <translation>ha cambiado desde que se preguntó por él</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Leyendo…</translation>
    </message>
    <message>
        <source>Not read: {name}. {trouble}</source>
        <translation>No leído: {name}. {trouble}</translation>
    </message>
    <message>
        <source>Not read: the rest of {name} ({amount}).</source>
        <translation>No leído: el resto de {name} ({amount}).</translation>
    </message>
    <message>
        <source>{name} is read as it is now: it has changed since the question.</source>
        <translation>{name} se lee tal como está ahora: ha cambiado desde la pregunta.</translation>
    </message>
    <message>
        <source>all read</source>
        <translation>leído todo</translation>
    </message>
    <message>
        <source>none of it fits</source>
        <translation>no cabe nada</translation>
    </message>
    <message>
        <source>less than 1 % of it fits</source>
        <translation>cabe menos del 1 %</translation>
    </message>
    <message>
        <source>the first {percent} % fits</source>
        <translation>cabe el primer {percent} %</translation>
    </message>
    <message>
        <source>only {count} could be read</source>
        <translation>solo se pudieron leer {count} páginas</translation>
    </message>
    <message>
        <source>the end is missing</source>
        <translation>falta el final</translation>
    </message>
    <message>
        <source>Attached files</source>
        <translation>Archivos adjuntos</translation>
    </message>
    <message>
        <source>Looking for backups…</source>
        <translation>Buscando copias de seguridad…</translation>
    </message>
    <message>
        <source>There is no backup yet. One is made on each day that EdgeAssist is started; seven days are kept.</source>
        <translation>Aún no hay ninguna copia de seguridad. Se hace una cada día que se inicia EdgeAssist; se guardan siete días.</translation>
    </message>
    <message>
        <source>One is made on each day that EdgeAssist is started; seven days are kept.</source>
        <translation>Se hace una cada día que se inicia EdgeAssist; se guardan siete días.</translation>
    </message>
    <message>
        <source>The list then shows the chats of that time. The chats of now are kept in a file beside it.</source>
        <translation>La lista muestra entonces los chats de ese momento. Los de ahora se guardan en un archivo junto a ella.</translation>
    </message>
    <message>
        <source>Copying all chats…</source>
        <translation>Copiando todos los chats…</translation>
    </message>
    <message>
        <source>Putting the backup in place…</source>
        <translation>Colocando la copia de seguridad…</translation>
    </message>
    <message>
        <source>Backups (*.sqlite3);;All files (*)</source>
        <translation>Copias de seguridad (*.sqlite3);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>Hacer copia ahora</translation>
    </message>
    <message>
        <source>Restore from a file…</source>
        <translation>Restaurar de un archivo…</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Copias de seguridad</translation>
    </message>
    <message>
        <source>Backed up: {size}, checked. It is {path}</source>
        <translation>Copia hecha: {size}, comprobada. Está en {path}</translation>
    </message>
    <message>
        <source>Choose a backup</source>
        <translation>Elija una copia de seguridad</translation>
    </message>
    <message>
        <source>Restore the backup {name}?</source>
        <translation>¿Restaurar la copia de seguridad {name}?</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Restaurar</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Conservar</translation>
    </message>
    <message numerus="yes">
        <source>Restored: {n} chat. What was there before is kept as {path}</source>
        <comment>Restored: {n} chats. What was there before is kept as {path}</comment>
        <translation>
            <numerusform>Restaurado: {n} chat. Lo que había antes se conserva como {path}</numerusform>
            <numerusform>Restaurados: {n} chats. Lo que había antes se conserva como {path}</numerusform>
        </translation>
    </message>
    <message>
        <source>Backup of {day}</source>
        <translation>Copia de seguridad del {day}</translation>
    </message>
    <message>
        <source>Restore the backup of {day}?</source>
        <translation>¿Restaurar la copia de seguridad del {day}?</translation>
    </message>
    <message>
        <source>Restore the backup of {day}</source>
        <translation>Restaurar la copia de seguridad del {day}</translation>
    </message>
    <message>
        <source>“{chat}” was deleted. The bin keeps it for 30 days.</source>
        <translation>“{chat}” se eliminó. La papelera lo conserva 30 días.</translation>
    </message>
    <message>
        <source>“{chat}” is in the archive.</source>
        <translation>“{chat}” está archivado.</translation>
    </message>
    <message>
        <source>“{chat}” is back in the list.</source>
        <translation>“{chat}” vuelve a estar en la lista.</translation>
    </message>
    <message>
        <source>“{chat}” is back where it was.</source>
        <translation>“{chat}” vuelve a estar donde estaba.</translation>
    </message>
    <message>
        <source>“{chat}” is in no folder now.</source>
        <translation>“{chat}” ya no está en ninguna carpeta.</translation>
    </message>
    <message>
        <source>“{chat}” is in the folder {folder}.</source>
        <translation>“{chat}” está en la carpeta {folder}.</translation>
    </message>
    <message>
        <source>The bin is empty.</source>
        <translation>La papelera está vacía.</translation>
    </message>
    <message>
        <source>Opening your chats…</source>
        <translation>Abriendo sus chats…</translation>
    </message>
    <message>
        <source>Your chats could not be listed.</source>
        <translation>No se pudo mostrar la lista de sus chats.</translation>
    </message>
    <message>
        <source>Your chats</source>
        <translation>Sus chats</translation>
    </message>
    <message>
        <source>‹ Chats</source>
        <translation>‹ Chats</translation>
    </message>
    <message>
        <source>Back to the chats</source>
        <translation>Volver a los chats</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivados</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>Papelera</translation>
    </message>
    <message>
        <source>Empty the bin…</source>
        <translation>Vaciar la papelera…</translation>
    </message>
    <message>
        <source>Export, backups</source>
        <translation>Exportar, copias</translation>
    </message>
    <message>
        <source>This chat is in the bin.</source>
        <translation>Este chat está en la papelera.</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Eliminar para siempre</translation>
    </message>
    <message>
        <source>Delete what is in the bin for good?</source>
        <translation>¿Eliminar para siempre lo que hay en la papelera?</translation>
    </message>
    <message>
        <source>Archive {count}</source>
        <translation>Archivados {count}</translation>
    </message>
    <message>
        <source>Bin {count}</source>
        <translation>Papelera {count}</translation>
    </message>
    <message>
        <source>Export chats…</source>
        <translation>Exportar chats…</translation>
    </message>
    <message>
        <source>Backups…</source>
        <translation>Copias de seguridad…</translation>
    </message>
    <message>
        <source>No chats yet. What you ask is kept here, on this computer only.</source>
        <translation>Aún no hay chats. Lo que pregunte se guarda aquí, solo en este equipo.</translation>
    </message>
    <message>
        <source>Nothing is archived. A chat that you archive leaves the list and stays searchable.</source>
        <translation>No hay nada archivado. Un chat que archive sale de la lista, pero se puede seguir buscando.</translation>
    </message>
    <message>
        <source>The bin is empty. A deleted chat lies here for 30 days.</source>
        <translation>La papelera está vacía. Un chat eliminado permanece aquí 30 días.</translation>
    </message>
    <message>
        <source>Name of the new folder</source>
        <translation>Nombre de la carpeta nueva</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Mover</translation>
    </message>
    <message>
        <source>Move the chat into the new folder</source>
        <translation>Mover el chat a la carpeta nueva</translation>
    </message>
    <message>
        <source>Make no folder</source>
        <translation>No crear carpeta</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>Archived chats</source>
        <translation>Chats archivados</translation>
    </message>
    <message>
        <source>Deleted chats</source>
        <translation>Chats eliminados</translation>
    </message>
    <message>
        <source>What to do with {title}</source>
        <translation>Qué hacer con {title}</translation>
    </message>
    <message>
        <source>Export this chat…</source>
        <translation>Exportar este chat…</translation>
    </message>
    <message>
        <source>There is no chat to delete.</source>
        <translation>No hay ningún chat que eliminar.</translation>
    </message>
    <message>
        <source>None of these chats is in the bin any more.</source>
        <translation>Ya no queda ninguno de estos chats en la papelera.</translation>
    </message>
    <message numerus="yes">
        <source>Delete **all chats** ({n} chat). They stay in the bin for 30 days</source>
        <comment>Delete **all chats** ({n} chats). They stay in the bin for 30 days</comment>
        <translation>
            <numerusform>Eliminar **todos los chats** ({n} chat). Quedan en la papelera 30 días</numerusform>
            <numerusform>Eliminar **todos los chats** ({n} chats). Quedan en la papelera 30 días</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Eliminar</translation>
    </message>
    <message numerus="yes">
        <source>{n} chat is in the bin.</source>
        <comment>{n} chats are in the bin.</comment>
        <translation>
            <numerusform>{n} chat está en la papelera.</numerusform>
            <numerusform>{n} chats están en la papelera.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chat is back.</source>
        <comment>{n} chats are back.</comment>
        <translation>
            <numerusform>{n} chat ha vuelto.</numerusform>
            <numerusform>{n} chats han vuelto.</numerusform>
        </translation>
    </message>
    <message>
        <source>Put back into the list</source>
        <translation>Devolver a la lista</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Cambiar nombre</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>Desfijar</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>Fijar arriba</translation>
    </message>
    <message>
        <source>Put into the archive</source>
        <translation>Archivar</translation>
    </message>
    <message>
        <source>Out of its folder</source>
        <translation>Sacar de su carpeta</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>Carpeta nueva…</translation>
    </message>
    <message>
        <source>Move to folder</source>
        <translation>Mover a una carpeta</translation>
    </message>
    <message>
        <source>{chat}, open</source>
        <translation>{chat}, abierto</translation>
    </message>
    <message>
        <source>New name of the chat</source>
        <translation>Nombre nuevo del chat</translation>
    </message>
    <message numerus="yes">
        <source>{folder}, {n} chat, folded</source>
        <comment>{folder}, {n} chats, folded</comment>
        <translation>
            <numerusform>{folder}, {n} chat, plegada</numerusform>
            <numerusform>{folder}, {n} chats, plegada</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{folder}, {n} chat, unfolded</source>
        <comment>{folder}, {n} chats, unfolded</comment>
        <translation>
            <numerusform>{folder}, {n} chat, desplegada</numerusform>
            <numerusform>{folder}, {n} chats, desplegada</numerusform>
        </translation>
    </message>
    <message>
        <source>A bigger model reads more at once.</source>
        <translation>Un modelo mayor lee más a la vez.</translation>
    </message>
    <message>
        <source>The model can perhaps read more at once: enlarge its context.</source>
        <translation>Quizá el modelo pueda leer más a la vez: amplíe su contexto.</translation>
    </message>
    <message>
        <source>It ended while thinking, before it answered</source>
        <translation>Terminó mientras pensaba, antes de responder</translation>
    </message>
    <message>
        <source>Answering…</source>
        <translation>Respondiendo…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Detenido</translation>
    </message>
    <message>
        <source>Cut off at the length limit</source>
        <translation>Cortado en el límite de longitud</translation>
    </message>
    <message>
        <source>Cut off: the context is full</source>
        <translation>Cortado: el contexto está lleno</translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation>Sin terminar</translation>
    </message>
    <message>
        <source>Not answered</source>
        <translation>Sin respuesta</translation>
    </message>
    <message>
        <source>Not answered: perhaps too long for this model</source>
        <translation>Sin respuesta: quizá demasiado largo para este modelo</translation>
    </message>
    <message numerus="yes">
        <source>An earlier question is left out, as you chose</source>
        <comment>{n} earlier questions are left out, as you chose</comment>
        <translation>
            <numerusform>Una pregunta anterior queda fuera, como usted eligió</numerusform>
            <numerusform>{n} preguntas anteriores quedan fuera, como usted eligió</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first question is not read</source>
        <comment>The first {n} questions are not read</comment>
        <translation>
            <numerusform>La primera pregunta no se lee</numerusform>
            <numerusform>Las primeras {n} preguntas no se leen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The next question is not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</source>
        <comment>The next {n} questions are not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</comment>
        <translation>
            <numerusform>La pregunta siguiente no se lee: del espacio de {whole}, {kept} quedan libres para la respuesta, y el resto no basta para todo</numerusform>
            <numerusform>Las {n} preguntas siguientes no se leen: del espacio de {whole}, {kept} quedan libres para la respuesta, y el resto no basta para todo</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first question is not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</source>
        <comment>The first {n} questions are not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</comment>
        <translation>
            <numerusform>La primera pregunta no se lee: del espacio de {whole}, {kept} quedan libres para la respuesta, y el resto no basta para todo</numerusform>
            <numerusform>Las primeras {n} preguntas no se leen: del espacio de {whole}, {kept} quedan libres para la respuesta, y el resto no basta para todo</numerusform>
        </translation>
    </message>
    <message>
        <source>Shorten your question.</source>
        <translation>Acorte su pregunta.</translation>
    </message>
    <message>
        <source>Start a new chat or shorten your question.</source>
        <translation>Empiece un chat nuevo o acorte su pregunta.</translation>
    </message>
    <message>
        <source>began after {first}, took {whole}</source>
        <translation>empezó tras {first}, tardó {whole}</translation>
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
            <numerusform>{n} token (una palabra o un trozo de palabra)</numerusform>
            <numerusform>{n} tokens (palabras o trozos de palabra)</numerusform>
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
            <numerusform>Resumen de {n} pregunta anterior, leído en su lugar</numerusform>
            <numerusform>Resumen de {n} preguntas anteriores, leído en su lugar</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>Copiar la respuesta</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>Answer the last question again</source>
        <translation>Responder de nuevo a la última pregunta</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Go on with this answer</source>
        <translation>Continuar esta respuesta</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Editar</translation>
    </message>
    <message>
        <source>Ask this question in other words</source>
        <translation>Hacer esta pregunta con otras palabras</translation>
    </message>
    <message>
        <source>Translate the answer</source>
        <translation>Traducir la respuesta</translation>
    </message>
    <message>
        <source>Summarize chat</source>
        <translation>Resumir el chat</translation>
    </message>
    <message>
        <source>Answered by {model}</source>
        <translation>Respondido por {model}</translation>
    </message>
    <message>
        <source>Shorten the question</source>
        <translation>Acortar la pregunta</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Escribiendo…</translation>
    </message>
    <message>
        <source>What to export</source>
        <translation>Qué exportar</translation>
    </message>
    <message>
        <source>This chat</source>
        <translation>Este chat</translation>
    </message>
    <message>
        <source>All chats</source>
        <translation>Todos los chats</translation>
    </message>
    <message>
        <source>Kind of file</source>
        <translation>Tipo de archivo</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Guardar como…</translation>
    </message>
    <message>
        <source>Choose where to save</source>
        <translation>Elegir dónde guardar</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>This chat has no question yet.</source>
        <translation>Este chat aún no tiene ninguna pregunta.</translation>
    </message>
    <message>
        <source>all chats</source>
        <translation>todos los chats</translation>
    </message>
    <message>
        <source>Save chats</source>
        <translation>Guardar chats</translation>
    </message>
    <message numerus="yes">
        <source>{n} chat saved in {path}</source>
        <comment>{n} chats saved in {path}</comment>
        <translation>
            <numerusform>{n} chat guardado en {path}</numerusform>
            <numerusform>{n} chats guardados en {path}</numerusform>
        </translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>As it was written, for notes and wikis.</source>
        <translation>Tal como se escribió, para notas y wikis.</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>Página web</translation>
    </message>
    <message>
        <source>To read and print in any browser; loads nothing.</source>
        <translation>Para leer e imprimir en cualquier navegador; no carga nada.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Plain text that opens everywhere.</source>
        <translation>Texto sin formato que se abre en todas partes.</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>All versions of every answer (JSON). EdgeAssist can take it in again.</source>
        <translation>Todas las versiones de cada respuesta (JSON). EdgeAssist puede volver a importarlo.</translation>
    </message>
    <message>
        <source>No model is loaded. Load one, then try again.</source>
        <translation>No hay ningún modelo cargado. Cargue uno y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>Counting what will be read…</source>
        <translation>Contando lo que se leerá…</translation>
    </message>
    <message>
        <source>You can type already; sending starts when a model is loaded.</source>
        <translation>Ya puede escribir; se podrá enviar cuando haya un modelo cargado.</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>Leyendo {name}…</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>{part}: {tokens}</source>
        <translation>{part}: {tokens}</translation>
    </message>
    <message>
        <source>{part}: about {tokens}</source>
        <translation>{part}: unos {tokens}</translation>
    </message>
    <message numerus="yes">
        <source>About {n} word will be read</source>
        <comment>About {n} words will be read</comment>
        <translation>
            <numerusform>Se leerá alrededor de {n} palabra</numerusform>
            <numerusform>Se leerán unas {n} palabras</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>About {n} word too long for this model</source>
        <comment>About {n} words too long for this model</comment>
        <translation>
            <numerusform>Alrededor de {n} palabra de más para este modelo</numerusform>
            <numerusform>Unas {n} palabras de más para este modelo</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Perhaps {n} word too long for this model</source>
        <comment>Perhaps {n} words too long for this model</comment>
        <translation>
            <numerusform>Quizá {n} palabra de más para este modelo</numerusform>
            <numerusform>Quizá {n} palabras de más para este modelo</numerusform>
        </translation>
    </message>
    <message>
        <source>Room for the answer</source>
        <translation>Espacio para la respuesta</translation>
    </message>
    <message>
        <source>All of it, in tokens (words or pieces of words)</source>
        <translation>Todo, en tokens (palabras o trozos de palabra)</translation>
    </message>
    <message numerus="yes">
        <source>The model reads {n} token at once.</source>
        <comment>The model reads {n} tokens at once.</comment>
        <translation>
            <numerusform>El modelo lee {n} token a la vez.</numerusform>
            <numerusform>El modelo lee {n} tokens a la vez.</numerusform>
        </translation>
    </message>
    <message>
        <source>The model&apos;s own form</source>
        <translation>El formato propio del modelo</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>Sin nombre</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Fijados</translation>
    </message>
    <message numerus="yes">
        <source>{n} day left</source>
        <comment>{n} days left</comment>
        <translation>
            <numerusform>queda {n} día</numerusform>
            <numerusform>quedan {n} días</numerusform>
        </translation>
    </message>
    <message>
        <source>goes today</source>
        <translation>se va hoy</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Ayer</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Últimos 7 días</translation>
    </message>
    <message>
        <source>At an unknown time</source>
        <translation>En un momento desconocido</translation>
    </message>
    <message>
        <source>{month} {year}</source>
        <translation>{month} de {year}</translation>
    </message>
    <message>
        <source>The model in use</source>
        <translation>El modelo en uso</translation>
    </message>
    <message>
        <source>The small model takes no persona: it answers as it was made.</source>
        <translation>El modelo pequeño no admite ningún papel: responde tal como se creó.</translation>
    </message>
    <message>
        <source>This chat was set to a model that is no longer here; the one in use answers.</source>
        <translation>Este chat estaba asignado a un modelo que ya no está aquí; responde el que está en uso.</translation>
    </message>
    <message>
        <source>What the model is told before every answer</source>
        <translation>Lo que se le dice al modelo antes de cada respuesta</translation>
    </message>
    <message>
        <source>Tell the model in your own words how to answer.</source>
        <translation>Diga al modelo, con sus palabras, cómo responder.</translation>
    </message>
    <message>
        <source>How this chat is answered</source>
        <translation>Cómo se responde en este chat</translation>
    </message>
    <message>
        <source>Answer as</source>
        <translation>Responder como</translation>
    </message>
    <message>
        <source>Model of this chat</source>
        <translation>Modelo de este chat</translation>
    </message>
    <message>
        <source>How freely</source>
        <translation>Libertad</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>Prudente</translation>
    </message>
    <message>
        <source>Inventive</source>
        <translation>Creativo</translation>
    </message>
    <message>
        <source>Choice of words</source>
        <translation>Elección de palabras</translation>
    </message>
    <message>
        <source>Few words</source>
        <translation>Pocas palabras</translation>
    </message>
    <message>
        <source>Every word</source>
        <translation>Todas las palabras</translation>
    </message>
    <message>
        <source>Length of an answer</source>
        <translation>Longitud de la respuesta</translation>
    </message>
    <message>
        <source>As usual again</source>
        <translation>Como siempre</translation>
    </message>
    <message>
        <source>Answer as usual again</source>
        <translation>Responder de nuevo como siempre</translation>
    </message>
    <message>
        <source>Model of this chat: {name}</source>
        <translation>Modelo de este chat: {name}</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>Lo habitual</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>Corta</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>Media</translation>
    </message>
    <message>
        <source>Long</source>
        <translation>Larga</translation>
    </message>
    <message>
        <source>Very long</source>
        <translation>Muy larga</translation>
    </message>
    <message>
        <source>Nobody special</source>
        <translation>Nadie en especial</translation>
    </message>
    <message>
        <source>The model answers as it was made.</source>
        <translation>El modelo responde tal como se creó.</translation>
    </message>
    <message>
        <source>Plain words</source>
        <translation>Palabras sencillas</translation>
    </message>
    <message>
        <source>For reports, rules and letters that must be understood at once.</source>
        <translation>Para informes, normas y cartas que deben entenderse enseguida.</translation>
    </message>
    <message>
        <source>Brief</source>
        <translation>Breve</translation>
    </message>
    <message>
        <source>For a quick answer between two tasks.</source>
        <translation>Para una respuesta rápida entre dos tareas.</translation>
    </message>
    <message>
        <source>Translator&apos;s eye</source>
        <translation>Ojo de traductor</translation>
    </message>
    <message>
        <source>For texts that go to people of another language.</source>
        <translation>Para textos dirigidos a personas de otro idioma.</translation>
    </message>
    <message>
        <source>Checklist writer</source>
        <translation>Listas de control</translation>
    </message>
    <message>
        <source>For procedures, handovers and repairs.</source>
        <translation>Para procedimientos, relevos y reparaciones.</translation>
    </message>
    <message>
        <source>Patient teacher</source>
        <translation>Profesor paciente</translation>
    </message>
    <message>
        <source>For learning something new.</source>
        <translation>Para aprender algo nuevo.</translation>
    </message>
    <message>
        <source>Own words</source>
        <translation>Palabras propias</translation>
    </message>
    <message>
        <source>Rather careful</source>
        <translation>Más bien prudente</translation>
    </message>
    <message>
        <source>Wild: it may wander off</source>
        <translation>Muy libre: puede divagar</translation>
    </message>
    <message>
        <source>Only the likeliest words</source>
        <translation>Solo las palabras más probables</translation>
    </message>
    <message>
        <source>Likely words</source>
        <translation>Palabras probables</translation>
    </message>
    <message>
        <source>Most words</source>
        <translation>La mayoría de las palabras</translation>
    </message>
    <message>
        <source>An answer ends when it is done, at the latest after about 700 words.</source>
        <translation>Una respuesta acaba cuando está completa, a más tardar tras unas 700 palabras.</translation>
    </message>
    <message numerus="yes">
        <source>An answer is cut off after about {n} word.</source>
        <comment>An answer is cut off after about {n} words.</comment>
        <translation>
            <numerusform>Una respuesta se corta tras {n} palabra aproximadamente.</numerusform>
            <numerusform>Una respuesta se corta tras unas {n} palabras.</numerusform>
        </translation>
    </message>
    <message>
        <source>Use {model}</source>
        <translation>Usar {model}</translation>
    </message>
    <message>
        <source>Stay with {model}</source>
        <translation>Seguir con {model}</translation>
    </message>
    <message>
        <source>This chat is meant for {model}.</source>
        <translation>Este chat está pensado para {model}.</translation>
    </message>
    <message>
        <source>Drop the oldest questions instead, or use another model.</source>
        <translation>Quite en su lugar las preguntas más antiguas, o use otro modelo.</translation>
    </message>
    <message>
        <source>The model did not finish the summary.</source>
        <translation>El modelo no terminó el resumen.</translation>
    </message>
    <message>
        <source>Summing up older turns: {number} of {count}</source>
        <translation>Resumiendo turnos anteriores: {number} de {count}</translation>
    </message>
    <message>
        <source>Your chats could not be opened. You can ask all the same; this chat stays only in this window.</source>
        <translation>No se pudieron abrir sus chats. Puede preguntar de todos modos; este chat queda solo en esta ventana.</translation>
    </message>
    <message>
        <source>That version could not be shown.</source>
        <translation>Esa versión no se pudo mostrar.</translation>
    </message>
    <message>
        <source>Copy what you need before you close the window.</source>
        <translation>Copie lo que necesite antes de cerrar la ventana.</translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation>Texto pegado</translation>
    </message>
    <message>
        <source>Words in {braces} are asked for when the prompt is used; those that end in … get several lines.</source>
        <translation>Las palabras entre {braces} se piden al usar la indicación; las que terminan en … tienen varias líneas.</translation>
    </message>
    <message>
        <source>braces</source>
        <translation>llaves</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>Insertar</translation>
    </message>
    <message>
        <source>Insert the prompt into your question</source>
        <translation>Insertar la indicación en su pregunta</translation>
    </message>
    <message>
        <source>Back to the prompts</source>
        <translation>Volver a las indicaciones</translation>
    </message>
    <message>
        <source>Name of the prompt</source>
        <translation>Nombre de la indicación</translation>
    </message>
    <message>
        <source>Text of the prompt</source>
        <translation>Texto de la indicación</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Save the prompt</source>
        <translation>Guardar la indicación</translation>
    </message>
    <message>
        <source>Change nothing</source>
        <translation>No cambiar nada</translation>
    </message>
    <message>
        <source>Prompts (*.toml)</source>
        <translation>Indicaciones (*.toml)</translation>
    </message>
    <message>
        <source>No prompt of that name.</source>
        <translation>No hay ninguna indicación con ese nombre.</translation>
    </message>
    <message>
        <source>Opening the prompts…</source>
        <translation>Abriendo las indicaciones…</translation>
    </message>
    <message>
        <source>Ours are here; what you change is kept in a new file beside it.</source>
        <translation>Aquí están las nuestras; lo que cambie se guarda en un archivo nuevo junto a este.</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Indicaciones</translation>
    </message>
    <message>
        <source>Find a prompt</source>
        <translation>Buscar una indicación</translation>
    </message>
    <message>
        <source>New prompt</source>
        <translation>Indicación nueva</translation>
    </message>
    <message>
        <source>Edit the chosen prompt</source>
        <translation>Editar la indicación elegida</translation>
    </message>
    <message>
        <source>Delete the chosen prompt</source>
        <translation>Eliminar la indicación elegida</translation>
    </message>
    <message>
        <source>Import and export prompts</source>
        <translation>Importar y exportar indicaciones</translation>
    </message>
    <message numerus="yes">
        <source>{n} new prompt taken in.</source>
        <comment>{n} new prompts taken in.</comment>
        <translation>
            <numerusform>{n} indicación nueva importada.</numerusform>
            <numerusform>{n} indicaciones nuevas importadas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} prompt saved in {path}</source>
        <comment>{n} prompts saved in {path}</comment>
        <translation>
            <numerusform>{n} indicación guardada en {path}</numerusform>
            <numerusform>{n} indicaciones guardadas en {path}</numerusform>
        </translation>
    </message>
    <message>
        <source>What you wrote was not saved.</source>
        <translation>Lo que escribió no se guardó.</translation>
    </message>
    <message>
        <source>Go on writing</source>
        <translation>Seguir escribiendo</translation>
    </message>
    <message>
        <source>“{name}” was deleted.</source>
        <translation>“{name}” se eliminó.</translation>
    </message>
    <message>
        <source>Import prompts…</source>
        <translation>Importar indicaciones…</translation>
    </message>
    <message>
        <source>Export prompts…</source>
        <translation>Exportar indicaciones…</translation>
    </message>
    <message>
        <source>Choose a file of prompts</source>
        <translation>Elija un archivo de indicaciones</translation>
    </message>
    <message>
        <source>Save prompts</source>
        <translation>Guardar indicaciones</translation>
    </message>
    <message>
        <source>Nothing was changed. Mend the file in a text editor, or take another one.</source>
        <translation>No se ha cambiado nada. Corrija el archivo en un editor de texto, o elija otro.</translation>
    </message>
    <message>
        <source>The prompts in {path} cannot be used: {reason}.</source>
        <translation>Las indicaciones de {path} no se pueden usar: {reason}.</translation>
    </message>
    <message>
        <source>Free some space or choose another folder. Your prompts are as they were.</source>
        <translation>Libere espacio o elija otra carpeta. Sus indicaciones siguen como estaban.</translation>
    </message>
    <message>
        <source>{path} cannot be used now: {reason}.</source>
        <translation>{path} no se puede usar ahora: {reason}.</translation>
    </message>
    <message>
        <source>there would be more than {count}</source>
        <translation>habría más de {count}</translation>
    </message>
    <message>
        <source>it has version {version}, and this EdgeAssist knows version {known}</source>
        <translation>tiene la versión {version}, y este EdgeAssist conoce la {known}</translation>
    </message>
    <message>
        <source>it holds too many prompts, or too long ones</source>
        <translation>contiene demasiadas indicaciones, o demasiado largas</translation>
    </message>
    <message>
        <source>Your question in other words</source>
        <translation>Su pregunta con otras palabras</translation>
    </message>
    <message>
        <source>Ask this</source>
        <translation>Preguntar esto</translation>
    </message>
    <message>
        <source>Leave the question as it was</source>
        <translation>Dejar la pregunta como estaba</translation>
    </message>
    <message>
        <source>The question and answers as they were are kept beside it.</source>
        <translation>La pregunta y las respuestas de antes se conservan al lado.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Mostrar todo</translation>
    </message>
    <message>
        <source>Show all of your question</source>
        <translation>Mostrar toda su pregunta</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>Mostrar menos</translation>
    </message>
    <message>
        <source>Show less of your question</source>
        <translation>Mostrar menos de su pregunta</translation>
    </message>
    <message>
        <source>Your question</source>
        <translation>Su pregunta</translation>
    </message>
    <message>
        <source>All of your question</source>
        <translation>Toda su pregunta</translation>
    </message>
    <message>
        <source>Not read: the role it should play. The starter plays no roles.</source>
        <translation>No leído: el papel que debía desempeñar. Starter no desempeña papeles.</translation>
    </message>
    <message>
        <source>The older turns could not be summed up: {reason} Nothing was changed.</source>
        <translation>No se pudieron resumir los turnos anteriores: {reason} No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>{name} is still being read. Try again in a moment.</source>
        <translation>{name} aún se está leyendo. Vuelva a intentarlo en un momento.</translation>
    </message>
    <message>
        <source>Summing up older turns…</source>
        <translation>Resumiendo turnos anteriores…</translation>
    </message>
    <message>
        <source>Chat: {question}</source>
        <translation>Chat: {question}</translation>
    </message>
    <message>
        <source>What the model will read</source>
        <translation>Lo que leerá el modelo</translation>
    </message>
    <message>
        <source>How much the model can still read</source>
        <translation>Cuánto puede leer aún el modelo</translation>
    </message>
    <message>
        <source>What will be read</source>
        <translation>Lo que se leerá</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>Ampliar</translation>
    </message>
    <message>
        <source>Drop oldest</source>
        <translation>Quitar antiguas</translation>
    </message>
    <message>
        <source>Leave the oldest questions out</source>
        <translation>Dejar fuera las preguntas más antiguas</translation>
    </message>
    <message>
        <source>Summarize older turns</source>
        <translation>Resumir turnos anteriores</translation>
    </message>
    <message>
        <source>Summarize in its own pane</source>
        <translation>Resumir en su propio panel</translation>
    </message>
    <message>
        <source>Read only the beginning</source>
        <translation>Leer solo el principio</translation>
    </message>
    <message>
        <source>Summarize it</source>
        <translation>Resumirlo</translation>
    </message>
    <message>
        <source>Summarize the file</source>
        <translation>Resumir el archivo</translation>
    </message>
    <message>
        <source>Stop summing up</source>
        <translation>Dejar de resumir</translation>
    </message>
    <message>
        <source>Enlarge to {tokens}</source>
        <translation>Ampliar a {tokens}</translation>
    </message>
    <message>
        <source>Read only the beginning of {name}</source>
        <translation>Leer solo el principio de {name}</translation>
    </message>
    <message numerus="yes">
        <source>{line}; {n} more would fit</source>
        <comment>{line}; {n} more would fit</comment>
        <translation>
            <numerusform>{line}; cabría {n} más</numerusform>
            <numerusform>{line}; cabrían {n} más</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was found. All words must stand in one message; the beginning of each is enough.</source>
        <translation>No se encontró nada. Todas las palabras deben estar en un mismo mensaje; basta el principio de cada una.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Buscando…</translation>
    </message>
    <message>
        <source>In all chats</source>
        <translation>En todos los chats</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Lo encontrado</translation>
    </message>
    <message>
        <source>Search in your chats</source>
        <translation>Buscar en sus chats</translation>
    </message>
    <message>
        <source>Where to search: in all chats</source>
        <translation>Dónde buscar: en todos los chats</translation>
    </message>
    <message>
        <source>Where to search</source>
        <translation>Dónde buscar</translation>
    </message>
    <message>
        <source>Only in {folder}</source>
        <translation>Solo en {folder}</translation>
    </message>
    <message>
        <source>Where to search: {place}</source>
        <translation>Dónde buscar: {place}</translation>
    </message>
    <message>
        <source>Read as part of the summary</source>
        <translation>Leído como parte del resumen</translation>
    </message>
    <message>
        <source>Not read any more</source>
        <translation>Ya no se lee</translation>
    </message>
    <message>
        <source>The role it plays</source>
        <translation>El papel que desempeña</translation>
    </message>
    <message>
        <source>Summary of older turns</source>
        <translation>Resumen de turnos anteriores</translation>
    </message>
    <message>
        <source>Earlier questions and answers ({count})</source>
        <translation>Preguntas y respuestas anteriores ({count})</translation>
    </message>
    <message>
        <source>The answer so far</source>
        <translation>La respuesta hasta ahora</translation>
    </message>
    <message>
        <source>You: {question}</source>
        <translation>Usted: {question}</translation>
    </message>
    <message>
        <source>Answer: {answer}</source>
        <translation>Respuesta: {answer}</translation>
    </message>
    <message>
        <source>How this chat is answered…</source>
        <translation>Cómo se responde en este chat…</translation>
    </message>
    <message>
        <source>Prompts…</source>
        <translation>Indicaciones…</translation>
    </message>
    <message>
        <source>What the model reads</source>
        <translation>Lo que lee el modelo</translation>
    </message>
    <message>
        <source>Find in your chats…</source>
        <translation>Buscar en sus chats…</translation>
    </message>
    <message>
        <source>Rename this chat…</source>
        <translation>Cambiar el nombre de este chat…</translation>
    </message>
    <message>
        <source>Delete this chat</source>
        <translation>Eliminar este chat</translation>
    </message>
    <message>
        <source>‹ Back to the chat</source>
        <translation>‹ Volver al chat</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>Volver al chat</translation>
    </message>
    <message>
        <source>What would you like to know?</source>
        <translation>¿Qué le gustaría saber?</translation>
    </message>
    <message>
        <source>A small model is ready</source>
        <translation>Hay un modelo pequeño listo</translation>
    </message>
    <message>
        <source>Explain a circuit breaker in two sentences.</source>
        <translation>Explica en dos frases qué es un disyuntor.</translation>
    </message>
    <message>
        <source>Write a checklist for a shift handover.</source>
        <translation>Escribe una lista de control para un relevo de turno.</translation>
    </message>
    <message>
        <source>Write a polite letter asking for a spare part.</source>
        <translation>Escribe una carta amable para pedir una pieza de repuesto.</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Conversación</translation>
    </message>
    <message>
        <source>Show earlier messages</source>
        <translation>Mostrar mensajes anteriores</translation>
    </message>
    <message>
        <source>Ask in your own words, or start with one of these:</source>
        <translation>Pregunte con sus palabras, o empiece con una de estas:</translation>
    </message>
    <message>
        <source>The question before this one</source>
        <translation>La pregunta anterior a esta</translation>
    </message>
    <message>
        <source>The question after this one</source>
        <translation>La pregunta posterior a esta</translation>
    </message>
    <message>
        <source>question {place} of {count}</source>
        <translation>pregunta {place} de {count}</translation>
    </message>
    <message>
        <source>The answer before this one</source>
        <translation>La respuesta anterior a esta</translation>
    </message>
    <message>
        <source>The answer after this one</source>
        <translation>La respuesta posterior a esta</translation>
    </message>
    <message>
        <source>answer {place} of {count}</source>
        <translation>respuesta {place} de {count}</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>{place} de {count}</translation>
    </message>
    <message>
        <source>Ask anything. Nothing leaves this computer.</source>
        <translation>Pregunte lo que quiera. Nada sale de este equipo.</translation>
    </message>
    <message>
        <source>Ask something simple. Nothing leaves this computer.</source>
        <translation>Pregunte algo sencillo. Nada sale de este equipo.</translation>
    </message>
    <message>
        <source>Ask anything.</source>
        <translation>Pregunte lo que quiera.</translation>
    </message>
    <message>
        <source>Ask something simple.</source>
        <translation>Pregunte algo sencillo.</translation>
    </message>
    <message>
        <source>Show your chats</source>
        <translation>Mostrar sus chats</translation>
    </message>
    <message>
        <source>Copy chat</source>
        <translation>Copiar el chat</translation>
    </message>
    <message>
        <source>Copy the whole conversation</source>
        <translation>Copiar toda la conversación</translation>
    </message>
    <message>
        <source>More for this chat</source>
        <translation>Más para este chat</translation>
    </message>
    <message>
        <source>Attach a file</source>
        <translation>Adjuntar un archivo</translation>
    </message>
    <message>
        <source>This chat could not be saved. It goes on, but only in this window.</source>
        <translation>Este chat no se pudo guardar. Sigue, pero solo en esta ventana.</translation>
    </message>
    <message>
        <source>The chat you left was not saved.</source>
        <translation>El chat que dejó no se guardó.</translation>
    </message>
    <message>
        <source>Your question was not sent, because it could not be saved. It stands in the box again.</source>
        <translation>Su pregunta no se envió porque no se pudo guardar. Vuelve a estar en el campo.</translation>
    </message>
    <message>
        <source>Sent once more as things are, it is answered, but stays only in this window.</source>
        <translation>Si la envía otra vez así, se responde, pero queda solo en esta ventana.</translation>
    </message>
    <message>
        <source>A question in the chat you left was not sent, because it could not be saved.</source>
        <translation>Una pregunta del chat que dejó no se envió porque no se pudo guardar.</translation>
    </message>
    <message>
        <source>The details below hold its words.</source>
        <translation>Los detalles de abajo contienen sus palabras.</translation>
    </message>
    <message>
        <source>That text is too long to be typed in, and could not be kept as a file.</source>
        <translation>Ese texto es demasiado largo para escribirlo aquí, y no se pudo guardar como archivo.</translation>
    </message>
    <message>
        <source>Choose another folder. Nothing is lost.</source>
        <translation>Elija otra carpeta. No se ha perdido nada.</translation>
    </message>
    <message>
        <source>Export the summary as</source>
        <translation>Exportar el resumen como</translation>
    </message>
    <message>
        <source>{name} could not be written.</source>
        <translation>No se pudo escribir {name}.</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>Guardado como {name}.</translation>
    </message>
    <message>
        <source>Summary: {title}</source>
        <translation>Resumen: {title}</translation>
    </message>
    <message>
        <source>Export the summary</source>
        <translation>Exportar el resumen</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>Texto sin formato</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <source>Unfinished: the rest of the text is not in this summary.</source>
        <translation>Sin terminar: el resto del texto no está en este resumen.</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Omitido</translation>
    </message>
    <message>
        <source>{title} - summary</source>
        <translation>{title} - resumen</translation>
    </message>
    <message>
        <source>Left out: {what}</source>
        <translation>Omitido: {what}</translation>
    </message>
    <message>
        <source>There is no text to sum up.</source>
        <translation>No hay ningún texto que resumir.</translation>
    </message>
    <message>
        <source>Key points</source>
        <translation>Puntos clave</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Acta</translation>
    </message>
    <message>
        <source>Plain language</source>
        <translation>Lenguaje sencillo</translation>
    </message>
    <message>
        <source>By section</source>
        <translation>Por apartados</translation>
    </message>
    <message>
        <source>Only a model that can write puts it in plain language. Picked sentences keep the words of the text.</source>
        <translation>Solo un modelo que sepa redactar lo pone en lenguaje sencillo. Las frases elegidas conservan las palabras del texto.</translation>
    </message>
    <message>
        <source>Only a model that can write uses another language. Picked sentences stay in that of the text.</source>
        <translation>Solo un modelo que sepa redactar usa otro idioma. Las frases elegidas quedan en el del texto.</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nuevo</translation>
    </message>
    <message>
        <source>Sum up another document</source>
        <translation>Resumir otro documento</translation>
    </message>
    <message>
        <source>Form of the summary</source>
        <translation>Forma del resumen</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Longitud</translation>
    </message>
    <message>
        <source>As the text</source>
        <translation>Como el texto</translation>
    </message>
    <message>
        <source>Language of the summary: {language}</source>
        <translation>Idioma del resumen: {language}</translation>
    </message>
    <message>
        <source>The language the summary is written in</source>
        <translation>El idioma en que se escribe el resumen</translation>
    </message>
    <message>
        <source>Language of the summary</source>
        <translation>Idioma del resumen</translation>
    </message>
    <message>
        <source>Page {first}</source>
        <translation>Página {first}</translation>
    </message>
    <message>
        <source>Page {first} of {total}</source>
        <translation>Página {first} de {total}</translation>
    </message>
    <message>
        <source>Pages {first} to {last}</source>
        <translation>Páginas {first} a {last}</translation>
    </message>
    <message>
        <source>Pages {first} to {last} of {total}</source>
        <translation>Páginas {first} a {last} de {total}</translation>
    </message>
    <message>
        <source>Chapter {first}</source>
        <translation>Capítulo {first}</translation>
    </message>
    <message>
        <source>Chapter {first} of {total}</source>
        <translation>Capítulo {first} de {total}</translation>
    </message>
    <message>
        <source>Chapters {first} to {last}</source>
        <translation>Capítulos {first} a {last}</translation>
    </message>
    <message>
        <source>Chapters {first} to {last} of {total}</source>
        <translation>Capítulos {first} a {last} de {total}</translation>
    </message>
    <message>
        <source>Part {part} of {parts}</source>
        <translation>Parte {part} de {parts}</translation>
    </message>
    <message>
        <source>{place}: no text, just a picture.</source>
        <translation>{place}: sin texto, solo una imagen.</translation>
    </message>
    <message>
        <source>{place}: no text.</source>
        <translation>{place}: sin texto.</translation>
    </message>
    <message>
        <source>{place}: damaged.</source>
        <translation>{place}: con daños.</translation>
    </message>
    <message>
        <source>{place}: not summed up.</source>
        <translation>{place}: sin resumir.</translation>
    </message>
    <message>
        <source>{read} of {total} read</source>
        <translation>{read} de {total} leídos</translation>
    </message>
    <message>
        <source>What follows was not read.</source>
        <translation>Lo que sigue no se leyó.</translation>
    </message>
    <message>
        <source>{place}, beginning “{beginning}”: {why}.</source>
        <translation>{place}, que empieza por “{beginning}”: {why}.</translation>
    </message>
    <message>
        <source>Sentences of the summary</source>
        <translation>Frases del resumen</translation>
    </message>
    <message>
        <source>Show {count} more of {waiting}</source>
        <translation>Mostrar {count} más de {waiting}</translation>
    </message>
    <message>
        <source>Pages {first}-{last}</source>
        <translation>Páginas {first}-{last}</translation>
    </message>
    <message>
        <source>Chapters {first}-{last}</source>
        <translation>Capítulos {first}-{last}</translation>
    </message>
    <message>
        <source>Cue {first}</source>
        <translation>Subtítulo {first}</translation>
    </message>
    <message>
        <source>Cues {first}-{last}</source>
        <translation>Subtítulos {first}-{last}</translation>
    </message>
    <message>
        <source>Paragraph {first}</source>
        <translation>Párrafo {first}</translation>
    </message>
    <message>
        <source>Paragraphs {first}-{last}</source>
        <translation>Párrafos {first}-{last}</translation>
    </message>
    <message>
        <source>Page 1 of {total} read</source>
        <translation>Página 1 de {total} leída</translation>
    </message>
    <message>
        <source>Pages 1-{last} of {total} read</source>
        <translation>Páginas 1-{last} de {total} leídas</translation>
    </message>
    <message>
        <source>Chapter 1 of {total} read</source>
        <translation>Capítulo 1 de {total} leído</translation>
    </message>
    <message>
        <source>Chapters 1-{last} of {total} read</source>
        <translation>Capítulos 1-{last} de {total} leídos</translation>
    </message>
    <message>
        <source>Cue 1 of {total} read</source>
        <translation>Subtítulo 1 de {total} leído</translation>
    </message>
    <message>
        <source>Cues 1-{last} of {total} read</source>
        <translation>Subtítulos 1-{last} de {total} leídos</translation>
    </message>
    <message>
        <source>Paragraph 1 of {total} read</source>
        <translation>Párrafo 1 de {total} leído</translation>
    </message>
    <message>
        <source>Paragraphs 1-{last} of {total} read</source>
        <translation>Párrafos 1-{last} de {total} leídos</translation>
    </message>
    <message>
        <source>Reading pages</source>
        <translation>Leyendo páginas</translation>
    </message>
    <message>
        <source>Reading chapters</source>
        <translation>Leyendo capítulos</translation>
    </message>
    <message>
        <source>Reading cues</source>
        <translation>Leyendo subtítulos</translation>
    </message>
    <message>
        <source>Reading paragraphs</source>
        <translation>Leyendo párrafos</translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} page read</source>
        <comment>{read} of {total} pages read</comment>
        <translation>
            <numerusform>{read} de {total} página leída</numerusform>
            <numerusform>{read} de {total} páginas leídas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} chapter read</source>
        <comment>{read} of {total} chapters read</comment>
        <translation>
            <numerusform>{read} de {total} capítulo leído</numerusform>
            <numerusform>{read} de {total} capítulos leídos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} cue read</source>
        <comment>{read} of {total} cues read</comment>
        <translation>
            <numerusform>{read} de {total} subtítulo leído</numerusform>
            <numerusform>{read} de {total} subtítulos leídos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} paragraph read</source>
        <comment>{read} of {total} paragraphs read</comment>
        <translation>
            <numerusform>{read} de {total} párrafo leído</numerusform>
            <numerusform>{read} de {total} párrafos leídos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} page read</source>
        <comment>{n} pages read</comment>
        <translation>
            <numerusform>{n} página leída</numerusform>
            <numerusform>{n} páginas leídas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter read</source>
        <comment>{n} chapters read</comment>
        <translation>
            <numerusform>{n} capítulo leído</numerusform>
            <numerusform>{n} capítulos leídos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} cue read</source>
        <comment>{n} cues read</comment>
        <translation>
            <numerusform>{n} subtítulo leído</numerusform>
            <numerusform>{n} subtítulos leídos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph read</source>
        <comment>{n} paragraphs read</comment>
        <translation>
            <numerusform>{n} párrafo leído</numerusform>
            <numerusform>{n} párrafos leídos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} page</source>
        <comment>{n} pages</comment>
        <translation>
            <numerusform>{n} página</numerusform>
            <numerusform>{n} páginas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter</source>
        <comment>{n} chapters</comment>
        <translation>
            <numerusform>{n} capítulo</numerusform>
            <numerusform>{n} capítulos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} subtitle</source>
        <comment>{n} subtitles</comment>
        <translation>
            <numerusform>{n} subtítulo</numerusform>
            <numerusform>{n} subtítulos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph</source>
        <comment>{n} paragraphs</comment>
        <translation>
            <numerusform>{n} párrafo</numerusform>
            <numerusform>{n} párrafos</numerusform>
        </translation>
    </message>
    <message>
        <source>Text of the document</source>
        <translation>Texto del documento</translation>
    </message>
    <message>
        <source>No model is in use, so the sentences that say most are picked from the text, word for word.</source>
        <translation>No hay ningún modelo en uso, así que se eligen del texto las frases que más dicen, palabra por palabra.</translation>
    </message>
    <message>
        <source>{name} is not made for writing summaries, so the sentences that say most are picked from the text, word for word.</source>
        <translation>{name} no está hecho para escribir resúmenes, así que se eligen del texto las frases que más dicen, palabra por palabra.</translation>
    </message>
    <message>
        <source>{name} will write the summary, here on this computer.</source>
        <translation>{name} escribirá el resumen, aquí en este equipo.</translation>
    </message>
    <message>
        <source>Choose a document</source>
        <translation>Elija un documento</translation>
    </message>
    <message>
        <source>Open a document…</source>
        <translation>Abrir un documento…</translation>
    </message>
    <message>
        <source>Sum up the sample</source>
        <translation>Resumir la muestra</translation>
    </message>
    <message>
        <source>no proof found</source>
        <translation>sin respaldo</translation>
    </message>
    <message>
        <source>No place in the text says this. Check it before you rely on it.</source>
        <translation>Nada en el texto dice esto. Compruébelo antes de fiarse.</translation>
    </message>
    <message>
        <source>in the text</source>
        <translation>en el texto</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>Decisiones</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Acciones</translation>
    </message>
    <message>
        <source>Also said</source>
        <translation>También se dijo</translation>
    </message>
    <message>
        <source>ch. {number}</source>
        <translation>cap. {number}</translation>
    </message>
    <message>
        <source>chapter {number}</source>
        <translation>capítulo {number}</translation>
    </message>
    <message>
        <source>p. {number}</source>
        <translation>pág. {number}</translation>
    </message>
    <message>
        <source>page {number}</source>
        <translation>página {number}</translation>
    </message>
    <message>
        <source>at {moment}</source>
        <translation>en {moment}</translation>
    </message>
    <message>
        <source>par. {number}</source>
        <translation>párr. {number}</translation>
    </message>
    <message>
        <source>paragraph {number}</source>
        <translation>párrafo {number}</translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence, {proven} with proof</source>
        <comment>{n} sentences, {proven} with proof</comment>
        <translation>
            <numerusform>{n} frase, {proven} con respaldo</numerusform>
            <numerusform>{n} frases, {proven} con respaldo</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence, with proof</source>
        <comment>{n} sentences, all with proof</comment>
        <translation>
            <numerusform>{n} frase, con respaldo</numerusform>
            <numerusform>{n} frases, todas con respaldo</numerusform>
        </translation>
    </message>
    <message>
        <source>It was made from the text there ({place}), but its words cannot be compared. Check it before you rely on it.</source>
        <translation>Se hizo a partir de ese texto ({place}), pero sus palabras no se pueden comparar. Compruébelo antes de fiarse.</translation>
    </message>
    <message>
        <source>{share} of this sentence&apos;s words stand there: {place}.</source>
        <translation>{share} de las palabras de esta frase están ahí: {place}.</translation>
    </message>
    <message numerus="yes">
        <source>{words} is not in the text</source>
        <comment>{words} are not in the text</comment>
        <translation>
            <numerusform>{words} no está en el texto</numerusform>
            <numerusform>{words} no están en el texto</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy this sentence</source>
        <translation>Copiar esta frase</translation>
    </message>
    <message>
        <source>Picked from the text, no model wrote this</source>
        <translation>Elegidas del texto; no las escribió ningún modelo</translation>
    </message>
    <message>
        <source>A model that can write would also join what belongs together and answer in other words or another language.</source>
        <translation>Un modelo que sepa redactar, además, uniría lo que va junto y respondería con otras palabras o en otro idioma.</translation>
    </message>
    <message>
        <source>Stopped. What was done is kept.</source>
        <translation>Detenido. Lo hecho se conserva.</translation>
    </message>
    <message>
        <source>This document holds hidden text. None of it was used; see below what was left out.</source>
        <translation>Este documento contiene texto oculto. No se usó nada de él; vea abajo lo que se omitió.</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Deteniendo…</translation>
    </message>
    <message>
        <source>Opening the document…</source>
        <translation>Abriendo el documento…</translation>
    </message>
    <message>
        <source>Written by {model}</source>
        <translation>Escrito por {model}</translation>
    </message>
    <message>
        <source>What is done stays. Try again; if it happens once more, the details help to find out why.</source>
        <translation>Lo hecho se conserva. Vuelva a intentarlo; si ocurre otra vez, los detalles ayudan a saber por qué.</translation>
    </message>
    <message>
        <source>Something went wrong while summing up.</source>
        <translation>Algo salió mal al resumir.</translation>
    </message>
    <message>
        <source>The text appears here as soon as it is read.</source>
        <translation>El texto aparece aquí en cuanto se lee.</translation>
    </message>
    <message>
        <source>The document</source>
        <translation>El documento</translation>
    </message>
    <message>
        <source>A page of the document</source>
        <translation>Una página del documento</translation>
    </message>
    <message>
        <source>What should be summed up?</source>
        <translation>¿Qué quiere resumir?</translation>
    </message>
    <message>
        <source>The whole document is read, and every sentence says where it comes from. Nothing leaves this computer.</source>
        <translation>Se lee todo el documento, y cada frase dice de dónde viene. Nada sale de este equipo.</translation>
    </message>
    <message>
        <source>PDF, DOCX, EPUB, HTML, Markdown, plain text, SRT and VTT, up to 200 MB.</source>
        <translation>PDF, DOCX, EPUB, HTML, Markdown, texto sin formato, SRT y VTT, hasta 200 MB.</translation>
    </message>
    <message>
        <source>Or paste a text here</source>
        <translation>O pegue aquí un texto</translation>
    </message>
    <message>
        <source>Text to sum up</source>
        <translation>Texto que resumir</translation>
    </message>
    <message>
        <source>Choose a document…</source>
        <translation>Elegir un documento…</translation>
    </message>
    <message>
        <source>Try it with a sample: {sample}</source>
        <translation>Probar con una muestra: {sample}</translation>
    </message>
    <message>
        <source>Sum up this text</source>
        <translation>Resumir este texto</translation>
    </message>
    <message>
        <source>See models</source>
        <translation>Ver modelos</translation>
    </message>
    <message>
        <source>See models that can sum texts up</source>
        <translation>Ver modelos que pueden resumir textos</translation>
    </message>
    <message>
        <source>A text to sum up</source>
        <translation>Un texto que resumir</translation>
    </message>
    <message>
        <source>Drop a document here</source>
        <translation>Suelte un documento aquí</translation>
    </message>
    <message>
        <source>Drop a document here, or</source>
        <translation>Suelte un documento aquí, o</translation>
    </message>
    <message>
        <source>The first sentences come as soon as the first part is read.</source>
        <translation>Las primeras frases llegan en cuanto se lee la primera parte.</translation>
    </message>
    <message>
        <source>Stop; what is done stays</source>
        <translation>Detener; lo hecho se conserva</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Go on with the summary</source>
        <translation>Continuar el resumen</translation>
    </message>
    <message>
        <source>Pick sentences instead</source>
        <translation>Elegir frases en su lugar</translation>
    </message>
    <message>
        <source>Have {writer} write it</source>
        <translation>Que lo escriba {writer}</translation>
    </message>
    <message numerus="yes">
        <source>Check the one without full proof</source>
        <comment>Check the {n} without full proof</comment>
        <translation>
            <numerusform>Revisar la que no tiene pleno respaldo</numerusform>
            <numerusform>Revisar las {n} sin pleno respaldo</numerusform>
        </translation>
    </message>
    <message>
        <source>{check}: go to the next</source>
        <translation>{check}: ir a la siguiente</translation>
    </message>
    <message>
        <source>Choose another document…</source>
        <translation>Elegir otro documento…</translation>
    </message>
    <message>
        <source>{step} · {done} of {total}</source>
        <translation>{step} · {done} de {total}</translation>
    </message>
    <message>
        <source>Summing up part {number}</source>
        <translation>Resumiendo la parte {number}</translation>
    </message>
    <message>
        <source>not tried, as the parts before it failed</source>
        <translation>no se intentó, porque fallaron las partes anteriores</translation>
    </message>
    <message>
        <source>it does not fit into the model&apos;s context</source>
        <translation>no cabe en el contexto del modelo</translation>
    </message>
    <message>
        <source>the model said nothing about it</source>
        <translation>el modelo no dijo nada al respecto</translation>
    </message>
    <message>
        <source>Putting it together</source>
        <translation>Uniéndolo todo</translation>
    </message>
    <message>
        <source>The sentences are in the text&apos;s own language: without a model nothing is translated.</source>
        <translation>Las frases están en el idioma del propio texto: sin un modelo no se traduce nada.</translation>
    </message>
    <message numerus="yes">
        <source>The text holds {n} character that cannot be seen; it may say more than it shows.</source>
        <comment>The text holds {n} characters that cannot be seen; it may say more than it shows.</comment>
        <translation>
            <numerusform>El texto contiene {n} carácter invisible; puede decir más de lo que muestra.</numerusform>
            <numerusform>El texto contiene {n} caracteres invisibles; puede decir más de lo que muestra.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} character could not be read.</source>
        <comment>{n} characters could not be read.</comment>
        <translation>
            <numerusform>No se pudo leer {n} carácter.</numerusform>
            <numerusform>No se pudieron leer {n} caracteres.</numerusform>
        </translation>
    </message>
    <message>
        <source>The document holds hidden text ({count}, such as {example}). It was left out of the summary.</source>
        <translation>El documento contiene texto oculto ({count}, como {example}). No se incluyó en el resumen.</translation>
    </message>
    <message>
        <source>Lines that come back on every page were left out ({count}).</source>
        <translation>Se omitieron las líneas que se repiten en cada página ({count}).</translation>
    </message>
    <message>
        <source>The page&apos;s menus were left out.</source>
        <translation>Se omitieron los menús de la página.</translation>
    </message>
    <message>
        <source>Copy with page numbers</source>
        <translation>Copiar con números de página</translation>
    </message>
    <message>
        <source>Copy the summary with its page numbers</source>
        <translation>Copiar el resumen con sus números de página</translation>
    </message>
    <message>
        <source>Copy with places</source>
        <translation>Copiar con lugares</translation>
    </message>
    <message>
        <source>Copy the summary with the place of each sentence</source>
        <translation>Copiar el resumen con el lugar de cada frase</translation>
    </message>
    <message>
        <source>What was left out</source>
        <translation>Lo que se omitió</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>Export the summary to a file</source>
        <translation>Exportar el resumen a un archivo</translation>
    </message>
    <message>
        <source>Translate the summary</source>
        <translation>Traducir el resumen</translation>
    </message>
    <message>
        <source>Ask about it</source>
        <translation>Preguntar sobre él</translation>
    </message>
    <message>
        <source>Ask about the summary in the chat</source>
        <translation>Preguntar sobre el resumen en el chat</translation>
    </message>
    <message>
        <source>What to do with the summary</source>
        <translation>Qué hacer con el resumen</translation>
    </message>
    <message>
        <source>What was left out ({count})</source>
        <translation>Lo que se omitió ({count})</translation>
    </message>
    <message>
        <source>Back to the summary</source>
        <translation>Volver al resumen</translation>
    </message>
    <message>
        <source>The last step could not be done, so these are the most telling sentences of the parts.</source>
        <translation>No se pudo hacer el último paso, así que estas son las frases más reveladoras de las partes.</translation>
    </message>
    <message>
        <source>The summary is in another language than the text: each sentence is traced to the part it was made from, and only its numbers and addresses were checked one by one.</source>
        <translation>El resumen está en otro idioma que el texto: cada frase se remite a la parte de la que se hizo, y solo se comprobaron uno a uno sus números y direcciones.</translation>
    </message>
    <message>
        <source>No model is loaded that can sum texts up.</source>
        <translation>No hay cargado ningún modelo que pueda resumir textos.</translation>
    </message>
    <message>
        <source>You asked for sentences of the text itself.</source>
        <translation>Pidió frases del propio texto.</translation>
    </message>
    <message>
        <source>{name} does not sum texts up well enough; a bigger model can.</source>
        <translation>{name} no resume textos lo bastante bien; un modelo mayor sí puede.</translation>
    </message>
    <message>
        <source>It is read in parts.</source>
        <translation>Se lee por partes.</translation>
    </message>
    <message>
        <source>The text does not fit into the model&apos;s context at once.</source>
        <translation>El texto no cabe de una vez en el contexto del modelo.</translation>
    </message>
    <message>
        <source>Try again, or have sentences picked from the text instead.</source>
        <translation>Vuelva a intentarlo, o haga que se elijan frases del texto.</translation>
    </message>
    <message>
        <source>The model said nothing about the text.</source>
        <translation>El modelo no dijo nada sobre el texto.</translation>
    </message>
    <message>
        <source>This model may not be asked for these; a bigger one may:</source>
        <translation>A este modelo no se le pueden pedir; a uno mayor quizá sí:</translation>
    </message>
    <message>
        <source>Tone as it is</source>
        <translation>Mismo tono</translation>
    </message>
    <message>
        <source>Formal</source>
        <translation>Formal</translation>
    </message>
    <message>
        <source>Informal</source>
        <translation>Informal</translation>
    </message>
    <message>
        <source>From</source>
        <translation>De</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>A</translation>
    </message>
    <message>
        <source>Tone</source>
        <translation>Tono</translation>
    </message>
    <message>
        <source>Glossary</source>
        <translation>Glosario</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>Documentos</translation>
    </message>
    <message>
        <source>Translate a document…</source>
        <translation>Traducir un documento…</translation>
    </message>
    <message numerus="yes">
        <source>Glossary · {n} term</source>
        <comment>Glossary · {n} terms</comment>
        <translation>
            <numerusform>Glosario · {n} término</numerusform>
            <numerusform>Glosario · {n} términos</numerusform>
        </translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Comprobaciones</translation>
    </message>
    <message>
        <source>Check by translating back</source>
        <translation>Comprobar retraduciendo</translation>
    </message>
    <message>
        <source>Stop checking</source>
        <translation>Dejar de comprobar</translation>
    </message>
    <message>
        <source>Sentences to look at</source>
        <translation>Frases que conviene revisar</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>y {count} más</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>Show: {remark}</source>
        <translation>Mostrar: {remark}</translation>
    </message>
    <message>
        <source>Detect language</source>
        <translation>Detectar idioma</translation>
    </message>
    <message>
        <source>No model is loaded. Choose one under Models; your text stays here.</source>
        <translation>No hay ningún modelo cargado. Elija uno en Modelos; su texto se queda aquí.</translation>
    </message>
    <message>
        <source>A bigger model from Models knows more words and languages, and can be formal or informal.</source>
        <translation>Un modelo mayor, de Modelos, conoce más palabras e idiomas, y puede ser formal o informal.</translation>
    </message>
    <message>
        <source>{name} may not be asked to translate. Choose another model under Models.</source>
        <translation>A {name} no se le puede pedir que traduzca. Elija otro modelo en Modelos.</translation>
    </message>
    <message>
        <source>{name} translates between {one} and {other}.</source>
        <translation>{name} traduce entre {one} y {other}.</translation>
    </message>
    <message>
        <source>{name} translates from {source} to {target}.</source>
        <translation>{name} traduce de {source} a {target}.</translation>
    </message>
    <message>
        <source>{name} translates between {languages}.</source>
        <translation>{name} traduce entre {languages}.</translation>
    </message>
    <message>
        <source>{name} can be asked for {count} languages. How well it knows each of them differs: look at the checks.</source>
        <translation>A {name} se le pueden pedir {count} idiomas. No los conoce todos igual de bien: fíjese en las comprobaciones.</translation>
    </message>
    <message>
        <source>Translate it in shorter sentences, or choose a bigger model.</source>
        <translation>Tradúzcalo en frases más cortas, o elija un modelo mayor.</translation>
    </message>
    <message>
        <source>The translation of a sentence was cut off: it is too long for this model.</source>
        <translation>La traducción de una frase se cortó: es demasiado larga para este modelo.</translation>
    </message>
    <message>
        <source>One of these languages is not known here.</source>
        <translation>Uno de estos idiomas no se conoce aquí.</translation>
    </message>
    <message>
        <source>Line {line} has no term before the first separator.</source>
        <translation>La línea {line} no tiene ningún término antes del primer separador.</translation>
    </message>
    <message>
        <source>Line {line} is too long for a term.</source>
        <translation>La línea {line} es demasiado larga para un término.</translation>
    </message>
    <message>
        <source>Line {line} names a language that is not known here.</source>
        <translation>La línea {line} nombra un idioma que no se conoce aquí.</translation>
    </message>
    <message>
        <source>A glossary is a CSV file (UTF-8) with a term and its translation on each line: bearing,rodamiento</source>
        <translation>Un glosario es un archivo CSV (UTF-8) con un término y su traducción en cada línea: rodamiento,bearing</translation>
    </message>
    <message>
        <source>“{name}” holds no terms. {reason}</source>
        <translation>“{name}” no contiene términos. {reason}</translation>
    </message>
    <message>
        <source>“{name}” is not UTF-8 text.</source>
        <translation>“{name}” no es texto UTF-8.</translation>
    </message>
    <message>
        <source>“{name}” cannot be read: {reason}.</source>
        <translation>“{name}” no se puede leer: {reason}.</translation>
    </message>
    <message>
        <source>Line {line} of “{name}” is no CSV.</source>
        <translation>La línea {line} de “{name}” no es CSV.</translation>
    </message>
    <message>
        <source>Glossaries (*.csv *.tsv *.txt)</source>
        <translation>Glosarios (*.csv *.tsv *.txt)</translation>
    </message>
    <message>
        <source>The glossary could not be saved.</source>
        <translation>No se pudo guardar el glosario.</translation>
    </message>
    <message>
        <source>It holds for as long as the window is open. Make room on the drive, then change any term.</source>
        <translation>Vale mientras la ventana esté abierta. Haga sitio en la unidad y cambie luego cualquier término.</translation>
    </message>
    <message>
        <source>The file was left as it is: mend it, then start the program again. Terms added now hold until the window closes.</source>
        <translation>El archivo se dejó como estaba: corríjalo e inicie de nuevo el programa. Los términos que añada ahora valen hasta que se cierre la ventana.</translation>
    </message>
    <message>
        <source>Take terms from a file</source>
        <translation>Tomar términos de un archivo</translation>
    </message>
    <message>
        <source>Save the glossary as</source>
        <translation>Guardar el glosario como</translation>
    </message>
    <message>
        <source>stays as it is</source>
        <translation>queda como está</translation>
    </message>
    <message>
        <source>No terms yet. Add what a word must be called, or leave the right side empty for a word that stays as it is.</source>
        <translation>Aún no hay términos. Añada cómo debe llamarse una palabra, o deje vacío el lado derecho si debe quedar como está.</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>Términos</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>Término</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>Traducción</translation>
    </message>
    <message>
        <source>Search the glossary</source>
        <translation>Buscar en el glosario</translation>
    </message>
    <message>
        <source>Search terms</source>
        <translation>Buscar términos</translation>
    </message>
    <message>
        <source>Say what: “add milk to the shopping list”.</source>
        <translation>Diga qué: “añade leche a la lista de la compra”.</translation>
    </message>
    <message>
        <source>Say what the list is to be called.</source>
        <translation>Diga cómo se llamará la lista.</translation>
    </message>
    <message>
        <source>“{name}” cannot be a list&apos;s name: commands use that word themselves.</source>
        <translation>“{name}” no puede ser el nombre de una lista: las órdenes usan esa palabra.</translation>
    </message>
    <message>
        <source>A list is made by its name alone and filled then: “new list Holiday”, “add hats to the Holiday list”.</source>
        <translation>Una lista se crea solo con su nombre y se llena después: “nueva lista Vacaciones”, “añade gorros a la lista Vacaciones”.</translation>
    </message>
    <message>
        <source>The shopping list always stays; it can be cleared.</source>
        <translation>La lista de la compra siempre se queda; se puede vaciar.</translation>
    </message>
    <message>
        <source>the list “{name}”</source>
        <translation>la lista “{name}”</translation>
    </message>
    <message>
        <source>There is no list “{name}”. There is: {lists}.</source>
        <translation>No hay ninguna lista “{name}”. Hay: {lists}.</translation>
    </message>
    <message>
        <source>This is too long for a list: {most} letters are the most. A note takes more.</source>
        <translation>Es demasiado largo para una lista: {most} letras son el máximo. En una nota cabe más.</translation>
    </message>
    <message>
        <source>{list} has {count} things. Clear it first.</source>
        <translation>{list} tiene {count} cosas. Vacíela antes.</translation>
    </message>
    <message>
        <source>{list} has {item} already.</source>
        <translation>{list} ya tiene {item}.</translation>
    </message>
    <message>
        <source>Took {item} off {list} again.</source>
        <translation>Se volvió a quitar {item} de {list}.</translation>
    </message>
    <message>
        <source>Added {item} to {list}.</source>
        <translation>Se añadió {item} a {list}.</translation>
    </message>
    <message>
        <source>Put {item} on {list}</source>
        <translation>Poner {item} en {list}</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Añadir</translation>
    </message>
    <message>
        <source>Unticked {item} on {list}.</source>
        <translation>Se desmarcó {item} en {list}.</translation>
    </message>
    <message>
        <source>Ticked off {item} on {list}.</source>
        <translation>Se marcó {item} en {list}.</translation>
    </message>
    <message>
        <source>Tick off {item} on {list}</source>
        <translation>Marcar {item} en {list}</translation>
    </message>
    <message>
        <source>Tick</source>
        <translation>Marcar</translation>
    </message>
    <message>
        <source>Put {item} back on {list}.</source>
        <translation>Se volvió a poner {item} en {list}.</translation>
    </message>
    <message>
        <source>Took {item} off {list}.</source>
        <translation>Se quitó {item} de {list}.</translation>
    </message>
    <message>
        <source>Take {item} off {list}</source>
        <translation>Quitar {item} de {list}</translation>
    </message>
    <message>
        <source>{list} does not have {item}.</source>
        <translation>{list} no tiene {item}.</translation>
    </message>
    <message numerus="yes">
        <source>{list} has {n} thing.</source>
        <comment>{list} has {n} things.</comment>
        <translation>
            <numerusform>{list} tiene {n} cosa.</numerusform>
            <numerusform>{list} tiene {n} cosas.</numerusform>
        </translation>
    </message>
    <message>
        <source>Say which **lists** there are</source>
        <translation>Decir qué **listas** hay</translation>
    </message>
    <message>
        <source>{list} is empty.</source>
        <translation>{list} está vacía.</translation>
    </message>
    <message numerus="yes">
        <source>{list} has {n} thing: {items}.</source>
        <comment>{list} has {n} things: {items}.</comment>
        <translation>
            <numerusform>{list} tiene {n} cosa: {items}.</numerusform>
            <numerusform>{list} tiene {n} cosas: {items}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Read {list}</source>
        <translation>Leer {list}</translation>
    </message>
    <message>
        <source>A list&apos;s name has {most} letters at most, and no marks.</source>
        <translation>El nombre de una lista tiene {most} letras como máximo, y sin signos.</translation>
    </message>
    <message>
        <source>There is {list} already.</source>
        <translation>Ya existe {list}.</translation>
    </message>
    <message>
        <source>There are {count} lists already. Delete one first.</source>
        <translation>Ya hay {count} listas. Elimine antes una.</translation>
    </message>
    <message>
        <source>{list} is gone again.</source>
        <translation>{list} ya no está.</translation>
    </message>
    <message>
        <source>{list} is there.</source>
        <translation>{list} está creada.</translation>
    </message>
    <message>
        <source>Make {list}</source>
        <translation>Crear {list}</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>Hacer</translation>
    </message>
    <message>
        <source>{list} is back.</source>
        <translation>{list} ha vuelto.</translation>
    </message>
    <message>
        <source>{list} is deleted.</source>
        <translation>{list} está eliminada.</translation>
    </message>
    <message numerus="yes">
        <source>Delete {list} with {n} thing on it</source>
        <comment>Delete {list} with {n} things on it</comment>
        <translation>
            <numerusform>Eliminar {list}, con {n} cosa</numerusform>
            <numerusform>Eliminar {list}, con {n} cosas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} thing is back on {list}.</source>
        <comment>{n} things are back on {list}.</comment>
        <translation>
            <numerusform>{n} cosa vuelve a estar en {list}.</numerusform>
            <numerusform>{n} cosas vuelven a estar en {list}.</numerusform>
        </translation>
    </message>
    <message>
        <source>{list} is empty now.</source>
        <translation>{list} ahora está vacía.</translation>
    </message>
    <message numerus="yes">
        <source>Take everything off {list} ({n} thing)</source>
        <comment>Take everything off {list} ({n} things)</comment>
        <translation>
            <numerusform>Quitar todo de {list} ({n} cosa)</numerusform>
            <numerusform>Quitar todo de {list} ({n} cosas)</numerusform>
        </translation>
    </message>
    <message>
        <source>Add the term</source>
        <translation>Añadir el término</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Remove the chosen term</source>
        <translation>Quitar el término elegido</translation>
    </message>
    <message>
        <source>Term, such as bearing</source>
        <translation>Término, por ejemplo rodamiento</translation>
    </message>
    <message>
        <source>Translation; empty: it stays as it is</source>
        <translation>Traducción; vacía: queda como está</translation>
    </message>
    <message>
        <source>Translation of the term</source>
        <translation>Traducción del término</translation>
    </message>
    <message>
        <source>‹ Back to the text</source>
        <translation>‹ Volver al texto</translation>
    </message>
    <message>
        <source>Back to the text</source>
        <translation>Volver al texto</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importar…</translation>
    </message>
    <message>
        <source>Terms are kept to the letter in every translation, or flagged.</source>
        <translation>Los términos se respetan al pie de la letra en cada traducción, o se señalan.</translation>
    </message>
    <message>
        <source>“{term}” was removed.</source>
        <translation>“{term}” se quitó.</translation>
    </message>
    <message>
        <source>And {count} more.</source>
        <translation>Y {count} más.</translation>
    </message>
    <message numerus="yes">
        <source>{n} term was taken from {name}.</source>
        <comment>{n} terms were taken from {name}.</comment>
        <translation>
            <numerusform>Se tomó {n} término de {name}.</numerusform>
            <numerusform>Se tomaron {n} términos de {name}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} of them stood there before and was changed.</source>
        <comment>{n} of them stood there before and were changed.</comment>
        <translation>
            <numerusform>{n} de ellos ya estaba y se cambió.</numerusform>
            <numerusform>{n} de ellos ya estaban y se cambiaron.</numerusform>
        </translation>
    </message>
    <message>
        <source>{found} of {all}, {shown} shown: search for the others</source>
        <translation>{found} de {all}, se muestran {shown}: busque los demás</translation>
    </message>
    <message>
        <source>{found} of {all}</source>
        <translation>{found} de {all}</translation>
    </message>
    <message>
        <source>The glossary or the last text of the translate pane could not be opened.</source>
        <translation>No se pudo abrir el glosario o el último texto del panel de traducción.</translation>
    </message>
    <message>
        <source>Starter keeps the tone of the text; a bigger model can change it.</source>
        <translation>Starter mantiene el tono del texto; un modelo mayor puede cambiarlo.</translation>
    </message>
    <message>
        <source>Translated by a small machine that often translates wrongly: have a person check it before it is used.</source>
        <translation>Traducido por una máquina pequeña que a menudo se equivoca: una persona debe revisarlo antes de usarlo.</translation>
    </message>
    <message>
        <source>Translate it again: what has not changed in it is remembered for this session.</source>
        <translation>Tradúzcalo de nuevo: lo que no ha cambiado en él se recuerda en esta sesión.</translation>
    </message>
    <message>
        <source>“{name}” was changed while it was translated. Nothing was written.</source>
        <translation>“{name}” se cambió mientras se traducía. No se escribió nada.</translation>
    </message>
    <message>
        <source>Save the translation as Markdown (.md) or plain text (.txt): headings and paragraphs are kept.</source>
        <translation>Guarde la traducción como Markdown (.md) o texto sin formato (.txt): se conservan los títulos y párrafos.</translation>
    </message>
    <message>
        <source>A {form} file cannot be written again in its own form.</source>
        <translation>Un archivo {form} no se puede volver a escribir en su propio formato.</translation>
    </message>
    <message>
        <source>A file like this cannot be written again in its own form.</source>
        <translation>Un archivo como este no se puede volver a escribir en su propio formato.</translation>
    </message>
    <message>
        <source>Choose another name for the new file.</source>
        <translation>Elija otro nombre para el archivo nuevo.</translation>
    </message>
    <message>
        <source>“{name}” is the document itself.</source>
        <translation>“{name}” es el propio documento.</translation>
    </message>
    <message>
        <source>Writing “{name}” ended early, without an answer.</source>
        <translation>La escritura de “{name}” terminó antes de tiempo, sin respuesta.</translation>
    </message>
    <message>
        <source>Nothing was lost. Start it again when you like.</source>
        <translation>No se ha perdido nada. Iníciela de nuevo cuando quiera.</translation>
    </message>
    <message>
        <source>It was stopped as you asked.</source>
        <translation>Se detuvo como pidió.</translation>
    </message>
    <message>
        <source>Headings, lists, tables, pictures and type stay as they are.</source>
        <translation>Títulos, listas, tablas, imágenes y letra quedan como están.</translation>
    </message>
    <message>
        <source>Tags, links and pictures stay as they are.</source>
        <translation>Etiquetas, enlaces e imágenes quedan como están.</translation>
    </message>
    <message>
        <source>Headings, lists, links and code stay as they are.</source>
        <translation>Títulos, listas, enlaces y código quedan como están.</translation>
    </message>
    <message>
        <source>Times and numbers of the subtitles stay as they are.</source>
        <translation>Los tiempos y números de los subtítulos quedan como están.</translation>
    </message>
    <message>
        <source>Times and settings of the subtitles stay as they are.</source>
        <translation>Los tiempos y ajustes de los subtítulos quedan como están.</translation>
    </message>
    <message>
        <source>Lines and paragraphs stay as they are.</source>
        <translation>Líneas y párrafos quedan como están.</translation>
    </message>
    <message>
        <source>Its text is translated, paragraph by paragraph.</source>
        <translation>Su texto se traduce párrafo a párrafo.</translation>
    </message>
    <message>
        <source>What is done is kept: going on starts there.</source>
        <translation>Lo hecho se conserva: al continuar se empieza desde ahí.</translation>
    </message>
    <message>
        <source>The document is untouched. Try again.</source>
        <translation>El documento está intacto. Vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>This small model often translates wrongly. Have a person check all of it before it is used.</source>
        <translation>Este modelo pequeño a menudo traduce mal. Haga que una persona lo revise todo antes de usarlo.</translation>
    </message>
    <message>
        <source>This small model often translates wrongly. Have a person check all of it before it is used: the file says so at its beginning.</source>
        <translation>Este modelo pequeño a menudo traduce mal. Haga que una persona lo revise todo antes de usarlo: el archivo lo dice al principio.</translation>
    </message>
    <message>
        <source>The layout of {format} cannot be kept: the translation is Markdown, with headings and lists.</source>
        <translation>El diseño de {format} no se puede conservar: la traducción es Markdown, con títulos y listas.</translation>
    </message>
    <message>
        <source>Documents · {done} of {total}</source>
        <translation>Documentos · {done} de {total}</translation>
    </message>
    <message>
        <source>Documents · reading</source>
        <translation>Documentos · leyendo</translation>
    </message>
    <message>
        <source>Documents · {count}</source>
        <translation>Documentos · {count}</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>Espera su turno</translation>
    </message>
    <message>
        <source>Reading the document…</source>
        <translation>Leyendo el documento…</translation>
    </message>
    <message>
        <source>Paragraph {number}</source>
        <translation>Párrafo {number}</translation>
    </message>
    <message>
        <source>“{name}” could not be translated.</source>
        <translation>“{name}” no se pudo traducir.</translation>
    </message>
    <message>
        <source>Paragraph {done} of {total}</source>
        <translation>Párrafo {done} de {total}</translation>
    </message>
    <message>
        <source>Paragraph {done} of {total} · {flagged} to look at</source>
        <translation>Párrafo {done} de {total} · {flagged} por revisar</translation>
    </message>
    <message>
        <source>Stopped at paragraph {done} of {total}</source>
        <translation>Detenido en el párrafo {done} de {total}</translation>
    </message>
    <message numerus="yes">
        <source>Translated, perhaps wrongly: {n} paragraph</source>
        <comment>Translated, perhaps wrongly: {n} paragraphs</comment>
        <translation>
            <numerusform>Traducido, quizá mal: {n} párrafo</numerusform>
            <numerusform>Traducido, quizá mal: {n} párrafos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Translated: {n} paragraph, all kept; wording not checked</source>
        <comment>Translated: {n} paragraphs, all kept; wording not checked</comment>
        <translation>
            <numerusform>Traducido: {n} párrafo, todo se conserva; redacción no comprobada</numerusform>
            <numerusform>Traducido: {n} párrafos, todo se conserva; redacción no comprobada</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Translated: {n} paragraph, {flagged} to look at</source>
        <comment>Translated: {n} paragraphs, {flagged} to look at</comment>
        <translation>
            <numerusform>Traducido: {n} párrafo, {flagged} por revisar</numerusform>
            <numerusform>Traducido: {n} párrafos, {flagged} por revisar</numerusform>
        </translation>
    </message>
    <message>
        <source>Documents (*.docx *.html *.htm *.md *.txt *.srt *.vtt *.pdf *.epub);;All files (*)</source>
        <translation>Documentos (*.docx *.html *.htm *.md *.txt *.srt *.vtt *.pdf *.epub);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Choose a document to translate</source>
        <translation>Elija un documento que traducir</translation>
    </message>
    <message>
        <source>Save the translation as</source>
        <translation>Guardar la traducción como</translation>
    </message>
    <message>
        <source>Drop documents here, or choose one: DOCX, HTML, Markdown, text, SRT, VTT, PDF or EPUB.</source>
        <translation>Suelte aquí documentos, o elija uno: DOCX, HTML, Markdown, texto, SRT, VTT, PDF o EPUB.</translation>
    </message>
    <message>
        <source>Progress of {name}</source>
        <translation>Progreso de {name}</translation>
    </message>
    <message>
        <source>Save elsewhere…</source>
        <translation>Guardar en otro lugar…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Abrir carpeta</translation>
    </message>
    <message>
        <source>Show the sentences to look at</source>
        <translation>Mostrar las frases por revisar</translation>
    </message>
    <message>
        <source>The language of the document</source>
        <translation>El idioma del documento</translation>
    </message>
    <message>
        <source>Saved as {name} in {folder}</source>
        <translation>Guardado como {name} en {folder}</translation>
    </message>
    <message>
        <source>Will be saved as {name} in {folder}</source>
        <translation>Se guardará como {name} en {folder}</translation>
    </message>
    <message>
        <source>Do not translate</source>
        <translation>No traducir</translation>
    </message>
    <message>
        <source>Hide the sentences</source>
        <translation>Ocultar las frases</translation>
    </message>
    <message>
        <source>The number {got} was added.</source>
        <translation>Se añadió el número {got}.</translation>
    </message>
    <message>
        <source>The placeholder {got} was added.</source>
        <translation>Se añadió el marcador {got}.</translation>
    </message>
    <message>
        <source>The address {got} was added.</source>
        <translation>Se añadió la dirección {got}.</translation>
    </message>
    <message>
        <source>The tag {got} was added.</source>
        <translation>Se añadió la etiqueta {got}.</translation>
    </message>
    <message>
        <source>The number {wanted} became {got}.</source>
        <translation>El número {wanted} se convirtió en {got}.</translation>
    </message>
    <message>
        <source>The placeholder {wanted} became {got}.</source>
        <translation>El marcador {wanted} se convirtió en {got}.</translation>
    </message>
    <message>
        <source>The address {wanted} became {got}.</source>
        <translation>La dirección {wanted} se convirtió en {got}.</translation>
    </message>
    <message>
        <source>The tag {wanted} became {got}.</source>
        <translation>La etiqueta {wanted} se convirtió en {got}.</translation>
    </message>
    <message>
        <source>Your glossary says {wanted}; the translation does not.</source>
        <translation>Su glosario dice {wanted}; la traducción, no.</translation>
    </message>
    <message>
        <source>{wanted} should stay as it is, but became {got}.</source>
        <translation>{wanted} debería quedar como está, pero se convirtió en {got}.</translation>
    </message>
    <message>
        <source>{wanted} came back as {got}</source>
        <translation>{wanted} volvió como {got}</translation>
    </message>
    <message>
        <source>The number {wanted} is missing.</source>
        <translation>Falta el número {wanted}.</translation>
    </message>
    <message>
        <source>The placeholder {wanted} is missing.</source>
        <translation>Falta el marcador {wanted}.</translation>
    </message>
    <message>
        <source>The address {wanted} is missing.</source>
        <translation>Falta la dirección {wanted}.</translation>
    </message>
    <message>
        <source>The tag {wanted} is missing.</source>
        <translation>Falta la etiqueta {wanted}.</translation>
    </message>
    <message>
        <source>{wanted} should stay as it is, but is missing.</source>
        <translation>{wanted} debería quedar como está, pero falta.</translation>
    </message>
    <message>
        <source>{wanted} did not come back.</source>
        <translation>{wanted} no volvió.</translation>
    </message>
    <message>
        <source>This was left as it is.</source>
        <translation>Esto se dejó como está.</translation>
    </message>
    <message>
        <source>The model gave no answer for this sentence.</source>
        <translation>El modelo no dio respuesta para esta frase.</translation>
    </message>
    <message>
        <source>The translation of this sentence was cut off.</source>
        <translation>La traducción de esta frase se cortó.</translation>
    </message>
    <message>
        <source>all kept; wording not checked</source>
        <translation>todo se conserva; redacción no comprobada</translation>
    </message>
    <message>
        <source>numbers {kept} of {all}</source>
        <translation>números: {kept} de {all}</translation>
    </message>
    <message>
        <source>terms {kept} of {all}</source>
        <translation>términos: {kept} de {all}</translation>
    </message>
    <message>
        <source>all kept, but this small model often translates wrongly</source>
        <translation>todo se conservó, pero este modelo pequeño a menudo traduce mal</translation>
    </message>
    <message>
        <source>it came back saying the same</source>
        <translation>al retraducirla dice lo mismo</translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence to look at</source>
        <comment>{n} sentences to look at</comment>
        <translation>
            <numerusform>{n} frase por revisar</numerusform>
            <numerusform>{n} frases por revisar</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking for other wordings…</source>
        <translation>Buscando otras formas de decirlo…</translation>
    </message>
    <message>
        <source>No other wording came.</source>
        <translation>No hubo otra forma de decirlo.</translation>
    </message>
    <message>
        <source>This sentence</source>
        <translation>Esta frase</translation>
    </message>
    <message>
        <source>Other wordings</source>
        <translation>Otras formas de decirlo</translation>
    </message>
    <message>
        <source>Copy sentence</source>
        <translation>Copiar frase</translation>
    </message>
    <message>
        <source>Check back</source>
        <translation>Retraducir</translation>
    </message>
    <message>
        <source>Add to glossary…</source>
        <translation>Añadir al glosario…</translation>
    </message>
    <message>
        <source>Take the model&apos;s words again</source>
        <translation>Volver a las palabras del modelo</translation>
    </message>
    <message>
        <source>This sentence:</source>
        <translation>Esta frase:</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Copiado.</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Usar</translation>
    </message>
    <message>
        <source>Use: {wording}</source>
        <translation>Usar: {wording}</translation>
    </message>
    <message>
        <source>It came back saying the same.</source>
        <translation>Al retraducirla dice lo mismo.</translation>
    </message>
    <message>
        <source>The model may not be asked for the way back.</source>
        <translation>A este modelo no se le puede pedir la vuelta.</translation>
    </message>
    <message numerus="yes">
        <source>Translating back… {n} sentence</source>
        <comment>Translating back… {n} sentences</comment>
        <translation>
            <numerusform>Retraduciendo… {n} frase</numerusform>
            <numerusform>Retraduciendo… {n} frases</numerusform>
        </translation>
    </message>
    <message>
        <source>Translating this sentence back…</source>
        <translation>Retraduciendo esta frase…</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Seleccionar todo</translation>
    </message>
    <message>
        <source>Translating back… sentence {done} of {total}</source>
        <translation>Retraduciendo… frase {done} de {total}</translation>
    </message>
    <message>
        <source>That did not work. Try again.</source>
        <translation>No ha funcionado. Vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Detenido.</translation>
    </message>
    <message>
        <source>Your text is untouched. Try again.</source>
        <translation>Su texto está intacto. Vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>Your last text, as you left it.</source>
        <translation>Su último texto, tal como lo dejó.</translation>
    </message>
    <message>
        <source>Which language is this? Choose it on the left; a few words more would also tell.</source>
        <translation>¿Qué idioma es este? Elíjalo a la izquierda; unas palabras más también lo dirían.</translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence</source>
        <comment>{n} sentences</comment>
        <translation>
            <numerusform>{n} frase</numerusform>
            <numerusform>{n} frases</numerusform>
        </translation>
    </message>
    <message>
        <source>Translating…</source>
        <translation>Traduciendo…</translation>
    </message>
    <message>
        <source>Translating… sentence {sentence} of {total}</source>
        <translation>Traduciendo… frase {sentence} de {total}</translation>
    </message>
    <message>
        <source>This text could not be translated.</source>
        <translation>Este texto no se pudo traducir.</translation>
    </message>
    <message>
        <source>{language} detected</source>
        <translation>Detectado: {language}</translation>
    </message>
    <message numerus="yes">
        <source>Your own words for {n} sentence are kept. Choose the tone from before to have them back.</source>
        <comment>Your own words for {n} sentences are kept. Choose the tone from before to have them back.</comment>
        <translation>
            <numerusform>Se conservan sus propias palabras para {n} frase. Elija de nuevo el tono anterior para recuperarlas.</numerusform>
            <numerusform>Se conservan sus propias palabras para {n} frases. Elija de nuevo el tono anterior para recuperarlas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Your own words for {n} sentence are kept. Choose {language} again to have them back.</source>
        <comment>Your own words for {n} sentences are kept. Choose {language} again to have them back.</comment>
        <translation>
            <numerusform>Se conservan sus propias palabras para {n} frase. Elija de nuevo {language} para recuperarlas.</numerusform>
            <numerusform>Se conservan sus propias palabras para {n} frases. Elija de nuevo {language} para recuperarlas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped after {done} of {total} sentence.</source>
        <comment>Stopped after {done} of {total} sentences.</comment>
        <translation>
            <numerusform>Detenido tras {done} de {total} frase.</numerusform>
            <numerusform>Detenido tras {done} de {total} frases.</numerusform>
        </translation>
    </message>
    <message>
        <source>Type or paste a text here, or drop a document. Nothing leaves this computer.</source>
        <translation>Escriba o pegue aquí un texto, o suelte un documento. Nada sale de este equipo.</translation>
    </message>
    <message>
        <source>Text to translate</source>
        <translation>Texto que traducir</translation>
    </message>
    <message>
        <source>Try it with a sample</source>
        <translation>Probar con una muestra</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Borrar</translation>
    </message>
    <message>
        <source>Clear the text</source>
        <translation>Borrar el texto</translation>
    </message>
    <message>
        <source>Stop translating</source>
        <translation>Dejar de traducir</translation>
    </message>
    <message>
        <source>Copy the translation</source>
        <translation>Copiar la traducción</translation>
    </message>
    <message>
        <source>Ask about it in chat</source>
        <translation>Preguntar en el chat</translation>
    </message>
    <message>
        <source>Summarize the translation</source>
        <translation>Resumir la traducción</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Elegir un modelo</translation>
    </message>
    <message>
        <source>Choose the language that the text is written in.</source>
        <translation>Elija el idioma en que está escrito el texto.</translation>
    </message>
    <message>
        <source>It cannot be told what language this text is in.</source>
        <translation>No se puede saber en qué idioma está este texto.</translation>
    </message>
    <message>
        <source>Choose another language to translate into.</source>
        <translation>Elija otro idioma al que traducir.</translation>
    </message>
    <message>
        <source>The text is in {language} already.</source>
        <translation>El texto ya está en este idioma: {language}.</translation>
    </message>
    <message>
        <source>A bigger model can do more: get one under Models when you are online. Your text is untouched.</source>
        <translation>Un modelo mayor puede hacer más: obtenga uno en Modelos cuando tenga conexión. Su texto está intacto.</translation>
    </message>
    <message>
        <source>{name} cannot translate this: it reads {language} in Latin letters only.</source>
        <translation>{name} no puede traducir esto: solo lee {language} en letras latinas.</translation>
    </message>
    <message>
        <source>No</source>
        <translation>No</translation>
    </message>
    <message>
        <source>Still open, from “{sentence}”:</source>
        <translation>Aún pendiente, de “{sentence}”:</translation>
    </message>
    <message>
        <source>{answer}: {question}</source>
        <translation>{answer}: {question}</translation>
    </message>
    <message>
        <source>Did you mean one of two?</source>
        <translation>¿Quería decir una de estas dos?</translation>
    </message>
    <message>
        <source>{count} letters: a command has {most} at most.</source>
        <translation>{count} letras: una orden tiene {most} como máximo.</translation>
    </message>
    <message>
        <source>Or type a command</source>
        <translation>O escriba una orden</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Orden</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ejecutar</translation>
    </message>
    <message>
        <source>Run the command</source>
        <translation>Ejecutar la orden</translation>
    </message>
    <message>
        <source>Did you mean one of these?</source>
        <translation>¿Quería decir una de estas?</translation>
    </message>
    <message>
        <source>Did you mean …?</source>
        <translation>¿Quería decir …?</translation>
    </message>
    <message>
        <source>Neither</source>
        <translation>Ninguna</translation>
    </message>
    <message>
        <source>Ask it in Chat</source>
        <translation>Preguntarlo en Chat</translation>
    </message>
    <message>
        <source>Teach this phrase…</source>
        <translation>Enseñar esta frase…</translation>
    </message>
    <message>
        <source>Commands are understood in {languages}.</source>
        <translation>Las órdenes se entienden en {languages}.</translation>
    </message>
    <message>
        <source>Another language…</source>
        <translation>Otro idioma…</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>deshecho</translation>
    </message>
    <message>
        <source>left undone</source>
        <translation>no hecho</translation>
    </message>
    <message>
        <source>no answer: left undone</source>
        <translation>sin respuesta: no hecho</translation>
    </message>
    <message>
        <source>cannot be done</source>
        <translation>no se puede hacer</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>falló</translation>
    </message>
    <message>
        <source>Nothing yet. What you say or type will stand here, with Undo.</source>
        <translation>Aún nada. Lo que diga o escriba aparecerá aquí, con Deshacer.</translation>
    </message>
    <message>
        <source>Undo: {command}</source>
        <translation>Deshacer: {command}</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Anteriores</translation>
    </message>
    <message>
        <source>Clear what stands under Earlier</source>
        <translation>Borrar lo que hay en Anteriores</translation>
    </message>
    <message>
        <source>Teach a phrase…</source>
        <translation>Enseñar una frase…</translation>
    </message>
    <message>
        <source>My home…</source>
        <translation>Mi casa…</translation>
    </message>
    <message>
        <source>Language…</source>
        <translation>Idioma…</translation>
    </message>
    <message>
        <source>Language and voice models…</source>
        <translation>Idioma y modelos de voz…</translation>
    </message>
    <message>
        <source>Earlier commands</source>
        <translation>Órdenes anteriores</translation>
    </message>
    <message>
        <source>This home belongs to something else than EdgeAssist; it is changed there.</source>
        <translation>Esta casa pertenece a otra cosa que EdgeAssist; se cambia allí.</translation>
    </message>
    <message>
        <source>{name} is there.</source>
        <translation>{name} ya está aquí.</translation>
    </message>
    <message>
        <source>{old_name} is called {new_name} now.</source>
        <translation>{old_name} se llama ahora {new_name}.</translation>
    </message>
    <message>
        <source>{name} is removed.</source>
        <translation>Se ha eliminado {name}.</translation>
    </message>
    <message>
        <source>Taken back.</source>
        <translation>Deshecho.</translation>
    </message>
    <message>
        <source>{name} (or {other_names})</source>
        <translation>{name} (o {other_names})</translation>
    </message>
    <message>
        <source>Rename {name}</source>
        <translation>Cambiar el nombre de {name}</translation>
    </message>
    <message>
        <source>New name of {name}</source>
        <translation>Nombre nuevo de {name}</translation>
    </message>
    <message>
        <source>Save the new name of {name}</source>
        <translation>Guardar el nombre nuevo de {name}</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Dejarlo</translation>
    </message>
    <message>
        <source>Leave the name of {name}</source>
        <translation>Dejar el nombre de {name}</translation>
    </message>
    <message>
        <source>This home is simulated: commands switch these devices inside EdgeAssist only, so that you can try them. Nothing in your house is touched. New names can be said at once.</source>
        <translation>Esta casa es simulada: las órdenes accionan estos dispositivos solo dentro de EdgeAssist, para que pueda probarlas. Nada de su casa se toca. Los nombres nuevos se pueden decir enseguida.</translation>
    </message>
    <message>
        <source>No rooms and no devices yet.</source>
        <translation>Aún no hay habitaciones ni dispositivos.</translation>
    </message>
    <message>
        <source>Without a room</source>
        <translation>Sin habitación</translation>
    </message>
    <message>
        <source>Lamp</source>
        <translation>Lámpara</translation>
    </message>
    <message>
        <source>Plug or switch</source>
        <translation>Enchufe o interruptor</translation>
    </message>
    <message>
        <source>Blind, curtain or door</source>
        <translation>Persiana, cortina o puerta</translation>
    </message>
    <message>
        <source>Heating</source>
        <translation>Calefacción</translation>
    </message>
    <message>
        <source>Fan</source>
        <translation>Ventilador</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Cerradura</translation>
    </message>
    <message>
        <source>TV or music</source>
        <translation>TV o música</translation>
    </message>
    <message>
        <source>Robot vacuum</source>
        <translation>Robot aspirador</translation>
    </message>
    <message>
        <source>My home</source>
        <translation>Mi casa</translation>
    </message>
    <message>
        <source>‹ Back to Voice</source>
        <translation>‹ Volver a Voz</translation>
    </message>
    <message>
        <source>Back to Voice</source>
        <translation>Volver a Voz</translation>
    </message>
    <message>
        <source>New room</source>
        <translation>Habitación nueva</translation>
    </message>
    <message>
        <source>Attic</source>
        <translation>Desván</translation>
    </message>
    <message>
        <source>New device</source>
        <translation>Dispositivo nuevo</translation>
    </message>
    <message>
        <source>Reading lamp</source>
        <translation>Lámpara de lectura</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Habitación</translation>
    </message>
    <message>
        <source>No room yet</source>
        <translation>Aún no hay habitación</translation>
    </message>
    <message>
        <source>Add the room</source>
        <translation>Añadir la habitación</translation>
    </message>
    <message>
        <source>Add the device</source>
        <translation>Añadir el dispositivo</translation>
    </message>
    <message>
        <source>Add a room</source>
        <translation>Añadir una habitación</translation>
    </message>
    <message>
        <source>Add a device</source>
        <translation>Añadir un dispositivo</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>Listas</translation>
    </message>
    <message>
        <source>for example: {example}</source>
        <translation>por ejemplo: {example}</translation>
    </message>
    <message>
        <source>The system&apos;s choice</source>
        <translation>El que elija el sistema</translation>
    </message>
    <message>
        <source>No microphone</source>
        <translation>Sin micrófono</translation>
    </message>
    <message>
        <source>Looking for microphones…</source>
        <translation>Buscando micrófonos…</translation>
    </message>
    <message>
        <source>Microphone: {microphone}</source>
        <translation>Micrófono: {microphone}</translation>
    </message>
    <message>
        <source>{microphone} is not connected</source>
        <translation>{microphone} no está conectado</translation>
    </message>
    <message>
        <source>Look for microphones again</source>
        <translation>Buscar micrófonos de nuevo</translation>
    </message>
    <message>
        <source>My devices</source>
        <translation>Mis dispositivos</translation>
    </message>
    <message>
        <source>Voice models</source>
        <translation>Modelos de voz</translation>
    </message>
    <message>
        <source>No microphone was found. Type a command instead.</source>
        <translation>No se encontró ningún micrófono. Escriba una orden en su lugar.</translation>
    </message>
    <message>
        <source>The microphone is gone. What you said is kept; it goes on when it is back.</source>
        <translation>El micrófono ya no está. Lo que dijo se conserva; continúa cuando vuelva.</translation>
    </message>
    <message>
        <source>Too loud: hold the microphone a little farther away.</source>
        <translation>Demasiado alto: aleje un poco el micrófono.</translation>
    </message>
    <message>
        <source>Opening the microphone…</source>
        <translation>Abriendo el micrófono…</translation>
    </message>
    <message>
        <source>Listening…</source>
        <translation>Escuchando…</translation>
    </message>
    <message>
        <source>Working out what was said…</source>
        <translation>Averiguando qué se dijo…</translation>
    </message>
    <message>
        <source>The microphone is open for dictation.</source>
        <translation>El micrófono está abierto para el dictado.</translation>
    </message>
    <message>
        <source>template</source>
        <translation>plantilla</translation>
    </message>
    <message>
        <source>taught by you</source>
        <translation>enseñado por usted</translation>
    </message>
    <message>
        <source>close to a template</source>
        <translation>parecido a una plantilla</translation>
    </message>
    <message>
        <source>language model</source>
        <translation>modelo de lenguaje</translation>
    </message>
    <message>
        <source>from before</source>
        <translation>de antes</translation>
    </message>
    <message>
        <source>(noise) ignored</source>
        <translation>(ruido) ignorado</translation>
    </message>
    <message>
        <source>(no speech) ignored</source>
        <translation>(sin voz) ignorado</translation>
    </message>
    <message>
        <source>(music or talk) ignored</source>
        <translation>(música o charla) ignorado</translation>
    </message>
    <message>
        <source>(long talk) ignored</source>
        <translation>(charla larga) ignorado</translation>
    </message>
    <message>
        <source>only noise</source>
        <translation>solo ruido</translation>
    </message>
    <message>
        <source>nothing was said</source>
        <translation>no se dijo nada</translation>
    </message>
    <message>
        <source>not a command</source>
        <translation>no es una orden</translation>
    </message>
    <message>
        <source>too long for a command</source>
        <translation>demasiado largo para una orden</translation>
    </message>
    <message>
        <source>Speak in {language}; type in {other_language} or {language}. To speak {other_language}, add a voice model.</source>
        <translation>Hable en {language}; escriba en {other_language} o {language}. Para hablar en {other_language}, añada un modelo de voz.</translation>
    </message>
    <message>
        <source>English</source>
        <translation>inglés</translation>
    </message>
    <message>
        <source>German</source>
        <translation>alemán</translation>
    </message>
    <message>
        <source>Arabic</source>
        <translation>árabe</translation>
    </message>
    <message>
        <source>Czech</source>
        <translation>checo</translation>
    </message>
    <message>
        <source>Danish</source>
        <translation>danés</translation>
    </message>
    <message>
        <source>Greek</source>
        <translation>griego</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>español</translation>
    </message>
    <message>
        <source>Finnish</source>
        <translation>finés</translation>
    </message>
    <message>
        <source>French</source>
        <translation>francés</translation>
    </message>
    <message>
        <source>Hindi</source>
        <translation>hindi</translation>
    </message>
    <message>
        <source>Hungarian</source>
        <translation>húngaro</translation>
    </message>
    <message>
        <source>Italian</source>
        <translation>italiano</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>japonés</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>coreano</translation>
    </message>
    <message>
        <source>Norwegian</source>
        <translation>noruego</translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation>neerlandés</translation>
    </message>
    <message>
        <source>Polish</source>
        <translation>polaco</translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation>portugués</translation>
    </message>
    <message>
        <source>Romanian</source>
        <translation>rumano</translation>
    </message>
    <message>
        <source>Russian</source>
        <translation>ruso</translation>
    </message>
    <message>
        <source>Swedish</source>
        <translation>sueco</translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation>turco</translation>
    </message>
    <message>
        <source>Ukrainian</source>
        <translation>ucraniano</translation>
    </message>
    <message>
        <source>Vietnamese</source>
        <translation>vietnamita</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>chino</translation>
    </message>
    <message>
        <source>There is no language {wanted} here.</source>
        <translation>Aquí no hay ningún idioma {wanted}.</translation>
    </message>
    <message>
        <source>Languages are {known}.</source>
        <translation>Los idiomas son {known}.</translation>
    </message>
    <message>
        <source>Speak now, then let go</source>
        <translation>Hable ahora y luego suelte</translation>
    </message>
    <message>
        <source>Speak now; it stops by itself</source>
        <translation>Hable ahora; se detiene solo</translation>
    </message>
    <message>
        <source>Listening… let go when you are done</source>
        <translation>Escuchando… suelte cuando termine</translation>
    </message>
    <message>
        <source>Hold Space to speak, or click</source>
        <translation>Mantenga Espacio para hablar, o haga clic</translation>
    </message>
    <message>
        <source>the built-in recognizer</source>
        <translation>el reconocedor incluido</translation>
    </message>
    <message>
        <source>Heard by {recognizer}, in {language}</source>
        <translation>Oído por {recognizer}, en {language}</translation>
    </message>
    <message>
        <source>(too short) ignored</source>
        <translation>(demasiado corto) ignorado</translation>
    </message>
    <message>
        <source>too short to be sure: say it again</source>
        <translation>demasiado corto para estar seguro: dígalo de nuevo</translation>
    </message>
    <message>
        <source>“{word}” from before</source>
        <translation>“{word}” de antes</translation>
    </message>
    <message>
        <source>{first} and {then}</source>
        <translation>{first} y {then}</translation>
    </message>
    <message>
        <source>{said}?</source>
        <translation>¿{said}?</translation>
    </message>
    <message>
        <source>This needs a click.</source>
        <translation>Esto necesita un clic.</translation>
    </message>
    <message>
        <source>This needs a click, or say or type “{words}”.</source>
        <translation>Esto necesita un clic, o diga o escriba “{words}”.</translation>
    </message>
    <message>
        <source>Waiting {seconds} s, then no.</source>
        <translation>Espera {seconds} s; luego, no.</translation>
    </message>
    <message>
        <source>Nothing is done until then.</source>
        <translation>Hasta entonces no se hace nada.</translation>
    </message>
    <message>
        <source>Press the button, or say yes and its name.</source>
        <translation>Pulse el botón, o diga sí y su nombre.</translation>
    </message>
    <message>
        <source>No answer means no.</source>
        <translation>Si no responde, es que no.</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>Hacerlo</translation>
    </message>
    <message>
        <source>Reminder: {text}</source>
        <translation>Recordatorio: {text}</translation>
    </message>
    <message>
        <source>Reminder</source>
        <translation>Recordatorio</translation>
    </message>
    <message>
        <source>Alarm “{name}”</source>
        <translation>Alarma “{name}”</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>Alarma</translation>
    </message>
    <message>
        <source>Timer “{name}”</source>
        <translation>Temporizador “{name}”</translation>
    </message>
    <message>
        <source>Timer of {duration}</source>
        <translation>Temporizador de {duration}</translation>
    </message>
    <message>
        <source>Timer</source>
        <translation>Temporizador</translation>
    </message>
    <message>
        <source>paused, {time_left}</source>
        <translation>en pausa, {time_left}</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>quedan {seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s left</source>
        <translation>quedan {minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>quedan {minutes} min</translation>
    </message>
    <message>
        <source>{hours} h left</source>
        <translation>quedan {hours} h</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min left</source>
        <translation>quedan {hours} h {minutes} min</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>En marcha</translation>
    </message>
    <message>
        <source>Nothing here fits to that.</source>
        <translation>Nada aquí encaja con eso.</translation>
    </message>
    <message>
        <source>Say it in other words, or teach it.</source>
        <translation>Dígalo con otras palabras, o enséñelo.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>There is no text in front in another part of the window.</source>
        <translation>No hay ningún texto delante en otra parte de la ventana.</translation>
    </message>
    <message>
        <source>Nothing here does “{wish}” now.</source>
        <translation>Nada aquí puede hacer “{wish}” ahora.</translation>
    </message>
    <message>
        <source>The language model was stopped. Nothing was done.</source>
        <translation>El modelo de lenguaje se detuvo. No se hizo nada.</translation>
    </message>
    <message>
        <source>Doing it…</source>
        <translation>Haciéndolo…</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hecho</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Deshecho</translation>
    </message>
    <message>
        <source>Left undone</source>
        <translation>No hecho</translation>
    </message>
    <message>
        <source>No answer: left undone</source>
        <translation>Sin respuesta: no hecho</translation>
    </message>
    <message>
        <source>Cannot</source>
        <translation>No puede</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Falló</translation>
    </message>
    <message>
        <source>Waits for your answer</source>
        <translation>Espera su respuesta</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>Averiguándolo…</translation>
    </message>
    <message>
        <source>No template fits; asking the language model…</source>
        <translation>Ninguna plantilla encaja; preguntando al modelo de lenguaje…</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>Hablar</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Ejemplos</translation>
    </message>
    <message>
        <source>Try one of these</source>
        <translation>Pruebe una de estas</translation>
    </message>
    <message>
        <source>Try: {command}</source>
        <translation>Probar: {command}</translation>
    </message>
    <message>
        <source>Talk: hold Space, or press Enter</source>
        <translation>Hablar: mantenga Espacio o pulse Enter</translation>
    </message>
    <message>
        <source>This sentence means nothing yet.</source>
        <translation>Esta orden aún no significa nada.</translation>
    </message>
    <message>
        <source>It will do this: {steps}</source>
        <translation>Hará esto: {steps}</translation>
    </message>
    <message>
        <source>Say or type a phrase of your own in place of a sentence that works already.</source>
        <translation>Diga o escriba una frase propia en lugar de una orden que ya funciona.</translation>
    </message>
    <message>
        <source>You have taught nothing yet.</source>
        <translation>Aún no ha enseñado nada.</translation>
    </message>
    <message>
        <source>Teach a phrase</source>
        <translation>Enseñar una frase</translation>
    </message>
    <message>
        <source>Teach it</source>
        <translation>Enseñarla</translation>
    </message>
    <message>
        <source>Your phrase</source>
        <translation>Su frase</translation>
    </message>
    <message>
        <source>lights out</source>
        <translation>a oscuras</translation>
    </message>
    <message>
        <source>Means the same as</source>
        <translation>Significa lo mismo que</translation>
    </message>
    <message>
        <source>turn off all the lights</source>
        <translation>apaga todas las luces</translation>
    </message>
    <message>
        <source>What you taught</source>
        <translation>Lo que ha enseñado</translation>
    </message>
    <message>
        <source>{phrase} means {command}</source>
        <translation>{phrase} significa {command}</translation>
    </message>
    <message>
        <source>means “{command}”</source>
        <translation>significa “{command}”</translation>
    </message>
    <message>
        <source>Remove “{phrase}”</source>
        <translation>Quitar “{phrase}”</translation>
    </message>
    <message>
        <source>Choose a voice model</source>
        <translation>Elija un modelo de voz</translation>
    </message>
    <message>
        <source>Looking at the file</source>
        <translation>Examinando el archivo</translation>
    </message>
    <message>
        <source>{name} is here and was tried.</source>
        <translation>{name} está aquí y se ha probado.</translation>
    </message>
    <message>
        <source>{name} came in, but is not used.</source>
        <translation>{name} se añadió, pero no se usa.</translation>
    </message>
    <message>
        <source>Stopped. Nothing was added.</source>
        <translation>Detenido. No se añadió nada.</translation>
    </message>
    <message>
        <source>English is heard without a voice model. Other languages, and dictation that is more than rough, need one: a file from alphacephei.com/vosk/models, loaded on any computer that is online and carried here.</source>
        <translation>El inglés se oye sin modelo de voz. Otros idiomas, y un dictado que no sea solo aproximado, necesitan uno: un archivo de alphacephei.com/vosk/models, descargado en cualquier equipo con conexión y traído aquí.</translation>
    </message>
    <message>
        <source>Language told by its name</source>
        <translation>Idioma según su nombre</translation>
    </message>
    <message>
        <source>No voice model yet.</source>
        <translation>Aún no hay ningún modelo de voz.</translation>
    </message>
    <message>
        <source>Language and voice models</source>
        <translation>Idioma y modelos de voz</translation>
    </message>
    <message>
        <source>Add a voice model…</source>
        <translation>Añadir un modelo de voz…</translation>
    </message>
    <message>
        <source>Language of the voice model</source>
        <translation>Idioma del modelo de voz</translation>
    </message>
    <message>
        <source>Stop adding the voice model</source>
        <translation>Dejar de añadir el modelo de voz</translation>
    </message>
    <message>
        <source>Adding the voice model</source>
        <translation>Añadiendo el modelo de voz</translation>
    </message>
    <message>
        <source>Heard by {voice_model}.</source>
        <translation>Oído por {voice_model}.</translation>
    </message>
    <message>
        <source>Heard by the built-in recognizer.</source>
        <translation>Oído por el reconocedor incluido.</translation>
    </message>
    <message>
        <source>Speak in English; type in {language} or English. To speak {language}, add a voice model for it.</source>
        <translation>Hable en inglés; escriba en {language} o inglés. Para hablar en {language}, añada un modelo de voz para ese idioma.</translation>
    </message>
    <message>
        <source>Keep {name}</source>
        <translation>Conservar {name}</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation>Quitar para siempre</translation>
    </message>
    <message>
        <source>Remove {name} for good</source>
        <translation>Quitar {name} para siempre</translation>
    </message>
    <message>
        <source>No language</source>
        <translation>Ningún idioma</translation>
    </message>
    <message>
        <source>needs {size} of memory</source>
        <translation>necesita {size} de memoria</translation>
    </message>
    <message>
        <source>hears {language}</source>
        <translation>oye {language}</translation>
    </message>
    <message>
        <source>another one is used</source>
        <translation>se usa otro</translation>
    </message>
    <message>
        <source>cannot be held to commands: it asks more often</source>
        <translation>no se puede limitar a las órdenes: pregunta más a menudo</translation>
    </message>
    <message>
        <source>Good fit</source>
        <translation>Encaja bien</translation>
    </message>
    <message>
        <source>Better, still to be fetched</source>
        <translation>Mejor, aún por descargar</translation>
    </message>
    <message>
        <source>Better but slower</source>
        <translation>Mejor pero más lento</translation>
    </message>
    <message>
        <source>Lighter</source>
        <translation>Más ligero</translation>
    </message>
    <message>
        <source>Too slow here</source>
        <translation>Demasiado lento aquí</translation>
    </message>
    <message>
        <source>Will not fit</source>
        <translation>No cabrá</translation>
    </message>
    <message>
        <source>speed not measured yet (that takes a quiet moment)</source>
        <translation>velocidad aún no medida (hace falta un momento de calma)</translation>
    </message>
    <message>
        <source>{total} of {memory} allowed</source>
        <translation>{total} de {memory} permitidos</translation>
    </message>
    <message>
        <source>{total} of {memory} free</source>
        <translation>{total} de {memory} libres</translation>
    </message>
    <message numerus="yes">
        <source>{n} word a second</source>
        <comment>{n} words a second</comment>
        <translation>
            <numerusform>{n} palabra por segundo</numerusform>
            <numerusform>{n} palabras por segundo</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about {n} word a second</source>
        <comment>about {n} words a second</comment>
        <translation>
            <numerusform>cerca de {n} palabra por segundo</numerusform>
            <numerusform>unas {n} palabras por segundo</numerusform>
        </translation>
    </message>
    <message>
        <source>already here</source>
        <translation>ya está aquí</translation>
    </message>
    <message>
        <source>{size} to fetch</source>
        <translation>{size} por descargar</translation>
    </message>
    <message>
        <source>{size} more disk needed</source>
        <translation>faltan {size} de disco</translation>
    </message>
    <message>
        <source>This is an estimate: `--anyway` tries it all the same, and what works is remembered.</source>
        <translation>Es una estimación: `--anyway` lo intenta de todos modos, y se recuerda lo que funciona.</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller model or quantization.</source>
        <translation>Cierre otros programas, o elija un modelo o una cuantización menor.</translation>
    </message>
    <message>
        <source>Close other programs, or use a context of {tokens} tokens: `--context {context}`, or context_tokens in settings.toml.</source>
        <translation>Cierre otros programas, o use un contexto de {tokens} tokens: `--context {context}`, o context_tokens en settings.toml.</translation>
    </message>
    <message>
        <source>{model} does not fit into memory: {sum}.</source>
        <translation>{model} no cabe en la memoria: {sum}.</translation>
    </message>
    <message>
        <source>{sum} = {total} of {memory} allowed</source>
        <translation>{sum} = {total} de {memory} permitidos</translation>
    </message>
    <message>
        <source>{sum} = {total} of {memory} free</source>
        <translation>{sum} = {total} de {memory} libres</translation>
    </message>
    <message>
        <source>{sum}; a load of {total} worked here with {memory} free</source>
        <translation>{sum}; aquí funcionó una carga de {total} con {memory} libres</translation>
    </message>
    <message>
        <source>weights {weights} + context {context} + work space {work} + program {program}</source>
        <translation>pesos {weights} + contexto {context} + espacio de trabajo {work} + programa {program}</translation>
    </message>
    <message>
        <source>{sum} + {size} as measured here</source>
        <translation>{sum} + {size} según lo medido aquí</translation>
    </message>
    <message>
        <source>{sum} − {size} as measured here</source>
        <translation>{sum} − {size} según lo medido aquí</translation>
    </message>
    <message>
        <source>There is no way to make a model smaller called “{name}”.</source>
        <translation>No hay ninguna manera de reducir un modelo llamada “{name}”.</translation>
    </message>
    <message>
        <source>There are: smallest, balanced and careful; original keeps the model as it is.</source>
        <translation>Hay: smallest, balanced y careful; original deja el modelo como está.</translation>
    </message>
    <message>
        <source>Choose smallest, balanced or careful to make a smaller copy.</source>
        <translation>Elija smallest, balanced o careful para hacer una copia menor.</translation>
    </message>
    <message>
        <source>Original means the model as it is: there is nothing to do.</source>
        <translation>Original significa el modelo tal como está: no hay nada que hacer.</translation>
    </message>
    <message>
        <source>Get or import this model as F16, BF16 or Q8_0 and start from that.</source>
        <translation>Obtenga o importe este modelo como F16, BF16 o Q8_0 y parta de ahí.</translation>
    </message>
    <message>
        <source>{model} is quantized already ({kind}); doing it again would lose quality twice.</source>
        <translation>{model} ya está cuantizado ({kind}); hacerlo de nuevo perdería calidad dos veces.</translation>
    </message>
    <message>
        <source>it is not complete.</source>
        <translation>no está completo.</translation>
    </message>
    <message>
        <source>No smaller copy of {model} can be made: {reason}</source>
        <translation>No se puede hacer una copia menor de {model}: {reason}</translation>
    </message>
    <message>
        <source>Repair that one first: `edgeassist models repair {id}`, or Repair in the window.</source>
        <translation>Repare antes ese: `edgeassist models repair {id}`, o Reparar en la ventana.</translation>
    </message>
    <message>
        <source>This model cannot be made as small as {size}: it takes more than {least}.</source>
        <translation>Este modelo no se puede reducir a {size}: ocupa más de {least}.</translation>
    </message>
    <message>
        <source>Ask for more than {least}, or start from a smaller model.</source>
        <translation>Pida más de {least}, o parta de un modelo menor.</translation>
    </message>
    <message>
        <source>Smallest</source>
        <translation>El menor</translation>
    </message>
    <message>
        <source>Takes the least room; answers get noticeably simpler.</source>
        <translation>Ocupa el mínimo; las respuestas se vuelven notablemente más simples.</translation>
    </message>
    <message>
        <source>The usual choice: much smaller, and close to the original in most answers.</source>
        <translation>La elección habitual: mucho menor, y cercano al original en la mayoría de las respuestas.</translation>
    </message>
    <message>
        <source>Next to no difference, at about half the size of the original.</source>
        <translation>Casi ninguna diferencia, a cerca de la mitad del tamaño del original.</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>The model as it is: nothing lost, nothing gained.</source>
        <translation>El modelo tal como está: no se pierde ni se gana nada.</translation>
    </message>
    <message>
        <source>{meaning} {kind}, {size} ({share} % of the original).</source>
        <translation>{meaning} {kind}, {size} ({share} % del original).</translation>
    </message>
    <message>
        <source>not measurable here</source>
        <translation>no se puede medir aquí</translation>
    </message>
    <message>
        <source>{model} keeps almost everything: {details}.</source>
        <translation>{model} conserva casi todo: {details}.</translation>
    </message>
    <message>
        <source>{model} keeps most: {details}.</source>
        <translation>{model} conserva la mayor parte: {details}.</translation>
    </message>
    <message>
        <source>{model} loses noticeably: {details}.</source>
        <translation>{model} pierde de forma apreciable: {details}.</translation>
    </message>
    <message>
        <source>{model} loses much: {details}.</source>
        <translation>{model} pierde mucho: {details}.</translation>
    </message>
    <message numerus="yes">
        <source>Only {n} word was compared: this is rough.</source>
        <comment>Only {n} words were compared: this is rough.</comment>
        <translation>
            <numerusform>Solo se comparó {n} palabra: es aproximado.</numerusform>
            <numerusform>Solo se compararon {n} palabras: es aproximado.</numerusform>
        </translation>
    </message>
    <message>
        <source>Memory at most, with a short text</source>
        <translation>Memoria máxima, con un texto corto</translation>
    </message>
    <message>
        <source>Reads, tokens/s</source>
        <translation>Lee, tokens/s</translation>
    </message>
    <message>
        <source>Writes, tokens/s</source>
        <translation>Escribe, tokens/s</translation>
    </message>
    <message>
        <source>Surprise at the text (perplexity)</source>
        <translation>Sorpresa ante el texto (perplejidad)</translation>
    </message>
    <message>
        <source>Same next word most likely</source>
        <translation>Misma palabra siguiente más probable</translation>
    </message>
    <message>
        <source>Divergence, mean (nats)</source>
        <translation>Divergencia, media (nats)</translation>
    </message>
    <message>
        <source>Divergence, median</source>
        <translation>Divergencia, mediana</translation>
    </message>
    <message>
        <source>Divergence, 99 of 100 below</source>
        <translation>Divergencia, 99 de 100 por debajo</translation>
    </message>
    <message>
        <source>Words (tokens) compared</source>
        <translation>Palabras (tokens) comparadas</translation>
    </message>
    <message>
        <source>it finds the same next word most likely as the original each time</source>
        <translation>siempre da como más probable la misma palabra siguiente que el original</translation>
    </message>
    <message>
        <source>it finds the same next word most likely as the original {same} times of 100</source>
        <translation>da como más probable la misma palabra siguiente que el original {same} veces de 100</translation>
    </message>
    <message>
        <source>the text surprises it {percent} % more</source>
        <translation>el texto le sorprende un {percent} % más</translation>
    </message>
    <message>
        <source>the text surprises it {times} times as much</source>
        <translation>el texto le sorprende {times} veces más</translation>
    </message>
    <message>
        <source>its file is {times} times smaller</source>
        <translation>su archivo es {times} veces menor</translation>
    </message>
    <message>
        <source>its file is {percent} % smaller</source>
        <translation>su archivo es un {percent} % menor</translation>
    </message>
    <message>
        <source>its file is no smaller</source>
        <translation>su archivo no es menor</translation>
    </message>
    <message>
        <source>its file is {times} times larger</source>
        <translation>su archivo es {times} veces mayor</translation>
    </message>
    <message>
        <source>it writes {times} times faster here</source>
        <translation>escribe {times} veces más rápido aquí</translation>
    </message>
    <message>
        <source>it writes about as fast here</source>
        <translation>escribe casi igual de rápido aquí</translation>
    </message>
    <message>
        <source>it writes {times} times slower here</source>
        <translation>escribe {times} veces más despacio aquí</translation>
    </message>
    <message>
        <source>Divergence along the text, nats per word</source>
        <translation>Divergencia a lo largo del texto, nats por palabra</translation>
    </message>
    <message>
        <source>first part</source>
        <translation>primera parte</translation>
    </message>
    <message>
        <source>last part</source>
        <translation>última parte</translation>
    </message>
    <message>
        <source>{count} of 100 below</source>
        <translation>{count} de 100 por debajo</translation>
    </message>
    <message>
        <source>Divergence, nats per word</source>
        <translation>Divergencia, nats por palabra</translation>
    </message>
    <message>
        <source>mean {mean} (dashed)</source>
        <translation>media {mean} (discontinua)</translation>
    </message>
    <message>
        <source>There are no figures.</source>
        <translation>No hay cifras.</translation>
    </message>
    <message>
        <source>Between {least} and {most}.</source>
        <translation>Entre {least} y {most}.</translation>
    </message>
    <message>
        <source>Between {least} and {most}, {mean} in the mean.</source>
        <translation>Entre {least} y {most}, {mean} de media.</translation>
    </message>
    <message numerus="yes">
        <source>This model has {n} layer.</source>
        <comment>This model has {n} layers.</comment>
        <translation>
            <numerusform>Este modelo tiene {n} capa.</numerusform>
            <numerusform>Este modelo tiene {n} capas.</numerusform>
        </translation>
    </message>
    <message>
        <source>None can be left out; {count} were asked for.</source>
        <translation>No se puede omitir ninguna; se pidieron {count}.</translation>
    </message>
    <message>
        <source>Choose a smaller type instead.</source>
        <translation>Elija en su lugar un tipo menor.</translation>
    </message>
    <message>
        <source>At most {most} can be left out; {count} were asked for.</source>
        <translation>Se pueden omitir {most} como máximo; se pidieron {count}.</translation>
    </message>
    <message>
        <source>Ask for {most} or fewer.</source>
        <translation>Pida {most} o menos.</translation>
    </message>
    <message>
        <source>Calibrate the model first; if that tells no influence, its layers cannot be left out.</source>
        <translation>Calibre antes el modelo; si eso no revela ninguna influencia, sus capas no se pueden omitir.</translation>
    </message>
    <message>
        <source>It is not known which layers of this model matter least, so none is left out.</source>
        <translation>No se sabe qué capas de este modelo importan menos, así que no se omite ninguna.</translation>
    </message>
    <message>
        <source>Tasks are {tasks}.</source>
        <translation>Las tareas son {tasks}.</translation>
    </message>
    <message>
        <source>There is no task {task}.</source>
        <translation>No hay ninguna tarea {task}.</translation>
    </message>
    <message>
        <source>No model fits now</source>
        <translation>Ahora no cabe ningún modelo</translation>
    </message>
    <message>
        <source>better, to be fetched: {models}</source>
        <translation>mejores, por descargar: {models}</translation>
    </message>
    <message>
        <source>better but slower: {models}</source>
        <translation>mejores pero más lentos: {models}</translation>
    </message>
    <message>
        <source>will not fit: {models}</source>
        <translation>no cabrán: {models}</translation>
    </message>
    <message>
        <source>Slow, but the quickest here: {model} ({room}), {speed}</source>
        <translation>Lento, pero el más rápido aquí: {model} ({room}), {speed}</translation>
    </message>
    <message>
        <source>Good fit: {model} ({room}), {speed}</source>
        <translation>Encaja bien: {model} ({room}), {speed}</translation>
    </message>
    <message>
        <source>{model} (needs {size} more disk)</source>
        <translation>{model} (necesita {size} más de disco)</translation>
    </message>
    <message>
        <source>You allowed {allowed}, but only {free} are free now.</source>
        <translation>Permitió {allowed}, pero ahora solo hay {free} libres.</translation>
    </message>
    <message>
        <source>Judged for the {allowed} you allowed; {free} are free.</source>
        <translation>Evaluado para los {allowed} que permitió; hay {free} libres.</translation>
    </message>
    <message>
        <source>The battery is at {percent} %, so a smaller model is preferred.</source>
        <translation>La batería está al {percent} %, así que se prefiere un modelo menor.</translation>
    </message>
    <message numerus="yes">
        <source>No model was measured here yet: the choice goes by {n} core, and speeds come with the first model.</source>
        <comment>No model was measured here yet: the choice goes by {n} cores, and speeds come with the first model.</comment>
        <translation>
            <numerusform>Aún no se ha medido aquí ningún modelo: la elección se guía por {n} núcleo, y las velocidades llegan con el primer modelo.</numerusform>
            <numerusform>Aún no se ha medido aquí ningún modelo: la elección se guía por {n} núcleos, y las velocidades llegan con el primer modelo.</numerusform>
        </translation>
    </message>
    <message>
        <source>Starter: small and quick; get a bigger one when you are online.</source>
        <translation>Starter: pequeño y rápido; obtenga uno mayor cuando tenga conexión.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again to have it back, or get another model.</source>
        <translation>Instale de nuevo EdgeAssist para recuperarlo, u obtenga otro modelo.</translation>
    </message>
    <message>
        <source>The starter model that comes with EdgeAssist is missing.</source>
        <translation>Falta Starter, el modelo que viene con EdgeAssist.</translation>
    </message>
    <message>
        <source>The card of the starter model cannot be read.</source>
        <translation>No se puede leer la ficha de Starter.</translation>
    </message>
    <message>
        <source>The file of the starter model is not what it was when it was made.</source>
        <translation>El archivo de Starter no es el mismo que cuando se creó.</translation>
    </message>
    <message>
        <source>Starter cannot chat: {reason}.</source>
        <translation>Starter no puede chatear: {reason}.</translation>
    </message>
    <message>
        <source>Starter cannot sum texts up: {reason}.</source>
        <translation>Starter no puede resumir textos: {reason}.</translation>
    </message>
    <message>
        <source>Starter cannot turn commands into JSON: {reason}.</source>
        <translation>Starter no puede convertir órdenes en JSON: {reason}.</translation>
    </message>
    <message>
        <source>It can be used and shown; `edgeassist models use ID` chooses another model.</source>
        <translation>Se puede usar y mostrar; `edgeassist models use ID` elige otro modelo.</translation>
    </message>
    <message>
        <source>Starter comes with EdgeAssist: it cannot be removed, changed or carried.</source>
        <translation>Starter viene con EdgeAssist: no se puede quitar, cambiar ni transportar.</translation>
    </message>
    <message>
        <source>Nothing was imported. `edgeassist models use starter` chooses it.</source>
        <translation>No se importó nada. `edgeassist models use starter` lo elige.</translation>
    </message>
    <message>
        <source>That file is Starter, the model that comes with EdgeAssist: it is here already.</source>
        <translation>Ese archivo es Starter, el modelo que viene con EdgeAssist: ya está aquí.</translation>
    </message>
    <message>
        <source>Get a bigger model when you are online: `edgeassist models recommend` says which ones suit this computer.</source>
        <translation>Obtenga un modelo mayor cuando tenga conexión: `edgeassist models recommend` indica cuáles convienen a este equipo.</translation>
    </message>
    <message>
        <source>it was not made for that</source>
        <translation>no se creó para eso</translation>
    </message>
    <message>
        <source>Starter cannot translate to {target}: {reason}.</source>
        <translation>Starter no puede traducir a {target}: {reason}.</translation>
    </message>
    <message>
        <source>Starter cannot translate from {source} to {target}: {reason}.</source>
        <translation>Starter no puede traducir de {source} a {target}: {reason}.</translation>
    </message>
    <message>
        <source>{percent} % of this computer&apos;s memory is taken.</source>
        <translation>Está ocupado el {percent} % de la memoria de este equipo.</translation>
    </message>
    <message>
        <source>Close other programs, or use a smaller model or a shorter context.</source>
        <translation>Cierre otros programas, o use un modelo menor o un contexto más corto.</translation>
    </message>
    <message>
        <source>This computer has drawn more than {limit} W for a minute: {watts} W now.</source>
        <translation>Este equipo lleva un minuto consumiendo más de {limit} W: {watts} W ahora.</translation>
    </message>
    <message>
        <source>The profiles Quiet and Battery saver draw less.</source>
        <translation>Los perfiles Silencioso y Ahorro de batería consumen menos.</translation>
    </message>
    <message>
        <source>The first word took {seconds} s, longer than the {limit} s in your settings.</source>
        <translation>La primera palabra tardó {seconds} s, más que los {limit} s de sus ajustes.</translation>
    </message>
    <message>
        <source>A smaller model, a shorter conversation or the profile Fast answers sooner.</source>
        <translation>Un modelo menor, una conversación más corta o el perfil Rápido responden antes.</translation>
    </message>
    <message>
        <source>{count} of the last {all} answers failed.</source>
        <translation>Fallaron {count} de las últimas {all} respuestas.</translation>
    </message>
    <message>
        <source>Models shows whether a model is damaged. For the rest, press F1 and choose “What happened?”.</source>
        <translation>Modelos muestra si un modelo está dañado. Para lo demás, pulse F1 y elija “¿Qué ha ocurrido?”.</translation>
    </message>
    <message>
        <source>The processor is at {celsius} °C, so fewer cores work.</source>
        <translation>El procesador está a {celsius} °C, así que trabajan menos núcleos.</translation>
    </message>
    <message>
        <source>The battery is at {percent} %, so downloads and making models wait.</source>
        <translation>La batería está al {percent} %, así que las descargas y la creación de modelos esperan.</translation>
    </message>
    <message>
        <source>Half the cores work, to save the battery.</source>
        <translation>Trabaja la mitad de los núcleos, para ahorrar batería.</translation>
    </message>
    <message>
        <source>Half the cores work, to keep the fan quiet.</source>
        <translation>Trabaja la mitad de los núcleos, para que el ventilador no haga ruido.</translation>
    </message>
    <message>
        <source>What happened?</source>
        <translation>¿Qué ha ocurrido?</translation>
    </message>
    <message>
        <source>Click into one there first. Nothing was changed.</source>
        <translation>Haga clic antes en uno allí. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>No pane here could take “{title}”.</source>
        <translation>Ningún panel pudo aceptar aquí “{title}”.</translation>
    </message>
    <message>
        <source>No pane here could take this text.</source>
        <translation>Ningún panel pudo aceptar aquí este texto.</translation>
    </message>
    <message>
        <source>It is still where it came from.</source>
        <translation>Sigue donde estaba.</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>Escuchando</translation>
    </message>
    <message>
        <source>Writing down…</source>
        <translation>Escribiendo…</translation>
    </message>
    <message>
        <source>Microphone unplugged</source>
        <translation>Micrófono desconectado</translation>
    </message>
    <message>
        <source>Rough without a voice model</source>
        <translation>Aproximado sin un modelo de voz</translation>
    </message>
    <message>
        <source>Dictation ended: nothing was said for two minutes.</source>
        <translation>El dictado terminó: no se dijo nada durante dos minutos.</translation>
    </message>
    <message>
        <source>What was said before is written down.</source>
        <translation>Lo que se dijo antes está escrito.</translation>
    </message>
    <message>
        <source>Dictation ended: the microphone was opened for something else.</source>
        <translation>El dictado terminó: el micrófono se abrió para otra cosa.</translation>
    </message>
    <message>
        <source>What was said last is not kept.</source>
        <translation>Lo último que se dijo no se conserva.</translation>
    </message>
    <message>
        <source>There is no text to dictate into.</source>
        <translation>No hay ningún texto en el que dictar.</translation>
    </message>
    <message>
        <source>Click into a text first, then hold the key and speak.</source>
        <translation>Haga clic antes en un texto; después mantenga la tecla y hable.</translation>
    </message>
    <message>
        <source>The line is full. The words that found no room are kept here.</source>
        <translation>La línea está llena. Las palabras que no cupieron se conservan aquí.</translation>
    </message>
    <message>
        <source>The text you dictated into is gone. Your words are kept here.</source>
        <translation>El texto en el que dictaba ya no está. Sus palabras se conservan aquí.</translation>
    </message>
    <message>
        <source>Speak a little louder, or choose another microphone in Voice.</source>
        <translation>Hable un poco más alto, o elija otro micrófono en Voz.</translation>
    </message>
    <message>
        <source>{key} ends it · Esc drops it</source>
        <translation>{key} lo termina · Esc lo descarta</translation>
    </message>
    <message>
        <source>The button ends it · Esc drops it</source>
        <translation>El botón lo termina · Esc lo descarta</translation>
    </message>
    <message>
        <source>Let {key} go to write it down · Esc drops it</source>
        <translation>Suelte {key} para escribirlo · Esc lo descarta</translation>
    </message>
    <message>
        <source>Dictation</source>
        <translation>Dictado</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>Volumen del sonido</translation>
    </message>
    <message>
        <source>Too loud</source>
        <translation>Demasiado alto</translation>
    </message>
    <message>
        <source>Microphone on</source>
        <translation>Micrófono activado</translation>
    </message>
    <message>
        <source>The microphone is on. Press to end.</source>
        <translation>El micrófono está activado. Pulse para terminar.</translation>
    </message>
    <message>
        <source>Dictate into the text under the cursor.</source>
        <translation>Dictar en el texto bajo el cursor.</translation>
    </message>
    <message>
        <source>Or hold {keys} while you speak.</source>
        <translation>O mantenga {keys} mientras habla.</translation>
    </message>
    <message>
        <source>The model is not loaded now.</source>
        <translation>El modelo no está cargado ahora.</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Cargando el modelo</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>Cargar de nuevo</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>Elegir otro modelo</translation>
    </message>
    <message>
        <source>Loading the model again… {percent}</source>
        <translation>Cargando de nuevo el modelo… {percent}</translation>
    </message>
    <message>
        <source>Loading the model again…</source>
        <translation>Cargando de nuevo el modelo…</translation>
    </message>
    <message>
        <source>Loading the model… {percent}</source>
        <translation>Cargando el modelo… {percent}</translation>
    </message>
    <message>
        <source>Starting the engine…</source>
        <translation>Iniciando el motor…</translation>
    </message>
    <message>
        <source>Better</source>
        <translation>Mejores</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Otros</translation>
    </message>
    <message>
        <source>Typing searches the list that came with EdgeAssist. Only “Search Hugging Face” ({keys}) sends your words out.</source>
        <translation>Al escribir se busca en la lista que vino con EdgeAssist. Solo “Buscar en Hugging Face” ({keys}) envía sus palabras fuera.</translation>
    </message>
    <message>
        <source>Search for a model</source>
        <translation>Buscar un modelo</translation>
    </message>
    <message>
        <source>Search for a model…</source>
        <translation>Buscar un modelo…</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Tarea</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>Buscando</translation>
    </message>
    <message>
        <source>Asking Hugging Face…</source>
        <translation>Preguntando a Hugging Face…</translation>
    </message>
    <message>
        <source>Hugging Face knows no .gguf model of that name. Try fewer words, or another spelling.</source>
        <translation>Hugging Face no conoce ningún modelo .gguf con ese nombre. Pruebe con menos palabras o con otra grafía.</translation>
    </message>
    <message>
        <source>Nothing in the list matches. “Search Hugging Face” asks there.</source>
        <translation>Nada coincide en la lista. “Buscar en Hugging Face” pregunta allí.</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Listo</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Cargando</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Iniciando</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Sin modelo</translation>
    </message>
    <message>
        <source>Model in use</source>
        <translation>Modelo en uso</translation>
    </message>
    <message>
        <source>Model in use: {name}, {state}</source>
        <translation>Modelo en uso: {name}, {state}</translation>
    </message>
    <message>
        <source>Model: {state}</source>
        <translation>Modelo: {state}</translation>
    </message>
    <message>
        <source>{state}. Press to see the models.</source>
        <translation>{state}. Pulse para ver los modelos.</translation>
    </message>
    <message>
        <source>Panes</source>
        <translation>Paneles</translation>
    </message>
    <message>
        <source>Tune for this laptop (30 s)</source>
        <translation>Ajustar a este portátil (30 s)</translation>
    </message>
    <message>
        <source>Stop measuring this laptop</source>
        <translation>Dejar de medir este portátil</translation>
    </message>
    <message>
        <source>Progress of the measurement</source>
        <translation>Progreso de la medición</translation>
    </message>
    <message>
        <source>No page has these words. Try fewer, or others.</source>
        <translation>Ninguna página tiene estas palabras. Pruebe con menos, o con otras.</translation>
    </message>
    <message>
        <source>What happened? Write a file for a helper…</source>
        <translation>¿Qué ha ocurrido? Escribir un archivo para quien ayuda…</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Volver a la lista</translation>
    </message>
    <message>
        <source>Pages of the guide</source>
        <translation>Páginas de la guía</translation>
    </message>
    <message>
        <source>The page</source>
        <translation>La página</translation>
    </message>
    <message>
        <source>The guide is not here</source>
        <translation>La guía no está aquí</translation>
    </message>
    <message>
        <source>Some files of EdgeAssist are missing. Install it again; your data stays.</source>
        <translation>Faltan algunos archivos de EdgeAssist. Instálelo de nuevo; sus datos se conservan.</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Preguntar</translation>
    </message>
    <message>
        <source>A question, a letter, a list: in your own words.</source>
        <translation>Una pregunta, una carta, una lista: con sus palabras.</translation>
    </message>
    <message>
        <source>Do you work without internet?</source>
        <translation>¿Trabajas sin internet?</translation>
    </message>
    <message>
        <source>Ask it</source>
        <translation>Preguntarlo</translation>
    </message>
    <message>
        <source>A long document in a few sentences, each with its page.</source>
        <translation>Un documento largo en unas frases, cada una con su página.</translation>
    </message>
    <message>
        <source>Harbour workshop handbook</source>
        <translation>Manual del taller del puerto</translation>
    </message>
    <message>
        <source>Sum it up</source>
        <translation>Resumirlo</translation>
    </message>
    <message>
        <source>Texts and documents; numbers and names are checked.</source>
        <translation>Textos y documentos; se comprueban números y nombres.</translation>
    </message>
    <message>
        <source>Translate it</source>
        <translation>Traducirlo</translation>
    </message>
    <message>
        <source>Say or type a command</source>
        <translation>Decir o escribir una orden</translation>
    </message>
    <message>
        <source>Timers, lists, sums, notes: done at once, taken back with Undo.</source>
        <translation>Temporizadores, listas, cálculos, notas: se hacen enseguida y se anulan con Deshacer.</translation>
    </message>
    <message>
        <source>The built-in Starter answers in English and Spanish; a bigger model answers in your language.</source>
        <translation>El Starter incluido responde en inglés y español; un modelo mayor responde en su idioma.</translation>
    </message>
    <message>
        <source>Measuring this laptop in the background…</source>
        <translation>Midiendo este portátil en segundo plano…</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Iniciar</translation>
    </message>
    <message>
        <source>See which models fit</source>
        <translation>Ver qué modelos caben</translation>
    </message>
    <message>
        <source>Language, text size, contrast, microphone…</source>
        <translation>Idioma, tamaño del texto, contraste, micrófono…</translation>
    </message>
    <message>
        <source>{verdict} Its speed is being measured…</source>
        <translation>{verdict} Se está midiendo su velocidad…</translation>
    </message>
    <message>
        <source>This laptop</source>
        <translation>Este portátil</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>¿Qué quiere hacer?</translation>
    </message>
    <message>
        <source>Everything happens on this computer. Press one to see it work.</source>
        <translation>Todo ocurre en este equipo. Pulse una opción para verla funcionar.</translation>
    </message>
    <message>
        <source>“{text}”</source>
        <translation>“{text}”</translation>
    </message>
    <message>
        <source>Another window of EdgeAssist fetches it</source>
        <translation>Otra ventana de EdgeAssist lo descarga</translation>
    </message>
    <message>
        <source>This model was here already; it was not fetched again.</source>
        <translation>Este modelo ya estaba aquí; no se descargó de nuevo.</translation>
    </message>
    <message>
        <source>Another window of EdgeAssist has fetched this model.</source>
        <translation>Otra ventana de EdgeAssist ha descargado este modelo.</translation>
    </message>
    <message>
        <source>Wait for it to end; the model then appears here, too.</source>
        <translation>Espere a que termine; el modelo aparecerá entonces también aquí.</translation>
    </message>
    <message>
        <source>{name} is being fetched by another window of EdgeAssist.</source>
        <translation>Otra ventana de EdgeAssist está descargando {name}.</translation>
    </message>
    <message>
        <source>Choose a file that the hub lists with its SHA-256.</source>
        <translation>Elija un archivo que el hub enumere con su SHA-256.</translation>
    </message>
    <message>
        <source>Nothing says what this file must be, so it is not used.</source>
        <translation>Nada indica qué debe ser este archivo, así que no se usa.</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Comprobando</translation>
    </message>
    <message>
        <source>The model could not be put in its place: {reason}.</source>
        <translation>No se pudo colocar el modelo en su sitio: {reason}.</translation>
    </message>
    <message>
        <source>The state of the download cannot be written: {reason}.</source>
        <translation>No se puede escribir el estado de la descarga: {reason}.</translation>
    </message>
    <message>
        <source>Did you mean {close}?</source>
        <translation>¿Quería decir {close}?</translation>
    </message>
    <message>
        <source>`edgeassist models list` names the models here.</source>
        <translation>`edgeassist models list` nombra los modelos que hay aquí.</translation>
    </message>
    <message>
        <source>There is no model called “{wanted}” here.</source>
        <translation>Aquí no hay ningún modelo llamado “{wanted}”.</translation>
    </message>
    <message>
        <source>{count} models are called “{name}”.</source>
        <translation>{count} modelos se llaman “{name}”.</translation>
    </message>
    <message>
        <source>Use an id: {ids}.</source>
        <translation>Use un id.: {ids}.</translation>
    </message>
    <message>
        <source>The description of this model cannot be written: {reason}.</source>
        <translation>No se puede escribir la descripción de este modelo: {reason}.</translation>
    </message>
    <message>
        <source>This model was here already; it was not copied again.</source>
        <translation>Este modelo ya estaba aquí; no se copió de nuevo.</translation>
    </message>
    <message>
        <source>Another model is called {name} by now.</source>
        <translation>Otro modelo se llama ahora {name}.</translation>
    </message>
    <message>
        <source>The models folder cannot be read: {reason}.</source>
        <translation>No se puede leer la carpeta de modelos: {reason}.</translation>
    </message>
    <message>
        <source>The folder of this model cannot be moved: {reason}.</source>
        <translation>No se puede mover la carpeta de este modelo: {reason}.</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>Copiando</translation>
    </message>
    <message>
        <source>The file of this model is missing.</source>
        <translation>Falta el archivo de este modelo.</translation>
    </message>
    <message>
        <source>Remove that one first.</source>
        <translation>Elimine antes ese.</translation>
    </message>
    <message>
        <source>it has another size</source>
        <translation>tiene otro tamaño</translation>
    </message>
    <message>
        <source>Importing {name}</source>
        <translation>Importando {name}</translation>
    </message>
    <message>
        <source>Cancel the import of {name}</source>
        <translation>Cancelar la importación de {name}</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Midiendo…</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
    <message>
        <source>{title}; in {place} also {keys}</source>
        <translation>{title}; en {place}, también {keys}</translation>
    </message>
    <message>
        <source>Take EdgeAssist off this computer?</source>
        <translation>¿Quitar EdgeAssist de este equipo?</translation>
    </message>
    <message>
        <source>Your chats and models stay in {folder}, and your settings stay.</source>
        <translation>Sus chats y modelos se quedan en {folder}, y sus ajustes también se conservan.</translation>
    </message>
    <message>
        <source>Remove EdgeAssist</source>
        <translation>Quitar EdgeAssist</translation>
    </message>
    <message>
        <source>Keep EdgeAssist</source>
        <translation>Conservar EdgeAssist</translation>
    </message>
    <message>
        <source>EdgeAssist is open.</source>
        <translation>EdgeAssist está abierto.</translation>
    </message>
    <message>
        <source>Close it, and remove it then. Nothing was removed.</source>
        <translation>Ciérrelo y quítelo después. No se ha quitado nada.</translation>
    </message>
    <message>
        <source>EdgeAssist cannot start.</source>
        <translation>EdgeAssist no se puede iniciar.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Todas las teclas</translation>
    </message>
    <message>
        <source>{free} free of {whole} memory</source>
        <translation>{free} libres de {whole} de memoria</translation>
    </message>
    <message numerus="yes">
        <source>{n} core</source>
        <comment>{n} cores</comment>
        <translation>
            <numerusform>{n} núcleo</numerusform>
            <numerusform>{n} núcleos</numerusform>
        </translation>
    </message>
    <message>
        <source>models take {size}</source>
        <translation>los modelos ocupan {size}</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatura</translation>
    </message>
    <message>
        <source>The fastest that was proven to work here ({variant})</source>
        <translation>El más rápido que se ha comprobado que funciona aquí ({variant})</translation>
    </message>
    <message>
        <source>The engine has not started yet.</source>
        <translation>El motor aún no se ha iniciado.</translation>
    </message>
    <message>
        <source>Locked offline</source>
        <translation>Bloqueado sin conexión</translation>
    </message>
    <message>
        <source>Only what you ask for goes out</source>
        <translation>Solo sale lo que usted pide</translation>
    </message>
    <message>
        <source>the engine has {locks}</source>
        <translation>el motor tiene {locks}</translation>
    </message>
    <message>
        <source>the system keeps the engine from the network</source>
        <translation>el sistema mantiene el motor fuera de la red</translation>
    </message>
    <message>
        <source>the engine&apos;s own code keeps it from the network</source>
        <translation>el propio código del motor lo mantiene fuera de la red</translation>
    </message>
    <message>
        <source>Report (*.html *.json)</source>
        <translation>Informe (*.html *.json)</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Velocidad</translation>
    </message>
    <message>
        <source>Speed over the last hour</source>
        <translation>Velocidad en la última hora</translation>
    </message>
    <message>
        <source>Memory over the last hour</source>
        <translation>Memoria en la última hora</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>Batería</translation>
    </message>
    <message>
        <source>Battery over the last hour</source>
        <translation>Batería en la última hora</translation>
    </message>
    <message>
        <source>Energy per answer</source>
        <translation>Energía por respuesta</translation>
    </message>
    <message>
        <source>Energy of the last answers</source>
        <translation>Energía de las últimas respuestas</translation>
    </message>
    <message>
        <source>Export report…</source>
        <translation>Exportar informe…</translation>
    </message>
    <message>
        <source>Forget…</source>
        <translation>Olvidar…</translation>
    </message>
    <message>
        <source>Export the report</source>
        <translation>Exportar el informe</translation>
    </message>
    <message>
        <source>Delete all receipts and figures on this computer?</source>
        <translation>¿Eliminar todos los recibos y cifras de este equipo?</translation>
    </message>
    <message>
        <source>Figures only: no word of yours is kept with them.</source>
        <translation>Solo cifras: no se guarda con ellas ninguna palabra suya.</translation>
    </message>
    <message>
        <source>Nothing to show yet</source>
        <translation>Aún no hay nada que mostrar</translation>
    </message>
    <message>
        <source>From {low} to {high}, now {now}</source>
        <translation>De {low} a {high}, ahora {now}</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Respuestas</translation>
    </message>
    <message>
        <source>First word</source>
        <translation>Primera palabra</translation>
    </message>
    <message>
        <source>Whole answer</source>
        <translation>Respuesta completa</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energía</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>Máximo</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Potencia</translation>
    </message>
    <message>
        <source>First word: from the moment the model begins to read until its first word is there. p95: nineteen of twenty answers were no slower. Percentiles are exact to 1 %. Memory is the highest of each answer: their average, and the highest of all.</source>
        <translation>Primera palabra: desde que el modelo empieza a leer hasta que aparece su primera palabra. p95: diecinueve de cada veinte respuestas no fueron más lentas. Los percentiles son exactos al 1 %. La memoria es la más alta de cada respuesta: su promedio, y la más alta de todas.</translation>
    </message>
    <message>
        <source>tokens/s counts tokens, which are words or pieces of words, over all answers together.</source>
        <translation>tokens/s cuenta tokens, que son palabras o trozos de palabras, en todas las respuestas juntas.</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>del {first} al {last}</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>Por modelo</translation>
    </message>
    <message>
        <source>By task</source>
        <translation>Por tarea</translation>
    </message>
    <message>
        <source>By model and task</source>
        <translation>Por modelo y tarea</translation>
    </message>
    <message>
        <source>Energy and power: not measured ({reason}).</source>
        <translation>Energía y potencia: no medidas ({reason}).</translation>
    </message>
    <message numerus="yes">
        <source>Energy: {method}, to within {error} J an answer, measured for {n} answer.</source>
        <comment>Energy: {method}, to within {error} J an answer, measured for {n} answers.</comment>
        <translation>
            <numerusform>Energía: {method}, con un margen de {error} J por respuesta, medida en {n} respuesta.</numerusform>
            <numerusform>Energía: {method}, con un margen de {error} J por respuesta, medida en {n} respuestas.</numerusform>
        </translation>
    </message>
    <message>
        <source>Power: {reason}.</source>
        <translation>Potencia: {reason}.</translation>
    </message>
    <message>
        <source>no reason was noted</source>
        <translation>no se anotó el motivo</translation>
    </message>
    <message numerus="yes">
        <source>{n} answer could not be measured: {reason}.</source>
        <comment>{n} answers could not be measured: {reason}.</comment>
        <translation>
            <numerusform>{n} respuesta no se pudo medir: {reason}.</numerusform>
            <numerusform>{n} respuestas no se pudieron medir: {reason}.</numerusform>
        </translation>
    </message>
    <message>
        <source>No answer was given in this time.</source>
        <translation>No hubo ninguna respuesta en este tiempo.</translation>
    </message>
    <message>
        <source>{joules} an answer</source>
        <translation>{joules} por respuesta</translation>
    </message>
    <message>
        <source>energy not measured</source>
        <translation>energía no medida</translation>
    </message>
    <message>
        <source>{percent} failed</source>
        <translation>{percent} fallidas</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>tokens/s</translation>
    </message>
    <message>
        <source>Ask something, and its cost stands here.</source>
        <translation>Pregunte algo, y aquí aparecerá su coste.</translation>
    </message>
    <message>
        <source>By model and task, last 7 days</source>
        <translation>Por modelo y tarea, últimos 7 días</translation>
    </message>
    <message numerus="yes">
        <source>{n} answer</source>
        <comment>{n} answers</comment>
        <translation>
            <numerusform>{n} respuesta</numerusform>
            <numerusform>{n} respuestas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} failed</source>
        <comment>{n} failed</comment>
        <translation>
            <numerusform>{n} fallida</numerusform>
            <numerusform>{n} fallidas</numerusform>
        </translation>
    </message>
    <message>
        <source>First word: {average} on average, nearly always within {p95} (p95)</source>
        <translation>Primera palabra: {average} de media, casi siempre en {p95} como máximo (p95)</translation>
    </message>
    <message>
        <source>Memory at most: {size}</source>
        <translation>Memoria máxima: {size}</translation>
    </message>
    <message>
        <source>Each piece of a text counts as an answer here.</source>
        <translation>Cada trozo de un texto cuenta aquí como una respuesta.</translation>
    </message>
    <message>
        <source>{name}: {why}.</source>
        <translation>{name}: {why}.</translation>
    </message>
    <message>
        <source>as the system says it</source>
        <translation>según el sistema</translation>
    </message>
    <message>
        <source>A joule (J) is one watt for one second; the full battery of a phone holds about 50,000.</source>
        <translation>Un julio (J) es un vatio durante un segundo; la batería llena de un teléfono contiene unos 50&#xa0;000.</translation>
    </message>
    <message>
        <source>window</source>
        <translation>ventana</translation>
    </message>
    <message>
        <source>voice</source>
        <translation>voz</translation>
    </message>
    <message>
        <source>work</source>
        <translation>trabajos</translation>
    </message>
    <message>
        <source>others</source>
        <translation>otros</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>motor</translation>
    </message>
    <message>
        <source>charging</source>
        <translation>cargando</translation>
    </message>
    <message>
        <source>on battery</source>
        <translation>con batería</translation>
    </message>
    <message>
        <source>full</source>
        <translation>llena</translation>
    </message>
    <message>
        <source>on mains</source>
        <translation>con corriente</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>detenido</translation>
    </message>
    <message>
        <source>model</source>
        <translation>modelo</translation>
    </message>
    <message>
        <source>{process}: {held} in memory, {mapped} of it model files</source>
        <translation>{process}: {held} en memoria, {mapped} de ellos son archivos de modelo</translation>
    </message>
    <message>
        <source>A file that two of them hold, as while a model is measured, counts in each.</source>
        <translation>Un archivo que dos de ellos tienen en memoria, como mientras se mide un modelo, cuenta en cada uno.</translation>
    </message>
    <message>
        <source>What the processes of EdgeAssist hold, as the system says it.</source>
        <translation>Lo que ocupan los procesos de EdgeAssist, según el sistema.</translation>
    </message>
    <message>
        <source>{unit} of {size} free</source>
        <translation>{unit} de {size} libres</translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>Carga</translation>
    </message>
    <message>
        <source>Draw of the battery</source>
        <translation>Consumo de la batería</translation>
    </message>
    <message>
        <source>Draw of the laptop</source>
        <translation>Consumo del portátil</translation>
    </message>
    <message>
        <source>Left in the battery</source>
        <translation>Queda en la batería</translation>
    </message>
    <message>
        <source>Answers left</source>
        <translation>Respuestas restantes</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>respuestas</translation>
    </message>
    <message numerus="yes">
        <source>about {n} answer</source>
        <comment>about {n} answers</comment>
        <translation>
            <numerusform>cerca de {n} respuesta</numerusform>
            <numerusform>unas {n} respuestas</numerusform>
        </translation>
    </message>
    <message>
        <source>{answers} left</source>
        <translation>quedan {answers}</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translation>aún sin respuesta</translation>
    </message>
    <message>
        <source>Tokens a second, as the engine counts them.</source>
        <translation>Tokens por segundo, según los cuenta el motor.</translation>
    </message>
    <message>
        <source>first word after {seconds}</source>
        <translation>primera palabra tras {seconds}</translation>
    </message>
    <message>
        <source>nearly always within {seconds}</source>
        <translation>casi siempre en {seconds} como máximo</translation>
    </message>
    <message>
        <source>Nineteen of twenty first words of the last 7 days came within {seconds} (p95).</source>
        <translation>Diecinueve de cada veinte primeras palabras de los últimos 7 días llegaron en {seconds} como máximo (p95).</translation>
    </message>
    <message>
        <source>Read: {tokens}, {reused} of them remembered, {rate} tokens/s</source>
        <translation>Leídos: {tokens}, {reused} de ellos recordados, {rate} tokens/s</translation>
    </message>
    <message>
        <source>Written: {tokens}, {rate} tokens/s</source>
        <translation>Escritos: {tokens}, {rate} tokens/s</translation>
    </message>
    <message>
        <source>Tokens (words or pieces of words) a second, as the engine counts them.</source>
        <translation>Tokens (palabras o trozos de palabra) por segundo, según los cuenta el motor.</translation>
    </message>
    <message>
        <source>Energy of an answer</source>
        <translation>Energía de una respuesta</translation>
    </message>
    <message>
        <source>Energy of the last answer</source>
        <translation>Energía de la última respuesta</translation>
    </message>
    <message>
        <source>joules</source>
        <translation>julios</translation>
    </message>
    <message>
        <source>{figure} joules</source>
        <translation>{figure} julios</translation>
    </message>
    <message>
        <source>Last answer {cost}</source>
        <translation>Última respuesta: {cost}</translation>
    </message>
    <message>
        <source>none came</source>
        <translation>no llegó ninguna</translation>
    </message>
    <message>
        <source>Model: {name} ({id})</source>
        <translation>Modelo: {name} ({id})</translation>
    </message>
    <message>
        <source>First word after {first}; whole answer {whole}</source>
        <translation>Primera palabra tras {first}; respuesta completa {whole}</translation>
    </message>
    <message>
        <source>On battery</source>
        <translation>Con batería</translation>
    </message>
    <message>
        <source>Not on battery, as far as is known</source>
        <translation>Sin usar la batería, por lo que se sabe</translation>
    </message>
    <message>
        <source>“{name}” is downloaded.</source>
        <translation>“{name}” está descargado.</translation>
    </message>
    <message>
        <source>“{name}” is made smaller.</source>
        <translation>“{name}” está reducido.</translation>
    </message>
    <message>
        <source>The proof of “{name}” is done.</source>
        <translation>La constancia de “{name}” está lista.</translation>
    </message>
    <message>
        <source>The field pack “{name}” is written.</source>
        <translation>El paquete de campo “{name}” está escrito.</translation>
    </message>
    <message>
        <source>The field pack “{name}” is taken in.</source>
        <translation>El paquete de campo “{name}” está importado.</translation>
    </message>
    <message>
        <source>The models are moved.</source>
        <translation>Los modelos se han movido.</translation>
    </message>
    <message>
        <source>The models&apos; files are checked.</source>
        <translation>Los archivos de los modelos están comprobados.</translation>
    </message>
    <message>
        <source>The answer is there.</source>
        <translation>La respuesta está lista.</translation>
    </message>
    <message>
        <source>Choose a field pack</source>
        <translation>Elija un paquete de campo</translation>
    </message>
    <message>
        <source>Load anyway</source>
        <translation>Cargar de todos modos</translation>
    </message>
    <message>
        <source>Working out how small it can get…</source>
        <translation>Calculando cuánto se puede reducir…</translation>
    </message>
    <message>
        <source>A smaller model answers faster and forgets a little; what it cost is measured and kept.</source>
        <translation>Un modelo menor responde más rápido y olvida un poco; lo que costó se mide y se guarda.</translation>
    </message>
    <message>
        <source>Size in MB; empty: as the choice above says</source>
        <translation>Tamaño en MB; vacío: según la elección de arriba</translation>
    </message>
    <message>
        <source>The text that comes along</source>
        <translation>El texto que viene incluido</translation>
    </message>
    <message>
        <source>A text of mine…</source>
        <translation>Un texto mío…</translation>
    </message>
    <message>
        <source>No text</source>
        <translation>Ningún texto</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Avanzado</translation>
    </message>
    <message>
        <source>Wished size in MB</source>
        <translation>Tamaño deseado en MB</translation>
    </message>
    <message>
        <source>Layers to leave out</source>
        <translation>Capas que omitir</translation>
    </message>
    <message>
        <source>Text to measure with</source>
        <translation>Texto con el que medir</translation>
    </message>
    <message>
        <source>Size to aim for, mixing precisions (MB)</source>
        <translation>Tamaño que se busca, mezclando precisiones (MB)</translation>
    </message>
    <message>
        <source>Text that shows which weights matter (importance matrix)</source>
        <translation>Texto que muestra qué pesos importan (matriz de importancia)</translation>
    </message>
    <message>
        <source>Layers to leave out: at most {most} of {layers}, the least important first</source>
        <translation>Capas que omitir: {most} de {layers} como máximo, primero las menos importantes</translation>
    </message>
    <message>
        <source>This model needs all its layers</source>
        <translation>Este modelo necesita todas sus capas</translation>
    </message>
    <message>
        <source>Make smaller</source>
        <translation>Reducir</translation>
    </message>
    <message>
        <source>Keep the original too</source>
        <translation>Conservar también el original</translation>
    </message>
    <message>
        <source>Make {name} smaller</source>
        <translation>Reducir {name}</translation>
    </message>
    <message>
        <source>Will not fit here</source>
        <translation>No cabrá aquí</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>cabe</translation>
    </message>
    <message>
        <source>will not fit here</source>
        <translation>no cabrá aquí</translation>
    </message>
    <message>
        <source>recommended</source>
        <translation>recomendado</translation>
    </message>
    <message>
        <source>{fits} · recommended</source>
        <translation>{fits} · recomendado</translation>
    </message>
    <message>
        <source>The chat template that the file brings:</source>
        <translation>La plantilla de chat que trae el archivo:</translation>
    </message>
    <message>
        <source>None; a built-in one is used.</source>
        <translation>Ninguna; se usa una incluida.</translation>
    </message>
    <message>
        <source>Make smaller…</source>
        <translation>Reducir…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Más</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparar</translation>
    </message>
    <message>
        <source>Prove what it cost</source>
        <translation>Medir lo que costó</translation>
    </message>
    <message>
        <source>View template</source>
        <translation>Ver plantilla</translation>
    </message>
    <message>
        <source>Check the file</source>
        <translation>Comprobar el archivo</translation>
    </message>
    <message>
        <source>Save as a field pack…</source>
        <translation>Guardar como paquete de campo…</translation>
    </message>
    <message>
        <source>Use {name}</source>
        <translation>Usar {name}</translation>
    </message>
    <message>
        <source>Details of {name}</source>
        <translation>Detalles de {name}</translation>
    </message>
    <message>
        <source>More about {name}</source>
        <translation>Más sobre {name}</translation>
    </message>
    <message>
        <source>{kept} kept</source>
        <translation>conserva {kept}</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>Menos</translation>
    </message>
    <message>
        <source>Details of {name}, as text</source>
        <translation>Detalles de {name}, como texto</translation>
    </message>
    <message>
        <source>Search…</source>
        <translation>Buscar…</translation>
    </message>
    <message>
        <source>Import a file…</source>
        <translation>Importar archivo…</translation>
    </message>
    <message>
        <source>Open a field pack…</source>
        <translation>Abrir paquete…</translation>
    </message>
    <message>
        <source>Find more</source>
        <translation>Buscar más</translation>
    </message>
    <message>
        <source>More about all models</source>
        <translation>Más sobre todos los modelos</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>En curso</translation>
    </message>
    <message>
        <source>Models here</source>
        <translation>Modelos aquí</translation>
    </message>
    <message>
        <source>Look for it in Find more</source>
        <translation>Buscarlo en Buscar más</translation>
    </message>
    <message numerus="yes">
        <source>{n} here</source>
        <comment>{n} here</comment>
        <translation>
            <numerusform>{n} aquí</numerusform>
            <numerusform>{n} aquí</numerusform>
        </translation>
    </message>
    <message>
        <source>{used} used, {free} free</source>
        <translation>{used} usados, {free} libres</translation>
    </message>
    <message>
        <source>{used} used</source>
        <translation>{used} usados</translation>
    </message>
    <message>
        <source>{name} was removed.</source>
        <translation>{name} se ha eliminado.</translation>
    </message>
    <message>
        <source>No models yet. Find one that fits this computer, or drop a .gguf file or a field pack on this window.</source>
        <translation>Aún no hay modelos. Busque uno que quepa en este equipo, o suelte un archivo .gguf o un paquete de campo en esta ventana.</translation>
    </message>
    <message>
        <source>No model here matches “{wanted}”.</source>
        <translation>Ningún modelo de aquí coincide con “{wanted}”.</translation>
    </message>
    <message>
        <source>Save a field pack…</source>
        <translation>Guardar un paquete de campo…</translation>
    </message>
    <message>
        <source>Move models to another folder…</source>
        <translation>Mover los modelos a otra carpeta…</translation>
    </message>
    <message>
        <source>Check all files</source>
        <translation>Comprobar todos los archivos</translation>
    </message>
    <message>
        <source>Sign in to Hugging Face…</source>
        <translation>Iniciar sesión en Hugging Face…</translation>
    </message>
    <message>
        <source>Choose a text</source>
        <translation>Elija un texto</translation>
    </message>
    <message>
        <source>Where should the models be?</source>
        <translation>¿Dónde deben estar los modelos?</translation>
    </message>
    <message>
        <source>Save the field pack</source>
        <translation>Guardar el paquete de campo</translation>
    </message>
    <message>
        <source>Save the proof</source>
        <translation>Guardar la constancia</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Avisos</translation>
    </message>
    <message>
        <source>Dismiss all</source>
        <translation>Descartar todos</translation>
    </message>
    <message>
        <source>Dismiss all {count}</source>
        <translation>Descartar los {count}</translation>
    </message>
    <message>
        <source>Sign-in needed: Hugging Face gives this one to people with an account who accepted its licence.</source>
        <translation>Requiere iniciar sesión: Hugging Face lo da a personas con cuenta que han aceptado su licencia.</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Iniciar sesión…</translation>
    </message>
    <message>
        <source>Sign in to get {name}</source>
        <translation>Iniciar sesión para obtener {name}</translation>
    </message>
    <message>
        <source>Dismiss: {name}</source>
        <translation>Descartar: {name}</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>Licencia: {licence}</translation>
    </message>
    <message>
        <source>On its way</source>
        <translation>En camino</translation>
    </message>
    <message>
        <source>Here already</source>
        <translation>Ya está aquí</translation>
    </message>
    <message>
        <source>Get anyway</source>
        <translation>Obtener igualmente</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>Obtener</translation>
    </message>
    <message>
        <source>A field pack is one file that carries models to a computer without a network: copy it to a USB stick and drop it on the window there.</source>
        <translation>Un paquete de campo es un único archivo que lleva modelos a un equipo sin red: cópielo a una memoria USB y suéltelo allí en la ventana.</translation>
    </message>
    <message>
        <source>Save a field pack</source>
        <translation>Guardar un paquete de campo</translation>
    </message>
    <message>
        <source>Save the pack…</source>
        <translation>Guardar el paquete…</translation>
    </message>
    <message>
        <source>Search or run…</source>
        <translation>Buscar o ejecutar…</translation>
    </message>
    <message>
        <source>What can be run</source>
        <translation>Lo que se puede ejecutar</translation>
    </message>
    <message>
        <source>Nothing here is called “{text}”. Try fewer letters.</source>
        <translation>Nada aquí se llama “{text}”. Pruebe con menos letras.</translation>
    </message>
    <message numerus="yes">
        <source>{n} found</source>
        <comment>{n} found</comment>
        <translation>
            <numerusform>{n} resultado</numerusform>
            <numerusform>{n} resultados</numerusform>
        </translation>
    </message>
    <message>
        <source>colours night day appearance</source>
        <translation>colores noche día aspecto apariencia tema</translation>
    </message>
    <message>
        <source>zoom in bigger font size scale</source>
        <translation>zoom acercar ampliar aumentar mayor tamaño letra fuente escala</translation>
    </message>
    <message>
        <source>zoom out font size scale</source>
        <translation>zoom alejar reducir disminuir menor tamaño letra fuente escala</translation>
    </message>
    <message>
        <source>zoom reset font size 100 %</source>
        <translation>zoom restablecer tamaño letra fuente 100 %</translation>
    </message>
    <message>
        <source>shortcuts keyboard hotkeys</source>
        <translation>atajos teclado teclas accesos</translation>
    </message>
    <message>
        <source>exit leave end</source>
        <translation>salir cerrar terminar</translation>
    </message>
    <message>
        <source>documentation manual</source>
        <translation>documentación manual ayuda</translation>
    </message>
    <message>
        <source>gguf open file</source>
        <translation>gguf abrir archivo</translation>
    </message>
    <message>
        <source>bigger better models download get fit Hugging Face</source>
        <translation>modelos mayores mejores más grandes descargar obtener caber hugging face</translation>
    </message>
    <message>
        <source>start page beginning first tasks</source>
        <translation>página de inicio comienzo principio primeras tareas</translation>
    </message>
    <message>
        <source>network internet connection flight mode</source>
        <translation>red internet conexión modo avión</translation>
    </message>
    <message>
        <source>meters speed memory battery energy watts telemetry</source>
        <translation>medidores velocidad memoria batería energía vatios telemetría</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Ir a</translation>
    </message>
    <message>
        <source>pane page</source>
        <translation>panel página</translation>
    </message>
    <message>
        <source>page</source>
        <translation>página</translation>
    </message>
    <message>
        <source>page preferences options configuration</source>
        <translation>página preferencias opciones configuración</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Ajuste</translation>
    </message>
    <message>
        <source>No model is in use.</source>
        <translation>No hay ningún modelo en uso.</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Abriendo…</translation>
    </message>
    <message>
        <source>{title} could not be opened.</source>
        <translation>No se pudo abrir {title}.</translation>
    </message>
    <message>
        <source>Something went wrong in {title}.</source>
        <translation>Algo salió mal en {title}.</translation>
    </message>
    <message>
        <source>The rest of the window still works.</source>
        <translation>El resto de la ventana sigue funcionando.</translation>
    </message>
    <message>
        <source>Save the proof…</source>
        <translation>Guardar la constancia…</translation>
    </message>
    <message>
        <source>Plot: {sentence}</source>
        <translation>Gráfico: {sentence}</translation>
    </message>
    <message>
        <source>before</source>
        <translation>antes</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>EdgeAssist was started with --offline: it stays so until it is closed.</source>
        <translation>EdgeAssist se inició con --offline: sigue así hasta que se cierre.</translation>
    </message>
    <message>
        <source>The offline switch is off.</source>
        <translation>El interruptor sin conexión está desactivado.</translation>
    </message>
    <message>
        <source>The offline switch is on.</source>
        <translation>El interruptor sin conexión está activado.</translation>
    </message>
    <message>
        <source>Every answer leaves a receipt here: its figures, none of its words.</source>
        <translation>Cada respuesta deja aquí un recibo: sus cifras, ninguna de sus palabras.</translation>
    </message>
    <message>
        <source>Receipts are not kept. Keep receipts, below, turns them on.</source>
        <translation>Los recibos no se guardan. “Guardar recibos”, abajo, lo activa.</translation>
    </message>
    <message>
        <source>Receipts of the last answers</source>
        <translation>Recibos de las últimas respuestas</translation>
    </message>
    <message>
        <source>Last answers</source>
        <translation>Últimas respuestas</translation>
    </message>
    <message numerus="yes">
        <source>in {n} piece</source>
        <comment>in {n} pieces</comment>
        <translation>
            <numerusform>en {n} trozo</numerusform>
            <numerusform>en {n} trozos</numerusform>
        </translation>
    </message>
    <message>
        <source>Any task</source>
        <translation>Cualquier tarea</translation>
    </message>
    <message>
        <source>Recommendation</source>
        <translation>Recomendación</translation>
    </message>
    <message>
        <source>See which fit</source>
        <translation>Ver cuáles caben</translation>
    </message>
    <message>
        <source>5 minutes more</source>
        <translation>5 minutos más</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Grupos de ajustes</translation>
    </message>
    <message>
        <source>Settings (*.toml)</source>
        <translation>Ajustes (*.toml)</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>Buscar en los ajustes</translation>
    </message>
    <message>
        <source>More about all settings</source>
        <translation>Más sobre todos los ajustes</translation>
    </message>
    <message>
        <source>Show all settings</source>
        <translation>Mostrar todos los ajustes</translation>
    </message>
    <message>
        <source>Every setting is at its default already.</source>
        <translation>Todos los ajustes tienen ya su valor predeterminado.</translation>
    </message>
    <message>
        <source>“{title}” is back at the default.</source>
        <translation>“{title}” vuelve a su valor predeterminado.</translation>
    </message>
    <message numerus="yes">
        <source>{n} setting is back at the default.</source>
        <comment>{n} settings are back at the default.</comment>
        <translation>
            <numerusform>{n} ajuste vuelve a su valor predeterminado.</numerusform>
            <numerusform>{n} ajustes vuelven a su valor predeterminado.</numerusform>
        </translation>
    </message>
    <message>
        <source>The model in use and the folder of the models stay as they are.</source>
        <translation>El modelo en uso y la carpeta de los modelos se quedan como están.</translation>
    </message>
    <message>
        <source>No setting has “{text}” in its name or its help.</source>
        <translation>Ningún ajuste tiene “{text}” en su nombre ni en su ayuda.</translation>
    </message>
    <message>
        <source>Import settings…</source>
        <translation>Importar ajustes…</translation>
    </message>
    <message>
        <source>Choose settings</source>
        <translation>Elegir ajustes</translation>
    </message>
    <message>
        <source>Export settings…</source>
        <translation>Exportar ajustes…</translation>
    </message>
    <message>
        <source>Export the settings</source>
        <translation>Exportar los ajustes</translation>
    </message>
    <message>
        <source>Reset all settings</source>
        <translation>Restablecer todos los ajustes</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>Inicio de sesión</translation>
    </message>
    <message>
        <source>Back to the settings</source>
        <translation>Volver a los ajustes</translation>
    </message>
    <message>
        <source>Make it yours</source>
        <translation>Póngalo a su gusto</translation>
    </message>
    <message>
        <source>Back to the start</source>
        <translation>Volver al inicio</translation>
    </message>
    <message>
        <source>What you choose holds at once. All of it is in the settings, too.</source>
        <translation>Lo que elija vale enseguida. Todo está también en los ajustes.</translation>
    </message>
    <message>
        <source>Some models are given only to people who have an account at Hugging Face and accepted the licence there. Make a token with read access in your account&apos;s settings and paste it here. It is kept in this system&apos;s keyring and sent to the official host only.</source>
        <translation>Algunos modelos solo se dan a personas que tienen cuenta en Hugging Face y han aceptado allí la licencia. Cree un token con acceso de lectura en los ajustes de su cuenta y péguelo aquí. Se guarda en el llavero de este sistema y solo se envía al servidor oficial.</translation>
    </message>
    <message>
        <source>Sign in to Hugging Face</source>
        <translation>Iniciar sesión en Hugging Face</translation>
    </message>
    <message>
        <source>Hugging Face token</source>
        <translation>Token de Hugging Face</translation>
    </message>
    <message>
        <source>Keep the token</source>
        <translation>Guardar el token</translation>
    </message>
    <message>
        <source>Forget the one kept</source>
        <translation>Olvidar el guardado</translation>
    </message>
    <message>
        <source>Close the window and start EdgeAssist again.</source>
        <translation>Cierre la ventana e inicie EdgeAssist de nuevo.</translation>
    </message>
    <message>
        <source>Something went wrong in the window. Your chats are safe, and you can go on.</source>
        <translation>Algo salió mal en la ventana. Sus chats están a salvo y puede continuar.</translation>
    </message>
    <message>
        <source>If it happens again, close the window and open it again.</source>
        <translation>Si vuelve a ocurrir, cierre la ventana y ábrala de nuevo.</translation>
    </message>
    <message>
        <source>Starter: small and quick, often wrong about facts; get a bigger one when you are online.</source>
        <translation>Starter: pequeño y rápido, a menudo se equivoca en los datos; obtenga uno mayor cuando tenga conexión.</translation>
    </message>
    <message>
        <source>Starter: often wrong about facts.</source>
        <translation>Starter: a menudo se equivoca en los datos.</translation>
    </message>
    <message>
        <source>Often wrong about facts.</source>
        <translation>A menudo se equivoca en los datos.</translation>
    </message>
    <message>
        <source>Starter: small and quick, often translates wrongly; get a bigger one when you are online.</source>
        <translation>Starter: pequeño y rápido, a menudo traduce mal; obtenga uno mayor cuando tenga conexión.</translation>
    </message>
    <message>
        <source>Starter: often translates wrongly.</source>
        <translation>Starter: a menudo traduce mal.</translation>
    </message>
    <message>
        <source>See bigger models</source>
        <translation>Ver modelos mayores</translation>
    </message>
    <message>
        <source>Room used: how much of what the model can hold at once was taken last, by what it read and by its answer. A model that holds only little keeps a third free for the answer, and leaves the first questions out instead.</source>
        <translation>Espacio usado: cuánto de lo que el modelo puede abarcar a la vez se ocupó la última vez, con lo que leyó y con su respuesta. Un modelo que abarca poco deja libre un tercio para la respuesta y prefiere dejar fuera las primeras preguntas.</translation>
    </message>
    <message>
        <source>What the model and its context take, as the engine says it.</source>
        <translation>Lo que ocupan el modelo y su contexto, según el motor.</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Room used</source>
        <translation>Espacio usado</translation>
    </message>
    <message>
        <source>Back to the models</source>
        <translation>Volver a los modelos</translation>
    </message>
    <message>
        <source>Undo: {what}</source>
        <translation>Deshacer: {what}</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Bienvenida</translation>
    </message>
    <message>
        <source>Choose a model file…</source>
        <translation>Elegir un archivo de modelo…</translation>
    </message>
    <message>
        <source>Choose from your models</source>
        <translation>Elegir entre sus modelos</translation>
    </message>
    <message>
        <source>Find a model</source>
        <translation>Buscar un modelo</translation>
    </message>
    <message>
        <source>Drop a model file here</source>
        <translation>Suelte aquí un archivo de modelo</translation>
    </message>
    <message>
        <source>or drop a .gguf file or a field pack anywhere on this window</source>
        <translation>o suelte un archivo .gguf o un paquete de campo en cualquier lugar de esta ventana</translation>
    </message>
    <message>
        <source>Welcome to EdgeAssist</source>
        <translation>Le damos la bienvenida a EdgeAssist</translation>
    </message>
    <message>
        <source>Your models are here, but none is in use. Pick one to start, or add another file.</source>
        <translation>Sus modelos están aquí, pero no hay ninguno en uso. Elija uno para empezar, o añada otro archivo.</translation>
    </message>
    <message>
        <source>To answer, EdgeAssist needs a language model: one file that ends in .gguf. Choose it from this computer or a USB stick, or find one that fits; nothing you write is sent anywhere.</source>
        <translation>Para responder, EdgeAssist necesita un modelo de lenguaje: un archivo que termina en .gguf. Elíjalo en este equipo o en una memoria USB, o busque uno que quepa; nada de lo que escriba se envía a ninguna parte.</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>Unlock and get it</source>
        <translation>Desbloquear y obtener</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>en pausa</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}.</source>
        <translation>No se pudo escribir {path}: {reason}.</translation>
    </message>
    <message>
        <source>Choose another place for it.</source>
        <translation>Elija otro lugar para ello.</translation>
    </message>
    <message>
        <source>the new folder could not be noted</source>
        <translation>no se pudo anotar la carpeta nueva</translation>
    </message>
    <message>
        <source>{model} comes back when the laptop is on mains again.</source>
        <translation>{model} vuelve cuando el portátil se conecte de nuevo a la corriente.</translation>
    </message>
    <message>
        <source>The conversation goes on with it.</source>
        <translation>La conversación continúa con él.</translation>
    </message>
    <message>
        <source>To save the battery, {model} could answer: it is smaller and draws less.</source>
        <translation>Para ahorrar batería, podría responder {model}: es menor y consume menos.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Usarlo</translation>
    </message>
    <message>
        <source>On mains again: {model} answers again.</source>
        <translation>De nuevo con corriente: {model} vuelve a responder.</translation>
    </message>
    <message>
        <source>Another {what} is already called {name}.</source>
        <translation>Ya hay otro elemento ({what}) llamado {name}.</translation>
    </message>
    <message>
        <source>It cannot be imported: {reason}</source>
        <translation>No se puede importar: {reason}</translation>
    </message>
    <message>
        <source>{value} is not {kind}.</source>
        <translation>{value} no es {kind}.</translation>
    </message>
    <message>
        <source>It was made for {what} API {wanted}; this program has {present}.</source>
        <translation>Se creó para la API {wanted} de {what}; este programa tiene {present}.</translation>
    </message>
    <message>
        <source>The {name} of its spec is no {kind}.</source>
        <translation>El valor {name} de su especificación no es de tipo {kind}.</translation>
    </message>
    <message>
        <source>Its id must be made of small letters, digits and single hyphens, 40 at most: it names a folder.</source>
        <translation>Su id. debe constar de letras minúsculas, cifras y guiones sueltos, 40 como máximo: da nombre a una carpeta.</translation>
    </message>
    <message>
        <source>The build of its spec cannot be called.</source>
        <translation>No se puede llamar al build de su especificación.</translation>
    </message>
    <message>
        <source>a few seconds</source>
        <translation>unos segundos</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>more than a day</source>
        <translation>más de un día</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} h</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} de {total}</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/s</translation>
    </message>
    <message>
        <source>Free or unlock that folder, or set EDGEASSIST_HOME to a folder you can write to.</source>
        <translation>Libere o desbloquee esa carpeta, o indique en EDGEASSIST_HOME una carpeta en la que pueda escribir.</translation>
    </message>
    <message>
        <source>{folder} cannot be used: {reason}.</source>
        <translation>No se puede usar {folder}: {reason}.</translation>
    </message>
    <message>
        <source>It is kept in this system&apos;s keyring.</source>
        <translation>Se guarda en el llavero de este sistema.</translation>
    </message>
    <message>
        <source>It is kept for this session only: {reason}.</source>
        <translation>Se guarda solo para esta sesión: {reason}.</translation>
    </message>
    <message>
        <source>this system has no keyring</source>
        <translation>este sistema no tiene llavero</translation>
    </message>
    <message>
        <source>the keyring chosen here would not keep it safe</source>
        <translation>el llavero elegido aquí no lo mantendría seguro</translation>
    </message>
    <message>
        <source>the keyring is locked</source>
        <translation>el llavero está bloqueado</translation>
    </message>
    <message>
        <source>the keyring answered with an error</source>
        <translation>el llavero respondió con un error</translation>
    </message>
    <message>
        <source>the keyring took it and did not hold it</source>
        <translation>el llavero lo aceptó y no lo conservó</translation>
    </message>
    <message>
        <source>the keyring did not answer</source>
        <translation>el llavero no respondió</translation>
    </message>
    <message>
        <source>Copy the token from the hub&apos;s settings page: one word of letters, digits and underscores.</source>
        <translation>Copie el token de la página de ajustes del hub: una sola palabra de letras, cifras y guiones bajos.</translation>
    </message>
    <message>
        <source>That is not a token.</source>
        <translation>Eso no es un token.</translation>
    </message>
    <message>
        <source>is no setting of this version</source>
        <translation>no es un ajuste de esta versión</translation>
    </message>
    <message>
        <source>{setting} in {file}</source>
        <translation>{setting} en {file}</translation>
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
        <translation>se usa {value}</translation>
    </message>
    <message>
        <source>the default is used</source>
        <translation>se usa el valor predeterminado</translation>
    </message>
    <message>
        <source>could not be read ({reason}) and was not used</source>
        <translation>no se pudo leer ({reason}) y no se usó</translation>
    </message>
    <message>
        <source>is damaged ({place}) and was not used</source>
        <translation>está dañado ({place}) y no se usó</translation>
    </message>
    <message>
        <source>is of a later EdgeAssist (version {version}), so only what is known here is used</source>
        <translation>es de un EdgeAssist posterior (versión {version}), por lo que solo se usa lo que se conoce aquí</translation>
    </message>
    <message>
        <source>The offline switch is on until you turn it off in Settings, under {group}.</source>
        <translation>El interruptor sin conexión está activado hasta que lo desactive en Ajustes, en “{group}”.</translation>
    </message>
    <message>
        <source>All settings are at their defaults.</source>
        <translation>Todos los ajustes tienen su valor predeterminado.</translation>
    </message>
    <message>
        <source>line {number}</source>
        <translation>línea {number}</translation>
    </message>
    <message>
        <source>at its end</source>
        <translation>al final</translation>
    </message>
    <message>
        <source>a copy is kept as {name}</source>
        <translation>se conserva una copia como {name}</translation>
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
        <translation>Este documento consta de {count} partes, algo que no ocurre en ninguno legítimo.</translation>
    </message>
    <message>
        <source>A part of this document unpacks to more than {ratio} times its size.</source>
        <translation>Una parte de este documento se descomprime a más de {ratio} veces su tamaño.</translation>
    </message>
    <message>
        <source>This document would unpack to {size}.</source>
        <translation>Este documento se descomprimiría a {size}.</translation>
    </message>
    <message>
        <source>This document is protected by a password.</source>
        <translation>Este documento está protegido con contraseña.</translation>
    </message>
    <message>
        <source>A part of this document would unpack to {size}.</source>
        <translation>Una parte de este documento se descomprimiría a {size}.</translation>
    </message>
    <message>
        <source>This document is damaged: a part of it cannot be unpacked.</source>
        <translation>Este documento está dañado: una parte no se puede descomprimir.</translation>
    </message>
    <message>
        <source>This document unpacks to more than {size}.</source>
        <translation>Este documento se descomprime a más de {size}.</translation>
    </message>
    <message>
        <source>This document holds no text.</source>
        <translation>Este documento no contiene texto.</translation>
    </message>
    <message>
        <source>There is no text in this document, on 1 page.</source>
        <translation>No hay texto en este documento, de 1 página.</translation>
    </message>
    <message>
        <source>There is no text in this document, on {pages} pages.</source>
        <translation>No hay texto en este documento, de {pages} páginas.</translation>
    </message>
    <message>
        <source>No text was found on its only page, just a picture: this looks like a scan.</source>
        <translation>En su única página no se encontró texto, solo una imagen: parece un escaneo.</translation>
    </message>
    <message>
        <source>No text was found on {pages} pages, only pictures: this looks like a scan.</source>
        <translation>En {pages} páginas no se encontró texto, solo imágenes: parece un escaneo.</translation>
    </message>
    <message>
        <source>This document needs more memory than a reading may take.</source>
        <translation>Este documento necesita más memoria de la que puede ocupar una lectura.</translation>
    </message>
    <message>
        <source>This document is damaged: a part of it makes no sense.</source>
        <translation>Este documento está dañado: una parte no tiene sentido.</translation>
    </message>
    <message>
        <source>The time for one document was over before its end.</source>
        <translation>El tiempo para un documento se agotó antes del final.</translation>
    </message>
    <message>
        <source>The document holds more text than is read from one file.</source>
        <translation>El documento contiene más texto del que se lee de un archivo.</translation>
    </message>
    <message>
        <source>The letters of this document cannot be told from its file.</source>
        <translation>Las letras de este documento no se pueden deducir de su archivo.</translation>
    </message>
    <message>
        <source>“{name}” holds no text, as far as can be seen.</source>
        <translation>“{name}” no contiene texto, por lo que se puede ver.</translation>
    </message>
    <message>
        <source>The part that weighs texts answered another question.</source>
        <translation>La parte que evalúa textos respondió a otra pregunta.</translation>
    </message>
    <message>
        <source>This document is damaged: its text is missing.</source>
        <translation>Este documento está dañado: falta su texto.</translation>
    </message>
    <message>
        <source>This document is damaged: its text breaks off or makes no sense.</source>
        <translation>Este documento está dañado: su texto se interrumpe o no tiene sentido.</translation>
    </message>
    <message>
        <source>This book is damaged: its table of parts is missing.</source>
        <translation>Este libro está dañado: falta su tabla de partes.</translation>
    </message>
    <message>
        <source>This book is copy-protected by its seller (DRM).</source>
        <translation>Este libro está protegido contra copia por su vendedor (DRM).</translation>
    </message>
    <message>
        <source>This book is damaged: it names no chapters.</source>
        <translation>Este libro está dañado: no indica ningún capítulo.</translation>
    </message>
    <message>
        <source>“{name}” is a picture, which cannot be read here.</source>
        <translation>“{name}” es una imagen, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is a compressed file, which cannot be read here.</source>
        <translation>“{name}” es un archivo comprimido, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is an archive, which cannot be read here.</source>
        <translation>“{name}” es un paquete de archivos, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is a program, which cannot be read here.</source>
        <translation>“{name}” es un programa, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is a sound recording, which cannot be read here.</source>
        <translation>“{name}” es una grabación de sonido, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is an Office file in its old form, from before 2007, which cannot be read here.</source>
        <translation>“{name}” es un archivo de Office en su formato antiguo, anterior a 2007, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is damaged: its contents cannot be unpacked.</source>
        <translation>“{name}” está dañado: su contenido no se puede descomprimir.</translation>
    </message>
    <message>
        <source>“{name}” is an RTF document, which cannot be read here.</source>
        <translation>“{name}” es un documento RTF, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is a language model, which cannot be read here.</source>
        <translation>“{name}” es un modelo de lenguaje, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is a database, which cannot be read here.</source>
        <translation>“{name}” es una base de datos, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is a PostScript file, which cannot be read here.</source>
        <translation>“{name}” es un archivo PostScript, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is a film, which cannot be read here.</source>
        <translation>“{name}” es una película, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is an Excel sheet, which cannot be read here.</source>
        <translation>“{name}” es una hoja de Excel, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is a PowerPoint file, which cannot be read here.</source>
        <translation>“{name}” es un archivo de PowerPoint, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is an OpenDocument file, which cannot be read here.</source>
        <translation>“{name}” es un archivo OpenDocument, que no se puede leer aquí.</translation>
    </message>
    <message>
        <source>“{name}” is protected by a password.</source>
        <translation>“{name}” está protegido con contraseña.</translation>
    </message>
    <message>
        <source>There is no file at {path}.</source>
        <translation>No hay ningún archivo en {path}.</translation>
    </message>
    <message>
        <source>“{name}” is empty: 0 bytes.</source>
        <translation>“{name}” está vacío: 0 bytes.</translation>
    </message>
    <message>
        <source>“{name}” has {size}; documents of up to {most} are read.</source>
        <translation>“{name}” ocupa {size}; se leen documentos de hasta {most}.</translation>
    </message>
    <message>
        <source>“{name}” is damaged: it begins like a PDF and is none.</source>
        <translation>“{name}” está dañado: empieza como un PDF y no lo es.</translation>
    </message>
    <message>
        <source>“{name}” has no pages.</source>
        <translation>“{name}” no tiene páginas.</translation>
    </message>
    <message>
        <source>It has {pages} pages; the first {read} were read.</source>
        <translation>Tiene {pages} páginas; se leyeron las primeras {read}.</translation>
    </message>
    <message>
        <source>The end of the file is missing, so pages may be too.</source>
        <translation>Falta el final del archivo, así que también pueden faltar páginas.</translation>
    </message>
    <message>
        <source>The program that reads documents could not be started: {reason}.</source>
        <translation>No se pudo iniciar el programa que lee documentos: {reason}.</translation>
    </message>
    <message>
        <source>Reading “{name}” took too long and was stopped.</source>
        <translation>La lectura de “{name}” tardó demasiado y se detuvo.</translation>
    </message>
    <message>
        <source>Reading “{name}” took too much of the processor&apos;s time and was stopped.</source>
        <translation>La lectura de “{name}” ocupó demasiado tiempo del procesador y se detuvo.</translation>
    </message>
    <message>
        <source>Reading “{name}” ended early, without an answer.</source>
        <translation>La lectura de “{name}” terminó antes de tiempo, sin respuesta.</translation>
    </message>
    <message>
        <source>The file is untouched. Choose another document, or save this one anew in the program it comes from.</source>
        <translation>El archivo está intacto. Elija otro documento, o guarde este de nuevo en el programa del que procede.</translation>
    </message>
    <message>
        <source>Check the name, or plug the drive in again.</source>
        <translation>Compruebe el nombre, o conecte de nuevo la unidad.</translation>
    </message>
    <message>
        <source>Choose one file: PDF, DOCX, EPUB, HTML, Markdown, text, SRT or VTT.</source>
        <translation>Elija un archivo: PDF, DOCX, EPUB, HTML, Markdown, texto, SRT o VTT.</translation>
    </message>
    <message>
        <source>Copy the file to a folder of your own and try again.</source>
        <translation>Copie el archivo a una carpeta propia y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>These can be read: PDF, DOCX, EPUB, HTML, Markdown, plain text, SRT and VTT. Save it as one of them.</source>
        <translation>Se pueden leer estos: PDF, DOCX, EPUB, HTML, Markdown, texto sin formato, SRT y VTT. Guárdelo como uno de ellos.</translation>
    </message>
    <message>
        <source>Save the result as text or Markdown, or start from a DOCX, HTML, Markdown, text, SRT or VTT file.</source>
        <translation>Guarde el resultado como texto o Markdown, o parta de un archivo DOCX, HTML, Markdown, de texto, SRT o VTT.</translation>
    </message>
    <message>
        <source>There is nothing to read in it. Choose another document.</source>
        <translation>No hay nada que leer en él. Elija otro documento.</translation>
    </message>
    <message>
        <source>Run it through a text recognition (OCR) program first, then open the result here.</source>
        <translation>Páselo antes por un programa de reconocimiento de texto (OCR) y abra aquí el resultado.</translation>
    </message>
    <message>
        <source>Its fonts do not tell which letters they draw. Export it anew, or use text recognition (OCR).</source>
        <translation>Sus fuentes no indican qué letras dibujan. Expórtelo de nuevo, o use un reconocimiento de texto (OCR).</translation>
    </message>
    <message>
        <source>Open it in the program it comes from, save a copy without the protection, and choose that copy.</source>
        <translation>Ábralo en el programa del que procede, guarde una copia sin la protección y elija esa copia.</translation>
    </message>
    <message>
        <source>Download or copy the file again, or choose another one.</source>
        <translation>Descargue o copie el archivo de nuevo, o elija otro.</translation>
    </message>
    <message>
        <source>It may be made to harm. It was not opened any further.</source>
        <translation>Puede estar hecho para dañar. No se abrió más.</translation>
    </message>
    <message>
        <source>Split it into parts of at most 200 MB each.</source>
        <translation>Divídalo en partes de 200 MB como máximo cada una.</translation>
    </message>
    <message>
        <source>Split the document into parts and read them one by one.</source>
        <translation>Divida el documento en partes y léalas una a una.</translation>
    </message>
    <message>
        <source>The file is untouched. Split the document into parts and read them one by one.</source>
        <translation>El archivo está intacto. Divida el documento en partes y léalas una a una.</translation>
    </message>
    <message>
        <source>The file is untouched and nothing else was affected. It is probably damaged.</source>
        <translation>El archivo está intacto y nada más se ha visto afectado. Probablemente está dañado.</translation>
    </message>
    <message>
        <source>The document has {texts} texts, and {given} were given.</source>
        <translation>El documento tiene {texts} textos, y se dieron {given}.</translation>
    </message>
    <message>
        <source>This document needs more memory than its writing may take.</source>
        <translation>Este documento necesita más memoria de la que puede ocupar su escritura.</translation>
    </message>
    <message>
        <source>The texts of a {format} file cannot be changed in their places.</source>
        <translation>Los textos de un archivo {format} no se pueden cambiar en su sitio.</translation>
    </message>
    <message>
        <source>Nothing was lost. Try again; the part that failed starts anew.</source>
        <translation>No se ha perdido nada. Vuelva a intentarlo; la parte que falló empieza de nuevo.</translation>
    </message>
    <message>
        <source>It was stopped because the program closes.</source>
        <translation>Se detuvo porque el programa se cierra.</translation>
    </message>
    <message>
        <source>The part that weighs texts could not be started: {reason}.</source>
        <translation>No se pudo iniciar la parte que evalúa textos: {reason}.</translation>
    </message>
    <message>
        <source>This text could not be weighed.</source>
        <translation>No se pudo evaluar este texto.</translation>
    </message>
    <message>
        <source>Weighing this text took too long and was stopped.</source>
        <translation>Evaluar este texto tardó demasiado y se detuvo.</translation>
    </message>
    <message>
        <source>The part that weighs texts answered with nonsense.</source>
        <translation>La parte que evalúa textos dio una respuesta sin sentido.</translation>
    </message>
    <message>
        <source>The part that weighs texts ended early, without an answer.</source>
        <translation>La parte que evalúa textos terminó antes de tiempo, sin respuesta.</translation>
    </message>
    <message>
        <source>This page holds no HTML that can be put otherwise.</source>
        <translation>Esta página no contiene HTML que se pueda expresar de otro modo.</translation>
    </message>
    <message>
        <source>This page is nested too deeply to be put otherwise.</source>
        <translation>Esta página tiene demasiados niveles para expresarla de otro modo.</translation>
    </message>
    <message>
        <source>This document declares XML entities, which no honest one of its kind does.</source>
        <translation>Este documento declara entidades XML, algo que no hace ninguno legítimo de su tipo.</translation>
    </message>
    <message>
        <source>Say which day: “what weekday is the third of May?”</source>
        <translation>Diga qué día: “¿qué día es el tres de mayo?”</translation>
    </message>
    <message>
        <source>Say what **time** it is</source>
        <translation>Decir qué **hora** es</translation>
    </message>
    <message>
        <source>It is {time}.</source>
        <translation>La hora es {time}.</translation>
    </message>
    <message>
        <source>Say what **day** it is</source>
        <translation>Decir qué **día** es</translation>
    </message>
    <message>
        <source>It is {date}.</source>
        <translation>Es {date}.</translation>
    </message>
    <message>
        <source>Say how far away **{date}** is</source>
        <translation>Decir cuánto falta o hace para **{date}**</translation>
    </message>
    <message>
        <source>That is today: {date}.</source>
        <translation>Eso es hoy: {date}.</translation>
    </message>
    <message numerus="yes">
        <source>That is {date}, in {n} day.</source>
        <comment>That is {date}, in {n} days.</comment>
        <translation>
            <numerusform>Eso es {date}, dentro de {n} día.</numerusform>
            <numerusform>Eso es {date}, dentro de {n} días.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>That is {date}, {n} day ago.</source>
        <comment>That is {date}, {n} days ago.</comment>
        <translation>
            <numerusform>Eso fue {date}, hace {n} día.</numerusform>
            <numerusform>Eso fue {date}, hace {n} días.</numerusform>
        </translation>
    </message>
    <message>
        <source>The thermostat has no fan.</source>
        <translation>El termostato no tiene ventilador.</translation>
    </message>
    <message>
        <source>The home has no music and no films to play.</source>
        <translation>La casa no tiene música ni películas que reproducir.</translation>
    </message>
    <message>
        <source>The home has no loudspeakers that could speak.</source>
        <translation>La casa no tiene altavoces que puedan hablar.</translation>
    </message>
    <message>
        <source>The home has no lawn mower.</source>
        <translation>La casa no tiene cortacésped.</translation>
    </message>
    <message>
        <source>In the {home}: {answer}</source>
        <translation>En la {home}: {answer}</translation>
    </message>
    <message>
        <source>Say how {devices} are</source>
        <translation>Decir el estado: {devices}</translation>
    </message>
    <message>
        <source>Say how {device} is</source>
        <translation>Decir el estado: {device}</translation>
    </message>
    <message>
        <source>{command} in the {home}</source>
        <translation>{command} en la {home}</translation>
    </message>
    <message>
        <source>In the {home}, {devices} are {state}.</source>
        <translation>En la {home}, {devices} quedan así: {state}.</translation>
    </message>
    <message>
        <source>In the {home}, {device} is {state}.</source>
        <translation>En la {home}, {device} queda así: {state}.</translation>
    </message>
    <message>
        <source>In the {home}, {devices} are {state} already.</source>
        <translation>En la {home}, {devices} ya están así: {state}.</translation>
    </message>
    <message>
        <source>In the {home}, {device} is {state} already.</source>
        <translation>En la {home}, {device} ya está así: {state}.</translation>
    </message>
    <message>
        <source>In the {home}, {devices} are as before.</source>
        <translation>En la {home}, {devices} están como antes.</translation>
    </message>
    <message>
        <source>In the {home}, {device} is as before.</source>
        <translation>En la {home}, {device} está como antes.</translation>
    </message>
    <message>
        <source>In the {home}, only {number} of {count} are {state}.</source>
        <translation>En la {home}, solo {number} de {count} quedan así: {state}.</translation>
    </message>
    <message>
        <source>There is no note.</source>
        <translation>No hay ninguna nota.</translation>
    </message>
    <message>
        <source>Say what to write down: “take a note: the key is under the mat”.</source>
        <translation>Diga qué anotar: “toma nota: la llave está bajo el felpudo”.</translation>
    </message>
    <message>
        <source>The note is gone again: {text}</source>
        <translation>La nota ya no está: {text}</translation>
    </message>
    <message>
        <source>Noted: {text}</source>
        <translation>Anotado: {text}</translation>
    </message>
    <message>
        <source>Write down: {text}</source>
        <translation>Anotar: {text}</translation>
    </message>
    <message>
        <source>Note it</source>
        <translation>Anotarlo</translation>
    </message>
    <message>
        <source>The last {count} of {total} notes:</source>
        <translation>Las últimas {count} de {total} notas:</translation>
    </message>
    <message>
        <source>Read your **notes**</source>
        <translation>Leer sus **notas**</translation>
    </message>
    <message>
        <source>Delete the last note: {text}</source>
        <translation>Eliminar la última nota: {text}</translation>
    </message>
    <message>
        <source>The note is deleted: {text}</source>
        <translation>La nota se eliminó: {text}</translation>
    </message>
    <message>
        <source>The note is back.</source>
        <translation>La nota ha vuelto.</translation>
    </message>
    <message numerus="yes">
        <source>Delete **all notes** ({n} note)</source>
        <comment>Delete **all notes** ({n} notes)</comment>
        <translation>
            <numerusform>Eliminar **todas las notas** ({n} nota)</numerusform>
            <numerusform>Eliminar **todas las notas** ({n} notas)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} note deleted.</source>
        <comment>{n} notes deleted.</comment>
        <translation>
            <numerusform>{n} nota eliminada.</numerusform>
            <numerusform>{n} notas eliminadas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} note is back.</source>
        <comment>{n} notes are back.</comment>
        <translation>
            <numerusform>{n} nota ha vuelto.</numerusform>
            <numerusform>{n} notas han vuelto.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no reminder.</source>
        <translation>No hay ningún recordatorio.</translation>
    </message>
    <message>
        <source>Say of what: “remind me at five to call Ann”.</source>
        <translation>Diga qué: “recuérdame a las cinco llamar a Ana”.</translation>
    </message>
    <message>
        <source>Say when: “remind me at five to call Ann”, or “in ten minutes”.</source>
        <translation>Diga cuándo: “recuérdame a las cinco llamar a Ana”, o “en diez minutos”.</translation>
    </message>
    <message>
        <source>An alarm rings once; one that repeats cannot be set. Say one day: “wake me tomorrow at seven”.</source>
        <translation>Una alarma suena una sola vez; no se puede poner una que se repita. Diga un día: “despiértame mañana a las siete”.</translation>
    </message>
    <message>
        <source>A reminder comes once; one that repeats cannot be set. Say one day: “remind me tomorrow at eight to …”.</source>
        <translation>Un recordatorio llega una sola vez; no se puede poner uno que se repita. Diga un día: “recuérdame mañana a las ocho …”.</translation>
    </message>
    <message>
        <source>There is no {day} {month}.</source>
        <translation>No existe el {day} de {month}.</translation>
    </message>
    <message>
        <source>Remind you {moment}: {text}</source>
        <translation>Recordarle {moment}: {text}</translation>
    </message>
    <message>
        <source>You will not be reminded: {text}.</source>
        <translation>No se le recordará: {text}.</translation>
    </message>
    <message>
        <source>You will be reminded {moment}: {text}.</source>
        <translation>Se le recordará {moment}: {text}.</translation>
    </message>
    <message>
        <source>Remind me</source>
        <translation>Recordarme</translation>
    </message>
    <message>
        <source>Say which one: {reminders}.</source>
        <translation>Diga cuál: {reminders}.</translation>
    </message>
    <message>
        <source>There is no such reminder: {reminders}.</source>
        <translation>No hay tal recordatorio: {reminders}.</translation>
    </message>
    <message>
        <source>Cancel the reminder {text}</source>
        <translation>Cancelar el recordatorio {text}</translation>
    </message>
    <message>
        <source>The reminder “{text}” is set again.</source>
        <translation>El recordatorio “{text}” vuelve a estar puesto.</translation>
    </message>
    <message>
        <source>The reminder “{text}” is cancelled.</source>
        <translation>El recordatorio “{text}” está cancelado.</translation>
    </message>
    <message numerus="yes">
        <source>Cancel **{n} reminder**</source>
        <comment>Cancel **all {n} reminders**</comment>
        <translation>
            <numerusform>Cancelar **{n} recordatorio**</numerusform>
            <numerusform>Cancelar **los {n} recordatorios**</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} reminder is set again.</source>
        <comment>{n} reminders are set again.</comment>
        <translation>
            <numerusform>{n} recordatorio vuelve a estar puesto.</numerusform>
            <numerusform>{n} recordatorios vuelven a estar puestos.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} reminder cancelled.</source>
        <comment>{n} reminders cancelled.</comment>
        <translation>
            <numerusform>{n} recordatorio cancelado.</numerusform>
            <numerusform>{n} recordatorios cancelados.</numerusform>
        </translation>
    </message>
    <message>
        <source>Say what you are to be **reminded** of</source>
        <translation>Decir qué hay que **recordarle**</translation>
    </message>
    <message numerus="yes">
        <source>{n} reminder</source>
        <comment>{n} reminders</comment>
        <translation>
            <numerusform>{n} recordatorio</numerusform>
            <numerusform>{n} recordatorios</numerusform>
        </translation>
    </message>
    <message>
        <source>{moment}: {text}.</source>
        <translation>{moment}: {text}.</translation>
    </message>
    <message>
        <source>EdgeAssist works without the internet and does not know the weather.</source>
        <translation>EdgeAssist funciona sin internet y no conoce el tiempo que hace.</translation>
    </message>
    <message>
        <source>Nothing is known of this computer now.</source>
        <translation>Ahora no se sabe nada de este equipo.</translation>
    </message>
    <message>
        <source>Say how **this computer** is</source>
        <translation>Decir cómo está **este equipo**</translation>
    </message>
    <message>
        <source>Say how {part} is</source>
        <translation>Decir cómo está {part}</translation>
    </message>
    <message>
        <source>Nothing is known of {part} of this computer.</source>
        <translation>No se sabe nada sobre {part} de este equipo.</translation>
    </message>
    <message>
        <source>the memory</source>
        <translation>la memoria</translation>
    </message>
    <message>
        <source>the battery</source>
        <translation>la batería</translation>
    </message>
    <message>
        <source>the disk</source>
        <translation>el disco</translation>
    </message>
    <message>
        <source>the model</source>
        <translation>el modelo</translation>
    </message>
    <message>
        <source>the {part}</source>
        <translation>{part}</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Disco</translation>
    </message>
    <message>
        <source>{name}: {value}.</source>
        <translation>{name}: {value}.</translation>
    </message>
    <message>
        <source>Say what to work out: “what is 12 times 7”.</source>
        <translation>Diga qué calcular: “cuánto es 12 por 7”.</translation>
    </message>
    <message>
        <source>Say what to convert: “10 miles to kilometres”.</source>
        <translation>Diga qué convertir: “10 millas a kilómetros”.</translation>
    </message>
    <message>
        <source>Work out {sum}</source>
        <translation>Calcular {sum}</translation>
    </message>
    <message>
        <source>{kind} ({unit}) cannot be converted to {other_kind} ({other_unit}).</source>
        <translation>{kind} ({unit}) no se puede convertir en {other_kind} ({other_unit}).</translation>
    </message>
    <message>
        <source>{amount} is {converted}.</source>
        <translation>{amount} es {converted}.</translation>
    </message>
    <message>
        <source>{amount} are {converted}.</source>
        <translation>{amount} son {converted}.</translation>
    </message>
    <message>
        <source>Convert {amount} to {unit}</source>
        <translation>Convertir {amount} a {unit}</translation>
    </message>
    <message>
        <source>US {unit}</source>
        <translation>{unit} (EE. UU.)</translation>
    </message>
    <message>
        <source>about {number}</source>
        <translation>aproximadamente {number}</translation>
    </message>
    <message>
        <source>on</source>
        <translation>encendido</translation>
    </message>
    <message>
        <source>off</source>
        <translation>apagado</translation>
    </message>
    <message>
        <source>open</source>
        <translation>abierto</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>cerrado</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>bloqueado</translation>
    </message>
    <message>
        <source>unlocked</source>
        <translation>desbloqueado</translation>
    </message>
    <message>
        <source>at its base</source>
        <translation>en su base</translation>
    </message>
    <message>
        <source>on its way to its base</source>
        <translation>de camino a su base</translation>
    </message>
    <message>
        <source>cleaning</source>
        <translation>limpiando</translation>
    </message>
    <message>
        <source>playing</source>
        <translation>reproduciendo</translation>
    </message>
    <message>
        <source>{percent}% open</source>
        <translation>abierto al {percent} %</translation>
    </message>
    <message>
        <source>set to {wanted} °C; it is {now} °C</source>
        <translation>puesto a {wanted} °C; hay {now} °C</translation>
    </message>
    <message>
        <source>on, at {percent}%</source>
        <translation>encendido, al {percent} %</translation>
    </message>
    <message>
        <source>at {percent}% brightness</source>
        <translation>al {percent} % de brillo</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>sin sonido</translation>
    </message>
    <message>
        <source>at {percent}% volume</source>
        <translation>al {percent} % de volumen</translation>
    </message>
    <message>
        <source>{device}: {state}.</source>
        <translation>{device}: {state}.</translation>
    </message>
    <message>
        <source>Yes, it is {state}.</source>
        <translation>Sí, está así: {state}.</translation>
    </message>
    <message>
        <source>No, it is not {state}.</source>
        <translation>No, no está así: {state}.</translation>
    </message>
    <message>
        <source>devices</source>
        <translation>dispositivos</translation>
    </message>
    <message>
        <source>No: none of the {devices} is {state}.</source>
        <translation>No: ningún dispositivo ({devices}) está así: {state}.</translation>
    </message>
    <message>
        <source>Yes, all {count} {devices} are {state}.</source>
        <translation>Sí, los {count} ({devices}) están así: {state}.</translation>
    </message>
    <message>
        <source>{device} is {state}.</source>
        <translation>{device}: {state}.</translation>
    </message>
    <message>
        <source>{devices} are {state}.</source>
        <translation>{devices}: {state}.</translation>
    </message>
    <message>
        <source>{device}: it is {now} °C, and set to {wanted} °C.</source>
        <translation>{device}: hay {now} °C, y está puesto a {wanted} °C.</translation>
    </message>
    <message>
        <source>`edgeassist home list` shows the rooms and devices there are.</source>
        <translation>`edgeassist home list` muestra las habitaciones y los dispositivos que hay.</translation>
    </message>
    <message>
        <source>The home has no device {device!r}.</source>
        <translation>La casa no tiene el dispositivo {device!r}.</translation>
    </message>
    <message>
        <source>The home has nothing called “{name}”.</source>
        <translation>La casa no tiene nada llamado “{name}”.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Elija otro nombre.</translation>
    </message>
    <message>
        <source>Something in the home is called “{name}” already.</source>
        <translation>Algo en la casa ya se llama “{name}”.</translation>
    </message>
    <message>
        <source>Choose a name of letters and digits, {most} characters at most.</source>
        <translation>Elija un nombre de letras y cifras, de {most} caracteres como máximo.</translation>
    </message>
    <message>
        <source>This cannot be a name.</source>
        <translation>Esto no puede ser un nombre.</translation>
    </message>
    <message>
        <source>Kinds are {kinds}.</source>
        <translation>Los tipos son {kinds}.</translation>
    </message>
    <message>
        <source>There is no kind of device called “{kind}”.</source>
        <translation>No hay ningún tipo de dispositivo llamado “{kind}”.</translation>
    </message>
    <message>
        <source>Remove its devices first.</source>
        <translation>Quite antes sus dispositivos.</translation>
    </message>
    <message>
        <source>There are still devices in “{room}”.</source>
        <translation>Aún hay dispositivos en “{room}”.</translation>
    </message>
    <message>
        <source>Remove a device first.</source>
        <translation>Quite antes un dispositivo.</translation>
    </message>
    <message>
        <source>The simulated home takes {most} devices at most.</source>
        <translation>La casa simulada admite {most} dispositivos como máximo.</translation>
    </message>
    <message>
        <source>simulated home</source>
        <translation>casa simulada</translation>
    </message>
    <message>
        <source>light</source>
        <translation>luz</translation>
    </message>
    <message>
        <source>lights</source>
        <translation>luces</translation>
    </message>
    <message>
        <source>switch</source>
        <translation>interruptor</translation>
    </message>
    <message>
        <source>switches</source>
        <translation>interruptores</translation>
    </message>
    <message>
        <source>cover</source>
        <translation>persiana o puerta</translation>
    </message>
    <message>
        <source>covers</source>
        <translation>persianas y puertas</translation>
    </message>
    <message>
        <source>fan</source>
        <translation>ventilador</translation>
    </message>
    <message>
        <source>fans</source>
        <translation>ventiladores</translation>
    </message>
    <message>
        <source>thermostat</source>
        <translation>termostato</translation>
    </message>
    <message>
        <source>thermostats</source>
        <translation>termostatos</translation>
    </message>
    <message>
        <source>lock</source>
        <translation>cerradura</translation>
    </message>
    <message>
        <source>locks</source>
        <translation>cerraduras</translation>
    </message>
    <message>
        <source>player</source>
        <translation>reproductor</translation>
    </message>
    <message>
        <source>players</source>
        <translation>reproductores</translation>
    </message>
    <message>
        <source>vacuum</source>
        <translation>robot aspirador</translation>
    </message>
    <message>
        <source>vacuums</source>
        <translation>robots aspiradores</translation>
    </message>
    <message>
        <source>blinds</source>
        <translation>persianas</translation>
    </message>
    <message>
        <source>curtains</source>
        <translation>cortinas</translation>
    </message>
    <message>
        <source>garage doors</source>
        <translation>puertas de garaje</translation>
    </message>
    <message>
        <source>doors</source>
        <translation>puertas</translation>
    </message>
    <message>
        <source>gates</source>
        <translation>portones</translation>
    </message>
    <message>
        <source>shutters</source>
        <translation>contraventanas</translation>
    </message>
    <message>
        <source>shades</source>
        <translation>estores</translation>
    </message>
    <message>
        <source>awnings</source>
        <translation>toldos</translation>
    </message>
    <message>
        <source>windows</source>
        <translation>ventanas</translation>
    </message>
    <message>
        <source>The home has no room called “{name}”.</source>
        <translation>La casa no tiene ninguna habitación llamada “{name}”.</translation>
    </message>
    <message>
        <source>The home has no floors; name a room.</source>
        <translation>La casa no tiene plantas; nombre una habitación.</translation>
    </message>
    <message>
        <source>Which one: {devices}? Say its name, or “all lights”.</source>
        <translation>¿Cuál: {devices}? Diga su nombre, o “todas las luces”.</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>{count} más</translation>
    </message>
    <message>
        <source>device</source>
        <translation>dispositivo</translation>
    </message>
    <message>
        <source>The home has no device called “{name}”.</source>
        <translation>La casa no tiene ningún dispositivo llamado “{name}”.</translation>
    </message>
    <message>
        <source>{device} is not in {room}.</source>
        <translation>{device} no está en {room}.</translation>
    </message>
    <message>
        <source>{device} cannot do that: it is a {kind}.</source>
        <translation>{device} no puede hacer eso: su tipo es {kind}.</translation>
    </message>
    <message>
        <source>all {devices} in {room}</source>
        <translation>todo ({devices}) en {room}</translation>
    </message>
    <message>
        <source>all {devices}</source>
        <translation>todo ({devices})</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>todo</translation>
    </message>
    <message>
        <source>devices of that kind</source>
        <translation>dispositivos de ese tipo</translation>
    </message>
    <message>
        <source>Say which door by its name: {doors}.</source>
        <translation>Diga qué puerta, por su nombre: {doors}.</translation>
    </message>
    <message>
        <source>There are no {devices} in {room}.</source>
        <translation>No hay {devices} en {room}.</translation>
    </message>
    <message>
        <source>There are no {devices} in the home.</source>
        <translation>No hay {devices} en la casa.</translation>
    </message>
    <message>
        <source>There is {devices}.</source>
        <translation>Hay: {devices}.</translation>
    </message>
    <message>
        <source>There is no list called “{name}”. There is: {lists}. You can say “make a {name} list”.</source>
        <translation>No hay ninguna lista llamada “{name}”. Hay: {lists}. Puede decir “crea una lista de {name}”.</translation>
    </message>
    <message>
        <source>“{what}” is no time of day. Say it like “set an alarm for seven in the morning”.</source>
        <translation>“{what}” no es una hora. Dígala así: “pon una alarma para las siete de la mañana”.</translation>
    </message>
    <message>
        <source>“{what}” is no language that is known here.</source>
        <translation>“{what}” no es un idioma que se conozca aquí.</translation>
    </message>
    <message>
        <source>Say a number from 0 to 100 per cent.</source>
        <translation>Diga un número del 0 al 100 por ciento.</translation>
    </message>
    <message>
        <source>A negative number has no square root.</source>
        <translation>Un número negativo no tiene raíz cuadrada.</translation>
    </message>
    <message>
        <source>A timer needs a second at least: “set a timer for ten minutes”.</source>
        <translation>Un temporizador necesita al menos un segundo: “pon un temporizador de diez minutos”.</translation>
    </message>
    <message>
        <source>That is too large to be reckoned with here: 24 digits in a number are the most.</source>
        <translation>Eso es demasiado grande para calcularlo aquí: 24 cifras por número son el máximo.</translation>
    </message>
    <message>
        <source>There is no {device} in the home. There is nothing of that kind.</source>
        <translation>No hay {device} en la casa. No hay nada de ese tipo.</translation>
    </message>
    <message>
        <source>There is no {device} in the home. There is {devices}.</source>
        <translation>No hay {device} en la casa. Hay: {devices}.</translation>
    </message>
    <message>
        <source>{number} what? Say “set a timer for {number} minutes”.</source>
        <translation>¿{number} qué? Diga “pon un temporizador de {number} minutos”.</translation>
    </message>
    <message>
        <source>Write it with numbers and the signs + - * / ^ % ( ).</source>
        <translation>Escríbalo con números y los signos + - * / ^ % ( ).</translation>
    </message>
    <message>
        <source>These words and signs make no sum.</source>
        <translation>Estas palabras y signos no forman ningún cálculo.</translation>
    </message>
    <message>
        <source>Change what comes after the division sign.</source>
        <translation>Cambie lo que va después del signo de división.</translation>
    </message>
    <message>
        <source>This sum divides by zero, which has no result.</source>
        <translation>Este cálculo divide por cero, lo que no tiene resultado.</translation>
    </message>
    <message>
        <source>Take the root of a number that is not below zero.</source>
        <translation>Saque la raíz de un número que no sea menor que cero.</translation>
    </message>
    <message>
        <source>The root of a number below zero is no number on the line.</source>
        <translation>La raíz de un número menor que cero no es un número de la recta.</translation>
    </message>
    <message>
        <source>Ask for a smaller sum.</source>
        <translation>Pida un cálculo menor.</translation>
    </message>
    <message>
        <source>The result would be too large to work out here.</source>
        <translation>El resultado sería demasiado grande para calcularlo aquí.</translation>
    </message>
    <message>
        <source>Waiting for the server</source>
        <translation>Esperando al servidor</translation>
    </message>
    <message>
        <source>Fetching over a poor connection</source>
        <translation>Descargando con mala conexión</translation>
    </message>
    <message>
        <source>Fetching</source>
        <translation>Descargando</translation>
    </message>
    <message>
        <source>Checking what is here</source>
        <translation>Comprobando lo que hay aquí</translation>
    </message>
    <message>
        <source>Fetching very slowly</source>
        <translation>Descargando muy despacio</translation>
    </message>
    <message>
        <source>Close EdgeAssist and start it again.</source>
        <translation>Cierre EdgeAssist y vuelva a iniciarlo.</translation>
    </message>
    <message>
        <source>The part of EdgeAssist that opens connections has ended. Nothing was sent.</source>
        <translation>La parte de EdgeAssist que abre conexiones ha terminado. No se envió nada.</translation>
    </message>
    <message>
        <source>file {path} in {repo}</source>
        <translation>el archivo {path} en {repo}</translation>
    </message>
    <message>
        <source>{host} (HF_HUB_OFFLINE is set)</source>
        <translation>{host} (HF_HUB_OFFLINE está puesto)</translation>
    </message>
    <message>
        <source>its answer is not what was asked for</source>
        <translation>su respuesta no es lo que se pidió</translation>
    </message>
    <message>
        <source>it does not say which commit its list is of</source>
        <translation>no indica de qué commit es su lista</translation>
    </message>
    <message>
        <source>Searching for models</source>
        <translation>Buscando modelos</translation>
    </message>
    <message>
        <source>Asking what a model has</source>
        <translation>Preguntando qué contiene un modelo</translation>
    </message>
    <message>
        <source>it points from one address to the next without end</source>
        <translation>remite de una dirección a otra sin fin</translation>
    </message>
    <message>
        <source>it points to {host}</source>
        <translation>remite a {host}</translation>
    </message>
    <message>
        <source>it packed its answer although it was asked not to</source>
        <translation>comprimió su respuesta aunque se le pidió que no lo hiciera</translation>
    </message>
    <message>
        <source>it points to {target}</source>
        <translation>remite a {target}</translation>
    </message>
    <message>
        <source>its answer is far too long</source>
        <translation>su respuesta es demasiado larga</translation>
    </message>
    <message>
        <source>{reason} (is this computer&apos;s date right?)</source>
        <translation>{reason} (¿es correcta la fecha de este equipo?)</translation>
    </message>
    <message>
        <source>it does not keep to the rules of HTTP or TLS</source>
        <translation>no cumple las reglas de HTTP o TLS</translation>
    </message>
    <message>
        <source>a library asked it something on its own, which is not allowed</source>
        <translation>una biblioteca le pidió algo por su cuenta, lo que no está permitido</translation>
    </message>
    <message>
        <source>The repository “{name}” is refused: {reason}.</source>
        <translation>Se rechaza el repositorio “{name}”: {reason}.</translation>
    </message>
    <message>
        <source>The revision “{name}” is refused: {reason}.</source>
        <translation>Se rechaza la revisión “{name}”: {reason}.</translation>
    </message>
    <message>
        <source>The file name “{name}” is refused: {reason}.</source>
        <translation>Se rechaza el nombre de archivo “{name}”: {reason}.</translation>
    </message>
    <message>
        <source>Nothing was fetched or written. Check the name, or take the model from another place.</source>
        <translation>No se descargó ni se escribió nada. Compruebe el nombre, o tome el modelo de otro lugar.</translation>
    </message>
    <message>
        <source>it is not of the form owner/name</source>
        <translation>no tiene la forma propietario/nombre</translation>
    </message>
    <message>
        <source>it is no branch, tag or commit</source>
        <translation>no es una rama, una etiqueta ni un commit</translation>
    </message>
    <message>
        <source>it is empty or too long</source>
        <translation>está vacío o es demasiado largo</translation>
    </message>
    <message>
        <source>it begins at the root of the disk</source>
        <translation>empieza en la raíz del disco</translation>
    </message>
    <message>
        <source>it holds characters that no file name may have</source>
        <translation>contiene caracteres que ningún nombre de archivo puede tener</translation>
    </message>
    <message>
        <source>it leads out of its folder</source>
        <translation>sale de su carpeta</translation>
    </message>
    <message>
        <source>a part of it begins or ends with a blank or a dot</source>
        <translation>una parte empieza o termina con un espacio o un punto</translation>
    </message>
    <message>
        <source>Windows keeps that name for a device</source>
        <translation>Windows reserva ese nombre para un dispositivo</translation>
    </message>
    <message>
        <source>The hub</source>
        <translation>El hub</translation>
    </message>
    <message>
        <source>it answered with status {status}</source>
        <translation>respondió con el estado {status}</translation>
    </message>
    <message>
        <source>Fetching a model</source>
        <translation>Descargando un modelo</translation>
    </message>
    <message>
        <source>it goes round in circles</source>
        <translation>da vueltas en círculo</translation>
    </message>
    <message>
        <source>it is out of date, or the clock of this computer is wrong (it says {date})</source>
        <translation>ha caducado, o el reloj de este equipo está mal (indica {date})</translation>
    </message>
    <message>
        <source>the file at {host}</source>
        <translation>el archivo en {host}</translation>
    </message>
    <message>
        <source>such file</source>
        <translation>ese archivo</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>El archivo</translation>
    </message>
    <message>
        <source>Fetching damaged parts again</source>
        <translation>Descargando de nuevo partes dañadas</translation>
    </message>
    <message>
        <source>What has arrived is kept; start it again to go on from there.</source>
        <translation>Lo que ha llegado se conserva; inícielo de nuevo para continuar desde ahí.</translation>
    </message>
    <message>
        <source>the hub</source>
        <translation>el hub</translation>
    </message>
    <message>
        <source>Check the network cable or Wi-Fi. The models you have still work, and a model file can also be imported from a USB stick.</source>
        <translation>Compruebe el cable de red o la Wi-Fi. Los modelos que tiene siguen funcionando, y también se puede importar un archivo de modelo desde una memoria USB.</translation>
    </message>
    <message>
        <source>{host} cannot be reached: this computer seems to be offline.</source>
        <translation>No se puede acceder: {host}. Parece que este equipo no tiene conexión.</translation>
    </message>
    <message>
        <source>Nothing was lost. Try again in a while, or import a model from a file.</source>
        <translation>No se ha perdido nada. Vuelva a intentarlo dentro de un rato, o importe un modelo de un archivo.</translation>
    </message>
    <message>
        <source>{host} did not answer in time.</source>
        <translation>{host} no respondió a tiempo.</translation>
    </message>
    <message>
        <source>{host} sent nothing in {tries} tries, so the download is paused.</source>
        <translation>{host} no envió nada en {tries} intentos, así que la descarga está en pausa.</translation>
    </message>
    <message>
        <source>This is not your fault. Try again in some minutes, or import a model from a file.</source>
        <translation>No es culpa suya. Vuelva a intentarlo en unos minutos, o importe un modelo de un archivo.</translation>
    </message>
    <message>
        <source>{host} has trouble of its own: {reason}.</source>
        <translation>{host} tiene problemas propios: {reason}.</translation>
    </message>
    <message>
        <source>Try again then.</source>
        <translation>Vuelva a intentarlo entonces.</translation>
    </message>
    <message>
        <source>{host} is busy until {time}: it got too many requests from this network.</source>
        <translation>{host} está ocupado hasta las {time}: recibió demasiadas peticiones de esta red.</translation>
    </message>
    <message>
        <source>{host} is busy and does not say for how long: it got too many requests from this network.</source>
        <translation>{host} está ocupado y no dice por cuánto tiempo: recibió demasiadas peticiones de esta red.</translation>
    </message>
    <message>
        <source>Accept the model&apos;s terms on its page, make a read token there, add it under Models, and try again.</source>
        <translation>Acepte las condiciones del modelo en su página, cree allí un token de lectura, añádalo en Modelos y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>{what} is only given to people who are signed in.</source>
        <translation>Solo para quienes hayan iniciado sesión: {what}.</translation>
    </message>
    <message>
        <source>Make a new read token on the hub&apos;s settings page and add it under Models.</source>
        <translation>Cree un nuevo token de lectura en la página de ajustes del hub y añádalo en Modelos.</translation>
    </message>
    <message>
        <source>The hub does not accept your token for {what}.</source>
        <translation>El hub no acepta su token para {what}.</translation>
    </message>
    <message>
        <source>Open the model&apos;s page in a browser, ask for access or accept its terms, and try again.</source>
        <translation>Abra la página del modelo en un navegador, pida acceso o acepte sus condiciones, y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>This account has no access to {what}.</source>
        <translation>Esta cuenta no tiene acceso a {what}.</translation>
    </message>
    <message>
        <source>Check the spelling. A private model looks the same as one that does not exist until you sign in.</source>
        <translation>Compruebe la grafía. Hasta que inicie sesión, un modelo privado parece igual que uno que no existe.</translation>
    </message>
    <message>
        <source>{host} has no {what}.</source>
        <translation>{host} no tiene {what}.</translation>
    </message>
    <message>
        <source>Pick another file or another model; copies you already have still work.</source>
        <translation>Elija otro archivo u otro modelo; las copias que ya tiene siguen funcionando.</translation>
    </message>
    <message>
        <source>{what} was taken off {host}.</source>
        <translation>{what} se retiró de {host}.</translation>
    </message>
    <message>
        <source>{host} gave an answer that makes no sense here ({status}).</source>
        <translation>{host} dio una respuesta que no tiene sentido aquí ({status}).</translation>
    </message>
    <message>
        <source>Open a web browser, sign in to the network there, then try again.</source>
        <translation>Abra un navegador web, inicie allí sesión en la red y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>This network wants a login page to be filled in first: a web page came instead of what {host} has.</source>
        <translation>Esta red pide rellenar antes una página de acceso: llegó una página web en lugar de lo que tiene {host}.</translation>
    </message>
    <message>
        <source>If this network has a login page, sign in with a web browser first. Otherwise do not use this server; if you set a mirror or HF_ENDPOINT, remove it.</source>
        <translation>Si esta red tiene una página de acceso, inicie antes sesión con un navegador web. Si no, no use este servidor; si configuró un servidor espejo o HF_ENDPOINT, quítelo.</translation>
    </message>
    <message>
        <source>{host} wanted to send us elsewhere, which was refused: {reason}.</source>
        <translation>{host} quiso enviarnos a otra parte, y se rechazó: {reason}.</translation>
    </message>
    <message>
        <source>This server does not have the file it claims to have. Choose another source.</source>
        <translation>Este servidor no tiene el archivo que afirma tener. Elija otra fuente.</translation>
    </message>
    <message>
        <source>{host} sent more than the {size} this file has; it was cut off.</source>
        <translation>{host} envió más de los {size} que tiene este archivo; se cortó.</translation>
    </message>
    <message>
        <source>Try another network, switch a proxy or virus scanner that looks into downloads off, or import the file from a USB stick. A model you had before is untouched.</source>
        <translation>Pruebe con otra red, desactive el proxy o el antivirus que inspeccione las descargas, o importe el archivo desde una memoria USB. El modelo que tuviera antes está intacto.</translation>
    </message>
    <message>
        <source>The file that arrived did not match its checksum, twice. It is not used.</source>
        <translation>El archivo que llegó no coincidió con su suma de comprobación, dos veces. No se usa.</translation>
    </message>
    <message>
        <source>Free some space, then go on. What has arrived is kept; start it again to go on from there.</source>
        <translation>Libere espacio y continúe. Lo que ha llegado se conserva; inícielo de nuevo para continuar desde ahí.</translation>
    </message>
    <message>
        <source>The drive is too full: the download needs {size} more.</source>
        <translation>La unidad está demasiado llena: la descarga necesita {size} más.</translation>
    </message>
    <message>
        <source>The drive is too full: it takes no more files.</source>
        <translation>La unidad está demasiado llena: no admite más archivos.</translation>
    </message>
    <message>
        <source>Check the drive of the models folder. What has arrived is kept; start it again to go on from there.</source>
        <translation>Compruebe la unidad de la carpeta de modelos. Lo que ha llegado se conserva; inícielo de nuevo para continuar desde ahí.</translation>
    </message>
    <message>
        <source>The drive of the models cannot be written: {reason}.</source>
        <translation>No se puede escribir en la unidad de los modelos: {reason}.</translation>
    </message>
    <message>
        <source>it gives no reason</source>
        <translation>no indica el motivo</translation>
    </message>
    <message>
        <source>Check the proxy in the settings (`none` uses none) or the system&apos;s, or ask who runs the network.</source>
        <translation>Compruebe el proxy en los ajustes (`none` no usa ninguno) o el del sistema, o pregunte a quien administra la red.</translation>
    </message>
    <message>
        <source>The proxy {proxy} cannot be reached.</source>
        <translation>No se puede acceder al proxy {proxy}.</translation>
    </message>
    <message>
        <source>If it wants a name and password, write it as http://name:password@host:port in the settings.</source>
        <translation>Si pide nombre y contraseña, escríbalo en los ajustes como http://name:password@host:port.</translation>
    </message>
    <message>
        <source>The proxy {proxy} does not let us through without signing in to it.</source>
        <translation>El proxy {proxy} no nos deja pasar sin iniciar sesión en él.</translation>
    </message>
    <message>
        <source>Nothing was sent. Check that this computer&apos;s date is right. In an office or school, ask for its certificate to be installed on this computer.</source>
        <translation>No se envió nada. Compruebe que la fecha de este equipo es correcta. En una oficina o escuela, pida que instalen su certificado en este equipo.</translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted here: {reason}.</source>
        <translation>El certificado de {host} no es de confianza aquí: {reason}.</translation>
    </message>
    <message>
        <source>The proxy {proxy} seems to put its own certificate in place.</source>
        <translation>Parece que el proxy {proxy} pone su propio certificado.</translation>
    </message>
    <message>
        <source>Set the date and time of this computer, then try again. Nothing was sent.</source>
        <translation>Ajuste la fecha y la hora de este equipo y vuelva a intentarlo. No se envió nada.</translation>
    </message>
    <message>
        <source>{host} cannot be checked because the clock of this computer is wrong: it says {date}.</source>
        <translation>No se puede comprobar {host} porque el reloj de este equipo está mal: indica {date}.</translation>
    </message>
    <message>
        <source>The address of the hub cannot be used: “{address}”.</source>
        <translation>No se puede usar la dirección del hub: “{address}”.</translation>
    </message>
    <message>
        <source>The address of the proxy cannot be used: “{address}”.</source>
        <translation>No se puede usar la dirección del proxy: “{address}”.</translation>
    </message>
    <message>
        <source>The address of the download cannot be used: “{address}”.</source>
        <translation>No se puede usar la dirección de la descarga: “{address}”.</translation>
    </message>
    <message>
        <source>Write it as https://host or http://host:port; `none` as the proxy uses none.</source>
        <translation>Escríbala como https://host o http://host:port; `none` como proxy no usa ninguno.</translation>
    </message>
    <message>
        <source>the server</source>
        <translation>el servidor</translation>
    </message>
    <message>
        <source>it leads to something that is no web address</source>
        <translation>lleva a algo que no es una dirección web</translation>
    </message>
    <message>
        <source>it leads from a protected connection to an open one</source>
        <translation>lleva de una conexión protegida a una abierta</translation>
    </message>
    <message>
        <source>it leads to an address that belongs to no server</source>
        <translation>lleva a una dirección que no pertenece a ningún servidor</translation>
    </message>
    <message>
        <source>it leads into this computer or its own network</source>
        <translation>lleva a este equipo o a su propia red</translation>
    </message>
    <message>
        <source>Turn the offline switch off (the lock at the top of the window, or `edgeassist network offline off`).</source>
        <translation>Desactive el interruptor sin conexión (el candado en la parte superior de la ventana, o `edgeassist network offline off`).</translation>
    </message>
    <message>
        <source>Start EdgeAssist again without --offline, and without {variable}.</source>
        <translation>Inicie EdgeAssist de nuevo sin --offline y sin {variable}.</translation>
    </message>
    <message>
        <source>The offline switch is on, so {host} was not asked. Nothing was sent.</source>
        <translation>El interruptor sin conexión está activado, así que no se preguntó: {host}. No se envió nada.</translation>
    </message>
    <message>
        <source>no lock of the system: only our own check</source>
        <translation>ningún bloqueo del sistema: solo nuestra propia comprobación</translation>
    </message>
    <message>
        <source>the process that opens connections could not be started: {reason}</source>
        <translation>no se pudo iniciar el proceso que abre conexiones: {reason}</translation>
    </message>
    <message>
        <source>this kernel has no seccomp filter</source>
        <translation>este núcleo del sistema no tiene filtro seccomp</translation>
    </message>
    <message>
        <source>the kernel refused the lock: {reason}</source>
        <translation>el núcleo del sistema rechazó el bloqueo: {reason}</translation>
    </message>
    <message>
        <source>not known for this kind of processor ({machine})</source>
        <translation>no se conoce para este tipo de procesador ({machine})</translation>
    </message>
    <message>
        <source>the screen itself is reached over the network (DISPLAY={display})</source>
        <translation>a la propia pantalla se accede por la red (DISPLAY={display})</translation>
    </message>
    <message>
        <source>Not one of EdgeAssist&apos;s downloads</source>
        <translation>No es una de las descargas de EdgeAssist</translation>
    </message>
    <message>
        <source>The job was cancelled.</source>
        <translation>El trabajo se canceló.</translation>
    </message>
    <message>
        <source>Start it again when you like.</source>
        <translation>Inícielo de nuevo cuando quiera.</translation>
    </message>
    <message>
        <source>Choose or import a model first.</source>
        <translation>Elija o importe antes un modelo.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Try again; if it happens twice, choose another model.</source>
        <translation>Lo escrito hasta ahora se conserva. Vuelva a intentarlo; si ocurre dos veces, elija otro modelo.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Close other programs, choose a smaller model or a shorter context.</source>
        <translation>Lo escrito hasta ahora se conserva. Cierre otros programas, o elija un modelo menor o un contexto más corto.</translation>
    </message>
    <message>
        <source>Your files are safe. Run `edgeassist doctor` and report what it shows.</source>
        <translation>Sus archivos están a salvo. Ejecute `edgeassist doctor` y comunique lo que muestre.</translation>
    </message>
    <message>
        <source>The engine stopped answering and was restarted.</source>
        <translation>El motor dejó de responder y se reinició.</translation>
    </message>
    <message>
        <source>The engine did not stop when asked and was restarted.</source>
        <translation>El motor no se detuvo al pedírselo y se reinició.</translation>
    </message>
    <message>
        <source>The engine sent something that is not part of its language and was restarted.</source>
        <translation>El motor envió algo que no forma parte de su lenguaje y se reinició.</translation>
    </message>
    <message>
        <source>The engine does not belong to this version of EdgeAssist.</source>
        <translation>El motor no corresponde a esta versión de EdgeAssist.</translation>
    </message>
    <message>
        <source>Your files are safe. Install EdgeAssist again so that all its parts match.</source>
        <translation>Sus archivos están a salvo. Instale de nuevo EdgeAssist para que todas sus partes concuerden.</translation>
    </message>
    <message>
        <source>The engine could not be started.</source>
        <translation>No se pudo iniciar el motor.</translation>
    </message>
    <message>
        <source>Your files are safe. Install EdgeAssist again, or run `edgeassist doctor` to see what is missing.</source>
        <translation>Sus archivos están a salvo. Instale de nuevo EdgeAssist, o ejecute `edgeassist doctor` para ver qué falta.</translation>
    </message>
    <message>
        <source>The engine used an instruction that this processor does not have.</source>
        <translation>El motor usó una instrucción que este procesador no tiene.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Run `edgeassist doctor` to choose safer processor code.</source>
        <translation>Lo escrito hasta ahora se conserva. Ejecute `edgeassist doctor` para elegir un código de procesador más seguro.</translation>
    </message>
    <message>
        <source>The model file changed or its drive was removed while the engine was reading it.</source>
        <translation>El archivo del modelo cambió o se retiró su unidad mientras el motor lo leía.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Put the drive back, or import the model again.</source>
        <translation>Lo escrito hasta ahora se conserva. Vuelva a conectar la unidad, o importe de nuevo el modelo.</translation>
    </message>
    <message>
        <source>The engine crashed: it touched memory that is not its own.</source>
        <translation>El motor falló: tocó memoria que no es suya.</translation>
    </message>
    <message>
        <source>The engine gave up on this model.</source>
        <translation>El motor no pudo con este modelo.</translation>
    </message>
    <message>
        <source>The engine stopped on an impossible calculation.</source>
        <translation>El motor se detuvo por un cálculo imposible.</translation>
    </message>
    <message>
        <source>The engine was told to stop by another program.</source>
        <translation>Otro programa ordenó al motor que se detuviera.</translation>
    </message>
    <message>
        <source>The engine did not understand what it was told.</source>
        <translation>El motor no entendió lo que se le dijo.</translation>
    </message>
    <message>
        <source>None of the engine&apos;s processor code works on this machine.</source>
        <translation>Ninguno de los códigos de procesador del motor funciona en este equipo.</translation>
    </message>
    <message>
        <source>The engine left without being asked.</source>
        <translation>El motor terminó sin que nadie se lo pidiera.</translation>
    </message>
    <message>
        <source>The engine stopped with exit code {code}.</source>
        <translation>El motor se detuvo con el código de salida {code}.</translation>
    </message>
    <message>
        <source>signal {number}</source>
        <translation>señal {number}</translation>
    </message>
    <message>
        <source>The computer ran out of memory and the system stopped the engine.</source>
        <translation>El equipo se quedó sin memoria y el sistema detuvo el motor.</translation>
    </message>
    <message>
        <source>The engine was killed from outside, most often because memory ran out.</source>
        <translation>El motor se cerró desde fuera; casi siempre es porque se acabó la memoria.</translation>
    </message>
    <message>
        <source>The engine was stopped by {name}.</source>
        <translation>El motor fue detenido por {name}.</translation>
    </message>
    <message>
        <source>Your files are safe. Run `edgeassist doctor`, or install EdgeAssist again.</source>
        <translation>Sus archivos están a salvo. Ejecute `edgeassist doctor`, o instale de nuevo EdgeAssist.</translation>
    </message>
    <message>
        <source>The engine stopped twice with this model, so EdgeAssist does not load it again by itself. What was written is kept. Load it again, or choose another model.</source>
        <translation>El motor se detuvo dos veces con este modelo, así que EdgeAssist no vuelve a cargarlo por sí solo. Lo escrito se conserva. Cárguelo de nuevo, o elija otro modelo.</translation>
    </message>
    <message>
        <source>The text or file name holds characters that are not valid Unicode, so it cannot be passed on.</source>
        <translation>El texto o el nombre de archivo contiene caracteres que no son Unicode válido, así que no se puede transmitir.</translation>
    </message>
    <message>
        <source>Nothing was lost. Remove those characters, or rename the file.</source>
        <translation>No se ha perdido nada. Quite esos caracteres, o cambie el nombre del archivo.</translation>
    </message>
    <message>
        <source>The text is too long to be read at once: {size}; {limit} fit.</source>
        <translation>El texto es demasiado largo para leerlo de una vez: {size}; caben {limit}.</translation>
    </message>
    <message>
        <source>Nothing was lost. Send a part of it.</source>
        <translation>No se ha perdido nada. Envíe una parte.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Start it again when you like.</source>
        <translation>El modelo del que partió está intacto. Inícielo de nuevo cuando quiera.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Close other programs and start again.</source>
        <translation>El modelo del que partió está intacto. Cierre otros programas y empiece de nuevo.</translation>
    </message>
    <message>
        <source>There was not enough memory for this work, and the system stopped it.</source>
        <translation>No había memoria suficiente para este trabajo, y el sistema lo detuvo.</translation>
    </message>
    <message>
        <source>EdgeAssist opens a connection only when you press Search Hugging Face, Get, Resume, Try again, Go on, Repair or Unlock and get it. What you and a model write is never sent.</source>
        <translation>EdgeAssist abre una conexión solo cuando usted pulsa “Buscar en Hugging Face”, “Obtener”, “Reanudar”, “Reintentar”, “Continuar”, “Reparar” o “Desbloquear y obtener”. Lo que usted y un modelo escriben no se envía nunca.</translation>
    </message>
    <message>
        <source>The offline switch is on: EdgeAssist opens no connection at all, whoever asks for one.</source>
        <translation>El interruptor sin conexión está activado: EdgeAssist no abre ninguna conexión, la pida quien la pida.</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>Seguir sin conexión</translation>
    </message>
    <message>
        <source>Stays offline until EdgeAssist is closed</source>
        <translation>Sin conexión hasta que se cierre EdgeAssist</translation>
    </message>
    <message>
        <source>Network log and protection…</source>
        <translation>Registro de red y protección…</translation>
    </message>
    <message>
        <source>Now: {what}</source>
        <translation>Ahora: {what}</translation>
    </message>
    <message>
        <source>Nothing goes over the network now</source>
        <translation>Ahora no pasa nada por la red</translation>
    </message>
    <message>
        <source>fetching {names} and asking Hugging Face</source>
        <translation>descargando {names} y preguntando a Hugging Face</translation>
    </message>
    <message>
        <source>fetching {names}</source>
        <translation>descargando {names}</translation>
    </message>
    <message>
        <source>asking Hugging Face</source>
        <translation>preguntando a Hugging Face</translation>
    </message>
    <message>
        <source>Kept by our own check only</source>
        <translation>Lo garantiza solo nuestra propia comprobación</translation>
    </message>
    <message>
        <source>Kept by the kernel and by our own check</source>
        <translation>Lo garantizan el núcleo del sistema y nuestra propia comprobación</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>Con conexión</translation>
    </message>
    <message>
        <source>Offline, locked</source>
        <translation>Sin conexión, bloqueado</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>No conectado</translation>
    </message>
    <message>
        <source>Online now: {what}.</source>
        <translation>Con conexión ahora: {what}.</translation>
    </message>
    <message>
        <source>No connection was ever opened.</source>
        <translation>Nunca se ha abierto ninguna conexión.</translation>
    </message>
    <message>
        <source>Reading the log…</source>
        <translation>Leyendo el registro…</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuándo</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Dónde</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Came in</source>
        <translation>Recibido</translation>
    </message>
    <message>
        <source>For what</source>
        <translation>Para qué</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Abierta</translation>
    </message>
    <message>
        <source>Could not be opened</source>
        <translation>No se pudo abrir</translation>
    </message>
    <message>
        <source>Refused: switch on</source>
        <translation>Rechazada: interruptor activado</translation>
    </message>
    <message>
        <source>Refused: not ours</source>
        <translation>Rechazada: no es nuestra</translation>
    </message>
    <message>
        <source>One page for whoever answers for security: switch, protection, attempts and versions.</source>
        <translation>Una página para quien responde de la seguridad: interruptor, protección, intentos y versiones.</translation>
    </message>
    <message>
        <source>Tables (*.csv);;JSON (*.json)</source>
        <translation>Tablas (*.csv);;JSON (*.json)</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Mirar de nuevo</translation>
    </message>
    <message>
        <source>Export the log…</source>
        <translation>Exportar el registro…</translation>
    </message>
    <message>
        <source>Write a report…</source>
        <translation>Escribir un informe…</translation>
    </message>
    <message>
        <source>What protects</source>
        <translation>Qué protege</translation>
    </message>
    <message>
        <source>Every connection attempted</source>
        <translation>Cada conexión intentada</translation>
    </message>
    <message>
        <source>EdgeAssist was started with --offline: nothing is opened in this run.</source>
        <translation>EdgeAssist se inició con --offline: en esta ejecución no se abre nada.</translation>
    </message>
    <message>
        <source>Nothing is opened, whoever asks. Downloads that ran are paused and go on when you turn this off.</source>
        <translation>No se abre nada, lo pida quien lo pida. Las descargas en curso están en pausa y continúan cuando desactive esto.</translation>
    </message>
    <message numerus="yes">
        <source>{n} older one is in the export.</source>
        <comment>{n} older ones are in the export.</comment>
        <translation>
            <numerusform>{n} anterior está en la exportación.</numerusform>
            <numerusform>{n} anteriores están en la exportación.</numerusform>
        </translation>
    </message>
    <message>
        <source>Export the network log</source>
        <translation>Exportar el registro de red</translation>
    </message>
    <message>
        <source>Write a network report</source>
        <translation>Escribir un informe de red</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>no se indica</translation>
    </message>
    <message>
        <source>Missing: {what}.</source>
        <translation>Falta: {what}.</translation>
    </message>
    <message>
        <source>the models folder, by hand</source>
        <translation>la carpeta de modelos, a mano</translation>
    </message>
    <message>
        <source>Put one model file into each folder below the models folder. Nothing was changed.</source>
        <translation>Ponga un archivo de modelo en cada carpeta dentro de la carpeta de modelos. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>This model was copied here by hand and has not been looked at yet.</source>
        <translation>Este modelo se copió aquí a mano y aún no se ha examinado.</translation>
    </message>
    <message>
        <source>{name} cannot be taken in: {reason}.</source>
        <translation>{name} no se puede aceptar: {reason}.</translation>
    </message>
    <message>
        <source>The folder {name} holds {count} different model files.</source>
        <translation>La carpeta {name} contiene {count} archivos de modelo distintos.</translation>
    </message>
    <message>
        <source>The folder {name} holds no model file.</source>
        <translation>La carpeta {name} no contiene ningún archivo de modelo.</translation>
    </message>
    <message>
        <source>Its content is the same as that of {id}.</source>
        <translation>Su contenido es el mismo que el de {id}.</translation>
    </message>
    <message>
        <source>Wait until it has ended, or stop it, and try again. Nothing was changed.</source>
        <translation>Espere a que termine, o deténgalo, y vuelva a intentarlo. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The models are being moved to another folder right now.</source>
        <translation>Los modelos se están moviendo a otra carpeta ahora mismo.</translation>
    </message>
    <message>
        <source>A download, an import or a smaller copy is still being worked on.</source>
        <translation>Aún está en curso una descarga, una importación o una copia reducida.</translation>
    </message>
    <message>
        <source>The models are being moved by another window already.</source>
        <translation>Otra ventana ya está moviendo los modelos.</translation>
    </message>
    <message>
        <source>The models folder cannot be written: {reason}.</source>
        <translation>No se puede escribir en la carpeta de modelos: {reason}.</translation>
    </message>
    <message>
        <source>A later EdgeAssist wrote the description of this model. Nothing was changed: start that one again, or copy the model&apos;s file elsewhere and import it here.</source>
        <translation>Un EdgeAssist posterior escribió la descripción de este modelo. No se ha cambiado nada: inicie de nuevo aquel, o copie el archivo del modelo en otro lugar e impórtelo aquí.</translation>
    </message>
    <message>
        <source>The description of this model cannot be read: {reason}.</source>
        <translation>No se puede leer la descripción de este modelo: {reason}.</translation>
    </message>
    <message>
        <source>The description of this model is damaged; import its file again.</source>
        <translation>La descripción de este modelo está dañada; importe de nuevo su archivo.</translation>
    </message>
    <message>
        <source>The description of this model names a file outside its folder.</source>
        <translation>La descripción de este modelo nombra un archivo fuera de su carpeta.</translation>
    </message>
    <message>
        <source>This is a gzip archive, not a model.</source>
        <translation>Esto es un archivo comprimido gzip, no un modelo.</translation>
    </message>
    <message>
        <source>This is a bzip2 archive, not a model.</source>
        <translation>Esto es un archivo comprimido bzip2, no un modelo.</translation>
    </message>
    <message>
        <source>This is an xz archive, not a model.</source>
        <translation>Esto es un archivo comprimido xz, no un modelo.</translation>
    </message>
    <message>
        <source>This is a 7-Zip archive, not a model.</source>
        <translation>Esto es un archivo comprimido 7-Zip, no un modelo.</translation>
    </message>
    <message>
        <source>This is a RAR archive, not a model.</source>
        <translation>Esto es un archivo comprimido RAR, no un modelo.</translation>
    </message>
    <message>
        <source>This is a Zstandard archive, not a model.</source>
        <translation>Esto es un archivo comprimido Zstandard, no un modelo.</translation>
    </message>
    <message>
        <source>This is a PDF document, not a model.</source>
        <translation>Esto es un documento PDF, no un modelo.</translation>
    </message>
    <message>
        <source>This is a program for Linux, not a model.</source>
        <translation>Esto es un programa para Linux, no un modelo.</translation>
    </message>
    <message>
        <source>This is a program for Windows, not a model.</source>
        <translation>Esto es un programa para Windows, no un modelo.</translation>
    </message>
    <message>
        <source>This is a picture (PNG), not a model.</source>
        <translation>Esto es una imagen (PNG), no un modelo.</translation>
    </message>
    <message>
        <source>This is a picture (JPEG), not a model.</source>
        <translation>Esto es una imagen (JPEG), no un modelo.</translation>
    </message>
    <message>
        <source>This is a database (SQLite), not a model.</source>
        <translation>Esto es una base de datos (SQLite), no un modelo.</translation>
    </message>
    <message>
        <source>This is an HDF5 file (Keras weights), not a model.</source>
        <translation>Esto es un archivo HDF5 (pesos de Keras), no un modelo.</translation>
    </message>
    <message>
        <source>The file is empty: it has 0 bytes.</source>
        <translation>El archivo está vacío: tiene 0 bytes.</translation>
    </message>
    <message>
        <source>This is a safetensors file: weights for other programs, which must be converted first.</source>
        <translation>Esto es un archivo safetensors: pesos para otros programas, que antes hay que convertir.</translation>
    </message>
    <message>
        <source>The file begins with nothing but zeros; it was probably never written to its end.</source>
        <translation>El archivo empieza solo con ceros; probablemente nunca se escribió hasta el final.</translation>
    </message>
    <message>
        <source>This is not a GGUF model: {text}</source>
        <translation>Esto no es un modelo GGUF: {text}</translation>
    </message>
    <message>
        <source>This is a login page (HTML) saved under a model&apos;s name, not a model.</source>
        <translation>Esto es una página de acceso (HTML) guardada con el nombre de un modelo, no un modelo.</translation>
    </message>
    <message>
        <source>This is a web page (HTML) saved under a model&apos;s name, not a model.</source>
        <translation>Esto es una página web (HTML) guardada con el nombre de un modelo, no un modelo.</translation>
    </message>
    <message>
        <source>This is an error message from a server in JSON form, not a model.</source>
        <translation>Esto es un mensaje de error de un servidor en forma JSON, no un modelo.</translation>
    </message>
    <message>
        <source>This is a text in JSON form, not a model.</source>
        <translation>Esto es un texto en forma JSON, no un modelo.</translation>
    </message>
    <message>
        <source>This is a Git LFS pointer: a note of about 130 bytes that stands for the model, not the model.</source>
        <translation>Esto es un puntero de Git LFS: una nota de unos 130 bytes que representa al modelo, no el modelo.</translation>
    </message>
    <message>
        <source>This is a Python pickle (a PyTorch checkpoint), not a GGUF model.</source>
        <translation>Esto es un pickle de Python (un checkpoint de PyTorch), no un modelo GGUF.</translation>
    </message>
    <message>
        <source>This is a zip archive, not a model.</source>
        <translation>Esto es un archivo comprimido zip, no un modelo.</translation>
    </message>
    <message>
        <source>This is a tar archive, not a model.</source>
        <translation>Esto es un archivo tar, no un modelo.</translation>
    </message>
    <message>
        <source>This is an old {name} model from before GGUF; the engine no longer reads that form.</source>
        <translation>Esto es un modelo {name} antiguo, anterior a GGUF; el motor ya no lee ese formato.</translation>
    </message>
    <message>
        <source>The bytes of this GGUF file are in reversed order; it was damaged or made for other machines.</source>
        <translation>Los bytes de este archivo GGUF están en orden inverso; se dañó o se creó para otras máquinas.</translation>
    </message>
    <message>
        <source>it does not begin with the GGUF mark.</source>
        <translation>no empieza con la marca GGUF.</translation>
    </message>
    <message>
        <source>it is a text file.</source>
        <translation>es un archivo de texto.</translation>
    </message>
    <message>
        <source>The file&apos;s chat template took too much time or memory and is not used.</source>
        <translation>La plantilla de chat del archivo ocupó demasiado tiempo o memoria y no se usa.</translation>
    </message>
    <message>
        <source>The file&apos;s chat template failed in a trial ({name}) and is not used.</source>
        <translation>La plantilla de chat del archivo falló en una prueba ({name}) y no se usa.</translation>
    </message>
    <message>
        <source>The check of this file ended with an answer that makes no sense.</source>
        <translation>La comprobación de este archivo terminó con una respuesta sin sentido.</translation>
    </message>
    <message>
        <source>Checking this file took too long and was stopped.</source>
        <translation>Comprobar este archivo tardó demasiado y se detuvo.</translation>
    </message>
    <message>
        <source>The check of this file ended early, without an answer.</source>
        <translation>La comprobación de este archivo terminó antes de tiempo, sin respuesta.</translation>
    </message>
    <message>
        <source>Free some space, or choose a smaller quantization. Nothing was changed.</source>
        <translation>Libere espacio, o elija una cuantización menor. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Keep the models on a drive that is formatted for large files (exFAT, NTFS, ext4), or choose a smaller quantization. Nothing was changed.</source>
        <translation>Guarde los modelos en una unidad con formato para archivos grandes (exFAT, NTFS, ext4), o elija una cuantización menor. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Check the folder&apos;s rights and its drive. The file you chose was not touched.</source>
        <translation>Compruebe los permisos de la carpeta y su unidad. El archivo que eligió no se ha tocado.</translation>
    </message>
    <message>
        <source>This model needs {need} of disk space; {free} are free.</source>
        <translation>Este modelo necesita {need} de espacio en disco; hay {free} libres.</translation>
    </message>
    <message>
        <source>The drive of the models folder cannot hold a single file of {size}.</source>
        <translation>La unidad de la carpeta de modelos no puede contener un solo archivo de {size}.</translation>
    </message>
    <message>
        <source>The model could not be copied: {reason}.</source>
        <translation>No se pudo copiar el modelo: {reason}.</translation>
    </message>
    <message>
        <source>The file was written to while it was being copied, so the copy was thrown away.</source>
        <translation>Se escribió en el archivo mientras se copiaba, así que la copia se descartó.</translation>
    </message>
    <message>
        <source>The import was cancelled.</source>
        <translation>La importación se canceló.</translation>
    </message>
    <message>
        <source>The file cannot be read to its end: {reason}.</source>
        <translation>El archivo no se puede leer hasta el final: {reason}.</translation>
    </message>
    <message>
        <source>The file became shorter while it was being copied, or its drive was removed.</source>
        <translation>El archivo se acortó mientras se copiaba, o se retiró su unidad.</translation>
    </message>
    <message>
        <source>It may have been finished or thrown away meanwhile.</source>
        <translation>Puede que entretanto se haya terminado o descartado.</translation>
    </message>
    <message>
        <source>There is no unfinished model called “{name}”.</source>
        <translation>No hay ningún modelo sin terminar llamado “{name}”.</translation>
    </message>
    <message>
        <source>The smaller copy of {name} was not finished. The original is untouched.</source>
        <translation>La copia reducida de {name} no se terminó. El original está intacto.</translation>
    </message>
    <message>
        <source>The new model could not be put in its place: {reason}.</source>
        <translation>No se pudo colocar el modelo nuevo en su sitio: {reason}.</translation>
    </message>
    <message>
        <source>Copying what is whole</source>
        <translation>Copiando lo que está completo</translation>
    </message>
    <message>
        <source>Checking the mended model</source>
        <translation>Comprobando el modelo reparado</translation>
    </message>
    <message>
        <source>Moving</source>
        <translation>Moviendo</translation>
    </message>
    <message>
        <source>Checking the copy</source>
        <translation>Comprobando la copia</translation>
    </message>
    <message>
        <source>Moving all models needs {need} of disk space; {free} are free.</source>
        <translation>Mover todos los modelos necesita {need} de espacio en disco; hay {free} libres.</translation>
    </message>
    <message>
        <source>Free some space there, or choose another drive. The models stay where they are, and what was copied is kept.</source>
        <translation>Libere espacio allí, o elija otra unidad. Los modelos se quedan donde están, y lo copiado se conserva.</translation>
    </message>
    <message>
        <source>Choose a folder elsewhere. Nothing was changed.</source>
        <translation>Elija una carpeta en otro lugar. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Choose an empty folder, or make a new one in it. Nothing was changed.</source>
        <translation>Elija una carpeta vacía, o cree una nueva dentro de ella. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The models stay where they are. Check the folder, its rights and its drive.</source>
        <translation>Los modelos se quedan donde están. Compruebe la carpeta, sus permisos y su unidad.</translation>
    </message>
    <message>
        <source>The folder of the models is not there: {folder}.</source>
        <translation>La carpeta de los modelos no está: {folder}.</translation>
    </message>
    <message>
        <source>The models cannot be moved to {folder}: {reason}.</source>
        <translation>Los modelos no se pueden mover a {folder}: {reason}.</translation>
    </message>
    <message>
        <source>{folder} is not empty; it holds {names}.</source>
        <translation>{folder} no está vacía; contiene {names}.</translation>
    </message>
    <message>
        <source>The models are not in {folder} any more. Is its drive there?</source>
        <translation>Los modelos ya no están en {folder}. ¿Está conectada su unidad?</translation>
    </message>
    <message>
        <source>Moving the models</source>
        <translation>Moviendo los modelos</translation>
    </message>
    <message>
        <source>The models are in that folder already.</source>
        <translation>Los modelos ya están en esa carpeta.</translation>
    </message>
    <message>
        <source>One of the two folders lies inside the other.</source>
        <translation>Una de las dos carpetas está dentro de la otra.</translation>
    </message>
    <message>
        <source>The models change all the time, so they cannot be moved now.</source>
        <translation>Los modelos cambian constantemente, así que ahora no se pueden mover.</translation>
    </message>
    <message>
        <source>The copy of {name} on the new drive is not what was written.</source>
        <translation>La copia de {name} en la unidad nueva no es lo que se escribió.</translation>
    </message>
    <message>
        <source>The models stay where they are. Check the new drive, then try again.</source>
        <translation>Los modelos se quedan donde están. Compruebe la unidad nueva y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>una carpeta</translation>
    </message>
    <message>
        <source>a pipe</source>
        <translation>una tubería</translation>
    </message>
    <message>
        <source>a device</source>
        <translation>un dispositivo</translation>
    </message>
    <message>
        <source>a drive</source>
        <translation>una unidad</translation>
    </message>
    <message>
        <source>a socket</source>
        <translation>un socket</translation>
    </message>
    <message>
        <source>its name cannot be one</source>
        <translation>su nombre no es válido</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}.</source>
        <translation>No se puede leer {path}: {reason}.</translation>
    </message>
    <message>
        <source>Choose the file it leads to: {target}</source>
        <translation>Elija el archivo al que lleva: {target}</translation>
    </message>
    <message>
        <source>{path} is a link, not a file.</source>
        <translation>{path} es un enlace, no un archivo.</translation>
    </message>
    <message>
        <source>It leads nowhere.</source>
        <translation>No lleva a ninguna parte.</translation>
    </message>
    <message>
        <source>something else</source>
        <translation>otra cosa</translation>
    </message>
    <message>
        <source>{path} is {kind}, not a file.</source>
        <translation>{path} es {kind}, no un archivo.</translation>
    </message>
    <message>
        <source>Packing</source>
        <translation>Empaquetando</translation>
    </message>
    <message>
        <source>Free some space on that drive, or choose fewer models. The same command goes on where it was.</source>
        <translation>Libere espacio en esa unidad, o elija menos modelos. La misma orden continúa donde estaba.</translation>
    </message>
    <message>
        <source>The pack needs {need} of disk space; {free} are free.</source>
        <translation>El paquete necesita {need} de espacio en disco; hay {free} libres.</translation>
    </message>
    <message>
        <source>Writing this pack</source>
        <translation>La escritura de este paquete</translation>
    </message>
    <message>
        <source>No model was chosen for the pack.</source>
        <translation>No se eligió ningún modelo para el paquete.</translation>
    </message>
    <message>
        <source>{name} cannot be packed: {reason}</source>
        <translation>{name} no se puede empaquetar: {reason}</translation>
    </message>
    <message>
        <source>Nothing was changed. Copy the pack again from where it was made.</source>
        <translation>No se ha cambiado nada. Copie de nuevo el paquete desde donde se creó.</translation>
    </message>
    <message>
        <source>Nothing was changed. Install a newer EdgeAssist and try again.</source>
        <translation>No se ha cambiado nada. Instale un EdgeAssist más nuevo y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>{name} was made by a newer EdgeAssist (its form is {version}, this one reads {known}).</source>
        <translation>{name} se creó con un EdgeAssist más nuevo (su formato es {version}, este lee el {known}).</translation>
    </message>
    <message>
        <source>Copy the pack again from where it was made, and open it again: what is whole already is not copied twice.</source>
        <translation>Copie de nuevo el paquete desde donde se creó y ábralo otra vez: lo que ya está completo no se copia dos veces.</translation>
    </message>
    <message>
        <source>{pack} is damaged: in {file} the bytes from MiB {start} to MiB {end} (piece {number}) are not what they were. That model was not taken in.</source>
        <translation>{pack} está dañado: en {file} los bytes del MiB {start} al MiB {end} (trozo {number}) no son los que eran. Ese modelo no se aceptó.</translation>
    </message>
    <message>
        <source>Put the drive back. What was copied so far is kept: do it again, and it goes on from there.</source>
        <translation>Vuelva a conectar la unidad. Lo copiado hasta ahora se conserva: repítalo y continúa desde ahí.</translation>
    </message>
    <message>
        <source>{pack} cannot be read any further: {reason}. Was its drive removed?</source>
        <translation>{pack} no se puede seguir leyendo: {reason}. ¿Se retiró su unidad?</translation>
    </message>
    <message>
        <source>it became shorter</source>
        <translation>se acortó</translation>
    </message>
    <message>
        <source>{path} is there already; it was left as it is.</source>
        <translation>{path} ya existe; se dejó como estaba.</translation>
    </message>
    <message>
        <source>Check the drive and its rights. What was copied so far is kept: do it again, and it goes on from there.</source>
        <translation>Compruebe la unidad y sus permisos. Lo copiado hasta ahora se conserva: repítalo y continúa desde ahí.</translation>
    </message>
    <message>
        <source>{name} cannot be written: {reason}.</source>
        <translation>No se puede escribir {name}: {reason}.</translation>
    </message>
    <message>
        <source>The file of {name} is damaged ({where}), so it was not packed. No pack was written.</source>
        <translation>El archivo de {name} está dañado ({where}), así que no se empaquetó. No se escribió ningún paquete.</translation>
    </message>
    <message>
        <source>The file of {name} is damaged, so it was not packed. No pack was written.</source>
        <translation>El archivo de {name} está dañado, así que no se empaquetó. No se escribió ningún paquete.</translation>
    </message>
    <message>
        <source>Choose another name, or say that it may be replaced (--force).</source>
        <translation>Elija otro nombre, o indique que se puede sustituir (--force).</translation>
    </message>
    <message>
        <source>Make it first, or choose another one. Nothing was written.</source>
        <translation>Créela antes, o elija otra. No se escribió nada.</translation>
    </message>
    <message>
        <source>The folder {folder} does not exist.</source>
        <translation>La carpeta {folder} no existe.</translation>
    </message>
    <message>
        <source>Choose models that can be used; `edgeassist models list` shows them.</source>
        <translation>Elija modelos que se puedan usar; `edgeassist models list` los muestra.</translation>
    </message>
    <message>
        <source>Verify and repair it first (`edgeassist models verify`), then pack it again.</source>
        <translation>Verifíquelo y repárelo antes (`edgeassist models verify`) y vuelva a empaquetarlo.</translation>
    </message>
    <message>
        <source>Wait until it is over, then try again.</source>
        <translation>Espere a que termine y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>{what} is under way already, in another window or command.</source>
        <translation>{what} ya está en curso, en otra ventana u orden.</translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation>Desempaquetando</translation>
    </message>
    <message>
        <source>Taking in the pack needs {need} of disk space; {free} are free.</source>
        <translation>Importar el paquete necesita {need} de espacio en disco; hay {free} libres.</translation>
    </message>
    <message>
        <source>Free some space there. What was copied is kept: open the pack again to go on.</source>
        <translation>Libere espacio allí. Lo copiado se conserva: abra de nuevo el paquete para continuar.</translation>
    </message>
    <message>
        <source>{name} is a zip file, but no field pack.</source>
        <translation>{name} es un archivo zip, pero no un paquete de campo.</translation>
    </message>
    <message>
        <source>Unpack it with a zip tool.</source>
        <translation>Descomprímalo con un programa para zip.</translation>
    </message>
    <message>
        <source>The list in {name} is damaged, so nothing of it was taken in.</source>
        <translation>La lista de {name} está dañada, así que no se aceptó nada de él.</translation>
    </message>
    <message>
        <source>{name} does not hold {path} as its list says.</source>
        <translation>{name} no contiene {path} como dice su lista.</translation>
    </message>
    <message>
        <source>The list in {name} names a file twice.</source>
        <translation>La lista de {name} nombra un archivo dos veces.</translation>
    </message>
    <message>
        <source>The list in {pack} is larger than any field pack&apos;s.</source>
        <translation>La lista de {pack} es mayor que la de cualquier paquete de campo.</translation>
    </message>
    <message>
        <source>The list in {pack} contradicts itself about {name}.</source>
        <translation>La lista de {pack} se contradice sobre {name}.</translation>
    </message>
    <message>
        <source>{name} in {pack} was not taken in. {reason}</source>
        <translation>{name}, de {pack}, no se aceptó. {reason}</translation>
    </message>
    <message>
        <source>Opening this pack</source>
        <translation>La apertura de este paquete</translation>
    </message>
    <message>
        <source>{name} was here already; it was not copied again.</source>
        <translation>{name} ya estaba aquí; no se copió de nuevo.</translation>
    </message>
    <message>
        <source>There is no such import.</source>
        <translation>No existe esa importación.</translation>
    </message>
    <message>
        <source>The voice model {name} cannot be packed: {reason}</source>
        <translation>El modelo de voz {name} no se puede empaquetar: {reason}</translation>
    </message>
    <message>
        <source>it was not tried here yet.</source>
        <translation>aún no se ha probado aquí.</translation>
    </message>
    <message>
        <source>Choose voice models that can be used; `edgeassist voices list` shows them.</source>
        <translation>Elija modelos de voz que se puedan usar; `edgeassist voices list` los muestra.</translation>
    </message>
    <message>
        <source>{path} has another size</source>
        <translation>{path} tiene otro tamaño</translation>
    </message>
    <message>
        <source>The list in the pack contradicts itself about {name}.</source>
        <translation>La lista del paquete se contradice sobre {name}.</translation>
    </message>
    <message>
        <source>The file changed while it was read, or its drive was removed.</source>
        <translation>El archivo cambió mientras se leía, o se retiró su unidad.</translation>
    </message>
    <message>
        <source>Nothing was changed. Download the file again, or choose another one.</source>
        <translation>No se ha cambiado nada. Descargue de nuevo el archivo, o elija otro.</translation>
    </message>
    <message>
        <source>Check the path, or plug the drive in again.</source>
        <translation>Compruebe la ruta, o conecte de nuevo la unidad.</translation>
    </message>
    <message>
        <source>Choose the model file itself; it usually ends in .gguf.</source>
        <translation>Elija el propio archivo del modelo; suele terminar en .gguf.</translation>
    </message>
    <message>
        <source>Sign in to the site in a browser, download the model itself, and import that file.</source>
        <translation>Inicie sesión en el sitio con un navegador, descargue el propio modelo e importe ese archivo.</translation>
    </message>
    <message>
        <source>Run `git lfs pull` in that folder, or use the site&apos;s download button, and import the large file.</source>
        <translation>Ejecute `git lfs pull` en esa carpeta, o use el botón de descarga del sitio, e importe el archivo grande.</translation>
    </message>
    <message>
        <source>Unpack it first and import the .gguf file from inside.</source>
        <translation>Descomprímalo antes e importe el archivo .gguf que contiene.</translation>
    </message>
    <message>
        <source>Such files can run programs, so this one was not opened. Look for the same model as GGUF.</source>
        <translation>Estos archivos pueden ejecutar programas, así que este no se abrió. Busque el mismo modelo como GGUF.</translation>
    </message>
    <message>
        <source>Look for the same model as GGUF; most are published in both forms.</source>
        <translation>Busque el mismo modelo como GGUF; la mayoría se publican en ambos formatos.</translation>
    </message>
    <message>
        <source>Look for a newer copy of this model.</source>
        <translation>Busque una copia más nueva de este modelo.</translation>
    </message>
    <message>
        <source>Look for the usual (little-endian) copy of this model.</source>
        <translation>Busque la copia habitual (little-endian) de este modelo.</translation>
    </message>
    <message>
        <source>A newer EdgeAssist may know it. Nothing was changed.</source>
        <translation>Un EdgeAssist más nuevo quizá lo conozca. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Choose a chat or instruct model. Nothing was changed.</source>
        <translation>Elija un modelo de chat o instruct. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Put all parts into one folder. Nothing was changed.</source>
        <translation>Ponga todas las partes en una carpeta. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Import it with `edgeassist models import`, which joins the parts.</source>
        <translation>Impórtelo con `edgeassist models import`, que une las partes.</translation>
    </message>
    <message>
        <source>Nothing was changed. Try once more; if it happens again, choose another file.</source>
        <translation>No se ha cambiado nada. Inténtelo otra vez; si vuelve a ocurrir, elija otro archivo.</translation>
    </message>
    <message>
        <source>If the file lies on a slow drive, copy it to this computer first.</source>
        <translation>Si el archivo está en una unidad lenta, cópielo antes a este equipo.</translation>
    </message>
    <message>
        <source>Wait until the download or copy has finished, then import it again.</source>
        <translation>Espere a que termine la descarga o la copia y vuelva a importarlo.</translation>
    </message>
    <message>
        <source>Joining</source>
        <translation>Uniendo</translation>
    </message>
    <message>
        <source>{name} says it is another part, or of another model, than its name says.</source>
        <translation>{name} dice ser otra parte, o de otro modelo, de lo que indica su nombre.</translation>
    </message>
    <message>
        <source>The parts of this model hold a tensor twice.</source>
        <translation>Las partes de este modelo contienen un tensor dos veces.</translation>
    </message>
    <message>
        <source>{name} is no GGUF file, so the model is not complete.</source>
        <translation>{name} no es un archivo GGUF, así que el modelo no está completo.</translation>
    </message>
    <message>
        <source>{name} describes a tensor that is impossible.</source>
        <translation>{name} describe un tensor imposible.</translation>
    </message>
    <message>
        <source>{name} ends before its last tensor; the download probably broke off.</source>
        <translation>{name} termina antes de su último tensor; probablemente la descarga se interrumpió.</translation>
    </message>
    <message>
        <source>“split.count” must be a whole number.</source>
        <translation>“split.count” debe ser un número entero.</translation>
    </message>
    <message>
        <source>The header announces {count:,} parts.</source>
        <translation>La cabecera anuncia {count:,} partes.</translation>
    </message>
    <message>
        <source>{name} became shorter while it was read.</source>
        <translation>{name} se acortó mientras se leía.</translation>
    </message>
    <message>
        <source>{name} was written to while it was read.</source>
        <translation>Se escribió en {name} mientras se leía.</translation>
    </message>
    <message>
        <source>A part became shorter while it was read, or its drive was removed.</source>
        <translation>Una parte se acortó mientras se leía, o se retiró su unidad.</translation>
    </message>
    <message>
        <source>This is one of {count} parts of a model. Missing here: {names}.</source>
        <translation>Esta es una de las {count} partes de un modelo. Faltan aquí: {names}.</translation>
    </message>
    <message>
        <source>This model comes in {count} parts. All are here; they are joined when it is imported.</source>
        <translation>Este modelo viene en {count} partes. Están todas aquí; se unen al importarlo.</translation>
    </message>
    <message>
        <source>“{name}” is a link. Choose what it leads to.</source>
        <translation>“{name}” es un enlace. Elija aquello a lo que lleva.</translation>
    </message>
    <message>
        <source>That is neither a zip file, nor a .tar.gz file, nor a folder.</source>
        <translation>Eso no es un archivo zip, ni un archivo .tar.gz, ni una carpeta.</translation>
    </message>
    <message>
        <source>The folder “{name}” cannot be read: {reason}.</source>
        <translation>No se puede leer la carpeta “{name}”: {reason}.</translation>
    </message>
    <message>
        <source>is a link</source>
        <translation>es un enlace</translation>
    </message>
    <message>
        <source>is a device or pipe</source>
        <translation>es un dispositivo o una tubería</translation>
    </message>
    <message>
        <source>The folder changed while it was copied.</source>
        <translation>La carpeta cambió mientras se copiaba.</translation>
    </message>
    <message>
        <source>its directory is too large</source>
        <translation>su directorio es demasiado grande</translation>
    </message>
    <message>
        <source>The zip file is damaged, or it was not copied to its end.</source>
        <translation>El archivo zip está dañado, o no se copió hasta el final.</translation>
    </message>
    <message>
        <source>The zip file cannot be read: {reason}.</source>
        <translation>No se puede leer el archivo zip: {reason}.</translation>
    </message>
    <message>
        <source>is neither a file nor a folder</source>
        <translation>no es ni un archivo ni una carpeta</translation>
    </message>
    <message>
        <source>is called by two names</source>
        <translation>tiene dos nombres</translation>
    </message>
    <message>
        <source>It says that it unpacks to more than {count} times its size.</source>
        <translation>Dice que se descomprime a más de {count} veces su tamaño.</translation>
    </message>
    <message>
        <source>The zip file cannot be read to its end: {reason}.</source>
        <translation>El archivo zip no se puede leer hasta el final: {reason}.</translation>
    </message>
    <message>
        <source>The zip file is protected by a password.</source>
        <translation>El archivo zip está protegido con contraseña.</translation>
    </message>
    <message>
        <source>The zip file is packed in a way that voice models never are.</source>
        <translation>El archivo zip está comprimido de una forma que los modelos de voz nunca usan.</translation>
    </message>
    <message>
        <source>The zip file is damaged: a file in it cannot be unpacked.</source>
        <translation>El archivo zip está dañado: un archivo que contiene no se puede descomprimir.</translation>
    </message>
    <message>
        <source>A later EdgeAssist described it; it was left as it is.</source>
        <translation>Lo describió un EdgeAssist posterior; se dejó como está.</translation>
    </message>
    <message>
        <source>It was copied here by hand; add it with `edgeassist voices add`.</source>
        <translation>Se copió aquí a mano; añádalo con `edgeassist voices add`.</translation>
    </message>
    <message>
        <source>Its description cannot be read: {reason}.</source>
        <translation>No se puede leer su descripción: {reason}.</translation>
    </message>
    <message>
        <source>Its description is damaged; add the model again.</source>
        <translation>Su descripción está dañada; añada de nuevo el modelo.</translation>
    </message>
    <message>
        <source>Its description names files that cannot be its own; add the model again.</source>
        <translation>Su descripción nombra archivos que no pueden ser suyos; añada de nuevo el modelo.</translation>
    </message>
    <message>
        <source>vosk cannot hear with it</source>
        <translation>vosk no puede oír con él</translation>
    </message>
    <message>
        <source>it asks for more memory than any voice model needs</source>
        <translation>pide más memoria de la que necesita cualquier modelo de voz</translation>
    </message>
    <message>
        <source>loading it ends the process that tries</source>
        <translation>al cargarlo termina el proceso que lo intenta</translation>
    </message>
    <message>
        <source>loading it takes longer than any model needs</source>
        <translation>tarda en cargarse más de lo que necesita cualquier modelo</translation>
    </message>
    <message>
        <source>The built-in English needs no voice model. Install EdgeAssist again to get the library.</source>
        <translation>El inglés incluido no necesita ningún modelo de voz. Instale de nuevo EdgeAssist para tener la biblioteca.</translation>
    </message>
    <message>
        <source>Say it again. Nothing was done.</source>
        <translation>Dígalo de nuevo. No se hizo nada.</translation>
    </message>
    <message>
        <source>The library that hears with voice models cannot be used here ({name}).</source>
        <translation>La biblioteca que oye con modelos de voz no se puede usar aquí ({name}).</translation>
    </message>
    <message>
        <source>its files are gone</source>
        <translation>sus archivos ya no están</translation>
    </message>
    <message>
        <source>vosk cannot load it</source>
        <translation>vosk no puede cargarlo</translation>
    </message>
    <message>
        <source>The voice model does not take these sentences.</source>
        <translation>El modelo de voz no acepta estas frases.</translation>
    </message>
    <message>
        <source>The voice model could not make sense of the sound.</source>
        <translation>El modelo de voz no pudo interpretar el sonido.</translation>
    </message>
    <message>
        <source>is a file and a folder at once</source>
        <translation>es archivo y carpeta a la vez</translation>
    </message>
    <message>
        <source>is there twice</source>
        <translation>está dos veces</translation>
    </message>
    <message>
        <source>It unpacks to more than {count} times its size, which no model does.</source>
        <translation>Se descomprime a más de {count} veces su tamaño, y ningún modelo hace eso.</translation>
    </message>
    <message>
        <source>has a backslash in its name</source>
        <translation>tiene una barra invertida en el nombre</translation>
    </message>
    <message>
        <source>says where on a drive it wants to be</source>
        <translation>dice en qué lugar de una unidad quiere estar</translation>
    </message>
    <message>
        <source>leads out of its own folder</source>
        <translation>sale de su propia carpeta</translation>
    </message>
    <message>
        <source>has a name that no file can have</source>
        <translation>tiene un nombre que ningún archivo puede tener</translation>
    </message>
    <message>
        <source>has a name that is too long</source>
        <translation>tiene un nombre demasiado largo</translation>
    </message>
    <message>
        <source>This voice model was here already; it was not copied again.</source>
        <translation>Este modelo de voz ya estaba aquí; no se copió de nuevo.</translation>
    </message>
    <message>
        <source>This voice model needs {need} of disk space; {free} are free.</source>
        <translation>Este modelo de voz necesita {need} de espacio en disco; hay {free} libres.</translation>
    </message>
    <message>
        <source>Free some space, or choose a smaller one (“small” in its name).</source>
        <translation>Libere espacio, o elija uno menor (con “small” en el nombre).</translation>
    </message>
    <message>
        <source>There is nothing in it that vosk could load.</source>
        <translation>No contiene nada que vosk pueda cargar.</translation>
    </message>
    <message>
        <source>The voice model could not be put in its place: {reason}.</source>
        <translation>No se pudo colocar el modelo de voz en su sitio: {reason}.</translation>
    </message>
    <message>
        <source>The voice model cannot be removed: {reason}.</source>
        <translation>No se puede quitar el modelo de voz: {reason}.</translation>
    </message>
    <message>
        <source>Unpack it with its password and choose the folder. Nothing was changed.</source>
        <translation>Descomprímalo con su contraseña y elija la carpeta. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Nothing was changed. Download it again from alphacephei.com/vosk/models, or choose another one.</source>
        <translation>No se ha cambiado nada. Descárguelo de nuevo de alphacephei.com/vosk/models, o elija otro.</translation>
    </message>
    <message>
        <source>Choose a model for vosk, as its .zip file or its unpacked folder (alphacephei.com/vosk/models). Nothing was changed.</source>
        <translation>Elija un modelo para vosk, como archivo .zip o como carpeta descomprimida (alphacephei.com/vosk/models). No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The archive holds “{name}”, which {reason}. No honest voice model does.</source>
        <translation>El paquete contiene “{name}”, que {reason}. Ningún modelo de voz legítimo hace eso.</translation>
    </message>
    <message>
        <source>It is not used. Get it again from alphacephei.com/vosk/models; typing, chats and the built-in English are not affected.</source>
        <translation>No se usa. Obténgalo de nuevo de alphacephei.com/vosk/models; la escritura, los chats y el inglés incluido no se ven afectados.</translation>
    </message>
    <message>
        <source>This voice model is damaged: {reason}.</source>
        <translation>Este modelo de voz está dañado: {reason}.</translation>
    </message>
    <message>
        <source>It is not used; `edgeassist voices remove` takes it out again.</source>
        <translation>No se usa; `edgeassist voices remove` lo quita.</translation>
    </message>
    <message>
        <source>{name} was taken in and is not used. {failure}</source>
        <translation>{name} se aceptó y no se usa. {failure}</translation>
    </message>
    <message>
        <source>Say it with --lang, for example --lang de. Nothing was changed.</source>
        <translation>Indíquelo con --lang, por ejemplo --lang de. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The name “{name}” does not tell which language this voice model hears.</source>
        <translation>El nombre “{name}” no revela qué idioma oye este modelo de voz.</translation>
    </message>
    <message>
        <source>Use a code of two letters: en, de, fr, es, zh.</source>
        <translation>Use un código de dos letras: en, de, fr, es, zh.</translation>
    </message>
    <message>
        <source>“{given}” is no language code.</source>
        <translation>“{given}” no es un código de idioma.</translation>
    </message>
    <message>
        <source>Here are: {names}.</source>
        <translation>Aquí hay: {names}.</translation>
    </message>
    <message>
        <source>There is no voice model called “{name}” here.</source>
        <translation>Aquí no hay ningún modelo de voz llamado “{name}”.</translation>
    </message>
    <message>
        <source>It is made of more than {count} files, which no voice model is.</source>
        <translation>Consta de más de {count} archivos, y ningún modelo de voz es así.</translation>
    </message>
    <message>
        <source>It would take more than {size} when unpacked, which no voice model does.</source>
        <translation>Descomprimido ocuparía más de {size}, y ningún modelo de voz es así.</translation>
    </message>
    <message>
        <source>There is none yet; `edgeassist voices add FILE` adds one.</source>
        <translation>Aún no hay ninguno; `edgeassist voices add FILE` añade uno.</translation>
    </message>
    <message>
        <source>It was not checked on this computer yet: `edgeassist voices check` does.</source>
        <translation>Aún no se ha comprobado en este equipo: lo hace `edgeassist voices check`.</translation>
    </message>
    <message>
        <source>Trying</source>
        <translation>Probando</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>no está</translation>
    </message>
    <message>
        <source>has another size</source>
        <translation>tiene otro tamaño</translation>
    </message>
    <message>
        <source>The description of this voice model cannot be written: {reason}.</source>
        <translation>No se puede escribir la descripción de este modelo de voz: {reason}.</translation>
    </message>
    <message>
        <source>{name} was put into its folder afterwards</source>
        <translation>{name} se puso después en su carpeta</translation>
    </message>
    <message>
        <source>The folder of the voice models cannot be read: {reason}.</source>
        <translation>No se puede leer la carpeta de los modelos de voz: {reason}.</translation>
    </message>
    <message>
        <source>{path} cannot be read</source>
        <translation>no se puede leer {path}</translation>
    </message>
    <message>
        <source>{path} is not what it was when it came</source>
        <translation>{path} no es lo que era cuando llegó</translation>
    </message>
    <message>
        <source>It may have been forgotten: only the last 1,000 commands are kept.</source>
        <translation>Puede que se haya olvidado: solo se guardan las últimas 1000 órdenes.</translation>
    </message>
    <message>
        <source>There is no command {number}.</source>
        <translation>No hay ninguna orden {number}.</translation>
    </message>
    <message>
        <source>The sound file could not be read to its end.</source>
        <translation>El archivo de sonido no se pudo leer hasta el final.</translation>
    </message>
    <message>
        <source>Connect a microphone and try again. Typing works everywhere.</source>
        <translation>Conecte un micrófono y vuelva a intentarlo. Escribir funciona en todas partes.</translation>
    </message>
    <message>
        <source>No microphone was found.</source>
        <translation>No se encontró ningún micrófono.</translation>
    </message>
    <message>
        <source>On Linux, install PortAudio (the package libportaudio2). Typing works everywhere.</source>
        <translation>En Linux, instale PortAudio (el paquete libportaudio2). Escribir funciona en todas partes.</translation>
    </message>
    <message>
        <source>The part of the system that gives programs the microphone (PortAudio) is missing or broken.</source>
        <translation>La parte del sistema que da el micrófono a los programas (PortAudio) falta o está dañada.</translation>
    </message>
    <message>
        <source>Restart the system&apos;s sound, then try again. Typing works everywhere.</source>
        <translation>Reinicie el sonido del sistema y vuelva a intentarlo. Escribir funciona en todas partes.</translation>
    </message>
    <message>
        <source>The system&apos;s sound does not answer.</source>
        <translation>El sonido del sistema no responde.</translation>
    </message>
    <message>
        <source>Connect it, or choose another microphone. Typing works everywhere.</source>
        <translation>Conéctelo, o elija otro micrófono. Escribir funciona en todas partes.</translation>
    </message>
    <message>
        <source>The microphone “{name}” is not connected.</source>
        <translation>El micrófono “{name}” no está conectado.</translation>
    </message>
    <message>
        <source>Close other programs that listen, or allow microphones in the system&apos;s privacy settings. Typing works everywhere.</source>
        <translation>Cierre otros programas que escuchen, o permita los micrófonos en los ajustes de privacidad del sistema. Escribir funciona en todas partes.</translation>
    </message>
    <message>
        <source>The microphone “{name}” cannot be opened: {reason}.</source>
        <translation>No se puede abrir el micrófono “{name}”: {reason}.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Connect it and listen again. Typing works everywhere.</source>
        <translation>Lo escrito hasta ahora se conserva. Conéctelo y escuche de nuevo. Escribir funciona en todas partes.</translation>
    </message>
    <message>
        <source>The microphone “{name}” went away and did not come back within {seconds} seconds.</source>
        <translation>El micrófono “{name}” desapareció y no volvió en {seconds} segundos.</translation>
    </message>
    <message>
        <source>Hearing starts anew with the next try; nothing else was touched.</source>
        <translation>La escucha empieza de nuevo en el próximo intento; no se tocó nada más.</translation>
    </message>
    <message>
        <source>The microphone did not answer and was let go by force.</source>
        <translation>El micrófono no respondió y se soltó a la fuerza.</translation>
    </message>
    <message>
        <source>Choose a WAV, FLAC or OGG file, or convert this one. Nothing was changed.</source>
        <translation>Elija un archivo WAV, FLAC u OGG, o convierta este. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Cut it into parts, or save it as FLAC or OGG. Nothing was changed.</source>
        <translation>Córtelo en partes, o guárdelo como FLAC u OGG. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>This sound file has {size}; at most {limit} can be heard.</source>
        <translation>Este archivo de sonido ocupa {size}; se pueden oír {limit} como máximo.</translation>
    </message>
    <message>
        <source>Choose a folder of your own that exists and can be written to.</source>
        <translation>Elija una carpeta propia que exista y en la que se pueda escribir.</translation>
    </message>
    <message>
        <source>The sound could not be kept in a file: {reason}.</source>
        <translation>El sonido no se pudo guardar en un archivo: {reason}.</translation>
    </message>
    <message>
        <source>Close other programs, then say it again.</source>
        <translation>Cierre otros programas y dígalo de nuevo.</translation>
    </message>
    <message>
        <source>The computer was too busy, and some of what was said was missed.</source>
        <translation>El equipo estaba demasiado ocupado y se perdió parte de lo dicho.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again, or run `edgeassist doctor`. Typing works everywhere.</source>
        <translation>Instale de nuevo EdgeAssist, o ejecute `edgeassist doctor`. Escribir funciona en todas partes.</translation>
    </message>
    <message>
        <source>The part that turns speech into text could not be loaded.</source>
        <translation>No se pudo cargar la parte que convierte la voz en texto.</translation>
    </message>
    <message>
        <source>What was said last is not kept. Hearing starts anew: try again. Typing works everywhere.</source>
        <translation>Lo último que se dijo no se conserva. La escucha empieza de nuevo: vuelva a intentarlo. Escribir funciona en todas partes.</translation>
    </message>
    <message>
        <source>The part that turns speech into text did not answer and was ended.</source>
        <translation>La parte que convierte la voz en texto no respondió y se cerró.</translation>
    </message>
    <message>
        <source>Nothing was done with what you said. Try again. Typing works everywhere.</source>
        <translation>No se hizo nada con lo que dijo. Vuelva a intentarlo. Escribir funciona en todas partes.</translation>
    </message>
    <message>
        <source>Something in hearing went wrong.</source>
        <translation>Algo salió mal al escuchar.</translation>
    </message>
    <message>
        <source>Nothing was done with what you said. It has started anew: try again. Typing works everywhere.</source>
        <translation>No se hizo nada con lo que dijo. Ha empezado de nuevo: vuelva a intentarlo. Escribir funciona en todas partes.</translation>
    </message>
    <message>
        <source>The part that hears ended unexpectedly.</source>
        <translation>La parte que oye terminó de forma inesperada.</translation>
    </message>
    <message>
        <source>It waits for you now. Choose another microphone or voice model, then try again. Typing works everywhere.</source>
        <translation>Ahora le espera a usted. Elija otro micrófono u otro modelo de voz y vuelva a intentarlo. Escribir funciona en todas partes.</translation>
    </message>
    <message>
        <source>The part that hears ended {times} times within a minute and is left alone.</source>
        <translation>La parte que oye terminó {times} veces en un minuto y se deja en paz.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again so that all its parts are there. Typing works everywhere.</source>
        <translation>Instale de nuevo EdgeAssist para que estén todas sus partes. Escribir funciona en todas partes.</translation>
    </message>
    <message>
        <source>The part that hears could not be started.</source>
        <translation>No se pudo iniciar la parte que oye.</translation>
    </message>
    <message>
        <source>The built-in English hearing is used instead. Install the voice model again.</source>
        <translation>En su lugar se usa el reconocedor de inglés incluido. Instale de nuevo el modelo de voz.</translation>
    </message>
    <message>
        <source>The voice model is damaged and cannot be used.</source>
        <translation>El modelo de voz está dañado y no se puede usar.</translation>
    </message>
    <message>
        <source>Choose a WAV, FLAC or OGG file that lies in a folder of your own.</source>
        <translation>Elija un archivo WAV, FLAC u OGG que esté en una carpeta propia.</translation>
    </message>
    <message>
        <source>This sound file is empty.</source>
        <translation>Este archivo de sonido está vacío.</translation>
    </message>
    <message>
        <source>The queue of downloads cannot be written: {reason}.</source>
        <translation>No se puede escribir la cola de descargas: {reason}.</translation>
    </message>
    <message>
        <source>as the battery tells it</source>
        <translation>según la batería</translation>
    </message>
    <message>
        <source>the batteries do not tell how much they hold together</source>
        <translation>las baterías no indican cuánto contienen en conjunto</translation>
    </message>
    <message>
        <source>the battery does not tell how much flows out of it</source>
        <translation>la batería no indica cuánta energía entrega</translation>
    </message>
    <message>
        <source>the battery does not tell</source>
        <translation>la batería no lo indica</translation>
    </message>
    <message>
        <source>the battery&apos;s driver tells only a percentage</source>
        <translation>el controlador de la batería solo indica un porcentaje</translation>
    </message>
    <message>
        <source>the battery&apos;s driver tells nothing that can be read</source>
        <translation>el controlador de la batería no indica nada que se pueda leer</translation>
    </message>
    <message>
        <source>macOS told nothing about the battery that can be read</source>
        <translation>macOS no indicó sobre la batería nada que se pueda leer</translation>
    </message>
    <message>
        <source>macOS tells only a percentage</source>
        <translation>macOS solo indica un porcentaje</translation>
    </message>
    <message>
        <source>Windows tells only a percentage</source>
        <translation>Windows solo indica un porcentaje</translation>
    </message>
    <message>
        <source>this system tells the temperature only to an administrator</source>
        <translation>este sistema solo indica la temperatura a un administrador</translation>
    </message>
    <message>
        <source>no temperature sensor says anything that can be</source>
        <translation>ningún sensor de temperatura da un valor posible</translation>
    </message>
    <message>
        <source>this computer shows no temperature sensor</source>
        <translation>este equipo no muestra ningún sensor de temperatura</translation>
    </message>
    <message>
        <source>this system shows the processor&apos;s energy counter only to an administrator</source>
        <translation>este sistema solo muestra a un administrador el contador de energía del procesador</translation>
    </message>
    <message>
        <source>the temperature</source>
        <translation>la temperatura</translation>
    </message>
    <message>
        <source>nothing was measured yet</source>
        <translation>aún no se ha medido nada</translation>
    </message>
    <message>
        <source>the battery&apos;s counter has not moved often enough yet</source>
        <translation>el contador de la batería aún no se ha movido lo suficiente</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter</source>
        <translation>el contador de energía del procesador</translation>
    </message>
    <message>
        <source>the processor&apos;s own counter (RAPL): processor and its memory only, not screen or disk</source>
        <translation>el contador del propio procesador (RAPL): solo el procesador y su memoria, no la pantalla ni el disco</translation>
    </message>
    <message>
        <source>this processor has no energy counter that the system shows</source>
        <translation>este procesador no tiene un contador de energía que el sistema muestre</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter is there, but the system lets only an administrator read it</source>
        <translation>el contador de energía del procesador existe, pero el sistema solo deja leerlo a un administrador</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>aún no medido</translation>
    </message>
    <message>
        <source>this computer has no battery</source>
        <translation>este equipo no tiene batería</translation>
    </message>
    <message>
        <source>the battery&apos;s counter jumped</source>
        <translation>el contador de la batería dio un salto</translation>
    </message>
    <message>
        <source>its parts were measured in different ways, and such figures are not added up</source>
        <translation>sus partes se midieron de maneras distintas, y esos valores no se suman</translation>
    </message>
    <message>
        <source>on mains power the battery does not see what the laptop draws</source>
        <translation>con corriente, la batería no ve lo que consume el portátil</translation>
    </message>
    <message>
        <source>not measurable here: {reason}</source>
        <translation>no se puede medir aquí: {reason}</translation>
    </message>
    <message>
        <source>{meter} could not be read ({error})</source>
        <translation>no se pudo leer {meter} ({error})</translation>
    </message>
    <message>
        <source>{method}; above the {watts} W of an idle time</source>
        <translation>{method}; por encima de los {watts} W en reposo</translation>
    </message>
    <message>
        <source>the system&apos;s own figure</source>
        <translation>la cifra del propio sistema</translation>
    </message>
    <message>
        <source>the battery&apos;s own gauge, watt by watt, the whole laptop</source>
        <translation>el medidor de la propia batería, vatio a vatio, todo el portátil</translation>
    </message>
    <message>
        <source>the system&apos;s own figure, watt by watt, the whole laptop</source>
        <translation>la cifra del propio sistema, vatio a vatio, todo el portátil</translation>
    </message>
    <message>
        <source>how far the battery&apos;s counter fell, the ends by its gauge, the whole laptop</source>
        <translation>cuánto bajó el contador de la batería, los extremos según su medidor, todo el portátil</translation>
    </message>
    <message>
        <source>how far the battery&apos;s counter fell, the whole laptop</source>
        <translation>cuánto bajó el contador de la batería, todo el portátil</translation>
    </message>
    <message>
        <source>the answer was too short</source>
        <translation>la respuesta fue demasiado corta</translation>
    </message>
    <message>
        <source>the battery tells its draw once in {seconds} s, and the answer took {took} s</source>
        <translation>la batería indica su consumo una vez cada {seconds} s, y la respuesta tardó {took} s</translation>
    </message>
    <message>
        <source>the battery tells its draw too seldom, and the answer took {took} s</source>
        <translation>la batería indica su consumo muy de tarde en tarde, y la respuesta tardó {took} s</translation>
    </message>
    <message>
        <source>the battery&apos;s counter moves once in {seconds} s, and the answer took {took} s</source>
        <translation>el contador de la batería se mueve una vez cada {seconds} s, y la respuesta tardó {took} s</translation>
    </message>
    <message>
        <source>the battery&apos;s counter moves too seldom, and the answer took {took} s</source>
        <translation>el contador de la batería se mueve muy de tarde en tarde, y la respuesta tardó {took} s</translation>
    </message>
    <message>
        <source>how the battery&apos;s counter fell in {seconds} s</source>
        <translation>cómo bajó el contador de la batería en {seconds} s</translation>
    </message>
    <message>
        <source>{method}, new about every {seconds} s</source>
        <translation>{method}, nuevo cada {seconds} s aproximadamente</translation>
    </message>
    <message>
        <source>fewer than {count} answers were measured on battery so far</source>
        <translation>hasta ahora se han medido con batería menos de {count} respuestas</translation>
    </message>
    <message>
        <source>energy left ÷ what the laptop drew for each of the last {count} answers, written one after another</source>
        <translation>energía restante ÷ lo que consumió el portátil en cada una de las últimas {count} respuestas, escritas una tras otra</translation>
    </message>
    <message>
        <source>the mean of {count} batteries</source>
        <translation>la media de {count} baterías</translation>
    </message>
    <message>
        <source>energy left of energy when full, {count} batteries</source>
        <translation>energía restante respecto a la carga completa, {count} baterías</translation>
    </message>
    <message>
        <source>the battery&apos;s own gauge ({names})</source>
        <translation>el medidor de la propia batería ({names})</translation>
    </message>
    <message>
        <source>the battery&apos;s own gauge of {count} batteries ({names})</source>
        <translation>los medidores de {count} baterías ({names})</translation>
    </message>
    <message>
        <source>the battery&apos;s counter ({names})</source>
        <translation>el contador de la batería ({names})</translation>
    </message>
    <message>
        <source>the middle of {count} looks between answers</source>
        <translation>el valor central de {count} lecturas entre respuestas</translation>
    </message>
    <message>
        <source>the hottest sensor of the processor ({name})</source>
        <translation>el sensor más caliente del procesador ({name})</translation>
    </message>
    <message>
        <source>the hottest sensor there is ({name})</source>
        <translation>el sensor más caliente que hay ({name})</translation>
    </message>
    <message>
        <source>the battery&apos;s driver says what cannot be ({name} is “{found}”)</source>
        <translation>el controlador de la batería indica algo imposible ({name} es “{found}”)</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter cannot be read ({reason})</source>
        <translation>no se puede leer el contador de energía del procesador ({reason})</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter says what cannot be (“{found}”)</source>
        <translation>el contador de energía del procesador indica algo imposible (“{found}”)</translation>
    </message>
    <message>
        <source>The record of what answers cost was damaged. It is kept as {path}; a new one began.</source>
        <translation>El registro del coste de las respuestas estaba dañado. Se conserva como {path}; se empezó uno nuevo.</translation>
    </message>
    <message>
        <source>it has format {found}, and {known} is the latest known here</source>
        <translation>tiene el formato {found}, y el más reciente que se conoce aquí es el {known}</translation>
    </message>
    <message>
        <source>What answers cost is kept in {path} by a later EdgeAssist, so nothing is added to it. It was left as it is.</source>
        <translation>Un EdgeAssist posterior guarda el coste de las respuestas en {path}, así que no se le añade nada. Se dejó como estaba.</translation>
    </message>
    <message>
        <source>What answers cost cannot be kept in {path} now: {reason}. Answers are not affected.</source>
        <translation>El coste de las respuestas no se puede guardar ahora en {path}: {reason}. Las respuestas no se ven afectadas.</translation>
    </message>
    <message>
        <source>What an answer cost could not be kept: {reason}. Answers are not affected.</source>
        <translation>No se pudo guardar lo que costó una respuesta: {reason}. Las respuestas no se ven afectadas.</translation>
    </message>
    <message>
        <source>the charger was plugged in or pulled meanwhile</source>
        <translation>entretanto se conectó o desconectó el cargador</translation>
    </message>
    <message>
        <source>the computer slept meanwhile</source>
        <translation>el equipo estuvo entretanto en suspensión</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter was not always there</source>
        <translation>el contador de energía del procesador no estuvo siempre disponible</translation>
    </message>
    <message>
        <source>the battery tells its draw too seldom and too coarsely for so short an answer</source>
        <translation>la batería indica su consumo muy de tarde en tarde y con poca precisión para una respuesta tan corta</translation>
    </message>
    <message>
        <source>the battery did not tell its draw all the time</source>
        <translation>la batería no indicó su consumo todo el tiempo</translation>
    </message>
    <message>
        <source>the battery&apos;s counter was not always there</source>
        <translation>el contador de la batería no estuvo siempre disponible</translation>
    </message>
    <message>
        <source>EdgeAssist {version} cannot read today&apos;s data. The copy of {moment}, made before the update, is put back. What came since then is kept in a file beside it, nothing is deleted.</source>
        <translation>EdgeAssist {version} no puede leer los datos de hoy. Se repone la copia del {moment}, hecha antes de la actualización. Lo que vino después se conserva en un archivo al lado; no se borra nada.</translation>
    </message>
    <message>
        <source>EdgeAssist {version} reads your data as it is: nothing is lost.</source>
        <translation>EdgeAssist {version} lee sus datos tal como están: no se pierde nada.</translation>
    </message>
    <message>
        <source>Your data stays as it is. If EdgeAssist {version} cannot read it, it says so and changes nothing.</source>
        <translation>Sus datos se quedan como están. Si EdgeAssist {version} no puede leerlos, lo dice y no cambia nada.</translation>
    </message>
    <message>
        <source>Install the older file; your data stays where it is, and `edgeassist versions restore` has its copies.</source>
        <translation>Instale el archivo anterior; sus datos se quedan donde están, y `edgeassist versions restore` tiene sus copias.</translation>
    </message>
    <message>
        <source>No earlier version of EdgeAssist is kept here.</source>
        <translation>Aquí no se conserva ninguna versión anterior de EdgeAssist.</translation>
    </message>
    <message>
        <source>Only versions that are not in use can be removed.</source>
        <translation>Solo se pueden quitar versiones que no estén en uso.</translation>
    </message>
    <message>
        <source>EdgeAssist {version} is in use.</source>
        <translation>EdgeAssist {version} está en uso.</translation>
    </message>
    <message>
        <source>`edgeassist versions list` names those there are.</source>
        <translation>`edgeassist versions list` enumera las que hay.</translation>
    </message>
    <message>
        <source>EdgeAssist {version} is not kept here.</source>
        <translation>EdgeAssist {version} no se conserva aquí.</translation>
    </message>
    <message>
        <source>Check that the folder can be written to. The version in use is as it was.</source>
        <translation>Compruebe que se puede escribir en la carpeta. La versión en uso sigue como estaba.</translation>
    </message>
    <message>
        <source>{folder} cannot be changed: {reason}.</source>
        <translation>No se puede cambiar {folder}: {reason}.</translation>
    </message>
    <message>
        <source>Close every EdgeAssist window and command, then try again. Nothing was changed.</source>
        <translation>Cierre todas las ventanas y los comandos de EdgeAssist y vuelva a intentarlo. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>{path} is open in another EdgeAssist.</source>
        <translation>{path} está abierto en otro EdgeAssist.</translation>
    </message>
    <message>
        <source>`edgeassist versions restore` lists the copies. Nothing was changed.</source>
        <translation>`edgeassist versions restore` enumera las copias. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The copy in {path} cannot be used: {reason}.</source>
        <translation>La copia de {path} no se puede usar: {reason}.</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>está vacía</translation>
    </message>
    <message>
        <source>a later EdgeAssist wrote it</source>
        <translation>la escribió un EdgeAssist posterior</translation>
    </message>
    <message>
        <source>what was copied was damaged already</source>
        <translation>lo copiado ya estaba dañado</translation>
    </message>
    <message>
        <source>The computer slept for {time}. What the model was doing was interrupted by sleep.</source>
        <translation>El equipo estuvo en suspensión {time}. La suspensión interrumpió lo que hacía el modelo.</translation>
    </message>
    <message>
        <source>The computer slept for {time}. Downloads and work on models were interrupted by sleep.</source>
        <translation>El equipo estuvo en suspensión {time}. La suspensión interrumpió las descargas y el trabajo con los modelos.</translation>
    </message>
    <message>
        <source>The computer slept for {time}. What the model was doing, downloads and work on models were interrupted by sleep.</source>
        <translation>El equipo estuvo en suspensión {time}. La suspensión interrumpió lo que hacía el modelo, las descargas y el trabajo con los modelos.</translation>
    </message>
    <message>
        <source>It goes on now; nothing was lost.</source>
        <translation>Ahora continúa; no se ha perdido nada.</translation>
    </message>
    <message>
        <source>Your data of before is being brought back.</source>
        <translation>Se están recuperando sus datos anteriores.</translation>
    </message>
    <message>
        <source>That may take a minute.</source>
        <translation>Puede tardar un minuto.</translation>
    </message>
    <message>
        <source>Your chats and settings are being copied before this version first opens them.</source>
        <translation>Se están copiando sus chats y ajustes antes de que esta versión los abra por primera vez.</translation>
    </message>
    <message>
        <source>Closed until there is a copy: {names}.</source>
        <translation>Cerrado hasta que haya una copia: {names}.</translation>
    </message>
    <message>
        <source>Another EdgeAssist has {path} open, so this version leaves its format as it is.</source>
        <translation>Otro EdgeAssist tiene abierto {path}, así que esta versión deja su formato como está.</translation>
    </message>
    <message>
        <source>Close every other EdgeAssist window and command, then start again. Nothing was changed.</source>
        <translation>Cierre todas las demás ventanas y los comandos de EdgeAssist y vuelva a iniciarlo. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>No copy of your data could be made before this version began: {reason}.</source>
        <translation>No se pudo hacer ninguna copia de sus datos antes de empezar a usar esta versión: {reason}.</translation>
    </message>
    <message>
        <source>`edgeassist history backup` makes one once there is room. Nothing is lost.</source>
        <translation>`edgeassist history backup` hace una cuando haya espacio. No se ha perdido nada.</translation>
    </message>
    <message>
        <source>Free some space, then start again. Nothing is lost.</source>
        <translation>Libere espacio y vuelva a iniciarlo. No se ha perdido nada.</translation>
    </message>
    <message>
        <source>Free some space, then start again, or use EdgeAssist {version}. Nothing is lost.</source>
        <translation>Libere espacio y vuelva a iniciarlo, o use EdgeAssist {version}. No se ha perdido nada.</translation>
    </message>
    <message>
        <source>Before that, your chats and settings were copied to {folder}.</source>
        <translation>Antes, sus chats y ajustes se copiaron en {folder}.</translation>
    </message>
    <message>
        <source>This is EdgeAssist {version}.</source>
        <translation>Este es EdgeAssist {version}.</translation>
    </message>
    <message>
        <source>This is EdgeAssist {version}; it was {before} before.</source>
        <translation>Este es EdgeAssist {version}; antes era {before}.</translation>
    </message>
    <message>
        <source>Settings, About has what is new, and the way back.</source>
        <translation>En Ajustes, Acerca de, están las novedades y el camino de vuelta.</translation>
    </message>
    <message>
        <source>The copy {name} that was to be brought back is gone.</source>
        <translation>La copia {name} que se iba a recuperar ya no está.</translation>
    </message>
    <message>
        <source>Your data of before could not be brought back: {reason}.</source>
        <translation>No se pudieron recuperar sus datos anteriores: {reason}.</translation>
    </message>
    <message>
        <source>The copy {name} was to be brought back for EdgeAssist {wanted}. This is {version}, so your data stays as it is.</source>
        <translation>La copia {name} se iba a recuperar para EdgeAssist {wanted}. Este es {version}, así que sus datos quedan como están.</translation>
    </message>
    <message>
        <source>`edgeassist versions restore {name}` brings it back all the same.</source>
        <translation>`edgeassist versions restore {name}` la recupera de todos modos.</translation>
    </message>
    <message>
        <source>Your data is as it was on {moment}.</source>
        <translation>Sus datos están como estaban el {moment}.</translation>
    </message>
    <message>
        <source>What was there until now is kept: {files}.</source>
        <translation>Lo que había hasta ahora se conserva: {files}.</translation>
    </message>
    <message>
        <source>No version before this one is kept. Once you install the next one, this one is.</source>
        <translation>No se conserva ninguna versión anterior a esta. Cuando instale la siguiente, se conservará esta.</translation>
    </message>
    <message>
        <source>The version before is in the Start menu: “EdgeAssist, version before”. Your data stays.</source>
        <translation>La versión anterior está en el menú Inicio: “EdgeAssist, versión anterior”. Sus datos se conservan.</translation>
    </message>
    <message>
        <source>No version before this one is kept here. To go back, install the older file; your data stays.</source>
        <translation>Aquí no se conserva ninguna versión anterior a esta. Para volver, instale el archivo anterior; sus datos se conservan.</translation>
    </message>
    <message>
        <source>This program runs from its source, so no version before it is kept here.</source>
        <translation>Este programa se ejecuta desde su código fuente, así que aquí no se conserva ninguna versión anterior.</translation>
    </message>
    <message>
        <source>Installed for you alone, in {folder}.</source>
        <translation>Instalado solo para usted, en {folder}.</translation>
    </message>
    <message>
        <source>Installed in {folder}.</source>
        <translation>Instalado en {folder}.</translation>
    </message>
    <message>
        <source>Runs from its source.</source>
        <translation>Se ejecuta desde su código fuente.</translation>
    </message>
    <message>
        <source>That could not be noted: {reason}.</source>
        <translation>No se pudo anotar: {reason}.</translation>
    </message>
    <message>
        <source>{moment}: chats, the copy of that day</source>
        <translation>{moment}: chats, la copia de ese día</translation>
    </message>
    <message>
        <source>{moment}: everything but models, before version {version} began</source>
        <translation>{moment}: todo menos los modelos, antes de empezar con la versión {version}</translation>
    </message>
    <message>
        <source>A later EdgeAssist wrote your data, so this one does not open it and changes nothing of it.</source>
        <translation>Un EdgeAssist posterior escribió sus datos, así que este no los abre ni cambia nada en ellos.</translation>
    </message>
    <message>
        <source>Start the later one again, or bring back a copy from before it.</source>
        <translation>Inicie de nuevo el posterior, o recupere una copia anterior a él.</translation>
    </message>
    <message>
        <source>Start the later one again: there is no copy from before it.</source>
        <translation>Inicie de nuevo el posterior: no hay ninguna copia anterior a él.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again. Your models, conversations and settings lie elsewhere and are untouched.</source>
        <translation>Instale de nuevo EdgeAssist. Sus modelos, conversaciones y ajustes están en otro lugar y siguen intactos.</translation>
    </message>
    <message>
        <source>The installation is damaged: {what}.</source>
        <translation>La instalación está dañada: {what}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} file is missing or altered, {file} for one</source>
        <comment>{n} files are missing or altered, {file} for one</comment>
        <translation>
            <numerusform>falta {n} archivo o está alterado: {file}</numerusform>
            <numerusform>faltan o están alterados {n} archivos, entre ellos {file}</numerusform>
        </translation>
    </message>
    <message>
        <source>{file} is missing</source>
        <translation>falta {file}</translation>
    </message>
    <message>
        <source>{file} was altered</source>
        <translation>{file} está alterado</translation>
    </message>
    <message>
        <source>Hide: {title}</source>
        <translation>Ocultar: {title}</translation>
    </message>
    <message>
        <source>Show: {title}</source>
        <translation>Mostrar: {title}</translation>
    </message>
    <message>
        <source>How it was understood</source>
        <translation>Cómo se entendió</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Acerca de</translation>
    </message>
    <message>
        <source>Build {build} (name it when you ask for help).</source>
        <translation>Compilación {build} (indíquela cuando pida ayuda).</translation>
    </message>
    <message>
        <source>The version before</source>
        <translation>La versión anterior</translation>
    </message>
    <message>
        <source>EdgeAssist {version} starts next time. Close the window and start it again.</source>
        <translation>La próxima vez se inicia EdgeAssist {version}. Cierre la ventana e inícielo de nuevo.</translation>
    </message>
    <message>
        <source>Stay with {version}</source>
        <translation>Seguir con {version}</translation>
    </message>
    <message>
        <source>EdgeAssist {version} is still here.</source>
        <translation>EdgeAssist {version} sigue aquí.</translation>
    </message>
    <message>
        <source>Go back to {version}…</source>
        <translation>Volver a {version}…</translation>
    </message>
    <message>
        <source>Copies of your data</source>
        <translation>Copias de sus datos</translation>
    </message>
    <message>
        <source>The copy you chose comes back at the next start. Close the window and start EdgeAssist again.</source>
        <translation>La copia que eligió se recupera en el próximo inicio. Cierre la ventana e inicie EdgeAssist de nuevo.</translation>
    </message>
    <message>
        <source>Leave the data as it is</source>
        <translation>Dejar los datos como están</translation>
    </message>
    <message>
        <source>One is made when another version first starts here, and one of the chats every day.</source>
        <translation>Se hace una cuando otra versión se inicia aquí por primera vez, y cada día una de los chats.</translation>
    </message>
    <message>
        <source>What is new</source>
        <translation>Novedades</translation>
    </message>
    <message>
        <source>Bring back…</source>
        <translation>Recuperar…</translation>
    </message>
    <message>
        <source>Bring back: {copy}</source>
        <translation>Recuperar: {copy}</translation>
    </message>
    <message>
        <source>Go back to {version}?</source>
        <translation>¿Volver a {version}?</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Volver</translation>
    </message>
    <message>
        <source>Your data becomes what it was at the time of this copy: {copy}. What is there now is kept in a file beside it. This happens at the next start.</source>
        <translation>Sus datos vuelven a ser los del momento de esta copia: {copy}. Lo que hay ahora se conserva en un archivo al lado. Esto ocurre en el próximo inicio.</translation>
    </message>
    <message>
        <source>Bring this copy back?</source>
        <translation>¿Recuperar esta copia?</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Recuperar</translation>
    </message>
    <message>
        <source>Search your chats for “{text}”</source>
        <translation>Buscar “{text}” en sus chats</translation>
    </message>
    <message>
        <source>Wait until it is done, or close every EdgeAssist window and command, then try again. Nothing is lost.</source>
        <translation>Espere a que termine, o cierre todas las ventanas y los comandos de EdgeAssist, y vuelva a intentarlo. No se ha perdido nada.</translation>
    </message>
    <message>
        <source>Another EdgeAssist is still copying your data or putting a copy of it back.</source>
        <translation>Otro EdgeAssist aún está copiando sus datos o recuperando una copia de ellos.</translation>
    </message>
    <message>
        <source>another EdgeAssist has it open</source>
        <translation>otro EdgeAssist lo tiene abierto</translation>
    </message>
    <message>
        <source>no copy of it could be made before its format changes</source>
        <translation>no se pudo hacer ninguna copia antes de cambiar su formato</translation>
    </message>
    <message>
        <source>Not checked before: what the first download brings is remembered, and every later one must be the same.</source>
        <translation>Sin comprobar aún: se recuerda lo que trae la primera descarga, y todas las posteriores deben ser iguales.</translation>
    </message>
    <message>
        <source>Your models are untouched and can be used. Install EdgeAssist again to get its catalogue back.</source>
        <translation>Sus modelos están intactos y se pueden usar. Instale de nuevo EdgeAssist para recuperar su catálogo.</translation>
    </message>
    <message>
        <source>The catalogue of models cannot be used: {reason}</source>
        <translation>El catálogo de modelos no se puede usar: {reason}</translation>
    </message>
    <message>
        <source>The catalogue has no model {ref}.</source>
        <translation>El catálogo no tiene ningún modelo {ref}.</translation>
    </message>
    <message>
        <source>That is done once after an update and may take a minute. Then everything is as before.</source>
        <translation>Se hace una vez tras una actualización y puede tardar un minuto. Después todo queda como antes.</translation>
    </message>
    <message>
        <source>Something you set rings {moment}, but only while EdgeAssist is open.</source>
        <translation>Algo que usted programó suena {moment}, pero solo si EdgeAssist está abierto.</translation>
    </message>
    <message>
        <source>If you close now, it is told the next time you start EdgeAssist.</source>
        <translation>Si cierra ahora, se le avisará la próxima vez que inicie EdgeAssist.</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>Cerrar de todos modos</translation>
    </message>
    <message>
        <source>Keep open</source>
        <translation>Dejar abierto</translation>
    </message>
    <message>
        <source>Close, and never ask</source>
        <translation>Cerrar y no preguntar más</translation>
    </message>
    <message>
        <source>appearance theme colours text size language contrast screen display</source>
        <translation>aspecto tema colores tamaño del texto idioma contraste pantalla</translation>
    </message>
    <message>
        <source>keys shortcuts start notifications</source>
        <translation>teclas atajos inicio arranque notificaciones avisos</translation>
    </message>
    <message>
        <source>processor threads memory speed context</source>
        <translation>procesador hilos memoria velocidad contexto</translation>
    </message>
    <message>
        <source>microphone speech dictation listening talk</source>
        <translation>micrófono voz habla dictado dictar escuchar hablar</translation>
    </message>
    <message>
        <source>folder disk download storage</source>
        <translation>carpeta disco unidad descarga almacenamiento</translation>
    </message>
    <message>
        <source>offline internet connection lock proxy journal privacy</source>
        <translation>sin conexión internet red candado bloqueo proxy registro privacidad</translation>
    </message>
    <message>
        <source>Hugging Face account token password</source>
        <translation>hugging face cuenta token contraseña</translation>
    </message>
    <message>
        <source>version update upgrade previous backup copy restore news licence info help</source>
        <translation>versión actualización actualizar anterior copia de seguridad recuperar novedades licencia información ayuda</translation>
    </message>
    <message>
        <source>font zoom letters text bigger larger smaller</source>
        <translation>letra tamaño de letra zoom texto más grande mayor más pequeño</translation>
    </message>
    <message>
        <source>chats</source>
        <translation>chats</translation>
    </message>
    <message>
        <source>timers, lists, notes and the home</source>
        <translation>temporizadores, listas, notas y la casa</translation>
    </message>
    <message>
        <source>what answers cost</source>
        <translation>el coste de las respuestas</translation>
    </message>
    <message>
        <source>Recovered conversation</source>
        <translation>Conversación recuperada</translation>
    </message>
    <message>
        <source>Choose one of the languages that the settings list for commands.</source>
        <translation>Elija uno de los idiomas que los ajustes enumeran para las órdenes.</translation>
    </message>
    <message>
        <source>Commands cannot be given in “{language}”: there are no sentences for it.</source>
        <translation>No se pueden dar órdenes en “{language}”: no hay frases para ese idioma.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again; commands in other languages still work.</source>
        <translation>Instale de nuevo EdgeAssist; las órdenes en otros idiomas siguen funcionando.</translation>
    </message>
    <message>
        <source>The sentences in {name} cannot be read: {reason}</source>
        <translation>Las frases de {name} no se pueden leer: {reason}</translation>
    </message>
    <message>
        <source>The rest of EdgeAssist works; ask the maker of the action.</source>
        <translation>El resto de EdgeAssist funciona; consulte al autor de la acción.</translation>
    </message>
    <message>
        <source>Its sentences for {language} cannot be used: {reason}.</source>
        <translation>Sus frases para {language} no se pueden usar: {reason}.</translation>
    </message>
    <message>
        <source>unknown code</source>
        <translation>código desconocido</translation>
    </message>
    <message>
        <source>the folder cannot be written to</source>
        <translation>no se puede escribir en la carpeta</translation>
    </message>
    <message>
        <source>the drive refused it</source>
        <translation>la unidad lo rechazó</translation>
    </message>
    <message>
        <source>EdgeAssist is closing.</source>
        <translation>EdgeAssist se está cerrando.</translation>
    </message>
    <message>
        <source>Pack the models again with this EdgeAssist. Nothing was changed.</source>
        <translation>Empaquete de nuevo los modelos con este EdgeAssist. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>{pack} was made by an early EdgeAssist; such packs are read no more.</source>
        <translation>{pack} se hizo con un EdgeAssist antiguo; esos paquetes ya no se leen.</translation>
    </message>
    <message>
        <source>The list in {pack} is damaged, so nothing of it was taken in.</source>
        <translation>La lista de {pack} está dañada, así que no se importó nada de él.</translation>
    </message>
    <message>
        <source>The list in {pack} asks for what no field pack has.</source>
        <translation>La lista de {pack} pide algo que ningún paquete de campo tiene.</translation>
    </message>
    <message>
        <source>{name} was skipped: this version cannot use “{kind}” yet.</source>
        <translation>Se omitió {name}: esta versión aún no puede usar “{kind}”.</translation>
    </message>
    <message>
        <source>Something</source>
        <translation>Algo</translation>
    </message>
    <message>
        <source>The list in {pack} is not complete for {name}.</source>
        <translation>La lista de {pack} no está completa para {name}.</translation>
    </message>
    <message>
        <source>The list in {pack} names a file that cannot be one: {name}.</source>
        <translation>La lista de {pack} nombra un archivo que no puede serlo: {name}.</translation>
    </message>
    <message>
        <source>The file ends in the middle of a text of its header; the download probably broke off.</source>
        <translation>El archivo termina en medio de un texto de su cabecera; probablemente la descarga se interrumpió.</translation>
    </message>
    <message>
        <source>The file ends inside its header, after {size_bytes}; the download probably broke off.</source>
        <translation>El archivo termina dentro de su cabecera, tras {size_bytes}; probablemente la descarga se interrumpió.</translation>
    </message>
    <message>
        <source>The file became shorter while it was read, or its drive was removed.</source>
        <translation>El archivo se acortó mientras se leía, o se retiró su unidad.</translation>
    </message>
    <message>
        <source>This GGUF file was made for big-endian processors; this computer has another kind.</source>
        <translation>Este archivo GGUF se hizo para procesadores big-endian; este equipo tiene otro tipo.</translation>
    </message>
    <message>
        <source>This is a GGUF file of version {version}; the engine reads versions 2 and 3.</source>
        <translation>Esto es un archivo GGUF de la versión {version}; el motor lee las versiones 2 y 3.</translation>
    </message>
    <message>
        <source>The header announces more than the rest of the file can hold; the download probably broke off.</source>
        <translation>La cabecera anuncia más de lo que cabe en el resto del archivo; probablemente la descarga se interrumpió.</translation>
    </message>
    <message>
        <source>The list “{name}” is longer than the rest of the file.</source>
        <translation>La lista “{name}” es más larga que el resto del archivo.</translation>
    </message>
    <message>
        <source>{pack} is no field pack, or it was not copied to its end.</source>
        <translation>{pack} no es un paquete de campo, o no se copió hasta el final.</translation>
    </message>
    <message>
        <source>{pack} holds {count} files; no field pack has as many.</source>
        <translation>{pack} contiene {count} archivos; ningún paquete de campo tiene tantos.</translation>
    </message>
    <message>
        <source>{pack} holds two files of one name.</source>
        <translation>{pack} contiene dos archivos con el mismo nombre.</translation>
    </message>
    <message>
        <source>{pack} holds files that lie over each other.</source>
        <translation>{pack} contiene archivos que se solapan.</translation>
    </message>
    <message>
        <source>{pack} holds something that may not be in a field pack: {name}.</source>
        <translation>{pack} contiene algo que no puede estar en un paquete de campo: {name}.</translation>
    </message>
    <message>
        <source>{pack} holds {name} compressed or locked, which field packs never do.</source>
        <translation>{pack} contiene {name} comprimido o cifrado, y los paquetes de campo nunca lo hacen.</translation>
    </message>
    <message>
        <source>{pack} is damaged: {name} is not where its directory says.</source>
        <translation>{pack} está dañado: {name} no está donde dice su índice.</translation>
    </message>
    <message>
        <source>{pack} ends before {name} does; it was not copied to its end.</source>
        <translation>{pack} termina antes que {name}; no se copió hasta el final.</translation>
    </message>
    <message>
        <source>Nothing was fetched, and what is here stays as it is. If its maker announced a new version, allow it: remove the entry from pins.json among the data of EdgeAssist, and try again.</source>
        <translation>No se obtuvo nada, y lo que hay aquí queda como está. Si su autor anunció una versión nueva, permítala: quite la entrada de pins.json entre los datos de EdgeAssist y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>{ref} is not the file it was before: its SHA-256 was {before}… and would be {now}… now.</source>
        <translation>{ref} no es el archivo que era antes: su SHA-256 era {before}… y ahora sería {now}…</translation>
    </message>
    <message>
        <source>Nothing was fetched. Restore pins.json from a backup; or delete it, and first downloads are trusted anew.</source>
        <translation>No se obtuvo nada. Restaure pins.json desde una copia de seguridad; o elimínelo, y se volverá a confiar en las primeras descargas.</translation>
    </message>
    <message>
        <source>{path} cannot be read, so nothing can be held to it: {reason}.</source>
        <translation>No se puede leer {path}, así que nada se puede comprobar con él: {reason}.</translation>
    </message>
    <message>
        <source>Nothing was fetched. Check the rights of that folder and the room on its drive, then try again.</source>
        <translation>No se obtuvo nada. Compruebe los permisos de esa carpeta y el espacio en su unidad, y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>{path} cannot be written, so the file could not be held to its digest: {reason}.</source>
        <translation>No se puede escribir {path}, así que el archivo no se pudo comprobar con su resumen SHA-256: {reason}.</translation>
    </message>
    <message>
        <source>another window or command holds it</source>
        <translation>otra ventana u otro comando lo tiene en uso</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>está dañado</translation>
    </message>
    <message>
        <source>Compared with {source} on {when}, reading the text “{text}”, which the model was not tuned on here.</source>
        <translation>Comparado con {source}, {when}, al leer el texto «{text}», con el que el modelo no se ajustó aquí.</translation>
    </message>
    <message>
        <source>Divergence is the Kullback-Leibler divergence of this model&apos;s next-word chances from the original&apos;s, in nats; 0 means no difference. A word is a token: a word or a piece of one. Speeds and memory hold for the computer they were measured on.</source>
        <translation>La divergencia es la divergencia de Kullback-Leibler entre las probabilidades de la palabra siguiente de este modelo y las del original, en nats; 0 significa ninguna diferencia. Una palabra es un token: una palabra o un trozo de una. Las velocidades y la memoria valen para el ordenador en el que se midieron.</translation>
    </message>
    <message>
        <source>Measure it first: `edgeassist models prove ID`.</source>
        <translation>Mídalo antes: `edgeassist models prove ID`.</translation>
    </message>
    <message>
        <source>What quantizing {name} cost has not been measured yet.</source>
        <translation>Aún no se ha medido lo que costó cuantizar {name}.</translation>
    </message>
    <message>
        <source>Choose another name, or add --force to replace it.</source>
        <translation>Elija otro nombre, o añada --force para reemplazarlo.</translation>
    </message>
    <message>
        <source>End the name with .html for a page, or with .json for the numbers.</source>
        <translation>Termine el nombre en .html para una página, o en .json para los números.</translation>
    </message>
    <message>
        <source>{name} does not say which kind of report to write.</source>
        <translation>{name} no indica qué tipo de informe escribir.</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>es una carpeta</translation>
    </message>
    <message>
        <source>its folder is not there</source>
        <translation>su carpeta no existe</translation>
    </message>
    <message>
        <source>What quantizing cost: {name}</source>
        <translation>Lo que costó cuantizar: {name}</translation>
    </message>
    <message>
        <source>What quantizing cost</source>
        <translation>Lo que costó cuantizar</translation>
    </message>
    <message>
        <source>This model</source>
        <translation>Este modelo</translation>
    </message>
    <message>
        <source>Type {kind}, preset {preset}.</source>
        <translation>Tipo {kind}, preajuste {preset}.</translation>
    </message>
    <message>
        <source>Type {kind}.</source>
        <translation>Tipo {kind}.</translation>
    </message>
    <message>
        <source>Layers left out: {layers}.</source>
        <translation>Capas omitidas: {layers}.</translation>
    </message>
    <message>
        <source>SHA-256 of this model: {sum}</source>
        <translation>SHA-256 de este modelo: {sum}</translation>
    </message>
    <message>
        <source>SHA-256 of the original: {sum}</source>
        <translation>SHA-256 del original: {sum}</translation>
    </message>
    <message>
        <source>Repair fetches it again from {place}.</source>
        <translation>Reparar lo obtiene de nuevo de {place}.</translation>
    </message>
    <message>
        <source>Repair makes it again from {name}.</source>
        <translation>Reparar lo crea de nuevo a partir de {name}.</translation>
    </message>
    <message>
        <source>The file of this model is damaged ({how}).</source>
        <translation>El archivo de este modelo está dañado ({how}).</translation>
    </message>
    <message>
        <source>it has no file.</source>
        <translation>no tiene archivo.</translation>
    </message>
    <message>
        <source>{id} cannot be verified: {reason}</source>
        <translation>No se puede verificar {id}: {reason}</translation>
    </message>
    <message>
        <source>it differs from the one that came in {places}</source>
        <translation>difiere del que llegó {places}</translation>
    </message>
    <message>
        <source>it differs from the one that came in</source>
        <translation>difiere del que llegó</translation>
    </message>
    <message>
        <source>Its SHA-256 was not known before; it is noted from now on.</source>
        <translation>Su SHA-256 no se conocía antes; queda anotado a partir de ahora.</translation>
    </message>
    <message>
        <source>from MiB {start} to MiB {end}</source>
        <translation>del MiB {start} al MiB {end}</translation>
    </message>
    <message numerus="yes">
        <source>{places} and in {n} more place</source>
        <comment>{places} and in {n} more places</comment>
        <translation>
            <numerusform>{places} y en {n} lugar más</numerusform>
            <numerusform>{places} y en {n} lugares más</numerusform>
        </translation>
    </message>
    <message>
        <source>{path} is larger than such a file can be</source>
        <translation>{path} es mayor de lo que puede ser un archivo así</translation>
    </message>
    <message>
        <source>There is no acoustic model (final.mdl) in it, so it is no voice model for vosk.</source>
        <translation>No contiene ningún modelo acústico (final.mdl), así que no es un modelo de voz para vosk.</translation>
    </message>
    <message>
        <source>the graph of its language (HCLG.fst, or HCLr.fst and Gr.fst) is missing</source>
        <translation>falta el grafo de su idioma (HCLG.fst, o HCLr.fst y Gr.fst)</translation>
    </message>
    <message>
        <source>{name} is missing</source>
        <translation>falta {name}</translation>
    </message>
    <message>
        <source>its list of words (words.txt) is missing</source>
        <translation>falta su lista de palabras (words.txt)</translation>
    </message>
    <message>
        <source>{name} does not begin as such a file does</source>
        <translation>{name} no empieza como un archivo así</translation>
    </message>
    <message>
        <source>{name} is no text</source>
        <translation>{name} no es texto</translation>
    </message>
    <message>
        <source>{name} holds a line that no voice model needs</source>
        <translation>{name} contiene una línea que ningún modelo de voz necesita</translation>
    </message>
    <message>
        <source>its list of words is not UTF-8 text</source>
        <translation>su lista de palabras no es texto UTF-8</translation>
    </message>
    <message>
        <source>line {number} of its list of words cannot be one</source>
        <translation>la línea {number} de su lista de palabras no es posible</translation>
    </message>
    <message>
        <source>its list of words is empty</source>
        <translation>su lista de palabras está vacía</translation>
    </message>
    <message>
        <source>its list of words has a line without an end</source>
        <translation>su lista de palabras tiene una línea sin fin</translation>
    </message>
    <message>
        <source>is a device</source>
        <translation>es un dispositivo</translation>
    </message>
    <message>
        <source>is a second name of another file</source>
        <translation>es un segundo nombre de otro archivo</translation>
    </message>
    <message>
        <source>is a pipe</source>
        <translation>es una tubería</translation>
    </message>
    <message>
        <source>The archive is damaged, or it was not copied to its end.</source>
        <translation>El archivo comprimido está dañado, o no se copió hasta el final.</translation>
    </message>
    <message>
        <source>The archive cannot be read to its end: {reason}.</source>
        <translation>El archivo comprimido no se puede leer hasta el final: {reason}.</translation>
    </message>
    <message>
        <source>The archive holds a header that no archive needs.</source>
        <translation>El archivo comprimido contiene una cabecera que ninguno necesita.</translation>
    </message>
    <message>
        <source>The archive is packed in a way that voice models never are.</source>
        <translation>El archivo está comprimido de una manera que los modelos de voz nunca usan.</translation>
    </message>
    <message>
        <source>Run `edgeassist doctor`: it tries every variant again.</source>
        <translation>Ejecute `edgeassist doctor`: vuelve a probar todas las variantes.</translation>
    </message>
    <message>
        <source>The engine did not accept the processor code in {name}.</source>
        <translation>El motor no aceptó el código de procesador de {name}.</translation>
    </message>
    <message>
        <source>The engine (llama-cpp-python) is not installed.</source>
        <translation>El motor (llama-cpp-python) no está instalado.</translation>
    </message>
    <message>
        <source>Run `make run` again.</source>
        <translation>Ejecute de nuevo `make run`.</translation>
    </message>
    <message>
        <source>The engine has no processor code to run with.</source>
        <translation>El motor no tiene ningún código de procesador con el que funcionar.</translation>
    </message>
    <message>
        <source>no such file or directory</source>
        <translation>no existe tal archivo o carpeta</translation>
    </message>
    <message>
        <source>permission denied</source>
        <translation>permiso denegado</translation>
    </message>
    <message>
        <source>operation not permitted</source>
        <translation>operación no permitida</translation>
    </message>
    <message>
        <source>input/output error</source>
        <translation>error de entrada o salida</translation>
    </message>
    <message>
        <source>is a directory</source>
        <translation>es una carpeta</translation>
    </message>
    <message>
        <source>no such device</source>
        <translation>no existe tal dispositivo</translation>
    </message>
    <message>
        <source>too many open files</source>
        <translation>demasiados archivos abiertos</translation>
    </message>
    <message>
        <source>too many levels of symbolic links</source>
        <translation>demasiados niveles de enlaces simbólicos</translation>
    </message>
    <message>
        <source>cannot allocate memory</source>
        <translation>no se puede reservar memoria</translation>
    </message>
    <message>
        <source>no space left on device</source>
        <translation>no queda espacio en la unidad</translation>
    </message>
    <message>
        <source>read-only file system</source>
        <translation>sistema de archivos de solo lectura</translation>
    </message>
    <message>
        <source>stale file handle</source>
        <translation>la referencia al archivo ya no es válida</translation>
    </message>
    <message>
        <source>unknown reason</source>
        <translation>motivo desconocido</translation>
    </message>
    <message>
        <source>Reading the calibration text</source>
        <translation>Leyendo el texto de calibración</translation>
    </message>
    <message>
        <source>Pick a plain text file (UTF-8) of at least a page, or use the text that comes with EdgeAssist.</source>
        <translation>Elija un archivo de texto sin formato (UTF-8) de al menos una página, o use el texto que viene con EdgeAssist.</translation>
    </message>
    <message>
        <source>The calibration text {name} cannot be used: {reason}.</source>
        <translation>El texto de calibración {name} no se puede usar: {reason}.</translation>
    </message>
    <message>
        <source>Check that the file is still there and may be read.</source>
        <translation>Compruebe que el archivo sigue ahí y que se puede leer.</translation>
    </message>
    <message>
        <source>The calibration text {name} cannot be opened: {reason}.</source>
        <translation>El texto de calibración {name} no se puede abrir: {reason}.</translation>
    </message>
    <message>
        <source>Quantize without an importance matrix: the types of 4 bits and more need none.</source>
        <translation>Cuantice sin matriz de importancia: los tipos de 4 bits o más no la necesitan.</translation>
    </message>
    <message>
        <source>it has only {total} tokens, {needed} are needed</source>
        <translation>solo tiene {total} tokens y se necesitan {needed}</translation>
    </message>
    <message>
        <source>The engine ran, but no product with a weight was seen. Nothing was written.</source>
        <translation>El motor funcionó, pero no se vio ningún producto con un peso. No se escribió nada.</translation>
    </message>
    <message>
        <source>it is not plain text</source>
        <translation>no es texto sin formato</translation>
    </message>
    <message>
        <source>it is not UTF-8</source>
        <translation>no es UTF-8</translation>
    </message>
    <message>
        <source>Measuring the new model</source>
        <translation>Midiendo el modelo nuevo</translation>
    </message>
    <message>
        <source>Measuring the original</source>
        <translation>Midiendo el original</translation>
    </message>
    <message>
        <source>Reading the held text with both</source>
        <translation>Leyendo el texto de prueba con ambos</translation>
    </message>
    <message>
        <source>Compare a model with the one it was made from.</source>
        <translation>Compare un modelo con aquel del que se hizo.</translation>
    </message>
    <message>
        <source>These two models have different vocabularies, so their answers cannot be compared.</source>
        <translation>Estos dos modelos tienen vocabularios distintos, por lo que sus respuestas no se pueden comparar.</translation>
    </message>
    <message>
        <source>Make it again with another preset, or from a fresh copy of the original.</source>
        <translation>Hágalo de nuevo con otro preajuste, o a partir de una copia nueva del original.</translation>
    </message>
    <message>
        <source>The original computes values that are no numbers: it is broken. Nothing was changed.</source>
        <translation>El original calcula valores que no son números: está roto. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The new model computes values that are no numbers: it is broken. Nothing was changed.</source>
        <translation>El modelo nuevo calcula valores que no son números: está roto. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Use a shorter context (`--context N`, or context_tokens in settings.toml), or a smaller model.</source>
        <translation>Use un contexto más corto (`--context N`, o context_tokens en settings.toml), o un modelo menor.</translation>
    </message>
    <message>
        <source>There is not enough memory for a context of {tokens} tokens with this model.</source>
        <translation>No hay memoria suficiente para un contexto de {tokens} tokens con este modelo.</translation>
    </message>
    <message>
        <source>Try again; if it happens again, load the model anew with a shorter context.</source>
        <translation>Vuelva a intentarlo; si se repite, cargue de nuevo el modelo con un contexto más corto.</translation>
    </message>
    <message>
        <source>The engine could not work through the text (status {status}). The conversation is safe.</source>
        <translation>El motor no pudo procesar el texto (estado {status}). La conversación está a salvo.</translation>
    </message>
    <message>
        <source>Pick one of {names}, or none to use the model&apos;s own.</source>
        <translation>Elija una de estas: {names}; o ninguna, para usar la propia del modelo.</translation>
    </message>
    <message>
        <source>There is no built-in chat template named “{name}”.</source>
        <translation>No hay ninguna plantilla de chat incluida que se llame “{name}”.</translation>
    </message>
    <message>
        <source>Shorten the text, start a new conversation, or use a longer context: `--context N`, or context_tokens in settings.toml.</source>
        <translation>Acorte el texto, empiece una conversación nueva, o use un contexto más largo: `--context N`, o context_tokens en settings.toml.</translation>
    </message>
    <message>
        <source>The text takes {tokens} tokens, but the context holds {context} and needs room for the answer. Nothing was cut off.</source>
        <translation>El texto ocupa {tokens} tokens, pero en el contexto caben {context} y hace falta sitio para la respuesta. No se ha cortado nada.</translation>
    </message>
    <message>
        <source>Shorten the text to about {tokens} tokens, start anew, or choose a bigger model: this one holds no more.</source>
        <translation>Acorte el texto a unos {tokens} tokens, empiece de nuevo, o elija un modelo mayor: en este no cabe más.</translation>
    </message>
    <message>
        <source>Use a text of a page or more.</source>
        <translation>Use un texto de una página o más.</translation>
    </message>
    <message>
        <source>The text to compare the models with is too short ({tokens} tokens).</source>
        <translation>El texto con el que se comparan los modelos es demasiado corto ({tokens} tokens).</translation>
    </message>
    <message>
        <source>Check that the file is there, or install EdgeAssist anew.</source>
        <translation>Compruebe que el archivo está ahí, o instale de nuevo EdgeAssist.</translation>
    </message>
    <message>
        <source>The text {name} cannot be read: {reason}.</source>
        <translation>El texto {name} no se puede leer: {reason}.</translation>
    </message>
    <message>
        <source>Compute the importance anew; the model itself is untouched.</source>
        <translation>Calcule de nuevo la importancia; el modelo en sí está intacto.</translation>
    </message>
    <message>
        <source>{name} is not an importance matrix that can be used: {reason}.</source>
        <translation>{name} no es una matriz de importancia que se pueda usar: {reason}.</translation>
    </message>
    <message>
        <source>it cannot be read as GGUF</source>
        <translation>no se puede leer como GGUF</translation>
    </message>
    <message>
        <source>it has sums but no counts for {weight}</source>
        <translation>tiene sumas pero no recuentos para {weight}</translation>
    </message>
    <message>
        <source>it holds no sums</source>
        <translation>no contiene sumas</translation>
    </message>
    <message>
        <source>its numbers for {weight} make no sense</source>
        <translation>sus números para {weight} no tienen sentido</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Free some space, or choose a smaller type, and start again.</source>
        <translation>El modelo del que partió está intacto. Libere espacio, o elija un tipo menor, y empiece de nuevo.</translation>
    </message>
    <message>
        <source>The drive became full before the work was done.</source>
        <translation>La unidad se llenó antes de terminar el trabajo.</translation>
    </message>
    <message>
        <source>There was not enough memory for this work.</source>
        <translation>No hubo memoria suficiente para este trabajo.</translation>
    </message>
    <message>
        <source>The system refused a step of this work: {reason}.</source>
        <translation>El sistema rechazó un paso de este trabajo: {reason}.</translation>
    </message>
    <message>
        <source>The engine met an error it did not expect.</source>
        <translation>El motor encontró un error que no esperaba.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Try again, or choose another type.</source>
        <translation>El modelo del que partió está intacto. Vuelva a intentarlo, o elija otro tipo.</translation>
    </message>
    <message>
        <source>Use the engine version EdgeAssist was made for: run `make run` again. Quantizing without it still works.</source>
        <translation>Use la versión del motor para la que se hizo EdgeAssist: ejecute de nuevo `make run`. Cuantizar sin esto sigue funcionando.</translation>
    </message>
    <message>
        <source>This engine keeps its tensors in another way than expected ({what}); nothing was read or changed.</source>
        <translation>Este motor guarda sus tensores de otra manera que la esperada ({what}); no se ha leído ni cambiado nada.</translation>
    </message>
    <message>
        <source>What the engine computed could not be watched.</source>
        <translation>No se pudo observar lo que calculaba el motor.</translation>
    </message>
    <message>
        <source>{weight} met numbers without end: the model file may be damaged.</source>
        <translation>{weight} se encontró con números infinitos: puede que el archivo del modelo esté dañado.</translation>
    </message>
    <message>
        <source>Preparing a model to measure with</source>
        <translation>Preparando un modelo para medir</translation>
    </message>
    <message>
        <source>Measuring this computer</source>
        <translation>Midiendo este equipo</translation>
    </message>
    <message>
        <source>Type a message first.</source>
        <translation>Escriba antes un mensaje.</translation>
    </message>
    <message>
        <source>There is no text to answer.</source>
        <translation>No hay ningún texto al que responder.</translation>
    </message>
    <message>
        <source>There is no type called “{name}” to quantize to.</source>
        <translation>No hay ningún tipo de cuantización llamado “{name}”.</translation>
    </message>
    <message>
        <source>There are: {names}.</source>
        <translation>Los que hay: {names}.</translation>
    </message>
    <message>
        <source>Quantizing</source>
        <translation>Cuantizando</translation>
    </message>
    <message>
        <source>Choose another name, or remove that file first. Nothing was changed.</source>
        <translation>Elija otro nombre, o quite antes ese archivo. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>There is a file called {name} already.</source>
        <translation>Ya hay un archivo llamado {name}.</translation>
    </message>
    <message>
        <source>Choose another name for the new file. Nothing was changed.</source>
        <translation>Elija otro nombre para el archivo nuevo. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>{name} is the model to be read; it is not overwritten.</source>
        <translation>{name} es el modelo que se va a leer; no se sobrescribe.</translation>
    </message>
    <message>
        <source>Let EdgeAssist compute an importance matrix first, or choose Q4_K_M or larger.</source>
        <translation>Deje que EdgeAssist calcule antes una matriz de importancia, o elija Q4_K_M o mayor.</translation>
    </message>
    <message>
        <source>{kind} needs an importance matrix: without one the model would speak nonsense.</source>
        <translation>{kind} necesita una matriz de importancia: sin ella el modelo diría disparates.</translation>
    </message>
    <message>
        <source>Start from the F16, BF16 or Q8_0 file of this model.</source>
        <translation>Parta del archivo F16, BF16 o Q8_0 de este modelo.</translation>
    </message>
    <message>
        <source>This model is quantized already; doing it again loses quality twice.</source>
        <translation>Este modelo ya está cuantizado; hacerlo de nuevo pierde calidad dos veces.</translation>
    </message>
    <message>
        <source>Quantize without leaving out layers.</source>
        <translation>Cuantice sin omitir capas.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Try another type.</source>
        <translation>El modelo del que partió está intacto. Pruebe con otro tipo.</translation>
    </message>
    <message>
        <source>The engine could not write this model as {kind}.</source>
        <translation>El motor no pudo escribir este modelo como {kind}.</translation>
    </message>
    <message>
        <source>This model has {layers} layers; one of those to leave out is not among them.</source>
        <translation>Este modelo tiene {layers} capas; una de las que se quieren omitir no está entre ellas.</translation>
    </message>
    <message>
        <source>Of the {layers} layers of this model at least two must stay.</source>
        <translation>De las {layers} capas de este modelo deben quedar al menos dos.</translation>
    </message>
    <message>
        <source>The layers of this model differ from each other, so none can be left out.</source>
        <translation>Las capas de este modelo son distintas entre sí, por lo que no se puede omitir ninguna.</translation>
    </message>
    <message>
        <source>The numbers of {weight} are kept in a way that cannot be read back.</source>
        <translation>Los números de {weight} están guardados de una manera que no se puede volver a leer.</translation>
    </message>
    <message>
        <source>The file may be damaged, or too strongly quantized. Import it again or pick another model.</source>
        <translation>Puede que el archivo esté dañado o cuantizado en exceso. Impórtelo de nuevo o elija otro modelo.</translation>
    </message>
    <message>
        <source>The model gives no usable output: its scores are not numbers. The conversation is safe.</source>
        <translation>El modelo no da ninguna salida utilizable: sus puntuaciones no son números. La conversación está a salvo.</translation>
    </message>
    <message>
        <source>Check the grammar: it needs a rule named `root`, and every rule it names must exist.</source>
        <translation>Compruebe la gramática: necesita una regla llamada `root`, y toda regla que nombre debe existir.</translation>
    </message>
    <message>
        <source>The grammar for the answer cannot be read. Nothing was generated.</source>
        <translation>La gramática para la respuesta no se puede leer. No se ha generado nada.</translation>
    </message>
    <message>
        <source>Check that the schema is valid JSON and uses plain types, properties and enums.</source>
        <translation>Compruebe que el esquema es JSON válido y usa tipos, propiedades y enumeraciones sencillos.</translation>
    </message>
    <message>
        <source>The JSON schema for the answer cannot be used: {reason}. Nothing was generated.</source>
        <translation>El esquema JSON para la respuesta no se puede usar: {reason}. No se ha generado nada.</translation>
    </message>
    <message>
        <source>Loosen the grammar, or pick another model.</source>
        <translation>Haga la gramática menos estricta, o elija otro modelo.</translation>
    </message>
    <message>
        <source>The model cannot continue within the given grammar. What was written so far stands.</source>
        <translation>El modelo no puede continuar dentro de la gramática dada. Lo escrito hasta ahora se conserva.</translation>
    </message>
    <message>
        <source>it must be a JSON object</source>
        <translation>debe ser un objeto JSON</translation>
    </message>
    <message>
        <source>it counts further than an answer can be long</source>
        <translation>cuenta más allá de lo que puede durar una respuesta</translation>
    </message>
    <message>
        <source>Choosing the fastest safe code for this processor (once)</source>
        <translation>Eligiendo el código seguro más rápido para este procesador (una sola vez)</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>Elija antes un modelo.</translation>
    </message>
    <message>
        <source>No model is loaded, so there is nothing that could answer.</source>
        <translation>No hay ningún modelo cargado, así que nada puede responder.</translation>
    </message>
    <message>
        <source>The engine met an error it did not expect. The conversation is safe.</source>
        <translation>El motor encontró un error que no esperaba. La conversación está a salvo.</translation>
    </message>
    <message>
        <source>Try again; if it happens again, load the model anew.</source>
        <translation>Vuelva a intentarlo; si se repite, cargue de nuevo el modelo.</translation>
    </message>
    <message>
        <source>The model can be used with a built-in chat template.</source>
        <translation>El modelo se puede usar con una plantilla de chat incluida.</translation>
    </message>
    <message>
        <source>The chat template is {size} KiB; at most {limit} are read.</source>
        <translation>La plantilla de chat ocupa {size} KiB; se leen como máximo {limit}.</translation>
    </message>
    <message>
        <source>The chat template cannot be read: line {line}: {reason}.</source>
        <translation>La plantilla de chat no se puede leer: línea {line}: {reason}.</translation>
    </message>
    <message>
        <source>The chat template fails on an ordinary conversation: {reason}.</source>
        <translation>La plantilla de chat falla con una conversación corriente: {reason}.</translation>
    </message>
    <message>
        <source>syntax error</source>
        <translation>error de sintaxis</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>está anidada con demasiada profundidad</translation>
    </message>
    <message>
        <source>it leaves out what was said</source>
        <translation>omite lo que se dijo</translation>
    </message>
    <message>
        <source>Run `edgeassist doctor` and report what it shows.</source>
        <translation>Ejecute `edgeassist doctor` e informe de lo que muestra.</translation>
    </message>
    <message>
        <source>None of the engine&apos;s processor code works on this machine ({reasons}).</source>
        <translation>Ninguno de los códigos de procesador del motor funciona en este equipo ({reasons}).</translation>
    </message>
    <message>
        <source>Free some space on the drive of the cache folder, check its rights, and start EdgeAssist again.</source>
        <translation>Libere espacio en la unidad de la carpeta de caché, compruebe sus permisos y vuelva a iniciar EdgeAssist.</translation>
    </message>
    <message>
        <source>The processor code cannot be tried, because no test model could be made ({reason}). Nothing was changed.</source>
        <translation>El código de procesador no se puede probar, porque no se pudo crear ningún modelo de prueba ({reason}). No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>There is no processor code named {name}.</source>
        <translation>No hay ningún código de procesador llamado {name}.</translation>
    </message>
    <message>
        <source>Measuring what each type loses</source>
        <translation>Midiendo lo que pierde cada tipo</translation>
    </message>
    <message>
        <source>This model cannot be made as small as {wished_bytes}: with the types allowed it takes {least_bytes}.</source>
        <translation>Este modelo no se puede reducir a {wished_bytes}: con los tipos permitidos ocupa {least_bytes}.</translation>
    </message>
    <message>
        <source>Ask for {least_bytes} or more, allow coarser types, or start from a smaller model.</source>
        <translation>Pida {least_bytes} o más, permita tipos más toscos, o parta de un modelo menor.</translation>
    </message>
    <message>
        <source>Ask for less than the model takes now, or keep it as it is.</source>
        <translation>Pida menos de lo que el modelo ocupa ahora, o déjelo como está.</translation>
    </message>
    <message>
        <source>This model takes {model_bytes}, no more than the {wished_bytes} asked for.</source>
        <translation>Este modelo ocupa {model_bytes}, no más que los {wished_bytes} pedidos.</translation>
    </message>
    <message>
        <source>Check that the file is still there and may be read, or import it again.</source>
        <translation>Compruebe que el archivo sigue ahí y que se puede leer, o impórtelo de nuevo.</translation>
    </message>
    <message>
        <source>The model file {name} cannot be opened: {reason}.</source>
        <translation>El archivo del modelo {name} no se puede abrir: {reason}.</translation>
    </message>
    <message>
        <source>Import the model again, so that it is checked again.</source>
        <translation>Importe de nuevo el modelo, para que se vuelva a comprobar.</translation>
    </message>
    <message>
        <source>The model file {name} has changed since it was checked: {found} bytes instead of {expected}. It was not loaded.</source>
        <translation>El archivo del modelo {name} ha cambiado desde que se comprobó: {found} bytes en lugar de {expected}. No se ha cargado.</translation>
    </message>
    <message>
        <source>The file may be damaged or of a kind this version does not know. Import it again or pick another model.</source>
        <translation>Puede que el archivo esté dañado o sea de un tipo que esta versión no conoce. Impórtelo de nuevo o elija otro modelo.</translation>
    </message>
    <message>
        <source>The engine could not load {name} ({size_bytes}). Nothing was changed.</source>
        <translation>El motor no pudo cargar {name} ({size_bytes}). No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>it is not a regular file</source>
        <translation>no es un archivo normal</translation>
    </message>
    <message>
        <source>the templates for {language}</source>
        <translation>las plantillas para {language}</translation>
    </message>
    <message>
        <source>This sound file cannot be read: {reason}.</source>
        <translation>Este archivo de sonido no se puede leer: {reason}.</translation>
    </message>
    <message>
        <source>This file is no WAV, FLAC or OGG sound, or it is damaged.</source>
        <translation>Este archivo no es sonido WAV, FLAC u OGG, o está dañado.</translation>
    </message>
    <message>
        <source>This file is no WAV, FLAC or OGG sound that can be heard.</source>
        <translation>Este archivo no es sonido WAV, FLAC u OGG que se pueda oír.</translation>
    </message>
    <message>
        <source>turns text into vectors</source>
        <translation>convierte texto en vectores</translation>
    </message>
    <message>
        <source>only speeds up another model</source>
        <translation>solo acelera otro modelo</translation>
    </message>
    <message>
        <source>speaks</source>
        <translation>habla</translation>
    </message>
    <message>
        <source>reads pictures</source>
        <translation>lee imágenes</translation>
    </message>
    <message>
        <source>rewrites text through an encoder</source>
        <translation>reescribe texto mediante un codificador</translation>
    </message>
    <message>
        <source>makes sound</source>
        <translation>produce sonido</translation>
    </message>
    <message>
        <source>The file holds no weights, only a description or a vocabulary.</source>
        <translation>El archivo no contiene pesos, solo una descripción o un vocabulario.</translation>
    </message>
    <message>
        <source>The file has {has_bytes} of the {declared_bytes} it declares ({missing} bytes are missing); the download probably broke off.</source>
        <translation>El archivo tiene {has_bytes} de los {declared_bytes} que declara (faltan {missing} bytes); probablemente la descarga se interrumpió.</translation>
    </message>
    <message>
        <source>The file does not have the declared size: it should end after {declared_bytes} and goes on for another {more_bytes}.</source>
        <translation>El archivo no tiene el tamaño declarado: debería terminar tras {declared_bytes} y sigue otros {more_bytes}.</translation>
    </message>
    <message>
        <source>The file brings no chat template.</source>
        <translation>El archivo no trae ninguna plantilla de chat.</translation>
    </message>
    <message>
        <source>The file&apos;s chat template is larger than 256 KiB.</source>
        <translation>La plantilla de chat del archivo ocupa más de 256 KiB.</translation>
    </message>
    <message>
        <source>The file does not say which architecture its model has.</source>
        <translation>El archivo no indica qué arquitectura tiene su modelo.</translation>
    </message>
    <message>
        <source>This model ({name}) {trade}; it cannot chat.</source>
        <translation>Este modelo ({name}) {trade}; no puede chatear.</translation>
    </message>
    <message>
        <source>The engine does not know the architecture “{name}”.</source>
        <translation>El motor no conoce la arquitectura “{name}”.</translation>
    </message>
    <message>
        <source>This file holds an addition to a model (an adapter or a picture reader), not a model.</source>
        <translation>Este archivo contiene un complemento de un modelo (un adaptador o un lector de imágenes), no un modelo.</translation>
    </message>
    <message>
        <source>The file brings no list of tokens, so it cannot read or write text.</source>
        <translation>El archivo no trae lista de tokens, así que no puede leer ni escribir texto.</translation>
    </message>
    <message>
        <source>its score is no better than that of a trivial baseline, so it is not trusted with that</source>
        <translation>su puntuación no es mejor que la de una referencia trivial, así que no se le confía</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>no medido</translation>
    </message>
    <message>
        <source>{measured} (baseline: {baseline})</source>
        <translation>{measured} (referencia: {baseline})</translation>
    </message>
    <message numerus="yes">
        <source>it was not measured enough to be trusted with it ({n} example)</source>
        <comment>it was not measured enough to be trusted with it ({n} examples)</comment>
        <translation>
            <numerusform>no se ha medido lo suficiente para confiárselo ({n} ejemplo)</numerusform>
            <numerusform>no se ha medido lo suficiente para confiárselo ({n} ejemplos)</numerusform>
        </translation>
    </message>
    <message>
        <source>chat</source>
        <translation>chatear</translation>
    </message>
    <message>
        <source>sum texts up</source>
        <translation>resumir textos</translation>
    </message>
    <message>
        <source>turn commands into JSON</source>
        <translation>convertir órdenes en JSON</translation>
    </message>
    <message>
        <source>{measure} {value} ({low} to {high}, {count} examples) is better than {bar} of the best trivial baseline, {name}.</source>
        <translation>{measure} {value} (de {low} a {high}, {count} ejemplos) es mejor que el {bar} de la mejor referencia trivial, {name}.</translation>
    </message>
    <message>
        <source>{measure} {value} ({low} to {high}, {count} examples) is not clearly better than {bar} of the best trivial baseline, {name}.</source>
        <translation>{measure} {value} (de {low} a {high}, {count} ejemplos) no es claramente mejor que el {bar} de la mejor referencia trivial, {name}.</translation>
    </message>
    <message>
        <source>Only {count} held-out examples: too few to claim anything.</source>
        <translation>Solo {count} ejemplos apartados: demasiado pocos para afirmar nada.</translation>
    </message>
    <message>
        <source>it was not measured enough to be trusted with it ({count} examples)</source>
        <translation>no se ha medido lo bastante para confiárselo ({count} ejemplos)</translation>
    </message>
    <message>
        <source>It has {count} million parameters, a small part of what the models to download have: it knows few facts, and what it says of the world may be wrong.</source>
        <translation>Tiene {count} millones de parámetros, una pequeña parte de los que tienen los modelos descargables: sabe pocos datos, y lo que dice del mundo puede ser erróneo.</translation>
    </message>
    <message>
        <source>It reads and writes {languages} only.</source>
        <translation>Solo lee y escribe en {languages}.</translation>
    </message>
    <message>
        <source>A text and its answer together hold at most {tokens} tokens, about {count} words.</source>
        <translation>Un texto y su respuesta caben juntos en {tokens} tokens como máximo, unas {count} palabras.</translation>
    </message>
    <message>
        <source>It does what its tasks are; other instructions, roles and formats are not followed.</source>
        <translation>Hace lo que son sus tareas; no sigue otras instrucciones, papeles ni formatos.</translation>
    </message>
    <message>
        <source>There was no baseline to compare with, so nothing is claimed.</source>
        <translation>No había referencia con que comparar, así que no se afirma nada.</translation>
    </message>
    <message>
        <source>exact intent and slots, %</source>
        <translation>intención y datos exactos, %</translation>
    </message>
    <message>
        <source>perplexity of replies</source>
        <translation>perplejidad de las respuestas</translation>
    </message>
    <message>
        <source>turned down, %</source>
        <translation>rechazadas, %</translation>
    </message>
    <message>
        <source>copying the source</source>
        <translation>copiar el original</translation>
    </message>
    <message>
        <source>word-for-word dictionary</source>
        <translation>diccionario palabra por palabra</translation>
    </message>
    <message>
        <source>first sentence</source>
        <translation>primera frase</translation>
    </message>
    <message>
        <source>templates alone</source>
        <translation>solo plantillas</translation>
    </message>
    <message>
        <source>most frequent reply</source>
        <translation>respuesta más frecuente</translation>
    </message>
    <message>
        <source>token frequencies</source>
        <translation>frecuencias de tokens</translation>
    </message>
    <message>
        <source>whole replies by frequency</source>
        <translation>respuestas enteras por frecuencia</translation>
    </message>
    <message>
        <source>the same model on other questions</source>
        <translation>el mismo modelo con otras preguntas</translation>
    </message>
    <message>
        <source>translate to {target}</source>
        <translation>traducir a {target}</translation>
    </message>
    <message>
        <source>translate from {source} to {target}</source>
        <translation>traducir de {source} a {target}</translation>
    </message>
    <message>
        <source>{measured} (baseline: {baselines})</source>
        <translation>{measured} (referencia: {baselines})</translation>
    </message>
    <message>
        <source>Shopping list</source>
        <translation>Lista de la compra</translation>
    </message>
    <message>
        <source>above idle</source>
        <translation>por encima del reposo</translation>
    </message>
    <message>
        <source>processor only</source>
        <translation>solo el procesador</translation>
    </message>
    <message>
        <source>processor only, above idle</source>
        <translation>solo el procesador, por encima del reposo</translation>
    </message>
    <message>
        <source>no answer in this time</source>
        <translation>ninguna respuesta en este tiempo</translation>
    </message>
    <message>
        <source>what the whole laptop drew was not measured</source>
        <translation>no se midió lo que consumió todo el portátil</translation>
    </message>
    <message>
        <source>Nothing was changed: the chats, models and settings that you have stay as they are.</source>
        <translation>No se ha cambiado nada: los chats, los modelos y los ajustes que tiene siguen como están.</translation>
    </message>
    <message>
        <source>too long for this model</source>
        <translation>demasiado largo para este modelo</translation>
    </message>
    <message>
        <source>Only a model that can write joins sentences into a brief. Picked ones are a list: choose “Key points”.</source>
        <translation>Solo un modelo que sepa redactar une las frases en un resumen breve. Las elegidas son una lista: use «Puntos clave».</translation>
    </message>
    <message>
        <source>Stopped. Nothing is summed up yet.</source>
        <translation>Detenido. Todavía no se ha resumido nada.</translation>
    </message>
    <message>
        <source>No decision and no task was found in the text, so these are its most telling sentences.</source>
        <translation>En el texto no se ha encontrado ninguna decisión ni tarea; estas son sus frases más significativas.</translation>
    </message>
    <message>
        <source>The text has no headings, so all of it is one section.</source>
        <translation>El texto no tiene títulos, así que todo es una sola sección.</translation>
    </message>
    <message>
        <source>One text file for somebody who helps you: this computer, the program and its last errors. None of your texts, no names of documents, no passwords.</source>
        <translation>Un archivo de texto para quien le ayude: este ordenador, el programa y sus últimos errores. Ninguno de sus textos, ningún nombre de documento, ninguna contraseña.</translation>
    </message>
    <message>
        <source>What happened?…</source>
        <translation>¿Qué ha ocurrido?…</translation>
    </message>
    <message>
        <source>Often translates wrongly.</source>
        <translation>A menudo traduce mal.</translation>
    </message>
    <message>
        <source>Often wrong.</source>
        <translation>A menudo falla.</translation>
    </message>
</context>
</TS>
