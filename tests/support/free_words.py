# SPDX-License-Identifier: Apache-2.0
"""Examples for the lists of templates that take any words, per language; those under "" are for any other list."""

FREE_WORDS = {
    "en": {
        "": ["apple pie"],
        "edge_when": ["7 am tomorrow", "half past six"],
        "edge_time": ["7:30 am"],
        "edge_date": ["tomorrow"],
        "edge_duration": ["10 minutes", "an hour and a half"],
        "edge_sum": ["2 plus 3"],
        "edge_quantity": ["5 miles"],
        "edge_unit": ["kilometers"],
        "edge_reminder": ["call Anna at 5 pm"],
    },
    "es": {
        "": ["tarta dulce"],
        "edge_when": ["las 7 de la tarde", "mañana a las 6"],
        "edge_time": ["las 7"],
        "edge_date": ["mañana"],
        "edge_duration": ["10 minutos"],
        "edge_sum": ["2 más 3"],
        "edge_quantity": ["5 millas"],
        "edge_unit": ["kilómetros"],
        "edge_reminder": ["llamar a Ana a las 5"],
    },
    "de": {
        "": ["süße Torte"],
        "edge_when": ["7 Uhr morgen", "halb sieben"],
        "edge_time": ["7 Uhr"],
        "edge_date": ["morgen"],
        "edge_duration": ["10 Minuten"],
        "edge_sum": ["2 plus 3"],
        "edge_quantity": ["5 Meilen"],
        "edge_unit": ["Kilometer"],
        "edge_reminder": ["Anna anrufen um 17 Uhr"],
    },
    "fr": {
        "": ["tarte sucrée"],
        "edge_when": ["7 heures demain", "six heures et demie"],
        "edge_time": ["7 heures"],
        "edge_date": ["demain"],
        "edge_duration": ["10 minutes"],
        "edge_sum": ["2 plus 3"],
        "edge_quantity": ["5 miles"],
        "edge_unit": ["kilomètres"],
        "edge_reminder": ["appeler Anna à 17 heures"],
    },
}
