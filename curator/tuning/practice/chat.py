"""Chat of the practice service: the stored answer of the nearest training prompt, streamed as Azure streams."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Send

from curator.amounts import counted
from curator.tuning.practice.examples import Answer, read_training_file, text_of
from curator.tuning.practice.fault_names import READY
from curator.tuning.practice.faults import Fault
from curator.tuning.practice.nearest import NearestAnswer
from curator.tuning.practice.ngram import words_of
from curator.tuning.practice.refusals import deployment_not_found, invalid_payload, prompt_filtered
from curator.tuning.practice.site import Site, asks_one_token, json_body
from curator.tuning.practice.state import StoredDeployment, new_id

_PIECES = re.compile(r"\S+\s*|\s+")
_SAFE = {name: {"filtered": False, "severity": "safe"} for name in ("hate", "self_harm", "sexual", "violence")}


@dataclass(frozen=True)
class _Exchange:
    """One answer about to go out."""

    id: str
    created: int
    model: str
    answer: Answer
    finish: str
    prompt_words: int
    filters: dict[str, Any]

    @property
    def usage(self) -> dict[str, Any]:
        answered = len(words_of(self.answer.text))
        return {
            "prompt_tokens": self.prompt_words,
            "completion_tokens": answered,
            "total_tokens": self.prompt_words + answered,
        }


class Chat:
    """The operation on chat completions."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._state = site.state

    async def create(self, request: Request, dated: bool) -> Response:
        """Answer a conversation."""
        body = await json_body(request)
        name = request.path_params.get("deployment") or str(body.get("model", ""))
        deployment = self._state.present_deployments().get(name)
        if deployment is None or not deployment.answers(time.time(), self._state.pace):
            raise deployment_not_found()
        messages = body.get("messages")
        if not isinstance(messages, list) or not messages or not all(isinstance(one, dict) for one in messages):
            raise invalid_payload("The messages field must be a list with at least one message.")
        operation = READY if asks_one_token(body) else "chat"
        fault = self._state.faults.take(operation, "filter-prompt", "filter-answer", "stream-error", "drop-stream")
        if fault is not None and fault.kind == "filter-prompt":
            raise prompt_filtered(fault.words)
        exchange = self._exchange(body, deployment, fault)
        if not body.get("stream"):
            return JSONResponse(_whole(exchange))
        usage = bool((body.get("stream_options") or {}).get("include_usage"))
        return _BreakableStream(self._chunks(exchange, usage, fault), media_type="text/event-stream")

    def _exchange(self, body: dict[str, Any], deployment: StoredDeployment, fault: Fault | None) -> _Exchange:
        messages = body["messages"]
        answer = self._answer(messages, deployment, offered=bool(body.get("tools")))
        finish = "tool_calls" if answer.tool_calls else "stop"
        limit = body.get("max_completion_tokens") or body.get("max_tokens")
        if isinstance(limit, int) and len(words_of(answer.content)) > limit and not answer.tool_calls:
            answer, finish = Answer(_first_words(answer.content, limit)), "length"
        filters = dict(_SAFE)
        if fault is not None and fault.kind == "filter-answer":
            category = fault.words if fault.words in _SAFE else "violence"
            filters[category] = {"filtered": True, "severity": "medium"}
            answer, finish = Answer(_first_words(answer.content, 3)), "content_filter"
        words = sum(len(words_of(text_of(message.get("content")))) for message in messages)
        return _Exchange(new_id("chatcmpl"), int(time.time()), deployment.model, answer, finish, words, filters)

    def _answer(self, messages: list[dict[str, Any]], deployment: StoredDeployment, offered: bool) -> Answer:
        said = [text_of(one.get("content")) for one in messages if one.get("role") not in ("system", "developer")]
        prompt = said[-1] if said else ""
        stored = self._stored(deployment.model)
        if stored is None:
            return Answer(
                f"I am a practice base model, standing in for {deployment.model}. I have learnt nothing and know "
                f"nothing. You wrote {counted(len(words_of(prompt)), 'word or sign', 'words and signs')} to me."
            )
        found = stored.find(prompt, "\n".join(said[:-1]))
        if found is None:
            return Answer("I am a practice model. No prompt of my training data shares a word with this one.")
        if found.tool_calls and not offered:
            return Answer(found.content or f"(would call a tool: {found.text})")
        return found

    def _stored(self, name: str) -> NearestAnswer | None:
        with self._state.lock:
            model = next((one for one in self._state.models.values() if name in (one.id, one.deployable_as)), None)
            if model is None:
                return None
            if model.job not in self._state.answers:
                data = self._state.contents.get(f"answers-{model.job}")
                self._state.answers[model.job] = NearestAnswer(read_training_file(data).turns)
            return self._state.answers[model.job]

    async def _chunks(self, exchange: _Exchange, usage: bool, fault: Fault | None) -> AsyncIterator[str]:
        for count, chunk in enumerate(_stream(exchange, usage)):
            if fault is not None and fault.kind != "filter-answer" and count >= fault.after:
                if fault.kind == "drop-stream":
                    raise _BreakOff
                error = {"code": fault.code, "message": fault.words, "type": "server_error", "param": None}
                yield f"data: {json.dumps({'error': error})}\n\n"
                return
            yield f"data: {json.dumps(chunk)}\n\n"
            if not self._state.closing:
                await asyncio.sleep(self._state.pace.word)
        yield "data: [DONE]\n\n"


