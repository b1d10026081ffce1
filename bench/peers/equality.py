"""All implementations give equal answers, or nothing is measured."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx2

from bench.peers.cases import Case
from bench.peers.histories import Shop
from bench.peers.running import Runner
from devstack.refusal import Refusal


async def require_equal(runners: Sequence[Runner], cases: Sequence[Case], shop: Shop) -> int:
    """Ask everybody everything once, and compare with the first; how many answers were compared."""
    compared = 0
    async with httpx2.AsyncClient(timeout=30) as http:
        for case in cases:
            expected = await _answers(http, runners[0], case, shop)
            for runner in runners[1:]:
                answers = await _answers(http, runner, case, shop)
                require_same(case.title, runner.implementation.title, expected, answers)
                compared += len(answers)
    return compared


def require_same(
    operation: str, who: str, expected: Sequence[object], answers: Sequence[object]
) -> None:
    """Refuse with the first place at which an answer differs."""
    for ours, theirs in zip(expected, answers, strict=True):
        found = next(differences(ours, theirs), None)
        if found is not None:
            raise Refusal(f"{operation}: {who} answers differently at {found}. Nothing measured.")


def differences(ours: object, theirs: object, path: str = "$") -> Iterator[str]:
    """The places at which two answers differ, with what is there."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping) and ours.keys() == theirs.keys():
        for key in ours:
            yield from differences(ours[key], theirs[key], f"{path}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (each, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(each, other, f"{path}[{index}]")
    elif ours != theirs:
        yield f"{path}: {_short(ours)} of ours, {_short(theirs)} of theirs"


async def _answers(
    http: httpx2.AsyncClient, runner: Runner, case: Case, shop: Shop
) -> list[dict[str, Any]]:
    url = f"http://127.0.0.1:{case.port(runner)}/graphql"
    answers = []
    for headers, bodies in case.questions(shop):
        for body in bodies:
            answer = (await http.post(url, json=body, headers=headers)).json()
            if "errors" in answer or not all(answer["data"].values()):
                who = runner.implementation.title
                raise Refusal(f"{case.title}: {who} answers {_short(answer)}. Nothing measured.")
            answers.append(answer)
    return answers


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
