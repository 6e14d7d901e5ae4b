"""Reads a vendor's settings for mail that comes in: its address, and what a case that comes by mail is given (V12)."""

import re

from slas.marked import Place
from slas.policy import VendorText

# What a case that comes by mail is given: the field and the list that its code is in.
_MAIL_CASE = {
    "case_type": "case_type", "environment": "environment", "impact": "impact", "product": "", "severity": "",
}  # fmt: skip
_ADDRESS = re.compile(r"[^@\s<>,;]{1,64}@[A-Za-z0-9.-]{1,190}")


def mail_address(place: Place) -> str:
    address = place.text(255)
    if not _ADDRESS.fullmatch(address):
        place.fault(f"“{address}” is no mail address")
    return address


def mail_case(place: Place) -> dict[str, str]:
    return {field: part.code() for field, part in place.mapping("", " ".join(_MAIL_CASE)).items()}


def check_mail_case(place: Place, text: VendorText) -> None:
    """Every code of the setting is one of the vendor's own, and the severity fits the environment."""
    known = {name: {row.code for row in text.lists.get(kind, ())} for name, kind in _MAIL_CASE.items()}
    known["product"] = {product.code for product in text.products}
    known["severity"] = {severity.code for severity in text.policy.severities}
    value = text.settings["mail_case"].value
    for name, code in value.items():
        if code not in known[name]:
            place.fault(f"mail_case: the {name.replace('_', ' ')} “{code}” is unknown")
    reserved = {severity.code for severity in text.policy.severities if severity.production_only}
    if value.get("severity") in reserved:
        place.fault("mail_case: a severity for production only cannot be assumed")
