"""The filter language: the same words in the filter bar, in --where and in the Python API."""

from curator.engine.query.evaluate import Rows, check_words, matching_rows
from curator.engine.query.parse import QueryError, parse_query
from curator.engine.query.words import EXAMPLES

__all__ = ["EXAMPLES", "QueryError", "Rows", "check_words", "matching_rows", "parse_query"]
