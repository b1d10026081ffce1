"""A person buys in the storefront, once, on any screen, by keyboard, with the network cut."""

import re
import uuid
from typing import Any

import pytest
from playwright.async_api import Page, Request, Route, expect

from devstack.stack import Stack

PRODUCT = "/p/unbleached-paper-filters-box-of-100"
PLACED = "Thank you. Your order is placed."
UNKNOWN = "We do not know yet whether the order was placed."
PHONE = {"width": 390, "height": 844}


@pytest.fixture
async def storefront(site: Stack, page: Page) -> Page:
    """The shop's first page."""
    await page.goto(site.page("storefront").url)
    await expect(page.locator(".card h2").first).to_be_visible()
    return page


async def go(page: Page, path: str) -> None:
    """Open a page of the shop by its address."""
    await page.goto("/".join(page.url.split("/")[:3]) + path)


async def register(page: Page) -> str:
    """A new account, with a cart and a history of its own; its address."""
    email = f"w{uuid.uuid4().hex[:12]}@example.com"
    await go(page, "/register")
    await page.get_by_label("Name").fill("Wilma Test")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill("a long enough password")
    await page.get_by_role("button", name="Open the account").click()
    await expect(page.get_by_role("link", name="Wilma Test")).to_be_visible()
    return email


async def to_checkout(page: Page, card: str = "Visa") -> None:
    """Signed in, a piece in the cart, everything filled in."""
    await register(page)
    await go(page, PRODUCT)
    await page.get_by_role("button", name="Add to cart").click()
    await expect(page.get_by_text("added.").first).to_be_visible()
    await go(page, "/checkout")
    await page.get_by_label("Name", exact=True).fill("Wilma Test")
    await page.get_by_label("Street and number").fill("Lindenweg 5")
    await page.get_by_label("Postal code").fill("10115")
    await page.get_by_label("Town").fill("Berlin")
    await page.get_by_role("radio", name=re.compile(f"^{card}")).check()
    await expect(page.get_by_role("button", name=re.compile("Place order · "))).to_be_enabled()


async def place(page: Page) -> None:
    """Press the button."""
    await page.get_by_role("button", name=re.compile("Place order · ")).click()


def keys_sent(page: Page) -> list[str]:
    """The idempotency keys with which orders are sent from now on, one for each try."""
    keys: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and '"PlaceOrder"' in (request.post_data or ""):
            body: Any = request.post_data_json
            keys.append(body["variables"]["input"]["idempotencyKey"])

    page.on("request", note)
    return keys


async def orders_of(page: Page) -> int:
    """How many orders the history shows."""
    await go(page, "/orders")
    await page.wait_for_selector(".order-row, .empty")
    return await page.locator(".order-row").count()


async def test_browsing_filters_sorts_and_pages(storefront: Page) -> None:
    """All of it is in the address, so that it can be kept, shared and gone back from."""
    shown = await storefront.locator(".grid a").count()
    await storefront.get_by_role("button", name="Load more").click()
    await expect(storefront.locator(".grid a")).to_have_count(shown * 2)
    await storefront.get_by_role("link", name="Kitchen & Table").click()
    await storefront.get_by_role("link", name="Kettles").click()
    await expect(storefront.get_by_role("heading", level=1, name="Kettles")).to_be_focused()
    await storefront.get_by_label("Sort by").select_option("price-up")
    await storefront.get_by_role("textbox", name="From").fill("9000")
    await storefront.get_by_role("button", name="Apply").click()
    await expect(storefront.get_by_text("Nothing here matches.")).to_be_visible()
    await expect(storefront).to_have_url(re.compile("sort=price-up&min=9000"))
    await storefront.reload()
    await expect(storefront.get_by_text("Nothing here matches.")).to_be_visible()


async def test_only_hashes_are_sent_and_public_ones_without_a_token(storefront: Page) -> None:
    """A query is a GET that a CDN may hold; what is everybody's does not say who asks."""
    asked: dict[str, Request] = {}

    def note(request: Request) -> None:
        if "/graphql" not in request.url or request.method == "OPTIONS":
            return
        named = re.search(r"operationName\W{1,4}(\w+)", request.url + (request.post_data or ""))
        assert named is not None
        asked[named[1]] = request

    storefront.on("request", note)
    await to_checkout(storefront)
    for name, request in asked.items():
        assert "query=" not in request.url, name
        assert '"query"' not in (request.post_data or ""), name
    assert asked["AddToCart"].method == "POST"
    for name in ("ProductPage", "ShippingEstimate"):
        assert asked[name].method == "GET"
        assert "authorization" not in await asked[name].all_headers()
    assert "authorization" in await asked["ViewerCart"].all_headers()


async def test_a_guest_s_piece_is_added_after_signing_in(storefront: Page) -> None:
    """Refusals stand beside their field; afterwards the guest is where they were."""
    await go(storefront, PRODUCT)
    await storefront.get_by_role("button", name="Add to cart").click()
    await expect(storefront.get_by_role("heading", level=1, name="Sign in")).to_be_focused()
    await storefront.get_by_label("E-mail").fill("ada@example.com")
    await storefront.get_by_label("Password").fill("not the password")
    await storefront.get_by_role("button", name="Sign in").click()
    await expect(storefront.get_by_role("alert")).to_contain_text("wrong")
    await storefront.get_by_role("link", name="Open an account").click()
    await storefront.get_by_label("Name").fill("Wilma Test")
    await storefront.get_by_label("E-mail").fill("ada@example.com")
    await storefront.get_by_label("Password").fill("a long enough password")
    await storefront.get_by_role("button", name="Open the account").click()
    taken = storefront.get_by_text("An account with this e-mail address exists")
    await expect(taken).to_be_visible()
    await storefront.get_by_label("E-mail").fill(f"w{uuid.uuid4().hex[:12]}@example.com")
    await storefront.get_by_role("button", name="Open the account").click()
    await expect(storefront.get_by_role("link", name=re.compile("Cart.*1 piece"))).to_be_visible()


