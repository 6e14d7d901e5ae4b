"""Made-up words of partners and agents: many texts out of a few, and one word that hardly anybody uses."""

import random

SUBJECTS = (
    "Quote", "Order import", "Price list", "Configurator", "Export to the ERP", "Bill of materials", "Sign-in",
    "Nightly job", "Product picture", "Discount rule", "Report", "Drawing", "Interface", "Update", "Licence",
)  # fmt: skip
TROUBLES = (
    "cannot be saved", "ends after a minute", "shows an error", "is slow since the update", "counts twice",
    "loses its last line", "is empty", "stops at half", "asks for a password again", "prints the wrong page",
    "ignores the customer's currency", "does not start", "locks the whole list", "forgets its settings",
)  # fmt: skip
PLACES = (
    "in the test system", "at one customer", "for all users", "on Mondays", "after the import", "in Firefox",
    "for large orders", "with two currencies", "since version 9.3", "over the VPN", "for new users",
)  # fmt: skip
SENTENCES = (
    "It began after the update of last week.",
    "We see it on two machines, and not on the third.",
    "The log says: lock wait timeout exceeded; try restarting the transaction.",
    "A restart helps for about an hour.",
    "The customer works around it by saving every line by itself.",
    "We have cleared the cache and signed in again.",
    "It happens with every order of more than forty lines.",
    "Please tell us what else you need.",
    "Could you send the file that was imported?",
    "We can reproduce it here and have passed it on.",
    "The next version will hold a correction.",
    "Please set the parameter to 30 and try again.",
    "Thank you, that worked at once.",
    "The user's rights look right to me.",
    "We measured it: 48 seconds, where it took two before.",
    "The interface answers with status 502 from time to time.",
)
RARE = "Zwischenbelegkorrektur"


class Texts:
    """Draws texts; the same chance gives the same texts."""

    def __init__(self, chance: random.Random):
        self.chance = chance

    def summary(self) -> str:
        words = f"{self.chance.choice(SUBJECTS)} {self.chance.choice(TROUBLES)} {self.chance.choice(PLACES)}"
        return f"{words} ({RARE})" if self.chance.random() < 0.0005 else words

    def body(self) -> str:
        return " ".join(self.chance.choices(SENTENCES, k=self.chance.randint(3, 9)))
