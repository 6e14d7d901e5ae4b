"""Writes a vendor's regions and products down. What a text no longer names stays for the cases that name it."""

from contacts.models import Product, Region
from slas.policy import VendorText, told_source
from tenants.models import Vendor


def load_regions(vendor: Vendor, text: VendorText) -> None:
    for position, region in enumerate(text.regions, 1):
        fields = {
            "position": position,
            "name_en": region.name.en,
            "name_de": region.name.de,
            "calendar": region.calendar,
            "source": told_source(region.source, region.assumption)[:200],
        }
        Region.objects.update_or_create(vendor=vendor, code=region.code, defaults=fields)


def load_products(vendor: Vendor, text: VendorText) -> None:
    codes = []
    for position, product in enumerate(text.products, 1):
        codes.append(product.code)
        fields = {
            "name": product.name,
            "versions": list(product.versions),
            "position": position,
            "active": True,
            "source": product.source[:200],
        }
        Product.objects.update_or_create(vendor=vendor, code=product.code, defaults=fields)
    Product.objects.filter(vendor=vendor).exclude(code__in=codes).update(active=False)