async def test_a_cut_network_in_mid_checkout_loses_nothing(storefront: Page) -> None:
    """It says what is not known, tries again with the same key, and one order is there."""
    await to_checkout(storefront)
    keys = keys_sent(storefront)
    await storefront.context.set_offline(True)
    await place(storefront)
    await expect(storefront.get_by_text(UNKNOWN)).to_be_visible()
    await storefront.wait_for_timeout(2000)
    await storefront.context.set_offline(False)
    await expect(storefront.get_by_text(PLACED)).to_be_visible(timeout=20_000)
    assert len(set(keys)) == 1
    assert len(keys) >= 2
    assert await orders_of(storefront) == 1


async def test_a_lost_answer_and_a_reload_buy_once(storefront: Page) -> None:
    """The order arrived, its answer did not: after the reload the same key gets it."""
    await to_checkout(storefront)
    keys = keys_sent(storefront)
    losing = True

    async def lose(route: Route) -> None:
        if losing and '"PlaceOrder"' in (route.request.post_data or ""):
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await storefront.route("**/graphql*", lose)
    await place(storefront)
    await expect(storefront.get_by_text(UNKNOWN)).to_be_visible()
    losing = False
    await storefront.reload()
    await expect(storefront.get_by_text(PLACED)).to_be_visible(timeout=20_000)
    assert len(set(keys)) == 1
    assert len(keys) >= 2
    assert await orders_of(storefront) == 1


async def test_a_declined_card_is_replaced(storefront: Page) -> None:
    """The order waits for another card; it is still one order."""
    await to_checkout(storefront, "Empty card")
    await place(storefront)
    await expect(storefront.get_by_role("heading", name="Pay with another card")).to_be_visible()
    await storefront.get_by_role("radio", name=re.compile("^Visa")).check()
    await storefront.get_by_role("button", name="Pay and order").click()
    await expect(storefront.get_by_text("Confirmed", exact=True)).to_be_visible()
    assert await orders_of(storefront) == 1


async def test_an_order_is_read_while_the_catalogue_is_dead(storefront: Page, site: Stack) -> None:
    """What was bought stands there from its snapshot, with a note; the page is not blank."""
    await to_checkout(storefront)
    await place(storefront)
    await expect(storefront.get_by_text(PLACED)).to_be_visible()
    site.supervisor.stop("products")
    try:
        await storefront.reload()
        await expect(storefront.get_by_text("Some of this did not load.")).to_be_visible()
        await expect(storefront.get_by_text("Unbleached paper filters").first).to_be_visible()
        await expect(storefront.get_by_text("Confirmed", exact=True)).to_be_visible()
        # Public answers are kept by the browser too; a shelf nobody looked at is not.
        await go(storefront, "/")
        await expect(storefront.locator(".card h2").first).to_be_visible()
        await go(storefront, "/c/kettles")
        await expect(storefront.get_by_role("button", name="Try again").first).to_be_visible()
    finally:
        site.supervisor.ensure(site.subgraphs.service("products"))
    await storefront.get_by_role("button", name="Try again").first.click()
    await expect(storefront.locator(".card h2").first).to_be_visible()


async def test_buying_by_keyboard_alone(storefront: Page) -> None:
    """From the skip link to the placed order, without a pointer."""
    await storefront.keyboard.press("Tab")
    await expect(storefront.get_by_role("link", name=re.compile("Skip"))).to_be_focused()
    await register(storefront)
    await go(storefront, PRODUCT)
    await press(storefront, "button", "Add to cart")
    await expect(storefront.get_by_text("added.").first).to_be_visible()
    await go(storefront, "/checkout")
    for label, text in (
        ("Name", "Wilma Test"),
        ("Street and number", "Lindenweg 5"),
        ("Postal code", "10115"),
        ("Town", "Berlin"),
    ):
        await tab_to(storefront, f"{label}")
        await storefront.keyboard.press("Control+A")
        await storefront.keyboard.type(text)
    await press(storefront, "button", "Place order")
    await expect(storefront.get_by_text(PLACED)).to_be_visible()


async def focused(page: Page) -> str:
    """The name of what has the focus, as a screen reader says it."""
    script = """() => {
      const here = document.activeElement
      const name = here.labels?.[0]?.innerText || here.getAttribute('aria-label') || here.innerText
      return (name || '').trim()
    }"""
    return str(await page.evaluate(script))


async def tab_to(page: Page, name: str) -> None:
    """Tab until something of that name has the focus."""
    for _ in range(60):
        if (await focused(page)).startswith(name):
            return
        await page.keyboard.press("Tab")
    pytest.fail(f"{name} cannot be reached by keyboard")


async def press(page: Page, role: Any, name: str) -> None:
    """Reach something by keyboard, and press it."""
    await expect(page.get_by_role(role, name=re.compile(f"^{name}"))).to_be_visible()
    await tab_to(page, name)
    await page.keyboard.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_fits_a_phone(storefront: Page, scheme: Any) -> None:
    """No sideways scrolling at 390 px, one heading of the first level, a title of its own."""
    await storefront.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    await storefront.emulate_media(color_scheme=scheme)
    await to_checkout(storefront)
    titles = set()
    for path in ("/", "/c/kettles", PRODUCT, "/cart", "/checkout", "/orders", "/nowhere"):
        await go(storefront, path)
        await expect(storefront.get_by_role("heading", level=1)).to_have_count(1)
        await storefront.wait_for_timeout(300)
        width = await storefront.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], path
        titles.add(await storefront.title())
    assert len(titles) == 7
