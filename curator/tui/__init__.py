"""The door for people: the terminal screen."""
