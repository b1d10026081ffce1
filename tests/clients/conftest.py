"""The pages as people open them: built, served, and looked at in Chromium."""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from devstack.contract.warm import warm
from devstack.stack import Stack
from tests.clients.browser import ARGUMENTS, chromium
from tests.shop import Shop


@pytest.fixture(scope="session")
def site(stack: Stack, first_shop: Shop) -> Stack:
    """The explorer and the storefront, built and served."""
    stack.build_clients()
    stack.start_pages()
    # A router forgets the operations when its table is written, as the safelist's tests do; the
    # watcher of `up` tells it again.
    warm([first_shop.public_url])
    return stack


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests."""
    program, needed = chromium()
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=program, args=list(ARGUMENTS), env={**os.environ, **needed}
        )
        yield launched
        await launched.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page of a visitor nobody knows; it may reach this machine alone, and must not complain."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    complaints = watched(context)
    yield await context.new_page()
    await context.close()
    assert complaints == []


def watched(context: BrowserContext) -> list[str]:
    """What goes wrong in the pages of *context*: errors, and requests to other hosts."""
    complaints: list[str] = []

    def look(request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            complaints.append(f"asked {request.url}")

    def note(message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            complaints.append(message.text)

    context.on("request", look)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", note)
    return complaints
