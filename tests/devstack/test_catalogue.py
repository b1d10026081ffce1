"""The demo catalogue is large, varied and identical on every reading."""

import re
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from devstack.seed.catalogue import DATA, SeedProduct, categories, products, slug_of

# Read once: a reading takes a fifth of a second and most rules look at all of it.
EVERY = products()


def by_category() -> dict[str, list[SeedProduct]]:
    shelves: dict[str, list[SeedProduct]] = defaultdict(list)
    for product in EVERY:
        shelves[product.category_slug].append(product)
    return shelves


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the data that a test may damage."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_the_shop_is_large_enough_to_page_through() -> None:
    """There are at least 300 products in at least 12 categories, 20 or more in each."""
    shelves = by_category()
    assert len(EVERY) >= 300
    assert len(shelves) >= 12
    assert min(len(shelf) for shelf in shelves.values()) >= 20


def test_skus_slugs_names_and_descriptions_are_unique() -> None:
    """No two products share a sku, a slug, a name or a description."""
    for field in ("sku", "slug", "name", "description"):
        assert len({getattr(product, field) for product in EVERY}) == len(EVERY), field


def test_skus_and_slugs_have_their_form_and_order() -> None:
    """A sku is three letters and four digits, a slug is ascii with hyphens, the order is by sku."""
    assert all(re.fullmatch(r"[A-Z]{3}-\d{4}", product.sku) for product in EVERY)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", product.slug) for product in EVERY)
    assert [product.sku for product in EVERY] == sorted(product.sku for product in EVERY)


def test_a_category_has_one_sku_prefix_of_its_own() -> None:
    """The three letters of a sku tell the category, and no two categories share them."""
    prefixes = {slug: {item.sku[:3] for item in shelf} for slug, shelf in by_category().items()}
    assert all(len(letters) == 1 for letters in prefixes.values())
    assert len(set().union(*prefixes.values())) == len(prefixes)


def test_a_slug_keeps_the_letters_and_loses_the_accents() -> None:
    """Accents and apostrophes fall off, everything else between words becomes one hyphen."""
    assert slug_of("Crêpe pan, the baker's (26 cm)") == "crepe-pan-the-bakers-26-cm"


def test_prices_are_positive_with_two_decimals() -> None:
    """Every price is an exact positive amount with two decimals, and not all end in 99 cents."""
    prices = [product.price for product in EVERY]
    assert all(price > 0 and price.as_tuple().exponent == -2 for price in prices)
    assert len({price % 1 for price in prices}) > 10
    assert all(isinstance(price, Decimal) for price in prices)


def test_some_stock_is_zero_and_some_is_low() -> None:
    """A few products are sold out and a few nearly so, so that both can be seen in the shop."""
    levels = [product.available for product in EVERY]
    assert 0.02 < levels.count(0) / len(levels) < 0.06
    assert any(1 <= level <= 4 for level in levels)
    assert all(0 <= level <= 400 for level in levels)


def test_tags_are_one_to_four_different_words() -> None:
    """A product has one to four tags, lowercase with hyphens, none of them twice."""
    for product in EVERY:
        assert 1 <= len(product.tags) <= 4, product.sku
        assert len(set(product.tags)) == len(product.tags), product.sku
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", tag) for tag in product.tags), product.sku


def test_attributes_differ_by_category() -> None:
    """No two categories describe their products with the same set of keys."""
    keys = [frozenset(shelf[0].attributes) for shelf in by_category().values()]
    assert len(set(keys)) == len(keys)


def test_attributes_are_consistent_inside_a_category() -> None:
    """Products of a category share at least three keys, and a key always has the same type."""
    for slug, shelf in by_category().items():
        shared = set(shelf[0].attributes).intersection(*(item.attributes for item in shelf))
        assert len(shared) >= 3, slug
        types: dict[str, set[type]] = defaultdict(set)
        for item in shelf:
            for key, value in item.attributes.items():
                types[key].add(type(value))
        assert all(len(kinds) == 1 for kinds in types.values()), (slug, types)


def test_attributes_are_plain_values_under_snake_case_keys() -> None:
    """An attribute is a text, a whole number, a yes or no, or a list of texts."""
    for product in EVERY:
        for key, value in product.attributes.items():
            assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", key), (product.sku, key)
            assert isinstance(value, str | int | list), (product.sku, key)
            if isinstance(value, list):
                assert all(isinstance(word, str) for word in value), (product.sku, key)


def test_two_readings_are_equal_and_share_nothing() -> None:
    """Calling twice gives equal results, and changing one leaves the other as it was."""
    assert categories() == categories()
    first, second = products(), products()
    assert first == second
    assert first[0].attributes is not second[0].attributes


def test_parents_stand_before_their_children() -> None:
    """A parent category is known before any of its children."""
    seen: set[str | None] = {None}
    for category in categories():
        assert category.parent_slug in seen
        seen.add(category.slug)


def test_products_stand_only_in_leaf_categories() -> None:
    """Every product's category exists and is a leaf, and every leaf has products."""
    parents = {category.parent_slug for category in categories()}
    leaves = {category.slug for category in categories()} - parents
    assert set(by_category()) == leaves


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ('"64.50"', "64.50", r"kettles\.yaml, entry 1 \(KTL-0001\): `price` must be str"),
        ('"64.50"', '"64.5"', r"kettles\.yaml, entry 1 \(KTL-0001\): `price` must be positive"),
        ("stock: 34", "stock: yes", r"kettles\.yaml, entry 1 \(KTL-0001\): `stock` must be int"),
        ("stock: 34, ", "", r"kettles\.yaml, entry 1 \(KTL-0001\): .* unknown keys: stock"),
        ("KTL-0002", "KTL-0001", r"kettles\.yaml, entry 2 \(KTL-0001\): its sku or its slug"),
        ("KTL-0001", "KTL1", r"kettles\.yaml, entry 1 \(KTL1\): `sku` must look like"),
        ("products:", "products: [", r"kettles\.yaml, line \d+: is not valid YAML"),
    ],
)
def test_a_malformed_entry_is_named(copy: Path, right: str, wrong: str, complaint: str) -> None:
    """A damaged file stops the reading with a sentence that names the file and the entry."""
    kettles = copy / "products" / "kettles.yaml"
    kettles.write_text(kettles.read_text("utf-8").replace(right, wrong, 1), "utf-8")
    with pytest.raises(ValueError, match=complaint):
        products(copy)


def test_a_file_without_a_category_is_named(copy: Path) -> None:
    """A product file that belongs to no leaf category, or a leaf without a file, is an error."""
    (copy / "products" / "kettles.yaml").rename(copy / "products" / "teapots.yaml")
    with pytest.raises(ValueError, match=r"teapots\.yaml: there is no leaf category"):
        products(copy)
    (copy / "products" / "teapots.yaml").unlink()
    with pytest.raises(ValueError, match=r"kettles\.yaml: cannot be read"):
        products(copy)


def test_a_child_before_its_parent_is_named(copy: Path) -> None:
    """A category whose parent is unknown stops the reading with its name."""
    tree = copy / "categories.yaml"
    tree.write_text(tree.read_text("utf-8").replace("parent: home}", "parent: hut}", 1), "utf-8")
    with pytest.raises(ValueError, match=r"categories\.yaml, entry 7 \(lighting\): its parent"):
        categories(copy)
