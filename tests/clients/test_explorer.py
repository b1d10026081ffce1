"""The explorer teaches the graph: every example runs, offline, and the router tells its plan."""

import json
import subprocess
from typing import Any

import httpx2
import pytest
from playwright.async_api import Page, expect

from devstack.keys import secret
from devstack.npm import CLIENTS, NODE
from devstack.stack import Stack
from devstack.web.service import WebProcess

EXAMPLES_FILE = CLIENTS / "explorer" / "src" / "examples.ts"
ANSWER = """() => globalThis.__MONACO?.editor.getModels()
  .find((model) => model.uri.path.endsWith('response.json'))?.getValue() ?? ''"""
RUN_ENDED = """(before) => {
  const id = document.querySelector('.status-id code')?.textContent
  return id && id !== before
}"""


@pytest.fixture(scope="session")
def examples() -> list[dict[str, Any]]:
    """The examples as data; Node strips the types."""
    script = f"import {{ EXAMPLES }} from {json.dumps(str(EXAMPLES_FILE))}; "
    script += "console.log(JSON.stringify(EXAMPLES))"
    argv = [str(NODE), "--no-warnings", "--input-type=module", "-e", script]
    done = subprocess.run(argv, capture_output=True, check=True, text=True)
    read: list[dict[str, Any]] = json.loads(done.stdout)
    return read


@pytest.fixture
async def explorer(site: Stack, page: Page) -> Page:
    """The explorer as it greets a stranger."""
    await page.goto(site.page("explorer").url)
    await ready(page)
    return page


async def ready(page: Page) -> None:
    """The editors are there and the schema is read."""
    await page.wait_for_selector(".graphiql-query-editor .monaco-editor .view-line", timeout=30_000)
    await page.wait_for_function(
        "() => !document.querySelector('.graphiql-sidebar .graphiql-spin')"
    )


async def open_tab(page: Page, name: str) -> None:
    """Show an example."""
    await page.locator(".graphiql-tab-button", has_text=name).click()
    await expect(page.locator(".graphiql-tab-active")).to_contain_text(name)


async def become(page: Page, email: str | None) -> None:
    """Sign in by the menu, or out."""
    menu = page.get_by_label("Signed in as")
    if await menu.input_value() == (email or ""):
        return
    await menu.select_option(email or "")
    await expect(menu).to_be_enabled()
    await expect(menu).to_have_value(email or "")
    if email:
        await expect(page.get_by_text("token ends")).to_be_attached()


async def run(page: Page) -> Any:
    """Run what is in the editor; the answer as it is shown."""
    seen = page.locator(".status-id code")
    before = await seen.inner_text() if await seen.count() else ""
    await page.get_by_label("Execute query").click()
    await page.wait_for_function(RUN_ENDED, arg=before, timeout=20_000)
    await page.wait_for_function(f"() => ({ANSWER})().trim().startsWith('{{')", timeout=20_000)
    return json.loads(await page.evaluate(ANSWER))


def at(answer: Any, path: str) -> Any:
    """What stands at a path of names and indices."""
    for step in path.split("."):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return answer


async def test_every_example_runs_as_it_says(explorer: Page, examples: list[Any]) -> None:
    """Each tab, signed in as it asks: its data, its error codes, no plan inside the answer."""
    assert len(examples) >= 6
    for example in examples:
        await open_tab(explorer, example["name"])
        await become(explorer, example["as"])
        answer = await run(explorer)
        codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
        assert codes == set(example["expect"]["codes"]), (example["name"], answer)
        for path in example["expect"]["present"]:
            assert at(answer["data"], path) is not None, (example["name"], path)
        assert "extensions" not in answer, example["name"]


async def test_running_an_order_twice_buys_once(explorer: Page) -> None:
    """The key of a tab is made once, so the second run replays the first."""
    await open_tab(explorer, "PlaceOrder")
    await become(explorer, "ada@example.com")
    first = (await run(explorer))["data"]["placeOrder"]
    again = (await run(explorer))["data"]["placeOrder"]
    assert again["replayed"] is True
    assert again["order"]["number"] == first["order"]["number"]


