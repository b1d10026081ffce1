"""The demo shop's catalogue: hand-written, read from `data/`, and the same on every call."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import Any

from devstack.seed.entries import Entry, read_entries

DATA = Path(__file__).parent / "data"

_CATEGORY_SHAPE = {"slug": (str,), "name": (str,), "parent": (str, NoneType)}
_PRODUCT_SHAPE: Mapping[str, tuple[type, ...]] = {
    "sku": (str,),
    "name": (str,),
    # A string, because YAML would make it a float and a price must stay exact.
    "price": (str,),
    "weight_grams": (int,),
    "stock": (int,),
    "tags": (list,),
    "attributes": (dict,),
    "description": (str,),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SeedCategory:
    """A shelf of the demo shop; only categories without children hold products."""

    slug: str
    name: str
    parent_slug: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SeedProduct:
    """A product of the demo shop; the price is in euros, `available` is the stock to begin with."""

    sku: str
    slug: str
    name: str
    description: str
    price: Decimal
    weight_grams: int
    category_slug: str
    tags: tuple[str, ...]
    attributes: Mapping[str, Any]
    available: int


def categories(folder: Path = DATA) -> Sequence[SeedCategory]:
    """Every category, parents before children; ValueError if the file is malformed."""
    found: dict[str, SeedCategory] = {}
    for entry in read_entries(folder / "categories.yaml", "categories", _CATEGORY_SHAPE):
        slug, parent = entry.fields["slug"], entry.fields["parent"]
        if slug in found:
            entry.reject("its slug is already taken")
        if parent is not None and parent not in found:
            entry.reject(f"its parent `{parent}` must stand before it")
        found[slug] = SeedCategory(slug=slug, name=entry.fields["name"], parent_slug=parent)
    return tuple(found.values())


def products(folder: Path = DATA) -> Sequence[SeedProduct]:
    """Every product, by sku; skus and slugs are unique; ValueError if a file is malformed."""
    tree = categories(folder)
    leaves = {category.slug for category in tree} - {category.parent_slug for category in tree}
    strays = {path.stem for path in (folder / "products").glob("*.yaml")} - leaves
    if strays:
        raise ValueError(f"products/{min(strays)}.yaml: there is no leaf category of that name.")
    found: dict[str, SeedProduct] = {}
    slugs: set[str] = set()
    for leaf in sorted(leaves):
        for entry in read_entries(folder / "products" / f"{leaf}.yaml", "products", _PRODUCT_SHAPE):
            product = _product(entry, leaf)
            if product.sku in found or product.slug in slugs:
                entry.reject(f"its sku or its slug `{product.slug}` is already taken")
            found[product.sku] = product
            slugs.add(product.slug)
    return tuple(found[sku] for sku in sorted(found))


def slug_of(name: str) -> str:
    """The name in lowercase ASCII with hyphens; accents fall off, apostrophes vanish."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")


def _product(entry: Entry, category_slug: str) -> SeedProduct:
    fields = dict(entry.fields)
    if not re.fullmatch(r"[A-Z]{3}-\d{4}", fields["sku"]):
        entry.reject("`sku` must look like KTL-0007")
    if not re.fullmatch(r"\d+\.\d{2}", fields["price"]) or Decimal(fields["price"]) == 0:
        entry.reject(f"`price` must be positive with two decimals, not `{fields['price']}`")
    if fields["weight_grams"] <= 0 or fields["stock"] < 0:
        entry.reject("`weight_grams` must be positive and `stock` not negative")
    if not fields["tags"] or not all(isinstance(tag, str) for tag in fields["tags"]):
        entry.reject("`tags` must be a list of words")
    return SeedProduct(
        slug=slug_of(fields["name"]),
        price=Decimal(fields.pop("price")),
        category_slug=category_slug,
        tags=tuple(fields.pop("tags")),
        available=fields.pop("stock"),
        **fields,
    )
