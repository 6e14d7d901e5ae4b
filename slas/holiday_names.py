"""German names of public holidays that the holidays package tells in English only.

Read when a calendar version is drafted; the names then stand in the version.
"""

GERMAN = {
    "New Year's Day": "Neujahr",
    "Martin Luther King Jr. Day": "Martin-Luther-King-Tag",
    "Washington's Birthday": "Washingtons Geburtstag",
    "Memorial Day": "Memorial Day (Gefallenengedenktag)",
    "Juneteenth National Independence Day": "Juneteenth (Ende der Sklaverei)",
    "Independence Day": "Unabhängigkeitstag",
    "Labor Day": "Tag der Arbeit",
    "Columbus Day": "Kolumbus-Tag",
    "Veterans Day": "Tag der Veteranen",
    "Thanksgiving Day": "Thanksgiving",
    "Christmas Day": "Erster Weihnachtstag",
    "Easter Monday": "Ostermontag",
    "Victory Day": "Tag des Sieges 1945",
    "Ascension Day": "Christi Himmelfahrt",
    "Pentecost Monday": "Pfingstmontag",
    "National Day": "Nationalfeiertag",
    "Assumption Day": "Mariä Himmelfahrt",
    "All Saints' Day": "Allerheiligen",
    "Armistice Day": "Waffenstillstand 1918",
    "Chinese New Year": "Chinesisches Neujahr",
    "Eid al-Fitr": "Fest des Fastenbrechens",
    "Eid al-Adha": "Opferfest",
    "Good Friday": "Karfreitag",
    "Vesak Day": "Vesakh",
    "Diwali": "Diwali (Lichterfest)",
    "Polling Day": "Wahltag",
}
_NOTES = {
    " (observed)": " (Ersatztag)",
    " (estimated)": " (geschätzt)",
    " (observed, estimated)": " (Ersatztag, geschätzt)",
}


def in_german(name: str) -> str:
    """The German name of a holiday, or the English one where nobody has translated it yet."""
    for note, german in _NOTES.items():
        if name.endswith(note):
            return in_german(name.removesuffix(note)) + german
    return "; ".join(GERMAN.get(part, part) for part in name.split("; "))