async def test_the_plan_is_shown_without_running(explorer: Page) -> None:
    """From the router itself: which subgraphs, how many fetches, how many after one another."""
    await open_tab(explorer, "MyOrders")
    await explorer.get_by_label("Show Query plan").click()
    await explorer.get_by_role("button", name="Plan without running").click()
    headline = explorer.locator(".plan-headline")
    await expect(headline).to_have_text("3 fetches · serial depth 2 · users, orders, products")


async def test_one_subgraph_is_for_staff(explorer: Page) -> None:
    """A customer is not offered it; staff see that subgraph's own schema and answers."""
    target = explorer.get_by_label("Whom to ask")
    await become(explorer, "ada@example.com")
    assert await target.locator("option[value=orders]").is_disabled()
    await become(explorer, "sam@example.com")
    await target.select_option("orders")
    await ready(explorer)
    await open_tab(explorer, "RootFields")
    fields = at(await run(explorer), "data.__schema.queryType.fields")
    assert "orderByNumber" in {each["name"] for each in fields}


async def test_tabs_and_history_outlive_a_reload(explorer: Page, examples: list[Any]) -> None:
    """What was tried is kept; the examples come back when they are wanted."""
    await open_tab(explorer, "Browse")
    await run(explorer)
    await explorer.locator(".graphiql-tab-add").click()
    tabs = explorer.locator(".graphiql-tab-button")
    await expect(tabs).to_have_count(len(examples) + 1)
    # GraphiQL writes its storage half a second later.
    await explorer.wait_for_timeout(1500)
    await explorer.reload()
    await ready(explorer)
    await expect(tabs).to_have_count(len(examples) + 1)
    await explorer.get_by_label("Show History").click()
    await expect(explorer.locator(".graphiql-history-item").first).to_be_visible()
    explorer.on("dialog", lambda dialog: dialog.accept())
    await explorer.get_by_role("button", name="Reset examples").click()
    await ready(explorer)
    assert await tabs.all_inner_texts() == [each["name"] for each in examples]


@pytest.mark.parametrize("email", [None, "ada@example.com"])
async def test_the_way_to_a_subgraph_is_closed_to_others(
    site: Stack, http: httpx2.AsyncClient, email: str | None
) -> None:
    """Without a token, and with a customer's: FORBIDDEN, whatever the page would have offered."""
    headers = {}
    if email is not None:
        login = "mutation($i: LoginInput!) { login(input: $i) { session { accessToken } } }"
        person = {"email": email, "password": secret(site.layout, "demo-password")}
        body = {"query": login, "variables": {"i": person}}
        answer = (await http.post(site.router.url, json=body)).json()
        token = answer["data"]["login"]["session"]["accessToken"]
        headers["authorization"] = f"Bearer {token}"
    url = f"{site.page('explorer').url}subgraphs/products"
    answer = await http.post(url, json={"query": "{ _service { sdl } }"}, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (
        403,
        "FORBIDDEN",
    )


@pytest.mark.parametrize(("host", "is_told"), [("127.0.0.1", True), ("192.0.2.7", False)])
def test_the_demo_password_stays_on_this_machine(site: Stack, host: str, is_told: bool) -> None:
    """`up --host` shows the pages to others, and they have to know it."""
    urls = {"router": site.router.url, "public": site.public.url}
    process = WebProcess("explorer", site.layout, site.ports, host, urls)
    config = json.loads(process.service("standin").env["EXPLORER_CONFIG"])
    assert (config["password"] is not None) is is_told


def test_the_explorer_is_off_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless somebody switched it on."""
    from devstack.web.explorer import create_app

    monkeypatch.setenv("SUPERGRAPH_ENV", "production")
    with pytest.raises(SystemExit, match="off in production"):
        create_app()
    monkeypatch.setenv("EXPLORER_ENABLED", "true")
    with pytest.raises(SystemExit, match="EXPLORER_CONFIG is not set"):
        create_app()
