"""What the practice service bills: the tokens that curator counts in the uploaded file."""

from __future__ import annotations

from curator.engine.judge import read_line
from curator.errors import CuratorError
from curator.measures.tokens import count_batch, counter
from curator.records.target import load_target
from curator.tuning.practice.ngram import words_of

_BATCH = 200


def billed_tokens(data: bytes, model: str) -> tuple[int, str]:
    """Tokens of a training file, seen once, and what they are.

    Args:
        data: The file's bytes.
        model: The base model, whose encoding counts.

    Returns:
        The published count, per-message overhead included; the words and signs of the file where nothing here counts
        tokens of the model.
    """
    try:
        encoding = load_target(f"azure/{model}").encoding
    except CuratorError:
        encoding = None
    counting = counter(encoding) if encoding else None
    lines = [line for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
    if counting is None:
        return sum(len(words_of(line.decode("utf-8", "replace"))) for line in lines), "words and signs, not tokens"
    total = 0
    for start in range(0, len(lines), _BATCH):
        part = lines[start : start + _BATCH]
        records = [read_line(row, line.removesuffix(b"\r")) for row, line in enumerate(part, start + 1)]
        total += int(count_batch(records, counting).tokens.sum())
    return total, f"tokens of {encoding}, each message's overhead included"
