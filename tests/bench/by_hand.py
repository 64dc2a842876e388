"""What a person does today without curator, measured: ``python tests/bench/by_hand.py FILE --language-sample 2000``.

json and the checks of OpenAI's data-preparation notebook, its token counts with tiktoken, near-duplicates with
datasketch in the style of its documentation, and langdetect on every conversation. Each stage's CPU seconds are
printed. langdetect is run on a sample only and its time scaled up to all records.

tiktoken takes its vocabulary from TIKTOKEN_CACHE_DIR, or from CURATOR_SHARED/vocabulary, so that nothing is fetched.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ENCODING = "o200k_base"
VOCABULARY_URL = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
KNOWN_KEYS = ("role", "content", "name", "function_call", "weight")
KNOWN_ROLES = ("system", "user", "assistant", "function")
WORDS_IN_A_SHINGLE = 5
Records = list[Any]


@contextmanager
def prepared_vocabulary() -> Iterator[None]:
    """Let tiktoken find its vocabulary in a folder: under the SHA-1 of its address, as tiktoken caches it."""
    if "TIKTOKEN_CACHE_DIR" in os.environ:
        yield
        return
    shared = os.environ.get("CURATOR_SHARED")
    if shared is None:
        sys.exit("Set TIKTOKEN_CACHE_DIR to a folder with tiktoken's vocabulary, or CURATOR_SHARED.")
    packed = Path(shared) / "vocabulary" / f"{ENCODING}.tiktoken.xz"
    with tempfile.TemporaryDirectory() as folder:
        cached = Path(folder) / hashlib.sha1(VOCABULARY_URL.encode()).hexdigest()
        cached.write_bytes(lzma.decompress(packed.read_bytes()))
        os.environ["TIKTOKEN_CACHE_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["TIKTOKEN_CACHE_DIR"]


def load(path: Path) -> Records:
    """Every line that is JSON; the notebook itself stops at the first that is not."""
    records: Records = []
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                records.append(json.loads(line))
            except json.JSONDecodeError:
                continue
    return records


def check_format(records: Records) -> Counter[str]:
    """The notebook's seven errors and two warnings, counted."""
    errors: Counter[str] = Counter()
    for record in records:
        if not isinstance(record, dict):
            errors["data_type"] += 1
            continue
        messages = record.get("messages")
        if not messages:
            errors["missing_messages_list"] += 1
            continue
        for message in messages:
            errors["message_missing_key"] += "role" not in message or "content" not in message
            errors["message_unrecognized_key"] += any(key not in KNOWN_KEYS for key in message)
            errors["unrecognized_role"] += message.get("role") not in KNOWN_ROLES
            content = message.get("content")
            errors["missing_content"] += (not content and not message.get("function_call")) or not isinstance(
                content, str
            )
        roles = [message.get("role") for message in messages]
        errors["example_missing_assistant_message"] += "assistant" not in roles
        errors["missing_system"] += "system" not in roles
        errors["missing_user"] += "user" not in roles
    return errors


def count_tokens(records: Records) -> tuple[int, int]:
    """Tokens of all conversations, with the published overhead, and of the assistants' messages alone."""
    import tiktoken

    encoding = tiktoken.get_encoding(ENCODING)
    everything = assistants = 0
    for messages in _conversations(records):
        everything += 3
        for message in messages:
            everything += 3
            for value in message.values():
                if isinstance(value, str):
                    everything += len(encoding.encode(value))
            if message.get("role") == "assistant" and isinstance(message.get("content"), str):
                assistants += len(encoding.encode(message["content"]))
    return everything, assistants


def _conversations(records: Records) -> Iterator[list[dict[str, Any]]]:
    for record in records:
        if isinstance(record, dict) and isinstance(record.get("messages"), list):
            yield [message for message in record["messages"] if isinstance(message, dict)]


def _text(messages: list[dict[str, Any]]) -> str:
    spoken = (message.get("content") for message in messages if message.get("role") != "system")
    return "\n".join(text for text in spoken if isinstance(text, str))


def near_duplicates(records: Records) -> int:
    """Pairs of conversations alike at 0.8, by MinHash and LSH as datasketch's documentation shows it."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=0.8, num_perm=128)
    pairs = 0
    for number, messages in enumerate(_conversations(records)):
        words = _text(messages).lower().split()
        pieces = {" ".join(words[at : at + WORDS_IN_A_SHINGLE]) for at in range(max(1, len(words) - 4))}
        sketch = MinHash(num_perm=128)
        for piece in pieces:
            sketch.update(piece.encode("utf8"))
        pairs += len(lsh.query(sketch))
        lsh.insert(str(number), sketch)
    return pairs


def detect_languages(records: Records) -> Counter[str]:
    """The language of every conversation, with a fixed seed, since langdetect changes its mind without one."""
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0
    languages: Counter[str] = Counter()
    for messages in _conversations(records):
        try:
            languages[detect(_text(messages))] += 1
        except LangDetectException:
            languages["unknown"] += 1
    return languages


def measure_by_hand(path: Path, language_sample: int = 2_000) -> dict[str, float]:
    """CPU seconds of each stage on the file at ``path``.

    "language" is measured on a random ``language_sample`` of the records and scaled up to all of them; its start-up
    is counted once and not scaled.
    """
    seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        began = time.process_time()
        yield
        seconds[name] += time.process_time() - began

    with stage("load"):
        records = load(path)
    with stage("checks"):
        check_format(records)
    with prepared_vocabulary(), stage("tokens"):
        count_tokens(records)
    with stage("near-duplicates"):
        near_duplicates(records)
    sample = random.Random(0).sample(records, min(language_sample, len(records)))
    with stage("language"):
        detect_languages(sample[:1])
    began = time.process_time()
    detect_languages(sample)
    seconds["language"] += (time.process_time() - began) * len(records) / len(sample)
    return dict(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--language-sample", type=int, default=2_000, help="records langdetect runs on (default 2000)")
    asked = parser.parse_args()
    seconds = measure_by_hand(asked.file, asked.language_sample)
    for name, spent in seconds.items():
        note = f"   measured on {asked.language_sample} records, scaled up" if name == "language" else ""
        print(f"{name:16} {spent:9.2f} cpu-s{note}")
    total = sum(seconds.values())
    print(f"{'in all':16} {total:9.2f} cpu-s   {asked.file.stat().st_size / 1e6 / total:.3f} MB per cpu-s")


if __name__ == "__main__":
    main()
