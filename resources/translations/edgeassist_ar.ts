<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar">
<context>
    <name></name>
    <message>
        <source>What its spec takes and needs must be words.</source>
        <translation>يجب أن يكون ما تأخذه مواصفته وما تحتاجه كلمات.</translation>
    </message>
    <message>
        <source>Stopped twice</source>
        <translation>توقّف مرتين</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>مستخدَم</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>لا يمكن استخدامه</translation>
    </message>
    <message>
        <source>Did not work here</source>
        <translation>لم يعمل هنا</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>مناسب</translation>
    </message>
    <message>
        <source>Not measured on this computer yet</source>
        <translation>لم يُقَس على هذا الحاسوب بعد</translation>
    </message>
    <message>
        <source>Built in: small and quick; get a bigger one when you are online.</source>
        <translation>مدمج: صغير وسريع؛ نزّل نموذجًا أكبر عندما تكون متصلًا.</translation>
    </message>
    <message>
        <source>Can {doing}: {score}</source>
        <translation>يستطيع {doing}: {score}</translation>
    </message>
    <message>
        <source>Not used to {doing}: {reason}</source>
        <translation>لا يُستخدم من أجل {doing}: {reason}</translation>
    </message>
    <message>
        <source>Limit: {limit}</source>
        <translation>حدّ: {limit}</translation>
    </message>
    <message>
        <source>Needs {size}</source>
        <translation>يحتاج إلى {size}</translation>
    </message>
    <message>
        <source>{size} memory here</source>
        <translation>‏{size} ذاكرة هنا</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>الاسم</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>المعرّف</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>البنية</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>التكميم</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>المعاملات</translation>
    </message>
    <message>
        <source>File</source>
        <translation>الملف</translation>
    </message>
    <message>
        <source>Context it was trained for</source>
        <translation>السياق الذي دُرّب عليه</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>‏{count} رمز</translation>
    </message>
    <message>
        <source>built-in.</source>
        <translation>مدمج.</translation>
    </message>
    <message>
        <source>{time} from {source}</source>
        <translation>‏{time} من {source}</translation>
    </message>
    <message>
        <source>{size} with a context of {tokens}</source>
        <translation>‏{size} مع سياق من {tokens}</translation>
    </message>
    <message>
        <source>{name}: {value}</source>
        <translation>‏{name}: {value}</translation>
    </message>
    <message>
        <source>not compressed</source>
        <translation>غير مضغوط</translation>
    </message>
    <message>
        <source>lightly compressed</source>
        <translation>مضغوط قليلًا</translation>
    </message>
    <message>
        <source>compressed</source>
        <translation>مضغوط</translation>
    </message>
    <message>
        <source>strongly compressed</source>
        <translation>مضغوط بشدة</translation>
    </message>
    <message>
        <source>{rate} tokens/s here</source>
        <translation>‏{rate} رمز/ث هنا</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>الترخيص</translation>
    </message>
    <message>
        <source>not stated in the file</source>
        <translation>غير مذكور في الملف</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>اللغات</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>قالب المحادثة</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>قالب النموذج نفسه</translation>
    </message>
    <message>
        <source>It adds instructions of its own</source>
        <translation>يضيف تعليمات من عنده</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>الذاكرة</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>تاريخ الاستيراد</translation>
    </message>
    <message>
        <source>Fetched from</source>
        <translation>مصدر التنزيل</translation>
    </message>
    <message>
        <source>{repo}, {file}, commit {commit}</source>
        <translation>‏{repo}، {file}، الإيداع {commit}</translation>
    </message>
    <message>
        <source>Made here from</source>
        <translation>صُنع هنا من</translation>
    </message>
    <message>
        <source>Layers left out</source>
        <translation>الطبقات المحذوفة</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>المشكلة</translation>
    </message>
    <message>
        <source>Prompt processing here</source>
        <translation>معالجة الطلب هنا</translation>
    </message>
    <message>
        <source>{rate} tokens/s</source>
        <translation>‏{rate} رمز/ث</translation>
    </message>
    <message>
        <source>Generation here</source>
        <translation>توليد الإجابة هنا</translation>
    </message>
    <message>
        <source>Peak memory here</source>
        <translation>ذروة الذاكرة هنا</translation>
    </message>
    <message>
        <source>Processor code</source>
        <translation>شيفرة المعالج</translation>
    </message>
    <message>
        <source>Answers go on as before.</source>
        <translation>تستمر الإجابات كما كانت.</translation>
    </message>
    <message>
        <source>{name} stopped the engine twice last time, so it was not loaded.</source>
        <translation>أوقف النموذج {name} المحرك مرتين في المرة الماضية، لذلك لم يُحمَّل.</translation>
    </message>
    <message>
        <source>The starter answers meanwhile.</source>
        <translation>يجيب النموذج Starter في هذه الأثناء.</translation>
    </message>
    <message>
        <source>Use it from Models to try again.</source>
        <translation>استخدمه من صفحة النماذج للمحاولة مجددًا.</translation>
    </message>
    <message>
        <source>{name} could not be loaded, so the model before is used again.</source>
        <translation>تعذّر تحميل {name}، لذلك عاد استخدام النموذج السابق.</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>لا نموذج محمَّل.</translation>
    </message>
    <message>
        <source>Asking the hub</source>
        <translation>جارٍ سؤال Hugging Face</translation>
    </message>
    <message>
        <source>Nothing to fetch is called “{ref}”.</source>
        <translation>لا يوجد ما يمكن تنزيله باسم «{ref}».</translation>
    </message>
    <message>
        <source>Look for a repository with GGUF files: their names often end in -GGUF.</source>
        <translation>ابحث عن مستودع فيه ملفات GGUF؛ كثيرًا ما تنتهي أسماؤها بـ ‎-GGUF.</translation>
    </message>
    <message>
        <source>{repo} holds no model file (.gguf) that is whole in itself.</source>
        <translation>لا يحتوي المستودع {repo} على ملف نموذج (.gguf) كامل بذاته.</translation>
    </message>
    <message>
        <source>Choose a file that is whole, or download all parts with a browser and import the first.</source>
        <translation>اختر ملفًا كاملًا، أو نزّل كل الأجزاء بمتصفح ثم استورد الجزء الأول.</translation>
    </message>
    <message>
        <source>{file} is one part of a model in several files, which cannot be fetched here.</source>
        <translation>الملف {file} جزء من نموذج موزّع على عدة ملفات، ولا يمكن تنزيله هنا.</translation>
    </message>
    <message>
        <source>{name} is here.</source>
        <translation>النموذج {name} موجود هنا.</translation>
    </message>
    <message>
        <source>Did you mean {ref}?</source>
        <translation>هل تقصد {ref}؟</translation>
    </message>
    <message>
        <source>`edgeassist models search TEXT` finds models.</source>
        <translation>يبحث الأمر `edgeassist models search TEXT` عن النماذج.</translation>
    </message>
    <message>
        <source>Only model files in the GGUF format can be used.</source>
        <translation>لا يمكن استخدام إلا ملفات النماذج بصيغة GGUF.</translation>
    </message>
    <message>
        <source>What the context takes is known only once the model is here.</source>
        <translation>لا يُعرف ما يأخذه السياق إلا بعد وصول النموذج.</translation>
    </message>
    <message>
        <source>The first {count} models Hugging Face has for these words.</source>
        <translation>أول {count} من النماذج التي لدى Hugging Face لهذه الكلمات.</translation>
    </message>
    <message>
        <source>The one model Hugging Face has for these words.</source>
        <translation>النموذج الوحيد الذي لدى Hugging Face لهذه الكلمات.</translation>
    </message>
    <message>
        <source>sign in to see its files</source>
        <translation>سجّل الدخول لرؤية ملفاته</translation>
    </message>
    <message>
        <source>Sign in needed</source>
        <translation>تسجيل الدخول مطلوب</translation>
    </message>
    <message>
        <source>May fit</source>
        <translation>قد يناسب</translation>
    </message>
    <message>
        <source>The processor is too hot. This goes on when it has cooled down.</source>
        <translation>المعالج ساخن جدًا. يستمر العمل عندما يبرد.</translation>
    </message>
    <message>
        <source>The battery is low. This goes on when it is charged to 25 %.</source>
        <translation>البطارية منخفضة. يستمر العمل عندما تُشحن إلى 25%.</translation>
    </message>
    <message>
        <source>Try again when that is over.</source>
        <translation>حاول مجددًا عند انتهاء ذلك.</translation>
    </message>
    <message>
        <source>Measuring this laptop…</source>
        <translation>جارٍ قياس هذا الحاسوب المحمول…</translation>
    </message>
    <message>
        <source>An answer is under way, so this laptop cannot be measured now.</source>
        <translation>هناك إجابة قيد الإعداد، فلا يمكن قياس هذا الحاسوب المحمول الآن.</translation>
    </message>
    <message>
        <source>Other work is under way, so this laptop cannot be measured now.</source>
        <translation>هناك عمل آخر قيد التنفيذ، فلا يمكن قياس هذا الحاسوب المحمول الآن.</translation>
    </message>
    <message>
        <source>No model is loaded, so there is nothing to measure with.</source>
        <translation>لا نموذج محمَّل، فلا شيء يُقاس به.</translation>
    </message>
    <message>
        <source>This laptop was not measured, because an answer was asked for. Nothing was changed.</source>
        <translation>لم يُقَس هذا الحاسوب المحمول لأن إجابة طُلبت. لم يتغير شيء.</translation>
    </message>
    <message numerus="yes">
        <source>Answers use up to {n} core.</source>
        <comment>Answers use up to {n} cores.</comment>
        <translation>
            <numerusform>لا تستخدم الإجابات أي نواة.</numerusform>
            <numerusform>تستخدم الإجابات نواة واحدة على الأكثر.</numerusform>
            <numerusform>تستخدم الإجابات نواتين على الأكثر.</numerusform>
            <numerusform>تستخدم الإجابات {n} أنوية على الأكثر.</numerusform>
            <numerusform>تستخدم الإجابات {n} نواة على الأكثر.</numerusform>
            <numerusform>تستخدم الإجابات {n} نواة على الأكثر.</numerusform>
        </translation>
    </message>
    <message>
        <source>So say the settings.</source>
        <translation>هكذا تقول الإعدادات.</translation>
    </message>
    <message>
        <source>this computer has no battery, or does not tell</source>
        <translation>ليس لهذا الحاسوب بطارية، أو لا يُخبر عنها</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>‏{hours} س {minutes} د</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>‏{minutes} د</translation>
    </message>
    <message>
        <source>{free} free of {total}</source>
        <translation>المتاح {free} من {total}</translation>
    </message>
    <message>
        <source>{percent} %, plugged in</source>
        <translation>‏{percent}%، على الكهرباء</translation>
    </message>
    <message>
        <source>{percent} %, about {time} left</source>
        <translation>‏{percent}%، بقي نحو {time}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>غير معروف</translation>
    </message>
    <message>
        <source>none is in use</source>
        <translation>لا نموذج مستخدَم</translation>
    </message>
    <message>
        <source>{name} was not imported, for a reason EdgeAssist did not expect.</source>
        <translation>لم يُستورد {name}، لسبب لم يتوقعه EdgeAssist.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>لم يتغير شيء.</translation>
    </message>
    <message>
        <source>{name} was not imported.</source>
        <translation>لم يُستورد {name}.</translation>
    </message>
    <message>
        <source>{name} is here, but it did not work in a trial: {failure}</source>
        <translation>النموذج {name} موجود هنا، لكنه لم يعمل عند تجربته: {failure}</translation>
    </message>
    <message>
        <source>Try another model.</source>
        <translation>جرّب نموذجًا آخر.</translation>
    </message>
    <message>
        <source>The report is in {path}.</source>
        <translation>التقرير موجود في ‎{path}.</translation>
    </message>
    <message>
        <source>What answers cost is forgotten. Chats are as they were.</source>
        <translation>نُسيت كلفة الإجابات. المحادثات كما كانت.</translation>
    </message>
    <message>
        <source>What answers cost could not be deleted.</source>
        <translation>تعذّر حذف كلفة الإجابات.</translation>
    </message>
    <message>
        <source>Checking the new model</source>
        <translation>جارٍ فحص النموذج الجديد</translation>
    </message>
    <message>
        <source>This smaller copy was here already; there is still one of it.</source>
        <translation>كانت هذه النسخة الأصغر موجودة هنا؛ ما زالت هناك نسخة واحدة منها.</translation>
    </message>
    <message>
        <source>Choose a smaller preset or type.</source>
        <translation>اختر إعدادًا مسبقًا أو نوعًا أصغر.</translation>
    </message>
    <message>
        <source>That copy would be no smaller than {name} is now. Nothing was made.</source>
        <translation>لن تكون تلك النسخة أصغر من {name} الآن. لم يُصنع شيء.</translation>
    </message>
    <message>
        <source>The engine answered something else than was asked.</source>
        <translation>أجاب المحرك بغير ما سُئل.</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>ابدأه من جديد.</translation>
    </message>
    <message>
        <source>Let EdgeAssist compute an importance matrix, or choose another type.</source>
        <translation>دع EdgeAssist يحسب مصفوفة الأهمية، أو اختر نوعًا آخر.</translation>
    </message>
    <message>
        <source>The offline switch could not be turned: {reason}.</source>
        <translation>تعذّر تبديل مفتاح قطع الاتصال: {reason}.</translation>
    </message>
    <message>
        <source>{name} is written.</source>
        <translation>كُتب {name}.</translation>
    </message>
    <message>
        <source>That did not work, for a reason EdgeAssist did not expect.</source>
        <translation>لم ينجح ذلك، لسبب لم يتوقعه EdgeAssist.</translation>
    </message>
    <message>
        <source>opened</source>
        <translation>فُتح</translation>
    </message>
    <message>
        <source>could not be opened</source>
        <translation>تعذّر فتحه</translation>
    </message>
    <message>
        <source>refused: the offline switch was on</source>
        <translation>مرفوض: كان مفتاح قطع الاتصال مشغّلًا</translation>
    </message>
    <message>
        <source>refused: not EdgeAssist&apos;s own</source>
        <translation>مرفوض: ليس من EdgeAssist نفسه</translation>
    </message>
    <message>
        <source>The log holds what passed EdgeAssist&apos;s gate, or was refused there or by its audit hook: host, port, time, purpose and outcome; never an address&apos;s path, a query or a token. Where the kernel&apos;s lock holds, native code that asks for a network socket is refused by the kernel; it leaves a line without an address where the kernel tells of it. Programs that a person opens from EdgeAssist (a web browser) are not part of it.</source>
        <translation>يحوي السجل ما مرّ ببوابة EdgeAssist، أو رُفض عندها أو رفضه خطّاف التدقيق: المضيف والمنفذ والوقت والغرض والنتيجة؛ ولا يحوي أبدًا مسار عنوان ولا استعلامًا ولا رمز وصول. وحيث يسري قفل نواة النظام ترفض النواة الشيفرة الأصلية التي تطلب مقبس شبكة؛ ويبقى منها سطر بلا عنوان حيث تُبلغ النواة عنه. أما البرامج التي يفتحها شخص من EdgeAssist (متصفح ويب) فليست جزءًا منه.</translation>
    </message>
    <message>
        <source>{name} does not say which kind of file to write.</source>
        <translation>لا يحدد {name} نوع الملف المطلوب كتابته.</translation>
    </message>
    <message>
        <source>End it with {kinds}.</source>
        <translation>اجعله ينتهي بـ {kinds}.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>اختر مجلدًا آخر.</translation>
    </message>
    <message>
        <source>{name} could not be written: {reason}.</source>
        <translation>تعذّرت كتابة {name}: {reason}.</translation>
    </message>
    <message>
        <source>the system gives no reason</source>
        <translation>لا يذكر النظام سببًا</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>العملية</translation>
    </message>
    <message>
        <source>What holds</source>
        <translation>ما يحمي</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>ما ينقص</translation>
    </message>
    <message>
        <source>What was refused</source>
        <translation>ما رُفض</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>الطالب</translation>
    </message>
    <message>
        <source>made {moment}</source>
        <translation>أُعدّ في {moment}</translation>
    </message>
    <message>
        <source>Network report</source>
        <translation>تقرير الشبكة</translation>
    </message>
    <message>
        <source>Protection</source>
        <translation>الحماية</translation>
    </message>
    <message>
        <source>Network report of EdgeAssist</source>
        <translation>تقرير شبكة EdgeAssist</translation>
    </message>
    <message>
        <source>The offline switch is on for this run.</source>
        <translation>مفتاح قطع الاتصال مشغّل في هذا التشغيل.</translation>
    </message>
    <message numerus="yes">
        <source>{n} line of the log is damaged and left out.</source>
        <comment>{n} lines of the log are damaged and left out.</comment>
        <translation>
            <numerusform>لا سطور تالفة في السجل.</numerusform>
            <numerusform>سطر واحد من السجل تالف واستُبعد.</numerusform>
            <numerusform>سطران من السجل تالفان واستُبعدا.</numerusform>
            <numerusform>{n} سطور من السجل تالفة واستُبعدت.</numerusform>
            <numerusform>{n} سطرًا من السجل تالف واستُبعد.</numerusform>
            <numerusform>{n} سطر من السجل تالف واستُبعد.</numerusform>
        </translation>
    </message>
    <message>
        <source>Settings cannot be written to the disk: {reason}.</source>
        <translation>تعذّرت كتابة الإعدادات على القرص: {reason}.</translation>
    </message>
    <message>
        <source>What you choose holds until EdgeAssist is closed.</source>
        <translation>ما تختاره يبقى ساريًا إلى أن يُغلق EdgeAssist.</translation>
    </message>
    <message>
        <source>The settings could not be written to {path}: {reason}.</source>
        <translation>تعذّرت كتابة الإعدادات إلى ‎{path}: {reason}.</translation>
    </message>
    <message>
        <source>{path} could not be read: {reason}.</source>
        <translation>تعذّرت قراءة ‎{path}: {reason}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} setting is changed by {name}.</source>
        <comment>{n} settings are changed by {name}.</comment>
        <translation>
            <numerusform>لا يغيّر {name} أي إعداد.</numerusform>
            <numerusform>يغيّر {name} إعدادًا واحدًا.</numerusform>
            <numerusform>يغيّر {name} إعدادين.</numerusform>
            <numerusform>يغيّر {name} {n} إعدادات.</numerusform>
            <numerusform>يغيّر {name} {n} إعدادًا.</numerusform>
            <numerusform>يغيّر {name} {n} إعداد.</numerusform>
        </translation>
    </message>
    <message>
        <source>Downloads go by this address now: {addresses}.</source>
        <translation>تمر التنزيلات الآن عبر هذا العنوان: ‎{addresses}.</translation>
    </message>
    <message>
        <source>Left out: {settings}.</source>
        <translation>استُبعد: {settings}.</translation>
    </message>
    <message numerus="yes">
        <source>Left out: {settings}; and {n} more.</source>
        <comment>Left out: {settings}; and {n} more.</comment>
        <translation>
            <numerusform>استُبعد: {settings}.</numerusform>
            <numerusform>استُبعد: {settings}؛ وواحد آخر.</numerusform>
            <numerusform>استُبعد: {settings}؛ واثنان آخران.</numerusform>
            <numerusform>استُبعد: {settings}؛ و{n} أخرى.</numerusform>
            <numerusform>استُبعد: {settings}؛ و{n} أخرى.</numerusform>
            <numerusform>استُبعد: {settings}؛ و{n} أخرى.</numerusform>
        </translation>
    </message>
    <message>
        <source>The settings are in {path}.</source>
        <translation>الإعدادات موجودة في ‎{path}.</translation>
    </message>
    <message>
        <source>Passwords and tokens are not in it.</source>
        <translation>لا تتضمن كلمات المرور ولا رموز الدخول.</translation>
    </message>
    <message>
        <source>{name} changes nothing: all of it holds already.</source>
        <translation>لا يغيّر {name} شيئًا: كل ما فيه سارٍ بالفعل.</translation>
    </message>
    <message>
        <source>Python&apos;s own sockets are refused and logged outside EdgeAssist&apos;s downloads (audit hook)</source>
        <translation>تُرفض مقابس Python نفسها وتُسجَّل خارج تنزيلات EdgeAssist (خطّاف التدقيق)</translation>
    </message>
    <message>
        <source>The kernel refuses it every network socket, also for plug-ins and native code (seccomp)</source>
        <translation>ترفض نواة النظام له كل مقبس شبكة، وللإضافات والشيفرة الأصلية أيضًا (seccomp)</translation>
    </message>
    <message>
        <source>It cannot reach into other programs that run (Landlock)</source>
        <translation>لا يمكنه الوصول إلى داخل البرامج الأخرى العاملة ‏(Landlock)</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>المحرك</translation>
    </message>
    <message>
        <source>Trial of the processor code</source>
        <translation>تجربة شيفرة المعالج</translation>
    </message>
    <message>
        <source>Checking a model file</source>
        <translation>فحص ملف نموذج</translation>
    </message>
    <message>
        <source>Reading a document</source>
        <translation>قراءة مستند</translation>
    </message>
    <message>
        <source>Writing a document</source>
        <translation>كتابة مستند</translation>
    </message>
    <message>
        <source>Searching a document</source>
        <translation>البحث في مستند</translation>
    </message>
    <message>
        <source>The system&apos;s keyring</source>
        <translation>حلقة مفاتيح النظام</translation>
    </message>
    <message>
        <source>Long work on models</source>
        <translation>عمل طويل على النماذج</translation>
    </message>
    <message>
        <source>Checking a voice model</source>
        <translation>فحص نموذج صوتي</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>الميكروفون</translation>
    </message>
    <message>
        <source>files: only its models, and no TCP (Landlock)</source>
        <translation>الملفات: نماذجه فقط، ولا TCP ‏(Landlock)</translation>
    </message>
    <message>
        <source>no sockets, no other programs (seccomp)</source>
        <translation>لا مقابس ولا برامج أخرى (seccomp)</translation>
    </message>
    <message>
        <source>Python&apos;s own sockets refused (audit hook)</source>
        <translation>مقابس Python نفسها مرفوضة (خطّاف التدقيق)</translation>
    </message>
    <message>
        <source>a connection to {name}</source>
        <translation>اتصال بـ ‎{name}</translation>
    </message>
    <message>
        <source>starting {name}</source>
        <translation>تشغيل ‎{name}</translation>
    </message>
    <message>
        <source>the file {name}</source>
        <translation>الملف ‎{name}</translation>
    </message>
    <message>
        <source>Not running now. Before it reads anything it puts its locks on, and they are shown here.</source>
        <translation>لا يعمل الآن. قبل أن يقرأ أي شيء يضع أقفاله على نفسه، وهي معروضة هنا.</translation>
    </message>
    <message>
        <source>This program</source>
        <translation>هذا البرنامج</translation>
    </message>
    <message>
        <source>The door</source>
        <translation>الباب</translation>
    </message>
    <message>
        <source>The only process of ours that may connect: it opens what downloads ask for, writes each into the log, and refuses while the offline switch is on</source>
        <translation>العملية الوحيدة من عملياتنا التي يجوز لها الاتصال: تفتح ما تطلبه التنزيلات، وتكتب كل اتصال في السجل، وترفض ما دام مفتاح قطع الاتصال مشغّلًا</translation>
    </message>
    <message>
        <source>it has ended: nothing can be fetched until EdgeAssist is started anew</source>
        <translation>لقد انتهى: لا يمكن تنزيل شيء إلى أن يُشغَّل EdgeAssist من جديد</translation>
    </message>
    <message>
        <source>Refused since its start: {what}.</source>
        <translation>رُفض منذ تشغيله: {what}.</translation>
    </message>
    <message numerus="yes">
        <source>And {n} earlier thing.</source>
        <comment>And {n} earlier things.</comment>
        <translation>
            <numerusform>ولا شيء سابق.</numerusform>
            <numerusform>وشيء سابق واحد.</numerusform>
            <numerusform>وشيئان سابقان.</numerusform>
            <numerusform>و{n} أشياء سابقة.</numerusform>
            <numerusform>و{n} شيئًا سابقًا.</numerusform>
            <numerusform>و{n} شيء سابق.</numerusform>
        </translation>
    </message>
    <message>
        <source>this program was not started as EdgeAssist itself, so it has no wall</source>
        <translation>لم يُشغَّل هذا البرنامج على أنه EdgeAssist نفسه، فليس له جدار</translation>
    </message>
    <message>
        <source>the kernel does not show the lock that was put on</source>
        <translation>لا تُظهر نواة النظام القفل الذي وُضع</translation>
    </message>
    <message>
        <source>no network sockets: what holds for this program holds for its children (seccomp)</source>
        <translation>لا مقابس شبكة: ما يسري على هذا البرنامج يسري على ما يشغّله (seccomp)</translation>
    </message>
    <message>
        <source>none of its own</source>
        <translation>لا شيء خاص به</translation>
    </message>
    <message>
        <source>this kernel does not have: {locks}</source>
        <translation>ليس في نواة النظام هذه: {locks}</translation>
    </message>
    <message>
        <source>Import or get the original again and name it with --source ID. The model itself can be used as it is.</source>
        <translation>استورد الأصل أو نزّله من جديد وسمِّه باستخدام ‎--source ID. يمكن استخدام النموذج نفسه كما هو.</translation>
    </message>
    <message>
        <source>The original that {name} was made from is no longer here.</source>
        <translation>الأصل الذي صُنع منه {name} لم يعد هنا.</translation>
    </message>
    <message>
        <source>Name the original with --source ID.</source>
        <translation>سمِّ الأصل باستخدام ‎--source ID.</translation>
    </message>
    <message>
        <source>{name} was not quantized here, so its original is not known.</source>
        <translation>لم يُكمَّم {name} هنا، فأصله غير معروف.</translation>
    </message>
    <message>
        <source>Name the model it was made from.</source>
        <translation>سمِّ النموذج الذي صُنع منه.</translation>
    </message>
    <message>
        <source>A model cannot be compared with itself.</source>
        <translation>لا يمكن مقارنة نموذج بنفسه.</translation>
    </message>
    <message>
        <source>Import it again.</source>
        <translation>استورده من جديد.</translation>
    </message>
    <message>
        <source>it is not complete</source>
        <translation>إنه غير مكتمل</translation>
    </message>
    <message>
        <source>{name} cannot be compared: {reason}</source>
        <translation>لا يمكن مقارنة {name}: {reason}</translation>
    </message>
    <message>
        <source>Close other programs, or compare with a smaller original (Q8_0).</source>
        <translation>أغلق برامج أخرى، أو قارن بأصل أصغر (Q8_0).</translation>
    </message>
    <message>
        <source>Comparing holds both models in memory: about {need}, and {free} are free.</source>
        <translation>تضع المقارنة النموذجين معًا في الذاكرة: نحو {need}، والمتاح {free}.</translation>
    </message>
    <message>
        <source>The model was replaced while it was measured; the figures were thrown away.</source>
        <translation>استُبدل النموذج أثناء قياسه؛ فأُهملت الأرقام.</translation>
    </message>
    <message>
        <source>Import its file again, then remove this one.</source>
        <translation>استورد ملفه من جديد، ثم أزل هذا.</translation>
    </message>
    <message>
        <source>Where {name} came from is not known, so it cannot be repaired here.</source>
        <translation>مصدر {name} غير معروف، فلا يمكن إصلاحه هنا.</translation>
    </message>
    <message>
        <source>The same model is here as {id}; the damaged copy {damaged} was removed.</source>
        <translation>النموذج نفسه موجود هنا باسم {id}؛ أُزيلت النسخة التالفة {damaged}.</translation>
    </message>
    <message>
        <source>{name} is whole again.</source>
        <translation>عاد {name} سليمًا.</translation>
    </message>
    <message>
        <source>No model is loaded, so there is no context to change.</source>
        <translation>لا نموذج محمَّل، فلا سياق يمكن تغييره.</translation>
    </message>
    <message>
        <source>{name} reads {tokens} tokens at once, and was not trained to read more.</source>
        <translation>يقرأ {name} دفعة واحدة {tokens} رمز، ولم يُدرَّب على قراءة المزيد.</translation>
    </message>
    <message>
        <source>{name} could not be loaded with room for {tokens} tokens.</source>
        <translation>تعذّر تحميل {name} مع مجال لعدد {tokens} من الرموز.</translation>
    </message>
    <message>
        <source>It is used with {tokens} tokens again.</source>
        <translation>عاد استخدامه مع {tokens} رمز.</translation>
    </message>
    <message>
        <source>Nothing was lost.</source>
        <translation>لم يُفقد شيء.</translation>
    </message>
    <message>
        <source>Choose a model with a longer context in Models.</source>
        <translation>اختر في صفحة النماذج نموذجًا بسياق أطول.</translation>
    </message>
    <message>
        <source>The setting is as it was.</source>
        <translation>بقي الإعداد كما كان.</translation>
    </message>
    <message>
        <source>The first start of the engine needs {need} of disk space; {free} are free.</source>
        <translation>يحتاج أول تشغيل للمحرك إلى {need} من مساحة القرص؛ والمتاح {free}.</translation>
    </message>
    <message>
        <source>The system&apos;s keyring may still hold the token.</source>
        <translation>ربما ما زالت حلقة مفاتيح النظام تحتفظ برمز الدخول.</translation>
    </message>
    <message>
        <source>`edgeassist models repair {id}`, or Repair in the window, gets a whole copy.</source>
        <translation>يجلب الأمر `edgeassist models repair {id}`، أو «إصلاح» في النافذة، نسخة سليمة.</translation>
    </message>
    <message>
        <source>Remove it and import its file again.</source>
        <translation>أزله واستورد ملفه من جديد.</translation>
    </message>
    <message>
        <source>The token is forgotten.</source>
        <translation>نُسي رمز الدخول.</translation>
    </message>
    <message>
        <source>Free some space on the drive of {folder}. Models and conversations are safe.</source>
        <translation>حرّر بعض المساحة على القرص الذي فيه ‎{folder}. النماذج والمحادثات في أمان.</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>جارٍ القياس</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>حسب النظام</translation>
    </message>
    <message>
        <source>it cannot be written</source>
        <translation>لا يمكن الكتابة إليه</translation>
    </message>
    <message>
        <source>Go on starts it again.</source>
        <translation>يبدؤه «متابعة» من جديد.</translation>
    </message>
    <message>
        <source>The proof is in {name}.</source>
        <translation>الإثبات موجود في {name}.</translation>
    </message>
    <message>
        <source>Where {name} came from is not known.</source>
        <translation>مصدر {name} غير معروف.</translation>
    </message>
    <message>
        <source>Read it before you pass it on.</source>
        <translation>اقرأه قبل أن تعطيه لغيرك.</translation>
    </message>
    <message>
        <source>Put the drive back; the models come back with it. Or have EdgeAssist&apos;s own folder again: `edgeassist settings reset models_folder`. Chats stay readable meanwhile.</source>
        <translation>أعد وصل القرص؛ فتعود النماذج معه. أو ارجع إلى مجلد EdgeAssist نفسه: `edgeassist settings reset models_folder`. تبقى قراءة المحادثات ممكنة في هذه الأثناء.</translation>
    </message>
    <message>
        <source>The folder with the models is missing: {folder} is not there.</source>
        <translation>مجلد النماذج مفقود: ‎{folder} غير موجود.</translation>
    </message>
    <message>
        <source>The drive with the models is missing: {folder} is not there.</source>
        <translation>القرص الذي فيه النماذج مفقود: ‎{folder} غير موجود.</translation>
    </message>
    <message>
        <source>Close EdgeAssist and start it again; nothing was lost.</source>
        <translation>أغلق EdgeAssist وشغّله من جديد؛ لم يُفقد شيء.</translation>
    </message>
    <message>
        <source>The models were moved to {folder} meanwhile.</source>
        <translation>نُقلت النماذج في هذه الأثناء إلى ‎{folder}.</translation>
    </message>
    <message>
        <source>From {name}: {names}.</source>
        <translation>من {name}: {names}.</translation>
    </message>
    <message>
        <source>Nothing new came in.</source>
        <translation>لم يدخل شيء جديد.</translation>
    </message>
    <message>
        <source>The field pack {name} is written ({size}).</source>
        <translation>كُتبت الحزمة الميدانية {name} ({size}).</translation>
    </message>
    <message>
        <source>All models are in {folder} now.</source>
        <translation>كل النماذج الآن في ‎{folder}.</translation>
    </message>
    <message>
        <source>These stayed behind: {names}.</source>
        <translation>بقيت هذه في مكانها: {names}.</translation>
    </message>
    <message>
        <source>All models, to {folder}</source>
        <translation>كل النماذج، إلى ‎{folder}</translation>
    </message>
    <message>
        <source>Found in the models folder: {names}.</source>
        <translation>وُجد في مجلد النماذج: {names}.</translation>
    </message>
    <message>
        <source>What was copied in is no model that can be used.</source>
        <translation>ما نُسخ إلى هنا ليس نموذجًا يمكن استخدامه.</translation>
    </message>
    <message>
        <source>What was copied in by hand</source>
        <translation>ما نُسخ إلى هنا يدويًا</translation>
    </message>
    <message>
        <source>They are no longer loaded. Repair or import them again; nothing else was changed.</source>
        <translation>لم تعد محمَّلة. أصلحها أو استوردها من جديد؛ لم يتغير شيء آخر.</translation>
    </message>
    <message>
        <source>Damaged: {names}.</source>
        <translation>تالفة: {names}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} model is whole.</source>
        <comment>{n} models are whole.</comment>
        <translation>
            <numerusform>لا نماذج سليمة.</numerusform>
            <numerusform>نموذج واحد سليم.</numerusform>
            <numerusform>نموذجان سليمان.</numerusform>
            <numerusform>{n} نماذج سليمة.</numerusform>
            <numerusform>{n} نموذجًا سليمًا.</numerusform>
            <numerusform>{n} نموذج سليم.</numerusform>
        </translation>
    </message>
    <message>
        <source>The original stays.</source>
        <translation>يبقى الأصل.</translation>
    </message>
    <message>
        <source>{name} is ready; what it cost was not measured.</source>
        <translation>النموذج {name} جاهز؛ لم تُقس كلفة ذلك.</translation>
    </message>
    <message>
        <source>{name} is ready, but what it cost was not measured.</source>
        <translation>النموذج {name} جاهز، لكن كلفة ذلك لم تُقس.</translation>
    </message>
    <message>
        <source>The original goes now.</source>
        <translation>يُزال الأصل الآن.</translation>
    </message>
    <message>
        <source>{name} is ready.</source>
        <translation>النموذج {name} جاهز.</translation>
    </message>
    <message>
        <source>{step} ({number} of {total})</source>
        <translation>‏{step} ({number} من {total})</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>كل النماذج</translation>
    </message>
    <message>
        <source>Try again while the computer is quiet. Nothing was changed.</source>
        <translation>حاول مجددًا والجهاز غير مشغول. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>The speed of this model could not be measured.</source>
        <translation>تعذّر قياس سرعة هذا النموذج.</translation>
    </message>
    <message numerus="yes">
        <source>Answers with {n} thread as before: {rate} tokens a second, the fastest here.</source>
        <comment>Answers with {n} threads as before: {rate} tokens a second, the fastest here.</comment>
        <translation>
            <numerusform>يجيب بلا خيوط معالجة كما كان: {rate} رمز في الثانية، وهو الأسرع هنا.</numerusform>
            <numerusform>يجيب بخيط معالجة واحد كما كان: {rate} رمز في الثانية، وهو الأسرع هنا.</numerusform>
            <numerusform>يجيب بخيطي معالجة كما كان: {rate} رمز في الثانية، وهو الأسرع هنا.</numerusform>
            <numerusform>يجيب بعدد {n} خيوط معالجة كما كان: {rate} رمز في الثانية، وهو الأسرع هنا.</numerusform>
            <numerusform>يجيب بعدد {n} خيط معالجة كما كان: {rate} رمز في الثانية، وهو الأسرع هنا.</numerusform>
            <numerusform>يجيب بعدد {n} خيط معالجة كما كان: {rate} رمز في الثانية، وهو الأسرع هنا.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Answers with {n} thread from now on: {rate} instead of {before} tokens a second.</source>
        <comment>Answers with {n} threads from now on: {rate} instead of {before} tokens a second.</comment>
        <translation>
            <numerusform>يجيب من الآن بلا خيوط معالجة: {rate} بدلًا من {before} رمز في الثانية.</numerusform>
            <numerusform>يجيب من الآن بخيط معالجة واحد: {rate} بدلًا من {before} رمز في الثانية.</numerusform>
            <numerusform>يجيب من الآن بخيطي معالجة: {rate} بدلًا من {before} رمز في الثانية.</numerusform>
            <numerusform>يجيب من الآن بعدد {n} خيوط معالجة: {rate} بدلًا من {before} رمز في الثانية.</numerusform>
            <numerusform>يجيب من الآن بعدد {n} خيط معالجة: {rate} بدلًا من {before} رمز في الثانية.</numerusform>
            <numerusform>يجيب من الآن بعدد {n} خيط معالجة: {rate} بدلًا من {before} رمز في الثانية.</numerusform>
        </translation>
    </message>
    <message>
        <source>The number of threads in the settings holds instead; 0 there lets this one hold.</source>
        <translation>يسري بدلًا منه عدد خيوط المعالجة في الإعدادات؛ والقيمة 0 هناك تجعل هذا العدد ساريًا.</translation>
    </message>
    <message>
        <source>It holds in the profiles Fast, Balanced and Auto.</source>
        <translation>يسري في الأنماط: سريع ومتوازن وتلقائي.</translation>
    </message>
    <message>
        <source>It was not tried on this computer yet: add its file again.</source>
        <translation>لم يُجرَّب على هذا الحاسوب بعد: أضف ملفه من جديد.</translation>
    </message>
    <message>
        <source>It was copied here by hand: add its file instead.</source>
        <translation>نُسخ إلى هنا يدويًا: أضف ملفه بدلًا من ذلك.</translation>
    </message>
    <message>
        <source>Choose its language here, then add it again. Nothing was changed.</source>
        <translation>اختر لغته هنا، ثم أضفه من جديد. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>ينتظر دوره</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>لم يكتمل</translation>
    </message>
    <message>
        <source>waits for the offline switch</source>
        <translation>بانتظار مفتاح قطع الاتصال</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>ينتظر</translation>
    </message>
    <message>
        <source>begins</source>
        <translation>يبدأ</translation>
    </message>
    <message>
        <source>What has arrived is kept, and it goes on by itself once the switch is off.</source>
        <translation>ما وصل محفوظ، ويستمر من تلقاء نفسه عند إيقاف المفتاح.</translation>
    </message>
    <message>
        <source>Nothing has been fetched yet. It begins by itself once the switch is off.</source>
        <translation>لم يُنزَّل شيء بعد. يبدأ من تلقاء نفسه عند إيقاف المفتاح.</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>بقي {time}</translation>
    </message>
    <message>
        <source>As the window ({language})</source>
        <translation>كلغة النافذة ({language})</translation>
    </message>
    <message>
        <source>{items} and {last}</source>
        <translation>‏{items} و{last}</translation>
    </message>
    <message>
        <source>On</source>
        <translation>مفعّل</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>معطّل</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>يجب أن تكون true أو false</translation>
    </message>
    <message>
        <source>must be a whole number</source>
        <translation>يجب أن تكون عددًا صحيحًا</translation>
    </message>
    <message>
        <source>must be a text in quotes</source>
        <translation>يجب أن تكون نصًا بين علامتي اقتباس</translation>
    </message>
    <message>
        <source>must be between {low} and {high}</source>
        <translation>يجب أن تكون بين {low} و{high}</translation>
    </message>
    <message>
        <source>must be one of {words}</source>
        <translation>يجب أن تكون واحدة من {words}</translation>
    </message>
    <message>
        <source>must not be longer than {count} letters</source>
        <translation>يجب ألا تزيد على {count} حرف</translation>
    </message>
    <message>
        <source>must be one line without control characters</source>
        <translation>يجب أن تكون سطرًا واحدًا بلا رموز تحكم</translation>
    </message>
    <message>
        <source>must be {what}</source>
        <translation>يجب أن تكون {what}</translation>
    </message>
    <message>
        <source>Look and language</source>
        <translation>المظهر واللغة</translation>
    </message>
    <message>
        <source>Window and keys</source>
        <translation>النافذة والمفاتيح</translation>
    </message>
    <message>
        <source>What answers cost</source>
        <translation>كلفة الإجابات</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>الصوت</translation>
    </message>
    <message>
        <source>Models and downloads</source>
        <translation>النماذج والتنزيلات</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>الشبكة</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>النموذج</translation>
    </message>
    <message>
        <source>Model loaded at start: its id; `starter` is the one that comes with EdgeAssist.</source>
        <translation>النموذج الذي يُحمَّل عند البدء: معرّفه؛ `starter` هو النموذج الذي يأتي مع EdgeAssist.</translation>
    </message>
    <message>
        <source>Context length</source>
        <translation>طول السياق</translation>
    </message>
    <message>
        <source>How much a model can hold at once. More takes more memory.</source>
        <translation>مقدار ما يستوعبه النموذج دفعة واحدة. كلما زاد احتاج إلى ذاكرة أكبر.</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>رمز</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>خيوط المعالجة</translation>
    </message>
    <message>
        <source>Threads the engine computes with; 0 uses one per physical core.</source>
        <translation>خيوط المعالجة التي يحسب بها المحرك؛ 0 يعني خيطًا لكل نواة فعلية.</translation>
    </message>
    <message>
        <source>one per core</source>
        <translation>واحد لكل نواة</translation>
    </message>
    <message>
        <source>Folder of the models</source>
        <translation>مجلد النماذج</translation>
    </message>
    <message>
        <source>Folder of the models; empty keeps them with the other data. This moves no file: `edgeassist models move` and the models page do.</source>
        <translation>مجلد النماذج؛ إذا كان فارغًا بقيت مع البيانات الأخرى. هذا لا ينقل أي ملف: النقل بالأمر `edgeassist models move` ومن صفحة النماذج.</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>دون اتصال</translation>
    </message>
    <message>
        <source>Offline switch: no connection is opened at all, whoever asks for one.</source>
        <translation>مفتاح قطع الاتصال: لا يُفتح أي اتصال إطلاقًا، أيًا كان من يطلبه.</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>الخادم الوكيل</translation>
    </message>
    <message>
        <source>Proxy for downloads (http://host:port); empty takes the system&apos;s, `none` takes none.</source>
        <translation>خادم وكيل للتنزيلات (http://host:port)؛ الفراغ يأخذ خادم النظام، و`none` لا يأخذ أيًّا.</translation>
    </message>
    <message>
        <source>an address like http://host:port, `none` or empty</source>
        <translation>عنوانًا مثل http://host:port، أو `none`، أو فارغة</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>موقع بديل</translation>
    </message>
    <message>
        <source>Address that model files are fetched from instead (https://host); it supplies bytes only.</source>
        <translation>عنوان تُجلب منه ملفات النماذج بدلًا من الأصل (https://host)؛ لا يقدّم سوى البيانات.</translation>
    </message>
    <message>
        <source>an address like https://host, or empty</source>
        <translation>عنوانًا مثل https://host، أو فارغة</translation>
    </message>
    <message>
        <source>Download limit</source>
        <translation>حد التنزيل</translation>
    </message>
    <message>
        <source>Most kilobytes a download takes per second; 0 for no limit.</source>
        <translation>أقصى ما يأخذه التنزيل من كيلوبايت في الثانية؛ 0 يعني بلا حد.</translation>
    </message>
    <message>
        <source>kB/s</source>
        <translation>kB/s</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>بلا حد</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>الألوان</translation>
    </message>
    <message>
        <source>Light or dark, or as the system has it.</source>
        <translation>فاتحة أو داكنة، أو كما هي في النظام.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>فاتحة</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>داكنة</translation>
    </message>
    <message>
        <source>Send with</source>
        <translation>الإرسال بـ</translation>
    </message>
    <message>
        <source>Key that sends a question; with Ctrl+Enter, Enter breaks the line.</source>
        <translation>المفتاح الذي يرسل السؤال؛ مع Ctrl+Enter يبدأ Enter سطرًا جديدًا.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Language of commands</source>
        <translation>لغة الأوامر</translation>
    </message>
    <message>
        <source>Language of commands: its code, as `edgeassist voices list` names them; empty is the window&apos;s own.</source>
        <translation>لغة الأوامر: رمزها كما يعرضه `edgeassist voices list`؛ والفراغ يعني لغة النافذة.</translation>
    </message>
    <message>
        <source>The language in which you say and type commands.</source>
        <translation>اللغة التي تقول بها الأوامر وتكتبها.</translation>
    </message>
    <message>
        <source>Microphone by its name; empty takes the system&apos;s choice.</source>
        <translation>الميكروفون باسمه؛ الفراغ يأخذ اختيار النظام.</translation>
    </message>
    <message>
        <source>The microphone that hears you.</source>
        <translation>الميكروفون الذي يسمعك.</translation>
    </message>
    <message>
        <source>Key for dictation</source>
        <translation>مفتاح الإملاء</translation>
    </message>
    <message>
        <source>Key held down to dictate into the text under the cursor.</source>
        <translation>المفتاح الذي يُضغط باستمرار للإملاء في النص عند المؤشر.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>لا شيء</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>النمط</translation>
    </message>
    <message>
        <source>How the engine trades speed against power and noise.</source>
        <translation>كيف يوازن المحرك بين السرعة والطاقة والضجيج.</translation>
    </message>
    <message>
        <source>Quiet</source>
        <translation>هادئ</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>متوازن</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>سريع</translation>
    </message>
    <message>
        <source>Battery saver</source>
        <translation>توفير البطارية</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>تلقائي</translation>
    </message>
    <message>
        <source>Context in memory</source>
        <translation>السياق في الذاكرة</translation>
    </message>
    <message>
        <source>How the context is held in memory; q8_0 takes half.</source>
        <translation>كيف يُحفظ السياق في الذاكرة؛ q8_0 يأخذ النصف.</translation>
    </message>
    <message>
        <source>Full (f16)</source>
        <translation>كامل (f16)</translation>
    </message>
    <message>
        <source>Half the memory (q8_0)</source>
        <translation>نصف الذاكرة (q8_0)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>اللغة</translation>
    </message>
    <message>
        <source>Language of the window.</source>
        <translation>لغة النافذة.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>الحجم</translation>
    </message>
    <message>
        <source>Size of everything in the window. Text follows at once, the space around it at the next start.</source>
        <translation>حجم كل ما في النافذة. يتغير النص فورًا، والمسافات حوله عند التشغيل التالي.</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>التباين</translation>
    </message>
    <message>
        <source>Contrast of the colours.</source>
        <translation>تباين الألوان.</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>عادي</translation>
    </message>
    <message>
        <source>High</source>
        <translation>عالٍ</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>الحركة</translation>
    </message>
    <message>
        <source>Whether things may move.</source>
        <translation>هل يجوز أن تتحرك الأشياء.</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>كاملة</translation>
    </message>
    <message>
        <source>Reduced</source>
        <translation>مخفّفة</translation>
    </message>
    <message>
        <source>Tell when long work ends</source>
        <translation>الإخبار بانتهاء عمل طويل</translation>
    </message>
    <message>
        <source>Let the system tell when long work ends while the window is not in front.</source>
        <translation>دع النظام يخبرك بانتهاء عمل طويل عندما لا تكون النافذة في المقدمة.</translation>
    </message>
    <message>
        <source>Ask before closing while a timer runs</source>
        <translation>السؤال قبل الإغلاق أثناء عمل مؤقت</translation>
    </message>
    <message>
        <source>Timers, alarms and reminders ring only while EdgeAssist is open. Closing the window says so first.</source>
        <translation>لا ترنّ المؤقتات والمنبهات والتذكيرات إلا ما دام EdgeAssist مفتوحًا. ويُنبَّه إلى ذلك قبل إغلاق النافذة.</translation>
    </message>
    <message>
        <source>Keep receipts</source>
        <translation>الاحتفاظ بالإيصالات</translation>
    </message>
    <message>
        <source>Keep what each answer cost (figures only, no text) on this computer.</source>
        <translation>الاحتفاظ بكلفة كل إجابة (أرقام فقط، بلا نص) على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>Tell when a first word is slow</source>
        <translation>الإخبار ببطء الكلمة الأولى</translation>
    </message>
    <message>
        <source>Tell when a first word takes longer than this; 0 never.</source>
        <translation>الإخبار عندما تستغرق الكلمة الأولى أطول من هذا؛ 0 يعني أبدًا.</translation>
    </message>
    <message>
        <source>never</source>
        <translation>أبدًا</translation>
    </message>
    <message>
        <source>Tell when memory is short</source>
        <translation>الإخبار بنقص الذاكرة</translation>
    </message>
    <message>
        <source>Tell when this much of the memory is taken; 0 never.</source>
        <translation>الإخبار عندما يُشغَل هذا القدر من الذاكرة؛ 0 يعني أبدًا.</translation>
    </message>
    <message>
        <source>Tell when much power is drawn</source>
        <translation>الإخبار بارتفاع استهلاك الطاقة</translation>
    </message>
    <message>
        <source>Tell when the laptop draws more watts than this for a minute; 0 never.</source>
        <translation>الإخبار عندما يستهلك الحاسوب المحمول أكثر من هذا القدر بالواط مدة دقيقة؛ 0 يعني أبدًا.</translation>
    </message>
    <message>
        <source>Tell when answers fail</source>
        <translation>الإخبار بفشل الإجابات</translation>
    </message>
    <message>
        <source>Tell when this many of the last 20 answers failed; 0 never.</source>
        <translation>الإخبار عندما يفشل هذا العدد من آخر 20 إجابة؛ 0 يعني أبدًا.</translation>
    </message>
    <message>
        <source>Welcomed</source>
        <translation>تم الترحيب</translation>
    </message>
    <message>
        <source>The first page about language, text size, contrast and microphone was seen.</source>
        <translation>عُرضت الصفحة الأولى عن اللغة وحجم النص والتباين والميكروفون.</translation>
    </message>
    <message>
        <source>Choose another one; `edgeassist history restore` lists them. Nothing was changed.</source>
        <translation>اختر نسخة أخرى؛ يعرضها `edgeassist history restore`. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>The backup {path} cannot be used: {reason}.</source>
        <translation>لا يمكن استخدام النسخة الاحتياطية ‎{path}: {reason}.</translation>
    </message>
    <message>
        <source>The conversations are damaged ({fault}); no backup was made of them.</source>
        <translation>المحادثات تالفة ({fault})؛ لم تُصنع لها نسخة احتياطية.</translation>
    </message>
    <message>
        <source>it has format {found}, and this EdgeAssist knows formats up to {known}</source>
        <translation>صيغتها {found}، وهذا الإصدار من EdgeAssist يعرف الصيغ حتى {known}</translation>
    </message>
    <message>
        <source>it holds no conversations</source>
        <translation>لا تحتوي على محادثات</translation>
    </message>
    <message>
        <source>Start a new conversation.</source>
        <translation>ابدأ محادثة جديدة.</translation>
    </message>
    <message>
        <source>Open the conversation again; nothing was changed.</source>
        <translation>افتح المحادثة من جديد؛ لم يتغير شيء.</translation>
    </message>
    <message>
        <source>This message is not in the conversation any more.</source>
        <translation>لم تعد هذه الرسالة في المحادثة.</translation>
    </message>
    <message>
        <source>Copy the answer if you need it, then ask again. What was saved before is safe.</source>
        <translation>انسخ الإجابة إن احتجت إليها، ثم اسأل من جديد. ما حُفظ من قبل في أمان.</translation>
    </message>
    <message>
        <source>This answer cannot be saved: its question is not the last one that was stored.</source>
        <translation>لا يمكن حفظ هذه الإجابة: سؤالها ليس آخر سؤال حُفظ.</translation>
    </message>
    <message>
        <source>This conversation is not stored.</source>
        <translation>هذه المحادثة غير محفوظة.</translation>
    </message>
    <message>
        <source>A backup was restored since this conversation was opened.</source>
        <translation>استُعيدت نسخة احتياطية منذ فُتحت هذه المحادثة.</translation>
    </message>
    <message>
        <source>This conversation is no longer stored.</source>
        <translation>لم تعد هذه المحادثة محفوظة.</translation>
    </message>
    <message>
        <source>`edgeassist history restore {day}` brings back the backup of {day}.</source>
        <translation>يعيد الأمر `edgeassist history restore {day}` النسخة الاحتياطية ليوم {day}.</translation>
    </message>
    <message>
        <source>Start EdgeAssist again: the damaged file is then kept aside and a new one started.</source>
        <translation>شغّل EdgeAssist من جديد: عندها يوضع الملف التالف جانبًا ويبدأ ملف جديد.</translation>
    </message>
    <message>
        <source>Try again: conversations are saved without the index from now on, and it is made anew later.</source>
        <translation>حاول مجددًا: تُحفظ المحادثات من الآن بلا الفهرس، ثم يُصنع من جديد لاحقًا.</translation>
    </message>
    <message>
        <source>Free some space. What was saved before is safe.</source>
        <translation>حرّر بعض المساحة. ما حُفظ من قبل في أمان.</translation>
    </message>
    <message>
        <source>Close other EdgeAssist windows and check that the folder can be written to. Nothing was changed.</source>
        <translation>أغلق نوافذ EdgeAssist الأخرى وتحقق من إمكان الكتابة في المجلد. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Close other EdgeAssist windows, or free some space, then try again. Nothing was changed.</source>
        <translation>أغلق نوافذ EdgeAssist الأخرى، أو حرّر بعض المساحة، ثم حاول مجددًا. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Choose another folder. Your conversations are as they were.</source>
        <translation>اختر مجلدًا آخر. محادثاتك باقية كما كانت.</translation>
    </message>
    <message>
        <source>{path} could not be written: the disk is full.</source>
        <translation>تعذّرت الكتابة إلى ‎{path}: القرص ممتلئ.</translation>
    </message>
    <message>
        <source>{path} cannot be written: {reason}.</source>
        <translation>لا يمكن الكتابة إلى ‎{path}: {reason}.</translation>
    </message>
    <message>
        <source>The full-text index of the conversations is damaged.</source>
        <translation>فهرس النص الكامل للمحادثات تالف.</translation>
    </message>
    <message>
        <source>The conversations in {path} stay closed until there is a copy of them in their older format.</source>
        <translation>تبقى المحادثات في ‎{path} مغلقة إلى أن توجد نسخة منها بصيغتها الأقدم.</translation>
    </message>
    <message>
        <source>The conversations in {path} are damaged: {reason}.</source>
        <translation>المحادثات في ‎{path} تالفة: {reason}.</translation>
    </message>
    <message>
        <source>The conversations cannot be opened: the disk that holds {path} is full.</source>
        <translation>لا يمكن فتح المحادثات: القرص الذي فيه ‎{path} ممتلئ.</translation>
    </message>
    <message>
        <source>The conversation could not be saved: the disk that holds {path} is full.</source>
        <translation>تعذّر حفظ المحادثة: القرص الذي فيه ‎{path} ممتلئ.</translation>
    </message>
    <message>
        <source>The conversations in {path} cannot be used now: {reason}.</source>
        <translation>لا يمكن استخدام المحادثات في ‎{path} الآن: {reason}.</translation>
    </message>
    <message>
        <source>The file {name}, which held what was said last, is gone.</source>
        <translation>الملف {name}، الذي كان فيه آخر ما قيل، لم يعد موجودًا.</translation>
    </message>
    <message>
        <source>The file {name} belonged to other conversations; it is kept as {aside}.</source>
        <translation>الملف {name} كان لمحادثات أخرى؛ حُفظ باسم ‎{aside}.</translation>
    </message>
    <message>
        <source>The file {name} was of an earlier time; it is kept as {aside}.</source>
        <translation>الملف {name} كان من وقت سابق؛ حُفظ باسم ‎{aside}.</translation>
    </message>
    <message>
        <source>What was said before now may be missing.</source>
        <translation>قد يكون ما قيل قبل الآن ناقصًا.</translation>
    </message>
    <message>
        <source>What was said last may be missing.</source>
        <translation>قد يكون آخر ما قيل ناقصًا.</translation>
    </message>
    <message>
        <source>What was said after {moment} may be missing.</source>
        <translation>قد يكون ما قيل بعد {moment} ناقصًا.</translation>
    </message>
    <message>
        <source>The conversations in {path} cannot be read: {reason}.</source>
        <translation>لا يمكن قراءة المحادثات في ‎{path}: {reason}.</translation>
    </message>
    <message>
        <source>The saved conversations could not be read. The damaged file is kept as {aside}; a new one was started. `edgeassist history import {aside}` takes over what can still be read of it.</source>
        <translation>تعذّرت قراءة المحادثات المحفوظة. حُفظ الملف التالف باسم ‎{aside}؛ وبدأ ملف جديد. يأخذ الأمر `edgeassist history import ‎{aside}` ما زالت قراءته ممكنة منه.</translation>
    </message>
    <message>
        <source>You</source>
        <translation>أنت</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>الإجابة</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>التعليمات</translation>
    </message>
    <message>
        <source>{name} does not say in which format to export.</source>
        <translation>لا يحدد {name} الصيغة المطلوبة للتصدير.</translation>
    </message>
    <message>
        <source>End its name in {endings} or {last}.</source>
        <translation>اجعل اسمه ينتهي بإحدى {endings} أو {last}.</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>المحادثات</translation>
    </message>
    <message>
        <source>at an unknown time</source>
        <translation>في وقت غير معروف</translation>
    </message>
    <message>
        <source>{moment}, cut short</source>
        <translation>‏{moment}، قُطعت</translation>
    </message>
    <message>
        <source>Choose a .json file that EdgeAssist exported. Nothing was changed.</source>
        <translation>اختر ملف ‎.json صدّره EdgeAssist. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>{path} cannot be taken in: {reason}.</source>
        <translation>لا يمكن إدخال ‎{path}: {reason}.</translation>
    </message>
    <message>
        <source>no conversation in it can be read</source>
        <translation>لا يمكن قراءة أي محادثة فيه</translation>
    </message>
    <message>
        <source>it is larger than 1 GB</source>
        <translation>حجمه أكبر من ‎1 GB</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>لا يمكن قراءته</translation>
    </message>
    <message>
        <source>it is no JSON</source>
        <translation>ليس ملف JSON</translation>
    </message>
    <message>
        <source>it is no export of EdgeAssist&apos;s conversations</source>
        <translation>ليس تصديرًا لمحادثات EdgeAssist</translation>
    </message>
    <message>
        <source>it has format {found}; this EdgeAssist knows {known}</source>
        <translation>صيغته {found}؛ وهذا الإصدار من EdgeAssist يعرف {known}</translation>
    </message>
    <message>
        <source>a message has no name of its own</source>
        <translation>رسالة ليس لها اسم خاص بها</translation>
    </message>
    <message>
        <source>a message hangs below one that is not there</source>
        <translation>رسالة تتبع رسالة غير موجودة</translation>
    </message>
    <message>
        <source>a conversation is not whole</source>
        <translation>محادثة غير كاملة</translation>
    </message>
    <message>
        <source>a time is none</source>
        <translation>وقت غير صالح</translation>
    </message>
    <message>
        <source>The conversations in {path} have format {found}; this EdgeAssist knows formats up to {known}.</source>
        <translation>صيغة المحادثات في ‎{path} هي {found}؛ وهذا الإصدار من EdgeAssist يعرف الصيغ حتى {known}.</translation>
    </message>
    <message>
        <source>Nothing was changed. Start the newer EdgeAssist again, or bring back the copy of before the update: Settings, About, or `edgeassist versions restore`.</source>
        <translation>لم يتغير شيء. شغّل الإصدار الأحدث من EdgeAssist من جديد، أو استعد النسخة التي سبقت التحديث: من «الإعدادات» ثم «حول البرنامج»، أو بالأمر `edgeassist versions restore`.</translation>
    </message>
    <message>
        <source>Search is slower here and minds accents: the full-text index is not there.</source>
        <translation>البحث هنا أبطأ ويفرّق بين الحروف المشكّلة وغيرها: فهرس النص الكامل غير موجود.</translation>
    </message>
    <message>
        <source>There is no such conversation.</source>
        <translation>لا توجد محادثة كهذه.</translation>
    </message>
    <message>
        <source>Nothing here can do that.</source>
        <translation>لا شيء هنا يستطيع فعل ذلك.</translation>
    </message>
    <message>
        <source>The action “{action}” failed: {error}. Nothing else was done.</source>
        <translation>فشل الإجراء «{action}»: {error}. لم يُنفَّذ شيء آخر.</translation>
    </message>
    <message>
        <source>This cannot be taken back.</source>
        <translation>لا يمكن التراجع عن هذا.</translation>
    </message>
    <message>
        <source>That is over or gone already.</source>
        <translation>انتهى ذلك أو زال من قبل.</translation>
    </message>
    <message>
        <source>Nothing is being asked now.</source>
        <translation>لا سؤال مطروح الآن.</translation>
    </message>
    <message>
        <source>That was not wanted any more when the language model had its answer.</source>
        <translation>لم يعد ذلك مطلوبًا عندما وصلت إجابة النموذج اللغوي.</translation>
    </message>
    <message>
        <source>the button</source>
        <translation>الزر</translation>
    </message>
    <message>
        <source>Press {button} to do it.</source>
        <translation>اضغط {button} للتنفيذ.</translation>
    </message>
    <message>
        <source>Say “{words}”, or press {button}.</source>
        <translation>قل «{words}»، أو اضغط {button}.</translation>
    </message>
    <message>
        <source>It was due {moment}, while EdgeAssist was closed.</source>
        <translation>كان موعده {moment}، بينما كان EdgeAssist مغلقًا.</translation>
    </message>
    <message>
        <source>It was due {moment}.</source>
        <translation>كان موعده {moment}.</translation>
    </message>
    <message>
        <source>Reminder: {text}.</source>
        <translation>تذكير: {text}.</translation>
    </message>
    <message>
        <source>Alarm: {name}.</source>
        <translation>منبه: {name}.</translation>
    </message>
    <message>
        <source>Your alarm rings.</source>
        <translation>منبهك يرن.</translation>
    </message>
    <message>
        <source>The timer “{name}” is over.</source>
        <translation>انتهى المؤقت «{name}».</translation>
    </message>
    <message>
        <source>Your timer is over.</source>
        <translation>انتهى مؤقتك.</translation>
    </message>
    <message>
        <source>Your timer of {duration} is over.</source>
        <translation>انتهى مؤقتك ومدته {duration}.</translation>
    </message>
    <message>
        <source>The timer “{name}” of {duration} is over.</source>
        <translation>انتهى المؤقت «{name}» ومدته {duration}.</translation>
    </message>
    <message>
        <source>Nothing was heard.</source>
        <translation>لم يُسمع شيء.</translation>
    </message>
    <message>
        <source>That was noise, not speech.</source>
        <translation>كان ذلك ضجيجًا لا كلامًا.</translation>
    </message>
    <message>
        <source>That was no command.</source>
        <translation>لم يكن ذلك أمرًا.</translation>
    </message>
    <message>
        <source>That was too long for a command.</source>
        <translation>كان ذلك أطول من أن يكون أمرًا.</translation>
    </message>
    <message>
        <source>The language model found no command in it either.</source>
        <translation>لم يجد النموذج اللغوي فيه أمرًا أيضًا.</translation>
    </message>
    <message>
        <source>Free some space and say it again. What was kept before is safe.</source>
        <translation>حرّر بعض المساحة وقله مرة أخرى. ما حُفظ من قبل في أمان.</translation>
    </message>
    <message>
        <source>Check that the folder can be written to. Nothing was changed.</source>
        <translation>تحقق من إمكان الكتابة في المجلد. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>What commands keep in {path} is damaged: {error}.</source>
        <translation>ما تحفظه الأوامر في ‎{path} تالف: {error}.</translation>
    </message>
    <message>
        <source>Nothing could be kept: the disk that holds {path} is full.</source>
        <translation>تعذّر حفظ أي شيء: القرص الذي فيه ‎{path} ممتلئ.</translation>
    </message>
    <message>
        <source>What commands keep in {path} cannot be used now: {reason}.</source>
        <translation>لا يمكن الآن استخدام ما تحفظه الأوامر في ‎{path}: {reason}.</translation>
    </message>
    <message>
        <source>The timers, lists, notes and the home that commands keep could not be read. The damaged file is kept as {path}; a new one was started.</source>
        <translation>تعذّرت قراءة المؤقتات والقوائم والملاحظات والمنزل التي تحفظها الأوامر. حُفظ الملف التالف باسم ‎{path}؛ وبدأ ملف جديد.</translation>
    </message>
    <message>
        <source>This was taken back already.</source>
        <translation>سبق التراجع عن هذا.</translation>
    </message>
    <message>
        <source>This has changed since, so it was left as it is.</source>
        <translation>تغيّر هذا بعد ذلك، فتُرك كما هو.</translation>
    </message>
    <message>
        <source>What commands keep in {path} has format {found}; this EdgeAssist knows formats up to {known}.</source>
        <translation>صيغة ما تحفظه الأوامر في ‎{path} هي {found}؛ وهذا الإصدار من EdgeAssist يعرف الصيغ حتى {known}.</translation>
    </message>
    <message>
        <source>Add a word of its own.</source>
        <translation>أضف كلمة خاصة به.</translation>
    </message>
    <message>
        <source>“{name}” cannot be a name: commands use that word themselves.</source>
        <translation>لا يمكن أن يكون «{name}» اسمًا: الأوامر نفسها تستخدم هذه الكلمة.</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>لا يوجد ما يُتراجع عنه.</translation>
    </message>
    <message>
        <source>Not done, because the step before it was not.</source>
        <translation>لم يُنفَّذ، لأن الخطوة السابقة لم تُنفَّذ.</translation>
    </message>
    <message>
        <source>Then {command}</source>
        <translation>ثم {command}</translation>
    </message>
    <message>
        <source>Take back: {what}</source>
        <translation>التراجع عن: {what}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
    <message>
        <source>EdgeAssist does not know how to do that.</source>
        <translation>لا يعرف EdgeAssist كيف يفعل ذلك.</translation>
    </message>
    <message>
        <source>Tell</source>
        <translation>قول</translation>
    </message>
    <message>
        <source>Type the words that you would like to say.</source>
        <translation>اكتب الكلمات التي تودّ قولها.</translation>
    </message>
    <message>
        <source>There are no words to be learnt.</source>
        <translation>لا توجد كلمات يمكن تعلّمها.</translation>
    </message>
    <message>
        <source>Say it shorter.</source>
        <translation>قله باختصار أكثر.</translation>
    </message>
    <message>
        <source>A phrase has {most} characters at most; this one has {count}.</source>
        <translation>للعبارة {most} حرف على الأكثر؛ وفي هذه {count}.</translation>
    </message>
    <message>
        <source>Plain words always work; (a|b) means one of two, [a] may be left out, {area} a room.</source>
        <translation>الكلمات العادية تعمل دائمًا؛ (a|b) تعني واحدة من اثنتين، و[a] يمكن حذفها، و{area} غرفة.</translation>
    </message>
    <message>
        <source>The phrase {phrase!r} cannot be read: {reason}.</source>
        <translation>لا يمكن قراءة العبارة {phrase!r}: {reason}.</translation>
    </message>
    <message>
        <source>Add a word that is always said.</source>
        <translation>أضف كلمة تُقال دائمًا.</translation>
    </message>
    <message>
        <source>The phrase {phrase!r} can be said without any word of its own, so anything could be it.</source>
        <translation>يمكن قول العبارة {phrase!r} بلا أي كلمة خاصة بها، فقد يكون المقصود أي شيء.</translation>
    </message>
    <message>
        <source>Teach it as two phrases, or leave some of the choices out.</source>
        <translation>علّمها على أنها عبارتان، أو احذف بعض الخيارات.</translation>
    </message>
    <message>
        <source>The phrase {phrase!r} can be said in more than {most} ways.</source>
        <translation>يمكن قول العبارة {phrase!r} بأكثر من {most} طريقة.</translation>
    </message>
    <message>
        <source>The phrase names {detail}, but {command!r} has no such detail that could be replaced.</source>
        <translation>تذكر العبارة {detail}، لكن ليس في {command!r} تفصيل كهذا يمكن استبداله.</translation>
    </message>
    <message>
        <source>Name one in the sentence that means the same, or write the words in place of {detail}.</source>
        <translation>اذكر واحدًا في الجملة التي لها المعنى نفسه، أو اكتب الكلمات مكان {detail}.</translation>
    </message>
    <message>
        <source>Choose other words, or forget the phrase that has this meaning.</source>
        <translation>اختر كلمات أخرى، أو انسَ العبارة التي لها هذا المعنى.</translation>
    </message>
    <message>
        <source>{phrase!r} already means something else ({meaning}).</source>
        <translation>للعبارة {phrase!r} معنى آخر من قبل ({meaning}).</translation>
    </message>
    <message>
        <source>Give a sentence that works when you type it as a command.</source>
        <translation>أعطِ جملة تعمل عندما تكتبها أمرًا.</translation>
    </message>
    <message>
        <source>{command!r} is no command that is understood, so the phrase would mean nothing.</source>
        <translation>ليس {command!r} أمرًا مفهومًا، فلن يكون للعبارة معنى.</translation>
    </message>
    <message>
        <source>its brackets do not fit</source>
        <translation>أقواسها غير متطابقة</translation>
    </message>
    <message>
        <source>there is nothing called {detail}</source>
        <translation>لا يوجد شيء باسم {detail}</translation>
    </message>
    <message>
        <source>Teach words of your own that are like a sentence that works already: “good night” like “lights off”.</source>
        <translation>علّم كلمات خاصة بك تعني ما تعنيه جملة تعمل بالفعل: «good night» مثل «lights off».</translation>
    </message>
    <message>
        <source>“{phrase}” answers questions; it cannot mean anything else.</source>
        <translation>تُستخدم «{phrase}» للرد على الأسئلة؛ ولا يمكن أن تعني شيئًا آخر.</translation>
    </message>
    <message>
        <source>“{phrase}” was taught already.</source>
        <translation>سبق تعليم «{phrase}».</translation>
    </message>
    <message>
        <source>Forget the earlier one first.</source>
        <translation>انسَ السابقة أولًا.</translation>
    </message>
    <message>
        <source>{count} phrases are the most.</source>
        <translation>الحد الأقصى {count} عبارة.</translation>
    </message>
    <message>
        <source>Forget one first.</source>
        <translation>انسَ واحدة أولًا.</translation>
    </message>
    <message>
        <source>“{command}” means nothing yet.</source>
        <translation>لا معنى لـ «{command}» بعد.</translation>
    </message>
    <message>
        <source>“{phrase}” was tried, and did not come to mean “{command}”.</source>
        <translation>جُرّبت «{phrase}» ولم يصبح معناها «{command}».</translation>
    </message>
    <message>
        <source>That is too long for a command: {most} characters are the most.</source>
        <translation>هذا أطول من أن يكون أمرًا: الحد الأقصى {most} حرف.</translation>
    </message>
    <message>
        <source>That could mean too much to be worked out in time. Say it in fewer words.</source>
        <translation>لهذا معانٍ كثيرة لا يمكن حسمها في الوقت المتاح. قله بكلمات أقل.</translation>
    </message>
    <message>
        <source>Nothing was said.</source>
        <translation>لم يُقل شيء.</translation>
    </message>
    <message>
        <source>No command that I know has these words.</source>
        <translation>لا أعرف أمرًا بهذه الكلمات.</translation>
    </message>
    <message>
        <source>That could mean two things.</source>
        <translation>قد يعني ذلك أمرين.</translation>
    </message>
    <message>
        <source>area</source>
        <translation>المساحة</translation>
    </message>
    <message>
        <source>data</source>
        <translation>البيانات</translation>
    </message>
    <message>
        <source>energy</source>
        <translation>الطاقة</translation>
    </message>
    <message>
        <source>length</source>
        <translation>الطول</translation>
    </message>
    <message>
        <source>mass</source>
        <translation>الكتلة</translation>
    </message>
    <message>
        <source>power</source>
        <translation>القدرة</translation>
    </message>
    <message>
        <source>pressure</source>
        <translation>الضغط</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>السرعة</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>درجة الحرارة</translation>
    </message>
    <message>
        <source>time</source>
        <translation>الزمن</translation>
    </message>
    <message>
        <source>volume</source>
        <translation>الحجم</translation>
    </message>
    <message>
        <source>Use a unit of length, weight, volume, temperature, area, speed, time or data.</source>
        <translation>استخدم وحدة للطول أو الوزن أو الحجم أو الحرارة أو المساحة أو السرعة أو الزمن أو البيانات.</translation>
    </message>
    <message>
        <source>“{name}” is no unit that is known here.</source>
        <translation>الوحدة «{name}» غير معروفة هنا.</translation>
    </message>
    <message>
        <source>Choose two units of the same kind.</source>
        <translation>اختر وحدتين من النوع نفسه.</translation>
    </message>
    <message>
        <source>{unit} measures {kind}, {other_unit} measures {other_kind}.</source>
        <translation>تقيس {unit}: {kind}، وتقيس {other_unit}: {other_kind}.</translation>
    </message>
    <message>
        <source>Nothing is colder than −273.15 °C.</source>
        <translation>لا شيء أبرد من ‎−273.15 °C.</translation>
    </message>
    <message>
        <source>{amount} {unit} is below absolute zero.</source>
        <translation>القيمة {amount} {unit} تحت الصفر المطلق.</translation>
    </message>
    <message>
        <source>Ask for a smaller amount.</source>
        <translation>اطلب مقدارًا أصغر.</translation>
    </message>
    <message>
        <source>This amount is too large to convert.</source>
        <translation>هذا المقدار أكبر من أن يُحوَّل.</translation>
    </message>
    <message>
        <source>{items} or {last}</source>
        <translation>‏{items} أو {last}</translation>
    </message>
    <message numerus="yes">
        <source>{n} hour</source>
        <comment>{n} hours</comment>
        <translation>
            <numerusform>0 ساعة</numerusform>
            <numerusform>ساعة واحدة</numerusform>
            <numerusform>ساعتان</numerusform>
            <numerusform>{n} ساعات</numerusform>
            <numerusform>{n} ساعة</numerusform>
            <numerusform>{n} ساعة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} minute</source>
        <comment>{n} minutes</comment>
        <translation>
            <numerusform>0 دقيقة</numerusform>
            <numerusform>دقيقة واحدة</numerusform>
            <numerusform>دقيقتان</numerusform>
            <numerusform>{n} دقائق</numerusform>
            <numerusform>{n} دقيقة</numerusform>
            <numerusform>{n} دقيقة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} second</source>
        <comment>{n} seconds</comment>
        <translation>
            <numerusform>0 ثانية</numerusform>
            <numerusform>ثانية واحدة</numerusform>
            <numerusform>ثانيتان</numerusform>
            <numerusform>{n} ثوانٍ</numerusform>
            <numerusform>{n} ثانية</numerusform>
            <numerusform>{n} ثانية</numerusform>
        </translation>
    </message>
    <message>
        <source>{longer} {shorter}</source>
        <translation>{longer} و{shorter}</translation>
    </message>
    <message>
        <source>{hour}:{minute}</source>
        <translation>{hour}:{minute}</translation>
    </message>
    <message>
        <source>{weekday}, {day} {month} {year}</source>
        <translation>‏{weekday}، {day} {month} {year}</translation>
    </message>
    <message>
        <source>{day} {short_month}</source>
        <translation>‏{day} {short_month}</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>الاثنين</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>الثلاثاء</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>الأربعاء</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>الخميس</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>الجمعة</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>السبت</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>الأحد</translation>
    </message>
    <message>
        <source>January</source>
        <translation>يناير</translation>
    </message>
    <message>
        <source>February</source>
        <translation>فبراير</translation>
    </message>
    <message>
        <source>March</source>
        <translation>مارس</translation>
    </message>
    <message>
        <source>April</source>
        <translation>أبريل</translation>
    </message>
    <message>
        <source>May</source>
        <translation>مايو</translation>
    </message>
    <message>
        <source>June</source>
        <translation>يونيو</translation>
    </message>
    <message>
        <source>July</source>
        <translation>يوليو</translation>
    </message>
    <message>
        <source>August</source>
        <translation>أغسطس</translation>
    </message>
    <message>
        <source>September</source>
        <translation>سبتمبر</translation>
    </message>
    <message>
        <source>October</source>
        <translation>أكتوبر</translation>
    </message>
    <message>
        <source>November</source>
        <translation>نوفمبر</translation>
    </message>
    <message>
        <source>December</source>
        <translation>ديسمبر</translation>
    </message>
    <message>
        <source>Jan</source>
        <translation>يناير</translation>
    </message>
    <message>
        <source>Feb</source>
        <translation>فبراير</translation>
    </message>
    <message>
        <source>Mar</source>
        <translation>مارس</translation>
    </message>
    <message>
        <source>Apr</source>
        <translation>أبريل</translation>
    </message>
    <message>
        <source>Jun</source>
        <translation>يونيو</translation>
    </message>
    <message>
        <source>Jul</source>
        <translation>يوليو</translation>
    </message>
    <message>
        <source>Aug</source>
        <translation>أغسطس</translation>
    </message>
    <message>
        <source>Sep</source>
        <translation>سبتمبر</translation>
    </message>
    <message>
        <source>Oct</source>
        <translation>أكتوبر</translation>
    </message>
    <message>
        <source>Nov</source>
        <translation>نوفمبر</translation>
    </message>
    <message>
        <source>Dec</source>
        <translation>ديسمبر</translation>
    </message>
    <message>
        <source>on {date}</source>
        <translation>يوم {date}</translation>
    </message>
    <message>
        <source>There is no alarm.</source>
        <translation>لا يوجد منبه.</translation>
    </message>
    <message>
        <source>Say for what time: “set an alarm for seven”.</source>
        <translation>قل في أي وقت: «set an alarm for seven».</translation>
    </message>
    <message>
        <source>That time has passed already.</source>
        <translation>مضى ذلك الوقت.</translation>
    </message>
    <message>
        <source>Set an alarm {moment}</source>
        <translation>ضبط منبه {moment}</translation>
    </message>
    <message>
        <source>The alarm {moment} is cancelled.</source>
        <translation>أُلغي المنبه {moment}.</translation>
    </message>
    <message>
        <source>The alarm rings {moment}.</source>
        <translation>يرنّ المنبه {moment}.</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>ضبط</translation>
    </message>
    <message>
        <source>Say which one. There is {alarms}.</source>
        <translation>قل أيها تقصد. يوجد {alarms}.</translation>
    </message>
    <message>
        <source>There is no such alarm. There is {alarms}.</source>
        <translation>لا يوجد منبه كهذا. يوجد {alarms}.</translation>
    </message>
    <message>
        <source>Cancel {alarm}</source>
        <translation>إلغاء {alarm}</translation>
    </message>
    <message>
        <source>{alarm} is set again.</source>
        <translation>ضُبط {alarm} من جديد.</translation>
    </message>
    <message>
        <source>{alarm} is cancelled.</source>
        <translation>أُلغي {alarm}.</translation>
    </message>
    <message>
        <source>Cancel it</source>
        <translation>إلغاؤه</translation>
    </message>
    <message numerus="yes">
        <source>Cancel **{n} alarm**</source>
        <comment>Cancel **all {n} alarms**</comment>
        <translation>
            <numerusform>إلغاء **المنبهات**</numerusform>
            <numerusform>إلغاء **منبه واحد**</numerusform>
            <numerusform>إلغاء **المنبهين**</numerusform>
            <numerusform>إلغاء **كل المنبهات، وعددها {n}**</numerusform>
            <numerusform>إلغاء **كل المنبهات، وعددها {n}**</numerusform>
            <numerusform>إلغاء **كل المنبهات، وعددها {n}**</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} alarm is set again.</source>
        <comment>{n} alarms are set again.</comment>
        <translation>
            <numerusform>لم يعد أي منبه.</numerusform>
            <numerusform>عاد منبه واحد.</numerusform>
            <numerusform>عاد منبهان.</numerusform>
            <numerusform>عادت {n} منبهات.</numerusform>
            <numerusform>عاد {n} منبهًا.</numerusform>
            <numerusform>عاد {n} منبه.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} alarm cancelled.</source>
        <comment>{n} alarms cancelled.</comment>
        <translation>
            <numerusform>لم يُلغَ أي منبه.</numerusform>
            <numerusform>أُلغي منبه واحد.</numerusform>
            <numerusform>أُلغي منبهان.</numerusform>
            <numerusform>أُلغيت {n} منبهات.</numerusform>
            <numerusform>أُلغي {n} منبهًا.</numerusform>
            <numerusform>أُلغي {n} منبه.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is {alarms}.</source>
        <translation>يوجد {alarms}.</translation>
    </message>
    <message>
        <source>Say which **alarms** are set</source>
        <translation>قول أي **منبهات** مضبوطة</translation>
    </message>
    <message numerus="yes">
        <source>{n} alarm</source>
        <comment>{n} alarms</comment>
        <translation>
            <numerusform>لا منبهات</numerusform>
            <numerusform>منبه واحد</numerusform>
            <numerusform>منبهان</numerusform>
            <numerusform>{n} منبهات</numerusform>
            <numerusform>{n} منبهًا</numerusform>
            <numerusform>{n} منبه</numerusform>
        </translation>
    </message>
    <message>
        <source>today</source>
        <translation>اليوم</translation>
    </message>
    <message>
        <source>at midnight tonight</source>
        <translation>عند منتصف هذه الليلة</translation>
    </message>
    <message>
        <source>the alarm “{name}” {moment}</source>
        <translation>المنبه «{name}» {moment}</translation>
    </message>
    <message>
        <source>the alarm {moment}</source>
        <translation>المنبه {moment}</translation>
    </message>
    <message>
        <source>The alarm “{name}” {moment}</source>
        <translation>المنبه «{name}» {moment}</translation>
    </message>
    <message>
        <source>The alarm {moment}</source>
        <translation>المنبه {moment}</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>غدًا</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>أمس</translation>
    </message>
    <message>
        <source>{day} {month}</source>
        <translation>‏{day} {month}</translation>
    </message>
    <message>
        <source>{day} {month} {year}</source>
        <translation>‏{day} {month} {year}</translation>
    </message>
    <message>
        <source>at {time}</source>
        <translation>الساعة {time}</translation>
    </message>
    <message>
        <source>{day} at {time}</source>
        <translation>‏{day} الساعة {time}</translation>
    </message>
    <message>
        <source>Only web and mail addresses can be opened from here.</source>
        <translation>لا يمكن أن تُفتح من هنا إلا عناوين الويب والبريد.</translation>
    </message>
    <message>
        <source>What stands before the @ is not where it leads. It leads to {host}.</source>
        <translation>ما قبل @ ليس وجهة الرابط. إنه يقود إلى {host}.</translation>
    </message>
    <message>
        <source>The text says {address}, but the link leads to {host}.</source>
        <translation>يقول النص {address}، لكن الرابط يقود إلى {host}.</translation>
    </message>
    <message>
        <source>The name of this site mixes {scripts} letters, which can be made to look like another site&apos;s name.</source>
        <translation>اسم هذا الموقع يخلط حروفًا من {scripts}، وقد يُستخدم ذلك ليشبه اسم موقع آخر.</translation>
    </message>
    <message>
        <source>The name of this site has letters beyond plain a to z, which can be made to look like another site&apos;s name.</source>
        <translation>في اسم هذا الموقع حروف غير الحروف اللاتينية البسيطة a إلى z، وقد يُستخدم ذلك ليشبه اسم موقع آخر.</translation>
    </message>
    <message>
        <source>It reads “{name}”.</source>
        <translation>نصّه «{name}».</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>إزالة {name}</translation>
    </message>
    <message>
        <source>Code in the answer, {language}</source>
        <translation>شيفرة في الإجابة، {language}</translation>
    </message>
    <message>
        <source>Code in the answer</source>
        <translation>شيفرة في الإجابة</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>شيفرة</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>نسخ</translation>
    </message>
    <message>
        <source>Copy the code</source>
        <translation>نسخ الشيفرة</translation>
    </message>
    <message>
        <source>The home cannot do that.</source>
        <translation>لا يستطيع المنزل ذلك.</translation>
    </message>
    <message>
        <source>Lock {device}</source>
        <translation>قفل {device}</translation>
    </message>
    <message>
        <source>Open {device}</source>
        <translation>فتح {device}</translation>
    </message>
    <message>
        <source>Start {device}</source>
        <translation>بدء {device}</translation>
    </message>
    <message>
        <source>Unlock {device}</source>
        <translation>فتح قفل {device}</translation>
    </message>
    <message>
        <source>Close {device}</source>
        <translation>إغلاق {device}</translation>
    </message>
    <message>
        <source>Send {device} back to its base</source>
        <translation>إرسال {device} إلى قاعدته</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>في الطريق</translation>
    </message>
    <message>
        <source>Set {device} to {value}</source>
        <translation>ضبط {device} على {value}</translation>
    </message>
    <message>
        <source>set to {value}</source>
        <translation>على {value}</translation>
    </message>
    <message>
        <source>Turn on {device}</source>
        <translation>تشغيل {device}</translation>
    </message>
    <message>
        <source>turned on</source>
        <translation>قيد التشغيل</translation>
    </message>
    <message>
        <source>Turn off {device}</source>
        <translation>إيقاف {device}</translation>
    </message>
    <message>
        <source>turned off</source>
        <translation>في وضع الإيقاف</translation>
    </message>
    <message>
        <source>at {value}</source>
        <translation>عند {value}</translation>
    </message>
    <message>
        <source>Say how far: from 0 to 100 per cent.</source>
        <translation>قل إلى أي حد: من 0 إلى 100 في المئة.</translation>
    </message>
    <message>
        <source>Switch {device} over</source>
        <translation>تبديل {device}</translation>
    </message>
    <message>
        <source>switched over</source>
        <translation>في الوضع الآخر</translation>
    </message>
    <message>
        <source>{percent}% brightness</source>
        <translation>سطوع {percent}%</translation>
    </message>
    <message>
        <source>{count} kelvin</source>
        <translation>‏{count} كلفن</translation>
    </message>
    <message>
        <source>Say a brightness from 0 to 100 per cent, or a colour.</source>
        <translation>قل سطوعًا من 0 إلى 100 في المئة، أو لونًا.</translation>
    </message>
    <message>
        <source>Say a temperature from 5 to 35 degrees Celsius.</source>
        <translation>قل درجة حرارة من 5 إلى 35 درجة مئوية.</translation>
    </message>
    <message>
        <source>Say a speed from 0 to 100 per cent.</source>
        <translation>قل سرعة من 0 إلى 100 في المئة.</translation>
    </message>
    <message>
        <source>Say a volume from 0 to 100 per cent.</source>
        <translation>قل مستوى صوت من 0 إلى 100 في المئة.</translation>
    </message>
    <message>
        <source>Set the volume of {device} to {value}</source>
        <translation>ضبط مستوى صوت {device} على {value}</translation>
    </message>
    <message>
        <source>set to {value} volume</source>
        <translation>بمستوى صوت {value}</translation>
    </message>
    <message>
        <source>Say whether louder or quieter.</source>
        <translation>قل إن كنت تريده أعلى أو أخفض.</translation>
    </message>
    <message>
        <source>Make {device} **louder**</source>
        <translation>جعل {device} **أعلى صوتًا**</translation>
    </message>
    <message>
        <source>made louder</source>
        <translation>بصوت أعلى</translation>
    </message>
    <message>
        <source>Make {device} **quieter**</source>
        <translation>جعل {device} **أخفض صوتًا**</translation>
    </message>
    <message>
        <source>made quieter</source>
        <translation>بصوت أخفض</translation>
    </message>
    <message>
        <source>Mute {device}</source>
        <translation>كتم {device}</translation>
    </message>
    <message>
        <source>Unmute {device}</source>
        <translation>إلغاء كتم {device}</translation>
    </message>
    <message>
        <source>no longer muted</source>
        <translation>بالصوت من جديد</translation>
    </message>
    <message>
        <source>Pause {device}</source>
        <translation>إيقاف {device} مؤقتًا</translation>
    </message>
    <message>
        <source>Let {device} play on</source>
        <translation>متابعة العزف على {device}</translation>
    </message>
    <message>
        <source>Play what comes next on {device}</source>
        <translation>عزف التالي على {device}</translation>
    </message>
    <message>
        <source>playing what comes next</source>
        <translation>على المقطع التالي</translation>
    </message>
    <message>
        <source>Play what came before on {device}</source>
        <translation>عزف السابق على {device}</translation>
    </message>
    <message>
        <source>playing what came before</source>
        <translation>على المقطع السابق</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>تشغيل</translation>
    </message>
    <message>
        <source>Turn off</source>
        <translation>إيقاف</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>فتح القفل</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>إرسال</translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>تبديل</translation>
    </message>
    <message>
        <source>Set the volume of</source>
        <translation>ضبط الصوت</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>كتم</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>إلغاء الكتم</translation>
    </message>
    <message>
        <source>Let</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Play what comes next on</source>
        <translation>عزف التالي</translation>
    </message>
    <message>
        <source>Play what came before on</source>
        <translation>عزف السابق</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>إيقاف</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>تم النسخ</translation>
    </message>
    <message>
        <source>How much was read</source>
        <translation>كم قُرئ</translation>
    </message>
    <message>
        <source>Language models (*.gguf);;All files (*)</source>
        <translation>نماذج لغوية (*.gguf);;كل الملفات (*)</translation>
    </message>
    <message>
        <source>Field packs (*.edgepack)</source>
        <translation>حزم ميدانية (*.edgepack)</translation>
    </message>
    <message>
        <source>Voice models (*.zip *.tar.gz *.tgz)</source>
        <translation>نماذج صوتية (*.zip *.tar.gz *.tgz)</translation>
    </message>
    <message>
        <source>Web pages (*.html)</source>
        <translation>صفحات ويب (*.html)</translation>
    </message>
    <message>
        <source>Texts (*.txt *.md);;All files (*)</source>
        <translation>نصوص (*.txt *.md);;كل الملفات (*)</translation>
    </message>
    <message>
        <source>Documents (*.pdf *.docx *.epub *.html *.htm *.md *.txt *.srt *.vtt);;All files (*)</source>
        <translation>مستندات (*.pdf *.docx *.epub *.html *.htm *.md *.txt *.srt *.vtt);;كل الملفات (*)</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>اختيار ملف نموذج</translation>
    </message>
    <message>
        <source>&amp;Look in:</source>
        <translation>ا&amp;بحث في:</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>نو&amp;ع الملفات:</translation>
    </message>
    <message>
        <source>Holds from the next time a model is loaded.</source>
        <translation>يسري عند تحميل نموذج في المرة القادمة.</translation>
    </message>
    <message>
        <source>Holds from the next start of EdgeAssist.</source>
        <translation>يسري عند تشغيل EdgeAssist في المرة القادمة.</translation>
    </message>
    <message>
        <source>Reset “{title}” to {value}</source>
        <translation>إعادة «{title}» إلى {value}</translation>
    </message>
    <message>
        <source>It {reason}. Still in force: {value}.</source>
        <translation>هذه القيمة {reason}. ما زال ساريًا: {value}.</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>فارغة</translation>
    </message>
    <message>
        <source>Level of the microphone</source>
        <translation>مستوى الميكروفون</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>فتح</translation>
    </message>
    <message>
        <source>Open the link outside EdgeAssist</source>
        <translation>فتح الرابط خارج EdgeAssist</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>نسخ العنوان</translation>
    </message>
    <message>
        <source>Copy the address of the link</source>
        <translation>نسخ عنوان الرابط</translation>
    </message>
    <message>
        <source>There is no timer.</source>
        <translation>لا يوجد مؤقت.</translation>
    </message>
    <message>
        <source>Say how long: “set a timer for ten minutes”.</source>
        <translation>قل كم المدة: «set a timer for ten minutes».</translation>
    </message>
    <message>
        <source>A timer may run for 100 hours at most. An alarm or a reminder suits better.</source>
        <translation>يعمل المؤقت 100 ساعة على الأكثر. المنبه أو التذكير أنسب.</translation>
    </message>
    <message>
        <source>Start a timer of {duration}</source>
        <translation>بدء مؤقت مدته {duration}</translation>
    </message>
    <message>
        <source>Start a timer of {duration} called {name}</source>
        <translation>بدء مؤقت مدته {duration} باسم {name}</translation>
    </message>
    <message>
        <source>{timer} is cancelled.</source>
        <translation>أُلغي {timer}.</translation>
    </message>
    <message>
        <source>{timer} runs until {moment}.</source>
        <translation>يعمل {timer} حتى {moment}.</translation>
    </message>
    <message>
        <source>There is no such timer. There is {timer}.</source>
        <translation>لا يوجد مؤقت كهذا. يوجد {timer}.</translation>
    </message>
    <message>
        <source>There is no such timer. There are {timers}.</source>
        <translation>لا يوجد مؤقت كهذا. يوجد {timers}.</translation>
    </message>
    <message>
        <source>There are {count} timers: {timers}. Say which one.</source>
        <translation>عدد المؤقتات {count}: {timers}. قل أيها تقصد.</translation>
    </message>
    <message>
        <source>Cancel {timer}</source>
        <translation>إلغاء {timer}</translation>
    </message>
    <message numerus="yes">
        <source>Cancel **{n} timer**</source>
        <comment>Cancel **all {n} timers**</comment>
        <translation>
            <numerusform>إلغاء **المؤقتات**</numerusform>
            <numerusform>إلغاء **مؤقت واحد**</numerusform>
            <numerusform>إلغاء **المؤقتين**</numerusform>
            <numerusform>إلغاء **كل المؤقتات، وعددها {n}**</numerusform>
            <numerusform>إلغاء **كل المؤقتات، وعددها {n}**</numerusform>
            <numerusform>إلغاء **كل المؤقتات، وعددها {n}**</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message numerus="yes">
        <source>{n} timer cancelled.</source>
        <comment>{n} timers cancelled.</comment>
        <translation>
            <numerusform>لم يُلغَ أي مؤقت.</numerusform>
            <numerusform>أُلغي مؤقت واحد.</numerusform>
            <numerusform>أُلغي مؤقتان.</numerusform>
            <numerusform>أُلغيت {n} مؤقتات.</numerusform>
            <numerusform>أُلغي {n} مؤقتًا.</numerusform>
            <numerusform>أُلغي {n} مؤقت.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} timer is back.</source>
        <comment>{n} timers are back.</comment>
        <translation>
            <numerusform>لم يعد أي مؤقت.</numerusform>
            <numerusform>عاد مؤقت واحد.</numerusform>
            <numerusform>عاد مؤقتان.</numerusform>
            <numerusform>عادت {n} مؤقتات.</numerusform>
            <numerusform>عاد {n} مؤقتًا.</numerusform>
            <numerusform>عاد {n} مؤقت.</numerusform>
        </translation>
    </message>
    <message>
        <source>{timer} is back.</source>
        <translation>عاد {timer}.</translation>
    </message>
    <message>
        <source>{timer} has only {duration} left.</source>
        <translation>لم يبقَ من {timer} إلا {duration}.</translation>
    </message>
    <message>
        <source>Add {duration} to {timer}</source>
        <translation>إضافة {duration} إلى {timer}</translation>
    </message>
    <message>
        <source>Take {duration} off {timer}</source>
        <translation>إنقاص {duration} من {timer}</translation>
    </message>
    <message>
        <source>{timer} is as it was.</source>
        <translation>عاد {timer} كما كان.</translation>
    </message>
    <message>
        <source>{timer} is paused already.</source>
        <translation>سبق أن أُوقف {timer} مؤقتًا.</translation>
    </message>
    <message>
        <source>{timer} is over.</source>
        <translation>انتهى {timer}.</translation>
    </message>
    <message>
        <source>Pause {timer}</source>
        <translation>إيقاف {timer} مؤقتًا</translation>
    </message>
    <message>
        <source>{timer} runs again.</source>
        <translation>عاد {timer} إلى العمل.</translation>
    </message>
    <message>
        <source>{timer} is paused with {duration} left.</source>
        <translation>أُوقف {timer} مؤقتًا، وبقي منه {duration}.</translation>
    </message>
    <message>
        <source>{timer} is running.</source>
        <translation>ما زال {timer} يعمل.</translation>
    </message>
    <message>
        <source>Let {timer} go on</source>
        <translation>متابعة {timer}</translation>
    </message>
    <message>
        <source>{timer} is paused again.</source>
        <translation>أُوقف {timer} مؤقتًا من جديد.</translation>
    </message>
    <message>
        <source>{timer} goes on with {duration} left.</source>
        <translation>يستمر {timer}، وبقي منه {duration}.</translation>
    </message>
    <message>
        <source>Say how much time the **timers** have left</source>
        <translation>قول كم بقي من **المؤقتات**</translation>
    </message>
    <message>
        <source>{timer} has {duration} left and is paused.</source>
        <translation>بقي من {timer}: {duration}، وهو متوقف مؤقتًا.</translation>
    </message>
    <message numerus="yes">
        <source>{n} timer</source>
        <comment>{n} timers</comment>
        <translation>
            <numerusform>لا مؤقتات</numerusform>
            <numerusform>مؤقت واحد</numerusform>
            <numerusform>مؤقتان</numerusform>
            <numerusform>{n} مؤقتات</numerusform>
            <numerusform>{n} مؤقتًا</numerusform>
            <numerusform>{n} مؤقت</numerusform>
        </translation>
    </message>
    <message>
        <source>the timer “{name}”</source>
        <translation>المؤقت «{name}»</translation>
    </message>
    <message>
        <source>the timer of {duration}</source>
        <translation>المؤقت ({duration})</translation>
    </message>
    <message>
        <source>{timer} has {duration} left.</source>
        <translation>بقي من {timer}: {duration}.</translation>
    </message>
    <message>
        <source>The timer “{name}”</source>
        <translation>المؤقت «{name}»</translation>
    </message>
    <message>
        <source>The timer of {duration}</source>
        <translation>المؤقت ({duration})</translation>
    </message>
    <message>
        <source>Open this address outside EdgeAssist?</source>
        <translation>هل تريد فتح هذا العنوان خارج EdgeAssist؟</translation>
    </message>
    <message>
        <source>This link cannot be opened</source>
        <translation>لا يمكن فتح هذا الرابط</translation>
    </message>
    <message>
        <source>The address is not written the plain way.</source>
        <translation>العنوان غير مكتوب بالطريقة المعتادة.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>إخفاء</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>التفاصيل</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>نسخ التفاصيل</translation>
    </message>
    <message>
        <source>Hide details</source>
        <translation>إخفاء التفاصيل</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>في كل مكان</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>المحادثة</translation>
    </message>
    <message>
        <source>Say into which language: “translate this to Spanish”.</source>
        <translation>قل إلى أي لغة: «translate this to Spanish».</translation>
    </message>
    <message>
        <source>Say what to ask.</source>
        <translation>قل ماذا تريد أن تسأل.</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>الدليل</translation>
    </message>
    <message>
        <source>You are welcome.</source>
        <translation>على الرحب والسعة.</translation>
    </message>
    <message>
        <source>Try “set a timer for ten minutes”, “add milk to the shopping list”, “turn on the kitchen light”, “take a note …”, “remind me at five to …”, “what is 12 times 7”, or “open chat”.</source>
        <translation>جرّب «set a timer for ten minutes» أو «add milk to the shopping list» أو «turn on the kitchen light» أو «take a note …» أو «remind me at five to …» أو «what is 12 times 7» أو «open chat».</translation>
    </message>
    <message>
        <source>Hello. Say what to do, or open the Voice pane to see what can be said.</source>
        <translation>مرحبًا. قل ما تريد فعله، أو افتح قسم الصوت لترى ما يمكن قوله.</translation>
    </message>
    <message>
        <source>All right.</source>
        <translation>حسنًا.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>لا شيء</translation>
    </message>
    <message>
        <source>There is no pane “{name}”. There is {panes}.</source>
        <translation>لا يوجد قسم باسم «{name}». يوجد {panes}.</translation>
    </message>
    <message>
        <source>{pane} is open.</source>
        <translation>فُتح قسم {pane}.</translation>
    </message>
    <message>
        <source>Open {pane}</source>
        <translation>فتح {pane}</translation>
    </message>
    <message>
        <source>Summarizing what you were working on.</source>
        <translation>جارٍ تلخيص ما كنت تعمل عليه.</translation>
    </message>
    <message>
        <source>Summarize **what you were working on**</source>
        <translation>تلخيص **ما كنت تعمل عليه**</translation>
    </message>
    <message>
        <source>Summarize</source>
        <translation>التلخيص</translation>
    </message>
    <message>
        <source>Translate {text} to {language}</source>
        <translation>ترجمة {text} إلى {language}</translation>
    </message>
    <message>
        <source>Translate **what you were working on** to {language}</source>
        <translation>ترجمة **ما كنت تعمل عليه** إلى {language}</translation>
    </message>
    <message>
        <source>Translate</source>
        <translation>الترجمة</translation>
    </message>
    <message>
        <source>Translating to {language}.</source>
        <translation>جارٍ الترجمة إلى {language}.</translation>
    </message>
    <message>
        <source>Asking in the chat.</source>
        <translation>جارٍ السؤال في المحادثة.</translation>
    </message>
    <message>
        <source>Ask: {text}</source>
        <translation>سؤال: {text}</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>موافق</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>النماذج</translation>
    </message>
    <message>
        <source>Find more models</source>
        <translation>البحث عن نماذج أخرى</translation>
    </message>
    <message>
        <source>User guide</source>
        <translation>دليل المستخدم</translation>
    </message>
    <message>
        <source>In lists</source>
        <translation>في القوائم</translation>
    </message>
    <message>
        <source>While you write</source>
        <translation>أثناء الكتابة</translation>
    </message>
    <message>
        <source>Search or run</source>
        <translation>بحث أو تنفيذ</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>صفحة البداية</translation>
    </message>
    <message>
        <source>Show all keys</source>
        <translation>عرض كل المفاتيح</translation>
    </message>
    <message>
        <source>Help for this page</source>
        <translation>مساعدة هذه الصفحة</translation>
    </message>
    <message>
        <source>Go to the next part of the window</source>
        <translation>الانتقال إلى الجزء التالي من النافذة</translation>
    </message>
    <message>
        <source>Go to the part of the window before</source>
        <translation>الانتقال إلى الجزء السابق من النافذة</translation>
    </message>
    <message>
        <source>Back out, stop, or close what is in front</source>
        <translation>الرجوع أو الإيقاف أو إغلاق ما في المقدمة</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>محادثة جديدة</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>Add a model file</source>
        <translation>إضافة ملف نموذج</translation>
    </message>
    <message>
        <source>Turn the offline switch</source>
        <translation>تبديل مفتاح قطع الاتصال</translation>
    </message>
    <message>
        <source>Light or dark colours</source>
        <translation>ألوان فاتحة أو داكنة</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>تكبير النص</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>تصغير النص</translation>
    </message>
    <message>
        <source>Text in its usual size</source>
        <translation>النص بحجمه المعتاد</translation>
    </message>
    <message>
        <source>Close EdgeAssist</source>
        <translation>إغلاق EdgeAssist</translation>
    </message>
    <message>
        <source>Search your chats</source>
        <translation>البحث في محادثاتك</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>إيقاف الإجابة</translation>
    </message>
    <message>
        <source>Open a document</source>
        <translation>فتح مستند</translation>
    </message>
    <message>
        <source>New summary</source>
        <translation>ملخص جديد</translation>
    </message>
    <message>
        <source>Stop summarizing</source>
        <translation>إيقاف التلخيص</translation>
    </message>
    <message>
        <source>Sum up what is on the clipboard</source>
        <translation>تلخيص ما في الحافظة</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>الصفحة السابقة</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>الصفحة التالية</translation>
    </message>
    <message>
        <source>Translate now</source>
        <translation>ترجمة الآن</translation>
    </message>
    <message>
        <source>Swap languages</source>
        <translation>تبديل اللغتين</translation>
    </message>
    <message>
        <source>Back to the text, or stop</source>
        <translation>العودة إلى النص، أو الإيقاف</translation>
    </message>
    <message>
        <source>Hold to speak (Settings: talk key)</source>
        <translation>الضغط باستمرار للتحدث (الإعدادات: مفتاح الإملاء)</translation>
    </message>
    <message>
        <source>Search the models here</source>
        <translation>البحث في النماذج هنا</translation>
    </message>
    <message>
        <source>Search the guide</source>
        <translation>البحث في الدليل</translation>
    </message>
    <message>
        <source>Search Hugging Face</source>
        <translation>البحث في Hugging Face</translation>
    </message>
    <message>
        <source>Open, or do the main thing</source>
        <translation>فتح، أو تنفيذ الإجراء الرئيسي</translation>
    </message>
    <message>
        <source>Rename or edit</source>
        <translation>إعادة تسمية أو تعديل</translation>
    </message>
    <message>
        <source>Delete (it can be undone)</source>
        <translation>حذف (يمكن التراجع عنه)</translation>
    </message>
    <message>
        <source>Send (Settings: send with)</source>
        <translation>إرسال (الإعدادات: الإرسال بـ)</translation>
    </message>
    <message>
        <source>Begin a new line</source>
        <translation>بدء سطر جديد</translation>
    </message>
    <message>
        <source>In an empty line: the question before</source>
        <translation>في سطر فارغ: السؤال السابق</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Table in the answer</source>
        <translation>جدول في الإجابة</translation>
    </message>
    <message>
        <source>page {first} of {total} fits</source>
        <translation>الصفحة {first} من {total} تتّسع</translation>
    </message>
    <message>
        <source>pages {first}-{last} of {total} fit</source>
        <translation>الصفحات {first}-{last} من {total} تتّسع</translation>
    </message>
    <message>
        <source>chapter {first} of {total} fits</source>
        <translation>الفصل {first} من {total} يتّسع</translation>
    </message>
    <message>
        <source>chapters {first}-{last} of {total} fit</source>
        <translation>الفصول {first}-{last} من {total} تتّسع</translation>
    </message>
    <message>
        <source>cue {first} of {total} fits</source>
        <translation>المقطع {first} من {total} يتّسع</translation>
    </message>
    <message>
        <source>cues {first}-{last} of {total} fit</source>
        <translation>المقاطع {first}-{last} من {total} تتّسع</translation>
    </message>
    <message>
        <source>paragraph {first} of {total} fits</source>
        <translation>الفقرة {first} من {total} تتّسع</translation>
    </message>
    <message>
        <source>paragraphs {first}-{last} of {total} fit</source>
        <translation>الفقرات {first}-{last} من {total} تتّسع</translation>
    </message>
    <message numerus="yes">
        <source>{n} page, all read</source>
        <comment>{n} pages, all read</comment>
        <translation>
            <numerusform>لا صفحات</numerusform>
            <numerusform>صفحة واحدة، قُرئت كلها</numerusform>
            <numerusform>صفحتان، قُرئتا كلتاهما</numerusform>
            <numerusform>{n} صفحات، قُرئت كلها</numerusform>
            <numerusform>{n} صفحة، قُرئت كلها</numerusform>
            <numerusform>{n} صفحة، قُرئت كلها</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter, all read</source>
        <comment>{n} chapters, all read</comment>
        <translation>
            <numerusform>لا فصول</numerusform>
            <numerusform>فصل واحد، قُرئ كله</numerusform>
            <numerusform>فصلان، قُرئا كلاهما</numerusform>
            <numerusform>{n} فصول، قُرئت كلها</numerusform>
            <numerusform>{n} فصلًا، قُرئت كلها</numerusform>
            <numerusform>{n} فصل، قُرئت كلها</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} cue, all read</source>
        <comment>{n} cues, all read</comment>
        <translation>
            <numerusform>لا مقاطع</numerusform>
            <numerusform>مقطع واحد، قُرئ كله</numerusform>
            <numerusform>مقطعان، قُرئا كلاهما</numerusform>
            <numerusform>{n} مقاطع، قُرئت كلها</numerusform>
            <numerusform>{n} مقطعًا، قُرئت كلها</numerusform>
            <numerusform>{n} مقطع، قُرئت كلها</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph, all read</source>
        <comment>{n} paragraphs, all read</comment>
        <translation>
            <numerusform>لا فقرات</numerusform>
            <numerusform>فقرة واحدة، قُرئت كلها</numerusform>
            <numerusform>فقرتان، قُرئتا كلتاهما</numerusform>
            <numerusform>{n} فقرات، قُرئت كلها</numerusform>
            <numerusform>{n} فقرة، قُرئت كلها</numerusform>
            <numerusform>{n} فقرة، قُرئت كلها</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} page without text</source>
        <comment>{n} pages without text</comment>
        <translation>
            <numerusform>لا صفحات بلا نص</numerusform>
            <numerusform>صفحة واحدة بلا نص</numerusform>
            <numerusform>صفحتان بلا نص</numerusform>
            <numerusform>{n} صفحات بلا نص</numerusform>
            <numerusform>{n} صفحة بلا نص</numerusform>
            <numerusform>{n} صفحة بلا نص</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter without text</source>
        <comment>{n} chapters without text</comment>
        <translation>
            <numerusform>لا فصول بلا نص</numerusform>
            <numerusform>فصل واحد بلا نص</numerusform>
            <numerusform>فصلان بلا نص</numerusform>
            <numerusform>{n} فصول بلا نص</numerusform>
            <numerusform>{n} فصلًا بلا نص</numerusform>
            <numerusform>{n} فصل بلا نص</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} cue without text</source>
        <comment>{n} cues without text</comment>
        <translation>
            <numerusform>لا مقاطع بلا نص</numerusform>
            <numerusform>مقطع واحد بلا نص</numerusform>
            <numerusform>مقطعان بلا نص</numerusform>
            <numerusform>{n} مقاطع بلا نص</numerusform>
            <numerusform>{n} مقطعًا بلا نص</numerusform>
            <numerusform>{n} مقطع بلا نص</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph without text</source>
        <comment>{n} paragraphs without text</comment>
        <translation>
            <numerusform>لا فقرات بلا نص</numerusform>
            <numerusform>فقرة واحدة بلا نص</numerusform>
            <numerusform>فقرتان بلا نص</numerusform>
            <numerusform>{n} فقرات بلا نص</numerusform>
            <numerusform>{n} فقرة بلا نص</numerusform>
            <numerusform>{n} فقرة بلا نص</numerusform>
        </translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>جارٍ التفكير…</translation>
    </message>
    <message numerus="yes">
        <source>Thought for {n} word</source>
        <comment>Thought for {n} words</comment>
        <translation>
            <numerusform>فكّر دون كلمات</numerusform>
            <numerusform>فكّر في كلمة واحدة</numerusform>
            <numerusform>فكّر في كلمتين</numerusform>
            <numerusform>فكّر في {n} كلمات</numerusform>
            <numerusform>فكّر في {n} كلمة</numerusform>
            <numerusform>فكّر في {n} كلمة</numerusform>
        </translation>
    </message>
    <message>
        <source>“{name}” is too long for this model. Nothing was asked.</source>
        <translation>«{name}» أطول مما يتسع له هذا النموذج. لم يُسأل شيء.</translation>
    </message>
    <message>
        <source>The attached files are too long for this model, “{name}” most of all. Nothing was asked.</source>
        <translation>الملفات المرفقة أطول مما يتسع له هذا النموذج، وخاصة «{name}». لم يُسأل شيء.</translation>
    </message>
    <message>
        <source>Choose above your question: read only its beginning, or summarize it. Or remove it.</source>
        <translation>اختر فوق سؤالك: قراءة بدايته فقط أو تلخيصه. أو أزله.</translation>
    </message>
    <message>
        <source>This is too long for the model together with what was said before. Nothing was asked.</source>
        <translation>هذا أطول من أن يستوعبه النموذج مع ما قيل من قبل. لم يُسأل شيء.</translation>
    </message>
    <message>
        <source>Make room above the input, or start a new chat.</source>
        <translation>أفسح مجالًا فوق خانة الكتابة، أو ابدأ محادثة جديدة.</translation>
    </message>
    <message>
        <source>changed since it was asked about</source>
        <translation>تغيّر منذ السؤال عنه</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>جارٍ القراءة…</translation>
    </message>
    <message>
        <source>Not read: {name}. {trouble}</source>
        <translation>لم يُقرأ: {name}. {trouble}</translation>
    </message>
    <message>
        <source>Not read: the rest of {name} ({amount}).</source>
        <translation>لم يُقرأ: باقي {name} ({amount}).</translation>
    </message>
    <message>
        <source>{name} is read as it is now: it has changed since the question.</source>
        <translation>يُقرأ {name} كما هو الآن: فقد تغيّر منذ السؤال.</translation>
    </message>
    <message>
        <source>all read</source>
        <translation>قُرئ كله</translation>
    </message>
    <message>
        <source>none of it fits</source>
        <translation>لا يتّسع المجال لشيء منه</translation>
    </message>
    <message>
        <source>less than 1 % of it fits</source>
        <translation>يتسع لأقل من 1 % منه</translation>
    </message>
    <message>
        <source>the first {percent} % fits</source>
        <translation>يتّسع المجال لأول {percent}%</translation>
    </message>
    <message>
        <source>only {count} could be read</source>
        <translation>أمكنت قراءة {count} فقط</translation>
    </message>
    <message>
        <source>the end is missing</source>
        <translation>النهاية ناقصة</translation>
    </message>
    <message>
        <source>Attached files</source>
        <translation>الملفات المرفقة</translation>
    </message>
    <message>
        <source>Looking for backups…</source>
        <translation>جارٍ البحث عن نسخ احتياطية…</translation>
    </message>
    <message>
        <source>There is no backup yet. One is made on each day that EdgeAssist is started; seven days are kept.</source>
        <translation>لا توجد نسخة احتياطية بعد. تُصنع نسخة في كل يوم يُشغَّل فيه EdgeAssist؛ ويُحتفظ بسبعة أيام.</translation>
    </message>
    <message>
        <source>One is made on each day that EdgeAssist is started; seven days are kept.</source>
        <translation>تُصنع نسخة في كل يوم يُشغَّل فيه EdgeAssist؛ ويُحتفظ بسبعة أيام.</translation>
    </message>
    <message>
        <source>The list then shows the chats of that time. The chats of now are kept in a file beside it.</source>
        <translation>تعرض القائمة بعدها محادثات ذلك الوقت. وتُحفظ محادثات الآن في ملف بجانبها.</translation>
    </message>
    <message>
        <source>Copying all chats…</source>
        <translation>جارٍ نسخ كل المحادثات…</translation>
    </message>
    <message>
        <source>Putting the backup in place…</source>
        <translation>جارٍ وضع النسخة الاحتياطية في مكانها…</translation>
    </message>
    <message>
        <source>Backups (*.sqlite3);;All files (*)</source>
        <translation>نسخ احتياطية (*.sqlite3);;كل الملفات (*)</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>نسخ احتياطي الآن</translation>
    </message>
    <message>
        <source>Restore from a file…</source>
        <translation>استعادة من ملف…</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>النسخ الاحتياطية</translation>
    </message>
    <message>
        <source>Backed up: {size}, checked. It is {path}</source>
        <translation>تم النسخ الاحتياطي: {size}، وفُحصت النسخة. مكانها ‎{path}</translation>
    </message>
    <message>
        <source>Choose a backup</source>
        <translation>اختيار نسخة احتياطية</translation>
    </message>
    <message>
        <source>Restore the backup {name}?</source>
        <translation>استعادة النسخة الاحتياطية {name}؟</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>استعادة</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>إبقاء</translation>
    </message>
    <message numerus="yes">
        <source>Restored: {n} chat. What was there before is kept as {path}</source>
        <comment>Restored: {n} chats. What was there before is kept as {path}</comment>
        <translation>
            <numerusform>لم تُستعد أي محادثة. ما كان هنا من قبل محفوظ باسم ‎{path}</numerusform>
            <numerusform>استُعيدت محادثة واحدة. ما كان هنا من قبل محفوظ باسم ‎{path}</numerusform>
            <numerusform>استُعيدت محادثتان. ما كان هنا من قبل محفوظ باسم ‎{path}</numerusform>
            <numerusform>استُعيدت {n} محادثات. ما كان هنا من قبل محفوظ باسم ‎{path}</numerusform>
            <numerusform>استُعيدت {n} محادثة. ما كان هنا من قبل محفوظ باسم ‎{path}</numerusform>
            <numerusform>استُعيدت {n} محادثة. ما كان هنا من قبل محفوظ باسم ‎{path}</numerusform>
        </translation>
    </message>
    <message>
        <source>Backup of {day}</source>
        <translation>النسخة الاحتياطية ليوم {day}</translation>
    </message>
    <message>
        <source>Restore the backup of {day}?</source>
        <translation>استعادة النسخة الاحتياطية ليوم {day}؟</translation>
    </message>
    <message>
        <source>Restore the backup of {day}</source>
        <translation>استعادة النسخة الاحتياطية ليوم {day}</translation>
    </message>
    <message>
        <source>“{chat}” was deleted. The bin keeps it for 30 days.</source>
        <translation>حُذفت «{chat}». تبقى في سلة المحذوفات 30 يومًا.</translation>
    </message>
    <message>
        <source>“{chat}” is in the archive.</source>
        <translation>المحادثة «{chat}» في الأرشيف.</translation>
    </message>
    <message>
        <source>“{chat}” is back in the list.</source>
        <translation>عادت المحادثة «{chat}» إلى القائمة.</translation>
    </message>
    <message>
        <source>“{chat}” is back where it was.</source>
        <translation>عادت المحادثة «{chat}» إلى مكانها.</translation>
    </message>
    <message>
        <source>“{chat}” is in no folder now.</source>
        <translation>لم تعد المحادثة «{chat}» في أي مجلد.</translation>
    </message>
    <message>
        <source>“{chat}” is in the folder {folder}.</source>
        <translation>المحادثة «{chat}» في المجلد ‎{folder}.</translation>
    </message>
    <message>
        <source>The bin is empty.</source>
        <translation>سلة المحذوفات فارغة.</translation>
    </message>
    <message>
        <source>Opening your chats…</source>
        <translation>جارٍ فتح محادثاتك…</translation>
    </message>
    <message>
        <source>Your chats could not be listed.</source>
        <translation>تعذّر عرض قائمة محادثاتك.</translation>
    </message>
    <message>
        <source>Your chats</source>
        <translation>محادثاتك</translation>
    </message>
    <message>
        <source>‹ Chats</source>
        <translation>‹ المحادثات</translation>
    </message>
    <message>
        <source>Back to the chats</source>
        <translation>العودة إلى المحادثات</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>الأرشيف</translation>
    </message>
    <message>
        <source>Bin</source>
        <translation>المحذوفات</translation>
    </message>
    <message>
        <source>Empty the bin…</source>
        <translation>إفراغ سلة المحذوفات…</translation>
    </message>
    <message>
        <source>Export, backups</source>
        <translation>التصدير والنسخ الاحتياطية</translation>
    </message>
    <message>
        <source>This chat is in the bin.</source>
        <translation>هذه المحادثة في سلة المحذوفات.</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>حذف نهائي</translation>
    </message>
    <message>
        <source>Delete what is in the bin for good?</source>
        <translation>هل تريد حذف ما في سلة المحذوفات نهائيًا؟</translation>
    </message>
    <message>
        <source>Archive {count}</source>
        <translation>الأرشيف {count}</translation>
    </message>
    <message>
        <source>Bin {count}</source>
        <translation>المحذوفات {count}</translation>
    </message>
    <message>
        <source>Export chats…</source>
        <translation>تصدير المحادثات…</translation>
    </message>
    <message>
        <source>Backups…</source>
        <translation>النسخ الاحتياطية…</translation>
    </message>
    <message>
        <source>No chats yet. What you ask is kept here, on this computer only.</source>
        <translation>لا محادثات بعد. ما تسأله يُحفظ هنا، على هذا الحاسوب فقط.</translation>
    </message>
    <message>
        <source>Nothing is archived. A chat that you archive leaves the list and stays searchable.</source>
        <translation>لا شيء في الأرشيف. المحادثة التي تؤرشفها تغادر القائمة وتبقى قابلة للبحث.</translation>
    </message>
    <message>
        <source>The bin is empty. A deleted chat lies here for 30 days.</source>
        <translation>سلة المحذوفات فارغة. تبقى المحادثة المحذوفة هنا 30 يومًا.</translation>
    </message>
    <message>
        <source>Name of the new folder</source>
        <translation>اسم المجلد الجديد</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>نقل</translation>
    </message>
    <message>
        <source>Move the chat into the new folder</source>
        <translation>نقل المحادثة إلى المجلد الجديد</translation>
    </message>
    <message>
        <source>Make no folder</source>
        <translation>عدم إنشاء مجلد</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>المحادثات</translation>
    </message>
    <message>
        <source>Archived chats</source>
        <translation>المحادثات المؤرشفة</translation>
    </message>
    <message>
        <source>Deleted chats</source>
        <translation>المحادثات المحذوفة</translation>
    </message>
    <message>
        <source>What to do with {title}</source>
        <translation>ما يمكن فعله بـ {title}</translation>
    </message>
    <message>
        <source>Export this chat…</source>
        <translation>تصدير هذه المحادثة…</translation>
    </message>
    <message>
        <source>There is no chat to delete.</source>
        <translation>لا توجد محادثة لحذفها.</translation>
    </message>
    <message>
        <source>None of these chats is in the bin any more.</source>
        <translation>لم تعد أي من هذه المحادثات في سلة المحذوفات.</translation>
    </message>
    <message numerus="yes">
        <source>Delete **all chats** ({n} chat). They stay in the bin for 30 days</source>
        <comment>Delete **all chats** ({n} chats). They stay in the bin for 30 days</comment>
        <translation>
            <numerusform>حذف **كل المحادثات** (لا محادثات). تبقى في سلة المحذوفات 30 يومًا</numerusform>
            <numerusform>حذف **كل المحادثات** (محادثة واحدة). تبقى في سلة المحذوفات 30 يومًا</numerusform>
            <numerusform>حذف **كل المحادثات** (محادثتان). تبقى في سلة المحذوفات 30 يومًا</numerusform>
            <numerusform>حذف **كل المحادثات** ({n} محادثات). تبقى في سلة المحذوفات 30 يومًا</numerusform>
            <numerusform>حذف **كل المحادثات** ({n} محادثة). تبقى في سلة المحذوفات 30 يومًا</numerusform>
            <numerusform>حذف **كل المحادثات** ({n} محادثة). تبقى في سلة المحذوفات 30 يومًا</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>حذف</translation>
    </message>
    <message numerus="yes">
        <source>{n} chat is in the bin.</source>
        <comment>{n} chats are in the bin.</comment>
        <translation>
            <numerusform>لا محادثات في سلة المحذوفات.</numerusform>
            <numerusform>محادثة واحدة في سلة المحذوفات.</numerusform>
            <numerusform>محادثتان في سلة المحذوفات.</numerusform>
            <numerusform>{n} محادثات في سلة المحذوفات.</numerusform>
            <numerusform>{n} محادثة في سلة المحذوفات.</numerusform>
            <numerusform>{n} محادثة في سلة المحذوفات.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chat is back.</source>
        <comment>{n} chats are back.</comment>
        <translation>
            <numerusform>لم تعد أي محادثة.</numerusform>
            <numerusform>عادت محادثة واحدة.</numerusform>
            <numerusform>عادت محادثتان.</numerusform>
            <numerusform>عادت {n} محادثات.</numerusform>
            <numerusform>عادت {n} محادثة.</numerusform>
            <numerusform>عادت {n} محادثة.</numerusform>
        </translation>
    </message>
    <message>
        <source>Put back into the list</source>
        <translation>إعادة إلى القائمة</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>إعادة تسمية</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>إلغاء التثبيت</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>تثبيت في الأعلى</translation>
    </message>
    <message>
        <source>Put into the archive</source>
        <translation>وضع في الأرشيف</translation>
    </message>
    <message>
        <source>Out of its folder</source>
        <translation>إخراج من المجلد</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>مجلد جديد…</translation>
    </message>
    <message>
        <source>Move to folder</source>
        <translation>نقل إلى مجلد</translation>
    </message>
    <message>
        <source>{chat}, open</source>
        <translation>‏{chat}، مفتوحة</translation>
    </message>
    <message>
        <source>New name of the chat</source>
        <translation>الاسم الجديد للمحادثة</translation>
    </message>
    <message numerus="yes">
        <source>{folder}, {n} chat, folded</source>
        <comment>{folder}, {n} chats, folded</comment>
        <translation>
            <numerusform>‏‎{folder}، لا محادثات، مطوي</numerusform>
            <numerusform>‏‎{folder}، محادثة واحدة، مطوي</numerusform>
            <numerusform>‏‎{folder}، محادثتان، مطوي</numerusform>
            <numerusform>‏‎{folder}، {n} محادثات، مطوي</numerusform>
            <numerusform>‏‎{folder}، {n} محادثة، مطوي</numerusform>
            <numerusform>‏‎{folder}، {n} محادثة، مطوي</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{folder}, {n} chat, unfolded</source>
        <comment>{folder}, {n} chats, unfolded</comment>
        <translation>
            <numerusform>‏‎{folder}، لا محادثات، مبسوط</numerusform>
            <numerusform>‏‎{folder}، محادثة واحدة، مبسوط</numerusform>
            <numerusform>‏‎{folder}، محادثتان، مبسوط</numerusform>
            <numerusform>‏‎{folder}، {n} محادثات، مبسوط</numerusform>
            <numerusform>‏‎{folder}، {n} محادثة، مبسوط</numerusform>
            <numerusform>‏‎{folder}، {n} محادثة، مبسوط</numerusform>
        </translation>
    </message>
    <message>
        <source>A bigger model reads more at once.</source>
        <translation>النموذج الأكبر يقرأ أكثر دفعة واحدة.</translation>
    </message>
    <message>
        <source>The model can perhaps read more at once: enlarge its context.</source>
        <translation>ربما يستطيع النموذج قراءة المزيد دفعة واحدة: وسّع سياقه.</translation>
    </message>
    <message>
        <source>It ended while thinking, before it answered</source>
        <translation>انتهى أثناء التفكير، قبل أن يجيب</translation>
    </message>
    <message>
        <source>Answering…</source>
        <translation>جارٍ الإجابة…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>توقّف</translation>
    </message>
    <message>
        <source>Cut off at the length limit</source>
        <translation>قُطعت عند حد الطول</translation>
    </message>
    <message>
        <source>Cut off: the context is full</source>
        <translation>قُطعت: السياق ممتلئ</translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation>لم تكتمل</translation>
    </message>
    <message>
        <source>Not answered</source>
        <translation>بلا إجابة</translation>
    </message>
    <message>
        <source>Not answered: perhaps too long for this model</source>
        <translation>بلا إجابة: ربما أطول مما يستوعبه هذا النموذج</translation>
    </message>
    <message numerus="yes">
        <source>An earlier question is left out, as you chose</source>
        <comment>{n} earlier questions are left out, as you chose</comment>
        <translation>
            <numerusform>لم يُترك أي سؤال سابق</numerusform>
            <numerusform>تُرك سؤال سابق كما اخترت</numerusform>
            <numerusform>تُرك سؤالان سابقان كما اخترت</numerusform>
            <numerusform>تُركت {n} أسئلة سابقة كما اخترت</numerusform>
            <numerusform>تُرك {n} سؤالًا سابقًا كما اخترت</numerusform>
            <numerusform>تُرك {n} سؤال سابق كما اخترت</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first question is not read</source>
        <comment>The first {n} questions are not read</comment>
        <translation>
            <numerusform>تُقرأ كل الأسئلة</numerusform>
            <numerusform>لا يُقرأ السؤال الأول</numerusform>
            <numerusform>لا يُقرأ أول سؤالين</numerusform>
            <numerusform>لا تُقرأ أول {n} أسئلة</numerusform>
            <numerusform>لا يُقرأ أول {n} سؤالًا</numerusform>
            <numerusform>لا يُقرأ أول {n} سؤال</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The next question is not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</source>
        <comment>The next {n} questions are not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</comment>
        <translation>
            <numerusform>تُقرأ كل الأسئلة</numerusform>
            <numerusform>لا يُقرأ السؤال التالي: من مجال قدره {whole} يبقى {kept} فارغًا للإجابة، والباقي لا يكفي للكل</numerusform>
            <numerusform>لا يُقرأ السؤالان التاليان: من مجال قدره {whole} يبقى {kept} فارغًا للإجابة، والباقي لا يكفي للكل</numerusform>
            <numerusform>لا تُقرأ الأسئلة الـ{n} التالية: من مجال قدره {whole} يبقى {kept} فارغًا للإجابة، والباقي لا يكفي للكل</numerusform>
            <numerusform>لا يُقرأ الـ{n} سؤالًا التالية: من مجال قدره {whole} يبقى {kept} فارغًا للإجابة، والباقي لا يكفي للكل</numerusform>
            <numerusform>لا يُقرأ الـ{n} سؤال التالية: من مجال قدره {whole} يبقى {kept} فارغًا للإجابة، والباقي لا يكفي للكل</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first question is not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</source>
        <comment>The first {n} questions are not read: of the room of {whole}, {kept} stay free for the answer, and the rest is too little for all</comment>
        <translation>
            <numerusform>تُقرأ كل الأسئلة</numerusform>
            <numerusform>لا يُقرأ السؤال الأول: من مجال قدره {whole} يبقى {kept} فارغًا للإجابة، والباقي لا يكفي للكل</numerusform>
            <numerusform>لا يُقرأ أول سؤالين: من مجال قدره {whole} يبقى {kept} فارغًا للإجابة، والباقي لا يكفي للكل</numerusform>
            <numerusform>لا تُقرأ أول {n} أسئلة: من مجال قدره {whole} يبقى {kept} فارغًا للإجابة، والباقي لا يكفي للكل</numerusform>
            <numerusform>لا يُقرأ أول {n} سؤالًا: من مجال قدره {whole} يبقى {kept} فارغًا للإجابة، والباقي لا يكفي للكل</numerusform>
            <numerusform>لا يُقرأ أول {n} سؤال: من مجال قدره {whole} يبقى {kept} فارغًا للإجابة، والباقي لا يكفي للكل</numerusform>
        </translation>
    </message>
    <message>
        <source>Shorten your question.</source>
        <translation>اختصر سؤالك.</translation>
    </message>
    <message>
        <source>Start a new chat or shorten your question.</source>
        <translation>ابدأ محادثة جديدة أو اختصر سؤالك.</translation>
    </message>
    <message>
        <source>began after {first}, took {whole}</source>
        <translation>بدأت بعد {first}، واستغرقت {whole}</translation>
    </message>
    <message numerus="yes">
        <source>{n} token</source>
        <comment>{n} tokens</comment>
        <translation>
            <numerusform>0 رمز</numerusform>
            <numerusform>رمز واحد</numerusform>
            <numerusform>رمزان</numerusform>
            <numerusform>{n} رموز</numerusform>
            <numerusform>{n} رمزًا</numerusform>
            <numerusform>{n} رمز</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} token (a word or a piece of one)</source>
        <comment>{n} tokens (words or pieces of words)</comment>
        <translation>
            <numerusform>0 رمز (كلمات أو أجزاء كلمات)</numerusform>
            <numerusform>رمز واحد (كلمة أو جزء من كلمة)</numerusform>
            <numerusform>رمزان (كلمات أو أجزاء كلمات)</numerusform>
            <numerusform>{n} رموز (كلمات أو أجزاء كلمات)</numerusform>
            <numerusform>{n} رمزًا (كلمات أو أجزاء كلمات)</numerusform>
            <numerusform>{n} رمز (كلمات أو أجزاء كلمات)</numerusform>
        </translation>
    </message>
    <message>
        <source>{tokens}, {rate} tokens/s</source>
        <translation>‏{tokens}، {rate} رمز/ث</translation>
    </message>
    <message numerus="yes">
        <source>Summary of {n} older question, read instead of it</source>
        <comment>Summary of {n} older questions, read instead of them</comment>
        <translation>
            <numerusform>ملخص الأسئلة الأقدم، يُقرأ بدلًا منها</numerusform>
            <numerusform>ملخص سؤال أقدم، يُقرأ بدلًا منه</numerusform>
            <numerusform>ملخص سؤالين أقدم، يُقرأ بدلًا منهما</numerusform>
            <numerusform>ملخص {n} أسئلة أقدم، يُقرأ بدلًا منها</numerusform>
            <numerusform>ملخص {n} سؤالًا أقدم، يُقرأ بدلًا منها</numerusform>
            <numerusform>ملخص {n} سؤال أقدم، يُقرأ بدلًا منها</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>نسخ الإجابة</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>محاولة أخرى</translation>
    </message>
    <message>
        <source>Answer the last question again</source>
        <translation>الإجابة عن السؤال الأخير من جديد</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Go on with this answer</source>
        <translation>متابعة هذه الإجابة</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>تعديل</translation>
    </message>
    <message>
        <source>Ask this question in other words</source>
        <translation>طرح هذا السؤال بكلمات أخرى</translation>
    </message>
    <message>
        <source>Translate the answer</source>
        <translation>ترجمة الإجابة</translation>
    </message>
    <message>
        <source>Summarize chat</source>
        <translation>تلخيص المحادثة</translation>
    </message>
    <message>
        <source>Answered by {model}</source>
        <translation>أجاب {model}</translation>
    </message>
    <message>
        <source>Shorten the question</source>
        <translation>اختصار السؤال</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>جارٍ الكتابة…</translation>
    </message>
    <message>
        <source>What to export</source>
        <translation>ما الذي يُصدَّر</translation>
    </message>
    <message>
        <source>This chat</source>
        <translation>هذه المحادثة</translation>
    </message>
    <message>
        <source>All chats</source>
        <translation>كل المحادثات</translation>
    </message>
    <message>
        <source>Kind of file</source>
        <translation>نوع الملف</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>حفظ باسم…</translation>
    </message>
    <message>
        <source>Choose where to save</source>
        <translation>اختيار مكان الحفظ</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>تصدير</translation>
    </message>
    <message>
        <source>This chat has no question yet.</source>
        <translation>ليس في هذه المحادثة سؤال بعد.</translation>
    </message>
    <message>
        <source>all chats</source>
        <translation>كل المحادثات</translation>
    </message>
    <message>
        <source>Save chats</source>
        <translation>حفظ المحادثات</translation>
    </message>
    <message numerus="yes">
        <source>{n} chat saved in {path}</source>
        <comment>{n} chats saved in {path}</comment>
        <translation>
            <numerusform>لم تُحفظ أي محادثة في ‎{path}</numerusform>
            <numerusform>حُفظت محادثة واحدة في ‎{path}</numerusform>
            <numerusform>حُفظت محادثتان في ‎{path}</numerusform>
            <numerusform>حُفظت {n} محادثات في ‎{path}</numerusform>
            <numerusform>حُفظت {n} محادثة في ‎{path}</numerusform>
            <numerusform>حُفظت {n} محادثة في ‎{path}</numerusform>
        </translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>As it was written, for notes and wikis.</source>
        <translation>كما كُتبت، للملاحظات والويكي.</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>صفحة ويب</translation>
    </message>
    <message>
        <source>To read and print in any browser; loads nothing.</source>
        <translation>للقراءة والطباعة في أي متصفح؛ لا تحمّل شيئًا.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>نص</translation>
    </message>
    <message>
        <source>Plain text that opens everywhere.</source>
        <translation>نص عادي يُفتح في كل مكان.</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>كل شيء</translation>
    </message>
    <message>
        <source>All versions of every answer (JSON). EdgeAssist can take it in again.</source>
        <translation>كل نسخ كل إجابة (JSON). يستطيع EdgeAssist إدخالها من جديد.</translation>
    </message>
    <message>
        <source>No model is loaded. Load one, then try again.</source>
        <translation>لا نموذج محمَّل. حمّل نموذجًا ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>Counting what will be read…</source>
        <translation>جارٍ حساب ما سيُقرأ…</translation>
    </message>
    <message>
        <source>You can type already; sending starts when a model is loaded.</source>
        <translation>يمكنك الكتابة منذ الآن؛ يبدأ الإرسال عند تحميل نموذج.</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>جارٍ قراءة {name}…</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>العنوان</translation>
    </message>
    <message>
        <source>{part}: {tokens}</source>
        <translation>‏{part}: {tokens}</translation>
    </message>
    <message>
        <source>{part}: about {tokens}</source>
        <translation>‏{part}: نحو {tokens}</translation>
    </message>
    <message numerus="yes">
        <source>About {n} word will be read</source>
        <comment>About {n} words will be read</comment>
        <translation>
            <numerusform>لن تُقرأ أي كلمة</numerusform>
            <numerusform>ستُقرأ نحو كلمة واحدة</numerusform>
            <numerusform>ستُقرأ نحو كلمتين</numerusform>
            <numerusform>ستُقرأ نحو {n} كلمات</numerusform>
            <numerusform>ستُقرأ نحو {n} كلمة</numerusform>
            <numerusform>ستُقرأ نحو {n} كلمة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>About {n} word too long for this model</source>
        <comment>About {n} words too long for this model</comment>
        <translation>
            <numerusform>أطول قليلًا مما يستوعبه هذا النموذج</numerusform>
            <numerusform>أطول بنحو كلمة واحدة مما يستوعبه هذا النموذج</numerusform>
            <numerusform>أطول بنحو كلمتين مما يستوعبه هذا النموذج</numerusform>
            <numerusform>أطول بنحو {n} كلمات مما يستوعبه هذا النموذج</numerusform>
            <numerusform>أطول بنحو {n} كلمة مما يستوعبه هذا النموذج</numerusform>
            <numerusform>أطول بنحو {n} كلمة مما يستوعبه هذا النموذج</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Perhaps {n} word too long for this model</source>
        <comment>Perhaps {n} words too long for this model</comment>
        <translation>
            <numerusform>ربما أطول قليلًا مما يستوعبه هذا النموذج</numerusform>
            <numerusform>ربما أطول بكلمة واحدة مما يستوعبه هذا النموذج</numerusform>
            <numerusform>ربما أطول بكلمتين مما يستوعبه هذا النموذج</numerusform>
            <numerusform>ربما أطول بمقدار {n} كلمات مما يستوعبه هذا النموذج</numerusform>
            <numerusform>ربما أطول بمقدار {n} كلمة مما يستوعبه هذا النموذج</numerusform>
            <numerusform>ربما أطول بمقدار {n} كلمة مما يستوعبه هذا النموذج</numerusform>
        </translation>
    </message>
    <message>
        <source>Room for the answer</source>
        <translation>مجال للإجابة</translation>
    </message>
    <message>
        <source>All of it, in tokens (words or pieces of words)</source>
        <translation>كله، بالرموز (كلمات أو أجزاء كلمات)</translation>
    </message>
    <message numerus="yes">
        <source>The model reads {n} token at once.</source>
        <comment>The model reads {n} tokens at once.</comment>
        <translation>
            <numerusform>لا يقرأ النموذج أي رمز دفعة واحدة.</numerusform>
            <numerusform>يقرأ النموذج رمزًا واحدًا دفعة واحدة.</numerusform>
            <numerusform>يقرأ النموذج رمزين دفعة واحدة.</numerusform>
            <numerusform>يقرأ النموذج {n} رموز دفعة واحدة.</numerusform>
            <numerusform>يقرأ النموذج {n} رمزًا دفعة واحدة.</numerusform>
            <numerusform>يقرأ النموذج {n} رمز دفعة واحدة.</numerusform>
        </translation>
    </message>
    <message>
        <source>The model&apos;s own form</source>
        <translation>قالب النموذج نفسه</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>بلا اسم</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>مثبّتة</translation>
    </message>
    <message numerus="yes">
        <source>{n} day left</source>
        <comment>{n} days left</comment>
        <translation>
            <numerusform>تُحذف اليوم</numerusform>
            <numerusform>بقي يوم واحد</numerusform>
            <numerusform>بقي يومان</numerusform>
            <numerusform>بقيت {n} أيام</numerusform>
            <numerusform>بقي {n} يومًا</numerusform>
            <numerusform>بقي {n} يوم</numerusform>
        </translation>
    </message>
    <message>
        <source>goes today</source>
        <translation>تُحذف اليوم</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>اليوم</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>أمس</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>آخر 7 أيام</translation>
    </message>
    <message>
        <source>At an unknown time</source>
        <translation>في وقت غير معروف</translation>
    </message>
    <message>
        <source>{month} {year}</source>
        <translation>‏{month} {year}</translation>
    </message>
    <message>
        <source>The model in use</source>
        <translation>النموذج المستخدَم</translation>
    </message>
    <message>
        <source>The small model takes no persona: it answers as it was made.</source>
        <translation>النموذج الصغير لا يتقمّص دورًا: يجيب كما صُنع.</translation>
    </message>
    <message>
        <source>This chat was set to a model that is no longer here; the one in use answers.</source>
        <translation>كانت هذه المحادثة مضبوطة على نموذج لم يعد هنا؛ يجيب النموذج قيد الاستخدام.</translation>
    </message>
    <message>
        <source>What the model is told before every answer</source>
        <translation>ما يُقال للنموذج قبل كل إجابة</translation>
    </message>
    <message>
        <source>Tell the model in your own words how to answer.</source>
        <translation>قل للنموذج بكلماتك كيف يجيب.</translation>
    </message>
    <message>
        <source>How this chat is answered</source>
        <translation>طريقة الإجابة في هذه المحادثة</translation>
    </message>
    <message>
        <source>Answer as</source>
        <translation>الإجابة بصفة</translation>
    </message>
    <message>
        <source>Model of this chat</source>
        <translation>نموذج هذه المحادثة</translation>
    </message>
    <message>
        <source>How freely</source>
        <translation>مدى الحرية</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>حذِر</translation>
    </message>
    <message>
        <source>Inventive</source>
        <translation>مبتكر</translation>
    </message>
    <message>
        <source>Choice of words</source>
        <translation>اختيار الكلمات</translation>
    </message>
    <message>
        <source>Few words</source>
        <translation>كلمات قليلة</translation>
    </message>
    <message>
        <source>Every word</source>
        <translation>كل كلمة</translation>
    </message>
    <message>
        <source>Length of an answer</source>
        <translation>طول الإجابة</translation>
    </message>
    <message>
        <source>As usual again</source>
        <translation>العودة إلى المعتاد</translation>
    </message>
    <message>
        <source>Answer as usual again</source>
        <translation>العودة إلى الإجابة المعتادة</translation>
    </message>
    <message>
        <source>Model of this chat: {name}</source>
        <translation>نموذج هذه المحادثة: {name}</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>كالمعتاد</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>قصير</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>متوسط</translation>
    </message>
    <message>
        <source>Long</source>
        <translation>طويل</translation>
    </message>
    <message>
        <source>Very long</source>
        <translation>طويل جدًا</translation>
    </message>
    <message>
        <source>Nobody special</source>
        <translation>بلا صفة خاصة</translation>
    </message>
    <message>
        <source>The model answers as it was made.</source>
        <translation>يجيب النموذج كما صُنع.</translation>
    </message>
    <message>
        <source>Plain words</source>
        <translation>كلمات بسيطة</translation>
    </message>
    <message>
        <source>For reports, rules and letters that must be understood at once.</source>
        <translation>للتقارير والقواعد والرسائل التي يجب أن تُفهم فورًا.</translation>
    </message>
    <message>
        <source>Brief</source>
        <translation>مختصر</translation>
    </message>
    <message>
        <source>For a quick answer between two tasks.</source>
        <translation>لإجابة سريعة بين مهمتين.</translation>
    </message>
    <message>
        <source>Translator&apos;s eye</source>
        <translation>عين المترجم</translation>
    </message>
    <message>
        <source>For texts that go to people of another language.</source>
        <translation>للنصوص الموجّهة إلى من يتكلمون لغة أخرى.</translation>
    </message>
    <message>
        <source>Checklist writer</source>
        <translation>كاتب قوائم تحقق</translation>
    </message>
    <message>
        <source>For procedures, handovers and repairs.</source>
        <translation>للإجراءات وتسليم العمل والإصلاحات.</translation>
    </message>
    <message>
        <source>Patient teacher</source>
        <translation>معلّم صبور</translation>
    </message>
    <message>
        <source>For learning something new.</source>
        <translation>لتعلّم شيء جديد.</translation>
    </message>
    <message>
        <source>Own words</source>
        <translation>بكلماتي</translation>
    </message>
    <message>
        <source>Rather careful</source>
        <translation>حذِر إلى حدٍّ ما</translation>
    </message>
    <message>
        <source>Wild: it may wander off</source>
        <translation>جامح: قد يشرد عن الموضوع</translation>
    </message>
    <message>
        <source>Only the likeliest words</source>
        <translation>الكلمات الأرجح فقط</translation>
    </message>
    <message>
        <source>Likely words</source>
        <translation>الكلمات المرجّحة</translation>
    </message>
    <message>
        <source>Most words</source>
        <translation>معظم الكلمات</translation>
    </message>
    <message>
        <source>An answer ends when it is done, at the latest after about 700 words.</source>
        <translation>تنتهي الإجابة عند اكتمالها، وفي أقصى حد بعد نحو 700 كلمة.</translation>
    </message>
    <message numerus="yes">
        <source>An answer is cut off after about {n} word.</source>
        <comment>An answer is cut off after about {n} words.</comment>
        <translation>
            <numerusform>لا تُكتب أي كلمة من الإجابة.</numerusform>
            <numerusform>تُقطع الإجابة بعد كلمة واحدة تقريبًا.</numerusform>
            <numerusform>تُقطع الإجابة بعد كلمتين تقريبًا.</numerusform>
            <numerusform>تُقطع الإجابة بعد نحو {n} كلمات.</numerusform>
            <numerusform>تُقطع الإجابة بعد نحو {n} كلمة.</numerusform>
            <numerusform>تُقطع الإجابة بعد نحو {n} كلمة.</numerusform>
        </translation>
    </message>
    <message>
        <source>Use {model}</source>
        <translation>استخدام {model}</translation>
    </message>
    <message>
        <source>Stay with {model}</source>
        <translation>البقاء مع {model}</translation>
    </message>
    <message>
        <source>This chat is meant for {model}.</source>
        <translation>هذه المحادثة مخصصة للنموذج {model}.</translation>
    </message>
    <message>
        <source>Drop the oldest questions instead, or use another model.</source>
        <translation>احذف أقدم الأسئلة بدلًا من ذلك، أو استخدم نموذجًا آخر.</translation>
    </message>
    <message>
        <source>The model did not finish the summary.</source>
        <translation>لم يكمل النموذج الملخص.</translation>
    </message>
    <message>
        <source>Summing up older turns: {number} of {count}</source>
        <translation>جارٍ تلخيص الأسئلة والإجابات الأقدم: {number} من {count}</translation>
    </message>
    <message>
        <source>Your chats could not be opened. You can ask all the same; this chat stays only in this window.</source>
        <translation>تعذّر فتح محادثاتك. يمكنك أن تسأل مع ذلك؛ تبقى هذه المحادثة في هذه النافذة فقط.</translation>
    </message>
    <message>
        <source>That version could not be shown.</source>
        <translation>تعذّر عرض تلك النسخة.</translation>
    </message>
    <message>
        <source>Copy what you need before you close the window.</source>
        <translation>انسخ ما تحتاجه قبل إغلاق النافذة.</translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation>نص ملصق</translation>
    </message>
    <message>
        <source>Words in {braces} are asked for when the prompt is used; those that end in … get several lines.</source>
        <translation>يُسأل عن الكلمات المكتوبة {braces} عند استخدام الطلب؛ وما ينتهي منها بـ … يحصل على عدة أسطر.</translation>
    </message>
    <message>
        <source>braces</source>
        <translation>هكذا</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>إدراج</translation>
    </message>
    <message>
        <source>Insert the prompt into your question</source>
        <translation>إدراج الطلب في سؤالك</translation>
    </message>
    <message>
        <source>Back to the prompts</source>
        <translation>العودة إلى الطلبات الجاهزة</translation>
    </message>
    <message>
        <source>Name of the prompt</source>
        <translation>اسم الطلب</translation>
    </message>
    <message>
        <source>Text of the prompt</source>
        <translation>نص الطلب</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>حفظ</translation>
    </message>
    <message>
        <source>Save the prompt</source>
        <translation>حفظ الطلب</translation>
    </message>
    <message>
        <source>Change nothing</source>
        <translation>عدم تغيير شيء</translation>
    </message>
    <message>
        <source>Prompts (*.toml)</source>
        <translation>طلبات جاهزة (*.toml)</translation>
    </message>
    <message>
        <source>No prompt of that name.</source>
        <translation>لا طلب بهذا الاسم.</translation>
    </message>
    <message>
        <source>Opening the prompts…</source>
        <translation>جارٍ فتح الطلبات الجاهزة…</translation>
    </message>
    <message>
        <source>Ours are here; what you change is kept in a new file beside it.</source>
        <translation>طلباتنا موجودة هنا؛ ما تغيّره يُحفظ في ملف جديد بجانبها.</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>الطلبات الجاهزة</translation>
    </message>
    <message>
        <source>Find a prompt</source>
        <translation>البحث عن طلب</translation>
    </message>
    <message>
        <source>New prompt</source>
        <translation>طلب جديد</translation>
    </message>
    <message>
        <source>Edit the chosen prompt</source>
        <translation>تعديل الطلب المختار</translation>
    </message>
    <message>
        <source>Delete the chosen prompt</source>
        <translation>حذف الطلب المختار</translation>
    </message>
    <message>
        <source>Import and export prompts</source>
        <translation>استيراد الطلبات وتصديرها</translation>
    </message>
    <message numerus="yes">
        <source>{n} new prompt taken in.</source>
        <comment>{n} new prompts taken in.</comment>
        <translation>
            <numerusform>لم يُدخَل أي طلب جديد.</numerusform>
            <numerusform>أُدخل طلب جديد واحد.</numerusform>
            <numerusform>أُدخل طلبان جديدان.</numerusform>
            <numerusform>أُدخلت {n} طلبات جديدة.</numerusform>
            <numerusform>أُدخل {n} طلبًا جديدًا.</numerusform>
            <numerusform>أُدخل {n} طلب جديد.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} prompt saved in {path}</source>
        <comment>{n} prompts saved in {path}</comment>
        <translation>
            <numerusform>لم يُحفظ أي طلب في ‎{path}</numerusform>
            <numerusform>حُفظ طلب واحد في ‎{path}</numerusform>
            <numerusform>حُفظ طلبان في ‎{path}</numerusform>
            <numerusform>حُفظت {n} طلبات في ‎{path}</numerusform>
            <numerusform>حُفظ {n} طلبًا في ‎{path}</numerusform>
            <numerusform>حُفظ {n} طلب في ‎{path}</numerusform>
        </translation>
    </message>
    <message>
        <source>What you wrote was not saved.</source>
        <translation>لم يُحفظ ما كتبته.</translation>
    </message>
    <message>
        <source>Go on writing</source>
        <translation>متابعة الكتابة</translation>
    </message>
    <message>
        <source>“{name}” was deleted.</source>
        <translation>حُذف «{name}».</translation>
    </message>
    <message>
        <source>Import prompts…</source>
        <translation>استيراد الطلبات…</translation>
    </message>
    <message>
        <source>Export prompts…</source>
        <translation>تصدير الطلبات…</translation>
    </message>
    <message>
        <source>Choose a file of prompts</source>
        <translation>اختيار ملف طلبات</translation>
    </message>
    <message>
        <source>Save prompts</source>
        <translation>حفظ الطلبات</translation>
    </message>
    <message>
        <source>Nothing was changed. Mend the file in a text editor, or take another one.</source>
        <translation>لم يتغير شيء. أصلح الملف في محرر نصوص، أو خذ ملفًا آخر.</translation>
    </message>
    <message>
        <source>The prompts in {path} cannot be used: {reason}.</source>
        <translation>لا يمكن استخدام الطلبات في ‎{path}: {reason}.</translation>
    </message>
    <message>
        <source>Free some space or choose another folder. Your prompts are as they were.</source>
        <translation>حرّر بعض المساحة أو اختر مجلدًا آخر. طلباتك باقية كما كانت.</translation>
    </message>
    <message>
        <source>{path} cannot be used now: {reason}.</source>
        <translation>لا يمكن استخدام ‎{path} الآن: {reason}.</translation>
    </message>
    <message>
        <source>there would be more than {count}</source>
        <translation>سيزيد العدد على {count}</translation>
    </message>
    <message>
        <source>it has version {version}, and this EdgeAssist knows version {known}</source>
        <translation>إصداره {version}، وهذا الإصدار من EdgeAssist يعرف {known}</translation>
    </message>
    <message>
        <source>it holds too many prompts, or too long ones</source>
        <translation>فيه طلبات أكثر أو أطول من اللازم</translation>
    </message>
    <message>
        <source>Your question in other words</source>
        <translation>سؤالك بكلمات أخرى</translation>
    </message>
    <message>
        <source>Ask this</source>
        <translation>طرح السؤال</translation>
    </message>
    <message>
        <source>Leave the question as it was</source>
        <translation>ترك السؤال كما كان</translation>
    </message>
    <message>
        <source>The question and answers as they were are kept beside it.</source>
        <translation>يُحفظ السؤال والإجابات كما كانت بجانبه.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>عرض الكل</translation>
    </message>
    <message>
        <source>Show all of your question</source>
        <translation>عرض سؤالك كله</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>عرض أقل</translation>
    </message>
    <message>
        <source>Show less of your question</source>
        <translation>عرض جزء أقل من سؤالك</translation>
    </message>
    <message>
        <source>Your question</source>
        <translation>سؤالك</translation>
    </message>
    <message>
        <source>All of your question</source>
        <translation>سؤالك كله</translation>
    </message>
    <message>
        <source>Not read: the role it should play. The starter plays no roles.</source>
        <translation>لم يُقرأ: الدور المطلوب منه. النموذج Starter لا يتقمّص أدوارًا.</translation>
    </message>
    <message>
        <source>The older turns could not be summed up: {reason} Nothing was changed.</source>
        <translation>تعذّر تلخيص الأسئلة والإجابات الأقدم: {reason} لم يتغير شيء.</translation>
    </message>
    <message>
        <source>{name} is still being read. Try again in a moment.</source>
        <translation>ما زالت قراءة {name} جارية. حاول مجددًا بعد لحظة.</translation>
    </message>
    <message>
        <source>Summing up older turns…</source>
        <translation>جارٍ تلخيص الأقدم…</translation>
    </message>
    <message>
        <source>Chat: {question}</source>
        <translation>محادثة: {question}</translation>
    </message>
    <message>
        <source>What the model will read</source>
        <translation>ما سيقرؤه النموذج</translation>
    </message>
    <message>
        <source>How much the model can still read</source>
        <translation>كم يستطيع النموذج أن يقرأ بعد</translation>
    </message>
    <message>
        <source>What will be read</source>
        <translation>ما سيُقرأ</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>توسيع</translation>
    </message>
    <message>
        <source>Drop oldest</source>
        <translation>حذف الأقدم</translation>
    </message>
    <message>
        <source>Leave the oldest questions out</source>
        <translation>استبعاد أقدم الأسئلة</translation>
    </message>
    <message>
        <source>Summarize older turns</source>
        <translation>تلخيص الأقدم</translation>
    </message>
    <message>
        <source>Summarize in its own pane</source>
        <translation>تلخيص في قسمه الخاص</translation>
    </message>
    <message>
        <source>Read only the beginning</source>
        <translation>قراءة البداية فقط</translation>
    </message>
    <message>
        <source>Summarize it</source>
        <translation>تلخيصه</translation>
    </message>
    <message>
        <source>Summarize the file</source>
        <translation>تلخيص الملف</translation>
    </message>
    <message>
        <source>Stop summing up</source>
        <translation>إيقاف التلخيص</translation>
    </message>
    <message>
        <source>Enlarge to {tokens}</source>
        <translation>توسيع إلى {tokens}</translation>
    </message>
    <message>
        <source>Read only the beginning of {name}</source>
        <translation>قراءة بداية {name} فقط</translation>
    </message>
    <message numerus="yes">
        <source>{line}; {n} more would fit</source>
        <comment>{line}; {n} more would fit</comment>
        <translation>
            <numerusform>‏{line}؛ لا يتّسع المجال للمزيد</numerusform>
            <numerusform>‏{line}؛ يتّسع المجال لرمز آخر</numerusform>
            <numerusform>‏{line}؛ يتّسع المجال لرمزين آخرين</numerusform>
            <numerusform>‏{line}؛ يتّسع المجال لـ {n} رموز أخرى</numerusform>
            <numerusform>‏{line}؛ يتّسع المجال لـ {n} رمزًا آخر</numerusform>
            <numerusform>‏{line}؛ يتّسع المجال لـ {n} رمز آخر</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was found. All words must stand in one message; the beginning of each is enough.</source>
        <translation>لم يُعثر على شيء. يجب أن تكون كل الكلمات في رسالة واحدة؛ تكفي بداية كل منها.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>جارٍ البحث…</translation>
    </message>
    <message>
        <source>In all chats</source>
        <translation>في كل المحادثات</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>ما عُثر عليه</translation>
    </message>
    <message>
        <source>Search in your chats</source>
        <translation>البحث في محادثاتك</translation>
    </message>
    <message>
        <source>Where to search: in all chats</source>
        <translation>مكان البحث: في كل المحادثات</translation>
    </message>
    <message>
        <source>Where to search</source>
        <translation>مكان البحث</translation>
    </message>
    <message>
        <source>Only in {folder}</source>
        <translation>في ‎{folder} فقط</translation>
    </message>
    <message>
        <source>Where to search: {place}</source>
        <translation>مكان البحث: {place}</translation>
    </message>
    <message>
        <source>Read as part of the summary</source>
        <translation>يُقرأ ضمن الملخص</translation>
    </message>
    <message>
        <source>Not read any more</source>
        <translation>لم يعد يُقرأ</translation>
    </message>
    <message>
        <source>The role it plays</source>
        <translation>الدور الذي يتقمّصه</translation>
    </message>
    <message>
        <source>Summary of older turns</source>
        <translation>ملخص الأسئلة والإجابات الأقدم</translation>
    </message>
    <message>
        <source>Earlier questions and answers ({count})</source>
        <translation>الأسئلة والإجابات السابقة ({count})</translation>
    </message>
    <message>
        <source>The answer so far</source>
        <translation>الإجابة حتى الآن</translation>
    </message>
    <message>
        <source>You: {question}</source>
        <translation>أنت: {question}</translation>
    </message>
    <message>
        <source>Answer: {answer}</source>
        <translation>الإجابة: {answer}</translation>
    </message>
    <message>
        <source>How this chat is answered…</source>
        <translation>طريقة الإجابة في هذه المحادثة…</translation>
    </message>
    <message>
        <source>Prompts…</source>
        <translation>الطلبات الجاهزة…</translation>
    </message>
    <message>
        <source>What the model reads</source>
        <translation>ما يقرؤه النموذج</translation>
    </message>
    <message>
        <source>Find in your chats…</source>
        <translation>البحث في محادثاتك…</translation>
    </message>
    <message>
        <source>Rename this chat…</source>
        <translation>إعادة تسمية هذه المحادثة…</translation>
    </message>
    <message>
        <source>Delete this chat</source>
        <translation>حذف هذه المحادثة</translation>
    </message>
    <message>
        <source>‹ Back to the chat</source>
        <translation>‹ العودة إلى المحادثة</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>العودة إلى المحادثة</translation>
    </message>
    <message>
        <source>What would you like to know?</source>
        <translation>ماذا تودّ أن تعرف؟</translation>
    </message>
    <message>
        <source>A small model is ready</source>
        <translation>نموذج صغير جاهز</translation>
    </message>
    <message>
        <source>Explain a circuit breaker in two sentences.</source>
        <translation>اشرح قاطع الدائرة الكهربائية في جملتين.</translation>
    </message>
    <message>
        <source>Write a checklist for a shift handover.</source>
        <translation>اكتب قائمة تحقق لتسليم الوردية.</translation>
    </message>
    <message>
        <source>Write a polite letter asking for a spare part.</source>
        <translation>اكتب رسالة مهذبة لطلب قطعة غيار.</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>المحادثة</translation>
    </message>
    <message>
        <source>Show earlier messages</source>
        <translation>عرض رسائل أقدم</translation>
    </message>
    <message>
        <source>Ask in your own words, or start with one of these:</source>
        <translation>اسأل بكلماتك، أو ابدأ بأحد هذه الأسئلة:</translation>
    </message>
    <message>
        <source>The question before this one</source>
        <translation>السؤال الذي قبل هذا</translation>
    </message>
    <message>
        <source>The question after this one</source>
        <translation>السؤال الذي بعد هذا</translation>
    </message>
    <message>
        <source>question {place} of {count}</source>
        <translation>السؤال {place} من {count}</translation>
    </message>
    <message>
        <source>The answer before this one</source>
        <translation>الإجابة التي قبل هذه</translation>
    </message>
    <message>
        <source>The answer after this one</source>
        <translation>الإجابة التي بعد هذه</translation>
    </message>
    <message>
        <source>answer {place} of {count}</source>
        <translation>الإجابة {place} من {count}</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>‏{place} من {count}</translation>
    </message>
    <message>
        <source>Ask anything. Nothing leaves this computer.</source>
        <translation>اسأل عما تشاء. لا شيء يغادر هذا الحاسوب.</translation>
    </message>
    <message>
        <source>Ask something simple. Nothing leaves this computer.</source>
        <translation>اسأل عن شيء بسيط. لا شيء يغادر هذا الحاسوب.</translation>
    </message>
    <message>
        <source>Ask anything.</source>
        <translation>اسأل عما تشاء.</translation>
    </message>
    <message>
        <source>Ask something simple.</source>
        <translation>اسأل عن شيء بسيط.</translation>
    </message>
    <message>
        <source>Show your chats</source>
        <translation>عرض محادثاتك</translation>
    </message>
    <message>
        <source>Copy chat</source>
        <translation>نسخ المحادثة</translation>
    </message>
    <message>
        <source>Copy the whole conversation</source>
        <translation>نسخ المحادثة كلها</translation>
    </message>
    <message>
        <source>More for this chat</source>
        <translation>المزيد لهذه المحادثة</translation>
    </message>
    <message>
        <source>Attach a file</source>
        <translation>إرفاق ملف</translation>
    </message>
    <message>
        <source>This chat could not be saved. It goes on, but only in this window.</source>
        <translation>تعذّر حفظ هذه المحادثة. إنها مستمرة، لكن في هذه النافذة فقط.</translation>
    </message>
    <message>
        <source>The chat you left was not saved.</source>
        <translation>لم تُحفظ المحادثة التي غادرتها.</translation>
    </message>
    <message>
        <source>Your question was not sent, because it could not be saved. It stands in the box again.</source>
        <translation>لم يُرسل سؤالك لأن حفظه تعذّر. إنه في خانة الكتابة من جديد.</translation>
    </message>
    <message>
        <source>Sent once more as things are, it is answered, but stays only in this window.</source>
        <translation>إذا أُرسل مرة أخرى والحال هكذا أُجيب عنه، لكنه يبقى في هذه النافذة فقط.</translation>
    </message>
    <message>
        <source>A question in the chat you left was not sent, because it could not be saved.</source>
        <translation>لم يُرسل سؤال في المحادثة التي غادرتها لأن حفظه تعذّر.</translation>
    </message>
    <message>
        <source>The details below hold its words.</source>
        <translation>كلماته موجودة في التفاصيل أدناه.</translation>
    </message>
    <message>
        <source>That text is too long to be typed in, and could not be kept as a file.</source>
        <translation>هذا النص أطول من أن يُكتب في الخانة، وتعذّر حفظه ملفًا.</translation>
    </message>
    <message>
        <source>Choose another folder. Nothing is lost.</source>
        <translation>اختر مجلدًا آخر. لم يُفقد شيء.</translation>
    </message>
    <message>
        <source>Export the summary as</source>
        <translation>تصدير الملخص باسم</translation>
    </message>
    <message>
        <source>{name} could not be written.</source>
        <translation>تعذّرت كتابة {name}.</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>حُفظ باسم {name}.</translation>
    </message>
    <message>
        <source>Summary: {title}</source>
        <translation>ملخص: {title}</translation>
    </message>
    <message>
        <source>Export the summary</source>
        <translation>تصدير الملخص</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>نص عادي</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>ملخص</translation>
    </message>
    <message>
        <source>Unfinished: the rest of the text is not in this summary.</source>
        <translation>غير مكتمل: باقي النص ليس في هذا الملخص.</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>ما استُبعد</translation>
    </message>
    <message>
        <source>{title} - summary</source>
        <translation>{title} - ملخص</translation>
    </message>
    <message>
        <source>Left out: {what}</source>
        <translation>استُبعد: {what}</translation>
    </message>
    <message>
        <source>There is no text to sum up.</source>
        <translation>لا يوجد نص لتلخيصه.</translation>
    </message>
    <message>
        <source>Key points</source>
        <translation>النقاط الرئيسية</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>محضر</translation>
    </message>
    <message>
        <source>Plain language</source>
        <translation>لغة بسيطة</translation>
    </message>
    <message>
        <source>By section</source>
        <translation>حسب الأقسام</translation>
    </message>
    <message>
        <source>Only a model that can write puts it in plain language. Picked sentences keep the words of the text.</source>
        <translation>لا يصوغه بلغة بسيطة إلا نموذج يستطيع الكتابة. الجمل المنتقاة تُبقي كلمات النص.</translation>
    </message>
    <message>
        <source>Only a model that can write uses another language. Picked sentences stay in that of the text.</source>
        <translation>لا يستخدم لغة أخرى إلا نموذج يستطيع الكتابة. الجمل المنتقاة تبقى بلغة النص.</translation>
    </message>
    <message>
        <source>New</source>
        <translation>جديد</translation>
    </message>
    <message>
        <source>Sum up another document</source>
        <translation>تلخيص مستند آخر</translation>
    </message>
    <message>
        <source>Form of the summary</source>
        <translation>شكل الملخص</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>الطول</translation>
    </message>
    <message>
        <source>As the text</source>
        <translation>كالنص</translation>
    </message>
    <message>
        <source>Language of the summary: {language}</source>
        <translation>لغة الملخص: {language}</translation>
    </message>
    <message>
        <source>The language the summary is written in</source>
        <translation>اللغة التي يُكتب بها الملخص</translation>
    </message>
    <message>
        <source>Language of the summary</source>
        <translation>لغة الملخص</translation>
    </message>
    <message>
        <source>Page {first}</source>
        <translation>الصفحة {first}</translation>
    </message>
    <message>
        <source>Page {first} of {total}</source>
        <translation>الصفحة {first} من {total}</translation>
    </message>
    <message>
        <source>Pages {first} to {last}</source>
        <translation>الصفحات {first} إلى {last}</translation>
    </message>
    <message>
        <source>Pages {first} to {last} of {total}</source>
        <translation>الصفحات {first} إلى {last} من {total}</translation>
    </message>
    <message>
        <source>Chapter {first}</source>
        <translation>الفصل {first}</translation>
    </message>
    <message>
        <source>Chapter {first} of {total}</source>
        <translation>الفصل {first} من {total}</translation>
    </message>
    <message>
        <source>Chapters {first} to {last}</source>
        <translation>الفصول {first} إلى {last}</translation>
    </message>
    <message>
        <source>Chapters {first} to {last} of {total}</source>
        <translation>الفصول {first} إلى {last} من {total}</translation>
    </message>
    <message>
        <source>Part {part} of {parts}</source>
        <translation>الجزء {part} من {parts}</translation>
    </message>
    <message>
        <source>{place}: no text, just a picture.</source>
        <translation>‏{place}: لا نص، صورة فقط.</translation>
    </message>
    <message>
        <source>{place}: no text.</source>
        <translation>‏{place}: لا نص.</translation>
    </message>
    <message>
        <source>{place}: damaged.</source>
        <translation>‏{place}: تالف.</translation>
    </message>
    <message>
        <source>{place}: not summed up.</source>
        <translation>‏{place}: لم يُلخَّص.</translation>
    </message>
    <message>
        <source>{read} of {total} read</source>
        <translation>قُرئ {read} من {total}</translation>
    </message>
    <message>
        <source>What follows was not read.</source>
        <translation>ما يلي لم يُقرأ.</translation>
    </message>
    <message>
        <source>{place}, beginning “{beginning}”: {why}.</source>
        <translation>‏{place}، أوله «{beginning}»: {why}.</translation>
    </message>
    <message>
        <source>Sentences of the summary</source>
        <translation>جمل الملخص</translation>
    </message>
    <message>
        <source>Show {count} more of {waiting}</source>
        <translation>عرض {count} أخرى من {waiting}</translation>
    </message>
    <message>
        <source>Pages {first}-{last}</source>
        <translation>الصفحات {first}-{last}</translation>
    </message>
    <message>
        <source>Chapters {first}-{last}</source>
        <translation>الفصول {first}-{last}</translation>
    </message>
    <message>
        <source>Cue {first}</source>
        <translation>المقطع {first}</translation>
    </message>
    <message>
        <source>Cues {first}-{last}</source>
        <translation>المقاطع {first}-{last}</translation>
    </message>
    <message>
        <source>Paragraph {first}</source>
        <translation>الفقرة {first}</translation>
    </message>
    <message>
        <source>Paragraphs {first}-{last}</source>
        <translation>الفقرات {first}-{last}</translation>
    </message>
    <message>
        <source>Page 1 of {total} read</source>
        <translation>قُرئت الصفحة 1 من {total}</translation>
    </message>
    <message>
        <source>Pages 1-{last} of {total} read</source>
        <translation>قُرئت الصفحات 1-{last} من {total}</translation>
    </message>
    <message>
        <source>Chapter 1 of {total} read</source>
        <translation>قُرئ الفصل 1 من {total}</translation>
    </message>
    <message>
        <source>Chapters 1-{last} of {total} read</source>
        <translation>قُرئت الفصول 1-{last} من {total}</translation>
    </message>
    <message>
        <source>Cue 1 of {total} read</source>
        <translation>قُرئ المقطع 1 من {total}</translation>
    </message>
    <message>
        <source>Cues 1-{last} of {total} read</source>
        <translation>قُرئت المقاطع 1-{last} من {total}</translation>
    </message>
    <message>
        <source>Paragraph 1 of {total} read</source>
        <translation>قُرئت الفقرة 1 من {total}</translation>
    </message>
    <message>
        <source>Paragraphs 1-{last} of {total} read</source>
        <translation>قُرئت الفقرات 1-{last} من {total}</translation>
    </message>
    <message>
        <source>Reading pages</source>
        <translation>جارٍ قراءة الصفحات</translation>
    </message>
    <message>
        <source>Reading chapters</source>
        <translation>جارٍ قراءة الفصول</translation>
    </message>
    <message>
        <source>Reading cues</source>
        <translation>جارٍ قراءة المقاطع</translation>
    </message>
    <message>
        <source>Reading paragraphs</source>
        <translation>جارٍ قراءة الفقرات</translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} page read</source>
        <comment>{read} of {total} pages read</comment>
        <translation>
            <numerusform>قُرئ {read} من {total} صفحة</numerusform>
            <numerusform>قُرئ {read} من صفحة واحدة</numerusform>
            <numerusform>قُرئ {read} من صفحتين</numerusform>
            <numerusform>قُرئ {read} من {total} صفحات</numerusform>
            <numerusform>قُرئ {read} من {total} صفحة</numerusform>
            <numerusform>قُرئ {read} من {total} صفحة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} chapter read</source>
        <comment>{read} of {total} chapters read</comment>
        <translation>
            <numerusform>قُرئ {read} من {total} فصل</numerusform>
            <numerusform>قُرئ {read} من فصل واحد</numerusform>
            <numerusform>قُرئ {read} من فصلين</numerusform>
            <numerusform>قُرئ {read} من {total} فصول</numerusform>
            <numerusform>قُرئ {read} من {total} فصلًا</numerusform>
            <numerusform>قُرئ {read} من {total} فصل</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} cue read</source>
        <comment>{read} of {total} cues read</comment>
        <translation>
            <numerusform>قُرئ {read} من {total} مقطع</numerusform>
            <numerusform>قُرئ {read} من مقطع واحد</numerusform>
            <numerusform>قُرئ {read} من مقطعين</numerusform>
            <numerusform>قُرئ {read} من {total} مقاطع</numerusform>
            <numerusform>قُرئ {read} من {total} مقطعًا</numerusform>
            <numerusform>قُرئ {read} من {total} مقطع</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{read} of {total} paragraph read</source>
        <comment>{read} of {total} paragraphs read</comment>
        <translation>
            <numerusform>قُرئ {read} من {total} فقرة</numerusform>
            <numerusform>قُرئ {read} من فقرة واحدة</numerusform>
            <numerusform>قُرئ {read} من فقرتين</numerusform>
            <numerusform>قُرئ {read} من {total} فقرات</numerusform>
            <numerusform>قُرئ {read} من {total} فقرة</numerusform>
            <numerusform>قُرئ {read} من {total} فقرة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} page read</source>
        <comment>{n} pages read</comment>
        <translation>
            <numerusform>لم تُقرأ أي صفحة</numerusform>
            <numerusform>قُرئت صفحة واحدة</numerusform>
            <numerusform>قُرئت صفحتان</numerusform>
            <numerusform>قُرئت {n} صفحات</numerusform>
            <numerusform>قُرئت {n} صفحة</numerusform>
            <numerusform>قُرئت {n} صفحة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter read</source>
        <comment>{n} chapters read</comment>
        <translation>
            <numerusform>لم يُقرأ أي فصل</numerusform>
            <numerusform>قُرئ فصل واحد</numerusform>
            <numerusform>قُرئ فصلان</numerusform>
            <numerusform>قُرئت {n} فصول</numerusform>
            <numerusform>قُرئ {n} فصلًا</numerusform>
            <numerusform>قُرئ {n} فصل</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} cue read</source>
        <comment>{n} cues read</comment>
        <translation>
            <numerusform>لم يُقرأ أي مقطع</numerusform>
            <numerusform>قُرئ مقطع واحد</numerusform>
            <numerusform>قُرئ مقطعان</numerusform>
            <numerusform>قُرئت {n} مقاطع</numerusform>
            <numerusform>قُرئ {n} مقطعًا</numerusform>
            <numerusform>قُرئ {n} مقطع</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph read</source>
        <comment>{n} paragraphs read</comment>
        <translation>
            <numerusform>لم تُقرأ أي فقرة</numerusform>
            <numerusform>قُرئت فقرة واحدة</numerusform>
            <numerusform>قُرئت فقرتان</numerusform>
            <numerusform>قُرئت {n} فقرات</numerusform>
            <numerusform>قُرئت {n} فقرة</numerusform>
            <numerusform>قُرئت {n} فقرة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} page</source>
        <comment>{n} pages</comment>
        <translation>
            <numerusform>لا صفحات</numerusform>
            <numerusform>صفحة واحدة</numerusform>
            <numerusform>صفحتان</numerusform>
            <numerusform>{n} صفحات</numerusform>
            <numerusform>{n} صفحة</numerusform>
            <numerusform>{n} صفحة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} chapter</source>
        <comment>{n} chapters</comment>
        <translation>
            <numerusform>لا فصول</numerusform>
            <numerusform>فصل واحد</numerusform>
            <numerusform>فصلان</numerusform>
            <numerusform>{n} فصول</numerusform>
            <numerusform>{n} فصلًا</numerusform>
            <numerusform>{n} فصل</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} subtitle</source>
        <comment>{n} subtitles</comment>
        <translation>
            <numerusform>لا ترجمات مصاحبة</numerusform>
            <numerusform>ترجمة مصاحبة واحدة</numerusform>
            <numerusform>ترجمتان مصاحبتان</numerusform>
            <numerusform>{n} ترجمات مصاحبة</numerusform>
            <numerusform>{n} ترجمة مصاحبة</numerusform>
            <numerusform>{n} ترجمة مصاحبة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} paragraph</source>
        <comment>{n} paragraphs</comment>
        <translation>
            <numerusform>لا فقرات</numerusform>
            <numerusform>فقرة واحدة</numerusform>
            <numerusform>فقرتان</numerusform>
            <numerusform>{n} فقرات</numerusform>
            <numerusform>{n} فقرة</numerusform>
            <numerusform>{n} فقرة</numerusform>
        </translation>
    </message>
    <message>
        <source>Text of the document</source>
        <translation>نص المستند</translation>
    </message>
    <message>
        <source>No model is in use, so the sentences that say most are picked from the text, word for word.</source>
        <translation>لا نموذج قيد الاستخدام، لذلك تُنتقى من النص حرفيًا الجمل الأكثر دلالة.</translation>
    </message>
    <message>
        <source>{name} is not made for writing summaries, so the sentences that say most are picked from the text, word for word.</source>
        <translation>لم يُصنع {name} لكتابة الملخصات، لذلك تُنتقى من النص حرفيًا الجمل الأكثر دلالة.</translation>
    </message>
    <message>
        <source>{name} will write the summary, here on this computer.</source>
        <translation>سيكتب {name} الملخص هنا على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>Choose a document</source>
        <translation>اختيار مستند</translation>
    </message>
    <message>
        <source>Open a document…</source>
        <translation>فتح مستند…</translation>
    </message>
    <message>
        <source>Sum up the sample</source>
        <translation>تلخيص المثال</translation>
    </message>
    <message>
        <source>no proof found</source>
        <translation>لم يُعثر على إثبات</translation>
    </message>
    <message>
        <source>No place in the text says this. Check it before you rely on it.</source>
        <translation>لا يقول هذا أي موضع في النص. تحقق منه قبل أن تعتمد عليه.</translation>
    </message>
    <message>
        <source>in the text</source>
        <translation>في النص</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>القرارات</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>المهام</translation>
    </message>
    <message>
        <source>Also said</source>
        <translation>ما قيل أيضًا</translation>
    </message>
    <message>
        <source>ch. {number}</source>
        <translation>فصل {number}</translation>
    </message>
    <message>
        <source>chapter {number}</source>
        <translation>الفصل {number}</translation>
    </message>
    <message>
        <source>p. {number}</source>
        <translation>ص {number}</translation>
    </message>
    <message>
        <source>page {number}</source>
        <translation>الصفحة {number}</translation>
    </message>
    <message>
        <source>at {moment}</source>
        <translation>عند {moment}</translation>
    </message>
    <message>
        <source>par. {number}</source>
        <translation>فقرة {number}</translation>
    </message>
    <message>
        <source>paragraph {number}</source>
        <translation>الفقرة {number}</translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence, {proven} with proof</source>
        <comment>{n} sentences, {proven} with proof</comment>
        <translation>
            <numerusform>لا جمل</numerusform>
            <numerusform>جملة واحدة، {proven} منها مع إثبات</numerusform>
            <numerusform>جملتان، {proven} منهما مع إثبات</numerusform>
            <numerusform>{n} جمل، {proven} منها مع إثبات</numerusform>
            <numerusform>{n} جملة، {proven} منها مع إثبات</numerusform>
            <numerusform>{n} جملة، {proven} منها مع إثبات</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence, with proof</source>
        <comment>{n} sentences, all with proof</comment>
        <translation>
            <numerusform>لا جمل</numerusform>
            <numerusform>جملة واحدة، مع إثبات</numerusform>
            <numerusform>جملتان، كلتاهما مع إثبات</numerusform>
            <numerusform>{n} جمل، كلها مع إثبات</numerusform>
            <numerusform>{n} جملة، كلها مع إثبات</numerusform>
            <numerusform>{n} جملة، كلها مع إثبات</numerusform>
        </translation>
    </message>
    <message>
        <source>It was made from the text there ({place}), but its words cannot be compared. Check it before you rely on it.</source>
        <translation>صيغت من النص هناك ({place})، لكن لا يمكن مقارنة كلماتها. تحقق منها قبل أن تعتمد عليها.</translation>
    </message>
    <message>
        <source>{share} of this sentence&apos;s words stand there: {place}.</source>
        <translation>توجد {share} من كلمات هذه الجملة هناك: {place}.</translation>
    </message>
    <message numerus="yes">
        <source>{words} is not in the text</source>
        <comment>{words} are not in the text</comment>
        <translation>
            <numerusform>لا يرد {words} في النص</numerusform>
            <numerusform>لا يرد {words} في النص</numerusform>
            <numerusform>لا يرد {words} في النص</numerusform>
            <numerusform>لا ترد {words} في النص</numerusform>
            <numerusform>لا ترد {words} في النص</numerusform>
            <numerusform>لا ترد {words} في النص</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy this sentence</source>
        <translation>نسخ هذه الجملة</translation>
    </message>
    <message>
        <source>Picked from the text, no model wrote this</source>
        <translation>منتقاة من النص، لم يكتبها أي نموذج</translation>
    </message>
    <message>
        <source>A model that can write would also join what belongs together and answer in other words or another language.</source>
        <translation>النموذج الذي يستطيع الكتابة يجمع أيضًا ما يتصل بعضه ببعض، ويجيب بكلمات أخرى أو بلغة أخرى.</translation>
    </message>
    <message>
        <source>Stopped. What was done is kept.</source>
        <translation>توقّف. ما أُنجز محفوظ.</translation>
    </message>
    <message>
        <source>This document holds hidden text. None of it was used; see below what was left out.</source>
        <translation>في هذا المستند نص مخفي. لم يُستخدم منه شيء؛ انظر أدناه ما استُبعد.</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>جارٍ الإيقاف…</translation>
    </message>
    <message>
        <source>Opening the document…</source>
        <translation>جارٍ فتح المستند…</translation>
    </message>
    <message>
        <source>Written by {model}</source>
        <translation>كتبه {model}</translation>
    </message>
    <message>
        <source>What is done stays. Try again; if it happens once more, the details help to find out why.</source>
        <translation>ما أُنجز باقٍ. حاول مجددًا؛ وإذا تكرر ذلك ساعدت التفاصيل في معرفة السبب.</translation>
    </message>
    <message>
        <source>Something went wrong while summing up.</source>
        <translation>حدث خطأ أثناء التلخيص.</translation>
    </message>
    <message>
        <source>The text appears here as soon as it is read.</source>
        <translation>يظهر النص هنا بمجرد قراءته.</translation>
    </message>
    <message>
        <source>The document</source>
        <translation>المستند</translation>
    </message>
    <message>
        <source>A page of the document</source>
        <translation>صفحة من المستند</translation>
    </message>
    <message>
        <source>What should be summed up?</source>
        <translation>ما الذي تريد تلخيصه؟</translation>
    </message>
    <message>
        <source>The whole document is read, and every sentence says where it comes from. Nothing leaves this computer.</source>
        <translation>يُقرأ المستند كله، وتبيّن كل جملة مصدرها. لا شيء يغادر هذا الحاسوب.</translation>
    </message>
    <message>
        <source>PDF, DOCX, EPUB, HTML, Markdown, plain text, SRT and VTT, up to 200 MB.</source>
        <translation>ملفات PDF وDOCX وEPUB وHTML وMarkdown والنص العادي وSRT وVTT، حتى ‎200 MB.</translation>
    </message>
    <message>
        <source>Or paste a text here</source>
        <translation>أو ألصق نصًا هنا</translation>
    </message>
    <message>
        <source>Text to sum up</source>
        <translation>النص المراد تلخيصه</translation>
    </message>
    <message>
        <source>Choose a document…</source>
        <translation>اختيار مستند…</translation>
    </message>
    <message>
        <source>Try it with a sample: {sample}</source>
        <translation>التجربة بمثال: {sample}</translation>
    </message>
    <message>
        <source>Sum up this text</source>
        <translation>تلخيص هذا النص</translation>
    </message>
    <message>
        <source>See models</source>
        <translation>عرض النماذج</translation>
    </message>
    <message>
        <source>See models that can sum texts up</source>
        <translation>عرض النماذج التي تستطيع تلخيص النصوص</translation>
    </message>
    <message>
        <source>A text to sum up</source>
        <translation>نص للتلخيص</translation>
    </message>
    <message>
        <source>Drop a document here</source>
        <translation>أفلت مستندًا هنا</translation>
    </message>
    <message>
        <source>Drop a document here, or</source>
        <translation>أفلت مستندًا هنا، أو</translation>
    </message>
    <message>
        <source>The first sentences come as soon as the first part is read.</source>
        <translation>تأتي الجمل الأولى بمجرد قراءة الجزء الأول.</translation>
    </message>
    <message>
        <source>Stop; what is done stays</source>
        <translation>إيقاف؛ ما أُنجز باقٍ</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Go on with the summary</source>
        <translation>متابعة الملخص</translation>
    </message>
    <message>
        <source>Pick sentences instead</source>
        <translation>انتقاء جمل بدلًا من ذلك</translation>
    </message>
    <message>
        <source>Have {writer} write it</source>
        <translation>كتابته بواسطة {writer}</translation>
    </message>
    <message numerus="yes">
        <source>Check the one without full proof</source>
        <comment>Check the {n} without full proof</comment>
        <translation>
            <numerusform>لا جمل بلا إثبات كامل</numerusform>
            <numerusform>تحقق من الجملة التي بلا إثبات كامل</numerusform>
            <numerusform>تحقق من الجملتين اللتين بلا إثبات كامل</numerusform>
            <numerusform>تحقق من {n} جمل بلا إثبات كامل</numerusform>
            <numerusform>تحقق من {n} جملة بلا إثبات كامل</numerusform>
            <numerusform>تحقق من {n} جملة بلا إثبات كامل</numerusform>
        </translation>
    </message>
    <message>
        <source>{check}: go to the next</source>
        <translation>‏{check}: الانتقال إلى التالية</translation>
    </message>
    <message>
        <source>Choose another document…</source>
        <translation>اختيار مستند آخر…</translation>
    </message>
    <message>
        <source>{step} · {done} of {total}</source>
        <translation>‏{step} · {done} من {total}</translation>
    </message>
    <message>
        <source>Summing up part {number}</source>
        <translation>جارٍ تلخيص الجزء {number}</translation>
    </message>
    <message>
        <source>not tried, as the parts before it failed</source>
        <translation>لم تُجرَّب، لأن الأجزاء التي قبلها فشلت</translation>
    </message>
    <message>
        <source>it does not fit into the model&apos;s context</source>
        <translation>لا يتّسع له سياق النموذج</translation>
    </message>
    <message>
        <source>the model said nothing about it</source>
        <translation>لم يقل النموذج عنه شيئًا</translation>
    </message>
    <message>
        <source>Putting it together</source>
        <translation>جارٍ جمعه معًا</translation>
    </message>
    <message>
        <source>The sentences are in the text&apos;s own language: without a model nothing is translated.</source>
        <translation>الجمل بلغة النص نفسه: بلا نموذج لا يُترجم شيء.</translation>
    </message>
    <message numerus="yes">
        <source>The text holds {n} character that cannot be seen; it may say more than it shows.</source>
        <comment>The text holds {n} characters that cannot be seen; it may say more than it shows.</comment>
        <translation>
            <numerusform>ليس في النص حروف لا تُرى.</numerusform>
            <numerusform>في النص حرف واحد لا يُرى؛ قد يقول أكثر مما يُظهر.</numerusform>
            <numerusform>في النص حرفان لا يُريان؛ قد يقول أكثر مما يُظهر.</numerusform>
            <numerusform>في النص {n} حروف لا تُرى؛ قد يقول أكثر مما يُظهر.</numerusform>
            <numerusform>في النص {n} حرفًا لا يُرى؛ قد يقول أكثر مما يُظهر.</numerusform>
            <numerusform>في النص {n} حرف لا يُرى؛ قد يقول أكثر مما يُظهر.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} character could not be read.</source>
        <comment>{n} characters could not be read.</comment>
        <translation>
            <numerusform>قُرئت كل الحروف.</numerusform>
            <numerusform>تعذّرت قراءة حرف واحد.</numerusform>
            <numerusform>تعذّرت قراءة حرفين.</numerusform>
            <numerusform>تعذّرت قراءة {n} حروف.</numerusform>
            <numerusform>تعذّرت قراءة {n} حرفًا.</numerusform>
            <numerusform>تعذّرت قراءة {n} حرف.</numerusform>
        </translation>
    </message>
    <message>
        <source>The document holds hidden text ({count}, such as {example}). It was left out of the summary.</source>
        <translation>في المستند نص مخفي ({count}، مثل {example}). استُبعد من الملخص.</translation>
    </message>
    <message>
        <source>Lines that come back on every page were left out ({count}).</source>
        <translation>استُبعدت الأسطر التي تتكرر في كل صفحة ({count}).</translation>
    </message>
    <message>
        <source>The page&apos;s menus were left out.</source>
        <translation>استُبعدت قوائم تصفّح الصفحة.</translation>
    </message>
    <message>
        <source>Copy with page numbers</source>
        <translation>نسخ مع أرقام الصفحات</translation>
    </message>
    <message>
        <source>Copy the summary with its page numbers</source>
        <translation>نسخ الملخص مع أرقام صفحاته</translation>
    </message>
    <message>
        <source>Copy with places</source>
        <translation>نسخ مع المواضع</translation>
    </message>
    <message>
        <source>Copy the summary with the place of each sentence</source>
        <translation>نسخ الملخص مع موضع كل جملة</translation>
    </message>
    <message>
        <source>What was left out</source>
        <translation>ما استُبعد</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>تصدير…</translation>
    </message>
    <message>
        <source>Export the summary to a file</source>
        <translation>تصدير الملخص إلى ملف</translation>
    </message>
    <message>
        <source>Translate the summary</source>
        <translation>ترجمة الملخص</translation>
    </message>
    <message>
        <source>Ask about it</source>
        <translation>السؤال عنه</translation>
    </message>
    <message>
        <source>Ask about the summary in the chat</source>
        <translation>السؤال عن الملخص في المحادثة</translation>
    </message>
    <message>
        <source>What to do with the summary</source>
        <translation>ما يمكن فعله بالملخص</translation>
    </message>
    <message>
        <source>What was left out ({count})</source>
        <translation>ما استُبعد ({count})</translation>
    </message>
    <message>
        <source>Back to the summary</source>
        <translation>العودة إلى الملخص</translation>
    </message>
    <message>
        <source>The last step could not be done, so these are the most telling sentences of the parts.</source>
        <translation>تعذّر تنفيذ الخطوة الأخيرة، لذلك هذه هي الجمل الأكثر دلالة في الأجزاء.</translation>
    </message>
    <message>
        <source>The summary is in another language than the text: each sentence is traced to the part it was made from, and only its numbers and addresses were checked one by one.</source>
        <translation>الملخص بلغة غير لغة النص: تُنسب كل جملة إلى الجزء الذي صيغت منه، ولم يُتحقق واحدًا واحدًا إلا من أرقامها وعناوينها.</translation>
    </message>
    <message>
        <source>No model is loaded that can sum texts up.</source>
        <translation>لا نموذج محمَّل يستطيع تلخيص النصوص.</translation>
    </message>
    <message>
        <source>You asked for sentences of the text itself.</source>
        <translation>طلبتَ جملًا من النص نفسه.</translation>
    </message>
    <message>
        <source>{name} does not sum texts up well enough; a bigger model can.</source>
        <translation>لا يلخّص {name} النصوص جيدًا بما يكفي؛ نموذج أكبر يستطيع ذلك.</translation>
    </message>
    <message>
        <source>It is read in parts.</source>
        <translation>يُقرأ على أجزاء.</translation>
    </message>
    <message>
        <source>The text does not fit into the model&apos;s context at once.</source>
        <translation>لا يتّسع سياق النموذج للنص دفعة واحدة.</translation>
    </message>
    <message>
        <source>Try again, or have sentences picked from the text instead.</source>
        <translation>حاول مجددًا، أو اطلب انتقاء جمل من النص بدلًا من ذلك.</translation>
    </message>
    <message>
        <source>The model said nothing about the text.</source>
        <translation>لم يقل النموذج شيئًا عن النص.</translation>
    </message>
    <message>
        <source>This model may not be asked for these; a bigger one may:</source>
        <translation>لا يجوز أن تُطلب هذه من هذا النموذج؛ قد تُطلب من نموذج أكبر:</translation>
    </message>
    <message>
        <source>Tone as it is</source>
        <translation>الأسلوب كما هو</translation>
    </message>
    <message>
        <source>Formal</source>
        <translation>رسمي</translation>
    </message>
    <message>
        <source>Informal</source>
        <translation>غير رسمي</translation>
    </message>
    <message>
        <source>From</source>
        <translation>من</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>إلى</translation>
    </message>
    <message>
        <source>Tone</source>
        <translation>الأسلوب</translation>
    </message>
    <message>
        <source>Glossary</source>
        <translation>المسرد</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>المستندات</translation>
    </message>
    <message>
        <source>Translate a document…</source>
        <translation>ترجمة مستند…</translation>
    </message>
    <message numerus="yes">
        <source>Glossary · {n} term</source>
        <comment>Glossary · {n} terms</comment>
        <translation>
            <numerusform>المسرد · لا مصطلحات</numerusform>
            <numerusform>المسرد · مصطلح واحد</numerusform>
            <numerusform>المسرد · مصطلحان</numerusform>
            <numerusform>المسرد · {n} مصطلحات</numerusform>
            <numerusform>المسرد · {n} مصطلحًا</numerusform>
            <numerusform>المسرد · {n} مصطلح</numerusform>
        </translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>الفحوص</translation>
    </message>
    <message>
        <source>Check by translating back</source>
        <translation>فحص بالترجمة العكسية</translation>
    </message>
    <message>
        <source>Stop checking</source>
        <translation>إيقاف الفحص</translation>
    </message>
    <message>
        <source>Sentences to look at</source>
        <translation>جمل تستحق المراجعة</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>و{count} أخرى</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>عرض</translation>
    </message>
    <message>
        <source>Show: {remark}</source>
        <translation>عرض: {remark}</translation>
    </message>
    <message>
        <source>Detect language</source>
        <translation>كشف اللغة</translation>
    </message>
    <message>
        <source>No model is loaded. Choose one under Models; your text stays here.</source>
        <translation>لا نموذج محمَّل. اختر نموذجًا من صفحة النماذج؛ يبقى نصك هنا.</translation>
    </message>
    <message>
        <source>A bigger model from Models knows more words and languages, and can be formal or informal.</source>
        <translation>النموذج الأكبر من صفحة النماذج يعرف كلمات ولغات أكثر، ويمكن أن يكون رسميًا أو غير رسمي.</translation>
    </message>
    <message>
        <source>{name} may not be asked to translate. Choose another model under Models.</source>
        <translation>لا يجوز أن يُطلب من {name} أن يترجم. اختر نموذجًا آخر من صفحة النماذج.</translation>
    </message>
    <message>
        <source>{name} translates between {one} and {other}.</source>
        <translation>يترجم {name} بين {one} و{other}.</translation>
    </message>
    <message>
        <source>{name} translates from {source} to {target}.</source>
        <translation>يترجم {name} من {source} إلى ‎{target}.</translation>
    </message>
    <message>
        <source>{name} translates between {languages}.</source>
        <translation>يترجم {name} بين {languages}.</translation>
    </message>
    <message>
        <source>{name} can be asked for {count} languages. How well it knows each of them differs: look at the checks.</source>
        <translation>يمكن أن يُطلب من {name} العمل بعدد من اللغات هو {count}. وتختلف معرفته بكل منها: انظر الفحوص.</translation>
    </message>
    <message>
        <source>Translate it in shorter sentences, or choose a bigger model.</source>
        <translation>ترجمه بجمل أقصر، أو اختر نموذجًا أكبر.</translation>
    </message>
    <message>
        <source>The translation of a sentence was cut off: it is too long for this model.</source>
        <translation>قُطعت ترجمة جملة: إنها أطول مما يستوعبه هذا النموذج.</translation>
    </message>
    <message>
        <source>One of these languages is not known here.</source>
        <translation>إحدى هاتين اللغتين غير معروفة هنا.</translation>
    </message>
    <message>
        <source>Line {line} has no term before the first separator.</source>
        <translation>ليس في السطر {line} مصطلح قبل الفاصل الأول.</translation>
    </message>
    <message>
        <source>Line {line} is too long for a term.</source>
        <translation>السطر {line} أطول من أن يكون مصطلحًا.</translation>
    </message>
    <message>
        <source>Line {line} names a language that is not known here.</source>
        <translation>يسمّي السطر {line} لغة غير معروفة هنا.</translation>
    </message>
    <message>
        <source>A glossary is a CSV file (UTF-8) with a term and its translation on each line: bearing,rodamiento</source>
        <translation>المسرد ملف CSV ‏(UTF-8) في كل سطر منه مصطلح وترجمته: bearing,rodamiento</translation>
    </message>
    <message>
        <source>“{name}” holds no terms. {reason}</source>
        <translation>لا مصطلحات في «{name}». {reason}</translation>
    </message>
    <message>
        <source>“{name}” is not UTF-8 text.</source>
        <translation>الملف «{name}» ليس نصًا بترميز UTF-8.</translation>
    </message>
    <message>
        <source>“{name}” cannot be read: {reason}.</source>
        <translation>لا يمكن قراءة «{name}»: {reason}.</translation>
    </message>
    <message>
        <source>Line {line} of “{name}” is no CSV.</source>
        <translation>السطر {line} من «{name}» ليس CSV.</translation>
    </message>
    <message>
        <source>Glossaries (*.csv *.tsv *.txt)</source>
        <translation>مسارد (*.csv *.tsv *.txt)</translation>
    </message>
    <message>
        <source>The glossary could not be saved.</source>
        <translation>تعذّر حفظ المسرد.</translation>
    </message>
    <message>
        <source>It holds for as long as the window is open. Make room on the drive, then change any term.</source>
        <translation>يسري ما دامت النافذة مفتوحة. أفسح مجالًا على القرص، ثم غيّر أي مصطلح.</translation>
    </message>
    <message>
        <source>The file was left as it is: mend it, then start the program again. Terms added now hold until the window closes.</source>
        <translation>تُرك الملف كما كان: أصلحه، ثم شغّل البرنامج من جديد. المصطلحات التي تُضاف الآن تسري إلى أن تُغلق النافذة.</translation>
    </message>
    <message>
        <source>Take terms from a file</source>
        <translation>أخذ مصطلحات من ملف</translation>
    </message>
    <message>
        <source>Save the glossary as</source>
        <translation>حفظ المسرد باسم</translation>
    </message>
    <message>
        <source>stays as it is</source>
        <translation>يبقى كما هو</translation>
    </message>
    <message>
        <source>No terms yet. Add what a word must be called, or leave the right side empty for a word that stays as it is.</source>
        <translation>لا مصطلحات بعد. أضف ما يجب أن تُسمّى به كلمة، أو اترك خانة الترجمة فارغة لكلمة تبقى كما هي.</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>المصطلحات</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>المصطلح</translation>
    </message>
    <message>
        <source>Translation</source>
        <translation>الترجمة</translation>
    </message>
    <message>
        <source>Search the glossary</source>
        <translation>البحث في المسرد</translation>
    </message>
    <message>
        <source>Search terms</source>
        <translation>البحث عن مصطلحات</translation>
    </message>
    <message>
        <source>Say what: “add milk to the shopping list”.</source>
        <translation>قل ماذا: «add milk to the shopping list».</translation>
    </message>
    <message>
        <source>Say what the list is to be called.</source>
        <translation>قل ما اسم القائمة.</translation>
    </message>
    <message>
        <source>“{name}” cannot be a list&apos;s name: commands use that word themselves.</source>
        <translation>لا يمكن أن يكون «{name}» اسم قائمة: الأوامر نفسها تستخدم هذه الكلمة.</translation>
    </message>
    <message>
        <source>A list is made by its name alone and filled then: “new list Holiday”, “add hats to the Holiday list”.</source>
        <translation>تُنشأ القائمة باسمها وحده ثم تُملأ: «new list Holiday»، «add hats to the Holiday list».</translation>
    </message>
    <message>
        <source>The shopping list always stays; it can be cleared.</source>
        <translation>قائمة التسوق باقية دائمًا؛ ويمكن مسحها.</translation>
    </message>
    <message>
        <source>the list “{name}”</source>
        <translation>القائمة «{name}»</translation>
    </message>
    <message>
        <source>There is no list “{name}”. There is: {lists}.</source>
        <translation>لا توجد قائمة باسم «{name}». يوجد: {lists}.</translation>
    </message>
    <message>
        <source>This is too long for a list: {most} letters are the most. A note takes more.</source>
        <translation>هذا أطول من أن يكون في قائمة: الحد الأقصى {most} حرف. تتّسع الملاحظة لأكثر.</translation>
    </message>
    <message>
        <source>{list} has {count} things. Clear it first.</source>
        <translation>في {list} أشياء عددها {count}. امسحها أولًا.</translation>
    </message>
    <message>
        <source>{list} has {item} already.</source>
        <translation>يوجد {item} في {list} بالفعل.</translation>
    </message>
    <message>
        <source>Took {item} off {list} again.</source>
        <translation>أُزيل {item} من {list} من جديد.</translation>
    </message>
    <message>
        <source>Added {item} to {list}.</source>
        <translation>أُضيف {item} إلى {list}.</translation>
    </message>
    <message>
        <source>Put {item} on {list}</source>
        <translation>وضع {item} في {list}</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>إضافة</translation>
    </message>
    <message>
        <source>Unticked {item} on {list}.</source>
        <translation>أُلغي شطب {item} من {list}.</translation>
    </message>
    <message>
        <source>Ticked off {item} on {list}.</source>
        <translation>شُطب {item} من {list}.</translation>
    </message>
    <message>
        <source>Tick off {item} on {list}</source>
        <translation>شطب {item} من {list}</translation>
    </message>
    <message>
        <source>Tick</source>
        <translation>شطب</translation>
    </message>
    <message>
        <source>Put {item} back on {list}.</source>
        <translation>أُعيد {item} إلى {list}.</translation>
    </message>
    <message>
        <source>Took {item} off {list}.</source>
        <translation>أُزيل {item} من {list}.</translation>
    </message>
    <message>
        <source>Take {item} off {list}</source>
        <translation>إزالة {item} من {list}</translation>
    </message>
    <message>
        <source>{list} does not have {item}.</source>
        <translation>ليس في {list} شيء اسمه {item}.</translation>
    </message>
    <message numerus="yes">
        <source>{list} has {n} thing.</source>
        <comment>{list} has {n} things.</comment>
        <translation>
            <numerusform>لا شيء في {list}.</numerusform>
            <numerusform>في {list} شيء واحد.</numerusform>
            <numerusform>في {list} شيئان.</numerusform>
            <numerusform>في {list} {n} أشياء.</numerusform>
            <numerusform>في {list} {n} شيئًا.</numerusform>
            <numerusform>في {list} {n} شيء.</numerusform>
        </translation>
    </message>
    <message>
        <source>Say which **lists** there are</source>
        <translation>قول أي **قوائم** موجودة</translation>
    </message>
    <message>
        <source>{list} is empty.</source>
        <translation>لا شيء في {list}.</translation>
    </message>
    <message numerus="yes">
        <source>{list} has {n} thing: {items}.</source>
        <comment>{list} has {n} things: {items}.</comment>
        <translation>
            <numerusform>لا شيء في {list}: {items}.</numerusform>
            <numerusform>في {list} شيء واحد: {items}.</numerusform>
            <numerusform>في {list} شيئان: {items}.</numerusform>
            <numerusform>في {list} {n} أشياء: {items}.</numerusform>
            <numerusform>في {list} {n} شيئًا: {items}.</numerusform>
            <numerusform>في {list} {n} شيء: {items}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Read {list}</source>
        <translation>قراءة {list}</translation>
    </message>
    <message>
        <source>A list&apos;s name has {most} letters at most, and no marks.</source>
        <translation>لاسم القائمة {most} حرف على الأكثر، بلا علامات.</translation>
    </message>
    <message>
        <source>There is {list} already.</source>
        <translation>توجد {list} بالفعل.</translation>
    </message>
    <message>
        <source>There are {count} lists already. Delete one first.</source>
        <translation>توجد {count} قوائم بالفعل. احذف واحدة أولًا.</translation>
    </message>
    <message>
        <source>{list} is gone again.</source>
        <translation>أُزيلت {list} من جديد.</translation>
    </message>
    <message>
        <source>{list} is there.</source>
        <translation>أُنشئت {list}.</translation>
    </message>
    <message>
        <source>Make {list}</source>
        <translation>إنشاء {list}</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>إنشاء</translation>
    </message>
    <message>
        <source>{list} is back.</source>
        <translation>عادت {list}.</translation>
    </message>
    <message>
        <source>{list} is deleted.</source>
        <translation>حُذفت {list}.</translation>
    </message>
    <message numerus="yes">
        <source>Delete {list} with {n} thing on it</source>
        <comment>Delete {list} with {n} things on it</comment>
        <translation>
            <numerusform>حذف {list} وهي فارغة</numerusform>
            <numerusform>حذف {list} وفيها شيء واحد</numerusform>
            <numerusform>حذف {list} وفيها شيئان</numerusform>
            <numerusform>حذف {list} وفيها {n} أشياء</numerusform>
            <numerusform>حذف {list} وفيها {n} شيئًا</numerusform>
            <numerusform>حذف {list} وفيها {n} شيء</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} thing is back on {list}.</source>
        <comment>{n} things are back on {list}.</comment>
        <translation>
            <numerusform>لم يعد شيء إلى {list}.</numerusform>
            <numerusform>عاد شيء واحد إلى {list}.</numerusform>
            <numerusform>عاد شيئان إلى {list}.</numerusform>
            <numerusform>عادت {n} أشياء إلى {list}.</numerusform>
            <numerusform>عاد {n} شيئًا إلى {list}.</numerusform>
            <numerusform>عاد {n} شيء إلى {list}.</numerusform>
        </translation>
    </message>
    <message>
        <source>{list} is empty now.</source>
        <translation>أصبحت {list} فارغة الآن.</translation>
    </message>
    <message numerus="yes">
        <source>Take everything off {list} ({n} thing)</source>
        <comment>Take everything off {list} ({n} things)</comment>
        <translation>
            <numerusform>إزالة كل شيء من {list} (لا شيء)</numerusform>
            <numerusform>إزالة كل شيء من {list} (شيء واحد)</numerusform>
            <numerusform>إزالة كل شيء من {list} (شيئان)</numerusform>
            <numerusform>إزالة كل شيء من {list} ({n} أشياء)</numerusform>
            <numerusform>إزالة كل شيء من {list} ({n} شيئًا)</numerusform>
            <numerusform>إزالة كل شيء من {list} ({n} شيء)</numerusform>
        </translation>
    </message>
    <message>
        <source>Add the term</source>
        <translation>إضافة المصطلح</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>إزالة</translation>
    </message>
    <message>
        <source>Remove the chosen term</source>
        <translation>إزالة المصطلح المختار</translation>
    </message>
    <message>
        <source>Term, such as bearing</source>
        <translation>مصطلح، مثل محمل</translation>
    </message>
    <message>
        <source>Translation; empty: it stays as it is</source>
        <translation>ترجمته؛ إن كانت فارغة بقي كما هو</translation>
    </message>
    <message>
        <source>Translation of the term</source>
        <translation>ترجمة المصطلح</translation>
    </message>
    <message>
        <source>‹ Back to the text</source>
        <translation>‹ العودة إلى النص</translation>
    </message>
    <message>
        <source>Back to the text</source>
        <translation>العودة إلى النص</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>استيراد…</translation>
    </message>
    <message>
        <source>Terms are kept to the letter in every translation, or flagged.</source>
        <translation>يُلتزم بالمصطلحات حرفيًا في كل ترجمة، وإلا نُبّه إليها.</translation>
    </message>
    <message>
        <source>“{term}” was removed.</source>
        <translation>أُزيل «{term}».</translation>
    </message>
    <message>
        <source>And {count} more.</source>
        <translation>و{count} أخرى.</translation>
    </message>
    <message numerus="yes">
        <source>{n} term was taken from {name}.</source>
        <comment>{n} terms were taken from {name}.</comment>
        <translation>
            <numerusform>لم يُؤخذ أي مصطلح من {name}.</numerusform>
            <numerusform>أُخذ مصطلح واحد من {name}.</numerusform>
            <numerusform>أُخذ مصطلحان من {name}.</numerusform>
            <numerusform>أُخذت {n} مصطلحات من {name}.</numerusform>
            <numerusform>أُخذ {n} مصطلحًا من {name}.</numerusform>
            <numerusform>أُخذ {n} مصطلح من {name}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} of them stood there before and was changed.</source>
        <comment>{n} of them stood there before and were changed.</comment>
        <translation>
            <numerusform>لم يكن أي منها موجودًا من قبل.</numerusform>
            <numerusform>كان واحد منها موجودًا من قبل وتغيّر.</numerusform>
            <numerusform>كان اثنان منها موجودين من قبل وتغيّرا.</numerusform>
            <numerusform>كان {n} منها موجودًا من قبل وتغيّر.</numerusform>
            <numerusform>كان {n} منها موجودًا من قبل وتغيّر.</numerusform>
            <numerusform>كان {n} منها موجودًا من قبل وتغيّر.</numerusform>
        </translation>
    </message>
    <message>
        <source>{found} of {all}, {shown} shown: search for the others</source>
        <translation>وُجد {found} من {all}، والمعروض {shown}: ابحث عن الباقي</translation>
    </message>
    <message>
        <source>{found} of {all}</source>
        <translation>‏{found} من {all}</translation>
    </message>
    <message>
        <source>The glossary or the last text of the translate pane could not be opened.</source>
        <translation>تعذّر فتح المسرد أو آخر نص في قسم الترجمة.</translation>
    </message>
    <message>
        <source>Starter keeps the tone of the text; a bigger model can change it.</source>
        <translation>يُبقي النموذج Starter أسلوب النص كما هو؛ النموذج الأكبر يستطيع تغييره.</translation>
    </message>
    <message>
        <source>Translated by a small machine that often translates wrongly: have a person check it before it is used.</source>
        <translation>ترجمته آلة صغيرة كثيرًا ما تخطئ في الترجمة: يجب أن يراجعه إنسان قبل استعماله.</translation>
    </message>
    <message>
        <source>Translate it again: what has not changed in it is remembered for this session.</source>
        <translation>ترجمه من جديد: ما لم يتغير فيه محفوظ لهذه الجلسة.</translation>
    </message>
    <message>
        <source>“{name}” was changed while it was translated. Nothing was written.</source>
        <translation>تغيّر «{name}» أثناء ترجمته. لم يُكتب شيء.</translation>
    </message>
    <message>
        <source>Save the translation as Markdown (.md) or plain text (.txt): headings and paragraphs are kept.</source>
        <translation>احفظ الترجمة بصيغة Markdown ‏(.md) أو نصًا عاديًا (.txt): تبقى العناوين والفقرات.</translation>
    </message>
    <message>
        <source>A {form} file cannot be written again in its own form.</source>
        <translation>لا يمكن كتابة ملف {form} من جديد بصيغته نفسها.</translation>
    </message>
    <message>
        <source>A file like this cannot be written again in its own form.</source>
        <translation>لا يمكن كتابة ملف كهذا من جديد بصيغته نفسها.</translation>
    </message>
    <message>
        <source>Choose another name for the new file.</source>
        <translation>اختر اسمًا آخر للملف الجديد.</translation>
    </message>
    <message>
        <source>“{name}” is the document itself.</source>
        <translation>الملف «{name}» هو المستند نفسه.</translation>
    </message>
    <message>
        <source>Writing “{name}” ended early, without an answer.</source>
        <translation>انتهت كتابة «{name}» مبكرًا بلا جواب.</translation>
    </message>
    <message>
        <source>Nothing was lost. Start it again when you like.</source>
        <translation>لم يُفقد شيء. ابدأه من جديد متى شئت.</translation>
    </message>
    <message>
        <source>It was stopped as you asked.</source>
        <translation>أُوقف كما طلبت.</translation>
    </message>
    <message>
        <source>Headings, lists, tables, pictures and type stay as they are.</source>
        <translation>تبقى العناوين والقوائم والجداول والصور ونوع الخط كما هي.</translation>
    </message>
    <message>
        <source>Tags, links and pictures stay as they are.</source>
        <translation>تبقى الوسوم والروابط والصور كما هي.</translation>
    </message>
    <message>
        <source>Headings, lists, links and code stay as they are.</source>
        <translation>تبقى العناوين والقوائم والروابط والشيفرة كما هي.</translation>
    </message>
    <message>
        <source>Times and numbers of the subtitles stay as they are.</source>
        <translation>تبقى أوقات الترجمات المصاحبة وأرقامها كما هي.</translation>
    </message>
    <message>
        <source>Times and settings of the subtitles stay as they are.</source>
        <translation>تبقى أوقات الترجمات المصاحبة وإعداداتها كما هي.</translation>
    </message>
    <message>
        <source>Lines and paragraphs stay as they are.</source>
        <translation>تبقى الأسطر والفقرات كما هي.</translation>
    </message>
    <message>
        <source>Its text is translated, paragraph by paragraph.</source>
        <translation>يُترجم نصه فقرة فقرة.</translation>
    </message>
    <message>
        <source>What is done is kept: going on starts there.</source>
        <translation>ما أُنجز محفوظ: تبدأ المتابعة من هناك.</translation>
    </message>
    <message>
        <source>The document is untouched. Try again.</source>
        <translation>المستند لم يُمسّ. حاول مجددًا.</translation>
    </message>
    <message>
        <source>This small model often translates wrongly. Have a person check all of it before it is used.</source>
        <translation>كثيرًا ما يخطئ هذا النموذج الصغير في الترجمة. اطلب من إنسان أن يراجعها كلها قبل استعمالها.</translation>
    </message>
    <message>
        <source>This small model often translates wrongly. Have a person check all of it before it is used: the file says so at its beginning.</source>
        <translation>كثيرًا ما يخطئ هذا النموذج الصغير في الترجمة. اطلب من إنسان أن يراجعها كلها قبل استعمالها: الملف يذكر ذلك في بدايته.</translation>
    </message>
    <message>
        <source>The layout of {format} cannot be kept: the translation is Markdown, with headings and lists.</source>
        <translation>لا يمكن الحفاظ على تخطيط {format}: تكون الترجمة بصيغة Markdown، بعناوين وقوائم.</translation>
    </message>
    <message>
        <source>Documents · {done} of {total}</source>
        <translation>المستندات · {done} من {total}</translation>
    </message>
    <message>
        <source>Documents · reading</source>
        <translation>المستندات · جارٍ القراءة</translation>
    </message>
    <message>
        <source>Documents · {count}</source>
        <translation>المستندات · {count}</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>ينتظر دوره</translation>
    </message>
    <message>
        <source>Reading the document…</source>
        <translation>جارٍ قراءة المستند…</translation>
    </message>
    <message>
        <source>Paragraph {number}</source>
        <translation>الفقرة {number}</translation>
    </message>
    <message>
        <source>“{name}” could not be translated.</source>
        <translation>تعذّرت ترجمة «{name}».</translation>
    </message>
    <message>
        <source>Paragraph {done} of {total}</source>
        <translation>الفقرة {done} من {total}</translation>
    </message>
    <message>
        <source>Paragraph {done} of {total} · {flagged} to look at</source>
        <translation>الفقرة {done} من {total} · {flagged} للمراجعة</translation>
    </message>
    <message>
        <source>Stopped at paragraph {done} of {total}</source>
        <translation>توقّف عند الفقرة {done} من {total}</translation>
    </message>
    <message numerus="yes">
        <source>Translated, perhaps wrongly: {n} paragraph</source>
        <comment>Translated, perhaps wrongly: {n} paragraphs</comment>
        <translation>
            <numerusform>تُرجم، وربما خطأ: لا فقرات</numerusform>
            <numerusform>تُرجم، وربما خطأ: فقرة واحدة</numerusform>
            <numerusform>تُرجم، وربما خطأ: فقرتان</numerusform>
            <numerusform>تُرجم، وربما خطأ: {n} فقرات</numerusform>
            <numerusform>تُرجم، وربما خطأ: {n} فقرة</numerusform>
            <numerusform>تُرجم، وربما خطأ: {n} فقرة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Translated: {n} paragraph, all kept; wording not checked</source>
        <comment>Translated: {n} paragraphs, all kept; wording not checked</comment>
        <translation>
            <numerusform>لم تُترجم أي فقرة</numerusform>
            <numerusform>تُرجمت فقرة واحدة، كل شيء محفوظ؛ الصياغة لم تُفحص</numerusform>
            <numerusform>تُرجمت فقرتان، كل شيء محفوظ؛ الصياغة لم تُفحص</numerusform>
            <numerusform>تُرجمت {n} فقرات، كل شيء محفوظ؛ الصياغة لم تُفحص</numerusform>
            <numerusform>تُرجمت {n} فقرة، كل شيء محفوظ؛ الصياغة لم تُفحص</numerusform>
            <numerusform>تُرجمت {n} فقرة، كل شيء محفوظ؛ الصياغة لم تُفحص</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Translated: {n} paragraph, {flagged} to look at</source>
        <comment>Translated: {n} paragraphs, {flagged} to look at</comment>
        <translation>
            <numerusform>لم تُترجم أي فقرة</numerusform>
            <numerusform>تُرجمت فقرة واحدة، {flagged} للمراجعة</numerusform>
            <numerusform>تُرجمت فقرتان، {flagged} للمراجعة</numerusform>
            <numerusform>تُرجمت {n} فقرات، {flagged} للمراجعة</numerusform>
            <numerusform>تُرجمت {n} فقرة، {flagged} للمراجعة</numerusform>
            <numerusform>تُرجمت {n} فقرة، {flagged} للمراجعة</numerusform>
        </translation>
    </message>
    <message>
        <source>Documents (*.docx *.html *.htm *.md *.txt *.srt *.vtt *.pdf *.epub);;All files (*)</source>
        <translation>مستندات (*.docx *.html *.htm *.md *.txt *.srt *.vtt *.pdf *.epub);;كل الملفات (*)</translation>
    </message>
    <message>
        <source>Choose a document to translate</source>
        <translation>اختيار مستند للترجمة</translation>
    </message>
    <message>
        <source>Save the translation as</source>
        <translation>حفظ الترجمة باسم</translation>
    </message>
    <message>
        <source>Drop documents here, or choose one: DOCX, HTML, Markdown, text, SRT, VTT, PDF or EPUB.</source>
        <translation>أفلت مستندات هنا، أو اختر واحدًا: DOCX أو HTML أو Markdown أو نص أو SRT أو VTT أو PDF أو EPUB.</translation>
    </message>
    <message>
        <source>Progress of {name}</source>
        <translation>تقدّم {name}</translation>
    </message>
    <message>
        <source>Save elsewhere…</source>
        <translation>حفظ في مكان آخر…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>فتح المجلد</translation>
    </message>
    <message>
        <source>Show the sentences to look at</source>
        <translation>عرض الجمل التي تستحق المراجعة</translation>
    </message>
    <message>
        <source>The language of the document</source>
        <translation>لغة المستند</translation>
    </message>
    <message>
        <source>Saved as {name} in {folder}</source>
        <translation>حُفظ باسم {name} في ‎{folder}</translation>
    </message>
    <message>
        <source>Will be saved as {name} in {folder}</source>
        <translation>سيُحفظ باسم {name} في ‎{folder}</translation>
    </message>
    <message>
        <source>Do not translate</source>
        <translation>عدم الترجمة</translation>
    </message>
    <message>
        <source>Hide the sentences</source>
        <translation>إخفاء الجمل</translation>
    </message>
    <message>
        <source>The number {got} was added.</source>
        <translation>أُضيف الرقم {got}.</translation>
    </message>
    <message>
        <source>The placeholder {got} was added.</source>
        <translation>أُضيف العنصر النائب {got}.</translation>
    </message>
    <message>
        <source>The address {got} was added.</source>
        <translation>أُضيف العنوان {got}.</translation>
    </message>
    <message>
        <source>The tag {got} was added.</source>
        <translation>أُضيف الوسم {got}.</translation>
    </message>
    <message>
        <source>The number {wanted} became {got}.</source>
        <translation>أصبح الرقم {wanted} هكذا: {got}.</translation>
    </message>
    <message>
        <source>The placeholder {wanted} became {got}.</source>
        <translation>أصبح العنصر النائب {wanted} هكذا: {got}.</translation>
    </message>
    <message>
        <source>The address {wanted} became {got}.</source>
        <translation>أصبح العنوان {wanted} هكذا: {got}.</translation>
    </message>
    <message>
        <source>The tag {wanted} became {got}.</source>
        <translation>أصبح الوسم {wanted} هكذا: {got}.</translation>
    </message>
    <message>
        <source>Your glossary says {wanted}; the translation does not.</source>
        <translation>يقول مسردك {wanted}؛ والترجمة لا تقول ذلك.</translation>
    </message>
    <message>
        <source>{wanted} should stay as it is, but became {got}.</source>
        <translation>كان يجب أن يبقى {wanted} كما هو، لكنه أصبح {got}.</translation>
    </message>
    <message>
        <source>{wanted} came back as {got}</source>
        <translation>عاد {wanted} هكذا: {got}</translation>
    </message>
    <message>
        <source>The number {wanted} is missing.</source>
        <translation>الرقم {wanted} ناقص.</translation>
    </message>
    <message>
        <source>The placeholder {wanted} is missing.</source>
        <translation>العنصر النائب {wanted} ناقص.</translation>
    </message>
    <message>
        <source>The address {wanted} is missing.</source>
        <translation>العنوان {wanted} ناقص.</translation>
    </message>
    <message>
        <source>The tag {wanted} is missing.</source>
        <translation>الوسم {wanted} ناقص.</translation>
    </message>
    <message>
        <source>{wanted} should stay as it is, but is missing.</source>
        <translation>كان يجب أن يبقى {wanted} كما هو، لكنه ناقص.</translation>
    </message>
    <message>
        <source>{wanted} did not come back.</source>
        <translation>لم يعد {wanted}.</translation>
    </message>
    <message>
        <source>This was left as it is.</source>
        <translation>تُرك هذا كما هو.</translation>
    </message>
    <message>
        <source>The model gave no answer for this sentence.</source>
        <translation>لم يعطِ النموذج جوابًا عن هذه الجملة.</translation>
    </message>
    <message>
        <source>The translation of this sentence was cut off.</source>
        <translation>قُطعت ترجمة هذه الجملة.</translation>
    </message>
    <message>
        <source>all kept; wording not checked</source>
        <translation>كل شيء محفوظ؛ الصياغة لم تُفحص</translation>
    </message>
    <message>
        <source>numbers {kept} of {all}</source>
        <translation>الأرقام {kept} من {all}</translation>
    </message>
    <message>
        <source>terms {kept} of {all}</source>
        <translation>المصطلحات {kept} من {all}</translation>
    </message>
    <message>
        <source>all kept, but this small model often translates wrongly</source>
        <translation>كل شيء محفوظ، لكن كثيرًا ما يخطئ هذا النموذج الصغير في الترجمة</translation>
    </message>
    <message>
        <source>it came back saying the same</source>
        <translation>عادت بالمعنى نفسه</translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence to look at</source>
        <comment>{n} sentences to look at</comment>
        <translation>
            <numerusform>لا جمل للمراجعة</numerusform>
            <numerusform>جملة واحدة للمراجعة</numerusform>
            <numerusform>جملتان للمراجعة</numerusform>
            <numerusform>{n} جمل للمراجعة</numerusform>
            <numerusform>{n} جملة للمراجعة</numerusform>
            <numerusform>{n} جملة للمراجعة</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking for other wordings…</source>
        <translation>جارٍ البحث عن صياغات أخرى…</translation>
    </message>
    <message>
        <source>No other wording came.</source>
        <translation>لم تأتِ صياغة أخرى.</translation>
    </message>
    <message>
        <source>This sentence</source>
        <translation>هذه الجملة</translation>
    </message>
    <message>
        <source>Other wordings</source>
        <translation>صياغات أخرى</translation>
    </message>
    <message>
        <source>Copy sentence</source>
        <translation>نسخ الجملة</translation>
    </message>
    <message>
        <source>Check back</source>
        <translation>فحص عكسي</translation>
    </message>
    <message>
        <source>Add to glossary…</source>
        <translation>إضافة إلى المسرد…</translation>
    </message>
    <message>
        <source>Take the model&apos;s words again</source>
        <translation>العودة إلى كلمات النموذج</translation>
    </message>
    <message>
        <source>This sentence:</source>
        <translation>هذه الجملة:</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>تم النسخ.</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>استخدام</translation>
    </message>
    <message>
        <source>Use: {wording}</source>
        <translation>استخدام: {wording}</translation>
    </message>
    <message>
        <source>It came back saying the same.</source>
        <translation>عادت بالمعنى نفسه.</translation>
    </message>
    <message>
        <source>The model may not be asked for the way back.</source>
        <translation>لا يجوز أن تُطلب الترجمة العكسية من هذا النموذج.</translation>
    </message>
    <message numerus="yes">
        <source>Translating back… {n} sentence</source>
        <comment>Translating back… {n} sentences</comment>
        <translation>
            <numerusform>لا جمل للترجمة العكسية</numerusform>
            <numerusform>جارٍ الترجمة العكسية… جملة واحدة</numerusform>
            <numerusform>جارٍ الترجمة العكسية… جملتان</numerusform>
            <numerusform>جارٍ الترجمة العكسية… {n} جمل</numerusform>
            <numerusform>جارٍ الترجمة العكسية… {n} جملة</numerusform>
            <numerusform>جارٍ الترجمة العكسية… {n} جملة</numerusform>
        </translation>
    </message>
    <message>
        <source>Translating this sentence back…</source>
        <translation>جارٍ الترجمة العكسية لهذه الجملة…</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>تحديد الكل</translation>
    </message>
    <message>
        <source>Translating back… sentence {done} of {total}</source>
        <translation>جارٍ الترجمة العكسية… الجملة {done} من {total}</translation>
    </message>
    <message>
        <source>That did not work. Try again.</source>
        <translation>لم ينجح ذلك. حاول مجددًا.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>توقّف.</translation>
    </message>
    <message>
        <source>Your text is untouched. Try again.</source>
        <translation>نصك لم يُمسّ. حاول مجددًا.</translation>
    </message>
    <message>
        <source>Your last text, as you left it.</source>
        <translation>آخر نص لك، كما تركته.</translation>
    </message>
    <message>
        <source>Which language is this? Choose it on the left; a few words more would also tell.</source>
        <translation>ما هذه اللغة؟ اخترها في خانة لغة المصدر؛ وقد تكفي بضع كلمات أخرى لمعرفتها.</translation>
    </message>
    <message numerus="yes">
        <source>{n} sentence</source>
        <comment>{n} sentences</comment>
        <translation>
            <numerusform>لا جمل</numerusform>
            <numerusform>جملة واحدة</numerusform>
            <numerusform>جملتان</numerusform>
            <numerusform>{n} جمل</numerusform>
            <numerusform>{n} جملة</numerusform>
            <numerusform>{n} جملة</numerusform>
        </translation>
    </message>
    <message>
        <source>Translating…</source>
        <translation>جارٍ الترجمة…</translation>
    </message>
    <message>
        <source>Translating… sentence {sentence} of {total}</source>
        <translation>جارٍ الترجمة… الجملة {sentence} من {total}</translation>
    </message>
    <message>
        <source>This text could not be translated.</source>
        <translation>تعذّرت ترجمة هذا النص.</translation>
    </message>
    <message>
        <source>{language} detected</source>
        <translation>اللغة المكتشفة: {language}</translation>
    </message>
    <message numerus="yes">
        <source>Your own words for {n} sentence are kept. Choose the tone from before to have them back.</source>
        <comment>Your own words for {n} sentences are kept. Choose the tone from before to have them back.</comment>
        <translation>
            <numerusform>لا كلمات محفوظة من عندك لأي جملة. اختر الأسلوب السابق لاستعادتها.</numerusform>
            <numerusform>كلماتك الخاصة في جملة واحدة محفوظة. اختر الأسلوب السابق لاستعادتها.</numerusform>
            <numerusform>كلماتك الخاصة في جملتين محفوظة. اختر الأسلوب السابق لاستعادتها.</numerusform>
            <numerusform>كلماتك الخاصة في {n} جمل محفوظة. اختر الأسلوب السابق لاستعادتها.</numerusform>
            <numerusform>كلماتك الخاصة في {n} جملة محفوظة. اختر الأسلوب السابق لاستعادتها.</numerusform>
            <numerusform>كلماتك الخاصة في {n} جملة محفوظة. اختر الأسلوب السابق لاستعادتها.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Your own words for {n} sentence are kept. Choose {language} again to have them back.</source>
        <comment>Your own words for {n} sentences are kept. Choose {language} again to have them back.</comment>
        <translation>
            <numerusform>لا كلمات محفوظة من عندك لأي جملة. اختر {language} من جديد لاستعادتها.</numerusform>
            <numerusform>كلماتك الخاصة في جملة واحدة محفوظة. اختر {language} من جديد لاستعادتها.</numerusform>
            <numerusform>كلماتك الخاصة في جملتين محفوظة. اختر {language} من جديد لاستعادتها.</numerusform>
            <numerusform>كلماتك الخاصة في {n} جمل محفوظة. اختر {language} من جديد لاستعادتها.</numerusform>
            <numerusform>كلماتك الخاصة في {n} جملة محفوظة. اختر {language} من جديد لاستعادتها.</numerusform>
            <numerusform>كلماتك الخاصة في {n} جملة محفوظة. اختر {language} من جديد لاستعادتها.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped after {done} of {total} sentence.</source>
        <comment>Stopped after {done} of {total} sentences.</comment>
        <translation>
            <numerusform>توقّف بعد {done} من {total} جملة.</numerusform>
            <numerusform>توقّف بعد {done} من جملة واحدة.</numerusform>
            <numerusform>توقّف بعد {done} من جملتين.</numerusform>
            <numerusform>توقّف بعد {done} من {total} جمل.</numerusform>
            <numerusform>توقّف بعد {done} من {total} جملة.</numerusform>
            <numerusform>توقّف بعد {done} من {total} جملة.</numerusform>
        </translation>
    </message>
    <message>
        <source>Type or paste a text here, or drop a document. Nothing leaves this computer.</source>
        <translation>اكتب نصًا هنا أو ألصقه، أو أفلت مستندًا. لا شيء يغادر هذا الحاسوب.</translation>
    </message>
    <message>
        <source>Text to translate</source>
        <translation>النص المراد ترجمته</translation>
    </message>
    <message>
        <source>Try it with a sample</source>
        <translation>التجربة بمثال</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>مسح</translation>
    </message>
    <message>
        <source>Clear the text</source>
        <translation>مسح النص</translation>
    </message>
    <message>
        <source>Stop translating</source>
        <translation>إيقاف الترجمة</translation>
    </message>
    <message>
        <source>Copy the translation</source>
        <translation>نسخ الترجمة</translation>
    </message>
    <message>
        <source>Ask about it in chat</source>
        <translation>السؤال عنه في المحادثة</translation>
    </message>
    <message>
        <source>Summarize the translation</source>
        <translation>تلخيص الترجمة</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>اختيار نموذج</translation>
    </message>
    <message>
        <source>Choose the language that the text is written in.</source>
        <translation>اختر اللغة التي كُتب بها النص.</translation>
    </message>
    <message>
        <source>It cannot be told what language this text is in.</source>
        <translation>لا يمكن معرفة لغة هذا النص.</translation>
    </message>
    <message>
        <source>Choose another language to translate into.</source>
        <translation>اختر لغة أخرى للترجمة إليها.</translation>
    </message>
    <message>
        <source>The text is in {language} already.</source>
        <translation>النص بهذه اللغة بالفعل: {language}.</translation>
    </message>
    <message>
        <source>A bigger model can do more: get one under Models when you are online. Your text is untouched.</source>
        <translation>النموذج الأكبر يستطيع المزيد: نزّل واحدًا من صفحة النماذج عندما تكون متصلًا. نصك لم يُمسّ.</translation>
    </message>
    <message>
        <source>{name} cannot translate this: it reads {language} in Latin letters only.</source>
        <translation>لا يستطيع {name} ترجمة هذا: يقرأ هذه اللغة بالحروف اللاتينية فقط: {language}.</translation>
    </message>
    <message>
        <source>No</source>
        <translation>لا</translation>
    </message>
    <message>
        <source>Still open, from “{sentence}”:</source>
        <translation>ما زال معلّقًا، من «{sentence}»:</translation>
    </message>
    <message>
        <source>{answer}: {question}</source>
        <translation>‏{answer}: {question}</translation>
    </message>
    <message>
        <source>Did you mean one of two?</source>
        <translation>هل تقصد أحد هذين؟</translation>
    </message>
    <message>
        <source>{count} letters: a command has {most} at most.</source>
        <translation>عدد الحروف {count}: للأمر {most} على الأكثر.</translation>
    </message>
    <message>
        <source>Or type a command</source>
        <translation>أو اكتب أمرًا</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>الأمر</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>تنفيذ</translation>
    </message>
    <message>
        <source>Run the command</source>
        <translation>تنفيذ الأمر</translation>
    </message>
    <message>
        <source>Did you mean one of these?</source>
        <translation>هل تقصد واحدًا من هذه؟</translation>
    </message>
    <message>
        <source>Did you mean …?</source>
        <translation>هل تقصد …؟</translation>
    </message>
    <message>
        <source>Neither</source>
        <translation>لا هذا ولا ذاك</translation>
    </message>
    <message>
        <source>Ask it in Chat</source>
        <translation>طرحه في المحادثة</translation>
    </message>
    <message>
        <source>Teach this phrase…</source>
        <translation>تعليم هذه العبارة…</translation>
    </message>
    <message>
        <source>Commands are understood in {languages}.</source>
        <translation>تُفهم الأوامر بهذه اللغات: {languages}.</translation>
    </message>
    <message>
        <source>Another language…</source>
        <translation>لغة أخرى…</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>تم التراجع عنه</translation>
    </message>
    <message>
        <source>left undone</source>
        <translation>لم يُنفَّذ</translation>
    </message>
    <message>
        <source>no answer: left undone</source>
        <translation>لا جواب: لم يُنفَّذ</translation>
    </message>
    <message>
        <source>cannot be done</source>
        <translation>لا يمكن تنفيذه</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>فشل</translation>
    </message>
    <message>
        <source>Nothing yet. What you say or type will stand here, with Undo.</source>
        <translation>لا شيء بعد. ما تقوله أو تكتبه يظهر هنا، ومعه «تراجع».</translation>
    </message>
    <message>
        <source>Undo: {command}</source>
        <translation>تراجع: {command}</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>السابق</translation>
    </message>
    <message>
        <source>Clear what stands under Earlier</source>
        <translation>مسح ما تحت «السابق»</translation>
    </message>
    <message>
        <source>Teach a phrase…</source>
        <translation>تعليم عبارة…</translation>
    </message>
    <message>
        <source>My home…</source>
        <translation>منزلي…</translation>
    </message>
    <message>
        <source>Language…</source>
        <translation>اللغة…</translation>
    </message>
    <message>
        <source>Language and voice models…</source>
        <translation>اللغة والنماذج الصوتية…</translation>
    </message>
    <message>
        <source>Earlier commands</source>
        <translation>الأوامر السابقة</translation>
    </message>
    <message>
        <source>This home belongs to something else than EdgeAssist; it is changed there.</source>
        <translation>هذا المنزل تابع لغير EdgeAssist؛ ويُغيَّر هناك.</translation>
    </message>
    <message>
        <source>{name} is there.</source>
        <translation>أُضيف {name}.</translation>
    </message>
    <message>
        <source>{old_name} is called {new_name} now.</source>
        <translation>أصبح اسم {old_name} الآن {new_name}.</translation>
    </message>
    <message>
        <source>{name} is removed.</source>
        <translation>أُزيل {name}.</translation>
    </message>
    <message>
        <source>Taken back.</source>
        <translation>تم التراجع.</translation>
    </message>
    <message>
        <source>{name} (or {other_names})</source>
        <translation>‏{name} (أو {other_names})</translation>
    </message>
    <message>
        <source>Rename {name}</source>
        <translation>إعادة تسمية {name}</translation>
    </message>
    <message>
        <source>New name of {name}</source>
        <translation>الاسم الجديد لـ {name}</translation>
    </message>
    <message>
        <source>Save the new name of {name}</source>
        <translation>حفظ الاسم الجديد لـ {name}</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>تركه كما هو</translation>
    </message>
    <message>
        <source>Leave the name of {name}</source>
        <translation>ترك اسم {name} كما هو</translation>
    </message>
    <message>
        <source>This home is simulated: commands switch these devices inside EdgeAssist only, so that you can try them. Nothing in your house is touched. New names can be said at once.</source>
        <translation>هذا منزل محاكى: تبدّل الأوامر هذه الأجهزة داخل EdgeAssist فقط، لكي تجربها. لا يُمسّ شيء في بيتك. ويمكن نطق الأسماء الجديدة فورًا.</translation>
    </message>
    <message>
        <source>No rooms and no devices yet.</source>
        <translation>لا غرف ولا أجهزة بعد.</translation>
    </message>
    <message>
        <source>Without a room</source>
        <translation>بلا غرفة</translation>
    </message>
    <message>
        <source>Lamp</source>
        <translation>مصباح</translation>
    </message>
    <message>
        <source>Plug or switch</source>
        <translation>قابس أو مفتاح</translation>
    </message>
    <message>
        <source>Blind, curtain or door</source>
        <translation>ستارة أو باب</translation>
    </message>
    <message>
        <source>Heating</source>
        <translation>تدفئة</translation>
    </message>
    <message>
        <source>Fan</source>
        <translation>مروحة</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>قفل</translation>
    </message>
    <message>
        <source>TV or music</source>
        <translation>تلفاز أو موسيقى</translation>
    </message>
    <message>
        <source>Robot vacuum</source>
        <translation>مكنسة آلية</translation>
    </message>
    <message>
        <source>My home</source>
        <translation>منزلي</translation>
    </message>
    <message>
        <source>‹ Back to Voice</source>
        <translation>‹ العودة إلى الصوت</translation>
    </message>
    <message>
        <source>Back to Voice</source>
        <translation>العودة إلى الصوت</translation>
    </message>
    <message>
        <source>New room</source>
        <translation>غرفة جديدة</translation>
    </message>
    <message>
        <source>Attic</source>
        <translation>العلّية</translation>
    </message>
    <message>
        <source>New device</source>
        <translation>جهاز جديد</translation>
    </message>
    <message>
        <source>Reading lamp</source>
        <translation>مصباح القراءة</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>النوع</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>الغرفة</translation>
    </message>
    <message>
        <source>No room yet</source>
        <translation>لا غرفة بعد</translation>
    </message>
    <message>
        <source>Add the room</source>
        <translation>إضافة الغرفة</translation>
    </message>
    <message>
        <source>Add the device</source>
        <translation>إضافة الجهاز</translation>
    </message>
    <message>
        <source>Add a room</source>
        <translation>إضافة غرفة</translation>
    </message>
    <message>
        <source>Add a device</source>
        <translation>إضافة جهاز</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>القوائم</translation>
    </message>
    <message>
        <source>for example: {example}</source>
        <translation>مثلًا: {example}</translation>
    </message>
    <message>
        <source>The system&apos;s choice</source>
        <translation>اختيار النظام</translation>
    </message>
    <message>
        <source>No microphone</source>
        <translation>لا ميكروفون</translation>
    </message>
    <message>
        <source>Looking for microphones…</source>
        <translation>جارٍ البحث عن ميكروفونات…</translation>
    </message>
    <message>
        <source>Microphone: {microphone}</source>
        <translation>الميكروفون: {microphone}</translation>
    </message>
    <message>
        <source>{microphone} is not connected</source>
        <translation>الميكروفون {microphone} غير موصول</translation>
    </message>
    <message>
        <source>Look for microphones again</source>
        <translation>البحث عن الميكروفونات من جديد</translation>
    </message>
    <message>
        <source>My devices</source>
        <translation>أجهزتي</translation>
    </message>
    <message>
        <source>Voice models</source>
        <translation>النماذج الصوتية</translation>
    </message>
    <message>
        <source>No microphone was found. Type a command instead.</source>
        <translation>لم يُعثر على ميكروفون. اكتب أمرًا بدلًا من ذلك.</translation>
    </message>
    <message>
        <source>The microphone is gone. What you said is kept; it goes on when it is back.</source>
        <translation>انقطع الميكروفون. ما قلته محفوظ؛ ويستمر العمل عند عودته.</translation>
    </message>
    <message>
        <source>Too loud: hold the microphone a little farther away.</source>
        <translation>الصوت عالٍ جدًا: أبعد الميكروفون قليلًا.</translation>
    </message>
    <message>
        <source>Opening the microphone…</source>
        <translation>جارٍ فتح الميكروفون…</translation>
    </message>
    <message>
        <source>Listening…</source>
        <translation>جارٍ الاستماع…</translation>
    </message>
    <message>
        <source>Working out what was said…</source>
        <translation>جارٍ فهم ما قيل…</translation>
    </message>
    <message>
        <source>The microphone is open for dictation.</source>
        <translation>الميكروفون مفتوح للإملاء.</translation>
    </message>
    <message>
        <source>template</source>
        <translation>قالب</translation>
    </message>
    <message>
        <source>taught by you</source>
        <translation>مما علّمته</translation>
    </message>
    <message>
        <source>close to a template</source>
        <translation>قريب من قالب</translation>
    </message>
    <message>
        <source>language model</source>
        <translation>نموذج لغوي</translation>
    </message>
    <message>
        <source>from before</source>
        <translation>مما سبق</translation>
    </message>
    <message>
        <source>(noise) ignored</source>
        <translation>(ضجيج) تم تجاهله</translation>
    </message>
    <message>
        <source>(no speech) ignored</source>
        <translation>(لا كلام) تم تجاهله</translation>
    </message>
    <message>
        <source>(music or talk) ignored</source>
        <translation>(موسيقى أو حديث) تم تجاهله</translation>
    </message>
    <message>
        <source>(long talk) ignored</source>
        <translation>(حديث طويل) تم تجاهله</translation>
    </message>
    <message>
        <source>only noise</source>
        <translation>ضجيج فقط</translation>
    </message>
    <message>
        <source>nothing was said</source>
        <translation>لم يُقل شيء</translation>
    </message>
    <message>
        <source>not a command</source>
        <translation>ليس أمرًا</translation>
    </message>
    <message>
        <source>too long for a command</source>
        <translation>أطول من أن يكون أمرًا</translation>
    </message>
    <message>
        <source>Speak in {language}; type in {other_language} or {language}. To speak {other_language}, add a voice model.</source>
        <translation>لغة الكلام: {language}؛ ولغة الكتابة: {other_language} أو {language}. للكلام باللغة {other_language} أضف نموذجًا صوتيًا.</translation>
    </message>
    <message>
        <source>English</source>
        <translation>الإنجليزية</translation>
    </message>
    <message>
        <source>German</source>
        <translation>الألمانية</translation>
    </message>
    <message>
        <source>Arabic</source>
        <translation>العربية</translation>
    </message>
    <message>
        <source>Czech</source>
        <translation>التشيكية</translation>
    </message>
    <message>
        <source>Danish</source>
        <translation>الدنماركية</translation>
    </message>
    <message>
        <source>Greek</source>
        <translation>اليونانية</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>الإسبانية</translation>
    </message>
    <message>
        <source>Finnish</source>
        <translation>الفنلندية</translation>
    </message>
    <message>
        <source>French</source>
        <translation>الفرنسية</translation>
    </message>
    <message>
        <source>Hindi</source>
        <translation>الهندية</translation>
    </message>
    <message>
        <source>Hungarian</source>
        <translation>المجرية</translation>
    </message>
    <message>
        <source>Italian</source>
        <translation>الإيطالية</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>اليابانية</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>الكورية</translation>
    </message>
    <message>
        <source>Norwegian</source>
        <translation>النرويجية</translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation>الهولندية</translation>
    </message>
    <message>
        <source>Polish</source>
        <translation>البولندية</translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation>البرتغالية</translation>
    </message>
    <message>
        <source>Romanian</source>
        <translation>الرومانية</translation>
    </message>
    <message>
        <source>Russian</source>
        <translation>الروسية</translation>
    </message>
    <message>
        <source>Swedish</source>
        <translation>السويدية</translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation>التركية</translation>
    </message>
    <message>
        <source>Ukrainian</source>
        <translation>الأوكرانية</translation>
    </message>
    <message>
        <source>Vietnamese</source>
        <translation>الفيتنامية</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>الصينية</translation>
    </message>
    <message>
        <source>There is no language {wanted} here.</source>
        <translation>لا توجد هنا لغة {wanted}.</translation>
    </message>
    <message>
        <source>Languages are {known}.</source>
        <translation>اللغات هي {known}.</translation>
    </message>
    <message>
        <source>Speak now, then let go</source>
        <translation>تكلّم الآن، ثم اترك المفتاح</translation>
    </message>
    <message>
        <source>Speak now; it stops by itself</source>
        <translation>تكلّم الآن؛ يتوقف من تلقاء نفسه</translation>
    </message>
    <message>
        <source>Listening… let go when you are done</source>
        <translation>جارٍ الاستماع… اترك المفتاح عندما تنتهي</translation>
    </message>
    <message>
        <source>Hold Space to speak, or click</source>
        <translation>اضغط Space باستمرار للتكلّم، أو انقر</translation>
    </message>
    <message>
        <source>the built-in recognizer</source>
        <translation>أداة التعرّف المدمجة</translation>
    </message>
    <message>
        <source>Heard by {recognizer}, in {language}</source>
        <translation>يسمع: {recognizer}، باللغة: {language}</translation>
    </message>
    <message>
        <source>(too short) ignored</source>
        <translation>(قصير جدًا) تم تجاهله</translation>
    </message>
    <message>
        <source>too short to be sure: say it again</source>
        <translation>أقصر من أن يُعرف بيقين: قله مرة أخرى</translation>
    </message>
    <message>
        <source>“{word}” from before</source>
        <translation>‏«{word}» مما سبق</translation>
    </message>
    <message>
        <source>{first} and {then}</source>
        <translation>‏{first} و{then}</translation>
    </message>
    <message>
        <source>{said}?</source>
        <translation>{said}؟</translation>
    </message>
    <message>
        <source>This needs a click.</source>
        <translation>يحتاج هذا إلى نقرة.</translation>
    </message>
    <message>
        <source>This needs a click, or say or type “{words}”.</source>
        <translation>يحتاج هذا إلى نقرة، أو قل أو اكتب «{words}».</translation>
    </message>
    <message>
        <source>Waiting {seconds} s, then no.</source>
        <translation>جارٍ الانتظار {seconds} ث، ثم الجواب لا.</translation>
    </message>
    <message>
        <source>Nothing is done until then.</source>
        <translation>لا يُنفَّذ شيء حتى ذلك الحين.</translation>
    </message>
    <message>
        <source>Press the button, or say yes and its name.</source>
        <translation>اضغط الزر، أو قل نعم مع اسمه.</translation>
    </message>
    <message>
        <source>No answer means no.</source>
        <translation>عدم الجواب يعني لا.</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>تنفيذه</translation>
    </message>
    <message>
        <source>Reminder: {text}</source>
        <translation>تذكير: {text}</translation>
    </message>
    <message>
        <source>Reminder</source>
        <translation>تذكير</translation>
    </message>
    <message>
        <source>Alarm “{name}”</source>
        <translation>المنبه «{name}»</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>منبه</translation>
    </message>
    <message>
        <source>Timer “{name}”</source>
        <translation>المؤقت «{name}»</translation>
    </message>
    <message>
        <source>Timer of {duration}</source>
        <translation>مؤقت مدته {duration}</translation>
    </message>
    <message>
        <source>Timer</source>
        <translation>مؤقت</translation>
    </message>
    <message>
        <source>paused, {time_left}</source>
        <translation>متوقف مؤقتًا، {time_left}</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>بقي {seconds} ث</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s left</source>
        <translation>بقي {minutes} د {seconds} ث</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>بقي {minutes} د</translation>
    </message>
    <message>
        <source>{hours} h left</source>
        <translation>بقي {hours} س</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min left</source>
        <translation>بقي {hours} س {minutes} د</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>قيد التشغيل</translation>
    </message>
    <message>
        <source>Nothing here fits to that.</source>
        <translation>لا شيء هنا يناسب ذلك.</translation>
    </message>
    <message>
        <source>Say it in other words, or teach it.</source>
        <translation>قله بكلمات أخرى، أو علّمه.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>حاول مجددًا.</translation>
    </message>
    <message>
        <source>There is no text in front in another part of the window.</source>
        <translation>لا نص مفتوح في جزء آخر من النافذة.</translation>
    </message>
    <message>
        <source>Nothing here does “{wish}” now.</source>
        <translation>لا شيء هنا ينفّذ «{wish}» الآن.</translation>
    </message>
    <message>
        <source>The language model was stopped. Nothing was done.</source>
        <translation>أُوقف النموذج اللغوي. لم يُنفَّذ شيء.</translation>
    </message>
    <message>
        <source>Doing it…</source>
        <translation>جارٍ التنفيذ…</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>تم</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>تم التراجع</translation>
    </message>
    <message>
        <source>Left undone</source>
        <translation>لم يُنفَّذ</translation>
    </message>
    <message>
        <source>No answer: left undone</source>
        <translation>لا جواب: لم يُنفَّذ</translation>
    </message>
    <message>
        <source>Cannot</source>
        <translation>غير ممكن</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>فشل</translation>
    </message>
    <message>
        <source>Waits for your answer</source>
        <translation>ينتظر جوابك</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>جارٍ الفهم…</translation>
    </message>
    <message>
        <source>No template fits; asking the language model…</source>
        <translation>لا قالب يناسبه؛ جارٍ سؤال النموذج اللغوي…</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>التحدث</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>أمثلة</translation>
    </message>
    <message>
        <source>Try one of these</source>
        <translation>جرّب واحدًا من هذه</translation>
    </message>
    <message>
        <source>Try: {command}</source>
        <translation>جرّب: {command}</translation>
    </message>
    <message>
        <source>Talk: hold Space, or press Enter</source>
        <translation>التحدث: اضغط Space باستمرار، أو اضغط Enter</translation>
    </message>
    <message>
        <source>This sentence means nothing yet.</source>
        <translation>لا معنى لهذه الجملة بعد.</translation>
    </message>
    <message>
        <source>It will do this: {steps}</source>
        <translation>سينفّذ ما يلي: {steps}</translation>
    </message>
    <message>
        <source>Say or type a phrase of your own in place of a sentence that works already.</source>
        <translation>قل أو اكتب عبارة خاصة بك بدلًا من جملة تعمل بالفعل.</translation>
    </message>
    <message>
        <source>You have taught nothing yet.</source>
        <translation>لم تعلّم شيئًا بعد.</translation>
    </message>
    <message>
        <source>Teach a phrase</source>
        <translation>تعليم عبارة</translation>
    </message>
    <message>
        <source>Teach it</source>
        <translation>تعليمها</translation>
    </message>
    <message>
        <source>Your phrase</source>
        <translation>عبارتك</translation>
    </message>
    <message>
        <source>lights out</source>
        <translation>حان وقت النوم</translation>
    </message>
    <message>
        <source>Means the same as</source>
        <translation>تعني ما تعنيه</translation>
    </message>
    <message>
        <source>turn off all the lights</source>
        <translation>أطفئ كل الأضواء</translation>
    </message>
    <message>
        <source>What you taught</source>
        <translation>ما علّمته</translation>
    </message>
    <message>
        <source>{phrase} means {command}</source>
        <translation>معنى {phrase} هو {command}</translation>
    </message>
    <message>
        <source>means “{command}”</source>
        <translation>تعني «{command}»</translation>
    </message>
    <message>
        <source>Remove “{phrase}”</source>
        <translation>إزالة «{phrase}»</translation>
    </message>
    <message>
        <source>Choose a voice model</source>
        <translation>اختيار نموذج صوتي</translation>
    </message>
    <message>
        <source>Looking at the file</source>
        <translation>جارٍ النظر في الملف</translation>
    </message>
    <message>
        <source>{name} is here and was tried.</source>
        <translation>النموذج {name} موجود هنا وقد جُرّب.</translation>
    </message>
    <message>
        <source>{name} came in, but is not used.</source>
        <translation>دخل {name}، لكنه لا يُستخدم.</translation>
    </message>
    <message>
        <source>Stopped. Nothing was added.</source>
        <translation>توقّف. لم يُضَف شيء.</translation>
    </message>
    <message>
        <source>English is heard without a voice model. Other languages, and dictation that is more than rough, need one: a file from alphacephei.com/vosk/models, loaded on any computer that is online and carried here.</source>
        <translation>تُسمع الإنجليزية بلا نموذج صوتي. أما اللغات الأخرى، والإملاء الأدق، فتحتاج إلى نموذج: ملف من alphacephei.com/vosk/models، يُنزَّل على أي حاسوب متصل ثم يُنقل إلى هنا.</translation>
    </message>
    <message>
        <source>Language told by its name</source>
        <translation>اللغة المعروفة من اسمه</translation>
    </message>
    <message>
        <source>No voice model yet.</source>
        <translation>لا نماذج صوتية بعد.</translation>
    </message>
    <message>
        <source>Language and voice models</source>
        <translation>اللغة والنماذج الصوتية</translation>
    </message>
    <message>
        <source>Add a voice model…</source>
        <translation>إضافة نموذج صوتي…</translation>
    </message>
    <message>
        <source>Language of the voice model</source>
        <translation>لغة النموذج الصوتي</translation>
    </message>
    <message>
        <source>Stop adding the voice model</source>
        <translation>إيقاف إضافة النموذج الصوتي</translation>
    </message>
    <message>
        <source>Adding the voice model</source>
        <translation>جارٍ إضافة النموذج الصوتي</translation>
    </message>
    <message>
        <source>Heard by {voice_model}.</source>
        <translation>يسمع: {voice_model}.</translation>
    </message>
    <message>
        <source>Heard by the built-in recognizer.</source>
        <translation>تسمع أداة التعرّف المدمجة.</translation>
    </message>
    <message>
        <source>Speak in English; type in {language} or English. To speak {language}, add a voice model for it.</source>
        <translation>تكلّم بالإنجليزية؛ واكتب باللغة {language} أو بالإنجليزية. للكلام باللغة {language} أضف لها نموذجًا صوتيًا.</translation>
    </message>
    <message>
        <source>Keep {name}</source>
        <translation>إبقاء {name}</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation>إزالة نهائية</translation>
    </message>
    <message>
        <source>Remove {name} for good</source>
        <translation>إزالة {name} نهائيًا</translation>
    </message>
    <message>
        <source>No language</source>
        <translation>بلا لغة</translation>
    </message>
    <message>
        <source>needs {size} of memory</source>
        <translation>يحتاج إلى {size} من الذاكرة</translation>
    </message>
    <message>
        <source>hears {language}</source>
        <translation>يسمع {language}</translation>
    </message>
    <message>
        <source>another one is used</source>
        <translation>يُستخدم نموذج آخر</translation>
    </message>
    <message>
        <source>cannot be held to commands: it asks more often</source>
        <translation>لا يمكن حصره في الأوامر: يسأل أكثر</translation>
    </message>
    <message>
        <source>Good fit</source>
        <translation>مناسب تمامًا</translation>
    </message>
    <message>
        <source>Better, still to be fetched</source>
        <translation>أفضل، لم يُنزَّل بعد</translation>
    </message>
    <message>
        <source>Better but slower</source>
        <translation>أفضل لكنه أبطأ</translation>
    </message>
    <message>
        <source>Lighter</source>
        <translation>أخف</translation>
    </message>
    <message>
        <source>Too slow here</source>
        <translation>بطيء جدًا هنا</translation>
    </message>
    <message>
        <source>Will not fit</source>
        <translation>أكبر من الذاكرة</translation>
    </message>
    <message>
        <source>speed not measured yet (that takes a quiet moment)</source>
        <translation>لم تُقس السرعة بعد (يلزم لذلك أن يكون الجهاز غير مشغول)</translation>
    </message>
    <message>
        <source>{total} of {memory} allowed</source>
        <translation>‏{total} من {memory} المسموح بها</translation>
    </message>
    <message>
        <source>{total} of {memory} free</source>
        <translation>‏{total} من {memory} المتاحة</translation>
    </message>
    <message numerus="yes">
        <source>{n} word a second</source>
        <comment>{n} words a second</comment>
        <translation>
            <numerusform>0 كلمة في الثانية</numerusform>
            <numerusform>كلمة واحدة في الثانية</numerusform>
            <numerusform>كلمتان في الثانية</numerusform>
            <numerusform>{n} كلمات في الثانية</numerusform>
            <numerusform>{n} كلمة في الثانية</numerusform>
            <numerusform>{n} كلمة في الثانية</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about {n} word a second</source>
        <comment>about {n} words a second</comment>
        <translation>
            <numerusform>نحو 0 كلمة في الثانية</numerusform>
            <numerusform>نحو كلمة واحدة في الثانية</numerusform>
            <numerusform>نحو كلمتين في الثانية</numerusform>
            <numerusform>نحو {n} كلمات في الثانية</numerusform>
            <numerusform>نحو {n} كلمة في الثانية</numerusform>
            <numerusform>نحو {n} كلمة في الثانية</numerusform>
        </translation>
    </message>
    <message>
        <source>already here</source>
        <translation>موجود هنا بالفعل</translation>
    </message>
    <message>
        <source>{size} to fetch</source>
        <translation>يلزم تنزيل {size}</translation>
    </message>
    <message>
        <source>{size} more disk needed</source>
        <translation>تلزم {size} إضافية على القرص</translation>
    </message>
    <message>
        <source>This is an estimate: `--anyway` tries it all the same, and what works is remembered.</source>
        <translation>هذا تقدير: يجرّبه `--anyway` مع ذلك، ويُحفظ ما ينجح.</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller model or quantization.</source>
        <translation>أغلق برامج أخرى، أو اختر نموذجًا أو تكميمًا أصغر.</translation>
    </message>
    <message>
        <source>Close other programs, or use a context of {tokens} tokens: `--context {context}`, or context_tokens in settings.toml.</source>
        <translation>أغلق برامج أخرى، أو استخدم سياقًا من {tokens} رمز: ‎`--context {context}`، أو context_tokens في settings.toml.</translation>
    </message>
    <message>
        <source>{model} does not fit into memory: {sum}.</source>
        <translation>لا تتّسع الذاكرة للنموذج {model}: ‏{sum}.</translation>
    </message>
    <message>
        <source>{sum} = {total} of {memory} allowed</source>
        <translation>‏{sum} = {total} من {memory} المسموح بها</translation>
    </message>
    <message>
        <source>{sum} = {total} of {memory} free</source>
        <translation>‏{sum} = {total} من {memory} المتاحة</translation>
    </message>
    <message>
        <source>{sum}; a load of {total} worked here with {memory} free</source>
        <translation>‏{sum}؛ وقد نجح هنا تحميل {total} والمتاح {memory}</translation>
    </message>
    <message>
        <source>weights {weights} + context {context} + work space {work} + program {program}</source>
        <translation>الأوزان {weights} + السياق {context} + مساحة العمل {work} + البرنامج {program}</translation>
    </message>
    <message>
        <source>{sum} + {size} as measured here</source>
        <translation>‏{sum} + {size} كما قيس هنا</translation>
    </message>
    <message>
        <source>{sum} − {size} as measured here</source>
        <translation>‏{sum} − {size} كما قيس هنا</translation>
    </message>
    <message>
        <source>There is no way to make a model smaller called “{name}”.</source>
        <translation>لا توجد طريقة لتصغير نموذج باسم «{name}».</translation>
    </message>
    <message>
        <source>There are: smallest, balanced and careful; original keeps the model as it is.</source>
        <translation>الطرق هي: smallest وbalanced وcareful؛ أما original فيُبقي النموذج كما هو.</translation>
    </message>
    <message>
        <source>Choose smallest, balanced or careful to make a smaller copy.</source>
        <translation>اختر smallest أو balanced أو careful لصنع نسخة أصغر.</translation>
    </message>
    <message>
        <source>Original means the model as it is: there is nothing to do.</source>
        <translation>الأصلي يعني النموذج كما هو: لا يوجد ما يُفعل.</translation>
    </message>
    <message>
        <source>Get or import this model as F16, BF16 or Q8_0 and start from that.</source>
        <translation>نزّل أو استورد هذا النموذج بالنوع F16 أو BF16 أو Q8_0 وابدأ منه.</translation>
    </message>
    <message>
        <source>{model} is quantized already ({kind}); doing it again would lose quality twice.</source>
        <translation>النموذج {model} مكمَّم بالفعل ({kind})؛ تكميمه مرة أخرى يُفقده الجودة مرتين.</translation>
    </message>
    <message>
        <source>it is not complete.</source>
        <translation>إنه غير مكتمل.</translation>
    </message>
    <message>
        <source>No smaller copy of {model} can be made: {reason}</source>
        <translation>لا يمكن صنع نسخة أصغر من {model}: {reason}</translation>
    </message>
    <message>
        <source>Repair that one first: `edgeassist models repair {id}`, or Repair in the window.</source>
        <translation>أصلح ذلك أولًا: `edgeassist models repair {id}`، أو الزر «إصلاح» في النافذة.</translation>
    </message>
    <message>
        <source>This model cannot be made as small as {size}: it takes more than {least}.</source>
        <translation>لا يمكن تصغير هذا النموذج إلى {size}: يأخذ أكثر من {least}.</translation>
    </message>
    <message>
        <source>Ask for more than {least}, or start from a smaller model.</source>
        <translation>اطلب أكثر من {least}، أو ابدأ من نموذج أصغر.</translation>
    </message>
    <message>
        <source>Smallest</source>
        <translation>الأصغر</translation>
    </message>
    <message>
        <source>Takes the least room; answers get noticeably simpler.</source>
        <translation>يأخذ أقل مساحة؛ وتصبح الإجابات أبسط بوضوح.</translation>
    </message>
    <message>
        <source>The usual choice: much smaller, and close to the original in most answers.</source>
        <translation>الاختيار المعتاد: أصغر بكثير، وقريب من الأصل في معظم الإجابات.</translation>
    </message>
    <message>
        <source>Next to no difference, at about half the size of the original.</source>
        <translation>لا فرق يُذكر، بنحو نصف حجم الأصل.</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>الأصلي</translation>
    </message>
    <message>
        <source>The model as it is: nothing lost, nothing gained.</source>
        <translation>النموذج كما هو: بلا خسارة ولا كسب.</translation>
    </message>
    <message>
        <source>{meaning} {kind}, {size} ({share} % of the original).</source>
        <translation>‏{meaning} النوع {kind}، {size} ({share}% من الأصل).</translation>
    </message>
    <message>
        <source>not measurable here</source>
        <translation>غير قابل للقياس هنا</translation>
    </message>
    <message>
        <source>{model} keeps almost everything: {details}.</source>
        <translation>يحتفظ {model} بكل شيء تقريبًا: {details}.</translation>
    </message>
    <message>
        <source>{model} keeps most: {details}.</source>
        <translation>يحتفظ {model} بمعظم الأصل: {details}.</translation>
    </message>
    <message>
        <source>{model} loses noticeably: {details}.</source>
        <translation>يخسر {model} بوضوح: {details}.</translation>
    </message>
    <message>
        <source>{model} loses much: {details}.</source>
        <translation>يخسر {model} الكثير: {details}.</translation>
    </message>
    <message numerus="yes">
        <source>Only {n} word was compared: this is rough.</source>
        <comment>Only {n} words were compared: this is rough.</comment>
        <translation>
            <numerusform>لم تُقارن أي كلمة: هذا تقريبي.</numerusform>
            <numerusform>قورنت كلمة واحدة فقط: هذا تقريبي.</numerusform>
            <numerusform>قورنت كلمتان فقط: هذا تقريبي.</numerusform>
            <numerusform>قورنت {n} كلمات فقط: هذا تقريبي.</numerusform>
            <numerusform>قورنت {n} كلمة فقط: هذا تقريبي.</numerusform>
            <numerusform>قورنت {n} كلمة فقط: هذا تقريبي.</numerusform>
        </translation>
    </message>
    <message>
        <source>Memory at most, with a short text</source>
        <translation>أقصى ذاكرة، مع نص قصير</translation>
    </message>
    <message>
        <source>Reads, tokens/s</source>
        <translation>القراءة، رمز/ث</translation>
    </message>
    <message>
        <source>Writes, tokens/s</source>
        <translation>الكتابة، رمز/ث</translation>
    </message>
    <message>
        <source>Surprise at the text (perplexity)</source>
        <translation>المفاجأة من النص (perplexity)</translation>
    </message>
    <message>
        <source>Same next word most likely</source>
        <translation>الكلمة التالية الأرجح نفسها</translation>
    </message>
    <message>
        <source>Divergence, mean (nats)</source>
        <translation>التباعد، المتوسط (nats)</translation>
    </message>
    <message>
        <source>Divergence, median</source>
        <translation>التباعد، الوسيط</translation>
    </message>
    <message>
        <source>Divergence, 99 of 100 below</source>
        <translation>التباعد، 99 من 100 دونه</translation>
    </message>
    <message>
        <source>Words (tokens) compared</source>
        <translation>الكلمات (الرموز) المقارَنة</translation>
    </message>
    <message>
        <source>it finds the same next word most likely as the original each time</source>
        <translation>يرجّح الكلمة التالية نفسها التي يرجّحها الأصل في كل مرة</translation>
    </message>
    <message>
        <source>it finds the same next word most likely as the original {same} times of 100</source>
        <translation>يرجّح الكلمة التالية نفسها التي يرجّحها الأصل في {same} من 100 مرة</translation>
    </message>
    <message>
        <source>the text surprises it {percent} % more</source>
        <translation>يفاجئه النص أكثر بنسبة {percent}%</translation>
    </message>
    <message>
        <source>the text surprises it {times} times as much</source>
        <translation>يفاجئه النص {times} ضعفًا</translation>
    </message>
    <message>
        <source>its file is {times} times smaller</source>
        <translation>ملفه أصغر {times} مرة</translation>
    </message>
    <message>
        <source>its file is {percent} % smaller</source>
        <translation>ملفه أصغر بنسبة {percent}%</translation>
    </message>
    <message>
        <source>its file is no smaller</source>
        <translation>ملفه ليس أصغر</translation>
    </message>
    <message>
        <source>its file is {times} times larger</source>
        <translation>ملفه أكبر {times} مرة</translation>
    </message>
    <message>
        <source>it writes {times} times faster here</source>
        <translation>يكتب هنا أسرع {times} مرة</translation>
    </message>
    <message>
        <source>it writes about as fast here</source>
        <translation>يكتب هنا بالسرعة نفسها تقريبًا</translation>
    </message>
    <message>
        <source>it writes {times} times slower here</source>
        <translation>يكتب هنا أبطأ {times} مرة</translation>
    </message>
    <message>
        <source>Divergence along the text, nats per word</source>
        <translation>التباعد على امتداد النص، nats لكل كلمة</translation>
    </message>
    <message>
        <source>first part</source>
        <translation>الجزء الأول</translation>
    </message>
    <message>
        <source>last part</source>
        <translation>الجزء الأخير</translation>
    </message>
    <message>
        <source>{count} of 100 below</source>
        <translation>‏{count} من 100 دونه</translation>
    </message>
    <message>
        <source>Divergence, nats per word</source>
        <translation>التباعد، nats لكل كلمة</translation>
    </message>
    <message>
        <source>mean {mean} (dashed)</source>
        <translation>المتوسط {mean} (متقطع)</translation>
    </message>
    <message>
        <source>There are no figures.</source>
        <translation>لا توجد أرقام.</translation>
    </message>
    <message>
        <source>Between {least} and {most}.</source>
        <translation>بين {least} و{most}.</translation>
    </message>
    <message>
        <source>Between {least} and {most}, {mean} in the mean.</source>
        <translation>بين {least} و{most}، والمتوسط {mean}.</translation>
    </message>
    <message numerus="yes">
        <source>This model has {n} layer.</source>
        <comment>This model has {n} layers.</comment>
        <translation>
            <numerusform>لا طبقات لهذا النموذج.</numerusform>
            <numerusform>لهذا النموذج طبقة واحدة.</numerusform>
            <numerusform>لهذا النموذج طبقتان.</numerusform>
            <numerusform>لهذا النموذج {n} طبقات.</numerusform>
            <numerusform>لهذا النموذج {n} طبقة.</numerusform>
            <numerusform>لهذا النموذج {n} طبقة.</numerusform>
        </translation>
    </message>
    <message>
        <source>None can be left out; {count} were asked for.</source>
        <translation>لا يمكن حذف أي منها؛ والمطلوب {count}.</translation>
    </message>
    <message>
        <source>Choose a smaller type instead.</source>
        <translation>اختر نوعًا أصغر بدلًا من ذلك.</translation>
    </message>
    <message>
        <source>At most {most} can be left out; {count} were asked for.</source>
        <translation>يمكن حذف {most} على الأكثر؛ والمطلوب {count}.</translation>
    </message>
    <message>
        <source>Ask for {most} or fewer.</source>
        <translation>اطلب {most} أو أقل.</translation>
    </message>
    <message>
        <source>Calibrate the model first; if that tells no influence, its layers cannot be left out.</source>
        <translation>عايِر النموذج أولًا؛ وإذا لم يُظهر ذلك أي تأثير فلا يمكن حذف طبقاته.</translation>
    </message>
    <message>
        <source>It is not known which layers of this model matter least, so none is left out.</source>
        <translation>لا يُعرف أي طبقات هذا النموذج أقل أهمية، لذلك لا تُحذف أي منها.</translation>
    </message>
    <message>
        <source>Tasks are {tasks}.</source>
        <translation>المهام هي {tasks}.</translation>
    </message>
    <message>
        <source>There is no task {task}.</source>
        <translation>لا توجد مهمة باسم {task}.</translation>
    </message>
    <message>
        <source>No model fits now</source>
        <translation>لا نموذج مناسب الآن</translation>
    </message>
    <message>
        <source>better, to be fetched: {models}</source>
        <translation>أفضل، يلزم تنزيله: {models}</translation>
    </message>
    <message>
        <source>better but slower: {models}</source>
        <translation>أفضل لكنه أبطأ: {models}</translation>
    </message>
    <message>
        <source>will not fit: {models}</source>
        <translation>أكبر من الذاكرة: {models}</translation>
    </message>
    <message>
        <source>Slow, but the quickest here: {model} ({room}), {speed}</source>
        <translation>بطيء، لكنه الأسرع هنا: {model} ({room})، {speed}</translation>
    </message>
    <message>
        <source>Good fit: {model} ({room}), {speed}</source>
        <translation>مناسب تمامًا: {model} ({room})، {speed}</translation>
    </message>
    <message>
        <source>{model} (needs {size} more disk)</source>
        <translation>‏{model} (يحتاج إلى {size} إضافية على القرص)</translation>
    </message>
    <message>
        <source>You allowed {allowed}, but only {free} are free now.</source>
        <translation>سمحتَ بمقدار {allowed}، لكن المتاح الآن {free} فقط.</translation>
    </message>
    <message>
        <source>Judged for the {allowed} you allowed; {free} are free.</source>
        <translation>حُكم بناءً على {allowed} التي سمحتَ بها؛ والمتاح {free}.</translation>
    </message>
    <message>
        <source>The battery is at {percent} %, so a smaller model is preferred.</source>
        <translation>البطارية عند {percent}%، لذلك يُفضَّل نموذج أصغر.</translation>
    </message>
    <message numerus="yes">
        <source>No model was measured here yet: the choice goes by {n} core, and speeds come with the first model.</source>
        <comment>No model was measured here yet: the choice goes by {n} cores, and speeds come with the first model.</comment>
        <translation>
            <numerusform>لم يُقس أي نموذج هنا بعد: لا نواة معروفة للاختيار، وتأتي السرعات مع أول نموذج.</numerusform>
            <numerusform>لم يُقس أي نموذج هنا بعد: الاختيار حسب نواة واحدة، وتأتي السرعات مع أول نموذج.</numerusform>
            <numerusform>لم يُقس أي نموذج هنا بعد: الاختيار حسب نواتين، وتأتي السرعات مع أول نموذج.</numerusform>
            <numerusform>لم يُقس أي نموذج هنا بعد: الاختيار حسب {n} أنوية، وتأتي السرعات مع أول نموذج.</numerusform>
            <numerusform>لم يُقس أي نموذج هنا بعد: الاختيار حسب {n} نواة، وتأتي السرعات مع أول نموذج.</numerusform>
            <numerusform>لم يُقس أي نموذج هنا بعد: الاختيار حسب {n} نواة، وتأتي السرعات مع أول نموذج.</numerusform>
        </translation>
    </message>
    <message>
        <source>Starter: small and quick; get a bigger one when you are online.</source>
        <translation>النموذج Starter: صغير وسريع؛ نزّل نموذجًا أكبر عندما تكون متصلًا.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again to have it back, or get another model.</source>
        <translation>ثبّت EdgeAssist من جديد لاستعادته، أو نزّل نموذجًا آخر.</translation>
    </message>
    <message>
        <source>The starter model that comes with EdgeAssist is missing.</source>
        <translation>النموذج Starter الذي يأتي مع EdgeAssist غير موجود.</translation>
    </message>
    <message>
        <source>The card of the starter model cannot be read.</source>
        <translation>لا يمكن قراءة بطاقة النموذج Starter.</translation>
    </message>
    <message>
        <source>The file of the starter model is not what it was when it was made.</source>
        <translation>ملف النموذج Starter لم يعد كما كان عندما صُنع.</translation>
    </message>
    <message>
        <source>Starter cannot chat: {reason}.</source>
        <translation>لا يستطيع Starter إجراء محادثة: {reason}.</translation>
    </message>
    <message>
        <source>Starter cannot sum texts up: {reason}.</source>
        <translation>لا يستطيع Starter تلخيص النصوص: {reason}.</translation>
    </message>
    <message>
        <source>Starter cannot turn commands into JSON: {reason}.</source>
        <translation>لا يستطيع Starter تحويل الأوامر إلى JSON: {reason}.</translation>
    </message>
    <message>
        <source>It can be used and shown; `edgeassist models use ID` chooses another model.</source>
        <translation>يمكن استخدامه وعرضه؛ ويختار الأمر `edgeassist models use ID` نموذجًا آخر.</translation>
    </message>
    <message>
        <source>Starter comes with EdgeAssist: it cannot be removed, changed or carried.</source>
        <translation>يأتي Starter مع EdgeAssist: لا يمكن إزالته أو تغييره أو نقله.</translation>
    </message>
    <message>
        <source>Nothing was imported. `edgeassist models use starter` chooses it.</source>
        <translation>لم يُستورد شيء. يختاره الأمر `edgeassist models use starter`.</translation>
    </message>
    <message>
        <source>That file is Starter, the model that comes with EdgeAssist: it is here already.</source>
        <translation>ذلك الملف هو Starter، النموذج الذي يأتي مع EdgeAssist: إنه موجود هنا بالفعل.</translation>
    </message>
    <message>
        <source>Get a bigger model when you are online: `edgeassist models recommend` says which ones suit this computer.</source>
        <translation>نزّل نموذجًا أكبر عندما تكون متصلًا: يبيّن `edgeassist models recommend` ما يناسب هذا الحاسوب.</translation>
    </message>
    <message>
        <source>it was not made for that</source>
        <translation>لم يُصنع لذلك</translation>
    </message>
    <message>
        <source>Starter cannot translate to {target}: {reason}.</source>
        <translation>لا يستطيع Starter الترجمة إلى ‎{target}: {reason}.</translation>
    </message>
    <message>
        <source>Starter cannot translate from {source} to {target}: {reason}.</source>
        <translation>لا يستطيع Starter الترجمة من {source} إلى ‎{target}: {reason}.</translation>
    </message>
    <message>
        <source>{percent} % of this computer&apos;s memory is taken.</source>
        <translation>المستخدَم من ذاكرة هذا الحاسوب {percent}%.</translation>
    </message>
    <message>
        <source>Close other programs, or use a smaller model or a shorter context.</source>
        <translation>أغلق برامج أخرى، أو استخدم نموذجًا أصغر أو سياقًا أقصر.</translation>
    </message>
    <message>
        <source>This computer has drawn more than {limit} W for a minute: {watts} W now.</source>
        <translation>استهلك هذا الحاسوب أكثر من ‎{limit} W مدة دقيقة: ‎{watts} W الآن.</translation>
    </message>
    <message>
        <source>The profiles Quiet and Battery saver draw less.</source>
        <translation>النمطان «هادئ» و«توفير البطارية» يستهلكان أقل.</translation>
    </message>
    <message>
        <source>The first word took {seconds} s, longer than the {limit} s in your settings.</source>
        <translation>استغرقت الكلمة الأولى {seconds} ث، أي أطول من {limit} ث في إعداداتك.</translation>
    </message>
    <message>
        <source>A smaller model, a shorter conversation or the profile Fast answers sooner.</source>
        <translation>نموذج أصغر أو محادثة أقصر أو النمط «سريع» يجيب أسرع.</translation>
    </message>
    <message>
        <source>{count} of the last {all} answers failed.</source>
        <translation>فشل {count} من آخر {all} إجابة.</translation>
    </message>
    <message>
        <source>Models shows whether a model is damaged. For the rest, press F1 and choose “What happened?”.</source>
        <translation>تُبيّن صفحة النماذج إن كان نموذج ما تالفًا. ولما عدا ذلك اضغط F1 واختر «ماذا حدث؟».</translation>
    </message>
    <message>
        <source>The processor is at {celsius} °C, so fewer cores work.</source>
        <translation>حرارة المعالج ‎{celsius} °C، لذلك يعمل عدد أقل من الأنوية.</translation>
    </message>
    <message>
        <source>The battery is at {percent} %, so downloads and making models wait.</source>
        <translation>البطارية عند {percent}%، لذلك تنتظر التنزيلات وصنع النماذج.</translation>
    </message>
    <message>
        <source>Half the cores work, to save the battery.</source>
        <translation>يعمل نصف الأنوية توفيرًا للبطارية.</translation>
    </message>
    <message>
        <source>Half the cores work, to keep the fan quiet.</source>
        <translation>يعمل نصف الأنوية لإبقاء المروحة هادئة.</translation>
    </message>
    <message>
        <source>What happened?</source>
        <translation>ماذا حدث؟</translation>
    </message>
    <message>
        <source>Click into one there first. Nothing was changed.</source>
        <translation>انقر أولًا داخل نص هناك. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>No pane here could take “{title}”.</source>
        <translation>لا قسم هنا استطاع أخذ «{title}».</translation>
    </message>
    <message>
        <source>No pane here could take this text.</source>
        <translation>لا قسم هنا استطاع أخذ هذا النص.</translation>
    </message>
    <message>
        <source>It is still where it came from.</source>
        <translation>ما زال في المكان الذي أتى منه.</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>جارٍ الاستماع</translation>
    </message>
    <message>
        <source>Writing down…</source>
        <translation>جارٍ التدوين…</translation>
    </message>
    <message>
        <source>Microphone unplugged</source>
        <translation>الميكروفون مفصول</translation>
    </message>
    <message>
        <source>Rough without a voice model</source>
        <translation>تقريبي بلا نموذج صوتي</translation>
    </message>
    <message>
        <source>Dictation ended: nothing was said for two minutes.</source>
        <translation>انتهى الإملاء: لم يُقل شيء مدة دقيقتين.</translation>
    </message>
    <message>
        <source>What was said before is written down.</source>
        <translation>ما قيل من قبل قد دُوّن.</translation>
    </message>
    <message>
        <source>Dictation ended: the microphone was opened for something else.</source>
        <translation>انتهى الإملاء: فُتح الميكروفون لشيء آخر.</translation>
    </message>
    <message>
        <source>What was said last is not kept.</source>
        <translation>آخر ما قيل لم يُحفظ.</translation>
    </message>
    <message>
        <source>There is no text to dictate into.</source>
        <translation>لا يوجد نص للإملاء فيه.</translation>
    </message>
    <message>
        <source>Click into a text first, then hold the key and speak.</source>
        <translation>انقر داخل نص أولًا، ثم اضغط المفتاح باستمرار وتكلّم.</translation>
    </message>
    <message>
        <source>The line is full. The words that found no room are kept here.</source>
        <translation>السطر ممتلئ. الكلمات التي لم تجد مكانًا محفوظة هنا.</translation>
    </message>
    <message>
        <source>The text you dictated into is gone. Your words are kept here.</source>
        <translation>النص الذي أمليت فيه لم يعد موجودًا. كلماتك محفوظة هنا.</translation>
    </message>
    <message>
        <source>Speak a little louder, or choose another microphone in Voice.</source>
        <translation>تكلّم بصوت أعلى قليلًا، أو اختر ميكروفونًا آخر في قسم الصوت.</translation>
    </message>
    <message>
        <source>{key} ends it · Esc drops it</source>
        <translation>المفتاح {key} ينهيه · Esc يتخلى عنه</translation>
    </message>
    <message>
        <source>The button ends it · Esc drops it</source>
        <translation>الزر ينهيه · Esc يتخلى عنه</translation>
    </message>
    <message>
        <source>Let {key} go to write it down · Esc drops it</source>
        <translation>اترك {key} للتدوين · Esc يتخلى عنه</translation>
    </message>
    <message>
        <source>Dictation</source>
        <translation>الإملاء</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>شدة الصوت</translation>
    </message>
    <message>
        <source>Too loud</source>
        <translation>صوت عالٍ جدًا</translation>
    </message>
    <message>
        <source>Microphone on</source>
        <translation>الميكروفون مفتوح</translation>
    </message>
    <message>
        <source>The microphone is on. Press to end.</source>
        <translation>الميكروفون مفتوح. اضغط للإنهاء.</translation>
    </message>
    <message>
        <source>Dictate into the text under the cursor.</source>
        <translation>الإملاء في النص عند المؤشر.</translation>
    </message>
    <message>
        <source>Or hold {keys} while you speak.</source>
        <translation>أو اضغط {keys} باستمرار وأنت تتكلّم.</translation>
    </message>
    <message>
        <source>The model is not loaded now.</source>
        <translation>النموذج غير محمَّل الآن.</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>جارٍ تحميل النموذج</translation>
    </message>
    <message>
        <source>Load again</source>
        <translation>تحميل من جديد</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>اختيار نموذج آخر</translation>
    </message>
    <message>
        <source>Loading the model again… {percent}</source>
        <translation>جارٍ تحميل النموذج من جديد… {percent}</translation>
    </message>
    <message>
        <source>Loading the model again…</source>
        <translation>جارٍ تحميل النموذج من جديد…</translation>
    </message>
    <message>
        <source>Loading the model… {percent}</source>
        <translation>جارٍ تحميل النموذج… {percent}</translation>
    </message>
    <message>
        <source>Starting the engine…</source>
        <translation>جارٍ تشغيل المحرك…</translation>
    </message>
    <message>
        <source>Better</source>
        <translation>أفضل</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>غيرها</translation>
    </message>
    <message>
        <source>Typing searches the list that came with EdgeAssist. Only “Search Hugging Face” ({keys}) sends your words out.</source>
        <translation>الكتابة تبحث في القائمة التي تأتي مع EdgeAssist. وحده «البحث في Hugging Face‏» (‎{keys}) يرسل كلماتك إلى الخارج.</translation>
    </message>
    <message>
        <source>Search for a model</source>
        <translation>البحث عن نموذج</translation>
    </message>
    <message>
        <source>Search for a model…</source>
        <translation>البحث عن نموذج…</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>المهمة</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>جارٍ البحث</translation>
    </message>
    <message>
        <source>Asking Hugging Face…</source>
        <translation>جارٍ سؤال Hugging Face…</translation>
    </message>
    <message>
        <source>Hugging Face knows no .gguf model of that name. Try fewer words, or another spelling.</source>
        <translation>لا يعرف Hugging Face نموذج ‎.gguf بهذا الاسم. جرّب كلمات أقل أو تهجئة أخرى.</translation>
    </message>
    <message>
        <source>Nothing in the list matches. “Search Hugging Face” asks there.</source>
        <translation>لا شيء في القائمة يطابق. يسأل «البحث في Hugging Face» هناك.</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>جاهز</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>جارٍ التحميل</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>جارٍ التشغيل</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>لا نموذج</translation>
    </message>
    <message>
        <source>Model in use</source>
        <translation>النموذج المستخدَم</translation>
    </message>
    <message>
        <source>Model in use: {name}, {state}</source>
        <translation>النموذج المستخدَم: {name}، {state}</translation>
    </message>
    <message>
        <source>Model: {state}</source>
        <translation>النموذج: {state}</translation>
    </message>
    <message>
        <source>{state}. Press to see the models.</source>
        <translation>‏{state}. اضغط لعرض النماذج.</translation>
    </message>
    <message>
        <source>Panes</source>
        <translation>الأقسام</translation>
    </message>
    <message>
        <source>Tune for this laptop (30 s)</source>
        <translation>الضبط لهذا الحاسوب (30 ث)</translation>
    </message>
    <message>
        <source>Stop measuring this laptop</source>
        <translation>إيقاف قياس هذا الحاسوب المحمول</translation>
    </message>
    <message>
        <source>Progress of the measurement</source>
        <translation>تقدّم القياس</translation>
    </message>
    <message>
        <source>No page has these words. Try fewer, or others.</source>
        <translation>لا صفحة فيها هذه الكلمات. جرّب كلمات أقل أو غيرها.</translation>
    </message>
    <message>
        <source>What happened? Write a file for a helper…</source>
        <translation>ماذا حدث؟ كتابة ملف لمن يساعدك…</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>العودة إلى القائمة</translation>
    </message>
    <message>
        <source>Pages of the guide</source>
        <translation>صفحات الدليل</translation>
    </message>
    <message>
        <source>The page</source>
        <translation>الصفحة</translation>
    </message>
    <message>
        <source>The guide is not here</source>
        <translation>الدليل غير موجود هنا</translation>
    </message>
    <message>
        <source>Some files of EdgeAssist are missing. Install it again; your data stays.</source>
        <translation>بعض ملفات EdgeAssist مفقودة. ثبّته من جديد؛ بياناتك باقية.</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>السؤال</translation>
    </message>
    <message>
        <source>A question, a letter, a list: in your own words.</source>
        <translation>سؤال أو رسالة أو قائمة: بكلماتك أنت.</translation>
    </message>
    <message>
        <source>Do you work without internet?</source>
        <translation>هل تعمل بلا إنترنت؟</translation>
    </message>
    <message>
        <source>Ask it</source>
        <translation>طرح السؤال</translation>
    </message>
    <message>
        <source>A long document in a few sentences, each with its page.</source>
        <translation>مستند طويل في بضع جمل، لكل منها صفحتها.</translation>
    </message>
    <message>
        <source>Harbour workshop handbook</source>
        <translation>دليل ورشة الميناء</translation>
    </message>
    <message>
        <source>Sum it up</source>
        <translation>تلخيصه</translation>
    </message>
    <message>
        <source>Texts and documents; numbers and names are checked.</source>
        <translation>نصوص ومستندات؛ تُفحص الأرقام والأسماء.</translation>
    </message>
    <message>
        <source>Translate it</source>
        <translation>ترجمته</translation>
    </message>
    <message>
        <source>Say or type a command</source>
        <translation>قول أمر أو كتابته</translation>
    </message>
    <message>
        <source>Timers, lists, sums, notes: done at once, taken back with Undo.</source>
        <translation>مؤقتات وقوائم وحسابات وملاحظات: تُنفَّذ فورًا، ويُرجع عنها بزر «تراجع».</translation>
    </message>
    <message>
        <source>The built-in Starter answers in English and Spanish; a bigger model answers in your language.</source>
        <translation>يجيب النموذج المدمج Starter بالإنجليزية والإسبانية؛ والنموذج الأكبر يجيب بلغتك.</translation>
    </message>
    <message>
        <source>Measuring this laptop in the background…</source>
        <translation>جارٍ قياس هذا الحاسوب المحمول في الخلفية…</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>البدء</translation>
    </message>
    <message>
        <source>See which models fit</source>
        <translation>عرض النماذج المناسبة</translation>
    </message>
    <message>
        <source>Language, text size, contrast, microphone…</source>
        <translation>اللغة وحجم النص والتباين والميكروفون…</translation>
    </message>
    <message>
        <source>{verdict} Its speed is being measured…</source>
        <translation>‏{verdict} جارٍ قياس سرعته…</translation>
    </message>
    <message>
        <source>This laptop</source>
        <translation>هذا الحاسوب</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>ماذا تودّ أن تفعل؟</translation>
    </message>
    <message>
        <source>Everything happens on this computer. Press one to see it work.</source>
        <translation>كل شيء يحدث على هذا الحاسوب. اضغط واحدًا لتراه يعمل.</translation>
    </message>
    <message>
        <source>“{text}”</source>
        <translation>«{text}»</translation>
    </message>
    <message>
        <source>Another window of EdgeAssist fetches it</source>
        <translation>تنزّله نافذة أخرى من EdgeAssist</translation>
    </message>
    <message>
        <source>This model was here already; it was not fetched again.</source>
        <translation>كان هذا النموذج موجودًا هنا؛ لم يُنزَّل من جديد.</translation>
    </message>
    <message>
        <source>Another window of EdgeAssist has fetched this model.</source>
        <translation>نزّلت نافذة أخرى من EdgeAssist هذا النموذج.</translation>
    </message>
    <message>
        <source>Wait for it to end; the model then appears here, too.</source>
        <translation>انتظر انتهاءه؛ عندها يظهر النموذج هنا أيضًا.</translation>
    </message>
    <message>
        <source>{name} is being fetched by another window of EdgeAssist.</source>
        <translation>النموذج {name} تنزّله الآن نافذة أخرى من EdgeAssist.</translation>
    </message>
    <message>
        <source>Choose a file that the hub lists with its SHA-256.</source>
        <translation>اختر ملفًا يذكره Hugging Face مع SHA-256 الخاص به.</translation>
    </message>
    <message>
        <source>Nothing says what this file must be, so it is not used.</source>
        <translation>لا شيء يبيّن ما يجب أن يكون هذا الملف، لذلك لا يُستخدم.</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>جارٍ الفحص</translation>
    </message>
    <message>
        <source>The model could not be put in its place: {reason}.</source>
        <translation>تعذّر وضع النموذج في مكانه: {reason}.</translation>
    </message>
    <message>
        <source>The state of the download cannot be written: {reason}.</source>
        <translation>لا يمكن كتابة حالة التنزيل: {reason}.</translation>
    </message>
    <message>
        <source>Did you mean {close}?</source>
        <translation>هل تقصد {close}؟</translation>
    </message>
    <message>
        <source>`edgeassist models list` names the models here.</source>
        <translation>يعرض `edgeassist models list` أسماء النماذج الموجودة هنا.</translation>
    </message>
    <message>
        <source>There is no model called “{wanted}” here.</source>
        <translation>لا يوجد هنا نموذج باسم «{wanted}».</translation>
    </message>
    <message>
        <source>{count} models are called “{name}”.</source>
        <translation>عدد النماذج التي اسمها «{name}»: {count}.</translation>
    </message>
    <message>
        <source>Use an id: {ids}.</source>
        <translation>استخدم معرّفًا: {ids}.</translation>
    </message>
    <message>
        <source>The description of this model cannot be written: {reason}.</source>
        <translation>لا يمكن كتابة وصف هذا النموذج: {reason}.</translation>
    </message>
    <message>
        <source>This model was here already; it was not copied again.</source>
        <translation>كان هذا النموذج موجودًا هنا؛ لم يُنسخ من جديد.</translation>
    </message>
    <message>
        <source>Another model is called {name} by now.</source>
        <translation>أصبح {name} اسم نموذج آخر.</translation>
    </message>
    <message>
        <source>The models folder cannot be read: {reason}.</source>
        <translation>لا يمكن قراءة مجلد النماذج: {reason}.</translation>
    </message>
    <message>
        <source>The folder of this model cannot be moved: {reason}.</source>
        <translation>لا يمكن نقل مجلد هذا النموذج: {reason}.</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>جارٍ النسخ</translation>
    </message>
    <message>
        <source>The file of this model is missing.</source>
        <translation>ملف هذا النموذج مفقود.</translation>
    </message>
    <message>
        <source>Remove that one first.</source>
        <translation>أزل ذلك أولًا.</translation>
    </message>
    <message>
        <source>it has another size</source>
        <translation>حجمه مختلف</translation>
    </message>
    <message>
        <source>Importing {name}</source>
        <translation>جارٍ استيراد {name}</translation>
    </message>
    <message>
        <source>Cancel the import of {name}</source>
        <translation>إلغاء استيراد {name}</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>جارٍ القياس…</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>المفاتيح</translation>
    </message>
    <message>
        <source>{title}; in {place} also {keys}</source>
        <translation>{title}؛ وفي {place} أيضًا {keys}</translation>
    </message>
    <message>
        <source>Take EdgeAssist off this computer?</source>
        <translation>هل تريد إزالة EdgeAssist من هذا الحاسوب؟</translation>
    </message>
    <message>
        <source>Your chats and models stay in {folder}, and your settings stay.</source>
        <translation>تبقى محادثاتك ونماذجك في ‎{folder}، وتبقى إعداداتك.</translation>
    </message>
    <message>
        <source>Remove EdgeAssist</source>
        <translation>إزالة EdgeAssist</translation>
    </message>
    <message>
        <source>Keep EdgeAssist</source>
        <translation>إبقاء EdgeAssist</translation>
    </message>
    <message>
        <source>EdgeAssist is open.</source>
        <translation>البرنامج EdgeAssist مفتوح.</translation>
    </message>
    <message>
        <source>Close it, and remove it then. Nothing was removed.</source>
        <translation>أغلقه ثم أزله. لم يُزَل شيء.</translation>
    </message>
    <message>
        <source>EdgeAssist cannot start.</source>
        <translation>لا يمكن تشغيل EdgeAssist.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>كل المفاتيح</translation>
    </message>
    <message>
        <source>{free} free of {whole} memory</source>
        <translation>المتاح {free} من {whole} ذاكرة</translation>
    </message>
    <message numerus="yes">
        <source>{n} core</source>
        <comment>{n} cores</comment>
        <translation>
            <numerusform>لا أنوية</numerusform>
            <numerusform>نواة واحدة</numerusform>
            <numerusform>نواتان</numerusform>
            <numerusform>{n} أنوية</numerusform>
            <numerusform>{n} نواة</numerusform>
            <numerusform>{n} نواة</numerusform>
        </translation>
    </message>
    <message>
        <source>models take {size}</source>
        <translation>تأخذ النماذج {size}</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>الحرارة</translation>
    </message>
    <message>
        <source>The fastest that was proven to work here ({variant})</source>
        <translation>الأسرع مما ثبت عمله هنا ({variant})</translation>
    </message>
    <message>
        <source>The engine has not started yet.</source>
        <translation>لم يبدأ المحرك بعد.</translation>
    </message>
    <message>
        <source>Locked offline</source>
        <translation>الاتصال مقطوع بقفل</translation>
    </message>
    <message>
        <source>Only what you ask for goes out</source>
        <translation>لا يخرج إلا ما تطلبه</translation>
    </message>
    <message>
        <source>the engine has {locks}</source>
        <translation>للمحرك {locks}</translation>
    </message>
    <message>
        <source>the system keeps the engine from the network</source>
        <translation>يمنع النظام المحرك من الوصول إلى الشبكة</translation>
    </message>
    <message>
        <source>the engine&apos;s own code keeps it from the network</source>
        <translation>تمنع شيفرة المحرك نفسها وصوله إلى الشبكة</translation>
    </message>
    <message>
        <source>Report (*.html *.json)</source>
        <translation>تقرير (*.html *.json)</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>السرعة</translation>
    </message>
    <message>
        <source>Speed over the last hour</source>
        <translation>السرعة في الساعة الأخيرة</translation>
    </message>
    <message>
        <source>Memory over the last hour</source>
        <translation>الذاكرة في الساعة الأخيرة</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>البطارية</translation>
    </message>
    <message>
        <source>Battery over the last hour</source>
        <translation>البطارية في الساعة الأخيرة</translation>
    </message>
    <message>
        <source>Energy per answer</source>
        <translation>الطاقة لكل إجابة</translation>
    </message>
    <message>
        <source>Energy of the last answers</source>
        <translation>طاقة الإجابات الأخيرة</translation>
    </message>
    <message>
        <source>Export report…</source>
        <translation>تصدير التقرير…</translation>
    </message>
    <message>
        <source>Forget…</source>
        <translation>نسيان…</translation>
    </message>
    <message>
        <source>Export the report</source>
        <translation>تصدير التقرير</translation>
    </message>
    <message>
        <source>Delete all receipts and figures on this computer?</source>
        <translation>هل تريد حذف كل الإيصالات والأرقام على هذا الحاسوب؟</translation>
    </message>
    <message>
        <source>Figures only: no word of yours is kept with them.</source>
        <translation>أرقام فقط: لا تُحفظ معها أي كلمة منك.</translation>
    </message>
    <message>
        <source>Nothing to show yet</source>
        <translation>لا شيء للعرض بعد</translation>
    </message>
    <message>
        <source>From {low} to {high}, now {now}</source>
        <translation>من {low} إلى {high}، والآن {now}</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>الإجابات</translation>
    </message>
    <message>
        <source>First word</source>
        <translation>الكلمة الأولى</translation>
    </message>
    <message>
        <source>Whole answer</source>
        <translation>الإجابة كاملة</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>الطاقة</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>الأقصى</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>القدرة</translation>
    </message>
    <message>
        <source>First word: from the moment the model begins to read until its first word is there. p95: nineteen of twenty answers were no slower. Percentiles are exact to 1 %. Memory is the highest of each answer: their average, and the highest of all.</source>
        <translation>الكلمة الأولى: من لحظة بدء النموذج القراءة حتى ظهور كلمته الأولى. p95: تسع عشرة إجابة من كل عشرين لم تكن أبطأ. المئينات دقيقة إلى 1 %. الذاكرة هي الأعلى في كل إجابة: متوسطها، والأعلى بينها جميعًا.</translation>
    </message>
    <message>
        <source>tokens/s counts tokens, which are words or pieces of words, over all answers together.</source>
        <translation>«رمز/ث» يعدّ الرموز، وهي كلمات أو أجزاء كلمات، في كل الإجابات معًا.</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>من {first} إلى {last}</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>حسب النموذج</translation>
    </message>
    <message>
        <source>By task</source>
        <translation>حسب المهمة</translation>
    </message>
    <message>
        <source>By model and task</source>
        <translation>حسب النموذج والمهمة</translation>
    </message>
    <message>
        <source>Energy and power: not measured ({reason}).</source>
        <translation>الطاقة والقدرة: لم تُقاسا ({reason}).</translation>
    </message>
    <message numerus="yes">
        <source>Energy: {method}, to within {error} J an answer, measured for {n} answer.</source>
        <comment>Energy: {method}, to within {error} J an answer, measured for {n} answers.</comment>
        <translation>
            <numerusform>الطاقة: {method}، بهامش {error} J للإجابة، ولم تُقس أي إجابة.</numerusform>
            <numerusform>الطاقة: {method}، بهامش {error} J للإجابة، قيست لإجابة واحدة.</numerusform>
            <numerusform>الطاقة: {method}، بهامش {error} J للإجابة، قيست لإجابتين.</numerusform>
            <numerusform>الطاقة: {method}، بهامش {error} J للإجابة، قيست لـ {n} إجابات.</numerusform>
            <numerusform>الطاقة: {method}، بهامش {error} J للإجابة، قيست لـ {n} إجابة.</numerusform>
            <numerusform>الطاقة: {method}، بهامش {error} J للإجابة، قيست لـ {n} إجابة.</numerusform>
        </translation>
    </message>
    <message>
        <source>Power: {reason}.</source>
        <translation>القدرة: {reason}.</translation>
    </message>
    <message>
        <source>no reason was noted</source>
        <translation>لم يُسجَّل سبب</translation>
    </message>
    <message numerus="yes">
        <source>{n} answer could not be measured: {reason}.</source>
        <comment>{n} answers could not be measured: {reason}.</comment>
        <translation>
            <numerusform>لم يتعذّر قياس أي إجابة: {reason}.</numerusform>
            <numerusform>تعذّر قياس إجابة واحدة: {reason}.</numerusform>
            <numerusform>تعذّر قياس إجابتين: {reason}.</numerusform>
            <numerusform>تعذّر قياس {n} إجابات: {reason}.</numerusform>
            <numerusform>تعذّر قياس {n} إجابة: {reason}.</numerusform>
            <numerusform>تعذّر قياس {n} إجابة: {reason}.</numerusform>
        </translation>
    </message>
    <message>
        <source>No answer was given in this time.</source>
        <translation>لم تُعطَ أي إجابة في هذه المدة.</translation>
    </message>
    <message>
        <source>{joules} an answer</source>
        <translation>{joules} للإجابة</translation>
    </message>
    <message>
        <source>energy not measured</source>
        <translation>الطاقة غير مقيسة</translation>
    </message>
    <message>
        <source>{percent} failed</source>
        <translation>{percent} فشلت</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>رمز/ث</translation>
    </message>
    <message>
        <source>Ask something, and its cost stands here.</source>
        <translation>اسأل شيئًا فتظهر كلفته هنا.</translation>
    </message>
    <message>
        <source>By model and task, last 7 days</source>
        <translation>حسب النموذج والمهمة، آخر 7 أيام</translation>
    </message>
    <message numerus="yes">
        <source>{n} answer</source>
        <comment>{n} answers</comment>
        <translation>
            <numerusform>لا إجابات</numerusform>
            <numerusform>إجابة واحدة</numerusform>
            <numerusform>إجابتان</numerusform>
            <numerusform>{n} إجابات</numerusform>
            <numerusform>{n} إجابة</numerusform>
            <numerusform>{n} إجابة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} failed</source>
        <comment>{n} failed</comment>
        <translation>
            <numerusform>لم يفشل شيء</numerusform>
            <numerusform>فشلت واحدة</numerusform>
            <numerusform>فشلت اثنتان</numerusform>
            <numerusform>فشلت {n}</numerusform>
            <numerusform>فشلت {n}</numerusform>
            <numerusform>فشلت {n}</numerusform>
        </translation>
    </message>
    <message>
        <source>First word: {average} on average, nearly always within {p95} (p95)</source>
        <translation>الكلمة الأولى: {average} في المتوسط، ودائمًا تقريبًا خلال {p95} ‏(p95)</translation>
    </message>
    <message>
        <source>Memory at most: {size}</source>
        <translation>أقصى ذاكرة: {size}</translation>
    </message>
    <message>
        <source>Each piece of a text counts as an answer here.</source>
        <translation>يُحسب هنا كل جزء من النص إجابةً.</translation>
    </message>
    <message>
        <source>{name}: {why}.</source>
        <translation>‏{name}: {why}.</translation>
    </message>
    <message>
        <source>as the system says it</source>
        <translation>كما يقول النظام</translation>
    </message>
    <message>
        <source>A joule (J) is one watt for one second; the full battery of a phone holds about 50,000.</source>
        <translation>الجول (J) هو واط واحد لمدة ثانية واحدة؛ وتختزن بطارية الهاتف الممتلئة نحو 50,000 جول.</translation>
    </message>
    <message>
        <source>window</source>
        <translation>النافذة</translation>
    </message>
    <message>
        <source>voice</source>
        <translation>الصوت</translation>
    </message>
    <message>
        <source>work</source>
        <translation>العمل</translation>
    </message>
    <message>
        <source>others</source>
        <translation>غيرها</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>المحرك</translation>
    </message>
    <message>
        <source>charging</source>
        <translation>جارٍ الشحن</translation>
    </message>
    <message>
        <source>on battery</source>
        <translation>على البطارية</translation>
    </message>
    <message>
        <source>full</source>
        <translation>ممتلئة</translation>
    </message>
    <message>
        <source>on mains</source>
        <translation>على الكهرباء</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>غير معروف</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>متوقف</translation>
    </message>
    <message>
        <source>model</source>
        <translation>النموذج</translation>
    </message>
    <message>
        <source>{process}: {held} in memory, {mapped} of it model files</source>
        <translation>‏{process}: {held} في الذاكرة، منها {mapped} ملفات نماذج</translation>
    </message>
    <message>
        <source>A file that two of them hold, as while a model is measured, counts in each.</source>
        <translation>الملف الذي تشغله عمليتان منها، كما يحدث أثناء قياس نموذج، يُحسب في كل منهما.</translation>
    </message>
    <message>
        <source>What the processes of EdgeAssist hold, as the system says it.</source>
        <translation>ما تشغله عمليات EdgeAssist، كما يقول النظام.</translation>
    </message>
    <message>
        <source>{unit} of {size} free</source>
        <translation>‏{unit} والمتاح {size}</translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>نسبة الشحن</translation>
    </message>
    <message>
        <source>Draw of the battery</source>
        <translation>استهلاك البطارية</translation>
    </message>
    <message>
        <source>Draw of the laptop</source>
        <translation>استهلاك الحاسوب المحمول</translation>
    </message>
    <message>
        <source>Left in the battery</source>
        <translation>المتبقي في البطارية</translation>
    </message>
    <message>
        <source>Answers left</source>
        <translation>الإجابات المتبقية</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>إجابة</translation>
    </message>
    <message numerus="yes">
        <source>about {n} answer</source>
        <comment>about {n} answers</comment>
        <translation>
            <numerusform>لا إجابات</numerusform>
            <numerusform>نحو إجابة واحدة</numerusform>
            <numerusform>نحو إجابتين</numerusform>
            <numerusform>نحو {n} إجابات</numerusform>
            <numerusform>نحو {n} إجابة</numerusform>
            <numerusform>نحو {n} إجابة</numerusform>
        </translation>
    </message>
    <message>
        <source>{answers} left</source>
        <translation>بقي {answers}</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translation>لا إجابة بعد</translation>
    </message>
    <message>
        <source>Tokens a second, as the engine counts them.</source>
        <translation>الرموز في الثانية، كما يعدّها المحرك.</translation>
    </message>
    <message>
        <source>first word after {seconds}</source>
        <translation>الكلمة الأولى بعد {seconds}</translation>
    </message>
    <message>
        <source>nearly always within {seconds}</source>
        <translation>دائمًا تقريبًا خلال {seconds}</translation>
    </message>
    <message>
        <source>Nineteen of twenty first words of the last 7 days came within {seconds} (p95).</source>
        <translation>جاءت تسع عشرة من كل عشرين كلمة أولى في آخر 7 أيام خلال {seconds} ‏(p95).</translation>
    </message>
    <message>
        <source>Read: {tokens}, {reused} of them remembered, {rate} tokens/s</source>
        <translation>قُرئ: {tokens}، منها {reused} محفوظة من قبل، {rate} رمز/ث</translation>
    </message>
    <message>
        <source>Written: {tokens}, {rate} tokens/s</source>
        <translation>كُتب: {tokens}، {rate} رمز/ث</translation>
    </message>
    <message>
        <source>Tokens (words or pieces of words) a second, as the engine counts them.</source>
        <translation>الرموز (كلمات أو أجزاء كلمات) في الثانية، كما يعدّها المحرك.</translation>
    </message>
    <message>
        <source>Energy of an answer</source>
        <translation>طاقة إجابة</translation>
    </message>
    <message>
        <source>Energy of the last answer</source>
        <translation>طاقة آخر إجابة</translation>
    </message>
    <message>
        <source>joules</source>
        <translation>جول</translation>
    </message>
    <message>
        <source>{figure} joules</source>
        <translation>‏{figure} جول</translation>
    </message>
    <message>
        <source>Last answer {cost}</source>
        <translation>آخر إجابة {cost}</translation>
    </message>
    <message>
        <source>none came</source>
        <translation>لم تأتِ</translation>
    </message>
    <message>
        <source>Model: {name} ({id})</source>
        <translation>النموذج: {name} ({id})</translation>
    </message>
    <message>
        <source>First word after {first}; whole answer {whole}</source>
        <translation>الكلمة الأولى بعد {first}؛ الإجابة كلها {whole}</translation>
    </message>
    <message>
        <source>On battery</source>
        <translation>على البطارية</translation>
    </message>
    <message>
        <source>Not on battery, as far as is known</source>
        <translation>ليس على البطارية، على حد العلم</translation>
    </message>
    <message>
        <source>“{name}” is downloaded.</source>
        <translation>نُزّل «{name}».</translation>
    </message>
    <message>
        <source>“{name}” is made smaller.</source>
        <translation>صُغّر «{name}».</translation>
    </message>
    <message>
        <source>The proof of “{name}” is done.</source>
        <translation>اكتمل إثبات «{name}».</translation>
    </message>
    <message>
        <source>The field pack “{name}” is written.</source>
        <translation>كُتبت الحزمة الميدانية «{name}».</translation>
    </message>
    <message>
        <source>The field pack “{name}” is taken in.</source>
        <translation>أُدخلت الحزمة الميدانية «{name}».</translation>
    </message>
    <message>
        <source>The models are moved.</source>
        <translation>نُقلت النماذج.</translation>
    </message>
    <message>
        <source>The models&apos; files are checked.</source>
        <translation>فُحصت ملفات النماذج.</translation>
    </message>
    <message>
        <source>The answer is there.</source>
        <translation>الإجابة جاهزة.</translation>
    </message>
    <message>
        <source>Choose a field pack</source>
        <translation>اختيار حزمة ميدانية</translation>
    </message>
    <message>
        <source>Load anyway</source>
        <translation>تحميل مع ذلك</translation>
    </message>
    <message>
        <source>Working out how small it can get…</source>
        <translation>جارٍ حساب مدى إمكان تصغيره…</translation>
    </message>
    <message>
        <source>A smaller model answers faster and forgets a little; what it cost is measured and kept.</source>
        <translation>النموذج الأصغر يجيب أسرع وينسى قليلًا؛ وتُقاس كلفة ذلك وتُحفظ.</translation>
    </message>
    <message>
        <source>Size in MB; empty: as the choice above says</source>
        <translation>الحجم بوحدة MB؛ إن كان فارغًا فحسب الاختيار أعلاه</translation>
    </message>
    <message>
        <source>The text that comes along</source>
        <translation>النص المرفق</translation>
    </message>
    <message>
        <source>A text of mine…</source>
        <translation>نص من عندي…</translation>
    </message>
    <message>
        <source>No text</source>
        <translation>بلا نص</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>متقدم</translation>
    </message>
    <message>
        <source>Wished size in MB</source>
        <translation>الحجم المطلوب بوحدة MB</translation>
    </message>
    <message>
        <source>Layers to leave out</source>
        <translation>الطبقات المراد حذفها</translation>
    </message>
    <message>
        <source>Text to measure with</source>
        <translation>نص للقياس به</translation>
    </message>
    <message>
        <source>Size to aim for, mixing precisions (MB)</source>
        <translation>الحجم المنشود، بخلط درجات الدقة (MB)</translation>
    </message>
    <message>
        <source>Text that shows which weights matter (importance matrix)</source>
        <translation>نص يبيّن أهم الأوزان (مصفوفة الأهمية)</translation>
    </message>
    <message>
        <source>Layers to leave out: at most {most} of {layers}, the least important first</source>
        <translation>الطبقات المراد حذفها: {most} على الأكثر من {layers}، الأقل أهمية أولًا</translation>
    </message>
    <message>
        <source>This model needs all its layers</source>
        <translation>يحتاج هذا النموذج إلى كل طبقاته</translation>
    </message>
    <message>
        <source>Make smaller</source>
        <translation>تصغير</translation>
    </message>
    <message>
        <source>Keep the original too</source>
        <translation>الاحتفاظ بالأصل أيضًا</translation>
    </message>
    <message>
        <source>Make {name} smaller</source>
        <translation>تصغير {name}</translation>
    </message>
    <message>
        <source>Will not fit here</source>
        <translation>أكبر من الذاكرة هنا</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>مناسب</translation>
    </message>
    <message>
        <source>will not fit here</source>
        <translation>أكبر من الذاكرة هنا</translation>
    </message>
    <message>
        <source>recommended</source>
        <translation>موصى به</translation>
    </message>
    <message>
        <source>{fits} · recommended</source>
        <translation>‏{fits} · موصى به</translation>
    </message>
    <message>
        <source>The chat template that the file brings:</source>
        <translation>قالب المحادثة الذي يأتي به الملف:</translation>
    </message>
    <message>
        <source>None; a built-in one is used.</source>
        <translation>لا يوجد؛ يُستخدم قالب مدمج.</translation>
    </message>
    <message>
        <source>Make smaller…</source>
        <translation>تصغير…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>المزيد</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>إصلاح</translation>
    </message>
    <message>
        <source>Prove what it cost</source>
        <translation>إثبات ما كلّفه ذلك</translation>
    </message>
    <message>
        <source>View template</source>
        <translation>عرض القالب</translation>
    </message>
    <message>
        <source>Check the file</source>
        <translation>فحص الملف</translation>
    </message>
    <message>
        <source>Save as a field pack…</source>
        <translation>حفظ كحزمة ميدانية…</translation>
    </message>
    <message>
        <source>Use {name}</source>
        <translation>استخدام {name}</translation>
    </message>
    <message>
        <source>Details of {name}</source>
        <translation>تفاصيل {name}</translation>
    </message>
    <message>
        <source>More about {name}</source>
        <translation>المزيد عن {name}</translation>
    </message>
    <message>
        <source>{kept} kept</source>
        <translation>احتُفظ بـ {kept}</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>أقل</translation>
    </message>
    <message>
        <source>Details of {name}, as text</source>
        <translation>تفاصيل {name}، نصًا</translation>
    </message>
    <message>
        <source>Search…</source>
        <translation>بحث…</translation>
    </message>
    <message>
        <source>Import a file…</source>
        <translation>استيراد ملف…</translation>
    </message>
    <message>
        <source>Open a field pack…</source>
        <translation>فتح حزمة ميدانية…</translation>
    </message>
    <message>
        <source>Find more</source>
        <translation>نماذج أخرى</translation>
    </message>
    <message>
        <source>More about all models</source>
        <translation>المزيد عن كل النماذج</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>قيد التنفيذ</translation>
    </message>
    <message>
        <source>Models here</source>
        <translation>النماذج هنا</translation>
    </message>
    <message>
        <source>Look for it in Find more</source>
        <translation>البحث عنه في «نماذج أخرى»</translation>
    </message>
    <message numerus="yes">
        <source>{n} here</source>
        <comment>{n} here</comment>
        <translation>
            <numerusform>لا شيء هنا</numerusform>
            <numerusform>{n} هنا</numerusform>
            <numerusform>{n} هنا</numerusform>
            <numerusform>{n} هنا</numerusform>
            <numerusform>{n} هنا</numerusform>
            <numerusform>{n} هنا</numerusform>
        </translation>
    </message>
    <message>
        <source>{used} used, {free} free</source>
        <translation>المستخدَم {used}، والمتاح {free}</translation>
    </message>
    <message>
        <source>{used} used</source>
        <translation>المستخدَم {used}</translation>
    </message>
    <message>
        <source>{name} was removed.</source>
        <translation>أُزيل {name}.</translation>
    </message>
    <message>
        <source>No models yet. Find one that fits this computer, or drop a .gguf file or a field pack on this window.</source>
        <translation>لا نماذج بعد. ابحث عن نموذج يناسب هذا الحاسوب، أو أفلت ملف ‎.gguf أو حزمة ميدانية على هذه النافذة.</translation>
    </message>
    <message>
        <source>No model here matches “{wanted}”.</source>
        <translation>لا نموذج هنا يطابق «{wanted}».</translation>
    </message>
    <message>
        <source>Save a field pack…</source>
        <translation>حفظ حزمة ميدانية…</translation>
    </message>
    <message>
        <source>Move models to another folder…</source>
        <translation>نقل النماذج إلى مجلد آخر…</translation>
    </message>
    <message>
        <source>Check all files</source>
        <translation>فحص كل الملفات</translation>
    </message>
    <message>
        <source>Sign in to Hugging Face…</source>
        <translation>تسجيل الدخول إلى Hugging Face…</translation>
    </message>
    <message>
        <source>Choose a text</source>
        <translation>اختيار نص</translation>
    </message>
    <message>
        <source>Where should the models be?</source>
        <translation>أين تريد أن تكون النماذج؟</translation>
    </message>
    <message>
        <source>Save the field pack</source>
        <translation>حفظ الحزمة الميدانية</translation>
    </message>
    <message>
        <source>Save the proof</source>
        <translation>حفظ الإثبات</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>الإشعارات</translation>
    </message>
    <message>
        <source>Dismiss all</source>
        <translation>إخفاء الكل</translation>
    </message>
    <message>
        <source>Dismiss all {count}</source>
        <translation>إخفاء الكل ({count})</translation>
    </message>
    <message>
        <source>Sign-in needed: Hugging Face gives this one to people with an account who accepted its licence.</source>
        <translation>تسجيل الدخول مطلوب: يعطي Hugging Face هذا النموذج لأصحاب الحسابات الذين قبلوا ترخيصه.</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>تسجيل الدخول…</translation>
    </message>
    <message>
        <source>Sign in to get {name}</source>
        <translation>تسجيل الدخول لتنزيل {name}</translation>
    </message>
    <message>
        <source>Dismiss: {name}</source>
        <translation>إخفاء: {name}</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>الترخيص: {licence}</translation>
    </message>
    <message>
        <source>On its way</source>
        <translation>في الطريق</translation>
    </message>
    <message>
        <source>Here already</source>
        <translation>موجود هنا بالفعل</translation>
    </message>
    <message>
        <source>Get anyway</source>
        <translation>تنزيل مع ذلك</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>تنزيل</translation>
    </message>
    <message>
        <source>A field pack is one file that carries models to a computer without a network: copy it to a USB stick and drop it on the window there.</source>
        <translation>الحزمة الميدانية ملف واحد ينقل النماذج إلى حاسوب بلا شبكة: انسخها إلى ذاكرة USB وأفلتها على النافذة هناك.</translation>
    </message>
    <message>
        <source>Save a field pack</source>
        <translation>حفظ حزمة ميدانية</translation>
    </message>
    <message>
        <source>Save the pack…</source>
        <translation>حفظ الحزمة…</translation>
    </message>
    <message>
        <source>Search or run…</source>
        <translation>بحث أو تنفيذ…</translation>
    </message>
    <message>
        <source>What can be run</source>
        <translation>ما يمكن تنفيذه</translation>
    </message>
    <message>
        <source>Nothing here is called “{text}”. Try fewer letters.</source>
        <translation>لا شيء هنا باسم «{text}». جرّب حروفًا أقل.</translation>
    </message>
    <message numerus="yes">
        <source>{n} found</source>
        <comment>{n} found</comment>
        <translation>
            <numerusform>لم يُعثر على شيء</numerusform>
            <numerusform>نتيجة واحدة</numerusform>
            <numerusform>نتيجتان</numerusform>
            <numerusform>{n} نتائج</numerusform>
            <numerusform>{n} نتيجة</numerusform>
            <numerusform>{n} نتيجة</numerusform>
        </translation>
    </message>
    <message>
        <source>colours night day appearance</source>
        <translation>ألوان ليل نهار مظهر داكن فاتح</translation>
    </message>
    <message>
        <source>zoom in bigger font size scale</source>
        <translation>تقريب أكبر حجم الخط مقياس</translation>
    </message>
    <message>
        <source>zoom out font size scale</source>
        <translation>تبعيد أصغر حجم الخط مقياس</translation>
    </message>
    <message>
        <source>zoom reset font size 100 %</source>
        <translation>إعادة الحجم حجم الخط 100 %</translation>
    </message>
    <message>
        <source>shortcuts keyboard hotkeys</source>
        <translation>اختصارات لوحة المفاتيح</translation>
    </message>
    <message>
        <source>exit leave end</source>
        <translation>خروج مغادرة إنهاء</translation>
    </message>
    <message>
        <source>documentation manual</source>
        <translation>توثيق دليل مساعدة</translation>
    </message>
    <message>
        <source>gguf open file</source>
        <translation>gguf فتح ملف</translation>
    </message>
    <message>
        <source>bigger better models download get fit Hugging Face</source>
        <translation>نماذج أكبر أفضل تنزيل ملائم Hugging Face</translation>
    </message>
    <message>
        <source>start page beginning first tasks</source>
        <translation>صفحة البداية الرئيسية أول مهام</translation>
    </message>
    <message>
        <source>network internet connection flight mode</source>
        <translation>شبكة إنترنت اتصال وضع الطيران</translation>
    </message>
    <message>
        <source>meters speed memory battery energy watts telemetry</source>
        <translation>عدادات سرعة ذاكرة بطارية طاقة واط قياس</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>انتقال</translation>
    </message>
    <message>
        <source>pane page</source>
        <translation>قسم صفحة</translation>
    </message>
    <message>
        <source>page</source>
        <translation>صفحة</translation>
    </message>
    <message>
        <source>page preferences options configuration</source>
        <translation>صفحة تفضيلات خيارات إعدادات ضبط</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>الإعداد</translation>
    </message>
    <message>
        <source>No model is in use.</source>
        <translation>لا نموذج مستخدَم.</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>جارٍ الفتح…</translation>
    </message>
    <message>
        <source>{title} could not be opened.</source>
        <translation>تعذّر فتح {title}.</translation>
    </message>
    <message>
        <source>Something went wrong in {title}.</source>
        <translation>حدث خطأ في {title}.</translation>
    </message>
    <message>
        <source>The rest of the window still works.</source>
        <translation>باقي النافذة ما زال يعمل.</translation>
    </message>
    <message>
        <source>Save the proof…</source>
        <translation>حفظ الإثبات…</translation>
    </message>
    <message>
        <source>Plot: {sentence}</source>
        <translation>رسم بياني: {sentence}</translation>
    </message>
    <message>
        <source>before</source>
        <translation>من قبل</translation>
    </message>
    <message>
        <source>now</source>
        <translation>الآن</translation>
    </message>
    <message>
        <source>EdgeAssist was started with --offline: it stays so until it is closed.</source>
        <translation>شُغّل EdgeAssist باستخدام ‎--offline: يبقى كذلك إلى أن يُغلق.</translation>
    </message>
    <message>
        <source>The offline switch is off.</source>
        <translation>مفتاح قطع الاتصال متوقف.</translation>
    </message>
    <message>
        <source>The offline switch is on.</source>
        <translation>مفتاح قطع الاتصال مشغّل.</translation>
    </message>
    <message>
        <source>Every answer leaves a receipt here: its figures, none of its words.</source>
        <translation>تترك كل إجابة إيصالًا هنا: أرقامها، ولا شيء من كلماتها.</translation>
    </message>
    <message>
        <source>Receipts are not kept. Keep receipts, below, turns them on.</source>
        <translation>لا يُحتفظ بالإيصالات. يشغّل ذلك خيار الاحتفاظ بالإيصالات أدناه.</translation>
    </message>
    <message>
        <source>Receipts of the last answers</source>
        <translation>إيصالات آخر الإجابات</translation>
    </message>
    <message>
        <source>Last answers</source>
        <translation>آخر الإجابات</translation>
    </message>
    <message numerus="yes">
        <source>in {n} piece</source>
        <comment>in {n} pieces</comment>
        <translation>
            <numerusform>في {n} جزء</numerusform>
            <numerusform>في جزء واحد</numerusform>
            <numerusform>في جزأين</numerusform>
            <numerusform>في {n} أجزاء</numerusform>
            <numerusform>في {n} جزءًا</numerusform>
            <numerusform>في {n} جزء</numerusform>
        </translation>
    </message>
    <message>
        <source>Any task</source>
        <translation>أي مهمة</translation>
    </message>
    <message>
        <source>Recommendation</source>
        <translation>التوصية</translation>
    </message>
    <message>
        <source>See which fit</source>
        <translation>عرض المناسب منها</translation>
    </message>
    <message>
        <source>5 minutes more</source>
        <translation>5 دقائق أخرى</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>مجموعات الإعدادات</translation>
    </message>
    <message>
        <source>Settings (*.toml)</source>
        <translation>الإعدادات (*.toml)</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>البحث في الإعدادات</translation>
    </message>
    <message>
        <source>More about all settings</source>
        <translation>المزيد عن كل الإعدادات</translation>
    </message>
    <message>
        <source>Show all settings</source>
        <translation>عرض كل الإعدادات</translation>
    </message>
    <message>
        <source>Every setting is at its default already.</source>
        <translation>كل إعداد على قيمته الافتراضية بالفعل.</translation>
    </message>
    <message>
        <source>“{title}” is back at the default.</source>
        <translation>عاد «{title}» إلى القيمة الافتراضية.</translation>
    </message>
    <message numerus="yes">
        <source>{n} setting is back at the default.</source>
        <comment>{n} settings are back at the default.</comment>
        <translation>
            <numerusform>لم يتغير أي إعداد.</numerusform>
            <numerusform>عاد إعداد واحد إلى القيمة الافتراضية.</numerusform>
            <numerusform>عاد إعدادان إلى القيمة الافتراضية.</numerusform>
            <numerusform>عادت {n} إعدادات إلى القيمة الافتراضية.</numerusform>
            <numerusform>عاد {n} إعدادًا إلى القيمة الافتراضية.</numerusform>
            <numerusform>عاد {n} إعداد إلى القيمة الافتراضية.</numerusform>
        </translation>
    </message>
    <message>
        <source>The model in use and the folder of the models stay as they are.</source>
        <translation>يبقى النموذج المستخدَم ومجلد النماذج كما هما.</translation>
    </message>
    <message>
        <source>No setting has “{text}” in its name or its help.</source>
        <translation>لا إعداد يرد «{text}» في اسمه أو شرحه.</translation>
    </message>
    <message>
        <source>Import settings…</source>
        <translation>استيراد الإعدادات…</translation>
    </message>
    <message>
        <source>Choose settings</source>
        <translation>اختيار الإعدادات</translation>
    </message>
    <message>
        <source>Export settings…</source>
        <translation>تصدير الإعدادات…</translation>
    </message>
    <message>
        <source>Export the settings</source>
        <translation>تصدير الإعدادات</translation>
    </message>
    <message>
        <source>Reset all settings</source>
        <translation>إعادة ضبط كل الإعدادات</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>تسجيل الدخول</translation>
    </message>
    <message>
        <source>Back to the settings</source>
        <translation>العودة إلى الإعدادات</translation>
    </message>
    <message>
        <source>Make it yours</source>
        <translation>اجعله كما يناسبك</translation>
    </message>
    <message>
        <source>Back to the start</source>
        <translation>العودة إلى البداية</translation>
    </message>
    <message>
        <source>What you choose holds at once. All of it is in the settings, too.</source>
        <translation>ما تختاره يسري فورًا. وكله موجود في الإعدادات أيضًا.</translation>
    </message>
    <message>
        <source>Some models are given only to people who have an account at Hugging Face and accepted the licence there. Make a token with read access in your account&apos;s settings and paste it here. It is kept in this system&apos;s keyring and sent to the official host only.</source>
        <translation>بعض النماذج لا تُعطى إلا لمن لديهم حساب في Hugging Face وقبلوا الترخيص هناك. أنشئ رمز دخول بصلاحية القراءة في إعدادات حسابك وألصقه هنا. يُحفظ في حلقة مفاتيح هذا النظام ولا يُرسل إلا إلى المضيف الرسمي.</translation>
    </message>
    <message>
        <source>Sign in to Hugging Face</source>
        <translation>تسجيل الدخول إلى Hugging Face</translation>
    </message>
    <message>
        <source>Hugging Face token</source>
        <translation>رمز الدخول إلى Hugging Face</translation>
    </message>
    <message>
        <source>Keep the token</source>
        <translation>الاحتفاظ برمز الدخول</translation>
    </message>
    <message>
        <source>Forget the one kept</source>
        <translation>نسيان الرمز المحفوظ</translation>
    </message>
    <message>
        <source>Close the window and start EdgeAssist again.</source>
        <translation>أغلق النافذة وشغّل EdgeAssist من جديد.</translation>
    </message>
    <message>
        <source>Something went wrong in the window. Your chats are safe, and you can go on.</source>
        <translation>حدث خطأ في النافذة. محادثاتك في أمان، ويمكنك المتابعة.</translation>
    </message>
    <message>
        <source>If it happens again, close the window and open it again.</source>
        <translation>إذا تكرر ذلك فأغلق النافذة وافتحها من جديد.</translation>
    </message>
    <message>
        <source>Starter: small and quick, often wrong about facts; get a bigger one when you are online.</source>
        <translation>النموذج Starter: صغير وسريع، وكثيرًا ما يخطئ في الحقائق؛ نزّل نموذجًا أكبر عندما تكون متصلًا.</translation>
    </message>
    <message>
        <source>Starter: often wrong about facts.</source>
        <translation>النموذج Starter: كثيرًا ما يخطئ في الحقائق.</translation>
    </message>
    <message>
        <source>Often wrong about facts.</source>
        <translation>كثيرًا ما يخطئ في الحقائق.</translation>
    </message>
    <message>
        <source>Starter: small and quick, often translates wrongly; get a bigger one when you are online.</source>
        <translation>النموذج Starter: صغير وسريع، وكثيرًا ما تكون ترجمته خاطئة؛ نزّل نموذجًا أكبر عندما تكون متصلًا.</translation>
    </message>
    <message>
        <source>Starter: often translates wrongly.</source>
        <translation>النموذج Starter: كثيرًا ما تكون ترجمته خاطئة.</translation>
    </message>
    <message>
        <source>See bigger models</source>
        <translation>عرض النماذج الأكبر</translation>
    </message>
    <message>
        <source>Room used: how much of what the model can hold at once was taken last, by what it read and by its answer. A model that holds only little keeps a third free for the answer, and leaves the first questions out instead.</source>
        <translation>المجال المستخدم: كم شُغل آخر مرة مما يستوعبه النموذج دفعة واحدة، بما قرأه وبإجابته. والنموذج الذي لا يستوعب إلا القليل يُبقي ثلثه فارغًا للإجابة، ويترك الأسئلة الأولى بدل ذلك.</translation>
    </message>
    <message>
        <source>What the model and its context take, as the engine says it.</source>
        <translation>ما يأخذه النموذج وسياقه، كما يقول المحرك.</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>الحالة</translation>
    </message>
    <message>
        <source>Room used</source>
        <translation>المجال المستخدم</translation>
    </message>
    <message>
        <source>Back to the models</source>
        <translation>العودة إلى النماذج</translation>
    </message>
    <message>
        <source>Undo: {what}</source>
        <translation>تراجع: {what}</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>مرحبًا</translation>
    </message>
    <message>
        <source>Choose a model file…</source>
        <translation>اختيار ملف نموذج…</translation>
    </message>
    <message>
        <source>Choose from your models</source>
        <translation>الاختيار من نماذجك</translation>
    </message>
    <message>
        <source>Find a model</source>
        <translation>البحث عن نموذج</translation>
    </message>
    <message>
        <source>Drop a model file here</source>
        <translation>أفلت ملف نموذج هنا</translation>
    </message>
    <message>
        <source>or drop a .gguf file or a field pack anywhere on this window</source>
        <translation>أو أفلت ملف ‎.gguf أو حزمة ميدانية في أي مكان من هذه النافذة</translation>
    </message>
    <message>
        <source>Welcome to EdgeAssist</source>
        <translation>مرحبًا بك في EdgeAssist</translation>
    </message>
    <message>
        <source>Your models are here, but none is in use. Pick one to start, or add another file.</source>
        <translation>نماذجك موجودة هنا، لكن لا شيء منها قيد الاستخدام. اختر واحدًا للبدء، أو أضف ملفًا آخر.</translation>
    </message>
    <message>
        <source>To answer, EdgeAssist needs a language model: one file that ends in .gguf. Choose it from this computer or a USB stick, or find one that fits; nothing you write is sent anywhere.</source>
        <translation>لكي يجيب EdgeAssist يحتاج إلى نموذج لغوي: ملف واحد ينتهي بـ ‎.gguf. اختره من هذا الحاسوب أو من ذاكرة USB، أو ابحث عن نموذج مناسب؛ لا يُرسل شيء مما تكتبه إلى أي مكان.</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>في الانتظار</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>متوقف مؤقتًا</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>استئناف</translation>
    </message>
    <message>
        <source>Unlock and get it</source>
        <translation>فتح القفل والتنزيل</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>متوقف مؤقتًا</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>إيقاف مؤقت</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}.</source>
        <translation>تعذّرت الكتابة إلى ‎{path}: {reason}.</translation>
    </message>
    <message>
        <source>Choose another place for it.</source>
        <translation>اختر مكانًا آخر له.</translation>
    </message>
    <message>
        <source>the new folder could not be noted</source>
        <translation>تعذّر تدوين المجلد الجديد</translation>
    </message>
    <message>
        <source>{model} comes back when the laptop is on mains again.</source>
        <translation>يعود {model} عندما يُوصل الحاسوب المحمول بالكهرباء من جديد.</translation>
    </message>
    <message>
        <source>The conversation goes on with it.</source>
        <translation>تستمر المحادثة معه.</translation>
    </message>
    <message>
        <source>To save the battery, {model} could answer: it is smaller and draws less.</source>
        <translation>لتوفير البطارية يمكن أن يجيب {model}: إنه أصغر ويستهلك أقل.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>استخدامه</translation>
    </message>
    <message>
        <source>On mains again: {model} answers again.</source>
        <translation>عادت الكهرباء: يجيب {model} من جديد.</translation>
    </message>
    <message>
        <source>Another {what} is already called {name}.</source>
        <translation>يوجد بالفعل عنصر آخر ({what}) اسمه {name}.</translation>
    </message>
    <message>
        <source>It cannot be imported: {reason}</source>
        <translation>لا يمكن استيراده: {reason}</translation>
    </message>
    <message>
        <source>{value} is not {kind}.</source>
        <translation>‏{value} ليس {kind}.</translation>
    </message>
    <message>
        <source>It was made for {what} API {wanted}; this program has {present}.</source>
        <translation>صُنع لواجهة {what} البرمجية بالإصدار {wanted}؛ ولهذا البرنامج {present}.</translation>
    </message>
    <message>
        <source>The {name} of its spec is no {kind}.</source>
        <translation>ليس {name} في مواصفته من النوع {kind}.</translation>
    </message>
    <message>
        <source>Its id must be made of small letters, digits and single hyphens, 40 at most: it names a folder.</source>
        <translation>يجب أن يتكون معرّفه من حروف لاتينية صغيرة وأرقام وشرطات مفردة، 40 على الأكثر: فهو اسم مجلد.</translation>
    </message>
    <message>
        <source>The build of its spec cannot be called.</source>
        <translation>لا يمكن استدعاء build في مواصفته.</translation>
    </message>
    <message>
        <source>a few seconds</source>
        <translation>بضع ثوانٍ</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} ث</translation>
    </message>
    <message>
        <source>more than a day</source>
        <translation>أكثر من يوم</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} س</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>‏{done} من {total}</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/ث</translation>
    </message>
    <message>
        <source>Free or unlock that folder, or set EDGEASSIST_HOME to a folder you can write to.</source>
        <translation>حرّر ذلك المجلد أو افتح قفله، أو اضبط EDGEASSIST_HOME على مجلد تستطيع الكتابة فيه.</translation>
    </message>
    <message>
        <source>{folder} cannot be used: {reason}.</source>
        <translation>لا يمكن استخدام ‎{folder}: {reason}.</translation>
    </message>
    <message>
        <source>It is kept in this system&apos;s keyring.</source>
        <translation>محفوظ في حلقة مفاتيح هذا النظام.</translation>
    </message>
    <message>
        <source>It is kept for this session only: {reason}.</source>
        <translation>محفوظ لهذه الجلسة فقط: {reason}.</translation>
    </message>
    <message>
        <source>this system has no keyring</source>
        <translation>ليس لهذا النظام حلقة مفاتيح</translation>
    </message>
    <message>
        <source>the keyring chosen here would not keep it safe</source>
        <translation>حلقة المفاتيح المختارة هنا لن تحفظه بأمان</translation>
    </message>
    <message>
        <source>the keyring is locked</source>
        <translation>حلقة المفاتيح مقفلة</translation>
    </message>
    <message>
        <source>the keyring answered with an error</source>
        <translation>أجابت حلقة المفاتيح بخطأ</translation>
    </message>
    <message>
        <source>the keyring took it and did not hold it</source>
        <translation>أخذته حلقة المفاتيح ولم تحتفظ به</translation>
    </message>
    <message>
        <source>the keyring did not answer</source>
        <translation>لم تجب حلقة المفاتيح</translation>
    </message>
    <message>
        <source>Copy the token from the hub&apos;s settings page: one word of letters, digits and underscores.</source>
        <translation>انسخ رمز الدخول من صفحة إعدادات Hugging Face: كلمة واحدة من حروف وأرقام وشرطات سفلية.</translation>
    </message>
    <message>
        <source>That is not a token.</source>
        <translation>ليس ذلك رمز دخول.</translation>
    </message>
    <message>
        <source>is no setting of this version</source>
        <translation>ليس إعدادًا في هذا الإصدار</translation>
    </message>
    <message>
        <source>{setting} in {file}</source>
        <translation>‏{setting} في {file}</translation>
    </message>
    <message>
        <source>{what} {reason}; {instead}.</source>
        <translation>‏{what}: {reason}؛ {instead}.</translation>
    </message>
    <message>
        <source>{what} {reason}.</source>
        <translation>‏{what}: {reason}.</translation>
    </message>
    <message>
        <source>{value} is used</source>
        <translation>تُستخدم القيمة {value}</translation>
    </message>
    <message>
        <source>the default is used</source>
        <translation>تُستخدم القيمة الافتراضية</translation>
    </message>
    <message>
        <source>could not be read ({reason}) and was not used</source>
        <translation>تعذّرت قراءته ({reason}) ولم يُستخدم</translation>
    </message>
    <message>
        <source>is damaged ({place}) and was not used</source>
        <translation>تالف ({place}) ولم يُستخدم</translation>
    </message>
    <message>
        <source>is of a later EdgeAssist (version {version}), so only what is known here is used</source>
        <translation>من إصدار أحدث من EdgeAssist (الإصدار {version})، لذلك لا يُستخدم إلا المعروف هنا</translation>
    </message>
    <message>
        <source>The offline switch is on until you turn it off in Settings, under {group}.</source>
        <translation>مفتاح قطع الاتصال مفعّل إلى أن توقفه في الإعدادات، ضمن «{group}».</translation>
    </message>
    <message>
        <source>All settings are at their defaults.</source>
        <translation>كل الإعدادات على قيمها الافتراضية.</translation>
    </message>
    <message>
        <source>line {number}</source>
        <translation>السطر {number}</translation>
    </message>
    <message>
        <source>at its end</source>
        <translation>في نهايته</translation>
    </message>
    <message>
        <source>a copy is kept as {name}</source>
        <translation>حُفظت نسخة باسم {name}</translation>
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
        <translation>‏{minutes} د {seconds} ث</translation>
    </message>
    <message>
        <source>This document is made of {count} parts, which no honest one is.</source>
        <translation>هذا المستند مؤلف من {count} جزء، ولا يكون المستند السليم كذلك.</translation>
    </message>
    <message>
        <source>A part of this document unpacks to more than {ratio} times its size.</source>
        <translation>جزء من هذا المستند يتضخم عند فكّه إلى أكثر من {ratio} ضعف حجمه.</translation>
    </message>
    <message>
        <source>This document would unpack to {size}.</source>
        <translation>سيبلغ هذا المستند عند فكّه {size}.</translation>
    </message>
    <message>
        <source>This document is protected by a password.</source>
        <translation>هذا المستند محمي بكلمة مرور.</translation>
    </message>
    <message>
        <source>A part of this document would unpack to {size}.</source>
        <translation>سيبلغ جزء من هذا المستند عند فكّه {size}.</translation>
    </message>
    <message>
        <source>This document is damaged: a part of it cannot be unpacked.</source>
        <translation>هذا المستند تالف: جزء منه لا يمكن فكّه.</translation>
    </message>
    <message>
        <source>This document unpacks to more than {size}.</source>
        <translation>يبلغ هذا المستند عند فكّه أكثر من {size}.</translation>
    </message>
    <message>
        <source>This document holds no text.</source>
        <translation>لا نص في هذا المستند.</translation>
    </message>
    <message>
        <source>There is no text in this document, on 1 page.</source>
        <translation>لا نص في هذا المستند، وهو صفحة واحدة.</translation>
    </message>
    <message>
        <source>There is no text in this document, on {pages} pages.</source>
        <translation>لا نص في هذا المستند، وعدد صفحاته {pages}.</translation>
    </message>
    <message>
        <source>No text was found on its only page, just a picture: this looks like a scan.</source>
        <translation>لم يُعثر على نص في صفحته الوحيدة، صورة فقط: يبدو أنه ممسوح ضوئيًا.</translation>
    </message>
    <message>
        <source>No text was found on {pages} pages, only pictures: this looks like a scan.</source>
        <translation>لم يُعثر على نص في صفحاته وعددها {pages}، صور فقط: يبدو أنه ممسوح ضوئيًا.</translation>
    </message>
    <message>
        <source>This document needs more memory than a reading may take.</source>
        <translation>يحتاج هذا المستند إلى ذاكرة أكبر مما يُسمح به للقراءة.</translation>
    </message>
    <message>
        <source>This document is damaged: a part of it makes no sense.</source>
        <translation>هذا المستند تالف: جزء منه لا معنى له.</translation>
    </message>
    <message>
        <source>The time for one document was over before its end.</source>
        <translation>انتهى الوقت المخصص للمستند الواحد قبل نهايته.</translation>
    </message>
    <message>
        <source>The document holds more text than is read from one file.</source>
        <translation>في المستند نص أكثر مما يُقرأ من ملف واحد.</translation>
    </message>
    <message>
        <source>The letters of this document cannot be told from its file.</source>
        <translation>لا يمكن معرفة حروف هذا المستند من ملفه.</translation>
    </message>
    <message>
        <source>“{name}” holds no text, as far as can be seen.</source>
        <translation>لا نص في «{name}»، في حدود ما يمكن رؤيته.</translation>
    </message>
    <message>
        <source>The part that weighs texts answered another question.</source>
        <translation>أجاب الجزء الذي يقارن النصوص عن سؤال آخر.</translation>
    </message>
    <message>
        <source>This document is damaged: its text is missing.</source>
        <translation>هذا المستند تالف: نصه مفقود.</translation>
    </message>
    <message>
        <source>This document is damaged: its text breaks off or makes no sense.</source>
        <translation>هذا المستند تالف: نصه ينقطع أو لا معنى له.</translation>
    </message>
    <message>
        <source>This book is damaged: its table of parts is missing.</source>
        <translation>هذا الكتاب تالف: جدول أجزائه مفقود.</translation>
    </message>
    <message>
        <source>This book is copy-protected by its seller (DRM).</source>
        <translation>هذا الكتاب محمي من النسخ من بائعه (DRM).</translation>
    </message>
    <message>
        <source>This book is damaged: it names no chapters.</source>
        <translation>هذا الكتاب تالف: لا يسمّي فصولًا.</translation>
    </message>
    <message>
        <source>“{name}” is a picture, which cannot be read here.</source>
        <translation>الملف «{name}» صورة، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is a compressed file, which cannot be read here.</source>
        <translation>الملف «{name}» ملف مضغوط، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is an archive, which cannot be read here.</source>
        <translation>الملف «{name}» أرشيف مضغوط، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is a program, which cannot be read here.</source>
        <translation>الملف «{name}» برنامج، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is a sound recording, which cannot be read here.</source>
        <translation>الملف «{name}» تسجيل صوتي، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is an Office file in its old form, from before 2007, which cannot be read here.</source>
        <translation>الملف «{name}» من ملفات Office بصيغتها القديمة قبل 2007، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is damaged: its contents cannot be unpacked.</source>
        <translation>الملف «{name}» تالف: لا يمكن فكّ محتواه.</translation>
    </message>
    <message>
        <source>“{name}” is an RTF document, which cannot be read here.</source>
        <translation>الملف «{name}» مستند RTF، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is a language model, which cannot be read here.</source>
        <translation>الملف «{name}» نموذج لغوي، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is a database, which cannot be read here.</source>
        <translation>الملف «{name}» قاعدة بيانات، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is a PostScript file, which cannot be read here.</source>
        <translation>الملف «{name}» ملف PostScript، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is a film, which cannot be read here.</source>
        <translation>الملف «{name}» فيلم، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is an Excel sheet, which cannot be read here.</source>
        <translation>الملف «{name}» جدول Excel، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is a PowerPoint file, which cannot be read here.</source>
        <translation>الملف «{name}» ملف PowerPoint، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is an OpenDocument file, which cannot be read here.</source>
        <translation>الملف «{name}» ملف OpenDocument، ولا يمكن قراءته هنا.</translation>
    </message>
    <message>
        <source>“{name}” is protected by a password.</source>
        <translation>الملف «{name}» محمي بكلمة مرور.</translation>
    </message>
    <message>
        <source>There is no file at {path}.</source>
        <translation>لا يوجد ملف في ‎{path}.</translation>
    </message>
    <message>
        <source>“{name}” is empty: 0 bytes.</source>
        <translation>الملف «{name}» فارغ: 0 بايت.</translation>
    </message>
    <message>
        <source>“{name}” has {size}; documents of up to {most} are read.</source>
        <translation>حجم «{name}» هو {size}؛ تُقرأ المستندات حتى {most}.</translation>
    </message>
    <message>
        <source>“{name}” is damaged: it begins like a PDF and is none.</source>
        <translation>الملف «{name}» تالف: يبدأ كملف PDF وليس كذلك.</translation>
    </message>
    <message>
        <source>“{name}” has no pages.</source>
        <translation>لا صفحات في «{name}».</translation>
    </message>
    <message>
        <source>It has {pages} pages; the first {read} were read.</source>
        <translation>فيه {pages} صفحة؛ قُرئت أول {read} منها.</translation>
    </message>
    <message>
        <source>The end of the file is missing, so pages may be too.</source>
        <translation>نهاية الملف ناقصة، وقد تنقص صفحات أيضًا.</translation>
    </message>
    <message>
        <source>The program that reads documents could not be started: {reason}.</source>
        <translation>تعذّر تشغيل البرنامج الذي يقرأ المستندات: {reason}.</translation>
    </message>
    <message>
        <source>Reading “{name}” took too long and was stopped.</source>
        <translation>استغرقت قراءة «{name}» وقتًا طويلًا فأُوقفت.</translation>
    </message>
    <message>
        <source>Reading “{name}” took too much of the processor&apos;s time and was stopped.</source>
        <translation>استغرقت قراءة «{name}» كثيرًا من وقت المعالج فأُوقفت.</translation>
    </message>
    <message>
        <source>Reading “{name}” ended early, without an answer.</source>
        <translation>انتهت قراءة «{name}» مبكرًا بلا جواب.</translation>
    </message>
    <message>
        <source>The file is untouched. Choose another document, or save this one anew in the program it comes from.</source>
        <translation>الملف لم يُمسّ. اختر مستندًا آخر، أو احفظ هذا من جديد في البرنامج الذي أتى منه.</translation>
    </message>
    <message>
        <source>Check the name, or plug the drive in again.</source>
        <translation>تحقق من الاسم، أو أعد وصل القرص.</translation>
    </message>
    <message>
        <source>Choose one file: PDF, DOCX, EPUB, HTML, Markdown, text, SRT or VTT.</source>
        <translation>اختر ملفًا واحدًا: PDF أو DOCX أو EPUB أو HTML أو Markdown أو نص أو SRT أو VTT.</translation>
    </message>
    <message>
        <source>Copy the file to a folder of your own and try again.</source>
        <translation>انسخ الملف إلى مجلد خاص بك وحاول مجددًا.</translation>
    </message>
    <message>
        <source>These can be read: PDF, DOCX, EPUB, HTML, Markdown, plain text, SRT and VTT. Save it as one of them.</source>
        <translation>تمكن قراءة: PDF وDOCX وEPUB وHTML وMarkdown والنص العادي وSRT وVTT. احفظه بإحدى هذه الصيغ.</translation>
    </message>
    <message>
        <source>Save the result as text or Markdown, or start from a DOCX, HTML, Markdown, text, SRT or VTT file.</source>
        <translation>احفظ النتيجة نصًا أو بصيغة Markdown، أو ابدأ من ملف DOCX أو HTML أو Markdown أو نص أو SRT أو VTT.</translation>
    </message>
    <message>
        <source>There is nothing to read in it. Choose another document.</source>
        <translation>لا شيء فيه للقراءة. اختر مستندًا آخر.</translation>
    </message>
    <message>
        <source>Run it through a text recognition (OCR) program first, then open the result here.</source>
        <translation>مرّره أولًا على برنامج للتعرف على النصوص (OCR)، ثم افتح النتيجة هنا.</translation>
    </message>
    <message>
        <source>Its fonts do not tell which letters they draw. Export it anew, or use text recognition (OCR).</source>
        <translation>خطوطه لا تبيّن أي حروف ترسمها. صدّره من جديد، أو استخدم التعرف على النصوص (OCR).</translation>
    </message>
    <message>
        <source>Open it in the program it comes from, save a copy without the protection, and choose that copy.</source>
        <translation>افتحه في البرنامج الذي أتى منه، واحفظ نسخة بلا حماية، ثم اختر تلك النسخة.</translation>
    </message>
    <message>
        <source>Download or copy the file again, or choose another one.</source>
        <translation>نزّل الملف أو انسخه من جديد، أو اختر غيره.</translation>
    </message>
    <message>
        <source>It may be made to harm. It was not opened any further.</source>
        <translation>ربما صُنع للإضرار. لم يُفتح أكثر من ذلك.</translation>
    </message>
    <message>
        <source>Split it into parts of at most 200 MB each.</source>
        <translation>قسّمه إلى أجزاء لا يزيد كل منها على ‎200 MB.</translation>
    </message>
    <message>
        <source>Split the document into parts and read them one by one.</source>
        <translation>قسّم المستند إلى أجزاء واقرأها واحدًا بعد آخر.</translation>
    </message>
    <message>
        <source>The file is untouched. Split the document into parts and read them one by one.</source>
        <translation>الملف لم يُمسّ. قسّم المستند إلى أجزاء واقرأها واحدًا بعد آخر.</translation>
    </message>
    <message>
        <source>The file is untouched and nothing else was affected. It is probably damaged.</source>
        <translation>الملف لم يُمسّ ولم يتأثر شيء آخر. الأرجح أنه تالف.</translation>
    </message>
    <message>
        <source>The document has {texts} texts, and {given} were given.</source>
        <translation>في المستند {texts} نص، والمعطى {given}.</translation>
    </message>
    <message>
        <source>This document needs more memory than its writing may take.</source>
        <translation>يحتاج هذا المستند إلى ذاكرة أكبر مما يُسمح به لكتابته.</translation>
    </message>
    <message>
        <source>The texts of a {format} file cannot be changed in their places.</source>
        <translation>لا يمكن تغيير نصوص ملف {format} في مواضعها.</translation>
    </message>
    <message>
        <source>Nothing was lost. Try again; the part that failed starts anew.</source>
        <translation>لم يُفقد شيء. حاول مجددًا؛ الجزء الذي فشل يبدأ من جديد.</translation>
    </message>
    <message>
        <source>It was stopped because the program closes.</source>
        <translation>أُوقف لأن البرنامج يُغلق.</translation>
    </message>
    <message>
        <source>The part that weighs texts could not be started: {reason}.</source>
        <translation>تعذّر تشغيل الجزء الذي يقارن النصوص: {reason}.</translation>
    </message>
    <message>
        <source>This text could not be weighed.</source>
        <translation>تعذّرت مقارنة هذا النص.</translation>
    </message>
    <message>
        <source>Weighing this text took too long and was stopped.</source>
        <translation>استغرقت مقارنة هذا النص وقتًا طويلًا فأُوقفت.</translation>
    </message>
    <message>
        <source>The part that weighs texts answered with nonsense.</source>
        <translation>أجاب الجزء الذي يقارن النصوص بما لا معنى له.</translation>
    </message>
    <message>
        <source>The part that weighs texts ended early, without an answer.</source>
        <translation>الجزء الذي يقارن النصوص انتهى مبكرًا بلا جواب.</translation>
    </message>
    <message>
        <source>This page holds no HTML that can be put otherwise.</source>
        <translation>ليس في هذه الصفحة HTML يمكن صوغه بشكل آخر.</translation>
    </message>
    <message>
        <source>This page is nested too deeply to be put otherwise.</source>
        <translation>عناصر هذه الصفحة متداخلة أكثر من أن تُصاغ بشكل آخر.</translation>
    </message>
    <message>
        <source>This document declares XML entities, which no honest one of its kind does.</source>
        <translation>يعرّف هذا المستند كيانات XML، ولا يفعل ذلك مستند سليم من نوعه.</translation>
    </message>
    <message>
        <source>Say which day: “what weekday is the third of May?”</source>
        <translation>قل أي يوم: «what weekday is the third of May?»</translation>
    </message>
    <message>
        <source>Say what **time** it is</source>
        <translation>قول كم **الساعة**</translation>
    </message>
    <message>
        <source>It is {time}.</source>
        <translation>الساعة {time}.</translation>
    </message>
    <message>
        <source>Say what **day** it is</source>
        <translation>قول أي **يوم** هو</translation>
    </message>
    <message>
        <source>It is {date}.</source>
        <translation>اليوم هو {date}.</translation>
    </message>
    <message>
        <source>Say how far away **{date}** is</source>
        <translation>قول كم بقي حتى **{date}**</translation>
    </message>
    <message>
        <source>That is today: {date}.</source>
        <translation>إنه اليوم: {date}.</translation>
    </message>
    <message numerus="yes">
        <source>That is {date}, in {n} day.</source>
        <comment>That is {date}, in {n} days.</comment>
        <translation>
            <numerusform>إنه {date}، اليوم.</numerusform>
            <numerusform>إنه {date}، بعد يوم واحد.</numerusform>
            <numerusform>إنه {date}، بعد يومين.</numerusform>
            <numerusform>إنه {date}، بعد {n} أيام.</numerusform>
            <numerusform>إنه {date}، بعد {n} يومًا.</numerusform>
            <numerusform>إنه {date}، بعد {n} يوم.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>That is {date}, {n} day ago.</source>
        <comment>That is {date}, {n} days ago.</comment>
        <translation>
            <numerusform>إنه {date}، اليوم.</numerusform>
            <numerusform>إنه {date}، قبل يوم واحد.</numerusform>
            <numerusform>إنه {date}، قبل يومين.</numerusform>
            <numerusform>إنه {date}، قبل {n} أيام.</numerusform>
            <numerusform>إنه {date}، قبل {n} يومًا.</numerusform>
            <numerusform>إنه {date}، قبل {n} يوم.</numerusform>
        </translation>
    </message>
    <message>
        <source>The thermostat has no fan.</source>
        <translation>ليس لمنظّم الحرارة مروحة.</translation>
    </message>
    <message>
        <source>The home has no music and no films to play.</source>
        <translation>ليس في المنزل موسيقى ولا أفلام لتشغيلها.</translation>
    </message>
    <message>
        <source>The home has no loudspeakers that could speak.</source>
        <translation>ليس في المنزل مكبّرات صوت تستطيع الكلام.</translation>
    </message>
    <message>
        <source>The home has no lawn mower.</source>
        <translation>ليس في المنزل جزّازة عشب.</translation>
    </message>
    <message>
        <source>In the {home}: {answer}</source>
        <translation>في {home}: {answer}</translation>
    </message>
    <message>
        <source>Say how {devices} are</source>
        <translation>قول حالة {devices}</translation>
    </message>
    <message>
        <source>Say how {device} is</source>
        <translation>قول حالة {device}</translation>
    </message>
    <message>
        <source>{command} in the {home}</source>
        <translation>‏{command} في {home}</translation>
    </message>
    <message>
        <source>In the {home}, {devices} are {state}.</source>
        <translation>في {home}: {devices} {state}.</translation>
    </message>
    <message>
        <source>In the {home}, {device} is {state}.</source>
        <translation>في {home}: {device} {state}.</translation>
    </message>
    <message>
        <source>In the {home}, {devices} are {state} already.</source>
        <translation>في {home}: {devices} {state} بالفعل.</translation>
    </message>
    <message>
        <source>In the {home}, {device} is {state} already.</source>
        <translation>في {home}: {device} {state} بالفعل.</translation>
    </message>
    <message>
        <source>In the {home}, {devices} are as before.</source>
        <translation>في {home}: {devices} كما كانت من قبل.</translation>
    </message>
    <message>
        <source>In the {home}, {device} is as before.</source>
        <translation>في {home}: {device} كما كان من قبل.</translation>
    </message>
    <message>
        <source>In the {home}, only {number} of {count} are {state}.</source>
        <translation>في {home}: {number} فقط من {count} {state}.</translation>
    </message>
    <message>
        <source>There is no note.</source>
        <translation>لا توجد ملاحظة.</translation>
    </message>
    <message>
        <source>Say what to write down: “take a note: the key is under the mat”.</source>
        <translation>قل ماذا تريد تدوينه: «take a note: the key is under the mat».</translation>
    </message>
    <message>
        <source>The note is gone again: {text}</source>
        <translation>أُزيلت الملاحظة من جديد: {text}</translation>
    </message>
    <message>
        <source>Noted: {text}</source>
        <translation>دُوّن: {text}</translation>
    </message>
    <message>
        <source>Write down: {text}</source>
        <translation>تدوين: {text}</translation>
    </message>
    <message>
        <source>Note it</source>
        <translation>تدوينه</translation>
    </message>
    <message>
        <source>The last {count} of {total} notes:</source>
        <translation>آخر {count} من {total} ملاحظة:</translation>
    </message>
    <message>
        <source>Read your **notes**</source>
        <translation>قراءة **ملاحظاتك**</translation>
    </message>
    <message>
        <source>Delete the last note: {text}</source>
        <translation>حذف الملاحظة الأخيرة: {text}</translation>
    </message>
    <message>
        <source>The note is deleted: {text}</source>
        <translation>حُذفت الملاحظة: {text}</translation>
    </message>
    <message>
        <source>The note is back.</source>
        <translation>عادت الملاحظة.</translation>
    </message>
    <message numerus="yes">
        <source>Delete **all notes** ({n} note)</source>
        <comment>Delete **all notes** ({n} notes)</comment>
        <translation>
            <numerusform>حذف **كل الملاحظات** (لا ملاحظات)</numerusform>
            <numerusform>حذف **كل الملاحظات** (ملاحظة واحدة)</numerusform>
            <numerusform>حذف **كل الملاحظات** (ملاحظتان)</numerusform>
            <numerusform>حذف **كل الملاحظات** ({n} ملاحظات)</numerusform>
            <numerusform>حذف **كل الملاحظات** ({n} ملاحظة)</numerusform>
            <numerusform>حذف **كل الملاحظات** ({n} ملاحظة)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} note deleted.</source>
        <comment>{n} notes deleted.</comment>
        <translation>
            <numerusform>لم تُحذف أي ملاحظة.</numerusform>
            <numerusform>حُذفت ملاحظة واحدة.</numerusform>
            <numerusform>حُذفت ملاحظتان.</numerusform>
            <numerusform>حُذفت {n} ملاحظات.</numerusform>
            <numerusform>حُذفت {n} ملاحظة.</numerusform>
            <numerusform>حُذفت {n} ملاحظة.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} note is back.</source>
        <comment>{n} notes are back.</comment>
        <translation>
            <numerusform>لم تعد أي ملاحظة.</numerusform>
            <numerusform>عادت ملاحظة واحدة.</numerusform>
            <numerusform>عادت ملاحظتان.</numerusform>
            <numerusform>عادت {n} ملاحظات.</numerusform>
            <numerusform>عادت {n} ملاحظة.</numerusform>
            <numerusform>عادت {n} ملاحظة.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no reminder.</source>
        <translation>لا يوجد تذكير.</translation>
    </message>
    <message>
        <source>Say of what: “remind me at five to call Ann”.</source>
        <translation>قل بماذا: «ذكرني الساعة الخامسة بالاتصال بآن».</translation>
    </message>
    <message>
        <source>Say when: “remind me at five to call Ann”, or “in ten minutes”.</source>
        <translation>قل متى: «ذكرني الساعة الخامسة بالاتصال بآن»، أو «بعد عشر دقائق».</translation>
    </message>
    <message>
        <source>An alarm rings once; one that repeats cannot be set. Say one day: “wake me tomorrow at seven”.</source>
        <translation>يرن المنبه مرة واحدة؛ ولا يمكن ضبط منبه متكرر. قل يومًا واحدًا: «أيقظني غدا الساعة السابعة».</translation>
    </message>
    <message>
        <source>A reminder comes once; one that repeats cannot be set. Say one day: “remind me tomorrow at eight to …”.</source>
        <translation>يأتي التذكير مرة واحدة؛ ولا يمكن ضبط تذكير متكرر. قل يومًا واحدًا: «ذكرني غدا الساعة الثامنة ب…».</translation>
    </message>
    <message>
        <source>There is no {day} {month}.</source>
        <translation>لا يوجد {day} {month}.</translation>
    </message>
    <message>
        <source>Remind you {moment}: {text}</source>
        <translation>تذكيرك {moment}: {text}</translation>
    </message>
    <message>
        <source>You will not be reminded: {text}.</source>
        <translation>لن يأتيك تذكير: {text}.</translation>
    </message>
    <message>
        <source>You will be reminded {moment}: {text}.</source>
        <translation>سيأتيك تذكير {moment}: {text}.</translation>
    </message>
    <message>
        <source>Remind me</source>
        <translation>تذكيري</translation>
    </message>
    <message>
        <source>Say which one: {reminders}.</source>
        <translation>قل أيها تقصد: {reminders}.</translation>
    </message>
    <message>
        <source>There is no such reminder: {reminders}.</source>
        <translation>لا يوجد تذكير كهذا: {reminders}.</translation>
    </message>
    <message>
        <source>Cancel the reminder {text}</source>
        <translation>إلغاء التذكير {text}</translation>
    </message>
    <message>
        <source>The reminder “{text}” is set again.</source>
        <translation>ضُبط التذكير «{text}» من جديد.</translation>
    </message>
    <message>
        <source>The reminder “{text}” is cancelled.</source>
        <translation>أُلغي التذكير «{text}».</translation>
    </message>
    <message numerus="yes">
        <source>Cancel **{n} reminder**</source>
        <comment>Cancel **all {n} reminders**</comment>
        <translation>
            <numerusform>إلغاء **التذكيرات**</numerusform>
            <numerusform>إلغاء **تذكير واحد**</numerusform>
            <numerusform>إلغاء **التذكيرين**</numerusform>
            <numerusform>إلغاء **كل التذكيرات، وعددها {n}**</numerusform>
            <numerusform>إلغاء **كل التذكيرات، وعددها {n}**</numerusform>
            <numerusform>إلغاء **كل التذكيرات، وعددها {n}**</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} reminder is set again.</source>
        <comment>{n} reminders are set again.</comment>
        <translation>
            <numerusform>لم يعد أي تذكير.</numerusform>
            <numerusform>عاد تذكير واحد.</numerusform>
            <numerusform>عاد تذكيران.</numerusform>
            <numerusform>عادت {n} تذكيرات.</numerusform>
            <numerusform>عاد {n} تذكيرًا.</numerusform>
            <numerusform>عاد {n} تذكير.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} reminder cancelled.</source>
        <comment>{n} reminders cancelled.</comment>
        <translation>
            <numerusform>لم يُلغَ أي تذكير.</numerusform>
            <numerusform>أُلغي تذكير واحد.</numerusform>
            <numerusform>أُلغي تذكيران.</numerusform>
            <numerusform>أُلغيت {n} تذكيرات.</numerusform>
            <numerusform>أُلغي {n} تذكيرًا.</numerusform>
            <numerusform>أُلغي {n} تذكير.</numerusform>
        </translation>
    </message>
    <message>
        <source>Say what you are to be **reminded** of</source>
        <translation>قول ما سيجري **تذكيرك** به</translation>
    </message>
    <message numerus="yes">
        <source>{n} reminder</source>
        <comment>{n} reminders</comment>
        <translation>
            <numerusform>لا تذكيرات</numerusform>
            <numerusform>تذكير واحد</numerusform>
            <numerusform>تذكيران</numerusform>
            <numerusform>{n} تذكيرات</numerusform>
            <numerusform>{n} تذكيرًا</numerusform>
            <numerusform>{n} تذكير</numerusform>
        </translation>
    </message>
    <message>
        <source>{moment}: {text}.</source>
        <translation>‏{moment}: {text}.</translation>
    </message>
    <message>
        <source>EdgeAssist works without the internet and does not know the weather.</source>
        <translation>يعمل EdgeAssist بلا إنترنت ولا يعرف حالة الطقس.</translation>
    </message>
    <message>
        <source>Nothing is known of this computer now.</source>
        <translation>لا شيء معروف عن هذا الحاسوب الآن.</translation>
    </message>
    <message>
        <source>Say how **this computer** is</source>
        <translation>قول حالة **هذا الحاسوب**</translation>
    </message>
    <message>
        <source>Say how {part} is</source>
        <translation>قول حالة {part}</translation>
    </message>
    <message>
        <source>Nothing is known of {part} of this computer.</source>
        <translation>لا شيء معروف عن {part} في هذا الحاسوب.</translation>
    </message>
    <message>
        <source>the memory</source>
        <translation>الذاكرة</translation>
    </message>
    <message>
        <source>the battery</source>
        <translation>البطارية</translation>
    </message>
    <message>
        <source>the disk</source>
        <translation>القرص</translation>
    </message>
    <message>
        <source>the model</source>
        <translation>النموذج</translation>
    </message>
    <message>
        <source>the {part}</source>
        <translation>‏{part}</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>القرص</translation>
    </message>
    <message>
        <source>{name}: {value}.</source>
        <translation>‏{name}: {value}.</translation>
    </message>
    <message>
        <source>Say what to work out: “what is 12 times 7”.</source>
        <translation>قل ما المطلوب حسابه: «what is 12 times 7».</translation>
    </message>
    <message>
        <source>Say what to convert: “10 miles to kilometres”.</source>
        <translation>قل ما المطلوب تحويله: «10 miles to kilometres».</translation>
    </message>
    <message>
        <source>Work out {sum}</source>
        <translation>حساب {sum}</translation>
    </message>
    <message>
        <source>{kind} ({unit}) cannot be converted to {other_kind} ({other_unit}).</source>
        <translation>لا يمكن تحويل {kind} ({unit}) إلى {other_kind} ({other_unit}).</translation>
    </message>
    <message>
        <source>{amount} is {converted}.</source>
        <translation>‏{amount} يساوي {converted}.</translation>
    </message>
    <message>
        <source>{amount} are {converted}.</source>
        <translation>‏{amount} تساوي {converted}.</translation>
    </message>
    <message>
        <source>Convert {amount} to {unit}</source>
        <translation>تحويل {amount} إلى {unit}</translation>
    </message>
    <message>
        <source>US {unit}</source>
        <translation>‏{unit} (أمريكي)</translation>
    </message>
    <message>
        <source>about {number}</source>
        <translation>نحو {number}</translation>
    </message>
    <message>
        <source>on</source>
        <translation>قيد التشغيل</translation>
    </message>
    <message>
        <source>off</source>
        <translation>في وضع الإيقاف</translation>
    </message>
    <message>
        <source>open</source>
        <translation>في وضع الفتح</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>في وضع الإغلاق</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>في وضع القفل</translation>
    </message>
    <message>
        <source>unlocked</source>
        <translation>بلا قفل</translation>
    </message>
    <message>
        <source>at its base</source>
        <translation>في القاعدة</translation>
    </message>
    <message>
        <source>on its way to its base</source>
        <translation>في الطريق إلى القاعدة</translation>
    </message>
    <message>
        <source>cleaning</source>
        <translation>قيد التنظيف</translation>
    </message>
    <message>
        <source>playing</source>
        <translation>قيد العزف</translation>
    </message>
    <message>
        <source>{percent}% open</source>
        <translation>مفتوح بنسبة {percent}%</translation>
    </message>
    <message>
        <source>set to {wanted} °C; it is {now} °C</source>
        <translation>مضبوط على ‎{wanted} °C؛ والحرارة الآن ‎{now} °C</translation>
    </message>
    <message>
        <source>on, at {percent}%</source>
        <translation>قيد التشغيل، عند {percent}%</translation>
    </message>
    <message>
        <source>at {percent}% brightness</source>
        <translation>بسطوع {percent}%</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>بلا صوت</translation>
    </message>
    <message>
        <source>at {percent}% volume</source>
        <translation>بمستوى صوت {percent}%</translation>
    </message>
    <message>
        <source>{device}: {state}.</source>
        <translation>‏{device}: {state}.</translation>
    </message>
    <message>
        <source>Yes, it is {state}.</source>
        <translation>نعم، إنه {state}.</translation>
    </message>
    <message>
        <source>No, it is not {state}.</source>
        <translation>لا، ليس {state}.</translation>
    </message>
    <message>
        <source>devices</source>
        <translation>الأجهزة</translation>
    </message>
    <message>
        <source>No: none of the {devices} is {state}.</source>
        <translation>لا: لا شيء من {devices} {state}.</translation>
    </message>
    <message>
        <source>Yes, all {count} {devices} are {state}.</source>
        <translation>نعم، كل {devices} ({count}) {state}.</translation>
    </message>
    <message>
        <source>{device} is {state}.</source>
        <translation>‏{device} {state}.</translation>
    </message>
    <message>
        <source>{devices} are {state}.</source>
        <translation>‏{devices} {state}.</translation>
    </message>
    <message>
        <source>{device}: it is {now} °C, and set to {wanted} °C.</source>
        <translation>‏{device}: الحرارة ‎{now} °C، والمضبوط ‎{wanted} °C.</translation>
    </message>
    <message>
        <source>`edgeassist home list` shows the rooms and devices there are.</source>
        <translation>يعرض `edgeassist home list` الغرف والأجهزة الموجودة.</translation>
    </message>
    <message>
        <source>The home has no device {device!r}.</source>
        <translation>ليس في المنزل جهاز {device!r}.</translation>
    </message>
    <message>
        <source>The home has nothing called “{name}”.</source>
        <translation>ليس في المنزل شيء باسم «{name}».</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>اختر اسمًا آخر.</translation>
    </message>
    <message>
        <source>Something in the home is called “{name}” already.</source>
        <translation>في المنزل شيء باسم «{name}» بالفعل.</translation>
    </message>
    <message>
        <source>Choose a name of letters and digits, {most} characters at most.</source>
        <translation>اختر اسمًا من حروف وأرقام، {most} حرف على الأكثر.</translation>
    </message>
    <message>
        <source>This cannot be a name.</source>
        <translation>لا يمكن أن يكون هذا اسمًا.</translation>
    </message>
    <message>
        <source>Kinds are {kinds}.</source>
        <translation>الأنواع هي {kinds}.</translation>
    </message>
    <message>
        <source>There is no kind of device called “{kind}”.</source>
        <translation>لا يوجد نوع من الأجهزة باسم «{kind}».</translation>
    </message>
    <message>
        <source>Remove its devices first.</source>
        <translation>أزل أجهزتها أولًا.</translation>
    </message>
    <message>
        <source>There are still devices in “{room}”.</source>
        <translation>ما زالت في «{room}» أجهزة.</translation>
    </message>
    <message>
        <source>Remove a device first.</source>
        <translation>أزل جهازًا أولًا.</translation>
    </message>
    <message>
        <source>The simulated home takes {most} devices at most.</source>
        <translation>يتّسع المنزل المحاكى لعدد {most} من الأجهزة على الأكثر.</translation>
    </message>
    <message>
        <source>simulated home</source>
        <translation>المنزل المحاكى</translation>
    </message>
    <message>
        <source>light</source>
        <translation>ضوء</translation>
    </message>
    <message>
        <source>lights</source>
        <translation>الأضواء</translation>
    </message>
    <message>
        <source>switch</source>
        <translation>مفتاح</translation>
    </message>
    <message>
        <source>switches</source>
        <translation>المفاتيح</translation>
    </message>
    <message>
        <source>cover</source>
        <translation>ساتر</translation>
    </message>
    <message>
        <source>covers</source>
        <translation>السواتر</translation>
    </message>
    <message>
        <source>fan</source>
        <translation>مروحة</translation>
    </message>
    <message>
        <source>fans</source>
        <translation>المراوح</translation>
    </message>
    <message>
        <source>thermostat</source>
        <translation>منظّم حرارة</translation>
    </message>
    <message>
        <source>thermostats</source>
        <translation>منظّمات الحرارة</translation>
    </message>
    <message>
        <source>lock</source>
        <translation>قفل</translation>
    </message>
    <message>
        <source>locks</source>
        <translation>الأقفال</translation>
    </message>
    <message>
        <source>player</source>
        <translation>مشغّل وسائط</translation>
    </message>
    <message>
        <source>players</source>
        <translation>مشغّلات الوسائط</translation>
    </message>
    <message>
        <source>vacuum</source>
        <translation>مكنسة آلية</translation>
    </message>
    <message>
        <source>vacuums</source>
        <translation>المكانس الآلية</translation>
    </message>
    <message>
        <source>blinds</source>
        <translation>الستائر المعدنية</translation>
    </message>
    <message>
        <source>curtains</source>
        <translation>الستائر</translation>
    </message>
    <message>
        <source>garage doors</source>
        <translation>أبواب المرآب</translation>
    </message>
    <message>
        <source>doors</source>
        <translation>الأبواب</translation>
    </message>
    <message>
        <source>gates</source>
        <translation>البوابات</translation>
    </message>
    <message>
        <source>shutters</source>
        <translation>مصاريع النوافذ</translation>
    </message>
    <message>
        <source>shades</source>
        <translation>ستائر التظليل</translation>
    </message>
    <message>
        <source>awnings</source>
        <translation>المظلات</translation>
    </message>
    <message>
        <source>windows</source>
        <translation>النوافذ</translation>
    </message>
    <message>
        <source>The home has no room called “{name}”.</source>
        <translation>ليس في المنزل غرفة باسم «{name}».</translation>
    </message>
    <message>
        <source>The home has no floors; name a room.</source>
        <translation>ليس في المنزل طوابق؛ سمِّ غرفة.</translation>
    </message>
    <message>
        <source>Which one: {devices}? Say its name, or “all lights”.</source>
        <translation>أيها: {devices}؟ قل اسمه، أو «all lights».</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>‏{count} أخرى</translation>
    </message>
    <message>
        <source>device</source>
        <translation>جهاز</translation>
    </message>
    <message>
        <source>The home has no device called “{name}”.</source>
        <translation>ليس في المنزل جهاز باسم «{name}».</translation>
    </message>
    <message>
        <source>{device} is not in {room}.</source>
        <translation>ليس {device} في {room}.</translation>
    </message>
    <message>
        <source>{device} cannot do that: it is a {kind}.</source>
        <translation>لا يستطيع {device} ذلك: نوعه {kind}.</translation>
    </message>
    <message>
        <source>all {devices} in {room}</source>
        <translation>كل {devices} في {room}</translation>
    </message>
    <message>
        <source>all {devices}</source>
        <translation>كل {devices}</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>كل شيء</translation>
    </message>
    <message>
        <source>devices of that kind</source>
        <translation>أجهزة من هذا النوع</translation>
    </message>
    <message>
        <source>Say which door by its name: {doors}.</source>
        <translation>قل أي باب باسمه: {doors}.</translation>
    </message>
    <message>
        <source>There are no {devices} in {room}.</source>
        <translation>لا وجود لـ {devices} في {room}.</translation>
    </message>
    <message>
        <source>There are no {devices} in the home.</source>
        <translation>لا وجود لـ {devices} في المنزل.</translation>
    </message>
    <message>
        <source>There is {devices}.</source>
        <translation>يوجد {devices}.</translation>
    </message>
    <message>
        <source>There is no list called “{name}”. There is: {lists}. You can say “make a {name} list”.</source>
        <translation>لا توجد قائمة باسم «{name}». يوجد: {lists}. يمكنك أن تقول «make a {name} list».</translation>
    </message>
    <message>
        <source>“{what}” is no time of day. Say it like “set an alarm for seven in the morning”.</source>
        <translation>ليس «{what}» وقتًا من اليوم. قله هكذا: «set an alarm for seven in the morning».</translation>
    </message>
    <message>
        <source>“{what}” is no language that is known here.</source>
        <translation>ليست «{what}» لغة معروفة هنا.</translation>
    </message>
    <message>
        <source>Say a number from 0 to 100 per cent.</source>
        <translation>قل عددًا من 0 إلى 100 في المئة.</translation>
    </message>
    <message>
        <source>A negative number has no square root.</source>
        <translation>ليس للعدد السالب جذر تربيعي.</translation>
    </message>
    <message>
        <source>A timer needs a second at least: “set a timer for ten minutes”.</source>
        <translation>يحتاج المؤقت إلى ثانية على الأقل: «set a timer for ten minutes».</translation>
    </message>
    <message>
        <source>That is too large to be reckoned with here: 24 digits in a number are the most.</source>
        <translation>هذا أكبر من أن يُحسب هنا: الحد الأقصى 24 رقمًا في العدد.</translation>
    </message>
    <message>
        <source>There is no {device} in the home. There is nothing of that kind.</source>
        <translation>لا يوجد {device} في المنزل. لا شيء من هذا النوع موجود.</translation>
    </message>
    <message>
        <source>There is no {device} in the home. There is {devices}.</source>
        <translation>لا يوجد {device} في المنزل. يوجد {devices}.</translation>
    </message>
    <message>
        <source>{number} what? Say “set a timer for {number} minutes”.</source>
        <translation>‏{number} ماذا؟ قل «set a timer for {number} minutes».</translation>
    </message>
    <message>
        <source>Write it with numbers and the signs + - * / ^ % ( ).</source>
        <translation>اكتبها بأعداد وبالعلامات ‎+ - * / ^ % ( ).</translation>
    </message>
    <message>
        <source>These words and signs make no sum.</source>
        <translation>هذه الكلمات والعلامات لا تؤلف عملية حسابية.</translation>
    </message>
    <message>
        <source>Change what comes after the division sign.</source>
        <translation>غيّر ما بعد علامة القسمة.</translation>
    </message>
    <message>
        <source>This sum divides by zero, which has no result.</source>
        <translation>تقسم هذه العملية على صفر، ولا نتيجة لذلك.</translation>
    </message>
    <message>
        <source>Take the root of a number that is not below zero.</source>
        <translation>خذ جذر عدد لا يقل عن الصفر.</translation>
    </message>
    <message>
        <source>The root of a number below zero is no number on the line.</source>
        <translation>جذر عدد أقل من الصفر ليس عددًا حقيقيًا.</translation>
    </message>
    <message>
        <source>Ask for a smaller sum.</source>
        <translation>اطلب عملية حسابية أصغر.</translation>
    </message>
    <message>
        <source>The result would be too large to work out here.</source>
        <translation>ستكون النتيجة أكبر من أن تُحسب هنا.</translation>
    </message>
    <message>
        <source>Waiting for the server</source>
        <translation>جارٍ انتظار الخادم</translation>
    </message>
    <message>
        <source>Fetching over a poor connection</source>
        <translation>جارٍ التنزيل عبر اتصال ضعيف</translation>
    </message>
    <message>
        <source>Fetching</source>
        <translation>جارٍ التنزيل</translation>
    </message>
    <message>
        <source>Checking what is here</source>
        <translation>جارٍ فحص الموجود هنا</translation>
    </message>
    <message>
        <source>Fetching very slowly</source>
        <translation>جارٍ التنزيل ببطء شديد</translation>
    </message>
    <message>
        <source>Close EdgeAssist and start it again.</source>
        <translation>أغلق EdgeAssist وشغّله من جديد.</translation>
    </message>
    <message>
        <source>The part of EdgeAssist that opens connections has ended. Nothing was sent.</source>
        <translation>انتهى الجزء الذي يفتح الاتصالات من EdgeAssist. لم يُرسل شيء.</translation>
    </message>
    <message>
        <source>file {path} in {repo}</source>
        <translation>الملف ‎{path} في {repo}</translation>
    </message>
    <message>
        <source>{host} (HF_HUB_OFFLINE is set)</source>
        <translation>‏{host} ‏(HF_HUB_OFFLINE مضبوط)</translation>
    </message>
    <message>
        <source>its answer is not what was asked for</source>
        <translation>جوابه ليس ما طُلب</translation>
    </message>
    <message>
        <source>it does not say which commit its list is of</source>
        <translation>لا يقول لأي إيداع قائمته</translation>
    </message>
    <message>
        <source>Searching for models</source>
        <translation>البحث عن نماذج</translation>
    </message>
    <message>
        <source>Asking what a model has</source>
        <translation>السؤال عما لدى نموذج</translation>
    </message>
    <message>
        <source>it points from one address to the next without end</source>
        <translation>يحيل من عنوان إلى آخر بلا نهاية</translation>
    </message>
    <message>
        <source>it points to {host}</source>
        <translation>يحيل إلى {host}</translation>
    </message>
    <message>
        <source>it packed its answer although it was asked not to</source>
        <translation>ضغط جوابه مع أنه طُلب منه ألا يفعل</translation>
    </message>
    <message>
        <source>it points to {target}</source>
        <translation>يحيل إلى ‎{target}</translation>
    </message>
    <message>
        <source>its answer is far too long</source>
        <translation>جوابه أطول من اللازم بكثير</translation>
    </message>
    <message>
        <source>{reason} (is this computer&apos;s date right?)</source>
        <translation>‏{reason} (هل تاريخ هذا الحاسوب صحيح؟)</translation>
    </message>
    <message>
        <source>it does not keep to the rules of HTTP or TLS</source>
        <translation>لا يلتزم قواعد HTTP أو TLS</translation>
    </message>
    <message>
        <source>a library asked it something on its own, which is not allowed</source>
        <translation>سألته مكتبة برمجية شيئًا من تلقاء نفسها، وهذا غير مسموح</translation>
    </message>
    <message>
        <source>The repository “{name}” is refused: {reason}.</source>
        <translation>رُفض المستودع «{name}»: {reason}.</translation>
    </message>
    <message>
        <source>The revision “{name}” is refused: {reason}.</source>
        <translation>رُفضت المراجعة «{name}»: {reason}.</translation>
    </message>
    <message>
        <source>The file name “{name}” is refused: {reason}.</source>
        <translation>رُفض اسم الملف «{name}»: {reason}.</translation>
    </message>
    <message>
        <source>Nothing was fetched or written. Check the name, or take the model from another place.</source>
        <translation>لم يُنزَّل أو يُكتب شيء. تحقق من الاسم، أو خذ النموذج من مكان آخر.</translation>
    </message>
    <message>
        <source>it is not of the form owner/name</source>
        <translation>ليس على شكل owner/name</translation>
    </message>
    <message>
        <source>it is no branch, tag or commit</source>
        <translation>ليس فرعًا ولا وسمًا ولا إيداعًا</translation>
    </message>
    <message>
        <source>it is empty or too long</source>
        <translation>فارغ أو أطول من اللازم</translation>
    </message>
    <message>
        <source>it begins at the root of the disk</source>
        <translation>يبدأ من جذر القرص</translation>
    </message>
    <message>
        <source>it holds characters that no file name may have</source>
        <translation>فيه رموز لا يجوز أن تكون في اسم ملف</translation>
    </message>
    <message>
        <source>it leads out of its folder</source>
        <translation>يقود إلى خارج مجلده</translation>
    </message>
    <message>
        <source>a part of it begins or ends with a blank or a dot</source>
        <translation>جزء منه يبدأ أو ينتهي بفراغ أو نقطة</translation>
    </message>
    <message>
        <source>Windows keeps that name for a device</source>
        <translation>يحتفظ Windows بهذا الاسم لجهاز</translation>
    </message>
    <message>
        <source>The hub</source>
        <translation>Hugging Face</translation>
    </message>
    <message>
        <source>it answered with status {status}</source>
        <translation>أجاب بالحالة {status}</translation>
    </message>
    <message>
        <source>Fetching a model</source>
        <translation>تنزيل نموذج</translation>
    </message>
    <message>
        <source>it goes round in circles</source>
        <translation>يدور في حلقة مفرغة</translation>
    </message>
    <message>
        <source>it is out of date, or the clock of this computer is wrong (it says {date})</source>
        <translation>انتهت صلاحيتها، أو ساعة هذا الحاسوب خاطئة (تقول {date})</translation>
    </message>
    <message>
        <source>the file at {host}</source>
        <translation>الملف على {host}</translation>
    </message>
    <message>
        <source>such file</source>
        <translation>ملف كهذا</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>الملف</translation>
    </message>
    <message>
        <source>Fetching damaged parts again</source>
        <translation>جارٍ تنزيل الأجزاء التالفة من جديد</translation>
    </message>
    <message>
        <source>What has arrived is kept; start it again to go on from there.</source>
        <translation>ما وصل محفوظ؛ ابدأه من جديد ليستمر من هناك.</translation>
    </message>
    <message>
        <source>the hub</source>
        <translation>Hugging Face</translation>
    </message>
    <message>
        <source>Check the network cable or Wi-Fi. The models you have still work, and a model file can also be imported from a USB stick.</source>
        <translation>تحقق من كابل الشبكة أو Wi-Fi. النماذج التي لديك ما زالت تعمل، ويمكن أيضًا استيراد ملف نموذج من ذاكرة USB.</translation>
    </message>
    <message>
        <source>{host} cannot be reached: this computer seems to be offline.</source>
        <translation>لا يمكن الوصول إلى {host}: يبدو أن هذا الحاسوب غير متصل.</translation>
    </message>
    <message>
        <source>Nothing was lost. Try again in a while, or import a model from a file.</source>
        <translation>لم يُفقد شيء. حاول مجددًا بعد حين، أو استورد نموذجًا من ملف.</translation>
    </message>
    <message>
        <source>{host} did not answer in time.</source>
        <translation>لم يجب {host} في الوقت المتاح.</translation>
    </message>
    <message>
        <source>{host} sent nothing in {tries} tries, so the download is paused.</source>
        <translation>لم يرسل {host} شيئًا في {tries} محاولة، لذلك أُوقف التنزيل مؤقتًا.</translation>
    </message>
    <message>
        <source>This is not your fault. Try again in some minutes, or import a model from a file.</source>
        <translation>ليس هذا خطأك. حاول مجددًا بعد بضع دقائق، أو استورد نموذجًا من ملف.</translation>
    </message>
    <message>
        <source>{host} has trouble of its own: {reason}.</source>
        <translation>لدى {host} مشكلة عنده: {reason}.</translation>
    </message>
    <message>
        <source>Try again then.</source>
        <translation>حاول مجددًا عندها.</translation>
    </message>
    <message>
        <source>{host} is busy until {time}: it got too many requests from this network.</source>
        <translation>الخادم {host} مشغول حتى {time}: تلقّى طلبات كثيرة من هذه الشبكة.</translation>
    </message>
    <message>
        <source>{host} is busy and does not say for how long: it got too many requests from this network.</source>
        <translation>الخادم {host} مشغول ولا يقول إلى متى: تلقّى طلبات كثيرة من هذه الشبكة.</translation>
    </message>
    <message>
        <source>Accept the model&apos;s terms on its page, make a read token there, add it under Models, and try again.</source>
        <translation>اقبل شروط النموذج في صفحته، وأنشئ هناك رمز دخول للقراءة، وأضفه من صفحة النماذج، ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>{what} is only given to people who are signed in.</source>
        <translation>لا يُعطى {what} إلا لمن سجّلوا الدخول.</translation>
    </message>
    <message>
        <source>Make a new read token on the hub&apos;s settings page and add it under Models.</source>
        <translation>أنشئ رمز دخول جديدًا للقراءة في صفحة إعدادات Hugging Face وأضفه من صفحة النماذج.</translation>
    </message>
    <message>
        <source>The hub does not accept your token for {what}.</source>
        <translation>لا يقبل Hugging Face رمز الدخول الذي لديك من أجل {what}.</translation>
    </message>
    <message>
        <source>Open the model&apos;s page in a browser, ask for access or accept its terms, and try again.</source>
        <translation>افتح صفحة النموذج في متصفح، واطلب الوصول أو اقبل شروطه، ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>This account has no access to {what}.</source>
        <translation>ليس لهذا الحساب وصول إلى {what}.</translation>
    </message>
    <message>
        <source>Check the spelling. A private model looks the same as one that does not exist until you sign in.</source>
        <translation>تحقق من التهجئة. النموذج الخاص يبدو كالنموذج غير الموجود إلى أن تسجّل الدخول.</translation>
    </message>
    <message>
        <source>{host} has no {what}.</source>
        <translation>ليس لدى {host} {what}.</translation>
    </message>
    <message>
        <source>Pick another file or another model; copies you already have still work.</source>
        <translation>اختر ملفًا آخر أو نموذجًا آخر؛ النسخ التي لديك ما زالت تعمل.</translation>
    </message>
    <message>
        <source>{what} was taken off {host}.</source>
        <translation>أُزيل {what} من {host}.</translation>
    </message>
    <message>
        <source>{host} gave an answer that makes no sense here ({status}).</source>
        <translation>أعطى {host} جوابًا لا معنى له هنا ({status}).</translation>
    </message>
    <message>
        <source>Open a web browser, sign in to the network there, then try again.</source>
        <translation>افتح متصفح ويب، وسجّل الدخول إلى الشبكة هناك، ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>This network wants a login page to be filled in first: a web page came instead of what {host} has.</source>
        <translation>تريد هذه الشبكة ملء صفحة دخول أولًا: وصلت صفحة ويب بدلًا مما لدى {host}.</translation>
    </message>
    <message>
        <source>If this network has a login page, sign in with a web browser first. Otherwise do not use this server; if you set a mirror or HF_ENDPOINT, remove it.</source>
        <translation>إذا كانت لهذه الشبكة صفحة دخول فسجّل الدخول بمتصفح ويب أولًا. وإلا فلا تستخدم هذا الخادم؛ وإن كنت قد ضبطت موقعًا بديلًا أو HF_ENDPOINT فأزله.</translation>
    </message>
    <message>
        <source>{host} wanted to send us elsewhere, which was refused: {reason}.</source>
        <translation>أراد {host} تحويلنا إلى مكان آخر، فرُفض ذلك: {reason}.</translation>
    </message>
    <message>
        <source>This server does not have the file it claims to have. Choose another source.</source>
        <translation>ليس لدى هذا الخادم الملف الذي يدّعيه. اختر مصدرًا آخر.</translation>
    </message>
    <message>
        <source>{host} sent more than the {size} this file has; it was cut off.</source>
        <translation>أرسل {host} أكثر من {size} وهو حجم هذا الملف؛ فقُطع.</translation>
    </message>
    <message>
        <source>Try another network, switch a proxy or virus scanner that looks into downloads off, or import the file from a USB stick. A model you had before is untouched.</source>
        <translation>جرّب شبكة أخرى، أو أوقف الخادم الوكيل أو مضاد الفيروسات الذي يفحص التنزيلات، أو استورد الملف من ذاكرة USB. النموذج الذي كان لديك لم يُمسّ.</translation>
    </message>
    <message>
        <source>The file that arrived did not match its checksum, twice. It is not used.</source>
        <translation>لم يطابق الملف الذي وصل مجموع التحقق، مرتين. لا يُستخدم.</translation>
    </message>
    <message>
        <source>Free some space, then go on. What has arrived is kept; start it again to go on from there.</source>
        <translation>حرّر بعض المساحة ثم تابع. ما وصل محفوظ؛ ابدأه من جديد ليستمر من هناك.</translation>
    </message>
    <message>
        <source>The drive is too full: the download needs {size} more.</source>
        <translation>القرص ممتلئ أكثر من اللازم: يحتاج التنزيل إلى {size} إضافية.</translation>
    </message>
    <message>
        <source>The drive is too full: it takes no more files.</source>
        <translation>القرص ممتلئ أكثر من اللازم: لا يأخذ ملفات أخرى.</translation>
    </message>
    <message>
        <source>Check the drive of the models folder. What has arrived is kept; start it again to go on from there.</source>
        <translation>افحص القرص الذي فيه مجلد النماذج. ما وصل محفوظ؛ ابدأه من جديد ليستمر من هناك.</translation>
    </message>
    <message>
        <source>The drive of the models cannot be written: {reason}.</source>
        <translation>لا يمكن الكتابة على القرص الذي فيه النماذج: {reason}.</translation>
    </message>
    <message>
        <source>it gives no reason</source>
        <translation>لا يذكر سببًا</translation>
    </message>
    <message>
        <source>Check the proxy in the settings (`none` uses none) or the system&apos;s, or ask who runs the network.</source>
        <translation>تحقق من الخادم الوكيل في الإعدادات (`none` لا يستخدم أيًّا) أو في النظام، أو اسأل من يدير الشبكة.</translation>
    </message>
    <message>
        <source>The proxy {proxy} cannot be reached.</source>
        <translation>لا يمكن الوصول إلى الخادم الوكيل {proxy}.</translation>
    </message>
    <message>
        <source>If it wants a name and password, write it as http://name:password@host:port in the settings.</source>
        <translation>إذا طلب اسمًا وكلمة مرور فاكتبه هكذا في الإعدادات: http://name:password@host:port.</translation>
    </message>
    <message>
        <source>The proxy {proxy} does not let us through without signing in to it.</source>
        <translation>لا يدعنا الخادم الوكيل {proxy} نمر دون تسجيل الدخول إليه.</translation>
    </message>
    <message>
        <source>Nothing was sent. Check that this computer&apos;s date is right. In an office or school, ask for its certificate to be installed on this computer.</source>
        <translation>لم يُرسل شيء. تحقق من صحة تاريخ هذا الحاسوب. وفي مكتب أو مدرسة اطلب تثبيت شهادتهما على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted here: {reason}.</source>
        <translation>شهادة {host} غير موثوقة هنا: {reason}.</translation>
    </message>
    <message>
        <source>The proxy {proxy} seems to put its own certificate in place.</source>
        <translation>يبدو أن الخادم الوكيل {proxy} يضع شهادته مكان الأصلية.</translation>
    </message>
    <message>
        <source>Set the date and time of this computer, then try again. Nothing was sent.</source>
        <translation>اضبط تاريخ هذا الحاسوب ووقته ثم حاول مجددًا. لم يُرسل شيء.</translation>
    </message>
    <message>
        <source>{host} cannot be checked because the clock of this computer is wrong: it says {date}.</source>
        <translation>لا يمكن التحقق من {host} لأن ساعة هذا الحاسوب خاطئة: تقول {date}.</translation>
    </message>
    <message>
        <source>The address of the hub cannot be used: “{address}”.</source>
        <translation>لا يمكن استخدام عنوان Hugging Face: «{address}».</translation>
    </message>
    <message>
        <source>The address of the proxy cannot be used: “{address}”.</source>
        <translation>لا يمكن استخدام عنوان الخادم الوكيل: «{address}».</translation>
    </message>
    <message>
        <source>The address of the download cannot be used: “{address}”.</source>
        <translation>لا يمكن استخدام عنوان التنزيل: «{address}».</translation>
    </message>
    <message>
        <source>Write it as https://host or http://host:port; `none` as the proxy uses none.</source>
        <translation>اكتبه هكذا: https://host أو http://host:port؛ و`none` للخادم الوكيل لا يستخدم أيًّا.</translation>
    </message>
    <message>
        <source>the server</source>
        <translation>الخادم</translation>
    </message>
    <message>
        <source>it leads to something that is no web address</source>
        <translation>يقود إلى ما ليس عنوان ويب</translation>
    </message>
    <message>
        <source>it leads from a protected connection to an open one</source>
        <translation>يقود من اتصال محمي إلى اتصال مكشوف</translation>
    </message>
    <message>
        <source>it leads to an address that belongs to no server</source>
        <translation>يقود إلى عنوان لا يخص أي خادم</translation>
    </message>
    <message>
        <source>it leads into this computer or its own network</source>
        <translation>يقود إلى هذا الحاسوب أو شبكته الخاصة</translation>
    </message>
    <message>
        <source>Turn the offline switch off (the lock at the top of the window, or `edgeassist network offline off`).</source>
        <translation>أوقف مفتاح قطع الاتصال (القفل في أعلى النافذة، أو `edgeassist network offline off`).</translation>
    </message>
    <message>
        <source>Start EdgeAssist again without --offline, and without {variable}.</source>
        <translation>شغّل EdgeAssist من جديد دون ‎--offline ودون {variable}.</translation>
    </message>
    <message>
        <source>The offline switch is on, so {host} was not asked. Nothing was sent.</source>
        <translation>مفتاح قطع الاتصال مشغّل، لذلك لم يُسأل {host}. لم يُرسل شيء.</translation>
    </message>
    <message>
        <source>no lock of the system: only our own check</source>
        <translation>لا قفل من النظام: تحققنا الخاص فقط</translation>
    </message>
    <message>
        <source>the process that opens connections could not be started: {reason}</source>
        <translation>تعذّر تشغيل العملية التي تفتح الاتصالات: {reason}</translation>
    </message>
    <message>
        <source>this kernel has no seccomp filter</source>
        <translation>ليس في نواة النظام هذه مرشّح seccomp</translation>
    </message>
    <message>
        <source>the kernel refused the lock: {reason}</source>
        <translation>رفضت نواة النظام القفل: {reason}</translation>
    </message>
    <message>
        <source>not known for this kind of processor ({machine})</source>
        <translation>غير معروف لهذا النوع من المعالجات ({machine})</translation>
    </message>
    <message>
        <source>the screen itself is reached over the network (DISPLAY={display})</source>
        <translation>الشاشة نفسها يُوصل إليها عبر الشبكة (DISPLAY={display})</translation>
    </message>
    <message>
        <source>Not one of EdgeAssist&apos;s downloads</source>
        <translation>ليس من تنزيلات EdgeAssist</translation>
    </message>
    <message>
        <source>The job was cancelled.</source>
        <translation>أُلغي العمل.</translation>
    </message>
    <message>
        <source>Start it again when you like.</source>
        <translation>ابدأه من جديد متى شئت.</translation>
    </message>
    <message>
        <source>Choose or import a model first.</source>
        <translation>اختر نموذجًا أو استورده أولًا.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Try again; if it happens twice, choose another model.</source>
        <translation>ما كُتب حتى الآن محفوظ. حاول مجددًا؛ وإذا تكرر ذلك فاختر نموذجًا آخر.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Close other programs, choose a smaller model or a shorter context.</source>
        <translation>ما كُتب حتى الآن محفوظ. أغلق برامج أخرى، أو اختر نموذجًا أصغر أو سياقًا أقصر.</translation>
    </message>
    <message>
        <source>Your files are safe. Run `edgeassist doctor` and report what it shows.</source>
        <translation>ملفاتك في أمان. شغّل `edgeassist doctor` وأبلغ عمّا يعرضه.</translation>
    </message>
    <message>
        <source>The engine stopped answering and was restarted.</source>
        <translation>توقّف المحرك عن الجواب وأُعيد تشغيله.</translation>
    </message>
    <message>
        <source>The engine did not stop when asked and was restarted.</source>
        <translation>لم يتوقف المحرك عندما طُلب منه وأُعيد تشغيله.</translation>
    </message>
    <message>
        <source>The engine sent something that is not part of its language and was restarted.</source>
        <translation>أرسل المحرك شيئًا ليس من لغته وأُعيد تشغيله.</translation>
    </message>
    <message>
        <source>The engine does not belong to this version of EdgeAssist.</source>
        <translation>المحرك ليس من هذا الإصدار من EdgeAssist.</translation>
    </message>
    <message>
        <source>Your files are safe. Install EdgeAssist again so that all its parts match.</source>
        <translation>ملفاتك في أمان. ثبّت EdgeAssist من جديد لتتطابق كل أجزائه.</translation>
    </message>
    <message>
        <source>The engine could not be started.</source>
        <translation>تعذّر تشغيل المحرك.</translation>
    </message>
    <message>
        <source>Your files are safe. Install EdgeAssist again, or run `edgeassist doctor` to see what is missing.</source>
        <translation>ملفاتك في أمان. ثبّت EdgeAssist من جديد، أو شغّل `edgeassist doctor` لترى ما ينقص.</translation>
    </message>
    <message>
        <source>The engine used an instruction that this processor does not have.</source>
        <translation>استخدم المحرك تعليمة ليست في هذا المعالج.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Run `edgeassist doctor` to choose safer processor code.</source>
        <translation>ما كُتب حتى الآن محفوظ. شغّل `edgeassist doctor` لاختيار شيفرة معالج أسلم.</translation>
    </message>
    <message>
        <source>The model file changed or its drive was removed while the engine was reading it.</source>
        <translation>تغيّر ملف النموذج أو نُزع القرص الذي هو عليه بينما كان المحرك يقرؤه.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Put the drive back, or import the model again.</source>
        <translation>ما كُتب حتى الآن محفوظ. أعد وصل القرص، أو استورد النموذج من جديد.</translation>
    </message>
    <message>
        <source>The engine crashed: it touched memory that is not its own.</source>
        <translation>انهار المحرك: لمس ذاكرة ليست له.</translation>
    </message>
    <message>
        <source>The engine gave up on this model.</source>
        <translation>تخلى المحرك عن هذا النموذج.</translation>
    </message>
    <message>
        <source>The engine stopped on an impossible calculation.</source>
        <translation>توقّف المحرك عند عملية حسابية مستحيلة.</translation>
    </message>
    <message>
        <source>The engine was told to stop by another program.</source>
        <translation>طلب برنامج آخر من المحرك أن يتوقف.</translation>
    </message>
    <message>
        <source>The engine did not understand what it was told.</source>
        <translation>لم يفهم المحرك ما قيل له.</translation>
    </message>
    <message>
        <source>None of the engine&apos;s processor code works on this machine.</source>
        <translation>لا تعمل أي من شيفرات المعالج لدى المحرك على هذا الجهاز.</translation>
    </message>
    <message>
        <source>The engine left without being asked.</source>
        <translation>غادر المحرك دون أن يُطلب منه.</translation>
    </message>
    <message>
        <source>The engine stopped with exit code {code}.</source>
        <translation>توقّف المحرك برمز الخروج {code}.</translation>
    </message>
    <message>
        <source>signal {number}</source>
        <translation>الإشارة {number}</translation>
    </message>
    <message>
        <source>The computer ran out of memory and the system stopped the engine.</source>
        <translation>نفدت ذاكرة الحاسوب وأوقف النظام المحرك.</translation>
    </message>
    <message>
        <source>The engine was killed from outside, most often because memory ran out.</source>
        <translation>أُنهي المحرك من الخارج، وأكثر ما يحدث ذلك عند نفاد الذاكرة.</translation>
    </message>
    <message>
        <source>The engine was stopped by {name}.</source>
        <translation>أوقف {name} المحرك.</translation>
    </message>
    <message>
        <source>Your files are safe. Run `edgeassist doctor`, or install EdgeAssist again.</source>
        <translation>ملفاتك في أمان. شغّل `edgeassist doctor`، أو ثبّت EdgeAssist من جديد.</translation>
    </message>
    <message>
        <source>The engine stopped twice with this model, so EdgeAssist does not load it again by itself. What was written is kept. Load it again, or choose another model.</source>
        <translation>توقّف المحرك مرتين مع هذا النموذج، لذلك لا يعيد EdgeAssist تحميله من تلقاء نفسه. ما كُتب محفوظ. حمّله من جديد، أو اختر نموذجًا آخر.</translation>
    </message>
    <message>
        <source>The text or file name holds characters that are not valid Unicode, so it cannot be passed on.</source>
        <translation>في النص أو اسم الملف حروف ليست Unicode صالحًا، فلا يمكن تمريره.</translation>
    </message>
    <message>
        <source>Nothing was lost. Remove those characters, or rename the file.</source>
        <translation>لم يُفقد شيء. أزل تلك الحروف، أو أعد تسمية الملف.</translation>
    </message>
    <message>
        <source>The text is too long to be read at once: {size}; {limit} fit.</source>
        <translation>النص أطول من أن يُقرأ دفعة واحدة: {size}؛ والسعة {limit}.</translation>
    </message>
    <message>
        <source>Nothing was lost. Send a part of it.</source>
        <translation>لم يُفقد شيء. أرسل جزءًا منه.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Start it again when you like.</source>
        <translation>النموذج الذي بدأت منه لم يُمسّ. ابدأه من جديد متى شئت.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Close other programs and start again.</source>
        <translation>النموذج الذي بدأت منه لم يُمسّ. أغلق برامج أخرى وابدأ من جديد.</translation>
    </message>
    <message>
        <source>There was not enough memory for this work, and the system stopped it.</source>
        <translation>لم تكفِ الذاكرة لهذا العمل، فأوقفه النظام.</translation>
    </message>
    <message>
        <source>EdgeAssist opens a connection only when you press Search Hugging Face, Get, Resume, Try again, Go on, Repair or Unlock and get it. What you and a model write is never sent.</source>
        <translation>لا يفتح EdgeAssist اتصالًا إلا عندما تضغط «البحث في Hugging Face» أو «تنزيل» أو «استئناف» أو «محاولة أخرى» أو «متابعة» أو «إصلاح» أو «فتح القفل والتنزيل». وما تكتبه أنت والنموذج لا يُرسَل أبدًا.</translation>
    </message>
    <message>
        <source>The offline switch is on: EdgeAssist opens no connection at all, whoever asks for one.</source>
        <translation>مفتاح قطع الاتصال مشغّل: لا يفتح EdgeAssist أي اتصال إطلاقًا، أيًا كان من يطلبه.</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>البقاء دون اتصال</translation>
    </message>
    <message>
        <source>Stays offline until EdgeAssist is closed</source>
        <translation>يبقى دون اتصال إلى أن يُغلق EdgeAssist</translation>
    </message>
    <message>
        <source>Network log and protection…</source>
        <translation>سجل الشبكة والحماية…</translation>
    </message>
    <message>
        <source>Now: {what}</source>
        <translation>الآن: {what}</translation>
    </message>
    <message>
        <source>Nothing goes over the network now</source>
        <translation>لا شيء يمر عبر الشبكة الآن</translation>
    </message>
    <message>
        <source>fetching {names} and asking Hugging Face</source>
        <translation>تنزيل {names} وسؤال Hugging Face</translation>
    </message>
    <message>
        <source>fetching {names}</source>
        <translation>تنزيل {names}</translation>
    </message>
    <message>
        <source>asking Hugging Face</source>
        <translation>سؤال Hugging Face</translation>
    </message>
    <message>
        <source>Kept by our own check only</source>
        <translation>مضمون بتحققنا الخاص فقط</translation>
    </message>
    <message>
        <source>Kept by the kernel and by our own check</source>
        <translation>مضمون بنواة النظام وبتحققنا الخاص</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>متصل</translation>
    </message>
    <message>
        <source>Offline, locked</source>
        <translation>غير متصل، مقفل</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>غير متصل</translation>
    </message>
    <message>
        <source>Online now: {what}.</source>
        <translation>متصل الآن: {what}.</translation>
    </message>
    <message>
        <source>No connection was ever opened.</source>
        <translation>لم يُفتح أي اتصال قط.</translation>
    </message>
    <message>
        <source>Reading the log…</source>
        <translation>جارٍ قراءة السجل…</translation>
    </message>
    <message>
        <source>When</source>
        <translation>متى</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>أين</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>النتيجة</translation>
    </message>
    <message>
        <source>Came in</source>
        <translation>دخل</translation>
    </message>
    <message>
        <source>For what</source>
        <translation>لأجل ماذا</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>فُتح</translation>
    </message>
    <message>
        <source>Could not be opened</source>
        <translation>تعذّر فتحه</translation>
    </message>
    <message>
        <source>Refused: switch on</source>
        <translation>رُفض: المفتاح مشغّل</translation>
    </message>
    <message>
        <source>Refused: not ours</source>
        <translation>رُفض: ليس منّا</translation>
    </message>
    <message>
        <source>One page for whoever answers for security: switch, protection, attempts and versions.</source>
        <translation>صفحة واحدة لمن يُسأل عن الأمان: المفتاح والحماية والمحاولات والإصدارات.</translation>
    </message>
    <message>
        <source>Tables (*.csv);;JSON (*.json)</source>
        <translation>جداول (*.csv);;JSON (*.json)</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>النظر مجددًا</translation>
    </message>
    <message>
        <source>Export the log…</source>
        <translation>تصدير السجل…</translation>
    </message>
    <message>
        <source>Write a report…</source>
        <translation>كتابة تقرير…</translation>
    </message>
    <message>
        <source>What protects</source>
        <translation>ما الذي يحمي</translation>
    </message>
    <message>
        <source>Every connection attempted</source>
        <translation>كل محاولة اتصال</translation>
    </message>
    <message>
        <source>EdgeAssist was started with --offline: nothing is opened in this run.</source>
        <translation>شُغّل EdgeAssist باستخدام ‎--offline: لا يُفتح شيء في هذه الجلسة.</translation>
    </message>
    <message>
        <source>Nothing is opened, whoever asks. Downloads that ran are paused and go on when you turn this off.</source>
        <translation>لا يُفتح شيء، أيًا كان من يطلبه. التنزيلات الجارية متوقفة مؤقتًا وتستمر عندما توقف هذا.</translation>
    </message>
    <message numerus="yes">
        <source>{n} older one is in the export.</source>
        <comment>{n} older ones are in the export.</comment>
        <translation>
            <numerusform>كل شيء في التصدير.</numerusform>
            <numerusform>في التصدير محاولة أقدم واحدة.</numerusform>
            <numerusform>في التصدير محاولتان أقدم.</numerusform>
            <numerusform>في التصدير {n} محاولات أقدم.</numerusform>
            <numerusform>في التصدير {n} محاولة أقدم.</numerusform>
            <numerusform>في التصدير {n} محاولة أقدم.</numerusform>
        </translation>
    </message>
    <message>
        <source>Export the network log</source>
        <translation>تصدير سجل الشبكة</translation>
    </message>
    <message>
        <source>Write a network report</source>
        <translation>كتابة تقرير عن الشبكة</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>غير مذكور</translation>
    </message>
    <message>
        <source>Missing: {what}.</source>
        <translation>ناقص: {what}.</translation>
    </message>
    <message>
        <source>the models folder, by hand</source>
        <translation>مجلد النماذج، يدويًا</translation>
    </message>
    <message>
        <source>Put one model file into each folder below the models folder. Nothing was changed.</source>
        <translation>ضع ملف نموذج واحدًا في كل مجلد داخل مجلد النماذج. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>This model was copied here by hand and has not been looked at yet.</source>
        <translation>نُسخ هذا النموذج إلى هنا يدويًا ولم يُفحص بعد.</translation>
    </message>
    <message>
        <source>{name} cannot be taken in: {reason}.</source>
        <translation>لا يمكن إدخال {name}: {reason}.</translation>
    </message>
    <message>
        <source>The folder {name} holds {count} different model files.</source>
        <translation>في المجلد {name} ملفات نماذج مختلفة، عددها {count}.</translation>
    </message>
    <message>
        <source>The folder {name} holds no model file.</source>
        <translation>ليس في المجلد {name} ملف نموذج.</translation>
    </message>
    <message>
        <source>Its content is the same as that of {id}.</source>
        <translation>محتواه مطابق لمحتوى {id}.</translation>
    </message>
    <message>
        <source>Wait until it has ended, or stop it, and try again. Nothing was changed.</source>
        <translation>انتظر حتى ينتهي، أو أوقفه، ثم حاول مجددًا. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>The models are being moved to another folder right now.</source>
        <translation>تُنقل النماذج الآن إلى مجلد آخر.</translation>
    </message>
    <message>
        <source>A download, an import or a smaller copy is still being worked on.</source>
        <translation>ما زال هناك تنزيل أو استيراد أو نسخة أصغر قيد العمل.</translation>
    </message>
    <message>
        <source>The models are being moved by another window already.</source>
        <translation>تنقل نافذة أخرى النماذج بالفعل.</translation>
    </message>
    <message>
        <source>The models folder cannot be written: {reason}.</source>
        <translation>لا يمكن الكتابة في مجلد النماذج: {reason}.</translation>
    </message>
    <message>
        <source>A later EdgeAssist wrote the description of this model. Nothing was changed: start that one again, or copy the model&apos;s file elsewhere and import it here.</source>
        <translation>كتب وصفَ هذا النموذج إصدارٌ أحدث من EdgeAssist. لم يتغير شيء: شغّل ذلك الإصدار من جديد، أو انسخ ملف النموذج إلى مكان آخر واستورده هنا.</translation>
    </message>
    <message>
        <source>The description of this model cannot be read: {reason}.</source>
        <translation>لا يمكن قراءة وصف هذا النموذج: {reason}.</translation>
    </message>
    <message>
        <source>The description of this model is damaged; import its file again.</source>
        <translation>وصف هذا النموذج تالف؛ استورد ملفه من جديد.</translation>
    </message>
    <message>
        <source>The description of this model names a file outside its folder.</source>
        <translation>وصف هذا النموذج يسمّي ملفًا خارج مجلده.</translation>
    </message>
    <message>
        <source>This is a gzip archive, not a model.</source>
        <translation>هذا أرشيف gzip، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>This is a bzip2 archive, not a model.</source>
        <translation>هذا أرشيف bzip2، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>This is an xz archive, not a model.</source>
        <translation>هذا أرشيف xz، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>This is a 7-Zip archive, not a model.</source>
        <translation>هذا أرشيف 7-Zip، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>This is a RAR archive, not a model.</source>
        <translation>هذا أرشيف RAR، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>This is a Zstandard archive, not a model.</source>
        <translation>هذا أرشيف Zstandard، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>This is a PDF document, not a model.</source>
        <translation>هذا مستند PDF، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>This is a program for Linux, not a model.</source>
        <translation>هذا برنامج لنظام Linux، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>This is a program for Windows, not a model.</source>
        <translation>هذا برنامج لنظام Windows، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>This is a picture (PNG), not a model.</source>
        <translation>هذه صورة (PNG)، وليست نموذجًا.</translation>
    </message>
    <message>
        <source>This is a picture (JPEG), not a model.</source>
        <translation>هذه صورة (JPEG)، وليست نموذجًا.</translation>
    </message>
    <message>
        <source>This is a database (SQLite), not a model.</source>
        <translation>هذه قاعدة بيانات (SQLite)، وليست نموذجًا.</translation>
    </message>
    <message>
        <source>This is an HDF5 file (Keras weights), not a model.</source>
        <translation>هذا ملف HDF5 (أوزان Keras)، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>The file is empty: it has 0 bytes.</source>
        <translation>الملف فارغ: فيه 0 بايت.</translation>
    </message>
    <message>
        <source>This is a safetensors file: weights for other programs, which must be converted first.</source>
        <translation>هذا ملف safetensors: أوزان لبرامج أخرى، يجب تحويلها أولًا.</translation>
    </message>
    <message>
        <source>The file begins with nothing but zeros; it was probably never written to its end.</source>
        <translation>لا يبدأ الملف إلا بأصفار؛ الأرجح أنه لم يُكتب إلى نهايته.</translation>
    </message>
    <message>
        <source>This is not a GGUF model: {text}</source>
        <translation>هذا ليس نموذج GGUF: ‏{text}</translation>
    </message>
    <message>
        <source>This is a login page (HTML) saved under a model&apos;s name, not a model.</source>
        <translation>هذه صفحة دخول (HTML) محفوظة باسم نموذج، وليست نموذجًا.</translation>
    </message>
    <message>
        <source>This is a web page (HTML) saved under a model&apos;s name, not a model.</source>
        <translation>هذه صفحة ويب (HTML) محفوظة باسم نموذج، وليست نموذجًا.</translation>
    </message>
    <message>
        <source>This is an error message from a server in JSON form, not a model.</source>
        <translation>هذه رسالة خطأ من خادم بصيغة JSON، وليست نموذجًا.</translation>
    </message>
    <message>
        <source>This is a text in JSON form, not a model.</source>
        <translation>هذا نص بصيغة JSON، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>This is a Git LFS pointer: a note of about 130 bytes that stands for the model, not the model.</source>
        <translation>هذا مؤشر Git LFS: ملاحظة من نحو 130 بايت تنوب عن النموذج، وليس النموذج نفسه.</translation>
    </message>
    <message>
        <source>This is a Python pickle (a PyTorch checkpoint), not a GGUF model.</source>
        <translation>هذا ملف Python pickle (نقطة حفظ PyTorch)، وليس نموذج GGUF.</translation>
    </message>
    <message>
        <source>This is a zip archive, not a model.</source>
        <translation>هذا أرشيف zip، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>This is a tar archive, not a model.</source>
        <translation>هذا أرشيف tar، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>This is an old {name} model from before GGUF; the engine no longer reads that form.</source>
        <translation>هذا نموذج {name} قديم من قبل GGUF؛ لم يعد المحرك يقرأ تلك الصيغة.</translation>
    </message>
    <message>
        <source>The bytes of this GGUF file are in reversed order; it was damaged or made for other machines.</source>
        <translation>بايتات ملف GGUF هذا بترتيب معكوس؛ إما أنه تلف أو صُنع لأجهزة أخرى.</translation>
    </message>
    <message>
        <source>it does not begin with the GGUF mark.</source>
        <translation>لا يبدأ بعلامة GGUF.</translation>
    </message>
    <message>
        <source>it is a text file.</source>
        <translation>إنه ملف نصي.</translation>
    </message>
    <message>
        <source>The file&apos;s chat template took too much time or memory and is not used.</source>
        <translation>أخذ قالب المحادثة في الملف وقتًا أو ذاكرة أكثر من اللازم ولا يُستخدم.</translation>
    </message>
    <message>
        <source>The file&apos;s chat template failed in a trial ({name}) and is not used.</source>
        <translation>فشل قالب المحادثة في الملف عند تجربته ({name}) ولا يُستخدم.</translation>
    </message>
    <message>
        <source>The check of this file ended with an answer that makes no sense.</source>
        <translation>انتهى فحص هذا الملف بجواب لا معنى له.</translation>
    </message>
    <message>
        <source>Checking this file took too long and was stopped.</source>
        <translation>استغرق فحص هذا الملف وقتًا طويلًا فأُوقف.</translation>
    </message>
    <message>
        <source>The check of this file ended early, without an answer.</source>
        <translation>انتهى فحص هذا الملف مبكرًا بلا جواب.</translation>
    </message>
    <message>
        <source>Free some space, or choose a smaller quantization. Nothing was changed.</source>
        <translation>حرّر بعض المساحة، أو اختر تكميمًا أصغر. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Keep the models on a drive that is formatted for large files (exFAT, NTFS, ext4), or choose a smaller quantization. Nothing was changed.</source>
        <translation>احفظ النماذج على قرص مهيّأ للملفات الكبيرة (exFAT أو NTFS أو ext4)، أو اختر تكميمًا أصغر. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Check the folder&apos;s rights and its drive. The file you chose was not touched.</source>
        <translation>تحقق من صلاحيات المجلد ومن القرص الذي هو عليه. الملف الذي اخترته لم يُمسّ.</translation>
    </message>
    <message>
        <source>This model needs {need} of disk space; {free} are free.</source>
        <translation>يحتاج هذا النموذج إلى {need} من مساحة القرص؛ والمتاح {free}.</translation>
    </message>
    <message>
        <source>The drive of the models folder cannot hold a single file of {size}.</source>
        <translation>لا يتّسع القرص الذي فيه مجلد النماذج لملف واحد حجمه {size}.</translation>
    </message>
    <message>
        <source>The model could not be copied: {reason}.</source>
        <translation>تعذّر نسخ النموذج: {reason}.</translation>
    </message>
    <message>
        <source>The file was written to while it was being copied, so the copy was thrown away.</source>
        <translation>كُتب في الملف أثناء نسخه، فأُهملت النسخة.</translation>
    </message>
    <message>
        <source>The import was cancelled.</source>
        <translation>أُلغي الاستيراد.</translation>
    </message>
    <message>
        <source>The file cannot be read to its end: {reason}.</source>
        <translation>لا يمكن قراءة الملف إلى نهايته: {reason}.</translation>
    </message>
    <message>
        <source>The file became shorter while it was being copied, or its drive was removed.</source>
        <translation>قصُر الملف أثناء نسخه، أو نُزع القرص الذي هو عليه.</translation>
    </message>
    <message>
        <source>It may have been finished or thrown away meanwhile.</source>
        <translation>ربما اكتمل أو أُهمل في هذه الأثناء.</translation>
    </message>
    <message>
        <source>There is no unfinished model called “{name}”.</source>
        <translation>لا يوجد نموذج غير مكتمل باسم «{name}».</translation>
    </message>
    <message>
        <source>The smaller copy of {name} was not finished. The original is untouched.</source>
        <translation>لم تكتمل النسخة الأصغر من {name}. الأصل لم يُمسّ.</translation>
    </message>
    <message>
        <source>The new model could not be put in its place: {reason}.</source>
        <translation>تعذّر وضع النموذج الجديد في مكانه: {reason}.</translation>
    </message>
    <message>
        <source>Copying what is whole</source>
        <translation>جارٍ نسخ السليم</translation>
    </message>
    <message>
        <source>Checking the mended model</source>
        <translation>جارٍ فحص النموذج المُصلَح</translation>
    </message>
    <message>
        <source>Moving</source>
        <translation>جارٍ النقل</translation>
    </message>
    <message>
        <source>Checking the copy</source>
        <translation>جارٍ فحص النسخة</translation>
    </message>
    <message>
        <source>Moving all models needs {need} of disk space; {free} are free.</source>
        <translation>يحتاج نقل كل النماذج إلى {need} من مساحة القرص؛ والمتاح {free}.</translation>
    </message>
    <message>
        <source>Free some space there, or choose another drive. The models stay where they are, and what was copied is kept.</source>
        <translation>حرّر بعض المساحة هناك، أو اختر قرصًا آخر. تبقى النماذج في مكانها، وما نُسخ محفوظ.</translation>
    </message>
    <message>
        <source>Choose a folder elsewhere. Nothing was changed.</source>
        <translation>اختر مجلدًا في مكان آخر. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Choose an empty folder, or make a new one in it. Nothing was changed.</source>
        <translation>اختر مجلدًا فارغًا، أو أنشئ فيه مجلدًا جديدًا. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>The models stay where they are. Check the folder, its rights and its drive.</source>
        <translation>تبقى النماذج في مكانها. تحقق من المجلد وصلاحياته والقرص الذي هو عليه.</translation>
    </message>
    <message>
        <source>The folder of the models is not there: {folder}.</source>
        <translation>مجلد النماذج غير موجود: ‎{folder}.</translation>
    </message>
    <message>
        <source>The models cannot be moved to {folder}: {reason}.</source>
        <translation>لا يمكن نقل النماذج إلى ‎{folder}: {reason}.</translation>
    </message>
    <message>
        <source>{folder} is not empty; it holds {names}.</source>
        <translation>المجلد ‎{folder} ليس فارغًا؛ فيه {names}.</translation>
    </message>
    <message>
        <source>The models are not in {folder} any more. Is its drive there?</source>
        <translation>لم تعد النماذج في ‎{folder}. هل القرص الذي هي عليه موصول؟</translation>
    </message>
    <message>
        <source>Moving the models</source>
        <translation>جارٍ نقل النماذج</translation>
    </message>
    <message>
        <source>The models are in that folder already.</source>
        <translation>النماذج في ذلك المجلد بالفعل.</translation>
    </message>
    <message>
        <source>One of the two folders lies inside the other.</source>
        <translation>أحد المجلدين داخل الآخر.</translation>
    </message>
    <message>
        <source>The models change all the time, so they cannot be moved now.</source>
        <translation>تتغير النماذج باستمرار، فلا يمكن نقلها الآن.</translation>
    </message>
    <message>
        <source>The copy of {name} on the new drive is not what was written.</source>
        <translation>نسخة {name} على القرص الجديد ليست ما كُتب.</translation>
    </message>
    <message>
        <source>The models stay where they are. Check the new drive, then try again.</source>
        <translation>تبقى النماذج في مكانها. افحص القرص الجديد ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>مجلد</translation>
    </message>
    <message>
        <source>a pipe</source>
        <translation>أنبوب</translation>
    </message>
    <message>
        <source>a device</source>
        <translation>جهاز</translation>
    </message>
    <message>
        <source>a drive</source>
        <translation>قرص</translation>
    </message>
    <message>
        <source>a socket</source>
        <translation>مقبس</translation>
    </message>
    <message>
        <source>its name cannot be one</source>
        <translation>لا يصلح اسمه اسمًا</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}.</source>
        <translation>لا يمكن قراءة ‎{path}: {reason}.</translation>
    </message>
    <message>
        <source>Choose the file it leads to: {target}</source>
        <translation>اختر الملف الذي يقود إليه: ‎{target}</translation>
    </message>
    <message>
        <source>{path} is a link, not a file.</source>
        <translation>إن ‎{path} رابط وليس ملفًا.</translation>
    </message>
    <message>
        <source>It leads nowhere.</source>
        <translation>لا يقود إلى أي مكان.</translation>
    </message>
    <message>
        <source>something else</source>
        <translation>شيء آخر</translation>
    </message>
    <message>
        <source>{path} is {kind}, not a file.</source>
        <translation>إن ‎{path} {kind} وليس ملفًا.</translation>
    </message>
    <message>
        <source>Packing</source>
        <translation>جارٍ التحزيم</translation>
    </message>
    <message>
        <source>Free some space on that drive, or choose fewer models. The same command goes on where it was.</source>
        <translation>حرّر بعض المساحة على ذلك القرص، أو اختر نماذج أقل. يتابع الأمر نفسه من حيث وصل.</translation>
    </message>
    <message>
        <source>The pack needs {need} of disk space; {free} are free.</source>
        <translation>تحتاج الحزمة إلى {need} من مساحة القرص؛ والمتاح {free}.</translation>
    </message>
    <message>
        <source>Writing this pack</source>
        <translation>كتابة هذه الحزمة</translation>
    </message>
    <message>
        <source>No model was chosen for the pack.</source>
        <translation>لم يُختر أي نموذج للحزمة.</translation>
    </message>
    <message>
        <source>{name} cannot be packed: {reason}</source>
        <translation>لا يمكن تحزيم {name}: {reason}</translation>
    </message>
    <message>
        <source>Nothing was changed. Copy the pack again from where it was made.</source>
        <translation>لم يتغير شيء. انسخ الحزمة من جديد من حيث صُنعت.</translation>
    </message>
    <message>
        <source>Nothing was changed. Install a newer EdgeAssist and try again.</source>
        <translation>لم يتغير شيء. ثبّت إصدارًا أحدث من EdgeAssist وحاول مجددًا.</translation>
    </message>
    <message>
        <source>{name} was made by a newer EdgeAssist (its form is {version}, this one reads {known}).</source>
        <translation>صنع {name} إصدار أحدث من EdgeAssist (صيغته {version}، وهذا يقرأ {known}).</translation>
    </message>
    <message>
        <source>Copy the pack again from where it was made, and open it again: what is whole already is not copied twice.</source>
        <translation>انسخ الحزمة من جديد من حيث صُنعت وافتحها من جديد: السليم منها لا يُنسخ مرتين.</translation>
    </message>
    <message>
        <source>{pack} is damaged: in {file} the bytes from MiB {start} to MiB {end} (piece {number}) are not what they were. That model was not taken in.</source>
        <translation>الحزمة {pack} تالفة: في {file} لم تعد البايتات من MiB {start} إلى MiB {end} (القطعة {number}) كما كانت. لم يُدخل ذلك النموذج.</translation>
    </message>
    <message>
        <source>Put the drive back. What was copied so far is kept: do it again, and it goes on from there.</source>
        <translation>أعد وصل القرص. ما نُسخ حتى الآن محفوظ: كرّر العمل فيستمر من هناك.</translation>
    </message>
    <message>
        <source>{pack} cannot be read any further: {reason}. Was its drive removed?</source>
        <translation>لا يمكن متابعة قراءة {pack}: {reason}. هل نُزع القرص؟</translation>
    </message>
    <message>
        <source>it became shorter</source>
        <translation>قصُر</translation>
    </message>
    <message>
        <source>{path} is there already; it was left as it is.</source>
        <translation>يوجد ‎{path} هناك بالفعل؛ وتُرك كما كان.</translation>
    </message>
    <message>
        <source>Check the drive and its rights. What was copied so far is kept: do it again, and it goes on from there.</source>
        <translation>افحص القرص وصلاحياته. ما نُسخ حتى الآن محفوظ: كرّر العمل فيستمر من هناك.</translation>
    </message>
    <message>
        <source>{name} cannot be written: {reason}.</source>
        <translation>لا يمكن كتابة {name}: {reason}.</translation>
    </message>
    <message>
        <source>The file of {name} is damaged ({where}), so it was not packed. No pack was written.</source>
        <translation>ملف {name} تالف ({where})، لذلك لم يُحزَّم. لم تُكتب أي حزمة.</translation>
    </message>
    <message>
        <source>The file of {name} is damaged, so it was not packed. No pack was written.</source>
        <translation>ملف {name} تالف، لذلك لم يُحزَّم. لم تُكتب أي حزمة.</translation>
    </message>
    <message>
        <source>Choose another name, or say that it may be replaced (--force).</source>
        <translation>اختر اسمًا آخر، أو اسمح باستبداله (‎--force).</translation>
    </message>
    <message>
        <source>Make it first, or choose another one. Nothing was written.</source>
        <translation>أنشئه أولًا، أو اختر غيره. لم يُكتب شيء.</translation>
    </message>
    <message>
        <source>The folder {folder} does not exist.</source>
        <translation>المجلد ‎{folder} غير موجود.</translation>
    </message>
    <message>
        <source>Choose models that can be used; `edgeassist models list` shows them.</source>
        <translation>اختر نماذج يمكن استخدامها؛ يعرضها `edgeassist models list`.</translation>
    </message>
    <message>
        <source>Verify and repair it first (`edgeassist models verify`), then pack it again.</source>
        <translation>تحقق منه وأصلحه أولًا (`edgeassist models verify`)، ثم حزّمه من جديد.</translation>
    </message>
    <message>
        <source>Wait until it is over, then try again.</source>
        <translation>انتظر حتى ينتهي ذلك، ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>{what} is under way already, in another window or command.</source>
        <translation>العمل جارٍ بالفعل في نافذة أو أمر آخر: {what}.</translation>
    </message>
    <message>
        <source>Unpacking</source>
        <translation>جارٍ فك الحزمة</translation>
    </message>
    <message>
        <source>Taking in the pack needs {need} of disk space; {free} are free.</source>
        <translation>يحتاج إدخال الحزمة إلى {need} من مساحة القرص؛ والمتاح {free}.</translation>
    </message>
    <message>
        <source>Free some space there. What was copied is kept: open the pack again to go on.</source>
        <translation>حرّر بعض المساحة هناك. ما نُسخ محفوظ: افتح الحزمة من جديد للمتابعة.</translation>
    </message>
    <message>
        <source>{name} is a zip file, but no field pack.</source>
        <translation>الملف {name} ملف zip، لكنه ليس حزمة ميدانية.</translation>
    </message>
    <message>
        <source>Unpack it with a zip tool.</source>
        <translation>فكّ ضغطه بأداة zip.</translation>
    </message>
    <message>
        <source>The list in {name} is damaged, so nothing of it was taken in.</source>
        <translation>القائمة في {name} تالفة، لذلك لم يُدخل منها شيء.</translation>
    </message>
    <message>
        <source>{name} does not hold {path} as its list says.</source>
        <translation>لا يحتوي {name} على ‎{path} كما تقول قائمته.</translation>
    </message>
    <message>
        <source>The list in {name} names a file twice.</source>
        <translation>تسمّي القائمة في {name} ملفًا مرتين.</translation>
    </message>
    <message>
        <source>The list in {pack} is larger than any field pack&apos;s.</source>
        <translation>القائمة في {pack} أكبر من قائمة أي حزمة ميدانية.</translation>
    </message>
    <message>
        <source>The list in {pack} contradicts itself about {name}.</source>
        <translation>تناقض القائمة في {pack} نفسها بشأن {name}.</translation>
    </message>
    <message>
        <source>{name} in {pack} was not taken in. {reason}</source>
        <translation>لم يُدخل {name} الذي في {pack}. {reason}</translation>
    </message>
    <message>
        <source>Opening this pack</source>
        <translation>فتح هذه الحزمة</translation>
    </message>
    <message>
        <source>{name} was here already; it was not copied again.</source>
        <translation>كان {name} موجودًا هنا؛ لم يُنسخ من جديد.</translation>
    </message>
    <message>
        <source>There is no such import.</source>
        <translation>لا يوجد استيراد كهذا.</translation>
    </message>
    <message>
        <source>The voice model {name} cannot be packed: {reason}</source>
        <translation>لا يمكن تحزيم النموذج الصوتي {name}: {reason}</translation>
    </message>
    <message>
        <source>it was not tried here yet.</source>
        <translation>لم يُجرَّب هنا بعد.</translation>
    </message>
    <message>
        <source>Choose voice models that can be used; `edgeassist voices list` shows them.</source>
        <translation>اختر نماذج صوتية يمكن استخدامها؛ يعرضها `edgeassist voices list`.</translation>
    </message>
    <message>
        <source>{path} has another size</source>
        <translation>حجم ‎{path} مختلف</translation>
    </message>
    <message>
        <source>The list in the pack contradicts itself about {name}.</source>
        <translation>تناقض القائمة في الحزمة نفسها بشأن {name}.</translation>
    </message>
    <message>
        <source>The file changed while it was read, or its drive was removed.</source>
        <translation>تغيّر الملف أثناء قراءته، أو نُزع القرص الذي هو عليه.</translation>
    </message>
    <message>
        <source>Nothing was changed. Download the file again, or choose another one.</source>
        <translation>لم يتغير شيء. نزّل الملف من جديد، أو اختر غيره.</translation>
    </message>
    <message>
        <source>Check the path, or plug the drive in again.</source>
        <translation>تحقق من المسار، أو أعد وصل القرص.</translation>
    </message>
    <message>
        <source>Choose the model file itself; it usually ends in .gguf.</source>
        <translation>اختر ملف النموذج نفسه؛ ينتهي عادة بـ ‎.gguf.</translation>
    </message>
    <message>
        <source>Sign in to the site in a browser, download the model itself, and import that file.</source>
        <translation>سجّل الدخول إلى الموقع في متصفح، ونزّل النموذج نفسه، ثم استورد ذلك الملف.</translation>
    </message>
    <message>
        <source>Run `git lfs pull` in that folder, or use the site&apos;s download button, and import the large file.</source>
        <translation>شغّل `git lfs pull` في ذلك المجلد، أو استخدم زر التنزيل في الموقع، ثم استورد الملف الكبير.</translation>
    </message>
    <message>
        <source>Unpack it first and import the .gguf file from inside.</source>
        <translation>فكّ ضغطه أولًا واستورد ملف ‎.gguf الذي بداخله.</translation>
    </message>
    <message>
        <source>Such files can run programs, so this one was not opened. Look for the same model as GGUF.</source>
        <translation>مثل هذه الملفات يمكن أن تشغّل برامج، لذلك لم يُفتح هذا. ابحث عن النموذج نفسه بصيغة GGUF.</translation>
    </message>
    <message>
        <source>Look for the same model as GGUF; most are published in both forms.</source>
        <translation>ابحث عن النموذج نفسه بصيغة GGUF؛ تُنشر معظم النماذج بالصيغتين.</translation>
    </message>
    <message>
        <source>Look for a newer copy of this model.</source>
        <translation>ابحث عن نسخة أحدث من هذا النموذج.</translation>
    </message>
    <message>
        <source>Look for the usual (little-endian) copy of this model.</source>
        <translation>ابحث عن النسخة المعتادة (little-endian) من هذا النموذج.</translation>
    </message>
    <message>
        <source>A newer EdgeAssist may know it. Nothing was changed.</source>
        <translation>ربما يعرفه إصدار أحدث من EdgeAssist. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Choose a chat or instruct model. Nothing was changed.</source>
        <translation>اختر نموذج محادثة أو تعليمات. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Put all parts into one folder. Nothing was changed.</source>
        <translation>ضع كل الأجزاء في مجلد واحد. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Import it with `edgeassist models import`, which joins the parts.</source>
        <translation>استورده بالأمر `edgeassist models import`، فهو يجمع الأجزاء.</translation>
    </message>
    <message>
        <source>Nothing was changed. Try once more; if it happens again, choose another file.</source>
        <translation>لم يتغير شيء. حاول مرة أخرى؛ وإذا تكرر ذلك فاختر ملفًا آخر.</translation>
    </message>
    <message>
        <source>If the file lies on a slow drive, copy it to this computer first.</source>
        <translation>إذا كان الملف على قرص بطيء فانسخه إلى هذا الحاسوب أولًا.</translation>
    </message>
    <message>
        <source>Wait until the download or copy has finished, then import it again.</source>
        <translation>انتظر انتهاء التنزيل أو النسخ، ثم استورده من جديد.</translation>
    </message>
    <message>
        <source>Joining</source>
        <translation>جارٍ الجمع</translation>
    </message>
    <message>
        <source>{name} says it is another part, or of another model, than its name says.</source>
        <translation>يقول {name} إنه جزء آخر، أو من نموذج آخر، غير ما يقوله اسمه.</translation>
    </message>
    <message>
        <source>The parts of this model hold a tensor twice.</source>
        <translation>في أجزاء هذا النموذج موتّر (tensor) مكرر مرتين.</translation>
    </message>
    <message>
        <source>{name} is no GGUF file, so the model is not complete.</source>
        <translation>الملف {name} ليس ملف GGUF، فالنموذج غير مكتمل.</translation>
    </message>
    <message>
        <source>{name} describes a tensor that is impossible.</source>
        <translation>يصف {name} موتّرًا (tensor) مستحيلًا.</translation>
    </message>
    <message>
        <source>{name} ends before its last tensor; the download probably broke off.</source>
        <translation>ينتهي {name} قبل آخر موتّر (tensor) فيه؛ الأرجح أن التنزيل انقطع.</translation>
    </message>
    <message>
        <source>“split.count” must be a whole number.</source>
        <translation>يجب أن يكون «split.count» عددًا صحيحًا.</translation>
    </message>
    <message>
        <source>The header announces {count:,} parts.</source>
        <translation>يعلن رأس الملف {count:,} جزء.</translation>
    </message>
    <message>
        <source>{name} became shorter while it was read.</source>
        <translation>قصُر {name} أثناء قراءته.</translation>
    </message>
    <message>
        <source>{name} was written to while it was read.</source>
        <translation>كُتب في {name} أثناء قراءته.</translation>
    </message>
    <message>
        <source>A part became shorter while it was read, or its drive was removed.</source>
        <translation>قصُر جزء أثناء قراءته، أو نُزع القرص الذي هو عليه.</translation>
    </message>
    <message>
        <source>This is one of {count} parts of a model. Missing here: {names}.</source>
        <translation>هذا واحد من {count} أجزاء لنموذج. الناقص هنا: {names}.</translation>
    </message>
    <message>
        <source>This model comes in {count} parts. All are here; they are joined when it is imported.</source>
        <translation>يأتي هذا النموذج في {count} أجزاء. كلها هنا؛ وتُجمع عند استيراده.</translation>
    </message>
    <message>
        <source>“{name}” is a link. Choose what it leads to.</source>
        <translation>إن «{name}» رابط. اختر ما يقود إليه.</translation>
    </message>
    <message>
        <source>That is neither a zip file, nor a .tar.gz file, nor a folder.</source>
        <translation>ليس ذلك ملف zip ولا ملف ‎.tar.gz ولا مجلدًا.</translation>
    </message>
    <message>
        <source>The folder “{name}” cannot be read: {reason}.</source>
        <translation>لا يمكن قراءة المجلد «{name}»: {reason}.</translation>
    </message>
    <message>
        <source>is a link</source>
        <translation>رابط</translation>
    </message>
    <message>
        <source>is a device or pipe</source>
        <translation>جهاز أو أنبوب</translation>
    </message>
    <message>
        <source>The folder changed while it was copied.</source>
        <translation>تغيّر المجلد أثناء نسخه.</translation>
    </message>
    <message>
        <source>its directory is too large</source>
        <translation>فهرسه أكبر من اللازم</translation>
    </message>
    <message>
        <source>The zip file is damaged, or it was not copied to its end.</source>
        <translation>ملف zip تالف، أو لم يُنسخ إلى نهايته.</translation>
    </message>
    <message>
        <source>The zip file cannot be read: {reason}.</source>
        <translation>لا يمكن قراءة ملف zip: {reason}.</translation>
    </message>
    <message>
        <source>is neither a file nor a folder</source>
        <translation>ليس ملفًا ولا مجلدًا</translation>
    </message>
    <message>
        <source>is called by two names</source>
        <translation>له اسمان</translation>
    </message>
    <message>
        <source>It says that it unpacks to more than {count} times its size.</source>
        <translation>يقول إنه يبلغ عند فكّه أكثر من {count} ضعف حجمه.</translation>
    </message>
    <message>
        <source>The zip file cannot be read to its end: {reason}.</source>
        <translation>لا يمكن قراءة ملف zip إلى نهايته: {reason}.</translation>
    </message>
    <message>
        <source>The zip file is protected by a password.</source>
        <translation>ملف zip محمي بكلمة مرور.</translation>
    </message>
    <message>
        <source>The zip file is packed in a way that voice models never are.</source>
        <translation>ملف zip مضغوط بطريقة لا تُستخدم أبدًا للنماذج الصوتية.</translation>
    </message>
    <message>
        <source>The zip file is damaged: a file in it cannot be unpacked.</source>
        <translation>ملف zip تالف: فيه ملف لا يمكن فكّه.</translation>
    </message>
    <message>
        <source>A later EdgeAssist described it; it was left as it is.</source>
        <translation>وصفه إصدار أحدث من EdgeAssist؛ فتُرك كما هو.</translation>
    </message>
    <message>
        <source>It was copied here by hand; add it with `edgeassist voices add`.</source>
        <translation>نُسخ إلى هنا يدويًا؛ أضفه بالأمر `edgeassist voices add`.</translation>
    </message>
    <message>
        <source>Its description cannot be read: {reason}.</source>
        <translation>لا يمكن قراءة وصفه: {reason}.</translation>
    </message>
    <message>
        <source>Its description is damaged; add the model again.</source>
        <translation>وصفه تالف؛ أضف النموذج من جديد.</translation>
    </message>
    <message>
        <source>Its description names files that cannot be its own; add the model again.</source>
        <translation>يسمّي وصفه ملفات لا يمكن أن تكون له؛ أضف النموذج من جديد.</translation>
    </message>
    <message>
        <source>vosk cannot hear with it</source>
        <translation>لا يستطيع vosk السمع به</translation>
    </message>
    <message>
        <source>it asks for more memory than any voice model needs</source>
        <translation>يطلب ذاكرة أكبر مما يحتاجه أي نموذج صوتي</translation>
    </message>
    <message>
        <source>loading it ends the process that tries</source>
        <translation>تحميله ينهي العملية التي تحاول</translation>
    </message>
    <message>
        <source>loading it takes longer than any model needs</source>
        <translation>يستغرق تحميله أطول مما يحتاجه أي نموذج</translation>
    </message>
    <message>
        <source>The built-in English needs no voice model. Install EdgeAssist again to get the library.</source>
        <translation>لا تحتاج الإنجليزية المدمجة إلى نموذج صوتي. ثبّت EdgeAssist من جديد للحصول على المكتبة.</translation>
    </message>
    <message>
        <source>Say it again. Nothing was done.</source>
        <translation>قله مرة أخرى. لم يُنفَّذ شيء.</translation>
    </message>
    <message>
        <source>The library that hears with voice models cannot be used here ({name}).</source>
        <translation>لا يمكن هنا استخدام المكتبة التي تسمع بالنماذج الصوتية ({name}).</translation>
    </message>
    <message>
        <source>its files are gone</source>
        <translation>ملفاته مفقودة</translation>
    </message>
    <message>
        <source>vosk cannot load it</source>
        <translation>لا يستطيع vosk تحميله</translation>
    </message>
    <message>
        <source>The voice model does not take these sentences.</source>
        <translation>لا يقبل النموذج الصوتي هذه الجمل.</translation>
    </message>
    <message>
        <source>The voice model could not make sense of the sound.</source>
        <translation>لم يستطع النموذج الصوتي فهم الصوت.</translation>
    </message>
    <message>
        <source>is a file and a folder at once</source>
        <translation>ملف ومجلد معًا</translation>
    </message>
    <message>
        <source>is there twice</source>
        <translation>موجود مرتين</translation>
    </message>
    <message>
        <source>It unpacks to more than {count} times its size, which no model does.</source>
        <translation>يبلغ عند فكّه أكثر من {count} ضعف حجمه، وليس نموذج كذلك.</translation>
    </message>
    <message>
        <source>has a backslash in its name</source>
        <translation>في اسمه شرطة مائلة عكسية</translation>
    </message>
    <message>
        <source>says where on a drive it wants to be</source>
        <translation>يحدد موضعه على القرص</translation>
    </message>
    <message>
        <source>leads out of its own folder</source>
        <translation>يقود إلى خارج مجلده</translation>
    </message>
    <message>
        <source>has a name that no file can have</source>
        <translation>له اسم لا يمكن أن يكون لملف</translation>
    </message>
    <message>
        <source>has a name that is too long</source>
        <translation>له اسم أطول من اللازم</translation>
    </message>
    <message>
        <source>This voice model was here already; it was not copied again.</source>
        <translation>كان هذا النموذج الصوتي موجودًا هنا؛ لم يُنسخ من جديد.</translation>
    </message>
    <message>
        <source>This voice model needs {need} of disk space; {free} are free.</source>
        <translation>يحتاج هذا النموذج الصوتي إلى {need} من مساحة القرص؛ والمتاح {free}.</translation>
    </message>
    <message>
        <source>Free some space, or choose a smaller one (“small” in its name).</source>
        <translation>حرّر بعض المساحة، أو اختر نموذجًا أصغر («small» في اسمه).</translation>
    </message>
    <message>
        <source>There is nothing in it that vosk could load.</source>
        <translation>ليس فيه ما يستطيع vosk تحميله.</translation>
    </message>
    <message>
        <source>The voice model could not be put in its place: {reason}.</source>
        <translation>تعذّر وضع النموذج الصوتي في مكانه: {reason}.</translation>
    </message>
    <message>
        <source>The voice model cannot be removed: {reason}.</source>
        <translation>لا يمكن إزالة النموذج الصوتي: {reason}.</translation>
    </message>
    <message>
        <source>Unpack it with its password and choose the folder. Nothing was changed.</source>
        <translation>فكّه بكلمة مروره واختر المجلد. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Nothing was changed. Download it again from alphacephei.com/vosk/models, or choose another one.</source>
        <translation>لم يتغير شيء. نزّله من جديد من alphacephei.com/vosk/models، أو اختر غيره.</translation>
    </message>
    <message>
        <source>Choose a model for vosk, as its .zip file or its unpacked folder (alphacephei.com/vosk/models). Nothing was changed.</source>
        <translation>اختر نموذجًا لبرنامج vosk، ملف ‎.zip أو مجلده المفكوك (alphacephei.com/vosk/models). لم يتغير شيء.</translation>
    </message>
    <message>
        <source>The archive holds “{name}”, which {reason}. No honest voice model does.</source>
        <translation>في الأرشيف «{name}»، وهو: {reason}. لا يكون ذلك في نموذج صوتي سليم.</translation>
    </message>
    <message>
        <source>It is not used. Get it again from alphacephei.com/vosk/models; typing, chats and the built-in English are not affected.</source>
        <translation>لا يُستخدم. نزّله من جديد من alphacephei.com/vosk/models؛ لا تتأثر الكتابة ولا المحادثات ولا الإنجليزية المدمجة.</translation>
    </message>
    <message>
        <source>This voice model is damaged: {reason}.</source>
        <translation>هذا النموذج الصوتي تالف: {reason}.</translation>
    </message>
    <message>
        <source>It is not used; `edgeassist voices remove` takes it out again.</source>
        <translation>لا يُستخدم؛ يزيله الأمر `edgeassist voices remove`.</translation>
    </message>
    <message>
        <source>{name} was taken in and is not used. {failure}</source>
        <translation>أُدخل {name} ولا يُستخدم. {failure}</translation>
    </message>
    <message>
        <source>Say it with --lang, for example --lang de. Nothing was changed.</source>
        <translation>حددها باستخدام ‎--lang، مثلًا ‎--lang de. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>The name “{name}” does not tell which language this voice model hears.</source>
        <translation>لا يبيّن الاسم «{name}» أي لغة يسمعها هذا النموذج الصوتي.</translation>
    </message>
    <message>
        <source>Use a code of two letters: en, de, fr, es, zh.</source>
        <translation>استخدم رمزًا من حرفين: en أو de أو fr أو es أو zh.</translation>
    </message>
    <message>
        <source>“{given}” is no language code.</source>
        <translation>ليس «{given}» رمز لغة.</translation>
    </message>
    <message>
        <source>Here are: {names}.</source>
        <translation>الموجود هنا: {names}.</translation>
    </message>
    <message>
        <source>There is no voice model called “{name}” here.</source>
        <translation>لا يوجد هنا نموذج صوتي باسم «{name}».</translation>
    </message>
    <message>
        <source>It is made of more than {count} files, which no voice model is.</source>
        <translation>مؤلف من أكثر من {count} ملف، وليس نموذج صوتي كذلك.</translation>
    </message>
    <message>
        <source>It would take more than {size} when unpacked, which no voice model does.</source>
        <translation>سيأخذ بعد فكّه أكثر من {size}، وليس نموذج صوتي كذلك.</translation>
    </message>
    <message>
        <source>There is none yet; `edgeassist voices add FILE` adds one.</source>
        <translation>لا يوجد أي منها بعد؛ يضيف `edgeassist voices add FILE` واحدًا.</translation>
    </message>
    <message>
        <source>It was not checked on this computer yet: `edgeassist voices check` does.</source>
        <translation>لم يُفحص على هذا الحاسوب بعد: يفحصه `edgeassist voices check`.</translation>
    </message>
    <message>
        <source>Trying</source>
        <translation>جارٍ التجربة</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>مفقود</translation>
    </message>
    <message>
        <source>has another size</source>
        <translation>حجمه مختلف</translation>
    </message>
    <message>
        <source>The description of this voice model cannot be written: {reason}.</source>
        <translation>لا يمكن كتابة وصف هذا النموذج الصوتي: {reason}.</translation>
    </message>
    <message>
        <source>{name} was put into its folder afterwards</source>
        <translation>وُضع {name} في مجلده بعد ذلك</translation>
    </message>
    <message>
        <source>The folder of the voice models cannot be read: {reason}.</source>
        <translation>لا يمكن قراءة مجلد النماذج الصوتية: {reason}.</translation>
    </message>
    <message>
        <source>{path} cannot be read</source>
        <translation>لا يمكن قراءة ‎{path}</translation>
    </message>
    <message>
        <source>{path} is not what it was when it came</source>
        <translation>لم يعد ‎{path} كما كان عند وصوله</translation>
    </message>
    <message>
        <source>It may have been forgotten: only the last 1,000 commands are kept.</source>
        <translation>ربما نُسي: لا يُحفظ إلا آخر 1,000 أمر.</translation>
    </message>
    <message>
        <source>There is no command {number}.</source>
        <translation>لا يوجد الأمر {number}.</translation>
    </message>
    <message>
        <source>The sound file could not be read to its end.</source>
        <translation>تعذّرت قراءة ملف الصوت إلى نهايته.</translation>
    </message>
    <message>
        <source>Connect a microphone and try again. Typing works everywhere.</source>
        <translation>صِل ميكروفونًا وحاول مجددًا. الكتابة تعمل في كل مكان.</translation>
    </message>
    <message>
        <source>No microphone was found.</source>
        <translation>لم يُعثر على ميكروفون.</translation>
    </message>
    <message>
        <source>On Linux, install PortAudio (the package libportaudio2). Typing works everywhere.</source>
        <translation>على Linux ثبّت PortAudio (الحزمة libportaudio2). الكتابة تعمل في كل مكان.</translation>
    </message>
    <message>
        <source>The part of the system that gives programs the microphone (PortAudio) is missing or broken.</source>
        <translation>الجزء الذي يعطي البرامج الميكروفون في النظام (PortAudio) مفقود أو معطّل.</translation>
    </message>
    <message>
        <source>Restart the system&apos;s sound, then try again. Typing works everywhere.</source>
        <translation>أعد تشغيل صوت النظام، ثم حاول مجددًا. الكتابة تعمل في كل مكان.</translation>
    </message>
    <message>
        <source>The system&apos;s sound does not answer.</source>
        <translation>لا يجيب صوت النظام.</translation>
    </message>
    <message>
        <source>Connect it, or choose another microphone. Typing works everywhere.</source>
        <translation>صِله، أو اختر ميكروفونًا آخر. الكتابة تعمل في كل مكان.</translation>
    </message>
    <message>
        <source>The microphone “{name}” is not connected.</source>
        <translation>الميكروفون «{name}» غير موصول.</translation>
    </message>
    <message>
        <source>Close other programs that listen, or allow microphones in the system&apos;s privacy settings. Typing works everywhere.</source>
        <translation>أغلق البرامج الأخرى التي تستمع، أو اسمح بالميكروفون في إعدادات الخصوصية في النظام. الكتابة تعمل في كل مكان.</translation>
    </message>
    <message>
        <source>The microphone “{name}” cannot be opened: {reason}.</source>
        <translation>لا يمكن فتح الميكروفون «{name}»: {reason}.</translation>
    </message>
    <message>
        <source>What was written so far is kept. Connect it and listen again. Typing works everywhere.</source>
        <translation>ما كُتب حتى الآن محفوظ. صِله واستمع من جديد. الكتابة تعمل في كل مكان.</translation>
    </message>
    <message>
        <source>The microphone “{name}” went away and did not come back within {seconds} seconds.</source>
        <translation>انقطع الميكروفون «{name}» ولم يعد خلال {seconds} ثانية.</translation>
    </message>
    <message>
        <source>Hearing starts anew with the next try; nothing else was touched.</source>
        <translation>يبدأ السمع من جديد مع المحاولة التالية؛ لم يُمسّ شيء آخر.</translation>
    </message>
    <message>
        <source>The microphone did not answer and was let go by force.</source>
        <translation>لم يجب الميكروفون فتُرك قسرًا.</translation>
    </message>
    <message>
        <source>Choose a WAV, FLAC or OGG file, or convert this one. Nothing was changed.</source>
        <translation>اختر ملف WAV أو FLAC أو OGG، أو حوّل هذا. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Cut it into parts, or save it as FLAC or OGG. Nothing was changed.</source>
        <translation>قسّمه إلى أجزاء، أو احفظه بصيغة FLAC أو OGG. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>This sound file has {size}; at most {limit} can be heard.</source>
        <translation>حجم ملف الصوت هذا {size}؛ يمكن سماع {limit} على الأكثر.</translation>
    </message>
    <message>
        <source>Choose a folder of your own that exists and can be written to.</source>
        <translation>اختر مجلدًا خاصًا بك موجودًا ويمكن الكتابة فيه.</translation>
    </message>
    <message>
        <source>The sound could not be kept in a file: {reason}.</source>
        <translation>تعذّر حفظ الصوت في ملف: {reason}.</translation>
    </message>
    <message>
        <source>Close other programs, then say it again.</source>
        <translation>أغلق برامج أخرى، ثم قله مرة أخرى.</translation>
    </message>
    <message>
        <source>The computer was too busy, and some of what was said was missed.</source>
        <translation>كان الحاسوب مشغولًا جدًا، ففات بعض ما قيل.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again, or run `edgeassist doctor`. Typing works everywhere.</source>
        <translation>ثبّت EdgeAssist من جديد، أو شغّل `edgeassist doctor`. الكتابة تعمل في كل مكان.</translation>
    </message>
    <message>
        <source>The part that turns speech into text could not be loaded.</source>
        <translation>تعذّر تحميل الجزء الذي يحوّل الكلام إلى نص.</translation>
    </message>
    <message>
        <source>What was said last is not kept. Hearing starts anew: try again. Typing works everywhere.</source>
        <translation>آخر ما قيل لم يُحفظ. يبدأ السمع من جديد: حاول مجددًا. الكتابة تعمل في كل مكان.</translation>
    </message>
    <message>
        <source>The part that turns speech into text did not answer and was ended.</source>
        <translation>لم يجب الجزء الذي يحوّل الكلام إلى نص فأُنهي.</translation>
    </message>
    <message>
        <source>Nothing was done with what you said. Try again. Typing works everywhere.</source>
        <translation>لم يُنفَّذ شيء مما قلته. حاول مجددًا. الكتابة تعمل في كل مكان.</translation>
    </message>
    <message>
        <source>Something in hearing went wrong.</source>
        <translation>حدث خطأ أثناء السمع.</translation>
    </message>
    <message>
        <source>Nothing was done with what you said. It has started anew: try again. Typing works everywhere.</source>
        <translation>لم يُنفَّذ شيء مما قلته. لقد بدأ من جديد: حاول مجددًا. الكتابة تعمل في كل مكان.</translation>
    </message>
    <message>
        <source>The part that hears ended unexpectedly.</source>
        <translation>انتهى الجزء الذي يسمع على غير توقع.</translation>
    </message>
    <message>
        <source>It waits for you now. Choose another microphone or voice model, then try again. Typing works everywhere.</source>
        <translation>إنه ينتظرك الآن. اختر ميكروفونًا أو نموذجًا صوتيًا آخر، ثم حاول مجددًا. الكتابة تعمل في كل مكان.</translation>
    </message>
    <message>
        <source>The part that hears ended {times} times within a minute and is left alone.</source>
        <translation>انتهى الجزء الذي يسمع {times} مرات خلال دقيقة، فتُرك وشأنه.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again so that all its parts are there. Typing works everywhere.</source>
        <translation>ثبّت EdgeAssist من جديد لتكون كل أجزائه موجودة. الكتابة تعمل في كل مكان.</translation>
    </message>
    <message>
        <source>The part that hears could not be started.</source>
        <translation>تعذّر تشغيل الجزء الذي يسمع.</translation>
    </message>
    <message>
        <source>The built-in English hearing is used instead. Install the voice model again.</source>
        <translation>يُستخدم بدلًا منه سمع الإنجليزية المدمج. ثبّت النموذج الصوتي من جديد.</translation>
    </message>
    <message>
        <source>The voice model is damaged and cannot be used.</source>
        <translation>النموذج الصوتي تالف ولا يمكن استخدامه.</translation>
    </message>
    <message>
        <source>Choose a WAV, FLAC or OGG file that lies in a folder of your own.</source>
        <translation>اختر ملف WAV أو FLAC أو OGG موجودًا في مجلد خاص بك.</translation>
    </message>
    <message>
        <source>This sound file is empty.</source>
        <translation>ملف الصوت هذا فارغ.</translation>
    </message>
    <message>
        <source>The queue of downloads cannot be written: {reason}.</source>
        <translation>لا يمكن كتابة قائمة انتظار التنزيلات: {reason}.</translation>
    </message>
    <message>
        <source>as the battery tells it</source>
        <translation>كما تقول البطارية</translation>
    </message>
    <message>
        <source>the batteries do not tell how much they hold together</source>
        <translation>لا تُخبر البطاريات كم تحمل معًا</translation>
    </message>
    <message>
        <source>the battery does not tell how much flows out of it</source>
        <translation>لا تُخبر البطارية كم يخرج منها</translation>
    </message>
    <message>
        <source>the battery does not tell</source>
        <translation>لا تُخبر البطارية بذلك</translation>
    </message>
    <message>
        <source>the battery&apos;s driver tells only a percentage</source>
        <translation>لا يُخبر برنامج تشغيل البطارية إلا بنسبة مئوية</translation>
    </message>
    <message>
        <source>the battery&apos;s driver tells nothing that can be read</source>
        <translation>لا يُخبر برنامج تشغيل البطارية بشيء يمكن قراءته</translation>
    </message>
    <message>
        <source>macOS told nothing about the battery that can be read</source>
        <translation>لم يُخبر macOS عن البطارية بشيء يمكن قراءته</translation>
    </message>
    <message>
        <source>macOS tells only a percentage</source>
        <translation>لا يُخبر macOS إلا بنسبة مئوية</translation>
    </message>
    <message>
        <source>Windows tells only a percentage</source>
        <translation>لا يُخبر Windows إلا بنسبة مئوية</translation>
    </message>
    <message>
        <source>this system tells the temperature only to an administrator</source>
        <translation>لا يُخبر هذا النظام بدرجة الحرارة إلا مسؤول النظام</translation>
    </message>
    <message>
        <source>no temperature sensor says anything that can be</source>
        <translation>لا يقول أي حسّاس حرارة شيئًا معقولًا</translation>
    </message>
    <message>
        <source>this computer shows no temperature sensor</source>
        <translation>لا يُظهر هذا الحاسوب حسّاس حرارة</translation>
    </message>
    <message>
        <source>this system shows the processor&apos;s energy counter only to an administrator</source>
        <translation>لا يُظهر هذا النظام عدّاد طاقة المعالج إلا لمسؤول النظام</translation>
    </message>
    <message>
        <source>the temperature</source>
        <translation>درجة الحرارة</translation>
    </message>
    <message>
        <source>nothing was measured yet</source>
        <translation>لم يُقس شيء بعد</translation>
    </message>
    <message>
        <source>the battery&apos;s counter has not moved often enough yet</source>
        <translation>لم يتحرك عدّاد البطارية مرات كافية بعد</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter</source>
        <translation>عدّاد طاقة المعالج</translation>
    </message>
    <message>
        <source>the processor&apos;s own counter (RAPL): processor and its memory only, not screen or disk</source>
        <translation>عدّاد المعالج نفسه (RAPL): المعالج وذاكرته فقط، لا الشاشة ولا القرص</translation>
    </message>
    <message>
        <source>this processor has no energy counter that the system shows</source>
        <translation>ليس لهذا المعالج عدّاد طاقة يُظهره النظام</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter is there, but the system lets only an administrator read it</source>
        <translation>عدّاد طاقة المعالج موجود، لكن النظام لا يدع غير مسؤول النظام يقرؤه</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>لم يُقس بعد</translation>
    </message>
    <message>
        <source>this computer has no battery</source>
        <translation>ليس لهذا الحاسوب بطارية</translation>
    </message>
    <message>
        <source>the battery&apos;s counter jumped</source>
        <translation>قفز عدّاد البطارية</translation>
    </message>
    <message>
        <source>its parts were measured in different ways, and such figures are not added up</source>
        <translation>قيست أجزاؤه بطرق مختلفة، ومثل هذه القيم لا تُجمع</translation>
    </message>
    <message>
        <source>on mains power the battery does not see what the laptop draws</source>
        <translation>عند الوصل بالكهرباء لا ترى البطارية ما يستهلكه الحاسوب المحمول</translation>
    </message>
    <message>
        <source>not measurable here: {reason}</source>
        <translation>غير قابل للقياس هنا: {reason}</translation>
    </message>
    <message>
        <source>{meter} could not be read ({error})</source>
        <translation>تعذّرت قراءة {meter} ({error})</translation>
    </message>
    <message>
        <source>{method}; above the {watts} W of an idle time</source>
        <translation>‏{method}؛ فوق ‎{watts} W في وقت الخمول</translation>
    </message>
    <message>
        <source>the system&apos;s own figure</source>
        <translation>رقم النظام نفسه</translation>
    </message>
    <message>
        <source>the battery&apos;s own gauge, watt by watt, the whole laptop</source>
        <translation>مقياس البطارية نفسه، واطًا بواط، للحاسوب المحمول كله</translation>
    </message>
    <message>
        <source>the system&apos;s own figure, watt by watt, the whole laptop</source>
        <translation>رقم النظام نفسه، واطًا بواط، للحاسوب المحمول كله</translation>
    </message>
    <message>
        <source>how far the battery&apos;s counter fell, the ends by its gauge, the whole laptop</source>
        <translation>كم هبط عدّاد البطارية، والطرفان بمقياسها، للحاسوب المحمول كله</translation>
    </message>
    <message>
        <source>how far the battery&apos;s counter fell, the whole laptop</source>
        <translation>كم هبط عدّاد البطارية، للحاسوب المحمول كله</translation>
    </message>
    <message>
        <source>the answer was too short</source>
        <translation>كانت الإجابة أقصر من اللازم</translation>
    </message>
    <message>
        <source>the battery tells its draw once in {seconds} s, and the answer took {took} s</source>
        <translation>تُخبر البطارية عن استهلاكها مرة كل {seconds} ث، واستغرقت الإجابة {took} ث</translation>
    </message>
    <message>
        <source>the battery tells its draw too seldom, and the answer took {took} s</source>
        <translation>تُخبر البطارية عن استهلاكها بندرة، واستغرقت الإجابة {took} ث</translation>
    </message>
    <message>
        <source>the battery&apos;s counter moves once in {seconds} s, and the answer took {took} s</source>
        <translation>يتحرك عدّاد البطارية مرة كل {seconds} ث، واستغرقت الإجابة {took} ث</translation>
    </message>
    <message>
        <source>the battery&apos;s counter moves too seldom, and the answer took {took} s</source>
        <translation>يتحرك عدّاد البطارية بندرة، واستغرقت الإجابة {took} ث</translation>
    </message>
    <message>
        <source>how the battery&apos;s counter fell in {seconds} s</source>
        <translation>كم هبط عدّاد البطارية في {seconds} ث</translation>
    </message>
    <message>
        <source>{method}, new about every {seconds} s</source>
        <translation>‏{method}، جديد كل {seconds} ث تقريبًا</translation>
    </message>
    <message>
        <source>fewer than {count} answers were measured on battery so far</source>
        <translation>قيس على البطارية حتى الآن أقل من {count} إجابة</translation>
    </message>
    <message>
        <source>energy left ÷ what the laptop drew for each of the last {count} answers, written one after another</source>
        <translation>الطاقة المتبقية ÷ ما استهلكه الحاسوب المحمول لكل من آخر {count} إجابة، كُتبت واحدة بعد أخرى</translation>
    </message>
    <message>
        <source>the mean of {count} batteries</source>
        <translation>متوسط {count} بطارية</translation>
    </message>
    <message>
        <source>energy left of energy when full, {count} batteries</source>
        <translation>الطاقة المتبقية من الطاقة عند الامتلاء، {count} بطارية</translation>
    </message>
    <message>
        <source>the battery&apos;s own gauge ({names})</source>
        <translation>مقياس البطارية نفسه ({names})</translation>
    </message>
    <message>
        <source>the battery&apos;s own gauge of {count} batteries ({names})</source>
        <translation>المقياس نفسه لعدد {count} من البطاريات ({names})</translation>
    </message>
    <message>
        <source>the battery&apos;s counter ({names})</source>
        <translation>عدّاد البطارية ({names})</translation>
    </message>
    <message>
        <source>the middle of {count} looks between answers</source>
        <translation>وسيط {count} قراءة بين الإجابات</translation>
    </message>
    <message>
        <source>the hottest sensor of the processor ({name})</source>
        <translation>أسخن حسّاس في المعالج ({name})</translation>
    </message>
    <message>
        <source>the hottest sensor there is ({name})</source>
        <translation>أسخن حسّاس موجود ({name})</translation>
    </message>
    <message>
        <source>the battery&apos;s driver says what cannot be ({name} is “{found}”)</source>
        <translation>يقول برنامج تشغيل البطارية ما لا يمكن أن يكون (قيمة {name} هي «{found}»)</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter cannot be read ({reason})</source>
        <translation>لا يمكن قراءة عدّاد طاقة المعالج ({reason})</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter says what cannot be (“{found}”)</source>
        <translation>يقول عدّاد طاقة المعالج ما لا يمكن أن يكون («{found}»)</translation>
    </message>
    <message>
        <source>The record of what answers cost was damaged. It is kept as {path}; a new one began.</source>
        <translation>كان سجل كلفة الإجابات تالفًا. حُفظ باسم ‎{path}؛ وبدأ سجل جديد.</translation>
    </message>
    <message>
        <source>it has format {found}, and {known} is the latest known here</source>
        <translation>صيغته {found}، وأحدث صيغة معروفة هنا {known}</translation>
    </message>
    <message>
        <source>What answers cost is kept in {path} by a later EdgeAssist, so nothing is added to it. It was left as it is.</source>
        <translation>كلفة الإجابات محفوظة في ‎{path} من إصدار أحدث من EdgeAssist، لذلك لا يُضاف إليها شيء. تُركت كما كانت.</translation>
    </message>
    <message>
        <source>What answers cost cannot be kept in {path} now: {reason}. Answers are not affected.</source>
        <translation>لا يمكن الآن حفظ كلفة الإجابات في ‎{path}: {reason}. لا تتأثر الإجابات.</translation>
    </message>
    <message>
        <source>What an answer cost could not be kept: {reason}. Answers are not affected.</source>
        <translation>تعذّر حفظ كلفة إجابة: {reason}. لا تتأثر الإجابات.</translation>
    </message>
    <message>
        <source>the charger was plugged in or pulled meanwhile</source>
        <translation>وُصل الشاحن أو فُصل في هذه الأثناء</translation>
    </message>
    <message>
        <source>the computer slept meanwhile</source>
        <translation>نام الحاسوب في هذه الأثناء</translation>
    </message>
    <message>
        <source>the processor&apos;s energy counter was not always there</source>
        <translation>لم يكن عدّاد طاقة المعالج موجودًا دائمًا</translation>
    </message>
    <message>
        <source>the battery tells its draw too seldom and too coarsely for so short an answer</source>
        <translation>تُخبر البطارية عن استهلاكها بندرة وتقريب لا يكفيان لإجابة بهذا القصر</translation>
    </message>
    <message>
        <source>the battery did not tell its draw all the time</source>
        <translation>لم تُخبر البطارية عن استهلاكها طوال الوقت</translation>
    </message>
    <message>
        <source>the battery&apos;s counter was not always there</source>
        <translation>لم يكن عدّاد البطارية موجودًا دائمًا</translation>
    </message>
    <message>
        <source>EdgeAssist {version} cannot read today&apos;s data. The copy of {moment}, made before the update, is put back. What came since then is kept in a file beside it, nothing is deleted.</source>
        <translation>لا يستطيع EdgeAssist {version} قراءة بيانات اليوم. تُعاد نسخة {moment} التي صُنعت قبل التحديث. وما جاء بعدها يُحفظ في ملف بجانبها، ولا يُحذف شيء.</translation>
    </message>
    <message>
        <source>EdgeAssist {version} reads your data as it is: nothing is lost.</source>
        <translation>يقرأ EdgeAssist {version} بياناتك كما هي: لا يُفقد شيء.</translation>
    </message>
    <message>
        <source>Your data stays as it is. If EdgeAssist {version} cannot read it, it says so and changes nothing.</source>
        <translation>تبقى بياناتك كما هي. وإذا لم يستطع EdgeAssist {version} قراءتها فإنه يقول ذلك ولا يغيّر شيئًا.</translation>
    </message>
    <message>
        <source>Install the older file; your data stays where it is, and `edgeassist versions restore` has its copies.</source>
        <translation>ثبّت الملف الأقدم؛ تبقى بياناتك في مكانها، ونسخها في `edgeassist versions restore`.</translation>
    </message>
    <message>
        <source>No earlier version of EdgeAssist is kept here.</source>
        <translation>ليس هنا إصدار سابق محفوظ من EdgeAssist.</translation>
    </message>
    <message>
        <source>Only versions that are not in use can be removed.</source>
        <translation>لا يمكن أن تُزال إلا الإصدارات غير المستخدَمة.</translation>
    </message>
    <message>
        <source>EdgeAssist {version} is in use.</source>
        <translation>الإصدار EdgeAssist {version} قيد الاستخدام.</translation>
    </message>
    <message>
        <source>`edgeassist versions list` names those there are.</source>
        <translation>يعرض `edgeassist versions list` الإصدارات الموجودة.</translation>
    </message>
    <message>
        <source>EdgeAssist {version} is not kept here.</source>
        <translation>الإصدار EdgeAssist {version} ليس محفوظًا هنا.</translation>
    </message>
    <message>
        <source>Check that the folder can be written to. The version in use is as it was.</source>
        <translation>تحقق من إمكان الكتابة في المجلد. الإصدار المستخدَم كما كان.</translation>
    </message>
    <message>
        <source>{folder} cannot be changed: {reason}.</source>
        <translation>لا يمكن تغيير ‎{folder}: {reason}.</translation>
    </message>
    <message>
        <source>Close every EdgeAssist window and command, then try again. Nothing was changed.</source>
        <translation>أغلق كل نوافذ EdgeAssist وأوامره، ثم حاول مجددًا. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>{path} is open in another EdgeAssist.</source>
        <translation>الملف ‎{path} مفتوح في EdgeAssist آخر.</translation>
    </message>
    <message>
        <source>`edgeassist versions restore` lists the copies. Nothing was changed.</source>
        <translation>يعرض `edgeassist versions restore` النسخ. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>The copy in {path} cannot be used: {reason}.</source>
        <translation>لا يمكن استخدام النسخة في ‎{path}: {reason}.</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>فارغة</translation>
    </message>
    <message>
        <source>a later EdgeAssist wrote it</source>
        <translation>كتبها إصدار أحدث من EdgeAssist</translation>
    </message>
    <message>
        <source>what was copied was damaged already</source>
        <translation>ما نُسخ كان تالفًا أصلًا</translation>
    </message>
    <message>
        <source>The computer slept for {time}. What the model was doing was interrupted by sleep.</source>
        <translation>نام الحاسوب مدة {time}. قطع النوم ما كان النموذج يفعله.</translation>
    </message>
    <message>
        <source>The computer slept for {time}. Downloads and work on models were interrupted by sleep.</source>
        <translation>نام الحاسوب مدة {time}. قطع النوم التنزيلات والعمل على النماذج.</translation>
    </message>
    <message>
        <source>The computer slept for {time}. What the model was doing, downloads and work on models were interrupted by sleep.</source>
        <translation>نام الحاسوب مدة {time}. قطع النوم ما كان النموذج يفعله والتنزيلات والعمل على النماذج.</translation>
    </message>
    <message>
        <source>It goes on now; nothing was lost.</source>
        <translation>يستمر العمل الآن؛ لم يُفقد شيء.</translation>
    </message>
    <message>
        <source>Your data of before is being brought back.</source>
        <translation>تجري استعادة بياناتك السابقة.</translation>
    </message>
    <message>
        <source>That may take a minute.</source>
        <translation>قد يستغرق ذلك دقيقة.</translation>
    </message>
    <message>
        <source>Your chats and settings are being copied before this version first opens them.</source>
        <translation>تُنسخ محادثاتك وإعداداتك قبل أن يفتحها هذا الإصدار أول مرة.</translation>
    </message>
    <message>
        <source>Closed until there is a copy: {names}.</source>
        <translation>مغلق إلى أن تتوفر نسخة: {names}.</translation>
    </message>
    <message>
        <source>Another EdgeAssist has {path} open, so this version leaves its format as it is.</source>
        <translation>برنامج EdgeAssist آخر يفتح ‎{path}، لذلك يترك هذا الإصدار صيغته كما هي.</translation>
    </message>
    <message>
        <source>Close every other EdgeAssist window and command, then start again. Nothing was changed.</source>
        <translation>أغلق كل نوافذ EdgeAssist الأخرى وأوامره، ثم شغّل البرنامج من جديد. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>No copy of your data could be made before this version began: {reason}.</source>
        <translation>تعذّر صنع نسخة من بياناتك قبل بدء هذا الإصدار: {reason}.</translation>
    </message>
    <message>
        <source>`edgeassist history backup` makes one once there is room. Nothing is lost.</source>
        <translation>يصنع `edgeassist history backup` نسخة عندما تتوفر مساحة. لم يُفقد شيء.</translation>
    </message>
    <message>
        <source>Free some space, then start again. Nothing is lost.</source>
        <translation>حرّر بعض المساحة، ثم شغّل EdgeAssist من جديد. لم يُفقد شيء.</translation>
    </message>
    <message>
        <source>Free some space, then start again, or use EdgeAssist {version}. Nothing is lost.</source>
        <translation>حرّر بعض المساحة، ثم شغّل EdgeAssist من جديد، أو استخدم EdgeAssist {version}. لم يُفقد شيء.</translation>
    </message>
    <message>
        <source>Before that, your chats and settings were copied to {folder}.</source>
        <translation>قبل ذلك نُسخت محادثاتك وإعداداتك إلى {folder}.</translation>
    </message>
    <message>
        <source>This is EdgeAssist {version}.</source>
        <translation>هذا EdgeAssist {version}.</translation>
    </message>
    <message>
        <source>This is EdgeAssist {version}; it was {before} before.</source>
        <translation>هذا EdgeAssist {version}؛ وكان قبله {before}.</translation>
    </message>
    <message>
        <source>Settings, About has what is new, and the way back.</source>
        <translation>في الإعدادات، حول البرنامج: الجديد وطريق العودة.</translation>
    </message>
    <message>
        <source>The copy {name} that was to be brought back is gone.</source>
        <translation>النسخة {name} التي كان يراد استعادتها لم تعد موجودة.</translation>
    </message>
    <message>
        <source>Your data of before could not be brought back: {reason}.</source>
        <translation>تعذّرت استعادة بياناتك السابقة: {reason}.</translation>
    </message>
    <message>
        <source>The copy {name} was to be brought back for EdgeAssist {wanted}. This is {version}, so your data stays as it is.</source>
        <translation>كانت النسخة {name} ستُستعاد من أجل EdgeAssist {wanted}. وهذا هو الإصدار {version}، لذلك تبقى بياناتك كما هي.</translation>
    </message>
    <message>
        <source>`edgeassist versions restore {name}` brings it back all the same.</source>
        <translation>يستعيدها الأمر `edgeassist versions restore {name}` مع ذلك.</translation>
    </message>
    <message>
        <source>Your data is as it was on {moment}.</source>
        <translation>بياناتك الآن كما كانت في {moment}.</translation>
    </message>
    <message>
        <source>What was there until now is kept: {files}.</source>
        <translation>ما كان هناك حتى الآن محفوظ: ‎{files}.</translation>
    </message>
    <message>
        <source>No version before this one is kept. Once you install the next one, this one is.</source>
        <translation>لا إصدار محفوظ قبل هذا. عندما تثبّت الإصدار التالي يُحفظ هذا.</translation>
    </message>
    <message>
        <source>The version before is in the Start menu: “EdgeAssist, version before”. Your data stays.</source>
        <translation>الإصدار السابق في قائمة ابدأ: «EdgeAssist, version before». تبقى بياناتك.</translation>
    </message>
    <message>
        <source>No version before this one is kept here. To go back, install the older file; your data stays.</source>
        <translation>لا إصدار محفوظ هنا قبل هذا. للرجوع ثبّت الملف الأقدم؛ وتبقى بياناتك.</translation>
    </message>
    <message>
        <source>This program runs from its source, so no version before it is kept here.</source>
        <translation>يعمل هذا البرنامج من شيفرته المصدرية، لذلك لا يُحفظ هنا إصدار سابق له.</translation>
    </message>
    <message>
        <source>Installed for you alone, in {folder}.</source>
        <translation>مثبّت لك وحدك، في ‎{folder}.</translation>
    </message>
    <message>
        <source>Installed in {folder}.</source>
        <translation>مثبّت في ‎{folder}.</translation>
    </message>
    <message>
        <source>Runs from its source.</source>
        <translation>يعمل من شيفرته المصدرية.</translation>
    </message>
    <message>
        <source>That could not be noted: {reason}.</source>
        <translation>تعذّر تدوين ذلك: {reason}.</translation>
    </message>
    <message>
        <source>{moment}: chats, the copy of that day</source>
        <translation>{moment}: المحادثات، نسخة ذلك اليوم</translation>
    </message>
    <message>
        <source>{moment}: everything but models, before version {version} began</source>
        <translation>‏{moment}: كل شيء عدا النماذج، قبل بدء الإصدار {version}</translation>
    </message>
    <message>
        <source>A later EdgeAssist wrote your data, so this one does not open it and changes nothing of it.</source>
        <translation>كتب بياناتك إصدار أحدث من EdgeAssist، لذلك لا يفتحها هذا الإصدار ولا يغيّر فيها شيئًا.</translation>
    </message>
    <message>
        <source>Start the later one again, or bring back a copy from before it.</source>
        <translation>شغّل الإصدار الأحدث من جديد، أو استعد نسخة سبقته.</translation>
    </message>
    <message>
        <source>Start the later one again: there is no copy from before it.</source>
        <translation>شغّل الإصدار الأحدث من جديد: لا توجد نسخة سبقته.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again. Your models, conversations and settings lie elsewhere and are untouched.</source>
        <translation>ثبّت EdgeAssist من جديد. نماذجك ومحادثاتك وإعداداتك في مكان آخر ولم تُمسّ.</translation>
    </message>
    <message>
        <source>The installation is damaged: {what}.</source>
        <translation>التثبيت تالف: {what}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} file is missing or altered, {file} for one</source>
        <comment>{n} files are missing or altered, {file} for one</comment>
        <translation>
            <numerusform>{n} ملف مفقود أو معدّل، منها ‎{file}</numerusform>
            <numerusform>ملف واحد مفقود أو معدّل: ‎{file}</numerusform>
            <numerusform>ملفان مفقودان أو معدّلان، منهما ‎{file}</numerusform>
            <numerusform>{n} ملفات مفقودة أو معدّلة، منها ‎{file}</numerusform>
            <numerusform>{n} ملفًا مفقودًا أو معدّلًا، منها ‎{file}</numerusform>
            <numerusform>{n} ملف مفقود أو معدّل، منها ‎{file}</numerusform>
        </translation>
    </message>
    <message>
        <source>{file} is missing</source>
        <translation>الملف ‎{file} مفقود</translation>
    </message>
    <message>
        <source>{file} was altered</source>
        <translation>الملف ‎{file} معدّل</translation>
    </message>
    <message>
        <source>Hide: {title}</source>
        <translation>إخفاء: {title}</translation>
    </message>
    <message>
        <source>Show: {title}</source>
        <translation>عرض: {title}</translation>
    </message>
    <message>
        <source>How it was understood</source>
        <translation>كيف فُهم</translation>
    </message>
    <message>
        <source>About</source>
        <translation>حول البرنامج</translation>
    </message>
    <message>
        <source>Build {build} (name it when you ask for help).</source>
        <translation>رقم البناء {build} (اذكره عند طلب المساعدة).</translation>
    </message>
    <message>
        <source>The version before</source>
        <translation>الإصدار السابق</translation>
    </message>
    <message>
        <source>EdgeAssist {version} starts next time. Close the window and start it again.</source>
        <translation>في المرة القادمة يعمل EdgeAssist {version}. أغلق النافذة وشغّله من جديد.</translation>
    </message>
    <message>
        <source>Stay with {version}</source>
        <translation>البقاء مع {version}</translation>
    </message>
    <message>
        <source>EdgeAssist {version} is still here.</source>
        <translation>ما زال EdgeAssist {version} هنا.</translation>
    </message>
    <message>
        <source>Go back to {version}…</source>
        <translation>الرجوع إلى {version}…</translation>
    </message>
    <message>
        <source>Copies of your data</source>
        <translation>نسخ بياناتك</translation>
    </message>
    <message>
        <source>The copy you chose comes back at the next start. Close the window and start EdgeAssist again.</source>
        <translation>تعود النسخة التي اخترتها عند التشغيل التالي. أغلق النافذة وشغّل EdgeAssist من جديد.</translation>
    </message>
    <message>
        <source>Leave the data as it is</source>
        <translation>ترك البيانات كما هي</translation>
    </message>
    <message>
        <source>One is made when another version first starts here, and one of the chats every day.</source>
        <translation>تُعمل نسخة حين يبدأ إصدار آخر هنا أول مرة، ونسخة من المحادثات كل يوم.</translation>
    </message>
    <message>
        <source>What is new</source>
        <translation>الجديد</translation>
    </message>
    <message>
        <source>Bring back…</source>
        <translation>استعادة…</translation>
    </message>
    <message>
        <source>Bring back: {copy}</source>
        <translation>استعادة: {copy}</translation>
    </message>
    <message>
        <source>Go back to {version}?</source>
        <translation>هل تريد الرجوع إلى {version}؟</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>الرجوع</translation>
    </message>
    <message>
        <source>Your data becomes what it was at the time of this copy: {copy}. What is there now is kept in a file beside it. This happens at the next start.</source>
        <translation>تعود بياناتك كما كانت وقت هذه النسخة: {copy}. وما هو موجود الآن يُحفظ في ملف بجانبها. يحدث هذا عند التشغيل التالي.</translation>
    </message>
    <message>
        <source>Bring this copy back?</source>
        <translation>هل تريد استعادة هذه النسخة؟</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>استعادة</translation>
    </message>
    <message>
        <source>Search your chats for “{text}”</source>
        <translation>البحث في محادثاتك عن «{text}»</translation>
    </message>
    <message>
        <source>Wait until it is done, or close every EdgeAssist window and command, then try again. Nothing is lost.</source>
        <translation>انتظر حتى ينتهي، أو أغلق كل نوافذ EdgeAssist وأوامره، ثم حاول مجددًا. لم يُفقد شيء.</translation>
    </message>
    <message>
        <source>Another EdgeAssist is still copying your data or putting a copy of it back.</source>
        <translation>ما زال برنامج EdgeAssist آخر ينسخ بياناتك أو يعيد نسخة منها إلى مكانها.</translation>
    </message>
    <message>
        <source>another EdgeAssist has it open</source>
        <translation>يفتحه برنامج EdgeAssist آخر</translation>
    </message>
    <message>
        <source>no copy of it could be made before its format changes</source>
        <translation>تعذّر صنع نسخة منه قبل تغيّر صيغته</translation>
    </message>
    <message>
        <source>Not checked before: what the first download brings is remembered, and every later one must be the same.</source>
        <translation>لم يُفحص من قبل: يُحفظ ما يجلبه أول تنزيل، ويجب أن يطابقه كل تنزيل لاحق.</translation>
    </message>
    <message>
        <source>Your models are untouched and can be used. Install EdgeAssist again to get its catalogue back.</source>
        <translation>نماذجك لم تُمسّ ويمكن استخدامها. ثبّت EdgeAssist من جديد لاستعادة فهرسه.</translation>
    </message>
    <message>
        <source>The catalogue of models cannot be used: {reason}</source>
        <translation>لا يمكن استخدام فهرس النماذج: {reason}</translation>
    </message>
    <message>
        <source>The catalogue has no model {ref}.</source>
        <translation>لا يوجد في الفهرس نموذج {ref}.</translation>
    </message>
    <message>
        <source>That is done once after an update and may take a minute. Then everything is as before.</source>
        <translation>يحدث ذلك مرة واحدة بعد التحديث وقد يستغرق دقيقة. ثم يعود كل شيء كما كان.</translation>
    </message>
    <message>
        <source>Something you set rings {moment}, but only while EdgeAssist is open.</source>
        <translation>شيء ضبطتَه يرنّ {moment}، لكن فقط ما دام EdgeAssist مفتوحًا.</translation>
    </message>
    <message>
        <source>If you close now, it is told the next time you start EdgeAssist.</source>
        <translation>إذا أغلقت الآن فستُخبَر به عند تشغيل EdgeAssist في المرة القادمة.</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>إغلاق مع ذلك</translation>
    </message>
    <message>
        <source>Keep open</source>
        <translation>إبقاؤه مفتوحًا</translation>
    </message>
    <message>
        <source>Close, and never ask</source>
        <translation>إغلاق وعدم السؤال أبدًا</translation>
    </message>
    <message>
        <source>appearance theme colours text size language contrast screen display</source>
        <translation>مظهر سمة ألوان حجم النص لغة تباين شاشة عرض</translation>
    </message>
    <message>
        <source>keys shortcuts start notifications</source>
        <translation>مفاتيح اختصارات بدء تشغيل إشعارات</translation>
    </message>
    <message>
        <source>processor threads memory speed context</source>
        <translation>معالج خيوط ذاكرة سرعة سياق</translation>
    </message>
    <message>
        <source>microphone speech dictation listening talk</source>
        <translation>ميكروفون كلام إملاء استماع تحدث</translation>
    </message>
    <message>
        <source>folder disk download storage</source>
        <translation>مجلد قرص تنزيل تخزين</translation>
    </message>
    <message>
        <source>offline internet connection lock proxy journal privacy</source>
        <translation>دون اتصال إنترنت شبكة قفل وكيل سجل خصوصية</translation>
    </message>
    <message>
        <source>Hugging Face account token password</source>
        <translation>Hugging Face حساب رمز دخول كلمة مرور</translation>
    </message>
    <message>
        <source>version update upgrade previous backup copy restore news licence info help</source>
        <translation>إصدار تحديث ترقية سابق نسخة احتياطية استعادة أخبار ترخيص معلومات مساعدة</translation>
    </message>
    <message>
        <source>font zoom letters text bigger larger smaller</source>
        <translation>خط حجم الخط تكبير تصغير أحرف نص أكبر أصغر</translation>
    </message>
    <message>
        <source>chats</source>
        <translation>المحادثات</translation>
    </message>
    <message>
        <source>timers, lists, notes and the home</source>
        <translation>المؤقتات والقوائم والملاحظات والمنزل</translation>
    </message>
    <message>
        <source>what answers cost</source>
        <translation>كلفة الإجابات</translation>
    </message>
    <message>
        <source>Recovered conversation</source>
        <translation>محادثة مستعادة</translation>
    </message>
    <message>
        <source>Choose one of the languages that the settings list for commands.</source>
        <translation>اختر إحدى اللغات التي تسردها الإعدادات للأوامر.</translation>
    </message>
    <message>
        <source>Commands cannot be given in “{language}”: there are no sentences for it.</source>
        <translation>لا يمكن إعطاء الأوامر باللغة «{language}»: لا توجد جمل لها.</translation>
    </message>
    <message>
        <source>Install EdgeAssist again; commands in other languages still work.</source>
        <translation>ثبّت EdgeAssist من جديد؛ ما زالت الأوامر باللغات الأخرى تعمل.</translation>
    </message>
    <message>
        <source>The sentences in {name} cannot be read: {reason}</source>
        <translation>لا يمكن قراءة الجمل في {name}: {reason}</translation>
    </message>
    <message>
        <source>The rest of EdgeAssist works; ask the maker of the action.</source>
        <translation>بقية EdgeAssist تعمل؛ اسأل صانع الإجراء.</translation>
    </message>
    <message>
        <source>Its sentences for {language} cannot be used: {reason}.</source>
        <translation>لا يمكن استخدام جمله للغة {language}: {reason}.</translation>
    </message>
    <message>
        <source>unknown code</source>
        <translation>شيفرة مجهولة</translation>
    </message>
    <message>
        <source>the folder cannot be written to</source>
        <translation>لا يمكن الكتابة في المجلد</translation>
    </message>
    <message>
        <source>the drive refused it</source>
        <translation>رفض القرص ذلك</translation>
    </message>
    <message>
        <source>EdgeAssist is closing.</source>
        <translation>يُغلَق EdgeAssist الآن.</translation>
    </message>
    <message>
        <source>Pack the models again with this EdgeAssist. Nothing was changed.</source>
        <translation>احزم النماذج من جديد بهذا الإصدار من EdgeAssist. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>{pack} was made by an early EdgeAssist; such packs are read no more.</source>
        <translation>صُنعت الحزمة {pack} بإصدار مبكر من EdgeAssist؛ لم تعد حزم كهذه تُقرأ.</translation>
    </message>
    <message>
        <source>The list in {pack} is damaged, so nothing of it was taken in.</source>
        <translation>القائمة في {pack} تالفة، لذلك لم يُدخل منها شيء.</translation>
    </message>
    <message>
        <source>The list in {pack} asks for what no field pack has.</source>
        <translation>تطلب القائمة في {pack} ما لا يوجد في أي حزمة ميدانية.</translation>
    </message>
    <message>
        <source>{name} was skipped: this version cannot use “{kind}” yet.</source>
        <translation>تُخطّي {name}: لا يستطيع هذا الإصدار استخدام «{kind}» بعد.</translation>
    </message>
    <message>
        <source>Something</source>
        <translation>شيء ما</translation>
    </message>
    <message>
        <source>The list in {pack} is not complete for {name}.</source>
        <translation>القائمة في {pack} غير كاملة بشأن {name}.</translation>
    </message>
    <message>
        <source>The list in {pack} names a file that cannot be one: {name}.</source>
        <translation>تذكر القائمة في {pack} ملفًا لا يمكن أن يكون ملفًا: {name}.</translation>
    </message>
    <message>
        <source>The file ends in the middle of a text of its header; the download probably broke off.</source>
        <translation>ينتهي الملف وسط نص في ترويسته؛ الأرجح أن التنزيل انقطع.</translation>
    </message>
    <message>
        <source>The file ends inside its header, after {size_bytes}; the download probably broke off.</source>
        <translation>ينتهي الملف داخل ترويسته، بعد {size_bytes}؛ الأرجح أن التنزيل انقطع.</translation>
    </message>
    <message>
        <source>The file became shorter while it was read, or its drive was removed.</source>
        <translation>قصُر الملف أثناء قراءته، أو نُزع القرص الذي هو عليه.</translation>
    </message>
    <message>
        <source>This GGUF file was made for big-endian processors; this computer has another kind.</source>
        <translation>صُنع ملف GGUF هذا لمعالجات من نوع big-endian؛ ومعالج هذا الجهاز من نوع آخر.</translation>
    </message>
    <message>
        <source>This is a GGUF file of version {version}; the engine reads versions 2 and 3.</source>
        <translation>هذا ملف GGUF من الإصدار {version}؛ يقرأ المحرك الإصدارين 2 و3.</translation>
    </message>
    <message>
        <source>The header announces more than the rest of the file can hold; the download probably broke off.</source>
        <translation>تعلن الترويسة أكثر مما يتّسع له باقي الملف؛ الأرجح أن التنزيل انقطع.</translation>
    </message>
    <message>
        <source>The list “{name}” is longer than the rest of the file.</source>
        <translation>القائمة «{name}» أطول من باقي الملف.</translation>
    </message>
    <message>
        <source>{pack} is no field pack, or it was not copied to its end.</source>
        <translation>ليس {pack} حزمة ميدانية، أو لم يُنسخ إلى آخره.</translation>
    </message>
    <message>
        <source>{pack} holds {count} files; no field pack has as many.</source>
        <translation>عدد الملفات في {pack} هو {count}؛ لا حزمة ميدانية فيها هذا العدد.</translation>
    </message>
    <message>
        <source>{pack} holds two files of one name.</source>
        <translation>في {pack} ملفان بالاسم نفسه.</translation>
    </message>
    <message>
        <source>{pack} holds files that lie over each other.</source>
        <translation>في {pack} ملفات متداخلة بعضها فوق بعض.</translation>
    </message>
    <message>
        <source>{pack} holds something that may not be in a field pack: {name}.</source>
        <translation>في {pack} ما لا يجوز أن يكون في حزمة ميدانية: {name}.</translation>
    </message>
    <message>
        <source>{pack} holds {name} compressed or locked, which field packs never do.</source>
        <translation>في {pack} الملف {name} مضغوط أو مقفل، ولا يكون ذلك في الحزم الميدانية أبدًا.</translation>
    </message>
    <message>
        <source>{pack} is damaged: {name} is not where its directory says.</source>
        <translation>الحزمة {pack} تالفة: {name} ليس حيث يقول فهرسها.</translation>
    </message>
    <message>
        <source>{pack} ends before {name} does; it was not copied to its end.</source>
        <translation>تنتهي الحزمة {pack} قبل أن ينتهي {name}؛ لم تُنسخ إلى آخرها.</translation>
    </message>
    <message>
        <source>Nothing was fetched, and what is here stays as it is. If its maker announced a new version, allow it: remove the entry from pins.json among the data of EdgeAssist, and try again.</source>
        <translation>لم يُجلب شيء، وما هو هنا باقٍ كما هو. إن أعلن صانعه إصدارًا جديدًا فاسمح به: أزل المدخل من pins.json ضمن بيانات EdgeAssist، ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>{ref} is not the file it was before: its SHA-256 was {before}… and would be {now}… now.</source>
        <translation>لم يعد {ref} الملف الذي كان من قبل: كان SHA-256 الخاص به {before}… ويكون الآن {now}…</translation>
    </message>
    <message>
        <source>Nothing was fetched. Restore pins.json from a backup; or delete it, and first downloads are trusted anew.</source>
        <translation>لم يُجلب شيء. استعد pins.json من نسخة احتياطية؛ أو احذفه فيُوثق بالتنزيلات الأولى من جديد.</translation>
    </message>
    <message>
        <source>{path} cannot be read, so nothing can be held to it: {reason}.</source>
        <translation>لا يمكن قراءة ‎{path}، لذلك لا يمكن مقارنة شيء به: {reason}.</translation>
    </message>
    <message>
        <source>Nothing was fetched. Check the rights of that folder and the room on its drive, then try again.</source>
        <translation>لم يُجلب شيء. تحقق من صلاحيات ذلك المجلد ومن المساحة على القرص الذي هو عليه، ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>{path} cannot be written, so the file could not be held to its digest: {reason}.</source>
        <translation>تعذّرت كتابة ‎{path}، لذلك تعذّرت مقارنة الملف ببصمته: {reason}.</translation>
    </message>
    <message>
        <source>another window or command holds it</source>
        <translation>تمسك به نافذة أخرى أو أمر آخر</translation>
    </message>
    <message>
        <source>it is damaged</source>
        <translation>إنه تالف</translation>
    </message>
    <message>
        <source>Compared with {source} on {when}, reading the text “{text}”, which the model was not tuned on here.</source>
        <translation>قورن بـ {source}، {when}، عند قراءة النص «{text}» الذي لم يُضبط النموذج عليه هنا.</translation>
    </message>
    <message>
        <source>Divergence is the Kullback-Leibler divergence of this model&apos;s next-word chances from the original&apos;s, in nats; 0 means no difference. A word is a token: a word or a piece of one. Speeds and memory hold for the computer they were measured on.</source>
        <translation>التباعد هو تباعد كولباك-لايبلر بين احتمالات الكلمة التالية لهذا النموذج واحتمالات الأصل، بوحدة nats؛ و0 يعني لا فرق. الكلمة هنا رمز: كلمة أو جزء منها. والسرعات والذاكرة تصحّ للحاسوب الذي قيست عليه.</translation>
    </message>
    <message>
        <source>Measure it first: `edgeassist models prove ID`.</source>
        <translation>قِسه أولًا: ‎`edgeassist models prove ID`.</translation>
    </message>
    <message>
        <source>What quantizing {name} cost has not been measured yet.</source>
        <translation>لم تُقس بعد كلفة تكميم {name}.</translation>
    </message>
    <message>
        <source>Choose another name, or add --force to replace it.</source>
        <translation>اختر اسمًا آخر، أو أضف ‎--force لاستبداله.</translation>
    </message>
    <message>
        <source>End the name with .html for a page, or with .json for the numbers.</source>
        <translation>أنهِ الاسم بـ ‎.html لصفحة، أو بـ ‎.json للأرقام.</translation>
    </message>
    <message>
        <source>{name} does not say which kind of report to write.</source>
        <translation>لا يحدد {name} نوع التقرير المطلوب كتابته.</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>إنه مجلد</translation>
    </message>
    <message>
        <source>its folder is not there</source>
        <translation>مجلده غير موجود</translation>
    </message>
    <message>
        <source>What quantizing cost: {name}</source>
        <translation>كلفة التكميم: {name}</translation>
    </message>
    <message>
        <source>What quantizing cost</source>
        <translation>كلفة التكميم</translation>
    </message>
    <message>
        <source>This model</source>
        <translation>هذا النموذج</translation>
    </message>
    <message>
        <source>Type {kind}, preset {preset}.</source>
        <translation>النوع {kind}، الإعداد المسبق {preset}.</translation>
    </message>
    <message>
        <source>Type {kind}.</source>
        <translation>النوع {kind}.</translation>
    </message>
    <message>
        <source>Layers left out: {layers}.</source>
        <translation>الطبقات المحذوفة: {layers}.</translation>
    </message>
    <message>
        <source>SHA-256 of this model: {sum}</source>
        <translation>SHA-256 لهذا النموذج: {sum}</translation>
    </message>
    <message>
        <source>SHA-256 of the original: {sum}</source>
        <translation>SHA-256 للأصل: {sum}</translation>
    </message>
    <message>
        <source>Repair fetches it again from {place}.</source>
        <translation>يجلبه «إصلاح» من جديد من {place}.</translation>
    </message>
    <message>
        <source>Repair makes it again from {name}.</source>
        <translation>يصنعه «إصلاح» من جديد من {name}.</translation>
    </message>
    <message>
        <source>The file of this model is damaged ({how}).</source>
        <translation>ملف هذا النموذج تالف ({how}).</translation>
    </message>
    <message>
        <source>it has no file.</source>
        <translation>لا ملف له.</translation>
    </message>
    <message>
        <source>{id} cannot be verified: {reason}</source>
        <translation>لا يمكن التحقق من {id}: {reason}</translation>
    </message>
    <message>
        <source>it differs from the one that came in {places}</source>
        <translation>يختلف عن الذي أُدخل {places}</translation>
    </message>
    <message>
        <source>it differs from the one that came in</source>
        <translation>يختلف عن الذي أُدخل</translation>
    </message>
    <message>
        <source>Its SHA-256 was not known before; it is noted from now on.</source>
        <translation>لم يكن SHA-256 الخاص به معروفًا؛ سُجّل من الآن.</translation>
    </message>
    <message>
        <source>from MiB {start} to MiB {end}</source>
        <translation>من MiB {start} إلى MiB {end}</translation>
    </message>
    <message numerus="yes">
        <source>{places} and in {n} more place</source>
        <comment>{places} and in {n} more places</comment>
        <translation>
            <numerusform>{places} وفي {n} موضع آخر</numerusform>
            <numerusform>{places} وفي موضع آخر</numerusform>
            <numerusform>{places} وفي موضعين آخرين</numerusform>
            <numerusform>{places} وفي {n} مواضع أخرى</numerusform>
            <numerusform>{places} وفي {n} موضعًا آخر</numerusform>
            <numerusform>{places} وفي {n} موضع آخر</numerusform>
        </translation>
    </message>
    <message>
        <source>{path} is larger than such a file can be</source>
        <translation>‎{path} أكبر مما يمكن أن يكون ملف كهذا</translation>
    </message>
    <message>
        <source>There is no acoustic model (final.mdl) in it, so it is no voice model for vosk.</source>
        <translation>ليس فيه نموذج صوتيات (final.mdl)، فهو ليس نموذجًا صوتيًا لبرنامج vosk.</translation>
    </message>
    <message>
        <source>the graph of its language (HCLG.fst, or HCLr.fst and Gr.fst) is missing</source>
        <translation>مخطط لغته مفقود (HCLG.fst، أو HCLr.fst وGr.fst)</translation>
    </message>
    <message>
        <source>{name} is missing</source>
        <translation>‏{name} مفقود</translation>
    </message>
    <message>
        <source>its list of words (words.txt) is missing</source>
        <translation>قائمة كلماته (words.txt) مفقودة</translation>
    </message>
    <message>
        <source>{name} does not begin as such a file does</source>
        <translation>‏{name} لا يبدأ كما يبدأ ملف كهذا</translation>
    </message>
    <message>
        <source>{name} is no text</source>
        <translation>‏{name} ليس نصًا</translation>
    </message>
    <message>
        <source>{name} holds a line that no voice model needs</source>
        <translation>في {name} سطر لا يحتاجه أي نموذج صوتي</translation>
    </message>
    <message>
        <source>its list of words is not UTF-8 text</source>
        <translation>قائمة كلماته ليست نصًا بترميز UTF-8</translation>
    </message>
    <message>
        <source>line {number} of its list of words cannot be one</source>
        <translation>السطر {number} في قائمة كلماته غير ممكن</translation>
    </message>
    <message>
        <source>its list of words is empty</source>
        <translation>قائمة كلماته فارغة</translation>
    </message>
    <message>
        <source>its list of words has a line without an end</source>
        <translation>في قائمة كلماته سطر بلا نهاية</translation>
    </message>
    <message>
        <source>is a device</source>
        <translation>جهاز</translation>
    </message>
    <message>
        <source>is a second name of another file</source>
        <translation>اسم ثانٍ لملف آخر</translation>
    </message>
    <message>
        <source>is a pipe</source>
        <translation>أنبوب</translation>
    </message>
    <message>
        <source>The archive is damaged, or it was not copied to its end.</source>
        <translation>الأرشيف تالف، أو لم يُنسخ إلى آخره.</translation>
    </message>
    <message>
        <source>The archive cannot be read to its end: {reason}.</source>
        <translation>لا يمكن قراءة الأرشيف إلى آخره: {reason}.</translation>
    </message>
    <message>
        <source>The archive holds a header that no archive needs.</source>
        <translation>في الأرشيف ترويسة لا يحتاجها أي أرشيف.</translation>
    </message>
    <message>
        <source>The archive is packed in a way that voice models never are.</source>
        <translation>الأرشيف محزوم بطريقة لا تُستخدم أبدًا في النماذج الصوتية.</translation>
    </message>
    <message>
        <source>Run `edgeassist doctor`: it tries every variant again.</source>
        <translation>شغّل `edgeassist doctor`: فهو يجرّب كل الشيفرات من جديد.</translation>
    </message>
    <message>
        <source>The engine did not accept the processor code in {name}.</source>
        <translation>لم يقبل المحرك شيفرة المعالج في {name}.</translation>
    </message>
    <message>
        <source>The engine (llama-cpp-python) is not installed.</source>
        <translation>المحرك (llama-cpp-python) غير مثبَّت.</translation>
    </message>
    <message>
        <source>Run `make run` again.</source>
        <translation>شغّل `make run` من جديد.</translation>
    </message>
    <message>
        <source>The engine has no processor code to run with.</source>
        <translation>ليست لدى المحرك شيفرة معالج يعمل بها.</translation>
    </message>
    <message>
        <source>no such file or directory</source>
        <translation>لا يوجد ملف أو مجلد كهذا</translation>
    </message>
    <message>
        <source>permission denied</source>
        <translation>الإذن مرفوض</translation>
    </message>
    <message>
        <source>operation not permitted</source>
        <translation>العملية غير مسموح بها</translation>
    </message>
    <message>
        <source>input/output error</source>
        <translation>خطأ في القراءة أو الكتابة</translation>
    </message>
    <message>
        <source>is a directory</source>
        <translation>هو مجلد</translation>
    </message>
    <message>
        <source>no such device</source>
        <translation>لا يوجد جهاز كهذا</translation>
    </message>
    <message>
        <source>too many open files</source>
        <translation>ملفات مفتوحة أكثر من اللازم</translation>
    </message>
    <message>
        <source>too many levels of symbolic links</source>
        <translation>روابط رمزية متتالية أكثر من اللازم</translation>
    </message>
    <message>
        <source>cannot allocate memory</source>
        <translation>تعذّر حجز الذاكرة</translation>
    </message>
    <message>
        <source>no space left on device</source>
        <translation>لم تبق مساحة على القرص</translation>
    </message>
    <message>
        <source>read-only file system</source>
        <translation>نظام ملفات للقراءة فقط</translation>
    </message>
    <message>
        <source>stale file handle</source>
        <translation>مرجع الملف لم يعد صالحًا</translation>
    </message>
    <message>
        <source>unknown reason</source>
        <translation>سبب غير معروف</translation>
    </message>
    <message>
        <source>Reading the calibration text</source>
        <translation>قراءة نص المعايرة</translation>
    </message>
    <message>
        <source>Pick a plain text file (UTF-8) of at least a page, or use the text that comes with EdgeAssist.</source>
        <translation>اختر ملف نص عادي (UTF-8) من صفحة على الأقل، أو استخدم النص الذي يأتي مع EdgeAssist.</translation>
    </message>
    <message>
        <source>The calibration text {name} cannot be used: {reason}.</source>
        <translation>لا يمكن استخدام نص المعايرة {name}: {reason}.</translation>
    </message>
    <message>
        <source>Check that the file is still there and may be read.</source>
        <translation>تحقق من أن الملف ما زال موجودًا وأن قراءته مسموح بها.</translation>
    </message>
    <message>
        <source>The calibration text {name} cannot be opened: {reason}.</source>
        <translation>لا يمكن فتح نص المعايرة {name}: {reason}.</translation>
    </message>
    <message>
        <source>Quantize without an importance matrix: the types of 4 bits and more need none.</source>
        <translation>كمِّم من دون مصفوفة الأهمية: الأنواع من 4 بت فأكثر لا تحتاج إليها.</translation>
    </message>
    <message>
        <source>it has only {total} tokens, {needed} are needed</source>
        <translation>عدد رموزه {total} فقط، والمطلوب {needed}</translation>
    </message>
    <message>
        <source>The engine ran, but no product with a weight was seen. Nothing was written.</source>
        <translation>عمل المحرك، لكن لم يُرصد أي ضرب في وزن. لم يُكتب شيء.</translation>
    </message>
    <message>
        <source>it is not plain text</source>
        <translation>ليس نصًا عاديًا</translation>
    </message>
    <message>
        <source>it is not UTF-8</source>
        <translation>ليس بترميز UTF-8</translation>
    </message>
    <message>
        <source>Measuring the new model</source>
        <translation>قياس النموذج الجديد</translation>
    </message>
    <message>
        <source>Measuring the original</source>
        <translation>قياس النموذج الأصلي</translation>
    </message>
    <message>
        <source>Reading the held text with both</source>
        <translation>قراءة نص الاختبار بالنموذجين</translation>
    </message>
    <message>
        <source>Compare a model with the one it was made from.</source>
        <translation>قارن النموذج بالنموذج الذي صُنع منه.</translation>
    </message>
    <message>
        <source>These two models have different vocabularies, so their answers cannot be compared.</source>
        <translation>لهذين النموذجين مفردات مختلفة، لذلك لا يمكن مقارنة إجاباتهما.</translation>
    </message>
    <message>
        <source>Make it again with another preset, or from a fresh copy of the original.</source>
        <translation>اصنعه من جديد بإعداد مسبق آخر، أو من نسخة جديدة من الأصل.</translation>
    </message>
    <message>
        <source>The original computes values that are no numbers: it is broken. Nothing was changed.</source>
        <translation>يحسب النموذج الأصلي قيمًا ليست أعدادًا: إنه معطوب. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>The new model computes values that are no numbers: it is broken. Nothing was changed.</source>
        <translation>يحسب النموذج الجديد قيمًا ليست أعدادًا: إنه معطوب. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Use a shorter context (`--context N`, or context_tokens in settings.toml), or a smaller model.</source>
        <translation>استخدم سياقًا أقصر (‎`--context N`، أو context_tokens في settings.toml)، أو نموذجًا أصغر.</translation>
    </message>
    <message>
        <source>There is not enough memory for a context of {tokens} tokens with this model.</source>
        <translation>لا تكفي الذاكرة مع هذا النموذج لسياق بهذا الطول (عدد الرموز: {tokens}).</translation>
    </message>
    <message>
        <source>Try again; if it happens again, load the model anew with a shorter context.</source>
        <translation>حاول مجددًا؛ وإذا تكرر ذلك فحمّل النموذج من جديد بسياق أقصر.</translation>
    </message>
    <message>
        <source>The engine could not work through the text (status {status}). The conversation is safe.</source>
        <translation>لم يتمكن المحرك من معالجة النص (الحالة {status}). المحادثة في أمان.</translation>
    </message>
    <message>
        <source>Pick one of {names}, or none to use the model&apos;s own.</source>
        <translation>اختر واحدًا مما يلي: {names}، أو لا شيء لاستخدام قالب النموذج نفسه.</translation>
    </message>
    <message>
        <source>There is no built-in chat template named “{name}”.</source>
        <translation>لا يوجد قالب محادثة مدمج اسمه «{name}».</translation>
    </message>
    <message>
        <source>Shorten the text, start a new conversation, or use a longer context: `--context N`, or context_tokens in settings.toml.</source>
        <translation>اختصر النص، أو ابدأ محادثة جديدة، أو استخدم سياقًا أطول: ‎`--context N`، أو context_tokens في settings.toml.</translation>
    </message>
    <message>
        <source>The text takes {tokens} tokens, but the context holds {context} and needs room for the answer. Nothing was cut off.</source>
        <translation>عدد رموز النص {tokens}، لكن السياق يتّسع لعدد {context} ويحتاج إلى مكان للإجابة. لم يُقطع شيء.</translation>
    </message>
    <message>
        <source>Shorten the text to about {tokens} tokens, start anew, or choose a bigger model: this one holds no more.</source>
        <translation>اختصر النص إلى نحو {tokens} رمز، أو ابدأ من جديد، أو اختر نموذجًا أكبر: فهذا لا يتّسع لأكثر من ذلك.</translation>
    </message>
    <message>
        <source>Use a text of a page or more.</source>
        <translation>استخدم نصًا من صفحة أو أكثر.</translation>
    </message>
    <message>
        <source>The text to compare the models with is too short ({tokens} tokens).</source>
        <translation>النص الذي تُقارن به النماذج قصير جدًا (عدد الرموز: {tokens}).</translation>
    </message>
    <message>
        <source>Check that the file is there, or install EdgeAssist anew.</source>
        <translation>تحقق من أن الملف موجود، أو ثبّت EdgeAssist من جديد.</translation>
    </message>
    <message>
        <source>The text {name} cannot be read: {reason}.</source>
        <translation>لا يمكن قراءة النص {name}: {reason}.</translation>
    </message>
    <message>
        <source>Compute the importance anew; the model itself is untouched.</source>
        <translation>احسب الأهمية من جديد؛ النموذج نفسه لم يُمسّ.</translation>
    </message>
    <message>
        <source>{name} is not an importance matrix that can be used: {reason}.</source>
        <translation>ليس {name} مصفوفة أهمية يمكن استخدامها: {reason}.</translation>
    </message>
    <message>
        <source>it cannot be read as GGUF</source>
        <translation>لا يمكن قراءته بصيغة GGUF</translation>
    </message>
    <message>
        <source>it has sums but no counts for {weight}</source>
        <translation>فيه مجاميع بلا أعداد للوزن {weight}</translation>
    </message>
    <message>
        <source>it holds no sums</source>
        <translation>لا مجاميع فيه</translation>
    </message>
    <message>
        <source>its numbers for {weight} make no sense</source>
        <translation>أعداده للوزن {weight} لا معنى لها</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Free some space, or choose a smaller type, and start again.</source>
        <translation>النموذج الذي بدأت منه لم يُمسّ. حرّر بعض المساحة، أو اختر نوعًا أصغر، وابدأ من جديد.</translation>
    </message>
    <message>
        <source>The drive became full before the work was done.</source>
        <translation>امتلأ القرص قبل أن ينتهي العمل.</translation>
    </message>
    <message>
        <source>There was not enough memory for this work.</source>
        <translation>لم تكف الذاكرة لهذا العمل.</translation>
    </message>
    <message>
        <source>The system refused a step of this work: {reason}.</source>
        <translation>رفض النظام خطوة من هذا العمل: {reason}.</translation>
    </message>
    <message>
        <source>The engine met an error it did not expect.</source>
        <translation>صادف المحرك خطأ لم يتوقعه.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Try again, or choose another type.</source>
        <translation>النموذج الذي بدأت منه لم يُمسّ. حاول مجددًا، أو اختر نوعًا آخر.</translation>
    </message>
    <message>
        <source>Use the engine version EdgeAssist was made for: run `make run` again. Quantizing without it still works.</source>
        <translation>استخدم إصدار المحرك الذي صُنع له EdgeAssist: شغّل `make run` من جديد. التكميم من دون ذلك ما زال يعمل.</translation>
    </message>
    <message>
        <source>This engine keeps its tensors in another way than expected ({what}); nothing was read or changed.</source>
        <translation>يحفظ هذا المحرك موتّراته بغير الطريقة المتوقعة ({what})؛ لم يُقرأ شيء ولم يتغير شيء.</translation>
    </message>
    <message>
        <source>What the engine computed could not be watched.</source>
        <translation>تعذّرت مراقبة ما حسبه المحرك.</translation>
    </message>
    <message>
        <source>{weight} met numbers without end: the model file may be damaged.</source>
        <translation>صادف الوزن {weight} أعدادًا لا نهائية: ربما كان ملف النموذج تالفًا.</translation>
    </message>
    <message>
        <source>Preparing a model to measure with</source>
        <translation>تحضير نموذج للقياس به</translation>
    </message>
    <message>
        <source>Measuring this computer</source>
        <translation>قياس هذا الجهاز</translation>
    </message>
    <message>
        <source>Type a message first.</source>
        <translation>اكتب رسالة أولًا.</translation>
    </message>
    <message>
        <source>There is no text to answer.</source>
        <translation>لا يوجد نص للإجابة عنه.</translation>
    </message>
    <message>
        <source>There is no type called “{name}” to quantize to.</source>
        <translation>لا يوجد نوع تكميم اسمه «{name}».</translation>
    </message>
    <message>
        <source>There are: {names}.</source>
        <translation>الموجود: {names}.</translation>
    </message>
    <message>
        <source>Quantizing</source>
        <translation>جارٍ التكميم</translation>
    </message>
    <message>
        <source>Choose another name, or remove that file first. Nothing was changed.</source>
        <translation>اختر اسمًا آخر، أو أزل ذلك الملف أولًا. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>There is a file called {name} already.</source>
        <translation>يوجد بالفعل ملف اسمه {name}.</translation>
    </message>
    <message>
        <source>Choose another name for the new file. Nothing was changed.</source>
        <translation>اختر اسمًا آخر للملف الجديد. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>{name} is the model to be read; it is not overwritten.</source>
        <translation>{name} هو النموذج المطلوب قراءته؛ لا يُكتب فوقه.</translation>
    </message>
    <message>
        <source>Let EdgeAssist compute an importance matrix first, or choose Q4_K_M or larger.</source>
        <translation>دع EdgeAssist يحسب مصفوفة الأهمية أولًا، أو اختر Q4_K_M أو أكبر.</translation>
    </message>
    <message>
        <source>{kind} needs an importance matrix: without one the model would speak nonsense.</source>
        <translation>يحتاج {kind} إلى مصفوفة الأهمية: من دونها يقول النموذج كلامًا بلا معنى.</translation>
    </message>
    <message>
        <source>Start from the F16, BF16 or Q8_0 file of this model.</source>
        <translation>ابدأ من ملف هذا النموذج من نوع F16 أو BF16 أو Q8_0.</translation>
    </message>
    <message>
        <source>This model is quantized already; doing it again loses quality twice.</source>
        <translation>هذا النموذج مكمَّم بالفعل؛ تكميمه مرة أخرى يُفقده الجودة مرتين.</translation>
    </message>
    <message>
        <source>Quantize without leaving out layers.</source>
        <translation>كمِّم من دون حذف طبقات.</translation>
    </message>
    <message>
        <source>The model you started from is untouched. Try another type.</source>
        <translation>النموذج الذي بدأت منه لم يُمسّ. جرّب نوعًا آخر.</translation>
    </message>
    <message>
        <source>The engine could not write this model as {kind}.</source>
        <translation>لم يتمكن المحرك من كتابة هذا النموذج بالنوع {kind}.</translation>
    </message>
    <message>
        <source>This model has {layers} layers; one of those to leave out is not among them.</source>
        <translation>عدد طبقات هذا النموذج {layers}؛ وإحدى الطبقات المطلوب حذفها ليست بينها.</translation>
    </message>
    <message>
        <source>Of the {layers} layers of this model at least two must stay.</source>
        <translation>عدد طبقات هذا النموذج {layers}، ويجب أن تبقى منها اثنتان على الأقل.</translation>
    </message>
    <message>
        <source>The layers of this model differ from each other, so none can be left out.</source>
        <translation>طبقات هذا النموذج مختلفة بعضها عن بعض، لذلك لا يمكن حذف أي منها.</translation>
    </message>
    <message>
        <source>The numbers of {weight} are kept in a way that cannot be read back.</source>
        <translation>أعداد الوزن {weight} محفوظة بطريقة لا يمكن قراءتها منها.</translation>
    </message>
    <message>
        <source>The file may be damaged, or too strongly quantized. Import it again or pick another model.</source>
        <translation>ربما كان الملف تالفًا أو مكمَّمًا أكثر من اللازم. استورده من جديد أو اختر نموذجًا آخر.</translation>
    </message>
    <message>
        <source>The model gives no usable output: its scores are not numbers. The conversation is safe.</source>
        <translation>لا يعطي النموذج ناتجًا يمكن استخدامه: درجاته ليست أعدادًا. المحادثة في أمان.</translation>
    </message>
    <message>
        <source>Check the grammar: it needs a rule named `root`, and every rule it names must exist.</source>
        <translation>تحقق من القواعد: تحتاج إلى قاعدة اسمها `root`، وكل قاعدة تذكرها يجب أن تكون موجودة.</translation>
    </message>
    <message>
        <source>The grammar for the answer cannot be read. Nothing was generated.</source>
        <translation>لا يمكن قراءة قواعد الإجابة. لم يُولَّد شيء.</translation>
    </message>
    <message>
        <source>Check that the schema is valid JSON and uses plain types, properties and enums.</source>
        <translation>تحقق من أن المخطط JSON صحيح ويستخدم أنواعًا وخصائص وتعدادات بسيطة.</translation>
    </message>
    <message>
        <source>The JSON schema for the answer cannot be used: {reason}. Nothing was generated.</source>
        <translation>لا يمكن استخدام مخطط JSON للإجابة: {reason}. لم يُولَّد شيء.</translation>
    </message>
    <message>
        <source>Loosen the grammar, or pick another model.</source>
        <translation>خفّف القواعد، أو اختر نموذجًا آخر.</translation>
    </message>
    <message>
        <source>The model cannot continue within the given grammar. What was written so far stands.</source>
        <translation>لا يستطيع النموذج المتابعة ضمن القواعد المعطاة. ما كُتب حتى الآن باقٍ.</translation>
    </message>
    <message>
        <source>it must be a JSON object</source>
        <translation>يجب أن يكون كائن JSON</translation>
    </message>
    <message>
        <source>it counts further than an answer can be long</source>
        <translation>يعدّ أبعد مما يمكن أن يبلغه طول الإجابة</translation>
    </message>
    <message>
        <source>Choosing the fastest safe code for this processor (once)</source>
        <translation>اختيار أسرع شيفرة آمنة لهذا المعالج (مرة واحدة)</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>اختر نموذجًا أولًا.</translation>
    </message>
    <message>
        <source>No model is loaded, so there is nothing that could answer.</source>
        <translation>لا يوجد نموذج محمَّل، فلا شيء يستطيع الإجابة.</translation>
    </message>
    <message>
        <source>The engine met an error it did not expect. The conversation is safe.</source>
        <translation>صادف المحرك خطأ لم يتوقعه. المحادثة في أمان.</translation>
    </message>
    <message>
        <source>Try again; if it happens again, load the model anew.</source>
        <translation>حاول مجددًا؛ وإذا تكرر ذلك فحمّل النموذج من جديد.</translation>
    </message>
    <message>
        <source>The model can be used with a built-in chat template.</source>
        <translation>يمكن استخدام النموذج بقالب محادثة مدمج.</translation>
    </message>
    <message>
        <source>The chat template is {size} KiB; at most {limit} are read.</source>
        <translation>حجم قالب المحادثة {size} كيبيبايت؛ ولا يُقرأ أكثر من {limit}.</translation>
    </message>
    <message>
        <source>The chat template cannot be read: line {line}: {reason}.</source>
        <translation>لا يمكن قراءة قالب المحادثة: السطر {line}: {reason}.</translation>
    </message>
    <message>
        <source>The chat template fails on an ordinary conversation: {reason}.</source>
        <translation>يفشل قالب المحادثة مع محادثة عادية: {reason}.</translation>
    </message>
    <message>
        <source>syntax error</source>
        <translation>خطأ في الصياغة</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>تداخله أعمق من اللازم</translation>
    </message>
    <message>
        <source>it leaves out what was said</source>
        <translation>يُسقط ما قيل</translation>
    </message>
    <message>
        <source>Run `edgeassist doctor` and report what it shows.</source>
        <translation>شغّل `edgeassist doctor` وأبلغ عمّا يعرضه.</translation>
    </message>
    <message>
        <source>None of the engine&apos;s processor code works on this machine ({reasons}).</source>
        <translation>لا تعمل أي من شيفرات المعالج لدى المحرك على هذا الجهاز ({reasons}).</translation>
    </message>
    <message>
        <source>Free some space on the drive of the cache folder, check its rights, and start EdgeAssist again.</source>
        <translation>حرّر بعض المساحة على القرص الذي فيه مجلد الذاكرة المؤقتة، وتحقق من صلاحياته، ثم شغّل EdgeAssist من جديد.</translation>
    </message>
    <message>
        <source>The processor code cannot be tried, because no test model could be made ({reason}). Nothing was changed.</source>
        <translation>لا يمكن تجربة شيفرة المعالج، لأنه تعذّر إنشاء نموذج للتجربة ({reason}). لم يتغير شيء.</translation>
    </message>
    <message>
        <source>There is no processor code named {name}.</source>
        <translation>لا توجد شيفرة معالج اسمها {name}.</translation>
    </message>
    <message>
        <source>Measuring what each type loses</source>
        <translation>قياس ما يفقده كل نوع</translation>
    </message>
    <message>
        <source>This model cannot be made as small as {wished_bytes}: with the types allowed it takes {least_bytes}.</source>
        <translation>لا يمكن تصغير هذا النموذج إلى {wished_bytes}: حجمه بالأنواع المسموح بها {least_bytes}.</translation>
    </message>
    <message>
        <source>Ask for {least_bytes} or more, allow coarser types, or start from a smaller model.</source>
        <translation>اطلب {least_bytes} أو أكثر، أو اسمح بأنواع أخشن، أو ابدأ من نموذج أصغر.</translation>
    </message>
    <message>
        <source>Ask for less than the model takes now, or keep it as it is.</source>
        <translation>اطلب أقل من حجم النموذج الآن، أو اتركه كما هو.</translation>
    </message>
    <message>
        <source>This model takes {model_bytes}, no more than the {wished_bytes} asked for.</source>
        <translation>حجم هذا النموذج {model_bytes}، وهو لا يزيد على المطلوب ({wished_bytes}).</translation>
    </message>
    <message>
        <source>Check that the file is still there and may be read, or import it again.</source>
        <translation>تحقق من أن الملف ما زال موجودًا وأن قراءته مسموح بها، أو استورده من جديد.</translation>
    </message>
    <message>
        <source>The model file {name} cannot be opened: {reason}.</source>
        <translation>لا يمكن فتح ملف النموذج {name}: {reason}.</translation>
    </message>
    <message>
        <source>Import the model again, so that it is checked again.</source>
        <translation>استورد النموذج من جديد، ليُفحص مرة أخرى.</translation>
    </message>
    <message>
        <source>The model file {name} has changed since it was checked: {found} bytes instead of {expected}. It was not loaded.</source>
        <translation>تغيّر ملف النموذج {name} منذ فحصه: عدد بايتاته {found} بدلًا من {expected}. لم يُحمَّل.</translation>
    </message>
    <message>
        <source>The file may be damaged or of a kind this version does not know. Import it again or pick another model.</source>
        <translation>ربما كان الملف تالفًا أو من نوع لا يعرفه هذا الإصدار. استورده من جديد أو اختر نموذجًا آخر.</translation>
    </message>
    <message>
        <source>The engine could not load {name} ({size_bytes}). Nothing was changed.</source>
        <translation>لم يتمكن المحرك من تحميل {name} ({size_bytes}). لم يتغير شيء.</translation>
    </message>
    <message>
        <source>it is not a regular file</source>
        <translation>ليس ملفًا عاديًا</translation>
    </message>
    <message>
        <source>the templates for {language}</source>
        <translation>القوالب الخاصة باللغة {language}</translation>
    </message>
    <message>
        <source>This sound file cannot be read: {reason}.</source>
        <translation>لا يمكن قراءة هذا الملف الصوتي: {reason}.</translation>
    </message>
    <message>
        <source>This file is no WAV, FLAC or OGG sound, or it is damaged.</source>
        <translation>هذا الملف ليس صوتًا من نوع WAV أو FLAC أو OGG، أو هو تالف.</translation>
    </message>
    <message>
        <source>This file is no WAV, FLAC or OGG sound that can be heard.</source>
        <translation>هذا الملف ليس صوتًا من نوع WAV أو FLAC أو OGG يمكن سماعه.</translation>
    </message>
    <message>
        <source>turns text into vectors</source>
        <translation>يحوّل النص إلى متجهات</translation>
    </message>
    <message>
        <source>only speeds up another model</source>
        <translation>يسرّع نموذجًا آخر فحسب</translation>
    </message>
    <message>
        <source>speaks</source>
        <translation>ينطق</translation>
    </message>
    <message>
        <source>reads pictures</source>
        <translation>يقرأ الصور</translation>
    </message>
    <message>
        <source>rewrites text through an encoder</source>
        <translation>يعيد كتابة النص بواسطة مُرمِّز</translation>
    </message>
    <message>
        <source>makes sound</source>
        <translation>يُصدر الصوت</translation>
    </message>
    <message>
        <source>The file holds no weights, only a description or a vocabulary.</source>
        <translation>لا أوزان في الملف، بل وصف أو مفردات فقط.</translation>
    </message>
    <message>
        <source>The file has {has_bytes} of the {declared_bytes} it declares ({missing} bytes are missing); the download probably broke off.</source>
        <translation>في الملف {has_bytes} من أصل {declared_bytes} يعلنها (عدد البايتات الناقصة: {missing})؛ الأرجح أن التنزيل انقطع.</translation>
    </message>
    <message>
        <source>The file does not have the declared size: it should end after {declared_bytes} and goes on for another {more_bytes}.</source>
        <translation>ليس للملف الحجم المعلن: ينبغي أن ينتهي بعد {declared_bytes}، لكنه يستمر {more_bytes} أخرى.</translation>
    </message>
    <message>
        <source>The file brings no chat template.</source>
        <translation>لا يأتي الملف بقالب محادثة.</translation>
    </message>
    <message>
        <source>The file&apos;s chat template is larger than 256 KiB.</source>
        <translation>قالب المحادثة في الملف أكبر من 256 كيبيبايت.</translation>
    </message>
    <message>
        <source>The file does not say which architecture its model has.</source>
        <translation>لا يذكر الملف بنية نموذجه.</translation>
    </message>
    <message>
        <source>This model ({name}) {trade}; it cannot chat.</source>
        <translation>هذا النموذج ({name}) {trade}؛ ولا يستطيع إجراء محادثة.</translation>
    </message>
    <message>
        <source>The engine does not know the architecture “{name}”.</source>
        <translation>لا يعرف المحرك البنية «{name}».</translation>
    </message>
    <message>
        <source>This file holds an addition to a model (an adapter or a picture reader), not a model.</source>
        <translation>في هذا الملف إضافة إلى نموذج (محوّل أو قارئ صور)، وليس نموذجًا.</translation>
    </message>
    <message>
        <source>The file brings no list of tokens, so it cannot read or write text.</source>
        <translation>لا يأتي الملف بقائمة رموز، لذلك لا يستطيع قراءة النص ولا كتابته.</translation>
    </message>
    <message>
        <source>its score is no better than that of a trivial baseline, so it is not trusted with that</source>
        <translation>درجته ليست أفضل من درجة مرجع بسيط، لذلك لا يُعهد إليه بذلك</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>لم تُقس</translation>
    </message>
    <message>
        <source>{measured} (baseline: {baseline})</source>
        <translation>‏{measured} (المرجع: {baseline})</translation>
    </message>
    <message numerus="yes">
        <source>it was not measured enough to be trusted with it ({n} example)</source>
        <comment>it was not measured enough to be trusted with it ({n} examples)</comment>
        <translation>
            <numerusform>لم يُقَس بما يكفي ليُعهد إليه بذلك (0 مثال)</numerusform>
            <numerusform>لم يُقَس بما يكفي ليُعهد إليه بذلك (مثال واحد)</numerusform>
            <numerusform>لم يُقَس بما يكفي ليُعهد إليه بذلك (مثالان)</numerusform>
            <numerusform>لم يُقَس بما يكفي ليُعهد إليه بذلك ({n} أمثلة)</numerusform>
            <numerusform>لم يُقَس بما يكفي ليُعهد إليه بذلك ({n} مثالًا)</numerusform>
            <numerusform>لم يُقَس بما يكفي ليُعهد إليه بذلك ({n} مثال)</numerusform>
        </translation>
    </message>
    <message>
        <source>chat</source>
        <translation>إجراء محادثة</translation>
    </message>
    <message>
        <source>sum texts up</source>
        <translation>تلخيص النصوص</translation>
    </message>
    <message>
        <source>turn commands into JSON</source>
        <translation>تحويل الأوامر إلى JSON</translation>
    </message>
    <message>
        <source>{measure} {value} ({low} to {high}, {count} examples) is better than {bar} of the best trivial baseline, {name}.</source>
        <translation>{measure} {value} (من {low} إلى {high}، {count} مثال) أفضل من {bar} لأفضل مرجع بسيط، {name}.</translation>
    </message>
    <message>
        <source>{measure} {value} ({low} to {high}, {count} examples) is not clearly better than {bar} of the best trivial baseline, {name}.</source>
        <translation>{measure} {value} (من {low} إلى {high}، {count} مثال) ليس أفضل بوضوح من {bar} لأفضل مرجع بسيط، {name}.</translation>
    </message>
    <message>
        <source>Only {count} held-out examples: too few to claim anything.</source>
        <translation>{count} مثال محجوز فقط: أقل من أن يُدّعى شيء.</translation>
    </message>
    <message>
        <source>it was not measured enough to be trusted with it ({count} examples)</source>
        <translation>لم يُقس بما يكفي ليُعهد إليه بذلك ({count} مثال)</translation>
    </message>
    <message>
        <source>It has {count} million parameters, a small part of what the models to download have: it knows few facts, and what it says of the world may be wrong.</source>
        <translation>له {count} مليون معامل، وهو جزء صغير مما في النماذج التي تُنزّل: يعرف حقائق قليلة، وقد يخطئ في ما يقوله عن العالم.</translation>
    </message>
    <message>
        <source>It reads and writes {languages} only.</source>
        <translation>لا يقرأ ويكتب إلا: {languages}.</translation>
    </message>
    <message>
        <source>A text and its answer together hold at most {tokens} tokens, about {count} words.</source>
        <translation>النص وجوابه معًا لا يزيدان على {tokens} رمز، أي نحو {count} كلمة.</translation>
    </message>
    <message>
        <source>It does what its tasks are; other instructions, roles and formats are not followed.</source>
        <translation>يفعل ما هو من مهامه؛ ولا يتبع تعليمات أو أدوارًا أو أشكالًا أخرى.</translation>
    </message>
    <message>
        <source>There was no baseline to compare with, so nothing is claimed.</source>
        <translation>لم يكن هناك مرجع للمقارنة، لذلك لا يُدّعى شيء.</translation>
    </message>
    <message>
        <source>exact intent and slots, %</source>
        <translation>القصد والتفاصيل مطابقة، ٪</translation>
    </message>
    <message>
        <source>perplexity of replies</source>
        <translation>حيرة الردود</translation>
    </message>
    <message>
        <source>turned down, %</source>
        <translation>المرفوضة، ٪</translation>
    </message>
    <message>
        <source>copying the source</source>
        <translation>نسخ الأصل</translation>
    </message>
    <message>
        <source>word-for-word dictionary</source>
        <translation>قاموس كلمة بكلمة</translation>
    </message>
    <message>
        <source>first sentence</source>
        <translation>الجملة الأولى</translation>
    </message>
    <message>
        <source>templates alone</source>
        <translation>القوالب وحدها</translation>
    </message>
    <message>
        <source>most frequent reply</source>
        <translation>الرد الأكثر تكرارًا</translation>
    </message>
    <message>
        <source>token frequencies</source>
        <translation>تكرار الرموز</translation>
    </message>
    <message>
        <source>whole replies by frequency</source>
        <translation>ردود كاملة بحسب تكرارها</translation>
    </message>
    <message>
        <source>the same model on other questions</source>
        <translation>النموذج نفسه على أسئلة أخرى</translation>
    </message>
    <message>
        <source>translate to {target}</source>
        <translation>الترجمة إلى ‎{target}</translation>
    </message>
    <message>
        <source>translate from {source} to {target}</source>
        <translation>الترجمة من {source} إلى ‎{target}</translation>
    </message>
    <message>
        <source>{measured} (baseline: {baselines})</source>
        <translation>‏{measured} (المرجع: {baselines})</translation>
    </message>
    <message>
        <source>Shopping list</source>
        <translation>قائمة التسوق</translation>
    </message>
    <message>
        <source>above idle</source>
        <translation>فوق وقت الخمول</translation>
    </message>
    <message>
        <source>processor only</source>
        <translation>المعالج وحده</translation>
    </message>
    <message>
        <source>processor only, above idle</source>
        <translation>المعالج وحده، فوق وقت الخمول</translation>
    </message>
    <message>
        <source>no answer in this time</source>
        <translation>لا إجابة في هذه المدة</translation>
    </message>
    <message>
        <source>what the whole laptop drew was not measured</source>
        <translation>لم يُقس ما استهلكه الحاسوب المحمول كله</translation>
    </message>
    <message>
        <source>Nothing was changed: the chats, models and settings that you have stay as they are.</source>
        <translation>لم يتغيّر شيء: تبقى محادثاتك ونماذجك وإعداداتك كما هي.</translation>
    </message>
    <message>
        <source>too long for this model</source>
        <translation>أطول مما يتسع له هذا النموذج</translation>
    </message>
    <message>
        <source>Only a model that can write joins sentences into a brief. Picked ones are a list: choose “Key points”.</source>
        <translation>لا يربط الجمل في نص موجز إلا نموذج يستطيع الكتابة. الجمل المنتقاة قائمة: اختر «النقاط الرئيسية».</translation>
    </message>
    <message>
        <source>Stopped. Nothing is summed up yet.</source>
        <translation>توقّف. لم يُلخَّص شيء بعد.</translation>
    </message>
    <message>
        <source>No decision and no task was found in the text, so these are its most telling sentences.</source>
        <translation>لم يُعثر في النص على قرار ولا مهمة، فهذه أكثر جمله دلالة.</translation>
    </message>
    <message>
        <source>The text has no headings, so all of it is one section.</source>
        <translation>ليس في النص عناوين، فهو كله قسم واحد.</translation>
    </message>
    <message>
        <source>One text file for somebody who helps you: this computer, the program and its last errors. None of your texts, no names of documents, no passwords.</source>
        <translation>ملف نصي واحد لمن يساعدك: هذا الحاسوب والبرنامج وآخر أخطائه. لا شيء من نصوصك، ولا أسماء مستندات، ولا كلمات مرور.</translation>
    </message>
    <message>
        <source>What happened?…</source>
        <translation>ماذا حدث؟…</translation>
    </message>
    <message>
        <source>Often translates wrongly.</source>
        <translation>كثيرًا ما يخطئ في الترجمة.</translation>
    </message>
    <message>
        <source>Often wrong.</source>
        <translation>كثيرًا ما يخطئ.</translation>
    </message>
</context>
</TS>