class _BreakOff(Exception):
    """Stop a stream in the middle, as a lost connection does."""


class _BreakableStream(StreamingResponse):
    """A stream that can end without its proper end: the server then closes the connection."""

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(send)
        except _BreakOff:
            return


def _whole(exchange: _Exchange) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": exchange.answer.content or None, "refusal": None}
    if exchange.answer.tool_calls:
        message["tool_calls"] = list(exchange.answer.tool_calls)
    return {
        "id": exchange.id,
        "object": "chat.completion",
        "created": exchange.created,
        "model": exchange.model,
        "system_fingerprint": "fp_practice",
        "prompt_filter_results": _prompt_filters(),
        "choices": [
            {
                "index": 0,
                "message": message,
                "finish_reason": exchange.finish,
                "logprobs": None,
                "content_filter_results": exchange.filters,
            }
        ],
        "usage": exchange.usage,
    }


def _stream(exchange: _Exchange, usage: bool) -> list[dict[str, Any]]:
    """All chunks in Azure's order: filters of the prompt, role, words, finish, and the usage where asked for."""
    first = {"id": "", "object": "", "created": 0, "model": "", "choices": []}
    chunks = [{**first, "prompt_filter_results": _prompt_filters()}]
    chunks.append(_chunk(exchange, {"role": "assistant", "content": "", "refusal": None}))
    for piece in _PIECES.findall(exchange.answer.content):
        chunks.append(_chunk(exchange, {"content": piece}, filters=exchange.filters))
    for index, call in enumerate(exchange.answer.tool_calls):
        chunks.append(_chunk(exchange, {"tool_calls": [{"index": index, **call}]}))
    chunks.append(_chunk(exchange, {}, exchange.finish, exchange.filters))
    if usage:
        chunks.append({**_chunk(exchange, {}), "choices": [], "usage": exchange.usage})
    return chunks


def _chunk(
    exchange: _Exchange, delta: dict[str, Any], finish: str | None = None, filters: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "id": exchange.id,
        "object": "chat.completion.chunk",
        "created": exchange.created,
        "model": exchange.model,
        "system_fingerprint": "fp_practice",
        "choices": [
            {
                "index": 0,
                "delta": delta,
                "finish_reason": finish,
                "logprobs": None,
                "content_filter_results": filters or {},
            }
        ],
    }


def _prompt_filters() -> list[dict[str, Any]]:
    jailbreak = {"jailbreak": {"filtered": False, "detected": False}}
    return [{"prompt_index": 0, "content_filter_results": {**_SAFE, **jailbreak}}]


def _first_words(text: str, count: int) -> str:
    return "".join(_PIECES.findall(text)[:count])
