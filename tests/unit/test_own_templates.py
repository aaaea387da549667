# SPDX-License-Identifier: Apache-2.0
"""Our own sentence templates in four languages: well-formed by themselves, and what people say meant by them."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
import yaml
from hassil import Intents
from hassil.parse_expression import parse_sentence

from edgeassist.core.paths import resource
from edgeassist.intents import normalizers
from edgeassist.intents.understanding import Understander
from tests.support.own_home import home

LANGUAGES = ("en", "es", "de", "fr")
NOW = dt.datetime(2026, 11, 21, 14, 30, tzinfo=dt.UTC)
FROM_NAMES = {"edge_list", "name", "area"}
NORMALIZERS = {"when", "time", "date", "duration", "sum", "quantity", "unit", "reminder", "title", "colour"}
OWN = (
    "EdgeSetAlarm EdgeCancelAlarm EdgeListAlarms EdgeSetReminder EdgeListReminders EdgeCancelReminder EdgeTakeNote"
    " EdgeReadNotes EdgeDeleteLastNote EdgeDeleteAllNotes EdgeReadList EdgeCreateList EdgeDeleteList EdgeClearList"
    " EdgeCalculate EdgeConvert EdgeTellDate EdgeOpenPane EdgeSummarizeThis EdgeTranslate EdgeAsk EdgeReport EdgeStop"
    " EdgeUndo EdgeDeleteChats"
)
SAID: list[tuple[str, str, str, dict[str, object]]] = [
    ("en", "set an alarm for 7:30 tomorrow", "EdgeSetAlarm", {"time": "07:30", "date": "2026-11-22"}),
    ("en", "wake me up at six", "EdgeSetAlarm", {"time": "18:00"}),
    ("en", "set alarm for seven thirty a m", "EdgeSetAlarm", {"time": "07:30"}),
    ("en", "remind me to call mum at 5 pm", "EdgeSetReminder", {"text": "call mum", "time": "17:00"}),
    ("en", "remind me at 5 pm to call mum", "EdgeSetReminder", {"text": "call mum", "time": "17:00"}),
    ("en", "what is 12 times 7", "EdgeCalculate", {"expression": "12*7"}),
    ("en", "convert 5 miles to kilometers", "EdgeConvert", {"amount": 5, "from_unit": "mi", "to_unit": "km"}),
    ("en", "how many feet are in a mile", "EdgeConvert", {"to_unit": "ft", "amount": 1, "from_unit": "mi"}),
    ("en", "translate good morning to spanish", "EdgeTranslate", {"text": "good morning", "language": "es"}),
    ("en", "translate this into german", "EdgeTranslate", {"language": "de"}),
    ("en", "what is left on the shopping list", "EdgeReadList", {"list": "list"}),
    ("en", "set a timer for an hour and a half", "HassStartTimer", {"hours": 1, "minutes": 30}),
    ("en", "set a timer for ten minutes", "HassStartTimer", {"minutes": 10}),
    ("en", "set a pasta timer for 5 minutes", "HassStartTimer", {"name": "pasta", "minutes": 5}),
    ("en", "open the chat pane", "EdgeOpenPane", {"pane": "chat"}),
    ("en", "battery", "EdgeReport", {"what": "battery"}),
    ("en", "how much time is left", "HassTimerStatus", {}),
    ("en", "take a note buy milk tomorrow", "EdgeTakeNote", {"text": "buy milk tomorrow"}),
    ("en", "delete all my notes", "EdgeDeleteAllNotes", {}),
    ("en", "delete all chats", "EdgeDeleteChats", {}),
    ("en", "what day is tomorrow", "EdgeTellDate", {"date": "2026-11-22"}),
    ("en", "undo that", "EdgeUndo", {}),
    ("en", "stop", "EdgeStop", {}),
    ("en", "add milk to the shopping list", "HassListAddItem", {"item": "milk", "name": "list"}),
    ("en", "create a list called groceries", "EdgeCreateList", {"list": "groceries"}),
    ("en", "clear the shopping list", "EdgeClearList", {"list": "list"}),
    ("en", "ask the model what is love", "EdgeAsk", {"text": "what is love"}),
    ("en", "what time is it", "HassGetCurrentTime", {}),
    ("en", "cancel the 7 am alarm", "EdgeCancelAlarm", {"time": "07:00"}),
    ("en", "summarize this", "EdgeSummarizeThis", {}),
    ("en", "turn the lights on", "HassTurnOn", {"domain": "light"}),
    ("en", "lights on", "HassTurnOn", {"domain": "light"}),
    ("en", "kitchen lights on", "HassTurnOn", {"area": "room0", "domain": "light"}),
    ("en", "lights off in the kitchen", "HassTurnOff", {"area": "room0", "domain": "light"}),
    ("en", "turn off all the lights", "HassTurnOff", {"domain": "light"}),
    ("en", "dim the living room lights", "HassLightSet", {"area": "room1", "domain": "light", "brightness": 30}),
    ("en", "set a timer for 5 minutes", "HassStartTimer", {"minutes": 5}),
    ("en", "set a 10 minute timer", "HassStartTimer", {"minutes": 10}),
    ("en", "set a timer for half an hour", "HassStartTimer", {"minutes": 30}),
    ("en", "add five minutes to the timer", "HassIncreaseTimer", {"minutes": 5}),
    ("en", "give me five more minutes", "HassIncreaseTimer", {"minutes": 5}),
    ("en", "pause the timer", "HassPauseTimer", {}),
    ("en", "resume the timer", "HassUnpauseTimer", {}),
    ("en", "cancel the timer", "HassCancelTimer", {}),
    ("en", "cancel all timers", "HassCancelAllTimers", {}),
    ("en", "how long is left on the timer", "HassTimerStatus", {}),
    ("en", "add milk to my shopping list", "HassListAddItem", {"item": "milk", "name": "list"}),
    ("en", "put bread on the shopping list", "HassListAddItem", {"item": "bread", "name": "list"}),
    ("en", "remove milk from the shopping list", "HassListRemoveItem", {"item": "milk", "name": "list"}),
    ("en", "check off milk from the shopping list", "HassListCompleteItem", {"item": "milk", "name": "list"}),
    ("en", "what's on my shopping list", "EdgeReadList", {"list": "list"}),
    ("en", "what's the date", "HassGetCurrentDate", {}),
    ("en", "what day is it today", "HassGetCurrentDate", {}),
    ("en", "never mind", "HassNevermind", {}),
    ("en", "set an alarm for 7 am tomorrow", "EdgeSetAlarm", {"time": "07:00", "date": "2026-11-22"}),
    ("en", "wake me up at quarter past six", "EdgeSetAlarm", {"time": "18:15"}),
    ("en", "when is my next alarm", "EdgeListAlarms", {}),
    ("en", "cancel my alarm", "EdgeCancelAlarm", {}),
    (
        "en",
        "remind me in twenty minutes to check the oven",
        "EdgeSetReminder",
        {"text": "check the oven", "seconds": 1200},
    ),
    (
        "en",
        "remind me to take out the trash tomorrow morning",
        "EdgeSetReminder",
        {"text": "take out the trash", "time": "08:00", "date": "2026-11-22"},
    ),
    ("en", "do i have any reminders", "EdgeListReminders", {}),
    ("en", "make a note that the car needs oil", "EdgeTakeNote", {"text": "the car needs oil"}),
    ("en", "new note call the dentist", "EdgeTakeNote", {"text": "call the dentist"}),
    ("en", "read me my notes", "EdgeReadNotes", {}),
    ("en", "how many ounces in a pound", "EdgeConvert", {"to_unit": "oz", "amount": 1, "from_unit": "lb"}),
    ("en", "what's 15 percent of 80", "EdgeCalculate", {"expression": "15%*80"}),
    ("en", "square root of 144", "EdgeCalculate", {"expression": "√144"}),
    (
        "en",
        "translate where is the station into german",
        "EdgeTranslate",
        {"text": "where is the station", "language": "de"},
    ),
    ("en", "how do you say thank you in french", "EdgeTranslate", {"text": "thank you", "language": "fr"}),
    ("en", "open the translator", "EdgeOpenPane", {"pane": "translate"}),
    ("en", "summarize this text", "EdgeSummarizeThis", {}),
    ("en", "how much battery is left", "EdgeReport", {"what": "battery"}),
    ("en", "how much memory is free", "EdgeReport", {"what": "memory"}),
    ("en", "which model are you using", "EdgeReport", {"what": "model"}),
    ("en", "delete my chat history", "EdgeDeleteChats", {}),
    ("en", "undo", "EdgeUndo", {}),
    ("es", "pon una alarma para mañana a las siete y media", "EdgeSetAlarm", {"time": "07:30", "date": "2026-11-22"}),
    ("es", "despiértame a las seis de la mañana", "EdgeSetAlarm", {"time": "06:00"}),
    ("es", "borra la alarma de las siete", "EdgeCancelAlarm", {"time": "19:00"}),
    (
        "es",
        "recuérdame llamar a mamá a las cinco de la tarde",
        "EdgeSetReminder",
        {"text": "llamar a mamá", "time": "17:00"},
    ),
    ("es", "recuérdame mañana que compre pan", "EdgeSetReminder", {"text": "compre pan", "date": "2026-11-22"}),
    ("es", "apunta comprar leche", "EdgeTakeNote", {"text": "comprar leche"}),
    ("es", "lee mis notas", "EdgeReadNotes", {}),
    ("es", "borra todas mis notas", "EdgeDeleteAllNotes", {}),
    ("es", "cuánto es doce por siete", "EdgeCalculate", {"expression": "12*7"}),
    ("es", "convierte 5 millas a kilómetros", "EdgeConvert", {"amount": 5, "from_unit": "mi", "to_unit": "km"}),
    ("es", "cuántos centímetros hay en un metro", "EdgeConvert", {"to_unit": "cm", "amount": 1, "from_unit": "m"}),
    ("es", "qué hay en la lista de la Compra", "EdgeReadList", {"list": "list"}),
    ("es", "vacía la lista de la Compra", "EdgeClearList", {"list": "list"}),
    ("es", "traduce buenos días al inglés", "EdgeTranslate", {"text": "buenos días", "language": "en"}),
    ("es", "traduce esto al alemán", "EdgeTranslate", {"language": "de"}),
    ("es", "qué día es mañana", "EdgeTellDate", {"date": "2026-11-22"}),
    ("es", "qué hora es", "HassGetCurrentTime", {}),
    ("es", "qué día es hoy", "HassGetCurrentDate", {}),
    ("es", "abre el chat", "EdgeOpenPane", {"pane": "chat"}),
    ("es", "pon un temporizador de hora y media", "HassStartTimer", {"hours": 1, "minutes": 30}),
    ("es", "pon un temporizador de diez minutos", "HassStartTimer", {"minutes": 10}),
    ("es", "cuánto tiempo queda", "HassTimerStatus", {}),
    ("es", "batería", "EdgeReport", {"what": "battery"}),
    ("es", "cuánta batería queda", "EdgeReport", {"what": "battery"}),
    ("es", "borra todos los chats", "EdgeDeleteChats", {}),
    ("es", "deshaz eso", "EdgeUndo", {}),
    ("es", "para", "EdgeStop", {}),
    ("es", "resume esto", "EdgeSummarizeThis", {}),
    ("es", "pregunta al modelo qué es el amor", "EdgeAsk", {"text": "qué es el amor"}),
    ("es", "crea una lista llamada ferretería", "EdgeCreateList", {"list": "ferretería"}),
    ("es", "ponme una alarma a las ocho", "EdgeSetAlarm", {"time": "20:00"}),
    ("es", "cuánto falta para que acabe el temporizador", "HassTimerStatus", {}),
    ("es", "qué hay en la compra", "EdgeReadList", {"list": "list"}),
    ("es", "recuérdame en diez minutos sacar la pizza", "EdgeSetReminder", {"text": "sacar la pizza", "seconds": 600}),
    ("es", "toma nota de que hay que llamar al banco", "EdgeTakeNote", {"text": "hay que llamar al banco"}),
    ("es", "qué recordatorios tengo", "EdgeListReminders", {}),
    ("es", "cuánto es el 15 por ciento de 80", "EdgeCalculate", {"expression": "15%*80"}),
    ("es", "qué día de la semana es el 3 de mayo", "EdgeTellDate", {"date": "2027-05-03"}),
    ("es", "abre el traductor", "EdgeOpenPane", {"pane": "translate"}),
    ("es", "cómo se dice manzana en francés", "EdgeTranslate", {"text": "manzana", "language": "fr"}),
    ("es", "cuánto espacio queda en el disco", "EdgeReport", {"what": "disk"}),
    ("es", "baja la lámpara al 20 por ciento", "HassLightSet", {"name": "lamp", "brightness": 20}),
    ("es", "borra el historial de chats", "EdgeDeleteChats", {}),
    ("es", "raíz cuadrada de 81", "EdgeCalculate", {"expression": "√81"}),
    ("de", "stelle einen Wecker für morgen um halb acht", "EdgeSetAlarm", {"time": "07:30", "date": "2026-11-22"}),
    ("de", "weck mich um sechs", "EdgeSetAlarm", {"time": "18:00"}),
    ("de", "weck mich morgen früh um sechs Uhr", "EdgeSetAlarm", {"time": "06:00", "date": "2026-11-22"}),
    ("de", "Wecker auf 7 Uhr 30 stellen", "EdgeSetAlarm", {"time": "19:30"}),
    ("de", "lösche den Wecker um 7 Uhr", "EdgeCancelAlarm", {"time": "19:00"}),
    (
        "de",
        "erinnere mich daran, um 17 Uhr Mama anzurufen",
        "EdgeSetReminder",
        {"text": "Mama anzurufen", "time": "17:00"},
    ),
    ("de", "erinnere mich morgen an den Zahnarzt", "EdgeSetReminder", {"text": "den Zahnarzt", "date": "2026-11-22"}),
    ("de", "notiere Milch kaufen", "EdgeTakeNote", {"text": "Milch kaufen"}),
    ("de", "lies meine Notizen vor", "EdgeReadNotes", {}),
    ("de", "lösche alle Notizen", "EdgeDeleteAllNotes", {}),
    ("de", "was ist 12 mal 7", "EdgeCalculate", {"expression": "12*7"}),
    ("de", "rechne 20 Prozent von 50 aus", "EdgeCalculate", {"expression": "20%*50"}),
    ("de", "wie viele Zentimeter sind ein Meter", "EdgeConvert", {"to_unit": "cm", "amount": 1, "from_unit": "m"}),
    ("de", "rechne 5 Meilen in Kilometer um", "EdgeConvert", {"amount": 5, "from_unit": "mi", "to_unit": "km"}),
    ("de", "was steht auf der Einkaufsliste", "EdgeReadList", {"list": "list"}),
    ("de", "leere die Einkaufsliste", "EdgeClearList", {"list": "list"}),
    ("de", "übersetze guten Morgen ins Spanische", "EdgeTranslate", {"text": "guten Morgen", "language": "es"}),
    ("de", "übersetze das ins Englische", "EdgeTranslate", {"language": "en"}),
    ("de", "welcher Tag ist morgen", "EdgeTellDate", {"date": "2026-11-22"}),
    ("de", "wie spät ist es", "HassGetCurrentTime", {}),
    ("de", "welcher Tag ist heute", "HassGetCurrentDate", {}),
    ("de", "öffne den Chat", "EdgeOpenPane", {"pane": "chat"}),
    ("de", "stelle einen Timer auf anderthalb Stunden", "HassStartTimer", {"hours": 1, "minutes": 30}),
    ("de", "stell einen Timer auf zehn Minuten", "HassStartTimer", {"minutes": 10}),
    ("de", "wie lange läuft der Timer noch", "HassTimerStatus", {}),
    ("de", "Akkustand", "EdgeReport", {"what": "battery"}),
    ("de", "wie voll ist der Akku", "EdgeReport", {"what": "battery"}),
    ("de", "lösche alle Chats", "EdgeDeleteChats", {}),
    ("de", "mach das rückgängig", "EdgeUndo", {}),
    ("de", "hör auf", "EdgeStop", {}),
    ("de", "fass das zusammen", "EdgeSummarizeThis", {}),
    ("de", "frage das Modell was Liebe ist", "EdgeAsk", {"text": "was Liebe ist"}),
    ("de", "erstelle eine Liste namens Baumarkt", "EdgeCreateList", {"list": "Baumarkt"}),
    ("de", "kannst du mir einen Wecker um sieben stellen", "EdgeSetAlarm", {"time": "19:00"}),
    ("de", "Wie lange noch", "HassTimerStatus", {}),
    ("de", "füge Milch zur Einkaufsliste hinzu", "HassListAddItem", {"item": "Milch", "name": "list"}),
    ("de", "was habe ich auf der Einkaufsliste", "EdgeReadList", {"list": "list"}),
    ("de", "erinnere mich in zehn Minuten an die Pizza", "EdgeSetReminder", {"text": "die Pizza", "seconds": 600}),
    ("de", "mach eine Notiz: Reifen wechseln", "EdgeTakeNote", {"text": "Reifen wechseln"}),
    ("de", "was sind meine Erinnerungen", "EdgeListReminders", {}),
    ("de", "wieviel Gramm sind ein Kilo", "EdgeConvert", {"to_unit": "g", "amount": 1, "from_unit": "kg"}),
    ("de", "hundert Fahrenheit in Celsius", "EdgeConvert", {"amount": 100, "from_unit": "°F", "to_unit": "°C"}),
    ("de", "welcher Wochentag ist der 3. Mai", "EdgeTellDate", {"date": "2027-05-03"}),
    ("de", "zeig mir den Übersetzer", "EdgeOpenPane", {"pane": "translate"}),
    ("de", "wie heißt Apfel auf Französisch", "EdgeTranslate", {"text": "Apfel", "language": "fr"}),
    ("de", "wie voll ist die Festplatte", "EdgeReport", {"what": "disk"}),
    ("de", "dimme die Stehlampe auf 20 Prozent", "HassLightSet", {"name": "lamp", "brightness": 20}),
    ("de", "lösche den Chatverlauf", "EdgeDeleteChats", {}),
    ("de", "nimm das zurück", "EdgeUndo", {}),
    ("de", "noch 5 Minuten", "HassIncreaseTimer", {"minutes": 5}),
    (
        "fr",
        "mets une alarme pour demain à sept heures et demie",
        "EdgeSetAlarm",
        {"time": "07:30", "date": "2026-11-22"},
    ),
    ("fr", "réveille-moi à six heures", "EdgeSetAlarm", {"time": "18:00"}),
    ("fr", "mets un réveil à sept heures", "EdgeSetAlarm", {"time": "19:00"}),
    ("fr", "supprime l'alarme de sept heures", "EdgeCancelAlarm", {"time": "19:00"}),
    ("fr", "rappelle-moi d'appeler maman à 17 heures", "EdgeSetReminder", {"text": "appeler maman", "time": "17:00"}),
    (
        "fr",
        "rappelle-moi demain de sortir les poubelles",
        "EdgeSetReminder",
        {"text": "sortir les poubelles", "date": "2026-11-22"},
    ),
    ("fr", "note acheter du lait", "EdgeTakeNote", {"text": "acheter du lait"}),
    ("fr", "lis mes notes", "EdgeReadNotes", {}),
    ("fr", "supprime toutes mes notes", "EdgeDeleteAllNotes", {}),
    ("fr", "combien font douze fois sept", "EdgeCalculate", {"expression": "12*7"}),
    ("fr", "convertis 5 miles en kilomètres", "EdgeConvert", {"amount": 5, "from_unit": "mi", "to_unit": "km"}),
    ("fr", "combien de centimètres dans un mètre", "EdgeConvert", {"to_unit": "cm", "amount": 1, "from_unit": "m"}),
    ("fr", "qu'y a-t-il sur la liste Courses", "EdgeReadList", {"list": "list"}),
    ("fr", "vide la liste Courses", "EdgeClearList", {"list": "list"}),
    ("fr", "traduis bonjour en anglais", "EdgeTranslate", {"text": "bonjour", "language": "en"}),
    ("fr", "traduis ça en allemand", "EdgeTranslate", {"language": "de"}),
    ("fr", "quel jour est demain", "EdgeTellDate", {"date": "2026-11-22"}),
    ("fr", "quelle heure est-il", "HassGetCurrentTime", {}),
    ("fr", "on est quel jour", "HassGetCurrentDate", {}),
    ("fr", "ouvre le chat", "EdgeOpenPane", {"pane": "chat"}),
    ("fr", "mets un minuteur d'une heure et demie", "HassStartTimer", {"hours": 1, "minutes": 30}),
    ("fr", "mets un minuteur de dix minutes", "HassStartTimer", {"minutes": 10}),
    ("fr", "combien de temps reste-t-il", "HassTimerStatus", {}),
    ("fr", "batterie", "EdgeReport", {"what": "battery"}),
    ("fr", "quel est le niveau de la batterie", "EdgeReport", {"what": "battery"}),
    ("fr", "supprime tous les chats", "EdgeDeleteChats", {}),
    ("fr", "annule ça", "EdgeUndo", {}),
    ("fr", "stop", "EdgeStop", {}),
    ("fr", "résume ça", "EdgeSummarizeThis", {}),
    ("fr", "crée une liste appelée bricolage", "EdgeCreateList", {"list": "bricolage"}),
    ("fr", "mets-moi une alarme à huit heures", "EdgeSetAlarm", {"time": "20:00"}),
    ("fr", "combien de temps il reste", "HassTimerStatus", {}),
    ("fr", "qu'est-ce qu'il y a sur la liste de courses", "EdgeReadList", {"list": "list"}),
    (
        "fr",
        "rappelle-moi dans dix minutes de sortir la pizza",
        "EdgeSetReminder",
        {"text": "sortir la pizza", "seconds": 600},
    ),
    ("fr", "prends note qu'il faut appeler la banque", "EdgeTakeNote", {"text": "il faut appeler la banque"}),
    ("fr", "quels sont mes rappels", "EdgeListReminders", {}),
    ("fr", "combien font 15 pour cent de 80", "EdgeCalculate", {"expression": "15%*80"}),
    ("fr", "ouvre le traducteur", "EdgeOpenPane", {"pane": "translate"}),
    ("fr", "comment dit-on pomme en espagnol", "EdgeTranslate", {"text": "pomme", "language": "es"}),
    ("fr", "combien de place reste-t-il sur le disque", "EdgeReport", {"what": "disk"}),
    ("fr", "baisse la lampe à 20 pour cent", "HassLightSet", {"name": "lamp", "brightness": 20}),
    ("fr", "efface l'historique des conversations", "EdgeDeleteChats", {}),
    ("fr", "racine carrée de 81", "EdgeCalculate", {"expression": "√81"}),
]
COMPOUND: list[tuple[str, str, list[tuple[str, dict[str, object]]]]] = [
    (
        "en",
        "turn on the living room lights and set them to 50% brightness",
        [
            ("HassTurnOn", {"area": "room1", "domain": "light"}),
            ("HassLightSet", {"area": "room1", "brightness": 50, "domain": "light"}),
        ],
    ),
    (
        "en",
        "turn on the kitchen and the hall lights",
        [("HassTurnOn", {"area": "room0", "domain": "light"}), ("HassTurnOn", {"area": "room2", "domain": "light"})],
    ),
    ("en", "turn the fan off and the lamp on", [("HassTurnOff", {"name": "fan"}), ("HassTurnOn", {"name": "lamp"})]),
    (
        "en",
        "set a timer for 5 minutes and another for ten",
        [("HassStartTimer", {"minutes": 5}), ("HassStartTimer", {"minutes": 10})],
    ),
    ("en", "set a timer for 5 minutes and pause it", [("HassStartTimer", {"minutes": 5}), ("HassPauseTimer", {})]),
    (
        "en",
        "add milk and eggs to the shopping list",
        [("HassListAddItem", {"item": "milk", "name": "list"}), ("HassListAddItem", {"item": "eggs", "name": "list"})],
    ),
    (
        "en",
        "add milk to the shopping list and read it",
        [("HassListAddItem", {"item": "milk", "name": "list"}), ("EdgeReadList", {"list": "list"})],
    ),
    (
        "en",
        "turn on the lamp and make it red",
        [("HassTurnOn", {"name": "lamp"}), ("HassLightSet", {"name": "lamp", "color": "red"})],
    ),
    (
        "en",
        "turn on the fan and turn off the lights there",
        [("HassTurnOn", {"name": "fan"}), ("HassTurnOff", {"area": "room1", "domain": "light"})],
    ),
    (
        "en",
        "turn off the lamp and remind me to buy milk and eggs",
        [("HassTurnOff", {"name": "lamp"}), ("EdgeSetReminder", {"text": "buy milk and eggs"})],
    ),
    (
        "es",
        "enciende las luces del salón y ponlas al 50 por ciento",
        [
            ("HassTurnOn", {"area": "room1", "domain": "light"}),
            ("HassLightSet", {"area": "room1", "brightness": 50, "domain": "light"}),
        ],
    ),
    ("es", "enciende la lámpara y apágala", [("HassTurnOn", {"name": "lamp"}), ("HassTurnOff", {"name": "lamp"})]),
    (
        "es",
        "enciende la luz de la cocina y del salón",
        [("HassTurnOn", {"area": "room0", "domain": "light"}), ("HassTurnOn", {"area": "room1", "domain": "light"})],
    ),
    (
        "es",
        "pon un temporizador de 5 minutos y otro de diez",
        [("HassStartTimer", {"minutes": 5}), ("HassStartTimer", {"minutes": 10})],
    ),
    (
        "de",
        "schalte das Licht im Wohnzimmer ein und stelle es auf 50 Prozent",
        [
            ("HassTurnOn", {"area": "room1", "domain": "light"}),
            ("HassLightSet", {"area": "room1", "brightness": 50, "domain": "light"}),
        ],
    ),
    (
        "de",
        "schalte die Stehlampe ein und mach sie rot",
        [("HassTurnOn", {"name": "lamp"}), ("HassLightSet", {"name": "lamp", "color": "red"})],
    ),
    (
        "de",
        "schalte die Stehlampe und den Ventilator aus",
        [("HassTurnOff", {"name": "lamp"}), ("HassTurnOff", {"name": "fan"})],
    ),
    (
        "de",
        "schalte den Ventilator aus und das Licht dort ein",
        [("HassTurnOff", {"name": "fan"}), ("HassTurnOn", {"area": "room1", "domain": "light"})],
    ),
    (
        "de",
        "stelle einen Timer auf 5 Minuten und noch einen auf zehn",
        [("HassStartTimer", {"minutes": 5}), ("HassStartTimer", {"minutes": 10})],
    ),
    (
        "fr",
        "allume les lumières du salon et mets-les à 50 %",
        [
            ("HassTurnOn", {"area": "room1", "domain": "light"}),
            ("HassLightSet", {"area": "room1", "brightness": 50, "domain": "light"}),
        ],
    ),
    ("fr", "allume la lampe puis éteins-la", [("HassTurnOn", {"name": "lamp"}), ("HassTurnOff", {"name": "lamp"})]),
    (
        "fr",
        "allume la lumière de la cuisine et du salon",
        [("HassTurnOn", {"area": "room0", "domain": "light"}), ("HassTurnOn", {"area": "room1", "domain": "light"})],
    ),
    (
        "fr",
        "mets un minuteur de 5 minutes et un autre de dix",
        [("HassStartTimer", {"minutes": 5}), ("HassStartTimer", {"minutes": 10})],
    ),
]
NO_COMMAND = [
    ("en", "the weather is nice today"),
    ("en", "what is the meaning of life"),
    ("en", "I love pizza"),
    ("en", "set an alarm for pizza"),
    ("en", "remember"),
    ("en", "convert my heart to gold"),
    ("en", "what is love"),
    ("en", "the timer is a nice thing"),
    ("en", "note"),
    ("en", "turn on"),
    ("en", "delete"),
    ("en", "i was at the shop at five"),
    ("en", "he said stop the car please"),
    ("en", "we should open more shops"),
    ("es", "hace buen tiempo hoy"),
    ("es", "me gusta la pizza"),
    ("es", "despiértame a la pizza"),
    ("es", "convierte mi corazón en oro"),
    ("es", "borra"),
    ("de", "das Wetter ist schön"),
    ("de", "ich mag Pizza"),
    ("de", "stelle einen Wecker auf Pizza"),
    ("de", "was ist Liebe"),
    ("de", "lösche"),
    ("de", "gestern war ich im Laden"),
    ("fr", "il fait beau aujourd'hui"),
    ("fr", "j'aime la pizza"),
    ("fr", "réveille-moi à la pizza"),
    ("fr", "qu'est-ce que l'amour"),
    ("fr", "supprime"),
]


@lru_cache
def data(language: str) -> Any:
    return yaml.safe_load(resource("intents", f"{language}.yaml").read_text(encoding="utf-8"))


@lru_cache
def understander(language: str) -> Understander:
    return Understander(language, lambda: home(language), now=lambda: NOW)


def blocks(language: str) -> Iterator[tuple[str, Any]]:
    for name, intent in data(language)["intents"].items():
        for block in intent["data"]:
            yield name, block


@lru_cache
def rules(language: str) -> Any:
    return {name: parse_sentence(body) for name, body in data(language)["expansion_rules"].items()}


@lru_cache(maxsize=4096)
def references(language: str, sentence: str) -> frozenset[str]:
    return frozenset(parse_sentence(sentence).expression.list_names(rules(language)))


@pytest.mark.parametrize(("language", "text", "intent", "slots"), SAID)
def test_a_sentence_means_what_it_says(language: str, text: str, intent: str, slots: dict[str, object]) -> None:
    parsed = understander(language).parse(text)
    assert [one.name for one in parsed.intents] == [intent]
    assert {slot.name: slot.value for slot in parsed.intents[0].slots} == slots


@pytest.mark.parametrize(("language", "text", "intents"), COMPOUND)
def test_a_compound_command_means_all_its_parts(
    language: str, text: str, intents: list[tuple[str, dict[str, object]]]
) -> None:
    parsed = understander(language).parse(text)
    assert [(one.name, {slot.name: slot.value for slot in one.slots}) for one in parsed.intents] == intents


@pytest.mark.parametrize(("language", "text"), NO_COMMAND)
def test_talk_is_no_command(language: str, text: str) -> None:
    assert understander(language).parse(text).intents == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_intent_of_ours(language: str) -> None:
    counted = dict.fromkeys(OWN.split(), 0)
    for name, block in blocks(language):
        if name in counted:
            counted[name] += len(block["sentences"])
        else:
            assert name.startswith("Hass"), name
    assert min(counted.values()) >= 3, counted
    assert sum(counted.values()) >= 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_stands_by_itself_and_may_be_merged(language: str) -> None:
    own = data(language)
    assert own["language"] == language
    assert all(name.startswith("edge_") for name in (*own["lists"], *own["expansion_rules"]))
    known = {*own["lists"], *FROM_NAMES}
    for name, block in blocks(language):
        for sentence in block["sentences"]:
            assert references(language, sentence) <= known, (name, sentence)
    assert Intents.from_dict(own).language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_wildcards_are_read_by_normalizers_that_exist(language: str) -> None:
    wild = {name: one for name, one in data(language)["lists"].items() if one.get("wildcard")}
    assert {one["normalizer"] for one in wild.values() if "normalizer" in one} <= NORMALIZERS
    assert all(name in normalizers.known() for name in NORMALIZERS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_speech_hears_every_sentence_of_a_block_that_says_so(language: str) -> None:
    lists = data(language)["lists"]
    deaf = {name for name, one in lists.items() if one.get("wildcard") and "spoken" not in one}
    for name, block in blocks(language):
        heard = [references(language, sentence).isdisjoint(deaf) for sentence in block["sentences"]]
        assert block["metadata"]["speech"] is all(heard), (name, block["sentences"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_speech_hears_in_place_of_a_wildcard_is_a_rule_of_closed_lists(language: str) -> None:
    own = data(language)
    for name, one in own["lists"].items():
        if "spoken" in one:
            body = own["expansion_rules"][one["spoken"]]
            heard = {own["lists"][inner].get("wildcard", False) for inner in references(language, body)}
            assert True not in heard, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_risky_intent_has_no_free_words(language: str) -> None:
    for name, block in blocks(language):
        if name in {"EdgeDeleteAllNotes", "EdgeDeleteList", "EdgeClearList", "EdgeDeleteChats"}:
            assert block["metadata"]["speech"] is True
            for sentence in block["sentences"]:
                assert references(language, sentence) <= {"edge_list"}, sentence
