"""Where records live: a file that nobody changes, seen through a journal of edits."""
